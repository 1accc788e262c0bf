//! Lines of a text stream, read and checked block by block, none longer than a bound.

use std::borrow::Cow;
use std::io::{self, BufRead};

use memchr::{memchr, memchr_iter, memmem, memrchr};

/// Longest line kept, in bytes; the rest of a longer one is read over.
pub const MAX_LINE: usize = 4 * 1024 * 1024;

/// A reader of blocks of whole lines.
pub struct Blocks {
    reader: Box<dyn BufRead>,
    /// Bytes of the reader's buffer that the latest block was.
    used: usize,
    /// A line that the reader's buffer ended in.
    line: Vec<u8>,
    /// Lines before the block that comes next.
    number: u64,
}

/// Some whole lines.
#[derive(Debug)]
pub struct Block<'a> {
    text: Cow<'a, str>,
    before: u64,
    cut: bool,
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

impl Blocks {
    /// Starts at the reader's position.
    pub fn new(reader: Box<dyn BufRead>) -> Self {
        Self { reader, used: 0, line: Vec::new(), number: 0 }
    }

    /// The next lines, where the reader has them, or the line that lies across the end of its buffer; `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of the reader.
    pub fn next_block(&mut self) -> io::Result<Option<Block<'_>>> {
        let cut = self.advance()?;
        let block = if self.used > 0 {
            self.reader.fill_buf()?.get(..self.used).unwrap_or_default()
        } else {
            self.line.as_slice()
        };
        if block.is_empty() {
            return Ok(None);
        }
        let before = self.number;
        let open = u64::from(block.last() != Some(&b'\n'));
        self.number += memchr_iter(b'\n', block).count() as u64 + open;
        let text = match simdutf8::basic::from_utf8(block) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(block),
        };
        Ok(Some(Block { text, before, cut }))
    }

    /// Leaves the latest block behind and finds the next: `used` bytes of the reader's buffer, else `line`, which is empty
    /// at the end. True when the end of that line is missing.
    fn advance(&mut self) -> io::Result<bool> {
        self.reader.consume(std::mem::take(&mut self.used));
        self.line.clear();
        loop {
            let available = self.reader.fill_buf()?;
            if available.is_empty() {
                return Ok(false);
            }
            let end = if self.line.is_empty() {
                if let Some(end) = memrchr(b'\n', available) {
                    self.used = end + 1;
                    return Ok(false);
                }
                None
            } else {
                memchr(b'\n', available)
            };
            let taken = end.map_or(available.len(), |end| end + 1);
            self.line.extend_from_slice(&available[..taken]);
            self.reader.consume(taken);
            if end.is_some() {
                return Ok(false);
            }
            if self.line.len() > MAX_LINE {
                self.line.truncate(MAX_LINE);
                self.skip_line()?;
                return Ok(true);
            }
        }
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

impl Block<'_> {
    /// True when the text stands somewhere in it.
    pub fn contains(&self, text: &str) -> bool {
        memmem::find(self.text.as_bytes(), text.as_bytes()).is_some()
    }

    /// Its lines, which end with LF or CR LF.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut at = 0;
        let mut number = self.before;
        std::iter::from_fn(move || {
            let left = self.text.get(at..).filter(|left| !left.is_empty())?;
            let length = memchr(b'\n', left.as_bytes()).unwrap_or(left.len());
            at += length + 1;
            number += 1;
            let line = left.get(..length)?;
            Some(Line { number, text: line.strip_suffix('\r').unwrap_or(line), cut: self.cut })
        })
    }
}

/// A reader of lines one by one.
pub struct Lines {
    blocks: Blocks,
    /// Whole lines, the first `at` bytes of which were handed out.
    text: String,
    at: usize,
    number: u64,
    cut: bool,
}

impl Lines {
    /// Starts at the reader's position.
    pub fn new(reader: Box<dyn BufRead>) -> Self {
        Self { blocks: Blocks::new(reader), text: String::new(), at: 0, number: 0, cut: false }
    }

    /// The next line; `None` at the end. Lines end with LF or CR LF.
    ///
    /// # Errors
    ///
    /// Those of the reader.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        if self.at >= self.text.len() {
            let Some(block) = self.blocks.next_block()? else { return Ok(None) };
            self.cut = block.cut;
            self.text.clear();
            self.text.push_str(&block.text);
            self.at = 0;
        }
        let left = &self.text[self.at..];
        let length = memchr(b'\n', left.as_bytes()).unwrap_or(left.len());
        self.at += length + 1;
        self.number += 1;
        let line = &left[..length];
        let text = line.strip_suffix('\r').unwrap_or(line);
        Ok(Some(Line { number: self.number, text, cut: self.cut }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], capacity: usize) -> Vec<(u64, String, bool)> {
        let reader = || Box::new(io::BufReader::with_capacity(capacity, io::Cursor::new(bytes.to_vec())));
        let mut lines = Lines::new(reader());
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            found.push((line.number, line.text.to_owned(), line.cut));
        }
        let mut blocks = Blocks::new(reader());
        let mut by_block = Vec::new();
        while let Some(block) = blocks.next_block().unwrap() {
            by_block.extend(block.lines().map(|line| (line.number, line.text.to_owned(), line.cut)));
        }
        assert_eq!(found, by_block);
        found
    }

    #[test]
    fn lines_are_the_same_whatever_the_reader_hands_out() {
        let text = "一\r\n\r\ntwo\n\n  three\rstill three\nlast".as_bytes();
        let expected = ["一", "", "two", "", "  three\rstill three", "last"];
        for capacity in [1, 2, 3, 7, 64] {
            let found = all(text, capacity);
            assert_eq!(found.iter().map(|line| line.1.as_str()).collect::<Vec<_>>(), expected);
            assert_eq!(found.iter().map(|line| line.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        }
        assert_eq!(all(b"", 8), []);
        assert_eq!(all(b"\n", 8), [(1, String::new(), false)]);
    }

    #[test]
    fn a_line_without_end_is_cut_and_the_next_one_is_whole() {
        let mut bytes = vec![b'x'; MAX_LINE + 70_000];
        bytes.extend_from_slice(b"\nnext\n");
        let found = all(&bytes, 1 << 16);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].1.len(), found[0].2), (MAX_LINE, true));
        assert_eq!(found[1], (2, "next".to_owned(), false));
    }

    #[test]
    fn bytes_of_no_encoding_are_replaced_where_they_stand() {
        let found = all(b"good\nb\xFFd\ngood\n", 4);
        assert_eq!(found[1].1, "b\u{FFFD}d");
        assert_eq!(found.len(), 3);
    }
}
