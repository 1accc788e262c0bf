//! Counting a log that comes in pieces.

use std::ops::Range;

use rayon::prelude::*;

use super::timeline::{kind_of, tag};
use super::{ByGroup, Day, DayCount, HourCount, LinkCount, LinkKind, LocalClock, Tables};
use crate::log::{MessageLog, NO_REPLY};
use crate::model::MessageKind;

/// Rows counted at once: enough that the cells of a group are not torn into many pieces.
const SLAB: usize = 1 << 20;

/// The columns that are needed until all rows are known, in order of time.
#[derive(Default)]
pub(super) struct Columns {
    /// Member codes.
    pub(super) member: Vec<u32>,
    pub(super) at: Vec<i64>,
    /// Group and kind (see [`tag`]).
    pub(super) tags: Vec<u32>,
    pub(super) chars: Vec<u32>,
}

impl Columns {
    /// Makes room for exactly so many more rows.
    pub(super) fn reserve(&mut self, rows: usize) {
        self.member.reserve_exact(rows);
        self.at.reserve_exact(rows);
        self.tags.reserve_exact(rows);
        self.chars.reserve_exact(rows);
    }
}

/// Counts rows slab by slab; the slabs of a group are put together at the end.
pub(super) struct Counter {
    zone: chrono_tz::Tz,
    /// The member code of nobody, where the log has one.
    nobody: Option<u32>,
    pub(super) columns: Columns,
    pub(super) ids: Ids,
    /// By group code.
    slabs: Vec<Slabs>,
    /// Answers to ids that have not been seen yet.
    open: Vec<Open>,
    pub(super) range: Option<(Day, Day)>,
    pub(super) system: u64,
    scratch: Scratch,
}

/// Columns of the slab being counted, kept for the next one.
#[derive(Default)]
struct Scratch {
    group: Vec<u32>,
    local: Vec<(Day, u8)>,
    starts: Vec<u32>,
    order: Vec<u32>,
}

/// What was said in one group, and its system lines, slab by slab.
#[derive(Default)]
pub(super) struct Slabs {
    said: Slab,
    system: Slab,
}

#[derive(Default)]
struct Slab {
    days: Vec<Box<[DayCount]>>,
    hours: Vec<Box<[HourCount]>>,
    links: Vec<Box<[LinkCount]>>,
}

/// An answer to a message that is not known yet.
#[derive(Clone, Copy)]
struct Open {
    group: u32,
    from: u32,
    day: Day,
    system: bool,
    id: u64,
}

impl Counter {
    pub(super) fn new(zone: chrono_tz::Tz) -> Self {
        Self {
            zone,
            nobody: None,
            columns: Columns::default(),
            ids: Ids::default(),
            slabs: Vec::new(),
            open: Vec::new(),
            range: None,
            system: 0,
            scratch: Scratch::default(),
        }
    }

    /// Counts the next rows; `members` and `groups` translate the codes of the log, `nobody` is the code of the empty id.
    pub(super) fn add(&mut self, log: &MessageLog, members: &[u32], groups: &[u32], nobody: Option<u32>) {
        self.nobody = nobody;
        for start in (0..log.len()).step_by(SLAB) {
            self.slab(log, start..(start + SLAB).min(log.len()), members, groups);
        }
    }

