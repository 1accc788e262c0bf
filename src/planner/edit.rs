//! Changes by hand: move, swap, take, lock. A locked duty is refused; broken rules are told, not refused.

use std::collections::BTreeMap;

use serde::Serialize;
use thiserror::Error;

use super::check::{WeekViolation, YearViolation, check_week, check_year};
use super::week::{WeekLock, WeekPlan, WeekProblem};
use super::year::{YearLock, YearPlan, YearProblem};

/// Why a change is refused; the plan is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// A duty that would change is locked.
    #[error("the duty is locked")]
    Locked,
    /// The plan has no such week, seat or cell, or nobody there to move.
    #[error("there is nobody to move, or no such place")]
    Nobody,
    /// The place to move to is taken, or the person is there already.
    #[error("the place is taken")]
    Taken,
    /// The problem has no such person.
    #[error("no such person")]
    Unknown,
}

/// What a change did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edited<Violation> {
    /// Rules broken now and not before.
    pub broken: Vec<Violation>,
    /// Rules broken before and not now.
    pub mended: Vec<Violation>,
    /// Cost now less cost before.
    pub cost_change: i64,
}

/// A seat of a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Seat {
    pub week: u32,
    pub seat: u32,
}

/// Somebody in a cell of a week plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Duty {
    pub cell: usize,
    pub admin: usize,
}

/// What is in one list and not in the other, as often as it is there more often.
fn without<Violation: Ord + Copy>(list: &[Violation], other: &[Violation]) -> Vec<Violation> {
    let mut left = BTreeMap::<Violation, usize>::new();
    other.iter().for_each(|violation| *left.entry(*violation).or_default() += 1);
    let new = |violation: &&Violation| match left.get_mut(violation) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    list.iter().filter(new).copied().collect()
}

/// What changed from one verdict to another: the rules newly broken, those no longer broken, and the cost.
fn compare<V: Ord + Copy>(before: (&[V], i64), after: (&[V], i64)) -> Edited<V> {
    Edited {
        broken: without(after.0, before.0),
        mended: without(before.0, after.0),
        cost_change: after.1 - before.1,
    }
}

/// The difference between two year plans of a problem.
pub fn compare_year(problem: &YearProblem, before: &YearPlan, after: &YearPlan) -> Edited<YearViolation> {
    let (before, after) = (check_year(problem, before), check_year(problem, after));
    compare((&before.violations, before.cost.total), (&after.violations, after.cost.total))
}

/// The difference between two week plans of a problem.
pub fn compare_week(problem: &WeekProblem, before: &WeekPlan, after: &WeekPlan) -> Edited<WeekViolation> {
    let (before, after) = (check_week(problem, before), check_week(problem, after));
    compare((&before.violations, before.cost.total), (&after.violations, after.cost.total))
}

fn is_locked(problem: &YearProblem, place: Seat) -> bool {
    problem.locked.iter().any(|lock| lock.week == place.week && lock.seat == place.seat)
}

/// Who sits in a seat; `None` when there is no such seat.
fn seat(plan: &mut YearPlan, place: Seat) -> Option<&mut Option<usize>> {
    plan.weeks.get_mut(place.week as usize)?.get_mut(place.seat as usize)
}

/// Puts a person into a seat, instead of whoever is there, or empties it.
///
/// # Errors
/// [`Refused`] when the seat is locked or missing, or the person unknown.
pub fn assign(
    problem: &YearProblem,
    plan: &mut YearPlan,
    place: Seat,
    person: Option<usize>,
) -> Result<Edited<YearViolation>, Refused> {
    if person.is_some_and(|person| person >= problem.people.len()) {
        return Err(Refused::Unknown);
    }
    let before = plan.clone();
    let there = seat(plan, place).ok_or(Refused::Nobody)?;
    if is_locked(problem, place) {
        return Err(Refused::Locked);
    }
    *there = person;
    Ok(compare_year(problem, &before, plan))
}

/// Exchanges two seats; one of them may be empty.
///
/// # Errors
/// [`Refused`] when one of the seats is locked or missing, or both are empty.
pub fn swap(
    problem: &YearProblem,
    plan: &mut YearPlan,
    one: Seat,
    other: Seat,
) -> Result<Edited<YearViolation>, Refused> {
    let before = plan.clone();
    let first = *seat(plan, one).ok_or(Refused::Nobody)?;
    let second = *seat(plan, other).ok_or(Refused::Nobody)?;
    if first.is_none() && second.is_none() {
        return Err(Refused::Nobody);
    }
    if is_locked(problem, one) || is_locked(problem, other) {
        return Err(Refused::Locked);
    }
    if let Some(seat) = seat(plan, one) {
        *seat = second;
    }
    if let Some(seat) = seat(plan, other) {
        *seat = first;
    }
    Ok(compare_year(problem, &before, plan))
}

/// Moves whoever sits in a seat to an empty one.
///
/// # Errors
/// [`Refused`] when one of the seats is locked or missing, the first is empty or the second taken.
pub fn move_to(
    problem: &YearProblem,
    plan: &mut YearPlan,
    from: Seat,
    to: Seat,
) -> Result<Edited<YearViolation>, Refused> {
    if is_locked(problem, from) || is_locked(problem, to) {
        return Err(Refused::Locked);
    }
    seat(plan, from).copied().flatten().ok_or(Refused::Nobody)?;
    if seat(plan, to).ok_or(Refused::Nobody)?.is_some() && from != to {
        return Err(Refused::Taken);
    }
    swap(problem, plan, from, to)
}

