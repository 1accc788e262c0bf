//! The JSON document that QQ Chat Exporter writes, in its fourth and fifth version.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

use crate::model::{MessageKind, Platform};

use super::chinese;
use super::entry::{ChatInfo, Entry, EntryTime, Sender};
use super::format::{Format, Head, Sink};
use super::json::{JsonStream, Stop, read, settle};
use super::kinds::kind_of_body;
use super::loose::{flag, id, list, text};
use super::when::parse_when;
use super::{ImportError, ImportOptions, Input};

/// `{"metadata": …, "chatInfo": …, "messages": […]}`.
pub struct QqChatExporter;

impl Format for QqChatExporter {
    fn name(&self) -> &'static str {
        "qq-chat-exporter"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        let text = head.text.trim_start();
        if !text.starts_with('{') {
            return 0;
        }
        match (text.contains("QQChatExporter"), text.contains("\"chatInfo\"")) {
            (true, true) => 97,
            (true, false) => 80,
            (false, true) if text.contains("\"selfUid\"") || text.contains("\"uin\"") => 80,
            _ => 0,
        }
    }

    fn parse(&self, input: &Input, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut json = JsonStream::new(input.open()?);
        let mut reader = Reader::new(sink);
        let result = reader.document(&mut json);
        settle(result, reader.entries, input, reader.sink)
    }
}

/// What is known while the messages of a chat are read.
pub struct Reader<'s> {
    sink: &'s mut dyn Sink,
    chat: Option<usize>,
    info: ChatInfo,
    /// QQ number by internal id: a person who left loses the number in later messages.
    uins: HashMap<String, String>,
    entries: u64,
}

impl<'s> Reader<'s> {
    /// A reader of one chat.
    pub fn new(sink: &'s mut dyn Sink) -> Self {
        Self { sink, chat: None, info: ChatInfo::default(), uins: HashMap::new(), entries: 0 }
    }

    /// Where the messages go.
    pub fn sink(&mut self) -> &mut dyn Sink {
        self.sink
    }

    fn document(&mut self, json: &mut JsonStream) -> Result<(), Stop> {
        let mut has_messages = false;
        json.expect(b'{')?;
        while let Some(key) = json.next_key()? {
            match (key.as_str(), json.peek()?) {
                ("chatInfo", _) => {
                    let line = json.line();
                    if let Some(info) = read(json.value()?, line, self.sink) {
                        self.chat_info(&info);
                    }
                }
                ("messages", Some(b'[')) => {
                    has_messages = true;
                    json.each_element(|line, raw| match read(raw, line, self.sink) {
                        Some(message) => self.message(line, &message),
                        None => Ok(()),
                    })?;
                }
                _ => json.skip_value()?,
            }
        }
        if !has_messages {
            self.sink.skip(0, "no `messages` here: an export in chunks; name the folder that holds this file and the chunks");
        }
        Ok(())
    }

    /// Takes what the export says of the chat.
    pub fn chat_info(&mut self, info: &Value) {
        // Where the number is missing, a group's internal id is its number.
        let number = id(info, &["peerUin", "groupCode", "peerUid"]).map(Cow::into_owned);
        let name = text(info, &["name"]).map(Cow::into_owned);
        if let (Some(uid), Some(uin)) = (id(info, &["selfUid"]), id(info, &["selfUin"])) {
            self.uins.insert(uid.into_owned(), uin.into_owned());
        }
        match (self.chat, &name) {
            (Some(chat), Some(name)) => self.sink.rename(chat, name),
            _ => self.info = ChatInfo { id: number, name, platform: None },
        }
    }

    fn chat(&mut self) -> usize {
        match self.chat {
            Some(chat) => chat,
            None => {
                let info = ChatInfo { platform: Some(Platform::Qq), ..std::mem::take(&mut self.info) };
                *self.chat.insert(self.sink.chat(info))
            }
        }
    }

    /// The stable id of a person: the QQ number, known from earlier if need be, else the internal id.
    fn person(&mut self, person: &Value) -> Option<String> {
        let uid = id(person, &["uid"]);
        match (id(person, &["uin"]), uid) {
            (Some(uin), Some(uid)) => {
                if !self.uins.contains_key(uid.as_ref()) {
                    self.uins.insert(uid.into_owned(), uin.clone().into_owned());
                }
                Some(uin.into_owned())
            }
            (Some(uin), None) => Some(uin.into_owned()),
            (None, Some(uid)) => Some(self.uins.get(uid.as_ref()).cloned().unwrap_or(uid.into_owned())),
            (None, None) => None,
        }
    }

