//! Why an import could not be done, and what to do about it.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// An import that was given up. The document is unchanged whenever one of these is returned.
#[derive(Debug, Error)]
pub enum ImportError {
    /// No source was named.
    #[error("nothing to import: name at least one exported chat or folder")]
    NoSource,
    /// The file or folder could not be opened or read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    /// The bytes are not text in any encoding that exports use.
    #[error("{}: not a text file ({what}); {advice}", path.display())]
    NotText { path: PathBuf, what: String, advice: String },
    /// An archive or folder that is not read, or an archive that holds no chat.
    #[error("{}: {message}", path.display())]
    Archive { path: PathBuf, message: String },
    /// Text that a chat program wrote, but no chat.
    #[error("{}: this is {what}, not a chat; {advice}", path.display())]
    NotAChat { path: PathBuf, what: String, advice: String },
    /// Text, but no format recognises it.
    #[error(
        "{}: no known chat export (known formats: {known}); export the chat again as text, JSON or CSV, \
         or name the format with --format", path.display()
    )]
    UnknownFormat { path: PathBuf, known: String },
    /// `--format` names a format that does not exist.
    #[error("--format {name}: no such format; use one of {known}")]
    NoSuchFormat { name: String, known: String },
    /// Day and month cannot be told apart.
    #[error(
        "{}:{line}: `{example}` may be day first or month first and nothing in the file decides it; \
         say which with --date-order dmy or --date-order mdy", path.display()
    )]
    DateOrder { path: PathBuf, line: u64, example: String },
    /// The file breaks the rules of its format in a way that leaves nothing sensible to read.
    #[error("{}:{line}:{column}: {message}\n    {excerpt}", path.display())]
    Malformed { path: PathBuf, line: u64, column: u64, message: String, excerpt: String },
    /// A workbook that cannot be read.
    #[error("{}: {message}", path.display())]
    Workbook { path: PathBuf, message: String },
    /// A member list that does not say of which day it is.
    #[error(
        "{}: the member list does not say of which day it is; say it with --roster-date YYYY-MM-DD, or in the name of \
         the file", path.display()
    )]
    RosterDate { path: PathBuf },
    /// A member list that does not say of which group it is.
    #[error("{}: the member list does not say of which group it is; say it with --group ID", path.display())]
    RosterGroup { path: PathBuf },
    /// One entry is larger than any real one.
    #[error("{}:{line}: {what}; check that this is the file you meant and that it is whole", path.display())]
    TooLarge { path: PathBuf, line: u64, what: String },
    /// The caller asked to stop.
    #[error("the import was cancelled; nothing was changed")]
    Cancelled,
}

impl ImportError {
    /// An I/O error on `path`.
    pub fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }

    /// The file the error is about; `None` when it is about the request itself.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Read { path, .. }
            | Self::NotText { path, .. }
            | Self::Archive { path, .. }
            | Self::NotAChat { path, .. }
            | Self::UnknownFormat { path, .. }
            | Self::DateOrder { path, .. }
            | Self::Workbook { path, .. }
            | Self::RosterDate { path }
            | Self::RosterGroup { path }
            | Self::Malformed { path, .. }
            | Self::TooLarge { path, .. } => Some(path),
            Self::NoSource | Self::NoSuchFormat { .. } | Self::Cancelled => None,
        }
    }
}
