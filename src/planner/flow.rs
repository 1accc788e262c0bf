//! Minimum-cost flow with whole costs: successive shortest paths with potentials.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Farther than any path.
const FAR: i64 = i64::MAX / 4;

/// A directed network with capacities and costs, and the flow in it.
///
/// Costs may be negative, but no circle may cost less than nothing when the first path is sought.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Arcs out of each node: positions in `arcs`. An arc and its way back stand side by side.
    out: Vec<Vec<usize>>,
    arcs: Vec<Arc>,
    /// Cost of the way to each node, as of the last path; empty before the first.
    potential: Vec<i64>,
}

#[derive(Clone, Copy, Debug)]
struct Arc {
    to: usize,
    left: i64,
    cost: i64,
}

/// Units sent and what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub units: i64,
    pub cost: i64,
}

impl Network {
    /// A network of `nodes` nodes without arcs.
    pub fn new(nodes: usize) -> Self {
        Self { out: vec![Vec::new(); nodes], arcs: Vec::new(), potential: Vec::new() }
    }

    /// Adds an arc; the number returned asks for its flow.
    pub fn arc(&mut self, from: usize, to: usize, capacity: i64, cost: i64) -> usize {
        let number = self.arcs.len();
        self.out[from].push(number);
        self.out[to].push(number + 1);
        self.arcs.push(Arc { to, left: capacity, cost });
        self.arcs.push(Arc { to: from, left: 0, cost: -cost });
        number
    }

    /// Units that flow through an arc.
    pub fn flow(&self, arc: usize) -> i64 {
        self.arcs[arc + 1].left
    }

    /// Sends units from `source` to `sink` along cheapest paths while a path costs less than `worth`, or until no path
    /// is left. Each path costs at least as much as the one before, so the sum is the least for its number of units,
    /// and `cost - worth * units` the least of all.
    pub fn send(&mut self, source: usize, sink: usize, worth: i64) -> Sent {
        let mut sent = Sent::default();
        if self.potential.is_empty() {
            self.potential = self.cheapest_ways(source);
        }
        while let Some(enter) = self.path(source, sink) {
            let cost = self.potential[sink] - self.potential[source];
            if cost >= worth {
                break;
            }
            let (mut units, mut node) = (FAR, sink);
            while node != source {
                units = units.min(self.arcs[enter[node]].left);
                node = self.arcs[enter[node] ^ 1].to;
            }
            node = sink;
            while node != source {
                self.arcs[enter[node]].left -= units;
                self.arcs[enter[node] ^ 1].left += units;
                node = self.arcs[enter[node] ^ 1].to;
            }
            sent.units += units;
            sent.cost += units * cost;
        }
        sent
    }

    /// Bellman and Ford's distances, for costs below nothing.
    fn cheapest_ways(&self, source: usize) -> Vec<i64> {
        let mut way = vec![FAR; self.out.len()];
        way[source] = 0;
        for _ in 0..self.out.len() {
            let mut changed = false;
            for (node, arcs) in self.out.iter().enumerate() {
                if way[node] == FAR {
                    continue;
                }
                for &number in arcs {
                    let arc = self.arcs[number];
                    if arc.left > 0 && way[node] + arc.cost < way[arc.to] {
                        way[arc.to] = way[node] + arc.cost;
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        way
    }

    /// Dijkstra's search on reduced costs. The arc by which each node is entered, with the potentials brought up to
    /// date; `None` when the sink is out of reach.
    fn path(&mut self, source: usize, sink: usize) -> Option<Vec<usize>> {
        let mut way = vec![FAR; self.out.len()];
        let mut enter = vec![usize::MAX; self.out.len()];
        let mut queue = BinaryHeap::from([Reverse((0, source))]);
        way[source] = 0;
        while let Some(Reverse((distance, node))) = queue.pop() {
            if distance > way[node] {
                continue;
            }
            for &number in &self.out[node] {
                let arc = self.arcs[number];
                if arc.left <= 0 {
                    continue;
                }
                let next = distance + arc.cost + self.potential[node] - self.potential[arc.to];
                if next < way[arc.to] {
                    way[arc.to] = next;
                    enter[arc.to] = number;
                    queue.push(Reverse((next, arc.to)));
                }
            }
        }
        if way[sink] >= FAR {
            return None;
        }
        // Nodes farther than the sink move with it, so that no reduced cost falls below nothing.
        let farthest = way[sink];
        for (potential, way) in self.potential.iter_mut().zip(&way) {
            *potential += (*way).min(farthest);
        }
        Some(enter)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_the_cheap_way_first_and_undoes_it_when_that_pays() {
        let mut network = Network::new(4);
        let arcs = [(0, 1, 1), (0, 2, 4), (1, 2, 1), (1, 3, 5), (2, 3, 1)]
            .map(|(a, b, cost)| network.arc(a, b, 1, cost));
        assert_eq!(network.clone().send(0, 3, 4), Sent { units: 1, cost: 3 });
        assert_eq!(network.send(0, 3, FAR), Sent { units: 2, cost: 3 + 8 });
        assert_eq!(arcs.map(|arc| network.flow(arc)), [1, 1, 0, 1, 1]);
    }

    #[test]
    fn costs_below_nothing_are_met() {
        let mut network = Network::new(3);
        network.arc(0, 1, 1, -100);
        network.arc(0, 1, 2, 0);
        network.arc(1, 2, 3, 7);
        assert_eq!(network.clone().send(0, 2, 0), Sent { units: 1, cost: -93 });
        assert_eq!(network.send(0, 2, 8), Sent { units: 3, cost: -79 });
    }

    #[test]
    fn nothing_flows_where_nothing_leads() {
        assert_eq!(Network::new(2).send(0, 1, FAR), Sent::default());
        let mut network = Network::new(3);
        network.arc(0, 1, 5, 1);
        assert_eq!(network.send(0, 2, FAR), Sent::default());
    }

    proptest! {
        /// Against every way to give up to four people up to four tasks.
        #[test]
        fn assignment_is_the_cheapest(costs in proptest::collection::vec(proptest::collection::vec(-9_i64..30, 4), 1..5)) {
            let people = costs.len();
            let mut network = Network::new(people + 6);
            for (person, row) in costs.iter().enumerate() {
                network.arc(people + 4, person, 1, 0);
                for (task, &cost) in row.iter().enumerate() {
                    network.arc(person, people + task, 1, cost);
                }
            }
            for task in 0..4 {
                network.arc(people + task, people + 5, 1, 0);
            }
            fn best(costs: &[Vec<i64>], used: u8) -> i64 {
                let Some((row, rest)) = costs.split_first() else { return 0 };
                let free = (0..4).filter(|task| used & (1 << task) == 0);
                free.map(|task| row[task] + best(rest, used | (1 << task))).min().unwrap_or(0)
            }
            let sent = network.send(people + 4, people + 5, FAR);
            prop_assert_eq!(sent, Sent { units: people as i64, cost: best(&costs, 0) });
        }
    }
}
