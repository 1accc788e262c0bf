//! Notices of WeChat and QQ about people coming and going, and about the name of the group.

use super::entry::{Change, MembershipEvent, Who};

/// `{A}` let `{B}` in or put them out. Quotes around names are optional. More particular sentences first.
const NOTICES: [(Change, &str); 42] = [
    (Change::Join, "{B}通过扫描{A}分享的二维码加入群聊"),
    (Change::Join, "{B}通过扫描{A}分享的二维码加入了群聊"),
    (Change::Join, "{B}通过{A}的邀请二维码加入群聊"),
    (Change::Join, "{B}通过{A}的邀请二维码加入了群聊"),
    (Change::Join, "{B}通过扫描二维码加入群聊"),
    (Change::Join, "{B}通过{A}分享的链接加入群聊"),
    (Change::Join, "{B}通过{A}分享的链接加入了群聊"),
    (Change::Join, "{B}通过{A}的邀请链接加入群聊"),
    (Change::Join, "{B}通过{A}的邀请加入了本群"),
    (Change::Join, "{B}通过{A}的邀请加入本群"),
    (Change::Join, "{A}邀请{B}加入了群聊"),
    (Change::Join, "{A}邀请{B}加入群聊"),
    (Change::Join, "{A}邀请{B}加入了本群"),
    (Change::Join, "{A}邀请{B}加入本群"),
    (Change::Join, "{B}加入了群聊"),
    (Change::Join, "{B}加入群聊"),
    (Change::Join, "{B}加入了本群"),
    (Change::Join, "{B}加入本群"),
    (Change::Join, "{A} invited {B} to the group chat"),
    (Change::Join, "{B} joined the group chat via the QR code shared by {A}"),
    (Change::Join, "{B} joined the group chat via {A}'s QR code"),
    (Change::Join, "{B} joined the group chat via the link shared by {A}"),
    (Change::Join, "{B} joined the group chat via QR code"),
    (Change::Join, "{B} joined the group chat"),
    (Change::Leave, "{A}将{B}移出了群聊"),
    (Change::Leave, "{A}将{B}移出群聊"),
    (Change::Leave, "{B}被{A}移出了群聊"),
    (Change::Leave, "{B}被{A}移出群聊"),
    (Change::Leave, "{B}被{A}移出本群"),
    (Change::Leave, "{B}被{A}移出了本群"),
    (Change::Leave, "{A}将{B}移出本群"),
    (Change::Leave, "{B}退出了群聊"),
    (Change::Leave, "{B}退出群聊"),
    (Change::Leave, "{B}退出了本群"),
    (Change::Leave, "{B}退出本群"),
    (Change::Leave, "{A} removed {B} from the group chat"),
    (Change::Leave, "{B} were removed from the group chat by {A}"),
    (Change::Leave, "{B} was removed from the group chat by {A}"),
    (Change::Leave, "{B} were removed from the group chat"),
    (Change::Leave, "{B} was removed from the group chat"),
    (Change::Leave, "{B} left the group chat"),
    (Change::Leave, "{B} left the group"),
];

/// What stands between who changed the name of the group and the name.
const RENAMED: [&str; 3] = ["修改群名为", "修改群聊名称为", " changed the group name to "];

const QUOTES: [char; 8] = ['"', '“', '”', '「', '」', '\'', '‘', '’'];
/// What follows the exporter's own coming: who was there already.
const ALREADY_THERE: [&str; 3] = ["，群聊参与人还有", ", other participants", ". Group chat participants"];

/// What a system line says of people; `None` when it is about something else.
pub fn event(line: &str) -> Option<MembershipEvent> {
    let line = line.trim();
    let line = ALREADY_THERE.iter().find_map(|mark| line.split_once(mark)).map_or(line, |(notice, _)| notice);
    let line = line.trim_end_matches(['。', '.']);
    NOTICES.iter().find_map(|&(change, pattern)| {
        let (by, who) = matched(pattern, line)?;
        let english = pattern.contains(' ');
        let who: Vec<Who> = people(who, english).into_iter().filter_map(person).collect();
        (!who.is_empty()).then(|| MembershipEvent { change, who, by: by.and_then(person) })
    })
}

/// The new name of the group that a system line tells; `None` when it is about something else.
pub fn group_name(line: &str) -> Option<&str> {
    let name = RENAMED.iter().find_map(|mark| line.trim().split_once(mark))?.1;
    let name = name.trim().trim_end_matches(['。', '.']).trim_matches(QUOTES).trim();
    (!name.is_empty()).then_some(name)
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

/// The people of one side of a notice: `B、C`, `你和B`, `B and C`, with quotes around each, around all, or none.
fn people(names: &str, english: bool) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = names.trim();
    loop {
        if let Some(after) = rest.trim_start_matches(QUOTES).strip_prefix("你和") {
            found.push("你");
            rest = after;
        }
        let Some((at, length)) = separator(rest, english) else { break };
        found.push(&rest[..at]);
        rest = rest[at + length..].trim_start();
    }
    found.push(rest);
    found
}

/// Where the next name ends, and how long the mark between the names is. English marks inside quotes are part of a name.
fn separator(names: &str, english: bool) -> Option<(usize, usize)> {
    let quoted = names.starts_with(QUOTES);
    let marks: &[&str] = if english {
        &["、", ", and ", ", ", ",\"", " and "]
    } else {
        &["、", "\",\"", "”，“", "\"，\""]
    };
    let found = |mark: &&str| {
        let ends = |at: usize| !english || !quoted || names[..at].trim_end().ends_with(QUOTES);
        names.match_indices(*mark).map(|(at, _)| at).find(|&at| at > 0 && ends(at)).map(|at| (at, mark.len()))
    };
    marks.iter().filter_map(found).min_by_key(|&(at, length)| (at, std::cmp::Reverse(length)))
}

