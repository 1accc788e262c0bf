//! Telegram and Discord exports: hand-written ones with made-up names, one test for each trap, and real ones kept
//! outside the repository, skipped where they are absent.

use qunce::model::MessageKind::{self, *};

use crate::desk::{Desk, kinds};
use crate::real::{data, numbers};

/// A Telegram group with these messages, each given without its braces; ids and times are counted up.
fn telegram(messages: &[&str]) -> String {
    let list: Vec<String> = messages
        .iter()
        .enumerate()
        .map(|(at, rest)| {
            let seconds = 1_700_000_000 + at * 60;
            format!(r#"{{"id": {}, "date_unixtime": "{seconds}", {rest}}}"#, at + 1)
        })
        .collect();
    format!(
        r#"{{"name": "Garden", "type": "private_supergroup", "id": 555, "messages": [{}]}}"#,
        list.join(",\n")
    )
}

fn telegram_rows(messages: &[&str]) -> Vec<(String, MessageKind, String)> {
    let mut desk = Desk::new();
    let report = desk.import("result.json", telegram(messages));
    assert_eq!(report.files[0].format.as_deref(), Some("telegram"));
    assert_eq!(report.files[0].skipped, []);
    desk.rows()
}

#[test]
fn telegram_bodies_are_joined_without_anything_between() {
    let found = telegram_rows(&[
        r#""type": "message", "from": "Ann", "from_id": "user1", "text": ["see ", {"type": "bold", "text": "th"}, "is"]"#,
        r#""type": "message", "from": "Ann", "from_id": "user1", "text": [{"type": "link", "text": "https://a.example"}]"#,
        r#""text": "a\x1Fb \\x1F \"c\" \xZ", "type": "message", "from": "Ann", "from_id": "user1""#,
    ]);
    let expected = [
        ("user1", Text, "see this"),
        ("user1", Link, "https://a.example"),
        ("user1", Text, "a\u{1F}b \\x1F \"c\" \\xZ"),
    ];
    assert_eq!(found, expected.map(|(who, kind, text)| (who.to_owned(), kind, text.to_owned())));
}

#[test]
fn telegram_media_have_kinds() {
    let of = |rest: &str| {
        let message = format!(r#""type": "message", "from": "Ann", "from_id": "user1", "text": "", {rest}"#);
        telegram_rows(&[&message])[0].1
    };
    assert_eq!(of(r#""photo": "photos/1.jpg""#), Image);
    assert_eq!(of(r#""file": "a.webp", "media_type": "sticker", "sticker_emoji": "x""#), Sticker);
    assert_eq!(of(r#""file": "a.mp4", "media_type": "animation", "mime_type": "video/mp4""#), Sticker);
    assert_eq!(of(r#""file": "a.ogg", "media_type": "voice_message""#), Voice);
    assert_eq!(of(r#""file": "a.mp4", "media_type": "video_message""#), Video);
    assert_eq!(of(r#""file": "a.mp3", "media_type": "audio_file""#), File);
    assert_eq!(of(r#""file": "(File not included.)", "mime_type": "application/pdf""#), File);
    assert_eq!(of(r#""file": "a.png", "mime_type": "image/png""#), Image);
    assert_eq!(of(r#""poll": {"question": "When?", "answers": []}"#), Poll);
    assert_eq!(of(r#""location_information": {"latitude": 1.5, "longitude": 2.5}"#), Location);
    assert_eq!(of(r#""contact_information": {"first_name": "Bo"}"#), Share);
    assert_eq!(of(r#""forwarded_from": null"#), Forward);
    assert_eq!(of(r#""reactions": []"#), Text);
}

#[test]
fn telegram_tells_who_came_and_went() {
    let mut desk = Desk::new();
    let text = telegram(&[
        r#""type": "message", "from": "Ann", "from_id": "user1", "text": "hi""#,
        r#""type": "service", "actor": "Ann", "actor_id": "user1", "action": "invite_members", "members": ["Bo", "Cy", null], "text": """#,
        r#""type": "service", "actor": "Di", "actor_id": "user4", "action": "invite_members", "members": ["Di"], "text": """#,
        r#""type": "service", "actor": "Ed", "actor_id": "user5", "action": "join_group_by_link", "inviter": "Ann", "text": """#,
        r#""type": "service", "actor": "Flo", "actor_id": "user6", "action": "join_group_by_request", "text": """#,
        r#""type": "service", "actor": "Di", "actor_id": "user4", "action": "remove_members", "members": ["Di"], "text": """#,
        r#""type": "service", "actor": "Ann", "actor_id": "user1", "action": "remove_members", "members": ["Cy"], "text": """#,
        r#""type": "service", "actor": "Ann", "actor_id": "user1", "action": "pin_message", "message_id": 1, "text": """#,
        r#""type": "message", "from": "Bo", "from_id": "user2", "text": "thanks""#,
    ]);
    let report = desk.import("result.json", &text);
    assert_eq!(numbers(&report.files[0]), [9, 2, 7, 2, 5, 2]);
    assert_eq!(kinds(&report.files[0]), ["nameless_members"]);
    let stay = |member: &str| {
        let of: Vec<_> =
            desk.document.project.memberships.iter().filter(|stay| stay.member.0 == member).collect();
        assert_eq!(of.len(), 1, "{member}");
        let inviter = of[0].inviter.as_ref().map(|by| by.0.as_str());
        (of[0].joined.is_some(), of[0].left.is_some(), inviter)
    };
    // Bo is named as invited, and known by id since he wrote.
    assert_eq!(stay("user2"), (true, false, Some("user1")));
    assert_eq!(stay("Cy"), (true, true, Some("user1")));
    assert_eq!(stay("user4"), (true, true, None));
    assert_eq!(stay("user5"), (true, false, Some("user1")));
    assert_eq!(stay("user6"), (true, false, None));
    let ed = desk.document.project.members.iter().find(|member| member.id.0 == "user5");
    assert_eq!(ed.map(|member| member.name.as_str()), Some("Ed"), "who only came still has a name");
    let again = desk.import("result.json", &text);
    assert_eq!((again.new_messages, again.new_members), (0, 0));
}

#[test]
fn telegram_answers_and_mentions_are_kept_and_topics_are_no_answers() {
    let mut desk = Desk::new();
    desk.import("result.json",
        telegram(&[
            r#""type": "service", "actor": "Ann", "actor_id": "user1", "action": "topic_created", "title": "T", "text": """#,
            r#""type": "message", "from": "Ann", "from_id": "user5000000001", "text": "q", "reply_to_message_id": 1"#,
            r#""type": "message", "from": "Bo", "from_id": "user2", "reply_to_message_id": 2, "text": [{"type": "mention_name", "text": "Annie", "user_id": 5000000001}, " and @nobody"]"#,
        ]),
    );
    let messages: Vec<_> = (0..3).map(|row| desk.document.log.message(row)).collect();
    assert_eq!(messages[1].reply_to, None);
    assert_eq!(messages[2].reply_to, Some(messages[1].id));
    assert_eq!(
        messages[2].mentions.iter().map(|member| member.0.as_str()).collect::<Vec<_>>(),
        ["user5000000001"]
    );
    assert_eq!(messages[2].text.as_deref(), Some("Annie and @nobody"));
}

#[test]
fn telegram_of_old_has_local_times_and_bare_ids() {
    let mut desk = Desk::new();
    let text = r#"{"name": "Garden", "type": "public_group", "id": 7, "messages": [
        {"id": 1, "type": "message", "date": "2019-03-16T19:23:47", "from": "Ann", "from_id": 4294967297, "text": "a"},
        {"id": 2, "type": "message", "date": "2019-03-16T19:24:47", "from": null, "from_id": 2, "text": "b"},
        {"id": 3, "type": "message", "date": "2019-03-16T19:25:47", "from": "Cy", "text": "c"},
        {"id": 4, "type": "unsupported"},
        {"id": 5, "type": "message", "date": "soon", "from": "Cy", "text": "d"}]}"#;
    let report = desk.import("result.json", text);
    let file = &report.files[0];
    assert_eq!(numbers(file), [3, 3, 0, 3, 0, 0]);
    assert_eq!(file.first.as_deref(), Some("2019-03-16T19:23:47"));
    let who: Vec<String> = desk.rows().into_iter().map(|row| row.0).collect();
    assert_eq!(who, ["user1", "user2", "Cy"]);
    let lines: Vec<u64> = file.skipped.iter().map(|skipped| skipped.line).collect();
    assert_eq!(lines, [5, 6]);
    assert!(file.skipped[0].reason.contains("no date"), "{:?}", file.skipped);
}

#[test]
fn telegram_accounts_give_their_groups_alone() {
    let mut desk = Desk::new();
    let message = |id: u32, text: &str| {
        format!(
            r#"{{"id": {id}, "type": "message", "date_unixtime": "1700000000", "from": "Ann", "from_id": "user1", "text": "{text}"}}"#
        )
    };
    let text = format!(
        r#"{{"about": "Here is the data", "personal_information": {{"bio": "a\x01"}}, "chats": {{"about": "x", "list": [
        {{"name": null, "type": "personal_chat", "id": 9, "messages": [{}]}},
        {{"type": "saved_messages", "id": 8, "messages": []}},
        {{"name": "Gar\x02den", "type": "private_group", "id": 1, "messages": [{}]}},
        {{"name": "Reading", "type": "public_supergroup", "id": 2, "messages": [{}]}}]}},
        "left_chats": {{"about": "x", "list": [{{"name": "Chess", "type": "private_group", "id": 3, "messages": [{}]}}]}}}}"#,
        message(1, "p"),
        message(1, "g"),
        message(1, "r"),
        message(1, "c"),
    );
    let report = desk.import("result.json", &text);
    let groups: Vec<_> =
        desk.document.project.groups.iter().map(|group| (group.id.0.as_str(), group.name.as_str())).collect();
    assert_eq!(groups, [("1", "Gar\u{2}den"), ("2", "Reading"), ("3", "Chess")]);
    assert_eq!(report.new_messages, 3, "ids count within a chat");
    assert_eq!(kinds(&report.files[2]), ["private_chats"]);
}

#[test]
fn a_telegram_export_that_breaks_off_gives_what_was_read() {
    let whole = telegram(&[
        r#""type": "message", "from": "Ann", "from_id": "user1", "text": "a""#,
        r#""type": "message", "from": "Ann", "from_id": "user1", "text": "b""#,
    ]);
    let cut = &whole[..whole.len() - 20];
    let report = Desk::new().import("result.json", cut);
    assert_eq!(report.new_messages, 1);
    assert_eq!(kinds(&report.files[0]), ["truncated"]);
}

#[test]
fn telegram_counts_are_those_of_an_independent_reader() {
    let Some(data) = data() else { return };
    let expected = [
        ("chatminer-batch.json", [2, 2, 0, 2, 0, 0], "2018-12-05T10:39:10Z", "2018-12-05T10:49:24Z"),
        ("chatminer-single.json", [2, 2, 0, 2, 0, 0], "2018-12-05T10:39:10Z", "2018-12-05T10:49:24Z"),
        ("tgparser-personal_chat.json", [5, 4, 1, 2, 0, 0], "2024-01-15T10:50:00Z", "2024-01-16T10:00:00Z"),
        (
            "tgparser-supergroup_with_topics.json",
            [7, 4, 3, 3, 0, 0],
            "2024-01-10T12:00:00Z",
            "2024-01-11T09:00:00Z",
        ),
    ];
    for (name, counts, first, last) in expected {
        let mut desk = Desk::new();
        let report = desk.import_path(&data.join("telegram").join(name));
        let file = &report.files[0];
        assert_eq!(file.format.as_deref(), Some("telegram"), "{name}");
        assert_eq!(numbers(file), counts, "{name}");
        assert_eq!((file.first.as_deref(), file.last.as_deref()), (Some(first), Some(last)), "{name}");
        assert_eq!(file.skipped, [], "{name}");
    }
}

/// A Discord channel with these messages, each given without its braces; times are counted up.
fn discord(guild: &str, messages: &[&str]) -> String {
    let list: Vec<String> = messages
        .iter()
        .enumerate()
        .map(|(at, rest)| format!(r#"{{"timestamp": "2023-01-06T16:{at:02}:03.853+02:00", {rest}}}"#))
        .collect();
    format!(
        r#"{{"guild": {guild}, "channel": {{"id": "100200300400500600", "type": "GuildTextChat", "name": "general"}},
        "dateRange": {{"after": null, "before": null}}, "messages": [{}], "messageCount": {}}}"#,
        list.join(",\n"),
        list.len()
    )
}

const SERVER: &str = r#"{"id": "77", "name": "Garden"}"#;
const ANN: &str =
    r#""author": {"id": "900000000000000001", "name": "ann", "nickname": "Ann G", "isBot": false}"#;
const BO: &str = r#""author": {"id": "900000000000000002", "name": "bo", "nickname": null, "isBot": false}"#;

#[test]
fn discord_messages_answer_and_mention_each_other() {
    let mut desk = Desk::new();
    let text = discord(
        SERVER,
        &[
            &format!(r#""id": "1", "type": "Default", "content": "hi", {ANN}"#),
            &format!(
                r#""id": "2", "type": "Reply", "content": "@Ann G hi", {BO}, "reference": {{"messageId": "1"}}, "mentions": [{{"id": "900000000000000001", "name": "ann"}}]"#
            ),
            &format!(
                r#""id": "3", "type": "19", "content": "https://a.example", {BO}, "reference": {{"messageId": "2"}}, "mentions": null"#
            ),
            &format!(
                r#""id": "4", "type": "ChannelPinnedMessage", "content": "Pinned a message.", {ANN}, "reference": {{"messageId": "2"}}"#
            ),
            &format!(r#""id": "5", "type": "8", "content": "Boosted.", {ANN}"#),
            r#""id": "6", "type": "Default", "content": "who?", "author": null"#,
        ],
    );
    let report = desk.import("Garden - general.json", &text);
    let file = &report.files[0];
    assert_eq!(file.format.as_deref(), Some("discord"));
    assert_eq!(numbers(file), [6, 4, 2, 2, 0, 0]);
    assert_eq!(file.first.as_deref(), Some("2023-01-06T16:00:03.853+02:00"));
    assert_eq!(file.skipped, []);
    let group = &desk.document.project.groups[0];
    assert_eq!((group.id.0.as_str(), group.name.as_str()), ("100200300400500600", "Garden - general"));
    let kinds: Vec<MessageKind> = desk.rows().into_iter().map(|row| row.1).collect();
    assert_eq!(kinds, [Text, Text, Link, System, System, Text]);
    let messages: Vec<_> = (0..4).map(|row| desk.document.log.message(row)).collect();
    assert_eq!(messages[1].reply_to, Some(messages[0].id));
    assert_eq!(messages[2].reply_to, Some(messages[1].id));
    assert_eq!(messages[3].reply_to, None);
    let mentioned: Vec<_> = messages[1].mentions.iter().map(|member| member.0.as_str()).collect();
    assert_eq!(mentioned, ["900000000000000001"]);
    let names: Vec<_> = desk.document.project.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["Ann G", "bo"]);
    let again = desk.import("Garden - general.json", &text);
    assert_eq!((again.new_messages, again.duplicates), (0, 6));
}

#[test]
fn discord_attachments_have_kinds() {
    let of = |rest: &str| {
        let mut desk = Desk::new();
        let message = format!(r#""id": "1", "type": "Default", {ANN}, {rest}"#);
        desk.import("a.json", discord(SERVER, &[&message]));
        desk.rows().remove(0).1
    };
    let file =
        |name: &str| of(&format!(r#""content": "", "attachments": [{{"id": "5", "fileName": "{name}"}}]"#));
    assert_eq!(file("a.PNG"), Image);
    assert_eq!(file("a.mp4"), Video);
    assert_eq!(file("voice-message.ogg"), Voice);
    assert_eq!(file("a.tar.gz"), File);
    assert_eq!(of(r#""content": "", "stickers": [{"id": "5", "name": "x"}]"#), Sticker);
    assert_eq!(of(r#""content": "", "embeds": [{"title": "x"}]"#), Share);
    assert_eq!(
        of(r#""content": "", "reference": {"type": "Forward"}, "forwardedMessage": {"content": "x"}"#),
        Forward
    );
}

#[test]
fn discord_tells_who_came_and_who_left_a_conversation() {
    let mut desk = Desk::new();
    let text = discord(
        r#"{"id": "0", "name": "Direct Messages"}"#,
        &[
            &format!(r#""id": "1", "type": "GuildMemberJoin", "content": "Joined the server.", {ANN}"#),
            &format!(
                r#""id": "2", "type": "RecipientAdd", "content": "Added Cy to the group.", {ANN}, "mentions": [{{"id": "900000000000000003", "name": "Cy"}}]"#
            ),
            &format!(
                r#""id": "3", "type": "RecipientAdd", "content": "Added Di to the group.", {ANN}, "mentions": []"#
            ),
            &format!(
                r#""id": "4", "type": "RecipientRemove", "content": "Left the group.", {BO}, "mentions": [{{"id": "900000000000000002", "name": "bo"}}]"#
            ),
            &format!(
                r#""id": "5", "type": "RecipientRemove", "content": "Removed Di from the group.", {ANN}"#
            ),
        ],
    );
    let report = desk.import("a.json", &text);
    assert_eq!(numbers(&report.files[0]), [5, 0, 5, 0, 3, 2]);
    assert_eq!(desk.document.project.groups[0].name, "general");
    let mut stays: Vec<_> = desk
        .document
        .project
        .memberships
        .iter()
        .map(|stay| {
            let name = desk.document.project.members.iter().find(|member| member.id == stay.member);
            (name.map_or("", |member| member.name.as_str()), stay.joined.is_some(), stay.left.is_some())
        })
        .collect();
    stays.sort_unstable();
    let expected = [("Ann G", true, false), ("Cy", true, false), ("Di", true, true), ("bo", false, true)];
    assert_eq!(stays, expected);
}

#[test]
fn a_discord_export_without_its_tail_gives_what_was_read() {
    let message = |id: u32| format!(r#""id": "{id}", "type": "Default", "content": "hi", {ANN}"#);
    let whole = discord(SERVER, &[&message(1), &message(2), &message(2)]);
    // The same id at another time is another message.
    assert_eq!(Desk::new().import("a.json", &whole).new_messages, 3);
    let tail = whole.find("], \"messageCount\"").expect("a tail");
    for (cut, left) in [(tail, 3), (tail - 5, 2)] {
        let report = Desk::new().import("a.json", &whole[..cut]);
        assert_eq!(report.new_messages, left);
        assert_eq!(kinds(&report.files[0]), ["truncated"]);
    }
}

#[test]
fn discord_tables_are_read_as_tables() {
    let now = "AuthorID,Author,Date,Content,Attachments,Reactions\r\n\
        \"900000000000000001\",\"ann\",\"2023-01-06T14:03:03.8530000+00:00\",\"a, \"\"b\"\"\r\nc\",\"\",\"x (3)\"\r\n\
        \"900000000000000002\",\"bo\",\"2023-01-06T14:04:03.8530000+00:00\",\"d\",\"\",\"\"\r\n";
    let mut desk = Desk::new();
    let report = desk.import("Garden - general.csv", now);
    assert_eq!(report.files[0].format.as_deref(), Some("csv"));
    assert_eq!(numbers(&report.files[0]), [2, 2, 0, 2, 0, 0]);
    let first = desk.rows().remove(0);
    assert_eq!((first.0.as_str(), first.2.as_str()), ("900000000000000001", "a, \"b\"\r\nc"));
    let old = "AuthorID;Author;Date;Content;Attachments;\r\n\
        \"900000000000000001\";\"ann#1234\";\"15-Oct-18 07:03 AM\";\"hello; there\";\"\";\r\n\
        \"900000000000000002\";\"bo#0001\";\"15-Oct-18 07:04 PM\";\"d\";\"\";\r\n";
    let mut desk = Desk::new();
    let report = desk.import("old.csv", old);
    assert_eq!(numbers(&report.files[0]), [2, 2, 0, 2, 0, 0]);
    assert_eq!(report.files[0].first.as_deref(), Some("2018-10-15T07:03:00"));
    assert_eq!(report.files[0].last.as_deref(), Some("2018-10-15T19:04:00"));
    assert_eq!(desk.rows()[0].2, "hello; there");
}

#[test]
fn discord_counts_are_those_of_an_independent_reader() {
    let Some(data) = data() else { return };
    let expected = [
        (
            "chatanalytics-GC_3A_5M.json",
            ([6, 3, 3, 3, 0, 0], 0),
            ("2023-01-17T19:33:07.489+00:00", "2023-03-03T14:47:59.187+00:00"),
        ),
        (
            "chatanalytics-SV_5A_5M.json",
            ([5, 5, 0, 2, 0, 0], 1),
            ("2018-05-20T16:09:44.209+00:00", "2018-05-20T16:09:51.118+00:00"),
        ),
    ];
    for (name, (counts, repeated), (first, last)) in expected {
        let mut desk = Desk::new();
        let report = desk.import_path(&data.join("discord").join(name));
        let file = &report.files[0];
        assert_eq!(file.format.as_deref(), Some("discord"), "{name}");
        assert_eq!(numbers(file), counts, "{name}");
        assert_eq!((file.first.as_deref(), file.last.as_deref()), (Some(first), Some(last)), "{name}");
        assert_eq!(report.duplicates, repeated, "{name}");
    }
}
