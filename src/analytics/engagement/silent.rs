//! Members who say nothing.

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use super::Moves;
use crate::activity::{Day, LocalClock, People, date};
use crate::analytics::Input;
use crate::model::{GroupId, MemberId, Tier};

/// A member who has been silent in a group for at least the limit.
///
/// There may be a million of them: no days are kept as [`NEVER`], which no calendar has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SilentMember {
    /// Member and group codes.
    pub codes: (u32, u32),
    last: Day,
    since: Day,
    days: u32,
}

/// No day.
const NEVER: Day = Day::MIN;
/// An unknown number of days.
const UNKNOWN: u32 = u32::MAX;

/// A [`SilentMember`] in words, for `qunce metrics`.
#[derive(Clone, Debug, Serialize)]
pub struct SilentRow<'a> {
    member: &'a MemberId,
    group: &'a GroupId,
    name: &'a str,
    tier: Option<Tier>,
    last_spoke: Option<NaiveDate>,
    never: bool,
    days: Option<u32>,
    since: Option<NaiveDate>,
    tenure: Option<u32>,
}

impl SilentMember {
    /// Who, and in which group, at the end of day `at`; `None` for codes that the counts do not know.
    pub fn row<'a>(&self, input: Input<'a>, at: Day) -> Option<SilentRow<'a>> {
        let (member, group) = self.codes;
        Some(SilentRow {
            member: input.activity.members.id(member)?,
            group: input.activity.groups.id(group)?,
            name: input.member_name(member),
            tier: self.tier(input),
            last_spoke: self.last_spoke().map(date),
            never: self.last_spoke().is_none(),
            days: self.days(),
            since: self.since().map(date),
            tenure: self.tenure(at),
        })
    }

    /// The declared tier, when there is one.
    pub fn tier(&self, input: Input<'_>) -> Option<Tier> {
        input.project.members.get(self.codes.0 as usize).and_then(|member| member.tier)
    }

    /// The day of the last message in the group; `None` for who never spoke there, as far as the log goes back.
    pub fn last_spoke(&self) -> Option<Day> {
        (self.last != NEVER).then_some(self.last)
    }

    /// Days without a word: since the last message, else since they are known to be there. At least that many, when
    /// the log begins later than the membership. Unknown when they never spoke and no list says since when they are
    /// there.
    pub fn days(&self) -> Option<u32> {
        (self.days != UNKNOWN).then_some(self.days)
    }

    /// Since when they are known to be in the group: when they joined, else the first list that has them.
    pub fn since(&self) -> Option<Day> {
        (self.since != NEVER).then_some(self.since)
    }

    /// Days since they are known to be in the group, at the end of day `at`.
    pub fn tenure(&self, at: Day) -> Option<u32> {
        self.since().and_then(|since| u32::try_from(i64::from(at) - i64::from(since)).ok())
    }

    /// Which kind of silence it is, for a limit of silent days.
    pub fn kind(&self, limit: u32) -> SilenceKind {
        if self.last_spoke().is_none() {
            SilenceKind::Never
        } else if self.days().is_some_and(|days| days >= limit.saturating_mul(DORMANT_LIMITS)) {
            SilenceKind::Dormant
        } else {
            SilenceKind::Silent
        }
    }
}

/// Who was silent for this many limits on end is dormant.
pub const DORMANT_LIMITS: u32 = 3;

/// How somebody is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SilenceKind {
    /// No words, as far as the log goes back.
    Never,
    /// Spoke once, and not for at least the limit.
    Silent,
    /// Spoke once, and not for three times the limit.
    Dormant,
}

/// How long somebody has been silent at the end of day `at`: `Some(None)` when it is unknown how long.
///
/// `None` when they are not silent: they spoke in the last `limit` days, or have not been there (or observed) as
/// long. `first` is the first day observed.
pub fn silence(
    last: Option<Day>,
    since: Option<Day>,
    first: Day,
    at: Day,
    limit: u32,
) -> Option<Option<u32>> {
    let elapsed = |from: Day| (i64::from(at) - i64::from(from)).max(0) as u32;
    let tenure = elapsed(since.unwrap_or(first).max(first));
    let days = match (last, since) {
        (Some(last), _) => Some(elapsed(last)),
        (None, Some(_)) => Some(tenure),
        (None, None) => None,
    };
    let there_long_enough = tenure >= limit || (last.is_some() && since.is_none());
    (there_long_enough && days.is_none_or(|days| days >= limit)).then_some(days)
}

/// Silent members at the end of day `at`, one entry for each of their groups, longest silence first, unknown ones
/// last; groups and, within each, members by id among equals.
///
/// `present` holds each group with the people in it at that time. `first` is the first day with messages by anyone;
/// without messages nothing was observed and nobody is called silent, which is the caller's to see to.
pub fn silent_members(
    input: Input<'_>,
    mut present: Vec<(u32, People)>,
    moves: &Moves,
    first: Day,
    at: Day,
    limit: u32,
) -> Vec<SilentMember> {
    let order = input.activity.members.in_order();
    let members = places(order);
    let groups = places(input.activity.groups.in_order());
    present.sort_by_key(|(group, _)| groups.get(*group as usize).copied());
    let members = &members;
    let room = || Room {
        last: vec![None; members.len()],
        since: vec![None; members.len()],
        known: false,
        clock: LocalClock::new(input.project.time_zone),
        turns: Turns::default(),
        found: Vec::new(),
    };
    let of_group = |room: &mut Room, (group, people): (u32, People)| {
        room.last_days(input, group, at);
        room.known = moves.known_in(group, at, &mut room.since);
        let mut by_id = People::none(members.len());
        people
            .iter()
            .filter_map(|member| members.get(member as usize))
            .for_each(|&place| by_id.insert(place));
        let silent = |place: u32| {
            let member = *order.get(place as usize)?;
            let (last, since) = (room.last[member as usize], room.since[member as usize]);
            let days = silence(last, since, first, at, limit)?;
            Some(SilentMember {
                codes: (member, group),
                last: last.unwrap_or(NEVER),
                since: since.unwrap_or(NEVER),
                days: days.unwrap_or(UNKNOWN),
            })
        };
        let mut found = std::mem::take(&mut room.found);
        found.clear();
        by_id.iter().filter_map(silent).for_each(|one| found.push(one));
        room.forget(input, group);
        let sorted = room.turns.sort(&found);
        room.found = found;
        sorted
    };
    let lists: Vec<Vec<SilentMember>> = present.into_par_iter().map_init(room, of_group).collect();
    longest_first(&lists)
}

