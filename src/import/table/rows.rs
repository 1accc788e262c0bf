//! Rows of member lists, orders and events.

use crate::import::format::Sink;
use crate::import::table_rows::{EventRow, MemberRow, OrderRow, TableHeader, TableRow};
use crate::import::{ImportError, ImportOptions, Input};
use crate::model::{ColumnRole as R, Role, TablePurpose};

use super::cells::{self, OrderState};
use super::damage::Damage;
use super::layout::Layout;
use super::read::RowReader;
use super::row::{Row, short};

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

fn list(cell: Option<&str>) -> impl Iterator<Item = &str> {
    cell.unwrap_or_default()
        .split([';', '；', ',', '，', '、', '|', '/'])
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

impl RowReader for Members {
    fn row(&mut self, row: &Row<'_>, damage: &mut Damage, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let who = row.who(damage);
        if who.id.is_none() && who.name.is_none() {
            sink.skip(row.line, "no id and no name");
            return Ok(());
        }
        let date = row.day(&R::Date, sink);
        if row.layout.has(&R::Date) && date.is_none() {
            sink.skip(row.line, "no day of the list");
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
        let member = MemberRow {
            who,
            group: row.group(),
            day: date,
            joined: row.day(&R::Joined, sink),
            inviter: row.cell(&R::Inviter).map(str::to_owned),
            tier: row.cell(&R::Tier).and_then(cells::tier),
            roles: list(row.cell(&R::Role)).filter_map(role).collect(),
            tags: list(row.cell(&R::Tags)).map(str::to_owned).collect(),
            source: row.cell(&R::Source).map(str::to_owned),
            profile: row.facts(|role| if let R::Profile(name) = role { Some(name) } else { None }),
        };
        sink.row(TableRow::Member(Box::new(member)))
    }
}

impl RowReader for Orders {
    fn row(&mut self, row: &Row<'_>, damage: &mut Damage, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let state = row.cell(&R::Status).map_or(OrderState::Counts, cells::order_state);
        // An order that nobody paid has no time of payment.
        if state == OrderState::Void && row.cell(&R::Time).is_none() {
            sink.skip(row.line, "the order was not paid or was closed");
            return Ok(());
        }
        let Some(at) = row.moment(sink) else { return Ok(()) };
        let cell = row.cell(&R::Amount).unwrap_or_default();
        let amount = match cells::amount(cell) {
            Ok(amount) => amount,
            Err(_) if cell.is_empty() => {
                sink.skip(row.line, "no amount");
                return Ok(());
            }
            Err(reason) => {
                sink.skip(row.line, &format!("amount `{}`: {reason}", short(cell)));
                return Ok(());
            }
        };
        let renewal = row.cell(&R::Renewal);
        let order = OrderRow {
            line: row.line,
            at,
            who: row.who(damage),
            group: row.group(),
            number: damage.id(row, &R::OrderNumber).map(str::to_owned),
            product: row.cell(&R::Product).unwrap_or_default().to_owned(),
            amount,
            void: state != OrderState::Counts,
            tier: row.cell(&R::Tier).map(str::to_owned),
            expires: row.day(&R::Expires, sink),
            renewal: renewal.and_then(cells::truth).unwrap_or(false),
        };
        sink.row(TableRow::Order(Box::new(order)))
    }
}

impl RowReader for Events {
    fn row(&mut self, row: &Row<'_>, damage: &mut Damage, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let Some(at) = row.moment(sink) else { return Ok(()) };
        let who = row.who(damage);
        if who.text().is_none() {
            sink.skip(row.line, "no id and no name");
            return Ok(());
        }
        let name = match row.cell(&R::Event) {
            Some(name) => name.to_owned(),
            None if row.layout.has(&R::Event) => {
                sink.skip(row.line, "no name of the event");
                return Ok(());
            }
            None => self.name.clone(),
        };
        let event = EventRow {
            at,
            who,
            group: row.group(),
            name,
            properties: row.facts(|role| if let R::Property(name) = role { Some(name) } else { None }),
        };
        sink.row(TableRow::Event(Box::new(event)))
    }
}
