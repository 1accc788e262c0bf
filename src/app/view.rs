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
    /// Steps that people pass, and where they are lost.
    Funnels,
    /// Who brought whom.
    Referral,
    /// Prices, takings, renewals and costs.
    Money,
    /// Comparisons of two or more ways.
    Experiments,
}

impl View {
    /// The views of a page in the order of its tabs; none for a page of one screen.
    pub fn of(page: Page) -> &'static [Self] {
        match page {
            Page::Structure => {
                &[Self::Portfolio, Self::Group, Self::Cooling, Self::Roles, Self::Migration, Self::Naming]
            }
            Page::Funnel => &[Self::Funnels, Self::Referral, Self::Money, Self::Experiments],
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
            Self::Funnels | Self::Referral | Self::Money | Self::Experiments => Page::Funnel,
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
            Self::Funnels => "view.funnels",
            Self::Referral => "view.referral",
            Self::Money => "view.money",
            Self::Experiments => "view.experiments",
        }
    }
}
