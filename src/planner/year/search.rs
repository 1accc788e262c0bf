//! The year plan under rules that tie weeks together: the flow's plan repaired, bettered part by part, then proven.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::side::Roster;
use super::{YearOptions, YearPlan, YearProblem};
use crate::planner::Phase;
use crate::planner::mip::{Limits, Model, solve};
use crate::planner::worker::Reporter;

/// Most open duties of a program over the whole year.
const WHOLE: usize = 20_000;
/// Open duties of one neighbourhood, about.
const PART: usize = 500;

/// Neighbourhoods looked at before the bound.
const EARLY: u32 = 8;
/// Nodes of the search of one neighbourhood.
const NODES: u64 = 60;

/// A plan without a search: seats filled week by week.
pub(super) fn first(problem: &YearProblem) -> YearPlan {
    let mut roster = Roster::new(problem);
    roster.fill();
    YearPlan::seated(problem, &roster.by_week())
}

/// Searches from the flow's plan; `least` is the flow's cost.
pub(super) fn search(
    problem: &YearProblem,
    options: YearOptions,
    flow: &[Vec<usize>],
    least: i64,
    reporter: &mut Reporter<YearPlan>,
) {
    let mut filled = Roster::new(problem);
    filled.fill();
    let mut best = Roster::new(problem);
    for (week, people) in flow.iter().enumerate() {
        people.iter().for_each(|&person| best.set(person, week, true));
    }
    best.repair();
    if filled.cost() < best.cost() {
        best = filled;
    }
    let tell = |reporter: &mut Reporter<YearPlan>, roster: &Roster<'_>| {
        reporter.plan(roster.cost(), &YearPlan::seated(problem, &roster.by_week()));
    };
    tell(reporter, &best);
    reporter.raise(least);

    let mut random = ChaCha8Rng::seed_from_u64(options.seed);
    let mut idle = 0;
    for round in 0..options.rounds {
        if round == EARLY && !reporter.closed() && reporter.go_on() {
            reporter.enter(Phase::Bound);
            bound(&best, reporter);
            reporter.enter(Phase::Search);
        }
        if reporter.closed() || !reporter.go_on() || idle > options.rounds / 2 {
            break;
        }
        let part = part(&best, round, &mut random);
        let weeks = best.weeks;
        let better = improve(&best, reporter, |person, week| part[person * weeks + week]);
        match better {
            Some(better) => {
                best = better;
                tell(reporter, &best);
                idle = 0;
            }
            None => idle += 1,
        }
    }
    if !reporter.closed() && reporter.go_on() {
        reporter.enter(Phase::Proof);
        prove(&best, reporter, &tell);
    }
}

/// The duties freed in a round: all weeks of some people, or some weeks of all or many people.
fn part(roster: &Roster<'_>, round: u32, random: &mut ChaCha8Rng) -> Vec<bool> {
    let (weeks, people) = (roster.weeks, roster.people());
    let mut order: Vec<usize> = (0..people).collect();
    order.shuffle(random);
    let mut spans: Vec<usize> = (0..weeks).collect();
    spans.shuffle(random);
    let mut part = vec![false; weeks * people];
    let mut left = PART as i64;
    let empty = |week: usize| {
        let there = (0..people).filter(|&person| roster.serves(person, week)).count();
        there < roster.problem.seats[week] as usize
    };
    if round.is_multiple_of(2) {
        for person in order {
            let open = (0..weeks).filter(|&week| roster.open(person, week)).count() as i64;
            if left < open {
                break;
            }
            left -= open;
            part[person * weeks..][..weeks].fill(true);
        }
    } else {
        // Weeks with empty seats come first every other time.
        if round % 4 == 1 {
            spans.sort_by_key(|&week| !empty(week));
        }
        let first = spans.first().copied().unwrap_or(0);
        let near = |week: usize| week.abs_diff(first);
        spans.sort_by_key(|&week| near(week));
        for week in spans {
            let open: Vec<usize> =
                order.iter().copied().filter(|&person| roster.open(person, week)).collect();
            if left <= 0 {
                break;
            }
            let serving = open.iter().filter(|&&person| roster.serves(person, week));
            let others = open.iter().filter(|&&person| !roster.serves(person, week)).take(60);
            for &person in serving.chain(others) {
                part[person * weeks + week] = true;
                left -= 1;
            }
        }
    }
    part
}

