//! How a table is laid out: its delimiter, the row of its headings, and what its columns are.

use std::collections::HashMap;
use std::io::Cursor;

use crate::import::format::Head;
use crate::import::when::{When, parse_when, spreadsheet_serial};
use crate::model::{ColumnRole, TableMapping, TablePurpose, plain_heading};

use super::cells::unquoted;
use super::content;
use super::headings;
use super::record::Records;

/// Records looked at to recognise a table.
const SAMPLE: usize = 200;
/// Records whose numbers of columns must agree.
const AGREEING: usize = 50;
/// Rows that titles may take before the headings.
const TITLE_ROWS: usize = 12;
/// In the order of preference.
const DELIMITERS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// What the caller knows of a table beyond what it says itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes<'a> {
    /// Mappings to use for tables with their headings, the first that fits.
    pub remembered: &'a [TableMapping],
    /// What the table is.
    pub purpose: Option<TablePurpose>,
    /// What columns are, by heading.
    pub columns: &'a [(String, ColumnRole)],
}

/// A table that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub delimiter: u8,
    /// Records before the first row: titles and headings.
    pub above: usize,
    pub has_heading: bool,
    pub mapping: TableMapping,
    /// How sure that is; 100 for a mapping that was chosen or remembered.
    pub confidence: u8,
    pub remembered: bool,
    /// Number of columns that hold anything.
    pub width: usize,
    roles: HashMap<ColumnRole, usize>,
}

/// The beginning of a table under one delimiter.
pub struct Sample {
    pub delimiter: u8,
    /// Line and cells.
    pub records: Vec<(u64, Vec<String>)>,
    /// The commonest number of columns, without empty last ones.
    pub width: usize,
    /// Share of the first records that have as many columns.
    pub agreement: f64,
}

impl Sample {
    /// The sample of the head under each delimiter, those whose records agree best first. Empty for what is no table
    /// of at least two columns.
    pub fn all(head: &Head<'_>) -> Vec<Self> {
        let mut samples: Vec<Self> =
            DELIMITERS.iter().filter_map(|&delimiter| Self::under(delimiter, head)).collect();
        samples.sort_by(|a, b| (b.agreement.total_cmp(&a.agreement)).then(b.width.cmp(&a.width)));
        samples
    }

    fn under(delimiter: u8, head: &Head<'_>) -> Option<Self> {
        let mut reader = Records::new(Box::new(Cursor::new(head.text.as_bytes().to_vec())), delimiter);
        let mut records: Vec<(u64, Vec<String>)> = Vec::new();
        while records.len() < SAMPLE {
            match reader.next_record() {
                Ok(Some((line, record))) => records.push((line, record.to_vec())),
                _ => break,
            }
        }
        // The head may end inside a record.
        if !head.complete && records.len() > 1 && records.len() < SAMPLE {
            records.pop();
        }
        let mut widths: HashMap<usize, usize> = HashMap::new();
        for (_, record) in records.iter().take(AGREEING) {
            *widths.entry(record.len()).or_default() += 1;
        }
        let (&commonest, &agreeing) = widths.iter().max_by_key(|&(width, count)| (*count, *width))?;
        let filled = |column: usize| {
            records.iter().any(|(_, record)| record.get(column).is_some_and(|cell| !cell.trim().is_empty()))
        };
        let width = (0..commonest).rev().find(|&column| filled(column)).map_or(0, |last| last + 1);
        let agreement = agreeing as f64 / records.len().min(AGREEING) as f64;
        (width >= 2).then_some(Self { delimiter, records, width, agreement })
    }

    /// The cells of a record that may be headings: as many as there are columns.
    fn headings(&self, row: usize) -> Option<Vec<String>> {
        let (_, record) = self.records.get(row)?;
        let mut cells: Vec<String> =
            record.iter().map(|cell| cell.trim_matches(['\u{FEFF}', ' ', '\t']).to_owned()).collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.len() < 2 {
            return None;
        }
        cells.resize(cells.len().max(self.width), String::new());
        Some(cells)
    }

