//! People between circles, people outside all links, and circles from month to month.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;

use super::{LinkGraph, LinkMeasures, betweenness, cuts};
use crate::activity::{Day, date, day};
use crate::analytics::{Input, Population, Scope};

/// Somebody who holds circles together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bridge {
    pub member: u32,
    /// Number of their own circle, 0 the largest.
    pub circle: u32,
    /// People linked.
    pub degree: usize,
    /// Circles in which they know somebody, their own included.
    pub circles: usize,
    /// Share of the shortest ways between two others that lead through them (Freeman 1977).
    pub betweenness: f64,
    /// How evenly their links spread over circles: `1 - sum (k_s / k)^2`, 0 when all lead into one (Guimera & Amaral
    /// 2005).
    pub participation: f64,
    /// True when the links fall apart into more pieces without them.
    pub cut: bool,
}

/// The people with links into at least two circles who lie on a shortest way between others, the most between first. None
/// in a group without links, or where everybody is linked with everybody.
pub fn bridges(graph: &LinkGraph) -> Vec<Bridge> {
    let between = betweenness(&graph.undirected);
    let cut: BTreeSet<u32> = cuts(&graph.undirected).articulation_points.into_iter().collect();
    let mut found: Vec<Bridge> = graph
        .undirected
        .node_ids()
        .filter_map(|node| {
            let neighbours = graph.undirected.neighbours(node);
            let circle = |node: u32| graph.communities.of.get(node as usize).copied();
            let mut links: BTreeMap<u32, usize> = BTreeMap::new();
            for circle in neighbours.iter().filter_map(|&other| circle(other)) {
                *links.entry(circle).or_default() += 1;
            }
            let own = circle(node)?;
            let degree = neighbours.len();
            let share = |links: usize| links as f64 / degree as f64;
            let participation = 1.0 - links.values().map(|&links| share(links).powi(2)).sum::<f64>();
            let circles = links.keys().copied().chain([own]).collect::<BTreeSet<u32>>().len();
            let betweenness = *between.get(node as usize)?;
            let member = *graph.members.get(node as usize)?;
            let cut = cut.contains(&node);
            (circles > 1 && betweenness > 0.0).then_some(Bridge {
                member,
                circle: own,
                degree,
                circles,
                betweenness,
                participation,
                cut,
            })
        })
        .collect();
    found.sort_by(|a, b| b.betweenness.total_cmp(&a.betweenness).then(a.member.cmp(&b.member)));
    found
}

/// Somebody present whom no reply and no mention ties to anybody present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Isolated {
    pub member: u32,
    /// Messages in the days of the scope.
    pub messages: u64,
    /// The day of their last words in the group up to the end of the scope; `None` for who never spoke.
    pub last: Option<Day>,
}

/// The people without a link: who spoke most comes first, for they were not answered.
pub fn isolated(input: Input<'_>, group: u32, scope: &Scope, graph: &LinkGraph) -> Vec<Isolated> {
    let mut messages: BTreeMap<u32, (u64, Day)> = BTreeMap::new();
    for cell in input.activity.days_of(group, Day::MIN, scope.to) {
        let (count, last) = messages.entry(cell.member).or_insert((0, cell.day));
        *last = (*last).max(cell.day);
        if cell.day >= scope.from {
            *count += u64::from(cell.messages);
        }
    }
    let mut found: Vec<Isolated> = graph
        .members
        .iter()
        .zip(graph.degrees())
        .filter(|&(_, degree)| degree == 0)
        .map(|(&member, _)| {
            let known = messages.get(&member);
            Isolated { member, messages: known.map_or(0, |known| known.0), last: known.map(|known| known.1) }
        })
        .collect();
    found.sort_by_key(|person| (std::cmp::Reverse((person.messages, person.last)), person.member));
    found
}

/// The links per person that groups have in the middle: the median over groups of at least two people of twice the linked
/// pairs over the people. `None` without such a group.
pub fn typical_links<'a>(groups: impl Iterator<Item = &'a LinkMeasures>) -> Option<f64> {
    let mut means: Vec<f64> = groups
        .filter(|links| links.nodes > 1)
        .map(|links| 2.0 * links.linked_pairs as f64 / links.nodes as f64)
        .collect();
    means.sort_by(f64::total_cmp);
    let middle = means.len() / 2;
    match means.len() {
        0 => None,
        count if count % 2 == 1 => means.get(middle).copied(),
        _ => Some((means[middle - 1] + means[middle]) / 2.0),
    }
}

/// The density of a group of `people` who are linked with `links` others each: `links / (people - 1)`, at most 1. `None`
/// below two people.
pub fn expected_density(links: f64, people: usize) -> Option<f64> {
    (people > 1).then(|| (links / (people as f64 - 1.0)).min(1.0))
}

