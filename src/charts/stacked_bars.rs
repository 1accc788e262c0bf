//! Counts by week, gains above the line and losses below it.

use chrono::NaiveDate;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, pos2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// Bars of several parts; parts of negative value hang below the line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StackedBars {
    /// Names of the parts, in the order of the values.
    pub parts: Vec<String>,
    pub bars: Vec<StackedBar>,
}

/// One week.
#[derive(Clone, Debug, PartialEq)]
pub struct StackedBar {
    pub from: NaiveDate,
    pub values: Vec<i64>,
    /// Member codes of each part; empty where the parts open nothing.
    pub people: Vec<Vec<u32>>,
    /// Not complete yet: drawn hatched.
    pub incomplete: bool,
}

impl StackedBars {
    /// Highest stack above the line, and deepest below it.
    fn extent(&self) -> (i64, i64) {
        let sum = |bar: &StackedBar, sign: i64| bar.values.iter().filter(|v| **v * sign > 0).sum::<i64>();
        let up = self.bars.iter().map(|bar| sum(bar, 1)).max().unwrap_or(0);
        let down = self.bars.iter().map(|bar| sum(bar, -1)).min().unwrap_or(0);
        (up.max(1), down)
    }
}

impl Chart for StackedBars {
    fn height(&self, _width: f32) -> f32 {
        220.0
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let mut picked = None;
        let (up, down) = self.extent();
        let ticks = format::ticks(up as f64);
        let top_value = ticks.last().copied().unwrap_or(1.0);
        let bottom_value = down as f64 * 1.05;
        let plot = Rect::from_min_max(
            pos2(rect.left() + 44.0, rect.top() + 6.0),
            pos2(rect.right(), rect.bottom() - 20.0),
        );
        let y = |value: f64| {
            let share = (top_value - value) / (top_value - bottom_value).max(1.0);
            plot.top() + plot.height() * share as f32
        };
        let step = ticks.get(1).copied().unwrap_or(1.0).max(1.0);
        let mut labels = ticks;
        let mut below = -step;
        while below >= bottom_value {
            labels.push(below);
            below -= step;
        }
        for value in labels {
            painter.hline(
                plot.x_range(),
                y(value),
                Stroke::new(1.0, if value == 0.0 { theme.faint } else { theme.grid }),
            );
            let sign = if value < 0.0 { "−" } else { "" };
            paint::text(
                &painter,
                pos2(plot.left() - 8.0, y(value)),
                Align2::RIGHT_CENTER,
                &format!("{sign}{}", format::count(value.abs() as u64)),
                paint::regular(size::AXIS),
                theme.faint,
            );
        }
        let slot = plot.width() / self.bars.len().max(1) as f32;
        let every = ((64.0 / slot).ceil() as usize).max(1);
        for (index, bar) in self.bars.iter().enumerate() {
            let left = plot.left() + index as f32 * slot;
            let width = (slot * 0.72).clamp(1.0, 34.0);
            let x = left + (slot - width) / 2.0..=left + (slot + width) / 2.0;
            let (mut high, mut low) = (0.0, 0.0);
            for (part, &value) in bar.values.iter().enumerate() {
                let value = value as f64;
                let base = if value >= 0.0 { &mut high } else { &mut low };
                let area = Rect::from_x_y_ranges(
                    x.clone(),
                    y((*base + value).max(*base))..=y((*base + value).min(*base)),
                );
                *base += value;
                painter.rect_filled(area, CornerRadius::ZERO, self.color(part, style));
                if bar.incomplete && area.height() > 1.0 {
                    paint::hatch(&painter, area, theme.surface);
                }
                let over = style.interactive && response.hover_pos().is_some_and(|at| area.contains(at));
                if let Some(people) = bar.people.get(part).filter(|people| over && !people.is_empty()) {
                    ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
                    if response.clicked() {
                        let part = self.parts.get(part).map_or("", String::as_str);
                        let title = format!("{} · {part}", format::date(bar.from));
                        picked = Some(Pick::People { title, members: people.clone() });
                    }
                }
            }
            if index.is_multiple_of(every) {
                paint::text(
                    &painter,
                    pos2(left + slot / 2.0, rect.bottom()),
                    Align2::CENTER_BOTTOM,
                    &format::month_day(bar.from),
                    paint::regular(size::AXIS),
                    theme.faint,
                );
            }
        }
        if style.interactive
            && let Some(at) = response.hover_pos().filter(|at| plot.contains(*at))
        {
            let index = ((at.x - plot.left()) / slot) as usize;
            if let Some(bar) = self.bars.get(index) {
                let mut lines = vec![format::date(bar.from)];
                lines.extend(
                    self.parts.iter().zip(&bar.values).map(|(part, value)| format!("{part}  {value}")),
                );
                response.on_hover_text_at_pointer(lines.join("\n"));
            }
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let mut header = vec![lang.t("column.from").to_owned()];
        header.extend(self.parts.clone());
        let rows = self
            .bars
            .iter()
            .map(|bar| {
                let mut row = vec![format::date(bar.from)];
                row.extend(bar.values.iter().map(i64::to_string));
                row
            })
            .collect();
        Sheet { header, rows }
    }

    fn summary(&self, lang: Lang) -> String {
        lang.tf("stacked.summary", &[("n", &self.bars.len()), ("parts", &self.parts.join(", "))])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        self.parts
            .iter()
            .enumerate()
            .map(|(part, label)| LegendItem {
                label: label.clone(),
                color: self.color(part, style),
                shape: LegendShape::Square,
            })
            .collect()
    }
}

impl StackedBars {
    fn color(&self, part: usize, style: &ChartStyle) -> egui::Color32 {
        // Returning, new, back again, gone: the meaning of a colour stays the same on every page.
        [0, 2, 4, 6].get(part).map_or(style.theme.series(part), |&index| style.theme.series(index))
    }
}
