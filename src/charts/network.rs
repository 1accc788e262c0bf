//! Who is linked with whom: circles coloured by community, sized by tier, unlinked people below.

use egui::{Align2, Color32, Pos2, Rect, Sense, Shape, Stroke, Vec2, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, paint};
use crate::i18n::Lang;
use crate::model::Tier;

/// A laid out graph. Positions are in the unit square.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// Used to tell the view of one chart from another's.
    pub id: String,
    pub nodes: Vec<Node>,
    /// Positions in `nodes`, and the weight of the link.
    pub edges: Vec<(u32, u32, f32)>,
    /// People without any link.
    pub alone: Vec<Node>,
    pub communities: u32,
}

/// One person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    pub member: u32,
    pub name: String,
    pub at: [f32; 2],
    pub community: u32,
    pub tier: Option<Tier>,
    /// Number of people linked.
    pub degree: u32,
}

impl Node {
    /// Radius in points at no zoom.
    pub fn radius(tier: Option<Tier>, degree: u32) -> f32 {
        let base = match tier {
            Some(Tier::Core) => 9.0,
            Some(Tier::Middle) => 6.5,
            _ => 4.0,
        };
        base + (degree as f32).sqrt() * 0.35
    }
}

/// Pan and zoom of one chart on screen.
#[derive(Clone, Copy, Debug, PartialEq)]
struct View {
    zoom: f32,
    pan: Vec2,
}

impl Default for View {
    fn default() -> Self {
        Self { zoom: 1.0, pan: Vec2::ZERO }
    }
}

const ALONE_ROW: f32 = 20.0;
/// Unlinked people drawn; the rest are told as a number.
const MOST_ALONE_ROWS: usize = 2;
/// Names drawn at no zoom.
const LABELS: usize = 8;

impl Network {
    fn alone_rows(&self, width: f32) -> (usize, usize) {
        let per_row = (((width - 90.0) / 16.0) as usize).max(1);
        (self.alone.len().div_ceil(per_row).min(MOST_ALONE_ROWS), per_row)
    }

    fn neighbours(&self, node: usize) -> Vec<usize> {
        let node = node as u32;
        self.edges
            .iter()
            .filter_map(|&(a, b, _)| match (a == node, b == node) {
                (true, _) => Some(b as usize),
                (_, true) => Some(a as usize),
                _ => None,
            })
            .collect()
    }
}

