//! What a planned rota keeps.

use std::collections::BTreeMap;

use super::*;
use crate::model::{ClosedDays, Member, Money, RotaRules};
use crate::planner::edit::Refused;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn candidate(id: &str) -> Candidate {
    Candidate { member: id.into(), ..Candidate::default() }
}

fn duty(week: u32, id: &str) -> Duty {
    Duty { week, seat: 0, member: id.into(), locked: false, reward: None }
}

fn project(weeks: u32, seats: u32, candidates: Vec<Candidate>, duties: Vec<Duty>) -> Project {
    let rules = RotaRules::default();
    let rota = Rota {
        name: "R".into(),
        start: date("2026-01-05"),
        weeks,
        seats,
        groups: Vec::new(),
        rules,
        candidates,
        duties,
        ..Rota::default()
    };
    let ann = Member {
        id: "ann".into(),
        aliases: vec!["ann-old".into()],
        tier: Some(Tier::Core),
        ..Member::default()
    };
    Project { rotas: vec![rota], members: vec![ann].into(), ..Project::default() }
}

fn planned(project: &Project, span: Span) -> Planned {
    let schedule = Schedule::new(project, 0, span).unwrap();
    schedule.plan(YearOptions::default(), &AtomicBool::new(false), &mut |_| {}).unwrap()
}

fn loads(planned: &Planned) -> BTreeMap<&str, u32> {
    let mut loads = BTreeMap::new();
    planned.duties.iter().for_each(|duty| *loads.entry(duty.member.as_str()).or_default() += 1);
    loads
}

#[test]
fn everybody_serves_as_often_and_history_counts() {
    let all = ["ann", "bob", "cy"].map(candidate).to_vec();
    let even = planned(&project(9, 1, all.clone(), Vec::new()), Span::default());
    assert_eq!(loads(&even), [("ann", 3), ("bob", 3), ("cy", 3)].into());
    assert_eq!(even.result.status, Status::Optimal);
    let mut served = all;
    served[0].history = 3;
    let later = planned(&project(9, 1, served, Vec::new()), Span::default());
    assert_eq!(loads(&later), [("ann", 1), ("bob", 4), ("cy", 4)].into());
}

#[test]
fn nobody_is_put_where_they_are_away_or_beyond_their_limit() {
    let mut all = ["ann", "bob"].map(candidate).to_vec();
    // The last day of week 0 to the first of week 2.
    all[0].away = vec![(date("2026-01-11"), date("2026-01-19"))];
    all[1].max_weeks = Some(2);
    let plan = planned(&project(4, 1, all, Vec::new()), Span::default());
    let who: Vec<(u32, &str)> = plan.duties.iter().map(|duty| (duty.week, duty.member.as_str())).collect();
    assert_eq!(who.len(), 3, "{who:?}");
    assert!(who.contains(&(3, "ann")) && who.iter().filter(|(_, id)| *id == "bob").count() == 2);
    assert_eq!(plan.result.shortages.iter().map(|shortage| shortage.missing).sum::<u64>(), 1);
}

#[test]
fn wishes_choose_between_weeks_and_never_add_one() {
    let mut all = ["ann", "bob"].map(candidate).to_vec();
    all[0].prefers = vec![(date("2026-01-19"), date("2026-02-01"))];
    all[1].avoids = vec![(date("2026-01-19"), date("2026-01-20"))];
    let plan = planned(&project(4, 1, all, Vec::new()), Span::default());
    let ann: Vec<u32> =
        plan.duties.iter().filter(|duty| duty.member.as_str() == "ann").map(|duty| duty.week).collect();
    assert_eq!(ann, [2, 3]);
}

#[test]
fn a_gap_reaches_back_before_the_plan() {
    let mut project = project(6, 1, ["ann", "bob", "cy"].map(candidate).to_vec(), Vec::new());
    project.rotas[0].rules.min_gap = 2;
    project.rotas[0].candidates[0].last_served = Some(date("2026-01-01"));
    let plan = planned(&project, Span::default());
    assert_eq!(plan.duties.len(), 6);
    for pair in plan.duties.windows(3) {
        assert!(pair[0].member != pair[1].member && pair[0].member != pair[2].member);
    }
    assert!(plan.duties[..2].iter().all(|duty| duty.member.as_str() != "ann"), "two weeks off");
}

