//! Exports of several files: Slack's, and QQ Chat Exporter's in chunks. Made-up people, one test for each trap.

use std::fs;

use qunce::import::{ImportOptions, ImportReport};
use qunce::model::{GroupId, MessageKind, Platform};
use qunce::project_file::Document;

use crate::desk::{Desk, options, zip};
use crate::real::numbers;

/// Imports the files packed into a zip.
fn zipped(files: &[(&str, &str)]) -> (ImportReport, Desk) {
    let mut desk = Desk::new();
    let report = desk.import("export.zip", zip(files));
    (report, desk)
}

fn texts(desk: &Desk) -> Vec<String> {
    desk.rows().into_iter().map(|row| row.2).collect()
}

const USERS: &str = r#"[
 {"id":"U1","name":"ann","deleted":false,"real_name":"Ann Lee","profile":{"display_name":"Annie","real_name":"Ann Lee"}},
 {"id":"U2","name":"bo","deleted":true,"real_name":"Bo Sun","profile":{"display_name":"","real_name":"Bo Sun"}},
 {"id":"U3","name":"cy","profile":null}]"#;
const CHANNELS: &str = r#"[{"id":"C1","name":"garden","created":1454884000,"is_archived":false,"members":["U1","U3"],"topic":{"value":""}}]"#;

/// The whole of a small export with these messages on one day.
fn day(messages: &str) -> (ImportReport, Desk) {
    zipped(&[("users.json", USERS), ("channels.json", CHANNELS), ("garden/2016-02-07.json", messages)])
}

#[test]
fn a_channel_is_a_chat_with_its_people_by_id() {
    let (report, desk) = day(r#"[{"type":"message","user":"U1","text":"hello","ts":"1454884927.000002"},
            {"type":"message","user":"U2","text":"hi","ts":"1454884927.000003"},
            {"type":"message","user":"U9","text":"guest","ts":"1454884928.000100",
             "user_profile":{"display_name":"","real_name":"Di Guest","name":"di"}}]"#);
    let file = &report.files[0];
    assert_eq!(file.format.as_deref(), Some("slack"));
    assert_eq!(numbers(file), [3, 3, 0, 3, 0, 0]);
    assert_eq!(file.first.as_deref(), Some("2016-02-07T22:42:07.000002Z"));
    assert_eq!(file.last.as_deref(), Some("2016-02-07T22:42:08.000100Z"));
    let group = &desk.document.project.groups[0];
    assert_eq!((group.id.as_str(), group.name.as_str(), group.platform), ("C1", "garden", Platform::Slack));
    assert_eq!(desk.name_of("U1"), "Annie", "the chosen name");
    assert_eq!(desk.name_of("U2"), "Bo Sun", "the full name, of somebody who was deleted");
    assert_eq!(desk.name_of("U3"), "cy", "the account's, of a member who never wrote");
    assert_eq!(desk.name_of("U9"), "Di Guest", "the message's own, of somebody from outside");
}

#[test]
fn importing_again_and_a_longer_export_add_only_what_is_new() {
    let mut desk = Desk::new();
    let first = r#"[{"type":"message","user":"U1","text":"same","ts":"1454884927.000002"},
                    {"type":"message","user":"U1","text":"same","ts":"1454884927.000003"}]"#;
    let mut files =
        vec![("users.json", USERS), ("channels.json", CHANNELS), ("garden/2016-02-07.json", first)];
    assert_eq!(desk.import("export.zip", zip(&files)).new_messages, 2, "the time stamp is the id");
    let again = desk.import("export.zip", zip(&files));
    assert_eq!((again.new_messages, again.duplicates, again.new_members), (0, 2, 0));
    files.push((
        "garden/2016-02-08.json",
        r#"[{"type":"message","user":"U1","text":"new","ts":"1454970000.000001"}]"#,
    ));
    // Packed again with one folder at the top.
    let deeper: Vec<(String, &str)> =
        files.iter().map(|(name, text)| (format!("Export Feb 2016/{name}"), *text)).collect();
    let longer = desk.import("export.zip", zip(&deeper));
    assert_eq!((longer.new_messages, longer.duplicates), (1, 2));
    // Unpacked, and one file of it picked by hand.
    desk.spread("unpacked", &files);
    for source in ["unpacked", "unpacked/channels.json"] {
        let report = desk.import_path(&desk.folder().join(source));
        assert_eq!((report.new_messages, report.duplicates, report.files.len()), (0, 3, 1), "{source}");
    }
}

