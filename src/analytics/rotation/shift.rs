//! A week of shifts, read out: how hot each slot is, how many people it wants, who is there, what is missing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::readout::in_units;
use super::{Fairness, fairness};
use crate::activity::{Day, day};
use crate::analytics::Input;
use crate::model::{GroupId, MemberId, Money, Role, ShiftWeek, SlotDemand, Solved};

/// Days of messages before the week that expected messages are a mean of: eight of each weekday.
const HEAT_DAYS: Day = 56;
/// The hottest slot.
const MOST_HEAT: i64 = 5;
/// Heat from which two people are suggested, and from which one.
const TWO: i64 = 4;
const ONE: i64 = 2;

/// What a week of shifts says about itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ShiftReadout {
    pub name: String,
    /// First and last day.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// People wanted, summed over all slots.
    pub seats: u64,
    /// Of them, those who are there.
    pub filled: u64,
    pub distinct_people: u32,
    /// Shifts of everybody who may be asked (0 included) and of whoever else serves.
    pub loads: BTreeMap<MemberId, u32>,
    /// Load of the weeks before and heat of the shifts, of the same people.
    pub heat_loads: BTreeMap<MemberId, i64>,
    /// Over all of `heat_loads`, negative ones as 0.
    pub fairness: Fairness,
    /// Slots with fewer people than wanted, the hottest first.
    pub uncovered: Vec<UncoveredShift>,
    /// Of the plan taken over, while nothing that it depends on has changed since; else unknown.
    pub objective: Option<i64>,
    pub bound: Option<i64>,
    pub status: Option<&'static str>,
    /// What all shifts together are paid.
    #[serde(serialize_with = "in_units")]
    pub cost: Option<Money>,
    #[serde(serialize_with = "in_units")]
    pub budget: Option<Money>,
    /// The days whose messages say how hot a slot is; `None` where no day before the week is known.
    #[serde(skip)]
    pub observed: Option<(Day, Day)>,
    /// Every slot of every group: by group, then day, then slot.
    #[serde(skip)]
    pub cells: Vec<ShiftCell>,
}

/// A slot of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftCell {
    pub demand: SlotDemand,
    /// Messages on a mean day of that weekday; `None` where no such day is known.
    pub expected: Option<f64>,
    /// People wanted by the rule of heat.
    pub suggested: u32,
    /// Who is there, and whether that is locked.
    pub people: Vec<(MemberId, bool)>,
}

impl ShiftCell {
    /// People wanted and not there.
    pub fn missing(&self) -> u32 {
        self.demand.wanted.saturating_sub(self.people.len() as u32)
    }
}

/// A slot with fewer people than wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UncoveredShift {
    /// First day of the week.
    pub week: NaiveDate,
    pub day: NaiveDate,
    /// Name of the slot.
    pub slot: String,
    pub group: GroupId,
    pub missing: u32,
    pub heat: i64,
    /// Day and slot, counted from 0.
    #[serde(skip)]
    pub at: (u32, u32),
    /// In English; filled in by whoever weighs the rules (`qunce plan`), empty here.
    pub reason: String,
}

/// How hot every slot of every group is, and how many people it wants.
///
/// Expected messages are those of the slot's hours on a mean day of its weekday, over the 56 days before the week (or up to
/// the last message). Heat is that number on a scale of 1 to 5 against the busiest slot of the week, rounded up; 1 where
/// nothing is known. Two people are suggested from heat 4 on, one from 2 on, nobody below; one where nothing is known. A
/// number written in the file takes the place of the suggestion. A group that stands twice counts once.
pub fn shift_cells(input: Input<'_>, week: &ShiftWeek) -> Vec<ShiftCell> {
    let observed = observed(input, week);
    let mut cells = Vec::new();
    for (group, of) in week.groups.iter().enumerate() {
        if week.groups[..group].iter().any(|other| other.group == of.group) {
            continue;
        }
        let code = input.activity.groups.find(&of.group);
        for number in 0..week.days.min(7) {
            let hours = hours_of(input, code, week.date(number), observed);
            for (slot, part) in (0..).zip(&week.slots) {
                let sum = |hours: &[f64; 24]| {
                    hours
                        .iter()
                        .enumerate()
                        .filter(|(hour, _)| (part.from as usize..part.to as usize).contains(hour))
                        .map(|(_, messages)| messages)
                        .sum::<f64>()
                };
                cells.push(ShiftCell {
                    demand: SlotDemand { group, day: number, slot, wanted: 0, heat: 1 },
                    expected: hours.as_ref().map(sum),
                    suggested: 0,
                    people: (week.at(number, slot, &of.group).iter())
                        .map(|shift| (shift.member.clone(), shift.locked))
                        .collect(),
                });
            }
        }
    }
    let busiest = cells.iter().filter_map(|cell| cell.expected).fold(0.0, f64::max);
    for cell in &mut cells {
        let share = cell.expected.filter(|_| busiest > 0.0).map(|expected| expected / busiest);
        let heat = share.map(|share| ((share * MOST_HEAT as f64).ceil() as i64).clamp(1, MOST_HEAT));
        cell.demand.heat = heat.unwrap_or(1);
        cell.suggested = match heat {
            None => 1,
            Some(TWO..) => 2,
            Some(ONE..) => 1,
            Some(_) => 0,
        };
        let at = &cell.demand;
        cell.demand.wanted = week.wanted_at(at.group, at.day, at.slot).unwrap_or(cell.suggested);
    }
    cells
}

