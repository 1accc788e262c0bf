//! Names in sheets that match no member: whom each may mean, one click to say so.

use std::sync::Arc;

use egui::{Align, Layout, RichText, ScrollArea, Sense, Ui, UiBuilder, vec2};

use super::super::{Cx, theme, widgets};
use super::people;
use crate::analytics::Input;
use crate::app::{Analysis, Command, Edit};
use crate::charts::theme::size;
use crate::charts::{format, paint};
use crate::i18n::Lang;
use crate::import::{Candidate, CandidateReason, Unmatched};

const WIDTH: f32 = 740.0;
/// Height of one name with its buttons.
const ROW: f32 = 68.0;
/// Least height of the window without its buttons: what is clicked again and again stays where it is.
const HEIGHT: f32 = 5.0 * ROW + 90.0;
/// Most members offered by a search.
const OFFERED: usize = 8;
/// From so many names on the list can be searched.
const MANY: usize = 8;
/// Characters of a name on a button.
const SHORT: usize = 14;

/// The list, or the search for the member that one of its names means.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(WIDTH);
    let Some(analysis) = cx.state.loaded.as_ref().and_then(|loaded| loaded.analysis.clone()) else { return };
    if let Some(text) = cx.local.unmatched.clone() {
        search(ui, cx, &analysis, &text);
        return;
    }
    let (list, want) = cx.state.unmatched();
    if let Some(command) = want {
        cx.send(command);
    }
    ui.vertical(|ui| {
        ui.set_min_height(HEIGHT);
        super::title(ui, cx, cx.t("unmatched.title"));
        let key = match list.as_deref().map(Vec::as_slice) {
            None => "unmatched.looking",
            Some([]) => "unmatched.none",
            Some(_) => "unmatched.text",
        };
        let note = RichText::new(cx.t(key)).size(size::SECONDARY).color(cx.theme.secondary);
        ui.add(egui::Label::new(note).wrap());
        if let Some(list) = list.as_deref().filter(|list| !list.is_empty()) {
            ui.add_space(6.0);
            rows(ui, cx, &analysis, list);
        }
    });
    ui.add_space(8.0);
    super::close_button(ui, cx);
}

fn rows(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, list: &[Unmatched]) {
    let mut shown: Vec<&Unmatched> = list.iter().collect();
    if list.len() > MANY {
        super::field(ui, &mut cx.local.list_search, cx.lang.t("unmatched.search"), 260.0);
        let typed = cx.local.list_search.trim().to_lowercase();
        shown.retain(|entry| typed.is_empty() || entry.text.to_lowercase().contains(&typed));
        widgets::secondary(
            ui,
            cx,
            &cx.lang.tf("unmatched.count", &[("n", &format::count(shown.len() as u64))]),
        );
    }
    ScrollArea::vertical().id_salt("unmatched").max_height(5.0 * ROW).auto_shrink([false, true]).show_rows(
        ui,
        ROW,
        shown.len(),
        |ui, range| {
            for entry in shown.get(range).unwrap_or_default() {
                row(ui, cx, analysis.input(), entry);
            }
        },
    );
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, input: Input<'_>, entry: &Unmatched) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width() - 12.0, ROW), Sense::hover());
    let builder = UiBuilder::new().id_salt(("unmatched", &entry.text)).max_rect(rect);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.separator();
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                widgets::secondary(ui, cx, &worth(cx.lang, input, entry));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let name = if entry.is_named() { &entry.text } else { cx.t("unmatched.nameless") };
                    let name = RichText::new(name).font(paint::medium(size::TEXT)).color(cx.theme.text);
                    ui.add(egui::Label::new(name).truncate());
                });
            });
        });
        ui.horizontal(|ui| {
            if !entry.is_named() {
                widgets::secondary(ui, cx, cx.t("unmatched.nameless_text"));
                return;
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let other = theme::quiet(cx.theme.accent, cx.t("unmatched.other"));
                let label = format!("{} {}", cx.t("unmatched.other"), entry.text);
                let response = ui.add(other);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
                if response.clicked() {
                    cx.local.unmatched = Some(entry.text.clone());
                    cx.local.list_search.clear();
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if entry.candidates.is_empty() {
                        widgets::secondary(ui, cx, cx.t("unmatched.nobody"));
                    }
                    for candidate in &entry.candidates {
                        if !offer(ui, cx, input, entry, candidate) {
                            break;
                        }
                    }
                });
            });
        });
    });
}

/// The button of a member whom the text may mean; false when there is no room for it.
fn offer(ui: &mut Ui, cx: &mut Cx<'_>, input: Input<'_>, entry: &Unmatched, candidate: &Candidate) -> bool {
    let id = &candidate.member;
    let name = match input.activity.members.find(id) {
        Some(code) => input.member_name(code),
        None => id.as_str(),
    };
    let why = match candidate.reason {
        CandidateReason::SharedName => cx.t("unmatched.same").to_owned(),
        CandidateReason::PartOfName => cx.t("unmatched.part").to_owned(),
        CandidateReason::Alike(alike) => {
            cx.lang.tf("unmatched.alike", &[("share", &format::percent(Some(alike)))])
        }
    };
    let short: String = name.chars().take(SHORT).collect();
    let more = if short.len() < name.len() { "…" } else { "" };
    let label = format!("{short}{more} · {why}");
    let font = egui::TextStyle::Button.resolve(ui.style());
    let width = paint::width(ui.painter(), &label, font) + 2.0 * ui.spacing().button_padding.x;
    if width > ui.available_width() {
        return false;
    }
    if ui.button(label).on_hover_text(format!("{name} ({id})")).clicked() {
        cx.send(Command::Edit(Edit::Match { text: entry.text.clone(), member: id.clone() }));
    }
    true
}

/// How many rows have the name, and what they are worth.
fn worth(lang: Lang, input: Input<'_>, entry: &Unmatched) -> String {
    let mut parts = Vec::new();
    if entry.orders > 0 {
        parts.push(lang.tf("unmatched.orders", &[("n", &format::count(entry.orders))]));
        parts.push(format::money(entry.amount, &input.project.currency));
    }
    if entry.events > 0 {
        parts.push(lang.tf("unmatched.events", &[("n", &format::count(entry.events))]));
    }
    parts.join(" · ")
}

/// Everybody, for a name whose member is not among the likely ones.
fn search(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>, text: &str) {
    let mut done = false;
    ui.vertical(|ui| {
        ui.set_min_height(HEIGHT);
        let input = analysis.input();
        super::title(ui, cx, &cx.lang.tf("unmatched.who", &[("name", &text)]));
        let label = cx.t("search.label");
        super::field(ui, &mut cx.local.list_search, label, 260.0);
        let all: Vec<u32> = (0..input.activity.members.len() as u32).collect();
        let found = people::search(ui, analysis, &all, &cx.local.list_search);
        for &code in found.iter().take(OFFERED) {
            let Some(id) = input.activity.members.id(code) else { continue };
            if ui.selectable_label(false, format!("{} ({id})", input.member_name(code))).clicked() {
                done = true;
                cx.send(Command::Edit(Edit::Match { text: text.to_owned(), member: id.clone() }));
            }
        }
        let count = format::count(found.len() as u64);
        widgets::secondary(ui, cx, &cx.lang.tf("people.count", &[("n", &count)]));
    });
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        done |= ui.button(cx.t("unmatched.back")).clicked();
        super::close_button(ui, cx);
    });
    if done {
        cx.local.unmatched = None;
        cx.local.list_search.clear();
    }
}
