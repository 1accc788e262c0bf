//! Staged rows into the log: what is new is added, what is there is counted, what says something else is told.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU64;

use crate::log::{Body, LogBuilder, MessageLog, NO_REPLY, PlainColumns, Row as LogRow};
use crate::model::{GroupId, MemberId, MessageKind};

use super::known::{Facts, Known, Verdict, pair_up};
use super::lookup::Lookup;
use super::persons::Persons;
use super::report::ImportReport;
use super::staged::{NOBODY, Row, Staged, Tie, stable_hash, text_hash};
use super::{namesakes, shift};

/// Message ids with this bit are made from the platform's own, so that they come out the same in every import.
const PLATFORM_BIT: u64 = 1 << 63;
const MINUTE: i64 = 60_000;

/// The log while an import adds to it.
pub struct Rows {
    log: LogBuilder,
    next_id: u64,
    /// Row of each message with an id of the platform, in the groups touched.
    ids: HashMap<u64, u32>,
    known: Known,
    /// Groups whose rows are in `ids` and `known`, with the time they cover.
    indexed: HashMap<u32, (i64, i64)>,
    /// Rows that say something else now.
    changes: HashMap<usize, Content>,
    /// Answers whose question may come later: row in the log, id of the question.
    replies: Vec<(usize, u64)>,
}

/// What a row says.
pub type Content = (MessageKind, u32, Option<String>);

/// Where the bodies of a file are.
enum Bodies {
    /// In the log, from here on.
    TakenIn(usize),
    Here(String),
}

impl Bodies {
    fn of(&self, span: Option<(usize, u32)>) -> Body<'_> {
        let Some((start, bytes)) = span else { return Body::Nothing };
        match self {
            Self::TakenIn(base) => Body::Span(base + start, bytes),
            Self::Here(texts) => texts.get(start..start + bytes as usize).map_or(Body::Nothing, Body::Text),
        }
    }
}

/// What changed rows say now, by their number in the file.
fn changed_texts(staged: &Staged, verdicts: &[Verdict]) -> HashMap<usize, String> {
    let changed = verdicts.iter().enumerate().filter(|(_, verdict)| matches!(verdict, Verdict::Changed(_)));
    changed.filter_map(|(number, _)| Some((number, staged.rows.text.get(number)?.to_owned()))).collect()
}

/// The ids of a file's groups and people in the project.
pub struct Placed<'a> {
    pub groups: &'a [Option<GroupId>],
    pub members: &'a [Option<MemberId>],
}

/// What an import did with the rows of a file.
pub struct Added {
    /// Which were new.
    pub new: Vec<bool>,
    /// How many of each chat were.
    pub by_chat: Vec<u64>,
    /// Ids in the file, and the ids under which the project has the messages of these people.
    pub called: Vec<(String, String)>,
}

impl Rows {
    /// Starts from the log of the project.
    pub fn new(log: MessageLog) -> Self {
        let next_id =
            log.ids.iter().copied().filter(|id| id & PLATFORM_BIT == 0).max().map_or(1, |id| id + 1);
        Self {
            log: LogBuilder::from_log(log),
            next_id,
            ids: HashMap::new(),
            known: Known::default(),
            indexed: HashMap::new(),
            changes: HashMap::new(),
            replies: Vec::new(),
        }
    }

    /// The log with everything added.
    pub fn finish(self) -> MessageLog {
        let Self { mut log, ids, changes, replies, .. } = self;
        for (row, question) in replies {
            if ids.contains_key(&question) {
                log.set_reply(row, question);
            }
        }
        log.replace(&changes);
        log.finish()
    }

    /// Makes a file ready to be compared with what is there. The times of chats that tell the same messages as the project
    /// a constant while earlier or later are moved: their export was made in another time zone. It is said in the report.
    pub fn prepare(&mut self, staged: &mut Staged, placed: &Placed<'_>, persons: &mut Persons) {
        let codes = self.codes(placed);
        self.index(&codes, persons);
        if self.is_all_new(staged, &codes) {
            return;
        }
        staged.hash_texts();
        let numbers = numbers(placed, persons);
        for (chat, &group) in codes.iter().enumerate() {
            let Some(&(first, last)) = self.indexed.get(&group).filter(|(first, last)| first <= last) else {
                continue;
            };
            let near = first.saturating_sub(shift::MOST)..=last.saturating_add(shift::MOST);
            let rows = &staged.rows;
            let theirs: Vec<Facts> = (0..rows.len())
                .filter(|&number| rows.chat(number) as usize == chat && near.contains(&rows.at[number]))
                .filter_map(|number| facts(staged, number, group, &numbers))
                .collect();
            if !shift::worth_asking(&theirs, |entry| self.known.has(entry)) {
                continue;
            }
            let log = self.log.log();
            let ours = (0..log.len())
                .filter(|&row| log.group[row] == group)
                .map(|row| facts_of(log, row, persons))
                .collect::<Vec<_>>();
            let Some(by) = shift::between(&theirs, &ours) else { continue };
            staged.shift(chat, by);
            if let Some(chat) = staged.chats.get_mut(chat) {
                chat.report.warn("time_shifted", shift::sentence(by));
            }
        }
    }

