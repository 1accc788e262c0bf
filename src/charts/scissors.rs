//! Two lines that part like scissors: what those were worth to the group who then left, and those who stayed.

use egui::{Align2, Color32, Rect, Sense, Shape, Stroke, pos2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::activity::{Day, date};
use crate::analytics::structure::ScissorsPoint;
use crate::i18n::Lang;

/// One point a month, with the number of people behind each below the axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scissors {
    pub points: Vec<ScissorsPoint>,
}

/// Rows of numbers below the axis: month, those who left, those who stayed, size.
const ROW: f32 = 18.0;
const ROWS: f32 = 4.0;

impl Scissors {
    fn means(&self) -> impl Iterator<Item = f64> {
        self.points.iter().flat_map(|point| [point.leavers_mean, point.stayers_mean]).flatten()
    }

    fn month(day: Day, short: bool) -> String {
        date(day).format(if short { "%m" } else { "%Y-%m" }).to_string()
    }
}

impl Chart for Scissors {
    fn height(&self, width: f32) -> f32 {
        (width * 0.38).clamp(180.0, 260.0) + ROWS * ROW
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, lang, rect) = (style.theme, style.lang, response.rect);
        if self.points.is_empty() {
            paint::text_in(
                &painter,
                rect.left_top(),
                Align2::LEFT_TOP,
                lang.t("scissors.none"),
                paint::regular(size::TEXT),
                theme.secondary,
                rect.width(),
            );
            return None;
        }
        let axis = paint::regular(size::AXIS);
        let heads = [lang.t("scissors.left_n"), lang.t("scissors.stayed_n"), lang.t("scissors.size")];
        let head = heads.iter().map(|text| paint::width(&painter, text, axis.clone())).fold(0.0, f32::max);
        let plot = Rect::from_min_max(
            pos2(rect.left() + head + 12.0, rect.top() + 6.0),
            pos2(rect.right() - 4.0, rect.bottom() - ROWS * ROW),
        );
        let ticks = format::ticks(self.means().fold(0.0, f64::max));
        let top = ticks.last().copied().unwrap_or(1.0);
        let y = |value: f64| plot.bottom() - plot.height() * (value / top) as f32;
        for &tick in &ticks {
            painter.hline(plot.x_range(), y(tick), Stroke::new(1.0, theme.grid));
            paint::text(
                &painter,
                pos2(plot.left() - 6.0, y(tick)),
                Align2::RIGHT_CENTER,
                &format::count(tick as u64),
                axis.clone(),
                theme.faint,
            );
        }
        let step = plot.width() / self.points.len() as f32;
        let x = |index: usize| plot.left() + step * (index as f32 + 0.5);
        for (index, point) in self.points.iter().enumerate() {
            if !point.complete {
                let area =
                    Rect::from_x_y_ranges(x(index) - step / 2.0..=x(index) + step / 2.0, plot.y_range());
                paint::hatch(&painter, area, theme.border);
            }
        }
        let (left, stayed) = (theme.series(1), theme.series(0));
        self.fill(&painter, &x, &y, theme.bad_soft, theme.good_soft);
        for (color, value) in [
            (stayed, (|point| point.stayers_mean) as fn(&ScissorsPoint) -> Option<f64>),
            (left, |point| point.leavers_mean),
        ] {
            for (index, pair) in self.points.windows(2).enumerate() {
                let (Some(a), Some(b)) = (value(&pair[0]), value(&pair[1])) else { continue };
                painter
                    .line_segment([pos2(x(index), y(a)), pos2(x(index + 1), y(b))], Stroke::new(1.8, color));
            }
            for (index, point) in self.points.iter().enumerate() {
                if let Some(value) = value(point) {
                    let fill = if point.complete { color } else { theme.surface };
                    painter.circle(pos2(x(index), y(value)), 3.5, fill, Stroke::new(1.5, color));
                }
            }
        }
        let short = step < 52.0;
        for (row, text) in heads.iter().enumerate() {
            let at = pos2(rect.left(), plot.bottom() + (row as f32 + 1.5) * ROW);
            paint::text(&painter, at, Align2::LEFT_CENTER, text, axis.clone(), theme.secondary);
        }
        let hovered = response.hover_pos().filter(|_| style.interactive);
        let at_pointer = hovered.map(|at| ((at.x - plot.left()) / step).floor()).filter(|at| *at >= 0.0);
        let at_pointer = at_pointer.map(|at| at as usize).filter(|at| *at < self.points.len());
        for (index, point) in self.points.iter().enumerate() {
            let numbers = [
                (Self::month(point.from, short), theme.faint),
                (point.leavers.len().to_string(), theme.text),
                (point.stayers.len().to_string(), theme.text),
                (format::count(point.size as u64), theme.secondary),
            ];
            for (row, (text, color)) in numbers.into_iter().enumerate() {
                let at = pos2(x(index), plot.bottom() + (row as f32 + 0.5) * ROW);
                paint::text(&painter, at, Align2::CENTER_CENTER, &text, axis.clone(), color);
            }
        }
        let index = at_pointer?;
        let point = &self.points[index];
        painter.vline(x(index), plot.y_range(), Stroke::new(1.0, theme.border));
        let mean =
            |value: Option<f64>| value.map_or(format::UNKNOWN.to_owned(), |value| format!("{value:.1}"));
        let mut lines = vec![
            Self::month(point.from, false),
            format!("{} {} ({})", lang.t("scissors.left"), mean(point.leavers_mean), point.leavers.len()),
            format!("{} {} ({})", lang.t("scissors.stayed"), mean(point.stayers_mean), point.stayers.len()),
        ];
        if let Some(gap) = point.gap() {
            lines.push(format!("{} {gap:+.1}", lang.t("scissors.gap")).replace('-', "−"));
        }
        if !point.complete {
            lines.push(lang.t("chart.incomplete").to_owned());
        }
        let clicked = response.clicked();
        response.on_hover_text_at_pointer(lines.join("\n"));
        let below =
            hovered.is_some_and(|at| at.y > plot.bottom() + 2.0 * ROW && at.y < plot.bottom() + 3.0 * ROW);
        let (key, people) =
            if below { ("scissors.stayed", &point.stayers) } else { ("scissors.left", &point.leavers) };
        (clicked && !people.is_empty()).then(|| Pick::People {
            title: format!("{} · {}", lang.t(key), Self::month(point.from, false)),
            members: people.clone(),
        })
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.month",
            "scissors.left_n",
            "scissors.left",
            "scissors.stayed_n",
            "scissors.stayed",
            "scissors.gap",
            "scissors.size",
            "column.complete",
        ];
        let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
        let rows = self.points.iter().map(|point| {
            vec![
                Self::month(point.from, false),
                point.leavers.len().to_string(),
                number(point.leavers_mean),
                point.stayers.len().to_string(),
                number(point.stayers_mean),
                number(point.gap()),
                point.size.to_string(),
                lang.t(if point.complete { "answer.yes" } else { "answer.no" }).to_owned(),
            ]
        });
        Sheet { header: header.map(|key| lang.t(key).to_owned()).to_vec(), rows: rows.collect() }
    }

    fn summary(&self, lang: Lang) -> String {
        let gaps: Vec<f64> = self.points.iter().filter_map(ScissorsPoint::gap).collect();
        let open = gaps.iter().filter(|gap| **gap > 0.0).count();
        lang.tf("scissors.summary", &[("n", &gaps.len()), ("open", &open)])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let (theme, lang) = (style.theme, style.lang);
        let item = |key: &str, color, shape| LegendItem { label: lang.t(key).to_owned(), color, shape };
        let mut items = vec![
            item("scissors.left", theme.series(1), LegendShape::Circle),
            item("scissors.stayed", theme.series(0), LegendShape::Circle),
        ];
        if self.points.iter().any(|point| !point.complete) {
            items.push(item("chart.incomplete", theme.faint, LegendShape::Hatched));
        }
        items
    }
}

