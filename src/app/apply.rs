//! The only place that changes the document, opens it or saves it; charts and lists leave by `take_out`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::bring_in::{ImportBase, first_page};
use super::figures::Stamp;
use super::intake::{Intake, IntakeFile};
use super::nameless::Basis;
use super::state::{Analysis, Clip};
use super::work::{BroughtIn, ImportFailure, Ready, sample_path, write};
use super::{
    AppState, Command, Dialog, FigureKey, History, ImportCommand, JobKind, Loaded, Page, Problem,
    ScopeChoice, Toast, View,
};
use crate::activity::Activity;
use crate::charts::{Figure, Pick};
use crate::import::{FileSurvey, Unmatched};
use crate::log::Columns;
use crate::project_file::{self, Document, Opened, Sources};

/// What a job came back with.
pub enum Outcome {
    /// What was chosen in a file dialog, and the project (generation) it was asked about.
    Do(Command, u64),
    Nothing,
    /// No place to save to was chosen.
    NotSaved,
    Surveyed(Vec<FileSurvey>),
    SurveyedAgain(Vec<IntakeFile>),
    Opened(Result<Box<Ready>, Problem>, PathBuf),
    Imported(Result<Box<BroughtIn>, ImportFailure>, ImportBase),
    Planned(super::rota_plan::Sought),
    PlannedShifts(super::shift_plan::SoughtShifts),
    Analysed(Box<Analysis>, u64),
    Completed(Arc<Analysis>, u64),
    Figure(FigureKey, Stamp, Option<Figure>, u64),
    Unmatched(Basis, Vec<Unmatched>, u64),
    Saved {
        path: PathBuf,
        state: u64,
        result: Result<Sources, Problem>,
        saved: Box<Document>,
        generation: u64,
    },
    Exported(Result<String, Problem>),
    Copied(Result<Clip, Problem>),
}

/// How long a message stays.
const TOAST_TIME: Duration = Duration::from_secs(6);

impl AppState {
    /// Takes the results of finished jobs. Called every frame and while the window is hidden.
    pub fn poll(&mut self) {
        for outcome in self.jobs.finished() {
            self.take(outcome);
        }
        self.start_rest();
        let now = Instant::now();
        self.toasts.retain(|toast| toast.problem || now.duration_since(toast.since) < TOAST_TIME);
    }

