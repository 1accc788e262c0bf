//! Messages and speakers over time, and what happened on the way.

use super::super::{Source, source_word};
use crate::activity::{Day, date, day};
use crate::analytics::engagement::{
    Interval, OccasionEffect, PeriodPoint, TrailingPoint, cadences, occasion_effects, people_attendance,
    series,
};
use crate::analytics::{Panels, Scope};
use crate::charts::{
    Band, BarFlag, Cell, Column, Figure, Flag, PeriodBar, PeriodBars, Pick, Series, Table, TimeSeries, Tone,
    format,
};
use crate::i18n::Lang;

/// What is counted over time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Speakers,
    Messages,
}

impl Measure {
    fn label(self) -> &'static str {
        match self {
            Self::Speakers => "series.speakers",
            Self::Messages => "series.messages",
        }
    }

    fn of(self, point: &PeriodPoint) -> Option<u64> {
        match self {
            Self::Speakers => point.senders.map(u64::from),
            Self::Messages => point.messages,
        }
    }
}

/// Hours are drawn for no more than the last two weeks.
const MOST_HOURS: usize = 14 * 24;

/// Speakers or messages by week or month, with the compared period beside.
pub(super) fn buckets(source: &Source<'_>, name: &str, measure: Measure, interval: Interval) -> Figure {
    let lang = source.lang;
    let of = |scope: &Scope| {
        let days = people_attendance(source.input, &scope.groups, scope.to);
        series(source.input, scope, &days, interval)
    };
    let points = of(source.scope);
    let before = source.compared.map(of).unwrap_or_default();
    let known = before.iter().any(|point| measure.of(point).is_some());
    let bars = points
        .iter()
        .enumerate()
        .map(|(index, point)| {
            let other = before.get(index).filter(|_| known);
            PeriodBar {
                axis: match interval {
                    Interval::Month => point.from.format("%Y-%m").to_string(),
                    _ => format::month_day(point.from),
                },
                name: format::period(point.from, point.to, lang),
                value: measure.of(point),
                compared: other.and_then(|other| measure.of(other)),
                compared_name: other
                    .map_or(String::new(), |other| format::period(other.from, other.to, lang)),
                detail: String::new(),
                incomplete: !point.complete,
                pick: None,
            }
        })
        .collect();
    let flags = effects(source, source.scope)
        .into_iter()
        .filter_map(|effect| {
            let at = interval.index(day(effect.from)) - interval.index(source.scope.from);
            let (label, pick) = (flag_label(&effect), Some(Pick::Occasion(effect.index)));
            Some(BarFlag { bar: usize::try_from(at).ok()?, label, pick })
        })
        .collect();
    let chart = PeriodBars {
        bars,
        label: named(source, source.scope, measure),
        compared: source.compared.filter(|_| known).map(|scope| named(source, scope, measure)),
        step: lang.t("column.period").to_owned(),
        band: None,
        flags,
    };
    let title = match (measure, interval) {
        (Measure::Speakers, Interval::Month) => lang.t("figure.speakers_month"),
        (Measure::Speakers, _) => lang.t("figure.speakers_week"),
        (Measure::Messages, Interval::Month) => lang.t("figure.messages_month"),
        (Measure::Messages, _) => lang.t("figure.messages_week"),
    };
    source.figure(name, title.to_owned(), lang.t("figure.buckets_note").to_owned(), Box::new(chart))
}

