//! The value class of every group in every month, by colour and letter.

use chrono::NaiveDate;
use egui::{Align2, Rect, Sense, Stroke, pos2, vec2};

use super::class_mark::{class_items, class_mark};
use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, catalogue, paint};
use crate::analytics::structure::GroupMonths;
use crate::i18n::Lang;

/// One row a group, one column a month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassGrid {
    /// First days of the months, the oldest first.
    pub months: Vec<NaiveDate>,
    pub rows: Vec<ClassRow>,
    /// Said when there is no month.
    pub empty: String,
}

/// One group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassRow {
    /// Group code.
    pub group: u32,
    pub name: String,
    pub months: GroupMonths,
}

const ROW: f32 = 26.0;
/// A picture holds no more rows than this; the CSV holds all.
const MOST_ROWS: usize = 40;

impl ClassGrid {
    fn shown(&self) -> &[ClassRow] {
        &self.rows[..self.rows.len().min(MOST_ROWS)]
    }
}

impl Chart for ClassGrid {
    fn height(&self, _width: f32) -> f32 {
        let more = f32::from(u8::from(self.rows.len() > MOST_ROWS));
        (self.shown().len().max(1) as f32 + 1.0 + more) * ROW
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, lang, rect) = (style.theme, style.lang, response.rect);
        if self.months.is_empty() {
            paint::nothing(&painter, rect, &self.empty, theme);
            return None;
        }
        let label = (rect.width() * 0.26).clamp(84.0, 190.0);
        let cell = ((rect.width() - label) / self.months.len() as f32).min(76.0);
        let left = |month: usize| rect.left() + label + month as f32 * cell;
        let axis = || paint::regular(size::AXIS);
        let every = if cell < 44.0 { (44.0 / cell).ceil() as usize } else { 1 };
        let last = self.months.len() - 1;
        for (month, date) in
            self.months.iter().enumerate().filter(|(month, _)| (last - month).is_multiple_of(every))
        {
            let text = date.format("%Y-%m").to_string();
            let half = paint::width(&painter, &text, axis()) / 2.0;
            let x = (left(month) + cell / 2.0).min(rect.right() - half);
            paint::text(
                &painter,
                pos2(x, rect.top() + ROW / 2.0),
                Align2::CENTER_CENTER,
                &text,
                axis(),
                theme.secondary,
            );
        }
        let mut picked = None;
        for (line, row) in self.shown().iter().enumerate() {
            let top = rect.top() + (line + 1) as f32 * ROW;
            let area = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), ROW));
            let hover = response.hover_pos().filter(|at| style.interactive && area.contains(*at));
            let color = if hover.is_some() { theme.accent } else { theme.text };
            paint::text_in(
                &painter,
                area.left_center(),
                Align2::LEFT_CENTER,
                &row.name,
                paint::regular(size::TEXT),
                color,
                label - 8.0,
            );
            for month in 0..self.months.len() {
                let space = Rect::from_min_size(pos2(left(month), top), vec2(cell, ROW)).shrink(1.5);
                let class = row.months.classes.get(month).copied().flatten();
                let Some(class) = class else {
                    painter.rect_filled(space, 3.0, theme.sunken);
                    continue;
                };
                let (fill, letter) = class_mark(Some(class), theme, lang);
                let fill = super::theme::mix(theme.surface, fill, 0.45);
                painter.rect_filled(space, 3.0, fill);
                let font = paint::regular(size::AXIS);
                paint::text(
                    &painter,
                    space.center(),
                    Align2::CENTER_CENTER,
                    letter,
                    font,
                    theme.text_on(fill),
                );
                let before = row.months.changed_from(month);
                if before.is_some() {
                    painter.rect_stroke(space, 3.0, Stroke::new(2.0, theme.text), egui::StrokeKind::Inside);
                }
                if hover.is_some_and(|at| space.contains(at)) {
                    let word = catalogue::class_word(class, lang);
                    let word = match before {
                        Some(before) => format!("{} → {word}", catalogue::class_word(before, lang)),
                        None => word.to_owned(),
                    };
                    let date = self.months[month].format("%Y-%m");
                    response.clone().on_hover_text_at_pointer(format!("{} · {date} · {word}", row.name));
                }
            }
            if hover.is_some() && response.clicked() {
                picked = Some(Pick::Group(row.group));
            }
        }
        if self.rows.len() > MOST_ROWS {
            let text = lang.tf("chart.more_rows", &[("n", &(self.rows.len() - MOST_ROWS))]);
            let at = pos2(rect.left(), rect.top() + (MOST_ROWS as f32 + 1.5) * ROW);
            paint::text(
                &painter,
                at,
                Align2::LEFT_CENTER,
                &text,
                paint::regular(size::SECONDARY),
                theme.secondary,
            );
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let months = self.months.iter().map(|month| month.format("%Y-%m").to_string());
        Sheet {
            header: std::iter::once(lang.t("column.group").to_owned()).chain(months).collect(),
            rows: self
                .rows
                .iter()
                .map(|row| {
                    let word = |class: &Option<_>| {
                        class.map_or(String::new(), |class| catalogue::class_word(class, lang).to_owned())
                    };
                    let classes = row.months.classes.iter().map(word);
                    std::iter::once(row.name.clone()).chain(classes).collect()
                })
                .collect(),
        }
    }

    fn summary(&self, lang: Lang) -> String {
        let changes: usize = self.rows.iter().map(|row| row.months.changes()).sum();
        let (groups, months) = (self.rows.len(), self.months.len());
        lang.tf("class_months.summary", &[("n", &groups), ("months", &months), ("changes", &changes)])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let mut items = class_items(style, false);
        let mut add = |key: &str, color, shape| {
            items.push(LegendItem { label: style.lang.t(key).to_owned(), color, shape });
        };
        add("class_months.changed", style.theme.text, LegendShape::Dashed);
        add("class_months.blank", style.theme.sunken, LegendShape::Square);
        items
    }
}
