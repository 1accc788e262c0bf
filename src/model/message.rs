//! One message, as a record; whole logs live in columns (see [`crate::log`]).

use serde::{Deserialize, Serialize};

use super::{GroupId, MemberId, Timestamp};

/// One line of a chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub id: u64,
    pub at: Timestamp,
    pub group: GroupId,
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "MessageKind::is_text")]
    pub kind: MessageKind,
    /// Length in characters; when absent it is counted from `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chars: Option<u32>,
    /// Id of the message answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What a message carries. The names are those of the Parquet column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum MessageKind {
    #[default]
    Text,
    Image,
    Voice,
    Video,
    File,
    Link,
    Sticker,
    Location,
    RedPacket,
    Transfer,
    Poll,
    Share,
    Forward,
    Call,
    Recalled,
    /// Written by the platform, not by a person; never counted as somebody's message.
    System,
    Other,
}

impl MessageKind {
    /// Every kind, in the order of its discriminant.
    pub const ALL: [Self; 17] = [
        Self::Text,
        Self::Image,
        Self::Voice,
        Self::Video,
        Self::File,
        Self::Link,
        Self::Sticker,
        Self::Location,
        Self::RedPacket,
        Self::Transfer,
        Self::Poll,
        Self::Share,
        Self::Forward,
        Self::Call,
        Self::Recalled,
        Self::System,
        Self::Other,
    ];

    /// The name in the Parquet column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
            Self::Voice => "voice",
            Self::Video => "video",
            Self::File => "file",
            Self::Link => "link",
            Self::Sticker => "sticker",
            Self::Location => "location",
            Self::RedPacket => "red_packet",
            Self::Transfer => "transfer",
            Self::Poll => "poll",
            Self::Share => "share",
            Self::Forward => "forward",
            Self::Call => "call",
            Self::Recalled => "recalled",
            Self::System => "system",
            Self::Other => "other",
        }
    }

    /// The kind of that name; `Other` for a name this version does not know.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or(Self::Other)
    }

    /// The kind that a built-in event such as `sent_image` or `sent_red_packet` stands for; `None` for any other event.
    /// System lines are sent by nobody.
    pub fn of_event(event: &str) -> Option<Self> {
        let name = event.strip_prefix("sent_")?;
        Self::ALL.into_iter().find(|kind| kind.name() == name && *kind != Self::System)
    }

    fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

#[cfg(test)]
mod tests {
    use super::MessageKind;

    #[test]
    fn names_and_numbers_agree() {
        for (index, kind) in MessageKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, index);
            assert_eq!(MessageKind::from_name(kind.name()), kind);
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.name()));
        }
    }
}
