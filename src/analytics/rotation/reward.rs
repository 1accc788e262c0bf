//! What a rota costs: the pool that fees fill, what each duty earns, month by month.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};

use crate::activity::{date, day};
use crate::analytics::Input;
use crate::model::{Incentive, MemberId, Money, RewardKind, Rota};

/// Weeks of a year, as article 002 counts them.
const WEEKS_A_YEAR: i128 = 52;
/// A week is unpopular when at least this share of the candidates is away or would rather not, in per cent.
pub const UNPOPULAR_PERCENT: usize = 25;
/// Most weeks looked at: a century.
const MOST_WEEKS: u32 = 5_218;

/// Where the fees of a year are known from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeesFrom {
    /// Nobody stated them, and there are no orders.
    #[default]
    Nowhere,
    Stated,
    /// So many orders of the 365 days up to the last day of the data.
    Orders(u64),
}

/// The pool, and what the duties earn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rewards {
    /// `None` when nobody decided how duties are rewarded.
    pub kind: Option<RewardKind>,
    /// Fees of a year.
    pub fees: Option<Money>,
    pub fees_from: FeesFrom,
    /// The share of the fees for as many weeks as the rota has; unknown without a plan of rewards or without fees.
    pub pool: Option<Money>,
    /// Every duty with what it earns, in order of weeks and seats.
    pub lines: Vec<RewardLine>,
    /// Earned by weeks that have ended.
    pub earned: Money,
    /// Of weeks that have not.
    pub planned: Money,
    /// If every seat were filled.
    pub full: Money,
    /// The largest reward of an ordinary week for which the full rota stays within the pool.
    pub base_that_fits: Option<Money>,
    /// Weeks that earn more, counted from 0.
    pub unpopular: Vec<u32>,
    pub months: Vec<MonthCost>,
}

/// What one duty earns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RewardLine {
    pub week: u32,
    pub seat: u32,
    pub member: MemberId,
    /// `None` when nothing says what it earns.
    pub amount: Option<Money>,
    /// The file states the amount for this duty.
    pub stated: bool,
    pub unpopular: bool,
    /// The week has ended.
    pub done: bool,
    /// First day of the month that the week ends in: it is paid then.
    pub month: NaiveDate,
}

/// What a month costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthCost {
    /// Its first day.
    pub month: NaiveDate,
    pub weeks: u32,
    pub people: u32,
    pub earned: Money,
    pub planned: Money,
    /// People who spoke in the groups of the rota in this month; `None` outside the data.
    pub active: Option<u32>,
}

impl MonthCost {
    /// Pay-out for each active person, rounded to a hundredth; `None` without any.
    pub fn per_active(&self) -> Option<Money> {
        let active = i64::from(self.active.filter(|&active| active > 0)?);
        Some(Money((self.earned.0.checked_mul(2)?.checked_add(active)?).div_euclid(2 * active)))
    }
}

fn money(amount: i128) -> Money {
    Money(i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN } else { i64::MAX }))
}

/// A hundredth part of an amount so many times, rounded down.
fn percent(base: Money, percent: u32) -> Money {
    money((i128::from(base.0) * i128::from(percent)).div_euclid(100))
}

/// What a rota pays under a plan of rewards; without one, what its duties themselves state.
pub fn rewards(input: Input<'_>, rota: &Rota, incentive: Option<&Incentive>) -> Rewards {
    let last = input.activity.range.map(|(_, last)| last);
    let (fees, fees_from) = fees(input, incentive);
    let weeks = rota.weeks.min(MOST_WEEKS);
    let unpopular: Vec<u32> = (0..weeks).filter(|&week| is_unpopular(rota, week)).collect();
    let weight = |week: u32| match incentive {
        Some(incentive) if unpopular.binary_search(&week).is_ok() => incentive.unpopular_percent,
        _ => 100,
    };
    let paid = incentive.filter(|incentive| incentive.kind == RewardKind::Material);
    let mut seats = BTreeMap::new();
    for duty in rota.duties.iter().filter(|duty| duty.week < weeks && duty.seat < rota.seats) {
        seats.entry((duty.week, duty.seat)).or_insert(duty);
    }
    let lines: Vec<RewardLine> = seats
        .values()
        .map(|duty| {
            let (_, end) = rota.week_days(duty.week);
            let by_plan = || paid.map(|paid| percent(paid.base, weight(duty.week)));
            RewardLine {
                week: duty.week,
                seat: duty.seat,
                member: duty.member.clone(),
                amount: duty.reward.or_else(by_plan),
                stated: duty.reward.is_some(),
                unpopular: unpopular.binary_search(&duty.week).is_ok(),
                done: last.is_some_and(|last| day(end) <= last),
                month: end.with_day(1).unwrap_or(end),
            }
        })
        .collect();
    let stated: Money = seats.values().filter_map(|duty| duty.reward).sum();
    // Seats without a reward of their own, those that are still empty included.
    let mut open = Vec::new();
    for week in (0..weeks).filter(|&week| rota.closed_by(week).is_none()) {
        let own = seats.range((week, 0)..=(week, u32::MAX));
        let own = own.filter(|(_, duty)| duty.reward.is_some()).count() as u64;
        open.push((weight(week), u64::from(rota.seats).saturating_sub(own)));
    }
    let by_plan = |base: Money| -> i128 {
        open.iter().map(|&(weight, seats)| i128::from(percent(base, weight).0) * i128::from(seats)).sum()
    };
    let full = money(i128::from(stated.0) + paid.map_or(0, |paid| by_plan(paid.base)));
    let pool = incentive.zip(fees).map(|(incentive, fees)| {
        let year = i128::from(fees.0.max(0)) * i128::from(incentive.share_permille);
        money(year * i128::from(rota.weeks) / (1000 * WEEKS_A_YEAR))
    });
    let weights: i128 = open.iter().map(|&(weight, seats)| i128::from(weight) * i128::from(seats)).sum();
    let base_that_fits = pool
        .filter(|_| weights > 0)
        .map(|pool| money((i128::from(pool.0) - i128::from(stated.0)).max(0) * 100 / weights));
    let sum = |done: bool| lines.iter().filter(|line| line.done == done).filter_map(|line| line.amount).sum();
    Rewards {
        kind: incentive.map(|incentive| incentive.kind),
        fees,
        fees_from,
        pool,
        earned: sum(true),
        planned: sum(false),
        full,
        base_that_fits,
        unpopular,
        months: months(input, rota, &lines),
        lines,
    }
}

