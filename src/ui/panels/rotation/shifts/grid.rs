//! The grid of a week: drag people to move or swap them, click to see why, a menu to lock.

use std::sync::Arc;

use egui::{Align2, Area, Frame, Id, Order, RichText, Sense, Stroke, StrokeKind, Ui, vec2};

use super::super::super::super::kept::kept;
use super::super::super::super::{Cx, shift_words, widgets};
use super::Looked;
use crate::analytics::Input;
use crate::app::{Command, Dialog, FigureKey, ShiftChange, ShiftPlace, ShiftProposal};
use crate::charts::theme::size;
use crate::charts::{Chart as _, ChartStyle, ShiftGrid, ShiftSpot, catalogue, draw_legend};
use crate::i18n::Lang;
use crate::model::{MemberId, ShiftWeek};
use crate::planner::edit::Duty;

/// Somebody who is being dragged.
#[derive(Clone, Debug, PartialEq)]
struct Dragged {
    place: ShiftPlace,
    member: MemberId,
}

/// What letting go would do: why it is refused, or the rules it would break.
type Verdict = Result<Vec<String>, String>;

/// Draws the card with the grid: of the plan that waits, else of the week.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, looked: &Looked) {
    let state = cx.state;
    let proposal = state.shift_proposal().filter(|found| found.week == looked.number);
    let Some(grid) = chart(ui, cx, looked, proposal) else { return };
    let key = FigureKey::new(catalogue::shift_figure("shifts", looked.number));
    let mut commands = Vec::new();
    widgets::card(ui, cx, 0.0, |ui, cx| {
        let title = if proposal.is_some() { "shifts.proposed" } else { "figure.shifts" };
        let period = crate::charts::format::period(looked.week.start, looked.week.end(), cx.lang);
        let title = format!("{} · {} · {period}", cx.t(title), looked.week.name);
        widgets::card_head(ui, cx, &title, |ui| widgets::export_menu(ui, cx, &key, &mut commands));
        ui.add_space(-4.0);
        let note = catalogue::heat_note(&looked.readout, cx.lang);
        let hint = if proposal.is_some() { cx.t("shifts.proposed_hint") } else { cx.t("shifts.hint") };
        let text = RichText::new(format!("{hint} {note}")).size(size::SECONDARY).color(cx.theme.secondary);
        ui.add(egui::Label::new(text).wrap());
        let style = cx.style();
        let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        draw_legend(&ui.painter_at(line), line.left_center(), &grid.legend(&style), &style, line.width());
        ui.add_space(4.0);
        if grid.rows.is_empty() {
            widgets::secondary(ui, cx, cx.t("shifts.no_groups"));
            return;
        }
        let width = ui.available_width();
        let (rect, _) = ui.allocate_exact_size(vec2(width, grid.height(width)), Sense::hover());
        let inside = egui::UiBuilder::new().max_rect(rect);
        let still = ChartStyle { interactive: proposal.is_some(), ..style };
        ui.scope_builder(inside, |ui| grid.draw(ui, &still));
        if proposal.is_none() {
            cells(ui, cx, looked, &grid, rect);
        }
    });
    cx.commands.append(&mut commands);
    widgets::gap(ui);
}

/// The grid, put together once for each state of the week.
fn chart(ui: &Ui, cx: &Cx<'_>, looked: &Looked, proposal: Option<&ShiftProposal>) -> Option<Arc<ShiftGrid>> {
    let loaded = cx.state.loaded.as_ref()?;
    let shown = proposal.map_or(&*looked.week, |proposal| proposal.board.week());
    let state = (Arc::as_ptr(&looked.readout) as usize, shown.clone(), cx.lang);
    Some(kept(
        ui,
        "shift_grid",
        |of: &(usize, ShiftWeek, Lang)| *of == state,
        || {
            let input = Input { project: &loaded.document.project, activity: &loaded.activity };
            let readout = match proposal {
                Some(_) => crate::analytics::rotation::read_shifts(input, shown),
                None => (*looked.readout).clone(),
            };
            (state.clone(), Arc::new(catalogue::shift_grid(input, shown, &readout, cx.lang)))
        },
    ))
}

fn place_of(looked: &Looked, grid: &ShiftGrid, spot: &ShiftSpot) -> Option<ShiftPlace> {
    let row = grid.rows.get(spot.row)?;
    let group = looked.week.groups.get(row.group)?.group.clone();
    Some(ShiftPlace { day: spot.day as u32, slot: row.slot, group })
}

