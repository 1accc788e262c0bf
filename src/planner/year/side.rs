//! The rules that tie weeks and people together: what may be added to a plan, what it costs, and the rows of a program.

use microlp::{ComparisonOp, Variable};

use super::{Experience, YearProblem};
use crate::planner::mip::{Model, Term};

/// A plan while it is sought: who serves when, person by person.
#[derive(Clone, Debug)]
pub(super) struct Roster<'a> {
    pub problem: &'a YearProblem,
    pub weeks: usize,
    /// By person, then by week.
    on: Vec<bool>,
    locked: Vec<bool>,
    open: Vec<bool>,
}

impl<'a> Roster<'a> {
    /// The locked duties alone.
    pub fn new(problem: &'a YearProblem) -> Self {
        let (weeks, people) = (problem.seats.len(), problem.people.len());
        let mut locked = vec![false; weeks * people];
        for lock in problem.locked.iter().filter(|lock| lock.person < people && (lock.week as usize) < weeks)
        {
            locked[lock.person * weeks + lock.week as usize] = true;
        }
        let may = |at: usize| {
            let (person, week) = (at / weeks, at % weeks);
            problem.seats[week] > 0 && !locked[at] && problem.open(person, week as u32)
        };
        let open = (0..weeks * people).map(may).collect();
        Self { problem, weeks, on: locked.clone(), locked, open }
    }

    pub fn people(&self) -> usize {
        self.problem.people.len()
    }

    pub fn serves(&self, person: usize, week: usize) -> bool {
        self.on[person * self.weeks + week]
    }

    /// True where the person may be moved in or out: there, rested, and not locked.
    pub fn open(&self, person: usize, week: usize) -> bool {
        self.open[person * self.weeks + week]
    }

    pub fn set(&mut self, person: usize, week: usize, serves: bool) {
        let at = person * self.weeks + week;
        self.on[at] = serves || self.locked[at];
    }

    /// The people of each week.
    pub fn by_week(&self) -> Vec<Vec<usize>> {
        let people = |week| (0..self.people()).filter(|&person| self.serves(person, week)).collect();
        (0..self.weeks).map(people).collect()
    }

    fn load(&self, person: usize) -> u32 {
        self.on[person * self.weeks..][..self.weeks].iter().filter(|on| **on).count() as u32
    }

    fn of(&self, week: usize, fits: impl Fn(usize) -> bool) -> usize {
        (0..self.people()).filter(|&person| self.serves(person, week) && fits(person)).count()
    }

    fn is(&self, person: usize, experience: Experience) -> bool {
        self.problem.people[person].experience == experience
    }

    /// True when the person can be added to the week and no rule is broken.
    pub fn fits(&self, person: usize, week: usize) -> bool {
        let rules = &self.problem.rules;
        if !self.open(person, week)
            || self.serves(person, week)
            || self.load(person) >= self.problem.people[person].max_weeks
            || self.of(week, |_| true) >= self.problem.seats[week] as usize
        {
            return false;
        }
        let gap = rules.min_gap as usize;
        if (week.saturating_sub(gap)..(week + gap + 1).min(self.weeks)).any(|near| self.serves(person, near))
        {
            return false;
        }
        if let Some(most) = rules.max_in_row {
            let before = (0..week).rev().take_while(|&near| self.serves(person, near)).count();
            let after = (week + 1..self.weeks).take_while(|&near| self.serves(person, near)).count();
            if before + 1 + after > most as usize {
                return false;
            }
        }
        !rules.newcomer_beside_experienced
            || !self.is(person, Experience::New)
            || self.of(week, |other| self.is(other, Experience::New))
                < self.of(week, |other| self.is(other, Experience::Experienced))
    }

    /// What the person in the week adds to the cost, an empty seat filled included.
    pub fn added(&self, person: usize, week: usize, histories: &[i64]) -> i64 {
        let rules = &self.problem.rules;
        let tier = self.problem.people[person].tier;
        let wanted = |rule: &&super::TierRule| {
            tier == Some(rule.tier)
                && self.of(week, |other| self.problem.people[other].tier == tier) < rule.at_least as usize
        };
        self.problem.wish(person, week as u32)
            + self.problem.next_week(person, histories[person], self.load(person))
            - rules.empty_seat
            - rules.tier_missing * rules.tiers.iter().filter(wanted).count() as i64
    }

    /// Takes out whoever breaks a rule, the later weeks first kept, then fills what can be filled with whoever costs
    /// least.
    pub fn repair(&mut self) {
        let wanted = self.on.clone();
        self.on.clone_from(&self.locked);
        // Experienced people first, so that newcomers find them.
        for newcomers in [false, true] {
            for week in 0..self.weeks {
                for person in 0..self.people() {
                    let chosen =
                        wanted[person * self.weeks + week] && self.is(person, Experience::New) == newcomers;
                    if chosen && self.fits(person, week) {
                        self.set(person, week, true);
                    }
                }
            }
        }
        self.fill();
    }

    /// Fills empty seats week by week with whoever costs least, as long as that pays.
    pub fn fill(&mut self) {
        let histories = self.problem.histories();
        let worth = if self.problem.rules.must_cover { i64::MAX } else { 0 };
        for week in 0..self.weeks {
            loop {
                let fitting = (0..self.people()).filter(|&person| self.fits(person, week));
                let cheapest = fitting.map(|person| (self.added(person, week, &histories), person)).min();
                let Some((_, person)) = cheapest.filter(|&(cost, _)| cost < worth) else { break };
                self.set(person, week, true);
            }
        }
    }