/// A cheaper plan that differs in the free duties alone.
fn improve<'a>(
    roster: &Roster<'a>,
    reporter: &Reporter<YearPlan>,
    free: impl Fn(usize, usize) -> bool,
) -> Option<Roster<'a>> {
    let (model, variables) = roster.model(Model::new(), free);
    if variables.is_empty() {
        return None;
    }
    let limits = Limits { nodes: Some(NODES), step: 10, deadline: reporter.deadline };
    let end = solve(&model, limits, &mut |_, _| reporter.go_on());
    let solution = end.solution?;
    let mut better = roster.clone();
    for &(person, week, variable) in &variables {
        better.set(person, week, solution.var_value(variable) > 0.5);
    }
    (better.cost() < roster.cost()).then_some(better)
}

/// Raises the bound to that of the linear program, when it is not too large.
fn bound(best: &Roster<'_>, reporter: &mut Reporter<YearPlan>) {
    let (model, variables) = best.model(Model::relaxed(), |_, _| true);
    if variables.len() <= WHOLE
        && let Some(bound) = model.bound(reporter.deadline)
    {
        reporter.raise(whole(bound, constant(best)));
    }
}

/// The first whole cost not below the program's bound, rounding errors aside.
fn whole(bound: f64, constant: i64) -> i64 {
    (bound + constant as f64 - 1e-6).ceil() as i64
}

/// Searches the whole year for the bound and what is left to gain, when it is not too large.
fn prove(
    best: &Roster<'_>,
    reporter: &mut Reporter<YearPlan>,
    tell: &dyn Fn(&mut Reporter<YearPlan>, &Roster<'_>),
) {
    let (model, variables) = best.model(Model::new(), |_, _| true);
    if variables.len() > WHOLE {
        return;
    }
    let limits = Limits { nodes: None, step: 20, deadline: reporter.deadline };
    let constant = constant(best);
    let mut found = best.clone();
    let mut take = |solution: &microlp::Solution, reporter: &mut Reporter<YearPlan>| {
        for &(person, week, variable) in &variables {
            found.set(person, week, solution.var_value(variable) > 0.5);
        }
        tell(reporter, &found);
    };
    let end = solve(&model, limits, &mut |solution, bound| {
        if let Some(solution) = solution {
            take(solution, reporter);
        }
        if let Some(bound) = bound {
            reporter.raise(whole(bound, constant));
        }
        !reporter.closed() && reporter.go_on()
    });
    if let Some(solution) = &end.solution {
        take(solution, reporter);
    }
    if let Some(bound) = end.bound {
        reporter.raise(whole(bound, constant));
    }
    if let (true, Some(best)) = (end.proven, reporter.best()) {
        reporter.raise(best);
    }
}

/// What the plan costs beside the program's terms: the weeks below the minimum of everybody, and locked duties.
fn constant(roster: &Roster<'_>) -> i64 {
    let locked = Roster::new(roster.problem);
    let rules = &roster.problem.rules;
    let mut constant = 0;
    for (person, history) in roster.problem.histories().into_iter().enumerate() {
        let serving = (0..locked.weeks).filter(|&week| locked.serves(person, week));
        let weeks: Vec<usize> = serving.collect();
        constant += rules.below_minimum * i64::from(roster.problem.people[person].min_weeks);
        constant +=
            (0..).zip(&weeks).map(|(load, _)| roster.problem.next_week(person, history, load)).sum::<i64>();
        constant += weeks.iter().map(|&week| roster.problem.wish(person, week as u32)).sum::<i64>();
    }
    // Weeks in which nobody is free stand outside the program.
    for (week, &seats) in roster.problem.seats.iter().enumerate() {
        if (0..locked.people()).all(|person| !locked.open(person, week)) && seats > 0 {
            let there = (0..locked.people()).filter(|&person| locked.serves(person, week)).count();
            constant += rules.empty_seat * (i64::from(seats) - there as i64).max(0);
            for rule in &rules.tiers {
                let of_tier = |&person: &usize| {
                    locked.serves(person, week) && roster.problem.people[person].tier == Some(rule.tier)
                };
                let found = (0..locked.people()).filter(of_tier).count();
                constant += rules.tier_missing * (i64::from(rule.at_least) - found as i64).max(0);
            }
        }
    }
    constant
}
