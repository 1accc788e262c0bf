//! What is said: by whom, about what, in which form, and who answers to it.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Interval, NEWCOMER_DAYS};
use crate::activity::said::{Mark, NO_ROW, Said, SaidRow, Side, Words};
use crate::activity::{Day, LocalClock, date};
use crate::analytics::{Input, Rate, Scope};
use crate::model::{ContentAxis, ContentClass, MemberKind, MessageKind};

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
    /// Messages that somebody answered, of those the company made and of those members made, in groups whose chats state
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

    pub(super) fn count(&mut self, words: Words) {
        self.messages += 1;
        self.kept += u64::from(words == Words::Kept);
        self.not_kept += u64::from(words == Words::NotKept);
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

/// Members, one bit each.
#[derive(Clone, Default)]
struct People(Vec<u64>);

impl People {
    fn add(&mut self, member: u32) {
        let (word, bit) = (member as usize / 64, 1 << (member % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= bit;
    }

    fn has(&self, member: u32) -> bool {
        self.0.get(member as usize / 64).is_some_and(|word| word >> (member % 64) & 1 == 1)
    }

    fn list(&self) -> Vec<u32> {
        (0..self.0.len() as u32 * 64).filter(|&member| self.has(member)).collect()
    }
}

/// Messages of one side.
#[derive(Clone, Copy, Default)]
struct Made {
    all: u64,
    stated: u64,
    answered: u64,
}

#[derive(Clone, Default)]
struct Tally {
    messages: u64,
    stated: u64,
    answered: u64,
    passed_on: u64,
    answers: u64,
    speakers: People,
    answerers: People,
    new: People,
}

/// The rows of a said log that lie in a scope, in order of time, each with its place.
pub(super) fn rows_of<'a>(said: &'a Said, scope: &'a Scope) -> impl Iterator<Item = (u32, &'a SaidRow)> {
    let first = said.rows.partition_point(|row| row.day < scope.from);
    let last = said.rows.partition_point(|row| row.day <= scope.to);
    let rows = said.rows.get(first..last).unwrap_or_default();
    (first as u32..).zip(rows).filter(|(_, row)| scope.groups.binary_search(&row.group).is_ok())
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
    let mut was_answered = vec![false; said.rows.len()];
    for (_, row) in rows_of(said, scope).filter(|(_, row)| row.answers != NO_ROW) {
        if let Some(answered) = was_answered.get_mut(row.answers as usize) {
            *answered = true;
        }
    }
    let states = |group: u32| said.states_answers.get(group as usize).copied().unwrap_or(false);
    let mut tallies = vec![Tally::default(); ContentClass::ALL.len() + 4];
    let mut unknown = [0_u64; 4];
    let mut caught = vec![0_u64; rules.len()];
    let (mut company, mut members, mut neither) = (Made::default(), Made::default(), Made::default());
    let slot = |row: &SaidRow, axis: ContentAxis| -> Option<usize> {
        match row.mark(axis) {
            Mark::Rule(rule) => rules.get(rule).map(|rule| rule.class as usize),
            Mark::Nothing => Some(ContentClass::ALL.len() + axis as usize),
            Mark::Unknown => None,
        }
    };
    // Topics and forms are of people and staff, purposes of the company.
    let looks_at = |row: &SaidRow, axis: ContentAxis| match axis {
        ContentAxis::Topic | ContentAxis::Form => {
            matches!(input.kind(row.member), MemberKind::Person | MemberKind::Staff)
        }
        ContentAxis::Purpose => said.side(row.member) == Side::Company,
        ContentAxis::Service => false,
    };
    let mut clock = LocalClock::new(input.project.time_zone);
    for (place, row) in rows_of(said, scope) {
        let side = said.side(row.member);
        let is_answered = was_answered.get(place as usize).copied().unwrap_or(false);
        result.texts.count(row.words);
        let step = result.steps.get_mut((interval.index(row.day) - base).max(0) as usize);
        let (count, of_step) = match side {
            Side::Company => (&mut company, step.map(|step| &mut step.company)),
            Side::Member => (&mut members, step.map(|step| &mut step.members)),
            Side::Neither => (&mut neither, None),
        };
        count.all += 1;
        count.stated += u64::from(states(row.group));
        count.answered += u64::from(states(row.group) && is_answered);
        of_step.into_iter().for_each(|step| *step += 1);
        let target = said.row(row.answers);
        for axis in ContentAxis::ALL {
            if let Mark::Rule(rule) = row.mark(axis)
                && let Some(caught) = caught.get_mut(rule)
            {
                *caught += 1;
            }
            if looks_at(row, axis) {
                let Some(slot) = slot(row, axis) else {
                    unknown[axis as usize] += 1;
                    continue;
                };
                let tally = &mut tallies[slot];
                tally.messages += 1;
                tally.stated += u64::from(states(row.group));
                tally.answered += u64::from(states(row.group) && is_answered);
                tally.passed_on += u64::from(matches!(row.kind, MessageKind::Share | MessageKind::Forward));
                if input.counts(row.member) {
                    tally.speakers.add(row.member);
                }
            }
            let of_target = target.filter(|target| {
                looks_at(target, axis) && target.day >= scope.from && target.member != row.member
            });
            if let Some(tally) =
                of_target.and_then(|target| slot(target, axis)).map(|slot| &mut tallies[slot])
                && input.counts(row.member)
            {
                tally.answers += 1;
                tally.answerers.add(row.member);
                let first = input.activity.span(row.group, row.member).map(|span| span.first.0);
                if first.is_some_and(|first| row.day - clock.day_hour(first).0 < NEWCOMER_DAYS) {
                    tally.new.add(row.member);
                }
            }
        }
    }
    result.company = Rate::new(company.all, company.all + members.all);
    result.shills = neither.all;
    let any_states = scope.groups.iter().any(|&group| states(group));
    let rate = |made: Made| any_states.then(|| Rate::new(made.answered, made.stated));
    (result.company_answered, result.members_answered) = (rate(company), rate(members));
    let row = |class: Option<ContentClass>, axis: ContentAxis| {
        let of = |class: ContentClass| tallies[class as usize].messages;
        let nothing = &tallies[ContentClass::ALL.len() + axis as usize];
        let classes = ContentClass::ALL.into_iter().filter(|class| class.axis() == axis);
        let told = classes.map(of).sum::<u64>() + nothing.messages;
        let tally = class.map_or(nothing, |class| &tallies[class as usize]);
        let (speaking, answering, new) = (tally.speakers.list(), tally.answerers.list(), tally.new.list());
        ClassRow {
            class,
            messages: (told > 0 || unknown[axis as usize] == 0).then_some(tally.messages),
            share: Rate::new(tally.messages, told),
            speakers: speaking.len() as u64,
            answered: any_states.then(|| Rate::new(tally.answered, tally.stated)),
            answers: tally.answers,
            answerers: answering.len() as u64,
            new_answerers: new.len() as u64,
            passed_on: Rate::new(tally.passed_on, tally.messages),
            speaking,
            answering,
            new_answering: new,
        }
    };
    let table = |axis: ContentAxis| -> Vec<ClassRow> {
        let classes = ContentClass::ALL.into_iter().filter(|class| class.axis() == axis).map(Some);
        classes.chain([None]).map(|class| row(class, axis)).collect()
    };
    result.topics = table(ContentAxis::Topic);
    result.forms = table(ContentAxis::Form);
    result.purposes = table(ContentAxis::Purpose);
    let part_in = |class: ContentClass| {
        let tally = &tallies[class as usize];
        let mut all = tally.speakers.clone();
        tally.answerers.list().into_iter().for_each(|member| all.add(member));
        all
    };
    let serial = part_in(ContentClass::Serial);
    result.fragment_members =
        part_in(ContentClass::Fragment).list().into_iter().filter(|&member| !serial.has(member)).collect();
    result.serial_members = serial.list();
    let both = result.serial_members.len() + result.fragment_members.len();
    result.serial_people = Rate::new(result.serial_members.len() as u64, both as u64);
    let quote = |example: &crate::activity::said::Example| {
        let row = said.row(example.row)?;
        let inside = (scope.from..=scope.to).contains(&row.day) && scope.groups.contains(&row.group);
        inside.then(|| Quote {
            member: row.member,
            group: row.group,
            date: date(row.day),
            text: example.text.as_deref().map(str::to_owned),
        })
    };
    let lost = result.texts.all_lost();
    result.rules = rules
        .iter()
        .enumerate()
        .map(|(number, rule)| RuleRow {
            class: rule.class,
            messages: (rule.keywords.is_empty() || !lost).then(|| caught[number]),
            examples: said.examples.get(number).into_iter().flatten().filter_map(quote).collect(),
        })
        .collect();
    result
}
