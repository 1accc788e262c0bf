//! The normal, beta and Student distributions: chances and quantiles, without tables or simulation.

use crate::analytics::numeric::root;

/// The chance of a standard normal below `x`.
pub fn normal_cdf(x: f64) -> f64 {
    libm::erfc(-x / std::f64::consts::SQRT_2) / 2.0
}

/// The value that a standard normal stays below with chance `p`; `None` unless `0 < p < 1`.
pub fn normal_quantile(p: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    // The lower tail keeps its digits; the upper one is its mirror image.
    if p > 0.5 {
        return normal_quantile(1.0 - p).map(|z| -z);
    }
    Some(root(-39.0, 0.0, |z| normal_cdf(z) - p))
}

/// The density of a standard normal.
pub fn normal_density(x: f64) -> f64 {
    (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// The logarithm of the beta function, for positive arguments.
///
/// Large arguments go through the remainders of Stirling's series, so that the large parts cancel on paper and not in
/// the digits.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = (a.min(b), a.max(b));
    let whole = a + b;
    if small >= 10.0 {
        let rest = stirling_rest(small) + stirling_rest(large) - stirling_rest(whole);
        -0.5 * large.ln()
            + LN_ROOT_TWO_PI
            + rest
            + (small - 0.5) * (small / whole).ln()
            + large * (-small / whole).ln_1p()
    } else if large >= 10.0 {
        let rest = stirling_rest(large) - stirling_rest(whole);
        libm::lgamma(small) + rest + small - small * whole.ln() + (large - 0.5) * (-small / whole).ln_1p()
    } else {
        libm::lgamma(small) + libm::lgamma(large) - libm::lgamma(whole)
    }
}

const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// What Stirling's formula leaves of the logarithm of the gamma function (Abramowitz & Stegun 6.1.41), for `x >= 10`.
fn stirling_rest(x: f64) -> f64 {
    let square = 1.0 / (x * x);
    let series = [691.0 / 360_360.0, 1.0 / 1188.0, 1.0 / 1680.0, 1.0 / 1260.0, 1.0 / 360.0, 1.0 / 12.0];
    // Signs alternate, the last one being positive.
    series.into_iter().fold(0.0, |sum, term| term - square * sum) / x
}

/// The chance of a beta variable below `x` (regularised incomplete beta function); `None` unless `a` and `b` are
/// positive and finite and `x` is a number. 0 below 0 and 1 above 1.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> Option<f64> {
    let sound = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite() && !x.is_nan();
    sound.then(|| share_below(x.clamp(0.0, 1.0), 1.0 - x.clamp(0.0, 1.0), a, b))
}

/// [`beta_cdf`] where both `x` and `y = 1 - x` are known to all digits.
pub fn share_below(x: f64, y: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() + b * y.ln() - ln_beta(a, b)).exp();
    // The fraction converges fast on the near side of the mean.
    if x < (a + 1.0) / (a + b + 2.0) {
        (front * continued_fraction(x, a, b) / a).min(1.0)
    } else {
        (1.0 - front * continued_fraction(y, b, a) / b).max(0.0)
    }
}

/// The continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8), by Lentz's method.
fn continued_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..100_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for part in [even, odd] {
            d = 1.0 / away(1.0 + part * d);
            c = away(1.0 + part / c);
            change = d * c;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

/// The value that a beta variable stays below with chance `p`; `None` unless `a` and `b` are positive and finite and
/// `p` lies in 0..=1.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    beta_cdf(0.5, a, b)?;
    match p {
        _ if !(0.0..=1.0).contains(&p) => None,
        0.0 => Some(0.0),
        1.0 => Some(1.0),
        // Of both tails the nearer one keeps its digits.
        _ if p > 0.5 => Some(1.0 - root(0.0, 1.0, |y| share_below(y, 1.0 - y, b, a) - (1.0 - p))),
        _ => Some(root(0.0, 1.0, |x| share_below(x, 1.0 - x, a, b) - p)),
    }
}

/// The chance of a Student variable at least as far from 0 as `t`; `None` unless `freedom` is positive and finite and
/// `t` is a number.
pub fn student_two_sided_p(t: f64, freedom: f64) -> Option<f64> {
    let sound = freedom > 0.0 && freedom.is_finite() && !t.is_nan();
    let square = t * t;
    let (x, y) = (freedom / (freedom + square), square / (freedom + square));
    sound.then(|| if t.is_finite() { share_below(x, y, freedom / 2.0, 0.5) } else { 0.0 })
}

