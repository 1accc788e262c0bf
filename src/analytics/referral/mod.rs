//! Who brought whom: the trees of invitations, how they spread and what they sold.

mod forest;
mod ledger;
mod panel;

pub use forest::{Forest, Invitation, Refusal, Refused};
pub use ledger::{direct_credit, geometric_credit, linear_credit, root_credit, subtree_totals};
pub use panel::{Referral, referral};
