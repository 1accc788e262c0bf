//! WhatsApp's text export, Android and iOS.

mod body;
pub(super) mod header;
mod system;

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::model::{MessageKind, Platform};

use super::date_order::{DateOrder, Inference, OrderEvidence};
use super::entry::{ChatInfo, Entry, EntryTime, Sender};
use super::format::{Format, Head, Sink};
use super::lines::Blocks;
use super::text::{find_pair, plain_name};
use super::{ImportError, ImportOptions, Input};

use body::{classify, is_personal};
use header::{Days, Header, Headers, Shape, Tail, parse_header};
use system::{SystemLines, group_name, is_encryption_notice, is_naming, mover};

/// Longest body of one message, in bytes; what goes beyond is dropped with a warning.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// Bytes read ahead for names and marks, even when the date order is settled sooner.
const LOOK_AHEAD: usize = 1024 * 1024;

/// `_chat.txt` and `WhatsApp Chat with ….txt`.
pub struct WhatsApp;

impl Format for WhatsApp {
    fn name(&self) -> &'static str {
        "whatsapp"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        let mut shapes = Shapes::default();
        let mut first = None;
        for line in head.text.lines().take(2000) {
            let header = parse_header(line);
            if !line.trim().is_empty() {
                first.get_or_insert(header.is_some());
            }
            if let Some(header) = header {
                shapes.add(&header, line);
            }
        }
        let Some((shape, count)) = shapes.best() else { return 0 };
        let named = head.file_name.contains("WhatsApp") || head.file_name.starts_with("_chat");
        match (shape.tail, first == Some(true), count) {
            (Tail::Space, _, _) => 30,
            (_, true, _) => 90,
            (_, false, 2..) => 75,
            _ if named => 75,
            _ => 40,
        }
    }

    fn parse(&self, input: &Input, options: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let survey = Survey::of(input, options)?;
        let Some(shape) = survey.shape else {
            sink.skip(0, "no line begins with a date and a time");
            return Ok(());
        };
        if let Some(order) = survey.guessed {
            let order = if order == DateOrder::Dmy { "day" } else { "month" };
            sink.warn(
                "ambiguous_date_order",
                &format!(
                    "read {order} first, because that number changes more often; --date-order overrides"
                ),
            );
        }
        let chat =
            sink.chat(ChatInfo { id: None, name: chat_name(input), platform: Some(Platform::WhatsApp) });
        let named_by_file = chat_name(input).is_some();
        Reader {
            sink,
            chat,
            shape,
            order: survey.order,
            names_with_colon: survey.names_with_colon,
            trust_unmarked: !survey.marks,
            named_by_file,
            system: SystemLines::default(),
            names: HashMap::default(),
            plain_names: Vec::new(),
            near_marks: false,
            entries: 0,
        }
        .run(input)
    }
}

/// The shapes of headers met so far, and how often.
#[derive(Default)]
struct Shapes(Vec<(Shape, usize)>);

impl Shapes {
    fn add(&mut self, header: &Header, line: &str) {
        // Nothing but a space after the time is only believed before a sender.
        if header.shape.tail == Tail::Space
            && !line.get(header.rest..).is_some_and(|rest| rest.contains(": "))
        {
            return;
        }
        match self.0.iter().position(|(shape, _)| *shape == header.shape) {
            Some(known) => self.0[known].1 += 1,
            None if self.0.len() < 16 => self.0.push((header.shape, 1)),
            None => {}
        }
    }

    /// The most frequent; a sign after the time beats a mere space.
    fn best(&self) -> Option<(Shape, usize)> {
        let by_tail = |space: bool| {
            let fitting = self.0.iter().filter(|(shape, _)| (shape.tail == Tail::Space) == space);
            // The first of equals: it stood higher in the file.
            fitting.rev().max_by_key(|(_, count)| *count).copied()
        };
        by_tail(false).or_else(|| by_tail(true))
    }
}

/// What a first look at the file settles.
struct Survey {
    shape: Option<Shape>,
    order: DateOrder,
    /// The order, when it was only likely.
    guessed: Option<DateOrder>,
    /// Names that hold `: ` themselves.
    names_with_colon: Vec<String>,
    /// Direction marks survived in this file.
    marks: bool,
}