    fn slab(&mut self, log: &MessageLog, rows: Range<usize>, members: &[u32], groups: &[u32]) {
        let base = self.columns.at.len();
        self.ids.extend(&log.ids[rows.clone()]);
        let mut scratch = std::mem::take(&mut self.scratch);
        let Scratch { group, local, starts, order } = &mut scratch;
        group.clear();
        group.extend(log.group[rows.clone()].iter().map(|&code| groups[code as usize]));
        let kinds = &log.kind[rows.clone()];
        let columns = &mut self.columns;
        columns.member.extend(log.member[rows.clone()].iter().map(|&code| members[code as usize]));
        columns.at.extend_from_slice(&log.at[rows.clone()]);
        columns.tags.extend(group.iter().zip(kinds).map(|(&group, &kind)| tag(group, kind)));
        columns.chars.extend_from_slice(&log.chars[rows.clone()]);
        self.system += kinds.iter().filter(|kind| **kind == MessageKind::System).count() as u64;

        let zone = self.zone;
        local.resize(rows.len(), (0, 0));
        local.par_chunks_mut(1 << 13).zip(log.at[rows.clone()].par_chunks(1 << 13)).for_each(
            |(local, at)| {
                let mut clock = LocalClock::new(zone);
                local.iter_mut().zip(at).for_each(|(local, &at)| *local = clock.day_hour(at));
            },
        );
        for ((day, _), _) in local.iter().zip(kinds).filter(|(_, kind)| **kind != MessageKind::System) {
            self.range =
                Some(self.range.map_or((*day, *day), |(first, last)| (first.min(*day), last.max(*day))));
        }

        let count = group.iter().max().map_or(0, |&group| group as usize + 1);
        if self.slabs.len() < count {
            self.slabs.resize_with(count, Slabs::default);
        }
        by_code(group, count, starts, order);
        let (this, local, starts, order) = (&*self, &local[..], &starts[..], &order[..]);
        let made: Vec<(usize, [Joined; 2], Vec<Open>)> = (0..count)
            .into_par_iter()
            .filter(|&group| starts[group] < starts[group + 1])
            // What was said, then the system lines.
            .map_init(<[Maker; 2]>::default, |makers, group| {
                let own = &order[starts[group] as usize..starts[group + 1] as usize];
                let mut open = Vec::new();
                for &row in own {
                    let (at, row) = (base + row as usize, row as usize);
                    let ((day, hour), kind) = (local[row], kinds[row]);
                    let (member, notice) = (this.columns.member[at], kind == MessageKind::System);
                    let maker = &mut makers[usize::from(notice)];
                    maker.hour(day, hour);
                    if !notice || Some(member) != this.nobody {
                        let shared =
                            matches!(kind, MessageKind::Link | MessageKind::Share | MessageKind::Forward);
                        maker.day.push(DayCount {
                            day,
                            member,
                            messages: 1,
                            chars: log.chars[rows.start + row],
                            shares: u32::from(shared),
                            hours: 1_u32.checked_shl(hour.into()).unwrap_or(0),
                        });
                    }
                    let id = log.reply_to[rows.start + row];
                    if id != NO_REPLY {
                        match this.ids.find(id, at) {
                            Some(answered) => this.answer(makers, member, notice, answered, day),
                            None => {
                                open.push(Open { group: group as u32, from: member, day, system: notice, id })
                            }
                        }
                    }
                    if !notice {
                        for &mentioned in log.mentions(rows.start + row) {
                            let to = members[mentioned as usize];
                            makers[0].link(member, to, LinkKind::Mention, day);
                        }
                    }
                }
                (group, [makers[0].finish(), makers[1].finish()], open)
            })
            .collect();
        for (group, [said, system], open) in made {
            self.slabs[group].said.add(said);
            self.slabs[group].system.add(system);
            self.open.extend(open);
        }
        self.scratch = scratch;
    }

    /// Writes down that somebody answered a row.
    fn answer(&self, makers: &mut [Maker; 2], from: u32, notice: bool, row: usize, day: Day) {
        let to = self.columns.member[row];
        let system = notice || kind_of(self.columns.tags[row]) == MessageKind::System;
        let nobody = self.nobody.is_some_and(|nobody| from == nobody || to == nobody);
        if !(system && nobody) {
            makers[usize::from(system)].link(from, to, LinkKind::Reply, day);
        }
    }

    /// The slabs of each group, with the answers to what came later.
    pub(super) fn take_slabs(&mut self) -> Vec<Slabs> {
        self.scratch = Scratch::default();
        let open = std::mem::take(&mut self.open);
        if !open.is_empty() {
            let order = self.ids.order();
            let mut late: Vec<[Maker; 2]> = Vec::new();
            late.resize_with(self.slabs.len(), Default::default);
            for Open { group, from, day, system, id } in open {
                if let Some(row) = self.ids.find_late(id, &order) {
                    self.answer(&mut late[group as usize], from, system, row, day);
                }
            }
            for (slabs, [mut said, mut system]) in self.slabs.iter_mut().zip(late) {
                slabs.said.add(said.finish());
                slabs.system.add(system.finish());
            }
        }
        std::mem::take(&mut self.slabs)
    }
}

/// Puts the slabs of each group together: what was said, then the system lines.
pub(super) fn join_slabs(slabs: Vec<Slabs>) -> (Tables, Tables) {
    let joined: Vec<_> =
        slabs.into_par_iter().map(|slabs| (slabs.said.join(), slabs.system.join())).collect();
    let (said, system): (Vec<_>, Vec<_>) = joined.into_iter().unzip();
    (Tables::of(said), Tables::of(system))
}

