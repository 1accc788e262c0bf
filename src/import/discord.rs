//! DiscordChatExporter's JSON: one channel, thread or group conversation.

use serde::Deserialize;

use crate::model::{MemberKind, MessageKind, Platform};

use super::entry::{Change, ChatInfo, Entry, EntryTime, MembershipEvent, Sender, Who};
use super::format::{Format, Head, Sink};
use super::json::{JsonStream, Loose, Stop, read, settle};
use super::kinds::kind_of_body;
use super::when::parse_when;
use super::{ImportError, ImportOptions, Input};

/// The JSON export of DiscordChatExporter.
pub struct Discord;

/// A server or channel.
#[derive(Default, Deserialize)]
struct Place<'a> {
    #[serde(borrow)]
    id: Option<Loose<'a>>,
    #[serde(borrow)]
    name: Option<Loose<'a>>,
}

#[derive(Deserialize)]
struct Person<'a> {
    #[serde(borrow)]
    id: Option<Loose<'a>>,
    #[serde(borrow)]
    name: Option<Loose<'a>>,
    #[serde(borrow)]
    nickname: Option<Loose<'a>>,
    #[serde(rename = "isBot")]
    is_bot: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attachment<'a> {
    #[serde(borrow)]
    file_name: Option<Loose<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reference<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Loose<'a>>,
    #[serde(borrow)]
    message_id: Option<Loose<'a>>,
}

#[derive(Deserialize)]
struct Forwarded<'a> {
    #[serde(borrow)]
    content: Option<Loose<'a>>,
}

#[derive(Deserialize)]
struct Anything {}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    #[serde(borrow)]
    id: Option<Loose<'a>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Loose<'a>>,
    #[serde(borrow)]
    timestamp: Option<Loose<'a>>,
    #[serde(borrow)]
    content: Option<Loose<'a>>,
    #[serde(borrow)]
    author: Option<Person<'a>>,
    #[serde(borrow)]
    attachments: Option<Vec<Attachment<'a>>>,
    embeds: Option<Vec<Anything>>,
    stickers: Option<Vec<Anything>>,
    #[serde(borrow)]
    mentions: Option<Vec<Person<'a>>>,
    #[serde(borrow)]
    reference: Option<Reference<'a>>,
    #[serde(borrow)]
    forwarded_message: Option<Forwarded<'a>>,
}

impl Person<'_> {
    fn id(&self) -> Option<&str> {
        filled(&self.id)
    }

    /// The name on this server, else the account's.
    fn shown(&self) -> Option<&str> {
        filled(&self.nickname).or_else(|| filled(&self.name))
    }

    fn who(&self) -> Option<Who> {
        match (self.id(), self.shown()) {
            (Some(id), _) => Some(Who::Id(id.to_owned())),
            (None, Some(name)) => Some(Who::Name(name.to_owned())),
            (None, None) => None,
        }
    }
}

impl Format for Discord {
    fn name(&self) -> &'static str {
        "discord"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        let text = head.text.trim_start();
        let all = |keys: &[&str]| keys.iter().all(|key| text.contains(&format!("\"{key}\"")));
        match text.starts_with('{') && all(&["guild", "channel"]) {
            true if all(&["dateRange"]) || all(&["messages", "timestamp"]) => 95,
            _ => 0,
        }
    }

    fn parse(&self, input: &Input, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut json = JsonStream::new(input.open()?);
        let mut target = Target { sink, guild: None, channel: (None, None), entries: 0 };
        let result = target.document(&mut json);
        settle(result, target.entries, input, target.sink)
    }
}

struct Target<'s> {
    sink: &'s mut dyn Sink,
    /// Name of the server; `None` for a conversation outside servers.
    guild: Option<String>,
    /// Id and name of the channel.
    channel: (Option<String>, Option<String>),
    entries: u64,
}

