//! Chats as text: a line with time and sender, the body, a blank line. Three programs write the line three ways.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};

use crate::import::entry::{EntryTime, Sender};
use crate::import::format::{Head, Sink};
use crate::import::lines::Lines;
use crate::import::{ImportError, Input};
use crate::model::MessageKind;

use super::body::Body;
use super::{ME, Post, is_pseudo, put, room, stem};

/// Longest body of one message, in bytes; what goes beyond is dropped with a warning.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// Lines looked at to recognise a text.
const SAMPLE: usize = 2000;

/// Whose text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// `2024-01-02 03:04:05 name`; a notice stands alone behind its time.
    MemoTrace,
    /// `2024-01-02 03:04:05 'name'`.
    WeFlow,
    /// `name(id) 01-02 03:04:05`, with the room between them when several were asked for.
    Chatlog,
}

/// The line that begins a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Opening<'a> {
    at: Clock,
    name: &'a str,
    id: &'a str,
    /// Name and id.
    room: Option<(&'a str, &'a str)>,
}

/// A time of day with as much of the date as the text writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    Full(NaiveDateTime),
    /// Month and day.
    Yearless(u32, u32, NaiveTime),
    Dateless(NaiveTime),
}

/// How sure a text is of that writing, as [`crate::import::Format::detect`] answers.
pub fn looks_like(head: &Head<'_>, writing: Writing) -> u8 {
    let (mut found, mut marked, mut crowded, mut first) = (0_u32, 0_u32, 0_u32, None);
    let mut blank_before = true;
    for line in head.text.lines().take(SAMPLE) {
        let blank = line.trim().is_empty();
        if blank_before && !blank {
            let opening = opening(line, writing);
            first.get_or_insert(opening.is_some());
            if let Some(opening) = opening {
                found += 1;
                let id = opening.id;
                marked +=
                    u32::from(id.starts_with("wxid_") || id == ME || is_pseudo(id) || opening.room.is_some());
            }
        }
        if !blank_before && !blank && opening(line, writing).is_some() {
            crowded += 1;
        }
        blank_before = blank;
    }
    // The log of a program has a time before every line.
    if crowded * 2 > found {
        return 0;
    }
    match (writing, first, found, marked) {
        (_, Some(true), 2.., _) if writing == Writing::WeFlow => 86,
        (Writing::Chatlog, Some(true), 1.., 1..) => 88,
        (Writing::MemoTrace, Some(true), 2.., _) => 80,
        (Writing::WeFlow, Some(true), 1, _) => 82,
        (Writing::MemoTrace, Some(true), 1, _) => 60,
        _ => 0,
    }
}

fn opening(line: &str, writing: Writing) -> Option<Opening<'_>> {
    let line = line.trim_end();
    if writing == Writing::Chatlog {
        return chatlog_opening(line);
    }
    let at = NaiveDateTime::parse_from_str(line.get(..19)?, "%Y-%m-%d %H:%M:%S").ok()?;
    let name = line.get(19..)?.strip_prefix(' ')?.trim();
    let quoted = name.strip_prefix('\'').and_then(|name| name.strip_suffix('\''));
    let name = match (writing, quoted) {
        (Writing::WeFlow, quoted) => quoted?,
        // A dash is WhatsApp's, brackets with a number QQ's.
        (_, None) if !name.starts_with("- ") && !name.is_empty() => name,
        _ => return None,
    };
    Some(Opening { at: Clock::Full(at), name, id: "", room: None })
}

fn chatlog_opening(line: &str) -> Option<Opening<'_>> {
    let (before, time) = line.rsplit_once(' ')?;
    let time = NaiveTime::parse_from_str(time, "%H:%M:%S").ok().filter(|_| time.len() == 8)?;
    let (rest, at) = match before.rsplit_once(' ') {
        Some((rest, date)) => match date_of(date, time) {
            Some(at) => (rest, at),
            None => (before, Clock::Dateless(time)),
        },
        None => (before, Clock::Dateless(time)),
    };
    let rest = rest.trim();
    let (rest, room) = match rest.strip_suffix(']').and_then(|inner| inner.rsplit_once(" [")) {
        Some((sender, room)) => (sender, Some(name_and_id(room))),
        None => (rest, None),
    };
    let (name, id) = name_and_id(rest.trim());
    (!id.is_empty() && !id.contains(char::is_whitespace)).then_some(Opening { at, name, id, room })
}

