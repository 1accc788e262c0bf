//! Further intervals for one share and for the difference of two, beside Wilson's and Newcombe's.

use super::distributions::beta_quantile;
use super::tests_of_shares::{Share, difference};
use crate::analytics::numeric::root;

/// The exact interval of Clopper & Pearson (1934): never narrower than promised. `level` is 0.95 for 95 %. `None`
/// without trials, with more successes than trials, or unless `0 < level < 1`.
pub fn clopper_pearson((successes, trials): Share, level: f64) -> Option<[f64; 2]> {
    if trials == 0 || successes > trials || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let (x, n, tail) = (successes as f64, trials as f64, (1.0 - level) / 2.0);
    let low = if successes == 0 { 0.0 } else { beta_quantile(tail, x, n - x + 1.0)? };
    let high = if successes == trials { 1.0 } else { beta_quantile(1.0 - tail, x + 1.0, n - x)? };
    Some([low, high])
}

/// The interval of Agresti & Coull (1998): the plain one after adding `z^2 / 2` successes and as many failures. Cut
/// off at 0 and 1. `None` without trials or with more successes than trials.
pub fn agresti_coull((successes, trials): Share, z: f64) -> Option<[f64; 2]> {
    if trials == 0 || successes > trials {
        return None;
    }
    let n = trials as f64 + z * z;
    let rate = (successes as f64 + z * z / 2.0) / n;
    let reach = z * (rate * (1.0 - rate) / n).sqrt();
    Some([(rate - reach).max(0.0), (rate + reach).min(1.0)])
}

/// The textbook interval of the share of `b` minus that of `a` (Wald): too narrow for few people, empty where nobody
/// varies. `None` where an arm is empty.
pub fn wald_difference(a: Share, b: Share, z: f64) -> Option<[f64; 2]> {
    let difference = difference(a, b)?;
    let variance = |(successes, trials): Share| {
        let (rate, n) = (successes as f64 / trials as f64, trials as f64);
        rate * (1.0 - rate) / n
    };
    let reach = z * (variance(a) + variance(b)).sqrt();
    Some([difference - reach, difference + reach])
}

/// The interval of Agresti & Caffo (2000): the textbook one after adding a success and a failure to each arm. It may
/// pass -1 or 1. `None` where an arm is empty.
pub fn agresti_caffo(a: Share, b: Share, z: f64) -> Option<[f64; 2]> {
    difference(a, b)?;
    let more = |(successes, trials): Share| (successes.saturating_add(1), trials.saturating_add(2));
    wald_difference(more(a), more(b), z)
}

/// The score interval of Miettinen & Nurminen (1985) of the share of `b` minus that of `a`: every difference that the
/// score test does not refuse, with their correction `N / (N - 1)`. `None` where an arm is empty.
pub fn miettinen_nurminen(a: Share, b: Share, z: f64) -> Option<[f64; 2]> {
    let found = difference(a, b)?;
    // Away from what was found the statistic only grows.
    let beyond = |assumed: f64| score(a, b, found, assumed) - z;
    let low = -root(-found, 1.0, |distance| beyond(-distance));
    let high = root(found, 1.0, beyond);
    Some([low, high])
}

/// How many standard errors the difference found lies from an assumed one, without sign.
fn score(a: Share, b: Share, found: f64, assumed: f64) -> f64 {
    let (n_a, n_b) = (a.1 as f64, b.1 as f64);
    let whole = n_a + n_b;
    let rate_a = likeliest_control(a, b, assumed);
    let rate_b = (rate_a + assumed).clamp(0.0, 1.0);
    let variance = rate_b * (1.0 - rate_b) / n_b + rate_a * (1.0 - rate_a) / n_a;
    let apart = (found - assumed).abs();
    if apart == 0.0 { 0.0 } else { apart / (variance * whole / (whole - 1.0)).sqrt() }
}

/// The likeliest share of `a` given that `b` exceeds it by `gap`: the root of the likelihood's cubic, in closed form.
fn likeliest_control(a: Share, b: Share, gap: f64) -> f64 {
    let (x_a, n_a, x_b, n_b) = (a.0 as f64, a.1 as f64, b.0 as f64, b.1 as f64);
    let (n, x) = (n_a + n_b, x_a + x_b);
    let square = (n_b + 2.0 * n_a) * gap - n - x;
    let linear = (n_a * gap - n - 2.0 * x_a) * gap + x;
    let constant = x_a * gap * (1.0 - gap);
    let third = square / (3.0 * n);
    let q = third.powi(3) - linear * square / (6.0 * n * n) + constant / (2.0 * n);
    let p = (third * third - linear / (3.0 * n)).max(0.0).sqrt().copysign(q);
    let turn = if p == 0.0 { 0.0 } else { (q / p.powi(3)).clamp(-1.0, 1.0) };
    let angle = (std::f64::consts::PI + turn.acos()) / 3.0;
    (2.0 * p * angle.cos() - third).clamp(0.0_f64.max(-gap), 1.0_f64.min(1.0 - gap))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::interval::Z_95;
    use proptest::prelude::*;

    #[test]
    fn an_empty_arm_has_no_interval() {
        assert_eq!((clopper_pearson((0, 0), 0.95), agresti_coull((2, 1), Z_95)), (None, None));
        assert_eq!(
            (wald_difference((0, 0), (1, 2), Z_95), agresti_caffo((1, 2), (0, 0), Z_95)),
            (None, None)
        );
        assert_eq!(miettinen_nurminen((1, 2), (0, 0), Z_95), None);
        assert_eq!((clopper_pearson((1, 2), 1.0), clopper_pearson((1, 2), f64::NAN)), (None, None));
    }

    #[test]
    fn score_intervals_as_forty_digits_give_them() {
        // Found by maximising the likelihood itself, without the cubic.
        for (a, b, expected) in [
            ((62, 1471), (87, 1529), [-0.000_813_491_533_730_740_7, 0.030_508_177_250_538_736]),
            ((5000, 100_000), (5200, 100_000), [7.167_700_590_933_781e-5, 0.003_928_885_951_905_28]),
        ] {
            let found = miettinen_nurminen(a, b, Z_95).unwrap();
            assert!((0..2).all(|end| (found[end] - expected[end]).abs() < 1e-12), "{found:?}");
        }
    }

    proptest! {
        #[test]
        fn intervals_hold_what_was_found_and_turn_with_the_arms(
            n_a in 1_u64..200, n_b in 1_u64..200, part_a in 0.0..=1.0_f64, part_b in 0.0..=1.0_f64,
        ) {
            let (a, b) = (((n_a as f64 * part_a) as u64, n_a), ((n_b as f64 * part_b) as u64, n_b));
            let found = difference(a, b).unwrap();
            let [low, high] = miettinen_nurminen(a, b, Z_95).unwrap();
            prop_assert!(low <= found + 1e-12 && found <= high + 1e-12, "{} {} {}", low, found, high);
            prop_assert!(low >= -1.0 && high <= 1.0);
            let [turned_low, turned_high] = miettinen_nurminen(b, a, Z_95).unwrap();
            prop_assert!((turned_low + high).abs() < 1e-9 && (turned_high + low).abs() < 1e-9);
            let rate = a.0 as f64 / a.1 as f64;
            let [low, high] = clopper_pearson(a, 0.95).unwrap();
            prop_assert!(low <= rate && rate <= high);
            let [mirror_low, mirror_high] = clopper_pearson((a.1 - a.0, a.1), 0.95).unwrap();
            prop_assert!((low + mirror_high - 1.0).abs() < 1e-9 && (high + mirror_low - 1.0).abs() < 1e-9);
        }
    }
}
