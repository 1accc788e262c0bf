//! Laid-out text as SVG text: one element per row, one span per run of one format and typeface.
//!
//! A run says where it starts and how long it is, not where each character stands: a reader who lacks the typeface still
//! gets it in its place, the words copy whole, and letters keep the spacing their designer gave them instead of the
//! display's rounding.

use std::fmt::Write as _;

use egui::epaint::TextShape;
use egui::epaint::text::{Galley, Glyph, PlacedRow};
use egui::{Color32, Pos2, Rect, Stroke, TextFormat, Vec2};

use unicode_width::UnicodeWidthChar as _;

use super::write::{Number, paint_attributes, push_escaped, rectangle, stroke_attributes};
use crate::export::png::{family_of, scale_of};
use crate::fonts::{self, Face};

/// egui slants by a quarter of the height; SVG says it in degrees.
const SLANT_DEGREES: f32 = -14.04;

/// Characters on a line in one format, drawn by one typeface.
struct Run<'a> {
    text: String,
    format: &'a TextFormat,
    face: Face<'static>,
    start: Pos2,
    width: f32,
}

/// One glyph, the character it stands for, and the format that character has in the text.
struct Placed<'a> {
    glyph: &'a Glyph,
    character: char,
    format: &'a TextFormat,
}

/// Writes the text with its backgrounds and lines.
pub(super) fn write(out: &mut String, shape: &TextShape) {
    if shape.opacity_factor <= 0.0 {
        return;
    }
    let turned = shape.angle != 0.0;
    // Turned text is written around its own origin and the group is put in place; other text is placed directly.
    let origin = if turned { Vec2::ZERO } else { shape.pos.to_vec2() };
    if turned {
        let (x, y) = (Number(shape.pos.x), Number(shape.pos.y));
        let _ = writeln!(
            out,
            "<g transform=\"translate({x} {y}) rotate({})\">",
            Number(shape.angle.to_degrees())
        );
    }
    let mut formats = Formats::new(&shape.galley);
    for row in &shape.galley.rows {
        let placed = formats.of_row(row);
        let offset = origin + row.pos.to_vec2();
        write_backgrounds(out, shape, &placed, offset);
        write_row(out, shape, &placed, offset);
        write_lines(out, shape, &placed, offset);
        if !shape.underline.is_empty() {
            let bounds = row.visuals.mesh_bounds.translate(offset);
            line(out, shape, shape.underline, bounds.left(), bounds.right(), bounds.bottom());
        }
    }
    if turned {
        out.push_str("</g>\n");
    }
}

/// Follows the text along the glyphs: a finished galley no longer says which section a glyph came from, and names all
/// glyphs of a cluster (an emoji of several people) by the cluster's first character.
struct Formats<'a> {
    galley: &'a Galley,
    /// Where in the text the next glyph's character is expected, in bytes.
    at: usize,
    section: usize,
    /// The character the glyph before was named by.
    before: Option<char>,
}

impl<'a> Formats<'a> {
    fn new(galley: &'a Galley) -> Self {
        Self { galley, at: 0, section: 0, before: None }
    }

    fn of_row(&mut self, row: &'a PlacedRow) -> Vec<Placed<'a>> {
        row.glyphs.iter().filter_map(|glyph| self.place(glyph)).collect()
    }

    fn place(&mut self, glyph: &'a Glyph) -> Option<Placed<'a>> {
        let rest = self.galley.job.text.get(self.at..).unwrap_or_default();
        // Line ends, and marks that a typeface lacks, have no glyph and are passed over.
        let offset: usize =
            rest.chars().take_while(|c| *c != glyph.chr && without_width(*c)).map(char::len_utf8).sum();
        let next = |offset: usize| rest.get(offset..).and_then(|rest| rest.chars().next());
        let (position, character) = if next(offset) == Some(glyph.chr) {
            (self.at + offset, Some(glyph.chr))
        } else if self.before == Some(glyph.chr) {
            (self.at, next(0))
        } else {
            // The sign of an omission has no character and takes the format of the place where the text was cut.
            (self.at, None)
        };
        self.before = Some(glyph.chr);
        let sections = &self.galley.job.sections;
        while self.section + 1 < sections.len() && sections[self.section].byte_range.end.0 <= position {
            self.section += 1;
        }
        if let Some(c) = character {
            self.at = position + c.len_utf8();
        }
        let format = &sections.get(self.section)?.format;
        Some(Placed { glyph, character: character.unwrap_or(glyph.chr), format })
    }
}

fn without_width(c: char) -> bool {
    c.width().unwrap_or(0) == 0
}

/// Joiners, variation selectors and marks of direction: drawn as nothing whether a typeface has them or not.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

fn runs<'a>(placed: &[Placed<'a>]) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'a>> = Vec::new();
    let mut pen = f32::NEG_INFINITY;
    let mut ended = true;
    for Placed { glyph, character, format } in placed {
        // A display rounds positions to its pixels, advances it does not; a real gap is wider than that rounding.
        let spacing = if ended { 0.0 } else { format.extra_letter_spacing };
        let jumped = (glyph.pos.x - (pen + spacing)).abs() > 1.0;
        let joins_cluster = glyph.advance_width == 0.0 || without_width(*character);
        let known = fonts::face_of(*character);
        if joins_cluster && known.is_none() && !is_ignorable(*character) {
            // A part of a cluster that egui leaves out, such as a skin tone, where a box would be drawn here.
            continue;
        }
        let face = known.unwrap_or(Face::Bundled);
        let continues = runs.last().is_some_and(|run: &Run<'_>| {
            std::ptr::eq(run.format, *format)
                && run.start.y == glyph.pos.y
                && (run.face == face || joins_cluster)
        });
        match runs.last_mut() {
            Some(run) if continues && !jumped && !ended => {
                run.text.push(*character);
                run.width += spacing + glyph.advance_width;
            }
            _ => {
                let x = if jumped { glyph.pos.x } else { pen + spacing };
                runs.push(Run {
                    text: character.to_string(),
                    format,
                    face,
                    start: Pos2::new(x, glyph.pos.y),
                    width: glyph.advance_width,
                });
                pen = x;
            }
        }
        pen = runs.last().map_or(pen, |run| run.start.x + run.width);
        // egui gives these a width of its own, which no typeface knows.
        ended = matches!(character, '\t' | '\u{2009}' | '\u{202F}');
    }
    runs
}

