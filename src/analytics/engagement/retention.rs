//! Who came back after how long: cohort matrices, N-day and bracket retention.

use rayon::prelude::*;

use super::{Interval, Presence};
use crate::activity::{Attendance, Day, People};

/// Which people a cohort holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CohortKind {
    /// Everyone with the target event in the bucket; a person is in many cohorts.
    Recurring,
    /// Those whose first target event ever lies in the bucket.
    #[default]
    FirstTime,
}

/// What a retention matrix asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionQuery {
    /// First bucket.
    pub first: i32,
    /// Number of buckets: cohorts, and the end of what is looked at.
    pub intervals: usize,
    pub kind: CohortKind,
    /// Count who came back in the bucket OR LATER (rolling, unbounded retention).
    pub cumulative: bool,
    /// Times somebody must have come in a bucket to count as back; never asked of column 0.
    pub minimum: u32,
}

/// One cohort and how many of it came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cohort {
    /// Bucket number.
    pub bucket: i32,
    pub size: u32,
    /// Column `j`: back in the bucket `j` later. Column 0 is the size; as many columns as were observed.
    pub returned: Vec<u32>,
}

impl Cohort {
    /// Empty cohorts of consecutive buckets, each with the columns that can be observed.
    fn triangle(first: i32, intervals: usize) -> Vec<Self> {
        let cohort = |at: usize| Self {
            bucket: first.saturating_add(at as i32),
            size: 0,
            returned: vec![0; intervals - at],
        };
        (0..intervals).map(cohort).collect()
    }
}

/// The cohorts of consecutive buckets. `target` says who enters, `returning` who comes back (over the same people).
///
/// Definitions as in PostHog's retention. Column `j` of cohort `i` exists only where bucket `i + j` lies among the
/// intervals asked for. One walk over each person's buckets (times their cohorts, when recurring).
pub fn retention(target: &Presence, returning: &Presence, query: RetentionQuery) -> Vec<Cohort> {
    let RetentionQuery { first, intervals, .. } = query;
    let mut cohorts = Cohort::triangle(first, intervals);
    let place =
        |slot: i32| usize::try_from(i64::from(slot) - i64::from(first)).ok().filter(|&at| at < intervals);
    for person in 0..target.people() {
        let entered = match query.kind {
            CohortKind::Recurring => target.slots(person),
            CohortKind::FirstTime => &target.slots(person)[..target.slots(person).len().min(1)],
        };
        let (slots, counts) = returning.run(person);
        let back =
            slots.iter().zip(counts).filter(|&(_, &count)| count >= query.minimum).map(|(&slot, _)| slot);
        for cohort in entered.iter().filter_map(|&slot| place(slot)) {
            let row = &mut cohorts[cohort];
            row.size += 1;
            row.returned[0] += 1;
            let mut later = back.clone().filter_map(place).filter(|&at| at > cohort).map(|at| at - cohort);
            if query.cumulative {
                let last = later.next_back().unwrap_or(0);
                row.returned[1..=last].iter_mut().for_each(|cell| *cell += 1);
            } else {
                later.for_each(|column| row.returned[column] += 1);
            }
        }
    }
    cohorts
}

/// As [`retention`] of those who come for the first time and whoever comes back at all, from the days of everybody in
/// bits: `intervals` buckets from bucket `first`; `cumulative`: back in the bucket or later.
pub fn first_time_cohorts(
    days: &Attendance,
    interval: Interval,
    first: i32,
    intervals: usize,
    cumulative: bool,
) -> Vec<Cohort> {
    let mut cohorts = Cohort::triangle(first, intervals);
    let Some((_, last_day)) = days.range() else { return cohorts };
    let start = |at: usize| interval.start(first.saturating_add(at as i32));
    let observed = (0..intervals).take_while(|&at| start(at) <= last_day);
    let mut here: Vec<People> =
        observed.map(|at| days.between(start(at), interval.end(first.saturating_add(at as i32)))).collect();
    let mut seen = days.between(Day::MIN, interval.start(first).saturating_sub(1));
    let mut entered: Vec<People> = Vec::with_capacity(here.len());
    for here in &here {
        let mut fresh = here.clone();
        fresh.leave_out(&seen);
        seen.join(here);
        entered.push(fresh);
    }
    if cumulative {
        for at in (1..here.len()).rev() {
            let (sooner, later) = here.split_at_mut(at);
            sooner[at - 1].join(&later[0]);
        }
    }
    cohorts.par_iter_mut().zip(&entered).enumerate().for_each(|(at, (cohort, people))| {
        cohort.size = people.count();
        for (cell, here) in cohort.returned.iter_mut().zip(&here[at..]) {
            *cell = people.common(here);
        }
    });
    cohorts
}

