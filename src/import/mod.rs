//! Chats from other programs into a project.
//!
//! A file is opened as an [`Input`] (encoding found, text streamed), recognised by [`format::detect`] from its content,
//! and read by its [`Format`] entry by entry into a [`Sink`]. The collecting sink counts for the report and stages
//! rows; [`import_into`] merges them once every file has been read, so that a failed import changes nothing.
//!
//! A new format is one file with one type that implements [`Format`], and a line in [`format::formats`].

mod archive;
mod bundle;
pub mod chatlab;
mod chinese;
mod collector;
mod date_order;
mod destination;
pub mod discord;
pub mod entry;
mod error;
mod files;
pub mod format;
mod hide;
mod input;
mod json;
mod kinds;
mod known;
mod ledger;
mod lines;
mod lookup;
mod loose;
mod matching;
mod mentions;
mod merge;
mod namesakes;
mod occurrences;
pub mod onebot;
mod orders;
mod peek;
mod persons;
mod pseudonym;
pub mod qce;
mod qce_chunks;
pub mod qq_text;
mod report;
mod rows;
mod sheets;
mod shift;
pub mod slack;
mod sources;
mod staged;
mod stays;
mod survey;
pub mod table;
pub mod table_rows;
pub mod telegram;
mod text;
mod timeline;
pub mod told;
mod unmatched;
pub mod wechat;
pub mod whatsapp;
mod when;
mod zone;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::model::{ColumnRole, GroupId, TableMapping, TablePurpose};
use crate::project_file::Document;

pub use archive::Archive;
pub use date_order::DateOrder;
pub use destination::{Destination, destination};
pub use error::ImportError;
pub use format::{CountingSink, Format, Head, Sink};
pub use input::{Encoding, Input};
pub use report::{FileReport, ImportReport, ImportWarning, MAX_SKIPPED, Skipped, TableReport};
pub use survey::{FileSurvey, PreviewRow, SurveyProblem, survey, survey_again};
pub use unmatched::{Candidate, CandidateReason, Unmatched, assign, unmatched};
pub use zone::system_zone;

use bundle::Bundle;
use collector::Collector;
use files::Files;
use sources::{What, expand};
use staged::Staged;

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
    /// Keep the bodies of messages, not only their lengths. When not, the project states it, and keeps none.
    pub keep_text: bool,
    /// Replace names and ids by pseudonyms and drop the bodies, in the whole project, which states it.
    pub pseudonymise: bool,
    /// Keep bodies although the project states that it keeps none.
    pub restore_text: bool,
    /// Keep names although the project states that they are hidden; people met again get theirs back.
    pub restore_names: bool,
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
            restore_text: false,
            restore_names: false,
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
    let options = &hide::with_statement(options, &project.privacy);
    let sources = expand(sources, options.format.as_deref())?;
    let count = sources.files.len();
    let mut staged = Vec::with_capacity(count);
    let mut passed_over = Vec::new();
    for (number, file) in sources.files.iter().enumerate() {
        let report = |bytes, size, entries| {
            let now = Progress { path: &file.path, file: number, files: count, bytes, size, entries };
            match progress(now) {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(()) => Err(ImportError::Cancelled),
            }
        };
        report(0, 0, 0)?;
        let job = Job { options, zone, assumed, named: file.named, report: &report };
        let outcome = match &file.what {
            What::File => job.read_file(&file.path),
            What::Entry(archive, index) => {
                Input::open_entry(archive, *index).and_then(|input| job.read(&input))
            }
            What::Bundle(bundle, files) => job.read_bundle(*bundle, files),
            What::Nothing(reasons) => {
                passed_over.push(FileReport::passed_over(&file.path, reasons));
                continue;
            }
        };
        match outcome {
            Ok(file) => staged.push(file),
            Err(error) if !file.named && is_passed_over(&error, &file.what) => {
                passed_over.push(FileReport::passed_over(&file.path, &[error.to_string()]));
            }
            Err(error) => return Err(error),
        }
    }
    if let (true, Some(path)) = (staged.is_empty(), sources.archives.first()) {
        return Err(no_chat_in(path, &passed_over));
    }
    if !has_content {
        document.project.time_zone = zone;
    }
    hide::before(document, options);
    let mut report = merge::merge(document, staged, options);
    hide::after(document, options);
    report.files.extend(passed_over);
    Ok(report)
}

/// True for what a folder or an archive may well hold beside chats. A damaged entry takes nothing with it.
fn is_passed_over(error: &ImportError, what: &What) -> bool {
    match error {
        ImportError::NotText { .. } | ImportError::NotAChat { .. } | ImportError::UnknownFormat { .. } => {
            true
        }
        ImportError::Read { .. } => matches!(what, What::Entry(..)),
        _ => false,
    }
}

/// An archive of which nothing was read, with the first reasons.
fn no_chat_in(path: &Path, passed_over: &[FileReport]) -> ImportError {
    let reasons: Vec<&str> = passed_over
        .iter()
        .flat_map(|file| &file.skipped)
        .map(|skipped| skipped.reason.as_str())
        .take(3)
        .collect();
    let message = match reasons.as_slice() {
        [] => "an archive without any file; export the chat again".to_owned(),
        reasons => format!("no chat in this archive: {}", reasons.join("; ")),
    };
    ImportError::Archive { path: path.to_owned(), message }
}

/// How one source is read.
struct Job<'a> {
    options: &'a ImportOptions,
    zone: Tz,
    assumed: bool,
    /// The user named this very file.
    named: bool,
    report: &'a dyn Fn(u64, u64, u64) -> Result<(), ImportError>,
}

impl Job<'_> {
    fn read_file(&self, path: &Path) -> Result<Staged, ImportError> {
        let input = Input::open_by_beginning(path)?;
        let outcome = self.read(&input);
        if !input.is_mistaken() {
            return outcome;
        }
        drop(outcome);
        Input::open_file(path).and_then(|input| self.read(&input))
    }

    fn read(&self, input: &Input) -> Result<Staged, ImportError> {
        let unknown =
            || ImportError::UnknownFormat { path: input.path().to_owned(), known: format::format_names() };
        let format = match &self.options.format {
            Some(name) => match format::format_named(name) {
                Err(_) if bundle::is_name(name) => return Err(unknown()),
                found => found?,
            },
            None => table::claimed(input, self.options, self.named)
                .or_else(|| format::detect(&input.head()))
                .ok_or_else(unknown)?,
        };
        let mut sink = self.sink(input, format.name(), input.consumed(), input.size());
        if input.is_damaged() {
            sink.warn("invalid_utf8", "some bytes are not UTF-8; they were replaced");
        }
        format.parse(input, self.options, &mut sink)?;
        Ok(sink.finish())
    }

    fn read_bundle(&self, bundle: &dyn Bundle, files: &Files) -> Result<Staged, ImportError> {
        let size = files.list().iter().map(|item| item.size).sum();
        let place = Input::from_bytes(files.path(), Vec::new())?;
        let mut sink = self.sink(&place, bundle.name(), files.opened(), size);
        bundle.parse(files, self.options, &mut sink)?;
        Ok(sink.finish())
    }

    fn sink(
        &self,
        input: &Input,
        format: &'static str,
        consumed: Arc<AtomicU64>,
        size: u64,
    ) -> Collector<'_> {
        let tick = move |entries| (self.report)(consumed.load(Ordering::Relaxed).min(size), size, entries);
        Collector::new(input, format, self.options, self.zone, self.assumed, Box::new(tick))
    }
}
