//! Order sheets: exact amounts, whom they belong to, and the next month's sheet.

use qunce::import::{CandidateReason, ImportOptions, assign, unmatched};
use qunce::model::{MemberId, Money};
use qunce::project_file::{WarningKind, validate};

use super::options;
use super::sheets::became;
use crate::desk::{Desk, kinds};

/// A project in which 安 and two people called 小明 have written.
fn with_people() -> Desk {
    let mut desk = Desk::in_china();
    let chat = "时间,用户ID,昵称,内容\n\
        2026-09-01 10:00,wxid_an,安,hi\n2026-09-01 10:01,wxid_m1,小明,hi\n2026-09-01 10:02,wxid_m2,小明,hi\n\
        2026-09-01 10:03,wxid_lin,林晚,hi\n";
    desk.import_file("共读群.csv", chat);
    desk
}

const SHEET: &str = "订单导出,,,,,\n\
    订单编号,支付时间,买家昵称,商品名称,实付金额（元）,订单状态\n\
    A001,2026/10/1 12:00,安,年卡,\"¥1,234.50\",交易成功\n\
    A002,2026/10/2 12:00,小明,年卡,３６５,交易成功\n\
    A003,2026/10/3 12:00,林晚晚,年卡,1.2万,交易成功\n\
    A003,2026/10/5 12:00,林晚晚,年卡,-100元,退款\n\
    A004,,路人,年卡,365,待付款\n\
    A005,2026/10/4 12:00,路人,年卡,12.345,交易成功\n";

#[test]
fn amounts_are_exact_and_people_are_matched_only_when_it_is_sure() {
    let mut desk = with_people();
    let file = desk.import_file("订单.csv", SHEET);
    assert_eq!(became(&file), [4, 0, 0, 3], "{file:?}");
    let reasons: Vec<u64> = file.skipped.iter().map(|skipped| skipped.line).collect();
    assert_eq!(reasons, [7, 8]);
    assert!(file.skipped[1].reason.contains("12.345"));
    let orders = &desk.document.project.orders;
    let all: Vec<(&str, i64, &str, Option<&str>)> = orders
        .iter()
        .map(|order| (order.id.as_str(), order.amount.0, order.member.as_str(), order.buyer.as_deref()))
        .collect();
    assert_eq!(
        all,
        [
            ("A001", 123_450, "wxid_an", None),
            ("A002", 36_500, "", Some("小明")),
            ("A003", 1_200_000, "", Some("林晚晚")),
            ("A003#refund", -10_000, "", Some("林晚晚")),
        ]
    );
    let warnings = validate(&desk.document);
    let told: Vec<_> = warnings.iter().filter(|warning| warning.kind == WarningKind::Unmatched).collect();
    assert_eq!((told.len(), told[0].path.as_str()), (1, "orders[1].buyer"));
    assert!(told[0].message.contains('3'));
    assert!(warnings.iter().all(|warning| warning.kind != WarningKind::UnknownMember), "{warnings:?}");
}

#[test]
fn the_list_of_the_unmatched_proposes_people_and_the_answer_is_remembered() {
    let mut desk = with_people();
    desk.import_file("订单.csv", SHEET);
    let open = unmatched(&desk.document.project);
    assert_eq!(open.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["林晚晚", "小明"]);
    assert_eq!((open[0].orders, open[0].amount), (2, Money(1_190_000)));
    assert_eq!(open[0].candidates[0].member.as_str(), "wxid_lin");
    assert_eq!(open[0].candidates[0].reason, CandidateReason::PartOfName);
    let shared: Vec<_> = open[1].candidates.iter().map(|one| (one.member.as_str(), one.reason)).collect();
    assert_eq!(shared, [("wxid_m1", CandidateReason::SharedName), ("wxid_m2", CandidateReason::SharedName)]);

    assert_eq!(assign(&mut desk.document.project, "林晚晚", &MemberId::from("nobody")), 0);
    assert_eq!(assign(&mut desk.document.project, "林晚晚", &MemberId::from("wxid_lin")), 2);
    assert_eq!(assign(&mut desk.document.project, "小明", &MemberId::from("wxid_m2")), 1);
    assert!(unmatched(&desk.document.project).is_empty());
    let next = SHEET.replace("A00", "B00");
    let file = desk.import_file("下月.csv", next);
    assert_eq!(became(&file), [4, 0, 0, 0], "the answers hold for the next sheet, for a shared name too");
    assert_eq!(desk.document.project.orders[5].member.as_str(), "wxid_m2");
}

