//! Scores on axes around a centre, with the scores before as a ghost.

use egui::{Align2, Rect, Sense, Shape, Stroke, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// One or more wheels of the same scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Radar {
    pub wheels: Vec<Wheel>,
    /// The best score.
    pub most: u8,
    /// What the ghost is, in words; none is drawn when empty.
    pub earlier: String,
}

/// Axes around one centre.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wheel {
    pub title: String,
    pub axes: Vec<Spoke>,
}

/// One axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spoke {
    pub label: String,
    /// `None` while nobody knows.
    pub score: Option<u8>,
    pub earlier: Option<u8>,
    /// False for a score that rests on nothing others can check: drawn dashed and hollow.
    pub founded: bool,
    /// What the score rests on.
    pub evidence: String,
    pub note: String,
}

/// Wheels stand one above another below this width.
const SIDE_BY_SIDE: f32 = 620.0;
const TITLE: f32 = 30.0;

impl Radar {
    fn wheel_height(&self, width: f32) -> f32 {
        let across = if width >= SIDE_BY_SIDE { width / self.wheels.len().max(1) as f32 } else { width };
        (across * 0.72).clamp(200.0, 300.0)
    }

    fn has_unfounded(&self) -> bool {
        self.wheels.iter().flat_map(|wheel| &wheel.axes).any(|axis| axis.score.is_some() && !axis.founded)
    }
}

impl Chart for Radar {
    fn height(&self, width: f32) -> f32 {
        let one = self.wheel_height(width) + TITLE;
        if width >= SIDE_BY_SIDE { one } else { one * self.wheels.len() as f32 }
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::hover());
        let rect = response.rect;
        let beside = rect.width() >= SIDE_BY_SIDE;
        let count = self.wheels.len().max(1) as f32;
        let mut words = None;
        for (index, wheel) in self.wheels.iter().enumerate() {
            let place = if beside {
                let width = rect.width() / count;
                Rect::from_min_size(
                    pos2(rect.left() + width * index as f32, rect.top()),
                    vec2(width, rect.height()),
                )
            } else {
                let height = rect.height() / count;
                Rect::from_min_size(
                    pos2(rect.left(), rect.top() + height * index as f32),
                    vec2(rect.width(), height),
                )
            };
            let pointer = response.hover_pos().filter(|_| style.interactive);
            words = words.or(self.wheel(&painter, style, wheel, place, pointer));
        }
        if let Some(words) = words {
            response.on_hover_text_at_pointer(words);
        }
        None
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.category",
            "column.axis",
            "column.score",
            "column.score_before",
            "column.evidence",
            "column.note",
            "column.founded",
        ];
        let number = |score: Option<u8>| score.map_or(String::new(), |score| score.to_string());
        let rows = self.wheels.iter().flat_map(|wheel| {
            wheel.axes.iter().map(|axis| {
                vec![
                    wheel.title.clone(),
                    axis.label.clone(),
                    number(axis.score),
                    number(axis.earlier),
                    axis.evidence.clone(),
                    axis.note.clone(),
                    lang.t(if axis.founded { "answer.yes" } else { "answer.no" }).to_owned(),
                ]
            })
        });
        Sheet { header: header.map(|key| lang.t(key).to_owned()).to_vec(), rows: rows.collect() }
    }

    fn summary(&self, _lang: Lang) -> String {
        let axes = self.wheels.iter().flat_map(|wheel| &wheel.axes);
        let score = |score: Option<u8>| score.map_or(format::UNKNOWN.to_owned(), |score| score.to_string());
        axes.map(|axis| format!("{} {}", axis.label, score(axis.score))).collect::<Vec<_>>().join(", ")
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let (theme, lang) = (style.theme, style.lang);
        let mut items = vec![LegendItem {
            label: lang.t("radar.now").to_owned(),
            color: theme.series(0),
            shape: LegendShape::Square,
        }];
        if !self.earlier.is_empty() {
            items.push(LegendItem {
                label: self.earlier.clone(),
                color: theme.secondary,
                shape: LegendShape::Dashed,
            });
        }
        if self.has_unfounded() {
            items.push(LegendItem {
                label: lang.t("radar.unfounded").to_owned(),
                color: theme.warning,
                shape: LegendShape::Hatched,
            });
        }
        items
    }
}

