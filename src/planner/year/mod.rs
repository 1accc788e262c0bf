//! The year plan: who serves which week, as the solvers see it.

mod distinct;
mod exact;
mod plan;
mod search;
mod shortage;
mod side;
mod turns;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use distinct::{Distinct, distinct_people};
pub use plan::{YearOptions, YearResult, plan_year};
pub use shortage::{Shortage, shortages};
pub use turns::{duty_weeks, fair_limits, postpone};

/// Weeks with seats, and the people who may take them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct YearProblem {
    /// Seats of each week in order; 0 for a week without duty, such as a holiday.
    pub seats: Vec<u32>,
    pub people: Vec<YearPerson>,
    /// Duties that stand.
    pub locked: Vec<YearLock>,
    pub rules: YearRules,
}

/// Somebody who may be asked to serve.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct YearPerson {
    /// Weeks in which the person cannot serve.
    pub away: Vec<u32>,
    /// Cost of each week for this person: below nothing for a wish, above for a dislike or for recent service. Weeks
    /// beyond the list cost nothing.
    pub wish: Vec<i64>,
    pub min_weeks: u32,
    pub max_weeks: u32,
    /// Weeks served before the plan.
    pub history: u32,
    /// Weeks since the last service: 1 for the week right before the plan's first; `None` for who never served.
    pub last_served: Option<u32>,
    pub tier: Option<u32>,
    pub experience: Experience,
}

/// How much a person has served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Experience {
    /// Serves for the first time.
    New,
    #[default]
    Some,
    /// Can show a newcomer.
    Experienced,
}

/// A duty that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct YearLock {
    pub week: u32,
    pub seat: u32,
    pub person: usize,
}

/// What a plan must keep, and what its shortcomings cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct YearRules {
    /// Least weeks off between two services; 0 for none. Weeks without duty count as weeks off.
    pub min_gap: u32,
    /// Most weeks in a row.
    pub max_in_row: Option<u32>,
    /// In every week at most as many newcomers as experienced people.
    pub newcomer_beside_experienced: bool,
    /// People of a tier that every week with duty should have.
    pub tiers: Vec<TierRule>,
    /// Cost of uneven loads: times the sum of (history + load)^2 over the people, histories counted from the smallest.
    /// 0 for none.
    pub fairness: i64,
    /// A plan with an empty seat will not do.
    pub must_cover: bool,
    /// Cost of an empty seat.
    pub empty_seat: i64,
    /// Cost of each week below a person's least number of weeks.
    pub below_minimum: i64,
    /// Cost of each person of a tier that is missing in a week.
    pub tier_missing: i64,
}

impl Default for YearRules {
    fn default() -> Self {
        Self {
            min_gap: 0,
            max_in_row: None,
            newcomer_beside_experienced: false,
            tiers: Vec::new(),
            fairness: 0,
            must_cover: false,
            empty_seat: 1000,
            below_minimum: 100,
            tier_missing: 50,
        }
    }
}

/// A tier that should be seen in every week with duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierRule {
    pub tier: u32,
    pub at_least: u32,
}

/// Who serves: a list of weeks, each a list of seats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearPlan {
    pub weeks: Vec<Vec<Option<usize>>>,
}

impl YearProblem {
    /// True when the person is there and rested from service before the plan.
    pub fn open(&self, person: usize, week: u32) -> bool {
        let rested = |ago: u32| u64::from(week) + u64::from(ago) > u64::from(self.rules.min_gap);
        self.people
            .get(person)
            .is_some_and(|person| !person.away.contains(&week) && person.last_served.is_none_or(rested))
    }

    /// Cost of a week for a person by the list of wishes.
    pub fn wish(&self, person: usize, week: u32) -> i64 {
        let wishes = self.people.get(person).map_or(&[][..], |person| &person.wish);
        wishes.get(week as usize).copied().unwrap_or(0)
    }

    /// Seats of all weeks.
    pub fn seats(&self) -> u64 {
        self.seats.iter().map(|&seats| u64::from(seats)).sum()
    }

    /// True when nothing but a flow is asked: no rule ties one week or one person to another.
    pub fn is_flow(&self) -> bool {
        let rules = &self.rules;
        rules.min_gap == 0
            && rules.max_in_row.is_none()
            && !rules.newcomer_beside_experienced
            && rules.tiers.iter().all(|tier| tier.at_least == 0)
    }

    /// Weeks each person served before, counted from the one who served least.
    pub(crate) fn histories(&self) -> Vec<i64> {
        let least = self.people.iter().map(|person| person.history).min().unwrap_or(0);
        self.people.iter().map(|person| i64::from(person.history - least)).collect()
    }

    /// What a person's next week adds to the cost of loads, after `load` weeks.
    pub(crate) fn next_week(&self, person: usize, history: i64, load: u32) -> i64 {
        let short = if load < self.people[person].min_weeks { self.rules.below_minimum } else { 0 };
        self.rules.fairness * (2 * (history + i64::from(load)) + 1) - short
    }
}

impl YearPlan {
    /// A plan with nobody in it.
    pub fn empty(problem: &YearProblem) -> Self {
        Self { weeks: problem.seats.iter().map(|&seats| vec![None; seats as usize]).collect() }
    }

    /// The people of a week.
    pub fn people(&self, week: u32) -> impl Iterator<Item = usize> + '_ {
        self.weeks.get(week as usize).into_iter().flatten().copied().flatten()
    }

    /// Weeks with somebody in them, with that person, in order.
    pub fn duties(&self) -> impl Iterator<Item = (u32, usize)> + '_ {
        (0..)
            .zip(&self.weeks)
            .flat_map(|(week, seats)| seats.iter().flatten().map(move |&person| (week, person)))
    }

    /// Weeks that each of `people` people serves.
    pub fn loads(&self, people: usize) -> Vec<u32> {
        let mut loads = vec![0; people];
        for (_, person) in self.duties() {
            if let Some(load) = loads.get_mut(person) {
                *load += 1;
            }
        }
        loads
    }

    /// A plan from the people of each week: whoever is locked sits in the locked seat, the others in order.
    pub(crate) fn seated(problem: &YearProblem, weeks: &[Vec<usize>]) -> Self {
        let mut plan = Self::empty(problem);
        for lock in &problem.locked {
            let seat =
                plan.weeks.get_mut(lock.week as usize).and_then(|seats| seats.get_mut(lock.seat as usize));
            if let Some(seat) = seat {
                *seat = Some(lock.person);
            }
        }
        for (seats, people) in plan.weeks.iter_mut().zip(weeks) {
            let mut left: Vec<usize> =
                people.iter().copied().filter(|&person| !seats.contains(&Some(person))).collect();
            left.sort_unstable();
            for (seat, person) in seats.iter_mut().filter(|seat| seat.is_none()).zip(left) {
                *seat = Some(person);
            }
        }
        plan
    }
}
