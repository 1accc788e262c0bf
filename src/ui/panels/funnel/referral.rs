//! Who brought whom: the vine, how it spread, what was sold along it, and what cannot be so.

use egui::{Slider, Ui};

use super::super::super::{Cx, widgets};
use crate::activity::{Day, date, day};
use crate::app::{Analysis, Command, FigureKey, Page};
use crate::charts::{VineView, format};

/// How far the vine has grown on screen; never part of the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct VineDraft {
    day: Option<Day>,
}

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let Some(trees) = analysis.panels.funnel.referral.trees.clone() else {
        let actions =
            [("empty.import", Command::ShowPage(Page::Import)), ("empty.sample", Command::OpenSample)]
                .map(|(key, command)| (cx.t(key), command));
        widgets::empty(ui, cx, cx.t("empty.no_inviters"), cx.t("empty.no_inviters_text"), &actions);
        return;
    };
    let last = trees.last;
    // Everybody is looked at for it: once for each result, not with every frame.
    let first = super::super::super::kept::kept(
        ui,
        "vine_first_day",
        |of: &u64| *of == analysis.revision,
        || {
            let first = trees.joined.iter().flatten().copied().min().unwrap_or(last).min(last);
            (analysis.revision, first)
        },
    );
    let mut view = VineView::load(ui.ctx());
    view.day = cx.local.vine.day.filter(|day| (first..last).contains(day));
    view.store(ui.ctx());
    if first < last {
        slider(ui, cx, first, last);
    }
    widgets::figure(ui, cx, FigureKey::new("funnel.vine"), 0.0, |_, _| {});
    widgets::gap(ui);
    let chosen = VineView::load(ui.ctx()).chosen.filter(|&member| trees.place(member).is_some());
    let name = chosen.map_or("funnel.branch".to_owned(), |member| format!("funnel.branch.{member}"));
    widgets::row(ui, "referral.numbers", [1.5, 1.0], |index, ui, least| match index {
        0 => widgets::figure(ui, cx, FigureKey::new("funnel.generations"), least, |_, _| {}),
        _ => widgets::figure(ui, cx, FigureKey::new(name.clone()), least, |ui, cx| {
            if chosen.is_some() && ui.button(cx.t("vine.unchoose")).clicked() {
                VineView { chosen: None, ..VineView::load(ui.ctx()) }.store(ui.ctx());
            }
        }),
    });
    for name in ["funnel.branches", "funnel.channels", "funnel.ledgers", "funnel.refused"] {
        widgets::figure(ui, cx, FigureKey::new(name), 0.0, |_, _| {});
        widgets::gap(ui);
    }
}

/// The day until which the vine has grown.
fn slider(ui: &mut Ui, cx: &mut Cx<'_>, first: Day, last: Day) {
    ui.horizontal(|ui| {
        ui.label(cx.t("vine.until"));
        let mut until = cx.local.vine.day.unwrap_or(last).clamp(first, last);
        ui.spacing_mut().slider_width = (ui.available_width() - 190.0).clamp(120.0, 900.0);
        let slider = Slider::new(&mut until, first..=last)
            .custom_formatter(|value, _| format::date(date(value as Day)))
            .custom_parser(|text| text.trim().parse().ok().map(|date| f64::from(day(date))));
        let response = ui.add(slider);
        let label = cx.t("vine.until");
        let value = f64::from(until);
        response.widget_info(|| egui::WidgetInfo::slider(true, value, label));
        if response.changed() {
            cx.local.vine.day = (until < last).then_some(until);
        }
    });
    widgets::gap(ui);
}
