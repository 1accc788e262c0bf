//! Importers against hand-written exports with made-up names: one test for each trap of the formats.

use std::ops::ControlFlow;
use std::path::PathBuf;

use qunce::import::{DateOrder, ImportError, ImportOptions, import_into};
use qunce::model::{Evidence, GroupId, MessageKind};
use qunce::project_file::Document;

use crate::desk::{Desk, options};
use crate::real::numbers;

/// Entries, by people, system, senders, joins, leaves of a text read on its own.
fn counts(text: &str) -> [u64; 6] {
    numbers(&Desk::new().import("WhatsApp Chat with Garden.txt", text).files[0])
}

fn first_of(text: &str) -> String {
    let report = Desk::new().import("_chat.txt", text);
    assert_eq!(report.files[0].format.as_deref(), Some("whatsapp"), "{text}");
    report.files[0].first.clone().unwrap_or_else(|| panic!("nothing read from {text}"))
}

#[test]
fn whatsapp_dates_of_every_region_are_understood() {
    for (line, expected) in [
        ("3/16/18, 1:55 p.m. - Ann: a", "2018-03-16T13:55:00"),
        ("16-03-2018, 01.55 PM - Ann: a", "2018-03-16T13:55:00"),
        ("16.03.18 21.25.15: Ann: a", "2018-03-16T21:25:15"),
        ("[03.16.18 21:25:15] Ann: a", "2018-03-16T21:25:15"),
        ("16.3.2018 klo 21.25.15 - Ann: a", "2018-03-16T21:25:15"),
        ("16. 3. 2018. 21:25:15 Ann: a", "2018-03-16T21:25:15"),
        ("[3/16/18 1:55:00 p. m.] Ann: a", "2018-03-16T13:55:00"),
        ("[2018/03/16, 21:25:15] Ann: a", "2018-03-16T21:25:15"),
        ("2020/1/15 13:05 - Ann: a", "2020-01-15T13:05:00"),
        ("2020/1/15 下午1:05 - 安: a", "2020-01-15T13:05:00"),
        ("[2020/1/15 上午12:05:09] 安: a", "2020-01-15T00:05:09"),
        ("2018. 3. 16. 오후 1:05 - Ann: a", "2018-03-16T13:05:00"),
        ("16/3/18, 0:08 a. m. - Ann: a", "2018-03-16T00:08:00"),
        ("16/3/18, 12:08 a. m. - Ann: a", "2018-03-16T00:08:00"),
        ("16/3/18, 12:08 PM - Ann: a", "2018-03-16T12:08:00"),
        ("3/16/24, 1:55\u{202F}PM - Ann: a", "2024-03-16T13:55:00"),
        ("\u{200E}[16/03/18, 1:55:01\u{A0}PM] Ann: a", "2018-03-16T13:55:01"),
        ("06/2018/13, 10:00 - Ann: a", "2018-06-13T10:00:00"),
        ("١٦/٣/٢٠١٨، ١:٥٥ م - Ann: a", "2018-03-16T13:55:00"),
    ] {
        assert_eq!(first_of(line), expected, "{line}");
    }
}

#[test]
fn an_encoding_that_shows_late_is_found() {
    let lines = |body: &str| -> String {
        (0..4000)
            .map(|n| format!("16/03/2018, {:02}:{:02} - Ann: {n} {body}\n", n / 60 % 24, n % 60))
            .collect()
    };
    // Nothing but ASCII for longer than anything that is read ahead.
    let early = lines("a line with nothing in it that tells of how it is written");
    let late = "17/03/2018, 10:00 - 安安: 晚上好\n";
    let (gb18030, _, _) = encoding_rs::GB18030.encode(late);
    for late in [late.as_bytes(), &gb18030] {
        let mut desk = Desk::new();
        let report = desk.import("_chat.txt", [early.as_bytes(), late].concat());
        assert_eq!((report.new_messages, report.new_members), (4001, 2));
        assert!(report.files[0].warnings.iter().all(|warning| warning.kind != "invalid_utf8"));
        let text = desk.document.log.text.as_ref().expect("texts");
        assert_eq!(text.get(4000), Some("晚上好"));
    }
    // A few bytes of nothing among much that is sure, and a character cut at the end.
    let early = lines("每一行都说得清清楚楚");
    for late in [&b"17/03/2018, 10:00 - Ann: b\xFFd"[..], b"17/03/2018, 10:00 - Ann: bd\xE6\x99"] {
        let mut desk = Desk::new();
        let report = desk.import("_chat.txt", [early.as_bytes(), late].concat());
        assert_eq!((report.new_messages, report.new_members), (4001, 1));
        assert_eq!(
            report.files[0].warnings.iter().filter(|warning| warning.kind == "invalid_utf8").count(),
            1
        );
        let text = desk.document.log.text.as_ref().expect("texts");
        assert!(text.get(4000).is_some_and(|text| text.contains('\u{FFFD}') && text.starts_with('b')));
    }
}

