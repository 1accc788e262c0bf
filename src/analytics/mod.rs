//! Pure functions from a project and its counts to results: plain structs that the screen, the pictures, the CSV files
//! and `qunce metrics` all read.

pub mod engagement;
pub mod experiment;
#[cfg(test)]
pub(crate) mod fixture;
pub mod funnel;
pub mod identity;
pub mod interval;
mod mask;
pub mod money;
pub mod naming;
mod numeric;
pub mod overview;
mod panels;
mod population;
mod rate;
pub mod referral;
pub mod rotation;
mod scope;
pub mod structure;

pub use mask::mask;
pub use panels::{FunnelPanel, Panels, Summary};
pub use population::Population;
pub use rate::Rate;
pub use scope::{Scope, ScopeError};

use crate::activity::Activity;
use crate::model::{MemberKind, Project, Sourced};

/// What every analysis reads.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub project: &'a Project,
    pub activity: &'a Activity,
}

impl<'a> Input<'a> {
    /// What stands behind a member code; accounts that only the log knows are people.
    pub fn kind(&self, member: u32) -> MemberKind {
        self.project.members.get(member as usize).map_or(MemberKind::Person, |member| member.kind)
    }

    /// True for who takes part in rates: people; everybody where the project counts all.
    pub fn counts(&self, member: u32) -> bool {
        self.project.count_everyone || self.kind(member).is_person()
    }

    /// The band that the speaking rate of a group is held against.
    pub fn active_band(&self, group: u32) -> &'a Sourced<(f64, f64)> {
        let limits = &self.project.thresholds;
        let declared = self.project.groups.get(group as usize);
        declared.map_or(&limits.active_rate, |group| limits.active_band(group))
    }

    /// The member that an order or event is matched with; `None` while it is nobody the project knows.
    pub fn matched(&self, member: &crate::model::MemberId) -> Option<u32> {
        // The log may have a row of nobody, whose id is empty, too.
        if member.is_empty() { None } else { self.activity.members.find(member) }
    }

    /// The name to show for a member code: the project's, else the id.
    pub fn member_name(&self, member: u32) -> &'a str {
        match self.project.members.get(member as usize) {
            Some(member) if !member.name.is_empty() => &member.name,
            _ => self.activity.members.id(member).map_or("", |id| id.as_str()),
        }
    }

    /// The name to show for a group code: the project's, else the id.
    pub fn group_name(&self, group: u32) -> &'a str {
        match self.project.groups.get(group as usize) {
            Some(group) if !group.name.is_empty() => &group.name,
            _ => self.activity.groups.id(group).map_or("", |id| id.as_str()),
        }
    }
}
