//! What is sold at which price, and what the year's activities were to cost.

use super::business::{occasions, offline};
use super::orders::{BOARD, Fee, MEMBER, RESOURCE};
use super::plan::Plan;
use crate::activity::date;
use crate::model::{BudgetLine, Money, OccasionKind, PriceTier};

/// The yearly fees: the two dear ones have places.
pub fn prices(plan: &Plan) -> Vec<PriceTier> {
    let tier = |fee: Fee, slots| PriceTier { name: fee.tier.to_owned(), price: Money(fee.amount), slots };
    vec![
        tier(MEMBER, None),
        tier(RESOURCE, Some((plan.members / 25).max(1))),
        tier(BOARD, Some((plan.members / 50).max(1))),
    ]
}

/// A line for each activity that costs money, and for the party to come, of which nothing is spent yet.
pub fn budget(plan: &Plan) -> Vec<BudgetLine> {
    let room = Money(120_000);
    let mut lines: Vec<BudgetLine> = occasions(plan)
        .into_iter()
        .filter_map(|occasion| {
            let (planned, spent) = match occasion.kind {
                OccasionKind::Offline => (room, Money(113_600)),
                OccasionKind::Referral => (Money(300_000), Money(267_300)),
                OccasionKind::Ceremony => (Money(80_000), Money(91_200)),
                _ => return None,
            };
            Some(BudgetLine {
                date: occasion.from,
                name: match occasion.kind {
                    OccasionKind::Offline => "场地和茶点",
                    OccasionKind::Referral => "共读礼盒",
                    _ => "布置和伴手礼",
                }
                .to_owned(),
                group: occasion.groups.first().cloned(),
                campaign: Some(occasion.name),
                planned,
                spent: Some(spent),
            })
        })
        .collect();
    let to_come = offline(plan).len() + 1;
    lines.push(BudgetLine {
        date: date(plan.end - 3),
        name: "场地定金".to_owned(),
        group: None,
        campaign: Some(format!("线下见面会第 {to_come} 场")),
        planned: room,
        spent: None,
    });
    lines.sort_by(|a, b| (a.date, &a.name).cmp(&(b.date, &b.name)));
    lines
}
