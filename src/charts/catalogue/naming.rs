//! Charts of the names view: which groups follow their rule, and who is to be renamed.

use super::Source;
use crate::analytics::naming::{Naming, Wanted, Wrong, naming, pattern_of};
use crate::charts::{Cell, Column, Figure, Pick, Table, Tone, format};
use crate::i18n::Lang;

/// True when any group of the scope has a rule.
pub fn has_rules(source: &Source<'_>) -> bool {
    source.scope.groups.iter().any(|&group| pattern_of(source.input, group).is_some())
}

/// What a name has wrong, as a sentence.
pub fn wrong_sentence(wrong: &Wrong, lang: Lang) -> String {
    let wanted = match &wrong.wanted {
        Wanted::Sign(sign) => lang.tf("naming.want_sign", &[("sign", sign)]),
        Wanted::Piece(name) => name.clone(),
        Wanted::OneOf(words) => words.join(lang.t("naming.or")),
        Wanted::End => return lang.tf("naming.too_much", &[("found", &wrong.found)]),
    };
    if !wrong.missing.is_empty() {
        let all = wrong.pieces.len().max(wrong.missing.len());
        return lang.tf(
            "naming.missing",
            &[
                ("have", &(all - wrong.missing.len())),
                ("all", &all),
                ("pieces", &wrong.pieces.join(lang.t("list.joiner"))),
            ],
        );
    }
    if wrong.found.is_empty() {
        return lang.tf("naming.too_short", &[("wanted", &wanted)]);
    }
    let found: String = wrong.found.chars().take(1).collect();
    lang.tf("naming.wrong_at", &[("at", &wrong.at), ("found", &found), ("wanted", &wanted)])
}

fn results(source: &Source<'_>) -> Naming {
    naming(source.input, source.scope)
}

/// Groups by how many follow their rule, the worst first.
pub fn groups(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.group", false, 1.6, 0),
        column("column.following", true, 1.2, 0),
        column("column.interval", true, 1.0, 2),
        column("column.to_rename", true, 0.7, 1),
        column("column.pattern", false, 2.0, 3),
        column("column.pattern_source", false, 0.8, 4),
    ];
    let (mut rows, mut picks) = (Vec::new(), Vec::new());
    for group in results(source).groups {
        let rule = match (&group.pattern, group.own) {
            (None, _) => "naming.no_rule",
            (Some(_), true) => "naming.own",
            (Some(_), false) => "naming.of_all",
        };
        let rate = match group.pattern {
            Some(_) => {
                format!("{}  {}", format::percent(group.following.value), format::fraction(&group.following))
            }
            None => format::UNKNOWN.to_owned(),
        };
        let interval = group.interval.map_or(format::UNKNOWN.to_owned(), |[low, high]| {
            format!("{}–{}", format::percent(Some(low)), format::percent(Some(high)))
        });
        let left = group
            .pattern
            .as_ref()
            .map_or(format::UNKNOWN.to_owned(), |_| format::count(group.wrong.len() as u64));
        let title = lang.tf("naming.people", &[("group", &group.name)]);
        let members: Vec<u32> = group.wrong.iter().map(|wrong| wrong.member).collect();
        picks.push((!members.is_empty()).then_some(Pick::People { title, members }));
        rows.push(vec![
            Cell::new(group.name),
            Cell::new(rate),
            Cell::new(interval),
            Cell::new(left),
            Cell::new(group.pattern.unwrap_or_default()),
            Cell::tag(lang.t(rule), Tone::Neutral, ""),
        ]);
    }
    let chart = Table { columns, rows, picks, empty: lang.t("empty.no_groups").to_owned() };
    let note = lang.t("figure.naming_note").to_owned();
    source.figure("structure.naming", lang.t("figure.naming").to_owned(), note, Box::new(chart))
}

/// Everybody whose name breaks the rule of a group, with what is wrong.
pub fn renames(source: &Source<'_>) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.member", false, 1.6, 0),
        column("column.id", false, 1.0, 3),
        column("column.group", false, 1.6, 2),
        column("column.wrong", false, 2.0, 0),
        column("column.proposed", false, 1.6, 1),
        column("column.pattern", false, 1.6, 4),
    ];
    let (mut rows, mut picks) = (Vec::new(), Vec::new());
    let (mut right, mut people) = (0, 0);
    for group in results(source).groups {
        right += group.following.numerator;
        people += if group.pattern.is_some() { group.following.denominator } else { 0 };
        for wrong in &group.wrong {
            rows.push(vec![
                Cell::new(input.member_name(wrong.member)),
                Cell::new(input.activity.members.id(wrong.member).map_or("", |id| id.as_str())),
                Cell::new(&group.name),
                Cell::new(wrong_sentence(&wrong.wrong, lang)),
                Cell::new(wrong.proposed.as_deref().unwrap_or(format::UNKNOWN)),
                Cell::new(group.pattern.as_deref().unwrap_or_default()),
            ]);
            picks.push(Some(Pick::Member(wrong.member)));
        }
    }
    let rate = crate::analytics::Rate::new(right, people);
    let empty = if people > 0 { "naming.all_follow" } else { "naming.no_rule_yet" };
    let chart = Table { columns, rows, picks, empty: lang.t(empty).to_owned() };
    let note = lang.tf(
        "figure.renames_note",
        &[("percent", &format::percent(rate.value)), ("fraction", &format::fraction(&rate))],
    );
    source.figure("structure.renames", lang.t("figure.renames").to_owned(), note, Box::new(chart))
}
