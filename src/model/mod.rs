//! The project as plain data: one type per file, no behaviour beyond what the data means.

mod account;
mod audit;
mod budget;
mod content;
mod date_order;
mod event;
mod funnel;
mod group;
mod identity;
mod ids;
mod member;
mod membership;
mod message;
mod migration;
mod money;
mod occasion;
mod plan_item;
mod privacy;
mod project;
mod rota;
mod shift;
mod silence;
mod table_mapping;
mod thresholds;
mod time_log;
mod timestamp;
mod value_class;

pub use account::{Account, Platform};
pub use audit::{Audit, Axis, Score};
pub use budget::{BudgetLine, PriceTier};
pub use content::{ContentAxis, ContentClass, ContentRule, ContentRules, Sender};
pub use date_order::DateOrder;
pub use event::{Event, Order};
pub use funnel::{
    BUILT_IN_EVENTS, Experiment, Funnel, FunnelExclusion, FunnelStep, GroupArm, Pdca, StepFilter, StepOrder,
};
pub use group::{Charter, EntryThreshold, Group, Motive, Side};
pub use identity::{Decision, Given, Mark, Merged};
pub use ids::{AccountId, ExperimentId, FunnelId, GroupId, MemberId};
pub use member::{Member, MemberKind, Role, Tier};
pub use membership::{Evidence, Membership, Roster};
pub use message::{Message, MessageKind};
pub use migration::{ClosingGroup, Migration, MoveException};
pub use money::Money;
pub use occasion::{Occasion, OccasionKind};
pub use plan_item::PlanItem;
pub use privacy::Privacy;
pub use project::Project;
pub use rota::{
    Candidate, ClosedDays, Closing, Duty, HolidayRegion, Incentive, PublicHolidays, RequestState, RewardKind,
    Rota, RotaRules, SwapRequest, Wanted,
};
pub use shift::{
    MOST_SLOTS, PlanStatus, Shift, ShiftGroup, ShiftPerson, ShiftRules, ShiftWeek, Slot, SlotDemand, Solved,
    plan_number,
};
pub use silence::{SilentChoice, SilentDecision};
pub use table_mapping::{ColumnRole, TableMapping, TablePurpose, plain_heading};
pub use thresholds::{Sourced, Thresholds};
pub use time_log::{TimeEntry, WorkKind};
pub use timestamp::Timestamp;
pub use value_class::{ClassCorrection, ValueClass};
