//! Files that other programs write of WeChat, against hand-written ones with made-up names: one test for each trap.

use qunce::import::{FileReport, ImportError, ImportOptions};
use qunce::model::{MessageKind, Platform};

use crate::desk::{Desk, row};
use crate::real::numbers;

/// Who answers whom, by the texts of both.
fn replies(desk: &Desk) -> Vec<(String, String)> {
    let log = &desk.document.log;
    let text = |row: usize| log.message(row).text.unwrap_or_default();
    let asked =
        |row: usize| log.message(row).reply_to.and_then(|id| log.ids.iter().position(|known| *known == id));
    (0..log.len()).filter_map(|row| Some((text(row), text(asked(row)?)))).collect()
}

/// Member, first day and inviter of every stay that began with a line.
fn joins(desk: &Desk) -> Vec<(String, String, String)> {
    let stays = desk.document.project.memberships.iter();
    stays
        .filter_map(|stay| {
            let inviter = stay.inviter.clone().unwrap_or_default();
            Some((stay.member.0.clone(), stay.joined?.to_string(), inviter.0))
        })
        .collect()
}

fn format(file: &FileReport) -> &str {
    file.format.as_deref().unwrap_or_default()
}

const PYWXDUMP: &str = "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\r\n";

#[test]
fn pywxdump_knows_its_own_account_however_it_is_written() {
    for (own, id) in [("", "我"), ("我", "我"), ("wxid_me", "wxid_me")] {
        let mut desk = Desk::in_china();
        let text = format!(
            "{PYWXDUMP}1,4073926741244663531,文本,0,wxid_an,55@chatroom,早,,2024-10-04 11:42:01\r\n\
             2,4073926741244663532,文本,1,{own},55@chatroom,\"早上\n好, 安\",,2024-10-04 11:43:02\r\n\
             3,4073926741244663533,图片,1,,55@chatroom,[图片],FileStorage/a.dat,2024-10-04 11:44:03\r\n\
             4,4073926741244663534,系统通知,0,系统,55@chatroom,\"你邀请\"\"小丁\"\"加入了群聊\",,2024-10-04 11:45:04\r\n"
        );
        let file = desk.import_file("55_0_5000.csv", &text);
        assert_eq!((format(&file), numbers(&file)), ("pywxdump", [4, 3, 1, 2, 1, 0]), "{own}");
        assert_eq!(file.skipped, [], "{own}");
        assert_eq!(
            desk.rows()[..3],
            [
                row("wxid_an", MessageKind::Text, "早"),
                row(id, MessageKind::Text, "早上\n好, 安"),
                row(id, MessageKind::Image, "")
            ],
            "{own}"
        );
        assert_eq!(desk.name_of(id), "我");
        // `你` in a notice is the same account.
        assert_eq!(joins(&desk), [("小丁".to_owned(), "2024-10-04".to_owned(), id.to_owned())], "{own}");
        let group = &desk.document.project.groups[0];
        assert_eq!((group.id.0.as_str(), group.platform), ("55@chatroom", Platform::WeChat));
        let again = desk.try_import("55_0_5000.csv", &text).expect("read again");
        assert_eq!((again.new_messages, again.new_members), (0, 0), "{own}");
    }
}

#[test]
fn pywxdump_after_a_spreadsheet_still_has_times_but_no_rounded_ids() {
    let mut desk = Desk::in_china();
    let text = format!(
        "{PYWXDUMP}1,4.07393E+18,文本,0,wxid_an,55@chatroom,一,,2024/10/4 11:42\r\n\
         2,4.07393E+18,文本,0,wxid_an,55@chatroom,二,,2024/10/4 11:42\r\n\
         3,4073926741244660000,文本,0,wxid_bo,55@chatroom,FALSE,,2024/10/4 11:42\r\n\
         4,4073926741244660000,文本,0,wxid_bo,55@chatroom,四,,45569.5\r\n\
         5,1,文本,0,wxid_bo,55@chatroom,五,,gestern\r\n"
    );
    let gbk = encoding_rs::GB18030.encode(&text).0.into_owned();
    let file = desk.import_file("a.csv", gbk);
    assert_eq!(numbers(&file), [4, 4, 0, 2, 0, 0]);
    assert_eq!(file.warnings.iter().filter(|warning| warning.kind == "damaged_id").count(), 1);
    assert_eq!((file.skipped.len(), file.skipped[0].line), (1, 6));
    assert_eq!(file.first.as_deref(), Some("2024-10-04T11:42:00"));
    assert_eq!(file.last.as_deref(), Some("2024-10-04T12:00:00"));
    // Rounded ids are the same for different messages: all of them are kept.
    assert_eq!(desk.document.log.len(), 4);
    let error =
        desk.try_import("b.csv", format!("{PYWXDUMP}1,1,文本,0,wxid_an,5@chatroom,一,,10/4/2024 11:42\r\n"));
    assert!(matches!(error, Err(ImportError::DateOrder { line: 2, .. })), "{error:?}");
}