/// The days that are looked at: at most 56, all before the week.
fn observed(input: Input<'_>, week: &ShiftWeek) -> Option<(Day, Day)> {
    let (first, last) = input.activity.range?;
    let last = last.min(day(week.start) - 1);
    let first = first.max(last - HEAT_DAYS + 1);
    (first <= last).then_some((first, last))
}

/// Messages of each hour on a mean day of the weekday of `date`; `None` where no such day was observed.
fn hours_of(
    input: Input<'_>,
    group: Option<u32>,
    date: NaiveDate,
    observed: Option<(Day, Day)>,
) -> Option<[f64; 24]> {
    let (first, last) = observed?;
    let same = |other: Day| (other - day(date)).rem_euclid(7) == 0;
    let days = (first..=last).filter(|&day| same(day)).count();
    if days == 0 {
        return None;
    }
    let mut hours = [0.0; 24];
    let counts = group.map(|group| input.activity.hours_of(group, first, last)).unwrap_or_default();
    for count in counts.iter().filter(|count| same(count.day)) {
        if let Some(hour) = hours.get_mut(usize::from(count.hour)) {
            *hour += f64::from(count.messages) / days as f64;
        }
    }
    Some(hours)
}

/// What each slot asks for, in the order of [`shift_cells`].
pub fn shift_demand(input: Input<'_>, week: &ShiftWeek) -> Vec<SlotDemand> {
    shift_cells(input, week).into_iter().map(|cell| cell.demand).collect()
}

/// Reads one week. People beyond the number wanted in a slot fill no seat.
pub fn read_shifts(input: Input<'_>, week: &ShiftWeek) -> ShiftReadout {
    let cells = shift_cells(input, week);
    let person = |id: &MemberId| {
        let code = input.activity.members.find(id);
        code.and_then(|code| input.activity.members.id(code)).unwrap_or(id).clone()
    };
    let mut loads: BTreeMap<MemberId, u32> =
        week.people.iter().map(|asked| (person(&asked.member), 0)).collect();
    let mut heat_loads: BTreeMap<MemberId, i64> =
        week.people.iter().map(|asked| (person(&asked.member), i64::from(asked.history))).collect();
    let mut serving = BTreeSet::new();
    let (mut seats, mut filled, mut pay) = (0, 0, None::<Money>);
    for cell in &cells {
        let there = cell.people.len() as u64;
        seats += u64::from(cell.demand.wanted);
        filled += there.min(u64::from(cell.demand.wanted));
        for (member, _) in &cell.people {
            let id = person(member);
            *loads.entry(id.clone()).or_default() += 1;
            *heat_loads.entry(id.clone()).or_default() += cell.demand.heat;
            let earns = week.people.iter().find(|asked| asked.member == *member).map(|asked| asked.pay);
            let earns = earns.filter(|_| pays(week));
            pay = [pay, earns].into_iter().flatten().reduce(|a, b| Money(a.0.saturating_add(b.0)));
            serving.insert(id);
        }
    }
    let mut uncovered: Vec<UncoveredShift> = (cells.iter().filter(|cell| cell.missing() > 0))
        .filter_map(|cell| {
            let at = &cell.demand;
            Some(UncoveredShift {
                week: week.start,
                day: week.date(at.day),
                slot: week.slots.get(at.slot as usize)?.name.clone(),
                group: week.groups.get(at.group)?.group.clone(),
                missing: cell.missing(),
                heat: at.heat,
                at: (at.day, at.slot),
                reason: String::new(),
            })
        })
        .collect();
    uncovered.sort_by_key(|gap| -gap.heat);
    let shares: Vec<u32> =
        heat_loads.values().map(|&load| u32::try_from(load.max(0)).unwrap_or(u32::MAX)).collect();
    let demand: Vec<SlotDemand> = cells.iter().map(|cell| cell.demand).collect();
    let solved = still_solved(input, week, &demand);
    ShiftReadout {
        name: week.name.clone(),
        from: week.start,
        to: week.end(),
        seats,
        filled,
        distinct_people: serving.len() as u32,
        fairness: fairness(&shares),
        loads,
        heat_loads,
        uncovered,
        objective: solved.map(|solved| solved.objective),
        bound: solved.and_then(|solved| solved.bound),
        status: solved.map(|solved| solved.status.word()),
        cost: pay,
        budget: week.budget,
        observed: observed(input, week),
        cells,
    }
}

/// True when any shift earns something: else what is paid is unknown, not nothing.
fn pays(week: &ShiftWeek) -> bool {
    week.people.iter().any(|asked| asked.pay != Money(0))
}

/// The number of a week as it stands, for [`Solved::of`].
pub fn shift_number(input: Input<'_>, week: &ShiftWeek, demand: &[SlotDemand]) -> u64 {
    let roles = |id| input.project.member(id).map_or(&[][..], |member| member.roles.as_slice());
    let roles: Vec<(&MemberId, &[Role])> =
        week.people.iter().map(|asked| (&asked.member, roles(&asked.member))).collect();
    week.number(demand, &roles)
}

/// What was known of the plan when it was taken over, while everything is as it was then.
pub fn still_solved(input: Input<'_>, week: &ShiftWeek, demand: &[SlotDemand]) -> Option<Solved> {
    week.solved.filter(|solved| solved.of == shift_number(input, week, demand))
}
