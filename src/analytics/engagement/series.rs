//! Messages and speakers by day, week or month, for charts.

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use super::Interval;
use crate::activity::{Attendance, date};
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
pub fn series(input: Input<'_>, scope: &Scope, days: &Attendance, interval: Interval) -> Vec<PeriodPoint> {
    let (first, last) = (interval.index(scope.from), interval.index(scope.to));
    let observed = input.activity.range.map(|(first, last)| (first.max(scope.from), last.min(scope.to)));
    let nothing = || vec![0_u64; (i64::from(last) - i64::from(first) + 1).max(0) as usize];
    let (mut messages, mut senders) = (nothing(), vec![0_u32; nothing().len()]);
    if let Some((from, to)) = observed {
        let of = |mut sums: Vec<u64>, &group: &u32| {
            for cell in input.activity.days_of(group, from, to) {
                if input.counts(cell.member) {
                    sums[(interval.index(cell.day) - first) as usize] += u64::from(cell.messages);
                }
            }
            sums
        };
        let both = |mut sums: Vec<u64>, more: Vec<u64>| {
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            sums
        };
        messages = scope.groups.par_iter().fold(nothing, of).reduce(nothing, both);
        for (bucket, senders) in (first..=last).zip(&mut senders) {
            *senders = days.distinct(interval.start(bucket).max(from), interval.end(bucket).min(to));
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
