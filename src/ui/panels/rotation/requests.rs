//! Wishes to change a duty: what they ask, whether it keeps the rules, and one click to answer.

use egui::{RichText, Ui};

use super::super::super::{Cx, theme, widgets};
use super::{Kept, Looked, board};
use crate::analytics::Input;
use crate::app::{Answer, Command, Edit, FigureKey, RotaChange};
use crate::charts::catalogue;
use crate::model::{SwapRequest, Wanted};
use crate::planner::edit::Seat;
use crate::schedule::Other;

/// People proposed for somebody absent.
const MOST_PROPOSED: usize = 3;

/// Draws the card of open requests; nothing without any.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, looked: Looked<'_>) {
    let open: Vec<&SwapRequest> = (looked.rota.requests.iter())
        .filter(|request| looked.rota.open_request(request.week, request.seat) == Some(*request))
        .collect();
    if open.is_empty() {
        return;
    }
    let Some(board) = board(ui, cx, looked.number) else { return };
    let key = FigureKey::new(catalogue::rota_figure("requests", looked.number));
    let mut commands = Vec::new();
    widgets::card(ui, cx, 0.0, |ui, cx| {
        let title = cx.lang.tf("request.title", &[("n", &open.len())]);
        widgets::card_head(ui, cx, &title, |ui| widgets::export_menu(ui, cx, &key, &mut commands));
        for request in open {
            ui.separator();
            one(ui, cx, looked.number, &board, request);
        }
    });
    cx.commands.append(&mut commands);
    widgets::gap(ui);
}

/// A request and its answers.
pub fn one(ui: &mut Ui, cx: &mut Cx<'_>, number: usize, board: &Kept, request: &SwapRequest) {
    let Some(loaded) = &cx.state.loaded else { return };
    let input = Input { project: &loaded.document.project, activity: &loaded.activity };
    let here = Seat { week: request.week, seat: request.seat };
    let who = catalogue::name_of(input, &request.from);
    let wanted = catalogue::request_words(input, &board.rota, request, cx.lang);
    let mut text = format!("{} · {who}{}{wanted}", board.place(cx, here), cx.t("request.colon"));
    if !request.note.is_empty() {
        text = format!("{text} · {}", request.note);
    }
    ui.add(egui::Label::new(RichText::new(text).color(cx.theme.text)).wrap());
    let verdict = match &request.wanted {
        Wanted::Swap { week, seat } => {
            Some(board.verdict(cx, here, Seat { week: *week, seat: *seat }).unwrap_or_else(|why| vec![why]))
        }
        Wanted::Take(member) => {
            let person = board.board.people().iter().position(|other| other == member);
            let others = board.board.others(here);
            let other = others.iter().find(|other| Some(other.person) == person);
            let not_there = || vec![cx.t("edit.error.no_person").to_owned()];
            let broken = |other: &Other| other.broken.iter().map(|rule| board.rule(cx, rule)).collect();
            Some(other.map_or_else(not_there, broken))
        }
        Wanted::Replacement => None,
    };
    for line in verdict.iter().flatten() {
        ui.add(egui::Label::new(RichText::new(format!("⚠ {line}")).color(cx.theme.warning)).wrap());
    }
    let answer = |answer: Answer| {
        let change = RotaChange::Answer(request.clone(), answer);
        Command::Edit(Edit::ChangeRota { rota: number, change })
    };
    let locked = board.board.is_locked(here);
    ui.horizontal_wrapped(|ui| {
        if let Some(broken) = &verdict {
            let agreed = broken.is_empty() && !locked;
            let button = ui.add_enabled(agreed, theme::primary(cx.theme, cx.t("request.accept")));
            if button.clicked() {
                cx.send(answer(Answer::Accept { by: None }));
            }
        } else {
            let others = board.board.others(here);
            let fit = others.iter().filter(|other| other.broken.is_empty()).take(MOST_PROPOSED);
            let mut any = false;
            for other in fit {
                any = true;
                let label = cx
                    .lang
                    .tf("request.take_by", &[("name", &board.name(other.person)), ("n", &other.weeks)]);
                let by = board.board.member(other.person).cloned();
                if ui.add_enabled(!locked, egui::Button::new(label)).clicked() {
                    cx.send(answer(Answer::Accept { by }));
                }
            }
            if !any {
                widgets::secondary(ui, cx, cx.t("plan.no_way"));
            }
        }
        if ui.button(cx.t("request.decline")).clicked() {
            cx.send(answer(Answer::Decline));
        }
        if ui.button(cx.t("request.withdraw")).clicked() {
            cx.send(answer(Answer::Withdraw));
        }
        if locked {
            widgets::secondary(ui, cx, cx.t("edit.error.locked"));
        }
    });
}
