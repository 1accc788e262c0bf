//! Counts and times of a funnel over many people.

use rayon::prelude::*;

use super::{Hit, Outcome, Query, Walker};
use crate::model::StepOrder;

/// Who reached a step, and how long it took them from the step before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepTally {
    /// People whose best attempt reached the step, in the order given.
    pub reached: Vec<u32>,
    /// Milliseconds from the step before, one for each of `reached`; empty at the first step.
    pub times: Vec<i64>,
}

/// A funnel counted over people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// One for each required step; `reached` never grows along it.
    pub steps: Vec<StepTally>,
    /// One for each optional step, in the order of [`Query::optional`]: who did it, and how long it took them from the
    /// required step before it (without an order, from the first event of the attempt).
    pub optional: Vec<StepTally>,
    /// People who have not completed the funnel and still can at or after the end that was given, in the order given.
    pub still_open: Vec<u32>,
}

impl Tally {
    /// Nobody yet.
    pub(super) fn nobody(query: &Query) -> Self {
        let empty = |steps: usize| vec![StepTally::default(); steps];
        Self { steps: empty(query.steps()), optional: empty(query.optional().len()), still_open: Vec::new() }
    }

    /// Takes over what was counted of people who come after these.
    pub(super) fn append(&mut self, mut more: Self) {
        self.still_open.append(&mut more.still_open);
        let own = self.steps.iter_mut().chain(&mut self.optional);
        for (own, mut more) in own.zip(more.steps.into_iter().chain(more.optional)) {
            own.reached.append(&mut more.reached);
            own.times.append(&mut more.times);
        }
    }
}

/// People walked by one thread at a time.
const CHUNK: usize = 4096;

/// Walks each person's events (ascending by time) through the funnel, on every core.
///
/// `end` is the first instant past what was observed. Nobody in gives steps without people.
pub fn tally<'h>(query: &Query, people: impl IntoIterator<Item = (u32, &'h [Hit])>, end: i64) -> Tally {
    let people: Vec<(u32, &[Hit])> = people.into_iter().collect();
    let parts: Vec<Tally> = people.par_chunks(CHUNK).map(|part| tally_part(query, part, end)).collect();
    let mut parts = parts.into_iter();
    let mut result = parts.next().unwrap_or_else(|| Tally::nobody(query));
    parts.for_each(|part| result.append(part));
    result
}

fn tally_part(query: &Query, people: &[(u32, &[Hit])], end: i64) -> Tally {
    let mut result = Tally::nobody(query);
    let mut walker = Walker::new(query);
    for &(person, hits) in people {
        if let Outcome::Reached(path) = walker.best(hits) {
            let mut before = None;
            for (step, &event) in result.steps.iter_mut().zip(path) {
                let at = hits[event as usize].at;
                step.reached.push(person);
                step.times.extend(before.map(|before| at - before));
                before = Some(at);
            }
            if !query.optional().is_empty() {
                let done = query.optional_events(hits, path, |_| true);
                for ((step, &after), event) in result.optional.iter_mut().zip(query.optional()).zip(done) {
                    let Some(event) = event else { continue };
                    let unordered = query.order() == StepOrder::Unordered;
                    let from = hits[path[if unordered { 0 } else { after }] as usize].at;
                    step.reached.push(person);
                    step.times.push(hits[event as usize].at - from);
                }
            }
        }
        if walker.still_open(end) {
            result.still_open.push(person);
        }
    }
    result
}

/// Mean of times, in seconds; `None` without any.
pub fn mean_seconds(times: &[i64]) -> Option<f64> {
    let sum: i128 = times.iter().map(|&time| i128::from(time)).sum();
    (!times.is_empty()).then(|| sum as f64 / times.len() as f64 / 1000.0)
}

/// Median of times, in seconds, halfway between the middle two of an even number; `None` without any.
pub fn median_seconds(times: &[i64]) -> Option<f64> {
    let mut times = times.to_vec();
    let middle = times.len() / 2;
    if times.is_empty() {
        return None;
    }
    let even = times.len().is_multiple_of(2);
    let (below, &mut upper, _) = times.select_nth_unstable(middle);
    let lower = if even { below.iter().max().copied().unwrap_or(upper) } else { upper };
    Some((lower as f64 + upper as f64) / 2000.0)
}

/// Times from one step to another (counted from 0) in milliseconds, one for each person who reached the later of the
/// two.
pub fn conversion_times<'h>(
    query: &Query,
    people: impl IntoIterator<Item = &'h [Hit]>,
    from: usize,
    to: usize,
) -> Vec<i64> {
    let mut walker = Walker::new(query);
    let mut times = Vec::new();
    for hits in people {
        if let Outcome::Reached(path) = walker.best(hits)
            && let (Some(&first), Some(&last)) = (path.get(from), path.get(to))
        {
            times.push(hits[last as usize].at - hits[first as usize].at);
        }
    }
    times
}
