//! Circles: groups of people tied more closely to each other than to the rest.

use std::collections::VecDeque;

use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use super::Graph;

/// A division of the nodes, and how good it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Communities {
    /// Community of every node. 0 is the largest; of equal ones the one with the lowest node comes first.
    pub of: Vec<u32>,
    /// Number of nodes of each community, descending. Every isolate is a community of its own.
    pub sizes: Vec<u32>,
    /// Modularity of the division; `None` without edges.
    pub modularity: Option<f64>,
}

impl Communities {
    /// Number of communities of at least two nodes.
    pub fn circles(&self) -> usize {
        self.sizes.iter().filter(|&&size| size > 1).count()
    }
}

/// Restarts are bought with the time that one takes: many on a small graph, few on a large one.
const ARCS_TO_SPEND: usize = 200_000;
const FEWEST_RESTARTS: usize = 4;
const MOST_RESTARTS: usize = 10;

/// The best division found by the Louvain method (Blondel et al. 2008), run again on its own result until nothing
/// moves, from several orders of the nodes; communities that fall apart are split (as Traag et al. 2019 ask).
///
/// The same graph always gives the same division. Directions and weights are ignored: every tie counts once.
pub fn communities(graph: &Graph) -> Communities {
    let graph = graph.to_undirected();
    let level = Level::of(&graph);
    let arcs = 2 * graph.edges();
    let restarts = (ARCS_TO_SPEND / arcs.max(1)).clamp(FEWEST_RESTARTS, MOST_RESTARTS);
    let mut best: Option<(f64, Vec<u32>)> = None;
    for seed in 0..restarts as u64 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let found = split_apart(&graph, &louvain(&level, &mut rng));
        let quality = modularity(&graph, &found).unwrap_or(0.0);
        if best.as_ref().is_none_or(|(best, _)| quality > *best + 1e-12) {
            best = Some((quality, found));
        }
        if graph.edges() == 0 {
            break;
        }
    }
    let (of, sizes) = by_size(&best.map(|(_, of)| of).unwrap_or_default());
    let modularity = modularity(&graph, &of);
    Communities { of, sizes, modularity }
}

/// Newman's modularity of a division: the linked share inside communities less what chance would give
/// (Newman & Girvan 2004). `None` without edges. Directions and weights are ignored.
pub fn modularity(graph: &Graph, of: &[u32]) -> Option<f64> {
    let graph = graph.to_undirected();
    if graph.edges() == 0 || of.len() < graph.nodes() {
        return None;
    }
    let arcs = 2.0 * graph.edges() as f64;
    let count = of.iter().max().map_or(0, |&last| last as usize + 1);
    let (mut inside, mut degrees) = (vec![0.0; count], vec![0.0; count]);
    for node in graph.node_ids() {
        let own = of[node as usize];
        degrees[own as usize] += graph.degree(node) as f64;
        let same = graph.neighbours(node).iter().filter(|&&other| of[other as usize] == own).count();
        inside[own as usize] += same as f64;
    }
    Some(inside.iter().zip(&degrees).map(|(inside, degree)| inside / arcs - (degree / arcs).powi(2)).sum())
}

/// A graph whose nodes may stand for many nodes of the first one.
struct Level {
    offsets: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<f64>,
    /// Sum of weights of all arcs of a node, inner ones included.
    degree: Vec<f64>,
    total: f64,
}

impl Level {
    fn of(graph: &Graph) -> Self {
        let mut offsets = vec![0];
        let mut targets = Vec::new();
        for node in graph.node_ids() {
            targets.extend_from_slice(graph.neighbours(node));
            offsets.push(targets.len());
        }
        let degree: Vec<f64> = graph.node_ids().map(|node| graph.degree(node) as f64).collect();
        Self { weights: vec![1.0; targets.len()], total: degree.iter().sum(), offsets, targets, degree }
    }

    fn len(&self) -> usize {
        self.degree.len()
    }

