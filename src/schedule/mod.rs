//! A rota of the project as a problem of the planner, and a plan as duties of the rota.

mod board;
mod shifts;

#[cfg(test)]
mod tests;

pub use board::{Board, Other, Shown};
pub use shifts::{OtherShift, PlannedShifts, ShiftBoard};

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;

use crate::model::{Candidate, Duty, MemberId, PlanStatus, Project, Rota, Solved, Tier};
use crate::planner::check::{WeekViolation, YearViolation, check_year};
use crate::planner::edit::Seat;
use crate::planner::explain::{Empty, YearBlock, empty_seat};
use crate::planner::year::{
    Experience, TierRule, YearLock, YearOptions, YearPerson, YearPlan, YearProblem, YearResult, YearRules,
    plan_year,
};
use crate::planner::{Progress, Status};

/// Cost of one step of uneven loads; wishes weigh less, so that nobody serves more than others for a wish.
const FAIRNESS: i64 = 10;
/// Cost of a week wished for, and of one rather not.
const PREFERRED: i64 = -5;
const AVOIDED: i64 = 15;
/// Weeks served before that still count.
const MOST_HISTORY: u32 = 10_000;
/// Largest problem that is planned: people times weeks, seats of all weeks.
const MOST_CHOICES: u64 = 500_000;
const MOST_SEATS: u64 = 50_000;

/// Which weeks of a rota are planned, and what stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first week planned begins on this day or later; the rota's first week when absent.
    pub from: Option<NaiveDate>,
    /// Weeks planned; to the end of the rota when absent.
    pub weeks: Option<u32>,
    /// Everybody on duty stays, and empty seats alone are filled. Without it locked duties alone stay.
    pub keep: bool,
}

/// Why a rota cannot be planned, or a plan is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    #[error("the project has no such rota")]
    NoRota,
    #[error("no week of the rota begins on {0} or later; it ends on {1}")]
    PastEnd(NaiveDate, NaiveDate),
    #[error("the rota has {1} weeks from there on, not {0}; give it more `weeks` in the project file")]
    TooFewWeeks(u32, u32),
    #[error("the rota is too large to plan: {people} people, {weeks} weeks, {seats} seats at once")]
    TooLarge { people: usize, weeks: u32, seats: u32 },
    /// The checker does not agree with the solver.
    #[error("the plan was thrown away, for it breaks a rule: {0:?}")]
    Broken(YearViolation),
    #[error("the project has no such week of shifts")]
    NoShifts,
    #[error("the week is too large to plan: {people} people, {slots} slots with somebody wanted")]
    WeekTooLarge { people: usize, slots: usize },
    /// The checker does not agree with the solver.
    #[error("the plan was thrown away, for it breaks a rule: {0:?}")]
    BrokenWeek(WeekViolation),
}

/// A rota as the planner sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    pub problem: YearProblem,
    /// Who stands at each position of the problem's people.
    pub people: Vec<MemberId>,
    /// Weeks that are planned; the others stand as they are.
    pub planned: Range<u32>,
    /// How many of the people are candidates; these come first.
    candidates: usize,
    rota: Rota,
    /// Tiers of the candidates, by the ids of the rota.
    tiers: HashMap<MemberId, Tier>,
}

/// A plan that was checked, as duties.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// All duties of the rota, those outside the planned weeks included.
    pub duties: Vec<Duty>,
    pub solved: Solved,
    pub result: YearResult,
}

