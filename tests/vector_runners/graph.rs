//! `graph.json`: graph measures, concentration, core and periphery, tiers.

use std::collections::HashMap;

use qunce::analytics::structure as measure;
use qunce::analytics::structure::{Clustering, Graph, RankTiers, TriadCensus};
use serde_json::Value;

use super::{close, count, expect_close, list, load, object, only_keys, text};

const EXACT: f64 = 1e-9;
/// Power iterations stop near the fixed point, each program at its own distance.
const ITERATED: f64 = 1e-8;
/// The share of the best known modularity that a heuristic has to reach.
const GOOD_ENOUGH: f64 = 0.97;

pub fn run() {
    let Some(file) = load("graph") else { return };
    only_keys(&file, &["about", "conventions", "graphs", "inequality", "core_periphery", "tiers_ceil_rule"]);
    let graphs: Vec<Named> = list(&file, "graphs").iter().map(Named::read).collect();
    graphs.iter().for_each(Named::check);
    list(&file, "inequality").iter().for_each(check_inequality);
    for (name, expected) in object(&file, "core_periphery") {
        if name != "definition" {
            check_core(&graphs, name, expected);
        }
    }
    only_keys(&file["tiers_ceil_rule"], &["rule", "cases"]);
    for case in list(&file["tiers_ceil_rule"], "cases") {
        only_keys(case, &["n", "top_5", "middle_20", "rest_75"]);
        let found = RankTiers::of(count(case, "n"));
        let expected = RankTiers {
            top: count(case, "top_5"),
            middle: count(case, "middle_20"),
            rest: count(case, "rest_75"),
        };
        assert_eq!(found, expected, "{case}");
    }
}

/// A graph of the file with the names of its nodes.
struct Named<'a> {
    case: &'a Value,
    name: &'a str,
    nodes: HashMap<&'a str, u32>,
    graph: Graph,
}

impl<'a> Named<'a> {
    fn read(case: &'a Value) -> Self {
        only_keys(
            case,
            &["name", "source", "directed", "nodes", "edges", "expected", "igraph_max_abs_difference"],
        );
        let nodes: HashMap<&str, u32> = list(case, "nodes")
            .iter()
            .enumerate()
            .map(|(place, node)| (node.as_str().expect("nodes are named by texts"), place as u32))
            .collect();
        let edges: Vec<(u32, u32, f64)> = list(case, "edges")
            .iter()
            .map(|edge| {
                let end = |place: usize| nodes[edge[place].as_str().expect("an edge names two nodes")];
                (end(0), end(1), edge[2].as_f64().expect("an edge has a weight"))
            })
            .collect();
        let build = match case["directed"].as_bool() {
            Some(true) => Graph::directed,
            Some(false) => Graph::undirected,
            None => panic!("`directed` is missing in {case}"),
        };
        Self { case, name: text(case, "name"), graph: build(nodes.len(), &edges), nodes }
    }

    fn check(&self) {
        let expected = object(self.case, "expected");
        for (key, value) in expected {
            self.check_measure(key, value);
        }
    }

