//! The trees that invitations make, and their measures.

use crate::activity::Day;

/// Somebody is said to have brought somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub referrer: u32,
    pub invitee: u32,
    /// The day it is known from; invitations without a day were stated for the person as a whole and come first.
    pub day: Option<Day>,
}

/// Why an invitation is no branch of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Somebody who invited themselves.
    SelfReferral,
    /// The invitee was there before the referrer.
    InviteeFirst,
    /// The referrer descends from the invitee.
    Cycle,
    /// Another referrer came first; this one helped.
    Assist,
    /// The referrer is nobody of the range; the invitee stays a root unless somebody else is named.
    UnknownReferrer,
}

/// An invitation that was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    pub invitation: Invitation,
    pub reason: Refusal,
}

/// People and their referrers, free of cycles. Whoever has no referrer is a root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forest {
    parents: Vec<Option<u32>>,
    /// Everybody, referrers before those they brought.
    order: Vec<u32>,
    generations: Vec<u32>,
    pub refused: Vec<Refused>,
}

impl Forest {
    /// The forest of people `0..joined.len()`. The first invitation of a person counts (first touch); later ones, those
    /// of oneself, those that close a circle and those by somebody who joined later are refused. `joined` holds join
    /// days where they are known.
    ///
    /// Invitations by somebody outside the range are refused, invitations of such ignored.
    pub fn grow(joined: &[Option<Day>], invitations: &[Invitation]) -> Self {
        let mut sorted = invitations.to_vec();
        sorted.sort_by_key(|invitation| invitation.day);
        let mut forest = Self { parents: vec![None; joined.len()], ..Self::default() };
        let mut trees = Components::new(joined.len());
        for invitation in sorted {
            let Invitation { referrer, invitee, .. } = invitation;
            let (from, to) = (referrer as usize, invitee as usize);
            if to >= joined.len() {
                continue;
            }
            let refusal = if from >= joined.len() {
                Some(Refusal::UnknownReferrer)
            } else if from == to {
                Some(Refusal::SelfReferral)
            } else if matches!((joined[from], joined[to]), (Some(from), Some(to)) if to < from) {
                Some(Refusal::InviteeFirst)
            } else if forest.parents[to].is_some_and(|parent| parent == referrer) {
                continue;
            } else if forest.parents[to].is_some() {
                Some(Refusal::Assist)
            } else if !trees.join(from, to) {
                // The invitee is still a root: in the same tree, the referrer can only descend from them.
                Some(Refusal::Cycle)
            } else {
                forest.parents[to] = Some(referrer);
                None
            };
            forest.refused.extend(refusal.map(|reason| Refused { invitation, reason }));
        }
        forest.measure();
        forest
    }

    fn measure(&mut self) {
        let mut children = vec![Vec::new(); self.parents.len()];
        let mut order: Vec<u32> = Vec::with_capacity(self.parents.len());
        for (person, parent) in self.parents.iter().enumerate() {
            match parent {
                Some(parent) => children[*parent as usize].push(person as u32),
                None => order.push(person as u32),
            }
        }
        self.generations = vec![0; self.parents.len()];
        let mut next = 0;
        while let Some(&person) = order.get(next) {
            for &child in &children[person as usize] {
                self.generations[child as usize] = self.generations[person as usize] + 1;
                order.push(child);
            }
            next += 1;
        }
        self.order = order;
    }

    /// Number of people.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// True when there is nobody.
    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    /// The referrer of each person.
    pub fn parents(&self) -> &[Option<u32>] {
        &self.parents
    }

    /// Everybody, referrers before those they brought.
    pub fn top_down(&self) -> &[u32] {
        &self.order
    }

    /// Steps from the root, of each person; 0 for roots.
    pub fn generations(&self) -> &[u32] {
        &self.generations
    }

    /// How many people each generation has, roots first; empty without people.
    pub fn generation_sizes(&self) -> Vec<u64> {
        let mut sizes = vec![0; self.depth().map_or(0, |depth| depth as usize + 1)];
        self.generations.iter().for_each(|&generation| sizes[generation as usize] += 1);
        sizes
    }

    /// The last generation; `None` without people.
    pub fn depth(&self) -> Option<u32> {
        self.generations.iter().copied().max()
    }

