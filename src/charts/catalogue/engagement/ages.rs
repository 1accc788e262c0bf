//! Groups by age: hot first weeks, cooling second ones, and how long groups live.

use super::super::{Source, source_word};
use crate::analytics::engagement::{GroupAge, group_ages};
use crate::charts::{Cell, ChartLine, Column, Figure, LineBand, LineChart, Pick, Table, Tone, format};

/// Groups that get a colour, the youngest.
const COLOURED: usize = 6;

/// Every group by its own age, over the band of all groups.
pub(super) fn same_age(source: &Source<'_>) -> Figure {
    let (lang, input) = (source.lang, source.input);
    let ages = group_ages(input, source.scope);
    let lines: Vec<ChartLine> = ages
        .groups
        .iter()
        .filter(|group| group.curve.iter().any(Option::is_some))
        .enumerate()
        .map(|(index, group)| ChartLine {
            label: input.group_name(group.group).to_owned(),
            points: (1_u32..).zip(&group.curve).map(|(age, value)| (f64::from(age), *value)).collect(),
            details: group
                .curve
                .iter()
                .map(|_| lang.tf("age.born", &[("date", &format::date(group.born))]))
                .collect(),
            faint: index >= COLOURED,
            pick: Some(Pick::Group(group.group)),
        })
        .collect();
    let most = ages.bands.iter().map(|band| band.groups).max().unwrap_or(0);
    let band = (most > 1).then(|| LineBand {
        label: lang.tf("age.band", &[("n", &most)]),
        points: ages
            .bands
            .iter()
            .filter(|band| band.groups > 1)
            .map(|band| (f64::from(band.age), band.low, band.high))
            .collect(),
    });
    let chart = LineChart {
        lines,
        band,
        x_label: lang.t("age.x").to_owned(),
        mark: Some((8.0, lang.t("age.day_8").to_owned())),
        empty: lang.t("age.none").to_owned(),
        ..LineChart::default()
    };
    let unseen = source.scope.groups.len().saturating_sub(chart.lines.len());
    let note = lang.tf("figure.same_age_note", &[("n", &unseen)]);
    source.figure("engagement.same_age", lang.t("figure.same_age").to_owned(), note, Box::new(chart))
}

/// The second week of each group against its first.
pub(super) fn second_week(source: &Source<'_>) -> Figure {
    let (lang, input) = (source.lang, source.input);
    let ages = group_ages(input, source.scope);
    let limit = &input.project.thresholds.second_week;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.group", false, 1.6, 0),
        column("column.born", false, 1.0, 0),
        column("age.first_week", true, 1.0, 1),
        column("age.second_week", true, 1.0, 1),
        column("age.ratio", true, 0.8, 0),
        column("column.verdict", false, 0.9, 0),
    ];
    let watched: Vec<&GroupAge> =
        ages.groups.iter().filter(|group| group.curve.iter().take(14).any(Option::is_some)).collect();
    let mean = |mean: Option<f64>| mean.map_or(format::UNKNOWN.to_owned(), |mean| format!("{mean:.1}"));
    let rows = watched
        .iter()
        .map(|group| {
            let second = group.second;
            let (word, tone) = match second {
                Some(second) if second.is_cooling(limit.value) => (lang.t("age.cooling"), Tone::Bad),
                Some(second) if second.ratio.is_some() => (lang.t("age.steady"), Tone::Good),
                Some(_) => (lang.t("age.quiet"), Tone::Warning),
                None => (lang.t("age.young"), Tone::Neutral),
            };
            let born = format::date(group.born);
            let days = second.map_or(0, |second| second.days);
            let so_far = if (1..7).contains(&days) { format!(" ({days}/7)") } else { String::new() };
            vec![
                Cell::new(input.group_name(group.group)),
                Cell::new(if group.stated {
                    born
                } else {
                    format!("{born} · {}", lang.t("age.first_words"))
                }),
                Cell::new(mean(second.map(|second| second.first))),
                Cell::new(format!("{}{so_far}", mean(second.map(|second| second.second)))),
                Cell::new(format::percent_whole(second.and_then(|second| second.ratio))),
                Cell::tag(word, tone, ""),
            ]
        })
        .collect();
    let picks = watched.iter().map(|group| Some(Pick::Group(group.group))).collect();
    let chart = Table { columns, rows, picks, empty: lang.t("age.none").to_owned() };
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("limit", &format::percent_whole(Some(limit.value))), ("source", &source_word(&limit.source, lang))];
    let note = lang.tf("figure.second_week_note", &values);
    source.figure("engagement.second_week", lang.t("figure.second_week").to_owned(), note, Box::new(chart))
}

/// How long groups live.
pub(super) fn survival(source: &Source<'_>) -> Figure {
    let (lang, input) = (source.lang, source.input);
    let found = group_ages(input, source.scope).survival;
    let mut points = vec![(0.0, Some(1.0))];
    let mut details = vec![lang.tf("survival.start", &[("n", &found.watched)])];
    let mut band = Vec::new();
    for point in &found.points {
        points.push((f64::from(point.days), Some(point.survival)));
        let values: [(&str, &dyn std::fmt::Display); 2] = [("ended", &point.ended), ("n", &point.at_risk)];
        details.push(lang.tf("survival.step", &values));
        if let Some([low, high]) = point.interval {
            band.push((f64::from(point.days), low, high));
        }
    }
    let last = points.last().and_then(|point| point.1);
    if let (Some(end), Some(value)) = (found.last.map(f64::from), last)
        && points.last().is_some_and(|point| point.0 < end)
    {
        points.push((end, Some(value)));
        details.push(lang.t("survival.watched").to_owned());
        if let Some(&(_, low, high)) = band.last() {
            band.push((end, low, high));
        }
    }
    let lines = if found.watched == 0 {
        Vec::new()
    } else {
        vec![ChartLine { label: lang.t("survival.line").to_owned(), points, details, ..ChartLine::default() }]
    };
    let chart = LineChart {
        lines,
        band: Some(LineBand { label: lang.t("survival.interval").to_owned(), points: band }),
        x_label: lang.t("age.x").to_owned(),
        percent: true,
        steps: true,
        empty: lang.t("age.none").to_owned(),
        ..LineChart::default()
    };
    let median = match found.median() {
        Some(days) => lang.tf("survival.median", &[("days", &days)]),
        None => lang.t("survival.no_median").to_owned(),
    };
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("ended", &found.ended),
        ("n", &found.watched),
        ("median", &median),
        ("days", &input.project.thresholds.silent_days.value),
    ];
    let note = lang.tf("figure.survival_note", &values);
    source.figure("engagement.survival", lang.t("figure.survival").to_owned(), note, Box::new(chart))
}
