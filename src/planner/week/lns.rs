//! Good rosters early: some admins or some days are freed and planned anew, the rest stands.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::board::Board;
use super::{WeekPlan, compact};
use crate::planner::mip::{Limits, solve};
use crate::planner::worker::Reporter;

/// Nodes of the search of one neighbourhood.
const NODES: u64 = 300;

/// Rounds without a better roster after which the search ends.
const IDLE: u32 = 30;

/// Betters the board over `rounds` neighbourhoods, until the bound is met or nothing gets better any more.
pub(super) fn improve(
    board: &mut Board<'_>,
    rounds: u32,
    random: &mut ChaCha8Rng,
    reporter: &mut Reporter<WeekPlan>,
) {
    let (admins, days) = (board.admins(), board.problem.days);
    let mut order: Vec<usize> = (0..admins).collect();
    let mut idle = 0;
    for round in 0..rounds {
        idle += 1;
        if idle > IDLE || reporter.closed() || !reporter.go_on() || admins == 0 || days == 0 {
            return;
        }
        let mut chosen = vec![false; admins];
        let free_days = if round.is_multiple_of(2) {
            order.shuffle(random);
            let count = random.random_range(4..=8).min(admins);
            order.iter().take(count).for_each(|&admin| chosen[admin] = true);
            0..0
        } else {
            let length = random.random_range(1..=3).min(days);
            let first = random.random_range(0..=days - length);
            first..first + length
        };
        let cells = &board.problem.cells;
        let free = |admin: usize, cell: usize| chosen[admin] || free_days.contains(&cells[cell].day);
        let (model, variables) = compact::model(board, free);
        if variables.is_empty() {
            continue;
        }
        let limits = Limits { nodes: Some(NODES), step: 25, deadline: reporter.deadline };
        let end = solve(&model, limits, &mut |_, _| reporter.go_on());
        let Some(solution) = end.solution else { continue };
        let mut better = board.clone();
        for &(admin, cell, variable) in &variables {
            better.set(admin, cell, solution.var_value(variable) > 0.5);
        }
        if better.cost() < board.cost() {
            idle = 0;
        }
        if better.cost() <= board.cost() {
            *board = better;
            reporter.plan(board.cost(), &board.plan());
        }
    }
}
