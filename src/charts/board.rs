//! All groups as dots, value against cost, with where each stood before.

use egui::{Align2, FontId, Pos2, Rect, Sense, Shape, Stroke, Vec2, pos2, vec2};

use super::class_mark::{class_color, class_items, class_letter, class_shape};
use super::scale::Scale;
use super::theme::{mix, size};
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;
use crate::model::ValueClass;

/// Groups on the plane of cost and value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    pub dots: Vec<BoardDot>,
    pub x: BoardAxis,
    pub y: BoardAxis,
    /// Value and cost have one unit: the line where they are equal is drawn.
    pub break_even: bool,
    /// Groups without a place, each with the reason.
    pub unplaced: Vec<(String, String)>,
    /// Said when there is no dot.
    pub empty: String,
}

/// What an axis measures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoardAxis {
    /// Name and unit.
    pub label: String,
    /// ISO 4217 code where it is money.
    pub currency: Option<String>,
}

/// One group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoardDot {
    /// Group code.
    pub group: u32,
    pub name: String,
    /// The class that counts; `None` while it is unknown.
    pub class: Option<ValueClass>,
    /// The class was set by hand.
    pub by_hand: bool,
    pub members: usize,
    pub cost: f64,
    pub value: f64,
    /// Cost and value in the period before.
    pub before: Option<(f64, f64)>,
    /// The rule that put it in its class, as lines.
    pub why: String,
}

const FOOT: f32 = 40.0;
const LEFT: f32 = 64.0;
const LINE: f32 = 17.0;
/// Room above the plot for the name of the upright axis.
const HEAD: f32 = 26.0;
/// Groups without a place that are named; the rest are counted.
const MOST_UNPLACED: usize = 6;
/// Farthest from a dot that a pointer still means it.
const REACH: f32 = 14.0;

/// Where everything is for one size.
struct Layout {
    plot: Rect,
    x: Scale,
    y: Scale,
    ticks: (Vec<f64>, Vec<f64>),
}

impl Layout {
    fn at(&self, cost: f64, value: f64) -> Pos2 {
        pos2(
            self.plot.left() + self.plot.width() * self.x.share(cost),
            self.plot.bottom() - self.plot.height() * self.y.share(value),
        )
    }
}

impl Board {
    fn foot(&self) -> f32 {
        FOOT + if self.unplaced.is_empty() { 0.0 } else { LINE }
    }

    fn layout(&self, rect: Rect) -> Layout {
        let plot = Rect::from_min_max(
            pos2(rect.left() + LEFT, rect.top() + HEAD),
            pos2(rect.right() - 12.0, rect.bottom() - self.foot()),
        );
        let befores = || self.dots.iter().filter_map(|dot| dot.before);
        let costs = self.dots.iter().map(|dot| dot.cost).chain(befores().map(|at| at.0));
        let values = self.dots.iter().map(|dot| dot.value).chain(befores().map(|at| at.1));
        // Both axes bend alike, so that the break-even line stays straight.
        let root = Scale::wants_root(costs.clone()) || Scale::wants_root(values.clone());
        let ((x, x_ticks), (y, y_ticks)) = (Scale::of(costs, root), Scale::of(values, root));
        Layout { plot, x, y, ticks: (x_ticks, y_ticks) }
    }

    /// True where letters and arrows would hide more than they say.
    fn is_crowded(&self) -> bool {
        self.dots.len() > 60
    }

    /// Radius by the area rule: twice the people, twice the area; smaller where many groups share the plane.
    fn radius(&self, members: usize) -> f32 {
        let most = self.dots.iter().map(|dot| dot.members).max().unwrap_or(1).max(1);
        let crowd = (self.dots.len() as f32 / 14.0).max(1.0).powf(0.35);
        let share = (members as f32 / most as f32).sqrt();
        // A letter must be readable where dots are few.
        let least = if self.is_crowded() { 5.0 } else { 8.0 };
        (22.0 / crowd * share).max(least)
    }

    fn amount(axis: &BoardAxis, value: f64) -> String {
        match &axis.currency {
            Some(currency) => format::money(crate::model::Money((value * 100.0).round() as i64), currency),
            None => {
                let sign = if value < 0.0 { "−" } else { "" };
                format!("{sign}{}", format::count(value.abs().round() as u64))
            }
        }
    }

