//! What a funnel asks: steps, order, window and exclusions, checked once.

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
}

/// A funnel definition known to be sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    steps: usize,
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
        Ok(Self { steps, order, window, exclusions })
    }

    /// Number of steps, 1 to [`MAX_STEPS`].
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
