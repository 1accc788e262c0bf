//! Project files: RON in and out, tables and logs beside them.
//!
//! A project is one RON file. Its long tables may stand inside it or in CSV files beside it, its messages inside it or
//! in a Parquet file beside it. [`open`] reads all of them or says exactly what is wrong and where; [`save`] replaces
//! them so that a crash at any moment leaves one whole project. Files beside a project are never changed in place: a
//! table that changed is written under a new name first.
//!
//! # Shortcomings
//!
//! Comments in the project file are not kept when it is saved. In CSV an empty cell means that nothing is known, so an
//! empty text and no text are one there, and two rosters of one group and day become one. A save that is killed can
//! leave a new table behind that no project names.

mod csv_cells;
mod csv_records;
mod csv_sheet;
mod disk;
mod error;
mod lex;
mod open;
mod read;
mod save;
mod shared;
mod side;
mod summary;
mod v1;
mod validate;
mod validate_duty;
mod warning;

use std::path::PathBuf;
use std::sync::Arc;

pub use error::{FileError, FileErrorKind, Place};
pub use open::{MAX_BYTES, Opened, log_error, open, open_apart};
pub use save::{Changed, save, save_as};
pub use summary::{Counts, check_json, counts};
pub use validate::{validate, validate_counted};
pub use warning::{Warning, WarningKind};

use crate::log::MessageLog;
use crate::model::Project;

/// A project with its messages and the place each table is kept in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub project: Project,
    /// Shared, since it is large and changes only when messages are brought in.
    pub log: Arc<MessageLog>,
    pub sources: Sources,
}

impl Sources {
    /// For a new project that chats are brought into: what grows with them stands in files beside it.
    pub fn beside() -> Self {
        Self {
            members: Some("members.csv".into()),
            memberships: Some("memberships.csv".into()),
            messages: Some("messages.parquet".into()),
            ..Self::default()
        }
    }
}

impl Document {
    /// A project of that name with nothing in it, all tables inline.
    pub fn new(name: impl Into<String>) -> Self {
        Self { project: Project { name: name.into(), ..Project::default() }, ..Self::default() }
    }
}

/// Where the tables of a project are written: inline in the project file when `None`, else in a file beside it
/// (relative, never outside its folder).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    pub members: Option<PathBuf>,
    pub memberships: Option<PathBuf>,
    pub rosters: Option<PathBuf>,
    pub events: Option<PathBuf>,
    pub orders: Option<PathBuf>,
    pub messages: Option<PathBuf>,
}