    /// Hands on one message.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub fn message(&mut self, line: u64, message: &Value) -> Result<(), ImportError> {
        let Some(at) = time_of(message) else {
            self.sink.skip(line, "a message without a readable `timestamp`");
            return Ok(());
        };
        self.entries += 1;
        let chat = self.chat();
        let none = Value::Null;
        let content = message.get("content").unwrap_or(&none);
        let body = content.as_str().map(Cow::Borrowed).or_else(|| text(content, &["text"]));
        let kind_word = text(message, &["type", "messageType"]).unwrap_or_default();
        let from = message.get("sender").unwrap_or(&none);
        let id_of_sender = self.person(from);
        let system = flag(message, &["system", "isSystemMessage"])
            || matches!(kind_word.as_ref(), "system" | "5")
            || id_of_sender.is_none();
        let raw = message.get("rawMessage").unwrap_or(&none);
        let name = text(from, &["groupCard", "name", "nickname"])
            .or_else(|| text(raw, &["sendMemberName", "sendNickName"]));
        let kind = if system {
            MessageKind::System
        } else if flag(message, &["recalled", "isRecalled"]) {
            MessageKind::Recalled
        } else {
            kind_of(&kind_word, list(content, "elements"), body.as_deref().unwrap_or_default())
        };
        let mentions: Vec<String> =
            list(content, "mentions").iter().filter_map(|mention| self.mention(mention)).collect();
        let mentions: Vec<&str> = mentions.iter().map(String::as_str).collect();
        let event = if system { body.as_deref().and_then(chinese::qq_event) } else { None };
        let message_id = id(message, &["id", "messageId"]);
        let reply_to = answered(content);
        self.sink.entry(&Entry {
            line,
            chat,
            at,
            sender: (!system).then_some(Sender::new(id_of_sender.as_deref(), name.as_deref())),
            kind,
            text: body.as_deref(),
            platform_id: message_id.as_deref(),
            reply_to: reply_to.as_deref(),
            mentions: &mentions,
            event: event.as_ref(),
        })
    }

    /// Who is mentioned: by number where it is known, else by name. Everybody at once is nobody.
    fn mention(&mut self, mention: &Value) -> Option<String> {
        if text(mention, &["type"]).as_deref() == Some("all")
            || text(mention, &["uid"]).as_deref() == Some("all")
        {
            return None;
        }
        let uid = id(mention, &["uid"]);
        let number = uid.as_ref().and_then(|uid| self.uins.get(uid.as_ref()).cloned());
        let name = || text(mention, &["name"]).map(|name| name.trim_start_matches('@').trim().to_owned());
        number.or_else(name).or_else(|| uid.map(Cow::into_owned))
    }
}

/// The time stamp, in milliseconds or ISO 8601; else the local time.
fn time_of(message: &Value) -> Option<EntryTime> {
    ["timestamp", "time"].iter().find_map(|field| {
        let written = text(message, &[field])?;
        match written.parse::<i64>() {
            Ok(0) => None,
            Ok(number) => Some(EntryTime::from_epoch(number)),
            Err(_) => parse_when(&written)?.unambiguous(),
        }
    })
}

/// The id of the message that is answered.
fn answered(content: &Value) -> Option<Cow<'_, str>> {
    const FIELDS: [&str; 3] = ["referencedMessageId", "replyMsgId", "messageId"];
    let quoted = content.get("reply").and_then(|reply| id(reply, &FIELDS));
    quoted.or_else(|| {
        let mut elements = list(content, "elements").iter();
        let reply = elements.find(|element| text(element, &["type"]).as_deref() == Some("reply"))?;
        id(reply.get("data")?, &FIELDS)
    })
}

/// Words make a message text whatever else is in it; without elements the message's own type decides.
fn kind_of(word: &str, elements: &[Value], body: &str) -> MessageKind {
    let mut first = None;
    for element in elements {
        let kind = text(element, &["type"]).unwrap_or_default();
        if kind == "text" {
            let data = element.get("data").unwrap_or(element);
            if text(data, &["text", "content"]).is_some() {
                return kind_of_body(body);
            }
        } else if first.is_none() {
            first = kind_of_word(&kind);
        }
    }
    first.or_else(|| kind_of_word(word)).unwrap_or(match body.trim() {
        "" => MessageKind::Other,
        body => kind_of_body(body),
    })
}

/// The exporter's words, and QQ's numbers for types; `None` where the body must tell.
fn kind_of_word(word: &str) -> Option<MessageKind> {
    Some(match word {
        "image" => MessageKind::Image,
        "audio" | "voice" | "6" => MessageKind::Voice,
        "video" | "7" => MessageKind::Video,
        "file" | "3" => MessageKind::File,
        "face" | "market_face" | "17" => MessageKind::Sticker,
        "forward" | "8" => MessageKind::Forward,
        "json" | "11" => MessageKind::Share,
        "location" => MessageKind::Location,
        "10" => MessageKind::RedPacket,
        _ => return None,
    })
}
