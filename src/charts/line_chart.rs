//! Lines over a number: age, weeks since the beginning, share of the people.

use egui::{Align2, Mesh, Rect, Sense, Shape, Stroke, pos2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// Lines with one axis below and one on the left, both from 0 or the first value on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineChart {
    pub lines: Vec<ChartLine>,
    pub band: Option<LineBand>,
    /// What stands below: days of age, weeks.
    pub x_label: String,
    /// Values are shares, shown in per cent; else numbers.
    pub percent: bool,
    /// The numbers below are shares too, shown in per cent.
    pub x_percent: bool,
    /// Drawn as steps down, each value holding until the next.
    pub steps: bool,
    /// A straight line between two corners, with its name.
    pub diagonal: Option<String>,
    /// A vertical line at a number, with its name.
    pub mark: Option<(f64, String)>,
    /// Said when there is no line.
    pub empty: String,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChartLine {
    pub label: String,
    /// In order of the first number; `None` leaves a gap.
    pub points: Vec<(f64, Option<f64>)>,
    /// What a value rests on, point by point: said on hovering and kept in the CSV. Empty when there is nothing to add.
    pub details: Vec<String>,
    /// Thin and grey, without an entry in the legend.
    pub faint: bool,
    pub pick: Option<Pick>,
}

/// A range for each number: a band of history, an interval.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineBand {
    pub label: String,
    /// (number, low, high)
    pub points: Vec<(f64, f64, f64)>,
}

/// How near the pointer must be to a point, in points.
const REACH: f32 = 14.0;

impl LineChart {
    fn max(&self) -> f64 {
        let values = self.lines.iter().flat_map(|line| line.points.iter().filter_map(|point| point.1));
        let band = self.band.iter().flat_map(|band| band.points.iter().map(|point| point.2));
        let most = values.chain(band).filter(|value| value.is_finite()).fold(0.0, f64::max);
        if self.percent { most.min(1.0) } else { most }
    }

    fn x_range(&self) -> Option<(f64, f64)> {
        let own = self.lines.iter().flat_map(|line| line.points.iter().map(|point| point.0));
        let band = self.band.iter().flat_map(|band| band.points.iter().map(|point| point.0));
        let all = || own.clone().chain(band.clone());
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        (low <= high).then_some((low, if high > low { high } else { low + 1.0 }))
    }

    fn value(&self, value: f64) -> String {
        if self.percent { format::percent(Some(value)) } else { format!("{value:.1}") }
    }

    fn number(&self, x: f64) -> String {
        if self.x_percent { format::percent_whole(Some(x)) } else { format!("{x:.0}") }
    }

    /// Numbers that are written below: whole ones, at most about `room`.
    fn marks(&self, (low, high): (f64, f64), room: usize) -> Vec<f64> {
        let span = high - low;
        let steps: &[f64] = if self.x_percent {
            &[0.1, 0.2, 0.25, 0.5, 1.0]
        } else {
            &[1.0, 2.0, 5.0, 7.0, 10.0, 14.0, 28.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 5000.0]
        };
        let fits = |step: &&f64| span / **step <= room.max(2) as f64;
        let step = steps.iter().find(fits).copied().unwrap_or(span.max(1.0));
        let first = (low / step).ceil() as i64;
        (first..).map(|n| n as f64 * step).take_while(|x| *x <= high + 1e-9).collect()
    }

    fn coloured(&self) -> impl Iterator<Item = (usize, &ChartLine)> {
        self.lines.iter().filter(|line| !line.faint).enumerate()
    }
}

