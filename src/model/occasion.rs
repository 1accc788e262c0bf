//! Dated things an operator did or met: the flags on a time axis.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::GroupId;

/// An activity, rule change, push or crisis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Occasion {
    pub name: String,
    pub kind: OccasionKind,
    pub from: NaiveDate,
    /// Last day; one day long when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The groups concerned; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What kind of thing it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OccasionKind {
    /// 特价
    Offer,
    /// 分享
    Sharing,
    /// 线下
    Offline,
    /// 裂变活动
    Referral,
    Ceremony,
    RuleChange,
    Push,
    Crisis,
    Other,
}
