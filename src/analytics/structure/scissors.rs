//! The scissors of evaporative cooling: month by month, how much those who then left were valued against those who
//! stayed.

use chrono::{Datelike as _, Months, NaiveDate};

use super::group_cooling::{Period, values};
use crate::activity::{Day, date, day};
use crate::analytics::{Input, Population, Scope};

/// Months looked back at.
const MOST_MONTHS: u32 = 12;

/// One month of a group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScissorsPoint {
    /// First and last day of the month.
    pub from: Day,
    pub to: Day,
    /// Members of the month who were none at the end of the next: they left or fell silent. The most valued first.
    pub leavers: Vec<u32>,
    /// Members of the month who still were at the end of the next, the most valued first.
    pub stayers: Vec<u32>,
    /// Replies and mentions received in the month, per person; `None` without such people.
    pub leavers_mean: Option<f64>,
    pub stayers_mean: Option<f64>,
    /// People in the group at the end of the month, silent ones included.
    pub size: usize,
    /// False when the data do not cover the whole of this month and the next.
    pub complete: bool,
}

impl ScissorsPoint {
    /// By how much those who left were valued more; `None` when one side is empty.
    pub fn gap(&self) -> Option<f64> {
        Some(self.leavers_mean? - self.stayers_mean?)
    }
}

/// The months of a group up to the end of `scope`, at most twelve, the oldest first; the month in which the scope ends
/// has no next one and is left out. A member of a month is a person present at its end who spoke within the silence
/// limit up to then, as in [`super::group_cooling`]. A group without messages gives none.
pub fn scissors(input: Input<'_>, group: u32, scope: &Scope) -> Vec<ScissorsPoint> {
    let Some(first) = input.activity.days_of(group, Day::MIN, scope.to).first().map(|cell| cell.day) else {
        return Vec::new();
    };
    let mut months: Vec<Period> = Vec::new();
    let Some(this_month) = month_of(date(scope.to)) else { return Vec::new() };
    let mut start = date(this_month.0);
    // The month of the end is only judged by; it becomes one of the points when it is whole and another follows.
    months.push(this_month);
    for _ in 0..MOST_MONTHS {
        let Some(earlier) = start.checked_sub_months(Months::new(1)) else { break };
        let Some(month) = month_of(earlier).filter(|(_, last)| *last >= first) else { break };
        months.push(month);
        start = earlier;
    }
    months.reverse();
    let known = input.activity.range.map_or(scope.to, |(_, last)| last.min(scope.to));
    let at_end: Vec<_> =
        months.iter().map(|&(from, to)| values(input, group, (from, to.min(scope.to)))).collect();
    months
        .windows(2)
        .zip(at_end.windows(2))
        .map(|(months, members)| {
            let ((from, to), next_end) = (months[0], months[1].1);
            let mut ranked: Vec<(u32, f64)> =
                members[0].iter().map(|(&member, &value)| (member, value)).collect();
            ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let (stay, leave): (Vec<_>, Vec<_>) =
                ranked.into_iter().partition(|(member, _)| members[1].contains_key(member));
            ScissorsPoint {
                from,
                to,
                leavers_mean: mean(&leave),
                stayers_mean: mean(&stay),
                leavers: leave.into_iter().map(|(member, _)| member).collect(),
                stayers: stay.into_iter().map(|(member, _)| member).collect(),
                size: Population::of(input, group, to).people.len(),
                complete: first <= from && next_end <= known,
            }
        })
        .collect()
}

fn mean(people: &[(u32, f64)]) -> Option<f64> {
    (!people.is_empty()).then(|| people.iter().map(|(_, value)| value).sum::<f64>() / people.len() as f64)
}

/// First and last day of the month of a date.
fn month_of(date: NaiveDate) -> Option<Period> {
    let first = date.with_day(1)?;
    let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
    Some((day(first), day(last)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;

    #[test]
    fn who_falls_silent_in_the_next_month_is_a_leaver_of_this_one() {
        let mut made = Fixture::new().group("g").people(4);
        for month in 1..=3 {
            made = made.says("p2", &format!("2026-0{month}-20 10:00"), 1);
            made = made.says("p3", &format!("2026-0{month}-25 10:00"), 1);
        }
        // p1 is answered three times in January, and not heard of again.
        made = made.says("p1", "2026-01-10 10:00", 1);
        for minute in 1..=3 {
            made = made.reply("p2", "p1", &format!("2026-01-10 10:0{minute}"));
        }
        let made = made.says("p2", "2026-03-31 10:00", 1).build();
        let points = scissors(made.input(), 0, &made.between("2026-03-01", "2026-03-31"));
        assert_eq!(points.len(), 2, "January and February; March has no next month");
        assert_eq!((&points[0].leavers, &points[0].stayers), (&vec![0], &vec![1, 2]));
        assert_eq!((points[0].leavers_mean, points[0].stayers_mean), (Some(3.0), Some(0.0)));
        assert_eq!(points[0].gap(), Some(3.0));
        assert!(!points[0].complete, "January is known from the 10th on only");
        assert_eq!((points[1].leavers.len(), points[1].gap(), points[1].complete), (0, None, true));
        assert_eq!(points[1].size, 4, "the silent are in the group too");
    }

    #[test]
    fn a_month_whose_next_is_not_over_is_not_complete() {
        let made = Fixture::new()
            .group("g")
            .people(2)
            .says("p1", "2026-01-01 10:00", 1)
            .says("p2", "2026-02-10 10:00", 1)
            .build();
        let points = scissors(made.input(), 0, &made.scope());
        assert_eq!(points.iter().map(|point| point.complete).collect::<Vec<_>>(), [false]);
    }

    #[test]
    fn nobody_and_nothing_said_give_no_months() {
        for made in [Fixture::new().build(), Fixture::new().group("g").people(2).build()] {
            assert_eq!(scissors(made.input(), 0, &made.scope()), []);
        }
    }
}
