//! The weeks of the rota: the calendar, the loads, what is missing, what it brings.

use std::sync::Arc;

use egui::{RichText, Ui};

use super::super::super::kept::kept;
use super::super::super::{Cx, rota_words, theme, widgets};
use super::{Looked, board, calendar, requests};
use crate::app::{Analysis, Command, Dialog, FigureKey};
use crate::charts::{Pick, catalogue, format};
use crate::model::RewardKind;

/// Weeks without people take no more of the page than this, then they scroll.
const MOST_HEIGHT: f32 = 480.0;
/// Sentences about the rota that are shown.
const MOST_WARNINGS: usize = 6;

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>, looked: Looked<'_>) {
    numbers(ui, cx, analysis, looked);
    calendar::show(ui, cx, analysis, looked);
    requests::show(ui, cx, looked);
    let figure = |what: &str| FigureKey::new(catalogue::rota_figure(what, looked.number));
    widgets::row(ui, "rotation.bottom", [1.2, 1.0], |index, ui, least| match index {
        0 => uncovered(ui, cx, analysis, looked, least),
        _ => widgets::figure(ui, cx, figure("card"), least, |_, _| {}),
    });
    widgets::figure(ui, cx, figure("effect"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, figure("loads"), 0.0, |_, _| {});
}

fn numbers(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, looked: Looked<'_>) {
    let rotation = looked.readout;
    let fairness = &rotation.fairness;
    let wanted = &analysis.project.thresholds.duty_people;
    let source = catalogue::source_word(&wanted.source, cx.lang);
    widgets::row(ui, "rotation.numbers", [1.0; 4], |index, ui, least| {
        let (label, value, detail, target) = match index {
            0 => (
                "kpi.duty",
                format!("{} / {}", rotation.filled, rotation.seats),
                cx.lang.tf("kpi.duty_missing", &[("n", &rotation.uncovered.len())]),
                String::new(),
            ),
            1 => (
                "kpi.duty_distinct",
                format::count(rotation.distinct_people as u64),
                cx.lang.tf("kpi.duty_wanted", &[("n", &wanted.value), ("source", &source)]),
                String::new(),
            ),
            2 => (
                "kpi.balance",
                fairness.balance.map_or(format::UNKNOWN.to_owned(), |balance| balance.to_string()),
                cx.lang.tf(
                    "kpi.balance_detail",
                    &[("gini", &format::ratio(fairness.gini)), ("jain", &format::ratio(fairness.jain))],
                ),
                cx.t("kpi.balance_rule").to_owned(),
            ),
            _ => (
                "kpi.duty_cost",
                rotation.cost.map_or(format::UNKNOWN.to_owned(), |cost| {
                    format::money(cost, &analysis.project.currency)
                }),
                cx.t("kpi.duty_cost_detail").to_owned(),
                String::new(),
            ),
        };
        let mut number = widgets::KeyNumber::plain(cx.t(label), value, detail, target);
        if index == 1 {
            let members = (rotation.loads.iter())
                .filter(|(_, load)| **load > 0)
                .filter_map(|(id, _)| analysis.activity.members.find(id))
                .collect();
            let title = cx.t("kpi.duty_distinct").to_owned();
            number.open = Some(Command::Pick(Pick::People { title, members }));
        }
        number.show(ui, cx, least)
    });
}

