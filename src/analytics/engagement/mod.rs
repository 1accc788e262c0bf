//! Engagement: who speaks, how often, who comes back and who has fallen silent.
//!
//! "Active" means: wrote at least one message. People only (no staff, bots or shills), each counted once over all
//! groups of the scope, unless a field says otherwise.

mod ages;
mod arpu;
mod arrivals;
mod cadence;
mod calendar;
mod content;
mod habits;
mod heatmap;
mod lifecycle;
mod messages;
mod missed;
mod moves;
mod newcomers;
mod occasions;
mod panel;
mod person;
mod presence;
mod retention;
mod same_age;
mod segments;
mod series;
mod service;
mod silent;
mod survival;
mod talk;
mod trailing;
mod voices;
mod windows;

pub use ages::{GroupAge, GroupAges, group_ages};
pub use arpu::{ActivityPart, arpu_by_activity};
pub use arrivals::{Arrivals, FirstWords, NewcomerRow, OnboardingStep, arrivals, newcomers_by_group};
pub use cadence::{Cadence, FATIGUE, cadences};
pub use calendar::{Interval, local_midnight};
pub use content::{ClassRow, Content, OriginStep, Quote, RuleRow, SERIAL_SHARE, Texts, content};
pub use habits::{ActiveDays, SilenceLimit, mean_active_days, power_user_curve, silence_limit};
pub use heatmap::{heatmap, off_hours};
pub use lifecycle::{Lifecycle, lifecycle, lifecycle_of_days};
pub use missed::{Held, held_activities};
pub use moves::{Move, Moves};
pub use newcomers::{NEWCOMER_DAYS, NewcomerShare, message_rate, message_share, people_rate, people_share};
pub use occasions::{OCCASION_DAYS, OccasionEffect, OccasionWeek, occasion_effects};
pub(in crate::analytics) use panel::engagement_on;
pub use panel::{
    CohortRow, DailyPoint, Engagement, GroupDaily, LifecyclePoint, RetentionTable, Silence, engagement,
    people_attendance, people_presence, silence_at_end, silent_until,
};
pub use person::{PersonGroup, PersonPage, PersonPartner, person_page};
pub use presence::Presence;
pub use retention::{
    Cohort, CohortKind, Newcomers, RetentionQuery, Returned, conditions_met, first_time_cohorts, retention,
    window_day,
};
pub use same_age::{AgeBand, SecondWeek, age_bands};
pub use segments::{
    BracketRow, SegmentRetention, Split, brackets, mean_rates, retention_table, segment_retention,
};
pub use series::{PeriodPoint, series};
pub use service::{
    ANSWER_STEPS, GivenBack, GroupAnswers, Questions, Service, Unanswered, Work, WorkStep, WorkTime, service,
};
pub use silent::{DORMANT_LIMITS, SilenceKind, SilentMember, SilentRow, silence, silent_members};
pub use survival::{Lifetime, LogRank, Survival, SurvivalPoint, log_rank};
pub use talk::Talk;
pub use trailing::{TrailingPoint, trailing_points};
pub use voices::{Voices, voices};
pub use windows::{WindowUnit, weighted_mean, window_index, window_retention};

#[cfg(test)]
mod talk_tests;
#[cfg(test)]
mod tests;
