//! What may be said of a comparison, as data for one plain sentence.

use serde::Serialize;

use super::compare::{Compared, compare, sample_ratio_p};
use super::lift::lift;
use super::sample_size::detectable_rate;
use super::tests_of_shares::{Share, difference, newcombe, pooled_z};
use crate::analytics::interval::Z_95;

/// Below this chance, arms of unequal size mean that something went wrong in dealing people out.
const SAMPLE_RATIO_LIMIT: f64 = 0.001;
const ALPHA: f64 = 0.05;
const POWER: f64 = 0.8;

/// A comparison to be judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question<'a> {
    /// Successes and people of each arm, the control first.
    pub arms: &'a [Share],
    /// The shares in which people were dealt out; empty for equal ones.
    pub dealt: &'a [f64],
    /// How many people each arm was to have, when that was fixed before the start.
    pub planned_per_arm: Option<u64>,
    /// When looks before the end were planned: the z statistic to be reached at this look. With several arms it must
    /// belong to a chance divided by the number of comparisons.
    pub critical: Option<f64>,
}

/// What may be said. Arms are counted from the control, which is 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "say")]
pub enum Conclusion {
    /// Fewer than two arms, one without people, or more successes than people.
    NoData,
    /// The arms are too unequal for the deal (`p` is the chance of it): the comparison cannot be trusted.
    SampleRatioMismatch { p: f64 },
    /// So many people are missing, over all arms, of so many planned.
    NeedsMore { people: u64, planned: u64 },
    /// An arm differs, but how many people are enough was never fixed: no winner.
    NoPlan { arm: usize, difference: f64, interval: [f64; 2] },
    /// No arm differs surely. A difference from the control of `detectable` would have been found in four of five
    /// tries; unknown when not even the largest would.
    NoDifference { detectable: Option<f64> },
    /// The arm does better than the control.
    Better { arm: usize, difference: f64, interval: [f64; 2], lift: Option<f64>, p: f64 },
    /// The arm does worse than the control.
    Worse { arm: usize, difference: f64, interval: [f64; 2], lift: Option<f64>, p: f64 },
}

/// Judges a comparison. A winner needs arms of even size, an interval (Newcombe, 95 %) without 0 and the planned number
/// of people, or a statistic that reaches the bound of a planned look; with several arms the adjusted chance (Holm) must
/// agree. The arm that differs most surely is the one spoken of.
pub fn conclude(question: Question<'_>) -> Conclusion {
    let arms = question.arms;
    let sound = arms.iter().all(|&(successes, people)| people > 0 && successes <= people);
    let (true, Some(&control), Some(Compared { arm, p, .. })) = (sound, arms.first(), compare(arms)) else {
        return Conclusion::NoData;
    };
    let people: Vec<u64> = arms.iter().map(|arm| arm.1).collect();
    if let Some(p) = sample_ratio_p(&people, question.dealt).filter(|&p| p < SAMPLE_RATIO_LIMIT) {
        return Conclusion::SampleRatioMismatch { p };
    }
    let other = arms[arm];
    let (Some(difference), Some(interval)) = (difference(control, other), newcombe(control, other, Z_95))
    else {
        return Conclusion::NoData;
    };
    let (several, z) = (arms.len() > 2, pooled_z(control, other));
    let apart = match question.critical {
        Some(critical) => z.is_some_and(|z| z.abs() >= critical),
        None => (interval[0] > 0.0 || interval[1] < 0.0) && (!several || p < ALPHA),
    };
    let missing = question.planned_per_arm.map_or(0, |planned| {
        people.iter().fold(0_u64, |sum, &people| sum.saturating_add(planned.saturating_sub(people)))
    });
    let early = apart && question.critical.is_some();
    let lift = lift(control, other);
    match question.planned_per_arm {
        Some(planned) if missing > 0 && !early => {
            Conclusion::NeedsMore { people: missing, planned: planned.saturating_mul(people.len() as u64) }
        }
        _ if !apart => Conclusion::NoDifference { detectable: detectable(control, &people) },
        None if !early => Conclusion::NoPlan { arm, difference, interval },
        _ if difference > 0.0 => Conclusion::Better { arm, difference, interval, lift, p },
        _ => Conclusion::Worse { arm, difference, interval, lift, p },
    }
}