/// Where the rows of each code begin, and the rows in the order of their codes.
fn by_code(codes: &[u32], count: usize, starts: &mut Vec<u32>, order: &mut Vec<u32>) {
    starts.clear();
    starts.resize(count + 1, 0);
    for &code in codes {
        starts[code as usize + 1] += 1;
    }
    for code in 0..count {
        starts[code + 1] += starts[code];
    }
    let mut next = starts.clone();
    order.clear();
    order.resize(codes.len(), 0);
    for (row, &code) in codes.iter().enumerate() {
        let next = &mut next[code as usize];
        order[*next as usize] = row as u32;
        *next += 1;
    }
}

/// Makes the cells of one group and slab.
#[derive(Default)]
struct Maker {
    today: Option<Day>,
    /// The messages of today, one each.
    day: Vec<DayCount>,
    hours: [u32; 24],
    days: Vec<DayCount>,
    by_hour: Vec<HourCount>,
    links: Vec<LinkCount>,
}

impl Maker {
    fn hour(&mut self, day: Day, hour: u8) {
        if self.today != Some(day) {
            self.flush();
            self.today = Some(day);
        }
        if let Some(count) = self.hours.get_mut(usize::from(hour)) {
            *count += 1;
        }
    }

    fn flush(&mut self) {
        let Some(day) = self.today.take() else { return };
        self.day.sort_unstable_by_key(|cell| cell.member);
        for run in self.day.chunk_by(|a, b| a.member == b.member) {
            self.days.extend(run.iter().copied().reduce(|mut sum, cell| {
                sum.add(&cell);
                sum
            }));
        }
        self.day.clear();
        for (hour, messages) in self.hours.iter_mut().enumerate().filter(|(_, count)| **count > 0) {
            self.by_hour.push(HourCount { day, hour: hour as u8, messages: *messages });
            *messages = 0;
        }
    }

    fn link(&mut self, from: u32, to: u32, kind: LinkKind, day: Day) {
        if from != to {
            self.links.push(LinkCount { from, to, kind, day, count: 1 });
        }
    }

    /// The cells, in boxes no larger than they; the room is kept.
    fn finish(&mut self) -> Joined {
        fn boxed<C: Cell>(cells: &mut Vec<C>) -> Box<[C]> {
            tidy(cells);
            let boxed = Box::from(&cells[..]);
            cells.clear();
            boxed
        }
        self.flush();
        // Where clocks go back over midnight, yesterday comes again.
        (boxed(&mut self.days), boxed(&mut self.by_hour), boxed(&mut self.links))
    }
}

/// The cells of one group.
type Joined = (Box<[DayCount]>, Box<[HourCount]>, Box<[LinkCount]>);

impl Tables {
    fn of(groups: Vec<Joined>) -> Self {
        let (mut days, mut hours, mut links) = (Vec::new(), Vec::new(), Vec::new());
        for group in groups {
            days.push(group.0);
            hours.push(group.1);
            links.push(group.2);
        }
        Self { days: ByGroup::new(days), hours: ByGroup::new(hours), links: ByGroup::new(links) }
    }
}

impl Slab {
    fn add(&mut self, (days, hours, links): Joined) {
        fn put<T>(all: &mut Vec<Box<[T]>>, more: Box<[T]>) {
            if !more.is_empty() {
                all.push(more);
            }
        }
        put(&mut self.days, days);
        put(&mut self.hours, hours);
        put(&mut self.links, links);
    }

    fn join(self) -> Joined {
        (join(self.days), join(self.hours), join(self.links))
    }
}

/// Cells that can be added up.
pub(super) trait Cell: Copy {
    type Key: Ord;
    fn key(&self) -> Self::Key;
    fn add(&mut self, other: &Self);
}

impl Cell for DayCount {
    type Key = (Day, u32);

    fn key(&self) -> Self::Key {
        (self.day, self.member)
    }

    fn add(&mut self, other: &Self) {
        self.messages += other.messages;
        self.chars = self.chars.saturating_add(other.chars);
        self.shares += other.shares;
        self.hours |= other.hours;
    }
}

impl Cell for HourCount {
    type Key = (Day, u8);

    fn key(&self) -> Self::Key {
        (self.day, self.hour)
    }

    fn add(&mut self, other: &Self) {
        self.messages += other.messages;
    }
}

impl Cell for LinkCount {
    type Key = (u32, u32, LinkKind, Day);

    fn key(&self) -> Self::Key {
        (self.from, self.to, self.kind, self.day)
    }

    fn add(&mut self, other: &Self) {
        self.count += other.count;
    }
}

/// Sorts cells and adds up those of one key.
fn tidy<C: Cell>(cells: &mut Vec<C>) {
    if cells.is_sorted_by(|a, b| a.key() < b.key()) {
        return;
    }
    cells.sort_unstable_by_key(Cell::key);
    cells.dedup_by(|next, kept| {
        let same = next.key() == kept.key();
        if same {
            kept.add(next);
        }
        same
    });
}

