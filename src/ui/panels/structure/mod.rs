//! Group structure: what kind of community it is, who holds it together, and what to change.

mod cooling;
mod group;
mod links;
pub(crate) mod migration;
mod naming;
mod platform;
mod portfolio;
pub(crate) mod roles;

pub use naming::NamingDraft;

pub use links::LinksLocal;

use egui::Ui;

use super::super::{Cx, widgets};
use crate::app::{Analysis, Command, Dialog, Need, Page, View};

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(analysis) = super::results(ui, cx, Need::All) else { return };
    let view = cx.state.view(Page::Structure).unwrap_or(View::Portfolio);
    let focus = focus(cx, &analysis);
    widgets::page_title(ui, cx.t("page.structure"), |ui| {
        let of_one_group = [View::Group, View::Links, View::Cooling, View::Roles, View::Naming];
        if of_one_group.contains(&view) {
            choose_group(ui, cx, &analysis, focus);
        }
    });
    let Some(focus) = focus else {
        let actions =
            [("empty.import", Command::ShowPage(Page::Import)), ("empty.sample", Command::OpenSample)]
                .map(|(key, command)| (cx.t(key), command));
        widgets::empty(ui, cx, cx.t("empty.no_groups"), cx.t("empty.no_groups_text"), &actions);
        return;
    };
    widgets::tabs(ui, cx, Page::Structure);
    match view {
        View::Group => group::show(ui, cx, &analysis, focus),
        View::Naming => naming::show(ui, cx, &analysis, focus),
        View::Cooling => cooling::show(ui, cx, &analysis, focus),
        View::Roles => roles::show(ui, cx, &analysis, focus),
        View::Migration => migration::show(ui, cx, &analysis),
        View::Links => links::show(ui, cx, focus),
        View::Platform => platform::show(ui, cx),
        _ => portfolio::show(ui, cx),
    }
}

/// The group looked at: the chosen one where it is in scope, else the first that needs a hand, else the busiest.
fn focus(cx: &Cx<'_>, analysis: &Analysis) -> Option<u32> {
    let chosen = cx.state.loaded.as_ref()?.focus_group.filter(|group| analysis.scope.groups.contains(group));
    let urgent = || analysis.actions().iter().find_map(|action| action.group);
    chosen
        .or_else(urgent)
        .or_else(|| crate::charts::catalogue::busiest_group(analysis.input(), &analysis.scope))
}

/// The menu of groups, for views that look at one.
fn choose_group(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, focus: Option<u32>) {
    let Some(focus) = focus else { return };
    if ui.button(cx.t("group.edit")).clicked() {
        cx.send(Command::ShowDialog(Dialog::Group(focus)));
    }
    // Names come from the document: a rename shows before its analysis has ended.
    let Some(loaded) = &cx.state.loaded else { return };
    let input = crate::analytics::Input { project: &loaded.document.project, activity: &loaded.activity };
    let choice = egui::ComboBox::from_id_salt("focus_group")
        .selected_text(input.group_name(focus))
        .width(220.0)
        .height(400.0);
    let choice = choice.show_ui(ui, |ui| {
        for &group in &analysis.scope.groups {
            if ui.selectable_label(group == focus, input.group_name(group)).clicked() {
                cx.send(Command::FocusGroup(group));
            }
        }
    });
    let label = cx.t("column.group");
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}
