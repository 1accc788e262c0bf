//! Density of links against size: larger groups cannot be as tight as small ones, so each is held against a curve.

use egui::{Align2, Pos2, Rect, Sense, Shape, Stroke, Vec2, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::analytics::Rate;
use crate::analytics::structure::expected_density;
use crate::i18n::Lang;

/// Groups by size and density; both scales are logarithmic.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DensityPlot {
    pub dots: Vec<DensityDot>,
    /// Links per person of a typical group, which make the curve; no curve while unknown.
    pub links: Option<f64>,
    /// The group that stands out.
    pub focus: u32,
}

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct DensityDot {
    pub group: u32,
    pub name: String,
    pub people: usize,
    /// Linked pairs over possible pairs.
    pub density: Rate,
}

/// The least density that has a place of its own; groups without a link stand on the floor.
const FLOOR: f64 = 1e-4;
const HEIGHT: f32 = 320.0;

impl DensityPlot {
    fn known(&self) -> impl Iterator<Item = (&DensityDot, f64)> {
        self.dots.iter().filter_map(|dot| Some((dot, dot.density.value?)))
    }

    /// Lower and upper end of the sizes, at powers of ten.
    fn sizes(&self) -> (f64, f64) {
        let sizes = self.known().map(|(dot, _)| dot.people as f64);
        let (low, high) =
            sizes.fold((f64::MAX, 2.0_f64), |(low, high), size| (low.min(size), high.max(size)));
        let low = low.min(high).max(1.0);
        // Room on both sides, half of a power of ten in all.
        ((low / 1.6).max(1.0), high * 1.6)
    }

    fn lowest(&self) -> f64 {
        let least = self.known().map(|(_, value)| value).filter(|value| *value > 0.0).fold(1.0, f64::min);
        let curve = self.links.and_then(|links| expected_density(links, self.sizes().1 as usize));
        let least = curve.filter(|value| *value > 0.0).map_or(least, |curve| curve.min(least));
        10_f64.powf((least * 0.8).log10().floor()).clamp(FLOOR, 0.1)
    }
}

/// Powers of ten times 1, 2 and 5 within a range.
fn marks(low: f64, high: f64) -> Vec<f64> {
    let mut found = Vec::new();
    for power in -5..8 {
        for digit in [1.0, 2.0, 5.0] {
            let mark = digit * 10_f64.powi(power);
            if mark >= low * 0.999 && mark <= high * 1.001 {
                found.push(mark);
            }
        }
    }
    found
}

fn share_word(share: f64) -> String {
    let percent = share * 100.0;
    if percent >= 1.0 {
        format!("{percent:.0}%")
    } else {
        format!("{}%", (percent * 1000.0).round() / 1000.0)
    }
}

