//! What a table is, how its columns are told, and what spreadsheets did to it.

use qunce::import::table::{TableProblem, TableSource};
use qunce::import::{DateOrder, ImportError, ImportOptions};
use qunce::model::{ColumnRole, MessageKind, TablePurpose};

use super::options;
use super::sheets::became;
use crate::desk::{Desk, kinds};

#[test]
fn todays_and_older_discord_tables_are_read() {
    let today = "\"AuthorID\",\"Author\",\"Date\",\"Content\",\"Attachments\",\"Reactions\"\r\n\
        \"100000000000000001\",\"ann\",\"2023-01-06T14:03:03.8530000+00:00\",\"two\nlines, \"\"quoted\"\"\",\"\",\"👍 (3),🔥 (1)\"\r\n\
        \"100000000000000002\",\"bo\",\"2023-01-06T14:04:00.0000000+00:00\",\"\",\"https://example.org/a.png\",\"\"\r\n";
    let mut desk = Desk::in_china();
    let file = desk.import_file("Guild - general [7].csv", today);
    assert_eq!((file.people_messages, file.senders, file.skipped.len()), (2, 2, 0));
    assert_eq!(file.first.as_deref(), Some("2023-01-06T14:03:03.853+00:00"));
    assert_eq!(desk.document.log.message(0).text.as_deref(), Some("two\nlines, \"quoted\""));

    let older = "Author;Date;Content;Attachments;Reactions;\n\
        ann#1234;15-Oct-18 07:03 AM;hello, all;;;\n\
        bo#0001;15-Oct-18 12:04 PM;\"a; b\";;;\n";
    let mut desk = Desk::in_china();
    let survey = desk.survey("2019.csv", older);
    assert_eq!(survey.source, TableSource::Text { delimiter: ';' });
    assert_eq!(
        survey.headings,
        ["Author", "Date", "Content", "Attachments", "Reactions"],
        "no empty last column"
    );
    let file = desk.import_file("2019.csv", older);
    assert_eq!((file.people_messages, file.senders), (2, 2));
    assert_eq!(file.last.as_deref(), Some("2018-10-15T12:04:00"));
    assert_eq!(desk.document.log.message(1).text.as_deref(), Some("a; b"));
}

#[test]
fn titles_above_the_headings_and_empty_columns_are_passed_over() {
    let table = "共读群聊天记录,,,\n导出时间：2024-02-01,,,\n\n时间,发送者,内容,\n2024-01-02 03:04,安,好的,\n,,,\n2024-01-02 03:05,波,\"a,b\",\n";
    let mut desk = Desk::in_china();
    let survey = desk.survey("t.csv", table);
    assert_eq!((survey.heading_line, survey.headings.len(), survey.rows.len()), (Some(4), 3, 2));
    assert!(survey.problems.is_empty());
    let file = desk.import_file("t.csv", table);
    assert_eq!((file.people_messages, file.skipped.len()), (2, 0), "{file:?}");
}

#[test]
fn the_caller_may_tell_what_columns_mean_and_it_is_remembered() {
    let table = "甲,乙,丙\n2024-01-02 03:04,安,好的\n";
    let mut desk = Desk::in_china();
    let survey = desk.survey("t.csv", table);
    assert_eq!(survey.confidence, 0);
    assert_eq!(survey.rows, [["2024-01-02 03:04", "安", "好的"]]);
    assert!(matches!(survey.problems[0], TableProblem::Lacks(_)));
    assert!(matches!(
        desk.try_import("t.csv", table),
        Err(ImportError::UnknownFormat { .. } | ImportError::Malformed { .. })
    ));
    let told = ImportOptions {
        format: Some("csv".to_owned()),
        purpose: Some(TablePurpose::Messages),
        columns: vec![
            ("甲".to_owned(), ColumnRole::Time),
            ("乙".to_owned(), ColumnRole::Name),
            ("丙".to_owned(), ColumnRole::Text),
        ],
        ..options()
    };
    assert_eq!(desk.import_file_with("t.csv", table, &told).people_messages, 1);
    let next = "甲, 乙 ,丙\n2024-02-02 03:04,波,嗯\n";
    let survey = desk.survey("next.csv", next);
    assert!(survey.remembered && survey.problems.is_empty() && survey.confidence == 100);
    assert_eq!(desk.import_file("next.csv", next).people_messages, 1);

    let wrong = ImportOptions { columns: vec![("丁".to_owned(), ColumnRole::Text)], ..told };
    let error = desk.try_import_with("t2.csv", table, &wrong).unwrap_err().to_string();
    assert!(error.contains("丁") && error.contains("甲, 乙, 丙"), "{error}");
}

#[test]
fn what_a_purpose_still_needs_is_named() {
    let told = ImportOptions { purpose: Some(TablePurpose::Orders), ..options() };
    let error = Desk::in_china()
        .try_import_with("t.csv", "时间,昵称,内容\n2024-01-02,安,a\n", &told)
        .unwrap_err()
        .to_string();
    assert!(error.contains("amount") && error.contains("--map"), "{error}");
}

#[test]
fn events_keep_the_columns_that_were_mapped() {
    let table =
        "报名时间,昵称,手机号,海报\n2026/10/1 9:00,安,13800138000,A\n2026/10/1 10:00,外人,13900139000,B\n";
    let mut desk = Desk::in_china();
    desk.import_file("群.csv", "时间,昵称,内容\n2026-09-01 10:00,安,hi\n");
    let told = ImportOptions {
        columns: vec![("海报".to_owned(), ColumnRole::Property("poster".to_owned()))],
        ..options()
    };
    let file = desk.import_file_with("训练营报名_2026-10-01.csv", table, &told);
    assert_eq!(became(&file), [2, 0, 0, 1]);
    let events = &desk.document.project.events;
    assert_eq!((events[0].member.as_str(), events[0].name.as_str()), ("安", "训练营报名"));
    assert_eq!(events[0].properties.get("poster").map(String::as_str), Some("A"));
    assert_eq!((events[1].member.as_str(), events[1].who.as_deref()), ("", Some("外人")));
    assert_eq!(
        became(&desk.import_file("训练营报名_2026-10-01.csv", table)),
        [0, 2, 0, 0],
        "the mapping is remembered"
    );
}

