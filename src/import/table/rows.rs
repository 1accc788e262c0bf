//! Rows of member lists, orders and events.

use std::collections::BTreeMap;

use crate::import::date_order::DateOrder;
use crate::import::entry::EntryTime;
use crate::import::format::Sink;
use crate::import::table_rows::{EventRow, MemberRow, Named, OrderRow, TableHeader, TableRow};
use crate::import::{ImportError, ImportOptions, Input};
use crate::model::{ColumnRole as R, Role, TablePurpose};

use super::cells::{self, OrderState};
use super::damage::Damage;
use super::layout::Layout;
use super::read::RowReader;

/// What a table tells of itself beside its rows.
///
/// # Errors
///
/// When it is a member list and nothing says of which day or of which group.
pub fn header(input: &Input, options: &ImportOptions, layout: &Layout) -> Result<TableHeader, ImportError> {
    let mut mapping = layout.mapping.clone();
    mapping.date_order = options.date_order.or(mapping.date_order);
    let named = cells::group_in_name(input.file_name());
    let day = options.roster_date.or_else(|| cells::day_in_name(input.file_name()));
    let group = options.group.as_ref().map(|group| group.0.clone());
    if mapping.purpose == TablePurpose::Members {
        if day.is_none() && !mapping.has(&R::Date) {
            return Err(ImportError::RosterDate { path: input.path().to_owned() });
        }
        let in_column = mapping.has(&R::GroupId) || mapping.has(&R::GroupName);
        if group.is_none() && mapping.group.is_none() && named.is_empty() && !in_column {
            return Err(ImportError::RosterGroup { path: input.path().to_owned() });
        }
    }
    if mapping.purpose != TablePurpose::Messages {
        mapping.group = options.group.clone().or(mapping.group);
    }
    Ok(TableHeader { mapping, group, named, day })
}

/// Reads member lists.
pub struct Members;

/// Reads orders.
pub struct Orders;

/// Reads events.
pub struct Events {
    /// What the events are called that no column names.
    name: String,
}

impl Events {
    /// Events of that table: named by a column, else by the mapping, else by the file.
    pub fn of(input: &Input, layout: &Layout) -> Self {
        let named = cells::group_in_name(input.file_name());
        let name =
            layout.mapping.event.clone().unwrap_or(if named.is_empty() { "event".to_owned() } else { named });
        Self { name }
    }
}

fn who(line: u64, layout: &Layout, record: &[String], damage: &mut Damage) -> Named {
    let own = |text: &str| text.trim().to_owned();
    Named {
        id: damage.id(line, layout, record, &R::Id).map(own),
        name: layout.cell(record, &R::Name).map(own),
        phone: damage.id(line, layout, record, &R::Phone).map(own),
    }
}

fn group(layout: &Layout, record: &[String]) -> Option<String> {
    layout.cell(record, &R::GroupId).or_else(|| layout.cell(record, &R::GroupName)).map(str::to_owned)
}

/// The cells of columns that keep a fact under a name.
fn facts(
    layout: &Layout,
    record: &[String],
    name: impl Fn(&R) -> Option<&String>,
) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    for (role, cell) in layout.mapping.columns.iter().zip(record) {
        let cell = cells::unquoted(cell);
        if let (Some(name), false) = (name(role), cell.is_empty()) {
            facts.insert(name.clone(), cell.to_owned());
        }
    }
    facts
}