#[test]
fn pywxdump_takes_names_from_the_file_beside_it() {
    let mut desk = Desk::in_china();
    desk.put(
        "users.json",
        r#"{"wxid_an": {"wxid": "wxid_an", "nickname": "安", "remark": "安老师", "account": "an88"},
            "55@chatroom": {"wxid": "55@chatroom", "nickname": "晚风读书会", "remark": ""}, "wxid_me": {"nickname": "阿群"}}"#,
    );
    let text = r#"[{"id": 1, "MsgSvrID": "4073926741244663531", "type_name": "文本", "is_sender": 0, "talker": "wxid_an",
         "room_name": "55@chatroom", "msg": "早", "src": "", "extra": {}, "CreateTime": "2024-10-04 11:42:01"},
        {"id": 2, "MsgSvrID": "4073926741244663532", "type_name": "转账", "is_sender": 1, "talker": "我",
         "room_name": "55@chatroom", "msg": "转账￥8.00", "src": "", "extra": {}, "CreateTime": "2024-10-04 11:43:01"},
        {"id": 3, "MsgSvrID": "4073926741244663533", "type_name": "消息撤回5", "is_sender": 0, "talker": "系统",
         "room_name": "55@chatroom", "msg": "\"安\"撤回了一条消息", "src": "", "extra": {}, "CreateTime": "2024-10-04 11:44:01"},
        {"id": 4, "MsgSvrID": "4073926741244663534", "type_name": "文本", "is_sender": 0, "talker": "未知",
         "room_name": "55@chatroom", "msg": "谁？", "src": "", "CreateTime": "2024-10-04 11:45:01"},
        {"id": 5, "MsgSvrID": "4073926741244663535", "type_name": "(分享)小程序", "is_sender": 1, "talker": "wxid_me",
         "room_name": "55@chatroom", "msg": "签到", "src": "", "CreateTime": "2024-10-04 11:46:01"}]"#;
    let file = desk.import_file("chat.json", text);
    assert_eq!((format(&file), numbers(&file)), ("pywxdump", [5, 4, 1, 2, 0, 0]));
    assert!(file.warnings.iter().any(|warning| warning.kind == "unknown_sender"));
    assert_eq!(
        desk.rows(),
        [
            row("wxid_an", MessageKind::Text, "早"),
            row("wxid_me", MessageKind::Transfer, "转账￥8.00"),
            row("", MessageKind::System, "\"安\"撤回了一条消息"),
            row("", MessageKind::Text, "谁？"),
            row("wxid_me", MessageKind::Share, "签到"),
        ]
    );
    assert_eq!((desk.name_of("wxid_an"), desk.name_of("wxid_me")), ("安", "阿群"));
    let members = &desk.document.project.members;
    assert!(members.iter().any(|member| member.names_seen == ["安老师"]));
    assert_eq!(desk.document.project.groups[0].name, "晚风读书会");
}

#[test]
fn weflow_writes_names_where_pywxdump_writes_ids() {
    let mut desk = Desk::in_china();
    let text = "\u{FEFF}id,MsgSvrID,type_name,is_sender,talker,msg,src,CreateTime\r\n\
                1,11,文本,0,安,早,,2024-10-04T11:42:01+08:00\r\n2,12,文本,1,阿群,早,,2024-10-04T11:43:01+08:00\r\n";
    let file = desk.import_file("晚风.csv", text);
    assert_eq!((format(&file), numbers(&file)), ("pywxdump", [2, 2, 0, 2, 0, 0]));
    assert_eq!(file.first.as_deref(), Some("2024-10-04T11:42:01+08:00"));
    assert_eq!(desk.rows()[1], row("阿群", MessageKind::Text, "早"));
    assert_eq!(desk.document.project.groups[0].name, "晚风");
}

