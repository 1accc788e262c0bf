//! Content and service: classes by rules that the user edits, questions that wait, and the time log.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::app::{Command, Dialog, Edit, View};
use qunce::charts::{Pick, Quoted};
use qunce::i18n::Lang;
use qunce::log::{Columns, write_parquet};
use qunce::model::{ContentRules, WorkKind};
use qunce::project_file;

use crate::desk::Desk;

/// A desk and three members; one question is answered, one waits, and nothing is sold.
const CLUB: &str = r#"#![enable(implicit_some)]
(
    schema: 1,
    name: "Club",
    members: Inline([
        (id: "ann", name: "Ann"), (id: "bob", name: "Bob"), (id: "cat", name: "Cat"),
        (id: "desk", name: "Desk", kind: Staff),
    ]),
    groups: [(id: "g", name: "Garden")],
    messages: Inline([
        (id: 1, at: "2026-10-05T10:00:00+08:00", group: "g", member: "ann", text: "when do we meet?"),
        (id: 2, at: "2026-10-05T10:30:00+08:00", group: "g", member: "desk", reply_to: 1, text: "at eight"),
        (id: 3, at: "2026-10-06T10:00:00+08:00", group: "g", member: "bob", text: "who has a spade?"),
        (id: 4, at: "2026-10-07T10:00:00+08:00", group: "g", member: "desk", text: "reminder: bring gloves"),
        (id: 5, at: "2026-10-08T10:00:00+08:00", group: "g", member: "desk", text: "the roses look fine"),
        (id: 6, at: "2026-10-09T10:00:00+08:00", group: "g", member: "cat", text: "roses again"),
    ]),
)
"#;

const UNDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Z);

fn club(view: View) -> Desk {
    let mut desk = Desk::open_tall(Lang::En, CLUB, 4_000.0);
    desk.apply(Command::ShowView(view));
    desk
}

/// How many messages each rule decided.
fn decided(desk: &mut Desk) -> Vec<Option<u64>> {
    let analysis = desk.analysis();
    analysis
        .known_talk()
        .expect("the view asked for it")
        .content
        .rules
        .iter()
        .map(|rule| rule.messages)
        .collect()
}

#[test]
fn a_rule_is_edited_kept_and_undone() {
    let mut desk = club(View::Content);
    let before = decided(&mut desk);
    desk.click_button(desk.t("content.edit_rules"));
    let nth = desk.project().content.rules.len();
    assert!(!desk.is_enabled(Role::Button, desk.t("money.save")), "nothing has changed yet");
    desk.click_button(desk.t("content.add_rule"));
    let words = format!("{} {}", desk.t("content.words"), nth + 1);
    desk.fill(&words, "roses, tulips");
    let up = format!("{} {}", desk.t("content.rule_up"), nth + 1);
    desk.click_button(&up);
    desk.click_button(desk.t("money.save"));
    let rules = &desk.project().content.rules;
    assert_eq!(rules.len(), nth + 1);
    assert_eq!(rules[nth - 1].keywords, ["roses", "tulips"]);
    let after = decided(&mut desk);
    assert_eq!(after[nth - 1], Some(2), "by the desk and by Cat");
    let path = desk.path("kept.ron");
    desk.apply(Command::SaveAs(path.clone()));
    let kept = desk.project().content.clone();
    desk.apply(Command::OpenProject(path));
    assert_eq!(desk.project().content, kept, "rules come back from the file");
    desk.apply(Command::Edit(Edit::SetContentRules(Box::default())));
    desk.apply(Command::ShowView(View::Content));
    assert_eq!(decided(&mut desk), before);
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(desk.project().content, kept);
    assert_ne!(kept, ContentRules::default());
}

