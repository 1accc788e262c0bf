//! Cards, rows of cards, key numbers, tags.

use std::sync::Arc;

use egui::{Align, CornerRadius, Layout, Margin, Rect, RichText, Stroke, Ui, UiBuilder, pos2, vec2};

use super::Cx;
use crate::app::{Command, Dialog, FigureKey, Page, View};
use crate::charts::theme::size;
use crate::charts::{Figure, Tone, paint};

/// Space between cards.
pub const GAP: f32 = 14.0;
const INSET: i8 = 16;
/// Padding and border of a card, above and below together.
const AROUND: f32 = 2.0 * INSET as f32 + 2.0;

/// Title of a page, with its actions on the right.
pub fn page_title(ui: &mut Ui, title: &str, actions: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_min_height(32.0);
        ui.heading(title);
        ui.with_layout(Layout::right_to_left(Align::Center), actions);
    });
    ui.add_space(6.0);
}

/// The views of a page as tabs, the one that is shown marked.
pub fn tabs(ui: &mut Ui, cx: &mut Cx<'_>, page: Page) {
    let shown = cx.state.view(page);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for &view in View::of(page) {
            if ui.selectable_label(shown == Some(view), cx.t(view.key())).clicked() {
                cx.send(Command::ShowView(view));
            }
        }
    });
    gap(ui);
}

/// Cards side by side, as wide as their weights say and all as tall as the tallest. `card` is given the height to fill
/// and returns the height it needs.
pub fn row<const N: usize>(
    ui: &mut Ui,
    id: &str,
    weights: [f32; N],
    mut card: impl FnMut(usize, &mut Ui, f32) -> f32,
) {
    let total: f32 = weights.iter().sum();
    let width = ui.available_width() - GAP * (N as f32 - 1.0);
    let memory = ui.scope_id().with(id).with(ui.available_width() as i32);
    let height: f32 = ui.data(|data| data.get_temp(memory)).unwrap_or(0.0);
    let top = ui.cursor().min;
    let mut x = top.x;
    let mut needed: f32 = 0.0;
    for (index, weight) in weights.into_iter().enumerate() {
        let card_width = width * weight / total;
        let place = Rect::from_min_size(pos2(x, top.y), vec2(card_width, height.max(1.0)));
        let builder =
            UiBuilder::new().id_salt((id, index)).max_rect(place).layout(Layout::top_down(Align::Min));
        let mut child = ui.new_child(builder);
        needed = needed.max(card(index, &mut child, height));
        x += card_width + GAP;
    }
    if (needed - height).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(memory, needed));
        ui.ctx().request_discard("cards of one row take one height");
    }
    ui.allocate_rect(Rect::from_min_size(top, vec2(ui.available_width(), needed)), egui::Sense::hover());
    gap(ui);
}

/// The space between two rows of cards.
pub fn gap(ui: &mut Ui) {
    ui.add_space(GAP - ui.spacing().item_spacing.y);
}

/// A card at least `least` tall; returns the height that its content needs.
pub fn card(ui: &mut Ui, cx: &mut Cx<'_>, least: f32, body: impl FnOnce(&mut Ui, &mut Cx<'_>)) -> f32 {
    let frame = egui::Frame::new()
        .fill(cx.theme.surface)
        .stroke(Stroke::new(1.0, cx.theme.border))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::same(INSET));
    let width = ui.available_width() - AROUND;
    let shown = frame.show(ui, |ui| {
        ui.set_width(width);
        body(ui, cx);
        let needed = ui.min_rect().height() + AROUND;
        let bottom = ui.min_rect().top() + least - AROUND;
        ui.expand_to_include_y(bottom.max(ui.min_rect().bottom()));
        needed
    });
    shown.inner
}

/// Title line of a card: question on the left, details and actions on the right.
pub fn card_head(ui: &mut Ui, cx: &Cx<'_>, title: &str, right: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(paint::medium(size::CARD_TITLE)).color(cx.theme.text));
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
}

/// A line in the secondary colour.
pub fn secondary(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    ui.label(RichText::new(text).size(size::SECONDARY).color(cx.theme.secondary));
}