/// Locks a seat with whoever sits in it.
///
/// # Errors
/// [`Refused::Nobody`] when the seat is empty or missing.
pub fn lock(problem: &mut YearProblem, plan: &YearPlan, place: Seat) -> Result<(), Refused> {
    let there = plan.weeks.get(place.week as usize).and_then(|seats| seats.get(place.seat as usize));
    let person = there.copied().flatten().ok_or(Refused::Nobody)?;
    unlock(problem, place);
    problem.locked.push(YearLock { week: place.week, seat: place.seat, person });
    Ok(())
}

/// Takes the lock off a seat; nothing happens without one.
pub fn unlock(problem: &mut YearProblem, place: Seat) {
    problem.locked.retain(|lock| (lock.week, lock.seat) != (place.week, place.seat));
}

fn locked_duty(problem: &WeekProblem, duty: Duty) -> bool {
    problem.locked.contains(&WeekLock { cell: duty.cell, admin: duty.admin })
}

/// Where an admin stands in the list of a cell.
fn standing(plan: &WeekPlan, duty: Duty) -> Result<usize, Refused> {
    let cell = plan.cells.get(duty.cell).ok_or(Refused::Nobody)?;
    cell.iter().position(|&admin| admin == duty.admin).ok_or(Refused::Nobody)
}

/// Puts an admin into a cell: instead of another, beside the others, or nobody instead of one.
///
/// # Errors
/// [`Refused`] when the duty given up is locked or not there, the new admin there already, or the cell or admin unknown.
pub fn assign_duty(
    problem: &WeekProblem,
    plan: &mut WeekPlan,
    cell: usize,
    out: Option<usize>,
    instead: Option<usize>,
) -> Result<Edited<WeekViolation>, Refused> {
    if instead.is_some_and(|admin| admin >= problem.admins.len()) {
        return Err(Refused::Unknown);
    }
    let before = plan.clone();
    let at = out.map(|admin| standing(plan, Duty { cell, admin })).transpose()?;
    if out.is_some_and(|admin| locked_duty(problem, Duty { cell, admin })) {
        return Err(Refused::Locked);
    }
    let there = plan.cells.get_mut(cell).ok_or(Refused::Nobody)?;
    if instead.is_some_and(|admin| there.contains(&admin)) {
        return Err(Refused::Taken);
    }
    match (at, instead) {
        (Some(at), Some(admin)) => there[at] = admin,
        (Some(at), None) => drop(there.remove(at)),
        (None, Some(admin)) => there.push(admin),
        (None, None) => {}
    }
    Ok(compare_week(problem, &before, plan))
}

/// Exchanges two admins between their cells.
///
/// # Errors
/// [`Refused`] when one of the duties is locked or not there, or one of the admins in both cells.
pub fn swap_duties(
    problem: &WeekProblem,
    plan: &mut WeekPlan,
    one: Duty,
    other: Duty,
) -> Result<Edited<WeekViolation>, Refused> {
    let (first, second) = (standing(plan, one)?, standing(plan, other)?);
    if locked_duty(problem, one) || locked_duty(problem, other) {
        return Err(Refused::Locked);
    }
    if one.cell != other.cell
        && (plan.cells[one.cell].contains(&other.admin) || plan.cells[other.cell].contains(&one.admin))
    {
        return Err(Refused::Taken);
    }
    let before = plan.clone();
    plan.cells[one.cell][first] = other.admin;
    plan.cells[other.cell][second] = one.admin;
    Ok(compare_week(problem, &before, plan))
}

/// Moves an admin from a cell to another, behind whoever is there.
///
/// # Errors
/// [`Refused`] when the duty is locked or not there, the admin in the other cell already, or there is no such cell.
pub fn move_duty(
    problem: &WeekProblem,
    plan: &mut WeekPlan,
    duty: Duty,
    to: usize,
) -> Result<Edited<WeekViolation>, Refused> {
    let at = standing(plan, duty)?;
    if locked_duty(problem, duty) {
        return Err(Refused::Locked);
    }
    if to != duty.cell && plan.cells.get(to).ok_or(Refused::Nobody)?.contains(&duty.admin) {
        return Err(Refused::Taken);
    }
    let before = plan.clone();
    plan.cells[duty.cell].remove(at);
    plan.cells[to].push(duty.admin);
    Ok(compare_week(problem, &before, plan))
}

/// Locks an admin in a cell.
///
/// # Errors
/// [`Refused::Nobody`] when the admin is not there.
pub fn lock_duty(problem: &mut WeekProblem, plan: &WeekPlan, duty: Duty) -> Result<(), Refused> {
    standing(plan, duty)?;
    unlock_duty(problem, duty);
    problem.locked.push(WeekLock { cell: duty.cell, admin: duty.admin });
    Ok(())
}

/// Takes the lock off a duty; nothing happens without one.
pub fn unlock_duty(problem: &mut WeekProblem, duty: Duty) {
    problem.locked.retain(|lock| (lock.cell, lock.admin) != (duty.cell, duty.admin));
}
