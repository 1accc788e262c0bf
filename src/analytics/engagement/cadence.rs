//! How regularly things happen, and whether they still move people.

use chrono::NaiveDate;
use serde::Serialize;

use super::occasion_effects;
use crate::activity::day;
use crate::analytics::{Input, Scope};
use crate::model::OccasionKind;

/// Falls in a row that count as fatigue.
pub const FATIGUE: usize = 3;

/// One kind of occasion over the whole of the data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cadence {
    pub kind: OccasionKind,
    /// How many there were up to the end of the data.
    pub count: u64,
    /// Mean days from one to the next; unknown below two.
    pub gap: Option<f64>,
    /// Positions of those that came later than the expected days after the one before.
    pub late: Vec<usize>,
    /// The day of the latest.
    pub last: NaiveDate,
    /// Days from the latest to the end of the data.
    pub since: u32,
    /// Most days there should be between two; `None` for kinds without a cadence.
    pub expected: Option<u32>,
    /// Changes of the daily speakers around the latest ones, oldest first: at most three.
    pub responses: Vec<f64>,
}

impl Cadence {
    /// True when the next one should have been by now.
    pub fn is_due(&self) -> bool {
        self.expected.is_some_and(|days| self.since > days)
    }

    /// True when each of the latest three moved people less than the one before, and the last one not at all.
    pub fn is_tiring(&self) -> bool {
        self.responses.len() == FATIGUE
            && self.responses.windows(2).all(|pair| pair[1] < pair[0])
            && self.responses.last().is_some_and(|last| *last <= 0.0)
    }
}

/// The kinds of occasions that concern groups of the scope, those with most first. Everything up to the end of the data
/// counts, whatever days the scope has; without messages or activities there are none.
pub fn cadences(input: Input<'_>, scope: &Scope) -> Vec<Cadence> {
    let Some((first, last)) = input.activity.range else { return Vec::new() };
    let items = &input.project.activities;
    let Some(earliest) = items.iter().map(|item| day(item.from)).min() else { return Vec::new() };
    let all = Scope { from: earliest.min(first), to: last, groups: scope.groups.clone() };
    let effects = occasion_effects(input, &all);
    let mut found: Vec<Cadence> = Vec::new();
    for effect in &effects {
        if found.iter().any(|one| one.kind == effect.kind) {
            continue;
        }
        let own: Vec<_> = effects.iter().filter(|one| one.kind == effect.kind).collect();
        let Some(latest) = own.last() else { continue };
        let limits = &input.project.thresholds;
        let expected = match effect.kind {
            OccasionKind::Sharing => Some(limits.sharing_days.value),
            OccasionKind::Offline => Some(limits.offline_days.value),
            _ => None,
        };
        let gaps: Vec<(usize, u32)> = own
            .windows(2)
            .map(|pair| (pair[1].index, (pair[1].from - pair[0].from).num_days().try_into().unwrap_or(0)))
            .collect();
        let sum: u64 = gaps.iter().map(|gap| u64::from(gap.1)).sum();
        let changes: Vec<f64> = own.iter().filter_map(|one| one.change).collect();
        found.push(Cadence {
            kind: effect.kind,
            count: own.len() as u64,
            gap: (!gaps.is_empty()).then(|| sum as f64 / gaps.len() as f64),
            late: gaps
                .iter()
                .filter(|gap| expected.is_some_and(|days| gap.1 > days))
                .map(|gap| gap.0)
                .collect(),
            last: latest.from,
            since: u32::try_from(i64::from(last) - i64::from(day(latest.from))).unwrap_or(0),
            expected,
            responses: changes[changes.len().saturating_sub(FATIGUE)..].to_vec(),
        });
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.count));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;
    use crate::model::Occasion;

    #[test]
    fn a_missed_month_is_late_and_three_falls_are_tiring() {
        let talk = |from: &str| Occasion {
            name: from.to_owned(),
            kind: OccasionKind::Sharing,
            from: from.parse().unwrap(),
            to: None,
            groups: Vec::new(),
            note: String::new(),
        };
        let mut made = Fixture::new().group("g").says("p1", "2026-01-01 10:00", 1);
        // Two speakers in the week before each; then four, two and one.
        for (date, after) in [("2026-01-15", 4), ("2026-02-14", 2), ("2026-04-01", 1)] {
            let start = date.parse::<chrono::NaiveDate>().unwrap();
            let before = start - chrono::Days::new(2);
            for person in 1..=2 {
                made = made.says(&format!("p{person}"), &format!("{before} 10:00"), 1);
            }
            for person in 1..=after {
                made = made.says(&format!("p{person}"), &format!("{date} 10:00"), 1);
            }
        }
        let made = made
            .says("p1", "2026-04-20 10:00", 1)
            .project(|project| {
                project.activities = vec![talk("2026-02-14"), talk("2026-01-15"), talk("2026-04-01")];
            })
            .build();
        let found = &cadences(made.input(), &made.scope())[0];
        assert_eq!((found.count, found.gap, found.since), (3, Some(38.0), 19));
        assert_eq!(found.late, [2], "46 days after the one before");
        assert_eq!(found.responses, [1.0, 0.0, -0.5]);
        assert!(found.is_tiring() && !found.is_due());
    }

    #[test]
    fn without_activities_or_messages_there_is_no_cadence() {
        let made = Fixture::new().group("g").says("p1", "2026-01-01 10:00", 1).build();
        assert!(cadences(made.input(), &made.scope()).is_empty());
        let made = Fixture::new().group("g").people(1).build();
        assert!(cadences(made.input(), &Scope { from: 0, to: 1, groups: vec![0] }).is_empty());
    }
}
