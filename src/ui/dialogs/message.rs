//! Errors, warnings and the question about unsaved changes.

use egui::{RichText, ScrollArea, Ui};

use super::super::{Cx, theme, widgets};
use crate::app::Command;
use crate::charts::theme::size;

/// What went wrong, as the command line prints it, with a button to copy it.
pub fn error(ui: &mut Ui, cx: &mut Cx<'_>, title: &str, text: &str) {
    ui.set_width(640.0);
    super::title(ui, cx, title);
    egui::Frame::new().fill(cx.theme.sunken).corner_radius(6).inner_margin(10).show(ui, |ui| {
        ScrollArea::both().max_height(320.0).show(ui, |ui| {
            ui.add(
                egui::Label::new(
                    RichText::new(text).font(egui::FontId::new(size::SECONDARY, crate::fonts::code())),
                )
                .extend(),
            );
        });
    });
    copy_and_close(ui, cx, text);
}

/// What the project has that can be lived with.
pub fn warnings(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(680.0);
    super::title(ui, cx, cx.t("warnings.title"));
    let Some(loaded) = &cx.state.loaded else { return };
    widgets::secondary(ui, cx, cx.t("warnings.text"));
    ui.add_space(6.0);
    ScrollArea::vertical().max_height(380.0).auto_shrink([false, true]).show(ui, |ui| {
        for warning in &loaded.warnings {
            ui.label(RichText::new(&warning.message).color(cx.theme.text));
            widgets::secondary(ui, cx, &warning.path);
            ui.add_space(4.0);
        }
    });
    let lines: Vec<String> =
        loaded.warnings.iter().map(|warning| format!("{}: {}", warning.path, warning.message)).collect();
    copy_and_close(ui, cx, &lines.join("\n"));
}

/// Buttons that copy a text and that close the window.
pub fn copy_and_close(ui: &mut Ui, cx: &mut Cx<'_>, text: &str) {
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button(cx.t("dialog.copy")).clicked() {
            cx.send(Command::CopyText(text.to_owned()));
        }
        super::close_button(ui, cx);
    });
}

/// Changes would be lost: save, lose them, or stay.
pub fn unsaved(ui: &mut Ui, cx: &mut Cx<'_>, next: &Command) {
    ui.set_width(420.0);
    super::title(ui, cx, cx.t("unsaved.title"));
    ui.label(cx.t("unsaved.text"));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.add(theme::primary(cx.theme, cx.t("unsaved.save"))).clicked() {
            cx.send(Command::SaveThen(Box::new(next.clone())));
        }
        if ui.button(cx.t("unsaved.discard")).clicked() {
            cx.send(Command::Discard(Box::new(next.clone())));
        }
        if ui.button(cx.t("dialog.cancel")).clicked() {
            cx.send(Command::CloseDialog);
        }
    });
}
