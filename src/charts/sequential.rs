//! A comparison on its way: the statistic against the people so far, between the bounds that it has to reach.

use chrono::NaiveDate;
use egui::{Align2, Color32, Mesh, Painter, Rect, Sense, Shape, Stroke, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// One comparison of an arm with the control.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SequentialChart {
    pub control: String,
    pub arm: String,
    /// People that each arm was to have.
    pub planned: u64,
    pub course: Vec<SequentialPoint>,
    /// What has to be reached at each planned look, in either direction; the last one is at the planned number.
    pub bounds: Vec<f64>,
    /// Looks that were passed: number from 0, place in the course, true where the bound was reached.
    pub passed: Vec<(usize, usize, bool)>,
    /// Member codes of everybody in the two arms, by time of exposure.
    pub members: Vec<u32>,
}

/// Where it stood at the end of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct SequentialPoint {
    pub day: NaiveDate,
    /// Successes and people.
    pub control: (u64, u64),
    pub arm: (u64, u64),
    pub z: Option<f64>,
}

impl SequentialPoint {
    fn people(&self) -> u64 {
        self.control.1.min(self.arm.1)
    }
}

const LEFT: f32 = 34.0;
const BOTTOM: f32 = 36.0;
const REACH: f32 = 12.0;
/// The bounds are drawn up to this far out at least.
const LEAST_RANGE: f64 = 5.0;

/// A z statistic with its sign.
fn signed(z: f64) -> String {
    format!("{}{:.2}", if z < 0.0 { "−" } else { "" }, z.abs())
}

/// Where numbers go.
struct Plot {
    area: Rect,
    most: f64,
    range: f64,
}

impl Plot {
    fn x(&self, share: f64) -> f32 {
        self.area.left() + self.area.width() * (share / self.most) as f32
    }

    fn y(&self, z: f64) -> f32 {
        self.area.center().y - self.area.height() / 2.0 * (z / self.range).clamp(-1.0, 1.0) as f32
    }
}

impl SequentialChart {
    fn share(&self, point: &SequentialPoint) -> f64 {
        point.people() as f64 / self.planned.max(1) as f64
    }

    /// The bound at a part of the planned people: as the looks have it, and beyond the last as at the last.
    fn bound(&self, share: f64) -> f64 {
        let last = self.bounds.last().copied().unwrap_or(f64::INFINITY);
        if share > 0.0 { last / share.min(1.0).sqrt() } else { f64::INFINITY }
    }

    fn zones(&self, painter: &Painter, plot: &Plot, style: &ChartStyle) {
        let theme = style.theme;
        let pieces = 64;
        let edge: Vec<f64> =
            (0..=pieces).map(|piece| plot.most * f64::from(piece) / f64::from(pieces)).collect();
        for (sign, soft) in [(1.0, theme.good_soft), (-1.0, theme.bad_soft)] {
            let mut mesh = Mesh::default();
            for pair in edge.windows(2) {
                let first = mesh.vertices.len() as u32;
                for &share in pair {
                    let x = plot.x(share);
                    mesh.colored_vertex(pos2(x, plot.y(sign * plot.range)), soft);
                    mesh.colored_vertex(pos2(x, plot.y(sign * self.bound(share))), soft);
                }
                mesh.add_triangle(first, first + 1, first + 2);
                mesh.add_triangle(first + 1, first + 2, first + 3);
            }
            painter.add(Shape::mesh(mesh));
            let inside = edge.iter().filter(|&&share| self.bound(share) <= plot.range);
            let line = inside.map(|&share| pos2(plot.x(share), plot.y(sign * self.bound(share)))).collect();
            painter.add(Shape::line(line, Stroke::new(1.2, theme.secondary)));
            let looks = self.bounds.len();
            for (look, &bound) in self.bounds.iter().enumerate().filter(|(_, bound)| **bound <= plot.range) {
                let at = pos2(plot.x((look + 1) as f64 / looks as f64), plot.y(sign * bound));
                painter.circle(at, 3.0, theme.surface, Stroke::new(1.2, theme.secondary));
            }
        }
    }

