//! Version 1 of the project file: its shape, as serde reads and writes it.

use std::path::PathBuf;
use std::sync::Arc;

use ron::extensions::Extensions;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::csv_cells::write_instant;
use super::error::nearest;
use super::lex::Lexer;
use super::{Document, Sources, shared};
use crate::log::{LogBuilder, MessageLog, count_chars};
use crate::model::{
    Account, Audit, BudgetLine, ContentRules, Event, Experiment, Funnel, Group, Mark, Member, MemberId,
    Membership, Merged, Message, Migration, Occasion, Order, PlanItem, PriceTier, Privacy, Project, Roster,
    Rota, ShiftWeek, SilentDecision, Sourced, TableMapping, Thresholds, TimeEntry, Timestamp,
};

/// The version that this shape is.
pub(super) const VERSION: u32 = 1;

/// The whole file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename = "Project", deny_unknown_fields)]
pub(super) struct ProjectV1 {
    pub schema: u32,
    pub name: String,
    #[serde(default = "zone::usual", skip_serializing_if = "zone::is_usual", with = "zone")]
    pub time_zone: chrono_tz::Tz,
    #[serde(default, skip_serializing_if = "is_default")]
    pub week_start: WeekStart,
    #[serde(default = "usual_currency", skip_serializing_if = "is_usual_currency")]
    pub currency: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub naming: Option<String>,
    #[serde(default, skip_serializing_if = "Privacy::is_open")]
    pub privacy: Privacy,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub count_everyone: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub thresholds: ThresholdsV1,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<Account>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub funnels: Vec<Funnel>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experiments: Vec<Experiment>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<Occasion>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rotas: Vec<Rota>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<ShiftWeek>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<Merged>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub different: Vec<(MemberId, MemberId)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub silent_decisions: Vec<SilentDecision>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mappings: Vec<TableMapping>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<PlanItem>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audits: Vec<Audit>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<PriceTier>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub budget: Vec<BudgetLine>,
    #[serde(default, skip_serializing_if = "Migration::is_empty")]
    pub migration: Migration,
    #[serde(default, skip_serializing_if = "is_default")]
    pub content: ContentRules,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub time_log: Vec<TimeEntry>,
    #[serde(default, skip_serializing_if = "Table::is_nothing")]
    pub members: Table<Member>,
    #[serde(default, skip_serializing_if = "Table::is_nothing")]
    pub memberships: Table<Membership>,
    #[serde(default, skip_serializing_if = "Table::is_nothing")]
    pub rosters: Table<Roster>,
    #[serde(default, skip_serializing_if = "Table::is_nothing")]
    pub events: Table<Event>,
    #[serde(default, skip_serializing_if = "Table::is_nothing")]
    pub orders: Table<Order>,
    #[serde(default, skip_serializing_if = "Messages::is_nothing")]
    pub messages: Messages,
}

/// The tables alone: they are written one record a line, unlike the rest of the file.
#[derive(Debug, Default, Serialize)]
struct TablesV1 {
    #[serde(skip_serializing_if = "Table::is_nothing")]
    members: Table<Member>,
    #[serde(skip_serializing_if = "Table::is_nothing")]
    memberships: Table<Membership>,
    #[serde(skip_serializing_if = "Table::is_nothing")]
    rosters: Table<Roster>,
    #[serde(skip_serializing_if = "Table::is_nothing")]
    events: Table<Event>,
    #[serde(skip_serializing_if = "Table::is_nothing")]
    orders: Table<Order>,
    #[serde(skip_serializing_if = "Messages::is_nothing")]
    messages: Messages,
}

/// A table: written out, or in a CSV file beside the project.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>"))]
pub(super) enum Table<T> {
    Inline(#[serde(with = "shared")] Arc<Vec<T>>),
    File(String),
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self::Inline(Arc::default())
    }
}

impl<T> Table<T> {
    fn is_nothing(&self) -> bool {
        matches!(self, Self::Inline(items) if items.is_empty())
    }

    fn inline(self) -> Arc<Vec<T>> {
        match self {
            Self::Inline(items) => items,
            Self::File(_) => Arc::default(),
        }
    }

    fn new(items: &Arc<Vec<T>>, source: &Option<PathBuf>) -> Self {
        match source {
            None => Self::Inline(items.clone()),
            Some(path) => Self::File(slashed(path)),
        }
    }
}

