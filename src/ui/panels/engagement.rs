//! Engagement: how lively the groups are, when, and who is silent.

use egui::Ui;

use super::super::{Cx, widgets};
use crate::app::{Command, FigureKey};
use crate::charts::{Pick, format};

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::page_title(ui, cx.t("page.engagement"), |_| {});
    let Some(analysis) = super::results(ui, cx) else { return };
    if super::nothing_said(ui, cx, &analysis) && analysis.panels.engagement.silent.is_empty() {
        return;
    }
    let engagement = &analysis.panels.engagement;
    let until = engagement
        .as_of
        .map_or(String::new(), |date| cx.lang.tf("kpi.until", &[("date", &format::date(date))]));
    let number = |value: Option<u32>| {
        value.map_or(format::UNKNOWN.to_owned(), |value| format::count(u64::from(value)))
    };
    widgets::row(ui, "engagement.numbers", [1.0; 5], |index, ui, least| {
        let (label, value, detail, target) = match index {
            0 => (
                "kpi.dau",
                engagement.dau.map_or(format::UNKNOWN.to_owned(), |dau| format!("{dau:.1}")),
                cx.t("kpi.dau_detail").to_owned(),
                until.clone(),
            ),
            1 => ("kpi.wau", number(engagement.wau), cx.t("kpi.wau_detail").to_owned(), until.clone()),
            2 => ("kpi.mau", number(engagement.mau), cx.t("kpi.mau_detail").to_owned(), until.clone()),
            3 => (
                "kpi.stickiness",
                format::percent(engagement.stickiness),
                cx.t("kpi.stickiness_detail").to_owned(),
                until.clone(),
            ),
            _ => {
                let share = &engagement.newcomer_share;
                (
                    "kpi.newcomers",
                    share.index.map_or(format::UNKNOWN.to_owned(), |index| format!("{index:.2}")),
                    cx.lang.tf(
                        "kpi.newcomers_detail",
                        &[
                            ("messages", &format::percent(share.messages)),
                            ("people", &format::percent(share.people)),
                        ],
                    ),
                    cx.t("kpi.newcomers_rule").to_owned(),
                )
            }
        };
        widgets::KeyNumber::plain(cx.t(label), value, detail, target).show(ui, cx, least)
    });
    widgets::figure(ui, cx, FigureKey::new("engagement.daily"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("engagement.messages"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::row(ui, "engagement.middle", [1.0, 1.15], |index, ui, least| match index {
        0 => widgets::figure(ui, cx, FigureKey::new("engagement.heatmap"), least, |_, _| {}),
        _ => widgets::figure(ui, cx, FigureKey::new("engagement.cohorts"), least, |_, _| {}),
    });
    widgets::figure(ui, cx, FigureKey::new("engagement.lifecycle"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("engagement.silent"), 0.0, |ui, cx| {
        let anybody = !analysis.panels.engagement.silent.is_empty();
        if anybody && ui.button(cx.t("silent.open")).clicked() {
            let title = cx.t("silent.title").to_owned();
            cx.send(Command::Pick(Pick::People { title, members: silent_codes(&analysis) }));
        }
    });
}

fn silent_codes(analysis: &crate::app::Analysis) -> Vec<u32> {
    let mut codes: Vec<u32> = analysis
        .panels
        .engagement
        .silent
        .iter()
        .filter_map(|silent| analysis.activity.members.find(&silent.member))
        .collect();
    let mut seen = std::collections::HashSet::new();
    codes.retain(|code| seen.insert(*code));
    codes
}
