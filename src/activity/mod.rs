//! What analytics knows of messages: counts per group, member and day. Built in the only pass over the raw log.

mod build;
mod clock;
mod habits;
mod hour_table;
mod index;

pub use clock::LocalClock;
pub use habits::Habit;
pub use hour_table::{HourSum, HourTable};
pub use index::Index;

use std::hash::{Hash as _, Hasher as _};

use chrono::NaiveDate;
use siphasher::sip::SipHasher13;

use crate::model::{GroupId, MemberId, Project, Timestamp};

/// A local calendar day, as days since 1970-01-01.
pub type Day = i32;

/// The date of a [`Day`].
pub fn date(day: Day) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap_or_default()
}

/// The [`Day`] of a date.
pub fn day(date: NaiveDate) -> Day {
    date.to_epoch_days()
}

/// Counts of everything said, by member code, group code and local day.
///
/// Codes are positions in `members` and `groups`: those of the project first, in its order, then the ids that only the
/// log knows. System lines are left out everywhere but in `system`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activity {
    pub members: Index<MemberId>,
    pub groups: Index<GroupId>,
    /// Sorted by group, day, member; one entry each, only where something was said.
    pub days: Vec<DayCount>,
    /// Sorted by group, day, hour; only where something was said.
    pub hours: Vec<HourCount>,
    /// Sorted by group, from, to, kind, day.
    pub links: Vec<LinkCount>,
    /// Sorted by group, member: first and last words.
    pub spans: Vec<Span>,
    /// How everybody with a few messages writes, by member, ascending.
    pub habits: Vec<Habit>,
    /// Local days of the first and last message by anyone.
    pub range: Option<(Day, Day)>,
    /// Messages by members.
    pub messages: u64,
    /// System lines.
    pub system: u64,
    /// The zone that days and hours are cut in.
    pub zone: Option<chrono_tz::Tz>,
    /// How many members and groups the project had.
    known: (usize, usize),
    /// A number made of the aliases the project had.
    aliases: u64,
}

/// What one member said in one group on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCount {
    pub group: u32,
    pub day: Day,
    pub member: u32,
    pub messages: u32,
    pub chars: u32,
    /// Links, shares and forwards among the messages: the shape of advertising.
    pub shares: u32,
}

/// Messages of one hour of the local clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourCount {
    pub group: u32,
    pub day: Day,
    pub hour: u8,
    pub messages: u32,
}

/// Directed links: `from` answered or named `to`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkCount {
    pub group: u32,
    pub from: u32,
    pub to: u32,
    pub kind: LinkKind,
    pub day: Day,
    pub count: u32,
}

/// What ties two people in a chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    #[default]
    Reply,
    Mention,
}

/// First and last words of a member in a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub group: u32,
    pub member: u32,
    pub first: Timestamp,
    pub last: Timestamp,
    pub messages: u32,
}

impl Activity {
    /// True when the codes are those of this project: its members and groups stand first, in its order.
    pub fn fits(&self, project: &Project) -> bool {
        let members = project.members.iter().map(|member| &member.id);
        let groups = project.groups.iter().map(|group| &group.id);
        self.zone == Some(project.time_zone)
            && self.aliases == aliases(project)
            && self.known == (project.members.len(), project.groups.len())
            && self.members.ids().iter().zip(members).all(|(a, b)| a == b)
            && self.groups.ids().iter().zip(groups).all(|(a, b)| a == b)
    }

    /// The entries of one group between two days, both included.
    pub fn days_of(&self, group: u32, from: Day, to: Day) -> &[DayCount] {
        slice(&self.days, |cell| (cell.group, cell.day), (group, from), (group, to))
    }

    /// The hours of one group between two days, both included.
    pub fn hours_of(&self, group: u32, from: Day, to: Day) -> &[HourCount] {
        slice(&self.hours, |cell| (cell.group, cell.day), (group, from), (group, to))
    }

    /// All links of one group; filter by `day`.
    pub fn links_of(&self, group: u32) -> &[LinkCount] {
        slice(&self.links, |cell| cell.group, group, group)
    }

    /// First and last words of everyone who ever spoke in a group.
    pub fn spans_of(&self, group: u32) -> &[Span] {
        slice(&self.spans, |cell| cell.group, group, group)
    }

    /// First and last words of one member in one group; `None` for who never spoke there.
    pub fn span(&self, group: u32, member: u32) -> Option<&Span> {
        let spans = self.spans_of(group);
        spans.binary_search_by_key(&member, |span| span.member).ok().map(|found| &spans[found])
    }
}

/// A number that differs where members have other aliases.
fn aliases(project: &Project) -> u64 {
    let mut hasher = SipHasher13::new();
    for member in project.members.iter().filter(|member| !member.aliases.is_empty()) {
        (&member.id, &member.aliases).hash(&mut hasher);
    }
    hasher.finish()
}

/// The run of a sorted slice whose keys lie in `low..=high`.
fn slice<T, K: Ord>(all: &[T], key: impl Fn(&T) -> K, low: K, high: K) -> &[T] {
    let start = all.partition_point(|item| key(item) < low);
    let end = start + all[start..].partition_point(|item| key(item) <= high);
    &all[start..end]
}
