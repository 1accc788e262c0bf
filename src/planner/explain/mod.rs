//! Why a plan is as it is: what a duty costs against the next best choice, and what keeps a cell empty.

mod week;
mod year;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

pub use week::{WeekBlock, WeekTerms, empty_cell, why_duty};
pub use year::{Handover, YearBlock, YearTerms, empty_seat, handovers, why_seat};

/// Why somebody serves somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Why<Terms, Block> {
    pub person: usize,
    /// What the duty adds to the cost of the plan.
    pub terms: Terms,
    /// What everybody else would cost there, the cheapest first: whoever keeps the rules before whoever breaks them.
    pub others: Vec<Choice<Block>>,
}

/// Somebody in a place, against the plan as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice<Block> {
    pub person: usize,
    /// Cost with this choice less the cost as it is.
    pub cost_change: i64,
    /// Rules that stand against it; none for a choice that is open.
    pub blocks: Vec<Block>,
}

/// What keeps a place empty, and what would fill it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Empty<Block: Ord> {
    /// People whom each rule keeps out; somebody kept out by two rules counts for both.
    pub blocked: BTreeMap<Block, u32>,
    /// People whom one rule alone keeps out: dropping it would let in so many.
    pub only: BTreeMap<Block, u32>,
    /// What would fill the place, the cheapest first.
    pub ways: Vec<WayOut<Block>>,
}

/// Somebody who would fill an empty place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WayOut<Block> {
    pub person: usize,
    /// The one rule to lift, by asking the person or raising a limit; `None` when nothing stands against it.
    pub lift: Option<Block>,
    /// The limit that would do: weeks, slots, groups, days in a row, weeks off or budget; `None` where asking does.
    pub limit: Option<i64>,
    /// Cost of the plan with it less the cost as it is.
    pub cost_change: i64,
}

/// Choices in order: open ones first, then by cost, then by person.
fn sorted<Block>(mut choices: Vec<Choice<Block>>) -> Vec<Choice<Block>> {
    choices.sort_by_key(|choice| (choice.blocks.len(), choice.cost_change, choice.person));
    choices
}

/// Sums up the choices for an empty place; `limit` says which limit a lifted rule asks for.
fn summed<Block: Ord + Copy>(
    choices: &[Choice<Block>],
    limit: impl Fn(usize, Block) -> Option<i64>,
) -> Empty<Block> {
    let (mut blocked, mut only) = (BTreeMap::<Block, u32>::new(), BTreeMap::<Block, u32>::new());
    let mut ways = Vec::new();
    for choice in choices {
        choice.blocks.iter().for_each(|block| *blocked.entry(*block).or_default() += 1);
        let (person, cost_change) = (choice.person, choice.cost_change);
        match choice.blocks[..] {
            [] => ways.push(WayOut { person, lift: None, limit: None, cost_change }),
            [block] => {
                *only.entry(block).or_default() += 1;
                ways.push(WayOut { person, lift: Some(block), limit: limit(person, block), cost_change });
            }
            _ => {}
        }
    }
    ways.sort_by_key(|way| (way.lift.is_some(), way.cost_change, way.lift, way.person));
    Empty { blocked, only, ways }
}
