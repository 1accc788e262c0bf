//! A search in a thread of its own, so that Stop is answered at once whatever the solver is at.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::{Phase, Progress};

/// How often Stop and the time limit are looked at.
const LOOK: Duration = Duration::from_millis(40);

/// What a search tells while it runs.
struct Event<Plan> {
    phase: Phase,
    best: Option<i64>,
    bound: Option<i64>,
    improved: Option<Plan>,
}

/// Tells the caller of a search how it goes, and the search whether to go on.
pub(crate) struct Reporter<Plan> {
    events: Sender<Event<Plan>>,
    cancelled: Arc<AtomicBool>,
    /// When the search has to end.
    pub deadline: Option<Instant>,
    best: Option<i64>,
    bound: Option<i64>,
    pub phase: Phase,
}

impl<Plan: Clone> Reporter<Plan> {
    /// False when nobody waits for the search any more.
    pub fn go_on(&self) -> bool {
        !self.cancelled.load(Ordering::Relaxed)
            && self.deadline.is_none_or(|deadline| Instant::now() < deadline)
    }

    pub fn best(&self) -> Option<i64> {
        self.best
    }

    /// True when the bound says that the best plan cannot be bettered.
    pub fn closed(&self) -> bool {
        matches!((self.best, self.bound), (Some(best), Some(bound)) if best <= bound)
    }

    /// Reports a plan when it costs less than the best so far.
    pub fn plan(&mut self, cost: i64, plan: &Plan) {
        if self.best.is_none_or(|best| cost < best) {
            self.best = Some(cost);
            self.send(Some(plan.clone()));
        }
    }

    /// Reports a bound when it is higher than the one so far; never above the best plan.
    pub fn raise(&mut self, bound: i64) {
        let bound = self.best.map_or(bound, |best| bound.min(best));
        if self.bound.is_none_or(|known| bound > known) {
            self.bound = Some(bound);
            self.send(None);
        }
    }

    /// Reports what the search turns to.
    pub fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.send(None);
    }

    fn send(&self, improved: Option<Plan>) {
        // Nobody listens after Stop.
        let _ = self.events.send(Event { phase: self.phase, best: self.best, bound: self.bound, improved });
    }
}

/// Where a search stood when it ended or was stopped.
pub(crate) struct Outcome<Plan> {
    pub plan: Option<Plan>,
    pub bound: Option<i64>,
    pub elapsed: Duration,
}

/// Runs `work` in a thread and hands its reports to `progress`, at least every fifth of a second; ends when it does,
/// when `stop` is set or when the time is over. The best plan reported is kept in each case.
///
/// A search that is stopped ends at its next step, after this has returned.
pub(crate) fn supervise<Plan: Clone + Send + 'static>(
    time_limit: Option<Duration>,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress<'_, Plan>),
    work: impl FnOnce(&mut Reporter<Plan>) + Send + 'static,
) -> Outcome<Plan> {
    let start = Instant::now();
    let deadline = time_limit.and_then(|limit| start.checked_add(limit));
    let cancelled = Arc::new(AtomicBool::new(false));
    let (events, reports) = channel();
    let mut reporter = Reporter {
        events,
        cancelled: cancelled.clone(),
        deadline,
        best: None,
        bound: None,
        phase: Phase::Search,
    };
    let mut outcome = Outcome { plan: None, bound: None, elapsed: Duration::ZERO };
    let thread = Builder::new().name("planner".into()).spawn(move || work(&mut reporter));
    if thread.is_ok() {
        listen(start, deadline, stop, progress, &reports, &mut outcome);
    }
    cancelled.store(true, Ordering::Relaxed);
    outcome.elapsed = start.elapsed();
    outcome
}

fn listen<Plan>(
    start: Instant,
    deadline: Option<Instant>,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress<'_, Plan>),
    reports: &Receiver<Event<Plan>>,
    outcome: &mut Outcome<Plan>,
) {
    let (mut best, mut bound, mut phase) = (None, None, Phase::Search);
    let mut told = start;
    loop {
        if stop.load(Ordering::Relaxed) || deadline.is_some_and(|deadline| Instant::now() >= deadline + LOOK)
        {
            return;
        }
        let event = match reports.recv_timeout(LOOK) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let improved = match event {
            Some(event) => {
                (phase, best, bound) = (event.phase, event.best, event.bound);
                outcome.bound = bound;
                event.improved
            }
            None if told.elapsed() < 4 * LOOK => continue,
            None => None,
        };
        told = Instant::now();
        progress(Progress { phase, best, bound, elapsed: start.elapsed(), improved: improved.as_ref() });
        outcome.plan = improved.or(outcome.plan.take());
    }
}
