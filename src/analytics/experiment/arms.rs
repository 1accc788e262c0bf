//! Who was put into which arm, and who reached the goal.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::activity::day;
use crate::analytics::engagement::{Moves, local_midnight};
use crate::analytics::funnel::FactStream;
use crate::analytics::interval::{Z_95, wilson};
use crate::analytics::{Input, Population, Scope};
use crate::model::Experiment;

/// One arm.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arm {
    /// Value of the property that puts people here, or the name of the groups.
    pub name: String,
    pub people: u64,
    /// People who reached the goal at or after their exposure.
    pub successes: u64,
    pub rate: Option<f64>,
    /// 95 % interval of the rate (Wilson).
    pub interval: Option<[f64; 2]>,
    /// Member codes of the people, ascending.
    #[serde(skip)]
    pub members: Vec<u32>,
    /// Member codes of those who reached the goal, ascending.
    #[serde(skip)]
    pub reached: Vec<u32>,
}

/// One person of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposure {
    pub member: u32,
    /// Place of the arm.
    pub arm: usize,
    /// Milliseconds since the epoch.
    pub at: i64,
    /// The first goal at or after it.
    pub goal: Option<i64>,
}

/// The people of a comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dealt {
    /// The control first; then by name, arms of groups in the order in which they are stated.
    pub arms: Vec<Arm>,
    /// Everybody in an arm, by time of exposure, then by member.
    pub exposures: Vec<Exposure>,
    /// Member codes of people in groups of more than one arm, ascending: they belong to none.
    pub in_several: Vec<u32>,
}

/// The arms of an experiment. The control is the arm called `control` or `对照`, else the first.
///
/// By an event, the first exposure of a person that names an arm counts. By groups, a person is in the arm whose groups
/// they were in at the start (that of the experiment, or the first day of the scope where it is later) or joined after
/// it, exposed from then on, also when they left later; people in groups of several arms are in none. Staff, bots and
/// shills are left out, and so is what lies outside the scope or before the start. `stream` holds the facts of the scope.
pub fn arms(input: Input<'_>, scope: &Scope, experiment: &Experiment, stream: &FactStream) -> Dealt {
    let mut dealt = Dealt::default();
    let (names, mut exposed) = if experiment.arms.is_empty() {
        exposures(input, scope, experiment)
    } else {
        let names = experiment.arms.iter().map(|arm| arm.name.clone()).collect();
        (names, in_groups(input, scope, experiment, &mut dealt.in_several))
    };
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&arm| !matches!(names[arm].to_lowercase().as_str(), "control" | "对照" | "对照组"));
    let hits = stream.hits(std::iter::once(experiment.goal.as_str()), false);
    for (member, hits) in hits.people() {
        if let Some(exposure) = exposed.get_mut(&member) {
            exposure.goal = hits.iter().map(|hit| hit.at).find(|&at| at >= exposure.at);
        }
    }
    dealt.exposures = exposed.into_values().collect();
    for exposure in &mut dealt.exposures {
        exposure.arm = order.iter().position(|&arm| arm == exposure.arm).unwrap_or_default();
    }
    dealt.exposures.sort_by_key(|exposure| (exposure.at, exposure.member));
    let arm = |(place, &arm): (usize, &usize)| {
        let own = || dealt.exposures.iter().filter(move |exposure| exposure.arm == place);
        let sorted = |mut codes: Vec<u32>| {
            codes.sort_unstable();
            codes
        };
        let members = sorted(own().map(|exposure| exposure.member).collect());
        let reached = sorted(own().filter(|one| one.goal.is_some()).map(|one| one.member).collect());
        let (people, successes) = (members.len() as u64, reached.len() as u64);
        Arm {
            name: names[arm].clone(),
            people,
            successes,
            rate: (people > 0).then(|| successes as f64 / people as f64),
            interval: wilson(successes, people, Z_95),
            members,
            reached,
        }
    };
    dealt.arms = order.iter().enumerate().map(arm).collect();
    dealt
}

