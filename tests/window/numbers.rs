//! What stands on screen is what the analytics say, and opens the people behind it.

use chrono::NaiveDate;
use qunce::analytics::{Panels, Scope};
use qunce::app::{Command, Dialog, Page, Period};
use qunce::charts::{Pick, format};
use qunce::i18n::Lang;
use qunce::model::GroupId;

use crate::desk::Desk;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Holds the results in the window against a fresh computation for the scope they should be of.
fn assert_numbers_of(desk: &mut Desk, from: &str, to: &str, groups: &[GroupId]) {
    let analysis = desk.analysis();
    let scope = Scope::new(analysis.input(), Some(date(from)), Some(date(to)), groups).unwrap();
    let fresh = Panels::of(analysis.input(), &scope);
    let shown = |panels: &Panels| {
        let (input, structure) = (analysis.input(), panels.structure(analysis.input(), &scope).clone());
        let parts = (&panels.project, &panels.engagement, &panels.funnel, &panels.rotation);
        let slow = format!("{:?} {:?}", panels.silence(input, &scope), panels.actions(input, &scope));
        serde_json::to_value((parts, structure, slow)).unwrap()
    };
    assert_eq!(shown(&analysis.panels), shown(&fresh));
    assert_eq!(format!("{:?}", analysis.panels.overview), format!("{:?}", fresh.overview));
    let rate = &fresh.overview.speaking;
    assert!(desk.shows(&format::percent(rate.value)), "{rate:?}");
    assert!(desk.shows(&format::fraction(rate)), "{rate:?}");
}

#[test]
fn one_group_shows_the_numbers_of_that_group() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let all = desk.analysis().panels.overview.speakers.clone();
    desk.click_first(&desk.state().lang().tf("scope.all_groups", &[("n", &2)]));
    desk.click_role(egui::accesskit::Role::CheckBox, "核心群");
    assert_eq!(desk.loaded().scope.groups, [1]);
    let days = desk.analysis().scope.dates();
    assert_numbers_of(&mut desk, &days.0.to_string(), &days.1.to_string(), &["core".into()]);
    assert_ne!(desk.analysis().panels.overview.speakers, all);
}

#[test]
fn a_fixed_period_shows_the_numbers_of_those_days() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let (from, to) = desk.analysis().scope.dates();
    desk.click_first(&format::period(from, to, Lang::Zh));
    desk.fill(desk.t("period.from"), "2026-10-03");
    desk.fill(desk.t("period.until"), "2026-10-04");
    desk.click_button(desk.t("period.apply"));
    assert_eq!(desk.loaded().scope.period, Period::Fixed(date("2026-10-03"), date("2026-10-04")));
    assert_numbers_of(&mut desk, "2026-10-03", "2026-10-04", &[]);
}

#[test]
fn every_way_to_choose_days_ends_in_results() {
    let mut desk = Desk::with_tiny(Lang::En);
    for period in [Period::All, Period::Last(7), Period::Last(365), Period::LastMonth, Period::ThisMonth] {
        desk.apply(Command::SetPeriod(period));
        let (from, to) = desk.analysis().scope.dates();
        assert_numbers_of(&mut desk, &from.to_string(), &to.to_string(), &[]);
    }
}

#[test]
fn a_number_opens_its_people_and_the_list_leaves_as_csv() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::SetPeriod(Period::All));
    let analysis = desk.analysis();
    let speakers = analysis.panels.overview.speakers.clone();
    assert!(!speakers.is_empty());
    desk.click(&format::percent(analysis.panels.overview.speaking.value));
    let [Dialog::People { members, .. }] = desk.state().dialogs.as_slice() else {
        panic!("{:?}", desk.state().dialogs);
    };
    assert_eq!(*members, speakers);
    for &member in &speakers {
        assert!(desk.shows(analysis.input().member_name(member)), "{member}");
    }

    let path = desk.path("people.csv");
    desk.apply(Command::WritePeopleCsv { members: speakers.clone(), path: path.clone() });
    let text = std::fs::read_to_string(&path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().unwrap().clone();
    assert!(header.iter().any(|name| name == desk.t("column.member")), "{header:?}");
    let names: Vec<String> = reader.records().map(|row| row.unwrap()[1].to_owned()).collect();
    let input = analysis.input();
    let expected: Vec<&str> = speakers.iter().map(|&member| input.member_name(member)).collect();
    assert_eq!(names, expected);
}

#[test]
fn the_numbers_of_weeks_and_months_open_as_many_people_as_they_count() {
    let mut desk = Desk::new(Lang::Zh);
    desk.apply(Command::OpenSample);
    desk.apply(Command::ShowView(qunce::app::View::Time));
    let engagement = desk.analysis().panels.engagement.clone();
    assert!(engagement.wau < engagement.mau && engagement.mau < engagement.mau_30);
    for count in [engagement.wau, engagement.mau, engagement.mau_30] {
        let count = count.expect("counted");
        desk.click(&count.to_string());
        let [Dialog::People { members, .. }] = desk.state().dialogs.as_slice() else {
            panic!("{:?}", desk.state().dialogs);
        };
        assert_eq!(members.len() as u32, count);
        desk.apply(Command::CloseDialog);
    }
}

#[test]
fn what_is_sought_on_the_members_page_does_not_thin_out_a_list() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::ShowPage(Page::Members));
    desk.fill(desk.t("search.label"), "林");
    assert!(desk.shows("林晚") && !desk.shows("周行"));
    desk.apply(Command::ShowPage(Page::Overview));
    desk.apply(Command::Pick(Pick::People { title: "两个人".to_owned(), members: vec![0, 1] }));
    assert!(desk.shows("林晚") && desk.shows("周行"));
    desk.fill(desk.t("search.label"), "zhou");
    assert!(!desk.shows("林晚") && desk.shows("周行"));
}
