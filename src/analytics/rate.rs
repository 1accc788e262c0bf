//! A share that never hides what it was made of.

use serde::Serialize;

/// Numerator over denominator; the value is unknown (`null`) when the denominator is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rate {
    pub value: Option<f64>,
    pub numerator: u64,
    pub denominator: u64,
}

impl Rate {
    /// The share of `numerator` in `denominator`.
    pub fn new(numerator: u64, denominator: u64) -> Self {
        let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
        Self { value, numerator, denominator }
    }
}
