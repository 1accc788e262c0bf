//! PyWxDump: CSV or JSON with the names in `users.json` beside it; WeFlow writes the same CSV for WeClone.

use std::collections::HashMap;

use serde_json::Value;

use crate::import::date_order::DateOrder;
use crate::import::entry::{EntryTime, Sender};
use crate::import::format::{Head, Sink};
use crate::import::json::{JsonStream, settle};
use crate::import::kinds::kind_of_word;
use crate::import::loose;
use crate::import::when::{When, parse_when, spreadsheet_serial};
use crate::import::{ImportError, ImportOptions, Input};
use crate::model::MessageKind;

use super::body::Body;
use super::side::tell_users;
use super::{ME, Post, Program, is_pseudo, put, room, sheet, stem, whole_id};

/// PyWxDump's CSV and JSON, and WeFlow's CSV in the same shape.
pub const PYWXDUMP: Program = Program { name: "pywxdump", detect, parse };

const COLUMNS: [&str; 7] = ["MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "CreateTime"];
/// Written in place of an id that PyWxDump could not find.
const UNKNOWN: &str = "未知";

fn is_json(head: &Head<'_>) -> bool {
    head.text.trim_start().starts_with('[')
}

fn detect(head: &Head<'_>) -> u8 {
    if is_json(head) {
        let start: String = head.text.chars().take(4000).collect();
        let all = ["\"MsgSvrID\"", "\"type_name\"", "\"is_sender\""].iter().all(|key| start.contains(key));
        return if all { 95 } else { 0 };
    }
    if sheet::has_all(head, &["MsgSvrID", "type_name", "is_sender", "talker", "msg", "CreateTime"]) {
        95
    } else {
        0
    }
}

fn parse(input: &Input, options: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let names = tell_users(input, sink);
    let json = is_json(&input.head());
    let by_id = json || sheet::headings(&input.head()).iter().any(|cell| cell == "room_name");
    let mut own = None;
    let look = |_: &mut dyn Sink, row: &Row<'_>| {
        own = Some(row.talker).filter(|id| row.own && is_id(id)).map(str::to_owned);
        if own.is_some() { Err(ImportError::Cancelled) } else { Ok(()) }
    };
    // Rows of the own account may leave the id out that others of them state.
    let found = if json { for_each_object(input, sink, look) } else { for_each_record(input, sink, look) };
    if let Err(error) = found
        && !matches!(error, ImportError::Cancelled)
    {
        return Err(error);
    }
    let own_name = own.as_ref().and_then(|id| names.get(id)).map_or(ME, String::as_str).to_owned();
    let me = match (&own, by_id) {
        (Some(id), true) => Sender::new(Some(id), Some(&own_name)),
        (Some(name), false) => Sender::named(name),
        (None, _) => Sender::named(ME),
    };
    let mut reader = Reader {
        input,
        names: &names,
        me,
        by_id,
        order: options.date_order,
        chats: HashMap::new(),
        met_me: false,
    };
    let each = |sink: &mut dyn Sink, row: &Row<'_>| reader.row(sink, row);
    if json { for_each_object(input, sink, each) } else { for_each_record(input, sink, each) }
}

/// A talker that is somebody.
fn is_id(talker: &str) -> bool {
    !talker.is_empty() && talker != ME && talker != UNKNOWN && !is_pseudo(talker)
}

/// One message as both writings give it.
struct Row<'a> {
    line: u64,
    id: &'a str,
    kind: &'a str,
    own: bool,
    talker: &'a str,
    room: &'a str,
    text: &'a str,
    at: &'a str,
}

fn for_each_record(
    input: &Input,
    sink: &mut dyn Sink,
    mut each: impl FnMut(&mut dyn Sink, &Row<'_>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    sheet::for_each(input, COLUMNS, |line, [id, kind, own, talker, room, text, at]| {
        let own = own.trim() == "1";
        each(sink, &Row { line, id, kind, own, talker: talker.trim(), room: room.trim(), text, at })
    })
}

