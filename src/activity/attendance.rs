//! Who was there on which day, as bits.

use std::collections::VecDeque;

use rayon::prelude::*;

use super::{Day, DayCount};

/// For each day with anybody on it the people of that day, as one bit a person.
///
/// Counts of distinct people over days, weeks or trailing windows are unions and counts of bits. Takes one bit a person
/// and day on busy days, four bytes a person on quiet ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    people: usize,
    days: Vec<(Day, Row)>,
}

/// Most words of a table of bits with a row for every day, 32 MiB.
const MOST_WORDS: usize = 4 << 20;

/// The people of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Row {
    Few(Box<[u32]>),
    Many(Box<[u64]>),
}

impl Row {
    /// Who is in either; a list stays one as long as it takes less room than bits.
    fn and(&self, other: &Self, people: usize) -> Self {
        if let (Self::Few(one), Self::Few(two)) = (self, other)
            && (one.len() + two.len()) / 2 < people.div_ceil(64)
        {
            let mut all = [&one[..], &two[..]].concat();
            all.sort_unstable();
            all.dedup();
            return Self::Few(all.into());
        }
        let mut all = People::none(people);
        all.take_in(self);
        all.take_in(other);
        Self::Many(all.words.into())
    }
}

/// A set of people, one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    words: Vec<u64>,
}

impl People {
    /// Nobody out of so many.
    pub fn none(people: usize) -> Self {
        Self { words: vec![0; people.div_ceil(64)] }
    }

    /// Takes in one person; who is out of range is nobody.
    pub fn insert(&mut self, person: u32) {
        if let Some(word) = self.words.get_mut(person as usize / 64) {
            *word |= 1 << (person % 64);
        }
    }

    /// Leaves everybody out.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Leaves one person out.
    pub fn remove(&mut self, person: u32) {
        if let Some(word) = self.words.get_mut(person as usize / 64) {
            *word &= !(1 << (person % 64));
        }
    }

    /// True for who is in.
    pub fn contains(&self, person: u32) -> bool {
        self.words.get(person as usize / 64).is_some_and(|word| word >> (person % 64) & 1 == 1)
    }

    /// How many are in.
    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// How many are in both.
    pub fn common(&self, other: &Self) -> u32 {
        self.words.iter().zip(&other.words).map(|(a, b)| (a & b).count_ones()).sum()
    }

