//! Rotation: who serves which week, and whether it is fair.

use egui::{RichText, Ui};

use super::super::{Cx, theme, widgets};
use crate::app::{Command, Dialog, FigureKey};
use crate::charts::format;

/// Weeks without people take no more of the page than this, then they scroll.
const MOST_HEIGHT: f32 = 480.0;

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let undo =
        cx.state.loaded.as_ref().and_then(|loaded| loaded.history.last()).map(|edit| edit.label(cx.lang));
    let has_rota = cx.state.loaded.as_ref().is_some_and(|loaded| !loaded.document.project.rotas.is_empty());
    widgets::page_title(ui, cx.t("page.rotation"), |ui| {
        if has_rota && ui.add(theme::primary(cx.theme, cx.t("plan.open"))).clicked() {
            cx.send(Command::ShowDialog(Dialog::Plan));
        }
        if let Some(what) = undo
            && ui.button(cx.lang.tf("menu.undo", &[("what", &what)])).clicked()
        {
            cx.send(Command::Undo);
        }
    });
    let Some(analysis) = super::results(ui, cx) else { return };
    if analysis.project.rotas.is_empty() {
        widgets::empty(ui, cx, cx.t("empty.no_rota"), cx.t("empty.no_rota_text"), &[]);
        return;
    }
    let rotation = &analysis.panels.rotation.first;
    let fairness = &rotation.fairness;
    let wanted = &analysis.project.thresholds.duty_people;
    let source = crate::charts::catalogue::source_word(&wanted.source, cx.lang);
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
        widgets::KeyNumber::plain(cx.t(label), value, detail, target).show(ui, cx, least)
    });
    widgets::figure(ui, cx, FigureKey::new("rotation.weeks"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::row(ui, "rotation.bottom", [1.0, 1.0], |index, ui, least| match index {
        0 => widgets::figure(ui, cx, FigureKey::new("rotation.loads"), least, |_, _| {}),
        _ => uncovered(ui, cx, &analysis, least),
    });
}

fn uncovered(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &crate::app::Analysis, least: f32) -> f32 {
    let rotation = &analysis.panels.rotation.first;
    let start = analysis.project.rotas.first().map(|rota| rota.start);
    widgets::card(ui, cx, least, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("rotation.uncovered"), |_| {});
        if rotation.uncovered.is_empty() {
            widgets::secondary(ui, cx, cx.t("rotation.all_covered"));
        }
        // An empty plan of many years is as quick to draw as one of a month.
        let rows = egui::ScrollArea::vertical().id_salt("uncovered").max_height(MOST_HEIGHT);
        let height = ui.spacing().interact_size.y;
        rows.auto_shrink([false, true]).show_rows(ui, height, rotation.uncovered.len(), |ui, shown| {
            for week in rotation.uncovered.get(shown).unwrap_or_default() {
                let number = start.map_or(0, |start| (week.week - start).num_days().div_euclid(7));
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
                            let reason = crate::charts::catalogue::uncovered_reason(week, cx.lang);
                            ui.add(
                                egui::Label::new(RichText::new(reason).color(cx.theme.secondary)).truncate(),
                            );
                        });
                    });
                });
            }
        });
        for line in crate::charts::catalogue::rotation_warnings(analysis.input(), rotation, cx.lang) {
            widgets::secondary(ui, cx, &format!("⚠ {line}"));
        }
    })
}
