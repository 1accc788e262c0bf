//! The member list: made-up names and the facts an operator may have written down.

use std::collections::BTreeMap;

use super::blueprint::Temper;
use super::dice::Dice;
use super::hall::pillars;
use super::phrases::TOWNS;
use super::plan::Plan;
use super::stays::{Stay, Stays};
use super::voices::{Standing, Voice};
use crate::model::{Member, MemberKind, Role, Side, Tier};

#[rustfmt::skip]
const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
    "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕",
];

#[rustfmt::skip]
const GIVEN: &[&str] = &[
    "子涵", "雨桐", "浩然", "欣怡", "志强", "晓燕", "建国", "丽华", "海涛", "静", "伟", "敏", "磊", "洋", "艳", "勇", "婷婷", "思远",
    "若溪", "文博", "佳宁", "嘉豪", "梓萱", "春梅", "国栋", "秀英", "明哲", "语嫣", "立新", "小雨", "一鸣", "清扬", "安然", "书瑶",
    "景行", "知夏", "启明", "望舒", "星野", "南乔", "北辰", "亦凡", "芷若", "修远", "如意", "长风", "半夏", "青山", "云舒", "可心",
];

const INDUSTRIES: &[&str] =
    &["餐饮", "教育", "零售", "制造", "电商", "美业", "物流", "农业", "文旅", "软件", "咨询", "健康"];
const BUSINESSES: &[&str] = &["门店", "供应链", "培训", "品牌", "批发", "内容", "服务", "平台"];
const ORGANISATIONS: &[&str] = &["个体户", "民营企业", "合伙企业", "上市公司", "事业单位", "自由职业"];
const TAGS: &[&str] = &[
    "老司机",
    "小清新",
    "摄影",
    "跑步",
    "会做表格",
    "懂税务",
    "主持",
    "写作",
    "设计",
    "剪辑",
    "带货",
    "英语",
    "心理咨询",
    "法律",
];
const SOURCES: &[&str] = &["existing", "existing", "existing", "seed", "paid", "paid", "offline"];
const STAFF_ROLES: [Role; 5] = [Role::Planner, Role::Editor, Role::Admin, Role::Service, Role::Assistant];

/// The display name of every member number. Some are shared: people do have the same name.
pub fn names(plan: &Plan) -> Vec<String> {
    let mut dice = Dice::new(plan.seed, 5);
    (0..plan.members)
        .map(|member| {
            if plan.staff.contains(&member) {
                format!("青禾-{}老师", dice.word(SURNAMES))
            } else if plan.bots.contains(&member) {
                format!("禾小助 {} 号", member - plan.bots.start + 1)
            } else {
                name(&mut dice)
            }
        })
        .collect()
}

fn name(dice: &mut Dice) -> String {
    let (surname, given) = (dice.word(SURNAMES), dice.word(GIVEN));
    match dice.below(20) {
        0..10 => format!("{surname}{given}"),
        10..15 => format!("{}-{surname}{given}-{}", dice.word(TOWNS), dice.word(INDUSTRIES)),
        15..17 => format!("{given}妈妈"),
        17 => format!("阿{}", given.chars().last().unwrap_or('禾')),
        _ => format!("{given}@{}", dice.word(TOWNS)),
    }
}

/// What the stays say about one member.
#[derive(Clone, Copy, Default)]
struct Record<'a> {
    first: Option<&'a Stay>,
    best: Option<Standing>,
    business: bool,
    managed: bool,
}

/// The member list, in the order of the numbers.
pub fn members(plan: &Plan, stays: &Stays, names: Vec<String>) -> Vec<Member> {
    let mut records = vec![Record::default(); plan.members as usize];
    for stay in &stays.all {
        let room = &plan.rooms[stay.room as usize];
        let record = &mut records[stay.member as usize];
        if stay.first {
            record.first = Some(stay);
        }
        record.business |= room.plan.side == Side::B;
        record.managed |= !matches!(room.temper, Temper::Ads | Temper::Dead);
        let standing = if stay.voice == Voice::Regular { stay.standing } else { Standing::Ordinary };
        record.best = Some(record.best.map_or(standing, |best| best.min(standing)));
    }
    let mut roles = roles(plan, stays);
    let mut dice = Dice::new(plan.seed, 6);
    names
        .into_iter()
        .zip(records)
        .enumerate()
        .map(|(number, (name, record))| {
            let member = number as u32;
            let mut made = Member {
                id: plan.member_id(member),
                name,
                roles: std::mem::take(&mut roles[number]),
                ..Member::default()
            };
            made.kind = match member {
                _ if plan.staff.contains(&member) => MemberKind::Staff,
                _ if plan.bots.contains(&member) => MemberKind::Bot,
                _ if plan.shills.contains(&member) => MemberKind::Shill,
                _ => MemberKind::Person,
            };
            if made.kind == MemberKind::Person {
                describe(plan, &mut made, record, &mut dice);
            }
            made
        })
        .collect()
}

