//! How much of the work of staff is service, and how soon questions are answered. It measures the work, never a person.

use chrono::NaiveDate;
use serde::Serialize;

use super::content::{Texts, steps};
use super::local_midnight;
use crate::activity::date;
use crate::activity::said::{Asked, Said, Side, Sums, Task, What};
use crate::analytics::{Input, Rate, Scope};
use crate::model::{GroupId, MemberId, Timestamp, WorkKind};

/// Service and operation in a scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Service {
    pub texts: Texts,
    /// Messages by staff and people with official roles.
    pub work: Work,
    /// Answers, notices and rules / messages of staff that could be told.
    pub share: Rate,
    /// By week, or by month where there would be more than 80 weeks.
    pub steps: Vec<WorkStep>,
    /// What the steps are.
    pub interval: &'static str,
    /// Minutes of the time log by kind of work; empty when the log has none in the period.
    pub time_log: Vec<WorkTime>,
    /// Minutes of answers, notices and rules / minutes of the time log.
    pub time_share: Rate,
    pub questions: Questions,
    /// Groups where something was asked, those with most questions first.
    pub groups: Vec<GroupAnswers>,
    /// Questions without an answer that are older than the limit, the latest first.
    pub unanswered: Vec<Unanswered>,
    pub given_back: GivenBack,
}

/// Messages of staff by what they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Work {
    pub answers: u64,
    pub notices: u64,
    pub rules: u64,
    pub other: u64,
    /// Their words were not kept.
    pub unknown: u64,
}

impl Work {
    /// Answers, notices and rules.
    pub fn service(&self) -> u64 {
        self.answers + self.notices + self.rules
    }

    fn of(sums: &Sums) -> Self {
        let of = |task| sums.get(What::Work(task));
        Self {
            answers: of(Task::Answer),
            notices: of(Task::Notice),
            rules: of(Task::Rule),
            other: of(Task::Other),
            unknown: of(Task::Unknown),
        }
    }

    fn add(&mut self, other: Self) {
        self.answers += other.answers;
        self.notices += other.notices;
        self.rules += other.rules;
        self.other += other.other;
        self.unknown += other.unknown;
    }
}

/// One week or month of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WorkStep {
    pub from: NaiveDate,
    pub work: Work,
    /// False when the scope or the data has only a part of it.
    pub complete: bool,
}

/// Time that went into one kind of work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkTime {
    pub kind: WorkKind,
    pub minutes: u64,
    pub share: Rate,
    /// Who wrote it down.
    #[serde(skip)]
    pub members: Vec<u32>,
}

/// What members asked, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Questions {
    /// Unknown when no words were kept.
    pub asked: Option<u64>,
    /// Answered at any time / asked.
    pub answered: Rate,
    /// Median minutes to the first answer, of the answered ones.
    pub median_minutes: Option<f64>,
    /// Answered within the limit / asked at least so long before the end of the data.
    pub within: Rate,
    pub within_minutes: u32,
    /// First answers by members / first answers.
    pub by_members: Rate,
    /// First answers that are the next words of somebody else, in chats that state no answers.
    pub by_next_words: u64,
    /// Without an answer, and older than the limit.
    pub unanswered: u64,
    pub unanswered_hours: u32,
    /// Without an answer, and younger than the limit at the end of the data.
    pub open: u64,
    /// How long first answers took: up to each of [`ANSWER_STEPS`] minutes, and longer.
    pub waits: Vec<u64>,
    #[serde(skip)]
    pub askers: Vec<u32>,
    /// Who asked what is unanswered.
    #[serde(skip)]
    pub waiting: Vec<u32>,
}

/// Upper ends of the steps of [`Questions::waits`], in minutes.
pub const ANSWER_STEPS: [u32; 7] = [5, 15, 60, 180, 720, 1440, 4320];

/// Questions of one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupAnswers {
    pub group: GroupId,
    #[serde(skip)]
    pub code: u32,
    /// Unknown when no words of the group were kept.
    pub asked: Option<u64>,
    pub median_minutes: Option<f64>,
    pub within: Rate,
    pub unanswered: u64,
    /// The chat states which message answers which.
    pub states_answers: bool,
}

/// A question that waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unanswered {
    pub member: MemberId,
    pub group: GroupId,
    pub at: Timestamp,
    /// Whole hours from the question to the end of the data.
    pub hours: u64,
    #[serde(skip)]
    pub codes: (u32, u32),
    /// `None` where words were not kept. Not printed with the numbers.
    #[serde(skip)]
    pub text: Option<String>,
}