    /// Takes in all of another set.
    pub fn join(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Leaves out everybody of another set.
    pub fn leave_out(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// Keeps only who is in the other set, too.
    pub fn keep(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Everybody in it, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        bits(&self.words)
    }

    fn take_in(&mut self, row: &Row) {
        match row {
            Row::Few(people) => people.iter().for_each(|&person| self.insert(person)),
            Row::Many(words) => self.words.iter_mut().zip(words).for_each(|(word, other)| *word |= other),
        }
    }
}

impl Attendance {
    /// Gathers (day, person) in any order, as often as they come. People from `people` on are left out.
    pub fn gather(people: usize, cells: impl Iterator<Item = (Day, u32)> + Clone) -> Self {
        let mut days: Vec<Day> = Vec::new();
        let mut last = None;
        for (day, _) in cells.clone() {
            if last != Some(day) {
                last = Some(day);
                days.push(day);
            }
        }
        days.sort_unstable();
        days.dedup();
        let mut counts = vec![0_usize; days.len()];
        // Cells of one day often follow each other.
        let place = |day: Day, at: &mut usize| {
            if days.get(*at) != Some(&day) {
                *at = days.binary_search(&day).unwrap_or(0);
            }
            *at
        };
        let mut at = 0;
        for (day, _) in cells.clone() {
            counts[place(day, &mut at)] += 1;
        }
        let words = people.div_ceil(64);
        enum Open {
            Few(Vec<u32>),
            Many(Box<[u64]>),
        }
        let mut rows: Vec<Open> = counts
            .into_iter()
            .map(|count| {
                if count / 2 >= words {
                    Open::Many(vec![0; words].into())
                } else {
                    Open::Few(Vec::with_capacity(count))
                }
            })
            .collect();
        for (day, person) in cells.filter(|(_, person)| (*person as usize) < people) {
            match &mut rows[place(day, &mut at)] {
                Open::Few(list) => list.push(person),
                Open::Many(words) => words[person as usize / 64] |= 1 << (person % 64),
            }
        }
        let close = |row: Open| match row {
            Open::Many(words) => Row::Many(words),
            Open::Few(mut list) => {
                list.sort_unstable();
                list.dedup();
                Row::Few(list.into())
            }
        };
        Self { people, days: days.into_iter().zip(rows.into_iter().map(close)).collect() }
    }

    /// Gathers who wrote on which day from runs of counts, as [`Attendance::gather`] does, on all cores.
    pub fn of_runs(people: usize, runs: &[&[DayCount]]) -> Self {
        let words = people.div_ceil(64);
        let days = runs.iter().filter_map(|run| Some((run.first()?.day, run.last()?.day)));
        let range = days.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let Some((first, last)) = range else { return Self { people, days: Vec::new() } };
        let length = length(first, last);
        if length.saturating_mul(words) > MOST_WORDS {
            let cells = runs.iter().flat_map(|run| run.iter());
            return Self::gather(people, cells.map(|cell| (cell.day, cell.member)));
        }
        let mark = |runs: &[&[DayCount]]| {
            let mut bits = vec![0_u64; length * words];
            let cells = runs.iter().flat_map(|run| run.iter());
            for cell in cells.filter(|cell| (cell.member as usize) < people) {
                bits[offset(first, cell.day) * words + cell.member as usize / 64] |= 1 << (cell.member % 64);
            }
            bits
        };
        let both = |mut bits: Vec<u64>, more: Vec<u64>| {
            bits.iter_mut().zip(more).for_each(|(word, more)| *word |= more);
            bits
        };
        let share = runs.len().div_ceil(rayon::current_num_threads()).max(1);
        let bits = runs.par_chunks(share).map(mark).reduce_with(both).unwrap_or_default();
        let row = |words: &[u64]| {
            let here: u32 = words.iter().map(|word| word.count_ones()).sum();
            match here as usize {
                0 => None,
                few if few / 2 < words.len() => Some(Row::Few(self::bits(words).collect())),
                _ => Some(Row::Many(words.into())),
            }
        };
        let rows = (first..=last).zip(bits.chunks(words.max(1)));
        Self { people, days: rows.filter_map(|(day, words)| Some((day, row(words)?))).collect() }
    }

    /// How many people there are, those who are never there included.
    pub fn people(&self) -> usize {
        self.people
    }

    /// Who was there by either of two.
    pub fn union(&self, other: &Self) -> Self {
        let people = self.people.max(other.people);
        let (mut mine, mut theirs) = (self.days.iter().peekable(), other.days.iter().peekable());
        let mut days = Vec::with_capacity(self.days.len());
        loop {
            let next = match (mine.peek(), theirs.peek()) {
                (None, None) => break,
                (Some((day, _)), Some((other, _))) => *day.min(other),
                (Some((day, _)), None) | (None, Some((day, _))) => *day,
            };
            let row = match (mine.next_if(|(day, _)| *day == next), theirs.next_if(|(day, _)| *day == next)) {
                (Some((_, row)), None) | (None, Some((_, row))) => row.clone(),
                (Some((_, one)), Some((_, two))) => one.and(two, people),
                (None, None) => break,
            };
            days.push((next, row));
        }
        Self { people, days }
    }

    /// Only these people, and only up to a day.
    pub fn only(&self, people: &People, until: Day) -> Self {
        let masked = |row: &Row| match row {
            Row::Few(list) => {
                let list: Box<[u32]> =
                    list.iter().copied().filter(|&person| people.contains(person)).collect();
                (!list.is_empty()).then_some(Row::Few(list))
            }
            Row::Many(words) => {
                let words: Box<[u64]> = words.iter().zip(&people.words).map(|(a, b)| a & b).collect();
                words.iter().any(|word| *word != 0).then_some(Row::Many(words))
            }
        };
        let days = self.slice(Day::MIN, until).iter().filter_map(|(day, row)| Some((*day, masked(row)?)));
        Self { people: self.people, days: days.collect() }
    }

    /// The first day of each person; `None` for who is never there.
    pub fn first_days(&self) -> Vec<Option<Day>> {
        let mut first = vec![None; self.people];
        let mut seen = People::none(self.people);
        for (day, row) in &self.days {
            let mut fresh = People::none(self.people);
            fresh.take_in(row);
            fresh.leave_out(&seen);
            seen.join(&fresh);
            fresh.iter().for_each(|person| first[person as usize] = Some(*day));
        }
        first
    }

    /// The last day of each person within a range; `None` for who was not there on any of its days.
    pub fn last_days(&self, from: Day, to: Day) -> Vec<Option<Day>> {
        let mut last = vec![None; self.people];
        self.each(from, to, |day, person| last[person as usize] = Some(day));
        last
    }

    /// How many people were there on exactly 1, 2, ... of the days of a range. Who was there on none is not in it.
    pub fn histogram(&self, from: Day, to: Day) -> Vec<u32> {
        let mut times = vec![0_u32; self.people];
        self.each(from, to, |_, person| times[person as usize] += 1);
        let mut people = vec![0; length(from, to)];
        for times in times.into_iter().filter(|times| *times > 0) {
            people[times as usize - 1] += 1;
        }
        people
    }

    /// The days on which anybody was there, ascending.
    pub fn days(&self) -> impl DoubleEndedIterator<Item = Day> + '_ {
        self.days.iter().map(|(day, _)| *day)
    }

    /// First and last day with anybody on it.
    pub fn range(&self) -> Option<(Day, Day)> {
        Some((self.days.first()?.0, self.days.last()?.0))
    }

    /// Calls `take` with each day from `from` to `to`, both included, and everybody who was there on it, days ascending.
    #[inline]
    pub fn each(&self, from: Day, to: Day, mut take: impl FnMut(Day, u32)) {
        for (day, row) in self.slice(from, to) {
            match row {
                Row::Few(people) => people.iter().for_each(|&person| take(*day, person)),
                Row::Many(words) => {
                    for person in bits(words) {
                        take(*day, person);
                    }
                }
            }
        }
    }

    /// Everybody who was there between two days, both included.
    pub fn between(&self, from: Day, to: Day) -> People {
        let mut people = People::none(self.people);
        for (_, row) in self.slice(from, to) {
            people.take_in(row);
        }
        people
    }

    fn slice(&self, from: Day, to: Day) -> &[(Day, Row)] {
        super::slice(&self.days, |(day, _)| *day, from, to)
    }

    /// Distinct people between two days, both included.
    pub fn distinct(&self, from: Day, to: Day) -> u32 {
        self.between(from, to).count()
    }

    /// People of each day of a range, both ends included.
    pub fn active(&self, from: Day, to: Day) -> Vec<u32> {
        let mut counts = vec![0; length(from, to)];
        for (day, row) in self.slice(from, to) {
            counts[offset(from, *day)] = match row {
                Row::Few(people) => people.len() as u32,
                Row::Many(words) => words.iter().map(|word| word.count_ones()).sum(),
            };
        }
        counts
    }

    /// Distinct people of the `window` days that end with each day of a range, both ends included.
    ///
    /// Days enter a queue of two stacks, the older of which holds unions with everything younger in it: each day is
    /// joined three times, however long the window.
    pub fn trailing(&self, from: Day, to: Day, window: Day) -> Vec<u32> {
        let window = window.max(1);
        let mut counts = vec![0; length(from, to)];
        let days = self.slice(from.saturating_sub(window - 1), to);
        let mut entering = days.iter().peekable();
        // Oldest last.
        let mut older: Vec<(Day, People)> = Vec::new();
        let mut younger: VecDeque<&(Day, Row)> = VecDeque::new();
        let mut union = People::none(self.people);
        for (day, count) in (from..=to).zip(&mut counts) {
            while let Some(next) = entering.next_if(|(entered, _)| *entered <= day) {
                union.take_in(&next.1);
                younger.push_back(next);
            }
            let begin = day.saturating_sub(window - 1);
            loop {
                if older.last().is_some_and(|(oldest, _)| *oldest < begin) {
                    older.pop();
                } else if older.is_empty() && younger.front().is_some_and(|(oldest, _)| *oldest < begin) {
                    let mut people = People::none(self.people);
                    while let Some((day, row)) = younger.pop_back() {
                        people.take_in(row);
                        older.push((*day, people.clone()));
                    }
                    union = People::none(self.people);
                } else {
                    break;
                }
            }
            *count = match older.last() {
                None => union.count(),
                Some((_, people)) => {
                    people.words.iter().zip(&union.words).map(|(a, b)| (a | b).count_ones()).sum()
                }
            };
        }
        counts
    }
}

/// The places of the bits that are set.
fn bits(words: &[u64]) -> Bits<'_> {
    Bits { words, word: 0, next: 0 }
}

/// The places of bits that are set, ascending.
struct Bits<'a> {
    words: &'a [u64],
    /// What is left of the word at hand.
    word: u64,
    /// The place at which the next word begins.
    next: u32,
}

impl Iterator for Bits<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        while self.word == 0 {
            let (&word, words) = self.words.split_first()?;
            (self.word, self.words) = (word, words);
            self.next += 64;
        }
        let place = self.next - 64 + self.word.trailing_zeros();
        self.word &= self.word - 1;
        Some(place)
    }
}

/// Days of a range, both ends included; 0 when it ends before it begins.
fn length(from: Day, to: Day) -> usize {
    (i64::from(to) - i64::from(from) + 1).max(0) as usize
}

fn offset(from: Day, day: Day) -> usize {
    (i64::from(day) - i64::from(from)) as usize
}
