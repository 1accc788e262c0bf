//! The words that tables use for their columns, by the kind of table.

use std::collections::HashSet;

use crate::model::{ColumnRole as R, TableMapping, TablePurpose, plain_heading};

type Words = &'static [&'static str];

/// The earlier of two words for one role wins; a column has one role, the first in this order.
const MESSAGES: &[(R, Words)] = &[
    (
        R::Time,
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
    (R::TimeOfDay, &["时刻", "钟点", "timeofday"]),
    (
        R::Id,
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
        R::Name,
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
        R::GroupId,
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
        R::GroupName,
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
        R::Text,
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
    (R::Kind, &["消息类型", "messagetype", "msgtype", "typename", "类型", "type", "kind"]),
    (
        R::MessageId,
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
        R::ReplyTo,
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
    (R::System, &["system", "issystem", "issystemmessage", "系统"]),
];

const GROUP_ID: (R, Words) =
    (R::GroupId, &["group", "groupid", "群id", "群号", "roomid", "chatroomid", "群聊id"]);
const GROUP_NAME: (R, Words) = (
    R::GroupName,
    &[
        "群名",
        "群名称",
        "群聊",
        "群",
        "社群",
        "社群名称",
        "所属群",
        "来源群",
        "groupname",
        "群聊名称",
        "所在群",
    ],
);
const PHONE: (R, Words) = (
    R::Phone,
    &[
        "手机号",
        "手机",
        "手机号码",
        "买家手机号",
        "买家手机",
        "联系电话",
        "电话",
        "联系方式",
        "收货人手机",
        "收货人手机号",
        "phone",
        "mobile",
        "phonenumber",
        "tel",
    ],
);

const MEMBERS: &[(R, Words)] = &[
    (
        R::Id,
        &[
            "wxid",
            "微信id",
            "微信号",
            "成员id",
            "memberid",
            "用户id",
            "userid",
            "externaluserid",
            "qq号",
            "qq",
            "uin",
            "uid",
            "openid",
            "platformid",
            "账号",
            "member",
            "id",
            "username",
        ],
    ),
    (
        R::Name,
        &[
            "群昵称",
            "成员昵称",
            "昵称",
            "微信昵称",
            "成员姓名",
            "成员名称",
            "姓名",
            "名称",
            "成员",
            "群名片",
            "nickname",
            "groupnickname",
            "card",
            "displayname",
            "accountname",
            "name",
            "备注",
            "remark",
        ],
    ),
    PHONE,
    GROUP_ID,
    GROUP_NAME,
    (
        R::Date,
        &["日期", "统计日期", "快照日期", "导出日期", "名单日期", "date", "snapshotdate", "rosterdate"],
    ),
    (
        R::Joined,
        &[
            "入群时间",
            "入群日期",
            "进群时间",
            "加群时间",
            "加入时间",
            "加入日期",
            "入会时间",
            "joined",
            "jointime",
            "joinedat",
            "joindate",
        ],
    ),
    (R::Inviter, &["邀请人", "邀请者", "邀请人昵称", "推荐人", "介绍人", "inviter", "invitedby", "invitor"]),
    (R::Tier, &["会员等级", "等级", "层级", "分层", "级别", "tier", "level"]),
    (R::Role, &["角色", "身份", "职务", "群身份", "群内身份", "role", "roles", "title"]),
    (R::Tags, &["标签", "客户标签", "tags", "tag", "labels"]),
    (R::Source, &["来源", "渠道", "入群方式", "添加方式", "来源渠道", "source", "channel"]),
];

const ORDERS: &[(R, Words)] = &[
    (
        R::Time,
        &[
            "支付时间",
            "付款时间",
            "订单付款时间",
            "支付完成时间",
            "成交时间",
            "下单时间",
            "订单时间",
            "交易时间",
            "购买时间",
            "订单创建时间",
            "创建时间",
            "支付日期",
            "下单日期",
            "时间",
            "日期",
            "paidat",
            "paytime",
            "ordertime",
            "orderdate",
            "createdat",
            "datetime",
            "timestamp",
            "date",
            "time",
            "at",
        ],
    ),
    (
        R::Amount,
        &[
            "实付金额",
            "实付款",
            "实付",
            "实收金额",
            "支付金额",
            "付款金额",
            "买家实付金额",
            "买家实际支付金额",
            "订单实付金额",
            "成交金额",
            "订单金额",
            "总金额",
            "金额",
            "应付金额",
            "amount",
            "paidamount",
            "total",
            "totalamount",
            "price",
        ],
    ),
    (
        R::OrderNumber,
        &[
            "订单号",
            "订单编号",
            "主订单编号",
            "商户订单号",
            "交易单号",
            "单号",
            "ordernumber",
            "orderno",
            "orderid",
            "id",
        ],
    ),
    (
        R::Id,
        &[
            "wxid",
            "微信id",
            "微信号",
            "会员id",
            "成员id",
            "memberid",
            "买家id",
            "buyerid",
            "用户id",
            "userid",
            "客户id",
            "customerid",
            "openid",
            "qq号",
            "qq",
            "member",
        ],
    ),
    (
        R::Name,
        &[
            "买家昵称",
            "买家",
            "买家姓名",
            "买家会员名",
            "用户昵称",
            "微信昵称",
            "昵称",
            "会员名",
            "客户",
            "客户名称",
            "客户姓名",
            "学员",
            "学员姓名",
            "姓名",
            "付款人",
            "购买人",
            "下单人",
            "收货人",
            "收货人姓名",
            "收件人",
            "buyer",
            "buyername",
            "customer",
            "customername",
            "nickname",
            "name",
        ],
    ),
    PHONE,
    (
        R::Product,
        &[
            "商品名称",
            "商品标题",
            "商品",
            "产品名称",
            "产品",
            "宝贝标题",
            "课程名称",
            "课程",
            "套餐",
            "项目",
            "product",
            "productname",
            "item",
            "goods",
            "sku",
        ],
    ),
    (R::Status, &["订单状态", "交易状态", "支付状态", "状态", "orderstatus", "status"]),
    (R::Tier, &["会员等级", "等级", "档位", "套餐类型", "tier", "level", "plan"]),
    (
        R::Expires,
        &[
            "到期时间",
            "到期日期",
            "到期日",
            "有效期至",
            "过期时间",
            "有效期",
            "截止日期",
            "expires",
            "expiry",
            "expiresat",
            "expirydate",
        ],
    ),
    (R::Renewal, &["是否续费", "续费", "renewal", "renew"]),
    GROUP_ID,
    GROUP_NAME,
];

const EVENTS: &[(R, Words)] = &[
    (
        R::Time,
        &[
            "报名时间",
            "签到时间",
            "打卡时间",
            "提交时间",
            "参与时间",
            "填写时间",
            "事件时间",
            "发生时间",
            "时间",
            "日期",
            "eventtime",
            "submittedat",
            "datetime",
            "timestamp",
            "date",
            "time",
            "at",
        ],
    ),
    (R::Event, &["事件", "事件名称", "行为", "动作", "活动名称", "活动", "event", "eventname", "action"]),
    (
        R::Id,
        &[
            "wxid",
            "微信id",
            "微信号",
            "成员id",
            "memberid",
            "用户id",
            "userid",
            "openid",
            "qq号",
            "qq",
            "member",
            "uid",
        ],
    ),
    (
        R::Name,
        &[
            "群昵称",
            "昵称",
            "微信昵称",
            "成员昵称",
            "成员",
            "姓名",
            "参与者",
            "报名人",
            "nickname",
            "username",
            "displayname",
            "who",
            "user",
            "name",
        ],
    ),
    PHONE,
    GROUP_ID,
    GROUP_NAME,
];

/// Headings that only a table of what members did bears.
const EVENT_TIMES: Words = &[
    "报名时间",
    "签到时间",
    "打卡时间",
    "提交时间",
    "参与时间",
    "填写时间",
    "事件时间",
    "eventtime",
    "submittedat",
];
/// Headings that only a member list bears.
const LIST_NAMES: Words =
    &["群昵称", "成员昵称", "群名片", "groupnickname", "memberid", "成员id", "成员", "member"];

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
            names.iter().filter_map(|name| find(name)).find(|column| !taken.contains(column))
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
/// the headings leave no doubt. Never 80 or more, which is for formats with a signature of their own.
pub fn guess(headings: &[String]) -> Option<(TableMapping, u8)> {
    let mut best: Option<(TableMapping, u8)> = None;
    for purpose in [TablePurpose::Orders, TablePurpose::Messages, TablePurpose::Events, TablePurpose::Members]
    {
        let mapping = mapping(headings, purpose);
        if !mapping.lacks().is_empty() {
            continue;
        }
        let bears =
            |words: Words| headings.iter().any(|heading| words.contains(&comparable(heading).as_str()));
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
                match (marks, bears(LIST_NAMES)) {
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
            assert_eq!(guess(&split(headings)).map(|(mapping, _)| mapping.purpose), purpose, "{headings}");
        }
        let (events, _) = guess(&split("at,member,name,property.poster")).unwrap();
        assert_eq!(events.columns, [R::Time, R::Id, R::Event, R::Property("poster".to_owned())]);
    }
}