impl Schedule {
    /// The problem of a rota (by its position): its seats, its candidates, and the duties that stand.
    ///
    /// A week that a holiday closes has no seat but those of the duties that stand in it.
    /// Weeks outside the span hold the people who are on duty there and nobody else, so that gaps and loads count them. Of
    /// two duties in one seat the first counts. Somebody who stands on the rota without being a candidate serves no more.
    /// A candidate with a history or a last day is experienced, any other new.
    ///
    /// # Errors
    /// When there is no such rota or week, or the rota is too large.
    pub fn new(project: &Project, rota: usize, span: Span) -> Result<Self, ScheduleError> {
        let rota = project.rotas.get(rota).ok_or(ScheduleError::NoRota)?.clone();
        let choices = (rota.candidates.len() + rota.duties.len()) as u64 * u64::from(rota.weeks);
        if choices > MOST_CHOICES || u64::from(rota.weeks) * u64::from(rota.seats) > MOST_SEATS {
            let (people, weeks, seats) = (rota.candidates.len(), rota.weeks, rota.seats);
            return Err(ScheduleError::TooLarge { people, weeks, seats });
        }
        let planned = weeks_of(&rota, span)?;
        let known = Known::of(project);
        let mut people = People::default();
        for candidate in &rota.candidates {
            people.add_candidate(&rota, candidate, &known);
        }
        let mut seats = vec![rota.seats; rota.weeks as usize];
        let mut locked = Vec::new();
        let mut taken = HashMap::new();
        for duty in rota.duties.iter().filter(|duty| duty.week < rota.weeks && duty.seat < rota.seats) {
            let inside = planned.contains(&duty.week);
            let first = taken.insert((duty.week, duty.seat), ()).is_none();
            if first && (duty.locked || span.keep || !inside) {
                let person = people.position(known.id(&duty.member), &known);
                locked.push(YearLock { week: duty.week, seat: duty.seat, person });
            }
        }
        // Outside the span, and in holidays, a week has as many seats as people.
        let closed = |week: &u32| rota.closed_by(*week).is_some();
        for week in (0..rota.weeks).filter(|week| !planned.contains(week) || closed(week)) {
            let there = locked.iter_mut().filter(|lock| lock.week == week);
            seats[week as usize] = (0..).zip(there).map(|(seat, lock)| lock.seat = seat).count() as u32;
        }
        for (person, who) in people.list.iter_mut().enumerate().skip(people.candidates) {
            who.max_weeks = locked.iter().filter(|lock| lock.person == person).count() as u32;
        }
        let histories = people.list.iter().map(|person| person.history);
        let heaviest = i64::from(histories.max().unwrap_or(0)) + i64::from(rota.weeks);
        let rules = YearRules {
            min_gap: rota.rules.min_gap,
            max_in_row: rota.rules.max_in_row,
            newcomer_beside_experienced: rota.rules.newcomer_beside_experienced,
            tiers: (rota.rules.tiers.iter())
                .map(|&(tier, at_least)| TierRule { tier: tier as u32, at_least })
                .collect(),
            fairness: FAIRNESS,
            // A seat is never left empty for even loads or for wishes.
            empty_seat: 1000 + FAIRNESS * (2 * heaviest + 1) + (AVOIDED - PREFERRED) * i64::from(rota.weeks),
            ..YearRules::default()
        };
        let problem = YearProblem { seats, people: people.list, locked, rules };
        let tier = |candidate: &Candidate| {
            let id = &candidate.member;
            Some((id.clone(), project.member(id)?.tier?))
        };
        let tiers = rota.candidates.iter().filter_map(tier).collect();
        Ok(Self { problem, people: people.ids, planned, candidates: people.candidates, rota, tiers })
    }

