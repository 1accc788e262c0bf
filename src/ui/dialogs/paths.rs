//! Typing a path, where no file dialog is at hand.

use std::path::PathBuf;

use egui::Ui;

use super::super::{Cx, theme, widgets};
use crate::app::Command;

/// Opens a project by its path.
pub fn open(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(520.0);
    super::title(ui, cx, cx.t("path.open"));
    let label = cx.t("path.label");
    let field = super::field(ui, &mut cx.local.typed_path, label, f32::INFINITY);
    widgets::secondary(ui, cx, cx.t("path.hint"));
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if !entered && ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let typed = cx.local.typed_path.trim().to_owned();
        let go = ui.add_enabled(!typed.is_empty(), theme::primary(cx.theme, cx.t("path.go"))).clicked();
        if (go || entered) && !typed.is_empty() {
            super::close(cx);
            cx.send(Command::OpenProject(PathBuf::from(typed)));
            return;
        }
        super::close_button(ui, cx);
    });
}
