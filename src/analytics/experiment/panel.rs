//! The project's experiments over a scope.

use serde::Serialize;

use super::tests_of_shares::difference;
use super::{
    Conclusion, CoursePoint, Dealt, Exposure, Posterior, Question, Share, Test, arms, chance_better, compare,
    conclude, course, expected_loss, lift_test, newcombe, pooled_z, sample_ratio_p,
};
use crate::analytics::funnel::FactStream;
use crate::analytics::interval::Z_95;
use crate::analytics::{Input, Scope};
use crate::model::{Experiment, ExperimentId};

/// What came out of one experiment: the control against the arm that differs most surely from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExperimentResult {
    pub id: ExperimentId,
    pub name: String,
    /// Control first.
    pub arms: Vec<super::Arm>,
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
    /// The difference as a part of the control's share: 0.25 is a quarter more.
    pub lift: Option<f64>,
    /// 95 % interval of the lift (delta method).
    pub lift_interval: Option<[f64; 2]>,
    /// Chance that the compared arm is better than the control, for who knew nothing before.
    pub chance_better: Option<f64>,
    /// What taking the compared arm costs on average, in its share, should the control be better.
    pub expected_loss: Option<f64>,
    /// Chance of arms as unequal as these when people are dealt out evenly; unknown for arms of groups, which nobody
    /// dealt out.
    pub sample_ratio_p: Option<f64>,
    pub planned_per_arm: Option<u32>,
    pub verdict: Verdict,
    /// The verdict with its numbers.
    pub conclusion: Conclusion,
    /// True where whole groups are the arms.
    pub by_groups: bool,
    /// Member codes of people in groups of several arms: left out.
    #[serde(skip)]
    pub in_several: Vec<u32>,
    /// Everybody in an arm, by time of exposure.
    #[serde(skip)]
    pub exposures: Vec<Exposure>,
    /// The compared arm against the control, day by day.
    #[serde(skip)]
    pub course: Vec<CoursePoint>,
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
    let stream =
        FactStream::gather(input, scope, experiments.iter().map(|experiment| experiment.goal.as_str()));
    let one = |experiment: &Experiment| {
        let mut result = judge(experiment, arms(input, scope, experiment, &stream));
        let compared = result.arms.iter().position(|arm| Some(&arm.name) == result.compared.as_ref());
        if let Some(compared) = compared {
            result.course = course(input, scope, &result.exposures, compared);
        }
        result
    };
    experiments.iter().map(one).collect()
}

fn judge(experiment: &Experiment, dealt: Dealt) -> ExperimentResult {
    let Dealt { arms, exposures, in_several } = dealt;
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
        lift: None,
        lift_interval: None,
        chance_better: None,
        expected_loss: None,
        sample_ratio_p: None,
        planned_per_arm: experiment.planned_per_arm,
        verdict: Verdict::NoData,
        conclusion: Conclusion::NoData,
        by_groups: !experiment.arms.is_empty(),
        in_several,
        exposures,
        course: Vec::new(),
    };
    let shares: Vec<Share> = arms.iter().map(|arm| (arm.successes, arm.people)).collect();
    if let (Some(&control), Some(compared)) = (shares.first(), compare(&shares)) {
        let people: Vec<u64> = arms.iter().map(|arm| arm.people).collect();
        let other = shares[compared.arm];
        let posteriors = Posterior::new(control).zip(Posterior::new(other));
        let lift = lift_test(control, other, 0.95);
        result.compared = Some(arms[compared.arm].name.clone());
        result.z = pooled_z(control, other);
        result.p = result.z.map(|_| compared.p);
        result.test = result.z.map(|_| compared.test);
        result.difference = difference(control, other);
        result.interval = newcombe(control, other, Z_95);
        result.lift = super::lift(control, other);
        result.lift_interval = lift.map(|lift| lift.interval);
        result.chance_better = posteriors.map(|(control, other)| chance_better(control, other));
        result.expected_loss = posteriors.map(|(control, other)| expected_loss(other, control));
        result.sample_ratio_p = sample_ratio_p(&people, &[]).filter(|_| !result.by_groups);
        // Groups are as large as they are: their sizes stand for the shares that people were dealt out in.
        let sizes: Vec<f64> = people.iter().map(|&people| people as f64).collect();
        let planned_per_arm = experiment.planned_per_arm.map(u64::from);
        let dealt: &[f64] = if result.by_groups { &sizes } else { &[] };
        let question = Question { arms: &shares, dealt, planned_per_arm, critical: None };
        result.conclusion = conclude(question);
        result.verdict = Verdict::from(result.conclusion);
    }
    result.arms = arms;
    result
}

impl From<Conclusion> for Verdict {
    fn from(conclusion: Conclusion) -> Self {
        match conclusion {
            Conclusion::NoData => Self::NoData,
            Conclusion::SampleRatioMismatch { .. } => Self::SampleRatioMismatch,
            Conclusion::NeedsMore { .. } => Self::TooEarly,
            Conclusion::NoPlan { .. } => Self::NoPlan,
            Conclusion::NoDifference { .. } => Self::NoDifference,
            Conclusion::Better { .. } => Self::Better,
            Conclusion::Worse { .. } => Self::Worse,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Arm;
    use super::*;
    use crate::model::GroupArm;

    fn found(planned: Option<u32>, arms: &[(u64, u64)]) -> ExperimentResult {
        found_by(planned, arms, Vec::new())
    }

    fn found_by(planned: Option<u32>, arms: &[(u64, u64)], groups: Vec<GroupArm>) -> ExperimentResult {
        let experiment = Experiment {
            id: "x".into(),
            name: "x".to_owned(),
            exposure: "saw".to_owned(),
            property: "poster".to_owned(),
            arms: groups,
            goal: "ordered".to_owned(),
            started: None,
            planned_per_arm: planned,
            card: Default::default(),
        };
        let arm = |(index, &(successes, people)): (usize, &(u64, u64))| Arm {
            name: index.to_string(),
            people,
            successes,
            rate: None,
            interval: None,
            members: Vec::new(),
            reached: Vec::new(),
        };
        let arms = arms.iter().enumerate().map(arm).collect();
        judge(&experiment, Dealt { arms, ..Dealt::default() })
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
    fn groups_of_unlike_size_were_not_dealt_out_and_may_be_compared() {
        let unlike: &[(u64, u64)] = &[(120, 1000), (170, 700)];
        let groups = vec![GroupArm::default(), GroupArm::default()];
        let result = found_by(Some(500), unlike, groups);
        assert_eq!((result.verdict, result.sample_ratio_p), (Verdict::Better, None));
        assert_eq!(found(Some(500), unlike).verdict, Verdict::SampleRatioMismatch);
    }

    #[test]
    fn several_arms_are_adjusted_for() {
        let result = found(Some(1000), &[(120, 1000), (122, 1000), (150, 1000)]);
        assert_eq!(result.compared.as_deref(), Some("2"));
        assert!((result.p.unwrap() - 2.0 * 0.049_640_386_865_368_78).abs() < 1e-12);
        assert_eq!(result.verdict, Verdict::NoDifference);
    }
}
