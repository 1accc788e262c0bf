use super::*;
use crate::analytics::engagement::Interval;
use crate::analytics::fixture::Fixture;
use crate::model::{BudgetLine, Money, PriceTier, Project};

fn order(id: &str, member: &str, at: &str, amount: &str, more: &str) -> Order {
    let text = format!(
        "(id: \"{id}\", at: \"{at}\", member: \"{member}\", product: \"p\", amount: \"{amount}\"{more})"
    );
    ron::Options::default()
        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
        .from_str(&text)
        .unwrap()
}

fn trade(project: &mut Project) {
    let tier = |expires: &str| format!(", tier: \"365\", group: \"g\", expires: \"{expires}\"");
    project.orders = vec![
        order("1", "a", "2026-01-05T10:00:00+08:00", "365.00", &tier("2026-02-10")),
        order("2", "b", "2026-01-06T10:00:00+08:00", "365.00", &tier("2026-01-20")),
        order(
            "3",
            "b",
            "2026-01-21T10:00:00+08:00",
            "299.99",
            &format!("{}, renewal: true", tier("2027-01-20")),
        ),
        order("4", "c", "2026-01-08T10:00:00+08:00", "0.01", &tier("2026-01-25")),
    ]
    .into();
    project.prices = vec![
        PriceTier { name: "365".to_owned(), price: Money(36_500), slots: Some(3) },
        PriceTier { name: "2999".to_owned(), price: Money(299_900), slots: None },
    ];
}

#[test]
fn a_project_without_orders_knows_no_money() {
    let made = Fixture::new().group("g").people(3).build();
    let (input, scope) = (made.input(), made.scope());
    assert!(ladder(input, &scope).is_empty() && renewals(input, &scope).is_empty());
    assert!(takings(input, &scope, Interval::Month).is_empty() && arpu(input, &scope).is_empty());
    assert!(group_costs(input, &scope).iter().all(|group| group.cost.is_none() && group.roi.is_none()));
    assert!(campaign_costs(input, &scope).is_empty());
}

#[test]
fn places_renewals_and_takings_follow_the_orders() {
    let made = Fixture::new()
        .group("g")
        .joins("a", "2026-01-01")
        .joins("b", "2026-01-01")
        .joins("c", "2026-01-01")
        .says("a", "2026-01-30 10:00", 1)
        .project(trade)
        .build();
    let scope = made.between("2026-01-01", "2026-01-31");
    let rungs = ladder(made.input(), &scope);
    assert_eq!(
        (rungs[0].holders.len(), rungs[0].left, rungs[0].orders, rungs[0].renewals),
        (2, Some(1), 4, 1)
    );
    assert_eq!((rungs[0].sold, rungs[1].left, rungs[1].orders), (Money(103_000), None, 0));
    assert_eq!(rungs[1].uplift.map(|uplift| (uplift * 100.0).round()), Some(822.0));
    let due: Vec<_> = renewals(made.input(), &scope)
        .into_iter()
        .map(|one| (made.input().member_name(one.member).to_owned(), one.state))
        .collect();
    // Renewed already, so not listed: b.
    assert_eq!(due, [("c".to_owned(), RenewalState::Overdue), ("a".to_owned(), RenewalState::Due)]);
    let months = takings(made.input(), &scope, Interval::Month);
    assert_eq!((months.len(), months[0].first, months[0].renewed), (1, Money(73_001), Money(29_999)));
    let paid: Money = arpu(made.input(), &scope).iter().map(|one| one.part.paid).sum();
    assert_eq!(paid, Money(103_000));
}

#[test]
fn a_return_needs_a_cost_and_spending_that_is_written_down() {
    let line = |campaign: Option<&str>, planned, spent| BudgetLine {
        date: "2026-01-10".parse().unwrap(),
        name: "海报".to_owned(),
        group: Some("g".into()),
        campaign: campaign.map(str::to_owned),
        planned: Money(planned),
        spent,
    };
    let made = Fixture::new()
        .group("g")
        .joins("a", "2026-01-05")
        .project(trade)
        .project(|project| {
            project.budget = vec![line(None, 500, Some(Money(20_600))), line(Some("春"), 700, None)];
        })
        .build();
    let scope = made.between("2026-01-01", "2026-01-31");
    let groups = group_costs(made.input(), &scope);
    assert_eq!((groups[0].cost, groups[0].new.len()), (Some(Money(20_600)), 1));
    let campaigns = campaign_costs(made.input(), &scope);
    assert_eq!((campaigns[0].planned, campaigns[0].spent, campaigns[0].open), (Money(700), None, 1));
    assert_eq!((campaigns[0].roi, campaigns[0].revenue), (None, None));
}
