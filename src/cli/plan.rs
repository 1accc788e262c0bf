//! `qunce plan`: the best duty rota for the weeks to come.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use super::output::{emit, say};
use super::{DONE, Failure, PROBLEM, scope};
use crate::activity::Activity;
use crate::analytics::Input;
use crate::analytics::rotation::{RotaReadout, read_rota};
use crate::charts::Sheet;
use crate::export;
use crate::log::Columns;
use crate::model::{MemberId, Project, Rota};
use crate::planner::check::YearViolation;
use crate::planner::explain::YearBlock;
use crate::planner::year::{Shortage, YearOptions};
use crate::planner::{Progress, Status};
use crate::project_file::{self, Changed};
use crate::schedule::{Planned, Schedule, Span};

/// Most warnings said on stderr.
pub(super) const MOST_WARNINGS: usize = 12;
/// How often progress is drawn.
const EVERY: Duration = Duration::from_millis(100);

/// Plan the weeks of a duty rota
#[derive(Args)]
pub struct PlanArgs {
    /// Project file
    pub(super) project: PathBuf,
    /// Plan weeks that begin on this day or later; the rota's first week when absent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = scope::date)]
    pub(super) from: Option<NaiveDate>,
    /// Weeks to plan; to the end of the rota when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    weeks: Option<u32>,
    /// Name of the rota; the first when absent
    #[arg(long, value_name = "NAME")]
    rota: Option<String>,
    /// Leave everybody on duty where they are and fill empty seats alone
    #[arg(long)]
    keep: bool,
    /// Plan a week of shifts instead of a rota: the one of that name, else the first that begins on --from or later. A
    /// project without a rota is planned so without the flag
    #[arg(
        long,
        value_name = "NAME",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        conflicts_with_all = ["weeks", "rota", "keep"]
    )]
    pub(super) shifts: Option<String>,
    /// Seconds after which the best plan so far is taken
    #[arg(long, value_name = "S", default_value = "60", value_parser = seconds)]
    pub(super) time_limit: Duration,
    /// Decides between equals; the same seed gives the same plan unless the time runs out
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// Where the plan goes: a .csv, .ics or .json file, or a folder that gets a calendar for all and one for each person;
    /// JSON on stdout when absent
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Save the plan in the project
    #[arg(long)]
    pub(super) write: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "write seconds as a number above 0, like 30 or 2.5".to_owned();
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    Some(seconds)
        .filter(|seconds| *seconds > 0.0)
        .and_then(|s| Duration::try_from_secs_f64(s).ok())
        .ok_or_else(wrong)
}

/// What `--out` asks for.
pub(super) enum Form {
    Json,
    Csv,
    Ics,
    Folder,
}

impl Form {
    fn of(path: &Path) -> Result<Self, Failure> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let ends_as_folder = path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
        match extension.as_deref() {
            _ if path.is_dir() || ends_as_folder => Ok(Self::Folder),
            Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Csv),
            Some("ics") => Ok(Self::Ics),
            _ => Err(Failure::new(format!(
                "{}: a plan is written as .csv, .ics or .json, or into a folder (with / at its end)",
                path.display()
            ))),
        }
    }
}

