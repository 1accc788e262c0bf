//! The five tables that may stand in CSV files, row by row.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use super::csv_cells::{
    date, flag, instant, list, money, one_of, optional, optional_date, required, word, write_instant,
    write_list,
};
use super::csv_sheet::{self, CellError, Header, Row};
use super::error::FileError;
use crate::model::{
    Event, Evidence, GroupId, Member, MemberId, MemberKind, Membership, Order, Role, Roster, Tier,
};

/// A table whose records can stand in a CSV file.
pub(super) trait CsvTable: Sized {
    /// Name of the table in the project file.
    const TABLE: &'static str;
    const HEADER: Header;

    /// The record of one row.
    fn read(row: &Row<'_>, zone: chrono_tz::Tz) -> Result<Self, CellError>;

    /// The cell under a required or optional column.
    fn cell(&self, column: &str, zone: chrono_tz::Tz) -> String;

    /// The free fields of the record.
    fn free(&self) -> Option<&std::collections::BTreeMap<String, String>> {
        None
    }

    /// Rows that make up one record, put together.
    fn gather(rows: Vec<Self>) -> Vec<Self> {
        rows
    }

    /// One record, taken apart into rows.
    fn rows(records: &[Self]) -> Vec<std::borrow::Cow<'_, Self>>
    where
        Self: Clone,
    {
        records.iter().map(std::borrow::Cow::Borrowed).collect()
    }
}

/// All records of a CSV text without byte order mark.
///
/// # Errors
/// In `file`, at the line and column that is wrong.
pub(super) fn read<T: CsvTable>(file: &Path, text: &str, zone: chrono_tz::Tz) -> Result<Vec<T>, FileError> {
    csv_sheet::read(file, text, &T::HEADER, |row| T::read(row, zone)).map(T::gather)
}

/// The CSV text of records, with the byte order mark that spreadsheets need to see that it is UTF-8. Optional columns
/// stand only where some record has a value.
///
/// # Errors
/// None in practice: only when memory cannot be had.
pub(super) fn write<T: CsvTable + Clone>(records: &[T], zone: chrono_tz::Tz) -> Result<Vec<u8>, csv::Error> {
    let rows = T::rows(records);
    let used = |column: &&&str| rows.iter().any(|row| !row.cell(column, zone).is_empty());
    let columns: Vec<&str> =
        T::HEADER.required.iter().chain(T::HEADER.optional.iter().filter(used)).copied().collect();
    let free: BTreeSet<&String> = rows
        .iter()
        .filter_map(|row| row.free())
        .flat_map(|fields| fields.iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name))
        .collect();
    let mut writer = csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
    let prefix = T::HEADER.free.unwrap_or_default();
    let free_columns = free.iter().map(|name| format!("{prefix}{name}"));
    writer.write_record(columns.iter().map(|column| (*column).to_owned()).chain(free_columns))?;
    for row in &rows {
        let cells = columns.iter().map(|column| row.cell(column, zone));
        let values =
            free.iter().map(|name| row.free().and_then(|all| all.get(*name)).cloned().unwrap_or_default());
        writer.write_record(cells.chain(values))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn text<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map_or(String::new(), T::to_string)
}

fn member(row: &Row<'_>, column: &'static str) -> Result<MemberId, CellError> {
    required(row, column).map(MemberId::from)
}

fn role(item: &str) -> Result<Role, CellError> {
    match item.trim_start().strip_prefix("Other:") {
        Some(own) => Ok(Role::Other(own.to_owned())),
        None => one_of(item.trim(), "roles", &Role::NAMED.each_ref()).cloned().map_err(|error| CellError {
            hint: format!("{}; a role of your own is written Other:name", error.hint),
            ..error
        }),
    }
}

fn write_role(role: &Role) -> String {
    match role {
        Role::Other(own) => format!("Other:{own}"),
        known => format!("{known:?}"),
    }
}

impl CsvTable for Member {
    const TABLE: &'static str = "members";
    const HEADER: Header = Header {
        table: Self::TABLE,
        required: &["id", "name"],
        optional: &["names_seen", "aliases", "kind", "tier", "roles", "tags", "inviter", "source"],
        free: Some("profile."),
    };

    fn read(row: &Row<'_>, _: chrono_tz::Tz) -> Result<Self, CellError> {
        let kinds = [MemberKind::Person, MemberKind::Staff, MemberKind::Bot, MemberKind::Shill];
        Ok(Self {
            id: member(row, "id")?,
            name: row.text("name").to_owned(),
            names_seen: list(row.text("names_seen")),
            aliases: list(row.text("aliases")).into_iter().map(MemberId).collect(),
            kind: word(row, "kind", &kinds)?.unwrap_or_default(),
            tier: word(row, "tier", &[Tier::Core, Tier::Middle, Tier::Ordinary])?,
            roles: list(row.text("roles")).iter().map(|item| role(item)).collect::<Result<_, _>>()?,
            tags: list(row.text("tags")),
            profile: row.free().collect(),
            inviter: optional(row, "inviter").map(MemberId::from),
            source: optional(row, "source").map(str::to_owned),
        })
    }

