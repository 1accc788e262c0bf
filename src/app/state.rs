//! The state that `ui` reads.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use super::figures::Stamp;
use super::nameless::Nameless;
use super::silences::Silences;
use super::texts::Texts;
use super::{
    Command, Dialog, FigureKey, FigureStore, History, Intake, Jobs, Page, ScopeChoice, Settings, View,
};
use crate::activity::{Activity, HourTable};
use crate::analytics::engagement::{Silence, Talk};
use crate::analytics::overview::Action;
use crate::analytics::structure::Structure;
use crate::analytics::{Input, Panels, Scope};
use crate::charts::{Figure, Theme};
use crate::i18n::Lang;
use crate::log::MessageLog;
use crate::model::Project;
use crate::project_file::{Document, Warning};

/// Everything the window shows.
pub struct AppState {
    pub settings: Settings,
    /// Where settings are kept; `None` in tests and on systems without a place for them.
    pub settings_path: Option<PathBuf>,
    pub page: Page,
    /// The view last looked at on each page; see [`AppState::view`].
    pub(super) views: HashMap<Page, View>,
    pub dialogs: Vec<Dialog>,
    pub loaded: Option<Loaded>,
    /// The import page.
    pub intake: Intake,
    /// A plan that waits; see [`AppState::proposal`].
    pub(super) proposal: Option<super::Proposal>,
    /// A plan of a week of shifts that waits; see [`AppState::shift_proposal`].
    pub(super) shift_proposal: Option<super::ShiftProposal>,
    pub toasts: VecDeque<Toast>,
    pub jobs: Jobs<super::apply::Outcome>,
    /// The window should close now.
    pub quit: bool,
    /// Text or picture for the clipboard, taken by the window.
    pub clipboard: Vec<Clip>,
    /// What to do once the save under way has worked.
    pub(super) after_save: Option<Command>,
    /// Where to save, and which project (generation), once the save under way has worked.
    pub(super) save_next: Option<(std::path::PathBuf, u64)>,
    /// The state of a project (generation, number) whose changes the user gave up for what is being opened.
    pub(super) may_lose: Option<(u64, u64)>,
    pub(super) next_toast: u64,
    /// Grows with every project opened: results of an earlier one drop themselves.
    pub(super) generation: u64,
    /// Frames until what takes long of the results is begun; 0 when it is not wanted.
    pub(super) rest_in: u8,
}

/// What goes to the clipboard.
#[derive(Clone, Debug)]
pub enum Clip {
    Text(String),
    Image { size: [usize; 2], rgba: Vec<u8> },
}

/// An open project.
pub struct Loaded {
    /// `None` until it was saved once.
    pub path: Option<PathBuf>,
    pub document: Document,
    /// The document as it is on disk, to know what a save must write.
    pub saved: Document,
    pub activity: Arc<Activity>,
    pub warnings: Vec<Warning>,
    pub history: History,
    pub scope: ScopeChoice,
    /// Results for the last scope that was analysed; out of date while a newer one is on its way.
    pub analysis: Option<Arc<Analysis>>,
    /// The last results of which nothing is missing; see [`Loaded::results`].
    pub(super) whole: Option<Arc<Analysis>>,
    /// Grows with every change of document or scope.
    pub revision: u64,
    /// The revision of the last change of the document.
    pub(super) edition: u64,
    pub figures: FigureStore,
    pub(super) nameless: Nameless,
    pub focus_group: Option<u32>,
    /// The rota that the rotation page looks at; see [`Loaded::rota`].
    pub(super) focus_rota: usize,
    /// The week of shifts that the rotation page looks at; see [`Loaded::shifts`].
    pub(super) focus_shifts: usize,
    /// Newer than the last automatic save.
    pub(super) generation: u64,
}

/// Which results something reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// What is there right after the scope has changed.
    Quick,
    /// Also who is silent.
    Silence,
    /// Also what takes long on a large log: the structure, and what to do.
    All,
}

/// Results of all panels for one scope, with what they were made from.
pub struct Analysis {
    pub revision: u64,
    pub project: Arc<Project>,
    pub activity: Arc<Activity>,
    /// The messages, for what is counted only when it is looked at.
    pub log: Arc<MessageLog>,
    pub scope: Scope,
    pub compared: Option<Scope>,
    pub panels: Panels,
    /// Results of the compared period.
    pub before: Option<Panels>,
    pub(super) texts: Arc<Texts>,
    pub(super) talk: OnceLock<Talk>,
    /// Those of earlier scopes.
    pub(super) silences: Silences,
}