#[test]
fn whatsapp_date_order_comes_from_the_file() {
    // A number above twelve.
    assert_eq!(first_of("1/2/20, 10:00 - Ann: a\n1/13/20, 10:00 - Ann: b"), "2020-01-02T10:00:00");
    assert_eq!(first_of("1/2/20, 10:00 - Ann: a\n13/2/20, 10:00 - Ann: b"), "2020-02-01T10:00:00");
    // Months do not turn back within a year.
    let text =
        "5/1/20, 10:00 - Ann: a\n2/2/20, 10:00 - Ann: b\n7/3/20, 10:00 - Ann: c\n1/4/20, 10:00 - Ann: d";
    assert_eq!(first_of(text), "2020-01-05T10:00:00");
    // The number that changes more often is the day; the user is told.
    let report = Desk::new()
        .import("_chat.txt", "4/1/20, 10:00 - Ann: a\n4/2/20, 10:00 - Ann: b\n4/3/20, 10:00 - Bo: c");
    assert_eq!(report.files[0].last.as_deref(), Some("2020-04-03T10:00:00"));
    assert_eq!(report.files[0].warnings[0].kind, "ambiguous_date_order");
}

#[test]
fn an_undecidable_date_order_is_refused_and_names_the_flag() {
    let text = "before\n4/5/20, 10:00 - Ann: a\n4/5/20, 11:00 - Bo: b";
    let mut desk = Desk::new();
    let error = desk.try_import("_chat.txt", text).expect_err("undecidable");
    assert!(matches!(error, ImportError::DateOrder { line: 2, .. }), "{error:?}");
    assert!(error.to_string().contains("--date-order"), "{error}");
    assert_eq!(desk.document, Document::default(), "nothing was changed");
    for (order, first) in [(DateOrder::Dmy, "2020-05-04T10:00:00"), (DateOrder::Mdy, "2020-04-05T10:00:00")] {
        let options = ImportOptions { date_order: Some(order), ..options() };
        let report = Desk::new().try_import_with("_chat.txt", text, &options).expect("told");
        assert_eq!(report.files[0].first.as_deref(), Some(first));
    }
    let options = ImportOptions { date_order: Some(DateOrder::Ymd), ..options() };
    let report = desk.try_import_with("_chat.txt", "20/4/5, 10:00 - Ann: a", &options).expect("told");
    assert_eq!(report.files[0].first.as_deref(), Some("2020-04-05T10:00:00"));
}

#[test]
fn bodies_keep_their_lines_even_those_that_begin_with_a_date() {
    let mut desk = Desk::new();
    let report = desk.import(
        "_chat.txt",
        "hello from an editor\r\n13/4/20, 10:00 - Ann: plan:\r\n\r\n2016-04-29 10:30:00\r\n14/4/20 we meet\r\n[14/4/20, 10:00:00] quoted: line\r\n13/4/20, 10:01 - Bo: yes\r\n\r\n\r\n",
    );
    assert_eq!(numbers(&report.files[0]), [2, 2, 0, 2, 0, 0]);
    assert_eq!(report.files[0].skipped[0].line, 1);
    let rows = desk.rows();
    assert_eq!(rows[0].2, "plan:\n\n2016-04-29 10:30:00\n14/4/20 we meet\n[14/4/20, 10:00:00] quoted: line");
    assert_eq!(rows[1].2, "yes");
}

