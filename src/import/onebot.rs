//! Logs of QQ bots: events of the OneBot 11 standard as JSON lines, as NapCat and its relatives write them.

use serde_json::Value;

use crate::model::{MemberKind, MessageKind, Platform};

use super::entry::{Change, ChatInfo, Entry, EntryTime, MembershipEvent, Sender, Who};
use super::format::{Format, Head, Sink};
use super::kinds::kind_of_body;
use super::lines::Lines;
use super::loose::{self, id, text};
use super::{ImportError, ImportOptions, Input};

/// One event a line.
pub struct OneBot;

impl Format for OneBot {
    fn name(&self) -> &'static str {
        "onebot"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        match head.text.lines().map(str::trim).find(|line| !line.is_empty()) {
            Some(line) if line.starts_with('{') && line.contains("\"post_type\"") => 95,
            _ => 0,
        }
    }

    fn parse(&self, input: &Input, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut lines = Lines::new(input.open()?);
        while let Some(line) = lines.next_line().map_err(|error| ImportError::read(input.path(), error))? {
            if line.text.trim().is_empty() {
                continue;
            }
            if line.cut {
                sink.skip(line.number, "longer than 4 MiB");
                continue;
            }
            match serde_json::from_str::<Value>(line.text) {
                Ok(event) => take(line.number, &event, sink)?,
                Err(error) => sink.skip(line.number, &error.to_string()),
            }
        }
        Ok(())
    }
}

/// Hands on one event. Heartbeats and requests are no part of a chat.
fn take(line: u64, event: &Value, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let post = text(event, &["post_type"]).unwrap_or_default();
    if !["message", "message_sent", "notice"].contains(&post.as_ref()) {
        if post.is_empty() {
            sink.skip(line, "an event without `post_type`");
        }
        return Ok(());
    }
    let Some(group) = id(event, &["group_id"]) else {
        sink.warn("private_messages", "messages outside groups were left out");
        return Ok(());
    };
    let at = event.get("time").and_then(|time| time.as_i64().or_else(|| time.as_str()?.parse().ok()));
    let Some(at) = at.map(EntryTime::from_epoch) else {
        sink.skip(line, "an event without a readable `time`");
        return Ok(());
    };
    let chat = sink.chat(ChatInfo {
        id: Some(group.into_owned()),
        name: text(event, &["group_name"]).map(|name| name.into_owned()),
        platform: Some(Platform::Qq),
    });
    let bare = Entry {
        line,
        chat,
        at,
        sender: None,
        kind: MessageKind::System,
        text: None,
        platform_id: None,
        reply_to: None,
        mentions: &[],
        event: None,
    };
    if post == "notice" { notice(bare, event, sink) } else { message(bare, event, sink) }
}

/// Hands on what somebody wrote; its place and time are those of `bare`.
fn message(bare: Entry<'_>, event: &Value, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let from = event.get("sender").unwrap_or(&Value::Null);
    let Some(user) = id(event, &["user_id"]).or_else(|| id(from, &["user_id"])) else {
        sink.skip(bare.line, "a message without `user_id`");
        return Ok(());
    };
    if let Some(reason) = loose::standing(text(from, &["role"]).as_deref()) {
        sink.mark(&user, MemberKind::Staff, reason);
    }
    let name = text(from, &["card", "nickname"]);
    let mut body = Body::default();
    match event.get("message") {
        Some(Value::Array(segments)) => segments.iter().for_each(|segment| body.segment(segment)),
        Some(Value::String(code)) => body.code(code),
        _ => body.code(&text(event, &["raw_message"]).unwrap_or_default()),
    }
    let mentions: Vec<&str> = body.mentions.iter().map(String::as_str).collect();
    let message_id = id(event, &["message_id"]);
    sink.entry(&Entry {
        sender: Some(Sender::new(Some(&user), name.as_deref())),
        kind: body.kind(),
        text: Some(body.text.trim()),
        platform_id: message_id.as_deref(),
        reply_to: body.reply_to.as_deref(),
        mentions: &mentions,
        ..bare
    })
}

