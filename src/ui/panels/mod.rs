//! The pages.

pub mod engagement;
pub mod funnel;
pub mod members;
pub mod overview;
mod plan_items;
pub mod proposals;
pub mod rotation;
pub mod structure;

pub use structure::LinksLocal;

use egui::Ui;

use super::{Cx, widgets};
use crate::app::{Analysis, Command, Need};

/// The results to show; draws a line instead while there are none yet.
fn results(ui: &mut Ui, cx: &mut Cx<'_>, need: Need) -> Option<std::sync::Arc<Analysis>> {
    let analysis = cx.state.loaded.as_ref()?.results(need).cloned();
    if analysis.is_none() {
        widgets::secondary(ui, cx, cx.t("chart.building"));
    }
    analysis
}

/// For a page that lives on messages: what to do while there are none.
fn nothing_said(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) -> bool {
    if analysis.activity.messages > 0 {
        return false;
    }
    let actions = [
        ("empty.import", Command::ShowPage(crate::app::Page::Import)),
        ("empty.sample", Command::OpenSample),
    ];
    let actions = actions.map(|(key, command)| (cx.t(key), command));
    widgets::empty(ui, cx, cx.t("empty.no_messages"), cx.t("empty.no_messages_text"), &actions);
    true
}
