//! Who is in a group on a day: the denominator of every rate.

use std::collections::{BTreeSet, HashMap};

use super::Input;
use super::engagement::local_midnight;
use crate::activity::{Day, LocalClock, Span, day};
use crate::model::{GroupId, Membership, Roster};

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
    /// Who is in `group` at the end of day `at`. For many groups make [`Rolls`] once.
    ///
    /// The latest roster up to that day is the start; stays that began after it are added, stays that ended by that day
    /// are taken away. Without a roster, all stays that are not over. Whoever spoke up to that day, is on no list and has
    /// no stay that ended, is counted too: they must have been in the room.
    pub fn of(input: Input<'_>, group: u32, at: Day) -> Self {
        Rolls::some(input, |code| code == group).population(group, at)
    }
}

/// The rosters and stays of each group, found in one pass over the project.
#[derive(Clone, Debug)]
pub struct Rolls<'a> {
    input: Input<'a>,
    rosters: HashMap<u32, Vec<&'a Roster>>,
    stays: HashMap<u32, Vec<&'a Membership>>,
}

impl<'a> Rolls<'a> {
    /// Those of all groups.
    pub fn new(input: Input<'a>) -> Self {
        Self::some(input, |_| true)
    }

    fn some(input: Input<'a>, wanted: impl Fn(u32) -> bool) -> Self {
        let mut rolls = Self { input, rosters: HashMap::new(), stays: HashMap::new() };
        let code = |id: &GroupId| input.activity.groups.find(id).filter(|&code| wanted(code));
        for roster in input.project.rosters.iter() {
            if let Some(group) = code(&roster.group) {
                rolls.rosters.entry(group).or_default().push(roster);
            }
        }
        for stay in input.project.memberships.iter() {
            if let Some(group) = code(&stay.group) {
                rolls.stays.entry(group).or_default().push(stay);
            }
        }
        rolls
    }

    /// Who is in `group` at the end of day `at`, by the rules of [`Population::of`].
    pub fn population(&self, group: u32, at: Day) -> Population {
        let input = self.input;
        let code = |id| input.activity.members.find::<crate::model::MemberId>(id);
        let mut present: BTreeSet<u32> = BTreeSet::new();
        let mut gone: BTreeSet<u32> = BTreeSet::new();
        let roster = self
            .rosters
            .get(&group)
            .into_iter()
            .flatten()
            .filter(|roster| day(roster.date) <= at)
            .max_by_key(|roster| roster.date);
        if let Some(roster) = roster {
            present.extend(roster.members.iter().filter_map(code));
        }
        let since = roster.map_or(Day::MIN, |roster| day(roster.date));
        let stays = self.stays.get(&group).map_or(&[][..], |stays| stays);
        let listed = roster.is_some() || !stays.is_empty();
        for stay in stays {
            let Some(member) = code(&stay.member) else { continue };
            let left = stay.left.map(day);
            if left.is_some_and(|left| left <= at) {
                gone.insert(member);
                if left.is_some_and(|left| left >= since) {
                    present.remove(&member);
                }
            }
        }
        for stay in stays {
            let Some(member) = code(&stay.member) else { continue };
            let begun = stay.joined.is_none_or(|joined| day(joined) <= at);
            let after_roster = roster.is_none() || stay.joined.is_some_and(|joined| day(joined) > since);
            let over = stay.left.is_some_and(|left| day(left) <= at);
            if begun && after_roster && !over {
                present.insert(member);
            }
        }
        let mut present: Vec<u32> = present.into_iter().collect();
        let unlisted = |member: &u32| !gone.contains(member);
        if roster.is_some() {
            let cells = input.activity.days_of(group, since.saturating_add(1), at);
            present.extend(cells.iter().map(|cell| cell.member).filter(unlisted));
        } else {
            present.extend(spoke_by(input, group, at).filter(unlisted));
        }
        present.sort_unstable();
        present.dedup();
        let (people, others) = present.into_iter().partition(|&member| input.counts(member));
        Population { people, others, from_speakers_only: !listed }
    }
}

/// Who has spoken in a group by the end of a day.
fn spoke_by(input: Input<'_>, group: u32, at: Day) -> impl Iterator<Item = u32> + '_ {
    let zone = input.project.time_zone;
    let midnight = local_midnight(zone, at.saturating_add(1));
    let mut clock = LocalClock::new(zone);
    let spoke = move |span: &&Span| -> bool {
        // The local day costs more than the instant; near midnight clocks may have gone back over it.
        match span.first.0.saturating_sub(midnight) {
            NEAR.. => false,
            near if near > -NEAR => clock.day_hour(span.first.0).0 <= at,
            _ => true,
        }
    };
    input.activity.spans_of(group).iter().filter(spoke).map(|span| span.member)
}

/// Further from midnight than clocks are ever put, in milliseconds.
const NEAR: i64 = 25 * 60 * 60 * 1000;
