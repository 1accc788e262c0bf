//! Which groups and days a question is about.

use chrono::{Datelike as _, NaiveDate};

use super::Input;
use crate::activity::{Day, date, day};
use crate::model::GroupId;

/// Days (both included, in the project's zone) and groups (codes of the activity index, ascending).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub from: Day,
    pub to: Day,
    pub groups: Vec<u32>,
}

/// A scope that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    #[error("the period ends ({to}) before it begins ({from})")]
    Backwards { from: NaiveDate, to: NaiveDate },
    #[error("there is no group `{0}` in this project; its groups are: {1}")]
    UnknownGroup(GroupId, String),
}

impl Scope {
    /// The asked period and groups; where nothing is asked, everything that the data cover.
    ///
    /// Data cover the days of messages, events, orders and rosters; without any of them, the one day 1970-01-01.
    ///
    /// # Errors
    /// When `to` lies before `from`, or a group is not in the project.
    pub fn new(
        input: Input<'_>,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        groups: &[GroupId],
    ) -> Result<Self, ScopeError> {
        let (first, last) = Self::covered(input).unwrap_or((0, 0));
        let asked_from = from.map(day);
        let asked_to = to.map(day);
        let from = asked_from.unwrap_or_else(|| first.min(asked_to.unwrap_or(first)));
        let to = asked_to.unwrap_or_else(|| last.max(from));
        if to < from {
            return Err(ScopeError::Backwards { from: date(from), to: date(to) });
        }
        let mut codes = Vec::with_capacity(groups.len());
        for group in groups {
            match input.activity.groups.find(group) {
                Some(code) => codes.push(code),
                None => {
                    let known: Vec<&str> = input.activity.groups.ids().iter().map(|id| id.as_str()).collect();
                    return Err(ScopeError::UnknownGroup(group.clone(), known.join(", ")));
                }
            }
        }
        if groups.is_empty() {
            codes = (0..input.activity.groups.len() as u32).collect();
        }
        codes.sort_unstable();
        codes.dedup();
        Ok(Self { from, to, groups: codes })
    }

    /// First and last day that the project knows anything about; `None` when it knows nothing.
    pub fn covered(input: Input<'_>) -> Option<(Day, Day)> {
        let zone = input.project.time_zone;
        let instants = input
            .project
            .events
            .iter()
            .map(|event| event.at)
            .chain(input.project.orders.iter().map(|order| order.at));
        // Times have years of four digits; a roster dated beyond them is a slip of the pen, not 200,000 years of data.
        let rosters = input.project.rosters.iter().filter(|roster| (0..=9999).contains(&roster.date.year()));
        let days = instants
            .map(|at| day(at.local(zone).date()))
            .chain(rosters.map(|roster| day(roster.date)))
            .chain(input.activity.range.into_iter().flat_map(|(first, last)| [first, last]));
        days.fold(None, |range, next| {
            Some(range.map_or((next, next), |(first, last): (Day, Day)| (first.min(next), last.max(next))))
        })
    }

    /// Number of days.
    pub fn len_days(&self) -> u32 {
        (self.to - self.from + 1).max(0) as u32
    }

    /// The period of the same length that ends the day before this one begins.
    pub fn previous(&self) -> Self {
        let len = self.to - self.from + 1;
        Self { from: self.from - len, to: self.from - 1, groups: self.groups.clone() }
    }

    /// First and last date.
    pub fn dates(&self) -> (NaiveDate, NaiveDate) {
        (date(self.from), date(self.to))
    }
}
