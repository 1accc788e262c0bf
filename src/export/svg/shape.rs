//! One painted shape as SVG elements, placed on the pixel grid as egui would place it.

use std::fmt::Write as _;

use egui::emath::{GuiRounding as _, Rot2};
use egui::epaint::{
    BandShape, CircleShape, ColorMode, CornerRadiusF32, EllipseShape, PathShape, PathStroke, RectShape,
    Shape, Stroke, StrokeKind, TextureId,
};
use egui::{Color32, Pos2, Rect, Vec2};

use super::outline::{moved_out, path_data, rounded_path};
use super::write::{Number, paint_attributes, rectangle, stroke_attributes};
use super::{mesh, text};

/// How many shapes in this one cannot be drawn as vectors: GPU callbacks, bitmap images and textured meshes.
pub(in crate::export) fn undrawable(shape: &Shape) -> usize {
    match shape {
        Shape::Vec(shapes) => shapes.iter().map(undrawable).sum(),
        Shape::Callback(_) => 1,
        Shape::Mesh(mesh) => usize::from(!mesh::is_plain(mesh)),
        Shape::Rect(rect) => usize::from(is_textured(rect)),
        Shape::Noop
        | Shape::Circle(_)
        | Shape::Ellipse(_)
        | Shape::LineSegment { .. }
        | Shape::Path(_)
        | Shape::Band(_)
        | Shape::Text(_)
        | Shape::QuadraticBezier(_)
        | Shape::CubicBezier(_) => 0,
    }
}

/// Writes a shape; the caller unpacks `Vec` and gathers line segments.
pub(super) fn write(out: &mut String, shape: &Shape, page: Rect) {
    match shape {
        Shape::Noop | Shape::Callback(_) | Shape::Vec(_) | Shape::LineSegment { .. } => {}
        Shape::Circle(circle) => write_circle(out, circle),
        Shape::Ellipse(ellipse) => write_ellipse(out, ellipse),
        Shape::Path(path) => write_path(out, path),
        Shape::Band(band) => write_band(out, band),
        Shape::Rect(rect) if is_textured(rect) => {}
        Shape::Rect(rect) => write_rect(out, rect, page),
        Shape::Text(shape) => text::write(out, shape),
        Shape::Mesh(mesh) => mesh::write(out, mesh),
        Shape::QuadraticBezier(curve) => {
            let [a, b, c] = curve.points;
            let data = format!("{}Q{}", path_data(&[a], false), pairs(&[b, c]));
            write_curve(out, data, curve.closed, curve.fill, &curve.stroke, Rect::from_points(&curve.points));
        }
        Shape::CubicBezier(curve) => {
            let [a, b, c, d] = curve.points;
            let data = format!("{}C{}", path_data(&[a], false), pairs(&[b, c, d]));
            write_curve(out, data, curve.closed, curve.fill, &curve.stroke, Rect::from_points(&curve.points));
        }
    }
}

/// The ends of a line: one along an axis has its middle where its edges are sharp.
pub(super) fn snapped_segment([mut a, mut b]: [Pos2; 2], stroke: Stroke) -> [Pos2; 2] {
    if a.x == b.x {
        stroke.round_center_to_pixel(1.0, &mut a.x);
        b.x = a.x;
    }
    if a.y == b.y {
        stroke.round_center_to_pixel(1.0, &mut a.y);
        b.y = a.y;
    }
    [a, b]
}

fn is_textured(rect: &RectShape) -> bool {
    rect.brush
        .as_ref()
        .is_some_and(|brush| brush.fill_texture_id != TextureId::default() || brush.uv != Rect::ZERO)
}

fn pairs(points: &[Pos2]) -> String {
    let written: Vec<String> = points.iter().map(|p| format!("{} {}", Number(p.x), Number(p.y))).collect();
    written.join(" ")
}

