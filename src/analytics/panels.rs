//! The results of every panel for one scope: what the window shows and `qunce metrics` prints.

use chrono::NaiveDate;
use serde::Serialize;

use super::engagement::{self, Engagement};
use super::experiment::{self, ExperimentResult};
use super::funnel::{self, FunnelResult, Ring};
use super::overview::{self, Overview};
use super::referral::{self, Referral};
use super::rotation::{self, Rotation};
use super::structure::{self, Structure};
use super::{Input, Scope};

/// Everything known of one scope.
#[derive(Clone, Debug, Serialize)]
pub struct Panels {
    pub project: Summary,
    pub structure: Structure,
    pub engagement: Engagement,
    pub funnel: FunnelPanel,
    pub rotation: Rotation,
    #[serde(skip)]
    pub overview: Overview,
}

/// What the project is and which days are looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    pub name: String,
    pub groups: usize,
    pub members: usize,
    /// Messages of the whole log, system lines left out.
    pub messages: u64,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub time_zone: &'static str,
}

/// The funnel panel.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FunnelPanel {
    pub funnels: Vec<FunnelResult>,
    pub ring: Ring,
    pub referral: Referral,
    pub experiments: Vec<ExperimentResult>,
}

impl FunnelPanel {
    /// Computes the panel.
    pub fn of(input: Input<'_>, scope: &Scope) -> Self {
        let referral = referral::referral(input, scope);
        Self {
            funnels: funnel::funnels(input, scope),
            ring: funnel::ring(input, scope, referral.trees.as_deref()),
            referral,
            experiments: experiment::experiments(input, scope),
        }
    }
}

impl Panels {
    /// Computes all panels.
    pub fn of(input: Input<'_>, scope: &Scope) -> Self {
        let ((structure, engagement), (funnel, rotation)) = rayon::join(
            || (structure::structure(input, scope), engagement::engagement(input, scope)),
            || (FunnelPanel::of(input, scope), rotation::rotation(input)),
        );
        let overview = overview::overview(input, scope, &structure, &rotation);
        Self { project: Summary::of(input, scope), structure, engagement, funnel, rotation, overview }
    }
}

impl Summary {
    /// Counts the project.
    pub fn of(input: Input<'_>, scope: &Scope) -> Self {
        let (from, to) = scope.dates();
        Self {
            name: input.project.name.clone(),
            groups: input.activity.groups.len(),
            // System lines about nobody known bear the empty id.
            members: input.activity.members.ids().iter().filter(|id| !id.as_str().is_empty()).count(),
            messages: input.activity.messages,
            from,
            to,
            time_zone: input.project.time_zone.name(),
        }
    }
}
