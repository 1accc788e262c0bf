//! Overview: the month in five numbers, and what to do first.

use std::collections::BTreeSet;

use egui::{Align, Layout, RichText, Ui};

use super::super::{Cx, widgets};
use crate::analytics::Rate;
use crate::analytics::overview::{Action, ActionKind, DutyGap};
use crate::analytics::rotation::RotaReadout;
use crate::app::{Analysis, Command, Dialog, FigureKey, Need, Page, ShiftCommand, View};
use crate::charts::{Pick, Tone, catalogue, format};
use crate::model::{MemberId, Money};

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::page_title(ui, cx.t("page.overview"), |_| {});
    let Some(analysis) = super::results(ui, cx, Need::Quick) else { return };
    let empty = super::nothing_said(ui, cx, &analysis);
    if empty && analysis.project.members.is_empty() {
        return;
    }
    key_numbers(ui, cx, &analysis);
    widgets::row(ui, "overview.middle", [1.5, 1.0], |index, ui, least| match index {
        0 => actions(ui, cx, least),
        _ => {
            let days = f64::from(analysis.scope.len_days());
            let fits = |funnel: &&crate::analytics::funnel::FunnelResult| {
                funnel.window_seconds as f64 <= days * 86_400.0
                    && funnel.steps.first().is_some_and(|step| step.count > 0)
            };
            let name = analysis
                .panels
                .funnel
                .funnels
                .iter()
                .find(fits)
                .map(|funnel| format!("funnel.{}", funnel.id));
            match name {
                Some(name) => widgets::figure(ui, cx, FigureKey::new(name), least, |_, _| {}),
                None => widgets::figure(ui, cx, FigureKey::new("engagement.heatmap"), least, |_, _| {}),
            }
        }
    });
    widgets::figure(ui, cx, FigureKey::new("engagement.daily"), 0.0, |_, _| {});
}

/// The change against the compared period, in words.
fn change(now: f64, before: Option<f64>, unit: impl Fn(f64) -> String, more_is_good: bool) -> (String, Tone) {
    let Some(before) = before else { return (format::UNKNOWN.to_owned(), Tone::Neutral) };
    let difference = now - before;
    if difference.abs() < f64::EPSILON {
        return ("= ".to_owned() + &unit(before), Tone::Neutral);
    }
    let arrow = if difference > 0.0 { "↑" } else { "↓" };
    let share = if before > 0.0 { format!(" ({:+.1}%)", difference / before * 100.0) } else { String::new() };
    let tone = if (difference > 0.0) == more_is_good { Tone::Good } else { Tone::Warning };
    (format!("{arrow} {}{}", unit(difference.abs()), share.replace('-', "−")), tone)
}

fn key_numbers(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let overview = &analysis.panels.overview;
    let before = analysis.before.as_ref().map(|before| &before.overview);
    let currency = analysis.project.currency.clone();
    let compared = analysis.compared.as_ref().map(|compared| {
        let (from, to) = compared.dates();
        let same_year = chrono::Datelike::year(&from) == chrono::Datelike::year(&analysis.scope.dates().0);
        let words = if same_year { format::period_short } else { format::period };
        cx.lang.tf("compare.against", &[("period", &words(from, to, cx.lang))])
    });
    let compared = compared.unwrap_or_default();
    let list = |title: &str, members: &[u32]| {
        (!members.is_empty())
            .then(|| Command::Pick(Pick::People { title: title.to_owned(), members: members.to_vec() }))
    };
    let rate_detail = |rate: &Rate, unit: &str| format!("{} {unit}", format::fraction(rate));
    widgets::row(ui, "overview.numbers", [1.0; 5], |index, ui, least| {
        let people = cx.t("unit.people");
        let number = match index {
            0 => widgets::KeyNumber {
                label: cx.t("kpi.new_members"),
                value: overview
                    .joined
                    .as_ref()
                    .map_or(format::UNKNOWN.to_owned(), |joined| format::count(joined.len() as u64)),
                detail: match &overview.joined {
                    Some(joined) => change(
                        joined.len() as f64,
                        before.and_then(|before| before.joined.as_ref()).map(|joined| joined.len() as f64),
                        |value| format::count(value as u64),
                        true,
                    ),
                    None => (cx.t("kpi.joins_unknown").to_owned(), Tone::Neutral),
                },
                target: compared.clone(),
                open: overview.joined.as_ref().and_then(|joined| list(cx.t("kpi.new_members"), joined)),
                detail_open: None,
            },
            1 => widgets::KeyNumber {
                label: cx.t("kpi.speaking_rate"),
                value: format::percent(overview.speaking.value),
                detail: (rate_detail(&overview.speaking, people), Tone::Neutral),
                target: match before.and_then(|before| before.speaking.value) {
                    Some(before) => format!("{compared} {}", format::percent(Some(before))),
                    None => String::new(),
                },
                open: list(cx.t("kpi.speakers"), &overview.speakers),
                detail_open: None,
            },
            2 => widgets::KeyNumber {
                label: cx.t("kpi.paying_rate"),
                value: format::percent(overview.paying.value),
                detail: match overview.unmatched_orders {
                    0 => (rate_detail(&overview.paying, people), Tone::Neutral),
                    n => {
                        let unmatched = cx.lang.tf("kpi.unmatched_orders", &[("n", &n)]);
                        (format!("{} · {unmatched}", rate_detail(&overview.paying, people)), Tone::Warning)
                    }
                },
                target: match before.and_then(|before| before.paying.value) {
                    Some(before) => format!("{compared} {}", format::percent(Some(before))),
                    None => String::new(),
                },
                open: list(cx.t("kpi.payers"), &overview.payers),
                detail_open: (overview.unmatched_orders > 0)
                    .then_some(Command::ShowDialog(Dialog::Unmatched)),
            },
            3 => widgets::KeyNumber {
                label: cx.t("kpi.gmv"),
                value: overview.gmv.map_or(format::UNKNOWN.to_owned(), |gmv| format::money(gmv, &currency)),
                detail: match overview.gmv {
                    Some(gmv) => change(
                        gmv.units(),
                        before.and_then(|before| before.gmv).map(Money::units),
                        |value| format::money(Money((value * 100.0).round() as i64), &currency),
                        true,
                    ),
                    None => (cx.t("kpi.no_orders").to_owned(), Tone::Neutral),
                },
                target: compared.clone(),
                open: list(cx.t("kpi.payers"), &overview.payers),
                detail_open: None,
            },
            _ => {
                let rotas = &analysis.panels.rotation.rotas;
                let sum = |of: fn(&RotaReadout) -> u64| rotas.iter().map(of).sum::<u64>();
                let (filled, seats) = (sum(|rota| rota.filled), sum(|rota| rota.seats));
                let serving = rotas.iter().flat_map(|rota| &rota.loads).filter(|(_, load)| **load > 0);
                let people: BTreeSet<&MemberId> = serving.map(|(member, _)| member).collect();
                let gaps: usize = rotas.iter().map(|rota| rota.uncovered.len()).sum();
                let known = seats > 0;
                widgets::KeyNumber {
                    label: cx.t("kpi.duty"),
                    value: if known { format!("{filled} / {seats}") } else { format::UNKNOWN.to_owned() },
                    detail: if known {
                        let key = if rotas.len() > 1 { "kpi.duty_people_rotas" } else { "kpi.duty_people" };
                        let values: [(&str, &dyn std::fmt::Display); 2] =
                            [("n", &people.len()), ("rotas", &rotas.len())];
                        (cx.lang.tf(key, &values), Tone::Neutral)
                    } else {
                        (cx.t("kpi.no_rota").to_owned(), Tone::Neutral)
                    },
                    target: if known {
                        cx.lang.tf("kpi.duty_missing", &[("n", &gaps)])
                    } else {
                        String::new()
                    },
                    open: Some(Command::ShowPage(Page::Rotation)),
                    detail_open: None,
                }
            }
        };
        number.show(ui, cx, least)
    });
}

