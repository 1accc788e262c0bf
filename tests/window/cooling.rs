//! The views of cooling, of roles and of a move: what they find, and what they write into the project.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::app::{Command, Edit, Page, View};
use qunce::i18n::Lang;
use qunce::model::{Axis, Project};

use crate::desk::Desk;

const UNDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Z);
const VIEWS: [View; 3] = [View::Cooling, View::Roles, View::Migration];

/// Half a year of one group: six people whom everybody answers fall silent in spring, eight others stay.
fn cooling_project() -> String {
    let mut messages = Vec::new();
    let mut say = |at: &str, member: &str, reply: Option<usize>| {
        let id = messages.len() + 1;
        let reply = reply.map_or(String::new(), |to| format!(" reply_to: {to},"));
        messages.push(format!(
            "(id: {id}, at: \"{at}+08:00\", group: \"g\", member: \"{member}\",{reply} text: \"x\")"
        ));
        id
    };
    say("2026-01-01T08:00:00", "s1", None);
    for valued in 1..=6 {
        let said = say(&format!("2026-03-15T1{valued}:00:00"), &format!("v{valued}"), None);
        for minute in 1..=5 {
            say(&format!("2026-03-15T1{valued}:0{minute}:00"), &format!("s{minute}"), Some(said));
        }
    }
    for (day, nth) in
        ["2026-03-20", "2026-05-20", "2026-06-20"].into_iter().flat_map(|day| (1..=8).map(move |n| (day, n)))
    {
        say(&format!("{day}T10:0{nth}:00"), &format!("s{nth}"), None);
    }
    say("2026-06-30T08:00:00", "s1", None);
    let people = (1..=6).map(|n| format!("v{n}")).chain((1..=8).map(|n| format!("s{n}")));
    let (mut members, mut stays) = (Vec::new(), Vec::new());
    for id in people {
        members.push(format!("(id: \"{id}\", name: \"名{id}\", tier: Ordinary)"));
        stays.push(format!("(group: \"g\", member: \"{id}\")"));
    }
    format!(
        "(schema: 1, name: \"冷却的群\", groups: [(id: \"g\", name: \"甲群\"), (id: \"h\", name: \"乙群\")], \
         members: Inline([{}]), memberships: Inline([{}]), messages: Inline([{}]))",
        members.join(","),
        stays.join(","),
        messages.join(",")
    )
}

fn desk(lang: Lang) -> Desk {
    Desk::open_tall(lang, &cooling_project(), 2400.0)
}

#[test]
fn the_cooling_group_is_named_and_a_cure_goes_into_the_plan_and_is_ticked_off_there() {
    let mut desk = desk(Lang::Zh);
    desk.apply(Command::ShowView(View::Cooling));
    let analysis = desk.analysis();
    let groups = &analysis.structure().groups;
    assert!(groups[0].cooling.test.alarm && !groups[1].cooling.test.alarm);
    let text = qunce::charts::catalogue::cure_sentence(&groups[0].cures[0], Lang::Zh).0;
    desk.click_button(&format!("加入计划: {text}"));
    let item = desk.project().plan[0].clone();
    assert_eq!((item.people.len(), item.done, item.group), (6, None, Some("g".into())));
    assert!(!desk.is_enabled(Role::Button, &format!("已加入: {text}")), "once is enough");

    desk.apply(Command::ShowPage(Page::Overview));
    desk.click_role(Role::CheckBox, &text);
    assert!(desk.project().plan[0].done.is_some());
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(desk.project().plan[0].done, None);
    desk.click_button(&format!("移出计划: {text}"));
    assert!(desk.project().plan.is_empty());
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(desk.project().plan.len(), 1);
    desk.press(UNDO.0, UNDO.1);
    assert!(!desk.is_dirty());
}

#[test]
fn a_score_is_kept_with_its_reason_and_taken_back_by_undo() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.resize(1280.0, 2400.0);
    desk.apply(Command::ShowView(View::Roles));
    assert!(!desk.is_enabled(Role::Button, "保存评分"), "nothing has changed yet");
    desk.click_role(Role::RadioButton, "目标: 2");
    desk.fill("目标的依据", "群主讲得清楚");
    assert!(desk.project().audits.is_empty(), "nothing changes until it is kept");
    desk.click_button("保存评分");
    let audit = &desk.project().audits[0];
    let score = &audit.scores[0];
    assert_eq!((audit.scores.len(), score.axis, score.score), (1, Axis::Aim, 2));
    assert_eq!(score.note, "群主讲得清楚");
    desk.press(UNDO.0, UNDO.1);
    assert!(desk.project().audits.is_empty() && !desk.is_dirty());
}

/// Groups that people are in by the memberships of the project.
fn present(project: &Project, group: &str) -> usize {
    project.memberships.iter().filter(|stay| stay.group.0 == group && stay.left.is_none()).count()
}

#[test]
fn a_move_is_made_only_when_confirmed_and_one_undo_takes_all_of_it_back() {
    let mut desk = desk(Lang::Zh);
    desk.apply(Command::ShowView(View::Migration));
    desk.click_button("再选一个群…");
    desk.click_button("甲群");
    desk.click_role(Role::CheckBox, "甲群：也邀请不说话的人");
    let before = desk.project().clone();
    assert!(before.migration.closing[0].everyone);
    desk.click_button("执行迁移…");
    assert_eq!(*desk.project(), before, "asking changes nothing");
    desk.click_button("确认执行");
    let after = desk.project();
    assert!(after.groups[0].closed.is_some() && after.groups[1].closed.is_none());
    assert_eq!((present(after, "g"), present(after, "h")), (0, 14));
    assert!(after.migration.is_empty());
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(*desk.project(), before);
}

#[test]
fn the_three_views_draw_with_little_and_with_nothing_to_show() {
    let mut empty = Desk::new(Lang::Zh);
    empty.apply(Command::NewProject);
    for mut desk in [desk(Lang::Zh), Desk::with_tiny(Lang::Zh), empty] {
        for lang in [Lang::Zh, Lang::En] {
            desk.apply(Command::SetLang(lang));
            for (width, height) in [(960.0, 600.0), (1920.0, 1600.0)] {
                desk.resize(width, height);
                for view in VIEWS {
                    desk.apply(Command::ShowView(view));
                    assert!(!desk.shows(lang.t("chart.building")), "{view:?}");
                    assert_eq!(desk.out_of_reach(), Vec::<String>::new(), "{view:?} in {lang:?} at {width}");
                }
            }
        }
        if !desk.project().groups.is_empty() {
            let mut plan = desk.project().migration.clone();
            let group = desk.project().groups[0].id.clone();
            plan.closing.push(qunce::model::ClosingGroup { group, into: None, everyone: true });
            desk.apply(Command::Edit(Edit::SetMigration(plan)));
            desk.apply(Command::ShowView(View::Migration));
            assert_eq!(desk.out_of_reach(), Vec::<String>::new(), "a move at {:?}", desk.project().name);
        }
    }
}
