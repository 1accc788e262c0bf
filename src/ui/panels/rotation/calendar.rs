//! The strip of weeks as a working calendar: drag to move or swap, click to open, a menu to lock.

use std::sync::Arc;

use egui::{Align2, Area, CornerRadius, Frame, Id, Order, RichText, Sense, Stroke, StrokeKind, Ui, vec2};

use super::super::super::kept::kept;
use super::super::super::{Cx, widgets};
use super::{Kept, Looked, board, today};
use crate::analytics::Input;
use crate::app::{Analysis, Command, Dialog, Edit, FigureKey, RotaChange};
use crate::charts::theme::size;
use crate::charts::{Chart as _, WeekCell, WeekStrip, catalogue, draw_legend};
use crate::model::Rota;
use crate::planner::edit::Seat;

/// What letting go over each cell would do, in the order of the cells.
type Verdicts = Arc<Vec<Result<Vec<String>, String>>>;

/// Draws the card with the calendar.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>, looked: Looked<'_>) {
    let Some(loaded) = &cx.state.loaded else { return };
    let state =
        (Arc::as_ptr(analysis) as usize, loaded.revision, looked.number, cx.lang, looked.rota.clone());
    let strip = kept(
        ui,
        "rota_strip",
        |of: &(usize, u64, usize, crate::i18n::Lang, Rota)| *of == state,
        || {
            let input = Input { project: &loaded.document.project, activity: &loaded.activity };
            let strip = catalogue::strip(input, looked.rota, looked.readout, today(analysis), cx.lang);
            (state.clone(), Arc::new(strip))
        },
    );
    let board = board(ui, cx, looked.number);
    let key = FigureKey::new(catalogue::rota_figure("weeks", looked.number));
    let mut commands = Vec::new();
    widgets::card(ui, cx, 0.0, |ui, cx| {
        let title = cx.lang.tf("figure.weeks", &[("name", &looked.rota.name), ("n", &looked.rota.weeks)]);
        widgets::card_head(ui, cx, &title, |ui| widgets::export_menu(ui, cx, &key, &mut commands));
        ui.add_space(-4.0);
        let hint = RichText::new(cx.t("calendar.hint")).size(size::SECONDARY).color(cx.theme.secondary);
        ui.add(egui::Label::new(hint).wrap());
        let style = cx.style();
        let legend = strip.legend(&style);
        let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        draw_legend(&ui.painter_at(line), line.left_center(), &legend, &style, line.width());
        ui.add_space(4.0);
        let width = ui.available_width();
        let (rect, _) = ui.allocate_exact_size(vec2(width, strip.height(width)), Sense::hover());
        let inside = egui::UiBuilder::new().max_rect(rect);
        let still = crate::charts::ChartStyle { interactive: false, ..style };
        ui.scope_builder(inside, |ui| strip.draw(ui, &still));
        cells(ui, cx, looked, &strip, board.as_ref(), rect);
    });
    cx.commands.append(&mut commands);
    widgets::gap(ui);
}

/// What can be done with each cell, over the painted strip.
fn cells(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    looked: Looked<'_>,
    strip: &WeekStrip,
    board: Option<&Kept>,
    rect: egui::Rect,
) {
    let dragged = egui::DragAndDrop::payload::<Seat>(ui.ctx()).map(|seat| *seat);
    let verdicts = dragged.zip(board).map(|(from, board)| verdicts(ui, cx, strip, board, from));
    let painter = ui.painter_at(rect.expand(3.0));
    for (number, (cell, place)) in strip.cells.iter().zip(strip.places(rect.width())).enumerate() {
        let place = place.translate(rect.min.to_vec2());
        let seat = Seat { week: cell.week, seat: cell.seat };
        let id = ui.scope_id().with(("duty", looked.number, cell.week, cell.seat));
        let response = ui.interact(place, id, Sense::click_and_drag());
        let words = WeekStrip::words(cell, cx.lang);
        let spoken = words.replace('\n', " · ");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
        if response.has_focus() {
            painter.rect_stroke(place, 4.0, Stroke::new(2.0, cx.theme.accent), StrokeKind::Outside);
        }
        if cell.name.is_some() {
            response.dnd_set_drag_payload(seat);
        }
        if response.clicked() {
            cx.send(Command::ShowDialog(Dialog::Week(cell.week)));
        }
        response.context_menu(|ui| menu(ui, cx, looked, cell));
        let verdict = verdicts.as_ref().and_then(|verdicts| verdicts.get(number));
        if let Some(verdict) = verdict.filter(|_| dragged != Some(seat)) {
            let color = match verdict {
                Err(_) => cx.theme.bad,
                Ok(broken) if broken.is_empty() => cx.theme.good,
                Ok(_) => cx.theme.warning,
            };
            painter.rect_stroke(place, CornerRadius::same(4), Stroke::new(2.0, color), StrokeKind::Inside);
            let foot = egui::Rect::from_min_max(place.left_bottom() - vec2(0.0, 8.0), place.max);
            painter.rect_filled(foot, CornerRadius { sw: 4, se: 4, nw: 0, ne: 0 }, color);
            painter.hline(foot.x_range(), foot.top(), Stroke::new(1.5, cx.theme.surface));
        }
        if dragged.is_some() && dragged != Some(seat) && response.contains_pointer() {
            if let Some(verdict) = verdict {
                told(ui, cx, cell, verdict);
            }
        } else if dragged.is_none() {
            response.clone().on_hover_text_at_pointer(words);
        }
        if let Some(from) = response.dnd_release_payload::<Seat>()
            && *from != seat
        {
            let change = RotaChange::Swap(*from, seat);
            cx.send(Command::Edit(Edit::ChangeRota { rota: looked.number, change }));
        }
    }
    if let Some(from) = dragged
        && let Some(at) = ui.ctx().pointer_latest_pos()
        && let Some(cell) = strip.cells.iter().find(|cell| (cell.week, cell.seat) == (from.week, from.seat))
    {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
        let layer = egui::LayerId::new(Order::Tooltip, Id::unique("dragged_duty"));
        let painter = ui.ctx().layer_painter(layer);
        let name = cell.name.as_deref().unwrap_or_default();
        let font = crate::charts::paint::medium(size::TEXT);
        let galley = painter.layout_no_wrap(name.to_owned(), font, cx.theme.on_accent);
        let back = Align2::CENTER_BOTTOM.anchor_size(at - vec2(0.0, 10.0), galley.size() + vec2(16.0, 8.0));
        painter.rect_filled(back, 4.0, cx.theme.accent);
        painter.galley(back.min + vec2(8.0, 4.0), galley, cx.theme.on_accent);
    }
}