    /// Plans the rota and checks the plan.
    ///
    /// # Errors
    /// [`ScheduleError::Broken`] when the checker finds a rule broken that the standing duties do not break by themselves.
    pub fn plan(
        &self,
        options: YearOptions,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(Progress<'_, YearPlan>),
    ) -> Result<Planned, ScheduleError> {
        let mut result = plan_year(&self.problem, options, stop, progress);
        result.plan = self.settled(&result.plan);
        let check = check_year(&self.problem, &result.plan);
        let standing = check_year(&self.problem, &self.standing()).violations;
        let inherited = |violation: &YearViolation| standing.iter().any(|other| same_place(violation, other));
        if let Some(broken) = check.violations.iter().find(|violation| !inherited(violation)) {
            return Err(ScheduleError::Broken(*broken));
        }
        result.cost = check.cost;
        result.violations = check.violations;
        result.violations.retain(|violation| self.concerns(violation, &result.plan));
        // What has been breaks rules as it may; it does not make the weeks to come worse.
        if result.status == Status::Infeasible && result.violations.is_empty() {
            let proven = result.cost.total <= result.bound;
            result.status = if proven { Status::Optimal } else { Status::Feasible };
        }
        let duties = self.duties(&result.plan);
        let solved = Solved {
            objective: result.cost.total,
            bound: Some(result.bound),
            status: match result.status {
                Status::Optimal => PlanStatus::Optimal,
                Status::Feasible => PlanStatus::Feasible,
                Status::Infeasible => PlanStatus::Infeasible,
            },
            of: self.number(&duties),
        };
        Ok(Planned { duties, solved, result })
    }

    /// The number of the rota with these duties in it.
    fn number(&self, duties: &[Duty]) -> u64 {
        let rota = Rota { duties: duties.to_vec(), ..self.rota.clone() };
        rota.number(|id| self.tiers.get(id).copied())
    }

    /// True when a rule is broken in the planned weeks, not only in those that stand outside them.
    fn concerns(&self, violation: &YearViolation, plan: &YearPlan) -> bool {
        use YearViolation as V;
        let inside = |week: u32| self.planned.contains(&week);
        match *violation {
            V::Away { week, .. }
            | V::TwiceInWeek { week, .. }
            | V::NotRested { week, .. }
            | V::NewcomersAlone { week, .. } => inside(week),
            V::GapTooShort { first, second, .. } => inside(first) || inside(second),
            V::TooManyInRow { first, weeks, .. } => (first..first.saturating_add(weeks)).any(inside),
            V::TooManyWeeks { person, .. } => {
                plan.duties().any(|(week, other)| other == person && inside(week))
            }
            _ => true,
        }
    }

    /// The duties that stand, and every other seat empty.
    pub fn standing(&self) -> YearPlan {
        let mut plan = YearPlan::empty(&self.problem);
        for lock in &self.problem.locked {
            let week = plan.weeks.get_mut(lock.week as usize);
            if let Some(seat) = week.and_then(|week| week.get_mut(lock.seat as usize)) {
                *seat = Some(lock.person);
            }
        }
        plan
    }

    /// The rota's own duty in a seat.
    fn duty(&self, week: u32, seat: u32) -> Option<&Duty> {
        self.rota.duties.iter().find(|duty| (duty.week, duty.seat) == (week, seat))
    }

    /// The plan with everybody who already sat in a week in the same seat of it.
    fn settled(&self, plan: &YearPlan) -> YearPlan {
        let mut settled = self.standing();
        let position: HashMap<&MemberId, usize> = self.people.iter().zip(0..).collect();
        for week in self.planned.clone() {
            let (Some(seats), Some(found)) =
                (settled.weeks.get_mut(week as usize), plan.weeks.get(week as usize))
            else {
                continue;
            };
            let mut left: Vec<usize> = found.iter().flatten().copied().collect();
            left.retain(|person| !seats.contains(&Some(*person)));
            for (number, seat) in (0..).zip(seats.iter_mut()).filter(|(_, seat)| seat.is_none()) {
                let before = self.duty(week, number).and_then(|duty| position.get(&duty.member));
                if let Some(place) = before.and_then(|person| left.iter().position(|other| other == person)) {
                    *seat = Some(left.remove(place));
                }
            }
            for (seat, person) in seats.iter_mut().filter(|seat| seat.is_none()).zip(left) {
                *seat = Some(person);
            }
        }
        settled
    }

    /// The duties of a plan: outside the planned weeks, and where the plan leaves a locked seat, those of the rota. A seat
    /// keeps its reward whoever sits there.
    fn duties(&self, plan: &YearPlan) -> Vec<Duty> {
        let beyond = |duty: &&Duty| !self.planned.contains(&duty.week) || duty.seat >= self.rota.seats;
        let mut duties: Vec<Duty> = self.rota.duties.iter().filter(beyond).cloned().collect();
        for week in self.planned.clone() {
            for (seat, person) in (0..).zip(plan.weeks.get(week as usize).into_iter().flatten()) {
                let Some(member) = person.and_then(|person| self.people.get(person)) else { continue };
                let before = self.duty(week, seat);
                let duty = match before {
                    Some(before) if before.locked => before.clone(),
                    _ => Duty {
                        week,
                        seat,
                        member: member.clone(),
                        locked: false,
                        reward: before.and_then(|before| before.reward),
                    },
                };
                duties.push(duty);
            }
        }
        duties.sort_by_key(|duty| (duty.week, duty.seat));
        duties
    }

    /// What keeps a seat of a planned week empty while everybody else stays; `None` when somebody sits there.
    pub fn why_empty(&self, week: u32, seat: u32) -> Option<Empty<YearBlock>> {
        empty_seat(&self.problem, &self.standing(), Seat { week, seat })
    }
}

/// The weeks of a rota that a span names.
fn weeks_of(rota: &Rota, span: Span) -> Result<Range<u32>, ScheduleError> {
    let first = match span.from {
        None => 0,
        Some(from) => {
            let days = (from - rota.start).num_days().max(0);
            u32::try_from((days + 6) / 7).unwrap_or(u32::MAX)
        }
    };
    if first >= rota.weeks {
        let from = span.from.unwrap_or(rota.start);
        return Err(ScheduleError::PastEnd(from, rota.week_days(rota.weeks.saturating_sub(1)).1));
    }
    let left = rota.weeks - first;
    match span.weeks {
        Some(weeks) if weeks > left => Err(ScheduleError::TooFewWeeks(weeks, left)),
        weeks => Ok(first..first + weeks.unwrap_or(left)),
    }
}

/// True for the same rule broken by the same person or in the same week.
fn same_place(one: &YearViolation, other: &YearViolation) -> bool {
    use YearViolation as V;
    let place = |violation: &V| match *violation {
        V::WrongWeeks { .. } => (0, 0, 0),
        V::WrongSeats { week, .. } => (1, week as usize, 0),
        V::UnknownPerson { week, seat, .. } => (2, week as usize, seat as usize),
        V::Away { person, week } => (3, person, week as usize),
        V::TwiceInWeek { person, week } => (4, person, week as usize),
        V::TooManyWeeks { person, weeks, .. } => (5, person, weeks as usize),
        V::NotRested { person, week, .. } => (6, person, week as usize),
        V::GapTooShort { person, first, second, .. } => (7, person, (first as usize) << 32 | second as usize),
        V::TooManyInRow { person, first, weeks, .. } => (8, person, (first as usize) << 32 | weeks as usize),
        V::NewcomersAlone { week, .. } => (9, week as usize, 0),
        V::LockBroken { week, seat, .. } => (10, week as usize, seat as usize),
        V::EmptySeat { week, seat } => (11, week as usize, seat as usize),
    };
    place(one) == place(other)
}

/// Members by any of their ids.
struct Known<'a> {
    members: HashMap<&'a MemberId, (&'a MemberId, Option<Tier>)>,
}

