//! Seeded chance that falls the same way on every platform: integer draws from ChaCha8, and `libm` where a curve is
//! needed, since the system's own `exp` and `pow` differ in the last bit.

use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// One stream of chance.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of that number under a seed; streams do not influence each other.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// Uniform in `0..n`; 0 when `n` is 0.
    pub fn below(&mut self, n: u32) -> u32 {
        if n == 0 { 0 } else { self.0.random_range(0..n) }
    }

    /// Uniform position in a list of that length; 0 when it is empty.
    pub fn index(&mut self, len: usize) -> usize {
        self.below(u32::try_from(len).unwrap_or(u32::MAX)) as usize
    }

    /// Uniform in `low..=high`; `low` when they are the wrong way round.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        if low >= high { low } else { self.0.random_range(low..=high) }
    }

    /// Uniform in `0..1`, in steps of 2^-53.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// One of the items; `None` of an empty list.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = self.index(items.len());
        items.get(index)
    }

    /// One of the texts; empty of an empty list.
    pub fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.pick(words).copied().unwrap_or("")
    }

    /// Lognormal with median 1.
    pub fn lognormal(&mut self, sigma: f64) -> f64 {
        libm::exp(sigma * self.normal())
    }

    /// Standard normal (Box and Muller 1958).
    fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// A weight with density proportional to `x^-alpha` from 1 up to `cap`, in hundredths.
    pub fn power_law(&mut self, alpha: f64, cap: f64) -> u32 {
        let x = libm::pow(1.0 - self.unit(), -1.0 / (alpha - 1.0));
        (x.min(cap) * 100.0) as u32
    }

    /// Number of trials up to the first that fails, when one goes on with probability `p`; at most `cap`.
    pub fn geometric(&mut self, p: f64, cap: u32) -> u32 {
        let mut count = 1;
        while count < cap && self.chance(p) {
            count += 1;
        }
        count
    }

    /// Puts a list into random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.index(last + 1);
            items.swap(last, other);
        }
    }
}

/// Draws positions in proportion to integer weights.
#[derive(Clone, Debug, Default)]
pub struct Wheel {
    sums: Vec<u64>,
}

impl Wheel {
    /// A wheel over these weights.
    pub fn new(weights: impl Iterator<Item = u32>) -> Self {
        let sums = weights
            .scan(0u64, |sum, weight| {
                *sum += u64::from(weight);
                Some(*sum)
            })
            .collect();
        Self { sums }
    }

    /// A position; `None` when all weights are 0.
    pub fn spin(&self, dice: &mut Dice) -> Option<usize> {
        let total = *self.sums.last()?;
        if total == 0 {
            return None;
        }
        let at = dice.0.random_range(0..total);
        Some(self.sums.partition_point(|&sum| sum <= at))
    }
}
