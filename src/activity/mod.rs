//! What analytics knows of messages: counts per group, member and day, built in one pass over the raw log. What was
//! said is another pass, over the texts, made when somebody asks ([`said`]).

mod attendance;
mod build;
mod by_group;
mod clock;
mod count;
mod habits;
mod hour_table;
mod index;
pub mod said;
#[cfg(test)]
mod tests;
mod timeline;

pub use attendance::{Attendance, People};
pub use build::Counted;
pub use by_group::ByGroup;
pub use clock::LocalClock;
pub use habits::Habit;
pub use hour_table::{HourSum, HourTable};
pub use index::Index;
pub use timeline::{Line, Timeline};

use std::hash::{Hash as _, Hasher as _};

use chrono::NaiveDate;
use siphasher::sip::SipHasher13;

use crate::model::{GroupId, MemberId, Project, Timestamp};

/// A local calendar day, as days since 1970-01-01.
pub type Day = i32;

/// Days after somebody's beginning in which they are a newcomer.
pub const NEWCOMER_DAYS: Day = 14;

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
/// log knows. System lines are left out everywhere but in `system`, `notices` and `timeline`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activity {
    pub members: Index<MemberId>,
    pub groups: Index<GroupId>,
    /// By group, sorted by day, member; one entry each, only where something was said.
    pub days: ByGroup<DayCount>,
    /// By group, sorted by day, hour; only where something was said.
    pub hours: ByGroup<HourCount>,
    /// By group, ascending: messages of each day on which something was said.
    pub totals: ByGroup<(Day, u32)>,
    /// By group, sorted by from, to, kind, day.
    pub links: ByGroup<LinkCount>,
    /// By group, sorted by member: first and last words.
    pub spans: ByGroup<Span>,
    /// System lines in tables of their own: those that name a sender by day, all by hour, and the answers from and to
    /// them.
    pub notices: Tables,
    /// Every line of every member, by time.
    pub timeline: Timeline,
    /// Who spoke on which day in any group.
    pub attendance: Attendance,
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

/// Counts of a part of the lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// By group, sorted by day, member.
    pub days: ByGroup<DayCount>,
    /// By group, sorted by day, hour.
    pub hours: ByGroup<HourCount>,
    /// By group, sorted by from, to, kind, day.
    pub links: ByGroup<LinkCount>,
}

/// What one member said in one group on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCount {
    pub day: Day,
    pub member: u32,
    pub messages: u32,
    pub chars: u32,
    /// Links, shares and forwards among the messages: the shape of advertising.
    pub shares: u32,
    /// The hours of the local clock in which something was said, one bit each, midnight the lowest.
    pub hours: u32,
}

/// Messages of one hour of the local clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourCount {
    pub day: Day,
    pub hour: u8,
    pub messages: u32,
}

/// Directed links: `from` answered or named `to`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkCount {
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
        slice(self.days.of(group), |cell| cell.day, from, to)
    }

    /// The hours of one group between two days, both included.
    pub fn hours_of(&self, group: u32, from: Day, to: Day) -> &[HourCount] {
        slice(self.hours.of(group), |cell| cell.day, from, to)
    }

    /// The messages of one group on each day between two days, both included, on which something was said.
    pub fn totals_of(&self, group: u32, from: Day, to: Day) -> &[(Day, u32)] {
        slice(self.totals.of(group), |total| total.0, from, to)
    }

    /// All links of one group; filter by `day`.
    pub fn links_of(&self, group: u32) -> &[LinkCount] {
        self.links.of(group)
    }

    /// First and last words of everyone who ever spoke in a group.
    pub fn spans_of(&self, group: u32) -> &[Span] {
        self.spans.of(group)
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
