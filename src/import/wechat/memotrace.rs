//! MemoTrace (留痕): CSV with WeChat's own numbers and XML, or text.

use std::collections::HashMap;

use crate::import::entry::{EntryTime, Sender};
use crate::import::format::{Head, Sink};
use crate::import::when::parse_when;
use crate::import::{ImportError, ImportOptions, Input};
use crate::model::MessageKind;

use super::body::Body;
use super::texts::{Writing, looks_like, read_text};
use super::{ME, Post, Program, is_pseudo, local, put, room, sheet, stem};

/// MemoTrace's CSV and text files.
pub const MEMOTRACE: Program = Program { name: "memotrace", detect, parse };

const COLUMNS: [&str; 9] =
    ["CreateTime", "StrTime", "Type", "SubType", "IsSender", "StrContent", "Remark", "NickName", "Sender"];

fn is_table(head: &Head<'_>) -> bool {
    sheet::has_all(head, &["TalkerId", "Type", "SubType", "IsSender", "CreateTime", "StrContent"])
}

fn detect(head: &Head<'_>) -> u8 {
    if is_table(head) { 95 } else { looks_like(head, Writing::MemoTrace) }
}

fn parse(input: &Input, _: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
    if !is_table(&input.head()) {
        return read_text(input, Writing::MemoTrace, sink);
    }
    let chat = sink.chat(room("", stem(input.file_name(), &["_utf8"])));
    let me = own_id(input)?;
    let mut remarks: HashMap<String, String> = HashMap::new();
    let mut me_told = false;
    sheet::for_each(input, COLUMNS, |line, cells| {
        let [created, shown, kind, sub, own, content, remark, nickname, sender] = cells.map(str::trim);
        let stated = created.parse::<i64>().ok().filter(|at| *at > 0).map(EntryTime::from_epoch);
        let Some(at) = stated.or_else(|| parse_when(shown)?.unambiguous()) else {
            sink.skip(line, "neither CreateTime nor StrTime is a time");
            return Ok(());
        };
        let kind = kind
            .parse()
            .ok()
            .map(|kind| local::kind_of(kind, sub.parse().ok()).unwrap_or(MessageKind::Other));
        let body = Body::of(kind, content);
        let own = own == "1";
        let id = person(sender).or(me.as_deref().filter(|_| own));
        let name = [nickname, remark].into_iter().find(|name| !name.is_empty());
        let who = match (id, name) {
            (None, None) if own => Some(Sender::named(ME)),
            (None, None) => None,
            (id, name) => Some(Sender::new(id, name.or(own.then_some(ME)))),
        };
        if let (true, Some(who)) = (own && !me_told, who) {
            sink.exporter(who);
            me_told = true;
        }
        // The nickname is what everybody sees; the remark is one more name the person goes by.
        if let Some(id) = id
            && !remark.is_empty()
            && remark != nickname
            && remarks.get(id).is_none_or(|known| known != remark)
        {
            sink.person(None, id, nickname);
            sink.person(None, id, remark);
            remarks.insert(id.to_owned(), remark.to_owned());
        }
        let person = who.filter(|_| body.kind != MessageKind::System || id.is_some());
        if person.is_none() && !matches!(body.kind, MessageKind::System | MessageKind::Recalled) {
            sink.warn("unknown_sender", "some messages do not say who wrote them; they count for nobody");
        }
        put(sink, &Post { line, chat, at, sender: person, platform_id: None, reply_to: None }, &body)
    })
}

fn person(id: &str) -> Option<&str> {
    Some(id).filter(|id| !id.is_empty() && !is_pseudo(id) && *id != ME)
}

/// The id of the account that made the export: its rows may leave out what others of them state.
fn own_id(input: &Input) -> Result<Option<String>, ImportError> {
    let mut found = None;
    let looked = sheet::for_each(input, ["IsSender", "Sender"], |_, [own, id]| {
        found = person(id.trim()).filter(|_| own.trim() == "1").map(str::to_owned);
        if found.is_some() { Err(ImportError::Cancelled) } else { Ok(()) }
    });
    match looked {
        Ok(()) | Err(ImportError::Cancelled) => Ok(found),
        Err(error) => Err(error),
    }
}
