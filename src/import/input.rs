//! A file to import: what encoding it is in, and its text as a stream of UTF-8.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use encoding_rs::{CoderResult, Decoder, GB18030, UTF_16BE, UTF_16LE};

use tempfile::NamedTempFile;

use super::ImportError;
use super::archive::{Archive, gunzip};
use super::format::Head;
use super::table::{MAX_UNPACKED, SheetChoice, WorkbookError, is_workbook, to_text};

const HEAD: usize = 64 * 1024;
const BLOCK: usize = 128 * 1024;

/// One text file, or one text inside an archive, that can be read from the start as often as a parser needs.
#[derive(Debug)]
pub struct Input {
    path: PathBuf,
    data: Data,
    encoding: Encoding,
    /// Set once a text that was taken for UTF-8 by its beginning turns out to be something else; `None` where that is sure.
    mistaken: Option<Arc<AtomicBool>>,
    /// Bytes of the file that the latest reader has read.
    consumed: Arc<AtomicU64>,
    size: u64,
    damaged: bool,
    file_name: String,
    head: String,
    head_complete: bool,
    sheet: Option<SheetChoice>,
}

#[derive(Debug)]
enum Data {
    File(PathBuf),
    Gzip(PathBuf),
    Entry(Arc<Archive>, usize),
    Memory(Arc<[u8]>),
    /// Text made of a workbook.
    Sheet(Arc<NamedTempFile>),
}

/// The encodings that exports come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// What a Chinese Windows calls ANSI; a superset of GBK and GB2312.
    Gb18030,
}

impl Input {
    /// Opens a file, or the one file that a gzip file holds, and finds out its encoding (which reads it once).
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is not text; the message says what it looks like instead.
    pub fn open_file(path: &Path) -> Result<Self, ImportError> {
        Self::open_path(path, false)
    }

    /// As [`Self::open_file`], but takes a file that begins as UTF-8 for that without reading on. Its readers fail where it
    /// is not, and then [`Self::is_mistaken`].
    ///
    /// # Errors
    ///
    /// As [`Self::open_file`].
    pub fn open_by_beginning(path: &Path) -> Result<Self, ImportError> {
        Self::open_path(path, true)
    }

    fn open_path(path: &Path, by_beginning: bool) -> Result<Self, ImportError> {
        let size = std::fs::metadata(path).map_err(|source| ImportError::read(path, source))?.len();
        let mut head = [0; 2];
        let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
        let data = match read {
            Ok(()) if head == [0x1F, 0x8B] => Data::Gzip(path.to_owned()),
            _ => Data::File(path.to_owned()),
        };
        // What a gzip file holds is measured first.
        let by_beginning = by_beginning && matches!(data, Data::File(_));
        Self::new(path, data, size, by_beginning)
    }

    /// Opens an entry of an archive; `chats.zip/_chat.txt` names it in messages. It is unpacked anew by each reader.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is damaged, or is not text.
    pub fn open_entry(archive: &Arc<Archive>, index: usize) -> Result<Self, ImportError> {
        let (name, size) = archive.entries().get(index).map_or(("", 0), |entry| (&entry.name, entry.size));
        let path = archive.path().join(name);
        Self::new(&path, Data::Entry(Arc::clone(archive), index), size, false)
    }

    /// The file of that name beside this one, in its folder or its archive; `None` when there is none, or it is not
    /// text. Only a bare name is looked for.
    pub fn sibling(&self, name: &str) -> Option<Self> {
        if name.is_empty() || name == ".." || name.contains(['/', '\\']) {
            return None;
        }
        match &self.data {
            Data::File(path) | Data::Gzip(path) => {
                let beside = path.with_file_name(name);
                if beside.is_file() { Self::open_file(&beside).ok() } else { None }
            }
            Data::Entry(archive, index) => {
                let own = &archive.entries().get(*index)?.name;
                let folder = own.rfind('/').map_or("", |end| &own[..=end]);
                Self::open_entry(archive, archive.find(&format!("{folder}{name}"))?).ok()
            }
            Data::Memory(_) | Data::Sheet(_) => None,
        }
    }

    /// Takes bytes that are already in memory, such as a file inside an archive; `path` names them in messages.
    ///
    /// # Errors
    ///
    /// When they are not text.
    pub fn from_bytes(path: &Path, bytes: impl Into<Arc<[u8]>>) -> Result<Self, ImportError> {
        let bytes = bytes.into();
        let size = bytes.len() as u64;
        Self::new(path, Data::Memory(bytes), size, false)
    }

