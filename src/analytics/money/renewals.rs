//! Who is due to renew, and who may not.

use std::collections::BTreeMap;

use super::orders;
use crate::activity::{Day, day};
use crate::analytics::{Input, Scope};
use crate::model::Money;

/// Days before the end of a year paid for from which it is due, and after it for which it still is.
const DUE_BEFORE: Day = 60;
const DUE_AFTER: Day = 30;

/// How a renewal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RenewalState {
    /// Run out and not renewed.
    Overdue,
    /// Due, and silent for at least the project's limit of days.
    AtRisk,
    Due,
}

/// One membership that runs out.
#[derive(Clone, Debug, PartialEq)]
pub struct Renewal {
    pub member: u32,
    pub tier: String,
    /// The last day paid for.
    pub expires: Day,
    /// What was paid last.
    pub amount: Money,
    /// The last day with a message in the groups of the scope, up to its end.
    pub last_spoke: Option<Day>,
    pub state: RenewalState,
}

/// Memberships whose last day lies at most 60 days after the scope's last day or at most 30 days before it, and that no
/// later order prolongs: overdue ones first, then those at risk, each by day.
pub fn renewals(input: Input<'_>, scope: &Scope) -> Vec<Renewal> {
    let mut latest: BTreeMap<(u32, String), (Day, Money)> = BTreeMap::new();
    for (order, buyer, on) in orders(input, scope).filter(|&(_, _, on)| on <= scope.to) {
        let (Some(tier), Some(expires), true) = (&order.tier, order.expires.map(day), on <= scope.to) else {
            continue;
        };
        let known = latest.entry((buyer, tier.clone())).or_insert((expires, order.amount));
        if expires >= known.0 {
            *known = (expires, order.amount);
        }
    }
    let mut spoke: BTreeMap<u32, Day> = BTreeMap::new();
    for &group in &scope.groups {
        for cell in input.activity.days_of(group, Day::MIN, scope.to) {
            let last = spoke.entry(cell.member).or_insert(cell.day);
            *last = cell.day.max(*last);
        }
    }
    let limit = Day::try_from(input.project.thresholds.silent_days.value).unwrap_or(Day::MAX);
    let window = scope.to.saturating_sub(DUE_AFTER)..=scope.to.saturating_add(DUE_BEFORE);
    let mut found: Vec<Renewal> = latest
        .into_iter()
        .filter(|(_, (expires, _))| window.contains(expires))
        .map(|((member, tier), (expires, amount))| {
            let last_spoke = spoke.get(&member).copied();
            let silent = last_spoke.is_none_or(|last| scope.to.saturating_sub(last) >= limit);
            let state = match expires < scope.to {
                true => RenewalState::Overdue,
                false if silent => RenewalState::AtRisk,
                false => RenewalState::Due,
            };
            Renewal { member, tier, expires, amount, last_spoke, state }
        })
        .collect();
    found.sort_by_key(|one| (one.state, one.expires, one.member));
    found
}
