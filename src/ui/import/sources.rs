//! One card for each file: what it is, where it goes, what of it was not understood.

use egui::{Align, CornerRadius, Frame, Layout, Margin, RichText, Sense, Stroke, Ui, UiBuilder};

use super::super::{Cx, theme, widgets};
use super::words;
use crate::app::{Command, ImportCommand, IntakeFile};
use crate::charts::Tone;
use crate::charts::paint;
use crate::charts::theme::size;
use crate::import::{destination, format};
use crate::model::{ColumnRole, GroupId, Project};

/// Cards drawn; files beyond are imported with what was found in them.
const MOST_CARDS: usize = 100;

/// Draws the cards, and one line for what a folder holds beside chats.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let intake = &cx.state.intake;
    let shown = intake.shown().map(|file| file.id);
    let (mut passed_over, mut cards) = (0, 0);
    for file in &intake.files {
        if !file.survey.named && !file.survey.is_usable() {
            passed_over += 1;
            continue;
        }
        cards += 1;
        if cards <= MOST_CARDS {
            card(ui, cx, file, shown == Some(file.id));
        }
    }
    if cards > MOST_CARDS {
        super::note(ui, cx, &cx.lang.tf("import.more_files", &[("n", &(cards - MOST_CARDS))]));
        widgets::gap(ui);
    }
    if passed_over > 0 {
        super::note(ui, cx, &cx.lang.tf("import.passed_over", &[("n", &passed_over)]));
        widgets::gap(ui);
    }
    if let Some((id, job)) = cx.state.surveying() {
        ui.horizontal(|ui| {
            ui.spinner();
            widgets::secondary(ui, cx, cx.t("import.looking"));
            if let Some(share) = job.share() {
                let bar = egui::ProgressBar::new(share).desired_width(100.0).desired_height(6.0);
                ui.add(bar.fill(cx.theme.accent));
            }
            if ui.add(theme::quiet(cx.theme.accent, cx.t("import.stop_looking"))).clicked() {
                cx.send(Command::CancelJob(id));
            }
        });
        widgets::gap(ui);
    }
}

fn card(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile, on: bool) {
    let frame = Frame::new()
        .fill(cx.theme.surface)
        .stroke(Stroke::new(1.0, if on { cx.theme.accent } else { cx.theme.border }))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(14, 10));
    let width = ui.available_width() - 30.0;
    let builder = UiBuilder::new().id_salt(("import_file", file.id)).sense(Sense::click());
    let clicked = ui
        .scope_builder(builder, |ui| {
            frame.show(ui, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 4.0;
                head(ui, cx, file);
                match &file.survey.problem {
                    Some(problem) => {
                        ui.add(
                            egui::Label::new(
                                RichText::new(words::problem(problem.kind, cx.lang)).color(cx.theme.bad),
                            )
                            .wrap(),
                        )
                        .on_hover_text(&problem.text);
                    }
                    None => understood(ui, cx, file),
                }
            });
        })
        .response
        .clicked();
    if clicked && !on {
        cx.send(Command::Import(ImportCommand::Show(file.id)));
    }
    widgets::gap(ui);
}

fn head(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile) {
    let path = &file.survey.path;
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let remove = ui.add(theme::quiet(cx.theme.secondary, "✕"));
            let label = cx.lang.tf("import.remove", &[("file", &name)]);
            let remove = remove.on_hover_text(&label);
            remove.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
            if remove.clicked() {
                cx.send(Command::Import(ImportCommand::Remove(file.id)));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = RichText::new(&name).font(paint::medium(size::TEXT)).color(cx.theme.text);
                let label = egui::Label::new(text).truncate().selectable(false);
                ui.add(label).on_hover_text(path.display().to_string());
            });
        });
    });
    let survey = &file.survey;
    let mut facts = vec![words::bytes(survey.size)];
    facts.extend(survey.encoding.and_then(words::encoding_name).map(str::to_owned));
    if survey.complete {
        facts.push(cx.lang.tf("import.rows_all", &[("n", &survey.rows.len())]));
    }
    if survey.problem.is_none() {
        widgets::secondary(ui, cx, &facts.join(" · "));
    }
}

