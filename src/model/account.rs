//! A node of the platform tree: the trunk that groups grow on.

use serde::{Deserialize, Serialize};

use super::AccountId;

/// A carrier on one platform: a personal account, an official account, a server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Platform::is_other")]
    pub platform: Platform,
    /// The account this one hangs under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<AccountId>,
    /// People who follow it; unknown when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followers: Option<u64>,
}

/// Where a group or account lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Platform {
    WeChat,
    WeCom,
    Qq,
    Discord,
    Telegram,
    WhatsApp,
    Slack,
    #[default]
    Other,
}

impl Platform {
    /// True when nothing is known of the platform.
    pub fn is_other(&self) -> bool {
        *self == Self::Other
    }
}
