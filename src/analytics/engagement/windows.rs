//! Retention in windows of whole hours from one's own start, and the mean row of a cohort table.

use super::{Cohort, Returned, window_day};
use crate::analytics::Rate;

/// How long a window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowUnit {
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
}

impl WindowUnit {
    fn days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
        }
    }
}

/// Number of the window that an event lies in, counted from one's own start (Amplitude): 0 for the first 24 hours (7 days,
/// 30 days), both times floored to the hour. In milliseconds since the epoch; negative for an event before the start.
pub fn window_index(start: i64, event: i64, unit: WindowUnit) -> i64 {
    window_day(start, event).div_euclid(unit.days())
}

/// People who came back in window `n` after a start, of those with a start whose window `n` had passed by `end`.
///
/// Each start opens its own windows, so one return may serve several. `people` are the starts and the returns of each, in
/// milliseconds since the epoch, in any order. `end` is the first instant that was not observed.
pub fn window_retention<'a>(
    people: impl IntoIterator<Item = (&'a [i64], &'a [i64])>,
    unit: WindowUnit,
    n: u32,
    end: i64,
) -> Returned {
    const HOUR: i64 = 3_600_000;
    let n = i64::from(n);
    let mut result = Returned::default();
    for (starts, returns) in people {
        let passed = |start: &&i64| {
            let opened = start.div_euclid(HOUR).saturating_mul(HOUR);
            opened.saturating_add((n + 1).saturating_mul(unit.days()).saturating_mul(24 * HOUR)) <= end
        };
        let mut starts = starts.iter().filter(passed).peekable();
        if starts.peek().is_none() {
            continue;
        }
        result.eligible += 1;
        let back = |start: &i64| {
            returns.iter().any(|&event| event >= *start && window_index(*start, event, unit) == n)
        };
        result.returned += u32::from(starts.any(back));
    }
    result
}

/// The mean row of a cohort table, each cohort weighing what it is large: for each column, those who came back over the
/// people of the cohorts for which the column was observed. Empty without cohorts.
pub fn weighted_mean(cohorts: &[Cohort]) -> Vec<Rate> {
    let columns = cohorts.iter().map(|cohort| cohort.returned.len()).max().unwrap_or(0);
    (0..columns)
        .map(|column| {
            let observed =
                cohorts.iter().filter_map(|cohort| Some((cohort.returned.get(column)?, cohort.size)));
            let (returned, size) = observed
                .fold((0, 0), |sum, (&back, size)| (sum.0 + u64::from(back), sum.1 + u64::from(size)));
            Rate::new(returned, size)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn windows_begin_at_the_hour_of_the_start() {
        let start = 17 * HOUR + 59 * 60_000;
        assert_eq!(window_index(start, start + 24 * HOUR - 59 * 60_000, WindowUnit::Day), 1);
        assert_eq!(window_index(start, start - HOUR, WindowUnit::Day), -1);
        assert_eq!(window_index(0, (7 * 24 - 1) * HOUR, WindowUnit::Week), 0);
        assert_eq!(window_index(0, 7 * 24 * HOUR, WindowUnit::Week), 1);
        assert_eq!(window_index(0, 59 * 24 * HOUR, WindowUnit::Month), 1);
    }

    #[test]
    fn each_start_opens_its_own_windows_and_recent_ones_are_not_asked() {
        let day = 24 * HOUR;
        let person = [0, day];
        // Back on the third day: two days after the first start, one after the second.
        let back = [2 * day + HOUR];
        let on = |n, end| window_retention([(&person[..], &back[..])], WindowUnit::Day, n, end);
        assert_eq!(on(1, 30 * day), Returned { eligible: 1, returned: 1 });
        assert_eq!(on(2, 30 * day), Returned { eligible: 1, returned: 1 });
        assert_eq!(on(3, 30 * day), Returned { eligible: 1, returned: 0 });
        // By then only the first start has had its second day.
        assert_eq!(on(1, 2 * day), Returned { eligible: 1, returned: 0 });
        assert_eq!(on(2, 2 * day), Returned::default());
        assert_eq!(window_retention([], WindowUnit::Week, 1, day).rate(), None);
        let never: (&[i64], &[i64]) = (&[], &back);
        assert_eq!(window_retention([never], WindowUnit::Day, 0, 30 * day), Returned::default());
    }

    #[test]
    fn a_mean_asks_only_who_was_observed() {
        let cohort = |size, returned: &[u32]| Cohort { bucket: 0, size, returned: returned.to_vec() };
        let found = weighted_mean(&[cohort(10, &[10, 5, 2]), cohort(30, &[30, 3]), cohort(5, &[5])]);
        assert_eq!(found, [Rate::new(45, 45), Rate::new(8, 40), Rate::new(2, 10)]);
        assert_eq!(weighted_mean(&[cohort(0, &[0, 0])])[1].value, None);
        assert!(weighted_mean(&[]).is_empty());
    }
}
