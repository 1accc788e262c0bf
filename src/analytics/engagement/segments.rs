//! Who comes back, for parts of the people held against each other.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::Serialize;

use super::panel::Buckets;
use super::{CohortRow, Interval, Newcomers, RetentionTable, people_attendance};
use crate::activity::{Attendance, Day, People};
use crate::analytics::{Input, Rate, Scope};

/// How people are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Split {
    /// By group; somebody in several is in several parts.
    Group,
    /// By how they came, as the member list says.
    Source,
    /// By who invited them.
    Inviter,
    /// By the price tier of their latest order.
    PriceTier,
}

/// Retention of one part of the people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SegmentRetention {
    /// The group, the source, the inviter or the tier; `None` for the people of whom it is not known.
    pub label: Option<String>,
    /// People who first spoke in the buckets looked at.
    pub people: u64,
    /// Column `j`: back after `j` buckets, over everybody whose bucket `j` was observed. Column 0 is everybody.
    pub mean: Vec<Rate>,
}

/// Most parts that are told apart, the largest.
const MOST_SEGMENTS: usize = 8;

/// The cohort table of a scope in buckets of `interval`; rolling: back in a bucket or any later one. Cohorts are people by
/// their first message ever. Without messages in the scope the table is empty.
pub fn retention_table(input: Input<'_>, scope: &Scope, interval: Interval, rolling: bool) -> RetentionTable {
    table(input, scope, &people_attendance(input, &scope.groups, scope.to), interval, rolling)
}

fn table(
    input: Input<'_>,
    scope: &Scope,
    days: &Attendance,
    interval: Interval,
    rolling: bool,
) -> RetentionTable {
    match Buckets::new(input, scope, interval) {
        Some(buckets) => buckets.retention(days, rolling),
        None => RetentionTable { interval: interval.name(), ..RetentionTable::default() },
    }
}

/// The mean row of a cohort table, with what each share rests on.
pub fn mean_rates(rows: &[CohortRow]) -> Vec<Rate> {
    let columns = rows.iter().map(|row| row.returned.len()).max().unwrap_or(0);
    (0..columns)
        .map(|column| {
            let seen = rows.iter().filter_map(|row| Some((row.size, row.returned.get(column).copied()??)));
            let (size, back) =
                seen.fold((0, 0), |(size, back), (s, b)| (size + u64::from(s), back + u64::from(b)));
            Rate::new(back, size)
        })
        .collect()
}

/// Retention of the parts of a scope's people, the largest parts first, those of whom it is not known last.
///
/// Without any part (no sources, no inviters, no orders with a tier) the list is empty.
pub fn segment_retention(
    input: Input<'_>,
    scope: &Scope,
    interval: Interval,
    rolling: bool,
    split: Split,
) -> Vec<SegmentRetention> {
    let all = people_attendance(input, &scope.groups, scope.to);
    let curve = |label: Option<String>, days: &Attendance| {
        let mean = mean_rates(&table(input, scope, days, interval, rolling).cohorts);
        SegmentRetention { label, people: mean.first().map_or(0, |rate| rate.denominator), mean }
    };
    let mut found: Vec<SegmentRetention> = match split {
        Split::Group => scope
            .groups
            .par_iter()
            .map(|&group| {
                let days = people_attendance(input, &[group], scope.to);
                curve(Some(input.group_name(group).to_owned()), &days)
            })
            .collect(),
        Split::Source | Split::Inviter | Split::PriceTier => {
            let labels = labels(input, split);
            let mut sizes: HashMap<&str, usize> = HashMap::new();
            let spoke = all.between(Day::MIN, Day::MAX);
            for (_, label) in labels.iter().filter(|(member, _)| spoke.contains(**member)) {
                *sizes.entry(label).or_default() += 1;
            }
            let mut largest: Vec<(&str, usize)> = sizes.into_iter().collect();
            largest.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            if largest.is_empty() {
                return Vec::new();
            }
            largest.truncate(MOST_SEGMENTS);
            let part = |wanted: Option<&str>| {
                let mut people = People::none(all.people());
                let own = |person: &u32| labels.get(person).map(String::as_str) == wanted;
                (0..all.people() as u32).filter(own).for_each(|person| people.insert(person));
                all.only(&people, Day::MAX)
            };
            let named = largest.iter().map(|(label, _)| curve(Some((*label).to_owned()), &part(Some(label))));
            let mut found: Vec<SegmentRetention> = named.collect();
            found.push(curve(None, &part(None)));
            found
        }
    };
    found.retain(|segment| segment.people > 0);
    found.sort_by(|a, b| a.label.is_none().cmp(&b.label.is_none()).then(b.people.cmp(&a.people)));
    found.truncate(MOST_SEGMENTS + 1);
    found
}

