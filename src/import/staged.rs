//! What one file holds, as the merge takes it.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, Hasher as _};
use std::num::NonZeroU64;

use foldhash::fast::{FixedState, RandomState};
use siphasher::sip::SipHasher13;

use crate::log::TextColumn;
use crate::model::{MemberKind, MessageKind};

use super::entry::{Change, ChatInfo, EntryTime};
use super::report::FileReport;
use super::table_rows::{TableHeader, TableRow};
use super::told::StagedTold;

/// In [`Row::person`]: nobody known.
pub const NOBODY: u32 = u32::MAX;
const NO_TIE: u32 = u32::MAX;

/// Everything one file holds, ready to be merged.
#[derive(Debug, Default)]
pub struct Staged {
    pub chats: Vec<Chat>,
    /// What the file states of members.
    pub told: Vec<StagedTold>,
    pub people: Vec<Person>,
    pub rows: StagedRows,
    /// What some rows are tied to beside their author.
    pub ties: Vec<Tie>,
    /// Hash of each row's body; 0 without one. Empty until [`Self::hash_texts`] where bodies are kept.
    pub(super) hashes: Vec<u64>,
    /// What rows mention: ids or names as the file writes them.
    pub mentions: Vec<String>,
    /// Who came and went, with the row that says so.
    pub moves: Vec<Move>,
    /// What the platform says of accounts.
    pub marks: Vec<Marked>,
    /// A table whose rows are no messages.
    pub table: Option<StagedTable>,
}

/// The rows of a table that is no chat, with the instants that their times mean.
#[derive(Debug)]
pub struct StagedTable {
    pub header: TableHeader,
    pub rows: Vec<(i64, TableRow)>,
}

/// One chat of a file.
#[derive(Debug, Default)]
pub struct Chat {
    pub info: ChatInfo,
    pub report: FileReport,
    /// People with a message of their own here, and when they first and last wrote, in milliseconds since the epoch.
    pub speakers: HashMap<u32, (i64, i64), RandomState>,
    /// People the file lists as members.
    pub listed: HashSet<u32, RandomState>,
    /// The file states all stays and mentions.
    pub complete: bool,
    pub(super) first: Option<(i64, EntryTime)>,
    pub(super) last: Option<(i64, EntryTime)>,
}

impl Chat {
    /// Notes a message of somebody's own.
    pub(super) fn spoke(&mut self, person: u32, at: i64) {
        let (first, last) = self.speakers.entry(person).or_insert((at, at));
        (*first, *last) = (at.min(*first), at.max(*last));
    }
}

/// One person as the file knows them.
#[derive(Debug)]
pub struct Person {
    /// The stable id, else the display name.
    pub key: String,
    pub stable: bool,
    /// Names and when each was last in use; `i64::MAX` for a name the file calls current.
    pub names: Vec<(String, i64)>,
}

/// Entries, one vector per column: where all of them are new the log takes the columns as they are.
#[derive(Debug, Default)]
pub struct StagedRows {
    /// Milliseconds since the epoch.
    pub at: Vec<i64>,
    /// Those beyond its end are of the first chat, mostly the only one.
    chat: Vec<u32>,
    /// [`NOBODY`] for an entry of nobody known.
    pub person: Vec<u32>,
    pub kind: Vec<MessageKind>,
    pub chars: Vec<u32>,
    /// Kept bodies.
    pub text: TextColumn,
    /// Places in [`Staged::ties`]; [`NO_TIE`], and beyond its end, for the many rows of formats that tell of none.
    tie: Vec<u32>,
}

/// One entry as a row.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Milliseconds since the epoch.
    pub at: i64,
    pub chat: u32,
    pub person: u32,
    pub kind: MessageKind,
    pub chars: u32,
}

impl StagedRows {
    /// Adds an entry with its kept body and the place of its tie.
    pub fn push(&mut self, row: Row, body: Option<&str>, tie: Option<u32>) {
        let number = self.len();
        if row.chat != 0 {
            self.chat.resize(number, 0);
            self.chat.push(row.chat);
        }
        if let Some(tie) = tie {
            self.tie.resize(number, NO_TIE);
            self.tie.push(tie);
        }
        self.at.push(row.at);
        self.person.push(row.person);
        self.kind.push(row.kind);
        self.chars.push(row.chars);
        self.text.push(body);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The chat of entry `number`.
    pub fn chat(&self, number: usize) -> u32 {
        self.chat.get(number).copied().unwrap_or(0)
    }

    /// Entry `number`, counted from 0.
    pub fn get(&self, number: usize) -> Option<Row> {
        Some(Row {
            at: *self.at.get(number)?,
            chat: self.chat(number),
            person: *self.person.get(number)?,
            kind: *self.kind.get(number)?,
            chars: *self.chars.get(number)?,
        })
    }
}

/// What a row is tied to beside its author.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tie {
    /// Hash of the platform's id.
    pub platform_id: Option<NonZeroU64>,
    /// Hash of the id of the message it answers.
    pub reply_to: Option<NonZeroU64>,
    /// First and end in [`Staged::mentions`].
    pub mentions: (u32, u32),
}

impl Staged {
    /// What entry `number` is tied to; an empty tie for one without.
    pub fn tie(&self, number: usize) -> Tie {
        let place = self.rows.tie.get(number).copied().unwrap_or(NO_TIE);
        self.ties.get(place as usize).copied().unwrap_or_default()
    }

    /// Makes the hashes of kept bodies, before these are taken away.
    pub fn hash_texts(&mut self) {
        if self.hashes.len() < self.rows.len() {
            let hash = |row| self.rows.text.get(row).map_or(0, text_hash);
            self.hashes = (0..self.rows.len()).map(hash).collect();
        }
    }

    /// Hash of the body of entry `number`; 0 without one.
    pub fn text_hash(&self, number: usize) -> u64 {
        self.hashes.get(number).copied().unwrap_or(0)
    }

    /// Moves everything in a chat by so many milliseconds.
    pub fn shift(&mut self, chat: usize, by: i64) {
        for number in 0..self.rows.len() {
            if self.rows.chat(number) as usize == chat {
                self.rows.at[number] += by;
            }
        }
        let Some(chat) = self.chats.get_mut(chat) else { return };
        chat.speakers.values_mut().for_each(|(first, last)| (*first, *last) = (*first + by, *last + by));
    }
}

/// A change of membership.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub row: usize,
    pub change: Change,
    pub who: u32,
    pub by: u32,
}

/// An account that the platform calls no ordinary member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    pub person: u32,
    pub kind: MemberKind,
    pub reason: &'static str,
}

/// A hash that stays the same across runs and versions: message ids are made from it.
pub fn stable_hash(bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(bytes);
    hasher.finish()
}

/// As [`stable_hash`], for ids; never 0.
pub fn id_hash(id: &str) -> NonZeroU64 {
    NonZeroU64::new(stable_hash(id.as_bytes())).unwrap_or(NonZeroU64::MIN)
}

/// A quick hash of a body, for comparing within one run; never 0.
pub fn text_hash(text: &str) -> u64 {
    FixedState::default().hash_one(text.as_bytes()).max(1)
}
