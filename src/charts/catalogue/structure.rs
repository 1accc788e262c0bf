//! Charts of the structure page.

use super::Source;
use super::words::{class_tone, class_word, tier_name};
use crate::analytics::structure::{GroupStructure, Verdict, group_structure, messages_of, missing_people};
use crate::analytics::{Input, Population, Scope};
use crate::charts::{
    Cell, Column, DotPlot, DotRow, Figure, Pick, Table, TargetBars, TargetRow, Tone, format,
};
use crate::model::Tier;

/// The group of the scope with most messages in its period; the first when none spoke; `None` without groups.
pub fn busiest_group(input: Input<'_>, scope: &Scope) -> Option<u32> {
    let messages = |group: u32| -> u64 {
        input.activity.hours_of(group, scope.from, scope.to).iter().map(|hour| u64::from(hour.messages)).sum()
    };
    scope.groups.iter().copied().max_by_key(|&group| (messages(group), std::cmp::Reverse(group)))
}

pub(super) fn result(source: &Source<'_>, group: u32) -> Option<GroupStructure> {
    let place = source.scope.groups.iter().position(|&code| code == group);
    match place.and_then(|place| source.structure().groups.get(place)) {
        Some(result) => Some(result.clone()),
        None => group_structure(source.input, group, source.scope),
    }
}

pub(super) fn of_group(source: &Source<'_>, group: u32, mut figure: Figure) -> Figure {
    figure.subtitle = format!("{} · {}", source.input.group_name(group), source.period_words());
    figure
}

/// Declared tiers against the target.
pub fn tiers(source: &Source<'_>, group: u32) -> Option<Figure> {
    let (input, lang) = (source.input, source.lang);
    let result = result(source, group)?;
    let target = input.project.thresholds.tiers.clone();
    let declared = result.tiers.declared;
    let people = Population::of(input, group, source.scope.to).people;
    let with_tier = |wanted: Option<Tier>| -> Vec<u32> {
        let tier = |member: u32| input.project.members.get(member as usize).and_then(|member| member.tier);
        people.iter().copied().filter(|&member| tier(member) == wanted).collect()
    };
    let set = declared.set() as u64;
    let row = |tier: Tier, count: usize, target: f64| TargetRow {
        label: tier_name(Some(tier), lang).to_owned(),
        count: count as u64,
        unit: lang.t("unit.people").to_owned(),
        share: crate::analytics::Rate::new(count as u64, set).value,
        target: Some(target),
        members: with_tier(Some(tier)),
    };
    let mut rows = vec![
        row(Tier::Core, declared.core, target.value.0),
        row(Tier::Middle, declared.middle, target.value.1),
        row(Tier::Ordinary, declared.ordinary, target.value.2),
    ];
    if declared.unset > 0 {
        rows.push(TargetRow {
            label: tier_name(None, lang).to_owned(),
            count: declared.unset as u64,
            unit: lang.t("unit.people").to_owned(),
            members: with_tier(None),
            ..TargetRow::default()
        });
    }
    let missing = missing_people(input, group, source.scope);
    let advice = if set == 0 {
        lang.t("tiers.none_set").to_owned()
    } else if missing.core_missing == 0 && missing.middle_missing == 0 {
        lang.t("tiers.enough").to_owned()
    } else {
        lang.tf("tiers.missing", &[("core", &missing.core_missing), ("middle", &missing.middle_missing)])
    };
    let note = lang.tf("figure.tiers_note", &[("source", &words_of_source(&target.source, source))]);
    let chart = TargetBars { rows, advice };
    let figure = source.figure("structure.tiers", lang.t("figure.tiers").to_owned(), note, Box::new(chart));
    Some(of_group(source, group, figure))
}

/// Share of messages by rank.
pub fn message_share(source: &Source<'_>, group: u32) -> Option<Figure> {
    let (input, lang) = (source.input, source.lang);
    let result = result(source, group)?;
    let people = Population::of(input, group, source.scope.to).people;
    let messages = messages_of(input, group, source.scope, &people);
    let mut ranked: Vec<(u32, f64)> = people.iter().copied().zip(messages).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let top = (ranked.len() as f64 * 0.05).ceil() as usize;
    let next = (ranked.len() as f64 * 0.25).ceil() as usize;
    let share = &result.tiers.message_share;
    let row = |key: &str, range: std::ops::Range<usize>, share: Option<f64>| TargetRow {
        label: lang.t(key).to_owned(),
        count: range.len() as u64,
        unit: lang.t("unit.people").to_owned(),
        share,
        target: None,
        members: ranked.get(range).unwrap_or_default().iter().map(|(member, _)| *member).collect(),
    };
    let count = ranked.len();
    let rows = vec![
        row("share.top5", 0..top.min(count), share.top5),
        row("share.next20", top.min(count)..next.min(count), share.next20),
        row("share.rest", next.min(count)..count, share.rest),
    ];
    let note = lang.t("figure.message_share_note").to_owned();
    let chart = TargetBars { rows, advice: String::new() };
    let figure = source.figure(
        "structure.message_share",
        lang.t("figure.message_share").to_owned(),
        note,
        Box::new(chart),
    );
    Some(of_group(source, group, figure))
}

