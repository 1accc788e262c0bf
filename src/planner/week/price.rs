//! The bound: prices of cells, of money and of repeated pairs at which every admin picks the cheapest week alone.
//!
//! The linear program over all patterns is solved by its dual, pattern rows being added until none is violated. At any
//! prices the sum of the admins' cheapest weeks is a lower bound of every roster (Lagrange); it is counted anew from the
//! prices, so that the solver's rounding cannot raise it.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::board::Board;
use super::patterns::Patterns;

/// Most rounds of adding rows.
const ROUNDS: usize = 80;
/// Rows added for an admin in a round.
const ROWS: usize = 12;

/// Reduced cost from which a row is far from binding.
const FAR: f64 = 3.0;
/// Rounds at slightly other demand, once the best prices are known.
const SHIFTED: usize = 16;

/// What prices prove.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// No roster costs less.
    pub bound: f64,
    /// No roster with the pattern costs less.
    pub floor: Vec<f64>,
}

/// The dual's variables.
struct Dual {
    cells: Vec<f64>,
    money: f64,
    /// For each pair that can repeat and each of its cells.
    pairs: Vec<Vec<f64>>,
}

/// Finds the best prices, from the roster on the board. `go_on` is given the bound after each round. `None` when the
/// board is no roster of these patterns or the solver fails before a first bound.
///
/// Every round's prices prove something about every pattern: at a bound `z`, a roster with a pattern that costs `d` above
/// its admin's cheapest costs `z + d` or more. The highest of these is kept. A few more rounds price a demand that is a
/// little off, for other prices that prove as much about other patterns.
pub(super) fn price(
    board: &Board<'_>,
    patterns: &Patterns,
    random: &mut ChaCha8Rng,
    go_on: &mut dyn FnMut(f64) -> bool,
) -> Option<Prices> {
    let pairs = board.pairs();
    let mut rows: Vec<Vec<usize>> = Vec::with_capacity(board.admins());
    for admin in 0..board.admins() {
        rows.push(vec![patterns.on(board, admin)?]);
    }
    let mut demand: Vec<f64> = board.problem.cells.iter().map(|cell| f64::from(cell.demand)).collect();
    let mut best: Option<Prices> = None;
    let mut shifted = 0;
    for _ in 0..ROUNDS {
        let Some(dual) = solve_dual(board, patterns, &pairs, &rows, &demand) else { break };
        let (bound, reduced, cheapest) = lagrange(board, patterns, &pairs, &dual);
        let mut added = false;
        for (admin, rows) in rows.iter_mut().enumerate() {
            let limit = rows.iter().map(|&pattern| reduced[pattern]).fold(f64::INFINITY, f64::min) - 1e-7;
            let mut violated: Vec<usize> =
                patterns.of(admin).filter(|&pattern| reduced[pattern] < limit).collect();
            if violated.len() > ROWS {
                violated.select_nth_unstable_by(ROWS, |&a, &b| reduced[a].total_cmp(&reduced[b]));
                violated.truncate(ROWS);
            }
            added |= !violated.is_empty();
            rows.extend(violated);
        }
        let prices =
            best.get_or_insert_with(|| Prices { bound, floor: vec![f64::NEG_INFINITY; patterns.len()] });
        prices.bound = prices.bound.max(bound);
        for (admin, cheapest) in cheapest.iter().enumerate() {
            for pattern in patterns.of(admin) {
                prices.floor[pattern] = prices.floor[pattern].max(bound + reduced[pattern] - cheapest);
            }
        }
        if !go_on(prices.bound) {
            break;
        }
        if !added || shifted > 0 {
            if shifted == SHIFTED {
                break;
            }
            shifted += 1;
            // Rows that are far from binding only slow the rounds to come.
            for (rows, cheapest) in rows.iter_mut().zip(&cheapest) {
                let own = rows.first().copied();
                rows.retain(|&pattern| Some(pattern) == own || reduced[pattern] - cheapest < FAR);
            }
            for (demand, cell) in demand.iter_mut().zip(&board.problem.cells) {
                *demand = f64::from(cell.demand) * random.random_range(0.97..1.03);
            }
        }
    }
    best
}

