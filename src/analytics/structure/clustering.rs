//! Friends of friends: triangles and clustering coefficients.

use super::Graph;

/// Triangles and what is made of them. Directions and weights are ignored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clustering {
    /// Of every node: linked share of the pairs of its neighbours; 0 with fewer than two neighbours
    /// (Watts & Strogatz 1998).
    pub local: Vec<f64>,
    pub triangles: u64,
    /// Paths of two edges: pairs of neighbours, summed over all nodes.
    pub triads: u64,
}

impl Clustering {
    /// Counts the triangles of a graph; O(m^1.5), by looking from each edge towards nodes of higher degree only.
    pub fn of(graph: &Graph) -> Self {
        let graph = graph.to_undirected();
        let n = graph.nodes();
        let rank = |node: u32| (graph.degree(node), node);
        let forward: Vec<Vec<u32>> = graph
            .node_ids()
            .map(|node| {
                graph.neighbours(node).iter().copied().filter(|&other| rank(other) > rank(node)).collect()
            })
            .collect();
        let mut at_node = vec![0_u64; n];
        let mut marked_by = vec![u32::MAX; n];
        let mut triangles = 0;
        for node in graph.node_ids() {
            for &other in &forward[node as usize] {
                marked_by[other as usize] = node;
            }
            for &other in &forward[node as usize] {
                for &third in &forward[other as usize] {
                    if marked_by[third as usize] == node {
                        triangles += 1;
                        at_node[node as usize] += 1;
                        at_node[other as usize] += 1;
                        at_node[third as usize] += 1;
                    }
                }
            }
        }
        let pairs = |node: u32| {
            let degree = graph.degree(node) as u64;
            degree * degree.saturating_sub(1) / 2
        };
        let local = graph
            .node_ids()
            .map(|node| match pairs(node) {
                0 => 0.0,
                pairs => at_node[node as usize] as f64 / pairs as f64,
            })
            .collect();
        Self { local, triangles, triads: graph.node_ids().map(pairs).sum() }
    }

    /// Mean of the local coefficients over all nodes, isolates included as 0; `None` without nodes.
    pub fn average(&self) -> Option<f64> {
        (!self.local.is_empty()).then(|| self.local.iter().sum::<f64>() / self.local.len() as f64)
    }

    /// `3 triangles / triads`, the share of two-step paths that are closed; `None` when there is no such path.
    pub fn transitivity(&self) -> Option<f64> {
        (self.triads > 0).then(|| 3.0 * self.triangles as f64 / self.triads as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isolates_pull_the_average_down() {
        let triangle = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0)];
        assert_eq!(Clustering::of(&Graph::undirected(3, &triangle)).average(), Some(1.0));
        assert_eq!(Clustering::of(&Graph::undirected(6, &triangle)).average(), Some(0.5));
        assert_eq!(Clustering::of(&Graph::undirected(6, &triangle)).transitivity(), Some(1.0));
    }

    #[test]
    fn without_two_step_paths_transitivity_is_unknown() {
        assert_eq!(Clustering::of(&Graph::undirected(2, &[(0, 1, 1.0)])).transitivity(), None);
        assert_eq!(Clustering::of(&Graph::undirected(0, &[])).average(), None);
    }
}
