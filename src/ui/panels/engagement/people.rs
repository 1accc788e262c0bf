//! Newcomers and old hands, and how the talking is spread.

use egui::Ui;

use super::super::super::{Cx, widgets};
use super::full;
use crate::app::FigureKey;

/// Draws the view.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    full(ui, cx, "engagement.newcomers");
    let mut pair = |id: &str, left: &str, right: &str| {
        widgets::row(ui, id, [1.0, 1.0], |index, ui, least| {
            let name = if index == 0 { left } else { right };
            widgets::figure(ui, cx, FigureKey::new(name), least, |_, _| {})
        });
    };
    pair("engagement.arrivals", "engagement.first_words", "engagement.onboarding");
    pair("engagement.spread", "engagement.lorenz", "engagement.voices");
    full(ui, cx, "engagement.active_days");
}
