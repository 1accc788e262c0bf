//! The head of a line: date, time and the sign that ends them, matched byte by byte.

use chrono::{NaiveDate, NaiveDateTime};

use crate::import::date_order::DateOrder;
use crate::import::text::{mark_len, space_len};

/// What a file's headers have in common; body lines that merely begin with a date differ in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// `[date, time] `, as iOS writes it.
    pub bracket: bool,
    pub date_separator: u8,
    pub seconds: bool,
    pub tail: Tail,
}

/// What stands between the time and the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    Bracket,
    Dash,
    Colon,
    /// Nothing but a space.
    Space,
}

/// A matched header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub shape: Shape,
    /// The three numbers of the date, as written.
    pub date: [u32; 3],
    /// Position of the year when its width or value tells; else the last number is taken for it.
    pub year_at: Option<usize>,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    /// A direction mark stands before the bracket: iOS does so on lines with media.
    pub marked: bool,
    /// Where the rest of the line begins, in bytes.
    pub rest: usize,
}

impl Header {
    /// The two numbers that are day and month, in the order written, and the year.
    pub fn parts(&self, order: Option<DateOrder>) -> (u32, u32, i32) {
        let [a, b, c] = self.date;
        let year = |value: u32| if value < 100 { 2000 + value as i32 } else { value as i32 };
        match self.year_at {
            Some(0) => (c, b, year(a)),
            Some(1) => (a, c, year(b)),
            None if order == Some(DateOrder::Ymd) => (c, b, year(a)),
            _ => (a, b, year(c)),
        }
    }

    /// True when day and month can only be told apart by their order.
    pub fn needs_order(&self) -> bool {
        self.year_at != Some(0)
    }

    /// The day in that order; `None` when there is no such day.
    pub fn day(&self, order: DateOrder) -> Option<NaiveDate> {
        let (first, second, year) = self.parts(Some(order));
        let year_first = !self.needs_order() || (self.year_at.is_none() && order == DateOrder::Ymd);
        let (day, month) =
            if year_first || order != DateOrder::Mdy { (first, second) } else { (second, first) };
        NaiveDate::from_ymd_opt(year, month, day)
    }

    /// The time in that order; `None` when there is no such day.
    pub fn at(&self, order: DateOrder) -> Option<NaiveDateTime> {
        self.day(order)?.and_hms_opt(self.hour, self.minute, self.second)
    }
}

/// Days as headers write them. Those of one day say the same: it is worked out again only when it changes.
#[derive(Default)]
pub struct Days(Option<([u32; 3], Option<usize>, NaiveDate)>);

impl Days {
    /// The time of a header, of which all are in the same order; `None` when there is no such day.
    pub fn at(&mut self, header: &Header, order: DateOrder) -> Option<NaiveDateTime> {
        let day = match self.0 {
            Some((date, year_at, day)) if (date, year_at) == (header.date, header.year_at) => day,
            _ => header.day(order)?,
        };
        self.0 = Some((header.date, header.year_at, day));
        day.and_hms_opt(header.hour, header.minute, header.second)
    }
}

/// Words that stand between date and time in some languages.
const BETWEEN: [&str; 13] = ["klo", "kl.", "kl", "at", "um", "ob", "à", "às", "u", "в", "a las", "as", "ve"];

/// Words for before and after noon, longest first where one begins another.
const HALVES: [(&str, Half); 32] = [
    ("上午", Half::Am),
    ("下午", Half::Pm),
    ("凌晨", Half::Am),
    ("清晨", Half::Am),
    ("早上", Half::Am),
    ("中午", Half::Noon),
    ("晚上", Half::Pm),
    ("午前", Half::Am),
    ("午後", Half::Pm),
    ("오전", Half::Am),
    ("오후", Half::Pm),
    ("ص", Half::Am),
    ("م", Half::Pm),
    ("π.μ.", Half::Am),
    ("μ.μ.", Half::Pm),
    ("π.μ", Half::Am),
    ("μ.μ", Half::Pm),
    ("PTG", Half::Pm),
    ("PG", Half::Am),
    ("SA", Half::Am),
    ("CH", Half::Pm),
    ("пр.об.", Half::Am),
    ("сл.об.", Half::Pm),
    ("पूर्वाह्न", Half::Am),
    ("अपराह्न", Half::Pm),
    ("vm.", Half::Am),
    ("nm.", Half::Pm),
    ("de.", Half::Am),
    ("du.", Half::Pm),
    ("ÖÖ", Half::Am),
    ("ÖS", Half::Pm),
    ("dop.", Half::Am),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
    Noon,
}