    /// What each zone means, out of the way of where the comparison stands now.
    fn words(&self, painter: &Painter, plot: &Plot, style: &ChartStyle) {
        let (theme, lang) = (style.theme, style.lang);
        let place = plot.area.shrink2(vec2(8.0, 5.0));
        let now = self.course.last().and_then(|point| point.z).unwrap_or(0.0);
        for (sign, key, color) in
            [(1.0, "look.zone_better", theme.good), (-1.0, "look.zone_worse", theme.bad)]
        {
            let beside = now * sign > 1.0;
            let x = if beside { place.left() + place.width() * 0.25 } else { place.right() };
            let y = if sign > 0.0 { place.top() } else { place.bottom() };
            let align = match (beside, sign > 0.0) {
                (true, true) => Align2::LEFT_TOP,
                (true, false) => Align2::LEFT_BOTTOM,
                (false, true) => Align2::RIGHT_TOP,
                (false, false) => Align2::RIGHT_BOTTOM,
            };
            let text = lang.tf(key, &[("arm", &self.arm)]);
            let font = paint::medium(size::SECONDARY);
            let room = place.width() * if beside { 0.75 } else { 0.95 };
            paint::text_in(painter, pos2(x, y), align, &text, font, color, room);
        }
        let there = self.course.last().is_some_and(|last| self.share(last) > 0.6 * plot.most);
        let (x, below) = if there && now.abs() < 1.5 {
            (place.left() + place.width() * 0.5, now > 0.0)
        } else {
            (place.right(), now > 0.0)
        };
        let align = if below { Align2::RIGHT_TOP } else { Align2::RIGHT_BOTTOM };
        let at = pos2(x, plot.y(0.0) + if below { 4.0 } else { -4.0 });
        let font = paint::regular(size::SECONDARY);
        let text = lang.t("look.zone_between");
        paint::text_in(painter, at, align, text, font, theme.secondary, place.width() * 0.6);
    }

    fn axes(&self, painter: &Painter, plot: &Plot, style: &ChartStyle) {
        let (theme, area) = (style.theme, plot.area);
        let font = paint::regular(size::AXIS);
        let step = if plot.range > 8.0 { 4 } else { 2 };
        let most = (plot.range as i32) / step * step;
        for z in (-most..=most).step_by(step as usize) {
            let y = plot.y(f64::from(z));
            let color = if z == 0 { theme.faint } else { theme.grid };
            painter.hline(area.x_range(), y, Stroke::new(1.0, color));
            let text = if z < 0 { format!("−{}", -z) } else { z.to_string() };
            let at = pos2(area.left() - 7.0, y);
            paint::text(painter, at, Align2::RIGHT_CENTER, &text, font.clone(), theme.faint);
        }
        let looks = self.bounds.len().max(1);
        // A narrow picture names every other look.
        let every = if area.width() / looks as f32 >= 56.0 { 1 } else { 2 };
        for look in (1..=looks).filter(|look| (looks - look).is_multiple_of(every)) {
            let share = look as f64 / looks as f64;
            let x = plot.x(share);
            painter.vline(x, area.y_range(), Stroke::new(1.0, theme.grid));
            let people = (self.planned as f64 * share).ceil() as u64;
            let text = format::count(people);
            paint::text(
                painter,
                pos2(x, area.bottom() + 4.0),
                Align2::CENTER_TOP,
                &text,
                font.clone(),
                theme.faint,
            );
        }
        let text = style.lang.t("look.people");
        let at = pos2(area.center().x, area.bottom() + 20.0);
        paint::text(painter, at, Align2::CENTER_TOP, text, font, theme.faint);
    }

    /// What is said of a point.
    fn told(&self, index: usize, lang: Lang) -> String {
        let point = &self.course[index];
        let arm = |name: &str, (successes, people): (u64, u64)| format!("{name} {successes} / {people}");
        let z = point.z.map_or(format::UNKNOWN.to_owned(), signed);
        let mut lines = vec![
            format::date(point.day),
            arm(&self.control, point.control),
            arm(&self.arm, point.arm),
            format!("z {z}"),
        ];
        if let Some(&(look, _, reached)) = self.passed.iter().find(|passed| passed.1 == index) {
            let says = lang.t(if reached { "look.reached" } else { "look.not_reached" });
            let bound =
                self.bounds.get(look).map_or(format::UNKNOWN.to_owned(), |bound| format!("{bound:.2}"));
            lines.push(lang.tf("look.nth", &[("n", &(look + 1)), ("bound", &bound), ("says", &says)]));
        }
        lines.join("\n")
    }
}

impl Chart for SequentialChart {
    fn height(&self, _width: f32) -> f32 {
        if self.course.is_empty() { 60.0 } else { 300.0 }
    }

