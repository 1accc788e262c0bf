//! What happens beside the chat: contacts, talks attended, forms, invitations, campaigns.

use std::collections::BTreeMap;

use super::blueprint::{Room, Temper, Topic};
use super::dice::Dice;
use super::orders::{self, MEMBER};
use super::plan::Plan;
use super::stays::{Stay, Stays};
use super::voices::Voice;
use crate::activity::{Day, date};
use crate::model::{
    Event, Experiment, Funnel, FunnelStep, GroupArm, Occasion, OccasionKind, Order, Platform, Side,
    StepOrder, Timestamp,
};

/// Days since which newcomers get one of two welcome texts.
const EXPERIMENT_DAYS: Day = 180;
const DAY_MS: i64 = 86_400_000;

/// Events and orders, each sorted by time.
pub struct Trade {
    pub events: Vec<Event>,
    pub orders: Vec<Order>,
}

/// Somebody who buys, where and when.
#[derive(Clone, Copy)]
pub struct Buyer {
    pub member: u32,
    pub room: u32,
    pub day: Day,
}

/// An instant in that hour of a local day.
pub fn at(day: Day, hour: u32, dice: &mut Dice) -> Timestamp {
    let seconds = i64::from(hour * 3600 + dice.below(3600));
    Timestamp(i64::from(day) * DAY_MS + (seconds - 8 * 3600) * 1000)
}

/// The day of an instant in seconds.
fn local_day(second: i64) -> Day {
    (second + 8 * 3600).div_euclid(86_400) as Day
}

struct Ledger<'a> {
    plan: &'a Plan,
    dice: Dice,
    events: Vec<Event>,
    orders: Vec<Order>,
    /// Who paid and may bring somebody: the day, the member.
    grateful: Vec<(Day, u32)>,
}

/// Events and orders of the whole portfolio; adds the invitations that buyers make to the stays.
pub fn trade(plan: &Plan, stays: &mut Stays, first_words: &[Option<i64>]) -> Trade {
    let dice = Dice::new(plan.seed, 7);
    let mut ledger = Ledger { plan, dice, events: Vec::new(), orders: Vec::new(), grateful: Vec::new() };
    for (at, stay) in stays.all.iter().enumerate() {
        if stay.voice == Voice::Official || plan.shills.contains(&stay.member) {
            continue;
        }
        ledger.newcomer(stay, first_words.get(at).copied().flatten());
        ledger.faithful(stay);
    }
    ledger.leads();
    let sheet = orders::sheet(plan, stays, &mut ledger.dice);
    ledger.orders.extend(sheet);
    ledger.bring(stays);
    let Ledger { mut events, orders, .. } = ledger;
    events.sort_by(|a, b| (a.at, &a.member, &a.name).cmp(&(b.at, &b.member, &b.name)));
    Trade { events, orders: orders::number(orders) }
}

