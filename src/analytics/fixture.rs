//! Small made-up communities for tests, written as one sentence each.

use chrono::{NaiveDate, NaiveDateTime, TimeZone as _};

use super::{Input, Scope};
use crate::activity::Activity;
use crate::log::{LogBuilder, MessageLog};
use crate::model::{
    Group, Member, MemberKind, Membership, Message, MessageKind, Platform, Project, Roster, Thresholds, Tier,
    Timestamp,
};

/// Builds a project and its log. Calls about people and messages concern the group named last.
///
/// ```ignore
/// let made = Fixture::new()
///     .group("g")
///     .people(5)
///     .says("p1", "2026-01-01 10:00", 3)
///     .reply("p2", "p1", "2026-01-01 10:05")
///     .build();
/// let result = structure(made.input(), &made.scope());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Fixture {
    project: Project,
    messages: Vec<Message>,
    group: String,
}

impl Fixture {
    /// No groups, nobody, Asia/Shanghai.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a group (unless it is there) and makes it the current one.
    pub fn group(mut self, id: &str) -> Self {
        id.clone_into(&mut self.group);
        if self.project.group(&id.into()).is_none() {
            self.project.groups.push(Group {
                id: id.into(),
                name: id.to_owned(),
                platform: Platform::WeChat,
                ..Group::default()
            });
        }
        self
    }

    /// Members `p1` to `p{count}`, in the current group since a day nobody knows.
    pub fn people(self, count: usize) -> Self {
        (1..=count).fold(self, |fixture, number| fixture.stays(&format!("p{number}"), None, None))
    }

    /// Puts a member into the current group since `date`.
    pub fn joins(self, id: &str, date: &str) -> Self {
        self.stays(id, Some(date), None)
    }

    /// Ends the stay of a member in the current group: `date` is their last day.
    pub fn leaves(mut self, id: &str, date: &str) -> Self {
        let group = self.group.clone();
        let stays = std::sync::Arc::make_mut(&mut self.project.memberships);
        let stay = stays.iter_mut().rfind(|stay| stay.group.0 == group && stay.member.0 == id);
        stay.expect("somebody who leaves must be in the group").left = Some(parse_date(date));
        self
    }

    /// One stay in the current group; the member is added if new.
    pub fn stays(mut self, id: &str, joined: Option<&str>, left: Option<&str>) -> Self {
        self.edit(id, |_| ());
        std::sync::Arc::make_mut(&mut self.project.memberships).push(Membership {
            group: self.group.as_str().into(),
            member: id.into(),
            joined: joined.map(parse_date),
            left: left.map(parse_date),
            inviter: None,
            evidence: Default::default(),
            left_evidence: None,
        });
        self
    }

    /// A dated member list of the current group; members are added if new.
    pub fn roster(mut self, date: &str, members: &[&str]) -> Self {
        members.iter().for_each(|id| self.edit(id, |_| ()));
        std::sync::Arc::make_mut(&mut self.project.rosters).push(Roster {
            group: self.group.as_str().into(),
            date: parse_date(date),
            members: members.iter().map(|&id| id.into()).collect(),
        });
        self
    }

    /// Declares a tier.
    pub fn tier(mut self, id: &str, tier: Tier) -> Self {
        self.edit(id, |member| member.tier = Some(tier));
        self
    }

    /// Says what stands behind an account.
    pub fn kind(mut self, id: &str, kind: MemberKind) -> Self {
        self.edit(id, |member| member.kind = kind);
        self
    }

    /// `count` texts, one a minute from `at` (local time) on.
    pub fn says(self, id: &str, at: &str, count: usize) -> Self {
        self.sends(id, MessageKind::Text, at, count)
    }

    /// `count` messages of a kind, one a minute from `at` on.
    pub fn sends(mut self, id: &str, kind: MessageKind, at: &str, count: usize) -> Self {
        let start = self.instant(at);
        for minute in 0..count as i64 {
            self.message(id, kind, Timestamp(start.0 + minute * 60_000), None, &[]);
        }
        self
    }

    /// One text that answers the newest message of `to` in the current group.
    pub fn reply(mut self, from: &str, to: &str, at: &str) -> Self {
        let at = self.instant(at);
        let answered =
            self.messages.iter().rfind(|message| message.group.0 == self.group && message.member.0 == to);
        let id = answered.expect("the answered must have said something").id;
        self.message(from, MessageKind::Text, at, Some(id), &[]);
        self
    }

