//! One row of a table, with what is needed to read its cells.

use std::collections::BTreeMap;

use crate::import::date_order::DateOrder;
use crate::import::entry::EntryTime;
use crate::import::format::Sink;
use crate::import::table_rows::Named;
use crate::model::ColumnRole as R;

use super::cells;
use super::damage::Damage;
use super::layout::Layout;

/// A row below the headings.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// Counted from 1, as the file has it.
    pub line: u64,
    pub cells: &'a [String],
    pub layout: &'a Layout,
    pub order: DateOrder,
}

impl<'a> Row<'a> {
    /// The cell of a column; `None` when it is empty or the table has no such column.
    pub fn cell(&self, role: &R) -> Option<&'a str> {
        self.layout.cell(self.cells, role)
    }

    /// The time of the row; `None`, with the reason told, when it has none.
    pub fn time(&self, sink: &mut dyn Sink) -> Option<EntryTime> {
        let at = self.layout.time(self.cells).and_then(|when| when.in_order(self.order));
        self.or_told(at, sink)
    }

    /// The time of the row, which may be a day written as eight digits.
    pub fn moment(&self, sink: &mut dyn Sink) -> Option<EntryTime> {
        let at = self.layout.time(self.cells).and_then(|when| when.in_order(self.order));
        let at = at.or_else(|| cells::moment(self.cell(&R::Time)?, self.order));
        self.or_told(at, sink)
    }

    fn or_told(&self, at: Option<EntryTime>, sink: &mut dyn Sink) -> Option<EntryTime> {
        if at.is_none() {
            let reason = match self.cell(&R::Time) {
                None => "no time".to_owned(),
                Some(cell) => format!("`{}` is not a time", short(cell)),
            };
            sink.skip(self.line, &reason);
        }
        at
    }

    /// The day in a cell; a cell that holds none is told and left out.
    pub fn day(&self, role: &R, sink: &mut dyn Sink) -> Option<chrono::NaiveDate> {
        let cell = self.cell(role)?;
        let day = cells::day(cell, self.order);
        if day.is_none() {
            sink.skip(self.line, &format!("`{}` is not a date; the cell was left out", short(cell)));
        }
        day
    }

    /// Whom the row is about.
    pub fn who(&self, damage: &mut Damage) -> Named {
        let own = |text: &str| text.trim().to_owned();
        Named {
            id: damage.id(self, &R::Id).map(own),
            name: self.cell(&R::Name).map(own),
            phone: damage.id(self, &R::Phone).map(own),
        }
    }

    /// The group of the row, by id, else by name.
    pub fn group(&self) -> Option<String> {
        self.cell(&R::GroupId).or_else(|| self.cell(&R::GroupName)).map(str::to_owned)
    }

    /// The cells of columns that keep a fact under a name.
    pub fn facts(&self, name: impl Fn(&R) -> Option<&String>) -> BTreeMap<String, String> {
        let mut facts = BTreeMap::new();
        for (role, cell) in self.layout.mapping.columns.iter().zip(self.cells) {
            let cell = cells::unquoted(cell);
            if let (Some(name), false) = (name(role), cell.is_empty()) {
                facts.insert(name.clone(), cell.to_owned());
            }
        }
        facts
    }
}

/// The beginning of a cell, for a message.
pub fn short(cell: &str) -> String {
    cell.chars().take(40).collect()
}
