//! Year plans with proven optima, and the most different people who can serve.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use qunce::planner::Status;
use qunce::planner::check::check_year;
use qunce::planner::year::{YearOptions, YearPerson, YearProblem, distinct_people, plan_year};
use serde_json::Value;

/// The problem of a case.
fn problem(case: &Value) -> YearProblem {
    super::only_keys(
        case,
        &[
            "id",
            "seed",
            "people",
            "weeks",
            "seats_per_week",
            "min_weeks",
            "max_weeks",
            "unavailable_weeks",
            "preference_cost",
            "expected",
        ],
    );
    let numbers = |list: &Value| -> Vec<i64> {
        list.as_array().expect("a list").iter().map(|number| number.as_i64().expect("a number")).collect()
    };
    let away = super::list(case, "unavailable_weeks");
    let wishes = super::list(case, "preference_cost");
    let person = |(away, wish): (&Value, &Value)| YearPerson {
        away: numbers(away).into_iter().map(|week| week as u32).collect(),
        wish: numbers(wish),
        min_weeks: super::count(case, "min_weeks") as u32,
        max_weeks: super::count(case, "max_weeks") as u32,
        ..YearPerson::default()
    };
    let problem = YearProblem {
        seats: vec![super::count(case, "seats_per_week") as u32; super::count(case, "weeks")],
        people: away.iter().zip(wishes).map(person).collect(),
        ..YearProblem::default()
    };
    assert_eq!(problem.people.len(), super::count(case, "people"));
    problem
}

#[test]
fn year_plans_are_optimal() {
    for case in &super::cases("annual_rotation", "/instances") {
        let id = super::text(case, "id");
        let problem = problem(case);
        let start = Instant::now();
        let result = plan_year(&problem, YearOptions::default(), &AtomicBool::new(false), &mut |_| {});
        let time = start.elapsed();
        let check = check_year(&problem, &result.plan);
        assert_eq!(check.violations, [], "{id}");
        assert_eq!(result.status, Status::Optimal, "{id}");
        let expected = &case["expected"];
        super::only_keys(
            expected,
            &[
                "objective",
                "uncovered_seats",
                "below_minimum_weeks",
                "preference_cost",
                "lp_relaxation",
                "distinct_people_in_this_solution",
                "max_distinct_people_at_full_cover",
            ],
        );
        let count = |key: &str| super::count(expected, key) as i64;
        println!("{id}: cost {} bound {} in {time:.1?}", check.cost.total, result.bound);
        assert_eq!(check.cost.total, count("objective"), "{id}");
        assert_eq!(result.bound, count("objective"), "{id}");
        assert_eq!(check.cost.empty_seats as i64, count("uncovered_seats"), "{id}");
        assert_eq!(check.cost.below_minimum_weeks as i64, count("below_minimum_weeks"), "{id}");
        assert_eq!(check.cost.wishes, count("preference_cost"), "{id}");
        let distinct = distinct_people(&problem);
        assert_eq!(distinct.people as i64, count("max_distinct_people_at_full_cover"), "{id}");
        assert_eq!(distinct.empty as i64, count("uncovered_seats"), "{id}");
        let missing: u64 = result.shortages.iter().map(|shortage| shortage.missing).sum();
        assert_eq!(missing as i64, count("uncovered_seats"), "{id}");
        // A guard against a search that never ends; the time itself is printed.
        assert!(time < Duration::from_secs(60), "{id}: {time:?}");
    }
}