/// Hands on a line of the platform; its place and time are those of `bare`.
fn notice(bare: Entry<'_>, event: &Value, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let user = id(event, &["user_id"]);
    let operator = id(event, &["operator_id"]).filter(|operator| Some(operator) != user.as_ref());
    let how = text(event, &["sub_type"]).unwrap_or_default();
    let notice = text(event, &["notice_type"]);
    if let (Some("group_admin"), "set", Some(user)) = (notice.as_deref(), how.as_ref(), &user) {
        sink.mark(user, MemberKind::Staff, "admin");
    }
    let change = match notice.as_deref() {
        Some("group_increase") => Some(Change::Join),
        Some("group_decrease") => Some(Change::Leave),
        // The file comes as a message of its own too.
        Some("group_upload") => return Ok(()),
        _ => None,
    };
    // Who approves a request did not bring the person in.
    let by = operator.filter(|_| ["invite", "kick", "kick_me"].contains(&how.as_ref()));
    let moved = change.zip(user.as_ref()).map(|(change, user)| MembershipEvent {
        change,
        who: vec![Who::Id(user.clone().into_owned())],
        by: by.map(|by| Who::Id(by.into_owned())),
    });
    sink.entry(&Entry {
        sender: user.as_ref().map(|user| Sender::new(Some(user), None)),
        event: moved.as_ref(),
        ..bare
    })
}

/// A message put together from its segments.
#[derive(Default)]
struct Body {
    text: String,
    /// Somebody wrote words, not only the stand-ins for pictures and the like.
    words: bool,
    first: Option<MessageKind>,
    mentions: Vec<String>,
    reply_to: Option<String>,
}

impl Body {
    fn kind(&self) -> MessageKind {
        match self.first {
            _ if self.words => kind_of_body(self.text.trim()),
            Some(kind) => kind,
            None if self.text.trim().is_empty() => MessageKind::Other,
            None => MessageKind::Text,
        }
    }

    fn segment(&mut self, segment: &Value) {
        let data = segment.get("data").unwrap_or(&Value::Null);
        let kind = text(segment, &["type"]).unwrap_or_default();
        if kind == "text" {
            // Spaces alone are text too: they part mentions.
            return self.words(data.get("text").and_then(Value::as_str).unwrap_or_default());
        }
        self.part(&kind, |names| text(data, names).map(|value| value.into_owned()));
    }

    /// Text with segments written as `[CQ:type,key=value,…]`.
    fn code(&mut self, code: &str) {
        let mut rest = code;
        while let Some((before, after)) = rest.split_once("[CQ:") {
            self.words(&unescape(before));
            let Some((inside, after)) = after.split_once(']') else {
                return self.words(&unescape(&rest[before.len()..]));
            };
            let (kind, fields) = inside.split_once(',').unwrap_or((inside, ""));
            self.part(kind, |names| {
                names.iter().find_map(|name| {
                    let pairs = fields.split(',').filter_map(|pair| pair.split_once('='));
                    pairs.filter(|(key, _)| key == name).map(|(_, value)| unescape(value)).next()
                })
            });
            rest = after;
        }
        self.words(&unescape(rest));
    }

    fn words(&mut self, text: &str) {
        self.words |= !text.trim().is_empty();
        self.text.push_str(text);
    }

    fn part(&mut self, kind: &str, field: impl Fn(&[&str]) -> Option<String>) {
        let (kind, word) = match kind {
            "reply" => {
                self.reply_to = field(&["id"]).or(self.reply_to.take());
                return;
            }
            "at" => {
                let Some(person) = field(&["qq"]) else { return };
                self.text.push('@');
                self.text.push_str(&field(&["name"]).unwrap_or_else(|| person.clone()));
                self.text.push(' ');
                if person != "all" {
                    self.mentions.push(person);
                }
                return;
            }
            "image" => (MessageKind::Image, "[图片]"),
            "face" | "mface" | "marketface" | "dice" | "rps" => (MessageKind::Sticker, "[表情]"),
            "record" => (MessageKind::Voice, "[语音]"),
            "video" => (MessageKind::Video, "[视频]"),
            "file" => (MessageKind::File, "[文件]"),
            "location" => (MessageKind::Location, "[位置]"),
            "share" => (MessageKind::Link, "[链接]"),
            "redbag" => (MessageKind::RedPacket, "[QQ红包]"),
            "forward" | "node" => (MessageKind::Forward, "[聊天记录]"),
            "json" | "xml" | "music" | "contact" => (MessageKind::Share, "[分享]"),
            _ => (MessageKind::Other, ""),
        };
        self.first.get_or_insert(kind);
        self.text.push_str(word);
    }
}

fn unescape(text: &str) -> String {
    text.replace("&#91;", "[").replace("&#93;", "]").replace("&#44;", ",").replace("&amp;", "&")
}