/// What can be done with each cell, over the painted grid.
fn cells(ui: &mut Ui, cx: &mut Cx<'_>, looked: &Looked, grid: &ShiftGrid, rect: egui::Rect) {
    let dragged = egui::DragAndDrop::payload::<Dragged>(ui.ctx()).map(|dragged| (*dragged).clone());
    let origin = rect.min.to_vec2();
    let mut over = None;
    for spot in grid.spots(rect.width()) {
        let Some(place) = place_of(looked, grid, &spot) else { continue };
        let Some(row) = grid.rows.get(spot.row) else { continue };
        let Some(cell) = row.cells.get(spot.day) else { continue };
        let area = spot.rect.translate(origin);
        let id = ui.scope_id().with(("slot", looked.number, &place));
        let back = ui.interact(area, id, Sense::click());
        let words = grid.words(row, spot.day, cx.lang);
        let spoken = words.replace('\n', " · ");
        if cell.is_quiet() {
            back.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
        }
        let open = Command::ShowDialog(Dialog::ShiftSlot(place.clone()));
        if back.clicked() {
            cx.send(open.clone());
        }
        if dragged.is_none() {
            back.clone().on_hover_text_at_pointer(&words);
        }
        let shifts: Vec<(MemberId, bool)> = (looked.week.at(place.day, place.slot, &place.group).iter())
            .map(|shift| (shift.member.clone(), shift.locked))
            .collect();
        let mut onto = None;
        for (at, chip) in spot.chips.iter().enumerate() {
            let chip = chip.translate(origin);
            // An id of its own: those under the slot's are its tooltips.
            let chip_id = ui.scope_id().with(("shift", looked.number, &place, at));
            let response = ui.interact(chip, chip_id, Sense::click_and_drag());
            if response.has_focus() {
                ui.painter().rect_stroke(chip, 3.0, Stroke::new(2.0, cx.theme.accent), StrokeKind::Outside);
            }
            if response.clicked() {
                cx.send(open.clone());
            }
            let said = match cell.people.get(at) {
                Some((name, _)) => format!("{name} · {spoken}"),
                None => format!("{} · {spoken}", cx.t("week.empty")),
            };
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
            if dragged.is_none() {
                response.clone().on_hover_text_at_pointer(&words);
            }
            if let Some((member, locked)) = shifts.get(at) {
                response.dnd_set_drag_payload(Dragged { place: place.clone(), member: member.clone() });
                response.context_menu(|ui| menu(ui, cx, looked, &place, member, *locked));
            }
            if let Some(from) = response.dnd_release_payload::<Dragged>() {
                drop_on(cx, looked, &from, &place, shifts.get(at).map(|(member, _)| member));
            }
            if response.contains_pointer() {
                onto = shifts.get(at).map(|(member, _)| member.clone());
            }
        }
        if let Some(from) = back.dnd_release_payload::<Dragged>() {
            drop_on(cx, looked, &from, &place, None);
        }
        if let Some(from) = dragged.as_ref().filter(|from| from.place != place) {
            let verdicts = kept_verdicts(ui, cx, looked, grid, from);
            let color = match verdicts.get(spot.row * grid.days.len() + spot.day) {
                None | Some(Err(_)) => cx.theme.bad,
                Some(Ok(broken)) if broken.is_empty() => cx.theme.good,
                Some(Ok(_)) => cx.theme.warning,
            };
            ui.painter().rect_stroke(area, 4.0, Stroke::new(2.0, color), StrokeKind::Inside);
            if ui.rect_contains_pointer(area) {
                over = Some((verdict(cx, looked, from, &place, onto.as_ref()), onto));
            }
        }
    }
    if let Some(from) = dragged {
        carried(ui, cx, looked, &from);
        if let Some((verdict, onto)) = over {
            told(ui, cx, looked, &verdict, onto.as_ref());
        }
    }
}

fn drop_on(cx: &mut Cx<'_>, looked: &Looked, from: &Dragged, to: &ShiftPlace, onto: Option<&MemberId>) {
    if from.place == *to {
        return;
    }
    let change = match onto.filter(|member| **member != from.member) {
        Some(member) => {
            ShiftChange::Swap((from.place.clone(), from.member.clone()), (to.clone(), member.clone()))
        }
        None => ShiftChange::Move { from: from.place.clone(), member: from.member.clone(), to: to.clone() },
    };
    looked.change(cx, change);
}

/// What letting go over a place, or over somebody in it, would do.
fn verdict(
    cx: &Cx<'_>,
    looked: &Looked,
    from: &Dragged,
    to: &ShiftPlace,
    onto: Option<&MemberId>,
) -> Verdict {
    let Some(board) = &looked.board else { return Err(cx.t("shifts.too_large").to_owned()) };
    let cell = |place: &ShiftPlace| {
        let group = looked.week.groups.iter().position(|group| group.group == place.group)?;
        board.cell(group, place.day, place.slot)
    };
    let duty = |place: &ShiftPlace, member: &MemberId| {
        Some(Duty { cell: cell(place)?, admin: board.position(member)? })
    };
    let nobody = || cx.t("shifts.nobody_wanted").to_owned();
    let one = duty(&from.place, &from.member).ok_or_else(nobody)?;
    let edited = match onto.filter(|member| **member != from.member) {
        Some(member) => board.swap(one, duty(to, member).ok_or_else(nobody)?),
        None => board.move_to(one, cell(to).ok_or_else(nobody)?),
    };
    match edited {
        Err(why) => Err(shift_words::refused(cx.lang, why).to_owned()),
        Ok(edited) => Ok(edited.broken.iter().map(|rule| looked.rule(cx, rule)).collect()),
    }
}