    /// True for a file whose rows are tied to nothing and whose groups the project has no rows of.
    fn is_all_new(&self, staged: &Staged, codes: &[u32]) -> bool {
        staged.ties.is_empty() && !self.had_rows(codes).contains(&true)
    }

    /// Adds the rows that are new of a file that was made ready by [`Self::prepare`]; takes its columns or its texts away.
    pub fn file(
        &mut self,
        staged: &mut Staged,
        placed: &Placed<'_>,
        persons: &mut Persons,
        report: &mut ImportReport,
    ) -> Added {
        self.known.next_file();
        let codes = self.codes(placed);
        self.index(&codes, persons);
        let had_rows = self.had_rows(&codes);
        if self.is_all_new(staged, &codes) {
            return self.whole(staged, placed, &codes, report);
        }
        let mut numbers = numbers(placed, persons);
        let none = vec![Verdict::New; staged.rows.len()];
        let mut verdicts = self.verdicts(staged, placed, (&codes, &numbers), none, persons);
        let others = self.others(staged, &codes, &numbers, &verdicts, persons);
        let mut called = Vec::new();
        if !others.is_empty() {
            for (at, number) in numbers.iter_mut().enumerate() {
                let Some(&other) = others.get(number) else { continue };
                let here = placed.members.get(at).and_then(Option::as_ref);
                if let (Some(here), Some(there)) = (here, persons.id_of(other)) {
                    called.push((here.0.clone(), there.to_owned()));
                }
                *number = other;
            }
            verdicts = self.verdicts(staged, placed, (&codes, &numbers), verdicts, persons);
        }
        let mut changed = changed_texts(staged, &verdicts);
        self.log.reserve(verdicts.iter().filter(|verdict| **verdict == Verdict::New).count());
        let bodies = self.bodies(staged, &verdicts);
        let (staged, lookup) = (&*staged, Lookup::new(staged));
        let entry_of = |number: usize| entry_of(staged, number, &codes, &numbers);
        let before: HashMap<u32, i64> =
            self.indexed.iter().map(|(&group, &(_, last))| (group, last)).collect();
        let mut newest: HashMap<u32, i64> = HashMap::new();
        if verdicts.iter().any(|verdict| matches!(verdict, Verdict::Changed(_))) {
            for entry in (0..staged.rows.len()).filter_map(entry_of) {
                newest.entry(entry.group).and_modify(|last| *last = entry.at.max(*last)).or_insert(entry.at);
            }
        }
        let mut member_codes: Vec<Option<u32>> = vec![None; placed.members.len()];
        let mut new = Vec::with_capacity(staged.rows.len());
        let mut by_chat = vec![0; staged.chats.len()];
        let mut mentions = Vec::new();
        for (number, verdict) in verdicts.into_iter().enumerate() {
            let (Some(row), Some(entry)) = (&staged.rows.get(number), &entry_of(number)) else {
                new.push(false);
                continue;
            };
            new.push(verdict == Verdict::New);
            let tie = staged.tie(number);
            match verdict {
                Verdict::Same => report.duplicates += 1,
                Verdict::Changed(at) => {
                    report.changed += 1;
                    // The later export knows better.
                    if newest.get(&entry.group) >= before.get(&entry.group) {
                        let at = at as usize;
                        self.changes.insert(at, (row.kind, row.chars, changed.remove(&number)));
                        let with_id = self.has_id(at);
                        self.known.add(entry, with_id, true);
                    }
                }
                Verdict::New => {
                    report.new_messages += 1;
                    by_chat[row.chat as usize] += 1;
                    let member = match placed.members.get(row.person as usize) {
                        Some(Some(id)) => match member_codes[row.person as usize] {
                            Some(code) => code,
                            None => {
                                let code = self.log.members().code(id.as_str());
                                member_codes[row.person as usize] = Some(code);
                                code
                            }
                        },
                        _ => self.log.members().code(""),
                    };
                    mentions.clear();
                    let named = staged.mentions.get(tie.mentions.0 as usize..tie.mentions.1 as usize);
                    for name in named.unwrap_or_default() {
                        let person = lookup.find(name).and_then(|person| placed.members.get(person as usize));
                        if let Some(Some(id)) = person {
                            let code = self.log.members().code(id.as_str());
                            if !mentions.contains(&code) {
                                mentions.push(code);
                            }
                        }
                    }
                    let with_id = self.push(
                        (row, &tie),
                        entry,
                        member,
                        bodies.of(staged.rows.text.span(number)),
                        &mentions,
                        placed,
                    );
                    if had_rows.get(row.chat as usize) == Some(&true) {
                        self.take_in(entry, with_id);
                    }
                }
            }
        }
        // What was not taken in is so when another file touches the group.
        for (group, had_rows) in codes.iter().zip(had_rows) {
            if !had_rows {
                self.indexed.remove(group);
            }
        }
        Added { new, by_chat, called }
    }