/// Names of the arms, ascending, and the first exposure of each person that names one.
fn exposures(
    input: Input<'_>,
    scope: &Scope,
    experiment: &Experiment,
) -> (Vec<String>, HashMap<u32, Exposure>) {
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
    let names: BTreeSet<&str> = first.values().map(|(_, arm)| *arm).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let exposure = |(member, (at, arm)): (u32, (i64, &str))| {
        let arm = names.binary_search(&arm).unwrap_or_default();
        (member, Exposure { member, arm, at, goal: None })
    };
    let exposed = first.into_iter().map(exposure).collect();
    (names.into_iter().map(str::to_owned).collect(), exposed)
}

/// Everybody in the groups of exactly one arm, since when.
fn in_groups(
    input: Input<'_>,
    scope: &Scope,
    experiment: &Experiment,
    in_several: &mut Vec<u32>,
) -> HashMap<u32, Exposure> {
    let zone = input.project.time_zone;
    let begin = local_midnight(zone, scope.from);
    let start = experiment.started.map_or(begin, |started| started.0.max(begin));
    let first =
        experiment.started.map_or(scope.from, |started| day(started.local(zone).date()).max(scope.from));
    let mut found: BTreeMap<u32, Exposure> = BTreeMap::new();
    let mut several: BTreeSet<u32> = BTreeSet::new();
    if first > scope.to {
        return HashMap::new();
    }
    for (arm, stated) in experiment.arms.iter().enumerate() {
        let codes: BTreeSet<u32> = stated
            .groups
            .iter()
            .filter_map(|group| input.activity.groups.find(group))
            .filter(|code| scope.groups.binary_search(code).is_ok())
            .collect();
        let moves = Moves::of(input, &codes.iter().copied().collect::<Vec<_>>());
        let joined = moves.joined.iter().filter(|one| one.day > first && one.day <= scope.to);
        let joined = joined.map(|one| (one.member, local_midnight(zone, one.day).max(start)));
        let mut here: BTreeMap<u32, i64> = BTreeMap::new();
        let counted = joined.filter(|&(member, _)| input.counts(member));
        let there = codes.iter().flat_map(|&group| Population::of(input, group, first).people);
        for (member, at) in counted.chain(there.map(|member| (member, start))) {
            let known = here.entry(member).or_insert(at);
            *known = at.min(*known);
        }
        for &group in &codes {
            // Who is on no list came with their first words.
            let spoke = |member: u32| input.activity.span(group, member).map_or(start, |span| span.first.0);
            for member in Population::of(input, group, scope.to).people {
                here.entry(member).or_insert_with(|| spoke(member).max(start));
            }
        }
        for (member, at) in here {
            let own = found.entry(member).or_insert(Exposure { member, arm, at, goal: None });
            if own.arm != arm {
                several.insert(member);
            }
            own.at = own.at.min(at);
        }
    }
    *in_several = several.iter().copied().collect();
    found.into_iter().filter(|(member, _)| !several.contains(member)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::{Fixture, Made};
    use crate::model::{Event, GroupArm, Timestamp};

    fn bought(member: &str, at: &str) -> Event {
        Event {
            at: Timestamp::parse(at).unwrap(),
            member: member.into(),
            who: None,
            name: "bought".to_owned(),
            group: None,
            properties: Default::default(),
        }
    }

    fn experiment(arms: &[(&str, &[&str])], started: Option<&str>) -> Experiment {
        let arm = |(name, groups): &(&str, &[&str])| GroupArm {
            name: (*name).to_owned(),
            groups: groups.iter().map(|&group| group.into()).collect(),
        };
        Experiment {
            id: "x".into(),
            name: "x".to_owned(),
            exposure: String::new(),
            property: String::new(),
            arms: arms.iter().map(arm).collect(),
            goal: "bought".to_owned(),
            started: started.map(|at| Timestamp::parse(at).unwrap()),
            planned_per_arm: None,
            card: Default::default(),
        }
    }

    /// Group g: a and b since long ago, c from the 5th, d until the 2nd. Group h: e, and b too. Group i: f.
    fn made() -> Made {
        Fixture::new()
            .group("g")
            .joins("a", "2025-12-01")
            .joins("b", "2025-12-01")
            .joins("c", "2026-01-05")
            .joins("d", "2025-12-01")
            .leaves("d", "2026-01-02")
            .group("h")
            .joins("b", "2025-12-01")
            .joins("e", "2025-12-01")
            .group("i")
            .joins("f", "2025-12-01")
            .says("f", "2026-01-31 10:00", 1)
            .project(|project| {
                project.events = vec![
                    bought("a", "2026-01-03T12:00:00+08:00"),
                    bought("a", "2026-01-20T12:00:00+08:00"),
                    bought("c", "2026-01-04T12:00:00+08:00"),
                    bought("e", "2026-01-09T12:00:00+08:00"),
                ]
                .into();
            })
            .build()
    }

    fn found(made: &Made, experiment: &Experiment) -> Dealt {
        let scope = made.between("2026-01-01", "2026-01-31");
        let stream = FactStream::gather(made.input(), &scope, std::iter::once("bought"));
        arms(made.input(), &scope, experiment, &stream)
    }

    fn told(made: &Made, dealt: &Dealt) -> Vec<(String, Vec<String>, Vec<String>)> {
        let names =
            |codes: &[u32]| codes.iter().map(|&code| made.input().member_name(code).to_owned()).collect();
        dealt.arms.iter().map(|arm| (arm.name.clone(), names(&arm.members), names(&arm.reached))).collect()
    }

    fn row(name: &str, members: &[&str], reached: &[&str]) -> (String, Vec<String>, Vec<String>) {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        (name.to_owned(), owned(members), owned(reached))
    }

    #[test]
    fn groups_are_arms_and_who_is_in_two_of_them_is_in_none() {
        let made = made();
        let dealt = found(&made, &experiment(&[("old", &["g"]), ("new", &["h", "i"])], None));
        // c bought the day before joining; d was there on the first day and left.
        assert_eq!(
            told(&made, &dealt),
            [row("old", &["a", "c", "d"], &["a"]), row("new", &["e", "f"], &["e"])]
        );
        assert_eq!(dealt.in_several.len(), 1);
        assert_eq!(made.input().member_name(dealt.in_several[0]), "b");
        assert_eq!(dealt.exposures.len(), 5);
    }

    #[test]
    fn what_was_before_the_start_does_not_count() {
        let made = made();
        let started = experiment(&[("x", &["g"]), ("Control", &["h"])], Some("2026-01-04T00:00:00+08:00"));
        let dealt = found(&made, &started);
        // d had left; a bought again after the start; the arm called control comes first.
        assert_eq!(told(&made, &dealt), [row("Control", &["e"], &["e"]), row("x", &["a", "c"], &["a"])]);
        let goal = dealt.exposures.iter().find(|one| one.arm == 1).and_then(|one| one.goal);
        assert_eq!(goal, Some(Timestamp::parse("2026-01-20T12:00:00+08:00").unwrap().0));
        let later = experiment(&[("x", &["g"]), ("y", &["h"])], Some("2026-03-01T00:00:00+08:00"));
        assert!(found(&made, &later).exposures.is_empty());
    }

    #[test]
    fn a_group_out_of_scope_brings_nobody() {
        let made = made();
        let scope = Scope { groups: vec![0], ..made.between("2026-01-01", "2026-01-31") };
        let stream = FactStream::gather(made.input(), &scope, std::iter::once("bought"));
        let dealt =
            arms(made.input(), &scope, &experiment(&[("old", &["g"]), ("new", &["h"])], None), &stream);
        // b is in no group of the other arm that is looked at.
        assert_eq!(dealt.arms.iter().map(|arm| arm.people).collect::<Vec<_>>(), [4, 0]);
    }
}
