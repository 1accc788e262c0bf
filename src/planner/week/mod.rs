//! The week plan: who looks after which group in which slot, as the solvers see it.

mod board;
mod compact;
mod lns;
mod patterns;
mod plan;
mod price;
mod proof;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use plan::{WeekOptions, WeekResult, plan_week};

/// Cells of a week with demand, and the admins who may take them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WeekProblem {
    pub days: u32,
    pub slots_per_day: u32,
    pub admins: Vec<WeekAdmin>,
    /// The role that each group asks for.
    pub groups: Vec<WeekGroup>,
    pub cells: Vec<Cell>,
    /// Admins who shared a cell last week.
    pub last_week_pairs: Vec<(usize, usize)>,
    /// Most that all slots together may be paid.
    pub budget: Option<i64>,
    /// Duties that stand.
    pub locked: Vec<WeekLock>,
    pub rules: WeekRules,
}

/// Somebody who may be asked to serve.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WeekAdmin {
    pub roles: Vec<String>,
    pub max_slots: u32,
    pub max_groups: u32,
    pub max_days_in_row: u32,
    /// (day, slot) at which the admin cannot serve.
    pub away: Vec<(u32, u32)>,
    /// Cost of (day, slot): below nothing for a wish, above for a dislike. Others cost nothing.
    pub wish: Vec<((u32, u32), i64)>,
    /// Load of the weeks before.
    pub history: i64,
    pub pay_per_slot: i64,
}

/// A group that is looked after.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WeekGroup {
    pub role: String,
}

/// A slot of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub group: usize,
    pub day: u32,
    pub slot: u32,
    /// People wanted.
    pub demand: u32,
    /// Expected messages on a small scale: what a missing person costs, and what the cell weighs as a load.
    pub heat: i64,
}

/// A duty that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WeekLock {
    pub cell: usize,
    pub admin: usize,
}

/// What shortcomings of a plan cost, and how many groups an admin may have at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WeekRules {
    pub groups_at_once: u32,
    /// Cost of a missing person, times the heat of the cell.
    pub missing: i64,
    /// Cost of each point of load above the fair share.
    pub overload: i64,
    /// Cost of each pair of last week that shares a cell again.
    pub repeated_pair: i64,
}

impl Default for WeekRules {
    fn default() -> Self {
        Self { groups_at_once: 1, missing: 1000, overload: 10, repeated_pair: 5 }
    }
}

/// Who serves: a list of cells, each a list of admins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekPlan {
    pub cells: Vec<Vec<usize>>,
}

impl WeekPlan {
    /// A plan with nobody in it.
    pub fn empty(problem: &WeekProblem) -> Self {
        Self { cells: vec![Vec::new(); problem.cells.len()] }
    }

    /// The locked duties alone.
    pub fn locked(problem: &WeekProblem) -> Self {
        let mut plan = Self::empty(problem);
        for lock in &problem.locked {
            if let Some(cell) = plan.cells.get_mut(lock.cell)
                && !cell.contains(&lock.admin)
            {
                cell.push(lock.admin);
            }
        }
        plan
    }
}

impl WeekAdmin {
    /// Cost of a (day, slot) by the list of wishes.
    pub fn wish_at(&self, day: u32, slot: u32) -> i64 {
        self.wish.iter().filter(|(at, _)| *at == (day, slot)).map(|(_, cost)| cost).sum()
    }
}

impl WeekProblem {
    /// True when the admin has the role and is there.
    pub fn open(&self, admin: usize, cell: usize) -> bool {
        let (Some(who), Some(cell)) = (self.admins.get(admin), self.cells.get(cell)) else { return false };
        let role = self.groups.get(cell.group).is_some_and(|group| who.roles.contains(&group.role));
        role && !who.away.contains(&(cell.day, cell.slot))
    }
}