impl Chart for LineChart {
    fn height(&self, width: f32) -> f32 {
        if self.diagonal.is_some() { (width * 0.6).clamp(200.0, 320.0) } else { 250.0 }
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let axis_font = || paint::regular(size::AXIS);
        let Some(range) = self.x_range() else {
            let at = rect.left_top() + egui::vec2(8.0, 8.0);
            let font = paint::regular(size::SECONDARY);
            paint::text_in(
                &painter,
                at,
                Align2::LEFT_TOP,
                &self.empty,
                font,
                theme.secondary,
                rect.width() - 16.0,
            );
            return None;
        };
        let ticks = if self.percent { format::percent_ticks(self.max()) } else { format::ticks(self.max()) };
        let top = ticks.last().copied().unwrap_or(1.0).max(1e-9);
        let tick_text = |tick: f64| {
            if self.percent { format::percent_whole(Some(tick)) } else { format::count(tick.max(0.0) as u64) }
        };
        let left = ticks
            .iter()
            .map(|&tick| paint::width(&painter, &tick_text(tick), axis_font()))
            .fold(0.0, f32::max);
        let plot = Rect::from_min_max(
            pos2(rect.left() + left + 10.0, rect.top() + 8.0),
            pos2(rect.right() - 8.0, rect.bottom() - 34.0),
        );
        let at = |x: f64, y: f64| {
            pos2(
                plot.left() + plot.width() * ((x - range.0) / (range.1 - range.0)) as f32,
                plot.bottom() - plot.height() * (y / top) as f32,
            )
        };
        for &tick in &ticks {
            let y = at(range.0, tick).y;
            let color = if tick == 0.0 { theme.faint } else { theme.grid };
            painter.hline(plot.x_range(), y, Stroke::new(1.0, color));
            let place = pos2(plot.left() - 8.0, y);
            paint::text(&painter, place, Align2::RIGHT_CENTER, &tick_text(tick), axis_font(), theme.faint);
        }
        for mark in self.marks(range, (plot.width() / 48.0) as usize) {
            let text = self.number(mark);
            // A number at the edge stands inside.
            let most = rect.right() - paint::width(&painter, &text, axis_font()) / 2.0;
            let place = pos2(at(mark, 0.0).x.min(most), plot.bottom() + 4.0);
            paint::text(&painter, place, Align2::CENTER_TOP, &text, axis_font(), theme.faint);
        }
        let below = pos2(plot.center().x, rect.bottom());
        paint::text(&painter, below, Align2::CENTER_BOTTOM, &self.x_label, axis_font(), theme.secondary);
        if let Some(band) = &self.band {
            band_mesh(&painter, band, &at, self.steps, theme.accent_soft.gamma_multiply(0.8));
        }
        if let Some((x, label)) = self.mark.as_ref().filter(|(x, _)| (range.0..=range.1).contains(x)) {
            let x = at(*x, 0.0).x;
            paint::dashed_vline(&painter, x, plot.top(), plot.bottom(), theme.faint);
            let place = pos2(x + 4.0, plot.top());
            paint::text(&painter, place, Align2::LEFT_TOP, label, axis_font(), theme.secondary);
        }
        if self.diagonal.is_some() {
            let ends = [at(range.0, 0.0), at(range.1, top.min(1.0))];
            painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, theme.faint), 4.0, 3.0));
        }
        let pointer = response.hover_pos().filter(|_| style.interactive);
        let mut nearest: Option<(f32, &ChartLine, usize)> = None;
        let faint = self.lines.iter().filter(|line| line.faint).map(|line| (theme.border, 1.0, line));
        let strong = self.coloured().map(|(index, line)| (theme.series(index), 1.8, line));
        for (color, width, line) in faint.chain(strong) {
            for run in line.points.split(|point| point.1.is_none()) {
                let mut path = Vec::with_capacity(run.len() * 2);
                for &(x, y) in run {
                    let next = at(x, y.unwrap_or(0.0));
                    if let Some(&before) = path.last().filter(|_| self.steps) {
                        let before: egui::Pos2 = before;
                        path.push(pos2(next.x, before.y));
                    }
                    path.push(next);
                }
                if let [one] = path.as_slice() {
                    painter.circle_filled(*one, 2.5, color);
                }
                painter.add(Shape::line(path, Stroke::new(width, color)));
            }
            let Some(pointer) = pointer else { continue };
            for (index, &(x, y)) in line.points.iter().enumerate() {
                let Some(y) = y else { continue };
                let distance = at(x, y).distance(pointer);
                if distance < REACH && nearest.is_none_or(|(least, ..)| distance < least) {
                    nearest = Some((distance, line, index));
                }
            }
        }
        let (_, line, index) = nearest?;
        let &(x, y) = line.points.get(index)?;
        let value = y?;
        painter.circle(at(x, value), 3.5, theme.accent, Stroke::new(1.5, theme.surface));
        let mut lines =
            vec![line.label.clone(), format!("{} {}  {}", self.x_label, self.number(x), self.value(value))];
        lines.extend(line.details.get(index).filter(|detail| !detail.is_empty()).cloned());
        lines.retain(|line| !line.is_empty());
        let clicked = response.clicked();
        response.on_hover_text_at_pointer(lines.join("\n"));
        if clicked { line.pick.clone() } else { None }
    }

    fn sheet(&self, _lang: Lang) -> Sheet {
        let mut numbers: Vec<f64> =
            self.lines.iter().flat_map(|line| line.points.iter().map(|point| point.0)).collect();
        numbers.extend(self.band.iter().flat_map(|band| band.points.iter().map(|point| point.0)));
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
        let mut header = vec![self.x_label.clone()];
        for line in &self.lines {
            header.push(line.label.clone());
            if !line.details.is_empty() {
                header.push(format!("{} n/d", line.label));
            }
        }
        if let Some(band) = &self.band {
            header.extend([format!("{} ↓", band.label), format!("{} ↑", band.label)]);
        }
        let rows = numbers
            .into_iter()
            .map(|x| {
                let mut row = vec![x.to_string()];
                for line in &self.lines {
                    let place = line.points.iter().position(|point| point.0 == x);
                    let value = place.and_then(|place| line.points.get(place)?.1);
                    row.push(value.map_or(String::new(), |value| value.to_string()));
                    if !line.details.is_empty() {
                        let detail = place.and_then(|place| line.details.get(place));
                        row.push(detail.cloned().unwrap_or_default());
                    }
                }
                if let Some(band) = &self.band {
                    let point = band.points.iter().find(|point| point.0 == x);
                    row.extend(
                        [point.map(|point| point.1), point.map(|point| point.2)]
                            .map(|edge| edge.map_or(String::new(), |edge| edge.to_string())),
                    );
                }
                row
            })
            .collect();
        Sheet { header, rows }
    }

    fn summary(&self, lang: Lang) -> String {
        if self.x_range().is_none() {
            return self.empty.clone();
        }
        let names: Vec<&str> = self.coloured().map(|(_, line)| line.label.as_str()).collect();
        lang.tf("lines.summary", &[("n", &self.lines.len()), ("names", &names.join(", "))])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let mut items: Vec<LegendItem> = self
            .coloured()
            .map(|(index, line)| LegendItem {
                label: line.label.clone(),
                color: style.theme.series(index),
                shape: LegendShape::Square,
            })
            .collect();
        if let Some(band) = self.band.as_ref().filter(|band| !band.points.is_empty()) {
            items.push(LegendItem {
                label: band.label.clone(),
                color: style.theme.accent_soft,
                shape: LegendShape::Square,
            });
        }
        if let Some(label) = &self.diagonal {
            items.push(LegendItem {
                label: label.clone(),
                color: style.theme.faint,
                shape: LegendShape::Dashed,
            });
        }
        items
    }
}

