//! The referral part of the funnel panel.

use std::collections::HashMap;

use serde::Serialize;

use super::{Forest, Invitation, Refusal, mean_and_median, root_credit};
use crate::activity::{Day, day};
use crate::analytics::{Input, Scope};

/// Days that a member is given to bring others in the capped coefficient.
const K_WINDOW: Day = 28;

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
}

/// Who brought whom in a whole project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grown {
    /// Member codes, ascending; the forest names people by their place in this list.
    pub people: Vec<u32>,
    /// First joining of each of them, where it is known.
    pub joined: Vec<Option<Day>>,
    /// All roots where no invitation is on record.
    pub forest: Forest,
    /// True when no invitation is on record.
    pub is_bare: bool,
}

/// The trees of a whole project.
///
/// People are all accounts but staff, bots and shills; who was brought by one of those counts as a root, for it is the
/// operator's own work. The member list is believed first, then stays by date.
pub fn grown(input: Input<'_>) -> Grown {
    let project = input.project;
    let find = |id: &crate::model::MemberId| input.activity.members.find(id);
    // System lines about nobody known bear the empty id.
    let nobody = input.activity.members.find("");
    let people: Vec<u32> = (0..input.activity.members.len() as u32)
        .filter(|&code| input.counts(code) && Some(code) != nobody)
        .collect();
    let place = |code: u32| people.binary_search(&code).ok().map(|found| found as u32);
    let invitation = |invitee, referrer, day| {
        let (invitee, referrer) = (find(invitee).and_then(place)?, find(referrer).and_then(place)?);
        Some(Invitation { referrer, invitee, day })
    };
    let mut invitations: Vec<Invitation> = project
        .members
        .iter()
        .filter_map(|member| invitation(&member.id, member.inviter.as_ref()?, None))
        .collect();
    invitations.extend(project.memberships.iter().filter_map(|stay| {
        let at = stay.joined.map_or(Day::MAX, day);
        invitation(&stay.member, stay.inviter.as_ref()?, Some(at))
    }));
    let joined = join_days(input, &people);
    let forest = Forest::grow(&joined, &invitations);
    Grown { people, joined, forest, is_bare: invitations.is_empty() }
}

/// The referral results of a project: its trees are those of [`grown`], the orders are those of the scope.
pub fn referral(input: Input<'_>, scope: &Scope) -> Referral {
    let project = input.project;
    let Grown { people, joined, forest, is_bare } = grown(input);
    if is_bare {
        return Referral::default();
    }
    let largest = largest_root(&forest);
    let mut cycle: Vec<Day> = forest.cycle_days(&joined).map(|(_, days)| days).collect();
    Referral {
        generations: forest.generation_sizes(),
        k: forest.k_realised(),
        k_28d: forest.k_within(&joined, K_WINDOW, scope.to),
        depth: forest.depth(),
        structural_virality: largest.and_then(|root| forest.structural_virality(root)),
        cycle_days_median: mean_and_median(&mut cycle).map(|(_, median)| median),
        roots_gmv: (!project.orders.is_empty()).then(|| {
            let amounts = amounts(input, scope, &people);
            root_credit(&forest, &amounts).into_iter().fold(0, i64::saturating_add) as f64 / 100.0
        }),
        refused: forest.refused.iter().filter(|refused| refused.reason != Refusal::Assist).count() as u64,
    }
}

/// First joining of each person; unknown for who has a stay that began on a day nobody knows.
fn join_days(input: Input<'_>, people: &[u32]) -> Vec<Option<Day>> {
    let mut days: HashMap<u32, Option<Day>> = HashMap::new();
    for stay in input.project.memberships.iter() {
        let Some(code) = input.activity.members.find(&stay.member) else { continue };
        let joined = stay.joined.map(day);
        days.entry(code)
            .and_modify(|first| *first = first.zip(joined).map(|(a, b)| a.min(b)))
            .or_insert(joined);
    }
    people.iter().map(|code| days.get(code).copied().flatten()).collect()
}

/// What each person ordered within the scope, in hundredths; orders that name no group always count.
fn amounts(input: Input<'_>, scope: &Scope, people: &[u32]) -> Vec<i64> {
    let mut amounts = vec![0_i64; people.len()];
    let zone = input.project.time_zone;
    for order in input.project.orders.iter() {
        let inside = order.group.as_ref().is_none_or(|group| {
            input.activity.groups.find(group).is_some_and(|code| scope.groups.binary_search(&code).is_ok())
        });
        let in_time = (scope.from..=scope.to).contains(&day(order.at.local(zone).date()));
        let buyer = input.matched(&order.member).and_then(|code| people.binary_search(&code).ok());
        if let (Some(buyer), true) = (buyer, inside && in_time) {
            amounts[buyer] = amounts[buyer].saturating_add(order.amount.0);
        }
    }
    amounts
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
