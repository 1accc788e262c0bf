//! What a reader of a rota relies on.

use super::*;
use crate::activity::Activity;
use crate::analytics::Input;
use crate::log::MessageLog;
use crate::model::{Candidate, Duty, Member, Money, Project, Rota};

fn candidate(id: &str, away: &[(&str, &str)], max_weeks: Option<u32>) -> Candidate {
    let away = away.iter().map(|(from, to)| (from.parse().unwrap(), to.parse().unwrap())).collect();
    Candidate { member: id.into(), away, max_weeks, ..Default::default() }
}

fn duty(week: u32, id: &str, reward: Option<i64>) -> Duty {
    Duty { week, seat: 0, member: id.into(), locked: false, reward: reward.map(Money) }
}

fn rota(candidates: Vec<Candidate>, duties: Vec<Duty>) -> Rota {
    let start = "2026-10-05".parse().unwrap();
    Rota {
        name: "R".into(),
        start,
        weeks: 4,
        seats: 1,
        groups: Vec::new(),
        rules: Default::default(),
        candidates,
        duties,
        ..Rota::default()
    }
}

fn read(rota: Rota) -> RotaReadout {
    let ann = Member { id: "ann".into(), aliases: vec!["ann-old".into()], ..Member::default() };
    let project = Project { rotas: vec![rota], members: vec![ann].into(), ..Project::default() };
    let activity = Activity::build(&project, &MessageLog::default());
    rotation(Input { project: &project, activity: &activity }).first
}

#[test]
fn without_a_rota_the_keys_are_there_and_empty() {
    let project = Project::default();
    let activity = Activity::default();
    let json = serde_json::to_value(rotation(Input { project: &project, activity: &activity })).unwrap();
    for key in ["weeks", "seats", "filled", "distinct_people"] {
        assert_eq!(json[key], 0, "{key}");
    }
    assert_eq!(json["loads"], serde_json::json!({}));
    assert_eq!(json["uncovered"], serde_json::json!([]));
    for key in ["objective", "bound", "status", "cost"] {
        assert!(json.get(key).is_some_and(|value| value.is_null()), "{key}");
    }
    for key in ["max_min", "gini", "jain", "balance"] {
        assert!(json["fairness"].get(key).is_some_and(|value| value.is_null()), "{key}");
    }
}

#[test]
fn loads_hold_idle_candidates_and_an_alias_is_the_member() {
    let candidates = vec![candidate("ann", &[], None), candidate("bob", &[], None)];
    let result = read(rota(
        candidates,
        vec![duty(0, "ann", Some(1050)), duty(1, "ann-old", None), duty(9, "bob", None)],
    ));
    assert_eq!(result.loads.values().copied().collect::<Vec<_>>(), [2, 0]);
    assert_eq!((result.filled, result.seats, result.distinct_people), (2, 4, 1));
    assert_eq!(result.fairness.max_min, Some(2));
    assert_eq!(result.fairness.gini, Some(0.5));
    assert_eq!(result.fairness.jain, Some(0.5));
    assert_eq!(result.fairness.balance, Some(0));
    assert_eq!(result.overloaded, [Overloaded { member: "ann".into(), percent: 100 }]);
    assert_eq!(result.consecutive.len(), 1);
    assert_eq!(result.consecutive[0].week.to_string(), "2026-10-12");
    assert_eq!(serde_json::to_value(&result).unwrap()["cost"], 10.5);
}

#[test]
fn an_empty_week_says_why() {
    let candidates = vec![
        candidate("ann", &[], Some(1)),
        // Away on the last day of week 1 only: the whole week is out.
        candidate("bob", &[("2026-10-18", "2026-10-18")], None),
    ];
    let result = read(rota(candidates, vec![duty(0, "ann", None)]));
    let reasons: Vec<&str> = result.uncovered.iter().map(|week| week.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "nobody available (1 away, 1 at their cap)",
            "not filled (1 person could take it)",
            "not filled (1 person could take it)"
        ]
    );
    assert_eq!(result.uncovered[0].week.to_string(), "2026-10-12");
    assert_eq!(result.cost, None);
    let alone = read(rota(Vec::new(), Vec::new()));
    assert_eq!(alone.uncovered[0].reason, "there are no candidates");
}

#[test]
fn nothing_to_share_is_unknown_and_equal_loads_are_fair() {
    assert_eq!(fairness(&[]), Fairness::default());
    let idle = fairness(&[0, 0]);
    assert_eq!((idle.max_min, idle.gini, idle.jain, idle.balance), (Some(0), None, None, None));
    let equal = fairness(&[3, 3, 3]);
    assert_eq!((equal.max_min, equal.jain, equal.balance), (Some(0), Some(1.0), Some(100)));
    assert!(equal.gini.unwrap().abs() < 1e-12);
}

#[test]
fn of_those_who_served_the_longest_rested_is_picked() {
    let served = |end, busy| PickCandidate { last_end: Some(end), busy };
    assert_eq!(pick(&[served(30, false), served(10, true), served(20, false), served(20, false)]), Some(2));
}