#[test]
fn markup_is_shown_as_people_see_it() {
    let (_, desk) = day(
        r#"[{"type":"message","user":"U1","text":"<@U2> and <@U3|cyrus>, see <#C1|garden> &amp; <#C1>: 1 &lt; 2 &gt; 0","ts":"1.1"},
            {"type":"message","user":"U1","text":"<!here> <!subteam^S1|@team> <!date^1392734382^{date}|Feb 18>","ts":"2.1"},
            {"type":"message","user":"U1","text":"<http:\/\/a.example\/x?a=1&amp;b=2|a.example>","ts":"3.1"},
            {"type":"message","user":"U1","text":"<https:\/\/a.example\/x>","ts":"4.1"},
            {"type":"message","user":"U2","text":"see <https:\/\/a.example>","ts":"5.1"},
            {"type":"message","user":"U1","text":"a < b, never closed &amp;lt;","ts":"6.1"}]"#,
    );
    assert_eq!(
        texts(&desk),
        [
            "@Bo Sun and @cy, see #garden & #garden: 1 < 2 > 0",
            "@here @team Feb 18",
            "a.example",
            "https://a.example/x",
            "see https://a.example",
            "a < b, never closed &lt;",
        ]
    );
    let messages = desk.messages();
    let mut mentioned: Vec<String> = messages[0].mentions.iter().map(|id| id.0.clone()).collect();
    mentioned.sort();
    assert_eq!(mentioned, ["U2", "U3"]);
    let kinds: Vec<MessageKind> = messages.iter().map(|message| message.kind).collect();
    assert_eq!(kinds[2..5], [MessageKind::Link, MessageKind::Link, MessageKind::Text]);
}

#[test]
fn comings_and_goings_name_who_invited() {
    let (report, desk) = day(
        r#"[{"type":"message","subtype":"channel_join","user":"U1","text":"<@U1> has joined the channel","ts":"1.1"},
            {"type":"message","subtype":"channel_join","user":"U2","inviter":"U1","text":"<@U2> has joined","ts":"2.1"},
            {"type":"message","subtype":"channel_topic","user":"U1","topic":"x","text":"set the topic","ts":"3.1"},
            {"type":"message","subtype":"bot_add","user":"U1","bot_id":"B1","text":"added an integration","ts":"4.1"},
            {"type":"message","subtype":"group_leave","user":"U2","text":"<@U2> has left","ts":"5.1"}]"#,
    );
    assert_eq!(numbers(&report.files[0]), [5, 0, 5, 0, 2, 1]);
    let stay = |id: &str| {
        let mut stays = desk.document.project.memberships.iter();
        stays.find(|stay| stay.member.as_str() == id).cloned().unwrap_or_else(|| panic!("a stay of {id}"))
    };
    assert_eq!(stay("U2").inviter.map(|inviter| inviter.0).as_deref(), Some("U1"));
    assert!(stay("U2").left.is_some() && stay("U1").inviter.is_none());
}

#[test]
fn bots_without_a_user_and_threads_are_kept() {
    let (report, desk) = day(
        r#"[{"type":"message","user":"U1","text":"question","ts":"1.000001","thread_ts":"1.000001","reply_count":2},
            {"type":"message","user":"U2","text":"answer","ts":"2.000001","thread_ts":"1.000001","parent_user_id":"U1"},
            {"type":"message","subtype":"thread_broadcast","user":"U2","text":"to all","ts":"3.000001","thread_ts":"1.000001"},
            {"type":"message","subtype":"bot_message","bot_id":"B1","username":"Watch","text":"","ts":"4.000001",
             "attachments":[{"fallback":"[x] 1 new <https:\/\/a.example|commit>","id":1}]},
            {"type":"message","subtype":"bot_message","username":"Hook","text":"beep","ts":"5.000001"},
            {"type":"message","subtype":"bot_message","bot_id":"B2","bot_profile":{"name":"Deploy"},"text":"done","ts":"6.000001","attachments":null,"blocks":null},
            {"type":"message","user":"USLACKBOT","text":"psst","ts":"7.000001"}]"#,
    );
    assert_eq!(numbers(&report.files[0]), [7, 7, 0, 6, 0, 0]);
    let messages = desk.messages();
    let question = messages[0].id;
    assert_eq!(messages[0].reply_to, None, "the first of a thread answers nobody");
    assert_eq!([messages[1].reply_to, messages[2].reply_to], [Some(question), Some(question)]);
    assert_eq!(messages[3].text.as_deref(), Some("[x] 1 new commit"));
    assert_eq!(messages[4].member.as_str(), "Hook");
    assert_eq!([desk.name_of("B1"), desk.name_of("B2")], ["Watch", "Deploy"]);
    assert_eq!(desk.name_of("USLACKBOT"), "Slackbot");
}

