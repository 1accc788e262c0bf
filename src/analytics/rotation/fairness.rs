//! How evenly a load is shared.

use serde::Serialize;

/// Measures of one list of loads; unknown where there is nobody, or nothing to share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Fairness {
    /// Largest load - smallest load.
    pub max_min: Option<u32>,
    /// Gini coefficient: 0 for equal loads, towards 1 when one person carries all.
    pub gini: Option<f64>,
    /// Jain's index (sum x)^2 / (n sum x^2): 1 for equal loads, 1/n when one person carries all.
    pub jain: Option<f64>,
    /// Balance of Grafana OnCall's schedule quality, in per cent.
    pub balance: Option<u32>,
}

/// Fairness of loads, those of 0 included.
pub fn fairness(loads: &[u32]) -> Fairness {
    let mut sorted = loads.to_vec();
    sorted.sort_unstable();
    let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else { return Fairness::default() };
    let n = sorted.len() as f64;
    let sum: f64 = sorted.iter().map(|&load| f64::from(load)).sum();
    let squares: f64 = sorted.iter().map(|&load| f64::from(load) * f64::from(load)).sum();
    let ranked: f64 = sorted.iter().zip(1_u32..).map(|(&load, rank)| f64::from(rank) * f64::from(load)).sum();
    let shared = sum > 0.0;
    let hours: Vec<f64> = sorted.iter().map(|&load| f64::from(load)).collect();
    Fairness {
        max_min: Some(most - least),
        gini: shared.then(|| 2.0 * ranked / (n * sum) - (n + 1.0) / n),
        jain: shared.then(|| sum * sum / (n * squares)),
        balance: balance_percent(&hours),
    }
}

/// Mean over all pairs of the smaller load / the larger, in whole per cent; from 95 on it counts as 100.
///
/// As in Grafana OnCall's quality report. One person alone is in balance; pairs without any load say nothing; `None`
/// when no pair says anything, or there is nobody.
pub fn balance_percent(loads: &[f64]) -> Option<u32> {
    if let [only] = loads {
        return (*only > 0.0).then_some(100);
    }
    let (mut sum, mut pairs) = (0.0, 0_u32);
    for (index, &one) in loads.iter().enumerate() {
        for &other in &loads[index + 1..] {
            let most = one.max(other);
            if most > 0.0 {
                sum += one.min(other) / most;
                pairs += 1;
            }
        }
    }
    let percent = || (100.0 * sum / f64::from(pairs)).round_ties_even() as u32;
    (pairs > 0).then(percent).map(|percent| if percent >= 95 { 100 } else { percent })
}

/// Somebody who carries more than the mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overload {
    /// Position in the list of loads.
    pub person: usize,
    /// Per cent above the mean.
    pub percent: u32,
}

/// Grafana OnCall's verdict on a schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    /// Mean of cover and balance, 0 to 100; unknown when the balance is.
    pub total: Option<u32>,
    pub balance: Option<u32>,
    /// Who carries more than the mean, when the balance is below 95 %; in the order given.
    pub overloaded: Vec<Overload>,
}

/// Quality of a schedule covered to `coverage` per cent, with these loads. Halves round to the even number.
pub fn quality(coverage: u32, loads: &[f64]) -> Quality {
    let balance = balance_percent(loads);
    let total = balance.map(|balance| (f64::from(coverage + balance) / 2.0).round_ties_even() as u32);
    let mean = loads.iter().sum::<f64>() / loads.len() as f64;
    let mut overloaded = Vec::new();
    if balance.is_some_and(|balance| balance < 95) {
        for (person, &load) in loads.iter().enumerate() {
            let percent = (100.0 * load / mean).round_ties_even() as u32;
            if percent > 100 {
                overloaded.push(Overload { person, percent: percent - 100 });
            }
        }
    }
    Quality { total, balance, overloaded }
}
