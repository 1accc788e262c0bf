//! Who is who: members that may be one person, accounts that may be no ordinary members. Proposals only: the operator
//! decides.

mod marks;
mod same;

pub use marks::{Evidence, Guess, guesses};
pub use same::{Pair, Reason, same_people};
