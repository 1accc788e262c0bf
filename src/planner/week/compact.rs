//! The week as a program over single duties: all of them, or a part while the rest stands.

use microlp::{ComparisonOp, Variable};

use super::board::Board;
use crate::planner::mip::{Model, Term};

/// The program over the duties that `free` names, all others fixed as they stand, with the variable of each free duty.
/// Its cost differs from the plan's by a constant.
pub(super) fn model(
    board: &Board<'_>,
    free: impl Fn(usize, usize) -> bool,
) -> (Model, Vec<(usize, usize, Variable)>) {
    let (problem, rules) = (board.problem, &board.problem.rules);
    let mut model = Model::new();
    let mut variables = Vec::new();
    let mut terms = Vec::with_capacity(board.admins() * board.cells());
    for admin in 0..board.admins() {
        for cell in 0..board.cells() {
            terms.push(if board.open(admin, cell) && free(admin, cell) {
                let variable = model.binary(board.wish(admin, cell) as f64, board.serves(admin, cell));
                variables.push((admin, cell, variable));
                Term::Free(variable)
            } else {
                Term::Fixed(f64::from(u8::from(board.serves(admin, cell))))
            });
        }
    }
    let at = |admin: usize, cell: usize| terms[admin * board.cells() + cell];
    let is_free = |admin: usize, cell: usize| matches!(at(admin, cell), Term::Free(_));
    for (number, cell) in problem.cells.iter().enumerate() {
        let mut row: Vec<(Term, f64)> = (0..board.admins()).map(|admin| (at(admin, number), 1.0)).collect();
        if row.iter().any(|(term, _)| matches!(term, Term::Free(_))) {
            let missing = model.whole((rules.missing * cell.heat) as f64, i64::from(cell.demand));
            row.push((Term::Free(missing), 1.0));
            model.row(&row, ComparisonOp::Eq, f64::from(cell.demand));
        }
    }
    for admin in 0..board.admins() {
        // What matters in this admin's week: what is free, and what stands.
        let cells: Vec<usize> =
            (0..board.cells()).filter(|&cell| is_free(admin, cell) || board.serves(admin, cell)).collect();
        if cells.iter().any(|&cell| is_free(admin, cell)) {
            own_week(board, &mut model, admin, &cells, &at);
        }
    }
    for (one, other, cells) in board.pairs() {
        if cells.iter().any(|&cell| is_free(one, cell) || is_free(other, cell)) {
            let again = Term::Free(model.whole(rules.repeated_pair as f64, 1));
            for cell in cells {
                model.row(
                    &[(at(one, cell), 1.0), (at(other, cell), 1.0), (again, -1.0)],
                    ComparisonOp::Le,
                    1.0,
                );
            }
        }
    }
    if let Some(budget) = problem.budget {
        let pay = |at: usize| (terms[at], problem.admins[at / board.cells()].pay_per_slot as f64);
        let row: Vec<(Term, f64)> = (0..terms.len()).map(pay).filter(|(_, pay)| *pay != 0.0).collect();
        model.row(&row, ComparisonOp::Le, budget as f64);
    }
    (model, variables)
}