/// Hours that a duty rota or a bot would give back, under the two assumptions named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct GivenBack {
    /// Minutes that one answer, notice or rule is taken to cost.
    pub minutes_each: u32,
    /// Share of it that could be handed over.
    pub share: f64,
    /// Weeks of the scope that the data cover.
    pub weeks: f64,
    /// Weeks from the first to the last day of the time log in the scope, at least one; 0 without a log.
    pub log_weeks: f64,
    /// Hours by the messages; unknown where none could be told.
    pub by_messages: Option<f64>,
    /// Hours by the time log; unknown without one.
    pub by_time_log: Option<f64>,
}

/// Counts the work of a scope.
pub fn service(input: Input<'_>, scope: &Scope, said: &Said) -> Service {
    let limits = &input.project.thresholds;
    let mut result = Service::default();
    let (interval, buckets) = steps(input, scope);
    result.interval = interval.name();
    result.steps = buckets
        .iter()
        .map(|&(_, from, complete)| WorkStep { from: date(from), work: Work::default(), complete })
        .collect();
    let base = buckets.first().map_or(0, |bucket| bucket.0);
    let mut texts = vec![Texts::default(); input.activity.groups.len()];
    let mut all = Sums::default();
    for &group in &scope.groups {
        let counts = said.counts_of(group, scope.from, scope.to);
        let sums = Sums::of(counts);
        texts.get_mut(group as usize).into_iter().for_each(|texts| *texts = Texts::of(&sums));
        all.join(&sums);
        let step_of = |day| (interval.index(day) - base).max(0) as usize;
        for of_step in counts.chunk_by(|a, b| a.day == b.day || step_of(a.day) == step_of(b.day)) {
            let step = of_step.first().and_then(|count| result.steps.get_mut(step_of(count.day)));
            step.into_iter().for_each(|step| step.work.add(Work::of(&Sums::of(of_step))));
        }
    }
    (result.texts, result.work) = (Texts::of(&all), Work::of(&all));
    let work = result.work;
    result.share = Rate::new(work.service(), work.service() + work.other);
    time_log(input, scope, &mut result);
    questions(input, scope, said, &texts, &mut result);
    let days = input
        .activity
        .range
        .map_or(0, |(first, last)| i64::from(last.min(scope.to)) - i64::from(first.max(scope.from)) + 1);
    let hours = |minutes: f64| minutes / 60.0 * limits.handed_over.value;
    let minutes_each = limits.service_minutes.value;
    let logged: u64 = result.time_log.iter().map(|row| row.minutes).sum();
    result.given_back = GivenBack {
        minutes_each,
        share: limits.handed_over.value,
        weeks: days.max(0) as f64 / 7.0,
        log_weeks: log_weeks(input, scope),
        by_messages: (result.share.denominator > 0)
            .then(|| hours(work.service() as f64 * f64::from(minutes_each))),
        by_time_log: (logged > 0).then(|| hours(result.time_share.numerator as f64)),
    };
    result
}

fn time_log(input: Input<'_>, scope: &Scope, result: &mut Service) {
    let (from, to) = scope.dates();
    let inside = || input.project.time_log.iter().filter(|entry| (from..=to).contains(&entry.date));
    let all: u64 = inside().map(|entry| u64::from(entry.minutes)).sum();
    for kind in WorkKind::ALL {
        let own = || inside().filter(|entry| entry.kind == kind);
        let minutes: u64 = own().map(|entry| u64::from(entry.minutes)).sum();
        if minutes == 0 {
            continue;
        }
        let mut members: Vec<u32> =
            own().filter_map(|entry| input.activity.members.find(&entry.member)).collect();
        members.sort_unstable();
        members.dedup();
        result.time_log.push(WorkTime { kind, minutes, share: Rate::new(minutes, all), members });
    }
    let served = result.time_log.iter().filter(|row| row.kind.is_service()).map(|row| row.minutes).sum();
    result.time_share = Rate::new(served, all);
}

fn log_weeks(input: Input<'_>, scope: &Scope) -> f64 {
    let (from, to) = scope.dates();
    let days =
        input.project.time_log.iter().map(|entry| entry.date).filter(|date| (from..=to).contains(date));
    match (days.clone().min(), days.max()) {
        (Some(first), Some(last)) => (((last - first).num_days() + 1) as f64 / 7.0).max(1.0),
        _ => 0.0,
    }
}