    /// Where the headings of a table stand that no words tell: the first row as wide as the table.
    fn widest_row(&self) -> Option<usize> {
        let filled = |row: usize| {
            self.headings(row)
                .is_some_and(|cells| cells.iter().filter(|cell| !cell.is_empty()).count() >= self.width)
        };
        (0..self.records.len().min(TITLE_ROWS)).find(|&row| filled(row))
    }
}

impl Layout {
    /// The layout under which most columns mean something; `None` when nothing makes a table that can be read.
    pub fn find(head: &Head<'_>, wishes: Wishes<'_>) -> Option<Self> {
        let samples = Sample::all(head);
        let mut best: Option<(LayoutRank, Self)> = None;
        for sample in &samples {
            for row in 0..sample.records.len().min(TITLE_ROWS) {
                let Some(headings) = sample.headings(row) else { continue };
                let Some(layout) = Self::of_headings(sample, row, headings, wishes, head.file_name) else {
                    continue;
                };
                let rank = layout.rank(sample);
                if best.as_ref().is_none_or(|(most, _)| rank > *most) {
                    best = Some((rank, layout));
                }
            }
        }
        if let Some((_, layout)) = best {
            return Some(layout);
        }
        if wishes.purpose.is_some_and(|purpose| purpose != TablePurpose::Messages) {
            return None;
        }
        samples.iter().find_map(Self::of_content)
    }

    /// A layout to begin with where [`Self::find`] has none: the headings as they stand, whose meaning the user must
    /// tell.
    pub fn open_question(head: &Head<'_>, wishes: Wishes<'_>) -> Option<Self> {
        let sample = Sample::all(head).into_iter().next()?;
        let row = sample.widest_row().unwrap_or(0);
        let headings = sample.headings(row)?;
        let guesses = TablePurpose::ALL
            .into_iter()
            .filter(|purpose| wishes.purpose.is_none_or(|only| only == *purpose));
        let known = |mapping: &TableMapping| {
            mapping.columns.iter().filter(|role| **role != ColumnRole::Nothing).count()
        };
        let mapping = guesses.map(|purpose| headings::mapping(&headings, purpose)).max_by_key(known)?;
        Some(Self::new(&sample, row + 1, true, mapping, 0, false))
    }

    fn of_headings(
        sample: &Sample,
        row: usize,
        headings: Vec<String>,
        wishes: Wishes<'_>,
        file_name: &str,
    ) -> Option<Self> {
        let fits = |mapping: &&TableMapping| {
            mapping.fits(&headings)
                && wishes.purpose.is_none_or(|purpose| purpose == mapping.purpose)
                && mapping.lacks().is_empty()
        };
        let remembered = wishes.remembered.iter().find(fits);
        let (mut mapping, sure) = match (remembered, wishes.purpose) {
            (Some(mapping), _) => (mapping.clone(), 100),
            (None, Some(purpose)) => (headings::mapping(&headings, purpose), 100),
            (None, None) if wishes.columns.is_empty() => headings::guess(&headings, file_name)?,
            (None, None) => {
                // What the caller says of the columns may be what a guess lacks.
                let ready = TablePurpose::ALL.into_iter().map(|purpose| {
                    let mut mapping = headings::mapping(&headings, purpose);
                    apply(&mut mapping, wishes.columns);
                    mapping
                });
                let guessed = headings::guess(&headings, file_name);
                let fallback =
                    || ready.filter(|mapping| mapping.lacks().is_empty()).map(|mapping| (mapping, 50)).next();
                guessed.or_else(fallback)?
            }
        };
        apply(&mut mapping, wishes.columns);
        let said = wishes.columns.iter().all(|(heading, _)| {
            let heading = plain_heading(heading);
            headings.iter().any(|known| plain_heading(known) == heading)
        });
        if !mapping.lacks().is_empty() || (!wishes.columns.is_empty() && !said) {
            return None;
        }
        // A row that already is data, such as one whose time column holds a time, is no heading.
        if [ColumnRole::Time, ColumnRole::Amount].iter().any(|role| {
            mapping.column(role).and_then(|column| headings.get(column)).is_some_and(|cell| is_data(cell))
        }) {
            return None;
        }
        Some(Self::new(sample, row + 1, true, mapping, sure, remembered.is_some()))
    }

