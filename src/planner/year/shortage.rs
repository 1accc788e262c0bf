//! Weeks that cannot be filled whatever the order: sets of weeks with too few people between them.

use serde::Serialize;

use super::YearProblem;
use super::exact::{Costs, YearNetwork};

/// Weeks that only these people could take, and not often enough (a violation of Hall's condition).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shortage {
    /// In order.
    pub weeks: Vec<u32>,
    /// Seats of these weeks.
    pub seats: u64,
    /// Whoever is open in one of them; nobody for weeks that no one can take at all.
    pub people: Vec<usize>,
    /// Of these, whoever fills a seat more for each week that the person takes beyond the limit, by way of others.
    pub raise: Vec<usize>,
    /// Seats that stay empty in every plan.
    pub missing: u64,
}

/// The weeks that nobody can take, in sets that do not overlap; none when every seat can be filled.
///
/// Found on a largest flow: from each week with an empty seat to everybody open there, and on to the weeks that these
/// serve. None of these people has a week left, or the flow would be larger. Gaps, rows and newcomers are left out: a
/// plan that keeps them may leave more seats empty.
pub fn shortages(problem: &YearProblem) -> Vec<Shortage> {
    let mut network = YearNetwork::new(problem, &Costs { next_week: &|_, _| 0, duty: &|_, _| 0 });
    network.network.send(network.source, network.sink, i64::MAX / 8);
    let serving = network.weeks();
    let mut serves = vec![Vec::new(); problem.people.len()];
    for (week, people) in serving.iter().enumerate() {
        for &person in people {
            serves[person].push(week);
        }
    }
    let locked = |person: usize, week: usize| {
        problem.locked.iter().any(|lock| lock.person == person && lock.week as usize == week)
    };
    let empty = |week: usize| u64::from(problem.seats[week]).saturating_sub(serving[week].len() as u64);
    let mut sets: Vec<(Vec<bool>, Vec<bool>)> = Vec::new();
    for start in (0..problem.seats.len()).filter(|&week| empty(week) > 0) {
        if sets.iter().any(|(weeks, _)| weeks[start]) {
            continue;
        }
        let mut weeks = vec![false; problem.seats.len()];
        let mut met = vec![false; problem.people.len()];
        weeks[start] = true;
        let mut queue = vec![start];
        while let Some(week) = queue.pop() {
            for person in 0..problem.people.len() {
                if met[person] || serving[week].contains(&person) || !problem.open(person, week as u32) {
                    continue;
                }
                met[person] = true;
                for &next in serves[person].iter().filter(|&&next| !locked(person, next)) {
                    if !std::mem::replace(&mut weeks[next], true) {
                        queue.push(next);
                    }
                }
            }
        }
        // Sets that touch are one.
        sets.retain(|(others, them)| {
            let touch = others.iter().zip(&weeks).any(|(a, b)| *a && *b);
            if touch {
                weeks.iter_mut().zip(others).for_each(|(week, other)| *week |= other);
                met.iter_mut().zip(them).for_each(|(person, them)| *person |= them);
            }
            !touch
        });
        sets.push((weeks, met));
    }
    let shortage = |(weeks, met): &(Vec<bool>, Vec<bool>)| {
        let weeks: Vec<u32> = (0..).zip(weeks).filter(|(_, within)| **within).map(|(week, _)| week).collect();
        let open = |person: &usize| weeks.iter().any(|&week| problem.open(*person, week));
        Shortage {
            seats: weeks.iter().map(|&week| u64::from(problem.seats[week as usize])).sum(),
            missing: weeks.iter().map(|&week| empty(week as usize)).sum(),
            people: (0..problem.people.len()).filter(open).collect(),
            raise: (0..problem.people.len()).filter(|&person| met[person]).collect(),
            weeks,
        }
    };
    let mut found: Vec<Shortage> = sets.iter().map(shortage).collect();
    found.sort_by(|a, b| a.weeks.cmp(&b.weeks));
    found
}
