//! A group chat and what its operator decided about it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{AccountId, ClassCorrection, GroupId, Money, Platform};

/// One group chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    #[serde(default, skip_serializing_if = "Platform::is_other")]
    pub platform: Platform,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The kind of community (IP, shopping, industry, interest ...), free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Why people are in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub motive: Option<Motive>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<NaiveDate>,
    /// Most members it should hold; when absent the band of its platform and side says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Charter::is_empty")]
    pub charter: Charter,
    /// What it costs to get in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<EntryThreshold>,
    /// What keeping it costs a month, as the operator states it: staff, tools, gifts; rewards for duty not included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_cost: Option<Money>,
    /// The value class set by hand, against what the rule says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassCorrection>,
    /// The pattern that names in this group follow; the project's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub naming: Option<String>,
}

/// Whom the group serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// Businesses: small and well kept.
    B,
    /// Consumers.
    C,
}

/// The six motives for being in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Motive {
    Relationship,
    Work,
    SocialCircle,
    Learning,
    Promotion,
    Life,
}

/// The group charter: shared interest, structure, output, and the four positioning fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Charter {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub common_interest: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub structure: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub joining_rule: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub management_rule: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub output: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub target_crowd: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub need: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub way: String,
}

impl Charter {
    /// True when no field is filled.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a newcomer must give or be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EntryThreshold {
    Free,
    Fee(Money),
    RedPacket(Money),
    Invitation,
    Other(String),
}
