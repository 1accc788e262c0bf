//! Results and figures, worked out away from the window: what is quick first, the rest after it.

use std::sync::{Arc, OnceLock};

use super::apply::Outcome;
use super::follow::follow_people;
use super::silences::Silences;
use super::state::Analysis;
use super::texts::{Texts, TextsAt};
use super::work::figure_of;
use super::{AppState, FigureKey, JobKind, Page, View};
use crate::activity::Activity;
use crate::analytics::{Input, Panels, Scope};

impl AppState {
    /// Starts the analysis of the present state, unless one is under way: its end starts the next.
    pub(super) fn analyse(&mut self) {
        if self.jobs.is_running(JobKind::Analyse) {
            return;
        }
        let Some(loaded) = &self.loaded else { return };
        // Nobody waits for the rest of what is out of date.
        self.jobs.cancel_all(JobKind::Complete);
        self.rest_in = 0;
        // Results that came after the last change of the document were made from the same project.
        let last = loaded.analysis.clone();
        let of_document = last.clone().filter(|last| last.revision >= loaded.edition);
        let project = match &of_document {
            Some(last) => last.project.clone(),
            None => Arc::new(loaded.document.project.clone()),
        };
        let (activity, log) = (loaded.activity.clone(), loaded.document.log.clone());
        let (choice, revision, generation) = (loaded.scope.clone(), loaded.revision, loaded.generation);
        let texts_at = TextsAt::of(loaded);
        let of_silence = self.view(self.page) == Some(View::Silent);
        self.jobs.start(JobKind::Analyse, move |_| {
            let activity =
                if activity.fits(&project) { activity } else { Arc::new(Activity::build(&project, &log)) };
            let input = Input { project: &project, activity: &activity };
            let scope = choice.scope(input);
            let compared = choice.compared(&scope);
            let of = |scope: &Scope| Panels::of(input, scope);
            let (panels, before) = rayon::join(|| of(&scope), || compared.as_ref().map(of));
            let of_document = of_document.filter(|last| Arc::ptr_eq(&last.activity, &activity));
            let silences = of_document.map_or_else(Silences::default, |last| Silences::after(&last));
            if let Some(silence) = silences.of(input, &scope) {
                panels.take_silence(silence);
            }
            if of_silence {
                panels.silence(input, &scope);
            }
            let same = last.filter(|last| {
                Arc::ptr_eq(&last.log, &log)
                    && Arc::ptr_eq(&last.activity, &activity)
                    && last.texts.serves(&texts_at, &last.project, &project)
            });
            let texts = same.map_or_else(|| Arc::new(Texts::new(texts_at)), |last| last.texts.clone());
            let talk = OnceLock::new();
            let analysis = Analysis {
                revision,
                project,
                activity,
                log,
                scope,
                compared,
                panels,
                before,
                texts,
                talk,
                silences,
            };
            Outcome::Analysed(Box::new(analysis), generation)
        });
    }

    /// Takes the results of the present scope; those of an earlier one are worked out anew.
    pub(super) fn take_analysis(&mut self, analysis: Analysis, generation: u64) {
        let Some(loaded) = self.loaded.as_mut().filter(|loaded| loaded.generation == generation) else {
            return;
        };
        if analysis.revision != loaded.revision {
            self.analyse();
            return;
        }
        if let Some(before) = &loaded.analysis {
            follow_people(&mut self.dialogs, &before.activity, &analysis.activity);
        }
        loaded.activity = analysis.activity.clone();
        loaded.analysis = Some(Arc::new(analysis));
        self.start_or_wait();
    }

    /// Starts what takes long at once where the page is made of it, else once what has just come is drawn.
    fn start_or_wait(&mut self) {
        if self.page == Page::Structure {
            self.complete();
        } else {
            self.rest_in = 2;
        }
    }

    /// Starts what takes long once the figures of the page stand: the frame after the results asks for them.
    pub(super) fn start_rest(&mut self) {
        let busy = [JobKind::Analyse, JobKind::Figure].iter().any(|kind| self.jobs.is_running(*kind));
        // The end of a job wakes the window.
        if self.rest_in == 0 || (busy && self.page != Page::Structure) {
            return;
        }
        self.rest_in = if self.page == Page::Structure { 0 } else { self.rest_in - 1 };
        if self.rest_in == 0 {
            self.complete();
        } else {
            self.jobs.wake();
        }
    }

    /// Takes a part of what was missing, and goes on with the next.
    pub(super) fn take_rest(&mut self, analysis: Arc<Analysis>, generation: u64) {
        let Some(loaded) = self.loaded.as_mut().filter(|loaded| loaded.generation == generation) else {
            return;
        };
        let newest = loaded.analysis.as_ref().is_some_and(|newest| Arc::ptr_eq(newest, &analysis));
        if analysis.panels.is_complete() {
            let newer = |whole: &Arc<Analysis>| whole.revision <= analysis.revision;
            if loaded.whole.as_ref().is_none_or(newer) {
                loaded.whole = Some(analysis);
            }
        } else if newest && analysis.revision == loaded.revision {
            self.start_or_wait();
        }
    }

    /// Works out the next part that is missing of the newest results.
    fn complete(&mut self) {
        let Some(loaded) = &self.loaded else { return };
        let (Some(analysis), generation) = (loaded.analysis.clone(), loaded.generation) else { return };
        self.jobs.start(JobKind::Complete, move |progress| {
            let stop = || progress.is_cancelled();
            let part = || analysis.panels.complete_next(analysis.input(), &analysis.scope, &stop);
            // Threads of its own: a change of scope that comes meanwhile does not queue behind it.
            match rayon::ThreadPoolBuilder::new().build() {
                Ok(threads) => threads.install(part),
                Err(_) => part(),
            }
            Outcome::Completed(analysis, generation)
        });
    }

    pub(super) fn build_figure(&mut self, key: FigureKey) {
        let lang = self.lang();
        let Some(loaded) = &mut self.loaded else { return };
        let Some(stamp) = loaded.stamp(&key, lang) else { return };
        let Some(analysis) = loaded.results(key.need()).cloned() else { return };
        if !loaded.figures.is_wanted(&key, stamp) {
            return;
        }
        loaded.figures.set_pending(key.clone(), stamp);
        let generation = loaded.generation;
        self.jobs.start(JobKind::Figure, move |progress| {
            let figure = figure_of(&analysis, &key, lang, progress);
            Outcome::Figure(key, stamp, figure, generation)
        });
    }
}
