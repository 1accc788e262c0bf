//! Weekday by hour: when the groups are lively, and when the staff work.

use egui::Ui;

use super::super::super::{Cx, widgets};
use super::{Hours, choose, full};

/// Draws the view.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut hours = cx.local.engagement.hours;
    let choices =
        [(Hours::Messages, "hours.messages"), (Hours::People, "hours.people"), (Hours::Staff, "hours.staff")];
    choose(ui, cx, "hours.label", &mut hours, &choices);
    cx.local.engagement.hours = hours;
    widgets::gap(ui);
    let name = match hours {
        Hours::Messages => "engagement.heatmap",
        Hours::People => "engagement.heatmap.people",
        Hours::Staff => "engagement.heatmap.staff",
    };
    full(ui, cx, name);
}
