//! Evaporative cooling of one group over two periods of equal length.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Cooling, cooling};
use crate::activity::{Day, date};
use crate::analytics::population::Rolls;
use crate::analytics::{Input, Population, Scope};
use crate::model::Timestamp;

/// The cooling test of a group, with the periods that were compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GroupCooling {
    #[serde(flatten)]
    pub test: Cooling,
    /// `None` when the period is too short to be compared with anything.
    pub basis: Option<CoolingBasis>,
    /// First and last day of the earlier period.
    pub before: Option<[NaiveDate; 2]>,
    /// First and last day of the later period.
    pub after: Option<[NaiveDate; 2]>,
    /// Who was lost, the most valued first.
    #[serde(skip)]
    pub left: Vec<Leaver>,
}

/// Which two periods are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CoolingBasis {
    /// The period asked for, against the one of equal length before it.
    PreviousPeriod,
    /// The later half of the period asked for, against its earlier half: the group has no older messages.
    Halves,
}

/// Somebody who left or fell silent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leaver {
    /// Member code.
    pub member: u32,
    /// Replies and mentions received in the earlier period.
    pub value: f64,
    /// Last words in the group, ever; `None` if there were none.
    pub last_spoke: Option<Timestamp>,
    /// Still in the group, and silent.
    pub still_here: bool,
    /// 1 for the most valued of the earlier period; equals share the best rank.
    pub rank: usize,
    /// Valued more than the mean of the earlier period.
    pub above_mean: bool,
}

/// The test in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CoolingVerdict {
    /// Those whom the others valued most leave, and chance does not explain it.
    Cooling,
    /// Those who left were valued more, but they are too few or chance does it as well.
    Leaning,
    /// Those who left were not valued more than those who stayed.
    NotCooling,
    /// Nobody left or fell silent.
    NobodyLeft,
    /// Nothing to compare.
    Unknown,
}

impl GroupCooling {
    /// What the test says.
    pub fn verdict(&self) -> CoolingVerdict {
        if self.test.alarm {
            CoolingVerdict::Cooling
        } else if self.test.p.is_none() {
            let known = self.basis.is_some() && self.test.stayers > 0 && self.test.leavers == 0;
            if known { CoolingVerdict::NobodyLeft } else { CoolingVerdict::Unknown }
        } else if self.test.leans_to_cooling() {
            CoolingVerdict::Leaning
        } else {
            CoolingVerdict::NotCooling
        }
    }
}

/// Runs the cooling test on a group.
///
/// A member of a period is a person present at its end who spoke within the silence limit up to then; so "left" means
/// left the group or fell silent. What a member is worth is the replies and mentions received in the period. The
/// earlier period is the one before `scope` when the group has messages from its first day or older, else the
/// earlier half of `scope` (of an odd number of days, the first is left out).
pub fn group_cooling(input: Input<'_>, group: u32, scope: &Scope) -> GroupCooling {
    cooling_of(&Rolls::of(input, group), group, scope)
}

/// As [`group_cooling`], with the lists of the group at hand.
pub(super) fn cooling_of(rolls: &Rolls<'_>, group: u32, scope: &Scope) -> GroupCooling {
    let input = rolls.input();
    let Some((basis, before, after)) = periods(input, group, scope) else { return GroupCooling::default() };
    let (values_before, values_after) = (
        values_among(input, group, before, &rolls.at(before.1).people),
        values_among(input, group, after, &rolls.at(after.1).people),
    );
    let here = rolls.at(after.1).people;
    let mut sorted: Vec<f64> = values_before.values().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let mean = values_before.values().sum::<f64>() / values_before.len().max(1) as f64;
    let mut left: Vec<Leaver> = values_before
        .iter()
        .filter(|(member, _)| !values_after.contains_key(*member))
        .map(|(&member, &value)| Leaver {
            member,
            value,
            last_spoke: input.activity.span(group, member).map(|span| span.last),
            still_here: here.binary_search(&member).is_ok(),
            rank: 1 + sorted.len() - sorted.partition_point(|other| *other <= value),
            above_mean: value > mean,
        })
        .collect();
    left.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.member.cmp(&b.member)));
    let dates = |(first, last): Period| Some([date(first), date(last)]);
    GroupCooling {
        test: cooling(&values_before, &values_after),
        basis: Some(basis),
        before: dates(before),
        after: dates(after),
        left,
    }
}

/// First and last day.
pub(super) type Period = (Day, Day);

fn periods(input: Input<'_>, group: u32, scope: &Scope) -> Option<(CoolingBasis, Period, Period)> {
    let first = input.activity.days_of(group, Day::MIN, scope.to).first()?.day;
    let previous = scope.previous();
    if first <= previous.from {
        let before = (previous.from, previous.to);
        return Some((CoolingBasis::PreviousPeriod, before, (scope.from, scope.to)));
    }
    let half = Day::try_from(scope.len_days() / 2).ok().filter(|&half| half > 0)?;
    let middle = scope.to - half;
    Some((CoolingBasis::Halves, (middle - half + 1, middle), (middle + 1, scope.to)))
}

/// Members at the end of a period and what they received in it.
pub(super) fn values(input: Input<'_>, group: u32, period: Period) -> BTreeMap<u32, f64> {
    values_among(input, group, period, &Population::of(input, group, period.1).people)
}

/// As [`values`], of the people who are present at the end of the period.
fn values_among(input: Input<'_>, group: u32, (first, last): Period, present: &[u32]) -> BTreeMap<u32, f64> {
    let silence = Day::try_from(input.project.thresholds.silent_days.value).unwrap_or(Day::MAX);
    let since = last.saturating_sub(silence).saturating_add(1);
    let mut values: BTreeMap<u32, f64> = input
        .activity
        .days_of(group, since, last)
        .iter()
        .filter(|cell| present.binary_search(&cell.member).is_ok())
        .map(|cell| (cell.member, 0.0))
        .collect();
    for link in input.activity.links_of(group) {
        if (first..=last).contains(&link.day)
            && let Some(value) = values.get_mut(&link.to)
        {
            *value += f64::from(link.count);
        }
    }
    values
}
