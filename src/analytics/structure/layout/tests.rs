//! What a reader of the drawing relies on.

use super::*;

/// `count` communities of `size` people: rings with chords inside, one link from each to the next.
fn villages(count: u32, size: u32) -> (Vec<LayoutNode>, Vec<(u32, u32, f32)>) {
    let mut nodes = Vec::new();
    let mut edges = Vec::new();
    for village in 0..count {
        let first = village * size;
        for person in 0..size {
            nodes.push(LayoutNode { community: village, radius: 1.0 + (person % 3) as f32 });
            edges.push((first + person, first + (person + 1) % size, 1.0));
            edges.push((first, first + person, 2.0));
        }
        edges.push((first, (first + size) % (count * size), 1.0));
    }
    (nodes, edges)
}

fn draw(nodes: &[LayoutNode], edges: &[(u32, u32, f32)], aspect: f32) -> Layout {
    layout(nodes, edges, aspect, &AtomicBool::new(false)).unwrap()
}

#[test]
fn dots_do_not_overlap_and_stay_in_the_box() {
    for (count, size) in [(1, 2), (1, 30), (5, 12), (12, 3)] {
        let (nodes, edges) = villages(count, size);
        let found = draw(&nodes, &edges, 1.6);
        let dots: Vec<([f32; 2], f32)> = found
            .positions
            .iter()
            .zip(&nodes)
            .map(|(at, node)| (at.unwrap(), node.radius * found.scale))
            .collect();
        for (place, &(a, radius)) in dots.iter().enumerate() {
            assert!(a[0] - radius >= -1e-4 && a[0] + radius <= 1.6001, "{a:?} leaves the box");
            assert!(a[1] - radius >= -1e-4 && a[1] + radius <= 1.0001, "{a:?} leaves the box");
            for &(b, other) in &dots[..place] {
                let distance = (a[0] - b[0]).hypot(a[1] - b[1]);
                assert!(distance >= (radius + other) * 0.999, "{count} x {size}: {a:?} covers {b:?}");
            }
        }
    }
}

#[test]
fn every_community_has_a_disc_of_its_own() {
    let (nodes, edges) = villages(6, 10);
    let found = draw(&nodes, &edges, 1.5);
    assert_eq!(found.clusters.len(), 6);
    for (place, a) in found.clusters.iter().enumerate() {
        for b in &found.clusters[..place] {
            let distance = (a.centre[0] - b.centre[0]).hypot(a.centre[1] - b.centre[1]);
            assert!(distance > a.radius + b.radius, "{a:?} meets {b:?}");
        }
    }
    for (at, node) in found.positions.iter().zip(&nodes) {
        let (at, disc) = (at.unwrap(), found.clusters[node.community as usize]);
        let reach = (at[0] - disc.centre[0]).hypot(at[1] - disc.centre[1]) + node.radius * found.scale;
        assert!(reach <= disc.radius * 1.001, "{at:?} is outside its disc");
    }
}

#[test]
fn the_same_input_gives_the_same_picture() {
    let (nodes, edges) = villages(4, 15);
    assert_eq!(draw(&nodes, &edges, 1.3), draw(&nodes, &edges, 1.3));
}

#[test]
fn isolated_people_are_named_not_drawn() {
    let nodes = [LayoutNode { community: 0, radius: 1.0 }; 4];
    let found = draw(&nodes, &[(1, 2, 1.0), (3, 3, 1.0), (0, 9, 1.0)], 1.0);
    assert_eq!(found.isolated, [0, 3]);
    assert!(found.positions[0].is_none() && found.positions[1].is_some());
    assert_eq!(draw(&[], &[], 1.0).positions, []);
}

#[test]
fn odd_radii_weights_and_aspects_are_survived() {
    let nodes = [f32::NAN, 0.0, -1.0, f32::INFINITY].map(|radius| LayoutNode { community: 0, radius });
    let found = draw(&nodes, &[(0, 1, f32::NAN), (1, 2, -5.0), (2, 3, 0.0)], f32::NAN);
    assert!(found.positions.iter().flatten().flatten().all(|part| part.is_finite()));
}

#[test]
fn a_raised_flag_stops_the_work() {
    let (nodes, edges) = villages(3, 10);
    assert_eq!(layout(&nodes, &edges, 1.0, &AtomicBool::new(true)), None);
}

#[test]
fn a_wide_box_is_filled_widely() {
    let (nodes, edges) = villages(12, 8);
    let found = draw(&nodes, &edges, 2.0);
    let right = found.clusters.iter().map(|disc| disc.centre[0] + disc.radius).fold(0.0, f32::max);
    let left = found.clusters.iter().map(|disc| disc.centre[0] - disc.radius).fold(2.0, f32::min);
    assert!(right - left > 1.2, "only {} wide", right - left);
}
