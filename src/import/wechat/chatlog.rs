//! chatlog: CSV, JSON or text from its HTTP service.

use serde_json::Value;

use crate::import::chinese;
use crate::import::entry::Sender;
use crate::import::format::{Head, Sink};
use crate::import::json::{JsonStream, settle};
use crate::import::loose;
use crate::import::when::parse_when;
use crate::import::{ImportError, ImportOptions, Input};
use crate::model::MessageKind;

use super::body::Body;
use super::texts::{Writing, looks_like, read_text};
use super::{ME, Post, Program, is_pseudo, local, put, room, sheet};

/// chatlog's CSV, JSON and text.
pub const CHATLOG: Program = Program { name: "chatlog", detect, parse };

const COLUMNS: [&str; 6] = ["Time", "SenderName", "Sender", "TalkerName", "Talker", "Content"];

fn is_json(head: &Head<'_>) -> bool {
    let text = head.text.trim_start();
    let start = || text.chars().take(4000).collect::<String>();
    text.starts_with('[') && ["\"isChatRoom\"", "\"talkerName\""].iter().all(|key| start().contains(key))
}

fn detect(head: &Head<'_>) -> u8 {
    if is_json(head) || sheet::headings(head) == COLUMNS { 95 } else { looks_like(head, Writing::Chatlog) }
}

fn parse(input: &Input, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
    if is_json(&input.head()) {
        return objects(input, sink);
    }
    if sheet::headings(&input.head()) != COLUMNS {
        return read_text(input, Writing::Chatlog, sink);
    }
    sheet::for_each(input, COLUMNS, |line, [at, name, id, talker_name, talker, content]| {
        let Some(at) = parse_when(at).and_then(|at| at.unambiguous()) else {
            sink.skip(line, "`Time` is not a time");
            return Ok(());
        };
        let chat = sink.chat(room(talker, talker_name));
        let notice = is_pseudo(id) || id.is_empty();
        let body = if notice { Body::notice(content) } else { Body::of(None, content) };
        if let Some(name) = chinese::group_name(content).filter(|_| notice && talker_name.is_empty()) {
            sink.rename(chat, name);
        }
        let sender = (!notice).then_some(who(id, name));
        put(sink, &Post { line, chat, at, sender, platform_id: None, reply_to: None }, &body)
    })
}

fn who<'a>(id: &'a str, name: &'a str) -> Sender<'a> {
    let name = Some(name).filter(|name| !name.is_empty());
    match id {
        ME => Sender::named(name.unwrap_or(ME)),
        id => Sender::new(Some(id), name),
    }
}

fn objects(input: &Input, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let mut json = JsonStream::new(input.open()?);
    let mut entries = 0;
    let result = json.each_element(|line, raw| {
        match serde_json::from_slice(raw) {
            Ok(message) => entries += u64::from(object(sink, line, &message)?),
            Err(error) => sink.skip(line, &error.to_string()),
        }
        Ok(())
    });
    settle(result, entries, input, sink)
}

/// Hands on one message; false when it is none.
fn object(sink: &mut dyn Sink, line: u64, message: &Value) -> Result<bool, ImportError> {
    let text = |name: &str| loose::text(message, &[name]).unwrap_or_default();
    let Some(at) = parse_when(&text("time")).and_then(|at| at.unambiguous()) else {
        sink.skip(line, "a message without a readable `time`");
        return Ok(false);
    };
    let (talker, talker_name) = (text("talker"), text("talkerName"));
    let chat = sink.chat(room(&talker, &talker_name));
    let number = |name: &str| message.get(name).and_then(Value::as_i64);
    let stated = number("type").and_then(|kind| local::kind_of(kind, number("subType")));
    let id = text("sender");
    let kind = if is_pseudo(&id) { MessageKind::System } else { stated.unwrap_or(MessageKind::Other) };
    let content = text("content");
    let title =
        message.get("contents").and_then(|more| loose::text(more, &["title", "desc"])).unwrap_or_default();
    let body = Body::of(Some(kind), if content.is_empty() { &title } else { &content });
    if let Some(name) =
        chinese::group_name(&content).filter(|_| kind == MessageKind::System && talker_name.is_empty())
    {
        sink.rename(chat, name);
    }
    let own = loose::flag(message, &["isSelf"]);
    let name = text("senderName");
    let sender = match id.as_ref() {
        _ if is_pseudo(&id) => None,
        "" if own => Some(who(ME, &name)),
        "" => None,
        id => Some(Sender::new(
            Some(id),
            Some(name.as_ref()).filter(|name| !name.is_empty()).or(own.then_some(ME)),
        )),
    };
    if let (true, Some(me)) = (own, sender) {
        sink.exporter(me);
    }
    let seq = loose::id(message, &["seq"]);
    put(sink, &Post { line, chat, at, sender, platform_id: seq.as_deref(), reply_to: None }, &body)?;
    Ok(true)
}
