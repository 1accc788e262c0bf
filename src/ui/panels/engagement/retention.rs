//! Who comes back, and where the weekly people come from.

use egui::Ui;

use super::super::super::{Cx, widgets};
use super::{Cohort, Split, choose, full};

/// Draws the view.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut rolling = cx.local.engagement.rolling;
    let mut cohort = cx.local.engagement.cohort;
    let mut split = cx.local.engagement.split;
    ui.horizontal(|ui| {
        choose(
            ui,
            cx,
            "retention.kind",
            &mut rolling,
            &[(false, "retention.exact"), (true, "retention.rolling")],
        );
        ui.add_space(14.0);
        let cohorts =
            [(Cohort::Day, "grain.day"), (Cohort::Week, "grain.week"), (Cohort::Month, "grain.month")];
        choose(ui, cx, "retention.cohort", &mut cohort, &cohorts);
    });
    widgets::gap(ui);
    let kind = if rolling { "rolling" } else { "exact" };
    let grain = match cohort {
        Cohort::Day => "day",
        Cohort::Week => "week",
        Cohort::Month => "month",
    };
    let table = match (rolling, cohort) {
        (false, Cohort::Week) => "engagement.cohorts".to_owned(),
        _ => format!("engagement.cohorts.{kind}.{grain}"),
    };
    full(ui, cx, &table);
    let splits = [
        (Split::None, "split.none"),
        (Split::Group, "split.group"),
        (Split::Source, "split.source"),
        (Split::Inviter, "split.inviter"),
        (Split::Tier, "split.tier"),
    ];
    choose(ui, cx, "split.by", &mut split, &splits);
    widgets::gap(ui);
    let part = match split {
        Split::None => "all",
        Split::Group => "group",
        Split::Source => "source",
        Split::Inviter => "inviter",
        Split::Tier => "tier",
    };
    full(ui, cx, &format!("engagement.curves.{kind}.{grain}.{part}"));
    full(ui, cx, "engagement.brackets");
    full(ui, cx, "engagement.lifecycle");
    full(ui, cx, "engagement.growth");
    cx.local.engagement.rolling = rolling;
    cx.local.engagement.cohort = cohort;
    cx.local.engagement.split = split;
}
