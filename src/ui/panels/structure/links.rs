//! Who is linked with whom: a network to look around in, and what stands behind it.

use egui::{RichText, Ui};

use super::super::super::{Cx, widgets};
use crate::analytics::structure::{TieKind, TieKinds};
use crate::app::{Command, Dialog, FigureKey};
use crate::charts::catalogue::{MATRIX, NETWORK, tier_name};
use crate::charts::theme::size;
use crate::charts::{MatrixView, Network, NetworkView, Node, PairMatrix, Pick, Table, format, kind_word};

/// What is chosen on the view of links.
pub struct LinksLocal {
    /// The group that `view` looks at.
    group: String,
    pub(super) kinds: TieKinds,
    view: NetworkView,
    matrix: MatrixView,
    search: String,
}

impl Default for LinksLocal {
    fn default() -> Self {
        let view = NetworkView::exploring();
        Self {
            group: String::new(),
            kinds: TieKinds::default(),
            view,
            matrix: MatrixView::default(),
            search: String::new(),
        }
    }
}

/// Names offered for a search.
const MOST_FOUND: usize = 12;
/// Height of a list of people.
const LIST: f32 = 340.0;
/// Page around the network: title, tabs, kinds, head of the card.
const AROUND: f32 = 392.0;

/// Draws the view of a group.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, focus: u32) {
    choose_kinds(ui, cx);
    let kinds = cx.local.links.kinds;
    let key = FigureKey::of_group(kinds.figure(NETWORK), focus);
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(340.0, 900.0);
    let figure = cx.state.figure(&key).0.flatten();
    widgets::row(ui, "structure.network", [2.5, 1.0], |index, ui, least| match index {
        0 => network(ui, cx, key.clone(), height),
        _ => {
            let network = figure.as_ref().and_then(|figure| figure.chart_as::<Network>());
            widgets::card(ui, cx, least, |ui, cx| {
                if let Some(network) = network {
                    side(ui, cx, network, height);
                }
            })
        }
    });
    let key = FigureKey::of_group(kinds.figure(MATRIX), focus);
    let head = |ui: &mut Ui, cx: &mut Cx<'_>| {
        let whole = ui.push_id("matrix", |ui| ui.button(cx.t("matrix.fit"))).inner;
        if whole.on_hover_text(cx.t("matrix.fit_hint")).clicked() {
            cx.local.links.matrix.fit();
        }
    };
    let figure = cx.state.figure(&key).0.flatten();
    let wanted = figure.map_or(320.0, |figure| figure.chart.height(ui.available_width()));
    widgets::figure_drawn(ui, cx, key, wanted.min(height.max(640.0)), head, |ui, cx, figure| {
        let Some(matrix) = figure.chart_as::<PairMatrix>() else { return };
        let style = cx.style();
        if let Some(pick) = matrix.draw_view(ui, &style, &mut cx.local.links.matrix) {
            cx.send(Command::Pick(pick));
        }
    });
    widgets::gap(ui);
    widgets::row(ui, "structure.circles", [1.0, 1.0], |index, ui, least| {
        let name = if index == 0 { "structure.density" } else { "structure.communities" };
        widgets::figure(ui, cx, FigureKey::of_group(name, focus), least, |_, _| {})
    });
    widgets::row(ui, "structure.between", [1.2, 1.0], |index, ui, _| {
        list(ui, cx, if index == 0 { "structure.bridges" } else { "structure.isolated" }, focus)
    });
}

/// A long list in a card of its own height, with a button that opens all its people.
fn list(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, focus: u32) -> f32 {
    let key = FigureKey::of_group(name, focus);
    let figure = cx.state.figure(&key).0.flatten();
    let people: Vec<u32> = figure
        .as_ref()
        .and_then(|figure| figure.chart_as::<Table>())
        .map(|table| table.picks.iter().filter_map(|pick| member_of(pick.as_ref())).collect())
        .unwrap_or_default();
    let title = figure.as_ref().map_or(String::new(), |figure| figure.title.clone());
    let head = |ui: &mut Ui, cx: &mut Cx<'_>| {
        if !people.is_empty() && ui.button(cx.t("links.list")).clicked() {
            cx.send(Command::ShowDialog(Dialog::People { title, members: people }));
        }
    };
    widgets::figure_drawn(ui, cx, key, LIST, head, |ui, cx, figure| {
        let style = cx.style();
        egui::ScrollArea::vertical().id_salt(name).auto_shrink(false).show(ui, |ui| {
            let width = ui.available_width() - 8.0;
            let area = egui::vec2(width, figure.chart.height(width));
            let pick = ui
                .allocate_ui(area, |ui| {
                    ui.set_max_size(area);
                    figure.chart.draw(ui, &style)
                })
                .inner;
            if let Some(pick) = pick {
                cx.send(Command::Pick(pick));
            }
        });
    })
}