fn detectable(control: Share, people: &[u64]) -> Option<f64> {
    let rate = control.0 as f64 / control.1 as f64;
    let smallest = people.iter().copied().min()? as f64;
    let alpha = ALPHA / people.len().saturating_sub(1).max(1) as f64;
    detectable_rate(rate, smallest, alpha, POWER).map(|found| found - rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(arms: &[Share], planned: Option<u64>, critical: Option<f64>) -> Conclusion {
        conclude(Question { arms, dealt: &[], planned_per_arm: planned, critical })
    }

    #[test]
    fn a_winner_needs_the_plan_the_interval_and_an_even_deal() {
        let arms = [(120, 1000), (170, 1000)];
        assert!(matches!(of(&arms, Some(1000), None), Conclusion::Better { arm: 1, p, .. } if p < 0.01));
        assert!(matches!(of(&[arms[1], arms[0]], Some(1000), None), Conclusion::Worse { arm: 1, .. }));
        assert!(matches!(of(&arms, None, None), Conclusion::NoPlan { arm: 1, .. }));
        assert_eq!(of(&arms, Some(1170), None), Conclusion::NeedsMore { people: 340, planned: 2340 });
        assert!(matches!(of(&[(120, 1000), (170, 700)], None, None), Conclusion::SampleRatioMismatch { .. }));
        let uneven = Question {
            arms: &[(120, 1000), (85, 500)],
            dealt: &[2.0, 1.0],
            planned_per_arm: None,
            critical: None,
        };
        assert!(matches!(conclude(uneven), Conclusion::NoPlan { .. }));
        for nothing in [&[][..], &[(3, 10)], &[(3, 10), (0, 0)], &[(3, 2), (1, 2)]] {
            assert_eq!(of(nothing, Some(10), None), Conclusion::NoData, "{nothing:?}");
        }
    }

    #[test]
    fn no_difference_says_what_would_have_shown() {
        let Conclusion::NoDifference { detectable } = of(&[(120, 1000), (125, 1000)], Some(1000), None)
        else {
            panic!("a difference");
        };
        let detectable = detectable.unwrap();
        assert!((0.04..0.045).contains(&detectable), "{detectable}");
        assert_eq!(of(&[(1, 2), (2, 2)], None, None), Conclusion::NoDifference { detectable: None });
    }

    #[test]
    fn a_planned_look_may_end_it_early_and_an_unplanned_one_may_not() {
        let arms = [(120, 1000), (170, 1000)];
        assert!(matches!(of(&arms, Some(2000), Some(2.8)), Conclusion::Better { .. }));
        assert_eq!(of(&arms, Some(2000), Some(4.8)), Conclusion::NeedsMore { people: 2000, planned: 4000 });
        assert!(matches!(of(&arms, Some(1000), Some(4.8)), Conclusion::NoDifference { .. }));
    }

    #[test]
    fn several_arms_are_adjusted_for() {
        let found = of(&[(120, 1000), (122, 1000), (150, 1000)], Some(1000), None);
        assert!(matches!(found, Conclusion::NoDifference { .. }), "{found:?}");
        let found = of(&[(120, 1000), (122, 1000), (170, 1000)], Some(1000), None);
        assert!(matches!(found, Conclusion::Better { arm: 2, .. }), "{found:?}");
    }

    proptest! {
        #[test]
        fn swapping_two_arms_swaps_better_and_worse(
            a in 0_u64..=500, b in 0_u64..=500,
        ) {
            let (one, two) = (of(&[(a, 500), (b, 500)], Some(500), None), of(&[(b, 500), (a, 500)], Some(500), None));
            match (one, two) {
                (Conclusion::Better { difference: x, .. }, Conclusion::Worse { difference: y, .. })
                | (Conclusion::Worse { difference: x, .. }, Conclusion::Better { difference: y, .. }) => {
                    prop_assert!((x + y).abs() < 1e-12);
                }
                (Conclusion::NoDifference { .. }, Conclusion::NoDifference { .. }) => {}
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
