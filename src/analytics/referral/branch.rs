//! One branch of a forest: everybody who came through one person.

use serde::Serialize;

use super::{Forest, cost_each};
use crate::analytics::Rate;
use crate::model::Money;

/// What came of the invitations of one person and of those they brought.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Branch {
    /// The person at its foot, who counts as generation 0 here.
    pub person: u32,
    /// People in each generation, the person first.
    pub generations: Vec<u64>,
    /// Everybody below the person.
    pub descendants: u64,
    /// Those of them who stayed.
    pub retained: Rate,
    /// Those of them who bought.
    pub buyers: Rate,
    /// What the person bought.
    pub own_gmv: Money,
    /// What the descendants bought.
    pub descendants_gmv: Money,
    /// What was spent on the branch over the descendants who stayed; unknown when none did.
    pub cost_per_retained: Option<Money>,
}

/// The branch of a person; `None` for who is not in the forest.
///
/// `retained` and `amounts` (whole units) hold one entry for each person; a missing one is no and nothing. A buyer is who
/// bought for more than nothing.
pub fn branch(
    forest: &Forest,
    person: u32,
    retained: &[bool],
    amounts: &[i64],
    spent: Money,
) -> Option<Branch> {
    let foot = *forest.generations().get(person as usize)?;
    let amount = |person: u32| amounts.get(person as usize).copied().unwrap_or(0);
    let mut generations = vec![1];
    let (mut stayed, mut buyers, mut gmv) = (0, 0, 0_i64);
    let below = descendants(forest, person);
    for &other in &below {
        let generation = (forest.generations()[other as usize] - foot) as usize;
        generations.resize(generations.len().max(generation + 1), 0);
        generations[generation] += 1;
        stayed += u64::from(retained.get(other as usize).copied().unwrap_or(false));
        buyers += u64::from(amount(other) > 0);
        gmv = gmv.saturating_add(amount(other));
    }
    let count = below.len() as u64;
    Some(Branch {
        person,
        generations,
        descendants: count,
        retained: Rate::new(stayed, count),
        buyers: Rate::new(buyers, count),
        own_gmv: Money(amount(person)),
        descendants_gmv: Money(gmv),
        cost_per_retained: cost_each(spent, stayed),
    })
}

/// Everybody below a person, nearer generations first; empty for who brought nobody or is not in the forest.
pub fn descendants(forest: &Forest, person: u32) -> Vec<u32> {
    let mut inside = vec![false; forest.len()];
    if let Some(foot) = inside.get_mut(person as usize) {
        *foot = true;
    }
    let mut found = Vec::new();
    for &other in forest.top_down() {
        if forest.parents()[other as usize].is_some_and(|parent| inside[parent as usize]) {
            inside[other as usize] = true;
            found.push(other);
        }
    }
    found
}

/// The root below whom the most people are (the first of equals), and the share of all invitees who are below them. `None`
/// when nobody was brought by anybody.
pub fn largest_branch(forest: &Forest) -> Option<(u32, Rate)> {
    let sizes = forest.subtree_sizes();
    let invited = forest.parents().iter().flatten().count() as u64;
    let root = forest.roots().max_by_key(|&root| (sizes[root as usize], std::cmp::Reverse(root)))?;
    (invited > 0).then(|| (root, Rate::new(sizes[root as usize] - 1, invited)))
}

#[cfg(test)]
mod tests {
    use super::super::Invitation;
    use super::*;
    use proptest::prelude::*;

    fn bring(referrer: u32, invitee: u32) -> Invitation {
        Invitation { referrer, invitee, day: None }
    }

    #[test]
    fn a_branch_counts_from_its_own_foot() {
        let forest = Forest::grow(&[None; 6], &[bring(0, 1), bring(1, 2), bring(1, 3), bring(4, 5)]);
        let found = branch(&forest, 1, &[true, true, true], &[9, 8, 700, 0], Money(1000)).unwrap();
        assert_eq!((found.generations, found.descendants), (vec![1, 2], 2));
        assert_eq!((found.retained, found.buyers), (Rate::new(1, 2), Rate::new(1, 2)));
        assert_eq!((found.own_gmv, found.descendants_gmv), (Money(8), Money(700)));
        assert_eq!(found.cost_per_retained, Some(Money(1000)));
        let leaf = branch(&forest, 5, &[], &[], Money(1)).unwrap();
        assert_eq!((leaf.generations, leaf.retained.value, leaf.cost_per_retained), (vec![1], None, None));
        assert_eq!(branch(&forest, 6, &[], &[], Money(1)), None);
        assert_eq!(largest_branch(&forest), Some((0, Rate::new(3, 4))));
        assert_eq!(
            (largest_branch(&Forest::default()), largest_branch(&Forest::grow(&[None], &[]))),
            (None, None)
        );
    }

    proptest! {
        #[test]
        fn branches_of_the_roots_hold_everybody_once(referrers in proptest::collection::vec(0_u32..50, 1..50)) {
            let invitations: Vec<Invitation> =
                (0..).zip(&referrers).map(|(invitee, &referrer)| bring(referrer, invitee)).collect();
            let forest = Forest::grow(&vec![None; referrers.len()], &invitations);
            let sizes = forest.subtree_sizes();
            let mut everybody: Vec<u32> =
                forest.roots().flat_map(|root| std::iter::once(root).chain(descendants(&forest, root))).collect();
            everybody.sort_unstable();
            prop_assert_eq!(everybody, (0..referrers.len() as u32).collect::<Vec<_>>());
            for person in 0..referrers.len() as u32 {
                let found = branch(&forest, person, &[], &[], Money(0)).unwrap();
                prop_assert_eq!(found.generations.iter().sum::<u64>(), sizes[person as usize]);
            }
        }
    }
}
