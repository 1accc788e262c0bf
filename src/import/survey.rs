//! A first look at files before they are imported: what each is, its first rows as understood, what only the user can say.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use crate::model::MessageKind;

use super::bundle::Bundle;
use super::entry::{Change, ChatInfo, EntryTime};
use super::files::Files;
use super::format::{self, Format};
use super::peek::{Peek, ROWS};
use super::sources::{SourceFile, What, expand};
use super::table::{self, TableProblem, TableSurvey};
use super::table_rows::TableRow;
use super::{DateOrder, Encoding, ImportError, ImportOptions, ImportWarning, Input, Skipped};

/// Entries looked at where an export may hold several chats.
const SEVERAL: usize = 20_000;
/// Formats that may.
const MANY_CHATS: [&str; 3] = ["telegram", "qq", "onebot"];
/// Of a larger file only the beginning is parsed.
const BEGINNING: u64 = 4 * 1024 * 1024;

/// What a first look at one file shows.
#[derive(Clone, Debug, Default)]
pub struct FileSurvey {
    pub path: PathBuf,
    /// What the user named: the file itself, or what it was found in.
    pub source: PathBuf,
    /// What is imported with it: the file itself, or the archive that it is a part of.
    pub whole: PathBuf,
    /// Named by the user, not found in a folder.
    pub named: bool,
    /// Bytes; 0 when the file cannot be read.
    pub size: u64,
    /// Name of the format found or chosen.
    pub format: Option<&'static str>,
    pub encoding: Option<Encoding>,
    /// Chats met so far, in the order of the file.
    pub chats: Vec<ChatInfo>,
    pub rows: Vec<PreviewRow>,
    /// Lines not understood among those looked at.
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<ImportWarning>,
    /// True when the whole file was looked at, not only its beginning.
    pub complete: bool,
    /// A date that may be day first or month first, and its line: the user must say which before an import.
    pub date_order: Option<(u64, String)>,
    /// The first time without a zone, as the file writes it: it is read in the zone that the user names.
    pub local_time: Option<String>,
    /// The order of day and month that was only likely, since the file leaves it open.
    pub guessed_order: Option<DateOrder>,
    /// The columns, when the file is a table.
    pub table: Option<TableSurvey>,
    /// The member list does not say of which day it is.
    pub lacks_day: bool,
    /// The member list does not say of which group it is.
    pub lacks_group: bool,
    /// Why the file cannot be imported.
    pub problem: Option<SurveyProblem>,
}

/// Why a file cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyProblem {
    /// A stable word: `read`, `not_text`, `unknown_format`, `broken`.
    pub kind: &'static str,
    /// The whole message, as the command line prints it.
    pub text: String,
}

/// One entry as understood.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewRow {
    /// Line of the file, from 1; 0 when the format has no lines.
    pub line: u64,
    /// Index in [`FileSurvey::chats`].
    pub chat: usize,
    /// `None` while the order of day and month is open.
    pub at: Option<EntryTime>,
    /// Display name, else id.
    pub sender: Option<String>,
    pub kind: MessageKind,
    /// The beginning of the body on one line.
    pub text: String,
    /// Who came or went.
    pub moved: Option<(Change, Vec<String>)>,
    /// The row of a table that is no message.
    pub row: Option<TableRow>,
}

impl PreviewRow {
    /// The wall clock of `zone` to the second; a time without a zone as it is written. `None` while it is open.
    pub fn clock(&self, zone: Tz) -> Option<String> {
        const SHOWN: &str = "%Y-%m-%d %H:%M:%S";
        Some(match self.at? {
            EntryTime::Local(at) => at.format(SHOWN).to_string(),
            EntryTime::Instant { micros, .. } => {
                let utc = DateTime::from_timestamp_micros(micros)?;
                utc.with_timezone(&zone).format(SHOWN).to_string()
            }
        })
    }
}

impl FileSurvey {
    /// True when a column must be told before the table can be read.
    pub fn lacks_columns(&self) -> bool {
        let lacks = |problem: &TableProblem| matches!(problem, TableProblem::Lacks(_));
        self.table.as_ref().is_some_and(|table| table.problems.iter().any(lacks))
    }

    /// True when the file can be imported once its questions are answered.
    pub fn is_usable(&self) -> bool {
        self.problem.is_none()
    }
}

