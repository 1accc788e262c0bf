//! A week plan against its problem.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::planner::week::{WeekPlan, WeekProblem};

/// A rule that a week plan breaks: who, when, what. Cells, admins and days count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum WeekViolation {
    /// The plan has other cells than the problem.
    WrongCells {
        found: usize,
        wanted: usize,
    },
    /// Nobody of the problem.
    UnknownAdmin {
        cell: usize,
        admin: usize,
    },
    /// Somebody twice in a cell.
    TwiceInCell {
        admin: usize,
        cell: usize,
    },
    /// Somebody without the group's role.
    LacksRole {
        admin: usize,
        cell: usize,
    },
    /// Somebody who is away.
    Away {
        admin: usize,
        cell: usize,
    },
    /// More people than wanted.
    OverDemand {
        cell: usize,
        found: u32,
        demand: u32,
    },
    /// Too many groups in one slot.
    TooManyAtOnce {
        admin: usize,
        day: u32,
        slot: u32,
        groups: u32,
        most: u32,
    },
    /// The last slot of a day and the first of the next.
    NoRest {
        admin: usize,
        day: u32,
    },
    TooManySlots {
        admin: usize,
        slots: u32,
        most: u32,
    },
    TooManyGroups {
        admin: usize,
        groups: u32,
        most: u32,
    },
    /// Too many days in a row, from `first` on.
    TooManyDaysInRow {
        admin: usize,
        first: u32,
        days: u32,
        most: u32,
    },
    /// All slots together are paid more than the budget.
    OverBudget {
        pay: i64,
        budget: i64,
    },
    /// A duty that stands has gone.
    LockBroken {
        cell: usize,
        admin: usize,
    },
}

/// The cost of a week plan, term by term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WeekCost {
    pub missing_people: u64,
    /// Heat of the cells, summed over missing people.
    pub missing_heat: i64,
    /// Load above the fair share, summed over admins.
    pub overload: i64,
    /// Sum of the wish costs of all duties.
    pub wishes: i64,
    pub repeated_pairs: u64,
    /// What all slots together are paid; not part of the cost.
    pub pay: i64,
    /// All terms times their weights.
    pub total: i64,
}

/// What [`check_week`] finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WeekCheck {
    pub violations: Vec<WeekViolation>,
    pub cost: WeekCost,
    /// History and heat of each admin.
    pub loads: Vec<i64>,
}

/// The load above which an admin carries too much: all histories and all demand times heat, shared evenly and rounded
/// up. 0 without admins.
pub fn fair_share(problem: &WeekProblem) -> i64 {
    let history: i64 = problem.admins.iter().map(|admin| admin.history).sum();
    let heat: i64 = problem.cells.iter().map(|cell| cell.heat * i64::from(cell.demand)).sum();
    let people = problem.admins.len() as i64;
    if people == 0 {
        0
    } else {
        (history + heat).div_euclid(people) + i64::from((history + heat).rem_euclid(people) > 0)
    }
}

