//! Slack's export: a folder or zip with a list of people, lists of channels, and a file for each day of each channel.

mod mrkdwn;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::model::{MemberKind, MessageKind, Platform};

use super::bundle::Bundle;
use super::entry::{Change, ChatInfo, Entry, EntryTime, MembershipEvent, Offset, Sender, Who};
use super::files::Files;
use super::format::Sink;
use super::json::{JsonError, JsonStream, Stop};
use super::kinds::kind_of_body;
use super::loose::{flag, list, text};
use super::{ImportError, ImportOptions};

use mrkdwn::{Names, plain_text};

const PEOPLE: [&str; 2] = ["users.json", "org_users.json"];
const CHANNELS: [&str; 4] = ["channels.json", "groups.json", "mpims.json", "dms.json"];
/// Lists of other things.
const OTHERS: [&str; 5] = [
    "integration_logs.json",
    "canvases.json",
    "file_conversations.json",
    "lists.json",
    "huddle_transcripts.json",
];

/// An export of a workspace.
pub struct Slack;

impl Bundle for Slack {
    fn name(&self) -> &'static str {
        "slack"
    }

    fn markers(&self) -> &'static [&'static str] {
        &["users.json", "org_users.json", "channels.json", "groups.json", "mpims.json", "dms.json"]
    }

    fn claim(&self, files: &Files) -> Vec<String> {
        let folders = folders(files);
        if folders.is_empty() {
            return Vec::new();
        }
        let listed = |name: &&str| files.find(name).is_some();
        let lists = [&PEOPLE[..], &CHANNELS].concat();
        // Other exporters have a `users.json` too, but theirs is no array.
        let array = lists.iter().find(|name| listed(name)).is_some_and(|name| {
            let input = files.open(name).ok().flatten();
            input.is_some_and(|input| input.head().text.trim_start().starts_with('['))
        });
        if !array {
            return Vec::new();
        }
        let uploads = ["__uploads", "__avatars", "attachments"];
        let belongs = |name: &str| match name.split_once('/') {
            None => lists.contains(&name) || OTHERS.contains(&name),
            Some((folder, _)) => folders.contains_key(folder) || uploads.contains(&folder),
        };
        files.list().iter().map(|item| item.name.clone()).filter(|name| belongs(name)).collect()
    }

    fn parse(&self, files: &Files, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut export =
            Export { files, sink, names: Names::default(), channels: Vec::new(), renamed: HashMap::new() };
        export.people();
        export.channels();
        export.messages()
    }
}

/// What the workspace says of an account that is no ordinary member.
fn standing(user: &Value) -> Option<(MemberKind, &'static str)> {
    let is = |key: &str| user.get(key).and_then(Value::as_bool) == Some(true);
    if is("is_bot") || is("is_app_user") || text(user, &["id"]).as_deref() == Some("USLACKBOT") {
        return Some((MemberKind::Bot, "bot_account"));
    }
    if is("is_owner") || is("is_primary_owner") {
        return Some((MemberKind::Staff, "owner"));
    }
    is("is_admin").then_some((MemberKind::Staff, "admin"))
}

/// The files of days, in order, by the folder they lie in.
fn folders(files: &Files) -> BTreeMap<&str, Vec<&str>> {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for item in files.list() {
        if let Some((folder, file)) = item.name.split_once('/')
            && is_day(file)
        {
            folders.entry(folder).or_default().push(&item.name);
        }
    }
    folders
}

/// `2016-01-14.json`
fn is_day(file: &str) -> bool {
    file.strip_suffix(".json").is_some_and(|day| {
        day.len() == 10
            && day.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    })
}

struct Channel {
    id: Option<String>,
    name: Option<String>,
    /// Conversations of two lie under their id, all others under their name.
    direct: bool,
    members: Vec<String>,
}

struct Export<'e> {
    files: &'e Files,
    sink: &'e mut dyn Sink,
    names: Names,
    channels: Vec<Channel>,
    /// Position of a channel by a name it once had.
    renamed: HashMap<String, usize>,
}

