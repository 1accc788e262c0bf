//! A week of shifts in the window: planned, dragged, explained, set up, undone.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::app::{
    Command, Dialog, Edit, FigureKey, Page, RotaChange, ShiftChange, ShiftCommand, ShiftPlace, View,
};
use qunce::i18n::Lang;
use qunce::model::{PublicHolidays, Shift, ShiftWeek};

use crate::desk::Desk;

fn desk(lang: Lang) -> Desk {
    let mut desk = Desk::with_tiny(lang);
    desk.apply(Command::ShowView(View::Shifts));
    desk.resize(1280.0, 1400.0);
    desk
}

fn week(desk: &Desk) -> &ShiftWeek {
    &desk.project().shifts[0]
}

fn place(day: u32, slot: u32) -> ShiftPlace {
    ShiftPlace { day, slot, group: "reading".into() }
}

fn change(change: ShiftChange) -> Command {
    Command::Edit(Edit::ChangeShifts { week: 0, change })
}

fn serves(desk: &Desk, member: &str) -> Vec<(u32, u32)> {
    let of = week(desk).shifts.iter().filter(|shift| shift.member.as_str() == member);
    of.map(|shift: &Shift| (shift.day, shift.slot)).collect()
}

#[test]
fn a_plan_is_sought_shown_taken_over_and_taken_back() {
    let mut desk = desk(Lang::En);
    let before = week(&desk).clone();
    desk.click_button("Plan the week");
    assert!(desk.shows("The week found (not applied yet)"));
    assert!(desk.shows(desk.t("plan.optimal")));
    assert_eq!(*week(&desk), before, "nothing is changed before it is applied");
    desk.click_button(desk.t("plan.apply"));
    assert_eq!(week(&desk).shifts.len(), 3);
    let analysis = desk.analysis();
    let readout = &analysis.panels.rotation.shifts[0];
    assert_eq!((readout.status, readout.objective, readout.bound), (Some("optimal"), Some(2007), Some(2007)));
    assert!(desk.shows("cost 2007, proven best"));
    desk.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(*week(&desk), before);
}

#[test]
fn stopping_a_search_keeps_the_best_plan() {
    let mut desk = desk(Lang::En);
    desk.state_mut().apply(Command::Shifts(ShiftCommand::Start { week: 0, seed: 7 }));
    let (job, ..) = desk.state().planning_shifts().expect("a search");
    desk.state_mut().apply(Command::CancelJob(job));
    desk.settle();
    let proposal = desk.state().shift_proposal().expect("the best so far");
    assert_eq!(proposal.seed, 7);
    assert!(proposal.planned.shifts.iter().any(|shift| shift.locked), "locked shifts stand");
    desk.apply(change(ShiftChange::Want { place: place(2, 1), people: Some(2) }));
    assert!(desk.state().shift_proposal().is_none(), "of a week that is no longer there");
}

#[test]
fn a_person_is_dragged_to_another_slot_and_a_locked_one_stays() {
    let mut desk = desk(Lang::En);
    desk.apply(change(ShiftChange::Assign { place: place(0, 1), member: "zhou".into() }));
    desk.drag("周行 · Fri", "Empty · Sun");
    assert_eq!(serves(&desk, "zhou"), [(2, 1)]);
    desk.drag("林晚 · Fri", "Empty · Sat");
    assert_eq!(serves(&desk, "lin"), [(0, 1)], "locked");
    desk.apply(change(ShiftChange::Lock { place: place(0, 1), member: "lin".into(), locked: false }));
    desk.drag("林晚 · Fri", "周行 · Sun");
    assert_eq!((serves(&desk, "lin"), serves(&desk, "zhou")), (vec![(2, 1)], vec![(0, 1)]), "exchanged");
}

#[test]
fn a_slot_and_whoever_serves_in_it_can_be_pointed_at_one_after_the_other() {
    let mut desk = desk(Lang::En);
    for words in ["Sat · ", "林晚 · Fri", "Empty · Fri", "Empty · Sun"] {
        desk.rest_on(words, false);
        desk.rest_on(words, true);
    }
}

#[test]
fn an_empty_slot_says_why_and_takes_whoever_is_clicked() {
    let mut desk = desk(Lang::En);
    desk.apply(Command::ShowDialog(Dialog::ShiftSlot(place(1, 0))));
    assert!(desk.shows("Kept out: 1 away, "), "lin is away");
    assert!(desk.shows("2.0 messages on a mean day, heat 2"));
    desk.click_button("周行");
    assert_eq!(serves(&desk, "zhou"), [(1, 0)]);
    desk.set_number("People wanted", 3.0);
    assert_eq!(week(&desk).wanted_at(0, 1, 0), Some(3));
    desk.click_button("Use the suggested 1");
    assert_eq!(week(&desk).wanted_at(0, 1, 0), None);
}

#[test]
fn settings_are_kept_when_asked_saved_and_opened_again() {
    let mut desk = desk(Lang::En);
    desk.click_button("Settings…");
    desk.fill("Name", "Weekend");
    desk.set_number("Days", 2.0);
    desk.click_role(Role::CheckBox, "no morning after a late shift");
    desk.fill("Add somebody: type a name", "何青");
    desk.click_button("何青");
    assert_eq!(week(&desk).name, "周末读书夜", "not before it is kept");
    desk.click_button("Keep settings");
    let kept = week(&desk).clone();
    assert_eq!((kept.name.as_str(), kept.days, kept.rules.rest, kept.people.len()), ("Weekend", 2, false, 3));
    let path = desk.path("saved.ron");
    desk.apply(Command::SaveAs(path.clone()));
    desk.apply(Command::OpenProject(path));
    assert_eq!(*week(&desk), kept);
}

