//! The project a command reads, and the part of it that is asked about.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use clap::Args;

use super::Failure;
use super::output::say;
use crate::activity::Activity;
use crate::activity::said::Said;
use crate::analytics::{Input, Scope};
use crate::log::Columns;
use crate::model::GroupId;
use crate::project_file::{self, Document};

/// `--from`, `--to` and `--group`.
#[derive(Args)]
pub struct ScopeArgs {
    /// First day, in the project's time zone
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    from: Option<NaiveDate>,
    /// Last day, included
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    to: Option<NaiveDate>,
    /// Only this group; may be given several times
    #[arg(long, value_name = "ID")]
    group: Vec<String>,
}

impl ScopeArgs {
    /// The scope asked for.
    ///
    /// # Errors
    /// When the period ends before it begins, or a group is not in the project.
    pub fn scope(&self, input: Input<'_>) -> Result<Scope, Failure> {
        let groups: Vec<GroupId> = self.group.iter().map(|id| id.as_str().into()).collect();
        Scope::new(input, self.from, self.to, &groups).map_err(Failure::new)
    }
}

/// Reads a date as the command line writes it.
pub fn date(text: &str) -> Result<NaiveDate, String> {
    let shaped = text.len() == 10 && text.is_ascii();
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| shaped)
        .ok_or_else(|| "this is not a date; write it as YYYY-MM-DD, like 2026-10-01".to_owned())
}

/// A project with the counts of its messages, which are not held themselves where they stand in a file of their own.
pub struct Read {
    pub document: Document,
    pub activity: Activity,
    /// How long the counting took, the reading left out.
    pub counting: Duration,
    /// The file that the messages stand in, where it is another one.
    apart: Option<PathBuf>,
}

impl Read {
    /// What analyses read.
    pub fn input(&self) -> Input<'_> {
        Input { project: &self.document.project, activity: &self.activity }
    }

    /// What every message is: a pass over the texts.
    ///
    /// # Errors
    /// When the log cannot be read again.
    pub fn said(&self) -> Result<Said, Failure> {
        let project = &self.document.project;
        match &self.apart {
            None => Ok(Said::of(project, &self.activity, &self.document.log)),
            Some(file) => Said::read(project, &self.activity, file, &|_| {})
                .map_err(|error| Failure::from(project_file::log_error(file, "read", error))),
        }
    }
}

/// Reads and counts a project in one go; says on stderr that there are warnings.
///
/// # Errors
/// When the project cannot be read.
pub fn read(path: &Path) -> Result<Read, Failure> {
    let (document, apart) = project_file::open_apart(path)?;
    let Some(file) = apart else {
        warn(path, project_file::validate(&document).len());
        let started = Instant::now();
        let activity = Activity::build(&document.project, &document.log);
        return Ok(Read { document, activity, counting: started.elapsed(), apart: None });
    };
    let counted = Activity::read(&document.project, &file)
        .map_err(|error| Failure::from(project_file::log_error(&file, "read", error)))?;
    warn(path, project_file::validate_counted(&document.project, &counted.groups, &counted.twice).len());
    Ok(Read { document, activity: counted.activity, counting: counted.took, apart: Some(file) })
}

fn warn(path: &Path, count: usize) {
    if count > 0 {
        let plural = if count == 1 { "warning" } else { "warnings" };
        say(format!("{count} {plural}; see them with `qunce check {}`", path.display()));
    }
}

/// Reads a project with its messages; says on stderr that there are warnings.
///
/// # Errors
/// When the project cannot be read.
pub fn open_with(path: &Path, columns: Columns) -> Result<Document, Failure> {
    let opened = project_file::open(path, columns)?;
    warn(path, opened.warnings.len());
    Ok(opened.document)
}