impl Scissors {
    /// The gap between the lines: one colour where those who left were worth more, another where those who stayed were.
    fn fill(
        &self,
        painter: &egui::Painter,
        x: &impl Fn(usize) -> f32,
        y: &impl Fn(f64) -> f32,
        left_above: Color32,
        stayed_above: Color32,
    ) {
        let both = |point: &ScissorsPoint| Some((point.leavers_mean?, point.stayers_mean?));
        for (index, pair) in self.points.windows(2).enumerate() {
            let (Some((l0, s0)), Some((l1, s1))) = (both(&pair[0]), both(&pair[1])) else { continue };
            let (x0, x1) = (x(index), x(index + 1));
            let color = |above: bool| if above { left_above } else { stayed_above };
            let shape = |points, above| Shape::convex_polygon(points, color(above), Stroke::NONE);
            let (d0, d1) = (l0 - s0, l1 - s1);
            if d0 * d1 < 0.0 {
                let share = d0 / (d0 - d1);
                let cross = pos2(x0 + (x1 - x0) * share as f32, y(l0 + (l1 - l0) * share));
                painter.add(shape(vec![pos2(x0, y(l0)), cross, pos2(x0, y(s0))], d0 > 0.0));
                painter.add(shape(vec![pos2(x1, y(l1)), cross, pos2(x1, y(s1))], d1 > 0.0));
            } else {
                let corners = vec![pos2(x0, y(l0)), pos2(x1, y(l1)), pos2(x1, y(s1)), pos2(x0, y(s0))];
                painter.add(shape(corners, d0 + d1 > 0.0));
            }
        }
    }
}
