//! Daily, weekly and monthly people, day by day.

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use crate::activity::{Attendance, date};
use crate::analytics::{Input, Scope};

/// Distinct people in the windows that end with one day. A window that begins before the data is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TrailingPoint {
    pub date: NaiveDate,
    /// On the day itself.
    pub dau: Option<u32>,
    /// In the 7 days that end with it.
    pub wau: Option<u32>,
    /// In 28 days: four of each weekday.
    pub mau: Option<u32>,
    /// In 30 days.
    pub mau_30: Option<u32>,
    /// Mean DAU of the 28 days / MAU of 28 days; unknown when nobody spoke.
    pub stickiness: Option<f64>,
}

/// One point for each day of the scope; `days` are the days of the people of the scope's groups.
pub fn trailing_points(input: Input<'_>, scope: &Scope, days: &Attendance) -> Vec<TrailingPoint> {
    let (from, to) = (scope.from, scope.to);
    let windows: Vec<Vec<u32>> =
        [1, 7, 28, 30].into_par_iter().map(|window| days.trailing(from, to, window)).collect();
    // The mean of a window needs the days before the scope too.
    let active = days.active(from.saturating_sub(27), to);
    let mut sums = vec![0_u64; active.len() + 1];
    for (index, &people) in active.iter().enumerate() {
        sums[index + 1] = sums[index] + u64::from(people);
    }
    (from..=to)
        .enumerate()
        .map(|(index, day)| {
            let known = |window: i32| {
                input
                    .activity
                    .range
                    .is_some_and(|(first, last)| day.saturating_sub(window - 1) >= first && day <= last)
            };
            let people =
                |place: usize, window: i32| windows[place].get(index).copied().filter(|_| known(window));
            let mau = people(2, 28);
            let sum = sums.get(index + 28).zip(sums.get(index)).map(|(end, start)| end - start);
            let stickiness =
                mau.zip(sum).and_then(|(mau, sum)| (mau > 0).then(|| sum as f64 / 28.0 / f64::from(mau)));
            TrailingPoint {
                date: date(day),
                dau: people(0, 1),
                wau: people(1, 7),
                mau,
                mau_30: people(3, 30),
                stickiness,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;

    #[test]
    fn a_window_that_began_before_the_data_is_unknown() {
        let made = Fixture::new()
            .group("g")
            .says("p1", "2026-01-01 10:00", 1)
            .says("p2", "2026-01-07 10:00", 1)
            .says("p1", "2026-01-30 10:00", 1)
            .build();
        let scope = made.scope();
        let days = super::super::people_attendance(made.input(), &scope.groups, scope.to);
        let points = trailing_points(made.input(), &scope, &days);
        assert_eq!((points[0].dau, points[0].wau, points[5].wau), (Some(1), None, None));
        assert_eq!((points[6].wau, points[26].mau, points[27].mau), (Some(2), None, Some(2)));
        assert_eq!((points[28].mau_30, points[29].mau_30), (None, Some(2)));
        // Two speaker-days in 28, over the two people of the window.
        assert_eq!(points[27].stickiness, Some(2.0 / 28.0 / 2.0));
    }
}
