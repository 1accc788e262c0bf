//! The same chats imported again: the next month, another phone, another order, and nothing twice.

use proptest::prelude::*;
use qunce::import::{ImportOptions, ImportReport};
use qunce::model::{Member, MessageKind};

use crate::desk::{Desk, options};

const NAME: &str = "WhatsApp Chat with Garden.txt";

/// Time, member, kind and text of every row, in an order of their own.
fn rows(desk: &Desk) -> Vec<(i64, String, String, Option<String>)> {
    let log = &desk.document.log;
    let mut rows: Vec<_> = (0..log.len())
        .map(|row| log.message(row))
        .map(|line| (line.at.0, line.member.0, line.kind.name().to_owned(), line.text))
        .collect();
    rows.sort();
    rows
}

fn numbers(report: &ImportReport) -> [u64; 3] {
    [report.new_messages, report.duplicates, report.changed]
}

/// Lines of an Android export, one in half a minute.
fn android(from: usize, to: usize) -> String {
    let line = |n: usize| format!("13/02/2023, {:02}:{:02} - {}: words {n}\n", n / 120, n / 2 % 60, who(n));
    (from..to).map(line).collect()
}

/// The same lines from an iPhone.
fn ios(from: usize, to: usize) -> String {
    let line = |n: usize| {
        format!(
            "[13/02/2023, {:02}:{:02}:{:02}] {}: words {n}\n",
            n / 120,
            n / 2 % 60,
            n % 2 * 30 + 7,
            who(n)
        )
    };
    (from..to).map(line).collect()
}

fn who(n: usize) -> &'static str {
    ["Ann", "Bo", "Cy"][n % 3]
}

#[test]
fn ninety_percent_of_overlap_adds_exactly_the_rest() {
    let mut desk = Desk::new();
    desk.import(NAME, android(0, 900));
    assert_eq!(numbers(&desk.import(NAME, android(0, 1000))), [100, 900, 0]);
    assert_eq!(numbers(&desk.import(NAME, android(0, 1000))), [0, 1000, 0]);
    assert_eq!(rows(&desk).len(), 1000);
}

#[test]
fn an_export_with_seconds_and_one_without_tell_the_same_messages() {
    for (first, second) in [(android(0, 300), ios(100, 400)), (ios(0, 300), android(100, 400))] {
        let mut desk = Desk::new();
        desk.import(NAME, &first);
        assert_eq!(numbers(&desk.import(NAME, &second)), [100, 200, 0]);
        assert_eq!(numbers(&desk.import(NAME, &second)), [0, 300, 0]);
        assert_eq!(numbers(&desk.import(NAME, &first)), [0, 300, 0]);
    }
}

#[test]
fn an_export_cut_inside_a_minute_loses_and_doubles_nothing() {
    let lines: Vec<String> =
        (0..6).map(|n| format!("13/02/2023, 10:0{} - Ann: {}\n", n / 4, ["ok", "yes"][n % 2])).collect();
    for cut in 0..=lines.len() {
        for start in 0..=cut.min(lines.len() - 1) {
            let mut desk = Desk::new();
            desk.import(NAME, &(lines[..cut].concat() + "13/02/2022, 10:00 - Bo: earlier"));
            let report = desk.import(NAME, lines[start..].concat());
            let said = |word: &str| rows(&desk).iter().filter(|row| row.3.as_deref() == Some(word)).count();
            // Two equal lines of one minute that no export shows together may be one.
            if start == 0 {
                assert_eq!((said("ok"), said("yes")), (3, 3), "cut at {cut}: {report:?}");
            }
            assert!(said("ok") <= 3 && said("yes") <= 3, "cut at {cut}, from {start}");
        }
    }
}

#[test]
fn an_export_from_another_time_zone_is_moved_not_doubled() {
    let mut desk = Desk::new();
    desk.import(NAME, android(0, 300));
    let tokyo = ImportOptions { time_zone: Some(chrono_tz::Asia::Tokyo), ..ImportOptions::default() };
    let report = desk.import_with(NAME, android(100, 400), &tokyo);
    assert_eq!(numbers(&report), [100, 200, 0]);
    let warning = report.files[0].warnings.iter().find(|warning| warning.kind == "time_shifted");
    assert!(warning.expect("said").message.contains("9:00"), "{report:?}");
    let mut whole = Desk::new();
    whole.import(NAME, android(0, 400));
    assert_eq!(rows(&desk), rows(&whole));
}

