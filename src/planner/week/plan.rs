//! The week plan: good rosters first, then the bound, then the proof.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::board::Board;
use super::patterns::Patterns;
use super::{Cell, WeekPlan, WeekProblem, lns, price, proof};
use crate::planner::check::{WeekCost, WeekViolation, check_week};
use crate::planner::worker::{Reporter, supervise};
use crate::planner::{Phase, Progress, Status};

/// Turns of the two kinds of neighbourhood.
const TURNS: u32 = 4;

/// How a week plan is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekOptions {
    /// Decides between neighbourhoods; the same seed gives the same plan.
    pub seed: u64,
    /// Searches end here with the best plan so far; with a limit the plan depends on the machine.
    pub time_limit: Option<Duration>,
    /// Neighbourhoods looked at before the proof is tried.
    pub rounds: u32,
    /// Most week patterns held in memory (about 40 bytes each); above, the week is planned duty by duty.
    pub patterns: usize,
}

impl Default for WeekOptions {
    fn default() -> Self {
        Self { seed: 1, time_limit: Some(Duration::from_secs(60)), rounds: 300, patterns: 1_000_000 }
    }
}

/// A week plan and what is known about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeekResult {
    pub status: Status,
    pub plan: WeekPlan,
    /// As the checker counts it.
    pub cost: WeekCost,
    /// No plan costs less; `None` when the search was cut before a bound was known.
    pub bound: Option<i64>,
    /// Rules that the plan breaks: those of the locked duties.
    pub violations: Vec<WeekViolation>,
    pub elapsed: Duration,
}

/// Plans a week.
///
/// The cost is one sum: much overload can outweigh a missing person. The same problem, seed and rounds give the same
/// plan unless `stop` or the time limit cuts the search: every step is counted in neighbourhoods and nodes, never in
/// time, and runs in one thread. `stop` is answered within a tenth of a second with the best plan so far. A problem whose
/// locked duties break rules is infeasible: the plan is filled around them and `violations` says which.
pub fn plan_week(
    problem: &WeekProblem,
    options: WeekOptions,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress<'_, WeekPlan>),
) -> WeekResult {
    let sound = check_week(problem, &WeekPlan::locked(problem)).violations.is_empty();
    let owned = problem.clone();
    let outcome = supervise(options.time_limit, stop, progress, move |reporter| {
        let mut board = Board::new(&owned);
        board.fill();
        reporter.plan(board.cost(), &board.plan());
        reporter.raise(plain_bound(&owned));
        if sound {
            search(&mut board, options, reporter);
        }
    });
    let plan = outcome.plan.unwrap_or_else(|| WeekPlan::locked(problem));
    let check = check_week(problem, &plan);
    let bound = outcome.bound.map(|bound| bound.min(check.cost.total));
    let status = match () {
        () if !check.violations.is_empty() => Status::Infeasible,
        () if bound == Some(check.cost.total) => Status::Optimal,
        () => Status::Feasible,
    };
    WeekResult {
        status,
        plan,
        cost: check.cost,
        bound,
        violations: check.violations,
        elapsed: outcome.elapsed,
    }
}

/// A cost that no plan goes below, without a search: nobody missing, nobody overloaded, no pair again, and in every cell the
/// most welcome people.
fn plain_bound(problem: &WeekProblem) -> i64 {
    let welcome = |cell: &Cell| {
        let mut wishes: Vec<i64> =
            problem.admins.iter().map(|admin| admin.wish_at(cell.day, cell.slot).min(0)).collect();
        wishes.sort_unstable();
        // Locked people may be more than are wanted.
        let locked = problem.locked.iter().filter(|lock| problem.cells.get(lock.cell) == Some(cell)).count();
        wishes.iter().take((cell.demand as usize).max(locked)).sum::<i64>()
    };
    problem.cells.iter().map(welcome).sum()
}

fn search(board: &mut Board<'_>, options: WeekOptions, reporter: &mut Reporter<WeekPlan>) {
    let mut random = ChaCha8Rng::seed_from_u64(options.seed);
    let early = options.rounds / 25;
    lns::improve(board, early, &mut random, reporter);
    if reporter.closed() || !reporter.go_on() {
        return;
    }
    reporter.enter(Phase::Bound);
    let patterns = Patterns::all(board, options.patterns, &|| reporter.go_on());
    let prices = patterns.as_ref().and_then(|patterns| {
        price::price(board, patterns, &mut random, &mut |bound| {
            reporter.raise(proof::whole(bound));
            reporter.go_on()
        })
    });
    if let Some(prices) = &prices {
        reporter.raise(proof::whole(prices.bound));
    }
    reporter.enter(Phase::Search);
    match (&patterns, &prices) {
        (Some(patterns), Some(prices)) => {
            // The two kinds of neighbourhood help each other out.
            for _ in 0..TURNS {
                let before = board.cost();
                let rounds = (options.rounds - early) / TURNS;
                proof::improve(board, patterns, prices, rounds, &mut random, reporter);
                lns::improve(board, rounds / 4, &mut random, reporter);
                if board.cost() == before {
                    break;
                }
            }
        }
        _ => lns::improve(board, options.rounds - early, &mut random, reporter),
    }
    if reporter.closed() || !reporter.go_on() {
        return;
    }
    reporter.enter(Phase::Proof);
    match (&patterns, &prices) {
        (Some(patterns), Some(prices)) => proof::prove(board, patterns, prices, &mut random, reporter),
        _ => proof::prove_compact(board, reporter),
    }
}