#[test]
fn memotrace_tables_carry_numbers_and_xml() {
    let mut desk = Desk::in_china();
    let quote = "\"<?xml version=\"\"1.0\"\"?>\n<msg><appmsg><title>八点</title><type>57</type><refermsg><svrid>9</svrid></refermsg></appmsg></msg>\"";
    let text = format!(
        "\u{FEFF}localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\r\n\
         1,3,1,0,0,1728013321,,\"几点？\n急\",2024-10-04 11:42:01,安老师,安,wxid_an\r\n\
         2,3,49,57,1,1728013381,,{quote},2024-10-04 11:43:01,,阿群,wxid_me\r\n\
         3,3,3,0,0,1728013382,,\"<msg><img length=\"\"3\"\"/></msg>\",2024-10-04 11:43:02,,波,wxid_bo\r\n\
         4,3,10000,0,0,1728013383,,\"\"\"安\"\"邀请\"\"小丁\"\"加入了群聊\",2024-10-04 11:43:03,,,\r\n\
         5,3,25769803825,0,0,1728013384,,<msg><appmsg><title>名单.xlsx</title><type>6</type></appmsg></msg>,2024-10-04 11:43:04,,波,wxid_bo\r\n\
         6,3,1,0,1,1728013385,,好,2024-10-04 11:43:05,,,\r\n\
         7,3,1,0,0,,,没有时间,,,波,wxid_bo\r\n"
    );
    let file = desk.import_file("晚风读书会_utf8.csv", text);
    assert_eq!((format(&file), numbers(&file)), ("memotrace", [6, 5, 1, 3, 1, 0]));
    assert_eq!(file.skipped.len(), 1);
    assert_eq!(file.first.as_deref(), Some("2024-10-04T03:42:01Z"), "CreateTime is an instant");
    assert_eq!(
        desk.rows(),
        [
            row("wxid_an", MessageKind::Text, "几点？\n急"),
            row("wxid_me", MessageKind::Text, "八点"),
            row("wxid_bo", MessageKind::Image, ""),
            row("小丁", MessageKind::System, "\"安\"邀请\"小丁\"加入了群聊"),
            row("wxid_bo", MessageKind::File, "名单.xlsx"),
            row("wxid_me", MessageKind::Text, "好"),
        ]
    );
    assert_eq!(joins(&desk), [("小丁".to_owned(), "2024-10-04".to_owned(), "wxid_an".to_owned())]);
    assert_eq!(
        (desk.name_of("wxid_an"), desk.document.project.groups[0].name.as_str()),
        ("安", "晚风读书会")
    );
}

#[test]
fn memotrace_text_has_notices_without_a_name() {
    let mut desk = Desk::in_china();
    let text = "2024-01-01 12:00:00 安\n新年好\n\n第二段\n\n2024-01-01 12:00:05 \"安\"邀请\"波\"加入了群聊\n\n\
                2024-01-01 12:01:00 波\n[图片]\n\n2024-01-01 12:02:00 波\n好\n引用:安:新年好\n\n2024-01-01 12:03:00 我\n2024-01-01 10:00:00 起床\n\n";
    let file = desk.import_file("晚风.txt", text);
    assert_eq!((format(&file), numbers(&file)), ("memotrace", [5, 4, 1, 3, 1, 0]));
    assert_eq!(
        desk.rows(),
        [
            row("安", MessageKind::Text, "新年好\n\n第二段"),
            row("波", MessageKind::System, "\"安\"邀请\"波\"加入了群聊"),
            row("波", MessageKind::Image, ""),
            row("波", MessageKind::Text, "好"),
            row("我", MessageKind::Text, "2024-01-01 10:00:00 起床"),
        ]
    );
}

#[test]
fn the_log_of_a_program_is_no_chat() {
    let text =
        "2024-01-01 12:00:00 INFO started\n2024-01-01 12:00:01 INFO ready\n2024-01-01 12:00:02 WARN slow\n";
    let error = Desk::in_china().try_import("server.log", text).expect_err("no chat");
    assert!(matches!(error, ImportError::UnknownFormat { .. }), "{error}");
}

#[test]
fn weflow_text_quotes_its_names() {
    let mut desk = Desk::in_china();
    let text = "2024-01-01 12:00:00 '安'\n新年好\n\n2024-01-01 12:00:09 '波's 店'\n你好\n\n";
    let file = desk.import_file("晚风.txt", text);
    assert_eq!((format(&file), numbers(&file)), ("weflow", [2, 2, 0, 2, 0, 0]));
    assert_eq!(desk.rows()[1], row("波's 店", MessageKind::Text, "你好"));
}

