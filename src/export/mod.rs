//! How work leaves the program: a drawing to [`Picture`], to SVG, and from that one SVG to PNG and PDF;
//! and whole chats to ChatLab's interchange format.
//!
//! No window, GPU, display or system font takes part, and no clock, so the same chart gives the same bytes on every
//! machine.

mod calendar;
mod chatlab;
mod figure;
mod offscreen;
mod pdf;
mod png;
mod svg;

use std::io::{self, Write as _};
use std::path::Path;

pub use calendar::{ShiftNames, rota_calendar, shift_calendar};
pub use chatlab::{ChatFormat, ChatLab};
pub use figure::{
    ExportError, ExportFormat, PictureOptions, csv_bytes, figure_bytes, figure_pixels, figure_svg, file_stem,
    write_csv, write_figure,
};
pub use offscreen::{Picture, render};
pub use pdf::pdf;
pub use png::{Pixels, pixels, png};
pub use svg::{About, svg};

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The SVG text is not SVG, or has no size.
    #[error("the picture cannot be read as SVG: {0}")]
    Svg(#[from] resvg::usvg::Error),
    /// More pixels than one picture may have.
    #[error("a picture of {width}x{height} pixels is too large")]
    TooLarge { width: u64, height: u64 },
    /// The pixels could not be packed as PNG.
    #[error("the picture cannot be packed as PNG: {0}")]
    Png(#[from] ::png::EncodingError),
    /// The pages could not be put together as PDF.
    #[error("the pages cannot be put together as PDF: {0}")]
    Pdf(String),
}

/// Writes a file whole or not at all: the bytes go to a new file in the same folder, which then takes the name.
///
/// An existing file is replaced. Fails when the folder does not exist or cannot be written; the old file then stands.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_whole_with(path, |file| file.write_all(bytes))
}

/// As [`write_whole`], for what is written piece by piece.
///
/// # Errors
/// Those of the disk and of `fill`; the old file then stands.
pub fn write_whole_with(
    path: &Path,
    fill: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".qunce-");
    // A temporary file is for its owner alone; a picture is an ordinary document, as open as the user's umask says.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    let mut writer = io::BufWriter::with_capacity(1 << 16, file.as_file_mut());
    fill(&mut writer)?;
    writer.flush()?;
    drop(writer);
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    Ok(())
}
