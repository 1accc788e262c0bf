//! The referral part of the funnel panel.

use std::sync::Arc;

use serde::Serialize;

use super::{Forest, Refusal, Trees, mean_and_median, root_credit};
use crate::activity::Day;
use crate::analytics::{Input, Scope};

/// Days that a member is given to bring others in the capped coefficient.
pub const K_WINDOW: Day = 28;

/// How invitations spread; empty and unknown when no invitation is on record.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Referral {
    /// People in each generation; generation 0 is everybody whom nobody of the project brought.
    pub generations: Vec<u64>,
    /// Invitees over people.
    pub k: Option<f64>,
    /// Invitees within 28 days of the referrer's joining, over the people who joined at least 28 days before the end of
    /// the scope.
    pub k_28d: Option<f64>,
    /// The last generation.
    pub depth: Option<u32>,
    /// Mean distance of two people in the largest tree.
    pub structural_virality: Option<f64>,
    /// Days from the joining of a referrer to that of their invitee, in the middle.
    pub cycle_days_median: Option<f64>,
    /// Orders of the scope, in units of money, each credited once, to the root of the buyer's tree; unknown in a project
    /// without orders.
    pub roots_gmv: Option<f64>,
    /// Invitations that contradict others: of oneself, in a circle, or by somebody who joined later.
    pub refused: u64,
    /// What the numbers were counted from; absent when no invitation is on record.
    #[serde(skip)]
    pub trees: Option<Arc<Trees>>,
}

/// The referral results of a project.
///
/// The trees are those of the whole project ([`Trees::of`]); the orders are those of the scope.
pub fn referral(input: Input<'_>, scope: &Scope) -> Referral {
    let Some(trees) = Trees::of(input, scope) else { return Referral::default() };
    let forest = &trees.forest;
    let largest = largest_root(forest);
    let mut cycle: Vec<Day> = forest.cycle_days(&trees.joined).map(|(_, days)| days).collect();
    Referral {
        generations: forest.generation_sizes(),
        k: forest.k_realised(),
        k_28d: forest.k_within(&trees.joined, K_WINDOW, scope.to),
        depth: forest.depth(),
        structural_virality: largest.and_then(|root| forest.structural_virality(root)),
        cycle_days_median: mean_and_median(&mut cycle).map(|(_, median)| median),
        roots_gmv: (!input.project.orders.is_empty()).then(|| {
            root_credit(forest, &trees.amounts).into_iter().fold(0, i64::saturating_add) as f64 / 100.0
        }),
        refused: forest.refused.iter().filter(|refused| refused.reason != Refusal::Assist).count() as u64,
        trees: Some(Arc::new(trees)),
    }
}

/// The root with the most people; the first of equals.
fn largest_root(forest: &Forest) -> Option<u32> {
    let sizes = forest.subtree_sizes();
    forest.roots().max_by_key(|&root| (sizes[root as usize], std::cmp::Reverse(root)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;

    #[test]
    fn a_project_without_invitations_knows_nothing() {
        let made = Fixture::new().group("g").people(3).build();
        assert_eq!(referral(made.input(), &made.scope()), Referral::default());
    }
}
