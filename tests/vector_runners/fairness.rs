//! Schedule quality as Grafana OnCall states it, and LinkedIn's choice of who serves next.

use qunce::analytics::engagement::local_midnight;
use qunce::analytics::rotation::{PickCandidate, free, pick, quality};

#[test]
fn schedule_quality() {
    for case in &super::cases("fairness", "/grafana_quality/cases") {
        let id = case["id"].as_str().unwrap();
        let people: Vec<(&String, f64)> = case["hours"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(who, hours)| (who, hours.as_f64().unwrap()))
            .collect();
        let hours: Vec<f64> = people.iter().map(|(_, hours)| *hours).collect();
        let verdict = quality(case["coverage_percent"].as_u64().unwrap() as u32, &hours);
        assert_eq!(serde_json::json!(verdict.balance), case["balance_percent"], "{id}");
        assert_eq!(serde_json::json!(verdict.total), case["expected"]["total_score"], "{id}");
        let overloaded: serde_json::Map<String, serde_json::Value> = verdict
            .overloaded
            .iter()
            .map(|over| (people[over.person].0.clone(), over.percent.into()))
            .collect();
        assert_eq!(serde_json::Value::from(overloaded), case["expected"]["overloaded"], "{id}");
    }
}

#[test]
fn next_on_duty() {
    for case in &super::cases("fairness", "/linkedin/cases") {
        let ids = |key: &str| -> Vec<u64> {
            case[key].as_array().into_iter().flatten().map(|id| id.as_u64().unwrap()).collect()
        };
        let (roster, busy, never) = (ids("roster"), ids("busy"), ids("never_served"));
        let candidates: Vec<PickCandidate> = roster
            .iter()
            .map(|id| PickCandidate {
                last_end: (!never.contains(id)).then_some(100),
                busy: busy.contains(id),
            })
            .collect();
        if let Some(expected) = case.get("expected") {
            assert_eq!(pick(&candidates).map(|index| roster[index]), expected.as_u64(), "{case}");
        }
        if case.get("expected_candidates").is_some() {
            let left: Vec<u64> = free(&candidates).into_iter().map(|index| roster[index]).collect();
            assert_eq!(left, ids("expected_candidates"), "{case}");
        }
    }
}

#[test]
fn weekly_shifts_join_over_the_clock_change() {
    let rota = qunce::model::Rota {
        name: String::new(),
        start: "2026-02-22".parse().unwrap(),
        weeks: 40,
        seats: 1,
        groups: Vec::new(),
        rules: Default::default(),
        candidates: Vec::new(),
        duties: Vec::new(),
        ..qunce::model::Rota::default()
    };
    let zone = chrono_tz::America::Los_Angeles;
    let day = qunce::activity::day;
    let mut hours = std::collections::BTreeSet::new();
    for week in 0..rota.weeks {
        let (first, last) = rota.week_days(week);
        let end = local_midnight(zone, day(last) + 1);
        assert_eq!(end, local_midnight(zone, day(rota.week_days(week + 1).0)));
        hours.insert((end - local_midnight(zone, day(first))) / 3_600_000);
    }
    assert_eq!(hours.into_iter().collect::<Vec<_>>(), [167, 168, 169]);
}
