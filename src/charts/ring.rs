//! The closed ring: stages on a circle, the way from each to the next filled as far as people went, and every passage
//! in words beside it.

use std::f32::consts::{FRAC_PI_2, TAU};

use egui::{Align2, Color32, Painter, Pos2, Rect, Sense, Shape, Stroke, pos2, vec2};

use super::theme::{mix, size};
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint, paragraph};
use crate::analytics::Rate;
use crate::i18n::Lang;

/// A ring ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RingChart {
    /// In their order; after the last comes the first.
    pub stages: Vec<RingMark>,
    /// People in a group at the end of the period: what stands in the middle.
    pub present: Vec<u32>,
    /// Further people of the first stage, by how they came: words and codes.
    pub others: Vec<(String, Vec<u32>)>,
}

/// One stage, and the way to it from the stage before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RingMark {
    pub name: String,
    /// Unknown where nothing on record could say.
    pub count: Option<u64>,
    pub members: Vec<u32>,
    /// Of those who were asked, those who are here.
    pub rate: Option<Rate>,
    /// Who was asked and what of, in words.
    pub meaning: String,
    pub went_on: Vec<u32>,
    pub stopped: Vec<u32>,
}

impl RingMark {
    /// Nobody of those who had the chance went on: the ring is open here.
    fn is_broken(&self) -> bool {
        self.rate.is_some_and(|rate| rate.denominator > 0 && rate.numerator == 0)
    }

    fn count_text(&self) -> String {
        self.count.map_or(format::UNKNOWN.to_owned(), format::count)
    }

    fn rate_texts(&self) -> (String, String) {
        match self.rate {
            Some(rate) => (format::percent(rate.value), format::fraction(&rate)),
            None => (format::UNKNOWN.to_owned(), String::new()),
        }
    }
}

/// The words stand beside the ring from this width on, else below it.
const BESIDE: f32 = 640.0;
/// Most that the ring takes, both ways.
const SIDE: f32 = 404.0;
const BETWEEN: f32 = 30.0;
const TRACK: f32 = 11.0;
const ROW_GAP: f32 = 14.0;

/// Somewhere to click.
struct Spot {
    area: Rect,
    title: String,
    members: Vec<u32>,
}

/// What a drawing needs at hand, and the places to click that it found.
struct Canvas<'a> {
    painter: &'a Painter,
    style: &'a ChartStyle,
    pointer: Option<Pos2>,
    spots: Vec<Spot>,
}

impl Canvas<'_> {
    /// The colour of what opens a list when clicked.
    fn color(&mut self, area: Rect, title: &str, members: &[u32], plain: Color32) -> Color32 {
        if members.is_empty() {
            return plain;
        }
        self.spots.push(Spot { area, title: title.to_owned(), members: members.to_vec() });
        if self.pointer.is_some_and(|at| area.contains(at)) { self.style.theme.accent } else { plain }
    }
}

impl RingChart {
    fn words_height(&self, width: f32) -> f32 {
        let row = |mark: &RingMark| {
            let stopped = if mark.stopped.is_empty() { 0.0 } else { 18.0 };
            22.0 + paragraph::height(&mark.meaning, size::SECONDARY, width) + stopped + ROW_GAP
        };
        let others = self.others.iter().filter(|other| !other.1.is_empty()).count() as f32;
        self.stages.iter().map(row).sum::<f32>() + others * 18.0
    }

