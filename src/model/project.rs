//! The whole portfolio, as plain data.

use std::sync::Arc;

use super::{
    Account, Audit, BudgetLine, ContentRules, Event, Experiment, Funnel, Group, GroupId, Mark, Member,
    MemberId, Membership, Merged, Migration, Occasion, Order, PlanItem, PriceTier, Privacy, Roster, Rota,
    ShiftWeek, SilentDecision, TableMapping, Thresholds, TimeEntry,
};

/// Everything a project file says, except the messages (see [`crate::log::MessageLog`]).
///
/// Tables that can be long are shared, so that a copy for undo costs nothing until one of them changes
/// (`Arc::make_mut`).
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    pub name: String,
    /// All days, weeks and hours are cut in this zone.
    pub time_zone: chrono_tz::Tz,
    pub week_start: chrono::Weekday,
    /// ISO 4217 code.
    pub currency: String,
    pub accounts: Vec<Account>,
    pub groups: Vec<Group>,
    pub members: Arc<Vec<Member>>,
    pub memberships: Arc<Vec<Membership>>,
    pub rosters: Arc<Vec<Roster>>,
    pub events: Arc<Vec<Event>>,
    pub orders: Arc<Vec<Order>>,
    pub funnels: Vec<Funnel>,
    pub experiments: Vec<Experiment>,
    pub activities: Vec<Occasion>,
    pub rotas: Vec<Rota>,
    /// Weeks of shifts, in any order.
    pub shifts: Vec<ShiftWeek>,
    pub thresholds: Thresholds,
    /// Members that are aliases of others now.
    pub merged: Vec<Merged>,
    /// Pairs of members that were proposed as one person and are not.
    pub different: Vec<(MemberId, MemberId)>,
    /// Guesses about bots, staff and shills.
    pub marks: Vec<Mark>,
    /// What was decided about silent members, one decision a member.
    pub silent_decisions: Arc<Vec<SilentDecision>>,
    pub privacy: Privacy,
    /// Rates count staff, bots and shills too.
    pub count_everyone: bool,
    /// How tables of other programs were read, for the next one with the same headings.
    pub mappings: Vec<TableMapping>,
    /// What the operator has decided to do, in the order it was written down.
    pub plan: Vec<PlanItem>,
    /// Scores of groups, any number a group.
    pub audits: Vec<Audit>,
    /// What is sold at which price, the lowest rung first.
    pub prices: Vec<PriceTier>,
    /// What is to be spent, and what was.
    pub budget: Vec<BudgetLine>,
    /// Groups to close and whom to invite where, while that is being prepared.
    pub migration: Migration,
    /// How messages are divided into classes.
    pub content: ContentRules,
    /// Where the time of the team went.
    pub time_log: Vec<TimeEntry>,
    /// Where the figures come from, printed under charts and on reports (made-up data says so here).
    pub note: String,
    /// The pattern that names of members follow in groups without one of their own.
    pub naming: Option<String>,
}

impl Default for Project {
    /// An empty project in Asia/Shanghai, weeks from Monday, CNY.
    fn default() -> Self {
        Self {
            name: String::new(),
            time_zone: chrono_tz::Asia::Shanghai,
            week_start: chrono::Weekday::Mon,
            currency: "CNY".to_owned(),
            accounts: Vec::new(),
            groups: Vec::new(),
            members: Arc::default(),
            memberships: Arc::default(),
            rosters: Arc::default(),
            events: Arc::default(),
            orders: Arc::default(),
            funnels: Vec::new(),
            experiments: Vec::new(),
            activities: Vec::new(),
            rotas: Vec::new(),
            shifts: Vec::new(),
            thresholds: Thresholds::default(),
            merged: Vec::new(),
            different: Vec::new(),
            marks: Vec::new(),
            silent_decisions: Arc::default(),
            privacy: Privacy::default(),
            count_everyone: false,
            mappings: Vec::new(),
            plan: Vec::new(),
            audits: Vec::new(),
            prices: Vec::new(),
            budget: Vec::new(),
            migration: Migration::default(),
            content: ContentRules::default(),
            time_log: Vec::new(),
            note: String::new(),
            naming: None,
        }
    }
}

impl Project {
    /// The group of that id.
    pub fn group(&self, id: &GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == *id)
    }

    /// The member of that id. Linear: build an index for loops.
    pub fn member(&self, id: &MemberId) -> Option<&Member> {
        self.members.iter().find(|member| member.id == *id)
    }

    /// The number of a rota as it stands, for [`super::Solved::of`].
    pub fn rota_number(&self, rota: &Rota) -> u64 {
        rota.number(|id| self.member(id).and_then(|member| member.tier))
    }
}