    /// What pointing at a group says.
    fn hint(&self, dot: &BoardDot, lang: Lang) -> String {
        let mut lines = vec![
            dot.name.clone(),
            format!("{}: {}", self.y.label, Self::amount(&self.y, dot.value)),
            format!("{}: {}", self.x.label, Self::amount(&self.x, dot.cost)),
        ];
        if self.break_even && dot.value < dot.cost {
            let twice = dot.before.is_some_and(|(cost, value)| value < cost);
            lines.push(lang.t(if twice { "board.below_twice" } else { "board.below" }).to_owned());
        }
        lines.push(dot.why.clone());
        lines.join("\n")
    }

    fn nearest(&self, spots: &[(Pos2, f32)], at: Pos2) -> Option<usize> {
        let gap = |index: usize| spots[index].0.distance(at) - spots[index].1;
        (0..spots.len())
            .filter(|&index| gap(index) <= REACH)
            // In a heap of dots the one whose middle is nearest is meant.
            .min_by(|&a, &b| spots[a].0.distance_sq(at).total_cmp(&spots[b].0.distance_sq(at)))
    }

    fn paint_axes(&self, painter: &egui::Painter, layout: &Layout, rect: Rect, style: &ChartStyle) {
        let (theme, plot) = (style.theme, layout.plot);
        let font = || paint::regular(size::AXIS);
        let mut free = f32::NEG_INFINITY;
        for &tick in &layout.ticks.0 {
            let x = layout.at(tick, 0.0).x;
            painter.vline(x, plot.y_range(), Stroke::new(1.0, theme.grid));
            let text = Self::amount(&self.x, tick);
            let half = paint::width(painter, &text, font()) / 2.0;
            let at = x.clamp(rect.left() + half, rect.right() - half);
            if at - half > free {
                paint::text(
                    painter,
                    pos2(at, plot.bottom() + 4.0),
                    Align2::CENTER_TOP,
                    &text,
                    font(),
                    theme.faint,
                );
                free = at + half + 8.0;
            }
        }
        for &tick in &layout.ticks.1 {
            let y = layout.at(0.0, tick).y;
            painter.hline(plot.x_range(), y, Stroke::new(1.0, theme.grid));
            let text = Self::amount(&self.y, tick);
            paint::text_in(
                painter,
                pos2(plot.left() - 6.0, y),
                Align2::RIGHT_CENTER,
                &text,
                font(),
                theme.faint,
                LEFT - 8.0,
            );
        }
        let secondary = || paint::regular(size::SECONDARY);
        let root = if layout.x.root { style.lang.t("board.root") } else { "" };
        let up = format!("↑ {}", self.y.label);
        paint::text_in(
            painter,
            rect.left_top(),
            Align2::LEFT_TOP,
            &up,
            secondary(),
            theme.secondary,
            rect.width(),
        );
        let across = format!("→ {}{root}", self.x.label);
        paint::text_in(
            painter,
            pos2(plot.right(), plot.bottom() + 20.0),
            Align2::RIGHT_TOP,
            &across,
            secondary(),
            theme.secondary,
            rect.width(),
        );
    }

    fn paint_break_even(
        &self,
        painter: &egui::Painter,
        layout: &Layout,
        spots: &[(Pos2, f32)],
        style: &ChartStyle,
    ) -> Option<Rect> {
        let end = layout.x.high.min(layout.y.high);
        let start = layout.x.low.max(layout.y.low);
        let (a, b) = (layout.at(start, start), layout.at(end, end));
        let plot = layout.plot;
        let mut area = vec![a, b];
        if layout.x.high > layout.y.high {
            area.push(plot.right_top());
        }
        area.extend([plot.right_bottom(), pos2(a.x, plot.bottom())]);
        painter.add(Shape::convex_polygon(area, style.theme.bad_soft.gamma_multiply(0.45), Stroke::NONE));
        let color = style.theme.secondary;
        painter.extend(Shape::dashed_line(&[a, b], Stroke::new(1.2, color), 5.0, 4.0));
        // The words stand along the line where no dot is in the way, best under its right end.
        let text = style.lang.t("board.break_even");
        let font = paint::regular(size::AXIS);
        let words = painter.layout_no_wrap(text.to_owned(), font.clone(), color).size();
        let slope = (b.y - a.y) / (b.x - a.x).max(1.0);
        let line_at = |x: f32| a.y + slope * (x - a.x);
        let place = |right: f32, under: bool| {
            let left = right - words.x;
            let top = if under { line_at(left) + 3.0 } else { line_at(right) - words.y - 3.0 };
            Rect::from_min_size(pos2(left, top), words)
        };
        let rights = [1.0, 0.75, 0.55, 0.4].map(|share| a.x + (b.x - 6.0 - a.x) * share);
        let places = rights.map(|right| [place(right, true), place(right, false)]).concat();
        let free = |place: &&Rect| {
            let hit = |&(at, radius): &(Pos2, f32)| place.distance_to_pos(at) < radius;
            plot.contains_rect(**place) && !spots.iter().any(hit)
        };
        let found = *places.iter().find(free).or(places.first())?;
        Some(paint::text(painter, found.min, Align2::LEFT_TOP, text, font, color))
    }

