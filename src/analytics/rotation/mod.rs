//! Read-outs of a duty rota as it stands: cover, loads, fairness, and why a week is empty.

mod effect;
mod fairness;
mod pick;
mod readout;
mod reward;
mod shift;

pub use effect::{Change, Effects, Trend, WeekEffect, effects};
pub use fairness::{Fairness, Overload, Quality, balance_percent, fairness, quality};
pub use pick::{PickCandidate, free, pick};
pub use readout::{Consecutive, Overloaded, RotaReadout, Rotation, Uncovered, read_rota, rotation};
pub use reward::{FeesFrom, MonthCost, RewardLine, Rewards, rewards};
pub use shift::{
    ShiftCell, ShiftReadout, UncoveredShift, read_shifts, shift_cells, shift_demand, shift_number,
    still_solved,
};

#[cfg(test)]
mod reward_tests;
#[cfg(test)]
mod tests;
