//! Evaporative cooling (蒸发冷却): do those leave whom the others valued most?

use std::collections::BTreeMap;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// Random relabellings of the permutation test.
pub const PERMUTATIONS: u32 = 9_999;
/// Fewer leavers than this never raise the alarm.
const LEAVERS_FOR_ALARM: usize = 5;
const ALARM_P: f64 = 0.05;

/// How the mean value of a member changed from one period to the next, exactly split into three causes.
///
/// With members M before and M' after, stayers S, newcomers N:
/// `mean(M') - mean(M) = exit_selection + within + entry`. A number that needs people of a kind that is missing is
/// `None`. The split is Price's equation for a group that people enter and leave; the test is a one-sided permutation
/// test of the Mann-Whitney statistic.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cooling {
    /// Mean value before of those who stayed, less that of all: negative when the valued ones left.
    pub exit_selection: Option<f64>,
    /// What the stayers themselves gained or lost.
    pub within: Option<f64>,
    /// What newcomers of another value added or thinned out.
    pub entry: Option<f64>,
    /// Chance of leavers this valued if who left had nothing to do with value; `None` without leavers or stayers.
    pub p: Option<f64>,
    /// Exit selection below 0, `auc` over 0.5, p under 0.05 and at least 5 leavers.
    pub alarm: bool,
    /// Probability that a leaver was valued more than a stayer (ties count half).
    pub auc: Option<f64>,
    pub mean_before: Option<f64>,
    pub mean_after: Option<f64>,
    /// Mean value before of leavers less that of stayers.
    pub leaver_minus_stayer: Option<f64>,
    pub stayers: usize,
    pub leavers: usize,
    pub newcomers: usize,
}

impl Cooling {
    /// True when the valued tend to leave, whether or not there are enough of them to raise the alarm.
    pub fn leans_to_cooling(&self) -> bool {
        self.exit_selection.is_some_and(|selection| selection < 0.0) && self.auc.is_some_and(|auc| auc > 0.5)
    }
}

/// Compares two periods. The keys of `before` and `after` are the members of each, the values what each was worth.
///
/// The same input always gives the same `p`: relabellings come from a fixed seed.
pub fn cooling<K: Ord>(before: &BTreeMap<K, f64>, after: &BTreeMap<K, f64>) -> Cooling {
    let split = |wanted: bool| -> Vec<f64> {
        let chosen = before.iter().filter(|(member, _)| after.contains_key(*member) == wanted);
        chosen.map(|(_, &value)| value).collect()
    };
    let (stayed_before, left) = (split(true), split(false));
    let values_after = |wanted: bool| -> Vec<f64> {
        let chosen = after.iter().filter(|(member, _)| before.contains_key(*member) == wanted);
        chosen.map(|(_, &value)| value).collect()
    };
    let (stayed_after, came) = (values_after(true), values_after(false));

    let mean_before = mean(before.values().copied());
    let mean_after = mean(after.values().copied());
    let stayers_before = mean(stayed_before.iter().copied());
    let stayers_after = mean(stayed_after.iter().copied());
    let entry = stayers_after.map(|stayers| {
        mean(came.iter().copied())
            .map_or(0.0, |newcomers| came.len() as f64 / after.len() as f64 * (newcomers - stayers))
    });
    let mut result = Cooling {
        exit_selection: difference(stayers_before, mean_before),
        within: difference(stayers_after, stayers_before),
        entry,
        mean_before,
        mean_after,
        leaver_minus_stayer: difference(mean(left.iter().copied()), stayers_before),
        stayers: stayed_before.len(),
        leavers: left.len(),
        newcomers: came.len(),
        ..Cooling::default()
    };
    if let Some(test) = rank_test(&left, &stayed_before) {
        result.auc = Some(test.auc);
        result.p = Some(test.p);
        result.alarm = result.leans_to_cooling() && test.p < ALARM_P && left.len() >= LEAVERS_FOR_ALARM;
    }
    result
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_u64, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / count as f64)
}

fn difference(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    Some(a? - b?)
}

struct RankTest {
    auc: f64,
    p: f64,
}