/// One sorted run of several. Where each goes on about where the last one ended, as in order of time, that costs little
/// more than a copy.
fn join<C: Cell>(slabs: Vec<Box<[C]>>) -> Box<[C]> {
    let mut all: Vec<C> = Vec::with_capacity(slabs.iter().map(|slab| slab.len()).sum());
    let mut tail: Vec<C> = Vec::new();
    for slab in slabs {
        let Some(first) = slab.first().map(Cell::key) else { continue };
        let from = all.partition_point(|cell| cell.key() < first);
        if all.len() - from > 2 * slab.len() {
            all.extend_from_slice(&slab);
            continue;
        }
        tail.clear();
        tail.extend(all.drain(from..));
        let (mut old, mut new) = (tail.iter().peekable(), slab.iter().peekable());
        while let (Some(one), Some(two)) = (old.peek(), new.peek()) {
            match one.key().cmp(&two.key()) {
                std::cmp::Ordering::Less => all.extend(old.next()),
                std::cmp::Ordering::Greater => all.extend(new.next()),
                std::cmp::Ordering::Equal => {
                    let mut sum = **one;
                    sum.add(two);
                    all.push(sum);
                    old.next();
                    new.next();
                }
            }
        }
        all.extend(old);
        all.extend(new);
    }
    tidy(&mut all);
    all.into()
}

/// The ids of messages, in the order of rows.
pub(super) enum Ids {
    /// Consecutive numbers: the first, and how many.
    Run(u64, usize),
    /// All of them, and whether they ascend.
    Listed(Vec<u64>, bool),
}

impl Default for Ids {
    fn default() -> Self {
        Self::Run(0, 0)
    }
}

impl Ids {
    fn extend(&mut self, more: &[u64]) {
        if let Self::Run(first, count) = self {
            let begin = if *count == 0 { more.first().copied().unwrap_or(0) } else { *first };
            let next = begin.checked_add(*count as u64);
            let follows =
                |(at, id): (usize, &u64)| next.and_then(|next| next.checked_add(at as u64)) == Some(*id);
            if more.iter().enumerate().all(follows) {
                *self = Self::Run(begin, *count + more.len());
                return;
            }
            *self = Self::Listed((0..*count as u64).map(|at| *first + at).collect(), true);
        }
        if let Self::Listed(ids, ascending) = self {
            let joint = ids.last().zip(more.first()).is_none_or(|(last, next)| last <= next);
            *ascending &= joint && more.is_sorted();
            ids.extend_from_slice(more);
        }
    }

    /// The row of an id, looked for backwards from a row; `None` for one that is not there, or not to be found quickly.
    fn find(&self, id: u64, near: usize) -> Option<usize> {
        match self {
            Self::Run(first, count) => {
                let row = usize::try_from(id.checked_sub(*first)?).ok()?;
                (row < *count).then_some(row)
            }
            Self::Listed(ids, true) => {
                let mut step = 1;
                let mut high = near + 1;
                let mut low = near;
                while low > 0 && ids[low] > id {
                    high = low;
                    low = low.saturating_sub(step);
                    step *= 4;
                }
                ids[low..high.min(ids.len())].binary_search(&id).ok().map(|at| low + at)
            }
            Self::Listed(_, false) => None,
        }
    }

    /// Rows in the order of their ids, where they do not ascend.
    fn order(&self) -> Vec<u32> {
        match self {
            Self::Listed(ids, false) => {
                let mut rows: Vec<u32> = (0..ids.len() as u32).collect();
                rows.par_sort_by_key(|&row| ids[row as usize]);
                rows
            }
            _ => Vec::new(),
        }
    }

    /// As [`Self::find`], when all ids are there and `order` is theirs.
    fn find_late(&self, id: u64, order: &[u32]) -> Option<usize> {
        match self {
            Self::Run(..) => self.find(id, 0),
            Self::Listed(ids, true) => ids.binary_search(&id).ok(),
            Self::Listed(ids, false) => {
                let at = order.binary_search_by_key(&id, |&row| ids[row as usize]).ok()?;
                order.get(at).map(|&row| row as usize)
            }
        }
    }

    /// Ids that stand more than once, ascending, once for each further time.
    pub(super) fn twice(self) -> Vec<u64> {
        let Self::Listed(mut ids, ascending) = self else { return Vec::new() };
        if !ascending {
            ids.par_sort_unstable();
        }
        ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
    }
}
