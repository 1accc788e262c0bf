//! Changes, and taking them back.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::app::{Command, Dialog, Edit, Page, View};
use qunce::charts::Pick;
use qunce::i18n::Lang;
use qunce::log::Columns;
use qunce::model::{MemberId, MemberKind, Project, Thresholds, Tier};
use qunce::project_file;

use crate::desk::Desk;

const UNDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Z);
const REDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Y);
const SAVE: (Modifiers, Key) = (Modifiers::COMMAND, Key::S);

fn tier(project: &Project, member: &str) -> Option<Tier> {
    project.member(&member.into()).unwrap().tier
}

/// The member on duty in a week, and whether the seat is locked.
fn duty(project: &Project, week: u32) -> Option<(&str, bool)> {
    let duty = project.rotas[0].duties.iter().find(|duty| (duty.week, duty.seat) == (week, 0))?;
    Some((duty.member.as_str(), duty.locked))
}

#[test]
fn a_renamed_group_shows_its_name_can_be_undone_and_is_saved() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::ShowView(View::Group));
    desk.click_button(desk.t("group.edit"));
    desk.fill(desk.t("group.name"), "夜读群");
    desk.click_button(desk.t("dialog.apply"));
    assert!(desk.shows("夜读群") && !desk.shows("共读群"));
    assert!(desk.shows(desk.t("status.unsaved")) && desk.shows("tiny.ron •"));

    desk.press(UNDO.0, UNDO.1);
    assert!(desk.shows("共读群") && !desk.shows("夜读群"));
    assert!(desk.shows(desk.t("status.saved")) && !desk.shows("tiny.ron •"));

    desk.press(REDO.0, REDO.1);
    assert!(desk.shows("夜读群") && desk.shows(desk.t("status.unsaved")));

    desk.press(SAVE.0, SAVE.1);
    assert!(!desk.is_dirty() && desk.shows(desk.t("status.saved")));
    let kept = project_file::open(&desk.path("tiny.ron"), Columns { text: false }).unwrap().document;
    assert_eq!(kept.project.groups[0].name, "夜读群");
    desk.press(UNDO.0, UNDO.1);
    assert!(desk.is_dirty(), "what is on disk is no longer what is shown");
}

#[test]
fn a_group_without_a_name_is_refused() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::ShowView(View::Group));
    desk.click_button(desk.t("group.edit"));
    desk.fill(desk.t("group.name"), " ");
    assert!(!desk.is_enabled(Role::Button, desk.t("dialog.apply")));
    desk.apply(Command::Edit(Edit::RenameGroup { group: "reading".into(), name: " ".to_owned() }));
    assert!(desk.shows(desk.t("edit.error.empty_name")));
    assert!(!desk.is_dirty());
}

#[test]
fn the_tier_of_a_member_is_set_in_their_window_and_can_be_undone() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::ShowPage(Page::Members));
    desk.click("魏然");
    desk.click_role(Role::Button, desk.t("tier.core"));
    assert_eq!(tier(desk.project(), "wei"), Some(Tier::Core));
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(tier(desk.project(), "wei"), Some(Tier::Ordinary));
    assert!(!desk.is_dirty());
}

#[test]
fn a_moved_limit_is_the_operators_own_and_can_be_undone() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let before = desk.project().thresholds.clone();
    desk.apply(Command::ShowDialog(Dialog::Thresholds));
    assert!(!desk.is_enabled(Role::Button, desk.t("dialog.apply")), "nothing has changed yet");
    desk.set_number(desk.t("threshold.silent_days"), 21.0);
    assert_eq!(desk.project().thresholds, before, "nothing changes until it is applied");
    desk.click_button(desk.t("dialog.apply"));
    let now = &desk.project().thresholds.silent_days;
    assert_eq!((now.value, now.source.as_str()), (21, desk.t("source.own")));
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(desk.project().thresholds, before);
}

#[test]
fn a_week_is_given_away_and_locked_and_a_locked_week_refuses() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::ShowPage(Page::Rotation));
    desk.apply(Command::Pick(Pick::Week(0)));
    assert_eq!(duty(desk.project(), 0), Some(("zhou", false)));
    desk.click_button("何青");
    assert_eq!(duty(desk.project(), 0), Some(("he", false)));
    desk.click_role(Role::CheckBox, desk.t("week.locked"));
    assert_eq!(duty(desk.project(), 0), Some(("he", true)));
    assert!(!desk.is_enabled(Role::Button, desk.t("week.clear")));

    desk.click_button("周行");
    assert_eq!(duty(desk.project(), 0), Some(("he", true)));
    assert!(desk.shows(desk.t("edit.error.locked")));

    desk.press(UNDO.0, UNDO.1);
    assert_eq!(duty(desk.project(), 0), Some(("he", false)));
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(duty(desk.project(), 0), Some(("zhou", false)));
    assert!(!desk.is_dirty());
}

/// One change of every kind that fits the little project.
fn every_edit(project: &Project) -> Vec<Edit> {
    let mut thresholds = Thresholds::default();
    thresholds.silent_days.value += 1;
    let week = |week, member: Option<&str>| Edit::AssignDuty {
        rota: 0,
        week,
        seat: 0,
        member: member.map(Into::into),
    };
    vec![
        Edit::RenameGroup { group: "core".into(), name: "三人行".to_owned() },
        Edit::SetGroupLimit { group: "core".into(), limit: None },
        Edit::SetTier { member: "wei".into(), tier: None },
        Edit::SetTier { member: "somebody only the chat knows".into(), tier: Some(Tier::Middle) },
        Edit::SetRoles { member: "lin".into(), roles: Vec::new() },
        Edit::SetKind { member: "wei".into(), kind: MemberKind::Shill },
        Edit::SetThresholds(Box::new(Thresholds {
            duty_people: thresholds.duty_people.clone(),
            ..thresholds
        })),
        week(0, Some("lin")),
        week(1, None),
        Edit::LockDuty { rota: 0, week: 3, seat: 0, locked: true },
        Edit::LockDuty { rota: 0, week: 2, seat: 0, locked: !project.rotas[0].duties[2].locked },
    ]
}