#[test]
fn chatlog_tables_say_who_is_the_platform() {
    let mut desk = Desk::in_china();
    let text = "Time,SenderName,Sender,TalkerName,Talker,Content\n\
        2024-10-04 11:42:01,安,wxid_an,晚风,55@chatroom,早\n\
        2024-10-04 11:42:02,,系统消息,晚风,55@chatroom,\"安(wxid_an)邀请波(wxid_bo)、丁(ding88)加入了群聊\"\n\
        2024-10-04 11:42:03,波,wxid_bo,晚风,55@chatroom,[链接|周报](https://example.com)\n\
        2024-10-04 11:42:04,波,wxid_bo,晚风,55@chatroom,\"> 安(wxid_an) 10-04 11:42:01\n> 早\n早早\"\n\
        never,波,wxid_bo,晚风,55@chatroom,x\n";
    let file = desk.import_file("chatlog.csv", text);
    assert_eq!((format(&file), numbers(&file)), ("chatlog", [4, 3, 1, 2, 2, 0]));
    assert_eq!(file.skipped.len(), 1);
    assert_eq!(
        desk.rows()[2..],
        [row("wxid_bo", MessageKind::Link, "周报"), row("wxid_bo", MessageKind::Text, "早早")]
    );
    let day = "2024-10-04".to_owned();
    assert!(joins(&desk).contains(&("wxid_bo".to_owned(), day.clone(), "wxid_an".to_owned())));
    assert!(joins(&desk).contains(&("丁(ding88)".to_owned(), day, "wxid_an".to_owned())));
}

#[test]
fn chatlog_json_has_offsets_and_a_self() {
    let mut desk = Desk::in_china();
    let text = r#"[{"seq":1728013321001,"time":"2024-10-04T11:42:01+08:00","talker":"55@chatroom","talkerName":"","isChatRoom":true,
        "sender":"wxid_an","senderName":"安","isSelf":false,"type":1,"subType":0,"content":"早"},
      {"seq":1728013322001,"time":"2024-10-04T11:42:02+08:00","talker":"55@chatroom","talkerName":"","isChatRoom":true,
        "sender":"wxid_me","senderName":"","isSelf":true,"type":49,"subType":6,"content":"","contents":{"title":"名单.xlsx","md5":"a"}},
      {"seq":1728013323001,"time":"2024-10-04T11:42:03+08:00","talker":"55@chatroom","talkerName":"","isChatRoom":true,
        "sender":"系统消息","senderName":"","isSelf":false,"type":10000,"subType":0,"content":"安(wxid_an)修改群名为“晚风读书会”"},
      {"seq":1728013324001,"time":"2024-10-04T11:42:04+08:00","talker":"55@chatroom","talkerName":"","isChatRoom":true,
        "sender":"系统消息","senderName":"","isSelf":false,"type":10000,"subType":0,"content":"你将波(wxid_bo)移出了群聊"},
      {"seq":1728013325001,"time":"soon","talker":"55@chatroom","talkerName":"","isChatRoom":true,"sender":"wxid_an","type":1}]"#;
    let file = desk.import_file("chatlog.json", text);
    assert_eq!((format(&file), numbers(&file)), ("chatlog", [4, 2, 2, 2, 0, 1]));
    assert_eq!(file.skipped.len(), 1);
    assert_eq!(desk.rows()[1], row("wxid_me", MessageKind::File, "名单.xlsx"));
    assert_eq!(
        desk.document.project.groups[0].name, "晚风读书会",
        "a notice names the room that has no name"
    );
}

#[test]
fn chatlog_text_without_a_year_asks_for_one() {
    let text = "安(wxid_an) 10-04 11:42:01\n早\n\n我 10-04 11:43:00\n早\n啊\n\n系统消息 10-04 11:44:00\n你邀请波(wxid_bo)加入了群聊\n\n";
    let mut desk = Desk::in_china();
    let error = desk.try_import("chat.txt", text).expect_err("no year");
    assert!(error.to_string().contains("format=json"), "{error}");
    let file = desk.import_file("55_2024-10-01.txt", text);
    assert_eq!((format(&file), numbers(&file)), ("chatlog", [3, 2, 1, 2, 1, 0]));
    assert!(file.warnings.iter().any(|warning| warning.kind == "date_from_name"));
    assert_eq!(file.first.as_deref(), Some("2024-10-04T11:42:01"));
    assert_eq!(joins(&desk), [("wxid_bo".to_owned(), "2024-10-04".to_owned(), "我".to_owned())]);
    let several = "安(wxid_an) [晚风(55@chatroom)] 2024-10-04 11:42:01\n早\n\n安(wxid_an) [读书(56@chatroom)] 2024-10-04 11:42:09\n在\n\n";
    let mut desk = Desk::in_china();
    let report = desk.try_import("all.txt", several).expect("read");
    assert_eq!(report.files.len(), 2);
    assert_eq!(desk.document.project.groups[1].name, "读书");
}

