//! One group: who is linked with whom, its tiers, and who speaks.

use egui::{RichText, Ui};

use super::super::super::{Cx, widgets};
use crate::analytics::structure::GroupStructure;
use crate::app::{Analysis, Command, Dialog, FigureKey};
use crate::charts::catalogue::{class_reasons, class_tone, class_word};
use crate::charts::theme::size;
use crate::charts::{Tone, format};

/// Draws the view of a group.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, focus: u32) {
    let place = analysis.scope.groups.iter().position(|&group| group == focus);
    let result = place.and_then(|place| analysis.structure().groups.get(place)).cloned();
    if let Some(result) = &result {
        class_card(ui, cx, result, focus);
    }
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
    widgets::figure(ui, cx, FigureKey::of_group("structure.message_share", focus), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::of_group("structure.candidates", focus), 0.0, |_, _| {});
}

/// The class of the group, the rule behind it, and the way to say otherwise.
fn class_card(ui: &mut Ui, cx: &mut Cx<'_>, group: &GroupStructure, code: u32) {
    widgets::card(ui, cx, 0.0, |ui, cx| {
        ui.horizontal_wrapped(|ui| {
            ui.label(cx.t("group.class"));
            match group.class() {
                Some(class) => {
                    let word = class_word(class, cx.lang);
                    widgets::tag(ui, cx, word, class_tone(class));
                }
                None => {
                    ui.label(format::UNKNOWN);
                }
            }
            if group.class_by_hand.is_some() {
                widgets::tag(ui, cx, cx.t("class.by_hand"), Tone::Neutral);
            }
            if ui.button(cx.t("group.class_change")).clicked() {
                cx.send(Command::ShowDialog(Dialog::Group(code)));
            }
        });
        let why = RichText::new(class_reasons(group, cx.lang)).size(size::SECONDARY);
        ui.add(egui::Label::new(why.color(cx.theme.secondary)).wrap());
    });
    widgets::gap(ui);
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
