//! A week of shifts as a problem of the planner: a plan for it, and what changes by hand would break.

use std::sync::atomic::AtomicBool;

use super::{Known, ScheduleError};
use crate::model::{
    GroupId, MemberId, PlanStatus, Project, Role, Shift, ShiftPerson, ShiftWeek, SlotDemand, Solved,
};
use crate::planner::check::{WeekViolation, check_week};
use crate::planner::edit::{self, Duty, Edited, Refused};
use crate::planner::explain::{Empty, WeekBlock, WeekTerms, Why, empty_cell, why_duty};
use crate::planner::week::{
    Cell, WeekAdmin, WeekGroup, WeekLock, WeekOptions, WeekPlan, WeekProblem, WeekResult, WeekRules,
    plan_week,
};
use crate::planner::{Progress, Status};

/// Cost of a shift wished for, and of one rather not: below that of a point of overload.
const PREFERRED: i64 = -3;
const AVOIDED: i64 = 6;
/// The role that a group asks for when anybody will do.
const ANYBODY: &str = "anybody";
/// Largest week that is planned: people times slots with somebody wanted.
const MOST_CHOICES: usize = 200_000;

/// A week of shifts with everybody where they are.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftBoard {
    week: ShiftWeek,
    demand: Vec<SlotDemand>,
    /// The roles of the week's people, for the number of a plan.
    roles: Vec<(MemberId, Vec<Role>)>,
    problem: WeekProblem,
    plan: WeekPlan,
    /// Who stands at each position of the problem's admins: those who may be asked first.
    people: Vec<MemberId>,
    /// How many of them may be asked.
    asked: usize,
    /// The demand of each cell of the problem.
    places: Vec<SlotDemand>,
}

/// A plan that was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedShifts {
    pub shifts: Vec<Shift>,
    pub solved: Solved,
    pub result: WeekResult,
}

/// Somebody who could serve in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherShift {
    /// Position among the people of the board.
    pub person: usize,
    /// Rules that the person would break there.
    pub broken: Vec<WeekViolation>,
    /// Cost of the week with this person there, less the cost as it is.
    pub cost_change: i64,
    /// Shifts that the person serves now.
    pub shifts: u32,
}

impl ShiftBoard {
    /// The week at a position of the project, with what its slots ask for.
    ///
    /// Slots where nobody is wanted and nobody serves are no cells. Somebody who serves without being among the people of
    /// the week stands behind them and takes no shift. A rule that is turned off is left out: without the rule of rest the
    /// day gets one more slot that nobody serves in, so that no shift is the last of its day.
    ///
    /// # Errors
    /// When there is no such week, or it is too large.
    pub fn new(project: &Project, number: usize, demand: &[SlotDemand]) -> Result<Self, ScheduleError> {
        let week = project.shifts.get(number).ok_or(ScheduleError::NoShifts)?.clone();
        let known = Known::of(project);
        let mut people: Vec<MemberId> = Vec::new();
        let mut admins: Vec<WeekAdmin> = Vec::new();
        let mut roles = Vec::new();
        for asked in &week.people {
            let of = |id| project.member(id).map_or(&[][..], |member| member.roles.as_slice());
            roles.push((asked.member.clone(), of(&asked.member).to_vec()));
            let id = known.id(&asked.member);
            if !people.contains(id) {
                admins.push(admin(&week, asked, of(id)));
                people.push(id.clone());
            }
        }
        let asked = people.len();
        let (mut cells, mut places, mut plan, mut locked) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for at in demand {
            let Some(group) = week.groups.get(at.group) else { continue };
            let there = week.at(at.day, at.slot, &group.group);
            if at.wanted == 0 && there.is_empty() {
                continue;
            }
            let mut serving = Vec::new();
            for shift in there {
                let id = known.id(&shift.member);
                let admin = people.iter().position(|other| other == id).unwrap_or_else(|| {
                    people.push(id.clone());
                    admins.push(WeekAdmin::default());
                    people.len() - 1
                });
                if shift.locked {
                    locked.push(WeekLock { cell: cells.len(), admin });
                }
                serving.push(admin);
            }
            plan.push(serving);
            cells.push(Cell {
                group: at.group,
                day: at.day,
                slot: at.slot,
                demand: at.wanted,
                heat: at.heat,
            });
            places.push(*at);
        }
        if cells.len().saturating_mul(people.len()) > MOST_CHOICES {
            return Err(ScheduleError::WeekTooLarge { people: people.len(), slots: cells.len() });
        }
        let rules = &week.rules;
        let position = |id: &MemberId| people.iter().position(|other| other == known.id(id));
        let pair = |(one, other): &(MemberId, MemberId)| Some((position(one)?, position(other)?));
        let usual = WeekRules::default();
        let problem = WeekProblem {
            days: week.days,
            slots_per_day: week.slots.len() as u32 + u32::from(!rules.rest),
            admins,
            groups: week
                .groups
                .iter()
                .map(|group| WeekGroup { role: role_of(&week, group.role.as_ref()) })
                .collect(),
            cells,
            last_week_pairs: week.last_week.iter().filter_map(pair).collect(),
            budget: week.budget.map(|budget| budget.0),
            locked,
            rules: WeekRules {
                groups_at_once: rules.groups_at_once.max(1),
                overload: if rules.fair { usual.overload } else { 0 },
                repeated_pair: if rules.pairs { usual.repeated_pair } else { 0 },
                ..usual
            },
        };
        let plan = WeekPlan { cells: plan };
        Ok(Self { week, demand: demand.to_vec(), roles, problem, plan, people, asked, places })
    }

