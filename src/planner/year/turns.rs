//! Turns and the weeks they fall on: limits for everybody, and holidays that postpone.

use super::{YearPlan, YearProblem};

/// The least and the most weeks that a fair plan gives to each of `people` people: `seats / people`, rounded down and
/// up. (0, 0) for nobody.
pub fn fair_limits(seats: u64, people: usize) -> (u32, u32) {
    let people = people as u64;
    let limit = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    (limit(seats.checked_div(people).unwrap_or(0)), limit(seats.div_ceil(people.max(1)).min(people * seats)))
}

/// The weeks on which `turns` turns fall when holidays postpone them: the first weeks from 0 on that are no holiday.
/// `holidays` says for each week whether it is one; weeks beyond the list are not.
pub fn duty_weeks(turns: usize, holidays: &[bool]) -> Vec<u32> {
    (0_u32..).filter(|&week| !holidays.get(week as usize).copied().unwrap_or(false)).take(turns).collect()
}

/// Makes a week free of duty: whoever serves then, and everybody after, serves one week with duty later, and the last
/// turn falls on a new week at the end. Locked duties move along. `None` when the week has no seats.
pub fn postpone(problem: &YearProblem, plan: &YearPlan, week: u32) -> Option<(YearProblem, YearPlan)> {
    let at = week as usize;
    problem.seats.get(at).filter(|&&seats| seats > 0)?;
    let (mut problem, mut plan) = (problem.clone(), plan.clone());
    problem.seats.push(0);
    plan.weeks.resize(problem.seats.len(), Vec::new());
    // From one week with duty to the next, the new one at the end included.
    let mut to: Vec<usize> = (at..problem.seats.len()).filter(|&week| problem.seats[week] > 0).collect();
    to.push(problem.seats.len() - 1);
    for pair in to.windows(2).rev() {
        problem.seats[pair[1]] = problem.seats[pair[0]];
        plan.weeks[pair[1]] = std::mem::take(&mut plan.weeks[pair[0]]);
    }
    problem.seats[at] = 0;
    for lock in &mut problem.locked {
        if let Some(turn) = to.iter().position(|&week| week == lock.week as usize) {
            lock.week = to[turn + 1] as u32;
        }
    }
    Some((problem, plan))
}
