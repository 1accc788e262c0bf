//! `qunce plan --shifts`: the best plan of a week of shifts.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};

use super::output::{emit, say};
use super::plan::{Form, Line, MOST_WARNINGS, Names, PlanArgs, write_file};
use super::{DONE, Failure, PROBLEM};
use crate::activity::Activity;
use crate::analytics::Input;
use crate::analytics::rotation::{ShiftReadout, read_shifts, shift_demand};
use crate::charts::Sheet;
use crate::export;
use crate::model::{GroupId, MemberId, Project, Shift, ShiftWeek};
use crate::planner::Status;
use crate::planner::check::WeekViolation;
use crate::planner::explain::WeekBlock;
use crate::planner::week::WeekOptions;
use crate::project_file::{self, Changed, Document};
use crate::schedule::{PlannedShifts, ShiftBoard};

/// Plans, checks, and writes or prints the plan: 1 when locked shifts break a rule.
///
/// # Errors
/// When the project has no such week, or a file cannot be written; nothing is written then.
pub(super) fn run(args: &PlanArgs, form: Option<Form>, saved: &Document) -> Result<u8, Failure> {
    let number = which(&saved.project, args)?;
    let activity = Activity::build(&saved.project, &saved.log);
    let project = &saved.project;
    let week =
        project.shifts.get(number).ok_or_else(|| Failure::new("the project has no such week of shifts"))?;
    let demand = shift_demand(Input { project, activity: &activity }, week);
    let board = ShiftBoard::new(project, number, &demand).map_err(Failure::new)?;
    let options =
        WeekOptions { seed: args.seed, time_limit: Some(args.time_limit), ..WeekOptions::default() };
    let mut line = Line::new();
    let planned = board.plan(options, &AtomicBool::new(false), &mut |progress| line.show(&progress));
    line.clear();
    let planned = planned.map_err(Failure::new)?;

    let mut document = saved.clone();
    if let Some(week) = document.project.shifts.get_mut(number) {
        week.shifts.clone_from(&planned.shifts);
        week.solved = Some(planned.solved);
    }
    let project = &document.project;
    let week = project.shifts.get(number).unwrap_or(week);
    let mut readout = read_shifts(Input { project, activity: &activity }, week);
    let board = ShiftBoard::new(project, number, &demand).map_err(Failure::new)?;
    explain(&board, &mut readout);
    let names = Names { project };
    tell(&board, &planned, &readout, names);

    let json = || -> Result<String, Failure> {
        let value = result(&board, &planned, &readout, names)?;
        Ok(format!("{value:#}"))
    };
    match (form, &args.out) {
        (Some(Form::Folder), Some(folder)) => write_folder(folder, week, names)?,
        (Some(form), Some(path)) => {
            let bytes = match form {
                Form::Json => (json()? + "\n").into_bytes(),
                Form::Csv => export::csv_bytes(&sheet(week, names)).map_err(Failure::new)?,
                Form::Ics | Form::Folder => calendar(week, names, |_| true).into_bytes(),
            };
            write_file(path, &bytes)?;
        }
        _ => {}
    }
    if args.write {
        project_file::save(&document, &args.project, Changed::between(saved, &document))?;
    }
    if args.out.is_none() {
        emit(json()?)?;
    }
    Ok(if planned.result.status == Status::Infeasible { PROBLEM } else { DONE })
}

/// The week of that name; without one the first that begins on `--from` or later.
fn which(project: &Project, args: &PlanArgs) -> Result<usize, Failure> {
    if project.shifts.is_empty() {
        return Err(Failure::new(
            "the project has no week of shifts; README.md says how `shifts` are written",
        ));
    }
    let name = args.shifts.as_deref().filter(|name| !name.is_empty());
    let late = |week: &ShiftWeek| args.from.is_none_or(|from| week.start >= from);
    let found =
        project.shifts.iter().position(|week| name.is_none_or(|name| week.name == name) && late(week));
    found.ok_or_else(|| {
        let weeks: Vec<String> =
            project.shifts.iter().map(|week| format!("{} ({})", week.name, week.start)).collect();
        Failure::new(format!("there is no such week of shifts; there are: {}", weeks.join(", ")))
    })
}

