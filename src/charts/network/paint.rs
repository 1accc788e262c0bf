//! What a network looks like, on screen and on pictures.

use egui::{Align2, Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::view::{Place, Under};
use super::{Network, NetworkView, community_color, name_font, other_end};
use crate::charts::theme::{mix, size};
use crate::charts::{ChartStyle, paint};

const ALONE_ROW: f32 = 20.0;
const ALONE_STEP: f32 = 16.0;
/// Room for the words in front of the unlinked people.
const ALONE_LEFT: f32 = 90.0;
/// Unlinked people drawn; the rest are told as a number.
const MOST_ALONE_ROWS: usize = 2;
/// Names drawn at no zoom in a card among others.
const LABELS: f32 = 8.0;
/// Points of area that a name gets where the whole screen is for the network.
const LABEL_ROOM: f32 = 9_000.0;
/// Steps of colour of links that do not stand out.
const SHADES: usize = 16;
/// Names tried in one frame.
const MOST_LABELS: f32 = 240.0;

impl Network {
    fn alone_rows(&self, width: f32) -> (usize, usize) {
        let per_row = (((width - ALONE_LEFT) / ALONE_STEP) as usize).max(1);
        (self.alone.len().div_ceil(per_row).min(MOST_ALONE_ROWS), per_row)
    }

    /// Height of the rows of unlinked people.
    pub(super) fn foot(&self, width: f32) -> f32 {
        let (rows, _) = self.alone_rows(width);
        if rows > 0 { rows as f32 * ALONE_ROW + 8.0 } else { 0.0 }
    }

    /// How many of the unlinked have a dot.
    fn alone_shown(&self, width: f32) -> usize {
        let (rows, per_row) = self.alone_rows(width);
        let room = rows * per_row;
        // The last places say how many more there are.
        if self.alone.len() > room { room.saturating_sub(3) } else { self.alone.len() }
    }

    fn alone_spot(&self, index: usize, rect: Rect) -> Pos2 {
        let (_, per_row) = self.alone_rows(rect.width());
        let (row, column) = (index / per_row, index % per_row);
        let top = rect.bottom() - self.foot(rect.width()) + 8.0;
        pos2(
            rect.left() + ALONE_LEFT + 6.0 + column as f32 * ALONE_STEP,
            top + (row as f32 + 0.5) * ALONE_ROW,
        )
    }

    pub(super) fn alone_under(&self, at: Pos2, rect: Rect) -> Option<usize> {
        (0..self.alone_shown(rect.width())).find(|&index| self.alone_spot(index, rect).distance(at) < 8.0)
    }

    /// Paints everything as `view` sees it.
    pub(super) fn paint(
        &self,
        painter: &Painter,
        response: &egui::Response,
        style: &ChartStyle,
        view: &NetworkView,
        under: Option<Under>,
    ) {
        let rect = response.rect;
        let area = self.area(rect);
        if self.nodes.is_empty() {
            let key = if self.alone.is_empty() { "network.nobody" } else { "network.no_links" };
            let font = paint::regular(size::TEXT);
            let (at, color) = (area.center(), style.theme.secondary);
            paint::text(painter, at, Align2::CENTER_CENTER, style.lang.t(key), font, color);
        }
        self.paint_alone(painter, rect, style, view);
        let hovered = match under {
            Some(Under::Node(node)) => Some(node),
            _ => None,
        };
        let pair = match under {
            Some(Under::Edge(edge)) => Some(edge),
            _ => None,
        };
        let clip = painter.with_clip_rect(area.intersect(painter.clip_rect()));
        let place = Place::of(self, area, view);
        let spots: Vec<Pos2> = self.nodes.iter().map(|node| place.spot(node.at)).collect();
        let focus = self.chosen(view).or(hovered);
        // Who is chosen but linked with nobody fades all others.
        let fades = focus.is_some() || view.selected.is_some_and(|member| self.person(member).is_some());
        let mut near = vec![!fades; self.nodes.len()];
        if let Some(focus) = focus {
            near[focus] = true;
            for other in self.edges.iter().filter_map(|tie| other_end(tie, focus)) {
                if let Some(near) = near.get_mut(other) {
                    *near = true;
                }
            }
        }
        self.paint_edges(&clip, area, &spots, style, focus, fades, pair);
        self.paint_nodes(&clip, &place, &spots, style, &near, focus);
        self.paint_labels(&clip, &place, &spots, style, &near, hovered, view);
    }

    #[expect(clippy::too_many_arguments, reason = "one frame's worth of facts")]
    fn paint_edges(
        &self,
        painter: &Painter,
        area: Rect,
        spots: &[Pos2],
        style: &ChartStyle,
        focus: Option<usize>,
        fades: bool,
        pair: Option<usize>,
    ) {
        let theme = style.theme;
        let crowded = (self.edges.len() as f32 / 600.0).max(1.0).sqrt().min(2.5);
        // Half of the lines of a large group differ in nothing but their ends: a few shades will do.
        let shade = |step: usize| {
            let strong = step as f32 / SHADES as f32;
            let share = (0.25 + 0.45 * strong) / crowded * if fades { 0.4 } else { 1.0 };
            mix(theme.surface, theme.faint, share)
        };
        let shades: Vec<Color32> = (0..=SHADES).map(shade).collect();
        let mut lines = Lines::new(style, painter);
        let mut marked: Vec<(Pos2, Pos2, f32, Color32)> = Vec::new();
        for (edge, tie) in self.edges.iter().enumerate() {
            let (Some(&from), Some(&to)) = (spots.get(tie.a as usize), spots.get(tie.b as usize)) else {
                continue;
            };
            if !area.intersects(Rect::from_two_pos(from, to)) {
                continue;
            }
            let strong = ((tie.weight(self.kinds) as f32).ln_1p() / 3.0).clamp(0.0, 1.0);
            let shade = (strong * SHADES as f32).round() as usize;
            let width = 0.6 + 0.6 * tie.dimensions(self.kinds) as f32;
            let on = focus.is_some_and(|node| other_end(tie, node).is_some());
            if on || pair == Some(edge) {
                let color = if pair == Some(edge) { theme.accent } else { theme.secondary };
                marked.push((from, to, width + 0.4, color));
            } else {
                lines.add(from, to, width.min(1.8), shades[shade.min(SHADES)]);
            }
        }
        for (from, to, width, color) in marked {
            lines.add(from, to, width, color);
        }
        lines.paint(painter);
    }

    fn paint_nodes(
        &self,
        painter: &Painter,
        place: &Place,
        spots: &[Pos2],
        style: &ChartStyle,
        near: &[bool],
        focus: Option<usize>,
    ) {
        let theme = style.theme;
        let order = (0..self.nodes.len()).filter(|&node| !near[node]);
        let order = order.chain((0..self.nodes.len()).filter(|&node| near[node]));
        for index in order.filter(|&node| place.area.expand(20.0).contains(spots[node])) {
            let node = &self.nodes[index];
            let color = community_color(node.community, style);
            let color = if near[index] { color } else { mix(theme.surface, color, 0.25) };
            let radius = place.radius(node);
            let rim = if radius > 3.0 { 1.0 } else { 0.5 };
            painter.circle(spots[index], radius, color, Stroke::new(rim, theme.surface));
            if focus == Some(index) {
                painter.circle_stroke(spots[index], radius + 2.5, Stroke::new(1.5, theme.text));
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one frame's worth of facts")]
    fn paint_labels(
        &self,
        painter: &Painter,
        place: &Place,
        spots: &[Pos2],
        style: &ChartStyle,
        near: &[bool],
        hovered: Option<usize>,
        view: &NetworkView,
    ) {
        let (theme, area) = (style.theme, place.area);
        let chosen = self.chosen(view);
        let fades = near.iter().any(|near| !near);
        let mut order: Vec<usize> =
            (0..self.nodes.len()).filter(|&node| near[node] && area.contains(spots[node])).collect();
        order.sort_by_key(|&index| {
            let first = Some(index) != chosen && Some(index) != hovered;
            (first, std::cmp::Reverse(self.nodes[index].degree), index)
        });
        let usual =
            if view.explores || !style.interactive { (area.area() / LABEL_ROOM).max(LABELS) } else { LABELS };
        let nearer = if fades { place.zoom().max(2.0) } else { place.zoom() };
        let most = (usual * nearer * nearer).min(MOST_LABELS) as usize;
        let mut taken: Vec<Rect> = Vec::new();
        for index in order.into_iter().take(most) {
            let node = &self.nodes[index];
            let galley = paint::line(painter, &node.name, name_font(), theme.text, 120.0);
            let radius = place.radius(node);
            let center = pos2(spots[index].x, spots[index].y - radius - galley.size().y / 2.0 - 1.0);
            let rect = Rect::from_center_size(center, galley.size());
            if taken.iter().any(|other| other.intersects(rect)) || !area.contains_rect(rect) {
                continue;
            }
            taken.push(rect);
            painter.rect_filled(rect.expand2(vec2(2.0, 0.0)), 3.0, theme.surface.gamma_multiply(0.75));
            painter.galley(rect.min, galley, theme.text);
        }
    }

    fn paint_alone(&self, painter: &Painter, rect: Rect, style: &ChartStyle, view: &NetworkView) {
        if self.alone.is_empty() {
            return;
        }
        let theme = style.theme;
        let label = style.lang.tf("network.alone", &[("n", &self.alone.len())]);
        let top = rect.bottom() - self.foot(rect.width()) + 8.0;
        paint::text_in(
            painter,
            pos2(rect.left(), top + ALONE_ROW / 2.0),
            Align2::LEFT_CENTER,
            &label,
            paint::regular(size::SECONDARY),
            theme.secondary,
            ALONE_LEFT - 4.0,
        );
        let shown = self.alone_shown(rect.width());
        if self.alone.len() > shown {
            let more = format!("+{}", self.alone.len() - shown);
            let left = self.alone_spot(shown, rect) - vec2(6.0, 0.0);
            let font = paint::regular(size::AXIS);
            paint::text(painter, left, Align2::LEFT_CENTER, &more, font, theme.secondary);
        }
        for (index, node) in self.alone.iter().take(shown).enumerate() {
            let center = self.alone_spot(index, rect);
            let chosen = view.selected == Some(node.member);
            let color = if chosen { theme.text } else { theme.faint };
            painter.circle_stroke(center, 4.5, Stroke::new(if chosen { 2.0 } else { 1.0 }, color));
        }
    }
}

/// Many lines: one mesh on screen, where thousands must be quick; lines of their own on pictures, where they stay sharp.
struct Lines {
    mesh: Option<Mesh>,
    shapes: Vec<Shape>,
    /// The width of a pixel in points.
    pixel: f32,
}

impl Lines {
    fn new(style: &ChartStyle, painter: &Painter) -> Self {
        let mesh = style.interactive.then(Mesh::default);
        Self { mesh, shapes: Vec::new(), pixel: 1.0 / painter.ctx().pixels_per_point().max(0.1) }
    }

    fn add(&mut self, from: Pos2, to: Pos2, width: f32, color: Color32) {
        let Some(mesh) = &mut self.mesh else {
            self.shapes.push(Shape::line_segment([from, to], Stroke::new(width, color)));
            return;
        };
        let way = to - from;
        let length = way.length();
        if length <= 0.0 || !length.is_finite() {
            return;
        }
        // The colour runs out to both sides over the width of a pixel, which smooths the edge.
        let side = vec2(-way.y, way.x) / length * width.max(self.pixel);
        let Ok(first) = u32::try_from(mesh.vertices.len()) else { return };
        for at in [from, to] {
            mesh.colored_vertex(at - side, Color32::TRANSPARENT);
            mesh.colored_vertex(at, color);
            mesh.colored_vertex(at + side, Color32::TRANSPARENT);
        }
        for (a, b, c) in [(0, 1, 3), (1, 3, 4), (1, 2, 4), (2, 4, 5)] {
            mesh.add_triangle(first + a, first + b, first + c);
        }
    }

    fn paint(self, painter: &Painter) {
        match self.mesh {
            Some(mesh) => {
                painter.add(Shape::mesh(mesh));
            }
            None => painter.extend(self.shapes),
        }
    }
}
