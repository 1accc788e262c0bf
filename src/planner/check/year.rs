//! A year plan against its problem.

use serde::Serialize;

use crate::planner::year::{Experience, YearPlan, YearProblem};

/// A rule that a year plan breaks: who, when, what. Weeks, seats and people count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum YearViolation {
    /// The plan has other weeks than the problem.
    WrongWeeks { found: usize, wanted: usize },
    /// A week has other seats than the problem says.
    WrongSeats { week: u32, found: usize, wanted: u32 },
    /// Nobody of the problem.
    UnknownPerson { week: u32, seat: u32, person: usize },
    /// Somebody who is away.
    Away { person: usize, week: u32 },
    /// Somebody in two seats of a week.
    TwiceInWeek { person: usize, week: u32 },
    /// More weeks than the person takes.
    TooManyWeeks { person: usize, weeks: u32, most: u32 },
    /// Served too short before the plan.
    NotRested { person: usize, week: u32, weeks_off: u32, least: u32 },
    /// Too few weeks off between two services.
    GapTooShort { person: usize, first: u32, second: u32, least: u32 },
    /// Too many weeks in a row, from `first` on.
    TooManyInRow { person: usize, first: u32, weeks: u32, most: u32 },
    /// More newcomers than experienced people.
    NewcomersAlone { week: u32, newcomers: u32, experienced: u32 },
    /// A duty that stands has gone.
    LockBroken { week: u32, seat: u32, person: usize },
    /// An empty seat where full cover is demanded.
    EmptySeat { week: u32, seat: u32 },
}

/// The cost of a year plan, term by term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct YearCost {
    pub empty_seats: u64,
    pub below_minimum_weeks: u64,
    /// People of a tier that are missing, summed over weeks.
    pub tier_missing: u64,
    /// Sum of the wish costs of all duties.
    pub wishes: i64,
    /// Sum over the people of (history + load)^2 - history^2, histories counted from the smallest.
    pub unevenness: i64,
    /// All terms times their weights.
    pub total: i64,
}

/// What [`check_year`] finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct YearCheck {
    pub violations: Vec<YearViolation>,
    pub cost: YearCost,
    /// Different people who serve.
    pub distinct_people: u64,
}

/// Every rule that the plan breaks, in order, and its cost. A plan that breaks rules still has a cost: that of the
/// duties that can be read.
pub fn check_year(problem: &YearProblem, plan: &YearPlan) -> YearCheck {
    let mut violations = Vec::new();
    let mut cost = YearCost::default();
    let rules = &problem.rules;
    if plan.weeks.len() != problem.seats.len() {
        violations.push(YearViolation::WrongWeeks { found: plan.weeks.len(), wanted: problem.seats.len() });
    }
    let mut served: Vec<Vec<u32>> = vec![Vec::new(); problem.people.len()];
    for (week, &seats) in (0_u32..).zip(&problem.seats) {
        let there = plan.weeks.get(week as usize).map_or(&[][..], Vec::as_slice);
        if there.len() != seats as usize {
            violations.push(YearViolation::WrongSeats { week, found: there.len(), wanted: seats });
        }
        let (mut filled, mut newcomers, mut experienced) = (0_u64, 0, 0);
        let mut tiers = Vec::new();
        for (seat, person) in (0_u32..).zip(there) {
            let Some(person) = *person else {
                if rules.must_cover {
                    violations.push(YearViolation::EmptySeat { week, seat });
                }
                continue;
            };
            let Some(who) = problem.people.get(person) else {
                violations.push(YearViolation::UnknownPerson { week, seat, person });
                continue;
            };
            filled += 1;
            if served[person].last() == Some(&week) {
                violations.push(YearViolation::TwiceInWeek { person, week });
                continue;
            }
            served[person].push(week);
            cost.wishes += who.wish.get(week as usize).copied().unwrap_or(0);
            newcomers += u32::from(who.experience == Experience::New);
            experienced += u32::from(who.experience == Experience::Experienced);
            tiers.extend(who.tier);
            if who.away.contains(&week) {
                violations.push(YearViolation::Away { person, week });
            }
        }
        cost.empty_seats += u64::from(seats).saturating_sub(filled);
        if rules.newcomer_beside_experienced && newcomers > experienced {
            violations.push(YearViolation::NewcomersAlone { week, newcomers, experienced });
        }
        for rule in rules.tiers.iter().filter(|_| seats > 0) {
            let found = tiers.iter().filter(|&&tier| tier == rule.tier).count() as u64;
            cost.tier_missing += u64::from(rule.at_least).saturating_sub(found);
        }
    }
    for lock in &problem.locked {
        let seat = plan.weeks.get(lock.week as usize).and_then(|seats| seats.get(lock.seat as usize));
        if seat != Some(&Some(lock.person)) {
            let (week, seat, person) = (lock.week, lock.seat, lock.person);
            violations.push(YearViolation::LockBroken { week, seat, person });
        }
    }
    let least_history = problem.people.iter().map(|person| person.history).min().unwrap_or(0);
    for (person, who) in problem.people.iter().enumerate() {
        let weeks = &served[person];
        let load = weeks.len() as u32;
        cost.below_minimum_weeks += u64::from(who.min_weeks.saturating_sub(load));
        let history = i64::from(who.history - least_history);
        // (history + load)^2 - history^2.
        cost.unevenness += i64::from(load) * (2 * history + i64::from(load));
        if load > who.max_weeks {
            violations.push(YearViolation::TooManyWeeks { person, weeks: load, most: who.max_weeks });
        }
        if let (Some(ago), Some(&week)) = (who.last_served, weeks.first()) {
            let weeks_off = week.saturating_add(ago).saturating_sub(1);
            if weeks_off < rules.min_gap {
                violations.push(YearViolation::NotRested { person, week, weeks_off, least: rules.min_gap });
            }
        }
        for pair in weeks.windows(2) {
            if pair[1] - pair[0] - 1 < rules.min_gap {
                let (first, second) = (pair[0], pair[1]);
                violations.push(YearViolation::GapTooShort { person, first, second, least: rules.min_gap });
            }
        }
        if let Some(most) = rules.max_in_row {
            let mut first = 0;
            for (at, &week) in weeks.iter().enumerate() {
                if at > 0 && weeks[at - 1] + 1 != week {
                    first = at;
                }
                let run = (at - first + 1) as u32;
                let ends = weeks.get(at + 1) != Some(&(week + 1));
                if ends && run > most {
                    violations.push(YearViolation::TooManyInRow {
                        person,
                        first: weeks[first],
                        weeks: run,
                        most,
                    });
                }
            }
        }
    }
    cost.total = rules.empty_seat * cost.empty_seats as i64
        + rules.below_minimum * cost.below_minimum_weeks as i64
        + rules.tier_missing * cost.tier_missing as i64
        + rules.fairness * cost.unevenness
        + cost.wishes;
    let distinct_people = served.iter().filter(|weeks| !weeks.is_empty()).count() as u64;
    YearCheck { violations, cost, distinct_people }
}
