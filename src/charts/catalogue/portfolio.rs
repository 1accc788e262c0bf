//! Charts that hold all groups against one another.

use super::Source;
use super::words::{class_word, reason_sentence};
use crate::analytics::Scope;
use crate::analytics::structure::{CostMeasure, GroupStructure, ValueMeasure, class_months, worths};
use crate::charts::{Board, BoardAxis, BoardDot, ClassGrid, ClassRow, Figure};
use crate::i18n::Lang;

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
    let (structure, scope) = (&source.panels.structure, source.scope);
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
    let note = notes.join(lang.t("sentence.joiner"));
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