#[test]
fn files_and_other_kinds_are_told_apart() {
    let (_, desk) = day(
        r#"[{"type":"message","user":"U1","text":"","files":[{"id":"F1","mimetype":"image\/png"}],"ts":"1.1"},
            {"type":"message","user":"U1","text":"look","files":[{"id":"F1","mimetype":"image\/png"}],"ts":"2.1"},
            {"type":"message","subtype":"file_share","upload":true,"user":"U1","text":"<@U1> uploaded a file: <https:\/\/a.example|x>","file":{"id":"F2","mimetype":"text\/plain"},"ts":"3.1"},
            {"type":"message","subtype":"file_comment","text":"<@U2> commented","comment":{"user":"U2","comment":"nice"},"ts":"4.1"},
            {"type":"message","subtype":"tombstone","user":"USLACKBOT","text":"This message was deleted.","ts":"5.1"},
            {"type":"message","subtype":"huddle_thread","user":"U1","text":"A huddle started","ts":"6.1"},
            {"type":"message","subtype":"me_message","user":"U1","text":"waves","ts":"7.1"},
            {"type":"message","user":"U1","text":"","files":[{"mode":"tombstone"}],"ts":"8.1"}]"#,
    );
    let messages = desk.messages();
    let kinds: Vec<MessageKind> = messages.iter().map(|message| message.kind).collect();
    use MessageKind::{Call, File, Image, Recalled, Text};
    assert_eq!(kinds, [Image, Text, File, Text, Recalled, Call, Text, Recalled]);
    assert_eq!(messages[3].member.as_str(), "U2", "who commented");
}

