//! What the columns of a table from another program mean, as the user sees it and the project remembers it.

use serde::{Deserialize, Serialize};

use super::{DateOrder, GroupId};

/// How one kind of table is read: found by its headings when the next one comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableMapping {
    /// The headings in the order of the table.
    pub headings: Vec<String>,
    pub purpose: TablePurpose,
    /// What each column means, as many as there are headings.
    pub columns: Vec<ColumnRole>,
    /// Order of day and month, where the table does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// The group that the rows belong to, where no column names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Name of the events, where no column names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TablePurpose {
    Messages,
    /// A member list.
    Members,
    Orders,
    Events,
}

/// What a column says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ColumnRole {
    /// Nothing that is taken in.
    Nothing,
    /// Date and time, or the date when there is a column for the time of day.
    Time,
    TimeOfDay,
    /// Stable id of the person: sender, member or buyer.
    Id,
    Name,
    Phone,
    GroupId,
    GroupName,
    Text,
    Kind,
    MessageId,
    ReplyTo,
    /// Truth value: the platform wrote it.
    System,
    /// Day of a member list.
    Date,
    Joined,
    /// Id or name of who brought the person in.
    Inviter,
    Tier,
    Role,
    Tags,
    Source,
    Amount,
    Product,
    OrderNumber,
    /// Whether an order was paid, closed or paid back.
    Status,
    Expires,
    Renewal,
    /// Name of the event.
    Event,
    /// A fact about the person, kept under that name.
    Profile(String),
    /// A property of the event, kept under that name.
    Property(String),
}

/// The roles that are one word, with the word.
const WORDS: [(ColumnRole, &str); 27] = [
    (ColumnRole::Nothing, "nothing"),
    (ColumnRole::Time, "time"),
    (ColumnRole::TimeOfDay, "time_of_day"),
    (ColumnRole::Id, "id"),
    (ColumnRole::Name, "name"),
    (ColumnRole::Phone, "phone"),
    (ColumnRole::GroupId, "group"),
    (ColumnRole::GroupName, "group_name"),
    (ColumnRole::Text, "text"),
    (ColumnRole::Kind, "kind"),
    (ColumnRole::MessageId, "message_id"),
    (ColumnRole::ReplyTo, "reply_to"),
    (ColumnRole::System, "system"),
    (ColumnRole::Date, "date"),
    (ColumnRole::Joined, "joined"),
    (ColumnRole::Inviter, "inviter"),
    (ColumnRole::Tier, "tier"),
    (ColumnRole::Role, "role"),
    (ColumnRole::Tags, "tags"),
    (ColumnRole::Source, "source"),
    (ColumnRole::Amount, "amount"),
    (ColumnRole::Product, "product"),
    (ColumnRole::OrderNumber, "order_number"),
    (ColumnRole::Status, "status"),
    (ColumnRole::Expires, "expires"),
    (ColumnRole::Renewal, "renewal"),
    (ColumnRole::Event, "event"),
];

impl TablePurpose {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Messages, Self::Members, Self::Orders, Self::Events];

    /// The word for it on the command line and in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Members => "members",
            Self::Orders => "orders",
            Self::Events => "events",
        }
    }

    /// The roles that columns of such a table can have, in the order in which they are offered.
    pub fn roles(self) -> &'static [ColumnRole] {
        use ColumnRole as R;
        match self {
            Self::Messages => &[
                R::Nothing,
                R::Time,
                R::TimeOfDay,
                R::Id,
                R::Name,
                R::Text,
                R::Kind,
                R::GroupId,
                R::GroupName,
                R::MessageId,
                R::ReplyTo,
                R::System,
            ],
            Self::Members => &[
                R::Nothing,
                R::Id,
                R::Name,
                R::Phone,
                R::GroupId,
                R::GroupName,
                R::Date,
                R::Joined,
                R::Inviter,
                R::Tier,
                R::Role,
                R::Tags,
                R::Source,
            ],
            Self::Orders => &[
                R::Nothing,
                R::Time,
                R::TimeOfDay,
                R::Id,
                R::Name,
                R::Phone,
                R::OrderNumber,
                R::Product,
                R::Amount,
                R::Status,
                R::Tier,
                R::Expires,
                R::Renewal,
                R::GroupId,
                R::GroupName,
            ],
            Self::Events => &[
                R::Nothing,
                R::Time,
                R::TimeOfDay,
                R::Id,
                R::Name,
                R::Phone,
                R::Event,
                R::GroupId,
                R::GroupName,
            ],
        }
    }

    /// True when columns of such a table can have that role.
    pub fn allows(self, role: &ColumnRole) -> bool {
        match role {
            ColumnRole::Profile(_) => self == Self::Members,
            ColumnRole::Property(_) => self == Self::Events,
            plain => self.roles().contains(plain),
        }
    }
}

