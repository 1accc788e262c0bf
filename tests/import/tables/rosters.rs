//! Dated member lists: joins and leaves by comparing them, merged with what chats say, in any order.

use proptest::prelude::*;
use qunce::import::{ImportError, ImportOptions};
use qunce::model::{Evidence, Membership};

use super::options;
use super::sheets::Cell::{Date, Text};
use super::sheets::{became, workbook};
use crate::desk::{Desk, kinds};

fn list(names: &[&str]) -> String {
    let rows: Vec<String> = names.iter().map(|name| format!("wx_{name},{name}")).collect();
    format!("微信号,群昵称\n{}\n", rows.join("\n"))
}

/// The stays of a member: first day, last day, and what each is known from.
fn stays(desk: &Desk, member: &str) -> Vec<(String, String, Evidence, Evidence)> {
    let day =
        |day: Option<chrono::NaiveDate>| day.map_or("?".to_owned(), |day| day.format("%m-%d").to_string());
    let all = desk.document.project.memberships.iter();
    let own = all.filter(|stay| stay.member.as_str() == format!("wx_{member}"));
    own.map(|stay| (day(stay.joined), day(stay.left), stay.evidence, stay.leaving_evidence())).collect()
}

fn stay(joined: &str, left: &str, from: Evidence, to: Evidence) -> (String, String, Evidence, Evidence) {
    (joined.to_owned(), left.to_owned(), from, to)
}

use Evidence::{Message, Rosters, Stated};

#[test]
fn comparing_lists_tells_who_came_and_went() {
    let mut desk = Desk::in_china();
    let first = desk.import_file("共读群_成员_2026-09-01.csv", list(&["安", "波", "丙"]));
    assert_eq!((became(&first), first.joins, first.leaves), ([3, 0, 0, 0], 0, 0));
    let second = desk.import_file("共读群_成员_2026-10-01.csv", list(&["安", "丁"]));
    assert_eq!((second.joins, second.leaves, second.group.as_deref()), (1, 2, Some("共读群")));
    desk.import_file("共读群_成员_2026-11-01.csv", list(&["安", "波", "丁"]));
    assert_eq!(stays(&desk, "安"), [stay("?", "?", Rosters, Rosters)]);
    assert_eq!(
        stays(&desk, "波"),
        [stay("?", "10-01", Rosters, Rosters), stay("11-01", "?", Rosters, Rosters)],
        "on the first and third list, not on the second: left and came back"
    );
    assert_eq!(stays(&desk, "丙"), [stay("?", "10-01", Rosters, Rosters)]);
    assert_eq!(stays(&desk, "丁"), [stay("10-01", "?", Rosters, Rosters)]);
    let before = desk.document.project.clone();
    let again = desk.import_file("共读群_成员_2026-10-01.csv", list(&["安", "丁"]));
    assert_eq!(became(&again), [0, 2, 0, 0]);
    assert_eq!(desk.document.project, before);
}

#[test]
fn a_line_of_the_chat_between_two_lists_is_more_exact() {
    let chat = "时间,用户ID,昵称,内容\n\
        2026-09-10 09:00,系统消息,,\"\"\"wx_安\"\"邀请\"\"wx_丁\"\"加入了群聊\"\n\
        2026-09-20 09:00,系统消息,,\"\"\"wx_安\"\"将\"\"wx_丙\"\"移出了群聊\"\n\
        2026-09-21 09:00,wx_安,安,hi\n2026-09-22 09:00,wx_戊,戊,hi\n";
    let lists = [
        ("共读群_2026-09-01.csv", list(&["安", "波", "丙"])),
        ("共读群_2026-10-01.csv", list(&["安", "丁"])),
    ];
    let mut outcomes = Vec::new();
    for order in [[0, 1, 2], [1, 0, 2], [1, 2, 0], [2, 1, 0]] {
        let mut desk = Desk::in_china();
        for step in order {
            match lists.get(step) {
                Some((name, text)) => desk.import_file(name, text),
                None => desk.import_file("共读群.csv", chat),
            };
        }
        assert_eq!(stays(&desk, "丁"), [stay("09-10", "?", Message, Message)], "{order:?}");
        assert_eq!(stays(&desk, "丙"), [stay("?", "09-20", Message, Message)], "{order:?}");
        assert_eq!(stays(&desk, "波"), [stay("?", "10-01", Rosters, Rosters)], "{order:?}");
        assert_eq!(stays(&desk, "戊"), [stay("?", "?", Message, Message)], "heard, but on no list");
        let joined: Vec<&Membership> =
            desk.document.project.memberships.iter().filter(|stay| stay.member.as_str() == "wx_丁").collect();
        assert_eq!(joined[0].inviter.as_ref().map(|by| by.as_str()), Some("wx_安"), "{order:?}");
        let mut all: Vec<String> =
            desk.document.project.memberships.iter().map(|stay| format!("{stay:?}")).collect();
        all.sort();
        outcomes.push(all);
    }
    assert!(outcomes.windows(2).all(|pair| pair[0] == pair[1]), "{outcomes:#?}");
}