/// All groups with their figures and verdicts.
pub fn groups(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.group", false, 2.2, 0),
        column("column.members_limit", true, 1.1, 2),
        column("column.active_rate", true, 1.5, 0),
        column("column.density", true, 0.9, 3),
        column("column.circles", true, 0.8, 5),
        column("column.absence", true, 0.9, 4),
        column("column.class", false, 1.0, 0),
        column("column.cooling", false, 1.0, 1),
    ];
    let mut rows = Vec::new();
    let mut picks = Vec::new();
    for (result, &code) in source.structure().groups.iter().zip(&source.scope.groups) {
        let rate = &result.active_rate.rate;
        let class = match result.class() {
            Some(class) => {
                let tone = class_tone(class);
                let word = class_word(class, lang);
                let word = match result.class_by_hand {
                    Some(_) => format!("{word} · {}", lang.t("class.by_hand")),
                    None => word.to_owned(),
                };
                Cell::tag(word, tone, super::class_reasons(result, lang))
            }
            None => Cell::new(format::UNKNOWN),
        };
        let cooling = if result.cooling.test.alarm {
            let text = lang.tf(
                "cooling.reason",
                &[
                    ("leavers", &result.cooling.test.leavers),
                    ("exit", &format::ratio(result.cooling.test.exit_selection)),
                    ("p", &format::ratio(result.cooling.test.p)),
                ],
            );
            Cell::tag(lang.t("cooling.yes"), Tone::Bad, text)
        } else if result.cooling.test.p.is_some() {
            Cell::new(lang.t("cooling.no"))
        } else {
            Cell::new(format::UNKNOWN)
        };
        rows.push(vec![
            Cell::new(source.input.group_name(code)),
            Cell::new(format!(
                "{} / {}",
                format::count(result.members as u64),
                format::count(result.size_limit.into())
            )),
            Cell::new(format!("{}  {}", format::percent(rate.value), format::fraction(rate))),
            Cell::new(format::ratio(result.links.density)),
            Cell::new(format::count(result.links.communities as u64)),
            Cell::new(result.links.absence_factor.map_or(format::UNKNOWN.to_owned(), |n| n.to_string())),
            class,
            cooling,
        ]);
        picks.push(Some(Pick::Group(code)));
    }
    let chart = Table { columns, rows, picks, empty: lang.t("empty.no_groups").to_owned() };
    let note = lang.t("figure.groups_note").to_owned();
    source.figure("structure.groups", lang.t("figure.groups").to_owned(), note, Box::new(chart))
}

/// Speaking rate of each group against its band.
pub fn bands(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let mut sources: Vec<String> = Vec::new();
    let rows = source
        .structure()
        .groups
        .iter()
        .zip(&source.scope.groups)
        .map(|(result, &code)| {
            let rate = &result.active_rate;
            let words = words_of_source(&rate.source, source);
            if !sources.contains(&words) {
                sources.push(words);
            }
            let (tone, key) = match rate.verdict {
                Verdict::Below => (Tone::Warning, "verdict.below"),
                Verdict::Within => (Tone::Good, "verdict.within"),
                Verdict::Above => (Tone::Good, "verdict.above"),
                Verdict::Unknown => (Tone::Neutral, "verdict.unknown"),
            };
            DotRow {
                label: source.input.group_name(code).to_owned(),
                rate: rate.rate,
                interval: rate.interval.map(|[low, high]| (low, high)),
                band: Some(rate.band),
                tone,
                verdict: lang.tf(
                    key,
                    &[
                        ("low", &format::percent_whole(Some(rate.band.0))),
                        ("high", &format::percent_whole(Some(rate.band.1))),
                    ],
                ),
                group: code,
            }
        })
        .collect();
    let note = lang.tf("figure.bands_note", &[("source", &sources.join(", "))]);
    source.figure("structure.bands", lang.t("figure.bands").to_owned(), note, Box::new(DotPlot { rows }))
}

/// Who set a threshold, in the reader's language where it is one of the program's own words.
fn words_of_source(text: &str, source: &Source<'_>) -> String {
    super::words::source_word(text, source.lang)
}