#[test]
fn other_messages_of_the_same_people_are_not_moved() {
    let mut desk = Desk::new();
    desk.import(NAME, android(0, 300));
    let report = desk.import(NAME, android(600, 900));
    assert_eq!(numbers(&report), [300, 0, 0]);
    assert!(report.files[0].warnings.is_empty(), "{report:?}");
}

#[test]
fn media_with_and_without_files_are_the_same_messages() {
    let with = "13/02/2023, 10:00 - Ann: IMG-1.jpg (file attached)\n13/02/2023, 10:00 - Ann: IMG-2.jpg (file attached)\n\
                13/02/2023, 10:01 - Bo: lovely\n";
    let without = "13/02/2023, 10:00 - Ann: <Media omitted>\n13/02/2023, 10:00 - Ann: <Media omitted>\n\
                   13/02/2023, 10:01 - Bo: lovely\n13/02/2023, 10:02 - Ann: <Media omitted>\n";
    let mut desk = Desk::new();
    desk.import(NAME, with);
    assert_eq!(numbers(&desk.import(NAME, without)), [1, 3, 0]);
    let mut desk = Desk::new();
    desk.import(NAME, without);
    assert_eq!(numbers(&desk.import(NAME, with)), [0, 3, 0]);
}

#[test]
fn words_kept_once_and_not_the_next_time_are_no_difference() {
    let without = ImportOptions { keep_text: false, ..options() };
    let mut desk = Desk::new();
    desk.import(NAME, android(0, 300));
    let report = desk.import_with(NAME, android(0, 330), &without);
    assert_eq!(numbers(&report), [30, 300, 0]);
    // The project says now that it keeps none, and goes on so until told otherwise.
    assert!(desk.document.project.privacy.without_text);
    assert_eq!(desk.document.log.text, None);
    assert_eq!(numbers(&desk.import(NAME, android(0, 360))), [30, 330, 0]);
    assert_eq!(desk.document.log.text, None);
    let again = ImportOptions { restore_text: true, ..options() };
    assert_eq!(numbers(&desk.import_with(NAME, android(0, 390), &again)), [30, 360, 0]);
    let said = rows(&desk).iter().filter(|row| row.3.is_some()).count();
    assert_eq!((said, desk.document.project.privacy.without_text), (30, false));
}

#[test]
fn an_entry_edited_or_recalled_since_is_told_and_kept_once() {
    let before = "13/02/2023, 10:00 - Ann: a\n13/02/2023, 10:01 - Ann: tomorow at ten\n13/02/2023, 10:02 - Bo: oops\n\
                  13/02/2023, 10:03 - Bo: fine\n";
    let after = "13/02/2023, 10:00 - Ann: a\n13/02/2023, 10:01 - Ann: tomorrow at ten\n\
                 13/02/2023, 10:02 - Bo: This message was deleted\n13/02/2023, 10:03 - Bo: fine\n13/02/2023, 10:04 - Ann: b\n";
    let mut desk = Desk::new();
    desk.import(NAME, before);
    assert_eq!(numbers(&desk.import(NAME, after)), [1, 2, 2]);
    assert_eq!(numbers(&desk.import(NAME, after)), [0, 5, 0]);
    let rows = rows(&desk);
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[1].3.as_deref(), Some("tomorrow at ten"));
    assert_eq!(rows[2].2, MessageKind::Recalled.name());
}