/// Plans, checks, and writes or prints the plan: 1 when no plan keeps every rule.
///
/// # Errors
/// When the project cannot be read or has no such weeks, or a file cannot be written; nothing is written then.
pub fn run(args: &PlanArgs) -> Result<u8, Failure> {
    let form = args.out.as_deref().map(Form::of).transpose()?;
    let saved = scope::open_with(&args.project, Columns { text: args.write })?;
    let only_shifts = saved.project.rotas.is_empty() && !saved.project.shifts.is_empty();
    if args.shifts.is_some() || (only_shifts && args.rota.is_none() && args.weeks.is_none()) {
        return super::plan_shifts::run(args, form, &saved);
    }
    let number = which(&saved.project, args.rota.as_deref())?;
    let span = Span { from: args.from, weeks: args.weeks, keep: args.keep };
    let schedule = Schedule::new(&saved.project, number, span).map_err(Failure::new)?;
    let options =
        YearOptions { seed: args.seed, time_limit: Some(args.time_limit), ..YearOptions::default() };
    let mut line = Line::new();
    let planned = schedule.plan(options, &AtomicBool::new(false), &mut |progress| line.show(&progress));
    line.clear();
    let planned = planned.map_err(Failure::new)?;

    let mut document = saved.clone();
    let Some(rota) = document.project.rotas.get_mut(number) else {
        return Err(Failure::new("the project has no such rota"));
    };
    rota.duties.clone_from(&planned.duties);
    rota.solved = Some(planned.solved);
    let rota = rota.clone();
    let activity = Activity::build(&document.project, &document.log);
    let input = Input { project: &document.project, activity: &activity };
    let names = Names { project: &document.project };
    let mut readout = read_rota(input, &rota);
    readout.objective = Some(planned.result.cost.total as f64);
    readout.bound = Some(planned.result.bound as f64);
    readout.status = Some(status(planned.result.status));
    explain(&document.project, number, &mut readout);
    tell(&schedule, &rota, &planned, &readout, names);

    let json = || -> Result<String, Failure> {
        let value = result(&schedule, &rota, &planned, &readout, names)?;
        Ok(format!("{value:#}"))
    };
    match (form, &args.out) {
        (Some(Form::Folder), Some(folder)) => write_folder(folder, &rota, names)?,
        (Some(form), Some(path)) => {
            let bytes = match form {
                Form::Json => (json()? + "\n").into_bytes(),
                Form::Csv => export::csv_bytes(&sheet(&rota, names)).map_err(Failure::new)?,
                Form::Ics | Form::Folder => {
                    export::rota_calendar(&rota, |id| names.of(id), |_| true).into_bytes()
                }
            };
            write_file(path, &bytes)?;
        }
        _ => {}
    }
    if args.write {
        project_file::save(&document, &args.project, Changed::between(&saved, &document))?;
    }
    if args.out.is_none() {
        emit(json()?)?;
    }
    Ok(if planned.result.status == Status::Infeasible { PROBLEM } else { DONE })
}

fn which(project: &Project, name: Option<&str>) -> Result<usize, Failure> {
    match name {
        None if project.rotas.is_empty() => {
            Err(Failure::new("the project has no rota; README.md says how `rotas` are written"))
        }
        None => Ok(0),
        Some(name) => project.rotas.iter().position(|rota| rota.name == name).ok_or_else(|| {
            let names: Vec<&str> = project.rotas.iter().map(|rota| rota.name.as_str()).collect();
            Failure::new(format!("there is no rota called {name:?}; there are: {}", names.join(", ")))
        }),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Optimal => "optimal",
        Status::Feasible => "feasible",
        Status::Infeasible => "infeasible",
    }
}

/// Names of members by their ids.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) project: &'a Project,
}

impl Names<'_> {
    /// The name, or the id where there is none.
    pub(super) fn of(&self, id: &MemberId) -> String {
        let name = self.project.member(id).map(|member| member.name.as_str());
        name.filter(|name| !name.is_empty()).unwrap_or(&id.0).to_owned()
    }
}

/// Says on stderr how good the plan is and what is wrong with it.
fn tell(schedule: &Schedule, rota: &Rota, planned: &Planned, readout: &RotaReadout, names: Names<'_>) {
    let result = &planned.result;
    let proof = match result.status {
        Status::Optimal => "proven best".to_owned(),
        _ => format!("at most {} above the best possible", result.cost.total - result.bound),
    };
    let (filled, seats) = (readout.filled, readout.seats);
    say(format!(
        "{filled} of {seats} seats filled by {} people; cost {}, {proof}; {:.1} s",
        readout.distinct_people,
        result.cost.total,
        result.elapsed.as_secs_f64()
    ));
    let broken = result.violations.iter().map(|violation| sentence(schedule, rota, violation, names));
    let short = result.shortages.iter().map(|found| short(rota, found));
    let empty = (readout.uncovered.iter())
        .map(|week| format!("the week of {} has an empty seat: {}", week.week, week.reason));
    let warnings: Vec<String> = broken.chain(short).chain(empty).collect();
    for warning in warnings.iter().take(MOST_WARNINGS) {
        say(format!("warning: {warning}"));
    }
    if let Some(more) = warnings.len().checked_sub(MOST_WARNINGS).filter(|more| *more > 0) {
        say(format!("and {more} more; the JSON has them all"));
    }
}

