//! A figure as a file: the whole page with title, period and source, or its data.

use std::path::Path;

use super::{About, Picture, PictureError, pdf, pixels, png, render, svg, write_whole};
use crate::charts::{ChartStyle, Figure, Mode, Sheet, Theme};
use crate::i18n::Lang;

/// The kinds of file a chart can leave as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    #[default]
    Png,
    Svg,
    Pdf,
    Csv,
}

impl ExportFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Png, Self::Svg, Self::Pdf, Self::Csv];

    /// The format of that extension, in any case.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| extension.eq_ignore_ascii_case(format.extension()))
    }

    /// File name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Csv => "csv",
        }
    }
}

/// How a picture is made.
#[derive(Clone, Copy, Debug)]
pub struct PictureOptions {
    pub style: ChartStyle,
    /// Width in points.
    pub width: f32,
    /// Height in points; what suits the chart when absent.
    pub height: Option<f32>,
    /// Pixels per point of a PNG, 1 to 4.
    pub scale: f32,
}

impl PictureOptions {
    /// How pictures look when they leave the window: light, whatever the window is, and sharp enough for paper.
    pub fn report(lang: Lang) -> Self {
        Self {
            style: ChartStyle { theme: Theme::of(Mode::Light), lang, interactive: false },
            width: 900.0,
            height: None,
            scale: 2.0,
        }
    }
}

/// Why a figure could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error("{}: {source}", path.display())]
    Io { path: std::path::PathBuf, source: std::io::Error },
    #[error("the table cannot be written as CSV: {0}")]
    Csv(#[from] csv::Error),
}

/// A figure as SVG text.
pub fn figure_svg(figure: &Figure, options: &PictureOptions) -> String {
    let mut size = figure.size(options.width);
    if let Some(height) = options.height {
        size.y = height;
    }
    let theme = options.style.theme;
    let picture: Picture = render(
        size,
        |ctx| crate::charts::theme::apply_to(ctx, theme),
        |ui| {
            figure.draw_page(ui, &options.style);
        },
    );
    let about = About {
        title: &figure.title,
        summary: &figure.summary(options.style.lang),
        lang: options.style.lang,
        background: theme.surface,
    };
    svg(&picture, &about)
}

/// A figure in one of the formats, as bytes.
///
/// # Errors
/// When the picture is too large or a table cannot be encoded.
pub fn figure_bytes(
    figure: &Figure,
    format: ExportFormat,
    options: &PictureOptions,
) -> Result<Vec<u8>, ExportError> {
    Ok(match format {
        ExportFormat::Csv => csv_bytes(&figure.chart.sheet(options.style.lang))?,
        ExportFormat::Svg => figure_svg(figure, options).into_bytes(),
        ExportFormat::Png => png(&figure_svg(figure, options), options.scale)?,
        ExportFormat::Pdf => pdf(&[&figure_svg(figure, options)], &figure.title, options.style.lang)?,
    })
}

/// Writes a figure whole or not at all.
///
/// # Errors
/// When the picture cannot be made or the file cannot be written.
pub fn write_figure(
    figure: &Figure,
    format: ExportFormat,
    options: &PictureOptions,
    path: &Path,
) -> Result<(), ExportError> {
    let bytes = figure_bytes(figure, format, options)?;
    write_whole(path, &bytes).map_err(|source| ExportError::Io { path: path.to_owned(), source })
}

/// A figure as pixels for the clipboard: width and height, and RGBA.
///
/// # Errors
/// When the picture cannot be made.
pub fn figure_pixels(
    figure: &Figure,
    options: &PictureOptions,
) -> Result<([usize; 2], Vec<u8>), ExportError> {
    let pixels = pixels(&figure_svg(figure, options), options.scale)?;
    Ok(([pixels.width, pixels.height], pixels.rgba))
}

/// A table as CSV that spreadsheets open as it is: UTF-8 with a byte order mark, CRLF, text that begins like a formula
/// quoted so that nothing is computed.
///
/// # Errors
/// When a row cannot be encoded.
pub fn csv_bytes(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::from("\u{FEFF}".as_bytes()));
    writer.write_record(sheet.header.iter().map(|cell| harmless(cell).into_owned()))?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| ExportError::Csv(error.into_error().into()))
}

/// Writes a table whole or not at all.
///
/// # Errors
/// When it cannot be encoded or the file cannot be written.
pub fn write_csv(sheet: &Sheet, path: &Path) -> Result<(), ExportError> {
    let bytes = csv_bytes(sheet)?;
    write_whole(path, &bytes).map_err(|source| ExportError::Io { path: path.to_owned(), source })
}

/// A name that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers.
fn harmless(cell: &str) -> std::borrow::Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if formula { format!("'{cell}").into() } else { cell.into() }
}

/// A chart's name as a file name: what no file system minds.
pub fn file_stem(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
    name.chars().map(safe).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_is_not_one() {
        let sheet = Sheet {
            header: vec!["名字".to_owned(), "n".to_owned()],
            rows: vec![
                vec!["=1+1".to_owned(), "-5".to_owned()],
                vec!["@林, \"晨\"".to_owned(), "2".to_owned()],
            ],
        };
        let text = String::from_utf8(csv_bytes(&sheet).unwrap()).unwrap();
        assert_eq!(text, "\u{FEFF}名字,n\r\n'=1+1,-5\r\n\"'@林, \"\"晨\"\"\",2\r\n");
    }

    #[test]
    fn chart_names_become_file_names() {
        assert_eq!(file_stem("funnel.直接 转化/1"), "funnel-直接-转化-1");
    }
}
