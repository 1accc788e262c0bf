//! What an import brought: sums, one row for each chat, and the lines that were skipped.

use std::sync::Arc;

use egui::{Align, Layout, RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::super::{Cx, dialogs, theme, widgets};
use super::words;
use crate::app::{Command, Dialog, Done, ImportCommand, Imported, Page};
use crate::charts::Tone;
use crate::charts::format::UNKNOWN;
use crate::import::FileReport;

const ROW: f32 = 28.0;

/// Draws the report.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, done: &Arc<Imported>) {
    let report = &done.report;
    let in_force = cx.state.loaded.as_ref().is_some_and(|loaded| loaded.history.includes(done.state));
    let dirty = cx.state.loaded.as_ref().is_some_and(|loaded| loaded.history.is_dirty());
    widgets::page_title(ui, cx.t("import.report"), |_| {});
    super::bottom(ui, |ui| {
        if ui.add(theme::primary(cx.theme, cx.t("import.next"))).clicked() {
            cx.send(Command::ShowPage(Page::Engagement));
        }
        if dirty && ui.button(cx.t("import.save")).clicked() {
            cx.send(Command::Save);
        }
        if ui.button(cx.t("import.again")).clicked() {
            cx.send(Command::Import(ImportCommand::CloseReport));
        }
        let last = cx.state.loaded.as_ref().and_then(|loaded| loaded.history.last());
        if in_force && last == Some(&Done::Import) && ui.button(cx.t("import.undo")).clicked() {
            cx.send(Command::Undo);
        }
    });
    ScrollArea::vertical().id_salt("import_report").auto_shrink(false).show(ui, |ui| {
        if !in_force {
            widgets::card(ui, cx, 0.0, |ui, cx| super::note(ui, cx, cx.t("import.undone")));
            widgets::gap(ui);
        }
        let skipped: u64 = report.files.iter().map(skipped).sum();
        let rows: u64 =
            report.files.iter().filter_map(|file| file.table.as_ref()).map(|table| table.added).sum();
        let new_rows = cx.lang.tf("import.new_rows", &[("n", &super::count(rows))]);
        let new_hint = if rows > 0 { &new_rows } else { cx.t("import.new_messages_hint") };
        let told = |n: u64, key: &str, otherwise: &str| match n {
            0 => cx.t(otherwise).to_owned(),
            n => cx.lang.tf(key, &[("n", &super::count(n))]),
        };
        let changed = told(report.changed, "import.changed", "import.duplicates_hint");
        let renamed = told(report.renamed, "import.renamed", "import.new_members_hint");
        let numbers = [
            ("import.new_messages", report.new_messages, new_hint),
            ("import.duplicates", report.duplicates, &changed),
            ("import.new_members", report.new_members, &renamed),
            ("import.skipped", skipped, cx.t("import.skipped_hint")),
        ];
        widgets::row(ui, "import_numbers", [1.0; 4], |index, ui, height| {
            let (key, value, hint) = numbers[index];
            let tone = if key == "import.skipped" && value > 0 { Tone::Warning } else { Tone::Neutral };
            widgets::KeyNumber {
                label: cx.t(key),
                value: super::count(value),
                detail: (hint.to_owned(), tone),
                target: String::new(),
                open: None,
                detail_open: None,
            }
            .show(ui, cx, height)
        });
        widgets::card(ui, cx, 0.0, |ui, cx| table(ui, cx, done));
        widgets::gap(ui);
        warnings(ui, cx, done);
    });
}

fn skipped(file: &FileReport) -> u64 {
    file.skipped.len() as u64 + file.skipped_more
}

