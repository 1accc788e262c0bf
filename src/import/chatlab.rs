//! ChatLab's interchange format, as one JSON document or as JSON lines.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::model::{Evidence, MemberKind, MessageKind, Platform, Role};

use super::chinese;
use super::entry::{ChatInfo, Entry, EntryTime, MembershipEvent, Sender, Who};
use super::format::{Format, Head, Sink};
use super::json::{JsonStream, Loose, Stop, read, settle};
use super::kinds::kind_of_body;
use super::lines::Lines;
use super::loose;
use super::told::{Told, ToldStay};
use super::when::parse_when;
use super::{ImportError, ImportOptions, Input};

/// The JSON document: `{"chatlab": …, "meta": …, "members": […], "messages": […]}`.
pub struct ChatLabJson;

/// One object a line, told apart by `_type`.
pub struct ChatLabJsonl;

#[derive(Default, Deserialize)]
struct Meta<'a> {
    #[serde(borrow)]
    name: Option<Loose<'a>>,
    #[serde(borrow)]
    platform: Option<Loose<'a>>,
    #[serde(borrow, rename = "groupId")]
    group_id: Option<Loose<'a>>,
    #[serde(default, deserialize_with = "own")]
    qunce: Option<MetaExtra>,
}

/// What our own export says of a chat beyond the format.
#[derive(Deserialize)]
struct MetaExtra {
    /// People who are not in the chat but invited somebody.
    others: Vec<OtherExtra>,
}

#[derive(Deserialize)]
struct OtherExtra {
    id: String,
    names: Vec<String>,
    #[serde(default)]
    roles: Vec<Role>,
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow, default)]
    meta: Meta<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Member<'a> {
    #[serde(borrow)]
    platform_id: Option<Loose<'a>>,
    #[serde(borrow)]
    account_name: Option<Loose<'a>>,
    #[serde(borrow)]
    group_nickname: Option<Loose<'a>>,
    #[serde(borrow)]
    aliases: Option<Vec<Loose<'a>>>,
    /// Whatever else stands there is passed over.
    #[serde(default)]
    roles: Option<serde_json::Value>,
    #[serde(default, deserialize_with = "own")]
    qunce: Option<MemberExtra>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    #[serde(borrow)]
    sender: Option<Loose<'a>>,
    #[serde(borrow)]
    account_name: Option<Loose<'a>>,
    #[serde(borrow)]
    group_nickname: Option<Loose<'a>>,
    #[serde(borrow)]
    timestamp: Option<Loose<'a>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Loose<'a>>,
    #[serde(borrow)]
    content: Option<Loose<'a>>,
    #[serde(borrow)]
    platform_message_id: Option<Loose<'a>>,
    #[serde(borrow)]
    reply_to_message_id: Option<Loose<'a>>,
    #[serde(default, deserialize_with = "own")]
    qunce: Option<MessageExtra>,
}

/// What our own export says of a member beyond the format.
#[derive(Deserialize)]
struct MemberExtra {
    #[serde(default)]
    roles: Vec<Role>,
    #[serde(default)]
    stays: Vec<StayExtra>,
}

#[derive(Deserialize)]
struct StayExtra {
    joined: Option<NaiveDate>,
    left: Option<NaiveDate>,
    inviter: Option<String>,
    #[serde(default)]
    evidence: Evidence,
    left_evidence: Option<Evidence>,
}

/// What our own export says of a message beyond the format.
#[derive(Deserialize)]
struct MessageExtra {
    /// The name of the kind; the format has fewer.
    kind: String,
    /// Milliseconds after the second.
    #[serde(default)]
    ms: u16,
    #[serde(default)]
    mentions: Vec<String>,
}

/// A block of our own; one that another program put there under the same key is passed over.
fn own<'de, D: serde::Deserializer<'de>, T: serde::de::DeserializeOwned>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    // A list would do for an object, element by element.
    Ok(if value.is_object() { serde_json::from_value(value).ok() } else { None })
}

#[derive(Deserialize)]
struct Tag<'a> {
    #[serde(borrow, rename = "_type")]
    kind: Option<Loose<'a>>,
}

impl Format for ChatLabJson {
    fn name(&self) -> &'static str {
        "chatlab"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        let text = head.text.trim_start();
        if !text.starts_with('{') || !text.contains("\"chatlab\"") || text.contains("\"_type\"") {
            return 0;
        }
        if ["\"meta\"", "\"members\"", "\"messages\""].iter().any(|key| text.contains(key)) { 95 } else { 60 }
    }

    fn parse(&self, input: &Input, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut json = JsonStream::new(input.open()?);
        let mut target = Target::new(sink);
        let result = target.document(&mut json);
        settle(result, target.entries, input, target.sink)
    }
}

