//! New, returning, resurrecting and dormant people, bucket by bucket.

use super::{Interval, Presence};
use crate::activity::{Attendance, Day};

/// The people of one bucket. Active = new + returning + resurrecting; dormant = active of the bucket before -
/// returning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifecycle {
    /// Active for the first time ever.
    pub new: u32,
    /// Active, and in the bucket before.
    pub returning: u32,
    /// Active, not in the bucket before, but earlier.
    pub resurrecting: u32,
    /// Not active, but in the bucket before.
    pub dormant: u32,
}

impl Lifecycle {
    /// Distinct active people.
    pub fn active(self) -> u32 {
        self.new + self.returning + self.resurrecting
    }

    /// People won for each one lost (quick ratio of growth accounting); unknown when nobody was lost.
    pub fn quick_ratio(self) -> Option<f64> {
        (self.dormant > 0).then(|| f64::from(self.new + self.resurrecting) / f64::from(self.dormant))
    }
}

/// Lifecycle of `len` buckets from `first` on, as PostHog defines it. What lies before `first` is looked at too: it
/// says who is new.
pub fn lifecycle(presence: &Presence, first: i32, len: usize) -> Vec<Lifecycle> {
    let mut buckets = vec![Lifecycle::default(); len];
    let place = |slot: i32| usize::try_from(i64::from(slot) - i64::from(first)).ok().filter(|&at| at < len);
    for person in 0..presence.people() {
        let slots = presence.slots(person);
        for (index, &slot) in slots.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| slots[before]);
            if let Some(at) = place(slot) {
                match before {
                    None => buckets[at].new += 1,
                    Some(before) if before + 1 == slot => buckets[at].returning += 1,
                    Some(_) => buckets[at].resurrecting += 1,
                }
            }
            if slots.get(index + 1) != Some(&(slot + 1))
                && let Some(at) = place(slot + 1)
            {
                buckets[at].dormant += 1;
            }
        }
    }
    buckets
}

/// As [`lifecycle`], from the days of everybody in bits.
pub fn lifecycle_of_days(days: &Attendance, interval: Interval, first: i32, len: usize) -> Vec<Lifecycle> {
    let eve = interval.start(first).saturating_sub(1);
    let mut seen = days.between(Day::MIN, eve);
    let mut before = days.between(interval.start(first.saturating_sub(1)), eve);
    let bucket = |at: usize| {
        let bucket = first.saturating_add(at as i32);
        let here = days.between(interval.start(bucket), interval.end(bucket));
        let returning = here.common(&before);
        let known = here.common(&seen);
        let counts = Lifecycle {
            new: here.count() - known,
            returning,
            resurrecting: known - returning,
            dormant: before.count() - returning,
        };
        seen.join(&here);
        before = here;
        counts
    };
    (0..len).map(bucket).collect()
}
