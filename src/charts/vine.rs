//! Who brought whom as a plant: the trunk, a vine for each group, branches of invitations, people as leaves.

use egui::epaint::CubicBezierShape;
use egui::{Align2, Color32, Pos2, Rect, Sense, Shape, Stroke, pos2, vec2};

use super::theme::{mix, size};
use super::vine_layout::{VineLayout, layout};
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::activity::{Day, date};
use crate::analytics::referral::{Fate, Standing, Vine};
use crate::i18n::Lang;
use crate::model::Money;

/// A forest ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VineChart {
    pub vine: Vine,
    /// Name of each limb: a group's or a person's.
    pub names: Vec<String>,
    /// Names of the leaves of each limb.
    pub leaf_names: Vec<Vec<String>>,
    pub currency: String,
    pub trunk: String,
}

/// What the page asks of the vine on screen: until which day it has grown, and which person's branch stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VineView {
    pub day: Option<Day>,
    pub chosen: Option<u32>,
}

impl VineView {
    fn id() -> egui::Id {
        egui::Id::unique("vine_view")
    }

    /// What was asked last.
    pub fn load(ctx: &egui::Context) -> Self {
        ctx.data(|data| data.get_temp(Self::id())).unwrap_or_default()
    }

    /// Asks for something else.
    pub fn store(self, ctx: &egui::Context) {
        ctx.data_mut(|data| data.insert_temp(Self::id(), self));
    }
}

/// A number in the drawing that opens the people it counts.
#[derive(Clone, Copy)]
enum Number {
    /// People who are not drawn one by one.
    Folded,
    /// Everybody below a limb.
    Below,
}

const DOT: f32 = 3.4;
const THICKEST: f32 = 11.0;
/// Branches of at least this share of all people bear a name.
const NAMED_SHARE: f64 = 0.04;

/// Word of a standing.
fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Stayed => "vine.stayed",
        Standing::Paid => "vine.paid",
        Standing::Renewed => "vine.renewed",
        Standing::Left => "vine.left",
    }
}

fn look(standing: Standing, style: &ChartStyle) -> (Color32, LegendShape) {
    let theme = style.theme;
    match standing {
        Standing::Stayed => (theme.series(2), LegendShape::Circle),
        Standing::Paid => (theme.series(1), LegendShape::Diamond),
        Standing::Renewed => (theme.series(0), LegendShape::Triangle),
        Standing::Left => (theme.faint, LegendShape::Square),
    }
}

fn leaf_shape(at: Pos2, radius: f32, standing: Standing, style: &ChartStyle) -> Shape {
    let (color, shape) = look(standing, style);
    match shape {
        LegendShape::Diamond => {
            let r = radius * 1.3;
            let corners = [vec2(0.0, -r), vec2(r, 0.0), vec2(0.0, r), vec2(-r, 0.0)];
            Shape::convex_polygon(corners.map(|by| at + by).to_vec(), color, Stroke::NONE)
        }
        LegendShape::Triangle => {
            let r = radius * 1.35;
            let corners = [vec2(0.0, -r), vec2(r, r * 0.8), vec2(-r, r * 0.8)];
            Shape::convex_polygon(corners.map(|by| at + by).to_vec(), color, Stroke::NONE)
        }
        LegendShape::Square => {
            Shape::rect_filled(Rect::from_center_size(at, vec2(1.6, 1.6) * radius), 0.0, color)
        }
        _ => Shape::circle_filled(at, radius, color),
    }
}

impl VineChart {
    /// True where a limb is the chosen one or grows from it.
    fn stands_out(&self, chosen: Option<u32>) -> Vec<bool> {
        let limbs = &self.vine.limbs;
        let mut out = vec![chosen.is_none(); limbs.len()];
        for place in 0..limbs.len() {
            out[place] |= chosen.is_some() && limbs[place].member == chosen;
            out[place] |= limbs[place].parent.is_some_and(|parent| out[parent]);
        }
        out
    }