fn write_rect(out: &mut String, shape: &RectShape, page: Rect) {
    // A rectangle without end is common, by accident or to cover everything.
    let mut rect = shape.rect.intersect(page.expand(10_000.0));
    let (mut fill, mut stroke) = (shape.fill, shape.stroke);
    if stroke.is_empty() {
        stroke = Stroke::NONE;
    } else {
        let outer = match shape.stroke_kind {
            StrokeKind::Inside => rect,
            StrokeKind::Middle => rect.expand(stroke.width * 0.5),
            StrokeKind::Outside => rect.expand(stroke.width),
        };
        if outer.size().min_elem() <= 2.0 * stroke.width {
            (rect, fill, stroke) = (outer, stroke.color, Stroke::NONE);
        }
    }
    if rect.is_negative() || fill == Color32::TRANSPARENT && stroke.is_empty() {
        return;
    }
    if shape.round_to_pixels != Some(false) {
        rect = snapped_rect(rect, stroke, shape.stroke_kind);
    }
    let grow = match shape.stroke_kind {
        StrokeKind::Inside => -0.5 * stroke.width,
        StrokeKind::Middle => 0.0,
        StrokeKind::Outside => 0.5 * stroke.width,
    };
    rect = rect.expand(grow);
    let most = 0.5 * rect.size().min_elem();
    let radius = |corner: u8| if corner == 0 { 0.0 } else { (f32::from(corner) + grow).clamp(0.0, most) };
    let corners = shape.corner_radius;
    if corners.is_same() {
        rectangle(out, rect);
        let radius = radius(corners.nw);
        if radius > 0.0 {
            let _ = write!(out, " rx=\"{}\"", Number(radius));
        }
    } else {
        let radii = CornerRadiusF32 {
            nw: radius(corners.nw),
            ne: radius(corners.ne),
            sw: radius(corners.sw),
            se: radius(corners.se),
        };
        let _ = write!(out, "<path d=\"{}\"", rounded_path(rect, radii));
    }
    if shape.angle != 0.0 {
        let (angle, center) = (Number(shape.angle.to_degrees()), rect.center());
        let _ = write!(out, " transform=\"rotate({angle} {} {})\"", Number(center.x), Number(center.y));
    }
    end(out, fill, stroke.width, stroke.color);
}

/// Outlines lie on whole points and are sharp at any scale; fills on half points, a pixel of a picture at twice the size.
fn snapped_rect(rect: Rect, stroke: Stroke, kind: StrokeKind) -> Rect {
    if stroke.is_empty() {
        let halves = |from: f32, to: f32| {
            if to - from < 1.0 { (from, to) } else { (from.round_to_pixels(2.0), to.round_to_pixels(2.0)) }
        };
        let ((left, right), (top, bottom)) =
            (halves(rect.left(), rect.right()), halves(rect.top(), rect.bottom()));
        return Rect::from_min_max(Pos2::new(left, top), Pos2::new(right, bottom));
    }
    if kind == StrokeKind::Middle {
        let mut rect = rect;
        for edge in [&mut rect.min.x, &mut rect.min.y, &mut rect.max.x, &mut rect.max.y] {
            stroke.round_center_to_pixel(1.0, edge);
        }
        return rect;
    }
    rect.round_to_pixels(1.0)
}

/// egui strokes a circle outside of its radius.
fn write_circle(out: &mut String, shape: &CircleShape) {
    let CircleShape { center, radius, fill, stroke } = *shape;
    round(out, center, Vec2::splat(radius), 0.0, fill, stroke);
}

fn write_ellipse(out: &mut String, shape: &EllipseShape) {
    round(out, shape.center, shape.radius, shape.angle, shape.fill, shape.stroke);
}

fn round(out: &mut String, center: Pos2, radius: Vec2, angle: f32, fill: Color32, stroke: Stroke) {
    if radius.min_elem() <= 0.0 {
        return;
    }
    let mut one = |radius: Vec2, fill: Color32, stroke: Stroke| {
        if fill == Color32::TRANSPARENT && stroke.is_empty() {
            return;
        }
        let (x, y) = (Number(center.x), Number(center.y));
        if radius.x == radius.y {
            let _ = write!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{}\"", Number(radius.x));
        } else {
            let (rx, ry) = (Number(radius.x), Number(radius.y));
            let _ = write!(out, "<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\"");
            if angle != 0.0 {
                let _ = write!(out, " transform=\"rotate({} {x} {y})\"", Number(angle.to_degrees()));
            }
        }
        end(out, fill, stroke.width, stroke.color);
    };
    if stroke.is_empty() {
        one(radius, fill, Stroke::NONE);
        return;
    }
    let outer = radius + Vec2::splat(0.5 * stroke.width);
    if stroke.color.is_opaque() {
        one(outer, fill, stroke);
    } else {
        // The fill must not show through a translucent ring.
        one(radius, fill, Stroke::NONE);
        one(outer, Color32::TRANSPARENT, stroke);
    }
}

