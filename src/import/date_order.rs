//! Finding out which of two numbers in the dates of a file is the day.

pub use crate::model::DateOrder;

/// How an order was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inference {
    /// A number above 12 can only be a day, or the months run in order one way only.
    Certain(DateOrder),
    /// The number that changes more often was taken for the day.
    Likely(DateOrder),
    /// Nothing in the file decides.
    Undecidable,
}

/// Enough distinct days with a number above 12 to stop looking.
const ENOUGH: u32 = 20;

/// Gathers what the dates of a file say, in file order. `first` and `second` are the two numbers that may be day or
/// month.
#[derive(Clone, Debug, Default)]
pub struct OrderEvidence {
    last: Option<(u32, u32, i32)>,
    first_is_day: u32,
    second_is_day: u32,
    /// Steps up and down inside a year, of the first and of the second number.
    up: [u32; 2],
    down: [u32; 2],
    changes: [u32; 2],
}

impl OrderEvidence {
    /// Takes the next date.
    pub fn add(&mut self, first: u32, second: u32, year: i32) {
        let date = (first, second, year);
        let Some(last) = self.last.replace(date) else {
            self.first_is_day += u32::from(first > 12);
            self.second_is_day += u32::from(second > 12);
            return;
        };
        if last == date {
            return;
        }
        self.first_is_day += u32::from(first > 12);
        self.second_is_day += u32::from(second > 12);
        for (side, (before, now)) in [(last.0, first), (last.1, second)].into_iter().enumerate() {
            self.changes[side] += u32::from(before != now);
            if last.2 == year {
                self.up[side] += u32::from(now > before);
                self.down[side] += u32::from(now < before);
            }
        }
    }

    /// True when more dates would not change the answer.
    pub fn is_settled(&self) -> bool {
        self.first_is_day.max(self.second_is_day) >= ENOUGH
    }

    /// The verdict: a number above 12 first, then months that never turn back within a year (in either direction,
    /// for files written newest first), then the number that changes more often.
    pub fn infer(&self) -> Inference {
        match self.first_is_day.cmp(&self.second_is_day) {
            std::cmp::Ordering::Greater => return Inference::Certain(DateOrder::Dmy),
            std::cmp::Ordering::Less => return Inference::Certain(DateOrder::Mdy),
            std::cmp::Ordering::Equal => {}
        }
        let turns = |side: usize| self.up[side].min(self.down[side]);
        match (turns(0), turns(1)) {
            (0, back) if back > 0 => return Inference::Certain(DateOrder::Mdy),
            (back, 0) if back > 0 => return Inference::Certain(DateOrder::Dmy),
            _ => {}
        }
        match self.changes[0].cmp(&self.changes[1]) {
            std::cmp::Ordering::Greater => Inference::Likely(DateOrder::Dmy),
            std::cmp::Ordering::Less => Inference::Likely(DateOrder::Mdy),
            std::cmp::Ordering::Equal => Inference::Undecidable,
        }
    }
}
