//! Members: everyone, searchable, each one open for tier and roles.

use egui::Ui;

use super::super::dialogs::people;
use super::super::{Cx, widgets};
use crate::app::{Command, Dialog, Need};
use crate::charts::format;

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::page_title(ui, cx.t("page.members"), |_| {});
    let Some(analysis) = super::results(ui, cx, Need::Quick) else { return };
    let all: Vec<u32> = (0..analysis.activity.members.len() as u32).collect();
    if all.is_empty() {
        let actions = [(cx.t("empty.import"), Command::ShowPage(crate::app::Page::Import))];
        widgets::empty(ui, cx, cx.t("empty.no_members"), cx.t("empty.no_members_text"), &actions);
        return;
    }
    super::proposals::left_out(ui, cx);
    nameless(ui, cx);
    super::proposals::show(ui, cx, &analysis);
    let label = cx.t("search.label");
    let shown = people::search(ui, &analysis, &all, &cx.local.search);
    ui.horizontal(|ui| {
        let field =
            ui.add(egui::TextEdit::singleline(&mut cx.local.search).hint_text(label).desired_width(260.0));
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
        widgets::secondary(ui, cx, &cx.lang.tf("people.count", &[("n", &format::count(shown.len() as u64))]));
        if ui.button(cx.t("people.csv")).clicked() {
            let title = cx.t("page.members").to_owned();
            cx.send(Command::ChoosePeopleCsv { title, members: shown.to_vec() });
        }
    });
    let height = ui.available_height() - 60.0;
    widgets::card(ui, cx, 0.0, |ui, cx| {
        people::table(ui, cx, &analysis, &shown, height);
    });
}

/// Says how many orders and events are nobody's, with the way to their list; nothing without any.
fn nameless(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(loaded) = &cx.state.loaded else { return };
    let project = &loaded.document.project;
    let orders = project.orders.iter().filter(|order| order.member.is_empty() && order.buyer.is_some());
    let events = project.events.iter().filter(|event| event.member.is_empty() && event.who.is_some());
    let count = (orders.count() + events.count()) as u64;
    if count == 0 {
        return;
    }
    ui.horizontal(|ui| {
        widgets::secondary(ui, cx, &cx.lang.tf("import.unmatched", &[("n", &format::count(count))]));
        if ui.button(cx.t("unmatched.see")).clicked() {
            cx.send(Command::ShowDialog(Dialog::Unmatched));
        }
    });
}
