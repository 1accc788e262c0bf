//! The text export of QQ for Windows (消息记录 saved as `.txt`): one chat in a file, or all of them.

use chrono::{NaiveDate, NaiveDateTime};

use crate::model::{MessageKind, Platform};

use super::chinese;
use super::entry::{ChatInfo, Entry, EntryTime, Sender};
use super::format::{Format, Head, Sink};
use super::kinds::kind_of_body;
use super::lines::Lines;
use super::{ImportError, ImportOptions, Input};

/// Longest body of one message, in bytes; what goes beyond is dropped with a warning.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// The first line of every export, up to the bracket.
const TITLE: &str = "消息记录（此消息记录为文本格式";
/// What stands before the name of a chat's folder, and of the chat.
const FOLDER: &str = "消息分组:";
const CHAT: &str = "消息对象:";
/// Ranks that QQ writes before a name. Other words in such brackets are part of names people chose.
const RANKS: [&str; 9] = [
    "【群主】",
    "【管理员】",
    "【潜水】",
    "【冒泡】",
    "【吐槽】",
    "【活跃】",
    "【话唠】",
    "【畅言】",
    "【传说】",
];

/// QQ's text export.
pub struct QqText;

impl Format for QqText {
    fn name(&self) -> &'static str {
        "qq"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        let mut titled = false;
        let mut with_id = 0;
        let mut first = None;
        for (number, line) in head.text.lines().take(2000).enumerate() {
            if number < 40 && (line.starts_with(TITLE) || line.starts_with(CHAT)) {
                titled = true;
            }
            if let Some((_, sender)) = parse_header(line) {
                first.get_or_insert(number);
                with_id += u32::from(split_sender(sender).1.is_some());
            }
        }
        match (titled, with_id) {
            (true, _) => 96,
            (false, 0) => 0,
            (false, 1) => 60,
            (false, _) => 85,
        }
    }

    fn parse(&self, input: &Input, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        Reader { sink, chat: None, has_ids: false, open: None, body: String::new(), before_rule: None }
            .run(input)
    }
}

/// The time and the sender of a line that begins a message: `2019-09-23 8:43:38 PM name(number)`.
fn parse_header(line: &str) -> Option<(NaiveDateTime, &str)> {
    let bytes = line.as_bytes();
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') || bytes.get(10) != Some(&b' ') {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(
        digits(line.get(..4)?)?.try_into().ok()?,
        digits(line.get(5..7)?)?,
        digits(line.get(8..10)?)?,
    )?;
    let (before, rest) = half_of_day(line.get(11..)?);
    let rest = rest.trim_start_matches(' ');
    let (hour, rest) = rest.split_once(':')?;
    let (minute, rest) = (rest.get(..2)?, rest.get(2..)?.strip_prefix(':')?);
    let (second, rest) = (rest.get(..2)?, rest.get(2..)?.strip_prefix(' ')?);
    if hour.is_empty() || hour.len() > 2 {
        return None;
    }
    let mut hour = digits(hour)?;
    // On a 24 hour clock a name may begin with these words.
    let (after, sender) = match before {
        None if hour <= 12 => half_of_day(rest),
        _ => (None, rest),
    };
    match before.or(after) {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    let at = date.and_hms_opt(hour, digits(minute)?, digits(second)?)?;
    let sender = sender.trim();
    (!sender.is_empty()).then_some((at, sender))
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A word for the half of the day at the start of `text` (true: the second), and what follows it.
fn half_of_day(text: &str) -> (Option<bool>, &str) {
    for (word, second_half) in [("上午", false), ("下午", true)] {
        if let Some(rest) = text.strip_prefix(word)
            && rest.starts_with(|letter: char| letter == ' ' || letter.is_ascii_digit())
        {
            return (Some(second_half), rest);
        }
    }
    for (word, second_half) in [("AM ", false), ("PM ", true), ("am ", false), ("pm ", true)] {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(second_half), rest);
        }
    }
    (None, text)
}

/// The name, and the number or mail address in the last brackets.
fn split_sender(sender: &str) -> (&str, Option<&str>) {
    if let Some((name, id)) = chinese::name_and_number(sender) {
        return (name, Some(id));
    }
    let mail = sender.strip_suffix('>').and_then(|rest| rest.rsplit_once('<'));
    match mail.filter(|(_, mail)| mail.contains('@') && !mail.contains(char::is_whitespace)) {
        Some((name, mail)) => (name, Some(mail)),
        None => (sender, None),
    }
}

/// The name without the ranks before it; as it is when nothing else is there.
fn without_rank(name: &str) -> &str {
    let mut rest = name.trim();
    while let Some(shorter) = RANKS.iter().find_map(|rank| rest.strip_prefix(rank)) {
        rest = shorter.trim_start();
    }
    if rest.is_empty() { name.trim() } else { rest }
}

/// QQ's own voice: notices of a group, and everything else it says.
fn is_system(name: &str, id: Option<&str>) -> bool {
    matches!(id, Some("10000" | "1000000")) || (id.is_none() && name == "系统消息")
}

fn is_rule(line: &str) -> bool {
    line.len() >= 32 && line.bytes().all(|byte| byte == b'=')
}

