//! Who is in a group on a day: the denominator of every rate.

use std::collections::BTreeSet;

use super::Input;
use crate::activity::{Day, day};

/// The people present in one group at the end of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Population {
    /// Codes of people present, silent ones included, ascending.
    pub people: Vec<u32>,
    /// Present, but left out of rates: staff, bots and shills.
    pub others: Vec<u32>,
    /// True when no roster and no membership says who is in: the speakers stand in for the members.
    pub from_speakers_only: bool,
}

impl Population {
    /// Who is in `group` at the end of day `at`.
    ///
    /// The latest roster up to that day is the start; stays that began after it are added, stays that ended by that day
    /// are taken away. Without a roster, all stays that are not over. Whoever spoke up to that day, is on no list and has
    /// no stay that ended, is counted too: they must have been in the room.
    pub fn of(input: Input<'_>, group: u32, at: Day) -> Self {
        let Some(group_id) = input.activity.groups.id(group) else { return Self::default() };
        let code = |id| input.activity.members.find::<crate::model::MemberId>(id);
        let mut present: BTreeSet<u32> = BTreeSet::new();
        let mut gone: BTreeSet<u32> = BTreeSet::new();
        let roster = input
            .project
            .rosters
            .iter()
            .filter(|roster| roster.group == *group_id && day(roster.date) <= at)
            .max_by_key(|roster| roster.date);
        if let Some(roster) = roster {
            present.extend(roster.members.iter().filter_map(code));
        }
        let since = roster.map_or(Day::MIN, |roster| day(roster.date));
        let mut listed = roster.is_some();
        for stay in input.project.memberships.iter().filter(|stay| stay.group == *group_id) {
            listed = true;
            let Some(member) = code(&stay.member) else { continue };
            let left = stay.left.map(day);
            if left.is_some_and(|left| left <= at) {
                gone.insert(member);
                if left.is_some_and(|left| left >= since) {
                    present.remove(&member);
                }
            }
        }
        for stay in input.project.memberships.iter().filter(|stay| stay.group == *group_id) {
            let Some(member) = code(&stay.member) else { continue };
            let begun = stay.joined.is_none_or(|joined| day(joined) <= at);
            let after_roster = roster.is_none() || stay.joined.is_some_and(|joined| day(joined) > since);
            let over = stay.left.is_some_and(|left| day(left) <= at);
            if begun && after_roster && !over {
                present.insert(member);
            }
        }
        let unlisted_since = if roster.is_some() { since.saturating_add(1) } else { Day::MIN };
        let speakers = input.activity.days_of(group, unlisted_since, at).iter().map(|cell| cell.member);
        present.extend(speakers.filter(|member| !gone.contains(member)));
        let (people, others) = present.into_iter().partition(|&member| input.counts(member));
        Self { people, others, from_speakers_only: !listed }
    }
}