fn table(ui: &mut Ui, cx: &mut Cx<'_>, done: &Imported) {
    let files: Vec<(usize, &FileReport)> =
        done.report.files.iter().enumerate().filter(|(_, file)| file.format.is_some()).collect();
    let seconds = words::duration(f64::from(done.seconds), cx.lang);
    widgets::card_head(ui, cx, cx.t("import.by_file"), |ui| {
        widgets::secondary(ui, cx, &cx.lang.tf("import.took", &[("time", &seconds)]));
    });
    let group = (ui.available_width() * 0.22).clamp(110.0, 280.0);
    let number = if ui.available_width() > 800.0 { 68.0 } else { 56.0 };
    let keys = [
        "import.column_file",
        "import.column_group",
        "import.column_added",
        "import.column_duplicates",
        "import.column_changed",
        "import.column_senders",
        "import.column_joins",
        "import.column_leaves",
        "import.column_skipped",
    ];
    TableBuilder::new(ui)
        .id_salt("import_files")
        .vscroll(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::remainder().at_least(90.0).clip(true))
        .column(Column::exact(group).clip(true))
        .columns(Column::exact(number), 6)
        .column(Column::exact(76.0))
        .header(ROW, |mut row| {
            for (index, key) in keys.into_iter().enumerate() {
                row.col(|ui| {
                    let text = RichText::new(cx.t(key)).color(cx.theme.secondary);
                    aligned(ui, index > 1, text);
                });
            }
        })
        .body(|body| {
            body.rows(ROW, files.len(), |mut row| {
                let (number, file) = files[row.index()];
                let name = file.path.file_name().unwrap_or_default().to_string_lossy();
                row.col(|ui| {
                    let text = RichText::new(&*name).color(cx.theme.text);
                    ui.add(egui::Label::new(text).truncate()).on_hover_text(file.path.display().to_string());
                });
                row.col(|ui| aligned(ui, false, group_name(done, file).into()));
                let table = file.table.as_ref();
                let [added, duplicates, changed] = match table {
                    Some(table) => [table.added, table.duplicates, table.changed].map(Some),
                    None => [Some(file.added), Some(file.duplicates), None],
                };
                let senders = Some(file.senders).filter(|_| table.is_none());
                for value in [added, duplicates, changed, senders, Some(file.joins), Some(file.leaves)] {
                    let text = value.map_or(UNKNOWN.to_owned(), super::count);
                    row.col(|ui| aligned(ui, true, text.into()));
                }
                row.col(|ui| {
                    let count = skipped(file);
                    if count == 0 {
                        aligned(ui, true, "0".into());
                        return;
                    }
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let label = cx.lang.tf("import.see_skipped", &[("n", &super::count(count))]);
                        if ui.add(theme::quiet(cx.theme.accent, &label)).clicked() {
                            cx.send(Command::ShowDialog(Dialog::Skipped(number)));
                        }
                    });
                });
            });
        });
    let unmatched: u64 =
        files.iter().filter_map(|(_, file)| file.table.as_ref()).map(|table| table.unmatched).sum();
    if unmatched > 0 {
        super::note(ui, cx, &cx.lang.tf("import.unmatched", &[("n", &super::count(unmatched))]));
        if ui.button(cx.t("unmatched.see")).clicked() {
            cx.send(Command::ShowDialog(Dialog::Unmatched));
        }
    }
    let passed = done.report.files.len() - files.len();
    if passed > 0 {
        super::note(ui, cx, &cx.lang.tf("import.passed_over", &[("n", &passed)]));
    }
    if done.report.files.iter().any(|file| file.joins > 0) {
        super::note(ui, cx, cx.t("import.leaves_hidden"));
    }
}

fn aligned(ui: &mut Ui, right: bool, text: RichText) {
    let label = egui::Label::new(text).truncate();
    if right {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label));
    } else {
        ui.add(label);
    }
}

fn group_name(done: &Imported, file: &FileReport) -> String {
    let Some(id) = &file.group else { return UNKNOWN.to_owned() };
    let found = done.groups.iter().find(|(group, _)| group.as_str() == id);
    found.map_or_else(|| id.clone(), |(_, name)| name.clone())
}

fn warnings(ui: &mut Ui, cx: &mut Cx<'_>, done: &Imported) {
    let files = &done.report.files;
    // What matches nobody is told above, with the way to the list.
    let shown = |file: &FileReport| {
        let told = file.warnings.iter().filter(|warning| warning.kind != "unmatched");
        told.map(|warning| words::warning(warning, cx.lang)).collect::<Vec<_>>()
    };
    let shown: Vec<(&FileReport, Vec<String>)> =
        files.iter().map(|file| (file, shown(file))).filter(|(_, warnings)| !warnings.is_empty()).collect();
    if shown.is_empty() {
        return;
    }
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("import.to_know"), |_| {});
        for (file, warnings) in &shown {
            let name = file.path.file_name().unwrap_or_default().to_string_lossy();
            for warning in warnings {
                super::note(ui, cx, &format!("{name}: {warning}"));
            }
        }
    });
}

/// The window with the skipped lines of one chat.
pub fn skipped_lines(ui: &mut Ui, cx: &mut Cx<'_>, number: usize) {
    ui.set_width(680.0);
    let report = cx.state.intake.report.clone();
    let Some(file) = report.as_ref().and_then(|done| done.report.files.get(number)) else { return };
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    dialogs::title(ui, cx, &cx.lang.tf("import.skipped_of", &[("file", &name)]));
    widgets::secondary(ui, cx, cx.t("import.skipped_text"));
    ui.add_space(6.0);
    let height = ui.text_style_height(&egui::TextStyle::Body);
    ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]).show_rows(
        ui,
        height,
        file.skipped.len(),
        |ui, range| {
            for skipped in file.skipped.get(range).unwrap_or_default() {
                let text = RichText::new(words::skipped(skipped, cx.lang)).color(cx.theme.text);
                ui.add(egui::Label::new(text).truncate());
            }
        },
    );
    if file.skipped_more > 0 {
        let more = super::count(file.skipped_more);
        super::note(ui, cx, &cx.lang.tf("import.skipped_more", &[("n", &more)]));
    }
    let lines: Vec<String> = file.skipped.iter().map(|skipped| words::skipped(skipped, cx.lang)).collect();
    dialogs::copy_and_close(ui, cx, &format!("{}\n{}", file.path.display(), lines.join("\n")));
}