/// People asked and people who came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// Who entered early enough for the whole span to be observed.
    pub eligible: u32,
    pub returned: u32,
}

impl Returned {
    /// The share that came back; unknown when nobody is eligible.
    pub fn rate(self) -> Option<f64> {
        (self.eligible > 0).then(|| f64::from(self.returned) / f64::from(self.eligible))
    }
}

/// Who came for the first time on which day, to be asked when they came back. Days are calendar days.
pub struct Newcomers<'a> {
    days: &'a Attendance,
    /// Those of each day, by day.
    entered: Vec<(Day, People)>,
}

impl<'a> Newcomers<'a> {
    /// Everybody whose first day is `since` or later.
    pub fn since(days: &'a Attendance, since: Day) -> Self {
        let mut seen = days.between(Day::MIN, since.saturating_sub(1));
        let fresh = |day: Day| {
            let mut fresh = days.between(day, day);
            fresh.leave_out(&seen);
            seen.join(&fresh);
            (day, fresh)
        };
        Self { days, entered: days.days().filter(|day| *day >= since).map(fresh).collect() }
    }

    /// Back on any of the days `low..=high` after the first one (bracket retention; `low == high` is classic N-day
    /// retention). Eligible are the people whose day `high` lies no later than `end`, the last day observed.
    pub fn bracket(&self, low: Day, high: Day, end: Day) -> Returned {
        let mut result = Returned::default();
        for (first, people) in self.followed(high, end) {
            let back = self.days.between(first.saturating_add(low), first.saturating_add(high));
            result.eligible += people.count();
            result.returned += people.common(&back);
        }
        result
    }

    /// Back on day `n` after the first one or on any later day up to `end` (rolling, unbounded N-day retention).
    pub fn rolling(&self, n: Day, end: Day) -> Returned {
        let mut result = Returned::default();
        let (mut later, mut from) = (People::none(self.days.people()), end.saturating_add(1));
        for (first, people) in self.followed(n, end).rev() {
            let begin = first.saturating_add(n);
            later.join(&self.days.between(begin, from.saturating_sub(1)));
            from = begin;
            result.eligible += people.count();
            result.returned += people.common(&later);
        }
        result
    }

    /// Those whose day `span` was observed.
    fn followed(&self, span: Day, end: Day) -> impl DoubleEndedIterator<Item = (Day, &People)> {
        let followed = move |&(first, _): &(Day, &People)| first.saturating_add(span) <= end;
        self.entered.iter().map(|(first, people)| (*first, people)).filter(followed)
    }
}

/// Day of return in 24-hour windows from one's own start, both floored to the hour (Amplitude's default): 17:59 to
/// 17:00 of the next day is day 1. In milliseconds since the epoch; negative for an event before the start.
pub fn window_day(start: i64, event: i64) -> i64 {
    const HOUR: i64 = 3_600_000;
    (event.div_euclid(HOUR) - start.div_euclid(HOUR)).div_euclid(24)
}

/// Which conditions a person met, given that they met the first: ClickHouse's `retention(c1, ..., cn)`.
///
/// `rows` are the events of one person, each with the conditions it meets; all rows have the length of the first. The
/// order of time is not looked at. No rows give no conditions.
pub fn conditions_met(rows: &[Vec<bool>]) -> Vec<bool> {
    let met = |condition: usize| rows.iter().any(|row| row.get(condition).copied().unwrap_or(false));
    let count = rows.first().map_or(0, Vec::len);
    (0..count).map(|condition| met(0) && met(condition)).collect()
}
