//! The year of duty weeks: one cell a week, one row a seat.

use std::borrow::Cow;

use chrono::NaiveDate;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, Theme, canvas, format, paint};
use crate::analytics::rotation::Trend;
use crate::i18n::Lang;

/// Cells in order of week, then seat.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeekStrip {
    pub cells: Vec<WeekCell>,
    pub seats: u32,
    /// The week that holds the last day of the data.
    pub now: Option<u32>,
    pub foot: String,
}

/// One seat of one week.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekCell {
    pub week: u32,
    pub seat: u32,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Who serves; nobody when empty.
    pub name: Option<String>,
    /// Why the seat is empty.
    pub reason: String,
    pub locked: bool,
    pub planned: bool,
    /// The holiday that closes the week.
    pub closed: Option<String>,
    /// A holiday in the week.
    pub holiday: Option<String>,
    /// Somebody asks to change the duty.
    pub request: bool,
    /// Whether the week was livelier than those around it.
    pub trend: Option<Trend>,
    /// The same in words.
    pub effect: String,
}

const CELL: f32 = 44.0;
const PER_LINE: u32 = 26;
/// Two characters of a name and its margins.
const LEAST_WIDTH: f32 = 30.0;

impl WeekStrip {
    /// Where each cell lies at a width, from the left top of the strip.
    pub fn places(&self, width: f32) -> Vec<Rect> {
        let per_line = self.per_line(width);
        let step = (width / per_line as f32).min(64.0);
        let place = |cell: &WeekCell| {
            let (line, column) = (cell.week / per_line, cell.week % per_line);
            let top = line as f32 * self.line_height() + cell.seat as f32 * (CELL + 4.0);
            Rect::from_min_size(pos2(column as f32 * step, top), vec2(step - 3.0, CELL))
        };
        self.cells.iter().map(place).collect()
    }

