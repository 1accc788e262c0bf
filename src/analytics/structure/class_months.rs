//! How the value class of every group changed from month to month.

use chrono::{Months, NaiveDate};
use rayon::prelude::*;
use serde::Serialize;

use super::group::evidence_of;
use super::value_class::classify;
use super::worth::month_of;
use crate::activity::{date, day};
use crate::analytics::population::Rolls;
use crate::analytics::{Input, Scope};
use crate::model::{GroupId, ValueClass};

/// Most months looked back upon.
pub const MOST_MONTHS: u32 = 12;

/// Classes by the rule, group by group and month by month.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ClassMonths {
    /// First days of the months, the oldest first.
    pub months: Vec<NaiveDate>,
    pub groups: Vec<GroupMonths>,
}

/// The months of one group.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GroupMonths {
    pub id: GroupId,
    pub name: String,
    /// As many as there are months; `None` for a month that was not wholly observed, or before the group existed.
    pub classes: Vec<Option<ValueClass>>,
}

impl GroupMonths {
    /// The class of the last observed month before `month`, where it differs from that month's.
    pub fn changed_from(&self, month: usize) -> Option<ValueClass> {
        let now = self.classes.get(month).copied().flatten()?;
        let before = self.classes.get(..month)?.iter().rev().find_map(|class| *class)?;
        (before != now).then_some(before)
    }

    /// Number of changes.
    pub fn changes(&self) -> usize {
        (0..self.classes.len()).filter(|&month| self.changed_from(month).is_some()).count()
    }
}

/// The classes of the groups of a scope in up to 12 calendar months up to its end, each by the rule and the limits in
/// force now; classes set by hand are not in it.
///
/// A month counts when the log covers all of it and the group existed from its first day on. Months before the first
/// observed one are left out; without any there are none.
pub fn class_months(input: Input<'_>, scope: &Scope) -> ClassMonths {
    let Some((first, last)) = input.activity.range else { return ClassMonths::default() };
    let mut months: Vec<(NaiveDate, NaiveDate)> = (0..MOST_MONTHS)
        .filter_map(|back| month_of(date(scope.to).checked_sub_months(Months::new(back))?))
        .filter(|&(from, next)| day(from) >= first && day(next) - 1 <= last.min(scope.to))
        .collect();
    months.reverse();
    let of_group = |&group: &u32| {
        let id = input.activity.groups.id(group)?.clone();
        let declared = input.project.groups.get(group as usize);
        let limits = &input.project.thresholds;
        let band = declared.map_or(&limits.active_rate, |group| limits.active_band(group));
        let rolls = Rolls::of(input, group);
        let spoke = input.activity.spans_of(group).iter().map(|span| span.first).min();
        let spoke = spoke.map(|at| day(at.local(input.project.time_zone).date()));
        let created = declared.and_then(|group| group.created).map(day);
        let begun = created.or([spoke, rolls.first_list()].into_iter().flatten().min())?;
        let closed = declared.and_then(|group| group.closed).map(day);
        let class = |&(from, next): &(NaiveDate, NaiveDate)| {
            let (from, to) = (day(from), day(next) - 1);
            if begun > from || closed.is_some_and(|closed| closed < to) {
                return None;
            }
            let month = Scope { from, to, groups: vec![group] };
            classify(evidence_of(input, group, &month, rolls.at(to).people, band), band, limits).0
        };
        let classes = months.iter().map(class).collect();
        Some(GroupMonths { id, name: input.group_name(group).to_owned(), classes })
    };
    let groups = scope.groups.par_iter().filter_map(of_group).collect();
    ClassMonths { months: months.into_iter().map(|(from, _)| from).collect(), groups }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;
    use crate::model::Tier;
    use crate::model::ValueClass::{Dead, HighYield};

    /// Four people who answer one another in January, and say nothing in February; another group talks into March.
    fn fading() -> Fixture {
        let mut made = Fixture::new()
            .group("g")
            .people(4)
            .tier("p1", Tier::Core)
            .tier("p2", Tier::Core)
            .says("p1", "2025-12-31 10:00", 1);
        for (from, to) in [("p2", "p1"), ("p1", "p2"), ("p3", "p1"), ("p4", "p1")] {
            made = made.says(to, "2026-01-20 10:00", 1).reply(from, to, "2026-01-21 10:00");
        }
        made.group("h").people(1).says("p1", "2025-12-30 10:00", 1).says("p1", "2026-03-10 10:00", 1)
    }

    #[test]
    fn a_month_has_the_class_that_the_rule_gave_it_and_a_change_is_told() {
        let made = fading().build();
        let found = class_months(made.input(), &made.scope());
        let months: Vec<String> = found.months.iter().map(ToString::to_string).collect();
        assert_eq!(months, ["2026-01-01", "2026-02-01"], "December and March are not wholly observed");
        let group = &found.groups[0];
        assert_eq!(group.classes, [Some(HighYield), Some(Dead)]);
        assert_eq!((group.changed_from(0), group.changed_from(1)), (None, Some(HighYield)));
        assert_eq!(group.changes(), 1);
    }

    #[test]
    fn a_group_has_no_class_before_it_existed_or_after_it_closed() {
        let made = fading()
            .project(|project| {
                project.groups[0].created = Some("2026-01-05".parse().unwrap());
                project.groups[1].closed = Some("2026-02-10".parse().unwrap());
            })
            .build();
        let found = class_months(made.input(), &made.scope());
        assert_eq!(found.groups[0].classes, [None, Some(Dead)]);
        assert_eq!(found.groups[1].classes[1], None);
    }

    #[test]
    fn without_messages_there_are_no_months() {
        let made = Fixture::new().group("g").people(3).build();
        assert_eq!(class_months(made.input(), &made.scope()), ClassMonths::default());
    }
}
