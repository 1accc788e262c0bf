//! The pass over the log.

use rayon::prelude::*;

use super::{Activity, Day, DayCount, HourCount, LinkCount, LinkKind, LocalClock, Span};
use crate::log::{MessageLog, NO_REPLY};
use crate::model::{MessageKind, Project, Timestamp};

const CHUNK: usize = 1 << 16;

impl Activity {
    /// Counts the log in the project's time zone. Aliases of a member count as that member.
    ///
    /// An empty log gives the indexes of the project and no counts.
    pub fn build(project: &Project, log: &MessageLog) -> Self {
        let mut activity = Self {
            zone: Some(project.time_zone),
            known: (project.members.len(), project.groups.len()),
            aliases: super::aliases(project),
            ..Self::default()
        };
        for member in project.members.iter() {
            activity.members.insert(&member.id);
        }
        for (code, member) in project.members.iter().enumerate() {
            for alias in &member.aliases {
                activity.members.alias(alias, code as u32);
            }
        }
        for group in &project.groups {
            activity.groups.insert(&group.id);
        }
        let members: Vec<u32> =
            log.members.names().iter().map(|name| activity.members.insert(&name.as_str().into())).collect();
        let groups: Vec<u32> =
            log.groups.names().iter().map(|name| activity.groups.insert(&name.as_str().into())).collect();
        let authors = Authors::of(log);

        let parts: Vec<Part> = (0..log.len().div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let rows = chunk * CHUNK..((chunk + 1) * CHUNK).min(log.len());
                Part::count(project, log, rows, &members, &groups, &authors)
            })
            .collect();

        activity.system = parts.iter().map(|part| part.system).sum();
        activity.messages = log.len() as u64 - activity.system;
        activity.days =
            merge(parts.iter().flat_map(|part| &part.days), |cell| (cell.group, cell.day, cell.member));
        activity.hours =
            merge(parts.iter().flat_map(|part| &part.hours), |cell| (cell.group, cell.day, cell.hour));
        activity.links = merge(parts.iter().flat_map(|part| &part.links), |cell| {
            (cell.group, cell.from, cell.to, cell.kind, cell.day)
        });
        activity.spans = merge(parts.iter().flat_map(|part| &part.spans), |cell| (cell.group, cell.member));
        activity.habits = activity.habits_of(log, &members, &groups);
        activity.range = parts
            .iter()
            .filter_map(|part| part.range)
            .reduce(|(first, last), (a, b)| (first.min(a), last.max(b)));
        activity
    }
}

/// Cells that can be added up.
trait Cell: Copy + Send {
    fn add(&mut self, other: &Self);
}

impl Cell for DayCount {
    fn add(&mut self, other: &Self) {
        self.messages += other.messages;
        self.chars = self.chars.saturating_add(other.chars);
        self.shares += other.shares;
        self.hours |= other.hours;
    }
}

impl Cell for HourCount {
    fn add(&mut self, other: &Self) {
        self.messages += other.messages;
    }
}

impl Cell for LinkCount {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
    }
}

impl Cell for Span {
    fn add(&mut self, other: &Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.messages += other.messages;
    }
}

/// Sorts by key and adds up the cells of one key.
fn merge<'a, C: Cell + 'a, K: Ord + Send>(
    cells: impl Iterator<Item = &'a C>,
    key: impl Fn(&C) -> K + Sync,
) -> Vec<C> {
    let mut cells: Vec<C> = cells.copied().collect();
    cells.par_sort_by_key(|cell| key(cell));
    cells.dedup_by(|next, kept| {
        let same = key(next) == key(kept);
        if same {
            kept.add(next);
        }
        same
    });
    cells
}

#[derive(Default)]
struct Part {
    days: Vec<DayCount>,
    hours: Vec<HourCount>,
    links: Vec<LinkCount>,
    spans: Vec<Span>,
    range: Option<(Day, Day)>,
    system: u64,
}

impl Part {
    fn count(
        project: &Project,
        log: &MessageLog,
        rows: std::ops::Range<usize>,
        members: &[u32],
        groups: &[u32],
        authors: &Authors,
    ) -> Self {
        let mut part = Self::default();
        let mut clock = LocalClock::new(project.time_zone);
        for row in rows {
            let kind = log.kind[row];
            if kind == MessageKind::System {
                part.system += 1;
                continue;
            }
            let (day, hour) = clock.day_hour(log.at[row]);
            let (group, member) = (groups[log.group[row] as usize], members[log.member[row] as usize]);
            let at = Timestamp(log.at[row]);
            let shared = matches!(kind, MessageKind::Link | MessageKind::Share | MessageKind::Forward);
            part.days.push(DayCount {
                group,
                day,
                member,
                messages: 1,
                chars: log.chars[row],
                shares: u32::from(shared),
                hours: 1_u32.checked_shl(hour.into()).unwrap_or(0),
            });
            part.hours.push(HourCount { group, day, hour, messages: 1 });
            part.spans.push(Span { group, member, first: at, last: at, messages: 1 });
            let mut link = |to: u32, kind| {
                if to != member {
                    part.links.push(LinkCount { group, from: member, to, kind, day, count: 1 });
                }
            };
            if let Some(author) = authors.author(log, log.reply_to[row]) {
                link(members[author as usize], LinkKind::Reply);
            }
            for &mentioned in log.mentions(row) {
                link(members[mentioned as usize], LinkKind::Mention);
            }
            part.range = Some(match part.range {
                None => (day, day),
                Some((first, last)) => (first.min(day), last.max(day)),
            });
        }
        part.days = merge(part.days.iter(), |cell| (cell.group, cell.day, cell.member));
        part.hours = merge(part.hours.iter(), |cell| (cell.group, cell.day, cell.hour));
        part.links = merge(part.links.iter(), |cell| (cell.group, cell.from, cell.to, cell.kind, cell.day));
        part.spans = merge(part.spans.iter(), |cell| (cell.group, cell.member));
        part
    }
}

/// Finds who wrote a message id.
enum Authors {
    /// Ids ascend: search in place.
    Sorted,
    /// Rows in the order of their ids.
    Ordered(Vec<u32>),
}

impl Authors {
    fn of(log: &MessageLog) -> Self {
        if log.ids.is_sorted() {
            return Self::Sorted;
        }
        let mut rows: Vec<u32> = (0..log.len() as u32).collect();
        rows.par_sort_by_key(|&row| log.ids[row as usize]);
        Self::Ordered(rows)
    }

    /// Member code (of the log) of the author; `None` for an id that is not there or is a system line.
    fn author(&self, log: &MessageLog, id: u64) -> Option<u32> {
        if id == NO_REPLY {
            return None;
        }
        let row = match self {
            Self::Sorted => log.ids.binary_search(&id).ok()?,
            Self::Ordered(rows) => {
                rows[rows.binary_search_by_key(&id, |&row| log.ids[row as usize]).ok()?] as usize
            }
        };
        (log.kind[row] != MessageKind::System).then_some(log.member[row])
    }
}
