//! EchoTrace's JSON, and WeFlow's and CipherTalk's in its shape (`arkme-json` with its table of senders among them).

use std::collections::HashMap;

use serde_json::Value;

use crate::import::chinese;
use crate::import::entry::{EntryTime, Sender};
use crate::import::format::{Head, Sink};
use crate::import::json::{JsonStream, Stop, read, settle};
use crate::import::kinds::kind_of_word;
use crate::import::loose;
use crate::import::{ImportError, ImportOptions, Input};
use crate::model::MessageKind;

use super::body::Body;
use super::texts::{Writing, looks_like, read_text};
use super::{ME, Post, Program, is_pseudo, local, put, room};

/// EchoTrace's JSON, and CipherTalk's detailed one.
pub const ECHOTRACE: Program = Program { name: "echotrace", detect: detect_echotrace, parse };
/// WeFlow's JSON (with a `weflow` block) and text.
pub const WEFLOW: Program = Program { name: "weflow", detect: detect_weflow, parse };

fn is_json(head: &Head<'_>) -> bool {
    head.text.trim_start().starts_with('{')
        && ["\"session\"", "\"wxid\""].iter().all(|key| head.text.contains(key))
        && (head.text.contains("\"messages\"") || head.text.contains("\"senders\"") || !head.complete)
}

fn is_weflow(head: &Head<'_>) -> bool {
    let start = head.text.find("\"session\"").unwrap_or(head.text.len());
    head.text.get(..start).is_some_and(|start| start.contains("\"weflow\""))
}

fn detect_echotrace(head: &Head<'_>) -> u8 {
    if is_json(head) && !is_weflow(head) { 90 } else { 0 }
}

fn detect_weflow(head: &Head<'_>) -> u8 {
    if is_json(head) && is_weflow(head) { 95 } else { looks_like(head, Writing::WeFlow) }
}

fn parse(input: &Input, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
    if !input.head().text.trim_start().starts_with('{') {
        return read_text(input, Writing::WeFlow, sink);
    }
    let mut reader = Reader {
        sink,
        senders: HashMap::new(),
        chat: None,
        chat_named: false,
        room: String::new(),
        me: None,
        entries: 0,
    };
    // The tables of people may follow the messages that need them.
    let mut json = JsonStream::new(input.open()?);
    match reader.walk(&mut json, Pass::People) {
        Ok(()) | Err(Stop::Json(crate::import::json::JsonError::Truncated { .. })) => {}
        Err(stop) => return settle(Err(stop), 0, input, reader.sink),
    }
    let mut json = JsonStream::new(input.open()?);
    let result = reader.walk(&mut json, Pass::Messages);
    settle(result, reader.entries, input, reader.sink)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    People,
    Messages,
}

/// A row of WeFlow's table of senders.
struct Known {
    id: String,
    name: String,
}

struct Reader<'s> {
    sink: &'s mut dyn Sink,
    senders: HashMap<String, Known>,
    chat: Option<usize>,
    chat_named: bool,
    /// Id of the room, which stands as sender before notices.
    room: String,
    /// Id of the account that made the export, once a message has told.
    me: Option<String>,
    entries: u64,
}

