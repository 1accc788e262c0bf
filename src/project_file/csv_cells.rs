//! What stands in one cell: dates, instants, lists, words.

use chrono::{NaiveDate, NaiveDateTime, SecondsFormat, TimeZone as _};

use super::csv_sheet::{CellError, Row};
use super::error::suggest;
use crate::model::{Money, Timestamp};

type Cell<T> = Result<T, CellError>;

fn wrong<T>(column: &'static str, message: String, hint: impl Into<String>) -> Cell<T> {
    Err(CellError { column, message, hint: hint.into() })
}

/// Text that must be there.
pub(super) fn required<'a>(row: &Row<'a>, column: &'static str) -> Cell<&'a str> {
    match row.text(column) {
        "" => wrong(column, "the cell is empty".to_owned(), "write a value, or delete the row"),
        text => Ok(text),
    }
}

/// Text, or nothing.
pub(super) fn optional<'a>(row: &Row<'a>, column: &str) -> Option<&'a str> {
    Some(row.text(column)).filter(|text| !text.is_empty())
}

fn maybe<T>(
    row: &Row<'_>,
    column: &'static str,
    read: impl FnOnce(&Row<'_>, &'static str) -> Cell<T>,
) -> Cell<Option<T>> {
    if row.text(column).trim().is_empty() { Ok(None) } else { read(row, column).map(Some) }
}

/// A date that must be there.
pub(super) fn date(row: &Row<'_>, column: &'static str) -> Cell<NaiveDate> {
    let text = required(row, column)?;
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").or_else(|_| {
        wrong(
            column,
            format!("`{text}` is not a date of the calendar"),
            "dates are written YYYY-MM-DD, like 2026-10-01",
        )
    })
}

/// A date, or nothing.
pub(super) fn optional_date(row: &Row<'_>, column: &'static str) -> Cell<Option<NaiveDate>> {
    maybe(row, column, date)
}

/// An instant: with its offset, or the wall clock of the project's zone.
pub(super) fn instant(row: &Row<'_>, column: &'static str, zone: chrono_tz::Tz) -> Cell<Timestamp> {
    let text = required(row, column)?.trim();
    if let Some(at) = Timestamp::parse(text) {
        return Ok(at);
    }
    let formats = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
    let local = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let Some(local) = local else {
        return wrong(
            column,
            format!("`{text}` is not a time"),
            "write 2026-10-01 20:30, in the zone of the project, or 2026-10-01T20:30:00+08:00",
        );
    };
    match zone.from_local_datetime(&local).earliest() {
        Some(at) => Ok(Timestamp(at.timestamp_millis())),
        None => wrong(
            column,
            format!("there was no {text} in {zone}: the clocks were put forward"),
            "write the time with its offset, like 2026-10-01T20:30:00+08:00",
        ),
    }
}

/// An instant as text: the wall clock of the zone with its offset, exact.
pub(super) fn write_instant(at: Timestamp, zone: chrono_tz::Tz) -> String {
    let text = at.utc().with_timezone(&zone).to_rfc3339_opts(SecondsFormat::AutoSi, false);
    if Timestamp::parse(&text) == Some(at) { text } else { at.to_string() }
}

/// An amount that must be there.
pub(super) fn money(row: &Row<'_>, column: &'static str) -> Cell<Money> {
    let text = required(row, column)?;
    match Money::parse(text) {
        Some(amount) => Ok(amount),
        None => wrong(
            column,
            format!("`{text}` is not an amount"),
            "write digits with at most two decimals, like 365.00, without separators or currency signs",
        ),
    }
}

/// Yes or no; nothing is no.
pub(super) fn flag(row: &Row<'_>, column: &'static str) -> Cell<bool> {
    match row.text(column).trim().to_lowercase().as_str() {
        "" | "false" => Ok(false),
        "true" => Ok(true),
        other => {
            wrong(column, format!("`{other}` is neither true nor false"), "write true, false or nothing")
        }
    }
}

/// One of some words, or nothing.
pub(super) fn word<T: Copy + std::fmt::Debug>(
    row: &Row<'_>,
    column: &'static str,
    known: &[T],
) -> Cell<Option<T>> {
    maybe(row, column, |row, column| one_of(row.text(column).trim(), column, known))
}

/// The value whose name is `text`.
pub(super) fn one_of<T: Copy + std::fmt::Debug>(text: &str, column: &'static str, known: &[T]) -> Cell<T> {
    let names: Vec<String> = known.iter().map(|value| format!("{value:?}")).collect();
    match names.iter().position(|name| name == text) {
        Some(index) => Ok(known[index]),
        None => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            wrong(column, format!("`{text}` is none of the words that can stand here"), suggest(text, &names))
        }
    }
}

/// A list: items with `;` between, `\;` for a semicolon inside an item and `\\` for a backslash.
pub(super) fn list(cell: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut characters = cell.chars();
    while let Some(character) = characters.next() {
        match character {
            ';' => items.push(String::new()),
            '\\' => push(&mut items, characters.next().unwrap_or('\\')),
            other => push(&mut items, other),
        }
    }
    if items.last().is_some_and(String::is_empty) {
        items.pop();
    }
    items
}

fn push(items: &mut [String], character: char) {
    if let Some(item) = items.last_mut() {
        item.push(character);
    }
}

/// The cell of a list; what [`list`] reads back.
pub(super) fn write_list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> =
        items.into_iter().map(|item| item.replace('\\', "\\\\").replace(';', "\\;")).collect();
    let open_end = items.last().is_some_and(String::is_empty);
    items.join(";") + if open_end { ";" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_whatever_is_in_them() {
        for items in
            [&[][..], &["a"], &["a", "b"], &["a;b", "\\"], &[""], &["a", ""], &["", "b"], &["群;主", "\\;"]]
        {
            assert_eq!(list(&write_list(items.iter().copied())), items);
        }
        assert_eq!(list("a;b;"), ["a", "b"]);
    }

    #[test]
    fn instants_come_back_in_old_zones_too() {
        for at in [0, 1_790_000_000_123, -2_500_000_000_000, 951_782_400_000] {
            for zone in [chrono_tz::Asia::Shanghai, chrono_tz::America::New_York, chrono_tz::Africa::Monrovia]
            {
                assert_eq!(Timestamp::parse(&write_instant(Timestamp(at), zone)), Some(Timestamp(at)));
            }
        }
    }
}
