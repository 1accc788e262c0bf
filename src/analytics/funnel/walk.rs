//! One person's best attempt, whatever the order of steps.

use super::Query;
use super::ordered::Ordered;
use super::unordered::Unordered;
use crate::model::StepOrder;

/// One event of one person, reduced to what a funnel needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    /// Milliseconds since the epoch.
    pub at: i64,
    /// Bit `i`: the event matches required step `i`, or beyond those an optional one. No bit at all: a foreign event,
    /// which only a strict funnel cares for.
    pub steps: u64,
    /// Bit `i`: the event matches exclusion `i`.
    pub exclusions: u64,
}

/// How far one person came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// No event served the first step.
    NotEntered,
    /// The best attempt met an exclusion: the person is out of the funnel, the first step included.
    Excluded,
    /// The events (positions in the slice given) that served the required steps reached, in order of time; never empty.
    Reached(&'a [u32]),
}

/// Finds best attempts; keeps its memory from one person to the next, so that no event allocates.
#[derive(Clone, Debug)]
pub struct Walker<'q> {
    query: &'q Query,
    ordered: Ordered,
    unordered: Unordered,
}

impl<'q> Walker<'q> {
    /// A walker for one funnel.
    pub fn new(query: &'q Query) -> Self {
        Self { query, ordered: Ordered::new(query.steps()), unordered: Unordered::new(query.steps()) }
    }

    /// The best attempt among the events of one person, which must ascend by time.
    ///
    /// The rules are those of PostHog's funnels (funnel-udf): the furthest step counts, and of several attempts that
    /// reach it the first one without an exclusion. Linear in the events; nothing in gives [`Outcome::NotEntered`].
    pub fn best(&mut self, hits: &[Hit]) -> Outcome<'_> {
        self.best_starting(hits, i64::MIN, i64::MAX)
    }

    /// As [`Self::best`], of the attempts whose first step lies between two instants, both included.
    pub fn best_starting(&mut self, hits: &[Hit], first: i64, last: i64) -> Outcome<'_> {
        match self.query.order() {
            StepOrder::Ordered | StepOrder::Strict => self.ordered.best(self.query, hits, first, last),
            StepOrder::Unordered => self.unordered.best(self.query, hits, first, last),
        }
    }

    /// After [`Self::best`]: true when the person has not completed the funnel, but holds an attempt that could still
    /// be completed at or after `end`.
    pub fn still_open(&self, end: i64) -> bool {
        match self.query.order() {
            StepOrder::Ordered | StepOrder::Strict => self.ordered.still_open(self.query, end),
            StepOrder::Unordered => self.unordered.still_open(self.query, end),
        }
    }
}