    fn arcs(&self, node: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let row = self.offsets[node]..self.offsets[node + 1];
        self.targets[row.clone()].iter().copied().zip(self.weights[row].iter().copied())
    }

    /// One node for each community of a division numbered `0..count`.
    fn merged(&self, of: &[u32], count: usize) -> Self {
        // The nodes of each community, one after the other.
        let mut starts = vec![0_usize; count + 1];
        of.iter().for_each(|&own| starts[own as usize + 1] += 1);
        (0..count).for_each(|own| starts[own + 1] += starts[own]);
        let (mut next, mut members) = (starts.clone(), vec![0_usize; of.len()]);
        for (node, &own) in of.iter().enumerate() {
            members[next[own as usize]] = node;
            next[own as usize] += 1;
        }
        let mut merged = Self {
            offsets: vec![0],
            targets: Vec::new(),
            weights: Vec::new(),
            degree: Vec::with_capacity(count),
            total: self.total,
        };
        let mut weight_to = vec![0.0; count];
        let mut touched: Vec<u32> = Vec::new();
        for own in 0..count {
            let nodes = &members[starts[own]..starts[own + 1]];
            for &node in nodes {
                for (other, weight) in self.arcs(node) {
                    let to = of[other as usize];
                    if to as usize != own {
                        if weight_to[to as usize] == 0.0 {
                            touched.push(to);
                        }
                        weight_to[to as usize] += weight;
                    }
                }
            }
            for to in touched.drain(..) {
                merged.targets.push(to);
                merged.weights.push(std::mem::take(&mut weight_to[to as usize]));
            }
            merged.offsets.push(merged.targets.len());
            merged.degree.push(nodes.iter().map(|&node| self.degree[node]).sum());
        }
        merged
    }

    /// Moves single nodes to the neighbouring community that gains most, until no move gains. True when any moved.
    fn move_nodes(&self, of: &mut [u32], rng: &mut ChaCha8Rng) -> bool {
        let n = self.len();
        let mut degree_of = vec![0.0; n];
        let mut size_of = vec![0_u32; n];
        for node in 0..n {
            degree_of[of[node] as usize] += self.degree[node];
            size_of[of[node] as usize] += 1;
        }
        let mut free: Vec<u32> =
            (0..n as u32).rev().filter(|&community| size_of[community as usize] == 0).collect();
        let mut order: Vec<usize> = (0..n).collect();
        order.shuffle(rng);
        let mut queued = vec![true; n];
        let mut queue: VecDeque<usize> = order.into();
        let mut weight_to = vec![0.0; n];
        let mut touched: Vec<u32> = Vec::new();
        let mut moved = false;
        while let Some(node) = queue.pop_front() {
            queued[node] = false;
            let own = of[node];
            for (other, weight) in self.arcs(node) {
                let to = of[other as usize];
                if weight_to[to as usize] == 0.0 {
                    touched.push(to);
                }
                weight_to[to as usize] += weight;
            }
            let own_degree = self.degree[node];
            degree_of[own as usize] -= own_degree;
            let gain =
                |to: u32| weight_to[to as usize] - own_degree * degree_of[to as usize] / self.total.max(1.0);
            let (mut best, mut best_gain) = (own, gain(own));
            for &to in &touched {
                if gain(to) > best_gain + 1e-9 {
                    (best, best_gain) = (to, gain(to));
                }
            }
            if best_gain < -1e-9
                && size_of[own as usize] > 1
                && let Some(&alone) = free.last()
            {
                best = alone;
            }
            for to in touched.drain(..) {
                weight_to[to as usize] = 0.0;
            }
            degree_of[best as usize] += own_degree;
            if best == own {
                continue;
            }
            moved = true;
            of[node] = best;
            size_of[own as usize] -= 1;
            if size_of[best as usize] == 0 {
                free.pop();
            }
            size_of[best as usize] += 1;
            if size_of[own as usize] == 0 {
                free.push(own);
            }
            for (other, _) in self.arcs(node) {
                let other = other as usize;
                if of[other] != best && !queued[other] {
                    queued[other] = true;
                    queue.push_back(other);
                }
            }
        }
        moved
    }
}

