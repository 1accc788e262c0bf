//! Notices of WeChat and QQ about people coming and going.

use super::entry::{Change, MembershipEvent, Who};

/// `{A}` let `{B}` in or put them out. Quotes around names are optional. More particular sentences first.
const NOTICES: [(Change, &str); 28] = [
    (Change::Join, "{A}邀请{B}加入了群聊"),
    (Change::Join, "{A}邀请{B}加入群聊"),
    (Change::Join, "{B}通过扫描{A}分享的二维码加入群聊"),
    (Change::Join, "{B}通过扫描{A}分享的二维码加入了群聊"),
    (Change::Join, "{B}通过{A}的邀请二维码加入群聊"),
    (Change::Join, "{B}通过扫描二维码加入群聊"),
    (Change::Join, "{A}邀请{B}加入了本群"),
    (Change::Join, "{A}邀请{B}加入本群"),
    (Change::Join, "{B}通过{A}的邀请加入了本群"),
    (Change::Join, "{B}通过{A}的邀请加入本群"),
    (Change::Join, "{B}加入了群聊"),
    (Change::Join, "{B}加入群聊"),
    (Change::Join, "{B}加入了本群"),
    (Change::Join, "{B}加入本群"),
    (Change::Join, "{A} invited {B} to the group chat"),
    (Change::Join, "{B} joined the group chat via the QR code shared by {A}"),
    (Change::Join, "{B} joined the group chat via QR code"),
    (Change::Leave, "{A}将{B}移出了群聊"),
    (Change::Leave, "{A}将{B}移出群聊"),
    (Change::Leave, "{B}被{A}移出了群聊"),
    (Change::Leave, "{B}被{A}移出群聊"),
    (Change::Leave, "{B}被{A}移出本群"),
    (Change::Leave, "{B}被{A}移出了本群"),
    (Change::Leave, "{A}将{B}移出本群"),
    (Change::Leave, "{B}退出了群聊"),
    (Change::Leave, "{B}退出了本群"),
    (Change::Leave, "{B}退出本群"),
    (Change::Leave, "{A} removed {B} from the group chat"),
];

const QUOTES: [char; 6] = ['"', '“', '”', '「', '」', '\''];

/// What a system line says of people; `None` when it is about something else.
pub fn event(line: &str) -> Option<MembershipEvent> {
    let line = line.trim();
    // The list of those who were there already follows the exporter's own joining.
    let line = line.split_once("，群聊参与人还有").map_or(line, |(notice, _)| notice);
    let line = line.trim_end_matches(['。', '.']);
    NOTICES.iter().find_map(|&(change, pattern)| {
        let (by, who) = matched(pattern, line)?;
        let who: Vec<Who> = who.split('、').flat_map(and_you).filter_map(person).collect();
        (!who.is_empty()).then(|| MembershipEvent { change, who, by: by.and_then(person) })
    })
}

/// As [`event`], in QQ's writing: people by name with their number in brackets, and admins left unnamed.
pub fn qq_event(line: &str) -> Option<MembershipEvent> {
    let mut found = event(&line.replace("已被", "被"))?;
    let with_number = |who: Who| match who {
        Who::Name(name) => match name_and_number(&name) {
            Some((_, number)) => Who::Id(number.to_owned()),
            None => Who::Name(name),
        },
        other => other,
    };
    found.by = found.by.map(with_number).filter(|by| !is_office(by));
    found.who = found.who.into_iter().map(with_number).collect();
    Some(found)
}

/// True for a word that says what somebody is, not who.
fn is_office(who: &Who) -> bool {
    matches!(who, Who::Name(name) if ["管理员", "群管理员", "群主"].contains(&name.as_str()))
}

/// A name and the QQ number in the brackets at its end; `None` without such brackets.
pub fn name_and_number(text: &str) -> Option<(&str, &str)> {
    let (name, number) = text.strip_suffix(')')?.rsplit_once('(')?;
    let plausible = (5..=11).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    plausible.then_some((name, number))
}

/// `你和B` is two people.
fn and_you(name: &str) -> impl Iterator<Item = &str> {
    match name.trim_matches(QUOTES).strip_prefix("你和") {
        Some(rest) => [Some("你"), Some(rest)].into_iter().flatten(),
        None => [Some(name), None].into_iter().flatten(),
    }
}

fn matched<'a>(pattern: &str, line: &'a str) -> Option<(Option<&'a str>, &'a str)> {
    let (first, second) = (pattern.find('{')?, pattern.rfind('{')?);
    let between = |from: usize, to: usize| pattern.get(from..to).unwrap_or_default();
    let inner = line.strip_prefix(between(0, first))?.strip_suffix(between(second + 3, pattern.len()))?;
    if first == second {
        return (!inner.is_empty()).then_some((None, inner));
    }
    let (left, right) = inner.split_once(between(first + 3, second))?;
    if left.is_empty() || right.is_empty() {
        return None;
    }
    Some(if between(first, first + 3) == "{A}" { (Some(left), right) } else { (Some(right), left) })
}

/// A person: `你`, a name, or a name with its id behind it in brackets.
fn person(name: &str) -> Option<Who> {
    let name = name.trim().trim_matches(QUOTES).trim();
    if name.is_empty() {
        return None;
    }
    if name == "你" || name.eq_ignore_ascii_case("you") {
        return Some(Who::Exporter);
    }
    let id = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, id)| id);
    Some(match id.filter(|id| id.starts_with("wxid_")) {
        Some(id) => Who::Id(id.to_owned()),
        None => Who::Name(name.to_owned()),
    })
}