fn group_name(names: Names<'_>, id: &GroupId) -> String {
    names.project.group(id).map_or(id.0.clone(), |group| group.name.clone())
}

/// What keeps each slot short of people, in English.
fn explain(board: &ShiftBoard, readout: &mut ShiftReadout) {
    for gap in &mut readout.uncovered {
        let group = board.week().groups.iter().position(|group| group.group == gap.group);
        let cell = group.and_then(|group| board.cell(group, gap.at.0, gap.at.1));
        let Some(why) = cell.and_then(|cell| board.why_empty(cell)) else { continue };
        let blocked: Vec<String> = (why.blocked.iter())
            .filter(|(block, _)| **block != WeekBlock::ThereAlready)
            .map(|(block, people)| format!("{people} {}", words(*block)))
            .collect();
        gap.reason = match () {
            () if board.asked() == 0 => "there is nobody to ask".to_owned(),
            () if blocked.is_empty() => "not filled".to_owned(),
            () => blocked.join(", "),
        };
    }
}

fn words(block: WeekBlock) -> &'static str {
    match block {
        WeekBlock::Away => "away",
        WeekBlock::Slots => "at their cap",
        WeekBlock::Groups => "with all their groups",
        WeekBlock::DaysInRow => "too many days running",
        WeekBlock::AtOnce => "in another group then",
        WeekBlock::Rest => "without a night's rest",
        WeekBlock::Budget => "beyond the budget",
        WeekBlock::Role => "without the role",
        WeekBlock::ThereAlready => "there already",
    }
}

/// Says on stderr how good the plan is and what is wrong with it.
fn tell(board: &ShiftBoard, planned: &PlannedShifts, readout: &ShiftReadout, names: Names<'_>) {
    let result = &planned.result;
    let cost = result.cost.total;
    let proof = match (result.status, result.bound) {
        (Status::Optimal, _) => "proven best".to_owned(),
        (_, Some(bound)) => format!("at most {} above the best possible", cost - bound),
        (_, None) => "how far from the best is not known".to_owned(),
    };
    say(format!(
        "{} of {} places filled by {} people; cost {cost}, {proof}; {:.1} s",
        readout.filled,
        readout.seats,
        readout.distinct_people,
        result.elapsed.as_secs_f64()
    ));
    let broken = result.violations.iter().map(|rule| sentence(board, rule, names));
    let empty = readout.uncovered.iter().map(|gap| {
        let group = group_name(names, &gap.group);
        format!("{} {} of {group} lacks {}: {}", gap.day, gap.slot, gap.missing, gap.reason)
    });
    let warnings: Vec<String> = broken.chain(empty).collect();
    for warning in warnings.iter().take(MOST_WARNINGS) {
        say(format!("warning: {warning}"));
    }
    if let Some(more) = warnings.len().checked_sub(MOST_WARNINGS).filter(|more| *more > 0) {
        say(format!("and {more} more; the JSON has them all"));
    }
}

