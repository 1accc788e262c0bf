//! Funnel and experiment definitions.

use serde::{Deserialize, Serialize};

use super::{ExperimentId, FunnelId, Timestamp};

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
}

fn default_window() -> f64 {
    14.0
}

fn is_default_window(days: &f64) -> bool {
    *days == default_window()
}

/// One step: an event by name.
///
/// Built-in names: `joined`, `first_spoke`, `spoke`, `ordered`, `renewed`, `invited`, `left`, and `sent_text`,
/// `sent_image`, `sent_red_packet` and so on for every kind of message. Any other name is one of the project's own events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunnelStep {
    pub name: String,
    pub event: String,
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

/// A comparison of arms. The arm of a person is the value of `property` on their `exposure` event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    pub id: ExperimentId,
    pub name: String,
    /// Event that puts a person into an arm.
    pub exposure: String,
    /// Property of that event that names the arm.
    pub property: String,
    /// Event that counts as success.
    pub goal: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// People wanted in each arm, fixed before the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_per_arm: Option<u32>,
}
