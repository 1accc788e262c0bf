//! How long things last when some have not ended yet: survival curves and the test between two of them.

use serde::Serialize;

use crate::analytics::experiment::chi_square_p;
use crate::analytics::interval::Z_95;

/// One group (or person) and how long it was watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifetime {
    /// Age in days when watching began: 0 from birth on.
    pub entered: u32,
    /// Age in days at its end, or when it was last seen alive.
    pub days: u32,
    /// True when it ended; false when it lives on as far as anybody knows.
    pub ended: bool,
}

/// One age at which something ended.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SurvivalPoint {
    pub days: u32,
    /// Watched at that age and not ended before.
    pub at_risk: u64,
    pub ended: u64,
    /// Share that lives beyond that age.
    pub survival: f64,
    /// Standard error of it (Greenwood 1926); unknown once nothing is left.
    pub error: Option<f64>,
    /// 95 % interval of it, on the scale of `ln(-ln S)`, which stays within 0..=1; unknown once nothing is left.
    pub interval: Option<[f64; 2]>,
}

/// A survival curve: 1 from birth on, down a step at each point.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Survival {
    pub points: Vec<SurvivalPoint>,
    /// How many were watched.
    pub watched: u64,
    /// How many of them ended.
    pub ended: u64,
    /// The last age that anybody was watched at; nothing is known beyond it.
    pub last: Option<u32>,
}

impl Survival {
    /// The product-limit curve (Kaplan & Meier 1958). Who was last seen at the age at which another ended was still at risk
    /// then. Lifetimes that end before they were watched are left out. Without lifetimes the curve has no points.
    pub fn of(lifetimes: &[Lifetime]) -> Self {
        let watched = Watched::new(lifetimes);
        let (mut survival, mut sum) = (1.0, 0.0);
        let points = watched
            .ages()
            .into_iter()
            .map(|days| {
                let (at_risk, ended) = watched.counts(days);
                let left = at_risk - ended;
                survival *= left as f64 / at_risk as f64;
                sum += ended as f64 / (at_risk as f64 * left as f64);
                let error = (left > 0).then(|| survival * sum.sqrt());
                SurvivalPoint { days, at_risk, ended, survival, error, interval: interval(survival, error) }
            })
            .collect();
        Self {
            points,
            watched: watched.days.len() as u64,
            ended: watched.ended.len() as u64,
            last: watched.days.last().copied(),
        }
    }

    /// The share that lives beyond an age; `None` for ages that nobody was watched at and without lifetimes.
    pub fn at(&self, days: u32) -> Option<f64> {
        let before = self.points.partition_point(|point| point.days <= days);
        let survival =
            before.checked_sub(1).and_then(|index| self.points.get(index)).map_or(1.0, |p| p.survival);
        // A curve that has reached 0 stays there.
        let known = self.last.is_some_and(|last| days <= last) || (self.watched > 0 && survival == 0.0);
        known.then_some(survival)
    }

    /// The first age beyond which no more than half live; `None` when more than half live on.
    pub fn median(&self) -> Option<u32> {
        // Half that is a product of fractions may come out a little above.
        self.points.iter().find(|point| point.survival <= 0.5 + 1e-12).map(|point| point.days)
    }
}

/// The log-rank test between two sets of lifetimes (Mantel 1966).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LogRank {
    /// Chi-square with one degree of freedom.
    pub statistic: f64,
    pub p: f64,
    /// Ends in the first set, and how many there would have been if both died alike.
    pub ended: u64,
    pub expected: f64,
}

/// Whether two sets of lifetimes end alike. `None` when there is nothing to compare: no age at which something ended while
/// both were watched.
pub fn log_rank(first: &[Lifetime], second: &[Lifetime]) -> Option<LogRank> {
    let both = Watched::new(&[first, second].concat());
    let first = Watched::new(first);
    let (mut ended, mut expected, mut variance) = (0, 0.0, 0.0);
    for days in both.ages() {
        let ((n, d), (n_1, d_1)) = (both.counts(days), first.counts(days));
        let part = n_1 as f64 / n as f64;
        ended += d_1;
        expected += d as f64 * part;
        if n > 1 {
            variance += d as f64 * part * (1.0 - part) * (n - d) as f64 / (n - 1) as f64;
        }
    }
    let statistic = (ended as f64 - expected).powi(2) / variance;
    (variance > 0.0).then(|| LogRank { statistic, p: chi_square_p(statistic, 1), ended, expected })
}

/// Lifetimes that do not end before they were watched, as sorted ages.
struct Watched {
    /// When each was last seen.
    days: Vec<u32>,
    /// When those were first seen that were not watched from birth on.
    entered: Vec<u32>,
    /// When those ended that did.
    ended: Vec<u32>,
    /// When those ended that were first seen at that very age.
    at_once: Vec<u32>,
}

impl Watched {
    fn new(lifetimes: &[Lifetime]) -> Self {
        let sorted = |keep: fn(&Lifetime) -> bool, age: fn(&Lifetime) -> u32| {
            let sound =
                lifetimes.iter().filter(|lifetime| lifetime.entered <= lifetime.days && keep(lifetime));
            let mut ages: Vec<u32> = sound.map(age).collect();
            ages.sort_unstable();
            ages
        };
        Self {
            days: sorted(|_| true, |lifetime| lifetime.days),
            entered: sorted(|lifetime| lifetime.entered > 0, |lifetime| lifetime.entered),
            ended: sorted(|lifetime| lifetime.ended, |lifetime| lifetime.days),
            at_once: sorted(
                |lifetime| lifetime.ended && lifetime.entered > 0 && lifetime.entered == lifetime.days,
                |lifetime| lifetime.days,
            ),
        }
    }

