//! The loop that a community lives from: who came, stayed, paid, renewed and brought others, who are the next to come.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::activity::{Day, People};
use crate::analytics::engagement::people_attendance;
use crate::analytics::money::orders;
use crate::analytics::overview::first_joins;
use crate::analytics::population::{Rolls, present_in};
use crate::analytics::referral::Trees;
use crate::analytics::{Input, Rate, Scope};

/// Days after joining from which a word counts as having stayed.
pub const SETTLED_AFTER: Day = 7;

/// The source of people whom somebody brought, in the member list.
const REFERRAL: &str = "referral";

/// A stage of the ring, in its order; after the last comes the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RingStage {
    /// First known joining in the period.
    Acquire,
    /// In a group on the last day, and said something in the period at least [`SETTLED_AFTER`] days after joining.
    Retain,
    /// Ordered something that costs in the period.
    Pay,
    /// Placed an order marked as a renewal in the period.
    Renew,
    /// Brought somebody who joined in the period.
    Refer,
}

impl RingStage {
    /// All, in their order.
    pub const ALL: [Self; 5] = [Self::Acquire, Self::Retain, Self::Pay, Self::Renew, Self::Refer];
}

/// Of some people of one stage, those who are in the next. Member codes, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    pub asked: Vec<u32>,
    pub went_on: Vec<u32>,
}

impl Passage {
    /// The people asked, and those of them who are among `next`.
    fn among(asked: Vec<u32>, next: &[u32]) -> Self {
        let went_on = asked.iter().filter(|member| next.binary_search(member).is_ok()).copied().collect();
        Self { asked, went_on }
    }

    /// Who was asked and is not in the next stage.
    pub fn stopped(&self) -> Vec<u32> {
        let gone = |member: &&u32| self.went_on.binary_search(member).is_err();
        self.asked.iter().filter(gone).copied().collect()
    }

    /// How many of how many.
    pub fn rate(&self) -> Rate {
        Rate::new(self.went_on.len() as u64, self.asked.len() as u64)
    }
}

/// One stage, counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RingCount {
    pub stage: RingStage,
    /// Number of people; unknown where nothing on record could say.
    pub count: Option<u64>,
    /// Of the stage before, as said at [`Ring`]; for the first: of the new people, who was brought by somebody.
    pub rate: Option<Rate>,
    /// Member codes, ascending.
    #[serde(skip)]
    pub people: Option<Vec<u32>>,
    #[serde(skip)]
    pub passage: Option<Passage>,
}

/// How the new people came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Somebody of the community is on record as their inviter, or the member list says that they were referred.
    pub brought: Vec<u32>,
    /// Neither, and the member list names another source.
    pub otherwise: Vec<u32>,
    /// Nothing is on record.
    pub unknown: Vec<u32>,
}

/// The closed ring of a period.
///
/// Each stage counts everybody who did its part in the period, also those who never did the part before; each passage
/// asks only people who had the chance, and is told with numerator and denominator:
///
/// * acquire to retain: of the new people who joined at least [`SETTLED_AFTER`] days before the last day, who stayed;
/// * retain to pay: of those who stayed, who paid;
/// * pay to renew: of the payers whose first unpaid day lies in the period, who renewed after that order, by the last day;
/// * renew to refer: of those who renewed, who brought somebody;
/// * refer to acquire: of the new people, who was brought by somebody, also where no record says by whom.
///
/// Unknown, never 0: acquiring without any date of joining, staying without messages, paying and renewing without
/// orders, bringing without any inviter on record, being brought without any inviter or source on record, the passage to renewing without an order that says how long it
/// lasts. Who comes under several names or groups counts once. Own definition; the stages are those of article 000.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Ring {
    /// One for each of [`RingStage::ALL`].
    pub stages: Vec<RingCount>,
    /// New people by how they came; empty lists where nobody is new.
    #[serde(skip)]
    pub origin: Origin,
    /// People in a group on the last day.
    #[serde(skip)]
    pub present: Vec<u32>,
}

