//! What people pay and what it costs to have them: the price ladder, takings over time, renewals, costs and budget.
//!
//! All amounts are exact hundredths. What nobody recorded is unknown, never 0.

mod costs;
mod ladder;
mod renewals;
mod takings;

pub use costs::{CampaignCost, GroupCost, campaign_costs, group_costs};
pub use ladder::{Rung, ladder};
pub use renewals::{Renewal, RenewalState, renewals};
pub use takings::{PayingPart, Takings, arpu, takings};

use crate::activity::{Day, day};
use crate::analytics::{Input, Scope};
use crate::model::Order;

/// The orders that count in a scope, whenever they were placed: of its groups and of none, by people who count.
pub(crate) fn orders<'a>(input: Input<'a>, scope: &'a Scope) -> impl Iterator<Item = (&'a Order, u32, Day)> {
    let zone = input.project.time_zone;
    input.project.orders.iter().filter_map(move |order| {
        let inside = order.group.as_ref().is_none_or(|group| {
            input.activity.groups.find(group).is_some_and(|code| scope.groups.binary_search(&code).is_ok())
        });
        let buyer = input.matched(&order.member).filter(|&buyer| inside && input.counts(buyer))?;
        Some((order, buyer, day(order.at.local(zone).date())))
    })
}

#[cfg(test)]
mod tests;