impl Format for ChatLabJsonl {
    fn name(&self) -> &'static str {
        "chatlab-jsonl"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        let mut lines =
            head.text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        match lines.next() {
            Some(line) if line.starts_with('{') && line.contains("\"_type\"") => 95,
            _ => 0,
        }
    }

    fn parse(&self, input: &Input, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut target = Target::new(sink);
        let mut lines = Lines::new(input.open()?);
        while let Some(line) = lines.next_line().map_err(|error| ImportError::read(input.path(), error))? {
            let text = line.text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            if line.cut {
                target.sink.skip(line.number, "longer than 4 MiB");
                continue;
            }
            let kind =
                serde_json::from_str::<Tag<'_>>(text).map(|tag| tag.kind.map(|kind| kind.0.into_owned()));
            let done = match kind.as_ref().map(|kind| kind.as_deref()) {
                Ok(Some("header")) => {
                    serde_json::from_str::<Header<'_>>(text).map(|header| target.meta(&header.meta))
                }
                Ok(Some("member")) => {
                    serde_json::from_str(text).map(|member| target.member(line.number, &member))
                }
                Ok(Some("message")) => match serde_json::from_str(text) {
                    Ok(message) => {
                        target.message(line.number, &message)?;
                        Ok(())
                    }
                    Err(error) => Err(error),
                },
                Ok(_) => {
                    target.sink.skip(line.number, "`_type` is none of header, member, message");
                    Ok(())
                }
                Err(_) => {
                    target.sink.skip(line.number, "not a JSON object");
                    Ok(())
                }
            };
            if let Err(error) = done {
                target.sink.skip(line.number, &error.to_string());
            }
        }
        Ok(())
    }
}

/// Where both writings put what they find.
struct Target<'s> {
    sink: &'s mut dyn Sink,
    chat: Option<usize>,
    group_id: Option<String>,
    entries: u64,
}

impl<'s> Target<'s> {
    fn new(sink: &'s mut dyn Sink) -> Self {
        Self { sink, chat: None, group_id: None, entries: 0 }
    }

