//! Cohort matrices of PostHog, and ClickHouse's retention function.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, Weekday};
use qunce::activity::day;
use qunce::analytics::engagement::{
    CohortKind, Interval, Presence, RetentionQuery, Returned, WindowUnit, conditions_met, retention,
    window_day, window_index, window_retention,
};
use serde_json::Value;

fn time(value: &Value) -> NaiveDateTime {
    let text = value.as_str().unwrap();
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .unwrap()
}

fn presence(codes: &BTreeMap<&str, u32>, events: &Value, interval: Interval) -> Presence {
    let cells: Vec<(u32, i32, u32)> = events
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (codes[event[0].as_str().unwrap()], day(time(&event[1]).date()), 1))
        .collect();
    Presence::gather(codes.len(), cells.iter().copied()).regroup(interval)
}

#[test]
fn every_section_has_a_runner() {
    let Some(file) = super::load("retention") else { return };
    super::only_keys(&file, &["about", "posthog", "clickhouse", "amplitude"]);
    let clickhouse = ["source", "semantics", "rows", "cases", "databend", "doris", "fuzz_engine_26_9_2"];
    super::only_keys(&file["clickhouse"], &clickhouse);
    super::only_keys(&file["amplitude"], &["source", "definitions", "cases"]);
}

#[test]
fn cohort_matrices() {
    for case in &super::cases("retention", "/posthog") {
        let id = case["id"].as_str().unwrap();
        let interval = match (case["period"].as_str().unwrap(), case["week_start"].as_str()) {
            ("day", _) => Interval::Day,
            ("month", _) => Interval::Month,
            ("week", Some("monday")) => Interval::Week(Weekday::Mon),
            ("week", _) => Interval::Week(Weekday::Sun),
            other => panic!("{other:?}"),
        };
        let target = &case["target_events"];
        let returning = if case["returning_events"].is_array() { &case["returning_events"] } else { target };
        let events = target.as_array().unwrap().iter().chain(returning.as_array().unwrap());
        let mut codes: BTreeMap<&str, u32> = events.map(|event| (event[0].as_str().unwrap(), 0)).collect();
        codes.values_mut().zip(0..).for_each(|(code, next)| *code = next);
        let query = RetentionQuery {
            first: interval.index(day(time(&case["first_interval"]).date())),
            intervals: case["intervals"].as_u64().unwrap() as usize,
            kind: if case["cohort"] == "recurring" { CohortKind::Recurring } else { CohortKind::FirstTime },
            cumulative: case["cumulative"].as_bool().unwrap(),
            minimum: case["minimum_occurrences"].as_u64().unwrap() as u32,
        };
        let cohorts =
            retention(&presence(&codes, target, interval), &presence(&codes, returning, interval), query);
        let expected = case["expected"].as_array().unwrap();
        assert_eq!(cohorts.len(), expected.len(), "{id}");
        for (row, (cohort, expected)) in cohorts.iter().zip(expected).enumerate() {
            assert_eq!(cohort.size, cohort.returned[0], "{id} row {row}");
            for (column, cell) in expected.as_array().unwrap().iter().enumerate() {
                // The source pads what was not observed with 0; here those columns do not exist.
                let returned = cohort.returned.get(column).copied().unwrap_or(0);
                assert_eq!(u64::from(returned), cell.as_u64().unwrap(), "{id} row {row} column {column}");
            }
        }
    }
}

fn bits(value: &Value) -> Vec<bool> {
    value.as_array().unwrap().iter().map(|bit| bit.as_u64() == Some(1)).collect()
}

/// Rows (person, day) as the conditions "was seen on that day".
fn dated(rows: &[(u64, &str)], conditions: &[&str]) -> BTreeMap<u64, Vec<bool>> {
    let mut people = BTreeMap::<u64, Vec<Vec<bool>>>::new();
    for &(person, day) in rows {
        people
            .entry(person)
            .or_default()
            .push(conditions.iter().map(|&condition| condition == day).collect());
    }
    people.into_iter().map(|(person, rows)| (person, conditions_met(&rows))).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn clickhouse_sums() {
    let Some(file) = super::load("retention") else { return };
    let clickhouse = &file["clickhouse"];
    let mut rows: Vec<(u64, &str)> = Vec::new();
    for (people, day) in [(80, "2018-08-06"), (50, "2018-08-07"), (60, "2018-08-08")] {
        rows.extend((0..people).map(|person| (person, day)));
    }
    for case in clickhouse["cases"].as_array().unwrap() {
        let conditions = texts(&case["conditions"]);
        let met = dated(&rows, &conditions);
        let sums: Vec<usize> =
            (0..conditions.len()).map(|at| met.values().filter(|met| met[at]).count()).collect();
        assert_eq!(serde_json::json!(sums), case["sum"]);
    }
    rows.push((999, "2018-08-07"));
    let met = dated(&rows, &["2018-08-06", "2018-08-07", "2018-08-08"]);
    assert_eq!(met[&999], bits(&clickhouse["databend"]["expected"]["999"]));
}

#[test]
fn clickhouse_rows() {
    let Some(file) = super::load("retention") else { return };
    let clickhouse = &file["clickhouse"];
    let doris = &clickhouse["doris"];
    let rows = doris["rows"].as_array().unwrap();
    let rows: Vec<(u64, &str)> =
        rows.iter().map(|row| (row[0].as_u64().unwrap(), row[1].as_str().unwrap())).collect();
    let met = dated(&rows, &texts(&doris["conditions"]));
    for (person, expected) in doris["expected"].as_object().unwrap() {
        assert_eq!(met[&person.parse().unwrap()], bits(expected), "doris {person}");
    }
    for (number, case) in clickhouse["fuzz_engine_26_9_2"].as_array().unwrap().iter().enumerate() {
        for (person, expected) in case["expected"].as_object().unwrap() {
            let rows: Vec<Vec<bool>> = case["rows"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|row| row[0].as_u64() == person.parse().ok())
                .map(|row| bits(&row[1]))
                .collect();
            assert_eq!(conditions_met(&rows), bits(expected), "case {number} person {person}");
        }
    }
}

#[test]
fn day_windows() {
    for case in &super::cases("retention", "/amplitude/cases") {
        super::only_keys(case, &["mode", "start", "event", "retained_day", "note"]);
        assert_eq!(case["mode"], "24-hour window");
        let [start, event] = ["start", "event"].map(|key| time(&case[key]).and_utc().timestamp_millis());
        let expected = case["retained_day"].as_i64();
        assert_eq!(Some(window_day(start, event)), expected);
        assert_eq!(Some(window_index(start, event, WindowUnit::Day)), expected);
        for n in 0..5 {
            let found =
                window_retention([(&[start][..], &[event][..])], WindowUnit::Day, n, event + 864_000_000);
            let returned = u32::from(Some(i64::from(n)) == expected);
            assert_eq!(found, Returned { eligible: 1, returned });
        }
    }
}
