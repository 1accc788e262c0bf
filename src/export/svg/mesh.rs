//! Triangle meshes as polygons: neighbours of one colour are joined, so that no seam shows between them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use egui::epaint::{Mesh, TextureId, Vertex, WHITE_UV};
use egui::{Color32, Pos2};

use super::outline::path_data;
use super::write::paint_attributes;

/// How often a triangle that blends colours is halved; 2^6 flat triangles are as smooth as eyes tell on a chart.
const BLEND_SPLITS: u32 = 6;

/// Corners, and one colour of all of them.
type Flat = ([Pos2; 3], Color32);

/// Whether the mesh is colour alone, without a texture.
pub(super) fn is_plain(mesh: &Mesh) -> bool {
    mesh.texture_id == TextureId::default() && mesh.vertices.iter().all(|vertex| vertex.uv == WHITE_UV)
}

/// Writes a plain mesh; a textured one writes nothing.
pub(super) fn write(out: &mut String, mesh: &Mesh) {
    if !is_plain(mesh) {
        return;
    }
    let mut flats: Vec<Flat> = Vec::new();
    for corners in mesh.indices.chunks_exact(3) {
        let corner = |index: u32| mesh.vertices.get(index as usize).copied();
        if let (Some(a), Some(b), Some(c)) = (corner(corners[0]), corner(corners[1]), corner(corners[2])) {
            flatten(&mut flats, [a, b, c], BLEND_SPLITS);
        }
    }
    for group in flats.chunk_by(|a, b| a.1 == b.1) {
        let color = group[0].1;
        let data: String = joined(group).iter().map(|outline| path_data(outline, true)).collect();
        if color == Color32::TRANSPARENT || data.is_empty() {
            continue;
        }
        let _ = write!(out, "<path d=\"{data}\"");
        paint_attributes(out, "fill", color);
        out.push_str("/>\n");
    }
}

/// Halves a triangle along its longest edge until its colours hardly differ.
fn flatten(flats: &mut Vec<Flat>, [a, b, c]: [Vertex; 3], splits: u32) {
    let near =
        |p: Color32, q: Color32| p.to_array().iter().zip(q.to_array()).all(|(p, q)| p.abs_diff(q) <= 4);
    if splits == 0 || near(a.color, b.color) && near(b.color, c.color) && near(a.color, c.color) {
        flats.push(([a.pos, b.pos, c.pos], mean([a.color, b.color, c.color])));
        return;
    }
    let length = |p: Vertex, q: Vertex| p.pos.distance_sq(q.pos);
    let (near_end, far_end, apex) = if length(a, b) >= length(b, c) && length(a, b) >= length(c, a) {
        (a, b, c)
    } else if length(b, c) >= length(c, a) {
        (b, c, a)
    } else {
        (c, a, b)
    };
    let middle = Vertex {
        pos: near_end.pos.lerp(far_end.pos, 0.5),
        uv: WHITE_UV,
        color: near_end.color.lerp_to_gamma(far_end.color, 0.5),
    };
    flatten(flats, [near_end, middle, apex], splits - 1);
    flatten(flats, [middle, far_end, apex], splits - 1);
}

#[expect(clippy::disallowed_methods, reason = "a colour between colours, not one spelt out")]
fn mean(colors: [Color32; 3]) -> Color32 {
    let channel = |index: usize| {
        let sum: u16 = colors.iter().map(|color| u16::from(color.to_array()[index])).sum();
        u8::try_from((sum + 1) / 3).unwrap_or(u8::MAX)
    };
    Color32::from_rgba_premultiplied(channel(0), channel(1), channel(2), channel(3))
}

/// The outlines of the triangles' union: an edge walked both ways by two triangles is inside and goes.
fn joined(group: &[Flat]) -> Vec<Vec<Pos2>> {
    type Point = (u32, u32);
    let key = |p: Pos2| -> Point { (p.x.to_bits(), p.y.to_bits()) };
    let position = |(x, y): Point| Pos2::new(f32::from_bits(x), f32::from_bits(y));
    let mut edges: BTreeSet<(Point, Point)> = BTreeSet::new();
    for ([a, b, c], _) in group {
        let turn = (*b - *a).rot90().dot(*c - *a);
        let corners = if turn >= 0.0 { [a, b, c] } else { [a, c, b] };
        for index in 0..3 {
            let (from, to) = (key(*corners[index]), key(*corners[(index + 1) % 3]));
            if from != to && !edges.remove(&(to, from)) {
                edges.insert((from, to));
            }
        }
    }
    let mut leaving: BTreeMap<Point, Vec<Point>> = BTreeMap::new();
    for (from, to) in edges {
        leaving.entry(from).or_default().push(to);
    }
    let mut outlines = Vec::new();
    while let Some((&start, _)) = leaving.first_key_value() {
        let (mut outline, mut at) = (Vec::new(), start);
        while let Some(ends) = leaving.get_mut(&at) {
            outline.push(position(at));
            let to = ends.pop();
            if ends.is_empty() {
                leaving.remove(&at);
            }
            match to {
                Some(to) => at = to,
                None => break,
            }
        }
        if outline.len() > 2 {
            outlines.push(outline);
        }
    }
    outlines
}

#[cfg(test)]
mod tests {
    use egui::Rect;

    use super::*;

    #[test]
    fn a_rectangle_of_two_triangles_is_one_outline_of_four_corners() {
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(Rect::from_min_max(Pos2::ZERO, Pos2::new(3.0, 2.0)), Color32::WHITE);
        let mut out = String::new();
        write(&mut out, &mesh);
        assert_eq!(out.matches("<path").count(), 1);
        assert_eq!(out.matches(['M', 'L']).count(), 4, "{out}");
    }

    #[test]
    fn a_blend_becomes_several_flat_pieces_and_a_texture_nothing() {
        let mut mesh = Mesh::default();
        mesh.colored_vertex(Pos2::ZERO, Color32::BLACK);
        mesh.colored_vertex(Pos2::new(8.0, 0.0), Color32::WHITE);
        mesh.colored_vertex(Pos2::new(0.0, 8.0), Color32::BLACK);
        mesh.add_triangle(0, 1, 2);
        let mut out = String::new();
        write(&mut out, &mesh);
        assert!(out.matches("<path").count() > 8, "{out}");

        mesh.texture_id = TextureId::User(1);
        out.clear();
        write(&mut out, &mesh);
        assert_eq!(out, "");
    }
}