#[test]
fn the_day_and_the_group_are_asked_for_and_never_guessed() {
    let mut desk = Desk::in_china();
    let error = desk.try_import("共读群成员.csv", list(&["安"])).unwrap_err();
    assert!(matches!(error, ImportError::RosterDate { .. }) && error.to_string().contains("--roster-date"));
    let error = desk.try_import("成员_2026-10-01.csv", list(&["安"])).unwrap_err();
    assert!(matches!(error, ImportError::RosterGroup { .. }) && error.to_string().contains("--group"));
    assert!(desk.document.project.members.is_empty() && desk.document.project.groups.is_empty());
    let told =
        ImportOptions { roster_date: "2026-10-01".parse().ok(), group: Some("reading".into()), ..options() };
    assert_eq!(became(&desk.import_file_with("成员.csv", list(&["安"]), &told)), [1, 0, 0, 0]);
    let next = desk.import_file("成员_2026-11-01.csv", list(&["安", "波"]));
    assert_eq!(next.group.as_deref(), Some("reading"), "the group of such lists is remembered");
    let other = desk.import_file("成员_2026-12-01.csv", list(&["甲", "乙", "丙"]));
    assert!(kinds(&other).contains(&"roster_differs"), "a list of strangers is pointed out");
}

#[test]
fn a_list_tells_joining_days_inviters_and_facts() {
    let rows: &[&[super::sheets::Cell]] = &[
        &[Text("共读群成员名单")],
        &[
            Text("微信号"),
            Text("群昵称"),
            Text("入群时间"),
            Text("邀请人"),
            Text("会员等级"),
            Text("群身份"),
            Text("标签"),
            Text("来源"),
        ],
        &[
            Text("wx_安"),
            Text("安"),
            Date("46000"),
            Text("无名氏"),
            Text("大咖"),
            Text("群主"),
            Text("老友、书友"),
            Text("线下"),
        ],
        &[Text("wx_波"), Text("波"), Text("2026/9/20 10:00"), Text("安"), Text("普通"), Text("成员")],
    ];
    let mut desk = Desk::in_china();
    let file = desk.import_file("共读群_2026-10-01.xlsx", workbook(&[("成员", rows)], false));
    assert_eq!(became(&file), [2, 0, 0, 0], "{file:?}");
    assert!(kinds(&file).contains(&"unknown_inviter"));
    let members = &desk.document.project.members;
    assert_eq!((members[0].inviter.as_ref(), members[0].tags.len(), members[0].roles.len()), (None, 2, 1));
    assert_eq!(members[0].source.as_deref(), Some("线下"));
    assert_eq!(members[1].inviter.as_ref().map(|by| by.as_str()), Some("wx_安"));
    assert_eq!(stays(&desk, "安"), [stay("12-09", "?", Stated, Stated)]);
    assert_eq!(stays(&desk, "波"), [stay("09-20", "?", Stated, Stated)]);
    let stay = desk.document.project.memberships.iter().find(|stay| stay.member.as_str() == "wx_波").unwrap();
    assert_eq!(stay.inviter.as_ref().map(|by| by.as_str()), Some("wx_安"));

    let newer = "微信号,群昵称,会员等级\nwx_安,安安,普通\n";
    let file = desk.import_file("共读群_2026-11-01.csv", newer);
    assert!(kinds(&file).contains(&"kept_facts"), "what the operator has is kept");
    let members = &desk.document.project.members;
    assert_eq!(
        (members[0].name.as_str(), members[0].names_seen.as_slice()),
        ("安", &["安安".to_owned()][..])
    );
    assert_eq!(stays(&desk, "波")[0].1, "11-01");
}