    fn edges(
        &self,
        painter: &egui::Painter,
        made: &VineLayout,
        origin: Pos2,
        style: &ChartStyle,
        day: Day,
        out: &[bool],
    ) {
        let limbs = &self.vine.limbs;
        let theme = style.theme;
        let most = limbs.iter().map(|limb| limb.gmv_at(self.vine.to)).max().unwrap_or(0).max(1) as f32;
        for (place, limb) in limbs.iter().enumerate().filter(|(_, limb)| limb.stands(day)) {
            let ([x, y], way) = made.limbs[place];
            let to = origin + vec2(x, y);
            let from = match limb.parent {
                Some(parent) => origin + vec2(made.limbs[parent].0[0], made.limbs[parent].0[1]),
                // A vine leaves the trunk a little below where it goes.
                None => origin + vec2(made.trunk, y + 5.0),
            };
            let bought = limb.gmv_at(day).max(0) as f32;
            let width = 1.3 + THICKEST * (bought / most).sqrt();
            let green = mix(theme.surface, theme.series(2), if out[place] { 0.72 } else { 0.16 });
            let reach = (to.x - from.x).abs() * 0.55;
            let bezier = [from, from + vec2(way * reach, 0.0), to - vec2(way * reach, 0.0), to];
            painter.add(CubicBezierShape::from_points_stroke(
                bezier,
                false,
                Color32::TRANSPARENT,
                Stroke::new(width, green),
            ));
            painter.circle_filled(to, width / 2.0, green);
        }
    }

    #[expect(clippy::too_many_arguments)]
    fn people(
        &self,
        painter: &egui::Painter,
        made: &VineLayout,
        origin: Pos2,
        style: &ChartStyle,
        day: Day,
        out: &[bool],
        numbers: &mut Vec<(Rect, usize, Number)>,
    ) {
        let theme = style.theme;
        let clip = painter.clip_rect();
        for (place, limb) in self.vine.limbs.iter().enumerate() {
            if limb.member.is_some() && !limb.stands(day) {
                continue;
            }
            let ([x, y], way) = made.limbs[place];
            let node = origin + vec2(x, y);
            let stem =
                Stroke::new(1.0, mix(theme.surface, theme.series(2), if out[place] { 0.45 } else { 0.12 }));
            let standing = limb.leaves.iter().filter(|leaf| leaf.joined.is_none_or(|joined| joined <= day));
            if standing.clone().next().is_some() || !limb.folded.is_empty() {
                painter.line_segment([node, node + vec2(way * 9.0, 0.0)], stem);
            }
            for (leaf, at) in limb.leaves.iter().zip(&made.leaves[place]) {
                let at = origin + vec2(at[0], at[1]);
                if leaf.joined.is_some_and(|joined| joined > day) || !clip.contains(at) {
                    continue;
                }
                let shape = leaf_shape(at, DOT, leaf.fate.at(day), style);
                painter.add(shape);
                if !out[place] {
                    painter.circle_filled(at, DOT * 1.5, theme.surface.gamma_multiply(0.75));
                }
            }
            if limb.member.is_some() {
                painter.circle_filled(node, DOT + 2.4, theme.surface);
                painter.add(leaf_shape(node, DOT + 1.0, limb.fate.at(day), style));
                if !out[place] {
                    painter.circle_filled(node, DOT + 2.4, theme.surface.gamma_multiply(0.75));
                }
            }
            if !limb.folded.is_empty() && day >= self.vine.to {
                let at = made.numbers[place];
                let align = if way > 0.0 { Align2::LEFT_CENTER } else { Align2::RIGHT_CENTER };
                let text = format!("+{}", format::count(limb.folded.len() as u64));
                let galley = paint::line(painter, &text, paint::regular(size::AXIS), theme.secondary, 60.0);
                let rect = align.anchor_size(origin + vec2(at[0], at[1]), galley.size());
                painter.rect_filled(rect.shrink2(vec2(0.0, 2.0)), 2.0, theme.surface.gamma_multiply(0.85));
                painter.galley(rect.min, galley, theme.secondary);
                numbers.push((rect, place, Number::Folded));
            }
        }
    }

