//! Charts of who is linked with whom in one group.

use std::sync::atomic::AtomicBool;

use super::Source;
use super::structure::{of_group, result};
use crate::analytics::structure::layout::{LayoutNode, layout};
use crate::analytics::structure::{LinkGraph, Tie, TieKinds, Ties};
use crate::charts::{Figure, Network, Node, PairMatrix, format, kind_word};

/// Name of the network of a group; other kinds of tie than the usual ones stand behind a dot.
pub const NETWORK: &str = "structure.links";

/// Name of the matrix of a group; as for the network, kinds of tie stand behind a dot.
pub const MATRIX: &str = "structure.matrix";

/// The box that the layout fills, width over height.
pub const NETWORK_ASPECT: f32 = 1.75;

/// Who is linked with whom, by these kinds of tie. Colours are the circles by replies and mentions, whatever is drawn.
pub fn network(source: &Source<'_>, group: u32, kinds: TieKinds) -> Option<Figure> {
    let (input, lang) = (source.input, source.lang);
    let result = result(source, group)?;
    let graph = LinkGraph::of(input, group, source.scope);
    let ties = Ties::of(input, group, source.scope);
    let edges: Vec<Tie> = ties.pairs.iter().copied().filter(|tie| tie.dimensions(kinds) > 0).collect();
    let mut degrees = vec![0_u32; ties.members.len()];
    for place in edges.iter().flat_map(|tie| [tie.a, tie.b]) {
        degrees[place as usize] += 1;
    }
    let tier = |member: u32| input.project.members.get(member as usize).and_then(|member| member.tier);
    let community = |place: usize| graph.communities.of.get(place).copied().unwrap_or(0);
    let nodes: Vec<LayoutNode> = ties
        .members
        .iter()
        .zip(&degrees)
        .enumerate()
        .map(|(place, (&member, &degree))| LayoutNode {
            community: community(place),
            radius: Node::radius(tier(member), degree),
        })
        .collect();
    let lines: Vec<(u32, u32, f32)> =
        edges.iter().map(|tie| (tie.a, tie.b, tie.weight(kinds) as f32)).collect();
    let placed = layout(&nodes, &lines, NETWORK_ASPECT, &AtomicBool::new(false))?;
    let measures = ties.measure(kinds);
    let mut network = Network {
        id: result.id.0.clone(),
        kinds,
        communities: u32::try_from(result.links.communities).unwrap_or(u32::MAX),
        scale: placed.scale,
        measures: measures.clone(),
        ..Network::default()
    };
    let mut position = vec![u32::MAX; ties.members.len()];
    for (place, &member) in ties.members.iter().enumerate() {
        let node = Node {
            member,
            name: input.member_name(member).to_owned(),
            at: placed.positions[place].map_or([0.0, 0.0], |[x, y]| [x / NETWORK_ASPECT, y]),
            community: community(place),
            tier: tier(member),
            degree: degrees[place],
        };
        if placed.positions[place].is_some() {
            position[place] = network.nodes.len() as u32;
            network.nodes.push(node);
        } else {
            network.alone.push(node);
        }
    }
    network.edges = edges
        .into_iter()
        .map(|tie| Tie { a: position[tie.a as usize], b: position[tie.b as usize], ..tie })
        .filter(|tie| tie.a != u32::MAX && tie.b != u32::MAX)
        .collect();
    let words: Vec<&str> = kinds.iter().map(|kind| kind_word(kind, lang)).collect();
    let note = lang.tf(
        "figure.links_note",
        &[
            ("kinds", &words.join(" + ")),
            ("people", &format::count(ties.members.len() as u64)),
            ("linked", &format::count(measures.density.numerator)),
            ("pairs", &format::count(measures.density.denominator)),
        ],
    );
    let figure =
        source.figure(&kinds.figure(NETWORK), lang.t("figure.links").to_owned(), note, Box::new(network));
    Some(of_group(source, group, figure))
}

/// The same as a square of pairs.
pub fn matrix(source: &Source<'_>, group: u32, kinds: TieKinds) -> Option<Figure> {
    let (input, lang) = (source.input, source.lang);
    let id = input.activity.groups.id(group)?.0.clone();
    let graph = LinkGraph::of(input, group, source.scope);
    let ties = Ties::of(input, group, source.scope);
    let mut degrees = vec![0_u32; ties.members.len()];
    for tie in ties.pairs.iter().filter(|tie| tie.dimensions(kinds) > 0) {
        degrees[tie.a as usize] += 1;
        degrees[tie.b as usize] += 1;
    }
    let people: Vec<Node> = ties
        .members
        .iter()
        .zip(&degrees)
        .enumerate()
        .map(|(place, (&member, &degree))| Node {
            member,
            name: input.member_name(member).to_owned(),
            community: graph.communities.of.get(place).copied().unwrap_or(0),
            degree,
            ..Node::default()
        })
        .collect();
    let matrix = PairMatrix::new(id, &people, &ties.pairs, kinds);
    let words: Vec<&str> = kinds.iter().map(|kind| kind_word(kind, lang)).collect();
    let note = lang.tf(
        "figure.matrix_note",
        &[
            ("kinds", &words.join(" + ")),
            ("people", &format::count(matrix.len() as u64)),
            ("alone", &format::count((people.len() - matrix.len()) as u64)),
        ],
    );
    let title = lang.t("figure.matrix").to_owned();
    Some(of_group(source, group, source.figure(&kinds.figure(MATRIX), title, note, Box::new(matrix))))
}
