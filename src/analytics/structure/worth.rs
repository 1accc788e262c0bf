//! What a group brings in and what keeping it costs.
//!
//! Money is used where the project knows it: orders on one side, stated costs and rewards for duty on the other. Where
//! it does not, messages of members stand against messages of staff. Nothing is guessed.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;

use crate::activity::{Day, date, day};
use crate::analytics::{Input, Scope};
use crate::model::{MemberKind, Money};

/// Value and cost of one group within a scope. What nobody recorded is `None`, never 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Worth {
    /// Orders that name the group, or whose buyer is in this group alone; `None` when the project's orders do not reach
    /// into the period.
    pub revenue: Option<Money>,
    /// Number of those orders.
    pub orders: u64,
    /// The group's stated monthly cost, for the days of the period that it existed.
    pub stated_cost: Option<Money>,
    /// Its share of the rewards of duty weeks that begin in the period; a rota that covers several groups is shared
    /// evenly. `None` when no such week has a reward.
    pub rewards: Option<Money>,
    /// Stated cost and rewards together; `None` when neither is known.
    pub cost: Option<Money>,
    /// Messages of people without links, shares and forwards; `None` when the log does not reach into the period.
    pub useful_messages: Option<u64>,
    /// Messages of staff; `None` when the log does not reach into the period.
    pub staff_messages: Option<u64>,
}

/// What stands for value on the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueMeasure {
    Revenue,
    #[default]
    UsefulMessages,
}

/// What stands for cost on the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CostMeasure {
    Money,
    #[default]
    StaffMessages,
}

/// How all groups of a scope are compared: every group is placed by the same two measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Portfolio {
    /// Revenue where any is known, else messages.
    pub value: ValueMeasure,
    /// Money where the value is money and the cost of any group is known, else messages of staff.
    pub cost: CostMeasure,
    /// Value and cost have one unit, so that a line can say where a group pays for itself.
    pub break_even: bool,
    /// Groups with both a value and a cost.
    pub placed: usize,
    /// Placed groups whose value is below their cost; `None` without a common unit.
    pub below_break_even: Option<usize>,
    /// Orders of the period that belong to no single group, and what they amount to.
    pub orders_elsewhere: u64,
    pub revenue_elsewhere: Money,
}

impl Portfolio {
    /// The measures that suit these groups.
    pub fn of(worths: &[Worth], elsewhere: (u64, Money)) -> Self {
        let revenue = worths.iter().any(|worth| worth.revenue.is_some());
        let money = revenue && worths.iter().any(|worth| worth.cost.is_some());
        let mut all = Self {
            value: if revenue { ValueMeasure::Revenue } else { ValueMeasure::UsefulMessages },
            cost: if money { CostMeasure::Money } else { CostMeasure::StaffMessages },
            break_even: money || !revenue,
            orders_elsewhere: elsewhere.0,
            revenue_elsewhere: elsewhere.1,
            ..Self::default()
        };
        let places: Vec<(f64, f64)> = worths.iter().filter_map(|worth| all.place(worth)).collect();
        all.placed = places.len();
        all.below_break_even =
            all.break_even.then(|| places.iter().filter(|(cost, value)| value < cost).count());
        all
    }

    /// Value of a group in units of the measure; `None` where it is unknown.
    pub fn value_of(&self, worth: &Worth) -> Option<f64> {
        match self.value {
            ValueMeasure::Revenue => worth.revenue.map(Money::units),
            ValueMeasure::UsefulMessages => worth.useful_messages.map(|count| count as f64),
        }
    }

    /// Cost of a group in units of the measure; `None` where it is unknown.
    pub fn cost_of(&self, worth: &Worth) -> Option<f64> {
        match self.cost {
            CostMeasure::Money => worth.cost.map(Money::units),
            CostMeasure::StaffMessages => worth.staff_messages.map(|count| count as f64),
        }
    }

    /// Cost and value; `None` unless both are known.
    pub fn place(&self, worth: &Worth) -> Option<(f64, f64)> {
        self.cost_of(worth).zip(self.value_of(worth))
    }
}

/// Value and cost of every group of the scope, in its order, and the orders (number, amount) that no group gets.
///
/// An order without a group counts for the buyer's group when the buyer was ever in one group only; buyers of several
/// groups are not divided among them.
pub fn worths(input: Input<'_>, scope: &Scope) -> (Vec<Worth>, (u64, Money)) {
    let mut all = vec![Worth::default(); scope.groups.len()];
    let place = |group: u32| scope.groups.binary_search(&group).ok();
    let elsewhere = revenue(input, scope, &mut all, place);
    rewards(input, scope, &mut all, place);
    let observed = input.activity.range.is_some_and(|(first, last)| first <= scope.to && last >= scope.from);
    for (worth, &group) in all.iter_mut().zip(&scope.groups) {
        worth.stated_cost = stated_cost(input, group, scope);
        worth.cost = match (worth.stated_cost, worth.rewards) {
            (None, None) => None,
            (stated, rewards) => Some([stated, rewards].into_iter().flatten().sum()),
        };
        if observed {
            let cells = input.activity.days_of(group, scope.from, scope.to);
            let useful = |cell: &&crate::activity::DayCount| input.counts(cell.member);
            worth.useful_messages = Some(
                cells
                    .iter()
                    .filter(useful)
                    .map(|cell| u64::from(cell.messages.saturating_sub(cell.shares)))
                    .sum(),
            );
            let staff = cells.iter().filter(|cell| input.kind(cell.member) == MemberKind::Staff);
            worth.staff_messages = Some(staff.map(|cell| u64::from(cell.messages)).sum());
        }
    }
    (all, elsewhere)
}