/// Speakers or messages hour by hour, over the last days of the scope. `None` where the hours were not counted.
pub(super) fn hours(source: &Source<'_>, name: &str, measure: Measure) -> Option<Figure> {
    let (lang, table) = (source.lang, source.hours?);
    let first = table.days.map_or(source.scope.from, |days| days.0);
    let skip = table.hours.len().saturating_sub(MOST_HOURS);
    let bars: Vec<PeriodBar> = table
        .hours
        .iter()
        .enumerate()
        .skip(skip)
        .map(|(index, hour)| {
            let at = date(first.saturating_add(Day::try_from(index / 24).unwrap_or(0)));
            PeriodBar {
                axis: if index % 24 == 0 { format::month_day(at) } else { String::new() },
                name: format!("{} {:02}:00", format::date(at), index % 24),
                value: Some(u64::from(match measure {
                    Measure::Speakers => hour.people,
                    Measure::Messages => hour.messages,
                })),
                ..PeriodBar::default()
            }
        })
        .collect();
    let (title, days) = (
        match measure {
            Measure::Speakers => lang.t("figure.speakers_hour"),
            Measure::Messages => lang.t("figure.messages_hour"),
        },
        bars.len() / 24,
    );
    let chart = PeriodBars {
        bars,
        label: lang.t(measure.label()).to_owned(),
        step: lang.t("column.hour").to_owned(),
        ..PeriodBars::default()
    };
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("n", &days), ("zone", &source.input.project.time_zone.name())];
    let note = lang.tf("figure.hours_note", &values);
    Some(source.figure(name, title.to_owned(), note, Box::new(chart)))
}

fn named(source: &Source<'_>, scope: &Scope, measure: Measure) -> String {
    let (from, to) = scope.dates();
    format!("{} {}", source.lang.t(measure.label()), format::period(from, to, source.lang))
}

/// Distinct people of a day, a week, 28 and 30 days, day by day.
pub(super) fn trailing(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let points = source.panels.trailing(source.input, source.scope);
    let line = |key: &str, of: fn(&TrailingPoint) -> Option<u32>| Series {
        label: lang.t(key).to_owned(),
        values: points.iter().map(|point| of(point).map(f64::from)).collect(),
        compared: false,
    };
    let chart = TimeSeries {
        id: format!("engagement.trailing {} {}", source.scope.from, source.scope.to),
        from: source.scope.from,
        to: source.scope.to,
        series: vec![
            line("series.dau", |point| point.dau),
            line("series.wau", |point| point.wau),
            line("series.mau", |point| point.mau),
            line("series.mau_30", |point| point.mau_30),
        ],
        flags: flags(source),
        ..TimeSeries::default()
    };
    let note = lang.t("figure.trailing_note").to_owned();
    source.figure("engagement.trailing", lang.t("figure.trailing").to_owned(), note, Box::new(chart))
}

/// DAU / MAU day by day, with the compared period.
pub(super) fn stickiness(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let line = |panels: &Panels, scope: &Scope, compared: bool| {
        let (from, to) = scope.dates();
        Series {
            label: format!("{} {}", lang.t("kpi.stickiness"), format::period(from, to, lang)),
            values: panels.trailing(source.input, scope).iter().map(|point| point.stickiness).collect(),
            compared,
        }
    };
    let mut series = vec![line(source.panels, source.scope, false)];
    if let (Some(panels), Some(compared)) = (source.before, source.compared) {
        let mut before = line(panels, compared, true);
        before.values.truncate(source.scope.len_days() as usize);
        if before.values.iter().any(Option::is_some) {
            series.push(before);
        }
    }
    let chart = TimeSeries {
        id: format!("engagement.stickiness {} {}", source.scope.from, source.scope.to),
        from: source.scope.from,
        to: source.scope.to,
        series,
        flags: flags(source),
        percent: true,
        ..TimeSeries::default()
    };
    let note = lang.t("figure.stickiness_note").to_owned();
    source.figure("engagement.stickiness", lang.t("figure.stickiness").to_owned(), note, Box::new(chart))
}

/// The weeks around everything that happened in the scope.
fn effects(source: &Source<'_>, scope: &Scope) -> Vec<OccasionEffect> {
    occasion_effects(source.input, scope)
}

/// Name and change in one short text.
fn flag_label(effect: &OccasionEffect) -> String {
    match effect.change {
        Some(change) => format!("{} {}", effect.name, change_text(Some(change))),
        None => effect.name.clone(),
    }
}

fn change_text(change: Option<f64>) -> String {
    let Some(change) = change.filter(|change| change.is_finite()) else { return format::UNKNOWN.to_owned() };
    if (change * 100.0).round() == 0.0 {
        return "±0%".to_owned();
    }
    format!("{}{:.0}%", if change < 0.0 { "−" } else { "+" }, change.abs() * 100.0)
}

