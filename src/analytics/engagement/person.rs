//! Everything known of one member across all groups.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Interval, Moves};
use crate::activity::{Day, LocalClock, date};
use crate::analytics::{Input, Scope};
use crate::model::Money;

/// One member, over the whole of the data (not the scope).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PersonPage {
    /// Messages by week, from the week of the first to the last week of the data; empty for who never spoke.
    pub weeks: Vec<PersonWeek>,
    pub groups: Vec<PersonGroup>,
    /// With whom they are linked, most first.
    pub partners: Vec<PersonPartner>,
    /// Positions among the project's orders, newest first.
    pub orders: Vec<usize>,
    pub paid: Money,
    /// (rota, week) of the duties, in that order.
    pub duties: Vec<(usize, u32)>,
    /// Code of who brought them; `None` when nobody is named.
    pub inviter: Option<u32>,
    /// Codes of those they brought.
    pub invited: Vec<u32>,
}

/// One week of a member.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PersonWeek {
    pub from: NaiveDate,
    pub messages: u64,
    /// False for the week in which the data end.
    pub complete: bool,
}

/// A member in one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PersonGroup {
    /// Group code.
    pub group: u32,
    /// Since when they are known to be there; `None` when nobody knows.
    pub since: Option<NaiveDate>,
    pub left: Option<NaiveDate>,
    /// Days from `since` to the end of the data or the day they left.
    pub tenure: Option<u32>,
    pub messages: u64,
    pub last_spoke: Option<NaiveDate>,
}

/// Somebody a member talks with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PersonPartner {
    pub member: u32,
    /// Replies and mentions to them.
    pub given: u64,
    /// Replies and mentions from them.
    pub received: u64,
}

/// Most partners that are listed.
const MOST_PARTNERS: usize = 20;

/// Gathers what is known of a member code; everything empty for one that nothing is known of.
pub fn person_page(input: Input<'_>, member: u32) -> PersonPage {
    let activity = input.activity;
    let all: Vec<u32> = (0..activity.groups.len() as u32).collect();
    let scope = Scope { from: Day::MIN, to: Day::MAX, groups: all };
    let moves = Moves::of(input, &scope.groups);
    let last = activity.range.map(|(_, last)| last);
    let mut clock = LocalClock::new(input.project.time_zone);
    let mut days: Vec<(Day, u64)> = Vec::new();
    let mut groups = Vec::new();
    let mut partners: HashMap<u32, (u64, u64)> = HashMap::new();
    let stays = input.project.memberships.iter();
    let stays: Vec<_> = stays.filter(|stay| activity.members.find(&stay.member) == Some(member)).collect();
    for &group in &scope.groups {
        let of_group = activity.days_of(group, Day::MIN, Day::MAX);
        let said = of_group.iter().filter(|cell| cell.member == member);
        days.extend(said.map(|cell| (cell.day, u64::from(cell.messages))));
        for link in activity.links_of(group) {
            if link.from == member {
                partners.entry(link.to).or_default().0 += u64::from(link.count);
            } else if link.to == member {
                partners.entry(link.from).or_default().1 += u64::from(link.count);
            }
        }
        let at = last.unwrap_or(Day::MAX);
        let id = activity.groups.id(group);
        let stay = stays.iter().rfind(|stay| Some(&stay.group) == id);
        let span = activity.span(group, member);
        let since = moves.known_since(group, member, at);
        if stay.is_none() && span.is_none() && since.is_none() {
            continue;
        }
        let left = stay.and_then(|stay| stay.left);
        let until = left.map(crate::activity::day).or(last);
        groups.push(PersonGroup {
            group,
            since: since.map(date),
            left,
            tenure: since
                .zip(until)
                .and_then(|(since, until)| u32::try_from(i64::from(until) - i64::from(since)).ok()),
            messages: span.map_or(0, |span| u64::from(span.messages)),
            last_spoke: span.map(|span| date(clock.day_hour(span.last.0).0)),
        });
    }
    groups.sort_by(|a, b| b.messages.cmp(&a.messages).then(a.group.cmp(&b.group)));
    let mut partners: Vec<PersonPartner> = partners
        .into_iter()
        .map(|(member, (given, received))| PersonPartner { member, given, received })
        .collect();
    partners.sort_by_key(|one| (std::cmp::Reverse(one.given + one.received), one.member));
    partners.truncate(MOST_PARTNERS);
    let is_me = |id| input.matched(id) == Some(member);
    let orders = input.project.orders.iter().enumerate().filter(|(_, order)| is_me(&order.member));
    let mut orders: Vec<usize> = orders.map(|(index, _)| index).collect();
    orders.sort_by_key(|&index| input.project.orders.get(index).map(|order| std::cmp::Reverse(order.at.0)));
    let rotas = input.project.rotas.iter().enumerate();
    let mut duties: Vec<(usize, u32)> = rotas
        .flat_map(|(rota, plan)| {
            plan.duties.iter().filter(|duty| is_me(&duty.member)).map(move |duty| (rota, duty.week))
        })
        .collect();
    duties.sort_unstable();
    let own = input.project.members.get(member as usize);
    let members = (0_u32..).zip(input.project.members.iter());
    PersonPage {
        weeks: weeks(input, &days, last),
        groups,
        partners,
        paid: orders.iter().filter_map(|&index| Some(input.project.orders.get(index)?.amount)).sum(),
        orders,
        duties,
        inviter: own.and_then(|own| input.matched(own.inviter.as_ref()?)),
        invited: members
            .filter(|(_, other)| other.inviter.as_ref().is_some_and(is_me))
            .map(|(code, _)| code)
            .collect(),
    }
}

