use std::sync::atomic::AtomicBool;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::planner::Status;
use crate::planner::check::{YearViolation, check_year};

fn plan(problem: &YearProblem) -> YearResult {
    let options = YearOptions { time_limit: None, ..YearOptions::default() };
    plan_year(problem, options, &AtomicBool::new(false), &mut |_| {})
}

/// `people` people who take up to `most` weeks, never away.
fn pool(people: usize, most: u32) -> Vec<YearPerson> {
    vec![YearPerson { max_weeks: most, ..YearPerson::default() }; people]
}

fn year(seats: Vec<u32>, people: Vec<YearPerson>) -> YearProblem {
    YearProblem { seats, people, ..YearProblem::default() }
}

#[test]
fn nobody_is_a_plan_of_empty_seats() {
    let result = plan(&year(vec![1; 52], Vec::new()));
    assert_eq!((result.status, result.cost.total, result.bound), (Status::Optimal, 52_000, 52_000));
    assert_eq!(result.shortages[0].weeks.len() + result.shortages.len() - 1, 52);
    assert!(result.shortages.iter().all(|shortage| shortage.people.is_empty()));
    let nothing = plan(&YearProblem::default());
    assert_eq!((nothing.status, nothing.cost.total), (Status::Optimal, 0));
}

#[test]
fn one_person_serves_up_to_the_cap() {
    let result = plan(&year(vec![1; 4], pool(1, 3)));
    assert_eq!((result.status, result.cost.empty_seats), (Status::Optimal, 1));
    assert_eq!(
        result.shortages,
        [Shortage { weeks: vec![0, 1, 2, 3], seats: 4, people: vec![0], raise: vec![0], missing: 1 }]
    );
    let capped = plan(&year(vec![1; 4], pool(3, 0)));
    assert_eq!(capped.cost.empty_seats, 4);
}

#[test]
fn a_year_of_holidays_needs_nobody() {
    let result = plan(&year(vec![0; 52], pool(3, 1)));
    assert_eq!((result.status, result.cost.total), (Status::Optimal, 0));
}

#[test]
fn full_cover_that_cannot_be_is_infeasible_and_names_the_weeks() {
    let mut problem = year(vec![1; 3], pool(2, 3));
    problem.people.iter_mut().for_each(|person| person.away = vec![1]);
    problem.rules.must_cover = true;
    let result = plan(&problem);
    assert_eq!(result.status, Status::Infeasible);
    assert_eq!(result.violations, [YearViolation::EmptySeat { week: 1, seat: 0 }]);
    assert_eq!(result.shortages[0].weeks, [1]);
    assert_eq!(result.cost.empty_seats, 1, "the other weeks are filled all the same");
}

#[test]
fn full_cover_outweighs_every_wish() {
    let mut problem = year(vec![1], pool(1, 1));
    problem.people[0].wish = vec![5_000];
    assert_eq!(plan(&problem).cost.empty_seats, 1);
    problem.rules.must_cover = true;
    assert_eq!(plan(&problem).cost.empty_seats, 0);
}

#[test]
fn full_cover_that_a_gap_forbids_is_infeasible() {
    let mut problem = year(vec![1; 4], pool(2, 4));
    problem.rules = YearRules { min_gap: 2, must_cover: true, ..YearRules::default() };
    let result = plan(&problem);
    assert_eq!((result.status, result.cost.empty_seats, result.shortages.len()), (Status::Infeasible, 1, 0));
    problem.people.push(YearPerson { max_weeks: 4, wish: vec![5_000; 4], ..YearPerson::default() });
    let covered = plan(&problem);
    assert_eq!((covered.status, covered.cost.empty_seats, covered.cost.total), (Status::Optimal, 0, 5_000));
}

#[test]
fn loads_of_years_before_are_evened_out() {
    let mut problem = year(vec![1; 6], pool(3, 6));
    problem.people[0].history = 4;
    problem.rules.fairness = 1;
    let result = plan(&problem);
    assert_eq!(result.plan.loads(3), [0, 3, 3]);
    assert_eq!(result.status, Status::Optimal);
}

#[test]
fn locked_duties_stand_and_count() {
    let mut problem = year(vec![2; 3], pool(3, 2));
    problem.people[2].wish = vec![9; 3];
    problem.locked = vec![YearLock { week: 1, seat: 1, person: 2 }];
    let result = plan(&problem);
    assert_eq!(result.plan.weeks[1][1], Some(2));
    assert_eq!(result.status, Status::Optimal);
    assert_eq!(result.plan.loads(3).iter().sum::<u32>(), 6);
}

