//! Groups small enough to count by hand.

use super::*;
use crate::analytics::fixture::{Fixture, Made};
use crate::analytics::structure::CoolingBasis;
use crate::analytics::structure::group_cooling;
use crate::model::{MemberKind, MessageKind, Platform, Tier};

fn only(made: &Made) -> GroupStructure {
    structure(made.input(), &made.scope()).groups.remove(0)
}

/// p1 to p3 talk, p4 and p5 are silent.
fn talkers() -> Fixture {
    Fixture::new()
        .group("g")
        .people(5)
        .says("p1", "2026-01-01 10:00", 6)
        .reply("p2", "p1", "2026-01-01 10:10")
        .reply("p1", "p2", "2026-01-01 10:11")
        .mention("p2", "p1", "2026-01-01 10:12")
        .mention("p3", "p1", "2026-01-01 10:13")
}

#[test]
fn links_count_people_present_and_both_kinds() {
    let found = only(&talkers().build());
    let links = &found.links;
    assert_eq!((found.members, links.nodes, links.pairs, links.linked_pairs), (5, 5, 10, 2));
    assert_eq!(links.density, Some(0.2));
    assert_eq!(links.multiplexity, Some(1.5));
    // p2 -> p1, p1 -> p2, p3 -> p1: two of three are returned.
    assert_eq!(links.reciprocity, Some(2.0 / 3.0));
    assert_eq!((links.transitivity, links.average_clustering), (Some(0.0), Some(0.0)));
    assert_eq!((links.communities, links.absence_factor), (1, Some(1)));
    assert_eq!(found.active_rate.rate.value, Some(0.6));
    assert_eq!((found.speakers_30d, found.active_rate.verdict), (Some(3), Verdict::Within));
}

#[test]
fn staff_bots_and_leavers_are_not_in_the_graph() {
    let made = talkers()
        .kind("p2", MemberKind::Staff)
        .leaves("p3", "2026-01-01")
        .roster("2026-01-01", &["p1", "p2", "p4", "p5"])
        .build();
    let found = only(&made);
    assert_eq!((found.members, found.links.linked_pairs), (3, 0));
    assert_eq!(found.active_rate.rate, Rate::new(1, 3));
}

#[test]
fn a_group_where_nobody_speaks_has_no_gini_and_no_links() {
    let made = talkers().group("quiet").stays("p1", None, None).stays("p4", None, None).build();
    let found = structure(made.input(), &made.scope()).groups.remove(1);
    assert_eq!((found.members, found.speakers_30d), (2, Some(0)));
    assert_eq!((found.links.density, found.links.reciprocity), (Some(0.0), None));
    assert_eq!((found.links.gini, found.links.absence_factor, found.links.modularity), (None, None, None));
    assert_eq!(found.tiers.message_share.top5, None);
    assert_eq!((found.value_class, found.links.communities), (Some(ValueClass::Dead), 0));
    assert_eq!(found.cooling.test.exit_selection, None);
    assert!(!found.cooling.test.alarm);
}

#[test]
fn a_group_of_one_has_no_pairs() {
    let made = Fixture::new().group("g").people(1).says("p1", "2026-01-01 10:00", 2).build();
    let found = only(&made);
    assert_eq!((found.links.pairs, found.links.density, found.links.transitivity), (0, None, None));
    assert_eq!((found.links.gini, found.tiers.message_share.top5), (Some(0.0), Some(1.0)));
    assert_eq!(found.active_rate.rate.value, Some(1.0));
}

#[test]
fn an_empty_group_is_unknown_not_zero() {
    let made = talkers().group("empty").build();
    let found = structure(made.input(), &made.scope()).groups.remove(1);
    assert_eq!((found.members, found.active_rate.rate.value, found.active_rate.interval), (0, None, None));
    assert_eq!((found.active_rate.verdict, found.value_class), (Verdict::Unknown, None));
    assert_eq!((found.links.density, found.links.average_clustering), (None, None));
    assert_eq!(found.speakers_30d, None);
}

#[test]
fn without_any_message_log_activity_is_unknown() {
    let made = Fixture::new().group("g").people(3).build();
    let found = only(&made);
    assert_eq!((found.members, found.speakers_30d, found.value_class), (3, None, None));
    assert_eq!(found.active_rate.verdict, Verdict::Unknown);
    assert!(found.reasons.is_empty());
}

#[test]
fn speakers_stand_in_for_members_where_no_list_exists() {
    let made =
        Fixture::new().group("g").says("x", "2026-01-01 10:00", 2).says("y", "2026-01-02 10:00", 1).build();
    let found = only(&made);
    assert!(found.from_speakers_only);
    assert_eq!((found.members, found.active_rate.rate.value), (2, Some(1.0)));
}

#[test]
fn tiers_nobody_declared_have_no_distance() {
    assert_eq!(only(&talkers().build()).tiers.target_distance, None);
    let made = talkers().tier("p1", Tier::Core).tier("p2", Tier::Ordinary).build();
    let tiers = only(&made).tiers;
    assert_eq!(tiers.declared, DeclaredTiers { core: 1, middle: 0, ordinary: 1, unset: 3 });
    assert!(tiers.target_distance.is_some_and(|distance| (distance - 0.45).abs() < 1e-12));
}

#[test]
fn a_quiet_group_full_of_links_is_junk() {
    let made = Fixture::new()
        .group("g")
        .people(10)
        .sends("p1", MessageKind::Link, "2026-01-01 10:00", 4)
        .says("p1", "2026-01-01 11:00", 1)
        .build();
    let found = only(&made);
    assert_eq!(found.value_class, Some(ValueClass::Junk));
    assert_eq!(found.reasons.len(), 2);
}

