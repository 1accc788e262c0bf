//! Staged rows into a document: groups, people, stays and messages, nothing twice.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::log::{LogBuilder, Row as LogRow};
use crate::model::{Group, GroupId, Member, MemberId, MessageKind};
use crate::project_file::Document;

use super::ImportOptions;
use super::collector::{Chat, NOBODY, Row, Staged, stable_hash};
use super::pseudonym::Pseudonyms;
use super::report::ImportReport;
use super::sheets;
use super::stays::{Stays, day_in};

/// Message ids with this bit are made from the platform's own, so that they come out the same in every import.
const PLATFORM_BIT: u64 = 1 << 63;

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

/// What makes two entries the same one, beside their group.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Likeness {
    group: u32,
    at: i64,
    member: u32,
    kind: MessageKind,
    chars: u32,
    text_hash: u64,
}

/// How often an entry is in the project, and how often the current file has shown it.
#[derive(Clone, Copy, Default)]
struct Copies {
    there: u32,
    shown: u32,
    file: u32,
}

struct Merger<'o> {
    options: &'o ImportOptions,
    pseudonyms: Option<Pseudonyms>,
    log: LogBuilder,
    next_id: u64,
    /// Ids of messages of the groups touched, with their time and member.
    ids: HashMap<u64, (i64, u32)>,
    copies: HashMap<Likeness, Copies>,
    /// Groups whose rows are in `ids` and `copies`; true when bodies take part in comparing.
    indexed: HashMap<u32, bool>,
    /// Member by id or alias, as a position in the project's list.
    members: HashMap<String, usize>,
    new_members: u64,
    stays: Stays,
    file: u32,
    /// Answers whose question may come later: row in the log, id of the question.
    replies: Vec<(usize, u64)>,
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
        let log = std::sync::Arc::unwrap_or_clone(std::mem::take(&mut document.log));
        let next_id =
            log.ids.iter().copied().filter(|id| id & PLATFORM_BIT == 0).max().map_or(1, |id| id + 1);
        Self {
            options,
            pseudonyms: options.pseudonymise.then(|| Pseudonyms::for_project(&project.name)),
            log: LogBuilder::from_log(log),
            next_id,
            ids: HashMap::new(),
            copies: HashMap::new(),
            indexed: HashMap::new(),
            members,
            new_members: 0,
            stays: Stays::new(&project.memberships),
            file: 0,
            replies: Vec::new(),
        }
    }

    fn file(&mut self, document: &mut Document, staged: Staged, report: &mut ImportReport) {
        self.file += 1;
        let mut groups = Vec::with_capacity(staged.chats.len());
        for chat in &staged.chats {
            groups.push((chat.report.entries > 0).then(|| self.group(document, chat)));
        }
        let members = self.people(document, &staged);
        let lookup = Lookup::new(&staged);
        let new = self.rows(document, &staged, &groups, &members, &lookup, report);
        self.memberships(document, &staged, &groups, &members, &new);
        let mut added = vec![0; staged.chats.len()];
        for (row, _) in staged.rows.iter().zip(new).filter(|(_, is_new)| *is_new) {
            if let Some(added) = added.get_mut(row.chat as usize) {
                *added += 1;
            }
        }
        for ((chat, group), added) in staged.chats.into_iter().zip(groups).zip(added) {
            let mut file = chat.report;
            file.group = group.map(|group| group.0);
            file.added = added;
            file.duplicates = file.entries.saturating_sub(added);
            report.files.push(file);
        }
    }

    /// The group of a chat, created when the project has none of that id or name.
    fn group(&self, document: &mut Document, chat: &Chat) -> GroupId {
        let info = &chat.info;
        let stem = || chat.report.path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let name =
            info.name.clone().or_else(|| info.id.clone()).or_else(stem).unwrap_or_else(|| "chat".to_owned());
        let wanted = match &self.options.group {
            Some(group) => group.clone(),
            None => GroupId(info.id.clone().unwrap_or_else(|| name.clone())),
        };
        let groups = &mut document.project.groups;
        if groups.iter().any(|group| group.id == wanted) {
            return wanted;
        }
        let mut same_name = groups.iter().filter(|group| group.name == name);
        if let (None, Some(group), None) = (&self.options.group, same_name.next(), same_name.next()) {
            return group.id.clone();
        }
        groups.push(Group {
            id: wanted.clone(),
            name,
            account: None,
            platform: info.platform.unwrap_or_default(),
            side: None,
            kind: None,
            motive: None,
            created: None,
            closed: None,
            size_limit: None,
            charter: Default::default(),
            threshold: None,
        });
        wanted
    }

    /// Member ids of the people of a file, by their code; people who neither wrote, came, went nor are listed stay out.
    fn people(&mut self, document: &mut Document, staged: &Staged) -> Vec<Option<MemberId>> {
        let mut wanted: HashSet<u32> = HashSet::new();
        for chat in &staged.chats {
            wanted.extend(&chat.speakers);
            wanted.extend(&chat.listed);
        }
        wanted.extend(staged.moves.iter().flat_map(|moved| [moved.who, moved.by]));
        let list = Arc::make_mut(&mut document.project.members);
        let mut codes = Vec::with_capacity(staged.people.len());
        for (code, person) in staged.people.iter().enumerate() {
            if !wanted.contains(&(code as u32)) {
                codes.push(self.members.get(&person.key).map(|&index| list[index].id.clone()));
                continue;
            }
            let hidden = |text: &str| match &self.pseudonyms {
                Some(pseudonyms) => pseudonyms.of(text),
                None => text.to_owned(),
            };
            let key = hidden(&person.key);
            let mut names: Vec<(String, i64)> = person.names.clone();
            // The name used last first; of several current ones the first.
            names.sort_by_key(|(_, last)| std::cmp::Reverse(*last));
            let mut names: Vec<String> = names.into_iter().map(|(name, _)| name).collect();
            if self.pseudonyms.is_some() {
                names = vec![key.clone()];
            }
            let index = match self.members.get(&key) {
                Some(&index) => index,
                None => {
                    let name = names.first().cloned().unwrap_or_else(|| key.clone());
                    list.push(Member { id: MemberId(key.clone()), name, ..Member::default() });
                    self.members.insert(key, list.len() - 1);
                    self.new_members += 1;
                    list.len() - 1
                }
            };
            let member = &mut list[index];
            for name in names {
                if name != member.name && !member.names_seen.contains(&name) {
                    member.names_seen.push(name);
                }
            }
            codes.push(Some(member.id.clone()));
        }
        codes
    }

    /// Adds the rows that are new; returns which were.
    fn rows(
        &mut self,
        document: &Document,
        staged: &Staged,
        groups: &[Option<GroupId>],
        members: &[Option<MemberId>],
        lookup: &Lookup<'_>,
        report: &mut ImportReport,
    ) -> Vec<bool> {
        let mut group_codes = Vec::with_capacity(groups.len());
        let before = self.log.len();
        for group in groups {
            group_codes.push(group.as_ref().map_or(NOBODY, |group| self.log.groups().code(group.as_str())));
        }
        self.index(&group_codes);
        let mut member_codes: Vec<Option<u32>> = vec![None; members.len()];
        let nobody = std::cell::OnceCell::new();
        let mut new = Vec::with_capacity(staged.rows.len());
        let mut mentions = Vec::new();
        for row in &staged.rows {
            let Some(&group) = group_codes.get(row.chat as usize) else {
                new.push(false);
                continue;
            };
            let member = match members.get(row.person as usize) {
                Some(Some(id)) => match member_codes[row.person as usize] {
                    Some(code) => code,
                    None => *member_codes[row.person as usize].insert(self.log.members().code(id.as_str())),
                },
                _ => *nobody.get_or_init(|| self.log.members().code("")),
            };
            let id = row.platform_id.map(|id| platform_message_id(groups, row, id));
            let is_new = self.is_new(group, member, row, id);
            new.push(is_new);
            if !is_new {
                report.duplicates += 1;
                continue;
            }
            report.new_messages += 1;
            mentions.clear();
            for name in
                staged.mentions.get(row.mentions.0 as usize..row.mentions.1 as usize).unwrap_or_default()
            {
                if let Some(id) = lookup.find(name).and_then(|person| members.get(person as usize)?.as_ref())
                {
                    let code = self.log.members().code(id.as_str());
                    if !mentions.contains(&code) {
                        mentions.push(code);
                    }
                }
            }
            let id = match id.filter(|id| !self.ids.contains_key(id)) {
                Some(id) => id,
                None => {
                    self.next_id += 1;
                    self.next_id - 1
                }
            };
            self.ids.insert(id, (row.at, member));
            if let Some(question) = row.reply_to {
                self.replies.push((self.log.len(), platform_message_id(groups, row, question)));
            }
            self.log.push_row(LogRow {
                id,
                at: row.at,
                group,
                member,
                kind: row.kind,
                chars: row.chars,
                reply_to: None,
                mentions: &mentions,
                text: row.text.and_then(|(start, end)| staged.texts.get(start..end)),
            });
        }
        debug_assert!(
            self.log.len() >= before && !document.project.groups.is_empty() || staged.rows.is_empty()
        );
        new
    }

    /// True when the project does not have the entry yet.
    fn is_new(&mut self, group: u32, member: u32, row: &Row, id: Option<u64>) -> bool {
        if let Some(id) = id {
            // The same id on something else is a platform's slip, not a copy.
            return self.ids.get(&id).is_none_or(|&(at, by)| at != row.at || by != member);
        }
        let with_text = self.indexed.get(&group).copied().unwrap_or(true);
        let likeness = Likeness {
            group,
            at: row.at,
            member,
            kind: row.kind,
            chars: row.chars,
            text_hash: if with_text { row.text_hash } else { 0 },
        };
        let copies = self.copies.entry(likeness).or_default();
        if copies.file != self.file {
            *copies = Copies { shown: 0, file: self.file, ..*copies };
        }
        copies.shown += 1;
        if copies.shown <= copies.there {
            return false;
        }
        copies.there += 1;
        true
    }

    /// Takes in the rows that the project already has of these groups.
    fn index(&mut self, groups: &[u32]) {
        let fresh: HashSet<u32> = groups
            .iter()
            .copied()
            .filter(|code| *code != NOBODY && !self.indexed.contains_key(code))
            .collect();
        if fresh.is_empty() {
            return;
        }
        let log = self.log.log();
        let keeps_text = self.options.keep_text && self.pseudonyms.is_none();
        let mut has_rows: HashMap<u32, bool> = HashMap::new();
        for row in 0..log.len() {
            if fresh.contains(&log.group[row]) {
                let has_text = log.text.as_ref().is_some_and(|text| text.get(row).is_some());
                *has_rows.entry(log.group[row]).or_default() |= has_text;
            }
        }
        for &code in &fresh {
            // Without bodies on both sides only their lengths can be compared.
            self.indexed.insert(code, has_rows.get(&code).copied().unwrap_or(keeps_text));
        }
        for row in 0..log.len() {
            let group = log.group[row];
            if !fresh.contains(&group) {
                continue;
            }
            self.ids.insert(log.ids[row], (log.at[row], log.member[row]));
            let body = log.text.as_ref().and_then(|text| text.get(row)).filter(|text| !text.is_empty());
            let with_text = self.indexed.get(&group).copied().unwrap_or(true);
            let likeness = Likeness {
                group,
                at: log.at[row],
                member: log.member[row],
                kind: log.kind[row],
                chars: log.chars[row],
                text_hash: body.filter(|_| with_text).map_or(0, |text| stable_hash(text.as_bytes())),
            };
            self.copies.entry(likeness).or_default().there += 1;
        }
    }

    fn memberships(
        &mut self,
        document: &Document,
        staged: &Staged,
        groups: &[Option<GroupId>],
        members: &[Option<MemberId>],
        new: &[bool],
    ) {
        let zone = document.project.time_zone;
        for group in groups.iter().flatten() {
            self.stays.open(group, &document.project.rosters);
        }
        let id_of = |person: u32| members.get(person as usize).and_then(Option::as_ref);
        let mut first_spoke: HashMap<(u32, u32), i64> = HashMap::new();
        let mut last_spoke: HashMap<(u32, u32), i64> = HashMap::new();
        for row in staged.rows.iter().filter(|row| row.kind != MessageKind::System && row.person != NOBODY) {
            let key = (row.chat, row.person);
            first_spoke.entry(key).and_modify(|first| *first = row.at.min(*first)).or_insert(row.at);
            last_spoke.entry(key).and_modify(|last| *last = row.at.max(*last)).or_insert(row.at);
        }
        let mut moves: Vec<_> =
            staged.moves.iter().filter(|moved| new.get(moved.row) == Some(&true)).collect();
        moves.sort_by_key(|moved| staged.rows.get(moved.row).map(|row| row.at));
        for moved in moves {
            let Some(row) = staged.rows.get(moved.row) else { continue };
            let (Some(Some(group)), Some(member)) = (groups.get(row.chat as usize), id_of(moved.who)) else {
                continue;
            };
            let spoke = first_spoke.get(&(row.chat, moved.who)).map(|&at| day_in(zone, at));
            self.stays.apply(group, member, moved.change, day_in(zone, row.at), spoke, id_of(moved.by));
        }
        for (number, chat) in staged.chats.iter().enumerate() {
            let Some(Some(group)) = groups.get(number) else { continue };
            let mut present: Vec<u32> = chat.speakers.union(&chat.listed).copied().collect();
            present.sort_unstable();
            for person in present {
                let Some(member) = id_of(person) else { continue };
                let last = last_spoke.get(&(number as u32, person)).map(|&at| day_in(zone, at));
                self.stays.present(group, member, last);
            }
        }
    }

    fn finish(self, document: &mut Document, report: &mut ImportReport) {
        let Self { mut log, replies, ids, stays, new_members, .. } = self;
        for (row, question) in replies {
            if ids.contains_key(&question) {
                log.set_reply(row, question);
            }
        }
        report.new_members = new_members;
        document.log = log.finish().into();
        let project = &mut document.project;
        let mut aliases: HashMap<MemberId, MemberId> = HashMap::new();
        for member in project.members.iter() {
            for alias in &member.aliases {
                aliases.entry(alias.clone()).or_insert_with(|| member.id.clone());
            }
        }
        let same = |id: &MemberId| aliases.get(id).unwrap_or(id).clone();
        stays.store(&project.rosters, &same, &mut project.memberships);
    }
}

