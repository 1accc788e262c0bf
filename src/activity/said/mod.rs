//! What every message is, by the rules of the project: the only pass over the texts.

mod pass;
#[cfg(test)]
mod tests;
mod words;

use std::path::Path;

use super::{Activity, Day};
use crate::log::{Columns, LogError, MessageLog, read_parquet, read_parts};
use crate::model::{ContentAxis, MessageKind, Project};
use pass::Pass;

/// The messages of a log with their classes, whatever days and groups are looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// By time; system lines and lines of nobody left out.
    pub rows: Vec<SaidRow>,
    /// What members asked, by time.
    pub questions: Vec<Asked>,
    /// By rule, the latest messages that it decided, latest first.
    pub examples: Vec<Vec<Example>>,
    /// By group code: the chat states which message answers which.
    pub states_answers: Vec<bool>,
    /// By member code.
    pub sides: Vec<Side>,
}

/// For whom a member writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    #[default]
    Member,
    /// Staff, bots and people with an official role.
    Company,
    /// Shills: neither voice is theirs.
    Neither,
}

/// One message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaidRow {
    pub day: Day,
    pub member: u32,
    pub group: u32,
    /// Place among the rows of the message that it answers, or [`NO_ROW`].
    pub answers: u32,
    /// By axis, see [`SaidRow::mark`].
    marks: [u8; 4],
    pub kind: MessageKind,
    pub words: Words,
}

/// In [`SaidRow::answers`]: answers nothing that is there.
pub const NO_ROW: u32 = u32::MAX;

/// Whether the words of a message are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    Kept,
    /// There were some, and they are not in the log.
    NotKept,
    /// A picture or a sticker: there were none.
    None,
}

/// What a message is on one axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Number of the rule that decided.
    Rule(usize),
    /// No rule of the axis fits.
    Nothing,
    /// The words that would tell were not kept.
    Unknown,
}

const NOTHING: u8 = 255;
const UNKNOWN: u8 = 254;

impl SaidRow {
    /// What the message is on an axis.
    pub fn mark(&self, axis: ContentAxis) -> Mark {
        match self.marks[axis as usize] {
            NOTHING => Mark::Nothing,
            UNKNOWN => Mark::Unknown,
            rule => Mark::Rule(usize::from(rule)),
        }
    }
}

/// A question of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Place among the rows.
    pub row: u32,
    /// Milliseconds since the epoch.
    pub at: i64,
    pub answer: Option<Answer>,
    /// The beginning of the question, as long as nobody has answered; `None` where words were not kept.
    pub text: Option<Box<str>>,
}

/// The first answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Place among the rows.
    pub row: u32,
    /// Milliseconds since the epoch.
    pub at: i64,
    /// Neither said to be an answer nor naming who asked: the next words of somebody else.
    pub next_words: bool,
}

/// A message that a rule decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Place among the rows.
    pub row: u32,
    /// The beginning of its text.
    pub text: Option<Box<str>>,
}

impl Said {
    /// Of a log in memory; without a column of texts none were kept.
    ///
    /// `activity` must have been counted from the same log and project.
    pub fn of(project: &Project, activity: &Activity, log: &MessageLog) -> Self {
        let mut pass = Pass::new(project, activity);
        pass.add(log);
        pass.finish()
    }

    /// Of a Parquet file that is read part by part, with its texts; `progress` is told the share done.
    ///
    /// # Errors
    /// Those of [`crate::log::read_parquet`].
    pub fn read(
        project: &Project,
        activity: &Activity,
        path: &Path,
        progress: &dyn Fn(f32),
    ) -> Result<Self, LogError> {
        let mut pass = Pass::new(project, activity);
        let mut done = 0;
        let in_order = read_parts(path, Columns { text: true }, |rows, part| {
            let follows = pass.follows(part);
            if follows {
                pass.add(part);
                done += part.len();
                progress(done as f32 / rows.max(1) as f32);
            }
            follows
        })?;
        if in_order {
            return Ok(pass.finish());
        }
        Ok(Self::of(project, activity, &read_parquet(path, Columns { text: true })?))
    }

    /// For whom a member writes.
    pub fn side(&self, member: u32) -> Side {
        self.sides.get(member as usize).copied().unwrap_or_default()
    }

    /// The row at a place; `None` for a place that is not there.
    pub fn row(&self, place: u32) -> Option<&SaidRow> {
        self.rows.get(place as usize)
    }
}
