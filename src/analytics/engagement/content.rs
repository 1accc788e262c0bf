//! What is said: by whom, about what, in which form, and who answers to it.

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use super::Interval;
use crate::activity::said::{Example, Heap, Heaps, Late, Said, Side, Sums, Took, What, Words};
use crate::activity::{Day, date};
use crate::analytics::{Input, Rate, Scope};
use crate::model::{ContentAxis, ContentClass};

/// Share of serial content and of the people who want it, after article 004.
pub const SERIAL_SHARE: f64 = 0.2;

/// The messages of a scope by the rules of the project. System lines are left out everywhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Content {
    pub texts: Texts,
    /// Messages that the company made (staff, bots, official roles) / those and the ones that members made.
    pub company: Rate,
    /// Messages by shills, which are on neither side.
    pub shills: u64,
    /// Messages that somebody else answered, of those the company made and of those members made, in groups whose chats state
    /// answers; unknown without such a group.
    pub company_answered: Option<Rate>,
    pub members_answered: Option<Rate>,
    /// By week, or by month where there would be more than 80 weeks.
    pub steps: Vec<OriginStep>,
    /// Messages by people and staff: universal, professional, personal, none of them.
    pub topics: Vec<ClassRow>,
    /// The same messages: serial, fragment, neither.
    pub forms: Vec<ClassRow>,
    /// Messages that the company made: in depth, brand, selling, none of them.
    pub purposes: Vec<ClassRow>,
    /// People who wrote or answered serial content / people who wrote or answered content of either form.
    pub serial_people: Rate,
    #[serde(skip)]
    pub serial_members: Vec<u32>,
    /// The others of them.
    #[serde(skip)]
    pub fragment_members: Vec<u32>,
    /// One for each rule, in their order.
    pub rules: Vec<RuleRow>,
    /// What the steps are.
    pub interval: &'static str,
}

/// How many messages have words, and whether they are there to be looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Texts {
    pub messages: u64,
    pub kept: u64,
    pub not_kept: u64,
}

impl Texts {
    /// True when nothing can be told by words though there were some.
    pub fn all_lost(&self) -> bool {
        self.kept == 0 && self.not_kept > 0
    }

    pub(super) fn of(sums: &Sums) -> Self {
        let [kept, not_kept, none] =
            [Words::Kept, Words::NotKept, Words::None].map(|words| sums.get(What::Words(words)));
        Self { messages: kept + not_kept + none, kept, not_kept }
    }
}

/// One week or month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OriginStep {
    pub from: NaiveDate,
    pub company: u64,
    pub members: u64,
    /// False when the scope or the data has only a part of it.
    pub complete: bool,
}

/// The messages of one class, and what came back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassRow {
    /// `None` for the messages that fit no rule of the axis.
    pub class: Option<ContentClass>,
    /// Unknown when no message could be told.
    pub messages: Option<u64>,
    /// Of the messages that could be told.
    pub share: Rate,
    /// People who wrote them.
    pub speakers: u64,
    /// Of those in groups whose chats state answers, the ones that somebody answered; unknown without such a group.
    pub answered: Option<Rate>,
    /// Answers they got, and people who gave them.
    pub answers: u64,
    pub answerers: u64,
    /// Those of them whose first words in the group were less than 14 days old.
    pub new_answerers: u64,
    /// Shared pages and forwarded messages among them.
    pub passed_on: Rate,
    #[serde(skip)]
    pub speaking: Vec<u32>,
    #[serde(skip)]
    pub answering: Vec<u32>,
    #[serde(skip)]
    pub new_answering: Vec<u32>,
}

/// What one rule decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleRow {
    pub class: ContentClass,
    /// Unknown when it goes by words and none were kept.
    pub messages: Option<u64>,
    /// The latest of the scope.
    #[serde(skip)]
    pub examples: Vec<Quote>,
}

/// A message in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    pub member: u32,
    pub group: u32,
    pub date: NaiveDate,
    /// `None` where words were not kept, or were none.
    pub text: Option<String>,
}

/// Everything said in a scope, added up.
struct Total {
    /// Of all groups, and of those whose chats state answers.
    all: Sums,
    stated: Sums,
    /// By step: messages of the company and of members.
    steps: Vec<(u64, u64)>,
    /// By member: the heaps they spoke on, answered to, and answered to while new.
    people: Vec<[Heaps; 3]>,
}

impl Total {
    fn new(steps: usize, members: usize) -> Self {
        Self {
            all: Sums::default(),
            stated: Sums::default(),
            steps: vec![(0, 0); steps],
            people: vec![[0; 3]; members],
        }
    }

