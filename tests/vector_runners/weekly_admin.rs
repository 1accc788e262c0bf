//! Week plans with proven optima: reached, and proven anew.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use qunce::planner::Status;
use qunce::planner::check::{check_week, fair_share};
use qunce::planner::week::{Cell, WeekAdmin, WeekGroup, WeekOptions, WeekPlan, WeekProblem, plan_week};
use serde_json::Value;

/// Position of a named thing in a list of things.
fn position(list: &[Value], id: &Value) -> usize {
    list.iter().position(|thing| thing["id"] == *id).unwrap_or_else(|| panic!("no {id}"))
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is not a whole number"))
}

fn pair(value: &Value) -> (u32, u32) {
    (number(&value[0]) as u32, number(&value[1]) as u32)
}

fn admin(value: &Value) -> WeekAdmin {
    super::only_keys(
        value,
        &[
            "id",
            "roles",
            "max_slots_week",
            "max_groups_week",
            "max_consecutive_days",
            "history_load",
            "pay_per_slot",
            "unavailable",
            "preference",
        ],
    );
    let wish = |(at, cost): (&String, &Value)| {
        let (day, slot) = at.split_once(',').expect("day,slot");
        ((day.parse().expect("a day"), slot.parse().expect("a slot")), number(cost))
    };
    WeekAdmin {
        roles: super::list(value, "roles")
            .iter()
            .map(|role| role.as_str().expect("a role").to_owned())
            .collect(),
        max_slots: super::count(value, "max_slots_week") as u32,
        max_groups: super::count(value, "max_groups_week") as u32,
        max_days_in_row: super::count(value, "max_consecutive_days") as u32,
        away: super::list(value, "unavailable").iter().map(pair).collect(),
        wish: value["preference"].as_object().expect("preferences").iter().map(wish).collect(),
        history: number(&value["history_load"]),
        pay_per_slot: number(&value["pay_per_slot"]),
    }
}

/// The problem of a case.
fn problem(case: &Value) -> WeekProblem {
    super::only_keys(
        case,
        &[
            "id",
            "seed",
            "days",
            "slots_per_day",
            "admins",
            "groups",
            "last_week_pairs",
            "budget",
            "fair_share_ceiling",
            "expected",
        ],
    );
    let admins = super::list(case, "admins");
    let mut cells = Vec::new();
    let mut groups = Vec::new();
    for group in super::list(case, "groups") {
        super::only_keys(group, &["id", "required_role", "cells"]);
        for cell in super::list(group, "cells") {
            super::only_keys(cell, &["day", "slot", "demand", "heat"]);
            cells.push(Cell {
                group: groups.len(),
                day: super::count(cell, "day") as u32,
                slot: super::count(cell, "slot") as u32,
                demand: super::count(cell, "demand") as u32,
                heat: number(&cell["heat"]),
            });
        }
        groups.push(WeekGroup { role: super::text(group, "required_role").to_owned() });
    }
    let pairs = super::list(case, "last_week_pairs").iter();
    let problem = WeekProblem {
        days: super::count(case, "days") as u32,
        slots_per_day: super::count(case, "slots_per_day") as u32,
        last_week_pairs: pairs.map(|pair| (position(admins, &pair[0]), position(admins, &pair[1]))).collect(),
        budget: case["budget"].as_i64(),
        admins: admins.iter().map(admin).collect(),
        groups,
        cells,
        ..WeekProblem::default()
    };
    assert_eq!(fair_share(&problem), number(&case["fair_share_ceiling"]));
    problem
}

/// The plan that a case names: [admin, group, day, slot].
fn named(case: &Value, problem: &WeekProblem) -> WeekPlan {
    let mut plan = WeekPlan::empty(problem);
    for duty in super::list(&case["expected"], "one_optimal_solution") {
        let admin =
            super::list(case, "admins").iter().position(|admin| admin["id"] == duty[0]).expect("an admin");
        let group =
            super::list(case, "groups").iter().position(|group| group["id"] == duty[1]).expect("a group");
        let at = (number(&duty[2]) as u32, number(&duty[3]) as u32);
        let cell = problem.cells.iter().position(|cell| cell.group == group && (cell.day, cell.slot) == at);
        plan.cells[cell.expect("a cell")].push(admin);
    }
    plan
}

#[test]
fn week_plans_are_optimal_and_proven() {
    for case in &super::cases("weekly_admin", "/instances") {
        let id = super::text(case, "id");
        let problem = problem(case);
        let expected = &case["expected"];
        super::only_keys(
            expected,
            &["objective", "status", "lower_bound", "uncovered", "pay", "one_optimal_solution"],
        );
        let given = check_week(&problem, &named(case, &problem));
        assert_eq!(given.violations, [], "{id}");
        assert_eq!(given.cost.total, number(&expected["objective"]), "{id}");
        assert_eq!(given.cost.missing_people as i64, number(&expected["uncovered"]), "{id}");
        assert_eq!(given.cost.pay, number(&expected["pay"]), "{id}");

        let trace = std::env::var_os("QUNCE_TRACE").is_some();
        let options = WeekOptions { time_limit: Some(Duration::from_secs(300)), ..WeekOptions::default() };
        let result = plan_week(&problem, options, &AtomicBool::new(false), &mut |progress| {
            if trace {
                let (best, bound) = (progress.best, progress.bound);
                eprintln!("{id} {:?} {best:?} {bound:?} {:.2?}", progress.phase, progress.elapsed);
            }
        });
        let check = check_week(&problem, &result.plan);
        let cost = check.cost.total;
        println!("{id}: cost {cost} bound {:?} in {:.2?}", result.bound, result.elapsed);
        assert_eq!(check.violations, [], "{id}");
        if text_is(expected, "status", "OPTIMAL") {
            assert_eq!(cost, number(&expected["objective"]), "{id}");
            assert_eq!(result.bound, Some(cost), "{id}");
            assert_eq!(result.status, Status::Optimal, "{id}");
        }
        // A guard against a search that never ends; the time itself is printed.
        assert!(result.elapsed < Duration::from_secs(360), "{id}: {:?}", result.elapsed);
    }
}

fn text_is(value: &Value, key: &str, text: &str) -> bool {
    super::text(value, key) == text
}
