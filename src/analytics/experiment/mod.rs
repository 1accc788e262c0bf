//! Comparisons of arms: two shares, how sure the difference is, and whether it may be believed.

mod arms;
mod bayes;
mod compare;
mod conclusion;
mod course;
mod distributions;
mod intervals;
mod lift;
mod mixture;
mod panel;
mod sample_size;
mod sequential;
mod several;
mod tests_of_shares;

pub use arms::{Arm, Dealt, Exposure, arms};
pub use bayes::{Posterior, chance_best, chance_better, expected_loss};
pub use compare::{Compared, Test, compare, sample_ratio_p};
pub use conclusion::{Conclusion, Question, conclude};
pub use course::{CoursePoint, LOOKS, PassedLook, course, critical, look_people, passed_looks};
pub use distributions::{
    beta_cdf, beta_quantile, normal_cdf, normal_quantile, student_quantile, student_two_sided_p,
};
pub use intervals::{agresti_caffo, agresti_coull, clopper_pearson, miettinen_nurminen, wald_difference};
pub use lift::{Lift, lift, lift_test};
pub use mixture::{AlwaysValid, mixture_likelihood_ratio};
pub use panel::{ExperimentResult, Verdict, experiments};
pub use sample_size::{Plan, detectable_rate};
pub use sequential::{Boundary, Look, boundary, crossing_chance, read_look, spending_boundary};
pub use several::{benjamini_hochberg, bonferroni};
pub use tests_of_shares::{
    Share, chi_square_p, fisher_p, holm, newcombe, one_sided_p, pooled_z, sample_ratio_chi_square,
    two_sided_p,
};
