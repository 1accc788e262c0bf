//! Planning the rota: what to plan, the search, and the plan found before it is applied.

use chrono::NaiveDate;
use egui::{RichText, ScrollArea, Ui};

use super::super::{Cx, rota_words, theme, widgets};
use crate::app::{AppState, Command, JobId, PlanCommand, Progress, Proposal};
use crate::charts::format;
use crate::model::{Duty, MemberId, Project, Rota};
use crate::planner::Status;
use crate::schedule::Span;

const WIDTH: f32 = 560.0;
const MOST_WARNINGS: usize = 3;

/// The choice before, the progress during, or the plan after a search.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(WIDTH);
    let state = cx.state;
    let Some(loaded) = &state.loaded else { return };
    let Some(rota) = loaded.document.project.rotas.get(loaded.rota()) else { return };
    super::title(ui, cx, &cx.lang.tf("plan.title", &[("name", &rota.name)]));
    if let Some((id, job)) = state.planning() {
        searching(ui, cx, id, &job);
    } else if let Some(proposal) = state.proposal().filter(|proposal| proposal.rota == loaded.rota()) {
        preview(ui, cx, &loaded.document.project, proposal);
    } else {
        choice(ui, cx, loaded.rota(), rota, last_day(state));
    }
}

/// The last day with messages: what lies before has been.
fn last_day(state: &AppState) -> Option<NaiveDate> {
    let (_, last) = state.loaded.as_ref()?.activity.range?;
    NaiveDate::from_epoch_days(last)
}

fn choice(ui: &mut Ui, cx: &mut Cx<'_>, number: usize, rota: &Rota, last: Option<NaiveDate>) {
    widgets::secondary(ui, cx, cx.t("plan.text"));
    ui.add_space(8.0);
    ui.radio_value(&mut cx.local.replan.0, false, cx.lang.t("plan.keep"));
    ui.radio_value(&mut cx.local.replan.0, true, cx.lang.t("plan.replan"));
    let begun = last.filter(|last| *last >= rota.start);
    if let Some(last) = begun {
        ui.add_space(4.0);
        let label = cx.lang.tf("plan.from_start", &[("date", &format::date(last))]);
        ui.checkbox(&mut cx.local.replan.1, label);
    }
    ui.add_space(8.0);
    widgets::secondary(ui, cx, &rules(cx, rota));
    ui.add_space(8.0);
    let from = begun.filter(|_| !cx.local.replan.1).and_then(|last| last.succ_opt());
    let end = rota.week_days(rota.weeks.saturating_sub(1)).0;
    let over = from.is_some_and(|from| from > end) || rota.weeks == 0;
    if over {
        ui.label(RichText::new(cx.t("plan.over")).color(cx.theme.warning));
    } else if rota.candidates.is_empty() {
        ui.label(RichText::new(cx.t("plan.no_candidates")).color(cx.theme.warning));
    }
    ui.horizontal(|ui| {
        let ready = !over && !rota.candidates.is_empty();
        if ui.add_enabled(ready, theme::primary(cx.theme, cx.t("plan.start"))).clicked() {
            let span = Span { from, weeks: None, keep: !cx.local.replan.0 };
            cx.send(Command::Plan(PlanCommand::Start { rota: number, span }));
        }
        super::close_button(ui, cx);
    });
}

/// The rules that the plan will keep, in one sentence.
fn rules(cx: &Cx<'_>, rota: &Rota) -> String {
    let rules = &rota.rules;
    let mut parts = vec![cx.lang.tf("plan.rule_people", &[("n", &rota.candidates.len())])];
    if rules.min_gap > 0 {
        parts.push(cx.lang.tf("plan.rule_gap", &[("n", &rules.min_gap)]));
    }
    if let Some(most) = rules.max_in_row {
        parts.push(cx.lang.tf("plan.rule_row", &[("n", &most)]));
    }
    if rules.newcomer_beside_experienced {
        parts.push(cx.t("plan.rule_newcomer").to_owned());
    }
    if !rules.tiers.is_empty() {
        parts.push(cx.t("plan.rule_tiers").to_owned());
    }
    let joined = parts.join(cx.t("plan.joint"));
    cx.lang.tf("plan.rules", &[("rules", &joined)])
}

fn searching(ui: &mut Ui, cx: &mut Cx<'_>, id: JobId, job: &Progress) {
    ui.ctx().request_repaint_after_secs(0.1);
    let (best, bound) = job.search();
    let number = |number: Option<i64>| number.map_or(format::UNKNOWN.to_owned(), |number| number.to_string());
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(cx.lang.tf("plan.best", &[("best", &number(best)), ("bound", &number(bound))]));
    });
    ui.add_space(4.0);
    widgets::secondary(ui, cx, cx.t("plan.search_text"));
    ui.add_space(8.0);
    let stopping = job.is_cancelled();
    if ui.add_enabled(!stopping, egui::Button::new(cx.t("plan.stop"))).clicked() {
        cx.send(Command::CancelJob(id));
    }
}

