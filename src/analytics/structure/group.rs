//! The structure panel's results, one struct per group.

use rayon::prelude::*;
use serde::Serialize;

use super::group_cooling::cooling_of;
use super::value_class::{Evidence, classify, core_linked};
use super::{
    DeclaredTiers, GroupCooling, LinkGraph, LinkMeasures, MissingPeople, Reason, Tiers, ValueClass,
};
use crate::activity::Day;
use crate::analytics::interval::{Z_95, wilson};
use crate::analytics::{Input, Population, Rate, Rolls, Scope};
use crate::model::{GroupId, Sourced};

/// Cooling is slow: people who leave one by one do not show within a month.
const COOLING_DAYS: Day = 90;

/// The scope, made longer backwards to [`COOLING_DAYS`] where it is shorter.
fn slow(scope: &Scope) -> Scope {
    Scope { from: scope.from.min(scope.to - COOLING_DAYS + 1), ..scope.clone() }
}

/// Days of the speaking rate.
const ACTIVE_DAYS: Day = 30;

/// The structure of every group in the scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Structure {
    pub groups: Vec<GroupStructure>,
}

/// The structure of one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupStructure {
    pub id: GroupId,
    pub name: String,
    /// People present at the end of the period, silent ones included.
    pub members: usize,
    /// True when no list says who is in: the speakers stand in for the members.
    pub from_speakers_only: bool,
    pub size_limit: u32,
    /// Who says so.
    pub size_limit_source: String,
    /// People present who spoke in the last 30 days; `None` when no messages of those days are known.
    pub speakers_30d: Option<u64>,
    pub active_rate: ActiveRate,
    pub tiers: Tiers,
    pub links: LinkMeasures,
    /// `None` while the active rate is unknown.
    pub value_class: Option<ValueClass>,
    /// The comparisons that led to the class.
    pub reasons: Vec<Reason>,
    /// Stage of life; not judged here.
    pub stage: Option<String>,
    /// Over at least 90 days up to the end of the scope.
    pub cooling: GroupCooling,
}

/// The share of people who spoke in the last 30 days, against its band.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActiveRate {
    #[serde(flatten)]
    pub rate: Rate,
    /// Lower and upper edge, both within.
    pub band: (f64, f64),
    pub verdict: Verdict,
    /// 95 % Wilson interval.
    pub interval: Option<[f64; 2]>,
    /// Who set the band.
    pub source: String,
}

/// Where a value lies against its band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Below,
    Within,
    Above,
    Unknown,
}

impl Verdict {
    /// Compares a value with a band whose edges belong to it.
    pub fn of(value: Option<f64>, (low, high): (f64, f64)) -> Self {
        match value {
            None => Self::Unknown,
            Some(value) if value < low => Self::Below,
            Some(value) if value > high => Self::Above,
            Some(_) => Self::Within,
        }
    }
}

/// The structure of every group in the scope, in the order of its codes. A scope without groups gives none.
pub fn structure(input: Input<'_>, scope: &Scope) -> Structure {
    let rolls = Rolls::new(input);
    let of = |&group: &u32| structure_of(input, &rolls, group, scope);
    Structure { groups: scope.groups.par_iter().filter_map(of).collect() }
}

/// The structure of one group; `None` for a code that is no group.
pub fn group_structure(input: Input<'_>, group: u32, scope: &Scope) -> Option<GroupStructure> {
    structure_of(input, &Rolls::new(input), group, scope)
}

fn structure_of(input: Input<'_>, rolls: &Rolls<'_>, group: u32, scope: &Scope) -> Option<GroupStructure> {
    let id = input.activity.groups.id(group)?.clone();
    let limits = &input.project.thresholds;
    let declared = input.project.groups.get(group as usize);
    let size_limit = declared.map_or_else(|| limits.size_c.clone(), |group| limits.size_limit(group));
    let band = declared.map_or(&limits.active_rate, |group| limits.active_band(group));
    let population = rolls.population(group, scope.to);
    let people = population.people;
    let active_rate = active_rate(input, group, scope.to, &people, band);
    let messages = messages_of(input, group, scope, &people);
    let tiers = Tiers::of(input, &people, &messages);
    let graph = LinkGraph::among(input, group, scope.from, scope.to, people);
    let evidence = Evidence {
        active_rate: active_rate.rate.value,
        link_share: link_share(input, group, scope).value,
        core_linked: core_linked(input, &graph, &messages),
    };
    let (value_class, reasons) = classify(evidence, band, limits);
    Some(GroupStructure {
        id,
        name: input.group_name(group).to_owned(),
        members: graph.members.len(),
        from_speakers_only: population.from_speakers_only,
        size_limit: size_limit.value,
        size_limit_source: size_limit.source,
        speakers_30d: active_rate.rate.value.map(|_| active_rate.rate.numerator),
        active_rate,
        tiers,
        links: graph.measure(&messages),
        value_class,
        reasons,
        stage: None,
        cooling: cooling_of(input, rolls, group, &slow(scope)),
    })
}

/// Core and middle people that a group lacks for the target tiers at the end of the scope.
pub fn missing_people(input: Input<'_>, group: u32, scope: &Scope) -> MissingPeople {
    let people = Population::of(input, group, scope.to).people;
    DeclaredTiers::of(input, &people).missing(input.project.thresholds.tiers.value)
}

/// Messages of each of `people` within the scope, 0 for the silent; `people` must ascend.
pub fn messages_of(input: Input<'_>, group: u32, scope: &Scope, people: &[u32]) -> Vec<f64> {
    let mut messages = vec![0.0; people.len()];
    for cell in input.activity.days_of(group, scope.from, scope.to) {
        if let Ok(place) = people.binary_search(&cell.member) {
            messages[place] += f64::from(cell.messages);
        }
    }
    messages
}

/// Links, shares and forwards among the messages that people wrote in the scope.
pub fn link_share(input: Input<'_>, group: u32, scope: &Scope) -> Rate {
    let cells = input.activity.days_of(group, scope.from, scope.to).iter();
    let (shares, messages) =
        cells.filter(|cell| input.counts(cell.member)).fold((0, 0), |(shares, messages), cell| {
            (shares + u64::from(cell.shares), messages + u64::from(cell.messages))
        });
    Rate::new(shares, messages)
}

/// Speakers of the 30 days up to `to` among `people`, unknown when the log does not reach into those days.
fn active_rate(
    input: Input<'_>,
    group: u32,
    to: Day,
    people: &[u32],
    band: &Sourced<(f64, f64)>,
) -> ActiveRate {
    let from = to.saturating_sub(ACTIVE_DAYS - 1);
    let observed = input.activity.range.is_some_and(|(first, last)| first <= to && last >= from);
    let mut speakers: Vec<u32> =
        input.activity.days_of(group, from, to).iter().map(|cell| cell.member).collect();
    speakers.sort_unstable();
    speakers.dedup();
    speakers.retain(|member| people.binary_search(member).is_ok());
    let mut rate = Rate::new(speakers.len() as u64, people.len() as u64);
    if !observed {
        rate.value = None;
    }
    ActiveRate {
        rate,
        band: band.value,
        verdict: Verdict::of(rate.value, band.value),
        interval: rate.value.and_then(|_| wilson(rate.numerator, rate.denominator, Z_95)),
        source: band.source.clone(),
    }
}

#[cfg(test)]
#[path = "group_tests.rs"]
mod tests;
