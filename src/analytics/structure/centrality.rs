//! Who stands where: betweenness, closeness, PageRank and path lengths.

use std::collections::VecDeque;

use super::Graph;

/// Share of the shortest paths between two others that lead through each node (Freeman 1977, algorithm of
/// Brandes 2001). Weights are ignored, ends do not count.
///
/// Normalised by the number of pairs of other nodes, so 1 is the hub of a star; 0 everywhere with fewer than three
/// nodes.
pub fn betweenness(graph: &Graph) -> Vec<f64> {
    let n = graph.nodes();
    let mut score = vec![0.0; n];
    if n < 3 {
        return score;
    }
    let mut order = Vec::with_capacity(n);
    let mut queue = VecDeque::with_capacity(n);
    for source in graph.node_ids() {
        let mut paths = vec![0.0_f64; n];
        let mut distance = vec![u32::MAX; n];
        let mut dependency = vec![0.0_f64; n];
        order.clear();
        paths[source as usize] = 1.0;
        distance[source as usize] = 0;
        queue.push_back(source);
        while let Some(node) = queue.pop_front() {
            order.push(node);
            for &other in graph.neighbours(node) {
                if distance[other as usize] == u32::MAX {
                    distance[other as usize] = distance[node as usize] + 1;
                    queue.push_back(other);
                }
                if distance[other as usize] == distance[node as usize] + 1 {
                    paths[other as usize] += paths[node as usize];
                }
            }
        }
        for &node in order.iter().rev() {
            for &other in graph.neighbours(node) {
                if distance[other as usize] == distance[node as usize].saturating_add(1) {
                    dependency[node as usize] +=
                        paths[node as usize] / paths[other as usize] * (1.0 + dependency[other as usize]);
                }
            }
            if node != source {
                score[node as usize] += dependency[node as usize];
            }
        }
    }
    // Undirected paths were met from both ends, as are the ordered pairs of the denominator.
    let pairs = (n as f64 - 1.0) * (n as f64 - 2.0);
    score.iter_mut().for_each(|score| *score /= pairs);
    score
}

/// Closeness of every node, corrected for what it cannot be reached from (Wasserman & Faust 1994):
/// `(r / (n - 1)) * (r / sum of distances)` with r other nodes that reach it. 0 for an isolate. Weights are ignored.
pub fn closeness(graph: &Graph) -> Vec<f64> {
    let others = graph.nodes().saturating_sub(1) as f64;
    let reversed = graph.reversed();
    let mut search = Search::new(graph.nodes());
    graph
        .node_ids()
        .map(|node| {
            let (reached, total, _, _) = search.from(&reversed, node);
            if reached == 0 { 0.0 } else { (reached as f64 / others) * (reached as f64 / total as f64) }
        })
        .collect()
}

/// Path lengths of the largest component of an undirected graph, and efficiency of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paths {
    /// Nodes of the largest component.
    pub largest_component: usize,
    /// The longest of its shortest paths, in edges.
    pub diameter: u32,
    /// Mean shortest path between two of its nodes; `None` when it is a single node.
    pub average: Option<f64>,
    /// Mean of 1 / distance over all pairs of the graph, 0 for pairs that do not reach each other (Latora &
    /// Marchiori 2001); `None` for fewer than two nodes.
    pub efficiency: Option<f64>,
}

/// Measures shortest paths. Directions and weights are ignored; O(n m).
pub fn paths(graph: &Graph) -> Paths {
    let graph = graph.to_undirected();
    let n = graph.nodes();
    let component = super::components(&graph);
    let mut sizes = vec![0_usize; n];
    component.iter().for_each(|&part| sizes[part as usize] += 1);
    let Some((largest, &size)) = sizes.iter().enumerate().rev().max_by_key(|&(_, size)| *size) else {
        return Paths::default();
    };
    let mut search = Search::new(n);
    let (mut total, mut inverse, mut diameter) = (0, 0.0, 0);
    for node in graph.node_ids() {
        let (_, sum, farthest, inverse_sum) = search.from(&graph, node);
        inverse += inverse_sum;
        if component[node as usize] as usize == largest {
            total += sum;
            diameter = diameter.max(farthest);
        }
    }
    let ordered_pairs = |n: usize| n as f64 * (n as f64 - 1.0);
    Paths {
        largest_component: size,
        diameter,
        average: (size > 1).then(|| total as f64 / ordered_pairs(size)),
        efficiency: (n > 1).then(|| inverse / ordered_pairs(n)),
    }
}