/// Most weeks that are shown, the latest.
const MOST_WEEKS: i32 = 520;

fn weeks(input: Input<'_>, days: &[(Day, u64)], last: Option<Day>) -> Vec<PersonWeek> {
    let interval = Interval::Week(input.project.week_start);
    let first = days.iter().map(|&(day, _)| day).min();
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let end = interval.index(last);
    let begin = interval.index(first).max(end.saturating_sub(MOST_WEEKS - 1));
    let mut weeks: Vec<PersonWeek> = (begin..=end)
        .map(|week| PersonWeek {
            from: date(interval.start(week)),
            messages: 0,
            complete: interval.end(week) <= last,
        })
        .collect();
    for &(day, messages) in days {
        let place = usize::try_from(i64::from(interval.index(day)) - i64::from(begin)).ok();
        if let Some(week) = place.and_then(|place| weeks.get_mut(place)) {
            week.messages += messages;
        }
    }
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;

    #[test]
    fn one_person_is_gathered_over_all_groups() {
        let made = Fixture::new()
            .group("g")
            .joins("ann", "2026-01-01")
            .says("ann", "2026-01-05 10:00", 2)
            .says("bob", "2026-01-05 11:00", 1)
            .reply("ann", "bob", "2026-01-06 10:00")
            .reply("bob", "ann", "2026-01-06 11:00")
            .mention("bob", "ann", "2026-01-06 12:00")
            .group("h")
            .says("ann", "2026-01-14 10:00", 1)
            .project(|project| {
                let members = std::sync::Arc::make_mut(&mut project.members);
                members.push(crate::model::Member {
                    id: "bob".into(),
                    inviter: Some("ann".into()),
                    ..Default::default()
                });
            })
            .build();
        let code = |id: &str| made.activity.members.find(id).unwrap();
        let page = person_page(made.input(), code("ann"));
        assert_eq!(page.weeks.iter().map(|week| week.messages).collect::<Vec<_>>(), [3, 1]);
        assert_eq!((page.weeks[0].complete, page.weeks[1].complete), (true, false));
        assert_eq!(page.groups.len(), 2);
        assert_eq!((page.groups[0].tenure, page.groups[1].tenure), (Some(13), None));
        assert_eq!(page.partners, [PersonPartner { member: code("bob"), given: 1, received: 2 }]);
        assert_eq!((page.invited, page.inviter), (vec![code("bob")], None));
        assert_eq!(person_page(made.input(), code("bob")).inviter, Some(code("ann")));
        assert_eq!(person_page(made.input(), 999), PersonPage::default());
    }
}