/// Looks at every file of the sources. A source that cannot be read is one file with a problem. `progress` is given the
/// number of files done and of all, and returns false to stop early; what was looked at so far is returned.
pub fn survey(
    sources: &[PathBuf],
    options: &ImportOptions,
    progress: &dyn Fn(usize, usize) -> bool,
) -> Vec<FileSurvey> {
    let mut found = Vec::new();
    let mut files: Vec<(&Path, SourceFile)> = Vec::new();
    for source in sources {
        match expand(std::slice::from_ref(source), options.format.as_deref()) {
            Ok(more) => files.extend(more.files.into_iter().map(|file| (source.as_path(), file))),
            Err(error) => found.push(unreadable(source, source, true, &error)),
        }
    }
    let count = files.len();
    for (number, (source, file)) in files.iter().enumerate() {
        if !progress(number, count) {
            break;
        }
        found.push(survey_file(source, file, options, &|| progress(number, count)));
    }
    found
}

/// Looks again at a file with other options. `go_on` is asked now and then; false ends the look early.
pub fn survey_again(seen: &FileSurvey, options: &ImportOptions, go_on: &dyn Fn() -> bool) -> FileSurvey {
    let gone = || ImportError::read(&seen.path, std::io::ErrorKind::NotFound.into());
    let file = expand(std::slice::from_ref(&seen.source), options.format.as_deref())
        .and_then(|found| found.files.into_iter().find(|file| file.path == seen.path).ok_or_else(gone));
    match file {
        Ok(file) => survey_file(&seen.source, &file, options, go_on),
        Err(error) => unreadable(&seen.source, &seen.path, seen.named, &error),
    }
}

fn unreadable(source: &Path, path: &Path, named: bool, error: &ImportError) -> FileSurvey {
    FileSurvey {
        path: path.to_owned(),
        source: source.to_owned(),
        whole: path.to_owned(),
        named,
        problem: Some(problem(error)),
        ..FileSurvey::default()
    }
}

fn survey_file(
    source: &Path,
    file: &SourceFile,
    options: &ImportOptions,
    go_on: &dyn Fn() -> bool,
) -> FileSurvey {
    let archive = match &file.what {
        What::Entry(archive, _) => Some(archive),
        What::Bundle(_, files) => files.archive(),
        What::File | What::Nothing(_) => None,
    };
    let mut survey = FileSurvey {
        path: file.path.clone(),
        source: source.to_owned(),
        whole: archive.map_or_else(|| file.path.clone(), |archive| archive.path().to_owned()),
        named: file.named,
        size: std::fs::metadata(&file.path).map_or(0, |about| about.len()),
        ..FileSurvey::default()
    };
    let looked = match &file.what {
        What::File => Input::open_file(&file.path).and_then(|input| look(&mut survey, input, options, go_on)),
        What::Entry(archive, index) => Input::open_entry(archive, *index).and_then(|input| {
            survey.size = input.size();
            look(&mut survey, input, options, go_on)
        }),
        What::Bundle(bundle, files) => look_at_bundle(&mut survey, *bundle, files, options, go_on),
        What::Nothing(reasons) => {
            survey.problem = Some(SurveyProblem { kind: "not_text", text: reasons.join("; ") });
            Ok(())
        }
    };
    if let Err(error) = looked {
        survey.problem = Some(problem(&error));
    }
    survey
}

/// Looks at an export of several files.
fn look_at_bundle(
    survey: &mut FileSurvey,
    bundle: &dyn Bundle,
    files: &Files,
    options: &ImportOptions,
    go_on: &dyn Fn() -> bool,
) -> Result<(), ImportError> {
    survey.size = files.list().iter().map(|item| item.size).sum();
    survey.format = Some(bundle.name());
    let mut sink = Peek::new(survey, SEVERAL, go_on);
    let ended = bundle.parse(files, options, &mut sink);
    let seen = sink.finish();
    survey.complete = ended.is_ok() && seen <= ROWS;
    match ended {
        Err(ImportError::Cancelled) => Ok(()),
        ended => ended,
    }
}

