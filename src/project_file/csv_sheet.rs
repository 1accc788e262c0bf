//! A CSV file with a header: cells by column name, and errors at their line and column.

use std::path::Path;

use super::error::{FileError, FileErrorKind as Kind, suggest};

/// The columns that a table may have.
pub(super) struct Header {
    /// Table name in document paths.
    pub table: &'static str,
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
    /// Any column that begins with this is a free field, such as `profile.region`.
    pub free: Option<&'static str>,
}

/// A row under its header.
pub(super) struct Row<'a> {
    record: &'a csv::StringRecord,
    columns: &'a [Column],
}

/// What a column of the file stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Known(&'static str),
    Free(String),
}

/// A cell that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CellError {
    pub column: &'static str,
    pub message: String,
    pub hint: String,
}

impl<'a> Row<'a> {
    /// The cell as it stands; empty when the file has no such column.
    pub(super) fn text(&self, column: &str) -> &'a str {
        let is = |known: &Column| matches!(known, Column::Known(name) if *name == column);
        self.columns.iter().position(is).and_then(|index| self.record.get(index)).unwrap_or_default()
    }

    /// The cells of free columns that are not empty, without the prefix.
    pub(super) fn free(&self) -> impl Iterator<Item = (String, String)> {
        self.columns.iter().zip(self.record).filter_map(|(column, cell)| match column {
            Column::Free(name) if !cell.is_empty() => Some((name.clone(), cell.to_owned())),
            _ => None,
        })
    }
}

/// Reads every row of `text` through `row`.
///
/// # Errors
/// In `file`, at the line and column of the header or cell that is wrong; `path` is `table[row].column`.
pub(super) fn read<T>(
    file: &Path,
    text: &str,
    header: &Header,
    mut row: impl FnMut(&Row<'_>) -> Result<T, CellError>,
) -> Result<Vec<T>, FileError> {
    let fail = |message: String, hint: String| FileError::new(Kind::Table, file, message, hint);
    if let Some(at) = unclosed_quote(text) {
        return Err(fail(
            "this quote is never closed".to_owned(),
            "close it, and write a quote inside a quoted cell twice".to_owned(),
        )
        .within(header.table)
        .at(text, at, at + 1));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let unreadable = |error: csv::Error| {
        fail(format!("this is not a CSV file: {error}"), "save it again as CSV UTF-8".to_owned())
            .within(header.table)
    };
    if !reader.read_record(&mut record).map_err(unreadable)? {
        return Err(fail(
            "the table is empty: it has no header line".to_owned(),
            format!("begin it with the line {}", header.required.join(",")),
        )
        .within(header.table));
    }
    let columns = columns(file, text, header, &record, start_of(&record))?;
    let mut rows = Vec::new();
    while reader.read_record(&mut record).map_err(unreadable)? {
        let start = start_of(&record);
        if record.len() != columns.len() {
            let (from, to) = cell_at(text, start, columns.len().min(record.len().saturating_sub(1)));
            return Err(fail(
                format!("this row has {} cells, the header has {}", record.len(), columns.len()),
                "put cells that contain commas in double quotes, and keep a comma for every empty cell"
                    .to_owned(),
            )
            .within(format!("{}[{}]", header.table, rows.len()))
            .at(text, from, to));
        }
        match row(&Row { record: &record, columns: &columns }) {
            Ok(value) => rows.push(value),
            Err(error) => {
                let is = |known: &Column| matches!(known, Column::Known(name) if *name == error.column);
                let (from, to) = cell_at(text, start, columns.iter().position(is).unwrap_or(0));
                return Err(fail(format!("column `{}`: {}", error.column, error.message), error.hint)
                    .within(format!("{}[{}].{}", header.table, rows.len(), error.column))
                    .at(text, from, to));
            }
        }
    }
    Ok(rows)
}

fn start_of(record: &csv::StringRecord) -> usize {
    record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0))
}

fn columns(
    file: &Path,
    text: &str,
    header: &Header,
    record: &csv::StringRecord,
    start: usize,
) -> Result<Vec<Column>, FileError> {
    let known: Vec<&'static str> = header.required.iter().chain(header.optional).copied().collect();
    let fail = |index: usize, message: String, hint: String| {
        let (from, to) = cell_at(text, start, index);
        FileError::new(Kind::Table, file, message, hint).within(header.table).at(text, from, to)
    };
    let mut columns: Vec<Column> = Vec::with_capacity(record.len());
    for (index, name) in record.iter().enumerate() {
        let free = header.free.and_then(|prefix| name.strip_prefix(prefix));
        let column = match (known.iter().find(|known| **known == name.trim()), free) {
            (Some(known), _) => Column::Known(known),
            (None, Some(free)) => Column::Free(free.to_owned()),
            (None, None) => {
                let hint = if record.len() == 1 && name.contains([';', '\t']) {
                    "separate cells with commas, not semicolons or tabs".to_owned()
                } else {
                    let free = header.free.map_or(String::new(), |prefix| format!(", or {prefix}…"));
                    suggest(name.trim(), &known) + &free
                };
                return Err(fail(index, format!("there is no column `{name}` in {}", header.table), hint));
            }
        };
        if columns.contains(&column) {
            let message = format!("the column `{name}` stands twice");
            return Err(fail(index, message, "keep one of the two".to_owned()));
        }
        columns.push(column);
    }
    for required in header.required {
        if !columns.contains(&Column::Known(required)) {
            let message = format!("the column `{required}` is missing");
            return Err(fail(0, message, format!("the header needs {}", header.required.join(","))));
        }
    }
    Ok(columns)
}

/// First and last byte (exclusive) of a cell of the record that begins at or after `start`.
fn cell_at(text: &str, start: usize, index: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut at = start + bytes.iter().skip(start).take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let mut cell = at;
    let mut passed = 0;
    let mut quoted = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' if quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if quoted || at == cell => quoted = !quoted,
            b',' if !quoted && passed == index => break,
            b',' if !quoted => (passed, cell) = (passed + 1, at + 1),
            b'\n' | b'\r' if !quoted => break,
            _ => {}
        }
        at += 1;
    }
    (cell.min(text.len()), at.min(text.len()))
}

/// Where a quote opens that nothing closes.
fn unclosed_quote(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut open, mut fresh, mut at) = (None, true, 0);
    while let Some(&byte) = bytes.get(at) {
        match (byte, open) {
            (b'"', Some(_)) if bytes.get(at + 1) == Some(&b'"') => at += 1,
            (b'"', Some(_)) => open = None,
            (b'"', None) if fresh => open = Some(at),
            _ => {}
        }
        fresh = open.is_none() && matches!(byte, b',' | b'\n' | b'\r');
        at += 1;
    }
    open
}
