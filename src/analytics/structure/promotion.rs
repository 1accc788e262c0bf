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
}
