//! `qunce import`: chats from other programs into a project.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::output::{emit, say};
use super::progress::ProgressBar;
use crate::import::{DateOrder, FileReport, ImportOptions, ImportReport, import_into};
use crate::log::Columns;
use crate::model::{ColumnRole, TablePurpose};
use crate::project_file::{self, Changed, Document, Sources};

/// Most skipped lines and warnings of a file that the summary quotes.
const MOST_QUOTED: usize = 5;

/// Bring exported chats into a project
#[derive(Args)]
pub struct ImportArgs {
    /// Exported chats, tables, or folders and zip archives of them
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// Project file; made if it does not exist
    #[arg(long, value_name = "PROJECT")]
    into: PathBuf,
    /// Format of the sources; found by their content when absent
    #[arg(long, value_name = "NAME")]
    format: Option<String>,
    /// Group that everything goes to; taken from the file when absent
    #[arg(long, value_name = "ID")]
    group: Option<String>,
    /// Zone of times that state none, like Asia/Shanghai; the project's when absent
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    time_zone: Option<chrono_tz::Tz>,
    /// Order of day, month and year: dmy, mdy or ymd; found in the file when absent
    #[arg(long, value_name = "ORDER")]
    date_order: Option<DateOrder>,
    /// What a table holds: messages, members, orders or events; told by its headings when absent
    #[arg(long = "as", value_name = "KIND")]
    purpose: Option<TablePurpose>,
    /// What a column of a table means, like "实付金额=amount"; may be given several times
    #[arg(long = "map", value_name = "HEADING=ROLE", value_parser = column)]
    columns: Vec<(String, ColumnRole)>,
    /// Day of a member list that does not say it: YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    roster_date: Option<chrono::NaiveDate>,
    /// Replace names and ids by pseudonyms and leave out what was said, in the whole project and from now on
    #[arg(long)]
    pseudonymise: bool,
    /// Keep the lengths and kinds of messages but not their words, in the whole project and from now on
    #[arg(long, conflicts_with = "keep_text")]
    no_text: bool,
    /// Keep the words although the project states that it keeps none
    #[arg(long, conflicts_with = "pseudonymise")]
    keep_text: bool,
    /// Keep names although the project states that they are hidden
    #[arg(long, conflicts_with = "pseudonymise")]
    keep_names: bool,
    /// Tell what would be imported and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// Imports, saves, and prints the report.
///
/// # Errors
/// When a source or the project cannot be read or written; the project is then as it was.
pub fn run(args: &ImportArgs) -> Result<(), Failure> {
    let saved = existing(&args.into)?;
    let mut document = saved.clone().unwrap_or_else(|| new_document(&args.into));
    let options = ImportOptions {
        format: args.format.clone(),
        group: args.group.as_deref().map(Into::into),
        time_zone: args.time_zone,
        date_order: args.date_order,
        purpose: args.purpose,
        columns: args.columns.clone(),
        mappings: Vec::new(),
        roster_date: args.roster_date,
        pseudonymise: args.pseudonymise,
        keep_text: !args.no_text,
        restore_text: args.keep_text,
        restore_names: args.keep_names,
    };
    let bar = ProgressBar::new();
    let report = import_into(&mut document, &args.sources, &options, &|progress| {
        bar.show(&progress);
        ControlFlow::Continue(())
    });
    bar.clear();
    let report = report.map_err(Failure::new)?;
    if !args.dry_run {
        save(saved.as_ref(), &document, &args.into)?;
    }
    if args.json {
        let json = serde_json::to_string_pretty(&report)
            .map_err(|error| Failure::new(format!("the report is not JSON: {error}")))?;
        emit(json)
    } else {
        if args.dry_run {
            say("dry run: nothing was written");
        }
        emit(summary(&report))
    }
}

fn column(text: &str) -> Result<(String, ColumnRole), String> {
    let (heading, role) = text.rsplit_once('=').ok_or("write it as HEADING=ROLE, like \"Paid=amount\"")?;
    Ok((heading.trim().to_owned(), role.parse()?))
}

fn zone(text: &str) -> Result<chrono_tz::Tz, String> {
    text.parse().map_err(|_| "no such time zone; write an IANA name, like Asia/Shanghai or UTC".to_owned())
}

/// The project with its texts, which a log that is written again must not lose; `None` when there is none yet.
fn existing(path: &Path) -> Result<Option<Document>, Failure> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        _ => Ok(Some(project_file::open(path, Columns { text: true })?.document)),
    }
}

/// An empty project named after its file, or after its folder where the file is just called `project`.
fn new_document(path: &Path) -> Document {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let absolute = std::path::absolute(path).ok();
    let folder = absolute.as_deref().and_then(Path::parent).and_then(Path::file_name);
    let name = match folder {
        Some(folder) if stem == "project" => folder.to_string_lossy().into_owned(),
        _ => stem,
    };
    Document { sources: Sources::beside(), ..Document::new(name) }
}

fn save(saved: Option<&Document>, document: &Document, path: &Path) -> Result<(), Failure> {
    let changed = match saved {
        Some(saved) => Changed::between(saved, document),
        None => {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).map_err(|error| {
                    Failure::new(format!("{}: the folder cannot be made: {error}", folder.display()))
                })?;
            }
            Changed::ALL
        }
    };
    project_file::save(document, path, changed)?;
    Ok(())
}

fn summary(report: &ImportReport) -> String {
    let mut text = String::new();
    for file in &report.files {
        describe(&mut text, file);
    }
    let _ = write!(
        text,
        "{} new messages, {} already there, {} changed, {} new members, {} renamed",
        report.new_messages, report.duplicates, report.changed, report.new_members, report.renamed
    );
    text
}

fn describe(text: &mut String, file: &FileReport) {
    let _ = match (&file.format, &file.group) {
        (Some(format), Some(group)) => writeln!(text, "{} ({format}) -> {group}", file.path.display()),
        (Some(format), None) => writeln!(text, "{} ({format})", file.path.display()),
        (None, _) => writeln!(text, "{} (passed over)", file.path.display()),
    };
    if let (Some(first), Some(last)) = (&file.first, &file.last) {
        let _ = writeln!(
            text,
            "  {} entries from {first} to {last}: {} by {} people, {} system ({} joins, {} leaves)",
            file.entries, file.people_messages, file.senders, file.system, file.joins, file.leaves
        );
    }
    if let Some(table) = &file.table {
        let _ = write!(
            text,
            "  {} rows of {}: {} new, {} already there, {} changed",
            table.rows, table.purpose, table.added, table.duplicates, table.changed
        );
        if table.unmatched > 0 {
            let _ = write!(text, ", {} matched with nobody", table.unmatched);
        }
        if !table.days.is_empty() {
            let days: Vec<String> = table.days.iter().map(ToString::to_string).collect();
            let _ = write!(text, "; {} came and {} went by {}", file.joins, file.leaves, days.join(", "));
        }
        let _ = writeln!(text);
    }
    for warning in &file.warnings {
        let _ = writeln!(text, "  warning: {}", warning.message);
    }
    for skipped in file.skipped.iter().take(MOST_QUOTED) {
        let _ = match skipped.line {
            0 => writeln!(text, "  skipped: {}", skipped.reason),
            line => writeln!(text, "  skipped line {line}: {}", skipped.reason),
        };
    }
    let more = file.skipped.len().saturating_sub(MOST_QUOTED) as u64 + file.skipped_more;
    if more > 0 {
        let _ = writeln!(text, "  and {more} more lines skipped; --json lists them");
    }
}
