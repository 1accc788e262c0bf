//! Which arm differs most surely from the control, by which test, and whether people were dealt out evenly.

use serde::Serialize;

use super::tests_of_shares::{
    Share, chi_square_p, fisher_p, holm, is_sparse, pooled_z, sample_ratio_chi_square, two_sided_p,
};

/// The test behind a chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// The pooled z test.
    Z,
    /// Fisher's exact test: fewer than five expected in a cell.
    Fisher,
}

/// The arm that differs most surely from the control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// Its place among the arms; the control is 0.
    pub arm: usize,
    /// Two-sided chance, adjusted when several arms are compared (Holm).
    pub p: f64,
    pub test: Test,
}

/// Compares each arm with the first, which is the control; of equals the earlier arm is taken. `None` for fewer than two
/// arms.
pub fn compare(arms: &[Share]) -> Option<Compared> {
    let (&control, others) = arms.split_first()?;
    let tests: Vec<(f64, Test)> = others.iter().map(|&arm| test(control, arm)).collect();
    let adjusted = holm(&tests.iter().map(|(p, _)| *p).collect::<Vec<_>>());
    // Chances too small for a float are told apart by their statistic.
    let apart = |index: usize| pooled_z(control, others[index]).map_or(0.0, f64::abs);
    let surest = (0..others.len())
        .min_by(|&a, &b| tests[a].0.total_cmp(&tests[b].0).then(apart(b).total_cmp(&apart(a))))?;
    Some(Compared { arm: surest + 1, p: adjusted[surest], test: tests[surest].1 })
}

/// Two-sided chance of a difference this large; 1 where nobody or everybody succeeded.
fn test(control: Share, arm: Share) -> (f64, Test) {
    if is_sparse(control, arm) {
        (fisher_p(control, arm).unwrap_or(1.0), Test::Fisher)
    } else {
        (pooled_z(control, arm).map_or(1.0, two_sided_p), Test::Z)
    }
}

/// The chance of arms as unequal as these when people are dealt out in the shares `dealt`, or evenly when it is empty.
/// `None` as for [`sample_ratio_chi_square`] and for fewer than two arms.
pub fn sample_ratio_p(people: &[u64], dealt: &[f64]) -> Option<f64> {
    let freedom = u32::try_from(people.len()).ok()?.checked_sub(1).filter(|&freedom| freedom > 0)?;
    let even = vec![1.0; people.len()];
    let shares = if dealt.is_empty() { &even } else { dealt };
    sample_ratio_chi_square(people, shares).map(|statistic| chi_square_p(statistic, freedom))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_arm_is_found_and_its_chance_adjusted() {
        let found = compare(&[(120, 1000), (122, 1000), (150, 1000)]).unwrap();
        assert_eq!((found.arm, found.test), (2, Test::Z));
        assert!((found.p - 2.0 * 0.049_640_386_865_368_78).abs() < 1e-12);
        assert_eq!(compare(&[(1, 9), (3, 9)]).unwrap().test, Test::Fisher);
        assert_eq!(compare(&[(0, 9), (0, 9)]).unwrap().p, 1.0);
        assert_eq!(compare(&[(0, 1_000_000), (500_000, 1_000_000), (900_000, 1_000_000)]).unwrap().arm, 2);
        assert_eq!((compare(&[]), compare(&[(1, 2)])), (None, None));
    }

    #[test]
    fn one_arm_is_not_dealt_out() {
        assert_eq!((sample_ratio_p(&[], &[]), sample_ratio_p(&[7], &[])), (None, None));
        assert_eq!(
            (sample_ratio_p(&[5, 5], &[]), sample_ratio_p(&[900, 100], &[9.0, 1.0])),
            (Some(1.0), Some(1.0))
        );
        assert!(sample_ratio_p(&[1000, 700], &[]).unwrap() < 1e-9);
    }
}
