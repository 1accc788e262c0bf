//! A table that can leave as a picture: groups with their figures and verdicts, lists of people.

use egui::{Align2, Rect, Sense, Stroke, pos2};

use super::theme::size;
use super::{Chart, ChartStyle, Pick, Sheet, Tone, canvas, paint};
use crate::i18n::Lang;

/// Rows and columns of text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// What a click on row `i` opens.
    pub picks: Vec<Option<Pick>>,
    /// Said when there is no row.
    pub empty: String,
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub label: String,
    /// Numbers stand to the right.
    pub right: bool,
    /// Share of the width, relative to the other columns.
    pub weight: f32,
    /// Left out where the table is too narrow for all: the highest first, 0 never.
    pub spare: u8,
}

impl Column {
    /// A column of that head, alignment, weight and rank among those to spare.
    pub fn new(label: &str, right: bool, weight: f32, spare: u8) -> Self {
        Self { label: label.to_owned(), right, weight, spare }
    }
}

/// One cell; a tone other than neutral is drawn as a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub text: String,
    pub detail: String,
    pub tone: Option<Tone>,
    /// What a click on the cell opens; a cell without opens what its row does.
    pub pick: Option<Pick>,
}

impl Cell {
    /// Plain text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), detail: String::new(), tone: None, pick: None }
    }

    /// A word on a soft background, with the reason on hover.
    pub fn tag(text: impl Into<String>, tone: Tone, reason: impl Into<String>) -> Self {
        Self { text: text.into(), detail: reason.into(), tone: Some(tone), pick: None }
    }

    /// With the people behind it, under a heading; nobody opens nothing.
    pub fn opens(mut self, title: impl Into<String>, members: impl Into<Vec<u32>>) -> Self {
        let members = members.into();
        self.pick = (!members.is_empty()).then(|| Pick::People { title: title.into(), members });
        self
    }
}

pub(super) const ROW: f32 = 32.0;
/// Rows of a picture; the CSV holds all.
const MOST_ROWS: usize = 40;

impl Table {
    /// The columns that fit, each with its width: all of them, or without the ones that can be spared most.
    fn columns_for(&self, painter: &egui::Painter, width: f32) -> Vec<(usize, f32)> {
        let needed = |column: usize| {
            let cells = self.shown().iter().filter_map(|row| row.get(column)).map(|cell| cell.text.as_str());
            let texts = std::iter::once(self.columns[column].label.as_str()).chain(cells);
            let most =
                texts.map(|text| paint::width(painter, text, paint::regular(size::TEXT))).fold(0.0, f32::max);
            most.min(120.0) + 16.0
        };
        let mut columns: Vec<(usize, f32)> =
            (0..self.columns.len()).map(|column| (column, needed(column))).collect();
        while columns.iter().map(|(_, needed)| needed).sum::<f32>() > width {
            let spared =
                columns.iter().map(|&(column, _)| column).max_by_key(|&column| self.columns[column].spare);
            match spared.filter(|&column| self.columns[column].spare > 0) {
                Some(spared) => columns.retain(|&(column, _)| column != spared),
                None => break,
            }
        }
        // What is left over goes to the columns by their weight; what is missing is taken from them alike.
        let needed: f32 = columns.iter().map(|(_, needed)| needed).sum();
        let weights: f32 = columns.iter().map(|&(column, _)| self.columns[column].weight).sum();
        for (column, own) in &mut columns {
            *own = if needed <= width {
                *own + (width - needed) * self.columns[*column].weight / weights.max(0.1)
            } else {
                *own * width / needed
            };
        }
        columns
    }

    fn shown(&self) -> &[Vec<Cell>] {
        &self.rows[..self.rows.len().min(MOST_ROWS)]
    }
}

