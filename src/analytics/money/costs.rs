//! What a new, an active and a paying member cost, by group and by campaign.

use std::collections::BTreeSet;

use super::orders;
use crate::activity::{Day, day};
use crate::analytics::engagement::Moves;
use crate::analytics::referral::return_on_cost;
use crate::analytics::structure::worths;
use crate::analytics::{Input, Scope};
use crate::model::{BudgetLine, Money};

/// What one group cost and brought within a scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupCost {
    pub group: u32,
    /// Stated monthly cost and rewards for duty, and what the budget spent on the group; unknown when none of them is.
    pub cost: Option<Money>,
    pub revenue: Option<Money>,
    /// Member codes, ascending: who joined, who spoke, who paid more than nothing.
    pub new: Vec<u32>,
    pub active: Vec<u32>,
    pub payers: Vec<u32>,
    /// `(revenue - cost) / cost`.
    pub roi: Option<f64>,
}

/// What one campaign was to cost, cost and brought in its days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CampaignCost {
    pub name: String,
    pub planned: Money,
    /// Unknown while nothing of it is written down.
    pub spent: Option<Money>,
    /// Lines whose spending nobody has written down yet.
    pub open: usize,
    /// First and last day, when an activity of the project bears the name.
    pub days: Option<(Day, Day)>,
    /// Member codes, ascending: who joined in those days, and who paid more than nothing.
    pub new: Vec<u32>,
    pub payers: Vec<u32>,
    /// Orders of those days; unknown without days, and in a project without orders.
    pub revenue: Option<Money>,
    pub roi: Option<f64>,
}

fn add(known: Option<Money>, more: Option<Money>) -> Option<Money> {
    match (known, more) {
        (Some(a), Some(b)) => Some(Money(a.0.saturating_add(b.0))),
        (known, more) => known.or(more),
    }
}

/// Cost and return of every group of the scope, in its order.
pub fn group_costs(input: Input<'_>, scope: &Scope) -> Vec<GroupCost> {
    let (worths, _) = worths(input, scope);
    let moves = Moves::of(input, &scope.groups);
    let mut all: Vec<GroupCost> = Vec::new();
    for (&group, worth) in scope.groups.iter().zip(&worths) {
        let id = input.activity.groups.id(group);
        let in_time = |line: &&BudgetLine| (scope.from..=scope.to).contains(&day(line.date));
        let lines = input.project.budget.iter().filter(in_time);
        let spent = lines
            .filter(|line| line.group.as_ref() == id && id.is_some())
            .fold(None, |sum, line| add(sum, line.spent));
        let cost = add(worth.cost, spent);
        let joined = moves
            .joined
            .iter()
            .filter(|one| one.group == group && (scope.from..=scope.to).contains(&one.day));
        let new: BTreeSet<u32> =
            joined.map(|one| one.member).filter(|&member| input.counts(member)).collect();
        let cells = input.activity.days_of(group, scope.from, scope.to).iter();
        let active: BTreeSet<u32> =
            cells.map(|cell| cell.member).filter(|&member| input.counts(member)).collect();
        let alone = Scope { groups: vec![group], ..scope.clone() };
        let payers: BTreeSet<u32> = orders(input, &alone)
            .filter(|(order, _, on)| {
                order.group.is_some() && order.amount.0 > 0 && (scope.from..=scope.to).contains(on)
            })
            .map(|(_, buyer, _)| buyer)
            .collect();
        all.push(GroupCost {
            group,
            cost,
            revenue: worth.revenue,
            new: new.into_iter().collect(),
            active: active.into_iter().collect(),
            payers: payers.into_iter().collect(),
            roi: cost.zip(worth.revenue).and_then(|(cost, revenue)| return_on_cost(cost, revenue)),
        });
    }
    all
}

/// The campaigns that lines of the budget name, in the order of their first line. Days and groups are those of the
/// activity of the same name; what happened in those days is not proven to come from the campaign.
pub fn campaign_costs(input: Input<'_>, scope: &Scope) -> Vec<CampaignCost> {
    let mut all: Vec<CampaignCost> = Vec::new();
    for line in &input.project.budget {
        let Some(name) = line.campaign.as_ref().filter(|name| !name.trim().is_empty()) else { continue };
        let place = all.iter().position(|known| known.name == *name).unwrap_or_else(|| {
            all.push(CampaignCost { name: name.clone(), ..CampaignCost::default() });
            all.len() - 1
        });
        let own = &mut all[place];
        own.planned = Money(own.planned.0.saturating_add(line.planned.0));
        own.spent = add(own.spent, line.spent);
        own.open += usize::from(line.spent.is_none());
    }
    for own in &mut all {
        let Some(held) = input.project.activities.iter().find(|held| held.name == own.name) else { continue };
        let (from, to) = (day(held.from), day(held.to.unwrap_or(held.from)));
        let named: Vec<u32> =
            held.groups.iter().filter_map(|group| input.activity.groups.find(group)).collect();
        let inside = |group: &u32| named.is_empty() || named.contains(group);
        let groups = scope.groups.iter().copied().filter(inside).collect();
        let narrow = Scope { from, to, groups };
        let moves = Moves::of(input, &narrow.groups);
        let joined = moves.joined.iter().filter(|one| (from..=to).contains(&one.day)).map(|one| one.member);
        let new: BTreeSet<u32> = joined.filter(|&member| input.counts(member)).collect();
        let sold: Vec<(u32, Money)> = orders(input, &narrow)
            .filter(|(order, _, on)| (from..=to).contains(on) && (named.is_empty() || order.group.is_some()))
            .map(|(order, buyer, _)| (buyer, order.amount))
            .collect();
        let payers: BTreeSet<u32> = sold.iter().filter(|sale| sale.1.0 > 0).map(|sale| sale.0).collect();
        own.days = Some((from, to));
        own.new = new.into_iter().collect();
        own.payers = payers.into_iter().collect();
        own.revenue = (!input.project.orders.is_empty()).then(|| sold.iter().map(|sale| sale.1).sum());
        let all_known = own.open == 0;
        own.roi = own
            .spent
            .filter(|_| all_known)
            .zip(own.revenue)
            .and_then(|(spent, revenue)| return_on_cost(spent, revenue));
    }
    all
}
