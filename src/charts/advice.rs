//! Things to do, each with its reason and whom it concerns, in whole sentences.

use egui::{Rect, Sense, Stroke, pos2};

use super::theme::size;
use super::{Chart, ChartStyle, Pick, Sheet, canvas, paragraph};
use crate::i18n::Lang;

/// A list of sentences.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Advice {
    pub lines: Vec<AdviceLine>,
}

/// One thing to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdviceLine {
    pub text: String,
    pub why: String,
    /// Names of the people, in one line of words.
    pub names: String,
    pub members: Vec<u32>,
}

const BETWEEN: f32 = 16.0;

impl AdviceLine {
    fn height(&self, width: f32) -> f32 {
        paragraph::height(&self.text, size::TEXT, width)
            + paragraph::height(&self.why, size::SECONDARY, width)
            + paragraph::height(&self.names, size::SECONDARY, width)
            + BETWEEN
    }
}

impl Chart for Advice {
    fn height(&self, width: f32) -> f32 {
        self.lines.iter().map(|line| line.height(width)).sum()
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let mut picked = None;
        let mut y = rect.top();
        for (index, line) in self.lines.iter().enumerate() {
            let top = y;
            if index > 0 {
                painter.hline(rect.x_range(), y - BETWEEN / 2.0, Stroke::new(1.0, theme.grid));
            }
            for (text, size, color) in [
                (&line.text, size::TEXT, theme.text),
                (&line.why, size::SECONDARY, theme.secondary),
                (&line.names, size::SECONDARY, theme.text),
            ] {
                if !text.is_empty() {
                    y += paragraph::draw(&painter, pos2(rect.left(), y), text, size, color, rect.width())
                        + 2.0;
                }
            }
            y += BETWEEN - 2.0;
            let area = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), y));
            if style.interactive
                && !line.members.is_empty()
                && response.interact_pointer_pos().is_some_and(|at| area.contains(at))
                && response.clicked()
            {
                picked = Some(Pick::People { title: line.text.clone(), members: line.members.clone() });
            }
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = ["column.todo", "column.why", "column.whom"];
        let rows = self.lines.iter();
        Sheet {
            header: header.map(|key| lang.t(key).to_owned()).to_vec(),
            rows: rows.map(|line| vec![line.text.clone(), line.why.clone(), line.names.clone()]).collect(),
        }
    }

    fn summary(&self, _lang: Lang) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(", ")
    }
}
