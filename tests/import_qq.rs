//! QQ's importers against hand-written exports with made-up names, and against real ones where they are at hand.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use qunce::import::{FileReport, ImportOptions, ImportReport, import_into};
use qunce::model::{MessageKind, Platform};
use qunce::project_file::Document;

const RULE: &str = "================================================================";

/// A document and a folder to put exports into.
struct Desk {
    folder: tempfile::TempDir,
    document: Document,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), document: Document::default() }
    }

    fn import_path(&mut self, path: PathBuf) -> ImportReport {
        let options = ImportOptions { time_zone: Some(chrono_tz::Tz::UTC), ..ImportOptions::default() };
        import_into(&mut self.document, &[path], &options, &|_| ControlFlow::Continue(())).expect("imported")
    }

    fn import(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> ImportReport {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        self.import_path(path)
    }

    /// Member, kind and text of every row.
    fn rows(&self) -> Vec<(String, MessageKind, String)> {
        (0..self.document.log.len())
            .map(|row| self.document.log.message(row))
            .map(|message| (message.member.0, message.kind, message.text.unwrap_or_default()))
            .collect()
    }

    fn name_of(&self, id: &str) -> &str {
        self.document
            .project
            .members
            .iter()
            .find(|member| member.id.0 == id)
            .map_or("", |member| &member.name)
    }
}

/// Entries, by people, system, senders, joins, leaves.
fn numbers(file: &FileReport) -> [u64; 6] {
    [file.entries, file.people_messages, file.system, file.senders, file.joins, file.leaves]
}

fn head(chat: &str) -> String {
    format!("{RULE}\r\n消息分组:我的QQ群\r\n{RULE}\r\n消息对象:{chat}\r\n{RULE}\r\n\r\n")
}

fn export(body: &str) -> String {
    let title = "消息记录（此消息记录为文本格式，不支持重新导入）";
    format!("\u{FEFF}{title}\r\n\r\n{}{}", head("读书会"), body.replace('\n', "\r\n"))
}

fn row(member: &str, kind: MessageKind, text: &str) -> (String, MessageKind, String) {
    (member.to_owned(), kind, text.to_owned())
}

#[test]
fn names_numbers_and_ranks_are_told_apart() {
    let mut desk = Desk::new();
    let report = desk.import(
        "a.txt",
        export(
            "2023-05-01 8:01:02 【管理员】木(A)(200001)\n早\n\n2023-05-01 9:01:02 (B(200002)\n早\n\n\
             2023-05-01 10:01:02 【潜水】【北京】小林<lin@example.org>\n早\n\n\
             2023-05-01 10:01:03 200003(200003)\n早\n\n2023-05-01 10:01:04 【群主】(200004)\n早\n\n",
        ),
    );
    let file = &report.files[0];
    assert_eq!(file.format.as_deref(), Some("qq"));
    assert_eq!(numbers(file), [5, 5, 0, 5, 0, 0]);
    assert_eq!(file.first.as_deref(), Some("2023-05-01T08:01:02"));
    assert_eq!(file.skipped, []);
    let names = [
        ("200001", "木(A)"),
        ("200002", "(B"),
        ("lin@example.org", "【北京】小林"),
        ("200003", "200003"),
        ("200004", "【群主】"),
    ];
    for (id, name) in names {
        assert_eq!(desk.name_of(id), name);
    }
    let group = &desk.document.project.groups[0];
    assert_eq!((group.name.as_str(), group.platform), ("读书会", Platform::Qq));
}

#[test]
fn clocks_of_twelve_hours_are_understood() {
    for (time, expected) in [
        ("8:43:38 PM", "20:43:38"),
        ("8:43:38 AM", "08:43:38"),
        ("12:00:00 AM", "00:00:00"),
        ("12:00:00 PM", "12:00:00"),
        ("下午 8:43:38", "20:43:38"),
        ("上午12:43:38", "00:43:38"),
        ("8:43:38 下午", "20:43:38"),
        ("0:43:38", "00:43:38"),
        ("20:43:38", "20:43:38"),
    ] {
        let mut desk = Desk::new();
        let report = desk.import("a.txt", export(&format!("2019-09-23 {time} 林(200001)\n早\n\n")));
        let expected = format!("2019-09-23T{expected}");
        assert_eq!(report.files[0].first.as_deref(), Some(expected.as_str()), "{time}");
        assert_eq!(desk.name_of("200001"), "林", "{time}");
    }
    // A name on a 24 hour clock.
    let mut desk = Desk::new();
    desk.import("a.txt", export("2019-09-23 20:43:38 PM 林(200001)\n早\n\n"));
    assert_eq!(desk.name_of("200001"), "PM 林");
}

#[test]
fn bodies_keep_their_lines_and_lines_that_look_like_times() {
    let mut desk = Desk::new();
    let text = export("2023-05-01 8:01:02 林(200001)\n")
        + "一\n二\r三\r\n2006-01-02 15:04:05\r\n"
        + "\r\n2006-01-02 15:04:05 不是名字\r\n====\r\n\r\n2023-05-01 8:02:02 周(200002)\r\n好\r\n";
    let report = desk.import("a.txt", text);
    assert_eq!(numbers(&report.files[0]), [2, 2, 0, 2, 0, 0]);
    let long = "一\n二\n三\n2006-01-02 15:04:05\n\n2006-01-02 15:04:05 不是名字\n====";
    assert_eq!(desk.rows(), [row("200001", MessageKind::Text, long), row("200002", MessageKind::Text, "好")]);
}