    fn paint_arrows(
        &self,
        painter: &egui::Painter,
        layout: &Layout,
        style: &ChartStyle,
        hovered: Option<usize>,
    ) {
        let many = self.is_crowded();
        for (index, dot) in self.dots.iter().enumerate() {
            let Some((cost, value)) = dot.before else { continue };
            let on = hovered == Some(index);
            if hovered.is_some() && !on && many {
                continue;
            }
            let (from, to) = (layout.at(cost, value), layout.at(dot.cost, dot.value));
            let way = to - from;
            let radius = self.radius(dot.members);
            if way.length() < radius + 4.0 {
                continue;
            }
            let share = if on {
                0.9
            } else if many {
                0.25
            } else {
                0.55
            };
            let color = mix(style.theme.surface, class_color(dot.class, style.theme), share);
            let stroke = Stroke::new(if on { 2.0 } else { 1.3 }, color);
            let way = way.normalized();
            let tip = to - way * (radius + 1.0);
            painter.line_segment([from, tip], stroke);
            let side = vec2(-way.y, way.x) * 3.5;
            painter.add(Shape::convex_polygon(
                vec![tip, tip - way * 7.0 + side, tip - way * 7.0 - side],
                color,
                Stroke::NONE,
            ));
            painter.circle_filled(from, 2.0, color);
        }
    }

    fn paint_labels(
        &self,
        painter: &egui::Painter,
        plot: Rect,
        spots: &[(Pos2, f32)],
        taken: Option<Rect>,
        style: &ChartStyle,
        hovered: Option<usize>,
    ) {
        let font = paint::regular(size::AXIS);
        let boxes: Vec<Rect> =
            spots.iter().map(|&(at, radius)| Rect::from_center_size(at, Vec2::splat(radius * 1.8))).collect();
        // The most valuable groups are named first, then whoever has room.
        let mut order: Vec<usize> = (0..self.dots.len()).collect();
        order.sort_by(|&a, &b| {
            let last = |index: usize| Some(index) != hovered;
            let by_value = self.dots[b].value.total_cmp(&self.dots[a].value);
            last(a).cmp(&last(b)).then(by_value).then(a.cmp(&b))
        });
        let mut taken: Vec<Rect> = taken.into_iter().collect();
        for index in order {
            let dot = &self.dots[index];
            let on = hovered == Some(index);
            let color = if on { style.theme.accent } else { style.theme.text };
            let galley = paint::line(painter, &dot.name, font.clone(), color, 130.0);
            let ((at, radius), extent) = (spots[index], galley.size());
            let places = [
                Align2::LEFT_CENTER.anchor_size(at + vec2(radius + 4.0, 0.0), extent),
                Align2::RIGHT_CENTER.anchor_size(at - vec2(radius + 4.0, 0.0), extent),
                Align2::CENTER_BOTTOM.anchor_size(at - vec2(0.0, radius + 3.0), extent),
                Align2::CENTER_TOP.anchor_size(at + vec2(0.0, radius + 3.0), extent),
            ];
            let free = |place: &&Rect| {
                plot.expand2(vec2(0.0, 8.0)).contains_rect(**place)
                    && !taken.iter().any(|other| other.intersects(**place))
                    && !boxes
                        .iter()
                        .enumerate()
                        .any(|(other, area)| other != index && area.intersects(**place))
            };
            let found = places.iter().find(free).or(places.first().filter(|_| on));
            if let Some(&place) = found {
                if on {
                    painter.rect_filled(place.expand(2.0), 3.0, style.theme.surface);
                }
                // No line strikes a name through.
                painter.rect_filled(place, 2.0, style.theme.surface.gamma_multiply(0.8));
                painter.galley(place.min, galley, color);
                taken.push(place);
            }
        }
    }

