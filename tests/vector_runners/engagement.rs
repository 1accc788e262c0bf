//! Lifecycle, stickiness and WAU of PostHog; and a 60-day log whose figures were computed in SQL.

use std::collections::BTreeMap;

use qunce::activity::{Activity, Attendance, Day, date, day};
use qunce::analytics::engagement::{
    Interval, Newcomers, Presence, Returned, engagement, lifecycle, mean_active_days, message_share,
    people_attendance, people_share, power_user_curve, silence, silence_at_end,
};
use qunce::analytics::structure::cooling;
use qunce::analytics::{Input, Scope};
use qunce::log::LogBuilder;
use qunce::model::{Group, Member, Membership, Message, Project, Timestamp};
use serde_json::{Value, json};

fn d(text: &str) -> Day {
    day(text[..10].parse().unwrap())
}

/// One person for each key, with the days of their events.
fn people(events: &Value) -> (Vec<&String>, Presence) {
    let events = events.as_object().unwrap();
    let cells: Vec<(u32, Day, u32)> = (0..)
        .zip(events.values())
        .flat_map(|(person, days)| {
            days.as_array().unwrap().iter().map(move |at| (person, d(at.as_str().unwrap()), 1))
        })
        .collect();
    (events.keys().collect(), Presence::gather(events.len(), cells.iter().copied()))
}

#[test]
fn every_section_has_a_runner() {
    let Some(file) = super::load("engagement") else { return };
    let sections = ["posthog_lifecycle", "posthog_stickiness", "posthog_wau", "computed", "cooling"];
    super::only_keys(&file, &[&sections[..], &["about", "definitions_in"]].concat());
    let figures = [
        "DAU",
        "WAU_trailing7",
        "MAU_trailing28",
        "MAU_trailing30",
        "stickiness_DAU_over_MAU28_day59",
        "stickiness_avgDAU_over_MAU28_days32_59",
        "L28_histogram_days32_59",
        "L7_histogram_days53_59",
        "nday_retention_first_message_cohort_all",
        "bracket_retention",
        "messages_total",
        "message_share_newcomers_tenure_lt_14d",
        "people_share_newcomers_tenure_lt_30d_day59",
        "message_share_newcomers_tenure_lt_30d_days30_59",
        "active_rate_day59",
        "active_rate_7d_day59",
        "silent_30d_day59",
        "never_spoke",
        "hour_histogram",
        "weekday_hour_heatmap_monday0",
        "weekly_growth_accounting",
    ];
    super::only_keys(&file["computed"]["expected"], &figures);
}

#[test]
fn lifecycles() {
    for case in &super::cases("engagement", "/posthog_lifecycle") {
        let (_, presence) = people(&case["events"]);
        let first = d(case["first_day"].as_str().unwrap());
        let buckets = lifecycle(&presence, first, case["days"].as_u64().unwrap() as usize);
        let list = |of: fn(&qunce::analytics::engagement::Lifecycle) -> i64| -> Value {
            buckets.iter().map(of).collect()
        };
        let actual = json!({
            "new": list(|bucket| bucket.new.into()),
            "returning": list(|bucket| bucket.returning.into()),
            "resurrecting": list(|bucket| bucket.resurrecting.into()),
            "dormant": list(|bucket| -i64::from(bucket.dormant)),
        });
        assert_eq!(actual, case["expected"], "{}", case["id"]);
    }
}

#[test]
fn stickiness_histograms() {
    let Some(file) = super::load("engagement") else { return };
    let cases = file["posthog_stickiness"].as_array().unwrap();
    for case in cases {
        let events = if case["events"].is_object() { &case["events"] } else { &cases[0]["events"] };
        let range = if case["range"].is_array() { &case["range"] } else { &cases[0]["range"] };
        let [from, to] = [0, 1].map(|end| d(range[end].as_str().unwrap()));
        let interval = if case["interval"] == "month" { Interval::Month } else { Interval::Day };
        let presence = people(events).1.regroup(interval);
        let mut histogram = presence.active_histogram(interval.index(from), interval.index(to));
        let expected = case["expected"].as_array().unwrap();
        // The source adds one bucket past the range, which nobody can fill.
        histogram.resize(expected.len(), 0);
        assert_eq!(json!(histogram), case["expected"], "{}", case["id"]);
    }
}