    fn document(&mut self, json: &mut JsonStream) -> Result<(), Stop> {
        json.expect(b'{')?;
        while let Some(key) = json.next_key()? {
            match (key.as_str(), json.peek()?) {
                ("meta", _) => {
                    let line = json.line();
                    if let Some(meta) = read(json.value()?, line, self.sink) {
                        self.meta(&meta);
                    }
                }
                ("members", Some(b'[')) => {
                    json.each_element(|line, raw| {
                        if let Some(member) = read(raw, line, self.sink) {
                            self.member(line, &member);
                        }
                        Ok(())
                    })?;
                }
                ("messages", Some(b'[')) => {
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

    fn chat(&mut self) -> usize {
        match self.chat {
            Some(chat) => chat,
            None => *self.chat.insert(self.sink.chat(ChatInfo::default())),
        }
    }

    fn meta(&mut self, meta: &Meta<'_>) {
        let text = |value: &Option<Loose<'_>>| {
            value.as_ref().map(|text| text.as_str().trim().to_owned()).filter(|text| !text.is_empty())
        };
        self.group_id = text(&meta.group_id);
        let platform = meta.platform.as_ref().map(|platform| platform_of(platform.as_str()));
        let info = ChatInfo { id: self.group_id.clone(), name: text(&meta.name), platform };
        let chat = self.sink.chat(info);
        self.chat = Some(chat);
        if let Some(extra) = &meta.qunce {
            self.sink.complete(chat);
            for other in &extra.others {
                other.names.iter().for_each(|name| self.sink.person(None, &other.id, name));
                let told = Told { id: other.id.clone(), roles: other.roles.clone(), ..Told::default() };
                self.sink.told(chat, told);
            }
        }
    }

    fn member(&mut self, line: u64, member: &Member<'_>) {
        let Some(id) = member.platform_id.as_ref().map(Loose::as_str).filter(|id| !id.is_empty()) else {
            self.sink.skip(line, "a member without `platformId`");
            return;
        };
        if self.is_pseudo(id) {
            return;
        }
        let chat = self.chat();
        let names = [&member.account_name, &member.group_nickname];
        let mut any = false;
        for name in names.into_iter().flatten().chain(member.aliases.iter().flatten()) {
            if !name.as_str().is_empty() {
                self.sink.person(Some(chat), id, name.as_str());
                any = true;
            }
        }
        if !any {
            self.sink.person(Some(chat), id, id);
        }
        self.told(chat, id, member);
    }

    /// Roles and stays of a member, as far as the file states them.
    fn told(&mut self, chat: usize, id: &str, member: &Member<'_>) {
        let heads =
            member.roles.as_ref().and_then(serde_json::Value::as_array).map_or(&[][..], Vec::as_slice);
        let leads = heads.iter().find_map(|role| loose::standing(loose::text(role, &["id"]).as_deref()));
        let mut told = Told { id: id.to_owned(), ..Told::default() };
        if let Some(extra) = &member.qunce {
            told.roles.clone_from(&extra.roles);
            let stay = |stay: &StayExtra| ToldStay {
                joined: stay.joined,
                left: stay.left,
                inviter: stay.inviter.clone(),
                evidence: stay.evidence,
                left_evidence: stay.left_evidence,
            };
            told.stays = extra.stays.iter().map(stay).collect();
        } else if let Some(reason) = leads {
            told.roles.push(Role::Admin);
            self.sink.mark(id, MemberKind::Staff, reason);
        }
        if !told.roles.is_empty() || !told.stays.is_empty() {
            self.sink.told(chat, told);
        }
    }

    /// Senders that are no people: the room itself and the platform.
    fn is_pseudo(&self, sender: &str) -> bool {
        sender.is_empty()
            || sender.eq_ignore_ascii_case("system")
            || sender == "系统消息"
            || self.group_id.as_deref() == Some(sender)
    }

    fn message(&mut self, line: u64, message: &Message<'_>) -> Result<(), ImportError> {
        let Some(mut at) = message.timestamp.as_ref().and_then(|at| time_of(at.as_str())) else {
            self.sink.skip(line, "a message without a readable `timestamp`");
            return Ok(());
        };
        let extra = message.qunce.as_ref();
        if let (EntryTime::Instant { micros, .. }, Some(extra)) = (&mut at, extra) {
            *micros = micros.saturating_add(i64::from(extra.ms.min(999)) * 1000);
        }
        self.entries += 1;
        let chat = self.chat();
        let text = message.content.as_ref().map(Loose::as_str);
        let id = message.sender.as_ref().map_or("", Loose::as_str);
        let pseudo = self.is_pseudo(id);
        let kind =
            match (extra, message.kind.as_ref().map_or(MessageKind::Text, |kind| kind_of(kind.as_str()))) {
                (Some(extra), number) => {
                    MessageKind::ALL.into_iter().find(|kind| kind.name() == extra.kind).unwrap_or(number)
                }
                (None, _) if pseudo => MessageKind::System,
                (None, MessageKind::Text) => text.map_or(MessageKind::Text, kind_of_body),
                (None, kind) => kind,
            };
        let mut event = if kind == MessageKind::System { text.and_then(chinese::event) } else { None };
        if extra.is_some() {
            // Our own export says by id whom the line is about.
            event = event.filter(|_| !pseudo).map(|event| MembershipEvent {
                change: event.change,
                who: vec![Who::Id(id.to_owned())],
                by: None,
            });
        }
        let mentions: Vec<&str> =
            extra.map(|extra| extra.mentions.iter().map(String::as_str).collect()).unwrap_or_default();
        let name = message.account_name.as_ref().or(message.group_nickname.as_ref()).map(Loose::as_str);
        self.sink.entry(&Entry {
            line,
            chat,
            at,
            sender: (!pseudo).then_some(Sender::new(Some(id), name)),
            kind,
            text,
            platform_id: message.platform_message_id.as_ref().map(Loose::as_str).filter(|id| !id.is_empty()),
            reply_to: message.reply_to_message_id.as_ref().map(Loose::as_str).filter(|id| !id.is_empty()),
            mentions: &mentions,
            event: event.as_ref(),
        })
    }
}

/// Seconds or milliseconds since the epoch, or a date with time.
fn time_of(text: &str) -> Option<EntryTime> {
    if let Ok(value) = text.parse::<i64>() {
        return Some(EntryTime::from_epoch(value));
    }
    match text.parse::<f64>() {
        Ok(value) if value.abs() < 1e17 => Some(EntryTime::from_epoch(value as i64)),
        Ok(_) => None,
        Err(_) => parse_when(text)?.unambiguous(),
    }
}

/// The format's numbers for kinds.
fn kind_of(number: &str) -> MessageKind {
    match number {
        "0" | "25" => MessageKind::Text,
        "1" => MessageKind::Image,
        "2" => MessageKind::Voice,
        "3" => MessageKind::Video,
        "4" => MessageKind::File,
        "5" => MessageKind::Sticker,
        "7" => MessageKind::Link,
        "8" => MessageKind::Location,
        "20" => MessageKind::RedPacket,
        "21" => MessageKind::Transfer,
        "23" => MessageKind::Call,
        "24" | "27" => MessageKind::Share,
        "26" => MessageKind::Forward,
        // A poke is shown as a notice.
        "22" | "80" => MessageKind::System,
        "81" => MessageKind::Recalled,
        _ => MessageKind::Other,
    }
}

fn platform_of(name: &str) -> Platform {
    match name.to_ascii_lowercase().as_str() {
        "wechat" | "weixin" => Platform::WeChat,
        "wecom" => Platform::WeCom,
        "qq" => Platform::Qq,
        "discord" => Platform::Discord,
        "telegram" => Platform::Telegram,
        "whatsapp" => Platform::WhatsApp,
        "slack" => Platform::Slack,
        _ => Platform::Other,
    }
}