#[test]
fn the_core_must_be_linked_for_a_high_yield() {
    assert_eq!(only(&talkers().build()).value_class, Some(ValueClass::HighYield));
    let unlinked = Fixture::new()
        .group("g")
        .people(5)
        .says("p1", "2026-01-01 10:00", 6)
        .says("p2", "2026-01-01 10:00", 6)
        .build();
    assert_eq!(only(&unlinked).value_class, Some(ValueClass::General));
}

#[test]
fn qq_groups_have_their_own_band() {
    let made = talkers().project(|project| project.groups[0].platform = Platform::Qq).build();
    let found = only(&made);
    assert_eq!((found.active_rate.band, found.active_rate.verdict), ((0.05, 0.10), Verdict::Above));
    assert_eq!(found.size_limit, 1000);
}

#[test]
fn only_the_last_30_days_count_as_active() {
    let made = talkers().says("p5", "2026-02-10 09:00", 1).build();
    let found = only(&made);
    assert_eq!(found.active_rate.rate, Rate::new(1, 5));
    let edge = structure(made.input(), &made.between("2026-01-01", "2026-01-30")).groups.remove(0);
    assert_eq!(edge.active_rate.rate, Rate::new(3, 5), "day 30 of 30 is the first of January");
    let after = structure(made.input(), &made.between("2026-01-31", "2026-01-31")).groups.remove(0);
    assert_eq!(after.active_rate.rate, Rate::new(0, 5));
}

#[test]
fn the_contract_keys_are_there() {
    let made = talkers().build();
    let json = serde_json::to_value(structure(made.input(), &made.scope())).unwrap();
    let group = &json["groups"][0];
    let keys = |value: &serde_json::Value, wanted: &[&str]| {
        let object = value.as_object().unwrap();
        wanted.iter().for_each(|key| assert!(object.contains_key(*key), "{key} is missing in {value}"));
    };
    let top =
        "id name members size_limit speakers_30d active_rate tiers links value_class reasons stage cooling";
    keys(group, &top.split(' ').collect::<Vec<_>>());
    keys(&group["active_rate"], &["value", "numerator", "denominator", "band", "verdict"]);
    keys(&group["tiers"]["declared"], &["core", "middle", "ordinary", "unset"]);
    keys(&group["tiers"]["message_share"], &["top5", "next20", "rest"]);
    keys(&group["cooling"], &["exit_selection", "within", "entry", "p", "alarm"]);
    assert_eq!(group["active_rate"]["verdict"], "within");
    assert_eq!(group["value_class"], "high_yield");
    assert!(group["reasons"][0].is_string() && group["stage"].is_null());
}

/// Six answered people fall silent after January, twelve others talk on.
fn cooling_group() -> Fixture {
    let mut made = Fixture::new().group("g").people(18);
    for number in 1..=18 {
        let id = format!("p{number}");
        made = made.says(&id, "2026-01-05 10:00", 1);
        if number <= 6 {
            made = made.reply("p18", &id, "2026-01-06 10:00").reply("p17", &id, "2026-01-06 11:00");
        } else {
            made = made.says(&id, "2026-02-20 10:00", 1);
        }
    }
    made
}

#[test]
fn valued_people_falling_silent_raise_the_cooling_alarm() {
    let made = cooling_group().build();
    let scope = made.between("2026-01-01", "2026-02-28");
    let found = group_cooling(made.input(), 0, &scope);
    assert_eq!(found.basis, Some(CoolingBasis::Halves));
    assert_eq!((found.test.leavers, found.test.stayers, found.test.newcomers), (6, 12, 0));
    assert!(found.test.alarm, "{found:?}");
    assert_eq!(found.left.len(), 6);
    assert_eq!(found.left[0].value, 2.0);
}

#[test]
fn cooling_compares_with_the_previous_period_when_the_group_is_old_enough() {
    let made = cooling_group().says("p9", "2025-12-01 10:00", 1).build();
    let found = group_cooling(made.input(), 0, &made.between("2026-02-01", "2026-02-28"));
    assert_eq!(found.basis, Some(CoolingBasis::PreviousPeriod));
    assert_eq!(found.before.map(|days| days[0].to_string()), Some("2026-01-04".to_owned()));
}

#[test]
fn says_who_is_missing_for_the_target_tiers() {
    let made = Fixture::new().group("g").people(40).tier("p1", Tier::Core).build();
    let missing = missing_people(made.input(), 0, &made.scope());
    assert_eq!((missing.core_wanted, missing.core_missing), (2, 1));
    assert_eq!((missing.middle_wanted, missing.middle_missing), (8, 8));
}

#[test]
fn a_group_floods_above_its_limit_and_a_short_log_is_counted_by_its_own_days() {
    let made = |limit| {
        let talk = talkers().says("p1", "2026-01-04 10:00", 10);
        talk.thresholds(|thresholds| thresholds.flood_messages.value = limit).build()
    };
    // 20 messages in four days.
    let flow = only(&made(5)).flow;
    assert_eq!((flow.messages_per_day, flow.verdict), (Some(5.0), Verdict::Within));
    assert_eq!(only(&made(4)).flow.verdict, Verdict::Above);
    let silent = only(&talkers().group("h").says("q", "2026-03-20 10:00", 1).build()).flow;
    assert_eq!((silent.messages_per_day, silent.verdict), (Some(0.0), Verdict::Below));
    assert_eq!(only(&Fixture::new().group("g").people(2).build()).flow.messages_per_day, None);
}
