//! Steps of a funnel as bars, with the compared period as a dashed ghost.

use egui::{Align2, CornerRadius, Rect, Sense, pos2, vec2};

use super::theme::{mix, size};
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// One row a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FunnelBars {
    pub rows: Vec<FunnelRow>,
    /// Names of the shown and of the compared period.
    pub periods: (String, Option<String>),
    /// Lines below the bars, each with the people it counts.
    pub foot: Vec<(String, Vec<u32>)>,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FunnelRow {
    pub name: String,
    /// May be skipped: told by a hatched bar and a word.
    pub optional: bool,
    pub count: u64,
    pub compared: Option<u64>,
    pub from_previous: Option<f64>,
    pub from_first: Option<f64>,
    pub median_seconds: Option<f64>,
    /// Who reached this step.
    pub members: Vec<u32>,
}

const ROW: f32 = 42.0;
const LINE: f32 = 18.0;

impl Chart for FunnelBars {
    fn height(&self, _width: f32) -> f32 {
        self.rows.len() as f32 * ROW + 26.0 + self.foot.len() as f32 * LINE
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, lang, rect) = (style.theme, style.lang, response.rect);
        let label_width = self
            .rows
            .iter()
            .map(|row| {
                let below = if row.optional { lang.t("funnel.optional") } else { "" };
                let below = paint::width(&painter, below, paint::regular(size::AXIS));
                paint::width(&painter, &row.name, paint::regular(size::TEXT)).max(below)
            })
            .fold(60.0, f32::max)
            .min(rect.width() * 0.25);
        let numbers = 270.0_f32.min(rect.width() * 0.58);
        let bars = Rect::from_min_max(
            pos2(rect.left() + label_width + 14.0, rect.top() + 20.0),
            pos2(rect.right() - numbers, rect.top() + 20.0 + self.rows.len() as f32 * ROW),
        );
        let columns = [0.2, 0.48, 0.74, 1.0].map(|share| bars.right() + numbers * share);
        let heads = ["funnel.count", "funnel.from_previous", "funnel.from_first", "funnel.median"];
        for (x, head) in columns.into_iter().zip(heads) {
            paint::text(
                &painter,
                pos2(x, rect.top()),
                Align2::RIGHT_TOP,
                lang.t(head),
                paint::regular(size::AXIS),
                theme.faint,
            );
        }
        let most = self
            .rows
            .iter()
            .flat_map(|row| [Some(row.count), row.compared])
            .flatten()
            .max()
            .unwrap_or(0)
            .max(1) as f32;
        let mut picked = None;
        for (index, row) in self.rows.iter().enumerate() {
            let y = bars.top() + (index as f32 + 0.5) * ROW;
            let hit = Rect::from_x_y_ranges(rect.x_range(), y - ROW / 2.0..=y + ROW / 2.0);
            let hovered = style.interactive && response.hover_pos().is_some_and(|at| hit.contains(at));
            let raised = if row.optional { 8.0 } else { 0.0 };
            paint::text_in(
                &painter,
                pos2(rect.left(), y - raised),
                Align2::LEFT_CENTER,
                &row.name,
                paint::regular(size::TEXT),
                theme.text,
                label_width,
            );
            if row.optional {
                paint::text_in(
                    &painter,
                    pos2(rect.left(), y + 9.0),
                    Align2::LEFT_CENTER,
                    lang.t("funnel.optional"),
                    paint::regular(size::AXIS),
                    theme.secondary,
                    label_width,
                );
            }
            let bar = |count: u64, height: f32| {
                let width = (bars.width() * count as f32 / most).max(if count > 0 { 2.0 } else { 0.0 });
                Rect::from_min_size(pos2(bars.left(), y - height / 2.0), vec2(width, height))
            };
            if row.optional {
                let shape = bar(row.count, 20.0);
                painter.rect_filled(shape, CornerRadius::same(3), mix(theme.surface, theme.series(0), 0.25));
                paint::hatch(&painter, shape, theme.series(0));
            } else {
                painter.rect_filled(bar(row.count, 28.0), CornerRadius::same(3), theme.series(0));
            }
            if let Some(compared) = row.compared {
                paint::dashed_rect(&painter, bar(compared, 34.0), theme.secondary);
            }
            let color = if hovered && !row.members.is_empty() { theme.accent } else { theme.text };
            let texts = [
                format::count(row.count),
                if index == 0 { String::new() } else { format::percent(row.from_previous) },
                if index == 0 { String::new() } else { format::percent(row.from_first) },
                if index == 0 { String::new() } else { format::duration(row.median_seconds, lang) },
            ];
            for (column, (x, text)) in columns.into_iter().zip(&texts).enumerate() {
                let (font, color) = match column {
                    0 => (paint::medium(size::TEXT), color),
                    1 => (paint::regular(size::TEXT), theme.text),
                    _ => (paint::regular(size::SECONDARY), theme.secondary),
                };
                paint::text(&painter, pos2(x, y), Align2::RIGHT_CENTER, text, font, color);
            }
            if hovered && response.clicked() && !row.members.is_empty() {
                picked = Some(Pick::People { title: row.name.clone(), members: row.members.clone() });
            }
        }
        for (line, (text, members)) in self.foot.iter().enumerate() {
            let top = bars.bottom() + 6.0 + line as f32 * LINE;
            let area = Rect::from_x_y_ranges(rect.x_range(), top..=top + LINE);
            let over = style.interactive && response.hover_pos().is_some_and(|at| area.contains(at));
            let opens = over && !members.is_empty();
            paint::text_in(
                &painter,
                area.left_top(),
                Align2::LEFT_TOP,
                text,
                paint::regular(size::SECONDARY),
                if opens { theme.accent } else { theme.secondary },
                rect.width(),
            );
            if opens {
                ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
                if response.clicked() {
                    picked = Some(Pick::People { title: text.clone(), members: members.clone() });
                }
            }
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.step",
            "funnel.optional",
            "funnel.count",
            "funnel.compared",
            "funnel.from_previous",
            "funnel.from_first",
            "column.median_seconds",
        ];
        let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
        Sheet {
            header: header.map(|key| lang.t(key).to_owned()).to_vec(),
            rows: self
                .rows
                .iter()
                .map(|row| {
                    vec![
                        row.name.clone(),
                        lang.t(if row.optional { "answer.yes" } else { "answer.no" }).to_owned(),
                        row.count.to_string(),
                        row.compared.map_or(String::new(), |count| count.to_string()),
                        number(row.from_previous),
                        number(row.from_first),
                        number(row.median_seconds),
                    ]
                })
                .collect(),
        }
    }

    fn summary(&self, _lang: Lang) -> String {
        self.rows
            .iter()
            .map(|row| format!("{} {}", row.name, format::count(row.count)))
            .collect::<Vec<_>>()
            .join(" → ")
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let mut items = vec![LegendItem {
            label: self.periods.0.clone(),
            color: style.theme.series(0),
            shape: LegendShape::Square,
        }];
        if let Some(compared) = &self.periods.1 {
            items.push(LegendItem {
                label: compared.clone(),
                color: style.theme.secondary,
                shape: LegendShape::Dashed,
            });
        }
        if self.rows.iter().any(|row| row.optional) {
            items.push(LegendItem {
                label: style.lang.t("funnel.optional").to_owned(),
                color: style.theme.series(0),
                shape: LegendShape::Hatched,
            });
        }
        items
    }
}
