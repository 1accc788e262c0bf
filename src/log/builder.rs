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
            log.text = Some(TextColumn::without_texts(log.len()));
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
        let count = self.log.len();
        for (&row, (kind, chars, text)) in rows.iter().filter(|(row, _)| **row < count) {
            self.log.kind[row] = *kind;
            self.log.chars[row] = *chars;
            self.log.text.get_or_insert_default().set(row, text.as_deref());
            self.any_text |= text.is_some();
        }
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
            body: message.text.as_deref().map_or(Body::Nothing, Body::Text),
        });
    }

    /// Takes in a buffer of texts whose rows follow with [`Body::Span`]; returns where the buffer begins.
    pub fn take_in_texts(&mut self, texts: String) -> usize {
        self.log.text.get_or_insert_default().take_in(texts)
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, rows: usize) {
        let log = &mut self.log;
        log.ids.reserve(rows);
        log.at.reserve(rows);
        log.group.reserve(rows);
        log.member.reserve(rows);
        log.kind.reserve(rows);
        log.chars.reserve(rows);
        log.reply_to.reserve(rows);
        log.text.get_or_insert_default().reserve(rows);
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
        // There are no ends before the first mention.
        if !(row.mentions.is_empty() && log.mention_ends.is_empty()) {
            log.mention_ends.resize(log.ids.len() - 1, log.mentioned.len() as u32);
            log.mentioned.extend_from_slice(row.mentions);
            log.mention_ends.push(log.mentioned.len() as u32);
        }
        let texts = log.text.get_or_insert_default();
        match row.body {
            Body::Nothing => texts.push_span(None),
            Body::Text(text) => texts.push(Some(text)),
            Body::Span(start, length) => texts.push_span(Some((start, length))),
        }
        self.any_text |= row.body != Body::Nothing;
    }

    /// Adds whole columns of equal length; the ids of their rows count up from `first_id`.
    pub fn append(&mut self, first_id: u64, columns: PlainColumns) {
        fn join<T>(column: &mut Vec<T>, mut more: Vec<T>) {
            if column.is_empty() {
                *column = more;
            } else {
                column.append(&mut more);
            }
        }
        let (log, rows) = (&mut self.log, columns.at.len());
        log.ids.extend((first_id..).take(rows));
        log.reply_to.resize(log.reply_to.len() + rows, NO_REPLY);
        if !log.mention_ends.is_empty() {
            log.mention_ends.resize(log.ids.len(), log.mentioned.len() as u32);
        }
        join(&mut log.at, columns.at);
        join(&mut log.group, columns.group);
        join(&mut log.member, columns.member);
        join(&mut log.kind, columns.kind);
        join(&mut log.chars, columns.chars);
        self.any_text |= columns.text.any();
        log.text.get_or_insert_default().append(columns.text);
    }

    /// The log, sorted by time; rows of one instant keep the order in which they came.
    pub fn finish(self) -> MessageLog {
        let Self { mut log, any_text } = self;
        if !any_text {
            log.text = None;
        }
        if log.at.is_sorted() {
            return log;
        }
        let mut order: Vec<u32> = (0..log.len() as u32).collect();
        order.sort_by_key(|&row| log.at[row as usize]);
        fn take<T: Copy>(column: &[T], order: &[u32]) -> Vec<T> {
            order.iter().map(|&row| column[row as usize]).collect()
        }
        let mut mentioned = Vec::with_capacity(log.mentioned.len());
        let mut mention_ends = Vec::with_capacity(log.mention_ends.len());
        if !log.mention_ends.is_empty() {
            for &row in &order {
                mentioned.extend_from_slice(log.mentions(row as usize));
                mention_ends.push(mentioned.len() as u32);
            }
        }
        MessageLog {
            ids: take(&log.ids, &order),
            at: take(&log.at, &order),
            group: take(&log.group, &order),
            member: take(&log.member, &order),
            kind: take(&log.kind, &order),
            chars: take(&log.chars, &order),
            reply_to: take(&log.reply_to, &order),
            mention_ends,
            mentioned,
            text: log.text.map(|text| text.reordered(&order)),
            groups: log.groups,
            members: log.members,
        }
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
    pub body: Body<'a>,
}

/// Messages that answer nothing and mention nobody, one vector per column.
#[derive(Debug)]
pub struct PlainColumns {
    pub at: Vec<i64>,
    pub group: Vec<u32>,
    pub member: Vec<u32>,
    pub kind: Vec<MessageKind>,
    pub chars: Vec<u32>,
    pub text: TextColumn,
}

/// What a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    Nothing,
    Text(&'a str),
    /// Start and length in a buffer taken in.
    Span(usize, u32),
}

/// Length of a text in characters; 0 without one.
pub fn count_chars(text: Option<&str>) -> u32 {
    text.map_or(0, |text| u32::try_from(text.len() - inner_bytes(text.as_bytes())).unwrap_or(u32::MAX))
}

/// How many bytes go on with a character: they begin with the bits 10. Eight are looked at together, which for the short
/// texts of chats is twice as fast as decoding characters.
fn inner_bytes(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const EVEN: u64 = 0x00FF_00FF_00FF_00FF;
    let inner = |word: [u8; 8]| {
        let word = u64::from_le_bytes(word);
        (word >> 7) & !(word >> 6) & ONES
    };
    let mut count = 0;
    // Each byte of the sum counts up to 255.
    for block in bytes.chunks(8 * 255) {
        let (words, rest) = block.as_chunks::<8>();
        let sum: u64 = words.iter().map(|&word| inner(word)).sum();
        let pairs = (sum & EVEN) + ((sum >> 8) & EVEN);
        count += pairs.wrapping_mul(0x0001_0001_0001_0001) >> 48;
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        count += u64::from(inner(last).count_ones());
    }
    count as usize
}

#[cfg(test)]
mod tests {
    use super::count_chars;

    #[test]
    fn characters_are_counted_in_texts_of_any_length() {
        assert_eq!(count_chars(None), 0);
        for unit in ["a", "é", "群", "🎉", "ab群c🎉"] {
            for times in (0..40).chain([254, 255, 256, 2039, 2040, 2041, 70_000]) {
                let text = unit.repeat(times);
                assert_eq!(count_chars(Some(&text)) as usize, text.chars().count(), "{unit} {times} times");
            }
        }
    }
}
