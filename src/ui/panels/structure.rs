//! Group structure: who holds a group together, and which groups need what.

use egui::{RichText, Ui};

use super::super::{Cx, widgets};
use crate::analytics::structure::GroupStructure;
use crate::app::{Analysis, Command, Dialog, FigureKey};
use crate::charts::format;
use crate::charts::theme::size;

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(analysis) = super::results(ui, cx) else { return };
    let focus = focus(cx, &analysis);
    let names: Vec<(u32, String)> = analysis
        .scope
        .groups
        .iter()
        .map(|&group| {
            (
                group,
                cx.state.loaded.as_ref().map_or(String::new(), |loaded| {
                    let input = crate::analytics::Input {
                        project: &loaded.document.project,
                        activity: &loaded.activity,
                    };
                    input.group_name(group).to_owned()
                }),
            )
        })
        .collect();
    widgets::page_title(ui, cx.t("page.structure"), |ui| {
        let Some(focus) = focus else { return };
        if ui.button(cx.t("group.edit")).clicked() {
            cx.send(Command::ShowDialog(Dialog::Group(focus)));
        }
        let shown = names.iter().find(|(group, _)| *group == focus).map_or("", |(_, name)| name);
        let choice =
            egui::ComboBox::from_id_salt("focus_group").selected_text(shown).width(220.0).height(400.0);
        let choice = choice.show_ui(ui, |ui| {
            for (group, name) in &names {
                if ui.selectable_label(*group == focus, name).clicked() {
                    cx.send(Command::FocusGroup(*group));
                }
            }
        });
        let label = cx.t("column.group");
        choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
    });
    let Some(focus) = focus else {
        let actions = [
            ("empty.import", Command::ShowPage(crate::app::Page::Import)),
            ("empty.sample", Command::OpenSample),
        ]
        .map(|(key, command)| (cx.t(key), command));
        widgets::empty(ui, cx, cx.t("empty.no_groups"), cx.t("empty.no_groups_text"), &actions);
        return;
    };
    let place = analysis.scope.groups.iter().position(|&group| group == focus);
    let result = place.and_then(|place| analysis.panels.structure.groups.get(place)).cloned();
    widgets::row(ui, "structure.top", [1.45, 1.0], |index, ui, least| match index {
        0 => widgets::figure(ui, cx, FigureKey::of_group("structure.links", focus), least, |_, _| {}),
        _ => {
            let tiers =
                widgets::figure(ui, cx, FigureKey::of_group("structure.tiers", focus), 0.0, |_, _| {});
            widgets::gap(ui);
            let Some(result) = &result else { return tiers };
            tiers + widgets::GAP + link_card(ui, cx, result, least - tiers - widgets::GAP)
        }
    });
    widgets::figure(ui, cx, FigureKey::new("structure.groups"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::row(ui, "structure.bottom", [1.2, 1.0], |index, ui, least| match index {
        0 => widgets::figure(ui, cx, FigureKey::new("structure.bands"), least, |_, _| {}),
        _ => widgets::figure(ui, cx, FigureKey::of_group("structure.message_share", focus), least, |_, _| {}),
    });
}

/// The group looked at: the chosen one where it is in scope, else the first that needs a hand, else the busiest.
fn focus(cx: &Cx<'_>, analysis: &Analysis) -> Option<u32> {
    let chosen = cx.state.loaded.as_ref()?.focus_group.filter(|group| analysis.scope.groups.contains(group));
    let urgent = || analysis.panels.overview.actions.iter().find_map(|action| action.group);
    chosen
        .or_else(urgent)
        .or_else(|| crate::charts::catalogue::busiest_group(analysis.input(), &analysis.scope))
}

fn link_card(ui: &mut Ui, cx: &mut Cx<'_>, group: &GroupStructure, least: f32) -> f32 {
    let links = &group.links;
    let absent =
        links.absence_factor.map_or(format::UNKNOWN.to_owned(), |n| format!("{n} {}", cx.t("unit.people")));
    let linked = format!("{} / {}", format::count(links.linked_pairs as u64), format::count(links.pairs));
    let circles = format!("{}", links.communities);
    let modularity = cx.lang.tf("links.modularity", &[("q", &format::ratio(links.modularity))]);
    let rows = [
        ("links.density", format::ratio(links.density), linked, "links.density_hint"),
        ("links.reciprocity", format::ratio(links.reciprocity), String::new(), "links.reciprocity_hint"),
        ("links.clustering", format::ratio(links.average_clustering), String::new(), "links.clustering_hint"),
        ("links.transitivity", format::ratio(links.transitivity), String::new(), "links.transitivity_hint"),
        ("links.circles", circles, modularity, "links.circles_hint"),
        ("links.absence", absent, cx.t("links.absence_detail").to_owned(), "links.absence_hint"),
        ("links.gini", format::ratio(links.gini), String::new(), "links.gini_hint"),
    ];
    widgets::card(ui, cx, least, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("links.title"), |_| {});
        ui.add_space(2.0);
        for (index, (label, value, detail, hint)) in rows.into_iter().enumerate() {
            if index > 0 {
                ui.separator();
            }
            ui.horizontal(|ui| {
                ui.label(cx.t(label)).on_hover_text(cx.t(hint));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(RichText::new(value).color(cx.theme.text));
                    let detail = RichText::new(&detail).size(size::SECONDARY).color(cx.theme.secondary);
                    ui.add(egui::Label::new(detail).truncate());
                });
            });
        }
    })
}
