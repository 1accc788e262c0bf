//! The price ladder: what is sold at which price, and how many places are left.

use std::collections::BTreeMap;

use super::orders;
use crate::activity::day;
use crate::analytics::{Input, Scope};
use crate::model::Money;

/// One price.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rung {
    pub name: String,
    /// The stated price; unknown for a price that only orders name.
    pub price: Option<Money>,
    /// This price over that of the rung below.
    pub uplift: Option<f64>,
    /// Places at most; no limit when absent.
    pub slots: Option<u32>,
    /// Member codes of who holds one at the end of the scope, ascending: their latest order of it has not run out.
    pub holders: Vec<u32>,
    /// Places nobody holds; unknown without a limit, and 0 when more are held than there are.
    pub left: Option<u32>,
    /// Orders of the scope, renewals among them, and what they came to.
    pub orders: u64,
    pub renewals: u64,
    pub sold: Money,
    /// Member codes of who placed the orders of the scope, ascending.
    pub buyers: Vec<u32>,
    /// The most paid in one order up to the end of the scope.
    pub highest: Money,
}

/// The stated prices in their order, then those that only orders name, by the most that was paid for one. Empty without
/// any.
pub fn ladder(input: Input<'_>, scope: &Scope) -> Vec<Rung> {
    let mut rungs: Vec<Rung> = input
        .project
        .prices
        .iter()
        .map(|tier| Rung {
            name: tier.name.clone(),
            price: Some(tier.price),
            slots: tier.slots,
            ..Rung::default()
        })
        .collect();
    let mut held: BTreeMap<(String, u32), bool> = BTreeMap::new();
    let mut others: BTreeMap<String, Rung> = BTreeMap::new();
    for (order, buyer, on) in orders(input, scope).filter(|&(_, _, on)| on <= scope.to) {
        let Some(name) = &order.tier else { continue };
        let rung = match rungs.iter_mut().find(|rung| rung.name == *name) {
            Some(rung) => rung,
            None => {
                others.entry(name.clone()).or_insert_with(|| Rung { name: name.clone(), ..Rung::default() })
            }
        };
        rung.highest = rung.highest.max(order.amount);
        if on >= scope.from {
            rung.orders += 1;
            rung.renewals += u64::from(order.renewal);
            rung.buyers.push(buyer);
            rung.sold = Money(rung.sold.0.saturating_add(order.amount.0));
        }
        let runs = order.expires.is_none_or(|expires| day(expires) >= scope.to);
        *held.entry((name.clone(), buyer)).or_default() |= runs && order.amount.0 >= 0;
    }
    let mut others: Vec<Rung> = others.into_values().collect();
    others.sort_by_key(|rung| rung.highest);
    rungs.append(&mut others);
    for ((name, buyer), _) in held.into_iter().filter(|(_, held)| *held) {
        if let Some(rung) = rungs.iter_mut().find(|rung| rung.name == name) {
            rung.holders.push(buyer);
        }
    }
    let mut below: Option<Money> = None;
    for rung in &mut rungs {
        rung.buyers.sort_unstable();
        rung.buyers.dedup();
        rung.left =
            rung.slots.map(|slots| slots.saturating_sub(rung.holders.len().min(u32::MAX as usize) as u32));
        let ratio = |below: Money, price: Money| (below.0 > 0).then(|| price.0 as f64 / below.0 as f64);
        rung.uplift = below.zip(rung.price).and_then(|(below, price)| ratio(below, price));
        below = rung.price;
    }
    rungs
}