impl Ledger<'_> {
    fn event(
        &mut self,
        day: Day,
        hour: u32,
        member: u32,
        name: &str,
        room: Option<u32>,
        property: Option<(&str, &str)>,
    ) {
        if !(self.plan.start..=self.plan.end).contains(&day) {
            return;
        }
        let properties: BTreeMap<String, String> =
            property.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        self.events.push(Event {
            at: at(day, hour, &mut self.dice),
            member: self.plan.member_id(member),
            who: None,
            name: name.to_owned(),
            group: room.and_then(|room| self.plan.rooms.get(room as usize)).map(|room| room.id.clone()),
            properties,
        });
    }

    /// The way of somebody who came while the portfolio runs.
    fn newcomer(&mut self, stay: &Stay, first_words: Option<i64>) {
        let plan = self.plan;
        let Some(room) = plan.rooms.get(stay.room as usize) else { return };
        if !stay.first || stay.joined <= plan.start || room.plan.platform != Platform::WeChat {
            return;
        }
        let (member, joined) = (stay.member, stay.joined);
        let added = joined - 1 - self.dice.below(6) as Day;
        let hour = 9 + self.dice.below(13);
        self.event(added.max(plan.start), hour, member, "added_wechat", None, None);
        if let (true, Some(inviter)) = (stay.campaign, stay.inviter) {
            let invitee = plan.member_id(member);
            let invited = Some(("invitee", invitee.as_str()));
            self.event(joined - 1, 20, inviter, "campaign_invited", Some(stay.room), invited);
        }
        if room.plan.side == Side::B {
            self.business(stay);
            return;
        }
        let filled = if joined > plan.end - EXPERIMENT_DAYS {
            let (arm, success) = if self.dice.chance(0.5) { ("A", 0.31) } else { ("B", 0.44) };
            self.event(joined, 9, member, "welcome", Some(stay.room), Some(("arm", arm)));
            success
        } else {
            0.33
        };
        if self.dice.chance(filled) {
            let later = self.dice.below(4).min(self.dice.below(4)) as Day;
            let hour = 12 + self.dice.below(10);
            self.event(joined + later, hour, member, "form_filled", Some(stay.room), None);
        }
        let Some(spoke) = first_words.map(local_day).filter(|&spoke| spoke <= joined + 7) else { return };
        let next = sharings(plan).into_iter().find(|&day| day > spoke);
        let Some(sharing) = next.filter(|&day| stay.present(day) && self.dice.chance(0.45)) else { return };
        self.event(sharing, 20, member, "attended_sharing", Some(stay.room), None);
        if self.dice.chance(0.30) {
            let day = sharing + 1 + self.dice.below(5) as Day;
            if day <= plan.end {
                let buyer = Buyer { member, room: stay.room, day };
                self.orders.push(orders::yearly(plan, MEMBER, buyer, false, &mut self.dice));
                if !stay.campaign && self.dice.chance(0.55) {
                    self.grateful.push((day, member));
                }
            }
        }
    }

    /// The way into a group of businesses: ask, pay, come, meet, bring others.
    fn business(&mut self, stay: &Stay) {
        let asked = stay.joined - 4 - self.dice.below(8) as Day;
        self.event(asked.max(self.plan.start), 10, stay.member, "consulted", Some(stay.room), None);
        let meeting = offline(self.plan).into_iter().find(|&day| day > stay.joined);
        if let Some(meeting) = meeting.filter(|&day| stay.present(day) && self.dice.chance(0.6)) {
            self.event(meeting, 14, stay.member, "attended_offline", Some(stay.room), None);
            if self.dice.chance(0.5) {
                self.grateful.push((meeting, stay.member));
            }
        }
    }

    /// What those who talk do all year: listen, meet, check in.
    fn faithful(&mut self, stay: &Stay) {
        let plan = self.plan;
        let Some(room) = plan.rooms.get(stay.room as usize) else { return };
        let keen = match stay.voice {
            Voice::Regular => 0.2,
            Voice::Sometimes => 0.06,
            _ => return,
        };
        for day in sharings(plan) {
            if stay.joined < day - 30 && stay.may_speak(day, room.created) && self.dice.chance(keen) {
                self.event(day, 20, stay.member, "attended_sharing", Some(stay.room), None);
            }
        }
        for day in offline(plan) {
            if stay.joined < day - 60 && stay.may_speak(day, room.created) && self.dice.chance(keen / 2.0) {
                self.event(day, 14, stay.member, "attended_offline", Some(stay.room), None);
            }
        }
        if room.plan.topic == Topic::Reading {
            for day in plan.start.max(stay.joined + 1)..=plan.end {
                if self.dice.chance(keen / 2.0) && stay.may_speak(day, room.created) {
                    self.event(day, 21, stay.member, "checkin", Some(stay.room), None);
                }
            }
        }
    }

    /// Contacts who never came into a group.
    fn leads(&mut self) {
        let plan = self.plan;
        for member in plan.leads.clone() {
            let day = self.dice.between(plan.start, plan.end);
            self.event(day, 10, member, "added_wechat", None, None);
            if self.dice.chance(0.12) {
                self.event(day + 1, 15, member, "consulted", None, None);
            }
        }
    }

    /// Lets grateful buyers bring one later newcomer each who had no inviter.
    fn bring(&mut self, stays: &mut Stays) {
        let plan = self.plan;
        let mut free: Vec<usize> = (0..stays.all.len())
            .filter(|&at| {
                let stay = &stays.all[at];
                let wechat = plan.rooms[stay.room as usize].plan.platform == Platform::WeChat;
                stay.first
                    && wechat
                    && stay.inviter.is_none()
                    && !stay.campaign
                    && stay.voice != Voice::Official
            })
            .collect();
        free.sort_by_key(|&at| (stays.all[at].joined, at));
        let mut grateful = std::mem::take(&mut self.grateful);
        grateful.sort_unstable();
        for (day, inviter) in grateful {
            let from = free.partition_point(|&at| stays.all[at].joined <= day);
            let later = free.get(from..).unwrap_or_default();
            let near = later.get(..later.len().min(50)).unwrap_or_default();
            if let Some(&at) = self.dice.pick(near)
                && stays.all[at].inviter.is_none()
            {
                stays.all[at].inviter = Some(inviter);
            }
        }
    }
}

