//! A table whose rows can be acted upon; on a picture it is a plain table.

use egui::{Rect, UiBuilder, pos2, vec2};

use super::table::ROW;
use super::{Chart, ChartStyle, Pick, Sheet, Table, paint, theme::size};
use crate::i18n::Lang;

/// A table with buttons at the end of its rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionTable {
    pub table: Table,
    /// The buttons of row `i`.
    pub actions: Vec<Vec<RowAction>>,
    /// Rows shown; the CSV holds all.
    pub most_rows: usize,
}

/// One button.
#[derive(Clone, Debug, PartialEq)]
pub struct RowAction {
    pub label: String,
    /// Label with what it is done to, for people who cannot see the row.
    pub full: String,
    pub pick: Pick,
}

impl ActionTable {
    fn lines(&self) -> usize {
        let shown = self.table.rows.len().min(self.most_rows);
        // One more line says how many are left out.
        shown.max(1) + usize::from(self.table.rows.len() > shown)
    }
}

impl Chart for ActionTable {
    fn height(&self, _width: f32) -> f32 {
        (self.lines() as f32 + 1.0) * ROW
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let rect = ui.available_rect_before_wrap();
        let widest = |actions: &Vec<RowAction>| -> f32 {
            let widths = actions.iter().map(|action| {
                paint::width(ui.painter(), &action.label, paint::regular(size::SECONDARY)) + 24.0
            });
            widths.sum()
        };
        let room = if style.interactive {
            self.actions.iter().take(self.most_rows).map(widest).fold(0.0, f32::max)
        } else {
            0.0
        };
        let left = Rect::from_min_max(rect.min, pos2(rect.right() - room, rect.bottom()));
        let mut picked =
            ui.scope_builder(UiBuilder::new().max_rect(left), |ui| self.table.draw(ui, style)).inner;
        if !style.interactive {
            return picked;
        }
        for (line, actions) in self.actions.iter().enumerate().take(self.most_rows) {
            let top = rect.top() + (line as f32 + 1.0) * ROW + 4.0;
            let place =
                Rect::from_min_size(pos2(rect.right() - room + 4.0, top), vec2(room - 4.0, ROW - 8.0));
            let layout = egui::Layout::right_to_left(egui::Align::Center);
            ui.scope_builder(UiBuilder::new().id_salt(line).max_rect(place).layout(layout), |ui| {
                for action in actions.iter().rev() {
                    let text = egui::RichText::new(&action.label).size(size::SECONDARY);
                    let button = ui.add(egui::Button::new(text).min_size(vec2(0.0, ROW - 8.0)));
                    button.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::Role::Button, true, action.full.as_str())
                    });
                    if button.clicked() {
                        picked = Some(action.pick.clone());
                    }
                }
            });
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        self.table.sheet(lang)
    }

    fn summary(&self, lang: Lang) -> String {
        self.table.summary(lang)
    }
}
