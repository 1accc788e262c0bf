//! Core and periphery: the few who are tied to everybody, and the many who are tied to them.

use super::Graph;

/// The discrete core of a graph.
#[derive(Clone, Debug, PartialEq)]
pub struct CorePeriphery {
    /// Nodes of the core, ascending.
    pub core: Vec<u32>,
    /// Pearson correlation between the graph and the ideal pattern, -1 to 1.
    pub correlation: f64,
}

/// Up to this many nodes every core is tried.
const EXHAUSTIVE: usize = 18;

/// The core that fits best (Borgatti & Everett 1999, discrete model): over all pairs, the correlation between "is
/// linked" and "at least one of the two is in the core".
///
/// Exact up to 18 nodes; beyond that greedy covers from several starts, improved by single moves and exchanges. `None` where no
/// correlation exists: without links, or when everybody is linked to everybody. Directions and weights are ignored.
pub fn core_periphery(graph: &Graph) -> Option<CorePeriphery> {
    let graph = graph.to_undirected();
    let fit = Fit::of(&graph)?;
    if graph.nodes() <= EXHAUSTIVE { exhaustive(&graph, &fit) } else { greedy(&graph, &fit) }
}

/// The correlation depends on two numbers alone: the size of the core and the links that touch it.
struct Fit {
    nodes: usize,
    pairs: f64,
    linked: f64,
}

impl Fit {
    fn of(graph: &Graph) -> Option<Self> {
        let n = graph.nodes() as f64;
        let fit = Self { nodes: graph.nodes(), pairs: n * (n - 1.0) / 2.0, linked: graph.edges() as f64 };
        (fit.linked > 0.0 && fit.linked < fit.pairs).then_some(fit)
    }

    fn correlation(&self, core: usize, covered: usize) -> Option<f64> {
        let outside = (self.nodes - core) as f64;
        let wanted = self.pairs - outside * (outside - 1.0) / 2.0;
        if wanted <= 0.0 || wanted >= self.pairs {
            return None;
        }
        let (linked, wanted) = (self.linked / self.pairs, wanted / self.pairs);
        let spread = (linked * (1.0 - linked) * wanted * (1.0 - wanted)).sqrt();
        Some((covered as f64 / self.pairs - linked * wanted) / spread)
    }
}

fn exhaustive(graph: &Graph, fit: &Fit) -> Option<CorePeriphery> {
    let n = graph.nodes();
    let rows: Vec<u32> = graph
        .node_ids()
        .map(|node| graph.neighbours(node).iter().fold(0, |row, &other| row | 1 << other))
        .collect();
    let mut best: Option<(f64, u32)> = None;
    for core in 1_u32..1 << n {
        let outside = !core & ((1 << n) - 1);
        let mut rest = outside;
        let mut uncovered = 0;
        while rest != 0 {
            let node = rest.trailing_zeros();
            rest &= rest - 1;
            uncovered += (rows[node as usize] & rest).count_ones() as usize;
        }
        let found = fit.correlation(core.count_ones() as usize, graph.edges() - uncovered);
        if let Some(found) = found
            && best.is_none_or(|(best, _)| found > best + 1e-12)
        {
            best = Some((found, core));
        }
    }
    best.map(|(correlation, core)| CorePeriphery {
        core: graph.node_ids().filter(|&node| core & 1 << node != 0).collect(),
        correlation,
    })
}

/// A core under construction.
struct Cover<'a> {
    graph: &'a Graph,
    core: Vec<bool>,
    size: usize,
    covered: usize,
    /// Links of each node to nodes outside the core.
    open: Vec<usize>,
}

impl<'a> Cover<'a> {
    fn new(graph: &'a Graph) -> Self {
        let open = graph.node_ids().map(|node| graph.degree(node)).collect();
        Self { graph, core: vec![false; graph.nodes()], size: 0, covered: 0, open }
    }

    fn flip(&mut self, node: u32) {
        let entering = !self.core[node as usize];
        self.core[node as usize] = entering;
        let own = self.open[node as usize];
        if entering {
            self.size += 1;
            self.covered += own;
        } else {
            self.size -= 1;
            self.covered -= own;
        }
        for &other in self.graph.neighbours(node) {
            let open = &mut self.open[other as usize];
            *open = if entering { *open - 1 } else { *open + 1 };
        }
    }

    fn nodes(&self, inside: bool) -> impl Iterator<Item = u32> + '_ {
        self.graph.node_ids().filter(move |&node| self.core[node as usize] == inside)
    }

    /// The node outside that would cover most; the lowest of equals.
    fn widest(&self) -> Option<u32> {
        self.nodes(false).max_by_key(|&node| (self.open[node as usize], std::cmp::Reverse(node)))
    }
}

