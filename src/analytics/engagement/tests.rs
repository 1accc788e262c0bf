//! What a reader of the engagement panel relies on.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::activity::{Activity, Attendance, Day, day};
use crate::analytics::{Input, Scope};
use crate::log::LogBuilder;
use crate::model::{
    Group, Member, MemberId, MemberKind, Membership, Message, MessageKind, Project, Roster, Timestamp,
};

fn d(text: &str) -> i32 {
    day(text.parse().unwrap())
}

fn group(id: &str) -> Group {
    serde_json::from_value(serde_json::json!({"id": id, "name": ""})).unwrap()
}

fn project() -> Project {
    let member = |id: &str, kind| Member { id: id.into(), kind, ..Member::default() };
    let members = vec![
        member("ann", MemberKind::Person),
        member("bob", MemberKind::Person),
        member("bot", MemberKind::Bot),
        member("cat", MemberKind::Person),
    ];
    Project { groups: vec![group("g"), group("h")], members: Arc::new(members), ..Project::default() }
}

/// (time, group, member)
fn activity(project: &Project, messages: &[(&str, &str, &str)]) -> Activity {
    let mut log = LogBuilder::default();
    for (id, (at, group, member)) in (0..).zip(messages) {
        log.push(&Message {
            id,
            at: Timestamp::parse(at).unwrap(),
            group: (*group).into(),
            member: (*member).into(),
            kind: MessageKind::Text,
            chars: Some(1),
            reply_to: None,
            mentions: Vec::new(),
            text: None,
        });
    }
    Activity::build(project, &log.finish())
}

fn scope(from: &str, to: &str) -> Scope {
    Scope { from: d(from), to: d(to), groups: vec![0, 1] }
}

fn silence_of(input: Input<'_>, scope: &Scope) -> Silence {
    silence_at_end(input, scope, &people_attendance(input, &scope.groups, scope.to))
}

#[test]
fn a_project_with_rosters_and_no_messages_knows_nothing() {
    let mut project = project();
    let members = vec![MemberId::from("ann")];
    project.rosters =
        Arc::new(vec![Roster { group: "g".into(), date: "2026-10-01".parse().unwrap(), members }]);
    let activity = activity(&project, &[]);
    let input = Input { project: &project, activity: &activity };
    let (result, silence) = (
        engagement(input, &scope("2026-10-01", "2026-10-03")),
        silence_of(input, &scope("2026-10-01", "2026-10-03")),
    );
    let json = serde_json::to_value(&result).unwrap();
    assert_eq!(json["daily"].as_array().unwrap().len(), 3);
    assert!(json["daily"][0]["messages"].is_null());
    for key in ["dau", "wau", "mau", "stickiness"] {
        assert!(json.get(key).is_some_and(|value| value.is_null()), "{key}");
    }
    assert_eq!((silence.silent, silence.places), (Vec::new(), 0));
    assert_eq!(json["heatmap"].as_array().unwrap().len(), 7);
    assert!(json["heatmap"][0][0].is_null());
    assert!(json["newcomer_share"]["index"].is_null());
    assert_eq!(json["retention"]["interval"], "week");
}

#[test]
fn one_day_of_one_person() {
    let project = project();
    let activity = activity(&project, &[("2026-10-01T12:00:00+08:00", "g", "ann")]);
    let input = Input { project: &project, activity: &activity };
    let result = engagement(input, &scope("2026-10-01", "2026-10-01"));
    assert_eq!(
        (result.dau, result.wau, result.mau, result.stickiness),
        (Some(1.0), Some(1), Some(1), Some(1.0))
    );
    assert_eq!(result.heatmap[3][12], Some(1));
    assert_eq!(result.heatmap[4][12], None);
    assert_eq!(result.retention.cohorts.len(), 1);
    assert_eq!(
        (result.retention.cohorts[0].returned.as_slice(), result.retention.cohorts[0].complete),
        (&[Some(1)][..], false)
    );
    assert_eq!(result.lifecycle[0].dormant, None);
}

