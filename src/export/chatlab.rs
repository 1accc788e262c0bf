//! Chats as files in ChatLab's interchange format (0.0.2), for other programs and for another project.
//!
//! The format has fewer kinds, whole seconds and no stays. What it lacks stands in one more key, `qunce`, that other readers
//! pass over: of a message its `kind`, `ms` after the second and `mentions`; of a member `roles` and `stays`; of the chat
//! the `others` who invited somebody without being in it.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use serde::Serialize;

use crate::log::{MessageLog, NO_REPLY};
use crate::model::{Evidence, Group, Member, MemberId, Membership, MessageKind, Platform, Project, Role};

/// Which of the two writings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatFormat {
    /// One document.
    Json,
    /// One object a line.
    Jsonl,
}

impl ChatFormat {
    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
    }

    /// The writing that files of that extension hold.
    pub fn of_extension(extension: &str) -> Option<Self> {
        [Self::Json, Self::Jsonl]
            .into_iter()
            .find(|format| format.extension().eq_ignore_ascii_case(extension))
    }
}

/// The chats of a project, ready to be written one by one.
#[derive(Debug)]
pub struct ChatLab<'a> {
    project: &'a Project,
    log: &'a MessageLog,
    /// Member by id and by the ids merged into it.
    people: HashMap<&'a str, &'a Member>,
    /// Rows of the log by the code of their group.
    rows: Vec<Vec<u32>>,
}

#[derive(Serialize)]
struct Header<'a> {
    version: &'static str,
    #[serde(rename = "exportedAt")]
    exported_at: i64,
    generator: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    name: &'a str,
    platform: &'static str,
    r#type: &'static str,
    group_id: &'a str,
    qunce: MetaExtra<'a>,
}

#[derive(Serialize)]
struct MetaExtra<'a> {
    others: Vec<OtherLine<'a>>,
}

#[derive(Serialize)]
struct OtherLine<'a> {
    id: &'a str,
    names: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[Role]>::is_empty")]
    roles: &'a [Role],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MemberLine<'a> {
    #[serde(rename = "_type", skip_serializing_if = "Option::is_none")]
    line: Option<&'static str>,
    platform_id: &'a str,
    account_name: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    aliases: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<RoleLine>,
    qunce: MemberExtra<'a>,
}

#[derive(Serialize)]
struct RoleLine {
    id: &'static str,
}

#[derive(Serialize)]
struct MemberExtra<'a> {
    #[serde(skip_serializing_if = "<[Role]>::is_empty")]
    roles: &'a [Role],
    stays: Vec<StayLine<'a>>,
}

#[derive(Serialize)]
struct StayLine<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    joined: Option<chrono::NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<chrono::NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inviter: Option<&'a str>,
    evidence: Evidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_evidence: Option<Evidence>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MessageLine<'a> {
    #[serde(rename = "_type", skip_serializing_if = "Option::is_none")]
    line: Option<&'static str>,
    sender: &'a str,
    account_name: &'a str,
    timestamp: i64,
    r#type: u8,
    content: Option<&'a str>,
    platform_message_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message_id: Option<String>,
    qunce: MessageExtra<'a>,
}

#[derive(Serialize)]
struct MessageExtra<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "is_zero")]
    ms: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<&'a str>,
}

fn is_zero(count: &i64) -> bool {
    *count == 0
}

impl<'a> ChatLab<'a> {
    /// Looks through the log once.
    pub fn new(project: &'a Project, log: &'a MessageLog) -> Self {
        let mut people = HashMap::new();
        for member in project.members.iter() {
            for alias in &member.aliases {
                people.entry(alias.as_str()).or_insert(member);
            }
        }
        people.extend(project.members.iter().map(|member| (member.id.as_str(), member)));
        let mut rows = vec![Vec::new(); log.groups.len()];
        for (row, &group) in log.group.iter().enumerate() {
            if let Some(rows) = rows.get_mut(group as usize) {
                rows.push(row as u32);
            }
        }
        Self { project, log, people, rows }
    }

    /// Rows of the group in the log, in the order of time; none for a group that never wrote.
    pub fn rows(&self, group: &Group) -> &[u32] {
        let code = self.log.groups.find(group.id.as_str());
        code.and_then(|code| self.rows.get(code as usize)).map_or(&[], Vec::as_slice)
    }

