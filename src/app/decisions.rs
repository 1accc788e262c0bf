//! Changes of what the operator has decided: the plan, the scores of groups, and a move from group to group.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::edit::EditError;
use crate::analytics::structure::MigrationResult;
use crate::analytics::{Input, Population, Scope};
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

impl GroupMove {
    /// The move that the results describe, with everyone present in the closing groups, staff and bots too.
    pub fn of(input: Input<'_>, found: &MigrationResult, scope: &Scope, date: NaiveDate) -> Self {
        let group = |code: u32| input.activity.groups.id(code).cloned();
        let member = |code: u32| input.activity.members.id(code).cloned();
        let mut change = Self { date, ..Self::default() };
        for closing in &found.closing {
            let Some(id) = group(closing.group) else { continue };
            let present = Population::of(input, closing.group, scope.to);
            let people = present.people.into_iter().chain(present.others).filter_map(member);
            change.leaving.extend(people.map(|member| (id.clone(), member)));
            change.closing.push(id);
        }
        for target in &found.targets {
            let Some(id) = group(target.group) else { continue };
            let people = target.joining.iter().filter_map(|&code| member(code));
            change.joining.extend(people.map(|member| (id.clone(), member)));
        }
        change
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Axis, ClosingGroup, Migration, Score};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn item(text: &str) -> PlanItem {
        PlanItem {
            text: text.to_owned(),
            group: None,
            people: Vec::new(),
            due: None,
            done: None,
            created: date("2026-10-01"),
        }
    }

    #[test]
    fn an_item_is_found_by_what_it_says_and_a_lost_one_is_refused() {
        let mut project = Project::default();
        assert_eq!(change_plan(&mut project, &PlanChange::Add(item("  "))), Err(EditError::EmptyName));
        change_plan(&mut project, &PlanChange::Add(item(" 甲 "))).unwrap();
        change_plan(&mut project, &PlanChange::Add(item("乙"))).unwrap();
        change_plan(&mut project, &PlanChange::Remove(item("甲"))).unwrap();
        assert_eq!(project.plan, [item("乙")]);
        let day = Some(date("2026-10-02"));
        assert_eq!(change_plan(&mut project, &PlanChange::SetDone(item("甲"), day)), Err(EditError::NoItem));
        change_plan(&mut project, &PlanChange::SetDue(item("乙"), day)).unwrap();
        assert_eq!(project.plan[0].due, day);
    }

    #[test]
    fn scores_of_one_day_replace_each_other_and_days_stand_beside_each_other() {
        let mut project = Project::default();
        let audit = |day: &str, scores: &[u8]| Audit {
            group: "g".into(),
            date: date(day),
            scores: scores
                .iter()
                .map(|&score| Score { axis: Axis::Aim, score, note: String::new() })
                .collect(),
        };
        set_audit(&mut project, &audit("2026-10-01", &[]));
        assert!(project.audits.is_empty(), "nothing scored is nothing kept");
        set_audit(&mut project, &audit("2026-10-05", &[2]));
        set_audit(&mut project, &audit("2026-10-01", &[1]));
        set_audit(&mut project, &audit("2026-10-05", &[3]));
        assert_eq!(project.audits, [audit("2026-10-01", &[1]), audit("2026-10-05", &[3])]);
        set_audit(&mut project, &audit("2026-10-06", &[]));
        assert_eq!(project.audits.len(), 3, "left to the data again");
    }

    #[test]
    fn a_move_ends_every_stay_once_and_a_lost_group_stops_it() {
        let group = |id: &str| -> crate::model::Group {
            ron::from_str(&format!("(id: \"{id}\", name: \"{id}\")")).unwrap()
        };
        let stay: Membership = ron::from_str("(group: \"old\", member: \"a\", evidence: Message)").unwrap();
        let plan = Migration {
            closing: vec![ClosingGroup { group: "old".into(), into: None, everyone: false }],
            exceptions: Vec::new(),
        };
        let mut project = Project {
            groups: vec![group("old"), group("new")],
            memberships: Arc::new(vec![stay]),
            migration: plan,
            ..Project::default()
        };
        let mut change = GroupMove {
            date: date("2026-10-31"),
            closing: vec!["old".into()],
            leaving: vec![("old".into(), "a".into()), ("old".into(), "b".into())],
            joining: vec![("new".into(), "a".into())],
        };
        migrate(&mut project, &change).unwrap();
        let stays: Vec<_> = project
            .memberships
            .iter()
            .map(|stay| {
                (stay.group.as_str(), stay.member.as_str(), stay.joined.is_some(), stay.left.is_some())
            })
            .collect();
        assert_eq!(stays, [("old", "a", false, true), ("old", "b", false, true), ("new", "a", true, false)]);
        assert_eq!(project.memberships[0].leaving_evidence(), Evidence::Stated);
        assert!(project.migration.is_empty() && project.groups[0].closed.is_some());
        change.closing.push("gone".into());
        assert_eq!(migrate(&mut project, &change), Err(EditError::NoGroup));
    }
}