/// The evenings of the monthly talk.
fn sharings(plan: &Plan) -> Vec<Day> {
    every(plan, 10, 30)
}

/// The days on which people meet.
pub fn offline(plan: &Plan) -> Vec<Day> {
    every(plan, 20, 91)
}

fn every(plan: &Plan, before_end: Day, step: Day) -> Vec<Day> {
    let mut days: Vec<Day> =
        (0..).map(|back| plan.end - before_end - back * step).take_while(|&day| day >= plan.start).collect();
    days.reverse();
    days
}

/// The two ways of earning: talk first and pay later, or pay to come in.
pub fn funnels() -> Vec<Funnel> {
    let steps = |steps: &[(&str, &str)]| {
        let step = |(name, event): &(&str, &str)| FunnelStep {
            name: (*name).into(),
            event: (*event).into(),
            filters: Vec::new(),
            // Many pay without ever having come to a talk.
            optional: *event == "attended_sharing",
        };
        steps.iter().map(step).collect()
    };
    let direct = [
        ("加微信", "added_wechat"),
        ("进群", "joined"),
        ("首次发言", "first_spoke"),
        ("参加分享会", "attended_sharing"),
        ("付费 365", "ordered"),
        ("邀请 1 人", "invited"),
    ];
    let indirect = [
        ("咨询", "consulted"),
        ("付费", "ordered"),
        ("进群", "joined"),
        ("线下见面", "attended_offline"),
        ("转介绍", "invited"),
    ];
    vec![
        Funnel {
            id: "direct".into(),
            name: "直接转化".to_owned(),
            steps: steps(&direct),
            order: StepOrder::Ordered,
            window_days: 90.0,
            exclusions: Vec::new(),
        },
        Funnel {
            id: "indirect".into(),
            name: "间接转化".to_owned(),
            steps: steps(&indirect),
            order: StepOrder::Ordered,
            window_days: 180.0,
            exclusions: Vec::new(),
        },
    ]
}

