//! Where to draw people: each circle of people as a cluster of its own, close to the clusters it talks to.
//!
//! Every cluster is laid out alone by forces, then the clusters are packed as discs. So clusters never run into each
//! other, and the same input gives the same picture.

mod force;
mod separate;

use std::sync::atomic::{AtomicBool, Ordering};

use force::{Cluster, Pull};
use separate::{Disc, pack, push_apart};

/// Somebody to draw.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LayoutNode {
    /// Number of the community, any numbering.
    pub community: u32,
    /// Radius of the dot, in units of the caller's choice.
    pub radius: f32,
}

/// Positions in a box of the asked aspect: x in `0..=aspect`, y in `0..=1`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Centre of every node; `None` for isolated ones.
    pub positions: Vec<Option<[f32; 2]>>,
    /// Nodes without an edge, ascending: to be shown beside the drawing, as a list or a shelf.
    pub isolated: Vec<u32>,
    /// Length in the box of one unit of the radii given: dots drawn with `radius * scale` do not overlap.
    pub scale: f32,
    /// A disc round each community that has a node in the drawing, by ascending community; discs do not overlap. They
    /// lie in the box too, unless there is only one.
    pub clusters: Vec<ClusterDisc>,
}

/// The disc that holds one community.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClusterDisc {
    pub community: u32,
    pub centre: [f32; 2],
    pub radius: f32,
}

/// Free space between two dots, and between two clusters, in mean radii.
const DOT_GAP: f32 = 0.6;
const CLUSTER_GAP: f32 = 3.0;

/// Lays out a graph of `nodes` and edges `(a, b, weight)`. `aspect` is width over height.
///
/// Deterministic. Loops and edges that name a node that is not there are ignored; radii and an aspect that are not
/// positive numbers count as 1. `None` when `cancel` was raised meanwhile. Forces cost O(n^2) within each cluster.
pub fn layout(
    nodes: &[LayoutNode],
    edges: &[(u32, u32, f32)],
    aspect: f32,
    cancel: &AtomicBool,
) -> Option<Layout> {
    let aspect = positive(aspect);
    let radii: Vec<f32> = nodes.iter().map(|node| positive(node.radius)).collect();
    let edges: Vec<Edge> = edges.iter().filter_map(|&edge| Edge::new(edge, nodes.len())).collect();
    let mut degree = vec![0_usize; nodes.len()];
    for edge in &edges {
        degree[edge.a] += 1;
        degree[edge.b] += 1;
    }
    let isolated = (0..nodes.len()).filter(|&node| degree[node] == 0).map(|node| node as u32).collect();
    let mut clusters = clusters(nodes, &degree);
    let mut result =
        Layout { positions: vec![None; nodes.len()], isolated, scale: 1.0, clusters: Vec::new() };
    if clusters.is_empty() {
        return Some(result);
    }
    let drawn: Vec<f32> = clusters.iter().flat_map(|(_, members)| members).map(|&node| radii[node]).collect();
    let unit = drawn.iter().sum::<f32>() / drawn.len() as f32;

    // Hubs first: they start, and mostly stay, in the middle of their cluster.
    for (_, members) in &mut clusters {
        members.sort_by_key(|&node| (std::cmp::Reverse(degree[node]), node));
    }
    let mut cluster_of = vec![usize::MAX; nodes.len()];
    for (place, (_, members)) in clusters.iter().enumerate() {
        members.iter().for_each(|&node| cluster_of[node] = place);
    }
    let ties = ties(&edges, &cluster_of, clusters.len());
    let guess: Vec<Disc> = clusters
        .iter()
        .map(|(_, members)| {
            let area: f32 = members.iter().map(|&node| (radii[node] + DOT_GAP * unit).powi(2)).sum();
            Disc { centre: [0.0, 0.0], radius: 1.4 * area.sqrt() }
        })
        .collect();
    let centres = pack(&guess, &ties, CLUSTER_GAP * unit, aspect, cancel)?;

    let mut local: Vec<Vec<[f32; 2]>> = Vec::with_capacity(clusters.len());
    let mut discs = centres.clone();
    for (place, (_, members)) in clusters.iter().enumerate() {
        let dots: Vec<f32> = members.iter().map(|&node| radii[node]).collect();
        let inner = inner_edges(&edges, &cluster_of, members, place);
        let pulls = pulls(&edges, &cluster_of, members, place, &centres);
        let mut positions =
            Cluster { radii: &dots, gap: DOT_GAP * unit, edges: &inner, pulls: &pulls }.settle(cancel)?;
        if clusters.len() == 1 {
            let stretch = aspect.sqrt();
            positions.iter_mut().for_each(|at| *at = [at[0] * stretch, at[1] / stretch]);
        }
        push_apart(&mut positions, &dots, DOT_GAP * unit);
        discs[place].radius = centre_in_disc(&mut positions, &dots);
        local.push(positions);
    }
    let discs = pack(&discs, &ties, CLUSTER_GAP * unit, aspect, cancel)?;

    for ((disc, positions), (_, members)) in discs.iter().zip(&local).zip(&clusters) {
        for (&node, at) in members.iter().zip(positions) {
            result.positions[node] = Some([disc.centre[0] + at[0], disc.centre[1] + at[1]]);
        }
    }
    result.clusters = discs
        .iter()
        .zip(&clusters)
        .map(|(disc, &(community, _))| ClusterDisc { community, centre: disc.centre, radius: disc.radius })
        .collect();
    fit(&mut result, &radii, aspect);
    (!cancel.load(Ordering::Relaxed)).then_some(result)
}

fn positive(number: f32) -> f32 {
    if number.is_finite() && number > 0.0 { number } else { 1.0 }
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    a: usize,
    b: usize,
    weight: f32,
}