#[test]
fn a_silent_day_is_zero_inside_the_data_and_unknown_outside() {
    let project = project();
    let messages = [("2026-10-01T12:00:00+08:00", "g", "ann"), ("2026-10-03T12:00:00+08:00", "g", "ann")];
    let activity = activity(&project, &messages);
    let input = Input { project: &project, activity: &activity };
    let result = engagement(input, &scope("2026-09-30", "2026-10-05"));
    let messages: Vec<Option<u64>> = result.daily.iter().map(|day| day.messages).collect();
    assert_eq!(messages, [None, Some(1), Some(0), Some(1), None, None]);
    assert_eq!(result.as_of.unwrap().to_string(), "2026-10-03");
    assert_eq!(result.group_daily[0].messages, messages);
    // Two days with one sender, one with none.
    assert_eq!(result.dau, Some(2.0 / 3.0));
}

#[test]
fn midnight_is_that_of_the_community() {
    let mut project = project();
    let messages = [("2026-10-01T23:30:00+08:00", "g", "ann")];
    let dates = |project: &Project| {
        let activity = activity(project, &messages);
        let input = Input { project, activity: &activity };
        let result = engagement(input, &scope("2026-10-01", "2026-10-02"));
        result.daily.iter().map(|day| day.messages).collect::<Vec<_>>()
    };
    assert_eq!(dates(&project), [Some(1), None]);
    project.time_zone = chrono_tz::Asia::Tokyo;
    assert_eq!(dates(&project), [None, Some(1)]);
}

#[test]
fn somebody_in_two_groups_is_one_person_and_a_bot_is_none() {
    let project = project();
    let messages = [
        ("2026-10-01T10:00:00+08:00", "g", "ann"),
        ("2026-10-01T11:00:00+08:00", "h", "ann"),
        ("2026-10-01T12:00:00+08:00", "g", "bot"),
    ];
    let activity = activity(&project, &messages);
    let result =
        engagement(Input { project: &project, activity: &activity }, &scope("2026-10-01", "2026-10-01"));
    assert_eq!((result.daily[0].messages, result.daily[0].senders), (Some(2), Some(1)));
    assert_eq!(result.mau, Some(1));
}

#[test]
fn a_week_that_is_not_over_is_unknown_in_every_column_but_the_first() {
    let project = project();
    // Mondays 5 and 12 October; the data end on a Tuesday.
    let messages = [
        ("2026-10-05T12:00:00+08:00", "g", "ann"),
        ("2026-10-06T12:00:00+08:00", "g", "bob"),
        ("2026-10-12T12:00:00+08:00", "g", "ann"),
        ("2026-10-19T12:00:00+08:00", "g", "ann"),
        ("2026-10-20T12:00:00+08:00", "g", "cat"),
    ];
    let activity = activity(&project, &messages);
    let input = Input { project: &project, activity: &activity };
    let result = engagement(input, &scope("2026-10-05", "2026-10-20"));
    let rows: Vec<_> = result.retention.cohorts.iter().map(|row| (row.size, row.returned.clone())).collect();
    assert_eq!(
        rows,
        [(2, vec![Some(2), Some(1), None]), (0, vec![Some(0), None, None]), (1, vec![Some(1), None, None])]
    );
    assert_eq!(result.retention.mean, [Some(1.0), Some(0.5), None]);
    let active: Vec<u32> =
        result.lifecycle.iter().map(|week| week.new + week.returning + week.resurrecting).collect();
    assert_eq!(active, [2, 1, 2]);
    assert_eq!(
        result.lifecycle.iter().map(|week| week.dormant).collect::<Vec<_>>(),
        [Some(0), Some(1), None]
    );
    // What was written after the scope does not count in it.
    let cut = engagement(input, &scope("2026-10-05", "2026-10-19"));
    assert_eq!(cut.lifecycle[2].new, 0);
}