/// What each member code is called by in a split; who is not in it is unknown.
fn labels(input: Input<'_>, split: Split) -> HashMap<u32, String> {
    let members = || (0_u32..).zip(input.project.members.iter());
    match split {
        Split::Group => HashMap::new(),
        Split::Source => {
            members().filter_map(|(code, member)| Some((code, member.source.clone()?))).collect()
        }
        Split::Inviter => members()
            .filter_map(|(code, member)| {
                let inviter = member.inviter.as_ref()?;
                let name = input.matched(inviter).map_or(inviter.as_str(), |code| input.member_name(code));
                Some((code, name.to_owned()))
            })
            .collect(),
        Split::PriceTier => {
            let mut latest: HashMap<u32, (i64, String)> = HashMap::new();
            for order in input.project.orders.iter() {
                let (Some(tier), Some(code)) = (&order.tier, input.matched(&order.member)) else { continue };
                let newest = latest.get(&code).is_none_or(|(at, _)| *at <= order.at.0);
                if newest {
                    latest.insert(code, (order.at.0, tier.clone()));
                }
            }
            latest.into_iter().map(|(code, (_, tier))| (code, tier)).collect()
        }
    }
}

/// Three ways to ask who came back after some days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BracketRow {
    /// First and last day after one's own first day.
    pub days: (i32, i32),
    /// Back on any of those days, of those whose last such day was observed.
    pub bracket: Rate,
    /// Back exactly on the last of them (N-day retention).
    pub exactly: Rate,
    /// Back on the last of them or later, up to the end of the scope (rolling retention).
    pub rolling: Rate,
}

/// The spans asked for.
const BRACKETS: [(i32, i32); 7] = [(1, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 60), (61, 90)];

/// Bracket, N-day and rolling retention of the people who first spoke in the scope, followed to its end. Calendar days
/// from one's own first day. Rates are unknown where nobody was followed long enough.
pub fn brackets(input: Input<'_>, scope: &Scope) -> Vec<BracketRow> {
    let days = people_attendance(input, &scope.groups, scope.to);
    let end = input.activity.range.map_or(Day::MIN, |(_, last)| last.min(scope.to));
    let mine = Newcomers::since(&days, scope.from);
    let rate = |found: super::Returned| Rate::new(found.returned.into(), found.eligible.into());
    BRACKETS
        .into_par_iter()
        .map(|(low, high)| BracketRow {
            days: (low, high),
            bracket: rate(mine.bracket(low, high, end)),
            exactly: rate(mine.bracket(high, high, end)),
            rolling: rate(mine.rolling(high, end)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::{Fixture, Made};

    fn made() -> Made {
        Fixture::new()
            .group("g")
            .says("p1", "2026-01-05 10:00", 1)
            .says("p2", "2026-01-05 10:00", 1)
            .says("p1", "2026-01-06 10:00", 1)
            .says("p1", "2026-01-12 10:00", 1)
            .says("p3", "2026-01-12 10:00", 1)
            .group("h")
            .says("p2", "2026-01-19 10:00", 1)
            .says("p3", "2026-01-25 10:00", 1)
            .project(|project| {
                let members = std::sync::Arc::make_mut(&mut project.members);
                for id in ["p1", "p2", "p3"] {
                    let source = (id != "p3").then(|| "seed".to_owned());
                    let inviter = (id == "p2").then(|| "p1".into());
                    let member =
                        crate::model::Member { id: id.into(), source, inviter, ..Default::default() };
                    members.push(member);
                }
            })
            .build()
    }

    fn week() -> Interval {
        Interval::Week(chrono::Weekday::Mon)
    }

    #[test]
    fn rolling_counts_who_came_later_still() {
        let made = made();
        let exact = retention_table(made.input(), &made.scope(), week(), false);
        let rolling = retention_table(made.input(), &made.scope(), week(), true);
        assert_eq!(exact.cohorts[0].returned, [Some(2), Some(1), Some(1)]);
        assert_eq!(rolling.cohorts[0].returned, [Some(2), Some(2), Some(1)]);
        assert_eq!(mean_rates(&exact.cohorts)[1], Rate::new(2, 3));
    }

    #[test]
    fn parts_are_named_and_the_unknown_come_last() {
        let made = made();
        let split = |split| segment_retention(made.input(), &made.scope(), week(), false, split);
        let sources = split(Split::Source);
        let names: Vec<_> = sources.iter().map(|one| (one.label.as_deref(), one.people)).collect();
        assert_eq!(names, [(Some("seed"), 2), (None, 1)]);
        assert_eq!(split(Split::Inviter).len(), 2);
        assert!(split(Split::PriceTier).is_empty(), "no order, no tiers");
        let groups = split(Split::Group);
        assert_eq!((groups[0].label.as_deref(), groups[0].people), (Some("g"), 3));
    }

    #[test]
    fn brackets_ask_only_who_was_followed_long_enough() {
        let made = made();
        let found = brackets(made.input(), &made.scope());
        assert_eq!((found[0].bracket, found[0].rolling), (Rate::new(1, 3), Rate::new(3, 3)));
        // Day 14 of p1 and p2 is the 19th; p3 was followed for 13 days.
        assert_eq!(found[3].bracket, Rate::new(1, 2));
        assert_eq!(found[6].bracket.value, None);
    }
}
