//! Messages of people by group and day, and those of newcomers, from totals and lines rather than from every count.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::{GroupDaily, NEWCOMER_DAYS};
use crate::activity::{Day, Line, LocalClock};
use crate::analytics::{Input, Scope};
use crate::model::MessageKind;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Messages of people in each group of a scope, day by day.
pub(super) fn group_daily(input: Input<'_>, scope: &Scope) -> Vec<GroupDaily> {
    let known = |day: Day| input.activity.range.is_some_and(|(first, last)| (first..=last).contains(&day));
    let others = by_others(input, scope);
    let of = |&group: &u32| {
        let mut messages: Vec<Option<u64>> =
            (scope.from..=scope.to).map(|day| known(day).then_some(0)).collect();
        for &(day, all) in input.activity.totals_of(group, scope.from, scope.to) {
            if let Some(Some(count)) = messages.get_mut((day - scope.from) as usize) {
                let by_others = others.get(&(group, day)).copied().unwrap_or(0);
                *count = u64::from(all).saturating_sub(by_others);
            }
        }
        Some(GroupDaily { group: input.activity.groups.id(group)?.clone(), messages })
    };
    scope.groups.iter().filter_map(of).collect()
}

/// Messages by group and day of those who take no part in rates.
fn by_others(input: Input<'_>, scope: &Scope) -> HashMap<(u32, Day), u64, FixedState> {
    let others = (0..input.activity.members.len() as u32).filter(|&member| !input.counts(member));
    let mut sums = HashMap::default();
    let mut clock = LocalClock::new(input.project.time_zone);
    let inside = inside(input, scope);
    for member in others {
        for (group, day) in said(input, member, (scope.from, scope.to), &inside, &mut clock) {
            *sums.entry((group, day)).or_default() += 1;
        }
    }
    sums
}

/// Messages of people in the days of a scope up to `last` by those who were newcomers on that day, and all of them whose
/// start is known. `starts` gives each person's first day, which must be known for all who said something.
pub(super) fn newcomer_messages(
    input: Input<'_>,
    scope: &Scope,
    starts: &[Option<Day>],
    last: Day,
) -> (u64, u64) {
    let scope = Scope { to: last, ..scope.clone() };
    let of_groups = group_daily(input, &scope);
    let all = of_groups.iter().flat_map(|group| &group.messages).flatten().sum();
    let inside = inside(input, &scope);
    let new = starts.par_iter().enumerate().map_init(
        || LocalClock::new(input.project.time_zone),
        |clock, (member, start)| {
            let (member, Some(start)) = (member as u32, *start) else { return 0 };
            let (from, to) = (start.max(scope.from), start.saturating_add(NEWCOMER_DAYS - 1).min(scope.to));
            if from > to || !input.counts(member) {
                return 0;
            }
            said(input, member, (from, to), &inside, clock).count() as u64
        },
    );
    (new.sum(), all)
}

/// By code: the group is looked at.
fn inside(input: Input<'_>, scope: &Scope) -> Vec<bool> {
    let codes = 0..input.activity.groups.len() as u32;
    codes.map(|group| scope.groups.binary_search(&group).is_ok()).collect()
}

/// Group and day of each message of a member between two days.
fn said<'a>(
    input: Input<'a>,
    member: u32,
    (from, to): (Day, Day),
    inside: &'a [bool],
    clock: &'a mut LocalClock,
) -> impl Iterator<Item = (u32, Day)> + 'a {
    // No zone is a day away from UTC.
    let instants = (i64::from(from) - 1) * DAY..(i64::from(to) + 2) * DAY;
    let lines = input.activity.timeline.between(member, instants);
    let wanted = |line: &Line| {
        line.kind != MessageKind::System && inside.get(line.group as usize).copied().unwrap_or(false)
    };
    lines
        .filter(wanted)
        .map(|line| (line.group, clock.day_hour(line.at).0))
        .filter(move |(_, day)| (from..=to).contains(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;
    use crate::model::MemberKind;

    #[test]
    fn a_bot_is_left_out_and_a_fortnight_makes_an_old_hand() {
        let made = Fixture::new()
            .group("g")
            .kind("bot", MemberKind::Bot)
            .says("a", "2026-01-01 10:00", 2)
            .says("bot", "2026-01-01 10:00", 5)
            .says("a", "2026-01-14 23:50", 3)
            .says("a", "2026-01-15 00:00", 4)
            .says("bot", "2026-01-16 10:00", 1)
            .build();
        let scope = made.scope();
        let found = &group_daily(made.input(), &scope)[0].messages;
        let said = |day: usize| found.get(day - 1).copied().flatten();
        assert_eq!(
            (said(1), said(2), said(14), said(15), said(16)),
            (Some(2), Some(0), Some(3), Some(4), Some(0))
        );
        let code = |name: &str| made.activity.members.find(name).unwrap() as usize;
        let mut starts = vec![None; made.activity.members.len()];
        starts[code("a")] = Some(scope.from);
        starts[code("bot")] = Some(scope.from);
        assert_eq!(newcomer_messages(made.input(), &scope, &starts, scope.to), (5, 9));
        let later = Scope { from: scope.from + 14, ..scope.clone() };
        assert_eq!(newcomer_messages(made.input(), &later, &starts, scope.to), (0, 4));
    }
}
