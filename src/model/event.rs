//! What happened outside the chat: a form filled, a talk attended, an order paid.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{GroupId, MemberId, Money, Timestamp};

/// One dated fact about one member, under a name the project chooses.
///
/// When a sheet names somebody whom the project does not know, `member` is empty and `who` keeps what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "MemberId::is_empty")]
    pub member: MemberId,
    /// The person as the sheet names them, while no member is known to be that person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
}

/// One line of an order sheet.
///
/// When the buyer is nobody the project knows, `member` is empty and `buyer` keeps what the sheet says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The order number.
    pub id: String,
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "MemberId::is_empty")]
    pub member: MemberId,
    /// The buyer as the sheet names them, while no member is known to be that person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<String>,
    pub product: String,
    pub amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The price tier it buys into, when it is a membership.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// The last day that it pays for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub renewal: bool,
}
