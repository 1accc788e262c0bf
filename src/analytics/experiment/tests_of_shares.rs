//! Tests and intervals for two shares, as pure formulas. A share is `(successes, trials)`.

use crate::analytics::interval::wilson;

/// Successes and trials.
pub type Share = (u64, u64);

/// The z statistic of `b` against `a` with pooled variance; positive when `b` is larger. `None` without trials on
/// either side, or when nobody or everybody succeeded.
pub fn pooled_z(a: Share, b: Share) -> Option<f64> {
    let difference = difference(a, b)?;
    let (n_a, n_b) = (a.1 as f64, b.1 as f64);
    let pooled = (a.0 + b.0) as f64 / (n_a + n_b);
    let variance = pooled * (1.0 - pooled) * (1.0 / n_a + 1.0 / n_b);
    (variance > 0.0).then(|| difference / variance.sqrt())
}

/// The chance of a standard normal at least as far from 0 as `z`.
pub fn two_sided_p(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The chance of a standard normal above `z`: small when the second arm of [`pooled_z`] is surely the larger.
pub fn one_sided_p(z: f64) -> f64 {
    libm::erfc(z / std::f64::consts::SQRT_2) / 2.0
}

/// Share of `b` minus share of `a`; `None` without trials or with more successes than trials on either side.
pub fn difference(a: Share, b: Share) -> Option<f64> {
    let rate = |(successes, trials): Share| {
        (trials > 0 && successes <= trials).then(|| successes as f64 / trials as f64)
    };
    Some(rate(b)? - rate(a)?)
}

/// An interval around the share of `b` minus that of `a` (Newcombe 1998, method 10: from the two Wilson intervals).
/// `None` where an arm is empty.
pub fn newcombe(a: Share, b: Share, z: f64) -> Option<[f64; 2]> {
    let difference = difference(a, b)?;
    let ([low_a, high_a], [low_b, high_b]) = (wilson(a.0, a.1, z)?, wilson(b.0, b.1, z)?);
    let (rate_a, rate_b) = (a.0 as f64 / a.1 as f64, b.0 as f64 / b.1 as f64);
    let low = difference - (rate_b - low_b).hypot(high_a - rate_a);
    let high = difference + (high_b - rate_b).hypot(rate_a - low_a);
    Some([low.max(-1.0), high.min(1.0)])
}

/// Fisher's exact test, two-sided: the chance of all tables with these margins that are no likelier than this one.
/// `None` where an arm is empty.
pub fn fisher_p(a: Share, b: Share) -> Option<f64> {
    difference(a, b)?;
    let successes = a.0 + b.0;
    let ln_choose = |n: u64, k: u64| {
        let ln_factorial = |n: u64| libm::lgamma(n as f64 + 1.0);
        ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
    };
    let whole = ln_choose(a.1 + b.1, successes);
    let chance = |of_a: u64| ln_choose(a.1, of_a) + ln_choose(b.1, successes - of_a) - whole;
    // Tables that are equally likely must not fall out by rounding.
    let bound = chance(a.0) + 1e-7;
    let possible = successes.saturating_sub(b.1)..=successes.min(a.1);
    let sum: f64 = possible.map(chance).filter(|&chance| chance <= bound).map(f64::exp).sum();
    Some(sum.min(1.0))
}

/// True when the normal approximation is too coarse: an expected cell of the table is below 5.
pub fn is_sparse(a: Share, b: Share) -> bool {
    let (trials, successes) = ((a.1 + b.1) as f64, (a.0 + b.0) as f64);
    [a.1, b.1].into_iter().any(|n| {
        let expected = n as f64 * successes / trials.max(1.0);
        expected.min(n as f64 - expected) < 5.0
    })
}

/// Pearson's statistic of counts against the shares they were meant to have. `None` without counts, or when a share is
/// not positive, or the lists differ in length.
pub fn sample_ratio_chi_square(counts: &[u64], shares: &[f64]) -> Option<f64> {
    let (total, whole): (u64, f64) = (counts.iter().sum(), shares.iter().sum());
    let sound = total > 0 && counts.len() == shares.len() && shares.iter().all(|&share| share > 0.0);
    sound.then(|| {
        counts
            .iter()
            .zip(shares)
            .map(|(&count, share)| {
                let expected = total as f64 * share / whole;
                (count as f64 - expected).powi(2) / expected
            })
            .sum()
    })
}

/// The chance that a chi-square variable with `freedom` degrees exceeds `statistic`; 1 without freedom.
pub fn chi_square_p(statistic: f64, freedom: u32) -> f64 {
    if freedom == 0 {
        return 1.0;
    }
    let half = statistic.max(0.0) / 2.0;
    // The upper incomplete gamma function, stepped up from 1/2 or 1 to half the degrees.
    let (mut a, mut p) = if freedom % 2 == 1 { (0.5, libm::erfc(half.sqrt())) } else { (1.0, (-half).exp()) };
    while a + 0.5 < f64::from(freedom) / 2.0 {
        if half > 0.0 {
            p += (a * half.ln() - half - libm::lgamma(a + 1.0)).exp();
        }
        a += 1.0;
    }
    p.min(1.0)
}

/// Chances adjusted for being several (Holm 1979), in the order given.
pub fn holm(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&a, &b| chances[a].total_cmp(&chances[b]));
    let mut adjusted = vec![1.0; chances.len()];
    let mut running: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        running = running.max(chances[index] * (chances.len() - rank) as f64).min(1.0);
        adjusted[index] = running;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn choose(n: u64, k: u64) -> u128 {
        (0..k).fold(1, |product, step| product * u128::from(n - step) / u128::from(step + 1))
    }

    proptest! {
        #[test]
        fn fisher_counts_tables_as_one_would_by_hand(
            n_a in 1_u64..28, n_b in 1_u64..28, part_a in 0.0..=1.0_f64, part_b in 0.0..=1.0_f64,
        ) {
            let (a, b) = (((n_a as f64 * part_a) as u64, n_a), ((n_b as f64 * part_b) as u64, n_b));
            let successes = a.0 + b.0;
            let tables = |of_a: u64| choose(a.1, of_a) * choose(b.1, successes - of_a);
            let possible = successes.saturating_sub(b.1)..=successes.min(a.1);
            let whole = choose(a.1 + b.1, successes);
            prop_assert_eq!(possible.clone().map(tables).sum::<u128>(), whole);
            let rare: u128 = possible.map(tables).filter(|&count| count <= tables(a.0)).sum();
            let found = fisher_p(a, b).unwrap();
            prop_assert!((found - rare as f64 / whole as f64).abs() < 1e-9, "{}", found);
            prop_assert!((found - fisher_p(b, a).unwrap()).abs() < 1e-9);
        }

        #[test]
        fn swapping_arms_turns_signs(a in (0_u64..80, 80_u64..900), b in (0_u64..80, 80_u64..900)) {
            prop_assert_eq!(pooled_z(a, b), pooled_z(b, a).map(|z| -z));
            if let Some(z) = pooled_z(a, b) {
                prop_assert!((one_sided_p(z) + one_sided_p(-z) - 1.0).abs() < 1e-12);
                prop_assert!((2.0 * one_sided_p(z.abs()) - two_sided_p(z)).abs() < 1e-12);
            }
            let ([low, high], [turned_low, turned_high]) = (newcombe(a, b, 1.96).unwrap(), newcombe(b, a, 1.96).unwrap());
            prop_assert!((low + turned_high).abs() < 1e-12 && (high + turned_low).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_is_computed_from_nothing() {
        assert_eq!((pooled_z((0, 0), (1, 2)), newcombe((0, 0), (1, 2), 1.96)), (None, None));
        assert_eq!(pooled_z((0, 5), (0, 9)), None);
        assert_eq!(fisher_p((3, 2), (1, 2)), None);
        assert_eq!(sample_ratio_chi_square(&[0, 0], &[0.5, 0.5]), None);
    }

    #[test]
    fn chi_square_quantiles_of_the_tables() {
        for (statistic, freedom) in
            [(3.841_458_820_694_124, 1), (5.991_464_547_107_979, 2), (7.814_727_903_251_178, 3)]
        {
            assert!((chi_square_p(statistic, freedom) - 0.05).abs() < 1e-12, "{freedom}");
        }
        assert_eq!(chi_square_p(0.0, 4), 1.0);
    }
}
