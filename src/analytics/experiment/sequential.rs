//! Looking before the end: how far apart two arms must be at each look, so that all looks together raise a false alarm no
//! more often than promised.

use serde::Serialize;

use super::distributions::{normal_cdf, normal_density, normal_quantile};
use crate::analytics::numeric::{gauss_legendre, root, stretched};

/// More looks than this are refused: plan fewer, or use a test that may be read at any time.
const MOST_LOOKS: usize = 50;

/// How the chance of a false alarm is dealt out over the looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    /// The same bound at every look (Pocock 1977).
    Pocock,
    /// Hard at first, nearly the plain test at the end (O'Brien & Fleming 1979).
    ObrienFleming,
}

/// One look at a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Look {
    /// The z statistic that must be reached, in either direction.
    pub critical: f64,
    /// The two-sided chance that belongs to it.
    pub nominal_p: f64,
    /// True when `z` reaches it: the comparison may be stopped.
    pub stop: bool,
}

/// The z statistics to be reached at `looks` looks after equal numbers of people, for a chance `alpha` of a false alarm
/// over all of them. Pocock `C`; O'Brien-Fleming `C sqrt(looks / look)`; `C` by the recursive integration of Armitage,
/// McPherson & Rowe (1969).
///
/// `None` without looks, with more than 50, or unless `0 < alpha < 1`. Ten looks take some 50 ms: ask once, not with every
/// frame.
pub fn boundary(kind: Boundary, looks: usize, alpha: f64) -> Option<Vec<f64>> {
    if looks == 0 || looks > MOST_LOOKS {
        return None;
    }
    let single = -normal_quantile(alpha / 2.0).filter(|_| alpha < 1.0)?;
    let times: Vec<f64> = (1..=looks).map(|look| look as f64 / looks as f64).collect();
    let bounds = |constant: f64| -> Vec<f64> {
        let shape = |time: &f64| if kind == Boundary::Pocock { 1.0 } else { time.sqrt().recip() };
        times.iter().map(|time| constant * shape(time)).collect()
    };
    // Even looks that had nothing in common would need no more than alpha / looks each.
    let widest = 1.0 - normal_quantile(alpha / 2.0 / looks as f64)?;
    let too_often = |constant: f64| alpha - crossing_chance(&times, &bounds(constant), 0.0).unwrap_or(0.0);
    Some(bounds(if looks == 1 { single } else { root(single - 1e-9, widest, too_often) }))
}

/// The z statistics to be reached at looks after the given parts of the planned number of people (rising, 1 at the end),
/// by spending the chance of a false alarm as Lan & DeMets (1983) do, half of it in each direction: by part `t` it is
/// `4 - 4 Phi(z / sqrt t)`, `z` the quantile of `1 - alpha / 4`, in the manner of O'Brien and Fleming, and
/// `alpha ln(1 + (e - 1) t)` in that of Pocock. For looks that did not come at equal distances.
///
/// A part above 1 counts as 1. `None` when `times` is empty, does not rise from above 0, or is longer than 50, or unless
/// `0 < alpha < 1`.
pub fn spending_boundary(kind: Boundary, times: &[f64], alpha: f64) -> Option<Vec<f64>> {
    let quarter = normal_quantile(alpha / 4.0).filter(|_| alpha < 1.0)?;
    if !sound_times(times) {
        return None;
    }
    let spent = |time: f64| match (kind, time.min(1.0)) {
        (_, 1.0) => alpha,
        (Boundary::Pocock, time) => alpha * ((std::f64::consts::E - 1.0) * time).ln_1p(),
        (Boundary::ObrienFleming, time) => 4.0 * normal_cdf(quarter / time.sqrt()),
    };
    let mut walk = Walk::default();
    let mut bounds = Vec::with_capacity(times.len());
    let mut before = 0.0;
    for &time in times {
        let share = spent(time) - before;
        before = spent(time);
        // Beyond this bound a look has no chance worth a digit.
        let bound = root(0.0, 9.0, |bound| share - walk.leaving(time, bound, 0.0));
        walk.stay(time, bound, 0.0);
        bounds.push(bound);
    }
    Some(bounds)
}

/// The chance that a z statistic reaches one of `bounds` (in either direction) at looks after parts `times` of the
/// people. `drift` is what the z statistic is expected to be after all of them: 0 gives the chance of a false alarm,
/// anything else the power.
///
/// `None` when the lists differ in length, a bound is not positive, `times` is empty or does not rise from above 0, or
/// there are more than 50 looks.
pub fn crossing_chance(times: &[f64], bounds: &[f64], drift: f64) -> Option<f64> {
    let sound = sound_times(times) && times.len() == bounds.len() && bounds.iter().all(|&bound| bound > 0.0);
    if !sound || !drift.is_finite() {
        return None;
    }
    let mut walk = Walk::default();
    let mut chance = 0.0;
    for (look, (&time, &bound)) in times.iter().zip(bounds).enumerate() {
        chance += walk.leaving(time, bound, drift);
        if look + 1 < times.len() {
            walk.stay(time, bound, drift);
        }
    }
    Some(chance)
}

/// Reads the statistic `z` of the last of the looks that [`boundary`] or [`spending_boundary`] gave `bounds` for: the
/// look with number `look`, from 1. `None` for a look that is not planned or a `z` that is not a number.
pub fn read_look(bounds: &[f64], look: usize, z: f64) -> Option<Look> {
    let &critical = bounds.get(look.checked_sub(1)?)?;
    let nominal_p = 2.0 * normal_cdf(-critical);
    (!z.is_nan()).then(|| Look { critical, nominal_p, stop: z.abs() >= critical })
}