/// What happened to the groups in scope, on its first day.
pub(super) fn flags(source: &Source<'_>) -> Vec<Flag> {
    let flag = |effect: OccasionEffect| Flag {
        day: day(effect.from),
        label: flag_label(&effect),
        pick: Some(Pick::Occasion(effect.index)),
    };
    effects(source, source.scope).into_iter().map(flag).collect()
}

/// Everything that happened, with the week before and the week after.
pub(super) fn occasions(source: &Source<'_>) -> Figure {
    occasion_table(source, effects(source, source.scope), "engagement.occasions")
}

/// The same for one occasion, whatever the scope's days.
pub(super) fn occasion(source: &Source<'_>, index: usize) -> Option<Figure> {
    let item = source.input.project.activities.get(index)?;
    let at = day(item.from);
    let scope = Scope { from: at, to: at, groups: source.scope.groups.clone() };
    let found: Vec<_> = effects(source, &scope).into_iter().filter(|effect| effect.index == index).collect();
    let name = format!("engagement.occasion.{index}");
    let effect = found.first()?.clone();
    let lang = source.lang;
    let column = |key, right| Column::new(lang.t(key), right, 1.0, 0);
    let columns = vec![
        column("column.period", false),
        column("column.days_seen", true),
        column("column.speakers_mean", true),
        column("column.people", true),
        column("column.messages", true),
    ];
    let rows = [("occasion.before", effect.before), ("occasion.after", effect.after)].map(|(key, week)| {
        vec![
            Cell::new(format!("{} · {}", lang.t(key), format::period(week.from, week.to, lang))),
            Cell::new(format!("{} / 7", week.days)),
            Cell::new(week.speakers.map_or(format::UNKNOWN.to_owned(), |mean| format!("{mean:.1}"))),
            Cell::new(if week.days > 0 {
                format::count(week.people.into())
            } else {
                format::UNKNOWN.to_owned()
            }),
            Cell::new(if week.days > 0 { format::count(week.messages) } else { format::UNKNOWN.to_owned() }),
        ]
    });
    let chart = Table { columns, rows: rows.to_vec(), picks: Vec::new(), empty: String::new() };
    let note = lang.tf(
        "occasion.note",
        &[("change", &change_text(effect.change)), ("n", &format::count(effect.people.into()))],
    );
    Some(source.figure(&name, effect.name.clone(), note, Box::new(chart)))
}

fn occasion_table(source: &Source<'_>, effects: Vec<OccasionEffect>, name: &str) -> Figure {
    let lang = source.lang;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.occasion", false, 1.6, 0),
        column("column.kind", false, 0.8, 3),
        column("column.date", false, 0.9, 0),
        column("occasion.before", true, 0.9, 1),
        column("occasion.after", true, 0.9, 1),
        column("column.change", false, 0.8, 0),
        column("column.rests_on", true, 0.8, 2),
    ];
    let mean = |mean: Option<f64>, days: u32| match mean {
        Some(mean) if days < 7 => format!("{mean:.1} ({days}/7)"),
        Some(mean) => format!("{mean:.1}"),
        None => format::UNKNOWN.to_owned(),
    };
    let mut picks = Vec::new();
    let rows = effects
        .into_iter()
        .map(|effect| {
            picks.push(Some(Pick::Occasion(effect.index)));
            let tone = match effect.change {
                Some(change) if change <= -0.1 => Tone::Warning,
                Some(change) if change >= 0.1 => Tone::Good,
                _ => Tone::Neutral,
            };
            vec![
                Cell::new(effect.name),
                Cell::new(super::super::occasion_kind(effect.kind, lang)),
                Cell::new(format::date(effect.from)),
                Cell::new(mean(effect.before.speakers, effect.before.days)),
                Cell::new(mean(effect.after.speakers, effect.after.days)),
                Cell::tag(change_text(effect.change), tone, ""),
                Cell::new(lang.tf("people.n", &[("n", &format::count(effect.people.into()))])),
            ]
        })
        .collect();
    let chart = Table { columns, rows, picks, empty: lang.t("occasion.none").to_owned() };
    let note = lang.t("figure.occasions_note").to_owned();
    source.figure(name, lang.t("figure.occasions").to_owned(), note, Box::new(chart))
}

