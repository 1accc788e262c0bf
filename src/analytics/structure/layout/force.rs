//! Forces within one cluster: links pull, everybody pushes everybody.

use std::sync::atomic::{AtomicBool, Ordering};

use super::separate::spiral;

/// One cluster in its own coordinates.
pub(super) struct Cluster<'a> {
    pub radii: &'a [f32],
    /// Free space wanted between two dots.
    pub gap: f32,
    /// By place in `radii`.
    pub edges: &'a [(usize, usize, f32)],
    pub pulls: &'a [Pull],
}

/// Where the links of a node to other clusters lead.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pull {
    direction: [f32; 2],
    weight: f32,
}

impl Pull {
    /// Adds a link that leads along `way`.
    pub fn add(&mut self, way: [f32; 2], weight: f32) {
        let length = way[0].hypot(way[1]);
        if length > 0.0 {
            self.direction[0] += weight * way[0] / length;
            self.direction[1] += weight * way[1] / length;
            self.weight += weight;
        }
    }

    /// Mean direction, at most 1 long.
    fn mean(&self) -> [f32; 2] {
        if self.weight > 0.0 { self.direction.map(|part| part / self.weight) } else { [0.0, 0.0] }
    }
}

const ROUNDS: usize = 250;
/// Total pull of a node's links: sparse and dense clusters spread alike.
const TIE_STRENGTH: f32 = 3.0;
const GRAVITY: f32 = 1.2;
const OUTWARD: f32 = 0.5;

impl Cluster<'_> {
    /// Positions after the forces have settled (Fruchterman & Reingold 1991, with gravity and a pull towards other
    /// clusters). `None` when cancelled.
    pub fn settle(&self, cancel: &AtomicBool) -> Option<Vec<[f32; 2]>> {
        let n = self.radii.len();
        let mean_radius = self.radii.iter().sum::<f32>() / n.max(1) as f32;
        let spacing = 2.0 * mean_radius + self.gap;
        let start = spiral(n, spacing);
        if n < 3 {
            return Some(start);
        }
        let mut x: Vec<f32> = start.iter().map(|at| at[0]).collect();
        let mut y: Vec<f32> = start.iter().map(|at| at[1]).collect();
        let (mut fx, mut fy) = (vec![0.0; n], vec![0.0; n]);
        let weight: f32 = self.edges.iter().map(|edge| 2.0 * edge.2).sum::<f32>() / n as f32;
        let tie = TIE_STRENGTH / (weight.max(1e-6) * spacing);
        let hottest = spacing * (n as f32).sqrt() * 0.1;
        for round in 0..ROUNDS {
            if cancel.load(Ordering::Relaxed) {
                return None;
            }
            repel(&x, &y, &mut fx, &mut fy, spacing);
            for &(a, b, weight) in self.edges {
                let (dx, dy) = (x[b] - x[a], y[b] - y[a]);
                let strength = tie * weight * dx.hypot(dy) / spacing;
                fx[a] += strength * dx;
                fy[a] += strength * dy;
                fx[b] -= strength * dx;
                fy[b] -= strength * dy;
            }
            let heat = hottest * (1.0 - round as f32 / ROUNDS as f32) + 0.01 * spacing;
            for node in 0..n {
                let [outward_x, outward_y] = self.pulls.get(node).map_or([0.0, 0.0], Pull::mean);
                let force_x = fx[node] + OUTWARD * outward_x - GRAVITY * x[node] / spacing;
                let force_y = fy[node] + OUTWARD * outward_y - GRAVITY * y[node] / spacing;
                let length = force_x.hypot(force_y);
                if length > 0.0 && length.is_finite() {
                    let step = (length * spacing * 0.2).min(heat) / length;
                    x[node] += step * force_x;
                    y[node] += step * force_y;
                }
            }
        }
        Some(x.into_iter().zip(y).map(|(x, y)| [x, y]).collect())
    }
}

/// Overwrites the forces with the push of all others, `spacing / distance` each.
fn repel(x: &[f32], y: &[f32], fx: &mut [f32], fy: &mut [f32], spacing: f32) {
    // Keeps the force finite for dots that lie on each other; `push_apart` parts them later.
    let soften = 0.01 * spacing * spacing;
    for node in 0..x.len() {
        let (own_x, own_y) = (x[node], y[node]);
        let (mut sum_x, mut sum_y) = (0.0_f32, 0.0_f32);
        for (&other_x, &other_y) in x.iter().zip(y) {
            let (dx, dy) = (own_x - other_x, own_y - other_y);
            let push = spacing / (dx * dx + dy * dy + soften);
            sum_x += push * dx;
            sum_y += push * dy;
        }
        fx[node] = sum_x;
        fy[node] = sum_y;
    }
}