/// Louvain, then again from its own result, as long as single nodes still find better places.
fn louvain(ground: &Level, rng: &mut ChaCha8Rng) -> Vec<u32> {
    let mut of: Vec<u32> = (0..ground.len() as u32).collect();
    while ground.move_nodes(&mut of, rng) {
        let mut count = renumber(&mut of);
        let mut level = ground.merged(&of, count);
        loop {
            let mut above: Vec<u32> = (0..count as u32).collect();
            if !level.move_nodes(&mut above, rng) {
                break;
            }
            let fewer = renumber(&mut above);
            of.iter_mut().for_each(|own| *own = above[*own as usize]);
            level = level.merged(&above, fewer);
            count = fewer;
        }
    }
    renumber(&mut of);
    of
}

/// Numbers communities from 0 in order of their lowest node; returns how many there are.
fn renumber(of: &mut [u32]) -> usize {
    let mut number = vec![u32::MAX; of.len()];
    let mut next = 0;
    for own in of {
        let number = &mut number[*own as usize];
        if *number == u32::MAX {
            *number = next;
            next += 1;
        }
        *own = *number;
    }
    next as usize
}

/// Splits communities whose nodes do not hang together; modularity cannot fall by it.
fn split_apart(graph: &Graph, of: &[u32]) -> Vec<u32> {
    let mut part = vec![u32::MAX; of.len()];
    let mut next = 0;
    let mut stack = Vec::new();
    for start in graph.node_ids() {
        if part[start as usize] != u32::MAX {
            continue;
        }
        part[start as usize] = next;
        stack.push(start);
        while let Some(node) = stack.pop() {
            for &other in graph.neighbours(node) {
                if part[other as usize] == u32::MAX && of[other as usize] == of[node as usize] {
                    part[other as usize] = next;
                    stack.push(other);
                }
            }
        }
        next += 1;
    }
    part
}

/// Renumbers by descending size, then by lowest node; returns the sizes too.
fn by_size(of: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let count = of.iter().max().map_or(0, |&last| last as usize + 1);
    let mut sizes = vec![0_u32; count];
    of.iter().for_each(|&own| sizes[own as usize] += 1);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&community| std::cmp::Reverse(sizes[community]));
    let mut rank = vec![0; count];
    order.iter().enumerate().for_each(|(new, &old)| rank[old] = new as u32);
    (of.iter().map(|&own| rank[own as usize]).collect(), order.iter().map(|&old| sizes[old]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_triangles_and_a_bridge_are_two_circles() {
        let edges = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)];
        let edges: Vec<_> = edges.iter().map(|&(a, b)| (a, b, 1.0)).collect();
        let found = communities(&Graph::undirected(8, &edges));
        assert_eq!(found.of, [0, 0, 0, 1, 1, 1, 2, 3]);
        assert_eq!(found.sizes, [3, 3, 1, 1]);
        assert_eq!(found.circles(), 2);
        let expected = 6.0 / 7.0 - 0.5;
        assert!((found.modularity.unwrap_or(0.0) - expected).abs() < 1e-12);
    }

    #[test]
    fn without_links_everybody_is_alone_and_modularity_unknown() {
        let found = communities(&Graph::undirected(3, &[]));
        assert_eq!((found.of, found.modularity), (vec![0, 1, 2], None));
        assert_eq!(communities(&Graph::undirected(0, &[])), Communities::default());
    }

    #[test]
    fn everybody_linked_to_everybody_is_one_circle() {
        let mut edges = Vec::new();
        for a in 0..6 {
            edges.extend((a + 1..6).map(|b| (a, b, 1.0)));
        }
        let found = communities(&Graph::undirected(6, &edges));
        assert_eq!((found.circles(), found.sizes.as_slice()), (1, [6].as_slice()));
        assert!(found.modularity.unwrap_or(1.0).abs() < 1e-12);
    }
}
