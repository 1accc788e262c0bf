//! What a database would be asked of a message log: `cargo bench --bench peers -- FILE [REPEAT] [panels]`.
//!
//! Reads and counts a Parquet log as opening a project does, then answers seven questions from the counts that the panels
//! are made of, each from the beginning every time, and prints the best of a few times. Every row counts here, system
//! lines that name a sender included, and nobody is left out. With `panels` it then makes all panels of four scopes.

use std::collections::HashMap;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use qunce::activity::{Activity, Attendance, Day, LinkCount, LinkKind};
use qunce::analytics::engagement::{Interval, first_time_cohorts};
use qunce::analytics::funnel::{Query, tally_sent};
use qunce::analytics::structure::RankTiers;
use qunce::analytics::{Input, Panels, Scope};
use qunce::model::{MessageKind, Project, StepOrder};
use rayon::prelude::*;

fn main() {
    let mut named = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let Some(file) = named.next().map(PathBuf::from) else {
        eprintln!("usage: cargo bench --bench peers -- LOG.parquet [REPEAT] [panels]");
        return;
    };
    let repeat = named.next().and_then(|count| count.parse().ok()).unwrap_or(3_usize).max(1);
    let started = Instant::now();
    let project = Project::default();
    let activity = match Activity::read(&project, Path::new(&file)) {
        Ok(counted) => counted.activity,
        Err(error) => {
            eprintln!("{error}");
            return;
        }
    };
    let load = started.elapsed();
    let input = Input { project: &project, activity: &activity };
    let time = |name: &str, ask: &dyn Fn() -> Vec<u64>| {
        let mut best = f64::INFINITY;
        let mut answer = Vec::new();
        for _ in 0..repeat {
            let started = Instant::now();
            answer = black_box(ask());
            best = best.min(started.elapsed().as_secs_f64() * 1e3);
        }
        println!("{:7} {name:8} {best:9.1} ms  {answer:?}", "qunce");
    };
    time("daily", &|| daily(&activity));
    time("mau", &|| mau(&activity));
    time("heatmap", &|| heatmap(&activity));
    time("cohort", &|| cohort(&activity));
    time("funnel", &|| funnel(input));
    time("tiers", &|| tiers(&activity));
    time("links", &|| links(&activity));
    println!("{:7} load     {:9.1} ms", "qunce", load.as_secs_f64() * 1e3);
    println!(
        "{:7} peak     {:9} MB",
        "qunce",
        peak_megabytes().map_or("?".to_owned(), |peak| peak.to_string())
    );
    if let (Some("panels"), Ok(whole)) = (named.next().as_deref(), Scope::new(input, None, None, &[])) {
        let month = Scope { from: whole.to - 29, ..whole.clone() };
        let groups = |count: usize| whole.groups.iter().copied().take(count).collect::<Vec<_>>();
        for (name, scope) in [
            ("all", whole.clone()),
            ("30 days", month.clone()),
            ("10 groups", Scope { groups: groups(10), ..whole.clone() }),
            ("1 group, 30 days", Scope { groups: groups(1), ..month }),
        ] {
            let mut quick = f64::INFINITY;
            for _ in 0..repeat {
                let started = Instant::now();
                black_box(Panels::of(input, &scope));
                quick = quick.min(started.elapsed().as_secs_f64() * 1e3);
            }
            let started = Instant::now();
            let panels = Panels::of(input, &scope);
            while !panels.is_complete() {
                panels.complete_next(input, &scope, &|| false);
            }
            let whole = started.elapsed().as_secs_f64() * 1e3;
            println!("panels of {name:17} {quick:9.1} ms, with all that takes long {whole:9.1} ms");
        }
    }
}

/// Who wrote on which day, system lines included.
fn everybody(activity: &Activity) -> Attendance {
    let notices = activity.notices.days.iter().map(|cell| (cell.day, cell.member));
    activity.attendance.union(&Attendance::gather(activity.members.len(), notices))
}

/// Messages and distinct senders of each day, summed over the days.
fn daily(activity: &Activity) -> Vec<u64> {
    let everybody = everybody(activity);
    let Some((first, last)) = everybody.range() else { return vec![0, 0] };
    let mut messages = vec![0_u64; (last - first + 1) as usize];
    for cell in activity.hours.iter().chain(&activity.notices.hours) {
        messages[(cell.day - first) as usize] += u64::from(cell.messages);
    }
    let senders = everybody.active(first, last);
    vec![messages.iter().sum(), senders.iter().copied().map(u64::from).sum()]
}

