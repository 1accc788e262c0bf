//! Charts of a week of shifts.

use super::rota_words::{in_china, public_words};
use super::{Source, name_of};
use crate::activity::date;
use crate::analytics::Input;
use crate::analytics::rotation::{ShiftReadout, UncoveredShift};
use crate::charts::{
    Cell, Column, Figure, LoadBars, LoadRow, ShiftBox, ShiftDay, ShiftGrid, ShiftRow, Table, Tone, format,
};
use crate::i18n::Lang;
use crate::model::{GroupId, ShiftWeek, Slot};

/// The name of a figure of a week of shifts: `rotation.shifts` for the first, `rotation.shifts.2` for the second.
pub fn shift_figure(what: &str, week: usize) -> String {
    super::rota_figure(what, week)
}

/// Name and title of the figures of all weeks of shifts.
pub(super) fn list(source: &Source<'_>) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for (number, week) in source.input.project.shifts.iter().enumerate() {
        for (what, key) in [
            ("shifts", "figure.shifts"),
            ("shift_loads", "figure.shift_loads"),
            ("shift_gaps", "figure.shift_gaps"),
        ] {
            names.push((shift_figure(what, number), format!("{} · {}", source.lang.t(key), week.name)));
        }
    }
    names
}

/// The figure of that name; `None` for a name that no week has.
pub(super) fn figure(source: &Source<'_>, name: &str) -> Option<Figure> {
    let mut parts = name.strip_prefix("rotation.")?.split('.');
    let what = parts.next()?;
    let number: usize = parts.next().map_or(Some(1), |number| number.parse().ok())?;
    let number = number.checked_sub(1)?;
    let week = source.input.project.shifts.get(number)?;
    let readout = source.panels.rotation.shifts.get(number)?;
    let mut figure = match what {
        "shifts" => grid_figure(source, week, readout),
        "shift_loads" => loads(source, week, readout),
        "shift_gaps" => gaps(source, week, readout),
        _ => return None,
    };
    figure.name = name.to_owned();
    figure.subtitle = format!("{} · {}", week.name, format::period(week.start, week.end(), source.lang));
    Some(figure)
}

/// Hours of a slot, as 08–12.
pub fn slot_hours(slot: &Slot) -> String {
    format!("{:02}–{:02}", slot.from, slot.to)
}

/// The name of a group by its id.
pub fn group_of(input: Input<'_>, id: &GroupId) -> String {
    let code = input.activity.groups.find(id);
    code.map_or(id.0.clone(), |code| input.group_name(code).to_owned())
}

/// A week as a grid, from a project that may be newer than the results.
pub fn shift_grid(input: Input<'_>, week: &ShiftWeek, readout: &ShiftReadout, lang: Lang) -> ShiftGrid {
    let named = in_china(input.project.time_zone);
    let days = (0..week.days.min(7)).map(|day| {
        let date = week.date(day);
        ShiftDay { date, word: if named { public_words(date, lang) } else { None } }
    });
    let mut rows = Vec::new();
    for (slot, part) in (0..).zip(&week.slots) {
        for (group, of) in week.groups.iter().enumerate() {
            let cells: Vec<ShiftBox> = (readout.cells.iter())
                .filter(|cell| (cell.demand.group, cell.demand.slot) == (group, slot))
                .map(|cell| ShiftBox {
                    wanted: cell.demand.wanted,
                    heat: cell.demand.heat,
                    expected: cell.expected,
                    edited: week.wanted_at(group, cell.demand.day, slot).is_some(),
                    people: (cell.people.iter())
                        .map(|(member, locked)| (name_of(input, member), *locked))
                        .collect(),
                })
                .collect();
            if !cells.is_empty() {
                rows.push(ShiftRow {
                    slot,
                    slot_words: (part.name.clone(), slot_hours(part)),
                    group,
                    label: group_of(input, &of.group),
                    cells,
                });
            }
        }
    }
    ShiftGrid { days: days.collect(), rows, foot: String::new() }
}

/// How well the week is covered, what it costs, and what is known of the plan.
pub fn shift_foot(input: Input<'_>, readout: &ShiftReadout, lang: Lang) -> String {
    let currency = &input.project.currency;
    let money = |amount| format::money(amount, currency);
    let pay = match (readout.cost, readout.budget) {
        (Some(cost), Some(budget)) => {
            lang.tf("shifts.pay_of", &[("pay", &money(cost)), ("budget", &money(budget))])
        }
        (Some(cost), None) => lang.tf("shifts.pay", &[("pay", &money(cost))]),
        (None, Some(budget)) => lang.tf("shifts.budget_left", &[("budget", &money(budget))]),
        (None, None) => lang.t("shifts.no_pay").to_owned(),
    };
    let people = readout.distinct_people;
    let cover =
        lang.tf("shifts.cover", &[("n", &readout.filled), ("wanted", &readout.seats), ("people", &people)]);
    format!("{cover} · {pay} · {}", shift_status(readout, lang))
}