impl Chart for Network {
    fn height(&self, width: f32) -> f32 {
        let (rows, _) = self.alone_rows(width);
        (width * 0.66).clamp(260.0, 500.0) + rows as f32 * ALONE_ROW + 8.0
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let sense = if style.interactive { Sense::click_and_drag() } else { Sense::hover() };
        let (response, painter) = canvas(ui, self, style, sense);
        let (theme, rect) = (style.theme, response.rect);
        let (rows, per_row) = self.alone_rows(rect.width());
        let foot = rows as f32 * ALONE_ROW + if rows > 0 { 8.0 } else { 0.0 };
        let area = Rect::from_min_max(rect.min, rect.max - vec2(0.0, foot));
        if self.nodes.is_empty() && self.alone.is_empty() {
            let text = style.lang.t("network.nobody");
            let font = paint::regular(size::TEXT);
            paint::text(&painter, area.center(), Align2::CENTER_CENTER, text, font, theme.secondary);
            return None;
        }
        if self.nodes.is_empty() {
            let text = style.lang.t("network.no_links");
            let font = paint::regular(size::TEXT);
            paint::text(&painter, area.center(), Align2::CENTER_CENTER, text, font, theme.secondary);
        }
        let memory_id = egui::Id::unique(("network_view", &self.id));
        let mut view: View = if style.interactive {
            ui.data(|data| data.get_temp(memory_id)).unwrap_or_default()
        } else {
            View::default()
        };
        if style.interactive {
            self.steer(ui, &response, area, &mut view);
            ui.data_mut(|data| data.insert_temp(memory_id, view));
        }
        let inner = area.shrink2(vec2(26.0, 20.0));
        let place = |at: [f32; 2]| -> Pos2 {
            let base = inner.min + vec2(at[0] * inner.width(), at[1] * inner.height());
            area.center() + (base - area.center()) * view.zoom + view.pan
        };
        let scale = view.zoom.sqrt();
        let spots: Vec<Pos2> = self.nodes.iter().map(|node| place(node.at)).collect();
        let hovered = if style.interactive {
            response
                .hover_pos()
                .filter(|at| area.contains(*at))
                .and_then(|at| self.nearest(&spots, at, scale))
        } else {
            None
        };
        let near: Option<std::collections::HashSet<usize>> =
            hovered.map(|node| self.neighbours(node).into_iter().chain([node]).collect());
        let clip = painter.with_clip_rect(area);
        self.paint_edges(&clip, area, &spots, style, hovered);
        for (index, node) in self.nodes.iter().enumerate() {
            if !area.expand(20.0).contains(spots[index]) {
                continue;
            }
            let faded = near.as_ref().is_some_and(|near| !near.contains(&index));
            let color = community_color(node.community, style);
            let color = if faded { super::theme::mix(theme.surface, color, 0.25) } else { color };
            let radius = Node::radius(node.tier, node.degree) * scale;
            clip.circle(spots[index], radius, color, Stroke::new(1.0, theme.surface));
        }
        self.paint_labels(&clip, area, &spots, style, hovered, scale, view.zoom);
        let mut picked = None;
        if let Some(node) = hovered {
            let node = &self.nodes[node];
            if response.clicked() {
                picked = Some(Pick::Member(node.member));
            }
            let text = style.lang.tf("network.person", &[("name", &node.name), ("n", &node.degree)]);
            response.clone().on_hover_text_at_pointer(text);
        }
        if rows > 0 {
            self.paint_alone(&painter, &response, area.bottom() + 8.0, rows, per_row, style, &mut picked);
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let name =
            |index: u32| self.nodes.get(index as usize).map_or(String::new(), |node| node.name.clone());
        Sheet {
            header: ["column.from_person", "column.to_person", "column.weight"]
                .map(|key| lang.t(key).to_owned())
                .to_vec(),
            rows: self
                .edges
                .iter()
                .map(|&(a, b, weight)| vec![name(a), name(b), weight.to_string()])
                .collect(),
        }
    }

    fn summary(&self, lang: Lang) -> String {
        lang.tf(
            "network.summary",
            &[
                ("nodes", &self.nodes.len()),
                ("edges", &self.edges.len()),
                ("communities", &self.communities),
                ("alone", &self.alone.len()),
            ],
        )
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        if self.nodes.is_empty() {
            return Vec::new();
        }
        let shown = self.communities.min(6);
        let mut items: Vec<LegendItem> = (0..shown)
            .map(|community| LegendItem {
                label: style.lang.tf("network.community", &[("n", &(community + 1))]),
                color: community_color(community, style),
                shape: LegendShape::Circle,
            })
            .collect();
        if self.communities > shown {
            items.push(LegendItem {
                label: style.lang.t("network.other").to_owned(),
                color: community_color(shown, style),
                shape: LegendShape::Circle,
            });
        }
        items
    }
}

impl Network {
    fn steer(&self, ui: &egui::Ui, response: &egui::Response, area: Rect, view: &mut View) {
        if response.dragged() {
            view.pan += response.drag_delta();
        }
        if response.double_clicked() {
            *view = View::default();
        }
        // A page scrolls with the wheel; the graph zooms with Ctrl and the wheel, or a pinch.
        let zoom = ui.input(|input| input.zoom_delta());
        if zoom != 1.0
            && let Some(at) = response.hover_pos().filter(|at| area.contains(*at))
        {
            let next = (view.zoom * zoom).clamp(0.5, 12.0);
            let ratio = next / view.zoom;
            let from_center = at - area.center() - view.pan;
            view.pan -= from_center * (ratio - 1.0);
            view.zoom = next;
        }
    }

    fn nearest(&self, spots: &[Pos2], at: Pos2, scale: f32) -> Option<usize> {
        (0..spots.len())
            .filter(|&index| {
                let node = &self.nodes[index];
                spots[index].distance(at) <= Node::radius(node.tier, node.degree) * scale + 4.0
            })
            .min_by(|&a, &b| spots[a].distance_sq(at).total_cmp(&spots[b].distance_sq(at)))
    }

