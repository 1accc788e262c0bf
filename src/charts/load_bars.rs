//! One bar a person: how many weeks, those without any included.

use egui::{Align2, CornerRadius, Rect, Sense, Stroke, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// Bars from the longest to the shortest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadBars {
    pub rows: Vec<LoadRow>,
    /// Unit after the number, such as 周.
    pub unit: String,
    pub mean: Option<f64>,
}

/// One person.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadRow {
    pub label: String,
    pub member: u32,
    pub load: u64,
    /// More than a fair share.
    pub over: bool,
}

const ROW: f32 = 22.0;
/// The picture shows this many; the CSV shows all.
const MOST_ROWS: usize = 40;

impl LoadBars {
    fn shown(&self) -> &[LoadRow] {
        &self.rows[..self.rows.len().min(MOST_ROWS)]
    }
}

impl Chart for LoadBars {
    fn height(&self, _width: f32) -> f32 {
        self.shown().len().max(1) as f32 * ROW + if self.rows.len() > MOST_ROWS { 20.0 } else { 0.0 }
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let label_width = self
            .shown()
            .iter()
            .map(|row| paint::width(&painter, &row.label, paint::regular(size::TEXT)))
            .fold(40.0, f32::max)
            .min(rect.width() * 0.35);
        let most = self.rows.iter().map(|row| row.load).max().unwrap_or(0).max(1) as f32;
        // The line may lie beyond every bar.
        let most = most.max(self.mean.unwrap_or(0.0) as f32);
        let bars = rect.width() - label_width - 70.0;
        let left = rect.left() + label_width + 10.0;
        if let Some(mean) = self.mean {
            let x = left + bars * mean as f32 / most;
            let bottom = rect.top() + self.shown().len() as f32 * ROW;
            painter.vline(x, rect.top()..=bottom, Stroke::new(1.0, theme.text));
        }
        let mut picked = None;
        for (index, row) in self.shown().iter().enumerate() {
            let y = rect.top() + (index as f32 + 0.5) * ROW;
            paint::text_in(
                &painter,
                pos2(rect.left(), y),
                Align2::LEFT_CENTER,
                &row.label,
                paint::regular(size::TEXT),
                theme.text,
                label_width,
            );
            let width = bars * row.load as f32 / most;
            let bar = Rect::from_min_size(pos2(left, y - 4.0), vec2(width, 8.0));
            painter.rect_filled(
                bar,
                CornerRadius::same(2),
                if row.over { theme.bad } else { theme.series(0) },
            );
            let text = format!("{} {}", format::count(row.load), self.unit);
            let font = paint::regular(size::SECONDARY);
            let at = pos2(left + width + 8.0, y);
            // The line of the mean does not strike the number.
            let ground = vec2(paint::width(&painter, &text, font.clone()) + 4.0, 14.0);
            painter.rect_filled(
                Rect::from_min_size(at - vec2(2.0, 7.0), ground),
                CornerRadius::ZERO,
                theme.surface,
            );
            paint::text(
                &painter,
                at,
                Align2::LEFT_CENTER,
                &text,
                font,
                if row.over { theme.bad } else { theme.secondary },
            );
            let hit = Rect::from_x_y_ranges(rect.x_range(), y - ROW / 2.0..=y + ROW / 2.0);
            if style.interactive
                && response.clicked()
                && response.hover_pos().is_some_and(|at| hit.contains(at))
            {
                picked = Some(Pick::Member(row.member));
            }
        }
        if self.rows.len() > MOST_ROWS {
            paint::text(
                &painter,
                rect.left_bottom(),
                Align2::LEFT_BOTTOM,
                &style.lang.tf("chart.more_rows", &[("n", &(self.rows.len() - MOST_ROWS))]),
                paint::regular(size::AXIS),
                theme.faint,
            );
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        Sheet {
            header: vec![lang.t("column.member").to_owned(), self.unit.clone()],
            rows: self.rows.iter().map(|row| vec![row.label.clone(), row.load.to_string()]).collect(),
        }
    }

    fn summary(&self, lang: Lang) -> String {
        let (most, least) =
            (self.rows.first().map_or(0, |row| row.load), self.rows.last().map_or(0, |row| row.load));
        lang.tf("loads.summary", &[("n", &self.rows.len()), ("most", &most), ("least", &least)])
    }
}
