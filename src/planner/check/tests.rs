use proptest::prelude::*;

use super::*;
use crate::planner::edit::{self, Duty, Refused, Seat};
use crate::planner::week::{Cell, WeekAdmin, WeekGroup, WeekLock, WeekPlan, WeekProblem};
use crate::planner::year::{Experience, YearLock, YearPerson, YearPlan, YearProblem};

/// Six people and six weeks of two seats, served in turn: a plan that keeps every rule, with gaps of two weeks.
fn year() -> (YearProblem, YearPlan) {
    let person = |at: usize| YearPerson {
        max_weeks: 2,
        wish: (0..6).map(|week| (week + at as i64) % 5).collect(),
        experience: if at.is_multiple_of(2) { Experience::New } else { Experience::Experienced },
        ..YearPerson::default()
    };
    let mut problem =
        YearProblem { seats: vec![2; 6], people: (0..6).map(person).collect(), ..YearProblem::default() };
    problem.rules.min_gap = 2;
    problem.rules.newcomer_beside_experienced = true;
    let week = |week: usize| vec![Some(week % 3 * 2), Some(week % 3 * 2 + 1)];
    (problem, YearPlan { weeks: (0..6).map(week).collect() })
}

#[test]
fn a_valid_year_breaks_nothing_and_costs_what_it_says() {
    let (problem, plan) = year();
    let check = check_year(&problem, &plan);
    assert_eq!((check.violations, check.distinct_people), (Vec::new(), 6));
    let wishes: i64 =
        (0..6).flat_map(|week| [week % 3 * 2, week % 3 * 2 + 1].map(|at| (week + at) % 5)).sum();
    assert_eq!((check.cost.wishes, check.cost.total, check.cost.unevenness), (wishes, wishes, 6 * 4));
}

#[test]
fn an_empty_year_costs_its_seats_and_least_numbers() {
    let (mut problem, _) = year();
    problem.people[0].min_weeks = 2;
    problem.rules.tiers = vec![crate::planner::year::TierRule { tier: 1, at_least: 1 }];
    let cost = check_year(&problem, &YearPlan::empty(&problem)).cost;
    assert_eq!((cost.empty_seats, cost.below_minimum_weeks, cost.tier_missing), (12, 2, 6));
    assert_eq!(cost.total, 12_000 + 200 + 300);
}

