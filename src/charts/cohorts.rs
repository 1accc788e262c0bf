//! Weekly cohorts: who still speaks in week N.

use chrono::NaiveDate;
use egui::{Align2, Rect, Sense, Stroke, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// A triangle of retention: one row a cohort, newest last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CohortTable {
    pub rows: Vec<CohortRow>,
    /// Weighted mean per column, from week 1; `None` where no cohort is observed.
    pub mean: Vec<Option<f64>>,
    /// What a column is: `day`, `month`, else a week.
    pub interval: &'static str,
}

/// People who began in one week.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortRow {
    pub from: NaiveDate,
    pub size: u64,
    /// How many came back in week 1, 2, ...; `None` for a week not wholly observed yet.
    pub returned: Vec<Option<u64>>,
}

/// Rows and columns that a picture can carry; older cohorts stay in the CSV.
const MOST_ROWS: usize = 12;
const MOST_COLUMNS: usize = 10;
const ROW: f32 = 27.0;
/// A share in per cent needs this much.
const LEAST_CELL: f32 = 38.0;

impl CohortTable {
    fn column(&self, lang: Lang, n: usize) -> String {
        let values: [(&str, &dyn std::fmt::Display); 1] = [("n", &n)];
        match self.interval {
            "day" => lang.tf("cohort.column_day", &values),
            "month" => lang.tf("cohort.column_month", &values),
            _ => lang.tf("cohort.column", &values),
        }
    }

    fn shown(&self) -> &[CohortRow] {
        &self.rows[self.rows.len().saturating_sub(MOST_ROWS)..]
    }

    fn columns(&self) -> usize {
        self.shown().iter().map(|row| row.returned.len()).max().unwrap_or(0).clamp(1, MOST_COLUMNS)
    }
}

impl Chart for CohortTable {
    fn height(&self, _width: f32) -> f32 {
        (self.shown().len() as f32 + 2.0) * ROW + 4.0
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::hover());
        let theme = style.theme;
        let rect = response.rect;
        let (label_width, size_width) = (76.0, 52.0);
        // A narrow picture shows the first weeks; the CSV holds all.
        let room = ((rect.width() - label_width - size_width) / LEAST_CELL) as usize;
        let columns = self.columns().min(room.max(1));
        let cell_width = ((rect.width() - label_width - size_width) / columns as f32).min(72.0);
        let row_height = (rect.height() / (self.shown().len() as f32 + 2.0)).min(ROW);
        let right = rect.left() + label_width + size_width + cell_width * columns as f32;
        let center = |row: usize| rect.top() + (row as f32 + 0.5) * row_height;
        let secondary = paint::regular(size::SECONDARY);
        let put = |x: f32, row: usize, align: Align2, text: &str, color, width: f32| {
            paint::text_in(&painter, pos2(x, center(row)), align, text, secondary.clone(), color, width);
        };
        put(
            rect.left() + 4.0,
            0,
            Align2::LEFT_CENTER,
            style.lang.t("cohort.week"),
            theme.secondary,
            label_width,
        );
        let size_right = rect.left() + label_width + size_width - 8.0;
        put(size_right, 0, Align2::RIGHT_CENTER, style.lang.t("column.people"), theme.secondary, size_width);
        for column in 0..columns {
            let x = rect.left() + label_width + size_width + (column as f32 + 1.0) * cell_width - 6.0;
            let label = self.column(style.lang, column + 1);
            put(x, 0, Align2::RIGHT_CENTER, &label, theme.secondary, cell_width - 6.0);
        }
        for (index, row) in self.shown().iter().enumerate() {
            let line = index + 1;
            put(
                rect.left() + 4.0,
                line,
                Align2::LEFT_CENTER,
                &format::month_day(row.from),
                theme.secondary,
                label_width,
            );
            put(size_right, line, Align2::RIGHT_CENTER, &format::count(row.size), theme.text, size_width);
            for column in 0..columns.min(row.returned.len()) {
                let cell = Rect::from_min_size(
                    pos2(
                        rect.left() + label_width + size_width + column as f32 * cell_width,
                        rect.top() + line as f32 * row_height,
                    ),
                    vec2(cell_width, row_height - 1.0),
                );
                let share =
                    row.returned[column].and_then(|count| crate::analytics::Rate::new(count, row.size).value);
                match (row.returned[column], share) {
                    // The week under way is hatched; those that have not begun are left blank.
                    (None, _) if column == 0 || row.returned[column - 1].is_some() => {
                        paint::hatch(&painter, cell.shrink(1.0), theme.border);
                    }
                    (None, _) => {}
                    (Some(_), None) => put(
                        cell.right() - 6.0,
                        line,
                        Align2::RIGHT_CENTER,
                        format::UNKNOWN,
                        theme.faint,
                        cell_width,
                    ),
                    (Some(_), Some(share)) => {
                        let fill = theme.heat(share as f32 * 0.55);
                        painter.rect_filled(cell, 0.0, fill);
                        put(
                            cell.right() - 6.0,
                            line,
                            Align2::RIGHT_CENTER,
                            &format::percent_whole(Some(share)),
                            theme.text_on(fill),
                            cell_width,
                        );
                    }
                }
            }
        }
        let line = self.shown().len() + 1;
        let y = rect.top() + line as f32 * row_height;
        painter.hline(rect.left()..=right, y, Stroke::new(1.0, theme.border));
        put(
            rect.left() + 4.0,
            line,
            Align2::LEFT_CENTER,
            style.lang.t("cohort.mean"),
            theme.secondary,
            label_width + size_width,
        );
        for (column, mean) in self.mean.iter().take(columns).enumerate() {
            let x = rect.left() + label_width + size_width + (column as f32 + 1.0) * cell_width - 6.0;
            put(x, line, Align2::RIGHT_CENTER, &format::percent_whole(*mean), theme.text, cell_width);
        }
        if style.interactive
            && let Some(at) = response.hover_pos()
        {
            let line = ((at.y - rect.top()) / row_height) as usize;
            let column = ((at.x - rect.left() - label_width - size_width) / cell_width).floor();
            if line >= 1
                && column >= 0.0
                && let Some(row) = self.shown().get(line - 1)
                && let Some(Some(count)) = row.returned.get(column as usize)
            {
                let text = style.lang.tf(
                    "cohort.cell",
                    &[
                        ("date", &format::date(row.from)),
                        ("n", &self.column(style.lang, column as usize + 1)),
                        ("count", &format::count(*count)),
                        ("size", &format::count(row.size)),
                    ],
                );
                response.on_hover_text_at_pointer(text);
            }
        }
        None
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let columns = self.rows.iter().map(|row| row.returned.len()).max().unwrap_or(0);
        let mut header = vec![lang.t("cohort.week").to_owned(), lang.t("column.people").to_owned()];
        header.extend((1..=columns).map(|n| self.column(lang, n)));
        let rows = self
            .rows
            .iter()
            .map(|row| {
                let mut cells = vec![format::date(row.from), row.size.to_string()];
                cells.extend((0..columns).map(|column| {
                    row.returned
                        .get(column)
                        .copied()
                        .flatten()
                        .map_or(String::new(), |count| count.to_string())
                }));
                cells
            })
            .collect();
        Sheet { header, rows }
    }

    fn summary(&self, lang: Lang) -> String {
        let first = self.mean.first().copied().flatten();
        lang.tf("cohort.summary", &[("n", &self.rows.len()), ("rate", &format::percent(first))])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        vec![LegendItem {
            label: style.lang.t("cohort.unobserved").to_owned(),
            color: style.theme.faint,
            shape: LegendShape::Hatched,
        }]
    }
}
