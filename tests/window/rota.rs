//! The rotation page as a calendar: drag, swap, lock, holidays, requests, rewards.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::app::{Answer, Command, Dialog, Edit, FigureKey, Page, RotaChange, View};
use qunce::i18n::Lang;
use qunce::model::{Incentive, Money, Project, RequestState, SwapRequest, Wanted};

use crate::desk::Desk;

fn duties(project: &Project) -> Vec<(u32, String)> {
    project.rotas[0].duties.iter().map(|duty| (duty.week, duty.member.0.clone())).collect()
}

fn desk(lang: Lang) -> Desk {
    let mut desk = Desk::with_tiny(lang);
    desk.apply(Command::ShowPage(Page::Rotation));
    desk
}

fn change(change: RotaChange) -> Command {
    Command::Edit(Edit::ChangeRota { rota: 0, change })
}

/// The cell of a week, by what a screen reader says of it.
fn cell(desk: &Desk, week: u32) -> String {
    let lang = desk.state().lang();
    lang.tf("week.number", &[("n", &(week + 1))]) + " · "
}

#[test]
fn every_view_of_the_page_can_be_read_and_reached() {
    for lang in [Lang::Zh, Lang::En] {
        let mut desk = desk(lang);
        for view in View::of(Page::Rotation) {
            desk.apply(Command::ShowView(*view));
            desk.resize(1280.0, 800.0);
            assert_eq!(desk.out_of_reach(), Vec::<String>::new(), "{view:?} {lang:?}");
        }
    }
}

#[test]
fn a_person_dragged_onto_another_swaps_with_them_in_one_step() {
    let mut desk = desk(Lang::En);
    let before = duties(desk.project());
    desk.drag(&cell(&desk, 0), &cell(&desk, 1));
    assert_eq!(duties(desk.project())[..2], [(0, "he".to_owned()), (1, "zhou".to_owned())]);
    desk.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(duties(desk.project()), before, "one undo takes the swap back");
}

#[test]
fn a_drop_on_a_locked_week_is_refused_and_says_so() {
    let mut desk = desk(Lang::En);
    let before = duties(desk.project());
    desk.drag(&cell(&desk, 0), &cell(&desk, 2));
    assert_eq!(duties(desk.project()), before);
    assert!(desk.shows(desk.t("edit.error.locked")));
}

#[test]
fn a_click_on_a_week_says_why_this_person() {
    let mut desk = desk(Lang::En);
    desk.click_first(&cell(&desk, 0));
    assert_eq!(desk.state().dialogs, [Dialog::Week(0)]);
    assert!(desk.shows("Why: "));
    assert!(desk.has_button(desk.t("week.move")), "the same change without a mouse");
}

#[test]
fn a_holiday_moves_every_later_turn_and_the_calendar_names_it() {
    let mut desk = desk(Lang::Zh);
    desk.apply(change(RotaChange::Close { week: 1, name: "国庆".into() }));
    let weeks: Vec<u32> = duties(desk.project()).iter().map(|(week, _)| *week).collect();
    assert_eq!(weeks, [0, 2, 3, 4]);
    assert!(desk.shows("放假：国庆"));
    assert!(desk.shows("4 / 4"), "a holiday is no gap");
    desk.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.project().rotas[0].weeks, 4);
}

#[test]
fn a_request_stays_on_its_week_and_one_click_grants_it() {
    let mut desk = desk(Lang::En);
    let request = SwapRequest {
        week: 0,
        seat: 0,
        from: "zhou".into(),
        wanted: Wanted::Swap { week: 1, seat: 0 },
        note: "travelling".into(),
        state: RequestState::Open,
    };
    desk.apply(change(RotaChange::Ask(request.clone())));
    assert!(desk.shows("travelling"));
    desk.click_button(desk.t("request.accept"));
    assert_eq!(duties(desk.project())[0], (0, "he".to_owned()));
    assert!(!desk.has_button(desk.t("request.accept")), "what was answered is not asked again");
    desk.press(Modifiers::COMMAND, Key::Z);
    desk.apply(change(RotaChange::Answer(request, Answer::Withdraw)));
    assert!(desk.project().rotas[0].requests.is_empty());
}

#[test]
fn a_request_that_breaks_a_rule_cannot_be_granted_with_a_click() {
    let mut desk = desk(Lang::En);
    // He is away in week 2, and it is locked as well.
    let request = SwapRequest {
        week: 1,
        seat: 0,
        from: "he".into(),
        wanted: Wanted::Take("lin".into()),
        note: String::new(),
        state: RequestState::Open,
    };
    desk.apply(change(RotaChange::Ask(request)));
    assert!(!desk.is_enabled(Role::Button, desk.t("request.accept")), "lin serves as often as she may");
}

#[test]
fn an_absent_person_gets_replacements_proposed() {
    let mut desk = desk(Lang::En);
    let request = SwapRequest {
        week: 1,
        seat: 0,
        from: "he".into(),
        wanted: Wanted::Replacement,
        note: String::new(),
        state: RequestState::Open,
    };
    desk.apply(change(RotaChange::Ask(request)));
    desk.click_first("takes it (");
    assert_eq!(duties(desk.project())[1], (1, "zhou".to_owned()));
}

