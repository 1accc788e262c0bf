//! Messages by weekday and hour.

use rayon::prelude::*;

use crate::activity::Day;
use crate::analytics::{Input, Rate, Scope};

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
    let of = |mut sums: [[u64; 24]; 7], &group: &u32| {
        for cell in input.activity.hours_of(group, from, to) {
            if let Some(sum) = sums[weekday(cell.day)].get_mut(usize::from(cell.hour)) {
                *sum += u64::from(cell.messages);
            }
        }
        sums
    };
    let both = |mut sums: [[u64; 24]; 7], more: [[u64; 24]; 7]| {
        let pairs = sums.as_flattened_mut().iter_mut().zip(more.as_flattened());
        pairs.for_each(|(sum, more)| *sum += more);
        sums
    };
    let none = || [[0; 24]; 7];
    let sums = scope.groups.par_iter().fold(none, of).reduce(none, both);
    for (row, sums) in rows.iter_mut().zip(sums) {
        row.iter_mut().zip(sums).for_each(|(cell, sum)| *cell = cell.map(|_| sum));
    }
    rows
}

/// Messages outside the working hours (Monday to Friday, from the first hour up to the end) over all of them. Unknown
/// without messages.
pub fn off_hours(cells: &[[Option<u64>; 24]; 7], (from, to): (u32, u32)) -> Rate {
    let (mut off, mut all) = (0, 0);
    for (weekday, hours) in cells.iter().enumerate() {
        for (hour, count) in (0_u32..).zip(hours) {
            let count = count.unwrap_or(0);
            all += count;
            if weekday >= 5 || !(from..to).contains(&hour) {
                off += count;
            }
        }
    }
    Rate::new(off, all)
}

#[test]
fn evenings_and_weekends_are_off_duty() {
    let mut cells = [[None; 24]; 7];
    assert_eq!(off_hours(&cells, (9, 18)).value, None);
    (cells[0][9], cells[0][18], cells[4][17], cells[5][10]) = (Some(4), Some(2), Some(1), Some(1));
    assert_eq!(off_hours(&cells, (9, 18)), Rate::new(3, 8));
    assert_eq!(off_hours(&cells, (9, 9)), Rate::new(8, 8));
}

/// 0 for Monday: 1970-01-01 was a Thursday.
fn weekday(day: Day) -> usize {
    (day.rem_euclid(7) as usize + 3) % 7
}
