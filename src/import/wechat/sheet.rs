//! Tables whose headings are known beforehand.

use std::io::Cursor;

use crate::import::format::Head;
use crate::import::table::record::Records;
use crate::import::{ImportError, Input};

/// The headings of a table separated by commas; none when the text does not begin with a record.
pub fn headings(head: &Head<'_>) -> Vec<String> {
    let first = head.text.lines().next().unwrap_or_default();
    let mut records = Records::new(Box::new(Cursor::new(first.as_bytes().to_vec())), b',');
    match records.next_record() {
        Ok(Some((_, record))) => record.iter().map(|cell| plain(cell).to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// True when all of `wanted` are among the headings.
pub fn has_all(head: &Head<'_>, wanted: &[&str]) -> bool {
    // Cheap for all the files that are no such table.
    wanted.iter().all(|name| head.text.contains(name)) && {
        let found = headings(head);
        wanted.iter().all(|name| found.iter().any(|cell| cell == name))
    }
}

/// Goes through the records; `each` gets the line and the cells of `columns`, empty where the table has none.
///
/// # Errors
///
/// Those of the file and of `each`.
pub fn for_each<const N: usize>(
    input: &Input,
    columns: [&str; N],
    mut each: impl FnMut(u64, [&str; N]) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut records = Records::new(input.open()?, b',');
    let mut places: Option<[Option<usize>; N]> = None;
    loop {
        match records.next_record() {
            Ok(None) => return Ok(()),
            Ok(Some((line, record))) => match &places {
                None => {
                    places = Some(columns.map(|name| record.iter().position(|cell| plain(cell) == name)));
                }
                Some(places) => {
                    let cell = |place: Option<usize>| {
                        place.and_then(|place| record.get(place)).map_or("", String::as_str)
                    };
                    each(line, places.map(cell))?;
                }
            },
            Err(error) => return Err(error.at(input.path())),
        }
    }
}

fn plain(cell: &str) -> &str {
    cell.trim().trim_start_matches('\u{FEFF}')
}
