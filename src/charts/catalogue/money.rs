//! Charts of money: the price ladder, takings, renewals, who pays, and what it costs.

use super::Source;
use crate::activity::{Day, date};
use crate::analytics::Rate;
use crate::analytics::engagement::Interval;
use crate::analytics::money::{
    PayingPart, RenewalState, arpu as arpu_parts, campaign_costs, group_costs, ladder as rungs,
    renewals as due, takings as came,
};
use crate::analytics::referral::cost_each;
use crate::charts::{Cell, Column, Figure, MoneyBar, MoneyBars, Pick, Table, Tone, format};
use crate::model::Money;

/// Days up to which takings are cut in weeks; in months beyond.
const MOST_DAYS: u32 = 120;

fn column(source: &Source<'_>, key: &str, right: bool, weight: f32, spare: u8) -> Column {
    Column::new(source.lang.t(key), right, weight, spare)
}

fn unknown() -> String {
    format::UNKNOWN.to_owned()
}

fn money(source: &Source<'_>, amount: Option<Money>) -> String {
    amount.map_or(unknown(), |amount| format::money(amount, &source.input.project.currency))
}

fn people(source: &Source<'_>, key: &str, members: Vec<u32>) -> Option<Pick> {
    (!members.is_empty()).then(|| Pick::People { title: source.lang.t(key).to_owned(), members })
}

fn made(source: &Source<'_>, name: &str, keys: [&str; 2], chart: Table) -> Figure {
    let [title, note] = keys.map(|key| source.lang.t(key).to_owned());
    source.figure(name, title, note, Box::new(chart))
}

/// The price ladder.
pub fn ladder(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let rungs = rungs(source.input, source.scope);
    let columns = vec![
        column(source, "money.tier", false, 1.0, 0),
        column(source, "money.price", true, 1.0, 0),
        column(source, "money.uplift", true, 0.8, 3),
        column(source, "money.held", true, 0.8, 0),
        column(source, "money.slots_left", false, 1.1, 0),
        column(source, "money.orders", true, 1.0, 2),
        column(source, "money.sold", true, 1.1, 1),
    ];
    let rows = rungs.iter().map(|rung| {
        let left = match (rung.left, rung.slots) {
            (Some(0), Some(slots)) => {
                let held = rung.holders.len();
                Cell::tag(format!("0 / {slots}"), Tone::Warning, lang.tf("money.full", &[("n", &held)]))
            }
            (Some(left), Some(slots)) => {
                Cell::new(format!("{} / {}", format::count(left.into()), format::count(slots.into())))
            }
            _ => Cell::new(lang.t("money.no_limit")),
        };
        vec![
            Cell::new(&rung.name),
            Cell::new(money(source, rung.price)),
            Cell::new(rung.uplift.map_or(unknown(), |uplift| format!("×{uplift:.1}"))),
            Cell::new(format::count(rung.holders.len() as u64))
                .opens(lang.t("money.held"), rung.holders.clone()),
            left,
            Cell::new(lang.tf(
                "money.of_renewals",
                &[("n", &format::count(rung.orders)), ("renewals", &rung.renewals)],
            ))
            .opens(lang.t("money.orders"), rung.buyers.clone()),
            Cell::new(money(source, Some(rung.sold))).opens(lang.t("money.sold"), rung.buyers.clone()),
        ]
    });
    let rows = rows.collect();
    let picks = rungs.iter().map(|rung| people(source, "money.held", rung.holders.clone())).collect();
    let chart = Table { columns, rows, picks, empty: lang.t("money.no_ladder").to_owned() };
    made(source, "money.ladder", ["figure.ladder", "money.ladder_note"], chart)
}

/// Takings over time.
pub fn takings(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let interval = if source.scope.len_days() <= MOST_DAYS {
        Interval::Week(source.input.project.week_start)
    } else {
        Interval::Month
    };
    let bars = came(source.input, source.scope, interval).into_iter().map(|taken| MoneyBar {
        from: date(taken.from),
        values: vec![taken.first, taken.renewed],
        buyers: taken.buyers,
        incomplete: taken.incomplete,
    });
    let chart = MoneyBars {
        currency: source.input.project.currency.clone(),
        parts: ["money.first_orders", "money.renewed"].map(|key| lang.t(key).to_owned()).to_vec(),
        bars: bars.collect(),
        empty: lang.t("money.no_orders").to_owned(),
    };
    let note = lang.t(if interval == Interval::Month { "money.by_month" } else { "money.by_week" });
    source.figure("money.takings", lang.t("figure.takings").to_owned(), note.to_owned(), Box::new(chart))
}

