//! The counts against naive ones, on small logs of every kind.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeZone as _;
use proptest::prelude::*;

use super::{Activity, Attendance, Day, DayCount, LinkKind, Timeline, day};
use crate::log::{LogBuilder, MessageLog, write_parquet};
use crate::model::{Group, Member, MemberId, Message, MessageKind, Project, Timestamp};

const KINDS: [MessageKind; 6] = [
    MessageKind::Text,
    MessageKind::Image,
    MessageKind::Link,
    MessageKind::RedPacket,
    MessageKind::Share,
    MessageKind::System,
];

/// A message: minutes and milliseconds after the start, group, member, kind, how far back it answers, whom it mentions.
type Drawn = (i64, i64, u8, u8, usize, Option<usize>, Vec<u8>);

/// Havana puts its clocks back at 1:00, Azores (until 2025) at 1:00 to midnight, Beirut at midnight to 23:00.
const ZONES: [chrono_tz::Tz; 4] = [
    chrono_tz::Asia::Shanghai,
    chrono_tz::America::Havana,
    chrono_tz::Asia::Beirut,
    chrono_tz::Atlantic::Azores,
];

fn messages() -> impl Strategy<Value = Vec<Drawn>> {
    let one = (
        0_i64..6 * 1440,
        prop_oneof![Just(0_i64), 0_i64..60_000],
        0_u8..4,
        0_u8..7,
        0_usize..KINDS.len(),
        proptest::option::of(0_usize..12),
        proptest::collection::vec(0_u8..7, 0..3),
    );
    proptest::collection::vec(one, 0..120)
}

fn project(zone: usize) -> Project {
    let member = |id: &str, aliases: &[&str]| Member {
        id: id.into(),
        aliases: aliases.iter().map(|&alias| alias.into()).collect(),
        ..Member::default()
    };
    Project {
        time_zone: ZONES[zone],
        groups: vec![Group { id: "g1".into(), ..Group::default() }],
        members: vec![member("m3", &["m5"]), member("m9", &[])].into(),
        ..Project::default()
    }
}

