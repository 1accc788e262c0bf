//! One value for each hour, week, month or other step: bars, with the compared period as a mark and flags on the axis.

use egui::{Align2, CornerRadius, Rect, Sense, Stroke, pos2};

use super::theme::size;
use super::{Band, Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// Bars in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeriodBars {
    pub bars: Vec<PeriodBar>,
    /// What is counted, with the period in words.
    pub label: String,
    /// The compared period in words, when there is one.
    pub compared: Option<String>,
    /// Head of the first column of the CSV.
    pub step: String,
    pub band: Option<Band>,
    pub flags: Vec<BarFlag>,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeriodBar {
    /// Under the axis; steps without one are told by hovering.
    pub axis: String,
    /// The step in full.
    pub name: String,
    /// Unknown leaves the place empty.
    pub value: Option<u64>,
    pub compared: Option<u64>,
    /// The step of the compared period that it is held against.
    pub compared_name: String,
    /// More to say on hovering, and in a column of the CSV.
    pub detail: String,
    /// Drawn hatched: not over yet, or cut by the period.
    pub incomplete: bool,
    pub pick: Option<Pick>,
}

/// Something that happened in one of the steps.
#[derive(Clone, Debug, PartialEq)]
pub struct BarFlag {
    /// Number of the bar.
    pub bar: usize,
    pub label: String,
    pub pick: Option<Pick>,
}

impl PeriodBars {
    fn max(&self) -> f64 {
        let values = self.bars.iter().flat_map(|bar| [bar.value, bar.compared]).flatten();
        let most = values.max().unwrap_or(0) as f64;
        most.max(self.band.as_ref().map_or(0.0, |band| band.high))
    }

    fn color(&self, style: &ChartStyle) -> egui::Color32 {
        style.theme.series(0)
    }
}

impl Chart for PeriodBars {
    fn height(&self, _width: f32) -> f32 {
        230.0
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let ticks = format::ticks(self.max());
        let top = ticks.last().copied().unwrap_or(1.0).max(1.0);
        let axis = |text: &str| paint::width(&painter, text, paint::regular(size::AXIS));
        let left = ticks.iter().map(|tick| axis(&format::count(*tick as u64))).fold(0.0, f32::max) + 10.0;
        let plot = Rect::from_min_max(
            pos2(rect.left() + left, rect.top() + 8.0),
            pos2(rect.right(), rect.bottom() - 20.0),
        );
        let y = |value: f64| plot.bottom() - plot.height() * (value / top) as f32;
        for &tick in &ticks {
            let color = if tick == 0.0 { theme.faint } else { theme.grid };
            painter.hline(plot.x_range(), y(tick), Stroke::new(1.0, color));
            let at = pos2(plot.left() - 8.0, y(tick));
            let text = format::count(tick as u64);
            paint::text(&painter, at, Align2::RIGHT_CENTER, &text, paint::regular(size::AXIS), theme.faint);
        }
        if let Some(band) = &self.band {
            let area = Rect::from_x_y_ranges(plot.x_range(), y(band.high)..=y(band.low));
            painter.rect_filled(area, 0.0, theme.accent_soft.gamma_multiply(0.6));
            let at = pos2(plot.right() - 6.0, y(band.high) + 3.0);
            paint::text(
                &painter,
                at,
                Align2::RIGHT_TOP,
                &band.label,
                paint::regular(size::AXIS),
                theme.accent,
            );
        }
        let slot = plot.width() / self.bars.len().max(1) as f32;
        let width = if slot > 4.0 { (slot * 0.72).min(38.0) } else { slot };
        let mut free_from = f32::NEG_INFINITY;
        for (index, bar) in self.bars.iter().enumerate() {
            let middle = plot.left() + (index as f32 + 0.5) * slot;
            let x = middle - width / 2.0..=middle + width / 2.0;
            if let Some(value) = bar.value {
                let area = Rect::from_x_y_ranges(x.clone(), y(value as f64)..=plot.bottom());
                let color = self.color(style);
                painter.rect_filled(area, CornerRadius::ZERO, color);
                if bar.incomplete && area.height() > 1.0 {
                    paint::hatch(&painter, area, theme.surface);
                }
            }
            if let Some(value) = bar.compared {
                let mark = x.start() - 4.0..=x.end() + 4.0;
                painter.hline(mark.clone(), y(value as f64), Stroke::new(4.0, theme.surface));
                painter.hline(mark, y(value as f64), Stroke::new(2.0, theme.secondary));
            }
            let half = axis(&bar.axis) / 2.0;
            if !bar.axis.is_empty() && middle - half > free_from && middle + half <= rect.right() + 1.0 {
                free_from = middle + half + 8.0;
                let at = pos2(middle, rect.bottom());
                let font = paint::regular(size::AXIS);
                paint::text(&painter, at, Align2::CENTER_BOTTOM, &bar.axis, font, theme.faint);
            }
        }
        let pointer = response.hover_pos().filter(|_| style.interactive);
        let mut rows = [f32::NEG_INFINITY; 2];
        for flag in &self.flags {
            let x = plot.left() + (flag.bar as f32 + 0.5) * slot;
            paint::dashed_vline(&painter, x, plot.top(), plot.bottom(), theme.faint);
            let text = axis(&flag.label) + 12.0;
            let start = if x + 4.0 + text > plot.right() { x - 4.0 - text } else { x + 4.0 };
            // Two rows of labels; one that fits in neither keeps its line and speaks on hover.
            let Some(row) = (0..2).find(|&row| start >= rows[row]) else { continue };
            rows[row] = start + text + 4.0;
            let at = pos2(start, plot.top() + 6.0 + row as f32 * 18.0);
            let tag = paint::tag(&painter, at, &flag.label, (theme.secondary, theme.sunken));
            if flag.pick.is_some() && pointer.is_some_and(|at| tag.contains(at)) {
                let clicked = response.clicked();
                let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
                response.on_hover_text_at_pointer(style.lang.t("hint.open_occasion"));
                return if clicked { flag.pick.clone() } else { None };
            }
        }
        let at = pointer.filter(|at| plot.contains(*at))?;
        let index = ((at.x - plot.left()) / slot) as usize;
        let bar = self.bars.get(index)?;
        let known = |value: Option<u64>| value.map_or(format::UNKNOWN.to_owned(), format::count);
        let mut lines = vec![format!("{}  {}", bar.name, known(bar.value))];
        if bar.incomplete {
            lines.push(style.lang.t("chart.incomplete").to_owned());
        }
        if !bar.compared_name.is_empty() {
            lines.push(format!("{}  {}", bar.compared_name, known(bar.compared)));
        }
        if !bar.detail.is_empty() {
            lines.push(bar.detail.clone());
        }
        lines.extend(self.flags.iter().filter(|flag| flag.bar == index).map(|flag| flag.label.clone()));
        let clicked = response.clicked();
        response.on_hover_text_at_pointer(lines.join("\n"));
        if clicked { bar.pick.clone() } else { None }
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let details = self.bars.iter().any(|bar| !bar.detail.is_empty());
        let mut header = vec![self.step.clone(), self.label.clone(), lang.t("chart.incomplete").to_owned()];
        if let Some(compared) = &self.compared {
            header.extend([lang.t("column.compared_with").to_owned(), compared.clone()]);
        }
        if details {
            header.push(lang.t("column.share").to_owned());
        }
        let number = |value: Option<u64>| value.map_or(String::new(), |value| value.to_string());
        let rows = self
            .bars
            .iter()
            .map(|bar| {
                let flag = if bar.incomplete { "1" } else { "" };
                let mut row = vec![bar.name.clone(), number(bar.value), flag.to_owned()];
                if self.compared.is_some() {
                    row.extend([bar.compared_name.clone(), number(bar.compared)]);
                }
                if details {
                    row.push(bar.detail.clone());
                }
                row
            })
            .collect();
        Sheet { header, rows }
    }

    fn summary(&self, lang: Lang) -> String {
        let known: Vec<u64> = self.bars.iter().filter_map(|bar| bar.value).collect();
        let Some(most) = known.iter().max() else { return lang.t("chart.no_data").to_owned() };
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("label", &self.label), ("n", &known.len()), ("max", &format::count(*most))];
        lang.tf("bars.summary", &values)
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let item = |label: &str, color, shape| LegendItem { label: label.to_owned(), color, shape };
        let mut items = vec![item(&self.label, self.color(style), LegendShape::Square)];
        if let Some(compared) = &self.compared {
            items.push(item(compared, style.theme.secondary, LegendShape::Dashed));
        }
        if self.bars.iter().any(|bar| bar.incomplete) {
            let label = style.lang.t("chart.incomplete");
            items.push(item(label, self.color(style), LegendShape::Hatched));
        }
        items
    }
}
