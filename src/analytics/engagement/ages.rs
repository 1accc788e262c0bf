//! Groups by their own age: hot first weeks, and how long groups live.

use chrono::NaiveDate;
use serde::Serialize;

use super::{AgeBand, Lifetime, SecondWeek, Survival, age_bands};
use crate::activity::{Day, date, day};
use crate::analytics::{Input, Scope};

/// Days of age that curves are drawn to.
const MOST_AGE: Day = 60;

/// A group whose first words lie at least this long after the first of the project was watched from its first day on.
const QUIET_BEFORE: Day = 7;

/// One group by age.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupAge {
    /// Group code.
    pub group: u32,
    pub born: NaiveDate,
    /// True when the project states the day; else it is the day of the first words.
    pub stated: bool,
    /// Messages by people a day, the day of birth first, up to 60 days; unknown outside the data and after the group was
    /// closed.
    pub curve: Vec<Option<f64>>,
    /// Its second week against its first; `None` before day 8.
    pub second: Option<SecondWeek>,
    /// How long it was watched.
    #[serde(skip)]
    pub lifetime: Lifetime,
    /// The day it ended: closed, or its last words when it has been without any for the limit of silence.
    pub ended: Option<NaiveDate>,
}

/// Groups by age, and the habits of all of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GroupAges {
    /// The groups of the scope whose birth is known, youngest first.
    pub groups: Vec<GroupAge>,
    /// Messages a day by age over all groups of the project whose birth is known.
    pub bands: Vec<AgeBand>,
    /// How long the groups of the project live.
    pub survival: Survival,
    /// Groups of the scope whose birth nobody knows.
    pub unknown: u64,
}

/// Groups aligned by age, at the end of the data.
///
/// A group is born on the day the project states, else on the day of its first words when those came at least a week after
/// the first words of all (before that nobody watched). It ends when it was closed, or with its last words once it has been
/// silent for the limit of silent days.
pub fn group_ages(input: Input<'_>, scope: &Scope) -> GroupAges {
    let Some((first, last)) = input.activity.range else {
        return GroupAges { unknown: scope.groups.len() as u64, ..GroupAges::default() };
    };
    let limit = Day::try_from(input.project.thresholds.silent_days.value).unwrap_or(Day::MAX);
    let mut all: Vec<GroupAge> = (0..input.activity.groups.len() as u32)
        .filter_map(|group| group_age(input, group, first, last, limit))
        .collect();
    let curves: Vec<Vec<Option<f64>>> = all.iter().map(|group| group.curve.clone()).collect();
    let lifetimes: Vec<Lifetime> = all.iter().map(|group| group.lifetime).collect();
    let known = all.len();
    all.retain(|group| scope.groups.binary_search(&group.group).is_ok());
    all.sort_by(|a, b| b.born.cmp(&a.born).then(a.group.cmp(&b.group)));
    GroupAges {
        unknown: (scope.groups.len() - all.len()) as u64,
        groups: all,
        bands: if known > 1 { age_bands(&curves) } else { Vec::new() },
        survival: Survival::of(&lifetimes),
    }
}

fn group_age(input: Input<'_>, group: u32, first: Day, last: Day, limit: Day) -> Option<GroupAge> {
    let stated = input.project.groups.get(group as usize);
    let days = input.activity.days_of(group, Day::MIN, Day::MAX);
    let first_words = days.first().map(|cell| cell.day);
    let last_words = days.last().map(|cell| cell.day);
    let created = stated.and_then(|group| group.created).map(day);
    let watched = first_words.filter(|&words| words.saturating_sub(first) >= QUIET_BEFORE);
    let born = created.or(watched)?;
    let closed = stated.and_then(|group| group.closed).map(day).filter(|&closed| closed <= last);
    let quiet = last_words.unwrap_or(born.max(first));
    let died = (last.saturating_sub(quiet) >= limit).then_some(quiet);
    let ended = closed.or(died).map(|ended| ended.max(born));
    let end = ended.unwrap_or(last);
    // Silence is observed too: a group that died goes on with nothing said until it was closed.
    let seen_to = closed.unwrap_or(last);
    let length = last.saturating_sub(born).saturating_add(1).clamp(0, MOST_AGE);
    let mut curve: Vec<Option<f64>> =
        (0..length).map(|age| (first..=seen_to).contains(&(born + age)).then_some(0.0)).collect();
    for cell in days.iter().filter(|cell| input.counts(cell.member)) {
        let place = usize::try_from(i64::from(cell.day) - i64::from(born)).ok();
        if let Some(Some(count)) = place.and_then(|place| curve.get_mut(place)) {
            *count += f64::from(cell.messages);
        }
    }
    let age = |at: Day| u32::try_from(i64::from(at) - i64::from(born)).unwrap_or(0);
    Some(GroupAge {
        group,
        born: date(born),
        stated: created.is_some(),
        second: SecondWeek::of(&curve),
        curve,
        lifetime: Lifetime { entered: age(first), days: age(end), ended: ended.is_some() },
        ended: ended.map(date),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;

    #[test]
    fn a_group_older_than_the_data_has_no_age_and_a_new_one_does() {
        let made = Fixture::new()
            .group("old")
            .says("p1", "2026-01-01 10:00", 1)
            .says("p1", "2026-03-01 10:00", 1)
            .group("new")
            .says("p1", "2026-02-01 10:00", 7)
            .says("p2", "2026-02-08 10:00", 1)
            .build();
        let found = group_ages(made.input(), &made.scope());
        assert_eq!((found.groups.len(), found.unknown), (1, 1));
        let new = &found.groups[0];
        assert_eq!((new.born.to_string().as_str(), new.stated), ("2026-02-01", false));
        let second = new.second.unwrap();
        assert_eq!((second.first, second.days), (1.0, 7));
        assert!(second.is_cooling(0.5));
    }

    #[test]
    fn a_closed_group_ends_and_a_silent_one_dies_with_its_last_words() {
        let created = |date: &str| Some(date.parse().unwrap());
        let made = Fixture::new()
            .group("alive")
            .says("p1", "2026-01-01 10:00", 1)
            .says("p1", "2026-06-01 10:00", 1)
            .group("silent")
            .says("p1", "2026-02-01 10:00", 1)
            .group("closed")
            .says("p1", "2026-05-30 10:00", 1)
            .project(|project| {
                for group in &mut project.groups {
                    group.created = created("2026-01-01");
                }
                project.groups[2].closed = created("2026-05-31");
            })
            .build();
        let found = group_ages(made.input(), &made.scope());
        assert_eq!((found.survival.watched, found.survival.ended), (3, 2));
        let ends: Vec<_> = found.groups.iter().map(|group| group.ended.map(|day| day.to_string())).collect();
        assert_eq!(ends, [None, Some("2026-02-01".to_owned()), Some("2026-05-31".to_owned())]);
        assert_eq!(found.groups[1].lifetime, Lifetime { entered: 0, days: 31, ended: true });
    }

    #[test]
    fn without_messages_nothing_has_an_age() {
        let made = Fixture::new().group("g").people(3).build();
        let found = group_ages(made.input(), &Scope { from: 0, to: 9, groups: vec![0] });
        assert_eq!((found.groups.len(), found.unknown, found.survival.watched), (0, 1, 0));
    }
}
