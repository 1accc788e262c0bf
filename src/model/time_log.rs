//! Where the time of a team went, as somebody wrote it down.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::MemberId;

/// Time that one member spent on one kind of work on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeEntry {
    pub date: NaiveDate,
    pub member: MemberId,
    pub kind: WorkKind,
    pub minutes: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What the time was spent on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum WorkKind {
    /// 答疑
    #[default]
    Answers,
    /// 通知
    Notices,
    /// 宣布规则
    Rules,
    /// 活动
    Activities,
    /// 内容
    Content,
    /// 资源
    Resources,
    /// 总结沟通
    Review,
    /// 商业化
    Commerce,
    Other,
}

impl WorkKind {
    /// All kinds: those that serve first, then those that operate.
    pub const ALL: [Self; 9] = [
        Self::Answers,
        Self::Notices,
        Self::Rules,
        Self::Activities,
        Self::Content,
        Self::Resources,
        Self::Review,
        Self::Commerce,
        Self::Other,
    ];

    /// True for answering, notices and rules: what turns an operator into a help desk.
    pub fn is_service(self) -> bool {
        matches!(self, Self::Answers | Self::Notices | Self::Rules)
    }
}
