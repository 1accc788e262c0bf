//! The project's experiments over a scope.

use serde::Serialize;

use super::tests_of_shares::{difference, is_sparse};
use super::{
    Arm, arms, chi_square_p, fisher_p, holm, newcombe, pooled_z, sample_ratio_chi_square, two_sided_p,
};
use crate::analytics::funnel::FactStream;
use crate::analytics::interval::Z_95;
use crate::analytics::{Input, Scope};
use crate::model::{Experiment, ExperimentId};

/// Below this chance, arms of unequal size mean that something went wrong in dealing people out.
const SAMPLE_RATIO_LIMIT: f64 = 0.001;

/// What came out of one experiment: the control against the arm that differs most surely from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExperimentResult {
    pub id: ExperimentId,
    pub name: String,
    /// Control first.
    pub arms: Vec<Arm>,
    /// The arm that the control is compared with.
    pub compared: Option<String>,
    /// Pooled z statistic; positive when the compared arm does better.
    pub z: Option<f64>,
    /// Two-sided chance, adjusted when several arms are compared (Holm).
    pub p: Option<f64>,
    /// How `p` was found.
    pub test: Option<Test>,
    /// Share of the compared arm minus that of the control.
    pub difference: Option<f64>,
    /// 95 % interval of the difference (Newcombe).
    pub interval: Option<[f64; 2]>,
    /// Chance of arms as unequal as these when people are dealt out evenly.
    pub sample_ratio_p: Option<f64>,
    pub planned_per_arm: Option<u32>,
    pub verdict: Verdict,
}

/// The test behind a chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// The pooled z test.
    Z,
    /// Fisher's exact test: fewer than five expected in a cell.
    Fisher,
}

/// What may be said. A winner needs arms of even size, an interval without 0 and the planned number of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Fewer than two arms have people.
    NoData,
    /// The arms are too unequal for an even deal: the comparison cannot be trusted.
    SampleRatioMismatch,
    /// An arm has fewer people than planned.
    TooEarly,
    /// The arms differ, but how many people are enough was never fixed.
    NoPlan,
    /// The interval holds 0.
    NoDifference,
    /// The compared arm does better.
    Better,
    /// The compared arm does worse.
    Worse,
}

/// The results of all experiments, in the order of the project; empty when it has none.
pub fn experiments(input: Input<'_>, scope: &Scope) -> Vec<ExperimentResult> {
    let experiments = &input.project.experiments;
    if experiments.is_empty() {
        return Vec::new();
    }
    let with_spoke = experiments.iter().any(|experiment| experiment.goal == "spoke");
    let stream = FactStream::gather(input, scope, with_spoke);
    experiments.iter().map(|experiment| judge(experiment, arms(input, scope, experiment, &stream))).collect()
}

fn judge(experiment: &Experiment, arms: Vec<Arm>) -> ExperimentResult {
    let mut result = ExperimentResult {
        id: experiment.id.clone(),
        name: experiment.name.clone(),
        arms: Vec::new(),
        compared: None,
        z: None,
        p: None,
        test: None,
        difference: None,
        interval: None,
        sample_ratio_p: None,
        planned_per_arm: experiment.planned_per_arm,
        verdict: Verdict::NoData,
    };
    if let [control, others @ ..] = arms.as_slice()
        && !others.is_empty()
    {
        let share = |arm: &Arm| (arm.successes, arm.people);
        let tests: Vec<(f64, Test)> = others.iter().map(|arm| test(share(control), share(arm))).collect();
        let adjusted = holm(&tests.iter().map(|(p, _)| *p).collect::<Vec<_>>());
        let surest = (0..others.len()).min_by(|&a, &b| tests[a].0.total_cmp(&tests[b].0)).unwrap_or(0);
        let (control, other) = (share(control), &others[surest]);
        let counts: Vec<u64> = arms.iter().map(|arm| arm.people).collect();
        let freedom = arms.len().saturating_sub(1) as u32;
        result.compared = Some(other.name.clone());
        result.z = pooled_z(control, share(other));
        result.p = result.z.map(|_| adjusted[surest]);
        result.test = result.z.map(|_| tests[surest].1);
        result.difference = difference(control, share(other));
        result.interval = newcombe(control, share(other), Z_95);
        result.sample_ratio_p = sample_ratio_chi_square(&counts, &vec![1.0; counts.len()])
            .map(|statistic| chi_square_p(statistic, freedom));
        result.verdict = verdict(&result, &counts);
    }
    result.arms = arms;
    result
}