    /// The ages at which something ended, ascending, each once.
    fn ages(&self) -> Vec<u32> {
        let mut ages = self.ended.clone();
        ages.dedup();
        ages
    }

    /// How many were watched at an age, and how many of them ended at it. Who was first seen at that very age counts only
    /// if it ended.
    fn counts(&self, days: u32) -> (u64, u64) {
        let from = |ages: &[u32]| ages.len() - ages.partition_point(|&age| age < days);
        let exactly = |ages: &[u32]| from(ages) - (ages.len() - ages.partition_point(|&age| age <= days));
        let at_risk = from(&self.days) - from(&self.entered) + exactly(&self.at_once);
        (at_risk as u64, exactly(&self.ended) as u64)
    }
}

fn interval(survival: f64, error: Option<f64>) -> Option<[f64; 2]> {
    let error = error?;
    let logarithm = survival.ln();
    let reach = Z_95 * error / (survival * -logarithm);
    let end = |sign: f64| (logarithm * (sign * reach).exp()).exp();
    (logarithm < 0.0).then(|| [end(1.0), end(-1.0)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Weeks of remission of leukaemia patients (Freireich and others 1963), minus for those still in remission.
    const DRUG: [i32; 21] =
        [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35];
    const PLACEBO: [i32; 21] = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

    fn of(weeks: &[i32]) -> Vec<Lifetime> {
        weeks.iter().map(|&w| Lifetime { entered: 0, days: w.unsigned_abs(), ended: w > 0 }).collect()
    }

    #[test]
    fn the_textbook_curve() {
        let curve = Survival::of(&of(&DRUG));
        let printed = [
            (6, 21, 3, 0.8571, 0.0764),
            (7, 17, 1, 0.8067, 0.0869),
            (10, 15, 1, 0.7529, 0.0963),
            (13, 12, 1, 0.6902, 0.1068),
            (16, 11, 1, 0.6275, 0.1141),
            (22, 7, 1, 0.5378, 0.1282),
            (23, 6, 1, 0.4482, 0.1346),
        ];
        assert_eq!(curve.points.len(), printed.len());
        for (point, (days, at_risk, ended, survival, error)) in curve.points.iter().zip(printed) {
            assert_eq!((point.days, point.at_risk, point.ended), (days, at_risk, ended));
            assert!((point.survival - survival).abs() < 5.1e-5, "{point:?}");
            assert!((point.error.unwrap() - error).abs() < 5.1e-5, "{point:?}");
            let [low, high] = point.interval.unwrap();
            assert!(0.0 < low && low < point.survival && point.survival < high && high < 1.0);
        }
        assert_eq!((curve.median(), curve.watched, curve.ended), (Some(23), 21, 9));
        assert_eq!((curve.at(5), curve.at(36)), (Some(1.0), None));
        let placebo = Survival::of(&of(&PLACEBO));
        assert_eq!((placebo.median(), placebo.at(99)), (Some(8), Some(0.0)));
        assert_eq!(placebo.points.last().map(|point| (point.error, point.interval)), Some((None, None)));
    }

    #[test]
    fn the_textbook_test() {
        let found = log_rank(&of(&DRUG), &of(&PLACEBO)).unwrap();
        assert!((found.statistic - 16.793).abs() < 5e-4, "{found:?}");
        assert!((found.expected - 19.25).abs() < 5e-3 && found.ended == 9, "{found:?}");
        assert!((found.p - 4.17e-5).abs() < 1e-7, "{found:?}");
    }

    #[test]
    fn nothing_watched_nothing_known() {
        let nothing = Survival::of(&[]);
        assert_eq!((nothing.at(0), nothing.median(), nothing.last), (None, None, None));
        assert_eq!(log_rank(&[], &of(&PLACEBO)), None);
        let backwards = Lifetime { entered: 9, days: 3, ended: true };
        assert_eq!(Survival::of(&[backwards]), nothing);
        let alive = Survival::of(&of(&[-5, -9]));
        assert_eq!(
            (alive.points.len(), alive.at(9), alive.at(10), alive.median()),
            (0, Some(1.0), None, None)
        );
    }

    #[test]
    fn who_is_met_late_is_not_counted_among_the_young() {
        let late = Lifetime { entered: 100, days: 200, ended: true };
        let young = Lifetime { entered: 0, days: 10, ended: true };
        let old = Lifetime { entered: 0, days: 300, ended: false };
        let curve = Survival::of(&[late, young, old]);
        let steps: Vec<_> = curve.points.iter().map(|p| (p.days, p.at_risk, p.survival)).collect();
        assert_eq!(steps, [(10, 2, 0.5), (200, 2, 0.25)]);
    }

    proptest! {
        #[test]
        fn curves_fall_and_without_the_living_are_plain_shares(
            weeks in proptest::collection::vec((1_u32..40, any::<bool>()), 1..60),
        ) {
            let lifetime = |days, ended| Lifetime { entered: 0, days, ended };
            let lifetimes: Vec<Lifetime> = weeks.iter().map(|&(days, ended)| lifetime(days, ended)).collect();
            let curve = Survival::of(&lifetimes);
            prop_assert!(curve.points.windows(2).all(|pair| pair[1].survival < pair[0].survival));
            let all: Vec<Lifetime> = weeks.iter().map(|&(days, _)| lifetime(days, true)).collect();
            let curve = Survival::of(&all);
            for point in &curve.points {
                let beyond = weeks.iter().filter(|week| week.0 > point.days).count() as f64;
                prop_assert!((point.survival - beyond / weeks.len() as f64).abs() < 1e-9);
            }
            if let Some(test) = log_rank(&lifetimes, &all) {
                let turned = log_rank(&all, &lifetimes).unwrap();
                prop_assert!((test.statistic - turned.statistic).abs() < 1e-9 * test.statistic.max(1.0));
            }
        }
    }
}