#[test]
fn undo_takes_every_change_back_exactly_and_redo_makes_it_again() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let first = desk.project().clone();
    let mut states = vec![first.clone()];
    for edit in every_edit(&first) {
        desk.apply(Command::Edit(edit.clone()));
        assert_ne!(desk.project(), states.last().unwrap(), "{edit:?} changes something");
        states.push(desk.project().clone());
    }
    for state in states.iter().rev().skip(1) {
        desk.apply(Command::Undo);
        assert_eq!(desk.project(), state);
    }
    assert!(!desk.is_dirty());
    for state in &states[1..] {
        desk.apply(Command::Redo);
        assert_eq!(desk.project(), state);
    }
}

#[test]
fn a_change_that_changes_nothing_is_no_step() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::Edit(Edit::SetTier { member: "wei".into(), tier: Some(Tier::Ordinary) }));
    assert!(!desk.is_dirty() && desk.loaded().history.last().is_none());
}

#[test]
fn a_change_of_what_is_not_there_is_refused() {
    let desk = Desk::with_tiny(Lang::Zh);
    let project = desk.project();
    let locked = Edit::AssignDuty { rota: 0, week: 2, seat: 0, member: Some("zhou".into()) };
    let emptied = Edit::AssignDuty { rota: 0, week: 2, seat: 0, member: None };
    for (edit, key) in [
        (locked, "edit.error.locked"),
        (emptied, "edit.error.locked"),
        (Edit::AssignDuty { rota: 7, week: 0, seat: 0, member: None }, "edit.error.no_rota"),
        (Edit::LockDuty { rota: 0, week: 3, seat: 1, locked: true }, "edit.error.empty_seat"),
        (Edit::RenameGroup { group: "gone".into(), name: "x".to_owned() }, "edit.error.no_group"),
        (Edit::RenameGroup { group: "core".into(), name: "　".to_owned() }, "edit.error.empty_name"),
    ] {
        assert_eq!(edit.apply(project).unwrap_err().key(), key, "{edit:?}");
    }
}

#[test]
fn what_was_typed_and_not_applied_is_forgotten_with_its_window() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::ShowDialog(Dialog::Group(0)));
    desk.fill(desk.t("group.name"), "夜读群");
    desk.press(Modifiers::COMMAND, Key::Num5);
    assert!(desk.state().dialogs.is_empty());
    desk.apply(Command::ShowDialog(Dialog::Group(1)));
    desk.click_button(desk.t("dialog.apply"));
    assert_eq!(desk.project().groups[1].name, "核心群");
    assert!(!desk.is_dirty());
}

#[test]
fn an_open_window_stays_at_its_person_when_a_change_moves_the_codes() {
    let mut desk = Desk::new(Lang::En);
    let says = |id: u32, who: &str| {
        format!(
            "(id: {id}, at: \"2026-10-0{id}T10:00:00+08:00\", group: \"g\", member: \"{who}\", text: \"hi\"),"
        )
    };
    let path = desk.put(
        "chat.ron",
        &format!(
            "(schema: 1, name: \"chat\", groups: [(id: \"g\", name: \"g\")], messages: Inline([{}{}{}]))",
            says(1, "ann"),
            says(2, "bob"),
            says(3, "cid")
        ),
    );
    desk.apply(Command::OpenProject(path));
    let code = desk.analysis().activity.members.find(&MemberId::from("cid")).unwrap();
    desk.apply(Command::Pick(Pick::People { title: "two".to_owned(), members: vec![0, code] }));
    desk.apply(Command::Pick(Pick::Member(code)));
    desk.click_role(Role::Button, desk.t("tier.core"));
    let now = desk.analysis();
    assert_ne!(now.activity.members.find(&MemberId::from("cid")), Some(code), "a member of the project now");
    let who = |code: u32| now.activity.members.id(code).unwrap().as_str();
    let [Dialog::People { members, .. }, Dialog::Member(shown)] = desk.state().dialogs.as_slice() else {
        panic!("{:?}", desk.state().dialogs);
    };
    assert_eq!(who(*shown), "cid");
    assert_eq!(members.iter().map(|&code| who(code)).collect::<Vec<_>>(), ["ann", "cid"]);
    desk.click_role(Role::Button, desk.t("kind.staff"));
    let member = desk.project().member(&"cid".into()).unwrap();
    assert_eq!((member.tier, member.kind), (Some(Tier::Core), MemberKind::Staff));
    assert_eq!(desk.project().members.len(), 1);
}

#[test]
fn what_was_typed_for_one_group_is_not_offered_for_another() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::ShowDialog(Dialog::Group(0)));
    desk.fill(desk.t("group.name"), "夜读群");
    desk.press(Modifiers::COMMAND, Key::Num2);
    assert!(desk.state().dialogs.is_empty());
    desk.apply(Command::ShowDialog(Dialog::Group(1)));
    desk.fill(desk.t("group.limit"), "77");
    desk.click_button(desk.t("dialog.apply"));
    let groups = &desk.project().groups;
    assert_eq!((groups[0].name.as_str(), groups[1].size_limit), ("共读群", Some(77)));
    assert_ne!(groups[1].name, "夜读群");
}