/// The id a message of that platform id has in this project, whichever import brings it.
fn platform_message_id(groups: &[Option<GroupId>], row: &Row, id: u64) -> u64 {
    let group = groups.get(row.chat as usize).and_then(Option::as_ref).map_or("", GroupId::as_str);
    let mut bytes = group.as_bytes().to_vec();
    bytes.extend_from_slice(&id.to_le_bytes());
    // The highest value means "no reply" in the log.
    (stable_hash(&bytes) | PLATFORM_BIT) & !1
}

/// People of a file by everything an `@` may call them.
struct Lookup<'a> {
    names: HashMap<&'a str, u32>,
    phones: HashMap<String, u32>,
}

impl<'a> Lookup<'a> {
    fn new(staged: &'a Staged) -> Self {
        let mut names = HashMap::new();
        let mut phones = HashMap::new();
        for (code, person) in staged.people.iter().enumerate() {
            let code = code as u32;
            for (name, _) in &person.names {
                names.entry(name.as_str()).or_insert(code);
                if name.starts_with('+') {
                    phones.entry(name.chars().filter(char::is_ascii_digit).collect()).or_insert(code);
                }
            }
        }
        for (code, person) in staged.people.iter().enumerate() {
            names.insert(person.key.as_str(), code as u32);
        }
        Self { names, phones }
    }

    fn find(&self, name: &str) -> Option<u32> {
        self.names.get(name).or_else(|| self.phones.get(name)).copied()
    }
}
