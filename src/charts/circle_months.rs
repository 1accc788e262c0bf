//! Circles and their sizes from month to month.

use egui::{Align2, Color32, Mesh, Rect, Sense, Shape, Stroke, pos2, vec2};

use super::network::community_color;
use super::theme::{mix, size};
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::analytics::structure::{Circle, MonthCircles};
use crate::i18n::Lang;

/// One column a month; a circle keeps its colour, and a band leads from month to month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CircleMonths {
    pub months: Vec<MonthCircles>,
}

const HEIGHT: f32 = 300.0;
/// Circles with a colour of their own; later ones share one.
const COLOURS: u32 = 6;

impl CircleMonths {
    fn most(&self) -> usize {
        let people = |month: &MonthCircles| month.circles.iter().map(|circle| circle.members.len()).sum();
        self.months.iter().map(people).max().unwrap_or(0)
    }

    /// Circles of a month from the bottom of its column to the top.
    fn stack(month: &MonthCircles) -> Vec<(&Circle, usize)> {
        let mut circles: Vec<&Circle> = month.circles.iter().collect();
        circles.sort_by_key(|circle| circle.id);
        let mut below = 0;
        circles
            .into_iter()
            .map(|circle| {
                let from = below;
                below += circle.members.len();
                (circle, from)
            })
            .collect()
    }
}

