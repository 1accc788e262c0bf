//! The proof: a program over the patterns that can still be part of a better roster.
//!
//! The prices say for each pattern what a roster with it costs at least, its floor. The program over all patterns with a
//! floor up to `f` therefore decides everything below `f`.

use microlp::{ComparisonOp, Solution, Variable};
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::board::Board;
use super::patterns::Patterns;
use super::price::Prices;
use super::{WeekPlan, compact};
use crate::planner::mip::{Limits, Model, Term, solve};
use crate::planner::worker::Reporter;

/// Patterns of the first program for each admin, about; each further one takes twice as many.
const FIRST: usize = 14;
/// Neighbourhoods after a program that found a better roster.
const NEAR_ROUNDS: u32 = 20;
/// Neighbourhoods without a better roster after which no more are looked at.
const IDLE: u32 = 25;
/// Nodes between two reports.
const STEP: u64 = 8;

/// Patterns that an admin chooses from in a neighbourhood, about.
const NEAR: usize = 250;
/// Nodes of the search of a neighbourhood.
const NEAR_NODES: u64 = 120;

/// Betters the board: some admins choose among the patterns that the prices favour, the others keep theirs. Ends after
/// `rounds` neighbourhoods, when the bound is met or nothing gets better any more.
pub(super) fn improve(
    board: &mut Board<'_>,
    patterns: &Patterns,
    prices: &Prices,
    rounds: u32,
    random: &mut ChaCha8Rng,
    reporter: &mut Reporter<WeekPlan>,
) {
    let mut order: Vec<f64> = prices.floor.clone();
    order.sort_unstable_by(f64::total_cmp);
    let within = order.get(NEAR * board.admins()).copied().unwrap_or(f64::INFINITY);
    let mut admins: Vec<usize> = (0..board.admins()).collect();
    let mut idle = 0;
    for _ in 0..rounds {
        if idle >= IDLE || reporter.closed() || !reporter.go_on() {
            return;
        }
        admins.shuffle(random);
        let most = (admins.len() * 2 / 5).max(11);
        let count = random.random_range(6..=most).min(admins.len());
        let mut free = vec![false; admins.len()];
        admins[..count].iter().for_each(|&admin| free[admin] = true);
        let near = |pattern: usize| prices.floor[pattern] <= within || patterns.size(pattern) <= 1;
        let chosen = |admin: usize, pattern: usize| free[admin] && near(pattern);
        let before = board.cost();
        search(board, patterns, &chosen, i64::MIN, Some(NEAR_NODES), reporter);
        idle = if board.cost() < before { 0 } else { idle + 1 };
    }
}

/// The first whole number not below a bound, rounding errors aside.
pub(super) fn whole(bound: f64) -> i64 {
    (bound - 1e-6).ceil() as i64
}

/// Searches for better rosters, or the proof that there are none, until the bound is met.
pub(super) fn prove(
    board: &mut Board<'_>,
    patterns: &Patterns,
    prices: &Prices,
    random: &mut ChaCha8Rng,
    reporter: &mut Reporter<WeekPlan>,
) {
    let mut floors: Vec<f64> = prices.floor.clone();
    floors.sort_unstable_by(f64::total_cmp);
    let mut count = FIRST * board.admins();
    let mut decided = whole(prices.bound);
    while !reporter.closed() && reporter.go_on() {
        // Costs are whole: a roster that costs less than `next` has no pattern with a floor above `next - 1`.
        let fits = floors.get(count).map_or(i64::MAX, |floor| (floor + 1.0).floor() as i64);
        let next = fits.max(decided + 1).min(board.cost());
        let chosen = |_: usize, pattern: usize| prices.floor[pattern] <= (next - 1) as f64 + 1e-6;
        let before = board.cost();
        if !search(board, patterns, &chosen, next, None, reporter) {
            return;
        }
        reporter.raise(next.min(board.cost()));
        if board.cost() < before {
            improve(board, patterns, prices, NEAR_ROUNDS, random, reporter);
        }
        decided = next;
        count = count.saturating_mul(2);
    }
}

/// Solves the program over some patterns and those on the board; a better roster is put on the board. True when no
/// roster of these patterns costs less than the board and less than `outside`; `i64::MIN` says nothing of the others.
fn search(
    board: &mut Board<'_>,
    patterns: &Patterns,
    within: &dyn Fn(usize, usize) -> bool,
    outside: i64,
    nodes: Option<u64>,
    reporter: &mut Reporter<WeekPlan>,
) -> bool {
    let (model, columns) = model(board, patterns, within);
    let mut best = board.clone();
    let mut adopt = |solution: &Solution, reporter: &mut Reporter<WeekPlan>| {
        let mut roster = Board::new(best.problem);
        for &(admin, pattern, variable) in &columns {
            if solution.var_value(variable) > 0.5 {
                patterns.cells(pattern).for_each(|cell| roster.set(admin, cell, true));
            }
        }
        if roster.cost() < best.cost() {
            best = roster;
            reporter.plan(best.cost(), &best.plan());
        }
    };
    let limits = Limits { nodes, step: STEP, deadline: reporter.deadline };
    let mut enough = false;
    let end = solve(&model, limits, &mut |solution, bound| {
        if let Some(solution) = solution {
            adopt(solution, reporter);
        }
        if let Some(bound) = bound.map(whole) {
            reporter.raise(bound.min(outside));
            enough = bound >= outside && nodes.is_none();
        }
        !enough && !reporter.closed() && reporter.go_on()
    });
    if let Some(solution) = &end.solution {
        adopt(solution, reporter);
    }
    *board = best;
    end.proven || enough
}

