//! Funnels over what people send: every line of the log, by kind, to the millisecond.

use rayon::prelude::*;

use super::{Hit, Outcome, Query, StepTally, Tally, Walker};
use crate::analytics::engagement::local_midnight;
use crate::analytics::{Input, Scope};
use crate::model::{MessageKind, StepOrder};

/// Lines looked at before the rest of a member's: most people who pass a funnel do it early.
const FIRST: usize = 256;

/// Lays a funnel whose every step is a kind of message over the lines of each person, in the groups and days of a scope.
///
/// The same as [`super::tally`] over the facts of the same lines, without making them first. `end` is the first instant
/// past what was observed. Strict funnels look at what lies between, too, and are not for this.
pub fn tally_sent(
    input: Input<'_>,
    scope: &Scope,
    query: &Query,
    kinds: &[MessageKind],
    end: i64,
) -> Tally {
    debug_assert!(query.order() != StepOrder::Strict);
    let mut masks = [0_u64; MessageKind::ALL.len()];
    for (step, &kind) in kinds.iter().enumerate().take(super::MAX_STEPS) {
        masks[kind as usize] |= 1 << step;
    }
    let mut inside = vec![false; input.activity.groups.len()];
    for &group in &scope.groups {
        if let Some(inside) = inside.get_mut(group as usize) {
            *inside = true;
        }
    }
    let zone = input.project.time_zone;
    let days = local_midnight(zone, scope.from)..local_midnight(zone, scope.to.saturating_add(1));
    let members: Vec<u32> = (0..input.activity.members.len() as u32).collect();
    let part = |members: &[u32]| {
        let mut tally = Tally { steps: vec![StepTally::default(); query.steps()], still_in_window: 0 };
        let mut walker = Walker::new(query);
        let mut hits: Vec<Hit> = Vec::new();
        for &member in members.iter().filter(|member| input.counts(**member)) {
            let mut lines = input
                .activity
                .timeline
                .of(member)
                .filter(|line| masks[line.kind as usize] != 0 && days.contains(&line.at))
                .filter(|line| inside.get(line.group as usize).copied().unwrap_or(false))
                .map(|line| Hit { at: line.at, steps: masks[line.kind as usize], exclusions: 0 });
            hits.clear();
            hits.extend(lines.by_ref().take(FIRST));
            hits.dedup();
            if hits.is_empty() {
                continue;
            }
            let whole = |outcome: Outcome<'_>| matches!(outcome, Outcome::Reached(path) if path.len() == query.steps());
            if hits.len() >= FIRST / 2 && !whole(walker.best(&hits)) {
                hits.extend(lines);
                hits.dedup();
            }
            if let Outcome::Reached(path) = walker.best(&hits) {
                let mut before = None;
                for (step, &event) in tally.steps.iter_mut().zip(path) {
                    let at = hits[event as usize].at;
                    step.reached.push(member);
                    step.times.extend(before.map(|before| at - before));
                    before = Some(at);
                }
            }
            tally.still_in_window += u32::from(walker.still_open(end));
        }
        tally
    };
    let parts: Vec<Tally> = members.par_chunks(512).map(part).collect();
    let mut all = Tally { steps: vec![StepTally::default(); query.steps()], still_in_window: 0 };
    for part in parts {
        for (all, step) in all.steps.iter_mut().zip(part.steps) {
            all.reached.extend(step.reached);
            all.times.extend(step.times);
        }
        all.still_in_window += part.still_in_window;
    }
    all
}
