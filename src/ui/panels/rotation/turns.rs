//! One person's weeks: how many against the others, the next one, and a calendar to take along.

use egui::Ui;

use super::super::super::{Cx, widgets};
use super::{Kept, Looked, board, today};
use crate::activity::day;
use crate::app::{Analysis, Command, FigureKey};
use crate::charts::{catalogue, format};
use crate::model::MemberId;

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, looked: Looked<'_>) {
    let Some(board) = board(ui, cx, looked.number) else { return };
    let today = today(analysis);
    let next_of_all = || {
        let ahead = |week: u32| day(looked.rota.week_days(week).1) >= today;
        let duties = looked.rota.duties.iter().filter(|duty| ahead(duty.week));
        duties.min_by_key(|duty| (duty.week, duty.seat)).map(|duty| duty.member.clone())
    };
    let people = board.board.people();
    let known = |id: &MemberId| people.iter().position(|person| person == id);
    let chosen = cx.local.rota.person.clone().filter(|id| known(id).is_some());
    let Some(person) =
        chosen.or_else(next_of_all).and_then(|id| known(&id)).or((!people.is_empty()).then_some(0))
    else {
        widgets::card(ui, cx, 0.0, |ui, cx| widgets::secondary(ui, cx, cx.t("plan.no_candidates")));
        return;
    };
    let Some(id) = people.get(person).cloned() else { return };
    ui.horizontal(|ui| {
        choose(ui, cx, &board, person);
        if ui.button(cx.t("turns.ics")).clicked() {
            cx.send(Command::ChooseCalendar { rota: looked.number, member: Some(id.clone()) });
        }
        let code = analysis.activity.members.find(&id);
        if let Some(code) = code
            && ui.button(cx.t("turns.person")).clicked()
        {
            cx.send(Command::Pick(crate::charts::Pick::Member(code)));
        }
    });
    widgets::gap(ui);
    numbers(ui, cx, analysis, looked, &board, person);
    if let Some(code) = analysis.activity.members.find(&id) {
        let key = FigureKey::new(catalogue::turns_figure(looked.number, code));
        widgets::figure(ui, cx, key, 0.0, |_, _| {});
    }
}

fn choose(ui: &mut Ui, cx: &mut Cx<'_>, board: &Kept, person: usize) {
    let choice = egui::ComboBox::from_id_salt("turns_person")
        .selected_text(board.name(person))
        .width(200.0)
        .height(400.0);
    let choice = choice.show_ui(ui, |ui| {
        let mut order: Vec<usize> = (0..board.board.people().len()).collect();
        order.sort_by_key(|&other| board.name(other));
        for other in order {
            let weeks = cx.lang.tf("week.served_n", &[("n", &board.board.load(other))]);
            let label = format!("{} · {weeks}", board.name(other));
            if ui.selectable_label(other == person, label).clicked() {
                cx.local.rota.person = board.board.member(other).cloned();
            }
        }
    });
    let label = cx.t("turns.choose");
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}

fn numbers(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Analysis,
    looked: Looked<'_>,
    board: &Kept,
    person: usize,
) {
    let Some(id) = board.board.member(person) else { return };
    let members = &analysis.activity.members;
    let same = |other: &MemberId| {
        other == id || members.find(other).is_some_and(|code| Some(code) == members.find(id))
    };
    let today = today(analysis);
    let loads = &looked.readout.loads;
    let total: u64 = loads.values().map(|&load| u64::from(load)).sum();
    let mean = total as f64 / loads.len().max(1) as f64;
    let weeks = board.board.load(person);
    let mine = || looked.rota.duties.iter().filter(|duty| same(&duty.member));
    let next =
        mine().filter(|duty| day(looked.rota.week_days(duty.week).1) >= today).min_by_key(|duty| duty.week);
    let lines = || looked.readout.rewards.lines.iter().filter(|line| same(&line.member));
    let known = lines().any(|line| line.amount.is_some());
    let sum = |done: bool| -> crate::model::Money {
        lines().filter(|line| line.done == done).filter_map(|line| line.amount).sum()
    };
    let currency = &analysis.project.currency;
    widgets::row(ui, "turns.numbers", [1.0; 3], |index, ui, least| {
        let unknown = || format::UNKNOWN.to_owned();
        let (label, value, detail) = match index {
            0 => (
                "turns.weeks",
                weeks.to_string(),
                cx.lang.tf(
                    "turns.mean",
                    &[
                        ("mean", &format!("{mean:.1}")),
                        ("n", &loads.len()),
                        ("before", &board.board.history(person)),
                    ],
                ),
            ),
            1 => (
                "turns.next",
                next.map_or_else(unknown, |duty| format::month_day(looked.rota.week_days(duty.week).0)),
                next.map_or(cx.t("turns.no_next").to_owned(), |duty| {
                    cx.lang.tf("week.number", &[("n", &(duty.week + 1))])
                }),
            ),
            _ => (
                "turns.earned",
                if known { format::money(sum(true), currency) } else { unknown() },
                if known {
                    cx.lang.tf("turns.planned", &[("amount", &format::money(sum(false), currency))])
                } else {
                    cx.t("reward.nothing_stated").to_owned()
                },
            ),
        };
        widgets::KeyNumber::plain(cx.t(label), value, detail, String::new()).show(ui, cx, least)
    });
}
