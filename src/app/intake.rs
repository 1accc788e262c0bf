//! What is about to be brought in: the files on the import page, what the user said of them, and the report of the last
//! import.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{AppState, JobId, JobKind, Page, Progress};
use crate::import::{self, DateOrder, FileSurvey, ImportOptions, ImportReport, system_zone};
use crate::model::{GroupId, Privacy, TableMapping};

use super::apply::Outcome;

/// The import page.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Files looked at, in the order they were named.
    pub files: Vec<IntakeFile>,
    /// The file whose first rows are shown.
    pub shown: Option<u64>,
    /// Zone of times that state none, once the user named one.
    pub zone: Option<Tz>,
    /// Whether bodies are dropped, once the user said so; else as the project states it.
    pub without_text: Option<bool>,
    /// Whether names are hidden, once the user said so; else as the project states it.
    pub pseudonyms: Option<bool>,
    /// What the last import of this project brought.
    pub report: Option<Arc<Imported>>,
    /// The report is shown in place of the files.
    pub reads_report: bool,
    /// Looks at new files that are under way.
    pub(super) awaited: usize,
    next: u64,
}

/// One file on the import page.
#[derive(Clone, Debug)]
pub struct IntakeFile {
    pub id: u64,
    pub survey: Arc<FileSurvey>,
    /// The format chosen in place of the one found.
    pub format: Option<String>,
    /// The group chosen; the one the file tells when absent.
    pub group: Option<GroupId>,
    pub date_order: Option<DateOrder>,
    /// What the columns of a table mean, once the user changed it.
    pub mapping: Option<TableMapping>,
    /// Day of a member list that does not say it.
    pub day: Option<NaiveDate>,
    /// The order of day and month that was taken since it was likely.
    pub guessed_order: Option<DateOrder>,
    /// Dates were open when the file was first looked at: the question stays on the page once answered.
    pub asked_order: Option<(u64, String)>,
    /// The same for the day of a member list.
    pub asked_day: bool,
}

impl IntakeFile {
    /// True when something must be told before the file can be imported.
    pub fn is_open(&self) -> bool {
        self.asked_order.is_some() && self.date_order.is_none()
            || self.asked_day && self.day.is_none()
            || self.survey.lacks_group && self.group.is_none()
            || self.survey.lacks_columns()
    }

    /// What the file is imported with.
    fn options(&self) -> ImportOptions {
        ImportOptions {
            format: self.format.clone().or_else(|| {
                // A table whose columns the user told would not be recognised by itself.
                self.mapping.as_ref().and(self.survey.format).map(str::to_owned)
            }),
            group: self.group.clone(),
            date_order: self.date_order,
            roster_date: self.day,
            mappings: self.mapping.clone().into_iter().collect(),
            ..ImportOptions::default()
        }
    }
}

/// What an import brought.
#[derive(Clone, Debug)]
pub struct Imported {
    pub report: ImportReport,
    /// Names of groups by id, as they were right after it.
    pub groups: Vec<(GroupId, String)>,
    /// The state of the document after it.
    pub state: u64,
    pub seconds: f32,
}

/// What a user can do on the import page.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportCommand {
    /// Looks at files and folders, and shows them on the page.
    Add(Vec<PathBuf>),
    Remove(u64),
    Clear,
    /// Shows the first rows of a file.
    Show(u64),
    SetFormat(u64, Option<String>),
    SetGroup(u64, Option<GroupId>),
    /// Answers for one file, and for others that were not answered yet.
    SetDateOrder(u64, DateOrder),
    SetZone(Tz),
    /// Says what the columns of a table mean.
    SetMapping(u64, Box<TableMapping>),
    /// Says of which day a member list is, and others that were not answered yet.
    SetDay(u64, NaiveDate),
    /// Drops the bodies of messages in the whole project, or keeps them from now on.
    DropText(bool),
    /// Hides names in the whole project, or keeps them from now on.
    Pseudonymise(bool),
    /// Brings in every file that can be.
    Start,
    ShowReport,
    CloseReport,
}

impl Default for Intake {
    /// No files; bodies and names as the project states it.
    fn default() -> Self {
        Self {
            files: Vec::new(),
            shown: None,
            zone: None,
            without_text: None,
            pseudonyms: None,
            report: None,
            reads_report: false,
            awaited: 0,
            next: 1,
        }
    }
}

impl Intake {
    /// The file whose first rows are shown: the one chosen, else the first that can be imported.
    pub fn shown(&self) -> Option<&IntakeFile> {
        let chosen = self.files.iter().find(|file| Some(file.id) == self.shown);
        chosen.or_else(|| self.usable().next()).or(self.files.first())
    }

    /// Files that an import would bring in.
    pub fn usable(&self) -> impl Iterator<Item = &IntakeFile> {
        self.files.iter().filter(|file| file.survey.is_usable())
    }

    /// Files of which something is asked, answered or not.
    pub fn asked(&self) -> impl Iterator<Item = &IntakeFile> {
        self.usable().filter(|file| {
            file.asked_order.is_some() || file.asked_day || file.guessed_order.is_some() || file.is_open()
        })
    }

