//! Funnel and experiment definitions.

use serde::{Deserialize, Serialize};

use super::{ExperimentId, FunnelId, GroupId, Money, Timestamp};

/// Steps that people pass in order, within a window counted from the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funnel {
    pub id: FunnelId,
    pub name: String,
    pub steps: Vec<FunnelStep>,
    #[serde(default, skip_serializing_if = "StepOrder::is_ordered")]
    pub order: StepOrder,
    /// Length of the conversion window, in days; 14 when absent.
    #[serde(default = "default_window", skip_serializing_if = "is_default_window")]
    pub window_days: f64,
    /// Events that must not happen on the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<FunnelExclusion>,
}

/// Who does this between two steps (counted from 0) leaves the funnel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunnelExclusion {
    pub event: String,
    pub from: usize,
    pub to: usize,
}

fn default_window() -> f64 {
    14.0
}

fn is_default_window(days: &f64) -> bool {
    *days == default_window()
}

/// One step: an event by name.
///
/// Built-in names: [`BUILT_IN_EVENTS`], and `sent_text`, `sent_image`, `sent_red_packet` and so on for every kind of
/// message. Any other name is one of the project's own events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunnelStep {
    pub name: String,
    pub event: String,
    /// All of them must hold of the event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<StepFilter>,
    /// True for a step that may be skipped; never the first or the last of a funnel.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// The events that every project has, whatever its sheets say.
pub const BUILT_IN_EVENTS: [&str; 9] =
    ["joined", "first_spoke", "spoke", "replied", "attended", "ordered", "renewed", "invited", "left"];

/// What an event must be to count as a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StepFilter {
    /// In this group.
    Group(GroupId),
    /// One of the project's own events, with this property at this value.
    Property(String, String),
    /// An order of this product.
    Product(String),
    /// An order of this price tier.
    Tier(String),
    /// An order of at least so much.
    AtLeast(Money),
}

/// How strictly the steps must follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepOrder {
    /// In order, other events between are ignored.
    #[default]
    Ordered,
    /// In order, with nothing between.
    Strict,
    /// All of them, in any order.
    Unordered,
}

impl StepOrder {
    /// True for the usual order.
    pub fn is_ordered(&self) -> bool {
        *self == Self::Ordered
    }
}

/// A comparison of arms. The arm of a person is the value of `property` on their `exposure` event; or, where `arms`
/// names groups, the one whose groups they are in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    pub id: ExperimentId,
    pub name: String,
    /// Event that puts a person into an arm.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exposure: String,
    /// Property of that event that names the arm.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub property: String,
    /// Groups instead of an event: the first arm is the control, unless another bears that name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arms: Vec<GroupArm>,
    /// Event that counts as success.
    pub goal: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// People wanted in each arm, fixed before the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_per_arm: Option<u32>,
    /// What was planned, done, found and decided.
    #[serde(default, skip_serializing_if = "Pdca::is_empty")]
    pub card: Pdca,
}

/// An arm made of whole groups.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupArm {
    pub name: String,
    pub groups: Vec<GroupId>,
}

/// The four fields of a card that goes round: plan, do, check, act.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pdca {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub plan: String,
    #[serde(rename = "do", skip_serializing_if = "String::is_empty")]
    pub done: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub check: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub act: String,
}

impl Pdca {
    /// True when nothing is written.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
