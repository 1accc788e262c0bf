//! What a funnel asks: steps, order, window and exclusions, checked once.

use super::Hit;
use crate::model::StepOrder;

/// Most steps a funnel can have: one bit each.
pub const MAX_STEPS: usize = 64;

/// Most exclusions a funnel can have: one bit each.
pub const MAX_EXCLUSIONS: usize = 64;

/// An event that must not happen between two steps (both counted from 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exclusion {
    pub from: usize,
    pub to: usize,
}

/// A funnel that cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum QueryError {
    #[error("the funnel has no steps; add at least one")]
    Empty,
    #[error("the funnel has {0} steps; {MAX_STEPS} is the most")]
    TooManySteps(usize),
    #[error("the funnel has {0} exclusions; {MAX_EXCLUSIONS} is the most")]
    TooManyExclusions(usize),
    #[error("the conversion window must be 0 or longer and a number, not {0} seconds")]
    Window(f64),
    #[error("an exclusion must run from an earlier to a later of the {steps} steps, not from {from} to {to}")]
    Exclusion { from: usize, to: usize, steps: usize },
    #[error("without an order of steps an exclusion must span all of them, not {from} to {to}")]
    PartialExclusion { from: usize, to: usize },
    #[error("the first and the last step cannot be skipped; take the mark off step {0}")]
    OptionalEnd(usize),
}

/// A funnel definition known to be sound.
///
/// What may be skipped is laid beside the funnel, not into it: attempts are made of the required steps alone, as if the
/// others were not there, so that skipping one costs nobody a later step. An optional step counts for people whose best
/// attempt reached the required step before it ([`Self::optional_events`]). In a strict funnel its event may stand
/// between its two neighbours, where any other event would end the attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    steps: usize,
    optional: Vec<usize>,
    order: StepOrder,
    window: i64,
    exclusions: Vec<Exclusion>,
}

impl Query {
    /// A funnel of `steps` steps. The window is in seconds, inclusive, and counts from the first step of an attempt.
    ///
    /// # Errors
    /// When there is no step or there are more than [`MAX_STEPS`]; when the window is negative or not a number; when
    /// an exclusion does not run from an earlier to a later step; when the order is free and an exclusion does not
    /// span the whole funnel.
    pub fn new(
        steps: usize,
        order: StepOrder,
        window_seconds: f64,
        exclusions: Vec<Exclusion>,
    ) -> Result<Self, QueryError> {
        match steps {
            0 => return Err(QueryError::Empty),
            MAX_STEPS.. if steps > MAX_STEPS => return Err(QueryError::TooManySteps(steps)),
            _ => {}
        }
        if exclusions.len() > MAX_EXCLUSIONS {
            return Err(QueryError::TooManyExclusions(exclusions.len()));
        }
        if window_seconds.is_nan() || window_seconds < 0.0 {
            return Err(QueryError::Window(window_seconds));
        }
        for &Exclusion { from, to } in &exclusions {
            if from >= to || to >= steps {
                return Err(QueryError::Exclusion { from, to, steps });
            }
            if order == StepOrder::Unordered && (from, to) != (0, steps - 1) {
                return Err(QueryError::PartialExclusion { from, to });
            }
        }
        // A float beyond the range of i64 becomes its end: a window without end.
        let window = (window_seconds * 1000.0).round() as i64;
        Ok(Self { steps, optional: Vec::new(), order, window, exclusions })
    }

    /// With steps that may be skipped, each told by the required step (counted from 0) that it follows. Their bits in
    /// [`super::Hit::steps`] come after those of the required steps.
    ///
    /// # Errors
    /// When one follows no step or the last; when there are more than [`MAX_STEPS`] steps in all.
    pub fn with_optional(mut self, after: Vec<usize>) -> Result<Self, QueryError> {
        if self.steps + after.len() > MAX_STEPS {
            return Err(QueryError::TooManySteps(self.steps + after.len()));
        }
        if let Some(&last) = after.iter().find(|&&after| after + 1 >= self.steps) {
            return Err(QueryError::OptionalEnd(last + 2));
        }
        self.optional = after;
        Ok(self)
    }

    /// Required steps that the optional ones follow, in the order of their bits.
    pub fn optional(&self) -> &[usize] {
        &self.optional
    }

    /// The bits of the required steps.
    pub(super) fn required_bits(&self) -> u64 {
        u64::MAX >> (MAX_STEPS - self.steps)
    }

    /// The required steps after which the optional steps of `bits` may stand.
    pub(super) fn before_optional(&self, bits: u64) -> u64 {
        let done = |place: usize| self.steps + place < MAX_STEPS && bits >> (self.steps + place) & 1 == 1;
        let after = self.optional.iter().enumerate().filter(|(place, _)| done(*place));
        after.fold(0, |mask, (_, &after)| mask | 1 << after)
    }

    /// The event (position in `hits`) that served each optional step along the attempt `path`; `None` where it was
    /// skipped, or where the attempt did not come to the required step before it.
    ///
    /// In order, the first event at or after that required step and not after the next one; where the attempt came no
    /// further, within the window, and in a strict funnel before anything foreign. Without an order, the first event
    /// within the window from the first of the attempt. An event that serves another step serves no second one.
    /// `counts` says which events may serve.
    pub fn optional_events(
        &self,
        hits: &[Hit],
        path: &[u32],
        counts: impl Fn(u32) -> bool,
    ) -> Vec<Option<u32>> {
        let mut found: Vec<Option<u32>> = Vec::with_capacity(self.optional.len());
        for (place, &after) in self.optional.iter().enumerate() {
            let event = self.optional_event(hits, path, place, after, |event| {
                counts(event) && !path.contains(&event) && !found.contains(&Some(event))
            });
            found.push(event);
        }
        found
    }

    fn optional_event(
        &self,
        hits: &[Hit],
        path: &[u32],
        place: usize,
        after: usize,
        free: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let at = |place: usize| path.get(place).and_then(|&event| hits.get(event as usize)).map(|hit| hit.at);
        let (first, reached) = (at(0)?, at(after)?);
        let window = first.saturating_add(self.window);
        let (from, until) = match self.order {
            StepOrder::Unordered => (first, window),
            StepOrder::Ordered | StepOrder::Strict => (reached, at(after + 1).unwrap_or(window)),
        };
        let alone = self.order == StepOrder::Strict && at(after + 1).is_none();
        // What does not end a strict attempt that stands at the step before: that step again, and what may follow it.
        let tolerated = |hit: &Hit| (hit.steps | self.before_optional(hit.steps)) >> after & 1 == 1;
        let begin = hits.partition_point(|hit| hit.at < from);
        hits.iter()
            .enumerate()
            .skip(begin)
            .take_while(|(_, hit)| hit.at <= until && (!alone || hit.at == reached || tolerated(hit)))
            .find(|(event, hit)| hit.steps >> (self.steps + place) & 1 == 1 && free(*event as u32))
            .map(|(event, _)| event as u32)
    }

    /// Number of required steps, 1 to [`MAX_STEPS`].
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// How strictly the steps must follow each other.
    pub fn order(&self) -> StepOrder {
        self.order
    }

    /// Length of the conversion window in milliseconds.
    pub fn window(&self) -> i64 {
        self.window
    }

    /// The exclusions, in the order of the bits of [`super::Hit::exclusions`].
    pub fn exclusions(&self) -> &[Exclusion] {
        &self.exclusions
    }
}