    fn names(
        &self,
        painter: &egui::Painter,
        made: &VineLayout,
        origin: Pos2,
        style: &ChartStyle,
        day: Day,
        numbers: &mut Vec<(Rect, usize, Number)>,
    ) {
        let theme = style.theme;
        for (place, limb) in self.vine.limbs.iter().enumerate() {
            let ([x, y], way) = made.limbs[place];
            if limb.member.is_none() {
                let left = if way > 0.0 { made.trunk + 14.0 } else { x + 2.0 };
                let width = (x - made.trunk).abs() - 18.0;
                let font = paint::medium(size::SECONDARY);
                let galley = paint::line(painter, &self.names[place], font, theme.text, width);
                let rect = Rect::from_min_size(origin + vec2(left, y - 22.0), galley.size());
                painter.rect_filled(rect.expand2(vec2(2.0, 0.0)), 2.0, theme.surface.gamma_multiply(0.8));
                painter.galley(rect.min, galley, theme.text);
                let detail = format!(
                    "{} · {}",
                    format::count(limb.below),
                    format::money(Money(limb.gmv_at(day)), &self.currency)
                );
                let at = origin + vec2(left, y + 8.0);
                let font = paint::regular(size::AXIS);
                let galley = paint::line(painter, &detail, font, theme.secondary, width);
                let rect = Rect::from_min_size(at, galley.size());
                painter.rect_filled(rect.expand2(vec2(2.0, 0.0)), 2.0, theme.surface.gamma_multiply(0.8));
                painter.galley(rect.min, galley, theme.secondary);
                numbers.push((rect, place, Number::Below));
            } else if limb.stands(day)
                && limb.below as f64 >= (NAMED_SHARE * self.vine.people as f64).max(3.0)
            {
                let text = format!("{} {}", self.names[place], format::count(limb.below));
                let galley = paint::line(painter, &text, paint::regular(size::AXIS), theme.text, 120.0);
                // On the side of the trunk: beyond it hang the people.
                let align = if way > 0.0 { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
                let rect = align.anchor_size(origin + vec2(x - way * 8.0, y - 8.0), galley.size());
                painter.rect_filled(rect.expand2(vec2(2.0, -1.0)), 3.0, theme.surface.gamma_multiply(0.85));
                painter.galley(rect.min, galley, theme.text);
                numbers.push((rect, place, Number::Below));
            }
        }
    }

    /// What lies under the pointer: a limb, or a leaf of it.
    fn under(&self, made: &VineLayout, at: [f32; 2], day: Day) -> Option<(usize, Option<usize>)> {
        let near = |place: [f32; 2], reach: f32| (place[0] - at[0]).hypot(place[1] - at[1]) <= reach;
        for (place, limb) in self.vine.limbs.iter().enumerate().filter(|(_, limb)| limb.stands(day)) {
            let (node, _) = made.limbs[place];
            if limb.member.is_some() && near(node, 8.0) {
                return Some((place, None));
            }
            if let Some(leaf) = made.leaves[place].iter().position(|&leaf| near(leaf, 5.0)) {
                return limb.leaves[leaf]
                    .joined
                    .is_none_or(|joined| joined <= day)
                    .then_some((place, Some(leaf)));
            }
        }
        None
    }

    fn told(&self, place: usize, leaf: Option<usize>, day: Day, lang: Lang) -> String {
        let limb = &self.vine.limbs[place];
        let (name, joined, fate): (&str, Option<Day>, &Fate) = match leaf {
            Some(leaf) => (&self.leaf_names[place][leaf], limb.leaves[leaf].joined, &limb.leaves[leaf].fate),
            None => (&self.names[place], limb.joined, &limb.fate),
        };
        let since = joined.map_or(format::UNKNOWN.to_owned(), |joined| format::date(date(joined)));
        let mut text = format!("{name}\n{} · {since}", lang.t(standing_key(fate.at(day))));
        if leaf.is_none() {
            let gmv = format::money(Money(limb.gmv_at(day)), &self.currency);
            text.push('\n');
            text.push_str(&lang.tf("vine.told", &[("n", &format::count(limb.below)), ("gmv", &gmv)]));
        }
        text
    }
}

impl Chart for VineChart {
    fn height(&self, width: f32) -> f32 {
        layout(&self.vine, width).height.max(120.0) + 22.0
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let made = layout(&self.vine, rect.width());
        let view = if style.interactive { VineView::load(ui.ctx()) } else { VineView::default() };
        let known = |member: &u32| self.vine.limbs.iter().any(|limb| limb.member == Some(*member));
        let chosen = view.chosen.filter(known);
        let day = view.day.unwrap_or(self.vine.to).min(self.vine.to);
        let out = self.stands_out(chosen);
        let bottom = rect.top() + made.height;
        let trunk = rect.left() + made.trunk;
        let top = made.limbs.iter().map(|(at, _)| at[1]).fold(f32::INFINITY, f32::min);
        let wood = mix(theme.surface, theme.secondary, 0.8);
        // Thick at the foot, thin at the top.
        let top = if top.is_finite() { rect.top() + top } else { bottom - 60.0 };
        painter.add(Shape::convex_polygon(
            vec![
                pos2(trunk - 5.0, bottom),
                pos2(trunk - 1.5, top),
                pos2(trunk + 1.5, top),
                pos2(trunk + 5.0, bottom),
            ],
            wood,
            Stroke::NONE,
        ));
        self.edges(&painter, &made, rect.min, style, day, &out);
        let mut numbers = Vec::new();
        self.people(&painter, &made, rect.min, style, day, &out, &mut numbers);
        self.names(&painter, &made, rect.min, style, day, &mut numbers);
        let foot = if made.trunk > 60.0 { Align2::CENTER_TOP } else { Align2::LEFT_TOP };
        let foot_at = if made.trunk > 60.0 { trunk } else { rect.left() };
        let font = paint::medium(size::SECONDARY);
        paint::text(&painter, pos2(foot_at, bottom + 3.0), foot, &self.trunk, font, theme.secondary);
        if !style.interactive {
            return None;
        }
        let at = response.hover_pos()?;
        let under = self.under(&made, [at.x - rect.left(), at.y - rect.top()], day);
        let number = numbers.iter().rev().find(|number| under.is_none() && number.0.contains(at));
        if let Some(&(_, place, number)) = number {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
            let limb = &self.vine.limbs[place];
            let members = match number {
                _ if !response.clicked() => return None,
                Number::Folded => limb.folded.clone(),
                Number::Below => self.vine.below(place),
            };
            return Some(Pick::People { title: self.names[place].clone(), members });
        }
        if let Some((place, leaf)) = under {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
            response.clone().on_hover_text_at_pointer(self.told(place, leaf, day, style.lang));
        }
        if !response.clicked() {
            return None;
        }
        match under {
            Some((place, Some(leaf))) => Some(Pick::Member(self.vine.limbs[place].leaves[leaf].member)),
            Some((place, None)) => {
                let chosen =
                    self.vine.limbs[place].member.filter(|_| self.vine.limbs[place].member != view.chosen);
                VineView { chosen, ..view }.store(ui.ctx());
                None
            }
            None => {
                VineView { chosen: None, ..view }.store(ui.ctx());
                None
            }
        }
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.member",
            "vine.referrer",
            "vine.standing",
            "vine.joined",
            "vine.below",
            "vine.gmv_column",
        ];
        let mut rows = Vec::new();
        let day_text = |day: Option<Day>| day.map_or(String::new(), |day| format::date(date(day)));
        let state = |fate: &Fate| lang.t(standing_key(fate.at(self.vine.to))).to_owned();
        for (place, limb) in self.vine.limbs.iter().enumerate() {
            let parent = limb.parent.map_or(String::new(), |parent| self.names[parent].clone());
            rows.push(vec![
                self.names[place].clone(),
                parent,
                if limb.member.is_some() { state(&limb.fate) } else { String::new() },
                day_text(limb.joined),
                limb.below.to_string(),
                Money(limb.gmv_at(self.vine.to)).to_string(),
            ]);
            for (leaf, name) in limb.leaves.iter().zip(&self.leaf_names[place]) {
                rows.push(vec![
                    name.clone(),
                    self.names[place].clone(),
                    state(&leaf.fate),
                    day_text(leaf.joined),
                    "0".to_owned(),
                    String::new(),
                ]);
            }
        }
        Sheet { header: header.map(|key| lang.t(key).to_owned()).to_vec(), rows }
    }

    fn summary(&self, lang: Lang) -> String {
        let groups = self.vine.limbs.iter().filter(|limb| limb.member.is_none()).count();
        lang.tf("vine.summary", &[("n", &format::count(self.vine.people)), ("groups", &groups)])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        Standing::ALL
            .into_iter()
            .map(|standing| {
                let (color, shape) = look(standing, style);
                LegendItem { label: style.lang.t(standing_key(standing)).to_owned(), color, shape }
            })
            .collect()
    }
}
