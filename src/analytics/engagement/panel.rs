//! Everything the engagement panel shows, from one walk over the counts.

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use super::messages::{group_daily, newcomer_messages};
use super::{
    Interval, Moves, NEWCOMER_DAYS, NewcomerShare, Presence, SilenceLimit, SilentMember, first_time_cohorts,
    heatmap, lifecycle_of_days, people_share, silence_limit, silent_members,
};
use crate::activity::{Attendance, Day, People, date};
use crate::analytics::population::{Ground, Rolls, counted, present_in};
use crate::analytics::{Input, Scope};
use crate::model::GroupId;

/// The results of the engagement panel.
///
/// The trailing figures (`dau` to `stickiness`, `l28`) stand at the end of day `as_of`: the last day of the
/// scope, or the last day with data when the scope runs past it. They look back over days before the scope where the
/// data has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Engagement {
    /// One point for each day of the scope.
    pub daily: Vec<DailyPoint>,
    /// Day the trailing figures stand at; unknown when the scope and the data have no day in common.
    pub as_of: Option<NaiveDate>,
    /// Mean of the daily senders over the 28 days that end with `as_of` (those of them that were observed).
    pub dau: Option<f64>,
    /// Distinct senders in the 7 days that end with `as_of`.
    pub wau: Option<u32>,
    /// Distinct senders in the 28 days that end with `as_of`: four of each weekday.
    pub mau: Option<u32>,
    /// Distinct senders in the 30 days that end with `as_of`.
    pub mau_30: Option<u32>,
    /// `dau` / `mau`: the share of its monthly people that a group sees on a mean day. Unknown when nobody spoke.
    pub stickiness: Option<f64>,
    /// People active on exactly 1, 2, ... 28 of the 28 days (L28, the power-user curve); empty when not observed.
    pub l28: Vec<u32>,
    /// Messages by weekday (Monday first) and local hour, of all accounts.
    pub heatmap: Vec<[Option<u64>; 24]>,
    /// One point for each week that touches the scope and the data; the latest 520 when there are more.
    pub lifecycle: Vec<LifecyclePoint>,
    pub retention: RetentionTable,
    pub newcomer_share: NewcomerShare,
    /// Messages of people by group and day, for flags on the time axis; days as in `daily`.
    #[serde(skip)]
    pub group_daily: Vec<GroupDaily>,
}

/// One day. Unknown before the first and after the last day with any message; a true 0 between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DailyPoint {
    pub date: NaiveDate,
    pub messages: Option<u64>,
    pub senders: Option<u32>,
}

/// Messages of one group, day by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupDaily {
    pub group: GroupId,
    pub messages: Vec<Option<u64>>,
}

/// The people of one week. Active = new + returning + resurrecting.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LifecyclePoint {
    /// First day of the week.
    pub from: NaiveDate,
    pub new: u32,
    pub returning: u32,
    pub resurrecting: u32,
    /// People of the week before who did not come back, as a positive number; unknown while the week lasts.
    pub dormant: Option<u32>,
    /// (new + resurrecting) / dormant; unknown when nobody was lost.
    pub quick_ratio: Option<f64>,
    /// False when the scope or the data ends inside the week: the counts are those so far.
    pub complete: bool,
}

/// Cohorts of people by their first message ever.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RetentionTable {
    /// `day`, `week` or `month`.
    pub interval: &'static str,
    pub cohorts: Vec<CohortRow>,
    /// Back after `j` weeks: everyone back / everyone in the cohorts whose column `j` was observed.
    pub mean: Vec<Option<f64>>,
}

/// One cohort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CohortRow {
    /// First day of the week.
    pub from: NaiveDate,
    pub size: u32,
    /// Column `j`: people who spoke in the week `j` later; column 0 is the size. Unknown where that week has not been
    /// observed to its end.
    pub returned: Vec<Option<u32>>,
    /// False when the scope or the data ends inside the cohort's own week: more may join it.
    pub complete: bool,
}

/// Who says nothing at the end of a scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Silence {
    pub silent: Vec<SilentMember>,
    /// The limit of silence that people's own pauses suggest; `None` when nobody was active twice.
    pub silence_limit: Option<SilenceLimit>,
    /// People present, once for each of their groups.
    pub places: u64,
    /// The day at the end of which it was so.
    pub at: Day,
}

/// First day observed and last one, with the days of the scope; `None` when they have none in common.
fn observed(input: Input<'_>, scope: &Scope) -> Option<(Day, Day)> {
    let (first, last) = input.activity.range?;
    let last = scope.to.min(last);
    (first <= last && scope.from <= last).then_some((first, last))
}

