//! The project's funnels over a scope.

use serde::Serialize;

use super::{
    FactStream, Query, QueryError, Route, StepTally, Tally, mean_seconds, median_seconds, tally, tally_sent,
};
use crate::analytics::engagement::local_midnight;
use crate::analytics::{Input, Rate, Scope};
use crate::model::{Funnel, FunnelId, FunnelStep, MessageKind, StepOrder};

/// One funnel of the project, counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelResult {
    pub id: FunnelId,
    pub name: String,
    /// `ordered`, `strict` or `unordered`.
    pub order: &'static str,
    /// The conversion window, counted from the first step of an attempt, inclusive.
    pub window_seconds: u64,
    /// People who have not completed the funnel, but whose window runs past the end of what was observed: they may
    /// still.
    pub still_in_window: u32,
    /// Their codes, ascending.
    #[serde(skip)]
    pub still_open: Vec<u32>,
    /// Empty when the definition is not sound; a note says why.
    pub steps: Vec<FunnelStepResult>,
    pub notes: Vec<FunnelNote>,
}

/// One step of a funnel.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FunnelStepResult {
    pub name: String,
    /// True for a step that may be skipped.
    pub optional: bool,
    /// People whose best attempt reached the step; of an optional one, who did it on the way.
    pub count: u32,
    /// Share of the required step before; unknown for the first step and when nobody reached the one before.
    pub from_previous: Option<f64>,
    /// Share of the first step; unknown when nobody entered.
    pub from_first: Option<f64>,
    /// Time from the required step before; unknown for the first step and when nobody came.
    pub median_seconds: Option<f64>,
    pub mean_seconds: Option<f64>,
    /// Of an optional step: of those who reached the required step after it, who had done it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_went_on: Option<Rate>,
    /// The required step before.
    #[serde(skip)]
    pub previous: Option<usize>,
    /// Codes of the people who reached the step, ascending.
    #[serde(skip)]
    pub reached: Vec<u32>,
    /// Codes of those who did not reach the required step after it, ascending.
    #[serde(skip)]
    pub stopped: Vec<u32>,
}

impl FunnelStepResult {
    /// Codes of those who did the step and reached the required one after it, ascending.
    pub fn did_and_went_on(&self) -> Vec<u32> {
        let stopped = |member: &&u32| self.stopped.binary_search(member).is_ok();
        self.reached.iter().filter(|member| !stopped(member)).copied().collect()
    }
}

/// Something a reader of a funnel must know.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelNote {
    pub kind: FunnelWarning,
    /// The step concerned, counted from 0; absent when it is the whole funnel.
    pub step: Option<usize>,
    pub message: String,
}

/// The kinds of note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FunnelWarning {
    /// The definition cannot be computed.
    Invalid,
    /// Neither a built-in name nor an event of the project: nobody can reach the step.
    UnknownEvent,
    /// Times of the step are known to the day only.
    DayPrecision,
}

/// Every funnel of the project, in its order.
///
/// All steps must lie inside the scope's days; people who entered late are counted as `still_in_window`. What counts
/// as an event is told at [`FactStream`]. A project without funnels gives none.
pub fn funnels(input: Input<'_>, scope: &Scope) -> Vec<FunnelResult> {
    let funnels = &input.project.funnels;
    if funnels.is_empty() {
        return Vec::new();
    }
    let of_facts: Vec<Funnel> =
        funnels.iter().filter(|funnel| sent_alone(input, funnel).is_none()).cloned().collect();
    let stream = FactStream::gather_for(input, scope, &of_facts);
    funnels.iter().map(|funnel| count(input, scope, funnel, &stream)).collect()
}

/// The first instant after the days of the scope that the data cover.
pub(super) fn observed_end(input: Input<'_>, scope: &Scope) -> i64 {
    let last = Scope::covered(input).map_or(scope.to, |(_, last)| scope.to.min(last));
    local_midnight(input.project.time_zone, last.saturating_add(1))
}

/// The funnel as a query.
pub(super) fn sound_query(funnel: &Funnel) -> Result<Query, QueryError> {
    Route::of(funnel).query(funnel, window_seconds(funnel))
}

fn window_seconds(funnel: &Funnel) -> f64 {
    funnel.window_days * 86_400.0
}