    /// The week it was made of.
    pub fn week(&self) -> &ShiftWeek {
        &self.week
    }

    /// The people of the week, then whoever else serves.
    pub fn people(&self) -> &[MemberId] {
        &self.people
    }

    /// How many of the people may be asked.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// What the cells ask for.
    pub fn places(&self) -> &[SlotDemand] {
        &self.places
    }

    /// The cell of a slot; `None` where nobody is wanted and nobody serves.
    pub fn cell(&self, group: usize, day: u32, slot: u32) -> Option<usize> {
        self.places.iter().position(|place| (place.group, place.day, place.slot) == (group, day, slot))
    }

    /// Who serves in a cell.
    pub fn there(&self, cell: usize) -> &[usize] {
        self.plan.cells.get(cell).map_or(&[], Vec::as_slice)
    }

    /// Position of somebody.
    pub fn position(&self, member: &MemberId) -> Option<usize> {
        self.people.iter().position(|other| other == member)
    }

    /// Rules that the week breaks as it stands.
    pub fn broken(&self) -> Vec<WeekViolation> {
        check_week(&self.problem, &self.plan).violations
    }

    /// Cost of the week as it stands.
    pub fn cost(&self) -> crate::planner::check::WeekCost {
        check_week(&self.problem, &self.plan).cost
    }

    /// Shifts of somebody.
    pub fn load(&self, person: usize) -> u32 {
        self.plan.cells.iter().filter(|cell| cell.contains(&person)).count() as u32
    }

    /// What moving somebody to another cell would break and cost.
    ///
    /// # Errors
    /// [`Refused`] when the shift is locked or gone, or the person is there already.
    pub fn move_to(&self, from: Duty, to: usize) -> Result<Edited<WeekViolation>, Refused> {
        edit::move_duty(&self.problem, &mut self.plan.clone(), from, to)
    }

    /// What exchanging two people between their cells would break and cost.
    ///
    /// # Errors
    /// [`Refused`] when one of the shifts is locked or gone, or somebody would be twice in a cell.
    pub fn swap(&self, one: Duty, other: Duty) -> Result<Edited<WeekViolation>, Refused> {
        edit::swap_duties(&self.problem, &mut self.plan.clone(), one, other)
    }

    /// Everybody who may be asked and is not in the cell, beside those who are: who breaks no rule first, then the
    /// cheapest.
    pub fn others(&self, cell: usize) -> Vec<OtherShift> {
        let there = self.there(cell);
        let mut found: Vec<OtherShift> = (0..self.asked)
            .filter(|person| !there.contains(person))
            .filter_map(|person| {
                let tried =
                    edit::assign_duty(&self.problem, &mut self.plan.clone(), cell, None, Some(person));
                let edited = tried.ok()?;
                let (broken, cost_change) = (edited.broken, edited.cost_change);
                Some(OtherShift { person, broken, cost_change, shifts: self.load(person) })
            })
            .collect();
        found.sort_by_key(|other| (!other.broken.is_empty(), other.cost_change, other.person));
        found
    }

    /// Why somebody serves in a cell, and what others would cost; `None` where they do not.
    pub fn why(&self, duty: Duty) -> Option<Why<WeekTerms, WeekBlock>> {
        why_duty(&self.problem, &self.plan, duty)
    }