#[test]
fn private_conversations_lie_under_other_names() {
    let message = |ts: &str| format!(r#"[{{"type":"message","user":"U1","text":"x","ts":"{ts}"}}]"#);
    let (report, desk) = zipped(&[
        ("org_users.json", USERS),
        ("dms.json", r#"[{"id":"D1","created":1,"members":["U1","U2"]}]"#),
        ("groups.json", r#"[{"id":"G1","name":"secret","members":["U1"]}]"#),
        ("mpims.json", r#"[{"id":"G2","name":"mpdm-ann--bo--cy-1","members":["U1","U2","U3"]}]"#),
        ("integration_logs.json", "[]"),
        ("canvases.json", "[]"),
        ("D1/2016-02-07.json", &message("1.1")),
        ("secret/2016-02-07.json", &message("2.1")),
        ("mpdm-ann--bo--cy-1/2016-02-07.json", &message("3.1")),
    ]);
    let mut groups: Vec<(&str, &str)> =
        desk.document.project.groups.iter().map(|group| (group.id.as_str(), group.name.as_str())).collect();
    groups.sort_unstable();
    assert_eq!(groups, [("D1", "Annie, Bo Sun"), ("G1", "secret"), ("G2", "mpdm-ann--bo--cy-1")]);
    assert_eq!(report.files.len(), 3, "no line for the lists");
}

#[test]
fn the_folder_that_a_renamed_channel_left_belongs_to_it() {
    let said = r#"[{"type":"message","user":"U1","text":"early","ts":"1.1"}]"#;
    let left = r#"[{"type":"message","user":"U1","text":"middle","ts":"2.1"},
        {"type":"message","subtype":"channel_name","user":"U1","old_name":"plants","name":"garden","text":"renamed","ts":"3.1"}]"#;
    let now = r#"[{"type":"message","subtype":"channel_name","user":"U1","old_name":"seeds","name":"plants","text":"renamed","ts":"4.1"},
        {"type":"message","user":"U1","text":"late","ts":"5.1"}]"#;
    let (report, desk) = zipped(&[
        ("users.json", USERS),
        ("channels.json", CHANNELS),
        ("garden/2016-02-09.json", now),
        ("plants/2016-02-08.json", left),
        ("seeds/2016-02-07.json", said),
        ("forgotten/2016-02-07.json", said),
    ]);
    let mut groups: Vec<&str> = desk.document.project.groups.iter().map(|group| group.id.as_str()).collect();
    groups.sort_unstable();
    assert_eq!(groups, ["C1", "forgotten"]);
    let garden = report.files.iter().find(|file| file.group.as_deref() == Some("C1")).expect("the channel");
    assert_eq!(garden.entries, 5);
}

#[test]
fn what_is_broken_is_skipped_with_its_place() {
    let (report, desk) = zipped(&[
        ("users.json", "[{\"id\":\"U1\",\"name\":\"ann\"}, 7"),
        ("channels.json", CHANNELS),
        (
            "garden/2016-02-07.json",
            "[{\"type\":\"message\",\"user\":\"U1\",\"text\":\"a\",\"ts\":\"1.1\"},\n {\"text\":\"no time\"},\n [1],\n {\"ts\":\"soon\"}]",
        ),
        (
            "garden/2016-02-08.json",
            "[{\"type\":\"message\",\"user\":\"U1\",\"text\":\"b\",\"ts\":\"2.1\"}, {\"ts\":",
        ),
        ("garden/2016-02-09.json", "not JSON"),
        ("garden/2016-02-10.json", "\u{0}\u{0}"),
    ]);
    assert_eq!(texts(&desk), ["a", "b"]);
    let file = report.files.iter().find(|file| file.format.is_some()).expect("the channel");
    let reasons: Vec<(u64, &str)> =
        file.skipped.iter().map(|skipped| (skipped.line, skipped.reason.as_str())).collect();
    assert!(
        reasons.contains(&(2, "garden/2016-02-07.json: a message without a readable `ts`")),
        "{reasons:?}"
    );
    assert!(
        reasons.iter().any(|(line, reason)| *line == 3 && reason.contains("not an object")),
        "{reasons:?}"
    );
    for day in ["2016-02-09.json", "2016-02-10.json"] {
        assert!(reasons.iter().any(|(_, reason)| reason.contains(day)), "{day}: {reasons:?}");
    }
    assert!(file.warnings.iter().any(|warning| warning.kind == "truncated"));
}

#[test]
fn no_damage_to_a_day_brings_the_import_down() {
    let said = r#"[{"type":"message","user":"U1","text":"<@U2> &amp; <#C1|x>","ts":"1.000002","thread_ts":"1.000001",
        "files":[{"mimetype":"image\/png"}]},{"subtype":"channel_join","user":"U2","inviter":"U1","ts":"2.1"}]"#;
    let mut desk = Desk::new();
    let export = desk.spread(
        "export",
        &[("users.json", USERS), ("channels.json", CHANNELS), ("garden/2016-02-07.json", said)],
    );
    let day = export.join("garden/2016-02-07.json");
    let mut read = |damage: String| {
        desk.document = Document::default();
        desk.try_path(&export).unwrap_or_else(|error| panic!("{damage}: {error}"));
    };
    for at in 0..said.len() {
        let (before, rest) = said.as_bytes().split_at(at);
        for put in [&b""[..], b"{", b"]", b"\"", b"\xFF", b"9", b"<"] {
            fs::write(&day, [before, put, &rest[1..]].concat()).expect("written");
            read(format!("byte {at}"));
        }
        fs::write(&day, before).expect("written");
        read(format!("cut at {at}"));
    }
}