    /// Does one command.
    pub fn apply(&mut self, command: Command) {
        match command {
            Command::ShowPage(page) => {
                self.page = page;
                self.dialogs.clear();
            }
            Command::ShowView(view) => {
                self.page = view.page();
                self.views.insert(self.page, view);
                self.dialogs.clear();
            }
            Command::ShowDialog(dialog) => self.dialogs.push(dialog),
            Command::CloseDialog => {
                self.dialogs.pop();
            }
            Command::Pick(pick) => self.pick(pick),

            Command::NewProject
            | Command::OpenProject(_)
            | Command::OpenSample
            | Command::CloseProject
            | Command::Quit
                if self.would_lose() =>
            {
                self.dialogs.push(Dialog::Unsaved(Box::new(command)));
            }
            Command::Discard(next) => {
                self.dialogs.clear();
                self.may_lose =
                    self.loaded.as_ref().map(|loaded| (loaded.generation, loaded.history.state()));
                self.apply(*next);
                if !self.jobs.is_running(JobKind::Open) {
                    self.may_lose = None;
                }
            }
            Command::NewProject => {
                let name = self.lang().t("project.untitled");
                self.show(
                    None,
                    Ready {
                        document: Document { sources: Sources::beside(), ..Document::new(name) },
                        activity: Activity::default(),
                        warnings: vec![],
                    },
                );
            }
            Command::ChooseProject => {
                self.ask(|dialog| dialog.pick_file().map(Command::OpenProject), OPEN_FILTER)
            }
            Command::OpenProject(path) => self.open(path),
            Command::OpenSample => match sample_path() {
                Some(path) => self.open(path),
                None => self.complain("error.no_sample", "sample_data/qinghe/project.ron".to_owned()),
            },
            Command::ChooseImport => {
                let (readable, all) =
                    (self.lang().t("import.files_readable"), self.lang().t("import.files_all"));
                self.ask(
                    move |mut dialog| {
                        // A macOS dialog makes one filter of all, and would show nothing else.
                        if !cfg!(target_os = "macos") {
                            dialog = dialog.add_filter(readable, IMPORTED).add_filter(all, &["*"]);
                        }
                        dialog.pick_files().map(|paths| Command::Import(ImportCommand::Add(paths)))
                    },
                    ("", &[]),
                );
            }
            Command::ChooseImportFolder => self.ask(
                |dialog| dialog.pick_folder().map(|path| Command::Import(ImportCommand::Add(vec![path]))),
                ("", &[]),
            ),
            Command::Import(command) => self.intake(command),
            Command::Plan(command) => self.plan(command),
            Command::Shifts(command) => self.shifts(command),
            Command::Save => {
                self.after_save = None;
                self.save_here();
            }
            Command::SaveThen(next) => {
                self.dialogs.pop();
                self.after_save = Some(*next);
                self.save_here();
            }
            Command::ChooseSaveAs => self.ask_or(
                |dialog| dialog.set_file_name("project.ron").save_file().map(Command::SaveAs),
                OPEN_FILTER,
                Outcome::NotSaved,
            ),
            Command::SaveAs(path) => self.save(path),
            Command::CloseProject => {
                self.loaded = None;
                self.generation += 1;
                self.dialogs.clear();
                self.intake = Intake::default();
                self.page = Page::Overview;
            }
            Command::Quit => self.quit = true,

            Command::Edit(edit) => self.edit(edit),
            Command::Undo => self.travel(|history, now| history.undo(now)),
            Command::Redo => self.travel(|history, now| history.redo(now)),

            Command::SetGroups(groups) => self.rescope(|scope| scope.groups = groups),
            Command::SetPeriod(period) => self.rescope(|scope| scope.period = period),
            Command::SetCompare(compare) => self.rescope(|scope| scope.compare = compare),
            Command::FocusGroup(group) => {
                if let Some(loaded) = &mut self.loaded {
                    loaded.focus_group = Some(group);
                }
            }

            Command::FocusRota(rota) => {
                if let Some(loaded) = &mut self.loaded {
                    loaded.focus_rota = rota;
                }
            }
            Command::ChooseCalendar { rota, member } => {
                let name = self.loaded.as_ref().and_then(|loaded| loaded.document.project.rotas.get(rota));
                let name =
                    format!("{}.ics", crate::export::file_stem(name.map_or("rota", |rota| &rota.name)));
                self.ask(
                    move |dialog| {
                        let path = dialog.set_file_name(name).save_file()?;
                        Some(Command::WriteCalendar { rota, member, path })
                    },
                    ("iCalendar", &["ics"]),
                );
            }
            Command::WriteCalendar { rota, member, path } => self.write_calendar(rota, member, path),

            Command::WantFigure(key) => self.build_figure(key),
            Command::WantUnmatched => self.find_unmatched(),
            Command::ChooseExport(key, format) => {
                let name = format!("{}.{}", crate::export::file_stem(&key.name), format.extension());
                self.ask(
                    move |dialog| {
                        dialog
                            .set_file_name(name)
                            .save_file()
                            .map(|path| Command::ExportFigure(key, format, path))
                    },
                    ("", &[]),
                );
            }
            Command::ExportFigure(key, format, path) => self.export_figure(key, format, path),
            Command::ChooseExportAll(format) => self.ask(
                move |dialog| dialog.pick_folder().map(|folder| Command::ExportAll(format, folder)),
                ("", &[]),
            ),
            Command::ExportAll(format, folder) => self.export_all(format, folder),
            Command::CopyFigure(key) => self.copy_figure(key),
            Command::ChoosePeopleCsv { title, members } => self.ask(
                move |dialog| {
                    let path = dialog.set_file_name(format!("{title}.csv")).save_file()?;
                    Some(Command::WritePeopleCsv { members, path })
                },
                ("CSV", &["csv"]),
            ),
            Command::WritePeopleCsv { members, path } => self.write_people(members, path),
            Command::ChooseSheetCsv { name, sheet } => self.ask(
                move |dialog| {
                    let path = dialog.set_file_name(format!("{name}.csv")).save_file()?;
                    Some(Command::WriteSheetCsv { sheet, path })
                },
                ("CSV", &["csv"]),
            ),
            Command::WriteSheetCsv { sheet, path } => self.write_sheet(sheet, path),
            Command::CopyText(text) => {
                self.clipboard.push(Clip::Text(text));
                self.say("toast.copied", &[]);
            }

            Command::SetLang(lang) => {
                self.settings.lang = Some(lang);
                self.keep_settings();
            }
            Command::SetMode(mode) => {
                self.settings.mode = mode;
                self.keep_settings();
            }
            Command::CancelJob(id) => self.jobs.cancel(id),
            Command::DismissToast(id) => self.toasts.retain(|toast| toast.id != id),
        }
    }

