//! Who joined and left when, from stays and from rosters that differ.

use std::collections::{HashMap, HashSet};

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
    /// First roster that lists a member of a group.
    listed: HashMap<(u32, u32), Day>,
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
            for &member in &now {
                moves.listed.entry((group, member)).or_insert(day);
            }
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
        let listed = || self.listed.get(&(group, member)).copied().filter(|&day| day <= at);
        self.joined(group, member, at).or_else(listed)
    }
}