/// Matches a header of any shape at the start of a line.
pub fn parse_header(line: &str) -> Option<Header> {
    let plain = plain_date(line.as_bytes()).and_then(|(date, rest)| plain_time(&date, line.as_bytes(), rest));
    plain.or_else(|| any_header(line))
}

/// Matches headers line by line. Those of one day begin alike: the date is read again only when it changes.
#[derive(Default)]
pub struct Headers {
    /// A line's date with the sign and space behind it, as written, and what it says.
    known: Option<(Vec<u8>, PlainDate)>,
}

impl Headers {
    /// As [`parse_header`].
    pub fn parse(&mut self, line: &str) -> Option<Header> {
        let bytes = line.as_bytes();
        if let Some((written, date)) = &self.known
            && let Some(rest) = bytes.strip_prefix(written.as_slice())
            && let Some(header) = plain_time(date, bytes, rest)
        {
            return Some(header);
        }
        let Some((date, rest)) = plain_date(bytes) else { return any_header(line) };
        let header = plain_time(&date, bytes, rest).or_else(|| any_header(line))?;
        self.known = Some((bytes[..bytes.len() - rest.len()].to_vec(), date));
        Some(header)
    }
}

/// The date of a header as most exports have it.
struct PlainDate {
    bracket: bool,
    separator: u8,
    date: [u32; 3],
    year_at: Option<usize>,
}

/// Up to `most` digits at the start, how many there are, and what follows.
fn number(bytes: &[u8], most: usize) -> Option<(u32, usize, &[u8])> {
    let (mut value, mut width) = (0, 0);
    while let Some(digit) = bytes.get(width).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10)
        && width < most
    {
        value = value * 10 + u32::from(digit);
        width += 1;
    }
    (width > 0).then_some((value, width, &bytes[width..]))
}

/// Matches a date of Western digits with no space in it and one plain space after it, which is where the rest begins.
fn plain_date(line: &[u8]) -> Option<(PlainDate, &[u8])> {
    let bracket = line.first() == Some(&b'[');
    let (a, a_width, rest) = number(&line[usize::from(bracket)..], 4)?;
    let (&separator, rest) = rest.split_first().filter(|(byte, _)| matches!(byte, b'/' | b'-' | b'.'))?;
    let (b, b_width, rest) = number(rest, 4)?;
    let (c, c_width, rest) = number(rest.strip_prefix(&[separator])?, 4)?;
    let year_at = year_place([(a, a_width), (b, b_width), (c, c_width)])?;
    let rest = rest.strip_prefix(b",").unwrap_or(rest).strip_prefix(b" ")?;
    Some((PlainDate { bracket, separator, date: [a, b, c], year_at }, rest))
}

/// Matches what follows the date, as most exports have it: a 24-hour clock and the sign of an iPhone or of Android. What it
/// matches, [`any_header`] matches alike.
fn plain_time(date: &PlainDate, line: &[u8], rest: &[u8]) -> Option<Header> {
    let (hour, _, rest) = number(rest, 2)?;
    let (minute, minute_width, rest) = number(rest.strip_prefix(b":")?, 2)?;
    let (second, rest, seconds) = match rest.strip_prefix(b":") {
        Some(rest) => number(rest, 2).map(|(second, _, rest)| (second, rest, true))?,
        None => (0, rest, false),
    };
    if hour > 23 || minute_width != 2 || minute > 59 || second > 59 {
        return None;
    }
    let (tail, rest) = if date.bracket {
        (Tail::Bracket, rest.strip_prefix(b"] ")?)
    } else {
        (Tail::Dash, rest.strip_prefix(b" - ")?)
    };
    let shape = Shape { bracket: date.bracket, date_separator: date.separator, seconds, tail };
    Some(Header {
        shape,
        date: date.date,
        year_at: date.year_at,
        hour,
        minute,
        second,
        marked: false,
        rest: line.len() - rest.len(),
    })
}