#[test]
fn a_lock_that_breaks_a_rule_is_infeasible() {
    let mut problem = year(vec![1; 3], pool(2, 2));
    problem.people[0].away = vec![1];
    problem.locked = vec![YearLock { week: 1, seat: 0, person: 0 }];
    let result = plan(&problem);
    assert_eq!(result.status, Status::Infeasible);
    assert_eq!(result.violations, [YearViolation::Away { person: 0, week: 1 }]);
    assert_eq!(result.cost.empty_seats, 0);
}

#[test]
fn different_people_are_counted_apart_from_wishes() {
    let mut problem = year(vec![1; 4], pool(4, 4));
    problem.people[1..].iter_mut().for_each(|person| person.wish = vec![100; 4]);
    assert_eq!(plan(&problem).plan.loads(4), [4, 0, 0, 0]);
    assert_eq!(distinct_people(&problem), Distinct { people: 4, seats: 4, empty: 0, pool: 4, able: 4 });
    problem.people[3].away = (0..4).collect();
    let distinct = distinct_people(&problem);
    assert_eq!((distinct.people, distinct.able), (3, 3));
}

#[test]
fn three_hundred_people_are_planned_at_once() {
    let mut problem = year(vec![3; 52], pool(300, 1));
    problem.rules.fairness = 1;
    for (at, person) in (0_u32..).zip(&mut problem.people) {
        person.wish = (0..52).map(|week| i64::from((week * 17 + at * 29) % 31)).collect();
        person.away = (0..52).filter(|week| !(week * 7 + at * 11).is_multiple_of(3)).collect();
        person.history = at % 3;
    }
    let result = plan(&problem);
    assert_eq!((result.status, result.cost.empty_seats, result.violations.len()), (Status::Optimal, 0, 0));
    assert_eq!(check_year(&problem, &result.plan).distinct_people, 156);
    assert!(result.elapsed < Duration::from_secs(5), "{:?}", result.elapsed);
}

#[test]
fn nobody_serves_twice_within_the_gap() {
    let mut problem = year(vec![1; 12], pool(4, 4));
    problem.rules.min_gap = 3;
    problem.people[1].last_served = Some(1);
    let result = plan(&problem);
    assert_eq!((result.status, result.cost.total), (Status::Optimal, 0));
    assert!(result.plan.people(0).chain(result.plan.people(2)).all(|person| person != 1));
    problem.people.pop();
    let short = plan(&problem);
    assert_eq!((short.status, short.cost.empty_seats), (Status::Optimal, 3));
    assert_eq!(short.bound, 3_000);
}

#[test]
fn newcomers_serve_beside_experienced_people() {
    let mut problem = year(vec![2; 4], pool(6, 4));
    for (person, experience) in [(0, Experience::New), (1, Experience::New), (2, Experience::Experienced)] {
        problem.people[person].experience = experience;
        problem.people[person].max_weeks = 2;
    }
    problem.people[0].min_weeks = 2;
    problem.people[1].min_weeks = 2;
    problem.rules.newcomer_beside_experienced = true;
    let result = plan(&problem);
    assert_eq!(
        (result.status, result.cost.total, result.cost.below_minimum_weeks),
        (Status::Optimal, 200, 2)
    );
    assert_eq!(result.violations, []);
}

#[test]
fn tiers_are_mixed_where_it_is_cheap() {
    let mut problem = year(vec![2; 4], pool(6, 2));
    problem.people[0].tier = Some(1);
    problem.people[1].tier = Some(1);
    problem.people[0].wish = vec![0, 0, 60, 0];
    problem.people[1].away = vec![2];
    problem.rules.tiers = vec![TierRule { tier: 1, at_least: 1 }];
    let result = plan(&problem);
    assert_eq!((result.status, result.cost.tier_missing, result.cost.total), (Status::Optimal, 1, 50));
}

#[test]
fn the_same_seed_gives_the_same_plan() {
    let mut problem = year(vec![2; 20], pool(12, 5));
    problem.rules.min_gap = 2;
    problem.rules.fairness = 1;
    for (at, person) in problem.people.iter_mut().enumerate() {
        person.wish = (0..20).map(|week| ((week * 7 + at * 13) % 11) as i64).collect();
        person.away = (0..20).filter(|week| (week * 5 + at as u32 * 3).is_multiple_of(4)).collect();
    }
    let (first, second) = (plan(&problem), plan(&problem));
    assert_eq!(first.plan, second.plan);
    assert_eq!(first.violations, []);
    assert!(first.gap() <= 0.05, "{} {}", first.cost.total, first.bound);
}

