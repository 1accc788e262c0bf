//! Events of a table into a project.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Event, GroupId, MemberId, Project, Timestamp};

use super::report::{FileReport, TableReport};
use super::sheets::{Sheet, group_of};
use super::table_rows::TableRow;

/// What makes two events the same one.
#[derive(PartialEq, Eq, Hash)]
struct Likeness {
    at: i64,
    /// The id of the member, else what the sheet says.
    who: String,
    name: String,
    group: Option<GroupId>,
    properties: Vec<(String, String)>,
}

impl Likeness {
    fn of(event: &Event) -> Self {
        let nobody = event.member.is_empty();
        let who = if nobody {
            format!("?{}", event.who.as_deref().unwrap_or_default())
        } else {
            event.member.0.clone()
        };
        let properties = event.properties.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        Self { at: event.at.0, who, name: event.name.clone(), group: event.group.clone(), properties }
    }
}

/// Adds the events of one table; those that the project has as often already are duplicates.
pub fn add(
    project: &mut Project,
    sheet: &Sheet<'_>,
    rows: Vec<(i64, TableRow)>,
    file: &mut FileReport,
    report: &mut TableReport,
) {
    let (people, usual) = sheet.matching(project);
    let mut there: HashMap<Likeness, u64> = HashMap::new();
    for event in project.events.iter() {
        *there.entry(Likeness::of(event)).or_default() += 1;
    }
    let mut new = Vec::new();
    for (at, row) in rows {
        let TableRow::Event(row) = row else { continue };
        let who = sheet.who(row.who);
        let (member, text) = match people.member(project, &who) {
            Ok(member) => (member, None),
            Err(text) => (MemberId::default(), Some(text.unwrap_or_default())),
        };
        let group = match &row.group {
            Some(text) => group_of(project, text),
            None => usual.clone(),
        };
        let event =
            Event { at: Timestamp(at), member, who: text, name: row.name, group, properties: row.properties };
        match there.get_mut(&Likeness::of(&event)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                report.duplicates += 1;
            }
            _ => {
                report.added += 1;
                report.unmatched += u64::from(event.member.is_empty());
                new.push(event);
            }
        }
    }
    if !new.is_empty() {
        Arc::make_mut(&mut project.events).extend(new);
    }
    if report.unmatched > 0 {
        let count = report.unmatched;
        file.warn("unmatched", format!("{count} events name somebody who is matched with no member"));
    }
}
