//! How often people are there, and how long a pause of theirs is usual.

use serde::Serialize;

use crate::activity::{Attendance, Day};
use crate::analytics::Rate;

/// The shortest limit of silence that is ever proposed, in days.
const SHORTEST_LIMIT: u32 = 14;
/// The share of pauses that the limit lets pass.
const USUAL: f64 = 0.95;

/// People with one number of active days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ActiveDays {
    pub days: u32,
    /// People active on exactly that many days, over all who were active on any.
    pub exactly: Rate,
    /// People active on at least that many.
    pub at_least: Rate,
}

/// The power-user curve of a histogram of active days ([`Presence::active_histogram`]: people with 1, 2, ... days). Empty
/// for an empty histogram; shares are unknown when nobody was active.
pub fn power_user_curve(histogram: &[u32]) -> Vec<ActiveDays> {
    let people: u64 = histogram.iter().map(|&people| u64::from(people)).sum();
    let mut before = 0;
    (1..)
        .zip(histogram)
        .map(|(days, &exactly)| {
            let at_least = people - before;
            before += u64::from(exactly);
            ActiveDays {
                days,
                exactly: Rate::new(exactly.into(), people),
                at_least: Rate::new(at_least, people),
            }
        })
        .collect()
}

/// Active days of an active person on average: the days of the range times stickiness (mean DAU over MAU). `None` when
/// nobody was active.
pub fn mean_active_days(histogram: &[u32]) -> Option<f64> {
    let people: u64 = histogram.iter().map(|&people| u64::from(people)).sum();
    let days: u64 = (1_u64..).zip(histogram).map(|(days, &people)| days * u64::from(people)).sum();
    (people > 0).then(|| days as f64 / people as f64)
}

/// A limit of silence drawn from people's own pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SilenceLimit {
    /// Days without a word from which somebody counts as gone: 19 of 20 pauses were no longer, and at least 14.
    pub days: u32,
    /// Pauses it rests on.
    pub pauses: u64,
}

/// The limit of silence of a group: the 95th percentile (nearest rank) of the days between two active days of the same
/// person in `from..=to`, at least 14. `days` are the days of the group's people. `None` when nobody was active twice.
pub fn silence_limit(days: &Attendance, from: Day, to: Day) -> Option<SilenceLimit> {
    const NEVER: Day = Day::MAX;
    let mut last: Vec<Day> = vec![NEVER; days.people()];
    // How many pauses there were of each length: none is longer than the time since the first day.
    let longest = days.range().map_or(0, |(first, end)| end.abs_diff(first) as usize);
    let mut pauses: Vec<u64> = vec![0; longest + 1];
    days.each(from, to, |day, person| {
        let before = std::mem::replace(&mut last[person as usize], day);
        if before != NEVER {
            pauses[day.abs_diff(before) as usize] += 1;
        }
    });
    let count: u64 = pauses.iter().sum();
    let rank = (count as f64 * USUAL).ceil() as u64;
    let mut below = 0;
    let (usual, _) = (0_u32..).zip(pauses).find(|(_, n)| {
        below += n;
        *n > 0 && below >= rank
    })?;
    Some(SilenceLimit { days: usual.max(SHORTEST_LIMIT), pauses: count })
}

#[cfg(test)]
mod tests {
    use super::super::Presence;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nobody_has_no_habits() {
        assert!(power_user_curve(&[]).is_empty());
        assert_eq!((power_user_curve(&[0])[0].exactly.value, mean_active_days(&[0, 0])), (None, None));
        let once = Attendance::gather(2, [(5, 0), (9, 1)].into_iter());
        assert_eq!(silence_limit(&once, 0, 99), None);
    }

    #[test]
    fn curves_begin_with_everybody() {
        let curve = power_user_curve(&[4, 0, 6]);
        assert_eq!(curve[0].at_least, Rate::new(10, 10));
        assert_eq!((curve[1].exactly, curve[1].at_least), (Rate::new(0, 10), Rate::new(6, 10)));
        assert_eq!(mean_active_days(&[4, 0, 6]), Some(2.2));
    }

    #[test]
    fn one_long_pause_of_twenty_passes_and_two_do_not() {
        let pauses = |long: usize, short: i32| {
            let mut day = 0;
            let gaps = (0..20).map(|at| if at < long { 60 } else { short });
            let days: Vec<(Day, u32)> = std::iter::once(0)
                .chain(gaps)
                .map(|gap| {
                    day += gap;
                    (day, 0)
                })
                .collect();
            silence_limit(&Attendance::gather(1, days.into_iter()), 0, 10_000)
        };
        assert_eq!(pauses(1, 20), Some(SilenceLimit { days: 20, pauses: 20 }));
        assert_eq!(pauses(2, 20), Some(SilenceLimit { days: 60, pauses: 20 }));
        assert_eq!(pauses(1, 2), Some(SilenceLimit { days: 14, pauses: 20 }));
    }

    proptest! {
        #[test]
        fn mean_days_are_stickiness_times_the_range(
            cells in proptest::collection::vec((0_u32..12, 0_i32..28), 1..90),
        ) {
            let mut cells: Vec<(u32, i32, u32)> = cells.into_iter().map(|(person, day)| (person, day, 1)).collect();
            cells.sort_unstable();
            let presence = Presence::gather(12, cells.into_iter());
            let sum: u32 = presence.active(0, 27).iter().sum();
            let expected = f64::from(sum) / f64::from(presence.distinct(0, 27));
            let found = mean_active_days(&presence.active_histogram(0, 27)).unwrap();
            prop_assert!((found - expected).abs() < 1e-12);
        }
    }
}