#[test]
fn stop_is_answered_at_once_with_a_plan() {
    let mut problem = year(vec![3; 52], pool(120, 3));
    problem.rules.min_gap = 8;
    problem.rules.newcomer_beside_experienced = true;
    for (at, person) in problem.people.iter_mut().enumerate() {
        person.wish = (0..52).map(|week| ((week * 17 + at * 29) % 31) as i64).collect();
        person.experience = [Experience::New, Experience::Some, Experience::Experienced][at % 3];
    }
    let stop = AtomicBool::new(false);
    let mut stopped = None;
    let result = plan_year(&problem, YearOptions::default(), &stop, &mut |progress| {
        if progress.best.is_some() && stopped.is_none() {
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            stopped = Some(std::time::Instant::now());
        }
    });
    // The flow of the read-outs is counted in.
    assert!(stopped.is_some_and(|stopped| stopped.elapsed() < Duration::from_secs(2)));
    assert_eq!(result.violations, []);
    assert!(result.bound <= result.cost.total);
}

#[test]
fn a_holiday_postpones_turns_and_skips_nobody() {
    let problem = year(vec![1, 1, 0, 1], pool(3, 2));
    let plan = YearPlan { weeks: vec![vec![Some(0)], vec![Some(1)], vec![], vec![Some(2)]] };
    let (later, moved) = postpone(&problem, &plan, 1).unwrap();
    assert_eq!(later.seats, [1, 0, 0, 1, 1]);
    assert_eq!(moved.weeks, [vec![Some(0)], vec![], vec![], vec![Some(1)], vec![Some(2)]]);
    assert_eq!(check_year(&later, &moved).violations, []);
    assert!(postpone(&problem, &plan, 2).is_none() && postpone(&problem, &plan, 9).is_none());
    assert_eq!(duty_weeks(4, &[false, true, true, false]), [0, 3, 4, 5]);
    assert_eq!((fair_limits(52, 50), fair_limits(52, 0), fair_limits(0, 4)), ((1, 2), (0, 0), (0, 0)));
}

/// The least cost over every way to fill one-seat weeks.
fn by_hand(problem: &YearProblem, plan: &mut YearPlan, week: usize) -> i64 {
    if week == plan.weeks.len() {
        let check = check_year(problem, plan);
        return if check.violations.is_empty() { check.cost.total } else { i64::MAX };
    }
    let mut least = i64::MAX;
    for person in std::iter::once(None).chain((0..problem.people.len()).map(Some)) {
        plan.weeks[week][0] = person;
        least = least.min(by_hand(problem, plan, week + 1));
    }
    plan.weeks[week][0] = None;
    least
}

prop_compose! {
    fn small()(weeks in 1_usize..6, people in 1_usize..4)(
        people in proptest::collection::vec(
            (proptest::collection::vec(0_u32..6, 0..4), proptest::collection::vec(-9_i64..40, weeks), 0_u32..3, 0_u32..5, 0_u32..4, proptest::option::of(1_u32..4)),
            people,
        ),
        weeks in Just(weeks), gap in 0_u32..3, row in proptest::option::of(1_u32..3), fairness in 0_i64..4,
        tier in 0_u32..2,
    ) -> YearProblem {
        let person = |(away, wish, min_weeks, max_weeks, history, last_served): (Vec<u32>, Vec<i64>, u32, u32, u32, Option<u32>)| YearPerson {
            away, wish, min_weeks, max_weeks, history, last_served, tier: Some(history % 2), ..YearPerson::default()
        };
        let mut problem = year(vec![1; weeks], people.into_iter().map(person).collect());
        problem.rules = YearRules {
            min_gap: gap, max_in_row: row, fairness, tiers: vec![TierRule { tier: 1, at_least: tier }], ..YearRules::default()
        };
        problem
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Against every plan there is.
    #[test]
    fn small_years_are_planned_best(problem in small()) {
        let result = plan(&problem);
        let least = by_hand(&problem, &mut YearPlan::empty(&problem), 0);
        prop_assert_eq!(&result.violations, &[]);
        prop_assert_eq!((result.cost.total, result.bound), (least, least));
        prop_assert_eq!(result.status, Status::Optimal);
    }
}
