//! Telegram Desktop's `result.json`: one chat, or a whole account with many.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use crate::model::{MemberKind, MessageKind, Platform};

use super::entry::{Change, ChatInfo, Entry, EntryTime, MembershipEvent, Sender, Who};
use super::format::{Format, Head, Sink};
use super::json::{JsonError, JsonStream, Loose, Stop, read, settle};
use super::kinds::kind_of_body;
use super::when::parse_when;
use super::{ImportError, ImportOptions, Input};

/// The JSON export of Telegram Desktop.
pub struct Telegram;

/// Kinds of chat that are no group.
const PRIVATE: [&str; 5] = ["personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes"];
/// Kinds of chat that are one.
const SHARED: [&str; 6] = [
    "private_group",
    "private_supergroup",
    "public_group",
    "public_supergroup",
    "private_channel",
    "public_channel",
];

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    id: Option<Loose<'a>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Loose<'a>>,
    #[serde(borrow)]
    date: Option<Loose<'a>>,
    #[serde(borrow)]
    date_unixtime: Option<Loose<'a>>,
    #[serde(borrow)]
    from: Option<Loose<'a>>,
    #[serde(borrow)]
    from_id: Option<Loose<'a>>,
    #[serde(borrow)]
    actor: Option<Loose<'a>>,
    #[serde(borrow)]
    actor_id: Option<Loose<'a>>,
    #[serde(borrow)]
    action: Option<Loose<'a>>,
    #[serde(borrow)]
    inviter: Option<Loose<'a>>,
    #[serde(borrow)]
    members: Option<Vec<Option<Loose<'a>>>>,
    #[serde(borrow)]
    reply_to_message_id: Option<Loose<'a>>,
    #[serde(borrow)]
    text: Option<Body<'a>>,
    #[serde(borrow)]
    media_type: Option<Loose<'a>>,
    #[serde(borrow)]
    mime_type: Option<Loose<'a>>,
    #[serde(default, deserialize_with = "present")]
    forwarded_from: bool,
    #[serde(default, deserialize_with = "present")]
    photo: bool,
    #[serde(default, deserialize_with = "present")]
    file: bool,
    #[serde(default, deserialize_with = "present")]
    poll: bool,
    #[serde(default, deserialize_with = "present")]
    location_information: bool,
    #[serde(default, deserialize_with = "present")]
    contact_information: bool,
    #[serde(default, deserialize_with = "present")]
    game_title: bool,
    #[serde(default, deserialize_with = "present")]
    invoice_information: bool,
    #[serde(default, deserialize_with = "present")]
    todo_list: bool,
    #[serde(default, deserialize_with = "present")]
    giveaway_information: bool,
    #[serde(default, deserialize_with = "present")]
    via_bot: bool,
    #[serde(default, deserialize_with = "present")]
    inline_bot_buttons: bool,
}