/// Puts every rule that keeps a seat empty into the reasons; the read-out alone knows absences and limits.
fn explain(project: &Project, number: usize, readout: &mut RotaReadout) {
    let span = Span { keep: true, ..Span::default() };
    let Ok(schedule) = Schedule::new(project, number, span) else { return };
    let standing = schedule.standing();
    let Some(rota) = project.rotas.get(number) else { return };
    for uncovered in &mut readout.uncovered {
        let week = u32::try_from((uncovered.week - rota.start).num_days() / 7).unwrap_or(u32::MAX);
        let seats = standing.weeks.get(week as usize);
        let seat = seats.and_then(|seats| seats.iter().position(Option::is_none));
        let why = seat.and_then(|seat| schedule.why_empty(week, seat as u32));
        let Some(why) = why.filter(|why| !why.blocked.is_empty()) else { continue };
        let blocked: Vec<String> =
            why.blocked.iter().map(|(block, people)| format!("{people} {}", words(*block))).collect();
        uncovered.reason = blocked.join(", ");
    }
}

fn words(block: YearBlock) -> &'static str {
    match block {
        YearBlock::Away => "away",
        YearBlock::AtCap => "at their cap",
        YearBlock::ServesThatWeek => "in another seat that week",
        YearBlock::Gap => "without enough weeks off",
        YearBlock::InRow => "too many weeks in a row",
        YearBlock::Newcomer => "new, with nobody experienced beside them",
    }
}

