//! Engagement: how lively the groups are, when, who comes back, and who is silent.

mod ages;
mod content;
mod hours;
mod people;
mod retention;
mod service;
mod silent;
mod time;

use egui::Ui;

use super::super::{Cx, widgets};
use crate::app::{FigureKey, Need, Page, View};

/// What the page is asked: the switches of its views.
#[derive(Default)]
pub(crate) struct Choices {
    grain: Grain,
    hours: Hours,
    rolling: bool,
    cohort: Cohort,
    split: Split,
    silent: silent::Filter,
    content: content::Draft,
    service: service::Draft,
}

/// How finely time is cut.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Grain {
    Hour,
    #[default]
    Day,
    Week,
    Month,
}

/// What the hours of the week show.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Hours {
    #[default]
    Messages,
    People,
    Staff,
}

/// How long the steps of a cohort are.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Cohort {
    Day,
    #[default]
    Week,
    Month,
}

/// How people are divided.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Split {
    #[default]
    None,
    Group,
    Source,
    Inviter,
    Tier,
}

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::page_title(ui, cx.t("page.engagement"), |_| {});
    let view = cx.state.view(Page::Engagement).unwrap_or(View::Time);
    let need = if view == View::Silent { Need::Silence } else { Need::Quick };
    let Some(analysis) = super::results(ui, cx, need) else { return };
    if super::nothing_said(ui, cx, &analysis) {
        return;
    }
    widgets::tabs(ui, cx, Page::Engagement);
    match view {
        View::Hours => hours::show(ui, cx),
        View::Retention => retention::show(ui, cx),
        View::Ages => ages::show(ui, cx),
        View::Silent => silent::show(ui, cx, &analysis),
        View::People => people::show(ui, cx, &analysis),
        View::Content => content::show(ui, cx, &analysis),
        View::Service => service::show(ui, cx, &analysis),
        _ => time::show(ui, cx, &analysis),
    }
}

/// A figure on a line of its own.
fn full(ui: &mut Ui, cx: &mut Cx<'_>, name: &str) {
    widgets::figure(ui, cx, FigureKey::new(name), 0.0, |_, _| {});
    widgets::gap(ui);
}

/// A named row of choices, one of them taken.
fn choose<T: Copy + PartialEq>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    key: &str,
    now: &mut T,
    choices: &[(T, &'static str)],
) {
    ui.horizontal(|ui| {
        ui.set_min_height(32.0);
        ui.spacing_mut().item_spacing.x = 4.0;
        widgets::secondary(ui, cx, cx.t(key));
        ui.add_space(4.0);
        for &(choice, label) in choices {
            if ui.selectable_label(*now == choice, cx.t(label)).clicked() {
                *now = choice;
            }
        }
    });
}