fn understood(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile) {
    let survey = &file.survey;
    ui.horizontal(|ui| {
        choose_format(ui, cx, file);
        choose_group(ui, cx, file);
    });
    let notes = survey.warnings.iter().filter(|warning| warning.kind != "ambiguous_date_order").count();
    if survey.skipped.is_empty() && notes == 0 {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        if !survey.skipped.is_empty() {
            let text = cx.lang.tf("import.skipped_so_far", &[("n", &survey.skipped.len())]);
            widgets::tag(ui, cx, &text, Tone::Warning);
        }
        if notes > 0 {
            let text = cx.lang.tf("import.warnings_so_far", &[("n", &notes)]);
            widgets::tag(ui, cx, &text, Tone::Warning);
        }
    });
}

fn choose_format(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile) {
    let now = file.survey.format.unwrap_or_default();
    let label = cx.t("import.format");
    let shown = words::format_name(now, cx.lang).to_owned();
    let combo = egui::ComboBox::from_id_salt(("import_format", file.id)).width(136.0).truncate();
    let response = combo
        .selected_text(&shown)
        .show_ui(ui, |ui| {
            for format in format::formats() {
                let name = format.name();
                if ui.selectable_label(name == now, words::format_name(name, cx.lang)).clicked() {
                    cx.send(Command::Import(ImportCommand::SetFormat(file.id, Some(name.to_owned()))));
                }
            }
        })
        .response;
    let label = format!("{label} {shown}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
}

fn choose_group(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile) {
    let nothing = Project::default();
    let project = cx.state.loaded.as_ref().map_or(&nothing, |loaded| &loaded.document.project);
    let from_file = told(cx, file, project);
    let name_of = |id: &GroupId| {
        let found = project.groups.iter().find(|group| group.id == *id);
        found.map_or_else(|| id.0.clone(), |group| group.name.clone())
    };
    let shown = match &file.group {
        Some(group) => cx.lang.tf("import.into", &[("group", &name_of(group))]),
        None => from_file.clone(),
    };
    let label = cx.t("import.group");
    let mut commands = Vec::new();
    let response = egui::ComboBox::from_id_salt(("import_group", file.id))
        .width(ui.available_width() - 8.0)
        .truncate()
        .height(320.0)
        .selected_text(&shown)
        .show_ui(ui, |ui| {
            let mut choice = |ui: &mut Ui, on: bool, text: &str, group: Option<GroupId>| {
                if ui.selectable_label(on, text).clicked() {
                    commands.push(Command::Import(ImportCommand::SetGroup(file.id, group)));
                }
            };
            if file.survey.lacks_group {
                let name = GroupId(stem(file));
                let text = cx.lang.tf("import.into_new", &[("group", &name.0)]);
                choice(ui, file.group.as_ref() == Some(&name), &text, Some(name));
            } else {
                choice(ui, file.group.is_none(), &from_file, None);
            }
            for group in &project.groups {
                let text = cx.lang.tf("import.into", &[("group", &group.name)]);
                choice(ui, file.group.as_ref() == Some(&group.id), &text, Some(group.id.clone()));
            }
        })
        .response;
    let label = format!("{label} {shown}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
    cx.commands.append(&mut commands);
}

fn stem(file: &IntakeFile) -> String {
    file.survey.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Where the entries go when the user chooses nothing.
fn told(cx: &Cx<'_>, file: &IntakeFile, project: &Project) -> String {
    let survey = &file.survey;
    if survey.lacks_group {
        return cx.t("import.choose_group").to_owned();
    }
    let one = Default::default();
    let info = match survey.chats.as_slice() {
        [] => &one,
        [info] => info,
        many => return cx.lang.tf("import.into_each", &[("n", &many.len())]),
    };
    let messages = survey.rows.iter().all(|row| row.row.is_none());
    if !messages {
        let named = survey.table.as_ref().is_some_and(|table| {
            table.mapping.has(&ColumnRole::GroupId) || table.mapping.has(&ColumnRole::GroupName)
        });
        return cx.t(if named { "import.as_file_says" } else { "import.as_file_named" }).to_owned();
    }
    let place = destination(project, info, &survey.path);
    let key = if place.exists { "import.into" } else { "import.into_new" };
    cx.lang.tf(key, &[("group", &place.name)])
}