    /// True when a file holds times without a zone.
    pub fn has_local_times(&self) -> bool {
        self.usable().any(|file| file.survey.local_time.is_some())
    }

    /// True when there is something to import and nothing left to ask.
    pub fn is_ready(&self) -> bool {
        self.usable().next().is_some() && self.usable().all(|file| !file.is_open())
    }

    /// Bytes of all files that an import would bring in.
    pub fn size(&self) -> u64 {
        self.usable().map(|file| file.survey.size).sum()
    }

    /// True when an import into a project that states this hides names.
    fn hides_names(&self, stated: &Privacy) -> bool {
        self.pseudonyms.unwrap_or(stated.pseudonyms)
    }

    /// True when it drops bodies: hidden names would stand in them.
    fn drops_text(&self, stated: &Privacy) -> bool {
        self.hides_names(stated) || self.without_text.unwrap_or(stated.without_text)
    }

    /// Keeps the files; what was said of the project before is forgotten.
    pub(super) fn for_another_project(&mut self) {
        self.report = None;
        self.reads_report = false;
        self.zone = None;
        // A wish to hide holds; one to show was about the other project.
        self.without_text = self.without_text.filter(|drop| *drop);
        self.pseudonyms = self.pseudonyms.filter(|hide| *hide);
        for file in &mut self.files {
            file.group = None;
        }
    }

    fn file_mut(&mut self, id: u64) -> Option<&mut IntakeFile> {
        self.files.iter_mut().find(|file| file.id == id)
    }

    /// Takes in what a look found; a file that is there already stays as it is.
    fn add(&mut self, found: Vec<FileSurvey>) {
        let mut known: HashSet<PathBuf> = self.files.iter().map(|file| real(&file.survey.path)).collect();
        for survey in found {
            if !known.insert(real(&survey.path)) {
                continue;
            }
            self.files.push(IntakeFile {
                id: self.next,
                asked_order: survey.date_order.clone(),
                guessed_order: survey.guessed_order,
                asked_day: survey.lacks_day,
                mapping: None,
                day: None,
                survey: Arc::new(survey),
                format: None,
                group: None,
                date_order: None,
            });
            self.next += 1;
        }
    }

    /// The files in the order of the page, those with the same options together.
    pub(super) fn batches(&self, zone: Tz, stated: &Privacy) -> Vec<Batch> {
        let hide = self.hides_names(stated);
        let drop = self.drops_text(stated);
        let mut batches: Vec<Batch> = Vec::new();
        for file in self.usable() {
            let options = ImportOptions {
                time_zone: Some(zone),
                keep_text: !drop,
                pseudonymise: hide,
                restore_names: stated.pseudonyms && !hide,
                restore_text: stated.without_text && !drop,
                ..file.options()
            };
            let alike = |batch: &&mut Batch| {
                let other = &batch.options;
                (&other.format, &other.group, other.date_order, other.roster_date, &other.mappings)
                    == (
                        &options.format,
                        &options.group,
                        options.date_order,
                        options.roster_date,
                        &options.mappings,
                    )
            };
            match batches.last_mut().filter(alike) {
                Some(batch) => batch.add(file),
                None => {
                    let mut batch = Batch { paths: Vec::new(), size: 0, options };
                    batch.add(file);
                    batches.push(batch);
                }
            }
        }
        batches
    }
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Files to import with the same options.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub paths: Vec<PathBuf>,
    /// Bytes of all of them.
    pub size: u64,
    pub options: ImportOptions,
}

impl Batch {
    fn add(&mut self, file: &IntakeFile) {
        let survey = &file.survey;
        self.size += survey.size;
        if !self.paths.contains(&survey.whole) {
            self.paths.push(survey.whole.clone());
        }
    }
}

impl AppState {
    /// The zone that times without one are read in: the user's answer, else the project's, else the system's.
    pub fn import_zone(&self) -> Tz {
        self.intake.zone.unwrap_or_else(|| match &self.loaded {
            Some(loaded) if loaded.has_content() => loaded.document.project.time_zone,
            _ => system_zone(),
        })
    }

    /// What the open project states of names and words.
    pub fn stated_privacy(&self) -> Privacy {
        self.loaded.as_ref().map_or_else(Privacy::default, |loaded| loaded.document.project.privacy.clone())
    }

    /// Whether the next import hides names, and whether it drops bodies.
    pub fn import_privacy(&self) -> (bool, bool) {
        let stated = self.stated_privacy();
        (self.intake.hides_names(&stated), self.intake.drops_text(&stated))
    }

    /// The import under way.
    pub fn importing(&self) -> Option<(JobId, Progress)> {
        self.job(JobKind::Import)
    }

    /// The look at files under way.
    pub fn surveying(&self) -> Option<(JobId, Progress)> {
        self.job(JobKind::Survey)
    }

    fn job(&self, kind: JobKind) -> Option<(JobId, Progress)> {
        let job = self.jobs.running().iter().find(|job| job.kind == kind)?;
        Some((job.id, job.progress.clone()))
    }

