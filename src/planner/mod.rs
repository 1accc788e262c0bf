//! Rota planning: plans for a year and for a week, checked and explained.
//!
//! Pure functions on plain structs: people, cells and weeks are positions in the lists of the problem. Nothing here
//! knows the project file or the screen. [`check`] counts every plan anew from the definitions and shares no code with
//! the solvers.

pub mod check;
pub mod edit;
pub mod explain;
pub mod flow;
mod mip;
pub mod week;
mod worker;
pub mod year;

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What is known about a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No plan costs less.
    Optimal,
    /// The best plan found; one between the bound and its cost may exist.
    Feasible,
    /// No plan keeps the locked duties, or full cover where it is demanded; the reasons stand beside the plan.
    Infeasible,
}

/// Where a running search stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress<'a, Plan> {
    /// What the search is doing.
    pub phase: Phase,
    /// Cost of the best plan so far.
    pub best: Option<i64>,
    /// No plan costs less than this; `None` until a bound is known.
    pub bound: Option<i64>,
    pub elapsed: Duration,
    /// The best plan so far, whenever it is better than the one reported before.
    pub improved: Option<&'a Plan>,
}

/// The stages of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Good plans, early.
    Search,
    /// How good a plan can be at best.
    Bound,
    /// That nothing lies between the two.
    Proof,
}