impl Chart for CircleMonths {
    fn height(&self, _width: f32) -> f32 {
        if self.most() == 0 { 100.0 } else { HEIGHT }
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        if self.most() == 0 {
            let (font, text) = (paint::regular(size::TEXT), style.lang.t("circles.none"));
            paint::text(&painter, rect.center(), Align2::CENTER_CENTER, text, font, theme.secondary);
            return None;
        }
        let ticks = format::ticks(self.most() as f64);
        let top = ticks.last().copied().unwrap_or(1.0).max(1.0);
        let plot = Rect::from_min_max(rect.min + vec2(40.0, 18.0), rect.max - vec2(0.0, 22.0));
        let y = |people: f64| plot.bottom() - plot.height() * (people / top) as f32;
        for tick in ticks {
            painter.hline(plot.x_range(), y(tick), Stroke::new(1.0, theme.grid));
            let (at, font) = (pos2(plot.left() - 8.0, y(tick)), paint::regular(size::AXIS));
            paint::text(&painter, at, Align2::RIGHT_CENTER, &format::count(tick as u64), font, theme.faint);
        }
        let step = plot.width() / self.months.len() as f32;
        let wide = (step * 0.5).min(56.0);
        let column = |month: usize| {
            let middle = plot.left() + (month as f32 + 0.5) * step;
            (middle - wide / 2.0, middle + wide / 2.0)
        };
        let color = |id: u32| community_color(id.min(COLOURS), style);
        let bar = |month: usize, circle: &Circle, below: usize| {
            let (left, right) = column(month);
            let high = y((below + circle.members.len()) as f64);
            Rect::from_min_max(pos2(left, high), pos2(right, y(below as f64)))
        };
        let stacks: Vec<Vec<(&Circle, usize)>> = self.months.iter().map(Self::stack).collect();
        for (month, pair) in stacks.windows(2).enumerate() {
            for &(circle, below) in &pair[0] {
                let Some(&(next, next_below)) = pair[1].iter().find(|(next, _)| next.id == circle.id) else {
                    continue;
                };
                let (from, to) = (bar(month, circle, below), bar(month + 1, next, next_below));
                let soft = mix(theme.surface, color(circle.id), 0.22);
                band(&painter, from, to, soft);
            }
        }
        let mut picked = None;
        let mut free = f32::MIN;
        for (month, (stack, about)) in stacks.iter().zip(&self.months).enumerate() {
            for &(circle, below) in stack {
                let place = bar(month, circle, below);
                let inside = place.shrink2(vec2(0.0, (place.height() * 0.1).min(0.5)));
                painter.rect_filled(inside, 1.0, color(circle.id));
                if about.incomplete {
                    paint::hatch(&painter, inside, mix(color(circle.id), theme.surface, 0.5));
                }
                if place.height() > 15.0 && wide > 18.0 {
                    let text = format::count(circle.members.len() as u64);
                    let (font, ink) = (paint::regular(size::AXIS), theme.text_on(color(circle.id)));
                    paint::text(&painter, place.center(), Align2::CENTER_CENTER, &text, font, ink);
                }
                let here = response.hover_pos().is_some_and(|at| place.contains(at));
                if style.interactive && here {
                    let title = style.lang.tf(
                        "circles.bar",
                        &[
                            ("circle", &(circle.id + 1)),
                            ("month", &about.from.format("%Y-%m")),
                            ("n", &format::count(circle.members.len() as u64)),
                        ],
                    );
                    response.clone().on_hover_text_at_pointer(&title);
                    if response.clicked() {
                        picked = Some(Pick::People { title, members: circle.members.clone() });
                    }
                }
            }
            let (left, right) = column(month);
            let middle = (left + right) / 2.0;
            if middle - 22.0 >= free {
                free = middle + 22.0;
                let at = pos2(middle, plot.bottom() + 5.0);
                let words = about.from.format("%Y-%m").to_string();
                paint::text(
                    &painter,
                    at,
                    Align2::CENTER_TOP,
                    &words,
                    paint::regular(size::AXIS),
                    theme.faint,
                );
            }
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = ["column.month", "column.circle", "column.members", "column.not_linked"];
        let rows = self.months.iter().flat_map(|month| {
            month.circles.iter().map(|circle| {
                vec![
                    month.from.format("%Y-%m").to_string(),
                    (circle.id + 1).to_string(),
                    circle.members.len().to_string(),
                    month.alone.to_string(),
                ]
            })
        });
        Sheet { header: header.map(|key| lang.t(key).to_owned()).to_vec(), rows: rows.collect() }
    }

    fn summary(&self, lang: Lang) -> String {
        let last = self.months.last();
        lang.tf(
            "circles.summary",
            &[
                ("months", &self.months.len()),
                ("circles", &last.map_or(0, |month| month.circles.len())),
                ("alone", &last.map_or(0, |month| month.alone)),
            ],
        )
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let mut ids: Vec<u32> =
            self.months.iter().flat_map(|month| month.circles.iter().map(|circle| circle.id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let item = |label, color, shape| LegendItem { label, color, shape };
        let mut items: Vec<LegendItem> = ids
            .iter()
            .filter(|&&id| id < COLOURS)
            .map(|id| {
                let label = style.lang.tf("circles.letter", &[("n", &(id + 1))]);
                item(label, community_color(*id, style), LegendShape::Square)
            })
            .collect();
        if ids.last().is_some_and(|&last| last >= COLOURS) {
            let label = style.lang.t("circles.later").to_owned();
            items.push(item(label, community_color(COLOURS, style), LegendShape::Square));
        }
        if self.months.iter().any(|month| month.incomplete) {
            let label = style.lang.t("chart.incomplete").to_owned();
            items.push(item(label, style.theme.faint, LegendShape::Hatched));
        }
        items
    }
}

/// Fills what lies between the right side of a bar and the left side of the next.
fn band(painter: &egui::Painter, from: Rect, to: Rect, color: Color32) {
    let mut mesh = Mesh::default();
    for corner in [from.right_top(), from.right_bottom(), to.left_bottom(), to.left_top()] {
        mesh.colored_vertex(corner, color);
    }
    mesh.add_triangle(0, 1, 2);
    mesh.add_triangle(0, 2, 3);
    painter.add(Shape::mesh(mesh));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_stacked_in_the_order_of_the_circles() {
        let month = MonthCircles {
            from: "2026-01-01".parse().unwrap(),
            to: "2026-01-31".parse().unwrap(),
            incomplete: false,
            circles: vec![Circle { id: 1, members: vec![5, 6, 7] }, Circle { id: 0, members: vec![1, 2] }],
            alone: 4,
        };
        let stack: Vec<(u32, usize)> =
            CircleMonths::stack(&month).into_iter().map(|(circle, below)| (circle.id, below)).collect();
        assert_eq!(stack, [(0, 0), (1, 2)]);
        let chart = CircleMonths { months: vec![month] };
        assert_eq!((chart.most(), chart.sheet(Lang::Zh).rows.len()), (5, 2));
        assert_eq!(CircleMonths::default().most(), 0);
    }
}
