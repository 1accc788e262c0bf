//! The import page: files, what was understood of them, questions, progress, report, and the way back.

use std::path::PathBuf;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::app::{Command, Dialog, Edit, ImportCommand, JobKind, Page};
use qunce::i18n::Lang;
use qunce::log::Columns;
use qunce::model::{ColumnRole, TablePurpose};
use qunce::project_file;

use crate::desk::Desk;

const CHAT: &str =
    "2026/10/8, 20:00 - 林晚: 晚上好\n2026/10/8, 20:01 - 江月: 大家好\n2026/10/13, 08:05 - 江月: 早\n";
const EITHER: &str = "03/04/2026, 10:00 - 林晚: 早上好呀\n03/04/2026, 10:01 - 江月: 早啊\n";

fn rename(name: &str) -> Command {
    Command::Edit(Edit::RenameGroup { group: "reading".into(), name: name.to_owned() })
}

fn chat(desk: &Desk) -> PathBuf {
    desk.put("与散步群的 WhatsApp 聊天.txt", CHAT)
}

fn start(desk: &Desk, files: usize) -> String {
    if files == 1 {
        return desk.t("import.start_one").to_owned();
    }
    desk.state().lang().tf("import.start", &[("n", &files)])
}

/// Drops files that cannot be brought in before something is answered; returns the button that waits for it.
fn drop_open(desk: &mut Desk, paths: &[PathBuf]) -> String {
    desk.drop_files(paths);
    let label = start(desk, paths.len());
    assert!(!desk.is_enabled(Role::Button, &label), "nothing is guessed");
    label
}

/// Messages that came with the first file of the last import, and those that were there already.
fn came(desk: &Desk) -> (u64, u64) {
    let file = &desk.state().intake.report.as_ref().unwrap().report.files[0];
    (file.added, file.duplicates)
}

#[test]
fn a_dropped_chat_is_shown_as_understood_and_the_project_waits() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let before = desk.loaded().document.log.len();
    let path = chat(&desk);
    desk.drop_files(&[path]);
    assert_eq!(desk.state().page, Page::Import);
    for shown in ["WhatsApp", "2026-10-08 20:01:00", "江月", "大家好", "新建“散步群”"] {
        assert!(desk.shows(shown), "{shown}");
    }
    assert_eq!(desk.loaded().document.log.len(), before);
    assert!(!desk.is_dirty());
    let label = start(&desk, 1);
    desk.click_button(&label);
    assert_eq!(desk.loaded().document.log.len(), before + 3);
    assert!(desk.is_dirty());
}

#[test]
fn an_imported_chat_is_saved_with_the_old_messages() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let before = desk.loaded().document.log.len();
    let path = chat(&desk);
    desk.bring_in(&[path]);
    assert!(desk.state().dialogs.is_empty(), "{:?}", desk.state().dialogs);
    desk.apply(Command::Save);
    assert!(!desk.is_dirty());
    let kept = project_file::open(&desk.path("tiny.ron"), Columns { text: true }).unwrap().document;
    assert_eq!(kept.log.len(), before + 3);
    let texts: Vec<_> = (0..kept.log.len()).filter_map(|row| kept.log.message(row).text).collect();
    assert!(texts.iter().any(|text| text == "大家好") && texts.iter().any(|text| text == "收到！"));
}

#[test]
fn a_typed_path_from_the_first_screen_makes_a_project() {
    let mut desk = Desk::new(Lang::Zh);
    desk.click_button(desk.t("welcome.import"));
    assert!(desk.shows(desk.t("import.drop")));
    let path = chat(&desk);
    assert!(!desk.is_enabled(Role::Button, desk.t("import.add")));
    desk.fill(desk.t("import.path"), path.to_str().unwrap());
    desk.click_button(desk.t("import.add"));
    assert!(desk.state().loaded.is_none(), "nothing is made before the import");
    let label = start(&desk, 1);
    desk.click_button(&label);
    assert_eq!(desk.loaded().document.log.len(), 3);
    assert_eq!(desk.project().groups[0].name, "散步群");
    assert!(desk.is_dirty() && desk.loaded().path.is_none());
    assert!(desk.shows(desk.t("import.report")));
}

