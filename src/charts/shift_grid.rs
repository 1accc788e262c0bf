//! A week of shifts: one row a slot and group, one column a day, the heat behind who serves.

use chrono::NaiveDate;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, pos2, vec2};

use super::heat_map::weekday_words;
use super::theme::size;
use super::week_strip::paint_lock;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, Theme, canvas, format, paint};
use crate::i18n::Lang;

/// Rows in order of slot, then group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShiftGrid {
    pub days: Vec<ShiftDay>,
    pub rows: Vec<ShiftRow>,
    pub foot: String,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftDay {
    pub date: NaiveDate,
    /// The public holiday of the day.
    pub word: Option<String>,
}

/// A slot of one group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShiftRow {
    pub slot: u32,
    /// Name and hours of the slot.
    pub slot_words: (String, String),
    /// Position of the group in the week.
    pub group: usize,
    pub label: String,
    /// One a day.
    pub cells: Vec<ShiftBox>,
}

/// A slot of one group on one day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShiftBox {
    pub wanted: u32,
    /// 1 to 5.
    pub heat: i64,
    /// Messages expected; unknown without messages of that weekday.
    pub expected: Option<f64>,
    /// Somebody wrote the number of people down.
    pub edited: bool,
    /// Who serves, and whether that is locked.
    pub people: Vec<(String, bool)>,
}

impl ShiftBox {
    /// People wanted and not there.
    pub fn missing(&self) -> u32 {
        self.wanted.saturating_sub(self.people.len() as u32)
    }

    /// True where nobody is wanted and nobody serves.
    pub fn is_quiet(&self) -> bool {
        self.wanted == 0 && self.people.is_empty()
    }
}

/// Where a cell lies, and in it everybody who serves and every empty place.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftSpot {
    pub row: usize,
    pub day: usize,
    pub rect: Rect,
    pub chips: Vec<Rect>,
}

const HEAD: f32 = 40.0;
const CHIP: f32 = 21.0;
const INSET: f32 = 4.0;
const SLOT: f32 = 58.0;
const LABEL: f32 = 92.0;
/// Space above the first row of a slot.
const BREAK: f32 = 8.0;
/// Places of one cell that are drawn; the rest is told by a number.
const MOST_CHIPS: usize = 4;

impl ShiftGrid {
    fn row_height(row: &ShiftRow) -> f32 {
        let places = |cell: &ShiftBox| (cell.people.len() + cell.missing() as usize).min(MOST_CHIPS);
        let most = row.cells.iter().map(places).max().unwrap_or(0).max(1);
        2.0 * INSET + most as f32 * (CHIP + 2.0) - 2.0
    }

    /// Top of every row, and the height of all.
    fn tops(&self) -> (Vec<f32>, f32) {
        let mut y = HEAD;
        let mut tops = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            if number > 0 && self.rows[number - 1].slot != row.slot {
                y += BREAK;
            }
            tops.push(y);
            y += Self::row_height(row) + 3.0;
        }
        (tops, y)
    }

    /// Where each cell lies at a width, from the left top of the grid; by row, then day.
    pub fn spots(&self, width: f32) -> Vec<ShiftSpot> {
        let (tops, _) = self.tops();
        let step = (width - SLOT - LABEL) / self.days.len().max(1) as f32;
        let mut spots = Vec::new();
        for (number, (row, top)) in self.rows.iter().zip(tops).enumerate() {
            for (day, cell) in row.cells.iter().enumerate() {
                let corner = pos2(SLOT + LABEL + day as f32 * step, top);
                let rect = Rect::from_min_size(corner, vec2(step - 3.0, Self::row_height(row)));
                let places = (cell.people.len() + cell.missing() as usize).min(MOST_CHIPS);
                let chip = |place: usize| {
                    let top = rect.top() + INSET + place as f32 * (CHIP + 2.0);
                    Rect::from_min_size(
                        pos2(rect.left() + INSET, top),
                        vec2(rect.width() - 2.0 * INSET, CHIP),
                    )
                };
                spots.push(ShiftSpot { row: number, day, rect, chips: (0..places).map(chip).collect() });
            }
        }
        spots
    }

    /// What a cell says on hovering.
    pub fn words(&self, row: &ShiftRow, day: usize, lang: Lang) -> String {
        let (Some(cell), Some(column)) = (row.cells.get(day), self.days.get(day)) else {
            return String::new();
        };
        let mut lines = vec![
            format!("{} · {}", weekday_words(column.date, lang), format::month_day(column.date)),
            format!("{} {} · {}", row.slot_words.0, row.slot_words.1, row.label),
            match cell.expected {
                Some(expected) => {
                    lang.tf("shifts.expected", &[("n", &format!("{expected:.1}")), ("heat", &cell.heat)])
                }
                None => lang.t("shifts.unexpected").to_owned(),
            },
            lang.tf(
                if cell.edited { "shifts.wanted_edited" } else { "shifts.wanted_suggested" },
                &[("n", &cell.wanted), ("found", &cell.people.len())],
            ),
        ];
        lines.extend(cell.people.iter().map(|(name, locked)| {
            if *locked { format!("{name} · {}", lang.t("week.is_locked")) } else { name.clone() }
        }));
        lines.join("\n")
    }
}