#[test]
fn lists_of_contacts_are_refused_with_advice() {
    for text in [
        "UserName,Alias,Remark,NickName\nwxid_an,an,,安\n",
        "Name,Remark,NickName,Owner,UserCount\n55@chatroom,,晚风,wxid_an,88\n",
        "\u{FEFF}用户名,显示名称,备注,昵称,手机号,类型,头像URL\nwxid_an,安,,安,,好友,\n",
    ] {
        let mut desk = Desk::in_china();
        let error = desk.try_import("contacts.csv", text).expect_err("no chat");
        assert!(matches!(error, ImportError::NotAChat { .. }), "{error}");
        assert!(error.to_string().contains("export the messages"), "{error}");
        // In a folder it is passed over, and what else is there is read.
        desk.put("a.csv", format!("{PYWXDUMP}1,11,文本,0,wxid_an,5@chatroom,早,,2024-10-04 11:42:01\r\n"));
        let folder = desk.folder().to_owned();
        let report = desk.try_paths(&[folder], &ImportOptions::default());
        assert_eq!(report.expect("read").new_messages, 1);
    }
}

/// A message of EchoTrace.
fn echo(sender: &str, name: &str, kind: i64, word: &str, content: &str, more: &str) -> String {
    format!(
        r#"{{"localId": 1, "createTime": 1728013321, "formattedTime": "2024-10-04 11:42:01", "type": "{word}", "localType": {kind},
           "content": {content}, "senderUsername": {sender}, "senderDisplayName": "{name}", "source": ""{more}}}"#
    )
}

fn echotrace(weflow: &str, messages: &[String]) -> String {
    format!(
        r#"{{{weflow} "session": {{"wxid": "55@chatroom", "nickname": "晚风", "remark": "", "displayName": "晚风读书会", "type": "群聊",
           "lastTimestamp": 1, "messageCount": 3}}, "messages": [{}], "avatars": {{"wxid_an": "data:"}},
           "groupMembers": [{{"username": "wxid_an", "remark": "安老师", "originalName": "安"}}], "exportTime": "x"}}"#,
        messages.join(",\n")
    )
}

