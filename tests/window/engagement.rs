//! The engagement page: its views, its switches, the list of the silent and what is decided about them.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::analytics::Panels;
use qunce::app::{Command, Compare, Dialog, Edit, FigureKey, Page, Period, View};
use qunce::charts::Pick;
use qunce::charts::catalogue::{figure, list};
use qunce::i18n::Lang;
use qunce::model::SilentChoice;

use crate::desk::Desk;

const VIEWS: [View; 8] = [
    View::Time,
    View::Hours,
    View::Retention,
    View::Ages,
    View::Silent,
    View::People,
    View::Content,
    View::Service,
];

/// Four people; two have been silent for long, one of them for ever. A party on 20 October.
const CLUB: &str = r#"#![enable(implicit_some)]
(
    schema: 1,
    name: "Club",
    members: Inline([
        (id: "ann", name: "Ann", tier: Core),
        (id: "bob", name: "Bob", tier: Middle),
        (id: "cat", name: "Cat", tier: Ordinary),
        (id: "desk", name: "Desk", kind: Staff),
    ]),
    groups: [(id: "g", name: "Garden", created: "2026-09-01")],
    rosters: Inline([(group: "g", date: "2026-09-01", members: ["ann", "bob", "cat", "desk"])]),
    activities: [(name: "Party", kind: Offline, from: "2026-10-20")],
    messages: Inline([
        (id: 1, at: "2026-09-01T20:30:00+08:00", group: "g", member: "ann", text: "hi"),
        (id: 2, at: "2026-09-02T20:31:00+08:00", group: "g", member: "bob", text: "ho"),
        (id: 3, at: "2026-10-15T20:32:00+08:00", group: "g", member: "ann", text: "hm"),
        (id: 4, at: "2026-10-20T20:33:00+08:00", group: "g", member: "ann", text: "ah"),
        (id: 5, at: "2026-10-21T21:33:00+08:00", group: "g", member: "desk", text: "well"),
        (id: 6, at: "2026-10-31T09:33:00+08:00", group: "g", member: "ann", text: "bye"),
    ]),
)
"#;

fn club(lang: Lang) -> Desk {
    let mut desk = Desk::new(lang);
    let path = desk.put("club.ron", CLUB);
    desk.apply(Command::OpenProject(path));
    desk
}

fn silent(desk: &mut Desk) {
    desk.apply(Command::ShowView(View::Silent));
}

fn decisions(desk: &Desk) -> Vec<(String, SilentChoice)> {
    let all = desk.project().silent_decisions.iter();
    all.map(|one| (one.member.0.clone(), one.choice)).collect()
}

#[test]
fn every_view_is_drawn_in_both_languages() {
    for lang in [Lang::En, Lang::Zh] {
        let mut desk = Desk::with_tiny(lang);
        desk.apply(Command::ShowPage(Page::Engagement));
        for view in VIEWS {
            desk.click_button(desk.t(view.key()));
            assert_eq!(desk.state().view(Page::Engagement), Some(view));
        }
    }
}

#[test]
fn every_chart_of_the_page_can_be_made_of_the_little_project_and_of_one_day() {
    for period in [Period::All, Period::Last(1)] {
        let mut desk = Desk::with_tiny(Lang::En);
        desk.apply(Command::SetPeriod(period));
        let analysis = desk.analysis();
        let hours = analysis.hours();
        let talk = analysis.talk(&|_| {});
        let source = qunce::charts::catalogue::Source {
            input: analysis.input(),
            scope: &analysis.scope,
            compared: analysis.compared.as_ref(),
            panels: &analysis.panels,
            before: analysis.before.as_ref(),
            hours: Some(&hours),
            talk: Some(talk),
            lang: Lang::En,
        };
        let names: Vec<String> = list(&source).into_iter().map(|(name, _)| name).collect();
        for name in names.iter().filter(|name| name.starts_with("engagement.")) {
            let made = figure(&source, name, None);
            let made = made.unwrap_or_else(|| panic!("{name} is listed and cannot be made"));
            let sheet = made.chart.sheet(Lang::En);
            assert!(sheet.rows.iter().all(|row| row.len() == sheet.header.len()), "{name}: ragged rows");
        }
    }
}

