//! Lines of a text stream, read and checked block by block, none longer than a bound.

use std::io::{self, BufRead};

use memchr::{memchr, memrchr};

/// Longest line kept, in bytes; the rest of a longer one is read over.
pub const MAX_LINE: usize = 4 * 1024 * 1024;

/// A reader of lines.
pub struct Lines {
    reader: Box<dyn BufRead>,
    /// Whole lines, the first `at` bytes of which were handed out.
    block: String,
    at: usize,
    /// What follows the block and was read already.
    rest: Vec<u8>,
    /// The block is one line, whose end is missing.
    cut: bool,
    number: u64,
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
        Self { reader, block: String::new(), at: 0, rest: Vec::new(), cut: false, number: 0 }
    }

    /// The next line; `None` at the end. Lines end with LF or CR LF.
    ///
    /// # Errors
    ///
    /// Those of the reader.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        if self.at == self.block.len() {
            self.refill()?;
            if self.block.is_empty() {
                return Ok(None);
            }
        }
        let start = self.at;
        let left = &self.block.as_bytes()[start..];
        let length = memchr(b'\n', left).unwrap_or(left.len());
        self.at = (start + length + 1).min(self.block.len());
        self.number += 1;
        let line = &self.block[start..start + length];
        let text = line.strip_suffix('\r').unwrap_or(line);
        Ok(Some(Line { number: self.number, text, cut: self.cut }))
    }

    /// Takes in whole lines; nothing at the end of the text.
    fn refill(&mut self) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.block).into_bytes();
        bytes.clear();
        bytes.append(&mut self.rest);
        (self.at, self.cut) = (0, false);
        let mut seen = 0;
        loop {
            if let Some(end) = memrchr(b'\n', &bytes[seen..]) {
                self.rest.extend_from_slice(&bytes[seen + end + 1..]);
                bytes.truncate(seen + end + 1);
                break;
            }
            if bytes.len() > MAX_LINE {
                bytes.truncate(MAX_LINE);
                self.cut = true;
                self.skip_line()?;
                break;
            }
            seen = bytes.len();
            let available = self.reader.fill_buf()?;
            if available.is_empty() {
                break;
            }
            bytes.extend_from_slice(available);
            let used = available.len();
            self.reader.consume(used);
        }
        self.block = match String::from_utf8(bytes) {
            Ok(block) => block,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
        // A line whose end is missing must not be taken for the beginning of the next.
        if self.cut {
            self.block.push('\n');
        }
        Ok(())
    }

    /// Reads over what is left of a line.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let available = self.reader.fill_buf()?;
            if available.is_empty() {
                return Ok(());
            }
            let end = memchr(b'\n', available);
            let used = end.map_or(available.len(), |end| end + 1);
            self.reader.consume(used);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}