impl Chart for DensityPlot {
    fn height(&self, _width: f32) -> f32 {
        if self.known().next().is_none() { 100.0 } else { HEIGHT }
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        if self.known().next().is_none() {
            let (font, text) = (paint::regular(size::TEXT), style.lang.t("density.none"));
            paint::text(&painter, rect.center(), Align2::CENTER_CENTER, text, font, theme.secondary);
            return None;
        }
        let plot = Rect::from_min_max(rect.min + vec2(50.0, 8.0), rect.max - vec2(10.0, 38.0));
        let ((left, right), low) = (self.sizes(), self.lowest());
        let x = |people: f64| {
            let share = (people.max(1.0) / left).ln() / (right / left).ln();
            plot.left() + plot.width() * (share.clamp(0.0, 1.0) as f32)
        };
        let y = |density: f64| {
            let share = (density.max(low) / low).ln() / (1.0 / low).ln();
            plot.bottom() - plot.height() * (share.clamp(0.0, 1.0) as f32)
        };
        let axis = || paint::regular(size::AXIS);
        for mark in marks(low, 1.0).into_iter().filter(|mark| mark.log10().fract().abs() < 1e-9) {
            painter.hline(plot.x_range(), y(mark), Stroke::new(1.0, theme.grid));
            let at = pos2(plot.left() - 6.0, y(mark));
            paint::text(&painter, at, Align2::RIGHT_CENTER, &share_word(mark), axis(), theme.faint);
        }
        let mut free = f32::MIN;
        for mark in marks(left, right) {
            let at = pos2(x(mark), plot.bottom() + 5.0);
            if at.x - 16.0 < free || at.x + 16.0 > rect.right() {
                continue;
            }
            free = at.x + 16.0;
            painter.vline(at.x, plot.y_range(), Stroke::new(1.0, theme.grid));
            let words = format::count(mark as u64);
            paint::text(&painter, at, Align2::CENTER_TOP, &words, axis(), theme.faint);
        }
        let at = pos2(plot.center().x, rect.bottom());
        let words = style.lang.t("density.people");
        paint::text(&painter, at, Align2::CENTER_BOTTOM, words, axis(), theme.secondary);
        let mut curve: Vec<Pos2> = Vec::new();
        if let Some(links) = self.links.filter(|links| *links > 0.0) {
            let steps = 80;
            curve = (0..=steps)
                .map(|step| left.max(1.5) * (right / left.max(1.5)).powf(f64::from(step) / f64::from(steps)))
                .map(|people| pos2(x(people), y((links / (people - 1.0).max(0.1)).min(1.0))))
                .collect();
            painter.extend(Shape::dashed_line(&curve, Stroke::new(1.5, theme.faint), 5.0, 4.0));
        }
        let mut dots: Vec<(&DensityDot, Pos2)> =
            self.known().map(|(dot, value)| (dot, pos2(x(dot.people as f64), y(value)))).collect();
        dots.sort_by_key(|(dot, _)| (dot.group != self.focus, std::cmp::Reverse(dot.people)));
        let mut taken: Vec<Rect> =
            dots.iter().map(|(_, at)| Rect::from_center_size(*at, Vec2::splat(9.0))).collect();
        for (dot, at) in dots.iter().rev() {
            let color = if dot.group == self.focus { theme.series(5) } else { theme.series(0) };
            let radius = if dot.group == self.focus { 6.0 } else { 4.5 };
            // Nothing has no place on a logarithmic scale: such groups stand on the floor as rings.
            if dot.density.numerator == 0 {
                painter.circle(*at, radius, theme.surface, Stroke::new(1.5, color));
            } else {
                painter.circle(*at, radius, color, Stroke::new(1.0, theme.surface));
            }
        }
        for (dot, at) in &dots {
            let galley = paint::line(&painter, &dot.name, axis(), theme.secondary, 150.0);
            let on_right = Align2::LEFT_CENTER.anchor_size(*at + vec2(8.0, 0.0), galley.size());
            let on_left = Align2::RIGHT_CENTER.anchor_size(*at - vec2(8.0, 0.0), galley.size());
            let below = Align2::CENTER_TOP.anchor_size(*at + vec2(0.0, 7.0), galley.size());
            let above = Align2::CENTER_BOTTOM.anchor_size(*at - vec2(0.0, 7.0), galley.size());
            let fits = |place: &Rect| {
                plot.expand2(vec2(8.0, 0.0)).contains_rect(*place)
                    && !curve.windows(2).any(|part| place.intersects(Rect::from_two_pos(part[0], part[1])))
                    && taken.iter().all(|other| !other.intersects(*place))
            };
            if let Some(place) = [on_right, above, below, on_left].into_iter().find(fits) {
                painter.galley(place.min, galley, theme.secondary);
                taken.push(place);
            }
        }
        if !style.interactive {
            return None;
        }
        let at = response.hover_pos()?;
        let near = dots.iter().filter(|(_, dot)| dot.distance(at) < 10.0);
        let (dot, _) = near.min_by(|a, b| a.1.distance(at).total_cmp(&b.1.distance(at)))?;
        let expected = self.links.and_then(|links| expected_density(links, dot.people));
        let words = style.lang.tf(
            "density.dot",
            &[
                ("name", &dot.name),
                ("n", &format::count(dot.people as u64)),
                ("density", &format::ratio(dot.density.value)),
                ("fraction", &format::fraction(&dot.density)),
                ("expected", &format::ratio(expected)),
            ],
        );
        let clicked = response.clicked();
        response.on_hover_text_at_pointer(words);
        clicked.then_some(Pick::Group(dot.group))
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.group",
            "column.members",
            "column.linked_pairs",
            "column.possible_pairs",
            "column.density",
            "column.expected_density",
        ];
        let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
        let rows = self.dots.iter().map(|dot| {
            vec![
                dot.name.clone(),
                dot.people.to_string(),
                dot.density.numerator.to_string(),
                dot.density.denominator.to_string(),
                number(dot.density.value),
                number(self.links.and_then(|links| expected_density(links, dot.people))),
            ]
        });
        Sheet { header: header.map(|key| lang.t(key).to_owned()).to_vec(), rows: rows.collect() }
    }

    fn summary(&self, lang: Lang) -> String {
        let above = self.known().filter(|(dot, value)| {
            self.links.and_then(|links| expected_density(links, dot.people)).is_some_and(|is| *value > is)
        });
        lang.tf("density.summary", &[("n", &self.known().count()), ("above", &above.count())])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let item = |key: &str, color, shape| LegendItem { label: style.lang.t(key).to_owned(), color, shape };
        let mut items = Vec::new();
        if self.known().any(|(dot, _)| dot.group == self.focus) {
            items.push(item("density.this", style.theme.series(5), LegendShape::Circle));
        }
        if self.known().any(|(dot, _)| dot.group != self.focus) {
            items.push(item("density.others", style.theme.series(0), LegendShape::Circle));
        }
        if self.links.is_some_and(|links| links > 0.0) {
            items.push(item("density.curve", style.theme.faint, LegendShape::Dashed));
        }
        if self.known().any(|(dot, _)| dot.density.numerator == 0) {
            items.push(item("density.zero", style.theme.faint, LegendShape::Circle));
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_numbers_within_the_range() {
        assert_eq!(marks(8.0, 120.0), [10.0, 20.0, 50.0, 100.0]);
        assert_eq!(share_word(0.0002), "0.02%");
        assert_eq!(share_word(0.5), "50%");
    }

    #[test]
    fn groups_without_a_pair_have_no_dot_but_a_row() {
        let dot = |people, density| DensityDot { group: 0, name: String::new(), people, density };
        let plot = DensityPlot {
            dots: vec![dot(1, Rate::new(0, 0)), dot(5, Rate::new(0, 10))],
            ..DensityPlot::default()
        };
        assert_eq!((plot.known().count(), plot.sheet(Lang::En).rows.len()), (1, 2));
        assert!(plot.sheet(Lang::En).rows[0][4].is_empty());
        assert!(DensityPlot::default().known().next().is_none());
    }
}
