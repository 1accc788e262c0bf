//! Who joined and left when, from stays and from rosters that differ.

use std::collections::HashSet;

use crate::activity::{Day, day};
use crate::analytics::Input;

/// One member entering or leaving one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    pub group: u32,
    pub member: u32,
    pub day: Day,
}

/// All dated moves of some groups.
///
/// A stay's own dates count. Where a member has no stay in a group, two successive rosters tell: the date is that of
/// the later one, and who is on a group's first roster has joined on a day nobody knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Sorted by group, member, day.
    pub joined: Vec<Move>,
    /// Sorted by group, member, day; the last day in the group.
    pub left: Vec<Move>,
    /// First roster that lists a member of a group, sorted by group, member.
    listed: Vec<Move>,
}

impl Moves {
    /// The moves in these groups (ascending codes); aliases count as the member they belong to.
    pub fn of(input: Input<'_>, groups: &[u32]) -> Self {
        let mut moves = Self::default();
        let activity = input.activity;
        let group_code = |id| activity.groups.find::<crate::model::GroupId>(id);
        let inside = |group: &u32| groups.binary_search(group).is_ok();
        let mut stated = HashSet::new();
        for stay in input.project.memberships.iter() {
            let (Some(group), Some(member)) =
                (group_code(&stay.group).filter(inside), activity.members.find(&stay.member))
            else {
                continue;
            };
            stated.insert((group, member));
            moves.joined.extend(stay.joined.map(|joined| Move { group, member, day: day(joined) }));
            moves.left.extend(stay.left.map(|left| Move { group, member, day: day(left) }));
        }
        let mut rosters: Vec<_> = input
            .project
            .rosters
            .iter()
            .filter_map(|roster| Some((group_code(&roster.group).filter(inside)?, day(roster.date), roster)))
            .collect();
        rosters.sort_by_key(|&(group, day, _)| (group, day));
        let mut before: Option<(u32, HashSet<u32>)> = None;
        for (group, day, roster) in rosters {
            let now: HashSet<u32> =
                roster.members.iter().filter_map(|member| activity.members.find(member)).collect();
            moves.listed.extend(now.iter().map(|&member| Move { group, member, day }));
            if let Some((_, old)) = before.filter(|(earlier, _)| *earlier == group) {
                let unstated = |member: &&u32| !stated.contains(&(group, **member));
                let step = |&member: &u32| Move { group, member, day };
                moves.joined.extend(now.difference(&old).filter(unstated).map(step));
                moves.left.extend(old.difference(&now).filter(unstated).map(step));
            }
            before = Some((group, now));
        }
        moves.joined.sort_unstable();
        moves.left.sort_unstable();
        moves.listed.sort_unstable();
        moves.listed.dedup_by_key(|one| (one.group, one.member));
        moves
    }

    /// The last day on which a member joined a group, up to `at`.
    pub fn joined(&self, group: u32, member: u32, at: Day) -> Option<Day> {
        let end = self.joined.partition_point(|one| (one.group, one.member, one.day) <= (group, member, at));
        let last = self.joined[..end].last()?;
        (last.group == group && last.member == member).then_some(last.day)
    }

    /// The day since when a member is known to be in a group: when they joined, else the first roster that lists
    /// them.
    pub fn known_since(&self, group: u32, member: u32, at: Day) -> Option<Day> {
        let listed = || {
            let place =
                self.listed.binary_search_by_key(&(group, member), |one| (one.group, one.member)).ok()?;
            Some(self.listed[place].day).filter(|&day| day <= at)
        };
        self.joined(group, member, at).or_else(listed)
    }

    /// As [`Moves::known_since`] for everybody in a group: written to the places of their codes where it is known. True
    /// when it is of anybody.
    pub fn known_in(&self, group: u32, at: Day, since: &mut [Option<Day>]) -> bool {
        let mut known = false;
        for moves in [&self.listed, &self.joined] {
            let start = moves.partition_point(|one| one.group < group);
            let of_group = moves[start..].iter().take_while(|one| one.group == group);
            for one in of_group.filter(|one| one.day <= at) {
                since.get_mut(one.member as usize).into_iter().for_each(|since| *since = Some(one.day));
                known = true;
            }
        }
        known
    }
}