#[test]
fn senders_are_split_where_their_names_end() {
    let mut desk = Desk::new();
    desk.import(
        "_chat.txt",
        "[13/02/2023, 10:00:00] ~\u{202F}Ann 246:): hi: there\n\
         \u{200E}[13/02/2023, 10:00:01] Dr: Who: \u{200E}image omitted\n\
         [13/02/2023, 10:00:02] Dr: Who: tea: at five\n\
         [13/02/2023, 10:00:03] \u{202A}+49\u{A0}170\u{A0}1234567\u{202C}: x\n\
         [13/02/2023, 10:00:04] Bo:.\n\
         [13/02/2023, 10:00:05] Cy:\n",
    );
    let senders: Vec<String> = desk.rows().into_iter().map(|row| row.0).collect();
    assert_eq!(senders, ["Ann 246:)", "Dr: Who", "Dr: Who", "+49 170 1234567", "Bo", "Cy"]);
    assert_eq!(desk.rows()[0].2, "hi: there");
    assert_eq!(desk.rows()[2].2, "tea: at five");
    assert_eq!(desk.rows()[1].1, MessageKind::Image);
}

#[test]
fn ios_system_lines_have_a_sender_but_are_nobodys() {
    let text = "[13/02/2023, 10:00:00] Garden: \u{200E}Messages and calls are end-to-end encrypted. No one can read them.\n\
        [13/02/2023, 10:00:01] Ann: \u{200E}Ann created this group\n\
        [13/02/2023, 10:00:02] ~\u{202F}Bo: \u{200E}~\u{202F}Bo joined using this group’s invite link\n\
        [13/02/2023, 10:00:03] Cy: \u{200E}Cy joined from the community\n\
        [13/02/2023, 10:00:04] Cy: Bo left\n\
        [13/02/2023, 10:00:05] Bo: \u{200E}This message was deleted.\n\
        \u{200E}[13/02/2023, 10:00:06] Bo: \u{200E}sticker omitted\n\
        [13/02/2023, 10:00:07] Cy: \u{200E}Cy left\n\
        [13/02/2023, 10:00:08] Ann: \u{200E}Ann changed the subject from \"A: b\" to \"C: d\"\n\
        [13/02/2023, 10:00:09] Ann: \u{200E}POLL:\nWhen?\n\u{200E}OPTION: Monday (2 votes)\n";
    assert_eq!(counts(text), [10, 4, 6, 3, 2, 1]);
}

#[test]
fn android_system_lines_may_hold_colons() {
    let text = "13/02/2023, 10:00 - Ann created group \"Garden: spring\"\n\
        13/02/2023, 10:01 - Ann added Bo, Cy and Di\n\
        13/02/2023, 10:02 - You were added\n\
        13/02/2023, 10:03 - Ann changed the subject from \"Garden: spring\" to \"Garden: summer\"\n\
        13/02/2023, 10:04 - Ann: Bo joined using this group's invite link\n\
        13/02/2023, 10:05 - Ann removed Bo\n\
        13/02/2023, 10:06 - Di left\n\
        13/02/2023, 10:07 - Cy: I left my umbrella. Ann added salt\n";
    let mut desk = Desk::new();
    let report = desk.import("export.txt", text);
    assert_eq!(numbers(&report.files[0]), [8, 2, 6, 2, 4, 2]);
    assert_eq!(desk.document.project.groups[0].name, "Garden: summer");
    let stays: Vec<_> = desk
        .document
        .project
        .memberships
        .iter()
        .map(|stay| (stay.member.as_str(), stay.joined.is_some(), stay.left.is_some(), stay.evidence))
        .collect();
    let message = Evidence::Message;
    for expected in [
        ("Bo", true, true, message),
        ("Cy", true, false, message),
        ("Di", true, true, message),
        ("Ann", false, false, message),
    ] {
        assert!(stays.contains(&expected), "{expected:?} in {stays:?}");
    }
    assert_eq!(stays.len(), 4);
}

#[test]
fn joins_and_leaves_are_read_in_many_languages() {
    for (line, joins, leaves) in [
        ("安使用此群组的邀请链接加入", 1, 0),
        ("安添加了波", 1, 0),
        ("波退出了群组", 0, 1),
        ("安移除了波", 0, 1),
        ("安已新增波", 1, 0),
        ("波已離開群組", 0, 1),
        ("Анна добавил(а) Бориса", 1, 0),
        ("Борис вышел(а)", 0, 1),
        ("Борис покинул(а) группу", 0, 1),
        ("Anna hat Bo hinzugefügt", 1, 0),
        ("Bo hat die Gruppe verlassen", 0, 1),
        ("Ana añadió a Bo", 1, 0),
        ("Bo salió del grupo", 0, 1),
        ("Ana adicionou Bo e Caio", 2, 0),
        ("Bo saiu", 0, 1),
        ("Anne a ajouté Bo", 1, 0),
        ("Bo a quitté le groupe", 0, 1),
    ] {
        let text = format!("13/02/2023, 10:00 - {line}\n13/02/2023, 10:01 - Ann: {line}\n");
        assert_eq!(counts(&text)[4..], [joins, leaves], "{line}");
    }
}

