//! From one mean to another in steps, each named: what went down, what came up.

use egui::{Align2, CornerRadius, Rect, Sense, Stroke, pos2};

use super::theme::size;
use super::{Chart, ChartStyle, Pick, Sheet, canvas, paint, paragraph};
use crate::i18n::Lang;

/// Rows from the value before to the value after, with sentences below.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waterfall {
    pub rows: Vec<WaterfallRow>,
    /// What it comes to, a paragraph each.
    pub sentences: Vec<String>,
}

/// One row: a level, or a step from the level before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaterfallRow {
    pub label: String,
    /// What it means, in words.
    pub detail: String,
    /// `None` when it is not known.
    pub value: Option<f64>,
    /// True for a step, false for a level.
    pub step: bool,
    /// Whom it is about.
    pub members: Vec<u32>,
}

const BAR: f32 = 10.0;
const HEAD: f32 = 20.0;
const BETWEEN: f32 = 10.0;

impl Waterfall {
    fn row_height(row: &WaterfallRow, width: f32) -> f32 {
        HEAD + BAR + 4.0 + paragraph::height(&row.detail, size::SECONDARY, width) + BETWEEN
    }

    /// Where each bar begins and ends.
    fn spans(&self) -> Vec<Option<(f64, f64)>> {
        let mut level = 0.0;
        self.rows
            .iter()
            .map(|row| {
                let value = row.value?;
                let from = if row.step { level } else { 0.0 };
                level = from + value;
                Some((from, level))
            })
            .collect()
    }

    fn text(row: &WaterfallRow) -> String {
        match row.value {
            None => super::format::UNKNOWN.to_owned(),
            Some(value) if row.step => format!("{value:+.2}").replace('-', "−"),
            Some(value) => format!("{value:.2}"),
        }
    }
}

impl Chart for Waterfall {
    fn height(&self, width: f32) -> f32 {
        let rows: f32 = self.rows.iter().map(|row| Self::row_height(row, width)).sum();
        let sentences: f32 =
            self.sentences.iter().map(|text| paragraph::height(text, size::TEXT, width) + 4.0).sum();
        rows + sentences
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let spans = self.spans();
        let ends = spans.iter().flatten().flat_map(|&(from, to)| [from, to]);
        let (low, high) =
            ends.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let range = (high - low).max(f64::EPSILON);
        let x = |value: f64| rect.left() + rect.width() * ((value - low) / range) as f32;
        let mut picked = None;
        let mut y = rect.top();
        for (row, span) in self.rows.iter().zip(&spans) {
            let top = y;
            let value = Self::text(row);
            let used = paint::text(
                &painter,
                pos2(rect.right(), y + HEAD / 2.0 - 2.0),
                Align2::RIGHT_CENTER,
                &value,
                paint::medium(size::TEXT),
                theme.text,
            );
            paint::text_in(
                &painter,
                pos2(rect.left(), y + HEAD / 2.0 - 2.0),
                Align2::LEFT_CENTER,
                &row.label,
                paint::regular(size::TEXT),
                theme.text,
                used.left() - rect.left() - 8.0,
            );
            y += HEAD;
            let track = Rect::from_min_max(pos2(rect.left(), y), pos2(rect.right(), y + BAR));
            painter.rect_filled(track, CornerRadius::same(3), theme.sunken);
            if let Some((from, to)) = *span {
                let (left, right) = (x(from.min(to)), x(from.max(to)));
                let bar =
                    Rect::from_min_max(pos2(left, track.top()), pos2(right.max(left + 2.0), track.bottom()));
                let color = match (row.step, to < from) {
                    (false, _) => theme.series(0),
                    (true, true) => theme.bad,
                    (true, false) => theme.good,
                };
                painter.rect_filled(bar, CornerRadius::same(2), color);
                // The level that the next row goes on from.
                painter.vline(x(to), track.bottom()..=track.bottom() + 4.0, Stroke::new(1.0, theme.faint));
            }
            y += BAR + 4.0;
            y += paragraph::draw(
                &painter,
                pos2(rect.left(), y),
                &row.detail,
                size::SECONDARY,
                theme.secondary,
                rect.width(),
            ) + BETWEEN;
            let area = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), y));
            if style.interactive
                && !row.members.is_empty()
                && response.interact_pointer_pos().is_some_and(|at| area.contains(at))
                && response.clicked()
            {
                picked = Some(Pick::People { title: row.label.clone(), members: row.members.clone() });
            }
        }
        for text in &self.sentences {
            let at = pos2(rect.left(), y);
            y += paragraph::draw(&painter, at, text, size::TEXT, theme.text, rect.width()) + 4.0;
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = ["column.category", "column.value", "column.meaning"];
        let rows = self.rows.iter().map(|row| {
            let value = row.value.map_or(String::new(), |value| value.to_string());
            vec![row.label.clone(), value, row.detail.clone()]
        });
        let sentences = self.sentences.iter().map(|text| vec![String::new(), String::new(), text.clone()]);
        Sheet {
            header: header.map(|key| lang.t(key).to_owned()).to_vec(),
            rows: rows.chain(sentences).collect(),
        }
    }

    fn summary(&self, _lang: Lang) -> String {
        let rows = self.rows.iter().map(|row| format!("{} {}", row.label, Self::text(row)));
        rows.chain(self.sentences.first().cloned()).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_goes_on_where_the_one_before_ended() {
        let row = |value, step| WaterfallRow { value, step, ..WaterfallRow::default() };
        let chart = Waterfall {
            rows: vec![
                row(Some(5.0), false),
                row(Some(-2.0), true),
                row(None, true),
                row(Some(1.0), true),
                row(Some(4.0), false),
            ],
            sentences: Vec::new(),
        };
        let expected = [Some((0.0, 5.0)), Some((5.0, 3.0)), None, Some((3.0, 4.0)), Some((0.0, 4.0))];
        assert_eq!(chart.spans(), expected);
    }
}
