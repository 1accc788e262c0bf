//! Damaged tables and workbooks: every one is read or refused, none stops the program.

use proptest::prelude::*;
use qunce::import::ImportOptions;
use qunce::model::TablePurpose;

use super::options;
use super::sheets::Cell::{Date, Error, Number, Text, Truth};
use super::sheets::{unpacked, workbook};
use crate::desk::{Desk, zip};

const TABLES: [&str; 4] = [
    "群聊,,\n时间,发送者,发送者QQ号,内容\n2024-01-02 03:04:05,安,10001,\"你好,\n世界\"\n03/04/2024,波,1.23457E+18,=1+1\n",
    "微信号,群昵称,入群时间,邀请人,标签,日期\nwx_1,安,2026-01-01,波,\"a、b\",20261001\n'002,波,46000.5,安,,2026年10月2日\n",
    "订单号,支付时间,买家,手机号,商品,实付金额,订单状态,到期日\n1,2026/10/1 1:02,安,13800138000.0,茶,\"¥1,234.50\",已退款,2027-01-01\n1,45569.5,波,,杯,-１２万,,\n",
    "at,member,name,property.a\n2026-10-01T20:30:00+08:00,x,talk,1\n",
];

fn book() -> Vec<(String, String)> {
    let rows: &[&[super::sheets::Cell]] = &[
        &[Text("订单号"), Text("支付时间"), Text("买家"), Text("金额")],
        &[Number("1"), Date("45569.5"), Text("安"), Number("12.5")],
        &[Number("2e300"), Date("-5"), Truth(true), Error],
        &[Number("3"), Date("1e99"), Text("a,\"b\"\n"), Number("NaN")],
    ];
    unpacked(workbook(&[("a", rows), ("b", rows)], false))
}

/// A change of a text: where, what goes, what comes.
type Change = (prop::sample::Index, usize, String);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let piece = prop_oneof![
        Just(String::new()),
        ".{0,3}",
        "[0-9]{1,25}",
        Just("\"".to_owned()),
        Just("\n".to_owned()),
        Just(",".to_owned()),
        Just("<".to_owned()),
        Just("/>".to_owned()),
        Just("-".to_owned()),
        Just("\u{FEFF}".to_owned()),
        Just("XFD1048577".to_owned()),
        Just("A0".to_owned()),
        Just("t=\"s\"".to_owned()),
        Just("99999-99-99".to_owned()),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, piece), 1..6)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (place, length, piece) in changes {
        let from = place.index(letters.len() + 1);
        let to = (from + length).min(letters.len());
        letters.splice(from..to, piece.chars());
    }
    letters.into_iter().collect()
}

fn survives(name: &str, bytes: &[u8], purpose: Option<TablePurpose>) {
    let mut desk = Desk::in_china();
    let told = ImportOptions {
        purpose,
        group: Some("g".into()),
        roster_date: "2026-10-01".parse().ok(),
        ..options()
    };
    if let Ok(input) = qunce::import::Input::open_file(&desk.put(name, bytes)) {
        let _ = qunce::import::table::survey(&input, &[]);
    }
    if desk.try_import_with(name, bytes, &told).is_ok() {
        let before = desk.document.project.clone();
        if desk.try_import_with(name, bytes, &told).is_ok() {
            assert_eq!(before.orders.len(), desk.document.project.orders.len(), "again adds nothing");
            assert_eq!(before.events.len(), desk.document.project.events.len());
            assert_eq!(before.rosters, desk.document.project.rosters);
            assert_eq!(before.memberships, desk.document.project.memberships);
        }
        qunce::import::unmatched(&desk.document.project);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_table_is_read_or_refused(which in 0_usize..4, changes in changes(), told in any::<bool>()) {
        let purpose = told.then_some([TablePurpose::Messages, TablePurpose::Members, TablePurpose::Orders, TablePurpose::Events][which]);
        survives("t.csv", changed(TABLES[which], &changes).as_bytes(), purpose);
    }

    #[test]
    fn a_damaged_workbook_is_read_or_refused(part in any::<prop::sample::Index>(), changes in changes()) {
        let mut parts = book();
        let part = part.index(parts.len());
        parts[part].1 = changed(&parts[part].1, &changes);
        survives("t.xlsx", &zip(&parts), None);
    }

    #[test]
    fn a_damaged_archive_is_read_or_refused(place in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = zip(&book());
        let place = place.index(bytes.len());
        bytes[place] = byte;
        let end = cut.index(bytes.len() * 2);
        bytes.truncate(end.max(10));
        survives("t.xlsx", &bytes, None);
    }
}