/// The ring of a scope. `trees` as the referral results hold them.
pub fn ring(input: Input<'_>, scope: &Scope, trees: Option<&Trees>) -> Ring {
    let joins = first_joins(input, scope);
    let new: Option<Vec<u32>> = (!joins.is_empty()).then(|| {
        joins.iter().filter(|(_, day)| (scope.from..=scope.to).contains(day)).map(|(&who, _)| who).collect()
    });
    let present = present_in(input, &Rolls::all(input), &scope.groups, scope.to);
    let stayed = input.activity.range.map(|_| stayed(input, scope, &joins, &present));
    let sold = Sold::of(input, scope);
    let parent = |member: u32| {
        let trees = trees?;
        let referrer = trees.forest.parents()[trees.place(member)? as usize]?;
        trees.people.get(referrer as usize).copied()
    };
    let source = |member: u32| {
        let known = input.project.members.get(member as usize)?.source.as_deref();
        known.filter(|source| !source.is_empty())
    };
    let by_somebody = |member: u32| parent(member).is_some() || source(member) == Some(REFERRAL);
    let told = trees.is_some() || input.project.members.iter().any(|member| member.source.is_some());
    let brought: Option<Vec<u32>> = new
        .as_ref()
        .filter(|_| told)
        .map(|new| new.iter().copied().filter(|&member| by_somebody(member)).collect());
    let referrers: Option<Vec<u32>> = trees.and(new.as_ref()).map(|new| {
        new.iter().filter_map(|&member| parent(member)).collect::<BTreeSet<u32>>().into_iter().collect()
    });

    let settled = new.as_ref().map(|new| {
        let had_time = |member: &&u32| joins[*member].saturating_add(SETTLED_AFTER) <= scope.to;
        new.iter().filter(had_time).copied().collect::<Vec<u32>>()
    });
    let passage = |asked: Option<&Vec<u32>>, next: Option<&Vec<u32>>| {
        asked.zip(next).map(|(asked, next)| Passage::among(asked.clone(), next))
    };
    let paid = sold.as_ref().map(|sold| &sold.paid);
    let renewed = sold.as_ref().map(|sold| &sold.renewed);
    let passages = [
        passage(new.as_ref(), brought.as_ref()),
        passage(settled.as_ref(), stayed.as_ref()),
        passage(stayed.as_ref(), paid),
        sold.as_ref().and_then(|sold| sold.due.clone()),
        passage(renewed, referrers.as_ref()),
    ];
    let mut origin = Origin { brought: brought.clone().unwrap_or_default(), ..Origin::default() };
    for &member in new.iter().flatten().filter(|&&member| !by_somebody(member)) {
        if source(member).is_some() { &mut origin.otherwise } else { &mut origin.unknown }.push(member);
    }
    let people = [new, stayed, paid.cloned(), renewed.cloned(), referrers];
    let stages = RingStage::ALL
        .into_iter()
        .zip(people)
        .zip(passages)
        .map(|((stage, people), passage)| RingCount {
            stage,
            count: people.as_ref().map(|people| people.len() as u64),
            rate: passage.as_ref().map(Passage::rate),
            people,
            passage,
        })
        .collect();
    Ring { stages, origin, present: present.iter().collect() }
}

fn stayed(input: Input<'_>, scope: &Scope, joins: &BTreeMap<u32, Day>, present: &People) -> Vec<u32> {
    let days = people_attendance(input, &scope.groups, scope.to);
    let settled = |member: u32, spoke: Day| {
        joins.get(&member).is_none_or(|joined| spoke >= joined.saturating_add(SETTLED_AFTER))
    };
    let last = (0_u32..).zip(days.last_days(scope.from, scope.to));
    last.filter_map(|(member, spoke)| Some((member, spoke?)))
        .filter(|&(member, spoke)| present.contains(member) && settled(member, spoke))
        .map(|(member, _)| member)
        .collect()
}

/// Who paid, who renewed, and of those whose paid time ended, who went on.
struct Sold {
    paid: Vec<u32>,
    renewed: Vec<u32>,
    /// Unknown when no order says until when it is paid.
    due: Option<Passage>,
}

