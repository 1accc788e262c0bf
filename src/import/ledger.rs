//! Member lists into a project: who is on them, what they say of people, and the dated list itself.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::{GroupId, Member, MemberId, Project, Roster};

use super::matching::People;
use super::report::{FileReport, TableReport};
use super::sheets::{Sheet, group_of, group_or_new};
use super::stays::{Invitation, Stays};
use super::table_rows::{MemberRow, TableRow};

/// Lists that this import brought: pages of one list come in several files.
#[derive(Debug, Default)]
pub struct Days(HashSet<(GroupId, NaiveDate)>);

/// One list while it is put together.
#[derive(Default)]
struct List {
    members: Vec<MemberId>,
    on_it: HashSet<MemberId>,
}

/// Adds a table of members: those the project lacks, what it says of them where the project says nothing, and its dated
/// lists. A list of a day that the project has takes the place of the earlier one.
pub fn add(
    project: &mut Project,
    sheet: &Sheet<'_>,
    rows: Vec<(i64, TableRow)>,
    stays: &mut Stays,
    days: &mut Days,
    file: &mut FileReport,
    report: &mut TableReport,
) {
    let mut people = People::of(project);
    let usual = usual_group(project, sheet);
    let mut lists: BTreeMap<(GroupId, NaiveDate), List> = BTreeMap::new();
    let mut kept = 0_u64;
    let mut shared = 0_u64;
    let mut inviters: Vec<(GroupId, MemberId, NaiveDate, String)> = Vec::new();
    for (_, row) in rows {
        let TableRow::Member(row) = row else { continue };
        let Some(day) = row.day.or(sheet.header.day) else { continue };
        let group = match (&row.group, &usual) {
            (Some(text), _) => group_or_new(project, text),
            (None, Some(group)) => group.clone(),
            (None, None) => continue,
        };
        shared += u64::from(
            row.who.id.is_none() && row.who.name.as_deref().is_some_and(|name| people.is_shared(name)),
        );
        let index = member_of(project, &mut people, sheet, &row);
        let Some(id) = project.members.get(index).map(|member| member.id.clone()) else { continue };
        kept += u64::from(enrich(project, index, sheet, &row));
        stays.open(&group, &project.rosters);
        if let Some(joined) = row.joined.filter(|joined| *joined <= day) {
            stays.stated(&group, &id, joined);
        }
        if let Some(by) = &row.inviter {
            inviters.push((group.clone(), id.clone(), day, by.clone()));
        }
        let list = lists.entry((group, day)).or_default();
        if list.on_it.insert(id.clone()) {
            list.members.push(id);
        } else {
            report.duplicates += 1;
        }
    }
    let mut unknown = 0_u64;
    for (group, member, day, text) in inviters {
        let by = people.text(&sheet.hidden(&text)).and_then(|index| project.members.get(index));
        match by.map(|by| by.id.clone()).filter(|by| *by != member) {
            Some(by) => {
                set_inviter(project, &member, &by);
                stays.invited(Invitation { group, member, day, by });
            }
            None => unknown += 1,
        }
    }
    for (key, list) in lists {
        report.days.push(key.1);
        keep(project, stays, key, list, days, file, report);
    }
    report.days.sort_unstable();
    report.days.dedup();
    if unknown > 0 {
        file.warn(
            "unknown_inviter",
            format!("{unknown} inviters are no known members; they were left unknown"),
        );
    }
    if kept > 0 {
        file.warn(
            "kept_facts",
            format!("{kept} members have another tier, source or fact in the project than on the list; the project's was kept"),
        );
    }
    if shared > 0 {
        file.warn(
            "shared_name",
            format!("{shared} lines name somebody without an id by a name that several members have; each counts as one more person"),
        );
    }
}

/// The group of lines that name none: as the caller says, else as the file is called if there is such a group, else as
/// for the last list with these headings, else a new one called like the file.
fn usual_group(project: &mut Project, sheet: &Sheet<'_>) -> Option<GroupId> {
    let header = sheet.header;
    if let Some(given) = &header.group {
        return Some(group_or_new(project, given));
    }
    let named = (!header.named.is_empty()).then_some(header.named.as_str());
    if let Some(group) = named.and_then(|name| group_of(project, name)) {
        return Some(group);
    }
    if let Some(group) = &header.mapping.group {
        return Some(group_or_new(project, group.as_str()));
    }
    named.map(|name| group_or_new(project, name))
}

