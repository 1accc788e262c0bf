//! From instants to local days and hours, fast.

use chrono::{Offset as _, TimeZone as _};

use super::Day;

/// Zone offsets change on quarter hours only, in every zone of the database since 1972.
const QUARTER: i64 = 15 * 60 * 1000;
const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

/// Converts instants to the local calendar of one zone; cheap when asked in order of time.
#[derive(Clone, Debug)]
pub struct LocalClock {
    zone: chrono_tz::Tz,
    quarter: i64,
    offset: i64,
}

impl LocalClock {
    /// A clock for `zone`.
    pub fn new(zone: chrono_tz::Tz) -> Self {
        Self { zone, quarter: i64::MIN, offset: 0 }
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
            self.offset = chrono::Utc.timestamp_millis_opt(at).single().map_or(0, |utc| {
                let offset = self.zone.offset_from_utc_datetime(&utc.naive_utc());
                i64::from(offset.fix().local_minus_utc()) * 1000
            });
        }
        self.offset
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
    fn the_hour_skipped_in_spring_has_no_messages() {
        let mut clock = LocalClock::new(chrono_tz::America::New_York);
        let before = Timestamp::parse("2026-03-08T06:59:00Z").unwrap().0;
        let after = Timestamp::parse("2026-03-08T07:01:00Z").unwrap().0;
        assert_eq!(clock.day_hour(before).1, 1);
        assert_eq!(clock.day_hour(after).1, 3);
    }
}