impl<'a> Known<'a> {
    fn of(project: &'a Project) -> Self {
        let mut members = HashMap::new();
        for member in project.members.iter() {
            members.entry(&member.id).or_insert((&member.id, member.tier));
        }
        for member in project.members.iter() {
            for alias in &member.aliases {
                members.entry(alias).or_insert((&member.id, member.tier));
            }
        }
        Self { members }
    }

    fn id<'b>(&self, id: &'b MemberId) -> &'b MemberId
    where
        'a: 'b,
    {
        self.members.get(id).map_or(id, |(member, _)| member)
    }

    fn tier(&self, id: &MemberId) -> Option<u32> {
        self.members.get(id).and_then(|(_, tier)| *tier).map(|tier| tier as u32)
    }
}

/// People of the problem while it is put together.
#[derive(Default)]
struct People {
    ids: Vec<MemberId>,
    list: Vec<YearPerson>,
    /// How many of them are candidates; these come first.
    candidates: usize,
    at: HashMap<MemberId, usize>,
}

impl People {
    /// Adds a candidate; of two for one member the first counts.
    fn add_candidate(&mut self, rota: &Rota, candidate: &Candidate, known: &Known<'_>) {
        let id = known.id(&candidate.member);
        if self.at.contains_key(id) {
            return;
        }
        let touches = |periods: &[(NaiveDate, NaiveDate)], week: u32| {
            let (first, last) = rota.week_days(week);
            periods.iter().any(|&(from, to)| from <= last && to >= first)
        };
        let wish = |week: u32| {
            i64::from(touches(&candidate.prefers, week)) * PREFERRED
                + i64::from(touches(&candidate.avoids, week)) * AVOIDED
        };
        let new = candidate.history == 0 && candidate.last_served.is_none();
        // The week before the plan is one week ago.
        let ago = |day: NaiveDate| {
            let days = (rota.start - day).num_days();
            u32::try_from(days.max(1).saturating_add(6) / 7).unwrap_or(u32::MAX)
        };
        let person = YearPerson {
            away: (0..rota.weeks).filter(|&week| touches(&candidate.away, week)).collect(),
            wish: (0..rota.weeks).map(wish).collect(),
            min_weeks: 0,
            max_weeks: candidate.max_weeks.unwrap_or(rota.weeks),
            history: candidate.history.min(MOST_HISTORY),
            last_served: candidate.last_served.map(ago),
            tier: known.tier(id),
            experience: if new { Experience::New } else { Experience::Experienced },
        };
        self.push(id, person);
        self.candidates = self.list.len();
    }

    /// Position of a member; who is no candidate is added.
    fn position(&mut self, id: &MemberId, known: &Known<'_>) -> usize {
        if let Some(&at) = self.at.get(id) {
            return at;
        }
        // Theirs is not the history that others are compared with.
        let least = self.list.iter().map(|person| person.history).min().unwrap_or(0);
        let person = YearPerson { history: least, tier: known.tier(id), ..YearPerson::default() };
        self.push(id, person);
        self.list.len() - 1
    }

    fn push(&mut self, id: &MemberId, person: YearPerson) {
        self.at.insert(id.clone(), self.list.len());
        self.ids.push(id.clone());
        self.list.push(person);
    }
}
