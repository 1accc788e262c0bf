//! What the columns of a table are: by their headings, else by what stands in them.

use std::collections::{HashMap, HashSet};

use crate::import::when::parse_when;

/// What a column says about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Date and time, or the date when there is a column for the time of day.
    Time,
    TimeOfDay,
    SenderId,
    SenderName,
    RoomId,
    RoomName,
    Text,
    Kind,
    MessageId,
    ReplyTo,
    /// Truth value: the platform wrote it.
    System,
}

/// Headings, compared without case, spaces, `_` and `-`. The earlier of two headings of one role wins.
const HEADINGS: [(Role, &[&str]); 11] = [
    (
        Role::Time,
        &[
            "时间戳",
            "timestamp",
            "createtime",
            "strtime",
            "datetime",
            "sentat",
            "createdat",
            "时间",
            "发送时间",
            "消息时间",
            "sent",
            "date",
            "日期",
            "time",
            "ts",
            "at",
            "messagetime",
            "sendtime",
            "發送時間",
            "時間",
        ],
    ),
    (Role::TimeOfDay, &["时刻", "钟点", "timeofday"]),
    (
        Role::SenderId,
        &[
            "senderid",
            "userid",
            "authorid",
            "fromid",
            "wxid",
            "发送者微信id",
            "发送者qq号",
            "发送者id",
            "用户id",
            "qq号",
            "qq",
            "uin",
            "uid",
            "fromuserid",
            "memberid",
            "手机号",
            "发言人id",
            "成员id",
            "senderusername",
        ],
    ),
    (
        Role::SenderName,
        &[
            "sendername",
            "username",
            "authorname",
            "fromuser",
            "fromusername",
            "发送者",
            "发送者昵称",
            "发送人",
            "发言人",
            "昵称",
            "群昵称",
            "nickname",
            "author",
            "name",
            "user",
            "from",
            "senderdisplayname",
            "displayname",
            "member",
            "成员",
            "姓名",
            "發送者",
            "sender",
            "nick",
            "remark",
            "发送者备注",
        ],
    ),
    (
        Role::RoomId,
        &[
            "roomid",
            "groupid",
            "chatid",
            "channelid",
            "conversationid",
            "群id",
            "群号",
            "群聊id",
            "talker",
            "chatroomid",
        ],
    ),
    (
        Role::RoomName,
        &[
            "room",
            "roomname",
            "group",
            "groupname",
            "chat",
            "chatname",
            "channel",
            "channelname",
            "conversation",
            "talkername",
            "群",
            "群名",
            "群名称",
            "群聊",
            "群组",
            "会话",
        ],
    ),
    (
        Role::Text,
        &[
            "text",
            "content",
            "message",
            "body",
            "msg",
            "strcontent",
            "内容",
            "消息内容",
            "消息",
            "正文",
            "聊天内容",
            "發言內容",
            "发言内容",
            "messagetext",
            "內容",
        ],
    ),
    (Role::Kind, &["消息类型", "messagetype", "msgtype", "typename", "类型", "type", "kind"]),
    (
        Role::MessageId,
        &[
            "messageid",
            "msgid",
            "platformmessageid",
            "消息id",
            "msgsvrid",
            "消息编号",
            "mid",
            "localid",
            "id",
        ],
    ),
    (
        Role::ReplyTo,
        &[
            "replyto",
            "replytoid",
            "replytomessageid",
            "inreplyto",
            "回复",
            "回复id",
            "回复消息id",
            "parentid",
            "引用id",
        ],
    ),
    (Role::System, &["system", "issystem", "issystemmessage", "系统"]),
];

/// Where each role is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    at: HashMap<Role, usize>,
    /// The first record is a heading, not a message.
    pub has_heading: bool,
}

