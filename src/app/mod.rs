//! The program's state and the one place that changes it. No widgets here: `ui` reads [`AppState`] and returns
//! [`Command`]s.

mod analyse;
mod apply;
mod bring_in;
mod command;
mod commerce;
mod decisions;
mod edit;
mod figures;
mod follow;
mod history;
mod identity;
mod intake;
mod jobs;
mod nameless;
mod rota_edit;
mod rota_plan;
mod scope;
mod settings;
mod shift_edit;
mod shift_new;
mod shift_plan;
mod silences;
mod state;
mod take_out;
mod texts;
mod view;
mod work;

pub use crate::import::DateOrder;
pub use command::{Command, Dialog, Page};
pub use decisions::{GroupMove, PlanChange, today};
pub use edit::Edit;
pub use figures::{FigureKey, FigureStore};
pub use history::{Done, History};
pub use intake::{ImportCommand, Imported, Intake, IntakeFile};
pub use jobs::{JobId, JobKind, Jobs, Progress, Reading};
pub use rota_edit::{Answer, RotaChange};
pub use rota_plan::{PlanCommand, Proposal};
pub use scope::{Compare, Period, ScopeChoice};
pub use settings::Settings;
pub use shift_edit::{ShiftChange, ShiftPlace};
pub use shift_new::{first_shifts, next_shifts};
pub use shift_plan::{ShiftCommand, ShiftProposal};
pub use state::{Analysis, AppState, Clip, Loaded, Need, Problem, Toast};
pub use view::View;
