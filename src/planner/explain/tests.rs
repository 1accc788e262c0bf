use super::*;
use crate::planner::edit::{Duty, Seat};
use crate::planner::week::{Cell, WeekAdmin, WeekGroup, WeekPlan, WeekProblem};
use crate::planner::year::{YearPerson, YearPlan, YearProblem, shortages};

fn person(most: u32, away: &[u32], wish: &[i64]) -> YearPerson {
    YearPerson { max_weeks: most, away: away.to_vec(), wish: wish.to_vec(), ..YearPerson::default() }
}

fn seat(week: u32) -> Seat {
    Seat { week, seat: 0 }
}

#[test]
fn a_duty_is_weighed_against_everybody_else() {
    let people =
        vec![person(2, &[], &[3, 0]), person(2, &[], &[7, 0]), person(2, &[0], &[1, 0]), person(0, &[], &[])];
    let mut problem = YearProblem { seats: vec![1, 1], people, ..YearProblem::default() };
    problem.rules.fairness = 2;
    problem.people[0].min_weeks = 1;
    let plan = YearPlan { weeks: vec![vec![Some(0)], vec![Some(2)]] };
    let why = why_seat(&problem, &plan, seat(0)).unwrap();
    assert_eq!(why.person, 0);
    assert_eq!(
        why.terms,
        YearTerms { wish: 3, unevenness: 2, minimum: -100, tier: 0, seat: -1000, total: -1095 }
    );
    let open: Vec<(usize, i64)> = why
        .others
        .iter()
        .filter(|other| other.blocks.is_empty())
        .map(|other| (other.person, other.cost_change))
        .collect();
    assert_eq!(open, [(1, 4 + 100)]);
    assert_eq!(why.others[1].blocks, [YearBlock::AtCap]);
    assert_eq!(why.others[2].blocks, [YearBlock::Away]);
    assert_eq!(why.others[2].cost_change, 1 - 3 + 100 + 2 * 2);
    assert!(why_seat(&problem, &YearPlan::empty(&problem), seat(0)).is_none());
    assert!(empty_seat(&problem, &plan, seat(0)).is_none() && why_seat(&problem, &plan, seat(7)).is_none());
}

#[test]
fn an_empty_seat_names_what_blocks_it_and_the_cheapest_way_out() {
    // Somebody away; at the cap; away and at the cap; too soon after another week.
    let people = vec![
        person(1, &[1], &[0, 5]),
        person(1, &[], &[0, 3]),
        person(0, &[1], &[]),
        person(2, &[], &[0, 9]),
    ];
    let mut problem = YearProblem { seats: vec![2, 1, 1], people, ..YearProblem::default() };
    problem.rules.min_gap = 1;
    let plan = YearPlan { weeks: vec![vec![None, Some(1)], vec![None], vec![Some(3)]] };
    let empty = empty_seat(&problem, &plan, seat(1)).unwrap();
    let counts = |map: &std::collections::BTreeMap<YearBlock, u32>| {
        map.iter().map(|(block, n)| (*block, *n)).collect::<Vec<_>>()
    };
    assert_eq!(counts(&empty.blocked), [(YearBlock::Away, 2), (YearBlock::AtCap, 2), (YearBlock::Gap, 2)]);
    assert_eq!(counts(&empty.only), [(YearBlock::Away, 1), (YearBlock::Gap, 1)]);
    let ask = WayOut { person: 0, lift: Some(YearBlock::Away), limit: None, cost_change: 5 - 1000 };
    let rest = WayOut { person: 3, lift: Some(YearBlock::Gap), limit: Some(0), cost_change: 9 - 1000 };
    assert_eq!(empty.ways, [ask, rest]);
    // Whoever is open and free comes first, at any cost.
    problem.people.push(person(1, &[], &[0, 900]));
    let way = empty_seat(&problem, &plan, seat(1)).unwrap().ways[0];
    assert_eq!((way.person, way.lift, way.cost_change), (4, None, -100));
}

