//! What a file states of its members outright: their roles, and when they were in the group.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::{Evidence, GroupId, MemberId, Membership, Role};
use crate::project_file::Document;

use super::staged::Staged;
use super::stays::Stays;

/// A member as a format found them stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub id: String,
    pub roles: Vec<Role>,
    /// Stays in the chat.
    pub stays: Vec<ToldStay>,
}

/// One stay as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldStay {
    pub joined: Option<NaiveDate>,
    pub left: Option<NaiveDate>,
    /// Id of the inviter.
    pub inviter: Option<String>,
    pub evidence: Evidence,
    /// What the last day is known from, where that is something else.
    pub left_evidence: Option<Evidence>,
}

/// [`Told`] with people as codes.
#[derive(Clone, Debug)]
pub struct StagedTold {
    pub chat: usize,
    pub person: u32,
    pub roles: Vec<Role>,
    /// Inviters stand beside the stays.
    pub stays: Vec<(ToldStay, Option<u32>)>,
}

/// Writes what is stated into the document and its stays. Roles are added, never taken away; a stay that is already there
/// stays as it is.
pub fn apply(
    document: &mut Document,
    staged: &Staged,
    groups: &[Option<GroupId>],
    members: &[Option<MemberId>],
    stays: &mut Stays,
) {
    let id_of = |person: u32| members.get(person as usize).and_then(Option::as_ref);
    let roles: HashMap<&MemberId, &[Role]> = (staged.told.iter())
        .filter(|told| !told.roles.is_empty())
        .filter_map(|told| Some((id_of(told.person)?, told.roles.as_slice())))
        .collect();
    if !roles.is_empty() {
        for member in Arc::make_mut(&mut document.project.members) {
            for role in roles.get(&member.id).copied().unwrap_or_default() {
                if !member.roles.contains(role) {
                    member.roles.push(role.clone());
                }
            }
        }
    }
    for told in &staged.told {
        let (Some(Some(group)), Some(member)) = (groups.get(told.chat), id_of(told.person)) else { continue };
        for (stay, inviter) in &told.stays {
            stays.state(Membership {
                group: group.clone(),
                member: member.clone(),
                joined: stay.joined,
                left: stay.left,
                inviter: inviter.and_then(id_of).cloned(),
                evidence: stay.evidence,
                left_evidence: stay.left_evidence,
            });
        }
    }
}
