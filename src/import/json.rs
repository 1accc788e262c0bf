//! JSON files of any size: the outer objects and arrays are walked, only one inner value at a time is in memory.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::path::Path;

use memchr::memchr2;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use super::format::Sink;
use super::{ImportError, Input};

/// Largest single value, in bytes.
const MAX_VALUE: usize = 64 * 1024 * 1024;
/// Deepest nesting inside one value.
const MAX_DEPTH: usize = 100;

/// A walk through a JSON text.
pub struct JsonStream {
    reader: Box<dyn BufRead>,
    line: u64,
    buffer: Vec<u8>,
}

/// Why the walk stopped.
#[derive(Debug)]
pub enum JsonError {
    Io(io::Error),
    /// The text ended inside a value.
    Truncated {
        line: u64,
    },
    Syntax {
        line: u64,
        message: String,
    },
    TooLarge {
        line: u64,
        what: &'static str,
    },
}

impl JsonError {
    /// The error as one of an import of `path`.
    pub fn on(self, path: &Path) -> ImportError {
        let path = path.to_owned();
        let malformed = |line, message: String| ImportError::Malformed {
            path: path.clone(),
            line,
            column: 1,
            message,
            excerpt: "export the chat again; the file is not whole JSON".to_owned(),
        };
        match self {
            Self::Io(source) => ImportError::Read { path, source },
            Self::Truncated { line } => malformed(line, "the file ends in the middle".to_owned()),
            Self::Syntax { line, message } => malformed(line, message),
            Self::TooLarge { line, what } => ImportError::TooLarge { path, line, what: what.to_owned() },
        }
    }
}

/// Why a format that walks through JSON stopped: the text, or the sink.
pub enum Stop {
    Json(JsonError),
    Import(ImportError),
}

impl From<JsonError> for Stop {
    fn from(error: JsonError) -> Self {
        Self::Json(error)
    }
}

impl From<ImportError> for Stop {
    fn from(error: ImportError) -> Self {
        Self::Import(error)
    }
}

/// The outcome of a walk that took `entries` entries. A text that breaks off after the first of them is only warned
/// of: what was read before the break is worth having.
///
/// # Errors
///
/// Everything else that stopped the walk.
pub fn settle(
    result: Result<(), Stop>,
    entries: u64,
    input: &Input,
    sink: &mut dyn Sink,
) -> Result<(), ImportError> {
    match result {
        Ok(()) => Ok(()),
        Err(Stop::Json(JsonError::Truncated { line })) if entries > 0 => {
            sink.warn("truncated", &format!("the file breaks off after line {line}"));
            Ok(())
        }
        Err(Stop::Json(error)) => Err(error.on(input.path())),
        Err(Stop::Import(error)) => Err(error),
    }
}

/// What a piece of raw JSON says; `None` when it does not say that, which is noted as passed over at `line`.
pub fn read<'a, T: Deserialize<'a>>(raw: &'a [u8], line: u64, sink: &mut dyn Sink) -> Option<T> {
    serde_json::from_slice(raw).map_err(|error| sink.skip(line, &error.to_string())).ok()
}

type Walk<T> = Result<T, JsonError>;

impl JsonStream {
    /// Starts at the reader's position.
    pub fn new(reader: Box<dyn BufRead>) -> Self {
        Self { reader, line: 1, buffer: Vec::new() }
    }