    fn ring(&self, canvas: &mut Canvas<'_>, place: Rect) {
        let theme = canvas.style.theme;
        let side = place.width().min(place.height());
        let disc = (side * 0.115).clamp(32.0, 46.0);
        let radius = side / 2.0 - disc - 2.0;
        let center = place.center();
        let step = TAU / self.stages.len().max(1) as f32;
        let around = |angle: f32, radius: f32| center + vec2(angle.cos(), angle.sin()) * radius;
        let spare = 2.0 * ((disc + 7.0) / (2.0 * radius)).min(1.0).asin();
        for (index, mark) in self.stages.iter().enumerate() {
            let angle = index as f32 * step - FRAC_PI_2;
            // The way here begins at the stage before.
            let (from, to) = (angle - step + spare, angle - spare);
            let color = if index == 0 { theme.series(2) } else { theme.series(0) };
            self.way(canvas.painter, canvas.style, (from, to), mark, color, |angle| around(angle, radius));
            let (percent, fraction) = mark.rate_texts();
            let middle = around((from + to) / 2.0, radius * 0.6);
            let area = Rect::from_center_size(middle, vec2(64.0, 34.0));
            let plain = if mark.is_broken() { theme.bad } else { theme.text };
            let color = canvas.color(area, &mark.meaning, &mark.went_on, plain);
            let raised = if fraction.is_empty() { 0.0 } else { 7.0 };
            paint::text(
                canvas.painter,
                middle - vec2(0.0, raised),
                Align2::CENTER_CENTER,
                &percent,
                paint::medium(size::TEXT),
                color,
            );
            let below = middle + vec2(0.0, 8.0);
            let font = paint::regular(size::AXIS);
            paint::text(canvas.painter, below, Align2::CENTER_CENTER, &fraction, font, theme.secondary);
        }
        for (index, mark) in self.stages.iter().enumerate() {
            let at = around(index as f32 * step - FRAC_PI_2, radius);
            let known = mark.count.is_some();
            let edge = if known { theme.series(0) } else { theme.faint };
            let area = Rect::from_center_size(at, vec2(disc, disc) * 1.8);
            let plain = if known { theme.text } else { theme.faint };
            let color = canvas.color(area, &mark.name, &mark.members, plain);
            canvas.painter.circle(at, disc, theme.surface, Stroke::new(2.0, edge));
            let number = paint::medium(size::PAGE_TITLE);
            paint::text_in(
                canvas.painter,
                at - vec2(0.0, 8.0),
                Align2::CENTER_CENTER,
                &mark.count_text(),
                number,
                color,
                disc * 1.8,
            );
            paint::text_in(
                canvas.painter,
                at + vec2(0.0, 13.0),
                Align2::CENTER_CENTER,
                &mark.name,
                paint::regular(size::SECONDARY),
                theme.secondary,
                disc * 1.7,
            );
        }
        if self.present.is_empty() {
            return;
        }
        let title = canvas.style.lang.t("ring.present");
        let area = Rect::from_center_size(center, vec2(76.0, 38.0));
        let color = canvas.color(area, title, &self.present, theme.text);
        let count = format::count(self.present.len() as u64);
        let font = paint::medium(size::CARD_TITLE);
        paint::text(canvas.painter, center - vec2(0.0, 8.0), Align2::CENTER_CENTER, &count, font, color);
        let font = paint::regular(size::AXIS);
        let below = center + vec2(0.0, 9.0);
        paint::text(canvas.painter, below, Align2::CENTER_CENTER, title, font, theme.secondary);
    }

    /// The way from one stage to the next between two angles, filled as far as the rate says.
    fn way(
        &self,
        painter: &Painter,
        style: &ChartStyle,
        (from, to): (f32, f32),
        mark: &RingMark,
        color: Color32,
        at: impl Fn(f32) -> Pos2,
    ) {
        let theme = style.theme;
        let tip = at(to);
        let (along, across) =
            ((tip - at(to - 0.02)).normalized(), (tip - at(to - 0.02)).normalized().rot90());
        // The head takes the end of the way.
        let length = tip.distance(at(from));
        let neck = to - (to - from) * (9.0 / length.max(18.0));
        let line = |until: f32| -> Vec<Pos2> {
            let pieces = 32;
            (0..=pieces).map(|piece| at(from + (until - from) * piece as f32 / pieces as f32)).collect()
        };
        let head = vec![tip + along * 4.0, at(neck) + across * 10.0, at(neck) - across * 10.0];
        let Some(share) = mark.rate.and_then(|rate| rate.value) else {
            painter.extend(Shape::dashed_line(&line(neck), Stroke::new(1.5, theme.faint), 4.0, 4.0));
            painter.add(Shape::convex_polygon(head, theme.faint, Stroke::NONE));
            return;
        };
        let ground = if mark.is_broken() { theme.bad_soft } else { mix(theme.surface, color, 0.22) };
        painter.add(Shape::line(line(neck), Stroke::new(TRACK, ground)));
        if share > 0.0 {
            let until = from + (neck - from) * share.min(1.0) as f32;
            painter.add(Shape::line(line(until), Stroke::new(TRACK, color)));
        }
        let tone = if mark.is_broken() { theme.bad } else { color };
        painter.add(Shape::convex_polygon(head, tone, Stroke::NONE));
        if mark.is_broken() {
            let middle = at((from + neck) / 2.0);
            for (a, b) in [(vec2(-5.0, -5.0), vec2(5.0, 5.0)), (vec2(-5.0, 5.0), vec2(5.0, -5.0))] {
                painter.line_segment([middle + a, middle + b], Stroke::new(2.0, theme.bad));
            }
        }
    }

