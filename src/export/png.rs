//! SVG to pixels, with the program's own typefaces and no others.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{FontResolver, Options, Tree};

use super::PictureError;
use crate::fonts::{self, Face};

/// The most pixels one picture may have: 400 MB of memory, far beyond any page.
const MAX_PIXELS: u64 = 100_000_000;

/// Points (CSS pixels) in a metre, 96 to the inch.
const POINTS_PER_METRE: f32 = 96.0 / 0.0254;

/// A picture's pixels, as a clipboard takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green, blue and alpha (not premultiplied) of each pixel, row by row from the top.
    pub rgba: Vec<u8>,
}

/// The SVG as pixels, `scale` pixels to the point (held between 1 and 4).
///
/// Fails when the text is not SVG and when there would be too many pixels.
pub fn pixels(svg: &str, scale: f32) -> Result<Pixels, PictureError> {
    let tree = tree(svg)?;
    let scale = held(scale);
    let size = tree.size();
    let (width, height) = ((size.width() * scale).ceil() as u64, (size.height() * scale).ceil() as u64);
    let too_large = PictureError::TooLarge { width, height };
    if width.saturating_mul(height) > MAX_PIXELS {
        return Err(too_large);
    }
    let (Ok(columns), Ok(rows)) = (u32::try_from(width), u32::try_from(height)) else {
        return Err(too_large);
    };
    let mut pixmap = Pixmap::new(columns, rows).ok_or(too_large)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(Pixels { width: columns as usize, height: rows as usize, rgba: pixmap.take_demultiplied() })
}

/// The SVG as a PNG file, `scale` pixels to the point (held between 1 and 4).
///
/// The file names its resolution, so that a text processor shows it at its size in points whatever the scale.
/// Fails as [`pixels`] does.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, PictureError> {
    let Pixels { width, height, rgba } = pixels(svg, scale)?;
    let too_large = || PictureError::TooLarge { width: width as u64, height: height as u64 };
    let columns = u32::try_from(width).map_err(|_| too_large())?;
    let rows = u32::try_from(height).map_err(|_| too_large())?;
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, columns, rows);
    encoder.set_color(::png::ColorType::Rgba);
    encoder.set_depth(::png::BitDepth::Eight);
    let per_metre = (POINTS_PER_METRE * held(scale)).round() as u32;
    encoder.set_pixel_dims(Some(::png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: ::png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgba)?;
    writer.finish()?;
    Ok(bytes)
}

fn held(scale: f32) -> f32 {
    if scale.is_finite() { scale.clamp(1.0, 4.0) } else { 1.0 }
}

/// The SVG read and its text laid out, for PNG and PDF alike.
pub(super) fn tree(svg: &str) -> Result<Tree, PictureError> {
    let options = Options {
        fontdb: Arc::clone(&typefaces().database),
        font_family: "Noto Sans SC".to_owned(),
        font_resolver: FontResolver::default(),
        ..Default::default()
    };
    Ok(Tree::from_str(svg, &options)?)
}

/// The family name inside the file of one of the program's typefaces; the name itself for an unknown one.
pub(super) fn family_of(name: &str) -> &str {
    typefaces().families.get(name).map_or(name, String::as_str)
}

/// How much larger or smaller egui draws a typeface than its size says, to fit it to the text around.
pub(super) fn scale_of(face: Face<'_>) -> f32 {
    match face {
        Face::Bundled => 1.0,
        Face::Fallback(name) => typefaces().scales.get(name).copied().unwrap_or(1.0),
    }
}

struct Typefaces {
    database: Arc<Database>,
    families: BTreeMap<String, String>,
    scales: BTreeMap<String, f32>,
}

/// Read once: reading the typefaces takes longer than drawing a chart.
fn typefaces() -> &'static Typefaces {
    static TYPEFACES: OnceLock<Typefaces> = OnceLock::new();
    TYPEFACES.get_or_init(|| {
        let mut database = Database::new();
        let (mut families, mut scales) = (BTreeMap::new(), BTreeMap::new());
        for (name, data) in fonts::definitions().font_data {
            scales.insert(name.clone(), data.tweak.scale);
            let shared = Bytes(data);
            for id in database.load_font_source(Source::Binary(Arc::new(shared))) {
                if let Some((family, _)) = database.face(id).and_then(|face| face.families.first()) {
                    families.insert(name.clone(), family.clone());
                }
            }
        }
        database.set_sans_serif_family("Noto Sans SC");
        database.set_serif_family("Noto Sans SC");
        Typefaces { database: Arc::new(database), families, scales }
    })
}

/// The bytes of a typeface, shared with its definition instead of copied.
struct Bytes(Arc<egui::FontData>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self.0.bytes()
    }
}
