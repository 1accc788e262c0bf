//! Looking around in a network: zoom round the pointer, pan, choose a person.

use egui::{Pos2, Rect, Sense, Vec2, pos2, vec2};

use super::{Network, Node, other_end};
use crate::analytics::structure::Tie;
use crate::charts::{ChartStyle, Pick, canvas};

/// Where somebody looks, and at whom.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkView {
    zoom: f32,
    pan: Vec2,
    /// The member whose links stand out; others fade.
    pub selected: Option<u32>,
    /// The wheel zooms, a click chooses a person; else the wheel scrolls the page and a click opens the person.
    pub explores: bool,
    /// A person to move into the middle with the next frame.
    pub seek: Option<u32>,
}

impl Default for NetworkView {
    /// The whole network, nobody chosen.
    fn default() -> Self {
        Self { zoom: 1.0, pan: Vec2::ZERO, selected: None, explores: false, seek: None }
    }
}

const LEAST_ZOOM: f32 = 0.5;
const MOST_ZOOM: f32 = 16.0;
/// Points of the wheel that zoom by the factor e.
const WHEEL: f32 = 300.0;
/// How near somebody is looked at who was searched for.
const SEEK_ZOOM: f32 = 2.5;
/// How far from a link the pointer may be to mean it, in points.
const NEAR: f32 = 4.0;

impl NetworkView {
    /// A view for looking around.
    pub fn exploring() -> Self {
        Self { explores: true, ..Self::default() }
    }

    /// Shows the whole network again; who is chosen stays chosen.
    pub fn fit(&mut self) {
        (self.zoom, self.pan) = (1.0, Vec2::ZERO);
    }

    /// How many times nearer than the whole network.
    pub fn zoom(&self) -> f32 {
        self.zoom
    }

    /// Zooms by a factor; what lies at `from_middle`, seen from the middle of the drawing, stays where it is.
    pub fn zoom_by(&mut self, factor: f32, from_middle: Vec2) {
        let next = (self.zoom * factor).clamp(LEAST_ZOOM, MOST_ZOOM);
        self.pan -= (from_middle - self.pan) * (next / self.zoom - 1.0);
        self.zoom = next;
    }

    /// Chooses a person and moves there.
    pub fn find(&mut self, member: u32) {
        (self.selected, self.seek) = (Some(member), Some(member));
    }
}

/// Positions on screen for one frame.
pub(super) struct Place {
    pub area: Rect,
    inner: Rect,
    zoom: f32,
    pan: Vec2,
    /// Most points that a radius of 1 may take without dots running into each other.
    most: f32,
}

impl Place {
    pub fn of(network: &Network, area: Rect, view: &NetworkView) -> Self {
        let inner = area.shrink2(vec2(26.0, 20.0));
        let room =
            network.scale * inner.height().min(inner.width() / super::super::catalogue::NETWORK_ASPECT);
        let most = if network.scale > 0.0 { room * view.zoom } else { f32::INFINITY };
        Self { area, inner, zoom: view.zoom, pan: view.pan, most }
    }

    pub fn spot(&self, at: [f32; 2]) -> Pos2 {
        let base = pos2(
            self.inner.left() + at[0] * self.inner.width(),
            self.inner.top() + at[1] * self.inner.height(),
        );
        self.area.center() + (base - self.area.center()) * self.zoom + self.pan
    }

    pub fn radius(&self, node: &Node) -> f32 {
        let wanted = Node::radius(node.tier, node.degree);
        (wanted * self.zoom.sqrt()).min(wanted * self.most).max(1.5)
    }

    pub fn zoom(&self) -> f32 {
        self.zoom
    }
}

/// What lies under the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Under {
    Node(usize),
    Edge(usize),
    Alone(usize),
}

