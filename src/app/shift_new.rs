//! New weeks of shifts: the first one from what the project knows, the next one from the one before.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};

use super::today;
use crate::analytics::rotation::ShiftReadout;
use crate::model::{GroupId, MemberId, Project, Role, ShiftGroup, ShiftPerson, ShiftWeek};

/// Groups and people that a first week begins with: more can be added.
const GROUPS: usize = 3;
const PEOPLE: usize = 12;

/// A week to begin with: the next one after the last day of the data (else after today), the first groups and candidates of
/// the rota, else the first open groups and whoever keeps them. `name` gives the words for a first day.
pub fn first_shifts(project: &Project, last: Option<NaiveDate>, name: impl Fn(&str) -> String) -> ShiftWeek {
    let last = last.unwrap_or_else(|| today(project.time_zone));
    let ahead =
        (project.week_start.num_days_from_monday() + 6 - last.weekday().num_days_from_monday()) % 7 + 1;
    let start = last.checked_add_days(chrono::Days::new(ahead.into())).unwrap_or(last);
    let rota = project.rotas.first();
    let covered: Vec<GroupId> = rota.map(|rota| rota.groups.clone()).unwrap_or_default();
    let open = project.groups.iter().filter(|group| group.closed.is_none());
    let groups = open.filter(|group| covered.is_empty() || covered.contains(&group.id));
    let group = |id: &GroupId| ShiftGroup { group: id.clone(), ..ShiftGroup::default() };
    let candidates = rota.map(|rota| rota.candidates.as_slice()).unwrap_or_default();
    let keeps =
        |roles: &[Role]| roles.iter().any(|role| matches!(role, Role::Admin | Role::Keeper | Role::Service));
    let keepers = project.members.iter().filter(|member| keeps(&member.roles)).map(|member| &member.id);
    let mut seen = BTreeSet::new();
    let people = candidates.iter().map(|candidate| &candidate.member).chain(keepers);
    let people = people.filter(|id| seen.insert((*id).clone())).take(PEOPLE);
    ShiftWeek {
        name: name(&start.format("%m-%d").to_string()),
        start,
        groups: groups.take(GROUPS).map(|found| group(&found.id)).collect(),
        people: people.map(|id| ShiftPerson { member: id.clone(), ..ShiftPerson::default() }).collect(),
        ..ShiftWeek::default()
    }
}

/// The week after: the same settings, the loads of this one as history (the lightest counts as nothing), its pairs as those
/// not to be repeated, and nobody on duty yet.
pub fn next_shifts(week: &ShiftWeek, readout: &ShiftReadout, name: impl Fn(&str) -> String) -> ShiftWeek {
    let start = week.start.checked_add_days(chrono::Days::new(7)).unwrap_or(week.start);
    let load = |id: &MemberId| readout.heat_loads.get(id).copied().unwrap_or(0);
    let least = week.people.iter().map(|asked| load(&asked.member)).min().unwrap_or(0);
    let person = |asked: &ShiftPerson| ShiftPerson {
        history: u32::try_from(load(&asked.member) - least).unwrap_or(0),
        ..asked.clone()
    };
    ShiftWeek {
        name: name(&start.format("%m-%d").to_string()),
        start,
        people: week.people.iter().map(person).collect(),
        last_week: week.pairs(),
        shifts: Vec::new(),
        solved: None,
        ..week.clone()
    }
}