    fn paint_unplaced(&self, painter: &egui::Painter, rect: Rect, style: &ChartStyle) {
        if self.unplaced.is_empty() {
            return;
        }
        let named: Vec<String> =
            self.unplaced.iter().take(MOST_UNPLACED).map(|(name, why)| format!("{name}（{why}）")).collect();
        let text = style.lang.tf(
            "board.unplaced",
            &[("n", &self.unplaced.len()), ("names", &named.join(style.lang.t("list.joiner")))],
        );
        let font = paint::regular(size::SECONDARY);
        paint::text_in(
            painter,
            rect.left_bottom(),
            Align2::LEFT_BOTTOM,
            &text,
            font,
            style.theme.secondary,
            rect.width(),
        );
    }
}

fn letter_font(radius: f32) -> FontId {
    paint::medium((radius * 1.05).clamp(8.0, 13.0))
}

impl Chart for Board {
    fn height(&self, width: f32) -> f32 {
        (width * 0.45).clamp(280.0, 410.0) + self.foot()
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let layout = self.layout(rect);
        if self.dots.is_empty() {
            let font = paint::regular(size::TEXT);
            let width = layout.plot.width();
            let at = layout.plot.center();
            paint::text_in(&painter, at, Align2::CENTER_CENTER, &self.empty, font, theme.secondary, width);
            self.paint_unplaced(&painter, rect, style);
            return None;
        }
        self.paint_axes(&painter, &layout, rect, style);
        let spots: Vec<(Pos2, f32)> =
            self.dots.iter().map(|dot| (layout.at(dot.cost, dot.value), self.radius(dot.members))).collect();
        let words =
            if self.break_even { self.paint_break_even(&painter, &layout, &spots, style) } else { None };
        let hovered = if style.interactive {
            response.hover_pos().and_then(|at| self.nearest(&spots, at))
        } else {
            None
        };
        self.paint_arrows(&painter, &layout, style, hovered);
        // Large dots first: the small ones stay in reach.
        let mut order: Vec<usize> = (0..self.dots.len()).collect();
        order.sort_by_key(|&index| (Some(index) == hovered, std::cmp::Reverse(self.dots[index].members)));
        for index in order {
            let (dot, (at, radius)) = (&self.dots[index], spots[index]);
            let full = class_color(dot.class, theme);
            // In a crowd the dots below shine through.
            let color = if self.is_crowded() { full.gamma_multiply(0.75) } else { full };
            let edge = if dot.by_hand {
                Stroke::new(2.0, theme.text)
            } else {
                Stroke::new(1.2, if hovered == Some(index) { theme.text } else { theme.surface })
            };
            painter.add(class_shape(at, radius, dot.class, color, edge));
            if radius >= 7.0 {
                let letter = class_letter(dot.class, style.lang);
                let color = if dot.class.is_some() { theme.text_on(full) } else { theme.text };
                paint::text(&painter, at, Align2::CENTER_CENTER, letter, letter_font(radius), color);
            }
        }
        self.paint_labels(&painter, layout.plot, &spots, words, style, hovered);
        self.paint_unplaced(&painter, rect, style);
        let dot = &self.dots[hovered?];
        let clicked = response.clicked();
        response
            .on_hover_cursor(egui::CursorIcon::PointingHand)
            .on_hover_text_at_pointer(self.hint(dot, style.lang));
        clicked.then_some(Pick::Group(dot.group))
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let text = |key: &str| lang.t(key).to_owned();
        let before = |label: &str| lang.tf("board.before", &[("what", &label)]);
        let header = vec![
            text("column.group"),
            text("column.members"),
            self.y.label.clone(),
            self.x.label.clone(),
            before(&self.y.label),
            before(&self.x.label),
            text("column.class"),
            text("column.by_hand"),
            text("column.why"),
        ];
        let amount = |axis: &BoardAxis, value: f64| match axis.currency {
            Some(_) => format!("{value:.2}"),
            None => format!("{value:.0}"),
        };
        let placed = self.dots.iter().map(|dot| {
            let before = |axis: &BoardAxis, pick: fn((f64, f64)) -> f64| {
                dot.before.map_or(String::new(), |at| amount(axis, pick(at)))
            };
            vec![
                dot.name.clone(),
                dot.members.to_string(),
                amount(&self.y, dot.value),
                amount(&self.x, dot.cost),
                before(&self.y, |at| at.1),
                before(&self.x, |at| at.0),
                dot.class.map_or(String::new(), |class| super::catalogue::class_word(class, lang).to_owned()),
                if dot.by_hand { text("class.by_hand") } else { String::new() },
                dot.why.replace('\n', "; "),
            ]
        });
        let unplaced = self.unplaced.iter().map(|(name, why)| {
            let mut row = vec![String::new(); header.len()];
            row[0].clone_from(name);
            row[header.len() - 1].clone_from(why);
            row
        });
        Sheet { rows: placed.chain(unplaced).collect(), header }
    }