impl std::str::FromStr for TablePurpose {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.word().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("`{text}` is no kind of table; write messages, members, orders or events"))
    }
}

impl std::fmt::Display for ColumnRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Profile(name) => write!(f, "profile.{name}"),
            Self::Property(name) => write!(f, "property.{name}"),
            plain => {
                f.write_str(WORDS.iter().find(|(role, _)| role == plain).map_or("nothing", |(_, word)| word))
            }
        }
    }
}

impl std::str::FromStr for ColumnRole {
    type Err = String;

    /// Reads what [`std::fmt::Display`] writes.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(name) = text.strip_prefix("profile.").filter(|name| !name.is_empty()) {
            return Ok(Self::Profile(name.to_owned()));
        }
        if let Some(name) = text.strip_prefix("property.").filter(|name| !name.is_empty()) {
            return Ok(Self::Property(name.to_owned()));
        }
        let found = WORDS.iter().find(|(_, word)| word.eq_ignore_ascii_case(text));
        found.map(|(role, _)| role.clone()).ok_or_else(|| {
            let words: Vec<&str> = WORDS.iter().map(|(_, word)| *word).collect();
            format!(
                "`{text}` is not what a column can mean; write one of {}, profile.NAME, property.NAME",
                words.join(" ")
            )
        })
    }
}

impl TableMapping {
    /// True when it is for a table with these headings: the same ones in the same order, compared without case, spaces
    /// and the marks that exporters add.
    pub fn fits(&self, headings: &[String]) -> bool {
        self.headings.len() == headings.len()
            && self.columns.len() == headings.len()
            && self.headings.iter().zip(headings).all(|(a, b)| plain_heading(a) == plain_heading(b))
    }

    /// Where a role is; `None` when no column has it.
    pub fn column(&self, role: &ColumnRole) -> Option<usize> {
        self.columns.iter().position(|known| known == role)
    }

    /// True when a column has that role.
    pub fn has(&self, role: &ColumnRole) -> bool {
        self.columns.contains(role)
    }

    /// What such a table still needs before it can be read: roles of which one must be there. Empty when it is ready.
    pub fn lacks(&self) -> Vec<&'static [ColumnRole]> {
        use ColumnRole as R;
        const WHO: &[R] = &[R::Id, R::Name];
        const BUYER: &[R] = &[R::Id, R::Name, R::Phone];
        let needed: &[&'static [R]] = match self.purpose {
            TablePurpose::Messages => &[&[R::Time], WHO, &[R::Text, R::Kind]],
            TablePurpose::Members => &[WHO],
            TablePurpose::Orders => &[&[R::Time], BUYER, &[R::Amount]],
            TablePurpose::Events => &[&[R::Time], BUYER],
        };
        needed.iter().copied().filter(|roles| !roles.iter().any(|role| self.has(role))).collect()
    }
}

/// A heading for comparing: without case, spaces, byte order mark, quotes, `_` and `-`.
pub fn plain_heading(cell: &str) -> String {
    cell.chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '_' | '-' | '\u{FEFF}' | '"' | '*'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_read_as_it_is_written() {
        let own = [ColumnRole::Profile("地区".to_owned()), ColumnRole::Property("poster".to_owned())];
        for role in WORDS.iter().map(|(role, _)| role.clone()).chain(own) {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        for text in ["", "profile.", "nobody"] {
            assert!(text.parse::<ColumnRole>().is_err(), "{text}");
        }
    }

    #[test]
    fn every_offered_role_is_allowed_and_needed_ones_are_offered() {
        for purpose in TablePurpose::ALL {
            let empty = TableMapping {
                headings: Vec::new(),
                purpose,
                columns: Vec::new(),
                date_order: None,
                group: None,
                event: None,
            };
            for needed in empty.lacks() {
                assert!(needed.iter().all(|role| purpose.allows(role)), "{needed:?}");
            }
            assert_eq!(purpose.word().parse(), Ok(purpose));
        }
    }
}