    fn check_measure(&self, key: &str, expected: &Value) {
        let graph = &self.graph;
        let exact = |found: Option<f64>| expect_close(&self.what(key), found, expected, EXACT);
        let exact_count = |found: usize| exact(Some(found as f64));
        let pairs = graph.nodes() * (graph.nodes() - 1) / 2;
        match key {
            "n" => exact_count(graph.nodes()),
            "m" => exact_count(graph.edges()),
            "density" => exact(measure::density(graph)),
            "average_degree" => exact(Some(2.0 * graph.edges() as f64 / graph.nodes() as f64)),
            "connected_components" | "weakly_connected_components" => {
                exact_count(measure::components(graph).iter().max().map_or(0, |&last| last as usize + 1));
            }
            "largest_component" => exact_count(measure::paths(graph).largest_component),
            "diameter_of_largest" => exact(Some(f64::from(measure::paths(graph).diameter))),
            "average_shortest_path_of_largest" => exact(measure::paths(graph).average),
            "global_efficiency" => exact(measure::paths(graph).efficiency),
            "transitivity" => exact(Clustering::of(graph).transitivity()),
            "average_clustering" => exact(Clustering::of(graph).average()),
            "clustering" => self.each(key, expected, EXACT, &Clustering::of(graph).local),
            "triangles" => exact(Some(Clustering::of(graph).triangles as f64)),
            "degree" | "out_degree" => self.each(key, expected, EXACT, &degrees(graph)),
            "in_degree" => self.each(key, expected, EXACT, &degrees(&graph.reversed())),
            "degree_centrality" => {
                let others = graph.nodes() as f64 - 1.0;
                let shares: Vec<f64> = degrees(graph).iter().map(|degree| degree / others).collect();
                self.each(key, expected, EXACT, &shares);
            }
            "degree_gini" => exact(measure::gini(&degrees(graph))),
            "strength" => {
                let strength: Vec<f64> = graph.node_ids().map(|node| graph.strength(node)).collect();
                self.each(key, expected, EXACT, &strength);
            }
            "core_number" => {
                let cores: Vec<f64> = measure::core_numbers(graph).into_iter().map(f64::from).collect();
                self.each(key, expected, EXACT, &cores);
            }
            "degeneracy" => exact(Some(f64::from(measure::degeneracy(graph)))),
            "betweenness_normalized" => self.each(key, expected, EXACT, &measure::betweenness(graph)),
            "closeness_wf_improved" => self.each(key, expected, EXACT, &measure::closeness(graph)),
            "pagerank_d085_unweighted" => {
                self.each(key, expected, ITERATED, &measure::pagerank(graph, false))
            }
            "pagerank_d085_weighted" => self.each(key, expected, ITERATED, &measure::pagerank(graph, true)),
            "articulation_points" => {
                assert_eq!(
                    measure::cuts(graph).articulation_points,
                    self.sorted(expected),
                    "{}",
                    self.what(key)
                );
            }
            "bridges" => self.check_bridges(expected),
            "best_modularity_found_leiden_unweighted" | "proven_optimal_modularity_unweighted" => {
                self.check_modularity(expected);
            }
            "louvain_modularity_10_seeds_minmax" => self.check_peer(&expected[0]),
            "greedy_modularity_CNM" => self.check_peer(expected),
            "degree_assortativity" => exact(measure::degree_assortativity(graph)),
            "degree_centralization_freeman" => exact(measure::degree_centralization(graph)),
            "eigenvector_l2" => self.named(key, expected, &measure::eigenvector(graph)),
            "hits_hubs_sum1" => self.named(key, expected, &measure::hubs_and_authorities(graph).0),
            "hits_authorities_sum1" => self.named(key, expected, &measure::hubs_and_authorities(graph).1),
            "strongly_connected_components" => {
                let last = measure::strong_components(graph).into_iter().max();
                exact_count(last.map_or(0, |last| last as usize + 1));
            }
            "triadic_census" => {
                let found = serde_json::to_value(TriadCensus::of(graph)).expect("counts");
                assert_eq!(&found, expected, "{}", self.what(key));
            }
            "reciprocity" => exact(measure::reciprocity(graph)),
            "mutual_dyads" => exact_count(measure::dyads(graph).mutual),
            "asymmetric_dyads" => exact_count(measure::dyads(graph).asymmetric),
            "linked_pair_share" => exact(measure::density(&graph.to_undirected())),
            "mutual_pair_share" => exact(Some(measure::dyads(graph).mutual as f64 / pairs as f64)),
            _ => panic!("{}: no such measure", self.what(key)),
        }
    }

    fn what(&self, key: &str) -> String {
        format!("{} of {}", key, self.name)
    }

    fn each(&self, key: &str, expected: &Value, tolerance: f64, found: &[f64]) {
        let expected = expected.as_object().expect("a value for every node");
        assert_eq!(expected.len(), found.len(), "{}", self.what(key));
        for (node, value) in expected {
            let what = format!("{} at {node}", self.what(key));
            expect_close(&what, Some(found[self.nodes[node.as_str()] as usize]), value, tolerance);
        }
    }

    /// The same where the file names only some nodes: the others have nothing.
    fn named(&self, key: &str, expected: &Value, found: &[f64]) {
        for (node, &place) in &self.nodes {
            let value = expected.get(*node).cloned().unwrap_or(Value::from(0.0));
            expect_close(
                &format!("{} at {node}", self.what(key)),
                Some(found[place as usize]),
                &value,
                ITERATED,
            );
        }
    }

    /// Our division is no worse than what another program's heuristic is sure to find.
    fn check_peer(&self, expected: &Value) {
        let theirs = expected.as_f64().expect("a modularity");
        let ours = measure::communities(&self.graph).modularity.expect("the graph has edges");
        assert!(ours >= theirs - EXACT, "{}: {ours}, theirs {theirs}", self.name);
    }

    fn sorted(&self, names: &Value) -> Vec<u32> {
        let names = names.as_array().expect("a list of nodes");
        let mut nodes: Vec<u32> =
            names.iter().map(|name| self.nodes[name.as_str().expect("a node's name")]).collect();
        nodes.sort_unstable();
        nodes
    }

    fn check_bridges(&self, expected: &Value) {
        let pairs = expected.as_array().expect("a list of pairs");
        let mut pairs: Vec<Vec<u32>> = pairs.iter().map(|pair| self.sorted(pair)).collect();
        pairs.sort();
        let found: Vec<Vec<u32>> =
            measure::cuts(&self.graph).bridges.into_iter().map(|(a, b)| vec![a, b]).collect();
        assert_eq!(found, pairs, "{}", self.what("bridges"));
    }

