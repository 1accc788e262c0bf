//! A workbook as text: the sheet that means most, written as comma separated rows, so that every reader of text can
//! read it.

use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write as _};

use calamine::{Data, DataRef, DataType as _, ExcelDateTime, Reader as _, SheetType, Xlsx, XlsxError};
use chrono::{NaiveDate, TimeDelta};
use tempfile::NamedTempFile;

use crate::import::format::{Head, Sink};

use super::layout::{Layout, Wishes};

/// Most bytes of XML that a workbook may unpack to, and of the text made of it.
pub const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;
/// Most bytes of the parts that are held in memory whole, such as the texts that cells share.
const MAX_WHOLE: u64 = 256 * 1024 * 1024;
/// Cells beyond this column are left out.
const MAX_COLUMNS: u32 = 1024;
/// Rows of a sheet that are looked at to choose it.
const LOOKED_AT: u32 = 60;
/// Most sheets that are looked at.
const MAX_SHEETS: usize = 256;

/// Which sheet was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetChoice {
    pub name: String,
    /// The other sheets, in their order.
    pub others: Vec<String>,
    /// Cells that hold an error such as `#N/A`, and the row of the first; they are empty in the text.
    pub errors: u64,
    pub first_error: u64,
    /// True when cells beyond the last column that is read were left out.
    pub too_wide: bool,
}

impl SheetChoice {
    /// Tells what the reader should know of the sheet.
    pub fn tell(&self, sink: &mut dyn Sink) {
        if !self.others.is_empty() {
            let others = self.others.join(", ");
            sink.warn(
                "sheet_chosen",
                &format!("read the sheet `{}`; the workbook also has {others}", self.name),
            );
        }
        if self.errors > 0 {
            let (count, row) = (self.errors, self.first_error);
            sink.warn(
                "error_cells",
                &format!("{count} cells hold an error such as #N/A, the first in row {row}; they were read as empty"),
            );
        }
        if self.too_wide {
            sink.warn("too_wide", &format!("cells beyond column {MAX_COLUMNS} were left out"));
        }
    }
}

/// True for a zip archive that is an Excel workbook. The position of the reader is lost.
pub fn is_workbook(reader: impl Read + Seek) -> bool {
    zip::ZipArchive::new(reader).is_ok_and(|archive| archive.index_for_name("xl/workbook.xml").is_some())
}

/// Why a workbook could not be turned into text.
#[derive(Debug)]
pub enum WorkbookError {
    Io(io::Error),
    /// What is wrong with it and what to do.
    Refused(String),
}

impl From<io::Error> for WorkbookError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => {
                Self::Refused("it is protected by a password; save it without one".to_owned())
            }
            error => Self::Refused(format!(
                "the workbook is damaged ({error}); open it in a spreadsheet and save it as CSV"
            )),
        }
    }
}

/// The sheet of a workbook whose headings mean most, as comma separated text in a temporary file: one record a row,
/// records of empty rows included, times in ISO 8601, formulas as the value last calculated.
///
/// # Errors
///
/// When it cannot be read, is damaged, or unpacks to more than [`MAX_UNPACKED`].
pub fn to_text<R: Read + Seek>(mut reader: R) -> Result<(NamedTempFile, SheetChoice), WorkbookError> {
    measure(&mut reader)?;
    reader.seek(SeekFrom::Start(0))?;
    // The library that reads workbooks panics on some damage, such as a row number beyond all numbers.
    let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| convert(reader)));
    made.unwrap_or_else(|_| {
        Err(WorkbookError::Refused(
            "the workbook is damaged; open it in a spreadsheet and save it as CSV".to_owned(),
        ))
    })
}

fn convert<R: Read + Seek>(reader: R) -> Result<(NamedTempFile, SheetChoice), WorkbookError> {
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(reader))?;
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .take(MAX_SHEETS)
        .collect();
    let mut best: Option<((u8, usize), usize)> = None;
    for (number, name) in sheets.iter().enumerate() {
        let mut beginning = Vec::new();
        write_rows(&mut book, name, LOOKED_AT, &mut beginning)?;
        let text = String::from_utf8_lossy(&beginning);
        let head = Head { file_name: "", text: &text, complete: true, workbook: true };
        let rank = Layout::find(&head, Wishes::default())
            .map_or((0, beginning.len().min(1)), |layout| (layout.confidence, layout.mapping.columns.len()));
        if best.is_none_or(|(most, _)| rank > most) {
            best = Some((rank, number));
        }
    }
    let Some((_, chosen)) = best else {
        return Err(WorkbookError::Refused("the workbook has no sheet with cells".to_owned()));
    };
    let name = sheets.get(chosen).cloned().unwrap_or_default();
    let mut file = NamedTempFile::new()?;
    let mut out = BufWriter::new(file.as_file_mut());
    let choice = write_rows(&mut book, &name, u32::MAX, &mut out)?;
    out.flush()?;
    drop(out);
    let others = sheets
        .into_iter()
        .enumerate()
        .filter(|(number, _)| *number != chosen)
        .map(|(_, name)| name)
        .collect();
    Ok((file, SheetChoice { name, others, ..choice }))
}

