//! Things in a project that can be lived with.

/// Something in a project that can be lived with, and where.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    pub kind: WarningKind,
    /// Path inside the document, such as `rosters[3].members[7]`; empty on the line that counts what was left out.
    pub path: String,
    pub message: String,
}

/// The kinds of warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    UnknownMember,
    UnknownGroup,
    UnknownAccount,
    DuplicateId,
    /// An event name that nothing in the project produces, or an account tree that runs in a circle.
    DanglingReference,
    /// A number or date outside what it can be.
    OutOfRange,
    /// Somebody who invited themselves.
    SelfInvite,
    /// Inviters that lead back to where they began.
    InviterCycle,
    /// A stay or a flag that ends before it begins.
    EndsBeforeStart,
    /// Orders or events of somebody who is matched with no member, counted in one warning.
    Unmatched,
    /// A funnel without steps.
    NoSteps,
}
