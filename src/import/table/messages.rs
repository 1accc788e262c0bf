//! Rows of a message table as entries.

use crate::import::entry::{ChatInfo, Entry, Sender};
use crate::import::format::Sink;
use crate::import::kinds::{kind_of_body, kind_of_word};
use crate::import::{ImportError, chinese};
use crate::model::{ColumnRole as R, MessageKind};

use super::damage::Damage;
use super::read::RowReader;
use super::row::Row;

/// Reads messages.
#[derive(Default)]
pub struct Messages {
    /// The room of the record before, which is most often that of the next.
    chat: Option<(Option<String>, usize)>,
}

impl RowReader for Messages {
    fn row(&mut self, row: &Row<'_>, damage: &mut Damage, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let Some(at) = row.time(sink) else { return Ok(()) };
        let sender = Sender::new(damage.id(row, &R::Id), row.cell(&R::Name));
        let text = row.cell(&R::Text);
        let kind = kind(row, sender, text);
        if kind != MessageKind::System && sender.id.is_none() && sender.name.is_none() {
            sink.skip(row.line, "no sender");
            return Ok(());
        }
        let chat = self.chat(row, sink);
        let event = if kind == MessageKind::System { text.and_then(chinese::event) } else { None };
        sink.entry(&Entry {
            line: row.line,
            chat,
            at,
            sender: Some(sender),
            kind,
            text,
            platform_id: row.cell(&R::MessageId),
            reply_to: row.cell(&R::ReplyTo),
            mentions: &[],
            event: event.as_ref(),
        })
    }
}

fn kind(row: &Row<'_>, sender: Sender<'_>, text: Option<&str>) -> MessageKind {
    let flagged = row
        .cell(&R::System)
        .is_some_and(|cell| ["1", "true", "yes", "是"].contains(&cell.to_ascii_lowercase().as_str()));
    let pseudo = [sender.id, sender.name].into_iter().flatten().any(|sender| {
        sender.starts_with("系统消息") || sender == "系统" || sender.eq_ignore_ascii_case("system")
    });
    if flagged || pseudo {
        return MessageKind::System;
    }
    let word = row.cell(&R::Kind);
    match word.map(|word| kind_of_word(word).unwrap_or(MessageKind::Other)) {
        Some(MessageKind::Text) | None => text.map_or(MessageKind::Text, kind_of_body),
        Some(kind) => kind,
    }
}

impl Messages {
    fn chat(&mut self, row: &Row<'_>, sink: &mut dyn Sink) -> usize {
        let id = row.cell(&R::GroupId);
        let name = row.cell(&R::GroupName);
        let key = id.or(name);
        if let Some((known, chat)) = &self.chat
            && known.as_deref() == key
        {
            return *chat;
        }
        let info = ChatInfo { id: id.map(str::to_owned), name: name.map(str::to_owned), platform: None };
        let chat = sink.chat(info);
        self.chat = Some((key.map(str::to_owned), chat));
        chat
    }
}
