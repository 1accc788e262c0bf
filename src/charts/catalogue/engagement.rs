//! Charts of the engagement page.

use super::Source;
use crate::activity::day;
use crate::charts::{
    Band, Cell, CohortRow, CohortTable, Column, Figure, Flag, HeatMap, Pick, Series, StackedBar, StackedBars,
    Table, TimeSeries, format,
};

/// Distinct speakers a day, with the compared period as a ghost.
pub fn daily(source: &Source<'_>) -> Figure {
    let values = |panels: &crate::analytics::Panels| -> Vec<Option<f64>> {
        panels.engagement.daily.iter().map(|point| point.senders.map(f64::from)).collect()
    };
    let chart = series(source, "engagement.daily", "series.speakers", values, band(source));
    let key = if chart.band.is_some() { "figure.daily_note_band" } else { "figure.daily_note" };
    let note = source.lang.t(key).to_owned();
    source.figure("engagement.daily", source.lang.t("figure.daily").to_owned(), note, Box::new(chart))
}

/// Messages a day.
pub fn messages(source: &Source<'_>) -> Figure {
    let values = |panels: &crate::analytics::Panels| -> Vec<Option<f64>> {
        panels.engagement.daily.iter().map(|point| point.messages.map(|count| count as f64)).collect()
    };
    let chart = series(source, "engagement.messages", "series.messages", values, None);
    let note = source.lang.t("figure.daily_note").to_owned();
    source.figure("engagement.messages", source.lang.t("figure.messages").to_owned(), note, Box::new(chart))
}

/// The band of one group's speaking rate, in people: only where the scope is one group, and a day's speakers can be held
/// against it as an orientation.
fn band(source: &Source<'_>) -> Option<Band> {
    let [group] = source.panels.structure.groups.as_slice() else { return None };
    let rate = &group.active_rate;
    let (low, high) = rate.band;
    // A band without an upper edge would cover the picture.
    let high = if high >= 1.0 { low * 1.1 } else { high };
    let people = group.members as f64;
    (people > 0.0).then(|| Band {
        low: low * people,
        high: high * people,
        label: source.lang.tf(
            "band.label",
            &[
                ("share", &format::percent_whole(Some(low))),
                ("source", &super::source_word(&rate.source, source.lang)),
            ],
        ),
    })
}

fn series(
    source: &Source<'_>,
    id: &str,
    label: &str,
    values: impl Fn(&crate::analytics::Panels) -> Vec<Option<f64>>,
    band: Option<Band>,
) -> TimeSeries {
    let scope = source.scope;
    let name = |scope: &crate::analytics::Scope| {
        let (from, to) = scope.dates();
        format!("{} {}", source.lang.t(label), format::period(from, to, source.lang))
    };
    let mut series = vec![Series { label: name(scope), values: values(source.panels), compared: false }];
    if let (Some(before), Some(compared)) = (source.before, source.compared) {
        let mut values = values(before);
        values.truncate(scope.len_days() as usize);
        if values.iter().any(Option::is_some) {
            series.push(Series { label: name(compared), values, compared: true });
        }
    }
    TimeSeries {
        id: format!("{id} {} {}", scope.from, scope.to),
        from: scope.from,
        to: scope.to,
        series,
        band,
        flags: flags(source),
        incomplete_from: None,
    }
}

/// What happened to the groups in scope, on its first day.
fn flags(source: &Source<'_>) -> Vec<Flag> {
    let scope = source.scope;
    let mut flags: Vec<Flag> = source
        .input
        .project
        .activities
        .iter()
        .filter(|item| {
            item.groups.is_empty()
                || item.groups.iter().any(|group| {
                    let code = source.input.activity.groups.find(group);
                    code.is_some_and(|code| scope.groups.binary_search(&code).is_ok())
                })
        })
        .map(|item| Flag { day: day(item.from), label: item.name.clone() })
        .filter(|flag| (scope.from..=scope.to).contains(&flag.day))
        .collect();
    flags.sort_by_key(|flag| flag.day);
    flags
}

