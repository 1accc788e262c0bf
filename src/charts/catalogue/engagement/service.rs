//! Service against operation, and questions that wait for an answer.

use super::super::{Source, source_word, work_name};
use super::content::{share, texts_note};
use crate::analytics::engagement::ANSWER_STEPS;
use crate::charts::{
    Cell, Chart, Column, Figure, Histogram, Pick, StackedBar, StackedBars, Table, TargetBars, TargetRow,
    format,
};

/// Minutes as hours.
fn hours(minutes: u64) -> String {
    format!("{:.1}", minutes as f64 / 60.0)
}

/// Messages of staff by week: answers, notices, rules, everything else.
pub(super) fn work(source: &Source<'_>) -> Option<Figure> {
    let lang = source.lang;
    let found = &source.talk?.service;
    let limit = &source.input.project.thresholds.service_share;
    let mut parts = ["work.other_messages", "work.answers", "work.notices", "work.rules"]
        .map(|key| lang.t(key).to_owned())
        .to_vec();
    let some_unknown = found.work.unknown > 0;
    if some_unknown {
        parts.push(lang.t("work.unknown").to_owned());
    }
    let bars = found
        .steps
        .iter()
        .map(|step| {
            let work = &step.work;
            let counts = [work.other, work.answers, work.notices, work.rules, work.unknown];
            let values = counts.iter().take(parts.len()).map(|&count| count as i64).collect();
            StackedBar { from: step.from, values, people: Vec::new(), incomplete: !step.complete }
        })
        .collect();
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("share", &share(&found.share)),
        ("limit", &format::percent_whole(Some(limit.value))),
        ("source", &source_word(&limit.source, lang)),
        ("texts", &texts_note(&found.texts, lang)),
    ];
    let note = lang.tf("figure.service_note", &values);
    let title = lang.t("figure.service").to_owned();
    let nobody = found.work.service() + found.work.other + found.work.unknown == 0;
    let chart: Box<dyn Chart> = if nobody {
        Box::new(Table { empty: lang.t("service.no_staff").to_owned(), ..Table::default() })
    } else {
        Box::new(StackedBars { parts, bars })
    };
    Some(source.figure("engagement.service", title, note, chart))
}

/// Where the time went, by the time log.
pub(super) fn time(source: &Source<'_>) -> Option<Figure> {
    let lang = source.lang;
    let found = &source.talk?.service;
    let rows = found
        .time_log
        .iter()
        .map(|row| TargetRow {
            label: work_name(row.kind, lang).to_owned(),
            count: row.minutes,
            unit: lang.tf("service.minutes_hours", &[("hours", &hours(row.minutes))]),
            share: row.share.value,
            target: None,
            members: row.members.clone(),
        })
        .collect();
    let back = &found.given_back;
    let given = |hours: Option<f64>| {
        hours.map_or(format::UNKNOWN.to_owned(), |hours| {
            lang.tf("unit.hours", &[("n", &format!("{hours:.0}"))])
        })
    };
    let key = if found.time_log.is_empty() { "service.no_time_log" } else { "service.time_share" };
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("share", &share(&found.time_share)),
        ("messages", &given(back.by_messages)),
        ("log", &given(back.by_time_log)),
    ];
    let advice = lang.tf(key, &values);
    let limits = &source.input.project.thresholds;
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("minutes", &back.minutes_each),
        ("share", &format::percent_whole(Some(back.share))),
        ("source", &source_word(&limits.handed_over.source, lang)),
    ];
    let note = lang.tf("figure.service_time_note", &values);
    let chart = TargetBars { rows, advice };
    let title = lang.t("figure.service_time").to_owned();
    Some(source.figure("engagement.service_time", title, note, Box::new(chart)))
}

