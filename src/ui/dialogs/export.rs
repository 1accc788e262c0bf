//! Taking one chart out: which format, and where it goes.

use std::path::PathBuf;

use egui::Ui;

use super::super::{Cx, theme, widgets};
use crate::app::{Command, FigureKey};
use crate::export::{ExportFormat, file_stem};

/// Formats, clipboard, or a typed path.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, key: &FigureKey) {
    ui.set_width(520.0);
    let (slot, want) = cx.state.figure(key);
    if let Some(command) = want {
        cx.send(command);
    }
    let figure = slot.flatten();
    super::title(ui, cx, figure.as_ref().map_or(cx.t("export.picture"), |figure| &figure.title));
    if let Some(figure) = &figure {
        widgets::secondary(ui, cx, &figure.subtitle);
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        for (index, format) in ExportFormat::ALL.into_iter().enumerate() {
            let label = cx.lang.tf("export.save_as", &[("format", &format.extension().to_uppercase())]);
            let button = if index == 0 { theme::primary(cx.theme, &label) } else { egui::Button::new(label) };
            if ui.add(button).clicked() {
                super::close(cx);
                cx.send(Command::ChooseExport(key.clone(), format));
            }
        }
        if ui.button(cx.t("export.copy")).clicked() {
            super::close(cx);
            cx.send(Command::CopyFigure(key.clone()));
        }
    });
    ui.add_space(10.0);
    widgets::secondary(ui, cx, cx.t("export.typed"));
    if cx.local.typed_path.is_empty() {
        cx.local.typed_path = format!("{}.png", file_stem(&key.name));
    }
    let label = cx.t("path.label");
    super::field(ui, &mut cx.local.typed_path, label, f32::INFINITY);
    let path = PathBuf::from(cx.local.typed_path.trim());
    let format =
        path.extension().and_then(|extension| ExportFormat::of_extension(&extension.to_string_lossy()));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.add_enabled(format.is_some(), egui::Button::new(cx.t("export.write"))).clicked()
            && let Some(format) = format
        {
            super::close(cx);
            cx.send(Command::ExportFigure(key.clone(), format, path));
            return;
        }
        super::close_button(ui, cx);
    });
}