#[test]
fn weekly_active_people() {
    for case in &super::cases("engagement", "/posthog_wau") {
        let (names, presence) = people(&case["events"]);
        let [from, to] = ["first_day", "last_day"].map(|key| d(case["query"][key].as_str().unwrap()));
        let series: BTreeMap<String, u32> =
            (from..=to).map(|day| date(day).to_string()).zip(presence.trailing(from, to, 7)).collect();
        assert_eq!(json!(series), case["derived_series"]);
        for (at, expected) in case["asserted"].as_object().unwrap() {
            assert_eq!(json!(series[at]), *expected);
            let active: Vec<&String> = (0..names.len())
                .filter(|&person| presence.slots(person).iter().any(|day| (d(at) - 6..=d(at)).contains(day)))
                .map(|person| names[person])
                .collect();
            assert_eq!(json!(active), case["asserted_people"][at]);
        }
    }
}

/// The 60-day log: joins, and the days of each member.
struct Computed {
    file: Value,
    joined: Vec<Option<Day>>,
    presence: Presence,
}

/// `None` when the file is passed over.
fn computed() -> Option<Computed> {
    let mut file = super::load("engagement")?;
    let file = file["computed"].take();
    let joins = file["join_day"].as_object().unwrap();
    let mut joined = vec![None; joins.len()];
    for (member, day) in joins {
        joined[member.parse::<usize>().unwrap()] = Some(day.as_i64().unwrap() as Day);
    }
    let cells: Vec<(u32, Day, u32)> = file["events_user_day_hour"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event[0].as_u64().unwrap() as u32, event[1].as_i64().unwrap() as Day, 1))
        .collect();
    let presence = Presence::gather(joined.len(), cells.iter().copied());
    Some(Computed { file, joined, presence })
}