fn actions(ui: &mut Ui, cx: &mut Cx<'_>, least: f32) -> f32 {
    widgets::card(ui, cx, least, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("todo.title"), |ui| {
            widgets::secondary(ui, cx, cx.t("todo.rule"));
        });
        ui.add_space(4.0);
        if let Some(analysis) = super::results(ui, cx, Need::All) {
            let actions = analysis.actions();
            if actions.is_empty() {
                widgets::secondary(ui, cx, cx.t("todo.nothing"));
            }
            for (index, action) in actions.iter().enumerate() {
                if index > 0 {
                    ui.separator();
                }
                action_line(ui, cx, &analysis, action);
            }
        }
        super::plan_items::show(ui, cx);
    })
}

fn action_line(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, action: &Action) {
    let (label, tone) = match action.kind {
        ActionKind::Cooling => ("todo.cooling", Tone::Bad),
        ActionKind::SoulSilent => ("todo.soul_silent", Tone::Bad),
        ActionKind::Advertising => ("todo.junk", Tone::Bad),
        ActionKind::Dead => ("todo.dead", Tone::Warning),
        ActionKind::BelowBand => ("todo.below", Tone::Warning),
        ActionKind::TooLarge => ("todo.too_large", Tone::Warning),
        ActionKind::DutyEmpty => ("todo.duty", Tone::Warning),
        ActionKind::ShiftsEmpty => ("todo.shifts", Tone::Warning),
    };
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        ui.scope(|ui| {
            ui.set_width(98.0);
            widgets::tag(ui, cx, cx.t(label), tone);
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !action.members.is_empty() {
                let text = cx.lang.tf("todo.see_people", &[("n", &action.members.len())]);
                if ui.button(text).clicked() {
                    let title = catalogue::action_sentence(analysis.input(), action, cx.lang);
                    cx.send(Command::Pick(Pick::People { title, members: action.members.clone() }));
                }
            }
            let (see, commands) = match (&action.gap, action.group) {
                (Some(DutyGap::Rota { rota, .. }), _) => {
                    ("todo.see_rota", vec![Command::FocusRota(*rota), Command::ShowView(View::Year)])
                }
                (Some(DutyGap::Shifts { week, .. }), _) => (
                    "todo.see_rota",
                    vec![Command::Shifts(ShiftCommand::Focus(*week)), Command::ShowView(View::Shifts)],
                ),
                (None, None) => ("todo.see_rota", vec![Command::ShowPage(Page::Rotation)]),
                (None, Some(group)) => ("todo.see_group", vec![Command::Pick(Pick::Group(group))]),
            };
            if ui.button(cx.t(see)).clicked() {
                commands.into_iter().for_each(|command| cx.send(command));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let sentence = catalogue::action_sentence(analysis.input(), action, cx.lang);
                ui.add(egui::Label::new(RichText::new(&sentence).color(cx.theme.text)).wrap());
            });
        });
    });
}
