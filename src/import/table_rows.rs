//! Rows of tables that are no messages, as parsers hand them to the sink.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::{Money, Role, TableMapping, Tier};

use super::entry::EntryTime;

/// What is known of a table as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct TableHeader {
    /// How it is read, to be remembered.
    pub mapping: TableMapping,
    /// The group its rows belong to where no column names it, as the caller says.
    pub group: Option<String>,
    /// The group that the name of the file may mean; empty when it means none.
    pub named: String,
    /// Day of a member list without a column for it.
    pub day: Option<NaiveDate>,
}

/// A person as a row names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub id: Option<String>,
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub enum TableRow {
    Member(Box<MemberRow>),
    Order(Box<OrderRow>),
    Event(Box<EventRow>),
}

/// One line of a member list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemberRow {
    pub who: Named,
    /// Id or name of the group.
    pub group: Option<String>,
    /// Day of the list.
    pub day: Option<NaiveDate>,
    pub joined: Option<NaiveDate>,
    /// Id or name of who brought them in.
    pub inviter: Option<String>,
    pub tier: Option<Tier>,
    pub roles: Vec<Role>,
    pub tags: Vec<String>,
    pub source: Option<String>,
    pub profile: BTreeMap<String, String>,
}

/// One line of an order sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderRow {
    pub line: u64,
    pub at: EntryTime,
    pub who: Named,
    pub group: Option<String>,
    pub number: Option<String>,
    pub product: String,
    pub amount: Money,
    /// Closed, never paid, or paid back: it no longer counts.
    pub void: bool,
    pub tier: Option<String>,
    pub expires: Option<NaiveDate>,
    pub renewal: bool,
}

/// One line of an event table.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    pub at: EntryTime,
    pub who: Named,
    pub group: Option<String>,
    pub name: String,
    pub properties: BTreeMap<String, String>,
}

impl Named {
    /// What to call somebody who is matched with no member: the name, else the id, else the phone number.
    pub fn text(&self) -> Option<&str> {
        self.name.as_deref().or(self.id.as_deref()).or(self.phone.as_deref())
    }
}