proptest! {
    /// Every rule, planted into the valid plan at any place.
    #[test]
    fn whatever_is_planted_into_a_year_is_found(week in 0_u32..6, seat in 0_u32..2, rule in 0..10) {
        let (mut problem, mut plan) = year();
        let person = plan.weeks[week as usize][seat as usize].unwrap();
        let at = &mut plan.weeks[week as usize];
        let found = |problem: &YearProblem, plan: &YearPlan, wanted: YearViolation| {
            let violations = check_year(problem, plan).violations;
            prop_assert!(violations.contains(&wanted), "{:?} not in {:?}", wanted, violations);
            Ok(())
        };
        match rule {
            0 => {
                problem.people[person].away = vec![week];
                found(&problem, &plan, YearViolation::Away { person, week })?;
            }
            1 => {
                let other = at[1 - seat as usize].unwrap();
                at[seat as usize] = Some(other);
                found(&problem, &plan, YearViolation::TwiceInWeek { person: other, week })?;
            }
            2 => {
                problem.people[person].max_weeks = 1;
                found(&problem, &plan, YearViolation::TooManyWeeks { person, weeks: 2, most: 1 })?;
            }
            3 => {
                let first = week % 3;
                problem.people[person].last_served = Some(1);
                let rested = YearViolation::NotRested { person, week: first, weeks_off: first, least: 2 };
                prop_assert_eq!(check_year(&problem, &plan).violations.contains(&rested), first < 2);
            }
            4 => {
                problem.rules.min_gap = 3;
                let first = week % 3;
                found(&problem, &plan, YearViolation::GapTooShort { person, first, second: first + 3, least: 3 })?;
            }
            5 => {
                problem.rules.min_gap = 0;
                problem.rules.max_in_row = Some(1);
                let near = if week == 5 { 4 } else { week + 1 };
                plan.weeks[near as usize][seat as usize] = Some(person);
                let violations = check_year(&problem, &plan).violations;
                let run = |violation: &YearViolation| {
                    matches!(violation, YearViolation::TooManyInRow { person: who, most: 1, .. } if *who == person)
                };
                prop_assert!(violations.iter().any(run), "{:?}", violations);
            }
            6 => {
                problem.people[week as usize % 3 * 2 + 1].experience = Experience::Some;
                found(&problem, &plan, YearViolation::NewcomersAlone { week, newcomers: 1, experienced: 0 })?;
            }
            7 => {
                let lock = YearLock { week, seat, person: (person + 1) % 6 };
                problem.locked.push(lock);
                found(&problem, &plan, YearViolation::LockBroken { week, seat, person: lock.person })?;
            }
            8 => {
                problem.rules.must_cover = true;
                at[seat as usize] = None;
                found(&problem, &plan, YearViolation::EmptySeat { week, seat })?;
            }
            _ => {
                at[seat as usize] = Some(99);
                found(&problem, &plan, YearViolation::UnknownPerson { week, seat, person: 99 })?;
                plan.weeks[week as usize].pop();
                found(&problem, &plan, YearViolation::WrongSeats { week, found: 1, wanted: 2 })?;
                plan.weeks.pop();
                found(&problem, &plan, YearViolation::WrongWeeks { found: 5, wanted: 6 })?;
            }
        }
    }

    #[test]
    fn a_swap_done_twice_is_none(one in (0_u32..6, 0_u32..2), other in (0_u32..6, 0_u32..2), hole in (0_usize..6, 0_usize..2)) {
        let (problem, mut plan) = year();
        plan.weeks[hole.0][hole.1] = None;
        let before = plan.clone();
        let (one, other) = (Seat { week: one.0, seat: one.1 }, Seat { week: other.0, seat: other.1 });
        if let Ok(first) = edit::swap(&problem, &mut plan, one, other) {
            let second = edit::swap(&problem, &mut plan, one, other).unwrap();
            prop_assert_eq!(first.cost_change, -second.cost_change);
            prop_assert_eq!(first.broken, second.mended);
        }
        prop_assert_eq!(plan, before);
    }

    #[test]
    fn a_locked_seat_is_left_alone(week in 0_u32..6, seat in 0_u32..2, to in (0_u32..6, 0_u32..2)) {
        let (mut problem, mut plan) = year();
        let place = Seat { week, seat };
        edit::lock(&mut problem, &plan, place).unwrap();
        let before = plan.clone();
        let to = Seat { week: to.0, seat: to.1 };
        prop_assert_eq!(edit::swap(&problem, &mut plan, place, to), Err(Refused::Locked));
        prop_assert_eq!(edit::swap(&problem, &mut plan, to, place), Err(Refused::Locked));
        prop_assert_eq!(edit::move_to(&problem, &mut plan, place, to), Err(Refused::Locked));
        prop_assert_eq!(edit::assign(&problem, &mut plan, place, None), Err(Refused::Locked));
        prop_assert_eq!(&plan, &before);
        edit::unlock(&mut problem, place);
        prop_assert!(edit::assign(&problem, &mut plan, place, None).is_ok());
    }
}

#[test]
fn a_move_needs_somebody_and_an_empty_seat() {
    let (problem, mut plan) = year();
    let (from, to) = (Seat { week: 0, seat: 0 }, Seat { week: 1, seat: 1 });
    assert_eq!(edit::move_to(&problem, &mut plan, from, to), Err(Refused::Taken));
    assert_eq!(edit::assign(&problem, &mut plan, to, Some(6)), Err(Refused::Unknown));
    let emptied = edit::assign(&problem, &mut plan, to, None).unwrap();
    assert_eq!(emptied.cost_change, 1000 - problem.people[3].wish[1]);
    assert_eq!(edit::move_to(&problem, &mut plan, to, from), Err(Refused::Nobody));
    let moved = edit::move_to(&problem, &mut plan, from, to).unwrap();
    assert_eq!((plan.weeks[0][0], plan.weeks[1][1]), (None, Some(0)));
    assert_eq!(
        moved.broken,
        [
            YearViolation::NewcomersAlone { week: 1, newcomers: 2, experienced: 0 },
            YearViolation::GapTooShort { person: 0, first: 1, second: 3, least: 2 },
        ]
    );
    assert_eq!(edit::move_to(&problem, &mut plan, to, Seat { week: 9, seat: 0 }), Err(Refused::Nobody));
}