fn by_number<T: serde::Serialize>(values: impl IntoIterator<Item = (i32, T)>) -> Value {
    values
        .into_iter()
        .map(|(key, value)| (key.to_string(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn close(actual: Option<f64>, expected: &Value) {
    let difference = actual.unwrap() - expected.as_f64().unwrap();
    assert!(difference.abs() < 1e-12, "{actual:?} {expected}");
}

#[test]
fn active_people_of_sixty_days() {
    let Some(Computed { file, presence, .. }) = computed() else { return };
    let expected = &file["expected"];
    for (key, window) in [("DAU", 1), ("WAU_trailing7", 7), ("MAU_trailing28", 28), ("MAU_trailing30", 30)] {
        assert_eq!(by_number((0..60).zip(presence.trailing(0, 59, window))), expected[key], "{key}");
    }
    assert_eq!(presence.totals(0, 59).iter().sum::<u64>(), expected["messages_total"].as_u64().unwrap());
    let mau = f64::from(presence.distinct(32, 59));
    close(Some(f64::from(presence.active(59, 59)[0]) / mau), &expected["stickiness_DAU_over_MAU28_day59"]);
    for (key, from) in [("L28_histogram_days32_59", 32), ("L7_histogram_days53_59", 53)] {
        let histogram = (1..).zip(presence.active_histogram(from, 59)).filter(|&(_, people)| people > 0);
        assert_eq!(by_number(histogram), expected[key], "{key}");
    }
    let histogram = presence.active_histogram(32, 59);
    let stickiness = mean_active_days(&histogram).map(|days| days / 28.0);
    close(stickiness, &expected["stickiness_avgDAU_over_MAU28_days32_59"]);
    assert_eq!(json!(power_user_curve(&histogram)[0].at_least.numerator), expected["MAU_trailing28"]["59"]);
    let weeks = lifecycle(&presence.regroup(Interval::Week(chrono::Weekday::Thu)), 0, 60_usize.div_ceil(7));
    for row in expected["weekly_growth_accounting"].as_array().unwrap() {
        // Day 0 is a Monday in the log and a Thursday in the calendar of day numbers.
        let week = weeks[row["week"].as_u64().unwrap() as usize];
        let actual = [week.new, week.resurrecting, week.returning, week.dormant];
        let wanted =
            ["new", "resurrected", "retained", "churned"].map(|key| row[key].as_u64().unwrap() as u32);
        assert_eq!(actual, wanted, "{row}");
        match row["quick_ratio"].as_f64() {
            Some(_) => close(week.quick_ratio(), &row["quick_ratio"]),
            None => assert_eq!(week.quick_ratio(), None),
        }
    }
}

#[test]
fn retention_of_sixty_days() {
    let Some(Computed { file, presence, .. }) = computed() else { return };
    let expected = &file["expected"];
    let presence = &presence;
    let cells = (0..60).flat_map(|day| {
        let here = (0..presence.people()).filter(move |&person| presence.slots(person).contains(&day));
        here.map(move |person| (day, person as u32))
    });
    let days = Attendance::gather(presence.people(), cells);
    let newcomers = Newcomers::since(&days, 0);
    for (n, row) in expected["nday_retention_first_message_cohort_all"].as_object().unwrap() {
        let n = n.parse().unwrap();
        let (on, after) = (newcomers.bracket(n, n, 59), newcomers.rolling(n, 59));
        let actual = json!({"eligible": on.eligible, "returned_on_day": on.returned,
            "returned_on_or_after": after.returned});
        assert_eq!(actual, *row, "day {n}");
        assert_eq!(after.eligible, on.eligible);
    }
    for (bracket, row) in expected["bracket_retention"].as_object().unwrap() {
        let (low, high) = bracket.split_once('-').unwrap();
        let Returned { eligible, returned } =
            newcomers.bracket(low.parse().unwrap(), high.parse().unwrap(), 59);
        assert_eq!(json!({"eligible": eligible, "returned": returned}), *row, "{bracket}");
    }
}

#[test]
fn newcomers_and_silent_members_of_sixty_days() {
    let Some(Computed { file, joined, presence }) = computed() else { return };
    let expected = &file["expected"];
    let share = |from, tenure| message_share(&presence, &joined, from, 59, tenure);
    close(share(0, 14), &expected["message_share_newcomers_tenure_lt_14d"]);
    close(share(30, 30), &expected["message_share_newcomers_tenure_lt_30d_days30_59"]);
    let people = people_share(joined.iter().copied(), 59, 30);
    close(people, &expected["people_share_newcomers_tenure_lt_30d_day59"]);
    let silent: Vec<usize> = (0..joined.len())
        .filter(|&member| {
            // Silent for 30 days, and there as long.
            let last = presence.slots(member).last().copied();
            joined[member].is_some_and(|joined| 59 - joined >= 30)
                && silence(last, joined[member], 0, 59, 30).is_some()
        })
        .collect();
    assert_eq!(json!(silent), expected["silent_30d_day59"]);
    let never: Vec<usize> = (0..joined.len()).filter(|&member| presence.slots(member).is_empty()).collect();
    assert_eq!(json!(never), expected["never_spoke"]);
    let speaking = |from| Some(f64::from(presence.distinct(from, 59)) / joined.len() as f64);
    close(speaking(59), &expected["active_rate_day59"]);
    close(speaking(53), &expected["active_rate_7d_day59"]);
}

/// The same log as a project, through the whole panel.
#[test]
fn the_panel_of_sixty_days() {
    let Some(Computed { file, joined, .. }) = computed() else { return };
    let expected = &file["expected"];
    let zero = d("2024-01-01");
    let group = Group { id: "g".into(), ..group() };
    let members = (0..joined.len()).map(|member| Member { id: id(member), ..Member::default() }).collect();
    let stays = joined.iter().enumerate().map(|(member, joined)| Membership {
        group: "g".into(),
        member: id(member),
        joined: joined.map(|joined| date(zero + joined)),
        left: None,
        inviter: None,
        evidence: qunce::model::Evidence::Stated,
        left_evidence: None,
    });
    let project = Project {
        groups: vec![group],
        members: std::sync::Arc::new(members),
        memberships: std::sync::Arc::new(stays.collect()),
        ..Project::default()
    };
    let mut log = LogBuilder::default();
    for (row, event) in (0..).zip(file["events_user_day_hour"].as_array().unwrap()) {
        let [member, day, hour] = [0, 1, 2].map(|part| event[part].as_i64().unwrap());
        let at = Timestamp::parse(&format!("{}T{hour:02}:30:00+08:00", date(zero + day as Day))).unwrap();
        log.push(&Message {
            id: row,
            at,
            group: "g".into(),
            member: id(member as usize),
            kind: qunce::model::MessageKind::Text,
            chars: Some(1),
            reply_to: None,
            mentions: Vec::new(),
            text: None,
        });
    }
    let activity = Activity::build(&project, &log.finish());
    let input = Input { project: &project, activity: &activity };
    let whole = Scope { from: zero, to: zero + 59, groups: vec![0] };
    let result = engagement(input, &whole);
    let days = people_attendance(input, &whole.groups, whole.to);
    let silence = silence_at_end(input, &whole, &days);

    close(result.stickiness, &expected["stickiness_avgDAU_over_MAU28_days32_59"]);
    assert_eq!(json!(result.wau), expected["WAU_trailing7"]["59"]);
    assert_eq!(json!(result.mau), expected["MAU_trailing28"]["59"]);
    assert_eq!(json!(result.mau_30), expected["MAU_trailing30"]["59"]);
    let senders = result.daily.iter().map(|day| day.senders.unwrap());
    assert_eq!(by_number((0..60).zip(senders)), expected["DAU"]);
    close(result.newcomer_share.messages, &expected["message_share_newcomers_tenure_lt_14d"]);

    let cells = result.heatmap.iter().enumerate().flat_map(|(weekday, hours)| {
        hours.iter().enumerate().map(move |(hour, count)| (weekday, hour, count.unwrap()))
    });
    let cells: Vec<_> = cells.filter(|(.., count)| *count > 0).map(|(w, h, c)| json!([w, h, c])).collect();
    assert_eq!(Value::from(cells), expected["weekday_hour_heatmap_monday0"]);
    let mut hours = BTreeMap::<i32, u64>::new();
    for row in &result.heatmap {
        (0..).zip(row).for_each(|(hour, count)| *hours.entry(hour).or_default() += count.unwrap());
    }
    assert_eq!(by_number(hours.into_iter().filter(|&(_, count)| count > 0)), expected["hour_histogram"]);

    let silent: std::collections::BTreeSet<u64> = silence
        .silent
        .iter()
        .map(|silent| input.activity.members.id(silent.codes.0).unwrap().as_str().parse().unwrap())
        .collect();
    let wanted = expected["silent_30d_day59"].as_array().unwrap();
    assert_eq!(silent, wanted.iter().map(|member| member.as_u64().unwrap()).collect());
    for (week, row) in result.lifecycle.iter().zip(expected["weekly_growth_accounting"].as_array().unwrap()) {
        assert_eq!(
            json!([week.new, week.resurrecting, week.returning]),
            json!([row["new"], row["resurrected"], row["retained"]])
        );
        assert!(week.dormant.map(u64::from) == row["churned"].as_u64() || !week.complete);
    }
}

fn id(member: usize) -> qunce::model::MemberId {
    qunce::model::MemberId(member.to_string())
}

fn group() -> Group {
    serde_json::from_value(json!({"id": "", "name": ""})).unwrap()
}

#[test]
fn a_mean_value_is_split_into_leaving_changing_and_joining() {
    for case in super::cases("engagement", "/cooling/cases") {
        let values = |key: &str| -> BTreeMap<String, f64> {
            super::object(&case, key)
                .iter()
                .map(|(id, value)| (id.clone(), value.as_f64().unwrap()))
                .collect()
        };
        let (found, expected) = (cooling(&values("value_t"), &values("value_t1")), &case["expected"]);
        let id = super::text(&case, "id");
        for (key, number) in [
            ("mean_t", found.mean_before),
            ("mean_t1", found.mean_after),
            ("exit_selection", found.exit_selection),
            ("within_change", found.within),
            ("entry_dilution", found.entry),
            ("leaver_minus_stayer", found.leaver_minus_stayer),
            ("auc_leaver_gt_stayer", found.auc),
        ] {
            super::expect_close(&format!("{id} {key}"), number, &expected[key], 1e-9);
        }
        for (key, count) in
            [("stayers", found.stayers), ("leavers", found.leavers), ("newcomers", found.newcomers)]
        {
            assert_eq!(count, super::list(expected, key).len(), "{id} {key}");
        }
        assert_eq!(Value::Bool(found.leans_to_cooling()), expected["cooling"], "{id}");
    }
}
