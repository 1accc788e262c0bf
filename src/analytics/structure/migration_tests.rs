use super::*;
use crate::analytics::fixture::{Fixture, Made};
use crate::model::{ClosingGroup, Migration, MoveException, Order, Tier, Timestamp};

fn closes(group: &str, into: Option<&str>, everyone: bool) -> ClosingGroup {
    ClosingGroup { group: group.into(), into: into.map(Into::into), everyone }
}

/// Four people in `old`, of whom the fourth is silent; p1 is in `new` too.
fn made(plan: Migration) -> Made {
    Fixture::new()
        .group("old")
        .people(4)
        .tier("p1", Tier::Core)
        .says("p3", "2026-01-09 10:00", 1)
        .says("p1", "2026-01-10 10:00", 1)
        .reply("p2", "p1", "2026-01-10 10:01")
        .reply("p1", "p2", "2026-01-10 10:02")
        .reply("p3", "p1", "2026-01-10 10:03")
        .group("new")
        .stays("p1", None, None)
        .stays("p9", None, None)
        .group("far")
        .stays("p8", None, None)
        .project(|project| project.migration = plan)
        .build()
}

#[test]
fn those_who_speak_are_invited_to_where_they_are_already() {
    let made = made(Migration { closing: vec![closes("old", None, false)], exceptions: Vec::new() });
    let found = migration(made.input(), &made.scope());
    let closing = &found.closing[0];
    assert_eq!((closing.into, closing.reason), (Some(1), TargetReason::Present(1)));
    assert_eq!((closing.people, closing.invited, closing.pairs, closing.kept_pairs), (4, 3, 2, 2));
    assert_eq!(found.left_behind(), [3], "the silent one");
    let target = &found.targets[0];
    assert_eq!((target.before, &target.joining, target.after()), (2, &vec![1, 2], 4));
    assert_eq!((target.tiers_before.core, target.tiers_after.core), (1, 1), "p1 is there already");
}

#[test]
fn who_is_linked_with_most_of_those_invited_is_asked_first() {
    let made = made(Migration { closing: vec![closes("old", Some("far"), true)], exceptions: Vec::new() });
    let found = migration(made.input(), &made.scope());
    let order: Vec<(u32, usize)> = found.invitations.iter().map(|ask| (ask.member, ask.pull)).collect();
    assert_eq!(order, [(0, 2), (1, 1), (2, 1), (3, 0)]);
    assert_eq!(found.closing[0].reason, TargetReason::Chosen);
    assert!(found.left_behind().is_empty());
}

#[test]
fn an_exception_goes_its_own_way_and_takes_its_links_from_the_rest() {
    let exception = |into: Option<&str>| MoveException {
        group: "old".into(),
        member: "p1".into(),
        into: into.map(Into::into),
    };
    let plan = |into| Migration {
        closing: vec![closes("old", Some("new"), true)],
        exceptions: vec![exception(into)],
    };
    let elsewhere = made(plan(Some("far")));
    let found = migration(elsewhere.input(), &elsewhere.scope());
    assert_eq!((found.closing[0].invited, found.closing[0].kept_pairs), (4, 0));
    assert_eq!(found.targets.len(), 2);
    let nowhere = made(plan(None));
    let found = migration(nowhere.input(), &nowhere.scope());
    assert_eq!(found.left_behind(), [0]);
    assert!(found.movers[0].exception);
}

#[test]
fn revenue_is_that_of_the_people_up_to_the_end_and_unknown_without_orders() {
    let plan = Migration { closing: vec![closes("old", Some("new"), false)], exceptions: Vec::new() };
    let without = made(plan.clone());
    assert_eq!(migration(without.input(), &without.scope()).closing[0].revenue, None);
    let made = made(plan);
    let mut project = made.input().project.clone();
    let order = |member: &str, at: &str| Order {
        id: format!("{member}{at}"),
        at: Timestamp::parse(at).unwrap(),
        member: member.into(),
        buyer: None,
        product: String::new(),
        amount: Money(100),
        group: None,
        tier: None,
        expires: None,
        renewal: false,
    };
    let early = "2026-01-05T12:00:00+08:00";
    project.orders = vec![
        order("p1", early),
        order("p4", early),
        order("p9", early),
        order("p1", "2027-01-01T12:00:00+08:00"),
    ]
    .into();
    let input = Input { project: &project, activity: made.input().activity };
    let found = migration(input, &made.between("2026-01-01", "2026-01-10"));
    assert_eq!(
        (found.closing[0].revenue, found.closing[0].kept_revenue),
        (Some(Money(200)), Some(Money(100)))
    );
}

#[test]
fn no_plan_no_people_and_no_other_group_are_no_trouble() {
    let made_none = made(Migration::default());
    assert_eq!(migration(made_none.input(), &made_none.scope()), MigrationResult::default());
    let plan = Migration {
        closing: vec![closes("g", None, true), closes("gone", None, true)],
        exceptions: Vec::new(),
    };
    let alone = Fixture::new().group("g").project(|project| project.migration = plan).build();
    let found = migration(alone.input(), &alone.scope());
    assert_eq!((found.closing.len(), found.closing[0].reason), (1, TargetReason::Nowhere));
    assert!(found.targets.is_empty() && found.invitations.is_empty());
}
