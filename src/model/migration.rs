//! A move that is being prepared: groups to close, and whom to invite where.

use serde::{Deserialize, Serialize};

use super::{GroupId, MemberId};

/// What the operator has chosen so far. Nothing of it has happened yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Migration {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closing: Vec<ClosingGroup>,
    /// People who go another way than their group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<MoveException>,
}

impl Migration {
    /// True when no group is to be closed and nobody is an exception.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A group to be closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosingGroup {
    pub group: GroupId,
    /// Where its people are invited; the group that they have most links to when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<GroupId>,
    /// Invite those too who do not speak any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub everyone: bool,
}

/// Where one person of a closing group is invited instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveException {
    pub group: GroupId,
    pub member: MemberId,
    /// Not invited at all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<GroupId>,
}