/// The day at whose end [`silence_at_end`] looks; `None` where nothing was observed. Of a scope, who is silent depends on
/// this and on the groups alone.
pub fn silent_until(input: Input<'_>, scope: &Scope) -> Option<Day> {
    observed(input, scope).map(|(_, last)| last)
}

/// Who is silent on the last day of a scope that was observed. Nobody where nothing was.
///
/// `days` are those of the groups of the scope, as [`people_attendance`] gives them.
pub fn silence_at_end(input: Input<'_>, scope: &Scope, days: &Attendance) -> Silence {
    let Some((first, last)) = observed(input, scope) else { return Silence::default() };
    let limit = input.project.thresholds.silent_days.value;
    let silent = || {
        let rolls = Rolls::all(input);
        let counted = counted(input);
        let people = |&group: &u32| {
            let mut people = rolls.get(group as usize)?.present(last);
            people.keep(&counted);
            Some((group, people))
        };
        let present: Vec<(u32, People)> = scope.groups.par_iter().filter_map(people).collect();
        let moves = Moves::of(input, &scope.groups);
        let places = present.iter().map(|(_, people)| u64::from(people.count())).sum();
        (silent_members(input, present, &moves, first, last, limit), places)
    };
    let ((silent, places), silence_limit) = rayon::join(silent, || silence_limit(days, first, last));
    Silence { silent, silence_limit, places, at: last }
}

/// The panel's results for a scope. Empty and unknown where there are no messages.
pub fn engagement(input: Input<'_>, scope: &Scope) -> Engagement {
    engagement_on(input, scope, &Ground::of(input, scope))
}

/// As [`engagement`], from what other panels use as well.
pub(in crate::analytics) fn engagement_on(
    input: Input<'_>,
    scope: &Scope,
    ground: &Ground<'_>,
) -> Engagement {
    let days = &ground.days;
    let people = || {
        let retention = RetentionTable { interval: "week", ..RetentionTable::default() };
        let mut result = Engagement { retention, ..Engagement::default() };
        let Some((first, last)) = observed(input, scope) else { return result };
        result.as_of = Some(date(last));
        trailing(&mut result, days, first, last);
        if let Some(weeks) = Buckets::new(input, scope, Interval::Week(input.project.week_start)) {
            result.lifecycle = weeks.lifecycle(days);
            result.retention = weeks.retention(days, false);
        }
        result.newcomer_share = newcomer_share(input, scope, ground, last);
        result
    };
    let (result, (heatmap, group_daily)) =
        rayon::join(people, || (heatmap(input, scope), group_daily(input, scope)));
    let daily = daily(scope, days, &group_daily, input.activity.range);
    Engagement { daily, heatmap, group_daily, ..result }
}

/// The days on which each person (numbered by member code) wrote in any of the groups, and how many messages. Members
/// who are not people have no days. What was written after day `until` is left out.
pub fn people_presence(input: Input<'_>, groups: &[u32], until: Day) -> Presence {
    let people: Vec<bool> =
        (0..input.activity.members.len() as u32).map(|member| input.counts(member)).collect();
    let is_person = |member: u32| people.get(member as usize).copied().unwrap_or(false);
    let cells = groups.iter().flat_map(|&group| input.activity.days_of(group, Day::MIN, until));
    let cells =
        cells.filter(|cell| is_person(cell.member)).map(|cell| (cell.member, cell.day, cell.messages));
    Presence::gather(people.len(), cells)
}

/// As [`people_presence`], without the counts, in bits.
pub fn people_attendance(input: Input<'_>, groups: &[u32], until: Day) -> Attendance {
    let activity = input.activity;
    let people = counted(input);
    if groups.len() == activity.groups.len() {
        return activity.attendance.only(&people, until);
    }
    let runs: Vec<_> = groups.iter().map(|&group| activity.days_of(group, Day::MIN, until)).collect();
    Attendance::of_runs(activity.members.len(), &runs).only(&people, until)
}

fn daily(
    scope: &Scope,
    days: &Attendance,
    groups: &[GroupDaily],
    range: Option<(Day, Day)>,
) -> Vec<DailyPoint> {
    let known = |day: Day| range.is_some_and(|(first, last)| (first..=last).contains(&day));
    let mut messages = vec![0_u64; (i64::from(scope.to) - i64::from(scope.from) + 1).max(0) as usize];
    for group in groups {
        for (sum, count) in messages.iter_mut().zip(&group.messages) {
            *sum += count.unwrap_or(0);
        }
    }
    (scope.from..=scope.to)
        .zip(messages.into_iter().zip(days.active(scope.from, scope.to)))
        .map(|(day, (messages, senders))| DailyPoint {
            date: date(day),
            messages: known(day).then_some(messages),
            senders: known(day).then_some(senders),
        })
        .collect()
}