#[test]
fn bodies_tell_their_kind() {
    for (body, kind, text) in [
        ("<Media omitted>", MessageKind::Other, "<Media omitted>"),
        ("<省略多媒体文件>", MessageKind::Other, "<省略多媒体文件>"),
        ("<Medien ausgeschlossen>", MessageKind::Other, "<Medien ausgeschlossen>"),
        (
            "IMG-20210428-WA0001.jpg (file attached)",
            MessageKind::Image,
            "IMG-20210428-WA0001.jpg (file attached)",
        ),
        ("PTT-1.opus (Datei angehängt)", MessageKind::Voice, "PTT-1.opus (Datei angehängt)"),
        ("STK-1.webp (file attached)", MessageKind::Sticker, "STK-1.webp (file attached)"),
        ("Plan.pdf (file attached)\nfor Monday", MessageKind::File, "Plan.pdf (file attached)\nfor Monday"),
        ("<attached: 0042-PHOTO-2020.jpg>", MessageKind::Image, "<attached: 0042-PHOTO-2020.jpg>"),
        ("This message was deleted", MessageKind::Recalled, "This message was deleted"),
        ("Du hast diese Nachricht gelöscht.", MessageKind::Recalled, "Du hast diese Nachricht gelöscht."),
        ("此消息已删除", MessageKind::Recalled, "此消息已删除"),
        ("see you <This message was edited>", MessageKind::Text, "see you"),
        ("see you \u{200E}<This message was edited>", MessageKind::Text, "see you"),
        ("a < b and b > a <ok>", MessageKind::Text, "a < b and b > a <ok>"),
        ("POLL:\nWhen?\nOPTION: now (1 vote)", MessageKind::Poll, "POLL:\nWhen?\nOPTION: now (1 vote)"),
        (
            "Location: https://maps.google.com/?q=1,2",
            MessageKind::Location,
            "Location: https://maps.google.com/?q=1,2",
        ),
        ("https://example.org/x?y", MessageKind::Link, "https://example.org/x?y"),
        ("look https://example.org", MessageKind::Text, "look https://example.org"),
        ("null", MessageKind::Other, "null"),
        ("I was deleted (not really)", MessageKind::Text, "I was deleted (not really)"),
    ] {
        let mut desk = Desk::new();
        desk.import("_chat.txt", format!("13/02/2023, 10:00 - Ann: {body}\n13/02/2023, 10:01 - Bo: x"));
        let row = &desk.rows()[0];
        assert_eq!((row.1, row.2.as_str()), (kind, text), "{body}");
    }
}

#[test]
fn the_chat_is_named_by_its_file() {
    for (file, name) in [
        ("WhatsApp Chat with Garden.txt", "Garden"),
        ("与园丁的 WhatsApp 聊天.txt", "园丁"),
        ("Чат WhatsApp с Сад.txt", "Сад"),
        ("WhatsApp Chat - Garden/_chat.txt", "Garden"),
        ("my notes.txt", "my notes"),
    ] {
        let mut desk = Desk::new();
        desk.import(file, "13/02/2023, 10:00 - Ann: a");
        assert_eq!(desk.document.project.groups[0].name, name, "{file}");
    }
    let mut desk = Desk::new();
    let options = ImportOptions { group: Some(GroupId::from("g7")), ..options() };
    desk.try_import_with("WhatsApp Chat with Garden.txt", "13/02/2023, 10:00 - Ann: a", &options)
        .expect("imported");
    assert_eq!(desk.document.project.groups[0].id.as_str(), "g7");
    assert_eq!(desk.document.project.groups[0].name, "Garden");
}

