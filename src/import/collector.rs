//! The sink that imports go through: it counts, converts times, knows people, and stages rows for the merge.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use memchr::memchr;

use crate::log::count_chars;
use crate::model::{MemberKind, MessageKind};

use super::entry::{Change, ChatInfo, Entry, EntryTime, Sender, Who};
use super::format::Sink;
use super::mentions::mentioned;
use super::report::FileReport;
use super::staged::{Chat, Marked, Move, NOBODY, Person, Row, Staged, StagedTable, Tie, id_hash, text_hash};
use super::table_rows::{TableHeader, TableRow};
use super::told::{StagedTold, Told};
use super::zone::Clock;
use super::{ImportError, ImportOptions, Input};

/// First and last time of somebody who did not write.
const NEVER: (i64, i64) = (i64::MAX, i64::MIN);
/// Entries between two calls of the progress function.
const STRIDE: u64 = 8192;

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
                if let Some(person) = self.staged.rows.person.get_mut(row).filter(|person| **person == NOBODY)
                {
                    *person = who;
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
        if !self.keep_text {
            staged.hashes.push(body.map_or(0, text_hash));
        }
        let tie = Tie {
            platform_id: entry.platform_id.map(id_hash),
            reply_to: entry.reply_to.map(id_hash),
            mentions: (mentions_from as u32, staged.mentions.len() as u32),
        };
        let tied = tie.platform_id.is_some() || tie.reply_to.is_some() || tie.mentions.0 < tie.mentions.1;
        let place = tied.then_some(staged.ties.len() as u32);
        staged.ties.extend(tied.then_some(tie));
        let row = Row {
            at,
            chat: u32::try_from(entry.chat).unwrap_or(u32::MAX),
            person,
            kind: entry.kind,
            chars: count_chars(body),
        };
        staged.rows.push(row, body.filter(|_| self.keep_text), place);
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
