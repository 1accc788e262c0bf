//! Step funnels, breakdowns, trends and times to convert, as PostHog's tests state them.

use std::collections::{BTreeMap, BTreeSet};

use qunce::analytics::funnel::{
    Attribution, Exclusion, Hit, Query, QueryError, breakdown_counts, conversion_times, mean_seconds,
    median_seconds, tally, time_to_convert, trend,
};
use qunce::model::StepOrder;
use serde_json::Value;

const DAY: i64 = 86_400_000;

fn order(case: &Value) -> StepOrder {
    match case["order"].as_str() {
        Some("strict") => StepOrder::Strict,
        Some("unordered") => StepOrder::Unordered,
        _ => StepOrder::Ordered,
    }
}

fn exclusions(case: &Value) -> Vec<Exclusion> {
    let index = |one: &Value, key: &str| one[key].as_u64().unwrap() as usize;
    let list = case["exclusions"].as_array().into_iter().flatten();
    list.map(|one| Exclusion { from: index(one, "from_step"), to: index(one, "to_step") }).collect()
}

fn query(case: &Value) -> Query {
    let steps = case["steps"].as_array().map_or_else(|| names(&case["events"]).len(), Vec::len);
    Query::new(steps, order(case), case["window_seconds"].as_f64().unwrap(), exclusions(case)).unwrap()
}

/// The event names of a case that lists no steps, in order of first use by the first person.
fn names(events: &Value) -> Vec<String> {
    let first = events.as_object().unwrap().values().next().unwrap();
    first.as_array().unwrap().iter().map(|event| event[1].as_str().unwrap().to_owned()).collect()
}

fn matches(step: &Value, event: &Value) -> bool {
    if let Some(name) = step.as_str() {
        return event[1] == name;
    }
    let named = step["event"].is_null() || step["event"] == event[1];
    let mut wanted = step["where"].as_object().into_iter().flatten();
    named && wanted.all(|(key, value)| event[2][key] == *value)
}

fn mask<'v>(list: impl Iterator<Item = &'v Value>, event: &Value) -> u64 {
    list.enumerate().filter(|(_, step)| matches(step, event)).fold(0, |mask, (bit, _)| mask | 1 << bit)
}

/// People in the order of their names, each with their events.
fn people(case: &Value) -> Vec<(String, Vec<Hit>)> {
    let named: Vec<Value>;
    let steps = match case["steps"].as_array() {
        Some(steps) => steps,
        None => {
            named = names(&case["events"]).into_iter().map(Value::from).collect();
            &named
        }
    };
    let hit = |event: &Value| Hit {
        at: event[0].as_i64().unwrap() * 1000,
        steps: mask(steps.iter(), event),
        exclusions: mask(case["exclusions"].as_array().into_iter().flatten(), event),
    };
    let events = case["events"].as_object().unwrap();
    events
        .iter()
        .map(|(name, list)| (name.clone(), list.as_array().unwrap().iter().map(hit).collect()))
        .collect()
}

fn numbers(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap() as u32).collect()
}

fn close(actual: Option<f64>, expected: &Value, what: &str) {
    match (actual, expected.as_f64()) {
        (None, None) => {}
        (Some(actual), Some(expected)) => {
            assert!((actual - expected).abs() < 1e-9, "{what}: {actual} {expected}")
        }
        other => panic!("{what}: {other:?}"),
    }
}

#[test]
fn steps() {
    for case in &super::cases("funnel_posthog", "/steps_cases") {
        let id = case["id"].as_str().unwrap();
        let people = people(case);
        let walk = people.iter().enumerate().map(|(code, (_, hits))| (code as u32, hits.as_slice()));
        let result = tally(&query(case), walk, 0);
        let counts: Vec<u32> = result.steps.iter().map(|step| step.reached.len() as u32).collect();
        let expected = &case["expected"];
        assert_eq!(counts, numbers(&expected["counts"]), "{id}");
        for (step, users) in expected["users"].as_array().into_iter().flatten().enumerate() {
            let reached = &result.steps[step].reached;
            let reached: BTreeSet<&str> =
                reached.iter().map(|&code| people[code as usize].0.as_str()).collect();
            let users = users.as_array().unwrap().iter().map(|user| user.as_str().unwrap()).collect();
            assert_eq!(reached, users, "{id} step {step}");
        }
        for (step, mean) in expected["average_conversion_time"].as_array().into_iter().flatten().enumerate() {
            close(mean_seconds(&result.steps[step].times), mean, id);
        }
        for (step, median) in expected["median_conversion_time"].as_array().into_iter().flatten().enumerate()
        {
            close(median_seconds(&result.steps[step].times), median, id);
        }
    }
}

