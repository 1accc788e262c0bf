//! Values by day: lines on a date axis, with bands, flags and what is not complete.

use egui::{Align2, Rect, Stroke, pos2, vec2};
use egui_plot::{GridMark, Line, LineStyle, Plot, PlotPoint, PlotPoints};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, format, paint};
use crate::activity::{Day, date};
use crate::i18n::Lang;

/// One or more series over the same days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeSeries {
    /// Used to tell the zoom of one chart from another's.
    pub id: String,
    pub from: Day,
    pub to: Day,
    pub series: Vec<Series>,
    pub band: Option<Band>,
    pub flags: Vec<Flag>,
    /// First day that is not complete, if any: hatched from there on.
    pub incomplete_from: Option<Day>,
    /// Values are shares, shown in per cent.
    pub percent: bool,
}

/// A line: one value a day from `from` on; `None` is not known and leaves a gap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    pub label: String,
    pub values: Vec<Option<f64>>,
    /// Drawn dashed and faint, shifted onto the same days.
    pub compared: bool,
}

/// A horizontal band to hold the values against.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    pub low: f64,
    pub high: f64,
    pub label: String,
}

/// Something that happened on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub day: Day,
    pub label: String,
    /// What a click on it opens.
    pub pick: Option<Pick>,
}

impl TimeSeries {
    /// A value as it is shown.
    fn number(&self, value: f64) -> String {
        if self.percent { format::percent(Some(value)) } else { format::count(value.max(0.0) as u64) }
    }

    /// A value beside the axis.
    fn tick(&self, value: f64) -> String {
        if self.percent { format::percent_whole(Some(value)) } else { self.number(value) }
    }

    fn mean(&self, value: f64) -> String {
        if self.percent { self.number(value) } else { format!("{value:.1}") }
    }

    /// Lines across, from 0 to the highest value.
    fn ticks(&self) -> Vec<f64> {
        if self.percent { format::percent_ticks(self.max()) } else { format::ticks(self.max()) }
    }

    fn max(&self) -> f64 {
        let values = self.series.iter().flat_map(|series| series.values.iter().flatten().copied());
        values.chain(self.band.iter().map(|band| band.high)).fold(0.0, f64::max)
    }

    /// Days that get a label: at most about `room`, on the first of months or at whole weeks where that fits.
    fn marks(&self, first: f64, last: f64, room: usize) -> Vec<Day> {
        use chrono::Datelike as _;
        let (first, last) = ((first.ceil() as Day).max(self.from), (last.floor() as Day).min(self.to));
        if last < first {
            return Vec::new();
        }
        let span = (last - first + 1) as usize;
        let room = room.max(2);
        for step in [1, 2, 7, 14] {
            if span.div_ceil(step) <= room {
                return (first..=last).step_by(step).collect();
            }
        }
        for months in [1, 2, 3, 6, 12, 24, 60] {
            let marks: Vec<Day> = (first..=last)
                .filter(|&day| {
                    let date = date(day);
                    date.day() == 1 && (date.year() as u32 * 12 + date.month0()).is_multiple_of(months)
                })
                .collect();
            if marks.len() <= room {
                return marks;
            }
        }
        vec![first, last]
    }

    fn label(&self, day: Day) -> String {
        use chrono::Datelike as _;
        let years = date(self.from).year() != date(self.to).year();
        let date = date(day);
        if years && self.to - self.from > 120 {
            date.format("%Y-%m").to_string()
        } else {
            format::month_day(date)
        }
    }
}

