//! Charts that hold all groups against one another.

use super::Source;
use super::words::{class_word, reason_sentence, source_word, tier_name};
use crate::analytics::Scope;
use crate::analytics::structure::{
    CostMeasure, GroupStructure, ValueMeasure, Verdict, class_months, missing_people, promotion, worths,
};
use crate::charts::{
    ActionTable, Board, BoardAxis, BoardDot, Cell, ClassGrid, ClassRow, Column, Figure, Pick, RowAction,
    Table, Tone, format,
};
use crate::i18n::Lang;
use crate::model::Tier;

/// More groups than this do not stand on one picture of rows.
const MANY: usize = 40;

/// The rule behind a class, and what was said against it, as lines.
pub fn class_reasons(result: &GroupStructure, lang: Lang) -> String {
    let mut lines = Vec::new();
    let rule = match result.value_class {
        Some(class) => lang.tf("class.rule", &[("class", &class_word(class, lang))]),
        None => lang.t("class.rule_unknown").to_owned(),
    };
    if let Some(by_hand) = &result.class_by_hand {
        let mut line = lang.tf("class.set", &[("class", &class_word(by_hand.class, lang))]);
        let on = by_hand.on.map(crate::charts::format::date);
        for part in [Some(&by_hand.note), Some(&by_hand.by), on.as_ref()].into_iter().flatten() {
            if !part.is_empty() {
                line.push_str(" · ");
                line.push_str(part);
            }
        }
        lines.push(line);
    }
    lines.push(rule);
    lines.extend(result.reasons.iter().map(|reason| format!("· {}", reason_sentence(reason, lang))));
    lines.join("\n")
}

/// All groups: value against cost.
pub fn board(source: &Source<'_>) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let (structure, scope) = (source.structure(), source.scope);
    let measures = structure.portfolio;
    let previous = scope.previous();
    let before: &Scope = source.compared.unwrap_or(&previous);
    let earlier = worths(input, before).0;
    let mut board = Board {
        x: BoardAxis {
            label: lang
                .t(match measures.cost {
                    CostMeasure::Money => "board.cost_money",
                    CostMeasure::StaffMessages => "board.cost_messages",
                })
                .to_owned(),
            currency: (measures.cost == CostMeasure::Money).then(|| input.project.currency.clone()),
        },
        y: BoardAxis {
            label: lang
                .t(match measures.value {
                    ValueMeasure::Revenue => "board.value_money",
                    ValueMeasure::UsefulMessages => "board.value_messages",
                })
                .to_owned(),
            currency: (measures.value == ValueMeasure::Revenue).then(|| input.project.currency.clone()),
        },
        break_even: measures.break_even,
        empty: lang.t("board.empty").to_owned(),
        ..Board::default()
    };
    for (place, (result, &code)) in structure.groups.iter().zip(&scope.groups).enumerate() {
        let name = input.group_name(code).to_owned();
        let Some((cost, value)) = measures.place(&result.worth) else {
            let known = measures.value_of(&result.worth).is_some();
            let why = lang.t(if known { "board.no_cost" } else { "board.no_value" });
            board.unplaced.push((name, why.to_owned()));
            continue;
        };
        board.dots.push(BoardDot {
            group: code,
            name,
            class: result.class(),
            by_hand: result.class_by_hand.is_some(),
            members: result.members,
            cost,
            value,
            before: earlier.get(place).and_then(|worth| measures.place(worth)),
            why: class_reasons(result, lang),
        });
    }
    let mut notes = Vec::new();
    if let Some(below) = measures.below_break_even {
        notes.push(lang.tf("board.note_below", &[("below", &below), ("n", &measures.placed)]));
    }
    if board.dots.iter().any(|dot| dot.before.is_some()) {
        let (from, to) = before.dates();
        notes.push(lang.tf("board.note_arrow", &[("days", &crate::charts::format::period(from, to, lang))]));
    }
    if !measures.break_even {
        notes.push(lang.t("board.note_no_line").to_owned());
    } else if measures.value == ValueMeasure::UsefulMessages {
        notes.push(lang.t("board.note_messages").to_owned());
    }
    if measures.orders_elsewhere > 0 {
        let amount = crate::charts::format::money(measures.revenue_elsewhere, &input.project.currency);
        notes
            .push(lang.tf("board.note_elsewhere", &[("n", &measures.orders_elsewhere), ("amount", &amount)]));
    }
    notes.push(lang.t("board.note_area").to_owned());
    let mut note = notes.join(lang.t("sentence.joiner"));
    if let Some(first) = note.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    source.figure("structure.board", lang.t("figure.board").to_owned(), note, Box::new(board))
}