#[test]
fn importing_again_adds_nothing_and_a_longer_export_adds_the_rest() {
    let short =
        "13/02/2023, 10:00 - Ann added Bo\n13/02/2023, 10:01 - Ann: ok\n13/02/2023, 10:01 - Ann: ok\n";
    let long = format!(
        "{short}13/02/2023, 10:01 - Ann: ok\n14/02/2023, 10:00 - Bo: @Ann hi\n14/02/2023, 10:01 - Bo left\n"
    );
    let mut desk = Desk::new();
    let name = "WhatsApp Chat with Garden.txt";
    assert_eq!(desk.import(name, short).new_messages, 3);
    let once = desk.document.clone();
    let again = desk.import(name, short);
    assert_eq!((again.new_messages, again.duplicates, again.new_members), (0, 3, 0));
    assert_eq!(desk.document, once);
    let more = desk.import(name, &long);
    assert_eq!((more.new_messages, more.duplicates, more.new_members), (3, 3, 0));
    let stay =
        desk.document.project.memberships.iter().find(|stay| stay.member.as_str() == "Bo").expect("a stay");
    assert_eq!(
        (stay.joined.map(|day| day.to_string()), stay.left.map(|day| day.to_string())),
        (Some("2023-02-13".into()), Some("2023-02-14".into()))
    );
    let mentions = desk.document.log.message(4).mentions;
    assert_eq!(mentions, ["Ann".into()]);
    // Two overlapping files in one import count once.
    let mut both = Desk::new();
    let (one, two) = (
        both.put("a/WhatsApp Chat with Garden.txt", short),
        both.put("b/WhatsApp Chat with Garden.txt", &long),
    );
    let report = both.try_paths(&[one, two], &options()).expect("imported");
    assert_eq!((report.new_messages, report.duplicates), (6, 3));
}

#[test]
fn local_times_are_read_in_the_zone_and_doubtful_ones_counted() {
    let text = "26/03/2023, 02:30 - Ann: skipped hour\n29/10/2023, 02:30 - Ann: hour that comes twice\n29/10/2023, 12:00 - Ann: plain";
    let mut desk = Desk::new();
    let options = ImportOptions { time_zone: Some(chrono_tz::Europe::Berlin), ..ImportOptions::default() };
    let report = desk.try_import_with("_chat.txt", text, &options).expect("imported");
    let at: Vec<String> = (0..3).map(|row| desk.document.log.message(row).at.to_string()).collect();
    assert_eq!(at, ["2023-03-26T01:30:00Z", "2023-10-29T00:30:00Z", "2023-10-29T11:00:00Z"]);
    let doubtful =
        report.files[0].warnings.iter().find(|warning| warning.kind == "time_doubtful").expect("a warning");
    assert!(doubtful.message.starts_with("2 times"), "{}", doubtful.message);
    assert_eq!(report.files[0].first.as_deref(), Some("2023-03-26T02:30:00"));
    assert_eq!(desk.document.project.time_zone, chrono_tz::Europe::Berlin, "a new project takes the zone");
}

#[test]
fn a_new_project_without_zone_says_that_it_took_the_systems() {
    let mut desk = Desk::new();
    let report = desk
        .try_import_with("_chat.txt", "13/02/2023, 10:00 - Ann: a", &ImportOptions::default())
        .expect("imported");
    assert!(report.files[0].warnings.iter().any(|warning| warning.kind == "time_zone_assumed"));
    let report = desk
        .try_import_with("_chat.txt", "13/02/2023, 10:00 - Ann: a", &ImportOptions::default())
        .expect("imported");
    assert_eq!(report.files[0].warnings, [], "now the project's zone is used");
}