/// Fills the band between its edges.
fn band_mesh(
    painter: &egui::Painter,
    band: &LineBand,
    at: &impl Fn(f64, f64) -> egui::Pos2,
    steps: bool,
    color: egui::Color32,
) {
    let mut mesh = Mesh::default();
    for pair in band.points.windows(2) {
        let [(x0, low0, high0), (x1, low1, high1)] = pair else { continue };
        let (low_end, high_end) = if steps { (low0, high0) } else { (low1, high1) };
        let corners = [at(*x0, *low0), at(*x0, *high0), at(*x1, *high_end), at(*x1, *low_end)];
        let Ok(first) = u32::try_from(mesh.vertices.len()) else { break };
        for corner in corners {
            mesh.colored_vertex(corner, color);
        }
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
    }
    painter.add(mesh);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_below_fit_and_stay_inside() {
        for high in [1.0, 7.0, 60.0, 365.0, 4000.0] {
            let marks = LineChart::default().marks((0.0, high), 8);
            assert!((1..=9).contains(&marks.len()), "{high}: {marks:?}");
            assert!(marks.iter().all(|mark| (0.0..=high).contains(mark)));
        }
    }

    #[test]
    fn a_chart_without_lines_says_so() {
        let chart = LineChart { empty: "nothing".to_owned(), ..LineChart::default() };
        assert_eq!(chart.summary(Lang::En), "nothing");
        assert!(chart.sheet(Lang::En).rows.is_empty());
    }

    #[test]
    fn the_sheet_has_a_row_for_each_number_of_any_line() {
        let line = |label: &str, xs: &[f64]| ChartLine {
            label: label.to_owned(),
            points: xs.iter().map(|&x| (x, Some(x))).collect(),
            ..ChartLine::default()
        };
        let chart =
            LineChart { lines: vec![line("a", &[1.0, 2.0]), line("b", &[2.0, 3.0])], ..Default::default() };
        let sheet = chart.sheet(Lang::En);
        assert_eq!(sheet.rows, [["1", "1", ""], ["2", "2", "2"], ["3", "", "3"]]);
    }
}
