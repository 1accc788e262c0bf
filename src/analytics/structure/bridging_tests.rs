use super::*;
use crate::analytics::fixture::Fixture;
use crate::analytics::structure::{Graph, communities};

fn graph(nodes: usize, edges: &[(u32, u32)]) -> LinkGraph {
    let arcs: Vec<(u32, u32, f64)> = edges.iter().map(|&(a, b)| (a, b, 1.0)).collect();
    let undirected = Graph::undirected(nodes, &arcs);
    LinkGraph {
        members: (0..nodes as u32).collect(),
        communities: communities(&undirected),
        undirected,
        ..LinkGraph::default()
    }
}

#[test]
fn who_joins_two_triangles_is_a_bridge_and_others_are_not() {
    let found = bridges(&graph(6, &[(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)]));
    let members: Vec<u32> = found.iter().map(|bridge| bridge.member).collect();
    assert_eq!(members, [2, 3]);
    let first = found[0];
    assert_eq!((first.degree, first.circles, first.cut), (3, 2, true));
    // All six ways between {0, 1} and {3, 4, 5} lead through person 2, of ten pairs of others.
    assert!((first.betweenness - 0.6).abs() < 1e-12, "{}", first.betweenness);
    assert!((first.participation - (1.0 - 4.0 / 9.0 - 1.0 / 9.0)).abs() < 1e-12);
}

#[test]
fn nobody_is_a_bridge_where_all_are_linked_or_none() {
    let all: Vec<(u32, u32)> = (0..5).flat_map(|a| (a + 1..5).map(move |b| (a, b))).collect();
    for graph in [graph(0, &[]), graph(1, &[]), graph(2, &[(0, 1)]), graph(5, &all), graph(4, &[])] {
        assert_eq!(bridges(&graph), []);
    }
}

#[test]
fn who_spoke_and_was_not_answered_comes_before_the_silent() {
    let made = Fixture::new()
        .group("g")
        .people(4)
        .says("p1", "2026-01-02 10:00", 1)
        .reply("p2", "p1", "2026-01-02 10:05")
        .says("p4", "2026-01-03 10:00", 2)
        .build();
    let scope = made.scope();
    let graph = LinkGraph::of(made.input(), 0, &scope);
    let found = isolated(made.input(), 0, &scope, &graph);
    let told: Vec<(u32, u64)> = found.iter().map(|person| (person.member, person.messages)).collect();
    assert_eq!(told, [(3, 2), (2, 0)]);
    assert!(found[0].last.is_some() && found[1].last.is_none());
}

#[test]
fn a_typical_group_lies_on_the_curve() {
    let measures = |nodes, linked_pairs| LinkMeasures { nodes, linked_pairs, ..LinkMeasures::default() };
    let groups = [measures(10, 10), measures(20, 40), measures(1, 0), measures(100, 300)];
    assert_eq!(typical_links(groups.iter()), Some(4.0));
    assert_eq!(typical_links([].iter()), None);
    assert_eq!(expected_density(4.0, 21), Some(0.2));
    assert_eq!((expected_density(4.0, 3), expected_density(4.0, 1)), (Some(1.0), None));
}

#[test]
fn a_circle_keeps_its_number_while_its_people_stay_together() {
    let mut known = Vec::new();
    assert_eq!(follow(&mut known, 0, &[vec![1, 2, 3, 4], vec![5, 6, 7]]), [0, 1]);
    assert_eq!(follow(&mut known, 0, &[vec![5, 6, 7, 8, 9], vec![3, 4]]), [1, 0]);
    assert_eq!(follow(&mut known, 0, &[vec![20, 21]]), [2]);
    assert_eq!(follow(&mut known, 0, &[vec![3, 4, 10]]), [0], "a month away is not forgotten");
    let mut whole = vec![vec![1, 2, 3, 4, 5, 6]];
    assert_eq!(follow(&mut whole, 1, &[vec![1, 2, 9], vec![11, 12]]), [0, 1]);
    assert_eq!(whole, [vec![1, 2, 3, 4, 5, 6], vec![11, 12]], "the circles of the scope do not drift");
}

#[test]
fn months_are_cut_where_the_calendar_cuts_them() {
    let of = |text: &str| day(text.parse().unwrap());
    let found = months(of("2026-01-15"), of("2026-03-31"));
    let told: Vec<(String, bool)> = found.iter().map(|month| (date(month.1).to_string(), month.2)).collect();
    let expected = [("2026-01-31", false), ("2026-02-28", true), ("2026-03-31", true)];
    assert_eq!(told, expected.map(|(day, whole)| (day.to_owned(), whole)));
    assert!(months(of("2026-02-02"), of("2026-02-01")).is_empty());
}
