//! Text of several lines on a painted chart.

use egui::{Align2, Color32, Painter, Pos2};

use super::paint;

/// Lines that `text` takes at a width, at most: told from the kinds of its letters, before there is anything to measure
/// them with.
pub(crate) fn lines(text: &str, size: f32, width: f32) -> usize {
    let used: f32 = text.chars().map(|letter| if letter.is_ascii() { 0.56 } else { 1.02 } * size).sum();
    if text.is_empty() { 0 } else { ((used * 1.04 / width.max(size)).ceil() as usize).max(1) }
}

/// Height of one line.
pub(crate) fn line_height(size: f32) -> f32 {
    size * 1.5
}

/// Height of a paragraph, at most.
pub(crate) fn height(text: &str, size: f32, width: f32) -> f32 {
    lines(text, size, width) as f32 * line_height(size)
}

/// Paints a paragraph from its left top; returns its height.
pub(crate) fn draw(painter: &Painter, at: Pos2, text: &str, size: f32, color: Color32, width: f32) -> f32 {
    let galley = painter.layout(text.to_owned(), paint::regular(size), color, width.max(size));
    let height = galley.size().y;
    painter.galley(Align2::LEFT_TOP.anchor_size(at, galley.size()).min, galley, color);
    height
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_grow_with_the_text_and_shrink_with_the_width() {
        assert_eq!(lines("", 13.0, 300.0), 0);
        assert_eq!(lines("短句", 13.0, 300.0), 1);
        let long = "走的人比留下的人更受关注".repeat(8);
        assert!(lines(&long, 13.0, 300.0) > lines(&long, 13.0, 900.0));
    }
}