/// Orders by group; returns those that no group gets.
fn revenue(
    input: Input<'_>,
    scope: &Scope,
    all: &mut [Worth],
    place: impl Fn(u32) -> Option<usize>,
) -> (u64, Money) {
    let zone = input.project.time_zone;
    let orders: Vec<(Day, &crate::model::Order)> =
        input.project.orders.iter().map(|order| (day(order.at.local(zone).date()), order)).collect();
    let days = || orders.iter().map(|(at, _)| *at);
    let known = days().min().zip(days().max());
    if !known.is_some_and(|(first, last)| first <= scope.to && last >= scope.from) {
        return (0, Money::default());
    }
    all.iter_mut().for_each(|worth| worth.revenue = Some(Money::default()));
    let homes = orders.iter().any(|(_, order)| order.group.is_none()).then(|| only_groups(input));
    let mut elsewhere = (0, Money::default());
    for (at, order) in orders {
        if at < scope.from || at > scope.to {
            continue;
        }
        let group = match &order.group {
            Some(group) => input.activity.groups.find(group),
            None => input
                .matched(&order.member)
                .and_then(|member| homes.as_ref()?.get(&member).copied().flatten()),
        };
        match group {
            Some(group) => {
                // A group of the project that is out of scope has its orders there.
                if let Some(worth) = place(group).and_then(|place| all.get_mut(place)) {
                    worth.orders += 1;
                    worth.revenue = Some([worth.revenue.unwrap_or_default(), order.amount].into_iter().sum());
                }
            }
            None => {
                elsewhere.0 += 1;
                elsewhere.1 = [elsewhere.1, order.amount].into_iter().sum();
            }
        }
    }
    elsewhere
}

/// The group of everybody who was ever in one; `None` for who was in several.
fn only_groups(input: Input<'_>) -> HashMap<u32, Option<u32>> {
    let mut homes: HashMap<u32, Option<u32>> = HashMap::new();
    let mut add = |member: u32, group: u32| {
        let home = homes.entry(member).or_insert(Some(group));
        if *home != Some(group) {
            *home = None;
        }
    };
    for stay in input.project.memberships.iter() {
        if let (Some(member), Some(group)) =
            (input.matched(&stay.member), input.activity.groups.find(&stay.group))
        {
            add(member, group);
        }
    }
    for roster in input.project.rosters.iter() {
        let Some(group) = input.activity.groups.find(&roster.group) else { continue };
        roster.members.iter().filter_map(|id| input.matched(id)).for_each(|member| add(member, group));
    }
    input.activity.spans.iter().for_each(|span| add(span.member, span.group));
    homes
}

/// Rewards of the duty weeks that begin within the scope, shared by the groups that their rota covers; hundredths that
/// do not divide go to the first of them.
fn rewards(input: Input<'_>, scope: &Scope, all: &mut [Worth], place: impl Fn(u32) -> Option<usize>) {
    for rota in &input.project.rotas {
        let covered: BTreeSet<u32> = if rota.groups.is_empty() {
            (0..input.activity.groups.len() as u32).collect()
        } else {
            rota.groups.iter().filter_map(|group| input.activity.groups.find(group)).collect()
        };
        let due = rota.duties.iter().filter(|duty| {
            let first = day(rota.week_days(duty.week).0);
            (scope.from..=scope.to).contains(&first)
        });
        let rewards: Vec<Money> = due.filter_map(|duty| duty.reward).collect();
        let groups = covered.len() as i64;
        if rewards.is_empty() || groups == 0 {
            continue;
        }
        let sum: Money = rewards.into_iter().sum();
        let (each, left) = (sum.0 / groups, sum.0 % groups);
        for (index, group) in covered.into_iter().enumerate() {
            let share = Money(each + i64::from((index as i64) < left));
            if let Some(worth) = place(group).and_then(|place| all.get_mut(place)) {
                worth.rewards = Some([worth.rewards.unwrap_or_default(), share].into_iter().sum());
            }
        }
    }
}

/// The stated monthly cost for the days of the scope that the group existed, month by month; rounded to hundredths.
fn stated_cost(input: Input<'_>, group: u32, scope: &Scope) -> Option<Money> {
    let declared = input.project.groups.get(group as usize)?;
    let monthly = declared.monthly_cost?;
    let from = declared.created.map_or(scope.from, |created| scope.from.max(day(created)));
    let to = declared.closed.map_or(scope.to, |closed| scope.to.min(day(closed)));
    let mut sum = 0.0;
    let mut at = from;
    while at <= to {
        let (first, next) = month_of(date(at))?;
        let end = to.min(day(next) - 1);
        let share = f64::from(end - at + 1) / f64::from(day(next) - day(first));
        sum += (monthly.0 as f64 * share).round();
        at = end + 1;
    }
    Some(Money(sum as i64))
}

/// The first day of the month of a date, and of the next.
pub(super) fn month_of(at: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let first = at.with_day(1)?;
    Some((first, first.checked_add_months(chrono::Months::new(1))?))
}

#[cfg(test)]
#[path = "worth_tests.rs"]
mod tests;
