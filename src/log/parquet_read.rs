//! The log out of Parquet, in the columns that the README documents.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, TimestampMillisecondType, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, StringViewArray};
use arrow_schema::DataType;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use rayon::prelude::*;

use super::{Dictionary, MessageLog, NO_REPLY, TextColumn};
use crate::model::MessageKind;

/// Which optional columns to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Message bodies: not needed for numbers, and most of a log's size.
    pub text: bool,
}

/// Why a log could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{}: not a readable Parquet file: {message}", path.display())]
    Parquet { path: PathBuf, message: String },
    #[error("{}: column `{column}` {problem}", path.display())]
    Column { path: PathBuf, column: &'static str, problem: String },
}

/// Rows that are decoded ahead of the one who takes them, where row groups are small.
const AHEAD: usize = 1 << 20;

/// Reads a log. Rows out of time order are sorted.
///
/// # Errors
/// When the file is missing, is not Parquet, or lacks a column or has it in another type.
pub fn read_parquet(path: &Path, columns: Columns) -> Result<MessageLog, LogError> {
    let mut log = MessageLog::default();
    let file = LogFile::open(path, columns)?;
    log.reserve(file.rows());
    file.each(|part| {
        append(&mut log, part);
        true
    })?;
    if log.mentioned.is_empty() {
        log.mention_ends = Vec::new();
    }
    Ok(if log.at.is_sorted() { log } else { super::LogBuilder::from_log(log).finish() })
}

/// Reads a log and hands it over in parts, in the order of the file, each with names of its own; a few parts are in
/// memory at a time. `each` is told how many rows there are in all, and says whether to go on; so does the
/// result.
///
/// # Errors
/// Those of [`read_parquet`].
pub fn read_parts(
    path: &Path,
    columns: Columns,
    mut each: impl FnMut(usize, &MessageLog) -> bool,
) -> Result<bool, LogError> {
    let file = LogFile::open(path, columns)?;
    let rows = file.rows();
    file.each(|part| each(rows, part))
}

/// A log's file with what its footer says.
struct LogFile<'a> {
    path: &'a Path,
    metadata: ArrowReaderMetadata,
    /// The columns that are read.
    wanted: Vec<usize>,
}

