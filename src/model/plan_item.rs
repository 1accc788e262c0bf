//! What the operator has decided to do: one line of the plan.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{GroupId, MemberId};

/// Something to do, about a group or about people or about neither.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanItem {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Whom it concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<MemberId>,
    /// The day by which it should be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// The day it was ticked off; absent while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<NaiveDate>,
    pub created: NaiveDate,
}