fn member_of(pick: Option<&Pick>) -> Option<u32> {
    match pick {
        Some(Pick::Member(member)) => Some(*member),
        _ => None,
    }
}

/// Boxes that say which ties count.
fn choose_kinds(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(cx.t("tie.title")).color(cx.theme.secondary));
        for kind in TieKind::ALL {
            let kinds = cx.local.links.kinds;
            let mut on = kinds.has(kind);
            let last = on && kinds.toggled(kind).is_empty();
            let hint = cx.t(match kind {
                TieKind::Reply => "tie.reply_hint",
                TieKind::Mention => "tie.mention_hint",
                TieKind::Together => "tie.together_hint",
                TieKind::Activity => "tie.activity_hint",
                TieKind::Invite => "tie.invite_hint",
                TieKind::Elsewhere => "tie.elsewhere_hint",
                TieKind::Deal => "tie.deal_hint",
            });
            let tick = egui::Checkbox::new(&mut on, kind_word(kind, cx.lang));
            let response = ui.add_enabled(!last, tick).on_hover_text(hint);
            if response.on_disabled_hover_text(cx.t("tie.last_hint")).changed() {
                cx.local.links.kinds = kinds.toggled(kind);
            }
        }
    });
    widgets::gap(ui);
}

fn network(ui: &mut Ui, cx: &mut Cx<'_>, key: FigureKey, height: f32) -> f32 {
    let mut zoomed = None;
    let needed = widgets::figure_drawn(
        ui,
        cx,
        key,
        height,
        |ui, cx| {
            if ui.button(cx.t("links.fit")).on_hover_text(cx.t("links.fit_hint")).clicked() {
                cx.local.links.view.fit();
            }
            for (sign, label, factor) in [("+", "links.nearer", 1.5), ("−", "links.farther", 1.0 / 1.5)] {
                let label = cx.t(label);
                let response = ui.add(egui::Button::new(sign).min_size(egui::vec2(26.0, 0.0)));
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label));
                if response.on_hover_text(label).clicked() {
                    zoomed = Some(factor);
                }
            }
            let label = cx.t("links.search");
            let field = egui::TextEdit::singleline(&mut cx.local.links.search).hint_text(label);
            let response = ui.add(field.desired_width(150.0));
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
        },
        |ui, cx, figure| {
            let Some(network) = figure.chart_as::<Network>() else { return };
            let style = cx.style();
            let local = &mut cx.local.links;
            if local.group != network.id {
                local.group.clone_from(&network.id);
                local.view = NetworkView::exploring();
                local.matrix.fit();
                local.search.clear();
            }
            network.draw_view(ui, &style, &mut local.view);
        },
    );
    if let Some(factor) = zoomed {
        cx.local.links.view.zoom_by(factor, egui::Vec2::ZERO);
    }
    needed
}

fn side(ui: &mut Ui, cx: &mut Cx<'_>, network: &Network, height: f32) {
    let chosen = cx.local.links.view.selected.and_then(|member| network.person(member));
    let search = cx.local.links.search.trim().to_lowercase();
    if !search.is_empty() {
        found(ui, cx, network, &search);
    } else if let Some(node) = chosen {
        person(ui, cx, network, node, height);
    } else {
        overview(ui, cx, network, height);
    }
}

/// People whose name holds what was typed; a click goes there.
fn found(ui: &mut Ui, cx: &mut Cx<'_>, network: &Network, search: &str) {
    widgets::card_head(ui, cx, cx.t("links.found"), |_| {});
    let people: Vec<&Node> =
        network.people().filter(|node| node.name.to_lowercase().contains(search)).take(MOST_FOUND).collect();
    if people.is_empty() {
        widgets::secondary(ui, cx, cx.t("links.nobody_found"));
    }
    let entered = ui.input(|input| input.key_pressed(egui::Key::Enter));
    let mut goal = people.first().filter(|_| entered).map(|node| node.member);
    for node in &people {
        if ui.add(name_button(&node.name)).clicked() {
            goal = Some(node.member);
        }
    }
    if let Some(member) = goal {
        cx.local.links.view.find(member);
        cx.local.links.search.clear();
    }
}

