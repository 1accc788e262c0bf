//! The message log: columns in memory, Parquet on disk.

mod builder;
mod dictionary;
mod parquet_read;
mod parquet_write;
mod text;

pub use builder::{Body, LogBuilder, PlainColumns, Row, count_chars};
pub use dictionary::Dictionary;
pub use parquet_read::{Columns, LogError, read_parquet, read_parts};
pub use parquet_write::write_parquet;
pub use text::TextColumn;

use crate::model::{GroupId, MemberId, Message, MessageKind, Timestamp};

/// In `reply_to`: the message answers nothing.
pub const NO_REPLY: u64 = u64::MAX;

/// All messages of a project, one vector per column, rows sorted by `at`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MessageLog {
    pub ids: Vec<u64>,
    /// Milliseconds since the epoch, UTC, ascending.
    pub at: Vec<i64>,
    pub group: Vec<u32>,
    pub member: Vec<u32>,
    pub kind: Vec<MessageKind>,
    /// Length in characters.
    pub chars: Vec<u32>,
    /// Id of the message answered, or [`NO_REPLY`].
    pub reply_to: Vec<u64>,
    /// Row `i` mentions `mentioned[mention_ends[i - 1]..mention_ends[i]]`; empty when the log has no mentions.
    pub mention_ends: Vec<u32>,
    pub mentioned: Vec<u32>,
    /// Absent when the texts were not kept or not read.
    pub text: Option<TextColumn>,
    /// What the codes in `group` stand for.
    pub groups: Dictionary,
    /// What the codes in `member` and `mentioned` stand for.
    pub members: Dictionary,
}

impl MessageLog {
    /// Number of messages, system lines included.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True when there is no message at all.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Codes of the members that row `row` mentions.
    pub fn mentions(&self, row: usize) -> &[u32] {
        if self.mention_ends.is_empty() {
            return &[];
        }
        let start = if row == 0 { 0 } else { self.mention_ends[row - 1] as usize };
        &self.mentioned[start..self.mention_ends[row] as usize]
    }

    /// Makes room for exactly so many more rows, their mentions and texts left out.
    fn reserve(&mut self, rows: usize) {
        self.ids.reserve_exact(rows);
        self.at.reserve_exact(rows);
        self.group.reserve_exact(rows);
        self.member.reserve_exact(rows);
        self.kind.reserve_exact(rows);
        self.chars.reserve_exact(rows);
        self.reply_to.reserve_exact(rows);
    }

    /// Forgets all rows and names, but keeps the room of the columns; texts go altogether.
    fn clear(&mut self) {
        self.ids.clear();
        self.at.clear();
        self.group.clear();
        self.member.clear();
        self.kind.clear();
        self.chars.clear();
        self.reply_to.clear();
        self.mention_ends.clear();
        self.mentioned.clear();
        self.text = None;
        self.groups = Dictionary::default();
        self.members = Dictionary::default();
    }

    /// One row as a record.
    pub fn message(&self, row: usize) -> Message {
        Message {
            id: self.ids[row],
            at: Timestamp(self.at[row]),
            group: GroupId(self.groups.name(self.group[row]).to_owned()),
            member: MemberId(self.members.name(self.member[row]).to_owned()),
            kind: self.kind[row],
            chars: Some(self.chars[row]),
            reply_to: (self.reply_to[row] != NO_REPLY).then_some(self.reply_to[row]),
            mentions: self
                .mentions(row)
                .iter()
                .map(|&code| MemberId(self.members.name(code).to_owned()))
                .collect(),
            text: self.text.as_ref().and_then(|text| text.get(row)).map(str::to_owned),
        }
    }

    /// First and last instant; `None` for an empty log.
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        Some((Timestamp(*self.at.first()?), Timestamp(*self.at.last()?)))
    }
}
