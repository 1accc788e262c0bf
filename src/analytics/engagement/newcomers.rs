//! How much newcomers say, against how many they are.

use serde::Serialize;

use super::Presence;
use crate::activity::Day;
pub use crate::activity::NEWCOMER_DAYS;
use crate::analytics::Rate;

/// Shares of newcomers; unknown where there is nobody or nothing to share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct NewcomerShare {
    /// Share of the messages that were written by people who were newcomers on that day.
    pub messages: Option<f64>,
    /// Share of newcomers among the people present at the end.
    pub people: Option<f64>,
    /// Message share / people share: above 1, newcomers talk more than their number.
    pub index: Option<f64>,
}

/// Messages in `from..=to` by people within `tenure` days of their start, over all messages in it by people whose start
/// is known. `starts` gives each person's first day.
pub fn message_rate(days: &Presence, starts: &[Option<Day>], from: Day, to: Day, tenure: i32) -> Rate {
    let (mut new, mut all) = (0_u64, 0_u64);
    for (person, start) in starts.iter().enumerate() {
        let Some(start) = start else { continue };
        let (days, counts) = days.run(person);
        for (&day, &count) in days.iter().zip(counts).filter(|(day, _)| (from..=to).contains(*day)) {
            all += u64::from(count);
            if day.saturating_sub(*start) < tenure {
                new += u64::from(count);
            }
        }
    }
    Rate::new(new, all)
}

/// People within `tenure` days of their start on day `at`, over those who have begun by then.
pub fn people_rate(starts: impl Iterator<Item = Option<Day>>, at: Day, tenure: i32) -> Rate {
    let (mut new, mut all) = (0_u64, 0_u64);
    for start in starts.flatten().filter(|&start| start <= at) {
        all += 1;
        new += u64::from(at.saturating_sub(start) < tenure);
    }
    Rate::new(new, all)
}

/// The share of [`message_rate`]; unknown without messages.
pub fn message_share(
    days: &Presence,
    starts: &[Option<Day>],
    from: Day,
    to: Day,
    tenure: i32,
) -> Option<f64> {
    message_rate(days, starts, from, to, tenure).value
}

/// The share of [`people_rate`]; unknown without people.
pub fn people_share(starts: impl Iterator<Item = Option<Day>>, at: Day, tenure: i32) -> Option<f64> {
    people_rate(starts, at, tenure).value
}

impl NewcomerShare {
    /// The two shares and their quotient.
    pub fn new(messages: Option<f64>, people: Option<f64>) -> Self {
        let index =
            messages.zip(people).and_then(|(messages, people)| (people > 0.0).then(|| messages / people));
        Self { messages, people, index }
    }
}
