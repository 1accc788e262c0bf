//! What was said before and after the things that an operator did or met.

use chrono::NaiveDate;
use serde::Serialize;

use super::Presence;
use crate::activity::{Day, date, day};
use crate::analytics::{Input, Scope};
use crate::model::OccasionKind;

/// Days looked at on either side of an occasion.
pub const OCCASION_DAYS: Day = 7;

/// One occasion of the scope, with the week before it and the week that begins with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OccasionEffect {
    /// Position among the project's activities.
    pub index: usize,
    pub name: String,
    pub kind: OccasionKind,
    pub from: NaiveDate,
    pub before: OccasionWeek,
    pub after: OccasionWeek,
    /// Distinct people who wrote in either week: what the comparison rests on.
    pub people: u32,
    /// Mean daily speakers after / before - 1; unknown when either week was not observed or nobody spoke before.
    pub change: Option<f64>,
}

/// Seven days on one side of an occasion.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct OccasionWeek {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// How many of its days lie in the data.
    pub days: u32,
    /// Messages by people on those days.
    pub messages: u64,
    /// Distinct people who wrote them.
    pub people: u32,
    /// Mean of the distinct speakers a day; unknown when no day was observed.
    pub speakers: Option<f64>,
}

/// The occasions that begin in the scope and concern its groups, by day; none without activities.
///
/// An occasion for some groups only is held against those of them that are in the scope.
pub fn occasion_effects(input: Input<'_>, scope: &Scope) -> Vec<OccasionEffect> {
    let concerned = |index: usize| -> Option<Vec<u32>> {
        let item = input.project.activities.get(index)?;
        if item.groups.is_empty() {
            return Some(scope.groups.clone());
        }
        let codes = item.groups.iter().filter_map(|group| input.activity.groups.find(group));
        let mut inside: Vec<u32> = codes.filter(|code| scope.groups.binary_search(code).is_ok()).collect();
        inside.sort_unstable();
        inside.dedup();
        (!inside.is_empty()).then_some(inside)
    };
    let mut effects: Vec<OccasionEffect> = input
        .project
        .activities
        .iter()
        .enumerate()
        .filter(|(_, item)| (scope.from..=scope.to).contains(&day(item.from)))
        .filter_map(|(index, item)| {
            let groups = concerned(index)?;
            let at = day(item.from);
            let cells = groups
                .iter()
                .flat_map(|&group| input.activity.days_of(group, at - OCCASION_DAYS, at + OCCASION_DAYS - 1));
            let cells = cells.filter(|cell| input.counts(cell.member));
            let people = input.activity.members.len();
            let days = &Presence::gather(people, cells.map(|cell| (cell.member, cell.day, cell.messages)));
            let before = week(input, days, at - OCCASION_DAYS, at - 1);
            let after = week(input, days, at, at + OCCASION_DAYS - 1);
            let change = before.speakers.zip(after.speakers);
            Some(OccasionEffect {
                index,
                name: item.name.clone(),
                kind: item.kind,
                from: item.from,
                before,
                after,
                people: days.distinct(at - OCCASION_DAYS, at + OCCASION_DAYS - 1),
                change: change.and_then(|(before, after)| (before > 0.0).then(|| after / before - 1.0)),
            })
        })
        .collect();
    effects.sort_by_key(|effect| (effect.from, effect.index));
    effects
}

fn week(input: Input<'_>, days: &Presence, from: Day, to: Day) -> OccasionWeek {
    let observed = input.activity.range.map(|(first, last)| (from.max(first), to.min(last)));
    let observed = observed.filter(|(first, last)| first <= last);
    let (length, messages, people, speakers) = match observed {
        Some((first, last)) => {
            let length = (last - first + 1).unsigned_abs();
            let active: u64 = days.active(first, last).into_iter().map(u64::from).sum();
            let messages = days.totals(first, last).into_iter().sum();
            (length, messages, days.distinct(first, last), Some(active as f64 / f64::from(length)))
        }
        None => (0, 0, 0, None),
    };
    OccasionWeek { from: date(from), to: date(to), days: length, messages, people, speakers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;
    use crate::model::Occasion;

    fn party(groups: &[&str]) -> Occasion {
        Occasion {
            name: "party".to_owned(),
            kind: OccasionKind::Offline,
            from: "2026-01-10".parse().unwrap(),
            to: None,
            groups: groups.iter().map(|&group| group.into()).collect(),
            note: String::new(),
        }
    }

    fn effect(groups: &'static [&'static str], until: &str) -> Vec<OccasionEffect> {
        let made = Fixture::new()
            .group("g")
            .says("p1", "2026-01-01 10:00", 1)
            .says("p1", "2026-01-08 10:00", 3)
            .says("p1", "2026-01-10 10:00", 1)
            .says("p2", "2026-01-10 11:00", 1)
            .says("p2", "2026-01-11 11:00", 1)
            .group("h")
            .says("p3", &format!("{until} 10:00"), 1)
            .project(|project| project.activities.push(party(groups)))
            .build();
        let scope = made.scope();
        occasion_effects(made.input(), &scope)
    }

    #[test]
    fn a_week_before_is_held_against_the_week_that_begins_with_it() {
        let found = &effect(&["g"], "2026-01-31")[0];
        assert_eq!((found.before.messages, found.before.people, found.before.days), (3, 1, 7));
        assert_eq!((found.after.messages, found.after.people, found.after.days), (3, 2, 7));
        // One speaker-day before, three after.
        assert_eq!((found.change, found.people), (Some(2.0), 2));
    }

    #[test]
    fn days_that_were_not_observed_do_not_count_as_silent() {
        let found = &effect(&["g"], "2026-01-11")[0];
        assert_eq!((found.after.days, found.after.speakers), (2, Some(1.5)));
    }

    #[test]
    fn an_occasion_of_other_groups_is_left_out_and_nothing_before_gives_no_change() {
        assert!(effect(&["elsewhere"], "2026-01-31").is_empty());
        assert_eq!(effect(&["h"], "2026-01-12")[0].change, None);
    }
}
