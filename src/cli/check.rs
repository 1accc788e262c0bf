//! `qunce check`: reads and validates a project.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{emit, say};
use super::{DONE, Failure, PROBLEM, REFUSED};
use crate::log::Columns;
use crate::project_file::{self, FileError, FileErrorKind, Opened};

/// Read and validate a project
#[derive(Args)]
pub struct CheckArgs {
    /// Project file
    project: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Prints what is wrong with a project and how much it holds. The status is 0 for a sound project, warnings or not, 1
/// when it has errors, 2 when there is nothing to check.
///
/// # Errors
/// When the result cannot be printed.
pub fn run(args: &CheckArgs) -> Result<u8, Failure> {
    let result = project_file::open(&args.project, Columns { text: false });
    if args.json {
        let json = project_file::check_json(&result);
        emit(format!("{json:#}"))?;
    }
    match result {
        Ok(opened) => {
            if !args.json {
                emit(readable(&args.project, &opened))?;
            }
            Ok(DONE)
        }
        Err(error) => {
            if !args.json {
                say(&error);
            }
            Ok(if is_unreadable(&error, &args.project) { REFUSED } else { PROBLEM })
        }
    }
}

/// True when the file could not be looked into, so that nothing is known of what it says.
fn is_unreadable(error: &FileError, project: &Path) -> bool {
    match error.kind {
        FileErrorKind::NoPermission | FileErrorKind::Io => true,
        FileErrorKind::NotFound | FileErrorKind::NotAFile => error.path.is_empty() && error.file == project,
        _ => false,
    }
}

fn readable(path: &Path, opened: &Opened) -> String {
    let counts = project_file::counts(&opened.document);
    let mut text = String::new();
    for warning in &opened.warnings {
        let _ = match warning.path.as_str() {
            "" => writeln!(text, "warning: {}", warning.message),
            place => writeln!(text, "warning: {place}: {}", warning.message),
        };
    }
    let _ = write!(
        text,
        "{}: ok, {} warnings\n{} accounts, {} groups, {} members, {} messages, {} events, {} rosters",
        path.display(),
        opened.warnings.len(),
        counts.accounts,
        counts.groups,
        counts.members,
        counts.messages,
        counts.events,
        counts.rosters,
    );
    let privacy = &opened.document.project.privacy;
    if privacy.pseudonyms {
        text.push_str("\nnames are pseudonyms");
    }
    if privacy.without_text {
        text.push_str("\nno message text is kept");
    }
    text
}
