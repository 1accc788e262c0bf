//! Starts imports and takes in what they brought.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::apply::Outcome;
use super::history::{Messages, Moment};
use super::intake::{Batch, Imported};
use super::work::{BroughtIn, ImportFailure, Ready, bring_in};
use super::{AppState, JobKind, Loaded, Page};
use crate::activity::Activity;
use crate::project_file::{Document, Sources};

/// What an import started from: it is made again when that has changed meanwhile.
pub struct ImportBase {
    batches: Vec<Batch>,
    /// Path and state of the project; `None` when there was none.
    project: Option<(Option<PathBuf>, u64)>,
    generation: u64,
    since: Instant,
}

impl AppState {
    /// Brings in every file of the import page, unless an import is under way or something is left to ask. Without a
    /// project the files make a new one once they have been read.
    pub(super) fn start_import(&mut self) {
        if !self.intake.is_ready() || self.jobs.is_running(JobKind::Import) {
            return;
        }
        let batches = self.intake.batches(self.import_zone(), &self.stated_privacy());
        self.run_import(batches, Instant::now());
    }

    fn run_import(&mut self, batches: Vec<Batch>, since: Instant) {
        let document = match &self.loaded {
            Some(loaded) => loaded.document.clone(),
            None => {
                let name = self.lang().t("project.untitled");
                Document { sources: Sources::beside(), ..Document::new(name) }
            }
        };
        let project = self.loaded.as_ref().map(|loaded| (loaded.path.clone(), loaded.history.state()));
        let base = ImportBase { batches, project, generation: self.generation, since };
        self.jobs.start(JobKind::Import, move |progress| {
            let path = base.project.as_ref().and_then(|(path, _)| path.as_deref());
            let result = bring_in(document, path, &base.batches, progress);
            Outcome::Imported(result.map(Box::new), base)
        });
    }

    pub(super) fn take_import(&mut self, result: Result<Box<BroughtIn>, ImportFailure>, base: ImportBase) {
        // What was read for a project that has made way for another is of no use.
        if base.generation != self.generation {
            return;
        }
        match result {
            Err(ImportFailure::Cancelled) => self.say("toast.import_cancelled", &[]),
            Err(ImportFailure::Problem(problem)) => self.fail(problem),
            Ok(brought) => {
                let now = self.loaded.as_ref().map(|loaded| loaded.history.state());
                if now != base.project.as_ref().map(|(_, state)| *state) {
                    // What was changed meanwhile is not in this result: bring the files into that.
                    self.run_import(base.batches, base.since);
                    return;
                }
                self.take_brought(*brought, base.since);
            }
        }
    }

    fn take_brought(&mut self, brought: BroughtIn, since: Instant) {
        let BroughtIn { ready, report, before } = brought;
        if self.loaded.is_none() {
            // Undo brings back the project as it was before: with nothing in it.
            let name = ready.document.project.name.clone();
            let document = Document { sources: Sources::beside(), ..Document::new(name) };
            self.show(None, Ready { document, activity: Activity::default(), warnings: Vec::new() });
        }
        let Some(loaded) = &mut self.loaded else { return };
        let earlier = Messages { log: before, activity: loaded.activity.clone() };
        loaded.history.record_import(Arc::new(loaded.document.project.clone()), earlier);
        loaded.document.project = ready.document.project;
        loaded.set_messages(Messages { log: ready.document.log, activity: Arc::new(ready.activity) });
        loaded.warnings = ready.warnings;
        loaded.changed();
        let groups = loaded.document.project.groups.iter();
        let groups = groups.map(|group| (group.id.clone(), group.name.clone())).collect();
        let state = loaded.history.state();
        let skipped: u64 =
            report.files.iter().map(|file| file.skipped.len() as u64 + file.skipped_more).sum();
        let seconds = since.elapsed().as_secs_f32();
        self.intake.files.clear();
        // The project states it now.
        self.intake.without_text = None;
        self.intake.pseudonyms = None;
        self.intake.report = Some(Arc::new(Imported { report: report.clone(), groups, state, seconds }));
        self.intake.reads_report = true;
        self.analyse();
        if self.page == Page::Import {
            return;
        }
        let lang = self.lang();
        let mut text = lang.tf(
            "toast.imported",
            &[
                ("new", &report.new_messages),
                ("people", &report.new_members),
                ("duplicates", &report.duplicates),
                ("skipped", &skipped),
            ],
        );
        for (key, n) in [("toast.changed", report.changed), ("toast.renamed", report.renamed)] {
            if n > 0 {
                text.push_str(&lang.tf(key, &[("n", &n)]));
            }
        }
        self.toast(text, false);
    }

    /// Goes one step back or forth in the history.
    pub(super) fn travel(&mut self, step: impl FnOnce(&mut super::History, Moment) -> Option<Moment>) {
        let Some(loaded) = &mut self.loaded else { return };
        let now = Moment {
            project: Arc::new(loaded.document.project.clone()),
            messages: Some(Messages { log: loaded.document.log.clone(), activity: loaded.activity.clone() }),
        };
        let Some(moment) = step(&mut loaded.history, now) else { return };
        loaded.document.project = Arc::unwrap_or_clone(moment.project);
        if let Some(messages) = moment.messages {
            loaded.set_messages(messages);
            loaded.warnings = crate::project_file::validate(&loaded.document);
        }
        loaded.changed();
        self.analyse();
    }
}

impl Loaded {
    /// True when something was brought in or entered: its time zone is then somebody's choice.
    pub(super) fn has_content(&self) -> bool {
        let project = &self.document.project;
        !project.groups.is_empty() || !project.members.is_empty() || !self.document.log.is_empty()
    }

    /// Puts other messages in place; the groups in view stay the same ones where they are still there.
    fn set_messages(&mut self, messages: Messages) {
        let now = |code: u32| messages.activity.groups.find(self.activity.groups.id(code)?);
        self.focus_group = self.focus_group.and_then(now);
        self.scope.groups = self.scope.groups.iter().filter_map(|&code| now(code)).collect();
        self.scope.groups.sort_unstable();
        self.document.log = messages.log;
        self.activity = messages.activity;
    }
}

/// The page to show for a project just opened: files that wait to be brought in come first.
pub(super) fn first_page(state: &AppState) -> Page {
    if state.intake.files.is_empty() && state.intake.awaited == 0 { Page::Overview } else { Page::Import }
}
