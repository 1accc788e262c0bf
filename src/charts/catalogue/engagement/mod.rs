//! Charts of the engagement page.

mod ages;
mod content;
mod hours;
mod people;
mod retention;
mod service;
mod time;

use super::Source;
use crate::analytics::engagement::{Interval, Split};
use crate::charts::{Band, Cell, Column, Figure, Pick, StackedBar, StackedBars, Table, format};
use time::Measure;

/// Charts of every project: the name after `engagement.` and the key of the title.
const CHARTS: [(&str, &str); 29] = [
    ("daily", "figure.daily"),
    ("messages", "figure.messages"),
    ("speakers.hour", "figure.speakers_hour"),
    ("speakers.week", "figure.speakers_week"),
    ("speakers.month", "figure.speakers_month"),
    ("messages.hour", "figure.messages_hour"),
    ("messages.week", "figure.messages_week"),
    ("messages.month", "figure.messages_month"),
    ("trailing", "figure.trailing"),
    ("stickiness", "figure.stickiness"),
    ("occasions", "figure.occasions"),
    ("heatmap", "figure.heatmap"),
    ("heatmap.people", "figure.heatmap_people"),
    ("heatmap.staff", "figure.heatmap_staff"),
    ("cohorts", "figure.cohorts"),
    ("cohorts.rolling.week", "figure.cohorts_rolling"),
    ("cohorts.exact.day", "figure.cohorts"),
    ("cohorts.rolling.day", "figure.cohorts_rolling"),
    ("cohorts.exact.month", "figure.cohorts"),
    ("cohorts.rolling.month", "figure.cohorts_rolling"),
    ("brackets", "figure.brackets"),
    ("lifecycle", "figure.lifecycle"),
    ("growth", "figure.growth"),
    ("same_age", "figure.same_age"),
    ("second_week", "figure.second_week"),
    ("survival", "figure.survival"),
    ("silent", "figure.silent"),
    ("newcomers", "figure.newcomers"),
    ("first_words", "figure.first_words"),
];
/// More of them, made from [`Source::talk`].
const OF_TALK: [(&str, &str); 12] = [
    ("content", "figure.content"),
    ("content_topics", "figure.content_topics"),
    ("content_forms", "figure.content_forms"),
    ("content_response", "figure.content_response"),
    ("content_purposes", "figure.content_purposes"),
    ("content_rules", "figure.content_rules"),
    ("content_activities", "figure.content_activities"),
    ("service", "figure.service"),
    ("service_time", "figure.service_time"),
    ("service_answers", "figure.service_answers"),
    ("service_groups", "figure.service_groups"),
    ("service_unanswered", "figure.service_unanswered"),
];
/// More of them.
const MORE: [(&str, &str); 6] = [
    ("cadence", "figure.cadence"),
    ("arpu", "figure.arpu"),
    ("onboarding", "figure.onboarding"),
    ("lorenz", "figure.lorenz"),
    ("active_days", "figure.active_days"),
    ("voices", "figure.voices"),
];

/// Ways to look at the curves of weekly cohorts: everybody, or the parts of a split.
const CURVES: [&str; 5] = ["all", "group", "source", "inviter", "tier"];

/// The list of the silent.
pub const SILENT: &str = "engagement.silent";

/// Name and title of the charts that every project has.
pub fn list(source: &Source<'_>) -> Vec<(String, String)> {
    let charts = CHARTS.iter().chain(&MORE).chain(&OF_TALK);
    let named = charts.map(|(name, key)| (format!("engagement.{name}"), source.lang.t(key).to_owned()));
    let split =
        |split: &str| (format!("engagement.curves.{split}"), source.lang.t("figure.curves").to_owned());
    named.chain(CURVES.map(split)).collect()
}

/// True for charts that are made from [`Source::hours`].
pub fn wants_hours(name: &str) -> bool {
    matches!(
        name,
        "engagement.heatmap.people"
            | "engagement.heatmap.staff"
            | "engagement.speakers.hour"
            | "engagement.messages.hour"
    )
}

/// True for charts that are made from [`Source::talk`].
pub fn wants_talk(name: &str) -> bool {
    name.strip_prefix("engagement.").is_some_and(|rest| OF_TALK.iter().any(|(known, _)| *known == rest))
}

