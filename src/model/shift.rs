//! A week of shifts: who looks after which group at which hours.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{GroupId, MemberId, Money, Role};

/// Days, slots and groups of one week, the people who may be asked, and who serves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftWeek {
    pub name: String,
    /// The first day.
    pub start: NaiveDate,
    /// Days from the first on, at most seven.
    #[serde(default = "seven", skip_serializing_if = "is_seven")]
    pub days: u32,
    /// Parts of a day, the earliest first.
    #[serde(default = "day_parts")]
    pub slots: Vec<Slot>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ShiftGroup>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<ShiftPerson>,
    /// Most that all shifts together may be paid; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    #[serde(default, skip_serializing_if = "ShiftRules::is_usual")]
    pub rules: ShiftRules,
    /// People who shared a shift in the week before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last_week: Vec<(MemberId, MemberId)>,
    /// Who serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<Shift>,
    /// What was known of the plan when it was taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<Solved>,
}

/// A part of every day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    pub name: String,
    /// First hour.
    pub from: u32,
    /// The hour at which it is over, up to 24.
    pub to: u32,
}

/// A group that is looked after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftGroup {
    pub group: GroupId,
    /// The role that whoever serves must have in the member list; anybody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// People wanted at (day, slot), both counted from 0, where that is not what the messages suggest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wanted: Vec<(u32, u32, u32)>,
}

/// Somebody who may be asked to serve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftPerson {
    pub member: MemberId,
    /// Most shifts in the week.
    #[serde(default = "five", skip_serializing_if = "is_five")]
    pub max_slots: u32,
    /// Most different groups in the week.
    #[serde(default = "two", skip_serializing_if = "is_two")]
    pub max_groups: u32,
    #[serde(default = "five", skip_serializing_if = "is_five")]
    pub max_days_in_row: u32,
    /// (day, slot) at which the person cannot come, counted from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<(u32, u32)>,
    /// (day, slot) wished for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefers: Vec<(u32, u32)>,
    /// (day, slot) rather not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub avoids: Vec<(u32, u32)>,
    /// Load carried in the weeks before, as heat.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub history: u32,
    /// What a shift earns.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub pay: Money,
}

/// Somebody in a shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Counted from 0.
    pub day: u32,
    /// Counted from 0.
    pub slot: u32,
    pub group: GroupId,
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
}

/// The rules that a week keeps; each can be turned off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftRules {
    /// Whoever serves has the role that the group asks for.
    #[serde(default = "on")]
    pub roles: bool,
    /// Nobody serves in the last slot of a day and the first of the next.
    #[serde(default = "on")]
    pub rest: bool,
    /// Nobody serves more shifts, groups or days in a row than they take.
    #[serde(default = "on")]
    pub caps: bool,
    /// Loads stay near the fair share; a wish.
    #[serde(default = "on")]
    pub fair: bool,
    /// Pairs of the week before are not put together again; a wish.
    #[serde(default = "on")]
    pub pairs: bool,
    /// Groups that one person looks after at once.
    #[serde(default = "one")]
    pub groups_at_once: u32,
}

/// What was known of a plan when it was taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Solved {
    pub objective: i64,
    /// No plan costs less; unknown when the search was stopped before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<i64>,
    pub status: PlanStatus,
    /// A number of everything that the plan was made from and of the plan: with another number nothing here holds any
    /// more.
    pub of: u64,
}

/// How good a plan is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanStatus {
    /// No plan costs less.
    Optimal,
    /// The best plan found.
    Feasible,
    /// Locked duties break a rule.
    Infeasible,
}

impl PlanStatus {
    /// As `qunce metrics` and `qunce plan` write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Feasible => "feasible",
            Self::Infeasible => "infeasible",
        }
    }
}

/// What a slot of a group asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SlotDemand {
    /// Position among the groups of the week.
    pub group: usize,
    pub day: u32,
    pub slot: u32,
    /// People wanted.
    pub wanted: u32,
    /// Expected messages on a scale from 1 to 5.
    pub heat: i64,
}

/// Most slots of a day.
pub const MOST_SLOTS: usize = 8;

fn seven() -> u32 {
    7
}

fn is_seven(number: &u32) -> bool {
    *number == seven()
}

fn five() -> u32 {
    5
}

fn is_five(number: &u32) -> bool {
    *number == five()
}

