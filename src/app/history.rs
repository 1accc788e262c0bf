//! Undo and redo as whole copies of the document; tables that a change did not touch are shared between copies.

use std::sync::Arc;

use super::Edit;
use crate::activity::Activity;
use crate::i18n::Lang;
use crate::log::MessageLog;
use crate::model::Project;

/// How many steps can be taken back.
const MOST_STEPS: usize = 200;
/// How many imports can be taken back: each holds the messages as they were before it.
const MOST_IMPORTS: usize = 4;

/// What one step did.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    Edit(Edit),
    Import,
}

impl Done {
    /// Name of the step in the undo menu.
    pub fn label(&self, lang: Lang) -> &'static str {
        match self {
            Self::Edit(edit) => edit.label(lang),
            Self::Import => lang.t("edit.import"),
        }
    }
}

/// One state of a document.
#[derive(Clone, Debug)]
pub struct Moment {
    pub project: Arc<Project>,
    /// Messages and their counts, where the step changes them.
    pub messages: Option<Messages>,
}

/// The messages of one state, with their counts.
#[derive(Clone, Debug)]
pub struct Messages {
    pub log: Arc<MessageLog>,
    pub activity: Arc<Activity>,
}

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
    done: Done,
    moment: Moment,
    state: u64,
}

impl History {
    /// Remembers the state before a change.
    pub fn record(&mut self, edit: Edit, before: Arc<Project>) {
        self.push(Done::Edit(edit), Moment { project: before, messages: None });
    }

    /// Remembers the state before an import.
    pub fn record_import(&mut self, before: Arc<Project>, messages: Messages) {
        self.push(Done::Import, Moment { project: before, messages: Some(messages) });
        let imports = self.undo.iter().filter(|step| step.done == Done::Import).count();
        if imports > MOST_IMPORTS
            && let Some(oldest) = self.undo.iter().position(|step| step.done == Done::Import)
        {
            self.undo.drain(..=oldest);
        }
    }

    fn push(&mut self, done: Done, moment: Moment) {
        self.redo.clear();
        self.undo.push(Step { done, moment, state: self.state });
        if self.undo.len() > MOST_STEPS {
            self.undo.remove(0);
        }
        self.next += 1;
        self.state = self.next;
    }

    /// The state before the last change; `now` can be brought back with [`Self::redo`]. Messages of `now` are kept only
    /// where the step changes messages.
    pub fn undo(&mut self, now: Moment) -> Option<Moment> {
        let step = self.undo.pop()?;
        self.redo.push(Self::turned(&step, now, self.state));
        self.state = step.state;
        Some(step.moment)
    }

    /// The state after the change last taken back.
    pub fn redo(&mut self, now: Moment) -> Option<Moment> {
        let step = self.redo.pop()?;
        self.undo.push(Self::turned(&step, now, self.state));
        self.state = step.state;
        Some(step.moment)
    }

    fn turned(step: &Step, now: Moment, state: u64) -> Step {
        let messages = now.messages.filter(|_| step.moment.messages.is_some());
        Step { done: step.done.clone(), moment: Moment { messages, ..now }, state }
    }

    /// The change that undo would take back.
    pub fn last(&self) -> Option<&Done> {
        self.undo.last().map(|step| &step.done)
    }

    /// The change that redo would make again.
    pub fn next(&self) -> Option<&Done> {
        self.redo.last().map(|step| &step.done)
    }

    /// True while the step that led to the state of this number is in force.
    pub fn includes(&self, state: u64) -> bool {
        self.state == state || self.undo.iter().any(|step| step.state == state)
    }

    /// Number of the state shown now.
    pub fn state(&self) -> u64 {
        self.state
    }

    /// A state with this number is on disk now.
    pub fn mark_saved(&mut self, state: u64) {
        self.saved = state;
    }

    /// The document is not on disk yet.
    pub fn mark_changed(&mut self) {
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

    fn moment(name: &str) -> Moment {
        Moment { project: named(name), messages: Some(messages()) }
    }

    fn messages() -> Messages {
        Messages { log: Arc::default(), activity: Arc::default() }
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
        let back = history.undo(moment("c")).unwrap();
        assert_eq!(back.project.name, "b");
        assert!(!history.is_dirty());
        assert_eq!(history.redo(back).unwrap().project.name, "c");
        assert!(history.is_dirty());
    }

    #[test]
    fn a_new_change_forgets_the_future() {
        let mut history = History::default();
        history.record(edit(), named("a"));
        history.undo(moment("b"));
        history.record(edit(), named("a"));
        assert!(history.redo(moment("c")).is_none());
    }

    #[test]
    fn the_way_back_to_a_saved_state_that_a_new_change_cut_off_stays_dirty() {
        let mut history = History::default();
        history.record(edit(), named("a"));
        history.mark_saved(history.state());
        history.undo(moment("b"));
        history.record(edit(), named("a"));
        assert!(history.is_dirty());
    }

    #[test]
    fn messages_come_back_with_an_import_and_are_let_alone_by_an_edit() {
        let mut history = History::default();
        let before = messages();
        history.record_import(named("a"), before.clone());
        history.record(edit(), named("b"));
        assert!(history.undo(moment("c")).unwrap().messages.is_none());
        let after = moment("b");
        let back = history.undo(after.clone()).unwrap();
        assert!(Arc::ptr_eq(&back.messages.as_ref().unwrap().log, &before.log));
        let again = history.redo(back).unwrap();
        assert!(Arc::ptr_eq(&again.messages.unwrap().log, &after.messages.unwrap().log));
    }

    #[test]
    fn only_the_last_imports_keep_their_messages() {
        let mut history = History::default();
        let first = messages();
        history.record(edit(), named("a"));
        history.record_import(named("b"), first.clone());
        for _ in 0..MOST_IMPORTS {
            history.record_import(named("c"), messages());
        }
        assert_eq!(Arc::strong_count(&first.log), 1);
        assert_eq!(std::iter::from_fn(|| history.undo(moment("d"))).count(), MOST_IMPORTS);
    }
}
