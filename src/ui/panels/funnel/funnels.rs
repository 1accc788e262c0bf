//! Steps that people pass, and where they are lost.

use egui::Ui;

use super::super::super::{Cx, theme, widgets};
use super::editor::{self, TEMPLATES};
use crate::analytics::funnel::FunnelResult;
use crate::app::{Analysis, Command, Edit, FigureKey, Period};
use crate::charts::{Pick, catalogue};
use crate::model::FunnelId;

/// What is looked at; never part of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FunnelsDraft {
    chosen: Option<FunnelId>,
    /// The closed ring is looked at instead of a funnel.
    ring: bool,
    editing: bool,
    by: usize,
    /// Steps whose difference is asked for.
    between: (usize, usize),
}

const PARTS: [(&str, &str); 6] = [
    ("by_source", "funnel.by_source"),
    ("by_group_first", "funnel.by_group_first"),
    ("by_group_last", "funnel.by_group_last"),
    ("by_inviter", "funnel.by_inviter"),
    ("by_tier", "funnel.by_tier"),
    ("by_cohort", "funnel.by_cohort"),
];

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let Some(funnels) = cx.state.loaded.as_ref().map(|loaded| loaded.document.project.funnels.clone()) else {
        return;
    };
    let chosen = cx.local.funnels.chosen.clone();
    let chosen = funnels.iter().find(|funnel| Some(&funnel.id) == chosen.as_ref()).or(funnels.first());
    let on_ring = cx.local.funnels.ring;
    ui.horizontal_wrapped(|ui| {
        if ui.selectable_label(on_ring, cx.t("funnel.ring")).clicked() {
            cx.local.funnels = FunnelsDraft { ring: true, ..FunnelsDraft::default() };
        }
        for funnel in &funnels {
            let on = !on_ring && chosen.is_some_and(|chosen| chosen.id == funnel.id);
            if ui.selectable_label(on, &funnel.name).clicked() {
                cx.local.funnels =
                    FunnelsDraft { chosen: Some(funnel.id.clone()), ..FunnelsDraft::default() };
            }
        }
        ui.menu_button(cx.t("funnel.new"), |ui| {
            for template in TEMPLATES {
                if ui.button(cx.t(template.name)).clicked() {
                    let funnel = template.funnel(cx, &funnels);
                    cx.local.funnels = FunnelsDraft {
                        chosen: Some(funnel.id.clone()),
                        editing: true,
                        ..FunnelsDraft::default()
                    };
                    cx.send(Command::Edit(Edit::SetFunnel(Box::new(funnel))));
                    ui.close();
                }
            }
        });
        if chosen.is_some() && !on_ring {
            let editing = cx.local.funnels.editing;
            if ui.selectable_label(editing, cx.t("funnel.edit")).clicked() {
                cx.local.funnels.editing = !editing;
            }
        }
    });
    widgets::gap(ui);
    if on_ring {
        widgets::figure(ui, cx, FigureKey::new("funnel.ring"), 0.0, |_, _| {});
        return;
    }
    let Some(funnel) = chosen else {
        widgets::empty(ui, cx, cx.t("empty.no_funnels"), cx.t("empty.no_funnels_text"), &[]);
        return;
    };
    if cx.local.funnels.editing {
        editor::show(ui, cx, analysis, funnel);
    }
    // A funnel that was just made has no results yet.
    let result = analysis.panels.funnel.funnels.iter().find(|result| result.id == funnel.id);
    let Some(result) = result else {
        widgets::secondary(ui, cx, cx.t("chart.building"));
        return;
    };
    bars(ui, cx, analysis, result);
    if result.steps.is_empty() {
        return;
    }
    let id = result.id.as_str();
    widgets::figure(ui, cx, FigureKey::new(format!("funnel.steps.{id}")), 0.0, |_, _| {});
    widgets::gap(ui);
    if result.steps.len() > 1 {
        lost(ui, cx, result);
    }
    widgets::row(ui, "funnel.over_time", [1.3, 1.0], |index, ui, least| {
        let kind = if index == 0 { "trend" } else { "times" };
        widgets::figure(ui, cx, FigureKey::new(format!("funnel.{kind}.{id}")), least, |_, _| {})
    });
    ui.horizontal_wrapped(|ui| {
        widgets::secondary(ui, cx, cx.t("funnel.divide"));
        for (index, (_, key)) in PARTS.iter().enumerate() {
            if ui.selectable_label(cx.local.funnels.by == index, cx.t(key)).clicked() {
                cx.local.funnels.by = index;
            }
        }
    });
    ui.add_space(4.0);
    let kind = PARTS.get(cx.local.funnels.by).map_or("by_source", |part| part.0);
    widgets::figure(ui, cx, FigureKey::new(format!("funnel.{kind}.{id}")), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new(format!("funnel.compare.{id}")), 0.0, |_, _| {});
}

fn bars(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, funnel: &FunnelResult) {
    widgets::figure(ui, cx, FigureKey::new(format!("funnel.{}", funnel.id)), 0.0, |_, _| {});
    ui.add_space(4.0);
    let days = f64::from(analysis.scope.len_days());
    if funnel.window_seconds as f64 > days * 86_400.0 {
        ui.horizontal(|ui| {
            widgets::secondary(ui, cx, cx.t("funnel.longer_than_period"));
            if ui.add(theme::quiet(cx.theme.accent, cx.t("funnel.show_all"))).clicked() {
                cx.send(Command::SetPeriod(Period::All));
            }
        });
    }
    for note in &funnel.notes {
        widgets::secondary(ui, cx, &catalogue::funnel_note(funnel, note, cx.lang));
    }
    ui.add_space(widgets::GAP - 4.0);
}

/// Who came to one step and not to another.
fn lost(ui: &mut Ui, cx: &mut Cx<'_>, result: &FunnelResult) {
    let names: Vec<String> = result.steps.iter().map(|step| step.name.clone()).collect();
    let last = names.len() - 1;
    widgets::card(ui, cx, 0.0, |ui, cx| {
        ui.horizontal_wrapped(|ui| {
            let (from, to) = &mut cx.local.funnels.between;
            *from = (*from).min(last - 1);
            *to = (*to).clamp(*from + 1, last);
            ui.label(cx.lang.t("funnel.reached"));
            editor::step_box(ui, cx.lang.t("funnel.reached"), &names[..last], 0, from);
            ui.label(cx.lang.t("funnel.but_not"));
            *to = (*to).clamp(*from + 1, last);
            editor::step_box(ui, cx.lang.t("funnel.but_not"), &names[*from + 1..], *from + 1, to);
            let (from, to) = (*from, *to);
            let reached = &result.steps[to].reached;
            let members: Vec<u32> = result.steps[from]
                .reached
                .iter()
                .filter(|member| reached.binary_search(member).is_err())
                .copied()
                .collect();
            let text =
                cx.lang.tf("funnel.see_lost", &[("n", &crate::charts::format::count(members.len() as u64))]);
            if ui.add_enabled(!members.is_empty(), egui::Button::new(text)).clicked() {
                let title = cx.lang.tf("funnel.lost_between", &[("from", &names[from]), ("to", &names[to])]);
                cx.send(Command::Pick(Pick::People { title, members }));
            }
        });
    });
    widgets::gap(ui);
}
