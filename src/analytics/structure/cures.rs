//! What to do about a group that cools: raise the threshold, bring leaders in, and mend what drives people off.

use super::{DeclaredTiers, GroupStructure, link_share, promotion_candidates};
use crate::analytics::{Input, Population, Scope};
use crate::model::EntryThreshold;

/// One thing to do, with the figures that speak for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cure {
    pub kind: CureKind,
    /// Whom it concerns, the most valued first.
    pub members: Vec<u32>,
    /// The figure that the rule looked at; what it counts depends on the kind.
    pub value: f64,
    /// What it was held against.
    pub limit: f64,
    /// Days within which to do it.
    pub days: u32,
}

/// The cures, in the order in which they help. The first three are those that the literature of community work names;
/// the others remove what lets a group run down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CureKind {
    /// Valued people who are silent and still there; `value` counts them, `limit` all who were lost.
    TalkToSilent,
    /// Valued people who have left; `value` counts them, `limit` all who were lost.
    AskBack,
    /// Core and middle people are missing; `value` core, `limit` middle people.
    BringLeaders,
    /// Getting in costs nothing; `value` is how far newcomers moved the mean.
    SetThreshold,
    /// More people than the group should hold; `value` people, `limit` the most.
    HoldInvites,
    /// Links and forwards crowd out talk; shares of messages.
    StopAds,
    /// No rule says how to get in or how to behave; `value` rules written, of `limit`.
    WriteRules,
    /// Nobody is on duty in the group.
    PutOnDuty,
}

/// People named for promotion or invitation at once.
const MOST_CANDIDATES: usize = 10;

/// What would help a group, in order; empty for a group that does not cool.
pub fn cures(input: Input<'_>, group: u32, scope: &Scope, result: &GroupStructure) -> Vec<Cure> {
    if !result.cooling.test.alarm {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut add = |kind, members: Vec<u32>, value: f64, limit: f64, days| {
        found.push(Cure { kind, members, value, limit, days });
    };
    let left = &result.cooling.left;
    for (kind, here) in [(CureKind::TalkToSilent, true), (CureKind::AskBack, false)] {
        let valued: Vec<u32> = left
            .iter()
            .filter(|leaver| leaver.above_mean && leaver.still_here == here)
            .map(|leaver| leaver.member)
            .collect();
        if !valued.is_empty() {
            let count = valued.len() as f64;
            add(kind, valued, count, left.len() as f64, 7);
        }
    }
    let people = Population::of(input, group, scope.to).people;
    let missing = DeclaredTiers::of(input, &people).missing(input.project.thresholds.tiers.value);
    let wanted = missing.core_missing + missing.middle_missing;
    if wanted > 0 {
        let candidates = promotion_candidates(input, group, scope).into_iter();
        let members = candidates.take(wanted.min(MOST_CANDIDATES)).map(|candidate| candidate.member);
        add(
            CureKind::BringLeaders,
            members.collect(),
            missing.core_missing as f64,
            missing.middle_missing as f64,
            30,
        );
    }
    let declared = input.project.groups.get(group as usize);
    let free = declared.is_none_or(|group| matches!(group.threshold, None | Some(EntryThreshold::Free)));
    if free {
        add(CureKind::SetThreshold, Vec::new(), result.cooling.test.entry.unwrap_or(0.0), 0.0, 14);
    }
    if result.members > result.size_limit as usize {
        let limit = f64::from(result.size_limit);
        add(CureKind::HoldInvites, Vec::new(), result.members as f64, limit, 7);
    }
    let limit = input.project.thresholds.junk_link_share.value;
    if let Some(share) = link_share(input, group, scope).value.filter(|share| *share >= limit) {
        add(CureKind::StopAds, Vec::new(), share, limit, 7);
    }
    let rules = declared.map_or(0, |group| {
        let charter = &group.charter;
        [&charter.joining_rule, &charter.management_rule].into_iter().filter(|rule| !rule.is_empty()).count()
    });
    if rules < 2 {
        add(CureKind::WriteRules, Vec::new(), rules as f64, 2.0, 14);
    }
    let on_duty =
        input.project.rotas.iter().any(|rota| {
            rota.groups.is_empty() || declared.is_some_and(|group| rota.groups.contains(&group.id))
        });
    if !on_duty {
        add(CureKind::PutOnDuty, Vec::new(), 0.0, 1.0, 14);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::{Fixture, Made};
    use crate::analytics::structure::{CoolingVerdict, group_structure};

    /// Of six people whom everybody answers in March, one leaves and five fall silent; eight others stay.
    fn made(valued: usize) -> Made {
        let mut made = Fixture::new().group("g").people(14).says("p14", "2026-01-01 08:00", 1);
        for nth in 1..=valued {
            made = made.says(&format!("p{nth}"), &format!("2026-03-15 1{nth}:00"), 1);
            for other in 1..=5 {
                let at = format!("2026-03-15 1{nth}:0{other}");
                made = made.reply(&format!("p{}", 6 + other), &format!("p{nth}"), &at);
            }
        }
        for date in ["2026-03-20", "2026-06-20"] {
            for nth in 7..=14 {
                made = made.says(&format!("p{nth}"), &format!("{date} 10:{nth:02}"), 1);
            }
        }
        made.leaves("p1", "2026-04-10").says("p14", "2026-06-30 08:00", 1).build()
    }

    #[test]
    fn a_cooling_group_is_told_whom_to_talk_to_and_whom_to_ask_back() {
        let made = made(6);
        let scope = made.between("2026-06-01", "2026-06-30");
        let result = group_structure(made.input(), 0, &scope).unwrap();
        assert_eq!(result.cooling.verdict(), CoolingVerdict::Cooling);
        let of = |kind| result.cures.iter().find(|cure| cure.kind == kind);
        assert_eq!(of(CureKind::TalkToSilent).unwrap().members, [1, 2, 3, 4, 5]);
        assert_eq!(of(CureKind::AskBack).unwrap().members, [0]);
        assert!(of(CureKind::SetThreshold).is_some() && of(CureKind::WriteRules).is_some());
        assert!(of(CureKind::HoldInvites).is_none(), "14 people are not too many");
        assert!(result.cooling.left.iter().all(|leaver| leaver.rank == 1 && leaver.above_mean));
    }

    #[test]
    fn a_group_that_only_leans_has_no_cures() {
        let made = made(3);
        let result = group_structure(made.input(), 0, &made.between("2026-06-01", "2026-06-30")).unwrap();
        assert_eq!(result.cooling.verdict(), CoolingVerdict::Leaning, "three leavers are too few");
        assert_eq!(result.cures, []);
    }

    #[test]
    fn nobody_one_person_and_all_silent_are_unknown_or_unharmed() {
        let one = Fixture::new().group("g").people(1).says("p1", "2026-01-01 10:00", 1);
        for made in
            [Fixture::new().group("g").build(), Fixture::new().group("g").people(3).build(), one.build()]
        {
            let result = group_structure(made.input(), 0, &made.scope()).unwrap();
            assert!(!result.cooling.test.alarm && result.cures.is_empty());
            let quiet = [CoolingVerdict::Unknown, CoolingVerdict::NobodyLeft];
            assert!(quiet.contains(&result.cooling.verdict()));
        }
    }
}
