//! Small drawing helpers that every chart uses.

use std::sync::Arc;

use egui::{
    Align2, Color32, CornerRadius, FontFamily, FontId, Galley, Painter, Pos2, Rect, Stroke, pos2, vec2,
};

use super::theme::{Theme, size};
use crate::fonts;

/// Regular text of a size.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Text for titles and key numbers.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, fonts::medium())
}

/// Lays a line out, shortened with an ellipsis to fit `width`.
pub fn line(painter: &Painter, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(1.0));
    painter.layout_job(job)
}

/// Says in the place of a chart that there is nothing to show.
pub fn nothing(painter: &Painter, rect: Rect, text: &str, theme: &Theme) {
    let font = regular(size::TEXT);
    text_in(painter, rect.left_center(), Align2::LEFT_CENTER, text, font, theme.secondary, rect.width());
}

/// Paints a line anchored at a point, shortened to `width`; returns where it went.
pub fn text_in(
    painter: &Painter,
    anchor: Pos2,
    align: Align2,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
) -> Rect {
    let galley = line(painter, text, font, color, width);
    let rect = align.anchor_size(anchor, galley.size());
    painter.galley(rect.min, galley, color);
    rect
}

/// Paints a whole line anchored at a point.
pub fn text(
    painter: &Painter,
    anchor: Pos2,
    align: Align2,
    text: &str,
    font: FontId,
    color: Color32,
) -> Rect {
    text_in(painter, anchor, align, text, font, color, f32::INFINITY)
}

/// Width of a line.
pub fn width(painter: &Painter, text: &str, font: FontId) -> f32 {
    painter.layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x
}

/// Slanted lines: "not complete yet".
pub fn hatch(painter: &Painter, rect: Rect, color: Color32) {
    let stroke = Stroke::new(1.0, color);
    let mut start = rect.left() - rect.height();
    while start < rect.right() {
        let (mut a, mut b) = (pos2(start, rect.bottom()), pos2(start + rect.height(), rect.top()));
        if a.x < rect.left() {
            a = pos2(rect.left(), rect.bottom() - (rect.left() - start));
        }
        if b.x > rect.right() {
            b = pos2(rect.right(), rect.top() + (b.x - rect.right()));
        }
        painter.line_segment([a, b], stroke);
        start += 6.0;
    }
}

/// A dashed outline: a compared period, or a place left empty.
pub fn dashed_rect(painter: &Painter, rect: Rect, color: Color32) {
    let corners =
        [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    painter.extend(egui::Shape::dashed_line(&corners, Stroke::new(1.0, color), 3.0, 2.0));
}

/// A vertical dashed line: a flag on a time axis.
pub fn dashed_vline(painter: &Painter, x: f32, top: f32, bottom: f32, color: Color32) {
    painter.extend(egui::Shape::dashed_line(
        &[pos2(x, top), pos2(x, bottom)],
        Stroke::new(1.0, color),
        3.0,
        3.0,
    ));
}

/// A word on its soft background; returns its rectangle.
pub fn tag(painter: &Painter, left_center: Pos2, text: &str, (color, soft): (Color32, Color32)) -> Rect {
    let galley = painter.layout_no_wrap(text.to_owned(), regular(super::theme::size::AXIS), color);
    let rect = Rect::from_min_size(
        left_center - vec2(0.0, galley.size().y / 2.0 + 2.0),
        galley.size() + vec2(12.0, 4.0),
    );
    painter.rect_filled(rect, CornerRadius::same(3), soft);
    painter.galley(rect.min + vec2(6.0, 2.0), galley, color);
    rect
}
