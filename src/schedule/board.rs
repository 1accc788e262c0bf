//! A rota as it stands, for changes by hand: what a move would break, why somebody serves, who could instead.

use super::{Schedule, ScheduleError, Span};
use crate::model::{MemberId, Project};
use crate::planner::check::{YearViolation, check_year};
use crate::planner::edit::{self, Edited, Refused, Seat};
use crate::planner::explain::{Empty, Handover, Why, YearBlock, YearTerms, empty_seat, handovers, why_seat};
use crate::planner::year::{Shortage, YearPlan, YearProblem, shortages};

/// A rota with everybody where they are; locked duties alone are locked.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    schedule: Schedule,
    problem: YearProblem,
    plan: YearPlan,
}

/// Somebody who could sit in a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    pub person: Shown,
    /// Rules that the person would break there.
    pub broken: Vec<YearViolation>,
    /// Cost of the rota with this person there, less the cost as it is.
    pub cost_change: i64,
    /// Weeks that the person serves now.
    pub weeks: u32,
}

/// A person as the board names them: a position in [`Board::people`].
pub type Shown = usize;

impl Board {
    /// The rota at a position.
    ///
    /// # Errors
    /// When there is no such rota, or it is too large to be weighed.
    pub fn new(project: &Project, rota: usize) -> Result<Self, ScheduleError> {
        let span = Span { keep: true, ..Span::default() };
        let schedule = Schedule::new(project, rota, span)?;
        let plan = schedule.standing();
        let mut problem = schedule.problem.clone();
        let locked = |week: u32, seat: u32| schedule.rota.duty(week, seat).is_some_and(|duty| duty.locked);
        problem.locked.retain(|lock| locked(lock.week, lock.seat));
        Ok(Self { schedule, problem, plan })
    }

    /// The people of the rota: candidates, then whoever else is on duty.
    pub fn people(&self) -> &[MemberId] {
        &self.schedule.people
    }

    /// Who somebody is.
    pub fn member(&self, person: Shown) -> Option<&MemberId> {
        self.schedule.people.get(person)
    }

    /// Who sits in a seat.
    pub fn at(&self, place: Seat) -> Option<Shown> {
        *self.plan.weeks.get(place.week as usize)?.get(place.seat as usize)?
    }

    /// True when the seat is there: not in a holiday, not beyond the end.
    pub fn has(&self, place: Seat) -> bool {
        self.problem.seats.get(place.week as usize).is_some_and(|&seats| place.seat < seats)
    }

    /// True for a duty that may not be changed.
    pub fn is_locked(&self, place: Seat) -> bool {
        self.problem.locked.iter().any(|lock| (lock.week, lock.seat) == (place.week, place.seat))
    }

    /// Rules that the rota breaks as it stands.
    pub fn broken(&self) -> Vec<YearViolation> {
        check_year(&self.problem, &self.plan).violations
    }

    /// What exchanging two seats would break and cost; one of them may be empty, which makes it a move.
    ///
    /// # Errors
    /// [`Refused`] when one of the seats is locked or not there, or both are empty.
    pub fn swap(&self, one: Seat, other: Seat) -> Result<Edited<YearViolation>, Refused> {
        edit::swap(&self.problem, &mut self.plan.clone(), one, other)
    }

    /// What putting somebody into a seat, or emptying it, would break and cost.
    ///
    /// # Errors
    /// [`Refused`] when the seat is locked or not there, or the person unknown.
    pub fn assign(&self, place: Seat, person: Option<Shown>) -> Result<Edited<YearViolation>, Refused> {
        edit::assign(&self.problem, &mut self.plan.clone(), place, person)
    }

    /// Why the person in a seat serves there, and what others would cost; `None` for an empty seat.
    pub fn why(&self, place: Seat) -> Option<Why<YearTerms, YearBlock>> {
        why_seat(&self.problem, &self.plan, place)
    }

    /// What keeps a seat empty and what would fill it; `None` for a seat that is taken or not there.
    pub fn why_empty(&self, place: Seat) -> Option<Empty<YearBlock>> {
        empty_seat(&self.problem, &self.plan, place)
    }

    /// Everybody else in a seat instead of whoever sits there: who breaks no rule first, then the cheapest. Empty for a
    /// seat that is not there.
    pub fn others(&self, place: Seat) -> Vec<Other> {
        let mut without = self.plan.clone();
        let seats = without.weeks.get_mut(place.week as usize);
        let Some(seat) = seats.and_then(|seats| seats.get_mut(place.seat as usize)) else {
            return Vec::new();
        };
        let there = seat.take();
        let people = (0..self.problem.people.len()).filter(|&person| Some(person) != there);
        let mut found: Vec<Other> = people
            .map(|person| {
                let mut tried = without.clone();
                let seats = tried.weeks.get_mut(place.week as usize);
                if let Some(seat) = seats.and_then(|seats| seats.get_mut(place.seat as usize)) {
                    *seat = Some(person);
                }
                let broken = edit::compare_year(&self.problem, &without, &tried).broken;
                let against_lock = |rule: &YearViolation| matches!(rule, YearViolation::LockBroken { .. });
                Other {
                    person,
                    broken: broken.into_iter().filter(|rule| !against_lock(rule)).collect(),
                    cost_change: edit::compare_year(&self.problem, &self.plan, &tried).cost_change,
                    weeks: self.load(person),
                }
            })
            .collect();
        found.sort_by_key(|other| (!other.broken.is_empty(), other.cost_change, other.person));
        found
    }

    /// Weeks that somebody serves.
    pub fn load(&self, person: Shown) -> u32 {
        self.plan.duties().filter(|(_, other)| *other == person).count() as u32
    }

    /// Weeks that somebody served before this rota.
    pub fn history(&self, person: Shown) -> u32 {
        self.problem.people.get(person).map_or(0, |person| person.history)
    }

    /// Candidates who serve no week, in the order of the file.
    pub fn idle(&self) -> Vec<Shown> {
        let loads = self.plan.loads(self.problem.people.len());
        (0..self.schedule.candidates).filter(|&person| loads.get(person) == Some(&0)).collect()
    }

    /// Exchanges of two people that fill an empty seat and break no rule, the cheapest first.
    pub fn handovers(&self, place: Seat) -> Vec<Handover> {
        handovers(&self.problem, &self.plan, place)
    }

    /// Weeks that cannot all be filled whatever the plan, with the people who could be there.
    pub fn shortages(&self) -> Vec<Shortage> {
        shortages(&self.problem)
    }
}