/// The place of a row's member in the list; added when there is none.
fn member_of(project: &mut Project, people: &mut People, sheet: &Sheet<'_>, row: &MemberRow) -> usize {
    let who = sheet.who(row.who.clone());
    let known = match (&who.id, &who.name) {
        // An id is another person than whoever bears the name, unless that one is known by the name alone.
        (Some(id), _) => people.id(id),
        (None, Some(name)) => people.id(name).or_else(|| people.name(name)),
        (None, None) => None,
    };
    let name = who.name.clone().filter(|_| sheet.hide.is_none());
    if let Some(index) = known {
        let members = Arc::make_mut(&mut project.members);
        if let (Some(member), Some(name)) = (members.get_mut(index), name)
            && member.name != name
            && !member.names_seen.contains(&name)
        {
            if member.name.is_empty() || member.name == member.id.0 {
                member.name = name;
            } else {
                member.names_seen.push(name);
            }
            let changed = member.clone();
            people.add(index, &changed);
        }
        return index;
    }
    let key = who.id.or(who.name).unwrap_or_default();
    let member = Member { id: MemberId(key.clone()), name: name.unwrap_or(key), ..Member::default() };
    let index = project.members.len();
    people.add(index, &member);
    Arc::make_mut(&mut project.members).push(member);
    index
}

/// Takes over what the row says of its member where the project says nothing. True when the project says something
/// else, which stays.
fn enrich(project: &mut Project, index: usize, sheet: &Sheet<'_>, row: &MemberRow) -> bool {
    let mut facts = row.profile.clone();
    if let Some(phone) = &row.who.phone {
        facts.insert("phone".to_owned(), phone.clone());
    }
    if sheet.hide.is_some() {
        facts.clear();
    }
    let nothing = facts.is_empty()
        && row.tier.is_none()
        && row.source.is_none()
        && row.roles.is_empty()
        && row.tags.is_empty();
    let Some(known) = project.members.get(index).filter(|_| !nothing) else { return false };
    let mut member = known.clone();
    let mut other = false;
    let mut fill = |known: &mut Option<String>, said: &Option<String>| {
        if let Some(said) = said {
            other |= known.get_or_insert_with(|| said.clone()) != said;
        }
    };
    fill(&mut member.source, &row.source);
    for (name, value) in facts {
        other |= *member.profile.entry(name).or_insert_with(|| value.clone()) != value;
    }
    if let Some(tier) = row.tier {
        other |= *member.tier.get_or_insert(tier) != tier;
    }
    for role in &row.roles {
        if !member.roles.contains(role) {
            member.roles.push(role.clone());
        }
    }
    for tag in &row.tags {
        if !member.tags.contains(tag) {
            member.tags.push(tag.clone());
        }
    }
    if member != *known
        && let Some(place) = Arc::make_mut(&mut project.members).get_mut(index)
    {
        *place = member;
    }
    other
}

fn set_inviter(project: &mut Project, member: &MemberId, by: &MemberId) {
    let Some(index) = project.members.iter().position(|known| known.id == *member) else { return };
    if project.members.get(index).is_some_and(|known| known.inviter.is_none())
        && let Some(known) = Arc::make_mut(&mut project.members).get_mut(index)
    {
        known.inviter = Some(by.clone());
    }
}

/// Keeps one dated list, and counts who came and went since the one before.
fn keep(
    project: &mut Project,
    stays: &mut Stays,
    (group, date): (GroupId, NaiveDate),
    list: List,
    days: &mut Days,
    file: &mut FileReport,
    report: &mut TableReport,
) {
    stays.open(&group, &project.rosters);
    let before = project.rosters.iter().filter(|roster| roster.group == group && roster.date < date);
    if let Some(before) = before.max_by_key(|roster| roster.date) {
        let was: HashSet<&MemberId> = before.members.iter().collect();
        let stayed = list.on_it.iter().filter(|member| was.contains(member)).count();
        file.joins += (list.on_it.len() - stayed) as u64;
        file.leaves += (was.len() - stayed) as u64;
        if stayed * 3 < was.len().min(list.on_it.len()) {
            file.warn(
                "roster_differs",
                format!(
                    "only {stayed} of the {} people on this list were on the one of {}; check that it is of the group `{group}`",
                    list.on_it.len(),
                    before.date
                ),
            );
        }
    }
    file.group = Some(group.0.clone());
    let first_now = days.0.insert((group.clone(), date));
    let place = project.rosters.iter().position(|roster| roster.group == group && roster.date == date);
    let Some(place) = place else {
        report.added += list.members.len() as u64;
        Arc::make_mut(&mut project.rosters).push(Roster { group, date, members: list.members });
        return;
    };
    let Some(known) = project.rosters.get(place) else { return };
    let was: HashSet<MemberId> = known.members.iter().cloned().collect();
    let new: Vec<MemberId> = list.members.iter().filter(|member| !was.contains(*member)).cloned().collect();
    report.duplicates += (list.members.len() - new.len()) as u64;
    let gone = was.iter().filter(|member| !list.on_it.contains(*member)).count();
    if new.is_empty() && (gone == 0 || !first_now) {
        return;
    }
    if let Some(roster) = Arc::make_mut(&mut project.rosters).get_mut(place) {
        if first_now {
            report.changed += (new.len() + gone) as u64;
            roster.members = list.members;
        } else {
            // Another page of a list that came in this import.
            report.added += new.len() as u64;
            roster.members.extend(new);
        }
    }
}