    /// What a cell says on hovering.
    pub fn words(cell: &WeekCell, lang: Lang) -> String {
        let mut lines = vec![
            lang.tf("week.number", &[("n", &(cell.week + 1))]),
            format::period(cell.from, cell.to, lang),
        ];
        let holiday = cell.closed.as_ref().or(cell.holiday.as_ref());
        lines.extend(holiday.map(|name| holiday_words(name, cell.closed.is_some(), lang)));
        match &cell.name {
            Some(name) => lines.push(name.clone()),
            None if cell.closed.is_some() => {}
            None => lines.push(cell.reason.clone()),
        }
        for (shown, key) in [(cell.locked, "week.is_locked"), (cell.request, "week.has_request")] {
            if shown {
                lines.push(lang.t(key).to_owned());
            }
        }
        lines.push(cell.effect.clone());
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    fn weeks(&self) -> u32 {
        self.cells.iter().map(|cell| cell.week + 1).max().unwrap_or(0)
    }

    /// Weeks on one line: half a year where there is room.
    fn per_line(&self, width: f32) -> u32 {
        ((width / LEAST_WIDTH) as u32).clamp(4, PER_LINE).min(self.weeks().max(1))
    }

    fn lines(&self, width: f32) -> u32 {
        self.weeks().div_ceil(self.per_line(width)).max(1)
    }

    fn line_height(&self) -> f32 {
        self.seats.max(1) as f32 * (CELL + 4.0) + 20.0
    }
}

impl Chart for WeekStrip {
    fn height(&self, width: f32) -> f32 {
        self.lines(width) as f32 * self.line_height() + if self.foot.is_empty() { 0.0 } else { 24.0 }
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, lang, rect) = (style.theme, style.lang, response.rect);
        let mut picked = None;
        for (cell, place) in self.cells.iter().zip(self.places(rect.width())) {
            let place = place.translate(rect.min.to_vec2());
            let rounding = CornerRadius::same(4);
            match &cell.name {
                Some(name) => {
                    let fill = fill_of(theme, cell.planned, cell.trend);
                    painter.rect_filled(place, rounding, fill);
                    let color = theme.text_on(fill);
                    two_lines(&painter, place, name, color);
                    if cell.locked {
                        paint_lock(&painter, place.right_bottom() + vec2(-6.0, -6.0), color);
                    }
                    if cell.request {
                        let at = place.left_top() + vec2(7.0, 7.0);
                        painter.circle(at, 4.5, theme.warning, Stroke::new(1.0, theme.surface));
                    }
                }
                None if cell.closed.is_some() => {
                    painter.rect_filled(place, rounding, theme.sunken);
                    let name = cell.closed.as_deref().filter(|name| !name.is_empty());
                    let word = name.unwrap_or(lang.t("week.closed"));
                    two_lines(&painter, place, &short(&painter, place, word), theme.secondary);
                }
                None => paint::dashed_rect(&painter, place, theme.bad),
            }
            if cell.holiday.is_some() && cell.closed.is_none() {
                let line =
                    Rect::from_min_size(place.left_bottom() - vec2(0.0, 3.0), vec2(place.width(), 3.0));
                painter.rect_filled(line, CornerRadius::same(1), theme.warning);
            }
            if self.now == Some(cell.week) {
                painter.rect_stroke(place, rounding, Stroke::new(2.0, theme.text), StrokeKind::Outside);
            }
            let column = cell.week % self.per_line(rect.width());
            if cell.seat == 0 && (column.is_multiple_of(2) || place.width() > 37.0) {
                paint::text(
                    &painter,
                    pos2(place.center().x, place.top() + self.line_height() - 18.0),
                    Align2::CENTER_TOP,
                    &format::month_day(cell.from),
                    paint::regular(10.0),
                    theme.faint,
                );
            }
            if style.interactive && response.hover_pos().is_some_and(|at| place.contains(at)) {
                if response.clicked() {
                    picked = Some(Pick::Week(cell.week));
                }
                response.clone().on_hover_text_at_pointer(Self::words(cell, lang));
            }
        }
        paint::text_in(
            &painter,
            pos2(rect.left(), rect.top() + self.lines(rect.width()) as f32 * self.line_height() + 4.0),
            Align2::LEFT_TOP,
            &self.foot,
            paint::regular(size::TEXT),
            theme.text,
            rect.width(),
        );
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.week",
            "column.seat",
            "column.from",
            "column.to",
            "column.member",
            "column.locked",
            "column.reason",
            "column.holiday",
            "column.effect",
        ];
        Sheet {
            header: header.map(|key| lang.t(key).to_owned()).to_vec(),
            rows: self
                .cells
                .iter()
                .map(|cell| {
                    vec![
                        (cell.week + 1).to_string(),
                        (cell.seat + 1).to_string(),
                        format::date(cell.from),
                        format::date(cell.to),
                        cell.name.clone().unwrap_or_default(),
                        cell.locked.to_string(),
                        if cell.closed.is_some() { String::new() } else { cell.reason.clone() },
                        cell.closed.as_ref().or(cell.holiday.as_ref()).cloned().unwrap_or_default(),
                        cell.effect.clone(),
                    ]
                })
                .collect(),
        }
    }

    fn summary(&self, lang: Lang) -> String {
        let open = || self.cells.iter().filter(|cell| cell.closed.is_none());
        let filled = open().filter(|cell| cell.name.is_some()).count();
        lang.tf("week.summary", &[("filled", &filled), ("seats", &open().count())])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let theme = style.theme;
        let item = |key: &str, color, shape| LegendItem { label: style.lang.t(key).to_owned(), color, shape };
        let any = |has: &dyn Fn(&WeekCell) -> bool| self.cells.iter().any(has);
        let mut items = Vec::new();
        if any(&|cell| cell.trend == Some(Trend::Up)) {
            items.push(item("week.up", fill_of(theme, false, Some(Trend::Up)), LegendShape::Square));
        }
        items.push(item("week.served", fill_of(theme, false, None), LegendShape::Square));
        if any(&|cell| cell.trend == Some(Trend::Down)) {
            items.push(item("week.down", fill_of(theme, false, Some(Trend::Down)), LegendShape::Square));
        }
        items.push(item("week.planned", fill_of(theme, true, None), LegendShape::Square));
        items.push(item("week.empty", theme.bad, LegendShape::Dashed));
        if any(&|cell| cell.closed.is_some()) {
            items.push(item("week.closed", theme.sunken, LegendShape::Square));
        }
        if any(&|cell| cell.holiday.is_some() && cell.closed.is_none()) {
            items.push(item("week.holiday", theme.warning, LegendShape::Bar));
        }
        if any(&|cell| cell.request) {
            items.push(item("week.has_request", theme.warning, LegendShape::Circle));
        }
        items
    }
}

