//! Rows of a message table as entries.

use crate::import::entry::{ChatInfo, Entry, EntryTime, Sender};
use crate::import::format::Sink;
use crate::import::kinds::{kind_of_body, kind_of_word};
use crate::import::{ImportError, chinese};
use crate::model::{ColumnRole as R, MessageKind};

use super::damage::Damage;
use super::layout::Layout;
use super::read::RowReader;
use crate::import::date_order::DateOrder;

/// Reads messages.
#[derive(Default)]
pub struct Messages {
    /// The room of the record before, which is most often that of the next.
    chat: Option<(Option<String>, usize)>,
}

impl RowReader for Messages {
    fn row(
        &mut self,
        line: u64,
        record: &[String],
        layout: &Layout,
        order: DateOrder,
        damage: &mut Damage,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        let Some(at) = layout.time(record).and_then(|when| when.in_order(order)) else {
            let cell = layout.cell(record, &R::Time).unwrap_or_default();
            let cell: String = cell.chars().take(40).collect();
            sink.skip(line, &format!("`{cell}` is not a time"));
            return Ok(());
        };
        let id = damage.id(line, layout, record, &R::Id);
        let name = layout.cell(record, &R::Name);
        let text = layout.cell(record, &R::Text);
        let kind = kind(layout, record, id, name, text);
        if kind != MessageKind::System && id.is_none() && name.is_none() {
            sink.skip(line, "no sender");
            return Ok(());
        }
        let chat = self.chat(layout, record, sink);
        entry(layout, line, chat, at, Sender { id, name }, kind, record, sink)
    }
}

#[expect(clippy::too_many_arguments)]
fn entry(
    layout: &Layout,
    line: u64,
    chat: usize,
    at: EntryTime,
    sender: Sender<'_>,
    kind: MessageKind,
    record: &[String],
    sink: &mut dyn Sink,
) -> Result<(), ImportError> {
    let text = layout.cell(record, &R::Text);
    let event = if kind == MessageKind::System { text.and_then(chinese::event) } else { None };
    sink.entry(&Entry {
        line,
        chat,
        at,
        sender: Some(sender),
        kind,
        text,
        platform_id: layout.cell(record, &R::MessageId),
        reply_to: layout.cell(record, &R::ReplyTo),
        mentions: &[],
        event: event.as_ref(),
    })
}

fn kind(
    layout: &Layout,
    record: &[String],
    id: Option<&str>,
    name: Option<&str>,
    text: Option<&str>,
) -> MessageKind {
    let flagged = layout
        .cell(record, &R::System)
        .is_some_and(|cell| ["1", "true", "yes", "是"].contains(&cell.to_ascii_lowercase().as_str()));
    let pseudo = [id, name].into_iter().flatten().any(|sender| {
        sender.starts_with("系统消息") || sender == "系统" || sender.eq_ignore_ascii_case("system")
    });
    if flagged || pseudo {
        return MessageKind::System;
    }
    let word = layout.cell(record, &R::Kind);
    match word.map(|word| kind_of_word(word).unwrap_or(MessageKind::Other)) {
        Some(MessageKind::Text) | None => text.map_or(MessageKind::Text, kind_of_body),
        Some(kind) => kind,
    }
}

impl Messages {
    fn chat(&mut self, layout: &Layout, record: &[String], sink: &mut dyn Sink) -> usize {
        let id = layout.cell(record, &R::GroupId);
        let name = layout.cell(record, &R::GroupName);
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