    fn take(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Nothing => {}
            Outcome::NotSaved => self.after_save = None,
            Outcome::Surveyed(found) => self.take_survey(found),
            Outcome::SurveyedAgain(found) => self.take_survey_again(found),
            // An answer about a project that has made way for another would change the wrong one.
            Outcome::Do(command, generation) => {
                if generation == self.generation || matches!(command, Command::OpenProject(_)) {
                    self.apply(command);
                }
            }
            // Changed while the file was read: ask now, and read it again when told to go on.
            Outcome::Opened(Ok(_), path) if self.would_lose() => {
                self.may_lose = None;
                self.dialogs.push(Dialog::Unsaved(Box::new(Command::OpenProject(path))));
            }
            Outcome::Opened(Ok(ready), path) => {
                self.may_lose = None;
                self.settings.remember(&path);
                self.keep_settings();
                self.show(Some(path), *ready);
            }
            Outcome::Opened(Err(problem), _) => {
                self.may_lose = None;
                self.fail(problem);
            }
            Outcome::Imported(result, base) => self.take_import(result, base),
            Outcome::Planned(sought) => self.take_plan(sought),
            Outcome::PlannedShifts(sought) => self.take_shifts(sought),
            Outcome::Analysed(analysis, generation) => self.take_analysis(*analysis, generation),
            Outcome::Completed(analysis, generation) => self.take_rest(analysis, generation),
            Outcome::Unmatched(basis, list, generation) => self.take_unmatched(basis, list, generation),
            Outcome::Figure(key, stamp, figure, generation) => {
                if let Some(loaded) = self.loaded.as_mut().filter(|loaded| loaded.generation == generation) {
                    loaded.figures.set_built(key, stamp, figure);
                }
            }
            Outcome::Saved { path, state, result, saved, generation } => match result {
                Ok(sources) => {
                    self.settings.remember(&path);
                    self.keep_settings();
                    if let Some(loaded) =
                        self.loaded.as_mut().filter(|loaded| loaded.generation == generation)
                    {
                        loaded.path = Some(path);
                        loaded.document.sources = sources.clone();
                        loaded.saved = Document { sources, ..*saved };
                        loaded.history.mark_saved(state);
                    }
                    self.say("toast.saved", &[]);
                    let waiting = self.save_next.take().filter(|(_, of)| *of == self.generation);
                    if let Some((path, _)) = waiting {
                        self.save(path);
                    } else if let Some(next) = self.after_save.take() {
                        self.apply(next);
                    }
                }
                Err(problem) => {
                    self.after_save = None;
                    self.save_next = None;
                    self.fail(problem);
                }
            },
            Outcome::Exported(Ok(what)) => self.say("toast.exported", &[("path", &what)]),
            Outcome::Exported(Err(problem)) | Outcome::Copied(Err(problem)) => self.fail(problem),
            Outcome::Copied(Ok(clip)) => {
                self.clipboard.push(clip);
                self.say("toast.copied", &[]);
            }
        }
    }

    /// True while there are changes that are neither saved nor given up.
    fn would_lose(&self) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| {
            let given_up = self.may_lose == Some((loaded.generation, loaded.history.state()));
            loaded.history.is_dirty() && !given_up
        })
    }

    pub(super) fn show(&mut self, path: Option<PathBuf>, ready: Ready) {
        self.generation += 1;
        self.dialogs.clear();
        self.page = first_page(self);
        self.intake.for_another_project();
        let mut history = History::default();
        if path.is_none() {
            history.mark_changed();
        }
        self.loaded = Some(Loaded {
            path,
            saved: ready.document.clone(),
            document: ready.document,
            activity: Arc::new(ready.activity),
            warnings: ready.warnings,
            history,
            scope: ScopeChoice::default(),
            analysis: None,
            whole: None,
            revision: 1,
            edition: 1,
            figures: Default::default(),
            nameless: Default::default(),
            focus_group: None,
            focus_rota: 0,
            focus_shifts: 0,
            generation: self.generation,
        });
        self.analyse();
    }

    fn pick(&mut self, pick: Pick) {
        match pick {
            Pick::Member(member) => self.dialogs.push(Dialog::Member(member)),
            Pick::People { title, members } => self.dialogs.push(Dialog::People { title, members }),
            Pick::Group(group) => {
                if let Some(loaded) = &mut self.loaded {
                    loaded.focus_group = Some(group);
                }
                // A list of groups beside one of them turns to another; elsewhere a group has a page of its own.
                let beside = self.page == Page::Structure
                    && matches!(self.view(self.page), Some(View::Cooling | View::Roles));
                self.page = Page::Structure;
                if !beside {
                    self.views.insert(self.page, View::Group);
                }
            }
            Pick::Promote { member, tier } => {
                let loaded = self.loaded.as_ref();
                if let Some(id) = loaded.and_then(|loaded| loaded.activity.members.id(member)).cloned() {
                    self.apply(Command::Edit(super::Edit::SetTier { member: id, tier: Some(tier) }));
                }
            }
            Pick::Quoted(list) => self.dialogs.push(Dialog::Quotes(list)),
            Pick::Week(week) => self.dialogs.push(Dialog::Week(week)),
            Pick::Occasion(index) => self.dialogs.push(Dialog::Occasion(index)),
            Pick::Day(day) => {
                let Some(analysis) = self.loaded.as_ref().and_then(|loaded| loaded.analysis.clone()) else {
                    return;
                };
                let mut members: Vec<u32> = analysis
                    .scope
                    .groups
                    .iter()
                    .flat_map(|&group| analysis.activity.days_of(group, day, day))
                    .map(|cell| cell.member)
                    .filter(|&member| analysis.input().kind(member).is_person())
                    .collect();
                members.sort_unstable();
                members.dedup();
                let date = crate::charts::format::date(crate::activity::date(day));
                let title = self.lang().tf("people.spoke_on", &[("date", &date)]);
                self.dialogs.push(Dialog::People { title, members });
            }
        }
    }

    fn open(&mut self, path: PathBuf) {
        let target = path.clone();
        self.jobs.start(JobKind::Open, move |_| {
            let result = project_file::open(&path, Columns { text: false })
                .map(|Opened { document, warnings }| {
                    let activity = Activity::build(&document.project, &document.log);
                    Box::new(Ready { document, activity, warnings })
                })
                .map_err(|error| Problem { title_key: "error.open", text: error.to_string() });
            Outcome::Opened(result, target)
        });
    }

    fn save_here(&mut self) {
        match self.loaded.as_ref().map(|loaded| loaded.path.clone()) {
            Some(Some(path)) => self.save(path),
            Some(None) => self.apply(Command::ChooseSaveAs),
            None => {}
        }
    }

    /// Saves, one save at a time: two at once would each take the other's files for left over.
    fn save(&mut self, path: PathBuf) {
        let Some(loaded) = &self.loaded else { return };
        if self.jobs.is_running(JobKind::Save) {
            self.save_next = Some((path, loaded.generation));
            return;
        }
        let (document, saved) = (loaded.document.clone(), loaded.saved.clone());
        let (from, state, generation) = (loaded.path.clone(), loaded.history.state(), loaded.generation);
        self.jobs.start(JobKind::Save, move |_| {
            let result = write(&document, &saved, from.as_deref(), &path)
                .map_err(|text| Problem { title_key: "error.save", text });
            Outcome::Saved { path, state, result, saved: Box::new(document), generation }
        });
    }

    pub(super) fn edit(&mut self, edit: super::Edit) {
        let lang = self.lang();
        let Some(loaded) = &mut self.loaded else { return };
        match edit.apply(&loaded.document.project) {
            Ok(None) => {}
            Ok(Some(next)) => {
                if let super::Edit::Match { text, .. } = &edit {
                    loaded.nameless.remove(text);
                }
                let before = std::mem::replace(&mut loaded.document.project, next);
                loaded.history.record(edit, Arc::new(before));
                loaded.changed();
                self.analyse();
            }
            Err(error) => self.toast(lang.t(error.key()).to_owned(), true),
        }
    }

    fn rescope(&mut self, change: impl FnOnce(&mut ScopeChoice)) {
        let Some(loaded) = &mut self.loaded else { return };
        let before = loaded.scope.clone();
        change(&mut loaded.scope);
        if loaded.scope != before {
            loaded.revision += 1;
            self.analyse();
        }
    }

    /// Opens a file dialog on a thread of its own: it blocks, and on Linux it may silently give nothing.
    pub(super) fn ask(
        &mut self,
        choose: impl FnOnce(rfd::FileDialog) -> Option<Command> + Send + 'static,
        filter: (&'static str, &'static [&'static str]),
    ) {
        self.ask_or(choose, filter, Outcome::Nothing);
    }

    fn ask_or(
        &mut self,
        choose: impl FnOnce(rfd::FileDialog) -> Option<Command> + Send + 'static,
        (name, extensions): (&'static str, &'static [&'static str]),
        otherwise: Outcome,
    ) {
        let folder = self.loaded.as_ref().and_then(|loaded| loaded.path.as_deref()).and_then(Path::parent);
        let folder = folder.map(Path::to_owned);
        let generation = self.generation;
        self.jobs.start(JobKind::Ask, move |_| {
            let mut dialog = rfd::FileDialog::new();
            if !extensions.is_empty() {
                dialog = dialog.add_filter(name, extensions);
            }
            if let Some(folder) = folder {
                dialog = dialog.set_directory(folder);
            }
            choose(dialog).map_or(otherwise, |command| Outcome::Do(command, generation))
        });
    }

    pub(super) fn say(&mut self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) {
        let text = self.lang().tf(key, values);
        self.toast(text, false);
    }

    pub(super) fn toast(&mut self, text: String, problem: bool) {
        self.next_toast += 1;
        self.toasts.push_back(Toast { id: self.next_toast, text, problem, since: Instant::now() });
        if self.toasts.len() > 4 {
            self.toasts.pop_front();
        }
    }

    pub(super) fn fail(&mut self, problem: Problem) {
        self.complain(problem.title_key, problem.text);
    }

    pub(super) fn complain(&mut self, title_key: &'static str, text: String) {
        let title = self.lang().t(title_key).to_owned();
        self.dialogs.push(Dialog::Error { title, text });
    }

    fn keep_settings(&mut self) {
        let Some(path) = self.settings_path.clone() else { return };
        if let Err(error) = self.settings.save(&path) {
            let text = format!("{}: {error}", path.display());
            self.toast(text, true);
        }
    }
}

/// Extensions of files that are brought in. What a file is, is told by its content: others can be chosen too.
const IMPORTED: &[&str] = &["zip", "gz", "xlsx", "csv", "tsv", "json", "jsonl", "txt"];

const OPEN_FILTER: (&str, &[&str]) = ("RON", &["ron"]);
