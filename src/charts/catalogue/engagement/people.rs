//! Newcomers and old hands, and how the talking is spread.

use std::collections::HashMap;

use super::super::Source;
use crate::activity::LocalClock;
use crate::analytics::Rate;
use crate::analytics::engagement::{arpu_by_activity, newcomers_by_group};
use crate::charts::{
    Cell, ChartLine, Column, Figure, LineChart, PeriodBar, PeriodBars, Pick, Table, Tone, format,
};
use crate::model::Money;

/// A share with what it rests on.
fn share(rate: &Rate) -> String {
    match rate.denominator {
        0 => format::UNKNOWN.to_owned(),
        _ => format!("{} · {}", format::percent(rate.value), format::fraction(rate)),
    }
}

/// Message share of newcomers against their people share, by group.
pub(super) fn newcomers(source: &Source<'_>) -> Figure {
    let (lang, input) = (source.lang, source.input);
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.group", false, 1.4, 0),
        column("newcomers.messages", true, 1.2, 1),
        column("newcomers.people", true, 1.2, 2),
        column("newcomers.index", true, 0.6, 0),
        column("column.verdict", false, 0.9, 0),
    ];
    let mut picks = Vec::new();
    let rows = newcomers_by_group(input, source.scope)
        .iter()
        .map(|row| {
            picks.push(Some(Pick::Group(row.group)));
            let (word, tone) = match row.index {
                Some(index) if index > 1.0 => (lang.t("newcomers.more"), Tone::Good),
                Some(_) => (lang.t("newcomers.less"), Tone::Warning),
                None if row.people.numerator == 0 && row.people.denominator > 0 => {
                    (lang.t("newcomers.nobody"), Tone::Neutral)
                }
                None => (lang.t("newcomers.unknown"), Tone::Neutral),
            };
            vec![
                Cell::new(input.group_name(row.group)),
                Cell::new(share(&row.messages)),
                Cell::new(share(&row.people)),
                Cell::new(row.index.map_or(format::UNKNOWN.to_owned(), |index| format!("{index:.2}"))),
                Cell::tag(word, tone, ""),
            ]
        })
        .collect();
    let chart = Table { columns, rows, picks, empty: lang.t("chart.no_data").to_owned() };
    let note = lang.t("figure.newcomers_note").to_owned();
    source.figure("engagement.newcomers", lang.t("figure.newcomers").to_owned(), note, Box::new(chart))
}

/// How soon those who joined spoke.
pub(super) fn first_words(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = source.panels.arrivals(source.input, source.scope);
    let column = |key, right| Column::new(lang.t(key), right, 1.0, 0);
    let columns = vec![column("first_words.within", false), column("first_words.spoke", true)];
    let mut rows: Vec<Vec<Cell>> = found
        .first_words
        .iter()
        .map(|row| {
            let days = match row.days {
                0 => lang.t("first_words.same_day").to_owned(),
                days => lang.tf("first_words.days", &[("n", &days)]),
            };
            vec![Cell::new(days), Cell::new(share(&row.rate))]
        })
        .collect();
    let mut picks = vec![None; rows.len()];
    if !found.waiting.is_empty() {
        let title = lang.t("first_words.waiting").to_owned();
        let count = lang.tf("people.n", &[("n", &format::count(found.waiting.len() as u64))]);
        rows.push(vec![Cell::new(title.clone()), Cell::new(count)]);
        picks.push(Some(Pick::People { title, members: found.waiting.clone() }));
    }
    let chart = Table { columns, rows, picks, empty: lang.t("first_words.none").to_owned() };
    let median = match found.median_days {
        Some(days) => lang.tf("first_words.median", &[("days", &days)]),
        None => lang.t("first_words.no_median").to_owned(),
    };
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("n", &format::count(found.joins)), ("median", &median)];
    let note = lang.tf("figure.first_words_note", &values);
    source.figure("engagement.first_words", lang.t("figure.first_words").to_owned(), note, Box::new(chart))
}