    /// People without referrer, ascending.
    pub fn roots(&self) -> impl Iterator<Item = u32> + '_ {
        self.parents
            .iter()
            .enumerate()
            .filter(|(_, parent)| parent.is_none())
            .map(|(person, _)| person as u32)
    }

    /// How many people each person brought themselves.
    pub fn direct(&self) -> Vec<u32> {
        let mut direct = vec![0; self.len()];
        self.parents.iter().flatten().for_each(|&parent| direct[parent as usize] += 1);
        direct
    }

    /// People in the tree below each person, themselves included.
    pub fn subtree_sizes(&self) -> Vec<u64> {
        super::subtree_totals(self, &vec![1; self.len()]).into_iter().map(i64::unsigned_abs).collect()
    }

    /// The root of the tree that each person is in.
    pub fn root_of(&self) -> Vec<u32> {
        let mut roots: Vec<u32> = (0..self.len() as u32).collect();
        for &person in &self.order {
            if let Some(parent) = self.parents[person as usize] {
                roots[person as usize] = roots[parent as usize];
            }
        }
        roots
    }

    /// Invitees over people: the realised viral coefficient, too low for people who joined of late. `None` without
    /// people.
    pub fn k_realised(&self) -> Option<f64> {
        let invited = self.parents.iter().flatten().count();
        (!self.is_empty()).then(|| invited as f64 / self.len() as f64)
    }

    /// People of a generation over those of the one before, from generation 1 on.
    pub fn generation_ratios(&self) -> Vec<f64> {
        self.generation_sizes().windows(2).map(|pair| pair[1] as f64 / pair[0] as f64).collect()
    }

    /// Invitees within `window` days of the referrer's joining, over the people who joined at least `window` days before
    /// `last`. `None` when nobody did.
    pub fn k_within(&self, joined: &[Option<Day>], window: Day, last: Day) -> Option<f64> {
        let day = |person: u32| joined.get(person as usize).copied().flatten();
        let old = |person: u32| day(person).is_some_and(|day| day.saturating_add(window) <= last);
        let people = (0..self.len() as u32).filter(|&person| old(person)).count();
        let quick =
            self.cycle_days(joined).filter(|&(referrer, days)| old(referrer) && days <= window).count();
        (people > 0).then(|| quick as f64 / people as f64)
    }

    /// Days between the joining of a referrer and of their invitee, for each branch where both are known.
    pub fn cycle_days<'a>(&'a self, joined: &'a [Option<Day>]) -> impl Iterator<Item = (u32, Day)> + 'a {
        self.parents.iter().enumerate().filter_map(move |(person, parent)| {
            let referrer = (*parent)?;
            Some((referrer, joined.get(person).copied()?? - joined.get(referrer as usize).copied()??))
        })
    }

    /// The most people of one generation in the tree of a root.
    pub fn max_width(&self, root: u32) -> u64 {
        let roots = self.root_of();
        let mut widths = vec![0; self.generation_sizes().len()];
        for (person, _) in roots.iter().enumerate().filter(|&(_, &of)| of == root) {
            widths[self.generations[person] as usize] += 1;
        }
        widths.into_iter().max().unwrap_or(0)
    }

    /// The mean distance between two people of a root's tree (structural virality: Goel, Anderson, Hofman, Watts 2016).
    /// `None` for a tree of one and for who is no root.
    pub fn structural_virality(&self, root: u32) -> Option<f64> {
        let sizes = self.subtree_sizes();
        let whole = *sizes.get(root as usize)?;
        if whole < 2 || self.parents[root as usize].is_some() {
            return None;
        }
        let roots = self.root_of();
        // Each branch lies on the way of every pair that it parts.
        let sum: f64 = (0..self.len())
            .filter(|&person| roots[person] == root && self.parents[person].is_some())
            .map(|person| sizes[person] as f64 * (whole - sizes[person]) as f64)
            .sum();
        Some(sum / (whole as f64 * (whole - 1) as f64 / 2.0))
    }
}

/// Which people are tied to each other, grown tie by tie.
struct Components {
    up: Vec<usize>,
}

impl Components {
    fn new(people: usize) -> Self {
        Self { up: (0..people).collect() }
    }

    fn top(&mut self, mut person: usize) -> usize {
        while self.up[person] != person {
            self.up[person] = self.up[self.up[person]];
            person = self.up[person];
        }
        person
    }

    /// Ties two people; false when they were tied before.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.top(a), self.top(b));
        self.up[b] = a;
        a != b
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_referrer_leaves_a_root_and_a_remark() {
        let invitation = |referrer, invitee| Invitation { referrer, invitee, day: None };
        let forest = Forest::grow(&[None; 2], &[invitation(9, 0), invitation(0, 9), invitation(0, 1)]);
        assert_eq!(forest.parents(), [None, Some(0)]);
        let reasons: Vec<Refusal> = forest.refused.iter().map(|refused| refused.reason).collect();
        assert_eq!(reasons, [Refusal::UnknownReferrer]);
    }
}
