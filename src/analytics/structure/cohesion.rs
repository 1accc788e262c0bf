//! How tightly a graph hangs together: density, reciprocity, components, cores, cut points.

use super::Graph;

/// Linked share of the possible pairs: `2m / (n (n - 1))` undirected, `m / (n (n - 1))` directed.
///
/// `None` for fewer than two nodes, where there is no pair (Wasserman & Faust 1994).
pub fn density(graph: &Graph) -> Option<f64> {
    let n = graph.nodes() as f64;
    let both_ways = if graph.is_directed() { 1.0 } else { 2.0 };
    (graph.nodes() >= 2).then(|| both_ways * graph.edges() as f64 / (n * (n - 1.0)))
}

/// Pairs of a directed graph by how they are tied; everything is 0 in an undirected one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dyads {
    /// Pairs with an edge each way.
    pub mutual: usize,
    /// Pairs with an edge one way only.
    pub asymmetric: usize,
}

/// Counts mutual and one-way pairs.
pub fn dyads(graph: &Graph) -> Dyads {
    if !graph.is_directed() {
        return Dyads::default();
    }
    let returned = graph.edge_list().filter(|&(from, to, _)| graph.has_edge(to, from)).count();
    Dyads { mutual: returned / 2, asymmetric: graph.edges() - returned }
}

/// Share of directed edges that are returned (Newman, Forrest & Balthrop 2002); `None` without edges.
pub fn reciprocity(graph: &Graph) -> Option<f64> {
    let edges = graph.edges();
    (graph.is_directed() && edges > 0).then(|| 2.0 * dyads(graph).mutual as f64 / edges as f64)
}

/// Component of every node, directions ignored; numbered from 0 in order of their lowest node.
pub fn components(graph: &Graph) -> Vec<u32> {
    let graph = graph.to_undirected();
    let mut component = vec![u32::MAX; graph.nodes()];
    let mut next = 0;
    let mut stack = Vec::new();
    for start in graph.node_ids() {
        if component[start as usize] != u32::MAX {
            continue;
        }
        component[start as usize] = next;
        stack.push(start);
        while let Some(node) = stack.pop() {
            for &other in graph.neighbours(node) {
                if component[other as usize] == u32::MAX {
                    component[other as usize] = next;
                    stack.push(other);
                }
            }
        }
        next += 1;
    }
    component
}

/// Core number of every node: the largest k such that it survives when nodes with fewer than k links are peeled off
/// again and again (Seidman 1983; algorithm of Batagelj & Zaversnik 2003). An isolate has 0. Directions are ignored.
pub fn core_numbers(graph: &Graph) -> Vec<u32> {
    let graph = graph.to_undirected();
    let n = graph.nodes();
    let mut degree: Vec<usize> = graph.node_ids().map(|node| graph.degree(node)).collect();
    let mut buckets: Vec<Vec<u32>> = vec![Vec::new(); degree.iter().max().map_or(0, |max| max + 1)];
    for node in graph.node_ids() {
        buckets[degree[node as usize]].push(node);
    }
    let mut core = vec![0; n];
    let mut peeled = vec![false; n];
    let mut level = 0;
    while level < buckets.len() {
        let Some(node) = buckets[level].pop() else {
            level += 1;
            continue;
        };
        // A node stands in one bucket per degree it has had; only its lowest counts.
        if peeled[node as usize] || degree[node as usize] != level {
            continue;
        }
        peeled[node as usize] = true;
        core[node as usize] = level as u32;
        for &other in graph.neighbours(node) {
            let degree = &mut degree[other as usize];
            if !peeled[other as usize] && *degree > level {
                *degree -= 1;
                buckets[*degree].push(other);
            }
        }
    }
    core
}

/// The largest core number; 0 for a graph without edges.
pub fn degeneracy(graph: &Graph) -> u32 {
    core_numbers(graph).into_iter().max().unwrap_or(0)
}

/// People and links that alone hold two parts together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// Nodes whose removal splits their component, ascending.
    pub articulation_points: Vec<u32>,
    /// Edges whose removal splits their component, as `(lower, higher)`, ascending.
    pub bridges: Vec<(u32, u32)>,
}

/// Articulation points and bridges (Hopcroft & Tarjan 1973). Directions are ignored.
pub fn cuts(graph: &Graph) -> Cuts {
    let graph = graph.to_undirected();
    let n = graph.nodes();
    let mut found = Cuts::default();
    let mut entered = vec![0_u32; n];
    let mut low = vec![0_u32; n];
    let mut cut = vec![false; n];
    let mut clock = 0;
    // Node, the node it was reached from, next neighbour to look at.
    let mut stack: Vec<(u32, u32, usize)> = Vec::new();
    for root in graph.node_ids() {
        if entered[root as usize] != 0 {
            continue;
        }
        clock += 1;
        entered[root as usize] = clock;
        low[root as usize] = clock;
        let mut branches = 0;
        stack.push((root, u32::MAX, 0));
        while let Some((node, parent, next)) = stack.last_mut() {
            let (node, parent) = (*node, *parent);
            if let Some(&other) = graph.neighbours(node).get(*next) {
                *next += 1;
                if other == parent {
                    continue;
                }
                if entered[other as usize] != 0 {
                    low[node as usize] = low[node as usize].min(entered[other as usize]);
                    continue;
                }
                clock += 1;
                entered[other as usize] = clock;
                low[other as usize] = clock;
                stack.push((other, node, 0));
                continue;
            }
            stack.pop();
            if parent == u32::MAX {
                continue;
            }
            low[parent as usize] = low[parent as usize].min(low[node as usize]);
            if low[node as usize] > entered[parent as usize] {
                found.bridges.push((parent.min(node), parent.max(node)));
            }
            if parent == root {
                branches += 1;
            } else if low[node as usize] >= entered[parent as usize] {
                cut[parent as usize] = true;
            }
        }
        cut[root as usize] = branches > 1;
    }
    found.articulation_points = graph.node_ids().filter(|&node| cut[node as usize]).collect();
    found.bridges.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_and_one_person_have_no_density() {
        assert_eq!(density(&Graph::undirected(0, &[])), None);
        assert_eq!(density(&Graph::undirected(1, &[])), None);
        assert_eq!(density(&Graph::undirected(2, &[])), Some(0.0));
        assert_eq!(density(&Graph::undirected(2, &[(0, 1, 1.0)])), Some(1.0));
        assert_eq!(density(&Graph::directed(2, &[(0, 1, 1.0)])), Some(0.5));
    }

    #[test]
    fn reciprocity_without_edges_is_unknown() {
        assert_eq!(reciprocity(&Graph::directed(3, &[])), None);
        assert_eq!(reciprocity(&Graph::directed(3, &[(0, 1, 1.0)])), Some(0.0));
        assert_eq!(reciprocity(&Graph::directed(3, &[(0, 1, 1.0), (1, 0, 4.0)])), Some(1.0));
    }

    #[test]
    fn isolates_have_core_number_0() {
        assert_eq!(core_numbers(&Graph::undirected(3, &[(0, 1, 1.0)])), [1, 1, 0]);
        assert_eq!(degeneracy(&Graph::undirected(0, &[])), 0);
    }

    #[test]
    fn a_chain_is_all_bridges() {
        let chain = Graph::undirected(4, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)]);
        let cuts = cuts(&chain);
        assert_eq!(cuts.articulation_points, [1, 2]);
        assert_eq!(cuts.bridges, [(0, 1), (1, 2), (2, 3)]);
    }
}
