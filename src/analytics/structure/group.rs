//! The structure panel's results, one struct per group.

use rayon::prelude::*;
use serde::Serialize;

use super::cures::cures;
use super::group_cooling::cooling_of;
use super::value_class::{Evidence, classify, core_linked};
use super::{
    Cure, DeclaredTiers, GroupCooling, LinkGraph, LinkMeasures, MissingPeople, Portfolio, Reason, Tiers,
    Worth, worths,
};
use crate::activity::Day;
use crate::analytics::interval::{Z_95, wilson};
use crate::analytics::population::Rolls;
use crate::analytics::{Input, Population, Rate, Scope};
use crate::model::{ClassCorrection, GroupId, Sourced, ValueClass};

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
    /// By what the groups are compared on the board.
    pub portfolio: Portfolio,
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
    /// The size against its limit; `unknown` for an empty group.
    pub size_verdict: Verdict,
    /// The people who spoke in the last 30 days against the author's rule of thumb for how many there are.
    pub core: SpeakingCore,
    /// What somebody in the group is asked to read.
    pub flow: Flow,
    pub tiers: Tiers,
    pub links: LinkMeasures,
    /// The class by the rule; `None` while the active rate is unknown.
    pub value_class: Option<ValueClass>,
    /// The comparisons that led to the class.
    pub reasons: Vec<Reason>,
    /// What the operator says instead of the rule.
    pub class_by_hand: Option<ClassCorrection>,
    pub worth: Worth,
    /// Stage of life; not judged here.
    pub stage: Option<String>,
    /// Over at least 90 days up to the end of the scope.
    pub cooling: GroupCooling,
    /// What to do about it; empty for a group that does not cool.
    #[serde(skip)]
    pub cures: Vec<Cure>,
}

impl GroupStructure {
    /// The class that counts: the one set by hand, else that of the rule.
    pub fn class(&self) -> Option<ValueClass> {
        self.class_by_hand.as_ref().map(|by_hand| by_hand.class).or(self.value_class)
    }
}

/// How many people hold up the talk, against a rule of thumb that knows no group size.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeakingCore {
    /// Who spoke in the last 30 days; `None` when no messages of those days are known.
    pub people: Option<u64>,
    pub band: (u32, u32),
    pub verdict: Verdict,
    /// Who set the band.
    pub source: String,
}

/// How much is said in a day, against what people read before they mute a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flow {
    /// Messages a day by anyone over the last 30 days, fewer where the log is shorter; `None` without messages.
    pub messages_per_day: Option<f64>,
    pub limit: u32,
    /// `below` for a group in which nothing is said, `above` for one that floods.
    pub verdict: Verdict,
    /// Who set the limit.
    pub source: String,
}

impl Flow {
    fn of(input: Input<'_>, group: u32, to: Day) -> Self {
        let limit = &input.project.thresholds.flood_messages;
        let messages_per_day =
            input.activity.range.filter(|(first, last)| *first <= to && to <= *last).map(|(first, _)| {
                let from = first.max(to - ACTIVE_DAYS + 1);
                let messages: u64 = input
                    .activity
                    .hours_of(group, from, to)
                    .iter()
                    .map(|hour| u64::from(hour.messages))
                    .sum();
                messages as f64 / f64::from(to - from + 1)
            });
        Self {
            messages_per_day,
            limit: limit.value,
            verdict: Verdict::of(messages_per_day, (f64::MIN_POSITIVE, f64::from(limit.value))),
            source: limit.source.clone(),
        }
    }
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
    structure_unless(input, scope, &|| false).unwrap_or_default()
}

/// As [`structure`]; `None` once `stop` says that nobody waits for it any more.
pub(in crate::analytics) fn structure_unless(
    input: Input<'_>,
    scope: &Scope,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Structure> {
    let (worths, elsewhere) = worths(input, scope);
    let rolls = Rolls::all(input);
    let of = |(&group, worth): (&u32, &Worth)| {
        if stop() {
            return None;
        }
        Some(rolls.get(group as usize).and_then(|rolls| structure_of(rolls, group, scope, *worth)))
    };
    let groups: Option<Vec<_>> = scope.groups.par_iter().zip(worths.par_iter()).map(of).collect();
    let groups = groups?.into_iter().flatten().collect();
    Some(Structure { groups, portfolio: Portfolio::of(&worths, elsewhere) })
}

/// The structure of one group; `None` for a code that is no group.
pub fn group_structure(input: Input<'_>, group: u32, scope: &Scope) -> Option<GroupStructure> {
    let alone = Scope { groups: vec![group], ..scope.clone() };
    let worth = worths(input, &alone).0.first().copied().unwrap_or_default();
    structure_of(&Rolls::of(input, group), group, scope, worth)
}

fn structure_of(rolls: &Rolls<'_>, group: u32, scope: &Scope, worth: Worth) -> Option<GroupStructure> {
    let input = rolls.input();
    let id = input.activity.groups.id(group)?.clone();
    let limits = &input.project.thresholds;
    let declared = input.project.groups.get(group as usize);
    let size_limit = declared.map_or_else(|| limits.size_c.clone(), |group| limits.size_limit(group));
    let band = input.active_band(group);
    let population = rolls.at(scope.to);
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
    let speakers = active_rate.rate.value.map(|_| active_rate.rate.numerator);
    let core = &limits.core_people;
    let (low, high) = core.value;
    let core = SpeakingCore {
        people: speakers,
        band: core.value,
        verdict: Verdict::of(speakers.map(|count| count as f64), (f64::from(low), f64::from(high))),
        source: core.source.clone(),
    };
    let size = (!graph.members.is_empty()).then_some(graph.members.len() as f64);
    let mut result = GroupStructure {
        id,
        name: input.group_name(group).to_owned(),
        members: graph.members.len(),
        from_speakers_only: population.from_speakers_only,
        size_limit: size_limit.value,
        size_limit_source: size_limit.source,
        speakers_30d: speakers,
        size_verdict: Verdict::of(size, (0.0, f64::from(size_limit.value))),
        core,
        flow: Flow::of(input, group, scope.to),
        active_rate,
        tiers,
        links: graph.measure(&messages),
        value_class,
        reasons,
        class_by_hand: declared.and_then(|group| group.class.clone()),
        worth,
        stage: None,
        cooling: cooling_of(rolls, group, &slow(scope)),
        cures: Vec::new(),
    };
    result.cures = cures(input, group, scope, &result);
    Some(result)
}

/// What the rules of the class read of one period; `people` are those present at its end.
pub(super) fn evidence_of(
    input: Input<'_>,
    group: u32,
    scope: &Scope,
    people: Vec<u32>,
    band: &Sourced<(f64, f64)>,
) -> Evidence {
    let active = active_rate(input, group, scope.to, &people, band);
    let messages = messages_of(input, group, scope, &people);
    let graph = LinkGraph::bare(input, group, scope.from, scope.to, people);
    Evidence {
        active_rate: active.rate.value,
        link_share: link_share(input, group, scope).value,
        core_linked: core_linked(input, &graph, &messages),
    }
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
pub(super) fn active_rate(
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
