//! How the talking is spread over the people.

use rayon::prelude::*;
use serde::Serialize;

use super::{ActiveDays, mean_active_days, power_user_curve};
use crate::activity::{Attendance, People};
use crate::analytics::structure::{absence_factor, gini, lorenz, top_share};
use crate::analytics::{Input, Rate, Scope};

/// Messages of every person of a scope, and what they say about concentration.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Voices {
    /// (member code, messages in the scope), most first; people who were there and silent have 0.
    pub people: Vec<(u32, u64)>,
    /// 0 when all say the same, towards 1 when one says all; unknown without messages.
    pub gini: Option<f64>,
    /// Share of the people against share of the messages, the quietest first.
    pub lorenz: Vec<(f64, f64)>,
    /// Messages of the busiest tenth of the people / all messages.
    pub top_tenth: Option<f64>,
    /// Fewest people who wrote half of all messages.
    pub absence_factor: Option<usize>,
    /// People with exactly one message / people with any.
    pub once: Rate,
    /// Their codes.
    pub once_people: Vec<u32>,
    /// People by the number of days on which they spoke, in the last 28 days of the scope.
    pub active_days: Vec<ActiveDays>,
    /// Mean of it.
    pub mean_active_days: Option<f64>,
}

/// Counts the people who were there at the end of a scope, as the speaking rate does; who said nothing is in it with 0.
///
/// `days` and `present` are those of the groups of the scope up to its end.
pub fn voices(input: Input<'_>, scope: &Scope, days: &Attendance, present: &People) -> Voices {
    let Some((_, last)) = input.activity.range else { return Voices::default() };
    let end = scope.to.min(last);
    // Where all days are looked at, what each member said in each group stands there already.
    let whole = input.activity.range.is_some_and(|(first, last)| scope.from <= first && last <= scope.to);
    let said = |groups: &[u32]| {
        let mut sums = vec![0_u64; input.activity.members.len()];
        let mut add = |member: u32, messages: u32| sums[member as usize] += u64::from(messages);
        for &group in groups {
            if whole {
                input.activity.spans_of(group).iter().for_each(|span| add(span.member, span.messages));
            } else {
                let cells = input.activity.days_of(group, scope.from, scope.to);
                cells.iter().for_each(|cell| add(cell.member, cell.messages));
            }
        }
        sums
    };
    let both = |mut sums: Vec<u64>, more: Vec<u64>| {
        sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        sums
    };
    let share = scope.groups.len().div_ceil(rayon::current_num_threads()).max(1);
    let counts = scope.groups.par_chunks(share).map(said).reduce_with(both).unwrap_or_default();
    let mut people: Vec<(u32, u64)> =
        present.iter().map(|member| (member, counts.get(member as usize).copied().unwrap_or(0))).collect();
    people.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let values: Vec<f64> = people.iter().map(|&(_, count)| count as f64).collect();
    let spoke = people.iter().filter(|person| person.1 > 0).count() as u64;
    let once_people: Vec<u32> = people.iter().filter(|person| person.1 == 1).map(|person| person.0).collect();
    let histogram = days.histogram(end.saturating_sub(27), end);
    Voices {
        gini: gini(&values).filter(|_| spoke > 0),
        lorenz: lorenz(&values),
        top_tenth: top_share(&values, 0.1),
        absence_factor: absence_factor(&values, 0.5),
        once: Rate::new(once_people.len() as u64, spoke),
        once_people,
        active_days: power_user_curve(&histogram),
        mean_active_days: mean_active_days(&histogram),
        people,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;
    use crate::analytics::population::Ground;

    fn voices_of(input: Input<'_>, scope: &Scope) -> Voices {
        let ground = Ground::of(input, scope);
        voices(input, scope, &ground.days, &ground.present)
    }

    #[test]
    fn who_is_there_and_says_nothing_counts() {
        let made = Fixture::new()
            .group("g")
            .people(4)
            .says("p1", "2026-01-05 10:00", 8)
            .says("p2", "2026-01-06 10:00", 1)
            .says("p3", "2026-01-06 11:00", 1)
            .build();
        let found = voices_of(made.input(), &made.scope());
        assert_eq!(found.people.iter().map(|person| person.1).collect::<Vec<_>>(), [8, 1, 1, 0]);
        assert_eq!((found.once, found.absence_factor), (Rate::new(2, 3), Some(1)));
        assert_eq!(found.lorenz.first().zip(found.lorenz.last()), Some((&(0.0, 0.0), &(1.0, 1.0))));
        assert_eq!(found.active_days.iter().map(|days| days.exactly.numerator).sum::<u64>(), 3);
    }

    #[test]
    fn where_nobody_speaks_nothing_is_known() {
        let made = Fixture::new().group("g").people(2).build();
        assert_eq!(voices_of(made.input(), &Scope { from: 0, to: 5, groups: vec![0] }), Voices::default());
        let made = Fixture::new().group("g").people(2).group("h").says("x", "2026-01-05 10:00", 1).build();
        let mut scope = made.scope();
        scope.groups = vec![0];
        let found = voices_of(made.input(), &scope);
        assert_eq!((found.people.len(), found.gini, found.once.value), (2, None, None));
        assert!(found.lorenz.is_empty() && found.absence_factor.is_none());
    }
}