#[test]
fn a_raised_cap_says_to_what() {
    let problem =
        YearProblem { seats: vec![1; 3], people: vec![person(1, &[], &[])], ..YearProblem::default() };
    let plan = YearPlan { weeks: vec![vec![Some(0)], vec![None], vec![None]] };
    let way = empty_seat(&problem, &plan, seat(2)).unwrap().ways[0];
    assert_eq!((way.lift, way.limit), (Some(YearBlock::AtCap), Some(2)));
    let shortage = &shortages(&problem)[0];
    assert_eq!((shortage.missing, &shortage.raise[..]), (2, &[0][..]));
}

#[test]
fn an_exchange_fills_a_seat_without_lifting_a_rule() {
    let people = vec![person(1, &[], &[]), person(1, &[1], &[4, 0])];
    let problem = YearProblem { seats: vec![1; 2], people, ..YearProblem::default() };
    let plan = YearPlan { weeks: vec![vec![Some(0)], vec![None]] };
    let exchange = Handover { person: 0, from: seat(0), successor: 1, cost_change: 4 - 1000 };
    assert_eq!(handovers(&problem, &plan, seat(1)), [exchange]);
    assert_eq!(handovers(&problem, &plan, seat(0)), []);
    assert_eq!(handovers(&problem, &plan, seat(5)), []);
}

fn week() -> (WeekProblem, WeekPlan) {
    let admin = |pay: i64, wish: i64| WeekAdmin {
        roles: vec!["host".into()],
        max_slots: 2,
        max_groups: 2,
        max_days_in_row: 2,
        wish: vec![((1, 0), wish)],
        pay_per_slot: pay,
        ..WeekAdmin::default()
    };
    let cell = |day: u32| Cell { group: 0, day, slot: 0, demand: 1, heat: 2 };
    let problem = WeekProblem {
        days: 3,
        slots_per_day: 1,
        admins: vec![admin(10, -3), admin(20, 2), admin(10, 1), admin(10, 0)],
        groups: vec![WeekGroup { role: "host".into() }],
        cells: (0..3).map(cell).collect(),
        budget: Some(30),
        ..WeekProblem::default()
    };
    (problem, WeekPlan { cells: vec![vec![0], vec![0], vec![]] })
}

#[test]
fn a_duty_of_the_week_is_weighed_against_everybody_else() {
    let (mut problem, plan) = week();
    problem.admins[3].roles.clear();
    let why = why_duty(&problem, &plan, Duty { cell: 1, admin: 0 }).unwrap();
    // 6 of heat for 4 admins: the share is 2, and the second cell is 2 above it.
    let terms =
        WeekTerms { wish: -3, overload: 20, repeated_pairs: 0, missing: -2000, pay: 10, total: -1983 };
    assert_eq!(why.terms, terms);
    let others: Vec<_> =
        why.others.iter().map(|other| (other.person, other.cost_change, &other.blocks[..])).collect();
    assert_eq!(others, [(2, 4 - 20, &[][..]), (1, 5 - 20, &[]), (3, 3 - 20, &[WeekBlock::Role])]);
    assert!(why_duty(&problem, &plan, Duty { cell: 2, admin: 0 }).is_none());
}

#[test]
fn an_empty_cell_names_what_blocks_it_and_the_cheapest_way_out() {
    let (mut problem, plan) = week();
    problem.budget = Some(25);
    problem.admins[3].away = vec![(2, 0)];
    problem.admins[3].pay_per_slot = 0;
    let empty = empty_cell(&problem, &plan, 2).unwrap();
    let blocked: Vec<_> = empty.blocked.iter().map(|(block, n)| (*block, *n)).collect();
    assert_eq!(
        blocked,
        [(WeekBlock::Away, 1), (WeekBlock::Slots, 1), (WeekBlock::DaysInRow, 1), (WeekBlock::Budget, 3)]
    );
    let ways: Vec<_> = empty.ways.iter().map(|way| (way.person, way.lift, way.limit)).collect();
    assert_eq!(
        ways,
        [
            (3, Some(WeekBlock::Away), None),
            (1, Some(WeekBlock::Budget), Some(40)),
            (2, Some(WeekBlock::Budget), Some(30)),
        ]
    );
    assert!(empty_cell(&problem, &plan, 0).is_none() && empty_cell(&problem, &plan, 9).is_none());
}
