//! The files of a folder or an archive, seen from one place in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::archive::Archive;
use super::{ImportError, Input};

/// Files that lie below one place, in the order of their names.
#[derive(Clone, Debug)]
pub struct Files {
    /// The folder or archive; `chats.zip/inner` for a folder inside an archive.
    path: PathBuf,
    list: Vec<FileItem>,
    archive: Option<Arc<Archive>>,
    /// Bytes of the files opened so far.
    opened: Arc<AtomicU64>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct FileItem {
    /// With `/` between folders, seen from the place.
    pub name: String,
    /// In bytes, unpacked.
    pub size: u64,
    pub place: Place,
}

/// Where its bytes are.
#[derive(Clone, Debug)]
pub enum Place {
    Disk(PathBuf),
    /// The position in the archive.
    Entry(usize),
}

impl Files {
    /// The files of a folder.
    pub fn of_folder(path: &Path, mut list: Vec<FileItem>) -> Self {
        list.sort_by(|one, other| one.name.cmp(&other.name));
        Self { path: path.to_owned(), list, archive: None, opened: Arc::default() }
    }

    /// All entries of an archive.
    pub fn of_archive(archive: &Arc<Archive>) -> Self {
        let item = |(index, entry): (usize, &super::archive::ArchiveEntry)| FileItem {
            name: entry.name.clone(),
            size: entry.size,
            place: Place::Entry(index),
        };
        let list = archive.entries().iter().enumerate().map(item).collect();
        let path = archive.path().to_owned();
        Self { path, list, archive: Some(Arc::clone(archive)), opened: Arc::default() }
    }

    /// The same files seen from the folder `root`, which ends with `/` or is empty; only what lies below it.
    pub fn below(&self, root: &str) -> Self {
        let from = self.list.partition_point(|item| item.name.as_str() < root);
        let inside = self.list.get(from..).unwrap_or_default().iter();
        let list = inside
            .map_while(|item| {
                Some(FileItem { name: item.name.strip_prefix(root)?.to_owned(), ..item.clone() })
            })
            .collect();
        let path = self.path.join(root.trim_end_matches('/'));
        Self { path, list, archive: self.archive.clone(), opened: Arc::default() }
    }

    /// The place, as messages and reports name it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All files.
    pub fn list(&self) -> &[FileItem] {
        &self.list
    }

    /// The archive they lie in; `None` for files of a folder.
    pub fn archive(&self) -> Option<&Arc<Archive>> {
        self.archive.as_ref()
    }

    /// The file of that name; `None` when there is none.
    pub fn find(&self, name: &str) -> Option<&FileItem> {
        let at = self.list.binary_search_by(|item| item.name.as_str().cmp(name)).ok()?;
        self.list.get(at)
    }

    /// Opens one of the files; `None` when there is none of that name.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is not text.
    pub fn open(&self, name: &str) -> Result<Option<Input>, ImportError> {
        let Some(item) = self.find(name) else { return Ok(None) };
        self.opened.fetch_add(item.size, Ordering::Relaxed);
        match (&item.place, &self.archive) {
            (Place::Disk(path), _) => Input::open_file(path).map(Some),
            (Place::Entry(index), Some(archive)) => Input::open_entry(archive, *index).map(Some),
            (Place::Entry(_), None) => Ok(None),
        }
    }

    /// Bytes of the files opened so far, for progress.
    pub fn opened(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.opened)
    }
}
