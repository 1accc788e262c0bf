//! Weeks of shifts from a project file: heat, plans at the edges, what is kept of a plan, calendars read back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use calcard::icalendar::{ICalendarComponent, ICalendarComponentType, ICalendarProperty, ICalendarValue};
use calcard::{Entry, Parser};
use qunce::activity::Activity;
use qunce::analytics::Input;
use qunce::analytics::rotation::{ShiftReadout, read_shifts, shift_demand};
use qunce::export;
use qunce::log::Columns;
use qunce::model::{MemberId, Money, Project, ShiftWeek};
use qunce::planner::Status;
use qunce::planner::explain::WeekBlock;
use qunce::planner::week::WeekOptions;
use qunce::project_file;
use qunce::schedule::{PlannedShifts, ShiftBoard};

/// A project and the counts of its messages.
struct Desk {
    project: Project,
    activity: Activity,
}

impl Desk {
    fn open(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.ron");
        std::fs::write(&path, text).unwrap();
        let opened =
            project_file::open(&path, Columns { text: false }).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(opened.warnings, [], "the project is sound");
        let document = opened.document;
        let activity = Activity::build(&document.project, &document.log);
        Self { project: document.project, activity }
    }

    fn tiny() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/tiny.ron");
        Self::open(&std::fs::read_to_string(path).unwrap())
    }

    /// A week of two groups, each wanting one person in both slots of two days, and people as written.
    fn with(people: &str, rest: &str) -> Self {
        Self::open(&format!(
            "(schema: 1, name: \"p\",
            groups: [(id: \"g\", name: \"G\"), (id: \"h\", name: \"H\")],
            members: Inline([(id: \"ann\", name: \"Ann\", roles: [Admin]), (id: \"bob\", name: \"Bob\"), (id: \"cy\", name: \"Cy\")]),
            shifts: [(name: \"w\", start: \"2026-11-02\", days: 2,
                slots: [(name: \"am\", from: 9, to: 12), (name: \"pm\", from: 18, to: 24)],
                groups: [(group: \"g\"), (group: \"h\")], people: [{people}], {rest})])"
        ))
    }

    fn week(&self) -> &ShiftWeek {
        &self.project.shifts[0]
    }

    fn input(&self) -> Input<'_> {
        Input { project: &self.project, activity: &self.activity }
    }

    fn board(&self) -> ShiftBoard {
        ShiftBoard::new(&self.project, 0, &shift_demand(self.input(), self.week())).unwrap()
    }

    fn plan(&self) -> PlannedShifts {
        let options = WeekOptions { time_limit: None, ..WeekOptions::default() };
        self.board().plan(options, &AtomicBool::new(false), &mut |_| ()).unwrap()
    }

    /// Plans, takes the plan over, and reads it out.
    fn solved(&mut self) -> ShiftReadout {
        let plan = self.plan();
        self.project.shifts[0].shifts = plan.shifts;
        self.project.shifts[0].solved = Some(plan.solved);
        read_shifts(self.input(), self.week())
    }
}

/// What keeps the first empty cell empty.
fn blocks(desk: &Desk) -> BTreeMap<WeekBlock, u32> {
    let board = desk.board();
    let empty = (0..board.places().len()).find_map(|cell| board.why_empty(cell));
    empty.expect("an empty cell").blocked
}

/// In the tiny project the reading club writes five messages on Friday evening, two on Saturday noon and five on Sunday
/// evening, of a kind that count, and nothing in the other slots.
#[test]
fn heat_is_what_the_weekday_and_hours_had_before() {
    let desk = Desk::tiny();
    let readout = read_shifts(desk.input(), desk.week());
    let expected: Vec<Option<f64>> = readout.cells.iter().map(|cell| cell.expected).collect();
    let counts = |day: u32, slot: u32| {
        let at = |cell: &&qunce::analytics::rotation::ShiftCell| {
            (cell.demand.day, cell.demand.slot) == (day, slot)
        };
        readout.cells.iter().find(at).unwrap()
    };
    assert_eq!(expected, [0.0, 5.0, 2.0, 0.0, 0.0, 5.0].map(Some));
    assert_eq!([counts(0, 1), counts(1, 0), counts(0, 0)].map(|cell| cell.demand.heat), [5, 2, 1]);
    assert_eq!([counts(0, 1), counts(1, 0), counts(0, 0)].map(|cell| cell.suggested), [2, 1, 0]);
    assert_eq!(counts(2, 1).demand.wanted, 1, "written down in the file, against two suggested");
    assert_eq!((readout.seats, readout.filled, readout.distinct_people), (4, 1, 1));
    assert_eq!(readout.cost, Some(Money(1_000)));
}

#[test]
fn without_messages_heat_is_unknown_and_every_slot_wants_one() {
    let desk = Desk::with("", "");
    let readout = read_shifts(desk.input(), desk.week());
    assert!(readout.cells.iter().all(|cell| cell.expected.is_none() && cell.demand.heat == 1));
    assert_eq!((readout.observed, readout.seats), (None, 8));
    assert_eq!(readout.cost, None, "no pay is stated, so it is not known");
}

#[test]
fn a_plan_is_read_out_as_it_was_proven_until_anything_changes() {
    let mut desk = Desk::with("(member: \"ann\"), (member: \"bob\"), (member: \"cy\")", "");
    assert_eq!(read_shifts(desk.input(), desk.week()).status, None);
    let readout = desk.solved();
    assert_eq!((readout.status, readout.objective), (Some("optimal"), readout.bound));
    desk.project.shifts[0].name = "another name".to_owned();
    assert_eq!(read_shifts(desk.input(), desk.week()).status, Some("optimal"));
    let kept = desk.project.shifts[0].clone();
    let changes: [fn(&mut ShiftWeek); 4] = [
        |week| drop(week.shifts.pop()),
        |week| week.people[0].max_slots += 1,
        |week| week.groups[0].wanted.push((0, 0, 2)),
        |week| week.rules.rest = false,
    ];
    for (number, change) in changes.into_iter().enumerate() {
        desk.project.shifts[0] = kept.clone();
        change(&mut desk.project.shifts[0]);
        let after = read_shifts(desk.input(), desk.week());
        assert_eq!((after.status, after.objective, after.bound), (None, None, None), "change {number}");
    }
}

#[test]
fn a_masked_week_is_as_proven_as_the_week() {
    let mut desk = Desk::with("(member: \"ann\"), (member: \"bob\")", "");
    let readout = desk.solved();
    let (project, activity) = qunce::analytics::mask(desk.input(), |number| format!("Person {number}"));
    let masked = read_shifts(Input { project: &project, activity: &activity }, &project.shifts[0]);
    assert_eq!(
        (masked.status, masked.objective, masked.filled),
        (Some("optimal"), readout.objective, readout.filled)
    );
    assert!(masked.loads.keys().all(|id| id.as_str().starts_with("Person ")), "{:?}", masked.loads);
}

#[test]
fn the_same_seed_gives_the_same_week() {
    let desk =
        Desk::with("(member: \"ann\", max_slots: 3), (member: \"bob\"), (member: \"cy\", pay: \"5\")", "");
    assert_eq!(desk.plan().shifts, desk.plan().shifts);
}

#[test]
fn with_nobody_there_every_slot_stays_empty_and_says_why() {
    let away = "away: [(0, 0), (0, 1), (1, 0), (1, 1)]";
    let mut desk = Desk::with(&format!("(member: \"ann\", {away}), (member: \"bob\", {away})"), "");
    let readout = desk.solved();
    assert_eq!((readout.filled, readout.seats, readout.status), (0, 8, Some("optimal")));
    assert_eq!(blocks(&desk), [(WeekBlock::Away, 2)].into());
    let nobody = Desk::with("", "");
    assert_eq!((nobody.plan().shifts.len(), nobody.plan().result.status), (0, Status::Optimal));
}

#[test]
fn one_person_serves_what_rest_and_one_group_at_a_time_allow() {
    let mut desk = Desk::with("(member: \"ann\")", "");
    // Two mornings and the second evening, or the two evenings and the first morning: never an evening and the next
    // morning, never two groups at once.
    assert_eq!(desk.solved().filled, 3);
    desk.project.shifts[0].rules.rest = false;
    assert_eq!(desk.solved().filled, 4);
    desk.project.shifts[0].rules.groups_at_once = 2;
    assert_eq!(desk.solved().filled, 5, "the cap of five shifts");
    desk.project.shifts[0].rules.caps = false;
    assert_eq!(desk.solved().filled, 8);
}

#[test]
fn all_at_their_cap_leave_the_rest_open() {
    let mut desk = Desk::with("(member: \"ann\", max_slots: 1), (member: \"bob\", max_slots: 0)", "");
    assert_eq!(desk.solved().filled, 1);
    assert!(blocks(&desk).contains_key(&WeekBlock::Slots));
    let board = desk.board();
    let empty = (0..board.places().len()).find(|&cell| board.there(cell).is_empty()).unwrap();
    let ways = board.why_empty(empty).unwrap().ways;
    assert!(ways.iter().any(|way| way.lift == Some(WeekBlock::Slots) && way.limit == Some(1)), "{ways:?}");
}

#[test]
fn a_budget_of_nothing_pays_for_nobody_who_is_paid() {
    let people = "(member: \"ann\", pay: \"10\"), (member: \"bob\", pay: \"10\")";
    let mut desk = Desk::with(people, "budget: \"0\"");
    assert_eq!(desk.solved().filled, 0);
    assert_eq!(blocks(&desk), [(WeekBlock::Budget, 2)].into());
    let mut volunteers = Desk::with("(member: \"ann\"), (member: \"bob\")", "budget: \"0\"");
    assert!(volunteers.solved().filled > 4);
    let mut some = Desk::with(people, "budget: \"25\"");
    let readout = some.solved();
    assert_eq!((readout.filled, readout.cost), (2, Some(Money(2_000))));
}

#[test]
fn a_group_that_asks_for_a_role_gets_nobody_without_it() {
    let mut desk = Desk::with("(member: \"ann\"), (member: \"bob\"), (member: \"cy\")", "");
    desk.project.shifts[0].groups[0].role = Some(qunce::model::Role::Admin);
    let plan = desk.plan();
    let served = |group: &str| -> BTreeSet<MemberId> {
        let there = plan.shifts.iter().filter(|shift| shift.group.as_str() == group);
        there.map(|shift| shift.member.clone()).collect()
    };
    assert_eq!(served("g"), [MemberId::from("ann")].into());
    assert!(!served("h").is_empty());
    // Nobody of an evening serves the next morning, so three people fill three of those four places.
    desk.project.shifts[0].rules.roles = false;
    assert_eq!(desk.plan().shifts.len(), 7);
}

#[test]
fn locked_shifts_stand_and_break_rules_openly() {
    let locked = "shifts: [(day: 0, slot: 0, group: \"g\", member: \"ann\", locked: true),
        (day: 0, slot: 0, group: \"h\", member: \"ann\", locked: true), (day: 1, slot: 1, group: \"g\", member: \"bob\")]";
    let desk = Desk::with("(member: \"ann\"), (member: \"bob\")", locked);
    let plan = desk.plan();
    assert_eq!(plan.result.status, Status::Infeasible);
    assert!(!plan.result.violations.is_empty());
    assert_eq!(plan.shifts.iter().filter(|shift| shift.locked).count(), 2);
    // Somebody who is no longer among the people is told, not dropped silently.
    let gone = Desk::with("(member: \"ann\")", "shifts: [(day: 0, slot: 0, group: \"g\", member: \"bob\")]");
    assert!(!gone.board().broken().is_empty());
    assert!(gone.plan().shifts.iter().all(|shift| shift.member.as_str() == "ann"));
}

#[test]
fn pairs_of_last_week_are_parted_where_that_costs_nothing() {
    let three =
        "(member: \"ann\", max_slots: 8), (member: \"bob\", max_slots: 8), (member: \"cy\", max_slots: 8)";
    let mut desk = Desk::with(three, "last_week: [(\"ann\", \"bob\")]");
    desk.project.shifts[0].groups.truncate(1);
    desk.project.shifts[0].groups[0].wanted = vec![(0, 0, 2), (0, 1, 0), (1, 0, 0), (1, 1, 0)];
    let plan = desk.plan();
    let there: BTreeSet<&str> = plan.shifts.iter().map(|shift| shift.member.as_str()).collect();
    assert_eq!(there.len(), 2);
    assert!(there.contains("cy"), "{there:?}");
}

/// One event of a calendar, as an independent parser reads it.
#[derive(Debug, PartialEq)]
struct Event {
    summary: String,
    uid: String,
    /// Seconds since 1970 where it has a time and a zone; days as 20261102 where it has none.
    from: i64,
    to: i64,
    timed: bool,
}

fn events(text: &str) -> Vec<Event> {
    let mut parser = Parser::new(text);
    let Entry::ICalendar(calendar) = parser.entry() else { panic!("no calendar") };
    assert_eq!(parser.entry(), Entry::Eof, "one calendar a file");
    let of = |component: &ICalendarComponent| -> Event {
        let value = |name: ICalendarProperty| {
            let entry = component.entries.iter().find(|entry| entry.name == name);
            entry.and_then(|entry| entry.values.first()).unwrap_or_else(|| panic!("{name:?}")).clone()
        };
        let text = |name| match value(name) {
            ICalendarValue::Text(text) => text,
            other => panic!("{other:?}"),
        };
        let moment = |name| match value(name) {
            ICalendarValue::PartialDateTime(at) if at.has_date_and_time() => {
                assert!(at.has_zone(), "a time without a zone floats");
                (at.to_timestamp().unwrap(), true)
            }
            ICalendarValue::PartialDateTime(at) => {
                let part = |part: Option<u8>| i64::from(part.unwrap());
                (i64::from(at.year.unwrap()) * 10_000 + part(at.month) * 100 + part(at.day), false)
            }
            other => panic!("{other:?}"),
        };
        let ((from, timed), (to, _)) = (moment(ICalendarProperty::Dtstart), moment(ICalendarProperty::Dtend));
        Event {
            summary: text(ICalendarProperty::Summary),
            uid: text(ICalendarProperty::Uid),
            from,
            to,
            timed,
        }
    };
    let components = calendar.components.iter();
    components
        .filter(|component| component.component_type == ICalendarComponentType::VEvent)
        .map(of)
        .collect()
}

fn at(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp()
}

fn calendar(week: &ShiftWeek, zone: chrono_tz::Tz, only: Option<&str>) -> Vec<Event> {
    let names = export::ShiftNames { member: &|id| format!("{id}; 值, 班"), group: &|id| id.0.clone() };
    events(&export::shift_calendar(week, zone, &names, |shift| {
        only.is_none_or(|id| shift.member.as_str() == id)
    }))
}

#[test]
fn shifts_come_out_at_their_hours_in_the_zone_of_the_project() {
    let shifts = "shifts: [(day: 0, slot: 0, group: \"g\", member: \"ann\"), (day: 1, slot: 1, group: \"h\", member: \"bob\")]";
    let desk = Desk::with("(member: \"ann\"), (member: \"bob\")", shifts);
    let shanghai = calendar(desk.week(), chrono_tz::Asia::Shanghai, None);
    assert_eq!(shanghai.len(), 2);
    assert!(shanghai.iter().all(|event| event.timed));
    assert_eq!(shanghai[0].summary, "w: ann; 值, 班 · g · am");
    assert_eq!(
        (shanghai[0].from, shanghai[0].to),
        (at("2026-11-02T09:00:00+08:00"), at("2026-11-02T12:00:00+08:00"))
    );
    // A slot that ends at 24 ends at midnight.
    assert_eq!(
        (shanghai[1].from, shanghai[1].to),
        (at("2026-11-03T18:00:00+08:00"), at("2026-11-04T00:00:00+08:00"))
    );
    let berlin = calendar(desk.week(), chrono_tz::Europe::Berlin, Some("bob"));
    assert_eq!(berlin.len(), 1);
    assert_eq!(berlin[0].from, at("2026-11-03T18:00:00+01:00"));
    assert_eq!(berlin[0].uid, shanghai[1].uid, "the same shift for one and for all");
    assert_ne!(shanghai[0].uid, shanghai[1].uid);
}

#[test]
fn an_hour_that_the_clocks_leave_out_begins_when_they_have_moved_on() {
    let mut desk =
        Desk::with("(member: \"ann\")", "shifts: [(day: 0, slot: 0, group: \"g\", member: \"ann\")]");
    let week = &mut desk.project.shifts[0];
    // On 29 March 2026 Berlin goes from two to three o'clock.
    week.start = "2026-03-29".parse().unwrap();
    (week.slots[0].from, week.slots[0].to) = (2, 6);
    let found = calendar(desk.week(), chrono_tz::Europe::Berlin, None);
    assert_eq!(
        (found[0].from, found[0].to),
        (at("2026-03-29T03:00:00+02:00"), at("2026-03-29T06:00:00+02:00"))
    );
}

#[test]
fn duty_weeks_are_whole_days_for_all_and_for_each_person() {
    let desk = Desk::tiny();
    let rota = &desk.project.rotas[0];
    let of = |only: Option<&str>| {
        let includes = |duty: &qunce::model::Duty| only.is_none_or(|id| duty.member.as_str() == id);
        events(&export::rota_calendar(rota, |id| id.0.clone(), includes))
    };
    let all = of(None);
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|event| !event.timed));
    assert_eq!((all[0].from, all[0].to), (20_261_005, 20_261_012), "the end is the day after the last");
    let people = ["lin", "zhou", "he"];
    let parts: usize = people.iter().map(|id| of(Some(id)).len()).sum();
    assert_eq!(parts, all.len());
    for event in people.iter().flat_map(|id| of(Some(id))) {
        assert!(all.contains(&event), "{event:?}");
    }
    let uids: BTreeSet<&str> = all.iter().map(|event| event.uid.as_str()).collect();
    assert_eq!(uids.len(), 4);
}