impl Chart for Table {
    fn height(&self, _width: f32) -> f32 {
        let more = if self.rows.len() > MOST_ROWS { 1.0 } else { 0.0 };
        (self.shown().len().max(1) as f32 + 1.0 + more) * ROW
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let columns = self.columns_for(&painter, rect.width());
        let mut edges = vec![rect.left(); self.columns.len() + 1];
        let mut left = rect.left();
        for &(column, width) in &columns {
            edges[column] = left;
            left += width;
            edges[column + 1] = left;
        }
        let place = |column: usize, y: f32| {
            let (left, right) = (edges[column] + 8.0, edges[column + 1] - 8.0);
            if self.columns[column].right {
                (pos2(right, y), Align2::RIGHT_CENTER, right - left)
            } else {
                (pos2(left, y), Align2::LEFT_CENTER, right - left)
            }
        };
        for &(index, _) in &columns {
            let column = &self.columns[index];
            let (at, align, width) = place(index, rect.top() + ROW / 2.0);
            let font = paint::regular(size::SECONDARY);
            paint::text_in(&painter, at, align, &column.label, font, theme.secondary, width);
        }
        painter.hline(rect.x_range(), rect.top() + ROW, Stroke::new(1.0, theme.border));
        let mut picked = None;
        // A picture of a given height holds what fits, and says how much does not.
        let lines = (((rect.height() + 0.5) / ROW) as usize).saturating_sub(1);
        let shown = if self.rows.len() > lines { lines.saturating_sub(1) } else { lines };
        let shown = self.shown().get(..shown).unwrap_or(self.shown());
        for (line, row) in shown.iter().enumerate() {
            let area = Rect::from_min_max(
                pos2(rect.left(), rect.top() + (line + 1) as f32 * ROW),
                pos2(rect.right(), rect.top() + (line + 2) as f32 * ROW),
            );
            let row_pick = self.picks.get(line).and_then(Option::as_ref);
            let pointer = response.hover_pos().filter(|at| style.interactive && area.contains(*at));
            let over =
                |column: usize| pointer.is_some_and(|at| (edges[column]..edges[column + 1]).contains(&at.x));
            let own =
                columns.iter().filter(|&&(column, _)| over(column)).find_map(|&(column, _)| row.get(column));
            let pick = own.and_then(|cell| cell.pick.as_ref()).or(row_pick);
            if pick.is_some() && pointer.is_some() {
                painter.rect_filled(area, 0.0, theme.sunken);
                ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
            }
            for &(column, _) in &columns {
                let Some(cell) = row.get(column) else { continue };
                let (at, align, width) = place(column, area.center().y);
                // What is marked is what a click opens: the cell, or the row by its first.
                let marked = match cell.pick {
                    Some(_) => over(column),
                    None => {
                        let elsewhere = own.is_some_and(|cell| cell.pick.is_some());
                        column == 0 && pointer.is_some() && row_pick.is_some() && !elsewhere
                    }
                };
                match cell.tone {
                    Some(tone) => {
                        let used = paint::tag(&painter, at, &cell.text, theme.tone(tone));
                        let over =
                            style.interactive && response.hover_pos().is_some_and(|at| used.contains(at));
                        if over && !cell.detail.is_empty() {
                            response.clone().on_hover_text_at_pointer(&cell.detail);
                        }
                    }
                    None => {
                        let font = paint::regular(size::TEXT);
                        let color = if marked { theme.accent } else { theme.text };
                        paint::text_in(&painter, at, align, &cell.text, font, color, width);
                    }
                }
            }
            painter.hline(rect.x_range(), area.bottom(), Stroke::new(1.0, theme.grid));
            if pointer.is_some() && response.clicked() {
                picked = pick.cloned();
            }
        }
        let line = if self.rows.is_empty() {
            self.empty.clone()
        } else if self.rows.len() > shown.len() {
            style.lang.tf("chart.more_rows", &[("n", &(self.rows.len() - shown.len()))])
        } else {
            String::new()
        };
        paint::text_in(
            &painter,
            pos2(rect.left() + 8.0, rect.top() + (shown.len() as f32 + 1.5) * ROW),
            Align2::LEFT_CENTER,
            &line,
            paint::regular(size::SECONDARY),
            theme.secondary,
            rect.width() - 16.0,
        );
        picked
    }

    fn sheet(&self, _lang: Lang) -> Sheet {
        Sheet {
            header: self.columns.iter().map(|column| column.label.clone()).collect(),
            rows: self.rows.iter().map(|row| row.iter().map(|cell| cell.text.clone()).collect()).collect(),
        }
    }

    fn summary(&self, lang: Lang) -> String {
        lang.tf("table.summary", &[("n", &self.rows.len())])
    }
}
