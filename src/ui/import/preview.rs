//! The first rows of a file as understood, and the lines that were not.

use egui::{Align, Layout, RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::super::{Cx, widgets};
use super::{mapping, words};
use crate::app::IntakeFile;
use crate::charts::format::UNKNOWN;
use crate::charts::theme::size;
use crate::import::PreviewRow;
use crate::import::entry::Change;
use crate::import::table_rows::TableRow;

const ROW: f32 = 24.0;
/// Skipped lines listed under the rows.
const MOST_SKIPPED: usize = 20;

/// Draws what the chosen file holds.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(file) = cx.state.intake.shown().cloned() else { return };
    ScrollArea::vertical().id_salt("import_preview").auto_shrink(false).show(ui, |ui| {
        if let Some(problem) = &file.survey.problem {
            widgets::card(ui, cx, 0.0, |ui, cx| {
                widgets::card_head(ui, cx, words::problem(problem.kind, cx.lang), |_| {});
                super::note(ui, cx, &problem.text);
            });
            return;
        }
        mapping::show(ui, cx, &file);
        if !file.survey.lacks_columns() {
            rows(ui, cx, &file);
        }
        not_understood(ui, cx, &file);
    });
}

fn rows(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile) {
    let survey = &file.survey;
    let name = survey.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    widgets::card(ui, cx, 0.0, |ui, cx| {
        let key = if survey.complete { "import.preview_all" } else { "import.preview" };
        let title = cx.lang.tf(key, &[("n", &survey.rows.len())]);
        widgets::card_head(ui, cx, &title, |ui| {
            let text = RichText::new(&name).size(size::SECONDARY).color(cx.theme.secondary);
            ui.add(egui::Label::new(text).truncate());
        });
        if survey.rows.is_empty() {
            super::note(ui, cx, cx.t("import.preview_none"));
            return;
        }
        table(ui, cx, file);
    });
    widgets::gap(ui);
}

fn table(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile) {
    let survey = &file.survey;
    let many = survey.chats.len() > 1;
    let zone = cx.state.import_zone();
    let members = matches!(survey.rows.first().and_then(|row| row.row.as_ref()), Some(TableRow::Member(_)));
    let mut keys = vec![if members { "import.role_joined" } else { "import.column_time" }];
    if many {
        keys.push("import.column_chat");
    }
    let is_table = survey.rows.iter().any(|row| row.row.is_some());
    keys.extend([
        if is_table { "import.role_name" } else { "import.column_sender" },
        "import.column_kind",
        "import.column_text",
    ]);
    let mut builder = TableBuilder::new(ui)
        .id_salt("import_rows")
        .vscroll(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(136.0));
    if many {
        builder = builder.column(Column::exact(100.0).clip(true));
    }
    builder
        .column(Column::exact(100.0).clip(true))
        .column(Column::exact(56.0))
        .column(Column::remainder().clip(true))
        .header(ROW, |mut row| {
            for key in keys {
                row.col(|ui| widgets::secondary(ui, cx, cx.t(key)));
            }
        })
        .body(|body| {
            body.rows(ROW, survey.rows.len(), |mut row| {
                let entry = &survey.rows[row.index()];
                let time = match &entry.row {
                    Some(TableRow::Member(member)) => {
                        member.joined.map_or(UNKNOWN.to_owned(), crate::charts::format::date)
                    }
                    _ => entry.clock(zone).unwrap_or_else(|| cx.t("import.time_open").to_owned()),
                };
                row.col(|ui| cell(ui, cx, &time, cx.theme.secondary));
                if many {
                    let name =
                        survey.chats.get(entry.chat).and_then(|chat| chat.name.as_ref().or(chat.id.as_ref()));
                    row.col(|ui| cell(ui, cx, name.map_or(UNKNOWN, String::as_str), cx.theme.secondary));
                }
                let sender = entry.sender.as_deref().unwrap_or(UNKNOWN);
                row.col(|ui| cell(ui, cx, sender, cx.theme.text));
                row.col(|ui| cell(ui, cx, words::row_name(entry, cx.lang), cx.theme.secondary));
                row.col(|ui| {
                    let text = told(entry, cx);
                    let color = if entry.moved.is_some() { cx.theme.good } else { cx.theme.text };
                    cell(ui, cx, &text, color);
                });
            });
        });
}

fn cell(ui: &mut Ui, _cx: &Cx<'_>, text: &str, color: egui::Color32) {
    ui.add(egui::Label::new(RichText::new(text).color(color)).truncate());
}

/// The body, or who came or went.
fn told(entry: &PreviewRow, cx: &Cx<'_>) -> String {
    if let Some(row) = &entry.row {
        let project = cx.state.loaded.as_ref().map(|loaded| &loaded.document.project);
        let currency = project.map_or("CNY", |project| project.currency.as_str());
        return words::row_facts(row, currency, cx.lang).join(" · ");
    }
    match &entry.moved {
        None => entry.text.clone(),
        Some((change, who)) => {
            let key = match change {
                Change::Join => "import.came",
                Change::Leave => "import.went",
            };
            let who = if who.is_empty() { entry.text.clone() } else { who.join(", ") };
            cx.lang.tf(key, &[("who", &who)])
        }
    }
}

fn not_understood(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile) {
    let survey = &file.survey;
    // A likely order of day and month is asked about beside the files.
    let warnings: Vec<_> =
        survey.warnings.iter().filter(|warning| warning.kind != "ambiguous_date_order").collect();
    if survey.skipped.is_empty() && warnings.is_empty() {
        return;
    }
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("import.to_know"), |_| {});
        for warning in warnings {
            super::note(ui, cx, &words::warning(warning, cx.lang));
        }
        for skipped in survey.skipped.iter().take(MOST_SKIPPED) {
            let text = words::skipped(skipped, cx.lang);
            super::note(ui, cx, &text);
        }
        let more = survey.skipped.len().saturating_sub(MOST_SKIPPED);
        if more > 0 {
            super::note(ui, cx, &cx.lang.tf("import.skipped_more", &[("n", &more)]));
        }
    });
}