fn sound_times(times: &[f64]) -> bool {
    let rising = times.windows(2).all(|pair| pair[0] < pair[1]);
    rising
        && times.len() <= MOST_LOOKS
        && times.first().is_some_and(|&first| first > 0.0)
        && times.iter().all(|time| time.is_finite())
}

/// A Brownian path that has not left its bounds so far: where it may be, as points of an integral.
#[derive(Default)]
struct Walk {
    time: f64,
    /// Place and chance (density times weight); before the first look there are none, and the path stands at 0.
    points: Vec<(f64, f64)>,
}

impl Walk {
    /// The chance to be outside `bound` (of the z statistic) at the next look.
    fn leaving(&self, time: f64, bound: f64, drift: f64) -> f64 {
        let (spread, shift, reach) = self.stretch(time, bound, drift);
        // Exact, unlike one minus what stays inside: a small chance keeps its digits.
        let outside = |place: f64| {
            normal_cdf((place + shift - reach) / spread) + normal_cdf((-reach - place - shift) / spread)
        };
        if self.time == 0.0 {
            return outside(0.0);
        }
        self.points.iter().map(|&(place, chance)| chance * outside(place)).sum()
    }

    /// Goes on to the next look, keeping what stays inside `bound`.
    fn stay(&mut self, time: f64, bound: f64, drift: f64) {
        let (spread, shift, reach) = self.stretch(time, bound, drift);
        let density = |from: f64, place: f64| normal_density((place - from - shift) / spread) / spread;
        let count = (4.0 * reach / spread).ceil().clamp(24.0, 360.0) as usize;
        let rule = gauss_legendre(count);
        let inside = stretched(&rule, -reach, reach).map(|(place, weight)| {
            let here = if self.time == 0.0 {
                density(0.0, place)
            } else {
                self.points.iter().map(|&(from, chance)| chance * density(from, place)).sum()
            };
            (place, weight * here)
        });
        self.points = inside.collect();
        self.time = time;
    }

    /// On the way to the next look: the spread of the step, its drift, and how far from 0 the bound lies.
    fn stretch(&self, time: f64, bound: f64, drift: f64) -> (f64, f64, f64) {
        let passed = time - self.time;
        (passed.sqrt(), drift * passed, bound * time.sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_look_is_the_plain_test() {
        for kind in [Boundary::Pocock, Boundary::ObrienFleming] {
            let bound = boundary(kind, 1, 0.05).unwrap()[0];
            assert!((bound - crate::analytics::interval::Z_95).abs() < 1e-12);
            let bound = spending_boundary(kind, &[1.0], 0.05).unwrap()[0];
            assert!((bound - crate::analytics::interval::Z_95).abs() < 1e-9, "{bound}");
        }
    }

    #[test]
    fn what_cannot_be_planned_gives_nothing() {
        assert_eq!((boundary(Boundary::Pocock, 0, 0.05), boundary(Boundary::Pocock, 51, 0.05)), (None, None));
        assert_eq!(
            (boundary(Boundary::Pocock, 2, 0.0), boundary(Boundary::Pocock, 2, f64::NAN)),
            (None, None)
        );
        assert_eq!(
            (boundary(Boundary::Pocock, 2, 1.5), spending_boundary(Boundary::Pocock, &[1.0], 1.5)),
            (None, None)
        );
        for times in [&[][..], &[0.0, 1.0], &[0.5, 0.5], &[f64::NAN]] {
            assert_eq!(spending_boundary(Boundary::Pocock, times, 0.05), None);
            assert_eq!(crossing_chance(times, times, 0.0), None);
        }
        assert_eq!((read_look(&[2.0], 0, 1.0), read_look(&[2.0], 2, 1.0)), (None, None));
        assert_eq!(read_look(&[2.0], 1, f64::NAN), None);
        assert!(read_look(&[2.0], 1, -2.0).unwrap().stop);
    }

    #[test]
    fn spending_at_equal_distances_as_published() {
        // Lan-DeMets bounds for two-sided 0.05 and five looks, as statistics packages print them.
        let times = [0.2, 0.4, 0.6, 0.8, 1.0];
        let found = spending_boundary(Boundary::ObrienFleming, &times, 0.05).unwrap();
        for (found, expected) in found.iter().zip([4.8769, 3.3569, 2.6803, 2.2898, 2.0310]) {
            assert!((found - expected).abs() < 6e-4, "{found} {expected}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn all_looks_together_keep_the_promise(
            mut times in proptest::collection::vec(0.05..0.95_f64, 1..5), alpha in 0.01..0.2_f64,
        ) {
            times.sort_by(f64::total_cmp);
            times.dedup_by(|next, before| *next - *before < 0.02);
            times.push(1.0);
            for kind in [Boundary::Pocock, Boundary::ObrienFleming] {
                let bounds = spending_boundary(kind, &times, alpha).unwrap();
                let chance = crossing_chance(&times, &bounds, 0.0).unwrap();
                prop_assert!((chance - alpha).abs() < 1e-6, "{} {}", chance, alpha);
                prop_assert!(crossing_chance(&times, &bounds, 3.0).unwrap() > chance);
            }
            let bounds = boundary(Boundary::Pocock, times.len(), alpha).unwrap();
            let even: Vec<f64> = (1..=times.len()).map(|look| look as f64).collect();
            prop_assert!((crossing_chance(&even, &bounds, 0.0).unwrap() - alpha).abs() < 1e-9);
        }
    }
}