/// How regularly each kind of thing happens, and whether it still moves people.
pub(super) fn cadence(source: &Source<'_>) -> Figure {
    let (lang, limits) = (source.lang, &source.input.project.thresholds);
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.kind", false, 0.8, 0),
        column("cadence.count", true, 0.6, 1),
        column("cadence.gap", true, 1.0, 0),
        column("cadence.late", true, 0.7, 2),
        column("cadence.last", false, 1.4, 0),
        column("cadence.responses", false, 1.4, 1),
        column("column.verdict", false, 0.8, 0),
    ];
    let days = |days: f64| lang.tf("days.n", &[("n", &format!("{days:.0}"))]);
    let rows = cadences(source.input, source.scope)
        .iter()
        .map(|one| {
            let (word, tone) = if one.is_due() {
                (lang.t("cadence.due"), Tone::Bad)
            } else if one.is_tiring() {
                (lang.t("cadence.tiring"), Tone::Warning)
            } else if one.expected.is_some() {
                (lang.t("cadence.on_time"), Tone::Good)
            } else {
                (lang.t("cadence.free"), Tone::Neutral)
            };
            let responses: Vec<String> =
                one.responses.iter().map(|change| change_text(Some(*change))).collect();
            let gap = one.gap.map_or(format::UNKNOWN.to_owned(), days);
            let last = format!("{} · {}", format::date(one.last), days(one.since.into()));
            vec![
                Cell::new(super::super::occasion_kind(one.kind, lang)),
                Cell::new(format::count(one.count)),
                Cell::new(match one.expected {
                    Some(expected) => format!("{gap} / {expected}"),
                    None => gap,
                }),
                Cell::new(one.expected.map_or(format::UNKNOWN.to_owned(), |_| one.late.len().to_string())),
                Cell::new(last),
                Cell::new(responses.join(" → ")),
                Cell::tag(word, tone, ""),
            ]
        })
        .collect();
    let chart = Table { columns, rows, picks: Vec::new(), empty: lang.t("occasion.none").to_owned() };
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("sharing", &limits.sharing_days.value),
        ("sharing_source", &source_word(&limits.sharing_days.source, lang)),
        ("offline", &limits.offline_days.value),
        ("offline_source", &source_word(&limits.offline_days.source, lang)),
    ];
    let note = lang.tf("figure.cadence_note", &values);
    source.figure("engagement.cadence", lang.t("figure.cadence").to_owned(), note, Box::new(chart))
}

/// The day chart of speakers or messages, with the compared period as a ghost.
pub(super) fn daily(source: &Source<'_>, name: &str, measure: Measure, band: Option<Band>) -> TimeSeries {
    let values = |panels: &crate::analytics::Panels| -> Vec<Option<f64>> {
        let of = |point: &crate::analytics::engagement::DailyPoint| match measure {
            Measure::Speakers => point.senders.map(f64::from),
            Measure::Messages => point.messages.map(|count| count as f64),
        };
        panels.engagement.daily.iter().map(of).collect()
    };
    let scope = source.scope;
    let mut series =
        vec![Series { label: named(source, scope, measure), values: values(source.panels), compared: false }];
    if let (Some(before), Some(compared)) = (source.before, source.compared) {
        let mut values = values(before);
        values.truncate(scope.len_days() as usize);
        if values.iter().any(Option::is_some) {
            series.push(Series { label: named(source, compared, measure), values, compared: true });
        }
    }
    TimeSeries {
        id: format!("{name} {} {}", scope.from, scope.to),
        from: scope.from,
        to: scope.to,
        series,
        band,
        flags: flags(source),
        ..TimeSeries::default()
    }
}

/// The interval that a name ends with; `None` for another word.
pub(super) fn interval(source: &Source<'_>, word: &str) -> Option<Interval> {
    match word {
        "day" => Some(Interval::Day),
        "week" => Some(Interval::Week(source.input.project.week_start)),
        "month" => Some(Interval::Month),
        _ => None,
    }
}

/// The name of an interval.
pub(super) fn interval_word(interval: Interval, lang: Lang) -> &'static str {
    match interval {
        Interval::Day => lang.t("grain.day"),
        Interval::Week(_) => lang.t("grain.week"),
        Interval::Month => lang.t("grain.month"),
    }
}
