//! Groups by their own age: hot first weeks, cooling second ones, and how long groups live.

use egui::Ui;

use super::super::super::{Cx, widgets};
use super::full;
use crate::app::FigureKey;

/// Draws the view.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    full(ui, cx, "engagement.same_age");
    widgets::row(ui, "engagement.ages", [1.15, 1.0], |index, ui, least| match index {
        0 => widgets::figure(ui, cx, FigureKey::new("engagement.second_week"), least, |_, _| {}),
        _ => widgets::figure(ui, cx, FigureKey::new("engagement.survival"), least, |_, _| {}),
    });
}