    fn new(path: &Path, data: Data, size: u64, by_beginning: bool) -> Result<Self, ImportError> {
        let mut input = Self {
            path: path.to_owned(),
            data,
            encoding: Encoding::Utf8,
            mistaken: None,
            consumed: Arc::default(),
            size,
            damaged: false,
            file_name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            head: String::new(),
            head_complete: true,
            sheet: None,
        };
        if let (Data::Gzip(_), Some(bare)) = (&input.data, input.file_name.strip_suffix(".gz")) {
            input.file_name = bare.to_owned();
        }
        let read_error = |source| ImportError::read(path, source);
        let mut bytes = Vec::new();
        input.raw().map_err(read_error)?.take(HEAD as u64).read_to_end(&mut bytes).map_err(read_error)?;
        if bytes.starts_with(b"PK\x03\x04") && input.take_workbook()? {
            bytes.clear();
            input.raw().map_err(read_error)?.take(HEAD as u64).read_to_end(&mut bytes).map_err(read_error)?;
        }
        if let Some((what, advice)) = binary_kind(&bytes) {
            return Err(ImportError::NotText {
                path: path.to_owned(),
                what: what.into(),
                advice: advice.into(),
            });
        }
        input.encoding = match bytes.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => Encoding::Utf8,
            [0xFF, 0xFE, ..] => Encoding::Utf16Le,
            [0xFE, 0xFF, ..] => Encoding::Utf16Be,
            head if by_beginning && begins_as_utf8(head) => {
                input.mistaken = Some(Arc::default());
                Encoding::Utf8
            }
            _ => {
                if is_utf8(input.raw().map_err(read_error)?).map_err(read_error)? {
                    Encoding::Utf8
                } else {
                    let (encoding, damaged) =
                        utf8_or_gb18030(input.raw().map_err(read_error)?).map_err(read_error)?;
                    input.damaged = damaged;
                    encoding
                }
            }
        };
        let mut head = Vec::new();
        input.open()?.take(HEAD as u64).read_to_end(&mut head).map_err(read_error)?;
        input.head_complete = head.len() < HEAD;
        if !input.head_complete {
            // A character cut in two at the end is not part of the head.
            let incomplete = match std::str::from_utf8(&head) {
                Err(error) if error.error_len().is_none() => error.valid_up_to(),
                _ => head.len(),
            };
            head.truncate(incomplete);
        }
        input.head = String::from_utf8_lossy(&head).into_owned();
        input.consumed.store(0, Ordering::Relaxed);
        Ok(input)
    }

    /// Puts the text of a sheet in the place of a workbook; false when the archive is none.
    fn take_workbook(&mut self) -> Result<bool, ImportError> {
        let read_error = |source| ImportError::read(&self.path, source);
        // Archives are read from their end: what is not a file of its own becomes one.
        let mut file = match &self.data {
            Data::File(path) => File::open(path).map_err(read_error)?,
            _ => {
                let mut file = tempfile::tempfile().map_err(read_error)?;
                io::copy(&mut self.raw().map_err(read_error)?.take(MAX_UNPACKED), &mut file)
                    .map_err(read_error)?;
                file
            }
        };
        if !is_workbook(&mut file) {
            return Ok(false);
        }
        let made = to_text(file);
        let (text, sheet) = made.map_err(|error| match error {
            WorkbookError::Io(source) => ImportError::read(&self.path, source),
            WorkbookError::Refused(message) => ImportError::Workbook { path: self.path.clone(), message },
        })?;
        self.size = text.as_file().metadata().map_err(|source| ImportError::read(&self.path, source))?.len();
        self.data = Data::Sheet(Arc::new(text));
        self.sheet = Some(sheet);
        Ok(true)
    }

    /// The sheet of the workbook that the text was made of; `None` for other files.
    pub fn sheet(&self) -> Option<&SheetChoice> {
        self.sheet.as_ref()
    }

    /// The name used in messages and reports.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// File name without its folder; empty when it has none.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// Size in bytes, before decoding.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The encoding found.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// True once a reader has met what is no UTF-8 in a file of [`Self::open_by_beginning`]: what was read is void.
    pub fn is_mistaken(&self) -> bool {
        self.mistaken.as_ref().is_some_and(|mistaken| mistaken.load(Ordering::Relaxed))
    }

    /// True when some bytes are valid in no encoding tried; they come out as U+FFFD.
    pub fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// Bytes that the latest reader has read so far, for progress.
    pub fn consumed(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.consumed)
    }

    /// The decoded beginning.
    pub fn head(&self) -> Head<'_> {
        Head {
            file_name: &self.file_name,
            text: &self.head,
            complete: self.head_complete,
            workbook: self.sheet.is_some(),
        }
    }

    /// A fresh reader from the start, in UTF-8 and without byte order mark. Bytes of a damaged UTF-8 file come
    /// through as they are.
    ///
    /// # Errors
    ///
    /// When the file can no longer be opened.
    pub fn open(&self) -> Result<Box<dyn BufRead>, ImportError> {
        let error = |source| ImportError::read(&self.path, source);
        self.consumed.store(0, Ordering::Relaxed);
        let raw = self.raw().map_err(error)?;
        let decoder = match self.encoding {
            Encoding::Utf8 => {
                let raw = match &self.mistaken {
                    Some(mistaken) => Box::new(Watched::new(raw, Arc::clone(mistaken))),
                    None => raw,
                };
                let mut reader = BufReader::with_capacity(BLOCK, raw);
                if reader.fill_buf().map_err(error)?.starts_with(&[0xEF, 0xBB, 0xBF]) {
                    reader.consume(3);
                }
                return Ok(Box::new(reader));
            }
            Encoding::Utf16Le => UTF_16LE.new_decoder(),
            Encoding::Utf16Be => UTF_16BE.new_decoder(),
            Encoding::Gb18030 => GB18030.new_decoder(),
        };
        Ok(Box::new(BufReader::with_capacity(BLOCK, Transcoder::new(raw, decoder))))
    }

    fn raw(&self) -> io::Result<Box<dyn Read>> {
        let consumed = Arc::clone(&self.consumed);
        Ok(match &self.data {
            Data::File(path) => Box::new(Counted::new(File::open(path)?, consumed)),
            Data::Gzip(path) => Box::new(gunzip(path, consumed)?),
            Data::Entry(archive, index) => Box::new(Counted::new(archive.read(*index)?, consumed)),
            Data::Sheet(file) => Box::new(Counted::new(file.reopen()?, consumed)),
            Data::Memory(bytes) => Box::new(Counted::new(Cursor::new(Arc::clone(bytes)), consumed)),
        })
    }
}

