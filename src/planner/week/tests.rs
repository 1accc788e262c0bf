use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::planner::Status;
use crate::planner::check::{WeekViolation, check_week};

const QUICK: WeekOptions = WeekOptions { seed: 1, time_limit: None, rounds: 6, patterns: 100_000 };

fn plan(problem: &WeekProblem) -> WeekResult {
    plan_week(problem, QUICK, &AtomicBool::new(false), &mut |_| {})
}

fn admin() -> WeekAdmin {
    WeekAdmin {
        roles: vec!["host".into()],
        max_slots: 3,
        max_groups: 2,
        max_days_in_row: 5,
        ..WeekAdmin::default()
    }
}

/// A week of one group with one slot a day.
fn days(admins: Vec<WeekAdmin>, heat: &[i64]) -> WeekProblem {
    let cell = |(day, &heat): (u32, &i64)| Cell { group: 0, day, slot: 0, demand: 1, heat };
    WeekProblem {
        days: heat.len() as u32,
        slots_per_day: 1,
        admins,
        groups: vec![WeekGroup { role: "host".into() }],
        cells: (0..).zip(heat).map(cell).collect(),
        ..WeekProblem::default()
    }
}

#[test]
fn nobody_is_a_plan_of_empty_cells() {
    let result = plan(&days(Vec::new(), &[1, 2, 3]));
    assert_eq!((result.status, result.cost.total, result.bound), (Status::Optimal, 6_000, Some(6_000)));
    let nothing = plan(&WeekProblem::default());
    assert_eq!((nothing.status, nothing.cost.total, nothing.plan), (Status::Optimal, 0, WeekPlan::default()));
}

#[test]
fn one_admin_takes_the_hottest_slots() {
    let result = plan(&days(vec![admin()], &[1, 5, 2, 4, 3]));
    assert_eq!((result.status, result.cost.missing_heat), (Status::Optimal, 3));
    let capped = plan(&days(vec![WeekAdmin { max_slots: 0, ..admin() }], &[1]));
    assert_eq!((capped.status, capped.cost.missing_people), (Status::Optimal, 1));
}

#[test]
fn a_budget_of_nothing_pays_nobody() {
    let mut problem = days(vec![WeekAdmin { pay_per_slot: 20, ..admin() }, admin()], &[1; 7]);
    problem.budget = Some(0);
    let result = plan(&problem);
    assert_eq!((result.status, result.cost.pay, result.cost.missing_people), (Status::Optimal, 0, 4));
}

#[test]
fn locked_duties_stand_in_the_plan() {
    let mut problem = days(vec![WeekAdmin { wish: vec![((0, 0), 90)], ..admin() }, admin()], &[1, 1]);
    problem.locked = vec![WeekLock { cell: 0, admin: 0 }];
    let result = plan(&problem);
    assert_eq!((result.status, result.cost.total), (Status::Optimal, 90));
    assert_eq!(result.plan.cells[0], [0]);
    problem.admins[0].away = vec![(0, 0)];
    let broken = plan(&problem);
    assert_eq!(broken.status, Status::Infeasible);
    assert_eq!(broken.violations, [WeekViolation::Away { admin: 0, cell: 0 }]);
    assert_eq!(broken.cost.missing_people, 0, "the rest is filled all the same");
}

/// A week that takes a while: 20 admins, 6 groups, two slots a day.
fn long() -> WeekProblem {
    let who = |at: u32| WeekAdmin {
        max_slots: 4 + at % 2,
        max_days_in_row: 3,
        away: (0..14)
            .filter(|slot| (slot * 7 + at * 5).is_multiple_of(6))
            .map(|slot| (slot / 2, slot % 2))
            .collect(),
        wish: (0..14).map(|slot| ((slot / 2, slot % 2), i64::from((slot * 11 + at * 3) % 7) - 3)).collect(),
        history: i64::from(at * 13 % 20),
        ..admin()
    };
    let cell = |at: usize| Cell {
        group: at % 6,
        day: (at / 12) as u32,
        slot: (at / 6 % 2) as u32,
        demand: 1 + (at % 5 / 4) as u32,
        heat: 1 + (at * 7 % 5) as i64,
    };
    WeekProblem {
        days: 7,
        slots_per_day: 2,
        admins: (0..20).map(who).collect(),
        groups: vec![WeekGroup { role: "host".into() }; 6],
        cells: (0..84).step_by(2).map(|at| cell(at + at / 12 % 2)).collect(),
        last_week_pairs: vec![(0, 1), (2, 3), (4, 5)],
        ..WeekProblem::default()
    }
}

