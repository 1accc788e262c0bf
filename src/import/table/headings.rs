//! What the headings of a table tell of its columns and its purpose.

use std::collections::HashSet;

use crate::model::{ColumnRole as R, TableMapping, TablePurpose, plain_heading};

use super::words::{EVENT_TIMES, EVENTS, LIST_FILES, LIST_NAMES, MEMBERS, MESSAGES, ORDERS, Words};

/// What the headings mean in a table of that purpose; columns with unknown headings mean nothing.
pub fn mapping(headings: &[String], purpose: TablePurpose) -> TableMapping {
    let plain: Vec<String> = headings.iter().map(|cell| comparable(cell)).collect();
    let find = |name: &str| plain.iter().position(|cell| cell == name);
    let mut columns = vec![R::Nothing; headings.len()];
    let mut taken = HashSet::new();
    let words = match purpose {
        TablePurpose::Messages => MESSAGES,
        TablePurpose::Members => MEMBERS,
        TablePurpose::Orders => ORDERS,
        TablePurpose::Events => EVENTS,
    };
    for (role, names) in words {
        if let Some(column) =
            names.split_whitespace().filter_map(&find).find(|column| !taken.contains(column))
        {
            columns[column] = role.clone();
            taken.insert(column);
        }
    }
    for (column, heading) in headings.iter().enumerate() {
        let role: Option<R> =
            heading.trim().parse().ok().filter(|role| matches!(role, R::Profile(_) | R::Property(_)));
        if let (Some(role), false) = (role, taken.contains(&column)) {
            columns[column] = role;
        }
    }
    let mut mapping = TableMapping {
        headings: headings.iter().map(|heading| heading.trim().to_owned()).collect(),
        purpose,
        columns,
        date_order: None,
        group: None,
        event: None,
    };
    match purpose {
        TablePurpose::Messages => messages(&mut mapping, find),
        TablePurpose::Events => events(&mut mapping, find),
        TablePurpose::Members | TablePurpose::Orders => {}
    }
    for column in &mut mapping.columns {
        if !purpose.allows(column) {
            *column = R::Nothing;
        }
    }
    mapping
}

/// What single words cannot tell of a message table.
fn messages(mapping: &mut TableMapping, find: impl Fn(&str) -> Option<usize>) {
    // `Sender` beside a column of names is the id.
    if let (Some(sender), Some(name)) = (find("sender"), mapping.column(&R::Name))
        && sender != name
        && !mapping.has(&R::Id)
    {
        mapping.columns[sender] = R::Id;
    }
    // `talker` is the person where nothing else is, and then the room stands in `room_name`.
    if !mapping.has(&R::Id)
        && !mapping.has(&R::Name)
        && let Some(talker) = find("talker")
    {
        mapping.columns[talker] = R::Id;
    }
    day_and_clock(mapping, &find);
}

fn events(mapping: &mut TableMapping, find: impl Fn(&str) -> Option<usize>) {
    // `member,name`: the name is that of the event.
    if let (false, Some(_), Some(name)) = (mapping.has(&R::Event), find("member"), find("name"))
        && mapping.columns[name] == R::Name
    {
        mapping.columns[name] = R::Event;
    }
    day_and_clock(mapping, &find);
}

/// A column for the day and another for the time of day.
fn day_and_clock(mapping: &mut TableMapping, find: &impl Fn(&str) -> Option<usize>) {
    if let (Some(date), Some(time)) =
        (find("date").or_else(|| find("日期")), find("time").or_else(|| find("时间")))
    {
        for column in &mut mapping.columns {
            if matches!(column, R::Time | R::TimeOfDay) {
                *column = R::Nothing;
            }
        }
        mapping.columns[date] = R::Time;
        mapping.columns[time] = R::TimeOfDay;
    }
}

/// The likeliest purpose of a table with these headings, its mapping, and how sure that is: 0 when nothing fits, 70 when
/// the headings leave no doubt. The name of the file speaks for a member list. Never 80 or more, which is for formats with a signature of their own.
pub fn guess(headings: &[String], file_name: &str) -> Option<(TableMapping, u8)> {
    let mut best: Option<(TableMapping, u8)> = None;
    for purpose in [TablePurpose::Orders, TablePurpose::Messages, TablePurpose::Events, TablePurpose::Members]
    {
        let mapping = mapping(headings, purpose);
        if !mapping.lacks().is_empty() {
            continue;
        }
        let bears = |words: Words| {
            headings.iter().any(|heading| words.split_whitespace().any(|word| word == comparable(heading)))
        };
        let marks = |roles: &[R]| roles.iter().filter(|role| mapping.has(role)).count();
        let sure = match purpose {
            TablePurpose::Messages if mapping.has(&R::Text) => 70,
            TablePurpose::Messages => 60,
            TablePurpose::Orders if marks(&[R::OrderNumber, R::Product, R::Status]) > 0 => 72,
            TablePurpose::Orders => 62,
            TablePurpose::Events if mapping.has(&R::Event) => 64,
            TablePurpose::Events if bears(EVENT_TIMES) => 58,
            TablePurpose::Events => continue,
            TablePurpose::Members => {
                let marks = marks(&[R::Joined, R::Inviter, R::Role, R::Tier, R::Tags, R::Source]);
                let called =
                    LIST_FILES.split_whitespace().any(|word| file_name.to_lowercase().contains(word));
                match (marks, called || bears(LIST_NAMES)) {
                    (0, false) => continue,
                    (1, false) | (0, true) => 45,
                    _ => 60,
                }
            }
        };
        if best.as_ref().is_none_or(|(_, most)| sure > *most) {
            best = Some((mapping, sure));
        }
    }
    best
}

/// A heading as it is looked up: `实付金额（元）` is `实付金额`.
fn comparable(heading: &str) -> String {
    let plain = plain_heading(heading);
    for (open, close) in [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')] {
        if let Some((name, _)) = plain.strip_suffix(close).and_then(|inner| inner.rsplit_once(open))
            && !name.is_empty()
        {
            return name.to_owned();
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(headings: &str) -> Vec<String> {
        headings.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn headings_tell_what_a_table_is() {
        for (headings, purpose) in [
            ("时间,发送者,内容", Some(TablePurpose::Messages)),
            ("序号,时间,发送者,发送者QQ号,消息类型,消息内容,是否撤回,资源数量", Some(TablePurpose::Messages)),
            ("AuthorID,Author,Date,Content,Attachments,Reactions", Some(TablePurpose::Messages)),
            ("订单号,下单时间,买家,商品名称,实付金额（元）,订单状态", Some(TablePurpose::Orders)),
            ("id,at,member,product,amount,group,tier,expires,renewal", Some(TablePurpose::Orders)),
            ("昵称,入群时间,邀请人", Some(TablePurpose::Members)),
            ("id,name,tier,roles,inviter,profile.region", Some(TablePurpose::Members)),
            ("at,member,name,group,property.poster", Some(TablePurpose::Events)),
            ("姓名,手机号,报名时间", Some(TablePurpose::Events)),
            ("用户名,显示名称,备注,昵称,手机号,类型,头像URL", None),
            ("source,target", None),
            ("a,b,c", None),
        ] {
            assert_eq!(
                guess(&split(headings), "").map(|(mapping, _)| mapping.purpose),
                purpose,
                "{headings}"
            );
        }
        let (events, _) = guess(&split("at,member,name,property.poster"), "").unwrap();
        assert_eq!(events.columns, [R::Time, R::Id, R::Event, R::Property("poster".to_owned())]);
    }
}
