//! One slot of a group in a week of shifts: how many are wanted, who serves and why, who could instead.

use std::sync::Arc;

use egui::{DragValue, RichText, ScrollArea, Ui};

use super::super::kept::kept;
use super::super::panels::rotation::{LookedShifts, looked_shifts};
use super::super::{Cx, shift_words, theme, widgets};
use crate::analytics::Input;
use crate::app::{ShiftChange, ShiftPlace};
use crate::charts::theme::size;
use crate::charts::{catalogue, format, weekday_words};
use crate::planner::edit::Duty;
use crate::schedule::{OtherShift, ShiftBoard};

const WIDTH: f32 = 540.0;
/// Most people that can be asked for in a slot.
const MOST_WANTED: u32 = 20;

/// Draws the window.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, place: &ShiftPlace) {
    ui.set_width(WIDTH);
    let Some(looked) = looked_shifts(ui, cx) else { return };
    let Some(loaded) = &cx.state.loaded else { return };
    let input = Input { project: &loaded.document.project, activity: &loaded.activity };
    let (day, slot) = (place.day, place.slot);
    let group = looked.week.groups.iter().position(|group| group.group == place.group);
    let Some((group, part)) = group.zip(looked.week.slots.get(slot as usize)) else {
        super::close_button(ui, cx);
        return;
    };
    let date = looked.week.date(day);
    let heading = format!(
        "{} {} · {} {} · {}",
        weekday_words(date, cx.lang),
        format::month_day(date),
        part.name,
        catalogue::slot_hours(part),
        catalogue::group_of(input, &place.group)
    );
    super::title(ui, cx, &heading);
    wanted(ui, cx, &looked, place, group);
    let Some(board) = looked.board.clone() else {
        widgets::secondary(ui, cx, cx.t("shifts.too_large"));
        super::close_button(ui, cx);
        return;
    };
    let Some(cell) = board.cell(group, day, slot) else {
        widgets::secondary(ui, cx, cx.t("shifts.nobody_wanted"));
        ui.add_space(8.0);
        super::close_button(ui, cx);
        return;
    };
    ui.separator();
    people(ui, cx, &looked, &board, place, cell);
    for line in why_empty(ui, cx, &looked, &board, cell).iter() {
        wrapped(ui, cx, line);
    }
    ui.separator();
    widgets::secondary(ui, cx, cx.t("week.candidates"));
    others(ui, cx, &looked, &board, place, cell);
    ui.add_space(8.0);
    super::close_button(ui, cx);
}

fn wrapped(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    let text = RichText::new(text).size(size::SECONDARY).color(cx.theme.secondary);
    ui.add(egui::Label::new(text).wrap());
}

/// How hot the slot is and how many people it wants.
fn wanted(ui: &mut Ui, cx: &mut Cx<'_>, looked: &LookedShifts, place: &ShiftPlace, group: usize) {
    let at = |cell: &&crate::analytics::rotation::ShiftCell| {
        (cell.demand.group, cell.demand.day, cell.demand.slot) == (group, place.day, place.slot)
    };
    let Some(cell) = looked.readout.cells.iter().find(at) else { return };
    let heat = match cell.expected {
        Some(expected) => {
            cx.lang.tf("shifts.expected", &[("n", &format!("{expected:.1}")), ("heat", &cell.demand.heat)])
        }
        None => cx.t("shifts.unexpected").to_owned(),
    };
    wrapped(ui, cx, &heat);
    let edited = looked.week.wanted_at(group, place.day, place.slot).is_some();
    ui.horizontal(|ui| {
        let label = cx.t("shifts.wanted");
        ui.label(label);
        let mut people = cell.demand.wanted;
        let field = ui.add(DragValue::new(&mut people).range(0..=MOST_WANTED));
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
        if people != cell.demand.wanted {
            looked.change(cx, ShiftChange::Want { place: place.clone(), people: Some(people) });
        }
        if edited {
            let back = cx.lang.tf("shifts.use_suggestion", &[("n", &cell.suggested)]);
            if ui.button(back).clicked() {
                looked.change(cx, ShiftChange::Want { place: place.clone(), people: None });
            }
        } else {
            widgets::secondary(ui, cx, cx.t("shifts.suggested"));
        }
    });
}

fn people(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    looked: &LookedShifts,
    board: &Arc<ShiftBoard>,
    place: &ShiftPlace,
    cell: usize,
) {
    let there = looked.week.at(place.day, place.slot, &place.group);
    if there.is_empty() {
        ui.label(RichText::new(cx.t("week.nobody")).color(cx.theme.bad));
    }
    for shift in there {
        let person = board.position(&shift.member);
        let name = person.map_or(shift.member.0.clone(), |person| looked.name(person));
        ui.horizontal(|ui| {
            ui.label(RichText::new(&name).strong());
            let mut locked = shift.locked;
            let response = ui.checkbox(&mut locked, cx.t("week.locked"));
            let label = format!("{} · {name}", cx.t("week.locked"));
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, locked, &label));
            if response.changed() {
                let member = shift.member.clone();
                looked.change(cx, ShiftChange::Lock { place: place.clone(), member, locked });
            }
            if ui.add_enabled(!shift.locked, egui::Button::new(cx.t("week.clear"))).clicked() {
                let member = shift.member.clone();
                looked.change(cx, ShiftChange::Clear { place: place.clone(), member });
            }
        });
        if let Some(admin) = person {
            for line in why(ui, cx, looked, board, Duty { cell, admin }).iter() {
                wrapped(ui, cx, line);
            }
        }
    }
}