#[test]
fn what_lies_outside_the_weeks_or_is_locked_stands() {
    let mut duties = vec![duty(0, "ann-old"), duty(2, "cy"), duty(3, "bob"), duty(9, "bob")];
    duties[1].locked = true;
    duties[2].reward = Some(Money(500));
    let project = project(6, 1, ["ann", "bob"].map(candidate).to_vec(), duties.clone());
    let span = Span { from: Some(date("2026-01-06")), weeks: Some(3), keep: false };
    let schedule = Schedule::new(&project, 0, span).unwrap();
    assert_eq!(schedule.planned, 1..4, "a week that has begun is left alone");
    let plan = planned(&project, span);
    let weeks: Vec<u32> = plan.duties.iter().map(|duty| duty.week).collect();
    assert_eq!(weeks, [0, 1, 2, 3, 9]);
    assert_eq!((&plan.duties[0], &plan.duties[2], &plan.duties[4]), (&duties[0], &duties[1], &duties[3]));
    assert_eq!(plan.duties[3].reward, Some(Money(500)), "the reward is the seat's");
    // Ann served in week 0 under her other id, so the two weeks left are hers and Bob's, or both Bob's.
    assert!(plan.duties[1..].iter().filter(|duty| duty.member.as_str() == "bob").count() >= 2);
}

#[test]
fn to_keep_is_to_fill_empty_seats_alone() {
    let duties = vec![duty(0, "ann"), duty(1, "ann")];
    let project = project(4, 1, ["ann", "bob"].map(candidate).to_vec(), duties.clone());
    let plan = planned(&project, Span { keep: true, ..Span::default() });
    assert_eq!(&plan.duties[..2], &duties[..]);
    assert_eq!(loads(&plan), [("ann", 2), ("bob", 2)].into());
}

#[test]
fn a_standing_duty_that_breaks_a_rule_is_told_and_the_rest_is_planned() {
    let mut all = ["ann", "bob"].map(candidate).to_vec();
    all[0].away = vec![(date("2026-01-05"), date("2026-01-06"))];
    let mut there = duty(0, "ann");
    there.locked = true;
    let plan = planned(&project(2, 1, all, vec![there]), Span::default());
    assert_eq!(plan.result.violations, [YearViolation::Away { person: 0, week: 0 }]);
    assert_eq!(plan.result.status, Status::Infeasible);
    assert_eq!(plan.duties.len(), 2);
}

#[test]
fn tiers_and_newcomers_are_mixed() {
    let mut all = ["ann", "bob", "cy", "dee"].map(candidate).to_vec();
    all[1].history = 1;
    all[2].history = 1;
    let mut project = project(4, 2, all, Vec::new());
    project.rotas[0].rules.newcomer_beside_experienced = true;
    project.rotas[0].rules.tiers = vec![(Tier::Core, 1)];
    let plan = planned(&project, Span::default());
    assert_eq!(plan.duties.len(), 8);
    assert_eq!(loads(&plan)["ann"], 3, "the only one of the core, as far as loads stay bearable");
    for week in plan.duties.chunks(2) {
        assert!(week.iter().any(|duty| ["bob", "cy"].contains(&duty.member.as_str())), "{week:?}");
    }
}

#[test]
fn an_empty_seat_says_what_blocks_it() {
    let mut all = ["ann", "bob", "cy"].map(candidate).to_vec();
    all[0].away = vec![(date("2026-01-05"), date("2026-01-06"))];
    all[1].max_weeks = Some(0);
    let project = project(2, 1, all, vec![duty(1, "ann")]);
    let schedule = Schedule::new(&project, 0, Span { keep: true, ..Span::default() }).unwrap();
    assert_eq!(schedule.why_empty(1, 0), None);
    let why = schedule.why_empty(0, 0).unwrap();
    assert_eq!(why.blocked, [(YearBlock::Away, 1), (YearBlock::AtCap, 1)].into());
    assert_eq!((why.ways[0].person, why.ways[0].lift), (2, None));
}

#[test]
fn weeks_that_are_not_there_and_rotas_too_large_are_refused() {
    let small = project(4, 1, Vec::new(), Vec::new());
    let refused = |project: &Project, rota, span| Schedule::new(project, rota, span).unwrap_err();
    assert_eq!(refused(&small, 1, Span::default()), ScheduleError::NoRota);
    let late = Span { from: Some(date("2026-02-02")), ..Span::default() };
    assert!(matches!(refused(&small, 0, late), ScheduleError::PastEnd(..)));
    let long = Span { weeks: Some(5), ..Span::default() };
    assert_eq!(refused(&small, 0, long), ScheduleError::TooFewWeeks(5, 4));
    let large = project(u32::MAX, 3, vec![candidate("ann")], Vec::new());
    assert!(matches!(refused(&large, 0, Span::default()), ScheduleError::TooLarge { .. }));
    assert!(matches!(
        refused(&project(0, 1, Vec::new(), Vec::new()), 0, Span::default()),
        ScheduleError::PastEnd(..)
    ));
}

