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
}

/// One cell; a tone other than neutral is drawn as a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub text: String,
    pub detail: String,
    pub tone: Option<Tone>,
}

impl Cell {
    /// Plain text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), detail: String::new(), tone: None }
    }

    /// A word on a soft background, with the reason on hover.
    pub fn tag(text: impl Into<String>, tone: Tone, reason: impl Into<String>) -> Self {
        Self { text: text.into(), detail: reason.into(), tone: Some(tone) }
    }
}

const ROW: f32 = 32.0;
/// Rows of a picture; the CSV holds all.
const MOST_ROWS: usize = 40;

impl Table {
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
        let total: f32 = self.columns.iter().map(|column| column.weight).sum::<f32>().max(1.0);
        let mut edges = vec![rect.left()];
        for column in &self.columns {
            let left = edges.last().copied().unwrap_or(rect.left());
            edges.push(left + rect.width() * column.weight / total);
        }
        let place = |column: usize, y: f32| {
            let (left, right) = (edges[column] + 8.0, edges[column + 1] - 8.0);
            if self.columns[column].right {
                (pos2(right, y), Align2::RIGHT_CENTER, right - left)
            } else {
                (pos2(left, y), Align2::LEFT_CENTER, right - left)
            }
        };
        for (index, column) in self.columns.iter().enumerate() {
            let (at, align, width) = place(index, rect.top() + ROW / 2.0);
            let font = paint::regular(size::SECONDARY);
            paint::text_in(&painter, at, align, &column.label, font, theme.secondary, width);
        }
        painter.hline(rect.x_range(), rect.top() + ROW, Stroke::new(1.0, theme.border));
        let mut picked = None;
        for (line, row) in self.shown().iter().enumerate() {
            let area = Rect::from_min_max(
                pos2(rect.left(), rect.top() + (line + 1) as f32 * ROW),
                pos2(rect.right(), rect.top() + (line + 2) as f32 * ROW),
            );
            let pick = self.picks.get(line).cloned().flatten();
            let hovered = style.interactive && response.hover_pos().is_some_and(|at| area.contains(at));
            if hovered && pick.is_some() {
                painter.rect_filled(area, 0.0, theme.sunken);
            }
            for (column, cell) in row.iter().take(self.columns.len()).enumerate() {
                let (at, align, width) = place(column, area.center().y);
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
                        let color =
                            if column == 0 && hovered && pick.is_some() { theme.accent } else { theme.text };
                        paint::text_in(&painter, at, align, &cell.text, font, color, width);
                    }
                }
            }
            painter.hline(rect.x_range(), area.bottom(), Stroke::new(1.0, theme.grid));
            if hovered && response.clicked() {
                picked = pick;
            }
        }
        let line = if self.rows.is_empty() {
            self.empty.clone()
        } else if self.rows.len() > MOST_ROWS {
            style.lang.tf("chart.more_rows", &[("n", &(self.rows.len() - MOST_ROWS))])
        } else {
            String::new()
        };
        paint::text_in(
            &painter,
            pos2(rect.left() + 8.0, rect.top() + (self.shown().len() as f32 + 1.5) * ROW),
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
