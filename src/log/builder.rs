//! Records in, sorted columns out.

use std::collections::HashMap;

use super::{Dictionary, MessageLog, NO_REPLY, TextColumn};
use crate::model::{Message, MessageKind};

/// Collects messages in any order.
#[derive(Debug, Default)]
pub struct LogBuilder {
    log: MessageLog,
    any_text: bool,
}

impl LogBuilder {
    /// Starts from the rows of an existing log.
    pub fn from_log(log: MessageLog) -> Self {
        let any_text = log.text.is_some();
        let mut log = log;
        if log.text.is_none() {
            let mut column = TextColumn::default();
            (0..log.len()).for_each(|_| column.push(None));
            log.text = Some(column);
        }
        if log.mention_ends.is_empty() {
            log.mention_ends = vec![0; log.len()];
        }
        Self { log, any_text }
    }

    /// Code for a group id, for [`Self::push_row`].
    pub fn groups(&mut self) -> &mut Dictionary {
        &mut self.log.groups
    }

    /// Code for a member id, for [`Self::push_row`].
    pub fn members(&mut self) -> &mut Dictionary {
        &mut self.log.members
    }

    /// The rows so far, in the order pushed.
    pub fn log(&self) -> &MessageLog {
        &self.log
    }

    /// Makes row `row`, counted in the order pushed, an answer to message `id`; nothing happens without such a row.
    pub fn set_reply(&mut self, row: usize, id: u64) {
        if let Some(reply) = self.log.reply_to.get_mut(row) {
            *reply = id;
        }
    }

    /// Puts other contents (kind, length, text) into rows, counted in the order pushed.
    pub fn replace(&mut self, rows: &HashMap<usize, (MessageKind, u32, Option<String>)>) {
        if rows.is_empty() {
            return;
        }
        let mut texts = TextColumn::default();
        for row in 0..self.log.len() {
            match rows.get(&row) {
                Some((kind, chars, text)) => {
                    self.log.kind[row] = *kind;
                    self.log.chars[row] = *chars;
                    texts.push(text.as_deref());
                    self.any_text |= text.is_some();
                }
                None => texts.push(self.log.text.as_ref().and_then(|old| old.get(row))),
            }
        }
        self.log.text = Some(texts);
    }

    /// Number of rows so far.
    pub fn len(&self) -> usize {
        self.log.len()
    }

    /// True when nothing was pushed.
    pub fn is_empty(&self) -> bool {
        self.log.is_empty()
    }

    /// Adds a record.
    pub fn push(&mut self, message: &Message) {
        let group = self.log.groups.code(message.group.as_str());
        let member = self.log.members.code(message.member.as_str());
        let chars = message.chars.unwrap_or_else(|| count_chars(message.text.as_deref()));
        let mentions: Vec<u32> =
            message.mentions.iter().map(|mention| self.log.members.code(mention.as_str())).collect();
        self.push_row(Row {
            id: message.id,
            at: message.at.0,
            group,
            member,
            kind: message.kind,
            chars,
            reply_to: message.reply_to,
            mentions: &mentions,
            text: message.text.as_deref(),
        });
    }

    /// Adds a row whose ids are already codes.
    pub fn push_row(&mut self, row: Row<'_>) {
        let log = &mut self.log;
        log.ids.push(row.id);
        log.at.push(row.at);
        log.group.push(row.group);
        log.member.push(row.member);
        log.kind.push(row.kind);
        log.chars.push(row.chars);
        log.reply_to.push(row.reply_to.unwrap_or(NO_REPLY));
        log.mentioned.extend_from_slice(row.mentions);
        log.mention_ends.push(log.mentioned.len() as u32);
        log.text.get_or_insert_default().push(row.text);
        self.any_text |= row.text.is_some();
    }

    /// The log, sorted by time; rows of one instant keep the order in which they came.
    pub fn finish(self) -> MessageLog {
        let Self { mut log, any_text } = self;
        if !any_text {
            log.text = None;
        }
        if log.mentioned.is_empty() {
            log.mention_ends = Vec::new();
        }
        if log.at.is_sorted() {
            return log;
        }
        let mut order: Vec<u32> = (0..log.len() as u32).collect();
        order.sort_by_key(|&row| log.at[row as usize]);
        let mut sorted = Self {
            log: MessageLog {
                groups: log.groups.clone(),
                members: log.members.clone(),
                ..MessageLog::default()
            },
            any_text: false,
        };
        for row in order {
            let row = row as usize;
            sorted.push_row(Row {
                id: log.ids[row],
                at: log.at[row],
                group: log.group[row],
                member: log.member[row],
                kind: log.kind[row],
                chars: log.chars[row],
                reply_to: (log.reply_to[row] != NO_REPLY).then_some(log.reply_to[row]),
                mentions: log.mentions(row),
                text: log.text.as_ref().and_then(|text| text.get(row)),
            });
        }
        sorted.finish()
    }
}

/// A message whose group and members are dictionary codes.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub id: u64,
    pub at: i64,
    pub group: u32,
    pub member: u32,
    pub kind: MessageKind,
    pub chars: u32,
    pub reply_to: Option<u64>,
    pub mentions: &'a [u32],
    pub text: Option<&'a str>,
}

/// Length of a text in characters; 0 without one.
pub fn count_chars(text: Option<&str>) -> u32 {
    text.map_or(0, |text| u32::try_from(text.chars().count()).unwrap_or(u32::MAX))
}
