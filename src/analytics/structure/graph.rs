//! A small graph in compressed rows: the input of every structure measure.

/// Nodes `0..n` (isolates included) and weighted edges, as one sorted list of neighbours per node.
///
/// Self-loops are dropped, parallel edges are added up. An undirected edge stands in the lists of both its ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    directed: bool,
    /// List of node `v` is `targets[offsets[v]..offsets[v + 1]]`.
    offsets: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<f64>,
}

impl Graph {
    /// A graph whose edges have no direction. Edges that name a node outside `0..nodes` are ignored.
    pub fn undirected(nodes: usize, edges: &[(u32, u32, f64)]) -> Self {
        let both = edges.iter().flat_map(|&(a, b, weight)| [(a, b, weight), (b, a, weight)]);
        Self::build(nodes, false, both)
    }

    /// A graph of directed edges `(from, to, weight)`. Edges that name a node outside `0..nodes` are ignored.
    pub fn directed(nodes: usize, edges: &[(u32, u32, f64)]) -> Self {
        Self::build(nodes, true, edges.iter().copied())
    }

    fn build(nodes: usize, directed: bool, arcs: impl Iterator<Item = (u32, u32, f64)>) -> Self {
        let inside = |node: u32| (node as usize) < nodes;
        let mut arcs: Vec<(u32, u32, f64)> =
            arcs.filter(|&(from, to, _)| from != to && inside(from) && inside(to)).collect();
        arcs.sort_by_key(|&(from, to, _)| (from, to));
        arcs.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        let mut offsets = vec![0; nodes + 1];
        for &(from, _, _) in &arcs {
            offsets[from as usize + 1] += 1;
        }
        for node in 0..nodes {
            offsets[node + 1] += offsets[node];
        }
        Self {
            directed,
            offsets,
            targets: arcs.iter().map(|arc| arc.1).collect(),
            weights: arcs.iter().map(|arc| arc.2).collect(),
        }
    }

    /// True when edges have a direction.
    pub fn is_directed(&self) -> bool {
        self.directed
    }

    /// Number of nodes, isolates included.
    pub fn nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Number of distinct edges: unordered pairs when undirected, arcs when directed.
    pub fn edges(&self) -> usize {
        if self.directed { self.targets.len() } else { self.targets.len() / 2 }
    }

    /// Where the edges of a node lead, ascending; empty for a node that is not in the graph.
    pub fn neighbours(&self, node: u32) -> &[u32] {
        self.targets.get(self.row(node)).unwrap_or_default()
    }

    /// Weights of the edges of a node, in the order of [`Self::neighbours`].
    pub fn weights(&self, node: u32) -> &[f64] {
        self.weights.get(self.row(node)).unwrap_or_default()
    }

    fn row(&self, node: u32) -> std::ops::Range<usize> {
        let node = node as usize;
        match (self.offsets.get(node), self.offsets.get(node + 1)) {
            (Some(&start), Some(&end)) => start..end,
            _ => 0..0,
        }
    }

    /// Number of edges that leave a node (all its edges when undirected).
    pub fn degree(&self, node: u32) -> usize {
        self.row(node).len()
    }

    /// Sum of the weights of the edges that leave a node.
    pub fn strength(&self, node: u32) -> f64 {
        self.weights(node).iter().sum()
    }

    /// True when there is an edge from `from` to `to`.
    pub fn has_edge(&self, from: u32, to: u32) -> bool {
        self.neighbours(from).binary_search(&to).is_ok()
    }

    /// All nodes, ascending.
    pub fn node_ids(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.nodes()).unwrap_or(u32::MAX)
    }

    /// Every edge once, as `(from, to, weight)`; `from < to` when undirected.
    pub fn edge_list(&self) -> impl Iterator<Item = (u32, u32, f64)> + '_ {
        self.node_ids().flat_map(move |from| {
            let arcs = self.neighbours(from).iter().zip(self.weights(from));
            arcs.filter(move |&(&to, _)| self.directed || from < to)
                .map(move |(&to, &weight)| (from, to, weight))
        })
    }

    /// The same graph without directions; the weights of both directions are added up.
    pub fn to_undirected(&self) -> Self {
        if !self.directed {
            return self.clone();
        }
        Self::undirected(self.nodes(), &self.edge_list().collect::<Vec<_>>())
    }

    /// The same graph with every edge turned round; an undirected graph is returned as it is.
    pub fn reversed(&self) -> Self {
        if !self.directed {
            return self.clone();
        }
        Self::build(self.nodes(), true, self.edge_list().map(|(from, to, weight)| (to, from, weight)))
    }
}

#[cfg(test)]
mod tests {
    use super::Graph;

    #[test]
    fn parallel_edges_add_up_and_loops_and_strangers_are_dropped() {
        let graph = Graph::undirected(3, &[(0, 1, 1.0), (1, 0, 2.0), (2, 2, 5.0), (0, 9, 1.0)]);
        assert_eq!((graph.nodes(), graph.edges()), (3, 1));
        assert_eq!(graph.edge_list().collect::<Vec<_>>(), [(0, 1, 3.0)]);
        assert_eq!((graph.degree(2), graph.degree(7)), (0, 0));
    }

    #[test]
    fn directions_are_kept_until_asked_away() {
        let graph = Graph::directed(3, &[(0, 1, 1.0), (1, 0, 2.0), (2, 1, 1.0)]);
        assert_eq!((graph.edges(), graph.to_undirected().edges()), (3, 2));
        assert!(graph.reversed().has_edge(1, 2) && !graph.has_edge(1, 2));
    }
}
