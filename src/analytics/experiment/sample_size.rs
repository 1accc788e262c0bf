//! How many people a comparison needs before it starts, and what a number of people can show.

use super::distributions::{normal_cdf, normal_quantile};
use crate::analytics::numeric::root;

/// What is to be told apart, and how surely. Arms have the same size; tests are two-sided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Share of the control.
    pub control: f64,
    /// Share of the other arm that must not be missed.
    pub treatment: f64,
    /// Chance of a false alarm (0.05); divide it by the number of comparisons when there are several.
    pub alpha: f64,
    /// Chance to find the difference when it is there (0.8).
    pub power: f64,
}

impl Plan {
    /// People for each arm, rounded up: the pooled formula (Fleiss 1981). `None` when the shares are equal or lie outside
    /// 0..=1, when a chance lies outside 0..1, when power does not exceed `alpha / 2`, and beyond `u64`.
    pub fn people_per_arm(&self) -> Option<u64> {
        let people = self.pooled()?.ceil();
        (people < u64::MAX as f64).then_some(people as u64)
    }

    /// The pooled formula before rounding: `(z_a sqrt(2 m (1 - m)) + z_b sqrt(p (1 - p) + q (1 - q)))^2 / (p - q)^2` with
    /// `m` the mean of the shares `p` and `q`. `None` as for [`Self::people_per_arm`].
    pub fn pooled(&self) -> Option<f64> {
        let (z_alpha, z_power, gap) = self.quantiles()?;
        let root = z_alpha * self.null_variance().sqrt() + z_power * self.variance().sqrt();
        Some((root / gap).powi(2))
    }

    /// The formula without pooling: `(z_a + z_b)^2 (p (1 - p) + q (1 - q)) / (p - q)^2`. `None` as above.
    pub fn unpooled(&self) -> Option<f64> {
        let (z_alpha, z_power, gap) = self.quantiles()?;
        Some((z_alpha + z_power).powi(2) * self.variance() / (gap * gap))
    }

    /// The formula on the angle scale: `2 (w / h)^2` (Cohen 1988), with `w` nearly `z_a + z_b`: what makes the chances to
    /// find a difference in either direction add up to the power. `None` as above.
    pub fn arcsine(&self) -> Option<f64> {
        let (z_alpha, z_power, _) = self.quantiles()?;
        let found = |away: f64| normal_cdf(away - z_alpha) + normal_cdf(-away - z_alpha);
        let away = root(0.0, z_alpha + z_power, |away| found(away) - self.power);
        Some(2.0 * (away / self.cohen_h()?).powi(2))
    }

    /// The difference of the shares on the angle scale (Cohen's h); `None` when a share lies outside 0..=1.
    pub fn cohen_h(&self) -> Option<f64> {
        let sound = |share: f64| (0.0..=1.0).contains(&share);
        let angle = |share: f64| 2.0 * share.sqrt().asin();
        (sound(self.control) && sound(self.treatment)).then(|| angle(self.treatment) - angle(self.control))
    }

    /// The chance to find the difference with `people` in each arm, by the pooled test, in either direction. `None` where
    /// [`Self::pooled`] is; the planned power plays no part.
    pub fn power_with(&self, people: f64) -> Option<f64> {
        let (z_alpha, _, gap) = Self { power: 0.8, ..*self }.quantiles()?;
        if people.is_nan() || people < 0.0 {
            return None;
        }
        let spread = self.variance().sqrt();
        if spread == 0.0 {
            // All against nobody: the first person of each arm shows it as soon as the test can.
            return Some(f64::from(gap.abs() * people.sqrt() > z_alpha * self.null_variance().sqrt()));
        }
        let (away, bound) = (gap.abs() * people.sqrt(), z_alpha * self.null_variance().sqrt());
        Some(normal_cdf((away - bound) / spread) + normal_cdf((-away - bound) / spread))
    }

    /// Quantiles of `alpha` and power, and the difference of the shares.
    fn quantiles(&self) -> Option<(f64, f64, f64)> {
        self.cohen_h()?;
        let z_alpha = -normal_quantile(self.alpha / 2.0).filter(|_| self.alpha < 1.0)?;
        let z_power = normal_quantile(self.power)?;
        let gap = self.treatment - self.control;
        (gap != 0.0 && z_alpha + z_power > 0.0).then_some((z_alpha, z_power, gap))
    }

    /// Sum of the variances of one trial of each arm.
    fn variance(&self) -> f64 {
        self.control * (1.0 - self.control) + self.treatment * (1.0 - self.treatment)
    }

    /// The same if both arms had the mean share.
    fn null_variance(&self) -> f64 {
        let mean = f64::midpoint(self.control, self.treatment);
        2.0 * mean * (1.0 - mean)
    }
}

/// The smallest share above `control` that `people` in each arm show with chance `power` in a test at `alpha`. `None`
/// when not even 1 does, or where a number makes no sense.
pub fn detectable_rate(control: f64, people: f64, alpha: f64, power: f64) -> Option<f64> {
    let with = |treatment| Plan { control, treatment, alpha, power }.power_with(people);
    let reached = with(1.0).is_some_and(|most| most >= power) && power < 1.0;
    reached.then(|| root(control, 1.0, |treatment| with(treatment).unwrap_or(0.0) - power))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLAN: Plan = Plan { control: 0.1, treatment: 0.12, alpha: 0.05, power: 0.8 };

    #[test]
    fn what_cannot_be_planned_gives_nothing() {
        let bad = [
            Plan { treatment: 0.1, ..PLAN },
            Plan { treatment: 1.1, ..PLAN },
            Plan { control: f64::NAN, ..PLAN },
            Plan { alpha: 0.0, ..PLAN },
            Plan { alpha: 1.5, ..PLAN },
            Plan { alpha: f64::NAN, ..PLAN },
            Plan { power: 1.0, ..PLAN },
            Plan { power: 0.01, ..PLAN },
        ];
        for plan in bad {
            assert_eq!(
                (plan.people_per_arm(), plan.unpooled(), plan.arcsine()),
                (None, None, None),
                "{plan:?}"
            );
        }
        assert_eq!((PLAN.power_with(f64::NAN), PLAN.power_with(-1.0)), (None, None));
        assert_eq!(detectable_rate(f64::NAN, 100.0, 0.05, 0.8), None);
        assert_eq!(detectable_rate(0.5, 2.0, 0.05, 0.8), None);
        assert_eq!(detectable_rate(0.1, 1e5, 0.05, f64::NAN), None);
    }

    #[test]
    fn all_against_nobody_can_be_planned() {
        let plan = Plan { control: 0.0, treatment: 1.0, ..PLAN };
        let people = plan.people_per_arm().unwrap() as f64;
        assert_eq!(plan.power_with(people), Some(1.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_planned_number_has_the_planned_power(
            control in 0.01..0.5_f64, more in 0.01..0.4_f64, power in 0.5..0.99_f64,
        ) {
            let plan = Plan { control, treatment: control + more, alpha: 0.05, power };
            let people = plan.people_per_arm().unwrap() as f64;
            prop_assert!(plan.power_with(people).unwrap() >= power);
            prop_assert!(plan.power_with(people - 1.0).unwrap() <= power + 1e-3);
            let back = detectable_rate(control, plan.pooled().unwrap(), 0.05, power).unwrap();
            prop_assert!((back - plan.treatment).abs() < 2e-3, "{back}");
        }
    }
}