fn write_row(out: &mut String, shape: &TextShape, placed: &[Placed<'_>], offset: Vec2) {
    let mut runs = runs(placed);
    // White space at the ends of a row shows nothing; inside it keeps words apart when they are copied.
    while runs.last().is_some_and(|run| run.text.trim().is_empty()) {
        runs.pop();
    }
    let first = runs.iter().position(|run| !run.text.trim().is_empty()).unwrap_or(runs.len());
    let runs = &runs[first..];
    let kept = |text: &str| {
        text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) || text.contains("  ")
    };
    let keeps_space = if runs.iter().any(|run| kept(&run.text)) { " xml:space=\"preserve\"" } else { "" };
    // A slant is of a whole element, so slanted runs stand alone.
    for group in runs.chunk_by(|a, b| !a.format.italics && !b.format.italics) {
        let _ = write!(out, "<text{keeps_space}");
        if let [run] = group {
            run_attributes(out, shape, run, offset);
            out.push('>');
            run_text(out, run);
        } else {
            out.push('>');
            for run in group {
                out.push_str("<tspan");
                run_attributes(out, shape, run, offset);
                out.push('>');
                run_text(out, run);
                out.push_str("</tspan>");
            }
        }
        out.push_str("</text>\n");
    }
}

fn run_text(out: &mut String, run: &Run<'_>) {
    for c in run.text.chars() {
        push_escaped(out, if matches!(c, '\u{2009}' | '\u{202F}') { ' ' } else { c });
    }
}

fn run_attributes(out: &mut String, shape: &TextShape, run: &Run<'_>, offset: Vec2) {
    let at = run.start + offset;
    if run.format.italics {
        let _ =
            write!(out, " transform=\"translate({} {}) skewX({SLANT_DEGREES})\"", Number(at.x), Number(at.y));
    } else {
        let _ = write!(out, " x=\"{}\" y=\"{}\"", Number(at.x), Number(at.y));
    }
    let _ = write!(out, " font-size=\"{}\"", Number(run.format.font_id.size * scale_of(run.face)));
    match run.face {
        Face::Bundled if run.format.font_id.family == fonts::medium() => out.push_str(" font-weight=\"500\""),
        Face::Bundled => {}
        Face::Fallback(name) => {
            let _ = write!(out, " font-family=\"'{}',sans-serif\"", family_of(name));
        }
    }
    if run.text.chars().filter(|c| !c.is_control()).count() > 1 {
        let _ = write!(out, " textLength=\"{}\"", Number(run.width));
    }
    let color = match shape.override_text_color {
        Some(color) => color,
        None if run.format.color == Color32::PLACEHOLDER => shape.fallback_color,
        None => run.format.color,
    };
    paint_attributes(out, "fill", faded(color, shape));
}

fn faded(color: Color32, shape: &TextShape) -> Color32 {
    if shape.opacity_factor < 1.0 { color.gamma_multiply(shape.opacity_factor) } else { color }
}

fn write_backgrounds(out: &mut String, shape: &TextShape, placed: &[Placed<'_>], offset: Vec2) {
    let same = |a: &Placed<'_>, b: &Placed<'_>| {
        let (r, s) = (a.glyph.logical_rect(), b.glyph.logical_rect());
        std::ptr::eq(a.format, b.format) && r.top() == s.top() && r.bottom() == s.bottom()
    };
    for group in placed.chunk_by(same) {
        let format = group[0].format;
        if format.background == Color32::TRANSPARENT {
            continue;
        }
        let covered = group.iter().fold(Rect::NOTHING, |rect, placed| rect | placed.glyph.logical_rect());
        rectangle(out, covered.expand(format.expand_bg).translate(offset));
        paint_attributes(out, "fill", faded(format.background, shape));
        out.push_str("/>\n");
    }
}

fn write_lines(out: &mut String, shape: &TextShape, placed: &[Placed<'_>], offset: Vec2) {
    for group in placed.chunk_by(|a, b| std::ptr::eq(a.format, b.format)) {
        let (first, last) = (group[0].glyph, group[group.len() - 1].glyph);
        let (left, right) = (first.pos.x + offset.x, last.max_x() + offset.x);
        let rect = first.logical_rect().translate(offset);
        line(out, shape, group[0].format.underline, left, right, rect.bottom());
        line(out, shape, group[0].format.strikethrough, left, right, rect.center().y);
    }
}

fn line(out: &mut String, shape: &TextShape, mut stroke: Stroke, left: f32, right: f32, mut y: f32) {
    if stroke.is_empty() || right <= left {
        return;
    }
    if shape.angle == 0.0 {
        stroke.round_center_to_pixel(1.0, &mut y);
    }
    if stroke.color == Color32::PLACEHOLDER {
        stroke.color = shape.fallback_color;
    }
    let _ = write!(out, "<path d=\"M{} {y}H{}\"", Number(left), Number(right), y = Number(y));
    stroke_attributes(out, stroke.width, faded(stroke.color, shape));
    out.push_str("/>\n");
}