/// What moving somebody to each cell would do, in the order of the cells; worked out once for each drag.
fn kept_verdicts(
    ui: &Ui,
    cx: &Cx<'_>,
    looked: &Looked,
    grid: &ShiftGrid,
    from: &Dragged,
) -> Arc<Vec<Verdict>> {
    let state = (Arc::as_ptr(&looked.readout) as usize, from.clone(), cx.lang);
    kept(
        ui,
        "shift_verdicts",
        |of: &(usize, Dragged, Lang)| *of == state,
        || {
            let spots = grid.spots(1000.0);
            let one = |spot: &ShiftSpot| match place_of(looked, grid, spot) {
                Some(place) => verdict(cx, looked, from, &place, None),
                None => Err(String::new()),
            };
            (state.clone(), Arc::new(spots.iter().map(one).collect()))
        },
    )
}

/// The name under the pointer.
fn carried(ui: &Ui, cx: &Cx<'_>, looked: &Looked, from: &Dragged) {
    let Some(at) = ui.ctx().pointer_latest_pos() else { return };
    ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(Order::Tooltip, Id::unique("dragged_shift")));
    let position = looked.board.as_ref().and_then(|board| board.position(&from.member));
    let name = position.map_or(from.member.0.clone(), |person| looked.name(person));
    let font = crate::charts::paint::medium(size::TEXT);
    let galley = painter.layout_no_wrap(name, font, cx.theme.on_accent);
    let back = Align2::CENTER_BOTTOM.anchor_size(at - vec2(0.0, 10.0), galley.size() + vec2(16.0, 8.0));
    painter.rect_filled(back, 4.0, cx.theme.accent);
    painter.galley(back.min + vec2(8.0, 4.0), galley, cx.theme.on_accent);
}

/// What letting go here would do, at the pointer.
fn told(ui: &Ui, cx: &Cx<'_>, looked: &Looked, verdict: &Verdict, onto: Option<&MemberId>) {
    let Some(at) = ui.ctx().pointer_latest_pos() else { return };
    let area = Area::new(Id::unique("shift_verdict")).order(Order::Tooltip).interactable(false);
    area.fixed_pos(at + vec2(16.0, 14.0)).show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).fill(cx.theme.surface).show(ui, |ui| {
            ui.set_max_width(300.0);
            let line = |ui: &mut Ui, text: &str, color| {
                ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
            };
            match verdict {
                Err(reason) => line(ui, &format!("✖ {reason}"), cx.theme.bad),
                Ok(broken) => {
                    let person = onto.and_then(|id| looked.board.as_ref()?.position(id));
                    let doing = match person {
                        Some(person) => cx.lang.tf("calendar.swap_with", &[("name", &looked.name(person))]),
                        None => cx.t("shifts.move_here").to_owned(),
                    };
                    line(ui, &doing, cx.theme.text);
                    if broken.is_empty() {
                        line(ui, cx.t("calendar.no_rule"), cx.theme.good);
                    }
                    for rule in broken {
                        line(ui, &format!("⚠ {rule}"), cx.theme.warning);
                    }
                }
            }
        });
    });
}

fn menu(ui: &mut Ui, cx: &mut Cx<'_>, looked: &Looked, place: &ShiftPlace, member: &MemberId, locked: bool) {
    let (at, who) = (place.clone(), member.clone());
    if ui.button(cx.t("calendar.open")).clicked() {
        cx.send(Command::ShowDialog(Dialog::ShiftSlot(at.clone())));
        ui.close();
    }
    let key = if locked { "calendar.unlock" } else { "calendar.lock" };
    if ui.button(cx.t(key)).clicked() {
        looked.change(cx, ShiftChange::Lock { place: at.clone(), member: who.clone(), locked: !locked });
        ui.close();
    }
    if ui.add_enabled(!locked, egui::Button::new(cx.t("week.clear"))).clicked() {
        looked.change(cx, ShiftChange::Clear { place: at, member: who.clone() });
        ui.close();
    }
    if ui.button(cx.t("turns.ics")).clicked() {
        let calendar = crate::app::ShiftCommand::ChooseCalendar { week: looked.number, member: Some(who) };
        cx.send(Command::Shifts(calendar));
        ui.close();
    }
}