#[test]
fn the_same_sheet_adds_nothing_and_a_newer_one_changes_what_changed() {
    let mut desk = with_people();
    desk.import_file("订单.csv", SHEET);
    let before = desk.document.clone();
    let again = desk.import_file("订单.csv", SHEET);
    assert_eq!(became(&again), [0, 4, 0, 0]);
    assert_eq!(desk.document.project, before.project);
    let newer = SHEET.replace(
        "A002,2026/10/2 12:00,小明,年卡,３６５,交易成功",
        "A002,2026/10/2 12:00,小明,年卡,300,交易成功",
    );
    let newer = newer.replace("\"¥1,234.50\",交易成功", "\"¥1,234.50\",已退款")
        + "A006,2026/10/9 12:00,安,月卡,30,交易成功\n";
    let file = desk.import_file("订单.csv", newer);
    assert_eq!(became(&file), [1, 2, 2, 0], "{file:?}");
    let amounts: Vec<i64> = desk.document.project.orders.iter().map(|order| order.amount.0).collect();
    assert_eq!(amounts, [0, 30_000, 1_200_000, -10_000, 3_000]);
}

#[test]
fn orders_without_a_number_are_known_again_and_true_repeats_are_kept() {
    let sheet = "时间,客户,产品,金额\n2026-10-01 10:00,安,茶,9.9\n2026-10-01 10:00,安,茶,9.9\n2026-10-01 10:00,安,杯,9.9\n";
    let mut desk = with_people();
    assert_eq!(became(&desk.import_file("a.csv", sheet)), [3, 0, 0, 0]);
    assert_eq!(became(&desk.import_file("a.csv", sheet)), [0, 3, 0, 0]);
    let lines = "订单号,时间,客户,产品,金额\nX,2026-10-01 10:00,安,茶,9.9\nX,2026-10-01 10:00,安,杯,20\n";
    let file = desk.import_file("b.csv", lines);
    assert_eq!(became(&file), [2, 0, 0, 0]);
    assert!(kinds(&file).contains(&"order_lines"));
    assert_eq!(became(&desk.import_file("b.csv", lines)), [0, 2, 0, 0]);
}

#[test]
fn buyers_are_found_by_phone_and_by_members_who_come_later() {
    let mut desk = Desk::in_china();
    let sheet =
        "订单号,时间,收货人,收货人手机,金额\n1,2026-10-01,王五,13800138000.0,10\n2,2026-10-01,赵六,,10\n";
    assert_eq!(became(&desk.import_file("a.csv", sheet)), [2, 0, 0, 2]);
    let roster = "微信号,昵称,手机号\nwx5,五哥,+86 138 0013 8000\nwx6,赵六,\n";
    desk.import_file_with(
        "成员_2026-10-01.csv",
        roster,
        &ImportOptions { group: Some("g".into()), ..options() },
    );
    let again = desk.import_file("a.csv", sheet);
    assert_eq!(became(&again)[3], 0);
    let members: Vec<&str> = desk.document.project.orders.iter().map(|order| order.member.as_str()).collect();
    assert_eq!(members, ["wx5", "wx6"]);
}

#[test]
fn a_project_with_unmatched_buyers_is_saved_and_read_back() {
    let mut desk = with_people();
    desk.import_file("订单.csv", SHEET);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    for beside in [None, Some("orders.csv".into())] {
        let mut document = desk.document.clone();
        document.sources.orders = beside;
        qunce::project_file::save(&document, &path, qunce::project_file::Changed::ALL).unwrap();
        let back = qunce::project_file::open(&path, qunce::log::Columns { text: true }).unwrap().document;
        assert_eq!(back.project, document.project);
    }
}

#[test]
fn pseudonyms_hide_buyers_too() {
    let mut desk = Desk::in_china();
    let hidden = ImportOptions { pseudonymise: true, ..options() };
    desk.import_file_with("群.csv", "时间,昵称,内容\n2026-09-01 10:00,安,hi\n", &hidden);
    desk.import_file_with("订单.csv", SHEET, &hidden);
    let project = &desk.document.project;
    assert_eq!(project.orders[0].member, project.members[0].id, "the same person is found");
    let text = format!("{:?}{:?}", project.orders, project.members);
    assert!(!text.contains('安') && !text.contains("小明"), "{text}");
}
