//! The year of duty weeks: one cell a week, one row a seat.

use chrono::NaiveDate;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
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
}

const CELL: f32 = 44.0;
const PER_LINE: u32 = 26;
/// Two characters of a name and its margins.
const LEAST_WIDTH: f32 = 30.0;

impl WeekStrip {
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
        let per_line = self.per_line(rect.width());
        let width = (rect.width() / per_line as f32).min(64.0);
        let mut picked = None;
        for cell in &self.cells {
            let (line, column) = (cell.week / per_line, cell.week % per_line);
            let top = rect.top() + line as f32 * self.line_height();
            let place = Rect::from_min_size(
                pos2(rect.left() + column as f32 * width, top + cell.seat as f32 * (CELL + 4.0)),
                vec2(width - 3.0, CELL),
            );
            let rounding = CornerRadius::same(4);
            match &cell.name {
                Some(name) => {
                    let fill = if cell.planned {
                        super::theme::mix(theme.surface, theme.series(0), 0.35)
                    } else {
                        theme.series(0)
                    };
                    painter.rect_filled(place, rounding, fill);
                    let color = theme.text_on(fill);
                    two_lines(&painter, place, name, color);
                    if cell.locked {
                        painter.circle_filled(place.right_top() + vec2(-6.0, 6.0), 2.0, color);
                    }
                }
                None => paint::dashed_rect(&painter, place, theme.bad),
            }
            if self.now == Some(cell.week) {
                painter.rect_stroke(place, rounding, Stroke::new(2.0, theme.text), StrokeKind::Outside);
            }
            if cell.seat == 0 && (cell.week.is_multiple_of(2) || width > 40.0) {
                paint::text(
                    &painter,
                    pos2(place.center().x, top + self.line_height() - 18.0),
                    Align2::CENTER_TOP,
                    &format::month_day(cell.from),
                    paint::regular(10.0),
                    theme.faint,
                );
            }
            if style.interactive && response.hover_pos().is_some_and(|at| place.contains(at)) {
                let who = cell.name.clone().unwrap_or_else(|| cell.reason.clone());
                let text = format!(
                    "{}\n{}\n{who}",
                    lang.tf("week.number", &[("n", &(cell.week + 1))]),
                    format::period(cell.from, cell.to, lang)
                );
                if response.clicked() {
                    picked = Some(Pick::Week(cell.week));
                }
                response.clone().on_hover_text_at_pointer(text);
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
                        cell.reason.clone(),
                    ]
                })
                .collect(),
        }
    }

    fn summary(&self, lang: Lang) -> String {
        let filled = self.cells.iter().filter(|cell| cell.name.is_some()).count();
        lang.tf("week.summary", &[("filled", &filled), ("seats", &self.cells.len())])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let theme = style.theme;
        let item = |key: &str, color, shape| LegendItem { label: style.lang.t(key).to_owned(), color, shape };
        let planned = super::theme::mix(theme.surface, theme.series(0), 0.35);
        vec![
            item("week.served", theme.series(0), LegendShape::Square),
            item("week.planned", planned, LegendShape::Square),
            item("week.empty", theme.bad, LegendShape::Dashed),
        ]
    }
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
    let (first, second) =
        name.split_at(if width(name) <= 2.0 * room { middle.min(longest) } else { longest });
    for (text, y) in [(first, -8.0), (second, 8.0)] {
        let at = pos2(place.center().x, place.center().y + y);
        paint::text_in(painter, at, Align2::CENTER_CENTER, text, font.clone(), color, room + 2.0);
    }
}