/// Who is due to renew, who is late, and who may not.
pub fn renewals(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = due(source.input, source.scope);
    let columns = vec![
        column(source, "column.member", false, 1.4, 0),
        column(source, "money.tier", false, 0.8, 2),
        column(source, "money.expires", true, 1.0, 0),
        column(source, "money.days_left", true, 0.8, 3),
        column(source, "column.last_spoke", true, 1.0, 1),
        column(source, "money.paid_last", true, 0.9, 4),
        column(source, "money.state", false, 1.0, 0),
    ];
    let day = |day: Option<Day>| day.map_or(unknown(), |day| format::date(date(day)));
    let rows = found.iter().map(|one| {
        let (key, tone) = match one.state {
            RenewalState::Overdue => ("renewal.overdue", Tone::Bad),
            RenewalState::AtRisk => ("renewal.at_risk", Tone::Warning),
            RenewalState::Due => ("renewal.due", Tone::Neutral),
        };
        vec![
            Cell::new(source.input.member_name(one.member)),
            Cell::new(&one.tier),
            Cell::new(day(Some(one.expires))),
            Cell::new((i64::from(one.expires) - i64::from(source.scope.to)).to_string()),
            Cell::new(day(one.last_spoke)),
            Cell::new(money(source, Some(one.amount))),
            Cell::tag(lang.t(key), tone, lang.t(key)),
        ]
    });
    let rows = rows.collect();
    let picks = found.iter().map(|one| Some(Pick::Member(one.member))).collect();
    let chart = Table { columns, rows, picks, empty: lang.t("renewal.none").to_owned() };
    let limit = &source.input.project.thresholds.silent_days;
    let from = super::words::source_word(&limit.source, lang);
    let note = lang.tf("renewal.note", &[("days", &limit.value), ("source", &from)]);
    source.figure("money.renewals", lang.t("figure.renewals").to_owned(), note, Box::new(chart))
}

/// What ten parts of the people pay, by how much they say.
pub fn arpu(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let parts = arpu_parts(source.input, source.scope);
    let columns = vec![
        column(source, "money.part", false, 0.8, 0),
        column(source, "column.messages", true, 1.0, 1),
        column(source, "column.people", true, 0.7, 2),
        column(source, "money.payers", true, 1.3, 0),
        column(source, "money.paid", true, 1.0, 3),
        column(source, "money.arpu", true, 1.0, 0),
    ];
    let rows: Vec<Vec<Cell>> = parts
        .iter()
        .enumerate()
        .map(|(index, PayingPart { part, payers: paying, .. })| {
            let payers = Rate::new(part.payers, part.people);
            vec![
                Cell::new(lang.tf("money.nth_part", &[("n", &(index + 1))])),
                Cell::new(format!("{} – {}", format::count(part.least), format::count(part.most))),
                Cell::new(format::count(part.people)),
                Cell::new(format!("{} ({})", format::percent(payers.value), format::fraction(&payers)))
                    .opens(lang.t("money.payers"), paying.clone()),
                Cell::new(money(source, Some(part.paid))).opens(lang.t("money.payers"), paying.clone()),
                Cell::new(money(source, Some(part.each))),
            ]
        })
        .collect();
    let part = |index: usize| lang.tf("money.nth_part", &[("n", &(index + 1))]);
    let picks = parts
        .iter()
        .enumerate()
        .map(|(index, one)| Some(Pick::People { title: part(index), members: one.members.clone() }))
        .collect();
    let chart = Table { columns, picks, rows, empty: lang.t("money.no_orders").to_owned() };
    made(source, "money.arpu", ["figure.arpu", "money.arpu_note"], chart)
}

fn roi(roi: Option<f64>) -> Cell {
    match roi {
        Some(roi) => {
            let sign = if roi < 0.0 { "−" } else { "+" };
            let text = format!("{sign}{:.0}%", roi.abs() * 100.0);
            Cell::tag(text, if roi < 0.0 { Tone::Bad } else { Tone::Good }, "")
        }
        None => Cell::new(unknown()),
    }
}

/// What a new, an active and a paying member of each group cost.
pub fn costs(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = group_costs(source.input, source.scope);
    let columns = vec![
        column(source, "column.group", false, 1.4, 0),
        column(source, "money.cost", true, 1.0, 0),
        column(source, "money.per_new", true, 1.2, 2),
        column(source, "money.per_active", true, 1.2, 3),
        column(source, "money.per_payer", true, 1.2, 1),
        column(source, "money.revenue", true, 1.0, 0),
        column(source, "money.roi", false, 0.8, 0),
    ];
    let each = |cost: Option<Money>, members: &[u32], key: &str| {
        let count = members.len() as u64;
        let each = money(source, cost.and_then(|cost| cost_each(cost, count)));
        Cell::new(format!("{each} ({})", format::count(count))).opens(lang.t(key), members)
    };
    let rows = found.iter().map(|group| {
        vec![
            Cell::new(source.input.group_name(group.group)),
            Cell::new(money(source, group.cost)),
            each(group.cost, &group.new, "money.new"),
            each(group.cost, &group.active, "money.active"),
            each(group.cost, &group.payers, "money.payers"),
            Cell::new(money(source, group.revenue)),
            roi(group.roi),
        ]
    });
    let rows = rows.collect();
    let picks = found.iter().map(|group| people(source, "money.payers", group.payers.clone())).collect();
    let chart = Table { columns, rows, picks, empty: lang.t("empty.no_groups").to_owned() };
    made(source, "money.costs", ["figure.costs", "money.costs_note"], chart)
}