fn look(
    survey: &mut FileSurvey,
    input: Input,
    options: &ImportOptions,
    go_on: &dyn Fn() -> bool,
) -> Result<(), ImportError> {
    survey.encoding = Some(input.encoding());
    let found = match &options.format {
        Some(name) => Some(format::format_named(name)?),
        None => format::detect(&input.head()),
    };
    let is_table = found.is_none_or(|format| ["csv", "xlsx"].contains(&format.name()));
    if is_table {
        survey.table = table::survey(&input, &options.mappings)?;
    }
    let format = match found {
        Some(format) => format,
        // Columns that nothing is known of: the user may tell what they are.
        None if survey.named && survey.table.is_some() => {
            let name = if input.sheet().is_some() { "xlsx" } else { "csv" };
            format::format_named(name)?
        }
        None => {
            let (path, known) = (survey.path.clone(), format::format_names());
            return Err(ImportError::UnknownFormat { path, known });
        }
    };
    survey.format = Some(format.name());
    if survey.lacks_columns() {
        return Ok(());
    }
    let whole = input.size() <= BEGINNING || input.sheet().is_some();
    let input = if whole { input } else { beginning(&input)? };
    let mut options = options.clone();
    let mut seen;
    let ended = loop {
        let looked = peek(survey, format, &input, &options, go_on);
        seen = looked.0;
        match looked.1 {
            // The rows are shown all the same, without what is open.
            Err(ImportError::DateOrder { line, example, .. }) if survey.date_order.is_none() => {
                survey.date_order = Some((line, example));
                options.date_order = Some(DateOrder::Dmy);
            }
            Err(ImportError::RosterDate { .. }) if !survey.lacks_day => {
                survey.lacks_day = true;
                options.roster_date = Some(NaiveDate::default());
            }
            Err(ImportError::RosterGroup { .. }) if !survey.lacks_group => {
                survey.lacks_group = true;
                options.group = Some("?".into());
            }
            ended => break ended,
        }
    };
    if survey.date_order.is_some() {
        survey.rows.iter_mut().for_each(|row| row.at = None);
    }
    let guess = survey.warnings.iter().find(|warning| warning.kind == "ambiguous_date_order");
    survey.guessed_order = guess
        .map(|warning| if warning.message.contains("day first") { DateOrder::Dmy } else { DateOrder::Mdy });
    match ended {
        Ok(()) => {
            survey.complete = whole && seen <= ROWS;
            Ok(())
        }
        Err(ImportError::Cancelled) => Ok(()),
        // The beginning of a large file breaks off somewhere.
        Err(_) if !whole => Ok(()),
        Err(error) => Err(error),
    }
}