#[test]
fn questions_that_wait_are_listed_and_open_who_asked() {
    let mut desk = club(View::Service);
    let analysis = desk.analysis();
    let service = &analysis.known_talk().unwrap().service;
    assert_eq!((service.work.answers, service.work.notices, service.work.other), (1, 1, 1));
    assert_eq!(service.questions.median_minutes, Some(30.0));
    desk.click_button(desk.t("service.all_waiting"));
    assert_eq!(desk.state().dialogs, [Dialog::Quotes(Quoted::Unanswered)]);
    assert!(desk.shows("who has a spade?") && !desk.shows("when do we meet?"));
    desk.fill(desk.t("quotes.search"), "roses");
    assert!(!desk.shows("who has a spade?"));
    desk.fill(desk.t("quotes.search"), "spade");
    let bob = analysis.activity.members.find("bob").unwrap();
    desk.click_role(Role::Label, "Bob");
    assert_eq!(desk.state().dialogs.last(), Some(&Dialog::Member(bob)));
}

#[test]
fn the_latest_messages_of_a_rule_are_shown() {
    let mut desk = club(View::Content);
    let notices = decided(&mut desk).len() - 3;
    desk.apply(Command::Pick(Pick::Quoted(Quoted::Rule(notices))));
    assert!(desk.shows("reminder: bring gloves"));
    assert!(!desk.shows("the roses look fine"));
}

#[test]
fn the_time_log_is_kept_as_typed_and_undone() {
    let mut desk = club(View::Service);
    let edit = desk.t("service.edit_log");
    desk.click_button(edit);
    desk.fill("Date 1", "2026-10-0x");
    assert!(!desk.is_enabled(Role::Button, desk.t("money.save")));
    desk.fill("Date 1", "2026-10-07");
    desk.set_number("Minutes 1", 45.0);
    desk.click_button(desk.t("money.save"));
    let entry = &desk.project().time_log[0];
    assert_eq!((entry.member.as_str(), entry.kind, entry.minutes), ("desk", WorkKind::Answers, 45));
    let analysis = desk.analysis();
    assert_eq!(analysis.known_talk().unwrap().service.time_share.numerator, 45);
    desk.press(UNDO.0, UNDO.1);
    assert!(desk.project().time_log.is_empty());
}

#[test]
fn texts_are_read_from_the_file_when_the_view_is_opened_and_only_then() {
    let whole = Desk::open_tall(Lang::En, CLUB, 900.0);
    let mut desk = Desk::new(Lang::En);
    let log = project_file::open(&whole.path("project.ron"), Columns { text: true }).unwrap().document.log;
    write_parquet(&log, &desk.path("messages.parquet")).unwrap();
    let start = CLUB.find("    messages: Inline").unwrap();
    let project = format!("{}    messages: Parquet(\"messages.parquet\"),\n)\n", &CLUB[..start]);
    let path = desk.put("apart.ron", &project);
    desk.apply(Command::OpenProject(path));
    assert!(desk.loaded().document.log.text.is_none());
    assert!(desk.analysis().known_talk().is_none(), "nobody has looked yet");
    desk.apply(Command::ShowView(View::Service));
    let analysis = desk.analysis();
    let waiting = &analysis.known_talk().unwrap().service.unanswered;
    assert_eq!(waiting[0].text.as_deref(), Some("who has a spade?"));
    assert!(desk.loaded().document.log.text.is_none(), "the texts are not held");
}

#[test]
fn without_words_the_view_says_so() {
    let silent = CLUB.lines().map(|line| match line.split_once(", text: ") {
        Some((head, _)) => format!("{head}, chars: 9),"),
        None => line.to_owned(),
    });
    let text = silent.collect::<Vec<_>>().join("\n");
    let mut desk = Desk::open_tall(Lang::En, &text, 3_000.0);
    desk.apply(Command::ShowView(View::Content));
    assert!(desk.shows(desk.t("content.no_texts")));
    desk.apply(Command::ShowView(View::Service));
    let analysis = desk.analysis();
    assert_eq!(analysis.known_talk().unwrap().service.questions.asked, None);
    assert!(!desk.has_button(desk.t("service.all_waiting")));
}