#[test]
fn a_message_with_an_id_that_says_something_else_is_told() {
    let chat = |text: &str, id: &str| {
        format!(
            r#"{{"chatlab":{{"version":"0.0.2","exportedAt":1700000000}},"meta":{{"name":"G","platform":"wechat","type":"group","groupId":"g@1"}},
"members":[{{"platformId":"u1","accountName":"Ann"}}],"messages":[
{{"sender":"u1","accountName":"Ann","timestamp":1700000000,"type":0,"content":"{text}","platformMessageId":"m1"}},
{{"sender":"u1","accountName":"Ann","timestamp":1700000100,"type":0,"content":"next","platformMessageId":"{id}"}}]}}"#
        )
    };
    let mut desk = Desk::new();
    desk.import("a.json", chat("helo", "m2"));
    assert_eq!(numbers(&desk.import("b.json", chat("hello", "m2"))), [0, 1, 1]);
    assert_eq!(rows(&desk)[0].3.as_deref(), Some("hello"));
    // A platform that gives one id twice: the same file still adds nothing.
    let mut desk = Desk::new();
    assert_eq!(numbers(&desk.import("a.json", chat("hello", "m1"))), [2, 0, 0]);
    assert_eq!(numbers(&desk.import("a.json", chat("hello", "m1"))), [0, 2, 0]);
}

#[test]
fn merged_people_are_known_again_and_keep_their_own_ids_in_the_log() {
    let mut desk = Desk::new();
    desk.import(NAME, android(0, 30));
    let members = std::sync::Arc::make_mut(&mut desk.document.project.members);
    members.retain(|member| member.id.as_str() != "Bo");
    let ann = members.iter_mut().find(|member| member.id.as_str() == "Ann").expect("Ann");
    ann.aliases.push("Bo".into());
    let report = desk.import(NAME, android(0, 60));
    assert_eq!((numbers(&report), report.new_members), ([30, 30, 0], 0));
    let mut whole = Desk::new();
    whole.import(NAME, android(0, 60));
    assert_eq!(rows(&desk), rows(&whole));
    let activity = qunce::activity::Activity::build(&desk.document.project, &desk.document.log);
    let ann = activity.members.find("Ann").expect("Ann");
    assert_eq!(activity.members.find("Bo"), Some(ann));
    assert_eq!(activity.span(0, ann).expect("said").messages, 40);
}

#[test]
fn an_import_with_pseudonyms_hides_the_names_that_are_there_and_knows_them_again() {
    let hide = ImportOptions { pseudonymise: true, ..options() };
    let mut desk = Desk::new();
    desk.import(NAME, android(0, 30));
    let report = desk.import_with(NAME, android(0, 60), &hide);
    assert_eq!((numbers(&report), report.new_members), ([30, 30, 0], 0));
    let shown = format!("{:?}", desk.document);
    for name in ["Ann", "\"Bo\"", "\"Cy\"", "words 1"] {
        assert!(!shown.contains(name), "{name} in {shown}");
    }
    // It stays so without the flag, and under another name of the project.
    desk.document.project.name = "Another".to_owned();
    let report = desk.import(NAME, android(0, 90));
    assert_eq!((numbers(&report), report.new_members), ([30, 60, 0], 0));
    assert!(!format!("{:?}", desk.document).contains("Ann"));
    // Going back is a choice; people met again get their names.
    let back = ImportOptions { restore_names: true, restore_text: true, ..options() };
    let report = desk.import_with(NAME, android(0, 120), &back);
    assert_eq!((numbers(&report), report.new_members), ([30, 90, 0], 0));
    let mut names: Vec<&str> =
        desk.document.project.members.iter().map(|member| member.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Ann", "Bo", "Cy"]);
}

#[test]
fn a_new_name_of_a_known_person_is_told() {
    let chat = |name: &str| {
        format!(
            r#"{{"chatlab":{{"version":"0.0.2","exportedAt":1700000000}},"meta":{{"name":"G","platform":"wechat","type":"group","groupId":"g@1"}},
"members":[{{"platformId":"u1","accountName":"{name}"}}],"messages":[
{{"sender":"u1","accountName":"{name}","timestamp":1700000000,"type":0,"content":"hi"}}]}}"#
        )
    };
    let mut desk = Desk::new();
    assert_eq!(desk.import("a.json", chat("Ann")).renamed, 0);
    assert_eq!(desk.import("a.json", chat("Ann Lee")).renamed, 1);
    assert_eq!(desk.import("a.json", chat("Ann Lee")).renamed, 0);
    let member: &Member = &desk.document.project.members[0];
    assert_eq!(
        (member.name.as_str(), member.names_seen.as_slice()),
        ("Ann", ["Ann Lee".to_owned()].as_slice())
    );
}

