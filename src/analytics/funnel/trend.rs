//! Conversion by the day, week or month of entrance.

use serde::Serialize;

use super::{Hit, Outcome, Query, Walker};

/// The people who entered in one period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entrance {
    /// Reached the step the rate starts from.
    pub from: u32,
    /// Reached the step the rate ends at.
    pub to: u32,
}

impl Entrance {
    /// Conversion in per cent, to two decimals; unknown when nobody reached the first of the two steps.
    pub fn percent(self) -> Option<f64> {
        let rate = f64::from(self.to) / f64::from(self.from);
        (self.from > 0).then(|| (rate * 10_000.0).round() / 100.0)
    }
}

/// Conversion from one step to another (counted from 0), by the period of the FIRST step.
///
/// `starts` are the first instants of the periods, ascending, and the instant after the last one: one more than the
/// periods returned. A person counts once in a period, with their best attempt of it, and may count in several. An
/// excluded attempt does not count in its period.
pub fn trend<'h>(
    query: &Query,
    people: impl IntoIterator<Item = &'h [Hit]>,
    starts: &[i64],
    steps: (usize, usize),
) -> Vec<Entrance> {
    let mut periods = vec![Entrance::default(); starts.len().saturating_sub(1)];
    let people = people.into_iter().map(|hits| (0, hits));
    entrances(query, people, starts, steps, |period, _, (from, to)| {
        periods[period].from += u32::from(from);
        periods[period].to += u32::from(to);
    });
    periods
}

/// As [`trend`], telling of each person in each of their periods whether they reached the two steps.
pub(super) fn entrances<'h>(
    query: &Query,
    people: impl IntoIterator<Item = (u32, &'h [Hit])>,
    starts: &[i64],
    (from_step, to_step): (usize, usize),
    mut tell: impl FnMut(usize, u32, (bool, bool)),
) {
    let mut walker = Walker::new(query);
    for (person, hits) in people {
        for (period, bounds) in starts.windows(2).enumerate() {
            let begin = hits.partition_point(|hit| hit.at < bounds[0]);
            if hits.get(begin).is_none_or(|hit| hit.at >= bounds[1]) {
                continue;
            }
            if let Outcome::Reached(path) = walker.best_starting(&hits[begin..], bounds[0], bounds[1] - 1) {
                tell(period, person, (path.len() > from_step, path.len() > to_step));
            }
        }
    }
}