/// Breadth-first search with its buffers.
struct Search {
    distance: Vec<u32>,
    queue: VecDeque<u32>,
}

impl Search {
    fn new(nodes: usize) -> Self {
        Self { distance: vec![u32::MAX; nodes], queue: VecDeque::new() }
    }

    /// Number of other nodes reached, sum of distances, largest distance, sum of inverse distances.
    fn from(&mut self, graph: &Graph, source: u32) -> (u64, u64, u32, f64) {
        self.distance.fill(u32::MAX);
        self.distance[source as usize] = 0;
        self.queue.push_back(source);
        let (mut reached, mut total, mut farthest, mut inverse) = (0, 0, 0, 0.0);
        while let Some(node) = self.queue.pop_front() {
            let distance = self.distance[node as usize];
            if distance > 0 {
                reached += 1;
                total += u64::from(distance);
                farthest = farthest.max(distance);
                inverse += 1.0 / f64::from(distance);
            }
            for &other in graph.neighbours(node) {
                if self.distance[other as usize] == u32::MAX {
                    self.distance[other as usize] = distance + 1;
                    self.queue.push_back(other);
                }
            }
        }
        (reached, total, farthest, inverse)
    }
}

/// Probability of each node under a random walk that restarts with probability 1 - 0.85 (Brin & Page 1998); sums to 1.
///
/// A walker on a node without outgoing edges jumps anywhere. With `weighted`, edges are followed in proportion to
/// their weights. Power iteration until the change falls under 1e-12 per node. Empty for a graph without nodes.
pub fn pagerank(graph: &Graph, weighted: bool) -> Vec<f64> {
    const DAMPING: f64 = 0.85;
    const TOLERANCE: f64 = 1e-12;
    const MOST_ROUNDS: usize = 1000;
    let n = graph.nodes();
    let even = 1.0 / n as f64;
    let mut rank = vec![even; n];
    let out: Vec<f64> = graph
        .node_ids()
        .map(|node| if weighted { graph.strength(node) } else { graph.degree(node) as f64 })
        .collect();
    for _ in 0..MOST_ROUNDS {
        let dangling: f64 = rank.iter().zip(&out).filter(|&(_, &out)| out <= 0.0).map(|(rank, _)| rank).sum();
        let mut next = vec![(1.0 - DAMPING) * even + DAMPING * dangling * even; n];
        for node in graph.node_ids() {
            if out[node as usize] <= 0.0 {
                continue;
            }
            let share = DAMPING * rank[node as usize] / out[node as usize];
            for (&other, &weight) in graph.neighbours(node).iter().zip(graph.weights(node)) {
                next[other as usize] += share * if weighted { weight } else { 1.0 };
            }
        }
        let change: f64 = rank.iter().zip(&next).map(|(old, new)| (old - new).abs()).sum();
        rank = next;
        if change < TOLERANCE * n as f64 {
            break;
        }
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_have_nobody_between_them() {
        let pair = Graph::undirected(2, &[(0, 1, 1.0)]);
        assert_eq!(betweenness(&pair), [0.0, 0.0]);
        assert_eq!(closeness(&pair), [1.0, 1.0]);
        assert_eq!(pagerank(&pair, false), [0.5, 0.5]);
    }

    #[test]
    fn the_empty_graph_gives_nothing() {
        let empty = Graph::undirected(0, &[]);
        assert!(betweenness(&empty).is_empty() && closeness(&empty).is_empty());
        assert!(pagerank(&empty, true).is_empty());
        assert_eq!(paths(&empty), Paths::default());
    }

    #[test]
    fn where_everybody_is_linked_nobody_is_between() {
        let mut edges = Vec::new();
        for a in 0..5 {
            edges.extend((a + 1..5).map(|b| (a, b, 1.0)));
        }
        let all = Graph::undirected(5, &edges);
        assert_eq!(betweenness(&all), [0.0; 5]);
        assert_eq!(closeness(&all), [1.0; 5]);
        assert_eq!(paths(&all).diameter, 1);
    }
}
