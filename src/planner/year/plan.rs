//! The year plan: exact where a flow says it all, searched with a bound where rules tie weeks together.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::{Shortage, YearPlan, YearProblem, exact, search, shortages};
use crate::planner::check::{YearCost, YearViolation, check_year};
use crate::planner::worker::supervise;
use crate::planner::{Progress, Status};

/// Least cost of an empty seat where full cover is demanded.
const COVER: i64 = 100_000;

/// How a year plan is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearOptions {
    /// Decides between neighbourhoods; the same seed gives the same plan.
    pub seed: u64,
    /// Searches end here with the best plan so far; with a limit the plan depends on the machine.
    pub time_limit: Option<Duration>,
    /// Neighbourhoods looked at before the proof is tried.
    pub rounds: u32,
}

impl Default for YearOptions {
    fn default() -> Self {
        Self { seed: 1, time_limit: Some(Duration::from_secs(60)), rounds: 60 }
    }
}

/// A year plan and what is known about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearResult {
    pub status: Status,
    pub plan: YearPlan,
    /// As the checker counts it.
    pub cost: YearCost,
    /// No plan costs less.
    pub bound: i64,
    /// Rules that the plan breaks: those of the locked duties, and empty seats where full cover is demanded.
    pub violations: Vec<YearViolation>,
    /// Weeks that nobody can take.
    pub shortages: Vec<Shortage>,
    pub elapsed: Duration,
}

impl YearResult {
    /// Cost above the bound, in proportion to the cost; 0 for a plan that is proven.
    pub fn gap(&self) -> f64 {
        (self.cost.total - self.bound) as f64 / (self.cost.total.unsigned_abs() as f64).max(1.0)
    }
}

/// Plans a year.
///
/// A problem without rules that tie weeks together is a flow and solved exactly. Any other is sought from the flow's
/// plan, with the larger of the flow's and the linear program's bound; it is optimal only when the cost meets the bound
/// or the program is searched to its end. The same problem, seed and rounds give the same plan unless `stop` or the
/// time limit cuts the search. A problem whose locked duties break rules, or that demands full cover where there is
/// none, is infeasible: the plan is the best around them, and `violations` and `shortages` say why.
pub fn plan_year(
    problem: &YearProblem,
    options: YearOptions,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress<'_, YearPlan>),
) -> YearResult {
    let start = Instant::now();
    let flow = exact::cheapest(problem);
    let relaxed = YearPlan::seated(problem, &flow);
    let counted = check_year(problem, &relaxed).cost;
    // The flow knows nothing of tiers.
    let least = counted.total - problem.rules.tier_missing * counted.tier_missing as i64;
    let (plan, bound, proven) = if problem.is_flow() {
        (relaxed, least, true)
    } else {
        let mut owned = problem.clone();
        if problem.rules.must_cover {
            owned.rules.empty_seat = owned.rules.empty_seat.max(COVER);
        }
        let weighed = owned.clone();
        let outcome = supervise(options.time_limit, stop, progress, move |reporter| {
            search::search(&owned, options, &flow, least, reporter);
        });
        let plan = outcome.plan.unwrap_or_else(|| search::first(problem));
        let proven = outcome.bound.is_some_and(|bound| bound >= check_year(&weighed, &plan).cost.total);
        // Of plans with other costs of empty seats, the bound says nothing here.
        let bound = outcome.bound.filter(|_| !problem.rules.must_cover || proven);
        (plan, bound.map_or(least, |bound| bound.max(least)), proven)
    };
    let check = check_year(problem, &plan);
    let bound = bound.min(check.cost.total);
    let shortages = shortages(problem);
    let empty = |violation: &YearViolation| matches!(violation, YearViolation::EmptySeat { .. });
    let status = match () {
        () if !check.violations.iter().all(empty) => Status::Infeasible,
        () if !check.violations.is_empty() && (proven || !shortages.is_empty()) => Status::Infeasible,
        () if check.cost.total <= bound && check.violations.is_empty() => Status::Optimal,
        () => Status::Feasible,
    };
    YearResult {
        status,
        plan,
        cost: check.cost,
        bound,
        violations: check.violations,
        shortages,
        elapsed: start.elapsed(),
    }
}
