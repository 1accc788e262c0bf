//! How the operator scores a group: seven essentials of a community, and four senses of belonging to it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::GroupId;

/// The scores that an operator gave a group on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    pub group: GroupId,
    pub date: NaiveDate,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
}

/// One score with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    pub axis: Axis,
    /// 0 (missing) to [`Axis::MOST`] (as it should be).
    pub score: u8,
    /// What the operator saw; a score without a note rests on nothing that others can check.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Axis {
    /// 目标
    Aim,
    /// 门槛
    Threshold,
    /// 价值
    Value,
    /// 群规
    Rules,
    /// 仪式
    Ceremony,
    /// 分享
    Sharing,
    /// 运营
    Operation,
    /// 仪式感
    SenseOfCeremony,
    /// 参与感
    SenseOfTakingPart,
    /// 组织感
    SenseOfOrganisation,
    /// 归属感
    SenseOfBelonging,
}

impl Axis {
    /// The best score.
    pub const MOST: u8 = 3;
    /// The seven essentials.
    pub const ESSENTIALS: [Self; 7] = [
        Self::Aim,
        Self::Threshold,
        Self::Value,
        Self::Rules,
        Self::Ceremony,
        Self::Sharing,
        Self::Operation,
    ];
    /// The four senses.
    pub const SENSES: [Self; 4] =
        [Self::SenseOfCeremony, Self::SenseOfTakingPart, Self::SenseOfOrganisation, Self::SenseOfBelonging];

    /// All axes: the essentials, then the senses.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ESSENTIALS.into_iter().chain(Self::SENSES)
    }
}