impl Chart for TimeSeries {
    fn height(&self, _width: f32) -> f32 {
        230.0
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let theme = style.theme;
        let ticks = self.ticks();
        let top = ticks.last().copied().unwrap_or(1.0);
        let y_label_width = ticks
            .iter()
            .map(|tick| paint::width(ui.painter(), &self.tick(*tick), paint::regular(size::AXIS)))
            .fold(0.0, f32::max);
        let area = ui.available_rect_before_wrap();
        let room = (area.width() / 80.0) as usize;
        let summary = self.summary(style.lang);
        let axis_font = paint::regular(size::AXIS);
        let (from, to) = (f64::from(self.from), f64::from(self.to.max(self.from + 1)));
        // Half a label on either side, so that the first and last day can be named.
        let pad = (0.5_f64).max((to - from) * 20.0 / f64::from(area.width().max(100.0)));
        let x_axis = egui_plot::AxisHints::new_x()
            .tick_label_font(axis_font.clone())
            .tick_label_color(theme.faint)
            .formatter(|mark: GridMark, _: &_| self.label(mark.value as Day));
        let y_axis = egui_plot::AxisHints::new_y()
            .tick_label_font(axis_font)
            .tick_label_color(theme.faint)
            .min_thickness(y_label_width + 6.0)
            .formatter(|mark: GridMark, _: &_| self.tick(mark.value));
        let response = Plot::new(("time_series", &self.id))
            .show_background(false)
            .show_x(false)
            .show_y(false)
            .allow_scroll(false)
            .allow_zoom([true, false])
            .allow_drag([style.interactive, false])
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .set_margin_fraction(vec2(0.0, 0.0))
            .default_x_bounds(from - pad, to + pad)
            .default_y_bounds(0.0, top)
            .custom_x_axes(vec![x_axis])
            .custom_y_axes(vec![y_axis])
            .grid_spacing(4.0..=300.0)
            .grid_color(theme.grid)
            .grid_fade(0.0)
            .show_grid([false, true])
            .cursor_color(theme.border)
            .x_grid_spacer(|input| {
                self.marks(input.bounds.0, input.bounds.1, room)
                    .into_iter()
                    .map(|day| GridMark { value: f64::from(day), step_size: (to - from).max(1.0) })
                    .collect()
            })
            .y_grid_spacer(|_| {
                ticks.iter().map(|&value| GridMark { value, step_size: top.max(1.0) }).collect()
            })
            .show(ui, |plot| {
                for (index, series) in self.series.iter().enumerate() {
                    let color = if series.compared { theme.faint } else { theme.series(index) };
                    for (number, run) in runs(&series.values).into_iter().enumerate() {
                        let points: PlotPoints<'_> = run
                            .clone()
                            .map(|offset| [from + offset as f64, series.values[offset].unwrap_or(0.0)])
                            .collect();
                        let line_style =
                            if series.compared { LineStyle::dashed_dense() } else { LineStyle::Solid };
                        plot.line(
                            Line::new(format!("{}#{number}", series.label), points)
                                .stroke(Stroke::new(1.8, color))
                                .style(line_style)
                                .allow_hover(false),
                        );
                    }
                }
            });
        let rect = response.response.rect;
        response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, summary.clone()));
        let painter = ui.painter_at(rect);
        let transform = response.transform;
        let at = |day: f64, value: f64| transform.position_from_point(&PlotPoint::new(day, value));
        if let Some(band) = &self.band {
            let rect = Rect::from_two_pos(at(from - 0.5, band.low), at(to + 0.5, band.high)).intersect(rect);
            painter.rect_filled(rect, 0.0, theme.accent_soft.gamma_multiply(0.6));
            paint::text(
                &painter,
                rect.right_top() + vec2(-6.0, 3.0),
                Align2::RIGHT_TOP,
                &band.label,
                paint::regular(size::AXIS),
                theme.accent,
            );
        }
        if let Some(day) = self.incomplete_from {
            let rect = Rect::from_two_pos(at(f64::from(day) - 0.5, 0.0), at(to + 0.5, top)).intersect(rect);
            paint::hatch(&painter, rect, theme.border);
        }
        let mut free_from = [f32::NEG_INFINITY; 2];
        let mut flagged = None;
        for flag in &self.flags {
            let x = at(f64::from(flag.day), 0.0).x;
            if !rect.x_range().contains(x) {
                continue;
            }
            paint::dashed_vline(&painter, x, rect.top(), rect.bottom(), theme.faint);
            let text_width = paint::width(&painter, &flag.label, paint::regular(size::AXIS)) + 12.0;
            let left = if x + 4.0 + text_width > rect.right() { x - 4.0 - text_width } else { x + 4.0 };
            // Two rows of labels; one that fits in neither keeps its line and speaks on hover.
            let Some(row) = (0..2).find(|&row| left >= free_from[row]) else { continue };
            free_from[row] = left + text_width + 4.0;
            let center = pos2(left, rect.top() + 10.0 + row as f32 * 18.0);
            let tag = paint::tag(&painter, center, &flag.label, (theme.secondary, theme.sunken));
            if flag.pick.is_some() && response.response.hover_pos().is_some_and(|at| tag.contains(at)) {
                flagged = Some(flag);
            }
        }
        if !style.interactive {
            return None;
        }
        let pointer = response.response.hover_pos()?;
        if let Some(flag) = flagged {
            let clicked = response.response.clicked();
            let response = response.response.on_hover_cursor(egui::CursorIcon::PointingHand);
            response.on_hover_text_at_pointer(style.lang.t("hint.open_occasion"));
            return if clicked { flag.pick.clone() } else { None };
        }
        let day = transform.value_from_position(pointer).x.round() as Day;
        if day < self.from || day > self.to {
            return None;
        }
        let x = at(f64::from(day), 0.0).x;
        painter.vline(x, rect.y_range(), Stroke::new(1.0, theme.border));
        let mut lines = vec![format::date(date(day))];
        for (index, series) in self.series.iter().enumerate() {
            let value = series.values.get((day - self.from) as usize).copied().flatten();
            if let Some(value) = value {
                let color = if series.compared { theme.faint } else { theme.series(index) };
                painter.circle(at(f64::from(day), value), 3.5, color, Stroke::new(1.5, theme.surface));
            }
            let text = value.map_or(format::UNKNOWN.to_owned(), |value| self.number(value));
            lines.push(format!("{}  {text}", series.label));
        }
        lines.extend(self.flags.iter().filter(|flag| flag.day == day).map(|flag| flag.label.clone()));
        let clicked = response.response.clicked();
        response.response.on_hover_text_at_pointer(lines.join("\n"));
        clicked.then_some(Pick::Day(day))
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let mut header = vec![lang.t("column.date").to_owned()];
        header.extend(self.series.iter().map(|series| series.label.clone()));
        let rows = (self.from..=self.to)
            .enumerate()
            .map(|(offset, day)| {
                let mut row = vec![format::date(date(day))];
                row.extend(self.series.iter().map(|series| {
                    let value = series.values.get(offset).copied().flatten();
                    value.map_or(String::new(), |value| value.to_string())
                }));
                row
            })
            .collect();
        Sheet { header, rows }
    }

    fn summary(&self, lang: Lang) -> String {
        let Some(series) = self.series.first() else { return lang.t("chart.no_data").to_owned() };
        let known: Vec<f64> = series.values.iter().flatten().copied().collect();
        if known.is_empty() {
            return lang.t("chart.no_data").to_owned();
        }
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let max = known.iter().copied().fold(0.0, f64::max);
        lang.tf(
            "series.summary",
            &[("label", &series.label), ("mean", &self.mean(mean)), ("max", &self.number(max))],
        )
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let mut items: Vec<LegendItem> = self
            .series
            .iter()
            .enumerate()
            .map(|(index, series)| LegendItem {
                label: series.label.clone(),
                color: if series.compared { style.theme.faint } else { style.theme.series(index) },
                shape: if series.compared { LegendShape::Dashed } else { LegendShape::Square },
            })
            .collect();
        if self.incomplete_from.is_some() {
            items.push(LegendItem {
                label: style.lang.t("chart.incomplete").to_owned(),
                color: style.theme.faint,
                shape: LegendShape::Hatched,
            });
        }
        items
    }
}

/// Runs of known values.
fn runs(values: &[Option<f64>]) -> Vec<std::ops::Range<usize>> {
    let mut runs = Vec::new();
    let mut start = None;
    for (index, value) in values.iter().enumerate() {
        match (value, start) {
            (Some(_), None) => start = Some(index),
            (None, Some(from)) => {
                runs.push(from..index);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        runs.push(from..values.len());
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_splits_the_line() {
        assert_eq!(runs(&[Some(1.0), None, None, Some(2.0), Some(3.0)]), [0..1, 3..5]);
        assert!(runs(&[]).is_empty());
    }

    #[test]
    fn marks_are_few_at_any_length() {
        for days in [1, 7, 31, 90, 365, 3650] {
            let chart = TimeSeries { from: 20_000, to: 20_000 + days - 1, ..TimeSeries::default() };
            let marks = chart.marks(f64::from(chart.from), f64::from(chart.to), 8);
            assert!((1..=8).contains(&marks.len()), "{days} days: {} marks", marks.len());
        }
    }
}