/// The budget line by line.
pub fn budget(source: &Source<'_>) -> Figure {
    let (lang, project) = (source.lang, source.input.project);
    let columns = vec![
        column(source, "column.date", false, 0.8, 1),
        column(source, "money.line", false, 1.4, 0),
        column(source, "column.group", false, 1.0, 3),
        column(source, "money.campaign", false, 1.0, 2),
        column(source, "money.planned", true, 0.9, 0),
        column(source, "money.spent", true, 0.9, 0),
        column(source, "money.over", false, 1.0, 0),
    ];
    let mut lines: Vec<_> = project.budget.iter().collect();
    lines.sort_by_key(|line| line.date);
    let difference = |planned: Money, spent: Option<Money>| match spent {
        Some(spent) if spent > planned => {
            let over = money(source, Some(Money(spent.0.saturating_sub(planned.0))));
            Cell::tag(lang.tf("money.over_by", &[("amount", &over)]), Tone::Bad, "")
        }
        Some(spent) => {
            let left = money(source, Some(Money(planned.0.saturating_sub(spent.0))));
            Cell::new(lang.tf("money.left_over", &[("amount", &left)]))
        }
        None => Cell::new(unknown()),
    };
    let group = |line: &crate::model::BudgetLine| {
        let code = line.group.as_ref().and_then(|group| source.input.activity.groups.find(group));
        code.map_or(unknown(), |code| source.input.group_name(code).to_owned())
    };
    let mut rows: Vec<Vec<Cell>> = lines
        .iter()
        .map(|line| {
            vec![
                Cell::new(format::date(line.date)),
                Cell::new(&line.name),
                Cell::new(group(line)),
                Cell::new(line.campaign.clone().unwrap_or_else(unknown)),
                Cell::new(money(source, Some(line.planned))),
                Cell::new(money(source, line.spent)),
                difference(line.planned, line.spent),
            ]
        })
        .collect();
    if rows.len() > 1 {
        let planned: Money = lines.iter().map(|line| line.planned).sum();
        let known: Vec<Money> = lines.iter().filter_map(|line| line.spent).collect();
        let spent = (!known.is_empty()).then(|| known.into_iter().sum::<Money>());
        let mut total = vec![Cell::new(""), Cell::new(lang.t("vine.total")), Cell::new(""), Cell::new("")];
        total.push(Cell::new(money(source, Some(planned))));
        total.push(Cell::new(money(source, spent)));
        total.push(Cell::new(""));
        rows.push(total);
    }
    let chart =
        Table { columns, picks: vec![None; rows.len()], rows, empty: lang.t("money.no_budget").to_owned() };
    made(source, "money.budget", ["figure.budget", "money.budget_note"], chart)
}

/// Campaigns that the budget names.
pub fn campaigns(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = campaign_costs(source.input, source.scope);
    let columns = vec![
        column(source, "money.campaign", false, 1.2, 0),
        column(source, "money.days", false, 1.2, 3),
        column(source, "money.planned", true, 0.9, 2),
        column(source, "money.spent", true, 0.9, 0),
        column(source, "money.per_new", true, 1.2, 0),
        column(source, "money.per_payer", true, 1.2, 1),
        column(source, "money.revenue", true, 1.0, 0),
        column(source, "money.roi", false, 0.8, 0),
    ];
    let rows = found.iter().map(|campaign| {
        let days = campaign.days.map_or(unknown(), |(from, to)| format::period(date(from), date(to), lang));
        let each = |members: &[u32], key: &str| {
            let count = members.len() as u64;
            let cost = campaign.spent.filter(|_| campaign.open == 0 && campaign.days.is_some());
            let each = money(source, cost.and_then(|cost| cost_each(cost, count)));
            Cell::new(format!("{each} ({})", format::count(count))).opens(lang.t(key), members)
        };
        vec![
            Cell::new(&campaign.name),
            Cell::new(days),
            Cell::new(money(source, Some(campaign.planned))),
            Cell::new(money(source, campaign.spent)),
            each(&campaign.new, "money.new"),
            each(&campaign.payers, "money.payers"),
            Cell::new(money(source, campaign.revenue)).opens(lang.t("money.payers"), campaign.payers.clone()),
            roi(campaign.roi),
        ]
    });
    let rows = rows.collect();
    let picks = found.iter().map(|campaign| people(source, "money.new", campaign.new.clone())).collect();
    let chart = Table { columns, rows, picks, empty: lang.t("money.no_campaigns").to_owned() };
    made(source, "money.campaigns", ["figure.campaigns", "money.campaigns_note"], chart)
}
