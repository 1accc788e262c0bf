use super::*;
use crate::analytics::fixture::{Fixture, Made};
use crate::model::{Duty, MessageKind, Order, Rota, Timestamp};

fn order(id: &str, at: &str, member: &str, group: Option<&str>, amount: i64) -> Order {
    Order {
        id: id.to_owned(),
        at: Timestamp::parse(at).unwrap(),
        member: member.into(),
        buyer: None,
        product: String::new(),
        amount: Money(amount),
        group: group.map(Into::into),
        tier: None,
        expires: None,
        renewal: false,
    }
}

fn duty(week: u32, reward: Option<i64>) -> Duty {
    Duty { week, seat: 0, member: "p1".into(), locked: false, reward: reward.map(Money) }
}

fn shop() -> Fixture {
    Fixture::new()
        .group("a")
        .people(2)
        .joins("both", "2026-01-01")
        .says("p1", "2026-01-10 10:00", 3)
        .sends("p1", MessageKind::Link, "2026-01-10 11:00", 1)
        .kind("boss", MemberKind::Staff)
        .says("boss", "2026-01-11 10:00", 2)
        .group("b")
        .joins("both", "2026-01-01")
        .says("both", "2026-01-12 10:00", 1)
}

fn january(made: &Made) -> (Vec<Worth>, (u64, Money)) {
    worths(made.input(), &made.between("2026-01-01", "2026-01-31"))
}

#[test]
fn an_order_counts_for_its_group_or_for_the_only_group_of_its_buyer() {
    let made = shop()
        .project(|project| {
            project.orders = std::sync::Arc::new(vec![
                order("1", "2026-01-05T10:00:00+08:00", "p1", Some("b"), 10_000),
                order("2", "2026-01-06T10:00:00+08:00", "p1", None, 500),
                order("3", "2026-01-06T10:00:00+08:00", "both", None, 70),
                order("4", "2026-02-06T10:00:00+08:00", "p1", Some("a"), 9_999),
            ]);
        })
        .build();
    let (found, elsewhere) = january(&made);
    assert_eq!((found[0].revenue, found[0].orders), (Some(Money(500)), 1));
    assert_eq!((found[1].revenue, found[1].orders), (Some(Money(10_000)), 1));
    assert_eq!(elsewhere, (1, Money(70)), "a buyer of two groups is not divided");
}

#[test]
fn without_orders_in_the_period_revenue_is_unknown_and_not_nothing() {
    let made = shop().build();
    let (found, _) = january(&made);
    assert_eq!((found[0].revenue, found[0].cost), (None, None));
    assert_eq!((found[0].useful_messages, found[0].staff_messages), (Some(3), Some(2)));
    let all = Portfolio::of(&found, (0, Money(0)));
    assert_eq!((all.value, all.cost), (ValueMeasure::UsefulMessages, CostMeasure::StaffMessages));
    assert_eq!((all.placed, all.below_break_even), (2, Some(0)));
    assert_eq!(all.place(&found[0]), Some((2.0, 3.0)));
}

#[test]
fn rewards_are_shared_to_the_last_hundredth_by_the_groups_of_a_rota() {
    let made = shop()
        .project(|project| {
            project.rotas.push(Rota {
                name: "r".to_owned(),
                start: "2026-01-05".parse().unwrap(),
                weeks: 8,
                seats: 1,
                groups: Vec::new(),
                rules: Default::default(),
                candidates: Vec::new(),
                duties: vec![duty(0, Some(5_001)), duty(1, None), duty(6, Some(100))],
                ..Rota::default()
            });
        })
        .build();
    let (found, _) = january(&made);
    assert_eq!((found[0].rewards, found[1].rewards), (Some(Money(2_501)), Some(Money(2_500))));
    assert_eq!(found[0].cost, found[0].rewards);
}

#[test]
fn a_monthly_cost_counts_for_the_days_that_the_group_existed() {
    let made = shop()
        .project(|project| {
            project.groups[0].monthly_cost = Some(Money(31_000));
            project.groups[1].monthly_cost = Some(Money(31_000));
            project.groups[1].created = Some("2026-01-22".parse().unwrap());
        })
        .build();
    let (found, _) = january(&made);
    assert_eq!((found[0].stated_cost, found[1].stated_cost), (Some(Money(31_000)), Some(Money(10_000))));
    let february = worths(made.input(), &made.between("2026-01-31", "2026-02-28")).0;
    assert_eq!(february[0].stated_cost, Some(Money(32_000)), "one day of January and all of February");
}

#[test]
fn money_against_effort_has_no_line_where_a_group_pays_for_itself() {
    let worth = Worth { revenue: Some(Money(100)), staff_messages: Some(4), ..Worth::default() };
    let all = Portfolio::of(&[worth], (0, Money(0)));
    assert_eq!((all.cost, all.break_even, all.below_break_even), (CostMeasure::StaffMessages, false, None));
    let priced = Worth { cost: Some(Money(200)), ..worth };
    let all = Portfolio::of(&[priced, worth], (0, Money(0)));
    assert_eq!((all.cost, all.placed, all.below_break_even), (CostMeasure::Money, 1, Some(1)));
}

#[test]
fn a_project_without_groups_has_an_empty_board() {
    let made = Fixture::new().build();
    let (found, elsewhere) = worths(made.input(), &made.scope());
    assert!(found.is_empty());
    assert_eq!(Portfolio::of(&found, elsewhere).placed, 0);
}
