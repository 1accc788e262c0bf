//! What is sold at which price, and what is to be spent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{GroupId, Money};

/// One rung of the price ladder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceTier {
    /// As orders name it.
    pub name: String,
    pub price: Money,
    /// How many are sold at most; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<u32>,
}

/// Money planned for something, and what it came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetLine {
    pub date: NaiveDate,
    pub name: String,
    /// The group it is for; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The campaign it is for, as the operator names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    pub planned: Money,
    /// Unknown while absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spent: Option<Money>,
}
