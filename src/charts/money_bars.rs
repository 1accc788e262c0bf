//! Money by period, in parts that stand on each other.

use chrono::NaiveDate;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, pos2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;
use crate::model::Money;

/// Bars over time. Refunds that outweigh what came in draw no bar; the table tells them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MoneyBars {
    pub currency: String,
    pub parts: Vec<String>,
    pub bars: Vec<MoneyBar>,
    /// Said when there is no bar.
    pub empty: String,
}

/// One period.
#[derive(Clone, Debug, PartialEq)]
pub struct MoneyBar {
    pub from: NaiveDate,
    pub values: Vec<Money>,
    /// Member codes of whoever paid in it.
    pub buyers: Vec<u32>,
    /// Not over yet: drawn hatched.
    pub incomplete: bool,
}

impl Chart for MoneyBars {
    fn height(&self, _width: f32) -> f32 {
        if self.bars.is_empty() { 60.0 } else { 210.0 }
    }

    fn stretches(&self) -> bool {
        !self.bars.is_empty()
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let mut picked = None;
        if self.bars.is_empty() {
            let font = paint::regular(size::TEXT);
            paint::text(&painter, rect.center(), Align2::CENTER_CENTER, &self.empty, font, theme.secondary);
            return None;
        }
        let font = paint::regular(size::AXIS);
        let above =
            |bar: &MoneyBar| bar.values.iter().map(|value| value.0.max(0)).fold(0_i64, i64::saturating_add);
        let most = Money(self.bars.iter().map(above).max().unwrap_or(0)).units();
        let ticks = format::ticks(most);
        let top = ticks.last().copied().unwrap_or(1.0).max(1.0);
        let labels: Vec<String> =
            ticks.iter().map(|tick| format::money(Money((tick * 100.0) as i64), &self.currency)).collect();
        let label_width =
            labels.iter().map(|label| paint::width(&painter, label, font.clone())).fold(30.0, f32::max);
        let plot = Rect::from_min_max(
            pos2(rect.left() + label_width + 10.0, rect.top() + 8.0),
            pos2(rect.right(), rect.bottom() - 20.0),
        );
        for (tick, label) in ticks.iter().zip(&labels) {
            let y = plot.bottom() - plot.height() * (tick / top) as f32;
            painter.hline(plot.x_range(), y, Stroke::new(1.0, theme.grid));
            paint::text(
                &painter,
                pos2(plot.left() - 6.0, y),
                Align2::RIGHT_CENTER,
                label,
                font.clone(),
                theme.faint,
            );
        }
        let slot = plot.width() / self.bars.len() as f32;
        let every = ((52.0 / slot).ceil() as usize).max(1);
        for (index, bar) in self.bars.iter().enumerate() {
            let left = plot.left() + index as f32 * slot;
            let width = (slot * 0.7).clamp(1.0, 40.0);
            let mut y = plot.bottom();
            for (part, value) in bar.values.iter().enumerate() {
                let height = plot.height() * (Money(value.0.max(0)).units() / top) as f32;
                let area = Rect::from_min_max(
                    pos2(left + (slot - width) / 2.0, y - height),
                    pos2(left + (slot + width) / 2.0, y),
                );
                y -= height;
                painter.rect_filled(area, CornerRadius::ZERO, theme.series(part));
                if bar.incomplete && height > 1.0 {
                    paint::hatch(&painter, area, theme.surface);
                }
            }
            if index.is_multiple_of(every) {
                let at = pos2(left + slot / 2.0, rect.bottom());
                let label = format::month_day(bar.from);
                paint::text(&painter, at, Align2::CENTER_BOTTOM, &label, font.clone(), theme.faint);
            }
            let column = Rect::from_x_y_ranges(left..=left + slot, plot.y_range());
            if style.interactive && response.hover_pos().is_some_and(|at| column.contains(at)) {
                let mut lines = vec![format::date(bar.from)];
                lines.extend(
                    self.parts
                        .iter()
                        .zip(&bar.values)
                        .map(|(part, value)| format!("{part}  {}", format::money(*value, &self.currency))),
                );
                response.clone().on_hover_text_at_pointer(lines.join("\n"));
                if !bar.buyers.is_empty() {
                    ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
                    if response.clicked() {
                        let title = format::date(bar.from);
                        picked = Some(Pick::People { title, members: bar.buyers.clone() });
                    }
                }
            }
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let mut header = vec![lang.t("column.from").to_owned()];
        header.extend(self.parts.clone());
        let row = |bar: &MoneyBar| {
            std::iter::once(format::date(bar.from)).chain(bar.values.iter().map(Money::to_string)).collect()
        };
        Sheet { header, rows: self.bars.iter().map(row).collect() }
    }

    fn summary(&self, _lang: Lang) -> String {
        let sum: Money = self.bars.iter().flat_map(|bar| bar.values.iter().copied()).sum();
        if self.bars.is_empty() { self.empty.clone() } else { format::money(sum, &self.currency) }
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let item = |(part, label): (usize, &String)| LegendItem {
            label: label.clone(),
            color: style.theme.series(part),
            shape: LegendShape::Square,
        };
        if self.bars.is_empty() { Vec::new() } else { self.parts.iter().enumerate().map(item).collect() }
    }
}
