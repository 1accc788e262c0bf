//! What every message is, by the rules of the project: the only pass over the texts.

mod counts;
mod pass;
mod tally;
#[cfg(test)]
mod tests;
mod words;

pub use counts::{Count, Heap, Heaps, Sums, Task, What};

use std::path::Path;

use super::{Activity, ByGroup, Day};
use crate::log::{Columns, LogError, MessageLog, read_parquet, read_parts};
use crate::model::Project;
use pass::Pass;

/// The messages of a log by their classes, whatever days and groups are looked at; system lines and lines of nobody left
/// out.
///
/// Counts of any days and groups are sums of what is here, so that a log of ten million messages is asked again within
/// a tenth of a second.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// By group, sorted by day.
    pub counts: ByGroup<Count>,
    /// By group, sorted by day and member: the heaps that somebody's messages of a day lie on.
    pub spoke: ByGroup<Took>,
    /// By group, sorted by day and member: the heaps of others that somebody's answers of the same day answer to.
    pub answers: ByGroup<Took>,
    /// Answers on another day than the message, or in another group.
    pub late: Vec<Late>,
    /// What members asked, by time.
    pub questions: Vec<Asked>,
    /// By rule, the latest messages that it decided, latest first.
    pub examples: Vec<Vec<Example>>,
    /// By group code: the chat states which message answers which.
    pub states_answers: Vec<bool>,
    /// By member code.
    pub sides: Vec<Side>,
}

/// Heaps that somebody took part in on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Took {
    pub day: Day,
    pub member: u32,
    pub heaps: Heaps,
    /// Of answers: their first words in the group were less than 14 days old.
    pub new: bool,
}

/// An answer of somebody else on another day than the message that it answers, or in another group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// Of the message that is answered.
    pub group: u32,
    pub day: Day,
    pub heaps: Heaps,
    pub side: Side,
    /// Who answered, where and when.
    pub by: u32,
    pub by_group: u32,
    pub answered: Day,
    /// Their first words in the group were less than 14 days old.
    pub new: bool,
    /// Nobody answered it before.
    pub first: bool,
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

/// Whether the words of a message are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    Kept,
    /// There were some, and they are not in the log.
    NotKept,
    /// A picture or a sticker: there were none.
    None,
}

/// A question of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub day: Day,
    pub group: u32,
    pub member: u32,
    /// Milliseconds since the epoch.
    pub at: i64,
    pub answer: Option<Answer>,
    /// The beginning of the question, as long as nobody has answered; `None` where words were not kept.
    pub text: Option<Box<str>>,
}

/// The first answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub member: u32,
    /// Milliseconds since the epoch.
    pub at: i64,
    /// Neither said to be an answer nor naming who asked: the next words of somebody else.
    pub next_words: bool,
}

/// A message that a rule decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub day: Day,
    pub group: u32,
    pub member: u32,
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

    /// What is counted of a group between two days, both included.
    pub fn counts_of(&self, group: u32, from: Day, to: Day) -> &[Count] {
        super::slice(self.counts.of(group), |count| count.day, from, to)
    }

    /// Who spoke on which heaps in a group between two days, both included.
    pub fn spoke_in(&self, group: u32, from: Day, to: Day) -> &[Took] {
        super::slice(self.spoke.of(group), |took| took.day, from, to)
    }

    /// Who answered to which heaps in a group between two days, both included.
    pub fn answers_in(&self, group: u32, from: Day, to: Day) -> &[Took] {
        super::slice(self.answers.of(group), |took| took.day, from, to)
    }
}
