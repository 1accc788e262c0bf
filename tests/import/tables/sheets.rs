//! Workbooks written by hand, and what became of their rows.

use std::io::{Cursor, Read as _};

use qunce::import::FileReport;

use crate::desk::zip;

/// What became of the rows: new, there already, changed, matched with nobody.
pub fn became(file: &FileReport) -> [u64; 4] {
    let table = file.table.as_ref().unwrap();
    [table.added, table.duplicates, table.changed, table.unmatched]
}

/// A cell of a workbook.
pub enum Cell {
    Text(&'static str),
    Number(&'static str),
    /// A number under a date format.
    Date(&'static str),
    Truth(bool),
    Error,
    None,
}

/// A workbook with these sheets.
pub fn workbook(sheets: &[(&str, &[&[Cell]])], since_1904: bool) -> Vec<u8> {
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#.to_owned(),
        ),
        (
            "_rels/.rels".to_owned(),
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned(),
        ),
        (
            "xl/styles.xml".to_owned(),
            r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>"#.to_owned(),
        ),
    ];
    let (mut list, mut relations) = (String::new(), String::new());
    for (number, (name, rows)) in sheets.iter().enumerate() {
        let number = number + 1;
        list += &format!(r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#);
        relations += &format!(
            r#"<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
        let rows: String = rows.iter().enumerate().map(|(row, cells)| sheet_row(row + 1, cells)).collect();
        parts.push((
            format!("xl/worksheets/sheet{number}.xml"),
            format!(
                r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
            ),
        ));
    }
    relations += r#"<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#;
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!(
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="{}"/><sheets>{list}</sheets></workbook>"#,
            u8::from(since_1904)
        ),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#
        ),
    ));
    zip(&parts)
}

/// The files of a workbook.
pub fn unpacked(book: Vec<u8>) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let count = archive.len();
    let part = |index: usize| {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        (name, text)
    };
    (0..count).map(part).collect()
}

/// A workbook of one sheet in which these files are other ones.
pub fn workbook_with(others: &[(String, String)]) -> Vec<u8> {
    let mut parts = unpacked(workbook(&[("a", &[])], false));
    for part in &mut parts {
        if let Some(other) = others.iter().find(|other| other.0 == part.0) {
            part.1.clone_from(&other.1);
        }
    }
    zip(&parts)
}

fn sheet_row(number: usize, cells: &[Cell]) -> String {
    let mut row = format!(r#"<row r="{number}">"#);
    for (column, cell) in cells.iter().enumerate() {
        let at = format!("{}{number}", (b'A' + column as u8) as char);
        row += &match cell {
            Cell::Text(text) => {
                format!(r#"<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
            }
            Cell::Number(number) => format!(r#"<c r="{at}"><v>{number}</v></c>"#),
            Cell::Date(serial) => format!(r#"<c r="{at}" s="1"><v>{serial}</v></c>"#),
            Cell::Truth(truth) => format!(r#"<c r="{at}" t="b"><v>{}</v></c>"#, u8::from(*truth)),
            Cell::Error => format!(r##"<c r="{at}" t="e"><v>#N/A</v></c>"##),
            Cell::None => String::new(),
        };
    }
    row + "</row>"
}