impl Sold {
    /// `None` for a project without orders.
    fn of(input: Input<'_>, scope: &Scope) -> Option<Self> {
        if input.project.orders.is_empty() {
            return None;
        }
        let (mut paid, mut renewed) = (BTreeSet::new(), BTreeSet::new());
        // The last order whose paid time ended in the period, and the last renewal, of each buyer.
        let (mut ended, mut again) = (BTreeMap::new(), BTreeMap::new());
        for (order, buyer, on) in orders(input, scope).filter(|&(_, _, on)| on <= scope.to) {
            let in_period = on >= scope.from;
            if in_period && order.amount.0 > 0 {
                paid.insert(buyer);
            }
            if in_period && order.renewal {
                renewed.insert(buyer);
            }
            let latest = |known: &mut BTreeMap<u32, i64>| {
                let at = known.entry(buyer).or_insert(order.at.0);
                *at = order.at.0.max(*at);
            };
            // The first day that is not paid for any more.
            let ends = order.expires.map(|last| crate::activity::day(last).saturating_add(1));
            if ends.is_some_and(|ends| (scope.from..=scope.to).contains(&ends)) && order.amount.0 > 0 {
                latest(&mut ended);
            }
            if order.renewal {
                latest(&mut again);
            }
        }
        let went_on = |member: &u32| again.get(member).is_some_and(|again| *again > ended[member]);
        let lasting = input.project.orders.iter().any(|order| order.expires.is_some());
        let due = lasting.then(|| Passage {
            asked: ended.keys().copied().collect(),
            went_on: ended.keys().filter(|member| went_on(member)).copied().collect(),
        });
        Some(Self { paid: paid.into_iter().collect(), renewed: renewed.into_iter().collect(), due })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analytics::fixture::{Fixture, Made};
    use crate::analytics::referral::referral;
    use crate::model::{Money, Order, Project, Timestamp};

    fn order(member: &str, at: &str, amount: i64, expires: Option<&str>, renewal: bool) -> Order {
        Order {
            id: format!("{member} {at}"),
            at: Timestamp::parse(&format!("{at}T12:00:00+08:00")).unwrap(),
            member: member.into(),
            buyer: None,
            product: String::new(),
            amount: Money(amount),
            group: None,
            tier: None,
            expires: expires.map(|day| day.parse().unwrap()),
            renewal,
        }
    }

    fn found(made: &Made, from: &str, to: &str) -> Ring {
        let scope = made.between(from, to);
        let trees = referral(made.input(), &scope).trees;
        ring(made.input(), &scope, trees.as_deref())
    }

    /// People of a stage, and numerator and denominator of the passage to it.
    type Said = (Option<u64>, Option<(u64, u64)>);

    fn said(ring: &Ring) -> Vec<Said> {
        let rate = |rate: Rate| (rate.numerator, rate.denominator);
        ring.stages.iter().map(|stage| (stage.count, stage.rate.map(rate))).collect()
    }

    /// old: there since long ago; a, b, c, d join in January, c and d too late to have stayed; b was brought by old, d by somebody.
    fn january() -> Fixture {
        let brought = |project: &mut Project| {
            let members = Arc::make_mut(&mut project.members);
            for member in members.iter_mut() {
                member.inviter = (member.id.0 == "b").then(|| "old".into());
                member.source = (member.id.0 == "a").then(|| "paid".to_owned());
                if member.id.0 == "d" {
                    member.source = Some("referral".to_owned());
                }
            }
            project.orders = Arc::new(vec![
                order("old", "2025-01-20", 36_500, Some("2026-01-19"), false),
                order("old", "2026-01-18", 36_500, Some("2027-01-18"), true),
                order("gone", "2025-01-05", 36_500, Some("2026-01-04"), false),
                order("a", "2026-01-12", 9_900, None, false),
            ]);
        };
        Fixture::new()
            .group("g")
            .joins("old", "2025-01-20")
            .joins("gone", "2025-01-05")
            .leaves("gone", "2026-01-10")
            .joins("a", "2026-01-03")
            .joins("b", "2026-01-04")
            .joins("c", "2026-01-28")
            .joins("d", "2026-01-30")
            .says("old", "2026-01-09 10:00", 1)
            .says("gone", "2026-01-09 10:00", 1)
            .says("a", "2026-01-10 10:00", 1)
            .says("b", "2026-01-10 10:00", 1)
            .says("c", "2026-01-31 10:00", 1)
            .project(brought)
    }

    #[test]
    fn a_month_counted_by_hand() {
        let made = january().build();
        let ring = found(&made, "2026-01-01", "2026-01-31");
        assert_eq!(
            said(&ring),
            [
                // a, b, c, d are new; b and d were brought.
                (Some(4), Some((2, 4))),
                // old and a stayed: b spoke six days after joining, gone has left. Of a and b, who had a week, a did.
                (Some(2), Some((1, 2))),
                // old and a paid, and both had stayed.
                (Some(2), Some((2, 2))),
                // The time of old and of gone ended; old had renewed the day before.
                (Some(1), Some((1, 2))),
                // old brought b.
                (Some(1), Some((1, 1))),
            ]
        );
        let code = |id: &str| made.activity.members.find(id).unwrap();
        assert_eq!(ring.origin.brought, [code("b"), code("d")]);
        assert_eq!((ring.origin.otherwise, ring.origin.unknown), (vec![code("a")], vec![code("c")]));
        assert_eq!(ring.present.len(), 5, "gone is gone");
    }

    #[test]
    fn a_renewal_before_the_order_that_ended_is_none() {
        let made = january()
            .project(|project| {
                Arc::make_mut(&mut project.orders).push(order("gone", "2024-12-01", 1, None, true));
            })
            .build();
        let ring = found(&made, "2026-01-01", "2026-01-31");
        assert_eq!(said(&ring)[3], (Some(1), Some((1, 2))));
    }

    #[test]
    fn who_is_paid_for_up_to_the_last_day_had_no_need_to_renew_yet() {
        let made = january().build();
        let due = |to: &str| said(&found(&made, "2026-01-06", to))[3].1;
        assert_eq!(due("2026-01-19"), Some((0, 0)), "old is paid for up to the 19th");
        assert_eq!(due("2026-01-20"), Some((1, 1)));
    }

    #[test]
    fn what_nothing_could_say_is_unknown() {
        let nothing = Fixture::new().group("g").people(3).build();
        assert_eq!(said(&found(&nothing, "2026-01-01", "2026-01-31")), [(None, None); 5]);
        // Dates and messages, but neither inviters nor orders.
        let talk =
            Fixture::new().group("g").joins("a", "2026-01-03").says("a", "2026-01-12 10:00", 1).build();
        let known = said(&found(&talk, "2026-01-01", "2026-01-31"));
        assert_eq!(known[..2], [(Some(1), None), (Some(1), Some((1, 1)))]);
        assert_eq!(known[2..], [(None, None); 3]);
        // Orders that never end: who paid and renewed is known, not who was due.
        let endless = january()
            .project(|project| {
                Arc::make_mut(&mut project.orders).iter_mut().for_each(|order| order.expires = None);
            })
            .build();
        assert_eq!(said(&found(&endless, "2026-01-01", "2026-01-31"))[3], (Some(1), None));
        // A month in which nobody came: nobody is counted, and no share is made of nobody.
        let quiet = found(&january().build(), "2026-02-01", "2026-02-28");
        assert_eq!(said(&quiet)[0], (Some(0), Some((0, 0))));
        assert_eq!(quiet.stages[0].rate.and_then(|rate| rate.value), None);
    }

    #[test]
    fn who_went_on_was_asked_and_everybody_new_came_somehow() {
        let made = january().build();
        for (from, to) in
            [("2025-01-01", "2026-01-31"), ("2026-01-01", "2026-01-09"), ("2025-01-01", "2025-02-01")]
        {
            let ring = found(&made, from, to);
            for stage in &ring.stages {
                let Some(passage) = &stage.passage else { continue };
                assert!(passage.went_on.iter().all(|member| passage.asked.contains(member)), "{stage:?}");
            }
            let Origin { brought, otherwise, unknown } = &ring.origin;
            let ways = brought.len() + otherwise.len() + unknown.len();
            assert_eq!(ring.stages[0].count, Some(ways as u64));
            // The ring closes: whoever brought somebody is at the last stage.
            assert_eq!(
                ring.stages[4].count,
                Some(u64::from(brought.iter().any(|&who| made.input().member_name(who) == "b")))
            );
        }
    }
}