/// The program: one pattern for each admin. Returns it with the variable of each pattern.
fn model(
    board: &Board<'_>,
    patterns: &Patterns,
    within: &dyn Fn(usize, usize) -> bool,
) -> (Model, Vec<(usize, usize, Variable)>) {
    let (problem, rules) = (board.problem, &board.problem.rules);
    let mut model = Model::new();
    let mut columns = Vec::new();
    let mut covers: Vec<Vec<(Term, f64)>> = vec![Vec::new(); problem.cells.len()];
    let mut pay: Vec<(Term, f64)> = Vec::new();
    let pairs = board.pairs();
    // By pair and cell: the patterns of the two with the cell.
    let mut shared: Vec<Vec<Vec<(Term, f64)>>> =
        pairs.iter().map(|(.., cells)| vec![Vec::new(); cells.len()]).collect();
    for admin in 0..board.admins() {
        let now = patterns.on(board, admin);
        let mut one = Vec::new();
        for pattern in patterns.of(admin).filter(|&pattern| now == Some(pattern) || within(admin, pattern)) {
            let variable = model.binary(patterns.cost[pattern] as f64, now == Some(pattern));
            let term = (Term::Free(variable), 1.0);
            one.push(term);
            patterns.cells(pattern).for_each(|cell| covers[cell].push(term));
            if problem.budget.is_some() && patterns.pay[pattern] != 0 {
                pay.push((term.0, patterns.pay[pattern] as f64));
            }
            for ((first, second, cells), rows) in pairs.iter().zip(&mut shared) {
                if *first == admin || *second == admin {
                    let met = |cell: usize| cells.iter().position(|&shared| shared == cell);
                    patterns.cells(pattern).filter_map(met).for_each(|at| rows[at].push(term));
                }
            }
            columns.push((admin, pattern, variable));
        }
        model.row(&one, ComparisonOp::Eq, 1.0);
    }
    for (mut cover, cell) in covers.into_iter().zip(&problem.cells) {
        let missing = model.whole((rules.missing * cell.heat) as f64, i64::from(cell.demand));
        cover.push((Term::Free(missing), 1.0));
        model.row(&cover, ComparisonOp::Eq, f64::from(cell.demand));
    }
    for rows in shared {
        let again = Term::Free(model.whole(rules.repeated_pair as f64, 1));
        for mut row in rows.into_iter().filter(|row| !row.is_empty()) {
            row.push((again, -1.0));
            model.row(&row, ComparisonOp::Le, 1.0);
        }
    }
    if let Some(budget) = problem.budget {
        model.row(&pay, ComparisonOp::Le, budget as f64);
    }
    (model, columns)
}

/// Searches the whole week over single duties, for problems with too many patterns.
pub(super) fn prove_compact(board: &mut Board<'_>, reporter: &mut Reporter<WeekPlan>) {
    let (model, variables) = compact::model(board, |_, _| true);
    // Locked duties stand outside the program.
    let locked = |admin: usize| {
        let cells = board.duties(admin).filter(|&cell| board.locked(admin, cell));
        cells.map(|cell| board.wish(admin, cell)).sum::<i64>()
    };
    let constant = (0..board.admins()).map(locked).sum::<i64>() + unplanned(board);
    let limits = Limits { nodes: None, step: STEP, deadline: reporter.deadline };
    let mut best = board.clone();
    let mut adopt = |solution: &Solution, reporter: &mut Reporter<WeekPlan>| {
        let mut roster = Board::new(best.problem);
        variables.iter().for_each(|&(admin, cell, variable)| {
            roster.set(admin, cell, solution.var_value(variable) > 0.5);
        });
        if roster.cost() < best.cost() {
            best = roster;
            reporter.plan(best.cost(), &best.plan());
        }
    };
    let end = solve(&model, limits, &mut |solution, bound| {
        if let Some(solution) = solution {
            adopt(solution, reporter);
        }
        if let Some(bound) = bound {
            reporter.raise(whole(bound + constant as f64));
        }
        !reporter.closed() && reporter.go_on()
    });
    if let Some(solution) = &end.solution {
        adopt(solution, reporter);
    }
    if let Some(bound) = end.bound {
        reporter.raise(whole(bound + constant as f64));
    }
    if let (true, Some(best)) = (end.proven, reporter.best()) {
        reporter.raise(best);
    }
    *board = best;
}

/// Costs that no open duty can change: cells nobody is open for, admins and pairs with locked duties alone.
fn unplanned(board: &Board<'_>) -> i64 {
    let problem = board.problem;
    let locked = Board::new(problem);
    let shut = |cell: &usize| (0..board.admins()).all(|admin| !board.open(admin, *cell));
    let missing = |cell: usize| {
        let demand = problem.cells[cell].demand.saturating_sub(locked.found(cell));
        problem.rules.missing * problem.cells[cell].heat * i64::from(demand)
    };
    let idle = |admin: &usize| (0..board.cells()).all(|cell| !board.open(*admin, cell));
    let over = |admin: usize| (locked.load(admin) - board.share).max(0) * problem.rules.overload;
    let mut constant = (0..board.cells()).filter(shut).map(missing).sum::<i64>();
    constant += (0..board.admins()).filter(idle).map(over).sum::<i64>();
    // History alone above the share is met by the program only where the admin has a row.
    constant
}
