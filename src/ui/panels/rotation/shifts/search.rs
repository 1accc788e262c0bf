//! The search for a plan of the week: asked for, under way, found.

use egui::{RichText, Ui};

use super::super::super::super::{Cx, shift_words, theme, widgets};
use super::Looked;
use crate::app::{Command, JobId, Progress, ShiftCommand, ShiftProposal};
use crate::charts::format;
use crate::planner::Status;

/// Rules that a found plan breaks, as far as they are told.
const MOST_RULES: usize = 3;

/// Draws the card.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, looked: &Looked) {
    let state = cx.state;
    widgets::card(ui, cx, 0.0, |ui, cx| {
        if let Some((id, progress, since)) = state.planning_shifts() {
            under_way(ui, cx, id, &progress, since);
        } else if let Some(proposal) = state.shift_proposal().filter(|found| found.week == looked.number) {
            found(ui, cx, looked, proposal);
        } else {
            asked(ui, cx, looked);
        }
    });
    widgets::gap(ui);
}

/// The rules that the plan will keep, in one sentence.
fn rules(cx: &Cx<'_>, looked: &Looked) -> String {
    let (week, rules) = (&looked.week, &looked.week.rules);
    let mut parts = vec![cx.lang.tf("shifts.rule_people", &[("n", &week.people.len())])];
    for (on, key) in [
        (rules.roles && week.groups.iter().any(|group| group.role.is_some()), "shifts.rule_roles"),
        (rules.caps, "shifts.rule_caps"),
        (rules.rest, "shifts.rule_rest"),
        (rules.fair, "shifts.rule_fair"),
        (rules.pairs && !week.last_week.is_empty(), "shifts.rule_pairs"),
        (week.budget.is_some(), "shifts.rule_budget"),
    ] {
        if on {
            parts.push(cx.t(key).to_owned());
        }
    }
    cx.lang.tf("plan.rules", &[("rules", &parts.join(cx.t("plan.joint")))])
}

fn asked(ui: &mut Ui, cx: &mut Cx<'_>, looked: &Looked) {
    let ready = looked.board.is_some() && looked.readout.seats > 0 && !looked.week.people.is_empty();
    let mut seed = cx.local.rota.seed;
    ui.horizontal(|ui| {
        let start = ui.add_enabled(ready, theme::primary(cx.theme, cx.lang.t("shifts.start")));
        if start.clicked() {
            let start = ShiftCommand::Start { week: looked.number, seed: u64::from(seed) };
            cx.send(Command::Shifts(start));
        }
        let label = cx.lang.t("shifts.seed");
        let field = ui.add(egui::DragValue::new(&mut seed).range(1..=9_999).prefix(format!("{label} ")));
        let field = field.on_hover_text(cx.lang.t("shifts.seed_hint"));
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
        let reason = match () {
            () if looked.board.is_none() => Some("shifts.too_large"),
            () if looked.week.people.is_empty() => Some("shifts.no_people"),
            () if looked.readout.seats == 0 => Some("shifts.nothing_wanted"),
            () => None,
        };
        let text = reason.map_or_else(|| rules(cx, looked), |key| cx.lang.t(key).to_owned());
        ui.add(egui::Label::new(RichText::new(text).color(cx.theme.secondary)).wrap());
    });
    cx.local.rota.seed = seed;
}

fn under_way(ui: &mut Ui, cx: &mut Cx<'_>, id: JobId, progress: &Progress, since: std::time::Instant) {
    ui.ctx().request_repaint_after_secs(0.1);
    let (best, bound) = progress.search();
    let number = |number: Option<i64>| number.map_or(format::UNKNOWN.to_owned(), |number| number.to_string());
    let gap = best.zip(bound).map(|(best, bound)| best - bound);
    ui.horizontal(|ui| {
        ui.spinner();
        let words = cx.lang.tf(
            "shifts.progress",
            &[
                ("best", &number(best)),
                ("bound", &number(bound)),
                ("gap", &number(gap)),
                ("time", &format!("{:.1}", since.elapsed().as_secs_f32())),
            ],
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let stop = egui::Button::new(cx.t("plan.stop"));
            if ui.add_enabled(!progress.is_cancelled(), stop).clicked() {
                cx.send(Command::CancelJob(id));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(egui::Label::new(words).truncate());
            });
        });
    });
}

fn found(ui: &mut Ui, cx: &mut Cx<'_>, looked: &Looked, proposal: &ShiftProposal) {
    let result = &proposal.planned.result;
    let (text, color) = match (result.status, result.bound) {
        (Status::Infeasible, _) => (cx.t("plan.infeasible").to_owned(), cx.theme.warning),
        (Status::Optimal, _) => (cx.t("plan.optimal").to_owned(), cx.theme.good),
        (Status::Feasible, Some(bound)) => {
            (cx.lang.tf("plan.feasible", &[("n", &(result.cost.total - bound))]), cx.theme.warning)
        }
        (Status::Feasible, None) => (cx.t("shifts.unproven").to_owned(), cx.theme.warning),
    };
    ui.horizontal(|ui| {
        ui.label(RichText::new(text).color(color).strong());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(cx.t("plan.discard")).clicked() {
                cx.send(Command::Shifts(ShiftCommand::Discard));
            }
            let same = proposal.planned.shifts == looked.week.shifts
                && looked.week.solved == Some(proposal.planned.solved);
            if ui.add_enabled(!same, theme::primary(cx.theme, cx.t("plan.apply"))).clicked() {
                cx.send(Command::Shifts(ShiftCommand::Apply));
            }
        });
    });
    let cost = &result.cost;
    let changed = proposal.planned.shifts.iter().filter(|shift| !looked.week.shifts.contains(shift)).count();
    let gone = looked.week.shifts.iter().filter(|shift| !proposal.planned.shifts.contains(shift)).count();
    let facts = [
        cx.lang.tf("shifts.missing_n", &[("n", &cost.missing_people)]),
        cx.lang.tf(
            "plan.cost",
            &[
                ("cost", &cost.total),
                ("bound", &result.bound.map_or(format::UNKNOWN.to_owned(), |bound| bound.to_string())),
            ],
        ),
        cx.lang.tf("shifts.time", &[("time", &format!("{:.1}", result.elapsed.as_secs_f32()))]),
        cx.lang.tf("shifts.changes", &[("n", &changed), ("gone", &gone)]),
    ];
    ui.label(facts.join(" · "));
    let rules = &proposal.board;
    let who = |person: usize| match rules.people().get(person) {
        Some(id) => looked
            .board
            .as_ref()
            .and_then(|board| board.position(id))
            .map_or(id.0.clone(), |at| looked.name(at)),
        None => format::UNKNOWN.to_owned(),
    };
    for rule in result.violations.iter().take(MOST_RULES) {
        let line = shift_words::broken(cx.lang, rules, &who, rule);
        ui.label(RichText::new(format!("⚠ {line}")).color(cx.theme.warning));
    }
    widgets::secondary(ui, cx, cx.t("shifts.cost_text"));
}