impl Radar {
    /// Draws one wheel; the words for what the pointer is at.
    fn wheel(
        &self,
        painter: &egui::Painter,
        style: &ChartStyle,
        wheel: &Wheel,
        place: Rect,
        pointer: Option<egui::Pos2>,
    ) -> Option<String> {
        let theme = style.theme;
        paint::text_in(
            painter,
            place.center_top(),
            Align2::CENTER_TOP,
            &wheel.title,
            paint::medium(size::TEXT),
            theme.text,
            place.width(),
        );
        let area = Rect::from_min_max(pos2(place.left(), place.top() + TITLE), place.max);
        let count = wheel.axes.len().max(1) as f32;
        let font = paint::regular(size::SECONDARY);
        let widest = wheel
            .axes
            .iter()
            .map(|axis| paint::width(painter, &axis.label, font.clone()))
            .fold(0.0, f32::max);
        let radius = ((area.width() / 2.0 - widest - 10.0).min(area.height() / 2.0 - 36.0)).max(30.0);
        let center = area.center();
        let most = f32::from(self.most.max(1));
        let direction = |index: usize| {
            let angle = std::f32::consts::TAU * index as f32 / count - std::f32::consts::FRAC_PI_2;
            vec2(angle.cos(), angle.sin())
        };
        let at = |index: usize, score: f32| center + direction(index) * radius * score / most;
        for ring in 1..=self.most {
            let mut corners: Vec<_> = (0..wheel.axes.len()).map(|index| at(index, f32::from(ring))).collect();
            corners.extend(corners.first().copied());
            painter.add(Shape::line(corners, Stroke::new(1.0, theme.grid)));
        }
        let color = theme.series(0);
        let next = |index: usize| (index + 1) % wheel.axes.len().max(1);
        let score = |index: usize| wheel.axes[index].score.map(f32::from);
        for (index, axis) in wheel.axes.iter().enumerate() {
            let end = at(index, most);
            if axis.score.is_some() {
                painter.line_segment([center, end], Stroke::new(1.0, theme.grid));
            } else {
                painter.extend(Shape::dashed_line(&[center, end], Stroke::new(1.0, theme.faint), 3.0, 3.0));
            }
            if let (Some(here), Some(there)) = (score(index), score(next(index))) {
                let corners = vec![center, at(index, here), at(next(index), there)];
                painter.add(Shape::convex_polygon(corners, color.gamma_multiply(0.16), Stroke::NONE));
            }
        }
        for (index, axis) in wheel.axes.iter().enumerate() {
            let (Some(here), Some(there)) = (score(index), score(next(index))) else { continue };
            let ends = [at(index, here), at(next(index), there)];
            if axis.founded && wheel.axes[next(index)].founded {
                painter.line_segment(ends, Stroke::new(1.8, color));
            } else {
                painter.extend(Shape::dashed_line(&ends, Stroke::new(1.8, color), 4.0, 3.0));
            }
        }
        if !self.earlier.is_empty() {
            for (index, axis) in wheel.axes.iter().enumerate() {
                let earlier = (axis.earlier, wheel.axes[next(index)].earlier);
                let (Some(here), Some(there)) = earlier else { continue };
                let ends = [at(index, f32::from(here)), at(next(index), f32::from(there))];
                painter.extend(Shape::dashed_line(&ends, Stroke::new(1.2, theme.secondary), 2.0, 3.0));
            }
        }
        let mut words = None;
        for (index, axis) in wheel.axes.iter().enumerate() {
            if let Some(score) = score(index) {
                if axis.founded {
                    painter.circle(at(index, score), 3.5, color, Stroke::new(1.5, theme.surface));
                } else {
                    let around = Rect::from_center_size(at(index, score), vec2(10.0, 10.0));
                    painter.circle(at(index, score), 5.0, theme.surface, Stroke::new(1.5, theme.warning));
                    paint::hatch(painter, around.shrink(2.0), theme.warning);
                }
            }
            let toward = direction(index);
            let anchor = center + toward * (radius + 8.0);
            let align = if toward.x > 0.3 {
                Align2::LEFT_CENTER
            } else if toward.x < -0.3 {
                Align2::RIGHT_CENTER
            } else if toward.y < 0.0 {
                Align2::CENTER_BOTTOM
            } else {
                Align2::CENTER_TOP
            };
            let value = match axis.score {
                Some(score) => format!("{score} / {}", self.most),
                None => format::UNKNOWN.to_owned(),
            };
            let color = if axis.score.is_some() { theme.text } else { theme.secondary };
            let lift = match align.y() {
                egui::Align::Center => vec2(0.0, -7.0),
                egui::Align::Max => vec2(0.0, -14.0),
                egui::Align::Min => vec2(0.0, 0.0),
            };
            let name = paint::text(painter, anchor + lift, align, &axis.label, font.clone(), color);
            let below = paint::text(
                painter,
                anchor + lift + vec2(0.0, 14.0),
                align,
                &value,
                paint::regular(size::AXIS),
                theme.secondary,
            );
            if pointer.is_some_and(|at| name.union(below).contains(at)) {
                let mut lines =
                    vec![format!("{} {value}", axis.label), axis.evidence.clone(), axis.note.clone()];
                lines.retain(|line| !line.is_empty());
                words = Some(lines.join("\n"));
            }
        }
        words
    }
}
