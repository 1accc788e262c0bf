//! Chats from other programs into a project.
//!
//! A file is opened as an [`Input`] (encoding found, text streamed), recognised by [`format::detect`] from its content,
//! and read by its [`Format`] entry by entry into a [`Sink`]. The collecting sink counts for the report and stages
//! rows; [`import_into`] merges them once every file has been read, so that a failed import changes nothing.
//!
//! A new format is one file with one type that implements [`Format`], and a line in [`format::formats`].

pub mod chatlab;
mod chinese;
mod collector;
mod date_order;
mod destination;
pub mod discord;
pub mod entry;
mod error;
pub mod format;
mod input;
mod json;
mod kinds;
mod ledger;
mod lines;
mod loose;
mod matching;
mod mentions;
mod merge;
mod occurrences;
pub mod onebot;
mod orders;
mod pseudonym;
pub mod qce;
pub mod qq_text;
mod report;
pub mod rows;
mod sheets;
mod sources;
mod stays;
mod survey;
pub mod table;
pub mod telegram;
mod text;
mod timeline;
mod unmatched;
pub mod whatsapp;
mod when;
mod zone;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::model::{ColumnRole, GroupId, TableMapping, TablePurpose};
use crate::project_file::Document;

pub use date_order::DateOrder;
pub use destination::{Destination, destination};
pub use error::ImportError;
pub use format::{CountingSink, Format, Head, Sink};
pub use input::{Encoding, Input};
pub use report::{FileReport, ImportReport, ImportWarning, MAX_SKIPPED, Skipped, TableReport};
pub use survey::{FileSurvey, PreviewRow, SurveyProblem, survey, survey_again};
pub use unmatched::{Candidate, CandidateReason, Unmatched, assign, unmatched};
pub use zone::system_zone;

use collector::{Collector, Staged};
use sources::{SourceFile, expand};

/// What the user says about the sources, beyond what they say themselves.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// Name of the format; found by content when absent.
    pub format: Option<String>,
    /// The group everything goes to; taken from the file when absent.
    pub group: Option<GroupId>,
    /// Zone of times that state none; the project's when absent, the system's for a new project.
    pub time_zone: Option<Tz>,
    /// Order of day and month; found in the file when absent.
    pub date_order: Option<DateOrder>,
    /// What tables are; told by their headings when absent.
    pub purpose: Option<TablePurpose>,
    /// What columns of tables mean, by heading, before anything found or remembered.
    pub columns: Vec<(String, ColumnRole)>,
    /// How tables with known headings are read, before the mappings that the project remembers.
    pub mappings: Vec<TableMapping>,
    /// Day of member lists that do not say it.
    pub roster_date: Option<NaiveDate>,
    /// Keep the bodies of messages, not only their lengths.
    pub keep_text: bool,
    /// Replace names and ids by pseudonyms and drop the bodies.
    pub pseudonymise: bool,
}

impl Default for ImportOptions {
    /// Everything found in the file, bodies kept, names as they are.
    fn default() -> Self {
        Self {
            format: None,
            group: None,
            time_zone: None,
            date_order: None,
            purpose: None,
            columns: Vec::new(),
            mappings: Vec::new(),
            roster_date: None,
            keep_text: true,
            pseudonymise: false,
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The file being read.
    pub path: &'a Path,
    /// Its number, from 0, and how many there are.
    pub file: usize,
    pub files: usize,
    /// Bytes of the file read so far, and its size.
    pub bytes: u64,
    pub size: u64,
    /// Entries of the file read so far.
    pub entries: u64,
}

/// Reads all sources and merges them into the document in memory; saving it is the caller's.
///
/// Groups, members and stays that the project lacks are created. Entries it already has are counted as duplicates, so
/// that importing a file twice adds nothing and a longer export adds the rest. A system line about nobody known has
/// the empty member id in the log. `progress` is called now and then; `Break` cancels.
///
/// # Errors
///
/// When a named source cannot be read or is no chat, when a date order cannot be decided, or when cancelled; the
/// document is then as it was.
pub fn import_into(
    document: &mut Document,
    sources: &[PathBuf],
    options: &ImportOptions,
    progress: &dyn Fn(Progress<'_>) -> ControlFlow<()>,
) -> Result<ImportReport, ImportError> {
    let project = &document.project;
    let mut options = options.clone();
    options.mappings.extend(project.mappings.iter().cloned());
    let options = &options;
    let has_content = !project.groups.is_empty() || !project.members.is_empty() || !document.log.is_empty();
    let (zone, assumed) = match options.time_zone {
        Some(zone) => (zone, false),
        None if has_content => (project.time_zone, false),
        None => (system_zone(), true),
    };
    let files = expand(sources)?;
    let count = files.len();
    let mut staged = Vec::with_capacity(count);
    let mut passed_over = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let report = |bytes, size, entries| {
            let now = Progress { path: &file.path, file: number, files: count, bytes, size, entries };
            match progress(now) {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(()) => Err(ImportError::Cancelled),
            }
        };
        report(0, 0, 0)?;
        match read(file, options, zone, assumed, &report) {
            Ok(file) => staged.push(file),
            Err(error @ (ImportError::NotText { .. } | ImportError::UnknownFormat { .. })) if !file.named => {
                let mut report = FileReport { path: file.path.clone(), ..FileReport::default() };
                report.skip(0, error.to_string());
                passed_over.push(report);
            }
            Err(error) => return Err(error),
        }
    }
    if !has_content {
        document.project.time_zone = zone;
    }
    let mut report = merge::merge(document, staged, options);
    report.files.extend(passed_over);
    Ok(report)
}

fn read(
    file: &SourceFile,
    options: &ImportOptions,
    zone: Tz,
    assumed: bool,
    report: &dyn Fn(u64, u64, u64) -> Result<(), ImportError>,
) -> Result<Staged, ImportError> {
    let input = Input::open_file(&file.path)?;
    let format = match &options.format {
        Some(name) => format::format_named(name)?,
        None => {
            table::claimed(&input, options, file.named).or_else(|| format::detect(&input.head())).ok_or_else(
                || ImportError::UnknownFormat { path: file.path.clone(), known: format::format_names() },
            )?
        }
    };
    let consumed = input.consumed();
    let size = input.size();
    let tick = move |entries| report(consumed.load(Ordering::Relaxed).min(size), size, entries);
    let mut sink = Collector::new(&input, format.name(), options, zone, assumed, Box::new(tick));
    if input.is_damaged() {
        sink.warn("invalid_utf8", "some bytes are not UTF-8; they were replaced");
    }
    format.parse(&input, options, &mut sink)?;
    Ok(sink.finish())
}