#[test]
fn names_alone_are_matched_when_only_one_has_them() {
    let mut desk = Desk::in_china();
    desk.import_file("共读群.csv", "时间,用户ID,昵称,内容\n2026-09-10 09:00,wx_1,安,hi\n2026-09-10 09:00,wx_2,波,hi\n2026-09-10 09:00,wx_3,波,hi\n");
    let file = desk.import_file("共读群_2026-10-01.csv", "群昵称,入群时间\n安,2026-09-01\n波,\n新,\n");
    assert!(kinds(&file).contains(&"shared_name"));
    let list: Vec<&str> = desk.document.project.rosters[0].members.iter().map(|id| id.as_str()).collect();
    assert_eq!(list, ["wx_1", "波", "新"]);
}

#[test]
fn one_file_may_hold_lists_of_many_days_and_two_files_one_list() {
    let mut desk = Desk::in_china();
    let file = desk.import_file(
        "名单.csv",
        "日期,群名称,微信号,群昵称\n2026-09-01,共读群,wx_安,安\n2026-09-01,共读群,wx_波,波\n20261001,共读群,wx_安,安\n2026-10-01,二群,wx_波,波\n坏,二群,wx_波,波\n",
    );
    assert_eq!(desk.document.project.rosters.len(), 3);
    assert_eq!(file.skipped.iter().filter(|skipped| skipped.line == 6).count(), 2);
    assert_eq!(stays(&desk, "波").len(), 2);

    let mut desk = Desk::in_china();
    let pages =
        [desk.put("共读群 2026-10-01.csv", list(&["安"])), desk.put("共读群 20261001.csv", list(&["波"]))];
    qunce::import::import_into(&mut desk.document, &pages, &options(), &|_| {
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(desk.document.project.rosters[0].members.len(), 2, "pages of one list");
    let corrected = desk.import_file("共读群 2026-10-01.csv", list(&["安", "丙"]));
    assert_eq!(
        became(&corrected),
        [0, 1, 2, 0],
        "a list that comes again later takes the place of the first"
    );
}

#[test]
fn what_the_operator_wrote_is_kept() {
    let mut desk = Desk::in_china();
    desk.import_file("共读群_2026-09-01.csv", list(&["安"]));
    let stays_now = std::sync::Arc::make_mut(&mut desk.document.project.memberships);
    stays_now[0].joined = "2026-08-15".parse().ok();
    stays_now[0].evidence = Stated;
    desk.import_file("共读群_2026-10-01.csv", list(&["波"]));
    assert_eq!(stays(&desk, "安"), [stay("08-15", "10-01", Stated, Rosters)]);
    desk.import_file("共读群_2026-09-15.csv", list(&["丙"]));
    assert_eq!(
        stays(&desk, "安"),
        [stay("08-15", "09-15", Stated, Rosters)],
        "a list between makes it more exact"
    );
}

#[test]
fn leaving_and_coming_back_on_one_day_reads_alike_before_and_after_a_list() {
    let mut chat = "时间,用户ID,昵称,内容\n2026-09-01 00:00,wx_常,常,hi\n".to_owned();
    for (day, what) in [
        (2, "\"\"wx_常\"\"将\"\"wx_甲\"\"移出了群聊"),
        (2, "\"\"wx_常\"\"邀请\"\"wx_甲\"\"加入了群聊"),
        (9, "\"\"wx_常\"\"将\"\"wx_甲\"\"移出了群聊"),
    ] {
        chat += &format!("2026-09-{day:02} 12:00,系统消息,,\"{what}\"\n");
    }
    let lists = ["共读群_2026-09-03.csv", "共读群_2026-09-08.csv"];
    let outcome = |chat_first: bool| {
        let mut desk = Desk::in_china();
        if chat_first {
            desk.import_file("共读群.csv", &chat);
        }
        for name in lists {
            desk.import_file(name, list(&["常"]));
        }
        if !chat_first {
            desk.import_file("共读群.csv", &chat);
        }
        stays(&desk, "甲")
    };
    assert_eq!(outcome(true), outcome(false));
    assert_eq!(outcome(true).len(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_imports_does_not_matter(
        presence in prop::collection::vec(prop::array::uniform4(any::<bool>()), 5),
        order in Just([0_usize, 1, 2, 3, 4, 5]).prop_shuffle(),
        moves in prop::collection::vec((0_usize..4, 1_u32..29, any::<bool>()), 0..6),
    ) {
        let people = ["甲", "乙", "丙", "丁"];
        let lists: Vec<(String, String)> = presence
            .iter()
            .enumerate()
            .map(|(number, there)| {
                let names: Vec<&str> = people.iter().zip(there).filter(|(_, there)| **there).map(|(name, _)| *name).collect();
                // Somebody is always there, so that the list is one.
                let names: Vec<&str> = names.into_iter().chain(["常"]).collect();
                (format!("共读群_2026-09-{:02}.csv", 5 * number + 3), list(&names))
            })
            .collect();
        let mut chat = "时间,用户ID,昵称,内容\n2026-09-01 00:00,wx_常,常,hi\n".to_owned();
        let mut moves = moves;
        moves.sort_by_key(|(_, day, _)| *day);
        for (who, day, joins) in moves {
            let name = people[who];
            let what = if joins { format!("\"\"wx_常\"\"邀请\"\"wx_{name}\"\"加入了群聊") } else { format!("\"\"wx_常\"\"将\"\"wx_{name}\"\"移出了群聊") };
            chat += &format!("2026-09-{day:02} 12:00,系统消息,,\"{what}\"\n");
        }
        let outcome = |order: &[usize]| {
            let mut desk = Desk::in_china();
            for &step in order {
                match lists.get(step) {
                    Some((name, text)) => desk.import_file(name, text),
                    None => desk.import_file("共读群.csv", &chat),
                };
            }
            let mut stays: Vec<String> = desk.document.project.memberships.iter().map(|stay| format!("{stay:?}")).collect();
            stays.sort();
            let mut lists: Vec<String> = desk
                .document
                .project
                .rosters
                .iter()
                .map(|roster| {
                    let mut members: Vec<&str> = roster.members.iter().map(|id| id.as_str()).collect();
                    members.sort_unstable();
                    format!("{} {members:?}", roster.date)
                })
                .collect();
            lists.sort();
            (stays, lists)
        };
        // Lists between each other and around the chat, wherever it comes.
        prop_assert_eq!(outcome(&[0, 1, 2, 3, 4, 5]), outcome(&order));
    }

    #[test]
    fn stays_are_the_runs_of_the_lists(presence in prop::collection::vec(any::<bool>(), 1..7)) {
        let mut desk = Desk::in_china();
        let day = |number: usize| format!("{:02}-{:02}", 9 + number / 28, number % 28 + 1);
        for (number, there) in presence.iter().enumerate() {
            let names: &[&str] = if *there { &["常", "甲"] } else { &["常"] };
            desk.import_file(&format!("共读群_2026-{}.csv", day(number)), list(names));
        }
        let mut expected = Vec::new();
        for number in 0..presence.len() {
            if presence[number] && (number == 0 || !presence[number - 1]) {
                let end = (number..presence.len()).find(|&later| !presence[later]);
                let first = if number == 0 { "?".to_owned() } else { day(number) };
                expected.push(stay(&first, &end.map_or("?".to_owned(), day), Rosters, Rosters));
            }
        }
        prop_assert_eq!(stays(&desk, "甲"), expected);
    }
}
