//! Saving: whole or not at all, whatever happens in between.
//!
//! Order of work: changed tables go to new files, each written in full and flushed before it gets its name; the old
//! project file is copied to `….bak`; the new project file takes the place of the old one in one step; files that only
//! the former backup named are removed. Until that one step the old project stands untouched, after it the new one
//! does, and both name only files that are there.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::csv_records::{self, CsvTable};
use super::disk::{Disk, is_temporary};
use super::error::{FileError, FileErrorKind as Kind};
use super::open::{folder_of, log_error};
use super::v1::ProjectV1;
use super::{Document, Sources, lex, side};
use crate::log::write_parquet;

/// Which tables differ from what their files beside the project hold. Tables inside the project file need no flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    pub members: bool,
    pub memberships: bool,
    pub rosters: bool,
    pub events: bool,
    pub orders: bool,
    pub messages: bool,
    /// The message texts were taken out on purpose: without this, a log that was read without its texts does not
    /// replace one that has them.
    pub texts_dropped: bool,
    /// The project states since its last save that it keeps no words, or hides names: no backup may keep them either.
    pub withdrawn: bool,
}

impl Changed {
    /// No table changed.
    pub const NONE: Self = Self {
        members: false,
        memberships: false,
        rosters: false,
        events: false,
        orders: false,
        messages: false,
        texts_dropped: false,
        withdrawn: false,
    };

    /// Every table is to be written: for a project that was never saved.
    pub const ALL: Self = Self {
        members: true,
        memberships: true,
        rosters: true,
        events: true,
        orders: true,
        messages: true,
        texts_dropped: false,
        withdrawn: false,
    };

    /// What differs between the document as it was last read or saved and as it is now. Tables still shared by the two
    /// are not looked into.
    pub fn between(saved: &Document, now: &Document) -> Self {
        fn differ<T: PartialEq>(a: &Arc<Vec<T>>, b: &Arc<Vec<T>>) -> bool {
            !Arc::ptr_eq(a, b) && a != b
        }
        let (a, b) = (&saved.project, &now.project);
        Self {
            members: differ(&a.members, &b.members),
            memberships: differ(&a.memberships, &b.memberships),
            rosters: differ(&a.rosters, &b.rosters),
            events: differ(&a.events, &b.events),
            orders: differ(&a.orders, &b.orders),
            messages: !Arc::ptr_eq(&saved.log, &now.log) && saved.log != now.log,
            texts_dropped: b.privacy.without_text && !a.privacy.without_text,
            withdrawn: b.privacy.without_text && !a.privacy.without_text
                || b.privacy.pseudonyms && !a.privacy.pseudonyms,
        }
    }
}

/// Writes the document to the project file `path`, which is made if need be; its folder must exist.
///
/// A table that has a source and did not change is left alone; one that changed goes to a new file beside the old one
/// (`members.csv`, then `members.r2.csv` …). Returns the sources as they are now: put them into the document. The
/// project file before this one is kept as `….bak`, with the tables it names. When nothing changed, nothing is written.
///
/// # Errors
/// When a file cannot be written, or a source lies outside the folder; the project on disk is then as it was.
pub fn save(document: &Document, path: &Path, changed: Changed) -> Result<Sources, FileError> {
    write(document, path, None, changed, &mut Disk::default())
}

/// Writes the document to another project file, `to`; `from` is the project file that it was read from. Tables that did
/// not change are copied beside the new file under a name that is free there; in the same folder they are shared.
///
/// # Errors
/// As [`save`]; nothing at `from` changes.
pub fn save_as(document: &Document, from: &Path, to: &Path, changed: Changed) -> Result<Sources, FileError> {
    let old = folder_of(from);
    let elsewhere = old.canonicalize().ok() != folder_of(to).canonicalize().ok();
    write(document, to, elsewhere.then_some(&*old), changed, &mut Disk::default())
}

/// The work of [`save`] and [`save_as`]; `copy_from` is the folder of unchanged tables when it is another one.
pub(super) fn write(
    document: &Document,
    path: &Path,
    copy_from: Option<&Path>,
    changed: Changed,
    disk: &mut Disk<'_>,
) -> Result<Sources, FileError> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = folder_of(path);
    let mut job = Job {
        project: &target,
        folder: &folder,
        copy_from,
        zone: document.project.time_zone,
        disk,
        made: Vec::new(),
    };
    let result = job.run(document, changed);
    if result.is_err() {
        // The project file still names the old tables: what was made for the new one is of no use.
        job.made.iter().for_each(|made| drop(std::fs::remove_file(made)));
    }
    result
}

struct Job<'a, 'd> {
    project: &'a Path,
    folder: &'a Path,
    copy_from: Option<&'a Path>,
    zone: chrono_tz::Tz,
    disk: &'a mut Disk<'d>,
    /// New files that no project file names yet.
    made: Vec<PathBuf>,
}

