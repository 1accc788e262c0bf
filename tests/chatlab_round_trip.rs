//! A project written in ChatLab's format and read again is the same project, as far as the format can say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;

use qunce::export::{ChatFormat, ChatLab, write_whole_with};
use qunce::import::{ImportOptions, ImportReport, import_into};
use qunce::log::{LogBuilder, MessageLog};
use qunce::model::{
    Evidence, Group, Member, Membership, Message, MessageKind, Platform, Project, Role, Timestamp,
};
use qunce::project_file::Document;
use qunce::synth::{SynthOptions, portfolio};

fn import(document: &mut Document, files: &[PathBuf]) -> ImportReport {
    import_into(document, files, &ImportOptions::default(), &|_| ControlFlow::Continue(())).expect("imported")
}

/// Every group that has messages in a file of its own, in the order of the project.
fn export(document: &Document, format: ChatFormat, folder: &Path) -> Vec<PathBuf> {
    let chats = ChatLab::new(&document.project, &document.log);
    let groups = document.project.groups.iter().filter(|group| !chats.rows(group).is_empty());
    let write = |(number, group): (usize, &Group)| {
        let path = folder.join(format!("{number:03}.{}", format.extension()));
        write_whole_with(&path, |file| chats.write(group, format, 1_700_000_000, file)).expect("written");
        path
    };
    groups.enumerate().map(write).collect()
}

fn read_back(document: &Document, format: ChatFormat) -> Document {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut back = Document {
        project: Project { time_zone: document.project.time_zone, ..Project::default() },
        ..Document::default()
    };
    let report = import(&mut back, &export(document, format, folder.path()));
    assert_eq!((report.new_messages, report.duplicates), (document.log.len() as u64, 0));
    for file in &report.files {
        assert_eq!((&file.skipped, &file.warnings), (&vec![], &vec![]), "{}", file.path.display());
    }
    back
}

/// One row by what it means, not by codes and ids of its log.
#[derive(Debug, PartialEq)]
struct Line {
    at: i64,
    member: String,
    kind: MessageKind,
    text: String,
    mentions: BTreeSet<String>,
    /// Which line of the chat it answers.
    answers: Option<usize>,
}

fn lines(document: &Document) -> BTreeMap<String, Vec<Line>> {
    let canonical: BTreeMap<&str, &str> = (document.project.members.iter())
        .flat_map(|member| member.aliases.iter().map(|alias| (alias.as_str(), member.id.as_str())))
        .collect();
    let person = |id: &str| canonical.get(id).copied().unwrap_or(id).to_owned();
    let mut chats: BTreeMap<String, Vec<Message>> = BTreeMap::new();
    for row in 0..document.log.len() {
        let message = document.log.message(row);
        chats.entry(message.group.0.clone()).or_default().push(message);
    }
    let line = |chat: &[Message], places: &BTreeMap<u64, usize>, message: &Message| Line {
        at: message.at.0,
        member: person(message.member.as_str()),
        kind: message.kind,
        text: message.text.clone().unwrap_or_default(),
        mentions: message.mentions.iter().map(|id| person(id.as_str())).collect(),
        answers: message.reply_to.and_then(|id| places.get(&id).copied()).filter(|at| *at < chat.len()),
    };
    chats
        .into_iter()
        .map(|(id, chat)| {
            let places = chat.iter().enumerate().map(|(at, message)| (message.id, at)).collect();
            (id, chat.iter().map(|message| line(&chat, &places, message)).collect())
        })
        .collect()
}

type Stay = (String, String, Option<NaiveDate>, Option<NaiveDate>, Option<String>, Evidence);

fn stays(document: &Document, groups: &BTreeSet<String>) -> Vec<Stay> {
    let mut stays: Vec<Stay> = (document.project.memberships.iter())
        .filter(|stay| groups.contains(stay.group.as_str()))
        .map(|stay| {
            let inviter = stay.inviter.clone().map(|inviter| inviter.0);
            (stay.group.0.clone(), stay.member.0.clone(), stay.joined, stay.left, inviter, stay.evidence)
        })
        .collect();
    stays.sort_by(|a, b| (&a.0, &a.1, a.2, a.3).cmp(&(&b.0, &b.1, b.2, b.3)));
    stays
}

