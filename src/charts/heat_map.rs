//! Weekday by hour: when the groups are lively.

use egui::{Align2, CornerRadius, Rect, Sense, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// Counts by weekday (Monday first) and hour of the local clock; `None` for a weekday that the period does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeatMap {
    pub cells: [[Option<u64>; 24]; 7],
    /// Key of the words for a cell under the pointer.
    pub cell_key: &'static str,
    /// Hours of the working days (Monday to Friday), first and end, drawn with a frame.
    pub framed: Option<(u32, u32)>,
}

/// Key of the name of a weekday, Monday first.
pub(crate) const WEEKDAYS: [&str; 7] =
    ["weekday.1", "weekday.2", "weekday.3", "weekday.4", "weekday.5", "weekday.6", "weekday.7"];

/// Key of the name of a day's weekday.
fn weekday_key(date: chrono::NaiveDate) -> &'static str {
    WEEKDAYS[chrono::Datelike::weekday(&date).num_days_from_monday() as usize]
}

/// The name of a day's weekday where it stands alone.
pub fn weekday_words(date: chrono::NaiveDate, lang: Lang) -> String {
    lang.tf("weekday.of", &[("weekday", &lang.t(weekday_key(date)))])
}

impl HeatMap {
    fn max(&self) -> u64 {
        self.cells.iter().flatten().flatten().copied().max().unwrap_or(0)
    }
}

impl Chart for HeatMap {
    fn height(&self, _width: f32) -> f32 {
        7.0 * 26.0 + 22.0
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::hover());
        let theme = style.theme;
        let labels = WEEKDAYS.map(|key| style.lang.t(key));
        let left = labels
            .iter()
            .map(|label| paint::width(&painter, label, paint::regular(size::SECONDARY)))
            .fold(0.0, f32::max)
            + 10.0;
        let grid =
            Rect::from_min_max(response.rect.min + vec2(left, 0.0), response.rect.max - vec2(0.0, 22.0));
        let step = vec2(grid.width() / 24.0, grid.height() / 7.0);
        let max = self.max().max(1) as f32;
        for (row, hours) in self.cells.iter().enumerate() {
            paint::text(
                &painter,
                pos2(grid.left() - 8.0, grid.top() + (row as f32 + 0.5) * step.y),
                Align2::RIGHT_CENTER,
                labels[row],
                paint::regular(size::SECONDARY),
                theme.secondary,
            );
            for (hour, &count) in hours.iter().enumerate() {
                let cell =
                    Rect::from_min_size(grid.min + vec2(hour as f32 * step.x, row as f32 * step.y), step)
                        .shrink(1.0);
                match count {
                    Some(count) => {
                        painter.rect_filled(cell, CornerRadius::same(2), theme.heat(count as f32 / max));
                    }
                    None => paint::hatch(&painter, cell, theme.border),
                }
            }
        }
        if let Some((from, to)) = self.framed.filter(|(from, to)| from < to) {
            let corner = grid.min + vec2(from.min(24) as f32 * step.x, 0.0);
            let block = Rect::from_min_max(
                corner,
                pos2(grid.left() + to.min(24) as f32 * step.x, grid.top() + 5.0 * step.y),
            );
            let stroke = egui::Stroke::new(1.6, theme.accent);
            painter.rect_stroke(block, CornerRadius::same(3), stroke, egui::StrokeKind::Middle);
        }
        for hour in (0..24).step_by(3) {
            paint::text(
                &painter,
                pos2(grid.left() + (hour as f32 + 0.5) * step.x, grid.bottom() + 6.0),
                Align2::CENTER_TOP,
                &hour.to_string(),
                paint::regular(size::AXIS),
                theme.faint,
            );
        }
        if style.interactive
            && let Some(at) = response.hover_pos().filter(|at| grid.contains(*at))
        {
            let hour = (((at.x - grid.left()) / step.x) as usize).min(23);
            let row = (((at.y - grid.top()) / step.y) as usize).min(6);
            let text = style.lang.tf(
                self.cell_key,
                &[
                    ("weekday", &labels[row]),
                    ("hour", &hour),
                    ("next", &(hour + 1)),
                    ("n", &self.cells[row][hour].map_or(format::UNKNOWN.to_owned(), format::count)),
                ],
            );
            response.on_hover_text_at_pointer(text);
        }
        None
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let mut header = vec![lang.t("column.weekday").to_owned()];
        header.extend((0..24).map(|hour| hour.to_string()));
        let rows = self
            .cells
            .iter()
            .zip(WEEKDAYS)
            .map(|(hours, day)| {
                let mut row = vec![lang.t(day).to_owned()];
                row.extend(hours.iter().map(|count| count.map_or(String::new(), |count| count.to_string())));
                row
            })
            .collect();
        Sheet { header, rows }
    }

    fn summary(&self, lang: Lang) -> String {
        let mut best = (0, 0, 0);
        for (row, hours) in self.cells.iter().enumerate() {
            for (hour, count) in hours.iter().enumerate() {
                let count = count.unwrap_or(0);
                if count > best.2 {
                    best = (row, hour, count);
                }
            }
        }
        if best.2 == 0 {
            return lang.t("chart.no_messages").to_owned();
        }
        lang.tf(
            "heat.summary",
            &[("weekday", &lang.t(WEEKDAYS[best.0])), ("hour", &best.1), ("n", &format::count(best.2))],
        )
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let item = |share: f32, label: String| LegendItem {
            label,
            color: style.theme.heat(share),
            shape: LegendShape::Square,
        };
        if self.max() == 0 {
            return Vec::new();
        }
        vec![
            item(0.0, "0".to_owned()),
            item(0.5, format::count(self.max() / 2)),
            item(1.0, style.lang.tf("heat.most", &[("n", &format::count(self.max()))])),
        ]
    }
}