impl Target<'_> {
    fn document(&mut self, json: &mut JsonStream) -> Result<(), Stop> {
        json.expect(b'{')?;
        while let Some(key) = json.next_key()? {
            match (key.as_str(), json.peek()?) {
                ("guild", _) => {
                    let place: Place<'_> = serde_json::from_slice(json.value()?).unwrap_or_default();
                    // Conversations outside servers stand under a made-up server 0.
                    let real = filled(&place.id) != Some("0");
                    self.guild = filled(&place.name).filter(|_| real).map(str::to_owned);
                }
                ("channel", _) => {
                    let place: Place<'_> = serde_json::from_slice(json.value()?).unwrap_or_default();
                    self.channel =
                        (filled(&place.id).map(str::to_owned), filled(&place.name).map(str::to_owned));
                }
                ("messages", Some(b'[')) => {
                    let chat = self.chat();
                    json.each_element(|line, raw| match read(raw, line, self.sink) {
                        Some(message) => self.message(line, chat, &message),
                        None => Ok(()),
                    })?;
                }
                _ => json.skip_value()?,
            }
        }
        Ok(())
    }

    fn chat(&mut self) -> usize {
        let (id, name) = self.channel.clone();
        // Every server has a channel `general`.
        let name = match (&self.guild, name) {
            (Some(guild), Some(name)) => Some(format!("{guild} - {name}")),
            (guild, name) => name.or_else(|| guild.clone()),
        };
        self.sink.chat(ChatInfo { id, name, platform: Some(Platform::Discord) })
    }

    fn message(&mut self, line: u64, chat: usize, message: &Message<'_>) -> Result<(), ImportError> {
        let Some(at) = filled(&message.timestamp).and_then(time_of) else {
            self.sink.skip(line, "a message without a readable `timestamp`");
            return Ok(());
        };
        self.entries += 1;
        let forwarded = message.forwarded_message.as_ref().and_then(|message| filled(&message.content));
        let text = filled(&message.content).or(forwarded);
        let kind = kind_of(message, text);
        let event = event(message);
        let author = message.author.as_ref();
        let mentioned = message.mentions.as_deref().unwrap_or_default();
        if let Some(id) = author.filter(|author| author.is_bot == Some(true)).and_then(Person::id) {
            self.sink.mark(id, MemberKind::Bot, "bot_account");
        }
        if event.is_some() {
            // Somebody who only came or went is written nowhere else; the export has current names.
            for person in author.into_iter().chain(mentioned) {
                if let (Some(id), Some(name)) = (person.id(), person.shown()) {
                    self.sink.person(None, id, name);
                }
            }
        }
        let mentions: Vec<&str> = match kind {
            MessageKind::System => Vec::new(),
            _ => mentioned.iter().filter_map(|person| person.id().or_else(|| person.shown())).collect(),
        };
        let sender = author
            .map(|author| Sender::new(author.id(), author.shown()))
            .filter(|sender| sender.id.is_some() || sender.name.is_some());
        let answered = message
            .reference
            .as_ref()
            .filter(|_| kind != MessageKind::System && kind != MessageKind::Forward);
        self.sink.entry(&Entry {
            line,
            chat,
            at,
            sender,
            kind,
            text,
            platform_id: filled(&message.id),
            reply_to: answered.and_then(|answered| filled(&answered.message_id)),
            mentions: &mentions,
            event: event.as_ref(),
        })
    }
}

/// The text of a value that has one.
fn filled<'m>(value: &'m Option<Loose<'_>>) -> Option<&'m str> {
    value.as_ref().map(Loose::as_str).filter(|text| !text.is_empty())
}

fn time_of(text: &str) -> Option<EntryTime> {
    parse_when(text)?.unambiguous()
}

/// Who came or went. Leaving a server writes no line; only conversations outside servers tell who left.
fn event(message: &Message<'_>) -> Option<MembershipEvent> {
    let author = message.author.as_ref().and_then(Person::who);
    let moved = message.mentions.as_ref().and_then(|list| list.first()).and_then(Person::who);
    let content = filled(&message.content).unwrap_or_default();
    let named = |before: &str, after: &str| {
        let name = content.strip_prefix(before)?.strip_suffix(after)?;
        (!name.is_empty()).then(|| Who::Name(name.to_owned()))
    };
    let (change, moved) = match filled(&message.kind)? {
        "GuildMemberJoin" | "7" => (Change::Join, author.clone()?),
        "RecipientAdd" | "1" => (Change::Join, moved.or_else(|| named("Added ", " to the group."))?),
        "RecipientRemove" | "2" => {
            let other = moved.or_else(|| named("Removed ", " from the group."));
            (Change::Leave, other.or_else(|| author.clone())?)
        }
        _ => return None,
    };
    let by = author.filter(|author| *author != moved);
    Some(MembershipEvent { change, who: vec![moved], by })
}

fn kind_of(message: &Message<'_>, text: Option<&str>) -> MessageKind {
    // Newer kinds are written as Discord's own numbers: 19 an answer, 20 and 23 what a command wrote.
    if !matches!(filled(&message.kind).unwrap_or("Default"), "Default" | "Reply" | "0" | "19" | "20" | "23") {
        return MessageKind::System;
    }
    let forward =
        message.reference.as_ref().is_some_and(|reference| filled(&reference.kind) == Some("Forward"));
    if forward || message.forwarded_message.is_some() {
        return MessageKind::Forward;
    }
    if let Some(first) = message.attachments.as_ref().and_then(|list| list.first()) {
        return kind_of_file(filled(&first.file_name).unwrap_or_default());
    }
    let any = |list: &Option<Vec<Anything>>| list.as_ref().is_some_and(|list| !list.is_empty());
    match text {
        _ if any(&message.stickers) => MessageKind::Sticker,
        Some(text) => kind_of_body(text),
        None if any(&message.embeds) => MessageKind::Share,
        None => MessageKind::Text,
    }
}

/// The kind of an attachment by the ending of its name. Voice messages are all called `voice-message.ogg`.
fn kind_of_file(name: &str) -> MessageKind {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        _ if name.starts_with("voice-message.") => MessageKind::Voice,
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "bmp" | "heic" | "avif" => MessageKind::Image,
        "mp4" | "mov" | "webm" | "mkv" | "avi" => MessageKind::Video,
        _ => MessageKind::File,
    }
}
