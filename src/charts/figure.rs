//! A chart with everything that must stand on its picture: title, period, groups, source.

use egui::{Align2, Color32, Pos2, Rect, Shape, Stroke, UiBuilder, Vec2, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, paint};
use crate::i18n::Lang;

/// A chart ready for a card, a picture or a report.
pub struct Figure {
    /// Stable name, such as `engagement.daily`.
    pub name: String,
    pub title: String,
    /// Groups and period in words.
    pub subtitle: String,
    /// What the reader must know to read it: definitions, sources of thresholds, what is hatched.
    pub note: String,
    /// Where the data come from and until when.
    pub source: String,
    pub chart: Box<dyn Chart>,
}

/// One entry of a legend.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendItem {
    pub label: String,
    pub color: Color32,
    pub shape: LegendShape,
}

/// How a legend entry is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegendShape {
    Square,
    Circle,
    Dashed,
    /// A bar along the lower edge.
    Bar,
    Hatched,
    Triangle,
    Diamond,
    Arrow,
}

const MARGIN: f32 = 24.0;
/// Legend and chart never share a line.
const GAP: f32 = 10.0;

impl Figure {
    /// The chart, where it is of that type.
    pub fn chart_as<T: Chart>(&self) -> Option<&T> {
        let chart: &dyn std::any::Any = self.chart.as_ref();
        chart.downcast_ref()
    }

    /// The size that the picture wants at a width, in points.
    pub fn size(&self, width: f32) -> Vec2 {
        let inner = width - 2.0 * MARGIN;
        vec2(width, self.chart.height(inner) + self.head_height() + self.foot_height() + 2.0 * MARGIN)
    }

    fn head_height(&self) -> f32 {
        let note = if self.note.is_empty() { 0.0 } else { 18.0 };
        26.0 + 18.0 + note + 22.0 + GAP
    }

    fn foot_height(&self) -> f32 {
        30.0
    }

    /// Draws the whole picture: title, subtitle, legend, chart, source. Fills the available rectangle.
    pub fn draw_page(&self, ui: &mut egui::Ui, style: &ChartStyle) {
        let page = ui.available_rect_before_wrap();
        let theme = style.theme;
        let painter = ui.painter_at(page);
        painter.rect_filled(page, 0.0, theme.surface);
        let inner = page.shrink(MARGIN);
        let mut y = inner.top();
        let width = inner.width();
        paint::text_in(
            &painter,
            pos2(inner.left(), y),
            Align2::LEFT_TOP,
            &self.title,
            paint::medium(size::PAGE_TITLE - 2.0),
            theme.text,
            width,
        );
        y += 26.0;
        for line in [&self.subtitle, &self.note] {
            if line.is_empty() {
                continue;
            }
            paint::text_in(
                &painter,
                pos2(inner.left(), y),
                Align2::LEFT_TOP,
                line,
                paint::regular(size::SECONDARY),
                theme.secondary,
                width,
            );
            y += 18.0;
        }
        let legend = self.chart.legend(style);
        if !legend.is_empty() {
            draw_legend(&painter, pos2(inner.left(), y + 11.0), &legend, style, width);
            y += 22.0;
        }
        y += GAP;
        let foot = inner.bottom() - self.foot_height() + 14.0;
        let body = Rect::from_min_max(pos2(inner.left(), y), pos2(inner.right(), foot - 14.0));
        ui.scope_builder(UiBuilder::new().max_rect(body), |ui| self.chart.draw(ui, style));
        let mark = style.lang.t("app.mark");
        let mark_width = paint::width(&painter, mark, paint::regular(size::AXIS)) + 16.0;
        paint::text_in(
            &painter,
            pos2(inner.left(), inner.bottom()),
            Align2::LEFT_BOTTOM,
            &self.source,
            paint::regular(size::AXIS),
            theme.faint,
            width - mark_width,
        );
        paint::text(
            &painter,
            inner.right_bottom(),
            Align2::RIGHT_BOTTOM,
            mark,
            paint::regular(size::AXIS),
            theme.faint,
        );
    }

    /// Title and data in one line, for people who cannot see the picture.
    pub fn summary(&self, lang: Lang) -> String {
        format!("{} · {} · {}", self.title, self.subtitle, self.chart.summary(lang))
    }
}

/// Paints a legend from its left middle; entries that do not fit `width` are left out last to first.
pub fn draw_legend(
    painter: &egui::Painter,
    left: Pos2,
    items: &[LegendItem],
    style: &ChartStyle,
    width: f32,
) -> f32 {
    let mut x = left.x;
    for item in items {
        let text_width = paint::width(painter, &item.label, paint::regular(size::SECONDARY));
        if x + 14.0 + text_width > left.x + width {
            break;
        }
        let swatch = Rect::from_center_size(pos2(x + 5.0, left.y), Vec2::splat(10.0));
        match item.shape {
            LegendShape::Square => {
                painter.rect_filled(swatch, 2.0, item.color);
            }
            LegendShape::Circle => {
                painter.circle_filled(swatch.center(), 5.0, item.color);
            }
            LegendShape::Dashed => paint::dashed_rect(painter, swatch, item.color),
            LegendShape::Bar => {
                let bar = Rect::from_min_max(swatch.left_bottom() - vec2(0.0, 3.0), swatch.right_bottom());
                painter.rect_filled(bar, 1.0, item.color);
            }
            LegendShape::Hatched => paint::hatch(painter, swatch, item.color),
            LegendShape::Triangle => {
                let corners = vec![swatch.center_top(), swatch.right_bottom(), swatch.left_bottom()];
                painter.add(Shape::convex_polygon(corners, item.color, Stroke::NONE));
            }
            LegendShape::Diamond => {
                let corners = [
                    swatch.center_top(),
                    swatch.right_center(),
                    swatch.center_bottom(),
                    swatch.left_center(),
                ];
                painter.add(Shape::convex_polygon(corners.to_vec(), item.color, Stroke::NONE));
            }
            LegendShape::Arrow => {
                painter.line_segment(
                    [swatch.left_center(), swatch.right_center()],
                    Stroke::new(1.5, item.color),
                );
                let tip = swatch.right_center();
                let corners = vec![tip, tip + vec2(-5.0, -3.5), tip + vec2(-5.0, 3.5)];
                painter.add(Shape::convex_polygon(corners, item.color, Stroke::NONE));
            }
        }
        paint::text(
            painter,
            pos2(x + 14.0, left.y),
            Align2::LEFT_CENTER,
            &item.label,
            paint::regular(size::SECONDARY),
            style.theme.secondary,
        );
        x += 14.0 + text_width + 14.0;
    }
    x - left.x
}