fn list(cell: Option<&str>) -> impl Iterator<Item = &str> {
    cell.unwrap_or_default()
        .split([';', '；', ',', '，', '、', '|', '/'])
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

fn short(cell: &str) -> String {
    cell.chars().take(40).collect()
}

/// The time of a row; `None`, with the reason told, when it has none.
fn time(
    line: u64,
    layout: &Layout,
    record: &[String],
    order: DateOrder,
    sink: &mut dyn Sink,
) -> Option<EntryTime> {
    let cell = layout.cell(record, &R::Time).unwrap_or_default();
    let at = layout.time(record).and_then(|when| when.in_order(order)).or_else(|| cells::moment(cell, order));
    if at.is_none() {
        let reason =
            if cell.is_empty() { "no time".to_owned() } else { format!("`{}` is not a time", short(cell)) };
        sink.skip(line, &reason);
    }
    at
}

/// The day in a cell; a cell that holds none is told and left out.
fn day(
    line: u64,
    layout: &Layout,
    record: &[String],
    role: &R,
    order: DateOrder,
    sink: &mut dyn Sink,
) -> Option<chrono::NaiveDate> {
    let cell = layout.cell(record, role)?;
    let day = cells::day(cell, order);
    if day.is_none() {
        sink.skip(line, &format!("`{}` is not a date; the cell was left out", short(cell)));
    }
    day
}

impl RowReader for Members {
    fn row(
        &mut self,
        line: u64,
        record: &[String],
        layout: &Layout,
        order: DateOrder,
        damage: &mut Damage,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        let who = who(line, layout, record, damage);
        if who.id.is_none() && who.name.is_none() {
            sink.skip(line, "no id and no name");
            return Ok(());
        }
        let date = day(line, layout, record, &R::Date, order, sink);
        if layout.has(&R::Date) && date.is_none() {
            sink.skip(line, "no day of the list");
            return Ok(());
        }
        let role = |word: &str| {
            let known = Role::NAMED.iter().find(|role| format!("{role:?}").eq_ignore_ascii_case(word));
            match word {
                "群主" | "管理员" | "管理" | "owner" | "Owner" | "群管理" | "群管理员" => {
                    Some(Role::Admin)
                }
                "成员" | "普通成员" | "群成员" | "member" | "Member" => None,
                _ => Some(known.cloned().unwrap_or_else(|| Role::Other(word.to_owned()))),
            }
        };
        let row = MemberRow {
            who,
            group: group(layout, record),
            day: date,
            joined: day(line, layout, record, &R::Joined, order, sink),
            inviter: layout.cell(record, &R::Inviter).map(str::to_owned),
            tier: layout.cell(record, &R::Tier).and_then(cells::tier),
            roles: list(layout.cell(record, &R::Role)).filter_map(role).collect(),
            tags: list(layout.cell(record, &R::Tags)).map(str::to_owned).collect(),
            source: layout.cell(record, &R::Source).map(str::to_owned),
            profile: facts(
                layout,
                record,
                |role| if let R::Profile(name) = role { Some(name) } else { None },
            ),
        };
        sink.row(TableRow::Member(Box::new(row)))
    }
}

impl RowReader for Orders {
    fn row(
        &mut self,
        line: u64,
        record: &[String],
        layout: &Layout,
        order: DateOrder,
        damage: &mut Damage,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        let state = layout.cell(record, &R::Status).map_or(OrderState::Counts, cells::order_state);
        // An order that nobody paid has no time of payment.
        if state == OrderState::Void && layout.cell(record, &R::Time).is_none() {
            sink.skip(line, "the order was not paid or was closed");
            return Ok(());
        }
        let Some(at) = time(line, layout, record, order, sink) else { return Ok(()) };
        let cell = layout.cell(record, &R::Amount).unwrap_or_default();
        let amount = match cells::amount(cell) {
            Ok(amount) => amount,
            Err(_) if cell.is_empty() => {
                sink.skip(line, "no amount");
                return Ok(());
            }
            Err(reason) => {
                sink.skip(line, &format!("amount `{}`: {reason}", short(cell)));
                return Ok(());
            }
        };
        let renewal = layout.cell(record, &R::Renewal);
        let row = OrderRow {
            line,
            at,
            who: who(line, layout, record, damage),
            group: group(layout, record),
            number: damage.id(line, layout, record, &R::OrderNumber).map(str::to_owned),
            product: layout.cell(record, &R::Product).unwrap_or_default().to_owned(),
            amount,
            void: state != OrderState::Counts,
            tier: layout.cell(record, &R::Tier).map(str::to_owned),
            expires: day(line, layout, record, &R::Expires, order, sink),
            renewal: renewal.and_then(cells::truth).unwrap_or(false),
        };
        sink.row(TableRow::Order(Box::new(row)))
    }
}

impl RowReader for Events {
    fn row(
        &mut self,
        line: u64,
        record: &[String],
        layout: &Layout,
        order: DateOrder,
        damage: &mut Damage,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        let Some(at) = time(line, layout, record, order, sink) else { return Ok(()) };
        let who = who(line, layout, record, damage);
        if who.text().is_none() {
            sink.skip(line, "no id and no name");
            return Ok(());
        }
        let name = match layout.cell(record, &R::Event) {
            Some(name) => name.to_owned(),
            None if layout.has(&R::Event) => {
                sink.skip(line, "no name of the event");
                return Ok(());
            }
            None => self.name.clone(),
        };
        let row =
            EventRow {
                at,
                who,
                group: group(layout, record),
                name,
                properties: facts(layout, record, |role| {
                    if let R::Property(name) = role { Some(name) } else { None }
                }),
            };
        sink.row(TableRow::Event(Box::new(row)))
    }
}