/// The two sides of a notice: who let in or put out, if the pattern says, and whom.
fn matched<'a>(pattern: &str, line: &'a str) -> Option<(Option<&'a str>, &'a str)> {
    let (first, second) = (pattern.find('{')?, pattern.rfind('{')?);
    let between = |from: usize, to: usize| pattern.get(from..to).unwrap_or_default();
    let start = between(0, first);
    let inner = line.strip_prefix(start)?.strip_suffix(between(second + 3, pattern.len()))?;
    if first == second {
        return (!inner.is_empty()).then_some((None, inner));
    }
    let mark = between(first + 3, second);
    // A name may hold the words of the notice; quotes tell where it ends.
    let cuts = || inner.match_indices(mark).map(|(at, _)| (&inner[..at], &inner[at + mark.len()..]));
    let ends = |name: &str| name.trim_end().ends_with(QUOTES) || name.trim() == "你";
    let begins = |name: &str| name.trim_start().starts_with(QUOTES) || name.trim_start().starts_with('你');
    let (left, right) = cuts().find(|(left, right)| ends(left) && begins(right)).or_else(|| cuts().next())?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> String {
        let name = |who: &Who| match who {
            Who::Id(id) => format!("#{id}"),
            Who::Name(name) => name.clone(),
            Who::Exporter => "ME".to_owned(),
        };
        let Some(found) = event(line) else { return "-".to_owned() };
        let sign = if found.change == Change::Join { '+' } else { '-' };
        let who: Vec<String> = found.who.iter().map(name).collect();
        format!("{sign} {} by {}", who.join(" "), found.by.as_ref().map_or("-".to_owned(), name))
    }

    #[test]
    fn notices_of_wechat_are_understood() {
        for (line, expected) in [
            ("\"安\"邀请\"波\"加入了群聊", "+ 波 by 安"),
            ("“安”邀请“波”加入了群聊", "+ 波 by 安"),
            ("安邀请波加入了群聊", "+ 波 by 安"),
            ("\"安\"邀请\"波、丁、小戴\"加入了群聊", "+ 波 丁 小戴 by 安"),
            ("\"安\"邀请\"波\"、\"丁\"加入了群聊", "+ 波 丁 by 安"),
            ("你邀请\"波\"加入了群聊", "+ 波 by ME"),
            ("\"安\"邀请你加入了群聊，群聊参与人还有：波、丁", "+ ME by 安"),
            ("\"安\"邀请你和\"波\"加入了群聊", "+ ME 波 by 安"),
            ("\"安\"邀请你和\"波、丁\"加入了群聊", "+ ME 波 丁 by 安"),
            ("\"波\"通过扫描\"安\"分享的二维码加入群聊", "+ 波 by 安"),
            (" \"波\"通过扫描你分享的二维码加入群聊", "+ 波 by ME"),
            ("\"波\"通过\"安\"的邀请二维码加入群聊", "+ 波 by 安"),
            ("你通过扫描二维码加入群聊", "+ ME by -"),
            ("你通过扫描\"安\"分享的二维码加入群聊", "+ ME by 安"),
            ("\"波\"通过\"安\"分享的链接加入群聊", "+ 波 by 安"),
            ("\"安\"将\"波\"移出了群聊", "- 波 by 安"),
            ("你将\"波\"移出了群聊", "- 波 by ME"),
            ("你被\"安\"移出群聊", "- ME by 安"),
            ("\"波\"退出了群聊", "- 波 by -"),
            ("\"邀请王\"邀请\"加入了群聊\"加入了群聊", "+ 加入了群聊 by 邀请王"),
            ("安(wxid_an1)邀请波(wxid_bo)、丁(ding88)加入了群聊", "+ #wxid_bo 丁(ding88) by #wxid_an1"),
            ("\"Ann\" invited \"Bo\" to the group chat", "+ Bo by Ann"),
            ("You invited Bo and Di to the group chat", "+ Bo Di by ME"),
            ("Ann invited you, Bo and Di to the group chat.", "+ ME Bo Di by Ann"),
            ("\"Ann\" invited \"Tom and Jerry\" to the group chat", "+ Tom and Jerry by Ann"),
            ("Bo joined the group chat via the QR code shared by Ann.", "+ Bo by Ann"),
            ("You removed \"Bo\" from the group chat", "- Bo by ME"),
            ("You were removed from the group chat by \"Ann\"", "- ME by Ann"),
            ("\"安\"撤回了一条消息", "-"),
            ("安拍了拍波", "-"),
            ("波领取了你的红包", "-"),
            ("你已添加了安，现在可以开始聊天了。", "-"),
            ("\"安\"修改群名为“加入群聊指南”", "-"),
        ] {
            assert_eq!(said(line), expected, "{line}");
        }
    }

    #[test]
    fn the_new_name_of_a_group_is_found() {
        assert_eq!(group_name("\"安\"修改群名为“晚风读书会”"), Some("晚风读书会"));
        assert_eq!(group_name("你修改群名为\"晚风\""), Some("晚风"));
        assert_eq!(group_name("Ann changed the group name to \"Evening\""), Some("Evening"));
        assert_eq!(group_name("安拍了拍波"), None);
    }
}