/// The chart whose name goes on like this after `engagement.`; `None` for a name that no chart has.
pub fn figure(source: &Source<'_>, rest: &str) -> Option<Figure> {
    let name = format!("engagement.{rest}");
    let parts: Vec<&str> = rest.split('.').collect();
    let rolling = |word: &str| match word {
        "exact" => Some(false),
        "rolling" => Some(true),
        _ => None,
    };
    Some(match parts.as_slice() {
        ["daily"] => daily(source),
        ["messages"] => messages(source),
        ["speakers", "hour"] => return time::hours(source, &name, Measure::Speakers),
        ["messages", "hour"] => return time::hours(source, &name, Measure::Messages),
        ["speakers", grain] => {
            time::buckets(source, &name, Measure::Speakers, time::interval(source, grain)?)
        }
        ["messages", grain] => {
            time::buckets(source, &name, Measure::Messages, time::interval(source, grain)?)
        }
        ["trailing"] => time::trailing(source),
        ["stickiness"] => time::stickiness(source),
        ["occasions"] => time::occasions(source),
        ["occasion", index] => return time::occasion(source, index.parse().ok()?),
        ["heatmap"] => hours::messages(source),
        ["heatmap", "people"] => hours::people(source)?,
        ["heatmap", "staff"] => hours::staff(source)?,
        ["cohorts"] => {
            let week = Interval::Week(source.input.project.week_start);
            retention::cohorts(source, &name, week, false)
        }
        ["cohorts", kind, grain] => {
            retention::cohorts(source, &name, time::interval(source, grain)?, rolling(kind)?)
        }
        ["brackets"] => retention::brackets(source),
        ["curves", part] => return figure(source, &format!("curves.exact.week.{part}")),
        ["curves", kind, grain, split] => {
            let split = match *split {
                "all" => None,
                "group" => Some(Split::Group),
                "source" => Some(Split::Source),
                "inviter" => Some(Split::Inviter),
                "tier" => Some(Split::PriceTier),
                _ => return None,
            };
            retention::curves(source, &name, time::interval(source, grain)?, rolling(kind)?, split)
        }
        ["lifecycle"] => lifecycle(source),
        ["growth"] => retention::growth(source),
        ["same_age"] => ages::same_age(source),
        ["second_week"] => ages::second_week(source),
        ["survival"] => ages::survival(source),
        ["silent"] => silent(source),
        ["newcomers"] => people::newcomers(source),
        ["first_words"] => people::first_words(source),
        ["onboarding"] => people::onboarding(source),
        ["lorenz"] => people::lorenz(source),
        ["active_days"] => people::active_days(source),
        ["voices"] => people::voices(source),
        ["arpu"] => people::arpu(source),
        ["cadence"] => time::cadence(source),
        ["content"] => content::origin(source)?,
        ["content_topics"] => content::topics(source)?,
        ["content_forms"] => content::forms(source)?,
        ["content_response"] => content::response(source)?,
        ["content_purposes"] => content::purposes(source)?,
        ["content_rules"] => content::rules(source)?,
        ["content_activities"] => content::activities(source)?,
        ["service"] => service::work(source)?,
        ["service_time"] => service::time(source)?,
        ["service_answers"] => service::answers(source)?,
        ["service_groups"] => service::groups(source)?,
        ["service_unanswered"] => service::unanswered(source)?,
        _ => return None,
    })
}

/// Distinct speakers a day, with the compared period as a ghost.
fn daily(source: &Source<'_>) -> Figure {
    let chart = time::daily(source, "engagement.daily", Measure::Speakers, band(source));
    let key = if chart.band.is_some() { "figure.daily_note_band" } else { "figure.daily_note" };
    let note = source.lang.t(key).to_owned();
    source.figure("engagement.daily", source.lang.t("figure.daily").to_owned(), note, Box::new(chart))
}

/// Messages a day.
fn messages(source: &Source<'_>) -> Figure {
    let chart = time::daily(source, "engagement.messages", Measure::Messages, None);
    let note = source.lang.t("figure.daily_note").to_owned();
    source.figure("engagement.messages", source.lang.t("figure.messages").to_owned(), note, Box::new(chart))
}

/// The band of one group's speaking rate, in people: only where the scope is one group, and a day's speakers can be held
/// against it as an orientation.
fn band(source: &Source<'_>) -> Option<Band> {
    let [group] = source.scope.groups.as_slice() else { return None };
    let band = source.input.active_band(*group);
    let (low, high) = band.value;
    // A band without an upper edge would cover the picture.
    let high = if high >= 1.0 { low * 1.1 } else { high };
    let people = source.panels.overview.speaking.denominator as f64;
    (people > 0.0).then(|| Band {
        low: low * people,
        high: high * people,
        label: source.lang.tf(
            "band.label",
            &[
                ("share", &format::percent_whole(Some(low))),
                ("source", &super::source_word(&band.source, source.lang)),
            ],
        ),
    })
}

/// New, returning, back again and gone, by week.
fn lifecycle(source: &Source<'_>) -> Figure {
    let parts = ["lifecycle.returning", "lifecycle.new", "lifecycle.resurrecting", "lifecycle.dormant"]
        .map(|key| source.lang.t(key).to_owned())
        .to_vec();
    let bars = source
        .panels
        .engagement
        .lifecycle
        .iter()
        .map(|point| StackedBar {
            people: Vec::new(),
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
fn silent(source: &Source<'_>) -> Figure {
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
    for silent in &source.silence().silent {
        let (member, group) = silent.codes;
        let id = input.activity.members.id(member).map_or("", |id| id.as_str());
        let evidence = match silent.last_spoke() {
            Some(day) => lang.tf("silent.last", &[("date", &format::date(crate::activity::date(day)))]),
            None => lang.t("silent.never").to_owned(),
        };
        rows.push(vec![
            Cell::new(input.member_name(member)),
            Cell::new(input.group_name(group)),
            Cell::new(super::tier_name(silent.tier(input), lang)),
            Cell::new(silent.days().map_or(format::UNKNOWN.to_owned(), |days| format::count(days.into()))),
            Cell::new(evidence),
            Cell::new(id),
        ]);
        picks.push(Some(Pick::Member(member)));
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
    source.figure(SILENT, lang.t("figure.silent").to_owned(), note, Box::new(chart))
}