/// A body: a text, or pieces of it that belong together without anything between.
#[derive(Deserialize)]
#[serde(untagged)]
enum Body<'a> {
    Whole(#[serde(borrow)] Loose<'a>),
    Pieces(#[serde(borrow)] Vec<Piece<'a>>),
    Else(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Piece<'a> {
    Plain(#[serde(borrow)] Loose<'a>),
    Entity {
        #[serde(borrow)]
        text: Option<Loose<'a>>,
        #[serde(borrow)]
        user_id: Option<Loose<'a>>,
    },
    Else(IgnoredAny),
}

/// True for a key that is there, whatever it holds: a message forwarded from a deleted account says `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl Format for Telegram {
    fn name(&self) -> &'static str {
        "telegram"
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        let text = head.text.trim_start();
        let has = |key: &str| text.contains(&format!("\"{key}\""));
        if !text.starts_with('{') {
            return 0;
        }
        let chat = has("messages") && SHARED.iter().chain(&PRIVATE).any(|kind| has(kind));
        let account =
            has("about") && ["personal_information", "contacts", "chats"].iter().any(|key| has(key));
        match () {
            () if chat || has("messages") && has("date_unixtime") => 90,
            () if account => 85,
            () if has("messages") && has("from_id") && has("date") => 80,
            () => 0,
        }
    }

    fn parse(&self, input: &Input, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut json = JsonStream::new(input.open()?);
        let mut target = Target { sink, entries: 0, left_out: 0, nameless: 0 };
        let result = target.chat(&mut json, true);
        let Target { sink, entries, left_out, nameless } = target;
        if left_out > 0 {
            sink.warn("private_chats", &format!("{left_out} chats that are no groups were left out"));
        }
        if nameless > 0 {
            sink.warn(
                "nameless_members",
                &format!("{nameless} people who came or went have no name in the file; they are not counted"),
            );
        }
        settle(result, entries, input, sink)
    }
}

/// What a chat has said of itself so far.
#[derive(Default)]
struct ChatState {
    id: Option<String>,
    name: Option<String>,
    kind: Option<String>,
    number: Option<usize>,
    /// Ids of the notices that open a topic: everything written in it states to answer them.
    topics: HashSet<String>,
}

struct Target<'s> {
    sink: &'s mut dyn Sink,
    entries: u64,
    /// Private chats beside the groups of a whole account.
    left_out: u64,
    /// People who came or went without a name.
    nameless: u64,
}