/// Room for the days of the members of one group, empty between groups.
struct Room {
    last: Vec<Option<Day>>,
    since: Vec<Option<Day>>,
    /// Some of `since` is there.
    known: bool,
    clock: LocalClock,
    turns: Turns,
    found: Vec<SilentMember>,
}

impl Room {
    /// Finds the last day up to `at` on which each member spoke in a group.
    fn last_days(&mut self, input: Input<'_>, group: u32, at: Day) {
        if input.activity.range.is_none_or(|(_, end)| at < end) {
            for cell in input.activity.days_of(group, Day::MIN, at) {
                self.last[cell.member as usize] = Some(cell.day);
            }
            return;
        }
        // Where nothing came after that day, the last words of all tell it.
        for span in input.activity.spans_of(group) {
            self.last[span.member as usize] = Some(self.clock.day_hour(span.last.0).0);
        }
    }

    /// Forgets the days of a group.
    fn forget(&mut self, input: Input<'_>, group: u32) {
        input.activity.spans_of(group).iter().for_each(|span| self.last[span.member as usize] = None);
        if std::mem::take(&mut self.known) {
            self.since.fill(None);
        }
    }
}

/// Room to order silent members by counting.
#[derive(Default)]
struct Turns(Vec<u32>);

impl Turns {
    /// The longest silence first, unknown ones last; equals keep their order.
    fn sort(&mut self, list: &[SilentMember]) -> Vec<SilentMember> {
        let mut sorted = list.to_vec();
        let Some(longest) = list.iter().filter_map(SilentMember::days).max() else { return sorted };
        let turn = |one: &SilentMember| one.days().map_or(longest + 1, |days| longest - days) as usize;
        self.0.clear();
        self.0.resize(longest as usize + 3, 0);
        list.iter().for_each(|one| self.0[turn(one) + 1] += 1);
        (1..self.0.len()).for_each(|turn| self.0[turn] += self.0[turn - 1]);
        for one in list {
            let next = &mut self.0[turn(one)];
            sorted[*next as usize] = *one;
            *next += 1;
        }
        sorted
    }
}

/// The entries of sorted lists as one, those of the first list first among equals.
fn longest_first(lists: &[Vec<SilentMember>]) -> Vec<SilentMember> {
    let key = |one: &SilentMember| one.days().map_or((1, 0), |days| (0, u32::MAX - days));
    let runs = lists.par_iter().enumerate().map(|(number, list)| {
        let mut start = 0;
        let run = |run: &[SilentMember]| {
            let from = start;
            start += run.len();
            (run.first().map(key).unwrap_or_default(), number, from..start)
        };
        list.chunk_by(|a, b| a.days == b.days).map(run).collect::<Vec<_>>()
    });
    let mut runs: Vec<_> = runs.collect::<Vec<_>>().concat();
    runs.par_sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let mut all = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    runs.into_iter().for_each(|(_, list, run)| all.extend_from_slice(&lists[list][run]));
    all
}

/// The place of each code in an order of all codes.
fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    (0_u32..).zip(order).for_each(|(place, &code)| places[code as usize] = place);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_silence_comes_first_and_equals_keep_their_order() {
        let one =
            |member, group, days| SilentMember { codes: (member, group), last: NEVER, since: NEVER, days };
        let lists = [
            vec![one(3, 0, 40), one(1, 0, UNKNOWN), one(2, 0, 90), one(4, 0, 40)],
            Vec::new(),
            vec![one(1, 2, 90), one(9, 2, UNKNOWN), one(5, 2, 31)],
        ];
        let mut turns = Turns::default();
        let sorted = longest_first(&lists.clone().map(|list| turns.sort(&list)));
        let mut expected = lists.concat();
        expected.sort_by_key(|one| std::cmp::Reverse(one.days()));
        assert_eq!(sorted, expected);
        assert_eq!(sorted.iter().map(|one| one.codes.0).collect::<Vec<_>>(), [2, 1, 3, 4, 5, 1, 9]);
    }

    #[test]
    fn the_limit_itself_is_silent() {
        assert_eq!(silence(Some(70), None, 0, 100, 30), Some(Some(30)));
        assert_eq!(silence(Some(71), None, 0, 100, 30), None);
    }

    #[test]
    fn a_newcomer_is_not_silent_yet() {
        assert_eq!(silence(Some(10), Some(95), 0, 100, 30), None);
        assert_eq!(silence(None, Some(80), 0, 100, 30), None);
        assert_eq!(silence(None, Some(60), 0, 100, 30), Some(Some(40)));
    }

    #[test]
    fn nobody_is_silent_before_the_log_covers_the_limit() {
        assert_eq!(silence(None, Some(0), 80, 100, 30), None);
        assert_eq!(silence(None, None, 80, 100, 30), None);
        assert_eq!(silence(None, None, 60, 100, 30), Some(None));
    }
}
