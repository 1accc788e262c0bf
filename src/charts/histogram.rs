//! How many people in each bar of equal width.

use egui::{Align2, CornerRadius, Rect, Sense, Stroke, pos2};

use super::theme::size;
use super::{Chart, ChartStyle, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// Bars side by side, each named by where it starts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    pub bins: Vec<(String, u64)>,
    /// Member codes of each bar; empty where bars open nothing.
    pub people: Vec<Vec<u32>>,
    /// What is counted.
    pub unit: String,
    /// Said when there is no bar.
    pub empty: String,
}

impl Chart for Histogram {
    fn height(&self, _width: f32) -> f32 {
        if self.bins.is_empty() { 60.0 } else { 190.0 }
    }

    fn stretches(&self) -> bool {
        !self.bins.is_empty()
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let mut picked = None;
        let (theme, rect) = (style.theme, response.rect);
        let font = paint::regular(size::AXIS);
        if self.bins.is_empty() {
            let font = paint::regular(size::TEXT);
            paint::text(&painter, rect.center(), Align2::CENTER_CENTER, &self.empty, font, theme.secondary);
            return None;
        }
        let ticks = format::ticks(self.bins.iter().map(|bin| bin.1).max().unwrap_or(0) as f64);
        let top = ticks.last().copied().unwrap_or(1.0).max(1.0);
        let plot = Rect::from_min_max(
            pos2(rect.left() + 44.0, rect.top() + 8.0),
            pos2(rect.right(), rect.bottom() - 20.0),
        );
        for tick in ticks {
            let y = plot.bottom() - plot.height() * (tick / top) as f32;
            painter.hline(plot.x_range(), y, Stroke::new(1.0, theme.grid));
            let text = format::count(tick as u64);
            paint::text(
                &painter,
                pos2(plot.left() - 6.0, y),
                Align2::RIGHT_CENTER,
                &text,
                font.clone(),
                theme.faint,
            );
        }
        let width = plot.width() / self.bins.len() as f32;
        let mut free_from = f32::NEG_INFINITY;
        for (index, (label, count)) in self.bins.iter().enumerate() {
            let left = plot.left() + index as f32 * width;
            let height = plot.height() * *count as f32 / top as f32;
            let bar = Rect::from_min_max(
                pos2(left + 1.0, plot.bottom() - height),
                pos2(left + width - 1.0, plot.bottom()),
            );
            painter.rect_filled(bar, CornerRadius::same(2), theme.series(0));
            let label_width = paint::width(&painter, label, font.clone());
            if left >= free_from && left + label_width <= plot.right() + 2.0 {
                paint::text(
                    &painter,
                    pos2(left, plot.bottom() + 4.0),
                    Align2::LEFT_TOP,
                    label,
                    font.clone(),
                    theme.faint,
                );
                free_from = left + label_width + 12.0;
            }
            let column = Rect::from_x_y_ranges(left..=left + width, plot.y_range());
            if style.interactive && response.hover_pos().is_some_and(|at| column.contains(at)) {
                response.clone().on_hover_text_at_pointer(format!(
                    "{label} · {} {}",
                    format::count(*count),
                    self.unit
                ));
                if let Some(people) = self.people.get(index).filter(|people| !people.is_empty()) {
                    ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
                    if response.clicked() {
                        picked = Some(Pick::People { title: label.clone(), members: people.clone() });
                    }
                }
            }
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        Sheet {
            header: vec![lang.t("column.from").to_owned(), self.unit.clone()],
            rows: self.bins.iter().map(|(label, count)| vec![label.clone(), count.to_string()]).collect(),
        }
    }

    fn summary(&self, _lang: Lang) -> String {
        let sum: u64 = self.bins.iter().map(|bin| bin.1).sum();
        if self.bins.is_empty() {
            self.empty.clone()
        } else {
            format!("{} {}", format::count(sum), self.unit)
        }
    }
}