fn describe(plan: &Plan, member: &mut Member, record: Record<'_>, dice: &mut Dice) {
    if dice.chance(0.08) {
        member.names_seen.push(name(dice));
    }
    member.tier = match record.best {
        Some(Standing::Core) if dice.chance(0.93) => Some(Tier::Core),
        Some(Standing::Middle) if dice.chance(0.90) => Some(Tier::Middle),
        // Known names who rarely say a word.
        Some(_) if record.managed && dice.chance(0.05) => Some(Tier::Middle),
        Some(_) if dice.chance(if record.managed { 0.82 } else { 0.25 }) => Some(Tier::Ordinary),
        _ => None,
    };
    if record.best.is_none() {
        member.source = Some("paid".to_owned()).filter(|_| dice.chance(0.5));
        return;
    }
    let known = if record.business { 0.9 } else { 0.5 };
    let mut fact = |key: &str, share: f64, words: &[&str], dice: &mut Dice| {
        if dice.chance(known * share) {
            member.profile.insert(key.to_owned(), dice.word(words).to_owned());
        }
    };
    fact("region", 1.0, TOWNS, dice);
    fact("industry", 0.85, INDUSTRIES, dice);
    fact("business", 0.7, BUSINESSES, dice);
    fact("org_type", 0.6, ORGANISATIONS, dice);
    if dice.chance(0.35) {
        // The lower of two draws makes the last tags rare: experts one must not lose.
        let tags = (0..dice.geometric(0.4, 3)).map(|_| dice.index(TAGS.len()).min(dice.index(TAGS.len())));
        let tags: std::collections::BTreeSet<usize> = tags.collect();
        member.tags = tags.into_iter().filter_map(|tag| TAGS.get(tag)).map(|tag| (*tag).to_owned()).collect();
    }
    member.inviter = record.first.and_then(|stay| stay.inviter).map(|inviter| plan.member_id(inviter));
    member.source = match member.inviter {
        Some(_) => Some("referral".to_owned()),
        None => Some(dice.word(SOURCES).to_owned()).filter(|_| dice.chance(0.88)),
    };
}

/// Souls and core roles of the groups that are looked after, with gaps, and the posts of the staff.
fn roles(plan: &Plan, stays: &Stays) -> Vec<Vec<Role>> {
    let mut roles = vec![Vec::new(); plan.members as usize];
    let mut add = |member: u32, role: Role| {
        if let Some(roles) = roles.get_mut(member as usize).filter(|roles| !roles.contains(&role)) {
            roles.push(role);
        }
    };
    let mut by_room: BTreeMap<u32, Vec<&Stay>> = BTreeMap::new();
    for stay in pillars(plan, stays) {
        by_room.entry(stay.room).or_default().push(stay);
    }
    for (index, room) in plan.rooms.iter().enumerate() {
        if matches!(room.temper, Temper::Ads | Temper::Dead) {
            continue;
        }
        let soul = index as u32;
        add(soul, Role::Soul);
        let mut best = by_room.remove(&soul).unwrap_or_default();
        best.retain(|stay| stay.member != soul);
        best.sort_by_key(|stay| (std::cmp::Reverse(stay.weight), stay.member));
        let wanted = [
            (true, Role::Keeper),
            (index % 3 != 1, Role::Contributor),
            (index % 2 == 0, Role::Designer),
            (index % 4 == 0, Role::Contributor),
        ];
        for (stay, (there, role)) in best.into_iter().zip(wanted) {
            if there {
                add(stay.member, role);
            }
        }
    }
    for (post, member) in plan.staff.clone().enumerate() {
        add(member, STAFF_ROLES[post % STAFF_ROLES.len()].clone());
    }
    roles
}
