//! Wall clocks to instants.

use chrono::{LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Timelike as _};
use chrono_tz::Tz;

/// An hour, in milliseconds.
const HOUR: i64 = 3_600_000;

/// The system's time zone; UTC when the system does not say or names one nobody knows.
pub fn system_zone() -> Tz {
    iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

/// Turns local times into milliseconds since the epoch, and counts those that the clock change made doubtful.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: Tz,
    /// The last hour looked up, counted from the epoch on the wall, and its offset when that is unambiguous.
    hour: Option<(i64, i64)>,
    /// The last day, and milliseconds from the epoch to its midnight on the wall.
    day: (NaiveDate, i64),
    doubtful: u64,
}

impl Clock {
    /// A clock in `zone`.
    pub fn new(zone: Tz) -> Self {
        Self { zone, hour: None, day: (NaiveDate::default(), 0), doubtful: 0 }
    }

    /// The zone it converts with.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// How many times so far fell into an hour that a clock change repeated or left out.
    pub fn doubtful(&self) -> u64 {
        self.doubtful
    }

    /// Milliseconds from the epoch to a local time, as if the clock stood on UTC.
    fn wall(&mut self, local: NaiveDateTime) -> i64 {
        if local.date() != self.day.0 {
            self.day = (local.date(), local.date().and_time(NaiveTime::MIN).and_utc().timestamp_millis());
        }
        let time = local.time();
        self.day.1
            + i64::from(time.num_seconds_from_midnight()) * 1000
            + i64::from(time.nanosecond() / 1_000_000)
    }

    /// Milliseconds since the epoch. A time that comes twice is the earlier one; a time that was skipped is read
    /// with the offset before the change.
    pub fn millis(&mut self, local: NaiveDateTime) -> i64 {
        let wall = self.wall(local);
        let hour = wall.div_euclid(HOUR);
        if let Some((known, offset)) = self.hour
            && hour == known
        {
            return wall - offset;
        }
        match self.zone.from_local_datetime(&local) {
            LocalResult::Single(at) => {
                let offset = wall - at.timestamp_millis();
                // Only an hour whose both ends share the offset is safe to remember.
                let shares_offset = |edge: NaiveDateTime| {
                    self.zone
                        .from_local_datetime(&edge)
                        .single()
                        .is_some_and(|at| edge.and_utc().timestamp_millis() - at.timestamp_millis() == offset)
                };
                let start = local.checked_sub_signed(TimeDelta::milliseconds(wall.rem_euclid(HOUR)));
                let end = start.and_then(|start| start.checked_add_signed(TimeDelta::milliseconds(HOUR - 1)));
                let safe = [start, end].into_iter().all(|edge| edge.is_some_and(shares_offset));
                self.hour = safe.then_some((hour, offset));
                at.timestamp_millis()
            }
            LocalResult::Ambiguous(earliest, _) => {
                self.doubtful += 1;
                earliest.timestamp_millis()
            }
            LocalResult::None => {
                self.doubtful += 1;
                let before = local - TimeDelta::hours(3);
                match self.zone.from_local_datetime(&before).earliest() {
                    Some(at) => at.timestamp_millis() + 3 * HOUR,
                    None => wall,
                }
            }
        }
    }
}