fn preview(ui: &mut Ui, cx: &mut Cx<'_>, project: &Project, proposal: &Proposal) {
    let result = &proposal.planned.result;
    let (before, after) = (&proposal.before, &proposal.planned.duties);
    let over = result.cost.total - result.bound;
    let (text, color) = match result.status {
        Status::Infeasible => (cx.t("plan.infeasible").to_owned(), cx.theme.warning),
        Status::Optimal => (cx.t("plan.optimal").to_owned(), cx.theme.good),
        Status::Feasible => (cx.lang.tf("plan.feasible", &[("n", &over)]), cx.theme.warning),
    };
    ui.label(RichText::new(text).color(color).strong());
    let filled = after.iter().filter(|duty| duty.week < before.weeks && duty.seat < before.seats).count();
    let seats = u64::from(before.weeks) * u64::from(before.seats);
    let people: std::collections::BTreeSet<&MemberId> = after.iter().map(|duty| &duty.member).collect();
    let facts = [
        cx.lang.tf("plan.filled", &[("n", &filled), ("seats", &seats)]),
        cx.lang.tf("plan.people", &[("n", &people.len())]),
        cx.lang.tf("plan.cost", &[("cost", &result.cost.total), ("bound", &result.bound)]),
    ];
    ui.label(facts.join(" · "));
    let outside: u64 = (0..before.weeks)
        .filter(|week| !proposal.schedule.planned.contains(week))
        .map(|week| {
            let there =
                after.iter().filter(|duty| duty.week == week && duty.seat < before.seats).count() as u64;
            u64::from(before.seats).saturating_sub(there)
        })
        .sum();
    if outside > 0 {
        widgets::secondary(ui, cx, &cx.lang.tf("plan.left_alone", &[("n", &outside)]));
    }
    widgets::secondary(ui, cx, cx.t("plan.cost_text"));
    for line in warnings(cx, project, proposal) {
        ui.label(RichText::new(format!("⚠ {line}")).color(cx.theme.warning));
    }
    ui.separator();
    let changes = changes(before, after);
    ui.label(RichText::new(cx.lang.tf("plan.changes", &[("n", &changes.len())])).strong());
    let height = ui.spacing().interact_size.y;
    let rows = ScrollArea::vertical().max_height(190.0).auto_shrink([false, true]);
    rows.show_rows(ui, height, changes.len(), |ui, shown| {
        for (week, seat) in changes.get(shown).unwrap_or_default() {
            change(ui, cx, project, proposal, *week, *seat);
        }
    });
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let any = !changes.is_empty();
        if ui.add_enabled(any, theme::primary(cx.theme, cx.t("plan.apply"))).clicked() {
            cx.send(Command::Plan(PlanCommand::Apply));
            super::close(cx);
        }
        if ui.button(cx.t("plan.discard")).clicked() {
            cx.send(Command::Plan(PlanCommand::Discard));
            super::close(cx);
        }
    });
}

/// One line: the week, who serves now, who would.
fn change(ui: &mut Ui, cx: &Cx<'_>, project: &Project, proposal: &Proposal, week: u32, seat: u32) {
    let rota = &proposal.before;
    let who = |duties: &[Duty]| {
        let duty = duties.iter().find(|duty| (duty.week, duty.seat) == (week, seat));
        duty.map_or(cx.t("plan.nobody").to_owned(), |duty| name(project, &duty.member))
    };
    ui.horizontal(|ui| {
        ui.scope(|ui| {
            ui.set_width(170.0);
            let mut text = format!(
                "{} · {}",
                cx.lang.tf("week.number", &[("n", &(week + 1))]),
                format::month_day(rota.week_days(week).0)
            );
            if rota.seats > 1 {
                text = format!("{text} · {}", cx.lang.tf("week.seat", &[("n", &(seat + 1))]));
            }
            ui.label(RichText::new(text).color(cx.theme.secondary));
        });
        let text = format!("{}  →  {}", who(&rota.duties), who(&proposal.planned.duties));
        ui.add(egui::Label::new(RichText::new(text).color(cx.theme.text)).truncate());
    });
}

/// Week and seat of every duty that is not the same in both.
fn changes(before: &Rota, after: &[Duty]) -> Vec<(u32, u32)> {
    let places = |duties: &[Duty]| -> std::collections::BTreeMap<(u32, u32), MemberId> {
        duties.iter().rev().map(|duty| ((duty.week, duty.seat), duty.member.clone())).collect()
    };
    let (before, after) = (places(&before.duties), places(after));
    let mut found: Vec<(u32, u32)> =
        before.keys().chain(after.keys()).filter(|at| before.get(at) != after.get(at)).copied().collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Rules that the duties kept break, and weeks that nobody can take.
fn warnings(cx: &Cx<'_>, project: &Project, proposal: &Proposal) -> Vec<String> {
    let result = &proposal.planned.result;
    let who = |person: usize| {
        proposal.schedule.people.get(person).map_or(format::UNKNOWN.to_owned(), |id| name(project, id))
    };
    let broken =
        result.violations.iter().map(|rule| rota_words::broken(cx.lang, &proposal.before, who, rule));
    let short = result.shortages.iter().map(|found| rota_words::shortage(cx.lang, &proposal.before, found));
    let mut lines: Vec<String> = short.chain(broken).collect();
    let more = lines.len().saturating_sub(MOST_WARNINGS);
    lines.truncate(MOST_WARNINGS);
    if more > 0 {
        lines.push(cx.lang.tf("plan.more", &[("n", &more)]));
    }
    lines
}

fn name(project: &Project, id: &MemberId) -> String {
    let name = project.member(id).map(|member| member.name.as_str());
    name.filter(|name| !name.is_empty()).unwrap_or(&id.0).to_owned()
}