/// The class of every group in the last months.
pub fn months(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = class_months(source.input, source.scope);
    // The groups that the counts know are those of the scope, in its order.
    let mut rows: Vec<ClassRow> = found
        .groups
        .into_iter()
        .filter_map(|months| {
            let group = source.input.activity.groups.find(&months.id)?;
            Some(ClassRow { group, name: months.name.clone(), months })
        })
        .collect();
    if rows.len() > MANY {
        // Where not all fit on a picture, those that changed are worth seeing.
        rows.sort_by_key(|row| std::cmp::Reverse(row.months.changes()));
    }
    let chart = ClassGrid { months: found.months, rows, empty: lang.t("class_months.empty").to_owned() };
    let note = lang.t("figure.class_months_note").to_owned();
    source.figure("structure.class_months", lang.t("figure.class_months").to_owned(), note, Box::new(chart))
}

/// Every group against its size limit, its band of activity, and the rule of thumb for its core.
pub fn sizes(source: &Source<'_>) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.group", false, 1.6, 0),
        column("column.members_limit", true, 1.0, 0),
        column("column.size", false, 0.8, 3),
        column("column.size_source", false, 1.1, 6),
        column("column.active_rate", true, 1.4, 0),
        column("column.interval", true, 1.1, 5),
        column("column.activity", false, 1.3, 1),
        column("column.activity_source", false, 1.1, 7),
        column("column.flow", true, 0.9, 8),
        column("column.core_people", true, 0.8, 2),
        column("column.core_rule", false, 0.9, 4),
    ];
    let (mut rows, mut picks) = (Vec::new(), Vec::new());
    for (result, &code) in source.structure().groups.iter().zip(&source.scope.groups) {
        let rate = &result.active_rate;
        let limit = format::count(result.size_limit.into());
        let size_source = source_word(&result.size_limit_source, lang);
        let size = match result.size_verdict {
            Verdict::Above => Cell::tag(lang.t("size.above"), Tone::Warning, size_source.clone()),
            Verdict::Unknown => Cell::new(format::UNKNOWN),
            _ => Cell::tag(lang.t("size.within"), Tone::Good, size_source.clone()),
        };
        let (low, high) = rate.band;
        let word = |verdict: Verdict, (low, high): (&str, &str), tone: Tone, source: &str| match verdict {
            Verdict::Below => {
                Cell::tag(lang.tf("band.below", &[("low", &low)]), tone, source_word(source, lang))
            }
            Verdict::Within => Cell::tag(
                lang.tf("band.within", &[("low", &low), ("high", &high)]),
                Tone::Good,
                source_word(source, lang),
            ),
            Verdict::Above => {
                Cell::tag(lang.tf("band.above", &[("high", &high)]), Tone::Good, source_word(source, lang))
            }
            Verdict::Unknown => Cell::new(format::UNKNOWN),
        };
        let percents = (format::percent_whole(Some(low)), format::percent_whole(Some(high)));
        let core = &result.core;
        rows.push(vec![
            Cell::new(input.group_name(code)),
            Cell::new(format!("{} / {limit}", format::count(result.members as u64))),
            size,
            Cell::new(size_source),
            Cell::new(format!("{}  {}", format::percent(rate.rate.value), format::fraction(&rate.rate))),
            Cell::new(rate.interval.map_or(format::UNKNOWN.to_owned(), |[low, high]| {
                format!("{}–{}", format::percent(Some(low)), format::percent(Some(high)))
            })),
            word(rate.verdict, (&percents.0, &percents.1), Tone::Warning, &rate.source),
            Cell::new(source_word(&rate.source, lang)),
            match (result.flow.messages_per_day, result.flow.verdict) {
                (None, _) => Cell::new(format::UNKNOWN),
                (Some(messages), Verdict::Above) => Cell::tag(
                    format!("{messages:.0}"),
                    Tone::Warning,
                    lang.tf(
                        "flow.above",
                        &[("limit", &result.flow.limit), ("source", &source_word(&result.flow.source, lang))],
                    ),
                ),
                (Some(messages), _) => Cell::new(format!("{messages:.1}")),
            },
            Cell::new(core.people.map_or(format::UNKNOWN.to_owned(), format::count)),
            // A rule of thumb is no reason to worry anybody.
            word(
                core.verdict,
                (&core.band.0.to_string(), &core.band.1.to_string()),
                Tone::Neutral,
                &core.source,
            ),
        ]);
        picks.push(Some(Pick::Group(code)));
    }
    let limits = &input.project.thresholds.core_people;
    let note = lang.tf(
        "figure.sizes_note",
        &[
            ("low", &limits.value.0),
            ("high", &limits.value.1),
            ("source", &source_word(&limits.source, lang)),
        ],
    );
    let chart = Table { columns, rows, picks, empty: lang.t("empty.no_groups").to_owned() };
    source.figure("structure.sizes", lang.t("figure.sizes").to_owned(), note, Box::new(chart))
}