impl Target<'_> {
    /// Reads a chat; the outermost object may be a whole account instead, with lists of chats.
    fn chat(&mut self, json: &mut JsonStream, outermost: bool) -> Result<(), Stop> {
        let mut chat = ChatState::default();
        json.expect(b'{')?;
        while let Some(key) = json.next_key()? {
            match (key.as_str(), json.peek()?) {
                ("id", _) => chat.id = word(json)?,
                ("type", _) => chat.kind = word(json)?,
                ("name", _) => {
                    chat.name = word(json)?;
                    if let (Some(number), Some(name)) = (chat.number, &chat.name) {
                        self.sink.rename(number, name);
                    }
                }
                ("messages", Some(b'[')) => {
                    let private = chat.kind.as_deref().is_some_and(|kind| PRIVATE.contains(&kind));
                    if chat.kind.as_deref() == Some("bot_chat")
                        && let Some(id) = &chat.id
                    {
                        // The chat has the number of the bot, which may write in groups too.
                        self.sink.mark(&peer_id(id), MemberKind::Bot, "bot_account");
                    }
                    if private && !outermost {
                        self.left_out += 1;
                        json.skip_value()?;
                    } else {
                        self.messages(json, &mut chat)?;
                    }
                }
                ("chats" | "left_chats", Some(b'{')) if outermost => self.chats(json)?,
                _ => json.skip_value()?,
            }
        }
        Ok(())
    }

    /// Reads `{"about": …, "list": [chat, …]}`.
    fn chats(&mut self, json: &mut JsonStream) -> Result<(), Stop> {
        json.expect(b'{')?;
        while let Some(key) = json.next_key()? {
            if key != "list" || json.peek()? != Some(b'[') {
                json.skip_value()?;
                continue;
            }
            json.expect(b'[')?;
            while json.more_elements()? {
                match json.peek()? {
                    Some(b'{') => self.chat(json, false)?,
                    _ => json.skip_value()?,
                }
            }
        }
        Ok(())
    }

    fn messages(&mut self, json: &mut JsonStream, chat: &mut ChatState) -> Result<(), Stop> {
        let info =
            ChatInfo { id: chat.id.clone(), name: chat.name.clone(), platform: Some(Platform::Telegram) };
        let number = *chat.number.insert(self.sink.chat(info));
        json.each_element(|line, raw| {
            let raw = mend_escapes(raw);
            match read(&raw, line, self.sink) {
                Some(message) => self.message(line, number, &message, &mut chat.topics),
                None => Ok(()),
            }
        })?;
        Ok(())
    }

    fn message(
        &mut self,
        line: u64,
        chat: usize,
        message: &Message<'_>,
        topics: &mut HashSet<String>,
    ) -> Result<(), ImportError> {
        let kind = filled(&message.kind).unwrap_or("message");
        if kind == "unsupported" {
            self.sink.skip(line, "a message that Telegram Desktop could not export; it has no date");
            return Ok(());
        }
        let Some(at) = time_of(message) else {
            self.sink.skip(line, "a message without a readable `date`");
            return Ok(());
        };
        self.entries += 1;
        let id = filled(&message.id);
        let (text, mentions) = body_of(message);
        let mentions: Vec<&str> = mentions.iter().map(String::as_str).collect();
        let service = kind == "service";
        let (who, name) = match service {
            true => (&message.actor_id, filled(&message.actor)),
            false => (&message.from_id, filled(&message.from)),
        };
        let who = filled(who).map(peer_id);
        let event = if service { self.event(message, who.as_deref(), name) } else { None };
        if service
            && filled(&message.action) == Some("topic_created")
            && let Some(id) = id
        {
            topics.insert(id.to_owned());
        }
        if has_buttons_of_its_own(message)
            && let Some(id) = who.as_deref().filter(|id| id.starts_with("user"))
        {
            self.sink.mark(id, MemberKind::Bot, "bot_buttons");
        }
        if event.is_some()
            && let (Some(id), Some(name)) = (who.as_deref(), name)
        {
            // Somebody who only came or went is written nowhere else; the export has current names.
            self.sink.person(None, id, name);
        }
        let sender = (who.is_some() || name.is_some()).then_some(Sender::new(who.as_deref(), name));
        self.sink.entry(&Entry {
            line,
            chat,
            at,
            sender,
            kind: if service { MessageKind::System } else { kind_of(message, &text) },
            text: Some(text.as_ref()).filter(|text| !text.is_empty()),
            platform_id: id,
            reply_to: filled(&message.reply_to_message_id).filter(|root| !topics.contains(*root)),
            mentions: &mentions,
            event: event.as_ref(),
        })
    }

    /// Who came or went. Telegram writes joining by the group's name as inviting oneself, and leaving as removing
    /// oneself.
    fn event(
        &mut self,
        message: &Message<'_>,
        actor_id: Option<&str>,
        actor: Option<&str>,
    ) -> Option<MembershipEvent> {
        let person = |id: Option<&str>, name: Option<&str>| match (id, name) {
            (Some(id), _) => Some(Who::Id(id.to_owned())),
            (None, Some(name)) => Some(Who::Name(name.to_owned())),
            (None, None) => None,
        };
        let acting = || person(actor_id, actor);
        let (change, listed) = match filled(&message.action)? {
            "join_group_by_link" | "join_group_by_request" => {
                let by = filled(&message.inviter).map(|name| Who::Name(name.to_owned()));
                return Some(MembershipEvent { change: Change::Join, who: vec![acting()?], by });
            }
            "invite_members" => (Change::Join, message.members.as_deref()),
            "remove_members" => (Change::Leave, message.members.as_deref()),
            _ => return None,
        };
        let names: Vec<Option<&str>> = listed.unwrap_or_default().iter().map(filled).collect();
        if names.as_slice() == [actor] {
            return Some(MembershipEvent { change, who: vec![acting()?], by: None });
        }
        let who: Vec<Who> = names.iter().filter_map(|name| person(None, *name)).collect();
        self.nameless += (names.len() - who.len()) as u64;
        (!who.is_empty()).then(|| MembershipEvent { change, who, by: acting() })
    }
}

/// True for a message that only a bot can have written: people send buttons through a bot (`via_bot` names it) or forward
/// them, and are no bots for that.
fn has_buttons_of_its_own(message: &Message<'_>) -> bool {
    message.inline_bot_buttons && !message.via_bot && !message.forwarded_from
}

/// The text of a value that has one.
fn filled<'m>(value: &'m Option<Loose<'_>>) -> Option<&'m str> {
    value.as_ref().map(Loose::as_str).filter(|text| !text.is_empty())
}