fn short(rota: &Rota, shortage: &Shortage) -> String {
    let weeks: Vec<String> =
        shortage.weeks.iter().take(6).map(|&week| rota.week_days(week).0.to_string()).collect();
    let more = shortage.weeks.len().saturating_sub(weeks.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let weeks = format!("{}{more}", weeks.join(", "));
    match shortage.people.len() {
        0 => format!("nobody can take the weeks of {weeks}"),
        people => format!(
            "{people} people can take the weeks of {weeks}, and not often enough: {} seats stay empty",
            shortage.missing
        ),
    }
}

/// A rule that the standing duties break, as a sentence.
fn sentence(schedule: &Schedule, rota: &Rota, violation: &YearViolation, names: Names<'_>) -> String {
    use YearViolation as V;
    let day = |week: u32| rota.week_days(week).0;
    let who = |person: usize| schedule.people.get(person).map_or("?".to_owned(), |id| names.of(id));
    match *violation {
        V::Away { person, week } => format!("{} is away in the week of {}", who(person), day(week)),
        V::TwiceInWeek { person, week } => {
            format!("{} has two seats in the week of {}", who(person), day(week))
        }
        V::TooManyWeeks { person, weeks, most } => {
            format!("{} serves {weeks} weeks and takes {most}", who(person))
        }
        V::NotRested { person, week, weeks_off, least } => {
            format!("{} has {weeks_off} weeks off before the week of {}, not {least}", who(person), day(week))
        }
        V::GapTooShort { person, first, second, least } => format!(
            "{} has fewer than {least} weeks off between the weeks of {} and {}",
            who(person),
            day(first),
            day(second)
        ),
        V::TooManyInRow { person, first, weeks, most } => {
            format!("{} serves {weeks} weeks in a row from {}, and may serve {most}", who(person), day(first))
        }
        V::NewcomersAlone { week, newcomers, experienced } => format!(
            "the week of {} has {newcomers} new people and {experienced} who served before",
            day(week)
        ),
        V::EmptySeat { week, .. } => format!("a seat of the week of {} is empty", day(week)),
        ref other => format!("{other:?}"),
    }
}

/// The keys of `metrics`, and the duties themselves.
fn result(
    schedule: &Schedule,
    rota: &Rota,
    planned: &Planned,
    readout: &RotaReadout,
    names: Names<'_>,
) -> Result<Value, Failure> {
    let broken = |error| Failure::new(format!("the plan is not JSON: {error}"));
    let mut value = serde_json::to_value(readout).map_err(broken)?;
    let violation = |violation: &YearViolation| sentence(schedule, rota, violation, names);
    let duties: Vec<Value> = rota
        .duties
        .iter()
        .map(|duty| {
            let (from, to) = rota.week_days(duty.week);
            json!({
                "week": duty.week, "seat": duty.seat, "from": from, "to": to, "member": duty.member,
                "name": names.of(&duty.member), "locked": duty.locked,
                "planned": schedule.planned.contains(&duty.week),
            })
        })
        .collect();
    if let Some(value) = value.as_object_mut() {
        value.insert("duties".to_owned(), duties.into());
        let violations: Vec<String> = planned.result.violations.iter().map(violation).collect();
        value.insert("violations".to_owned(), violations.into());
        let shortages: Vec<String> =
            planned.result.shortages.iter().map(|found| short(rota, found)).collect();
        value.insert("shortages".to_owned(), shortages.into());
        value.insert("gap".to_owned(), planned.result.gap().into());
    }
    Ok(value)
}

fn sheet(rota: &Rota, names: Names<'_>) -> Sheet {
    let header = ["week", "seat", "from", "to", "member", "name", "locked", "reward"];
    let row = |duty: &crate::model::Duty| {
        let (from, to) = rota.week_days(duty.week);
        vec![
            duty.week.to_string(),
            duty.seat.to_string(),
            from.to_string(),
            to.to_string(),
            duty.member.0.clone(),
            names.of(&duty.member),
            duty.locked.to_string(),
            duty.reward.map_or(String::new(), |reward| reward.to_string()),
        ]
    };
    Sheet { header: header.map(str::to_owned).to_vec(), rows: rota.duties.iter().map(row).collect() }
}

/// One calendar for all, and one for each person.
fn write_folder(folder: &Path, rota: &Rota, names: Names<'_>) -> Result<(), Failure> {
    let all = export::rota_calendar(rota, |id| names.of(id), |_| true);
    let people: BTreeSet<&MemberId> = rota.duties.iter().map(|duty| &duty.member).collect();
    let theirs =
        |person: &MemberId| export::rota_calendar(rota, |id| names.of(id), |duty| duty.member == *person);
    write_calendars(folder, names, &all, people, theirs)
}

/// A folder with the calendar of all, and that of each person under their name.
pub(super) fn write_calendars(
    folder: &Path,
    names: Names<'_>,
    all: &str,
    people: BTreeSet<&MemberId>,
    theirs: impl Fn(&MemberId) -> String,
) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("{}: the folder cannot be made: {error}", folder.display())))?;
    write_file(&folder.join("all.ics"), all.as_bytes())?;
    let mut used = BTreeSet::from(["all".to_owned()]);
    for person in people {
        let mut stem = export::file_stem(&names.of(person));
        // Two people may have one name, and some file systems know no capitals.
        while !used.insert(stem.to_lowercase()) {
            stem.push('_');
        }
        write_file(&folder.join(stem + ".ics"), theirs(person).as_bytes())?;
    }
    Ok(())
}

pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    export::write_whole(path, bytes)
        .map_err(|error| Failure::new(format!("{}: cannot be written: {error}", path.display())))
}

/// One line of progress, drawn over again where somebody is watching.
pub(super) struct Line {
    watched: bool,
    drawn: Option<Instant>,
}

impl Line {
    pub(super) fn new() -> Self {
        Self { watched: io::stderr().is_terminal(), drawn: None }
    }

    pub(super) fn show<Plan>(&mut self, progress: &Progress<'_, Plan>) {
        if !self.watched || self.drawn.is_some_and(|at| at.elapsed() < EVERY) {
            return;
        }
        self.drawn = Some(Instant::now());
        let number = |number: Option<i64>| number.map_or("-".to_owned(), |number| number.to_string());
        let _ = write!(
            io::stderr().lock(),
            "\r\x1b[2K{:.1} s: best {}, no plan below {}",
            progress.elapsed.as_secs_f64(),
            number(progress.best),
            number(progress.bound)
        );
    }

    pub(super) fn clear(&mut self) {
        if self.drawn.take().is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[2K");
        }
    }
}
