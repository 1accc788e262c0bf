//! What an import found, in the shape of `qunce import --json`.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::model::TablePurpose;

/// Most skipped lines that a report lists one by one.
pub const MAX_SKIPPED: usize = 1000;

/// The whole import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// One for each chat of each file, in the order read.
    pub files: Vec<FileReport>,
    /// Rows added to the log, system lines included.
    pub new_messages: u64,
    /// Entries that the project already had, or that came twice.
    pub duplicates: u64,
    /// Entries that the project had with other words: edited or recalled since. Those of the later export are kept.
    pub changed: u64,
    pub new_members: u64,
    /// People whom the project knew under other names only.
    pub renamed: u64,
}

/// One chat of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileReport {
    pub path: PathBuf,
    /// Name of the format; `None` for a file in a folder that is no chat export.
    pub format: Option<String>,
    /// Id of the group the entries went to.
    pub group: Option<String>,
    /// `people_messages + system`.
    pub entries: u64,
    /// Entries written by people.
    pub people_messages: u64,
    /// Entries written by the platform, joins and leaves among them.
    pub system: u64,
    /// Entries that the project did not have.
    pub added: u64,
    /// Entries that it had, or that came twice.
    pub duplicates: u64,
    /// Distinct people with at least one message of their own.
    pub senders: u64,
    /// People who came, as the system lines tell it, or since the member list before.
    pub joins: u64,
    /// People who went. Platforms hide many leaves: this is a lower bound.
    pub leaves: u64,
    /// Earliest entry, as the file writes time: local unless it states a zone. `None` without entries.
    pub first: Option<String>,
    /// Latest entry.
    pub last: Option<String>,
    /// Lines that were not understood; at most [`MAX_SKIPPED`] of them.
    pub skipped: Vec<Skipped>,
    /// Skipped lines beyond those listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub skipped_more: u64,
    pub warnings: Vec<ImportWarning>,
    /// What became of the rows, when the file is a table whose rows are no messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<TableReport>,
}

/// The rows of a member list, an order sheet or an event table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableReport {
    /// `members`, `orders` or `events`.
    pub purpose: &'static str,
    /// Rows that were understood.
    pub rows: u64,
    /// Lines of lists, orders or events that the project did not have.
    pub added: u64,
    /// Those it had.
    pub duplicates: u64,
    /// Orders that say something else than before; people who are on a list of the same day or no longer.
    pub changed: u64,
    /// New orders or events whose person is matched with no member.
    pub unmatched: u64,
    /// Days of the member lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<chrono::NaiveDate>,
}

impl TableReport {
    /// A report of a table of that purpose in which nothing happened yet.
    pub fn new(purpose: TablePurpose) -> Self {
        Self { purpose: purpose.word(), ..Self::default() }
    }
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl FileReport {
    /// The report on something that is no chat.
    pub fn passed_over(path: &Path, reasons: &[String]) -> Self {
        let mut report = Self { path: path.to_owned(), ..Self::default() };
        for reason in reasons {
            report.skip(0, reason);
        }
        report
    }

    /// Notes a line that was not understood.
    pub fn skip(&mut self, line: u64, reason: impl Into<String>) {
        if self.skipped.len() < MAX_SKIPPED {
            self.skipped.push(Skipped { line, reason: reason.into() });
        } else {
            self.skipped_more += 1;
        }
    }

    /// Notes something to know about the file; a kind that is already there is not repeated.
    pub fn warn(&mut self, kind: &'static str, message: impl Into<String>) {
        if self.warnings.iter().all(|warning| warning.kind != kind) {
            self.warnings.push(ImportWarning { kind, message: message.into() });
        }
    }
}

/// A line that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Counted from 1; 0 for the file as a whole.
    pub line: u64,
    pub reason: String,
}

/// Something that was read, but with a guess or a loss.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportWarning {
    /// A stable word for programs, such as `time_zone_assumed`.
    pub kind: &'static str,
    pub message: String,
}
