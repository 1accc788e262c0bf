//! Engagement: who speaks, how often, who comes back and who has fallen silent.
//!
//! "Active" means: wrote at least one message. People only (no staff, bots or shills), each counted once over all
//! groups of the scope, unless a field says otherwise.

mod arpu;
mod calendar;
mod habits;
mod heatmap;
mod lifecycle;
mod moves;
mod newcomers;
mod panel;
mod presence;
mod retention;
mod same_age;
mod series;
mod silent;
mod survival;
mod windows;

pub use arpu::{ActivityPart, arpu_by_activity};
pub use calendar::{Interval, local_midnight};
pub use habits::{ActiveDays, SilenceLimit, mean_active_days, power_user_curve, silence_limit};
pub use heatmap::heatmap;
pub use lifecycle::{Lifecycle, lifecycle};
pub use moves::{Move, Moves};
pub use newcomers::{NEWCOMER_DAYS, NewcomerShare, message_share, newcomer_messages, people_share};
pub use panel::{
    CohortRow, DailyPoint, Engagement, GroupDaily, LifecyclePoint, RetentionTable, engagement,
    people_attendance, people_presence,
};
pub use presence::Presence;
pub use retention::{
    Cohort, CohortKind, RetentionQuery, Returned, bracket_retention, conditions_met, first_time_cohorts,
    retention, rolling_retention, window_day,
};
pub use same_age::{AgeBand, SecondWeek, age_bands};
pub use series::{PeriodPoint, series};
pub use silent::{SilentMember, silence, silent_members};
pub use survival::{Lifetime, LogRank, Survival, SurvivalPoint, log_rank};
pub use windows::{WindowUnit, weighted_mean, window_index, window_retention};

#[cfg(test)]
mod tests;
