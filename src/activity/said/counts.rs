//! What is counted of the messages of one group and day.

use super::{Day, Side, Words};
use crate::model::{ContentAxis, ContentClass};

/// A heap that messages are sorted into: a class, or those that fit no rule of an axis.
///
/// Topics and forms are of people and staff, purposes of the company; services have no heaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heap(u8);

impl Heap {
    /// How many there are.
    pub const ALL: usize = ContentClass::ALL.len() + ContentAxis::ALL.len();

    /// The messages of a class.
    pub fn of(class: ContentClass) -> Self {
        Self(class as u8)
    }

    /// Those that fit no rule of an axis.
    pub fn nothing(axis: ContentAxis) -> Self {
        Self((ContentClass::ALL.len() + axis as usize) as u8)
    }

    /// Its bit in a set of heaps.
    pub fn bit(self) -> Heaps {
        1 << self.0
    }

    /// The heaps of a set.
    pub fn each(heaps: Heaps) -> impl Iterator<Item = Self> {
        (0..Self::ALL as u8).map(Self).filter(move |heap| heaps & heap.bit() != 0)
    }
}

/// A set of heaps, one bit each.
pub type Heaps = u16;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Messages, by whether their words are there.
    Words(Words),
    /// Messages of a side.
    Made(Side),
    /// Those that somebody else answered on the same day in the group.
    MadeAnswered(Side),
    /// Messages of a heap.
    Messages(Heap),
    /// Those that somebody else answered on the same day in the group.
    Answered(Heap),
    /// Shared pages and forwarded messages among them.
    PassedOn(Heap),
    /// Answers of others to them on the same day in the group, by people.
    Answers(Heap),
    /// As many by staff, bots and shills.
    AnswersByOthers(Heap),
    /// Messages that could be told by words that were not kept.
    Unknown(ContentAxis),
    /// Messages that a rule decided.
    Rule(usize),
    /// Messages of staff.
    Work(Task),
}

/// What a message of staff does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    Answer,
    Notice,
    Rule,
    Other,
    /// The words that would tell were not kept.
    Unknown,
}

impl Task {
    /// How many there are.
    pub const ALL: usize = 5;
}

impl What {
    /// How many things are counted, for the most rules.
    const ALL: usize = 9 + 5 * Heap::ALL + 4 + Task::ALL + crate::model::ContentRules::MOST;

    fn place(self) -> usize {
        const HEAPS: usize = 9;
        const UNKNOWN: usize = HEAPS + 5 * Heap::ALL;
        let of_heap = |which: usize, heap: Heap| HEAPS + which * Heap::ALL + usize::from(heap.0);
        match self {
            Self::Words(words) => words as usize,
            Self::Made(side) => 3 + side as usize,
            Self::MadeAnswered(side) => 6 + side as usize,
            Self::Messages(heap) => of_heap(0, heap),
            Self::Answered(heap) => of_heap(1, heap),
            Self::PassedOn(heap) => of_heap(2, heap),
            Self::Answers(heap) => of_heap(3, heap),
            Self::AnswersByOthers(heap) => of_heap(4, heap),
            Self::Unknown(axis) => UNKNOWN + axis as usize,
            Self::Work(task) => UNKNOWN + 4 + task as usize,
            Self::Rule(rule) => UNKNOWN + 4 + Task::ALL + rule,
        }
    }
}

/// How many of one thing there were on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub day: Day,
    place: u8,
    pub count: u32,
}

impl Count {
    /// True when it counts this.
    pub fn is(&self, what: What) -> bool {
        usize::from(self.place) == what.place()
    }
}

/// Sums of everything that is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums([u64; What::ALL]);

impl Default for Sums {
    fn default() -> Self {
        Self([0; What::ALL])
    }
}

impl Sums {
    /// The sums of some counts.
    pub fn of(counts: &[Count]) -> Self {
        let mut sums = Self::default();
        counts.iter().for_each(|count| sums.0[usize::from(count.place)] += u64::from(count.count));
        sums
    }

    /// How many of one thing there are; 0 for a rule beyond those that count.
    pub fn get(&self, what: What) -> u64 {
        self.0.get(what.place()).copied().unwrap_or(0)
    }

    /// Counts one more.
    pub fn add(&mut self, what: What) {
        if let Some(sum) = self.0.get_mut(what.place()) {
            *sum += 1;
        }
    }

    /// Adds all sums of another.
    pub fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(sum, other)| *sum += other);
    }

    /// Moves what is there into counts of a day.
    pub(super) fn drain(&mut self, day: Day, counts: &mut Vec<Count>) {
        for (place, sum) in (0_u8..).zip(&mut self.0).filter(|(_, sum)| **sum > 0) {
            let count = u32::try_from(std::mem::take(sum)).unwrap_or(u32::MAX);
            counts.push(Count { day, place, count });
        }
    }
}
