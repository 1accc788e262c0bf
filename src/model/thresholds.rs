//! Every limit that a verdict rests on, with the place it comes from.

use serde::{Deserialize, Serialize};

use super::{Group, Platform, Side};

/// A limit and who says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    pub value: T,
    pub source: String,
}

fn sourced<T>(value: T, source: &str) -> Sourced<T> {
    Sourced { value, source: source.to_owned() }
}

/// The bands and limits in force. What the file leaves out is the default here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// Most members of a B-side group.
    pub size_b: Sourced<u32>,
    /// Most members of a C-side group.
    pub size_c: Sourced<u32>,
    /// Most members of a QQ group.
    pub size_qq: Sourced<u32>,
    /// Share of members who speak in 30 days: lower and upper edge.
    pub active_rate: Sourced<(f64, f64)>,
    pub active_rate_qq: Sourced<(f64, f64)>,
    /// Shares of core, middle and ordinary members.
    pub tiers: Sourced<(f64, f64, f64)>,
    /// Days without a word after which a member counts as silent.
    pub silent_days: Sourced<u32>,
    /// Active rate under which a group counts as dead.
    pub dead_active_rate: Sourced<f64>,
    /// Share of advertisements (links and shares by people) above which a group counts as junk.
    pub junk_link_share: Sourced<f64>,
    /// Share of the core people who must be linked to each other in a high-yield group.
    pub core_linked_share: Sourced<f64>,
    /// Fewest and most people who hold up the talk of a group whatever its size.
    pub core_people: Sourced<(u32, u32)>,
    /// Messages a day above which a group is muted rather than read.
    pub flood_messages: Sourced<u32>,
    /// Distinct people wanted on duty in a year.
    pub duty_people: Sourced<u32>,
    /// First working hour and the hour in which work ends, Monday to Friday; the rest is off duty.
    pub work_hours: Sourced<(u32, u32)>,
    /// Share of staff messages off duty above which the team is overworked.
    pub off_hours: Sourced<f64>,
    /// Messages a day of a group's second week over its first, below which it cools.
    pub second_week: Sourced<f64>,
    /// Most days between two sharing sessions.
    pub sharing_days: Sourced<u32>,
    /// Most days between two offline meetings.
    pub offline_days: Sourced<u32>,
    /// Share of answers, notices and rules in the work of staff above which operating has become a help desk.
    pub service_share: Sourced<f64>,
    /// Share of selling in what the company writes above which a group is sold at rather than talked with.
    pub selling_share: Sourced<f64>,
    /// Minutes within which a question should be answered.
    pub answer_minutes: Sourced<u32>,
    /// Hours after which a question without an answer counts as unanswered.
    pub unanswered_hours: Sourced<u32>,
    /// Minutes that one answer, notice or rule is taken to cost staff.
    pub service_minutes: Sourced<u32>,
    /// Share of that work which a duty rota or a bot could take over.
    pub handed_over: Sourced<f64>,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            size_b: sourced(100, "article 004, indicative"),
            size_c: sourced(200, "article 004, indicative"),
            size_qq: sourced(1000, "article 004, indicative"),
            active_rate: sourced((0.20, 1.0), "article 004, indicative"),
            active_rate_qq: sourced((0.05, 0.10), "article 004, indicative"),
            tiers: sourced((0.05, 0.20, 0.75), "article 001"),
            silent_days: sourced(30, "default"),
            dead_active_rate: sourced(0.02, "default"),
            junk_link_share: sourced(0.20, "article 001"),
            core_linked_share: sourced(0.5, "default"),
            core_people: sourced((40, 100), "rule of thumb"),
            flood_messages: sourced(500, "default"),
            duty_people: sourced(52, "article 002"),
            work_hours: sourced((9, 18), "default"),
            off_hours: sourced(0.30, "default"),
            second_week: sourced(0.5, "default"),
            sharing_days: sourced(31, "article 000"),
            offline_days: sourced(92, "article 000"),
            service_share: sourced(0.5, "default"),
            selling_share: sourced(0.3, "default"),
            answer_minutes: sourced(60, "default"),
            unanswered_hours: sourced(24, "default"),
            service_minutes: sourced(3, "default"),
            handed_over: sourced(0.6, "default"),
        }
    }
}

impl Thresholds {
    /// The size limit of a group: its own, else that of its side, else that of its platform.
    pub fn size_limit(&self, group: &Group) -> Sourced<u32> {
        if let Some(own) = group.size_limit {
            return sourced(own, "group");
        }
        match (group.side, group.platform) {
            (Some(Side::B), _) => self.size_b.clone(),
            (_, Platform::Qq) => self.size_qq.clone(),
            _ => self.size_c.clone(),
        }
    }

    /// The band that the group's active rate is held against.
    pub fn active_band(&self, group: &Group) -> &Sourced<(f64, f64)> {
        match group.platform {
            Platform::Qq => &self.active_rate_qq,
            _ => &self.active_rate,
        }
    }
}