/// A made-up chat: minutes between messages, who, and one of a few texts.
fn chats() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec((0_u32..3, 0_usize..3, 0_usize..4), 1..120).prop_map(|lines| {
        let mut minute = 0;
        let lines = lines.into_iter().map(|(gap, person, word)| {
            minute += gap;
            let text = ["ok", "yes", "see you", "no"][word];
            format!("13/02/2023, {:02}:{:02} - {}: {text}\n", minute / 60, minute % 60, who(person))
        });
        lines.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Pieces that begin and end with a minute, overlap and cover the chat: the whole chat, in whatever order.
    #[test]
    fn pieces_of_a_chat_give_the_chat(
        lines in chats(),
        cuts in prop::collection::vec((0.0_f64..1.0, 0.0_f64..1.0), 0..5),
        order in any::<u64>(),
    ) {
        let minute = |line: &String| line[..17].to_owned();
        let starts: Vec<usize> = (0..lines.len())
            .filter(|&n| n == 0 || minute(&lines[n]) != minute(&lines[n - 1]))
            .chain([lines.len()])
            .collect();
        let mut places: Vec<usize> =
            cuts.iter().map(|(at, _)| (at * starts.len() as f64) as usize).collect();
        places.extend([0, starts.len() - 1]);
        places.sort_unstable();
        let mut pieces: Vec<(usize, usize)> = places
            .windows(2)
            .enumerate()
            .map(|(n, pair)| {
                let overlap = cuts.get(n).map_or(0, |(_, share)| (share * pair[0] as f64) as usize);
                (pair[0] - overlap, pair[1])
            })
            .collect();
        let turn = order as usize % pieces.len();
        pieces.rotate_left(turn);
        if order & 1 << 32 != 0 {
            pieces.reverse();
        }
        let mut whole = Desk::new();
        whole.import(NAME, lines.concat());
        let mut desk = Desk::new();
        for &(from, to) in &pieces {
            if from < to {
                desk.import(NAME, lines[starts[from]..starts[to]].concat());
            }
        }
        prop_assert_eq!(rows(&desk), rows(&whole));
    }
}

#[test]
fn an_export_of_a_phone_with_other_names_in_its_address_book_is_known_again() {
    let mut desk = Desk::new();
    desk.import(NAME, android(0, 300));
    let other = android(100, 400).replace("- Ann:", "- Annie W.:");
    let report = desk.import(NAME, &other);
    assert_eq!(numbers(&report), [100, 200, 0]);
    let warning = report.files[0].warnings.iter().find(|warning| warning.kind == "names_differ");
    assert!(warning.expect("said").message.contains("Annie W. is Ann"), "{report:?}");
    assert_eq!(numbers(&desk.import(NAME, &other)), [0, 300, 0]);
}

#[test]
fn a_bot_account_of_the_platform_is_asked_about_once() {
    let chat = r#"{"guild":{"id":"1","name":"S"},"channel":{"id":"2","type":"GuildTextChat","name":"c"},"messages":[
{"id":"10","type":"Default","timestamp":"2023-01-01T00:00:00+00:00","content":"hi","author":{"id":"7","name":"helper","isBot":true}},
{"id":"11","type":"Default","timestamp":"2023-01-01T00:01:00+00:00","content":"ho","author":{"id":"8","name":"Ann","isBot":false}}]}"#;
    let mut desk = Desk::new();
    desk.import("d.json", chat);
    let marks = &mut desk.document.project.marks;
    assert_eq!((marks.len(), marks[0].member.as_str(), marks[0].reason.as_str()), (1, "7", "bot_account"));
    marks[0].decision = qunce::model::Decision::Refused;
    desk.import("d.json", chat);
    assert_eq!(desk.document.project.marks.len(), 1);
    assert!(desk.document.project.members.iter().all(|member| member.kind.is_person()));
}