#[test]
fn echotrace_and_weflow_put_notices_under_the_room() {
    let messages = [
        echo("\"wxid_an\"", "安", 1, "文本消息", "\"早\"", ", \"isSend\": 0, \"platformMessageId\": \"77\""),
        echo(
            "\"wxid_me\"",
            "",
            244_813_135_921,
            "引用消息",
            "\"早早\"",
            ", \"isSend\": 1, \"replyToMessageId\": \"77\"",
        ),
        echo(
            "\"55@chatroom\"",
            "晚风",
            10000,
            "系统消息",
            "\"\\\"波\\\"通过扫描你分享的二维码加入群聊\"",
            ", \"isSend\": null",
        ),
        echo("null", "", 10000, "系统消息", "\"安拍了拍波\"", ", \"isSend\": null"),
        echo("\"wxid_an\"", "安", 3, "图片消息", "\"[图片]\"", ", \"isSend\": 0"),
        echo("\"wxid_an\"", "安", 8_594_229_559_345, "红包卡片", "null", ", \"isSend\": 0"),
        echo("\"wxid_an\"", "安", 99, "未知类型(99)", "\"?\"", ", \"isSend\": 0"),
        echo("\"wxid_an\"", "安", 49, "聊天记录合并转发", "\"旧事\"", ", \"isSend\": 0"),
        echo("null", "", 1, "文本消息", "\"晚安\"", ", \"isSend\": 1"),
    ];
    for (block, name) in
        [("", "echotrace"), (r#""weflow": {"version": "1", "generator": "WeFlow"},"#, "weflow")]
    {
        let mut desk = Desk::in_china();
        let file = desk.import_file("a.json", echotrace(block, &messages));
        assert_eq!((format(&file), numbers(&file)), (name, [9, 7, 2, 2, 1, 0]));
        assert_eq!(file.first.as_deref(), Some("2024-10-04T03:42:01Z"));
        let kinds: Vec<MessageKind> = desk.rows().into_iter().map(|row| row.1).collect();
        use MessageKind::{Forward, Image, Other, RedPacket, System, Text};
        assert_eq!(kinds, [Text, Text, System, System, Image, RedPacket, Other, Forward, Text]);
        assert_eq!(replies(&desk), [("早早".to_owned(), "早".to_owned())]);
        assert_eq!(joins(&desk), [("波".to_owned(), "2024-10-04".to_owned(), "wxid_me".to_owned())]);
        assert!(desk.document.project.members.iter().all(|member| member.id.0 != "55@chatroom"));
        assert_eq!((desk.name_of("wxid_me"), desk.name_of("wxid_an")), ("我", "安"));
        assert_eq!(desk.document.project.groups[0].name, "晚风读书会");
    }
}

#[test]
fn arkme_json_keeps_its_senders_in_a_table() {
    let senders = r#""senders": [{"senderID": 1, "wxid": "wxid_me", "displayName": "", "nickname": "阿群", "groupNickname": "群主阿群"},
        {"senderID": 2, "wxid": "wxid_an", "displayName": "安", "nickname": "安", "groupNickname": ""}]"#;
    let messages = r#""messages": [{"localId": 1, "createTime": 1728013321, "isSend": true, "senderID": 1, "type": "文本消息", "localType": 1, "content": "早"},
        {"localId": 2, "createTime": 1728013322, "isSend": false, "senderID": 2, "type": "位置消息", "localType": 48, "content": "[位置] 书店"}]"#;
    let head = r#""weflow": {"version": "1.0.9", "format": "arkme-json"}, "session": {"wxid": "55@chatroom", "type": "群聊", "remark": "晚风"}"#;
    for parts in [[head, senders, messages], [head, messages, senders]] {
        let mut desk = Desk::in_china();
        let file = desk.import_file("a.json", format!("{{{}}}", parts.join(",\n")));
        assert_eq!((format(&file), numbers(&file)), ("weflow", [2, 2, 0, 2, 0, 0]));
        assert_eq!(
            desk.rows(),
            [row("wxid_me", MessageKind::Text, "早"), row("wxid_an", MessageKind::Location, "[位置] 书店")]
        );
        assert_eq!(desk.name_of("wxid_me"), "群主阿群");
    }
}

#[test]
fn a_file_that_breaks_off_gives_what_it_has() {
    let whole = echotrace(
        "",
        &[
            echo("\"wxid_an\"", "安", 1, "文本消息", "\"早\"", ""),
            echo("\"wxid_bo\"", "波", 1, "文本消息", "\"晚\"", ""),
        ],
    );
    let cut = &whole[..whole.find("\"晚\"").expect("there")];
    let mut desk = Desk::in_china();
    let file = desk.import_file("a.json", cut);
    assert_eq!(numbers(&file), [1, 1, 0, 1, 0, 0]);
    assert!(file.warnings.iter().any(|warning| warning.kind == "truncated"));
}

#[test]
fn ciphertalk_writes_chatlab_with_records_inside_forwards() {
    let mut desk = Desk::in_china();
    let text = r#"{"chatlab": {"version": "0.0.2", "exportedAt": 1728013999, "generator": "CipherTalk"},
        "meta": {"name": "晚风", "platform": "wechat", "type": "group", "groupId": "55@chatroom"},
        "members": [{"platformId": "wxid_an", "accountName": "安"}, {"platformId": "55@chatroom", "accountName": "晚风"}],
        "messages": [{"sender": "wxid_an", "accountName": "安", "timestamp": 1728013321, "type": 26, "content": "[聊天记录]",
            "chatRecords": [{"sender": "wxid_zz", "accountName": "旁人", "timestamp": 1, "type": 0, "content": "旧话",
              "chatRecords": [{"sender": "wxid_yy", "timestamp": 1, "type": 0, "content": "更旧"}]}]},
          {"sender": "55@chatroom", "accountName": "晚风", "timestamp": 1728013322, "type": 80, "content": "\"安\"邀请\"波\"加入了群聊"},
          {"sender": "wxid_an", "accountName": "安", "timestamp": 1728013323, "type": 22, "content": "安拍了拍波"}]}"#;
    let file = desk.import_file("a.json", text);
    assert_eq!((format(&file), numbers(&file)), ("chatlab", [3, 1, 2, 1, 1, 0]));
    assert!(
        desk.document
            .project
            .members
            .iter()
            .all(|member| !["wxid_zz", "wxid_yy", "55@chatroom"].contains(&member.id.as_str()))
    );
}
