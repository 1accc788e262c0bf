//! Who was silent in the scopes looked at last: whoever turns back to one need not wait for it again.

use std::sync::Arc;

use super::state::Analysis;
use crate::activity::Day;
use crate::analytics::engagement::{Silence, silent_until};
use crate::analytics::{Input, Scope};

/// How many are kept; on a large log each takes some 14 MB.
const MOST: usize = 3;

/// What decides who is silent, the document left aside.
type Place = (Vec<u32>, Option<Day>);

/// Lists of one state of the document, the newest first.
#[derive(Clone, Default)]
pub(super) struct Silences(Vec<(Place, Arc<Silence>)>);

impl Silences {
    /// Those that are known after an analysis, its own among them.
    pub(super) fn after(analysis: &Analysis) -> Self {
        let place = place(analysis.input(), &analysis.scope);
        let earlier = analysis.silences.0.iter().filter(|(other, _)| *other != place).cloned();
        let own = analysis.panels.known_silence().map(|silence| (place.clone(), silence.clone()));
        Self(own.into_iter().chain(earlier).take(MOST).collect())
    }

    /// The one of a scope.
    pub(super) fn of(&self, input: Input<'_>, scope: &Scope) -> Option<Arc<Silence>> {
        let place = place(input, scope);
        self.0.iter().find(|(other, _)| *other == place).map(|(_, silence)| silence.clone())
    }
}

fn place(input: Input<'_>, scope: &Scope) -> Place {
    (scope.groups.clone(), silent_until(input, scope))
}