/// A figure in a card: title, subtitle, legend, chart, and the menu to take it out.
pub fn figure(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    key: FigureKey,
    least: f32,
    head: impl FnOnce(&mut Ui, &mut Cx<'_>),
) -> f32 {
    let mut stretched = 0.0;
    let needed = figure_card(ui, cx, &key, least, |ui, cx, figure| {
        stretched = figure_body(ui, cx, &key, figure, least - AROUND, head);
    });
    needed - stretched
}

/// A figure in a card, whose chart is drawn by `draw` in a place `height` tall: for charts that are looked around in.
pub fn figure_drawn(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    key: FigureKey,
    height: f32,
    head: impl FnOnce(&mut Ui, &mut Cx<'_>),
    draw: impl FnOnce(&mut Ui, &mut Cx<'_>, &Figure),
) -> f32 {
    figure_card(ui, cx, &key, 0.0, |ui, cx, figure| {
        figure_head(ui, cx, &key, figure, head);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
        if ui.is_rect_visible(rect) {
            let place = UiBuilder::new().id_salt(("drawn", &key.name)).max_rect(rect);
            ui.scope_builder(place, |ui| draw(ui, cx, figure));
        }
    })
}

/// The card of a figure, which says so while there is nothing to draw.
fn figure_card(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    key: &FigureKey,
    least: f32,
    body: impl FnOnce(&mut Ui, &mut Cx<'_>, &Arc<Figure>),
) -> f32 {
    let (slot, want) = cx.state.figure(key);
    if let Some(command) = want {
        cx.send(command);
    }
    card(ui, cx, least, |ui, cx| match slot {
        None => {
            ui.set_min_height(160.0);
            secondary(ui, cx, cx.t("chart.building"));
        }
        Some(None) => secondary(ui, cx, cx.t("chart.no_data")),
        Some(Some(figure)) => body(ui, cx, &figure),
    })
}

/// Title, menu, note and legend of a figure.
fn figure_head(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    key: &FigureKey,
    figure: &Arc<Figure>,
    head: impl FnOnce(&mut Ui, &mut Cx<'_>),
) {
    let mut commands = Vec::new();
    ui.horizontal(|ui| {
        ui.label(RichText::new(&figure.title).font(paint::medium(size::CARD_TITLE)).color(cx.theme.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            export_menu(ui, cx, key, &mut commands);
            head(ui, cx);
        });
    });
    cx.commands.append(&mut commands);
    ui.add_space(-4.0);
    let note = if figure.note.is_empty() {
        figure.subtitle.clone()
    } else {
        format!("{} · {}", figure.subtitle, figure.note)
    };
    let shown =
        ui.add(egui::Label::new(RichText::new(&note).size(size::SECONDARY).color(cx.theme.secondary)).wrap());
    shown.on_hover_text(&figure.source);
    let style = cx.style();
    let legend = figure.chart.legend(&style);
    if !legend.is_empty() {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), egui::Sense::hover());
        crate::charts::draw_legend(&ui.painter_at(rect), rect.left_center(), &legend, &style, rect.width());
    }
    ui.add_space(4.0);
}

/// Draws a figure into a card whose inside is to be `least` tall; returns by how much the chart was stretched for it.
fn figure_body(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    key: &FigureKey,
    figure: &Arc<Figure>,
    least: f32,
    head: impl FnOnce(&mut Ui, &mut Cx<'_>),
) -> f32 {
    let top = ui.min_rect().top();
    figure_head(ui, cx, key, figure, head);
    let style = cx.style();
    let width = ui.available_width();
    let height = figure.chart.height(width);
    let room = least - (ui.cursor().top() - top) - height;
    let stretched = if figure.chart.stretches() { room.max(0.0) } else { 0.0 };
    let height = height + stretched;
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), egui::Sense::hover());
    if !ui.is_rect_visible(rect) {
        return stretched;
    }
    let pick = ui
        .scope_builder(UiBuilder::new().id_salt(&key.name).max_rect(rect), |ui| figure.chart.draw(ui, &style))
        .inner;
    if let Some(pick) = pick {
        cx.send(Command::Pick(pick));
    }
    stretched
}

/// The menu that takes a figure out.
pub fn export_menu(ui: &mut Ui, cx: &Cx<'_>, key: &FigureKey, commands: &mut Vec<Command>) {
    let response = ui.menu_button("⋯", |ui| {
        if ui.button(cx.t("export.picture")).clicked() {
            commands.push(Command::ShowDialog(Dialog::ExportFigure(key.clone())));
            ui.close();
        }
        if ui.button(cx.t("export.copy")).clicked() {
            commands.push(Command::CopyFigure(key.clone()));
            ui.close();
        }
        if ui.button(cx.t("export.csv")).clicked() {
            commands.push(Command::ChooseExport(key.clone(), crate::export::ExportFormat::Csv));
            ui.close();
        }
    });
    let label = cx.t("export.menu");
    response
        .response
        .on_hover_text(label)
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label));
}