/// The kind of a body: what QQ cannot write as text it writes as a word in brackets.
fn kind_of(body: &str) -> MessageKind {
    let body = body.trim();
    if body.is_empty() {
        return MessageKind::Other;
    }
    for (start, kind) in [
        ("[QQ红包]", MessageKind::RedPacket),
        ("[文件]", MessageKind::File),
        ("[语音]", MessageKind::Voice),
        ("[视频]", MessageKind::Video),
        ("[位置]", MessageKind::Location),
        ("[转账]", MessageKind::Transfer),
        ("[聊天记录]", MessageKind::Forward),
        ("[合并转发]", MessageKind::Forward),
        ("[分享]", MessageKind::Share),
    ] {
        if body.starts_with(start) {
            return kind;
        }
    }
    let mut rest = body;
    let mut kind = None;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("[图片]") {
            (kind, rest) = (Some(MessageKind::Image), after);
        } else if let Some(after) = rest.strip_prefix("[表情]") {
            (kind, rest) = (kind.or(Some(MessageKind::Sticker)), after);
        } else {
            break;
        }
    }
    match kind {
        Some(kind) if rest.is_empty() => kind,
        _ => kind_of_body(body),
    }
}

/// A message whose end has not been reached.
struct Open {
    line: u64,
    at: NaiveDateTime,
    name: String,
    id: Option<String>,
}

struct Reader<'s> {
    sink: &'s mut dyn Sink,
    chat: Option<usize>,
    /// The chat writes ids behind names, so that a line without one begins no message.
    has_ids: bool,
    open: Option<Open>,
    body: String,
    /// Length of the body before the last line, when that was a rule: one may begin the next chat.
    before_rule: Option<usize>,
}

impl Reader<'_> {
    fn run(mut self, input: &Input) -> Result<(), ImportError> {
        let mut lines = Lines::new(input.open()?);
        let mut after_blank = true;
        while let Some(line) = lines.next_line().map_err(|error| ImportError::read(input.path(), error))? {
            if line.cut {
                self.sink.warn("line_too_long", "a line of more than 4 MiB was cut");
            }
            let text = line.text;
            let rule = self.before_rule.take();
            let at_border = rule.is_some() || (self.open.is_none() && self.chat.is_none());
            if at_border && (text.starts_with(FOLDER) || text.starts_with(CHAT)) {
                if let Some(length) = rule {
                    self.body.truncate(length);
                }
                self.close()?;
                if let Some(name) = text.strip_prefix(CHAT) {
                    self.enter(name.trim());
                }
            } else if let Some((at, sender)) = parse_header(text).filter(|_| !line.cut)
                && self.is_header(sender, after_blank)
            {
                self.close()?;
                let (name, id) = split_sender(sender);
                self.has_ids |= id.is_some() && !is_system(name, id);
                let (name, id) = (without_rank(name).to_owned(), id.map(str::to_owned));
                self.open = Some(Open { line: line.number, at, name, id });
            } else if is_rule(text) {
                self.before_rule = Some(self.body.len());
                self.push(text);
            } else if self.open.is_some() {
                self.push(text);
            } else if !text.trim().is_empty() && !text.starts_with(TITLE) {
                self.sink.skip(line.number, "text before the first message");
            }
            after_blank = text.is_empty() || self.before_rule.is_some();
        }
        self.close()
    }

    /// A new chat begins.
    fn enter(&mut self, name: &str) {
        let name = (!name.is_empty()).then(|| name.to_owned());
        self.chat = Some(self.sink.chat(ChatInfo { id: None, name, platform: Some(Platform::Qq) }));
        self.has_ids = false;
    }

    /// With an id behind the name, a message begins; without one only where the chat has no ids, after an empty line.
    fn is_header(&self, sender: &str, after_blank: bool) -> bool {
        split_sender(sender).1.is_some() || (!self.has_ids && after_blank)
    }

    fn push(&mut self, line: &str) {
        if self.open.is_none() {
            return;
        }
        if self.body.len() + line.len() >= MAX_BODY {
            self.sink.warn("message_too_long", "a message of more than 4 MiB was cut");
            return;
        }
        // A lone carriage return is how some versions break lines inside a message.
        self.body.extend(line.chars().map(|letter| if letter == '\r' { '\n' } else { letter }));
        self.body.push('\n');
    }

    /// Hands on the message that is open.
    fn close(&mut self) -> Result<(), ImportError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let chat = match self.chat {
            Some(chat) => chat,
            None => {
                let info = ChatInfo { platform: Some(Platform::Qq), ..ChatInfo::default() };
                *self.chat.insert(self.sink.chat(info))
            }
        };
        let body = self.body.trim_end();
        let system = is_system(&open.name, open.id.as_deref());
        let event = if system { body.lines().find_map(chinese::qq_event) } else { None };
        let done = self.sink.entry(&Entry {
            line: open.line,
            chat,
            at: EntryTime::Local(open.at),
            sender: (!system).then_some(Sender::new(
                open.id.as_deref(),
                Some(open.name.as_str()).filter(|name| !name.is_empty()),
            )),
            kind: if system { MessageKind::System } else { kind_of(body) },
            text: Some(body),
            platform_id: None,
            reply_to: None,
            mentions: &[],
            event: event.as_ref(),
        });
        self.body.clear();
        done
    }
}
