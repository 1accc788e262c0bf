//! What spreadsheets did to the cells of a table: found, counted, and told with what to do.

use std::collections::HashSet;

use crate::import::format::Sink;
use crate::model::ColumnRole;

use super::cells::{float_id, is_quoted, is_scientific, may_be_rounded};
use super::layout::{Layout, Sample};
use super::row::Row;

/// How often something was seen, and where first.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    count: u64,
    line: u64,
}

impl Seen {
    fn at(&mut self, line: u64) {
        if self.count == 0 {
            self.line = line;
        }
        self.count += 1;
    }

    fn tell(self, kind: &'static str, what: &str, sink: &mut dyn Sink) {
        if self.count > 0 {
            sink.warn(kind, &format!("{what} ({} cells, the first on line {})", self.count, self.line));
        }
    }
}

/// The damage of one table.
#[derive(Debug, Default)]
pub struct Damage {
    /// Columns of long ids most of which end in zeros.
    cut: HashSet<usize>,
    rounded: Seen,
    floats: Seen,
    quoted: Seen,
    serials: Seen,
    formulas: Seen,
    truths: Seen,
}

impl Damage {
    /// Looks at the beginning of the table for columns whose long numbers were cut to 15 digits.
    pub fn of(sample: Option<&Sample>, layout: &Layout) -> Self {
        let mut cut = HashSet::new();
        for column in (0..layout.mapping.columns.len()).filter(|_| sample.is_some()) {
            let records = sample.map_or(&[][..], |sample| &sample.records);
            let long: Vec<&str> = records
                .iter()
                .filter_map(|(_, record)| record.get(column))
                .map(|cell| super::cells::unquoted(cell))
                .filter(|cell| cell.len() > 15 && cell.bytes().all(|byte| byte.is_ascii_digit()))
                .collect();
            let zeros = long.iter().filter(|cell| may_be_rounded(cell)).count();
            if zeros * 2 > long.len() {
                cut.insert(column);
            }
        }
        Self { cut, ..Self::default() }
    }

    /// The id in a column, without what a spreadsheet added; `None` when it is empty or no longer tells whom it means.
    pub fn id<'r>(&mut self, row: &Row<'r>, role: &ColumnRole) -> Option<&'r str> {
        let cell = row.cell(role)?;
        let column = row.layout.mapping.column(role)?;
        if is_scientific(cell) || (self.cut.contains(&column) && may_be_rounded(cell)) {
            self.rounded.at(row.line);
            return None;
        }
        match float_id(cell) {
            Some(whole) => {
                self.floats.at(row.line);
                Some(whole)
            }
            None => Some(cell),
        }
    }

    /// Looks at the cells of a row that mean something.
    pub fn look(&mut self, row: &Row<'_>) {
        let line = row.line;
        for (role, cell) in row.layout.mapping.columns.iter().zip(row.cells) {
            use ColumnRole as R;
            if cell.is_empty() || *role == R::Nothing {
                continue;
            }
            match cell.as_bytes() {
                [b'=', b'"', ..] | [b'\'' | b'\t', ..] if is_quoted(cell) => self.quoted.at(line),
                [b'=', ..] => self.formulas.at(line),
                [b'+' | b'@', ..] if !matches!(role, R::Text | R::Amount | R::Phone | R::Id | R::Name) => {
                    self.formulas.at(line)
                }
                _ => {}
            }
            match role {
                R::Time | R::Joined | R::Date | R::Expires => {
                    let number = cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
                    if number && crate::import::when::spreadsheet_serial(cell).is_some() {
                        self.serials.at(line);
                    }
                }
                R::Name | R::Text | R::Product | R::Inviter if matches!(cell.as_str(), "TRUE" | "FALSE") => {
                    self.truths.at(line);
                }
                _ => {}
            }
        }
    }

    /// Tells the sink what was found.
    pub fn tell(self, sink: &mut dyn Sink) {
        self.rounded.tell(
            "damaged_id",
            "a spreadsheet rounded long ids (such as 1.23457E+18, or 000 at the end); they are left out and people told \
             apart by name there: format the column as text and export again",
            sink,
        );
        self.floats.tell(
            "float_id",
            "ids and phone numbers written as decimals (10002.0) were read as whole numbers",
            sink,
        );
        self.quoted.tell(
            "quoted_cells",
            "marks that keep a spreadsheet from changing cells (' or =\"…\") were taken off",
            sink,
        );
        self.serials.tell(
            "serial_dates",
            "dates written as day numbers were read as a spreadsheet of Windows counts them",
            sink,
        );
        self.formulas.tell(
            "formulas",
            "cells that begin like a formula were kept as text and not calculated; paste values instead of formulas if they \
             should be numbers",
            sink,
        );
        self.truths.tell(
            "truth_values",
            "TRUE and FALSE stand where a name or text is expected; the spreadsheet may have changed it",
            sink,
        );
    }
}
