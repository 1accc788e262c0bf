//! The headings that tables of other programs use, by the kind of table.

use crate::model::ColumnRole as R;

/// Headings with spaces between, the likelier first.
pub type Words = &'static str;

/// The earlier of two words for one role wins; a column has one role, the first in this order.
pub const MESSAGES: &[(R, Words)] = &[
    (
        R::Time,
        "时间戳 timestamp createtime strtime datetime sentat createdat 时间 发送时间 消息时间 \
        sent date 日期 time ts at messagetime sendtime 發送時間 時間",
    ),
    (R::TimeOfDay, "时刻 钟点 timeofday"),
    (
        R::Id,
        "senderid userid authorid fromid wxid 发送者微信id 发送者qq号 发送者id 用户id qq号 qq uin \
        uid fromuserid memberid 手机号 发言人id 成员id senderusername",
    ),
    (
        R::Name,
        "sendername username authorname fromuser fromusername 发送者 发送者昵称 发送人 发言人 \
        昵称 群昵称 nickname author name user from senderdisplayname displayname member 成员 \
        姓名 發送者 sender nick remark 发送者备注",
    ),
    (R::GroupId, "roomid groupid chatid channelid conversationid 群id 群号 群聊id talker chatroomid"),
    (
        R::GroupName,
        "room roomname group groupname chat chatname channel channelname conversation talkername \
        群 群名 群名称 群聊 群组 会话",
    ),
    (
        R::Text,
        "text content message body msg strcontent 内容 消息内容 消息 正文 聊天内容 發言內容 \
        发言内容 messagetext 內容",
    ),
    (R::Kind, "消息类型 messagetype msgtype typename 类型 type kind"),
    (R::MessageId, "messageid msgid platformmessageid 消息id msgsvrid 消息编号 mid localid id"),
    (R::ReplyTo, "replyto replytoid replytomessageid inreplyto 回复 回复id 回复消息id parentid 引用id"),
    (R::System, "system issystem issystemmessage 系统"),
];

pub const GROUP_ID: (R, Words) = (R::GroupId, "group groupid 群id 群号 roomid chatroomid 群聊id");
pub const GROUP_NAME: (R, Words) =
    (R::GroupName, "群名 群名称 群聊 群 社群 社群名称 所属群 来源群 groupname 群聊名称 所在群");
pub const PHONE: (R, Words) = (
    R::Phone,
    "手机号 手机 手机号码 买家手机号 买家手机 联系电话 电话 联系方式 收货人手机 收货人手机号 \
        phone mobile phonenumber tel",
);

pub const MEMBERS: &[(R, Words)] = &[
    (
        R::Id,
        "wxid 微信id 微信号 成员id memberid 用户id userid externaluserid qq号 qq uin uid openid \
        platformid 账号 member id username",
    ),
    (
        R::Name,
        "群昵称 成员昵称 昵称 微信昵称 成员姓名 成员名称 姓名 名称 成员 群名片 nickname \
        groupnickname card displayname accountname name 备注 remark",
    ),
    PHONE,
    GROUP_ID,
    GROUP_NAME,
    (R::Date, "日期 统计日期 快照日期 导出日期 名单日期 date snapshotdate rosterdate"),
    (
        R::Joined,
        "入群时间 入群日期 进群时间 加群时间 加入时间 加入日期 入会时间 joined jointime joinedat \
        joindate",
    ),
    (R::Inviter, "邀请人 邀请者 邀请人昵称 推荐人 介绍人 inviter invitedby invitor"),
    (R::Tier, "会员等级 等级 层级 分层 级别 tier level"),
    (R::Role, "角色 身份 职务 群身份 群内身份 role roles title"),
    (R::Tags, "标签 客户标签 tags tag labels"),
    (R::Source, "来源 渠道 入群方式 添加方式 来源渠道 source channel"),
];

pub const ORDERS: &[(R, Words)] = &[
    (
        R::Time,
        "支付时间 付款时间 订单付款时间 支付完成时间 成交时间 下单时间 订单时间 交易时间 购买时间 \
        订单创建时间 创建时间 支付日期 下单日期 时间 日期 paidat paytime ordertime orderdate \
        createdat datetime timestamp date time at",
    ),
    (
        R::Amount,
        "实付金额 实付款 实付 实收金额 支付金额 付款金额 买家实付金额 买家实际支付金额 \
        订单实付金额 成交金额 订单金额 总金额 金额 应付金额 amount paidamount total totalamount \
        price",
    ),
    (R::OrderNumber, "订单号 订单编号 主订单编号 商户订单号 交易单号 单号 ordernumber orderno orderid id"),
    (
        R::Id,
        "wxid 微信id 微信号 会员id 成员id memberid 买家id buyerid 用户id userid 客户id customerid \
        openid qq号 qq member",
    ),
    (
        R::Name,
        "买家昵称 买家 买家姓名 买家会员名 用户昵称 微信昵称 昵称 会员名 客户 客户名称 客户姓名 \
        学员 学员姓名 姓名 付款人 购买人 下单人 收货人 收货人姓名 收件人 buyer buyername \
        customer customername nickname name",
    ),
    PHONE,
    (
        R::Product,
        "商品名称 商品标题 商品 产品名称 产品 宝贝标题 课程名称 课程 套餐 项目 product \
        productname item goods sku",
    ),
    (R::Status, "订单状态 交易状态 支付状态 状态 orderstatus status"),
    (R::Tier, "会员等级 等级 档位 套餐类型 tier level plan"),
    (
        R::Expires,
        "到期时间 到期日期 到期日 有效期至 过期时间 有效期 截止日期 expires expiry expiresat \
        expirydate",
    ),
    (R::Renewal, "是否续费 续费 renewal renew"),
    GROUP_ID,
    GROUP_NAME,
];

pub const EVENTS: &[(R, Words)] = &[
    (
        R::Time,
        "报名时间 签到时间 打卡时间 提交时间 参与时间 填写时间 事件时间 发生时间 时间 日期 \
        eventtime submittedat datetime timestamp date time at",
    ),
    (R::Event, "事件 事件名称 行为 动作 活动名称 活动 event eventname action"),
    (R::Id, "wxid 微信id 微信号 成员id memberid 用户id userid openid qq号 qq member uid"),
    (
        R::Name,
        "群昵称 昵称 微信昵称 成员昵称 成员 姓名 参与者 报名人 nickname username displayname who \
        user name",
    ),
    PHONE,
    GROUP_ID,
    GROUP_NAME,
];

/// Headings that only a table of what members did bears.
pub const EVENT_TIMES: Words =
    "报名时间 签到时间 打卡时间 提交时间 参与时间 填写时间 事件时间 eventtime submittedat";
/// Headings that only a member list bears.
pub const LIST_NAMES: Words = "群昵称 成员昵称 群名片 groupnickname memberid 成员id 成员 member";

/// What member lists are called.
pub const LIST_FILES: Words = "成员 名单 花名册 members roster";
