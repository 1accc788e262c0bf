//! What is known of a share, as a distribution: the chance that one arm is better and what a wrong choice costs.
//!
//! Every figure is exact or integrated, none is simulated: the same counts give the same digits.

use super::distributions::{beta_quantile, ln_beta, normal_cdf, share_below};
use super::tests_of_shares::Share;
use crate::analytics::numeric::{gauss_legendre, stretched};

/// Beyond this many terms the exact sum gives way to the normal distribution, which is then right to four digits.
const MOST_TERMS: u64 = 4_000_000;

/// What is known of a share after its trials: a beta distribution with whole parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posterior {
    alpha: u64,
    beta: u64,
}

impl Posterior {
    /// What the trials teach who knew nothing: `Beta(1 + successes, 1 + failures)`. Without trials every share is equally
    /// likely. `None` with more successes than trials.
    pub fn new((successes, trials): Share) -> Option<Self> {
        let failures = trials.checked_sub(successes)?;
        Some(Self { alpha: successes.checked_add(1)?, beta: failures.checked_add(1)? })
    }

    /// The share to expect.
    pub fn mean(self) -> f64 {
        self.alpha as f64 / (self.alpha as f64 + self.beta as f64)
    }

    /// The stretch that holds the share with chance `level` (0.95), with equal chances below and above. `None` unless
    /// `0 < level < 1`.
    pub fn interval(self, level: f64) -> Option<[f64; 2]> {
        let tail = (1.0 - level) / 2.0;
        let sound = level > 0.0 && level < 1.0;
        let end = |p| beta_quantile(p, self.alpha as f64, self.beta as f64);
        if sound { Some([end(tail)?, end(1.0 - tail)?]) } else { None }
    }

    fn variance(self) -> f64 {
        let mean = self.mean();
        mean * (1.0 - mean) / (self.alpha as f64 + self.beta as f64 + 1.0)
    }

    fn one_more_success(self) -> Self {
        Self { alpha: self.alpha.saturating_add(1), ..self }
    }

    /// The same of the failures.
    fn failures(self) -> Self {
        Self { alpha: self.beta, beta: self.alpha }
    }

