//! Staged tables into a document: member lists first, so that orders and events find the people on them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Group, GroupId, Project, TableMapping, TablePurpose};
use crate::project_file::Document;

use super::matching::People;
use super::pseudonym::Pseudonyms;
use super::report::{FileReport, ImportReport, TableReport};
use super::staged::StagedTable;
use super::stays::Stays;
use super::table_rows::{Named, TableHeader};
use super::{ImportOptions, ledger, occurrences, orders};

/// Most mappings that a project remembers; the oldest goes first.
const MOST_MAPPINGS: usize = 200;

/// Merges tables, each with the place of its report. Returns how many members were added.
pub fn merge(
    document: &mut Document,
    mut tables: Vec<(usize, StagedTable)>,
    stays: &mut Stays,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> u64 {
    if tables.is_empty() {
        return 0;
    }
    let project = &mut document.project;
    let before = project.members.len();
    let hide = options.pseudonymise.then(|| Pseudonyms::of_project(project)).flatten();
    let rank = |purpose| match purpose {
        TablePurpose::Messages | TablePurpose::Members => 0,
        TablePurpose::Events => 1,
        TablePurpose::Orders => 2,
    };
    // The sort is stable: lists come in the order in which they were named.
    tables.sort_by_key(|(_, table)| rank(table.header.mapping.purpose));
    let mut days = ledger::Days::default();
    for (at, mut table) in tables {
        let mut unseen = FileReport::default();
        let file = report.files.get_mut(at).unwrap_or(&mut unseen);
        let purpose = table.header.mapping.purpose;
        if purpose != TablePurpose::Messages {
            let mut made = TableReport::new(purpose);
            made.rows = table.rows.len() as u64;
            let sheet = Sheet { hide, header: &table.header };
            let rows = std::mem::take(&mut table.rows);
            match purpose {
                TablePurpose::Members => {
                    ledger::add(project, &sheet, rows, stays, &mut days, file, &mut made)
                }
                TablePurpose::Orders => orders::add(project, &sheet, rows, file, &mut made),
                TablePurpose::Events => occurrences::add(project, &sheet, rows, file, &mut made),
                TablePurpose::Messages => {}
            }
            file.table = Some(made);
        }
        remember(project, table.header.mapping);
    }
    (project.members.len() - before) as u64
}

/// One table with what is needed to merge it.
pub struct Sheet<'t> {
    pub hide: Option<Pseudonyms>,
    pub header: &'t TableHeader,
}

impl Sheet<'_> {
    /// A name or id as the project may keep it.
    pub fn hidden(&self, text: &str) -> String {
        self.hide.map_or_else(|| text.to_owned(), |pseudonyms| pseudonyms.of(text))
    }

    /// The person of a row as the project may know them. The members of a project with pseudonyms have those of their
    /// ids, and people known by name alone those of their names.
    pub fn who(&self, who: Named) -> Named {
        if self.hide.is_none() {
            return who;
        }
        let hidden = |text: Option<String>| text.map(|text| self.hidden(&text));
        Named { id: hidden(who.id), name: hidden(who.name), phone: hidden(who.phone) }
    }

    /// What the rows are matched with: the people there are, after everything still open was matched again, and
    /// [`Self::usual_group`].
    pub fn matching(&self, project: &mut Project) -> (People, Option<GroupId>) {
        match_again(project);
        (People::of(project), self.usual_group(project))
    }

    /// The group that the rows without one of their own belong to, if the project has it.
    pub fn usual_group(&self, project: &Project) -> Option<GroupId> {
        let given = self.header.group.as_deref();
        let found = given.and_then(|text| group_of(project, text));
        found.or_else(|| self.header.mapping.group.clone().filter(|group| project.group(group).is_some()))
    }
}

/// The group of that id, else the only one of that name.
pub fn group_of(project: &Project, text: &str) -> Option<GroupId> {
    if let Some(group) = project.groups.iter().find(|group| group.id.as_str() == text) {
        return Some(group.id.clone());
    }
    let mut named = project.groups.iter().filter(|group| group.name == text);
    match (named.next(), named.next()) {
        (Some(group), None) => Some(group.id.clone()),
        _ => None,
    }
}

/// The group of that id or name, made when there is none.
pub fn group_or_new(project: &mut Project, text: &str) -> GroupId {
    if let Some(group) = group_of(project, text) {
        return group;
    }
    let id = GroupId::from(text);
    project.groups.push(Group { id: id.clone(), name: text.to_owned(), ..Group::default() });
    id
}

/// Keeps how a table was read, in the place of what was known of tables with these headings.
fn remember(project: &mut Project, mapping: TableMapping) {
    let same = |known: &TableMapping| known.purpose == mapping.purpose && known.fits(&mapping.headings);
    match project.mappings.iter_mut().find(|known| same(known)) {
        Some(known) => *known = mapping,
        None => {
            // The latest first: it is what the user last said such a table is.
            project.mappings.insert(0, mapping);
            project.mappings.truncate(MOST_MAPPINGS);
        }
    }
}

/// Matches orders and events whose person was nobody so far with members known by now. Returns how many rows.
pub fn match_again(project: &mut Project) -> u64 {
    let open = project.orders.iter().any(|order| order.member.is_empty())
        || project.events.iter().any(|event| event.member.is_empty());
    if !open {
        return 0;
    }
    let people = People::of(project);
    let mut found: HashMap<String, usize> = HashMap::new();
    let orders = project.orders.iter().filter(|order| order.member.is_empty()).map(|order| &order.buyer);
    let events = project.events.iter().filter(|event| event.member.is_empty()).map(|event| &event.who);
    for text in orders.chain(events).flatten() {
        if let Some(index) = people.text(text) {
            found.insert(text.clone(), index);
        }
    }
    if found.is_empty() {
        return 0;
    }
    let ids: HashMap<String, crate::model::MemberId> = found
        .into_iter()
        .filter_map(|(text, index)| Some((text, project.members.get(index)?.id.clone())))
        .collect();
    let mut matched = 0;
    let mut put = |member: &mut crate::model::MemberId, text: &mut Option<String>| {
        if let (true, Some(id)) = (member.is_empty(), text.as_ref().and_then(|text| ids.get(text))) {
            *member = id.clone();
            *text = None;
            matched += 1;
        }
    };
    for order in Arc::make_mut(&mut project.orders) {
        put(&mut order.member, &mut order.buyer);
    }
    for event in Arc::make_mut(&mut project.events) {
        put(&mut event.member, &mut event.who);
    }
    matched
}
