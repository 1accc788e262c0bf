//! Texts of sheets that match no member, worked out when somebody looks at them: it takes a while in large projects.

use std::sync::Arc;

use super::apply::Outcome;
use super::{AppState, Command, JobKind};
use crate::import::{Unmatched, unmatched};
use crate::model::{Event, Member, Order, Project};

/// What is known of unmatched texts.
#[derive(Default)]
pub(super) struct Nameless {
    found: Option<(Basis, Arc<Vec<Unmatched>>)>,
}

/// What the list is made from.
#[derive(Clone)]
pub struct Basis {
    members: Arc<Vec<Member>>,
    orders: Arc<Vec<Order>>,
    events: Arc<Vec<Event>>,
}

impl Basis {
    fn of(project: &Project) -> Self {
        let Project { members, orders, events, .. } = project;
        Self { members: members.clone(), orders: orders.clone(), events: events.clone() }
    }

    fn is_of(&self, project: &Project) -> bool {
        Arc::ptr_eq(&self.members, &project.members)
            && Arc::ptr_eq(&self.orders, &project.orders)
            && Arc::ptr_eq(&self.events, &project.events)
    }
}

impl Nameless {
    /// Takes a text off the list at once; the likely members of the others follow.
    pub(super) fn remove(&mut self, text: &str) {
        if let Some((_, list)) = &mut self.found {
            Arc::make_mut(list).retain(|entry| entry.text != text);
        }
    }
}

impl AppState {
    /// The unmatched texts as last worked out, and a command to do it where they are missing or out of date.
    pub fn unmatched(&self) -> (Option<Arc<Vec<Unmatched>>>, Option<Command>) {
        let Some(loaded) = &self.loaded else { return (None, None) };
        let found = loaded.nameless.found.as_ref();
        let fresh = found.is_some_and(|(basis, _)| basis.is_of(&loaded.document.project));
        let want = (!fresh && !self.jobs.is_running(JobKind::Match)).then_some(Command::WantUnmatched);
        (found.map(|(_, list)| list.clone()), want)
    }

    pub(super) fn find_unmatched(&mut self) {
        let Some(loaded) = &self.loaded else { return };
        if self.jobs.is_running(JobKind::Match) {
            return;
        }
        let (project, generation) = (loaded.document.project.clone(), loaded.generation);
        self.jobs.start(JobKind::Match, move |_| {
            Outcome::Unmatched(Basis::of(&project), unmatched(&project), generation)
        });
    }

    pub(super) fn take_unmatched(&mut self, basis: Basis, list: Vec<Unmatched>, generation: u64) {
        if let Some(loaded) = self.loaded.as_mut().filter(|loaded| loaded.generation == generation) {
            // A list that knows nothing of what was changed meanwhile is made again when it is wanted.
            if basis.is_of(&loaded.document.project) {
                loaded.nameless.found = Some((basis, Arc::new(list)));
            }
        }
    }
}