    /// Does what a user asks for on the import page.
    pub(super) fn intake(&mut self, command: ImportCommand) {
        let intake = &mut self.intake;
        match command {
            ImportCommand::Add(paths) => {
                self.page = Page::Import;
                intake.reads_report = false;
                self.look_at(paths);
            }
            ImportCommand::Remove(id) => {
                let whole = intake.file_mut(id).map(|file| file.survey.whole.clone());
                intake.files.retain(|file| whole.as_ref() != Some(&file.survey.whole));
            }
            ImportCommand::Clear => intake.files.clear(),
            ImportCommand::Show(id) => intake.shown = Some(id),
            ImportCommand::SetFormat(id, format) => {
                if let Some(file) = intake.file_mut(id) {
                    file.format = format;
                    file.date_order = None;
                    file.mapping = None;
                    self.look_again(&[id]);
                }
            }
            ImportCommand::SetGroup(id, group) => {
                // The parts of an archive are imported together.
                let whole = intake.file_mut(id).map(|file| file.survey.whole.clone());
                let mut tables = Vec::new();
                for file in intake.files.iter_mut().filter(|file| whole.as_ref() == Some(&file.survey.whole))
                {
                    file.group.clone_from(&group);
                    tables.extend(file.survey.table.is_some().then_some(file.id));
                }
                self.look_again(&tables);
            }
            ImportCommand::SetDateOrder(id, order) => {
                let mut answered = Vec::new();
                for file in &mut intake.files {
                    let open =
                        file.asked_order.is_some() && file.date_order.is_none() && file.survey.is_usable();
                    if file.id == id || open {
                        file.date_order = Some(order);
                        answered.push(file.id);
                    }
                }
                self.look_again(&answered);
            }
            ImportCommand::SetZone(zone) => intake.zone = Some(zone),
            ImportCommand::SetMapping(id, mapping) => {
                if let Some(file) = intake.file_mut(id) {
                    file.mapping = Some(*mapping);
                    self.look_again(&[id]);
                }
            }
            ImportCommand::SetDay(id, day) => {
                let mut answered = Vec::new();
                for file in &mut intake.files {
                    if file.id == id || file.asked_day && file.day.is_none() {
                        file.day = Some(day);
                        answered.push(file.id);
                    }
                }
                self.look_again(&answered);
            }
            ImportCommand::DropText(drop) => intake.without_text = Some(drop),
            ImportCommand::Pseudonymise(hide) => intake.pseudonyms = Some(hide),
            ImportCommand::Start => self.start_import(),
            ImportCommand::ShowReport => {
                intake.reads_report = intake.report.is_some();
                self.page = Page::Import;
            }
            ImportCommand::CloseReport => intake.reads_report = false,
        }
    }

    fn look_at(&mut self, paths: Vec<PathBuf>) {
        self.intake.awaited += 1;
        let options = ImportOptions { mappings: self.remembered(), ..ImportOptions::default() };
        self.jobs.start(JobKind::Survey, move |progress| {
            Outcome::Surveyed(import::survey(&paths, &options, &|done, all| {
                progress.set(done as f32 / all.max(1) as f32);
                !progress.is_cancelled()
            }))
        });
    }

    /// Looks at files again whose options changed.
    fn look_again(&mut self, ids: &[u64]) {
        let remembered = self.remembered();
        let wanted: Vec<_> =
            self.intake.files.iter().filter(|file| ids.contains(&file.id)).cloned().collect();
        if wanted.is_empty() {
            return;
        }
        self.jobs.start(JobKind::Survey, move |progress| {
            let mut found = Vec::new();
            for file in wanted {
                let mut options = file.options();
                options.mappings.extend(remembered.iter().cloned());
                let survey = import::survey_again(&file.survey, &options, &|| !progress.is_cancelled());
                if progress.is_cancelled() {
                    break;
                }
                found.push(IntakeFile { survey: Arc::new(survey), ..file });
            }
            Outcome::SurveyedAgain(found)
        });
    }

    /// How the project reads tables that it knows.
    fn remembered(&self) -> Vec<TableMapping> {
        self.loaded.as_ref().map_or_else(Vec::new, |loaded| loaded.document.project.mappings.clone())
    }

    pub(super) fn take_survey(&mut self, found: Vec<FileSurvey>) {
        self.intake.awaited = self.intake.awaited.saturating_sub(1);
        self.intake.add(found);
    }

    /// Takes the results of a second look, unless the options changed once more meanwhile.
    pub(super) fn take_survey_again(&mut self, found: Vec<IntakeFile>) {
        for seen in found {
            let Some(file) = self.intake.file_mut(seen.id) else { continue };
            if (&file.format, file.date_order, &file.mapping, file.day)
                == (&seen.format, seen.date_order, &seen.mapping, seen.day)
            {
                if seen.survey.date_order.is_some() || seen.date_order.is_none() {
                    file.asked_order.clone_from(&seen.survey.date_order);
                    file.guessed_order = seen.survey.guessed_order;
                }
                file.asked_day = seen.survey.lacks_day || seen.day.is_some() && file.asked_day;
                file.survey = seen.survey;
            }
        }
    }
}
