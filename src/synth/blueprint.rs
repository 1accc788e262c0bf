//! The groups and accounts of the portfolio.

use super::charter;
use crate::activity::{Day, date};
use crate::model::{Account, EntryThreshold, Group, GroupId, Money, Motive, Platform, Side};

/// What is unusual about a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    Healthy,
    Evaporating,
    Dead,
    Ads,
    Campaign,
    Crisis,
    SilentSoul,
    HotStart,
}

/// What a group talks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    Matching,
    Startup,
    Reading,
    Local,
    Alumni,
    Growth,
}

/// What it takes to get in.
#[derive(Clone, Copy, Debug)]
enum Entry {
    Unsaid,
    Free,
    Fee(i64),
    RedPacket(i64),
    Invitation,
}

/// A group of the portfolio as it is meant to be.
#[derive(Clone, Copy, Debug)]
pub struct Blueprint {
    name: &'static str,
    pub account: &'static str,
    pub platform: Platform,
    pub side: Side,
    kind: Option<&'static str>,
    motive: Option<Motive>,
    pub topic: Topic,
    /// People at the end, in a portfolio of 2,500 members and 12 groups.
    size: u32,
    /// Messages a day, against the other groups.
    pub volume: f64,
    /// Share of the people present who speak in 30 days.
    pub rate: f64,
    /// Created so many days before the end.
    age: i32,
    entry: Entry,
    /// How many charter fields are filled, of eight.
    charter: u32,
    temper: Temper,
}

/// A group with its place in this portfolio.
#[derive(Clone, Debug)]
pub struct Room {
    pub id: GroupId,
    pub name: String,
    pub plan: Blueprint,
    pub created: Day,
    /// People wanted at the end; bots and staff come on top.
    pub size: u32,
    /// The story planted here; healthy where the portfolio is too small or too short for it.
    pub temper: Temper,
}

const WECHAT: &str = "wx_qinghe";
const QQ: &str = "qq_qinghe";

#[rustfmt::skip]
const BLUEPRINTS: [Blueprint; 12] = [
    plan("资源对接群", WECHAT, Side::B, Some("资源"), Some(Motive::Work), Topic::Matching, 96, 16.0, 0.32, 800, Entry::Fee(299_900), 8, Temper::Healthy),
    plan("创业实战 1 群", WECHAT, Side::C, Some("企业家/创业"), Some(Motive::Learning), Topic::Startup, 194, 62.0, 0.25, 700, Entry::Fee(36_500), 8, Temper::Healthy),
    plan("创业实战 2 群", WECHAT, Side::C, Some("企业家/创业"), Some(Motive::Learning), Topic::Startup, 182, 46.0, 0.24, 520, Entry::Fee(36_500), 6, Temper::Crisis),
    plan("创业实战 3 群", WECHAT, Side::C, Some("企业家/创业"), Some(Motive::SocialCircle), Topic::Startup, 204, 52.0, 0.24, 430, Entry::Free, 3, Temper::Evaporating),
    plan("宝妈读书 1 群", WECHAT, Side::C, Some("宝妈"), Some(Motive::Life), Topic::Reading, 176, 42.0, 0.25, 600, Entry::Fee(36_500), 7, Temper::SilentSoul),
    plan("宝妈读书 2 群", WECHAT, Side::C, Some("宝妈"), Some(Motive::Life), Topic::Reading, 110, 24.0, 0.24, 290, Entry::RedPacket(990), 4, Temper::Healthy),
    plan("老学员群", WECHAT, Side::C, None, None, Topic::Alumni, 140, 0.9, 0.012, 1400, Entry::Unsaid, 0, Temper::Dead),
    plan("同城生活群", WECHAT, Side::C, Some("消费/购物"), Some(Motive::Promotion), Topic::Local, 197, 32.0, 0.055, 640, Entry::Unsaid, 0, Temper::Ads),
    plan("青禾 QQ 大群", QQ, Side::C, Some("兴趣"), Some(Motive::SocialCircle), Topic::Growth, 980, 88.0, 0.075, 1100, Entry::Free, 4, Temper::Healthy),
    plan("亲子共读打卡群", WECHAT, Side::C, Some("成长"), Some(Motive::Learning), Topic::Reading, 120, 20.0, 0.30, 119, Entry::RedPacket(990), 5, Temper::HotStart),
    plan("企业家私董会", WECHAT, Side::B, Some("企业家/创业"), Some(Motive::Relationship), Topic::Matching, 38, 9.0, 0.42, 330, Entry::Invitation, 6, Temper::Healthy),
    plan("春季共创营", WECHAT, Side::C, Some("学习型"), Some(Motive::Learning), Topic::Growth, 168, 30.0, 0.24, 180, Entry::Free, 5, Temper::Campaign),
];

/// Which blueprint the groups beyond the first twelve follow.
const MORE: [usize; 6] = [1, 4, 0, 8, 5, 2];

