//! A test that may be read at any time: the mixture sequential probability ratio test.

use super::tests_of_shares::{Share, difference};

/// How much likelier the data are under differences spread as `N(0, tau2)` than under none (mixture sequential
/// probability ratio test: Johari, Pekelis & Walsh 2015), with the variance of the difference taken from the data:
/// `L = sqrt(v / (v + tau2)) exp(tau2 d^2 / (2 v (v + tau2)))`.
///
/// `None` where an arm is empty, where neither share varies, or unless `tau2` is positive and finite.
pub fn mixture_likelihood_ratio(a: Share, b: Share, tau2: f64) -> Option<f64> {
    let apart = difference(a, b)?;
    let variance = |(successes, trials): Share| {
        let (rate, n) = (successes as f64 / trials as f64, trials as f64);
        rate * (1.0 - rate) / n
    };
    let v = variance(a) + variance(b);
    let sound = v > 0.0 && tau2 > 0.0 && tau2.is_finite();
    sound.then(|| (v / (v + tau2)).sqrt() * (tau2 * apart * apart / (2.0 * v * (v + tau2))).exp())
}

/// A chance that stays honest however often it is looked at: the smallest `1 / L` so far, at most 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlwaysValid {
    tau2: f64,
    p: f64,
}

impl AlwaysValid {
    /// Before the first look. `tau2` is the variance of the differences that one expects, fixed before the start.
    pub fn new(tau2: f64) -> Self {
        Self { tau2, p: 1.0 }
    }

    /// Looks at the counts so far and gives the chance; a look that cannot be computed changes nothing.
    pub fn look(&mut self, a: Share, b: Share) -> f64 {
        if let Some(ratio) = mixture_likelihood_ratio(a, b, self.tau2) {
            self.p = self.p.min(1.0 / ratio);
        }
        self.p
    }

    /// The chance so far; 1 before the first look.
    pub fn p(self) -> f64 {
        self.p
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_look_at_nothing_changes_nothing() {
        let mut test = AlwaysValid::new(1e-4);
        assert_eq!((test.look((0, 0), (1, 2)), test.look((0, 5), (0, 9))), (1.0, 1.0));
        let low = test.look((100, 1000), (200, 1000));
        assert!(low < 0.01, "{low}");
        assert_eq!((test.look((150, 1000), (150, 1000)), test.p()), (low, low));
        assert_eq!(mixture_likelihood_ratio((1, 2), (1, 3), f64::NAN), None);
        assert_eq!(mixture_likelihood_ratio((1, 2), (1, 3), 0.0), None);
    }

    proptest! {
        #[test]
        fn arms_may_be_swapped(a in (0_u64..90, 90_u64..999), b in (0_u64..90, 90_u64..999), tau in 0.001..0.1_f64) {
            let ratio = |a, b| mixture_likelihood_ratio(a, b, tau * tau);
            prop_assert_eq!(ratio(a, b), ratio(b, a));
        }
    }
}
