//! Project files: RON in and out, tables and logs beside them.

use std::path::PathBuf;

use crate::log::MessageLog;
use crate::model::Project;

/// A project with its messages and the place each table is kept in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub project: Project,
    pub log: MessageLog,
    pub sources: Sources,
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

/// Something in a project that can be lived with, and where.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    pub kind: WarningKind,
    /// Path inside the document, such as `rosters[3].members[7]`.
    pub path: String,
    pub message: String,
}

/// The kinds of warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    UnknownMember,
    UnknownGroup,
    UnknownAccount,
    DuplicateId,
    DanglingReference,
    OutOfRange,
}