#[test]
fn without_anybody_every_seat_is_empty_and_that_is_proven() {
    let plan = planned(&project(3, 2, Vec::new(), Vec::new()), Span::default());
    assert!(plan.duties.is_empty());
    assert_eq!(plan.result.shortages.len(), 3);
    assert_eq!(plan.result.cost.total, plan.result.bound);
}

#[test]
fn rules_broken_in_weeks_that_have_been_are_no_fault_of_the_plan() {
    let mut all = ["ann", "bob"].map(candidate).to_vec();
    all[0].away = vec![(date("2026-01-05"), date("2026-01-06"))];
    let project = project(3, 1, all, vec![duty(0, "ann")]);
    let plan = planned(&project, Span { from: Some(date("2026-01-12")), ..Span::default() });
    assert_eq!((plan.result.violations.len(), plan.result.status), (0, Status::Optimal));
    assert_eq!(plan.duties.len(), 3);
}

/// A rota with holidays on the days given.
fn with_holidays(mut project: Project, days: &[(&str, &str)]) -> Project {
    let closed = |(from, to): &(&str, &str)| ClosedDays { from: date(from), to: date(to), name: "H".into() };
    project.rotas[0].closed = days.iter().map(closed).collect();
    project
}

#[test]
fn a_week_of_holidays_has_no_duty_and_a_bridge_day_closes_none() {
    let all = ["ann", "bob"].map(candidate).to_vec();
    // Four days of week 1, one day of week 2.
    let holidays = [("2026-01-12", "2026-01-15"), ("2026-01-20", "2026-01-20")];
    let project = with_holidays(project(4, 1, all, Vec::new()), &holidays);
    let planned = planned(&project, Span::default());
    let weeks: Vec<u32> = planned.duties.iter().map(|duty| duty.week).collect();
    assert_eq!(weeks, [0, 2, 3]);
    assert_eq!(planned.result.status, Status::Optimal);
}

#[test]
fn a_year_of_holidays_plans_nobody() {
    let all = ["ann", "bob"].map(candidate).to_vec();
    let project = with_holidays(project(52, 1, all, Vec::new()), &[("2025-01-01", "2027-12-31")]);
    assert!(planned(&project, Span::default()).duties.is_empty());
    let board = Board::new(&project, 0).unwrap();
    assert!(!board.has(Seat { week: 0, seat: 0 }) && board.broken().is_empty());
    assert_eq!(board.idle().len(), 2);
}

#[test]
fn the_board_refuses_locked_seats_and_tells_broken_rules() {
    let mut people = ["ann", "bob", "cy"].map(candidate).to_vec();
    people[0].away = vec![(date("2026-01-14"), date("2026-01-14"))];
    let mut duties = vec![duty(0, "ann"), duty(1, "bob"), duty(2, "cy")];
    duties[2].locked = true;
    let board = Board::new(&project(4, 1, people, duties), 0).unwrap();
    let at = |week| Seat { week, seat: 0 };
    assert_eq!(board.swap(at(0), at(2)), Err(Refused::Locked));
    assert_eq!(board.swap(at(3), at(3)), Err(Refused::Nobody));
    let edited = board.swap(at(0), at(1)).unwrap();
    assert!(matches!(edited.broken[..], [YearViolation::Away { week: 1, .. }]), "{edited:?}");
    assert!(board.swap(at(1), at(3)).unwrap().broken.is_empty());
    let others = board.others(at(1));
    assert!(others.last().is_some_and(|other| other.person == 0 && !other.broken.is_empty()));
    assert!(board.others(at(9)).is_empty());
}

#[test]
fn a_board_of_nobody_and_of_one_person_can_be_asked() {
    let nobody = Board::new(&project(2, 1, Vec::new(), Vec::new()), 0).unwrap();
    let at = Seat { week: 0, seat: 0 };
    assert!(nobody.others(at).is_empty() && nobody.why(at).is_none() && nobody.idle().is_empty());
    assert!(!nobody.shortages().is_empty());
    let one = Board::new(&project(2, 1, vec![candidate("ann")], vec![duty(0, "ann")]), 0).unwrap();
    assert!(one.why(at).unwrap().others.is_empty());
    assert_eq!(one.others(Seat { week: 1, seat: 0 }).len(), 1);
}
