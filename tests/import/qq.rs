//! QQ's importers against hand-written exports with made-up names, and against real ones where they are at hand.

use qunce::model::{MessageKind, Platform};

use crate::desk::{Desk, row};
use crate::real::{data, numbers};

const RULE: &str = "================================================================";

fn head(chat: &str) -> String {
    format!("{RULE}\r\n消息分组:我的QQ群\r\n{RULE}\r\n消息对象:{chat}\r\n{RULE}\r\n\r\n")
}

fn export(body: &str) -> String {
    let title = "消息记录（此消息记录为文本格式，不支持重新导入）";
    format!("\u{FEFF}{title}\r\n\r\n{}{}", head("读书会"), body.replace('\n', "\r\n"))
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

#[test]
fn the_fifth_version_of_the_json_export_is_read() {
    let text = r#"{"metadata":{"name":"QQChatExporter","version":"5.0.0"},
      "chatInfo":{"name":"读书会","type":"group","selfUid":"u_me","selfUin":"200009","peerUin":"700001"},
      "statistics":{"totalMessages":6,"senders":[{"uid":"u_x","name":"旁人","messageCount":0}]},
      "messages":[
      {"id":"m1","timestamp":1683000000000,"time":"2023-05-02 12:00:00","type":"text","recalled":false,"system":false,
       "sender":{"uid":"u_a","uin":"200001","name":"林","groupCard":"林一"},
       "content":{"text":"早 https","elements":[{"type":"text","data":{"text":"早 https"}}],"mentions":[]}},
      {"id":"m2","timestamp":1683000060000,"type":"reply","recalled":false,"system":false,
       "sender":{"uid":"u_b","uin":200002,"name":"周"},
       "content":{"text":"@林一 好","elements":[{"type":"reply","data":{"referencedMessageId":"m1"}},
         {"type":"text","data":{"text":"好"}}],"mentions":[{"uid":"u_a","name":"林一","type":"user"}]}},
      {"id":"m3","timestamp":1683000120000,"type":"image","sender":{"uid":"u_a","uin":"0","name":"林"},
       "content":{"text":"[图片]","elements":[{"type":"image","data":{}}]},"recalled":false,"system":false},
      {"id":"m4","timestamp":1683000180000,"type":"text","sender":{"uid":"u_c","uin":"0","name":"走了的人"},
       "content":{"text":"撤回","elements":[]},"recalled":true,"system":false},
      {"id":"m5","timestamp":1683000240000,"type":"system","sender":{"uid":"0","uin":"0","name":"系统"},
       "content":{"text":"王加入了群聊","elements":[]},"recalled":false,"system":true},
      {"id":"m6","type":"text","sender":{"uid":"u_a"},"content":{}}],
      "avatars":{"200001":"data:,"}}"#;
    let mut desk = Desk::new();
    let report = desk.import("group.json", text);
    let file = &report.files[0];
    assert_eq!(file.format.as_deref(), Some("qq-chat-exporter"));
    assert_eq!(numbers(file), [5, 4, 1, 3, 1, 0]);
    assert_eq!(file.skipped.len(), 1, "the message without a time");
    assert_eq!(file.group.as_deref(), Some("700001"));
    assert_eq!(file.first.as_deref(), Some("2023-05-02T04:00:00Z"));
    assert_eq!(
        desk.rows(),
        [
            row("200001", MessageKind::Text, "早 https"),
            row("200002", MessageKind::Text, "@林一 好"),
            row("200001", MessageKind::Image, "[图片]"),
            row("u_c", MessageKind::Recalled, "撤回"),
            row("王", MessageKind::System, "王加入了群聊"),
        ]
    );
    assert_eq!(desk.name_of("200001"), "林");
    let answer = desk.document.log.message(1);
    assert_eq!(answer.reply_to, Some(desk.document.log.message(0).id));
    assert_eq!(answer.mentions.len(), 1);
    assert!(
        desk.document.project.members.iter().all(|member| member.name != "系统" && member.name != "旁人")
    );
    assert_eq!(desk.import("again.json", text).new_messages, 0);
    // Cut off in the middle, the rest is kept and the loss told.
    let cut = Desk::new().import("cut.json", &text[..text.find("\"m5\"").expect("there")]);
    assert_eq!(numbers(&cut.files[0])[0], 4);
    assert_eq!(cut.files[0].warnings[0].kind, "truncated");
}

#[test]
fn the_fourth_version_of_the_json_export_is_read() {
    let text = r#"{"metadata":{"name":"QQChatExporter","version":"4.1"},
      "chatInfo":{"name":"读书会","type":"group"},
      "messages":[
      {"messageId":"m1","timestamp":"2023-05-02T04:00:00.000Z","messageType":2,"isSystemMessage":false,"isRecalled":false,
       "sender":{"uid":"u_a","uin":"200001"},"content":{"text":"早"},"rawMessage":{"sendNickName":"林","sendMemberName":""}},
      {"messageId":"m2","timestamp":"2023-05-02T04:01:00.000Z","messageType":6,"isSystemMessage":false,"isRecalled":false,
       "sender":{"uid":"u_b","uin":"200002","name":"周"},
       "content":{"text":"[语音]","reply":{"referencedMessageId":"m1"}}},
      {"messageId":"m3","timestamp":"2023-05-02T04:02:00.000Z","messageType":5,"isSystemMessage":true,
       "sender":{"uid":"u_a","uin":"200001","name":"林"},"content":{"text":"林邀请王加入了群聊"}}]}"#;
    let mut desk = Desk::new();
    let report = desk.import("group.json", text);
    assert_eq!(numbers(&report.files[0]), [3, 2, 1, 2, 1, 0]);
    assert_eq!(report.files[0].last.as_deref(), Some("2023-05-02T04:02:00Z"));
    assert_eq!(desk.name_of("200001"), "林");
    assert_eq!(desk.rows()[1], row("200002", MessageKind::Voice, "[语音]"));
    assert_eq!(desk.document.log.message(1).reply_to, Some(desk.document.log.message(0).id));
}