impl Export<'_> {
    fn people(&mut self) {
        for name in PEOPLE {
            let mut people = Vec::new();
            self.list(name, |_, user| {
                let Some(id) = text(user, &["id"]) else { return Ok(()) };
                let shown = shown_name(user, "profile").unwrap_or_default();
                people.push((id.into_owned(), shown, standing(user)));
                Ok(())
            });
            for (id, shown, standing) in people {
                if let Some((kind, reason)) = standing {
                    self.sink.mark(&id, kind, reason);
                }
                if !shown.is_empty() {
                    self.sink.person(None, &id, &shown);
                    self.names.people.insert(id, shown);
                }
            }
        }
    }

    fn channels(&mut self) {
        for name in CHANNELS {
            let mut channels = Vec::new();
            let direct = name == "dms.json";
            self.list(name, |_, channel| {
                channels.push(Channel {
                    id: text(channel, &["id"]).map(Cow::into_owned),
                    name: text(channel, &["name"]).map(Cow::into_owned),
                    direct,
                    members: list(channel, "members")
                        .iter()
                        .filter_map(|member| member.as_str().map(str::to_owned))
                        .collect(),
                });
                Ok(())
            });
            for mut channel in channels {
                if let (Some(id), Some(name)) = (&channel.id, &channel.name) {
                    self.names.channels.insert(id.clone(), name.clone());
                }
                if channel.direct {
                    let shown = channel.members.iter().map(|id| self.names.person(id));
                    channel.name = Some(shown.collect::<Vec<_>>().join(", ")).filter(|name| !name.is_empty());
                }
                self.channels.push(channel);
            }
        }
    }

    /// Hands on each value of a file that holds an array, with its line; whatever is wrong with it is noted.
    fn list(&mut self, name: &str, mut each: impl FnMut(u64, &Value) -> Result<(), ImportError>) {
        let _ = self.values(name, &mut |_, line, value| each(line, value));
    }

    fn values(
        &mut self,
        name: &str,
        each: &mut dyn FnMut(&mut Self, u64, &Value) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let input = match self.files.open(name) {
            Ok(Some(input)) => input,
            Ok(None) => return Ok(()),
            Err(error) => {
                self.sink.skip(0, &error.to_string());
                return Ok(());
            }
        };
        let mut json = JsonStream::new(input.open()?);
        match self.walk(name, &mut json, each) {
            Ok(()) => Ok(()),
            Err(Stop::Import(error)) => Err(error),
            Err(Stop::Json(JsonError::Truncated { line })) => {
                self.sink.warn("truncated", &format!("{name} breaks off after line {line}"));
                Ok(())
            }
            Err(Stop::Json(error)) => {
                self.sink.skip(0, &error.on(input.path()).to_string());
                Ok(())
            }
        }
    }

    fn walk(
        &mut self,
        name: &str,
        json: &mut JsonStream,
        each: &mut dyn FnMut(&mut Self, u64, &Value) -> Result<(), ImportError>,
    ) -> Result<(), Stop> {
        json.each_element(|line, raw| {
            match serde_json::from_slice::<Value>(raw) {
                Ok(value) if value.is_object() => each(self, line, &value)?,
                Ok(_) => self.sink.skip(line, &format!("{name}: not an object")),
                Err(error) => self.sink.skip(line, &format!("{name}: {error}")),
            }
            Ok(())
        })
    }

    /// Reads all folders: those of known channels, then those that a channel left behind when it was renamed.
    fn messages(&mut self) -> Result<(), ImportError> {
        let files = self.files;
        let folders = folders(files);
        let mut by_folder: HashMap<String, usize> = HashMap::new();
        for (at, channel) in self.channels.iter().enumerate() {
            for key in [&channel.id, &channel.name].into_iter().flatten() {
                by_folder.entry(key.clone()).or_insert(at);
            }
        }
        let (known, mut unknown): (Vec<_>, Vec<_>) =
            folders.into_iter().partition(|(folder, _)| by_folder.contains_key(*folder));
        for (folder, days) in known {
            if let Some(&at) = by_folder.get(folder) {
                self.folder(at, &days)?;
            }
        }
        while !unknown.is_empty() {
            let position = unknown.iter().position(|(folder, _)| self.renamed.contains_key(*folder));
            let (folder, days) = unknown.remove(position.unwrap_or(0));
            let at = match self.renamed.get(folder).copied() {
                Some(at) => at,
                None => match self.later_name(&days).and_then(|name| by_folder.get(&name).copied()) {
                    Some(at) => at,
                    None => {
                        let name = Some(folder.to_owned());
                        self.channels.push(Channel { id: None, name, direct: false, members: Vec::new() });
                        self.channels.len() - 1
                    }
                },
            };
            self.folder(at, &days)?;
        }
        Ok(())
    }

    /// The name that a channel took when it left these files behind. What is wrong with them is told when they are read.
    fn later_name(&self, days: &[&str]) -> Option<String> {
        let mut later = None;
        for day in days {
            let Some(reader) = self.files.open(day).ok().flatten().and_then(|input| input.open().ok()) else {
                continue;
            };
            let mut json = JsonStream::new(reader);
            if json.expect(b'[').is_err() {
                continue;
            }
            while let Ok(Some((_, raw))) = json.next_element() {
                if let Ok(message) = serde_json::from_slice::<Value>(raw)
                    && is_renaming(&message)
                {
                    later = text(&message, &["name"]).map(Cow::into_owned);
                }
            }
        }
        later
    }

    fn folder(&mut self, at: usize, days: &[&str]) -> Result<(), ImportError> {
        let Some(channel) = self.channels.get(at) else { return Ok(()) };
        let (id, name) = (channel.id.clone(), channel.name.clone());
        let chat = self.sink.chat(ChatInfo { id, name, platform: Some(Platform::Slack) });
        for member in &channel.members {
            self.sink.person(Some(chat), member, &self.names.person(member));
        }
        for day in days {
            self.values(day, &mut |export, line, message| {
                if is_renaming(message)
                    && let Some(old) = text(message, &["old_name"])
                {
                    export.renamed.insert(old.into_owned(), at);
                }
                export.message(chat, day, line, message)
            })?;
        }
        Ok(())
    }

    fn message(&mut self, chat: usize, day: &str, line: u64, message: &Value) -> Result<(), ImportError> {
        let ts = text(message, &["ts"]).unwrap_or_default();
        let Some(at) = instant(&ts) else {
            self.sink.skip(line, &format!("{day}: a message without a readable `ts`"));
            return Ok(());
        };
        let subtype = text(message, &["subtype"]).unwrap_or_default();
        let system = is_system(&subtype);
        let comment = message.get("comment").unwrap_or(&Value::Null);
        let id = text(message, &["user"])
            .or_else(|| text(comment, &["user"]))
            .or_else(|| text(message, &["bot_id"]));
        if let (None, Some(bot)) = (message.get("user"), text(message, &["bot_id"])) {
            self.sink.mark(&bot, MemberKind::Bot, "bot_account");
        }
        let known = id.as_deref().is_some_and(|id| self.names.people.contains_key(id));
        let name = match known {
            true => None,
            false => shown_name(message, "user_profile")
                .or_else(|| {
                    message.get("bot_profile").and_then(|bot| text(bot, &["name"])).map(Cow::into_owned)
                })
                .or_else(|| text(message, &["username"]).map(Cow::into_owned))
                .or_else(|| (id.as_deref() == Some("USLACKBOT")).then(|| "Slackbot".to_owned())),
        };
        if let (Some(id), Some(name)) = (&id, &name) {
            self.names.people.entry(id.clone().into_owned()).or_insert_with(|| name.clone());
        }
        let written = plain_text(&body(message), &self.names);
        let mentions: Vec<&str> = written.mentions.iter().map(String::as_str).collect();
        let event = event(&subtype, id.as_deref(), message);
        let thread = text(message, &["thread_ts"]).filter(|thread| *thread != ts);
        let sender = Sender::new(id.as_deref(), name.as_deref());
        self.sink.entry(&Entry {
            line,
            chat,
            at,
            sender: (id.is_some() || name.is_some()).then_some(sender),
            kind: if system { MessageKind::System } else { kind(&subtype, message, &written) },
            text: Some(&written.text).filter(|text| !text.is_empty()).map(String::as_str),
            platform_id: Some(&ts),
            reply_to: thread.as_deref(),
            mentions: &mentions,
            event: event.as_ref(),
        })
    }
}