impl Job<'_, '_> {
    fn run(&mut self, document: &Document, changed: Changed) -> Result<Sources, FileError> {
        let old = match std::fs::read(self.project) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(FileError::io(self.project, "replace", &error)),
        };
        let old_text = old.as_deref().map(String::from_utf8_lossy).unwrap_or_default().into_owned();
        let (project, is) = (&document.project, &document.sources);
        let sources = Sources {
            members: self.table(&project.members, &is.members, changed.members)?,
            memberships: self.table(&project.memberships, &is.memberships, changed.memberships)?,
            rosters: self.table(&project.rosters, &is.rosters, changed.rosters)?,
            events: self.table(&project.events, &is.events, changed.events)?,
            orders: self.table(&project.orders, &is.orders, changed.orders)?,
            messages: self.messages(document, changed, &old_text)?,
        };
        let text = ProjectV1::of(document, &sources).render().map_err(|error| {
            FileError::new(
                Kind::Value,
                self.project,
                format!("cannot be written as RON: {error}"),
                "report this as a fault of the program",
            )
        })?;
        if old.as_deref() == Some(text.as_bytes()) {
            return Ok(sources);
        }
        let replaced = match &old {
            Some(_) if changed.withdrawn => String::new(),
            Some(old) => self.back_up(old)?,
            None => String::new(),
        };
        self.disk
            .replace(self.project, |file| io::Write::write_all(file, text.as_bytes()))
            .map_err(|error| FileError::io(self.project, "write", &error))?;
        self.made.clear();
        if changed.withdrawn {
            self.withdraw(&text, &old_text)?;
        } else {
            self.sweep(&replaced, &[&text, &old_text]);
        }
        Ok(sources)
    }

    /// Removes what the project file before this one named and this one does not, and the backup with its tables. A
    /// table that another project in the folder names stays.
    fn withdraw(&mut self, text: &str, old: &str) -> Result<(), FileError> {
        let backup = backup_of(self.project);
        let backed_up = std::fs::read(&backup).unwrap_or_default();
        if backup.is_file() {
            self.disk.remove(&backup).map_err(|error| FileError::io(&backup, "remove", &error))?;
        }
        let mut gone = lex::side_files(old);
        gone.extend(lex::side_files(&String::from_utf8_lossy(&backed_up)));
        let mut others = vec![text.to_owned()];
        for neighbour in std::fs::read_dir(self.folder).into_iter().flatten().flatten() {
            let path = neighbour.path();
            if path.extension().is_some_and(|extension| extension == "ron") && path != self.project {
                others.extend(side::read_text(&path));
            }
        }
        gone.retain(|name| !others.iter().any(|text| lex::side_files(text).contains(name)));
        for name in gone {
            let Ok(file) = side::resolve(self.project, self.folder, "", Path::new(&name)) else { continue };
            if file.is_file() {
                self.disk.remove(&file).map_err(|error| FileError::io(&file, "remove", &error))?;
            }
        }
        Ok(())
    }

    /// Keeps the project file as it is under `….bak`; the text of the backup that this one replaces.
    fn back_up(&mut self, old: &[u8]) -> Result<String, FileError> {
        let backup = backup_of(self.project);
        let replaced = std::fs::read(&backup).unwrap_or_default();
        self.disk
            .replace(&backup, |file| io::Write::write_all(file, old))
            .map_err(|error| FileError::io(&backup, "write", &error))?;
        Ok(String::from_utf8_lossy(&replaced).into_owned())
    }

    /// Removes what no project in the folder needs any more: numbered tables that only the former backup named, and
    /// what a save left behind that was killed long ago. A failure here harms nothing.
    fn sweep(&mut self, replaced: &str, kept: &[&str]) {
        let named =
            |text: &str, name: &String| text.contains(name.as_str()) || lex::side_files(text).contains(name);
        let mut gone = lex::side_files(replaced);
        gone.retain(|name| revision(Path::new(name)).1.is_some());
        gone.retain(|name| !kept.iter().any(|text| named(text, name)));
        let Ok(neighbours) = std::fs::read_dir(self.folder) else { return };
        for neighbour in neighbours.flatten() {
            let name = neighbour.file_name().to_string_lossy().into_owned();
            if is_leftover(&name, &neighbour) {
                drop(self.disk.remove(&neighbour.path()));
            } else if !gone.is_empty() && name.contains(".ron") && neighbour.path().is_file() {
                let Ok(text) = side::read_text(&neighbour.path()) else { return };
                gone.retain(|name| !named(&text, name));
            }
        }
        for name in gone {
            if let Ok(file) = side::resolve(self.project, self.folder, "", Path::new(&name)) {
                drop(self.disk.remove(&file));
            }
        }
    }

    /// Where a table is after saving: unchanged, copied, or newly written; `None` when it stands inside.
    fn place(
        &mut self,
        table: &str,
        source: &Option<PathBuf>,
        changed: bool,
        write: impl FnOnce(&mut Disk<'_>, &Path) -> Result<(), FileError>,
    ) -> Result<Option<PathBuf>, FileError> {
        let Some(source) = source else { return Ok(None) };
        let here = side::resolve(self.project, self.folder, table, source)?;
        if !changed {
            let there =
                self.copy_from.map(|from| side::resolve(self.project, from, table, source)).transpose()?;
            match there {
                None if here.is_file() => return Ok(Some(source.clone())),
                Some(there) if there.is_file() => {
                    let (relative, path) = self.free_name(source);
                    self.disk.copy(&there, &path).map_err(|error| FileError::io(&path, "copy to", &error))?;
                    self.made.push(path);
                    return Ok(Some(relative));
                }
                _ => {}
            }
        }
        let (relative, path) = self.free_name(source);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| FileError::io(parent, "make", &error))?;
        }
        write(self.disk, &path)?;
        self.made.push(path);
        Ok(Some(relative))
    }

    fn table<T: CsvTable + Clone>(
        &mut self,
        rows: &[T],
        source: &Option<PathBuf>,
        changed: bool,
    ) -> Result<Option<PathBuf>, FileError> {
        let zone = self.zone;
        self.place(T::TABLE, source, changed, |disk, path| {
            let failed = |error: &io::Error| FileError::io(path, "write", error).within(T::TABLE);
            let bytes = csv_records::write(rows, zone).map_err(|error| failed(&io::Error::other(error)))?;
            disk.replace(path, |file| io::Write::write_all(file, &bytes)).map_err(|error| failed(&error))
        })
    }

    fn messages(
        &mut self,
        document: &Document,
        changed: Changed,
        old: &str,
    ) -> Result<Option<PathBuf>, FileError> {
        let log = &document.log;
        let source = &document.sources.messages;
        let rewritten = changed.messages || source.is_none();
        if rewritten && log.text.is_none() && !log.is_empty() && !changed.texts_dropped {
            let named = || lex::side_file_at(old, "messages").and_then(|(start, end)| old.get(start..end));
            let before = source.clone().or_else(|| ron::from_str(named()?).ok());
            let folder = self.copy_from.unwrap_or(self.folder);
            let before = before.and_then(|name| side::resolve(self.project, folder, "messages", &name).ok());
            if let Some(before) = before.filter(|before| has_texts(before)) {
                return Err(FileError::new(
                    Kind::Log,
                    &before,
                    "the messages were read without their texts, and would lose them",
                    "open the project with its texts before messages are added, changed or moved",
                )
                .within("messages"));
            }
        }
        self.place("messages", &document.sources.messages, changed.messages, |disk, path| {
            disk.replace_by_path(path, |temporary| {
                write_parquet(log, temporary).map_err(|error| log_error(path, "write", error))
            })
            .map_err(|error| {
                error.unwrap_or_else(|error| FileError::io(path, "write", &error).within("messages"))
            })
        })
    }

    /// A name that no file has: that of the source itself, else its next revision.
    fn free_name(&self, source: &Path) -> (PathBuf, PathBuf) {
        let taken = |relative: &Path| self.folder.join(relative).symlink_metadata().is_ok();
        if !taken(source) {
            return (source.to_owned(), self.folder.join(source));
        }
        let (stem, number) = revision(source);
        let extension = source.extension().map_or(String::new(), |ext| format!(".{}", ext.to_string_lossy()));
        let mut next = number.unwrap_or(1).saturating_add(1);
        loop {
            let relative = source.with_file_name(format!("{stem}.r{next}{extension}"));
            if !taken(&relative) || next == u32::MAX {
                return (relative.clone(), self.folder.join(relative));
            }
            next += 1;
        }
    }
}

/// The file that the project before the last save is kept in.
fn backup_of(project: &Path) -> PathBuf {
    let mut name = project.as_os_str().to_owned();
    name.push(".bak");
    PathBuf::from(name)
}

/// Stem and number of a table's file: `members.r2.csv` is revision 2 of `members`; other names have no number.
fn revision(path: &Path) -> (String, Option<u32>) {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    match stem.rsplit_once(".r").and_then(|(base, number)| Some((base.to_owned(), number.parse().ok()?))) {
        Some((base, number)) => (base, Some(number)),
        None => (stem, None),
    }
}

/// True for a temporary file that nobody has written to for a day.
fn is_leftover(name: &str, entry: &std::fs::DirEntry) -> bool {
    let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
    is_temporary(name) && age().is_some_and(|age| age.as_secs() > 24 * 60 * 60)
}

/// True when a message log on disk keeps texts.
fn has_texts(log: &Path) -> bool {
    use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
    std::fs::File::open(log)
        .ok()
        .and_then(|file| ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).ok())
        .is_some_and(|metadata| metadata.schema().field_with_name("text").is_ok())
}

#[cfg(test)]
#[path = "save_tests.rs"]
mod tests;
