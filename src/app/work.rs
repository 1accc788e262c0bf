//! What jobs do with a copy of the document, away from the window.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::{Analysis, FigureKey, Problem, Progress};
use crate::activity::Activity;
use crate::charts::{Figure, catalogue};
use crate::i18n::Lang;
use crate::import::{self, ImportError, ImportOptions, ImportReport};
use crate::log::Columns;
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
        lang,
    }
}

/// The figure of that key; `None` where this project has none.
pub fn figure_of(analysis: &Analysis, key: &FigureKey, lang: Lang) -> Option<Figure> {
    catalogue::figure(&source_of(analysis, lang), &key.name, key.group)
}

/// Why nothing was brought in.
pub enum ImportFailure {
    /// A date like this one may be day first or month first: the user must say.
    Undecided(String),
    Problem(Problem),
}

/// Imports into a copy; the document on screen is untouched until all of it worked.
pub fn bring_in(
    mut document: Document,
    path: Option<&Path>,
    sources: &[PathBuf],
    options: &ImportOptions,
    progress: &Progress,
) -> Result<(Ready, ImportReport), ImportFailure> {
    let problem = |text: String| ImportFailure::Problem(Problem { title_key: "error.import", text });
    // Texts are not kept in memory while a project is only looked at; what is written again must have them.
    if document.log.text.is_none()
        && let Some(path) = path
    {
        let whole =
            project_file::open(path, Columns { text: true }).map_err(|error| problem(error.to_string()))?;
        document.log = whole.document.log;
    }
    let tell = |at: import::Progress<'_>| {
        let share = at.bytes as f32 / at.size.max(1) as f32;
        progress.set((at.file as f32 + share) / at.files.max(1) as f32);
        if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let report =
        import::import_into(&mut document, sources, options, &tell).map_err(|error| match error {
            ImportError::DateOrder { example, .. } => ImportFailure::Undecided(example),
            other => problem(other.to_string()),
        })?;
    let activity = Activity::build(&document.project, &document.log);
    Ok((Ready { document, activity, warnings: Vec::new() }, report))
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
