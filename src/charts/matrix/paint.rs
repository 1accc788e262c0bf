//! What a matrix looks like, on screen and on pictures.

use std::f32::consts::FRAC_PI_2;

use egui::epaint::TextShape;
use egui::{Align2, Color32, Mesh, Painter, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::view::{Grid, LEFT, TOP};
use super::{MatrixView, PairMatrix, SHADES};
use crate::charts::network::community_color;
use crate::charts::theme::size;
use crate::charts::{ChartStyle, paint};

/// Cells below this have no names beside them.
pub(super) const NAMED: f32 = 11.0;
/// A circle is named where its block is at least this high.
const BLOCK_NAMED: f32 = 15.0;
/// Circles have a border from this many people on.
const CIRCLE: usize = 2;

impl PairMatrix {
    /// Paints what `view` sees; `cell` is the row and column that the pointer is at.
    pub(super) fn paint(
        &self,
        painter: &Painter,
        rect: Rect,
        style: &ChartStyle,
        view: &MatrixView,
        cell: Option<(usize, usize)>,
    ) {
        let theme = style.theme;
        if self.is_empty() {
            let font = paint::regular(size::TEXT);
            let text = style.lang.t("matrix.empty");
            paint::text(painter, rect.center(), Align2::CENTER_CENTER, text, font, theme.secondary);
            return;
        }
        let grid = Grid::of(self.len(), rect, view);
        let inside = painter.with_clip_rect(grid.area.intersect(painter.clip_rect()));
        inside.rect_filled(grid.area, 0.0, theme.sunken);
        self.paint_cells(&inside, &grid, style);
        for block in self.blocks.iter().filter(|block| block.len >= CIRCLE) {
            let side = block.len as f32 * grid.cell;
            let from = pos2(grid.x(block.first), grid.y(block.first));
            let frame = Rect::from_min_size(from, vec2(side, side));
            let color = community_color(block.community, style);
            inside.rect_stroke(frame, 0.0, Stroke::new(1.5, color), StrokeKind::Inside);
        }
        if let Some((row, column)) = cell {
            let stroke = Stroke::new(1.0, theme.accent);
            let (x, y) = (grid.x(column), grid.y(row));
            for edge in [y, y + grid.cell] {
                inside.hline(grid.area.x_range(), edge, stroke);
            }
            for edge in [x, x + grid.cell] {
                inside.vline(edge, grid.area.y_range(), stroke);
            }
        }
        if grid.cell >= NAMED {
            self.paint_names(painter, rect, &grid, style, cell);
        } else {
            self.paint_blocks(painter, rect, &grid, style);
            self.paint_marked(painter, rect, &grid, style, cell);
        }
    }

    fn paint_cells(&self, painter: &Painter, grid: &Grid, style: &ChartStyle) {
        let gap = if grid.cell >= 6.0 { 1.0 } else { 0.0 };
        let side = (grid.cell - gap).max(0.8);
        let columns = grid.columns();
        let own = style.theme.grid;
        let mut cells = Cells { mesh: style.interactive.then(Mesh::default), painter };
        let step = |step: u8| style.theme.heat(f32::from(step) / f32::from(SHADES - 1));
        let colors: Vec<Color32> = (0..SHADES).map(step).collect();
        for row in grid.rows() {
            let Some(ties) = self.rows.get(row) else { continue };
            let y = grid.y(row);
            let first = ties.partition_point(|&(column, _)| (column as usize) < columns.start);
            for &(column, tie) in &ties[first..] {
                if column as usize >= columns.end {
                    break;
                }
                let shade = self.shades.get(tie as usize).copied().unwrap_or_default();
                let Some(&color) = colors.get(usize::from(shade)) else { continue };
                cells.add(Rect::from_min_size(pos2(grid.x(column as usize), y), vec2(side, side)), color);
            }
            if columns.contains(&row) {
                cells.add(Rect::from_min_size(pos2(grid.x(row), y), vec2(side, side)), own);
            }
        }
        if let Some(mesh) = cells.mesh {
            painter.add(Shape::mesh(mesh));
        }
    }

    fn paint_names(
        &self,
        painter: &Painter,
        rect: Rect,
        grid: &Grid,
        style: &ChartStyle,
        cell: Option<(usize, usize)>,
    ) {
        let color = |on: bool| if on { style.theme.accent } else { style.theme.text };
        let font = || paint::regular(size::AXIS.min(grid.cell));
        let left = painter.with_clip_rect(
            Rect::from_min_max(pos2(rect.left(), grid.area.top()), grid.area.left_bottom())
                .intersect(painter.clip_rect()),
        );
        for row in grid.rows() {
            let Some(node) = self.people.get(row) else { continue };
            let at = pos2(grid.area.left() - 6.0, grid.y(row) + grid.cell / 2.0);
            let on = cell.is_some_and(|(marked, _)| marked == row);
            paint::text_in(&left, at, Align2::RIGHT_CENTER, &node.name, font(), color(on), LEFT - 10.0);
        }
        let top = painter.with_clip_rect(
            Rect::from_min_max(pos2(grid.area.left(), rect.top()), grid.area.right_top())
                .intersect(painter.clip_rect()),
        );
        for column in grid.columns() {
            let Some(node) = self.people.get(column) else { continue };
            let on = cell.is_some_and(|(_, marked)| marked == column);
            let galley = paint::line(&top, &node.name, font(), color(on), TOP - 8.0);
            let x = grid.x(column) + (grid.cell - galley.size().y) / 2.0;
            let turned = TextShape::new(pos2(x, grid.area.top() - 5.0), galley, color(on));
            top.add(turned.with_angle(-FRAC_PI_2));
        }
    }

    /// Names of circles beside their blocks, where cells are too small for names of people.
    fn paint_blocks(&self, painter: &Painter, rect: Rect, grid: &Grid, style: &ChartStyle) {
        for block in self.blocks.iter().filter(|block| block.len >= CIRCLE) {
            let top = grid.y(block.first).max(grid.area.top());
            let bottom = (grid.y(block.first) + block.len as f32 * grid.cell).min(grid.area.bottom());
            if bottom - top < BLOCK_NAMED {
                continue;
            }
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("n", &(block.community + 1)), ("people", &block.len)];
            let text = style.lang.tf("matrix.circle", &values);
            let at = pos2(grid.area.left() - 10.0, (top + bottom) / 2.0);
            let font = paint::regular(size::SECONDARY);
            let color = style.theme.secondary;
            paint::text_in(painter, at, Align2::RIGHT_CENTER, &text, font, color, LEFT - 14.0);
            let bar = Rect::from_x_y_ranges(
                grid.area.left() - 6.0..=grid.area.left() - 3.0,
                top + 1.0..=bottom - 1.0,
            );
            painter.rect_filled(bar, 1.0, community_color(block.community, style));
        }
        let hint = style.lang.t(if style.interactive { "matrix.zoom" } else { "matrix.small" });
        let at = pos2(grid.area.left(), grid.area.top() - 8.0);
        let font = paint::regular(size::AXIS);
        let width = rect.right() - at.x;
        paint::text_in(painter, at, Align2::LEFT_BOTTOM, hint, font, style.theme.faint, width);
    }

    /// Both names of the cell that the pointer is at, where others have none.
    fn paint_marked(
        &self,
        painter: &Painter,
        rect: Rect,
        grid: &Grid,
        style: &ChartStyle,
        cell: Option<(usize, usize)>,
    ) {
        let Some((row, column)) = cell else { return };
        let (Some(a), Some(b)) = (self.people.get(row), self.people.get(column)) else { return };
        let text = format!("{} – {}", a.name, b.name);
        let at = pos2(grid.area.left(), rect.top() + 2.0);
        let font = paint::medium(size::SECONDARY);
        let width = rect.right() - at.x;
        paint::text_in(painter, at, Align2::LEFT_TOP, &text, font, style.theme.accent, width);
    }
}

/// Many squares: one mesh on screen, squares of their own on pictures.
struct Cells<'a> {
    mesh: Option<Mesh>,
    painter: &'a Painter,
}

impl Cells<'_> {
    fn add(&mut self, square: Rect, color: Color32) {
        match &mut self.mesh {
            Some(mesh) => mesh.add_colored_rect(square, color),
            None => {
                self.painter.rect_filled(square, 0.0, color);
            }
        }
    }
}