#[test]
fn several_chats_in_one_file_become_several_groups() {
    let mut desk = Desk::new();
    let text = export("2023-05-01 8:01:02 林(200001)\n早\n\n")
        + &head("跑步团")
        + "2023-05-01 8:01:02 林(200001)\r\n跑\r\n\r\n2023-05-01 8:05:02 周(200002)\r\n跑\r\n\r\n"
        + &head("小王")
        + "2023-05-02 8:01:02 小王\r\n在吗\r\n\r\n2023-05-02 8:02:02 林\r\n在\r\n2006-01-02 15:04:05 x\r\n\r\n";
    let report = desk.import("all.txt", &text);
    let files: Vec<_> = report.files.iter().map(|file| (file.group.as_deref(), numbers(file)[0])).collect();
    assert_eq!(files, [(Some("读书会"), 1), (Some("跑步团"), 2), (Some("小王"), 2)]);
    assert!(desk.rows().iter().all(|(_, _, text)| !text.contains("===")), "{:?}", desk.rows());
    // Without numbers people are known by name; a time inside a message begins none.
    assert!(desk.rows().contains(&row("林", MessageKind::Text, "在\n2006-01-02 15:04:05 x")));
    let again = desk.import("all.txt", &text);
    assert_eq!((again.new_messages, again.duplicates), (0, 5));
}

#[test]
fn notices_move_people_and_are_nobodys_messages() {
    let mut desk = Desk::new();
    let lines = [
        "2023-05-01 8:00:00 林(200001)\n早",
        "2023-05-01 8:01:00 系统消息(1000000)\n周加入本群。",
        "2023-05-01 8:02:00 系统消息(1000000)\n林邀请王(200003)加入了本群。",
        "2023-05-01 8:02:30 王(200003)\n大家好",
        "2023-05-01 8:03:00 系统消息(1000000)\n王已被管理员移出本群。",
        "2023-05-01 8:04:00 系统消息(1000000)\n周退出了本群。",
        "2023-05-01 8:05:00 系统消息(10000)\n林撤回了一条消息",
        "2023-05-01 8:06:00 系统消息(1000000)\n管理员已开启全员禁言",
    ];
    let report = desk.import("a.txt", export(&lines.join("\n\n")));
    assert_eq!(numbers(&report.files[0]), [8, 2, 6, 2, 2, 2]);
    let mut members: Vec<&str> =
        desk.document.project.members.iter().map(|member| member.id.0.as_str()).collect();
    members.sort_unstable();
    assert_eq!(members, ["200001", "200003", "周"], "neither QQ nor an office is a person");
    assert!(desk.document.project.memberships.iter().any(|stay| stay.member.0 == "200003"));
}

#[test]
fn words_in_brackets_are_kinds() {
    for (body, kind) in [
        ("[图片]", MessageKind::Image),
        ("[图片][图片]", MessageKind::Image),
        ("[表情]", MessageKind::Sticker),
        ("[表情]好的", MessageKind::Text),
        ("看[图片]", MessageKind::Text),
        ("[语音]", MessageKind::Voice),
        ("[视频]", MessageKind::Video),
        ("[文件]计划.docx", MessageKind::File),
        ("[QQ红包]我发了一个“专享红包”，请使用新版手机QQ查收红包。", MessageKind::RedPacket),
        ("https://example.org/a", MessageKind::Link),
        ("[3]", MessageKind::Text),
        ("", MessageKind::Other),
    ] {
        let mut desk = Desk::new();
        desk.import("a.txt", export(&format!("2023-05-01 8:01:02 林(200001)\n{body}\n\n")));
        assert_eq!(desk.rows(), [row("200001", kind, body)]);
    }
}

#[test]
fn every_encoding_gives_the_same_messages() {
    let text = export("2023-05-01 8:01:02 林(200001)\n早上好\n\n2023-05-01 8:02:02 周(200002)\n[图片]\n\n");
    let plain = text.trim_start_matches('\u{FEFF}');
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (gb18030, _, _) = encoding_rs::GB18030.encode(plain);
    let expected = [row("200001", MessageKind::Text, "早上好"), row("200002", MessageKind::Image, "[图片]")];
    for bytes in [text.as_bytes(), plain.as_bytes(), &utf16, &gb18030] {
        let mut desk = Desk::new();
        desk.import("a.txt", bytes);
        assert_eq!(desk.rows(), expected);
    }
}

/// The folder of real exports; `None`, with the reason printed, when it is not there.
fn data() -> Option<PathBuf> {
    let folders = ["../shared/data", "../../shared/data"];
    let folder = folders
        .iter()
        .map(|relative| Path::new(env!("CARGO_MANIFEST_DIR")).join(relative).join("qq"))
        .find(|folder| folder.is_dir());
    if folder.is_none() {
        println!("skipped: no folder of real exports beside the repository");
    }
    folder
}

#[test]
fn real_text_exports_are_read_whole() {
    let Some(data) = data() else { return };
    let small = Desk::new().import_path(data.join("qq-chat-history-file.txt"));
    let file = &small.files[0];
    assert_eq!(file.format.as_deref(), Some("qq"));
    assert_eq!(numbers(file), [2, 2, 0, 2, 0, 0]);
    assert_eq!(file.first.as_deref(), Some("1883-03-07T11:22:33"));
    assert_eq!(file.last.as_deref(), Some("1883-03-07T12:34:56"));
    let report = Desk::new().import_path(data.join("qq-txt-12h-ampm-from-parser-test.txt"));
    let file = &report.files[0];
    assert_eq!(numbers(file), [9, 6, 3, 4, 1, 0]);
    assert_eq!(file.first.as_deref(), Some("2019-09-23T20:43:38"));
    assert_eq!(file.last.as_deref(), Some("2019-09-24T09:16:35"));
    assert_eq!(file.skipped, []);
}
