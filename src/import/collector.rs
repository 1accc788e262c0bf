//! The sink that imports go through: it counts, converts times, knows people, and stages rows for the merge.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, Hasher as _};
use std::num::NonZeroU64;

use foldhash::fast::{FixedState, RandomState};
use memchr::memchr;
use siphasher::sip::SipHasher13;

use crate::log::count_chars;
use crate::model::{MemberKind, MessageKind};

use super::entry::{Change, ChatInfo, Entry, EntryTime, Sender, Who};
use super::format::Sink;
use super::mentions::mentioned;
use super::report::FileReport;
use super::table_rows::{TableHeader, TableRow};
use super::told::{StagedTold, Told};
use super::zone::Clock;
use super::{ImportError, ImportOptions, Input};

/// In [`Row::person`]: nobody known.
pub const NOBODY: u32 = u32::MAX;
/// First and last time of somebody who did not write.
const NEVER: (i64, i64) = (i64::MAX, i64::MIN);
/// Entries between two calls of the progress function.
const STRIDE: u64 = 8192;

/// Everything one file holds, ready to be merged.
#[derive(Debug, Default)]
pub struct Staged {
    pub chats: Vec<Chat>,
    /// What the file states of members.
    pub told: Vec<StagedTold>,
    pub people: Vec<Person>,
    pub rows: Vec<Row>,
    /// What some rows are tied to: see [`Row::tie`].
    pub ties: Vec<Tie>,
    /// Kept bodies, end to end.
    pub texts: String,
    /// Hash of each row's body; 0 without one. Empty until [`Self::hash_texts`] where bodies are kept.
    hashes: Vec<u64>,
    /// What rows mention: ids or names as the file writes them.
    pub mentions: Vec<String>,
    /// Who came and went, with the row that says so.
    pub moves: Vec<Move>,
    /// What the platform says of accounts.
    pub marks: Vec<Marked>,
    /// A table whose rows are no messages.
    pub table: Option<StagedTable>,
}

/// The rows of a table that is no chat, with the instants that their times mean.
#[derive(Debug)]
pub struct StagedTable {
    pub header: TableHeader,
    pub rows: Vec<(i64, TableRow)>,
}

/// One chat of a file.
#[derive(Debug, Default)]
pub struct Chat {
    pub info: ChatInfo,
    pub report: FileReport,
    /// People with a message of their own here, and when they first and last wrote, in milliseconds since the epoch.
    pub speakers: HashMap<u32, (i64, i64), RandomState>,
    /// People the file lists as members.
    pub listed: HashSet<u32, RandomState>,
    /// The file states all stays and mentions.
    pub complete: bool,
    first: Option<(i64, EntryTime)>,
    last: Option<(i64, EntryTime)>,
}

impl Chat {
    /// Notes a message of somebody's own.
    fn spoke(&mut self, person: u32, at: i64) {
        let (first, last) = self.speakers.entry(person).or_insert((at, at));
        (*first, *last) = (at.min(*first), at.max(*last));
    }
}

/// One person as the file knows them.
#[derive(Debug)]
pub struct Person {
    /// The stable id, else the display name.
    pub key: String,
    pub stable: bool,
    /// Names and when each was last in use; `i64::MAX` for a name the file calls current.
    pub names: Vec<(String, i64)>,
}

/// One entry as a row.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Milliseconds since the epoch.
    pub at: i64,
    pub chat: u32,
    pub person: u32,
    pub kind: MessageKind,
    pub chars: u32,
    /// Where the kept body begins in [`Staged::texts`].
    pub text_start: usize,
    /// Its length in bytes; [`Row::NO_TEXT`] without one.
    pub text_bytes: u32,
    /// Place of its tie in [`Staged::ties`]; [`Row::NO_TIE`] for the many rows of formats that tell of none.
    tie: u32,
}

/// What a row is tied to beside its author.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tie {
    /// Hash of the platform's id.
    pub platform_id: Option<NonZeroU64>,
    /// Hash of the id of the message it answers.
    pub reply_to: Option<NonZeroU64>,
    /// First and end in [`Staged::mentions`].
    pub mentions: (u32, u32),
}

