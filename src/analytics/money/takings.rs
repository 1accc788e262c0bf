//! Money that came in, over time and by how active people are.

use std::collections::HashMap;

use super::orders;
use crate::activity::Day;
use crate::analytics::engagement::{ActivityPart, Interval, arpu_by_activity};
use crate::analytics::{Input, Population, Scope};
use crate::model::Money;

/// What came in within one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Takings {
    /// First day of the period; may lie before the scope, whose days alone count.
    pub from: Day,
    /// First orders and orders of another kind, refunds taken off.
    pub first: Money,
    pub renewed: Money,
    pub orders: u64,
    /// Member codes of who ordered, ascending.
    pub buyers: Vec<u32>,
    /// True when the scope ends before the period does.
    pub incomplete: bool,
}

/// Takings by period over the whole scope; empty in a project without orders.
pub fn takings(input: Input<'_>, scope: &Scope, interval: Interval) -> Vec<Takings> {
    if input.project.orders.is_empty() {
        return Vec::new();
    }
    let (first, last) = (interval.index(scope.from), interval.index(scope.to));
    let mut all: Vec<Takings> = (first..=last)
        .map(|bucket| Takings {
            from: interval.start(bucket),
            incomplete: interval.end(bucket) > scope.to,
            ..Takings::default()
        })
        .collect();
    for (order, buyer, on) in orders(input, scope).filter(|(_, _, on)| (scope.from..=scope.to).contains(on)) {
        let Some(own) = all.get_mut((interval.index(on) - first).max(0) as usize) else { continue };
        let sum = if order.renewal { &mut own.renewed } else { &mut own.first };
        *sum = Money(sum.0.saturating_add(order.amount.0));
        own.orders += 1;
        own.buyers.push(buyer);
    }
    for own in &mut all {
        own.buyers.sort_unstable();
        own.buyers.dedup();
    }
    all
}

/// Some people of like activity, and who of them paid.
#[derive(Clone, Debug, PartialEq)]
pub struct PayingPart {
    pub part: ActivityPart,
    /// Member codes, ascending.
    pub members: Vec<u32>,
    pub payers: Vec<u32>,
}

/// People of the scope in ten parts by messages within it, and what each part paid within it; empty in a project
/// without orders.
pub fn arpu(input: Input<'_>, scope: &Scope) -> Vec<PayingPart> {
    if input.project.orders.is_empty() {
        return Vec::new();
    }
    let mut people: HashMap<u32, (u64, Money)> = HashMap::new();
    for &group in &scope.groups {
        for member in Population::of(input, group, scope.to).people {
            people.entry(member).or_default();
        }
        for cell in input.activity.days_of(group, scope.from, scope.to) {
            if let Some(person) = people.get_mut(&cell.member) {
                person.0 += u64::from(cell.messages);
            }
        }
    }
    for (order, buyer, _) in orders(input, scope).filter(|(_, _, on)| (scope.from..=scope.to).contains(on)) {
        if let Some(person) = people.get_mut(&buyer) {
            person.1 = Money(person.1.0.saturating_add(order.amount.0));
        }
    }
    let mut sorted: Vec<(u32, (u64, Money))> = people.into_iter().collect();
    sorted.sort_unstable_by_key(|&(member, (messages, _))| (messages, member));
    let found = arpu_by_activity(&sorted.iter().map(|(_, person)| *person).collect::<Vec<_>>(), 10);
    let mut rest = sorted.as_slice();
    let with_people = |part: ActivityPart| {
        let (inside, others) = rest.split_at(rest.len().min(part.people as usize));
        rest = others;
        let codes = |payers: bool| {
            let mut codes: Vec<u32> =
                inside.iter().filter(|one| !payers || one.1.1.0 > 0).map(|one| one.0).collect();
            codes.sort_unstable();
            codes
        };
        PayingPart { part, members: codes(false), payers: codes(true) }
    };
    found.into_iter().map(with_people).collect()
}
