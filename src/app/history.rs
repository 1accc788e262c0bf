//! Undo and redo as whole copies of the project; tables that a change did not touch are shared between copies.

use std::sync::Arc;

use super::Edit;
use crate::model::Project;

/// How many steps can be taken back.
const MOST_STEPS: usize = 200;

/// Past and future of a document, and which of its states is on disk.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// Number of the state shown now; each change gets a new one.
    state: u64,
    saved: u64,
    next: u64,
}

#[derive(Clone, Debug)]
struct Step {
    edit: Edit,
    project: Arc<Project>,
    state: u64,
}

impl History {
    /// Remembers the state before a change.
    pub fn record(&mut self, edit: Edit, before: Arc<Project>) {
        self.redo.clear();
        self.undo.push(Step { edit, project: before, state: self.state });
        if self.undo.len() > MOST_STEPS {
            self.undo.remove(0);
        }
        self.next += 1;
        self.state = self.next;
    }

    /// The state before the last change; `now` can be brought back with [`Self::redo`].
    pub fn undo(&mut self, now: Arc<Project>) -> Option<Arc<Project>> {
        let step = self.undo.pop()?;
        self.redo.push(Step { edit: step.edit, project: now, state: self.state });
        self.state = step.state;
        Some(step.project)
    }

    /// The state after the change last taken back.
    pub fn redo(&mut self, now: Arc<Project>) -> Option<Arc<Project>> {
        let step = self.redo.pop()?;
        self.undo.push(Step { edit: step.edit, project: now, state: self.state });
        self.state = step.state;
        Some(step.project)
    }

    /// The change that undo would take back.
    pub fn last(&self) -> Option<&Edit> {
        self.undo.last().map(|step| &step.edit)
    }

    /// The change that redo would make again.
    pub fn next(&self) -> Option<&Edit> {
        self.redo.last().map(|step| &step.edit)
    }

    /// Number of the state shown now.
    pub fn state(&self) -> u64 {
        self.state
    }

    /// A state with this number is on disk now.
    pub fn mark_saved(&mut self, state: u64) {
        self.saved = state;
    }

    /// The document changed without a step to take back (messages were brought in).
    pub fn mark_changed(&mut self) {
        self.undo.clear();
        self.redo.clear();
        self.next += 1;
        self.state = self.next;
    }

    /// True when the state shown is not the one on disk.
    pub fn is_dirty(&self) -> bool {
        self.state != self.saved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Arc<Project> {
        Arc::new(Project { name: name.to_owned(), ..Project::default() })
    }

    fn edit() -> Edit {
        Edit::RenameGroup { group: "g".into(), name: "x".to_owned() }
    }

    #[test]
    fn undoing_back_to_the_saved_state_is_clean_again() {
        let mut history = History::default();
        assert!(!history.is_dirty());
        history.record(edit(), named("a"));
        assert!(history.is_dirty());
        history.mark_saved(history.state());
        history.record(edit(), named("b"));
        let back = history.undo(named("c")).unwrap();
        assert_eq!(back.name, "b");
        assert!(!history.is_dirty());
        assert_eq!(history.redo(back).unwrap().name, "c");
        assert!(history.is_dirty());
    }

    #[test]
    fn a_new_change_forgets_the_future() {
        let mut history = History::default();
        history.record(edit(), named("a"));
        history.undo(named("b"));
        history.record(edit(), named("a"));
        assert!(history.redo(named("c")).is_none());
    }

    #[test]
    fn the_way_back_to_a_saved_state_that_a_new_change_cut_off_stays_dirty() {
        let mut history = History::default();
        history.record(edit(), named("a"));
        history.mark_saved(history.state());
        history.undo(named("b"));
        history.record(edit(), named("a"));
        assert!(history.is_dirty());
    }
}