/// What those who joined have done since.
pub(super) fn onboarding(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = source.panels.arrivals(source.input, source.scope);
    let column = |key, right, weight| Column::new(lang.t(key), right, weight, 0);
    let columns = vec![
        column("column.step", false, 1.4),
        column("onboarding.done", true, 1.2),
        column("onboarding.stuck", true, 0.8),
    ];
    let mut picks = Vec::new();
    let rows = found
        .steps
        .iter()
        .map(|step| {
            let name = match step.name.as_str() {
                "spoke" => lang.t("onboarding.spoke"),
                "answered" => lang.t("onboarding.answered"),
                "profile" => lang.t("onboarding.profile"),
                "onboard_purpose" => lang.t("onboarding.purpose"),
                "onboard_rules" => lang.t("onboarding.rules"),
                "onboard_welcome" => lang.t("onboarding.welcome"),
                "onboard_form" => lang.t("onboarding.form"),
                other => other,
            }
            .to_owned();
            let stuck = lang.tf("people.n", &[("n", &format::count(step.stuck.len() as u64))]);
            let title = lang.tf("onboarding.stuck_title", &[("step", &name)]);
            let members = step.stuck.clone();
            picks.push((!members.is_empty()).then_some(Pick::People { title, members }));
            vec![Cell::new(name), Cell::new(share(&step.rate)), Cell::new(stuck)]
        })
        .collect();
    let chart = Table { columns, rows, picks, empty: lang.t("first_words.none").to_owned() };
    let note = lang.t("figure.onboarding_note").to_owned();
    source.figure("engagement.onboarding", lang.t("figure.onboarding").to_owned(), note, Box::new(chart))
}

/// Points of a curve that a picture needs.
const MOST_POINTS: usize = 200;

/// The Lorenz curve of messages.
pub(super) fn lorenz(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = source.panels.voices(source.input, source.scope);
    let every = found.lorenz.len().div_ceil(MOST_POINTS).max(1);
    let last = found.lorenz.len().saturating_sub(1);
    let points: Vec<(f64, Option<f64>)> = found
        .lorenz
        .iter()
        .enumerate()
        .filter(|(index, _)| index.is_multiple_of(every) || *index == last)
        .map(|(_, &(people, messages))| (people, Some(messages)))
        .collect();
    let lines = if points.is_empty() {
        Vec::new()
    } else {
        vec![ChartLine { label: lang.t("lorenz.line").to_owned(), points, ..ChartLine::default() }]
    };
    let chart = LineChart {
        lines,
        x_label: lang.t("lorenz.x").to_owned(),
        percent: true,
        x_percent: true,
        diagonal: Some(lang.t("lorenz.equal").to_owned()),
        empty: lang.t("chart.no_messages").to_owned(),
        ..LineChart::default()
    };
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("gini", &found.gini.map_or(format::UNKNOWN.to_owned(), |gini| format!("{gini:.2}"))),
        ("top", &format::percent(found.top_tenth)),
        ("n", &format::count(found.people.len() as u64)),
    ];
    let note = lang.tf("figure.lorenz_note", &values);
    source.figure("engagement.lorenz", lang.t("figure.lorenz").to_owned(), note, Box::new(chart))
}

/// People by the number of days on which they spoke.
pub(super) fn active_days(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = source.panels.voices(source.input, source.scope);
    let bars = found
        .active_days
        .iter()
        .map(|days| PeriodBar {
            axis: days.days.to_string(),
            name: lang.tf("active_days.exactly", &[("n", &days.days)]),
            value: Some(days.exactly.numerator),
            detail: {
                let values: [(&str, &dyn std::fmt::Display); 2] = [
                    ("share", &format::percent(days.at_least.value)),
                    ("fraction", &format::fraction(&days.at_least)),
                ];
                lang.tf("active_days.at_least", &values)
            },
            ..PeriodBar::default()
        })
        .collect();
    let chart = PeriodBars {
        bars,
        label: lang.t("column.people").to_owned(),
        step: lang.t("column.active_days").to_owned(),
        ..PeriodBars::default()
    };
    let mean = found.mean_active_days.map_or(format::UNKNOWN.to_owned(), |mean| format!("{mean:.1}"));
    let note = lang.tf("figure.active_days_note", &[("mean", &mean)]);
    source.figure("engagement.active_days", lang.t("figure.active_days").to_owned(), note, Box::new(chart))
}