/// The value that a Student variable stays below with chance `p`; `None` unless `0 < p < 1` and `freedom` is positive
/// and finite.
pub fn student_quantile(p: f64, freedom: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0 && freedom > 0.0 && freedom.is_finite()) {
        return None;
    }
    let tail = 2.0 * p.min(1.0 - p);
    let reach = root(0.0, 1e300, |t| tail - student_two_sided_p(t, freedom).unwrap_or(0.0));
    Some(if p < 0.5 { -reach } else { reach })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!((found - expected).abs() <= 1e-10 * expected.abs().max(1.0), "{found} {expected}");
    }

    #[test]
    fn quantiles_of_the_tables() {
        near(normal_quantile(0.975), crate::analytics::interval::Z_95);
        near(normal_quantile(0.05), -1.644_853_626_951_472_2);
        near(normal_quantile(0.5), 0.0);
        // One degree of freedom is Cauchy: tan(pi (p - 1/2)). Two have a closed form too.
        near(student_quantile(0.975, 1.0), (std::f64::consts::PI * 0.475).tan());
        near(student_quantile(0.975, 2.0), 0.95 * (2.0 / (1.0 - 0.95_f64 * 0.95)).sqrt());
        near(student_quantile(0.5, 7.0), 0.0);
        // Beta(1, n) and Beta(n, 1) have closed forms.
        near(beta_quantile(0.975, 1.0, 21.0), 1.0 - 0.025_f64.powf(1.0 / 21.0));
        near(beta_quantile(0.025, 21.0, 1.0), 0.025_f64.powf(1.0 / 21.0));
    }

    #[test]
    fn what_is_no_chance_has_no_quantile() {
        for p in [0.0, 1.0, -0.1, 1.1, f64::NAN] {
            assert_eq!((normal_quantile(p), student_quantile(p, 3.0)), (None, None), "{p}");
        }
        assert_eq!(beta_quantile(f64::NAN, 1.0, 1.0), None);
        assert_eq!((beta_cdf(0.5, 0.0, 1.0), beta_cdf(f64::NAN, 1.0, 1.0)), (None, None));
        assert_eq!((beta_cdf(-1.0, 2.0, 3.0), beta_cdf(7.0, 2.0, 3.0)), (Some(0.0), Some(1.0)));
        assert_eq!((student_two_sided_p(1.0, 0.0), student_two_sided_p(f64::NAN, 5.0)), (None, None));
        assert_eq!(student_two_sided_p(f64::INFINITY, 5.0), Some(0.0));
    }

    #[test]
    fn the_beta_function_of_large_numbers_keeps_its_digits() {
        // B(a, 1) = 1 / a, and B(a + 1, b) = B(a, b) a / (a + b).
        for a in [3.0, 12.0, 4096.0, 1e6] {
            assert!((ln_beta(a, 1.0) + a.ln()).abs() < 1e-13, "{a}");
            for b in [2.0, 9.5, 10.0, 77.0, 95_001.0] {
                let step = ln_beta(a + 1.0, b) - ln_beta(a, b) - (a / (a + b)).ln();
                assert!(step.abs() < 2e-11, "{a} {b}: {step}");
            }
        }
    }

    proptest! {
        #[test]
        fn both_tails_of_a_beta_make_one(x in 0.0..1.0_f64, a in 0.2..500.0_f64, b in 0.2..500.0_f64) {
            let (low, high) = (beta_cdf(x, a, b).unwrap(), beta_cdf(1.0 - x, b, a).unwrap());
            prop_assert!((low + high - 1.0).abs() < 1e-9, "{low} {high}");
        }

        #[test]
        fn quantiles_undo_chances(p in 0.001..0.999_f64, a in 1.0..300.0_f64, b in 1.0..300.0_f64) {
            let x = beta_quantile(p, a, b).unwrap();
            prop_assert!((beta_cdf(x, a, b).unwrap() - p).abs() < 1e-9);
            prop_assert!((normal_cdf(normal_quantile(p).unwrap()) - p).abs() < 1e-12);
            let t = student_quantile(p, a).unwrap();
            prop_assert!((student_two_sided_p(t, a).unwrap() - 2.0 * p.min(1.0 - p)).abs() < 1e-9);
        }
    }
}