    fn cell(&self, column: &str, _: chrono_tz::Tz) -> String {
        match column {
            "id" => self.id.to_string(),
            "name" => self.name.clone(),
            "names_seen" => write_list(self.names_seen.iter().map(String::as_str)),
            "aliases" => write_list(self.aliases.iter().map(MemberId::as_str)),
            "kind" if self.kind.is_person() => String::new(),
            "kind" => format!("{:?}", self.kind),
            "tier" => self.tier.map_or(String::new(), |tier| format!("{tier:?}")),
            "roles" => {
                let roles: Vec<String> = self.roles.iter().map(write_role).collect();
                write_list(roles.iter().map(String::as_str))
            }
            "tags" => write_list(self.tags.iter().map(String::as_str)),
            "inviter" => text(&self.inviter),
            _ => text(&self.source),
        }
    }

    fn free(&self) -> Option<&std::collections::BTreeMap<String, String>> {
        Some(&self.profile)
    }
}

impl CsvTable for Membership {
    const TABLE: &'static str = "memberships";
    const HEADER: Header = Header {
        table: Self::TABLE,
        required: &["group", "member"],
        optional: &["joined", "left", "inviter", "evidence", "left_evidence"],
        free: None,
    };

    fn read(row: &Row<'_>, _: chrono_tz::Tz) -> Result<Self, CellError> {
        let evidence = [Evidence::Rosters, Evidence::Message, Evidence::Stated];
        Ok(Self {
            group: required(row, "group")?.into(),
            member: member(row, "member")?,
            joined: optional_date(row, "joined")?,
            left: optional_date(row, "left")?,
            inviter: optional(row, "inviter").map(MemberId::from),
            evidence: word(row, "evidence", &evidence)?.unwrap_or_default(),
            left_evidence: word(row, "left_evidence", &evidence)?,
        })
    }

    fn cell(&self, column: &str, _: chrono_tz::Tz) -> String {
        match column {
            "group" => self.group.to_string(),
            "member" => self.member.to_string(),
            "joined" => text(&self.joined),
            "left" => text(&self.left),
            "inviter" => text(&self.inviter),
            "evidence" if self.evidence == Evidence::default() => String::new(),
            "evidence" => format!("{:?}", self.evidence),
            _ => self.left_evidence.map_or(String::new(), |evidence| format!("{evidence:?}")),
        }
    }
}

impl CsvTable for Roster {
    const TABLE: &'static str = "rosters";
    const HEADER: Header =
        Header { table: Self::TABLE, required: &["group", "date", "member"], optional: &[], free: None };

    fn read(row: &Row<'_>, _: chrono_tz::Tz) -> Result<Self, CellError> {
        Ok(Self {
            group: required(row, "group")?.into(),
            date: date(row, "date")?,
            members: optional(row, "member").map(MemberId::from).into_iter().collect(),
        })
    }

    fn cell(&self, column: &str, _: chrono_tz::Tz) -> String {
        match column {
            "group" => self.group.to_string(),
            "date" => self.date.to_string(),
            _ => self.members.first().map_or(String::new(), MemberId::to_string),
        }
    }

    fn gather(rows: Vec<Self>) -> Vec<Self> {
        let mut rosters: Vec<Self> = Vec::new();
        let mut places: HashMap<(GroupId, chrono::NaiveDate), usize> = HashMap::new();
        for row in rows {
            let place = *places.entry((row.group.clone(), row.date)).or_insert(rosters.len());
            match rosters.get_mut(place) {
                Some(roster) => roster.members.extend(row.members),
                None => rosters.push(row),
            }
        }
        rosters
    }

    fn rows(records: &[Self]) -> Vec<std::borrow::Cow<'_, Self>> {
        let mut rows = Vec::new();
        for roster in records {
            let of = |members| Self { group: roster.group.clone(), date: roster.date, members };
            if roster.members.is_empty() {
                rows.push(std::borrow::Cow::Owned(of(Vec::new())));
            }
            for member in &roster.members {
                rows.push(std::borrow::Cow::Owned(of(vec![member.clone()])));
            }
        }
        rows
    }
}

impl CsvTable for Event {
    const TABLE: &'static str = "events";
    const HEADER: Header = Header {
        table: Self::TABLE,
        required: &["at", "member", "name"],
        optional: &["who", "group"],
        free: Some("property."),
    };

