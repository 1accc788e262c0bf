//! The whole portfolio: accounts, groups, and who brought whom.

use std::collections::BTreeSet;

use egui::Ui;

use super::super::super::{Cx, widgets};
use crate::app::{Command, FigureKey};
use crate::charts::PlatformChart;

/// A table of no more accounts than this stands above the tree, where it is seen at once.
const FEW_ACCOUNTS: usize = 8;

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let accounts = cx.state.loaded.as_ref().map_or(0, |loaded| loaded.document.project.accounts.len());
    if accounts <= FEW_ACCOUNTS {
        carriers(ui, cx);
        tree(ui, cx);
    } else {
        tree(ui, cx);
        carriers(ui, cx);
    }
}

fn carriers(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::figure(ui, cx, FigureKey::new("structure.carriers"), 0.0, |_, _| {});
    widgets::gap(ui);
}

fn tree(ui: &mut Ui, cx: &mut Cx<'_>) {
    let key = FigureKey::new("structure.platform");
    let figure = cx.state.figure(&key).0.flatten();
    let chart = figure.as_ref().and_then(|figure| figure.chart_as::<PlatformChart>());
    let width = ui.available_width() - 34.0;
    let height = chart.map_or(160.0, |chart| chart.height_with(&cx.local.unfolded, width));
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
}
