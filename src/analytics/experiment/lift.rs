//! The relative lift: by what part of itself a share has grown.

use super::distributions::{student_quantile, student_two_sided_p};
use super::tests_of_shares::Share;

/// A lift and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lift {
    /// `(b - a) / a`: 0.25 is a quarter more.
    pub estimate: f64,
    pub interval: [f64; 2],
    /// Two-sided chance of a lift as far from 0.
    pub p: f64,
    /// Degrees of freedom (Welch).
    pub freedom: f64,
}

/// The share of `b` over that of `a`, minus 1. `None` when nobody of `a` succeeded, without trials, or with more
/// successes than trials.
pub fn lift(a: Share, b: Share) -> Option<f64> {
    let (rate_a, rate_b) = (rate(a)?, rate(b)?);
    (rate_a > 0.0).then(|| (rate_b - rate_a) / rate_a)
}

/// The lift with an interval of `level` (0.95) and a test, by the delta method and Student's distribution with Welch's
/// degrees of freedom; what PostHog prints.
///
/// With means `m` and variances of the means `v`: `var = v_b / m_a^2 + m_b^2 v_a / m_a^4`. `None` where [`lift`] is,
/// where neither share varies, with fewer than two trials on a side, or unless `0 < level < 1`.
pub fn lift_test(a: Share, b: Share, level: f64) -> Option<Lift> {
    let estimate = lift(a, b)?;
    let (mean_a, mean_b) = (rate(a)?, rate(b)?);
    if a.1 < 2 || b.1 < 2 {
        return None;
    }
    let (n_a, n_b) = (a.1 as f64, b.1 as f64);
    let (var_a, var_b) = (mean_a * (1.0 - mean_a) / n_a, mean_b * (1.0 - mean_b) / n_b);
    let both = var_a + var_b;
    if both <= 0.0 {
        return None;
    }
    let freedom = both * both / (var_a * var_a / (n_a - 1.0) + var_b * var_b / (n_b - 1.0));
    let error = (var_b / (mean_a * mean_a) + mean_b * mean_b * var_a / mean_a.powi(4)).sqrt();
    // Nobody of `b` succeeded and all of `a` did not: the error of the quotient may vanish though a share varies.
    if error <= 0.0 {
        return None;
    }
    let reach = student_quantile(f64::midpoint(1.0, level), freedom)? * error;
    Some(Lift {
        estimate,
        interval: [estimate - reach, estimate + reach],
        p: student_two_sided_p(estimate / error, freedom)?,
        freedom,
    })
}

fn rate((successes, trials): Share) -> Option<f64> {
    (trials > 0 && successes <= trials).then(|| successes as f64 / trials as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_lift_over_nothing_is_unknown() {
        assert_eq!((lift((0, 20), (3, 20)), lift_test((0, 20), (3, 20), 0.95)), (None, None));
        assert_eq!((lift((1, 0), (1, 2)), lift((3, 2), (1, 2)), lift((1, 2), (0, 0))), (None, None, None));
        assert_eq!((lift((10, 10), (0, 10)), lift_test((10, 10), (0, 10), 0.95)), (Some(-1.0), None));
        // The share of the second does not vary at 0, and the quotient hides that of the first.
        assert_eq!(lift_test((3, 10), (0, 10), 0.95), None);
        assert_eq!((lift_test((1, 1), (0, 1), 0.95), lift_test((5, 10), (6, 10), f64::NAN)), (None, None));
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_lift_and_0_when_p_is_large(
            a in (1_u64..400, 400_u64..2000), b in (1_u64..400, 400_u64..2000),
        ) {
            let found = lift_test(a, b, 0.95).unwrap();
            let [low, high] = found.interval;
            prop_assert!(low <= found.estimate && found.estimate <= high);
            prop_assert_eq!(low <= 0.0 && 0.0 <= high, found.p >= 0.05);
        }
    }
}
