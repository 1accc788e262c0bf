//! Outlines: point lists as path data, closed outlines moved in or out by half a stroke, corners rounded.

use std::fmt::Write as _;

use egui::epaint::CornerRadiusF32;
use egui::{Pos2, Rect, Vec2};

use super::write::Number;

/// Path data through the points, closed on request; empty for no points.
pub(super) fn path_data(points: &[Pos2], closed: bool) -> String {
    let mut data = String::with_capacity(points.len() * 12);
    for (index, point) in points.iter().enumerate() {
        let letter = if index == 0 { 'M' } else { 'L' };
        let _ = write!(data, "{letter}{} {}", Number(point.x), Number(point.y));
    }
    if closed && !points.is_empty() {
        data.push('Z');
    }
    data
}

/// The closed outline moved outwards by `distance` (inwards when negative), corners mitred up to twice the distance.
pub(super) fn moved_out(points: &[Pos2], distance: f32) -> Vec<Pos2> {
    let mut corners: Vec<Pos2> = points.to_vec();
    corners.dedup();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    if corners.len() < 3 || distance == 0.0 {
        return corners;
    }
    let next = |index: usize| corners[(index + 1) % corners.len()];
    let area: f32 = corners.iter().enumerate().map(|(i, p)| p.x * next(i).y - next(i).x * p.y).sum();
    let outwards = if area >= 0.0 { distance } else { -distance };
    let normal = |from: Pos2, to: Pos2| {
        let along = (to - from).normalized();
        Vec2::new(along.y, -along.x)
    };
    (0..corners.len())
        .map(|index| {
            let before = corners[(index + corners.len() - 1) % corners.len()];
            let mean = (normal(before, corners[index]) + normal(corners[index], next(index))) * 0.5;
            corners[index] + mean / mean.length_sq().max(0.25) * outwards
        })
        .collect()
}

/// Path data of a rectangle whose corners differ.
pub(super) fn rounded_path(rect: Rect, radius: CornerRadiusF32) -> String {
    let mut data = String::new();
    let Rect { min, max } = rect;
    let _ = write!(data, "M{} {}H{}", Number(min.x + radius.nw), Number(min.y), Number(max.x - radius.ne));
    arc(&mut data, radius.ne, Pos2::new(max.x, min.y + radius.ne));
    let _ = write!(data, "V{}", Number(max.y - radius.se));
    arc(&mut data, radius.se, Pos2::new(max.x - radius.se, max.y));
    let _ = write!(data, "H{}", Number(min.x + radius.sw));
    arc(&mut data, radius.sw, Pos2::new(min.x, max.y - radius.sw));
    let _ = write!(data, "V{}", Number(min.y + radius.nw));
    arc(&mut data, radius.nw, Pos2::new(min.x + radius.nw, min.y));
    data.push('Z');
    data
}

fn arc(data: &mut String, radius: f32, to: Pos2) {
    if radius > 0.0 {
        let r = Number(radius);
        let _ = write!(data, "A{r} {r} 0 0 1 {} {}", Number(to.x), Number(to.y));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_grows_and_shrinks_whichever_way_it_turns() {
        let mut square =
            vec![Pos2::new(0.0, 0.0), Pos2::new(4.0, 0.0), Pos2::new(4.0, 4.0), Pos2::new(0.0, 4.0)];
        for _ in 0..2 {
            assert_eq!(
                Rect::from_points(&moved_out(&square, 1.0)),
                Rect::from_min_max(Pos2::new(-1.0, -1.0), Pos2::new(5.0, 5.0))
            );
            assert_eq!(
                Rect::from_points(&moved_out(&square, -1.0)),
                Rect::from_min_max(Pos2::new(1.0, 1.0), Pos2::new(3.0, 3.0))
            );
            square.reverse();
        }
    }
}
