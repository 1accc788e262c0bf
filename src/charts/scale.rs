//! An axis for amounts of very different sizes.

use super::format;

/// Room beyond the largest amount.
const HEADROOM: f64 = 1.06;

/// From amounts to the share of an axis: as they are, or by square roots where most lie near 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    pub root: bool,
}

impl Scale {
    /// The scale that holds all values and 0, and its ticks.
    pub(super) fn of(values: impl Iterator<Item = f64> + Clone, root: bool) -> (Self, Vec<f64>) {
        let high = values.clone().fold(0.0, f64::max);
        let low = values.fold(0.0, f64::min);
        // The largest dot keeps clear of the edge.
        let up = format::ticks(if low < 0.0 && high <= 0.0 { 1.0 } else { high * HEADROOM });
        let top = up.last().copied().unwrap_or(1.0);
        let mut ticks = if root { [0.0, 0.05, 0.2, 0.5, 1.0].map(|share| share * top).to_vec() } else { up };
        if low < 0.0 {
            let down = format::ticks(-low).last().copied().unwrap_or(1.0);
            ticks.insert(0, -down);
        }
        let scale = Self { low: ticks.first().copied().unwrap_or(0.0), high: top, root };
        (scale, ticks)
    }

    /// True where the middle value lies so low that a plain axis would press most dots together.
    pub(super) fn wants_root(values: impl Iterator<Item = f64>) -> bool {
        let mut above: Vec<f64> = values.filter(|value| *value > 0.0).collect();
        above.sort_by(f64::total_cmp);
        let (middle, most) = (above.get(above.len() / 2), above.last());
        middle.zip(most).is_some_and(|(middle, most)| *middle < 0.15 * most)
    }

    fn bent(self, value: f64) -> f64 {
        if self.root { value.signum() * value.abs().sqrt() } else { value }
    }

    /// 0 at the low end, 1 at the high end.
    pub(super) fn share(self, value: f64) -> f32 {
        let (low, high) = (self.bent(self.low), self.bent(self.high));
        ((self.bent(value) - low) / (high - low).max(f64::MIN_POSITIVE)) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_break_even_line_is_straight_on_bent_axes_too() {
        for root in [false, true] {
            let x = Scale { low: 0.0, high: 100.0, root };
            let y = Scale { low: 0.0, high: 400.0, root };
            let slope = |value: f64| y.share(value) / x.share(value);
            assert!((slope(1.0) - slope(90.0)).abs() < 1e-5);
        }
    }

    #[test]
    fn ticks_ascend_and_hold_all_values() {
        for (values, root) in
            [(vec![3.0, 900.0], true), (vec![-40.0, 5.0], false), (vec![], false), (vec![-1.0], true)]
        {
            let (scale, ticks) = Scale::of(values.iter().copied(), root);
            assert!(ticks.is_sorted(), "{ticks:?}");
            assert!(
                values.iter().all(|value| (0.0..=1.0).contains(&scale.share(*value))),
                "{values:?}: {scale:?}"
            );
        }
    }
}
