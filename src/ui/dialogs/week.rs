//! One week of the rota: who serves, who could.

use std::sync::Arc;

use egui::{RichText, ScrollArea, Ui};

use super::super::kept::kept;
use super::super::{Cx, theme, widgets};
use crate::activity::Index;
use crate::app::{Command, Edit};
use crate::charts::format;
use crate::model::{Candidate, MemberId, Project, Rota};
use crate::planner::explain::YearBlock;
use crate::schedule::{Schedule, Span};

/// Seats of one week and the people who could take them.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, week: u32) {
    ui.set_width(460.0);
    let Some(loaded) = &cx.state.loaded else { return };
    let project = &loaded.document.project;
    // The page shows the first rota.
    let number = 0;
    let Some(rota) = project.rotas.get(number) else { return };
    let (from, to) = rota.week_days(week);
    let heading = cx.lang.tf("week.number", &[("n", &(week + 1))]);
    super::title(ui, cx, &format!("{heading} · {}", format::period(from, to, cx.lang)));
    let name = |id: &crate::model::MemberId| {
        let code = loaded.activity.members.find(id);
        let member = code.and_then(|code| project.members.get(code as usize));
        // The counts may be a change behind the member list.
        let member = member.filter(|member| member.id == *id || member.aliases.contains(id));
        member.map(|member| &member.name).filter(|name| !name.is_empty()).unwrap_or(&id.0).clone()
    };
    let duty = |seat: u32| rota.duties.iter().find(|duty| (duty.week, duty.seat) == (week, seat));
    let seats = rota.seats.min(20);
    for seat in 0..seats {
        ui.horizontal(|ui| {
            if seats > 1 {
                widgets::secondary(ui, cx, &cx.lang.tf("week.seat", &[("n", &(seat + 1))]));
            }
            let Some(duty) = duty(seat) else {
                ui.label(RichText::new(cx.t("week.nobody")).color(cx.theme.bad));
                return;
            };
            ui.label(RichText::new(name(&duty.member)).strong());
            let mut locked = duty.locked;
            if ui.checkbox(&mut locked, cx.t("week.locked")).changed() {
                cx.send(Command::Edit(Edit::LockDuty { rota: number, week, seat, locked }));
            }
            if ui.add_enabled(!duty.locked, egui::Button::new(cx.t("week.clear"))).clicked() {
                cx.send(Command::Edit(Edit::AssignDuty { rota: number, week, seat, member: None }));
            }
        });
    }
    let empty = (0..seats).find(|&seat| duty(seat).is_none());
    if let Some(seat) = empty {
        for line in why_empty(ui, cx, project, number, (week, seat), loaded.revision).iter() {
            widgets::secondary(ui, cx, line);
        }
    }
    ui.separator();
    widgets::secondary(ui, cx, cx.t("week.candidates"));
    let seat = empty.unwrap_or(0);
    ScrollArea::vertical().max_height(300.0).auto_shrink([false, true]).show(ui, |ui| {
        for candidate in &rota.candidates {
            let state = state(rota, candidate, week, &loaded.activity.members);
            ui.horizontal(|ui| {
                let button = theme::quiet(cx.theme.accent, &name(&candidate.member));
                if ui.add_enabled(matches!(state, State::Free(_)), button).clicked() {
                    let member = Some(candidate.member.clone());
                    cx.send(Command::Edit(Edit::AssignDuty { rota: number, week, seat, member }));
                }
                let text = match state {
                    State::OnDuty => cx.t("week.on_duty").to_owned(),
                    State::Away => cx.t("week.away").to_owned(),
                    State::Full => cx.t("week.full").to_owned(),
                    State::Free(served) => cx.lang.tf("week.served_n", &[("n", &served)]),
                };
                widgets::secondary(ui, cx, &text);
            });
        }
    });
    ui.add_space(8.0);
    super::close_button(ui, cx);
}

enum State {
    OnDuty,
    Away,
    Full,
    /// Could serve; weeks served in this plan.
    Free(u32),
}

fn state(rota: &Rota, candidate: &Candidate, week: u32, members: &Index<MemberId>) -> State {
    let (from, to) = rota.week_days(week);
    let same = |id: &MemberId| {
        *id == candidate.member
            || members.find(id).is_some_and(|code| Some(code) == members.find(&candidate.member))
    };
    let mine = || rota.duties.iter().filter(|duty| same(&duty.member));
    let served = mine().count() as u32;
    if mine().any(|duty| duty.week == week) {
        State::OnDuty
    } else if candidate.away.iter().any(|(first, last)| *first <= to && *last >= from) {
        State::Away
    } else if candidate.max_weeks.is_some_and(|most| served >= most) {
        State::Full
    } else {
        State::Free(served)
    }
}

/// Ways to fill a seat that are told.
const MOST_WAYS: usize = 3;

/// What keeps a seat empty and the cheapest ways to fill it, as sentences; worked out once for each state of the project.
fn why_empty(
    ui: &Ui,
    cx: &Cx<'_>,
    project: &Project,
    rota: usize,
    (week, seat): (u32, u32),
    revision: u64,
) -> Arc<Vec<String>> {
    let state = (revision, week, seat, cx.lang);
    kept(ui, "why_empty", |of| *of == state, || (state, Arc::new(reasons(cx, project, rota, week, seat))))
}

fn reasons(cx: &Cx<'_>, project: &Project, rota: usize, week: u32, seat: u32) -> Vec<String> {
    let span = Span { keep: true, ..Span::default() };
    let Ok(schedule) = Schedule::new(project, rota, span) else { return Vec::new() };
    let Some(why) = schedule.why_empty(week, seat) else { return Vec::new() };
    if schedule.people.is_empty() {
        return vec![cx.t("plan.no_candidates").to_owned()];
    }
    let mut lines = Vec::new();
    let blocked: Vec<String> = (why.blocked.iter())
        .map(|(block, people)| {
            let key = match block {
                YearBlock::Away => "plan.block_away",
                YearBlock::AtCap => "plan.block_cap",
                YearBlock::ServesThatWeek => "plan.block_twice",
                YearBlock::Gap => "plan.block_gap",
                YearBlock::InRow => "plan.block_row",
                YearBlock::Newcomer => "plan.block_newcomer",
            };
            cx.lang.tf(key, &[("n", people)])
        })
        .collect();
    if !blocked.is_empty() {
        let list = blocked.join(cx.t("plan.joint"));
        lines.push(cx.lang.tf("plan.blocked", &[("list", &list)]));
    }
    for way in why.ways.iter().take(MOST_WAYS) {
        let id = schedule.people.get(way.person);
        let member = id.and_then(|id| project.member(id));
        let name = member.map(|member| member.name.as_str()).filter(|name| !name.is_empty());
        let name = name.or(id.map(MemberId::as_str)).unwrap_or_default();
        let limit = way.limit.unwrap_or(0);
        let key = match way.lift {
            None => "plan.way_free",
            Some(YearBlock::Away) => "plan.way_away",
            Some(YearBlock::AtCap) => "plan.way_cap",
            Some(YearBlock::ServesThatWeek) => continue,
            Some(YearBlock::Gap) => "plan.way_gap",
            Some(YearBlock::InRow) => "plan.way_row",
            Some(YearBlock::Newcomer) => "plan.way_newcomer",
        };
        lines.push(cx.lang.tf(key, &[("name", &name), ("n", &limit)]));
    }
    if why.ways.is_empty() {
        lines.push(cx.t("plan.no_way").to_owned());
    }
    lines
}