/// Four admins, two groups, four days of two slots: a plan that keeps every rule.
fn week() -> (WeekProblem, WeekPlan) {
    let admin = |at: usize| WeekAdmin {
        roles: vec!["host".into()],
        max_slots: 3,
        max_groups: 1,
        max_days_in_row: 2,
        wish: vec![((0, 0), at as i64 - 1)],
        history: 2 * at as i64,
        pay_per_slot: 10,
        ..WeekAdmin::default()
    };
    let cell = |at: usize| Cell {
        group: at % 2,
        day: (at / 4) as u32,
        slot: (at / 2 % 2) as u32,
        demand: 1 + u32::from(at == 0),
        heat: 1 + at as i64 % 3,
    };
    let problem = WeekProblem {
        days: 4,
        slots_per_day: 2,
        admins: (0..4).map(admin).collect(),
        groups: vec![WeekGroup { role: "host".into() }; 2],
        cells: (0..16).map(cell).collect(),
        last_week_pairs: vec![(0, 2)],
        budget: Some(120),
        ..WeekProblem::default()
    };
    // Admins 0 and 2 look after group 0, the others after group 1.
    let mut plan = WeekPlan::empty(&problem);
    for (cell, admins) in [
        (0, vec![0, 2]),
        (2, vec![0]),
        (1, vec![1]),
        (3, vec![3]),
        (6, vec![2]),
        (9, vec![1]),
        (10, vec![0]),
        (15, vec![3]),
    ] {
        plan.cells[cell] = admins;
    }
    (problem, plan)
}

#[test]
fn a_valid_week_breaks_nothing_and_costs_what_it_says() {
    let (problem, plan) = week();
    let check = check_week(&problem, &plan);
    assert_eq!(check.violations, []);
    let missing: i64 =
        (0..16).filter(|&cell| plan.cells[cell].is_empty()).map(|cell| problem.cells[cell].heat).sum();
    // 12 of history, 32 of demand times heat: the share is 11.
    assert_eq!(fair_share(&problem), 11);
    assert_eq!(check.loads, [1 + 3 + 2, 2 + 2 + 1, 4 + 1 + 1, 6 + 1 + 1]);
    assert_eq!((check.cost.missing_heat, check.cost.pay, check.cost.repeated_pairs), (missing, 90, 1));
    assert_eq!((check.cost.wishes, check.cost.overload), (-1 + 1, 0));
    assert_eq!(check.cost.total, 1000 * missing + 5);
    let mut loaded = problem;
    loaded.admins[3].history += 40;
    let check = check_week(&loaded, &plan);
    assert_eq!(check.cost.overload, 46 + 2 - 21);
}