    /// The program over the duties that `free` names, all others fixed as they stand, laid out in `model`. Returns it with
    /// the variable of each free duty. Its cost differs from the plan's by a constant.
    pub fn model(
        &self,
        mut model: Model,
        free: impl Fn(usize, usize) -> bool,
    ) -> (Model, Vec<(usize, usize, Variable)>) {
        let (problem, rules) = (self.problem, &self.problem.rules);
        let mut variables = Vec::new();
        let mut terms = Vec::with_capacity(self.on.len());
        for person in 0..self.people() {
            for week in 0..self.weeks {
                terms.push(if self.open(person, week) && free(person, week) {
                    let variable =
                        model.binary(problem.wish(person, week as u32) as f64, self.serves(person, week));
                    variables.push((person, week, variable));
                    Term::Free(variable)
                } else {
                    Term::Fixed(f64::from(u8::from(self.serves(person, week))))
                });
            }
        }
        let at = |person: usize, week: usize| terms[person * self.weeks + week];
        let histories = problem.histories();
        for (person, &history) in histories.iter().enumerate() {
            let row: Vec<(Term, f64)> = (0..self.weeks).map(|week| (at(person, week), 1.0)).collect();
            let open = row.iter().filter(|(term, _)| matches!(term, Term::Free(_))).count() as u32;
            if open == 0 {
                continue;
            }
            let most = problem.people[person].max_weeks;
            model.at_most(&row, f64::from(most));
            // Steps of the cost of loads, each dearer than the one before.
            let fixed = self.load(person) - self.free_load(person, &free);
            let mut steps = row.clone();
            for load in fixed..(fixed + open).min(most.max(fixed)) {
                let step = model.problem.add_var(problem.next_week(person, history, load) as f64, (0.0, 1.0));
                steps.push((Term::Free(step), -1.0));
            }
            model.row(&steps, ComparisonOp::Eq, f64::from(fixed));
            let gap = rules.min_gap as usize;
            if gap > 0 {
                for first in 0..self.weeks.saturating_sub(gap).max(1) {
                    let window: Vec<_> = row[first..(first + gap + 1).min(self.weeks)].to_vec();
                    model.at_most(&window, 1.0);
                }
            }
            if let Some(most) = rules.max_in_row.map(|most| most as usize) {
                for first in 0..self.weeks.saturating_sub(most) {
                    model.at_most(&row[first..=first + most], most as f64);
                }
            }
        }
        for week in 0..self.weeks {
            let column: Vec<(Term, f64)> = (0..self.people()).map(|person| (at(person, week), 1.0)).collect();
            if column.iter().all(|(term, _)| matches!(term, Term::Fixed(_))) {
                continue;
            }
            let seats = problem.seats[week];
            let empty = Term::Free(model.whole(rules.empty_seat as f64, i64::from(seats)));
            let mut cover = column.clone();
            cover.push((empty, 1.0));
            model.row(&cover, ComparisonOp::Eq, f64::from(seats));
            if rules.newcomer_beside_experienced {
                let mut balance = Vec::new();
                for (person, &(term, _)) in column.iter().enumerate() {
                    match problem.people[person].experience {
                        Experience::New => balance.push((term, 1.0)),
                        Experience::Experienced => balance.push((term, -1.0)),
                        Experience::Some => {}
                    }
                }
                model.row(&balance, ComparisonOp::Le, 0.0);
                // Implied, and closer to whole numbers: at most every other seat for newcomers.
                let newcomers: Vec<_> = balance.into_iter().filter(|(_, factor)| *factor > 0.0).collect();
                model.at_most(&newcomers, f64::from(seats / 2));
            }
            for rule in rules.tiers.iter().filter(|rule| rule.at_least > 0) {
                let of_tier = |person: &usize| problem.people[*person].tier == Some(rule.tier);
                let mut row: Vec<_> =
                    (0..self.people()).filter(of_tier).map(|person| column[person]).collect();
                let missing = model.whole(rules.tier_missing as f64, i64::from(rule.at_least));
                row.push((Term::Free(missing), 1.0));
                model.row(&row, ComparisonOp::Ge, f64::from(rule.at_least));
            }
        }
        (model, variables)
    }

    fn free_load(&self, person: usize, free: &impl Fn(usize, usize) -> bool) -> u32 {
        let movable =
            |week: &usize| self.serves(person, *week) && self.open(person, *week) && free(person, *week);
        (0..self.weeks).filter(movable).count() as u32
    }

    /// What the plan costs.
    pub fn cost(&self) -> i64 {
        let (problem, rules) = (self.problem, &self.problem.rules);
        let mut cost = 0;
        for (person, &history) in problem.histories().iter().enumerate() {
            cost += (0..self.load(person)).map(|load| problem.next_week(person, history, load)).sum::<i64>();
            cost += rules.below_minimum * i64::from(problem.people[person].min_weeks);
            let weeks = (0..self.weeks).filter(|&week| self.serves(person, week));
            cost += weeks.map(|week| problem.wish(person, week as u32)).sum::<i64>();
        }
        for (week, &seats) in problem.seats.iter().enumerate().filter(|(_, seats)| **seats > 0) {
            cost += rules.empty_seat * (i64::from(seats) - self.of(week, |_| true) as i64).max(0);
            for rule in &rules.tiers {
                let found = self.of(week, |person| problem.people[person].tier == Some(rule.tier));
                cost += rules.tier_missing * (i64::from(rule.at_least) - found as i64).max(0);
            }
        }
        cost
    }
}
