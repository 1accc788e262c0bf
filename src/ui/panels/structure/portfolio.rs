//! All groups side by side.

use egui::Ui;

use super::super::super::{Cx, widgets};
use crate::app::FigureKey;

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::figure(ui, cx, FigureKey::new("structure.board"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("structure.class_months"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("structure.groups"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("structure.sizes"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("structure.bands"), 0.0, |_, _| {});
}