#[test]
fn dates_that_nothing_decides_are_asked_about_once_and_the_answer_is_used() {
    let mut desk = Desk::new(Lang::Zh);
    let one = desk.put("一群.txt", EITHER);
    let two = desk.put("二群.txt", EITHER);
    let label = drop_open(&mut desk, &[one, two]);
    assert!(desk.shows("03/04/2026") && desk.shows(desk.t("import.answer_first")));
    assert!(desk.shows(desk.t("import.time_open")) && desk.shows("早上好呀"));
    desk.click_first(desk.t("import.order_mdy"));
    assert!(desk.shows("2026-03-04 10:00:00"));
    desk.click_button(&label);
    let log = &desk.loaded().document.log;
    assert_eq!(log.len(), 4, "the other file was answered with it");
    let march = "2026-03-03T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_millis();
    assert!(log.at.iter().all(|&at| (march..march + 4 * 86_400_000).contains(&at)));
}

#[test]
fn times_without_a_zone_are_read_where_the_user_says() {
    let mut desk = Desk::new(Lang::En);
    let path = chat(&desk);
    desk.drop_files(&[path]);
    assert!(desk.shows("2026-10-08 20:00:00. Where"));
    desk.apply(Command::Import(ImportCommand::SetZone(chrono_tz::America::New_York)));
    let label = start(&desk, 1);
    desk.click_button(&label);
    assert_eq!(desk.project().time_zone, chrono_tz::America::New_York);
    let at = "2026-10-09T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!(desk.loaded().document.log.at[0], at.timestamp_millis());
}

#[test]
fn another_group_can_be_chosen_and_a_file_taken_off_the_page() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let (walk, other) = (chat(&desk), desk.put("other.txt", CHAT));
    desk.drop_files(&[walk, other]);
    desk.click_button("移除 other.txt");
    assert_eq!(desk.state().intake.files.len(), 1);
    let groups = desk.project().groups.len();
    let id = desk.state().intake.files[0].id;
    desk.apply(Command::Import(ImportCommand::SetGroup(id, Some("reading".into()))));
    assert!(desk.shows("并入“共读群”"));
    desk.apply(Command::Import(ImportCommand::Start));
    assert_eq!(desk.project().groups.len(), groups);
    let report = desk.state().intake.report.clone().unwrap();
    assert_eq!(report.report.files[0].group.as_deref(), Some("reading"));
}

#[test]
fn a_project_dropped_with_chats_opens_and_the_chats_wait() {
    let mut desk = Desk::new(Lang::Zh);
    let (project, chat) = (desk.put_tiny(), chat(&desk));
    desk.drop_files(&[chat, project]);
    assert_eq!(desk.project().name, "晚风读书会");
    assert_eq!(desk.state().page, Page::Import);
    assert!(desk.shows("大家好") && !desk.is_dirty());
    desk.apply(Command::Import(ImportCommand::Start));
    assert!(desk.project().groups.iter().any(|group| group.name == "散步群"));
}

#[test]
fn what_is_no_chat_says_so_and_stops_nothing_else() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let (noise, chat) = (desk.put("notes.txt", "milk\nbread\n"), chat(&desk));
    desk.drop_files(&[noise.clone(), desk.path("gone.txt"), chat]);
    assert!(desk.shows(desk.t("import.problem_unknown_format")) && desk.shows(desk.t("import.problem_read")));
    let before = desk.loaded().document.log.len();
    let label = start(&desk, 1);
    desk.click_button(&label);
    assert_eq!(desk.loaded().document.log.len(), before + 3);
    desk.apply(Command::Import(ImportCommand::Add(vec![noise])));
    assert!(!desk.is_enabled(Role::Button, desk.t("import.start_none")));
    assert!(desk.shows(desk.t("import.nothing_usable")));
}