    fn density(self, x: f64) -> f64 {
        let (a, b) = (self.alpha as f64, self.beta as f64);
        ((a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p() - ln_beta(a, b)).exp()
    }
}

/// The chance that the share of `b` is larger than that of `a`.
///
/// The finite sum of Evan Miller (2010, "Formulas for Bayesian A/B testing"), in whichever of its four mirror images has
/// the fewest terms.
pub fn chance_better(a: Posterior, b: Posterior) -> f64 {
    let images = [
        (b.alpha, false, a, b),
        (a.beta, false, b.failures(), a.failures()),
        (a.alpha, true, b, a),
        (b.beta, true, a.failures(), b.failures()),
    ];
    let shortest = images.into_iter().min_by_key(|image| image.0);
    match shortest {
        Some((terms, turned, low, high)) if terms <= MOST_TERMS => {
            let chance = sum_of_terms(low, high);
            if turned { 1.0 - chance } else { chance }
        }
        _ => normal_cdf((b.mean() - a.mean()) / (a.variance() + b.variance()).sqrt()),
    }
}

/// `sum over i < alpha_b of B(alpha_a + i, beta_a + beta_b) / ((beta_b + i) B(1 + i, beta_b) B(alpha_a, beta_a))`.
fn sum_of_terms(a: Posterior, b: Posterior) -> f64 {
    const SCALE: f64 = 1e200;
    let (alpha, beta) = (a.alpha as f64, a.beta as f64);
    let (other, both) = (b.beta as f64, a.beta as f64 + b.beta as f64);
    // Each term is a simple multiple of the one before; the first may be far too small for a float.
    let mut logarithm = ln_beta(alpha, both) - ln_beta(alpha, beta);
    let (mut term, mut sum) = (1.0, 1.0);
    for step in 0..b.alpha.saturating_sub(1) {
        let i = step as f64;
        term *= (alpha + i) * (other + i) / ((alpha + i + both) * (i + 1.0));
        sum += term;
        if sum > SCALE {
            term /= SCALE;
            sum /= SCALE;
            logarithm += SCALE.ln();
        }
    }
    (logarithm + sum.ln()).exp().min(1.0)
}

/// By how much the share of `other` is larger than that of `chosen`, on average over what is known and counting 0
/// where it is not: what choosing costs, in the unit of the share.
pub fn expected_loss(chosen: Posterior, other: Posterior) -> f64 {
    let lost = other.mean() * chance_better(chosen, other.one_more_success());
    let won = chosen.mean() * chance_better(chosen.one_more_success(), other);
    (lost - won).max(0.0)
}

/// The chance of each arm to be the best of all; they add up to 1. Empty without arms.
///
/// Two arms as in [`chance_better`]; more by integrating over the share of each, piecewise between the quantiles of all.
pub fn chance_best(arms: &[Posterior]) -> Vec<f64> {
    match arms {
        [] => Vec::new(),
        [_] => vec![1.0],
        [a, b] => vec![chance_better(*b, *a), chance_better(*a, *b)],
        _ => integrate_best(arms),
    }
}

fn integrate_best(arms: &[Posterior]) -> Vec<f64> {
    const LEVELS: [f64; 19] = [
        1e-13,
        1e-10,
        1e-7,
        1e-5,
        1e-3,
        0.01,
        0.05,
        0.15,
        0.3,
        0.5,
        0.7,
        0.85,
        0.95,
        0.99,
        0.999,
        0.99999,
        0.9999999,
        0.9999999999,
        0.9999999999999,
    ];
    let quantile = |arm: &Posterior, p: f64| beta_quantile(p, arm.alpha as f64, arm.beta as f64);
    let mut cuts: Vec<f64> =
        arms.iter().flat_map(|arm| LEVELS.into_iter().filter_map(move |p| quantile(arm, p))).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let rule = gauss_legendre(8);
    let mut chances = vec![0.0; arms.len()];
    for piece in cuts.windows(2) {
        for (x, weight) in stretched(&rule, piece[0], piece[1]) {
            let below: Vec<f64> =
                arms.iter().map(|arm| share_below(x, 1.0 - x, arm.alpha as f64, arm.beta as f64)).collect();
            for (index, arm) in arms.iter().enumerate() {
                let others: f64 =
                    below.iter().enumerate().filter(|&(of, _)| of != index).map(|(_, below)| below).product();
                chances[index] += weight * arm.density(x) * others;
            }
        }
    }
    let whole: f64 = chances.iter().sum();
    chances.iter().map(|chance| chance / whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(share: Share) -> Posterior {
        Posterior::new(share).unwrap()
    }

    #[test]
    fn who_knows_nothing_leans_to_neither() {
        let unknown = of((0, 0));
        assert_eq!((chance_better(unknown, unknown), unknown.mean()), (0.5, 0.5));
        // The mean of max(x - y, 0) of two even shares is 1/6.
        assert!((expected_loss(unknown, unknown) - 1.0 / 6.0).abs() < 1e-15);
        assert_eq!((Posterior::new((3, 2)), unknown.interval(f64::NAN)), (None, None));
        assert!(chance_best(&[]).is_empty());
        assert_eq!(chance_best(&[unknown]), [1.0]);
    }

    #[test]
    fn large_counts_neither_vanish_nor_take_long() {
        let (a, b) = (of((5_000_000, 100_000_000)), of((5_004_000, 100_000_000)));
        let chance = chance_better(a, b);
        let normal = normal_cdf((b.mean() - a.mean()) / (a.variance() + b.variance()).sqrt());
        assert!((chance - normal).abs() < 1e-12, "{chance} {normal}");
        let (a, b) = (of((500_000, 1_000_000)), of((500_900, 1_000_000)));
        let normal = normal_cdf((b.mean() - a.mean()) / (a.variance() + b.variance()).sqrt());
        assert!((chance_better(a, b) - normal).abs() < 1e-4);
    }

    #[test]
    fn several_arms_are_integrated_as_two_are_summed() {
        let pairs = [
            ((62, 1471), (87, 1529)),
            ((0, 20), (3, 20)),
            ((9, 10), (3, 1000)),
            ((5000, 100_000), (5200, 100_000)),
        ];
        for (a, b) in pairs {
            let (a, b) = (of(a), of(b));
            let found = integrate_best(&[a, b]);
            assert!((found[1] - chance_better(a, b)).abs() < 1e-9, "{found:?} {}", chance_better(a, b));
        }
        let three = chance_best(&[of((50, 100)), of((50, 100)), of((50, 100))]);
        assert!(three.iter().all(|chance| (chance - 1.0 / 3.0).abs() < 1e-12), "{three:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn swapping_arms_or_counting_failures_turns_the_answer(
            a in (0_u64..300, 300_u64..3000), b in (0_u64..300, 300_u64..3000),
        ) {
            let (one, two) = (of(a), of(b));
            let chance = chance_better(one, two);
            prop_assert!((0.0..=1.0).contains(&chance));
            prop_assert!((chance + chance_better(two, one) - 1.0).abs() < 1e-10);
            prop_assert!((chance - chance_better(two.failures(), one.failures())).abs() < 1e-10);
            // The two losses differ by the difference of the means.
            let gap = expected_loss(one, two) - expected_loss(two, one);
            prop_assert!((gap - (two.mean() - one.mean())).abs() < 1e-10);
        }

        #[test]
        fn chances_to_be_best_add_up(arms in proptest::collection::vec((0_u64..50, 50_u64..5000), 3..5)) {
            let arms: Vec<Posterior> = arms.into_iter().map(of).collect();
            let sum: f64 = chance_best(&arms).iter().sum();
            prop_assert!((sum - 1.0).abs() < 1e-12);
            let [low, high] = arms[0].interval(0.95).unwrap();
            prop_assert!(low < arms[0].mean() && arms[0].mean() < high);
        }
    }
}