impl Survey {
    fn of(input: &Input, options: &ImportOptions) -> Result<Self, ImportError> {
        let mut shapes = Shapes::default();
        for line in input.head().text.lines() {
            if let Some(header) = parse_header(line) {
                shapes.add(&header, line);
            }
        }
        let mut survey = Self {
            shape: shapes.best().map(|(shape, _)| shape),
            order: options.date_order.unwrap_or(DateOrder::Ymd),
            guessed: None,
            names_with_colon: Vec::new(),
            marks: false,
        };
        let Some(shape) = survey.shape else { return Ok(survey) };
        let mut headers = Headers::default();
        let mut evidence = OrderEvidence::default();
        let mut open: Option<(u64, String)> = None;
        let mut seen = 0;
        let mut blocks = Blocks::new(input.open()?);
        'blocks: while let Some(block) =
            blocks.next_block().map_err(|error| ImportError::read(input.path(), error))?
        {
            for line in block.lines() {
                let settled = evidence.is_settled() || options.date_order.is_some();
                if settled && seen > LOOK_AHEAD {
                    break 'blocks;
                }
                seen += line.text.len() + 1;
                let Some(header) = headers.parse(line.text).filter(|header| header.shape == shape) else {
                    continue;
                };
                if header.needs_order() {
                    let (first, second, year) = header.parts(None);
                    evidence.add(first, second, year);
                    open.get_or_insert_with(|| (line.number, line.text.chars().take(24).collect()));
                }
                if seen <= LOOK_AHEAD {
                    survey.marks |= header.marked || line.text.contains('\u{200E}');
                    survey.note_name(line.text.get(header.rest..).unwrap_or_default());
                }
            }
        }
        if let (Some((line, example)), None) = (open, options.date_order) {
            survey.order = match evidence.infer() {
                Inference::Certain(order) => order,
                Inference::Likely(order) => {
                    survey.guessed = Some(order);
                    order
                }
                Inference::Undecidable => {
                    let path = input.path().to_owned();
                    return Err(ImportError::DateOrder { path, line, example });
                }
            };
        }
        Ok(survey)
    }

    /// Remembers a name with a colon inside, where a mark or a system line shows its end.
    fn note_name(&mut self, rest: &str) {
        let Some(colon) = find_pair(rest, *b": ") else { return };
        let marked = if rest.contains('\u{200E}') { rest[colon..].find(": \u{200E}") } else { None };
        let name = match marked {
            Some(end) => rest[..colon + end].to_owned(),
            None => match mover(rest) {
                Some(name) => name,
                None => return,
            },
        };
        if name.contains(": ")
            && name.len() <= 200
            && !is_naming(&name)
            && !self.names_with_colon.contains(&name)
        {
            self.names_with_colon.push(name);
        }
    }
}

/// The second look: entries, one after the other.
struct Reader<'s> {
    sink: &'s mut dyn Sink,
    chat: usize,
    shape: Shape,
    order: DateOrder,
    names_with_colon: Vec<String>,
    trust_unmarked: bool,
    named_by_file: bool,
    system: SystemLines,
    /// Raw sender, as between header and colon, to the name it stands for in `plain_names`.
    names: HashMap<String, usize, RandomState>,
    plain_names: Vec<String>,
    /// A direction mark stands somewhere in the block that is being read, or in what is open from before it.
    near_marks: bool,
    entries: u64,
}

/// An entry whose end has not been reached.
struct Open {
    line: u64,
    at: chrono::NaiveDateTime,
    marked: bool,
    /// Length of the part of the body that stood on the header's line.
    first_line: usize,
}