impl<'a> LogFile<'a> {
    fn open(path: &'a Path, columns: Columns) -> Result<Self, LogError> {
        let file = File::open(path).map_err(|source| LogError::Io { path: path.to_owned(), source })?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
            .map_err(|error| LogError::Parquet { path: path.to_owned(), message: error.to_string() })?;
        let schema = metadata.schema().clone();
        for (column, _) in REQUIRED {
            if schema.field_with_name(column).is_err() {
                return Err(LogError::Column {
                    path: path.to_owned(),
                    column,
                    problem: "is missing; a log has id, at, group, member, kind, chars and reply_to"
                        .to_owned(),
                });
            }
        }
        let wanted = schema
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, field)| {
                let name = field.name().as_str();
                REQUIRED.iter().any(|(required, _)| *required == name)
                    || name == "mentions"
                    || (name == "text" && columns.text)
            })
            .map(|(index, _)| index)
            .collect();
        Ok(Self { path, metadata, wanted })
    }

    fn rows(&self) -> usize {
        usize::try_from(self.metadata.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    fn rows_of(&self, row_group: usize) -> usize {
        usize::try_from(self.metadata.metadata().row_group(row_group).num_rows()).unwrap_or(0)
    }

    /// Reads row groups on all cores, several small ones at a time, and hands them over in order.
    fn each(&self, mut take: impl FnMut(&MessageLog) -> bool) -> Result<bool, LogError> {
        let count = self.metadata.metadata().num_row_groups();
        // Used again and again: memory given back in pieces is seldom all of it.
        let mut parts: Vec<MessageLog> = Vec::new();
        let mut next = 0;
        while next < count {
            let begin = next;
            let mut rows = 0;
            while next < count && (next == begin || rows + self.rows_of(next) <= AHEAD) {
                rows += self.rows_of(next);
                next += 1;
            }
            parts.resize_with(next - begin, MessageLog::default);
            let groups = parts.par_iter_mut().zip(begin..next);
            groups.try_for_each(|(part, group)| self.part(part, group))?;
            for part in &parts {
                if !take(part) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Reads one row group in place of what the part held: half of the columns beside the other half.
    fn part(&self, part: &mut MessageLog, row_group: usize) -> Result<(), LogError> {
        part.clear();
        let mut other = MessageLog {
            group: std::mem::take(&mut part.group),
            member: std::mem::take(&mut part.member),
            reply_to: std::mem::take(&mut part.reply_to),
            ..MessageLog::default()
        };
        let rows = self.rows_of(row_group);
        part.ids.reserve_exact(rows);
        part.at.reserve_exact(rows);
        part.kind.reserve_exact(rows);
        part.chars.reserve_exact(rows);
        other.group.reserve_exact(rows);
        other.member.reserve_exact(rows);
        other.reply_to.reserve_exact(rows);
        // Mentions name members, too.
        let links = ["group", "member", "reply_to", "mentions"];
        let (one, two) = rayon::join(
            || self.columns(part, row_group, |name| !links.contains(&name)),
            || self.columns(&mut other, row_group, |name| links.contains(&name)),
        );
        part.group = other.group;
        part.member = other.member;
        part.reply_to = other.reply_to;
        part.mention_ends = other.mention_ends;
        part.mentioned = other.mentioned;
        part.groups = other.groups;
        part.members = other.members;
        one.and(two)
    }

    /// Appends some columns of one row group.
    fn columns(
        &self,
        part: &mut MessageLog,
        row_group: usize,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<(), LogError> {
        let bad = |message: String| LogError::Parquet { path: self.path.to_owned(), message };
        let file =
            File::open(self.path).map_err(|source| LogError::Io { path: self.path.to_owned(), source })?;
        let fields = self.metadata.schema().fields();
        let columns = self.wanted.iter().copied();
        let columns = columns.filter(|&index| fields.get(index).is_some_and(|field| wanted(field.name())));
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let mask = ProjectionMask::roots(builder.parquet_schema(), columns);
        let reader = builder
            .with_projection(mask)
            .with_row_groups(vec![row_group])
            .with_batch_size(1 << 14)
            .build()
            .map_err(|error| bad(error.to_string()))?;
        let mut names = Names::default();
        for batch in reader {
            append_batch(part, &batch.map_err(|error| bad(error.to_string()))?, &mut names, self.path)?;
        }
        Ok(())
    }
}

/// The dictionaries of the last batch, translated: batches of one row group mostly share theirs.
#[derive(Default)]
struct Names {
    group: Translated,
    member: Translated,
    kind: Translated,
    kinds: Dictionary,
}

#[derive(Default)]
struct Translated {
    of: Option<ArrayRef>,
    codes: Vec<u32>,
}

const REQUIRED: [(&str, &str); 7] = [
    ("id", "unsigned 64-bit integers"),
    ("at", "timestamps in milliseconds"),
    ("group", "strings"),
    ("member", "strings"),
    ("kind", "strings"),
    ("chars", "unsigned 32-bit integers"),
    ("reply_to", "unsigned 64-bit integers or null"),
];

fn append_batch(
    part: &mut MessageLog,
    batch: &RecordBatch,
    names: &mut Names,
    path: &Path,
) -> Result<(), LogError> {
    let column = |name: &'static str| batch.column_by_name(name);
    let wrong = |name: &'static str, found: &DataType| LogError::Column {
        path: path.to_owned(),
        column: name,
        problem: format!(
            "holds {found} where {} are needed",
            REQUIRED.iter().find(|(required, _)| *required == name).map_or("strings", |(_, kind)| kind)
        ),
    };
    let no_nulls = |name: &'static str, array: &ArrayRef| match array.null_count() {
        0 => Ok(()),
        count => Err(LogError::Column {
            path: path.to_owned(),
            column: name,
            problem: format!("has {count} empty cells"),
        }),
    };
    for (name, _) in REQUIRED {
        let Some(array) = column(name) else { continue };
        if name != "reply_to" {
            no_nulls(name, array)?;
        }
        match name {
            "id" => {
                let ids =
                    array.as_primitive_opt::<UInt64Type>().ok_or_else(|| wrong(name, array.data_type()))?;
                part.ids.extend_from_slice(ids.values());
            }
            "at" => {
                let at = array
                    .as_primitive_opt::<TimestampMillisecondType>()
                    .ok_or_else(|| wrong(name, array.data_type()))?;
                part.at.extend_from_slice(at.values());
            }
            "chars" => {
                let chars =
                    array.as_primitive_opt::<UInt32Type>().ok_or_else(|| wrong(name, array.data_type()))?;
                part.chars.extend_from_slice(chars.values());
            }
            "reply_to" => {
                let ids =
                    array.as_primitive_opt::<UInt64Type>().ok_or_else(|| wrong(name, array.data_type()))?;
                if ids.null_count() == 0 {
                    part.reply_to.extend_from_slice(ids.values());
                } else {
                    part.reply_to.extend(ids.iter().map(|id| id.unwrap_or(NO_REPLY)));
                }
            }
            "group" => {
                codes_into(array, &mut part.groups, &mut names.group, |code| part.group.push(code))
                    .ok_or_else(|| wrong(name, array.data_type()))?;
            }
            "member" => {
                codes_into(array, &mut part.members, &mut names.member, |code| part.member.push(code))
                    .ok_or_else(|| wrong(name, array.data_type()))?;
            }
            _ => {
                let mut rows = Vec::with_capacity(array.len());
                codes_into(array, &mut names.kinds, &mut names.kind, |code| rows.push(code))
                    .ok_or_else(|| wrong(name, array.data_type()))?;
                let kinds: Vec<MessageKind> =
                    names.kinds.names().iter().map(|name| MessageKind::from_name(name)).collect();
                part.kind.extend(rows.into_iter().map(|code| kinds[code as usize]));
            }
        }
    }
    if let Some(array) = column("mentions") {
        let lists = array.as_list_opt::<i32>().ok_or_else(|| LogError::Column {
            path: path.to_owned(),
            column: "mentions",
            problem: format!("holds {} where lists of strings are needed", array.data_type()),
        })?;
        for row in 0..lists.len() {
            if lists.is_valid(row) && lists.value_length(row) > 0 {
                let names = lists.value(row);
                let codes =
                    codes(&names, &mut part.members).ok_or_else(|| wrong("mentions", names.data_type()))?;
                part.mentioned.extend(codes);
            }
            part.mention_ends.push(part.mentioned.len() as u32);
        }
    }
    if let Some(array) = column("text") {
        let texts = part.text.get_or_insert_default();
        let mut push = |text: Option<&str>| texts.push(text);
        if let Some(strings) = array.as_string_opt::<i32>() {
            strings.iter().for_each(&mut push);
        } else if let Some(strings) = array.as_any().downcast_ref::<LargeStringArray>() {
            strings.iter().for_each(&mut push);
        } else if let Some(strings) = array.as_any().downcast_ref::<StringViewArray>() {
            strings.iter().for_each(&mut push);
        } else {
            return Err(wrong("text", array.data_type()));
        }
    }
    Ok(())
}

/// Codes of a string column in `names`, row by row, whether the file keeps it as a dictionary or as plain strings;
/// `None` for a column of something else.
fn codes_into(
    array: &ArrayRef,
    names: &mut Dictionary,
    translated: &mut Translated,
    mut each: impl FnMut(u32),
) -> Option<()> {
    let Some(dictionary) = array.as_any_dictionary_opt() else {
        codes(array, names)?.into_iter().for_each(each);
        return Some(());
    };
    if !translated.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, dictionary.values())) {
        translated.codes = codes(dictionary.values(), names)?;
        translated.of = Some(dictionary.values().clone());
    }
    let code = |key: usize| translated.codes.get(key).copied().unwrap_or(0);
    match dictionary.keys().as_primitive_opt::<Int32Type>() {
        Some(keys) => keys.values().iter().for_each(|&key| each(code(usize::try_from(key).unwrap_or(0)))),
        None => dictionary.normalized_keys().into_iter().for_each(|key| each(code(key))),
    }
    Some(())
}

/// Codes of plain strings in `names`; `None` for a column of something else.
fn codes(array: &ArrayRef, names: &mut Dictionary) -> Option<Vec<u32>> {
    if array.as_any_dictionary_opt().is_some() {
        let mut rows = Vec::with_capacity(array.len());
        codes_into(array, names, &mut Translated::default(), |code| rows.push(code))?;
        return Some(rows);
    }
    if let Some(strings) = array.as_string_opt::<i32>() {
        return Some(strings.iter().map(|name| names.code(name.unwrap_or_default())).collect());
    }
    if let Some(strings) = array.as_any().downcast_ref::<LargeStringArray>() {
        return Some(strings.iter().map(|name| names.code(name.unwrap_or_default())).collect());
    }
    let strings = array.as_any().downcast_ref::<StringViewArray>()?;
    Some(strings.iter().map(|name| names.code(name.unwrap_or_default())).collect())
}

/// Appends a part, whose names become those of the log.
fn append(log: &mut MessageLog, part: &MessageLog) {
    let groups: Vec<u32> = part.groups.names().iter().map(|name| log.groups.code(name)).collect();
    let members: Vec<u32> = part.members.names().iter().map(|name| log.members.code(name)).collect();
    log.ids.extend(&part.ids);
    log.at.extend(&part.at);
    log.group.extend(part.group.iter().map(|&code| groups[code as usize]));
    log.member.extend(part.member.iter().map(|&code| members[code as usize]));
    log.kind.extend(&part.kind);
    log.chars.extend(&part.chars);
    log.reply_to.extend(&part.reply_to);
    let base = log.mentioned.len() as u32;
    log.mentioned.extend(part.mentioned.iter().map(|&code| members[code as usize]));
    log.mention_ends.extend(part.mention_ends.iter().map(|end| end + base));
    if let Some(texts) = &part.text {
        append_texts(log.text.get_or_insert_default(), texts);
    }
}

fn append_texts(all: &mut TextColumn, more: &TextColumn) {
    (0..more.len()).for_each(|row| all.push(more.get(row)));
}