#[allow(clippy::too_many_arguments, reason = "rows of a table")]
const fn plan(
    name: &'static str,
    account: &'static str,
    side: Side,
    kind: Option<&'static str>,
    motive: Option<Motive>,
    topic: Topic,
    size: u32,
    volume: f64,
    rate: f64,
    age: i32,
    entry: Entry,
    charter: u32,
    temper: Temper,
) -> Blueprint {
    let platform = if matches!(topic, Topic::Growth) && size > 500 { Platform::Qq } else { Platform::WeChat };
    Blueprint {
        name,
        account,
        platform,
        side,
        kind,
        motive,
        topic,
        size,
        volume,
        rate,
        age,
        entry,
        charter,
        temper,
    }
}

/// The groups of a portfolio of that many members, between two days.
pub fn rooms(members: u32, count: u32, start: Day, end: Day) -> Vec<Room> {
    let chosen: Vec<(Blueprint, String)> = (0..count as usize).map(numbered).collect();
    let planned: u64 = chosen.iter().map(|(plan, _)| u64::from(plan.size)).sum();
    let full: u64 = BLUEPRINTS.iter().map(|plan| u64::from(plan.size)).sum();
    // Twelve groups of 2,500 members hold `full` stays; other portfolios keep that ratio.
    let wanted = u64::from(members) * full / 2_500;
    chosen
        .into_iter()
        .enumerate()
        .map(|(index, (plan, name))| {
            let size = (u64::from(plan.size) * wanted / planned.max(1)).clamp(1, u64::from(members)) as u32;
            let room = Room {
                id: GroupId(format!("g{:02}", index + 1)),
                name,
                plan,
                created: end - plan.age,
                size,
                temper: Temper::Healthy,
            };
            let temper = if fits(&room, members, end - start + 1) { plan.temper } else { Temper::Healthy };
            Room { temper, ..room }
        })
        .collect()
}

/// The blueprint and name of the group at that position.
fn numbered(index: usize) -> (Blueprint, String) {
    if let Some(plan) = BLUEPRINTS.get(index) {
        return (*plan, plan.name.to_owned());
    }
    let extra = index - BLUEPRINTS.len();
    let mut plan = BLUEPRINTS[MORE[extra % MORE.len()]];
    plan.temper = Temper::Healthy;
    plan.age = 90 + (extra as i32 * 97) % 1_100;
    plan.size = plan.size * (70 + (extra as u32 * 37) % 41) / 100;
    plan.volume *= f64::from(50 + (extra as u32 * 53) % 101) / 100.0;
    let series = plan.name.trim_end_matches('群').trim_end_matches([' ', '1', '2', '大']);
    (plan, format!("{series} {} 群", 4 + extra / MORE.len()))
}

/// True when the portfolio is large and long enough for the story to be told.
fn fits(room: &Room, members: u32, days: i32) -> bool {
    let (size, days_needed) = match room.plan.temper {
        Temper::Healthy => return false,
        Temper::Evaporating => (60, 200),
        Temper::Dead | Temper::Ads => (60, 30),
        Temper::Campaign => (100, 200),
        Temper::Crisis => (60, 90),
        Temper::SilentSoul => (60, 60),
        Temper::HotStart => (40, 130),
    };
    room.size >= size && days >= days_needed && members >= 1_000
}

/// The group as the project file has it.
pub fn group(room: &Room) -> Group {
    let plan = &room.plan;
    Group {
        id: room.id.clone(),
        name: room.name.clone(),
        account: Some(plan.account.into()),
        platform: plan.platform,
        side: Some(plan.side),
        kind: plan.kind.map(str::to_owned),
        motive: plan.motive,
        created: Some(date(room.created)),
        closed: None,
        size_limit: None,
        charter: charter::of(plan.topic, plan.charter),
        threshold: match plan.entry {
            Entry::Unsaid => None,
            Entry::Free => Some(EntryThreshold::Free),
            Entry::Fee(amount) => Some(EntryThreshold::Fee(Money(amount))),
            Entry::RedPacket(amount) => Some(EntryThreshold::RedPacket(Money(amount))),
            Entry::Invitation => Some(EntryThreshold::Invitation),
        },
        monthly_cost: monthly_cost(room),
        ..Group::default()
    }
}

/// What the operator writes down as the monthly cost: by head, most for businesses; nobody counts it for a group that
/// is left to itself.
fn monthly_cost(room: &Room) -> Option<Money> {
    let per_head = match (room.plan.side, room.plan.platform, room.temper) {
        (_, _, Temper::Dead) => return None,
        (Side::B, _, _) => 3_000,
        (_, Platform::Qq, _) => 150,
        _ => 800,
    };
    Some(Money(i64::from(room.plan.size) * per_head))
}

/// The platform tree: an official account, under it the personal account that the WeChat groups hang on, and a QQ
/// account. Followers grow with the portfolio.
pub fn accounts(members: u32) -> Vec<Account> {
    let followers = |per_member: u64| Some(u64::from(members) * per_member / 10);
    let account = |id: &str, name: &str, platform, parent: Option<&str>, followers| Account {
        id: id.into(),
        name: name.to_owned(),
        platform,
        parent: parent.map(Into::into),
        followers,
    };
    vec![
        account("gzh_qinghe", "青禾学社（公众号）", Platform::WeChat, None, followers(73)),
        account(WECHAT, "青禾小助手（个人号）", Platform::WeChat, Some("gzh_qinghe"), followers(18)),
        account(QQ, "青禾 QQ", Platform::Qq, None, followers(9)),
    ]
}
