//! A plan of a rota: sought by a job, looked at, and then applied as one change or thrown away.

use super::apply::Outcome;
use super::{AppState, Dialog, Edit, JobId, JobKind, Progress};
use crate::model::Rota;
use crate::planner::year::YearOptions;
use crate::schedule::{Planned, Schedule, ScheduleError, Span};

/// What is asked of the planner.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanCommand {
    /// Seek a plan for a rota, by its position.
    Start { rota: usize, span: Span },
    /// Put the plan into the project.
    Apply,
    /// Forget the plan.
    Discard,
}

/// A plan that waits to be applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub rota: usize,
    /// The rota that was planned.
    pub before: Rota,
    pub schedule: Schedule,
    pub planned: Planned,
    /// The project it was made for.
    generation: u64,
}

/// What came of a search.
pub struct Sought {
    result: Result<Box<Proposal>, ScheduleError>,
    generation: u64,
}

impl AppState {
    /// The search under way.
    pub fn planning(&self) -> Option<(JobId, Progress)> {
        let job = self.jobs.running().iter().find(|job| job.kind == JobKind::Plan)?;
        Some((job.id, job.progress.clone()))
    }

    /// The plan that waits, while the rota is as it was when it was planned.
    pub fn proposal(&self) -> Option<&Proposal> {
        let project = &self.loaded.as_ref()?.document.project;
        self.proposal.as_ref().filter(|proposal| {
            proposal.generation == self.generation
                && project.rotas.get(proposal.rota) == Some(&proposal.before)
        })
    }

    pub(super) fn plan(&mut self, command: PlanCommand) {
        match command {
            PlanCommand::Start { rota, span } => self.seek_plan(rota, span),
            PlanCommand::Discard => self.proposal = None,
            PlanCommand::Apply => {
                let edit = self.proposal().map(|proposal| Edit::SetDuties {
                    rota: proposal.rota,
                    duties: proposal.planned.duties.clone(),
                    solved: proposal.planned.solved,
                });
                self.proposal = None;
                if let Some(edit) = edit {
                    self.edit(edit);
                }
            }
        }
    }

    fn seek_plan(&mut self, rota: usize, span: Span) {
        self.proposal = None;
        let Some(loaded) = &self.loaded else { return };
        if self.jobs.is_running(JobKind::Plan) {
            return;
        }
        let project = loaded.document.project.clone();
        let generation = self.generation;
        self.jobs.start(JobKind::Plan, move |progress| {
            let seek = || -> Result<Box<Proposal>, ScheduleError> {
                let before = project.rotas.get(rota).ok_or(ScheduleError::NoRota)?.clone();
                let schedule = Schedule::new(&project, rota, span)?;
                let planned = schedule.plan(YearOptions::default(), progress.flag(), &mut |now| {
                    progress.set_search(now.best, now.bound);
                })?;
                Ok(Box::new(Proposal { rota, before, schedule, planned, generation }))
            };
            Outcome::Planned(Sought { result: seek(), generation })
        });
    }

    pub(super) fn take_plan(&mut self, sought: Sought) {
        if sought.generation != self.generation {
            return;
        }
        match sought.result {
            Ok(proposal) => {
                self.proposal = Some(*proposal);
                if self.proposal().is_none() {
                    self.proposal = None;
                    self.say("plan.changed", &[]);
                } else if !self.dialogs.contains(&Dialog::Plan) {
                    self.say("plan.ready", &[]);
                }
            }
            Err(error) => self.complain("plan.failed", error.to_string()),
        }
    }
}
