//! WeChat, which exports nothing itself: the files that other programs write of its chats.
//!
//! Each program is one [`Program`]; what they share is the reading of WeChat's own things: numbers of kinds (`local`),
//! XML in place of text (`xml`, `body`), notices and the account that made the export.

mod body;
mod chatlog;
mod contacts;
mod echotrace;
mod local;
mod memotrace;
mod pywxdump;
mod sheet;
mod side;
mod texts;
mod xml;

use crate::model::{MessageKind, Platform};

use super::entry::{ChatInfo, Entry, EntryTime, Sender};
use super::format::{Format, Head, Sink};
use super::{ImportError, ImportOptions, Input};

use body::Body;

pub use chatlog::CHATLOG;
pub use contacts::CONTACTS;
pub use echotrace::{ECHOTRACE, WEFLOW};
pub use memotrace::MEMOTRACE;
pub use pywxdump::PYWXDUMP;

/// What the exporter's own account is called where a file gives it no name.
const ME: &str = "我";

/// The files of one program, whichever of its writings they are in.
pub struct Program {
    name: &'static str,
    detect: fn(&Head<'_>) -> u8,
    parse: fn(&Input, &ImportOptions, &mut dyn Sink) -> Result<(), ImportError>,
}

impl Format for Program {
    fn name(&self) -> &'static str {
        self.name
    }

    fn detect(&self, head: &Head<'_>) -> u8 {
        (self.detect)(head)
    }

    fn parse(&self, input: &Input, options: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError> {
        (self.parse)(input, options, sink)
    }
}

/// One line of a chat before its body is understood.
struct Post<'a> {
    line: u64,
    chat: usize,
    at: EntryTime,
    sender: Option<Sender<'a>>,
    platform_id: Option<&'a str>,
    reply_to: Option<&'a str>,
}

/// Hands a line on. What nobody wrote is the platform's, and a notice that names people makes them known.
fn put(sink: &mut dyn Sink, post: &Post<'_>, body: &Body<'_>) -> Result<(), ImportError> {
    for (id, name) in &body.people {
        sink.person(None, id, name);
    }
    let kind = match (body.kind, post.sender) {
        (MessageKind::Recalled, None) => MessageKind::System,
        (kind, _) => kind,
    };
    sink.entry(&Entry {
        line: post.line,
        chat: post.chat,
        at: post.at,
        sender: post.sender,
        kind,
        text: body.text.as_deref(),
        platform_id: post.platform_id,
        reply_to: post.reply_to.or(body.reply_to.as_deref()),
        mentions: &[],
        event: body.event.as_ref(),
    })
}

/// A room of WeChat; empty texts are none.
fn room(id: &str, name: &str) -> ChatInfo {
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    ChatInfo { id: text(id), name: text(name), platform: Some(Platform::WeChat) }
}

/// Senders that are no people: the room itself and the platform.
fn is_pseudo(sender: &str) -> bool {
    sender.ends_with("@chatroom") || ["系统消息", "系统", "system"].contains(&sender)
}

/// The name of a file without its extension and without `marks` at its end.
fn stem<'n>(file_name: &'n str, marks: &[&str]) -> &'n str {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    marks.iter().find_map(|mark| stem.strip_suffix(mark)).filter(|rest| !rest.is_empty()).unwrap_or(stem)
}

/// An id of a message, unless it is none or a spreadsheet may have rounded it.
fn whole_id(id: &str, from_spreadsheet: bool) -> Option<&str> {
    let id = id.trim().trim_start_matches('\'');
    let exponent = id.contains(['E', 'e']) && id.parse::<f64>().is_ok();
    let rounded = from_spreadsheet && id.len() > 15 && id.ends_with("000");
    (!id.is_empty() && id != "0" && !exponent && !rounded).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_ids_are_no_ids() {
        assert_eq!(whole_id("4073926741244663531", true), Some("4073926741244663531"));
        assert_eq!(whole_id("4073926741244660000", true), None);
        assert_eq!(whole_id("4073926741244660000", false), Some("4073926741244660000"));
        for id in ["4.07393E+18", "", "0"] {
            assert_eq!(whole_id(id, false), None, "{id}");
        }
    }

    #[test]
    fn files_are_named_after_the_room() {
        assert_eq!(stem("读书群_utf8.csv", &["_utf8"]), "读书群");
        assert_eq!(stem("_utf8.csv", &["_utf8"]), "_utf8");
        assert_eq!(stem("a.b.txt", &[]), "a.b");
    }
}
