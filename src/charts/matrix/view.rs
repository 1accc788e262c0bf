//! Looking around in a matrix.

use egui::{Pos2, Rect, Sense, Vec2, vec2};

use super::PairMatrix;
use crate::charts::{ChartStyle, Network, Pick, canvas};

/// Which part of a matrix is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MatrixView {
    zoom: f32,
    /// Upper left corner of what is seen, in cells.
    corner: Vec2,
    /// Nobody zooms in: where names do not fit they get no room.
    fixed: bool,
}

impl Default for MatrixView {
    /// All of it.
    fn default() -> Self {
        Self { zoom: 1.0, corner: Vec2::ZERO, fixed: false }
    }
}

/// Sides of the largest cell, in points.
pub(super) const LARGEST: f32 = 30.0;
/// Room for names on the left and on top.
pub(super) const LEFT: f32 = 112.0;
pub(super) const TOP: f32 = 84.0;
/// Room on top of a picture whose cells are too small for names.
const HINT: f32 = 26.0;

impl MatrixView {
    /// The view of a picture.
    pub(super) fn of_picture() -> Self {
        Self { fixed: true, ..Self::default() }
    }

    /// Shows the whole matrix again.
    pub fn fit(&mut self) {
        *self = Self::default();
    }
}

/// Where cells lie for one frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    /// The cells that are seen.
    pub area: Rect,
    /// Side of a cell.
    pub cell: f32,
    corner: Vec2,
    count: usize,
}

impl Grid {
    pub fn of(count: usize, rect: Rect, view: &MatrixView) -> Self {
        let named = Rect::from_min_max(rect.min + vec2(LEFT, TOP), rect.max);
        let side = named.width().min(named.height()) / count.max(1) as f32;
        let top = if view.fixed && side < super::paint::NAMED { HINT } else { TOP };
        let room = Rect::from_min_max(rect.min + vec2(LEFT, top), rect.max);
        let fit = (room.width().min(room.height()) / count.max(1) as f32).min(LARGEST);
        let cell = (fit * view.zoom).min(LARGEST.max(fit));
        let whole = cell * count as f32;
        let size = vec2(whole.min(room.width()), whole.min(room.height()));
        let area = Rect::from_min_size(room.min, size);
        let most = (Vec2::splat(count as f32) - area.size() / cell.max(f32::MIN_POSITIVE)).max(Vec2::ZERO);
        Self { area, cell, corner: view.corner.clamp(Vec2::ZERO, most), count }
    }

    /// Left edge of a column.
    pub fn x(&self, column: usize) -> f32 {
        self.area.left() + (column as f32 - self.corner.x) * self.cell
    }

    /// Upper edge of a row.
    pub fn y(&self, row: usize) -> f32 {
        self.area.top() + (row as f32 - self.corner.y) * self.cell
    }

    fn shown(&self, corner: f32, length: f32) -> std::ops::Range<usize> {
        let last = (corner + length / self.cell.max(f32::MIN_POSITIVE)).ceil().max(0.0) as usize;
        (corner.max(0.0) as usize).min(self.count)..last.min(self.count)
    }

    /// Rows that are at least partly seen.
    pub fn rows(&self) -> std::ops::Range<usize> {
        self.shown(self.corner.y, self.area.height())
    }

    /// Columns that are at least partly seen.
    pub fn columns(&self) -> std::ops::Range<usize> {
        self.shown(self.corner.x, self.area.width())
    }

    /// Row and column of the cell at a point.
    pub fn at(&self, at: Pos2) -> Option<(usize, usize)> {
        if !self.area.contains(at) {
            return None;
        }
        let place = (at - self.area.min) / self.cell.max(f32::MIN_POSITIVE) + self.corner;
        let (row, column) = (place.y as usize, place.x as usize);
        (row < self.count && column < self.count).then_some((row, column))
    }
}

impl PairMatrix {
    /// Draws the matrix as `view` sees it, and changes the view as the pointer asks for. A click on a cell picks both
    /// people, a click on a name one.
    pub fn draw_view(&self, ui: &mut egui::Ui, style: &ChartStyle, view: &mut MatrixView) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click_and_drag());
        self.steer(ui, &response, view);
        let grid = Grid::of(self.len(), response.rect, view);
        let cell = response.hover_pos().and_then(|at| grid.at(at));
        self.paint(&painter, response.rect, style, view, cell);
        let (row, column) = cell?;
        let (a, b) = (self.people.get(row)?, self.people.get(column)?);
        if row == column {
            let text = style.lang.tf("network.person", &[("name", &a.name), ("n", &a.degree)]);
            let clicked = response.clicked();
            response.on_hover_text_at_pointer(text);
            return clicked.then_some(Pick::Member(a.member));
        }
        let title = format!("{} – {}", a.name, b.name);
        let words = match self.tie(row, column) {
            Some(tie) => Network::tie_words(tie, self.kinds, style.lang),
            None => style.lang.t("matrix.none").to_owned(),
        };
        let clicked = response.clicked();
        response.on_hover_text_at_pointer(format!("{title}\n{words}"));
        clicked.then(|| Pick::People { title, members: vec![a.member, b.member] })
    }

    fn steer(&self, ui: &egui::Ui, response: &egui::Response, view: &mut MatrixView) {
        let before = Grid::of(self.len(), response.rect, view);
        view.corner = before.corner;
        if response.dragged() && before.cell > 0.0 {
            view.corner -= response.drag_delta() / before.cell;
        }
        if response.double_clicked() {
            view.fit();
        }
        let Some(at) = response.hover_pos().filter(|at| before.area.contains(*at)) else { return };
        let mut zoom = ui.input(|input| input.zoom_delta());
        let wheel = ui.input(|input| input.smooth_scroll_delta.y);
        // The page must not scroll with what was meant for the matrix; it does where there is nothing to zoom out of.
        if zoom == 1.0 && (wheel > 0.0 || view.zoom > 1.0) {
            ui.input_mut(|input| input.smooth_scroll_delta = Vec2::ZERO);
            zoom = (wheel / 300.0).exp();
        }
        if zoom != 1.0 {
            let fit = Grid::of(self.len(), response.rect, &MatrixView::default()).cell;
            let under = view.corner + (at - before.area.min) / before.cell;
            view.zoom = (view.zoom * zoom).clamp(1.0, (LARGEST / fit.max(0.01)).max(1.0));
            let after = Grid::of(self.len(), response.rect, view);
            view.corner = under - (at - after.area.min) / after.cell;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn every_cell_is_found_where_it_is_drawn() {
        let rect = Rect::from_min_size(pos2(5.0, 7.0), vec2(700.0, 600.0));
        for (count, view) in [
            (1, MatrixView::default()),
            (40, MatrixView::default()),
            (500, MatrixView { zoom: 12.0, corner: vec2(100.0, 480.0), fixed: false }),
        ] {
            let grid = Grid::of(count, rect, &view);
            assert!(rect.contains_rect(grid.area));
            for row in grid.rows() {
                for column in grid.columns() {
                    let middle = pos2(grid.x(column) + grid.cell / 2.0, grid.y(row) + grid.cell / 2.0);
                    if grid.area.contains(middle) {
                        assert_eq!(grid.at(middle), Some((row, column)), "{count}");
                    }
                }
            }
        }
    }
}
