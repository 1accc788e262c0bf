//! Who did something when: for each person the buckets with activity, sorted, each once.

use super::Interval;
use crate::activity::{Attendance, Day, People};

/// Sorted buckets (days, or any other numbered interval) of each person, and what was counted in them.
///
/// People are numbered from 0. All questions about activity are answered by one walk over these runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Run of person `p`: `starts[p]..starts[p + 1]`.
    starts: Vec<usize>,
    slots: Vec<i32>,
    counts: Vec<u32>,
}

impl Presence {
    /// Gathers (person, bucket, count) in any order; counts of one person and bucket are added up. People from
    /// `people` on are left out.
    ///
    /// Linear, but for people whose buckets come out of order, who are sorted one by one.
    pub fn gather(people: usize, cells: impl Iterator<Item = (u32, i32, u32)> + Clone) -> Self {
        let mut ends = vec![0_usize; people + 1];
        for (person, ..) in cells.clone() {
            if let Some(end) = ends.get_mut(person as usize + 1) {
                *end += 1;
            }
        }
        for person in 0..people {
            ends[person + 1] += ends[person];
        }
        let bounds = ends.clone();
        let mut runs = vec![(0_i32, 0_u32); bounds[people]];
        for (person, slot, count) in cells {
            if (person as usize) < people {
                runs[ends[person as usize]] = (slot, count);
                ends[person as usize] += 1;
            }
        }
        let mut result = Self { starts: vec![0], ..Self::default() };
        result.slots.reserve(runs.len());
        result.counts.reserve(runs.len());
        for person in bounds.windows(2) {
            let run = &mut runs[person[0]..person[1]];
            if !run.is_sorted_by_key(|cell| cell.0) {
                run.sort_unstable_by_key(|cell| cell.0);
            }
            result.push_run(run.iter().copied());
        }
        result
    }

    /// The buckets in which each person was there on any day, counted once each.
    pub fn of_days(days: &Attendance, interval: Interval) -> Self {
        let all: Vec<Day> = days.days().collect();
        let buckets = all.chunk_by(|a, b| interval.index(*a) == interval.index(*b));
        let there: Vec<(i32, People)> =
            buckets.map(|run| (interval.index(run[0]), days.between(run[0], run[run.len() - 1]))).collect();
        let of = |(bucket, people): &(i32, People)| {
            let bucket = *bucket;
            people.iter().map(move |person| (person, bucket, 1)).collect::<Vec<_>>()
        };
        let cells: Vec<(u32, i32, u32)> = there.iter().flat_map(of).collect();
        Self::gather(days.people(), cells.into_iter())
    }

    /// Adds the next person; buckets ascend and may repeat.
    fn push_run(&mut self, run: impl Iterator<Item = (i32, u32)>) {
        let start = self.slots.len();
        for (slot, count) in run {
            if self.slots.len() > start && self.slots.last() == Some(&slot) {
                if let Some(last) = self.counts.last_mut() {
                    *last = last.saturating_add(count);
                }
            } else {
                self.slots.push(slot);
                self.counts.push(count);
            }
        }
        self.starts.push(self.slots.len());
    }

    /// The same, in longer buckets: `self` must be in days.
    pub fn regroup(&self, interval: Interval) -> Self {
        let mut result = Self { starts: vec![0], ..Self::default() };
        for person in 0..self.people() {
            let (days, counts) = self.run(person);
            result.push_run(days.iter().zip(counts).map(|(&day, &count)| (interval.index(day), count)));
        }
        result
    }

    /// The same people, numbered as before, of whom only some keep their buckets.
    pub fn keep(&self, keep: impl Fn(usize) -> bool) -> Self {
        let mut result = Self { starts: vec![0], ..Self::default() };
        for person in 0..self.people() {
            let (slots, counts) = if keep(person) { self.run(person) } else { (&[][..], &[][..]) };
            result.push_run(slots.iter().copied().zip(counts.iter().copied()));
        }
        result
    }

    /// Number of people, those without any bucket included.
    pub fn people(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The buckets of one person, ascending; empty for who is not there.
    pub fn slots(&self, person: usize) -> &[i32] {
        self.run(person).0
    }

    /// The buckets of one person and what was counted in each.
    pub fn run(&self, person: usize) -> (&[i32], &[u32]) {
        match (self.starts.get(person), self.starts.get(person + 1)) {
            (Some(&start), Some(&end)) => (&self.slots[start..end], &self.counts[start..end]),
            _ => (&[], &[]),
        }
    }

    /// The first bucket of one person.
    pub fn first(&self, person: usize) -> Option<i32> {
        self.slots(person).first().copied()
    }

    /// Distinct people in each bucket of a range, both ends included.
    pub fn active(&self, from: i32, to: i32) -> Vec<u32> {
        self.trailing(from, to, 1)
    }

    /// Distinct people in the `window` buckets that end with each bucket of a range, both ends included.
    ///
    /// WAU and MAU of a day are trailing windows of 7 and of 28 (or 30) days, labelled by their last day.
    pub fn trailing(&self, from: i32, to: i32, window: i32) -> Vec<u32> {
        let len = (i64::from(to) - i64::from(from) + 1).max(0) as usize;
        // Somebody active in bucket s counts in s..s+window: changes of the sum over the union of those stretches.
        let mut change = vec![0_i32; len + 1];
        let place = |slot: i64| (slot - i64::from(from)).clamp(0, len as i64) as usize;
        for person in 0..self.people() {
            let mut covered = i64::MIN;
            for &slot in self.slots(person) {
                let (start, end) = (i64::from(slot).max(covered), i64::from(slot) + i64::from(window.max(1)));
                change[place(start)] += 1;
                change[place(end)] -= 1;
                covered = end;
            }
        }
        let mut sum = 0_i32;
        change[..len]
            .iter()
            .map(|step| {
                sum += step;
                sum.max(0) as u32
            })
            .collect()
    }

    /// What was counted in each bucket of a range, both ends included.
    pub fn totals(&self, from: i32, to: i32) -> Vec<u64> {
        let len = (i64::from(to) - i64::from(from) + 1).max(0) as usize;
        let mut totals = vec![0_u64; len];
        for (&slot, &count) in self.slots.iter().zip(&self.counts) {
            if (from..=to).contains(&slot) {
                totals[(i64::from(slot) - i64::from(from)) as usize] += u64::from(count);
            }
        }
        totals
    }

    /// How many people were active in exactly 1, 2, ... of the buckets of a range (PostHog's stickiness; over 7 and
    /// 28 days the L7 and L28 of product analytics). Who was active in none is not in it.
    pub fn active_histogram(&self, from: i32, to: i32) -> Vec<u32> {
        let len = (i64::from(to) - i64::from(from) + 1).max(0) as usize;
        let mut people = vec![0_u32; len];
        for person in 0..self.people() {
            let slots = self.slots(person);
            let begin = slots.partition_point(|&slot| slot < from);
            let end = slots.partition_point(|&slot| slot <= to);
            if end > begin {
                people[end - begin - 1] += 1;
            }
        }
        people
    }

    /// Distinct people in a range, both ends included.
    pub fn distinct(&self, from: Day, to: Day) -> u32 {
        self.active_histogram(from, to).iter().sum()
    }
}
