//! Questions that only directions answer: who can reach each other, and what threes look like.

use serde::Serialize;

use super::Graph;

/// The strongly connected component of every node: people who reach each other along the directions (Kosaraju's two
/// searches). Numbered from 0 in no particular order; empty without nodes.
pub fn strong_components(graph: &Graph) -> Vec<u32> {
    let mut finished = Vec::with_capacity(graph.nodes());
    let mut seen = vec![false; graph.nodes()];
    for start in graph.node_ids() {
        if std::mem::replace(&mut seen[start as usize], true) {
            continue;
        }
        let mut stack = vec![(start, 0)];
        while let Some((node, next)) = stack.last_mut() {
            let neighbour = graph.neighbours(*node).get(*next).copied();
            *next += 1;
            match neighbour {
                Some(other) if !std::mem::replace(&mut seen[other as usize], true) => stack.push((other, 0)),
                Some(_) => {}
                None => {
                    finished.push(*node);
                    stack.pop();
                }
            }
        }
    }
    let back = graph.reversed();
    let mut component = vec![u32::MAX; graph.nodes()];
    let mut next = 0;
    for &start in finished.iter().rev() {
        if component[start as usize] != u32::MAX {
            continue;
        }
        component[start as usize] = next;
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            for &other in back.neighbours(node) {
                if component[other as usize] == u32::MAX {
                    component[other as usize] = next;
                    open.push(other);
                }
            }
        }
        next += 1;
    }
    component
}

/// How many threes of a directed graph look like each of the sixteen pictures (Davis & Leinhardt 1972). The figures of a
/// name count pairs that are mutual, one-way and not linked; the letter says down, up, cyclic or transitive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TriadCensus {
    #[serde(rename = "003")]
    pub t003: u64,
    #[serde(rename = "012")]
    pub t012: u64,
    #[serde(rename = "102")]
    pub t102: u64,
    /// `A <- B -> C`
    #[serde(rename = "021D")]
    pub t021d: u64,
    /// `A -> B <- C`
    #[serde(rename = "021U")]
    pub t021u: u64,
    /// `A -> B -> C`
    #[serde(rename = "021C")]
    pub t021c: u64,
    /// `A <-> B <- C`
    #[serde(rename = "111D")]
    pub t111d: u64,
    /// `A <-> B -> C`
    #[serde(rename = "111U")]
    pub t111u: u64,
    /// `A -> B -> C`, `A -> C`
    #[serde(rename = "030T")]
    pub t030t: u64,
    /// `A -> B -> C -> A`
    #[serde(rename = "030C")]
    pub t030c: u64,
    #[serde(rename = "201")]
    pub t201: u64,
    /// `A <- B -> C`, `A <-> C`
    #[serde(rename = "120D")]
    pub t120d: u64,
    /// `A -> B <- C`, `A <-> C`
    #[serde(rename = "120U")]
    pub t120u: u64,
    /// `A -> B -> C`, `A <-> C`
    #[serde(rename = "120C")]
    pub t120c: u64,
    #[serde(rename = "210")]
    pub t210: u64,
    #[serde(rename = "300")]
    pub t300: u64,
}

impl TriadCensus {
    /// Counts the threes of a graph, looking only at those with a link (after Batagelj & Mrvar 2001). An undirected graph
    /// counts as one in which every link is mutual.
    pub fn of(graph: &Graph) -> Self {
        let both = graph.to_undirected();
        let n = graph.nodes() as u64;
        let mut census = Self::default();
        let mut linked = 0;
        for u in graph.node_ids() {
            for &v in both.neighbours(u).iter().filter(|&&v| v > u) {
                let mut around: Vec<u32> =
                    both.neighbours(u).iter().chain(both.neighbours(v)).copied().collect();
                around.sort_unstable();
                around.dedup();
                around.retain(|&w| w != u && w != v);
                // Threes whose third is linked to neither.
                let alone = n - 2 - around.len() as u64;
                linked += alone;
                if graph.has_edge(u, v) && graph.has_edge(v, u) {
                    census.t102 += alone;
                } else {
                    census.t012 += alone;
                }
                // Each other three is counted at one of its links only.
                for w in around.into_iter().filter(|&w| v < w || (u < w && !both.has_edge(u, w))) {
                    linked += 1;
                    *census.picture(graph, [u, v, w]) += 1;
                }
            }
        }
        let threes = u128::from(n) * u128::from(n.saturating_sub(1)) * u128::from(n.saturating_sub(2)) / 6;
        census.t003 = u64::try_from(threes).unwrap_or(u64::MAX).saturating_sub(linked);
        census
    }

