//! What an operator decided about members who say nothing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::MemberId;

/// A decision about one silent member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SilentDecision {
    pub member: MemberId,
    pub choice: SilentChoice,
    /// The day it was decided.
    pub date: NaiveDate,
}

/// What to do about somebody silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SilentChoice {
    /// Talk to them.
    Wake,
    /// They may be silent.
    LeaveAlone,
    /// Take them out of the group.
    Remove,
}

impl SilentChoice {
    /// All choices, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Wake, Self::LeaveAlone, Self::Remove];
}
