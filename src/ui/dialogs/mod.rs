//! Windows over the page.

mod export;
mod group;
mod merge;
mod message;
mod occasion;
mod paths;
pub mod people;
mod person;
mod plan;
mod quotes;
mod shift_settings;
mod shift_slot;
mod thresholds;
mod unmatched;
mod week;

pub use group::GroupDraft;
pub use message::copy_and_close;
pub use shift_settings::ShiftDraft;

use egui::{Frame, Margin, Modal, RichText, Ui};

use super::{Cx, import};
use crate::app::{Command, Dialog};
use crate::charts::paint;
use crate::charts::theme::size;

/// Draws the topmost window, if any.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let depth = cx.state.dialogs.len();
    let Some(dialog) = cx.state.dialogs.last().cloned() else {
        // A key or a finished job may have closed the window; what was typed for one group is not for the next.
        cx.local.list_search.clear();
        forget(cx);
        return;
    };
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(20)).fill(cx.theme.surface);
    let modal = Modal::new(egui::Id::unique(("dialog", depth)))
        .frame(frame)
        .backdrop_color(cx.theme.ground.gamma_multiply(0.7))
        .show(ui.ctx(), |ui| match &dialog {
            Dialog::People { title, members } => people::list(ui, cx, title, members),
            Dialog::Member(member) => person::show(ui, cx, *member),
            Dialog::Merge { member, other } => merge::show(ui, cx, *member, *other),
            Dialog::Group(group) => group::show(ui, cx, *group),
            Dialog::Week(week) => week::show(ui, cx, *week),
            Dialog::Occasion(index) => occasion::show(ui, cx, *index),
            Dialog::Plan => plan::show(ui, cx),
            Dialog::ShiftSlot(place) => shift_slot::show(ui, cx, place),
            Dialog::ShiftSettings => shift_settings::show(ui, cx),
            Dialog::Thresholds => thresholds::show(ui, cx),
            Dialog::Warnings => message::warnings(ui, cx),
            Dialog::ExportFigure(key) => export::show(ui, cx, key),
            Dialog::Error { title, text } => message::error(ui, cx, title, text),
            Dialog::Unsaved(next) => message::unsaved(ui, cx, next),
            Dialog::OpenPath => paths::open(ui, cx),
            Dialog::Quotes(list) => quotes::show(ui, cx, *list),
            Dialog::Unmatched => unmatched::show(ui, cx),
            Dialog::Skipped(number) => import::report::skipped_lines(ui, cx, *number),
        });
    if modal.should_close() {
        close(cx);
    }
}

/// Forgets what was typed and closes the window.
fn close(cx: &mut Cx<'_>) {
    forget(cx);
    cx.send(Command::CloseDialog);
}

/// Forgets what was typed.
fn forget(cx: &mut Cx<'_>) {
    cx.local.group = None;
    cx.local.thresholds = None;
    cx.local.rota.shifts = None;
    cx.local.unmatched = None;
    cx.local.typed_path.clear();
}

/// Title of a window.
pub fn title(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    ui.label(RichText::new(text).font(paint::medium(size::CARD_TITLE + 2.0)).color(cx.theme.text));
    ui.add_space(6.0);
}

/// The button that closes the window, at the end of a line of buttons.
fn close_button(ui: &mut Ui, cx: &mut Cx<'_>) {
    if ui.button(cx.t("dialog.close")).clicked() {
        close(cx);
    }
}

/// A one-line field with a name for screen readers.
fn field(ui: &mut Ui, text: &mut String, label: &'static str, width: f32) -> egui::Response {
    let response = ui.add(egui::TextEdit::singleline(text).hint_text(label).desired_width(width));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
    response
}