/// Unpacks everything that reading needs into nothing, to know how much it is: the sizes that an archive states may
/// be wrong.
fn measure(reader: &mut (impl Read + Seek)) -> Result<(), WorkbookError> {
    reader.seek(SeekFrom::Start(0))?;
    let damaged = |error: zip::result::ZipError| {
        WorkbookError::Refused(format!(
            "the workbook is damaged ({error}); open it in a spreadsheet and save it as CSV"
        ))
    };
    let mut archive = zip::ZipArchive::new(reader).map_err(damaged)?;
    let (mut left, mut whole) = (MAX_UNPACKED, MAX_WHOLE);
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(damaged)?;
        let needed = entry.name().ok().is_none_or(|name| name.ends_with(".xml") || name.ends_with(".rels"));
        if !needed {
            continue;
        }
        let streamed = entry.name().is_ok_and(|name| name.starts_with("xl/worksheets/"));
        let read =
            io::copy(&mut entry.take(left.min(if streamed { left } else { whole }) + 1), &mut io::sink())
                .map_err(|error| {
                    WorkbookError::Refused(format!(
                        "the workbook is damaged ({error}); open it in a spreadsheet and save it as CSV"
                    ))
                })?;
        let rest = left.checked_sub(read).filter(|_| streamed || read <= whole);
        let Some(rest) = rest else {
            return Err(WorkbookError::Refused(format!(
                "the workbook unpacks to more than {} MiB of cells or {} MiB of texts; save the sheet as CSV",
                MAX_UNPACKED / (1024 * 1024),
                MAX_WHOLE / (1024 * 1024)
            )));
        };
        left = rest;
        whole -= if streamed { 0 } else { read };
    }
    Ok(())
}

/// Writes the rows of a sheet, up to a number of them.
fn write_rows<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    most: u32,
    out: &mut impl io::Write,
) -> Result<SheetChoice, WorkbookError> {
    let mut choice = SheetChoice::default();
    let mut writer = RowWriter { out, row: 0, column: 0, empty: true, written: 0 };
    let mut cells = book.worksheet_cells_reader(name)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if row >= most {
            break;
        }
        if column >= MAX_COLUMNS {
            choice.too_wide = true;
            continue;
        }
        if let DataRef::Error(_) = cell.get_value() {
            choice.errors += 1;
            choice.first_error = if choice.errors == 1 { u64::from(row) + 1 } else { choice.first_error };
            continue;
        }
        let text = text_of(cell.get_value());
        if !text.is_empty() {
            writer.cell(row, column, &text)?;
        }
    }
    writer.end()?;
    Ok(choice)
}

/// Cells as records, in the order of a sheet.
struct RowWriter<'o, W> {
    out: &'o mut W,
    row: u32,
    column: u32,
    empty: bool,
    written: u64,
}

impl<W: io::Write> RowWriter<'_, W> {
    fn cell(&mut self, row: u32, column: u32, text: &str) -> Result<(), WorkbookError> {
        // A cell out of order would end up in the wrong place; sheets are written in order.
        if row < self.row || (row == self.row && column < self.column) {
            return Ok(());
        }
        while self.row < row {
            self.end_row()?;
        }
        while self.column < column {
            self.put(b",")?;
            self.column += 1;
        }
        self.empty = false;
        if text.contains([',', '"', '\n', '\r']) {
            self.put(format!("\"{}\"", text.replace('"', "\"\"")).as_bytes())
        } else {
            self.put(text.as_bytes())
        }
    }

    fn end_row(&mut self) -> Result<(), WorkbookError> {
        // A line without anything on it would be no record.
        let end: &[u8] = if self.empty && self.column == 0 { b"\"\"\n" } else { b"\n" };
        self.put(end)?;
        self.row += 1;
        self.column = 0;
        self.empty = true;
        Ok(())
    }

    fn end(&mut self) -> Result<(), WorkbookError> {
        if self.empty { Ok(()) } else { self.end_row() }
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), WorkbookError> {
        self.written += bytes.len() as u64;
        if self.written > MAX_UNPACKED {
            return Err(WorkbookError::Refused(
                "the sheet is larger than 1024 MiB; save it as CSV in parts".to_owned(),
            ));
        }
        Ok(self.out.write_all(bytes)?)
    }
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => (if *truth { "TRUE" } else { "FALSE" }).to_owned(),
        DataRef::DateTime(at) => time_text(at),
    }
}

/// A number as a person would type it: whole when it is, never in scientific notation.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e21 { format!("{number:.0}") } else { format!("{number}") }
}

/// A date and time cell in ISO 8601; a time of day alone as `hh:mm:ss`.
fn time_text(at: &ExcelDateTime) -> String {
    // Serial 0 of the older system is four years and a day before that of the newer; the reader knows which it is.
    let Some(days) = Data::DateTime(*at).get_datetime().map(|_| at.as_f64()) else { return String::new() };
    if at.is_duration() || (0.0..1.0).contains(&days) {
        let seconds = (days * 86_400.0).round() as i64;
        return format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let written = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .and_then(|date| date.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second)))
        // A fraction of a day is seldom an exact second.
        .and_then(|at| {
            at.checked_add_signed(TimeDelta::try_milliseconds((i64::from(milli) + 500) / 1000 * 1000)?)
        });
    match written {
        Some(at) if at.time() == chrono::NaiveTime::MIN => at.format("%Y-%m-%d").to_string(),
        Some(at) => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
        None => number_text(days),
    }
}
