//! What jobs do with a copy of the document, away from the window.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::intake::Batch;
use super::jobs::Reading;
use super::{Analysis, FigureKey, Problem, Progress};
use crate::activity::Activity;
use crate::charts::{Figure, catalogue};
use crate::i18n::Lang;
use crate::import::{self, ImportError, ImportReport};
use crate::log::{Columns, MessageLog};
use crate::project_file::{self, Changed, Document, Sources, Warning};

/// A document with its counts.
pub struct Ready {
    pub document: Document,
    pub activity: Activity,
    pub warnings: Vec<Warning>,
}

/// The sample project: beside the program, or in the folder it was built from.
pub fn sample_path() -> Option<PathBuf> {
    let relative = Path::new("sample_data/qinghe/project.ron");
    let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join(relative)));
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join(relative);
    [Some(relative.to_owned()), beside, Some(built)].into_iter().flatten().find(|path| path.is_file())
}

/// Everything a chart is made from.
pub fn source_of(analysis: &Analysis, lang: Lang) -> catalogue::Source<'_> {
    catalogue::Source {
        input: analysis.input(),
        scope: &analysis.scope,
        compared: analysis.compared.as_ref(),
        panels: &analysis.panels,
        before: analysis.before.as_ref(),
        hours: None,
        talk: None,
        lang,
    }
}

/// The figure of that key; `None` where this project has none.
pub fn figure_of(analysis: &Analysis, key: &FigureKey, lang: Lang, progress: &Progress) -> Option<Figure> {
    let hours = catalogue::wants_hours(&key.name).then(|| analysis.hours());
    let talk = catalogue::wants_talk(&key.name).then(|| analysis.talk(&|share| progress.set(share)));
    let source = catalogue::Source { hours: hours.as_ref(), talk, ..source_of(analysis, lang) };
    catalogue::figure(&source, &key.name, key.group)
}

/// Why nothing was brought in.
pub enum ImportFailure {
    /// The user stopped it.
    Cancelled,
    Problem(Problem),
}

/// A document with files brought into it.
pub struct BroughtIn {
    pub ready: Ready,
    pub report: ImportReport,
    /// The messages before it, with their texts.
    pub before: Arc<MessageLog>,
}

/// What lies before the file being read.
#[derive(Clone, Copy, Default)]
struct Tally {
    /// Files of earlier batches.
    files: usize,
    bytes: u64,
    entries: u64,
    /// The file being read: its number in its batch, how many there are, its size and its entries so far.
    now: (usize, usize, u64, u64),
}

impl Tally {
    fn at(self, at: &import::Progress<'_>) -> Self {
        let (file, _, size, entries) = self.now;
        let now = (at.file, at.files, at.size, at.entries);
        if at.file == file {
            return Self { now, ..self };
        }
        Self { files: self.files, bytes: self.bytes + size, entries: self.entries + entries, now }
    }

    fn next_batch(self) -> Self {
        let (_, files, size, entries) = self.now;
        Self {
            files: self.files + files,
            bytes: self.bytes + size,
            entries: self.entries + entries,
            now: Default::default(),
        }
    }
}

/// Imports into a copy; the document on screen is untouched until all of it worked.
pub fn bring_in(
    mut document: Document,
    path: Option<&Path>,
    batches: &[Batch],
    progress: &Progress,
) -> Result<BroughtIn, ImportFailure> {
    let problem = |text: String| ImportFailure::Problem(Problem { title_key: "error.import", text });
    // Texts are not kept in memory while a project is only looked at; what is written again must have them.
    if document.log.text.is_none()
        && let Some(path) = path
    {
        let whole =
            project_file::open(path, Columns { text: true }).map_err(|error| problem(error.to_string()))?;
        document.log = whole.document.log;
    }
    let before = document.log.clone();
    let mut report = ImportReport::default();
    let began: Cell<Option<Instant>> = Cell::new(None);
    let size = batches.iter().map(|batch| batch.size).sum();
    let tally = Cell::new(Tally::default());
    for batch in batches {
        let tell = |at: import::Progress<'_>| {
            let seen = tally.get().at(&at);
            tally.set(seen);
            if at.bytes > 0 && began.get().is_none() {
                began.set(Some(Instant::now()));
            }
            progress.set_reading(Reading {
                file: at.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
                number: seen.files + at.file + 1,
                files: seen.files + at.files,
                bytes: seen.bytes + at.bytes,
                size,
                entries: seen.entries + at.entries,
                since: began.get().unwrap_or_else(Instant::now),
            });
            if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let more =
            import::import_into(&mut document, &batch.paths, &batch.options, &tell).map_err(|error| {
                match error {
                    ImportError::Cancelled => ImportFailure::Cancelled,
                    other => problem(other.to_string()),
                }
            })?;
        report.files.extend(more.files);
        report.new_messages += more.new_messages;
        report.duplicates += more.duplicates;
        report.changed += more.changed;
        report.new_members += more.new_members;
        report.renamed += more.renamed;
        tally.set(tally.get().next_batch());
    }
    let activity = Activity::build(&document.project, &document.log);
    let warnings = project_file::validate(&document);
    if progress.is_cancelled() {
        return Err(ImportFailure::Cancelled);
    }
    Ok(BroughtIn { ready: Ready { document, activity, warnings }, report, before })
}

/// Writes what changed since `saved`; everything where the project moves to another place.
pub fn write(
    document: &Document,
    saved: &Document,
    from: Option<&Path>,
    path: &Path,
) -> Result<Sources, String> {
    let written = match from {
        Some(from) if from == path => project_file::save(document, path, Changed::between(saved, document)),
        Some(from) => project_file::save_as(document, from, path, Changed::between(saved, document)),
        None => project_file::save(document, path, Changed::ALL),
    };
    written.map_err(|error| error.to_string())
}