/// The first part of a large file as a file of its own.
fn beginning(input: &Input) -> Result<Input, ImportError> {
    let mut bytes = Vec::new();
    let read = input.open()?.take(BEGINNING).read_to_end(&mut bytes);
    read.map_err(|source| ImportError::read(input.path(), source))?;
    // A character cut in two at the end would make the text look damaged.
    if let Err(error) = std::str::from_utf8(&bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
    Input::from_bytes(input.path(), bytes)
}

fn peek(
    survey: &mut FileSurvey,
    format: &dyn Format,
    input: &Input,
    options: &ImportOptions,
    go_on: &dyn Fn() -> bool,
) -> (usize, Result<(), ImportError>) {
    survey.chats.clear();
    survey.rows.clear();
    let most = if MANY_CHATS.contains(&format.name()) { SEVERAL } else { ROWS };
    let mut sink = Peek::new(survey, most, go_on);
    let ended = format.parse(input, options, &mut sink);
    (sink.finish(), ended)
}

fn problem(error: &ImportError) -> SurveyProblem {
    let kind = match error {
        ImportError::Read { .. } => "read",
        ImportError::NotText { .. } => "not_text",
        ImportError::UnknownFormat { .. } => "unknown_format",
        _ => "broken",
    };
    SurveyProblem { kind, text: error.to_string() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "tests make their files")]

    use super::*;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    fn look_at(name: &str, text: &str, options: &ImportOptions) -> FileSurvey {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        survey(&[path], options, &|_, _| true).remove(0)
    }

    #[test]
    fn the_first_rows_are_shown_as_understood_and_the_rest_is_not_read() {
        let lines: String =
            (0..500).map(|n| format!("2026/10/8, 20:{:02} - 林晚: 第 {n} 句\n", n % 60)).collect();
        let survey = look_at("与散步群的 WhatsApp 聊天.txt", &lines, &ImportOptions::default());
        assert_eq!(survey.format, Some("whatsapp"));
        assert_eq!(survey.rows.len(), ROWS);
        assert!(!survey.complete && survey.problem.is_none());
        assert_eq!(survey.chats[0].name.as_deref(), Some("散步群"));
        let first = &survey.rows[0];
        assert_eq!(first.clock(ZONE).as_deref(), Some("2026-10-08 20:00:00"));
        assert_eq!((first.sender.as_deref(), first.text.as_str()), (Some("林晚"), "第 0 句"));
        assert_eq!(survey.local_time.as_deref(), Some("2026-10-08 20:00:00"));
    }

    #[test]
    fn a_date_that_can_be_read_two_ways_is_a_question_and_its_times_stay_open() {
        let text = "03/04/2026, 10:00 - 林晚: 早\n03/04/2026, 10:01 - 江月: 早啊\n";
        let survey = look_at("chat.txt", text, &ImportOptions::default());
        let (line, example) = survey.date_order.as_ref().unwrap();
        assert_eq!(*line, 1);
        assert!(example.starts_with("03/04/2026"), "{example}");
        assert_eq!(survey.rows.len(), 2);
        assert!(survey.rows.iter().all(|row| row.at.is_none()));
        for (order, at) in [(DateOrder::Dmy, "2026-04-03 10:00:00"), (DateOrder::Mdy, "2026-03-04 10:00:00")]
        {
            let options = ImportOptions { date_order: Some(order), ..ImportOptions::default() };
            let survey = look_at("chat.txt", text, &options);
            assert!(survey.date_order.is_none());
            assert_eq!(survey.rows[0].clock(ZONE).as_deref(), Some(at));
        }
    }

    #[test]
    fn instants_are_shown_in_the_zone_asked_for_and_need_no_answer() {
        let text = "time,sender,text\n2026-10-08T12:00:00Z,林晚,早\n2026-10-08T12:05:00Z,江月,早\n";
        let survey = look_at("log.csv", text, &ImportOptions::default());
        assert_eq!(survey.rows[0].clock(ZONE).as_deref(), Some("2026-10-08 20:00:00"));
        assert!(survey.local_time.is_none() && survey.complete);
    }

    #[test]
    fn only_the_beginning_of_a_large_file_is_parsed() {
        let mut text = String::from("time,sender,text\n2026-10-08T12:00:00Z,林晚,早\n");
        while text.len() < BEGINNING as usize + 100_000 {
            text.push_str("not a time,江月,一句读不懂的话\n");
        }
        let survey = look_at("log.csv", &text, &ImportOptions::default());
        assert_eq!(survey.rows.len(), 1);
        assert!(!survey.complete && survey.problem.is_none(), "{:?}", survey.problem);
        assert_eq!(survey.skipped.len(), crate::import::MAX_SKIPPED);
        assert_eq!(survey.size, text.len() as u64);
    }

    #[test]
    fn what_cannot_be_imported_says_why_and_the_other_files_are_still_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let sources = [
            folder.path().join("gone.txt"),
            write("picture.png", b"\x89PNG\r\n\x1A\n"),
            write("notes.txt", b"milk\nbread\n"),
            write("chat.csv", "time,sender,text\n2026-10-08 12:00,林晚,早\n".as_bytes()),
        ];
        let found = survey(&sources, &ImportOptions::default(), &|_, _| true);
        let kinds: Vec<_> =
            found.iter().map(|file| file.problem.as_ref().map(|problem| problem.kind)).collect();
        assert_eq!(kinds, [Some("read"), Some("not_text"), Some("unknown_format"), None]);
        assert!(found[2].problem.as_ref().unwrap().text.contains("notes.txt"));
        assert_eq!(found[3].rows.len(), 1);
    }

    #[test]
    fn a_look_that_is_stopped_returns_what_it_has() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.csv", "b.csv"] {
            std::fs::write(folder.path().join(name), "time,sender,text\n2026-10-08 12:00,林晚,早\n").unwrap();
        }
        let sources = [folder.path().to_owned()];
        let found = survey(&sources, &ImportOptions::default(), &|done, _| done == 0);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_table_of_unknown_columns_is_shown_and_read_once_they_are_told() {
        use crate::model::{ColumnRole, TablePurpose};
        let text = "甲,乙,丙\n2026-10-08 20:00,林晚,晚上好\n2026-10-08 20:01,江月,早\n";
        let survey = look_at("别的程序.csv", text, &ImportOptions::default());
        assert!(survey.problem.is_none(), "{:?}", survey.problem);
        let table = survey.table.clone().unwrap();
        assert_eq!(table.headings, ["甲", "乙", "丙"]);
        let mut mapping = table.mapping;
        mapping.purpose = TablePurpose::Messages;
        mapping.columns = vec![ColumnRole::Time, ColumnRole::Name, ColumnRole::Text];
        let options = ImportOptions {
            format: Some("csv".to_owned()),
            mappings: vec![mapping],
            ..ImportOptions::default()
        };
        let survey = look_at("别的程序.csv", text, &options);
        assert_eq!(survey.rows.len(), 2);
        assert_eq!(survey.rows[1].sender.as_deref(), Some("江月"));
        assert!(!survey.lacks_columns());
    }

    #[test]
    fn a_member_list_without_a_day_asks_for_it() {
        let text = "成员ID,昵称,入群时间\nu1,林晚,2026-01-02\nu2,江月,2026-02-03\n";
        let survey = look_at("名单.csv", text, &ImportOptions::default());
        assert!(survey.problem.is_none(), "{:?}", survey.problem);
        assert!(survey.lacks_day);
        assert_eq!(survey.rows.len(), 2);
        assert!(
            matches!(&survey.rows[0].row, Some(TableRow::Member(member)) if member.who.name.as_deref() == Some("林晚"))
        );
        let told = ImportOptions {
            roster_date: NaiveDate::from_ymd_opt(2026, 10, 1),
            group: Some("reading".into()),
            ..ImportOptions::default()
        };
        let survey = look_at("名单.csv", text, &told);
        assert!(!survey.lacks_day && !survey.lacks_group);
    }
}