fn date_of(date: &str, time: NaiveTime) -> Option<Clock> {
    if let Ok(date) = NaiveDate::parse_from_str(date, "%Y-%m-%d") {
        return Some(Clock::Full(date.and_time(time)));
    }
    let (month, day) = date.split_once('-').filter(|_| date.len() == 5)?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // Whatever the year is, one of them has the day.
    NaiveDate::from_ymd_opt(2024, month, day)?;
    Some(Clock::Yearless(month, day, time))
}

/// `name(id)`, or an id alone.
fn name_and_id(text: &str) -> (&str, &str) {
    match text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((name, id)) if !id.is_empty() => (name, id),
        _ => ("", text),
    }
}

/// Reads a text of that writing.
///
/// # Errors
///
/// When the file cannot be read, or leaves out a year that nothing else tells.
pub fn read_text(input: &Input, writing: Writing, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let day = day_in_name(input.file_name());
    let mut reader =
        Reader { input, sink, writing, chat: None, day, open: None, body: String::new(), blanks: 0 };
    let mut lines = Lines::new(input.open()?);
    let mut blank_before = true;
    while let Some(line) = lines.next_line().map_err(|error| ImportError::read(input.path(), error))? {
        if line.cut {
            reader.sink.warn("long_line", "a line longer than 4 MiB lost its end");
        }
        let blank = line.text.trim().is_empty();
        match opening(line.text, writing).filter(|_| blank_before) {
            Some(opening) => reader.begin(line.number, opening)?,
            None if blank => reader.blanks += 1,
            None => reader.append(line.number, line.text),
        }
        blank_before = blank;
    }
    reader.finish()
}

/// The year, month and day that a file name tells of; the first of several.
fn day_in_name(name: &str) -> Option<NaiveDate> {
    let date = |at: usize| NaiveDate::parse_from_str(name.get(at..at + 10)?, "%Y-%m-%d").ok();
    (0..name.len()).filter(|&at| name.is_char_boundary(at)).find_map(date)
}

/// A message whose end has not been reached.
struct Open {
    line: u64,
    at: NaiveDateTime,
    name: String,
    id: String,
    chat: usize,
}

struct Reader<'r> {
    input: &'r Input,
    sink: &'r mut dyn Sink,
    writing: Writing,
    chat: Option<usize>,
    /// What the name of the file says of the date.
    day: Option<NaiveDate>,
    open: Option<Open>,
    body: String,
    /// Blank lines that are part of the body if it goes on.
    blanks: usize,
}

