//! Lists of contacts and rooms, which are no chats: refused with advice.

use crate::import::format::{Head, Sink};
use crate::import::{ImportError, ImportOptions, Input};

use super::Program;
use super::sheet::headings;

/// Contact lists of chatlog and CipherTalk, room lists of chatlog.
pub const CONTACTS: Program = Program { name: "wechat-contacts", detect, parse };

/// What the first line is, and of what.
const LISTS: [(&str, &str); 3] = [
    ("UserName,Alias,Remark,NickName", "the contact list of chatlog"),
    ("Name,Remark,NickName,Owner,UserCount", "the room list of chatlog"),
    ("用户名,显示名称,备注,昵称,手机号,类型,头像URL", "the contact list of CipherTalk"),
];

fn list_of(head: &Head<'_>) -> Option<&'static str> {
    let found = headings(head).join(",");
    LISTS.iter().find(|(line, _)| found == *line).map(|(_, what)| *what)
}

fn detect(head: &Head<'_>) -> u8 {
    if list_of(head).is_some() { 90 } else { 0 }
}

fn parse(input: &Input, _: &ImportOptions, _: &mut dyn Sink) -> Result<(), ImportError> {
    let what = list_of(&input.head()).unwrap_or("a list of contacts");
    Err(ImportError::NotAChat {
        path: input.path().to_owned(),
        what: what.to_owned(),
        advice: "export the messages of a chat as JSON or CSV and import that file".to_owned(),
    })
}