#[test]
fn a_list_of_users_alone_is_no_export() {
    let mut desk = Desk::new();
    // Another exporter's list of names beside its own tables.
    let export = desk.spread(
        "export",
        &[
            ("users.json", r#"{"wxid_1":{"nickname":"Ann"}}"#),
            ("notes/2016-02-07.json", "[]"),
            ("WhatsApp Chat with Garden.txt", "13/02/2023, 10:00 - Ann: a"),
        ],
    );
    let report = desk.import_path(&export);
    assert_eq!(report.new_messages, 1);
    assert!(report.files.iter().all(|file| file.format.as_deref() != Some("slack")));
    let named = ImportOptions { format: Some("slack".into()), ..options() };
    let alone = export.join("WhatsApp Chat with Garden.txt");
    let error = desk.try_paths(&[alone], &named).expect_err("no export");
    assert!(error.to_string().contains("slack"), "{error}");
}

#[test]
fn several_workspaces_and_other_chats_lie_beside_each_other() {
    let said = r#"[{"type":"message","user":"U1","text":"x","ts":"1.1"}]"#;
    let other = r#"[{"id":"C2","name":"kitchen","members":[]}]"#;
    let (report, desk) = zipped(&[
        ("one/users.json", USERS),
        ("one/channels.json", CHANNELS),
        ("one/garden/2016-02-07.json", said),
        ("two/channels.json", other),
        ("two/kitchen/2016-02-07.json", said),
        ("two/kitchen/attached.csv", "time,sender,text\n2024-01-01 10:00,Ann,hi\n"),
        ("WhatsApp Chat with Pond.txt", "13/02/2023, 10:00 - Ann: a"),
    ]);
    let mut groups: Vec<&str> =
        desk.document.project.groups.iter().map(|group| group.name.as_str()).collect();
    groups.sort_unstable();
    assert_eq!(groups, ["Pond", "garden", "kitchen"], "what was attached to a channel is no chat");
    assert!(report.files.iter().any(|file| file.path.ends_with("export.zip/one")));
}

const MANIFEST: &str = r#"{"metadata":{"name":"QQChatExporter","format":"chunked-jsonl"},
 "chatInfo":{"name":"花园","type":"group","peerUin":"88001","selfUid":"u_me","selfUin":"10001"},
 "statistics":{"totalMessages":3},
 "chunked":{"format":"jsonl","chunksDir":"chunks","chunks":[{"file":"c000001.jsonl"},{"file":"c000002.jsonl"}]}}"#;
const FIRST: &str = concat!(
    r#"{"id":"1","timestamp":1700000000000,"sender":{"uid":"u_a","uin":"20001","name":"安"},"type":"text","content":{"text":"早"}}"#,
    "\n\n{broken\n",
    r#"{"id":"2","timestamp":1700000060000,"sender":{"uid":"u_b","uin":"20002","name":"波"},"type":"text","content":{"text":"好"}}"#,
);
const SECOND: &str = r#"{"id":"3","timestamp":1700000120000,"sender":{"uid":"u_a","uin":"0","name":"安"},"type":"text","content":{"text":"走"}}"#;

#[test]
fn chunks_of_qq_chat_exporter_are_one_chat() {
    let files = [
        ("manifest.json", MANIFEST),
        ("chunks/c000001.jsonl", FIRST),
        ("chunks/c000002.jsonl", SECOND),
        ("avatars.json", "{\"20001\":\"data:\"}"),
    ];
    let (report, desk) = zipped(&files);
    assert_eq!(report.files.len(), 1);
    let file = &report.files[0];
    assert_eq!((file.format.as_deref(), file.group.as_deref()), (Some("qq-chat-exporter"), Some("88001")));
    assert_eq!(numbers(file), [3, 3, 0, 2, 0, 0]);
    assert_eq!(file.skipped.len(), 1);
    assert!(
        file.skipped[0].line == 3 && file.skipped[0].reason.starts_with("chunks/c000001.jsonl"),
        "{file:?}"
    );
    assert_eq!(desk.document.project.groups[0].name, "花园");
    assert_eq!(desk.messages()[2].member.as_str(), "20001", "the number is remembered over chunks");
    // Unpacked: the folder, and its manifest picked by hand.
    let mut unpacked = Desk::new();
    let export = unpacked.spread("export", &files[..2]);
    for source in [export.clone(), export.join("manifest.json")] {
        unpacked.document = Document::default();
        let report = unpacked.import_path(&source);
        assert_eq!(report.new_messages, 2, "{}", source.display());
        assert_eq!(report.files[0].warnings[0].kind, "chunks_missing");
    }
    assert_eq!(desk.document.project.groups[0].id, GroupId("88001".to_owned()));
}