#[test]
fn an_import_that_fails_leaves_everything_as_it_was() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let project = desk.project().clone();
    let log = desk.loaded().document.log.clone();
    let path = chat(&desk);
    desk.drop_files(std::slice::from_ref(&path));
    std::fs::remove_file(path).unwrap();
    desk.apply(Command::Import(ImportCommand::Start));
    assert!(matches!(desk.state().dialogs.as_slice(), [Dialog::Error { .. }]), "{:?}", desk.state().dialogs);
    assert!(desk.shows(desk.t("error.import")));
    assert_eq!(*desk.project(), project);
    assert!(Arc::ptr_eq(&desk.loaded().document.log, &log) && !desk.is_dirty());
    assert_eq!(desk.state().intake.files.len(), 1, "the file stays on the page");
}

#[test]
fn an_import_that_is_stopped_leaves_everything_as_it_was() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let project = desk.project().clone();
    let log = desk.loaded().document.log.clone();
    let lines: String =
        (0..200_000).map(|n| format!("2026/10/8, 20:{:02} - 林晚: 第 {n} 句\n", n % 60)).collect();
    let path = desk.put("long.txt", &lines);
    desk.apply(Command::Import(ImportCommand::Add(vec![path])));
    desk.state_mut().apply(Command::Import(ImportCommand::Start));
    let (id, _) = desk.state().importing().unwrap();
    desk.apply(Command::CancelJob(id));
    assert!(desk.shows(desk.t("toast.import_cancelled")));
    assert!(desk.state().dialogs.is_empty() && desk.state().intake.report.is_none());
    assert_eq!(*desk.project(), project);
    assert!(Arc::ptr_eq(&desk.loaded().document.log, &log) && !desk.is_dirty());
    let mut desk = Desk::new(Lang::Zh);
    let path = desk.put("long.txt", &lines);
    desk.apply(Command::Import(ImportCommand::Add(vec![path])));
    desk.state_mut().apply(Command::Import(ImportCommand::Start));
    let (id, _) = desk.state().importing().unwrap();
    desk.apply(Command::CancelJob(id));
    assert!(desk.state().loaded.is_none(), "no hollow project is left behind");
}

#[test]
fn stopping_an_import_does_not_lose_what_waits_for_a_save() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let path = chat(&desk);
    desk.apply(Command::Import(ImportCommand::Add(vec![path])));
    desk.apply(rename("夜读群"));
    desk.apply(Command::Quit);
    desk.state_mut().apply(Command::Import(ImportCommand::Start));
    let (id, _) = desk.state().importing().unwrap();
    desk.state_mut().apply(Command::CancelJob(id));
    desk.click_button(desk.t("unsaved.save"));
    assert!(desk.state().quit);
    let kept = project_file::open(&desk.path("tiny.ron"), Columns { text: false }).unwrap().document;
    assert_eq!(kept.project.groups[0].name, "夜读群");
}

#[test]
fn an_import_for_a_project_that_made_way_for_another_is_dropped() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let path = chat(&desk);
    desk.apply(Command::Import(ImportCommand::Add(vec![path])));
    desk.state_mut().apply(Command::Import(ImportCommand::Start));
    desk.state_mut().apply(Command::CloseProject);
    desk.settle();
    assert!(desk.state().loaded.is_none() && desk.state().intake.report.is_none());
    assert!(desk.state().dialogs.is_empty());
}

#[test]
fn the_report_lists_what_came_and_opens_the_skipped_lines() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let text =
        "time,sender,text\n2026-10-08 20:00,林晚,晚上好\nyesterday,江月,早\n2026-10-08 20:01,,没有名字\n";
    let path = desk.put("导出.csv", text);
    desk.drop_files(std::slice::from_ref(&path));
    assert!(desk.shows("有 2 行没读懂") && desk.shows("第 3 行"));
    desk.apply(Command::Import(ImportCommand::Start));
    assert_eq!(came(&desk), (1, 0));
    desk.click_button("看 2 行");
    assert!(desk.shows("`yesterday` is not a time") && desk.shows("第 4 行"));
    desk.click_button(desk.t("dialog.copy"));
    let Some(qunce::app::Clip::Text(text)) = desk.state().clipboard.last() else { panic!("no text") };
    assert!(text.contains("导出.csv") && text.contains("yesterday"));
    desk.click_button(desk.t("dialog.close"));
    desk.click_button(desk.t("import.next"));
    assert_eq!(desk.state().page, Page::Engagement);
    desk.apply(Command::Import(ImportCommand::ShowReport));
    assert!(desk.shows(desk.t("import.by_file")));
    desk.bring_in(&[path]);
    assert_eq!(came(&desk), (0, 1));
}