/// The name people see: the chosen one, else the full one, else the account's.
fn shown_name(holder: &Value, profile: &str) -> Option<String> {
    let within = holder.get(profile).unwrap_or(&Value::Null);
    text(within, &["display_name", "real_name", "name"])
        .or_else(|| if profile == "profile" { text(holder, &["real_name", "name"]) } else { None })
        .map(|name| name.trim().to_owned())
}

/// Seconds since the epoch with six decimals, which also number the messages within a second.
fn instant(ts: &str) -> Option<EntryTime> {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if seconds.is_empty() || seconds.len() > 11 || !digits(seconds) || !digits(fraction) {
        return None;
    }
    let micros = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
    let micros = micros.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let micros = seconds.parse::<i64>().ok()? * 1_000_000 + micros;
    Some(EntryTime::Instant { micros, offset: Offset::Utc })
}

fn is_renaming(message: &Value) -> bool {
    matches!(text(message, &["subtype"]).as_deref(), Some("channel_name" | "group_name"))
}

/// True for what Slack writes when somebody does something to the channel.
fn is_system(subtype: &str) -> bool {
    subtype.starts_with("channel_")
        || subtype.starts_with("group_")
        || matches!(
            subtype,
            "bot_add"
                | "bot_remove"
                | "bot_enable"
                | "bot_disable"
                | "pinned_item"
                | "unpinned_item"
                | "reminder_add"
                | "reminder_delete"
                | "app_conversation_join"
                | "app_conversation_leave"
                | "joiner_notification"
                | "joiner_notification_for_inviter"
        )
}