/// Counts the bytes read.
pub struct Counted<R> {
    inner: R,
    consumed: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    /// Raises `consumed` by what is read from `inner`.
    pub fn new(inner: R, consumed: Arc<AtomicU64>) -> Self {
        Self { inner, consumed }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.consumed.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Fails at the first byte that is no UTF-8.
struct Watched<R> {
    inner: R,
    mistaken: Arc<AtomicBool>,
    /// A character that began at the end of what was read last.
    open: Vec<u8>,
}

impl<R: Read> Watched<R> {
    fn new(inner: R, mistaken: Arc<AtomicBool>) -> Self {
        Self { inner, mistaken, open: Vec::new() }
    }

    /// True when the next bytes go on as UTF-8.
    fn goes_on(&mut self, bytes: &[u8]) -> bool {
        let mut rest = bytes;
        while let (false, Some((&byte, after))) = (self.open.is_empty(), rest.split_first()) {
            self.open.push(byte);
            rest = after;
            match std::str::from_utf8(&self.open) {
                Ok(_) => self.open.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return false,
            }
        }
        match simdutf8::compat::from_utf8(rest) {
            Ok(_) => true,
            Err(error) => {
                self.open.extend_from_slice(&rest[error.valid_up_to()..]);
                error.error_len().is_none()
            }
        }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        let ended = read == 0 && !out.is_empty();
        let good = if ended { self.open.is_empty() } else { self.goes_on(&out[..read]) };
        if good {
            return Ok(read);
        }
        self.mistaken.store(true, Ordering::Relaxed);
        Err(io::Error::new(io::ErrorKind::InvalidData, "the text does not go on as UTF-8"))
    }
}

/// Turns another encoding into UTF-8 while it is read.
struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    pending: Vec<u8>,
    start: usize,
    ended: bool,
    flushed: bool,
}

impl<R: Read> Transcoder<R> {
    fn new(inner: R, decoder: Decoder) -> Self {
        Self { inner, decoder, pending: Vec::new(), start: 0, ended: false, flushed: false }
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // The decoder may need room for a whole character; the buffered reader above always offers far more.
        if out.len() < 16 {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "reading buffer too small to decode into",
            ));
        }
        loop {
            if self.start == self.pending.len() && !self.ended {
                self.pending.resize(BLOCK / 2, 0);
                let read = self.inner.read(&mut self.pending)?;
                self.pending.truncate(read);
                self.start = 0;
                self.ended = read == 0;
            }
            if self.flushed {
                return Ok(0);
            }
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.pending[self.start..], out, self.ended);
            self.start += read;
            self.flushed = self.ended && result == CoderResult::InputEmpty;
            if written > 0 || self.flushed {
                return Ok(written);
            }
        }
    }
}