/// What is known of the plan in words.
pub fn shift_status(readout: &ShiftReadout, lang: Lang) -> String {
    let (Some(objective), Some(status)) = (readout.objective, readout.status) else {
        return lang.t("shifts.not_solved").to_owned();
    };
    match (status, readout.bound) {
        ("optimal", _) => lang.tf("shifts.is_best", &[("cost", &objective)]),
        (_, Some(bound)) => {
            lang.tf("shifts.is_good", &[("cost", &objective), ("n", &(objective - bound)), ("bound", &bound)])
        }
        _ => lang.tf("shifts.is_unproven", &[("cost", &objective)]),
    }
}

fn grid_figure(source: &Source<'_>, week: &ShiftWeek, readout: &ShiftReadout) -> Figure {
    let lang = source.lang;
    let mut chart = shift_grid(source.input, week, readout, lang);
    chart.foot = shift_foot(source.input, readout, lang);
    let title = lang.t("figure.shifts").to_owned();
    source.figure("rotation", title, heat_note(readout, lang), Box::new(chart))
}

/// Where the heat is from.
pub fn heat_note(readout: &ShiftReadout, lang: Lang) -> String {
    match readout.observed {
        Some((from, to)) => {
            let period = format::period(date(from), date(to), lang);
            lang.tf("figure.shifts_note", &[("period", &period)])
        }
        None => lang.t("figure.shifts_unknown").to_owned(),
    }
}

fn loads(source: &Source<'_>, week: &ShiftWeek, readout: &ShiftReadout) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let history: i64 = week.people.iter().map(|asked| i64::from(asked.history)).sum();
    let heat: i64 = readout.cells.iter().map(|cell| cell.demand.heat * i64::from(cell.demand.wanted)).sum();
    let people = week.people.len().max(1) as i64;
    let share = (history + heat).div_euclid(people) + i64::from((history + heat) % people > 0);
    let mut rows: Vec<LoadRow> = (readout.heat_loads.iter())
        .map(|(id, &load)| {
            let shifts = readout.loads.get(id).copied().unwrap_or(0);
            LoadRow {
                label: lang.tf("shifts.person", &[("name", &name_of(input, id)), ("n", &shifts)]),
                member: input.activity.members.find(id).unwrap_or(u32::MAX),
                load: u64::try_from(load).unwrap_or(0),
                over: load > share,
            }
        })
        .collect();
    rows.sort_by(|a, b| b.load.cmp(&a.load).then_with(|| a.label.cmp(&b.label)));
    let note = lang.tf("figure.shift_loads_note", &[("n", &share)]);
    let chart = LoadBars { rows, unit: lang.t("unit.heat").to_owned(), mean: Some(share as f64) };
    source.figure("rotation", lang.t("figure.shift_loads").to_owned(), note, Box::new(chart))
}

fn gaps(source: &Source<'_>, week: &ShiftWeek, readout: &ShiftReadout) -> Figure {
    let lang = source.lang;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.day", false, 1.0, 0),
        column("column.slot", false, 0.8, 0),
        column("column.group", false, 1.6, 0),
        column("column.heat", true, 0.6, 1),
        column("column.missing", true, 0.6, 0),
    ];
    let row = |gap: &UncoveredShift| {
        vec![
            Cell::new(format::month_day(gap.day)),
            Cell::new(&gap.slot),
            Cell::new(group_of(source.input, &gap.group)),
            Cell::new(gap.heat.to_string()),
            Cell::tag(gap.missing.to_string(), Tone::Warning, ""),
        ]
    };
    let rows: Vec<Vec<Cell>> = readout.uncovered.iter().map(row).collect();
    let picks = vec![None; rows.len()];
    let empty = if week.groups.is_empty() { "shifts.no_groups" } else { "shifts.all_covered" };
    let chart = Table { columns, rows, picks, empty: lang.t(empty).to_owned() };
    source.figure("rotation", lang.t("figure.shift_gaps").to_owned(), String::new(), Box::new(chart))
}
