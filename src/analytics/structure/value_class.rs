//! What a group is worth keeping for: high yield, general, junk or dead, by stated rules.

use serde::{Serialize, Serializer};

use super::LinkGraph;
use crate::analytics::Input;
use crate::model::{Sourced, Thresholds, Tier, ValueClass};

/// What a rule looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Share of the people present who spoke in 30 days.
    ActiveRate,
    /// Links, shares and forwards among the messages of people.
    LinkShare,
    /// Core people with a link to another core person.
    CoreLinked,
}

/// One comparison that led to a class: the value, the limit, which side it is on, and who set the limit.
///
/// Written to JSON as one English sentence; the screen makes its own from the fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    pub measure: Measure,
    pub value: f64,
    pub threshold: f64,
    /// Which side of the limit the value lies on.
    pub side: Comparison,
    pub source: String,
}

/// On which side of a limit a value lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    Below,
    AtLeast,
    AtMost,
    Above,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let measure = match self.measure {
            Measure::ActiveRate => "active rate",
            Measure::LinkShare => "share of links and forwards",
            Measure::CoreLinked => "core people linked to each other",
        };
        let side = match self.side {
            Comparison::Below => "below",
            Comparison::AtLeast => "at least",
            Comparison::AtMost => "at most",
            Comparison::Above => "above",
        };
        let percent = |share: f64| format!("{:.1}%", 100.0 * share);
        let (value, threshold) = (percent(self.value), percent(self.threshold));
        write!(f, "{measure} {value} is {side} {threshold} ({})", self.source)
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What the rules read. Unknown values are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Evidence {
    pub active_rate: Option<f64>,
    pub link_share: Option<f64>,
    pub core_linked: Option<f64>,
}

/// The class and the comparisons that led to it; `None` when the active rate is unknown.
///
/// 1. Active rate below the dead limit: dead.
/// 2. Share of links above the junk limit, and active rate below its band: junk.
/// 3. Active rate in its band or above, and enough of the core people linked to each other: high yield.
/// 4. Anything else: general.
pub(super) fn classify(
    evidence: Evidence,
    band: &Sourced<(f64, f64)>,
    limits: &Thresholds,
) -> (Option<ValueClass>, Vec<Reason>) {
    let Some(active) = evidence.active_rate else { return (None, Vec::new()) };
    let low = band.value.0;
    let dead = &limits.dead_active_rate;
    let junk = &limits.junk_link_share;
    let reason =
        |measure, value: f64, threshold: f64, sides: (Comparison, Comparison), under, source: &str| {
            let side = if under { sides.0 } else { sides.1 };
            Reason { measure, value, threshold, side, source: source.to_owned() }
        };
    let lower = (Comparison::Below, Comparison::AtLeast);
    let upper = (Comparison::AtMost, Comparison::Above);
    if active < dead.value {
        let found = reason(Measure::ActiveRate, active, dead.value, lower, true, &dead.source);
        return (Some(ValueClass::Dead), vec![found]);
    }
    let in_band = active >= low;
    let mut reasons = vec![reason(Measure::ActiveRate, active, low, lower, !in_band, &band.source)];
    if !in_band {
        let mut class = ValueClass::General;
        if let Some(share) = evidence.link_share {
            let many = share > junk.value;
            reasons.push(reason(Measure::LinkShare, share, junk.value, upper, !many, &junk.source));
            if many {
                class = ValueClass::Junk;
            }
        }
        return (Some(class), reasons);
    }
    let mut class = ValueClass::General;
    if let Some(linked) = evidence.core_linked {
        let wanted = &limits.core_linked_share;
        let enough = linked >= wanted.value;
        reasons.push(reason(Measure::CoreLinked, linked, wanted.value, lower, !enough, &wanted.source));
        if enough {
            class = ValueClass::HighYield;
        }
    }
    (Some(class), reasons)
}

/// Share of the core people who are linked to at least one other of them; `None` with fewer than two.
///
/// Core people are those declared core or middle; where nobody is, the `ceil(25 %)` who wrote most, as far as they
/// wrote at all. `messages` are those of each member of the graph.
pub(super) fn core_linked(input: Input<'_>, graph: &LinkGraph, messages: &[f64]) -> Option<f64> {
    let tier = |member: u32| input.project.members.get(member as usize).and_then(|member| member.tier);
    let is_upper = |&place: &u32| {
        let member = graph.members.get(place as usize);
        member.is_some_and(|&member| matches!(tier(member), Some(Tier::Core | Tier::Middle)))
    };
    let mut core: Vec<u32> = graph.undirected.node_ids().filter(is_upper).collect();
    if core.is_empty() {
        let said = |place: u32| messages.get(place as usize).copied().unwrap_or(0.0);
        let mut talkers: Vec<u32> = graph.undirected.node_ids().filter(|&place| said(place) > 0.0).collect();
        talkers.sort_by(|&a, &b| said(b).total_cmp(&said(a)).then(a.cmp(&b)));
        let tiers = super::RankTiers::of(graph.members.len());
        talkers.truncate(tiers.top + tiers.middle);
        talkers.sort_unstable();
        core = talkers;
    }
    let is_linked = |&&place: &&u32| {
        graph.undirected.neighbours(place).iter().any(|other| core.binary_search(other).is_ok())
    };
    let linked = core.iter().filter(is_linked).count();
    (core.len() > 1).then(|| linked as f64 / core.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(active: f64, links: f64, core: f64) -> (Option<ValueClass>, Vec<String>) {
        let limits = Thresholds::default();
        let evidence =
            Evidence { active_rate: Some(active), link_share: Some(links), core_linked: Some(core) };
        let (class, reasons) = classify(evidence, &limits.active_rate, &limits);
        (class, reasons.iter().map(Reason::to_string).collect())
    }

    #[test]
    fn each_class_has_its_rule() {
        assert_eq!(class(0.01, 0.9, 1.0).0, Some(ValueClass::Dead));
        assert_eq!(class(0.10, 0.9, 1.0).0, Some(ValueClass::Junk));
        assert_eq!(class(0.10, 0.1, 1.0).0, Some(ValueClass::General));
        assert_eq!(class(0.20, 0.1, 0.2).0, Some(ValueClass::General));
        assert_eq!(class(0.20, 0.1, 0.5).0, Some(ValueClass::HighYield));
    }

    #[test]
    fn a_reason_names_value_limit_and_source() {
        let (_, reasons) = class(0.125, 0.9, 1.0);
        assert_eq!(
            reasons,
            [
                "active rate 12.5% is below 20.0% (article 004, indicative)",
                "share of links and forwards 90.0% is above 20.0% (article 001)",
            ]
        );
    }

    #[test]
    fn what_is_not_known_is_not_classified() {
        let limits = Thresholds::default();
        assert_eq!(classify(Evidence::default(), &limits.active_rate, &limits), (None, Vec::new()));
    }
}