/// The colour of a week with somebody on duty.
fn fill_of(theme: &Theme, planned: bool, trend: Option<Trend>) -> egui::Color32 {
    let color = match trend {
        Some(Trend::Up) => theme.good,
        Some(Trend::Down) => theme.warning,
        Some(Trend::Flat) | None => theme.series(0),
    };
    if planned { super::theme::mix(theme.surface, color, 0.35) } else { color }
}

/// A holiday in words: its name, and whether it closes the week.
fn holiday_words(name: &str, closes: bool, lang: Lang) -> String {
    match (name.is_empty(), closes) {
        (true, true) => lang.t("week.closed").to_owned(),
        (true, false) => lang.t("week.holiday").to_owned(),
        (false, true) => lang.tf("week.closed_by", &[("name", &name)]),
        (false, false) => name.to_owned(),
    }
}

/// A small padlock around a point.
pub(super) fn paint_lock(painter: &egui::Painter, at: egui::Pos2, color: egui::Color32) {
    painter.rect_filled(Rect::from_center_size(at + vec2(0.0, 2.0), vec2(7.0, 5.0)), 1.0, color);
    let bow = Rect::from_center_size(at + vec2(0.0, -1.5), vec2(4.0, 4.0));
    painter.rect_stroke(bow, CornerRadius::same(2), Stroke::new(1.2, color), StrokeKind::Middle);
}

/// A holiday in a narrow cell: the initials of a name of several words, one of which is too long for a line.
fn short<'n>(painter: &egui::Painter, place: Rect, name: &'n str) -> Cow<'n, str> {
    let room = place.width() - 4.0;
    let fits = |word: &str| paint::width(painter, word, paint::regular(size::AXIS)) <= room;
    if !name.contains(' ') || fits(name) || name.split(' ').all(fits) {
        return name.into();
    }
    name.split(' ').filter_map(|word| word.chars().next()).collect::<String>().into()
}

/// A name in a narrow cell: on one line where it fits, else broken in two, the second cut short if need be.
fn two_lines(painter: &egui::Painter, place: Rect, name: &str, color: egui::Color32) {
    let font = paint::regular(size::AXIS);
    let room = place.width() - 4.0;
    let width = |text: &str| paint::width(painter, text, font.clone());
    if width(name) <= room {
        paint::text(painter, place.center(), Align2::CENTER_CENTER, name, font, color);
        return;
    }
    let fits = |end: &usize| width(&name[..*end]) <= room;
    let ends = name.char_indices().map(|(start, c)| start + c.len_utf8());
    let longest = ends.take_while(fits).last().unwrap_or(0);
    // A name that fills less than two lines is broken in the middle.
    let middle = name.char_indices().nth(name.chars().count().div_ceil(2)).map_or(longest, |(at, _)| at);
    let (first, second) = match name.split_once(' ') {
        Some((first, second)) if width(first) <= room && width(second) <= room => (first, second),
        _ => name.split_at(if width(name) <= 2.0 * room { middle.min(longest) } else { longest }),
    };
    for (text, y) in [(first, -8.0), (second, 8.0)] {
        let at = pos2(place.center().x, place.center().y + y);
        paint::text_in(painter, at, Align2::CENTER_CENTER, text, font.clone(), color, room + 2.0);
    }
}
