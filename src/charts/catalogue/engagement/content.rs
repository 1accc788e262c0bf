//! Who makes the content, what it is about, in which form, and what comes back.

use super::super::{Source, class_name, occasion_kind, rule_words, source_word};
use crate::analytics::Rate;
use crate::analytics::engagement::{ClassRow, SERIAL_SHARE, Texts};
use crate::charts::{
    Cell, Column, Figure, Pick, Quoted, StackedBar, StackedBars, Table, TargetBars, TargetRow, Tone, format,
};
use crate::i18n::Lang;
use crate::model::ContentClass;

/// A share with what it rests on.
pub(super) fn share(rate: &Rate) -> String {
    match rate.denominator {
        0 => format::UNKNOWN.to_owned(),
        _ => format!("{} · {}", format::percent(rate.value), format::fraction(rate)),
    }
}

/// How many messages could be looked into.
pub(super) fn texts_note(texts: &Texts, lang: Lang) -> String {
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("n", &format::count(texts.messages)),
        ("kept", &format::count(texts.kept)),
        ("lost", &format::count(texts.not_kept)),
    ];
    let key = match (texts.all_lost(), texts.not_kept) {
        (true, _) => "content.texts_lost",
        (false, 0) => "content.texts_kept",
        (false, _) => "content.texts_some",
    };
    lang.tf(key, &values)
}

/// Messages of the company and of members by week.
pub(super) fn origin(source: &Source<'_>) -> Option<Figure> {
    let lang = source.lang;
    let found = &source.talk?.content;
    let bars = found
        .steps
        .iter()
        .map(|step| StackedBar {
            from: step.from,
            values: vec![step.members as i64, step.company as i64],
            people: Vec::new(),
            incomplete: !step.complete,
        })
        .collect();
    let parts = ["content.by_members", "content.by_company"].map(|key| lang.t(key).to_owned()).to_vec();
    let answered = |rate: &Option<Rate>| rate.as_ref().map_or(format::UNKNOWN.to_owned(), share);
    let note = lang.tf(
        "figure.content_note",
        &[
            ("share", &share(&found.company)),
            ("company", &answered(&found.company_answered)),
            ("members", &answered(&found.members_answered)),
            ("shills", &format::count(found.shills)),
        ],
    );
    let chart = StackedBars { parts, bars };
    Some(source.figure("engagement.content", lang.t("figure.content").to_owned(), note, Box::new(chart)))
}

fn people(lang: Lang, count: u64) -> String {
    lang.tf("people.n", &[("n", &format::count(count))])
}

/// A table of the classes of one axis. What was passed on takes the place of who spoke: a picture has no room for both.
fn classes(source: &Source<'_>, rows: &[ClassRow], with_passed_on: bool) -> Table {
    let lang = source.lang;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let mut columns = vec![
        column("content.class", false, 0.5, 0),
        column("content.messages", true, 2.0, 0),
        column("content.speakers", true, 0.2, 2),
        column("content.answered", true, 1.6, 1),
        column("content.answerers", true, 0.2, 0),
        column("content.new_answerers", true, 0.2, 0),
    ];
    if with_passed_on {
        columns[2] = column("content.passed_on", true, 1.4, 3);
    }
    let mut picks = Vec::new();
    let cells = rows
        .iter()
        .map(|row| {
            let name = class_name(row.class, lang);
            let unknown = row.messages.is_none();
            let known = |text: String| if unknown { format::UNKNOWN.to_owned() } else { text };
            let (key, members) = match () {
                () if !row.answering.is_empty() => ("content.who_answered", &row.answering),
                () => ("content.who_spoke", &row.speaking),
            };
            picks.push((!members.is_empty()).then(|| Pick::People {
                title: lang.tf(key, &[("class", &name)]),
                members: members.clone(),
            }));
            let answered = row.answered.as_ref().map_or(format::UNKNOWN.to_owned(), share);
            let states = row.answered.is_some();
            let of_answers = |count| if states { people(lang, count) } else { format::UNKNOWN.to_owned() };
            let second = if with_passed_on { share(&row.passed_on) } else { people(lang, row.speakers) };
            vec![
                Cell::new(name),
                Cell::new(known(share(&row.share))),
                Cell::new(known(second)),
                Cell::new(known(answered)),
                Cell::new(known(of_answers(row.answerers))),
                Cell::new(known(of_answers(row.new_answerers))),
            ]
        })
        .collect();
    Table { columns, rows: cells, picks, empty: lang.t("chart.no_messages").to_owned() }
}

