//! What no file can say and only the user knows, asked once and together.

use egui::{CornerRadius, Frame, Margin, PopupCloseBehavior, RichText, Stroke, Ui};

use super::super::{Cx, widgets};
use crate::app::{Command, ImportCommand, IntakeFile};
use crate::charts::paint;
use crate::charts::theme::size;
use crate::import::{DateOrder, system_zone};

/// Zones offered before anything is typed.
const ZONES: [&str; 12] = [
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
    "UTC",
];

/// Draws the questions, if there are any.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let intake = &cx.state.intake;
    let local_times = intake.has_local_times();
    if !local_times && intake.asked().next().is_none() {
        return;
    }
    let open = intake.usable().any(IntakeFile::is_open);
    let border = if open { cx.theme.warning } else { cx.theme.border };
    let width = ui.available_width() - 34.0;
    Frame::new()
        .fill(cx.theme.surface)
        .stroke(Stroke::new(1.0, border))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::same(16))
        .show(ui, |ui| {
            ui.set_width(width);
            let title = cx.t(if open { "import.questions_open" } else { "import.questions" });
            ui.label(RichText::new(title).font(paint::medium(size::CARD_TITLE)).color(cx.theme.text));
            for file in intake.asked() {
                date_order(ui, cx, file);
                day(ui, cx, file);
                for (open, key) in [
                    (file.survey.lacks_group && file.group.is_none(), "import.ask_group"),
                    (file.survey.lacks_columns(), "import.ask_columns"),
                ] {
                    if open {
                        super::note(ui, cx, &cx.lang.tf(key, &[("file", &name(file))]));
                    }
                }
            }
            if local_times {
                zone(ui, cx);
            }
        });
    widgets::gap(ui);
}

fn date_order(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile) {
    let name = name(file);
    let text = match (&file.asked_order, file.guessed_order) {
        (Some((line, example)), _) => {
            cx.lang.tf("import.order", &[("file", &name), ("line", line), ("example", &example.trim())])
        }
        (None, Some(_)) => cx.lang.tf("import.order_guessed", &[("file", &name)]),
        (None, None) => return,
    };
    let now = file.date_order.or(file.guessed_order.filter(|_| file.asked_order.is_none()));
    super::note(ui, cx, &text);
    ui.horizontal(|ui| {
        for (key, order) in [("import.order_dmy", DateOrder::Dmy), ("import.order_mdy", DateOrder::Mdy)] {
            if ui.radio(now == Some(order), cx.t(key)).clicked() {
                cx.send(Command::Import(ImportCommand::SetDateOrder(file.id, order)));
            }
        }
    });
    ui.add_space(4.0);
}

/// The day of a member list, as `2026-10-31`.
fn day(ui: &mut Ui, cx: &mut Cx<'_>, file: &IntakeFile) {
    if !file.asked_day {
        return;
    }
    super::note(ui, cx, &cx.lang.tf("import.day", &[("file", &name(file))]));
    let label = cx.t("import.day_label");
    let mut send = None;
    ui.horizontal(|ui| {
        let typed = &mut cx.local.roster_day;
        let field = egui::TextEdit::singleline(typed).hint_text("2026-10-31").desired_width(110.0);
        let field = ui.add(field);
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
        let date: Option<chrono::NaiveDate> = typed.trim().parse().ok();
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let clicked = ui.add_enabled(date.is_some(), egui::Button::new(cx.t("import.day_apply"))).clicked();
        send = date.filter(|_| entered || clicked);
        if let Some(day) = file.day {
            widgets::secondary(ui, cx, &crate::charts::format::date(day));
        }
    });
    if let Some(day) = send {
        cx.local.roster_day.clear();
        cx.send(Command::Import(ImportCommand::SetDay(file.id, day)));
    }
    ui.add_space(4.0);
}

fn name(file: &IntakeFile) -> String {
    file.survey.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn zone(ui: &mut Ui, cx: &mut Cx<'_>) {
    let now = cx.state.import_zone();
    let example =
        cx.state.intake.usable().find_map(|file| file.survey.local_time.clone()).unwrap_or_default();
    super::note(ui, cx, &cx.lang.tf("import.zone", &[("example", &example)]));
    let system = system_zone();
    let label = cx.t("import.zone_label");
    let search = cx.t("import.zone_search");
    let mut chosen = None;
    let response = egui::ComboBox::from_id_salt("import_zone")
        .width(240.0)
        .height(300.0)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .selected_text(now.name())
        .show_ui(ui, |ui| {
            let field = egui::TextEdit::singleline(&mut cx.local.zone_search).hint_text(search);
            let field = ui.add(field.desired_width(210.0));
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, search));
            let typed = cx.local.zone_search.trim().to_lowercase().replace(' ', "_");
            let mut offer = |ui: &mut Ui, zone: chrono_tz::Tz, text: &str| {
                if ui.selectable_label(zone == now, text).clicked() {
                    chosen = Some(zone);
                    ui.close();
                }
            };
            if typed.is_empty() {
                let text = cx.lang.tf("import.zone_system", &[("zone", &system.name())]);
                offer(ui, system, &text);
                for zone in ZONES.iter().filter_map(|name| name.parse().ok()) {
                    if zone != system {
                        offer(ui, zone, zone.name());
                    }
                }
            } else {
                let fitting = |zone: &&chrono_tz::Tz| zone.name().to_lowercase().contains(&typed);
                for zone in chrono_tz::TZ_VARIANTS.iter().filter(fitting).take(40) {
                    offer(ui, *zone, zone.name());
                }
            }
        })
        .response;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
    if let Some(zone) = chosen {
        cx.local.zone_search.clear();
        cx.send(Command::Import(ImportCommand::SetZone(zone)));
    }
}