#[test]
fn chatlab_documents_may_be_loose() {
    let mut desk = Desk::new();
    let text = r#"{"messages":[],"chatlab":{"version":"0.0.2","chatRecords":[{"a":[1,2]}]},
      "meta":{"name":"园丁","platform":"wechat","type":"group","groupId":"77@chatroom"},
      "messages":[
        {"sender":"wxid_a","accountName":"安","timestamp":1703001600123,"type":0,"content":"大家好 \"x\" \\","platformMessageId":"m1"},
        {"sender":123,"accountName":"波","timestamp":"1703001610","type":25,"content":"@安 收到","replyToMessageId":"m1","platformMessageId":9},
        {"sender":"77@chatroom","timestamp":1703001620,"type":80,"content":"\"安\"邀请\"丁、戊\"加入了群聊"},
        {"sender":"system","timestamp":1703001630,"type":0,"content":"\"安\"将\"戊\"移出了群聊"},
        {"sender":"wxid_a","timestamp":1703001640,"type":1,"content":null,"chatRecords":[{"deep":{}}]},
        {"sender":"wxid_a","type":0,"content":"no time"},
        {"sender":"wxid_a","timestamp":1703001650,"type":77,"content":"?"},
      ]}"#;
    let report = desk.import("x.json", text);
    let file = &report.files[0];
    assert_eq!(file.format.as_deref(), Some("chatlab"));
    assert_eq!(numbers(file), [6, 4, 2, 2, 2, 1]);
    assert_eq!(file.first.as_deref(), Some("2023-12-19T16:00:00.123Z"));
    assert_eq!((file.skipped.len(), file.skipped[0].line), (1, 9));
    let log = &desk.document.log;
    assert_eq!(log.message(1).reply_to, Some(log.message(0).id));
    assert_eq!(log.message(1).mentions, ["wxid_a".into()]);
    assert_eq!(log.message(1).member.as_str(), "123");
    assert_eq!(log.message(4).kind, MessageKind::Image);
    assert_eq!(log.message(5).kind, MessageKind::Other);
    assert_eq!(desk.document.project.groups[0].id.as_str(), "77@chatroom");
    let again = desk.import("x.json", text);
    assert_eq!((again.new_messages, again.duplicates), (0, 6));
}

