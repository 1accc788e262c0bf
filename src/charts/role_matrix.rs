//! Groups and roles: how many people hold each, and where nobody or only one does.

use egui::{Align2, Rect, Sense, Stroke, epaint::TextShape, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, paint};
use crate::i18n::Lang;

/// One row a group, one column a role.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoleGrid {
    pub roles: Vec<String>,
    pub rows: Vec<RoleGridRow>,
}

/// One group with the people of each role.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoleGridRow {
    pub label: String,
    pub group: u32,
    pub cells: Vec<Vec<u32>>,
}

const ROW: f32 = 28.0;
const HEAD: f32 = 26.0;
/// Where names of roles must stand upright.
const TALL_HEAD: f32 = 92.0;
/// A picture holds no more rows than this; the CSV holds all.
const MOST_ROWS: usize = 60;

impl RoleGrid {
    fn label_width(width: f32) -> f32 {
        (width * 0.22).clamp(96.0, 180.0)
    }

    fn column(&self, width: f32) -> f32 {
        (width - Self::label_width(width)) / self.roles.len().max(1) as f32
    }

    /// True where the columns are too narrow for their names side by side.
    fn upright(&self, width: f32) -> bool {
        let longest = self
            .roles
            .iter()
            .map(|role| role.chars().map(|letter| if letter.is_ascii() { 6.6 } else { 12.0 }).sum::<f32>());
        longest.fold(0.0, f32::max) + 6.0 > self.column(width)
    }

    fn head(&self, width: f32) -> f32 {
        if self.upright(width) { TALL_HEAD } else { HEAD }
    }

    fn shown(&self) -> &[RoleGridRow] {
        &self.rows[..self.rows.len().min(MOST_ROWS)]
    }

    /// Cells with nobody, and with one person.
    fn gaps(&self) -> (usize, usize) {
        let cells = || self.rows.iter().flat_map(|row| &row.cells);
        (cells().filter(|cell| cell.is_empty()).count(), cells().filter(|cell| cell.len() == 1).count())
    }
}

impl Chart for RoleGrid {
    fn height(&self, width: f32) -> f32 {
        let more = usize::from(self.rows.len() > MOST_ROWS);
        self.head(width) + (self.shown().len() + more).max(1) as f32 * ROW
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let (label, column, head) =
            (Self::label_width(rect.width()), self.column(rect.width()), self.head(rect.width()));
        let upright = self.upright(rect.width());
        let font = paint::regular(size::SECONDARY);
        for (index, role) in self.roles.iter().enumerate() {
            let middle = rect.left() + label + column * (index as f32 + 0.5);
            if upright {
                let galley = paint::line(&painter, role, font.clone(), theme.secondary, head - 8.0);
                // Turned to read upwards, its left end on the line below.
                let at = pos2(middle - galley.size().y / 2.0, rect.top() + head - 4.0);
                painter.add(
                    TextShape::new(at, galley, theme.secondary).with_angle(-std::f32::consts::FRAC_PI_2),
                );
            } else {
                let at = pos2(middle, rect.top() + head / 2.0);
                paint::text_in(
                    &painter,
                    at,
                    Align2::CENTER_CENTER,
                    role,
                    font.clone(),
                    theme.secondary,
                    column - 4.0,
                );
            }
        }
        painter.hline(rect.x_range(), rect.top() + head, Stroke::new(1.0, theme.border));
        let hovered = response.hover_pos().filter(|_| style.interactive);
        let mut picked = None;
        let mut words = None;
        // A picture of a given height holds what fits, and says how much does not.
        let fit = (((rect.height() - head + 0.5) / ROW).max(0.0)) as usize;
        let fit = if self.rows.len() > fit { fit.saturating_sub(1) } else { fit };
        let shown = self.shown().get(..fit).unwrap_or(self.shown());
        if shown.len() < self.rows.len() {
            let more = style.lang.tf("chart.more_rows", &[("n", &(self.rows.len() - shown.len()))]);
            let at = pos2(rect.left() + 4.0, rect.top() + head + (shown.len() as f32 + 0.5) * ROW);
            let font = paint::regular(size::SECONDARY);
            paint::text_in(&painter, at, Align2::LEFT_CENTER, &more, font, theme.secondary, rect.width());
        }
        for (line, row) in shown.iter().enumerate() {
            let top = rect.top() + head + line as f32 * ROW;
            let name = Rect::from_min_size(pos2(rect.left(), top), vec2(label, ROW));
            let over = hovered.is_some_and(|at| name.contains(at));
            paint::text_in(
                &painter,
                pos2(rect.left() + 4.0, name.center().y),
                Align2::LEFT_CENTER,
                &row.label,
                paint::regular(size::TEXT),
                if over { theme.accent } else { theme.text },
                label - 8.0,
            );
            if over && response.clicked() {
                picked = Some(Pick::Group(row.group));
            }
            for (index, people) in row.cells.iter().enumerate() {
                let left = rect.left() + label + column * index as f32;
                let cell = Rect::from_min_size(pos2(left, top), vec2(column, ROW)).shrink(1.5);
                match people.len() {
                    0 => {
                        paint::dashed_rect(&painter, cell, theme.border);
                        painter.text(
                            cell.center(),
                            Align2::CENTER_CENTER,
                            "○",
                            paint::regular(size::AXIS),
                            theme.bad,
                        );
                    }
                    count => {
                        let (color, soft) = if count == 1 {
                            (theme.warning, theme.warning_soft)
                        } else {
                            (theme.good, theme.good_soft)
                        };
                        painter.rect_filled(cell, 3.0, soft);
                        let text = if count == 1 { "! 1".to_owned() } else { count.to_string() };
                        painter.text(
                            cell.center(),
                            Align2::CENTER_CENTER,
                            text,
                            paint::regular(size::SECONDARY),
                            color,
                        );
                    }
                }
                if hovered.is_some_and(|at| cell.contains(at)) {
                    painter.rect_stroke(cell, 3.0, Stroke::new(1.0, theme.accent), egui::StrokeKind::Inside);
                    let title = format!("{} · {}", row.label, self.roles[index]);
                    if response.clicked() && !people.is_empty() {
                        picked = Some(Pick::People { title: title.clone(), members: people.clone() });
                    }
                    words = Some(style.lang.tf("roles.cell", &[("role", &title), ("n", &people.len())]));
                }
            }
            painter.hline(rect.x_range(), top + ROW, Stroke::new(1.0, theme.grid));
        }
        if let Some(words) = words {
            response.on_hover_text_at_pointer(words);
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let mut header = vec![lang.t("column.group").to_owned()];
        header.extend(self.roles.iter().cloned());
        let rows = self.rows.iter().map(|row| {
            let counts = row.cells.iter().map(|cell| cell.len().to_string());
            std::iter::once(row.label.clone()).chain(counts).collect()
        });
        Sheet { header, rows: rows.collect() }
    }

    fn summary(&self, lang: Lang) -> String {
        let (empty, single) = self.gaps();
        lang.tf("roles.summary", &[("empty", &empty), ("single", &single)])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let (theme, lang) = (style.theme, style.lang);
        let item = |key: &str, color, shape| LegendItem { label: lang.t(key).to_owned(), color, shape };
        vec![
            item("roles.empty", theme.bad, LegendShape::Circle),
            item("roles.single", theme.warning, LegendShape::Square),
            item("roles.several", theme.good, LegendShape::Square),
        ]
    }
}