fn name_button(name: &str) -> egui::Button<'_> {
    egui::Button::new(name).frame(false).truncate()
}

/// The links of one person.
fn person(ui: &mut Ui, cx: &mut Cx<'_>, network: &Network, node: &Node, height: f32) {
    let mut close = false;
    widgets::card_head(ui, cx, &node.name, |ui| {
        let label = cx.t("links.clear");
        let response = ui.button("×").on_hover_text(label);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label));
        close = response.clicked();
    });
    let tier = tier_name(node.tier, cx.lang);
    let linked = cx.lang.tf("links.with", &[("n", &format::count(node.degree.into()))]);
    widgets::secondary(ui, cx, &format!("{tier} · {linked}"));
    if ui.button(cx.t("links.open")).clicked() {
        cx.send(Command::ShowDialog(Dialog::Member(node.member)));
    }
    ui.separator();
    let links = network.links_of(node.member);
    if links.is_empty() {
        ui.label(RichText::new(cx.t("links.none")).color(cx.theme.secondary));
    }
    let row = 38.0;
    egui::ScrollArea::vertical().id_salt("links of one").max_height((height - 60.0).max(160.0)).show_rows(
        ui,
        row,
        links.len(),
        |ui, shown| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (other, tie) in links.get(shown).unwrap_or_default() {
                let area = egui::vec2(ui.available_width(), row);
                ui.allocate_ui(area, |ui| {
                    ui.set_min_height(row);
                    ui.horizontal(|ui| {
                        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                            ui.label(format::count(tie.weight(network.kinds)));
                            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                                if ui.add(name_button(&other.name)).clicked() {
                                    cx.send(Command::ShowDialog(Dialog::Member(other.member)));
                                }
                            });
                        });
                    });
                    let words = Network::tie_words(tie, network.kinds, cx.lang);
                    let words = RichText::new(words).size(size::AXIS).color(cx.theme.secondary);
                    ui.add(egui::Label::new(words).truncate());
                });
            }
        },
    );
    if close {
        cx.local.links.view.selected = None;
    }
}

/// What the ties come to, and who has most.
fn overview(ui: &mut Ui, cx: &mut Cx<'_>, network: &Network, height: f32) {
    let measures = &network.measures;
    widgets::card_head(ui, cx, cx.t("links.sum"), |_| {});
    let density = (
        "links.density",
        format!("{}  {}", format::ratio(measures.density.value), format::fraction(&measures.density)),
        "links.density_kinds_hint",
    );
    let multiplex = ("links.multiplexity", format::ratio(measures.multiplexity), "links.multiplexity_hint");
    for (label, value, hint) in [density, multiplex] {
        widgets::secondary(ui, cx, cx.t(label));
        ui.label(value).on_hover_text(cx.t(hint));
    }
    {
        let label = RichText::new(cx.t("links.beyond")).size(size::SECONDARY).color(cx.theme.secondary);
        ui.label(label).on_hover_text(cx.t("links.beyond_hint"));
        let rate = &measures.beyond;
        let words = format!("{}  {}", format::percent(rate.value), format::fraction(rate));
        if ui.link(words).on_hover_text(cx.t("hint.open_list")).clicked() {
            let (title, members) = (cx.t("links.beyond").to_owned(), measures.beyond_people.clone());
            cx.send(Command::ShowDialog(Dialog::People { title, members }));
        }
    }
    ui.separator();
    let mut people: Vec<&Node> = network.nodes.iter().collect();
    people.sort_by_key(|node| (std::cmp::Reverse(node.degree), node.member));
    if people.is_empty() {
        widgets::secondary(ui, cx, cx.t("network.no_links"));
        return;
    }
    widgets::secondary(ui, cx, cx.t("links.most"));
    // As many as fit beside the network.
    let room = ((height - 190.0) / 27.0).max(4.0) as usize;
    for node in people.into_iter().take(room) {
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(format::count(node.degree.into())).color(cx.theme.secondary));
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    if ui.add(name_button(&node.name)).clicked() {
                        cx.local.links.view.find(node.member);
                    }
                });
            });
        });
    }
    ui.add_space(4.0);
    widgets::secondary(ui, cx, cx.t("links.how"));
}