/// The colour behind a cell.
fn heat_of(theme: &Theme, heat: i64) -> egui::Color32 {
    theme.heat((heat as f32 / 5.0).clamp(0.0, 1.0) * 0.75)
}

impl Chart for ShiftGrid {
    fn height(&self, _width: f32) -> f32 {
        self.tops().1 + if self.foot.is_empty() { 0.0 } else { 24.0 }
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::hover());
        let (theme, lang, rect) = (style.theme, style.lang, response.rect);
        let origin = rect.min.to_vec2();
        let spots = self.spots(rect.width());
        let step = (rect.width() - SLOT - LABEL) / self.days.len().max(1) as f32;
        for (number, day) in self.days.iter().enumerate() {
            let x = rect.left() + SLOT + LABEL + (number as f32 + 0.5) * step - 1.5;
            let words = format!("{} {}", weekday_words(day.date, lang), format::month_day(day.date));
            let room = step - 6.0;
            let secondary = paint::regular(size::SECONDARY);
            paint::text_in(
                &painter,
                pos2(x, rect.top() + 4.0),
                Align2::CENTER_TOP,
                &words,
                secondary,
                theme.text,
                room,
            );
            if let Some(word) = &day.word {
                let at = pos2(x, rect.top() + 20.0);
                let axis = paint::regular(size::AXIS);
                paint::text_in(&painter, at, Align2::CENTER_TOP, word, axis, theme.warning, room);
            }
        }
        let (tops, _) = self.tops();
        for (number, (row, top)) in self.rows.iter().zip(&tops).enumerate() {
            let middle = rect.top() + top + Self::row_height(row) / 2.0;
            let first = number == 0 || self.rows[number - 1].slot != row.slot;
            if first {
                if number > 0 {
                    let y = rect.top() + top - BREAK / 2.0 - 1.5;
                    painter.hline(rect.x_range(), y, Stroke::new(1.0, theme.grid));
                }
                let at = pos2(rect.left(), middle - 8.0);
                let font = paint::medium(size::TEXT);
                paint::text_in(
                    &painter,
                    at,
                    Align2::LEFT_CENTER,
                    &row.slot_words.0,
                    font,
                    theme.text,
                    SLOT - 6.0,
                );
                let at = pos2(rect.left(), middle + 8.0);
                let axis = paint::regular(size::AXIS);
                paint::text_in(
                    &painter,
                    at,
                    Align2::LEFT_CENTER,
                    &row.slot_words.1,
                    axis,
                    theme.secondary,
                    SLOT - 6.0,
                );
            }
            let at = pos2(rect.left() + SLOT, middle);
            let font = paint::regular(size::SECONDARY);
            paint::text_in(&painter, at, Align2::LEFT_CENTER, &row.label, font, theme.secondary, LABEL - 8.0);
        }
        for spot in &spots {
            let Some(cell) = self.rows.get(spot.row).and_then(|row| row.cells.get(spot.day)) else {
                continue;
            };
            let place = spot.rect.translate(origin);
            let rounding = CornerRadius::same(4);
            if cell.is_quiet() {
                painter.rect_filled(place, rounding, theme.sunken);
                paint::text(
                    &painter,
                    place.center(),
                    Align2::CENTER_CENTER,
                    "·",
                    paint::regular(size::TEXT),
                    theme.faint,
                );
                continue;
            }
            painter.rect_filled(place, rounding, heat_of(theme, cell.heat));
            let shown = spot.chips.len();
            for (at, chip) in spot.chips.iter().enumerate() {
                let chip = chip.translate(origin);
                let more = cell.people.len() + cell.missing() as usize - shown;
                if more > 0 && at + 1 == shown {
                    let text = lang.tf("shifts.more", &[("n", &(more + 1))]);
                    let font = paint::regular(size::AXIS);
                    paint::text(&painter, chip.center(), Align2::CENTER_CENTER, &text, font, theme.text);
                    continue;
                }
                match cell.people.get(at) {
                    Some((name, locked)) => {
                        let over = at >= cell.wanted as usize;
                        painter.rect_filled(chip, CornerRadius::same(3), theme.surface);
                        let edge = if over { theme.warning } else { theme.border };
                        painter.rect_stroke(chip, 3.0, Stroke::new(1.0, edge), StrokeKind::Inside);
                        let room = chip.width() - if *locked { 22.0 } else { 8.0 };
                        let from = chip.left_center() + vec2(5.0, 0.0);
                        let font = paint::regular(size::SECONDARY);
                        paint::text_in(&painter, from, Align2::LEFT_CENTER, name, font, theme.text, room);
                        if *locked {
                            paint_lock(&painter, chip.right_center() + vec2(-9.0, 0.0), theme.text);
                        }
                    }
                    None => paint::dashed_rect(&painter, chip, theme.bad),
                }
            }
            if style.interactive && response.hover_pos().is_some_and(|at| place.contains(at)) {
                let row = &self.rows[spot.row];
                response.clone().on_hover_text_at_pointer(self.words(row, spot.day, lang));
            }
        }
        let foot = pos2(rect.left(), rect.top() + self.tops().1 + 4.0);
        let font = paint::regular(size::TEXT);
        paint::text_in(&painter, foot, Align2::LEFT_TOP, &self.foot, font, theme.text, rect.width());
        None
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.day",
            "column.slot",
            "column.hours",
            "column.group",
            "column.heat",
            "column.expected",
            "column.people_wanted",
            "column.member",
            "column.locked",
            "column.missing",
        ];
        let mut rows = Vec::new();
        for (day, column) in self.days.iter().enumerate() {
            for row in &self.rows {
                let Some(cell) = row.cells.get(day) else { continue };
                let names: Vec<&str> = cell.people.iter().map(|(name, _)| name.as_str()).collect();
                let locked = cell.people.iter().filter(|(_, locked)| *locked).count();
                rows.push(vec![
                    format::date(column.date),
                    row.slot_words.0.clone(),
                    row.slot_words.1.clone(),
                    row.label.clone(),
                    cell.heat.to_string(),
                    cell.expected.map_or(String::new(), |expected| format!("{expected:.2}")),
                    cell.wanted.to_string(),
                    names.join(", "),
                    locked.to_string(),
                    cell.missing().to_string(),
                ]);
            }
        }
        Sheet { header: header.map(|key| lang.t(key).to_owned()).to_vec(), rows }
    }

    fn summary(&self, lang: Lang) -> String {
        let cells = || self.rows.iter().flat_map(|row| &row.cells);
        let wanted: u32 = cells().map(|cell| cell.wanted).sum();
        let missing: u32 = cells().map(ShiftBox::missing).sum();
        lang.tf("shifts.summary", &[("n", &(wanted - missing)), ("wanted", &wanted)])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let (theme, lang) = (style.theme, style.lang);
        let heat = |heat: i64, label: String| LegendItem {
            label,
            color: heat_of(theme, heat),
            shape: LegendShape::Square,
        };
        let item = |key: &str, color, shape| LegendItem { label: lang.t(key).to_owned(), color, shape };
        let any = |has: &dyn Fn(&ShiftBox) -> bool| self.rows.iter().flat_map(|row| &row.cells).any(has);
        let mut items = vec![
            heat(1, lang.t("shifts.heat_least").to_owned()),
            heat(3, "3".to_owned()),
            heat(5, lang.t("shifts.heat_most").to_owned()),
        ];
        if any(&|cell| cell.missing() > 0) {
            items.push(item("week.empty", theme.bad, LegendShape::Dashed));
        }
        if any(&ShiftBox::is_quiet) {
            items.push(item("shifts.quiet", theme.sunken, LegendShape::Square));
        }
        items
    }
}