    /// Adds all rows of a file, as whole columns.
    fn whole(
        &mut self,
        staged: &mut Staged,
        placed: &Placed<'_>,
        codes: &[u32],
        report: &mut ImportReport,
    ) -> Added {
        let rows = std::mem::take(&mut staged.rows);
        let count = rows.len();
        let by_chat: Vec<u64> = staged.chats.iter().map(|chat| chat.report.entries).collect();
        let group = |number| codes.get(rows.chat(number) as usize).copied().unwrap_or(NOBODY);
        let group = (0..count).map(group).collect();
        // Code by person; the last is for nobody. Codes are given in the order in which people write.
        let nobody = placed.members.len();
        let mut codes_of_members = vec![None; nobody + 1];
        let mut member = rows.person;
        for person in &mut member {
            let place = nobody.min(*person as usize);
            *person = *codes_of_members[place].get_or_insert_with(|| {
                let id = placed.members.get(place).and_then(Option::as_ref);
                self.log.members().code(id.map_or("", MemberId::as_str))
            });
        }
        let (at, kind, chars, text) = (rows.at, rows.kind, rows.chars, rows.text);
        self.log.append(self.next_id, PlainColumns { at, group, member, kind, chars, text });
        self.next_id += count as u64;
        report.new_messages += count as u64;
        for group in codes {
            self.indexed.remove(group);
        }
        Added { new: vec![true; count], by_chat, called: Vec::new() }
    }

    /// The bodies of a file, handed to the log at once where most of them are new.
    fn bodies(&mut self, staged: &mut Staged, verdicts: &[Verdict]) -> Bodies {
        let news = verdicts.iter().enumerate().filter(|(_, verdict)| **verdict == Verdict::New);
        let bytes = |(number, _)| staged.rows.text.span(number).map(|(_, bytes)| bytes as usize);
        let new: usize = news.filter_map(bytes).sum();
        let texts = staged.rows.text.take_buffer();
        if new > texts.len() / 2 {
            Bodies::TakenIn(self.log.take_in_texts(texts))
        } else {
            Bodies::Here(texts)
        }
    }

    /// Which of these groups the project had rows of when the file began.
    fn had_rows(&self, codes: &[u32]) -> Vec<bool> {
        let has_rows = |group| self.indexed.get(group).is_some_and(|(first, last)| first <= last);
        codes.iter().map(has_rows).collect()
    }

    /// Remembers a row that is added, for the files after this one.
    fn take_in(&mut self, entry: &Facts, with_id: bool) {
        self.known.add(entry, with_id, true);
        let covered = self.indexed.entry(entry.group).or_insert((i64::MAX, i64::MIN));
        *covered = (covered.0.min(entry.at), covered.1.max(entry.at));
    }

    /// Adds a row; true when it has an id of the platform.
    fn push(
        &mut self,
        (row, tie): (&Row, &Tie),
        entry: &Facts,
        member: u32,
        body: Body<'_>,
        mentions: &[u32],
        placed: &Placed<'_>,
    ) -> bool {
        let own = tie.platform_id.map(|id| platform_message_id(placed.groups, row, id));
        let id = match own.filter(|id| !self.ids.contains_key(id)) {
            Some(id) => {
                self.ids.insert(id, self.log.len() as u32);
                id
            }
            None => {
                self.next_id += 1;
                self.next_id - 1
            }
        };
        if let Some(question) = tie.reply_to {
            self.replies.push((self.log.len(), platform_message_id(placed.groups, row, question)));
        }
        self.log.push_row(LogRow {
            id,
            at: row.at,
            group: entry.group,
            member,
            kind: row.kind,
            chars: row.chars,
            reply_to: None,
            mentions,
            body,
        });
        id & PLATFORM_BIT != 0
    }