    /// The count that a three with at least two linked pairs belongs to.
    fn picture(&mut self, graph: &Graph, three: [u32; 3]) -> &mut u64 {
        let edge = |from: usize, to: usize| graph.has_edge(three[from], three[to]);
        let pairs = [(0, 1), (0, 2), (1, 2)];
        let mutual = pairs.into_iter().filter(|&(a, b)| edge(a, b) && edge(b, a)).count();
        let one_way = pairs.into_iter().filter(|&(a, b)| edge(a, b) != edge(b, a)).count();
        // One-way edges that leave and that reach each of the three.
        let leaving = |a: usize| (0..3).filter(|&b| b != a && edge(a, b) && !edge(b, a)).count();
        let reaching = |a: usize| (0..3).filter(|&b| b != a && edge(b, a) && !edge(a, b)).count();
        let most_leaving = (0..3).map(leaving).max().unwrap_or(0);
        let most_reaching = (0..3).map(reaching).max().unwrap_or(0);
        // Of a mutual pair and one one-way edge: does the edge point at the pair?
        let tied = |a: usize| (0..3).any(|b| b != a && edge(a, b) && edge(b, a));
        let at_the_pair = (0..3).any(|a| tied(a) && reaching(a) > 0);
        match (mutual, one_way) {
            (0, 2) if most_leaving == 2 => &mut self.t021d,
            (0, 2) if most_reaching == 2 => &mut self.t021u,
            (0, 2) => &mut self.t021c,
            (0, 3) if most_leaving == 2 => &mut self.t030t,
            (0, 3) => &mut self.t030c,
            (1, 1) if at_the_pair => &mut self.t111d,
            (1, 1) => &mut self.t111u,
            (1, 2) if most_leaving == 2 => &mut self.t120d,
            (1, 2) if most_reaching == 2 => &mut self.t120u,
            (1, 2) => &mut self.t120c,
            (2, 0) => &mut self.t201,
            (2, _) => &mut self.t210,
            (3, _) => &mut self.t300,
            (1, 0) => &mut self.t102,
            (0, 1) => &mut self.t012,
            _ => &mut self.t003,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn few_people_make_no_three() {
        assert_eq!(TriadCensus::of(&Graph::default()), TriadCensus::default());
        assert_eq!(TriadCensus::of(&Graph::directed(2, &[(0, 1, 1.0)])), TriadCensus::default());
        assert_eq!(TriadCensus::of(&Graph::directed(5, &[])).t003, 10);
        assert!(strong_components(&Graph::default()).is_empty());
    }

    proptest! {
        #[test]
        fn every_three_is_counted_once_and_components_reach_each_other(
            edges in proptest::collection::vec((0_u32..8, 0_u32..8), 0..40),
        ) {
            let edges: Vec<(u32, u32, f64)> = edges.into_iter().map(|(a, b)| (a, b, 1.0)).collect();
            let graph = Graph::directed(8, &edges);
            let mut by_hand = TriadCensus::default();
            for a in 0..8 {
                for b in a + 1..8 {
                    for c in b + 1..8 {
                        *by_hand.picture(&graph, [a, b, c]) += 1;
                    }
                }
            }
            prop_assert_eq!(TriadCensus::of(&graph), by_hand);
            let component = strong_components(&graph);
            for a in 0..8_u32 {
                for b in 0..8_u32 {
                    let mutual = reaches(&graph, a, b) && reaches(&graph, b, a);
                    prop_assert_eq!(component[a as usize] == component[b as usize], mutual);
                }
            }
        }
    }

    fn reaches(graph: &Graph, from: u32, to: u32) -> bool {
        let mut seen = vec![from];
        let mut next = 0;
        while let Some(&node) = seen.get(next) {
            next += 1;
            for &other in graph.neighbours(node) {
                if !seen.contains(&other) {
                    seen.push(other);
                }
            }
        }
        seen.contains(&to)
    }
}
