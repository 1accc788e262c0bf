//! Who is in which group since when, and the dated rosters that prove it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{GroupId, MemberId};

/// One stay of a member in a group. Dates that nobody knows are absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    pub group: GroupId,
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<NaiveDate>,
    /// The last day in the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviter: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Evidence::is_stated")]
    pub evidence: Evidence,
    /// What the last day is known from, where that is something else than `evidence`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_evidence: Option<Evidence>,
}

impl Membership {
    /// What the last day is known from.
    pub fn leaving_evidence(&self) -> Evidence {
        self.left_evidence.unwrap_or(self.evidence)
    }
}

/// What a stay is known from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// Two member lists were compared: the date is that of the later list.
    Rosters,
    /// A join or leave line in the chat.
    Message,
    /// Written by the operator, or in a column of a member list.
    #[default]
    Stated,
}

impl Evidence {
    /// True for what the operator wrote.
    pub fn is_stated(&self) -> bool {
        *self == Self::Stated
    }
}

/// Everyone who was in a group on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    pub group: GroupId,
    pub date: NaiveDate,
    pub members: Vec<MemberId>,
}
