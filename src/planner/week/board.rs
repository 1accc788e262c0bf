//! A week plan while it is sought: what may be added and what it costs.

use super::{WeekPlan, WeekProblem};

/// Who is where.
#[derive(Clone, Debug)]
pub(super) struct Board<'a> {
    pub problem: &'a WeekProblem,
    pub share: i64,
    /// By admin, then by cell.
    on: Vec<bool>,
    locked: Vec<bool>,
    open: Vec<bool>,
    wish: Vec<i64>,
}

impl<'a> Board<'a> {
    /// The locked duties alone.
    pub fn new(problem: &'a WeekProblem) -> Self {
        let cells = problem.cells.len();
        let mut locked = vec![false; cells * problem.admins.len()];
        for lock in
            problem.locked.iter().filter(|lock| lock.admin < problem.admins.len() && lock.cell < cells)
        {
            locked[lock.admin * cells + lock.cell] = true;
        }
        let open = |at: usize| !locked[at] && problem.open(at / cells, at % cells);
        let wish = |at: usize| {
            let cell = problem.cells[at % cells];
            problem.admins[at / cells].wish_at(cell.day, cell.slot)
        };
        Self {
            problem,
            share: fair_share(problem),
            open: (0..locked.len()).map(open).collect(),
            wish: (0..locked.len()).map(wish).collect(),
            on: locked.clone(),
            locked,
        }
    }

    pub fn admins(&self) -> usize {
        self.problem.admins.len()
    }

    pub fn cells(&self) -> usize {
        self.problem.cells.len()
    }

    pub fn serves(&self, admin: usize, cell: usize) -> bool {
        self.on[admin * self.cells() + cell]
    }

    /// True where the admin may be moved in or out: has the role, is there, and is not locked.
    pub fn open(&self, admin: usize, cell: usize) -> bool {
        self.open[admin * self.cells() + cell]
    }

    pub fn locked(&self, admin: usize, cell: usize) -> bool {
        self.locked[admin * self.cells() + cell]
    }

    pub fn wish(&self, admin: usize, cell: usize) -> i64 {
        self.wish[admin * self.cells() + cell]
    }

    pub fn set(&mut self, admin: usize, cell: usize, serves: bool) {
        let at = admin * self.cells() + cell;
        self.on[at] = serves || self.locked[at];
    }

