//! Steps that people pass, and where they are lost.

use egui::Ui;

use super::super::super::{Cx, theme, widgets};
use super::editor::{self, TEMPLATES};
use crate::analytics::funnel::FunnelResult;
use crate::app::{Analysis, Command, Edit, FigureKey, Page, Period};
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
    /// Which of a person's groups counts, where it is divided by group.
    touch: usize,
    /// The step whose event says it, of [`Touch::Step`].
    touch_step: usize,
    /// Steps whose difference is asked for.
    between: (usize, usize),
}

const GROUP: &str = "by_group";
const STEP: &str = "step";

/// What a funnel is divided by: figure and word.
const PARTS: [(&str, &str); 5] = [
    ("by_source", "funnel.by_source"),
    (GROUP, "funnel.by_group"),
    ("by_inviter", "funnel.by_inviter"),
    ("by_tier", "funnel.by_tier"),
    ("by_cohort", "funnel.by_cohort"),
];

/// Which of a person's groups counts: the end of the figure's name and the word.
const TOUCHES: [(&str, &str); 4] = [
    ("first", "funnel.touch_first"),
    ("last", "funnel.touch_last"),
    (STEP, "funnel.touch_step"),
    ("all", "funnel.touch_all"),
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
        if analysis.panels.funnel.ring.stages.iter().all(|stage| stage.count.is_none()) {
            let actions =
                [("empty.import", Command::ShowPage(Page::Import)), ("empty.sample", Command::OpenSample)]
                    .map(|(key, command)| (cx.t(key), command));
            widgets::empty(ui, cx, cx.t("empty.no_ring"), cx.t("empty.no_ring_text"), &actions);
            return;
        }
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
    let kind = divided_by(ui, cx, result);
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

/// What the funnel is divided by; the figure's name up to the funnel.
fn divided_by(ui: &mut Ui, cx: &mut Cx<'_>, result: &FunnelResult) -> String {
    let choose = |ui: &mut Ui, words: &[(&str, &str)], chosen: &mut usize| {
        for (index, (_, key)) in words.iter().enumerate() {
            if ui.selectable_label(*chosen == index, cx.lang.t(key)).clicked() {
                *chosen = index;
            }
        }
    };
    let draft = &mut cx.local.funnels;
    ui.horizontal_wrapped(|ui| {
        ui.label(cx.lang.t("funnel.divide"));
        choose(ui, &PARTS, &mut draft.by);
    });
    let kind = PARTS.get(draft.by).map_or("by_source", |part| part.0);
    if kind != GROUP {
        ui.add_space(4.0);
        return kind.to_owned();
    }
    let required: Vec<usize> = (0..result.steps.len()).filter(|&step| !result.steps[step].optional).collect();
    let names: Vec<String> = required.iter().map(|&step| result.steps[step].name.clone()).collect();
    let touch = TOUCHES.get(draft.touch).map_or("first", |touch| touch.0);
    ui.horizontal_wrapped(|ui| {
        ui.label(cx.lang.t("funnel.touch"));
        choose(ui, &TOUCHES, &mut draft.touch);
        if touch == STEP {
            draft.touch_step = draft.touch_step.min(names.len().saturating_sub(1));
            editor::step_box(ui, cx.lang.t("funnel.touch_step"), &names, 0, &mut draft.touch_step);
        }
    });
    ui.add_space(4.0);
    match required.get(draft.touch_step).filter(|_| touch == STEP) {
        Some(step) => format!("{GROUP}_step{}", step + 1),
        None => format!("{GROUP}_{touch}"),
    }
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