    /// What becomes of each row of a file; those that are not new by now stay as they are.
    fn verdicts(
        &mut self,
        staged: &Staged,
        placed: &Placed<'_>,
        (codes, numbers): (&[u32], &[u32]),
        mut verdicts: Vec<Verdict>,
        persons: &mut Persons,
    ) -> Vec<Verdict> {
        let entry_of = |number: usize| entry_of(staged, number, codes, numbers);
        let mut unmatched = Vec::new();
        let mut seen: HashMap<u64, usize> = HashMap::new();
        let had_rows = self.had_rows(codes);
        for (number, verdict) in verdicts.iter_mut().enumerate() {
            let (Some(row), Some(entry)) = (&staged.rows.get(number), &entry_of(number)) else { continue };
            let id = staged.tie(number).platform_id.map(|id| platform_message_id(placed.groups, row, id));
            if let Some(id) = id {
                if let Some(&at) = self.ids.get(&id) {
                    let mut now = facts_of(self.log.log(), at as usize, persons);
                    if let Some((kind, chars, text)) = self.changes.get(&(at as usize)) {
                        let text = text.as_deref().map_or(0, text_hash);
                        now = Facts { kind: *kind, chars: *chars, text, ..now };
                    }
                    // The same id on something else is a platform's slip, not a copy.
                    if (now.at, now.person) == (entry.at, entry.person) {
                        *verdict = if edited(&now, entry) { Verdict::Changed(at) } else { Verdict::Same };
                        continue;
                    }
                } else if let Some(before) = seen.insert(id, number).and_then(&entry_of)
                    && (before.at, before.person) == (entry.at, entry.person)
                {
                    *verdict = Verdict::Same;
                    continue;
                }
            }
            if *verdict != Verdict::New || had_rows.get(row.chat as usize) != Some(&true) {
                continue;
            }
            if self.known.take(entry, id.is_some() && !self.ids.contains_key(&id.unwrap_or_default())) {
                *verdict = Verdict::Same;
            } else if id.is_none()
                && let Some(&(first, last)) = self.indexed.get(&entry.group)
                && (first.saturating_sub(MINUTE)..=last.saturating_add(MINUTE)).contains(&entry.at)
            {
                unmatched.push((number, *entry));
            }
        }
        if unmatched.is_empty() {
            return verdicts;
        }
        let mut edges: HashMap<u32, (i64, i64)> = HashMap::new();
        for entry in (0..staged.rows.len()).filter_map(entry_of) {
            let edge = edges.entry(entry.group).or_insert((entry.at, entry.at));
            *edge = (edge.0.min(entry.at), edge.1.max(entry.at));
        }
        let ats = || unmatched.iter().map(|(_, entry)| entry.at);
        let (first, last) = (
            ats().min().unwrap_or(0).saturating_sub(MINUTE),
            ats().max().unwrap_or(0).saturating_add(MINUTE),
        );
        let groups: HashSet<u32> = unmatched.iter().map(|(_, entry)| entry.group).collect();
        let log = self.log.log();
        let rows = (0..log.len())
            .filter(|&row| (first..=last).contains(&log.at[row]) && groups.contains(&log.group[row]))
            .map(|row| (row, facts_of(log, row, persons)));
        let matched = verdicts.iter().enumerate().filter(|(_, verdict)| **verdict == Verdict::Same);
        let edges: Vec<(u32, i64)> = edges
            .iter()
            .flat_map(|(&group, &(first, last))| [first, last].map(|at| (group, at.div_euclid(MINUTE))))
            .collect();
        let paired = pair_up(&unmatched, matched.filter_map(|(number, _)| entry_of(number)), rows, &edges);
        for (number, verdict) in paired {
            verdicts[number] = verdict;
        }
        verdicts
    }

    /// People of the file whose messages the project has under other names, by their numbers.
    fn others(
        &self,
        staged: &Staged,
        codes: &[u32],
        numbers: &[u32],
        verdicts: &[Verdict],
        persons: &mut Persons,
    ) -> HashMap<u32, u32> {
        if !self.had_rows(codes).contains(&true) {
            return HashMap::new();
        }
        let unmatched = verdicts.iter().enumerate().filter(|(_, verdict)| **verdict == Verdict::New);
        let theirs: Vec<Facts> = unmatched
            .filter(|(number, _)| staged.tie(*number).platform_id.is_none())
            .filter_map(|(number, _)| entry_of(staged, number, codes, numbers))
            .filter(|entry| {
                self.indexed.get(&entry.group).is_some_and(|&(first, last)| {
                    (first.saturating_sub(MINUTE)..=last.saturating_add(MINUTE)).contains(&entry.at)
                })
            })
            .collect();
        if theirs.len() < namesakes::FEWEST as usize {
            return HashMap::new();
        }
        let log = self.log.log();
        let groups: HashSet<u32> = theirs.iter().map(|entry| entry.group).collect();
        let ours = (0..log.len())
            .filter(|&row| groups.contains(&log.group[row]))
            .map(|row| facts_of(log, row, persons));
        namesakes::others(&theirs, ours)
    }

