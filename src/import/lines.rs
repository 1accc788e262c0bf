//! Lines of a text stream, one buffer for all of them, none longer than a bound.

use std::io::{self, BufRead};

use memchr::memchr;

/// Longest line kept, in bytes; the rest of a longer one is read over.
pub const MAX_LINE: usize = 4 * 1024 * 1024;

/// A reader of lines.
pub struct Lines {
    reader: Box<dyn BufRead>,
    buffer: Vec<u8>,
    repaired: String,
    number: u64,
    /// Bytes of the reader's buffer that the last line stood in.
    lent: usize,
}

/// One line without its end.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Counted from 1.
    pub number: u64,
    /// Bytes that are not UTF-8 are replaced by U+FFFD.
    pub text: &'a str,
    /// True when it was longer than [`MAX_LINE`] and its end is missing.
    pub cut: bool,
}

impl Lines {
    /// Starts at the reader's position.
    pub fn new(reader: Box<dyn BufRead>) -> Self {
        Self { reader, buffer: Vec::with_capacity(4096), repaired: String::new(), number: 0, lent: 0 }
    }

    /// The next line; `None` at the end. Lines end with LF or CR LF.
    ///
    /// # Errors
    ///
    /// Those of the reader.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.reader.consume(std::mem::take(&mut self.lent));
        // A line that stands whole in the reader's buffer is lent out of it; others are put together.
        let whole = memchr(b'\n', self.reader.fill_buf()?);
        let (bytes, cut) = match whole {
            Some(end) => {
                self.lent = end + 1;
                let line = &self.reader.fill_buf()?[..end];
                (&line[..line.len().min(MAX_LINE)], line.len() > MAX_LINE)
            }
            None => match self.gather()? {
                Some(cut) => (self.buffer.as_slice(), cut),
                None => return Ok(None),
            },
        };
        self.number += 1;
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => {
                self.repaired = String::from_utf8_lossy(bytes).into_owned();
                &self.repaired
            }
        };
        Ok(Some(Line { number: self.number, text, cut }))
    }

    /// Reads into the own buffer up to the end of the line; tells whether some of it had to be dropped, `None` at the
    /// end of the text.
    fn gather(&mut self) -> io::Result<Option<bool>> {
        self.buffer.clear();
        let (mut any, mut cut) = (false, false);
        loop {
            let available = self.reader.fill_buf()?;
            if available.is_empty() {
                break;
            }
            any = true;
            let end = memchr(b'\n', available);
            let part = &available[..end.unwrap_or(available.len())];
            let room = MAX_LINE - self.buffer.len();
            self.buffer.extend_from_slice(&part[..part.len().min(room)]);
            cut |= part.len() > room;
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                break;
            }
        }
        Ok(any.then_some(cut))
    }
}