    fn stretches(&self) -> bool {
        !self.course.is_empty()
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        if self.course.is_empty() {
            paint::nothing(&painter, rect, style.lang.t("verdict.no_data"), theme);
            return None;
        }
        let far = self.course.iter().filter_map(|point| point.z).map(f64::abs).fold(0.0, f64::max);
        let last = self.course.last().map_or(0.0, |point| self.share(point));
        let area = Rect::from_min_max(
            pos2(rect.left() + LEFT, rect.top() + 4.0),
            pos2(rect.right() - 10.0, rect.bottom() - BOTTOM),
        );
        let plot = Plot { area, most: last.max(1.0) * 1.04, range: (far + 0.7).max(LEAST_RANGE) };
        self.zones(&painter, &plot, style);
        self.axes(&painter, &plot, style);
        self.words(&painter, &plot, style);
        let places: Vec<_> = self
            .course
            .iter()
            .map(|point| point.z.map(|z| pos2(plot.x(self.share(point)), plot.y(z))))
            .collect();
        let color = theme.series(0);
        for run in places.split(Option::is_none) {
            let line: Vec<_> = run.iter().flatten().copied().collect();
            painter.add(Shape::line(line, Stroke::new(2.0, color)));
        }
        let tone = |point: usize, reached: bool| -> Color32 {
            match self.course[point].z {
                Some(z) if reached => {
                    if z > 0.0 {
                        theme.good
                    } else {
                        theme.bad
                    }
                }
                _ => theme.surface,
            }
        };
        for &(_, point, reached) in &self.passed {
            if let Some(at) = places.get(point).copied().flatten() {
                painter.circle(at, 5.5, tone(point, reached), Stroke::new(2.0, color));
            }
        }
        let now = self.course.len() - 1;
        if let Some(at) = places[now] {
            painter.circle_filled(at, 3.5, color);
            let text = self.course[now].z.map_or(String::new(), |z| format!("z {}", signed(z)));
            let right = area.right() - at.x > 60.0;
            let (align, by) = if right { (Align2::LEFT_CENTER, 8.0) } else { (Align2::RIGHT_BOTTOM, -4.0) };
            let raise = if right { 0.0 } else { 7.0 };
            let font = paint::medium(size::SECONDARY);
            paint::text(&painter, at + vec2(by, -raise), align, &text, font, theme.text);
        }
        let at = response.hover_pos().filter(|_| style.interactive)?;
        let near = |index: &usize| places[*index].map_or(f32::INFINITY, |place| (place.x - at.x).abs());
        let found = (0..places.len()).min_by(|a, b| near(a).total_cmp(&near(b)));
        let found = found.filter(|index| near(index) <= REACH && area.contains(at))?;
        if let Some(place) = places[found] {
            painter.circle_stroke(place, 7.0, Stroke::new(1.0, theme.accent));
        }
        ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        response.clone().on_hover_text_at_pointer(self.told(found, style.lang));
        let point = &self.course[found];
        let people = (point.control.1 + point.arm.1) as usize;
        let members = self.members.get(..people).unwrap_or(&self.members).to_vec();
        let title = format!("{} · {}", self.arm, format::date(point.day));
        (response.clicked() && !members.is_empty()).then_some(Pick::People { title, members })
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let of = |name: &str, key: &str| format!("{name}: {}", lang.t(key));
        let header = vec![
            lang.t("column.date").to_owned(),
            of(&self.control, "look.successes"),
            of(&self.control, "funnel.count"),
            of(&self.arm, "look.successes"),
            of(&self.arm, "funnel.count"),
            lang.t("look.part").to_owned(),
            "z".to_owned(),
            lang.t("look.critical").to_owned(),
        ];
        let row = |(index, point): (usize, &SequentialPoint)| {
            let look = self.passed.iter().rfind(|passed| passed.1 == index);
            let bound = look.and_then(|&(look, ..)| self.bounds.get(look));
            let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
            vec![
                format::date(point.day),
                point.control.0.to_string(),
                point.control.1.to_string(),
                point.arm.0.to_string(),
                point.arm.1.to_string(),
                self.share(point).to_string(),
                number(point.z),
                number(bound.copied()),
            ]
        };
        Sheet { header, rows: self.course.iter().enumerate().map(row).collect() }
    }

    fn summary(&self, lang: Lang) -> String {
        let z = self.course.last().and_then(|point| point.z);
        let z = z.map_or(format::UNKNOWN.to_owned(), signed);
        let reached = self.passed.iter().any(|passed| passed.2);
        let says = lang.t(if reached { "look.reached" } else { "look.not_reached" });
        format!("{} · {} · z {z} · {says}", self.control, self.arm)
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let (theme, lang) = (style.theme, style.lang);
        let item = |key: &str, color, shape| LegendItem { label: lang.t(key).to_owned(), color, shape };
        if self.course.is_empty() {
            return Vec::new();
        }
        vec![
            item("look.line", theme.series(0), LegendShape::Square),
            item("look.bound", theme.secondary, LegendShape::Circle),
        ]
    }
}
