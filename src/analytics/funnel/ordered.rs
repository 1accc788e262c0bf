//! Steps in their order, with other events between (ordered) or with nothing between (strict).

use super::{Exclusion, Hit, Outcome, Query};
use crate::model::StepOrder;

/// The newest attempt that stands at one step.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    /// Instant of the attempt's first step, which also names the attempt; `None` when nobody stands here.
    anchor: Option<i64>,
    excluded: bool,
}

/// The furthest attempt so far.
#[derive(Clone, Copy, Debug, Default)]
struct Best {
    /// Steps reached; 0 before anyone entered.
    reached: usize,
    anchor: i64,
    excluded: bool,
}

/// For each step the newest attempt that reached it, and the furthest attempt of all.
#[derive(Clone, Debug)]
pub(super) struct Ordered {
    standing: Vec<Standing>,
    /// Row `k` holds the events that brought the attempt at step `k` there, one column a step.
    paths: Vec<u32>,
    best: Best,
    best_path: Vec<u32>,
}

impl Ordered {
    pub(super) fn new(steps: usize) -> Self {
        Self {
            standing: vec![Standing::default(); steps],
            paths: vec![0; steps * steps],
            best: Best::default(),
            best_path: vec![0; steps],
        }
    }

    pub(super) fn best(&mut self, query: &Query, hits: &[Hit], first: i64, last: i64) -> Outcome<'_> {
        self.standing.fill(Standing::default());
        self.best = Best::default();
        let strict = query.order() == StepOrder::Strict;
        let mut start = 0;
        while start < hits.len() {
            let at = hits[start].at;
            if at > last.saturating_add(query.window()) {
                break;
            }
            let end = start + hits[start..].iter().take_while(|hit| hit.at == at).count();
            let may_start = (first..=last).contains(&at);
            self.instant(query, hits, start..end, may_start, strict);
            if self.standing[query.steps() - 1].anchor.is_some() {
                break;
            }
            start = end;
        }
        match self.best {
            Best { reached: 0, .. } => Outcome::NotEntered,
            Best { excluded: true, .. } => Outcome::Excluded,
            Best { reached, .. } => Outcome::Reached(&self.best_path[..reached]),
        }
    }

    /// All events of one instant. Alone or all alike, they are taken as they come; else step by step, so that they
    /// convert in whatever order they are written, each event serving one step.
    fn instant(
        &mut self,
        query: &Query,
        hits: &[Hit],
        group: std::ops::Range<usize>,
        may_start: bool,
        strict: bool,
    ) {
        if let [alone] = &hits[group.clone()]
            && alone.exclusions == 0
            && !strict
        {
            // Nearly every event is the only one of its instant.
            let mut left = alone.steps & query.required_bits();
            while left != 0 {
                let step = 63 - left.leading_zeros() as usize;
                left &= !(1 << step);
                if step < query.steps() {
                    self.try_step(query, hits, group.start, step, may_start, false);
                }
            }
            return;
        }
        let bits = hits[group.clone()].iter().fold(0, |mask, hit| mask | hit.steps);
        let required = |index: usize| hits[index].steps & query.required_bits();
        let matched = bits & query.required_bits();
        let same = group.clone().all(|index| required(index) == matched || required(index) == 0);
        if same {
            for index in group.clone().filter(|&index| required(index) != 0) {
                for step in (0..query.steps()).rev().filter(|step| matched >> step & 1 == 1) {
                    self.try_step(query, hits, index, step, may_start, false);
                }
            }
        } else {
            for step in (0..query.steps()).filter(|step| matched >> step & 1 == 1) {
                for index in group.clone().filter(|&index| hits[index].steps >> step & 1 == 1) {
                    self.try_step(query, hits, index, step, may_start, true);
                }
            }
        }
        let excluding = hits[group.clone()].iter().fold(0, |mask, hit| mask | hit.exclusions);
        if excluding != 0 {
            self.exclude(query, hits, hits[group.start].at, excluding);
        }
        if strict {
            let spared = matched | query.before_optional(bits);
            for (step, standing) in self.standing.iter_mut().enumerate() {
                if spared >> step & 1 == 0 {
                    *standing = Standing::default();
                }
            }
        }
    }

    /// Moves the attempt that stands at the step before onto `step`, when the window holds.
    fn try_step(
        &mut self,
        query: &Query,
        hits: &[Hit],
        index: usize,
        step: usize,
        may_start: bool,
        once: bool,
    ) {
        let at = hits[index].at;
        let before = match step {
            0 if may_start => Standing { anchor: Some(at), excluded: false },
            0 => return,
            _ => self.standing[step - 1],
        };
        let Some(anchor) = before.anchor else { return };
        if at.saturating_sub(anchor) > query.window() || self.standing[step].anchor == Some(anchor) {
            return;
        }
        let row = step * query.steps();
        if step > 0 {
            let previous = row - query.steps();
            if once && self.paths[previous..previous + step].contains(&(index as u32)) {
                return;
            }
            self.paths.copy_within(previous..previous + step, row);
        }
        self.paths[row + step] = index as u32;
        if !before.excluded {
            self.standing[step] = Standing { anchor: Some(anchor), excluded: false };
        }
        let reached = step + 1;
        if reached > self.best.reached || (reached == self.best.reached && self.best.excluded) {
            self.best = Best { reached, anchor, excluded: before.excluded };
            self.best_path[..reached].copy_from_slice(&self.paths[row..row + reached]);
        }
    }

    /// Taints the attempts that stand, since before `at`, at a step the exclusion covers.
    fn exclude(&mut self, query: &Query, hits: &[Hit], at: i64, mask: u64) {
        let covered = |step: usize| {
            let covers = |exclusion: &Exclusion| (exclusion.from..exclusion.to).contains(&step);
            query.exclusions().iter().enumerate().any(|(bit, one)| mask >> bit & 1 == 1 && covers(one))
        };
        for step in (0..query.steps() - 1).filter(|&step| covered(step)) {
            let Standing { anchor: Some(anchor), excluded: false } = self.standing[step] else { continue };
            let served = self.paths[step * query.steps() + step] as usize;
            let went_on = self.standing[step + 1].anchor == Some(anchor);
            if went_on || hits[served].at >= at || at.saturating_sub(anchor) > query.window() {
                continue;
            }
            self.standing[step].excluded = true;
            if self.best.reached == step + 1 && at.saturating_sub(self.best.anchor) <= query.window() {
                self.best.excluded = true;
            }
        }
    }

    pub(super) fn still_open(&self, query: &Query, end: i64) -> bool {
        self.best.reached > 0
            && self.best.reached < query.steps()
            && !self.best.excluded
            && self.standing.iter().any(|standing| {
                let open = |anchor: i64| anchor.saturating_add(query.window()) >= end;
                !standing.excluded && standing.anchor.is_some_and(open)
            })
    }
}
