//! How many different people can serve in a year, and why not more.

use serde::Serialize;

use super::YearProblem;
use super::exact::{Costs, YearNetwork};

/// The most different people who can serve while as many seats as possible are filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Distinct {
    pub people: u64,
    /// Seats of all weeks.
    pub seats: u64,
    /// Seats that nobody can fill.
    pub empty: u64,
    /// People in the pool.
    pub pool: u64,
    /// People of the pool who are open in some week with seats and may serve at all.
    pub able: u64,
}

/// The largest number of different people over all plans with the fewest empty seats, by a flow in which only the first
/// week of a person is worth something.
///
/// Rules that tie weeks together (a gap, weeks in a row, newcomers) are left out: under them it is an upper limit.
pub fn distinct_people(problem: &YearProblem) -> Distinct {
    let next_week = |_, load: u32| if load == 0 { -1 } else { 0 };
    let mut network = YearNetwork::new(problem, &Costs { next_week: &next_week, duty: &|_, _| 0 });
    network.network.send(network.source, network.sink, i64::MAX / 8);
    let weeks = network.weeks();
    let mut serving: Vec<usize> = weeks.iter().flatten().copied().collect();
    let filled = serving.len() as u64;
    serving.sort_unstable();
    serving.dedup();
    let able = |person: &usize| {
        problem.people[*person].max_weeks > 0
            && (0..).zip(&problem.seats).any(|(week, &seats)| seats > 0 && problem.open(*person, week))
    };
    Distinct {
        people: serving.len() as u64,
        seats: problem.seats(),
        empty: problem.seats().saturating_sub(filled),
        pool: problem.people.len() as u64,
        able: (0..problem.people.len()).filter(able).count() as u64,
    }
}
