//! Who wrote in which hour: asked for one period at a time, because a count for each person and hour would be nearly as
//! large as the log itself.

use super::{Activity, Day, LocalClock};
use crate::log::MessageLog;
use crate::model::{MemberKind, MessageKind, Project};

/// Counts by hour of the days of one period, in the zone of the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HourTable {
    /// First and last day counted: those of the period that lie in the data. `None` when there are none.
    pub days: Option<(Day, Day)>,
    /// One entry for each hour of those days, 24 a day.
    pub hours: Vec<HourSum>,
    /// Distinct people by weekday (Monday first) and hour, over the whole period; `None` for a weekday not in it.
    pub people: [[Option<u64>; 24]; 7],
    /// Messages by staff, by weekday and hour.
    pub staff: [[Option<u64>; 24]; 7],
}

/// One hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourSum {
    /// Messages by people.
    pub messages: u32,
    /// Distinct people who wrote them.
    pub people: u32,
}

/// A table of hours grows no longer than ten years.
const MOST_DAYS: i64 = 3660;

impl HourTable {
    /// Counts the messages in some groups (ascending codes) from one day to another, both included.
    ///
    /// People are those who take part in rates. An hour that the clock passes twice counts once.
    pub fn count(
        project: &Project,
        activity: &Activity,
        log: &MessageLog,
        groups: &[u32],
        (from, to): (Day, Day),
    ) -> Self {
        let observed = activity.range.map(|(first, last)| (from.max(first), to.min(last)));
        let Some((from, to)) = observed.filter(|(from, to)| from <= to) else { return Self::default() };
        let to = Day::try_from(i64::from(to).min(i64::from(from) + MOST_DAYS - 1)).unwrap_or(to);
        let mut table = Self {
            days: Some((from, to)),
            hours: vec![HourSum::default(); (i64::from(to) - i64::from(from) + 1) as usize * 24],
            ..Self::default()
        };
        for day in (from..=to).take(7) {
            table.people[weekday(day)] = [Some(0); 24];
            table.staff[weekday(day)] = [Some(0); 24];
        }
        let wanted: Vec<bool> = log
            .groups
            .names()
            .iter()
            .map(|name| {
                let code = activity.groups.find(name.as_str());
                code.is_some_and(|code| groups.binary_search(&code).is_ok())
            })
            .collect();
        let members: Vec<Option<u32>> =
            log.members.names().iter().map(|name| activity.members.find(name.as_str())).collect();
        let mut seen = vec![Seen { hour: usize::MAX, week: [0; 3] }; activity.members.len()];
        let mut clock = LocalClock::new(project.time_zone);
        // A day on either side of the local days in UTC holds them in any zone.
        let edge = |day: Day| i64::from(day).saturating_mul(86_400_000);
        let begin = log.at.partition_point(|&at| at < edge(from) - 86_400_000);
        let end = log.at.partition_point(|&at| at < edge(to) + 2 * 86_400_000);
        for row in begin..end {
            if log.kind[row] == MessageKind::System
                || !wanted.get(log.group[row] as usize).copied().unwrap_or(false)
            {
                continue;
            }
            let (day, hour) = clock.day_hour(log.at[row]);
            if !(from..=to).contains(&day) {
                continue;
            }
            let Some(code) = members.get(log.member[row] as usize).copied().flatten() else { continue };
            let (weekday, hour) = (weekday(day), usize::from(hour));
            let kind = project.members.get(code as usize).map_or(MemberKind::Person, |member| member.kind);
            if kind == MemberKind::Staff
                && let Some(count) = &mut table.staff[weekday][hour]
            {
                *count += 1;
            }
            if !(kind.is_person() || project.count_everyone) {
                continue;
            }
            let place = (day - from) as usize * 24 + hour;
            let (Some(sum), Some(seen)) = (table.hours.get_mut(place), seen.get_mut(code as usize)) else {
                continue;
            };
            sum.messages += 1;
            if seen.hour != place {
                seen.hour = place;
                sum.people += 1;
            }
            let slot = weekday * 24 + hour;
            let (word, bit) = (slot / 64, 1_u64 << (slot % 64));
            if seen.week[word] & bit == 0 {
                seen.week[word] |= bit;
                if let Some(count) = &mut table.people[weekday][hour] {
                    *count += 1;
                }
            }
        }
        table
    }
}

/// What one member was counted in: the last hour, and a bit for each hour of the week.
#[derive(Clone, Copy)]
struct Seen {
    hour: usize,
    week: [u64; 3],
}

/// 0 for Monday: 1970-01-01 was a Thursday.
fn weekday(day: Day) -> usize {
    (day.rem_euclid(7) as usize + 3) % 7
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;

    #[test]
    fn people_count_once_an_hour_and_staff_apart() {
        let made = Fixture::new()
            .group("g")
            // A Monday.
            .says("p1", "2026-01-05 20:00", 5)
            .says("p2", "2026-01-05 20:10", 1)
            .says("p1", "2026-01-12 20:00", 1)
            .says("desk", "2026-01-06 22:00", 2)
            .kind("desk", MemberKind::Staff)
            .build();
        let range = made.activity.range.unwrap();
        let table = HourTable::count(&made.project, &made.activity, &made.log, &[0], range);
        assert_eq!(table.hours[20], HourSum { messages: 6, people: 2 });
        assert_eq!((table.people[0][20], table.people[1][22]), (Some(2), Some(0)));
        assert_eq!((table.staff[1][22], table.staff[0][20]), (Some(2), Some(0)));
        assert_eq!(table.hours.len(), 8 * 24);
        let none = HourTable::count(&made.project, &made.activity, &made.log, &[], range);
        assert!(none.hours.iter().all(|hour| hour.messages == 0));
    }

    #[test]
    fn an_hour_that_comes_twice_counts_its_people_once() {
        let made = Fixture::new()
            .project(|project| project.time_zone = chrono_tz::Europe::Berlin)
            .group("g")
            .says("p1", "2026-10-25 01:30", 90)
            .build();
        let range = made.activity.range.unwrap();
        let table = HourTable::count(&made.project, &made.activity, &made.log, &[0], range);
        // 01:30, 02:00 in summer time, 02:00 again in winter time.
        assert_eq!((table.hours[1].people, table.hours[2].people), (1, 1));
        assert_eq!((table.hours[1].messages, table.hours[2].messages), (30, 60));
    }

    #[test]
    fn a_period_without_data_is_empty() {
        let made = Fixture::new().group("g").says("p1", "2026-01-05 20:00", 1).build();
        assert_eq!(
            HourTable::count(&made.project, &made.activity, &made.log, &[0], (0, 10)),
            HourTable::default()
        );
    }
}