impl Staged {
    /// What the row is tied to; an empty tie for a row without one.
    pub fn tie(&self, row: &Row) -> Tie {
        self.ties.get(row.tie as usize).copied().unwrap_or_default()
    }

    /// Makes the hashes of kept bodies, before these are taken away.
    pub fn hash_texts(&mut self) {
        if self.hashes.len() < self.rows.len() {
            let body = |row: &Row| row.text().and_then(|(at, bytes)| self.texts.get(at..at + bytes as usize));
            self.hashes = self.rows.iter().map(|row| body(row).map_or(0, text_hash)).collect();
        }
    }

    /// Hash of the body of row `number`; 0 without one.
    pub fn text_hash(&self, number: usize) -> u64 {
        self.hashes.get(number).copied().unwrap_or(0)
    }

    /// Moves everything in a chat by so many milliseconds.
    pub fn shift(&mut self, chat: usize, by: i64) {
        self.rows.iter_mut().filter(|row| row.chat as usize == chat).for_each(|row| row.at += by);
        let Some(chat) = self.chats.get_mut(chat) else { return };
        chat.speakers.values_mut().for_each(|(first, last)| (*first, *last) = (*first + by, *last + by));
    }
}

impl Row {
    /// See [`Self::text_bytes`].
    pub const NO_TEXT: u32 = u32::MAX;
    const NO_TIE: u32 = u32::MAX;

    /// Start and length of the kept body.
    pub fn text(&self) -> Option<(usize, u32)> {
        (self.text_bytes != Self::NO_TEXT).then_some((self.text_start, self.text_bytes))
    }
}

/// A change of membership.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub row: usize,
    pub change: Change,
    pub who: u32,
    pub by: u32,
}

/// An account that the platform calls no ordinary member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    pub person: u32,
    pub kind: MemberKind,
    pub reason: &'static str,
}

/// A hash that stays the same across runs and versions: message ids are made from it.
pub fn stable_hash(bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(bytes);
    hasher.finish()
}

fn id_hash(id: &str) -> NonZeroU64 {
    NonZeroU64::new(stable_hash(id.as_bytes())).unwrap_or(NonZeroU64::MIN)
}

/// A quick hash of a body, for comparing within one run; never 0.
pub fn text_hash(text: &str) -> u64 {
    FixedState::default().hash_one(text.as_bytes()).max(1)
}

/// Called with the number of entries so far; an error stops the parser.
pub type Tick<'p> = dyn FnMut(u64) -> Result<(), ImportError> + 'p;

/// The collecting sink.
pub struct Collector<'p> {
    staged: Staged,
    /// Who made the export; [`NOBODY`] when the file does not tell.
    exporter: u32,
    chats: HashMap<String, usize>,
    by_id: HashMap<String, u32, RandomState>,
    by_name: HashMap<String, u32, RandomState>,
    /// Person and place among their names, by the number that the parser gives the sender; [`NOBODY`] for one unmet.
    numbered: Vec<(u32, usize)>,
    /// Names of people with ids, for system lines that only say names; [`NOBODY`] for a name two people share.
    names_of_ids: HashMap<String, u32>,
    /// Names inside system lines, resolved when the file has been read.
    unresolved: Vec<(usize, Change, Who, Option<Who>)>,
    marked: HashSet<(u32, MemberKind)>,
    /// When each person first and last wrote in the first chat, mostly the only one.
    spoke: Vec<(i64, i64)>,
    clock: Clock,
    zone_assumed: bool,
    keep_text: bool,
    local_times: bool,
    path: std::path::PathBuf,
    format: &'static str,
    entries: u64,
    tick: Box<Tick<'p>>,
}

impl<'p> Collector<'p> {
    /// A sink for one file. `zone_assumed` tells that the zone was nobody's choice, which local times are warned of.
    pub fn new(
        input: &Input,
        format: &'static str,
        options: &ImportOptions,
        zone: chrono_tz::Tz,
        zone_assumed: bool,
        tick: Box<Tick<'p>>,
    ) -> Self {
        Self {
            staged: Staged::default(),
            exporter: NOBODY,
            chats: HashMap::new(),
            by_id: HashMap::default(),
            by_name: HashMap::default(),
            numbered: Vec::new(),
            names_of_ids: HashMap::new(),
            unresolved: Vec::new(),
            marked: HashSet::new(),
            spoke: Vec::new(),
            clock: Clock::new(zone),
            zone_assumed,
            keep_text: options.keep_text && !options.pseudonymise,
            local_times: false,
            path: input.path().to_owned(),
            format,
            entries: 0,
            tick,
        }
    }