#[test]
fn the_silent_are_listed_by_group_and_the_longest_first() {
    let mut project = project();
    let stay = |group: &str, member: &str, joined: Option<&str>| Membership {
        group: group.into(),
        member: member.into(),
        joined: joined.map(|joined| joined.parse().unwrap()),
        left: None,
        inviter: None,
        evidence: Default::default(),
        left_evidence: None,
    };
    project.memberships = Arc::new(vec![
        stay("g", "ann", Some("2026-08-01")),
        stay("g", "bob", Some("2026-09-20")),
        stay("g", "cat", None),
        stay("g", "bot", Some("2026-08-01")),
        stay("h", "ann", Some("2026-08-01")),
    ]);
    let messages = [
        ("2026-08-01T12:00:00+08:00", "g", "bob"),
        ("2026-08-20T12:00:00+08:00", "h", "ann"),
        ("2026-09-30T12:00:00+08:00", "g", "bob"),
    ];
    let activity = activity(&project, &messages);
    let input = Input { project: &project, activity: &activity };
    let result = silence_of(input, &scope("2026-08-01", "2026-09-30"));
    let silent: Vec<_> =
        result.silent.iter().map(|one| serde_json::to_value(one.row(input, result.at)).unwrap()).collect();
    let told = |row: &serde_json::Value| ["member", "group", "days", "never"].map(|key| row[key].clone());
    let told: Vec<_> = silent.iter().map(told).collect();
    let wanted =
        serde_json::json!([["ann", "g", 60, true], ["ann", "h", 41, false], ["cat", "g", null, true]]);
    assert_eq!(serde_json::json!(told), wanted);
}

#[test]
fn a_cohort_without_eligible_days_has_no_rate() {
    let days = Attendance::gather(1, [(10, 0)].into_iter());
    let newcomers = Newcomers::since(&days, Day::MIN);
    assert_eq!(newcomers.bracket(7, 7, 16).rate(), None);
    assert_eq!(newcomers.bracket(7, 7, 17).rate(), Some(0.0));
    assert_eq!(lifecycle(&Presence::default(), 0, 1)[0].quick_ratio(), None);
}

#[test]
fn coming_often_enough_is_asked_of_the_return_only() {
    let presence = Presence::gather(2, [(0, 0, 1), (0, 1, 2), (1, 0, 1), (1, 1, 1), (1, 2, 2)].into_iter());
    let ask = |cumulative| {
        let query =
            RetentionQuery { first: 0, intervals: 3, kind: CohortKind::FirstTime, cumulative, minimum: 2 };
        retention(&presence, &presence, query)[0].returned.clone()
    };
    assert_eq!(ask(false), [2, 1, 1]);
    assert_eq!(ask(true), [2, 2, 1]);
}

#[test]
fn distinct_people_of_trailing_windows_are_those_of_a_count_by_hand() {
    let cells = [(0, 1, 1), (0, 2, 1), (0, 9, 1), (1, -3, 1), (1, 4, 1), (2, 4, 5), (0, 2, 1)];
    let presence = Presence::gather(3, cells.into_iter());
    for window in 1..9 {
        let by_hand: Vec<u32> = (0..=10).map(|day| presence.distinct(day - window + 1, day)).collect();
        assert_eq!(presence.trailing(0, 10, window), by_hand, "{window}");
    }
    assert_eq!(presence.totals(0, 4), [0, 1, 2, 0, 6]);
}

#[test]
fn a_series_tells_whole_weeks_from_cut_ones() {
    let project = project();
    let messages = [("2026-10-05T12:00:00+08:00", "g", "ann"), ("2026-10-14T12:00:00+08:00", "g", "ann")];
    let activity = activity(&project, &messages);
    let input = Input { project: &project, activity: &activity };
    let scope = scope("2026-10-01", "2026-10-31");
    let days = people_attendance(input, &scope.groups, scope.to);
    let weeks = series(input, &scope, &days, Interval::Week(chrono::Weekday::Mon));
    let complete: Vec<bool> = weeks.iter().map(|week| week.complete).collect();
    assert_eq!(complete, [false, true, false, false, false]);
    let messages: Vec<Option<u64>> = weeks.iter().map(|week| week.messages).collect();
    assert_eq!(messages, [None, Some(1), Some(1), None, None]);
}