/// Topics, and who answers to them.
pub(super) fn topics(source: &Source<'_>) -> Option<Figure> {
    let lang = source.lang;
    let found = &source.talk?.content;
    let chart = classes(source, &found.topics, false);
    let note = format!("{} · {}", texts_note(&found.texts, lang), lang.t("figure.content_topics_note"));
    let title = lang.t("figure.content_topics").to_owned();
    Some(source.figure("engagement.content_topics", title, note, Box::new(chart)))
}

/// Serial and fragment content against 20 and 80 per cent, and what comes back to each.
pub(super) fn forms(source: &Source<'_>) -> Option<Figure> {
    let lang = source.lang;
    let found = &source.talk?.content;
    let of = |class| found.forms.iter().find(|row| row.class == Some(class));
    let (serial, fragment) = (of(ContentClass::Serial)?, of(ContentClass::Fragment)?);
    let known = serial.messages.zip(fragment.messages);
    let pieces = known.map(|(serial, fragment)| serial + fragment);
    let row =
        |key: &str, count: Option<u64>, all: Option<u64>, unit: &str, target, members: &[u32]| TargetRow {
            label: lang.t(key).to_owned(),
            count: count.unwrap_or(0),
            unit: lang.t(unit).to_owned(),
            share: count.zip(all).and_then(|(count, all)| Rate::new(count, all).value),
            target: Some(target),
            members: members.to_vec(),
        };
    let others = found.serial_people.denominator - found.serial_people.numerator;
    let all = known.map(|_| found.serial_people.denominator);
    let (few, many) = (SERIAL_SHARE, 1.0 - SERIAL_SHARE);
    let rows = vec![
        row("content.serial_pieces", serial.messages, pieces, "unit.pieces", few, &serial.speaking),
        row("content.fragment_pieces", fragment.messages, pieces, "unit.pieces", many, &fragment.speaking),
        row(
            "content.serial_people",
            known.map(|_| found.serial_people.numerator),
            all,
            "unit.people",
            few,
            &found.serial_members,
        ),
        row(
            "content.fragment_people",
            known.map(|_| others),
            all,
            "unit.people",
            many,
            &found.fragment_members,
        ),
    ];
    let advice = match (serial.answered, fragment.answered) {
        (Some(one), Some(other)) if one.value.is_some() && other.value.is_some() => {
            let key =
                if one.value > other.value { "content.form_as_said" } else { "content.form_not_as_said" };
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("serial", &format::percent(one.value)),
                ("fragment", &format::percent(other.value)),
                ("serial_shared", &format::percent(serial.passed_on.value)),
                ("fragment_shared", &format::percent(fragment.passed_on.value)),
            ];
            lang.tf(key, &values)
        }
        _ => lang.t("content.form_unknown").to_owned(),
    };
    let note = format!("{} · {}", lang.t("figure.content_forms_note"), texts_note(&found.texts, lang));
    let title = lang.t("figure.content_forms").to_owned();
    let chart = TargetBars { rows, advice };
    Some(source.figure("engagement.content_forms", title, note, Box::new(chart)))
}

/// What comes back to serial and fragment content.
pub(super) fn response(source: &Source<'_>) -> Option<Figure> {
    let lang = source.lang;
    let found = &source.talk?.content;
    let chart = classes(source, &found.forms, true);
    let title = lang.t("figure.content_response").to_owned();
    let note = lang.t("figure.content_response_note").to_owned();
    Some(source.figure("engagement.content_response", title, note, Box::new(chart)))
}

/// What the company writes for, against the limit of selling.
pub(super) fn purposes(source: &Source<'_>) -> Option<Figure> {
    let lang = source.lang;
    let found = &source.talk?.content;
    let limit = &source.input.project.thresholds.selling_share;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("content.class", false, 1.2, 0),
        column("content.messages", true, 1.3, 0),
        column("content.answered", true, 1.3, 1),
        column("content.answerers", true, 0.8, 0),
        column("column.verdict", false, 1.0, 0),
    ];
    let mut picks = Vec::new();
    let rows = found
        .purposes
        .iter()
        .map(|row| {
            let name = class_name(row.class, lang);
            let unknown = row.messages.is_none() || row.share.denominator == 0;
            let selling = row.class == Some(ContentClass::Selling);
            let over = selling && row.share.value.is_some_and(|share| share > limit.value);
            let verdict = match (unknown, selling, over) {
                (true, _, _) => Cell::new(format::UNKNOWN),
                (_, true, true) => Cell::tag(lang.t("content.too_much_selling"), Tone::Warning, ""),
                (_, true, false) => Cell::tag(lang.t("content.within"), Tone::Good, ""),
                _ => Cell::new(""),
            };
            let known = |text: String| if unknown { format::UNKNOWN.to_owned() } else { text };
            let title = lang.tf("content.who_answered", &[("class", &name)]);
            picks.push(
                (!row.answering.is_empty()).then(|| Pick::People { title, members: row.answering.clone() }),
            );
            vec![
                Cell::new(name),
                Cell::new(known(share(&row.share))),
                Cell::new(known(row.answered.as_ref().map_or(format::UNKNOWN.to_owned(), share))),
                Cell::new(known(people(lang, row.answerers))),
                verdict,
            ]
        })
        .collect();
    let note = lang.tf(
        "figure.content_purposes_note",
        &[
            ("limit", &format::percent_whole(Some(limit.value))),
            ("source", &source_word(&limit.source, lang)),
        ],
    );
    let chart = Table { columns, rows, picks, empty: lang.t("chart.no_messages").to_owned() };
    let title = lang.t("figure.content_purposes").to_owned();
    Some(source.figure("engagement.content_purposes", title, note, Box::new(chart)))
}