    /// The line reached, counted from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The first byte of what comes next, white space passed over; `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of the reader.
    pub fn peek(&mut self) -> Walk<Option<u8>> {
        loop {
            let available = self.reader.fill_buf().map_err(JsonError::Io)?;
            if available.is_empty() {
                return Ok(None);
            }
            let spaces = available.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.line += available[..spaces].iter().filter(|&&byte| byte == b'\n').count() as u64;
            let found = available.get(spaces).copied();
            self.reader.consume(spaces);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// Steps over one expected byte, such as the bracket that opens an array.
    ///
    /// # Errors
    ///
    /// When something else stands there.
    pub fn expect(&mut self, byte: u8) -> Walk<()> {
        match self.peek()? {
            Some(found) if found == byte => {
                self.reader.consume(1);
                Ok(())
            }
            Some(found) => Err(JsonError::Syntax {
                line: self.line,
                message: format!("expected `{}`, found `{}`", byte as char, (found as char).escape_default()),
            }),
            None => Err(JsonError::Truncated { line: self.line }),
        }
    }

    /// The next key of the object the walk is in; `None` after the last, the closing brace passed.
    ///
    /// # Errors
    ///
    /// When there is no key where one must be.
    pub fn next_key(&mut self) -> Walk<Option<String>> {
        if !self.more(b'}')? {
            return Ok(None);
        }
        let line = self.line;
        if self.peek()? != Some(b'"') {
            return Err(JsonError::Syntax { line, message: "expected a key in double quotes".to_owned() });
        }
        self.scan(true)?;
        let key = serde_json::from_slice(&self.buffer)
            .map_err(|error| JsonError::Syntax { line, message: error.to_string() })?;
        self.expect(b':')?;
        Ok(Some(key))
    }

    /// True when the array the walk is in has another element, which comes next; false after the last, the closing
    /// bracket passed.
    ///
    /// # Errors
    ///
    /// When the text ends.
    pub fn more_elements(&mut self) -> Walk<bool> {
        self.more(b']')
    }

    /// The next element of the array the walk is in, as raw JSON, and the line it begins on; `None` after the last.
    ///
    /// # Errors
    ///
    /// When the element has no end or is too large.
    pub fn next_element(&mut self) -> Walk<Option<(u64, &[u8])>> {
        if !self.more(b']')? {
            return Ok(None);
        }
        self.peek()?;
        let line = self.line;
        self.scan(true)?;
        Ok(Some((line, &self.buffer)))
    }

    /// Goes through the array that comes next: `each` gets every element as raw JSON, and the line it begins on.
    ///
    /// # Errors
    ///
    /// When no array stands here, an element has no end or is too large, and those of `each`.
    pub fn each_element(
        &mut self,
        mut each: impl FnMut(u64, &[u8]) -> Result<(), ImportError>,
    ) -> Result<(), Stop> {
        self.expect(b'[')?;
        while let Some((line, raw)) = self.next_element()? {
            each(line, raw)?;
        }
        Ok(())
    }

    /// The value that comes next, as raw JSON.
    ///
    /// # Errors
    ///
    /// As for [`Self::next_element`].
    pub fn value(&mut self) -> Walk<&[u8]> {
        self.peek()?;
        self.scan(true)?;
        Ok(&self.buffer)
    }

    /// Passes over the value that comes next, however large.
    ///
    /// # Errors
    ///
    /// When it has no end.
    pub fn skip_value(&mut self) -> Walk<()> {
        self.peek()?;
        self.scan(false)
    }

    /// Passes a comma; false when the closing bracket came instead.
    fn more(&mut self, close: u8) -> Walk<bool> {
        match self.peek()? {
            None => Err(JsonError::Truncated { line: self.line }),
            Some(byte) if byte == close => {
                self.reader.consume(1);
                Ok(false)
            }
            Some(b',') => {
                self.reader.consume(1);
                // A comma before the bracket is a slip of many hand-written exporters.
                match self.peek()? {
                    Some(byte) if byte == close => {
                        self.reader.consume(1);
                        Ok(false)
                    }
                    Some(_) => Ok(true),
                    None => Err(JsonError::Truncated { line: self.line }),
                }
            }
            Some(_) => Ok(true),
        }
    }

    /// Reads to the end of one value; keeps it in the buffer if asked.
    fn scan(&mut self, keep: bool) -> Walk<()> {
        self.buffer.clear();
        let start = self.line;
        let mut depth = 0_usize;
        let mut in_string = false;
        let mut escaped = false;
        let mut scalar = false;
        loop {
            let available = self.reader.fill_buf().map_err(JsonError::Io)?;
            if available.is_empty() {
                return if scalar { Ok(()) } else { Err(JsonError::Truncated { line: start }) };
            }
            let mut at = 0;
            let mut done = false;
            while at < available.len() && !done {
                if escaped {
                    escaped = false;
                    at += 1;
                    continue;
                }
                if in_string {
                    match memchr2(b'"', b'\\', &available[at..]) {
                        None => at = available.len(),
                        Some(skip) => {
                            escaped = available[at + skip] == b'\\';
                            in_string = escaped;
                            at += skip + 1;
                            done = !in_string && depth == 0;
                        }
                    }
                    continue;
                }
                match available[at] {
                    b'"' if !scalar => in_string = true,
                    b'{' | b'[' if !scalar => depth += 1,
                    b'}' | b']' if depth > 0 => {
                        depth -= 1;
                        done = depth == 0;
                    }
                    b',' | b'}' | b']' | b'"' | b'{' | b'[' if depth == 0 => {
                        if !scalar {
                            let message = "expected a value".to_owned();
                            return Err(JsonError::Syntax { line: self.line, message });
                        }
                        done = true;
                        break;
                    }
                    byte if byte.is_ascii_whitespace() && depth == 0 => {
                        done = true;
                        break;
                    }
                    _ => scalar |= depth == 0,
                }
                if depth > MAX_DEPTH {
                    return Err(JsonError::TooLarge {
                        line: self.line,
                        what: "values nested more than 100 deep",
                    });
                }
                at += 1;
            }
            self.line += memchr::memchr_iter(b'\n', &available[..at]).count() as u64;
            if keep {
                if self.buffer.len() + at > MAX_VALUE {
                    return Err(JsonError::TooLarge {
                        line: start,
                        what: "one entry takes more than 64 MiB",
                    });
                }
                self.buffer.extend_from_slice(&available[..at]);
            }
            self.reader.consume(at);
            if done {
                return Ok(());
            }
        }
    }
}

/// A string, or a number or truth value written as one: exporters differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loose<'a>(pub Cow<'a, str>);

impl Loose<'_> {
    /// The text of it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Loose<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Owned(text.to_owned())))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Owned(value.to_string())))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Owned(value.to_string())))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Owned(value.to_string())))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Owned(value.to_string())))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