/// The dual over some patterns of each admin, at some demand of each cell.
fn solve_dual(
    board: &Board<'_>,
    patterns: &Patterns,
    pairs: &[(usize, usize, Vec<usize>)],
    rows: &[Vec<usize>],
    demand: &[f64],
) -> Option<Dual> {
    let (problem, rules) = (board.problem, &board.problem.rules);
    let mut dual = Problem::new(OptimizationDirection::Maximize);
    let free = f64::NEG_INFINITY;
    let most = problem.cells.iter().map(|cell| (rules.missing * cell.heat) as f64);
    let cells: Vec<Variable> =
        demand.iter().zip(most).map(|(&demand, most)| dual.add_var(demand, (free, most))).collect();
    let admins: Vec<Variable> = rows.iter().map(|_| dual.add_var(1.0, (free, f64::INFINITY))).collect();
    let money = problem.budget.map(|budget| dual.add_var(-budget as f64, (0.0, f64::INFINITY)));
    let repeats: Vec<Vec<Variable>> = pairs
        .iter()
        .map(|(.., cells)| cells.iter().map(|_| dual.add_var(-1.0, (0.0, f64::INFINITY))).collect())
        .collect();
    for repeats in &repeats {
        let row: Vec<(Variable, f64)> = repeats.iter().map(|&repeat| (repeat, 1.0)).collect();
        dual.add_constraint(row.as_slice(), ComparisonOp::Le, rules.repeated_pair as f64);
    }
    for (admin, rows) in rows.iter().enumerate() {
        for &pattern in rows {
            let mut row = vec![(admins[admin], 1.0)];
            row.extend(patterns.cells(pattern).map(|cell| (cells[cell], 1.0)));
            if let Some(money) = money.filter(|_| patterns.pay[pattern] != 0) {
                row.push((money, -patterns.pay[pattern] as f64));
            }
            for ((one, other, shared), repeats) in pairs.iter().zip(&repeats) {
                if *one == admin || *other == admin {
                    let met = |cell: usize| shared.iter().position(|&shared| shared == cell);
                    row.extend(patterns.cells(pattern).filter_map(met).map(|at| (repeats[at], -1.0)));
                }
            }
            dual.add_constraint(row.as_slice(), ComparisonOp::Le, patterns.cost[pattern] as f64);
        }
    }
    let solution = dual.solve().ok()?.into_solution().ok()?;
    let value = |&variable: &Variable| solution.var_value(variable);
    Some(Dual {
        cells: cells.iter().map(value).collect(),
        money: money.as_ref().map_or(0.0, value),
        pairs: repeats.iter().map(|repeats| repeats.iter().map(value).collect()).collect(),
    })
}

/// The bound at these prices, the reduced cost of each pattern, and the least of each admin.
fn lagrange(
    board: &Board<'_>,
    patterns: &Patterns,
    pairs: &[(usize, usize, Vec<usize>)],
    dual: &Dual,
) -> (f64, Vec<f64>, Vec<f64>) {
    let (problem, rules) = (board.problem, &board.problem.rules);
    let money = dual.money.max(0.0);
    // Rounding may have carried prices over their limits: bring them back, and the bound holds.
    let cells: Vec<f64> = dual
        .cells
        .iter()
        .zip(&problem.cells)
        .map(|(price, cell)| price.min((rules.missing * cell.heat) as f64))
        .collect();
    let mut own: Vec<Vec<f64>> = vec![cells.iter().map(|price| -price).collect(); board.admins()];
    let mut bound: f64 =
        problem.cells.iter().zip(&cells).map(|(cell, price)| f64::from(cell.demand) * price).sum();
    bound -= problem.budget.map_or(0.0, |budget| budget as f64) * money;
    for ((one, other, shared), prices) in pairs.iter().zip(&dual.pairs) {
        let sum: f64 = prices.iter().map(|price| price.max(0.0)).sum();
        let scale = if sum > rules.repeated_pair as f64 { rules.repeated_pair as f64 / sum } else { 1.0 };
        for (&cell, price) in shared.iter().zip(prices) {
            let price = price.max(0.0) * scale;
            own[*one][cell] += price;
            own[*other][cell] += price;
            bound -= price;
        }
    }
    let mut reduced = vec![0.0; patterns.len()];
    let mut cheapest = Vec::with_capacity(board.admins());
    for (admin, own) in own.iter().enumerate() {
        let mut least = f64::INFINITY;
        for pattern in patterns.of(admin) {
            let cost = patterns.cost[pattern] as f64 + money * patterns.pay[pattern] as f64;
            reduced[pattern] = cost + patterns.cells(pattern).map(|cell| own[cell]).sum::<f64>();
            least = least.min(reduced[pattern]);
        }
        cheapest.push(least);
        bound += least;
    }
    (bound, reduced, cheapest)
}