/// Which of three numbers with their widths is the year, when that can be told; `None` when two of them would be.
fn year_place(date: [(u32, usize); 3]) -> Option<Option<usize>> {
    let is_year = date.map(|(value, width)| width > 2 || value > 31);
    match is_year {
        [true, false, false] => Some(Some(0)),
        [false, true, false] => Some(Some(1)),
        [false, false, true] => Some(Some(2)),
        [false, false, false] => Some(None),
        _ => None,
    }
}

fn any_header(line: &str) -> Option<Header> {
    let mut cursor = Cursor { text: line, at: 0 };
    // Most lines that are no header end here.
    match line.as_bytes().first()? {
        b'0'..=b'9' | b'[' | 0xC2 | 0xD9 | 0xDB | 0xE2 | 0xEF => {}
        _ => return None,
    }
    let marked = cursor.skip_marks();
    let bracket = cursor.eat(b'[');
    cursor.skip_spaces();
    let (a, a_width) = cursor.number()?;
    let date_separator = cursor.date_separator()?;
    let (b, b_width) = cursor.number()?;
    if cursor.date_separator()? != date_separator {
        return None;
    }
    let (c, c_width) = cursor.number()?;
    let year_at = year_place([(a, a_width), (b, b_width), (c, c_width)])?;
    cursor.eat(b'.');
    if !cursor.eat(b',') {
        cursor.eat_text("،");
    }
    let after_date = cursor.at;
    cursor.skip_spaces();
    if cursor.at == after_date && line.as_bytes().get(after_date.wrapping_sub(1)) != Some(&b',') {
        return None;
    }
    let mut half = None;
    if !cursor.peek().is_some_and(|byte| byte.is_ascii_digit()) {
        if let Some(word) = BETWEEN.iter().find(|word| {
            cursor.rest().strip_prefix(**word).is_some_and(|rest| space_len(rest.as_bytes()) > 0)
        }) {
            cursor.at += word.len();
            cursor.skip_spaces();
        }
        half = cursor.half();
        cursor.skip_spaces();
    }
    let (hour, hour_width) = cursor.number()?;
    if hour_width > 2 || !(cursor.eat(b':') || cursor.eat(b'.')) {
        return None;
    }
    let (minute, minute_width) = cursor.number()?;
    let mut second = 0;
    let mut seconds = false;
    if matches!(cursor.peek(), Some(b':' | b'.'))
        && cursor.rest().as_bytes().get(1).is_some_and(|byte| byte.is_ascii_digit() || *byte >= 0x80)
    {
        cursor.at += 1;
        second = cursor.number()?.0;
        seconds = true;
    }
    if minute_width != 2 || minute > 59 || second > 59 {
        return None;
    }
    let before_half = cursor.at;
    cursor.skip_spaces();
    half = match cursor.half() {
        Some(found) => Some(found),
        None => {
            cursor.at = before_half;
            half
        }
    };
    let hour = match half {
        None => hour,
        Some(_) if hour > 12 => hour,
        Some(Half::Am) => hour % 12,
        Some(Half::Pm) => hour % 12 + 12,
        Some(Half::Noon) => {
            if hour > 9 {
                hour
            } else {
                hour + 12
            }
        }
    };
    if hour > 23 {
        return None;
    }
    let tail = cursor.tail(bracket)?;
    let shape = Shape { bracket, date_separator, seconds, tail };
    Some(Header { shape, date: [a, b, c], year_at, hour, minute, second, marked, rest: cursor.at })
}