#[test]
fn a_chatlab_file_that_breaks_off_gives_what_it_has() {
    let text = r#"{"chatlab":{},"meta":{"name":"g"},"messages":[{"sender":"a","timestamp":1703001600,"type":0,"content":"x"},{"sender":"b","time"#;
    let report = Desk::new().import("x.json", text);
    assert_eq!(report.files[0].entries, 1);
    assert_eq!(report.files[0].warnings[0].kind, "truncated");
    let nested = format!(r#"{{"chatlab":{{}},"meta":{}"#, "[".repeat(100_000));
    assert!(matches!(Desk::new().try_import("x.json", nested), Err(ImportError::TooLarge { .. })));
}

#[test]
fn chatlab_lines_skip_what_is_broken() {
    let text = "# made by hand\n{\"_type\":\"header\",\"chatlab\":{},\"meta\":{\"name\":\"g\",\"platform\":\"qq\"}}\n\
        {\"_type\":\"member\",\"platformId\":\"1\",\"accountName\":\"安\",\"groupNickname\":\"群主安\"}\n\
        {\"_type\":\"message\",\"sender\":\"1\",\"timestamp\":1703001600,\"type\":0,\"content\":\"x\"}\n\
        {broken\n\
        {\"_type\":\"message\",\"sender\":\"2\",\"accountName\":\"波\",\"timestamp\":1703001601,\"type\":5,\"content\":\"[表情]\"}\n";
    let mut desk = Desk::new();
    let report = desk.import("x.jsonl", text);
    assert_eq!(numbers(&report.files[0]), [2, 2, 0, 2, 0, 0]);
    assert_eq!(report.files[0].skipped[0].line, 5);
    let ann = &desk.document.project.members[0];
    assert_eq!((ann.name.as_str(), ann.names_seen.as_slice()), ("安", &["群主安".to_owned()][..]));
}

#[test]
fn tables_are_recognised_by_their_headings() {
    for table in [
        "时间,发送者,发送者QQ号,内容,消息类型\n2024-01-02 03:04:05,安,10001,\"你好,\n世界\",文本\n2024-01-02 03:05:00,波,10002,[图片],图片\n",
        "Time;Author;AuthorID;Content;Type;\n2024-01-02 03:04:05;安;10001;\"你好,\n世界\";text;\n2024-01-02 03:05:00;波;10002;[图片];image;\n",
        "Time,SenderName,Sender,TalkerName,Talker,Content,type\n2024/1/2 3:04:05,安,10001,群,7@chatroom,\"你好,\n世界\",1\n2024/1/2 3:05:00,波,10002,群,7@chatroom,[图片],3\n",
    ] {
        let mut desk = Desk::new();
        let report = desk.import("table.csv", table);
        assert_eq!(numbers(&report.files[0]), [2, 2, 0, 2, 0, 0], "{table}");
        assert_eq!(report.files[0].first.as_deref(), Some("2024-01-02T03:04:05"), "{table}");
        let rows = desk.rows();
        assert_eq!(rows[0], ("10001".into(), MessageKind::Text, "你好,\n世界".into()), "{table}");
        assert_eq!(rows[1].1, MessageKind::Image, "{table}");
        assert_eq!(desk.document.project.members[0].name, "安", "{table}");
    }
}

#[test]
fn tables_come_in_the_encodings_of_spreadsheets() {
    let text = "时间,昵称,内容\n2024-01-02 03:04:05,安娜,今天开会\n2024-01-02 03:05:00,波波,好的\n";
    let utf16 = |big: bool| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
    let mut bom = b"\xEF\xBB\xBF".to_vec();
    bom.extend_from_slice(text.as_bytes());
    for bytes in [text.as_bytes().to_vec(), bom, utf16(false), utf16(true), gb18030.into_owned()] {
        let mut desk = Desk::new();
        desk.import("table.csv", bytes);
        assert_eq!(desk.rows()[0], ("安娜".into(), MessageKind::Text, "今天开会".into()));
    }
}

#[test]
fn spreadsheet_damage_is_lived_with() {
    let table = "date,time,userid,name,text,room\n\
        2024/10/4,11:42,1.23457E+18,安,a,one\n\
        2024/10/4,11:43,=\"10002\",波,=1+1,one\n\
        2024/10/4,11:44,'10003,丁,c,two\n\
        nonsense,,10003,丁,d,two\n\
        2024/10/4,11:45,系统消息,,\"\"\"安\"\"邀请\"\"戊\"\"加入了群聊\",two\n";
    let mut desk = Desk::new();
    let report = desk.import("table.csv", table);
    assert_eq!(report.files.len(), 2, "one report for each room");
    assert_eq!(numbers(&report.files[0]), [2, 2, 0, 2, 0, 0]);
    assert_eq!(numbers(&report.files[1]), [2, 1, 1, 1, 1, 0]);
    assert!(report.files.iter().flat_map(|file| &file.warnings).any(|warning| warning.kind == "damaged_id"));
    assert_eq!(report.files[1].skipped[0].line, 5);
    let senders: Vec<String> = desk.rows().into_iter().map(|row| row.0).collect();
    assert_eq!(senders[..3], ["安", "10002", "10003"]);
    assert_eq!(desk.rows()[1].2, "=1+1", "formulas stay text");
}

#[test]
fn tables_without_heading_are_recognised_by_their_cells() {
    let mut table = String::new();
    for number in 0..40 {
        let (id, name) = [("5a1f00aa", "ann"), ("5a1f00ab", "bo_b"), ("5a1f00ac", "cy")][number % 3];
        table += &format!(
            "room7701\tGarden club\t2016-12-21T15:{:02}:08.396Z\t{id}\t{name}\t58{number:06}\t\"text, with\nlines {number}\"\n",
            59 - number
        );
    }
    let mut desk = Desk::new();
    let report = desk.import("archive.tsv", &table);
    assert_eq!(numbers(&report.files[0]), [40, 40, 0, 3, 0, 0]);
    assert_eq!(report.files[0].first.as_deref(), Some("2016-12-21T15:20:08.396Z"));
    let group = &desk.document.project.groups[0];
    assert_eq!((group.id.as_str(), group.name.as_str()), ("room7701", "Garden club"));
    assert_eq!(desk.rows()[0].2, "text, with\nlines 39", "newest first is turned round");
    assert_eq!(desk.import("archive.tsv", &table).new_messages, 0);
}

#[test]
fn what_is_no_chat_is_refused_with_a_reason() {
    for (name, bytes, says) in [
        ("a.zip", &b"PK\x03\x04xxxx"[..], "zip"),
        ("a.db", b"SQLite format 3\0abc", "SQLite"),
        ("a.bin", b"ab\0\0\0cd", "zero bytes"),
        ("a.txt", b"dear diary, nothing happened today", "no known chat export"),
        ("a.txt", b"", "no known chat export"),
    ] {
        let error = Desk::new().try_import(name, bytes).expect_err(name);
        assert!(error.to_string().contains(says) && error.to_string().contains(name), "{error}");
    }
    let mut desk = Desk::new();
    let missing = desk.try_paths(&[PathBuf::from("no/such/file")], &options());
    assert!(matches!(missing, Err(ImportError::Read { .. })));
    let named = ImportOptions { format: Some("icq".into()), ..options() };
    let error = desk.try_import_with("a.txt", "x", &named).expect_err("no such format");
    assert!(error.to_string().contains("whatsapp"), "{error}");
}

#[test]
fn a_folder_gives_every_chat_in_it_and_tells_what_it_passed_over() {
    let mut desk = Desk::new();
    desk.put("chats/WhatsApp Chat with Garden.txt", "13/02/2023, 10:00 - Ann: a");
    desk.put("chats/deep/WhatsApp Chat with Kitchen.txt", "13/02/2023, 10:00 - Bo: a");
    desk.put("chats/photo.png", b"\x89PNG\r\n");
    desk.put("chats/.hidden", "x");
    let folder = desk.folder().join("chats");
    let report = desk.try_paths(&[folder], &options()).expect("imported");
    assert_eq!(report.files.len(), 3);
    assert_eq!(report.new_messages, 2);
    let photo = report.files.iter().find(|file| file.format.is_none()).expect("the picture");
    assert!(photo.skipped[0].reason.contains("1 attachment"), "{:?}", photo.skipped);
}

#[test]
fn a_cancelled_or_failed_import_changes_nothing() {
    let mut desk = Desk::new();
    desk.import("WhatsApp Chat with Garden.txt", "13/02/2023, 10:00 - Ann: a");
    let before = desk.document.clone();
    let good = desk.put("b/WhatsApp Chat with Garden.txt", "14/02/2023, 10:00 - Ann: b");
    let bad = desk.put("b/notes.txt", "nothing");
    assert!(desk.try_paths(&[good.clone(), bad], &options()).is_err());
    assert_eq!(desk.document, before);
    let cancelled = import_into(&mut desk.document, &[good], &options(), &|_| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(ImportError::Cancelled)));
    assert_eq!(desk.document, before);
}

