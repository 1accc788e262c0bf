//! What there is to import behind the sources a user names: files, folders, archives, and exports of several files.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ImportError;
use super::archive::{Archive, is_zip};
use super::bundle::{self, Bundle, Found};
use super::files::{FileItem, Files, Place};

/// How deep folders are searched.
const DEPTH: usize = 3;
/// Most files of one folder.
const MAX_FILES: usize = 1_000_000;

/// Endings of files that go with chats and are none themselves.
const ATTACHMENTS: &[&str] = &[
    "3gp", "aac", "amr", "apk", "avi", "avif", "bmp", "caf", "css", "doc", "docx", "flac", "gif", "heic",
    "heif", "ico", "jpeg", "jpg", "js", "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "oga", "ogg", "opus",
    "pdf", "png", "ppt", "pptx", "silk", "svg", "tgs", "thumb", "tif", "tiff", "ttf", "vcf", "wav", "webm",
    "webp", "woff", "woff2",
];

/// One thing to read.
pub struct SourceFile {
    /// As messages and reports name it.
    pub path: PathBuf,
    /// Named by the user; what is found in a folder or an archive may be something else and is then passed over.
    pub named: bool,
    pub what: What,
}

/// What it is.
pub enum What {
    /// A file of its own.
    File,
    /// A file inside an archive.
    Entry(Arc<Archive>, usize),
    /// Several files that belong together.
    Bundle(&'static dyn Bundle, Files),
    /// Nothing to read; the reasons, one for each file or kind of file.
    Nothing(Vec<String>),
}

/// Everything behind the sources.
#[derive(Default)]
pub struct Sources {
    pub files: Vec<SourceFile>,
    /// Archives that the user named: one without a chat is an error.
    pub archives: Vec<PathBuf>,
}

/// All files of the sources, each once, in the order of names: folders searched three levels deep, archives as if they
/// were folders. Hidden files are left out. `format` is the one the user insists on.
///
/// # Errors
///
/// When there is no source, or one of them cannot be read.
pub fn expand(sources: &[PathBuf], format: Option<&str>) -> Result<Sources, ImportError> {
    if sources.is_empty() {
        return Err(ImportError::NoSource);
    }
    let mut search = Search { format, seen: HashSet::new(), found: Sources::default() };
    for source in sources {
        let kind = std::fs::metadata(source).map_err(|error| ImportError::read(source, error))?;
        if kind.is_dir() { search.folder(source)? } else { search.file(source, true)? }
    }
    Ok(search.found)
}

struct Search<'f> {
    format: Option<&'f str>,
    seen: HashSet<PathBuf>,
    found: Sources,
}

impl Search<'_> {
    fn file(&mut self, path: &Path, named: bool) -> Result<(), ImportError> {
        if named && self.top_of_bundle(path)? {
            return Ok(());
        }
        if !self.seen.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned())) {
            return Ok(());
        }
        if is_zip(path) {
            match Archive::open(path) {
                Ok(archive) if archive.is_workbook() => {}
                Ok(archive) => {
                    if named {
                        self.found.archives.push(path.to_owned());
                    }
                    let refused = archive.refused().to_vec();
                    self.several(&Files::of_archive(&Arc::new(archive)), refused)?;
                    return Ok(());
                }
                Err(error) if named => return Err(error),
                Err(error) => {
                    self.push(path, What::Nothing(vec![error.to_string()]));
                    return Ok(());
                }
            }
        }
        self.found.files.push(SourceFile { path: path.to_owned(), named, what: What::File });
        Ok(())
    }

    fn folder(&mut self, path: &Path) -> Result<(), ImportError> {
        let mut list = Vec::new();
        collect(path, "", DEPTH, &mut list)?;
        self.several(&Files::of_folder(path, list), Vec::new())
    }

    /// A user who picks files can only pick the one at the top of an export of several files.
    fn top_of_bundle(&mut self, path: &Path) -> Result<bool, ImportError> {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let marks = bundle::bundles().iter().any(|kind| kind.markers().contains(&name.as_ref()));
        let (Some(folder), true) = (path.parent(), marks) else { return Ok(false) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let mut list = Vec::new();
        if collect(folder, "", DEPTH - 1, &mut list).is_err() {
            return Ok(false);
        }
        let (found, claimed) = bundle::find(&Files::of_folder(folder, list), self.format);
        let here = claimed.contains(name.as_ref());
        for Found { bundle, files } in found {
            if here && files.path() == folder.join("") {
                self.bundle(bundle, files);
            }
        }
        Ok(here)
    }

    fn bundle(&mut self, bundle: &'static dyn Bundle, files: Files) {
        let place = files.path().canonicalize().unwrap_or_else(|_| files.path().to_owned());
        if self.seen.insert(place.join(bundle.name())) {
            let path = files.path().to_owned();
            self.push(&path, What::Bundle(bundle, files));
        }
    }

    /// The files of a folder or an archive: exports of several files first, then the rest one by one.
    fn several(&mut self, files: &Files, mut refused: Vec<String>) -> Result<(), ImportError> {
        let (found, claimed) = bundle::find(files, self.format);
        for Found { bundle, files } in found {
            self.bundle(bundle, files);
        }
        let mut attachments = 0_u64;
        for item in files.list().iter().filter(|item| !claimed.contains(&item.name)) {
            if is_attachment(&item.name) {
                attachments += 1;
                continue;
            }
            match (&item.place, files.archive()) {
                (Place::Disk(path), _) => self.file(path, false)?,
                (Place::Entry(index), Some(archive)) => {
                    self.push(&files.path().join(&item.name), What::Entry(Arc::clone(archive), *index));
                }
                (Place::Entry(_), None) => {}
            }
        }
        if attachments > 0 {
            let them = if attachments == 1 { "attachment (a picture," } else { "attachments (pictures," };
            refused.push(format!("{attachments} {them} sound, film or document) passed over"));
        }
        if !refused.is_empty() {
            self.push(files.path(), What::Nothing(refused));
        }
        Ok(())
    }

    fn push(&mut self, path: &Path, what: What) {
        self.found.files.push(SourceFile { path: path.to_owned(), named: false, what });
    }
}

fn is_attachment(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ATTACHMENTS.binary_search(&ending.as_str()).is_ok())
}

/// The files below a folder, named from it.
fn collect(folder: &Path, prefix: &str, depth: usize, list: &mut Vec<FileItem>) -> Result<(), ImportError> {
    let error = |error| ImportError::read(folder, error);
    for entry in std::fs::read_dir(folder).map_err(error)? {
        let entry = entry.map_err(error)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "__MACOSX" {
            continue;
        }
        let name = format!("{prefix}{name}");
        let kind = entry.file_type().map_err(error)?;
        if kind.is_dir() {
            if depth > 1 {
                collect(&entry.path(), &format!("{name}/"), depth - 1, list)?;
            }
        } else if let Ok(known) = entry.path().metadata()
            && known.is_file()
        {
            if list.len() == MAX_FILES {
                let message =
                    "a folder with more than a million files; name the one that holds the chats".to_owned();
                return Err(ImportError::Archive { path: folder.to_owned(), message });
            }
            list.push(FileItem { name, size: known.len(), place: Place::Disk(entry.path()) });
        }
    }
    Ok(())
}
