//! Workbooks: the right sheet, titles above the headings, dates, numbers, and archives that are no workbook.

use qunce::import::ImportError;
use qunce::import::table::{self, TableSource};
use qunce::model::TablePurpose;

use super::sheets::Cell::{Date, Error, None as Empty, Number, Text, Truth};
use super::sheets::{became, workbook};
use crate::desk::{Desk, kinds, zip};

#[test]
fn an_exporters_workbook_of_messages_is_read_below_its_titles() {
    let book = workbook(
        &[
            ("统计信息", &[&[Text("总数"), Number("2")]]),
            (
                "聊天记录",
                &[
                    &[Text("会话信息")],
                    &[Text("微信ID"), Text("7@chatroom"), Text("昵称"), Text("共读群")],
                    &[],
                    &[
                        Text("序号"),
                        Text("时间"),
                        Text("发送者昵称"),
                        Text("发送者微信ID"),
                        Text("消息类型"),
                        Text("内容"),
                    ],
                    &[
                        Number("1"),
                        Date("45569.4875"),
                        Text("安"),
                        Text("wxid_a"),
                        Text("文本消息"),
                        Text("你好,\n\"世界\""),
                    ],
                    &[
                        Number("2"),
                        Text("2024-10-04 11:43:00"),
                        Text("波"),
                        Text("wxid_b"),
                        Text("图片消息"),
                        Text("[图片]"),
                    ],
                    &[Number("3"), Text("昨天"), Text("波"), Text("wxid_b"), Text("文本消息"), Text("x")],
                ],
            ),
        ],
        false,
    );
    let mut desk = Desk::in_china();
    let survey = desk.survey("共读群.xlsx", &book);
    assert_eq!(
        survey.source,
        TableSource::Sheet { name: "聊天记录".into(), others: vec!["统计信息".into()] }
    );
    assert_eq!((survey.heading_line, survey.mapping.purpose), (Some(4), TablePurpose::Messages));
    let file = desk.import_file("共读群.xlsx", &book);
    assert_eq!(file.format.as_deref(), Some("xlsx"));
    assert_eq!((file.people_messages, file.senders, file.group.as_deref()), (2, 2, Some("共读群")));
    assert_eq!(file.first.as_deref(), Some("2024-10-04T11:42:00"));
    assert_eq!(file.skipped[0].line, 7, "rows are counted as the spreadsheet counts them");
    assert!(kinds(&file).contains(&"sheet_chosen"));
    assert_eq!(desk.document.log.message(0).text.as_deref(), Some("你好,\n\"世界\""));
    assert_eq!(desk.import_file("共读群.xlsx", &book).entries, 3 - 1);
    assert_eq!(desk.document.log.len(), 2);
}

#[test]
fn dates_of_both_systems_and_long_numbers_come_through() {
    let rows = |serial| -> Vec<Vec<super::sheets::Cell>> {
        vec![
            vec![
                Text("订单号"),
                Text("支付时间"),
                Text("买家"),
                Text("金额"),
                Text("是否续费"),
                Text("到期日"),
            ],
            vec![
                Number("20241004000123"),
                Date(serial),
                Text("安"),
                Number("19.989999999999998"),
                Truth(true),
                Date("45934"),
            ],
            vec![Number("20241004000124"), Date(serial), Text("波"), Error, Empty, Empty],
        ]
    };
    for (since_1904, serial) in [(false, "45569.5"), (true, "44107.5")] {
        let rows = rows(serial);
        let rows: Vec<&[super::sheets::Cell]> = rows.iter().map(Vec::as_slice).collect();
        let mut desk = Desk::in_china();
        let file = desk.import_file("订单.xlsx", workbook(&[("订单", &rows)], since_1904));
        assert_eq!(became(&file), [1, 0, 0, 1], "{file:?}");
        assert!(kinds(&file).contains(&"error_cells"));
        let order = &desk.document.project.orders[0];
        assert_eq!((order.id.as_str(), order.amount.0, order.renewal), ("20241004000123", 1999, true));
        assert_eq!(order.at.to_string(), "2024-10-04T04:00:00Z", "noon in Shanghai");
        if !since_1904 {
            assert_eq!(order.expires.unwrap().to_string(), "2025-10-04");
        }
    }
}

#[test]
fn archives_that_are_no_sound_workbook_are_refused_with_a_reason() {
    let mut cut = workbook(&[("a", &[&[Text("时间"), Text("昵称"), Text("内容")]])], false);
    let book = "xl/workbook.xml".to_owned();
    let names = [(book.clone(), "<workbook/>".to_owned())];
    for bytes in [zip(&names), zip(&[(book, "no xml < at all".to_owned())])] {
        let error = Desk::in_china().try_import("a.xlsx", bytes).unwrap_err();
        assert!(matches!(&error, ImportError::Workbook { .. }), "{error}");
    }
    let far = [(
        "xl/worksheets/sheet1.xml".to_owned(),
        r#"<worksheet><sheetData><row r="99999999999999999999"><c r="A1"><v>1</v></c></row></sheetData></worksheet>"#.to_owned(),
    )];
    let beyond = super::sheets::workbook_with(&far);
    assert!(Desk::in_china().try_import("a.xlsx", beyond).is_err());
    cut.truncate(cut.len() / 2);
    let error = Desk::in_china().try_import("a.xlsx", cut).unwrap_err();
    assert!(matches!(&error, ImportError::Archive { .. }), "{error}");
    let error = Desk::in_china().try_import("a.xls", b"\xD0\xCF\x11\xE0abc").unwrap_err();
    assert!(error.to_string().contains(".xlsx"), "{error}");
}

#[test]
fn a_sheet_with_one_far_cell_costs_no_memory() {
    let sheet = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>时间</t></is></c><c r="B1" t="inlineStr"><is><t>昵称</t></is></c><c r="C1" t="inlineStr"><is><t>内容</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>2024-01-02 03:04</t></is></c><c r="B2" t="inlineStr"><is><t>安</t></is></c><c r="C2" t="inlineStr"><is><t>好</t></is></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"#;
    let book = super::sheets::workbook_with(&[("xl/worksheets/sheet1.xml".to_owned(), sheet.to_owned())]);
    let mut desk = Desk::in_china();
    let file = desk.import_file("远.xlsx", book);
    assert_eq!(file.people_messages, 1);
    assert!(kinds(&file).contains(&"too_wide"));
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("xl/workbook.xml", options).unwrap();
    std::io::Write::write_all(&mut archive, b"<workbook/>").unwrap();
    archive.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let spaces = vec![b' '; 1024 * 1024];
    for _ in 0..=table::MAX_UNPACKED / spaces.len() as u64 {
        std::io::Write::write_all(&mut archive, &spaces).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 4 * 1024 * 1024, "a bomb is small");
    let error = Desk::in_china().try_import("a.xlsx", bytes).unwrap_err();
    assert!(error.to_string().contains("save the sheet as CSV"), "{error}");
}