fn trailing(result: &mut Engagement, days: &Attendance, first: Day, last: Day) {
    let distinct = |window: Day| days.distinct(last.saturating_sub(window - 1), last);
    let from = last.saturating_sub(27).max(first);
    let senders: u64 = days.active(from, last).into_iter().map(u64::from).sum();
    let dau = senders as f64 / f64::from(last - from + 1);
    let mau = distinct(28);
    result.dau = Some(dau);
    result.wau = Some(distinct(7));
    result.mau = Some(mau);
    result.mau_30 = Some(distinct(30));
    result.stickiness = (mau > 0).then(|| dau / f64::from(mau));
    result.l28 = days.histogram(last.saturating_sub(27), last);
}

/// The days, weeks or months that touch the scope and the data (the last [`MOST_BUCKETS`] of them), and the last of their
/// days that was observed.
pub(super) struct Buckets {
    interval: Interval,
    first: i32,
    last: i32,
    end: Day,
}

impl Buckets {
    /// `None` when scope and data have no day in common.
    pub(super) fn new(input: Input<'_>, scope: &Scope, interval: Interval) -> Option<Self> {
        let (first, last) = input.activity.range?;
        let end = scope.to.min(last);
        if first > end || scope.from > end {
            return None;
        }
        let (from, last) = (interval.index(scope.from.max(first)), interval.index(end));
        Some(Self { interval, first: from.max(last - MOST_BUCKETS + 1), last, end })
    }

    fn len(&self) -> usize {
        (self.last - self.first + 1).max(0) as usize
    }

    fn complete(&self, week: i32) -> bool {
        self.interval.end(week) <= self.end
    }

    fn lifecycle(&self, days: &Attendance) -> Vec<LifecyclePoint> {
        let buckets = lifecycle_of_days(days, self.interval, self.first, self.len());
        (self.first..=self.last)
            .zip(buckets)
            .map(|(week, bucket)| {
                let complete = self.complete(week);
                LifecyclePoint {
                    from: date(self.interval.start(week)),
                    new: bucket.new,
                    returning: bucket.returning,
                    resurrecting: bucket.resurrecting,
                    dormant: complete.then_some(bucket.dormant),
                    quick_ratio: bucket.quick_ratio().filter(|_| complete),
                    complete,
                }
            })
            .collect()
    }

    /// The cohorts by first message; rolling: back in a bucket or any later one.
    pub(super) fn retention(&self, days: &Attendance, rolling: bool) -> RetentionTable {
        let cohorts = first_time_cohorts(days, self.interval, self.first, self.len(), rolling);
        let columns = self.len();
        let cohorts: Vec<CohortRow> = cohorts
            .into_iter()
            .map(|cohort| {
                let seen = |column: usize| column == 0 || self.complete(cohort.bucket + column as i32);
                let cell = |column: usize| cohort.returned.get(column).copied().filter(|_| seen(column));
                CohortRow {
                    from: date(self.interval.start(cohort.bucket)),
                    size: cohort.size,
                    returned: (0..columns).map(cell).collect(),
                    complete: self.complete(cohort.bucket),
                }
            })
            .collect();
        let mean = (0..columns)
            .map(|column| {
                let observed = cohorts.iter().filter_map(|row| Some((row.size, row.returned[column]?)));
                let (size, back) = observed
                    .fold((0_u64, 0_u64), |(size, back), (s, b)| (size + u64::from(s), back + u64::from(b)));
                (size > 0).then(|| back as f64 / size as f64)
            })
            .collect();
        RetentionTable { interval: self.interval.name(), cohorts, mean }
    }
}

/// Most days, weeks or months that a table shows, the latest: ten years of weeks. One message with a broken date must not
/// make a table of every week since then.
const MOST_BUCKETS: i32 = 520;

/// Tenure counts from the earliest known day in any of the groups: the join date or the first message.
fn newcomer_share(input: Input<'_>, scope: &Scope, ground: &Ground<'_>, last: Day) -> NewcomerShare {
    let mut starts = ground.days.first_days();
    for joined in &Moves::of(input, &scope.groups).joined {
        if let Some(start) = starts.get_mut(joined.member as usize) {
            *start = Some(start.map_or(joined.day, |known| known.min(joined.day)));
        }
    }
    let (new, all) = newcomer_messages(input, scope, &starts, last);
    let later = (last < scope.to).then(|| present_in(input, &ground.rolls, &scope.groups, last));
    let present = later.as_ref().unwrap_or(&ground.present);
    let of_people = present.iter().map(|member| starts.get(member as usize).copied().flatten());
    NewcomerShare::new(
        (all > 0).then(|| new as f64 / all as f64),
        people_share(of_people, last, NEWCOMER_DAYS),
    )
}
