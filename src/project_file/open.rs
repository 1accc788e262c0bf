//! Opening a project with everything beside it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::csv_records::{self, CsvTable};
use super::error::{FileError, FileErrorKind as Kind};
use super::v1::{Messages, ProjectV1, Table, log_of};
use super::{Document, Sources, Warning, lex, read, side, validate};
use crate::log::{Columns, LogError, MessageLog, read_parquet};

/// Text files larger than this are refused; message logs in Parquet may be.
pub const MAX_BYTES: u64 = 1 << 30;

/// A document, and what can be lived with in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub document: Document,
    pub warnings: Vec<Warning>,
}

/// Reads a project file, its tables and its messages. Nothing is written.
///
/// `columns` says whether the texts of a Parquet log are wanted; messages inside the project file keep theirs always.
/// A part that the file leaves out is empty.
///
/// # Errors
/// The first thing that cannot be read, with its place. What can be lived with comes back as warnings.
pub fn open(path: &Path, columns: Columns) -> Result<Opened, FileError> {
    let (mut document, log) = open_apart(path)?;
    if let Some(file) = log {
        let log = read_parquet(&file, columns).map_err(|error| log_error(&file, "read", error))?;
        document.log = log.into();
    }
    let warnings = validate(&document);
    Ok(Opened { document, warnings })
}

/// As [`open`], but messages in a Parquet file are left there: the document has none, and the file comes with it. They
/// can be counted without being held, and [`super::validate_counted`] gives the warnings then.
///
/// # Errors
/// Those of [`open`], but for what is wrong inside the log.
pub fn open_apart(path: &Path) -> Result<(Document, Option<PathBuf>), FileError> {
    let text = side::read_text(path)?;
    let mut file = read::project(path, &text)?;
    let folder = folder_of(path);
    let place = Place { project: path, text: &text, folder: &folder, zone: file.time_zone };
    let mut sources = Sources::default();
    let messages = std::mem::take(&mut file.messages);
    place.read(&mut file.members, &mut sources.members)?;
    place.read(&mut file.memberships, &mut sources.memberships)?;
    place.read(&mut file.rosters, &mut sources.rosters)?;
    place.read(&mut file.events, &mut sources.events)?;
    place.read(&mut file.orders, &mut sources.orders)?;
    let (log, apart) = match messages {
        Messages::Inline(messages) => (log_of(messages), None),
        Messages::Parquet(name) => {
            let apart = place.find("messages", &name)?;
            sources.messages = Some(PathBuf::from(name));
            (MessageLog::default(), Some(apart))
        }
    };
    Ok((Document { project: ProjectV1::into_project(file), log: log.into(), sources }, apart))
}

/// The folder that table names are relative to: that of the file itself, behind any link.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    match real.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => PathBuf::from("."),
    }
}

/// Where the tables of a project are looked for.
struct Place<'a> {
    project: &'a Path,
    text: &'a str,
    folder: &'a Path,
    zone: chrono_tz::Tz,
}

impl Place<'_> {
    /// Replaces a table kept in a file by its rows.
    fn read<T: CsvTable>(&self, table: &mut Table<T>, source: &mut Option<PathBuf>) -> Result<(), FileError> {
        if let Table::File(name) = table {
            let file = self.find(T::TABLE, name)?;
            let rows = csv_records::read::<T>(&file, &side::read_text(&file)?, self.zone)?;
            *source = Some(PathBuf::from(&*name));
            *table = Table::Inline(Arc::new(rows));
        }
        Ok(())
    }

    /// The file of a table; errors point at the place in the project file that names it.
    fn find(&self, table: &str, name: &str) -> Result<PathBuf, FileError> {
        let pointing = |error: FileError| match lex::side_file_at(self.text, table) {
            Some((start, end)) => error.at(self.text, start, end),
            None => error,
        };
        let file = side::resolve(self.project, self.folder, table, Path::new(name)).map_err(pointing)?;
        if file.is_file() {
            return Ok(file);
        }
        let message = if file.is_dir() {
            format!("`{name}` is a folder, not a table")
        } else {
            format!("the file `{name}` is not beside the project")
        };
        let error = FileError::new(
            Kind::NotFound,
            self.project,
            message,
            format!("copy it to {}, or take the line `{table}: …` out", self.folder.display()),
        );
        Err(pointing(error.within(table)))
    }
}

/// A message log's error in the words of this module.
pub fn log_error(file: &Path, doing: &str, error: LogError) -> FileError {
    match error {
        LogError::Io { source, .. } => FileError::io(file, doing, &source).within("messages"),
        LogError::Parquet { message, .. } => FileError::new(
            Kind::Log,
            file,
            format!("this is not a readable Parquet file: {message}"),
            "export or import the messages again; a log that was cut off cannot be read in part",
        )
        .within("messages"),
        LogError::Column { column, problem, .. } => FileError::new(
            Kind::Log,
            file,
            format!("the column `{column}` {problem}"),
            "the columns of a message log are listed in the README",
        )
        .within("messages"),
    }
}