/// What each rule decided, with the latest example.
pub(super) fn rules(source: &Source<'_>) -> Option<Figure> {
    let (lang, input) = (source.lang, source.input);
    let found = &source.talk?.content;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.number", true, 0.3, 3),
        column("content.class", false, 0.9, 0),
        column("content.rule", false, 2.2, 1),
        column("content.catches", true, 0.7, 0),
        column("content.example", false, 2.2, 0),
        column("column.member", false, 0.9, 2),
    ];
    let mut picks = Vec::new();
    let rows = found
        .rules
        .iter()
        .zip(&input.project.content.rules)
        .enumerate()
        .map(|(number, (row, rule))| {
            picks.push((!row.examples.is_empty()).then_some(Pick::Quoted(Quoted::Rule(number))));
            let first = row.examples.first();
            let text = first.and_then(|quote| quote.text.clone()).unwrap_or_default();
            vec![
                Cell::new((number + 1).to_string()),
                Cell::new(class_name(Some(row.class), lang)),
                Cell::new(rule_words(rule, lang)),
                Cell::new(row.messages.map_or(format::UNKNOWN.to_owned(), format::count)),
                Cell::new(text),
                Cell::new(first.map_or("", |quote| input.member_name(quote.member))),
            ]
        })
        .collect();
    let chart = Table { columns, rows, picks, empty: lang.t("content.no_rules").to_owned() };
    let note = format!("{} · {}", texts_note(&found.texts, lang), lang.t("figure.content_rules_note"));
    let title = lang.t("figure.content_rules").to_owned();
    Some(source.figure("engagement.content_rules", title, note, Box::new(chart)))
}

/// Activities against their cadence, with the days that were missed.
pub(super) fn activities(source: &Source<'_>) -> Option<Figure> {
    let (lang, limits) = (source.lang, &source.input.project.thresholds);
    let found = &source.talk?.activities;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.kind", false, 0.8, 0),
        column("held.every", true, 0.8, 1),
        column("held.held", true, 0.8, 0),
        column("held.last", false, 0.9, 2),
        column("held.missed", false, 2.4, 0),
        column("column.verdict", false, 0.8, 0),
    ];
    let rows = found
        .iter()
        .map(|one| {
            let missed: Vec<String> = one.missed.iter().map(|day| format::date(*day)).collect();
            let (word, tone) = match one.missed.len() {
                0 => (lang.t("held.all").to_owned(), Tone::Good),
                n => (lang.tf("held.missed_n", &[("n", &n)]), Tone::Warning),
            };
            vec![
                Cell::new(occasion_kind(one.kind, lang)),
                Cell::new(lang.tf("days.n", &[("n", &one.every)])),
                Cell::new(format!("{} / {}", one.held, one.expected)),
                Cell::new(one.last.map_or(format::UNKNOWN.to_owned(), format::date)),
                Cell::new(missed.join(lang.t("list.joiner"))),
                Cell::tag(word, tone, ""),
            ]
        })
        .collect();
    let chart = Table { columns, rows, picks: Vec::new(), empty: lang.t("occasion.none").to_owned() };
    let values: [(&str, &dyn std::fmt::Display); 2] = [
        ("sharing_source", &source_word(&limits.sharing_days.source, lang)),
        ("offline_source", &source_word(&limits.offline_days.source, lang)),
    ];
    let note = lang.tf("figure.content_activities_note", &values);
    let title = lang.t("figure.content_activities").to_owned();
    Some(source.figure("engagement.content_activities", title, note, Box::new(chart)))
}
