//! Wall clocks to instants.

use chrono::{LocalResult, NaiveDateTime, TimeDelta, TimeZone as _, Timelike as _};
use chrono_tz::Tz;

/// The system's time zone; UTC when the system does not say or names one nobody knows.
pub fn system_zone() -> Tz {
    iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

/// Turns local times into milliseconds since the epoch, and counts those that the clock change made doubtful.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: Tz,
    /// The last hour looked up, when its offset is unambiguous.
    hour: Option<(NaiveDateTime, i64)>,
    doubtful: u64,
}

impl Clock {
    /// A clock in `zone`.
    pub fn new(zone: Tz) -> Self {
        Self { zone, hour: None, doubtful: 0 }
    }

    /// The zone it converts with.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// How many times so far fell into an hour that a clock change repeated or left out.
    pub fn doubtful(&self) -> u64 {
        self.doubtful
    }

    /// Milliseconds since the epoch. A time that comes twice is the earlier one; a time that was skipped is read
    /// with the offset before the change.
    pub fn millis(&mut self, local: NaiveDateTime) -> i64 {
        let wall = local.and_utc().timestamp_millis();
        let hour = local.with_minute(0).and_then(|at| at.with_second(0)).and_then(|at| at.with_nanosecond(0));
        if let (Some(hour), Some((known, offset))) = (hour, self.hour)
            && hour == known
        {
            return wall - offset;
        }
        match self.zone.from_local_datetime(&local) {
            LocalResult::Single(at) => {
                let offset = wall - at.timestamp_millis();
                // Only an hour whose both ends share the offset is safe to remember.
                self.hour = hour
                    .filter(|&start| {
                        [start, start + TimeDelta::seconds(3599)].into_iter().all(|edge| {
                            self.zone.from_local_datetime(&edge).single().is_some_and(|at| {
                                edge.and_utc().timestamp_millis() - at.timestamp_millis() == offset
                            })
                        })
                    })
                    .map(|start| (start, offset));
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
                    Some(at) => at.timestamp_millis() + 3 * 3_600_000,
                    None => wall,
                }
            }
        }
    }
}
