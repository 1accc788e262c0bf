//! How each member writes: what tells machines and hired voices from people.

use super::count::Columns;
use super::timeline::{group_of, kind_of};
use super::{Activity, LocalClock};
use crate::model::{MessageKind, Timestamp};

/// Members with fewer messages have no habits.
const FEWEST: u32 = 5;
/// The latest messages of a member that are looked at.
const MOST: u32 = 300;
const MINUTE: i64 = 60_000;
/// A reply sooner than this was not typed, in milliseconds.
const QUICK: i64 = 2000;
/// Within this a message follows another, in milliseconds.
const FOLLOWS: i64 = 10 * MINUTE;

/// The habits of one member, in the latest 300 messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    pub member: u32,
    /// Messages looked at.
    pub messages: u32,
    /// Those that came within 2 seconds of somebody else's; minutes without seconds never count.
    pub quick: u32,
    /// Hours of the local clock in which something was said, at most 24.
    pub hours: u32,
    /// The commonest time between two messages in one group, in whole minutes, how often it occurs, and of how many.
    pub gap: (u32, u32, u32),
    /// The commonest length in characters, and how often it occurs.
    pub length: (u32, u32),
    /// Characters in all.
    pub chars: u64,
    /// Whose messages theirs follow most within ten minutes, and how often.
    pub after: (u32, u32),
}

#[derive(Default)]
struct Seen {
    messages: u32,
    quick: u32,
    hours: u32,
    chars: u64,
    gaps: Vec<u32>,
    lengths: Vec<u32>,
    after: Vec<u32>,
    /// Group and time of the message looked at last.
    next: Vec<(u32, i64)>,
}

impl Seen {
    fn of(total: u32) -> Self {
        let room = || Vec::with_capacity(total.min(MOST) as usize);
        Self { gaps: room(), lengths: room(), after: room(), ..Self::default() }
    }
}

impl Activity {
    /// The habits of everybody with at least five messages, by member code, ascending.
    pub(super) fn habits_of(&self, rows: &Columns) -> Vec<Habit> {
        let mut totals = vec![0_u32; self.members.len()];
        for (&member, &tag) in rows.member.iter().zip(&rows.tags) {
            if kind_of(tag) != MessageKind::System
                && let Some(total) = totals.get_mut(member as usize)
            {
                *total += 1;
            }
        }
        let mut seen: Vec<Option<Seen>> =
            totals.iter().map(|&total| (total >= FEWEST).then(|| Seen::of(total))).collect();
        let mut clock = LocalClock::new(self.zone.unwrap_or(chrono_tz::UTC));
        // In each group the message whose predecessor is looked for.
        let mut waiting: Vec<Option<(u32, i64)>> = vec![None; self.groups.len()];
        for row in (0..rows.at.len()).rev() {
            if kind_of(rows.tags[row]) == MessageKind::System {
                continue;
            }
            let (group, member) = (group_of(rows.tags[row]), rows.member[row]);
            let at = rows.at[row];
            let later = waiting.get_mut(group as usize).and_then(|later| later.replace((member, at)));
            if let Some((author, then)) = later.filter(|(author, _)| *author != member)
                && let Some(Some(seen)) = seen.get_mut(author as usize)
                && (seen.after.len() as u32) < MOST
                && then - at <= FOLLOWS
            {
                seen.after.push(member);
                let exact = then % MINUTE != 0 || at % MINUTE != 0;
                seen.quick += u32::from(exact && then - at <= QUICK);
            }
            let Some(Some(seen)) = seen.get_mut(member as usize) else { continue };
            if seen.messages >= MOST {
                continue;
            }
            seen.messages += 1;
            seen.chars += u64::from(rows.chars[row]);
            seen.lengths.push(rows.chars[row]);
            seen.hours |= 1 << clock.day_hour(at).1;
            match seen.next.iter_mut().find(|(known, _)| *known == group) {
                Some((_, next)) => {
                    let gap = (*next - at + MINUTE / 2).div_euclid(MINUTE);
                    seen.gaps.push(u32::try_from(gap).unwrap_or(u32::MAX));
                    *next = at;
                }
                None => seen.next.push((group, at)),
            }
        }
        let habit = |(member, seen): (usize, Option<Seen>)| {
            let mut seen = seen?;
            let (gap, often) = commonest(&mut seen.gaps);
            Some(Habit {
                member: member as u32,
                messages: seen.messages,
                quick: seen.quick.min(seen.messages),
                hours: seen.hours.count_ones(),
                gap: (gap, often, seen.gaps.len() as u32),
                length: commonest(&mut seen.lengths),
                chars: seen.chars,
                after: commonest(&mut seen.after),
            })
        };
        seen.into_iter().enumerate().filter_map(habit).collect()
    }

    /// The habits of one member; `None` for who said too little.
    pub fn habit(&self, member: u32) -> Option<&Habit> {
        let place = self.habits.binary_search_by_key(&member, |habit| habit.member).ok()?;
        self.habits.get(place)
    }

    /// First words of a member anywhere, with the group; `None` for who never spoke.
    pub fn first_words(&self, member: u32) -> Option<(u32, Timestamp)> {
        let mut lines = self.timeline.of(member);
        lines.find(|line| line.kind != MessageKind::System).map(|line| (line.group, Timestamp(line.at)))
    }
}

/// The commonest value and how often it occurs; zeros for none.
fn commonest(values: &mut [u32]) -> (u32, u32) {
    values.sort_unstable();
    let runs = values.chunk_by(|one, two| one == two);
    runs.map(|run| (run.first().copied().unwrap_or(0), run.len() as u32))
        .max_by_key(|&(value, count)| (count, value))
        .unwrap_or_default()
}
