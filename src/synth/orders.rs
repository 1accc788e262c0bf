//! Order sheets: three yearly fees, renewals, and small things beside them.

use chrono::{Datelike as _, Months};

use super::blueprint::Topic;
use super::business::{Buyer, at};
use super::dice::Dice;
use super::plan::Plan;
use super::stays::{Stay, Stays};
use super::voices::Voice;
use crate::activity::{Day, date, day};
use crate::model::{EntryThreshold, Money, Order};

/// A yearly fee.
#[derive(Clone, Copy)]
pub struct Fee {
    pub tier: &'static str,
    product: &'static str,
    pub amount: i64,
    /// The price while an offer runs.
    offer: i64,
}

/// 365 yuan a year.
pub const MEMBER: Fee = Fee { tier: "365", product: "青禾年卡", amount: 36_500, offer: 29_900 };
/// 2,999 yuan a year.
pub const RESOURCE: Fee = Fee { tier: "2999", product: "资源会员", amount: 299_900, offer: 259_900 };
/// 29,999 yuan a year.
pub const BOARD: Fee = Fee { tier: "29999", product: "私董会席位", amount: 2_999_900, offer: 2_999_900 };

const EXTRAS: [(&str, i64); 4] =
    [("青禾日历", 6_800), ("共读礼盒", 9_900), ("线下大课", 49_900), ("工具手册", 2_990)];

/// The offer runs on these days.
pub fn offer_days(plan: &Plan) -> (Day, Day) {
    (plan.end - 80, plan.end - 67)
}

/// An order of a yearly fee, without its number.
pub fn yearly(plan: &Plan, fee: Fee, buyer: Buyer, renewal: bool, dice: &mut Dice) -> Order {
    let (from, to) = offer_days(plan);
    let offered = !renewal && (from..=to).contains(&buyer.day);
    let expires = date(buyer.day).checked_add_months(Months::new(12)).and_then(|next| next.pred_opt());
    Order {
        id: String::new(),
        at: at(buyer.day, 9 + dice.below(13), dice),
        member: plan.member_id(buyer.member),
        buyer: None,
        product: fee.product.to_owned(),
        amount: Money(if offered { fee.offer } else { fee.amount }),
        group: plan.rooms.get(buyer.room as usize).map(|room| room.id.clone()),
        tier: Some(fee.tier.to_owned()),
        expires,
        renewal,
    }
}

/// The fee of a group, if it costs one.
pub fn fee_of(plan: &Plan, room: u32) -> Option<Fee> {
    let room = plan.rooms.get(room as usize)?;
    match super::blueprint::group(room).threshold {
        Some(EntryThreshold::Fee(Money(299_900))) => Some(RESOURCE),
        Some(EntryThreshold::Fee(_)) => Some(MEMBER),
        Some(EntryThreshold::Invitation) if room.plan.topic == Topic::Matching => Some(BOARD),
        _ => None,
    }
}

/// Entry fees paid on the eve of joining, renewals on the day the year is over, and extras of those who talk.
pub fn sheet(plan: &Plan, stays: &Stays, dice: &mut Dice) -> Vec<Order> {
    let mut orders = Vec::new();
    for stay in
        stays.all.iter().filter(|stay| stay.voice != Voice::Official && !plan.shills.contains(&stay.member))
    {
        let buyer = |day| Buyer { member: stay.member, room: stay.room, day };
        if let Some(fee) = fee_of(plan, stay.room) {
            let eve = stay.joined - 1;
            if eve >= plan.start && dice.chance(0.9) {
                orders.push(yearly(plan, fee, buyer(eve), false, dice));
            }
            let year_over = anniversary(plan, stay).filter(|&over| stay.present(over));
            if let Some(over) = year_over.filter(|_| dice.chance(renewal_chance(stay))) {
                let early = (over - dice.below(12) as Day).max(plan.start);
                orders.push(yearly(plan, fee, buyer(early), true, dice));
            }
        }
        if stay.voice == Voice::Regular && dice.chance(0.2) {
            let day = dice.between(plan.start.max(stay.joined + 1), plan.end);
            if let (true, Some(&(product, amount))) = (stay.present(day), dice.pick(&EXTRAS)) {
                orders.push(Order {
                    product: product.to_owned(),
                    amount: Money(amount),
                    tier: None,
                    expires: None,
                    ..yearly(plan, MEMBER, buyer(day), false, dice)
                });
            }
        }
    }
    orders
}

/// Who talks renews.
fn renewal_chance(stay: &Stay) -> f64 {
    match stay.voice {
        Voice::Regular => 0.86,
        Voice::Sometimes => 0.62,
        _ => 0.41,
    }
}

/// The day in the portfolio on which a year since joining is over, for who came at least a year before it.
fn anniversary(plan: &Plan, stay: &Stay) -> Option<Day> {
    let joined = date(stay.joined);
    let years = [date(plan.start).year(), date(plan.end).year()];
    let days = years.into_iter().filter_map(|year| joined.with_year(year)).map(day);
    days.filter(|&over| over > stay.joined).find(|over| (plan.start..=plan.end).contains(over))
}

/// Sorts by time and numbers the orders.
pub fn number(mut orders: Vec<Order>) -> Vec<Order> {
    orders.sort_by(|a, b| (a.at, &a.member, &a.product).cmp(&(b.at, &b.member, &b.product)));
    for (index, order) in orders.iter_mut().enumerate() {
        order.id = format!("QH{:06}", index + 1);
    }
    orders
}