    fn join(mut self, other: Self) -> Self {
        self.all.join(&other.all);
        self.stated.join(&other.stated);
        for (step, other) in self.steps.iter_mut().zip(other.steps) {
            *step = (step.0 + other.0, step.1 + other.1);
        }
        for (person, other) in self.people.iter_mut().zip(other.people) {
            person.iter_mut().zip(other).for_each(|(heaps, other)| *heaps |= other);
        }
        self
    }

    fn took(&mut self, took: &Took, which: usize) {
        if let Some(person) = self.people.get_mut(took.member as usize) {
            person[which] |= took.heaps;
            if took.new {
                person[2] |= took.heaps;
            }
        }
    }

    /// Adds one group; `step` is the place of a day among the steps.
    fn group(&mut self, said: &Said, scope: &Scope, group: u32, step: &dyn Fn(Day) -> usize) {
        let counts = said.counts_of(group, scope.from, scope.to);
        let sums = Sums::of(counts);
        self.all.join(&sums);
        if states(said, group) {
            self.stated.join(&sums);
        }
        for count in counts {
            let messages = u64::from(count.count);
            if count.is(What::Made(Side::Company)) {
                self.steps.get_mut(step(count.day)).into_iter().for_each(|step| step.0 += messages);
            } else if count.is(What::Made(Side::Member)) {
                self.steps.get_mut(step(count.day)).into_iter().for_each(|step| step.1 += messages);
            }
        }
        said.spoke_in(group, scope.from, scope.to).iter().for_each(|took| self.took(took, 0));
        said.answers_in(group, scope.from, scope.to).iter().for_each(|took| self.took(took, 1));
    }

    /// Adds answers of other days and groups; `inside` and `stating` tell by code which groups are looked at, and which
    /// of them state answers.
    fn late(&mut self, input: Input<'_>, scope: &Scope, late: &[Late], inside: &[bool], stating: &[bool]) {
        let is = |groups: &[bool], group: u32| groups.get(group as usize).copied().unwrap_or(false);
        let days = scope.from..=scope.to;
        for late in late.iter().filter(|late| days.contains(&late.answered) && late.day >= scope.from) {
            if !is(inside, late.by_group) {
                continue;
            }
            if late.first && late.day <= scope.to && is(stating, late.group) {
                self.stated.add(What::MadeAnswered(late.side));
                Heap::each(late.heaps).for_each(|heap| self.stated.add(What::Answered(heap)));
            }
            if late.heaps != 0 {
                let is_person = input.kind(late.by).is_person();
                let what = if is_person { What::Answers } else { What::AnswersByOthers };
                Heap::each(late.heaps).for_each(|heap| self.all.add(what(heap)));
                self.took(&Took { day: late.answered, member: late.by, heaps: late.heaps, new: late.new }, 1);
            }
        }
    }
}

fn states(said: &Said, group: u32) -> bool {
    said.states_answers.get(group as usize).copied().unwrap_or(false)
}

/// The steps that touch both scope and data, with whether they lie in them whole: `(first day, whole)`.
pub(super) fn steps(input: Input<'_>, scope: &Scope) -> (Interval, Vec<(i32, Day, bool)>) {
    let week = Interval::Week(input.project.week_start);
    let observed = input.activity.range.map(|(first, last)| (first.max(scope.from), last.min(scope.to)));
    let Some((first, last)) = observed.filter(|(first, last)| first <= last) else {
        return (week, Vec::new());
    };
    let interval = if week.index(last) - week.index(first) >= 80 { Interval::Month } else { week };
    let step = |index| {
        let (from, to) = (interval.start(index), interval.end(index));
        (index, from, first <= from && to <= last)
    };
    (interval, (interval.index(first)..=interval.index(last)).map(step).collect())
}

