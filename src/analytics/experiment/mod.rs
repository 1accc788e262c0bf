//! Comparisons of arms: two shares, how sure the difference is, and whether it may be believed.

mod arms;
mod panel;
mod tests_of_shares;

pub use arms::{Arm, arms};
pub use panel::{ExperimentResult, Test, Verdict, experiments};
pub use tests_of_shares::{
    chi_square_p, fisher_p, holm, newcombe, pooled_z, sample_ratio_chi_square, two_sided_p,
};