/// What a file that is no text seems to be, and what to do with it.
fn binary_kind(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let unpack = "unpack it and import the files inside";
    let export = "export the chat as text, JSON or CSV";
    match head {
        [b'P', b'K', 3, 4, ..] => return Some(("a zip archive", unpack)),
        [0x1F, 0x8B, ..] => return Some(("a gzip archive", unpack)),
        [b'7', b'z', 0xBC, 0xAF, ..] => return Some(("a 7-Zip archive", unpack)),
        [b'R', b'a', b'r', b'!', 0x1A, ..] => return Some(("a RAR archive", unpack)),
        [0xFD, b'7', b'z', b'X', b'Z', ..] => return Some(("an xz archive", unpack)),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, ..] => return Some(("a bzip2 archive", unpack)),
        _ if head.get(257..262) == Some(b"ustar") => return Some(("a tar archive", unpack)),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            return Some((
                "an old Excel workbook, or one with a password",
                "save it as .xlsx without a password, or as CSV",
            ));
        }
        _ => {}
    }
    for (magic, what) in [
        (&b"SQLite format 3"[..], "a SQLite database"),
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xFF\xD8\xFF", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"PAR1", "a Parquet file"),
    ] {
        if head.starts_with(magic) {
            return Some((what, export));
        }
    }
    let utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    (!utf16 && head.contains(&0)).then_some(("it holds zero bytes", export))
}

/// True for UTF-8 of which the last character may be cut.
fn begins_as_utf8(bytes: &[u8]) -> bool {
    simdutf8::compat::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// True when all of it is UTF-8.
fn is_utf8(mut reader: Box<dyn Read>) -> io::Result<bool> {
    let mut block = vec![0; BLOCK];
    let mut kept = 0;
    loop {
        let read = reader.read(&mut block[kept..])?;
        let filled = kept + read;
        let valid = match simdutf8::compat::from_utf8(&block[..filled]) {
            Ok(_) => filled,
            Err(error) if error.error_len().is_none() && read > 0 => error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        if read == 0 {
            return Ok(true);
        }
        block.copy_within(valid..filled, 0);
        kept = filled - valid;
    }
}

/// UTF-8 when all of it is; also when so little is broken that the rest must be UTF-8 (then damaged); else GB18030.
fn utf8_or_gb18030(mut reader: Box<dyn Read>) -> io::Result<(Encoding, bool)> {
    let mut block = vec![0; BLOCK];
    let mut kept = 0;
    let mut broken = 0_u64;
    let mut multibyte = 0_u64;
    loop {
        let read = reader.read(&mut block[kept..])?;
        let filled = kept + read;
        let mut rest = &block[..filled];
        kept = 0;
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    multibyte += count_leads(text.as_bytes());
                    break;
                }
                Err(error) => {
                    let valid = error.valid_up_to();
                    multibyte += count_leads(&rest[..valid]);
                    match error.error_len() {
                        Some(length) => {
                            broken += 1;
                            rest = &rest[valid + length..];
                        }
                        None if read == 0 => {
                            broken += 1;
                            break;
                        }
                        None => {
                            kept = rest.len() - valid;
                            break;
                        }
                    }
                }
            }
        }
        if read == 0 {
            break;
        }
        if kept > 0 {
            block.copy_within(filled - kept..filled, 0);
        }
    }
    Ok(match broken {
        0 => (Encoding::Utf8, false),
        _ if broken * 10 <= multibyte => (Encoding::Utf8, true),
        _ => (Encoding::Gb18030, false),
    })
}

/// Number of characters that take more than one byte.
fn count_leads(bytes: &[u8]) -> u64 {
    bytes.iter().map(|&byte| u64::from(byte >= 0xC0)).sum()
}
