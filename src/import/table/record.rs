//! Records of delimited text, one at a time, each within bounds.

use std::io::BufRead;
use std::path::Path;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::import::ImportError;

/// Largest record, in bytes. A quote that is never closed runs into it.
const MAX_RECORD: usize = 8 * 1024 * 1024;
/// Most columns.
const MAX_COLUMNS: usize = 1024;

/// A reader of records.
pub struct Records {
    reader: Box<dyn BufRead>,
    core: Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
    fields: Vec<String>,
    ended: bool,
    /// Records so far, where they are numbered instead of lines.
    rows: Option<u64>,
    /// Blank lines so far, which the parser does not see.
    blank: u64,
}

/// Why a record could not be read.
#[derive(Debug)]
pub enum RecordError {
    Io(std::io::Error),
    /// Too long or too wide, beginning at this line.
    TooLarge(u64),
}

impl RecordError {
    /// The error as one of an import of that file.
    pub fn at(self, path: &Path) -> ImportError {
        match self {
            Self::Io(source) => ImportError::read(path, source),
            Self::TooLarge(line) => ImportError::TooLarge {
                path: path.to_owned(),
                line,
                what: "a record of more than 8 MiB or 1024 columns begins here; a quote may never be closed"
                    .to_owned(),
            },
        }
    }
}

impl Records {
    /// Records separated by line ends, fields by `delimiter`, quoted as in RFC 4180.
    pub fn new(reader: Box<dyn BufRead>, delimiter: u8) -> Self {
        Self {
            reader,
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            output: vec![0; 4096],
            ends: vec![0; 64],
            fields: Vec::new(),
            ended: false,
            rows: None,
            blank: 0,
        }
    }

    /// Numbers records instead of lines from here on: each is a row of a sheet.
    pub fn count_rows(&mut self) {
        self.rows = Some(0);
    }

    fn skip_blank_lines(&mut self) -> std::io::Result<()> {
        loop {
            let input = self.reader.fill_buf()?;
            let ends = input.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            if ends == 0 {
                return Ok(());
            }
            self.blank += input.iter().take(ends).filter(|byte| **byte == b'\n').count() as u64;
            self.reader.consume(ends);
        }
    }

    /// The next record and the line it begins on; `None` at the end. Blank lines are no records.
    ///
    /// # Errors
    ///
    /// Those of the reader, and records beyond all bounds.
    pub fn next_record(&mut self) -> Result<Option<(u64, &[String])>, RecordError> {
        if self.ended {
            return Ok(None);
        }
        self.skip_blank_lines().map_err(RecordError::Io)?;
        let line = self.core.line() + self.blank;
        let (mut written, mut ended) = (0, 0);
        loop {
            let input = self.reader.fill_buf().map_err(RecordError::Io)?;
            let (result, used, out, ends) =
                self.core.read_record(input, &mut self.output[written..], &mut self.ends[ended..]);
            self.reader.consume(used);
            written += out;
            ended += ends;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.output.len() >= MAX_RECORD => {
                    return Err(RecordError::TooLarge(line));
                }
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() >= MAX_COLUMNS => {
                    return Err(RecordError::TooLarge(line));
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => {
                    self.ended = true;
                    return Ok(None);
                }
            }
        }
        let line = match &mut self.rows {
            Some(rows) => {
                *rows += 1;
                *rows
            }
            None => line,
        };
        self.fields.resize_with(ended, String::new);
        let mut start = 0;
        for (field, &end) in self.fields.iter_mut().zip(&self.ends[..ended]) {
            field.clear();
            let bytes = self.output.get(start..end).unwrap_or_default();
            match std::str::from_utf8(bytes) {
                Ok(text) => field.push_str(text),
                Err(_) => field.push_str(&String::from_utf8_lossy(bytes)),
            }
            start = end;
        }
        Ok(Some((line, &self.fields)))
    }
}
