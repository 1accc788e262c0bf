//! Who comes back, and where the weekly people come from.

use super::super::Source;
use super::time::interval_word;
use crate::analytics::Rate;
use crate::analytics::engagement::{
    Interval, RetentionTable, SegmentRetention, Split, brackets as bracket_rows, mean_rates, retention_table,
    segment_retention,
};
use crate::charts::{Cell, ChartLine, CohortRow, CohortTable, Column, Figure, LineChart, Table, format};

/// The triangle of a scope.
pub(super) fn cohorts(source: &Source<'_>, name: &str, interval: Interval, rolling: bool) -> Figure {
    let lang = source.lang;
    // The weekly one is among the results of the page.
    let own;
    let table: &RetentionTable = if name == "engagement.cohorts" {
        &source.panels.engagement.retention
    } else {
        own = retention_table(source.input, source.scope, interval, rolling);
        &own
    };
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
    let chart =
        CohortTable { rows, mean: table.mean.iter().skip(1).copied().collect(), interval: interval.name() };
    let (title, note) = if rolling {
        (lang.t("figure.cohorts_rolling"), "figure.cohorts_rolling_note")
    } else {
        (lang.t("figure.cohorts"), "figure.cohorts_note")
    };
    let note = lang.tf(note, &[("grain", &interval_word(interval, lang).to_lowercase())]);
    source.figure(name, title.to_owned(), note, Box::new(chart))
}

/// N-day, bracket and rolling retention side by side.
pub(super) fn brackets(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let column = |key, right| Column::new(lang.t(key), right, 1.0, 0);
    let columns = vec![
        column("column.days_after", false),
        column("column.bracket", true),
        column("column.exactly", true),
        column("column.rolling", true),
    ];
    let cell = |rate: &Rate| match rate.denominator {
        0 => Cell::new(format::UNKNOWN),
        _ => Cell::new(format!("{} · {}", format::percent(rate.value), format::fraction(rate))),
    };
    let rows = bracket_rows(source.input, source.scope)
        .iter()
        .map(|row| {
            let (low, high) = row.days;
            let days = if low == high { low.to_string() } else { format!("{low}–{high}") };
            vec![Cell::new(days), cell(&row.bracket), cell(&row.exactly), cell(&row.rolling)]
        })
        .collect();
    let chart = Table { columns, rows, picks: Vec::new(), empty: String::new() };
    let note = lang.t("figure.brackets_note").to_owned();
    source.figure("engagement.brackets", lang.t("figure.brackets").to_owned(), note, Box::new(chart))
}

/// Weighted mean of the cohorts as a line, for everybody or for the parts of a split.
pub(super) fn curves(
    source: &Source<'_>,
    name: &str,
    interval: Interval,
    rolling: bool,
    split: Option<Split>,
) -> Figure {
    let (lang, input) = (source.lang, source.input);
    let segments = match split {
        Some(split) => segment_retention(input, source.scope, interval, rolling, split),
        None => {
            let mean = mean_rates(&retention_table(input, source.scope, interval, rolling).cohorts);
            let people = mean.first().map_or(0, |rate| rate.denominator);
            vec![SegmentRetention { label: Some(lang.t("split.none").to_owned()), people, mean }]
        }
    };
    let lines: Vec<ChartLine> = segments
        .into_iter()
        .map(|segment| {
            let label = segment.label.as_deref().unwrap_or(lang.t("split.unknown"));
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("name", &label), ("n", &format::count(segment.people))];
            ChartLine {
                label: lang.tf("split.label", &values),
                points: (0_u32..)
                    .zip(&segment.mean)
                    .filter(|(column, _)| *column > 0)
                    .map(|(column, rate)| (f64::from(column), rate.value))
                    .collect(),
                details: segment.mean.iter().skip(1).map(format::fraction).collect(),
                ..ChartLine::default()
            }
        })
        .filter(|line| line.points.iter().any(|point| point.1.is_some()))
        .collect();
    let empty = match split {
        Some(Split::Source) => "split.no_source",
        Some(Split::Inviter) => "split.no_inviter",
        Some(Split::PriceTier) => "split.no_tier",
        Some(Split::Group) | None => "chart.no_data",
    };
    let chart = LineChart {
        lines,
        x_label: lang.tf("curves.x", &[("grain", &interval_word(interval, lang))]),
        percent: true,
        empty: lang.t(empty).to_owned(),
        ..LineChart::default()
    };
    let note = if rolling { lang.t("figure.curves_rolling_note") } else { lang.t("figure.curves_note") };
    source.figure(name, lang.t("figure.curves").to_owned(), note.to_owned(), Box::new(chart))
}

/// The identity behind the lifecycle bars, week by week.
pub(super) fn growth(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let column = |key, right, spare| Column::new(lang.t(key), right, 1.0, spare);
    let columns = vec![
        column("column.week", false, 0),
        column("column.active", true, 0),
        column("lifecycle.new", true, 0),
        column("lifecycle.returning", true, 0),
        column("lifecycle.resurrecting", true, 0),
        column("lifecycle.dormant", true, 0),
        column("column.quick_ratio", true, 0),
    ];
    let count = |count: u32| Cell::new(format::count(u64::from(count)));
    let rows = source
        .panels
        .engagement
        .lifecycle
        .iter()
        .rev()
        .map(|week| {
            let mut from = format::date(week.from);
            if !week.complete {
                from = format!("{from} · {}", lang.t("chart.incomplete"));
            }
            vec![
                Cell::new(from),
                count(week.new + week.returning + week.resurrecting),
                count(week.new),
                count(week.returning),
                count(week.resurrecting),
                week.dormant.map_or(Cell::new(format::UNKNOWN), count),
                Cell::new(week.quick_ratio.map_or(format::UNKNOWN.to_owned(), |ratio| format!("{ratio:.2}"))),
            ]
        })
        .collect();
    let empty = lang.t("chart.no_data").to_owned();
    let chart = Table { columns, rows, picks: Vec::new(), empty };
    let note = lang.t("figure.growth_note").to_owned();
    source.figure("engagement.growth", lang.t("figure.growth").to_owned(), note, Box::new(chart))
}
