//! Whether the well linked keep to each other, and whether one person holds all links.

use super::Graph;

/// Correlation of the degrees at both ends of an edge (Newman 2002): above 0 the well linked are linked to each other, below
/// 0 to the badly linked. Directions and weights are ignored. `None` without edges or when all ends have the same degree
/// and nothing can correlate.
///
/// Where each edge joins equals but degrees differ, the value is exactly 1.
pub fn degree_assortativity(graph: &Graph) -> Option<f64> {
    let graph = graph.to_undirected();
    let degree = |node: u32| graph.degree(node) as f64;
    let ends: Vec<(f64, f64)> = graph
        .edge_list()
        .flat_map(|(from, to, _)| [(degree(from), degree(to)), (degree(to), degree(from))])
        .collect();
    let count = ends.len() as f64;
    let mean = ends.iter().map(|end| end.0).sum::<f64>() / count;
    let spread: f64 = ends.iter().map(|end| (end.0 - mean).powi(2)).sum();
    let joint: f64 = ends.iter().map(|end| (end.0 - mean) * (end.1 - mean)).sum();
    (spread > 0.0).then(|| joint / spread)
}

/// How much one node stands out by its degree (Freeman 1979): 1 for a star, 0 when all have as many links. Directions are
/// ignored. `None` for fewer than three nodes.
pub fn degree_centralization(graph: &Graph) -> Option<f64> {
    let graph = graph.to_undirected();
    let n = graph.nodes() as f64;
    let most = graph.node_ids().map(|node| graph.degree(node)).max().unwrap_or(0);
    let apart: usize = graph.node_ids().map(|node| most - graph.degree(node)).sum();
    (graph.nodes() >= 3).then(|| apart as f64 / ((n - 1.0) * (n - 2.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_neither_mixes_nor_centres() {
        let ring = Graph::undirected(4, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 0, 1.0)]);
        assert_eq!((degree_assortativity(&ring), degree_centralization(&ring)), (None, Some(0.0)));
        let nothing = Graph::undirected(2, &[]);
        assert_eq!((degree_assortativity(&nothing), degree_centralization(&nothing)), (None, None));
        assert_eq!(degree_centralization(&Graph::undirected(5, &[])), Some(0.0));
    }
}
