//! Evaporative cooling: whether those leave whom the others came for, who they are, and what to do.

use chrono::Days;
use egui::{RichText, Ui};

use super::super::super::{Cx, widgets};
use crate::analytics::structure::{Cure, GroupStructure};
use crate::app::{Analysis, Command, Edit, FigureKey, PlanChange, today};
use crate::charts::theme::size;
use crate::charts::{Pick, catalogue};
use crate::model::PlanItem;

/// Draws the view of a group.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, focus: u32) {
    let place = analysis.scope.groups.iter().position(|&group| group == focus);
    let result = place.and_then(|place| analysis.structure().groups.get(place));
    widgets::row(ui, "cooling.top", [1.45, 1.0], |index, ui, least| {
        let name = if index == 0 { "structure.scissors" } else { "structure.cooling" };
        widgets::figure(ui, cx, FigureKey::of_group(name, focus), least, |_, _| {})
    });
    let people = FigureKey::of_group("structure.cooling_people", focus);
    match result.filter(|result| !result.cures.is_empty()) {
        Some(result) => widgets::row(ui, "cooling.people", [1.45, 1.0], |index, ui, least| match index {
            0 => widgets::figure(ui, cx, people.clone(), least, |_, _| {}),
            _ => cures(ui, cx, analysis, focus, result, least),
        }),
        None => {
            widgets::figure(ui, cx, people, 0.0, |ui, cx| widgets::secondary(ui, cx, cx.t("cure.none")));
            widgets::gap(ui);
        }
    }
    widgets::figure(ui, cx, FigureKey::new("structure.cooling_groups"), 0.0, |_, _| {});
}

/// What would help, each with its reason and a button that puts it into the plan.
fn cures(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Analysis,
    focus: u32,
    result: &GroupStructure,
    least: f32,
) -> f32 {
    let key = FigureKey::of_group("structure.cures", focus);
    let mut commands = Vec::new();
    let needed = widgets::card(ui, cx, least, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("cure.title"), |ui| {
            widgets::export_menu(ui, cx, &key, &mut commands);
        });
        ui.add_space(-4.0);
        let source = RichText::new(cx.t("cure.source")).size(size::SECONDARY).color(cx.theme.secondary);
        ui.add(egui::Label::new(source).wrap());
        for cure in &result.cures {
            ui.separator();
            cure_line(ui, cx, analysis, result, cure);
        }
    });
    cx.commands.append(&mut commands);
    needed
}

fn cure_line(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, result: &GroupStructure, cure: &Cure) {
    let (text, why) = catalogue::cure_sentence(cure, cx.lang);
    ui.add(egui::Label::new(RichText::new(&text).color(cx.theme.text)).wrap());
    ui.add(egui::Label::new(RichText::new(why).size(size::SECONDARY).color(cx.theme.secondary)).wrap());
    ui.horizontal(|ui| {
        let planned = cx.state.loaded.as_ref().is_some_and(|loaded| {
            let plan = loaded.document.project.plan.iter();
            let mut open = plan.filter(|item| item.done.is_none());
            open.any(|item| item.text == text && item.group.as_ref() == Some(&result.id))
        });
        let label = cx.t(if planned { "cure.added" } else { "cure.add" });
        let button = ui.add_enabled(!planned, egui::Button::new(label));
        // Several buttons of one name: a reader is told which thing each adds.
        let spoken = format!("{label}: {text}");
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, !planned, &spoken));
        if button.clicked() {
            let now = today(analysis.project.time_zone);
            let ids = cure.members.iter().filter_map(|&member| analysis.activity.members.id(member));
            cx.send(Command::Edit(Edit::ChangePlan(PlanChange::Add(PlanItem {
                text: text.clone(),
                group: Some(result.id.clone()),
                people: ids.cloned().collect(),
                due: now.checked_add_days(Days::new(cure.days.into())),
                done: None,
                created: now,
            }))));
        }
        if !cure.members.is_empty() {
            let see = cx.lang.tf("cure.see_people", &[("n", &cure.members.len())]);
            if ui.button(see).clicked() {
                cx.send(Command::Pick(Pick::People { title: text.clone(), members: cure.members.clone() }));
            }
        }
    });
}