/// The messages: written out, or in a Parquet file beside the project.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Messages {
    Inline(Vec<Message>),
    Parquet(String),
}

impl Default for Messages {
    fn default() -> Self {
        Self::Inline(Vec::new())
    }
}

impl Messages {
    fn is_nothing(&self) -> bool {
        matches!(self, Self::Inline(messages) if messages.is_empty())
    }
}

/// A relative path as the file writes it on every system.
fn slashed(path: &std::path::Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn usual_currency() -> String {
    Project::default().currency
}

fn is_usual_currency(currency: &str) -> bool {
    currency == usual_currency()
}

/// The first day of a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum WeekStart {
    #[default]
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl WeekStart {
    const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    fn of(day: chrono::Weekday) -> Self {
        Self::ALL[day.num_days_from_monday() as usize % 7]
    }

    fn day(self) -> chrono::Weekday {
        use chrono::Weekday as Day;
        match self {
            Self::Monday => Day::Mon,
            Self::Tuesday => Day::Tue,
            Self::Wednesday => Day::Wed,
            Self::Thursday => Day::Thu,
            Self::Friday => Day::Fri,
            Self::Saturday => Day::Sat,
            Self::Sunday => Day::Sun,
        }
    }
}

/// A time zone by its IANA name.
mod zone {
    use super::*;

    pub(super) fn usual() -> chrono_tz::Tz {
        Project::default().time_zone
    }

    pub(super) fn is_usual(zone: &chrono_tz::Tz) -> bool {
        *zone == usual()
    }

    pub(super) fn serialize<S: Serializer>(zone: &chrono_tz::Tz, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(zone.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<chrono_tz::Tz, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.trim().parse().map_err(|_| {
            let near = nearest(&name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
            de::Error::custom(format!(
                "`{name}` is not a time zone; write its IANA name, like \"{}\"",
                near.unwrap_or("Asia/Shanghai")
            ))
        })
    }
}

macro_rules! thresholds {
    ($($field:ident: $value:ty),* $(,)?) => {
        /// The limits that differ from the program's own.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename = "Thresholds", deny_unknown_fields)]
        pub(super) struct ThresholdsV1 {
            $(
                #[serde(default, skip_serializing_if = "Option::is_none")]
                $field: Option<Sourced<$value>>,
            )*
        }

        impl ThresholdsV1 {
            fn of(thresholds: &Thresholds) -> Self {
                let usual = Thresholds::default();
                Self { $($field: (thresholds.$field != usual.$field).then(|| thresholds.$field.clone()),)* }
            }

            fn into_thresholds(self) -> Thresholds {
                let mut thresholds = Thresholds::default();
                $(if let Some(own) = self.$field { thresholds.$field = own; })*
                thresholds
            }
        }
    };
}

thresholds!(
    size_b: u32,
    size_c: u32,
    size_qq: u32,
    active_rate: (f64, f64),
    active_rate_qq: (f64, f64),
    tiers: (f64, f64, f64),
    silent_days: u32,
    dead_active_rate: f64,
    junk_link_share: f64,
    core_linked_share: f64,
    core_people: (u32, u32),
    flood_messages: u32,
    duty_people: u32,
    work_hours: (u32, u32),
    off_hours: f64,
    second_week: f64,
    sharing_days: u32,
    offline_days: u32,
    service_share: f64,
    selling_share: f64,
    answer_minutes: u32,
    unanswered_hours: u32,
    service_minutes: u32,
    handed_over: f64,
);

impl ProjectV1 {
    /// The file for a document whose tables are (or will be) kept at `sources`.
    pub(super) fn of(document: &Document, sources: &Sources) -> Self {
        let project = &document.project;
        Self {
            schema: VERSION,
            name: project.name.clone(),
            time_zone: project.time_zone,
            week_start: WeekStart::of(project.week_start),
            currency: project.currency.clone(),
            note: project.note.clone(),
            naming: project.naming.clone(),
            privacy: project.privacy.clone(),
            count_everyone: project.count_everyone,
            thresholds: ThresholdsV1::of(&project.thresholds),
            accounts: project.accounts.clone(),
            groups: project.groups.clone(),
            funnels: project.funnels.clone(),
            experiments: project.experiments.clone(),
            activities: project.activities.clone(),
            rotas: project.rotas.clone(),
            shifts: project.shifts.clone(),
            merged: project.merged.clone(),
            different: project.different.clone(),
            marks: project.marks.clone(),
            silent_decisions: project.silent_decisions.to_vec(),
            mappings: project.mappings.clone(),
            plan: project.plan.clone(),
            audits: project.audits.clone(),
            prices: project.prices.clone(),
            budget: project.budget.clone(),
            migration: project.migration.clone(),
            content: project.content.clone(),
            time_log: project.time_log.clone(),
            members: Table::new(&project.members, &sources.members),
            memberships: Table::new(&project.memberships, &sources.memberships),
            rosters: Table::new(&project.rosters, &sources.rosters),
            events: Table::new(&project.events, &sources.events),
            orders: Table::new(&project.orders, &sources.orders),
            messages: match &sources.messages {
                Some(path) => Messages::Parquet(slashed(path)),
                None => Messages::Inline(records(&document.log)),
            },
        }
    }

    /// The file as RON text: tables and lists of tables one record a line, everything else one field a line.
    ///
    /// # Errors
    /// None in practice: every shape here can be written.
    pub(super) fn render(mut self) -> Result<String, ron::Error> {
        use std::mem::take;
        let tables = TablesV1 {
            members: take(&mut self.members),
            memberships: take(&mut self.memberships),
            rosters: take(&mut self.rosters),
            events: take(&mut self.events),
            orders: take(&mut self.orders),
            messages: take(&mut self.messages),
        };
        // Not the options of reading: what is on by default there would not be declared in the text.
        let options = ron::Options::default();
        let pretty = |depth| ron::ser::PrettyConfig::new().depth_limit(depth).new_line("\n").indentor("    ");
        let head = pretty(4).extensions(Extensions::IMPLICIT_SOME);
        let mut text = options.to_string_pretty(&self, head)?;
        let reading = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
        let rows = reading.to_string_pretty(&tables, pretty(2))?;
        if rows != "()" {
            let rows = rows.strip_prefix("(\n").ok_or(ron::Error::ExpectedStructLike)?;
            text.pop();
            text.push_str(rows);
        }
        text.push('\n');
        Ok(with_offsets(&text, self.time_zone))
    }

    /// The project, with the tables that stand inside the file; the others are empty.
    pub(super) fn into_project(self) -> Project {
        Project {
            name: self.name,
            time_zone: self.time_zone,
            week_start: self.week_start.day(),
            currency: self.currency,
            note: self.note,
            naming: self.naming,
            privacy: self.privacy,
            count_everyone: self.count_everyone,
            thresholds: self.thresholds.into_thresholds(),
            accounts: self.accounts,
            groups: self.groups,
            funnels: self.funnels,
            experiments: self.experiments,
            activities: self.activities,
            rotas: self.rotas,
            shifts: self.shifts,
            merged: self.merged,
            different: self.different,
            marks: self.marks,
            silent_decisions: Arc::new(self.silent_decisions),
            mappings: self.mappings,
            plan: self.plan,
            audits: self.audits,
            prices: self.prices,
            budget: self.budget,
            migration: self.migration,
            content: self.content,
            time_log: self.time_log,
            members: self.members.inline(),
            memberships: self.memberships.inline(),
            rosters: self.rosters.inline(),
            events: self.events.inline(),
            orders: self.orders.inline(),
        }
    }
}

/// A rendered project with its times in the wall clock of `zone`, where people look for them, instead of UTC.
fn with_offsets(text: &str, zone: chrono_tz::Tz) -> String {
    let slice = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let (mut done, mut before) = (0, ["", ""]);
    for token in Lexer::new(text) {
        let word = slice(token.start, token.end);
        if matches!(before, ["at" | "started", ":"])
            && let Some(at) = Timestamp::parse(word.trim_matches('"'))
        {
            out.push_str(slice(done, token.start));
            out.extend(["\"", &write_instant(at, zone), "\""]);
            done = token.end;
        }
        before = [before[1], word];
    }
    out.push_str(slice(done, text.len()));
    out
}

/// All messages as records; a length that the text tells is left out.
fn records(log: &MessageLog) -> Vec<Message> {
    (0..log.len())
        .map(|row| {
            let mut message = log.message(row);
            if message.chars == Some(count_chars(message.text.as_deref())) {
                message.chars = None;
            }
            message
        })
        .collect()
}

/// Records as a log, in order of time.
pub(super) fn log_of(mut messages: Vec<Message>) -> MessageLog {
    messages.sort_by_key(|message| message.at);
    let mut builder = LogBuilder::default();
    messages.iter().for_each(|message| builder.push(message));
    builder.finish()
}