/// What concentration comes to, in numbers that open their people.
pub(super) fn voices(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = source.panels.voices(source.input, source.scope);
    let column = |key, right, weight| Column::new(lang.t(key), right, weight, 0);
    let columns = vec![column("column.measure", false, 1.6), column("column.value", true, 1.0)];
    let all = found.people.len() as u64;
    let half = found.absence_factor.unwrap_or(0);
    let top = found.people.len().div_ceil(10);
    let people = |count: usize| -> Vec<u32> { found.people.iter().take(count).map(|one| one.0).collect() };
    let unknown = || format::UNKNOWN.to_owned();
    let list = |key: &str, members: Vec<u32>| {
        let title = lang.t(key).to_owned();
        (!members.is_empty()).then_some(Pick::People { title, members })
    };
    let spoke = found.people.iter().filter(|one| one.1 > 0).count();
    let lines = [
        ("voices.spoke", share(&Rate::new(spoke as u64, all)), list("voices.spoke", people(spoke))),
        (
            "voices.half",
            found.absence_factor.map_or_else(unknown, |half| {
                format!("{} / {}", format::count(half as u64), format::count(all))
            }),
            list("voices.half", people(half)),
        ),
        ("voices.top", format::percent(found.top_tenth), list("voices.top", people(top.min(spoke)))),
        ("voices.once", share(&found.once), list("voices.once", found.once_people.clone())),
        ("voices.gini", found.gini.map_or_else(unknown, |gini| format!("{gini:.2}")), None),
    ];
    let picks = lines.iter().map(|line| line.2.clone()).collect();
    let rows =
        lines.into_iter().map(|(key, value, _)| vec![Cell::new(lang.t(key)), Cell::new(value)]).collect();
    let chart = Table { columns, rows, picks, empty: String::new() };
    let note = lang.t("figure.voices_note").to_owned();
    source.figure("engagement.voices", lang.t("figure.voices").to_owned(), note, Box::new(chart))
}

/// What people pay, by how active they are.
pub(super) fn arpu(source: &Source<'_>) -> Figure {
    let (lang, input) = (source.lang, source.input);
    let found = source.panels.voices(input, source.scope);
    let mut paid: HashMap<u32, i64> = HashMap::new();
    let mut clock = LocalClock::new(input.project.time_zone);
    for order in input.project.orders.iter() {
        let day = clock.day_hour(order.at.0).0;
        let Some(code) = input.matched(&order.member) else { continue };
        if (source.scope.from..=source.scope.to).contains(&day) {
            let sum = paid.entry(code).or_default();
            *sum = sum.saturating_add(order.amount.0);
        }
    }
    let people: Vec<(u64, Money)> = found
        .people
        .iter()
        .map(|&(code, messages)| (messages, Money(paid.get(&code).copied().unwrap_or(0))))
        .collect();
    let (silent, spoke): (Vec<_>, Vec<_>) = people.into_iter().partition(|person| person.0 == 0);
    let mut parts = Vec::new();
    if !paid.is_empty() {
        parts = arpu_by_activity(&silent, 1);
        parts.extend(arpu_by_activity(&spoke, 5));
    }
    let silent = usize::from(!silent.is_empty());
    let money = |sum: Money| format::money(sum, &input.project.currency);
    let column = |key, right, spare| Column::new(lang.t(key), right, 1.0, spare);
    let columns = vec![
        column("arpu.part", false, 0),
        column("column.messages", true, 0),
        column("arpu.payers", true, 0),
        column("arpu.paid", true, 1),
        column("arpu.each", true, 0),
    ];
    let rows = parts
        .iter()
        .enumerate()
        .map(|(number, part)| {
            let name = match (number + 1).checked_sub(silent).filter(|number| *number > 0) {
                Some(number) => lang.tf("arpu.number", &[("n", &number), ("all", &(parts.len() - silent))]),
                None => lang.t("arpu.silent").to_owned(),
            };
            let range = if part.least == part.most {
                format::count(part.least)
            } else {
                format!("{}–{}", format::count(part.least), format::count(part.most))
            };
            vec![
                Cell::new(name),
                Cell::new(range),
                Cell::new(share(&Rate::new(part.payers, part.people))),
                Cell::new(money(part.paid)),
                Cell::new(money(part.each)),
            ]
        })
        .collect();
    let chart = Table { columns, rows, picks: Vec::new(), empty: lang.t("arpu.none").to_owned() };
    let note = lang.t("figure.arpu_note").to_owned();
    source.figure("engagement.arpu", lang.t("figure.arpu").to_owned(), note, Box::new(chart))
}