/// Messages by weekday and hour.
pub fn heat_map(source: &Source<'_>) -> Figure {
    let mut cells = [[None; 24]; 7];
    for (row, hours) in cells.iter_mut().zip(&source.panels.engagement.heatmap) {
        for (cell, count) in row.iter_mut().zip(hours) {
            *cell = *count;
        }
    }
    let note = source.lang.tf("figure.heatmap_note", &[("zone", &source.input.project.time_zone.name())]);
    let title = source.lang.t("figure.heatmap").to_owned();
    source.figure("engagement.heatmap", title, note, Box::new(HeatMap { cells }))
}

/// Weekly cohorts.
pub fn cohorts(source: &Source<'_>) -> Figure {
    let table = &source.panels.engagement.retention;
    let rows = table
        .cohorts
        .iter()
        .filter(|cohort| cohort.size > 0 || cohort.complete)
        .map(|cohort| CohortRow {
            from: cohort.from,
            size: u64::from(cohort.size),
            returned: cohort.returned.iter().skip(1).map(|count| count.map(u64::from)).collect(),
        })
        .collect();
    let mean = table.mean.iter().skip(1).copied().collect();
    let note = source.lang.t("figure.cohorts_note").to_owned();
    let title = source.lang.t("figure.cohorts").to_owned();
    source.figure("engagement.cohorts", title, note, Box::new(CohortTable { rows, mean }))
}

/// New, returning, back again and gone, by week.
pub fn lifecycle(source: &Source<'_>) -> Figure {
    let parts = ["lifecycle.returning", "lifecycle.new", "lifecycle.resurrecting", "lifecycle.dormant"]
        .map(|key| source.lang.t(key).to_owned())
        .to_vec();
    let bars = source
        .panels
        .engagement
        .lifecycle
        .iter()
        .map(|point| StackedBar {
            from: point.from,
            values: vec![
                i64::from(point.returning),
                i64::from(point.new),
                i64::from(point.resurrecting),
                -point.dormant.map_or(0, i64::from),
            ],
            incomplete: !point.complete,
        })
        .collect();
    let note = source.lang.t("figure.lifecycle_note").to_owned();
    let title = source.lang.t("figure.lifecycle").to_owned();
    source.figure("engagement.lifecycle", title, note, Box::new(StackedBars { parts, bars }))
}

/// Who has not spoken.
pub fn silent(source: &Source<'_>) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.member", false, 1.4, 0),
        column("column.group", false, 1.8, 1),
        column("column.tier", false, 0.8, 3),
        column("column.silent_days", true, 0.8, 0),
        column("column.evidence", false, 1.6, 2),
        column("column.id", false, 1.0, 4),
    ];
    let mut rows = Vec::new();
    let mut picks = Vec::new();
    for silent in &source.panels.engagement.silent {
        let code = input.activity.members.find(&silent.member);
        let group = input.activity.groups.find(&silent.group).map_or("", |group| input.group_name(group));
        let evidence = match silent.last_spoke {
            Some(date) => lang.tf("silent.last", &[("date", &format::date(date))]),
            None => lang.t("silent.never").to_owned(),
        };
        rows.push(vec![
            Cell::new(code.map_or(silent.name.as_str(), |code| input.member_name(code))),
            Cell::new(group),
            Cell::new(super::tier_name(silent.tier, lang)),
            Cell::new(silent.days.map_or(format::UNKNOWN.to_owned(), |days| format::count(days.into()))),
            Cell::new(evidence),
            Cell::new(silent.member.as_str()),
        ]);
        picks.push(code.map(Pick::Member));
    }
    let limit = &input.project.thresholds.silent_days;
    let note = lang.tf(
        "figure.silent_note",
        &[
            ("n", &format::count(rows.len() as u64)),
            ("days", &limit.value),
            ("source", &super::source_word(&limit.source, lang)),
        ],
    );
    let chart = Table { columns, rows, picks, empty: lang.t("silent.nobody").to_owned() };
    source.figure("engagement.silent", lang.t("figure.silent").to_owned(), note, Box::new(chart))
}
