//! Plans, counted anew: every rule that a plan breaks, and what it costs, from the definitions alone.
//!
//! Nothing of the solvers is used but the data types of problems and plans.

mod week;
mod year;

#[cfg(test)]
mod tests;

pub use week::{WeekCheck, WeekCost, WeekViolation, check_week, fair_share};
pub use year::{YearCheck, YearCost, YearViolation, check_year};
