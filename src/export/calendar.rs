//! A duty rota as an iCalendar file (RFC 5545) that calendar programs subscribe to or import.

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use icalendar::{Calendar, Component, Event, EventLike};

use crate::model::{Duty, GroupId, MemberId, Rota, Shift, ShiftWeek};

/// One all-day event for each duty that `includes` lets through: from the first day of its week to the last.
///
/// `name` gives the words for a member. The same duties give the same bytes; an event keeps its UID while its seat exists,
/// so that importing a changed plan moves people and doubles nothing.
pub fn rota_calendar(
    rota: &Rota,
    name: impl Fn(&MemberId) -> String,
    includes: impl Fn(&Duty) -> bool,
) -> String {
    let mut calendar = named(&rota.name);
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

/// Words for the people and groups of a calendar of shifts.
pub struct ShiftNames<'a> {
    pub member: &'a dyn Fn(&MemberId) -> String,
    pub group: &'a dyn Fn(&GroupId) -> String,
}

/// One event for each shift that `includes` lets through, from the first hour of its slot to its end.
///
/// The hours are those of `zone`, written as UTC, so that every calendar program shows them at the right time; where the
/// clocks leave an hour out, the shift begins or ends when they have moved on. Shifts in places that the week has not are
/// left out. An event keeps its UID while the person keeps the slot.
pub fn shift_calendar(
    week: &ShiftWeek,
    zone: chrono_tz::Tz,
    names: &ShiftNames<'_>,
    includes: impl Fn(&Shift) -> bool,
) -> String {
    let mut calendar = named(&week.name);
    let stamp = week.start.and_time(chrono::NaiveTime::MIN).and_utc();
    for shift in week.shifts.iter().filter(|shift| includes(shift)) {
        let Some(slot) = week.slots.get(shift.slot as usize) else { continue };
        if !week.has(shift.day, shift.slot, &shift.group) {
            continue;
        }
        let date = week.date(shift.day);
        let (Some(from), Some(to)) = (instant(zone, date, slot.from), instant(zone, date, slot.to)) else {
            continue;
        };
        let who = (names.member)(&shift.member);
        let uid = format!(
            "{}-{:x}-{}-{}-{:x}-{:x}@qunce",
            week.start,
            hash(&week.name),
            shift.day,
            shift.slot,
            hash(&shift.group.0),
            hash(&shift.member.0)
        );
        let mut event = Event::with_uid(&uid);
        event
            .summary(&format!("{}: {who} · {} · {}", week.name, (names.group)(&shift.group), slot.name))
            .starts(from)
            .ends(to)
            .timestamp(stamp);
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

/// The moment of an hour (up to 24) of a local day.
fn instant(zone: chrono_tz::Tz, date: NaiveDate, hour: u32) -> Option<DateTime<Utc>> {
    let at = |hour: u32| {
        let date = date.checked_add_days(chrono::Days::new(u64::from(hour / 24)))?;
        zone.from_local_datetime(&date.and_hms_opt(hour % 24, 0, 0)?).earliest()
    };
    (hour..hour + 4).find_map(at).map(|local| local.with_timezone(&Utc))
}

/// An empty calendar of that name.
fn named(name: &str) -> Calendar {
    let mut calendar = Calendar::empty();
    for property in [("VERSION", "2.0"), ("PRODID", "-//Qunce//Duty rota//ZH"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(property);
    }
    calendar.name(name);
    calendar
}

/// A number for a name, the same on every machine (FNV-1a).
fn hash(text: &str) -> u64 {
    text.bytes().fold(14_695_981_039_346_656_037, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211)
    })
}