    /// A table of messages without headings.
    fn of_content(sample: &Sample) -> Option<Self> {
        let records: Vec<&[String]> = sample.records.iter().map(|(_, record)| record.as_slice()).collect();
        let columns = content::recognise(&records)?;
        let mapping = TableMapping {
            headings: vec![String::new(); columns.len()],
            purpose: TablePurpose::Messages,
            columns,
            date_order: None,
            group: None,
            event: None,
        };
        mapping.lacks().is_empty().then(|| Self::new(sample, 0, false, mapping, 50, false))
    }

    fn new(
        sample: &Sample,
        above: usize,
        has_heading: bool,
        mapping: TableMapping,
        confidence: u8,
        remembered: bool,
    ) -> Self {
        let mut roles = HashMap::new();
        for (column, role) in mapping.columns.iter().enumerate() {
            roles.entry(role.clone()).or_insert(column);
        }
        let width = sample.width;
        Self {
            delimiter: sample.delimiter,
            above,
            has_heading,
            mapping,
            confidence,
            remembered,
            width,
            roles,
        }
    }

    fn rank(&self, sample: &Sample) -> LayoutRank {
        let known = self.mapping.columns.iter().filter(|role| **role != ColumnRole::Nothing).count();
        (self.remembered, known, (sample.agreement * 100.0) as u32, std::cmp::Reverse(self.above))
    }

    /// The cell of that role; `None` when the table has no such column, the record is short, or the cell is empty.
    pub fn cell<'r>(&self, record: &'r [String], role: &ColumnRole) -> Option<&'r str> {
        let cell = unquoted(record.get(*self.roles.get(role)?)?);
        (!cell.is_empty()).then_some(cell)
    }

    /// True when the table has a column for it.
    pub fn has(&self, role: &ColumnRole) -> bool {
        self.roles.contains_key(role)
    }

    /// The time of a record, from its column or its two.
    pub fn time(&self, record: &[String]) -> Option<When> {
        let date = self.cell(record, &ColumnRole::Time)?;
        if self.has(&ColumnRole::TimeOfDay) {
            let Some(time) = self.cell(record, &ColumnRole::TimeOfDay) else { return when(date) };
            // Some tools write the whole stamp into the second column.
            return parse_when(&format!("{date} {time}")).or_else(|| parse_when(time));
        }
        when(date)
    }

    /// Columns that hold dates.
    pub fn date_columns(&self) -> impl Iterator<Item = &ColumnRole> {
        use ColumnRole as R;
        self.mapping.columns.iter().filter(|role| matches!(role, R::Time | R::Date | R::Joined | R::Expires))
    }
}

type LayoutRank = (bool, usize, u32, std::cmp::Reverse<usize>);

/// A date with or without time, or the serial number of one.
pub fn when(cell: &str) -> Option<When> {
    let day_alone = || parse_when(&format!("{cell} 0:00"));
    parse_when(cell).or_else(|| spreadsheet_serial(cell).map(When::At)).or_else(day_alone)
}

fn is_data(cell: &str) -> bool {
    cell.bytes().any(|byte| byte.is_ascii_digit()) && (when(cell).is_some() || cell.parse::<f64>().is_ok())
}

/// Gives the columns with these headings the roles that the caller says; a role is in one place.
pub fn apply(mapping: &mut TableMapping, said: &[(String, ColumnRole)]) {
    for (heading, role) in said {
        let heading = plain_heading(heading);
        let Some(column) = mapping.headings.iter().position(|known| plain_heading(known) == heading) else {
            continue;
        };
        for known in mapping.columns.iter_mut().filter(|known| *known == role) {
            *known = ColumnRole::Nothing;
        }
        if let Some(known) = mapping.columns.get_mut(column) {
            *known = role.clone();
        }
    }
}
