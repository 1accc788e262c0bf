//! The import page: files and what was understood of them, questions, privacy, progress, and the report.

mod mapping;
mod preview;
mod progress;
mod questions;
pub mod report;
mod sources;
mod words;

use std::path::PathBuf;

use egui::{Align, Frame, Layout, Margin, Panel, RichText, ScrollArea, Ui};

use super::{Cx, theme, widgets};
use crate::app::{Command, ImportCommand, Page};
use crate::charts::format;
use crate::charts::paint;
use crate::charts::theme::size;

/// Width of the column of files.
const SOURCES: f32 = 400.0;

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let intake = &cx.state.intake;
    if let Some((id, job)) = cx.state.importing() {
        head(ui, cx);
        progress::show(ui, cx, id, &job);
        return;
    }
    if intake.reads_report
        && let Some(done) = intake.report.clone()
    {
        report::show(ui, cx, &done);
        return;
    }
    head(ui, cx);
    if intake.files.is_empty() && cx.state.surveying().is_none() {
        empty(ui, cx);
        return;
    }
    bottom(ui, |ui| start(ui, cx));
    let column = Frame::new().inner_margin(Margin { right: 4, ..Margin::ZERO });
    Panel::left("import_sources")
        .exact_size(SOURCES.min(ui.available_width() * 0.45))
        .resizable(false)
        .show_separator_line(false)
        .frame(column)
        .show(ui, |ui| {
            ScrollArea::vertical().id_salt("import_sources").auto_shrink(false).show(ui, |ui| {
                // Beside the bar, not under it.
                ui.set_max_width(ui.available_width() - 10.0);
                questions::show(ui, cx);
                sources::show(ui, cx);
                add(ui, cx);
                privacy(ui, cx);
            });
        });
    preview::show(ui, cx);
}

fn head(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (title, back, report) = (cx.t("page.import"), cx.t("import.back"), cx.t("import.last_report"));
    let mut commands = Vec::new();
    widgets::page_title(ui, title, |ui| {
        if cx.state.loaded.is_none() && ui.button(back).clicked() {
            commands.push(Command::ShowPage(Page::Overview));
        }
        if cx.state.intake.report.is_some() && ui.button(report).clicked() {
            commands.push(Command::Import(ImportCommand::ShowReport));
        }
    });
    cx.commands.append(&mut commands);
}

/// A strip at the foot of the page.
fn bottom(ui: &mut Ui, body: impl FnOnce(&mut Ui)) {
    let frame = Frame::new().inner_margin(Margin { top: 12, ..Margin::ZERO });
    Panel::bottom("import_actions")
        .exact_size(44.0)
        .resizable(false)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, |ui| ui.with_layout(Layout::right_to_left(Align::Center), body));
}

/// The button that starts, with what it will do or why it waits.
fn start(ui: &mut Ui, cx: &mut Cx<'_>) {
    let intake = &cx.state.intake;
    let count = intake.usable().count();
    let label = match count {
        0 => cx.t("import.start_none").to_owned(),
        1 => cx.t("import.start_one").to_owned(),
        _ => cx.lang.tf("import.start", &[("n", &count)]),
    };
    let looking = cx.state.surveying().is_some();
    let button = theme::primary(cx.theme, &label);
    if ui.add_enabled(intake.is_ready() && !looking, button).clicked() {
        cx.send(Command::Import(ImportCommand::Start));
    }
    let open = intake.usable().any(crate::app::IntakeFile::is_open);
    let text = if looking {
        cx.t("import.looking").to_owned()
    } else if count == 0 {
        cx.t("import.nothing_usable").to_owned()
    } else if open {
        cx.t("import.answer_first").to_owned()
    } else {
        let size = words::bytes(intake.size());
        cx.lang.tf("import.ready", &[("n", &count), ("size", &size)])
    };
    widgets::secondary(ui, cx, &text);
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        if ui.button(cx.t("import.clear")).clicked() {
            cx.send(Command::Import(ImportCommand::Clear));
        }
    });
}