impl Network {
    /// Draws the network as `view` sees it, and changes the view as the pointer asks for. Says who was clicked, where a
    /// click opens a person.
    pub fn draw_view(&self, ui: &mut egui::Ui, style: &ChartStyle, view: &mut NetworkView) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click_and_drag());
        let area = self.area(response.rect);
        self.steer(ui, &response, area, view);
        let pointer = response.hover_pos().filter(|_| !response.dragged());
        let under = pointer.and_then(|at| self.under(at, response.rect, view));
        self.paint(&painter, &response, style, view, under);
        self.tell(&response, style, under);
        if !response.clicked() {
            return None;
        }
        let member = match under {
            Some(Under::Node(node)) => self.nodes.get(node).map(|node| node.member),
            Some(Under::Alone(node)) => self.alone.get(node).map(|node| node.member),
            _ => None,
        };
        if view.explores {
            view.selected = member.filter(|_| view.selected != member);
            return None;
        }
        member.map(Pick::Member)
    }

    /// The part of the chart that holds the drawing, above the unlinked people.
    pub(super) fn area(&self, rect: Rect) -> Rect {
        Rect::from_min_max(rect.min, rect.max - vec2(0.0, self.foot(rect.width())))
    }

    fn steer(&self, ui: &egui::Ui, response: &egui::Response, area: Rect, view: &mut NetworkView) {
        if let Some(member) = view.seek.take()
            && let Some(node) = self.nodes.iter().find(|node| node.member == member)
        {
            view.zoom = view.zoom.max(SEEK_ZOOM);
            view.pan = Vec2::ZERO;
            view.pan = area.center() - Place::of(self, area, view).spot(node.at);
        }
        if response.dragged() {
            view.pan += response.drag_delta();
        }
        if response.double_clicked() && !view.explores {
            view.fit();
        }
        self.zoom_at_pointer(ui, response, area, view);
        // Some of the drawing stays in sight.
        let most = area.size() / 2.0 * view.zoom;
        view.pan = view.pan.clamp(-most, most);
    }

    fn zoom_at_pointer(&self, ui: &egui::Ui, response: &egui::Response, area: Rect, view: &mut NetworkView) {
        let Some(at) = response.hover_pos().filter(|at| area.contains(*at)) else { return };
        let mut zoom = ui.input(|input| input.zoom_delta());
        if view.explores && zoom == 1.0 {
            // The page must not scroll with what was meant for the drawing.
            let wheel = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta));
            zoom = (wheel.y / WHEEL).exp();
        }
        if zoom != 1.0 {
            view.zoom_by(zoom, at - area.center());
        }
    }

    fn under(&self, at: Pos2, rect: Rect, view: &NetworkView) -> Option<Under> {
        let area = self.area(rect);
        if !area.contains(at) {
            return self.alone_under(at, rect).map(Under::Alone);
        }
        let place = Place::of(self, area, view);
        let node = (0..self.nodes.len())
            .map(|node| (node, place.spot(self.nodes[node].at).distance(at)))
            .filter(|&(node, distance)| distance <= place.radius(&self.nodes[node]) + 4.0)
            .min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((node, _)) = node {
            return Some(Under::Node(node));
        }
        let chosen = self.chosen(view);
        let ends = |tie: &Tie| {
            let (a, b) = (self.nodes.get(tie.a as usize)?, self.nodes.get(tie.b as usize)?);
            Some((place.spot(a.at), place.spot(b.at)))
        };
        (0..self.edges.len())
            .filter(|&edge| chosen.is_none_or(|node| other_end(&self.edges[edge], node).is_some()))
            .filter_map(|edge| {
                let (a, b) = ends(&self.edges[edge])?;
                let box_of = Rect::from_two_pos(a, b).expand(NEAR);
                box_of.contains(at).then(|| (edge, distance_to(at, a, b)))
            })
            .filter(|&(_, distance)| distance <= NEAR)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(edge, _)| Under::Edge(edge))
    }

    /// Place in `nodes` of who is chosen.
    pub(super) fn chosen(&self, view: &NetworkView) -> Option<usize> {
        let member = view.selected?;
        self.nodes.iter().position(|node| node.member == member)
    }

    fn tell(&self, response: &egui::Response, style: &ChartStyle, under: Option<Under>) {
        let text = match under {
            Some(Under::Node(node)) => {
                let Some(node) = self.nodes.get(node) else { return };
                style.lang.tf("network.person", &[("name", &node.name), ("n", &node.degree)])
            }
            Some(Under::Alone(node)) => {
                let Some(node) = self.alone.get(node) else { return };
                node.name.clone()
            }
            Some(Under::Edge(edge)) => {
                let Some(tie) = self.edges.get(edge) else { return };
                let name = |place: u32| self.nodes.get(place as usize).map_or("", |node| &node.name);
                let words = Self::tie_words(tie, self.kinds, style.lang);
                format!("{} – {}\n{words}", name(tie.a), name(tie.b))
            }
            None => return,
        };
        response.clone().on_hover_text_at_pointer(text);
    }
}

/// Distance of a point from a line between two others.
fn distance_to(at: Pos2, a: Pos2, b: Pos2) -> f32 {
    let (way, from) = (b - a, at - a);
    let share = if way.length_sq() > 0.0 { (from.dot(way) / way.length_sq()).clamp(0.0, 1.0) } else { 0.0 };
    at.distance(a + way * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_under_the_pointer_stays_there_while_zooming() {
        let area = Rect::from_min_size(pos2(10.0, 20.0), vec2(600.0, 400.0));
        let network = Network::default();
        let mut view = NetworkView::exploring();
        let node = [0.2, 0.7];
        for factor in [1.5, 2.0, 0.4] {
            let before = Place::of(&network, area, &view).spot(node);
            view.zoom_by(factor, before - area.center());
            let after = Place::of(&network, area, &view).spot(node);
            assert!(before.distance(after) < 0.01, "{before} went to {after}");
        }
        view.zoom_by(1e9, Vec2::ZERO);
        assert_eq!(view.zoom(), MOST_ZOOM);
        view.fit();
        assert_eq!(view, NetworkView::exploring());
    }

    #[test]
    fn a_line_is_as_far_as_its_nearest_point() {
        let (a, b) = (pos2(0.0, 0.0), pos2(10.0, 0.0));
        assert_eq!(distance_to(pos2(5.0, 3.0), a, b), 3.0);
        assert_eq!(distance_to(pos2(13.0, 4.0), a, b), 5.0);
        assert_eq!(distance_to(pos2(3.0, 4.0), a, a), 5.0);
    }
}