fn event(subtype: &str, id: Option<&str>, message: &Value) -> Option<MembershipEvent> {
    let change = match subtype {
        "channel_join" | "group_join" => Change::Join,
        "channel_leave" | "group_leave" => Change::Leave,
        _ => return None,
    };
    let by = text(message, &["inviter", "kicker"]).map(|by| Who::Id(by.into_owned()));
    Some(MembershipEvent { change, who: vec![Who::Id(id?.to_owned())], by })
}

/// What was said: the text, else what the cards under it say.
fn body(message: &Value) -> Cow<'_, str> {
    if let Some(text) = text(message, &["text"]) {
        return text;
    }
    let cards = list(message, "attachments").iter();
    let cards: Vec<_> =
        cards.filter_map(|card| text(card, &["fallback", "text", "pretext", "title"])).collect();
    Cow::Owned(cards.join("\n"))
}

/// The files of a message; old exports have one at a time.
fn files_of(message: &Value) -> &[Value] {
    match message.get("file") {
        Some(file) if file.is_object() => std::slice::from_ref(file),
        _ => list(message, "files"),
    }
}

fn kind(subtype: &str, message: &Value, written: &mrkdwn::Plain) -> MessageKind {
    match subtype {
        "tombstone" => return MessageKind::Recalled,
        "huddle_thread" | "sh_room_created" => return MessageKind::Call,
        _ => {}
    }
    let file = files_of(message).first();
    // Old exports write a sentence of their own beside a file that was shared.
    let shared = subtype == "file_share" && flag(message, &["upload"]) && message.get("file").is_some();
    let own_words = !shared && !written.text.is_empty();
    match file {
        Some(file) if !own_words => kind_of_file(file),
        _ if written.only_link => MessageKind::Link,
        _ if written.text.is_empty() => MessageKind::Other,
        _ => kind_of_body(&written.text),
    }
}

fn kind_of_file(file: &Value) -> MessageKind {
    if text(file, &["mode"]).as_deref() == Some("tombstone") {
        return MessageKind::Recalled;
    }
    let kind = text(file, &["mimetype"]).unwrap_or_default();
    match kind.split('/').next() {
        Some("image") => MessageKind::Image,
        Some("video") => MessageKind::Video,
        Some("audio") => MessageKind::Voice,
        _ => MessageKind::File,
    }
}