impl Edge {
    /// Weights grow with the logarithm, so that one talkative pair does not fold up its cluster.
    fn new((a, b, weight): (u32, u32, f32), nodes: usize) -> Option<Self> {
        let (a, b) = (a as usize, b as usize);
        let weight = 1.0 + positive(weight).max(1.0).ln();
        (a != b && a < nodes && b < nodes).then_some(Self { a, b, weight })
    }
}

/// Linked nodes of each community, by ascending community.
fn clusters(nodes: &[LayoutNode], degree: &[usize]) -> Vec<(u32, Vec<usize>)> {
    let mut found = std::collections::BTreeMap::<u32, Vec<usize>>::new();
    for (node, about) in nodes.iter().enumerate().filter(|&(node, _)| degree[node] > 0) {
        found.entry(about.community).or_default().push(node);
    }
    found.into_iter().collect()
}

/// Weight between every two clusters that are linked.
fn ties(edges: &[Edge], cluster_of: &[usize], count: usize) -> Vec<(usize, usize, f32)> {
    let mut weight = std::collections::BTreeMap::<(usize, usize), f32>::new();
    for edge in edges {
        let (a, b) = (cluster_of[edge.a], cluster_of[edge.b]);
        if a != b && a < count && b < count {
            *weight.entry((a.min(b), a.max(b))).or_default() += edge.weight;
        }
    }
    weight.into_iter().map(|((a, b), weight)| (a, b, weight)).collect()
}

/// Edges within one cluster, by place in `members`.
fn inner_edges(
    edges: &[Edge],
    cluster_of: &[usize],
    members: &[usize],
    cluster: usize,
) -> Vec<(usize, usize, f32)> {
    let places = places(members);
    edges
        .iter()
        .filter(|edge| cluster_of[edge.a] == cluster && cluster_of[edge.b] == cluster)
        .filter_map(|edge| Some((*places.get(&edge.a)?, *places.get(&edge.b)?, edge.weight)))
        .collect()
}

/// For each member of a cluster, where its links to other clusters lead.
fn pulls(
    edges: &[Edge],
    cluster_of: &[usize],
    members: &[usize],
    cluster: usize,
    discs: &[Disc],
) -> Vec<Pull> {
    let places = places(members);
    let mut pulls = vec![Pull::default(); members.len()];
    for edge in edges {
        for (own, other) in [(edge.a, edge.b), (edge.b, edge.a)] {
            if cluster_of[own] != cluster {
                continue;
            }
            let Some(&place) = places.get(&own) else { continue };
            let (from, to) = (discs[cluster].centre, discs[cluster_of[other]].centre);
            pulls[place].add([to[0] - from[0], to[1] - from[1]], edge.weight);
        }
    }
    pulls
}

fn places(members: &[usize]) -> std::collections::HashMap<usize, usize> {
    members.iter().enumerate().map(|(place, &node)| (node, place)).collect()
}

/// Moves the middle of the smallest disc that holds all dots to the origin, near enough; returns its radius.
fn centre_in_disc(positions: &mut [[f32; 2]], radii: &[f32]) -> f32 {
    const STEPS: usize = 200;
    let reach =
        |middle: [f32; 2], at: [f32; 2], radius: f32| (at[0] - middle[0]).hypot(at[1] - middle[1]) + radius;
    let farthest = |middle: [f32; 2]| {
        let dots = positions.iter().zip(radii).map(|(&at, &radius)| (reach(middle, at, radius), at));
        dots.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, middle))
    };
    // Ever smaller steps towards whatever lies farthest (Badoiu & Clarkson 2003).
    let mut middle = [0.0, 0.0];
    for step in 2..STEPS {
        let (_, at) = farthest(middle);
        middle = [0, 1].map(|axis| middle[axis] + (at[axis] - middle[axis]) / step as f32);
    }
    let (radius, _) = farthest(middle);
    positions.iter_mut().for_each(|at| *at = [at[0] - middle[0], at[1] - middle[1]]);
    radius
}

fn bounds(dots: impl Iterator<Item = ([f32; 2], f32)>) -> ([f32; 2], [f32; 2]) {
    dots.fold(([f32::MAX; 2], [f32::MIN; 2]), |(low, high), (at, radius)| {
        (
            [low[0].min(at[0] - radius), low[1].min(at[1] - radius)],
            [high[0].max(at[0] + radius), high[1].max(at[1] + radius)],
        )
    })
}

/// Scales and shifts everything into the middle of the box, keeping its shape.
fn fit(layout: &mut Layout, radii: &[f32], aspect: f32) {
    let discs = layout.clusters.iter().map(|cluster| (cluster.centre, cluster.radius));
    let dots = layout.positions.iter().zip(radii).filter_map(|(at, &radius)| Some(((*at)?, radius)));
    // A single cluster fills the box with its dots: there is no other that its disc could be told from.
    let (low, high) = if layout.clusters.len() == 1 { bounds(dots) } else { bounds(discs) };
    let (width, height) =
        ((high[0] - low[0]).max(f32::MIN_POSITIVE), (high[1] - low[1]).max(f32::MIN_POSITIVE));
    let scale = (aspect / width).min(1.0 / height);
    let margin = [(aspect - width * scale) / 2.0, (1.0 - height * scale) / 2.0];
    let place = |at: [f32; 2]| [margin[0] + (at[0] - low[0]) * scale, margin[1] + (at[1] - low[1]) * scale];
    layout.positions.iter_mut().flatten().for_each(|at| *at = place(*at));
    for cluster in &mut layout.clusters {
        cluster.centre = place(cluster.centre);
        cluster.radius *= scale;
    }
    layout.scale = scale;
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
