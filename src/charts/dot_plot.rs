//! Rates with their intervals against a band, one row a group.

use egui::{Align2, Rect, Sense, Stroke, pos2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, Tone, canvas, format, paint};
use crate::analytics::Rate;
use crate::i18n::Lang;

/// Rows in the order given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DotPlot {
    pub rows: Vec<DotRow>,
}

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct DotRow {
    pub label: String,
    pub rate: Rate,
    /// Wilson 95 % interval.
    pub interval: Option<(f64, f64)>,
    pub band: Option<(f64, f64)>,
    pub tone: Tone,
    pub verdict: String,
    pub group: u32,
}

const ROW: f32 = 26.0;
/// A picture holds no more rows than this; the CSV holds all.
const MOST_ROWS: usize = 40;

impl DotPlot {
    fn shown(&self) -> &[DotRow] {
        &self.rows[..self.rows.len().min(MOST_ROWS)]
    }

    fn max(&self) -> f64 {
        let most = self
            .shown()
            .iter()
            .flat_map(|row| {
                [row.rate.value, row.interval.map(|(_, high)| high), row.band.map(|(low, _)| low)]
            })
            .flatten()
            .fold(0.05, f64::max);
        [0.1, 0.2, 0.4, 0.6, 0.8, 1.0].into_iter().find(|edge| *edge >= most).unwrap_or(1.0)
    }
}

impl Chart for DotPlot {
    fn height(&self, _width: f32) -> f32 {
        self.shown().len().max(1) as f32 * ROW + 24.0
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let label_width = (rect.width() * 0.24).clamp(80.0, 180.0);
        let value_width = 128.0;
        let plot = Rect::from_min_max(
            pos2(rect.left() + label_width + 8.0, rect.top()),
            pos2(rect.right() - value_width - 8.0, rect.bottom() - 22.0),
        );
        let max = self.max();
        let x = |share: f64| plot.left() + plot.width() * (share / max).clamp(0.0, 1.0) as f32;
        for step in 0..=4 {
            let share = max * f64::from(step) / 4.0;
            painter.vline(x(share), plot.y_range(), Stroke::new(1.0, theme.grid));
            paint::text(
                &painter,
                pos2(x(share), plot.bottom() + 5.0),
                Align2::CENTER_TOP,
                &format::percent_whole(Some(share)),
                paint::regular(size::AXIS),
                theme.faint,
            );
        }
        let mut picked = None;
        for (index, row) in self.shown().iter().enumerate() {
            let y = plot.top() + (index as f32 + 0.5) * ROW;
            paint::text_in(
                &painter,
                pos2(rect.left(), y),
                Align2::LEFT_CENTER,
                &row.label,
                paint::regular(size::TEXT),
                theme.text,
                label_width,
            );
            if let Some((low, high)) = row.band {
                let band = Rect::from_x_y_ranges(x(low)..=x(high), y - 8.0..=y + 8.0);
                painter.rect_filled(band, 2.0, theme.accent_soft);
            }
            let color = if row.tone == Tone::Neutral { theme.series(0) } else { theme.tone(row.tone).0 };
            if let Some((low, high)) = row.interval {
                painter.hline(x(low)..=x(high), y, Stroke::new(2.0, color.gamma_multiply(0.55)));
            }
            if let Some(share) = row.rate.value {
                painter.circle(pos2(x(share), y), 4.5, color, Stroke::new(1.5, theme.surface));
            }
            let value = paint::text(
                &painter,
                pos2(plot.right() + 58.0, y),
                Align2::RIGHT_CENTER,
                &format::percent(row.rate.value),
                paint::regular(size::TEXT),
                theme.text,
            );
            paint::text_in(
                &painter,
                pos2(value.right() + 8.0, y),
                Align2::LEFT_CENTER,
                &format::fraction(&row.rate),
                paint::regular(size::AXIS),
                theme.secondary,
                rect.right() - value.right() - 8.0,
            );
            let hit = Rect::from_x_y_ranges(rect.x_range(), y - ROW / 2.0..=y + ROW / 2.0);
            if style.interactive && response.hover_pos().is_some_and(|at| hit.contains(at)) {
                if response.clicked() {
                    picked = Some(Pick::Group(row.group));
                }
                response.clone().on_hover_text_at_pointer(format!("{}\n{}", row.label, row.verdict));
            }
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.group",
            "column.speakers",
            "column.members",
            "column.share",
            "column.interval_low",
            "column.interval_high",
            "column.band_low",
            "column.band_high",
            "column.verdict",
        ];
        let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
        Sheet {
            header: header.map(|key| lang.t(key).to_owned()).to_vec(),
            rows: self
                .rows
                .iter()
                .map(|row| {
                    vec![
                        row.label.clone(),
                        row.rate.numerator.to_string(),
                        row.rate.denominator.to_string(),
                        number(row.rate.value),
                        number(row.interval.map(|(low, _)| low)),
                        number(row.interval.map(|(_, high)| high)),
                        number(row.band.map(|(low, _)| low)),
                        number(row.band.map(|(_, high)| high)),
                        row.verdict.clone(),
                    ]
                })
                .collect(),
        }
    }

    fn summary(&self, lang: Lang) -> String {
        let below = self.rows.iter().filter(|row| row.tone == Tone::Warning || row.tone == Tone::Bad).count();
        lang.tf("bands.summary", &[("n", &self.rows.len()), ("below", &below)])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let item = |key: &str, color, shape| LegendItem { label: style.lang.t(key).to_owned(), color, shape };
        vec![
            item("bands.band", style.theme.accent_soft, LegendShape::Square),
            item("bands.within", style.theme.good, LegendShape::Circle),
            item("bands.below", style.theme.warning, LegendShape::Circle),
            item("bands.interval", style.theme.faint, LegendShape::Square),
        ]
    }
}