    /// The cells of an admin, in order.
    pub fn duties(&self, admin: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.cells()).filter(move |&cell| self.serves(admin, cell))
    }

    pub fn found(&self, cell: usize) -> u32 {
        (0..self.admins()).filter(|&admin| self.serves(admin, cell)).count() as u32
    }

    pub fn pay(&self) -> i64 {
        let pay = |admin: usize| self.problem.admins[admin].pay_per_slot * self.duties(admin).count() as i64;
        (0..self.admins()).map(pay).sum()
    }

    /// History and heat of an admin.
    pub fn load(&self, admin: usize) -> i64 {
        let heat: i64 = self.duties(admin).map(|cell| self.problem.cells[cell].heat).sum();
        self.problem.admins[admin].history + heat
    }

    pub fn plan(&self) -> WeekPlan {
        let people = |cell| (0..self.admins()).filter(|&admin| self.serves(admin, cell)).collect();
        WeekPlan { cells: (0..self.cells()).map(people).collect() }
    }

    /// True when an admin's cells keep the rules about one admin's week. A part of such a week keeps them too.
    pub fn keeps_rules(&self, admin: usize, cells: &[usize]) -> bool {
        let (problem, who) = (self.problem, &self.problem.admins[admin]);
        let last = problem.slots_per_day.saturating_sub(1);
        let mut groups: Vec<usize> = cells.iter().map(|&cell| problem.cells[cell].group).collect();
        groups.sort_unstable();
        groups.dedup();
        let mut days: Vec<u32> = cells.iter().map(|&cell| problem.cells[cell].day).collect();
        days.sort_unstable();
        days.dedup();
        let mut run = 0;
        let in_row = |(at, &day): (usize, &u32)| {
            run = if at > 0 && days[at - 1] + 1 == day { run + 1 } else { 1 };
            run <= who.max_days_in_row
        };
        let apart = |&cell: &usize| {
            let cell = problem.cells[cell];
            let others = || cells.iter().map(|&other| problem.cells[other]);
            let at_once = others().filter(|other| (other.day, other.slot) == (cell.day, cell.slot)).count();
            let tired = problem.slots_per_day > 1
                && cell.slot == last
                && others().any(|other| (other.day, other.slot) == (cell.day + 1, 0));
            at_once <= problem.rules.groups_at_once as usize && !tired
        };
        cells.len() <= who.max_slots as usize
            && groups.len() <= who.max_groups as usize
            && cells.iter().all(apart)
            && days.iter().enumerate().all(in_row)
    }

    /// True when the admin can be added to the cell and no rule is broken.
    pub fn fits(&self, admin: usize, cell: usize) -> bool {
        if !self.open(admin, cell)
            || self.serves(admin, cell)
            || self.found(cell) >= self.problem.cells[cell].demand
        {
            return false;
        }
        let pay = self.problem.admins[admin].pay_per_slot;
        if self.problem.budget.is_some_and(|budget| self.pay() + pay > budget) {
            return false;
        }
        let mut cells: Vec<usize> = self.duties(admin).collect();
        cells.push(cell);
        self.keeps_rules(admin, &cells)
    }

    /// Fills cells with whoever costs least, the hottest cell first.
    pub fn fill(&mut self) {
        let mut order: Vec<usize> = (0..self.cells()).collect();
        order.sort_by_key(|&cell| -self.problem.cells[cell].heat);
        for cell in order {
            loop {
                let fitting = (0..self.admins()).filter(|&admin| self.fits(admin, cell));
                let over = |load: i64| (load - self.share).max(0) * self.problem.rules.overload;
                let added = |admin: usize| {
                    let load = self.load(admin);
                    self.wish(admin, cell) + over(load + self.problem.cells[cell].heat) - over(load)
                };
                let Some((_, admin)) = fitting.map(|admin| (added(admin), admin)).min() else { break };
                self.set(admin, cell, true);
            }
        }
    }

    /// Cost of one admin's week: wishes and load above the fair share.
    pub fn own_cost(&self, admin: usize, cells: &[usize]) -> i64 {
        let heat: i64 = cells.iter().map(|&cell| self.problem.cells[cell].heat).sum();
        let over = (self.problem.admins[admin].history + heat - self.share).max(0);
        over * self.problem.rules.overload + cells.iter().map(|&cell| self.wish(admin, cell)).sum::<i64>()
    }

    /// True when two admins share a cell.
    pub fn together(&self, one: usize, other: usize) -> bool {
        (0..self.cells()).any(|cell| self.serves(one, cell) && self.serves(other, cell))
    }

    /// Pairs of last week that can share a cell, with these cells.
    pub fn pairs(&self) -> Vec<(usize, usize, Vec<usize>)> {
        let may = |admin: usize, cell: usize| self.open(admin, cell) || self.locked(admin, cell);
        let known = self.problem.last_week_pairs.iter();
        let known = known.filter(|&&(one, other)| one != other && one.max(other) < self.admins());
        let cells = |one: usize, other: usize| {
            let shared =
                |&cell: &usize| self.problem.cells[cell].demand >= 2 && may(one, cell) && may(other, cell);
            (0..self.cells()).filter(shared).collect::<Vec<_>>()
        };
        known
            .map(|&(one, other)| (one, other, cells(one, other)))
            .filter(|(.., cells)| !cells.is_empty())
            .collect()
    }

    /// What the plan costs.
    pub fn cost(&self) -> i64 {
        let (problem, rules) = (self.problem, &self.problem.rules);
        let missing = |cell: usize| {
            let cell_ = problem.cells[cell];
            rules.missing * cell_.heat * i64::from(cell_.demand.saturating_sub(self.found(cell)))
        };
        let own = |admin: usize| self.own_cost(admin, &self.duties(admin).collect::<Vec<_>>());
        let pairs = problem.last_week_pairs.iter().filter(|&&(one, other)| {
            one != other && one.max(other) < self.admins() && self.together(one, other)
        });
        (0..self.cells()).map(missing).sum::<i64>()
            + (0..self.admins()).map(own).sum::<i64>()
            + rules.repeated_pair * pairs.count() as i64
    }
}

/// All histories and all demand times heat, shared evenly and rounded up.
fn fair_share(problem: &WeekProblem) -> i64 {
    let demand = problem.cells.iter().map(|cell| cell.heat * i64::from(cell.demand));
    let all: i64 = demand.chain(problem.admins.iter().map(|admin| admin.history)).sum();
    let people = problem.admins.len().max(1) as i64;
    all.div_euclid(people) + i64::from(all.rem_euclid(people) != 0)
}
