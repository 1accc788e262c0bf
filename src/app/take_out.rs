//! Charts and lists of people leave the program: as files, and to the clipboard.

use std::path::PathBuf;

use super::apply::Outcome;
use super::state::{Analysis, Clip};
use super::work::{figure_of, source_of};
use super::{AppState, FigureKey, JobKind, Problem, Progress};
use crate::charts::catalogue;
use crate::export::{self, ExportFormat, PictureOptions};
use crate::i18n::Lang;
use crate::model::MemberId;

impl AppState {
    pub(super) fn export_figure(&mut self, key: FigureKey, format: ExportFormat, path: PathBuf) {
        self.picture_job(JobKind::Export, move |analysis, lang, progress| {
            let Some(figure) = figure_of(analysis, &key, lang, progress) else {
                return Outcome::Exported(Err(Problem { title_key: "error.no_chart", text: key.name }));
            };
            let written = export::write_figure(&figure, format, &PictureOptions::report(lang), &path);
            Outcome::Exported(match written {
                Ok(()) => Ok(path.display().to_string()),
                Err(error) => Err(Problem { title_key: "error.export", text: error.to_string() }),
            })
        });
    }

    pub(super) fn export_all(&mut self, format: ExportFormat, folder: PathBuf) {
        self.picture_job(JobKind::Export, move |analysis, lang, progress| {
            let hours = analysis.hours();
            let talk = Some(analysis.talk(&|share| progress.set(share)));
            let source = catalogue::Source { hours: Some(&hours), talk, ..source_of(analysis, lang) };
            for (name, _) in catalogue::list(&source) {
                let Some(figure) = catalogue::figure(&source, &name, None) else { continue };
                let path = folder.join(format!("{}.{}", export::file_stem(&name), format.extension()));
                if let Err(error) =
                    export::write_figure(&figure, format, &PictureOptions::report(lang), &path)
                {
                    return Outcome::Exported(Err(Problem {
                        title_key: "error.export",
                        text: error.to_string(),
                    }));
                }
            }
            Outcome::Exported(Ok(folder.display().to_string()))
        });
    }

    pub(super) fn copy_figure(&mut self, key: FigureKey) {
        self.picture_job(JobKind::Export, move |analysis, lang, progress| {
            let Some(figure) = figure_of(analysis, &key, lang, progress) else { return Outcome::Nothing };
            Outcome::Copied(match export::figure_pixels(&figure, &PictureOptions::report(lang)) {
                Ok((size, rgba)) => Ok(Clip::Image { size, rgba }),
                Err(error) => Err(Problem { title_key: "error.export", text: error.to_string() }),
            })
        });
    }

    fn picture_job(
        &mut self,
        kind: JobKind,
        work: impl FnOnce(&Analysis, Lang, &Progress) -> Outcome + Send + 'static,
    ) {
        let lang = self.lang();
        let Some(analysis) = self.loaded.as_ref().and_then(|loaded| loaded.analysis.clone()) else { return };
        self.jobs.start(kind, move |progress| work(&analysis, lang, progress));
    }

    pub(super) fn write_sheet(&mut self, sheet: std::sync::Arc<crate::charts::Sheet>, path: PathBuf) {
        self.jobs.start(JobKind::Export, move |_| {
            Outcome::Exported(match export::write_csv(&sheet, &path) {
                Ok(()) => Ok(path.display().to_string()),
                Err(error) => Err(Problem { title_key: "error.export", text: error.to_string() }),
            })
        });
    }

    pub(super) fn write_people(&mut self, members: Vec<u32>, path: PathBuf) {
        self.picture_job(JobKind::Export, move |analysis, lang, _| {
            let sheet = catalogue::people_sheet(analysis.input(), &analysis.scope, &members, lang);
            Outcome::Exported(match export::write_csv(&sheet, &path) {
                Ok(()) => Ok(path.display().to_string()),
                Err(error) => Err(Problem { title_key: "error.export", text: error.to_string() }),
            })
        });
    }

    /// Writes the duties of a rota, or those of one person, as an iCalendar file.
    pub(super) fn write_calendar(&mut self, rota: usize, member: Option<MemberId>, path: PathBuf) {
        let Some(loaded) = &self.loaded else { return };
        let (project, activity) = (loaded.document.project.clone(), loaded.activity.clone());
        self.jobs.start(JobKind::Export, move |_| {
            let input = crate::analytics::Input { project: &project, activity: &activity };
            let Some(rota) = project.rotas.get(rota) else { return Outcome::Nothing };
            let code = |id: &MemberId| activity.members.find(id);
            let same = |id: &MemberId| {
                member
                    .as_ref()
                    .is_none_or(|member| id == member || code(id).is_some_and(|of| Some(of) == code(member)))
            };
            let name =
                |id: &MemberId| code(id).map_or(id.0.clone(), |code| input.member_name(code).to_owned());
            let text = export::rota_calendar(rota, name, |duty| same(&duty.member));
            Outcome::Exported(match export::write_whole(&path, text.as_bytes()) {
                Ok(()) => Ok(path.display().to_string()),
                Err(error) => Err(Problem { title_key: "error.export", text: error.to_string() }),
            })
        });
    }

    /// Writes the shifts of a week, or those of one person, as an iCalendar file.
    pub(super) fn write_shift_calendar(&mut self, week: usize, member: Option<MemberId>, path: PathBuf) {
        let Some(loaded) = &self.loaded else { return };
        let (project, activity) = (loaded.document.project.clone(), loaded.activity.clone());
        self.jobs.start(JobKind::Export, move |_| {
            let input = crate::analytics::Input { project: &project, activity: &activity };
            let Some(week) = project.shifts.get(week) else { return Outcome::Nothing };
            let code = |id: &MemberId| activity.members.find(id);
            let same = |id: &MemberId| {
                member
                    .as_ref()
                    .is_none_or(|member| id == member || code(id).is_some_and(|of| Some(of) == code(member)))
            };
            let names = export::ShiftNames {
                member: &|id| code(id).map_or(id.0.clone(), |code| input.member_name(code).to_owned()),
                group: &|id| {
                    let code = activity.groups.find(id);
                    code.map_or(id.0.clone(), |code| input.group_name(code).to_owned())
                },
            };
            let text = export::shift_calendar(week, project.time_zone, &names, |shift| same(&shift.member));
            Outcome::Exported(match export::write_whole(&path, text.as_bytes()) {
                Ok(()) => Ok(path.display().to_string()),
                Err(error) => Err(Problem { title_key: "error.export", text: error.to_string() }),
            })
        });
    }
}