impl Analysis {
    /// What the results were made from.
    pub fn input(&self) -> Input<'_> {
        Input { project: &self.project, activity: &self.activity }
    }

    /// The structure of the groups; takes long where the results are not [whole](Panels::is_complete) yet.
    pub fn structure(&self) -> &Structure {
        self.panels.structure(self.input(), &self.scope)
    }

    /// Who is silent; takes long where the results are not whole yet.
    pub fn silence(&self) -> &Silence {
        self.panels.silence(self.input(), &self.scope)
    }

    /// What to do first; takes long where the results are not whole yet.
    pub fn actions(&self) -> &[Action] {
        self.panels.actions(self.input(), &self.scope)
    }

    /// What the texts tell of the scope: the first time a pass over all of them, whose share done `progress` is told.
    pub fn talk(&self, progress: &dyn Fn(f32)) -> &Talk {
        let said = self.texts.said(&self.project, &self.activity, &self.log, progress);
        self.talk.get_or_init(|| Talk::of(self.input(), &self.scope, said))
    }

    /// What the texts tell, where it has been worked out.
    pub fn known_talk(&self) -> Option<&Talk> {
        self.talk.get()
    }

    /// Counts by hour over the scope: a pass over its messages.
    pub fn hours(&self) -> HourTable {
        let days = (self.scope.from, self.scope.to);
        HourTable::count(&self.project, &self.activity, &self.log, &self.scope.groups, days)
    }
}

/// A short message that goes away by itself.
#[derive(Clone, Debug)]
pub struct Toast {
    pub id: u64,
    pub text: String,
    pub problem: bool,
    pub since: Instant,
}

/// A failure with a headline in the user's language and the whole text as the command line prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub title_key: &'static str,
    pub text: String,
}

impl AppState {
    /// An empty program. `wake` asks the window to look at finished jobs.
    pub fn new(
        settings: Settings,
        settings_path: Option<PathBuf>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self {
            settings,
            settings_path,
            page: Page::Overview,
            views: HashMap::new(),
            dialogs: Vec::new(),
            loaded: None,
            intake: Intake::default(),
            proposal: None,
            shift_proposal: None,
            toasts: VecDeque::new(),
            jobs: Jobs::new(wake),
            quit: false,
            clipboard: Vec::new(),
            after_save: None,
            save_next: None,
            may_lose: None,
            next_toast: 0,
            generation: 0,
            rest_in: 0,
        }
    }

    /// The view that is shown on a page: the one last looked at, else the first; `None` for a page of one screen.
    pub fn view(&self, page: Page) -> Option<View> {
        self.views.get(&page).or(View::of(page).first()).copied()
    }

    /// The language of the interface.
    pub fn lang(&self) -> Lang {
        self.settings.lang()
    }

    /// The colours in use.
    pub fn theme(&self) -> &'static Theme {
        Theme::of(self.settings.mode)
    }

    /// A figure as last built, and a command to build it where it is missing or out of date.
    pub fn figure(&self, key: &FigureKey) -> (Option<Option<Arc<Figure>>>, Option<Command>) {
        let Some(loaded) = &self.loaded else { return (None, None) };
        let Some(stamp) = loaded.stamp(key, self.lang()) else { return (None, None) };
        let want = loaded.figures.is_wanted(key, stamp).then(|| Command::WantFigure(key.clone()));
        (loaded.figures.get(key), want)
    }

    /// True when nothing is under way but waiting for a person.
    pub fn is_idle(&self) -> bool {
        self.rest_in == 0 && self.jobs.running().iter().all(|job| job.kind.key().is_none())
    }
}

impl Loaded {
    /// Notes a change of the document.
    pub(super) fn changed(&mut self) {
        self.revision += 1;
        self.edition = self.revision;
    }

    /// What a figure built now would be built from; `None` before the first results.
    pub(super) fn stamp(&self, key: &FigureKey, lang: Lang) -> Option<Stamp> {
        self.results(key.need()).map(|analysis| Stamp { revision: analysis.revision, lang })
    }

    /// Position of the rota that the rotation page looks at: the chosen one while it is there, else the first.
    pub fn rota(&self) -> usize {
        if self.focus_rota < self.document.project.rotas.len() { self.focus_rota } else { 0 }
    }

    /// Position of the week of shifts that the rotation page looks at: the chosen one while it is there, else the first.
    pub fn shifts(&self) -> usize {
        if self.focus_shifts < self.document.project.shifts.len() { self.focus_shifts } else { 0 }
    }

    /// The results to show: the newest, or the newest whole ones for what reads all of them.
    pub fn results(&self, need: Need) -> Option<&Arc<Analysis>> {
        match (need, &self.analysis) {
            (Need::Quick, analysis) => analysis.as_ref(),
            (Need::Silence, Some(analysis)) if analysis.panels.has_silence() => Some(analysis),
            (Need::All, Some(analysis)) if analysis.panels.is_complete() => Some(analysis),
            (Need::Silence | Need::All, _) => self.whole.as_ref(),
        }
    }

    /// True while some results on screen belong to an earlier scope or state of the document.
    pub fn is_stale(&self) -> bool {
        self.results(Need::All).is_none_or(|analysis| analysis.revision != self.revision)
    }

    /// File name, or nothing for a project never saved.
    pub fn file_name(&self) -> Option<String> {
        self.path.as_ref()?.file_name().map(|name| name.to_string_lossy().into_owned())
    }
}