    /// One text with its words kept.
    pub fn writes(mut self, id: &str, at: &str, words: &str) -> Self {
        let at = self.instant(at);
        self.message(id, MessageKind::Text, at, None, &[]);
        self.with_words(words)
    }

    /// Gives the last message its words.
    pub fn with_words(mut self, words: &str) -> Self {
        let last = self.messages.last_mut().expect("a message to give words to");
        (last.text, last.chars) = (Some(words.to_owned()), None);
        self
    }

    /// One text that names `to`.
    pub fn mention(mut self, from: &str, to: &str, at: &str) -> Self {
        let at = self.instant(at);
        self.message(from, MessageKind::Text, at, None, &[to]);
        self
    }

    /// Changes the limits in force.
    pub fn thresholds(mut self, change: impl FnOnce(&mut Thresholds)) -> Self {
        change(&mut self.project.thresholds);
        self
    }

    /// Changes anything else.
    pub fn project(mut self, change: impl FnOnce(&mut Project)) -> Self {
        change(&mut self.project);
        self
    }

    /// The finished project with its counts.
    pub fn build(self) -> Made {
        let mut builder = LogBuilder::default();
        self.messages.iter().for_each(|message| builder.push(message));
        let log = builder.finish();
        let activity = Activity::build(&self.project, &log);
        Made { project: self.project, log, activity }
    }

    fn edit(&mut self, id: &str, change: impl FnOnce(&mut Member)) {
        let members = std::sync::Arc::make_mut(&mut self.project.members);
        let place = members.iter().position(|member| member.id.0 == id).unwrap_or_else(|| {
            members.push(Member { id: id.into(), name: id.to_owned(), ..Member::default() });
            members.len() - 1
        });
        change(&mut members[place]);
    }

    fn instant(&self, text: &str) -> Timestamp {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M")
            .expect("times are written like 2026-01-01 10:00");
        let zoned = self.project.time_zone.from_local_datetime(&local).earliest();
        Timestamp(zoned.expect("a time that exists in the zone").timestamp_millis())
    }

    fn message(&mut self, from: &str, kind: MessageKind, at: Timestamp, reply_to: Option<u64>, to: &[&str]) {
        self.messages.push(Message {
            id: self.messages.len() as u64 + 1,
            at,
            group: self.group.as_str().into(),
            member: from.into(),
            kind,
            chars: Some(5),
            reply_to,
            mentions: to.iter().map(|&id| id.into()).collect(),
            text: None,
        });
    }
}

fn parse_date(text: &str) -> NaiveDate {
    text.parse().expect("dates are written like 2026-01-01")
}

/// A finished [`Fixture`].
#[derive(Clone, Debug)]
pub struct Made {
    pub project: Project,
    pub log: MessageLog,
    pub activity: Activity,
}

impl Made {
    /// What analyses read.
    pub fn input(&self) -> Input<'_> {
        Input { project: &self.project, activity: &self.activity }
    }

    /// Everything the data cover.
    pub fn scope(&self) -> Scope {
        Scope::new(self.input(), None, None, &[]).expect("a scope without questions")
    }

    /// All groups between two days, both included.
    pub fn between(&self, from: &str, to: &str) -> Scope {
        Scope::new(self.input(), Some(parse_date(from)), Some(parse_date(to)), &[])
            .expect("a period in order")
    }
}

#[test]
fn words_before_the_roster_do_not_put_anybody_back() {
    let made = Fixture::new()
        .group("g")
        .says("gone", "2026-01-05 10:00", 1)
        .roster("2026-01-10", &["here"])
        .joins("new", "2026-01-12")
        .says("gone", "2026-02-01 10:00", 1)
        .thresholds(|limits| limits.silent_days.value = 10)
        .build();
    let present = |to| {
        let scope = made.between("2026-01-01", to);
        let people = super::Population::of(made.input(), 0, scope.to).people;
        people.iter().map(|&code| made.input().member_name(code).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(present("2026-01-15"), ["here", "new"]);
    assert_eq!(present("2026-02-01"), ["here", "new", "gone"], "who speaks again must be in the room");
    assert_eq!((made.log.len(), made.project.thresholds.silent_days.value), (2, 10));
}