#[test]
fn a_project_without_messages_says_what_to_add() {
    let mut desk = Desk::new(Lang::En);
    let path = desk.put(
        "roster.ron",
        r#"(schema: 1, name: "r", groups: [(id: "g", name: "G")], members: Inline([(id: "a", name: "A")]),
            rosters: Inline([(group: "g", date: "2026-10-01", members: ["a"])]))"#,
    );
    desk.apply(Command::OpenProject(path));
    for view in VIEWS {
        desk.apply(Command::ShowView(view));
        assert!(desk.shows(desk.t("empty.no_messages")), "{view:?}");
    }
    desk.apply(Command::NewProject);
    desk.apply(Command::ShowPage(Page::Engagement));
    assert!(desk.shows(desk.t("empty.no_messages")));
}

#[test]
fn the_silent_are_right_after_every_change_of_scope_and_document() {
    let mut desk = club(Lang::En);
    desk.apply(Command::ShowView(View::Silent));
    let mut thresholds = desk.project().thresholds.clone();
    thresholds.silent_days.value = 60;
    let day = |text: &str| text.parse().expect("a day");
    let mut counts = Vec::new();
    for change in [
        Command::SetPeriod(Period::All),
        Command::SetPeriod(Period::Last(7)),
        Command::Edit(Edit::SetThresholds(Box::new(thresholds))),
        Command::SetPeriod(Period::Last(30)),
        Command::SetPeriod(Period::Fixed(day("2026-08-01"), day("2026-09-15"))),
        Command::SetPeriod(Period::Last(14)),
        Command::Undo,
        Command::SetPeriod(Period::All),
    ] {
        desk.apply(change);
        let analysis = desk.analysis();
        assert_eq!(analysis.project.thresholds, desk.project().thresholds);
        let anew = Panels::of(analysis.input(), &analysis.scope);
        assert_eq!(analysis.silence(), anew.silence(analysis.input(), &analysis.scope));
        counts.push(analysis.silence().silent.len());
    }
    let mut tiny = Desk::with_tiny(Lang::En);
    tiny.apply(Command::ShowView(View::Silent));
    for groups in [vec![], vec![0], vec![], vec![1], vec![0], vec![]] {
        tiny.apply(Command::SetGroups(groups));
        let analysis = tiny.analysis();
        let anew = Panels::of(analysis.input(), &analysis.scope);
        assert_eq!(analysis.silence(), anew.silence(analysis.input(), &analysis.scope));
    }
    assert_eq!(counts[0], counts[1], "the same end");
    assert_ne!(counts[1], counts[2], "another limit of silence");
    assert_eq!((counts[2], counts[2], counts[0]), (counts[3], counts[5], counts[7]));
}

#[test]
fn both_periods_of_a_comparison_are_named() {
    let mut desk = club(Lang::En);
    desk.apply(Command::ShowView(View::Time));
    desk.apply(Command::SetPeriod(Period::LastMonth));
    assert!(desk.shows("2026-10-01 to 10-31, compared with 2026-09-01 to 09-30"));
    desk.apply(Command::SetCompare(Compare::YearBefore));
    assert!(desk.shows("2026-10-01 to 10-31, compared with 2025-10-01 to 10-31"));
}

#[test]
fn time_can_be_cut_in_hours_weeks_and_months() {
    let mut desk = club(Lang::En);
    desk.apply(Command::ShowView(View::Time));
    assert!(desk.shows(desk.t("figure.daily")));
    for (grain, title) in [
        ("grain.hour", "figure.speakers_hour"),
        ("grain.week", "figure.speakers_week"),
        ("grain.month", "figure.speakers_month"),
    ] {
        desk.click_button(desk.t(grain));
        assert!(desk.shows(desk.t(title)), "{grain}");
    }
}

#[test]
fn what_happened_opens_a_card_with_the_weeks_around_it() {
    let mut desk = club(Lang::En);
    desk.apply(Command::ShowView(View::Time));
    desk.apply(Command::Pick(Pick::Occasion(0)));
    assert_eq!(desk.state().dialogs, [Dialog::Occasion(0)]);
    let shown = desk.state().figure(&FigureKey::new("engagement.occasion.0")).0;
    let shown = shown.flatten().expect("a figure");
    let sheet = shown.chart.sheet(Lang::En);
    assert!(sheet.rows[0][0].contains("2026-10-13 to 10-19"), "{:?}", sheet.rows);
    assert!(sheet.rows[1][0].contains("2026-10-20 to 10-26"), "{:?}", sheet.rows);
    assert!(shown.note.contains("rests on 1 people"), "{}", shown.note);
}

#[test]
fn staff_hours_say_how_much_lies_off_duty() {
    let mut desk = club(Lang::En);
    desk.apply(Command::ShowView(View::Hours));
    desk.click_button(desk.t("hours.staff"));
    let shown = desk.state().figure(&FigureKey::new("engagement.heatmap.staff")).0;
    let note = shown.flatten().expect("a figure").note.clone();
    assert!(note.contains("100.0% (1 / 1)"), "{note}");
}