#[test]
fn settings_that_cannot_be_are_not_kept() {
    let mut desk = desk(Lang::En);
    desk.click_button("Settings…");
    desk.fill("First day", "soon");
    assert!(desk.shows(desk.t("shifts.bad_date")));
    assert!(!desk.is_enabled(Role::Button, "Keep settings"));
}

#[test]
fn a_first_week_is_made_of_the_rota_and_the_next_one_of_the_last() {
    let text = include_str!("../../sample_data/tiny.ron");
    let (from, to) = (text.find("    shifts: [(").unwrap(), text.find("    messages: Inline").unwrap());
    let mut desk = Desk::open_tall(Lang::En, &format!("{}{}", &text[..from], &text[to..]), 1400.0);
    desk.apply(Command::ShowView(View::Shifts));
    assert!(desk.shows(desk.t("shifts.none")));
    desk.click_button("Make next week");
    let first = week(&desk).clone();
    assert_eq!(first.start.to_string(), "2026-10-12", "the Monday after the last message");
    assert_eq!((first.groups.len(), first.people.len()), (1, 3));
    let analysis = desk.analysis();
    assert!(analysis.panels.rotation.shifts[0].seats > 0);
    desk.click_button("Plan the week");
    desk.click_button(desk.t("plan.apply"));
    desk.click_button("Copy to next week");
    let next = desk.project().shifts[1].clone();
    assert_eq!((next.start.to_string().as_str(), next.shifts.len()), ("2026-10-19", 0));
    assert_eq!(desk.loaded().shifts(), 1, "it is looked at");
    let least = next.people.iter().map(|person| person.history).min();
    assert_eq!(least, Some(0));
}

#[test]
fn calendars_and_charts_of_the_week_are_written() {
    let mut desk = desk(Lang::Zh);
    let path = desk.path("lin.ics");
    let member = Some("lin".into());
    desk.apply(Command::Shifts(ShiftCommand::WriteCalendar { week: 0, member, path: path.clone() }));
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("DTSTART:20261009T100000Z"), "18 o'clock in Shanghai: {text}");
    for name in ["rotation.shifts", "rotation.shift_loads", "rotation.shift_gaps"] {
        for format in [
            qunce::export::ExportFormat::Svg,
            qunce::export::ExportFormat::Pdf,
            qunce::export::ExportFormat::Csv,
        ] {
            let path = desk.path(&format!("{name}.{}", format.extension()));
            desk.apply(Command::ExportFigure(FigureKey::new(name), format, path.clone()));
            assert!(std::fs::metadata(&path).unwrap().len() > 40, "{}", path.display());
        }
    }
    let csv = std::fs::read_to_string(desk.path("rotation.shifts.csv")).unwrap();
    assert!(csv.contains("林晚") && csv.contains("2026-10-09"), "{csv}");
}

#[test]
fn every_part_of_the_view_can_be_reached_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let mut desk = desk(lang);
        desk.resize(1280.0, 800.0);
        assert_eq!(desk.out_of_reach(), Vec::<String>::new(), "{lang:?}");
    }
}

#[test]
fn the_box_of_the_calendar_keeps_public_holidays() {
    let mut desk = Desk::with_tiny(Lang::En);
    desk.apply(Command::ShowView(View::Month));
    desk.resize(1280.0, 1400.0);
    desk.click_role(Role::CheckBox, desk.t("month.keep_public"));
    let kept = desk.project().rotas[0].public_holidays.clone().expect("kept");
    assert_eq!(kept.since.unwrap().to_string(), "2026-10-07", "the day after the data");
    desk.click_role(Role::CheckBox, desk.t("month.keep_public"));
    assert_eq!(desk.project().rotas[0].public_holidays, None);
}

#[test]
fn a_week_of_public_holidays_is_named_and_can_be_opened() {
    let mut desk = Desk::with_tiny(Lang::En);
    desk.apply(Command::ShowPage(Page::Rotation));
    let text = include_str!("../../sample_data/tiny.ron")
        .replace("start: \"2026-10-05\", weeks: 4", "start: \"2026-09-28\", weeks: 4");
    let path = desk.put("autumn.ron", &text);
    desk.apply(Command::OpenProject(path));
    let keep = RotaChange::KeepHolidays(Some(PublicHolidays::default()));
    desk.apply(Command::Edit(Edit::ChangeRota { rota: 0, change: keep }));
    desk.apply(Command::ShowPage(Page::Rotation));
    desk.apply(Command::ShowDialog(Dialog::Week(0)));
    assert!(desk.shows("National Day"));
    let weeks: Vec<u32> = desk.project().rotas[0].duties.iter().map(|duty| duty.week).collect();
    assert_eq!(weeks, [1, 2, 3, 4], "every turn one week later");
    desk.click_button(desk.t("calendar.reopen"));
    assert!(desk.project().rotas[0].closed_by(0).is_none());
}

#[test]
fn the_overview_counts_every_rota_and_names_the_one_with_a_gap() {
    let text = include_str!("../../sample_data/tiny.ron");
    let second =
        "rotas: [(name: \"Sharers\", start: \"2026-10-05\", weeks: 2, candidates: [(member: \"su\")]), (";
    let mut desk = Desk::open_tall(Lang::En, &text.replace("rotas: [(", second), 1400.0);
    desk.apply(Command::ShowPage(Page::Overview));
    assert!(desk.shows("4 / 6"), "no seat of the second rota is taken");
    assert!(desk.shows("2 rotas, 3 different people"));
    assert!(desk.shows("Sharers: 2 duty weeks ahead are open"));
    assert!(desk.shows("周末读书夜: 3 places are empty"), "and the week of shifts");
}