#[test]
fn undo_brings_back_the_state_before_the_import_and_redo_the_one_after() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let (project, log) = (desk.project().clone(), desk.loaded().document.log.clone());
    let messages = desk.loaded().activity.messages;
    desk.apply(Command::SetGroups(vec![1]));
    let path = chat(&desk);
    desk.bring_in(&[path]);
    let (after, after_log) = (desk.project().clone(), desk.loaded().document.log.clone());
    desk.apply(rename("夜读群"));
    desk.apply(Command::Undo);
    assert!(Arc::ptr_eq(&desk.loaded().document.log, &after_log));
    desk.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(*desk.project(), project);
    assert_eq!(desk.loaded().document.log.len(), log.len());
    assert_eq!(desk.loaded().document.log.ids, log.ids);
    assert_eq!(desk.analysis().activity.messages, messages);
    assert_eq!(desk.loaded().scope.groups, [1]);
    assert!(!desk.is_dirty());
    assert!(desk.shows(desk.t("import.undone")));
    desk.apply(Command::Redo);
    assert_eq!(*desk.project(), after);
    assert!(Arc::ptr_eq(&desk.loaded().document.log, &after_log), "nothing is copied");
    assert_eq!(desk.analysis().activity.messages, messages + 3);
    assert!(desk.is_dirty() && !desk.shows(desk.t("import.undone")));
}

#[test]
fn texts_are_still_there_when_an_import_is_taken_back_after_a_save() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let before = desk.loaded().document.log.len();
    let path = chat(&desk);
    desk.bring_in(&[path]);
    desk.apply(Command::Save);
    desk.apply(Command::Undo);
    assert!(desk.is_dirty());
    desk.apply(Command::Save);
    let kept = project_file::open(&desk.path("tiny.ron"), Columns { text: true }).unwrap().document;
    assert_eq!(kept.log.len(), before);
    assert!((0..kept.log.len()).any(|row| kept.log.message(row).text.as_deref() == Some("收到！")));
}

#[test]
fn a_change_made_while_a_chat_is_brought_in_is_kept() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let before = desk.loaded().document.log.len();
    let path = chat(&desk);
    desk.apply(Command::Import(ImportCommand::Add(vec![path])));
    desk.state_mut().apply(Command::Import(ImportCommand::Start));
    desk.apply(rename("夜读群"));
    assert_eq!(desk.project().groups[0].name, "夜读群");
    assert_eq!(desk.loaded().document.log.len(), before + 3);
}

#[test]
fn the_groups_in_view_stay_the_same_when_a_chat_brings_more() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let ids = |desk: &Desk| {
        let loaded = desk.loaded();
        let groups = loaded.scope.groups.iter().map(|&code| loaded.activity.groups.id(code).unwrap().clone());
        groups.collect::<Vec<_>>()
    };
    desk.apply(Command::SetGroups(vec![1]));
    let before = ids(&desk);
    let path = chat(&desk);
    desk.bring_in(&[path]);
    assert_eq!(ids(&desk), before);
}

