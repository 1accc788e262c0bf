//! Staged rows into a document: groups, people, stays and messages, nothing twice.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::{Decision, Group, GroupId, Mark, Member, MemberId};
use crate::project_file::Document;

use super::ImportOptions;
use super::destination::{self, Destination};
use super::persons::Persons;
use super::pseudonym::{Pseudonyms, names_somebody};
use super::report::ImportReport;
use super::rows::{Placed, Rows};
use super::sheets;
use super::staged::{Chat, Move, Row, Staged};
use super::stays::{Stays, day_in};
use super::told;

/// Merges all files, in order. Cannot fail: everything that can go wrong has gone wrong while parsing.
pub fn merge(document: &mut Document, files: Vec<Staged>, options: &ImportOptions) -> ImportReport {
    let mut report = ImportReport::default();
    let mut merger = Merger::new(document, options);
    let mut tables = Vec::new();
    for mut staged in files {
        let table = staged.table.take();
        let place = report.files.len();
        merger.file(document, staged, &mut report);
        tables.extend(table.map(|table| (place, table)));
    }
    merger.new_members += sheets::merge(document, tables, &mut merger.stays, options, &mut report);
    merger.finish(document, &mut report);
    report
}

struct Merger<'o> {
    options: &'o ImportOptions,
    /// What hides people, or hid them before names were wanted again.
    pseudonyms: Option<Pseudonyms>,
    rows: Rows,
    persons: Persons,
    /// Member by id or alias, as a position in the project's list.
    members: HashMap<String, usize>,
    new_members: u64,
    renamed: HashSet<usize>,
    stays: Stays,
}

impl<'o> Merger<'o> {
    fn new(document: &mut Document, options: &'o ImportOptions) -> Self {
        let project = &document.project;
        let mut members = HashMap::new();
        for (index, member) in project.members.iter().enumerate() {
            for alias in &member.aliases {
                members.entry(alias.0.clone()).or_insert(index);
            }
        }
        for (index, member) in project.members.iter().enumerate() {
            members.insert(member.id.0.clone(), index);
        }
        let log = Arc::unwrap_or_clone(std::mem::take(&mut document.log));
        Self {
            options,
            pseudonyms: Pseudonyms::of_project(project),
            persons: Persons::of(&document.project.members, &log),
            rows: Rows::new(log),
            members,
            new_members: 0,
            renamed: HashSet::new(),
            stays: Stays::new(&document.project.memberships),
        }
    }

    /// What hides names in this import; `None` when they stay.
    fn hiding(&self) -> Option<Pseudonyms> {
        self.pseudonyms.filter(|_| self.options.pseudonymise)
    }

    fn file(&mut self, document: &mut Document, mut staged: Staged, report: &mut ImportReport) {
        let mut groups = Vec::with_capacity(staged.chats.len());
        for chat in &staged.chats {
            groups.push((chat.report.entries > 0).then(|| self.group(document, &staged, chat)));
        }
        let members = self.people(document, &staged);
        let placed = Placed { groups: &groups, members: &members };
        self.rows.prepare(&mut staged, &placed, &mut self.persons);
        // The log takes the rows away.
        let row = |moved: &Move| Some((*moved, staged.rows.get(moved.row)?));
        let mut moves: Vec<(Move, Row)> = staged.moves.iter().filter_map(row).collect();
        let added = self.rows.file(&mut staged, &placed, &mut self.persons, report);
        moves.retain(|(moved, _)| added.new.get(moved.row) == Some(&true));
        told::apply(document, &staged, &groups, &members, &mut self.stays);
        self.memberships(document, &staged, &groups, &members, moves);
        self.marks(document, &staged, &members);
        for ((chat, group), new) in staged.chats.into_iter().zip(groups).zip(added.by_chat) {
            let mut file = chat.report;
            file.group = group.map(|group| group.0);
            file.added = new;
            file.duplicates = file.entries.saturating_sub(new);
            if !added.called.is_empty() {
                let pairs = added.called.iter().take(5).map(|(here, there)| format!("{here} is {there}"));
                let pairs = pairs.collect::<Vec<_>>().join(", ");
                let more = if added.called.len() > 5 { " and others" } else { "" };
                file.warn(
                    "names_differ",
                    format!(
                        "the project has the same messages under other names ({pairs}{more}): those were not added \
                         again; make these people one where it is true"
                    ),
                );
            }
            report.files.push(file);
        }
    }

    /// The group of a chat, created when the project has none of that id or name.
    fn group(&self, document: &mut Document, staged: &Staged, chat: &Chat) -> GroupId {
        let hide = |text: String| match self.hiding() {
            // A private chat is named after the other person.
            Some(pseudonyms) if names_somebody(&text, names_of(staged)) => pseudonyms.of(&text),
            _ => text,
        };
        let groups = &mut document.project.groups;
        let Destination { group, name, exists } =
            destination::place(groups, &chat.info, &chat.report.path, self.options.group.as_ref(), hide);
        if exists {
            return group;
        }
        groups.push(Group {
            id: group.clone(),
            name,
            platform: chat.info.platform.unwrap_or_default(),
            ..Group::default()
        });
        group
    }

