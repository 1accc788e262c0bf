//! Messages and speakers by day, week or month, for charts.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Interval, Presence};
use crate::activity::date;
use crate::analytics::{Input, Scope};

/// One bucket of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PeriodPoint {
    /// First day of the bucket; may lie before the scope.
    pub from: NaiveDate,
    /// Last day of the bucket; may lie after the scope.
    pub to: NaiveDate,
    /// Messages by people on those days of the bucket that lie in the scope; unknown when none of them was observed.
    pub messages: Option<u64>,
    /// Distinct people who wrote them.
    pub senders: Option<u32>,
    /// True when the whole bucket lies in the scope and in the data; draw it hatched otherwise.
    pub complete: bool,
}

/// Messages and speakers of a scope, cut by `interval`. `days` are the days of the people of the scope's groups.
pub fn series(input: Input<'_>, scope: &Scope, days: &Presence, interval: Interval) -> Vec<PeriodPoint> {
    let (first, last) = (interval.index(scope.from), interval.index(scope.to));
    let observed = input.activity.range.map(|(first, last)| (first.max(scope.from), last.min(scope.to)));
    let (mut messages, mut senders) =
        (vec![0_u64; (last - first + 1) as usize], vec![0_u32; (last - first + 1) as usize]);
    if let Some((from, to)) = observed {
        for person in 0..days.people() {
            let (slots, counts) = days.run(person);
            let mut seen = None;
            for (&day, &count) in slots.iter().zip(counts).filter(|(day, _)| (from..=to).contains(*day)) {
                let bucket = interval.index(day);
                let at = (bucket - first) as usize;
                messages[at] += u64::from(count);
                senders[at] += u32::from(seen != Some(bucket));
                seen = Some(bucket);
            }
        }
    }
    (first..=last)
        .zip(messages.into_iter().zip(senders))
        .map(|(bucket, (messages, senders))| {
            let (from, to) = (interval.start(bucket), interval.end(bucket));
            let touched = observed.is_some_and(|(first, last)| from <= last && to >= first && first <= last);
            PeriodPoint {
                from: date(from),
                to: date(to),
                messages: touched.then_some(messages),
                senders: touched.then_some(senders),
                complete: observed.is_some_and(|(first, last)| first <= from && to <= last),
            }
        })
        .collect()
}