    fn paint_edges(
        &self,
        painter: &egui::Painter,
        area: Rect,
        spots: &[Pos2],
        style: &ChartStyle,
        hovered: Option<usize>,
    ) {
        let theme = style.theme;
        let crowded = (self.edges.len() as f32 / 600.0).max(1.0).sqrt();
        let shapes = self.edges.iter().filter_map(|&(a, b, weight)| {
            let (from, to) = (*spots.get(a as usize)?, *spots.get(b as usize)?);
            if !area.intersects(Rect::from_two_pos(from, to)) {
                return None;
            }
            let strong = (weight.ln_1p() / 3.0).clamp(0.0, 1.0);
            let on = hovered.is_some_and(|node| node == a as usize || node == b as usize);
            let color: Color32 = if on {
                theme.secondary
            } else {
                super::theme::mix(theme.surface, theme.faint, (0.25 + 0.45 * strong) / crowded.min(2.5))
            };
            Some(Shape::line_segment([from, to], Stroke::new(0.7 + 0.6 * strong, color)))
        });
        painter.extend(shapes);
    }

    #[expect(clippy::too_many_arguments)]
    fn paint_labels(
        &self,
        painter: &egui::Painter,
        area: Rect,
        spots: &[Pos2],
        style: &ChartStyle,
        hovered: Option<usize>,
        scale: f32,
        zoom: f32,
    ) {
        let theme = style.theme;
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by_key(|&index| {
            let node = &self.nodes[index];
            (Some(index) != hovered, std::cmp::Reverse(node.degree), index)
        });
        let most = (LABELS as f32 * zoom * zoom) as usize;
        let mut taken: Vec<Rect> = Vec::new();
        for index in order.into_iter().filter(|&index| area.contains(spots[index])).take(most) {
            let node = &self.nodes[index];
            let galley = paint::line(painter, &node.name, paint::regular(size::SECONDARY), theme.text, 120.0);
            let radius = Node::radius(node.tier, node.degree) * scale;
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

    #[expect(clippy::too_many_arguments)]
    fn paint_alone(
        &self,
        painter: &egui::Painter,
        response: &egui::Response,
        top: f32,
        rows: usize,
        per_row: usize,
        style: &ChartStyle,
        picked: &mut Option<Pick>,
    ) {
        let (theme, rect) = (style.theme, response.rect);
        let label = style.lang.tf("network.alone", &[("n", &self.alone.len())]);
        paint::text_in(
            painter,
            pos2(rect.left(), top + ALONE_ROW / 2.0),
            Align2::LEFT_CENTER,
            &label,
            paint::regular(size::SECONDARY),
            theme.secondary,
            86.0,
        );
        let room = rows * per_row;
        // The last places say how many more there are.
        let shown = if self.alone.len() > room { room.saturating_sub(3) } else { room };
        if self.alone.len() > shown {
            let (row, column) = (shown / per_row, shown % per_row);
            let left = pos2(rect.left() + 90.0 + column as f32 * 16.0, top + (row as f32 + 0.5) * ALONE_ROW);
            let more = format!("+{}", self.alone.len() - shown);
            paint::text(
                painter,
                left,
                Align2::LEFT_CENTER,
                &more,
                paint::regular(size::AXIS),
                theme.secondary,
            );
        }
        for (index, node) in self.alone.iter().take(shown).enumerate() {
            let (row, column) = (index / per_row, index % per_row);
            let center =
                pos2(rect.left() + 96.0 + column as f32 * 16.0, top + (row as f32 + 0.5) * ALONE_ROW);
            painter.circle_stroke(center, 4.5, Stroke::new(1.0, theme.faint));
            if style.interactive && response.hover_pos().is_some_and(|at| at.distance(center) < 8.0) {
                response.clone().on_hover_text_at_pointer(&node.name);
                if response.clicked() {
                    *picked = Some(Pick::Member(node.member));
                }
            }
        }
    }
}

fn community_color(community: u32, style: &ChartStyle) -> Color32 {
    style.theme.series(community as usize)
}