/// How many of the best linked nodes are tried as the first of the core, and how many sizes of each core are improved.
const FIRST_NODES: usize = 16;
const SIZES: usize = 2;

/// The best fitting prefixes of a core that grows from `first` by whatever covers most, with their fit.
fn grow(graph: &Graph, fit: &Fit, first: u32) -> Vec<(f64, Vec<u32>)> {
    let mut cover = Cover::new(graph);
    let mut starts: Vec<(f64, Vec<u32>)> = Vec::new();
    let mut core = Vec::new();
    let mut next = Some(first);
    while let Some(node) = next.filter(|&node| cover.open[node as usize] > 0) {
        cover.flip(node);
        core.push(node);
        if let Some(found) = fit.correlation(cover.size, cover.covered) {
            starts.push((found, core.clone()));
            starts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.len().cmp(&b.1.len())));
            starts.truncate(SIZES);
        }
        next = cover.widest();
    }
    starts
}

fn greedy(graph: &Graph, fit: &Fit) -> Option<CorePeriphery> {
    let mut firsts: Vec<u32> = graph.node_ids().collect();
    firsts.sort_by_key(|&node| (std::cmp::Reverse(graph.degree(node)), node));
    firsts.truncate(FIRST_NODES);
    let starts = firsts.into_iter().flat_map(|first| grow(graph, fit, first));
    let mut best: Option<CorePeriphery> = None;
    for (start, core) in starts {
        let mut cover = Cover::new(graph);
        core.iter().for_each(|&node| cover.flip(node));
        let mut correlation = start;
        // Each round must gain, so it ends; the limit only bounds the time on a graph full of near ties.
        for _ in 0..graph.nodes() {
            if !improve(&mut cover, fit, &mut correlation) {
                break;
            }
        }
        if best.as_ref().is_none_or(|best| correlation > best.correlation + 1e-12) {
            best = Some(CorePeriphery { core: cover.nodes(true).collect(), correlation });
        }
    }
    best
}

/// Takes one in, puts one out or exchanges two, whichever fits best; true when the fit got better.
fn improve(cover: &mut Cover<'_>, fit: &Fit, correlation: &mut f64) -> bool {
    let mut best = (*correlation + 1e-12, [None, None]);
    let mut weigh = |cover: &Cover<'_>, moves| {
        if let Some(found) = fit.correlation(cover.size, cover.covered)
            && found > best.0
        {
            best = (found, moves);
        }
    };
    if let Some(entering) = cover.widest() {
        cover.flip(entering);
        weigh(cover, [Some(entering), None]);
        cover.flip(entering);
    }
    let core: Vec<u32> = cover.nodes(true).collect();
    for leaving in core {
        cover.flip(leaving);
        weigh(cover, [Some(leaving), None]);
        if let Some(entering) = cover.widest() {
            cover.flip(entering);
            weigh(cover, [Some(leaving), Some(entering)]);
            cover.flip(entering);
        }
        cover.flip(leaving);
    }
    let (found, moves) = best;
    if moves[0].is_none() {
        return false;
    }
    moves.into_iter().flatten().for_each(|node| cover.flip(node));
    *correlation = found;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three hubs tied to each other and to every one of the others.
    fn hubs(others: u32) -> Graph {
        let mut edges = vec![(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0)];
        for node in 3..3 + others {
            edges.extend((0..3).map(|hub| (hub, node, 1.0)));
        }
        Graph::undirected(3 + others as usize, &edges)
    }

    #[test]
    fn finds_the_planted_core_exactly_and_greedily() {
        for others in [5, 200] {
            let found = core_periphery(&hubs(others)).unwrap();
            assert_eq!(found.core, [0, 1, 2]);
            assert!((found.correlation - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn greedy_is_as_good_as_trying_all_on_small_graphs() {
        let edges: Vec<_> = [(0, 1), (0, 2), (0, 3), (1, 2), (3, 4), (4, 5), (5, 6), (2, 7), (0, 7)]
            .iter()
            .map(|&(a, b)| (a, b, 1.0))
            .collect();
        let graph = Graph::undirected(9, &edges);
        let fit = Fit::of(&graph).unwrap();
        let (exact, fast) = (exhaustive(&graph, &fit).unwrap(), greedy(&graph, &fit).unwrap());
        assert!(fast.correlation >= 0.97 * exact.correlation, "{fast:?} {exact:?}");
    }

    #[test]
    fn no_links_or_all_links_have_no_core() {
        assert_eq!(core_periphery(&Graph::undirected(4, &[])), None);
        assert_eq!(core_periphery(&Graph::undirected(2, &[(0, 1, 1.0)])), None);
        assert_eq!(core_periphery(&Graph::undirected(0, &[])), None);
    }
}