/// Weeks with a gap, people without a week, and rules that are broken.
fn uncovered(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, looked: Looked<'_>, least: f32) -> f32 {
    let rotation = looked.readout;
    widgets::card(ui, cx, least, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("rotation.uncovered"), |_| {});
        if rotation.uncovered.is_empty() {
            widgets::secondary(ui, cx, cx.t("rotation.all_covered"));
        }
        for line in warnings(ui, cx, analysis, looked).iter() {
            let text = RichText::new(format!("⚠ {line}"))
                .size(crate::charts::theme::size::SECONDARY)
                .color(cx.theme.secondary);
            ui.add(egui::Label::new(text).wrap());
        }
        idle(ui, cx, analysis, looked);
        // An empty plan of many years is as quick to draw as one of a month.
        let rows = egui::ScrollArea::vertical().id_salt("uncovered").max_height(MOST_HEIGHT);
        let height = ui.spacing().interact_size.y;
        rows.auto_shrink([false, true]).show_rows(ui, height, rotation.uncovered.len(), |ui, shown| {
            for week in rotation.uncovered.get(shown).unwrap_or_default() {
                let number = (week.week - looked.rota.start).num_days().div_euclid(7);
                ui.horizontal(|ui| {
                    let text = format!(
                        "{} · {}",
                        cx.lang.tf("week.number", &[("n", &(number + 1))]),
                        format::month_day(week.week)
                    );
                    ui.scope(|ui| {
                        ui.set_width(120.0);
                        ui.label(RichText::new(text).color(cx.theme.text));
                    });
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        if ui.add(theme::quiet(cx.theme.accent, cx.t("rotation.assign"))).clicked()
                            && let Ok(week) = u32::try_from(number)
                        {
                            cx.send(Command::ShowDialog(Dialog::Week(week)));
                        }
                        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                            let reason = catalogue::uncovered_reason(week, cx.lang);
                            ui.add(
                                egui::Label::new(RichText::new(reason).color(cx.theme.secondary)).truncate(),
                            );
                        });
                    });
                });
            }
        });
    })
}

/// Weeks that nobody can take, rules that are broken, and who serves two weeks running; worked out once for each state.
fn warnings(ui: &Ui, cx: &Cx<'_>, analysis: &Analysis, looked: Looked<'_>) -> Arc<Vec<String>> {
    let Some(board) = board(ui, cx, looked.number) else { return Arc::default() };
    let state = (Arc::as_ptr(&board.board) as usize, analysis.revision, cx.lang);
    kept(
        ui,
        "rota_warnings",
        |of| *of == state,
        || {
            let shortages = board.board.shortages();
            let mut lines: Vec<String> = (shortages.iter())
                .map(|shortage| rota_words::shortage(cx.lang, looked.rota, shortage))
                .collect();
            lines.extend(board.board.broken().iter().map(|rule| board.rule(cx, rule)));
            lines.extend(catalogue::rotation_warnings(analysis.input(), looked.readout, cx.lang));
            let unpaid = looked.rota.duties.iter().all(|duty| duty.reward.is_none());
            lines.extend(match &looked.rota.incentive {
                Some(plan) if plan.kind == RewardKind::Honour => {
                    Some(cx.t("reward.honour_warning").to_owned())
                }
                None if unpaid => Some(cx.t("reward.none").to_owned()),
                _ => None,
            });
            let more = lines.len().saturating_sub(MOST_WARNINGS);
            lines.truncate(MOST_WARNINGS);
            if more > 0 {
                lines.push(cx.lang.tf("plan.more", &[("n", &more)]));
            }
            (state, Arc::new(lines))
        },
    )
}

/// Who has no week: they count in how even the loads are.
fn idle(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, looked: Looked<'_>) {
    let Some(board) = board(ui, cx, looked.number) else { return };
    let people = board.board.idle();
    if people.is_empty() {
        return;
    }
    let names: Vec<String> = people.iter().map(|&person| board.name(person)).collect();
    let title = cx.lang.tf("rotation.idle", &[("n", &people.len())]);
    ui.horizontal(|ui| {
        let label = egui::Label::new(RichText::new(&title).color(cx.theme.text).underline());
        let shown = ui.add(label.sense(egui::Sense::click())).on_hover_text(cx.t("hint.open_list"));
        if shown.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            let ids = people.iter().filter_map(|&person| board.board.member(person));
            let members = ids.filter_map(|id| analysis.activity.members.find(id)).collect();
            cx.send(Command::Pick(Pick::People { title: title.clone(), members }));
        }
        let list = RichText::new(names.join(cx.t("plan.joint"))).color(cx.theme.secondary);
        ui.add(egui::Label::new(list).truncate());
    });
}