/// Fees of a year: as stated, else the orders of the last 365 days.
fn fees(input: Input<'_>, incentive: Option<&Incentive>) -> (Option<Money>, FeesFrom) {
    if let Some(fees) = incentive.and_then(|incentive| incentive.fees) {
        return (Some(fees), FeesFrom::Stated);
    }
    let zone = input.project.time_zone;
    let days = |order: &crate::model::Order| day(order.at.local(zone).date());
    let orders = &input.project.orders;
    let last = input.activity.range.map(|(_, last)| last).or_else(|| orders.iter().map(days).max());
    let Some(last) = last else { return (None, FeesFrom::Nowhere) };
    let year = orders.iter().filter(|order| (last.saturating_sub(364)..=last).contains(&days(order)));
    let (count, sum) =
        year.fold((0, Money(0)), |(count, sum), order| (count + 1, [sum, order.amount].into_iter().sum()));
    if count == 0 { (None, FeesFrom::Nowhere) } else { (Some(sum), FeesFrom::Orders(count)) }
}

/// True when at least a quarter of the candidates is away or would rather not.
fn is_unpopular(rota: &Rota, week: u32) -> bool {
    let (first, last) = rota.week_days(week);
    let touches =
        |days: &[(NaiveDate, NaiveDate)]| days.iter().any(|&(from, to)| from <= last && to >= first);
    let against = rota.candidates.iter().filter(|person| touches(&person.away) || touches(&person.avoids));
    let against = against.count();
    against > 0 && against * 100 >= rota.candidates.len() * UNPOPULAR_PERCENT
}

fn months(input: Input<'_>, rota: &Rota, lines: &[RewardLine]) -> Vec<MonthCost> {
    let mut found = BTreeMap::<NaiveDate, Vec<&RewardLine>>::new();
    lines.iter().for_each(|line| found.entry(line.month).or_default().push(line));
    let cost = |(month, lines): (NaiveDate, Vec<&RewardLine>)| {
        let sum = |done| lines.iter().filter(|line| line.done == done).filter_map(|line| line.amount).sum();
        MonthCost {
            month,
            weeks: lines.len() as u32,
            people: lines.iter().map(|line| &line.member).collect::<BTreeSet<_>>().len() as u32,
            earned: sum(true),
            planned: sum(false),
            active: active(input, rota, month),
        }
    };
    found.into_iter().map(cost).collect()
}

/// People who spoke in the groups of a rota in a month.
fn active(input: Input<'_>, rota: &Rota, month: NaiveDate) -> Option<u32> {
    let (first, last) = input.activity.range?;
    let end = month.checked_add_months(chrono::Months::new(1))?.pred_opt()?;
    if day(end) < first || day(month) > last || date(last) < month {
        return None;
    }
    let mut spoke = BTreeSet::new();
    for group in 0..input.activity.groups.len() as u32 {
        let id = input.activity.groups.id(group);
        if rota.groups.is_empty() || id.is_some_and(|id| rota.groups.contains(id)) {
            let cells = input.activity.days_of(group, day(month), day(end)).iter();
            spoke.extend(cells.map(|cell| cell.member).filter(|&member| input.counts(member)));
        }
    }
    u32::try_from(spoke.len()).ok()
}