    fn summary(&self, lang: Lang) -> String {
        let below = self.dots.iter().filter(|dot| self.break_even && dot.value < dot.cost).count();
        lang.tf(
            "board.summary",
            &[("n", &self.dots.len()), ("below", &below), ("unplaced", &self.unplaced.len())],
        )
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let (theme, lang) = (style.theme, style.lang);
        let mut items = class_items(style, true);
        let mut add = |key: &str, color, shape| {
            items.push(LegendItem { label: lang.t(key).to_owned(), color, shape });
        };
        if self.dots.iter().any(|dot| dot.class.is_none()) {
            add("board.unknown", class_color(None, theme), LegendShape::Circle);
        }
        if self.dots.iter().any(|dot| dot.by_hand) {
            add("board.by_hand", theme.text, LegendShape::Dashed);
        }
        if self.dots.iter().any(|dot| dot.before.is_some()) {
            add("board.arrow", theme.faint, LegendShape::Arrow);
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(count: usize) -> Board {
        let dots = (0..count)
            .map(|index| BoardDot {
                group: index as u32,
                name: format!("群 {index}"),
                class: ValueClass::ALL.get(index % 5).copied(),
                members: 10 + index,
                cost: (index * 37 % 101) as f64,
                value: (index * index % 997) as f64,
                before: (index % 2 == 0).then_some((5.0, 9.0)),
                ..BoardDot::default()
            })
            .collect();
        Board { dots, break_even: true, ..Board::default() }
    }

    #[test]
    fn every_dot_lies_inside_the_plot_however_the_axes_bend() {
        let rect = Rect::from_min_size(Pos2::ZERO, vec2(700.0, 400.0));
        for count in [1, 2, 12, 300] {
            let board = board(count);
            let layout = board.layout(rect);
            for dot in &board.dots {
                assert!(layout.plot.expand(0.5).contains(layout.at(dot.cost, dot.value)), "{dot:?}");
            }
        }
    }

    #[test]
    fn a_loss_lies_below_zero_and_inside_the_plot() {
        let mut board = board(12);
        board.dots[3].value = -40.0;
        let layout = board.layout(Rect::from_min_size(Pos2::ZERO, vec2(700.0, 400.0)));
        let at = layout.at(board.dots[3].cost, -40.0);
        assert!(layout.plot.expand(0.5).contains(at) && at.y > layout.at(0.0, 0.0).y);
    }

    #[test]
    fn the_pointer_means_the_nearest_dot_and_none_far_away() {
        let board = board(2);
        let spots = [(pos2(0.0, 0.0), 10.0), (pos2(30.0, 0.0), 5.0)];
        assert_eq!(board.nearest(&spots, pos2(19.0, 0.0)), Some(1));
        assert_eq!(board.nearest(&spots, pos2(4.0, 0.0)), Some(0));
        assert_eq!(board.nearest(&spots, pos2(80.0, 0.0)), None);
    }

    #[test]
    fn the_sheet_holds_every_group_placed_or_not() {
        let mut board = board(3);
        board.unplaced.push(("无价".to_owned(), "不知道成本".to_owned()));
        let sheet = board.sheet(Lang::Zh);
        assert_eq!(sheet.rows.len(), 4);
        assert!(sheet.rows.iter().all(|row| row.len() == sheet.header.len()));
        assert_eq!(sheet.rows[3].last().map(String::as_str), Some("不知道成本"));
    }
}
