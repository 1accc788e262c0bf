//! Who came back after how long: cohort matrices, N-day and bracket retention.

use super::{Interval, Presence};
use crate::activity::{Attendance, People};

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
/// bits: `intervals` buckets from bucket `first`.
pub fn first_time_cohorts(
    days: &Attendance,
    interval: Interval,
    first: i32,
    intervals: usize,
) -> Vec<Cohort> {
    let mut cohorts = Cohort::triangle(first, intervals);
    let Some((_, last_day)) = days.range() else { return cohorts };
    let mut seen = days.between(i32::MIN, interval.start(first).saturating_sub(1));
    let mut entered: Vec<People> = Vec::with_capacity(intervals);
    for at in 0..intervals {
        let bucket = first.saturating_add(at as i32);
        if interval.start(bucket) > last_day {
            break;
        }
        let here = days.between(interval.start(bucket), interval.end(bucket));
        for (cohort, people) in cohorts.iter_mut().zip(&entered) {
            cohort.returned[at - (cohort.bucket - first) as usize] = people.common(&here);
        }
        let mut fresh = here.clone();
        fresh.leave_out(&seen);
        seen.join(&here);
        cohorts[at].size = fresh.count();
        cohorts[at].returned[0] = cohorts[at].size;
        entered.push(fresh);
    }
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

/// Back on any of the days `low..=high` after the first one (bracket retention; `low == high` is classic N-day
/// retention).
///
/// Calendar days. Eligible are the people whose day `high` lies no later than `end`, the last day observed.
pub fn bracket_retention(days: &Presence, low: i32, high: i32, end: i32) -> Returned {
    returned(days, high, end, |first, day| (low..=high).contains(&(day - first)))
}

/// Back on day `n` after the first one or on any later day up to `end` (rolling, unbounded N-day retention).
pub fn rolling_retention(days: &Presence, n: i32, end: i32) -> Returned {
    returned(days, n, end, |first, day| day - first >= n && day <= end)
}

fn returned(days: &Presence, span: i32, end: i32, back: impl Fn(i32, i32) -> bool) -> Returned {
    let mut result = Returned::default();
    for person in 0..days.people() {
        let Some(first) = days.first(person).filter(|first| first.saturating_add(span) <= end) else {
            continue;
        };
        result.eligible += 1;
        result.returned += u32::from(days.slots(person).iter().any(|&day| back(first, day)));
    }
    result
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