/// Two-sided chance of a difference this large; 1 where nobody or everybody succeeded.
fn test(control: (u64, u64), other: (u64, u64)) -> (f64, Test) {
    if is_sparse(control, other) {
        (fisher_p(control, other).unwrap_or(1.0), Test::Fisher)
    } else {
        (pooled_z(control, other).map_or(1.0, two_sided_p), Test::Z)
    }
}

fn verdict(result: &ExperimentResult, people: &[u64]) -> Verdict {
    let several = people.len() > 2;
    let smallest = people.iter().copied().min().unwrap_or(0);
    let apart = match result.interval {
        Some([low, high]) => low > 0.0 || high < 0.0,
        None => false,
    };
    // With several arms the interval of the surest one flatters; the adjusted chance must agree.
    let apart = apart && (!several || result.p.is_some_and(|p| p < 0.05));
    match result.planned_per_arm {
        _ if result.sample_ratio_p.is_some_and(|p| p < SAMPLE_RATIO_LIMIT) => Verdict::SampleRatioMismatch,
        Some(planned) if smallest < u64::from(planned) => Verdict::TooEarly,
        _ if !apart => Verdict::NoDifference,
        None => Verdict::NoPlan,
        Some(_) if result.difference.is_some_and(|difference| difference > 0.0) => Verdict::Better,
        Some(_) => Verdict::Worse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(planned: Option<u32>, arms: &[(u64, u64)]) -> ExperimentResult {
        let experiment = Experiment {
            id: "x".into(),
            name: "x".to_owned(),
            exposure: "saw".to_owned(),
            property: "poster".to_owned(),
            goal: "ordered".to_owned(),
            started: None,
            planned_per_arm: planned,
        };
        let arm = |(index, &(successes, people)): (usize, &(u64, u64))| Arm {
            name: index.to_string(),
            people,
            successes,
            rate: None,
            interval: None,
        };
        judge(&experiment, arms.iter().enumerate().map(arm).collect())
    }

    #[test]
    fn a_winner_needs_the_plan_the_interval_and_an_even_deal() {
        let verdict = |planned, arms: &[(u64, u64)]| found(planned, arms).verdict;
        assert_eq!(verdict(Some(1000), &[(120, 1000), (170, 1000)]), Verdict::Better);
        assert_eq!(verdict(Some(1000), &[(170, 1000), (120, 1000)]), Verdict::Worse);
        assert_eq!(verdict(Some(1001), &[(120, 1000), (170, 1000)]), Verdict::TooEarly);
        assert_eq!(verdict(None, &[(120, 1000), (170, 1000)]), Verdict::NoPlan);
        assert_eq!(verdict(Some(900), &[(120, 1000), (125, 1000)]), Verdict::NoDifference);
        assert_eq!(verdict(Some(500), &[(120, 1000), (170, 700)]), Verdict::SampleRatioMismatch);
        assert_eq!(verdict(Some(10), &[(3, 10)]), Verdict::NoData);
    }

    #[test]
    fn several_arms_are_adjusted_for() {
        let result = found(Some(1000), &[(120, 1000), (122, 1000), (150, 1000)]);
        assert_eq!(result.compared.as_deref(), Some("2"));
        assert!((result.p.unwrap() - 2.0 * 0.049_640_386_865_368_78).abs() < 1e-12);
        assert_eq!(result.verdict, Verdict::NoDifference);
    }
}