fn verdicts(ui: &Ui, cx: &Cx<'_>, strip: &WeekStrip, board: &Kept, from: Seat) -> Verdicts {
    let state = (Arc::as_ptr(&board.board) as usize, from, cx.lang);
    kept(
        ui,
        "rota_verdicts",
        |of| *of == state,
        || {
            let places = strip.cells.iter().map(|cell| Seat { week: cell.week, seat: cell.seat });
            (state, Arc::new(places.map(|to| board.verdict(cx, from, to)).collect()))
        },
    )
}

/// What letting go here would do, at the pointer.
fn told(ui: &Ui, cx: &Cx<'_>, cell: &WeekCell, verdict: &Result<Vec<String>, String>) {
    let Some(at) = ui.ctx().pointer_latest_pos() else { return };
    let area = Area::new(Id::unique("drop_verdict")).order(Order::Tooltip).interactable(false);
    area.fixed_pos(at + vec2(16.0, 14.0)).show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).fill(cx.theme.surface).show(ui, |ui| {
            ui.set_max_width(300.0);
            let line = |ui: &mut Ui, text: &str, color| {
                ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
            };
            let doing = match &cell.name {
                Some(name) => cx.lang.tf("calendar.swap_with", &[("name", name)]),
                None => cx.t("calendar.move_here").to_owned(),
            };
            match verdict {
                Err(reason) => line(ui, &format!("✖ {reason}"), cx.theme.bad),
                Ok(broken) => {
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

fn menu(ui: &mut Ui, cx: &mut Cx<'_>, looked: Looked<'_>, cell: &WeekCell) {
    let (rota, week, seat) = (looked.number, cell.week, cell.seat);
    let item = |ui: &mut Ui, cx: &mut Cx<'_>, key: &str, enabled: bool, command: Command| {
        if ui.add_enabled(enabled, egui::Button::new(cx.t(key))).clicked() {
            cx.send(command);
            ui.close();
        }
    };
    item(ui, cx, "calendar.open", true, Command::ShowDialog(Dialog::Week(week)));
    if cell.name.is_some() {
        let key = if cell.locked { "calendar.unlock" } else { "calendar.lock" };
        let lock = Edit::LockDuty { rota, week, seat, locked: !cell.locked };
        item(ui, cx, key, true, Command::Edit(lock));
        let clear = Edit::AssignDuty { rota, week, seat, member: None };
        item(ui, cx, "week.clear", !cell.locked, Command::Edit(clear));
    }
    let card = FigureKey::new(catalogue::card_figure(rota, week));
    item(ui, cx, "calendar.card", true, Command::CopyFigure(card));
    if cell.closed.is_some() {
        let change = RotaChange::Open { week };
        item(ui, cx, "calendar.reopen", true, Command::Edit(Edit::ChangeRota { rota, change }));
    } else {
        let change = RotaChange::Close { week, name: String::new() };
        item(ui, cx, "calendar.close", true, Command::Edit(Edit::ChangeRota { rota, change }));
    }
}
