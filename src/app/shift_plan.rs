//! Weeks of shifts: which one is looked at, the search for a plan, and calendars of it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::apply::Outcome;
use super::{AppState, Edit, JobId, JobKind, Progress, ShiftChange};
use crate::analytics::Input;
use crate::analytics::rotation::shift_demand;
use crate::model::{MemberId, ShiftWeek};
use crate::planner::week::WeekOptions;
use crate::schedule::{PlannedShifts, ScheduleError, ShiftBoard};

/// What is asked about weeks of shifts.
#[derive(Clone, Debug, PartialEq)]
pub enum ShiftCommand {
    /// The week that the page looks at, by its position.
    Focus(usize),
    /// Seek a plan for a week around its locked shifts.
    Start {
        week: usize,
        seed: u64,
    },
    /// Put the plan into the project.
    Apply,
    /// Forget the plan.
    Discard,
    /// Ask where the calendar of a week goes, of everybody or of one person, then write it.
    ChooseCalendar {
        week: usize,
        member: Option<MemberId>,
    },
    WriteCalendar {
        week: usize,
        member: Option<MemberId>,
        path: PathBuf,
    },
}

/// A plan that waits to be applied.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftProposal {
    pub week: usize,
    /// The week that was planned.
    pub before: ShiftWeek,
    pub planned: PlannedShifts,
    /// The week with the plan in it.
    pub board: ShiftBoard,
    pub seed: u64,
    /// The project it was made for.
    generation: u64,
}

/// What came of a search.
pub struct SoughtShifts {
    result: Result<Box<ShiftProposal>, ScheduleError>,
    generation: u64,
}

impl AppState {
    /// The search under way, and since when.
    pub fn planning_shifts(&self) -> Option<(JobId, Progress, Instant)> {
        let job = self.jobs.running().iter().find(|job| job.kind == JobKind::Shifts)?;
        Some((job.id, job.progress.clone(), job.started))
    }

    /// The plan that waits, while the week is as it was when it was planned.
    pub fn shift_proposal(&self) -> Option<&ShiftProposal> {
        let project = &self.loaded.as_ref()?.document.project;
        self.shift_proposal.as_ref().filter(|proposal| {
            proposal.generation == self.generation
                && project.shifts.get(proposal.week) == Some(&proposal.before)
        })
    }

    pub(super) fn shifts(&mut self, command: ShiftCommand) {
        match command {
            ShiftCommand::Focus(week) => {
                if let Some(loaded) = &mut self.loaded {
                    loaded.focus_shifts = week;
                }
            }
            ShiftCommand::Start { week, seed } => self.seek_shifts(week, seed),
            ShiftCommand::Discard => self.shift_proposal = None,
            ShiftCommand::Apply => {
                let edit = self.shift_proposal().map(|proposal| Edit::ChangeShifts {
                    week: proposal.week,
                    change: ShiftChange::Plan {
                        shifts: proposal.planned.shifts.clone(),
                        solved: proposal.planned.solved,
                    },
                });
                self.shift_proposal = None;
                if let Some(edit) = edit {
                    self.edit(edit);
                }
            }
            ShiftCommand::ChooseCalendar { week, member } => {
                let found = self.loaded.as_ref().and_then(|loaded| loaded.document.project.shifts.get(week));
                let stem = crate::export::file_stem(found.map_or("shifts", |week| &week.name));
                self.ask(
                    move |dialog| {
                        let path = dialog.set_file_name(format!("{stem}.ics")).save_file()?;
                        Some(super::Command::Shifts(ShiftCommand::WriteCalendar { week, member, path }))
                    },
                    ("iCalendar", &["ics"]),
                );
            }
            ShiftCommand::WriteCalendar { week, member, path } => {
                self.write_shift_calendar(week, member, path);
            }
        }
    }

    fn seek_shifts(&mut self, week: usize, seed: u64) {
        self.shift_proposal = None;
        let Some(loaded) = &self.loaded else { return };
        if self.jobs.is_running(JobKind::Shifts) {
            return;
        }
        let project = loaded.document.project.clone();
        let activity = loaded.activity.clone();
        let generation = self.generation;
        self.jobs.start(JobKind::Shifts, move |progress| {
            let seek = || -> Result<Box<ShiftProposal>, ScheduleError> {
                let before = project.shifts.get(week).ok_or(ScheduleError::NoShifts)?.clone();
                let demand = shift_demand(Input { project: &project, activity: &activity }, &before);
                let board = ShiftBoard::new(&project, week, &demand)?;
                let options = WeekOptions { seed, time_limit: Some(TIME_LIMIT), ..WeekOptions::default() };
                let planned = board.plan(options, progress.flag(), &mut |now| {
                    progress.set_search(now.best, now.bound);
                })?;
                let mut after = project.clone();
                if let Some(week) = after.shifts.get_mut(week) {
                    week.shifts.clone_from(&planned.shifts);
                }
                let board = ShiftBoard::new(&after, week, &demand)?;
                Ok(Box::new(ShiftProposal { week, before, planned, board, seed, generation }))
            };
            Outcome::PlannedShifts(SoughtShifts { result: seek(), generation })
        });
    }

    pub(super) fn take_shifts(&mut self, sought: SoughtShifts) {
        if sought.generation != self.generation {
            return;
        }
        match sought.result {
            Ok(proposal) => {
                self.shift_proposal = Some(*proposal);
                if self.shift_proposal().is_none() {
                    self.shift_proposal = None;
                    self.say("shifts.changed", &[]);
                }
            }
            Err(error) => self.complain("plan.failed", error.to_string()),
        }
    }
}

/// A search in the window ends here with the best plan so far.
const TIME_LIMIT: Duration = Duration::from_secs(60);
