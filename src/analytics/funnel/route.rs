//! The steps of a funnel that must be done, and those that may be skipped.

use super::{Exclusion, Query, QueryError};
use crate::model::{Funnel, FunnelExclusion};

/// Where each step of a funnel is found in its [`Query`], which walks the required steps only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// Steps that must be done, ascending.
    required: Vec<usize>,
    /// Steps that may be skipped, ascending, each with the place among `required` of the step before it.
    optional: Vec<(usize, usize)>,
}

impl Route {
    /// Sorts the steps of a funnel. A first step that may be skipped has none before it: it follows the first required
    /// one here, and [`Self::query`] refuses it.
    pub fn of(funnel: &Funnel) -> Self {
        let mut route = Self::default();
        for (index, step) in funnel.steps.iter().enumerate() {
            if step.optional {
                route.optional.push((index, route.required.len().saturating_sub(1)));
            } else {
                route.required.push(index);
            }
        }
        route
    }

    /// Steps that must be done, ascending.
    pub fn required(&self) -> &[usize] {
        &self.required
    }

    /// Steps that may be skipped, in the order of [`Query::optional`].
    pub fn optional(&self) -> impl Iterator<Item = usize> + '_ {
        self.optional.iter().map(|&(step, _)| step)
    }

    /// The bit of a step in [`super::Hit::steps`]: required steps first, then the others.
    pub fn bit(&self, step: usize) -> Option<usize> {
        let skipped = || self.optional.iter().position(|&(other, _)| other == step);
        self.required.binary_search(&step).ok().or_else(|| skipped().map(|place| self.required.len() + place))
    }

    /// The funnel as a query over its required steps. An exclusion that begins or ends at a step that may be skipped
    /// spans from the required step before it, or to the one after it.
    ///
    /// # Errors
    /// As [`Query::new`] and [`Query::with_optional`]; and when the first or the last step may be skipped, for then
    /// nobody could say who entered, or who passed.
    pub fn query(&self, funnel: &Funnel, window_seconds: f64) -> Result<Query, QueryError> {
        let ends = [Some(0), funnel.steps.len().checked_sub(1)];
        if let Some(end) = ends.into_iter().flatten().find(|end| self.optional().any(|step| step == *end)) {
            return Err(QueryError::OptionalEnd(end + 1));
        }
        let steps = funnel.steps.len();
        let exclusion = |&FunnelExclusion { from, to, .. }: &FunnelExclusion| {
            if from >= to || to >= steps {
                return Err(QueryError::Exclusion { from, to, steps });
            }
            let from = self.required.partition_point(|&step| step <= from).saturating_sub(1);
            Ok(Exclusion { from, to: self.required.partition_point(|&step| step < to) })
        };
        let exclusions = funnel.exclusions.iter().map(exclusion).collect::<Result<Vec<_>, _>>()?;
        let query = Query::new(self.required.len(), funnel.order, window_seconds, exclusions)?;
        query.with_optional(self.optional.iter().map(|&(_, after)| after).collect())
    }
}