    /// The rows and reports, with everything that only the whole file could tell.
    pub fn finish(mut self) -> Staged {
        if self.staged.chats.is_empty() {
            self.chat(ChatInfo::default());
        }
        if let Some(chat) = self.staged.chats.first_mut() {
            let spoke = (0..).zip(self.spoke.drain(..)).filter(|(_, times)| *times != NEVER);
            chat.speakers.extend(spoke);
        }
        for (row, change, who, by) in std::mem::take(&mut self.unresolved) {
            let by = by.map_or(NOBODY, |by| self.resolve(&by));
            let who = self.resolve(&who);
            if who != NOBODY {
                self.staged.moves.push(Move { row, change, who, by });
                if let Some(row) = self.staged.rows.get_mut(row)
                    && row.person == NOBODY
                {
                    row.person = who;
                }
            }
        }
        for chat in &mut self.staged.chats {
            let report = &mut chat.report;
            report.senders = chat.speakers.len() as u64;
            report.first = chat.first.map(|(_, at)| at.written());
            report.last = chat.last.map(|(_, at)| at.written());
            if self.local_times && self.zone_assumed {
                let zone = self.clock.zone();
                report.warn(
                    "time_zone_assumed",
                    format!("the file does not say its time zone; read in the system's, {zone} (--time-zone overrides)"),
                );
            }
            if self.clock.doubtful() > 0 {
                let count = self.clock.doubtful();
                report.warn(
                    "time_doubtful",
                    format!("{count} times fall into an hour that a clock change repeats or skips; read as the earlier"),
                );
            }
        }
        self.staged
    }

    fn person_code(&mut self, id: Option<&str>, name: Option<&str>, at: i64) -> u32 {
        let id = id.filter(|id| !id.is_empty());
        let name = name.filter(|name| !name.is_empty());
        let Some(key) = id.or(name) else { return NOBODY };
        let index = if id.is_some() { &mut self.by_id } else { &mut self.by_name };
        let code = match index.get(key) {
            Some(&code) => code,
            None => {
                let code = u32::try_from(self.staged.people.len()).unwrap_or(NOBODY);
                index.insert(key.to_owned(), code);
                let stable = id.is_some();
                self.staged.people.push(Person { key: key.to_owned(), stable, names: Vec::new() });
                code
            }
        };
        if let Some(name) = name
            && let Some(person) = self.staged.people.get_mut(code as usize)
        {
            match person.names.iter_mut().find(|(known, _)| known == name) {
                Some((_, last)) => *last = (*last).max(at),
                None => {
                    person.names.push((name.to_owned(), at));
                    if person.stable {
                        self.names_of_ids
                            .entry(name.to_owned())
                            .and_modify(|other| *other = if *other == code { code } else { NOBODY })
                            .or_insert(code);
                    }
                }
            }
        }
        code
    }

    /// As [`Self::person_code`]; a sender with a number is looked up once.
    fn sender_code(&mut self, sender: Sender<'_>, at: i64) -> u32 {
        let number = sender.number.map(|number| number as usize);
        if let Some(&(code, place)) = number.and_then(|number| self.numbered.get(number))
            && let Some(person) = self.staged.people.get_mut(code as usize)
        {
            if let Some((_, last)) = person.names.get_mut(place) {
                *last = at.max(*last);
            }
            return code;
        }
        let code = self.person_code(sender.id, sender.name, at);
        if let (Some(number), Some(person)) = (number, self.staged.people.get(code as usize)) {
            let place = person.names.iter().position(|(name, _)| Some(name.as_str()) == sender.name);
            if self.numbered.len() <= number {
                self.numbered.resize(number + 1, (NOBODY, 0));
            }
            self.numbered[number] = (code, place.unwrap_or(usize::MAX));
        }
        code
    }