/// How long first answers took.
pub(super) fn answers(source: &Source<'_>) -> Option<Figure> {
    let lang = source.lang;
    let found = &source.talk?.service.questions;
    let asked = found.asked.is_some_and(|asked| asked > 0);
    let step = |minutes: u32| {
        let (key, n) =
            if minutes < 60 { ("answers.minutes", minutes) } else { ("answers.hours", minutes / 60) };
        lang.tf(key, &[("n", &n)])
    };
    let last = lang.tf("answers.longer", &[("n", &(ANSWER_STEPS[ANSWER_STEPS.len() - 1] / 60))]);
    let names = ANSWER_STEPS.into_iter().map(step).chain([last]);
    let mut bins: Vec<(String, u64)> = names.zip(found.waits.iter().copied()).collect();
    bins.push((lang.t("answers.none").to_owned(), found.unanswered));
    if !asked {
        bins.clear();
    }
    let median = format::duration(found.median_minutes.map(|minutes| minutes * 60.0), lang);
    let values: [(&str, &dyn std::fmt::Display); 6] = [
        ("asked", &found.asked.map_or(format::UNKNOWN.to_owned(), format::count)),
        ("answered", &share(&found.answered)),
        ("median", &median),
        ("within", &share(&found.within)),
        ("minutes", &found.within_minutes),
        ("members", &share(&found.by_members)),
    ];
    let note = lang.tf("figure.service_answers_note", &values);
    let unit = lang.t("unit.questions").to_owned();
    let empty = if found.asked.is_none() { "content.no_texts" } else { "service.nothing_asked" };
    let chart = Histogram { bins, people: Vec::new(), unit, empty: lang.t(empty).to_owned() };
    let title = lang.t("figure.service_answers").to_owned();
    Some(source.figure("engagement.service_answers", title, note, Box::new(chart)))
}

/// Questions by group.
pub(super) fn groups(source: &Source<'_>) -> Option<Figure> {
    let (lang, input) = (source.lang, source.input);
    let found = &source.talk?.service;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.group", false, 1.4, 0),
        column("service.asked", true, 0.7, 0),
        column("service.median", true, 0.9, 0),
        column("service.within", true, 1.3, 1),
        column("service.unanswered", true, 0.7, 0),
        column("service.told_by", false, 1.2, 2),
    ];
    let mut picks = Vec::new();
    let rows = found
        .groups
        .iter()
        .map(|group| {
            picks.push(Some(Pick::Group(group.code)));
            let unknown = group.asked.is_none();
            let known = |text: String| if unknown { format::UNKNOWN.to_owned() } else { text };
            let told = if group.states_answers { "service.by_answers" } else { "service.by_next_words" };
            vec![
                Cell::new(input.group_name(group.code)),
                Cell::new(group.asked.map_or(format::UNKNOWN.to_owned(), format::count)),
                Cell::new(format::duration(group.median_minutes.map(|minutes| minutes * 60.0), lang)),
                Cell::new(known(share(&group.within))),
                Cell::new(known(format::count(group.unanswered))),
                Cell::new(lang.t(told)),
            ]
        })
        .collect();
    let chart = Table { columns, rows, picks, empty: lang.t("service.nothing_asked").to_owned() };
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("minutes", &found.questions.within_minutes), ("near", &input.project.content.next_words_minutes)];
    let note = lang.tf("figure.service_groups_note", &values);
    let title = lang.t("figure.service_groups").to_owned();
    Some(source.figure("engagement.service_groups", title, note, Box::new(chart)))
}

/// The questions that nobody answered.
pub(super) fn unanswered(source: &Source<'_>) -> Option<Figure> {
    let (lang, input) = (source.lang, source.input);
    let found = &source.talk?.service;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.member", false, 0.8, 0),
        column("column.group", false, 1.0, 1),
        column("service.when", false, 0.9, 0),
        column("service.hours", true, 0.6, 2),
        column("service.question", false, 2.6, 0),
        column("column.id", false, 0.6, 3),
    ];
    let mut picks = Vec::new();
    let rows = found
        .unanswered
        .iter()
        .map(|question| {
            let (member, group) = question.codes;
            picks.push(Some(Pick::Member(member)));
            vec![
                Cell::new(input.member_name(member)),
                Cell::new(input.group_name(group)),
                Cell::new(question.at.local(input.project.time_zone).format("%Y-%m-%d %H:%M").to_string()),
                Cell::new(format::count(question.hours)),
                Cell::new(question.text.clone().unwrap_or_else(|| format::UNKNOWN.to_owned())),
                Cell::new(input.activity.members.id(member).map_or("", |id| id.as_str())),
            ]
        })
        .collect();
    let limit = &input.project.thresholds.unanswered_hours;
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("n", &format::count(found.questions.unanswered)),
        ("hours", &limit.value),
        ("source", &source_word(&limit.source, lang)),
        ("open", &format::count(found.questions.open)),
    ];
    let note = lang.tf("figure.service_unanswered_note", &values);
    let empty = if found.questions.asked.is_none() { "content.no_texts" } else { "service.all_answered" };
    let chart = Table { columns, rows, picks, empty: lang.t(empty).to_owned() };
    let title = lang.t("figure.service_unanswered").to_owned();
    Some(source.figure("engagement.service_unanswered", title, note, Box::new(chart)))
}
