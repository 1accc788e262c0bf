//! What the columns of a table mean: a choice under each heading, over the first rows as the file has them.

use egui::{Align, Label, Layout, RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::super::{Cx, widgets};
use super::words;
use crate::app::{Command, ImportCommand, IntakeFile};
use crate::charts::paint;
use crate::charts::theme::size;
use crate::import::table::{TableProblem, TableSource, TableSurvey, mapping_for};
use crate::model::{ColumnRole, TableMapping, TablePurpose};

/// Columns shown; what stands further right keeps what was found for it.
const MOST_COLUMNS: usize = 40;
const MOST_ROWS: usize = 4;
const COLUMN: f32 = 132.0;

/// Draws the columns of a table; nothing for other files.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile) {
    let Some(table) = &file.survey.table else { return };
    let mapping = file.mapping.as_ref().unwrap_or(&table.mapping);
    widgets::card(ui, cx, 0.0, |ui, cx| {
        ui.horizontal(|ui| {
            let title = RichText::new(cx.t("import.columns")).font(paint::medium(size::CARD_TITLE));
            ui.label(title.color(cx.theme.text));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| purpose(ui, cx, file, table, mapping));
        });
        let text = if table.remembered && file.mapping.is_none() {
            cx.t("import.columns_remembered")
        } else {
            cx.t("import.columns_text")
        };
        super::note(ui, cx, text);
        if let TableSource::Sheet { name, others } = &table.source
            && !others.is_empty()
        {
            let others = others.join(", ");
            super::note(ui, cx, &cx.lang.tf("import.sheet", &[("sheet", name), ("others", &others)]));
        }
        for problem in &table.problems {
            let TableProblem::Lacks(roles) = problem else { continue };
            let names: Vec<String> = roles.iter().map(|role| words::role_name(role, cx.lang)).collect();
            let text = cx.lang.tf("import.lacks", &[("roles", &names.join(" / "))]);
            ui.add(Label::new(RichText::new(text).color(cx.theme.warning)).wrap());
        }
        ui.add_space(4.0);
        columns(ui, cx, file, table, mapping);
    });
    widgets::gap(ui);
}

fn purpose(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile, table: &TableSurvey, mapping: &TableMapping) {
    let shown = words::purpose_name(mapping.purpose, cx.lang);
    let label = format!("{} {shown}", cx.t("import.purpose"));
    let combo = egui::ComboBox::from_id_salt("import_purpose").width(110.0).selected_text(shown);
    let response = combo
        .show_ui(ui, |ui| {
            for purpose in TablePurpose::ALL {
                let text = words::purpose_name(purpose, cx.lang);
                if ui.selectable_label(mapping.purpose == purpose, text).clicked() {
                    let next = mapping_for(&table.headings, purpose);
                    cx.commands.push(Command::Import(ImportCommand::SetMapping(file.id, Box::new(next))));
                }
            }
        })
        .response;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
}

fn columns(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile, table: &TableSurvey, mapping: &TableMapping) {
    let count = mapping.columns.len().min(MOST_COLUMNS);
    ScrollArea::horizontal().id_salt("import_columns").auto_shrink([false, true]).show(ui, |ui| {
        TableBuilder::new(ui)
            .id_salt(("import_columns", file.id))
            .vscroll(false)
            .cell_layout(Layout::left_to_right(Align::Center))
            .columns(Column::exact(COLUMN).clip(true), count)
            .header(24.0, |mut row| {
                for heading in table.headings.iter().take(count) {
                    row.col(|ui| {
                        let text = RichText::new(heading).font(paint::medium(size::SECONDARY));
                        ui.add(Label::new(text.color(cx.theme.text)).truncate());
                    });
                }
            })
            .body(|mut body| {
                body.row(34.0, |mut row| {
                    for column in 0..count {
                        row.col(|ui| choose(ui, cx, file, table, mapping, column));
                    }
                });
                for cells in table.rows.iter().take(MOST_ROWS) {
                    body.row(22.0, |mut row| {
                        for cell in cells.iter().take(count) {
                            row.col(|ui| {
                                let text =
                                    RichText::new(cell).size(size::SECONDARY).color(cx.theme.secondary);
                                ui.add(Label::new(text).truncate());
                            });
                        }
                    });
                }
            });
        ui.add_space(8.0);
    });
}

fn choose(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    file: &IntakeFile,
    table: &TableSurvey,
    mapping: &TableMapping,
    column: usize,
) {
    let heading = table.headings.get(column).cloned().unwrap_or_default();
    let now = mapping.columns.get(column).cloned().unwrap_or(ColumnRole::Nothing);
    let shown = words::role_name(&now, cx.lang);
    let label = cx.lang.tf("import.column_is", &[("column", &heading), ("role", &shown)]);
    let own = match mapping.purpose {
        _ if heading.is_empty() => None,
        TablePurpose::Members => Some(ColumnRole::Profile(heading.clone())),
        TablePurpose::Events => Some(ColumnRole::Property(heading.clone())),
        TablePurpose::Messages | TablePurpose::Orders => None,
    };
    let color = if now == ColumnRole::Nothing { cx.theme.secondary } else { cx.theme.accent };
    let response = egui::ComboBox::from_id_salt(("import_column", column))
        .width(COLUMN - 12.0)
        .height(320.0)
        .truncate()
        .selected_text(RichText::new(shown).color(color))
        .show_ui(ui, |ui| {
            for role in mapping.purpose.roles().iter().cloned().chain(own) {
                if ui.selectable_label(role == now, words::role_name(&role, cx.lang)).clicked() {
                    let next = with_role(mapping, column, role);
                    cx.send(Command::Import(ImportCommand::SetMapping(file.id, Box::new(next))));
                }
            }
        })
        .response;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
}

/// The mapping with another role for one column; the column that had it has none then.
fn with_role(mapping: &TableMapping, column: usize, role: ColumnRole) -> TableMapping {
    let mut next = mapping.clone();
    for known in &mut next.columns {
        if *known == role {
            *known = ColumnRole::Nothing;
        }
    }
    if let Some(place) = next.columns.get_mut(column) {
        *place = role;
    }
    next
}
