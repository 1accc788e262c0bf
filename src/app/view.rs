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
    /// The weeks of a rota: who serves when.
    Year,
    /// The same day by day.
    Month,
    /// The weeks of one person.
    Turns,
    /// What serving earns, and whether the pool pays for it.
    Rewards,
}

impl View {
    /// The views of a page in the order of its tabs; none for a page of one screen.
    pub fn of(page: Page) -> &'static [Self] {
        match page {
            Page::Structure => {
                &[Self::Portfolio, Self::Group, Self::Cooling, Self::Roles, Self::Migration, Self::Naming]
            }
            Page::Rotation => &[Self::Year, Self::Month, Self::Turns, Self::Rewards],
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
            Self::Year | Self::Month | Self::Turns | Self::Rewards => Page::Rotation,
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
            Self::Year => "view.year",
            Self::Month => "view.month",
            Self::Turns => "view.turns",
            Self::Rewards => "view.rewards",
        }
    }
}