/// The kinds of a funnel whose every step is something sent, which needs no facts; `None` for any other.
fn sent_alone(input: Input<'_>, funnel: &Funnel) -> Option<Vec<MessageKind>> {
    let kinds =
        funnel.steps.iter().map(|step| MessageKind::of_event(&step.event)).collect::<Option<Vec<_>>>()?;
    let stated = |name: &str| funnel.steps.iter().any(|step| step.event == name);
    let special = |step: &FunnelStep| step.optional || !step.filters.is_empty();
    let narrowed = funnel.steps.iter().any(special) || !funnel.exclusions.is_empty();
    let alone = funnel.order != StepOrder::Strict && !kinds.is_empty() && !narrowed;
    (alone && !input.project.events.iter().any(|event| stated(&event.name))).then_some(kinds)
}

fn count(input: Input<'_>, scope: &Scope, funnel: &Funnel, stream: &FactStream) -> FunnelResult {
    let end = observed_end(input, scope);
    let mut result = FunnelResult {
        id: funnel.id.clone(),
        name: funnel.name.clone(),
        order: match funnel.order {
            StepOrder::Ordered => "ordered",
            StepOrder::Strict => "strict",
            StepOrder::Unordered => "unordered",
        },
        window_seconds: window_seconds(funnel).round() as u64,
        still_in_window: 0,
        still_open: Vec::new(),
        steps: Vec::new(),
        notes: notes(funnel, stream),
    };
    let query = match sound_query(funnel) {
        Ok(query) => query,
        Err(error) => {
            let message = error.to_string();
            result.notes.insert(0, FunnelNote { kind: FunnelWarning::Invalid, step: None, message });
            return result;
        }
    };
    let tally = match sent_alone(input, funnel) {
        Some(kinds) => tally_sent(input, scope, &query, &kinds, end),
        None => tally(&query, stream.hits_of(funnel).people(), end),
    };
    result.still_in_window = tally.still_open.len() as u32;
    result.steps = step_results(funnel, &tally);
    result.still_open = tally.still_open;
    result
}

fn step_results(funnel: &Funnel, tally: &Tally) -> Vec<FunnelStepResult> {
    let route = Route::of(funnel);
    let required = route.required();
    let first = tally.steps.first().map_or(0, |step| step.reached.len());
    let nobody = StepTally::default();
    let one = |index: usize, step: &FunnelStep| {
        // Required steps before and after this one, by their place among the required.
        let after = required.partition_point(|&other| other <= index);
        let before = required.partition_point(|&other| other < index).checked_sub(1);
        let own = match route.bit(index) {
            Some(bit) if bit < required.len() => tally.steps.get(bit),
            Some(bit) => tally.optional.get(bit - required.len()),
            None => None,
        };
        let own = own.unwrap_or(&nobody);
        let next = tally.steps.get(after).map_or(&[][..], |next| &next.reached);
        let share = |of: usize| (of > 0).then(|| own.reached.len() as f64 / of as f64);
        let went_on = |member: &&u32| next.binary_search(member).is_ok();
        let did = own.reached.iter().filter(went_on).count() as u64;
        FunnelStepResult {
            name: step.name.clone(),
            optional: step.optional,
            count: own.reached.len() as u32,
            from_previous: before.and_then(|before| share(tally.steps[before].reached.len())),
            from_first: share(first),
            median_seconds: median_seconds(&own.times),
            mean_seconds: mean_seconds(&own.times),
            of_went_on: step.optional.then(|| Rate::new(did, next.len() as u64)),
            previous: before.map(|before| required[before]),
            stopped: own.reached.iter().filter(|member| !went_on(member)).copied().collect(),
            reached: own.reached.clone(),
        }
    };
    funnel.steps.iter().enumerate().map(|(index, step)| one(index, step)).collect()
}

fn notes(funnel: &Funnel, stream: &FactStream) -> Vec<FunnelNote> {
    let mut notes = Vec::new();
    for (index, step) in funnel.steps.iter().enumerate() {
        let mut note = |kind, message| notes.push(FunnelNote { kind, step: Some(index), message });
        match step.event.as_str() {
            event if !stream.knows(event) => {
                note(FunnelWarning::UnknownEvent, format!("no event of this project is called `{event}`"));
            }
            event @ ("joined" | "left" | "invited" | "spoke" | "replied") => {
                note(FunnelWarning::DayPrecision, format!("times of `{event}` are known to the day"));
            }
            _ => {}
        }
    }
    notes
}