struct Cursor<'a> {
    text: &'a str,
    /// Always at a character boundary.
    at: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn eat_text(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    fn bytes(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn skip_marks(&mut self) -> bool {
        let start = self.at;
        while let length @ 1.. = mark_len(self.bytes()) {
            self.at += length;
        }
        self.at > start
    }

    /// Spaces of every width, and marks among them.
    fn skip_spaces(&mut self) {
        loop {
            if self.eat(b' ') {
                continue;
            }
            match space_len(self.bytes()).max(mark_len(self.bytes())) {
                0 => return,
                length => self.at += length,
            }
        }
    }

    /// Up to four digits, Western or Arabic, and how many.
    fn number(&mut self) -> Option<(u32, usize)> {
        let mut value = 0;
        let mut width = 0;
        loop {
            let (digit, length) = match *self.bytes() {
                [byte @ b'0'..=b'9', ..] => (byte - b'0', 1),
                [0xD9, byte @ 0xA0..=0xA9, ..] => (byte - 0xA0, 2),
                [0xDB, byte @ 0xB0..=0xB9, ..] => (byte - 0xB0, 2),
                _ => break,
            };
            width += 1;
            if width > 4 {
                return None;
            }
            value = value * 10 + u32::from(digit);
            self.at += length;
        }
        (width > 0).then_some((value, width))
    }

    /// `/`, `-` or `.`, with spaces or direction marks around it.
    fn date_separator(&mut self) -> Option<u8> {
        self.skip_marks();
        let byte = self.peek()?;
        if !matches!(byte, b'/' | b'-' | b'.') {
            return None;
        }
        self.at += 1;
        self.skip_marks();
        if byte == b'.' {
            self.skip_spaces();
        }
        Some(byte)
    }

    fn half(&mut self) -> Option<Half> {
        let rest = self.bytes();
        match rest.first()? {
            first @ (b'a' | b'A' | b'p' | b'P') => {
                let half = if matches!(first, b'a' | b'A') { Half::Am } else { Half::Pm };
                let mut length = 1;
                length += usize::from(rest.get(length) == Some(&b'.'));
                while let width @ 1.. = space_len(rest.get(length..).unwrap_or_default()) {
                    length += width;
                }
                if matches!(rest.get(length), Some(b'm' | b'M')) {
                    length += 1;
                    length += usize::from(rest.get(length) == Some(&b'.'));
                    if !rest.get(length).is_some_and(u8::is_ascii_alphanumeric) {
                        self.at += length;
                        return Some(half);
                    }
                }
            }
            b'-' | b']' | b':' => return None,
            _ => {}
        }
        let (word, half) = HALVES.iter().find(|(word, _)| self.rest().starts_with(word))?;
        self.at += word.len();
        Some(*half)
    }

    fn tail(&mut self, bracket: bool) -> Option<Tail> {
        if bracket {
            self.skip_spaces();
            if !self.eat(b']') {
                return None;
            }
            self.eat(b' ');
            return Some(Tail::Bracket);
        }
        if self.eat(b':') {
            return (self.eat(b' ') || self.rest().is_empty()).then_some(Tail::Colon);
        }
        let before = self.at;
        self.skip_spaces();
        if self.at == before {
            return None;
        }
        if (self.peek() == Some(b'-') && matches!(self.bytes().get(1), Some(b' ') | None))
            || self.rest().starts_with("– ")
        {
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
            self.eat(b' ');
            return Some(Tail::Dash);
        }
        Some(Tail::Space)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces of headers, whole and broken, put together in every way.
    fn lines() -> Vec<String> {
        let mut lines = vec![String::new()];
        let pieces: [&[&str]; 10] = [
            &["", "["],
            &["1", "31", "2024", "12345"],
            &["/", ".", "-", ". "],
            &["2", "13", "99"],
            &["/", "."],
            &["24", "2024", "3"],
            &[", ", " ", ",", " at "],
            &["8:05", "23:59:58", "24:00", "7:60", "7:5", "08:05:005", "8.05", "٨:05"],
            &["", " ", " pm", "\u{202F}AM"],
            &["- A: b", " - A: b", "] A: b", "]", ": b", ""],
        ];
        for options in pieces {
            lines = lines
                .iter()
                .flat_map(|line| options.iter().map(move |piece| format!("{line}{piece}")))
                .collect();
        }
        lines
    }

    #[test]
    fn the_quick_look_at_a_header_sees_what_the_thorough_one_sees() {
        let mut headers = Headers::default();
        let mut plain = 0;
        for line in lines() {
            let (date, thorough) = (plain_date(line.as_bytes()), any_header(&line));
            if let Some(header) = date.and_then(|(date, rest)| plain_time(&date, line.as_bytes(), rest)) {
                assert_eq!(thorough, Some(header), "{line}");
                plain += 1;
            }
            assert_eq!(headers.parse(&line), thorough, "{line}");
        }
        assert!(plain > 400, "{plain}");
    }
}
