//! The year plan as a flow: from each person through the weeks, exact in whole numbers.

use super::YearProblem;
use crate::planner::flow::Network;

/// The network of a problem without the rules that tie weeks together.
pub(super) struct YearNetwork {
    pub network: Network,
    pub source: usize,
    pub sink: usize,
    /// Arc of each open (person, week).
    pub duties: Vec<(usize, u32, usize)>,
    /// People of each week by lock.
    locked: Vec<Vec<usize>>,
}

/// What a unit costs in the network.
pub(super) struct Costs<'a> {
    /// The `load + 1`th week of a person.
    pub next_week: &'a dyn Fn(usize, u32) -> i64,
    /// A person in a week.
    pub duty: &'a dyn Fn(usize, u32) -> i64,
}

impl YearNetwork {
    /// Lays the network out; locked duties stand and are left out of it.
    pub fn new(problem: &YearProblem, costs: &Costs<'_>) -> Self {
        let (people, weeks) = (problem.people.len(), problem.seats.len());
        let mut locked = vec![Vec::new(); weeks];
        let mut loads = vec![0_u32; people];
        for lock in problem.locked.iter().filter(|lock| lock.person < people) {
            if let Some(week) = locked.get_mut(lock.week as usize)
                && !week.contains(&lock.person)
            {
                week.push(lock.person);
                loads[lock.person] += 1;
            }
        }
        let (source, sink) = (people + weeks, people + weeks + 1);
        let mut network = Network::new(people + weeks + 2);
        let mut duties = Vec::new();
        for (person, who) in problem.people.iter().enumerate() {
            let most = who.max_weeks.min(weeks as u32);
            for load in loads[person]..most {
                network.arc(source, person, 1, (costs.next_week)(person, load));
            }
            let mut open = vec![true; weeks];
            for week in who.away.iter().filter(|&&week| (week as usize) < weeks) {
                open[*week as usize] = false;
            }
            for (week, &seats) in (0_u32..).zip(&problem.seats) {
                let rested = who
                    .last_served
                    .is_none_or(|ago| u64::from(week) + u64::from(ago) > u64::from(problem.rules.min_gap));
                if seats > 0 && open[week as usize] && rested && !locked[week as usize].contains(&person) {
                    let arc = network.arc(person, people + week as usize, 1, (costs.duty)(person, week));
                    duties.push((person, week, arc));
                }
            }
        }
        for (week, (&seats, locked)) in problem.seats.iter().zip(&locked).enumerate() {
            network.arc(people + week, sink, (i64::from(seats) - locked.len() as i64).max(0), 0);
        }
        Self { network, source, sink, duties, locked }
    }

    /// The people of each week, the locked ones included.
    pub fn weeks(&self) -> Vec<Vec<usize>> {
        let mut weeks = self.locked.clone();
        for &(person, week, arc) in &self.duties {
            if self.network.flow(arc) > 0 {
                weeks[week as usize].push(person);
            }
        }
        weeks
    }
}

/// The cheapest plan under availability, limits, wishes, least numbers and fair loads: the people of each week.
///
/// Rules that tie weeks or people together are left out, so its cost is a lower bound for every problem.
pub(super) fn cheapest(problem: &YearProblem) -> Vec<Vec<usize>> {
    let histories = problem.histories();
    let next_week = |person: usize, load| problem.next_week(person, histories[person], load);
    let duty = |person, week| problem.wish(person, week);
    let mut network = YearNetwork::new(problem, &Costs { next_week: &next_week, duty: &duty });
    let worth = if problem.rules.must_cover { i64::MAX / 8 } else { problem.rules.empty_seat };
    network.network.send(network.source, network.sink, worth);
    network.weeks()
}
