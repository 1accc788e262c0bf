//! Who brought whom: the trees of invitations, how they spread and what they sold.

mod branch;
mod branching;
mod channels;
mod cost;
mod fen;
mod forest;
mod generations;
mod growth;
mod ledger;
mod panel;
mod trees;
mod vine;

pub use branch::{Branch, branch, descendants, largest_branch};
pub use branching::Offspring;
pub use channels::{ChannelPerson, ChannelRow, channels, invite_conversion};
pub use cost::{cost_each, cost_per_retained_descendant, return_on_cost};
pub use fen::{geometric_credit_fen, linear_credit_fen, payouts};
pub use forest::{Forest, Invitation, Refusal, Refused};
pub use generations::{GenerationRow, generation_rows, mean_and_median};
pub use growth::{continuous_total, final_total, viral_coefficient, wave_size, wave_total};
pub use ledger::{direct_credit, geometric_credit, linear_credit, root_credit, subtree_totals};
pub use panel::{K_WINDOW, Referral, referral};
pub use trees::{Fate, Spread, Standing, Trees};
pub use vine::{Leaf, Limb, Vine, vine};
