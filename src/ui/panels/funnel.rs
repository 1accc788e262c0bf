//! Funnels: where people are lost.

use egui::Ui;

use super::super::{Cx, widgets};
use crate::app::FigureKey;

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::page_title(ui, cx.t("page.funnel"), |_| {});
    let Some(analysis) = super::results(ui, cx) else { return };
    let funnels = &analysis.panels.funnel.funnels;
    if funnels.is_empty() {
        widgets::empty(ui, cx, cx.t("empty.no_funnels"), cx.t("empty.no_funnels_text"), &[]);
        return;
    }
    for funnel in funnels {
        widgets::figure(ui, cx, FigureKey::new(format!("funnel.{}", funnel.id)), 0.0, |_, _| {});
        ui.add_space(4.0);
        for note in &funnel.notes {
            widgets::secondary(ui, cx, &format!("⚠ {}", note.message));
        }
        ui.add_space(widgets::GAP - 4.0);
    }
}
