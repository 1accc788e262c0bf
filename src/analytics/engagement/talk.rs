//! What only the texts tell.

use serde::Serialize;

use super::{Content, Held, Service, content, held_activities, service};
use crate::activity::said::Said;
use crate::analytics::{Input, Scope};

/// The results of a scope that rest on a pass over the texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Talk {
    pub content: Content,
    pub service: Service,
    /// Kinds of activities held against their cadence.
    pub activities: Vec<Held>,
}

impl Talk {
    /// Counts a scope.
    pub fn of(input: Input<'_>, scope: &Scope, said: &Said) -> Self {
        let (content, service) = rayon::join(|| content(input, scope, said), || service(input, scope, said));
        Self { content, service, activities: held_activities(input, scope) }
    }

    /// The same without a word of what people said.
    pub fn without_words(mut self) -> Self {
        self.content.rules.iter_mut().flat_map(|rule| &mut rule.examples).for_each(|quote| quote.text = None);
        self.service.unanswered.iter_mut().for_each(|question| question.text = None);
        self
    }
}
