//! Discs that must not overlap: pushing dots apart, packing clusters.

use std::sync::atomic::{AtomicBool, Ordering};

/// A disc to be packed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Disc {
    pub centre: [f32; 2],
    pub radius: f32,
}

/// Points of a sunflower spiral, `spacing` apart, from the middle outwards.
pub(super) fn spiral(count: usize, spacing: f32) -> Vec<[f32; 2]> {
    let golden = std::f32::consts::PI * (3.0 - 5.0_f32.sqrt());
    (0..count)
        .map(|place| {
            let (angle, reach) = (golden * place as f32, 0.6 * spacing * (place as f32).sqrt());
            [reach * angle.cos(), reach * angle.sin()]
        })
        .collect()
}

const PUSH_ROUNDS: usize = 400;

/// Moves dots as little as needed until every two are `gap` apart; should the pushing not end, spreads all of them.
pub(super) fn push_apart(positions: &mut [[f32; 2]], radii: &[f32], gap: f32) {
    for round in 0..PUSH_ROUNDS {
        if !push_once(positions, radii, gap) {
            return;
        }
        // A dense ball is relaxed faster from a little more room.
        if round % 20 == 19 {
            positions.iter_mut().for_each(|at| *at = at.map(|part| part * 1.03));
        }
    }
    let mut spread = 1.0_f32;
    for a in 0..positions.len() {
        for b in a + 1..positions.len() {
            let distance = (positions[a][0] - positions[b][0]).hypot(positions[a][1] - positions[b][1]);
            spread = spread.max((radii[a] + radii[b]) / distance.max(f32::MIN_POSITIVE));
        }
    }
    positions.iter_mut().for_each(|at| *at = at.map(|part| part * spread));
}

/// One round over all pairs that are too close; false when there is none.
fn push_once(positions: &mut [[f32; 2]], radii: &[f32], gap: f32) -> bool {
    let widest = radii.iter().copied().fold(0.0, f32::max);
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by(|&a, &b| positions[a][0].total_cmp(&positions[b][0]).then(a.cmp(&b)));
    let mut pushed = false;
    for (rank, &a) in order.iter().enumerate() {
        for &b in &order[rank + 1..] {
            if positions[b][0] - positions[a][0] > radii[a] + widest + 2.0 * gap {
                break;
            }
            let wanted = radii[a] + radii[b] + gap;
            let (mut dx, mut dy) = (positions[b][0] - positions[a][0], positions[b][1] - positions[a][1]);
            let mut distance = dx.hypot(dy);
            if distance >= wanted * 0.999 {
                continue;
            }
            pushed = true;
            if distance < 1e-6 * wanted {
                // Two dots on one spot part in a direction of their own.
                let angle = (a * 7 + b) as f32;
                (dx, dy, distance) = (angle.cos(), angle.sin(), 1.0);
                push_pair(positions, (a, b), [dx, dy], wanted / 2.0);
                continue;
            }
            push_pair(positions, (a, b), [dx / distance, dy / distance], (wanted - distance) / 2.0);
        }
    }
    pushed
}

fn push_pair(positions: &mut [[f32; 2]], (a, b): (usize, usize), direction: [f32; 2], by: f32) {
    for axis in 0..2 {
        positions[a][axis] -= direction[axis] * by;
        positions[b][axis] += direction[axis] * by;
    }
}

const PACK_ROUNDS: usize = 300;

/// Packs discs into a shape of the given aspect: linked ones close together, large ones in the middle, none
/// overlapping. Discs that all lie at the origin start on a spiral, by descending size. `None` when cancelled.
pub(super) fn pack(
    discs: &[Disc],
    ties: &[(usize, usize, f32)],
    gap: f32,
    aspect: f32,
    cancel: &AtomicBool,
) -> Option<Vec<Disc>> {
    let radii: Vec<f32> = discs.iter().map(|disc| disc.radius).collect();
    let mut centres: Vec<[f32; 2]> = discs.iter().map(|disc| disc.centre).collect();
    if centres.iter().all(|centre| *centre == [0.0, 0.0]) {
        let mut order: Vec<usize> = (0..discs.len()).collect();
        order.sort_by(|&a, &b| radii[b].total_cmp(&radii[a]).then(a.cmp(&b)));
        let widest = order.first().map_or(1.0, |&first| radii[first]);
        for (&disc, at) in order.iter().zip(spiral(discs.len(), 2.0 * widest + gap)) {
            centres[disc] = [at[0] * aspect.sqrt(), at[1] / aspect.sqrt()];
        }
    }
    let mut strength = vec![0.0_f32; discs.len()];
    for &(a, b, weight) in ties {
        strength[a] += weight;
        strength[b] += weight;
    }
    for round in 0..PACK_ROUNDS {
        if cancel.load(Ordering::Relaxed) {
            return None;
        }
        let left = 1.0 - round as f32 / PACK_ROUNDS as f32;
        let mut moves: Vec<[f32; 2]> =
            centres.iter().map(|at| [-0.04 * left * at[0] / aspect, -0.04 * left * at[1] * aspect]).collect();
        for &(a, b, weight) in ties {
            for (own, other) in [(a, b), (b, a)] {
                let share = 0.04 * left * weight / strength[own].max(f32::MIN_POSITIVE);
                for axis in 0..2 {
                    moves[own][axis] += share * (centres[other][axis] - centres[own][axis]);
                }
            }
        }
        for (at, by) in centres.iter_mut().zip(moves) {
            *at = [at[0] + by[0], at[1] + by[1]];
        }
        (0..4).all(|_| push_once(&mut centres, &radii, gap));
    }
    push_apart(&mut centres, &radii, gap);
    Some(centres.iter().zip(&radii).map(|(&centre, &radius)| Disc { centre, radius }).collect())
}
