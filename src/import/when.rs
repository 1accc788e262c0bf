//! Dates with times as tables write them.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::date_order::DateOrder;
use super::entry::{EntryTime, Offset};
use super::whatsapp::header::{Header, parse_header};

/// A time that was understood, or one whose day and month the file as a whole must tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    At(EntryTime),
    Either(Header),
}

impl When {
    /// The time, if it needs no order.
    pub fn unambiguous(self) -> Option<EntryTime> {
        match self {
            Self::At(at) => Some(at),
            Self::Either(_) => None,
        }
    }

    /// The time in that order; `None` for a day that does not exist.
    pub fn in_order(self, order: DateOrder) -> Option<EntryTime> {
        match self {
            Self::At(at) => Some(at),
            Self::Either(header) => header.at(order).map(EntryTime::Local),
        }
    }
}

/// Reads ISO 8601 and its relatives (`2024/1/2 3:04`, `2024年1月2日 13:05`), seconds or milliseconds since the epoch,
/// `15-Oct-18 07:03 AM`, and dates with day and month in either order.
pub fn parse_when(text: &str) -> Option<When> {
    let text = text.trim().trim_start_matches(['\'', '\u{FEFF}']);
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    let bytes = text.as_bytes();
    if (9..=16).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit) {
        return text.parse().ok().map(EntryTime::from_epoch).map(When::At);
    }
    if let Some(at) = year_first(text) {
        return Some(When::At(at));
    }
    if let Some(header) = parse_header(&format!("{text} - ")) {
        return match header.needs_order() {
            true => Some(When::Either(header)),
            false => header.at(DateOrder::Ymd).map(EntryTime::Local).map(When::At),
        };
    }
    ["%d-%b-%y %I:%M %p", "%d-%b-%Y %I:%M %p", "%d-%b-%y %H:%M", "%d %b %Y %H:%M:%S", "%b %d, %Y %I:%M %p"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .map(|at| When::At(EntryTime::Local(at)))
}

/// A day count since 1899-12-30 with its fraction, as spreadsheets store times; `None` outside 1954 to 2119.
pub fn spreadsheet_serial(text: &str) -> Option<EntryTime> {
    let days: f64 = text.trim().parse().ok()?;
    if !(20_000.0..80_000.0).contains(&days) {
        return None;
    }
    let seconds = (days * 86_400.0).round() as i64;
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?;
    start.checked_add_signed(TimeDelta::try_seconds(seconds)?).map(EntryTime::Local)
}

fn year_first(text: &str) -> Option<EntryTime> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    let year = scan.number(4, 4)?;
    scan.either(&["-", "/", ".", "年"])?;
    let month = scan.number(1, 2)?;
    scan.either(&["-", "/", ".", "月"])?;
    let day = scan.number(1, 2)?;
    let _ = scan.either(&["日"]);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    if scan.rest().is_empty() {
        return date.and_hms_opt(0, 0, 0).map(EntryTime::Local);
    }
    scan.either(&["T", "t", " ", "\u{A0}", "\u{202F}"])?;
    while scan.either(&[" "]).is_some() {}
    let hour = scan.number(1, 2)?;
    scan.either(&[":"])?;
    let minute = scan.number(2, 2)?;
    let mut second = 0;
    let mut micros = 0;
    if scan.either(&[":"]).is_some() {
        second = scan.number(2, 2)?;
        if scan.either(&[".", ","]).is_some() {
            let start = scan.at;
            while scan.rest().first().is_some_and(u8::is_ascii_digit) {
                scan.at += 1;
            }
            let digits = &scan.bytes[start..scan.at];
            micros = (0..6).fold(0, |sum, place| {
                sum * 10 + digits.get(place).map_or(0, |digit| u32::from(digit - b'0'))
            });
        }
    }
    let local = date.and_hms_micro_opt(hour, minute, second.min(59), micros)?;
    let _ = scan.either(&[" "]);
    let zone = std::str::from_utf8(scan.rest()).ok()?;
    let offset = match zone {
        "" => return Some(EntryTime::Local(local)),
        "Z" | "z" | "UTC" => Offset::Utc,
        _ => {
            let sign = match zone.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let mut scan = Scan { bytes: zone.as_bytes(), at: 1 };
            let hours = scan.number(2, 2)?;
            let _ = scan.either(&[":"]);
            let minutes = if scan.rest().is_empty() { 0 } else { scan.number(2, 2)? };
            if !scan.rest().is_empty() || hours > 18 || minutes > 59 {
                return None;
            }
            Offset::Seconds(sign * (hours * 3600 + minutes * 60) as i32)
        }
    };
    let east = if let Offset::Seconds(east) = offset { i64::from(east) } else { 0 };
    Some(EntryTime::Instant { micros: local.and_utc().timestamp_micros() - east * 1_000_000, offset })
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let width = self.rest().iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        if width < least || self.rest().get(width).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let value = self.rest()[..width].iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        self.at += width;
        Some(value)
    }

    fn either(&mut self, texts: &[&str]) -> Option<()> {
        let found = texts.iter().find(|text| self.rest().starts_with(text.as_bytes()))?;
        self.at += found.len();
        Some(())
    }
}
