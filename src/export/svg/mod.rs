//! A [`Picture`] as SVG: text stays text, numbers have at most two decimals, equal pictures give equal bytes.

mod mesh;
mod outline;
mod shape;
mod text;
mod write;

use std::fmt::Write as _;

use egui::emath::TSTransform;
use egui::epaint::{ClippedShape, Shape, Stroke};
use egui::{Color32, Rect};

use super::Picture;
use crate::i18n::Lang;
use shape::snapped_segment;
use write::{Number, escaped, paint_attributes, stroke_attributes};

pub(super) use shape::undrawable;

/// The first family is the bundled one; the others are the usual Chinese faces of readers who do not have it.
const FAMILIES: &str = "'Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif";

/// Stands for a picture's own prefix of ids until the picture is whole; escaped text never holds it.
const MARK: char = '\u{1}';

/// What a picture says of itself, and what it lies on.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The title, read out by screen readers and shown by browsers.
    pub title: &'a str,
    /// What the picture shows, in a line.
    pub summary: &'a str,
    /// The language of its words: readers choose Han forms and pronunciation by it.
    pub lang: Lang,
    /// The ground, painted over the whole picture first; transparent paints none.
    pub background: Color32,
}

/// The picture as a whole SVG file.
///
/// Text keeps its characters and is placed as egui placed it, run by run. Shapes that [`Picture::ignored`] counts are
/// left out. Blurred edges (shadows) are drawn sharp.
pub fn svg(picture: &Picture, about: &About<'_>) -> String {
    let mut writer = Writer::new(Rect::from_min_size(Default::default(), picture.size));
    for ClippedShape { clip_rect, shape, transform_after_tessellation } in &picture.shapes {
        writer.add(*clip_rect, shape, *transform_after_tessellation);
    }
    writer.finish(about)
}

/// Gathers elements in painting order, with the clip paths they need.
struct Writer {
    page: Rect,
    body: String,
    clips: Vec<Rect>,
    /// The clip path of the group that is open in `body`, by its index in `clips`.
    open_clip: Option<usize>,
    /// Lines of one stroke that follow each other (a dashed line, a grid) and become one element.
    lines: Option<(Stroke, String)>,
}

impl Writer {
    fn new(page: Rect) -> Self {
        Self { page, body: String::new(), clips: Vec::new(), open_clip: None, lines: None }
    }

    fn add(&mut self, clip: Rect, shape: &Shape, transform: TSTransform) {
        if let Shape::Vec(shapes) = shape {
            shapes.iter().for_each(|shape| self.add(clip, shape, transform));
            return;
        }
        if !transform.is_valid() || !clip.is_positive() {
            return;
        }
        let bounds = transform * shape.visual_bounding_rect();
        let shown = bounds.intersect(self.page);
        if !bounds.is_finite() && !matches!(shape, Shape::Rect(_)) || shown.is_negative() {
            return;
        }
        if clip.intersect(shown).is_negative() {
            return;
        }
        // Half a point of overhang, as of a line on the edge of a plot, is not worth a clip path.
        self.clip_to((!clip.expand(0.5).contains_rect(shown)).then_some(clip));
        if let (Shape::LineSegment { points, stroke }, true) = (shape, transform == TSTransform::IDENTITY) {
            self.line(*points, *stroke);
            return;
        }
        self.end_lines();
        if transform == TSTransform::IDENTITY {
            shape::write(&mut self.body, shape, self.page);
            return;
        }
        let TSTransform { scaling, translation } = transform;
        let (x, y) = (Number(translation.x), Number(translation.y));
        let _ = writeln!(self.body, "<g transform=\"translate({x} {y}) scale({scaling})\">");
        match shape {
            Shape::LineSegment { points, stroke } => {
                self.line(*points, *stroke);
                self.end_lines();
            }
            other => shape::write(&mut self.body, other, transform.inverse() * self.page),
        }
        self.body.push_str("</g>\n");
    }

    fn line(&mut self, points: [egui::Pos2; 2], stroke: Stroke) {
        if stroke.is_empty() {
            return;
        }
        // Where lines of a translucent stroke cross, one element would not darken twice.
        let joins = stroke.color.is_opaque() && self.lines.as_ref().is_some_and(|(same, _)| *same == stroke);
        if !joins {
            self.end_lines();
        }
        let (_, path) = self.lines.get_or_insert_with(|| (stroke, String::new()));
        let [a, b] = snapped_segment(points, stroke);
        let _ = write!(path, "M{} {}L{} {}", Number(a.x), Number(a.y), Number(b.x), Number(b.y));
    }

    fn end_lines(&mut self) {
        if let Some((stroke, path)) = self.lines.take() {
            let _ = write!(self.body, "<path d=\"{path}\" fill=\"none\"");
            stroke_attributes(&mut self.body, stroke.width, stroke.color);
            self.body.push_str("/>\n");
        }
    }

    fn clip_to(&mut self, clip: Option<Rect>) {
        let index = clip.map(|clip| {
            self.clips.iter().position(|known| *known == clip).unwrap_or_else(|| {
                self.clips.push(clip);
                self.clips.len() - 1
            })
        });
        if index == self.open_clip {
            return;
        }
        self.end_lines();
        if self.open_clip.is_some() {
            self.body.push_str("</g>\n");
        }
        if let Some(index) = index {
            let _ = writeln!(self.body, "<g clip-path=\"url(#{MARK}{index})\">");
        }
        self.open_clip = index;
    }

    fn finish(mut self, about: &About<'_>) -> String {
        self.clip_to(None);
        self.end_lines();
        let (width, height) = (Number(self.page.width()), Number(self.page.height()));
        let lang = match about.lang {
            Lang::Zh => "zh-Hans",
            Lang::En => "en",
        };
        let mut out = String::with_capacity(self.body.len() + 1024);
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" lang=\"{lang}\" xml:lang=\"{lang}\" role=\"img\" \
             font-family=\"{FAMILIES}\">"
        );
        let _ = writeln!(out, "<title>{}</title>", escaped(about.title));
        let _ = writeln!(out, "<desc>{}</desc>", escaped(about.summary));
        if !self.clips.is_empty() {
            out.push_str("<defs>\n");
            for (index, clip) in self.clips.iter().enumerate() {
                let _ = write!(out, "<clipPath id=\"{MARK}{index}\">");
                write::rectangle(&mut out, clip.intersect(self.page.expand(1.0)));
                out.push_str("/></clipPath>\n");
            }
            out.push_str("</defs>\n");
        }
        if about.background != Color32::TRANSPARENT {
            write::rectangle(&mut out, self.page);
            paint_attributes(&mut out, "fill", about.background);
            out.push_str("/>\n");
        }
        out.push_str(&self.body);
        out.push_str("</svg>\n");
        // Several pictures may stand in one page, where ids must differ.
        let prefix = format!("p{:08x}-", fingerprint(&out));
        out.replace(MARK, &prefix)
    }
}

/// The 32-bit FNV-1a hash of the text.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
