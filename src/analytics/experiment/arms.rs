//! Who was put into which arm, and who reached the goal.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::activity::day;
use crate::analytics::funnel::FactStream;
use crate::analytics::interval::{Z_95, wilson};
use crate::analytics::{Input, Scope};
use crate::model::Experiment;

/// One arm.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arm {
    /// Value of the property that puts people here.
    pub name: String,
    pub people: u64,
    /// People who reached the goal at or after their exposure.
    pub successes: u64,
    pub rate: Option<f64>,
    /// 95 % interval of the rate (Wilson).
    pub interval: Option<[f64; 2]>,
}

/// The arms of an experiment, the control first, then by name.
///
/// The first exposure of a person that names an arm counts; staff, bots and shills are left out, and so is what lies
/// outside the scope or before the start. The control is the arm called `control` or `对照`, else the first by name.
/// `stream` holds the facts of the scope.
pub fn arms(input: Input<'_>, scope: &Scope, experiment: &Experiment, stream: &FactStream) -> Vec<Arm> {
    let exposed = exposures(input, scope, experiment);
    let mut reached: HashMap<u32, i64> = HashMap::new();
    let hits = stream.hits(std::iter::once(experiment.goal.as_str()), false);
    for (member, hits) in hits.people() {
        if let Some(last) = hits.iter().map(|hit| hit.at).max() {
            reached.insert(member, last);
        }
    }
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (member, (at, arm)) in &exposed {
        let (people, successes) = counts.entry(arm).or_default();
        *people += 1;
        *successes += u64::from(reached.get(member).is_some_and(|last| last >= at));
    }
    let mut arms: Vec<Arm> = counts
        .into_iter()
        .map(|(name, (people, successes))| Arm {
            name: name.to_owned(),
            people,
            successes,
            rate: (people > 0).then(|| successes as f64 / people as f64),
            interval: wilson(successes, people, Z_95),
        })
        .collect();
    arms.sort_by_key(|arm| !matches!(arm.name.to_lowercase().as_str(), "control" | "对照" | "对照组"));
    arms
}

/// First exposure of each person that names an arm: when, and which.
fn exposures<'a>(input: Input<'a>, scope: &Scope, experiment: &Experiment) -> HashMap<u32, (i64, &'a str)> {
    let zone = input.project.time_zone;
    let mut first: HashMap<u32, (i64, &str)> = HashMap::new();
    for event in input.project.events.iter().filter(|event| event.name == experiment.exposure) {
        let Some(member) = input.matched(&event.member) else { continue };
        let Some(arm) = event.properties.get(&experiment.property).filter(|arm| !arm.is_empty()) else {
            continue;
        };
        let inside = event.group.as_ref().is_none_or(|group| {
            input.activity.groups.find(group).is_some_and(|code| scope.groups.binary_search(&code).is_ok())
        });
        let in_time = (scope.from..=scope.to).contains(&day(event.at.local(zone).date()))
            && experiment.started.is_none_or(|started| event.at >= started);
        if inside && in_time && input.counts(member) {
            let found = (event.at.0, arm.as_str());
            first.entry(member).and_modify(|known| *known = (*known).min(found)).or_insert(found);
        }
    }
    first
}