    /// Our own division must be nearly as good as the best; and we must value the best as its finders do.
    fn check_modularity(&self, expected: &Value) {
        only_keys(expected, &["modularity", "communities", "note", "method"]);
        let best = expected["modularity"].as_f64().expect("a modularity");
        let mut of = vec![0; self.graph.nodes()];
        for (number, community) in list(expected, "communities").iter().enumerate() {
            self.sorted(community).into_iter().for_each(|node| of[node as usize] = number as u32);
        }
        let valued = measure::modularity(&self.graph, &of).expect("the graph has edges");
        assert!(close(valued, best, EXACT), "{}: {valued}, expected {best}", self.what("modularity"));
        let found = measure::communities(&self.graph).modularity.expect("the graph has edges");
        assert!(found >= GOOD_ENOUGH * best - 1e-12, "{}: found {found}, best {best}", self.name);
        assert!(
            found <= best + EXACT || !expected["method"].is_string(),
            "{}: better than the best",
            self.name
        );
    }
}

fn degrees(graph: &Graph) -> Vec<f64> {
    graph.node_ids().map(|node| graph.degree(node) as f64).collect()
}

fn check_inequality(case: &Value) {
    let values: Vec<f64> =
        list(case, "values").iter().map(|value| value.as_f64().expect("values are numbers")).collect();
    for (key, expected) in case.as_object().expect("a case is an object") {
        let what = format!("{key} of {values:?}");
        let found = match key.as_str() {
            "values" | "note" => continue,
            "lorenz_points" => {
                check_lorenz(&values, expected);
                continue;
            }
            "gini" => measure::gini(&values),
            "gini_unbiased" => measure::gini_unbiased(&values),
            "contributor_absence_factor_50" => measure::absence_factor(&values, 0.5).map(|n| n as f64),
            "caf_80" => measure::absence_factor(&values, 0.8).map(|n| n as f64),
            "top5pct_share" => measure::top_share(&values, 0.05),
            "top20pct_share" => measure::top_share(&values, 0.20),
            "hhi" => measure::herfindahl(&values),
            "shannon_nat" => measure::shannon(&values),
            "pielou_evenness" => measure::evenness(&values),
            "effective_number_exp_shannon" => measure::shannon(&values).map(f64::exp),
            _ => panic!("{what}: no such measure"),
        };
        expect_close(&what, found, expected, EXACT);
    }
}

/// Where nothing is shared the file lists points without a height; we have no curve.
fn check_lorenz(values: &[f64], expected: &Value) {
    let points = expected.as_array().expect("a list of points");
    let found = measure::lorenz(values);
    if points.iter().all(|point| point[1].is_null()) {
        assert!(found.is_empty(), "a curve for {values:?}");
        return;
    }
    assert_eq!(found.len(), points.len(), "points for {values:?}");
    for (&(people, share), point) in found.iter().zip(points) {
        expect_close("people of a Lorenz point", Some(people), &point[0], EXACT);
        expect_close("share of a Lorenz point", Some(share), &point[1], EXACT);
    }
}

fn check_core(graphs: &[Named<'_>], name: &str, expected: &Value) {
    only_keys(expected, &["correlation", "core"]);
    let kite_nodes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let (graph, nodes): (Graph, HashMap<&str, u32>) = if name == "krackhardt_kite" {
        (krackhardt_kite(), kite_nodes.into_iter().zip(0..).collect())
    } else {
        let wanted = name.strip_suffix("_without_isolates").unwrap_or(name);
        let named = graphs
            .iter()
            .find(|graph| graph.name.starts_with(wanted))
            .unwrap_or_else(|| panic!("core_periphery: no graph is called {name}"));
        (named.graph.clone(), named.nodes.clone())
    };
    let found = measure::core_periphery(&graph).unwrap_or_else(|| panic!("{name} has a core"));
    expect_close(name, Some(found.correlation), &expected["correlation"], EXACT);
    let mut core: Vec<u32> =
        list(expected, "core").iter().map(|node| nodes[node.as_str().expect("a node's name")]).collect();
    core.sort_unstable();
    assert_eq!(found.core, core, "core of {name}");
}

/// The ten-node kite of Krackhardt (1990), which the file names without listing its edges.
fn krackhardt_kite() -> Graph {
    let edges = [
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 5),
        (1, 3),
        (1, 4),
        (1, 6),
        (2, 3),
        (2, 5),
        (3, 4),
        (3, 5),
        (3, 6),
        (4, 6),
        (5, 6),
        (5, 7),
        (6, 7),
        (7, 8),
        (8, 9),
    ];
    Graph::undirected(10, &edges.map(|(a, b)| (a, b, 1.0)))
}