#[test]
fn pseudonyms_hide_names_and_stay_the_same() {
    let options = ImportOptions { pseudonymise: true, ..options() };
    let mut desk = Desk::new();
    let text = "13/02/2023, 10:00 - Ann: secret plan\n13/02/2023, 10:01 - Bo: yes\n";
    desk.try_import_with("WhatsApp Chat with Garden.txt", text, &options).expect("imported");
    let shown = format!("{:?}", desk.document);
    assert!(!shown.contains("Ann") && !shown.contains("secret"), "{shown}");
    assert_eq!(desk.document.log.chars, [11, 3]);
    let again = desk.try_import_with("WhatsApp Chat with Garden.txt", text, &options).expect("imported");
    assert_eq!((again.new_messages, again.new_members), (0, 0));
}

#[test]
fn known_people_are_joined_by_id_and_alias() {
    let mut desk = Desk::new();
    let member = qunce::model::Member {
        id: "u1".into(),
        name: "Ann Lee".into(),
        aliases: vec!["Ann".into()],
        ..Default::default()
    };
    desk.document.project.members = std::sync::Arc::new(vec![member]);
    let report =
        desk.import("WhatsApp Chat with Garden.txt", "13/02/2023, 10:00 - Ann: a\n13/02/2023, 10:01 - Bo: b");
    assert_eq!(report.new_members, 1);
    // The log keeps the id of the file, so that the two can be told apart again.
    assert_eq!(desk.rows()[0].0, "Ann");
    let activity = qunce::activity::Activity::build(&desk.document.project, &desk.document.log);
    assert_eq!(activity.members.find("Ann"), activity.members.find("u1"));
    assert_eq!(desk.document.project.members[0].names_seen, ["Ann"]);
}

#[test]
fn the_report_has_the_keys_of_the_command_line() {
    let report = Desk::new().import("WhatsApp Chat with Garden.txt", "13/02/2023, 10:00 - Ann: a");
    let json = serde_json::to_value(&report).expect("serialised");
    let keys = |value: &serde_json::Value| -> Vec<String> {
        let mut keys: Vec<String> = value.as_object().expect("an object").keys().cloned().collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&json), ["changed", "duplicates", "files", "new_members", "new_messages", "renamed"]);
    assert_eq!(
        keys(&json["files"][0]),
        [
            "added",
            "duplicates",
            "entries",
            "first",
            "format",
            "group",
            "joins",
            "last",
            "leaves",
            "path",
            "people_messages",
            "senders",
            "skipped",
            "system",
            "warnings"
        ]
    );
}