#[test]
fn the_silent_are_counted_by_kind_and_a_kind_can_be_picked() {
    let mut desk = club(Lang::En);
    silent(&mut desk);
    assert!(desk.shows("Never spoke 1") && desk.shows("All 2"));
    assert!(desk.shows("Bob") && desk.shows("Cat"));
    desk.click_button("Never spoke 1");
    assert!(!desk.shows("Bob") && desk.shows("Cat"));
    desk.click_button("Never spoke 1");
    desk.fill(desk.t("search.label"), "bo");
    assert!(desk.shows("Bob") && !desk.shows("Cat"));
}

#[test]
fn a_decision_is_kept_with_its_day_counted_undone_and_saved() {
    let mut desk = club(Lang::En);
    silent(&mut desk);
    desk.fill(desk.t("search.label"), "cat");
    desk.click_button(desk.t("silent.decide"));
    desk.click_button(desk.t("choice.wake"));
    assert_eq!(decisions(&desk), [("cat".to_owned(), SilentChoice::Wake)]);
    assert!(desk.shows("Wake 1") && desk.shows("Undecided 1"));
    desk.press(Modifiers::COMMAND, Key::Z);
    assert!(decisions(&desk).is_empty());
    desk.press(Modifiers::COMMAND, Key::Y);
    desk.press(Modifiers::COMMAND, Key::S);
    let path = desk.path("club.ron");
    let text = std::fs::read_to_string(&path).expect("saved");
    assert!(text.contains("silent_decisions"), "{text}");
    desk.apply(Command::OpenProject(path));
    assert_eq!(decisions(&desk), [("cat".to_owned(), SilentChoice::Wake)]);
    assert!(desk.loaded().warnings.is_empty());
}

#[test]
fn one_decision_can_be_made_for_all_that_are_shown() {
    let mut desk = club(Lang::En);
    silent(&mut desk);
    desk.click_button(desk.t("silent.decide_all"));
    desk.click_button(desk.t("choice.remove"));
    let remove = |id: &str| (id.to_owned(), SilentChoice::Remove);
    assert_eq!(decisions(&desk), [remove("bob"), remove("cat")]);
    // A second thought about one of them changes that one only; the same thought again changes nothing.
    let date = "2026-11-01".parse().unwrap();
    let members = vec!["bob".into()];
    let wake = Edit::DecideSilent { members: members.clone(), choice: Some(SilentChoice::Wake), date };
    desk.apply(Command::Edit(wake.clone()));
    assert_eq!(decisions(&desk), [remove("cat"), ("bob".to_owned(), SilentChoice::Wake)]);
    assert_eq!(wake.apply(desk.project()), Ok(None));
    desk.apply(Command::Edit(Edit::DecideSilent { members, choice: None, date }));
    assert_eq!(decisions(&desk), [remove("cat")]);
}

#[test]
fn what_is_filtered_leaves_as_csv() {
    let mut desk = club(Lang::En);
    silent(&mut desk);
    desk.fill(desk.t("search.label"), "bob");
    let sheet =
        qunce::charts::Sheet { header: vec!["Member".to_owned()], rows: vec![vec!["Bob".to_owned()]] };
    let path = desk.path("silent.csv");
    desk.apply(Command::WriteSheetCsv { sheet: sheet.into(), path: path.clone() });
    assert!(std::fs::read_to_string(path).expect("written").contains("Bob"));
    assert!(desk.is_on_screen(Role::Button, desk.t("silent.csv")));
}

#[test]
fn a_person_opens_with_everything_known_across_groups() {
    let mut desk = Desk::with_tiny(Lang::En);
    let code = desk.loaded().activity.members.find("he").unwrap();
    desk.apply(Command::Pick(Pick::Member(code)));
    for title in ["person.weeks", "person.groups", "person.partners"] {
        assert!(desk.shows(desk.t(title)), "{title}");
    }
    let rows = |desk: &Desk, what: &str| {
        let shown = desk.state().figure(&FigureKey::new(format!("person.{what}.he"))).0;
        shown.flatten().map(|figure| figure.chart.sheet(Lang::En).rows)
    };
    assert_eq!(rows(&desk, "groups").map(|rows| rows.len()), Some(2));
    assert_eq!(rows(&desk, "orders"), None, "what there is nothing of is left out");
}
