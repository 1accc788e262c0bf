//! Seats of a year plan, explained.

use serde::Serialize;

use super::{Choice, Empty, Why, sorted, summed};
use crate::planner::check::{YearViolation, check_year};
use crate::planner::edit::{Seat, compare_year};
use crate::planner::year::{YearPlan, YearProblem};

/// What keeps a person out of a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum YearBlock {
    Away,
    /// Serves as many weeks as the person takes.
    AtCap,
    /// Sits in another seat of the week.
    ServesThatWeek,
    /// Served too short before or after.
    Gap,
    /// Too many weeks in a row.
    InRow,
    /// Newcomers need experienced people beside them.
    Newcomer,
}

/// What one duty adds to the cost of a plan, term by term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct YearTerms {
    pub wish: i64,
    pub unevenness: i64,
    /// Below nothing when it lifts a person towards the least number of weeks.
    pub minimum: i64,
    /// Below nothing when the week needs the person's tier.
    pub tier: i64,
    /// Below nothing: the seat that is not empty.
    pub seat: i64,
    pub total: i64,
}

fn block(violation: &YearViolation) -> Option<YearBlock> {
    Some(match violation {
        YearViolation::Away { .. } => YearBlock::Away,
        YearViolation::TooManyWeeks { .. } => YearBlock::AtCap,
        YearViolation::TwiceInWeek { .. } => YearBlock::ServesThatWeek,
        YearViolation::NotRested { .. } | YearViolation::GapTooShort { .. } => YearBlock::Gap,
        YearViolation::TooManyInRow { .. } => YearBlock::InRow,
        YearViolation::NewcomersAlone { .. } => YearBlock::Newcomer,
        _ => return None,
    })
}

fn with(plan: &YearPlan, place: Seat, person: Option<usize>) -> YearPlan {
    let mut plan = plan.clone();
    if let Some(seat) =
        plan.weeks.get_mut(place.week as usize).and_then(|seats| seats.get_mut(place.seat as usize))
    {
        *seat = person;
    }
    plan
}

/// Everybody in the seat against the plan as it is, and against the seat empty for the rules.
fn choices(problem: &YearProblem, plan: &YearPlan, place: Seat) -> Vec<Choice<YearBlock>> {
    let empty = with(plan, place, None);
    let now = check_year(problem, plan).cost.total;
    let there = plan
        .weeks
        .get(place.week as usize)
        .and_then(|seats| seats.get(place.seat as usize))
        .copied()
        .flatten();
    let choice = |person: usize| {
        let tried = with(plan, place, Some(person));
        let edited = compare_year(problem, &empty, &tried);
        let mut blocks: Vec<YearBlock> = edited.broken.iter().filter_map(block).collect();
        blocks.sort_unstable();
        blocks.dedup();
        Choice { person, cost_change: check_year(problem, &tried).cost.total - now, blocks }
    };
    sorted((0..problem.people.len()).filter(|&person| Some(person) != there).map(choice).collect())
}

/// Why the person in a seat serves there; `None` for an empty seat or none.
pub fn why_seat(problem: &YearProblem, plan: &YearPlan, place: Seat) -> Option<Why<YearTerms, YearBlock>> {
    let person = (*plan.weeks.get(place.week as usize)?.get(place.seat as usize)?)?;
    let (with_it, without) =
        (check_year(problem, plan).cost, check_year(problem, &with(plan, place, None)).cost);
    let rules = &problem.rules;
    let more = |with_it: u64, without: u64| with_it as i64 - without as i64;
    let terms = YearTerms {
        wish: with_it.wishes - without.wishes,
        unevenness: rules.fairness * (with_it.unevenness - without.unevenness),
        minimum: rules.below_minimum * more(with_it.below_minimum_weeks, without.below_minimum_weeks),
        tier: rules.tier_missing * more(with_it.tier_missing, without.tier_missing),
        seat: rules.empty_seat * more(with_it.empty_seats, without.empty_seats),
        total: with_it.total - without.total,
    };
    Some(Why { person, terms, others: choices(problem, plan, place) })
}

/// What keeps a seat empty and what would fill it; `None` when somebody sits there, or there is no such seat.
///
/// Each person is weighed alone. Where everybody is away or at the cap, [`crate::planner::year::shortages`] names whose
/// cap would help by way of others, and [`handovers`] the exchanges that lift no rule.
pub fn empty_seat(problem: &YearProblem, plan: &YearPlan, place: Seat) -> Option<Empty<YearBlock>> {
    if plan.weeks.get(place.week as usize)?.get(place.seat as usize)?.is_some() {
        return None;
    }
    let choices = choices(problem, plan, place);
    let loads = plan.loads(problem.people.len());
    let limit = |person: usize, block: YearBlock| match block {
        YearBlock::AtCap => Some(i64::from(loads[person]) + 1),
        YearBlock::Gap => {
            let near = (0..)
                .zip(&plan.weeks)
                .filter(|(week, seats)| *week != place.week && seats.contains(&Some(person)));
            let served =
                problem.people[person].last_served.map(|ago| i64::from(ago) + i64::from(place.week) - 1);
            let off = near.map(|(week, _): (u32, _)| i64::from(week.abs_diff(place.week)) - 1);
            off.chain(served).min()
        }
        YearBlock::InRow => {
            let serves = |week: &u32| plan.people(*week).any(|other| other == person);
            let before = (0..place.week).rev().take_while(serves).count();
            Some((before + 1 + (place.week + 1..).take_while(serves).count()) as i64)
        }
        _ => None,
    };
    Some(summed(&choices, limit))
}

/// An exchange that fills an empty seat and breaks no rule: `person` moves there from `from`, and `successor` takes that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Handover {
    pub person: usize,
    pub from: Seat,
    pub successor: usize,
    pub cost_change: i64,
}

/// Every exchange of two people that fills an empty seat, the cheapest first. None when the seat is not empty.
pub fn handovers(problem: &YearProblem, plan: &YearPlan, place: Seat) -> Vec<Handover> {
    let there = plan.weeks.get(place.week as usize).and_then(|seats| seats.get(place.seat as usize));
    let mut found = Vec::new();
    if there != Some(&None) {
        return found;
    }
    for (week, seats) in (0..).zip(&plan.weeks) {
        for (seat, person) in (0..).zip(seats) {
            let from = Seat { week, seat };
            let Some(person) = *person else { continue };
            let locked = problem.locked.iter().any(|lock| (lock.week, lock.seat) == (week, seat));
            if locked || week == place.week || !problem.open(person, place.week) {
                continue;
            }
            let moved = with(&with(plan, from, None), place, Some(person));
            if !compare_year(problem, plan, &moved).broken.is_empty() {
                continue;
            }
            for successor in
                (0..problem.people.len()).filter(|&other| other != person && problem.open(other, week))
            {
                let edited = compare_year(problem, plan, &with(&moved, from, Some(successor)));
                if edited.broken.is_empty() {
                    found.push(Handover { person, from, successor, cost_change: edited.cost_change });
                }
            }
        }
    }
    found.sort_by_key(|way| (way.cost_change, way.person, way.from, way.successor));
    found
}
