//! A duty rota as an iCalendar file (RFC 5545) that calendar programs subscribe to or import.

use icalendar::{Calendar, Component, Event, EventLike};

use crate::model::{Duty, MemberId, Rota};

/// One all-day event for each duty that `includes` lets through: from the first day of its week to the last.
///
/// `name` gives the words for a member. The same duties give the same bytes; an event keeps its UID while its seat exists,
/// so that importing a changed plan moves people and doubles nothing.
pub fn rota_calendar(
    rota: &Rota,
    name: impl Fn(&MemberId) -> String,
    includes: impl Fn(&Duty) -> bool,
) -> String {
    let mut calendar = Calendar::empty();
    for property in [("VERSION", "2.0"), ("PRODID", "-//Qunce//Duty rota//ZH"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(property);
    }
    calendar.name(&rota.name);
    let stamp = rota.start.and_time(chrono::NaiveTime::MIN).and_utc();
    for duty in rota.duties.iter().filter(|duty| duty.week < rota.weeks && includes(duty)) {
        let (first, last) = rota.week_days(duty.week);
        let uid = format!("{}-{:x}-{}-{}@qunce", rota.start, hash(&rota.name), duty.week, duty.seat);
        let mut event = Event::with_uid(&uid);
        event
            .summary(&format!("{}: {}", rota.name, name(&duty.member)))
            .starts(first)
            .ends(last.succ_opt().unwrap_or(last))
            .timestamp(stamp);
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

/// A number for a name, the same on every machine (FNV-1a).
fn hash(text: &str) -> u64 {
    text.bytes().fold(14_695_981_039_346_656_037, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211)
    })
}
