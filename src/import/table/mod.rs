//! Tables of any program: messages, member lists, orders and events, from CSV and its relatives or from a workbook.

mod cells;
mod content;
mod damage;
mod headings;
mod layout;
mod messages;
mod read;
pub(super) mod record;
mod row;
mod rows;
mod survey;
mod words;
mod workbook;

use crate::model::TablePurpose;

use super::format::{Format, Head, Sink};
use super::{ImportError, ImportOptions, Input};

pub use survey::{PREVIEW, TableProblem, TableSource, TableSurvey, mapping_for, problems, survey};
pub use workbook::{MAX_UNPACKED, SheetChoice, WorkbookError, is_workbook, to_text};

use layout::{Layout, Wishes};

/// A table in a text file, with or without headings.
pub struct Table;

/// A table in a workbook.
pub struct Workbook;

/// The format of a table that the caller says is one, or whose headings are known; `None` for anything else. `named` tells
/// that the caller means this very file.
pub fn claimed(input: &Input, options: &ImportOptions, named: bool) -> Option<&'static dyn Format> {
    let told = options.purpose.is_some() || !options.columns.is_empty();
    if !told && options.mappings.is_empty() {
        return None;
    }
    let wishes =
        Wishes { remembered: &options.mappings, purpose: options.purpose, columns: &options.columns };
    let found = || Layout::find(&input.head(), wishes);
    let is_table =
        if told { named || found().is_some() } else { found().is_some_and(|layout| layout.remembered) };
    let format: &dyn Format = if input.sheet().is_some() { &Workbook } else { &Table };
    is_table.then_some(format)
}

impl Format for Table {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        Layout::find(head, Wishes::default()).map_or(0, |layout| match layout.mapping.purpose {
            TablePurpose::Messages if layout.has_heading => 70,
            _ => layout.confidence,
        })
    }

    fn parse(&self, input: &Input, options: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        read::parse(input, options, sink)
    }
}

impl Format for Workbook {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        // One more than the same table as text.
        if head.workbook { Table.detect(head) + 1 } else { 0 }
    }

    fn parse(&self, input: &Input, options: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        if let Some(sheet) = input.sheet() {
            sheet.tell(sink);
        }
        read::parse(input, options, sink)
    }
}
