//! A look at a table before it is imported: what it seems to be, for the user to confirm or change.

use crate::import::{ImportError, Input};
use crate::model::{ColumnRole, TableMapping, TablePurpose};

use super::layout::{Layout, Wishes};
use super::record::Records;
use super::{cells, headings};

/// Rows shown.
pub const PREVIEW: usize = 20;

/// What a table seems to be.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSurvey {
    pub source: TableSource,
    /// Line or row of the headings, counted from 1; `None` when the table has none.
    pub heading_line: Option<u64>,
    /// The headings; empty texts where a column has none.
    pub headings: Vec<String>,
    /// The first rows below the headings, at most [`PREVIEW`], with as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
    /// What it would be read as.
    pub mapping: TableMapping,
    /// How sure that is: 100 for a mapping that is remembered, 0 when the user must tell.
    pub confidence: u8,
    /// True when the mapping is one of those given.
    pub remembered: bool,
    pub problems: Vec<TableProblem>,
}

/// Where the rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableSource {
    Text {
        delimiter: char,
    },
    /// A sheet of a workbook, and the names of the others.
    Sheet {
        name: String,
        others: Vec<String>,
    },
}

/// Something to decide or know before the table can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableProblem {
    /// One of these roles must be given to a column.
    Lacks(Vec<ColumnRole>),
    /// The member list does not say of which day it is, nor does the name of the file.
    NoRosterDate,
    /// Nothing names the group of the member list.
    NoGroup,
    /// The likeliest purpose is not certain.
    Unsure,
}

/// Looks at the beginning of a table; `None` when the input is no table of at least two columns. `remembered` are the
/// mappings of the project.
///
/// # Errors
///
/// When the input cannot be read.
pub fn survey(input: &Input, remembered: &[TableMapping]) -> Result<Option<TableSurvey>, ImportError> {
    let wishes = Wishes { remembered, ..Wishes::default() };
    let head = input.head();
    let Some(layout) = Layout::find(&head, wishes).or_else(|| Layout::open_question(&head, wishes)) else {
        return Ok(None);
    };
    let width = layout.mapping.columns.len();
    let mut records = Records::new(input.open()?, layout.delimiter);
    let mut heading_line = None;
    let mut rows = Vec::new();
    let mut number = 0;
    while rows.len() < PREVIEW {
        let Ok(Some((line, record))) = records.next_record() else { break };
        number += 1;
        if number < layout.above {
            continue;
        }
        if number == layout.above && layout.has_heading {
            heading_line = Some(line);
            continue;
        }
        let cell =
            |column: usize| record.get(column).map_or(String::new(), |cell| cells::unquoted(cell).to_owned());
        let row: Vec<String> = (0..width).map(cell).collect();
        if row.iter().any(|cell| !cell.is_empty()) {
            rows.push(row);
        }
    }
    let source = match input.sheet() {
        Some(sheet) => TableSource::Sheet { name: sheet.name.clone(), others: sheet.others.clone() },
        None => TableSource::Text { delimiter: char::from(layout.delimiter) },
    };
    let problems = problems(&layout.mapping, layout.confidence, input.file_name());
    Ok(Some(TableSurvey {
        source,
        heading_line,
        headings: layout.mapping.headings.clone(),
        rows,
        mapping: layout.mapping,
        confidence: layout.confidence,
        remembered: layout.remembered,
        problems,
    }))
}

/// What a table of another purpose with the same headings would be read as: for when the user says what it is.
pub fn mapping_for(headings: &[String], purpose: TablePurpose) -> TableMapping {
    headings::mapping(headings, purpose)
}

/// What is still to be decided under a mapping, which the user may have changed.
pub fn problems(mapping: &TableMapping, confidence: u8, file_name: &str) -> Vec<TableProblem> {
    let mut problems: Vec<TableProblem> =
        mapping.lacks().into_iter().map(|roles| TableProblem::Lacks(roles.to_vec())).collect();
    if mapping.purpose == TablePurpose::Members {
        if !mapping.has(&ColumnRole::Date) && cells::day_in_name(file_name).is_none() {
            problems.push(TableProblem::NoRosterDate);
        }
        let named = mapping.has(&ColumnRole::GroupId) || mapping.has(&ColumnRole::GroupName);
        if !named && mapping.group.is_none() && cells::group_in_name(file_name).is_empty() {
            problems.push(TableProblem::NoGroup);
        }
    }
    if confidence < 50 {
        problems.push(TableProblem::Unsure);
    }
    problems
}