/// Ids as drawn: consecutive, ascending with gaps, or in no order.
fn id_of(ids: usize, row: usize) -> u64 {
    match ids {
        0 => row as u64,
        1 => row as u64 * 7 + 3,
        _ => (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 1,
    }
}

fn log(drawn: &[Drawn], ids: usize, zone: usize) -> (Vec<Message>, MessageLog) {
    // The last week of October: most of the clocks above go back in it.
    let start = ZONES[zone].with_ymd_and_hms(2024, 10, 23, 0, 0, 0).earliest().unwrap().timestamp_millis()
        + 3 * 86_400_000;
    let name = |member: u8| if member == 6 { MemberId::default() } else { MemberId(format!("m{member}")) };
    let messages: Vec<Message> = drawn
        .iter()
        .enumerate()
        .map(|(row, (minute, rest, group, member, kind, back, mentions))| Message {
            id: id_of(ids, row),
            at: Timestamp(start + minute * 60_000 + rest),
            group: format!("g{group}").as_str().into(),
            member: if KINDS[*kind] == MessageKind::System { name(*member) } else { name(member % 6) },
            kind: KINDS[*kind],
            chars: Some(u32::from(*member) + row as u32),
            // Now and then an answer to what comes later, or to nothing.
            reply_to: back.map(|back| id_of(ids, (row + 3).saturating_sub(back))),
            mentions: mentions.iter().map(|&member| name(member % 6)).collect(),
            text: None,
        })
        .collect();
    let mut builder = LogBuilder::default();
    messages.iter().for_each(|message| builder.push(message));
    let log = builder.finish();
    (messages, log)
}

fn local(project: &Project, message: &Message) -> (Day, u8) {
    let local = message.at.local(project.time_zone);
    (day(local.date()), chrono::Timelike::hour(&local.time()) as u8)
}

type Days = BTreeMap<(u32, Day, u32), (u32, u32, u32)>;
type Links = BTreeMap<(u32, u32, u32, LinkKind, Day), u32>;

/// Cells of what was said, or of the system lines, one message after the other.
fn naive(
    project: &Project,
    messages: &[Message],
    activity: &Activity,
    system: bool,
) -> (Days, BTreeMap<(u32, Day, u8), u32>, Links) {
    let (mut days, mut hours, mut links) = (Days::new(), BTreeMap::new(), Links::new());
    let member = |id: &MemberId| activity.members.find(id).unwrap();
    let notice = |message: &Message| message.kind == MessageKind::System;
    for message in messages {
        let (day, hour) = local(project, message);
        let group = activity.groups.find(&message.group).unwrap();
        let from = member(&message.member);
        if notice(message) == system {
            *hours.entry((group, day, hour)).or_default() += 1;
            if !(system && message.member.is_empty()) {
                let cell = days.entry((group, day, from)).or_default();
                cell.0 += 1;
                cell.1 += message.chars.unwrap();
                let shared =
                    matches!(message.kind, MessageKind::Link | MessageKind::Share | MessageKind::Forward);
                cell.2 += u32::from(shared);
            }
        }
        let answered = message.reply_to.and_then(|id| messages.iter().find(|other| other.id == id));
        if let Some(answered) = answered {
            let of_system = notice(message) || notice(answered);
            let to = member(&answered.member);
            let nobody = of_system && (message.member.is_empty() || answered.member.is_empty());
            if of_system == system && from != to && !nobody {
                *links.entry((group, from, to, LinkKind::Reply, day)).or_default() += 1;
            }
        }
        if !system && !notice(message) {
            for to in message.mentions.iter().map(member).filter(|to| *to != from) {
                *links.entry((group, from, to, LinkKind::Mention, day)).or_default() += 1;
            }
        }
    }
    (days, hours, links)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn counts_are_those_of_one_message_after_the_other(drawn in messages(), ids in 0_usize..3, zone in 0_usize..4) {
        let project = project(zone);
        let (messages, log) = log(&drawn, ids, zone);
        let activity = Activity::build(&project, &log);
        for system in [false, true] {
            let (days, hours, links) = naive(&project, &messages, &activity, system);
            let tables = if system {
                activity.notices.clone()
            } else {
                super::Tables {
                    days: activity.days.clone(),
                    hours: activity.hours.clone(),
                    links: activity.links.clone(),
                }
            };
            let runs = |count: usize| 0..count as u32;
            let found: Vec<_> = runs(tables.days.runs().len())
                .flat_map(|group| tables.days.of(group).iter().map(move |c| ((group, c.day, c.member), (c.messages, c.chars, c.shares))))
                .collect();
            prop_assert_eq!(found, days.into_iter().collect::<Vec<_>>());
            let found: Vec<_> = runs(tables.hours.runs().len())
                .flat_map(|group| tables.hours.of(group).iter().map(move |c| ((group, c.day, c.hour), c.messages)))
                .collect();
            prop_assert_eq!(found, hours.into_iter().collect::<Vec<_>>());
            let found: Vec<_> = runs(tables.links.runs().len())
                .flat_map(|group| tables.links.of(group).iter().map(move |c| ((group, c.from, c.to, c.kind, c.day), c.count)))
                .collect();
            prop_assert_eq!(found, links.into_iter().collect::<Vec<_>>());
        }
        let said = messages.iter().filter(|message| message.kind != MessageKind::System);
        let days: BTreeSet<Day> = said.clone().map(|message| local(&project, message).0).collect();
        prop_assert_eq!(activity.range, days.first().copied().zip(days.last().copied()));
        prop_assert_eq!(activity.messages, said.count() as u64);
        prop_assert_eq!(activity.system, messages.len() as u64 - activity.messages);
    }

    #[test]
    fn every_member_has_their_lines_in_order(drawn in messages(), zone in 0_usize..4) {
        let project = project(zone);
        let (messages, log) = log(&drawn, 0, zone);
        let activity = Activity::build(&project, &log);
        let mut spans = BTreeMap::new();
        for code in 0..activity.members.len() as u32 {
            let own = messages.iter().filter(|message| activity.members.find(&message.member) == Some(code));
            let mut lines: Vec<_> = own
                .map(|message| (message.at.0, message.kind, activity.groups.find(&message.group).unwrap()))
                .collect();
            lines.sort_unstable();
            let found: Vec<_> =
                activity.timeline.of(code).map(|line| (line.at, line.kind, line.group)).collect();
            prop_assert_eq!(&found, &lines);
            lines.retain(|line| line.1 != MessageKind::System);
            for &(at, _, group) in &lines {
                let span = spans.entry((group, code)).or_insert((at, at, 0));
                *span = (span.0, at, span.2 + 1);
            }
            let first = lines.first().map(|line| (line.2, Timestamp(line.0)));
            prop_assert_eq!(activity.first_words(code).map(|words| words.1), first.map(|words| words.1));
        }
        let found: Vec<_> = activity
            .spans
            .iter()
            .map(|span| ((span.group, span.member), (span.first.0, span.last.0, span.messages)))
            .collect();
        prop_assert_eq!(found, spans.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_log_read_in_parts_counts_as_the_whole(drawn in messages(), ids in 0_usize..3, sorted in any::<bool>()) {
        let project = project(0);
        let (_, mut log) = log(&drawn, ids, 0);
        if !sorted {
            log.at.reverse();
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("messages.parquet");
        write_parquet(&log, &file).unwrap();
        let whole = crate::log::read_parquet(&file, crate::log::Columns { text: false }).unwrap();
        let counted = Activity::read(&project, &file).unwrap();
        prop_assert_eq!(&counted.groups[..], whole.groups.names());
        prop_assert!(counted.twice.is_empty());
        prop_assert_eq!(counted.activity, Activity::build(&project, &whole));
    }

    #[test]
    fn days_in_bits_are_sets_of_people(
        cells in proptest::collection::vec((-3_i32..30, 0_u32..90), 0..400),
        more in proptest::collection::vec((20_i32..40, 0_u32..90), 0..40),
        (from, to) in (-5_i32..35, -5_i32..35),
        window in 1_i32..12,
    ) {
        let people = 80;
        let (one, two) =
            (Attendance::gather(people, cells.iter().copied()), Attendance::gather(people, more.iter().copied()));
        let all: BTreeSet<(Day, u32)> =
            cells.iter().chain(&more).copied().filter(|cell| (cell.1 as usize) < people).collect();
        let days = one.union(&two);
        let within = |from: Day, to: Day| -> BTreeSet<u32> {
            all.iter().filter(|cell| (from..=to).contains(&cell.0)).map(|cell| cell.1).collect()
        };
        prop_assert_eq!(days.between(from, to).iter().collect::<BTreeSet<_>>(), within(from, to));
        let mut sorted = cells.clone();
        sorted.sort_unstable();
        let count = |&(day, member): &(Day, u32)| DayCount { day, member, messages: 1, ..DayCount::default() };
        let counts: Vec<DayCount> = sorted.iter().map(count).collect();
        let (left, right) = counts.split_at(counts.len() / 3);
        let of_runs = Attendance::of_runs(people, &[left, right, &[]]);
        prop_assert_eq!(of_runs.active(-5, 35), one.active(-5, 35));
        prop_assert_eq!(of_runs.between(from, to), one.between(from, to));
        prop_assert_eq!(days.distinct(from, to) as usize, within(from, to).len());
        let each = |window: i32| (from..=to).map(|day| within(day - window + 1, day).len() as u32).collect::<Vec<_>>();
        prop_assert_eq!(days.active(from, to), each(1));
        prop_assert_eq!(days.trailing(from, to, window), each(window));
        let times = |person: u32| (from..=to).filter(|day| all.contains(&(*day, person))).count();
        let mut histogram = vec![0; (to - from + 1).max(0) as usize];
        (0..people as u32).map(times).filter(|times| *times > 0).for_each(|times| histogram[times - 1] += 1);
        prop_assert_eq!(days.histogram(from, to), histogram);
        let first = |person: u32| all.iter().filter(|cell| cell.1 == person).map(|cell| cell.0).min();
        prop_assert_eq!(days.first_days(), (0..people as u32).map(first).collect::<Vec<_>>());
        let odd = {
            let mut odd = super::People::none(people);
            (0..people as u32).filter(|person| person % 2 == 1).for_each(|person| odd.insert(person));
            odd
        };
        let some = days.only(&odd, to);
        let naive: BTreeSet<u32> = within(from, to).into_iter().filter(|person| person % 2 == 1).collect();
        prop_assert_eq!(some.between(from, 99).iter().collect::<BTreeSet<_>>(), naive);
    }
}

#[test]
fn nothing_said_gives_empty_counts() {
    let activity = Activity::build(&project(0), &MessageLog::default());
    assert!(activity.days.is_empty() && activity.timeline.is_empty() && activity.spans.is_empty());
    assert_eq!((activity.range, activity.attendance.range(), activity.messages), (None, None, 0));
    assert_eq!(activity.first_words(0), None);
}

#[test]
fn a_line_with_a_broken_date_leaves_the_others_as_they_are() {
    let year_one = -62_135_596_800_000;
    let at = [year_one, 1_700_000_000_123, 1_700_000_000_124];
    let tags = [1_u32, 2, 300].map(|group| super::timeline::tag(group, MessageKind::Image));
    let timeline = Timeline::gather(2, 301, &[1, 0, 1], &at, &tags);
    let lines = |member| timeline.of(member).map(|line| (line.at, line.group)).collect::<Vec<_>>();
    assert_eq!(lines(0), [(at[1], 2)]);
    assert_eq!(lines(1), [(at[0], 1), (at[2], 300)]);
}
