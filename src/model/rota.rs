//! The duty rota as it stands in the file: who serves which week.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{GroupId, MemberId, Money, Tier};

/// Weeks on duty for admins or for content sharers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rota {
    pub name: String,
    /// First day of the first week.
    pub start: NaiveDate,
    #[serde(default = "a_year")]
    pub weeks: u32,
    /// People on duty at once.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub seats: u32,
    /// The groups that the duty covers; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
    /// What a plan must keep.
    #[serde(default, skip_serializing_if = "RotaRules::is_empty")]
    pub rules: RotaRules,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
}

fn a_year() -> u32 {
    52
}

fn one() -> u32 {
    1
}

fn is_one(number: &u32) -> bool {
    *number == one()
}

/// What a plan of a rota must keep; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotaRules {
    /// Least weeks off between two weeks on duty.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub min_gap: u32,
    /// Most weeks in a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_in_row: Option<u32>,
    /// In each week at most as many people who never served before the plan as people who did.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub newcomer_beside_experienced: bool,
    /// How many of a tier every week should have; a wish, not a condition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<(Tier, u32)>,
}

impl RotaRules {
    /// True when nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Somebody who may be asked to serve.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub member: MemberId,
    /// Days away, both ends included; a duty week that touches one is out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<(NaiveDate, NaiveDate)>,
    /// Days wished for, both ends included; a plan prefers the weeks that touch them where loads stay as even.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefers: Vec<(NaiveDate, NaiveDate)>,
    /// Days rather not, both ends included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub avoids: Vec<(NaiveDate, NaiveDate)>,
    /// Most weeks this person takes in the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_weeks: Option<u32>,
    /// Weeks served before this plan began.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub history: u32,
    /// A day on duty before this plan began, the last one; the least gap is counted from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_served: Option<NaiveDate>,
}

/// One seat of one week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Week number from 0.
    pub week: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seat: u32,
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reward: Option<Money>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Rota {
    /// First and last day of a week of the plan, counted from 0.
    pub fn week_days(&self, week: u32) -> (NaiveDate, NaiveDate) {
        let first = self.start.checked_add_days(chrono::Days::new(7 * u64::from(week))).unwrap_or(self.start);
        (first, first.checked_add_days(chrono::Days::new(6)).unwrap_or(first))
    }
}