fn two() -> u32 {
    2
}

fn is_two(number: &u32) -> bool {
    *number == two()
}

fn one() -> u32 {
    1
}

fn on() -> bool {
    true
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_nothing(amount: &Money) -> bool {
    *amount == Money(0)
}

/// Morning, afternoon and evening.
fn day_parts() -> Vec<Slot> {
    let slot = |name: &str, from, to| Slot { name: name.to_owned(), from, to };
    vec![slot("早", 8, 12), slot("午", 12, 18), slot("晚", 18, 23)]
}

impl Default for ShiftWeek {
    fn default() -> Self {
        Self {
            name: String::new(),
            start: NaiveDate::default(),
            days: seven(),
            slots: day_parts(),
            groups: Vec::new(),
            people: Vec::new(),
            budget: None,
            rules: ShiftRules::default(),
            last_week: Vec::new(),
            shifts: Vec::new(),
            solved: None,
        }
    }
}

impl Default for ShiftPerson {
    /// Five shifts in two groups, and nothing else known.
    fn default() -> Self {
        Self {
            member: MemberId::default(),
            max_slots: five(),
            max_groups: two(),
            max_days_in_row: five(),
            away: Vec::new(),
            prefers: Vec::new(),
            avoids: Vec::new(),
            history: 0,
            pay: Money(0),
        }
    }
}

impl Default for ShiftRules {
    /// Every rule on, one group at a time.
    fn default() -> Self {
        Self { roles: true, rest: true, caps: true, fair: true, pairs: true, groups_at_once: 1 }
    }
}

impl ShiftRules {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl ShiftWeek {
    /// A day of the week, counted from 0.
    pub fn date(&self, day: u32) -> NaiveDate {
        self.start.checked_add_days(chrono::Days::new(day.into())).unwrap_or(self.start)
    }

    /// The last day.
    pub fn end(&self) -> NaiveDate {
        self.date(self.days.saturating_sub(1))
    }

    /// True for a place that the week has.
    pub fn has(&self, day: u32, slot: u32, group: &GroupId) -> bool {
        day < self.days
            && (slot as usize) < self.slots.len()
            && self.groups.iter().any(|other| other.group == *group)
    }

    /// Who serves in a slot of a group, in the order of the file; somebody written down twice once.
    pub fn at(&self, day: u32, slot: u32, group: &GroupId) -> Vec<&Shift> {
        let mut found: Vec<&Shift> = Vec::new();
        for shift in
            self.shifts.iter().filter(|shift| (shift.day, shift.slot, &shift.group) == (day, slot, group))
        {
            if !found.iter().any(|other| other.member == shift.member) {
                found.push(shift);
            }
        }
        found
    }

    /// The number of people that somebody wrote down for a slot of a group, by its position; `None` where nobody did.
    pub fn wanted_at(&self, group: usize, day: u32, slot: u32) -> Option<u32> {
        let wanted = self.groups.get(group)?.wanted.iter().find(|(d, s, _)| (*d, *s) == (day, slot));
        wanted.map(|(.., people)| *people)
    }

    /// Pairs of people who share a shift here: those that the next week should not repeat.
    pub fn pairs(&self) -> Vec<(MemberId, MemberId)> {
        let mut pairs = std::collections::BTreeSet::new();
        for one in &self.shifts {
            for other in self.at(one.day, one.slot, &one.group) {
                if one.member < other.member {
                    pairs.insert((one.member.clone(), other.member.clone()));
                }
            }
        }
        pairs.into_iter().collect()
    }
}

/// A number of text, the same on every machine (FNV-1a).
fn hash(text: &str) -> u64 {
    text.bytes().fold(14_695_981_039_346_656_037, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211)
    })
}

/// A number of a plan and of everything that its cost depends on: equal numbers, equal cost and equal bound.
pub fn plan_number(parts: &[&dyn std::fmt::Debug]) -> u64 {
    hash(&format!("{parts:?}"))
}

impl ShiftWeek {
    /// The number of this week as it stands, for [`Solved::of`]: settings, shifts, what is wanted where, and the roles of
    /// its people.
    pub fn number(&self, demand: &[SlotDemand], roles: &[(&MemberId, &[Role])]) -> u64 {
        let plain = Self { name: String::new(), solved: None, ..self.clone() };
        plan_number(&[&plain, &demand, &roles])
    }
}
