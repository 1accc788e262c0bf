//! Messages by weekday and hour.

use crate::activity::Day;
use crate::analytics::{Input, Scope};

/// Seven rows (Monday first) of 24 local hours. A weekday that was not observed is unknown.
///
/// Hours are counted for everyone who wrote, staff and bots included: the hour is not known by person.
pub fn heatmap(input: Input<'_>, scope: &Scope) -> Vec<[Option<u64>; 24]> {
    let mut rows = vec![[None; 24]; 7];
    let Some((first, last)) = input.activity.range else { return rows };
    let (from, to) = (scope.from.max(first), scope.to.min(last));
    for day in (from..=to).take(7) {
        rows[weekday(day)] = [Some(0); 24];
    }
    for &group in &scope.groups {
        for cell in input.activity.hours_of(group, from, to) {
            if let Some(Some(count)) = rows[weekday(cell.day)].get_mut(usize::from(cell.hour)) {
                *count += u64::from(cell.messages);
            }
        }
    }
    rows
}

/// 0 for Monday: 1970-01-01 was a Thursday.
fn weekday(day: Day) -> usize {
    (day.rem_euclid(7) as usize + 3) % 7
}
