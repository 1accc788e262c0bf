//! Funnels and what lies around them: where people are lost, and who brought whom.

mod editor;
mod experiments;
mod funnels;
mod money;
mod referral;

pub(crate) use editor::FunnelDraft;
pub(crate) use experiments::ExperimentsDraft;
pub(crate) use funnels::FunnelsDraft;
pub(crate) use money::MoneyDraft;
pub(crate) use referral::VineDraft;

use egui::Ui;

use super::super::{Cx, widgets};
use crate::app::{Need, Page, View};

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::page_title(ui, cx.t("page.funnel"), |_| {});
    let Some(analysis) = super::results(ui, cx, Need::Quick) else { return };
    widgets::tabs(ui, cx, Page::Funnel);
    match cx.state.view(Page::Funnel) {
        Some(View::Referral) => referral::show(ui, cx, &analysis),
        Some(View::Money) => money::show(ui, cx, &analysis),
        Some(View::Experiments) => experiments::show(ui, cx, &analysis),
        _ => funnels::show(ui, cx, &analysis),
    }
}
