//! What a group is worth keeping for, and what the operator says against the rule.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The four value classes (高收益, 一般, 垃圾, 死亡).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueClass {
    HighYield,
    General,
    Junk,
    Dead,
}

impl ValueClass {
    /// All classes, the best first.
    pub const ALL: [Self; 4] = [Self::HighYield, Self::General, Self::Junk, Self::Dead];
}

/// A class set by hand. The rule's own class is still computed and told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassCorrection {
    pub class: ValueClass,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who decided; empty when not said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The day it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
}
