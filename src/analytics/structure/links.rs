//! The graph of one group: people present, joined by replies and mentions.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Clustering, Communities, Graph, communities, concentration, density, reciprocity};
use crate::activity::{Day, LinkKind};
use crate::analytics::{Input, Population, Scope};

/// Who is linked to whom in one group, ready to be measured or drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkGraph {
    /// Member codes of the people present at the end of the period, ascending; silent ones included. The other fields
    /// name people by their place in this list.
    pub members: Vec<u32>,
    /// Every linked pair once, by ascending ends.
    pub pairs: Vec<LinkedPair>,
    /// Links by direction, weighted by count.
    pub directed: Graph,
    /// The pairs, weighted by count in both directions.
    pub undirected: Graph,
    pub communities: Communities,
}

/// Two people who answered or named each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkedPair {
    /// Places in [`LinkGraph::members`], `a < b`.
    pub a: u32,
    pub b: u32,
    /// Replies in either direction.
    pub replies: u64,
    /// Mentions in either direction.
    pub mentions: u64,
}

impl LinkedPair {
    /// Links of every kind together.
    pub fn weight(&self) -> u64 {
        self.replies + self.mentions
    }

    /// Number of distinct kinds of link.
    pub fn kinds(&self) -> u32 {
        u32::from(self.replies > 0) + u32::from(self.mentions > 0)
    }
}

/// The measures of a [`LinkGraph`]. What has no denominator is `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LinkMeasures {
    /// People present, silent ones included.
    pub nodes: usize,
    /// Possible pairs of them.
    pub pairs: u64,
    pub linked_pairs: usize,
    /// Linked pairs over possible pairs.
    pub density: Option<f64>,
    /// Mean number of distinct kinds of link (reply, mention) over linked pairs.
    pub multiplexity: Option<f64>,
    /// Share of directed links that are returned.
    pub reciprocity: Option<f64>,
    pub transitivity: Option<f64>,
    pub average_clustering: Option<f64>,
    /// Circles of at least two people.
    pub communities: usize,
    pub modularity: Option<f64>,
    /// Fewest people who wrote at least half of the messages.
    pub absence_factor: Option<usize>,
    /// Gini coefficient of the messages per person, silent ones included.
    pub gini: Option<f64>,
}

impl LinkGraph {
    /// The graph of `group` within the days of `scope`, over the people present at its end.
    ///
    /// Links from or to anyone else (left, staff, bots) are not in it.
    pub fn of(input: Input<'_>, group: u32, scope: &Scope) -> Self {
        let people = Population::of(input, group, scope.to).people;
        Self::among(input, group, scope.from, scope.to, people)
    }

    /// As [`Self::of`], for people already known; `members` must ascend.
    pub(super) fn among(input: Input<'_>, group: u32, from: Day, to: Day, members: Vec<u32>) -> Self {
        let bare = Self::bare(input, group, from, to, members);
        Self { communities: communities(&bare.undirected), ..bare }
    }

    /// As [`Self::among`], without looking for communities.
    pub(super) fn bare(input: Input<'_>, group: u32, from: Day, to: Day, members: Vec<u32>) -> Self {
        let place = |member: u32| members.binary_search(&member).ok().map(|place| place as u32);
        let mut arcs: Vec<(u32, u32, f64)> = Vec::new();
        let mut pairs: BTreeMap<(u32, u32), LinkedPair> = BTreeMap::new();
        for link in input.activity.links_of(group) {
            if link.day < from || link.day > to {
                continue;
            }
            let (Some(source), Some(target)) = (place(link.from), place(link.to)) else { continue };
            arcs.push((source, target, f64::from(link.count)));
            let (a, b) = (source.min(target), source.max(target));
            let pair = pairs.entry((a, b)).or_insert(LinkedPair { a, b, ..LinkedPair::default() });
            match link.kind {
                LinkKind::Reply => pair.replies += u64::from(link.count),
                LinkKind::Mention => pair.mentions += u64::from(link.count),
            }
        }
        let directed = Graph::directed(members.len(), &arcs);
        let undirected = directed.to_undirected();
        let pairs = pairs.into_values().collect();
        Self { members, pairs, directed, undirected, communities: Communities::default() }
    }

    /// Number of other people each person is linked to.
    pub fn degrees(&self) -> Vec<usize> {
        self.undirected.node_ids().map(|node| self.undirected.degree(node)).collect()
    }

    /// Measures the graph; `messages` are those of each member, in the order of `members`.
    pub fn measure(&self, messages: &[f64]) -> LinkMeasures {
        let clustering = Clustering::of(&self.undirected);
        let nodes = self.members.len();
        let linked = self.pairs.len();
        let kinds: u32 = self.pairs.iter().map(LinkedPair::kinds).sum();
        LinkMeasures {
            nodes,
            pairs: nodes as u64 * (nodes as u64).saturating_sub(1) / 2,
            linked_pairs: linked,
            density: density(&self.undirected),
            multiplexity: (linked > 0).then(|| f64::from(kinds) / linked as f64),
            reciprocity: reciprocity(&self.directed),
            transitivity: clustering.transitivity(),
            average_clustering: clustering.average(),
            communities: self.communities.circles(),
            modularity: self.communities.modularity,
            absence_factor: concentration::absence_factor(messages, 0.5),
            gini: concentration::gini(messages),
        }
    }
}