impl Columns {
    /// The cell of that role; `None` when the table has no such column, the record is short, or the cell is empty.
    pub fn cell<'r>(&self, record: &'r [String], role: Role) -> Option<&'r str> {
        let cell = unquoted(record.get(*self.at.get(&role)?)?);
        (!cell.is_empty()).then_some(cell)
    }

    /// True when the table has a column for it.
    pub fn has(&self, role: Role) -> bool {
        self.at.contains_key(&role)
    }

    /// How many roles were found.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Recognises the first records of a table: `None` unless they tell when, by whom, and what.
    pub fn recognise(records: &[Vec<String>]) -> Option<Self> {
        let columns = Self::by_heading(records.first()?).or_else(|| Self::by_content(records))?;
        let who = columns.has(Role::SenderId) || columns.has(Role::SenderName);
        let what = columns.has(Role::Text) || columns.has(Role::Kind);
        (columns.has(Role::Time) && who && what).then_some(columns)
    }

    fn by_heading(heading: &[String]) -> Option<Self> {
        let plain: Vec<String> = heading.iter().map(|cell| plain_heading(cell)).collect();
        let find = |name: &str| plain.iter().position(|cell| cell == name);
        let mut at: HashMap<Role, usize> = HashMap::new();
        let mut taken = HashSet::new();
        for (role, names) in HEADINGS {
            if let Some(column) =
                names.iter().filter_map(|name| find(name)).find(|column| !taken.contains(column))
            {
                at.insert(role, column);
                taken.insert(column);
            }
        }
        // `Sender` beside a column of names is the id.
        if let (Some(sender), Some(&name)) = (find("sender"), at.get(&Role::SenderName))
            && sender != name
            && !at.contains_key(&Role::SenderId)
        {
            at.insert(Role::SenderId, sender);
        }
        // `talker` is the person where nothing else is, and then the room stands in `room_name`.
        if !at.contains_key(&Role::SenderId) && !at.contains_key(&Role::SenderName) {
            let talker = find("talker")?;
            at.remove(&Role::RoomId);
            at.insert(Role::SenderId, talker);
        }
        // A column for the day and another for the time of day.
        if let (Some(date), Some(time)) =
            (find("date").or_else(|| find("日期")), find("time").or_else(|| find("时间")))
        {
            at.insert(Role::Time, date);
            at.insert(Role::TimeOfDay, time);
        }
        at.contains_key(&Role::Time).then_some(Self { at, has_heading: true })
    }

    /// Tables without heading: the cells themselves tell times, ids, names and texts apart.
    fn by_content(records: &[Vec<String>]) -> Option<Self> {
        let width = records.iter().map(Vec::len).max()?;
        let even = records.iter().filter(|record| record.len() == width).count();
        if !(3..=40).contains(&width) || even * 10 < records.len() * 9 {
            return None;
        }
        let facts: Vec<Facts> = (0..width).map(|column| Facts::of(records, column)).collect();
        let mut at = HashMap::new();
        let time = facts.iter().position(|column| column.times)?;
        at.insert(Role::Time, time);
        // The text is the column with most spaces; people write sentences.
        let text = (0..width).filter(|&column| column != time).max_by_key(|&column| facts[column].spaces)?;
        if facts[text].spaces == 0 {
            return None;
        }
        at.insert(Role::Text, text);
        let mut rest: Vec<usize> = (0..width).filter(|&column| column != time && column != text).collect();
        let many = records.len() >= 5;
        let mut take = |rest: &mut Vec<usize>, role, fits: &dyn Fn(&Facts) -> bool| {
            if let Some(place) = rest.iter().position(|&column| fits(&facts[column])) {
                at.insert(role, rest.remove(place));
            }
        };
        let all = records.len();
        take(&mut rest, Role::MessageId, &|column| {
            many && column.id_like && column.distinct * 20 >= all * 19
        });
        take(&mut rest, Role::RoomId, &|column| many && column.id_like && column.distinct == 1);
        take(&mut rest, Role::RoomName, &|column| {
            many && !column.id_like && column.filled && column.distinct == 1
        });
        take(&mut rest, Role::SenderId, &|column| column.id_like && column.distinct > 1);
        take(&mut rest, Role::SenderName, &|column| column.filled && column.distinct > 1 && column.short);
        Some(Self { at, has_heading: false })
    }
}

/// What the sample shows of one column.
struct Facts {
    times: bool,
    id_like: bool,
    filled: bool,
    short: bool,
    distinct: usize,
    spaces: usize,
}

impl Facts {
    fn of(records: &[Vec<String>], column: usize) -> Self {
        let cells: Vec<&str> =
            records.iter().map(|record| record.get(column).map_or("", |cell| cell.trim())).collect();
        let times = cells.iter().filter(|cell| cell.len() > 7 && parse_when(cell).is_some()).count();
        let is_id = |cell: &str| {
            cell.len() >= 5
                && cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
                && cell.bytes().filter(u8::is_ascii_digit).count() * 4 >= cell.len()
        };
        let lengths: HashSet<usize> = cells.iter().map(|cell| cell.len()).collect();
        Self {
            times: times * 10 >= cells.len() * 9,
            id_like: cells.iter().filter(|cell| is_id(cell)).count() * 10 >= cells.len() * 9
                && lengths.len() <= 4,
            filled: cells.iter().filter(|cell| !cell.is_empty()).count() * 10 >= cells.len() * 9,
            short: cells.iter().all(|cell| cell.chars().count() <= 64),
            distinct: cells.iter().collect::<HashSet<_>>().len(),
            spaces: cells.iter().map(|cell| cell.matches(char::is_whitespace).count()).sum(),
        }
    }
}

/// A cell without what spreadsheets put around it: `="…"`, a leading apostrophe or tab.
fn unquoted(cell: &str) -> &str {
    let cell = cell.trim_matches(['\t', '\r', ' ']);
    match cell.strip_prefix("=\"").and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) => inner,
        None => cell
            .strip_prefix('\'')
            .filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
            .unwrap_or(cell),
    }
}

fn plain_heading(cell: &str) -> String {
    cell.chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '_' | '-' | '\u{FEFF}' | '"'))
        .flat_map(char::to_lowercase)
        .collect()
}
