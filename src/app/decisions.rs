//! Changes of what the operator has decided: the plan, the scores of groups, and a move from group to group.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::edit::EditError;
use crate::model::{Audit, Evidence, GroupId, MemberId, Membership, PlanItem, Project};

/// The day it is in a zone.
pub fn today(zone: chrono_tz::Tz) -> NaiveDate {
    chrono::Utc::now().with_timezone(&zone).date_naive()
}

/// A change of the plan. The item is named by what it says, so that a late click never meets another one.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanChange {
    Add(PlanItem),
    /// Ticks an item off, or opens it again with `None`.
    SetDone(PlanItem, Option<NaiveDate>),
    SetDue(PlanItem, Option<NaiveDate>),
    Remove(PlanItem),
}

/// A move from groups that close to groups that stay, with everything it touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupMove {
    /// The last day of the closing groups, and the first of the people in their new ones.
    pub date: NaiveDate,
    pub closing: Vec<GroupId>,
    /// Who is in the closing groups.
    pub leaving: Vec<(GroupId, MemberId)>,
    /// Who joins where; people who are there already are left out.
    pub joining: Vec<(GroupId, MemberId)>,
}

/// Applies a change of the plan.
///
/// # Errors
/// When the item is gone, or a new one says nothing.
pub(super) fn change_plan(project: &mut Project, change: &PlanChange) -> Result<(), EditError> {
    let find = |project: &Project, item: &PlanItem| {
        project.plan.iter().position(|known| known == item).ok_or(EditError::NoItem)
    };
    match change {
        PlanChange::Add(item) => {
            let text = item.text.trim().to_owned();
            if text.is_empty() {
                return Err(EditError::EmptyName);
            }
            project.plan.push(PlanItem { text, ..item.clone() });
        }
        PlanChange::SetDone(item, done) => {
            let place = find(project, item)?;
            project.plan[place].done = *done;
        }
        PlanChange::SetDue(item, due) => {
            let place = find(project, item)?;
            project.plan[place].due = *due;
        }
        PlanChange::Remove(item) => {
            let place = find(project, item)?;
            project.plan.remove(place);
        }
    }
    Ok(())
}

/// Puts the scores of a group and day in place of those of the same group and day.
pub(super) fn set_audit(project: &mut Project, audit: &Audit) {
    let same = |known: &Audit| known.group == audit.group && known.date == audit.date;
    project.audits.retain(|known| !same(known));
    // All axes left to the data again is a decision too, where others were made before.
    if !audit.scores.is_empty() || project.audits.iter().any(|known| known.group == audit.group) {
        project.audits.push(audit.clone());
        project.audits.sort_by_key(|audit| audit.date);
    }
}

/// Closes groups and takes their people where they go; the plan of the move has done its work and goes.
///
/// # Errors
/// When one of the groups is gone.
pub(super) fn migrate(project: &mut Project, change: &GroupMove) -> Result<(), EditError> {
    let stays = |project: &Project, id: &GroupId| project.groups.iter().position(|group| group.id == *id);
    for id in change.closing.iter().chain(change.joining.iter().map(|(group, _)| group)) {
        stays(project, id).ok_or(EditError::NoGroup)?;
    }
    for id in &change.closing {
        if let Some(place) = stays(project, id) {
            project.groups[place].closed = Some(change.date);
        }
    }
    let closing: HashSet<&GroupId> = change.closing.iter().collect();
    let memberships = Arc::make_mut(&mut project.memberships);
    let mut listed: HashSet<(GroupId, MemberId)> = HashSet::new();
    for stay in memberships.iter_mut() {
        if stay.left.is_none() && closing.contains(&stay.group) {
            // Somebody who was to come later never did: a stay cannot end before it begins.
            stay.left = Some(stay.joined.map_or(change.date, |joined| joined.max(change.date)));
            stay.left_evidence = (!stay.evidence.is_stated()).then_some(Evidence::Stated);
            listed.insert((stay.group.clone(), stay.member.clone()));
        }
    }
    let stay = |(group, member): &(GroupId, MemberId), joined, left| Membership {
        group: group.clone(),
        member: member.clone(),
        joined,
        left,
        inviter: None,
        evidence: Evidence::Stated,
        left_evidence: None,
    };
    for gone in change.leaving.iter().filter(|gone| !listed.contains(*gone)) {
        memberships.push(stay(gone, None, Some(change.date)));
    }
    for joins in &change.joining {
        memberships.push(stay(joins, Some(change.date), None));
    }
    project.migration = Default::default();
    Ok(())
}