/// A rule that the locked shifts break, as a sentence.
fn sentence(board: &ShiftBoard, rule: &WeekViolation, names: Names<'_>) -> String {
    use WeekViolation as V;
    let who = |admin: usize| board.people().get(admin).map_or("?".to_owned(), |id| names.of(id));
    let at = |day: u32, slot: u32| {
        let slot = board.week().slots.get(slot as usize).map_or("?", |slot| slot.name.as_str());
        format!("{} {slot}", board.week().date(day))
    };
    let cell =
        |cell: usize| board.places().get(cell).map_or("?".to_owned(), |place| at(place.day, place.slot));
    match *rule {
        V::LacksRole { admin, cell: place } => format!("{} lacks the role on {}", who(admin), cell(place)),
        V::Away { admin, cell: place } => format!("{} is away on {}", who(admin), cell(place)),
        V::OverDemand { cell: place, found, demand } => {
            format!("{} has {found} people and wants {demand}", cell(place))
        }
        V::TooManyAtOnce { admin, day, slot, groups, most } => {
            format!("{} has {groups} groups at once on {}, and may have {most}", who(admin), at(day, slot))
        }
        V::NoRest { admin, day } => {
            format!("{} has no rest after {}", who(admin), board.week().date(day))
        }
        V::TooManySlots { admin, slots, most } => {
            format!("{} serves {slots} times and takes {most}", who(admin))
        }
        V::TooManyGroups { admin, groups, most } => {
            format!("{} has {groups} groups and takes {most}", who(admin))
        }
        V::TooManyDaysInRow { admin, days, most, .. } => {
            format!("{} serves {days} days running, and may serve {most}", who(admin))
        }
        ref other => format!("{other:?}"),
    }
}

/// The keys of `metrics`, and the shifts themselves.
fn result(
    board: &ShiftBoard,
    planned: &PlannedShifts,
    readout: &ShiftReadout,
    names: Names<'_>,
) -> Result<Value, Failure> {
    let broken = |error| Failure::new(format!("the plan is not JSON: {error}"));
    let mut value = serde_json::to_value(readout).map_err(broken)?;
    let week = board.week();
    let shifts = week.shifts.iter().filter_map(|shift| {
        let slot = week.slots.get(shift.slot as usize)?;
        Some(json!({
            "day": week.date(shift.day), "slot": slot.name, "from_hour": slot.from, "to_hour": slot.to,
            "group": shift.group, "group_name": group_name(names, &shift.group), "member": shift.member,
            "name": names.of(&shift.member), "locked": shift.locked,
        }))
    });
    if let Some(value) = value.as_object_mut() {
        value.insert("weeks".to_owned(), 1.into());
        value.insert("duties".to_owned(), shifts.collect::<Vec<Value>>().into());
        let rules = planned.result.violations.iter().map(|rule| sentence(board, rule, names));
        value.insert("violations".to_owned(), rules.collect::<Vec<String>>().into());
        let gap = planned.result.bound.map(|bound| planned.result.cost.total - bound);
        value.insert("gap".to_owned(), gap.into());
    }
    Ok(value)
}

fn sheet(week: &ShiftWeek, names: Names<'_>) -> Sheet {
    let header =
        ["day", "slot", "from_hour", "to_hour", "group", "group_name", "member", "name", "locked", "pay"];
    let row = |shift: &Shift| {
        let slot = week.slots.get(shift.slot as usize)?;
        let asked = week.people.iter().find(|asked| asked.member == shift.member);
        Some(vec![
            week.date(shift.day).to_string(),
            slot.name.clone(),
            slot.from.to_string(),
            slot.to.to_string(),
            shift.group.0.clone(),
            group_name(names, &shift.group),
            shift.member.0.clone(),
            names.of(&shift.member),
            shift.locked.to_string(),
            asked.map_or(String::new(), |asked| asked.pay.to_string()),
        ])
    };
    Sheet { header: header.map(str::to_owned).to_vec(), rows: week.shifts.iter().filter_map(row).collect() }
}

fn calendar(week: &ShiftWeek, names: Names<'_>, includes: impl Fn(&Shift) -> bool) -> String {
    let words = export::ShiftNames { member: &|id| names.of(id), group: &|id| group_name(names, id) };
    export::shift_calendar(week, names.project.time_zone, &words, includes)
}

/// One calendar for all, and one for each person.
fn write_folder(folder: &Path, week: &ShiftWeek, names: Names<'_>) -> Result<(), Failure> {
    let people: BTreeSet<&MemberId> = week.shifts.iter().map(|shift| &shift.member).collect();
    let theirs = |person: &MemberId| calendar(week, names, |shift| shift.member == *person);
    super::plan::write_calendars(folder, names, &calendar(week, names, |_| true), people, theirs)
}
