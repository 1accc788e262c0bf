//! The boxes on the import page that say what is kept of people and their words.

use std::path::PathBuf;

use egui::accesskit::Role;
use qunce::app::{Command, ImportCommand, Page};
use qunce::i18n::Lang;

use crate::desk::Desk;

const CHAT: &str = "2026/10/8, 20:00 - 林晚: 晚上好\n2026/10/8, 20:01 - 江月: 大家好\n";
const LATER: &str =
    "2026/10/8, 20:00 - 林晚: 晚上好\n2026/10/8, 20:01 - 江月: 大家好\n2026/10/9, 08:00 - 江月: 早\n";

fn chat(desk: &Desk, text: &str) -> PathBuf {
    desk.put("与散步群的 WhatsApp 聊天.txt", text)
}

/// A desk whose project has the chat, brought in with one of the boxes ticked.
fn hidden(tick: &str) -> Desk {
    let mut desk = Desk::new(Lang::Zh);
    let path = chat(&desk, CHAT);
    desk.drop_files(&[path]);
    assert!(desk.shows(desk.t("import.privacy_text")), "it says that the whole project is meant");
    desk.click_role(Role::CheckBox, desk.t(tick));
    desk.apply(Command::Import(ImportCommand::Start));
    desk
}

fn texts(desk: &Desk) -> usize {
    let log = &desk.loaded().document.log;
    (0..log.len()).filter(|&row| log.message(row).text.is_some()).count()
}

#[test]
fn a_project_that_keeps_no_text_shows_it_and_goes_on_so() {
    let mut desk = hidden("import.drop_bodies");
    assert!(desk.project().privacy.without_text && !desk.project().privacy.pseudonyms);
    let path = chat(&desk, LATER);
    desk.apply(Command::Import(ImportCommand::Add(vec![path])));
    assert!(desk.is_checked(desk.t("import.drop_bodies")) && !desk.is_checked(desk.t("import.pseudonymise")));
    assert!(desk.shows(desk.t("import.drop_bodies_stated")));
    desk.apply(Command::Import(ImportCommand::Start));
    assert_eq!((desk.loaded().document.log.len(), texts(&desk)), (3, 0));
    assert!(desk.project().privacy.without_text);
}

#[test]
fn unticking_keeps_the_text_of_what_is_new() {
    let mut desk = hidden("import.drop_bodies");
    let path = chat(&desk, LATER);
    desk.apply(Command::Import(ImportCommand::Add(vec![path])));
    desk.click_role(Role::CheckBox, desk.t("import.drop_bodies"));
    assert!(desk.shows(desk.t("import.drop_bodies_back")));
    desk.apply(Command::Import(ImportCommand::Start));
    assert_eq!((desk.loaded().document.log.len(), texts(&desk)), (3, 1));
    assert!(!desk.project().privacy.without_text);
    desk.apply(Command::Undo);
    assert!(desk.project().privacy.without_text, "what the project states is taken back too");
}

#[test]
fn names_come_back_only_when_the_box_is_unticked() {
    let mut desk = hidden("import.pseudonymise");
    let path = chat(&desk, LATER);
    desk.apply(Command::Import(ImportCommand::Add(vec![path])));
    assert!(desk.is_checked(desk.t("import.pseudonymise")) && desk.is_checked(desk.t("import.drop_bodies")));
    assert!(desk.shows(desk.t("import.pseudonymise_stated")));
    desk.apply(Command::Import(ImportCommand::Start));
    let known = |desk: &Desk| desk.project().members.iter().any(|member| member.name == "江月");
    assert!(!known(&desk));
    desk.apply(Command::ShowPage(Page::Members));
    let path = chat(&desk, LATER);
    desk.apply(Command::Import(ImportCommand::Add(vec![path])));
    desk.click_role(Role::CheckBox, desk.t("import.pseudonymise"));
    assert!(desk.shows(desk.t("import.pseudonymise_back")));
    desk.apply(Command::Import(ImportCommand::Start));
    assert!(known(&desk) && !desk.project().privacy.pseudonyms);
    assert!(desk.project().privacy.without_text, "the other box was not touched");
    assert_eq!(desk.project().members.len(), 2, "nobody is there twice");
}

#[test]
fn what_was_changed_and_renamed_is_told() {
    let mut desk = Desk::new(Lang::En);
    let own = "{\"chatlab\":{},\"meta\":{\"name\":\"g\",\"groupId\":\"7\"},\"messages\":[{\"sender\":\"a\",\"accountName\":\"NAME\",\"timestamp\":1703001600,\"type\":0,\"content\":\"TEXT\",\"platformMessageId\":\"1\"}]}";
    let first = desk.put("a.json", &own.replace("NAME", "Ann").replace("TEXT", "see you at ten"));
    desk.bring_in(&[first]);
    let second = desk.put("b.json", &own.replace("NAME", "Annie").replace("TEXT", "see you at eleven"));
    desk.bring_in(std::slice::from_ref(&second));
    let report = &desk.state().intake.report.as_ref().unwrap().report;
    assert_eq!((report.changed, report.renamed), (1, 1), "{report:?}");
    assert!(desk.shows("And 1 edited since") && desk.shows("1 people met under a new name"));
    desk.apply(Command::Undo);
    // Another page is open when the import ends: a short message tells of it.
    desk.apply(Command::Import(ImportCommand::Add(vec![second])));
    desk.state_mut().apply(Command::Import(ImportCommand::Start));
    desk.apply(Command::ShowPage(Page::Members));
    assert!(desk.state().toasts.iter().any(|toast| toast.text.ends_with("1 edited; 1 people renamed")));
}
