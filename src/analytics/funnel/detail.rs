//! One funnel of the project from closer by: its trend, its times and where its people came from.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::panel::{observed_end, sound_query};
use super::{
    Entrance, FactStream, FunnelResult, QueryError, TimeToConvert, conversion_times, time_to_convert, trend,
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
}

/// The people who entered in one period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TrendPoint {
    /// First day of the period; may lie before the scope, whose days alone count.
    pub from: NaiveDate,
    pub entered: u32,
    pub converted: u32,
    /// Share of those who entered, in per cent; unknown when nobody did.
    pub percent: Option<f64>,
    /// True when the conversion window of everyone who entered has passed; the rate can still rise otherwise.
    pub settled: bool,
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
    let people = || hits.people().map(|(_, hits)| hits);
    let point = |(index, entrance): (usize, Entrance)| TrendPoint {
        from: date(interval.start(first + index as i32)),
        entered: entrance.from,
        converted: entrance.to,
        percent: entrance.percent(),
        settled: starts[index + 1].saturating_add(query.window()) <= end,
    };
    Ok(FunnelDetail {
        trend: trend(&query, people(), &starts, (0, last_step)).into_iter().enumerate().map(point).collect(),
        times: time_to_convert(&conversion_times(&query, people(), 0, last_step)),
    })
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