    fn resolve(&mut self, who: &Who) -> u32 {
        match who {
            Who::Exporter => self.exporter,
            Who::Id(id) => self.person_code(Some(id), None, i64::MIN),
            Who::Name(name) => match self.names_of_ids.get(name.as_str()) {
                Some(&code) if code != NOBODY => code,
                _ => self.person_code(None, Some(name), i64::MIN),
            },
        }
    }

    fn millis(&mut self, at: EntryTime) -> i64 {
        match at {
            EntryTime::Instant { micros, .. } => micros.div_euclid(1000),
            EntryTime::Local(at) => {
                self.local_times = true;
                self.clock.millis(at)
            }
        }
    }

    fn report(&mut self) -> &mut FileReport {
        if self.staged.chats.is_empty() {
            self.chat(ChatInfo::default());
        }
        let last = self.staged.chats.len() - 1;
        &mut self.staged.chats[last].report
    }
}

impl Sink for Collector<'_> {
    fn chat(&mut self, info: ChatInfo) -> usize {
        let key = info.id.clone().or_else(|| info.name.clone()).unwrap_or_default();
        // What is noted before the first chat is known belongs to that chat.
        let unnamed = self.staged.chats.len() == 1
            && self.staged.chats[0].info == ChatInfo::default()
            && self.staged.rows.is_empty();
        let number = match self.chats.get(&key) {
            Some(&number) => number,
            None if unnamed => 0,
            None => {
                let report = FileReport {
                    path: self.path.clone(),
                    format: Some(self.format.to_owned()),
                    ..FileReport::default()
                };
                self.staged.chats.push(Chat { report, ..Chat::default() });
                self.staged.chats.len() - 1
            }
        };
        self.chats.insert(key, number);
        if let Some(chat) = self.staged.chats.get_mut(number) {
            let known = &mut chat.info;
            known.id = known.id.take().or(info.id);
            known.name = known.name.take().or(info.name);
            known.platform = known.platform.or(info.platform);
        }
        number
    }

    fn rename(&mut self, chat: usize, name: &str) {
        if let Some(chat) = self.staged.chats.get_mut(chat) {
            chat.info.name = Some(name.to_owned());
        }
    }

    fn person(&mut self, chat: Option<usize>, id: &str, name: &str) {
        let code = self.person_code(Some(id), Some(name), i64::MAX);
        if let Some(chat) = chat.and_then(|chat| self.staged.chats.get_mut(chat)) {
            chat.listed.insert(code);
        }
    }

    fn mark(&mut self, id: &str, kind: MemberKind, reason: &'static str) {
        let marked = Marked { person: self.person_code(Some(id), None, i64::MIN), kind, reason };
        // Formats may say it with every message.
        if self.marked.insert((marked.person, kind)) {
            self.staged.marks.push(marked);
        }
    }

    fn table(&mut self, header: TableHeader) {
        self.staged.table = Some(StagedTable { header, rows: Vec::new() });
    }

    fn row(&mut self, row: TableRow) -> Result<(), ImportError> {
        self.entries += 1;
        if self.entries.is_multiple_of(STRIDE) {
            (self.tick)(self.entries)?;
        }
        let at = match &row {
            TableRow::Member(_) => 0,
            TableRow::Order(order) => self.millis(order.at),
            TableRow::Event(event) => self.millis(event.at),
        };
        if let Some(table) = &mut self.staged.table {
            table.rows.push((at, row));
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Entry<'_>) -> Result<(), ImportError> {
        self.entries += 1;
        if self.entries.is_multiple_of(STRIDE) {
            (self.tick)(self.entries)?;
        }
        let at = self.millis(entry.at);
        let system = entry.kind == MessageKind::System;
        let row_number = self.staged.rows.len();
        let person = match entry.sender {
            // A system line often stands under a name that is no person's.
            Some(sender) if system => self.known(sender.id, sender.name),
            Some(sender) => self.sender_code(sender, at),
            None => NOBODY,
        };
        if let Some(event) = entry.event {
            let moved = event.who.iter().map(|who| (row_number, event.change, who.clone(), event.by.clone()));
            self.unresolved.extend(moved);
        }
        let Some(chat) = self.staged.chats.get_mut(entry.chat) else { return Ok(()) };
        if !system && person != NOBODY {
            if entry.chat == 0 {
                let place = person as usize;
                if self.spoke.len() <= place {
                    self.spoke.resize(place + 1, NEVER);
                }
                self.spoke[place] = (at.min(self.spoke[place].0), at.max(self.spoke[place].1));
            } else {
                chat.spoke(person, at);
            }
        }
        let report = &mut chat.report;
        report.entries += 1;
        *(if system { &mut report.system } else { &mut report.people_messages }) += 1;
        if let Some(event) = entry.event {
            match event.change {
                Change::Join => report.joins += event.who.len() as u64,
                Change::Leave => report.leaves += event.who.len() as u64,
            }
        }
        if chat.first.is_none_or(|(first, _)| at < first) {
            chat.first = Some((at, entry.at));
        }
        if chat.last.is_none_or(|(last, _)| at >= last) {
            chat.last = Some((at, entry.at));
        }
        let complete = chat.complete;
        let staged = &mut self.staged;
        let mentions_from = staged.mentions.len();
        staged.mentions.extend(entry.mentions.iter().map(|&mention| mention.to_owned()));
        let body = entry.text.filter(|text| !text.is_empty());
        if let Some(text) = body
            && !system
            && !complete
            && memchr(b'@', text.as_bytes()).is_some()
        {
            mentioned(text, &mut staged.mentions);
        }
        let text_start = staged.texts.len();
        let mut text_bytes = Row::NO_TEXT;
        if let Some(text) = body.filter(|_| self.keep_text)
            && let Some(bytes) = u32::try_from(text.len()).ok().filter(|&bytes| bytes != Row::NO_TEXT)
        {
            staged.texts.push_str(text);
            text_bytes = bytes;
        }
        if !self.keep_text {
            staged.hashes.push(body.map_or(0, text_hash));
        }
        let tie = Tie {
            platform_id: entry.platform_id.map(id_hash),
            reply_to: entry.reply_to.map(id_hash),
            mentions: (mentions_from as u32, staged.mentions.len() as u32),
        };
        let tied = tie.platform_id.is_some() || tie.reply_to.is_some() || tie.mentions.0 < tie.mentions.1;
        let place = if tied { staged.ties.len() as u32 } else { Row::NO_TIE };
        staged.ties.extend(tied.then_some(tie));
        staged.rows.push(Row {
            at,
            chat: u32::try_from(entry.chat).unwrap_or(u32::MAX),
            person,
            kind: entry.kind,
            chars: count_chars(body),
            text_start,
            text_bytes,
            tie: place,
        });
        Ok(())
    }

    fn skip(&mut self, line: u64, reason: &str) {
        self.report().skip(line, reason);
    }

    fn warn(&mut self, kind: &'static str, message: &str) {
        self.report().warn(kind, message);
    }

    fn exporter(&mut self, who: Sender<'_>) {
        self.exporter = self.person_code(who.id, who.name, i64::MIN);
    }

    fn complete(&mut self, chat: usize) {
        if let Some(chat) = self.staged.chats.get_mut(chat) {
            chat.complete = true;
        }
    }

    fn told(&mut self, chat: usize, told: Told) {
        let person = self.person_code(Some(&told.id), None, i64::MIN);
        let mut stays = Vec::with_capacity(told.stays.len());
        for stay in told.stays {
            let inviter = stay.inviter.as_deref().map(|id| self.person_code(Some(id), None, i64::MIN));
            stays.push((stay, inviter));
        }
        self.staged.told.push(StagedTold { chat, person, roles: told.roles, stays });
    }
}

impl Collector<'_> {
    /// The code of somebody met before; [`NOBODY`] otherwise.
    fn known(&self, id: Option<&str>, name: Option<&str>) -> u32 {
        match (id, name) {
            (Some(id), _) => self.by_id.get(id).copied().unwrap_or(NOBODY),
            (None, Some(name)) => self.by_name.get(name).copied().unwrap_or(NOBODY),
            _ => NOBODY,
        }
    }
}