/// Distinct senders of the 28 days up to each day, summed over the days.
fn mau(activity: &Activity) -> Vec<u64> {
    let everybody = everybody(activity);
    let Some((first, last)) = everybody.range() else { return vec![0] };
    vec![everybody.trailing(first, last, 28).into_iter().map(u64::from).sum()]
}

/// Messages by weekday and hour, summed.
fn heatmap(activity: &Activity) -> Vec<u64> {
    let mut table = [[0_u64; 24]; 7];
    for cell in activity.hours.iter().chain(&activity.notices.hours) {
        table[cell.day.rem_euclid(7) as usize][usize::from(cell.hour)] += u64::from(cell.messages);
    }
    vec![table.as_flattened().iter().sum()]
}

/// Weekly cohorts by first message: cells with anybody in them, and people in all of them.
fn cohort(activity: &Activity) -> Vec<u64> {
    let week = Interval::Week(chrono::Weekday::Mon);
    let everybody = everybody(activity);
    let Some((first, last)) = everybody.range() else { return vec![0, 0] };
    let (first, last) = (week.index(first), week.index(last));
    let cohorts = first_time_cohorts(&everybody, week, first, (last - first + 1) as usize, false);
    let cells = cohorts.iter().flat_map(|cohort| &cohort.returned).filter(|back| **back > 0);
    vec![cells.clone().count() as u64, cells.copied().map(u64::from).sum()]
}

/// Members who sent a text, an image, a link and a red packet in this order within 7 days: those of each step.
fn funnel(input: Input<'_>) -> Vec<u64> {
    const STEPS: [MessageKind; 4] =
        [MessageKind::Text, MessageKind::Image, MessageKind::Link, MessageKind::RedPacket];
    let Ok(scope) = Scope::new(input, None, None, &[]) else { return Vec::new() };
    let Ok(query) = Query::new(STEPS.len(), StepOrder::Ordered, 7.0 * 86_400.0, Vec::new()) else {
        return Vec::new();
    };
    let tally = tally_sent(input, &scope, &query, &STEPS, i64::MAX);
    tally.steps.iter().map(|step| step.reached.len() as u64).collect()
}

/// The last 30 days: senders per group, messages of the top 5 % of each group and of the next 20 %.
fn tiers(activity: &Activity) -> Vec<u64> {
    let last = activity.hours.runs().iter().chain(activity.notices.hours.runs());
    let Some(last) = last.filter_map(|run| run.last()).map(|cell| cell.day).max() else { return vec![0; 3] };
    let from: Day = last - 29;
    let of = |group: u32| {
        let notices = activity.notices.days.of(group);
        let notices = &notices[notices.partition_point(|cell| cell.day < from)..];
        let mut counts: HashMap<u32, u64, foldhash::fast::FixedState> = HashMap::default();
        for cell in activity.days_of(group, from, last).iter().chain(notices) {
            *counts.entry(cell.member).or_default() += u64::from(cell.messages);
        }
        let mut counts: Vec<u64> = counts.into_values().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let ranks = RankTiers::of(counts.len());
        let (top, rest) = counts.split_at(ranks.top);
        [counts.len() as u64, top.iter().sum(), rest.iter().take(ranks.middle).sum()]
    };
    let add = |a: [u64; 3], b: [u64; 3]| [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
    (0..activity.groups.len() as u32).into_par_iter().map(of).reduce(|| [0; 3], add).to_vec()
}

/// Distinct pairs of who answered and who was answered, per group.
fn links(activity: &Activity) -> Vec<u64> {
    let of = |group: u32| {
        let said = distinct(activity.links.of(group));
        let noticed = distinct(activity.notices.links.of(group));
        // Both ascend: those of the system lines that nobody said otherwise.
        let mut said = said.peekable();
        let mut count = 0_u64;
        for pair in noticed {
            while said.next_if(|other| *other < pair).is_some() {
                count += 1;
            }
            count += u64::from(said.peek() != Some(&pair));
        }
        count + said.count() as u64
    };
    vec![(0..activity.groups.len() as u32).into_par_iter().map(of).sum()]
}

/// The pairs of sorted links that are answers, each once.
fn distinct(links: &[LinkCount]) -> impl Iterator<Item = (u32, u32)> + '_ {
    let mut last = None;
    links.iter().filter(|link| link.kind == LinkKind::Reply).map(|link| (link.from, link.to)).filter(
        move |pair| {
            let fresh = last != Some(*pair);
            last = Some(*pair);
            fresh
        },
    )
}

/// The most memory that this process ever held, where the system tells.
fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes / 1000)
}