/// Why somebody serves here, as sentences; worked out once for each state of the week.
fn why(ui: &Ui, cx: &Cx<'_>, looked: &LookedShifts, board: &Arc<ShiftBoard>, duty: Duty) -> Arc<Vec<String>> {
    // Several people of one slot are explained in one frame.
    let state = (Arc::as_ptr(board) as usize, duty.cell, cx.lang);
    let all: Arc<Vec<(usize, Arc<Vec<String>>)>> = kept(
        ui,
        "why_shift",
        |of| *of == state,
        || {
            let there = board.there(duty.cell).iter();
            let lines =
                |&admin: &usize| (admin, Arc::new(reasons(cx, looked, board, Duty { admin, ..duty })));
            (state, Arc::new(there.map(lines).collect()))
        },
    );
    all.iter().find(|(admin, _)| *admin == duty.admin).map(|(_, lines)| lines.clone()).unwrap_or_default()
}

fn reasons(cx: &Cx<'_>, looked: &LookedShifts, board: &ShiftBoard, duty: Duty) -> Vec<String> {
    let Some(why) = board.why(duty) else { return Vec::new() };
    let mut parts = vec![cx.lang.tf("shifts.why_load", &[("n", &board.load(why.person))])];
    for (cost, key) in [
        (-why.terms.wish, "shifts.why_wished"),
        (why.terms.wish, "shifts.why_avoided"),
        (why.terms.overload, "shifts.why_overload"),
        (why.terms.repeated_pairs, "shifts.why_pair"),
    ] {
        if cost > 0 {
            parts.push(cx.lang.tf(key, &[("cost", &cost)]));
        }
    }
    let mut lines = vec![cx.lang.tf("why.because", &[("list", &parts.join(cx.t("plan.joint")))])];
    let asked = || why.others.iter().filter(|other| other.person < board.asked());
    let open = || asked().filter(|other| other.blocks.is_empty());
    let out = asked().count() - open().count();
    lines.push(match open().next() {
        Some(next) => {
            let key = match next.cost_change {
                change if change < 0 => "why.better",
                0 => "why.equal",
                _ => "why.next",
            };
            let (cost, free) = (next.cost_change.unsigned_abs(), open().count());
            let name = looked.name(next.person);
            cx.lang.tf(key, &[("name", &name), ("cost", &cost), ("n", &free), ("out", &out)])
        }
        None => cx.lang.tf("why.only", &[("out", &out)]),
    });
    lines
}

/// What keeps places empty and the cheapest ways out; worked out once for each state of the week.
fn why_empty(
    ui: &Ui,
    cx: &Cx<'_>,
    looked: &LookedShifts,
    board: &Arc<ShiftBoard>,
    cell: usize,
) -> Arc<Vec<String>> {
    let state = (Arc::as_ptr(board) as usize, cell, cx.lang);
    kept(
        ui,
        "why_empty_shift",
        |of| *of == state,
        || {
            let who = |person: usize| looked.name(person);
            let lines = match board.why_empty(cell) {
                Some(_) if board.asked() == 0 => vec![cx.t("shifts.no_people").to_owned()],
                Some(why) => shift_words::why_empty(cx.lang, &who, &why),
                None => Vec::new(),
            };
            (state, Arc::new(lines))
        },
    )
}

/// Everybody who could serve here as well; a click takes them in.
fn others(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    looked: &LookedShifts,
    board: &Arc<ShiftBoard>,
    place: &ShiftPlace,
    cell: usize,
) {
    let state = (Arc::as_ptr(board) as usize, cell);
    let others: Arc<Vec<OtherShift>> =
        kept(ui, "other_shifts", |of| *of == state, || (state, Arc::new(board.others(cell))));
    if others.is_empty() {
        wrapped(ui, cx, cx.t("shifts.no_others"));
    }
    let height = ui.spacing().interact_size.y;
    let rows = ScrollArea::vertical().id_salt("shift_others").max_height(220.0).auto_shrink([false, true]);
    rows.show_rows(ui, height, others.len(), |ui, shown| {
        for other in others.get(shown).unwrap_or_default() {
            ui.horizontal(|ui| {
                let name = looked.name(other.person);
                if ui.add(theme::quiet(cx.theme.accent, &name)).clicked()
                    && let Some(member) = board.people().get(other.person)
                {
                    looked.change(cx, ShiftChange::Assign { place: place.clone(), member: member.clone() });
                }
                let (text, color) = if other.broken.is_empty() {
                    let shifts = cx.lang.tf("shifts.has", &[("n", &other.shifts)]);
                    let cost =
                        cx.lang.tf("shifts.cost_change", &[("n", &format!("{:+}", other.cost_change))]);
                    (format!("{shifts} · {cost}"), cx.theme.secondary)
                } else {
                    let rules: Vec<String> = other.broken.iter().map(|rule| looked.rule(cx, rule)).collect();
                    (format!("⚠ {}", rules.join(cx.t("sentence.joiner"))), cx.theme.warning)
                };
                let text = RichText::new(text).size(size::SECONDARY).color(color);
                ui.add(egui::Label::new(text).truncate());
            });
        }
    });
}