#[test]
fn our_own_tables_are_read_back() {
    let mut desk = Desk::in_china();
    desk.import_file("members.csv", "id,name,tier,roles,inviter,profile.region,date,group\nlin,林晚,Core,Soul;Admin,,上海,2026-10-01,reading\nzhou,周行,Ordinary,,lin,,2026-10-01,reading\n");
    let members = &desk.document.project.members;
    assert_eq!(members[0].profile.get("region").map(String::as_str), Some("上海"));
    assert_eq!(members[0].roles.len(), 2);
    assert_eq!(members[1].inviter.as_ref().unwrap().as_str(), "lin");
    let events = "at,member,name,property.poster\n2026-10-01T20:30:00+08:00,lin,talk,A\n";
    assert_eq!(became(&desk.import_file("events.csv", events)), [1, 0, 0, 0]);
    assert_eq!(desk.document.project.events[0].name, "talk");
    let orders = "id,at,member,product,amount\nA1,2026-10-01T20:30:00+08:00,zhou,年卡,365.00\n";
    assert_eq!(became(&desk.import_file("orders.csv", orders)), [1, 0, 0, 0]);
}

#[test]
fn spreadsheet_damage_is_counted_and_its_first_line_told() {
    let table = "用户ID,昵称,时间,内容\n\
        123456789012345000,安,45569.5,a\n\
        223456789012346000,波,2024/10/4 11:42,=1+1\n\
        1.23457E+18,丙,45569.75,TRUE\n\
        ,丁,2024/10/4 11:44,-不是公式\n";
    let mut desk = Desk::in_china();
    let file = desk.import_file("t.csv", table);
    assert_eq!((file.people_messages, file.senders), (4, 4), "{file:?}");
    let told = |kind: &str| {
        let found = file.warnings.iter().find(|warning| warning.kind == kind);
        found.map(|warning| warning.message.clone()).unwrap_or_default()
    };
    assert!(told("damaged_id").contains("3 cells, the first on line 2"), "{file:?}");
    assert!(told("serial_dates").contains("2 cells, the first on line 2"));
    assert!(told("formulas").contains("1 cells, the first on line 3"));
    assert!(told("truth_values").contains("1 cells, the first on line 4"));
    assert!(
        desk.document.project.members.iter().all(|member| member.id.0 == member.name),
        "known by name alone"
    );
    let texts: Vec<_> = (0..4).filter_map(|row| desk.document.log.message(row).text).collect();
    assert!(texts.contains(&"=1+1".to_owned()) && texts.contains(&"-不是公式".to_owned()));

    let other = "用户ID,昵称,时间,内容\n='x,安,2024-01-02 03:04,a\n10002.0,波,2024-01-02 03:04,b\n=\"0003\",丙,2024-01-02 03:05,c\n";
    let mut desk = Desk::in_china();
    let file = desk.import_file("t.csv", other);
    assert!(kinds(&file).contains(&"float_id") && kinds(&file).contains(&"quoted_cells"), "{file:?}");
    let ids: Vec<&str> = desk.document.project.members.iter().map(|member| member.id.as_str()).collect();
    assert!(ids.contains(&"10002") && ids.contains(&"0003"), "{ids:?}");
}

#[test]
fn one_long_id_that_ends_in_zeros_among_others_is_kept() {
    let table = "用户ID,昵称,时间,内容\n\
        123456789012345678,安,2024-01-02 03:04,a\n223456789012346123,波,2024-01-02 03:05,b\n\
        323456789012346000,丙,2024-01-02 03:06,c\n";
    let mut desk = Desk::in_china();
    assert!(!kinds(&desk.import_file("t.csv", table)).contains(&"damaged_id"));
    assert_eq!(desk.document.project.members[2].id.as_str(), "323456789012346000");
}

#[test]
fn the_order_of_dates_is_asked_once_and_remembered() {
    let table = "订单号,下单时间,买家,金额\n1,03/04/2026,安,1\n";
    let mut desk = Desk::in_china();
    assert!(matches!(desk.try_import("a.csv", table), Err(ImportError::DateOrder { .. })));
    assert!(desk.document.project.orders.is_empty());
    desk.import_file_with("a.csv", table, &ImportOptions { date_order: Some(DateOrder::Dmy), ..options() });
    desk.import_file("b.csv", "订单号,下单时间,买家,金额\n2,05/04/2026,安,1\n");
    let days: Vec<String> = desk.document.project.orders.iter().map(|order| order.at.to_string()).collect();
    assert_eq!(days, ["2026-04-02T16:00:00Z", "2026-04-04T16:00:00Z"]);
}

#[test]
fn system_rows_of_a_table_are_nobodys() {
    let table = "Time,SenderName,Sender,TalkerName,Talker,Content\n\
        2024-01-02 03:04:05,系统消息,系统消息,群,7@chatroom,\"\"\"安\"\"邀请\"\"戊\"\"加入了群聊\"\n\
        2024-01-02 03:05:05,安,wxid_a,群,7@chatroom,hi\n";
    let mut desk = Desk::in_china();
    let file = desk.import_file("t.csv", table);
    assert_eq!((file.people_messages, file.system, file.joins), (1, 1, 1));
    assert_eq!(desk.document.log.message(0).kind, MessageKind::System);
}