proptest! {
    #[test]
    fn whatever_is_planted_into_a_week_is_found(duty in 0_usize..9, rule in 0..13) {
        let (mut problem, mut plan) = week();
        let duties: Vec<(usize, usize)> =
            plan.cells.iter().enumerate().flat_map(|(cell, there)| there.iter().map(move |&admin| (cell, admin))).collect();
        let (cell, admin) = duties[duty];
        let slots = duties.iter().filter(|duty| duty.1 == admin).count() as u32;
        let at = problem.cells[cell];
        let wanted = match rule {
            0 => {
                problem.groups[at.group].role = "guide".into();
                WeekViolation::LacksRole { admin, cell }
            }
            1 => {
                problem.admins[admin].away = vec![(at.day, at.slot)];
                WeekViolation::Away { admin, cell }
            }
            2 => {
                plan.cells[cell].push(admin);
                WeekViolation::TwiceInCell { admin, cell }
            }
            3 => {
                problem.cells[cell].demand = 0;
                WeekViolation::OverDemand { cell, found: plan.cells[cell].len() as u32, demand: 0 }
            }
            4 => {
                plan.cells[cell ^ 1].push(admin);
                WeekViolation::TooManyAtOnce { admin, day: at.day, slot: at.slot, groups: 2, most: 1 }
            }
            5 => {
                plan.cells[2].push(3);
                plan.cells[4].push(3);
                WeekViolation::NoRest { admin: 3, day: 0 }
            }
            6 => {
                problem.admins[admin].max_slots = slots - 1;
                WeekViolation::TooManySlots { admin, slots, most: slots - 1 }
            }
            7 => {
                problem.admins[admin].max_groups = 0;
                WeekViolation::TooManyGroups { admin, groups: 1, most: 0 }
            }
            8 => {
                plan.cells[5 + usize::from(cell == 5)].push(0);
                WeekViolation::TooManyDaysInRow { admin: 0, first: 0, days: 3, most: 2 }
            }
            9 => {
                problem.budget = Some(89);
                WeekViolation::OverBudget { pay: 90, budget: 89 }
            }
            10 => {
                problem.locked = vec![WeekLock { cell, admin: (admin + 1) % 4 }];
                WeekViolation::LockBroken { cell, admin: (admin + 1) % 4 }
            }
            11 => {
                plan.cells[cell].push(44);
                WeekViolation::UnknownAdmin { cell, admin: 44 }
            }
            _ => {
                plan.cells.pop();
                WeekViolation::WrongCells { found: 15, wanted: 16 }
            }
        };
        let violations = check_week(&problem, &plan).violations;
        prop_assert!(violations.contains(&wanted), "{:?} not in {:?}", wanted, violations);
    }

    #[test]
    fn two_duties_swapped_twice_are_as_before(one in 0_usize..9, other in 0_usize..9) {
        let (problem, mut plan) = week();
        let duties: Vec<Duty> = plan.cells.iter().enumerate()
            .flat_map(|(cell, there)| there.iter().map(move |&admin| Duty { cell, admin })).collect();
        let (one, other) = (duties[one], duties[other]);
        let before = plan.clone();
        let Ok(first) = edit::swap_duties(&problem, &mut plan, one, other) else {
            let both = plan.cells[one.cell].contains(&other.admin) || plan.cells[other.cell].contains(&one.admin);
            prop_assert!(both && plan == before);
            return Ok(());
        };
        let back = (Duty { cell: one.cell, admin: other.admin }, Duty { cell: other.cell, admin: one.admin });
        let second = edit::swap_duties(&problem, &mut plan, back.0, back.1).unwrap();
        prop_assert_eq!(plan, before);
        prop_assert_eq!(first.cost_change, -second.cost_change);
    }

    #[test]
    fn a_locked_duty_is_left_alone(one in 0_usize..9, other in 0_usize..9, to in 0_usize..16) {
        let (mut problem, mut plan) = week();
        let duties: Vec<Duty> = plan.cells.iter().enumerate()
            .flat_map(|(cell, there)| there.iter().map(move |&admin| Duty { cell, admin })).collect();
        let (one, other) = (duties[one], duties[other]);
        edit::lock_duty(&mut problem, &plan, one).unwrap();
        let before = plan.clone();
        prop_assert_eq!(edit::move_duty(&problem, &mut plan, one, to), Err(Refused::Locked));
        prop_assert_eq!(edit::swap_duties(&problem, &mut plan, one, other), Err(Refused::Locked));
        prop_assert_eq!(edit::swap_duties(&problem, &mut plan, other, one), Err(Refused::Locked));
        prop_assert_eq!(edit::assign_duty(&problem, &mut plan, one.cell, Some(one.admin), None), Err(Refused::Locked));
        prop_assert_eq!(&plan, &before);
        edit::unlock_duty(&mut problem, one);
        prop_assert_ne!(edit::move_duty(&problem, &mut plan, one, to), Err(Refused::Locked));
    }
}
