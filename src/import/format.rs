//! The seam between formats and the rest: one trait, a list of all formats, and detection by content.

use std::collections::{HashMap, HashSet};

use super::entry::{ChatInfo, Entry, Sender};
use super::table_rows::{TableHeader, TableRow};
use super::told::Told;
use super::{ImportError, ImportOptions, Input};
use crate::model::MemberKind;

/// A kind of exported chat.
pub trait Format: Sync {
    /// The name used by `--format` and in reports: lower case ASCII.
    fn name(&self) -> &'static str;

    /// How sure the format is that the head of a file is its own: 0 not at all, 100 beyond doubt. Formats with a
    /// signature of their own answer 80 and more; tables recognised by their columns stay below.
    fn detect(&self, head: &Head<'_>) -> u8;

    /// Reads the whole input, entry by entry, into the sink. A line that makes no sense is skipped with a reason.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, breaks off in a way that leaves nothing sensible, or the sink stops.
    fn parse(&self, input: &Input, options: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError>;
}

/// The beginning of a file, decoded.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// File name without its folder.
    pub file_name: &'a str,
    /// Up to 64 KiB of text, cut at a character.
    pub text: &'a str,
    /// True when `text` is the whole file.
    pub complete: bool,
    /// True when `text` is made of a sheet of a workbook.
    pub workbook: bool,
}

/// Where parsers put what they read.
pub trait Sink {
    /// Announces a chat and returns its number. The same id (or, without one, the same name) gives the same number;
    /// what was unknown before is filled in.
    fn chat(&mut self, info: ChatInfo) -> usize;

    /// Gives a chat the name that a later line tells.
    fn rename(&mut self, chat: usize, name: &str);

    /// Tells the sink a current name of a person with a stable id, whether they wrote or not; with a chat, that the
    /// file lists them as one of its members.
    fn person(&mut self, chat: Option<usize>, id: &str, name: &str);

    /// Tells the sink that the platform itself calls the account of that id no ordinary member: `reason` is a stable
    /// word (`bot_account`, `bot_buttons`, `owner`, `admin`). The operator confirms it later; sinks may ignore it.
    fn mark(&mut self, id: &str, kind: MemberKind, reason: &'static str) {
        let _ = (id, kind, reason);
    }

    /// Announces a table whose rows are no messages, or one whose columns the user told.
    fn table(&mut self, header: TableHeader);

    /// Takes one row of a table that is no message.
    ///
    /// # Errors
    ///
    /// [`ImportError::Cancelled`] when the caller wants to stop.
    fn row(&mut self, row: TableRow) -> Result<(), ImportError>;

    /// Takes one entry.
    ///
    /// # Errors
    ///
    /// [`ImportError::Cancelled`] when the caller wants to stop.
    fn entry(&mut self, entry: &Entry<'_>) -> Result<(), ImportError>;

    /// Notes a line that was not understood.
    fn skip(&mut self, line: u64, reason: &str);

    /// Notes a guess or loss under a stable word.
    fn warn(&mut self, kind: &'static str, message: &str);

    /// Tells the sink which of the people made the export: notices call them `you`.
    fn exporter(&mut self, _who: Sender<'_>) {}

    /// Tells the sink that the file states all stays and mentions of a chat: none is to be found in names, texts or notices.
    fn complete(&mut self, _chat: usize) {}

    /// Tells the sink what the file states of a member of a chat.
    fn told(&mut self, _chat: usize, _told: Told) {}
}

/// All formats, the most particular first.
pub fn formats() -> &'static [&'static dyn Format] {
    &[
        &super::chatlab::ChatLabJson,
        &super::chatlab::ChatLabJsonl,
        &super::qce::QqChatExporter,
        &super::onebot::OneBot,
        &super::qq_text::QqText,
        &super::discord::Discord,
        &super::telegram::Telegram,
        &super::whatsapp::WhatsApp,
        &super::wechat::MEMOTRACE,
        &super::wechat::PYWXDUMP,
        &super::wechat::CHATLOG,
        &super::wechat::ECHOTRACE,
        &super::wechat::WEFLOW,
        &super::wechat::CONTACTS,
        &super::table::Table,
        &super::table::Workbook,
    ]
}

/// The names of all formats, for messages and the command line.
pub fn format_names() -> String {
    let mut names: Vec<&str> = formats().iter().map(|format| format.name()).collect();
    names.extend(super::bundle::bundles().iter().map(|bundle| bundle.name()));
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    names.join(", ")
}

/// The format of that name.
///
/// # Errors
///
/// [`ImportError::NoSuchFormat`], which lists the names that exist.
pub fn format_named(name: &str) -> Result<&'static dyn Format, ImportError> {
    formats()
        .iter()
        .copied()
        .find(|format| format.name().eq_ignore_ascii_case(name))
        .ok_or_else(|| ImportError::NoSuchFormat { name: name.to_owned(), known: format_names() })
}

/// The format that is surest of the head; `None` when none recognises it.
pub fn detect(head: &Head<'_>) -> Option<&'static dyn Format> {
    let mut best: Option<(u8, &'static dyn Format)> = None;
    for &format in formats() {
        let confidence = format.detect(head);
        if confidence > best.map_or(0, |(most, _)| most) {
            best = Some((confidence, format));
        }
    }
    best.map(|(_, format)| format)
}

/// A sink that only counts: for measuring and testing parsers.
#[derive(Debug, Default)]
pub struct CountingSink {
    pub entries: u64,
    pub skipped: u64,
    chats: HashMap<String, usize>,
}

impl Sink for CountingSink {
    fn chat(&mut self, info: ChatInfo) -> usize {
        let next = self.chats.len();
        *self.chats.entry(info.id.or(info.name).unwrap_or_default()).or_insert(next)
    }

    fn rename(&mut self, _chat: usize, _name: &str) {}

    fn person(&mut self, _chat: Option<usize>, _id: &str, _name: &str) {}

    fn table(&mut self, _header: TableHeader) {}

    fn row(&mut self, _row: TableRow) -> Result<(), ImportError> {
        self.entries += 1;
        Ok(())
    }

    fn entry(&mut self, _entry: &Entry<'_>) -> Result<(), ImportError> {
        self.entries += 1;
        Ok(())
    }

    fn skip(&mut self, _line: u64, _reason: &str) {
        self.skipped += 1;
    }

    fn warn(&mut self, _kind: &'static str, _message: &str) {}
}
