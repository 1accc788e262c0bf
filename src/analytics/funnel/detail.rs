//! One funnel of the project from closer by: its trend, its times and where its people came from.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::panel::{observed_end, sound_query};
use super::trend::entrances;
use super::{
    Entrance, FactStream, FunnelResult, Outcome, QueryError, TimeToConvert, Walker, time_to_convert,
};
use crate::activity::date;
use crate::analytics::engagement::{Interval, local_midnight};
use crate::analytics::{Input, Scope};
use crate::model::Funnel;

/// What a funnel's own page shows, from its first to its last step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelDetail {
    /// One point for each period that touches the scope, by the day of entrance.
    pub trend: Vec<TrendPoint>,
    pub times: TimeToConvert,
    /// Member codes behind each bar of `times`.
    #[serde(skip)]
    pub in_bin: Vec<Vec<u32>>,
}

/// The people who entered in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrendPoint {
    /// First day of the period; may lie before the scope, whose days alone count.
    pub from: NaiveDate,
    pub entered: u32,
    pub converted: u32,
    /// Share of those who entered, in per cent; unknown when nobody did.
    pub percent: Option<f64>,
    /// True when the conversion window of everyone who entered has passed; the rate can still rise otherwise.
    pub settled: bool,
    /// Member codes, ascending: who passed, and who entered and did not.
    #[serde(skip)]
    pub passed: Vec<u32>,
    #[serde(skip)]
    pub stopped: Vec<u32>,
}

/// Trend by day, week or month of entrance, and the histogram of times.
///
/// # Errors
/// When the definition of the funnel is not sound.
pub fn funnel_detail(
    input: Input<'_>,
    scope: &Scope,
    funnel: &Funnel,
    interval: Interval,
) -> Result<FunnelDetail, QueryError> {
    let query = sound_query(funnel)?;
    let stream = FactStream::gather_for(input, scope, std::slice::from_ref(funnel));
    let hits = stream.hits_of(funnel);
    let (first, last) = (interval.index(scope.from), interval.index(scope.to));
    let days = (first..=last.saturating_add(1)).map(|bucket| interval.start(bucket));
    let starts: Vec<i64> = days.map(|day| local_midnight(input.project.time_zone, day)).collect();
    let last_step = query.steps() - 1;
    let end = observed_end(input, scope);
    let mut points: Vec<TrendPoint> = starts
        .windows(2)
        .zip(first..)
        .map(|(bounds, bucket)| TrendPoint {
            from: date(interval.start(bucket)),
            entered: 0,
            converted: 0,
            percent: None,
            settled: bounds[1].saturating_add(query.window()) <= end,
            passed: Vec::new(),
            stopped: Vec::new(),
        })
        .collect();
    entrances(&query, hits.people(), &starts, (0, last_step), |period, member, (entered, passed)| {
        let point = &mut points[period];
        if passed {
            point.passed.push(member);
        } else if entered {
            point.stopped.push(member);
        }
    });
    for point in &mut points {
        point.converted = point.passed.len() as u32;
        point.entered = point.converted + point.stopped.len() as u32;
        point.percent = Entrance { from: point.entered, to: point.converted }.percent();
    }
    let mut walker = Walker::new(&query);
    let mut converted: Vec<(u32, i64)> = Vec::new();
    for (member, hits) in hits.people() {
        if let Outcome::Reached(path) = walker.best(hits)
            && let (Some(&first), Some(&last)) = (path.first(), path.get(last_step))
        {
            converted.push((member, hits[last as usize].at - hits[first as usize].at));
        }
    }
    let times = time_to_convert(&converted.iter().map(|(_, time)| *time).collect::<Vec<_>>());
    let mut in_bin = vec![Vec::new(); times.bins.len()];
    for (member, time) in converted {
        if let Some(bin) = times.bin_of(time).and_then(|bin| in_bin.get_mut(bin)) {
            bin.push(member);
        }
    }
    Ok(FunnelDetail { trend: points, times, in_bin })
}

/// Counts of each step by the `source` of the people who reached it; `None` for people without one. The groups add up
/// to the funnel.
pub fn by_source<'p>(input: Input<'p>, funnel: &FunnelResult) -> BTreeMap<Option<&'p str>, Vec<u32>> {
    let mut groups = BTreeMap::new();
    for (index, step) in funnel.steps.iter().enumerate() {
        for &member in &step.reached {
            let source =
                input.project.members.get(member as usize).and_then(|member| member.source.as_deref());
            groups.entry(source).or_insert_with(|| vec![0; funnel.steps.len()])[index] += 1;
        }
    }
    groups
}
