//! How a value class looks everywhere: a colour, a letter and a shape that say the same.

use egui::{Color32, Pos2, Shape, Stroke, vec2};

use super::{ChartStyle, LegendItem, LegendShape, Theme};
use crate::i18n::Lang;
use crate::model::ValueClass;

/// Colour of a class; the letter and the shape say the same.
pub(super) fn class_color(class: Option<ValueClass>, theme: &Theme) -> Color32 {
    match class {
        Some(ValueClass::HighYield) => theme.series(2),
        Some(ValueClass::General) => theme.series(0),
        Some(ValueClass::Junk) => theme.series(1),
        Some(ValueClass::Dead) => theme.series(5),
        None => theme.series(6),
    }
}

/// The letter that stands for a class.
pub(super) fn class_letter(class: Option<ValueClass>, lang: Lang) -> &'static str {
    lang.t(match class {
        Some(ValueClass::HighYield) => "class.letter_high_yield",
        Some(ValueClass::General) => "class.letter_general",
        Some(ValueClass::Junk) => "class.letter_junk",
        Some(ValueClass::Dead) => "class.letter_dead",
        None => "class.letter_unknown",
    })
}

/// A class as colour and letter, for cells and legends of other charts.
pub(super) fn class_mark(class: Option<ValueClass>, theme: &Theme, lang: Lang) -> (Color32, &'static str) {
    (class_color(class, theme), class_letter(class, lang))
}

/// The classes in a legend: their letters, colours, and where asked for their shapes.
pub(super) fn class_items(style: &ChartStyle, shapes: bool) -> Vec<LegendItem> {
    let shape = |class| match class {
        _ if !shapes => LegendShape::Square,
        ValueClass::HighYield => LegendShape::Circle,
        ValueClass::General => LegendShape::Square,
        ValueClass::Junk => LegendShape::Triangle,
        ValueClass::Dead => LegendShape::Diamond,
    };
    let item = |class| {
        let (color, letter) = class_mark(Some(class), style.theme, style.lang);
        let word = super::catalogue::class_word(class, style.lang);
        LegendItem { label: format!("{letter} {word}"), color, shape: shape(class) }
    };
    ValueClass::ALL.into_iter().map(item).collect()
}

/// Paints a class as its shape: circle, square, triangle, diamond, or a ring where it is unknown.
pub(super) fn class_shape(
    at: Pos2,
    radius: f32,
    class: Option<ValueClass>,
    color: Color32,
    edge: Stroke,
) -> Shape {
    let polygon = |corners: &[(f32, f32)]| {
        let points = corners.iter().map(|&(x, y)| at + vec2(x, y) * radius).collect();
        Shape::convex_polygon(points, color, edge)
    };
    match class {
        Some(ValueClass::HighYield) => {
            Shape::Vec(vec![Shape::circle_filled(at, radius, color), Shape::circle_stroke(at, radius, edge)])
        }
        Some(ValueClass::General) => polygon(&[(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)]),
        Some(ValueClass::Junk) => polygon(&[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)]),
        Some(ValueClass::Dead) => polygon(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)]),
        None => Shape::circle_stroke(at, radius, Stroke::new(2.0, color)),
    }
}
