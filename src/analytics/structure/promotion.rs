//! Who could rise to a higher tier: the people whom the others already answer.

use serde::Serialize;

use super::LinkGraph;
use crate::analytics::{Input, Scope};
use crate::model::Tier;

/// Somebody who is neither core nor middle yet, with what speaks for them. Counts are within the scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Member code.
    pub member: u32,
    /// Replies and mentions received from people present.
    pub received: u64,
    /// Replies and mentions given to them.
    pub given: u64,
    /// Different people present they are linked to.
    pub reach: usize,
}

/// The candidates of a group, and what those who have a tier already receive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Promotion {
    /// As [`promotion_candidates`].
    pub candidates: Vec<Candidate>,
    /// Replies and mentions received by the middle one of the declared core people present; `None` without any.
    pub core_median: Option<u64>,
    /// The same of the declared middle people.
    pub middle_median: Option<u64>,
}

impl Promotion {
    /// The tier that somebody already lives up to: that of people of whom half receive no more. `None` below both.
    pub fn fits(&self, candidate: &Candidate) -> Option<Tier> {
        let reaches =
            |median: Option<u64>| median.is_some_and(|median| median > 0 && candidate.received >= median);
        if reaches(self.core_median) {
            Some(Tier::Core)
        } else if reaches(self.middle_median) {
            Some(Tier::Middle)
        } else {
            None
        }
    }
}

/// Who could rise in a group, held against those who have.
pub fn promotion(input: Input<'_>, group: u32, scope: &Scope) -> Promotion {
    let graph = LinkGraph::of(input, group, scope);
    let received = graph.directed.reversed();
    let median = |wanted: Tier| {
        let tier = |member: u32| input.project.members.get(member as usize).and_then(|member| member.tier);
        let people = graph.members.iter().zip(graph.undirected.node_ids());
        let of_tier = people.filter(|&(&member, _)| tier(member) == Some(wanted));
        let mut counts: Vec<u64> = of_tier.map(|(_, place)| received.strength(place) as u64).collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied()
    };
    Promotion {
        candidates: candidates(input, &graph),
        core_median: median(Tier::Core),
        middle_median: median(Tier::Middle),
    }
}

/// People present without a core or middle tier, best first: by links received, then people reached, then links given.
///
/// Whoever has no link at all is left out.
pub fn promotion_candidates(input: Input<'_>, group: u32, scope: &Scope) -> Vec<Candidate> {
    candidates(input, &LinkGraph::of(input, group, scope))
}

fn candidates(input: Input<'_>, graph: &LinkGraph) -> Vec<Candidate> {
    let tier = |member: u32| input.project.members.get(member as usize).and_then(|member| member.tier);
    let received = graph.directed.reversed();
    let mut found: Vec<Candidate> = graph
        .members
        .iter()
        .zip(graph.undirected.node_ids())
        .filter(|&(&member, place)| {
            !matches!(tier(member), Some(Tier::Core | Tier::Middle)) && graph.undirected.degree(place) > 0
        })
        .map(|(&member, place)| Candidate {
            member,
            received: received.strength(place) as u64,
            given: graph.directed.strength(place) as u64,
            reach: graph.undirected.degree(place),
        })
        .collect();
    found.sort_by_key(|who| (std::cmp::Reverse((who.received, who.reach, who.given)), who.member));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;

    #[test]
    fn who_is_answered_most_comes_first_and_the_core_is_not_asked_again() {
        let made = Fixture::new()
            .group("g")
            .people(5)
            .tier("p1", Tier::Core)
            .says("p1", "2026-01-01 10:00", 1)
            .says("p2", "2026-01-01 10:01", 1)
            .reply("p1", "p2", "2026-01-01 10:02")
            .reply("p3", "p2", "2026-01-01 10:03")
            .reply("p3", "p1", "2026-01-01 10:04")
            .mention("p2", "p4", "2026-01-01 10:05")
            .build();
        let input = made.input();
        let found = promotion_candidates(input, 0, &made.scope());
        let names: Vec<&str> = found.iter().map(|who| input.member_name(who.member)).collect();
        assert_eq!(names, ["p2", "p4", "p3"], "p1 is core already, p5 is silent");
        assert_eq!((found[0].received, found[0].given, found[0].reach), (2, 1, 3));
    }

    #[test]
    fn a_candidate_fits_a_tier_whose_people_receive_no_more() {
        let of = |received| Candidate { received, ..Candidate::default() };
        let all = Promotion { core_median: Some(10), middle_median: Some(4), ..Promotion::default() };
        assert_eq!(
            [3, 4, 9, 10].map(|n| all.fits(&of(n))),
            [None, Some(Tier::Middle), Some(Tier::Middle), Some(Tier::Core)]
        );
        let silent = Promotion { core_median: Some(0), ..Promotion::default() };
        assert_eq!(silent.fits(&of(5)), None, "a core that nobody answers is no measure");
    }

    #[test]
    fn the_middle_of_the_core_is_measured_over_the_people_present() {
        let made = Fixture::new()
            .group("g")
            .people(3)
            .tier("p1", Tier::Core)
            .says("p1", "2026-01-01 10:00", 1)
            .reply("p2", "p1", "2026-01-01 10:01")
            .reply("p3", "p1", "2026-01-01 10:02")
            .build();
        let found = promotion(made.input(), 0, &made.scope());
        assert_eq!((found.core_median, found.middle_median), (Some(2), None));
        assert_eq!(found.candidates.len(), 2);
    }
}