#[test]
fn a_rota_without_a_material_reward_is_warned_of() {
    let mut desk = desk(Lang::En);
    desk.apply(Command::ShowView(View::Rewards));
    assert!(desk.shows(desk.t("reward.none")));
    let incentive = Incentive { fees: Some(Money(1_000_000)), base: Money(2_000), ..Incentive::default() };
    desk.apply(change(RotaChange::SetIncentive(Some(incentive))));
    assert!(!desk.shows(desk.t("reward.none")));
    // 10,000.00 at 5 % for 4 of 52 weeks.
    assert!(desk.shows("38.46"));
    assert!(desk.shows("more than the pool holds"));
}

#[test]
fn every_figure_of_the_page_can_be_made_and_an_unknown_one_is_none() {
    let mut desk = desk(Lang::Zh);
    let analysis = desk.analysis();
    let source = qunce::charts::catalogue::Source {
        input: analysis.input(),
        scope: &analysis.scope,
        compared: None,
        panels: &analysis.panels,
        before: None,
        hours: None,
        talk: None,
        lang: Lang::Zh,
    };
    let figure = |name: &str| qunce::charts::catalogue::figure(&source, name, None);
    let listed = qunce::charts::catalogue::list(&source);
    let ours: Vec<_> = listed.iter().filter(|(name, _)| name.starts_with("rotation.")).collect();
    assert!(ours.len() >= 7);
    for (name, title) in ours {
        assert!(figure(name).is_some_and(|figure| figure.name == *name), "{name}");
        assert!(!title.is_empty());
    }
    for name in ["rotation.month.1.2026-11", "rotation.card.1.1", "rotation.turns.1.0"] {
        assert!(figure(name).is_some(), "{name}");
    }
    for name in
        ["rotation.weeks.2", "rotation.weeks.0", "rotation.card.1.99", "rotation.month.1.x", "rotation."]
    {
        assert!(figure(name).is_none(), "{name}");
    }
}

#[test]
fn a_second_rota_is_chosen_and_changed_alone() {
    let mut desk = Desk::new(Lang::En);
    let text = include_str!("../../sample_data/tiny.ron");
    let second =
        "rotas: [(name: \"Sharers\", start: \"2026-10-07\", weeks: 2, candidates: [(member: \"su\")]), (";
    let path = desk.put("two.ron", &text.replace("rotas: [(", second));
    desk.apply(Command::OpenProject(path));
    desk.apply(Command::ShowPage(Page::Rotation));
    assert!(desk.shows("Sharers"));
    assert!(desk.shows("0 / 2"));
    desk.apply(Command::FocusRota(1));
    assert!(desk.shows("4 / 4"));
    desk.apply(Command::FocusRota(7));
    assert!(desk.shows("0 / 2"), "a rota that is not there is the first");
}

#[test]
fn the_calendar_of_one_person_holds_their_weeks_alone() {
    let mut desk = desk(Lang::En);
    let path = desk.path("zhou.ics");
    desk.apply(Command::WriteCalendar { rota: 0, member: Some("zhou".into()), path: path.clone() });
    // Long lines are folded: a break and a blank (RFC 5545, 3.1).
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n ", "");
    let summaries: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("SUMMARY:")).collect();
    assert_eq!(summaries.len(), 2);
    assert!(summaries.iter().all(|summary| summary.contains("周行")), "{summaries:?}");
}

#[test]
fn a_project_without_a_rota_says_what_to_add() {
    let mut desk = Desk::new(Lang::En);
    desk.apply(Command::NewProject);
    desk.apply(Command::ShowPage(Page::Rotation));
    assert!(desk.shows(desk.t("empty.no_rota")));
    assert!(desk.state().figure(&FigureKey::new("rotation.weeks")).0.is_none_or(|figure| figure.is_none()));
}

#[test]
fn holidays_requests_and_rewards_are_saved_and_opened_again() {
    let mut desk = desk(Lang::En);
    desk.apply(change(RotaChange::Close { week: 3, name: "春节".into() }));
    let wanted = [Wanted::Swap { week: 1, seat: 0 }, Wanted::Take("he".into()), Wanted::Replacement];
    for (week, (from, wanted)) in (0..).zip(["zhou", "he", "lin"].into_iter().zip(wanted)) {
        let (note, state) = ("note".to_owned(), RequestState::Open);
        let request = SwapRequest { week, seat: 0, from: from.into(), wanted, note, state };
        desk.apply(change(RotaChange::Ask(request.clone())));
        if week == 2 {
            desk.apply(change(RotaChange::Answer(request, Answer::Decline)));
        }
    }
    let incentive = Incentive { fees: Some(Money(1_000_050)), base: Money(2_005), ..Incentive::default() };
    desk.apply(change(RotaChange::SetIncentive(Some(incentive))));
    let before = desk.project().rotas.clone();
    let path = desk.path("saved.ron");
    desk.apply(Command::SaveAs(path.clone()));
    desk.apply(Command::OpenProject(path));
    assert_eq!(desk.project().rotas, before);
    assert_eq!((before[0].requests.len(), before[0].closed.len()), (3, 1));
}
