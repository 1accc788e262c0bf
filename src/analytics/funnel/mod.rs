//! Funnels: how many people pass the steps, how long it takes them, and where they come from.

mod breakdown;
mod convert;
mod detail;
mod ordered;
mod panel;
mod parts;
mod query;
mod ring;
mod route;
mod sent;
mod stream;
mod tally;
mod trend;
mod unordered;
mod walk;

pub use breakdown::{Attribution, breakdown, breakdown_counts};
pub use convert::{TimeToConvert, time_to_convert};
pub use detail::{FunnelDetail, TrendPoint, by_source, funnel_detail};
pub use panel::{FunnelNote, FunnelResult, FunnelStepResult, FunnelWarning, funnels};
pub use parts::{By, Part, PartKey, parts};
pub use query::{Exclusion, MAX_EXCLUSIONS, MAX_STEPS, Query, QueryError};
pub use ring::{Origin, Passage, Ring, RingCount, RingStage, SETTLED_AFTER, ring};
pub use route::Route;
pub use sent::tally_sent;
pub use stream::{Fact, FactStream, NO_GROUP, PersonHits};
pub use tally::{StepTally, Tally, conversion_times, mean_seconds, median_seconds, tally};
pub use trend::{Entrance, trend};
pub use walk::{Hit, Outcome, Walker};

#[cfg(test)]
mod optional_tests;
#[cfg(test)]
mod tests;