fn write_path(out: &mut String, path: &PathShape) {
    if path.points.len() < 2 {
        return;
    }
    outlined(out, &path.points, path.closed, path.fill, &path.stroke);
}

fn outlined(out: &mut String, points: &[Pos2], closed: bool, fill: Color32, stroke: &PathStroke) {
    let fill = if closed { fill } else { Color32::TRANSPARENT };
    let has_stroke = !stroke.is_empty();
    if fill == Color32::TRANSPARENT && !has_stroke {
        return;
    }
    let half = 0.5 * stroke.width;
    let moved = match stroke.kind {
        StrokeKind::Inside if closed && has_stroke => moved_out(points, -half),
        StrokeKind::Outside if closed && has_stroke => moved_out(points, half),
        _ => points.to_vec(),
    };
    match &stroke.color {
        ColorMode::Solid(color) => {
            let _ = write!(out, "<path d=\"{}\" stroke-linejoin=\"round\"", path_data(&moved, closed));
            let width = if has_stroke { stroke.width } else { 0.0 };
            end(out, fill, width, *color);
        }
        ColorMode::UV(color_at) => {
            if fill != Color32::TRANSPARENT {
                let _ = write!(out, "<path d=\"{}\"", path_data(points, closed));
                end(out, fill, 0.0, Color32::TRANSPARENT);
            }
            let bounds = Rect::from_points(points);
            let last = if closed { moved.first().copied() } else { None };
            let ends: Vec<Pos2> = moved.iter().copied().chain(last).collect();
            for pair in ends.windows(2) {
                let color = color_at(bounds, pair[0].lerp(pair[1], 0.5));
                let _ = write!(out, "<path d=\"{}\" stroke-linecap=\"round\"", path_data(pair, false));
                end(out, Color32::TRANSPARENT, stroke.width, color);
            }
        }
    }
}

fn write_curve(
    out: &mut String,
    mut data: String,
    closed: bool,
    fill: Color32,
    stroke: &PathStroke,
    bounds: Rect,
) {
    let color = match &stroke.color {
        ColorMode::Solid(color) => *color,
        ColorMode::UV(color_at) => color_at(bounds, bounds.center()),
    };
    if closed {
        data.push('Z');
    }
    let fill = if closed { fill } else { Color32::TRANSPARENT };
    if fill == Color32::TRANSPARENT && stroke.is_empty() {
        return;
    }
    let _ = write!(out, "<path d=\"{data}\"");
    end(out, fill, if stroke.is_empty() { 0.0 } else { stroke.width }, color);
}

/// A band is filled between its edges, run by run of samples that have both.
fn write_band(out: &mut String, band: &BandShape) {
    let rotation = Rot2::from_angle(band.angle);
    let stroke = PathStroke::from(band.stroke).with_kind(band.stroke_kind);
    let valid = |point: &egui::epaint::BandPoint| point.is_finite() && point.y.min <= point.y.max;
    for run in band.points.split(|point| !valid(point)).filter(|run| run.len() > 1) {
        let upper = run.iter().map(|point| Pos2::new(point.x, point.y.min));
        let lower = run.iter().rev().map(|point| Pos2::new(point.x, point.y.max));
        let points: Vec<Pos2> = upper.chain(lower).map(|p| (rotation * p.to_vec2()).to_pos2()).collect();
        outlined(out, &points, true, band.fill, &stroke);
    }
}

fn end(out: &mut String, fill: Color32, width: f32, color: Color32) {
    paint_attributes(out, "fill", fill);
    stroke_attributes(out, width, color);
    out.push_str("/>\n");
}