/// The rows about one admin's week.
fn own_week(
    board: &Board<'_>,
    model: &mut Model,
    admin: usize,
    cells: &[usize],
    at: &dyn Fn(usize, usize) -> Term,
) {
    let (problem, who) = (board.problem, &board.problem.admins[admin]);
    let at_once = problem.rules.groups_at_once;
    let term = |cell: &usize| (at(admin, *cell), 1.0);
    let of = |cell: usize| problem.cells[cell];
    let all: Vec<(Term, f64)> = cells.iter().map(term).collect();
    let heat: i64 = cells.iter().map(|&cell| of(cell).heat).sum();
    if who.history + heat > board.share {
        let most = who.history + heat - board.share.min(who.history);
        let over = Term::Free(model.whole(problem.rules.overload as f64, most));
        let mut row: Vec<(Term, f64)> =
            cells.iter().map(|cell| (at(admin, *cell), of(*cell).heat as f64)).collect();
        row.push((over, -1.0));
        model.row(&row, ComparisonOp::Le, (board.share - who.history) as f64);
    }
    model.at_most(&all, f64::from(who.max_slots));

    // Slots in order, with their cells.
    let mut slots: Vec<((u32, u32), Vec<usize>)> = Vec::new();
    let mut order = cells.to_vec();
    order.sort_by_key(|&cell| (of(cell).day, of(cell).slot, cell));
    for cell in order {
        let key = (of(cell).day, of(cell).slot);
        match slots.last_mut() {
            Some((last, cells)) if *last == key => cells.push(cell),
            _ => slots.push((key, vec![cell])),
        }
    }
    let last_slot = problem.slots_per_day.saturating_sub(1);
    let mut cliques: Vec<Vec<usize>> = Vec::new();
    for (index, ((day, slot), cells)) in slots.iter().enumerate() {
        let row: Vec<(Term, f64)> = cells.iter().map(term).collect();
        model.at_most(&row, f64::from(at_once));
        let next = slots
            .get(index + 1)
            .filter(|(key, _)| problem.slots_per_day > 1 && *slot == last_slot && *key == (day + 1, 0));
        let first_of_pair = |index: usize| {
            let before: Option<&((u32, u32), Vec<usize>)> =
                index.checked_sub(1).and_then(|before| slots.get(before));
            before.is_some_and(|((before, slot), _)| {
                problem.slots_per_day > 1 && *slot == last_slot && slots[index].0 == (before + 1, 0)
            })
        };
        if at_once == 1 {
            match next {
                Some((_, others)) => cliques.push(cells.iter().chain(others).copied().collect()),
                None if !first_of_pair(index) => cliques.push(cells.clone()),
                None => {}
            }
        } else {
            cliques.extend(cells.iter().map(|&cell| vec![cell]));
            for &cell in cells {
                for &other in next.into_iter().flat_map(|(_, others)| others) {
                    model.at_most(&[term(&cell), term(&other)], 1.0);
                }
            }
        }
    }
    for clique in &cliques {
        model.at_most(&clique.iter().map(term).collect::<Vec<_>>(), 1.0);
    }

    let mut groups: Vec<usize> = cells.iter().map(|&cell| of(cell).group).collect();
    groups.sort_unstable();
    groups.dedup();
    if groups.len() > who.max_groups as usize {
        let mut chosen = Vec::new();
        for group in groups {
            let in_group = model
                .binary(0.0, cells.iter().any(|&cell| of(cell).group == group && board.serves(admin, cell)));
            chosen.push((Term::Free(in_group), 1.0));
            for clique in &cliques {
                let mut row: Vec<_> =
                    clique.iter().filter(|&&cell| of(cell).group == group).map(term).collect();
                if !row.is_empty() {
                    row.push((Term::Free(in_group), -1.0));
                    model.row(&row, ComparisonOp::Le, 0.0);
                }
            }
        }
        model.at_most(&chosen, f64::from(who.max_groups));
    }

    if who.max_days_in_row >= problem.days || who.max_days_in_row >= who.max_slots {
        return;
    }
    let works: Vec<(Term, f64)> = (0..problem.days)
        .map(|day| {
            let of_day: Vec<&Vec<usize>> =
                slots.iter().filter(|((of, _), _)| *of == day).map(|(_, cells)| cells).collect();
            if of_day.is_empty() {
                return (Term::Fixed(0.0), 1.0);
            }
            if let (1, [cells]) = (at_once, &of_day[..])
                && let [cell] = cells[..]
            {
                return term(&cell);
            }
            let there = of_day.iter().any(|cells| cells.iter().any(|&cell| board.serves(admin, cell)));
            let work = Term::Free(model.binary(0.0, there));
            let rows: Vec<Vec<usize>> = match at_once {
                1 => of_day.into_iter().cloned().collect(),
                _ => of_day.into_iter().flatten().map(|&cell| vec![cell]).collect(),
            };
            for cells in rows {
                let mut row: Vec<_> = cells.iter().map(term).collect();
                row.push((work, -1.0));
                model.row(&row, ComparisonOp::Le, 0.0);
            }
            (work, 1.0)
        })
        .collect();
    let window = who.max_days_in_row as usize + 1;
    for days in works.windows(window) {
        model.at_most(days, f64::from(who.max_days_in_row));
    }
}
