//! From instants to local days and hours, fast.

use chrono::{Offset as _, TimeZone as _};

use super::Day;

/// Zone offsets change on quarter hours only, in every zone of the database since 1972.
const QUARTER: i64 = 15 * 60 * 1000;
const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

/// Days of UTC whose offsets are kept: more than a year's, a power of two.
const KEPT: i64 = 512;

/// Converts instants to the local calendar of one zone; cheap when asked in order of time, or about a year or so.
#[derive(Clone, Debug)]
pub struct LocalClock {
    zone: chrono_tz::Tz,
    quarter: i64,
    offset: i64,
    /// Days of UTC with the offset that holds all day, unknown on days when it changes; each at its number modulo
    /// [`KEPT`]. Empty until it is needed.
    days: Vec<(i64, Option<i64>)>,
}

impl LocalClock {
    /// A clock for `zone`.
    pub fn new(zone: chrono_tz::Tz) -> Self {
        Self { zone, quarter: i64::MIN, offset: 0, days: Vec::new() }
    }

    /// Local day and hour (0 to 23) of an instant in milliseconds since the epoch.
    pub fn day_hour(&mut self, at: i64) -> (Day, u8) {
        let local = at.saturating_add(self.offset_at(at));
        (i32::try_from(local.div_euclid(DAY)).unwrap_or(0), (local.rem_euclid(DAY) / HOUR) as u8)
    }

    fn offset_at(&mut self, at: i64) -> i64 {
        let quarter = at.div_euclid(QUARTER);
        if quarter != self.quarter {
            self.quarter = quarter;
            self.offset = self.offset_of_day(at.div_euclid(DAY)).unwrap_or_else(|| self.look_up(at));
        }
        self.offset
    }

    /// The offset that holds all through a day of UTC. No zone changes its offset twice within one.
    fn offset_of_day(&mut self, day: i64) -> Option<i64> {
        if self.days.is_empty() {
            self.days = vec![(i64::MIN, None); KEPT as usize];
        }
        let place = day.rem_euclid(KEPT) as usize;
        if self.days[place].0 != day {
            let first = self.look_up(day.saturating_mul(DAY));
            let last = self.look_up(day.saturating_add(1).saturating_mul(DAY).saturating_sub(1));
            self.days[place] = (day, (first == last).then_some(first));
        }
        self.days[place].1
    }

    fn look_up(&self, at: i64) -> i64 {
        chrono::Utc.timestamp_millis_opt(at).single().map_or(0, |utc| {
            let offset = self.zone.offset_from_utc_datetime(&utc.naive_utc());
            i64::from(offset.fix().local_minus_utc()) * 1000
        })
    }
}

#[cfg(test)]
mod tests {
    use super::LocalClock;
    use crate::activity::date;
    use crate::model::Timestamp;

    #[test]
    fn another_zone_moves_a_message_across_midnight() {
        let at = Timestamp::parse("2026-10-01T23:30:00+08:00").unwrap().0;
        let in_zone = |zone| LocalClock::new(zone).day_hour(at);
        let (day, hour) = in_zone(chrono_tz::Asia::Shanghai);
        assert_eq!((date(day).to_string().as_str(), hour), ("2026-10-01", 23));
        let (day, hour) = in_zone(chrono_tz::Asia::Tokyo);
        assert_eq!((date(day).to_string().as_str(), hour), ("2026-10-02", 0));
    }

    #[test]
    fn every_quarter_of_a_year_is_as_the_zone_says_however_they_are_asked() {
        use chrono::{Offset as _, TimeZone as _};
        let zones =
            [chrono_tz::America::New_York, chrono_tz::Africa::Casablanca, chrono_tz::Australia::Lord_Howe];
        for zone in zones {
            let mut clock = LocalClock::new(zone);
            let start = Timestamp::parse("2025-12-31T22:00:00Z").unwrap().0;
            for step in 0..400 * 96 {
                let at = start + (step * 7919 % (400 * 96)) * super::QUARTER + 1;
                let utc = chrono::Utc.timestamp_millis_opt(at).unwrap();
                let offset = zone.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc();
                let local = at + i64::from(offset) * 1000;
                let expected =
                    (local.div_euclid(super::DAY) as i32, (local.rem_euclid(super::DAY) / super::HOUR) as u8);
                assert_eq!(clock.day_hour(at), expected, "{zone} {utc}");
            }
        }
    }

    #[test]
    fn the_hour_skipped_in_spring_has_no_messages() {
        let mut clock = LocalClock::new(chrono_tz::America::New_York);
        let before = Timestamp::parse("2026-03-08T06:59:00Z").unwrap().0;
        let after = Timestamp::parse("2026-03-08T07:01:00Z").unwrap().0;
        assert_eq!(clock.day_hour(before).1, 1);
        assert_eq!(clock.day_hour(after).1, 3);
    }
}
