//! The whole portfolio: accounts, groups, and who brought whom.

use std::collections::BTreeSet;

use egui::Ui;

use super::super::super::{Cx, widgets};
use crate::app::{Command, FigureKey};
use crate::charts::PlatformChart;

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let key = FigureKey::new("structure.platform");
    let figure = cx.state.figure(&key).0.flatten();
    let chart = figure.as_ref().and_then(|figure| figure.chart_as::<PlatformChart>());
    let height = chart.map_or(160.0, |chart| chart.height_with(&cx.local.unfolded));
    let head = |ui: &mut Ui, cx: &mut Cx<'_>| {
        if !cx.local.unfolded.is_empty() && ui.button(cx.t("platform.fold")).clicked() {
            cx.local.unfolded = BTreeSet::new();
        }
    };
    widgets::figure_drawn(ui, cx, key, height, head, |ui, cx, figure| {
        let Some(chart) = figure.chart_as::<PlatformChart>() else { return };
        let style = cx.style();
        if let Some(pick) = chart.draw_with(ui, &style, &mut cx.local.unfolded) {
            cx.send(Command::Pick(pick));
        }
    });
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("structure.carriers"), 0.0, |_, _| {});
}