fn assert_same(document: &Document, back: &Document) {
    let (before, after) = (lines(document), lines(back));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (id, chat) in &before {
        for (number, (line, read)) in chat.iter().zip(&after[id]).enumerate() {
            assert_eq!(line, read, "line {number} of {id}");
        }
        assert_eq!(chat.len(), after[id].len(), "{id}");
    }
    let groups: BTreeSet<String> = before.keys().cloned().collect();
    let about = |group: &Group| (group.id.clone(), group.name.clone(), group.platform);
    let of = |document: &Document| -> Vec<_> {
        document.project.groups.iter().filter(|group| groups.contains(group.id.as_str())).map(about).collect()
    };
    assert_eq!(of(document), of(back));
    assert_eq!(stays(document, &groups), stays(back, &groups));
    assert!(!back.project.members.is_empty());
    for member in back.project.members.iter() {
        let known = document.project.member(&member.id).unwrap_or_else(|| panic!("{member:?} is new"));
        let about = |member: &Member| (member.name.clone(), member.names_seen.clone(), member.roles.clone());
        assert_eq!(about(known), about(member), "{}", member.id);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(6) })]

    #[test]
    fn a_portfolio_comes_back_as_it_was(seed in any::<u64>(), groups in 1usize..6, messages in 200usize..2500) {
        let options = SynthOptions { messages, members: 90, groups, days: 120, seed, ..SynthOptions::default() };
        let document = portfolio(&options).expect("made");
        for format in [ChatFormat::Json, ChatFormat::Jsonl] {
            assert_same(&document, &read_back(&document, format));
        }
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().expect("a date"))
}

/// A chat with everything that the format has no word for.
fn odd() -> Document {
    let member = |id: &str, name: &str| Member { id: id.into(), name: name.to_owned(), ..Member::default() };
    let members = vec![
        Member {
            names_seen: vec!["安老师".to_owned(), "An".to_owned()],
            roles: vec![Role::Admin, Role::Soul, Role::Other("茶水".to_owned())],
            aliases: vec!["old_an".into()],
            ..member("wxid_an", "安")
        },
        member("wxid_bo", "波 \"引号\" \\ 反斜杠"),
        member("di", "小丁"),
        member("silent", "不说话"),
        Member {
            names_seen: vec!["旁".to_owned()],
            roles: vec![Role::Service],
            ..member("outsider", "旁人")
        },
    ];
    let stay = |member: &str, joined, left, inviter: Option<&str>, evidence| Membership {
        group: "55@chatroom".into(),
        member: member.into(),
        joined,
        left,
        inviter: inviter.map(Into::into),
        evidence,
        left_evidence: (left.is_some() && joined.is_some()).then_some(Evidence::Rosters),
    };
    let memberships = vec![
        stay("wxid_an", None, None, None, Evidence::Message),
        stay("wxid_bo", day("2026-01-02"), day("2026-01-05"), Some("wxid_an"), Evidence::Message),
        stay("wxid_bo", day("2026-01-09"), None, Some("di"), Evidence::Rosters),
        stay("silent", day("2025-12-31"), None, Some("outsider"), Evidence::Stated),
    ];
    let mut log = LogBuilder::default();
    let start = 1_767_312_000_123;
    let message = |id: u64, member: &str, kind, text: Option<&str>| Message {
        id,
        at: Timestamp(start + id as i64 * 61_007),
        group: "55@chatroom".into(),
        member: member.into(),
        kind,
        chars: None,
        reply_to: None,
        mentions: Vec::new(),
        text: text.map(str::to_owned),
    };
    for (number, kind) in MessageKind::ALL.into_iter().enumerate() {
        let text = (number % 3 > 0).then_some("一\n二\t\u{1}\u{2028}🙂 \"三\"");
        log.push(&message(number as u64 + 1, ["wxid_an", "old_an", "wxid_bo"][number % 3], kind, text));
    }
    log.push(&Message {
        reply_to: Some(2),
        ..message(31, "wxid_bo", MessageKind::Text, Some("https://example.com"))
    });
    log.push(&Message {
        mentions: vec!["di".into(), "old_an".into()],
        ..message(32, "wxid_bo", MessageKind::Poll, None)
    });
    log.push(&Message { reply_to: Some(999), ..message(33, "", MessageKind::System, Some("系统")) });
    log.push(&message(34, "wxid_bo", MessageKind::System, Some("\"安\"邀请\"波、不认识的人\"加入了群聊")));
    log.push(&message(35, "", MessageKind::Text, Some("没有名字")));
    log.push(&Message {
        at: Timestamp(-1), ..message(36, "wxid_an", MessageKind::Text, Some("很久以前"))
    });
    let group = Group { platform: Platform::WeChat, ..group("55@chatroom", "晚风/读书会") };
    let project = Project {
        groups: vec![group],
        members: Arc::new(members),
        memberships: Arc::new(memberships),
        ..Project::default()
    };
    Document { project, log: Arc::new(log.finish()), ..Document::default() }
}