#[test]
fn a_manifest_of_chunks_says_what_to_do() {
    let text = r#"{"metadata":{"name":"QQChatExporter","format":"chunked-jsonl"},"chatInfo":{"name":"读书会"},
      "chunked":{"chunks":[]}}"#;
    let report = Desk::new().import("manifest.json", text);
    assert_eq!(numbers(&report.files[0])[0], 0);
    assert!(report.files[0].skipped[0].reason.contains("chunks"), "{:?}", report.files[0].skipped);
}

#[test]
fn events_of_a_bot_are_read() {
    let lines = [
        r#"{"post_type":"meta_event","meta_event_type":"heartbeat","time":1683000000,"self_id":9}"#,
        r#"{"post_type":"message","message_type":"group","time":1683000000,"self_id":9,"group_id":700001,"group_name":"读书会","user_id":200001,"message_id":-11,"sender":{"user_id":200001,"nickname":"林","card":"","role":"owner"},"message":[{"type":"text","data":{"text":"早"}}],"raw_message":"早"}"#,
        r#"{"post_type":"message","message_type":"group","time":1683000060,"self_id":9,"group_id":700001,"user_id":200002,"message_id":12,"sender":{"nickname":"周","card":"周二"},"message":[{"type":"reply","data":{"id":"-11"}},{"type":"at","data":{"qq":"200001"}},{"type":"text","data":{"text":" 好"}}]}"#,
        r#"{"post_type":"message","message_type":"group","time":1683000120,"group_id":700001,"user_id":200002,"message_id":13,"sender":{"nickname":"周"},"message":"[CQ:reply,id=12][CQ:at,qq=200001] a&#91;b&#93;&amp;c"}"#,
        r#"{"post_type":"message","message_type":"group","time":1683000180,"group_id":700001,"user_id":200002,"message_id":14,"sender":{"nickname":"周"},"message":"[CQ:image,file=a.png]"}"#,
        r#"{"post_type":"notice","notice_type":"group_increase","sub_type":"approve","time":1683000240,"group_id":700001,"operator_id":200001,"user_id":200003}"#,
        r#"{"post_type":"notice","notice_type":"group_decrease","sub_type":"kick","time":1683000300,"group_id":700001,"operator_id":200001,"user_id":200003}"#,
        r#"{"post_type":"notice","notice_type":"group_recall","time":1683000360,"group_id":700001,"operator_id":200002,"user_id":200002,"message_id":14}"#,
        r#"{"post_type":"message","message_type":"private","time":1683000360,"user_id":200002,"message_id":15,"message":"悄悄"}"#,
        "{broken",
    ];
    let mut desk = Desk::new();
    let report = desk.import("bot.jsonl", lines.join("\n"));
    let file = &report.files[0];
    assert_eq!(file.format.as_deref(), Some("onebot"));
    assert_eq!(numbers(file), [7, 4, 3, 2, 1, 1]);
    assert_eq!(file.group.as_deref(), Some("700001"));
    assert_eq!((file.skipped.len(), file.skipped[0].line), (1, 10));
    assert_eq!(file.warnings[0].kind, "private_messages");
    assert_eq!(desk.document.project.groups[0].name, "读书会");
    let rows = desk.rows();
    assert_eq!(rows[0], row("200001", MessageKind::Text, "早"));
    assert_eq!(rows[1], row("200002", MessageKind::Text, "@200001  好"));
    assert_eq!(rows[2], row("200002", MessageKind::Text, "@200001  a[b]&c"));
    assert_eq!(rows[3], row("200002", MessageKind::Image, "[图片]"));
    for (answer, question) in [(1, 0), (2, 1)] {
        let answer = desk.document.log.message(answer);
        assert_eq!(answer.reply_to, Some(desk.document.log.message(question).id));
        assert_eq!(answer.mentions.len(), 1);
    }
    assert_eq!(desk.import("bot.jsonl", lines.join("\n")).new_messages, 0);
}

#[test]
fn real_text_exports_are_read_whole() {
    let Some(data) = data() else { return };
    let small = Desk::new().import_path(&data.join("qq/qq-chat-history-file.txt"));
    let file = &small.files[0];
    assert_eq!(file.format.as_deref(), Some("qq"));
    assert_eq!(numbers(file), [2, 2, 0, 2, 0, 0]);
    assert_eq!(file.first.as_deref(), Some("1883-03-07T11:22:33"));
    assert_eq!(file.last.as_deref(), Some("1883-03-07T12:34:56"));
    let report = Desk::new().import_path(&data.join("qq/qq-txt-12h-ampm-from-parser-test.txt"));
    let file = &report.files[0];
    assert_eq!(numbers(file), [9, 6, 3, 4, 1, 0]);
    assert_eq!(file.first.as_deref(), Some("2019-09-23T20:43:38"));
    assert_eq!(file.last.as_deref(), Some("2019-09-24T09:16:35"));
    assert_eq!(file.skipped, []);
}