fn for_each_object(
    input: &Input,
    sink: &mut dyn Sink,
    mut each: impl FnMut(&mut dyn Sink, &Row<'_>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut json = JsonStream::new(input.open()?);
    let mut entries = 0;
    let result = json.each_element(|line, raw| {
        let row: Value = match serde_json::from_slice(raw) {
            Ok(row) => row,
            Err(error) => {
                sink.skip(line, &error.to_string());
                return Ok(());
            }
        };
        entries += 1;
        let cell = |name: &str| loose::text(&row, &[name]).unwrap_or_default();
        let own = row.get("is_sender").is_some_and(|own| {
            own.as_i64() == Some(1) || own.as_bool() == Some(true) || own.as_str() == Some("1")
        });
        let [id, kind, talker, room, text, at] =
            ["MsgSvrID", "type_name", "talker", "room_name", "msg", "CreateTime"].map(cell);
        let row = Row {
            line,
            id: &id,
            kind: &kind,
            own,
            talker: talker.trim(),
            room: room.trim(),
            text: &text,
            at: &at,
        };
        each(sink, &row)
    });
    settle(result, entries, input, sink)
}

struct Reader<'r> {
    input: &'r Input,
    names: &'r HashMap<String, String>,
    me: Sender<'r>,
    /// The talker is an id, not a name.
    by_id: bool,
    order: Option<DateOrder>,
    chats: HashMap<String, usize>,
    met_me: bool,
}

impl Reader<'_> {
    fn row(&mut self, sink: &mut dyn Sink, row: &Row<'_>) -> Result<(), ImportError> {
        let Some(at) = self.time(row)? else {
            let cell: String = row.at.chars().take(40).collect();
            sink.skip(row.line, &format!("`{cell}` is not a time"));
            return Ok(());
        };
        let chat = self.chat(sink, row.room);
        let notice = is_pseudo(row.talker);
        let kind = match kind_of_word(row.kind) {
            _ if notice => MessageKind::System,
            None if row.kind.trim().is_empty() => MessageKind::Text,
            kind => kind.unwrap_or(MessageKind::Other),
        };
        let body = Body::of(Some(kind), row.text);
        if let (true, Some(name)) =
            (body.kind == MessageKind::System, crate::import::chinese::group_name(row.text))
        {
            sink.rename(chat, name);
        }
        let named = |talker| match self.by_id {
            true => Sender::new(Some(talker), self.names.get(talker).map(String::as_str)),
            false => Sender::named(talker),
        };
        let sender = match row.talker {
            _ if notice => None,
            _ if row.own => Some(self.me),
            talker if is_id(talker) => Some(named(talker)),
            ME => Some(self.me),
            _ => None,
        };
        if row.own && !std::mem::replace(&mut self.met_me, true) {
            sink.exporter(self.me);
        }
        if sender.is_none() && !matches!(body.kind, MessageKind::System | MessageKind::Recalled) {
            sink.warn("unknown_sender", "some messages do not say who wrote them; they count for nobody");
        }
        if row.id.contains("E+") {
            sink.warn(
                "damaged_id",
                "a spreadsheet rounded the ids of messages; replies to them cannot be followed",
            );
        }
        let platform_id = whole_id(row.id, row.at.contains('/'));
        put(sink, &Post { line: row.line, chat, at, sender, platform_id, reply_to: None }, &body)
    }

    fn time(&self, row: &Row<'_>) -> Result<Option<EntryTime>, ImportError> {
        match (parse_when(row.at), self.order) {
            (Some(When::At(at)), _) => Ok(Some(at)),
            (Some(when), Some(order)) => Ok(when.in_order(order)),
            (Some(When::Either(_)), None) => Err(ImportError::DateOrder {
                path: self.input.path().to_owned(),
                line: row.line,
                example: row.at.to_owned(),
            }),
            (None, _) => Ok(spreadsheet_serial(row.at)),
        }
    }

    fn chat(&mut self, sink: &mut dyn Sink, id: &str) -> usize {
        if let Some(&chat) = self.chats.get(id) {
            return chat;
        }
        let name = match id {
            "" => stem(self.input.file_name(), &[]),
            id => self.names.get(id).map_or("", String::as_str),
        };
        let chat = sink.chat(room(id, name));
        self.chats.insert(id.to_owned(), chat);
        chat
    }
}