/// The next value as a text; `None` for `null`, an empty text or anything that is none.
fn word(json: &mut JsonStream) -> Result<Option<String>, JsonError> {
    let raw = mend_escapes(json.value()?);
    let value: Option<Loose<'_>> = serde_json::from_slice(&raw).unwrap_or_default();
    Ok(filled(&value).map(str::to_owned))
}

/// The id of a person or channel as today's exports write it, `user` or `channel` and the number. Before 2021 it was a
/// bare number with the kind in the bits above the lower 32.
fn peer_id(id: &str) -> Cow<'_, str> {
    let Ok(number) = id.parse::<u64>() else { return Cow::Borrowed(id) };
    let low = number & 0xFFFF_FFFF;
    Cow::Owned(match number >> 32 {
        1 => format!("user{low}"),
        2 => format!("channel{low}"),
        _ => format!("user{number}"),
    })
}

fn time_of(message: &Message<'_>) -> Option<EntryTime> {
    let seconds = filled(&message.date_unixtime).and_then(|seconds| seconds.parse::<i64>().ok());
    match seconds.filter(|&seconds| seconds > 0) {
        Some(seconds) => Some(EntryTime::from_epoch(seconds)),
        None => parse_when(filled(&message.date)?)?.unambiguous(),
    }
}

/// The body, and the ids of people it mentions who have no user name.
fn body_of<'m>(message: &'m Message<'_>) -> (Cow<'m, str>, Vec<String>) {
    let pieces = match &message.text {
        Some(Body::Whole(text)) => return (Cow::Borrowed(text.as_str()), Vec::new()),
        Some(Body::Pieces(pieces)) => pieces,
        Some(Body::Else(_)) | None => return (Cow::Borrowed(""), Vec::new()),
    };
    let mut whole = String::new();
    let mut mentions = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Plain(text) => whole.push_str(text.as_str()),
            Piece::Entity { text, user_id } => {
                whole.push_str(text.as_ref().map_or("", Loose::as_str));
                mentions.extend(filled(user_id).map(|id| format!("user{id}")));
            }
            Piece::Else(_) => {}
        }
    }
    (Cow::Owned(whole), mentions)
}

fn kind_of(message: &Message<'_>, text: &str) -> MessageKind {
    let mime = |start: &str| filled(&message.mime_type).is_some_and(|mime| mime.starts_with(start));
    if message.forwarded_from {
        return MessageKind::Forward;
    }
    match filled(&message.media_type) {
        Some("sticker" | "animation") => return MessageKind::Sticker,
        Some("video_file" | "video_message") => return MessageKind::Video,
        Some("voice_message") => return MessageKind::Voice,
        Some(_) => return MessageKind::File,
        None => {}
    }
    match () {
        () if message.photo || message.file && mime("image/") => MessageKind::Image,
        () if message.file && mime("video/") => MessageKind::Video,
        () if message.file => MessageKind::File,
        () if message.poll => MessageKind::Poll,
        () if message.location_information => MessageKind::Location,
        () if message.contact_information => MessageKind::Share,
        () if message.game_title
            || message.invoice_information
            || message.todo_list
            || message.giveaway_information =>
        {
            MessageKind::Other
        }
        () => kind_of_body(text),
    }
}

/// Turns `\x1F`, which Telegram Desktop writes for control characters and JSON does not know, into `\u001F`.
fn mend_escapes(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut mended: Vec<u8> = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(skip) = memchr::memchr(b'\\', raw.get(at..).unwrap_or_default()) {
        let slash = at + skip;
        at = slash + 2;
        if raw.get(slash + 1) == Some(&b'x') {
            let hex = raw.get(at..at + 2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
            mended.extend_from_slice(&raw[copied..slash]);
            mended.extend_from_slice(if hex { b"\\u00" } else { b"\\\\x" });
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(raw);
    }
    mended.extend_from_slice(&raw[copied..]);
    Cow::Owned(mended)
}