#[test]
fn rosters_tell_who_joined_and_left_where_no_stay_does() {
    let mut project = project();
    let roster = |date: &str, members: &[&str]| Roster {
        group: "g".into(),
        date: date.parse().unwrap(),
        members: members.iter().map(|&id| id.into()).collect(),
    };
    project.rosters =
        Arc::new(vec![roster("2026-10-08", &["bob", "cat"]), roster("2026-10-01", &["ann", "bob"])]);
    let activity = activity(&project, &[]);
    let moves = Moves::of(Input { project: &project, activity: &activity }, &[0]);
    assert_eq!(moves.joined, [Move { group: 0, member: 3, day: d("2026-10-08") }]);
    assert_eq!(moves.left, [Move { group: 0, member: 0, day: d("2026-10-08") }]);
    assert_eq!(moves.known_since(0, 1, d("2026-10-09")), Some(d("2026-10-01")));
    assert_eq!(moves.known_since(0, 3, d("2026-10-05")), None);
}

proptest! {
    #[test]
    fn lifecycle_adds_up(cells in proptest::collection::vec((0_u32..6, -5_i32..12, 1_u32..3), 0..60)) {
        let presence = Presence::gather(6, cells.iter().copied());
        let active = presence.active(-1, 11);
        for (index, bucket) in lifecycle(&presence, 0, 12).into_iter().enumerate() {
            prop_assert_eq!(bucket.active(), active[index + 1]);
            prop_assert_eq!(bucket.dormant, active[index] - bucket.returning);
        }
    }

    #[test]
    fn days_in_bits_give_the_weeks_of_runs(
        cells in proptest::collection::vec((0_u32..70, -30_i32..70, 1_u32..3), 0..300),
        first in -5_i32..5,
        intervals in 0_usize..12,
    ) {
        let days = Attendance::gather(70, cells.iter().map(|cell| (cell.1, cell.0)));
        let week = Interval::Week(chrono::Weekday::Sun);
        let presence = Presence::gather(70, cells.iter().copied()).regroup(week);
        prop_assert_eq!(
            lifecycle_of_days(&days, week, first, intervals),
            lifecycle(&presence, first, intervals)
        );
        let kind = CohortKind::FirstTime;
        for cumulative in [false, true] {
            let query = RetentionQuery { first, intervals, kind, cumulative, minimum: 1 };
            let cohorts = first_time_cohorts(&days, week, first, intervals, cumulative);
            prop_assert_eq!(cohorts, retention(&presence, &presence, query));
        }
        let once = Presence::of_days(&days, week);
        prop_assert!((0..70).all(|person| once.slots(person) == presence.slots(person)));
    }

    #[test]
    fn rolling_retention_is_never_below_that_of_the_day(
        cells in proptest::collection::vec((0_u32..6, 0_i32..12, 1_u32..3), 0..60),
        n in 0_i32..12,
    ) {
        let presence = Presence::gather(6, cells.iter().copied());
        let days = Attendance::gather(6, cells.iter().map(|cell| (cell.1, cell.0)));
        let newcomers = Newcomers::since(&days, Day::MIN);
        let (on, after) = (newcomers.bracket(n, n, 11), newcomers.rolling(n, 11));
        let firsts = (0..6).filter_map(|person| Some((person, presence.first(person)?)));
        let followed: Vec<(usize, i32)> = firsts.filter(|(_, first)| first + n <= 11).collect();
        let later = followed.iter().filter(|(person, first)| presence.slots(*person).iter().any(|day| day - first >= n));
        prop_assert_eq!((after.eligible as usize, after.returned as usize), (followed.len(), later.count()));
        prop_assert!(on.returned <= after.returned && after.returned <= after.eligible);
        let query = |cumulative| RetentionQuery { first: 0, intervals: 12, kind: CohortKind::Recurring, cumulative, minimum: 1 };
        let classic = retention(&presence, &presence, query(false));
        let rolling = retention(&presence, &presence, query(true));
        for (classic, rolling) in classic.iter().zip(&rolling) {
            prop_assert_eq!(classic.size, rolling.size);
            prop_assert!(classic.returned.iter().zip(&rolling.returned).all(|(on, later)| on <= later));
            prop_assert!(rolling.returned.windows(2).all(|pair| pair[0] >= pair[1]));
        }
    }
}