    fn codes(&mut self, placed: &Placed<'_>) -> Vec<u32> {
        let groups = placed.groups.iter();
        groups
            .map(|group| group.as_ref().map_or(NOBODY, |group| self.log.groups().code(group.as_str())))
            .collect()
    }

    fn has_id(&self, row: usize) -> bool {
        self.log.log().ids.get(row).is_some_and(|id| id & PLATFORM_BIT != 0)
    }

    /// Takes in the rows that the project already has of these groups.
    fn index(&mut self, groups: &[u32], persons: &mut Persons) {
        let fresh: HashSet<u32> = groups
            .iter()
            .copied()
            .filter(|code| *code != NOBODY && !self.indexed.contains_key(code))
            .collect();
        if fresh.is_empty() {
            return;
        }
        self.indexed.extend(fresh.iter().map(|&code| (code, (i64::MAX, i64::MIN))));
        let log = self.log.log();
        for row in 0..log.len() {
            if !fresh.contains(&log.group[row]) {
                continue;
            }
            let entry = facts_of(log, row, persons);
            let with_id = log.ids[row] & PLATFORM_BIT != 0;
            if with_id {
                self.ids.insert(log.ids[row], row as u32);
            }
            self.known.add(&entry, with_id, false);
            if let Some(covered) = self.indexed.get_mut(&entry.group) {
                *covered = (covered.0.min(entry.at), covered.1.max(entry.at));
            }
        }
    }
}

/// True when the words of a message are others now, or were taken back.
fn edited(before: &Facts, now: &Facts) -> bool {
    let words =
        |facts: &Facts| matches!(facts.kind, MessageKind::Text | MessageKind::Link) && facts.chars > 0;
    match (before.kind, now.kind) {
        (MessageKind::Recalled, _) => false,
        (_, MessageKind::Recalled) => true,
        _ => words(before) && words(now) && !now.says_the_same(before),
    }
}

/// The number of every person of a file, and last that of nobody.
fn numbers(placed: &Placed<'_>, persons: &mut Persons) -> Vec<u32> {
    let ids = placed.members.iter().map(|member| member.as_ref().map_or("", MemberId::as_str));
    ids.chain([""]).map(|id| persons.number(id)).collect()
}

/// What row `number` of a file says; `None` for one of a chat that is no group.
fn entry_of(staged: &Staged, number: usize, codes: &[u32], numbers: &[u32]) -> Option<Facts> {
    let chat = staged.rows.chat(number);
    codes.get(chat as usize).and_then(|&group| facts(staged, number, group, numbers))
}

fn facts(staged: &Staged, number: usize, group: u32, numbers: &[u32]) -> Option<Facts> {
    let row = staged.rows.get(number)?;
    let nobody = numbers.last().copied().unwrap_or(NOBODY);
    let person = numbers.get(row.person as usize).copied().unwrap_or(nobody);
    let text = staged.text_hash(number);
    Some(Facts { group, person, at: row.at, kind: row.kind, chars: row.chars, text })
}

fn facts_of(log: &MessageLog, row: usize, persons: &mut Persons) -> Facts {
    let body = log.text.as_ref().and_then(|text| text.get(row)).filter(|text| !text.is_empty());
    Facts {
        group: log.group[row],
        person: persons.of_code(&log.members, log.member[row]),
        at: log.at[row],
        kind: log.kind[row],
        chars: log.chars[row],
        text: body.map_or(0, text_hash),
    }
}

/// The id a message of that platform id has in this project, whichever import brings it.
fn platform_message_id(groups: &[Option<GroupId>], row: &Row, id: NonZeroU64) -> u64 {
    let group = groups.get(row.chat as usize).and_then(Option::as_ref).map_or("", GroupId::as_str);
    let mut bytes = group.as_bytes().to_vec();
    bytes.extend_from_slice(&id.get().to_le_bytes());
    // The highest value means "no reply" in the log.
    const { assert!(NO_REPLY == u64::MAX) };
    (stable_hash(&bytes) | PLATFORM_BIT) & !1
}