/// Who of a group could rise to a higher tier, and why.
pub fn candidates(source: &Source<'_>, group: u32) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let found = promotion(input, group, source.scope);
    let missing = missing_people(input, group, source.scope);
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.rank", true, 0.3, 4),
        column("column.member", false, 1.5, 0),
        column("column.tier", false, 0.7, 3),
        column("column.received", true, 0.7, 0),
        column("column.given", true, 0.7, 2),
        column("column.reach", true, 0.7, 1),
        column("column.why", false, 2.8, 5),
    ];
    let (mut rows, mut picks, mut actions) = (Vec::new(), Vec::new(), Vec::new());
    for (rank, who) in found.candidates.iter().enumerate() {
        let tier = input.project.members.get(who.member as usize).and_then(|member| member.tier);
        let compared =
            [found.middle_median, found.core_median].into_iter().flatten().find(|median| *median > 0);
        let (key, median) = match (found.fits(who), compared) {
            (Some(Tier::Core), _) => ("candidates.like_core", found.core_median),
            (Some(_), _) => ("candidates.like_middle", found.middle_median),
            (None, Some(median)) => ("candidates.not_yet", Some(median)),
            (None, None) => ("candidates.nobody_to_compare", None),
        };
        let why = lang.tf(key, &[("median", &median.unwrap_or_default())]);
        let name = input.member_name(who.member);
        rows.push(vec![
            Cell::new((rank + 1).to_string()),
            Cell::new(name),
            Cell::new(tier_name(tier, lang)),
            Cell::new(format::count(who.received)),
            Cell::new(format::count(who.given)),
            Cell::new(format::count(who.reach as u64)),
            Cell::new(why),
        ]);
        picks.push(Some(Pick::Member(who.member)));
        let action = |tier: Tier| {
            let label = lang.tf("candidates.make", &[("tier", &tier_name(Some(tier), lang))]);
            RowAction {
                full: format!("{label} {name}"),
                label,
                pick: Pick::Promote { member: who.member, tier },
            }
        };
        actions.push(vec![action(Tier::Middle), action(Tier::Core)]);
    }
    let table = Table { columns, rows, picks, empty: lang.t("candidates.none").to_owned() };
    let shown = (missing.core_missing + missing.middle_missing).clamp(5, 20);
    let chart = ActionTable { table, actions, most_rows: shown };
    let note = lang.tf(
        "figure.candidates_note",
        &[("core", &missing.core_missing), ("middle", &missing.middle_missing)],
    );
    let mut figure =
        source.figure("structure.candidates", lang.t("figure.candidates").to_owned(), note, Box::new(chart));
    figure.subtitle = format!("{} · {}", input.group_name(group), source.period_words());
    figure
}