    /// Writes one chat: its head, its members, its messages, one at a time. `exported_at` is in seconds since the epoch.
    ///
    /// Members are those who ever were in the group, wrote there or are mentioned there.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(
        &self,
        group: &Group,
        format: ChatFormat,
        exported_at: i64,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut stays: HashMap<&str, Vec<&Membership>> = HashMap::new();
        for stay in self.project.memberships.iter().filter(|stay| stay.group == group.id) {
            stays.entry(self.id_of(stay.member.as_str())).or_default().push(stay);
        }
        let members = self.members_of(group, stays.keys().copied());
        let header = Header { version: "0.0.2", exported_at, generator: "Qunce" };
        let meta = Meta {
            name: &group.name,
            platform: platform_word(group.platform),
            r#type: "group",
            group_id: group.id.as_str(),
            qunce: MetaExtra { others: self.others(&members, &stays) },
        };
        let lines = format == ChatFormat::Jsonl;
        let (header, meta) = (serde_json::to_string(&header)?, serde_json::to_string(&meta)?);
        if lines {
            writeln!(out, "{{\"_type\":\"header\",\"chatlab\":{header},\"meta\":{meta}}}")?;
        } else {
            write!(out, "{{\"chatlab\":{header},\n\"meta\":{meta},\n\"members\":[")?;
        }
        let mut comma = if lines { "" } else { "\n" };
        let end = if lines { "\n" } else { "" };
        for id in members {
            let own = stays.get(id).map_or(&[][..], Vec::as_slice);
            write!(out, "{comma}{}{end}", serde_json::to_string(&self.member(id, own, lines))?)?;
            comma = if lines { "" } else { ",\n" };
        }
        if !lines {
            out.write_all(b"],\n\"messages\":[")?;
            comma = "\n";
        }
        for &row in self.rows(group) {
            out.write_all(comma.as_bytes())?;
            serde_json::to_writer(&mut *out, &self.message(row as usize, lines))?;
            out.write_all(end.as_bytes())?;
            comma = if lines { "" } else { ",\n" };
        }
        if !lines {
            out.write_all(b"]}\n")?;
        }
        Ok(())
    }

    /// The id that stands for a person everywhere: that of the member whom the id was merged into.
    fn id_of<'i>(&self, id: &'i str) -> &'i str
    where
        'a: 'i,
    {
        self.people.get(id).map_or(id, |member| member.id.as_str())
    }

    /// Ids of all who belong into the file of a group, in order.
    fn members_of<'i>(&'i self, group: &Group, staying: impl Iterator<Item = &'i str>) -> BTreeSet<&'i str> {
        let mut ids: BTreeSet<&str> = staying.collect();
        let mut codes: BTreeSet<u32> = BTreeSet::new();
        for &row in self.rows(group) {
            codes.insert(self.log.member[row as usize]);
            codes.extend(self.log.mentions(row as usize));
        }
        ids.extend(codes.into_iter().map(|code| self.id_of(self.log.members.name(code))));
        ids.remove("");
        ids
    }

    /// Those who invited somebody but are no members of the file.
    fn others<'i>(
        &'i self,
        members: &BTreeSet<&str>,
        stays: &HashMap<&str, Vec<&'i Membership>>,
    ) -> Vec<OtherLine<'i>> {
        let inviters = stays.values().flatten().filter_map(|stay| stay.inviter.as_ref());
        let ids: BTreeSet<&str> = inviters.map(|id| self.id_of(id.as_str())).collect();
        let other = |id: &'i str| {
            let member = self.people.get(id).copied();
            let seen = member.map_or(&[][..], |member| member.names_seen.as_slice());
            let name = member.map(|member| member.name.as_str());
            let names = name.into_iter().chain(seen.iter().map(String::as_str)).collect();
            OtherLine { id, names, roles: member.map_or(&[], |member| member.roles.as_slice()) }
        };
        ids.into_iter().filter(|id| !members.contains(id)).map(other).collect()
    }

    fn member<'i>(&'i self, id: &'i str, stays: &[&'i Membership], lines: bool) -> MemberLine<'i> {
        let member = self.people.get(id).copied();
        let inviter = |inviter: &'i MemberId| self.id_of(inviter.as_str());
        let roles = member.map_or(&[][..], |member| member.roles.as_slice());
        MemberLine {
            line: lines.then_some("member"),
            platform_id: id,
            account_name: member.map_or(id, |member| member.name.as_str()),
            aliases: member.map_or(&[], |member| member.names_seen.as_slice()),
            roles: roles.contains(&Role::Admin).then_some(RoleLine { id: "admin" }).into_iter().collect(),
            qunce: MemberExtra {
                roles,
                stays: stays
                    .iter()
                    .map(|stay| StayLine {
                        joined: stay.joined,
                        left: stay.left,
                        inviter: stay.inviter.as_ref().map(inviter),
                        evidence: stay.evidence,
                        left_evidence: stay.left_evidence,
                    })
                    .collect(),
            },
        }
    }

    fn message(&self, row: usize, lines: bool) -> MessageLine<'_> {
        let log = self.log;
        let id = self.id_of(log.members.name(log.member[row]));
        let name = self.people.get(id).map_or(id, |member| member.name.as_str());
        let (sender, account_name) = if id.is_empty() { ("system", "系统消息") } else { (id, name) };
        let reply = Some(log.reply_to[row]).filter(|id| *id != NO_REPLY);
        let kind = log.kind[row];
        MessageLine {
            line: lines.then_some("message"),
            sender,
            account_name,
            timestamp: log.at[row].div_euclid(1000),
            r#type: match (kind, reply) {
                (MessageKind::Text, Some(_)) => 25,
                (kind, _) => number(kind),
            },
            content: log.text.as_ref().and_then(|text| text.get(row)),
            platform_message_id: log.ids[row].to_string(),
            reply_to_message_id: reply.map(|id| id.to_string()),
            qunce: MessageExtra {
                kind: kind.name(),
                ms: log.at[row].rem_euclid(1000),
                mentions: log.mentions(row).iter().map(|&code| self.id_of(log.members.name(code))).collect(),
            },
        }
    }
}

/// The format's number for a kind.
fn number(kind: MessageKind) -> u8 {
    match kind {
        MessageKind::Text => 0,
        MessageKind::Image => 1,
        MessageKind::Voice => 2,
        MessageKind::Video => 3,
        MessageKind::File => 4,
        MessageKind::Sticker => 5,
        MessageKind::Link => 7,
        MessageKind::Location => 8,
        MessageKind::RedPacket => 20,
        MessageKind::Transfer => 21,
        MessageKind::Call => 23,
        MessageKind::Share => 24,
        MessageKind::Forward => 26,
        MessageKind::System => 80,
        MessageKind::Recalled => 81,
        MessageKind::Poll | MessageKind::Other => 99,
    }
}

fn platform_word(platform: Platform) -> &'static str {
    match platform {
        Platform::WeChat => "wechat",
        Platform::WeCom => "wecom",
        Platform::Qq => "qq",
        Platform::Discord => "discord",
        Platform::Telegram => "telegram",
        Platform::WhatsApp => "whatsapp",
        Platform::Slack => "slack",
        Platform::Other => "unknown",
    }
}
