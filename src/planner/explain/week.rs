//! Cells of a week plan, explained.

use serde::Serialize;

use super::{Choice, Empty, Why, sorted, summed};
use crate::planner::check::{WeekViolation, check_week};
use crate::planner::edit::{Duty, compare_week};
use crate::planner::week::{WeekPlan, WeekProblem};

/// What keeps an admin out of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekBlock {
    Away,
    /// Serves as many slots as the admin takes.
    Slots,
    /// Looks after as many groups as the admin takes.
    Groups,
    /// Too many days in a row.
    DaysInRow,
    /// In another group in that slot.
    AtOnce,
    /// The last slot of a day and the first of the next.
    Rest,
    Budget,
    /// Lacks the group's role.
    Role,
    /// Is there already.
    ThereAlready,
}

/// What one duty adds to the cost of a plan, term by term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WeekTerms {
    pub wish: i64,
    pub overload: i64,
    pub repeated_pairs: i64,
    /// Below nothing: the person who is not missing.
    pub missing: i64,
    /// Pay; not part of the cost.
    pub pay: i64,
    pub total: i64,
}

fn block(violation: &WeekViolation) -> Option<WeekBlock> {
    Some(match violation {
        WeekViolation::Away { .. } => WeekBlock::Away,
        WeekViolation::TooManySlots { .. } => WeekBlock::Slots,
        WeekViolation::TooManyGroups { .. } => WeekBlock::Groups,
        WeekViolation::TooManyDaysInRow { .. } => WeekBlock::DaysInRow,
        WeekViolation::TooManyAtOnce { .. } => WeekBlock::AtOnce,
        WeekViolation::NoRest { .. } => WeekBlock::Rest,
        WeekViolation::OverBudget { .. } => WeekBlock::Budget,
        WeekViolation::LacksRole { .. } => WeekBlock::Role,
        WeekViolation::TwiceInCell { .. } => WeekBlock::ThereAlready,
        _ => return None,
    })
}

/// The plan without `out` in the cell, and with `add` in that place or at the end.
fn with(plan: &WeekPlan, cell: usize, out: Option<usize>, add: Option<usize>) -> WeekPlan {
    let mut plan = plan.clone();
    if let Some(there) = plan.cells.get_mut(cell) {
        let at = out.and_then(|out| there.iter().position(|&admin| admin == out));
        match (at, add) {
            (Some(at), Some(add)) => there[at] = add,
            (Some(at), None) => drop(there.remove(at)),
            (None, add) => there.extend(add),
        }
    }
    plan
}

/// Every other admin in the cell instead of `out`.
fn choices(
    problem: &WeekProblem,
    plan: &WeekPlan,
    cell: usize,
    out: Option<usize>,
) -> Vec<Choice<WeekBlock>> {
    let empty = with(plan, cell, out, None);
    let now = check_week(problem, plan).cost.total;
    let choice = |person: usize| {
        let tried = with(plan, cell, out, Some(person));
        let mut blocks: Vec<WeekBlock> =
            compare_week(problem, &empty, &tried).broken.iter().filter_map(block).collect();
        blocks.sort_unstable();
        blocks.dedup();
        Choice { person, cost_change: check_week(problem, &tried).cost.total - now, blocks }
    };
    sorted((0..problem.admins.len()).filter(|&admin| Some(admin) != out).map(choice).collect())
}

/// Why an admin serves in a cell; `None` when the admin is not there.
pub fn why_duty(problem: &WeekProblem, plan: &WeekPlan, duty: Duty) -> Option<Why<WeekTerms, WeekBlock>> {
    plan.cells.get(duty.cell)?.contains(&duty.admin).then_some(())?;
    let with_it = check_week(problem, plan).cost;
    let without = check_week(problem, &with(plan, duty.cell, Some(duty.admin), None)).cost;
    let rules = &problem.rules;
    let terms = WeekTerms {
        wish: with_it.wishes - without.wishes,
        overload: rules.overload * (with_it.overload - without.overload),
        repeated_pairs: rules.repeated_pair * (with_it.repeated_pairs as i64 - without.repeated_pairs as i64),
        missing: rules.missing * (with_it.missing_heat - without.missing_heat),
        pay: with_it.pay - without.pay,
        total: with_it.total - without.total,
    };
    Some(Why { person: duty.admin, terms, others: choices(problem, plan, duty.cell, Some(duty.admin)) })
}

/// What keeps a cell short of people and what would fill one place of it; `None` when nobody is missing, or there is no
/// such cell.
pub fn empty_cell(problem: &WeekProblem, plan: &WeekPlan, cell: usize) -> Option<Empty<WeekBlock>> {
    let (wanted, there) = (problem.cells.get(cell)?, plan.cells.get(cell)?);
    (there.len() < wanted.demand as usize).then_some(())?;
    let choices = choices(problem, plan, cell, None);
    let limit = |person: usize, block: WeekBlock| {
        let tried = check_week(problem, &with(plan, cell, None, Some(person)));
        tried.violations.iter().find_map(|violation| match (block, *violation) {
            (WeekBlock::Slots, WeekViolation::TooManySlots { admin, slots, .. }) if admin == person => {
                Some(i64::from(slots))
            }
            (WeekBlock::Groups, WeekViolation::TooManyGroups { admin, groups, .. }) if admin == person => {
                Some(i64::from(groups))
            }
            (WeekBlock::DaysInRow, WeekViolation::TooManyDaysInRow { admin, days, .. })
                if admin == person =>
            {
                Some(i64::from(days))
            }
            (WeekBlock::AtOnce, WeekViolation::TooManyAtOnce { admin, groups, .. }) if admin == person => {
                Some(i64::from(groups))
            }
            (WeekBlock::Budget, WeekViolation::OverBudget { pay, .. }) => Some(pay),
            _ => None,
        })
    };
    Some(summed(&choices, limit))
}
