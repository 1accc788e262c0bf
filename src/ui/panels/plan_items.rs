//! The plan: what the operator has decided to do, to be ticked off.

use chrono::{Days, NaiveDate};
use egui::{Align, Layout, RichText, Ui};

use super::super::{Cx, widgets};
use crate::analytics::Input;
use crate::app::{Command, Edit, FigureKey, PlanChange, today};
use crate::charts::theme::size;
use crate::charts::{Pick, paint};
use crate::model::PlanItem;

/// Done items that stay in sight: the newest.
const MOST_DONE: usize = 3;

/// Draws the plan below the list of urgent things; nothing while there is no plan.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(loaded) = &cx.state.loaded else { return };
    let plan = &loaded.document.project.plan;
    if plan.is_empty() {
        return;
    }
    let now = today(loaded.document.project.time_zone);
    let mut open: Vec<&PlanItem> = plan.iter().filter(|item| item.done.is_none()).collect();
    open.sort_by_key(|item| (item.due.is_none(), item.due));
    let mut done: Vec<&PlanItem> = plan.iter().filter(|item| item.done.is_some()).collect();
    done.sort_by_key(|item| std::cmp::Reverse(item.done));
    done.truncate(MOST_DONE);
    ui.add_space(10.0);
    let mut commands = Vec::new();
    ui.horizontal(|ui| {
        let title = RichText::new(cx.t("figure.plan")).font(paint::medium(size::CARD_TITLE));
        ui.label(title.color(cx.theme.text));
        let count = cx.lang.tf("plan_item.count", &[("open", &open.len()), ("all", &plan.len())]);
        widgets::secondary(ui, cx, &count);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            widgets::export_menu(ui, cx, &FigureKey::new("overview.plan"), &mut commands);
        });
    });
    cx.commands.append(&mut commands);
    for item in open.into_iter().chain(done) {
        ui.separator();
        line(ui, cx, item, now);
    }
}

fn line(ui: &mut Ui, cx: &mut Cx<'_>, item: &PlanItem, now: NaiveDate) {
    let Some(loaded) = &cx.state.loaded else { return };
    let input = Input { project: &loaded.document.project, activity: &loaded.activity };
    let group = item.group.as_ref().map(|id| {
        input.activity.groups.find(id).map_or(id.0.clone(), |code| input.group_name(code).to_owned())
    });
    let people: Vec<u32> = item.people.iter().filter_map(|id| input.matched(id)).collect();
    let change = |change| Command::Edit(Edit::ChangePlan(change));
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let remove = ui.button("✕").on_hover_text(cx.t("plan_item.remove"));
            let spoken = format!("{}: {}", cx.t("plan_item.remove"), item.text);
            remove.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
            if remove.clicked() {
                cx.send(change(PlanChange::Remove(item.clone())));
            }
            due(ui, cx, item, now);
            if !people.is_empty() {
                let see = cx.lang.tf("todo.see_people", &[("n", &people.len())]);
                if ui.button(see).clicked() {
                    cx.send(Command::Pick(Pick::People { title: item.text.clone(), members: people }));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let mut ticked = item.done.is_some();
                let text = match &group {
                    Some(group) => {
                        cx.lang.tf("plan_item.of_group", &[("group", group), ("text", &item.text)])
                    }
                    None => item.text.clone(),
                };
                let tick = ui.checkbox(&mut ticked, "");
                tick.widget_info(|| {
                    egui::WidgetInfo::selected(egui::Role::CheckBox, true, item.done.is_some(), &item.text)
                });
                if tick.changed() {
                    cx.send(change(PlanChange::SetDone(item.clone(), ticked.then_some(now))));
                }
                let words = RichText::new(&text);
                let words = if item.done.is_some() {
                    words.strikethrough().color(cx.theme.faint)
                } else {
                    words.color(cx.theme.text)
                };
                ui.add(egui::Label::new(words).wrap());
            });
        });
    });
}

/// The day by which it is due, and a menu that puts it off.
fn due(ui: &mut Ui, cx: &mut Cx<'_>, item: &PlanItem, now: NaiveDate) {
    let late = item.done.is_none() && item.due.is_some_and(|due| due < now);
    let (text, color) = match (item.done, item.due) {
        (Some(done), _) => (
            cx.lang.tf("plan_item.done_on", &[("date", &crate::charts::format::date(done))]),
            cx.theme.secondary,
        ),
        (None, Some(due)) if late => (
            cx.lang.tf("plan_item.late_since", &[("date", &crate::charts::format::date(due))]),
            cx.theme.warning,
        ),
        (None, Some(due)) => (
            cx.lang.tf("plan_item.due_on", &[("date", &crate::charts::format::date(due))]),
            cx.theme.secondary,
        ),
        (None, None) => (cx.t("plan_item.no_due").to_owned(), cx.theme.secondary),
    };
    let text = RichText::new(text).size(size::SECONDARY).color(color);
    if item.done.is_some() {
        ui.label(text);
        return;
    }
    ui.menu_button(text, |ui| {
        let from = item.due.map_or(now, |due| due.max(now));
        for (key, days) in [("plan_item.week_later", 7), ("plan_item.month_later", 30)] {
            if ui.button(cx.t(key)).clicked() {
                let due = from.checked_add_days(Days::new(days));
                cx.send(Command::Edit(Edit::ChangePlan(PlanChange::SetDue(item.clone(), due))));
                ui.close();
            }
        }
        if item.due.is_some() && ui.button(cx.t("plan_item.no_due")).clicked() {
            cx.send(Command::Edit(Edit::ChangePlan(PlanChange::SetDue(item.clone(), None))));
            ui.close();
        }
    });
}