/// A word on a soft background.
pub fn tag(ui: &mut Ui, cx: &Cx<'_>, text: &str, tone: Tone) -> egui::Response {
    let (color, soft) = cx.theme.tone(tone);
    egui::Frame::new()
        .fill(soft)
        .corner_radius(CornerRadius::same(3))
        .inner_margin(Margin::symmetric(6, 2))
        .show(ui, |ui| ui.label(RichText::new(text).size(size::AXIS).color(color)))
        .response
}

/// A key number with what it is, what it is made of, and what it is held against.
pub struct KeyNumber<'a> {
    pub label: &'a str,
    pub value: String,
    /// Change or fraction, with its tone.
    pub detail: (String, Tone),
    pub target: String,
    /// What a click on the number opens.
    pub open: Option<Command>,
    /// What a click on the detail opens.
    pub detail_open: Option<Command>,
}

impl<'a> KeyNumber<'a> {
    /// A number that only tells: neither good nor bad, and nothing opens.
    pub fn plain(label: &'a str, value: String, detail: String, target: String) -> Self {
        Self { label, value, detail: (detail, Tone::Neutral), target, open: None, detail_open: None }
    }

    /// Draws it as a card at least `least` tall; returns the height it needs.
    pub fn show(self, ui: &mut Ui, cx: &mut Cx<'_>, least: f32) -> f32 {
        card(ui, cx, least, |ui, cx| {
            ui.spacing_mut().item_spacing.y = 2.0;
            secondary(ui, cx, self.label);
            // A long amount in a narrow card is set smaller, never broken.
            let full = paint::width(ui.painter(), &self.value, paint::regular(size::KEY_NUMBER));
            let font = paint::regular(size::KEY_NUMBER * (ui.available_width() / full.max(1.0)).min(1.0));
            let text = RichText::new(&self.value).font(font).color(cx.theme.text);
            match self.open {
                Some(command) => {
                    let response = ui.add(egui::Label::new(text).extend().sense(egui::Sense::click()));
                    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
                    if response.on_hover_text(cx.t("hint.open_list")).clicked() {
                        cx.send(command);
                    }
                }
                None => {
                    ui.label(text);
                }
            }
            let (color, _) = cx.theme.tone(self.detail.1);
            let detail = RichText::new(&self.detail.0).size(size::SECONDARY).color(color);
            match self.detail_open {
                Some(command) => {
                    let label = egui::Label::new(detail.underline()).sense(egui::Sense::click());
                    if ui.add(label).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                        cx.send(command);
                    }
                }
                None => {
                    ui.label(detail);
                }
            }
            secondary(ui, cx, &self.target);
        })
    }
}

/// What to add when there is nothing to show, and the buttons that add it.
pub fn empty(ui: &mut Ui, cx: &mut Cx<'_>, title: &str, text: &str, actions: &[(&str, Command)]) {
    card(ui, cx, 0.0, |ui, cx| {
        ui.add_space(8.0);
        ui.label(RichText::new(title).font(paint::medium(size::CARD_TITLE)).color(cx.theme.text));
        ui.label(RichText::new(text).color(cx.theme.secondary));
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            for (index, (label, command)) in actions.iter().enumerate() {
                let clicked = if index == 0 {
                    ui.add(super::theme::primary(cx.theme, label)).clicked()
                } else {
                    ui.button(*label).clicked()
                };
                if clicked {
                    cx.send(command.clone());
                }
            }
        });
        ui.add_space(8.0);
    });
    gap(ui);
}
