//! The first screen: recent projects, the sample, a new project from a chat.

use egui::{RichText, Ui};

use super::{Cx, theme, widgets};
use crate::app::{Command, Dialog, Page};
use crate::charts::paint;
use crate::charts::theme::size;

/// Draws the first screen.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let width = 760.0_f32.min(ui.available_width());
    let top = (ui.available_height() * 0.12).max(16.0);
    ui.vertical_centered(|ui| {
        ui.add_space(top);
        ui.set_max_width(width);
        ui.label(
            RichText::new(cx.t("welcome.title")).font(paint::medium(size::KEY_NUMBER)).color(cx.theme.text),
        );
        ui.label(RichText::new(cx.t("welcome.subtitle")).color(cx.theme.secondary));
        ui.add_space(18.0);
        widgets::card(ui, cx, 0.0, |ui, cx| {
            ui.horizontal_wrapped(|ui| {
                if ui.add(theme::primary(cx.theme, cx.t("welcome.import"))).clicked() {
                    cx.send(Command::ShowPage(Page::Import));
                }
                for (key, command) in [
                    ("welcome.open", Command::ChooseProject),
                    ("welcome.sample", Command::OpenSample),
                    ("welcome.new", Command::NewProject),
                    ("welcome.path", Command::ShowDialog(Dialog::OpenPath)),
                ] {
                    if ui.button(cx.t(key)).clicked() {
                        cx.send(command);
                    }
                }
            });
            ui.add_space(4.0);
            widgets::secondary(ui, cx, cx.t("welcome.drop"));
        });
        widgets::gap(ui);
        if cx.state.settings.recent.is_empty() {
            return;
        }
        widgets::card(ui, cx, 0.0, |ui, cx| {
            widgets::card_head(ui, cx, cx.t("welcome.recent"), |_| {});
            for path in cx.state.settings.recent.clone() {
                let name = path.display().to_string();
                let exists = path.exists();
                let color = if exists { cx.theme.accent } else { cx.theme.faint };
                let label = egui::Label::new(RichText::new(&name).color(color))
                    .truncate()
                    .sense(egui::Sense::click());
                let response = ui.add_enabled(exists, label);
                if response.on_hover_text(&name).clicked() {
                    cx.send(Command::OpenProject(path));
                }
            }
        });
    });
}
