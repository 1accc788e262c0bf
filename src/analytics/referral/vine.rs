//! A forest made small enough to draw: groups, the people who brought others, and those they brought.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::{Fate, Trees, subtree_totals};
use crate::activity::Day;

/// Most people who brought others that are drawn each for themselves.
const MOST_LIMBS: usize = 120;
/// Most people who brought nobody that are drawn at one limb, and in all.
const MOST_LEAVES: usize = 90;
const ALL_LEAVES: usize = 2_000;

/// One drawn part: a group, or a person who brought others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limb {
    /// Place of what it grows from; absent for groups, which grow from the trunk.
    pub parent: Option<usize>,
    /// Member code; absent for a group.
    pub member: Option<u32>,
    /// Group code, for a group; absent for people of no known group.
    pub group: Option<u32>,
    pub joined: Option<Day>,
    pub fate: Fate,
    /// People it brought who brought nobody.
    pub leaves: Vec<Leaf>,
    /// Member codes of people below it that are not drawn one by one.
    pub folded: Vec<u32>,
    /// Everybody below.
    pub below: u64,
    /// What the person and everybody below bought within the scope: day and sum up to it, in hundredths.
    pub gmv: Vec<(Day, i64)>,
}

/// Somebody who brought nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    pub member: u32,
    pub joined: Option<Day>,
    pub fate: Fate,
}

/// What is drawn of a forest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vine {
    /// Each after what it grows from.
    pub limbs: Vec<Limb>,
    /// First joining on record and last day of the scope.
    pub from: Day,
    pub to: Day,
    /// People who brought somebody or were brought by the last day.
    pub people: u64,
    /// People whom nobody brought and who brought nobody: not drawn.
    pub alone: u64,
}

impl Vine {
    /// Member codes of everybody that grows from a limb, ascending; itself left out.
    pub fn below(&self, place: usize) -> Vec<u32> {
        let mut inside = vec![false; self.limbs.len()];
        let mut found = Vec::new();
        for (at, limb) in self.limbs.iter().enumerate().skip(place) {
            let grows = limb.parent.is_some_and(|parent| inside[parent]);
            inside[at] = at == place || grows;
            if inside[at] {
                found.extend(limb.member.filter(|_| grows));
                found.extend(limb.leaves.iter().map(|leaf| leaf.member).chain(limb.folded.iter().copied()));
            }
        }
        found.sort_unstable();
        found
    }
}

impl Limb {
    /// Sum of what was bought up to a day, in hundredths.
    pub fn gmv_at(&self, day: Day) -> i64 {
        let place = self.gmv.partition_point(|sale| sale.0 <= day);
        place.checked_sub(1).map_or(0, |place| self.gmv[place].1)
    }

    /// True when it is there on a day; who came on a day nobody knows always is.
    pub fn stands(&self, day: Day) -> bool {
        self.joined.is_none_or(|joined| joined <= day)
    }
}

/// The part of a forest that is drawn: the 120 people with the largest branches, at most 90 of the people whom each
/// brought and who brought nobody; the others as numbers at the limb they belong to. People who came after the last day
/// are left out. Deterministic: of equals the lower code comes first.
pub fn vine(trees: &Trees) -> Vine {
    let forest = &trees.forest;
    let here = |person: u32| trees.joined[person as usize].is_none_or(|day| day <= trees.last);
    let ones: Vec<i64> = (0..forest.len() as u32).map(|person| i64::from(here(person))).collect();
    let sizes = subtree_totals(forest, &ones);
    let below = |person: u32| (sizes[person as usize] - ones[person as usize]).max(0).unsigned_abs();
    let mut bringers: Vec<u32> = (0..forest.len() as u32).filter(|&person| below(person) > 0).collect();
    // Whoever brought others has a larger tree than any of them: nobody is drawn without what they grow from.
    bringers.sort_by_key(|&person| {
        (Reverse(sizes[person as usize]), forest.generations()[person as usize], person)
    });
    let drawn = &bringers[..bringers.len().min(MOST_LIMBS)];

    let mut vine = Vine { to: trees.last, ..Vine::default() };
    vine.from = trees.joined.iter().flatten().copied().min().unwrap_or(trees.last).min(trees.last);
    let group_of = |root: u32| trees.groups[root as usize];
    // Unknown last: `None` would come first.
    let mut groups: BTreeMap<(bool, Option<u32>), usize> = BTreeMap::new();
    for &root in bringers.iter().filter(|&&person| forest.parents()[person as usize].is_none()) {
        let group = group_of(root);
        groups.insert((group.is_none(), group), 0);
    }
    for (&(_, group), place) in &mut groups {
        *place = vine.limbs.len();
        vine.limbs.push(Limb { group, ..Limb::default() });
    }
    let group_limb = |root: u32| groups.get(&(group_of(root).is_none(), group_of(root))).copied();
    let mut limb_of: HashMap<u32, usize> = HashMap::new();
    for &person in drawn {
        let parent = match forest.parents()[person as usize] {
            Some(parent) => limb_of.get(&parent).copied(),
            None => group_limb(person),
        };
        let Some(parent) = parent else { continue };
        limb_of.insert(person, vine.limbs.len());
        vine.limbs.push(Limb {
            parent: Some(parent),
            member: trees.people.get(person as usize).copied(),
            joined: trees.joined[person as usize],
            fate: trees.fates[person as usize],
            below: below(person),
            ..Limb::default()
        });
    }
    // Everybody else belongs to the nearest drawn limb above.
    let mut home: Vec<Option<usize>> = vec![None; forest.len()];
    let mut room = ALL_LEAVES;
    for &person in forest.top_down() {
        let at = person as usize;
        let parent = forest.parents()[at];
        if let Some(&own) = limb_of.get(&person) {
            home[at] = Some(own);
        } else {
            home[at] = match parent {
                Some(parent) => home[parent as usize],
                None if below(person) > 0 => group_limb(person),
                None => None,
            };
            let Some(home) = home[at] else {
                vine.alone += u64::from(here(person));
                continue;
            };
            if !here(person) {
                continue;
            }
            let limb = &mut vine.limbs[home];
            let of_this_one = parent.is_some_and(|parent| limb_of.get(&parent) == Some(&home));
            if of_this_one && below(person) == 0 && limb.leaves.len() < MOST_LEAVES && room > 0 {
                room -= 1;
                limb.leaves.push(Leaf {
                    member: trees.people[at],
                    joined: trees.joined[at],
                    fate: trees.fates[at],
                });
            } else {
                limb.folded.push(trees.people[at]);
            }
        }
        vine.people += u64::from(here(person));
    }
    for limb in &mut vine.limbs {
        limb.leaves.sort_by_key(|leaf| (leaf.joined, leaf.member));
    }
    grow_sales(trees, &home, &mut vine);
    for place in 0..vine.limbs.len() {
        if let (Some(parent), true) = (vine.limbs[place].parent, vine.limbs[place].member.is_some())
            && vine.limbs[parent].member.is_none()
        {
            vine.limbs[parent].below += vine.limbs[place].below + 1;
        }
    }
    for limb in vine.limbs.iter_mut().filter(|limb| limb.member.is_none()) {
        limb.below += limb.folded.len() as u64;
    }
    vine
}

