//! Who is in a group on a day: the denominator of every rate.

use rayon::prelude::*;

use super::engagement::{local_midnight, people_attendance};
use super::{Input, Scope};
use crate::activity::{Attendance, Day, LocalClock, People, Span, day};
use crate::model::{GroupId, Roster};

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
        Rolls::of(input, group).at(at)
    }
}

/// What lists say of one group, gathered once to be asked about several days.
pub(crate) struct Rolls<'a> {
    input: Input<'a>,
    group: u32,
    rosters: Vec<&'a Roster>,
    /// Member, first and last day; members whom the counts do not know are left out.
    stays: Vec<(u32, Option<Day>, Option<Day>)>,
    /// Somebody has a stay, be they known or not.
    has_stays: bool,
}

impl<'a> Rolls<'a> {
    /// The lists of `group`; none for a code that is no group.
    pub(crate) fn of(input: Input<'a>, group: u32) -> Self {
        let mut rolls = Self { input, group, rosters: Vec::new(), stays: Vec::new(), has_stays: false };
        let Some(group_id) = input.activity.groups.id(group) else { return rolls };
        rolls.rosters = input.project.rosters.iter().filter(|roster| roster.group == *group_id).collect();
        for stay in input.project.memberships.iter().filter(|stay| stay.group == *group_id) {
            rolls.has_stays = true;
            if let Some(member) = input.activity.members.find(&stay.member) {
                rolls.stays.push((member, stay.joined.map(day), stay.left.map(day)));
            }
        }
        rolls
    }

    /// The lists of every group, by code, found in one pass over the project.
    pub(crate) fn all(input: Input<'a>) -> Vec<Self> {
        let empty = |group| Self { input, group, rosters: Vec::new(), stays: Vec::new(), has_stays: false };
        let mut all: Vec<Self> = (0..input.activity.groups.len() as u32).map(empty).collect();
        let code = |id: &GroupId| input.activity.groups.find(id).map(|code| code as usize);
        for roster in input.project.rosters.iter() {
            if let Some(rolls) = code(&roster.group).and_then(|code| all.get_mut(code)) {
                rolls.rosters.push(roster);
            }
        }
        for stay in input.project.memberships.iter() {
            let Some(rolls) = code(&stay.group).and_then(|code| all.get_mut(code)) else { continue };
            rolls.has_stays = true;
            if let Some(member) = input.activity.members.find(&stay.member) {
                rolls.stays.push((member, stay.joined.map(day), stay.left.map(day)));
            }
        }
        all
    }

    /// What the lists belong to.
    pub(crate) fn input(&self) -> Input<'a> {
        self.input
    }

    /// The day of the oldest roster or join.
    pub(crate) fn first_list(&self) -> Option<Day> {
        let joined = self.stays.iter().filter_map(|(_, joined, _)| *joined);
        self.rosters.iter().map(|roster| day(roster.date)).chain(joined).min()
    }

    /// As [`Population::of`].
    pub(crate) fn at(&self, at: Day) -> Population {
        let (people, others) = self.present(at).iter().partition(|&member| self.input.counts(member));
        let listed = self.rosters.iter().any(|roster| day(roster.date) <= at);
        Population { people, others, from_speakers_only: !listed && !self.has_stays }
    }

    /// Everybody present at the end of a day, those who are left out of rates included.
    pub(crate) fn present(&self, at: Day) -> People {
        let input = self.input;
        let code = |id| input.activity.members.find::<crate::model::MemberId>(id);
        let mut present = People::none(input.activity.members.len());
        let mut gone = present.clone();
        let rosters = self.rosters.iter().filter(|roster| day(roster.date) <= at);
        let roster = rosters.max_by_key(|roster| roster.date);
        if let Some(roster) = roster {
            roster.members.iter().filter_map(code).for_each(|member| present.insert(member));
        }
        let since = roster.map_or(Day::MIN, |roster| day(roster.date));
        for &(member, _, left) in &self.stays {
            if let Some(left) = left.filter(|left| *left <= at) {
                gone.insert(member);
                if left >= since {
                    present.remove(member);
                }
            }
        }
        for &(member, joined, left) in &self.stays {
            let begun = joined.is_none_or(|joined| joined <= at);
            let after_roster = roster.is_none() || joined.is_some_and(|joined| joined > since);
            let over = left.is_some_and(|left| left <= at);
            if begun && after_roster && !over {
                present.insert(member);
            }
        }
        let mut unlisted = People::none(input.activity.members.len());
        if roster.is_some() {
            let cells = input.activity.days_of(self.group, since.saturating_add(1), at);
            cells.iter().for_each(|cell| unlisted.insert(cell.member));
        } else {
            spoke_by(input, self.group, at).for_each(|member| unlisted.insert(member));
        }
        unlisted.leave_out(&gone);
        present.join(&unlisted);
        present
    }
}

/// What several panels of one scope stand on, gathered once.
pub(crate) struct Ground<'a> {
    /// The lists of every group, by code.
    pub rolls: Vec<Rolls<'a>>,
    /// People who wrote in any group of the scope, by day, up to its end.
    pub days: Attendance,
    /// People present in any group of the scope at its end.
    pub present: People,
}

impl<'a> Ground<'a> {
    pub(crate) fn of(input: Input<'a>, scope: &Scope) -> Self {
        let (days, (rolls, present)) = rayon::join(
            || people_attendance(input, &scope.groups, scope.to),
            || {
                let rolls = Rolls::all(input);
                let present = present_in(input, &rolls, &scope.groups, scope.to);
                (rolls, present)
            },
        );
        Self { rolls, days, present }
    }
}

/// Everybody who takes part in rates.
pub(crate) fn counted(input: Input<'_>) -> People {
    let mut people = People::none(input.activity.members.len());
    let members = 0..input.activity.members.len() as u32;
    members.filter(|&member| input.counts(member)).for_each(|member| people.insert(member));
    people
}

/// People present in any of the groups at the end of a day.
pub(crate) fn present_in(input: Input<'_>, rolls: &[Rolls<'_>], groups: &[u32], at: Day) -> People {
    let nobody = || People::none(input.activity.members.len());
    let joined = |mut all: People, more: People| {
        all.join(&more);
        all
    };
    let mut here = groups
        .par_iter()
        .filter_map(|&group| Some(rolls.get(group as usize)?.present(at)))
        .fold(nobody, joined)
        .reduce(nobody, joined);
    here.keep(&counted(input));
    here
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