/// The circles of one calendar month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthCircles {
    /// First and last day that count.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// True when days of the month lie outside.
    pub incomplete: bool,
    /// Circles of at least two people, the largest first.
    pub circles: Vec<Circle>,
    /// People present and in no circle.
    pub alone: usize,
}

/// One circle, followed from month to month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Circle {
    /// The same number in every month in which it is the same circle. The circles of the whole scope have their own
    /// numbers, 0 the largest; others follow in order of appearance.
    pub id: u32,
    /// Member codes, ascending.
    pub members: Vec<u32>,
}

/// Months that circles are followed for when the scope is shorter.
pub const CIRCLE_MONTHS: u32 = 6;
/// No more months than this, the last ones.
const MOST_MONTHS: usize = 24;

/// The circles of `group` by month, up to the end of the scope, over its days but at least [`CIRCLE_MONTHS`] months as
/// far as the log reaches.
///
/// A circle is one of the whole scope, or the same as an earlier one, when they share at least a third of the people of
/// the smaller; where several do, those that share most go together. Empty without messages.
pub fn circles_by_month(input: Input<'_>, group: u32, scope: &Scope) -> Vec<MonthCircles> {
    let Some((first, last)) = input.activity.range else { return Vec::new() };
    let to = scope.to.min(last);
    let earliest = first_of_month(date(to), CIRCLE_MONTHS - 1);
    let from = scope.from.min(day(earliest)).max(first);
    let mut months = months(from, to);
    months.drain(..months.len().saturating_sub(MOST_MONTHS));
    let mut known = people_of(&LinkGraph::of(input, group, scope));
    known.retain(|circle| circle.len() > 1);
    let fixed = known.len();
    let mut found = Vec::with_capacity(months.len());
    for (from, to, whole) in months {
        let people = Population::of(input, group, to).people;
        let mut groups = people_of(&LinkGraph::among(input, group, from, to, people));
        let alone = groups.iter().filter(|circle| circle.len() == 1).count();
        groups.retain(|circle| circle.len() > 1);
        let ids = follow(&mut known, fixed, &groups);
        let circles = ids.into_iter().zip(groups).map(|(id, members)| Circle { id, members }).collect();
        found.push(MonthCircles { from: date(from), to: date(to), incomplete: !whole, circles, alone });
    }
    found
}

/// The people of each community, ascending.
fn people_of(graph: &LinkGraph) -> Vec<Vec<u32>> {
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); graph.communities.sizes.len()];
    for (&member, &community) in graph.members.iter().zip(&graph.communities.of) {
        if let Some(circle) = groups.get_mut(community as usize) {
            circle.push(member);
        }
    }
    groups
}

/// Numbers for the circles of a month. `known` holds the people of every circle when it was last seen; the first `fixed`
/// stay as they are.
fn follow(known: &mut Vec<Vec<u32>>, fixed: usize, circles: &[Vec<u32>]) -> Vec<u32> {
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (new, circle) in circles.iter().enumerate() {
        for (old, people) in known.iter().enumerate() {
            let shared = circle.iter().filter(|member| people.binary_search(member).is_ok()).count();
            if 3 * shared >= circle.len().min(people.len()) && shared > 0 {
                pairs.push((shared, old, new));
            }
        }
    }
    pairs.sort_by_key(|&(shared, old, new)| (std::cmp::Reverse(shared), old, new));
    let mut id_of: Vec<Option<usize>> = vec![None; circles.len()];
    let mut taken = BTreeSet::new();
    for (_, old, new) in pairs {
        if id_of[new].is_none() && taken.insert(old) {
            id_of[new] = Some(old);
        }
    }
    circles
        .iter()
        .zip(id_of)
        .map(|(circle, id)| {
            let id = id.unwrap_or_else(|| {
                known.push(Vec::new());
                known.len() - 1
            });
            if id >= fixed {
                known[id].clone_from(circle);
            }
            u32::try_from(id).unwrap_or(u32::MAX)
        })
        .collect()
}

/// The first day of the month that lies `back` months before that of `of`.
fn first_of_month(of: NaiveDate, back: u32) -> NaiveDate {
    let first = of.with_day(1).unwrap_or(of);
    first.checked_sub_months(chrono::Months::new(back)).unwrap_or(first)
}

/// The calendar months between two days: first and last day, and whether all of the month lies between them.
fn months(from: Day, to: Day) -> Vec<(Day, Day, bool)> {
    let mut found = Vec::new();
    let mut start = from;
    while start <= to {
        let first = first_of_month(date(start), 0);
        let Some(next) = first.checked_add_months(chrono::Months::new(1)) else { break };
        let last = day(next) - 1;
        found.push((start, last.min(to), start == day(first) && last <= to));
        start = last + 1;
    }
    found
}

#[cfg(test)]
#[path = "bridging_tests.rs"]
mod tests;
