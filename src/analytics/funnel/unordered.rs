//! All steps, in any order.

use std::collections::VecDeque;

use super::{Hit, Outcome, Query};

/// The events inside the window that wait at each step, oldest first.
#[derive(Clone, Debug)]
pub(super) struct Unordered {
    waiting: Vec<VecDeque<u32>>,
    reached: usize,
    path: Vec<u32>,
    /// Instant of the newest waiting event; `None` when none waits.
    newest: Option<i64>,
}

impl Unordered {
    pub(super) fn new(steps: usize) -> Self {
        Self {
            waiting: vec![VecDeque::new(); steps],
            reached: 0,
            path: Vec::with_capacity(steps),
            newest: None,
        }
    }

    /// The most different steps done within one window. `first..=last` bounds the attempt's earliest event.
    pub(super) fn best(&mut self, query: &Query, hits: &[Hit], first: i64, last: i64) -> Outcome<'_> {
        self.waiting.iter_mut().for_each(VecDeque::clear);
        self.reached = 0;
        self.path.clear();
        self.newest = None;
        let mut start = 0;
        while start < hits.len() && self.reached < query.steps() {
            let at = hits[start].at;
            let end = start + hits[start..].iter().take_while(|hit| hit.at == at).count();
            self.steps(query, hits, start..end, first, last);
            // An exclusion of the same instant comes between its steps: they count before it and again after it.
            if hits[start..end].iter().any(|hit| hit.exclusions != 0) {
                self.waiting.iter_mut().for_each(VecDeque::clear);
                self.newest = None;
                self.steps(query, hits, start..end, first, last);
            }
            start = end;
        }
        if self.path.is_empty() { Outcome::NotEntered } else { Outcome::Reached(&self.path) }
    }

    fn steps(&mut self, query: &Query, hits: &[Hit], group: std::ops::Range<usize>, first: i64, last: i64) {
        for index in group {
            let at = hits[index].at;
            let steps = hits[index].steps & query.required_bits();
            if steps == 0 || at < first {
                continue;
            }
            self.expire(hits, at.saturating_sub(query.window()));
            let oldest = self.waiting.iter().filter_map(VecDeque::front).min();
            if at > last && oldest.is_none_or(|&hit| hits[hit as usize].at > last) {
                continue;
            }
            // An event that matches several steps serves the one that was served longest ago, or never.
            let matching = (0..query.steps()).filter(|step| steps >> step & 1 == 1);
            let Some(step) =
                matching.min_by_key(|&step| self.waiting[step].back().map(|&hit| hits[hit as usize].at))
            else {
                continue;
            };
            self.waiting[step].push_back(index as u32);
            self.newest = Some(at);
            let done = self.waiting.iter().filter(|queue| !queue.is_empty()).count();
            if done > self.reached {
                self.reached = done;
                self.path.clear();
                self.path.extend(self.waiting.iter().filter_map(VecDeque::front));
                self.path.sort_unstable();
            }
        }
    }

    /// Drops the events before `since`.
    fn expire(&mut self, hits: &[Hit], since: i64) {
        for queue in &mut self.waiting {
            while queue.front().is_some_and(|&hit| hits[hit as usize].at < since) {
                queue.pop_front();
            }
        }
    }

    pub(super) fn still_open(&self, query: &Query, end: i64) -> bool {
        let open = |newest: i64| newest.saturating_add(query.window()) >= end;
        self.reached > 0 && self.reached < query.steps() && self.newest.is_some_and(open)
    }
}
