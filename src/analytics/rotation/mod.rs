//! Read-outs of a duty rota as it stands: cover, loads, fairness, and why a week is empty.

mod fairness;
mod pick;
mod readout;

pub use fairness::{Fairness, Overload, Quality, balance_percent, fairness, quality};
pub use pick::{PickCandidate, free, pick};
pub use readout::{Consecutive, Overloaded, RotaReadout, Rotation, Uncovered, read_rota, rotation};

#[cfg(test)]
mod tests;
