//! What a rota or a week of shifts says that cannot be so.

use std::collections::HashMap;

use super::WarningKind as Kind;
use super::validate::{Found, Known};
use crate::model::{MOST_SLOTS, Rota, ShiftWeek, Wanted};

pub(super) fn rota_of(rota: &Rota, index: usize, known: &Known<'_>, found: &mut Found) {
    known.groups(&rota.groups, &|| format!("rotas[{index}]"), found);
    for (nth, candidate) in rota.candidates.iter().enumerate() {
        let path = |field: &str| format!("rotas[{index}].candidates[{nth}].{field}");
        known.member(&candidate.member, || path("member"), found);
        for (field, periods) in
            [("away", &candidate.away), ("prefers", &candidate.prefers), ("avoids", &candidate.avoids)]
        {
            for (from, to) in periods {
                found.order(Some(*from), Some(*to), || path(field));
            }
        }
    }
    let mut seats: HashMap<(u32, u32), usize> = HashMap::new();
    for (nth, duty) in rota.duties.iter().enumerate() {
        let path = |field: &str| format!("rotas[{index}].duties[{nth}].{field}");
        known.member(&duty.member, || path("member"), found);
        found.range(
            duty.week < rota.weeks,
            || path("week"),
            || format!("week {} of a plan of {} weeks, counted from 0", duty.week, rota.weeks),
        );
        found.range(
            duty.seat < rota.seats,
            || path("seat"),
            || format!("seat {} where there are {}, counted from 0", duty.seat, rota.seats),
        );
        let at = *seats.entry((duty.week, duty.seat)).or_insert(nth);
        if at != nth {
            let message = || format!("duties[{at}] already fills this seat; the first one counts");
            found.add(Kind::DuplicateId, || path("seat"), message);
        }
    }
    for (nth, closed) in rota.closed.iter().enumerate() {
        found.order(Some(closed.from), Some(closed.to), || format!("rotas[{index}].closed[{nth}]"));
    }
    for (nth, request) in rota.requests.iter().enumerate() {
        let path = |field: &str| format!("rotas[{index}].requests[{nth}].{field}");
        known.member(&request.from, || path("from"), found);
        if let Wanted::Take(member) = &request.wanted {
            known.member(member, || path("wanted"), found);
        }
        found.range(
            request.week < rota.weeks && request.seat < rota.seats,
            || path("week"),
            || format!("week {}, seat {}: the plan has no such place", request.week, request.seat),
        );
    }
}

pub(super) fn shifts_of(week: &ShiftWeek, index: usize, known: &Known<'_>, found: &mut Found) {
    let at = |field: &str| format!("shifts[{index}].{field}");
    found.range((1..=7).contains(&week.days), || at("days"), || "a week has 1 to 7 days".to_owned());
    found.range(
        (1..=MOST_SLOTS).contains(&week.slots.len()),
        || at("slots"),
        || format!("a day has 1 to {MOST_SLOTS} slots"),
    );
    for (nth, slot) in week.slots.iter().enumerate() {
        let right = slot.from < slot.to && slot.to <= 24;
        let message = || format!("{} to {} are no hours of one day", slot.from, slot.to);
        found.range(right, || at(&format!("slots[{nth}]")), message);
        let apart = nth == 0 || week.slots[nth - 1].to <= slot.from;
        found.range(
            apart,
            || at(&format!("slots[{nth}].from")),
            || "begins before the last slot is over".to_owned(),
        );
    }
    for (nth, group) in week.groups.iter().enumerate() {
        known.group(&group.group, || at(&format!("groups[{nth}].group")), found);
        let twice = week.groups[..nth].iter().any(|other| other.group == group.group);
        if twice {
            let message = || "the group is there already; the first one counts".to_owned();
            found.add(Kind::DuplicateId, || at(&format!("groups[{nth}].group")), message);
        }
    }
    for (nth, person) in week.people.iter().enumerate() {
        known.member(&person.member, || at(&format!("people[{nth}].member")), found);
        found.range(
            person.pay.0 >= 0,
            || at(&format!("people[{nth}].pay")),
            || "a shift cannot earn less than nothing".to_owned(),
        );
    }
    for (nth, shift) in week.shifts.iter().enumerate() {
        known.member(&shift.member, || at(&format!("shifts[{nth}].member")), found);
        found.range(
            week.has(shift.day, shift.slot, &shift.group),
            || at(&format!("shifts[{nth}]")),
            || format!("the week has no day {}, slot {} of group `{}`", shift.day, shift.slot, shift.group),
        );
    }
}
