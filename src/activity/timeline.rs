//! Everything each member said, in order of time.

use rayon::prelude::*;

use super::Span;
use crate::model::{MessageKind, Timestamp};

/// Bits that a message kind takes.
pub(super) const KIND_BITS: u32 = 5;

/// One line of a member: when, what and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Milliseconds since the epoch.
    pub at: i64,
    pub kind: MessageKind,
    /// Group code.
    pub group: u32,
}

/// The lines of every member by time, kind and group, eight bytes each; system lines that name a sender are among them.
///
/// A line is one number: the time since the first line of the log, then the kind, then the group in as few bits as the
/// groups need. For 4096 groups that leaves 4,000 years; lines further from the first are drawn nearer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    first: i64,
    group_bits: u32,
    /// Lines of member `m`: `starts[m]..starts[m + 1]`.
    starts: Vec<u32>,
    lines: Vec<u64>,
}

impl Timeline {
    /// Sorts lines that ascend by time into those of each member. A tag is the group and the kind (see [`tag`]).
    pub(super) fn gather(members: usize, groups: usize, member: &[u32], at: &[i64], tags: &[u32]) -> Self {
        let first = at.first().copied().unwrap_or(0);
        let group_bits = usize::BITS - groups.leading_zeros();
        let mut result = Self { first, group_bits, starts: vec![0; members + 1], lines: vec![0; at.len()] };
        for &member in member {
            result.starts[member as usize + 1] += 1;
        }
        for member in 0..members {
            result.starts[member + 1] += result.starts[member];
        }
        // Two halves of about as many lines each, for two cores; each looks at all lines and takes its own.
        let parts = rayon::current_num_threads().clamp(1, 8);
        let mut rest = &mut result.lines[..];
        let mut shares = Vec::with_capacity(parts);
        let mut low = 0;
        for part in 1..=parts {
            let until = (at.len() * part / parts) as u32;
            let high = if part == parts {
                members
            } else {
                result.starts.partition_point(|&s| s < until).min(members)
            };
            let high = high.max(low);
            let count = (result.starts[high] - result.starts[low]) as usize;
            let (mine, others) = std::mem::take(&mut rest).split_at_mut(count);
            rest = others;
            shares.push((low..high, mine));
            low = high;
        }
        let starts = &result.starts;
        let most = u64::MAX >> (KIND_BITS + group_bits);
        shares.into_par_iter().for_each(|(members, lines)| {
            let base = starts[members.start];
            let mut next: Vec<u32> = starts[members.clone()].iter().map(|start| start - base).collect();
            for ((&member, &at), &tag) in member.iter().zip(at).zip(tags) {
                let Some(next) = (member as usize).checked_sub(members.start).and_then(|m| next.get_mut(m))
                else {
                    continue;
                };
                let since = u64::try_from(at.saturating_sub(first)).unwrap_or(0).min(most);
                let (kind, group) = (kind_of(tag) as u64, u64::from(group_of(tag)));
                lines[*next as usize] = (since << KIND_BITS | kind) << group_bits | group;
                *next += 1;
            }
            for member in members {
                let run = (starts[member] - base) as usize..(starts[member + 1] - base) as usize;
                let run = &mut lines[run];
                if !run.is_sorted() {
                    run.sort_unstable();
                }
            }
        });
        result
    }

    /// The lines of one member, by time, kind and group.
    pub fn of(&self, member: u32) -> impl DoubleEndedIterator<Item = Line> + ExactSizeIterator + Clone + '_ {
        self.run(member as usize).iter().map(|&line| self.line(line))
    }

    /// The lines of one member in a range of instants, the last one left out, as [`Timeline::of`] orders them.
    pub fn between(&self, member: u32, instants: std::ops::Range<i64>) -> impl Iterator<Item = Line> + '_ {
        let run = self.run(member as usize);
        let start = run.partition_point(|&line| self.line(line).at < instants.start);
        run[start..].iter().map(|&line| self.line(line)).take_while(move |line| line.at < instants.end)
    }

    fn run(&self, member: usize) -> &[u64] {
        match (self.starts.get(member), self.starts.get(member + 1)) {
            (Some(&start), Some(&end)) => &self.lines[start as usize..end as usize],
            _ => &[],
        }
    }

    fn line(&self, line: u64) -> Line {
        let kind = line >> self.group_bits & ((1 << KIND_BITS) - 1);
        Line {
            at: self.first.saturating_add_unsigned(line >> self.group_bits >> KIND_BITS),
            kind: MessageKind::ALL.get(kind as usize).copied().unwrap_or(MessageKind::Other),
            group: (line & !(u64::MAX << self.group_bits)) as u32,
        }
    }

    /// How many members there are, the silent ones included.
    pub fn members(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True when nobody said anything.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// First and last words of each member in each group they spoke in, by member and group.
    pub(super) fn spans(&self, groups: usize) -> Vec<Span> {
        let members: Vec<u32> = (0..self.members() as u32).collect();
        let of = |members: &[u32]| {
            // Where in `found` the span of a group is, when it is of the member being looked at.
            let mut place = vec![u32::MAX; groups];
            let mut found: Vec<Span> = Vec::new();
            for &member in members {
                let begin = found.len();
                for line in self.of(member).filter(|line| line.kind != MessageKind::System) {
                    let at = Timestamp(line.at);
                    let Some(place) = place.get_mut(line.group as usize) else { continue };
                    match found.get_mut(*place as usize) {
                        Some(span) => {
                            span.last = at;
                            span.messages += 1;
                        }
                        None => {
                            *place = found.len() as u32;
                            found.push(Span { group: line.group, member, first: at, last: at, messages: 1 });
                        }
                    }
                }
                found[begin..].sort_unstable_by_key(|span| span.group);
                for span in &found[begin..] {
                    place[span.group as usize] = u32::MAX;
                }
            }
            found
        };
        members.par_chunks(1024).flat_map_iter(of).collect()
    }
}

/// Group and kind in one number; a group code of more than 27 bits is cut.
pub(super) fn tag(group: u32, kind: MessageKind) -> u32 {
    group.min(u32::MAX >> KIND_BITS) << KIND_BITS | kind as u32
}

/// The kind in a tag.
pub(super) fn kind_of(tag: u32) -> MessageKind {
    let kind = tag & ((1 << KIND_BITS) - 1);
    MessageKind::ALL.get(kind as usize).copied().unwrap_or(MessageKind::Other)
}

/// The group in a tag.
pub(super) fn group_of(tag: u32) -> u32 {
    tag >> KIND_BITS
}