fn group(id: &str, name: &str) -> Group {
    Group {
        id: id.into(),
        name: name.to_owned(),
        account: None,
        platform: Platform::Other,
        side: None,
        kind: None,
        motive: None,
        created: None,
        closed: None,
        size_limit: None,
        charter: Default::default(),
        threshold: None,
        ..Group::default()
    }
}

#[test]
fn what_the_format_has_no_word_for_comes_back_too() {
    let document = odd();
    for format in [ChatFormat::Json, ChatFormat::Jsonl] {
        let back = read_back(&document, format);
        assert_same(&document, &back);
        let report_joins =
            lines(&back)["55@chatroom"].iter().filter(|line| line.kind == MessageKind::System).count();
        assert_eq!(report_joins, 3);
    }
}

#[test]
fn a_file_read_twice_adds_nothing() {
    let document = odd();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = export(&document, ChatFormat::Json, folder.path());
    let mut back = Document::default();
    import(&mut back, &files);
    let (rows, stays) = (back.log.len(), back.project.memberships.len());
    let again = import(&mut back, &files);
    assert_eq!((again.new_messages, again.new_members), (0, 0));
    assert_eq!((back.log.len(), back.project.memberships.len()), (rows, stays));
}

#[test]
fn other_readers_find_the_plain_format() {
    let document = odd();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = &export(&document, ChatFormat::Json, folder.path())[0];
    let json: serde_json::Value = serde_json::from_slice(&fs::read(path).expect("read")).expect("JSON");
    assert_eq!(
        (&json["chatlab"]["version"], &json["chatlab"]["generator"]),
        (&"0.0.2".into(), &"Qunce".into())
    );
    assert_eq!(json["meta"]["groupId"], "55@chatroom");
    assert_eq!((&json["meta"]["platform"], &json["meta"]["type"]), (&"wechat".into(), &"group".into()));
    let members = json["members"].as_array().expect("members");
    let an = members.iter().find(|member| member["platformId"] == "wxid_an").expect("an");
    assert_eq!((&an["accountName"], &an["roles"][0]["id"]), (&"安".into(), &"admin".into()));
    assert_eq!(an["aliases"], serde_json::json!(["安老师", "An"]));
    assert!(members.iter().all(|member| member["platformId"] != "old_an"));
    let messages = json["messages"].as_array().expect("messages");
    assert_eq!(messages.len(), document.log.len());
    let types: BTreeSet<u64> = messages.iter().filter_map(|message| message["type"].as_u64()).collect();
    assert_eq!(
        types.into_iter().collect::<Vec<_>>(),
        [0, 1, 2, 3, 4, 5, 7, 8, 20, 21, 23, 24, 25, 26, 80, 81, 99]
    );
    for message in messages {
        assert!(
            message["timestamp"].is_i64()
                && message["accountName"].is_string()
                && message["sender"].is_string()
        );
    }
    let lines = fs::read_to_string(&export(&document, ChatFormat::Jsonl, folder.path())[0]).expect("read");
    let kinds: Vec<String> = lines
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("JSON")["_type"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    assert_eq!(kinds[0], "header");
    assert!(
        kinds.is_sorted_by_key(|kind| ["header", "member", "message"].iter().position(|known| known == kind))
    );
}

#[test]
fn a_strange_block_under_our_key_is_passed_over() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("a.json");
    let text = r#"{"chatlab": {"version": "0.0.2"}, "meta": {"name": "晚风", "platform": "wechat", "type": "group"},
        "members": [{"platformId": "a", "accountName": "安", "roles": [{"id": "owner"}, {"id": "custom", "name": "x"}], "qunce": 7},
                    {"platformId": "b", "accountName": "波", "roles": "admin", "qunce": {"stays": "long"}}],
        "messages": [{"sender": "a", "accountName": "安", "timestamp": 1700000000, "type": 0, "content": "早", "qunce": ["x"]},
                     {"sender": "b", "accountName": "波", "timestamp": 1700000001, "type": 1, "content": null, "qunce": {"kind": "new", "ms": 5000}}]}"#;
    fs::write(&path, text).expect("written");
    let mut document = Document::default();
    let report = import(&mut document, &[path]);
    assert_eq!((report.new_messages, &report.files[0].skipped), (2, &vec![]));
    assert_eq!(document.project.members[0].roles, [Role::Admin]);
    assert_eq!(document.project.members[1].roles, []);
    assert_eq!(document.log.kind, [MessageKind::Text, MessageKind::Image]);
    assert_eq!(document.project.memberships.len(), 2, "a strange block is no promise to be complete");
}

