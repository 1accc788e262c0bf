//! Tiers: 大咖, 中咖 and 普通, as declared and as the messages fall.

use serde::Serialize;

use super::{RankTiers, concentration};
use crate::analytics::Input;
use crate::model::Tier;

/// Declared tiers against the target, and who does the talking.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Tiers {
    pub declared: DeclaredTiers,
    /// Total variation distance `0.5 sum |p - q|` between the declared tiers (people with one) and the target shares:
    /// 0 as recommended, 1 nothing in common. `None` when nobody has a tier.
    pub target_distance: Option<f64>,
    pub message_share: MessageShare,
}

/// People present by declared tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeclaredTiers {
    pub core: usize,
    pub middle: usize,
    pub ordinary: usize,
    pub unset: usize,
}

/// Share of the messages by rank: the most talkative `ceil(5 %)` of the people, those up to `ceil(25 %)`, the rest.
/// `None` when nothing was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct MessageShare {
    pub top5: Option<f64>,
    pub next20: Option<f64>,
    pub rest: Option<f64>,
}

/// How many people a group lacks for the target shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MissingPeople {
    /// People present.
    pub people: usize,
    /// Core and middle people that the target asks for among as many (rounded to whole people).
    pub core_wanted: usize,
    pub middle_wanted: usize,
    /// To be promoted or invited in place of others; 0 when there are enough.
    pub core_missing: usize,
    pub middle_missing: usize,
}

impl DeclaredTiers {
    /// Counts the declared tiers of `people`.
    pub fn of(input: Input<'_>, people: &[u32]) -> Self {
        let mut counts = Self::default();
        for &member in people {
            let tier = input.project.members.get(member as usize).and_then(|member| member.tier);
            *match tier {
                Some(Tier::Core) => &mut counts.core,
                Some(Tier::Middle) => &mut counts.middle,
                Some(Tier::Ordinary) => &mut counts.ordinary,
                None => &mut counts.unset,
            } += 1;
        }
        counts
    }

    /// Number of people with a tier.
    pub fn set(&self) -> usize {
        self.core + self.middle + self.ordinary
    }

    /// Total variation distance to the target shares (scaled to sum to 1); `None` when nobody has a tier.
    pub fn distance(&self, target: (f64, f64, f64)) -> Option<f64> {
        let sum = target.0 + target.1 + target.2;
        if self.set() == 0 || sum <= 0.0 {
            return None;
        }
        let share = |count: usize| count as f64 / self.set() as f64;
        let parts = [(self.core, target.0), (self.middle, target.1), (self.ordinary, target.2)];
        Some(0.5 * parts.iter().map(|&(count, wanted)| (share(count) - wanted / sum).abs()).sum::<f64>())
    }

    /// What is missing for the target shares in a group of this size. People without a tier count as ordinary.
    pub fn missing(&self, target: (f64, f64, f64)) -> MissingPeople {
        let people = self.set() + self.unset;
        let wanted = |share: f64| ((share.clamp(0.0, 1.0) * people as f64).round() as usize).min(people);
        let (core_wanted, middle_wanted) = (wanted(target.0), wanted(target.1));
        MissingPeople {
            people,
            core_wanted,
            middle_wanted,
            core_missing: core_wanted.saturating_sub(self.core),
            middle_missing: middle_wanted.saturating_sub(self.middle),
        }
    }
}

impl MessageShare {
    /// Shares of the messages of each person, silent people included as 0.
    pub fn of(messages: &[f64]) -> Self {
        let tiers = RankTiers::of(messages.len());
        let held_by = |people: usize| concentration::held_by_top(messages, people);
        let (top, upper) = (held_by(tiers.top), held_by(tiers.top + tiers.middle));
        Self {
            top5: top,
            next20: upper.zip(top).map(|(upper, top)| upper - top),
            rest: upper.map(|upper| 1.0 - upper),
        }
    }
}

impl Tiers {
    /// The tiers of the people present; `messages` are theirs, in the same order.
    pub fn of(input: Input<'_>, people: &[u32], messages: &[f64]) -> Self {
        let declared = DeclaredTiers::of(input, people);
        Self {
            declared,
            target_distance: declared.distance(input.project.thresholds.tiers.value),
            message_share: MessageShare::of(messages),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: (f64, f64, f64) = (0.05, 0.20, 0.75);

    #[test]
    fn as_recommended_is_distance_0_and_unknown_is_unknown() {
        let good = DeclaredTiers { core: 10, middle: 40, ordinary: 150, unset: 7 };
        assert!(good.distance(TARGET).is_some_and(|distance| distance < 1e-12));
        let all_core = DeclaredTiers { core: 3, ..DeclaredTiers::default() };
        assert!(all_core.distance(TARGET).is_some_and(|distance| (distance - 0.95).abs() < 1e-12));
        assert_eq!(DeclaredTiers { unset: 9, ..DeclaredTiers::default() }.distance(TARGET), None);
    }

    #[test]
    fn says_how_many_people_are_missing() {
        let counts = DeclaredTiers { core: 7, middle: 45, ordinary: 100, unset: 48 };
        let missing = counts.missing(TARGET);
        assert_eq!((missing.core_wanted, missing.middle_wanted), (10, 40));
        assert_eq!((missing.core_missing, missing.middle_missing), (3, 0));
        assert_eq!(DeclaredTiers::default().missing(TARGET), MissingPeople::default());
    }

    #[test]
    fn shares_by_rank_sum_to_one() {
        let mut messages = vec![0.0; 40];
        messages[7] = 60.0;
        messages[9] = 20.0;
        messages[..5].fill(4.0);
        let share = MessageShare::of(&messages);
        // ceil(5 %) of 40 are 2 people, ceil(25 %) are 10.
        assert_eq!((share.top5, share.next20, share.rest), (Some(0.8), Some(0.19999999999999996), Some(0.0)));
        assert_eq!(MessageShare::of(&[0.0, 0.0]), MessageShare::default());
    }
}