    /// What keeps a cell short of people, and what would fill a place of it; `None` where nobody is missing.
    pub fn why_empty(&self, cell: usize) -> Option<Empty<WeekBlock>> {
        empty_cell(&self.problem, &self.plan, cell)
    }

    /// Plans the week around the locked shifts and checks the plan.
    ///
    /// # Errors
    /// [`ScheduleError::BrokenWeek`] when the checker finds a rule broken that the locked shifts do not break by themselves.
    pub fn plan(
        &self,
        options: WeekOptions,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(Progress<'_, WeekPlan>),
    ) -> Result<PlannedShifts, ScheduleError> {
        let mut result = plan_week(&self.problem, options, stop, progress);
        let check = check_week(&self.problem, &result.plan);
        let locked = check_week(&self.problem, &WeekPlan::locked(&self.problem)).violations;
        if let Some(broken) = check.violations.iter().find(|rule| !locked.contains(rule)) {
            return Err(ScheduleError::BrokenWeek(*broken));
        }
        result.cost = check.cost;
        result.violations = check.violations;
        let shifts = self.shifts(&result.plan);
        let planned = ShiftWeek { shifts, ..self.week.clone() };
        let roles: Vec<(&MemberId, &[Role])> =
            self.roles.iter().map(|(id, roles)| (id, roles.as_slice())).collect();
        let solved = Solved {
            objective: result.cost.total,
            bound: result.bound,
            status: match result.status {
                Status::Optimal => PlanStatus::Optimal,
                Status::Feasible => PlanStatus::Feasible,
                Status::Infeasible => PlanStatus::Infeasible,
            },
            of: planned.number(&self.demand, &roles),
        };
        Ok(PlannedShifts { shifts: planned.shifts, solved, result })
    }

    /// A plan as shifts: by day, slot and group, whoever stays keeps the lock.
    fn shifts(&self, plan: &WeekPlan) -> Vec<Shift> {
        let mut shifts = Vec::new();
        for (place, people) in self.places.iter().zip(&plan.cells) {
            let Some(group) = self.week.groups.get(place.group) else { continue };
            let mut people: Vec<&MemberId> =
                people.iter().filter_map(|&person| self.people.get(person)).collect();
            people.sort();
            for member in people {
                let before = self.week.at(place.day, place.slot, &group.group);
                let locked = before.iter().any(|shift| shift.locked && shift.member == *member);
                shifts.push(Shift {
                    day: place.day,
                    slot: place.slot,
                    group: group.group.clone(),
                    member: member.clone(),
                    locked,
                });
            }
        }
        let group = |id: &GroupId| self.week.groups.iter().position(|group| group.group == *id);
        shifts.sort_by(|a, b| {
            (a.day, a.slot, group(&a.group), &a.member).cmp(&(b.day, b.slot, group(&b.group), &b.member))
        });
        shifts
    }
}

/// The role of a group, as the planner compares it.
fn role_of(week: &ShiftWeek, role: Option<&Role>) -> String {
    role.filter(|_| week.rules.roles).map_or(ANYBODY.to_owned(), |role| format!("{role:?}"))
}

fn admin(week: &ShiftWeek, asked: &ShiftPerson, roles: &[Role]) -> WeekAdmin {
    let slots = week.slots.len() as u32 * week.days;
    let cap = |most: u32, all: u32| if week.rules.caps { most } else { all };
    let groups = week.groups.len() as u32;
    let at_once = week.rules.groups_at_once.clamp(1, groups.max(1));
    let wishes = |places: &[(u32, u32)], cost: i64| -> Vec<((u32, u32), i64)> {
        places.iter().map(|&place| (place, cost)).collect()
    };
    WeekAdmin {
        roles: roles.iter().map(|role| format!("{role:?}")).chain([ANYBODY.to_owned()]).collect(),
        max_slots: cap(asked.max_slots, slots.saturating_mul(at_once)),
        max_groups: cap(asked.max_groups, groups),
        max_days_in_row: cap(asked.max_days_in_row, week.days),
        away: asked.away.clone(),
        wish: [wishes(&asked.prefers, PREFERRED), wishes(&asked.avoids, AVOIDED)].concat(),
        history: i64::from(asked.history),
        pay_per_slot: asked.pay.0,
    }
}
