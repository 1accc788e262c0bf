//! Pages that hold more than one screen are divided into views, chosen by tabs under the title.

use super::Page;

/// One tab of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// All groups: which to keep, and which are outside their bands.
    Portfolio,
    /// One group: its tiers, who speaks, whom to promote.
    Group,
    /// Who is linked with whom.
    Links,
    /// Who leaves, and whether it is those that others came for.
    Cooling,
    /// Roles and what a community needs.
    Roles,
    /// Groups to close, and whom to invite where.
    Migration,
    /// Accounts, groups, and who brought whom.
    Platform,
    /// Names of members against a rule.
    Naming,
    /// Messages and speakers over time.
    Time,
    /// Weekday by hour, and the staff's own hours.
    Hours,
    /// Who comes back, and where the weekly people come from.
    Retention,
    /// Groups by their own age.
    Ages,
    /// Who says nothing, and what was decided about them.
    Silent,
    /// Newcomers and old hands, and how the talking is spread.
    People,
    /// What is said: topics, forms, purposes, and who answers.
    Content,
    /// Service against operation, and questions that wait.
    Service,
    /// Steps that people pass, and where they are lost.
    Funnels,
    /// Who brought whom.
    Referral,
    /// Prices, takings, renewals and costs.
    Money,
    /// Comparisons of two or more ways.
    Experiments,
    /// The weeks of a rota: who serves when.
    Year,
    /// The same day by day.
    Month,
    /// A week of shifts: days, slots and groups.
    Shifts,
    /// The weeks of one person.
    Turns,
    /// What serving earns, and whether the pool pays for it.
    Rewards,
}

impl View {
    /// The views of a page in the order of its tabs; none for a page of one screen.
    pub fn of(page: Page) -> &'static [Self] {
        match page {
            Page::Structure => &[
                Self::Portfolio,
                Self::Group,
                Self::Links,
                Self::Cooling,
                Self::Roles,
                Self::Migration,
                Self::Platform,
                Self::Naming,
            ],
            Page::Engagement => &[
                Self::Time,
                Self::Hours,
                Self::Retention,
                Self::Ages,
                Self::Silent,
                Self::People,
                Self::Content,
                Self::Service,
            ],
            Page::Funnel => &[Self::Funnels, Self::Referral, Self::Money, Self::Experiments],
            Page::Rotation => &[Self::Year, Self::Month, Self::Shifts, Self::Turns, Self::Rewards],
            _ => &[],
        }
    }

    /// The page that a view belongs to.
    pub fn page(self) -> Page {
        match self {
            Self::Portfolio
            | Self::Group
            | Self::Links
            | Self::Cooling
            | Self::Roles
            | Self::Migration
            | Self::Platform
            | Self::Naming => Page::Structure,
            Self::Time
            | Self::Hours
            | Self::Retention
            | Self::Ages
            | Self::Silent
            | Self::People
            | Self::Content
            | Self::Service => Page::Engagement,
            Self::Funnels | Self::Referral | Self::Money | Self::Experiments => Page::Funnel,
            Self::Year | Self::Month | Self::Shifts | Self::Turns | Self::Rewards => Page::Rotation,
        }
    }

    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Portfolio => "view.portfolio",
            Self::Group => "view.group",
            Self::Links => "view.links",
            Self::Cooling => "view.cooling",
            Self::Roles => "view.roles",
            Self::Migration => "view.migration",
            Self::Platform => "view.platform",
            Self::Naming => "view.naming",
            Self::Time => "view.time",
            Self::Hours => "view.hours",
            Self::Retention => "view.retention",
            Self::Ages => "view.ages",
            Self::Silent => "view.silent",
            Self::People => "view.people",
            Self::Content => "view.content",
            Self::Service => "view.service",
            Self::Funnels => "view.funnels",
            Self::Referral => "view.referral",
            Self::Money => "view.money",
            Self::Experiments => "view.experiments",
            Self::Year => "view.year",
            Self::Month => "view.month",
            Self::Shifts => "view.shifts",
            Self::Turns => "view.turns",
            Self::Rewards => "view.rewards",
        }
    }
}