#[test]
fn a_column_that_is_told_anew_changes_what_is_understood() {
    let mut desk = Desk::new(Lang::Zh);
    let text = "时间,发送者,备注,内容\n2026-10-08 20:00,林晚,阿晚,晚上好\n2026-10-08 20:01,江月,小江,早\n";
    let path = desk.put("导出.csv", text);
    desk.drop_files(&[path]);
    assert!(desk.shows(desk.t("import.columns")) && desk.shows("发送者 这一列是 名字"));
    let file = desk.state().intake.files[0].clone();
    let mut mapping = file.survey.table.clone().unwrap().mapping;
    assert_eq!(file.survey.rows[0].sender.as_deref(), Some("林晚"));
    mapping.columns[1] = ColumnRole::Nothing;
    mapping.columns[2] = ColumnRole::Name;
    desk.apply(Command::Import(ImportCommand::SetMapping(file.id, Box::new(mapping))));
    assert_eq!(desk.state().intake.files[0].survey.rows[0].sender.as_deref(), Some("阿晚"));
    assert!(desk.shows("备注 这一列是 名字"));
    desk.apply(Command::Import(ImportCommand::Start));
    assert!(desk.project().members.iter().any(|member| member.name == "阿晚"));
}

#[test]
fn a_table_of_unknown_columns_waits_until_they_are_told() {
    let mut desk = Desk::new(Lang::Zh);
    let path = desk.put("别的程序.csv", "甲,乙,丙\n2026-10-08 20:00,林晚,晚上好\n2026-10-08 20:01,江月,早\n");
    let label = drop_open(&mut desk, &[path]);
    assert!(desk.shows("“别的程序.csv”里哪一列是什么"));
    let file = desk.state().intake.files[0].clone();
    let mut mapping = file.survey.table.clone().unwrap().mapping;
    mapping.purpose = TablePurpose::Messages;
    mapping.columns = vec![ColumnRole::Time, ColumnRole::Name, ColumnRole::Text];
    desk.apply(Command::Import(ImportCommand::SetMapping(file.id, Box::new(mapping))));
    assert!(desk.shows("晚上好"));
    desk.click_button(&label);
    assert_eq!(desk.loaded().document.log.len(), 2);
}

#[test]
fn a_member_list_without_a_day_asks_for_it() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let path = desk.put("名单.csv", "成员ID,昵称,入群时间\nu1,林晚,2026-01-02\nu2,江月,2026-02-03\n");
    let label = drop_open(&mut desk, &[path]);
    assert!(desk.shows("没写是哪一天的名单") && desk.shows("2026-01-02"));
    desk.fill(desk.t("import.day_label"), "2026-10-31");
    desk.click_button(desk.t("import.day_apply"));
    let id = desk.state().intake.files[0].id;
    desk.apply(Command::Import(ImportCommand::SetGroup(id, Some("reading".into()))));
    assert!(desk.is_enabled(Role::Button, &label));
}

#[test]
fn names_and_words_stay_out_when_the_boxes_say_so() {
    let mut desk = Desk::new(Lang::Zh);
    let path = chat(&desk);
    desk.drop_files(std::slice::from_ref(&path));
    desk.click_role(Role::CheckBox, desk.t("import.drop_bodies"));
    desk.apply(Command::Import(ImportCommand::Start));
    let log = &desk.loaded().document.log;
    assert!((0..log.len()).all(|row| log.message(row).text.is_none()));
    assert_eq!(log.chars[0], 3);
    let mut desk = Desk::new(Lang::Zh);
    let path = chat(&desk);
    desk.drop_files(&[path]);
    desk.click_role(Role::CheckBox, desk.t("import.pseudonymise"));
    assert!(!desk.is_enabled(Role::CheckBox, desk.t("import.drop_bodies")), "it follows from the other");
    desk.apply(Command::Import(ImportCommand::Start));
    assert!(desk.project().members.iter().all(|member| member.name != "林晚" && member.id.0 != "林晚"));
}

