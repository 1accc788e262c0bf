//! A member: one person (or bot) under one stable id across all groups.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::MemberId;

/// One account that can sit in groups.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    /// Every other name seen for this id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names_seen: Vec<String>,
    /// Ids that were merged into this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<MemberId>,
    #[serde(default, skip_serializing_if = "MemberKind::is_person")]
    pub kind: MemberKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Facts about the person: `region`, `business`, `org_type`, `industry` and the operator's own fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub profile: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviter: Option<MemberId>,
    /// How they came: `existing`, `seed`, `referral`, `paid`, `offline`, or the operator's own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What stands behind an account. Rates count `Person` only, unless they say otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MemberKind {
    #[default]
    Person,
    Staff,
    Bot,
    /// Paid or fake voices (水军).
    Shill,
}

impl MemberKind {
    /// True for an ordinary person.
    pub fn is_person(&self) -> bool {
        *self == Self::Person
    }
}

/// The declared tier: 大咖, 中咖, 普通.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    Core,
    Middle,
    Ordinary,
}

/// What a member does for the community.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// 灵魂人物
    Soul,
    /// 日常运营: keeps the atmosphere.
    Keeper,
    /// 设计者: designs the levels.
    Designer,
    /// 输出者: attracts by what they give.
    Contributor,
    /// 策划负责人
    Planner,
    /// 内容编辑
    Editor,
    /// 社群管理员
    Admin,
    /// 数据分析师
    Analyst,
    /// 客服专员
    Service,
    /// 运营助理
    Assistant,
    Other(String),
}

impl Role {
    /// Every role that has a name of its own, in the order of the declaration; all but [`Self::Other`].
    pub const NAMED: [Self; 10] = [
        Self::Soul,
        Self::Keeper,
        Self::Designer,
        Self::Contributor,
        Self::Planner,
        Self::Editor,
        Self::Admin,
        Self::Analyst,
        Self::Service,
        Self::Assistant,
    ];
}