#[test]
fn stop_is_answered_at_once_with_the_best_plan() {
    let problem = long();
    let stop = AtomicBool::new(false);
    let (mut stopped, mut best) = (None, None);
    let result = plan_week(&problem, WeekOptions::default(), &stop, &mut |progress| {
        best = progress.best;
        if progress.bound.is_some() && stopped.is_none() {
            stop.store(true, Ordering::Relaxed);
            stopped = Some(Instant::now());
        }
    });
    assert!(stopped.is_some_and(|stopped| stopped.elapsed().as_millis() < 200), "{stopped:?}");
    assert_eq!(Some(result.cost.total), best);
    assert_eq!(result.violations, []);
    assert!(result.bound.is_some_and(|bound| bound <= result.cost.total));
}

#[test]
fn the_same_seed_gives_the_same_plan() {
    let mut problem = long();
    problem.admins.truncate(9);
    problem.cells.truncate(16);
    problem.last_week_pairs.truncate(2);
    let (first, second) = (plan(&problem), plan(&problem));
    assert_eq!(first.plan, second.plan);
    assert_eq!((first.status, first.violations), (Status::Optimal, Vec::new()));
}

/// The least cost over every roster.
fn by_hand(problem: &WeekProblem, plan: &mut WeekPlan, cell: usize, admin: usize) -> i64 {
    if cell == problem.cells.len() {
        let check = check_week(problem, plan);
        return if check.violations.is_empty() { check.cost.total } else { i64::MAX };
    }
    if admin == problem.admins.len() {
        return by_hand(problem, plan, cell + 1, 0);
    }
    let without = by_hand(problem, plan, cell, admin + 1);
    plan.cells[cell].push(admin);
    let with = by_hand(problem, plan, cell, admin + 1);
    plan.cells[cell].pop();
    without.min(with)
}

prop_compose! {
    fn small()(
        slots in 1_u32..3,
        cells in proptest::collection::vec((0_usize..2, 0_u32..3, 0_u32..2, 1_u32..3, 1_i64..6), 1..5),
        admins in proptest::collection::vec(
            (any::<bool>(), 0_u32..4, 1_u32..3, 1_u32..4, proptest::collection::vec((0_u32..3, 0_u32..2), 0..2), -3_i64..4, 0_i64..9, 0_i64..4),
            1..4,
        ),
        budget in proptest::option::of(0_i64..12),
        at_once in 1_u32..3,
        locked in any::<bool>(),
    ) -> WeekProblem {
        let mut seen = std::collections::BTreeSet::new();
        let cells = cells.into_iter().map(|(group, day, slot, demand, heat)| Cell { group, day, slot: slot % slots, demand, heat });
        let admins = admins.into_iter().map(|(guide, max_slots, max_groups, max_days_in_row, away, wish, history, pay_per_slot)| WeekAdmin {
            roles: if guide { vec!["host".into(), "guide".into()] } else { vec!["host".into()] },
            max_slots, max_groups, max_days_in_row, away, wish: vec![((0, 0), wish), ((1, 0), -wish)], history, pay_per_slot,
        });
        let mut problem = WeekProblem {
            days: 3,
            slots_per_day: slots,
            admins: admins.collect(),
            groups: vec![WeekGroup { role: "host".into() }, WeekGroup { role: "guide".into() }],
            cells: cells.filter(|cell| seen.insert((cell.group, cell.day, cell.slot))).collect(),
            last_week_pairs: vec![(0, 1), (1, 2)],
            budget,
            ..WeekProblem::default()
        };
        problem.rules.groups_at_once = at_once;
        if locked && problem.open(0, 0) {
            problem.locked.push(WeekLock { cell: 0, admin: 0 });
        }
        problem
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    /// Against every roster there is, by patterns and duty by duty.
    #[test]
    fn small_weeks_are_planned_best(problem in small()) {
        let sound = check_week(&problem, &WeekPlan::locked(&problem)).violations.is_empty();
        let least = by_hand(&problem, &mut WeekPlan::empty(&problem), 0, 0);
        for patterns in [100_000, 0] {
            let result = plan_week(&problem, WeekOptions { patterns, ..QUICK }, &AtomicBool::new(false), &mut |_| {});
            prop_assert_eq!(result.violations.is_empty(), sound);
            if sound {
                prop_assert_eq!((result.cost.total, result.bound, result.status), (least, Some(least), Status::Optimal));
                prop_assert!(problem.budget.is_none_or(|budget| result.cost.pay <= budget));
            }
        }
    }
}
