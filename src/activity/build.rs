//! The pass over the log.

use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::count::{Counter, join_slabs};
use super::{Activity, Attendance, ByGroup, Day, HourCount, Span, Timeline};
use crate::log::{Columns, LogError, MessageLog, read_parts};
use crate::model::Project;

/// The counts of a log that was never held as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    pub activity: Activity,
    /// The groups that the log names, in order of appearance.
    pub groups: Vec<String>,
    /// Message ids that stand more than once, ascending, once for each further time.
    pub twice: Vec<u64>,
    /// How long the counting took, the reading left out.
    pub took: Duration,
}

impl Activity {
    /// Counts the log in the project's time zone. Aliases of a member count as that member.
    ///
    /// An empty log gives the indexes of the project and no counts.
    pub fn build(project: &Project, log: &MessageLog) -> Self {
        let mut pass = Pass::new(project, log.len());
        pass.add(log);
        pass.finish().activity
    }

    /// As [`Self::build`], of a Parquet file that is read part by part: takes a third of the memory.
    ///
    /// # Errors
    /// Those of [`crate::log::read_parquet`].
    pub fn read(project: &Project, path: &Path) -> Result<Counted, LogError> {
        let mut pass: Option<Pass> = None;
        let in_order = read_parts(path, Columns { text: false }, |rows, part| {
            let pass = pass.get_or_insert_with(|| Pass::new(project, rows));
            if pass.follows(part) {
                pass.add(part);
                return true;
            }
            false
        })?;
        let pass = match pass {
            Some(pass) if in_order => pass,
            _ => {
                let log = crate::log::read_parquet(path, Columns { text: false })?;
                let mut pass = Pass::new(project, log.len());
                pass.add(&log);
                pass
            }
        };
        Ok(pass.finish())
    }
}

/// The pass as far as it has come.
struct Pass {
    activity: Activity,
    counter: Counter,
    groups: Vec<String>,
    known: std::collections::HashSet<u32>,
    last: Option<i64>,
    took: Duration,
}

impl Pass {
    fn new(project: &Project, rows: usize) -> Self {
        let mut activity = Activity {
            zone: Some(project.time_zone),
            known: (project.members.len(), project.groups.len()),
            aliases: super::aliases(project),
            ..Activity::default()
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
        let mut counter = Counter::new(project.time_zone);
        counter.columns.reserve(rows);
        Self {
            activity,
            counter,
            groups: Vec::new(),
            known: Default::default(),
            last: None,
            took: Duration::ZERO,
        }
    }

    /// True when a part is in order of time and not before what came so far.
    fn follows(&self, part: &MessageLog) -> bool {
        part.at.is_sorted() && part.at.first().is_none_or(|first| self.last.is_none_or(|last| last <= *first))
    }

    fn add(&mut self, log: &MessageLog) {
        let started = Instant::now();
        let activity = &mut self.activity;
        let members: Vec<u32> =
            log.members.names().iter().map(|name| activity.members.insert(&name.as_str().into())).collect();
        let groups: Vec<u32> =
            log.groups.names().iter().map(|name| activity.groups.insert(&name.as_str().into())).collect();
        for (&code, name) in groups.iter().zip(log.groups.names()) {
            if self.known.insert(code) {
                self.groups.push(name.clone());
            }
        }
        let nobody = activity.members.find("");
        self.counter.add(log, &members, &groups, nobody);
        self.last = log.at.last().copied().or(self.last);
        self.took += started.elapsed();
    }

    fn finish(self) -> Counted {
        let Self { mut activity, mut counter, groups, took, .. } = self;
        let started = Instant::now();
        (activity.range, activity.system) = (counter.range, counter.system);
        activity.messages = counter.columns.at.len() as u64 - counter.system;
        let slabs = counter.take_slabs();
        // One after the other: both take much memory.
        activity.habits = activity.habits_of(&counter.columns);
        counter.columns.chars = Vec::new();
        let (said, notices) = join_slabs(slabs);
        (activity.days, activity.hours, activity.links) = (said.days, said.hours, said.links);
        activity.totals = ByGroup::new(activity.hours.runs().iter().map(|hours| totals(hours)).collect());
        activity.notices = notices;
        let columns = std::mem::take(&mut counter.columns);
        let (members, count) = (activity.members.len(), activity.groups.len());
        activity.timeline = Timeline::gather(members, count, &columns.member, &columns.at, &columns.tags);
        drop(columns);
        activity.spans = by_group(activity.timeline.spans(count), count);
        let cells = activity.days.iter().map(|cell| (cell.day, cell.member));
        activity.attendance = Attendance::gather(members, cells);
        let twice = counter.ids.twice();
        Counted { activity, groups, twice, took: took + started.elapsed() }
    }
}

/// The messages of each day.
fn totals(hours: &[HourCount]) -> Box<[(Day, u32)]> {
    let days = hours.chunk_by(|a, b| a.day == b.day);
    days.filter_map(|hours| Some((hours.first()?.day, hours.iter().map(|hour| hour.messages).sum())))
        .collect()
}

/// The spans of each group; those given ascend by member.
fn by_group(spans: Vec<Span>, groups: usize) -> ByGroup<Span> {
    let mut counts = vec![0; groups];
    spans.iter().for_each(|span| counts[span.group as usize] += 1);
    let mut runs: Vec<Vec<Span>> = counts.into_iter().map(Vec::with_capacity).collect();
    spans.into_iter().for_each(|span| runs[span.group as usize].push(span));
    ByGroup::new(runs.into_par_iter().map(Vec::into_boxed_slice).collect())
}
