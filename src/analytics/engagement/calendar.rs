//! Days, weeks and months as plain numbers, and where local days begin.

use chrono::{Datelike as _, NaiveDate, TimeZone as _, Weekday};

use crate::activity::{Day, date, day};

/// How time is cut into buckets. Buckets are numbered in order; the number has no meaning of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    Day,
    /// Seven days from this weekday.
    Week(Weekday),
    /// A calendar month.
    Month,
}

impl Interval {
    /// The number of the bucket a day lies in.
    pub fn index(self, at: Day) -> i32 {
        match self {
            Self::Day => at,
            // 1970-01-01 was a Thursday: three days after a Monday.
            Self::Week(start) => {
                at.saturating_add(3).saturating_sub(start.num_days_from_monday() as i32).div_euclid(7)
            }
            Self::Month => {
                let date = date(at);
                date.year().saturating_mul(12).saturating_add(date.month0() as i32)
            }
        }
    }

    /// The first day of a bucket.
    pub fn start(self, index: i32) -> Day {
        match self {
            Self::Day => index,
            Self::Week(start) => {
                index.saturating_mul(7).saturating_sub(3).saturating_add(start.num_days_from_monday() as i32)
            }
            Self::Month => {
                let month = index.rem_euclid(12) as u32 + 1;
                NaiveDate::from_ymd_opt(index.div_euclid(12), month, 1).map_or(0, day)
            }
        }
    }

    /// The last day of a bucket.
    pub fn end(self, index: i32) -> Day {
        self.start(index.saturating_add(1)).saturating_sub(1)
    }

    /// `day`, `week` or `month`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week(_) => "week",
            Self::Month => "month",
        }
    }
}

/// The first instant of a local day, in milliseconds since the epoch; where the clock skips midnight, the first
/// instant after the gap.
pub fn local_midnight(zone: chrono_tz::Tz, at: Day) -> i64 {
    let midnight = date(at).and_time(chrono::NaiveTime::MIN);
    let quarter_hours = (0..=12).map(|quarters| midnight + chrono::TimeDelta::minutes(15 * quarters));
    let first = quarter_hours.filter_map(|local| zone.from_local_datetime(&local).earliest()).next();
    first.map_or_else(|| midnight.and_utc().timestamp_millis(), |instant| instant.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::{Interval, local_midnight};
    use crate::activity::day;

    fn d(text: &str) -> i32 {
        day(text.parse().unwrap())
    }

    #[test]
    fn weeks_begin_on_the_day_the_project_says() {
        let monday = Interval::Week(chrono::Weekday::Mon);
        let sunday = Interval::Week(chrono::Weekday::Sun);
        assert_eq!(monday.start(monday.index(d("2026-10-04"))), d("2026-09-28"));
        assert_eq!(sunday.start(sunday.index(d("2026-10-04"))), d("2026-10-04"));
        assert_eq!(sunday.end(sunday.index(d("1969-12-31"))), d("1970-01-03"));
    }

    #[test]
    fn months_have_their_own_length() {
        let february = Interval::Month.index(d("2024-02-10"));
        assert_eq!(Interval::Month.start(february), d("2024-02-01"));
        assert_eq!(Interval::Month.end(february), d("2024-02-29"));
    }

    #[test]
    fn a_week_over_the_clock_change_is_an_hour_short_and_joins_without_a_gap() {
        let zone = chrono_tz::America::New_York;
        let week = Interval::Week(chrono::Weekday::Sun);
        let index = week.index(d("2026-03-08"));
        let start = local_midnight(zone, week.start(index));
        let next = local_midnight(zone, week.start(index + 1));
        assert_eq!(next - start, (7 * 24 - 1) * 3_600_000);
    }

    #[test]
    fn a_day_without_midnight_begins_after_the_gap() {
        // In Santiago the clocks went from 24:00 on 2022-09-10 to 01:00.
        let start = local_midnight(chrono_tz::America::Santiago, d("2022-09-11"));
        assert_eq!(crate::model::Timestamp(start).to_string(), "2022-09-11T04:00:00Z");
    }
}
