//! Activities that should have been and were not.

use chrono::NaiveDate;
use serde::Serialize;

use crate::activity::{Day, date, day};
use crate::analytics::{Input, Scope};
use crate::model::OccasionKind;

/// One kind of activity with a cadence, held against it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Held {
    pub kind: OccasionKind,
    /// Most days there should be between two.
    pub every: u32,
    /// Whole steps of so many days in the observed part of the scope: how many there should have been at least.
    pub expected: u64,
    /// How many began in it.
    pub held: u64,
    /// The last days on which one should have begun and none had since the one before (or since the miss before).
    pub missed: Vec<NaiveDate>,
    /// The latest up to the end of the observed part, also from before it; unknown when there was none.
    pub last: Option<NaiveDate>,
}

/// The kinds with a cadence (sharing, offline meetings) over the days of the scope that the data cover.
///
/// The count begins anew with every activity and every miss; before the first it begins with the period. Without any
/// written activity nothing is known and nothing is said, nor where scope and data have no day in common.
pub fn held_activities(input: Input<'_>, scope: &Scope) -> Vec<Held> {
    let items = &input.project.activities;
    let observed = input.activity.range.map(|(first, last)| (first.max(scope.from), last.min(scope.to)));
    let Some((from, to)) = observed.filter(|(from, to)| from <= to && !items.is_empty()) else {
        return Vec::new();
    };
    let limits = &input.project.thresholds;
    let kinds = [
        (OccasionKind::Sharing, limits.sharing_days.value),
        (OccasionKind::Offline, limits.offline_days.value),
    ];
    let concerns = |groups: &[crate::model::GroupId]| {
        let inside = |id| input.activity.groups.find(id).is_some_and(|code| scope.groups.contains(&code));
        groups.is_empty() || groups.iter().any(inside)
    };
    kinds
        .into_iter()
        .filter(|(_, every)| *every > 0)
        .map(|(kind, every)| {
            let own = items.iter().filter(|item| item.kind == kind && concerns(&item.groups));
            let mut days: Vec<Day> = own.map(|item| day(item.from)).filter(|&day| day <= to).collect();
            days.sort_unstable();
            let step = Day::try_from(every).unwrap_or(Day::MAX);
            let before = days.iter().rev().find(|day| **day < from).copied();
            let mut anchor = before.unwrap_or(from - 1);
            let mut missed = Vec::new();
            while let Some(due) = anchor.checked_add(step).filter(|due| *due <= to) {
                match days.iter().rev().find(|day| (anchor + 1..=due).contains(*day)) {
                    Some(&held) => anchor = held,
                    None => {
                        if due >= from {
                            missed.push(date(due));
                        }
                        anchor = due;
                    }
                }
            }
            Held {
                kind,
                every,
                expected: u64::from((to - from + 1).unsigned_abs() / every),
                held: days.iter().filter(|day| **day >= from).count() as u64,
                missed,
                last: days.last().copied().map(date),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;
    use crate::model::Occasion;

    fn sharing(from: &str, groups: &[&str]) -> Occasion {
        Occasion {
            name: "分享".to_owned(),
            kind: OccasionKind::Sharing,
            from: from.parse().unwrap(),
            to: None,
            groups: groups.iter().map(|&group| group.into()).collect(),
            note: String::new(),
        }
    }

    #[test]
    fn a_miss_is_the_day_by_which_the_next_should_have_begun() {
        let made = Fixture::new()
            .group("g")
            .says("p1", "2026-01-01 10:00", 1)
            .says("p1", "2026-04-30 10:00", 1)
            .project(|project| {
                project.activities = vec![
                    sharing("2026-01-20", &[]),
                    sharing("2026-03-25", &["g"]),
                    sharing("2026-02-01", &["h"]),
                ];
            })
            .build();
        let found = held_activities(made.input(), &made.scope());
        let sharing = &found[0];
        assert_eq!((sharing.kind, sharing.every, sharing.held), (OccasionKind::Sharing, 31, 2));
        assert_eq!(sharing.expected, 3, "120 days");
        // 20 January + 31 days, + 31 again; two days later comes 25 March, and 25 April is due before the end.
        assert_eq!(
            sharing.missed,
            ["2026-02-20", "2026-03-23", "2026-04-25"].map(|day| day.parse().unwrap())
        );
        assert_eq!(sharing.last, Some("2026-03-25".parse().unwrap()));
        let offline = &found[1];
        assert_eq!((offline.held, offline.expected, offline.last), (0, 1, None));
        assert_eq!(offline.missed, ["2026-04-02".parse::<NaiveDate>().unwrap()], "never held: by day 92");
    }

    #[test]
    fn without_written_activities_nothing_is_known() {
        let made = Fixture::new().group("g").says("p1", "2026-01-01 10:00", 1).build();
        assert!(held_activities(made.input(), &made.scope()).is_empty());
        let made = Fixture::new()
            .group("g")
            .project(|project| project.activities = vec![sharing("2026-01-20", &[])])
            .build();
        assert!(held_activities(made.input(), &Scope { from: 0, to: 9, groups: vec![0] }).is_empty());
    }
}
