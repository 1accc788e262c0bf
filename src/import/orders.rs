//! Orders of a sheet into a project.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::{GroupId, MemberId, Money, Order, Project, Timestamp};

use super::report::{FileReport, TableReport};
use super::sheets::{Sheet, group_of};
use super::staged::stable_hash;
use super::table_rows::{OrderRow, TableRow};

/// What stands for a buyer whom the sheet does not name at all.
pub const NO_BUYER: &str = "?";

/// Adds the orders of one sheet. An order number that the project has is the same order: what differs is taken over and
/// counted as changed. Orders without a number are the same when time, buyer, amount and product are.
pub fn add(
    project: &mut Project,
    sheet: &Sheet<'_>,
    rows: Vec<(i64, TableRow)>,
    file: &mut FileReport,
    report: &mut TableReport,
) {
    let (people, usual) = sheet.matching(project);
    let mut place: HashMap<String, usize> = HashMap::new();
    for (index, order) in project.orders.iter().enumerate() {
        place.entry(order.id.clone()).or_insert(index);
    }
    let rows: Vec<(i64, OrderRow)> = rows
        .into_iter()
        .filter_map(|(at, row)| if let TableRow::Order(order) = row { Some((at, *order)) } else { None })
        .collect();
    let lines = Lines::of(&rows);
    if lines.shared > 0 {
        let count = lines.shared;
        file.warn(
            "order_lines",
            format!(
                "{count} orders have several lines, each counted with its own amount; if the column repeats the total of \
                 the order, choose the amount of the line"
            ),
        );
    }
    let mut seen: HashMap<String, Vec<(i64, Money)>> = HashMap::new();
    let mut unknown_groups = HashSet::new();
    let mut new: Vec<Order> = Vec::new();
    for (at, row) in rows {
        let who = sheet.who(row.who.clone());
        let number = row.number.as_deref().map(str::trim).filter(|number| !number.is_empty());
        let base = match number {
            Some(number) => lines.id(number, &row, |id| place.contains_key(id)),
            None => {
                let likeness =
                    format!("{at}\0{}\0{}\0{}", who.text().unwrap_or(NO_BUYER), row.amount, row.product);
                format!("auto-{:016x}", stable_hash(likeness.as_bytes()))
            }
        };
        let copies = seen.entry(base.clone()).or_default();
        let key = (at, row.amount);
        if number.is_some() && copies.contains(&key) {
            report.duplicates += 1;
            continue;
        }
        copies.push(key);
        let id = if copies.len() > 1 { format!("{base}#{}", copies.len()) } else { base };
        let group = match &row.group {
            Some(text) => group_of(project, text).or_else(|| {
                unknown_groups.insert(text.clone());
                None
            }),
            None => usual.clone(),
        };
        let member = people.member(project, &who).ok();
        match place.get(&id).copied() {
            Some(index) => {
                let known = match index.checked_sub(project.orders.len()) {
                    Some(fresh) => new.get_mut(fresh),
                    None if differs(project.orders.get(index), &row, at, &group, member.is_some()) => {
                        Arc::make_mut(&mut project.orders).get_mut(index)
                    }
                    None => None,
                };
                match known {
                    Some(known) => {
                        update(known, &row, at, group, member);
                        report.changed += 1;
                    }
                    None => report.duplicates += 1,
                }
            }
            None if row.void => file.skip(row.line, "the order was closed or paid back; it does not count"),
            None => {
                report.added += 1;
                place.insert(id.clone(), project.orders.len() + new.len());
                let buyer = member.is_none().then(|| who.text().unwrap_or(NO_BUYER).to_owned());
                report.unmatched += u64::from(buyer.is_some());
                new.push(Order {
                    id,
                    at: Timestamp(at),
                    member: member.unwrap_or_default(),
                    buyer,
                    product: row.product,
                    amount: row.amount,
                    group,
                    tier: row.tier,
                    expires: row.expires,
                    renewal: row.renewal,
                });
            }
        }
    }
    if !new.is_empty() {
        Arc::make_mut(&mut project.orders).extend(new);
    }
    if !unknown_groups.is_empty() {
        let count = unknown_groups.len();
        file.warn(
            "unknown_group",
            format!("{count} names of groups are not in the project; those orders have no group"),
        );
    }
    if report.unmatched > 0 {
        let count = report.unmatched;
        file.warn("unmatched", format!("{count} orders name a buyer who is matched with no member"));
    }
}

/// True when the row says something else than the project has; what the row leaves out is no difference.
fn differs(known: Option<&Order>, row: &OrderRow, at: i64, group: &Option<GroupId>, matched: bool) -> bool {
    let Some(known) = known else { return false };
    let amount = if row.void { Money(0) } else { row.amount };
    known.amount != amount
        || known.at.0 != at
        || (!row.product.is_empty() && known.product != row.product)
        || (group.is_some() && known.group != *group)
        || (row.tier.is_some() && known.tier != row.tier)
        || (row.expires.is_some() && known.expires != row.expires)
        || (row.renewal && !known.renewal)
        || (matched && known.member.is_empty())
}

fn update(known: &mut Order, row: &OrderRow, at: i64, group: Option<GroupId>, member: Option<MemberId>) {
    known.amount = if row.void { Money(0) } else { row.amount };
    known.at = Timestamp(at);
    if !row.product.is_empty() {
        known.product.clone_from(&row.product);
    }
    known.group = group.or(known.group.take());
    known.tier = row.tier.clone().or(known.tier.take());
    known.expires = row.expires.or(known.expires);
    known.renewal |= row.renewal;
    if let (true, Some(member)) = (known.member.is_empty(), member) {
        known.member = member;
        known.buyer = None;
    }
}

/// Which order numbers of a sheet stand on lines of several products.
struct Lines {
    several: HashSet<String>,
    shared: usize,
}

impl Lines {
    fn of(rows: &[(i64, OrderRow)]) -> Self {
        let mut product: HashMap<&str, &str> = HashMap::new();
        let mut several = HashSet::new();
        for (_, row) in rows.iter().filter(|(_, row)| row.amount >= Money(0)) {
            let Some(number) = row.number.as_deref() else { continue };
            if *product.entry(number).or_insert(&row.product) != row.product {
                several.insert(number.trim().to_owned());
            }
        }
        let shared = several.len();
        Self { several, shared }
    }

    /// The id of an order line: the number; with the product where one number has several, and apart from what is paid
    /// back under the same number.
    fn id(&self, number: &str, row: &OrderRow, exists: impl Fn(&str) -> bool) -> String {
        let line = format!("{number}/{}", row.product);
        let base = if self.several.contains(number) || exists(&line) { line } else { number.to_owned() };
        if row.amount < Money(0) { format!("{base}#refund") } else { base }
    }
}