/// Counts of some questions.
#[derive(Clone, Default)]
struct Tally {
    asked: u64,
    due: u64,
    within: u64,
    unanswered: u64,
    waits: Vec<i64>,
}

impl Tally {
    fn median_minutes(&mut self) -> Option<f64> {
        self.waits.sort_unstable();
        let (low, high) =
            (self.waits.get((self.waits.len().max(1) - 1) / 2)?, self.waits.get(self.waits.len() / 2)?);
        Some((low + high) as f64 / 2.0 / 60_000.0)
    }
}

fn questions(input: Input<'_>, scope: &Scope, said: &Said, texts: &[Texts], result: &mut Service) {
    let limits = &input.project.thresholds;
    let within = i64::from(limits.answer_minutes.value) * 60_000;
    let unanswered = i64::from(limits.unanswered_hours.value) * 3_600_000;
    let found = &mut result.questions;
    (found.within_minutes, found.unanswered_hours) =
        (limits.answer_minutes.value, limits.unanswered_hours.value);
    found.waits = vec![0; ANSWER_STEPS.len() + 1];
    let Some((_, last)) = input.activity.range else { return };
    let end = local_midnight(input.project.time_zone, last.saturating_add(1));
    let mut all = Tally::default();
    let mut groups = vec![Tally::default(); input.activity.groups.len()];
    let (mut by_members, mut answered) = (0, 0);
    let inside = |asked: &&Asked| {
        (scope.from..=scope.to).contains(&asked.day) && scope.groups.binary_search(&asked.group).is_ok()
    };
    for asked in said.questions.iter().filter(inside) {
        found.askers.push(asked.member);
        let age = end - asked.at;
        let wait = asked.answer.map(|answer| answer.at - asked.at);
        let Some(group) = groups.get_mut(asked.group as usize) else { continue };
        for tally in [&mut all, group] {
            tally.asked += 1;
            tally.due += u64::from(age >= within);
            tally.within += u64::from(age >= within && wait.is_some_and(|wait| wait <= within));
            tally.unanswered += u64::from(wait.is_none() && age > unanswered);
            tally.waits.extend(wait);
        }
        match asked.answer {
            Some(answer) => {
                answered += 1;
                by_members += u64::from(said.side(answer.member) == Side::Member);
                found.by_next_words += u64::from(answer.next_words);
                let minutes = (answer.at - asked.at) as f64 / 60_000.0;
                let step = ANSWER_STEPS.iter().position(|&most| minutes <= f64::from(most));
                if let Some(waits) = found.waits.get_mut(step.unwrap_or(ANSWER_STEPS.len())) {
                    *waits += 1;
                }
            }
            None if age > unanswered => {
                let id = |code| input.activity.members.id(code).cloned().unwrap_or_default();
                let group = input.activity.groups.id(asked.group).cloned().unwrap_or_default();
                result.unanswered.push(Unanswered {
                    member: id(asked.member),
                    group,
                    at: Timestamp(asked.at),
                    hours: (age / 3_600_000).max(0) as u64,
                    codes: (asked.member, asked.group),
                    text: asked.text.as_deref().map(str::to_owned),
                });
            }
            None => found.open += 1,
        }
    }
    result.unanswered.reverse();
    found.waiting = result.unanswered.iter().map(|question| question.codes.0).collect();
    found.waiting.sort_unstable();
    found.waiting.dedup();
    found.askers.sort_unstable();
    found.askers.dedup();
    found.asked = (!result.texts.all_lost()).then_some(all.asked);
    found.answered = Rate::new(answered, all.asked);
    found.within = Rate::new(all.within, all.due);
    found.by_members = Rate::new(by_members, answered);
    found.unanswered = all.unanswered;
    found.median_minutes = all.median_minutes();
    for &code in &scope.groups {
        let (Some(tally), Some(texts), Some(group)) =
            (groups.get_mut(code as usize), texts.get(code as usize), input.activity.groups.id(code))
        else {
            continue;
        };
        if tally.asked == 0 && !texts.all_lost() {
            continue;
        }
        result.groups.push(GroupAnswers {
            group: group.clone(),
            code,
            asked: (!texts.all_lost()).then_some(tally.asked),
            median_minutes: tally.median_minutes(),
            within: Rate::new(tally.within, tally.due),
            unanswered: tally.unanswered,
            states_answers: said.states_answers.get(code as usize).copied().unwrap_or(false),
        });
    }
    result.groups.sort_by_key(|group| std::cmp::Reverse(group.asked));
}