/// Every rule that the plan breaks, in order, and its cost. A plan that breaks rules still has a cost: that of the
/// duties that can be read.
pub fn check_week(problem: &WeekProblem, plan: &WeekPlan) -> WeekCheck {
    let mut violations = Vec::new();
    let mut cost = WeekCost::default();
    if plan.cells.len() != problem.cells.len() {
        violations.push(WeekViolation::WrongCells { found: plan.cells.len(), wanted: problem.cells.len() });
    }
    let mut duties: Vec<Vec<usize>> = vec![Vec::new(); problem.admins.len()];
    for (number, cell) in problem.cells.iter().enumerate() {
        let there = plan.cells.get(number).map_or(&[][..], Vec::as_slice);
        let mut found = 0;
        for (seat, &admin) in there.iter().enumerate() {
            let Some(who) = problem.admins.get(admin) else {
                violations.push(WeekViolation::UnknownAdmin { cell: number, admin });
                continue;
            };
            found += 1;
            if there[..seat].contains(&admin) {
                violations.push(WeekViolation::TwiceInCell { admin, cell: number });
                continue;
            }
            if problem.groups.get(cell.group).is_none_or(|group| !who.roles.contains(&group.role)) {
                violations.push(WeekViolation::LacksRole { admin, cell: number });
            }
            if who.away.contains(&(cell.day, cell.slot)) {
                violations.push(WeekViolation::Away { admin, cell: number });
            }
            duties[admin].push(number);
            cost.pay += who.pay_per_slot;
            let wishes = who.wish.iter().filter(|(at, _)| *at == (cell.day, cell.slot));
            cost.wishes += wishes.map(|(_, cost)| cost).sum::<i64>();
        }
        if found > cell.demand {
            violations.push(WeekViolation::OverDemand { cell: number, found, demand: cell.demand });
        }
        let missing = cell.demand.saturating_sub(found);
        cost.missing_people += u64::from(missing);
        cost.missing_heat += cell.heat * i64::from(missing);
    }
    let share = fair_share(problem);
    let mut loads = Vec::new();
    for (admin, who) in problem.admins.iter().enumerate() {
        rest_and_limits(problem, admin, &duties[admin], &mut violations);
        let load = who.history + duties[admin].iter().map(|&cell| problem.cells[cell].heat).sum::<i64>();
        cost.overload += (load - share).max(0);
        loads.push(load);
    }
    for &(one, other) in &problem.last_week_pairs {
        let again =
            one != other && plan.cells.iter().any(|cell| cell.contains(&one) && cell.contains(&other));
        cost.repeated_pairs += u64::from(again);
    }
    if let Some(budget) = problem.budget.filter(|&budget| cost.pay > budget) {
        violations.push(WeekViolation::OverBudget { pay: cost.pay, budget });
    }
    for lock in &problem.locked {
        if plan.cells.get(lock.cell).is_none_or(|cell| !cell.contains(&lock.admin)) {
            violations.push(WeekViolation::LockBroken { cell: lock.cell, admin: lock.admin });
        }
    }
    let rules = &problem.rules;
    cost.total = rules.missing * cost.missing_heat
        + rules.overload * cost.overload
        + rules.repeated_pair * cost.repeated_pairs as i64
        + cost.wishes;
    WeekCheck { violations, cost, loads }
}

/// The rules about one admin's week.
fn rest_and_limits(
    problem: &WeekProblem,
    admin: usize,
    duties: &[usize],
    violations: &mut Vec<WeekViolation>,
) {
    let Some(who) = problem.admins.get(admin) else { return };
    let mut at = BTreeMap::<(u32, u32), u32>::new();
    let mut groups = BTreeSet::new();
    for cell in duties.iter().map(|&cell| &problem.cells[cell]) {
        *at.entry((cell.day, cell.slot)).or_default() += 1;
        groups.insert(cell.group);
    }
    let most = problem.rules.groups_at_once;
    for (&(day, slot), &groups) in at.iter().filter(|(_, groups)| **groups > most) {
        violations.push(WeekViolation::TooManyAtOnce { admin, day, slot, groups, most });
    }
    let last = problem.slots_per_day.saturating_sub(1);
    for &(day, slot) in at.keys() {
        if problem.slots_per_day > 1 && slot == last && at.contains_key(&(day + 1, 0)) {
            violations.push(WeekViolation::NoRest { admin, day });
        }
    }
    let slots = duties.len() as u32;
    if slots > who.max_slots {
        violations.push(WeekViolation::TooManySlots { admin, slots, most: who.max_slots });
    }
    let groups = groups.len() as u32;
    if groups > who.max_groups {
        violations.push(WeekViolation::TooManyGroups { admin, groups, most: who.max_groups });
    }
    let days: BTreeSet<u32> = at.keys().map(|&(day, _)| day).collect();
    for &first in days.iter().filter(|&&day| day == 0 || !days.contains(&(day - 1))) {
        let run = (first..).take_while(|day| days.contains(day)).count() as u32;
        if run > who.max_days_in_row {
            violations.push(WeekViolation::TooManyDaysInRow {
                admin,
                first,
                days: run,
                most: who.max_days_in_row,
            });
        }
    }
}
