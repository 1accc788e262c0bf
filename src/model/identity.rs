//! What was decided about who is who: members merged, pairs known to differ, accounts marked.

use serde::{Deserialize, Serialize};

use super::{Member, MemberId, MemberKind, Role};

/// A member that was merged into another, as it was, so that a split gives it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merged {
    pub member: Member,
    /// What the other took over from this one, and gives back.
    #[serde(default, skip_serializing_if = "Given::is_nothing")]
    pub gave: Given,
}

/// The parts of a record that came from a member merged into it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names_seen: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Fields of the profile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profile: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub kind: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub tier: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inviter: bool,
    /// The other counted as invited by this one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub invited: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub source: bool,
}

impl Given {
    /// True when nothing was taken over.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// A guess that an account is no ordinary member, and what the operator said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub member: MemberId,
    /// What it is taken for.
    pub kind: MemberKind,
    /// Why: a word of an import (`bot_account`, `owner` ...) or the sentence that was shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(default, skip_serializing_if = "Decision::is_open")]
    pub decision: Decision,
}

/// What the operator said to a guess.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// Nothing yet.
    #[default]
    Open,
    Confirmed,
    Refused,
}

impl Decision {
    /// True while nobody has said anything.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }
}
