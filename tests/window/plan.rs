//! Planning the rota in the window: seek, look, apply, take back.

use egui::{Key, Modifiers};
use qunce::app::{Command, Dialog, Page};
use qunce::i18n::Lang;
use qunce::model::Project;

use crate::desk::Desk;

fn duties(project: &Project) -> Vec<(u32, &str)> {
    project.rotas[0].duties.iter().map(|duty| (duty.week, duty.member.as_str())).collect()
}

/// A desk whose sample has lost a duty, on the rotation page.
fn desk(lang: Lang) -> Desk {
    let mut desk = Desk::with_tiny(lang);
    desk.apply(Command::ShowPage(Page::Rotation));
    desk.apply(Command::Edit(qunce::app::Edit::AssignDuty { rota: 0, week: 3, seat: 0, member: None }));
    assert_eq!(duties(desk.project()).len(), 3);
    desk
}

#[test]
fn a_plan_is_looked_at_applied_and_taken_back() {
    let mut desk = desk(Lang::Zh);
    desk.click_button(desk.t("plan.open"));
    desk.click(desk.t("plan.replan"));
    desk.click_button(desk.t("plan.start"));
    assert!(desk.shows(desk.t("plan.optimal")), "the plan is proven");
    assert_eq!(duties(desk.project()).len(), 3, "nothing changes before it is applied");
    desk.click_button(desk.t("plan.apply"));
    let planned = duties(desk.project());
    assert_eq!(planned.len(), 4);
    assert!(planned.contains(&(2, "lin")), "the locked week stays");
    assert!(!desk.shows(desk.t("plan.optimal")));
    desk.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(duties(desk.project()).len(), 3, "one step takes the whole plan back");
}

#[test]
fn a_plan_can_be_thrown_away() {
    let mut desk = desk(Lang::En);
    let before =
        duties(desk.project()).into_iter().map(|(week, id)| (week, id.to_owned())).collect::<Vec<_>>();
    desk.click_button(desk.t("plan.open"));
    desk.click_button(desk.t("plan.start"));
    desk.click_button(desk.t("plan.discard"));
    let after =
        duties(desk.project()).into_iter().map(|(week, id)| (week, id.to_owned())).collect::<Vec<_>>();
    assert_eq!(before, after);
    desk.click_button(desk.t("plan.open"));
    assert!(desk.shows(desk.t("plan.start")), "it asks anew");
}

#[test]
fn a_plan_made_for_another_state_is_not_offered() {
    let mut desk = desk(Lang::En);
    desk.click_button(desk.t("plan.open"));
    desk.click_button(desk.t("plan.start"));
    assert!(desk.shows(desk.t("plan.apply")));
    desk.apply(Command::CloseDialog);
    desk.apply(Command::Edit(qunce::app::Edit::LockDuty { rota: 0, week: 0, seat: 0, locked: true }));
    desk.click_button(desk.t("plan.open"));
    assert!(desk.shows(desk.t("plan.start")) && !desk.shows(desk.t("plan.apply")));
}

#[test]
fn an_empty_week_says_who_could_take_it_and_who_not() {
    let mut desk = desk(Lang::En);
    desk.apply(Command::ShowDialog(Dialog::Week(3)));
    assert!(desk.shows("Kept out: 1 at their limit"));
    assert!(desk.shows("no rule stands against it"));
}
