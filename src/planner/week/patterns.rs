//! Whole weeks of single admins: every set of cells that keeps the rules about one admin's week.

use super::board::Board;

/// Every week that each admin could have.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// Where each admin's patterns begin; one more than admins.
    admins: Vec<usize>,
    /// Where each pattern's cells begin; one more than patterns.
    starts: Vec<usize>,
    cells: Vec<u16>,
    /// Cost of wishes and of load above the fair share.
    pub cost: Vec<i64>,
    pub pay: Vec<i64>,
}

impl Patterns {
    /// All patterns, or `None` when there are more than `most` or more cells than can be numbered.
    pub fn all(board: &Board<'_>, most: usize, go_on: &dyn Fn() -> bool) -> Option<Self> {
        u16::try_from(board.cells()).ok()?;
        let mut patterns = Self { admins: vec![0], starts: vec![0], ..Self::default() };
        for admin in 0..board.admins() {
            let here = |&cell: &usize| board.open(admin, cell) || board.locked(admin, cell);
            let mut cells: Vec<usize> = (0..board.cells()).filter(here).collect();
            cells.sort_by_key(|&cell| (board.problem.cells[cell].day, board.problem.cells[cell].slot, cell));
            let mut chosen = Vec::new();
            patterns.extend(board, admin, &cells, &mut chosen, most, go_on)?;
            patterns.admins.push(patterns.len());
        }
        Some(patterns)
    }

    /// Adds the patterns that begin with `chosen` and go on with some of `cells`.
    fn extend(
        &mut self,
        board: &Board<'_>,
        admin: usize,
        cells: &[usize],
        chosen: &mut Vec<usize>,
        most: usize,
        go_on: &dyn Fn() -> bool,
    ) -> Option<()> {
        if self.len() >= most || (self.len().is_multiple_of(4096) && !go_on()) {
            return None;
        }
        if !cells.iter().any(|&cell| board.locked(admin, cell)) {
            self.cells.extend(chosen.iter().map(|&cell| cell as u16));
            self.starts.push(self.cells.len());
            self.cost.push(board.own_cost(admin, chosen));
            self.pay.push(board.problem.admins[admin].pay_per_slot * chosen.len() as i64);
        }
        for (at, &cell) in cells.iter().enumerate() {
            chosen.push(cell);
            if board.keeps_rules(admin, chosen) {
                self.extend(board, admin, &cells[at + 1..], chosen, most, go_on)?;
            }
            chosen.pop();
            // A locked cell is in every pattern.
            if board.locked(admin, cell) {
                break;
            }
        }
        Some(())
    }

    pub fn len(&self) -> usize {
        self.cost.len()
    }

    /// The patterns of an admin.
    pub fn of(&self, admin: usize) -> std::ops::Range<usize> {
        self.admins[admin]..self.admins[admin + 1]
    }

    /// How many cells a pattern has.
    pub fn size(&self, pattern: usize) -> usize {
        self.starts[pattern + 1] - self.starts[pattern]
    }

    /// The cells of a pattern, in the order of their slots.
    pub fn cells(&self, pattern: usize) -> impl Iterator<Item = usize> + '_ {
        self.cells[self.starts[pattern]..self.starts[pattern + 1]].iter().map(|&cell| usize::from(cell))
    }

    /// The pattern that an admin has on the board.
    pub fn on(&self, board: &Board<'_>, admin: usize) -> Option<usize> {
        let duties = board.duties(admin).count();
        let same = |&pattern: &usize| {
            self.size(pattern) == duties && self.cells(pattern).all(|cell| board.serves(admin, cell))
        };
        self.of(admin).find(same)
    }
}
