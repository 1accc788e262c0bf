//! The first rows of a file, kept for a preview.

use std::collections::HashMap;

use crate::model::MessageKind;

use super::entry::{ChatInfo, Entry, EntryTime, Who};
use super::format::Sink;
use super::report::FileReport;
use super::table_rows::{TableHeader, TableRow};
use super::{FileSurvey, ImportError, PreviewRow};

/// Rows of a preview.
pub const ROWS: usize = 50;
/// Characters of a body in a preview.
const BODY: usize = 160;
/// Most people whose names are kept for the rows.
const PEOPLE: usize = 100_000;

/// Keeps the first rows and stops.
pub struct Peek<'s> {
    survey: &'s mut FileSurvey,
    chats: HashMap<String, usize>,
    /// A name of each id met so far.
    names: HashMap<String, String>,
    /// Entries met, and how many of them before the end.
    seen: usize,
    most: usize,
    go_on: &'s dyn Fn() -> bool,
    notes: FileReport,
}

impl<'s> Peek<'s> {
    /// A look into a file that ends after `most` entries.
    pub fn new(survey: &'s mut FileSurvey, most: usize, go_on: &'s dyn Fn() -> bool) -> Self {
        let (chats, names) = (HashMap::new(), HashMap::new());
        Self { survey, chats, names, seen: 0, most, go_on, notes: FileReport::default() }
    }

    /// Leaves what was noted in the survey; returns the number of entries met.
    pub fn finish(self) -> usize {
        self.survey.skipped = self.notes.skipped;
        self.survey.warnings = self.notes.warnings;
        self.seen
    }

    /// Counts one more entry; false when there is no room for it among the rows.
    fn count(&mut self) -> Result<bool, ImportError> {
        if self.seen >= self.most || !(self.go_on)() {
            self.seen += 1;
            return Err(ImportError::Cancelled);
        }
        self.seen += 1;
        Ok(self.seen <= ROWS)
    }

    fn learn(&mut self, id: &str, name: &str) {
        if self.names.len() < PEOPLE && !self.names.contains_key(id) {
            self.names.insert(id.to_owned(), name.to_owned());
        }
    }

    /// The name of an id, else the id.
    fn called(&self, id: &str) -> String {
        self.names.get(id).map_or_else(|| id.to_owned(), String::clone)
    }

    fn named(&self, who: &Who) -> Option<String> {
        match who {
            Who::Id(id) => Some(self.called(id)),
            Who::Name(name) => Some(name.clone()),
            Who::Exporter => None,
        }
    }
}

impl Sink for Peek<'_> {
    fn chat(&mut self, info: ChatInfo) -> usize {
        let key = info.id.clone().or_else(|| info.name.clone()).unwrap_or_default();
        let chats = &mut self.survey.chats;
        let number = *self.chats.entry(key).or_insert(chats.len());
        match chats.get_mut(number) {
            Some(known) => {
                known.id = known.id.take().or(info.id);
                known.name = known.name.take().or(info.name);
                known.platform = known.platform.or(info.platform);
            }
            None => chats.push(info),
        }
        number
    }

    fn rename(&mut self, chat: usize, name: &str) {
        if let Some(chat) = self.survey.chats.get_mut(chat) {
            chat.name = Some(name.to_owned());
        }
    }

    fn person(&mut self, _chat: Option<usize>, id: &str, name: &str) {
        self.learn(id, name);
    }

    fn table(&mut self, _header: TableHeader) {}

    fn row(&mut self, row: TableRow) -> Result<(), ImportError> {
        if !self.count()? {
            return Ok(());
        }
        let (at, who) = match &row {
            TableRow::Member(member) => (None, &member.who),
            TableRow::Order(order) => (Some(order.at), &order.who),
            TableRow::Event(event) => (Some(event.at), &event.who),
        };
        if let Some(EntryTime::Local(at)) = at {
            self.survey.local_time.get_or_insert_with(|| at.format("%Y-%m-%d %H:%M:%S").to_string());
        }
        self.survey.rows.push(PreviewRow {
            line: 0,
            chat: 0,
            at,
            sender: who.text().map(str::to_owned),
            kind: MessageKind::Other,
            text: String::new(),
            moved: None,
            row: Some(row),
        });
        Ok(())
    }

    fn entry(&mut self, entry: &Entry<'_>) -> Result<(), ImportError> {
        let shown = self.count()?;
        if let Some((id, name)) = entry.sender.and_then(|sender| sender.id.zip(sender.name)) {
            self.learn(id, name);
        }
        if !shown {
            return Ok(());
        }
        if let EntryTime::Local(at) = entry.at {
            self.survey.local_time.get_or_insert_with(|| at.format("%Y-%m-%d %H:%M:%S").to_string());
        }
        let sender = entry.sender.and_then(|sender| match sender.name {
            Some(name) => Some(name.to_owned()),
            None => sender.id.map(|id| self.called(id)),
        });
        let text = entry.text.unwrap_or_default();
        let mut line: String =
            text.chars().take(BODY).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if text.chars().nth(BODY).is_some() {
            line.push('…');
        }
        let moved = entry
            .event
            .map(|event| (event.change, event.who.iter().filter_map(|who| self.named(who)).collect()));
        self.survey.rows.push(PreviewRow {
            line: entry.line,
            chat: entry.chat,
            at: Some(entry.at),
            sender,
            kind: entry.kind,
            text: line,
            moved,
            row: None,
        });
        Ok(())
    }

    fn skip(&mut self, line: u64, reason: &str) {
        self.notes.skip(line, reason);
    }

    fn warn(&mut self, kind: &'static str, message: &str) {
        self.notes.warn(kind, message);
    }
}