fn qunce(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_qunce")).args(args).current_dir(folder).output().expect("run");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_command_line_writes_one_chat_or_all_of_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = folder.path();
    assert_eq!(
        qunce(at, &["synth", "p", "--messages", "600", "--members", "40", "--groups", "3", "--days", "30"]).0,
        Some(0)
    );
    let project = "p/project.ron";
    let (code, printed, error) = qunce(at, &["export", project, "--chat", "all", "--out", "chats"]);
    assert_eq!(code, Some(0), "{error}");
    let files: Vec<&str> = printed.lines().collect();
    assert_eq!(files.len(), 3);
    assert!(files.iter().all(|file| at.join(file).is_file() && file.ends_with(".json")), "{files:?}");
    let (code, printed, error) = qunce(at, &["import", "chats", "--into", "q/project.ron"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(printed.contains("600 new messages, 0 already there"), "{printed}");

    let text = fs::read_to_string(at.join(files[0])).expect("read");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let id = json["meta"]["groupId"].as_str().expect("an id");
    let (code, _, error) =
        qunce(at, &["export", project, "--chat", id, "--out", "masked.jsonl", "--mask", "--lang", "en"]);
    assert_eq!(code, Some(0), "{error}");
    let masked = fs::read_to_string(at.join("masked.jsonl")).expect("read");
    assert_eq!(
        masked.lines().count(),
        1 + json["members"].as_array().map_or(0, Vec::len) + json["messages"].as_array().map_or(0, Vec::len)
    );
    for member in json["members"].as_array().expect("members") {
        for name in [&member["platformId"], &member["accountName"]] {
            assert!(!masked.contains(&format!("\"{}\"", name.as_str().expect("a text"))), "{name} is told");
        }
    }
    let bodies = masked.lines().skip(1).filter(|line| line.contains("\"content\":\""));
    assert_eq!(bodies.count(), 0, "what was said is gone");

    let refused = |args: &[&str], words: &str| {
        let (code, printed, error) = qunce(at, args);
        assert_eq!((code, printed.as_str()), (Some(2), ""), "{args:?}");
        assert!(error.contains(words), "{args:?}: {error}");
    };
    refused(&["export", project, "--out", "x.json"], "--chart");
    refused(&["export", project, "--chat", "all", "--chart", "all", "--out", "x"], "cannot be used with");
    refused(&["export", project, "--chat", "nobody", "--out", "x.json"], "there is no group `nobody`");
    refused(&["export", project, "--chat", "all", "--out", "x.json"], "name a folder");
    refused(&["export", project, "--chat", id, "--out", "x.json", "--format", "jsonl"], "the name says json");
    refused(&["export", project, "--chat", id, "--out", "x.json", "--format", "png"], "for --chart");
    refused(&["export", project, "--chart", "all", "--out", "x", "--format", "json"], "for --chat");
    refused(&["export", project, "--chat", id, "--out", "none/x.json"], "cannot be written");
    assert!(!at.join("x.json").exists() && !at.join("x").exists());
}

#[test]
fn an_empty_log_is_still_a_file() {
    let project = Project { groups: vec![group("g", "空")], ..Project::default() };
    let log = MessageLog::default();
    for format in [ChatFormat::Json, ChatFormat::Jsonl] {
        let mut bytes = Vec::new();
        ChatLab::new(&project, &log).write(&project.groups[0], format, 0, &mut bytes).expect("written");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
    }
}
