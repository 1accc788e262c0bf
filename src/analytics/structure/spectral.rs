//! Importance by the importance of one's neighbours: eigenvector centrality, hubs and authorities.

use super::Graph;

/// The iteration stops when no value moves by more than this, or after [`MOST_STEPS`].
const STILL: f64 = 1e-14;
const MOST_STEPS: usize = 20_000;

/// The principal eigenvector of the links, with squares that add up to 1 (Bonacich 1972). Directions and weights are
/// ignored. In a graph that falls apart, only the part with the largest eigenvalue has values above 0. All 0 without
/// edges; empty without nodes.
pub fn eigenvector(graph: &Graph) -> Vec<f64> {
    let graph = graph.to_undirected();
    if graph.edges() == 0 {
        return vec![0.0; graph.nodes()];
    }
    let mut values = vec![(graph.nodes() as f64).sqrt().recip(); graph.nodes()];
    for _ in 0..MOST_STEPS {
        // One's own value is added too: it moves all eigenvalues up, so that two-sided graphs do not swing to and fro.
        let mut next: Vec<f64> = graph
            .node_ids()
            .map(|node| {
                let around: f64 = graph.neighbours(node).iter().map(|&other| values[other as usize]).sum();
                values[node as usize] + around
            })
            .collect();
        let length = next.iter().map(|value| value * value).sum::<f64>().sqrt();
        next.iter_mut().for_each(|value| *value /= length);
        let still = moved(&values, &next) <= STILL;
        values = next;
        if still {
            break;
        }
    }
    values
}

/// Who points at the right people, and who the right people point at (Kleinberg 1999): hubs and authorities, each adding
/// up to 1. Weights count. In an undirected graph both are the same. All 0 without edges; empty without nodes.
pub fn hubs_and_authorities(graph: &Graph) -> (Vec<f64>, Vec<f64>) {
    let n = graph.nodes();
    if graph.edges() == 0 {
        return (vec![0.0; n], vec![0.0; n]);
    }
    let back = graph.reversed();
    let mut hubs = vec![1.0 / n as f64; n];
    let mut authorities = vec![0.0; n];
    for _ in 0..MOST_STEPS {
        authorities = scaled(&back, &hubs);
        let next = scaled(graph, &authorities);
        let still = moved(&hubs, &next) <= STILL;
        hubs = next;
        if still {
            break;
        }
    }
    (hubs, authorities)
}

/// For each node the weighted sum over its edges, all adding up to 1.
fn scaled(graph: &Graph, values: &[f64]) -> Vec<f64> {
    let mut sums: Vec<f64> = graph
        .node_ids()
        .map(|node| {
            let edges = graph.neighbours(node).iter().zip(graph.weights(node));
            edges.map(|(&other, weight)| weight * values[other as usize]).sum()
        })
        .collect();
    let whole: f64 = sums.iter().sum();
    if whole > 0.0 {
        sums.iter_mut().for_each(|value| *value /= whole);
    }
    sums
}

fn moved(before: &[f64], after: &[f64]) -> f64 {
    before.iter().zip(after).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nobody_linked_is_nobody_important() {
        assert_eq!(eigenvector(&Graph::undirected(3, &[])), [0.0; 3]);
        assert_eq!(hubs_and_authorities(&Graph::directed(2, &[])), (vec![0.0; 2], vec![0.0; 2]));
        assert!(eigenvector(&Graph::default()).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn neighbours_carry_the_value(edges in proptest::collection::vec((0_u32..9, 0_u32..9), 1..30)) {
            let edges: Vec<(u32, u32, f64)> = edges.into_iter().map(|(a, b)| (a, b, 1.0)).collect();
            // A tenth node that knows everybody ties the graph together.
            let all: Vec<(u32, u32, f64)> = edges.iter().copied().chain((0..9).map(|node| (9, node, 1.0))).collect();
            let graph = Graph::undirected(10, &all);
            let values = eigenvector(&graph);
            let around = |node: u32| -> f64 {
                graph.neighbours(node).iter().map(|&other| values[other as usize]).sum()
            };
            let largest = around(9) / values[9];
            for node in 0..10 {
                prop_assert!((around(node) - largest * values[node as usize]).abs() < 1e-9);
            }
            let (hubs, authorities) = hubs_and_authorities(&Graph::directed(10, &all));
            prop_assert!((hubs.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!((authorities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }
}