impl Reader<'_> {
    fn walk(&mut self, json: &mut JsonStream, pass: Pass) -> Result<(), Stop> {
        json.expect(b'{')?;
        while let Some(key) = json.next_key()? {
            match (pass, key.as_str(), json.peek()?) {
                (Pass::People, "session", Some(b'{')) => {
                    let line = json.line();
                    if let Some(session) = read(json.value()?, line, self.sink) {
                        self.session(&session);
                    }
                }
                (Pass::People, "senders" | "groupMembers", Some(b'[')) => {
                    json.each_element(|line, raw| {
                        if let Some(person) = read(raw, line, self.sink) {
                            self.person(&person);
                        }
                        Ok(())
                    })?;
                }
                (Pass::Messages, "messages", Some(b'[')) => {
                    json.each_element(|line, raw| match read(raw, line, self.sink) {
                        Some(message) => self.message(line, &message),
                        None => Ok(()),
                    })?;
                }
                _ => json.skip_value()?,
            }
        }
        Ok(())
    }

    fn session(&mut self, session: &Value) {
        let id = loose::text(session, &["wxid", "username", "id"]).unwrap_or_default();
        let name = loose::text(session, &["displayName", "nickname", "remark", "name"]).unwrap_or_default();
        // A room without a name is shown under its id.
        let name = if name == id { "" } else { name.trim() };
        self.chat_named = !name.is_empty();
        self.room = id.trim().to_owned();
        self.chat = Some(self.sink.chat(room(&id, name)));
    }

    fn person(&mut self, person: &Value) {
        let Some(id) = loose::text(person, &["wxid", "username"]).filter(|id| !is_pseudo(id)) else { return };
        let fields = ["groupNickname", "displayName", "nickname", "originalName", "remark"];
        let names = || fields.iter().filter_map(|field| loose::text(person, &[field]));
        for name in names() {
            self.sink.person(None, &id, name.trim());
        }
        if let Some(number) = loose::text(person, &["senderID", "senderId"]) {
            let name = names().next().map(|name| name.trim().to_owned()).unwrap_or_default();
            self.senders.insert(number.into_owned(), Known { id: id.into_owned(), name });
        }
    }

    fn message(&mut self, line: u64, message: &Value) -> Result<(), ImportError> {
        let at = loose::text(message, &["createTime", "timestamp"]).and_then(|at| at.parse::<f64>().ok());
        let Some(at) = at.filter(|at| *at > 0.0 && *at < 1e17) else {
            self.sink.skip(line, "a message without a readable `createTime`");
            return Ok(());
        };
        self.entries += 1;
        let chat = match self.chat {
            Some(chat) => chat,
            None => *self.chat.insert(self.sink.chat(room("", ""))),
        };
        let number = message.get("localType").and_then(Value::as_i64);
        let word = loose::text(message, &["type"]);
        // A word says more than the number where a program has read the message for us.
        let stated = number
            .and_then(|number| local::kind_of(number, None))
            .filter(|kind| *kind != MessageKind::Share || word.is_none());
        let kind = stated.or_else(|| word.as_deref().and_then(kind_of_word)).unwrap_or(MessageKind::Other);
        let own = ["isSend", "isSelf"].iter().any(|name| {
            message.get(name).is_some_and(|own| own.as_i64() == Some(1) || own.as_bool() == Some(true))
        });
        let known = loose::text(message, &["senderID", "senderId"])
            .and_then(|number| self.senders.get(number.as_ref()));
        let id = loose::text(message, &["senderUsername", "senderWxid"]);
        let id = id.as_deref().or(known.map(|known| known.id.as_str())).unwrap_or_default().trim();
        let name = loose::text(message, &["senderDisplayName"]);
        let name = name.as_deref().or(known.map(|known| known.name.as_str())).unwrap_or_default().trim();
        if own && !id.is_empty() && self.me.as_deref() != Some(id) {
            self.me = Some(id.to_owned());
        }
        let me = self.me.clone().filter(|_| own && id.is_empty());
        let id = me.as_deref().unwrap_or(id);
        // In a talk of two the other side has the id of the talk.
        let notice = is_pseudo(id) || (id == self.room && id.ends_with("@chatroom"));
        let kind = if notice && kind != MessageKind::Recalled { MessageKind::System } else { kind };
        let content = message.get("content").and_then(Value::as_str).unwrap_or_default();
        let body = Body::of(Some(kind), content);
        let sender = match id {
            _ if notice => None,
            "" if own => Some(Sender::named(if name.is_empty() { ME } else { name })),
            "" if name.is_empty() || kind == MessageKind::System => None,
            "" => Some(Sender::named(name)),
            id => {
                Some(Sender::new(Some(id), Some(name).filter(|name| !name.is_empty()).or(own.then_some(ME))))
            }
        };
        if let (true, Some(me)) = (own, sender) {
            self.sink.exporter(me);
        }
        if let (MessageKind::System, false, Some(name)) =
            (body.kind, self.chat_named, chinese::group_name(content))
        {
            self.sink.rename(chat, name);
        }
        if sender.is_none() && !matches!(body.kind, MessageKind::System | MessageKind::Recalled) {
            self.sink
                .warn("unknown_sender", "some messages do not say who wrote them; they count for nobody");
        }
        let reply_to = loose::id(message, &["replyToMessageId"])
            .or_else(|| loose::id(message.get("quote")?, &["sourceMessageId"]));
        let platform_id = loose::id(message, &["platformMessageId"]);
        let post = Post {
            line,
            chat,
            at: EntryTime::from_epoch(at as i64),
            sender,
            platform_id: platform_id.as_deref(),
            reply_to: reply_to.as_deref(),
        };
        put(self.sink, &post, &body)
    }
}