/// Mann-Whitney: how often a value of `high` beats one of `low`, and how often chance does as well.
fn rank_test(high: &[f64], low: &[f64]) -> Option<RankTest> {
    if high.is_empty() || low.is_empty() {
        return None;
    }
    let pooled: Vec<f64> = high.iter().chain(low).copied().collect();
    let mut ranks = mid_ranks(&pooled);
    let n = high.len() as f64;
    let auc_of = |rank_sum: f64| (rank_sum - n * (n + 1.0) / 2.0) / (n * low.len() as f64);
    let all: f64 = ranks.iter().sum();
    let observed: f64 = ranks[..high.len()].iter().sum();
    // Drawing the smaller side says as much and costs less.
    let drawn = high.len().min(low.len());
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let mut as_extreme = 0_u32;
    for _ in 0..PERMUTATIONS {
        let mut sum = 0.0;
        for place in 0..drawn {
            let other = rng.random_range(place..ranks.len());
            ranks.swap(place, other);
            sum += ranks[place];
        }
        let high_sum = if drawn == high.len() { sum } else { all - sum };
        as_extreme += u32::from(high_sum >= observed - 1e-9);
    }
    Some(RankTest { auc: auc_of(observed), p: f64::from(as_extreme + 1) / f64::from(PERMUTATIONS + 1) })
}

/// Ranks from 1, equal values sharing their mean rank, in the order of the input.
fn mid_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let value = values[order[start]];
        let end = start + order[start..].iter().take_while(|&&item| values[item] == value).count().max(1);
        let rank = (start + end + 1) as f64 / 2.0;
        order[start..end].iter().for_each(|&item| ranks[item] = rank);
        start = end;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<const N: usize>(pairs: [(&'static str, f64); N]) -> BTreeMap<&'static str, f64> {
        pairs.into_iter().collect()
    }

    fn near(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?} is not {expected}");
    }

    #[test]
    fn the_two_most_valued_leave() {
        let before = values([("a", 100.0), ("b", 80.0), ("c", 20.0), ("d", 10.0), ("e", 5.0), ("f", 5.0)]);
        let after = values([("c", 18.0), ("d", 10.0), ("e", 6.0), ("f", 4.0), ("g", 3.0), ("h", 2.0)]);
        let found = cooling(&before, &after);
        near(found.exit_selection, -80.0 / 3.0);
        near(found.within, -0.5);
        near(found.entry, -7.0 / 3.0);
        near(found.auc, 1.0);
        near(found.leaver_minus_stayer, 80.0);
        near(found.mean_before, 110.0 / 3.0);
        near(found.mean_after, 43.0 / 6.0);
        assert!(found.leans_to_cooling() && !found.alarm, "two leavers are too few for an alarm");
        // 1 of the 15 ways to choose two of six.
        assert!(found.p.is_some_and(|p| (p - 1.0 / 15.0).abs() < 0.01), "{:?}", found.p);
    }

    #[test]
    fn growth_alone_is_dilution_not_cooling() {
        let before = values([("a", 10.0), ("b", 20.0)]);
        let after = values([("a", 10.0), ("b", 20.0), ("c", 0.0)]);
        let found = cooling(&before, &after);
        near(found.exit_selection, 0.0);
        near(found.within, 0.0);
        near(found.entry, -5.0);
        assert_eq!((found.auc, found.p, found.leaver_minus_stayer), (None, None, None));
        assert!(!found.leans_to_cooling() && !found.alarm);
    }

    #[test]
    fn the_parts_add_up_and_six_valued_leavers_raise_the_alarm() {
        let before: BTreeMap<u32, f64> = (0..30).map(|member| (member, f64::from(member * member))).collect();
        let after: BTreeMap<u32, f64> =
            (0..24).chain(100..105).map(|member| (member, f64::from(member % 7))).collect();
        let found = cooling(&before, &after);
        let parts = [found.exit_selection, found.within, found.entry].map(Option::unwrap);
        near(Some(parts.iter().sum()), found.mean_after.unwrap() - found.mean_before.unwrap());
        assert!(found.alarm);
        assert_eq!(cooling(&before, &after), found, "the same twice");
        let reversed = cooling(&before, &(6..30).map(|member| (member, 1.0)).collect());
        assert!(
            !reversed.alarm && reversed.exit_selection > Some(0.0),
            "the unvalued leaving is not cooling"
        );
    }

    #[test]
    fn nobody_before_or_nobody_left_is_unknown() {
        let nobody = BTreeMap::<u32, f64>::new();
        let some = BTreeMap::from([(1, 2.0)]);
        for (before, after) in [(&nobody, &nobody), (&nobody, &some), (&some, &nobody)] {
            let found = cooling(before, after);
            assert_eq!((found.exit_selection, found.within, found.p), (None, None, None));
            assert!(!found.alarm);
        }
    }
}
