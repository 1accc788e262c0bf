//! What whoever goes on duty is handed: one card to paste into a group.

use egui::{Align2, CornerRadius, Rect, Sense, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, Pick, Sheet, canvas, paint, paragraph};
use crate::i18n::Lang;

/// A headline and labelled lines under it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DutyCard {
    /// Who is on duty.
    pub who: String,
    /// When, in small letters over it.
    pub when: String,
    /// A heading, and the lines under it.
    pub parts: Vec<(String, Vec<String>)>,
}

const INSET: f32 = 20.0;
const HEAD: f32 = 84.0;
const LABEL: f32 = 22.0;

impl Chart for DutyCard {
    fn height(&self, width: f32) -> f32 {
        let inner = (width - 2.0 * INSET).max(60.0);
        let part = |(_, lines): &(String, Vec<String>)| {
            let lines: f32 = lines.iter().map(|line| paragraph::height(line, size::TEXT, inner)).sum();
            LABEL + lines + 10.0
        };
        HEAD + self.parts.iter().map(part).sum::<f32>() + INSET
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::hover());
        let theme = style.theme;
        let needed = self.height(response.rect.width());
        let rect = Rect::from_min_size(response.rect.min, vec2(response.rect.width(), needed));
        painter.rect_filled(rect, CornerRadius::same(8), theme.accent_soft);
        let bar = Rect::from_min_size(rect.min, vec2(5.0, rect.height()));
        painter.rect_filled(bar, CornerRadius { nw: 8, sw: 8, ne: 0, se: 0 }, theme.accent);
        let (left, inner) = (rect.left() + INSET, rect.width() - 2.0 * INSET);
        let secondary = paint::regular(size::SECONDARY);
        let when = pos2(left, rect.top() + 16.0);
        paint::text_in(
            &painter,
            when,
            Align2::LEFT_TOP,
            &self.when,
            secondary.clone(),
            theme.secondary,
            inner,
        );
        let who = pos2(left, rect.top() + 36.0);
        let font = paint::medium(size::KEY_NUMBER);
        paint::text_in(&painter, who, Align2::LEFT_TOP, &self.who, font, theme.text, inner);
        let mut y = rect.top() + HEAD;
        for (label, lines) in &self.parts {
            let at = pos2(left, y);
            paint::text_in(&painter, at, Align2::LEFT_TOP, label, secondary.clone(), theme.accent, inner);
            y += LABEL;
            for line in lines {
                paragraph::draw(&painter, pos2(left, y), line, size::TEXT, theme.text, inner);
                y += paragraph::height(line, size::TEXT, inner);
            }
            y += 10.0;
        }
        None
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = ["column.what", "column.text"].map(|key| lang.t(key).to_owned()).to_vec();
        let mut rows = vec![vec![self.when.clone(), self.who.clone()]];
        for (label, lines) in &self.parts {
            rows.extend(lines.iter().map(|line| vec![label.clone(), line.clone()]));
        }
        Sheet { header, rows }
    }

    fn summary(&self, _lang: Lang) -> String {
        format!("{} · {}", self.when, self.who)
    }
}