/// What can be brought in, before anything was named.
fn empty(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::card(ui, cx, 0.0, |ui, cx| {
        ui.add_space(12.0);
        ui.label(
            RichText::new(cx.t("import.drop")).font(paint::medium(size::PAGE_TITLE)).color(cx.theme.text),
        );
        ui.add(egui::Label::new(RichText::new(cx.t("import.drop_text")).color(cx.theme.secondary)).wrap());
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            if ui.add(theme::primary(cx.theme, cx.t("import.choose_files"))).clicked() {
                cx.send(Command::ChooseImport);
            }
            if ui.button(cx.t("import.choose_folder")).clicked() {
                cx.send(Command::ChooseImportFolder);
            }
        });
        ui.add_space(10.0);
        typed(ui, cx);
        ui.add_space(12.0);
    });
    widgets::gap(ui);
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("import.formats"), |_| {});
        for key in ["import.formats_chat", "import.formats_table", "import.formats_how"] {
            ui.add(egui::Label::new(RichText::new(cx.t(key)).color(cx.theme.secondary)).wrap());
        }
    });
}

/// More files for the page.
fn add(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("import.more"), |_| {});
        ui.horizontal(|ui| {
            if ui.button(cx.t("import.choose_files")).clicked() {
                cx.send(Command::ChooseImport);
            }
            if ui.button(cx.t("import.choose_folder")).clicked() {
                cx.send(Command::ChooseImportFolder);
            }
        });
        typed(ui, cx);
    });
    widgets::gap(ui);
}

/// A path by hand, where no file dialog is at hand.
fn typed(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal(|ui| {
        let label = cx.t("import.path");
        let button = cx.t("import.add");
        let width = (ui.available_width() - 90.0).min(520.0);
        let field = ui
            .add(egui::TextEdit::singleline(&mut cx.local.import_path).hint_text(label).desired_width(width));
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let path = cx.local.import_path.trim().to_owned();
        let clicked = ui.add_enabled(!path.is_empty(), egui::Button::new(button)).clicked();
        if (clicked || entered) && !path.is_empty() {
            cx.local.import_path.clear();
            cx.send(Command::Import(ImportCommand::Add(vec![PathBuf::from(path)])));
        }
    });
}

/// What is kept of people and their words, in the whole project.
fn privacy(ui: &mut Ui, cx: &mut Cx<'_>) {
    let stated = cx.state.stated_privacy();
    let (mut hide, mut drop) = cx.state.import_privacy();
    let hidden = hide;
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("import.privacy"), |_| {});
        note(ui, cx, cx.t("import.privacy_text"));
        if ui.checkbox(&mut hide, cx.t("import.pseudonymise")).changed() {
            cx.send(Command::Import(ImportCommand::Pseudonymise(hide)));
        }
        let text = match (stated.pseudonyms, hidden) {
            (true, true) => "import.pseudonymise_stated",
            (true, false) => "import.pseudonymise_back",
            (false, _) => "import.pseudonymise_text",
        };
        note(ui, cx, cx.t(text));
        let text = match (stated.without_text, drop) {
            (true, true) => "import.drop_bodies_stated",
            (true, false) => "import.drop_bodies_back",
            (false, _) => "import.drop_bodies_text",
        };
        let label = cx.t("import.drop_bodies");
        if ui.add_enabled(!hidden, egui::Checkbox::new(&mut drop, label)).changed() {
            cx.send(Command::Import(ImportCommand::DropText(drop)));
        }
        note(ui, cx, cx.t(text));
    });
    widgets::gap(ui);
}

/// A sentence in the secondary colour that takes as many lines as it needs.
fn note(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    let text = RichText::new(text).size(size::SECONDARY).color(cx.theme.secondary);
    ui.add(egui::Label::new(text).wrap());
}

/// A count as shown everywhere on the page.
fn count(number: u64) -> String {
    format::count(number)
}
