//! Newcomers and old hands, and how the talking is spread.

use egui::Ui;

use super::super::super::{Cx, widgets};
use super::full;
use crate::app::{Analysis, FigureKey};
use crate::charts::format;

/// Draws the view.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let share = &analysis.panels.engagement.newcomer_share;
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("messages", &format::percent(share.messages)), ("people", &format::percent(share.people))];
    let index = share.index.map_or(format::UNKNOWN.to_owned(), |index| format!("{index:.2}"));
    let detail = cx.lang.tf("kpi.newcomers_detail", &values);
    let rule = cx.t("kpi.newcomers_rule");
    widgets::secondary(ui, cx, &format!("{} {index} · {detail} · {rule}", cx.t("kpi.newcomers")));
    widgets::gap(ui);
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
    full(ui, cx, "engagement.arpu");
}