impl Reader<'_> {
    fn begin(&mut self, line: u64, opening: Opening<'_>) -> Result<(), ImportError> {
        self.finish()?;
        let at = self.instant(line, opening.at)?;
        let chat = match (opening.room, self.chat) {
            (Some((name, id)), _) => self.sink.chat(room(id, name)),
            (None, Some(chat)) => chat,
            (None, None) => {
                let name = stem(self.input.file_name(), &["_utf8"]);
                *self.chat.insert(self.sink.chat(room("", name)))
            }
        };
        let (name, id) = (opening.name.to_owned(), opening.id.to_owned());
        self.open = Some(Open { line, at, name, id, chat });
        Ok(())
    }

    fn instant(&mut self, line: u64, clock: Clock) -> Result<NaiveDateTime, ImportError> {
        let whole = match (clock, self.day) {
            (Clock::Full(at), _) => return Ok(at),
            (Clock::Yearless(month, day, time), Some(known)) => {
                NaiveDate::from_ymd_opt(known.year(), month, day).map(|date| date.and_time(time))
            }
            (Clock::Dateless(time), Some(known)) => Some(known.and_time(time)),
            (_, None) => None,
        };
        if let Some(at) = whole {
            self.sink.warn(
                "date_from_name",
                "the text leaves out the year; it is taken from the name of the file",
            );
            return Ok(at);
        }
        Err(ImportError::Malformed {
            path: self.input.path().to_owned(),
            line,
            column: 1,
            message: "the text does not say the year".to_owned(),
            excerpt: "export the chat with format=csv or format=json, which write whole dates, or put the first day into the \
                      name of the file, like 2024-01-31.txt"
                .to_owned(),
        })
    }

    fn append(&mut self, line: u64, text: &str) {
        if self.open.is_none() {
            self.sink.skip(line, "text before the first message");
            return;
        }
        if self.body.len() + text.len() > MAX_BODY {
            self.sink.warn("long_body", "a message longer than 4 MiB lost its end");
            return;
        }
        if !self.body.is_empty() {
            (0..=self.blanks).for_each(|_| self.body.push('\n'));
        }
        self.blanks = 0;
        self.body.push_str(text);
    }

    fn finish(&mut self) -> Result<(), ImportError> {
        self.blanks = 0;
        let Some(open) = self.open.take() else { return Ok(()) };
        let content = std::mem::take(&mut self.body);
        // MemoTrace writes a notice behind its time, where others have a name.
        let alone = self.writing == Writing::MemoTrace && content.is_empty();
        let notice = alone || is_pseudo(&open.id) || is_pseudo(&open.name);
        let body = match (alone, notice) {
            (true, _) => Body::notice(&open.name),
            (_, true) => Body::notice(&content),
            _ => Body::of(None, without_citation(&content, self.writing)),
        };
        let name = Some(open.name.as_str()).filter(|name| !name.is_empty());
        let id = Some(open.id.as_str()).filter(|id| !id.is_empty() && *id != ME);
        let sender = (!notice).then(|| Sender::new(id, name.or(id.is_none().then_some(ME))));
        if let Some(me) = sender.filter(|_| open.id == ME || open.name == ME) {
            self.sink.exporter(me);
        }
        let sender = sender.filter(|_| body.kind != MessageKind::System);
        let post = Post {
            line: open.line,
            chat: open.chat,
            at: EntryTime::Local(open.at),
            sender,
            platform_id: None,
            reply_to: None,
        };
        put(self.sink, &post, &body)
    }
}

/// The body without the line in which MemoTrace cites the question.
fn without_citation(content: &str, writing: Writing) -> &str {
    match (writing, content.rsplit_once("\n引用:")) {
        (Writing::MemoTrace, Some((body, _))) => body,
        _ => content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_of_chatlog_in_every_range() {
        let time = NaiveTime::from_hms_opt(15, 4, 5).expect("a time");
        let of = |line| chatlog_opening(line).map(|found| (found.name, found.id, found.at));
        let full = NaiveDate::from_ymd_opt(2024, 1, 2).expect("a day").and_time(time);
        assert_eq!(of("安(wxid_an) 2024-01-02 15:04:05"), Some(("安", "wxid_an", Clock::Full(full))));
        assert_eq!(
            of("安 (夜班)(wxid_an) 01-02 15:04:05"),
            Some(("安 (夜班)", "wxid_an", Clock::Yearless(1, 2, time)))
        );
        assert_eq!(of("我 15:04:05"), Some(("", "我", Clock::Dateless(time))));
        assert_eq!(of("系统消息 02-29 15:04:05"), Some(("", "系统消息", Clock::Yearless(2, 29, time))));
        assert_eq!(of("见 13-45 15:04:05"), None);
        let roomed = chatlog_opening("安(wxid_an) [晚风(1@chatroom)] 01-02 15:04:05").map(|found| found.room);
        assert_eq!(roomed, Some(Some(("晚风", "1@chatroom"))));
    }

    #[test]
    fn a_day_is_found_in_a_file_name() {
        assert_eq!(day_in_name("晚风_2024-01-31_2024-02-03.txt"), NaiveDate::from_ymd_opt(2024, 1, 31));
        assert_eq!(day_in_name("晚风.txt"), None);
    }
}