#[test]
fn an_archive_in_a_folder_is_imported_and_taken_off_as_a_whole() {
    let mut desk = Desk::new(Lang::Zh);
    let chats = [("甲群.txt", CHAT), ("乙群.txt", CHAT)].map(|(name, text)| (name.to_owned(), text));
    let mut writer = zip::ZipWriter::new(std::fs::File::create(desk.path("chats.zip")).unwrap());
    for (name, text) in chats {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    let slack = [
        ("users.json", r#"[{"id":"U1","name":"ann","profile":{"display_name":"Ann"}}]"#),
        (
            "channels.json",
            r#"[{"id":"C1","name":"one","members":["U1"]},{"id":"C2","name":"two","members":["U1"]}]"#,
        ),
        (
            "one/2023-01-01.json",
            r#"[{"type":"message","user":"U1","text":"hello","ts":"1672531200.000100"}]"#,
        ),
        (
            "two/2023-01-01.json",
            r#"[{"type":"message","user":"U1","text":"again","ts":"1672531300.000100"}]"#,
        ),
    ];
    let mut writer = zip::ZipWriter::new(std::fs::File::create(desk.path("slack.zip")).unwrap());
    for (name, text) in slack {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    let folder = desk.path("");
    desk.drop_files(std::slice::from_ref(&folder));
    assert_eq!(desk.state().intake.files.len(), 3);
    assert!(desk.shows("2 个群，各进各的") && desk.shows("Slack"));
    let label = start(&desk, 3);
    desk.click_button(&label);
    assert!(desk.state().dialogs.is_empty(), "{:?}", desk.state().dialogs);
    let mut groups: Vec<&str> = desk.project().groups.iter().map(|group| group.name.as_str()).collect();
    groups.sort_unstable();
    assert_eq!(groups, ["one", "two", "乙群", "甲群"]);
    assert_eq!(desk.loaded().document.log.len(), 2 + 2 * 3);
    desk.drop_files(&[folder]);
    let slack = desk.state().intake.files.iter().find(|file| file.survey.format == Some("slack")).unwrap().id;
    desk.apply(Command::Import(ImportCommand::Show(slack)));
    assert!(desk.shows("Ann"), "people are shown by name");
    desk.click_button("移除 甲群.txt");
    assert_eq!(desk.state().intake.files.len(), 1, "its neighbour would be imported with it");
}

#[test]
fn every_state_of_the_page_fits_every_window_in_both_languages() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let either = desk.put("一个名字很长很长很长很长很长很长很长很长很长很长很长的群.txt", EITHER);
    let table = desk.put("导出.csv", "time,sender,text\n2026-10-08 20:00,林晚,晚上好\nyesterday,江月,早\n");
    let noise = desk.put("notes.txt", "milk\nbread\n");
    for lang in [Lang::Zh, Lang::En] {
        desk.apply(Command::SetLang(lang));
        desk.apply(Command::ShowPage(Page::Import));
        desk.apply(Command::Import(ImportCommand::CloseReport));
        for (width, height) in [(960.0, 600.0), (1280.0, 800.0), (1920.0, 1200.0)] {
            desk.resize(width, height);
            desk.apply(Command::Import(ImportCommand::Clear));
            assert_eq!(desk.out_of_reach(), Vec::<String>::new(), "empty in {lang:?} at {width}");
            let files = vec![either.clone(), table.clone(), noise.clone()];
            desk.apply(Command::Import(ImportCommand::Add(files)));
            let label = start(&desk, 2);
            assert!(desk.is_on_screen(Role::Button, &label), "{lang:?} at {width}");
            assert_eq!(desk.out_of_reach(), Vec::<String>::new(), "files in {lang:?} at {width}");
        }
        let id = desk.state().intake.files[0].id;
        desk.apply(Command::Import(ImportCommand::SetDateOrder(id, qunce::app::DateOrder::Dmy)));
        desk.apply(Command::Import(ImportCommand::Start));
        for (width, height) in [(960.0, 600.0), (1920.0, 1200.0)] {
            desk.resize(width, height);
            assert!(desk.is_on_screen(Role::Button, lang.t("import.next")));
            assert_eq!(desk.out_of_reach(), Vec::<String>::new(), "report in {lang:?} at {width}");
        }
        desk.apply(Command::ShowDialog(Dialog::Skipped(1)));
        assert!(desk.is_on_screen(Role::Button, lang.t("dialog.close")));
        desk.click_button(lang.t("dialog.close"));
    }
    assert!(!desk.state().jobs.is_running(JobKind::Import));
}