/// Classes the messages of a scope. Nothing where nothing was said.
pub fn content(input: Input<'_>, scope: &Scope, said: &Said) -> Content {
    let rules = &input.project.content.rules;
    let mut result = Content::default();
    let (interval, buckets) = steps(input, scope);
    result.interval = interval.name();
    result.steps = buckets
        .iter()
        .map(|&(_, from, complete)| OriginStep { from: date(from), company: 0, members: 0, complete })
        .collect();
    let base = buckets.first().map_or(0, |bucket| bucket.0);
    let step = |day: Day| (interval.index(day) - base).max(0) as usize;
    let nothing = || Total::new(buckets.len(), input.activity.members.len());
    let share = |all: usize| all.div_ceil(rayon::current_num_threads()).max(1);
    let of_groups = |groups: &[u32]| {
        let mut total = nothing();
        groups.iter().for_each(|&group| total.group(said, scope, group, &step));
        total
    };
    let codes = || 0..input.activity.groups.len() as u32;
    let inside: Vec<bool> = codes().map(|group| scope.groups.binary_search(&group).is_ok()).collect();
    let stating: Vec<bool> =
        codes().zip(&inside).map(|(group, inside)| *inside && states(said, group)).collect();
    let of_late = |late: &[Late]| {
        let mut total = nothing();
        total.late(input, scope, late, &inside, &stating);
        total
    };
    let groups = scope.groups.par_chunks(share(scope.groups.len())).map(of_groups);
    let total =
        groups.chain(said.late.par_chunks(share(said.late.len())).map(of_late)).reduce(nothing, Total::join);
    let Total { all, stated, steps, people } = total;
    for (step, (company, members)) in result.steps.iter_mut().zip(steps) {
        (step.company, step.members) = (company, members);
    }
    result.texts = Texts::of(&all);
    let (company, members) = (all.get(What::Made(Side::Company)), all.get(What::Made(Side::Member)));
    result.company = Rate::new(company, company + members);
    result.shills = all.get(What::Made(Side::Neither));
    let any_states = scope.groups.iter().any(|&group| states(said, group));
    let answered =
        |answered: What, of: What| any_states.then(|| Rate::new(stated.get(answered), stated.get(of)));
    let of_side = |side| answered(What::MadeAnswered(side), What::Made(side));
    (result.company_answered, result.members_answered) = (of_side(Side::Company), of_side(Side::Member));
    let who = |which: usize, heaps: Heaps| -> Vec<u32> {
        let took = (0_u32..).zip(&people).filter(|(_, person)| person[which] & heaps != 0);
        took.map(|(member, _)| member).filter(|&member| input.counts(member)).collect()
    };
    let row = |class: Option<ContentClass>, axis: ContentAxis| {
        let messages = |heap: Heap| all.get(What::Messages(heap));
        let classes = ContentClass::ALL.into_iter().filter(|class| class.axis() == axis);
        let told =
            classes.map(|class| messages(Heap::of(class))).sum::<u64>() + messages(Heap::nothing(axis));
        let heap = class.map_or(Heap::nothing(axis), Heap::of);
        let [speaking, answering, new_answering] = [0, 1, 2].map(|which| who(which, heap.bit()));
        let others = if input.project.count_everyone { all.get(What::AnswersByOthers(heap)) } else { 0 };
        ClassRow {
            class,
            messages: (told > 0 || all.get(What::Unknown(axis)) == 0).then_some(messages(heap)),
            share: Rate::new(messages(heap), told),
            speakers: speaking.len() as u64,
            answered: answered(What::Answered(heap), What::Messages(heap)),
            answers: all.get(What::Answers(heap)) + others,
            answerers: answering.len() as u64,
            new_answerers: new_answering.len() as u64,
            passed_on: Rate::new(all.get(What::PassedOn(heap)), messages(heap)),
            speaking,
            answering,
            new_answering,
        }
    };
    let table = |axis: ContentAxis| -> Vec<ClassRow> {
        let classes = ContentClass::ALL.into_iter().filter(|class| class.axis() == axis).map(Some);
        classes.chain([None]).map(|class| row(class, axis)).collect()
    };
    result.topics = table(ContentAxis::Topic);
    result.forms = table(ContentAxis::Form);
    result.purposes = table(ContentAxis::Purpose);
    let [serial, fragment] =
        [ContentClass::Serial, ContentClass::Fragment].map(|class| Heap::of(class).bit());
    for (member, person) in (0_u32..).zip(&people).filter(|(member, _)| input.counts(*member)) {
        let part_in = person[0] | person[1];
        if part_in & serial != 0 {
            result.serial_members.push(member);
        } else if part_in & fragment != 0 {
            result.fragment_members.push(member);
        }
    }
    let both = result.serial_members.len() + result.fragment_members.len();
    result.serial_people = Rate::new(result.serial_members.len() as u64, both as u64);
    let quote = |example: &Example| {
        let Example { day, member, group, .. } = *example;
        let inside = (scope.from..=scope.to).contains(&day) && scope.groups.binary_search(&group).is_ok();
        inside.then(|| Quote {
            member,
            group,
            date: date(day),
            text: example.text.as_deref().map(str::to_owned),
        })
    };
    let lost = result.texts.all_lost();
    result.rules = rules
        .iter()
        .enumerate()
        .map(|(number, rule)| RuleRow {
            class: rule.class,
            messages: (rule.keywords.is_empty() || !lost).then(|| all.get(What::Rule(number))),
            examples: said.examples.get(number).into_iter().flatten().filter_map(quote).collect(),
        })
        .collect();
    result
}