    fn read(row: &Row<'_>, zone: chrono_tz::Tz) -> Result<Self, CellError> {
        Ok(Self {
            at: instant(row, "at", zone)?,
            member: row.text("member").into(),
            who: optional(row, "who").map(str::to_owned),
            name: required(row, "name")?.to_owned(),
            group: optional(row, "group").map(GroupId::from),
            properties: row.free().collect(),
        })
    }

    fn cell(&self, column: &str, zone: chrono_tz::Tz) -> String {
        match column {
            "at" => write_instant(self.at, zone),
            "member" => self.member.to_string(),
            "who" => text(&self.who),
            "name" => self.name.clone(),
            _ => text(&self.group),
        }
    }

    fn free(&self) -> Option<&std::collections::BTreeMap<String, String>> {
        Some(&self.properties)
    }
}

impl CsvTable for Order {
    const TABLE: &'static str = "orders";
    const HEADER: Header = Header {
        table: Self::TABLE,
        required: &["id", "at", "member", "product", "amount"],
        optional: &["buyer", "group", "tier", "expires", "renewal"],
        free: None,
    };

    fn read(row: &Row<'_>, zone: chrono_tz::Tz) -> Result<Self, CellError> {
        Ok(Self {
            id: required(row, "id")?.to_owned(),
            at: instant(row, "at", zone)?,
            member: row.text("member").into(),
            buyer: optional(row, "buyer").map(str::to_owned),
            product: row.text("product").to_owned(),
            amount: money(row, "amount")?,
            group: optional(row, "group").map(GroupId::from),
            tier: optional(row, "tier").map(str::to_owned),
            expires: optional_date(row, "expires")?,
            renewal: flag(row, "renewal")?,
        })
    }

    fn cell(&self, column: &str, zone: chrono_tz::Tz) -> String {
        match column {
            "id" => self.id.clone(),
            "at" => write_instant(self.at, zone),
            "member" => self.member.to_string(),
            "buyer" => text(&self.buyer),
            "product" => self.product.clone(),
            "amount" => self.amount.to_string(),
            "group" => text(&self.group),
            "tier" => text(&self.tier),
            "expires" => text(&self.expires),
            _ if self.renewal => "true".to_owned(),
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back<T: CsvTable + Clone + PartialEq + std::fmt::Debug>(records: &[T]) {
        let zone = chrono_tz::Asia::Shanghai;
        let bytes = write(records, zone).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        assert_eq!(read::<T>(Path::new("t.csv"), text, zone).unwrap(), records, "{text}");
    }

    #[test]
    fn what_was_read_is_written_back() {
        let profile = [("region".to_owned(), "上海, \"浦东\"".to_owned())].into();
        let member = Member {
            id: "a".into(),
            name: "=林\n晚".to_owned(),
            names_seen: vec!["a;b".to_owned(), String::new()],
            aliases: vec!["b".into()],
            kind: MemberKind::Staff,
            tier: Some(Tier::Core),
            roles: vec![Role::Admin, Role::Other("Admin".to_owned())],
            tags: vec!["老\\友".to_owned()],
            profile,
            inviter: Some("c".into()),
            source: Some("seed".to_owned()),
        };
        back(&[member, Member { id: "c".into(), ..Member::default() }]);
        let day = chrono::NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
        let roster = |members: &[&str]| Roster {
            group: "g".into(),
            date: day,
            members: members.iter().map(|id| MemberId::from(*id)).collect(),
        };
        back(&[roster(&["a", "c"]), Roster { date: day.succ_opt().unwrap(), ..roster(&[]) }]);
    }

    #[test]
    fn local_times_are_those_of_the_project() {
        let read = |zone| {
            read::<Event>(Path::new("e.csv"), "at,member,name\n2026-10-01 20:30,a,talk\n", zone).unwrap()
        };
        assert_eq!(
            Some(read(chrono_tz::Asia::Shanghai)[0].at),
            crate::model::Timestamp::parse("2026-10-01T20:30:00+08:00")
        );
        assert_eq!(Some(read(chrono_tz::UTC)[0].at), crate::model::Timestamp::parse("2026-10-01T20:30:00Z"));
    }

    #[test]
    fn a_bad_cell_is_named_by_line_column_and_header() {
        let text = "id,name,tier\na,\"x\ny\",Core\nb,\"z, \"\"q\"\"\",Cor\n";
        let error = read::<Member>(Path::new("m.csv"), text, chrono_tz::UTC).unwrap_err();
        assert_eq!((error.line(), error.column()), (Some(4), Some(14)), "{error}");
        assert_eq!(error.path, "members[1].tier");
        assert!(error.message.contains("column `tier`") && error.hint.contains("did you mean `Core`"));
    }
}
