//! Members made one, taken apart, and guesses answered.

use egui::{Key, Modifiers};
use qunce::app::{Command, Dialog, Page};
use qunce::i18n::Lang;
use qunce::model::{Decision, MemberKind};

use crate::desk::Desk;

const CLUB: &str = r#"#![enable(implicit_some)]
(
    schema: 1,
    name: "Club",
    members: Inline([
        (id: "u1", name: "林岚", tier: Core),
        (id: "x9", name: "林岚", names_seen: ["岚岚"]),
        (id: "u3", name: "晚风客服"),
    ]),
    groups: [(id: "a", name: "A"), (id: "b", name: "B")],
    orders: Inline([
        (id: "D1", at: "2026-10-05T09:12:00+08:00", member: "x9", product: "card", amount: "9.90"),
    ]),
    messages: Inline([
        (id: 1, at: "2026-10-01T20:30:00+08:00", group: "a", member: "u1", text: "hi"),
        (id: 2, at: "2026-10-01T20:31:00+08:00", group: "b", member: "x9", text: "ho"),
        (id: 3, at: "2026-10-01T20:32:00+08:00", group: "b", member: "x9", text: "hum"),
        (id: 4, at: "2026-10-01T20:33:00+08:00", group: "a", member: "u3", text: "hello"),
    ]),
)
"#;

fn desk() -> Desk {
    let mut desk = Desk::new(Lang::En);
    let path = desk.put("club.ron", CLUB);
    desk.apply(Command::OpenProject(path));
    desk.apply(Command::ShowPage(Page::Members));
    desk
}

/// Messages counted for a member id or alias.
fn messages(desk: &Desk, id: &str) -> u32 {
    let activity = &desk.loaded().activity;
    let code = activity.members.find(id).unwrap();
    activity.spans.iter().filter(|span| span.member == code).map(|span| span.messages).sum()
}

#[test]
fn two_members_of_one_name_are_proposed_previewed_merged_undone_and_split() {
    let mut desk = desk();
    desk.click("Perhaps the same person (1)");
    assert!(desk.shows("Both are called 林岚"));
    desk.click_button(desk.t("same.merge"));
    assert!(desk.shows("林岚 brings 2 messages, 1 groups, 1 orders"));
    desk.click_button("Make one person: u1");
    assert_eq!(desk.project().members.len(), 2);
    assert_eq!(desk.project().member(&"u1".into()).unwrap().aliases, ["x9".into()]);
    assert_eq!((messages(&desk, "u1"), messages(&desk, "x9")), (3, 3));
    assert!(desk.is_dirty());

    desk.press(Modifiers::COMMAND, Key::Z);
    assert_eq!((messages(&desk, "u1"), messages(&desk, "x9")), (1, 2));
    desk.press(Modifiers::COMMAND, Key::Y);
    let code = desk.loaded().activity.members.find("x9").unwrap();
    desk.apply(Command::ShowDialog(Dialog::Member(code)));
    desk.click_button("Take apart x9");
    assert_eq!((messages(&desk, "u1"), messages(&desk, "x9")), (1, 2));
    assert_eq!(desk.project().member(&"x9".into()).unwrap().names_seen, ["岚岚"]);
}

#[test]
fn somebody_else_is_found_by_searching() {
    let mut desk = desk();
    desk.apply(Command::ShowDialog(Dialog::Member(2)));
    desk.click_button(desk.t("person.merge"));
    desk.click("林岚 (x9)");
    desk.click_button("Make one person: x9");
    assert_eq!(desk.project().member(&"x9".into()).unwrap().aliases, ["u3".into()]);
}

#[test]
fn different_people_are_not_proposed_again() {
    let mut desk = desk();
    desk.click("Perhaps the same person (1)");
    desk.click_button(desk.t("same.apart"));
    assert!(!desk.shows("Both are called 林岚"));
    assert_eq!(desk.project().different.len(), 1);
    desk.press(Modifiers::COMMAND, Key::Z);
    assert!(desk.shows("Both are called 林岚"));
}

#[test]
fn a_confirmed_guess_is_left_out_of_rates_which_is_said() {
    let mut desk = desk();
    assert!(!desk.shows("0 bots, 1 staff and 0 shills are not counted in any rate"));
    desk.click("Bots, staff or shills? (1)");
    assert!(desk.shows("The name says so: 客服"));
    desk.click_button(desk.t("marks.confirm"));
    let member = desk.project().member(&"u3".into()).unwrap();
    assert_eq!(member.kind, MemberKind::Staff);
    assert_eq!(desk.project().marks[0].decision, Decision::Confirmed);
    assert!(desk.shows("0 bots, 1 staff and 0 shills are not counted in any rate"));
    let present = |desk: &mut Desk| desk.analysis().panels.overview.speaking.denominator;
    assert_eq!(present(&mut desk), 2);
    desk.click("Count them too");
    assert!(desk.shows("0 bots, 1 staff and 0 shills are counted in every rate"));
    assert_eq!(present(&mut desk), 3);
    desk.press(Modifiers::COMMAND, Key::Z);
    desk.apply(Command::ShowPage(Page::Overview));
    assert!(desk.shows("0 bots, 1 staff and 0 shills are not counted in any rate"));
}

#[test]
fn a_refused_guess_is_not_made_again() {
    let mut desk = desk();
    desk.click("Bots, staff or shills? (1)");
    desk.click_button(desk.t("marks.refuse"));
    assert!(!desk.shows("The name says so: 客服"));
    assert_eq!(desk.project().member(&"u3".into()).unwrap().kind, MemberKind::Person);
}