impl Reader<'_> {
    fn run(mut self, input: &Input) -> Result<(), ImportError> {
        let mut blocks = Blocks::new(input.open()?);
        let mut headers = Headers::default();
        let mut days = Days::default();
        let mut open: Option<Open> = None;
        let mut body = String::new();
        // What is open goes on in `body` when it has more lines than one or the block ends.
        while let Some(block) = blocks.next_block().map_err(|error| ImportError::read(input.path(), error))? {
            self.near_marks = block.contains("\u{200E}") || open.is_some() && self.near_marks;
            let mut only_line: Option<&str> = None;
            let keep = |body: &mut String, line: Option<&str>| {
                if let Some(line) = line {
                    body.clear();
                    body.push_str(line);
                }
            };
            for line in block.lines() {
                let header = headers.parse(line.text).filter(|header| header.shape == self.shape);
                if line.cut {
                    self.sink.warn("line_too_long", "a line of more than 4 MiB was cut");
                }
                let Some(header) = header else {
                    keep(&mut body, only_line.take());
                    if open.is_none() {
                        if !line.text.trim().is_empty() {
                            self.sink.skip(line.number, "text before the first message");
                        }
                    } else if body.len() + line.text.len() < MAX_BODY {
                        body.push('\n');
                        body.push_str(line.text);
                    } else {
                        self.sink.warn("message_too_long", "a message of more than 4 MiB was cut");
                    }
                    continue;
                };
                if let Some(open) = open.take() {
                    self.entry(&open, only_line.take().unwrap_or(&body))?;
                }
                let Some(at) = days.at(&header, self.order) else {
                    self.sink.skip(line.number, "there is no such day");
                    continue;
                };
                let text = line.text.get(header.rest..).unwrap_or_default();
                only_line = Some(text);
                open = Some(Open { line: line.number, at, marked: header.marked, first_line: text.len() });
            }
            keep(&mut body, only_line);
        }
        if let Some(open) = open {
            let trimmed = body.trim_end_matches(['\n', '\r']).len().max(open.first_line.min(body.len()));
            body.truncate(trimmed);
            self.entry(&open, &body)?;
        }
        Ok(())
    }

    fn entry(&mut self, open: &Open, whole: &str) -> Result<(), ImportError> {
        self.entries += 1;
        let (sender, body) = self.split(whole, open.first_line);
        let Some((raw, known)) = sender else { return self.system_entry(open, None, whole) };
        if self.is_system(open, body) {
            let name = plain_name(raw).into_owned();
            return self.system_entry(open, Some(name), body);
        }
        let marked = open.marked || self.trust_unmarked || self.near_marks && body.contains('\u{200E}');
        let (kind, text) = classify(body, marked, self.near_marks);
        let known = known.unwrap_or_else(|| {
            self.plain_names.push(plain_name(raw).into_owned());
            self.names.insert(raw.to_owned(), self.plain_names.len() - 1);
            self.plain_names.len() - 1
        });
        let name = self.plain_names.get(known).map_or(raw, String::as_str);
        self.sink.entry(&Entry {
            line: open.line,
            chat: self.chat,
            at: EntryTime::Local(open.at),
            sender: Some(Sender { number: u32::try_from(known).ok(), ..Sender::named(name) }),
            kind,
            text: Some(text),
            platform_id: None,
            reply_to: None,
            mentions: &[],
            event: None,
        })
    }

    /// The raw sender, with the place of its name when it was met before, and the body; no sender on a line that
    /// nobody wrote.
    fn split<'a>(&self, whole: &'a str, first_line: usize) -> (Option<(&'a str, Option<usize>)>, &'a str) {
        let head = whole.get(..first_line).unwrap_or(whole);
        let known = |name: &str| self.names.get(name).copied();
        for name in &self.names_with_colon {
            if let Some(body) = whole.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix(": ")) {
                let name = &whole[..name.len()];
                return (Some((name, known(name))), body);
            }
        }
        let end = match find_pair(head, *b": ") {
            Some(at) => at,
            // A message seen once leaves `Name:` or `Name:.`
            None => match head.trim_end().strip_suffix(':').or_else(|| head.trim_end().strip_suffix(":.")) {
                Some(name) => name.len(),
                None => return (None, whole),
            },
        };
        let name = &whole[..end];
        let known = known(name);
        if known.is_none() && (name.trim().is_empty() || is_naming(&super::text::plain(name))) {
            return (None, whole);
        }
        let body = whole[end + 1..].strip_prefix(' ').unwrap_or(&whole[end + 1..]);
        (Some((name, known)), body)
    }

    /// True for a body that the platform wrote under somebody's name.
    fn is_system(&self, open: &Open, body: &str) -> bool {
        // The notice about encryption stands at the very top, under the name of the group.
        if self.entries <= 3 && is_encryption_notice(body) {
            return true;
        }
        self.shape.bracket && !open.marked && body.starts_with('\u{200E}') && !is_personal(body)
    }

    fn system_entry(&mut self, open: &Open, sender: Option<String>, text: &str) -> Result<(), ImportError> {
        if !self.named_by_file
            && let Some(name) = group_name(text)
        {
            self.sink.rename(self.chat, &name);
        }
        let event = self.system.event(text);
        self.sink.entry(&Entry {
            line: open.line,
            chat: self.chat,
            at: EntryTime::Local(open.at),
            sender: sender.as_deref().map(Sender::named),
            kind: MessageKind::System,
            text: Some(text),
            platform_id: None,
            reply_to: None,
            mentions: &[],
            event: event.as_ref(),
        })
    }
}

/// The name of the chat as the export's file name gives it; `None` for `_chat.txt` and any name of the user's own.
fn chat_name(input: &Input) -> Option<String> {
    /// What WhatsApp writes around the name of the chat, by language.
    const AROUND: [(&str, &str); 12] = [
        ("WhatsApp Chat with ", ""),
        ("WhatsApp Chat - ", ""),
        ("WhatsApp Chat mit ", ""),
        ("Chat de WhatsApp con ", ""),
        ("Conversa do WhatsApp com ", ""),
        ("Чат WhatsApp с ", ""),
        ("Discussion WhatsApp avec ", ""),
        ("Chat WhatsApp con ", ""),
        ("WhatsApp-chat met ", ""),
        ("与", "的 WhatsApp 聊天"),
        ("與", "的WhatsApp對話"),
        ("與", "的 WhatsApp 對話"),
    ];
    let named = |stem: &str| {
        AROUND.iter().find_map(|(before, after)| {
            let name = stem.strip_prefix(before)?.strip_suffix(after)?.trim();
            (!name.is_empty()).then(|| name.to_owned())
        })
    };
    let stem = input.file_name().rsplit_once('.').map_or(input.file_name(), |(stem, _)| stem);
    named(stem).or_else(|| {
        // iOS: `WhatsApp Chat - Name/_chat.txt`, more often `WhatsApp Chat - Name.zip/_chat.txt`.
        let folder = input.path().parent()?.file_name()?.to_str()?;
        let packed = folder.strip_suffix(".zip").or_else(|| folder.strip_suffix(".ZIP"));
        let name = || named(packed.unwrap_or(folder)).or_else(|| packed.map(str::to_owned));
        (stem == "_chat").then(name).flatten()
    })
}
