//! Which groups, which days, against which days: as chosen, before the data are known.

use chrono::{Datelike as _, Days, Months, NaiveDate};

use crate::activity::{Day, date, day};
use crate::analytics::{Input, Scope};

/// A period relative to the last day of the data, or fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Period {
    /// Everything the data cover.
    All,
    /// That many days up to the last day of the data.
    Last(u32),
    /// The last calendar month that the data cover wholly.
    #[default]
    LastMonth,
    /// The calendar month of the last day of the data.
    ThisMonth,
    Fixed(NaiveDate, NaiveDate),
}

/// What the period is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Compare {
    Nothing,
    /// The period of the same length just before; the month before for a month.
    #[default]
    Previous,
    /// The same dates a year earlier.
    YearBefore,
}

/// The scope bar's state. No groups means all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeChoice {
    pub groups: Vec<u32>,
    pub period: Period,
    pub compare: Compare,
}

impl ScopeChoice {
    /// The scope that this means for a project.
    pub fn scope(&self, input: Input<'_>) -> Scope {
        let (first, last) = Scope::covered(input).unwrap_or((0, 0));
        let (from, to) = days(self.period, first, last);
        let all = 0..input.activity.groups.len() as u32;
        let groups = if self.groups.is_empty() {
            all.collect()
        } else {
            self.groups.iter().copied().filter(|g| all.contains(g)).collect()
        };
        Scope { from, to, groups }
    }

    /// The scope compared with, if any.
    pub fn compared(&self, scope: &Scope) -> Option<Scope> {
        let (from, to) = match self.compare {
            Compare::Nothing => return None,
            Compare::Previous if matches!(self.period, Period::LastMonth | Period::ThisMonth) => {
                let start = date(scope.from).checked_sub_months(Months::new(1))?;
                (day(start), scope.from - 1)
            }
            Compare::Previous => {
                let previous = scope.previous();
                (previous.from, previous.to)
            }
            Compare::YearBefore => {
                let back = |d: Day| date(d).checked_sub_months(Months::new(12)).map(day);
                (back(scope.from)?, back(scope.to)?)
            }
        };
        Some(Scope { from, to, groups: scope.groups.clone() })
    }
}

fn days(period: Period, first: Day, last: Day) -> (Day, Day) {
    let month_start = |d: Day| day(date(d).with_day(1).unwrap_or_else(|| date(d)));
    match period {
        Period::All => (first, last),
        Period::Last(days) => ((last - days as Day + 1).max(first.min(last)), last),
        Period::ThisMonth => (month_start(last), last),
        Period::LastMonth => {
            let tomorrow = date(last).checked_add_days(Days::new(1));
            if tomorrow.is_some_and(|day| day.day() == 1) {
                return (month_start(last), last);
            }
            let end = month_start(last) - 1;
            // A project without a whole month shows all it has.
            if month_start(end) < first { (first, last) } else { (month_start(end), end) }
        }
        Period::Fixed(from, to) => (day(from), day(to).max(day(from))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(y: i32, m: u32, d: u32) -> Day {
        day(NaiveDate::from_ymd_opt(y, m, d).unwrap())
    }

    #[test]
    fn the_last_month_is_the_last_complete_one() {
        let first = ymd(2025, 11, 1);
        assert_eq!(days(Period::LastMonth, first, ymd(2026, 10, 31)), (ymd(2026, 10, 1), ymd(2026, 10, 31)));
        assert_eq!(days(Period::LastMonth, first, ymd(2026, 10, 30)), (ymd(2026, 9, 1), ymd(2026, 9, 30)));
    }

    #[test]
    fn a_project_younger_than_a_month_shows_all_it_has() {
        let first = ymd(2026, 10, 5);
        assert_eq!(days(Period::LastMonth, first, ymd(2026, 10, 20)), (first, ymd(2026, 10, 20)));
        assert_eq!(days(Period::LastMonth, first, ymd(2026, 11, 18)), (first, ymd(2026, 11, 18)));
    }

    #[test]
    fn a_month_is_compared_with_the_month_before_whatever_its_length() {
        let choice = ScopeChoice::default();
        let scope = Scope { from: ymd(2026, 3, 1), to: ymd(2026, 3, 31), groups: vec![] };
        let compared = choice.compared(&scope).unwrap();
        assert_eq!((compared.from, compared.to), (ymd(2026, 2, 1), ymd(2026, 2, 28)));
    }
}
