//! Every limit that a verdict rests on, with who says so.

use egui::{DragValue, Ui};

use super::super::{Cx, theme, widgets};
use crate::app::{Command, Edit};
use crate::charts::catalogue;
use crate::model::{Sourced, Thresholds};

/// Edits a copy; nothing changes until it is applied.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(640.0);
    super::title(ui, cx, cx.t("menu.thresholds"));
    widgets::secondary(ui, cx, cx.t("thresholds.text"));
    ui.add_space(8.0);
    let Some(loaded) = &cx.state.loaded else { return };
    let now = loaded.document.project.thresholds.clone();
    let mut draft = cx.local.thresholds.take().unwrap_or_else(|| now.clone());
    let room = (ui.ctx().content_rect().height() - 260.0).max(160.0);
    let list =
        egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room).auto_shrink([false, true]);
    list.show(ui, |ui| {
        egui::Grid::new("thresholds").num_columns(3).spacing([18.0, 8.0]).show(ui, |ui| {
            whole(ui, cx, "threshold.size_b", &mut draft.size_b);
            whole(ui, cx, "threshold.size_c", &mut draft.size_c);
            whole(ui, cx, "threshold.size_qq", &mut draft.size_qq);
            range(ui, cx, "threshold.active_rate", &mut draft.active_rate);
            range(ui, cx, "threshold.active_rate_qq", &mut draft.active_rate_qq);
            line(ui, cx, "threshold.tiers", &mut draft.tiers, |ui, label, (core, middle, ordinary)| {
                share(ui, label, core) | share(ui, label, middle) | share(ui, label, ordinary)
            });
            whole(ui, cx, "threshold.silent_days", &mut draft.silent_days);
            line(ui, cx, "threshold.dead", &mut draft.dead_active_rate, share);
            line(ui, cx, "threshold.junk", &mut draft.junk_link_share, share);
            line(ui, cx, "threshold.core_linked", &mut draft.core_linked_share, share);
            line(ui, cx, "threshold.core_people", &mut draft.core_people, |ui, label, (low, high)| {
                let changed = people(ui, label, low) | people(ui, label, high);
                *high = (*high).max(*low);
                changed
            });
            whole(ui, cx, "threshold.flood", &mut draft.flood_messages);
            whole(ui, cx, "threshold.duty", &mut draft.duty_people);
            hours(ui, cx, "threshold.work_hours", &mut draft.work_hours);
            line(ui, cx, "threshold.off_hours", &mut draft.off_hours, share);
            line(ui, cx, "threshold.second_week", &mut draft.second_week, share);
            whole(ui, cx, "threshold.sharing_days", &mut draft.sharing_days);
            whole(ui, cx, "threshold.offline_days", &mut draft.offline_days);
            line(ui, cx, "threshold.service_share", &mut draft.service_share, share);
            line(ui, cx, "threshold.selling_share", &mut draft.selling_share, share);
            whole(ui, cx, "threshold.answer_minutes", &mut draft.answer_minutes);
            whole(ui, cx, "threshold.unanswered_hours", &mut draft.unanswered_hours);
            whole(ui, cx, "threshold.service_minutes", &mut draft.service_minutes);
            line(ui, cx, "threshold.handed_over", &mut draft.handed_over, share);
        })
    });
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button(cx.t("thresholds.defaults")).clicked() {
            draft = Thresholds::default();
        }
        let apply = ui.add_enabled(draft != now, theme::primary(cx.theme, cx.t("dialog.apply"))).clicked();
        if apply {
            cx.send(Command::Edit(Edit::SetThresholds(Box::new(draft))));
            super::close(cx);
            return;
        }
        cx.local.thresholds = Some(draft);
        super::close_button(ui, cx);
    });
}

fn line<T>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    key: &str,
    limit: &mut Sourced<T>,
    edit: impl FnOnce(&mut Ui, &str, &mut T) -> bool,
) {
    let label = cx.t(key);
    ui.label(label);
    if ui.horizontal(|ui| edit(ui, label, &mut limit.value)).inner {
        // A limit that the operator moved is the operator's.
        limit.source = cx.t("source.own").to_owned();
    }
    widgets::secondary(ui, cx, &catalogue::source_word(&limit.source, cx.lang));
    ui.end_row();
}

fn whole(ui: &mut Ui, cx: &Cx<'_>, key: &str, limit: &mut Sourced<u32>) {
    line(ui, cx, key, limit, people);
}

/// A number of people.
fn people(ui: &mut Ui, label: &str, value: &mut u32) -> bool {
    let response = ui.add(DragValue::new(value).range(1..=1_000_000));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
    response.changed()
}

/// First hour and end of a working day.
fn hours(ui: &mut Ui, cx: &Cx<'_>, key: &str, limit: &mut Sourced<(u32, u32)>) {
    line(ui, cx, key, limit, |ui, label, (from, to)| {
        let mut hour = |value: &mut u32| {
            let response = ui.add(DragValue::new(value).range(0..=24).suffix(":00"));
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
            response.changed()
        };
        let changed = hour(from) | hour(to);
        *to = (*to).max(*from);
        changed
    });
}

fn range(ui: &mut Ui, cx: &Cx<'_>, key: &str, limit: &mut Sourced<(f64, f64)>) {
    line(ui, cx, key, limit, |ui, label, (low, high)| {
        let changed = share(ui, label, low) | share(ui, label, high);
        *high = high.max(*low);
        changed
    });
}

/// A share shown in per cent.
fn share(ui: &mut Ui, label: &str, value: &mut f64) -> bool {
    let mut percent = *value * 100.0;
    let response =
        ui.add(DragValue::new(&mut percent).range(0.0..=100.0).suffix("%").max_decimals(1).speed(0.2));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
    if response.changed() {
        *value = percent / 100.0;
    }
    response.changed()
}
