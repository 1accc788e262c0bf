//! SVG pages to PDF: vectors, and text that can be selected and searched, with the typefaces' used glyphs inside.

use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};

use super::{PictureError, png};
use crate::i18n::Lang;

/// PDF measures in 1/72 inch, SVG in 1/96.
const PDF_PER_SVG: f32 = 72.0 / 96.0;

/// A PDF with one page for each SVG text, each page as large as its picture.
///
/// Carries the title and the language, and no date, so equal pages give equal bytes. Fails when a page is not SVG and when
/// there is no page.
pub fn pdf(pages: &[&str], title: &str, lang: Lang) -> Result<Vec<u8>, PictureError> {
    if pages.is_empty() {
        return Err(PictureError::Pdf("there is no page".to_owned()));
    }
    let mut document = Document::new();
    for svg in pages {
        let tree = png::tree(svg)?;
        let (width, height) = (tree.size().width() * PDF_PER_SVG, tree.size().height() * PDF_PER_SVG);
        let no_size = || PictureError::Pdf(format!("a page of {width}x{height}"));
        let settings = PageSettings::from_wh(width, height).ok_or_else(no_size)?;
        let size = Size::from_wh(width, height).ok_or_else(no_size)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.draw_svg(&tree, size, SvgSettings::default());
        surface.finish();
        page.finish();
    }
    let language = match lang {
        Lang::Zh => "zh-Hans",
        Lang::En => "en",
    };
    let metadata =
        Metadata::new().title(title.to_owned()).language(language.to_owned()).creator("Qunce".to_owned());
    document.set_metadata(metadata);
    document.finish().map_err(|error| PictureError::Pdf(format!("{error:?}")))
}