    fn words(&self, canvas: &mut Canvas<'_>, place: Rect) {
        let (theme, lang) = (canvas.style.theme, canvas.style.lang);
        let mut y = place.top();
        for (index, mark) in self.stages.iter().enumerate() {
            if index > 0 {
                canvas.painter.hline(place.x_range(), y - ROW_GAP / 2.0, Stroke::new(1.0, theme.grid));
            }
            let (percent, fraction) = mark.rate_texts();
            let right = if fraction.is_empty() { percent } else { format!("{percent} ({fraction})") };
            let font = paint::medium(size::TEXT);
            let wide = paint::width(canvas.painter, &right, font.clone());
            let area = Rect::from_min_max(pos2(place.right() - wide, y), pos2(place.right(), y + 20.0));
            let plain = if mark.is_broken() { theme.bad } else { theme.text };
            let color = canvas.color(area, &mark.meaning, &mark.went_on, plain);
            let at = pos2(place.right(), y + 10.0);
            paint::text(canvas.painter, at, Align2::RIGHT_CENTER, &right, font.clone(), color);
            let left = match mark.count {
                Some(count) => lang.tf("ring.people", &[("stage", &mark.name), ("n", &format::count(count))]),
                None => lang.tf("ring.not_known", &[("stage", &mark.name)]),
            };
            let room = place.width() - wide - 12.0;
            let area = Rect::from_min_size(pos2(place.left(), y), vec2(room, 20.0));
            let color = canvas.color(area, &mark.name, &mark.members, theme.text);
            let at = pos2(place.left(), y + 10.0);
            let used = paint::text_in(canvas.painter, at, Align2::LEFT_CENTER, &left, font, color, room);
            if mark.is_broken() && used.width() + 60.0 < room {
                let at = pos2(used.right() + 8.0, y + 10.0);
                paint::tag(canvas.painter, at, lang.t("ring.broken"), (theme.bad, theme.bad_soft));
            }
            y += 22.0;
            let at = pos2(place.left(), y);
            let width = place.width();
            y += paragraph::draw(canvas.painter, at, &mark.meaning, size::SECONDARY, theme.secondary, width);
            let further: &[(String, Vec<u32>)] = if index == 0 { &self.others } else { &[] };
            let stopped = lang.tf("ring.stopped", &[("n", &format::count(mark.stopped.len() as u64))]);
            let own = (stopped, mark.stopped.clone());
            // Who of the new people was brought by nobody is told by how they came instead.
            let lines = further.iter().chain((index > 0).then_some(&own));
            for (text, members) in lines.filter(|line| !line.1.is_empty()) {
                let area = Rect::from_min_size(pos2(place.left(), y), vec2(width, 18.0));
                let color = canvas.color(area, text, members, theme.secondary);
                let at = pos2(place.left(), y + 9.0);
                let font = paint::regular(size::SECONDARY);
                paint::text_in(canvas.painter, at, Align2::LEFT_CENTER, text, font, color, width);
                y += 18.0;
            }
            y += ROW_GAP;
        }
    }
}

impl Chart for RingChart {
    fn height(&self, width: f32) -> f32 {
        if width >= BESIDE {
            self.words_height(width - SIDE - BETWEEN).max(SIDE)
        } else {
            width.min(SIDE) + ROW_GAP + self.words_height(width)
        }
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let rect = response.rect;
        let pointer = response.hover_pos().filter(|_| style.interactive);
        let mut canvas = Canvas { painter: &painter, style, pointer, spots: Vec::new() };
        if rect.width() >= BESIDE {
            let ring = Rect::from_min_size(rect.min, vec2(SIDE, rect.height().min(SIDE)));
            self.ring(&mut canvas, ring);
            let left = ring.right() + BETWEEN;
            self.words(&mut canvas, Rect::from_min_max(pos2(left, rect.top()), rect.max));
        } else {
            let side = rect.width().min(SIDE);
            let left = rect.left() + (rect.width() - side) / 2.0;
            self.ring(&mut canvas, Rect::from_min_size(pos2(left, rect.top()), vec2(side, side)));
            let top = rect.top() + side + ROW_GAP;
            self.words(&mut canvas, Rect::from_min_max(pos2(rect.left(), top), rect.max));
        }
        let at = pointer?;
        let spot = canvas.spots.into_iter().find(|spot| spot.area.contains(at))?;
        ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        response.clicked().then_some(Pick::People { title: spot.title, members: spot.members })
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.step",
            "funnel.count",
            "ring.rate",
            "ring.numerator",
            "ring.denominator",
            "ring.meaning",
        ];
        let number = |value: Option<u64>| value.map_or(String::new(), |value| value.to_string());
        let stage = |mark: &RingMark| {
            vec![
                mark.name.clone(),
                number(mark.count),
                mark.rate.and_then(|rate| rate.value).map_or(String::new(), |value| value.to_string()),
                number(mark.rate.map(|rate| rate.numerator)),
                number(mark.rate.map(|rate| rate.denominator)),
                mark.meaning.clone(),
            ]
        };
        let mut rows: Vec<Vec<String>> = self.stages.iter().map(stage).collect();
        rows.extend(self.others.iter().map(|(words, members)| {
            let mut row = vec![words.clone(), members.len().to_string()];
            row.resize(header.len(), String::new());
            row
        }));
        Sheet { header: header.map(|key| lang.t(key).to_owned()).to_vec(), rows }
    }

    fn summary(&self, _lang: Lang) -> String {
        let told = |mark: &RingMark| format!("{} {}", mark.name, mark.count_text());
        self.stages.iter().map(told).collect::<Vec<_>>().join(" → ")
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let (theme, lang) = (style.theme, style.lang);
        let item = |key: &str, color, shape| LegendItem { label: lang.t(key).to_owned(), color, shape };
        let mut items = vec![
            item("ring.passed", theme.series(0), LegendShape::Square),
            item("ring.closes", theme.series(2), LegendShape::Square),
        ];
        if self.stages.iter().any(|mark| mark.rate.and_then(|rate| rate.value).is_none()) {
            items.push(item("ring.unknown", theme.faint, LegendShape::Dashed));
        }
        items
    }
}