/// Adds every sale to the limb of its buyer and to all that it grows from.
fn grow_sales(trees: &Trees, home: &[Option<usize>], vine: &mut Vine) {
    for &(buyer, day, amount) in &trees.sales {
        let mut at = home[buyer as usize];
        while let Some(place) = at {
            let limb = &mut vine.limbs[place];
            let sum = limb.gmv.last().map_or(0, |sale| sale.1).saturating_add(amount);
            match limb.gmv.last_mut().filter(|sale| sale.0 == day) {
                Some(sale) => sale.1 = sum,
                None => limb.gmv.push((day, sum)),
            }
            at = limb.parent;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Forest, Invitation};
    use super::*;
    use proptest::prelude::*;

    fn trees(referrers: &[Option<u32>], groups: u32) -> Trees {
        let count = referrers.len();
        let invitations: Vec<Invitation> = (0..)
            .zip(referrers)
            .filter_map(|(invitee, referrer)| Some(Invitation { referrer: (*referrer)?, invitee, day: None }))
            .collect();
        let joined: Vec<Option<Day>> = (0..count as i32).map(Some).collect();
        Trees {
            forest: Forest::grow(&vec![None; count], &invitations),
            people: (0..count as u32).collect(),
            groups: (0..count as u32).map(|person| (groups > 0).then(|| person % groups)).collect(),
            fates: vec![Fate::default(); count],
            retained: vec![true; count],
            amounts: vec![100; count],
            sales: (0..count as u32).map(|person| (person, person as i32, 100)).collect(),
            last: count as i32,
            joined,
        }
    }

    #[test]
    fn a_group_holds_its_roots_and_a_limb_holds_whom_it_brought() {
        let found = vine(&trees(&[None, Some(0), Some(0), Some(2), None], 1));
        let limbs: Vec<_> = found
            .limbs
            .iter()
            .map(|limb| (limb.parent, limb.member, limb.leaves.len(), limb.below))
            .collect();
        assert_eq!(limbs, [(None, None, 0, 4), (Some(0), Some(0), 1, 3), (Some(1), Some(2), 1, 1)]);
        assert_eq!((found.people, found.alone), (4, 1));
        assert_eq!(
            (found.limbs[1].gmv_at(1), found.limbs[1].gmv_at(3), found.limbs[2].gmv_at(9)),
            (200, 400, 200)
        );
        assert!(found.limbs[1].stands(0) && !found.limbs[2].stands(1));
    }

    #[test]
    fn who_came_after_the_last_day_is_not_drawn() {
        let mut late = trees(&[None, Some(0), Some(0)], 1);
        late.last = 1;
        let found = vine(&late);
        assert_eq!((found.people, found.limbs[1].below, found.limbs[1].leaves.len()), (2, 1, 1));
    }

    proptest! {
        #[test]
        fn everybody_is_drawn_or_counted_once(
            referrers in proptest::collection::vec(proptest::option::of(0_u32..400), 1..400), groups in 0_u32..5,
        ) {
            let made = trees(&referrers, groups);
            let found = vine(&made);
            let shown: u64 = found
                .limbs
                .iter()
                .map(|limb| u64::from(limb.member.is_some()) + (limb.leaves.len() + limb.folded.len()) as u64)
                .sum();
            prop_assert_eq!(shown, found.people);
            prop_assert_eq!(found.people + found.alone, referrers.len() as u64);
            for (place, limb) in found.limbs.iter().enumerate() {
                prop_assert!(limb.parent.is_none_or(|parent| parent < place));
                prop_assert!(limb.gmv.windows(2).all(|pair| pair[0].0 < pair[1].0));
            }
            let trunk: i64 =
                found.limbs.iter().filter(|limb| limb.parent.is_none()).map(|limb| limb.gmv_at(Day::MAX)).sum();
            prop_assert_eq!(trunk, 100 * found.people as i64);
            for (place, limb) in found.limbs.iter().enumerate() {
                prop_assert_eq!(found.below(place).len() as u64, limb.below);
            }
            prop_assert_eq!(vine(&made), found);
        }
    }
}
