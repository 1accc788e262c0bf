//! Members who say nothing.

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use super::Moves;
use crate::activity::{Day, LocalClock, People, date};
use crate::analytics::Input;
use crate::model::{GroupId, MemberId, Tier};

/// A member who has been silent in a group for at least the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SilentMember {
    /// Member and group codes.
    pub codes: (u32, u32),
    /// The declared tier, when there is one.
    pub tier: Option<Tier>,
    /// The day of the last message in the group; `None` for who never spoke there, as far as the log goes back.
    pub last_spoke: Option<Day>,
    /// Days without a word: since the last message, else since they are known to be there. At least that many, when
    /// the log begins later than the membership. Unknown when they never spoke and no list says since when they are
    /// there.
    pub days: Option<u32>,
    /// Since when they are known to be in the group: when they joined, else the first list that has them.
    pub since: Option<Day>,
}

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
        let Self { codes: (member, group), tier, last_spoke, days, since } = *self;
        Some(SilentRow {
            member: input.activity.members.id(member)?,
            group: input.activity.groups.id(group)?,
            name: input.member_name(member),
            tier,
            last_spoke: last_spoke.map(date),
            never: last_spoke.is_none(),
            days,
            since: since.map(date),
            tenure: self.tenure(at),
        })
    }

    /// Days since they are known to be in the group, at the end of day `at`.
    pub fn tenure(&self, at: Day) -> Option<u32> {
        self.since.and_then(|since| u32::try_from(i64::from(at) - i64::from(since)).ok())
    }

    /// Which kind of silence it is, for a limit of silent days.
    pub fn kind(&self, limit: u32) -> SilenceKind {
        if self.last_spoke.is_none() {
            SilenceKind::Never
        } else if self.days.is_some_and(|days| days >= limit.saturating_mul(DORMANT_LIMITS)) {
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
    present: Vec<(u32, People)>,
    moves: &Moves,
    first: Day,
    at: Day,
    limit: u32,
) -> Vec<SilentMember> {
    let order = in_order(input.activity.members.ids());
    let members = places(&order);
    let groups = places(&in_order(input.activity.groups.ids()));
    let tiers: Vec<Option<Tier>> = input.project.members.iter().map(|member| member.tier).collect();
    let mut present = present;
    present.sort_by_key(|(group, _)| groups.get(*group as usize).copied());
    let (order, members, tiers) = (&order, &members, &tiers);
    let room = || Room {
        last: vec![None; members.len()],
        since: vec![None; members.len()],
        clock: LocalClock::new(input.project.time_zone),
    };
    let of_group = |room: &mut Room, (group, people): (u32, People)| {
        room.last_days(input, group, at);
        room.since.fill(None);
        moves.known_in(group, at, &mut room.since);
        let mut by_id = People::none(members.len());
        people
            .iter()
            .filter_map(|member| members.get(member as usize))
            .for_each(|&place| by_id.insert(place));
        let silent = |place: u32| {
            let member = *order.get(place as usize)?;
            let (last, since) = (room.last[member as usize], room.since[member as usize]);
            let days = silence(last, since, first, at, limit)?;
            let tier = tiers.get(member as usize).copied().flatten();
            Some(SilentMember { codes: (member, group), tier, last_spoke: last, days, since })
        };
        by_id.iter().filter_map(silent).collect()
    };
    let lists: Vec<Vec<SilentMember>> = present.into_par_iter().map_init(room, of_group).collect();
    longest_first(&lists)
}

/// Room for the days of the members of one group.
struct Room {
    last: Vec<Option<Day>>,
    since: Vec<Option<Day>>,
    clock: LocalClock,
}

impl Room {
    /// Finds the last day up to `at` on which each member spoke in a group.
    fn last_days(&mut self, input: Input<'_>, group: u32, at: Day) {
        self.last.fill(None);
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
}

/// The entries of all lists, the longest silence first, in the order that they have among equals.
fn longest_first(lists: &[Vec<SilentMember>]) -> Vec<SilentMember> {
    let entries = || lists.iter().flatten();
    let longest = entries().filter_map(|one| one.days).max().unwrap_or(0) as usize;
    let turn = |one: &SilentMember| one.days.map_or(longest + 1, |days| longest - days as usize);
    let mut next = vec![0_usize; longest + 3];
    entries().for_each(|one| next[turn(one) + 1] += 1);
    (1..next.len()).for_each(|turn| next[turn] += next[turn - 1]);
    let mut from = vec![(0_u32, 0_u32); entries().count()];
    for (number, list) in (0_u32..).zip(lists) {
        for (place, one) in (0_u32..).zip(list) {
            let next = &mut next[turn(one)];
            from[*next] = (number, place);
            *next += 1;
        }
    }
    from.into_par_iter().map(|(list, place)| lists[list as usize][place as usize]).collect()
}

/// The codes of ids, in the order of the ids.
fn in_order<Id: Ord + Sync>(ids: &[Id]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..ids.len() as u32).collect();
    order.par_sort_unstable_by_key(|&code| &ids[code as usize]);
    order
}

/// The place of each code in an order of all codes.
fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    (0_u32..).zip(order).for_each(|(place, &code)| places[code as usize] = place);
    places
}

#[cfg(test)]
mod tests {
    use super::silence;

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