/// The welcome text on trial, and weekly reviews in two groups against two without, where there are so many.
pub fn experiments(plan: &Plan) -> Vec<Experiment> {
    let started = plan.start.max(plan.end - EXPERIMENT_DAYS + 1);
    let started = Timestamp((i64::from(started) * 24 - 8) * 3_600_000);
    let mut all = vec![Experiment {
        id: "welcome".into(),
        name: "欢迎语：通用与点名".to_owned(),
        exposure: "welcome".to_owned(),
        property: "arm".to_owned(),
        arms: Vec::new(),
        goal: "form_filled".to_owned(),
        started: Some(started),
        planned_per_arm: Some(plan.members / 25 + 10),
        card: Default::default(),
    }];
    if let [a, b, _, _, c, d, ..] = plan.rooms.as_slice() {
        let arm = |name: &str, rooms: [&Room; 2]| GroupArm {
            name: name.to_owned(),
            groups: rooms.map(|room| room.id.clone()).to_vec(),
        };
        all.push(Experiment {
            id: "review".into(),
            name: "每周复盘：有与没有".to_owned(),
            exposure: String::new(),
            property: String::new(),
            arms: vec![arm("对照", [a, d]), arm("每周复盘", [b, c])],
            goal: "ordered".to_owned(),
            started: Some(started),
            planned_per_arm: Some(plan.members / 14 + 10),
            card: Default::default(),
        });
    }
    all
}

/// The flags on the time axis.
pub fn occasions(plan: &Plan) -> Vec<Occasion> {
    let mut all = Vec::new();
    let mut add = |name: &str, kind, from: Day, to: Day, temper: Option<Temper>, note: &str| {
        let room = temper.map(|temper| plan.room_with(temper));
        if from < plan.start || to > plan.end || room == Some(None) {
            return;
        }
        let groups = room.flatten().and_then(|room| plan.rooms.get(room)).map(|room| room.id.clone());
        all.push(Occasion {
            name: name.to_owned(),
            kind,
            from: date(from),
            to: (to > from).then(|| date(to)),
            groups: groups.into_iter().collect(),
            note: note.to_owned(),
        });
    };
    for (index, day) in sharings(plan).into_iter().enumerate() {
        add(&format!("月度分享第 {} 期", index + 1), OccasionKind::Sharing, day, day, None, "");
    }
    for (index, day) in offline(plan).into_iter().enumerate() {
        add(&format!("线下见面会第 {} 场", index + 1), OccasionKind::Offline, day, day, None, "");
    }
    let (from, to) = orders::offer_days(plan);
    add("特价：最后 337 位", OccasionKind::Offer, from, to, None, "年卡 299 元，资源会员 2599 元");
    let campaign = plan.campaign_start();
    let opening = campaign - 13;
    add("开营仪式", OccasionKind::Ceremony, opening, opening, Some(Temper::Campaign), "");
    add(
        "春季邀请有礼",
        OccasionKind::Referral,
        campaign,
        campaign + 13,
        Some(Temper::Campaign),
        "邀请三人送共读礼盒",
    );
    let crisis = plan.crisis_day();
    add(
        "课程取消风波",
        OccasionKind::Crisis,
        crisis,
        crisis,
        Some(Temper::Crisis),
        "课程临时取消，退费说明晚了一天",
    );
    let rules = crisis + 3;
    add(
        "群规第 2 版",
        OccasionKind::RuleChange,
        rules,
        rules,
        Some(Temper::Crisis),
        "写明退费时限和答复时限",
    );
    add("每日早报上线", OccasionKind::Push, plan.end - 240, plan.end - 240, None, "");
    all.sort_by(|a, b| (a.from, &a.name).cmp(&(b.from, &b.name)));
    all
}

#[cfg(test)]
mod tests {
    use super::super::orders::{BOARD, RESOURCE};
    use super::*;

    #[test]
    fn each_yearly_fee_is_eight_to_ten_times_the_one_below() {
        let plan = Plan::new(&crate::synth::SynthOptions::default()).unwrap();
        let mut dice = Dice::new(1, 1);
        let buyer = Buyer { member: 0, room: 0, day: plan.end };
        let [low, middle, high] =
            [MEMBER, RESOURCE, BOARD].map(|fee| orders::yearly(&plan, fee, buyer, false, &mut dice).amount.0);
        assert!((8..=10).contains(&(middle / low)) && (8..=10).contains(&((high + 100) / middle)));
    }
}
