//! Zip archives: what is in them, checked before anything is unpacked, and one entry at a time as a stream.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::GB18030;
use flate2::Crc;
use memchr::memmem;
use zip::read::ZipFileEntry;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::ImportError;

/// Most entries of one archive.
pub const MAX_ENTRIES: usize = 100_000;
/// Most bytes that all entries together, or one gzip file, may unpack to.
const MAX_TOTAL: u64 = 64 << 30;
/// A text beyond this size that was packed to less than one part in [`MAX_RATIO`] is no chat but a trap.
const RATIO_FROM: u64 = 64 << 20;
const MAX_RATIO: u64 = 200;
/// What the end of an archive fits into: its last record with the longest comment, and the two records of zip64.
const TAIL: u64 = 66_000;

/// A zip archive that was looked through. Nothing of it is in memory but the list of its entries.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    entries: Vec<ArchiveEntry>,
    by_name: HashMap<String, usize>,
    refused: Vec<String>,
}

/// One file inside an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// With `/` between folders, without one in front.
    pub name: String,
    /// Bytes when unpacked; more are never read.
    pub size: u64,
    packed: u64,
    header: u64,
    stored: bool,
    crc: u32,
}

/// True when the file begins like a zip archive, whatever its name; false also for one that cannot be read.
pub fn is_zip(path: &Path) -> bool {
    let mut head = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && (head == *b"PK\x03\x04" || head == *b"PK\x05\x06")
}

impl Archive {
    /// Reads the list of entries. Entries that must not or cannot be read are left out and named in
    /// [`Self::refused`]; folders, hidden files and what macOS adds are left out without a word.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is no whole zip archive, or is one that no chat export needs: more than 100,000
    /// entries, more than 64 GiB unpacked.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let read_error = |source| ImportError::read(path, source);
        let refuse = |message: String| ImportError::Archive { path: path.to_owned(), message };
        let mut file = File::open(path).map_err(read_error)?;
        let too_many = || {
            refuse("a zip archive with more than 100,000 entries; unpack it and import the chats".to_owned())
        };
        if claims_too_many(&mut file).map_err(read_error)? {
            return Err(too_many());
        }
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|error| match error {
            ZipError::Io(source) if source.kind() != io::ErrorKind::UnexpectedEof => read_error(source),
            ZipError::UnsupportedArchive(what) => refuse(format!(
                "a zip archive of an unusual kind ({what}); unpack it and import the files inside"
            )),
            other => refuse(format!("a damaged zip archive ({other}); export or download it again")),
        })?;
        if zip.len() > MAX_ENTRIES {
            return Err(too_many());
        }
        let mut archive =
            Self { path: path.to_owned(), entries: Vec::new(), by_name: HashMap::new(), refused: Vec::new() };
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let Ok(entry) = zip.by_index_data(index) else { continue };
            total = total.saturating_add(entry.size());
            archive.take(&entry);
        }
        if total > MAX_TOTAL {
            return Err(refuse(
                "a zip archive that unpacks to more than 64 GiB; unpack it and import the chats".to_owned(),
            ));
        }
        if zip.has_duplicate_names() {
            archive.refused.push("several entries share a name; only the last of them counts".to_owned());
        }
        archive.entries.sort_by(|one, other| one.name.cmp(&other.name));
        archive.by_name =
            archive.entries.iter().enumerate().map(|(at, entry)| (entry.name.clone(), at)).collect();
        Ok(archive)
    }

    fn take(&mut self, entry: &ZipFileEntry<'_>) {
        let written = decode_name(entry.name_raw());
        // Some old packers for Windows separate folders by backslashes.
        let name = written.replace('\\', "/");
        if entry.is_dir() || name.ends_with('/') || is_side_effect(&name) {
            return;
        }
        let size = entry.size();
        let packed = entry.compressed_size();
        let method = entry.compression();
        let reason = if !stays_inside(&name) {
            "its name leads out of the archive".to_owned()
        } else if entry.is_symlink() {
            "a link to another file".to_owned()
        } else if entry.encrypted() {
            "protected by a password; unpack it with the password and import the files inside".to_owned()
        } else if !matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated) {
            format!(
                "packed by a method that is not supported ({method}); unpack the archive and import the files inside"
            )
        } else if size > RATIO_FROM && size / packed.max(1) > MAX_RATIO {
            format!("{packed} bytes that unpack to {size}: not a chat but a trap")
        } else if self.by_name.insert(name.clone(), 0).is_some() {
            "a second entry of that name".to_owned()
        } else {
            let stored = method == CompressionMethod::Stored;
            let header = entry.header_start();
            self.entries.push(ArchiveEntry { name, size, packed, header, stored, crc: entry.crc32() });
            return;
        };
        self.refused.push(format!("`{written}`: {reason}"));
    }

    /// The archive's own path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All entries that can be read, in the order of their names.
    pub fn entries(&self) -> &[ArchiveEntry] {
        &self.entries
    }

    /// What was left out, one sentence each.
    pub fn refused(&self) -> &[String] {
        &self.refused
    }

    /// The position of an entry; `None` when there is none of that name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// True for a spreadsheet, which is a zip archive too: one file, and no archive of chats.
    pub fn is_workbook(&self) -> bool {
        let has = |name: &str| self.find(name).is_some();
        has("xl/workbook.xml")
            || has("xl/workbook.bin")
            || (has("content.xml") && has("META-INF/manifest.xml"))
    }

    /// The unpacked bytes of an entry, from its start. Reading fails when they are more or fewer than the archive
    /// says, or other than its checksum says.
    ///
    /// # Errors
    ///
    /// When the archive can no longer be read, or there is no such entry.
    pub fn read(&self, index: usize) -> io::Result<Box<dyn Read>> {
        let entry = self.entries.get(index).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(entry.header))?;
        let mut header = [0; 30];
        file.read_exact(&mut header)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(damaged("the entry is not where the archive's list says"));
        }
        let after = |at: usize| i64::from(u16::from_le_bytes([header[at], header[at + 1]]));
        file.seek(SeekFrom::Current(after(26) + after(28)))?;
        let packed = BufReader::new(file.take(entry.packed));
        let inner: Box<dyn Read> = match entry.stored {
            true => Box::new(packed),
            false => Box::new(flate2::bufread::DeflateDecoder::new(packed)),
        };
        Ok(Box::new(Checked { inner, left: entry.size, sum: Crc::new(), expected: entry.crc }))
    }
}