    /// The id that each person of a file has in the log, by their code; people who neither wrote, came, went nor are
    /// listed stay out. It is their own even where it is an alias by now, so that members can be split again.
    fn people(&mut self, document: &mut Document, staged: &Staged) -> Vec<Option<MemberId>> {
        let mut wanted: HashSet<u32> = HashSet::new();
        for chat in &staged.chats {
            wanted.extend(chat.speakers.keys());
            wanted.extend(&chat.listed);
        }
        wanted.extend(staged.moves.iter().flat_map(|moved| [moved.who, moved.by]));
        wanted.extend(staged.told.iter().flat_map(|told| &told.stays).filter_map(|(_, by)| *by));
        wanted.extend(staged.told.iter().map(|told| told.person));
        let list = Arc::make_mut(&mut document.project.members);
        let hiding = self.hiding();
        let mut ids = Vec::with_capacity(staged.people.len());
        for (code, person) in staged.people.iter().enumerate() {
            let key = hiding.map_or_else(|| person.key.clone(), |pseudonyms| pseudonyms.of(&person.key));
            if !self.members.contains_key(&key)
                && hiding.is_none()
                && let Some(&index) = self.pseudonyms.and_then(|by| self.members.get(&by.of(&key)))
                && let Some(member) = list.get_mut(index)
            {
                // Names are wanted again: the pseudonym is this person.
                member.aliases.push(MemberId(key.clone()));
                member.name = newest_names(&person.names).into_iter().next().unwrap_or_else(|| key.clone());
                self.persons.alias(&key, member.id.as_str());
                self.members.insert(key.clone(), index);
            }
            let known = self.members.get(&key).copied();
            if known.is_none() && !wanted.contains(&(code as u32)) {
                ids.push(None);
                continue;
            }
            ids.push(Some(MemberId(key.clone())));
            if !wanted.contains(&(code as u32)) {
                continue;
            }
            let names = if hiding.is_some() { vec![key.clone()] } else { newest_names(&person.names) };
            let index = match known {
                Some(index) => index,
                None => {
                    let name = names.first().cloned().unwrap_or_else(|| key.clone());
                    list.push(Member { id: MemberId(key.clone()), name, ..Member::default() });
                    self.members.insert(key, list.len() - 1);
                    self.new_members += 1;
                    list.len() - 1
                }
            };
            let Some(member) = list.get_mut(index) else { continue };
            for name in names {
                if name != member.name && !member.names_seen.contains(&name) {
                    member.names_seen.push(name);
                    if known.is_some() {
                        self.renamed.insert(index);
                    }
                }
            }
        }
        ids
    }

    /// Keeps what the platform says of bots and staff, for the operator to confirm; once asked, never again.
    fn marks(&self, document: &mut Document, staged: &Staged, members: &[Option<MemberId>]) {
        let project = &mut document.project;
        for mark in &staged.marks {
            let id = members.get(mark.person as usize).and_then(Option::as_ref);
            let Some(index) = id.and_then(|id| self.members.get(id.as_str())) else { continue };
            let Some(member) = project.members.get(*index).filter(|member| member.kind.is_person()) else {
                continue;
            };
            if project.marks.iter().any(|known| known.member == member.id && known.kind == mark.kind) {
                continue;
            }
            project.marks.push(Mark {
                member: member.id.clone(),
                kind: mark.kind,
                reason: mark.reason.to_owned(),
                decision: Decision::Open,
            });
        }
    }

    fn memberships(
        &mut self,
        document: &Document,
        staged: &Staged,
        groups: &[Option<GroupId>],
        members: &[Option<MemberId>],
        mut moves: Vec<(Move, Row)>,
    ) {
        let zone = document.project.time_zone;
        for group in groups.iter().flatten() {
            self.stays.open(group, &document.project.rosters);
        }
        let id_of = |person: u32| members.get(person as usize).and_then(Option::as_ref);
        moves.sort_by_key(|(_, row)| row.at);
        for (moved, row) in moves {
            let Some(chat) = staged.chats.get(row.chat as usize).filter(|chat| !chat.complete) else {
                continue;
            };
            let (Some(Some(group)), Some(member)) = (groups.get(row.chat as usize), id_of(moved.who)) else {
                continue;
            };
            let first = chat.speakers.get(&moved.who).map(|&(first, _)| day_in(zone, first));
            self.stays.apply(group, member, moved.change, day_in(zone, row.at), first, id_of(moved.by));
        }
        for (number, chat) in staged.chats.iter().enumerate() {
            let Some(Some(group)) = groups.get(number).filter(|_| !chat.complete) else { continue };
            let mut present: Vec<u32> = chat.speakers.keys().chain(&chat.listed).copied().collect();
            present.sort_unstable();
            present.dedup();
            for person in present {
                let Some(member) = id_of(person) else { continue };
                let last = chat.speakers.get(&person).map(|&(_, last)| day_in(zone, last));
                self.stays.present(group, member, last);
            }
        }
    }

    fn finish(self, document: &mut Document, report: &mut ImportReport) {
        report.new_members = self.new_members;
        report.renamed = self.renamed.len() as u64;
        document.log = self.rows.finish().into();
        let project = &mut document.project;
        let mut aliases: HashMap<MemberId, MemberId> = HashMap::new();
        for member in project.members.iter() {
            for alias in &member.aliases {
                aliases.entry(alias.clone()).or_insert_with(|| member.id.clone());
            }
        }
        let same = |id: &MemberId| aliases.get(id).unwrap_or(id).clone();
        self.stays.store(&project.rosters, &same, &mut project.memberships);
    }
}

/// Names, the one used last first; of several current ones the first.
fn newest_names(names: &[(String, i64)]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort_by_key(|(_, last)| std::cmp::Reverse(*last));
    names.into_iter().map(|(name, _)| name).collect()
}

/// Everything that people of a file are called.
fn names_of(staged: &Staged) -> impl Iterator<Item = &str> {
    staged.people.iter().flat_map(|person| {
        std::iter::once(person.key.as_str()).chain(person.names.iter().map(|(name, _)| name.as_str()))
    })
}
