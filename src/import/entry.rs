//! One parsed line of a chat, as every format hands it on.

use chrono::{DateTime, NaiveDateTime, SecondsFormat};

use crate::model::{MessageKind, Platform};

/// One message or system line. Borrows from the parser's buffers; the sink copies what it keeps.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Line of the file on which it starts, counted from 1; 0 when the format has no lines.
    pub line: u64,
    /// The chat it belongs to, as [`super::Sink::chat`] numbered it.
    pub chat: usize,
    pub at: EntryTime,
    /// Who wrote it; for a system line the person who acted, when the file says so.
    pub sender: Option<Sender<'a>>,
    /// `System` for a line that no person wrote.
    pub kind: MessageKind,
    /// The body; `None` when the file has none.
    pub text: Option<&'a str>,
    /// The platform's own id of the message.
    pub platform_id: Option<&'a str>,
    /// The platform's id of the message it answers.
    pub reply_to: Option<&'a str>,
    /// Ids or names of people the format marks as mentioned; `@name` in the body is found by the sink.
    pub mentions: &'a [&'a str],
    /// What a system line says of people coming and going.
    pub event: Option<&'a MembershipEvent>,
}

/// The author of an entry: a stable id, a display name, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sender<'a> {
    pub id: Option<&'a str>,
    pub name: Option<&'a str>,
    /// The parser's own number for this very id and name, from 0 on; who has one is looked up once.
    pub number: Option<u32>,
}

impl<'a> Sender<'a> {
    /// A sender known by a stable id, a display name, or both.
    pub fn new(id: Option<&'a str>, name: Option<&'a str>) -> Self {
        Self { id, name, number: None }
    }

    /// A sender known by display name alone.
    pub fn named(name: &'a str) -> Self {
        Self::new(None, Some(name))
    }
}

/// When an entry was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryTime {
    /// Wall clock of the exporter, zone unstated.
    Local(NaiveDateTime),
    /// An instant in microseconds since the epoch, and the offset the file wrote it with.
    Instant { micros: i64, offset: Offset },
}

/// How a file writes the offset of an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offset {
    /// `Z`, or a plain count of seconds since the epoch.
    Utc,
    /// `+hh:mm`, in seconds east of Greenwich.
    Seconds(i32),
}

impl EntryTime {
    /// An instant from seconds, milliseconds or microseconds since the epoch, told apart by magnitude.
    pub fn from_epoch(value: i64) -> Self {
        let micros = match value.unsigned_abs() {
            0..100_000_000_000 => value.saturating_mul(1_000_000),
            100_000_000_000..100_000_000_000_000 => value.saturating_mul(1000),
            _ => value,
        };
        Self::Instant { micros, offset: Offset::Utc }
    }

    /// The time as the file writes it: ISO 8601, with an offset only when the file states one.
    pub fn written(&self) -> String {
        match *self {
            Self::Local(at) => at.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
            Self::Instant { micros, offset } => {
                let utc = DateTime::from_timestamp_micros(micros).unwrap_or_default();
                match offset {
                    Offset::Utc => utc.to_rfc3339_opts(SecondsFormat::AutoSi, true),
                    Offset::Seconds(east) => chrono::FixedOffset::east_opt(east)
                        .map_or_else(|| utc.to_rfc3339(), |zone| utc.with_timezone(&zone).to_rfc3339()),
                }
            }
        }
    }
}

/// People who came or went, as one system line tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipEvent {
    pub change: Change,
    pub who: Vec<Who>,
    /// Who added, invited or removed them.
    pub by: Option<Who>,
}

/// The direction of a [`MembershipEvent`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Join,
    Leave,
}

/// A person inside a system line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A stable id.
    Id(String),
    /// A display name.
    Name(String),
    /// `You`: the person who made the export, whose name the file does not say.
    Exporter,
}

/// What a file says of the chat it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatInfo {
    /// The platform's id of the chat.
    pub id: Option<String>,
    pub name: Option<String>,
    pub platform: Option<Platform>,
}
