//! Shares against their targets: the bar is what is, the thin line is what should be.

use egui::{Align2, CornerRadius, Rect, Sense, Stroke, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// One row a category; rows of one chart share the scale 0 to 100 %.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetBars {
    pub rows: Vec<TargetRow>,
    /// What to do, in one sentence.
    pub advice: String,
}

/// What is and what should be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetRow {
    pub label: String,
    pub count: u64,
    /// Unit of the count, such as 人.
    pub unit: String,
    pub share: Option<f64>,
    pub target: Option<f64>,
    /// Whom the bar stands for.
    pub members: Vec<u32>,
}

const ROW: f32 = 42.0;

impl Chart for TargetBars {
    fn height(&self, _width: f32) -> f32 {
        self.rows.len() as f32 * ROW + if self.advice.is_empty() { 0.0 } else { 26.0 }
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, lang, rect) = (style.theme, style.lang, response.rect);
        let mut picked = None;
        for (index, row) in self.rows.iter().enumerate() {
            let top = rect.top() + index as f32 * ROW;
            let middle = top + 10.0;
            let target = row
                .target
                .map(|target| lang.tf("target.is", &[("share", &format::percent_whole(Some(target)))]));
            let mut right = rect.right();
            if let Some(target) = &target {
                let used = paint::text(
                    &painter,
                    pos2(right, middle),
                    Align2::RIGHT_CENTER,
                    target,
                    paint::regular(size::SECONDARY),
                    theme.secondary,
                );
                right = used.left() - 10.0;
            }
            let value = format!("{} {} · {}", format::count(row.count), row.unit, format::percent(row.share));
            let used = paint::text(
                &painter,
                pos2(right, middle),
                Align2::RIGHT_CENTER,
                &value,
                paint::regular(size::TEXT),
                theme.text,
            );
            paint::text_in(
                &painter,
                pos2(rect.left(), middle),
                Align2::LEFT_CENTER,
                &row.label,
                paint::regular(size::TEXT),
                theme.text,
                used.left() - rect.left() - 8.0,
            );
            let track = Rect::from_min_size(pos2(rect.left(), top + 21.0), vec2(rect.width(), 10.0));
            painter.rect_filled(track, CornerRadius::same(3), theme.sunken);
            if let Some(share) = row.share {
                let filled = Rect::from_min_size(
                    track.min,
                    vec2(track.width() * (share as f32).clamp(0.0, 1.0), track.height()),
                );
                painter.rect_filled(filled, CornerRadius::same(3), theme.series(0));
            }
            if let Some(target) = row.target {
                let x = track.left() + track.width() * (target as f32).clamp(0.0, 1.0);
                painter.vline(x, track.top() - 3.0..=track.bottom() + 3.0, Stroke::new(2.0, theme.text));
            }
            let hit = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), ROW));
            if style.interactive
                && !row.members.is_empty()
                && response.interact_pointer_pos().is_some_and(|at| hit.contains(at))
                && response.clicked()
            {
                picked = Some(Pick::People { title: row.label.clone(), members: row.members.clone() });
            }
        }
        if !self.advice.is_empty() {
            paint::text_in(
                &painter,
                pos2(rect.left(), rect.top() + self.rows.len() as f32 * ROW + 4.0),
                Align2::LEFT_TOP,
                &self.advice,
                paint::medium(size::TEXT),
                theme.text,
                rect.width(),
            );
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = ["column.category", "column.count", "column.share", "column.target"];
        let share = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
        Sheet {
            header: header.map(|key| lang.t(key).to_owned()).to_vec(),
            rows: self
                .rows
                .iter()
                .map(|row| {
                    vec![row.label.clone(), row.count.to_string(), share(row.share), share(row.target)]
                })
                .collect(),
        }
    }

    fn summary(&self, _lang: Lang) -> String {
        self.rows
            .iter()
            .map(|row| format!("{} {}", row.label, format::percent(row.share)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}