#[test]
fn invalid_exclusions() {
    for case in &super::cases("funnel_posthog", "/invalid_exclusions/cases") {
        let steps = case["steps"].as_u64().unwrap() as usize;
        let bounds = numbers(&case["exclusion"]);
        let exclusion = Exclusion { from: bounds[0] as usize, to: bounds[1] as usize };
        for order in [StepOrder::Ordered, StepOrder::Strict, StepOrder::Unordered] {
            let refused = Query::new(steps, order, 60.0, vec![exclusion]);
            assert!(matches!(refused, Err(QueryError::Exclusion { .. })), "{case}");
        }
    }
}

#[test]
fn breakdowns() {
    for case in &super::cases("funnel_posthog", "/breakdown_cases") {
        let id = case["id"].as_str().unwrap();
        let attribution = match case["attribution"].as_str().unwrap() {
            "first_touch" => Attribution::FirstTouch,
            "last_touch" => Attribution::LastTouch,
            step => Attribution::Step(step.strip_prefix("step:").unwrap().parse().unwrap()),
        };
        let keys = case["breakdown"].as_array().unwrap();
        let value = |event: &Value| -> String {
            let part = |key: &Value| event[2][key.as_str().unwrap()].as_str().unwrap_or_default().to_owned();
            keys.iter().map(part).collect::<Vec<_>>().join("|")
        };
        let unnamed = "|".repeat(keys.len() - 1);
        let people = people(case);
        let values: Vec<Vec<String>> = case["events"]
            .as_object()
            .unwrap()
            .values()
            .map(|events| events.as_array().unwrap().iter().map(value).collect())
            .collect();
        let query = query(case);
        let walk = people.iter().zip(&values).map(|((_, hits), values)| (hits.as_slice(), values.as_slice()));
        let groups = breakdown_counts(&query, walk, attribution, |value| *value == unnamed);
        // People without any value are grouped under the default, the empty text.
        let groups: BTreeMap<String, Vec<u32>> = groups
            .into_iter()
            .map(|(value, counts)| (if value.is_empty() { unnamed.clone() } else { value }, counts))
            .collect();
        let expected = case["expected"].as_object().unwrap();
        let wanted: BTreeMap<String, Vec<u32>> =
            expected.iter().map(|(value, group)| (value.clone(), numbers(&group["counts"]))).collect();
        assert_eq!(groups, wanted, "{id}");
        for (value, group) in expected {
            let users: Vec<&str> =
                group["users_step1"].as_array().unwrap().iter().map(|user| user.as_str().unwrap()).collect();
            let own = people.iter().enumerate().filter(|(_, (name, _))| users.contains(&name.as_str()));
            let own = own.map(|(code, (_, hits))| (code as u32, hits.as_slice()));
            let result = tally(&query, own, 0);
            assert_eq!(result.steps[0].reached.len(), users.len(), "{id} {value}");
            close(mean_seconds(&result.steps[1].times), &group["average_conversion_time"][1], id);
        }
    }
}

#[test]
fn trends() {
    for case in &super::cases("funnel_posthog", "/trend_cases") {
        let id = case["id"].as_str().unwrap();
        let first = case["first_day"].as_str().unwrap().parse::<chrono::NaiveDate>().unwrap();
        let first = i64::from(first.to_epoch_days()) * DAY;
        let starts: Vec<i64> = (0..=case["days"].as_i64().unwrap()).map(|day| first + day * DAY).collect();
        let steps = ["from_step", "to_step"].map(|key| case[key].as_u64().unwrap() as usize);
        let people = people(case);
        let walk = people.iter().map(|(_, hits)| hits.as_slice());
        let days = trend(&query(case), walk, &starts, (steps[0], steps[1]));
        let from: Vec<u32> = days.iter().map(|day| day.from).collect();
        let to: Vec<u32> = days.iter().map(|day| day.to).collect();
        assert_eq!(from, numbers(&case["expected_reached_from"]), "{id}");
        assert_eq!(to, numbers(&case["expected_reached_to"]), "{id}");
        for (day, rate) in days.iter().zip(case["expected_rate_percent"].as_array().unwrap()) {
            // The source writes 0 % where nobody entered; here that is unknown.
            assert_eq!(day.percent().unwrap_or(0.0), rate.as_f64().unwrap(), "{id}");
            assert_eq!(day.percent().is_none(), day.from == 0, "{id}");
        }
    }
}

#[test]
fn times_to_convert() {
    for case in &super::cases("funnel_posthog", "/time_to_convert_cases") {
        let people = people(case);
        let walk = people.iter().map(|(_, hits)| hits.as_slice());
        let [from, to] = ["from_step", "to_step"].map(|key| case[key].as_u64().unwrap() as usize);
        let histogram = time_to_convert(&conversion_times(&query(case), walk, from, to));
        assert_eq!(serde_json::json!(histogram.bins), case["expected_bins"], "{}", case["id"]);
        close(histogram.mean_seconds, &case["expected_average"], "mean");
    }
}