fn damaged(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// True when the records at the end tell of more entries than are read; a reader of the list would make room for them.
fn claims_too_many(file: &mut File) -> io::Result<bool> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.by_ref().take(TAIL).read_to_end(&mut tail)?;
    file.rewind()?;
    let mut sixty_four = 0;
    for at in memmem::find_iter(&tail, b"PK\x06\x06") {
        sixty_four += 1;
        let count =
            tail.get(at + 32..at + 40).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
        if count.is_none_or(|count| count > MAX_ENTRIES as u64) {
            return Ok(true);
        }
    }
    Ok(sixty_four == 0 && memmem::find(&tail, b"PK\x06\x07").is_some())
}

/// The name of an entry: UTF-8, else what a Chinese Windows writes, else the code page of the first PCs.
fn decode_name(raw: &[u8]) -> String {
    if let Ok(name) = std::str::from_utf8(raw) {
        return name.to_owned();
    }
    // Two bytes from A1 on in a row: a Chinese character; in the old code page two line drawings or Greek letters.
    let chinese = raw.windows(2).any(|pair| pair[0] >= 0xA1 && pair[1] >= 0xA1);
    match GB18030.decode_without_bom_handling_and_without_replacement(raw) {
        Some(name) if chinese => name.into_owned(),
        _ => raw.iter().map(|&byte| code_page_437(byte)).collect(),
    }
}

fn code_page_437(byte: u8) -> char {
    const LETTERS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»";
    match byte {
        0..=0x7F => char::from(byte),
        0xE1 => 'ß',
        _ => LETTERS.chars().nth(usize::from(byte) - 0x80).unwrap_or('_'),
    }
}

/// What macOS and file managers put beside the files that were meant.
fn is_side_effect(name: &str) -> bool {
    let mut parts = name.split('/');
    parts.any(|part| part == "__MACOSX" || (part.starts_with('.') && part != "." && part != ".."))
}

fn stays_inside(name: &str) -> bool {
    let drive = name.as_bytes().get(1..3) == Some(b":/");
    !drive
        && !name.contains('\0')
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Counts and sums up what an entry unpacks to.
struct Checked {
    inner: Box<dyn Read>,
    left: u64,
    sum: Crc,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        let read = self.inner.read(out)?;
        if read as u64 > self.left {
            return Err(damaged("it unpacks to more than the archive says"));
        }
        if read == 0 {
            if self.left > 0 {
                return Err(damaged("it unpacks to less than the archive says"));
            }
            if self.sum.sum() != self.expected {
                return Err(damaged("its checksum is wrong; export or download the archive again"));
            }
        }
        self.left -= read as u64;
        self.sum.update(&out[..read]);
        Ok(read)
    }
}

/// The unpacked bytes of a gzip file; `packed` is raised by the packed bytes read.
///
/// # Errors
///
/// When it cannot be opened. Reading fails where it unpacks to more than a chat would.
pub fn gunzip(path: &Path, packed: Arc<AtomicU64>) -> io::Result<impl Read + use<>> {
    let counted = super::input::Counted::new(File::open(path)?, Arc::clone(&packed));
    Ok(Bounded { inner: flate2::read::MultiGzDecoder::new(counted), packed, unpacked: 0 })
}

struct Bounded<R> {
    inner: R,
    packed: Arc<AtomicU64>,
    unpacked: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.unpacked += read as u64;
        let packed = self.packed.load(Ordering::Relaxed).max(1);
        let trap = self.unpacked > RATIO_FROM && self.unpacked / packed > MAX_RATIO;
        if trap || self.unpacked > MAX_TOTAL {
            return Err(damaged("it unpacks to far more than a chat would: not a chat but a trap"));
        }
        Ok(read)
    }
}
