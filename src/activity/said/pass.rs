//! Messages in, classes and answered questions out.

use std::collections::{HashMap, VecDeque};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::words::Words as Sought;
use super::{Answer, Asked, Day, Example, Said, Side, Words, tally};
use crate::activity::{Activity, LinkKind, LocalClock};
use crate::log::{MessageLog, NO_REPLY};
use crate::model::{ContentAxis, ContentClass, ContentRules, MemberKind, MessageKind, Project, Sender};

/// Messages kept as examples of a rule.
const EXAMPLES: usize = 12;
/// Characters kept of a text.
const EXCERPT: usize = 160;
/// Somebody named later than this after a question is not being answered.
const NAMED_WITHIN: i64 = 3 * 86_400_000;
/// Rows whose words are sought on one core at a time.
const CHUNK: usize = 1 << 11;

/// Rules by number, one bit each.
type Rules = u64;

/// One message.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub day: Day,
    pub member: u32,
    pub group: u32,
    /// Place of the message that it answers, or [`NO_ROW`].
    pub answers: u32,
    /// By axis, see [`Row::mark`].
    marks: [u8; 4],
    pub kind: MessageKind,
    pub words: Words,
}

/// In [`Row::answers`]: answers nothing that is there.
pub(super) const NO_ROW: u32 = u32::MAX;

/// What a message is on one axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Number of the rule that decided.
    Rule(usize),
    /// No rule of the axis fits.
    Nothing,
    /// The words that would tell were not kept.
    Unknown,
}

const NOTHING: u8 = 255;
const UNKNOWN: u8 = 254;

impl Row {
    /// What the message is on an axis.
    pub fn mark(&self, axis: ContentAxis) -> Mark {
        match self.marks[axis as usize] {
            NOTHING => Mark::Nothing,
            UNKNOWN => Mark::Unknown,
            rule => Mark::Rule(usize::from(rule)),
        }
    }
}

/// Which rules fit a message, and which would have to see words that were not kept.
#[derive(Clone, Copy)]
struct Fit {
    fits: Rules,
    open: Rules,
    words: Words,
}

pub(super) struct Pass<'a> {
    project: &'a Project,
    activity: &'a Activity,
    sought: Sought,
    classes: Vec<ContentClass>,
    /// By axis, the rules that decide it.
    axes: [Rules; 4],
    /// Rules that want words, rules that want an answer, rules of questions.
    worded: Rules,
    answering: Rules,
    asking: Rules,
    /// Fewest characters, for the rules that want some.
    lengths: Vec<(Rules, u32)>,
    by_kind: Vec<Rules>,
    /// By member code.
    by_member: Vec<Rules>,
    bots: Vec<bool>,
    next_words: i64,
    clock: LocalClock,
    said: Said,
    rows: Vec<Row>,
    last: Option<i64>,
    /// Of each row: its id and the id that it answers.
    ids: Vec<u64>,
    replies: Vec<u64>,
    questions: HashMap<u64, u32, FixedState>,
    /// Questions by group and asker that nobody has answered.
    asked: HashMap<(u32, u32), Vec<u32>, FixedState>,
    /// By group, questions that the next words may answer.
    waiting: Vec<VecDeque<u32>>,
}

impl<'a> Pass<'a> {
    pub(super) fn new(project: &'a Project, activity: &'a Activity) -> Self {
        let content = &project.content;
        let rules = &content.rules[..content.rules.len().min(ContentRules::MOST)];
        let bits = |fits: &dyn Fn(&crate::model::ContentRule) -> bool| -> Rules {
            rules.iter().enumerate().filter(|(_, rule)| fits(rule)).map(|(number, _)| 1 << number).sum()
        };
        let members = 0..activity.members.len();
        let side = |code: usize| match project.members.get(code) {
            Some(member) if member.roles.iter().any(|role| content.official_roles.contains(role)) => {
                Side::Company
            }
            Some(member) => match member.kind {
                MemberKind::Staff | MemberKind::Bot => Side::Company,
                MemberKind::Shill => Side::Neither,
                MemberKind::Person => Side::Member,
            },
            None => Side::Member,
        };
        let sides: Vec<Side> = members.clone().map(side).collect();
        let by_member = members
            .clone()
            .map(|code| {
                let roles = project.members.get(code).map_or(&[][..], |member| &member.roles);
                bits(&|rule| {
                    (match rule.by {
                        Sender::Anyone => true,
                        Sender::Official => sides[code] == Side::Company,
                        Sender::Member => sides[code] == Side::Member,
                    }) && (rule.roles.is_empty() || rule.roles.iter().any(|role| roles.contains(role)))
                })
            })
            .collect();
        let is_bot =
            |code: usize| project.members.get(code).is_some_and(|member| member.kind == MemberKind::Bot);
        let groups = activity.groups.len();
        let states = |group| activity.links_of(group).iter().any(|link| link.kind == LinkKind::Reply);
        Self {
            project,
            activity,
            sought: Sought::of(rules),
            classes: rules.iter().map(|rule| rule.class).collect(),
            axes: ContentAxis::ALL.map(|axis| bits(&|rule| rule.class.axis() == axis)),
            worded: bits(&|rule| !rule.keywords.is_empty()),
            answering: bits(&|rule| rule.answers),
            asking: bits(&|rule| rule.class == ContentClass::Question),
            lengths: (0..)
                .zip(rules)
                .filter(|(_, rule)| rule.at_least > 0)
                .map(|(number, rule)| (1 << number, rule.at_least))
                .collect(),
            by_kind: MessageKind::ALL
                .map(|kind| bits(&|rule| rule.kinds.is_empty() || rule.kinds.contains(&kind)))
                .to_vec(),
            by_member,
            bots: members.map(is_bot).collect(),
            next_words: i64::from(content.next_words_minutes) * 60_000,
            clock: LocalClock::new(project.time_zone),
            said: Said {
                examples: vec![Vec::new(); rules.len()],
                states_answers: (0..groups as u32).map(states).collect(),
                sides,
                ..Said::default()
            },
            rows: Vec::new(),
            last: None,
            ids: Vec::new(),
            replies: Vec::new(),
            questions: HashMap::default(),
            asked: HashMap::default(),
            waiting: vec![VecDeque::new(); groups],
        }
    }

    /// True when a part is in order of time and not before what came so far.
    pub(super) fn follows(&self, part: &MessageLog) -> bool {
        part.at.is_sorted() && part.at.first().is_none_or(|first| self.last.is_none_or(|last| last <= *first))
    }

    /// Takes the next rows, which must follow.
    pub(super) fn add(&mut self, log: &MessageLog) {
        let codes = |names: &[String], find: &dyn Fn(&str) -> Option<u32>| -> Vec<Option<u32>> {
            names.iter().map(|name| find(name).filter(|_| !name.is_empty())).collect()
        };
        let activity = self.activity;
        let members = codes(log.members.names(), &|name| activity.members.find(name));
        let groups = codes(log.groups.names(), &|name| activity.groups.find(name));
        let code = |codes: &[Option<u32>], code: u32| codes.get(code as usize).copied().flatten();
        let rows: Vec<u32> = (0..log.len() as u32).collect();
        let mut fits: Vec<Option<Fit>> = vec![None; log.len()];
        fits.par_chunks_mut(CHUNK).zip(rows.par_chunks(CHUNK)).for_each(|(fits, rows)| {
            for (fit, &row) in fits.iter_mut().zip(rows) {
                let row = row as usize;
                if let Some(member) = code(&members, log.member[row]) {
                    *fit = (log.kind[row] != MessageKind::System).then(|| self.fit(log, row, member));
                }
            }
        });
        let mut recent: Vec<VecDeque<(u32, usize)>> = vec![VecDeque::new(); self.classes.len()];
        for (row, fit) in fits.into_iter().enumerate() {
            let (Some(member), Some(group), Some(fit)) =
                (code(&members, log.member[row]), code(&groups, log.group[row]), fit)
            else {
                continue;
            };
            let place = self.rows.len() as u32;
            let named = log.mentions(row).iter().filter_map(|&named| code(&members, named));
            let marks = self.take(log, row, (member, group), fit, named);
            for mark in marks.map(usize::from) {
                if let Some(recent) = recent.get_mut(mark) {
                    recent.push_front((place, row));
                    recent.truncate(EXAMPLES);
                }
            }
        }
        for (kept, recent) in self.said.examples.iter_mut().zip(recent) {
            let text = |row| log.text.as_ref().and_then(|text| text.get(row)).map(excerpt);
            let example = |(place, row)| {
                let Row { day, group, member, .. } = *self.rows.get(place as usize)?;
                Some(Example { day, group, member, text: text(row) })
            };
            kept.splice(..0, recent.into_iter().filter_map(example));
            kept.truncate(EXAMPLES);
        }
        self.last = log.at.last().copied().or(self.last);
    }

    fn fit(&self, log: &MessageLog, row: usize, member: u32) -> Fit {
        let (kind, chars) = (log.kind[row], log.chars[row]);
        let of_member = self.by_member.get(member as usize).copied().unwrap_or(0);
        let mut allowed = of_member & self.by_kind.get(kind as usize).copied().unwrap_or(0);
        for (rule, least) in &self.lengths {
            if chars < *least {
                allowed &= !rule;
            }
        }
        match log.text.as_ref().and_then(|text| text.get(row)) {
            Some(text) => {
                let fits = allowed & (!self.worded | self.sought.rules(text));
                Fit { fits, open: 0, words: Words::Kept }
            }
            None if chars > 0 || kind == MessageKind::Text => {
                Fit { fits: allowed & !self.worded, open: allowed & self.worded, words: Words::NotKept }
            }
            None => Fit { fits: allowed & !self.worded, open: 0, words: Words::None },
        }
    }

    /// Adds one row; gives back its marks.
    fn take(
        &mut self,
        log: &MessageLog,
        row: usize,
        (member, group): (u32, u32),
        fit: Fit,
        named: impl Iterator<Item = u32>,
    ) -> [u8; 4] {
        let (at, kind) = (log.at[row], log.kind[row]);
        let day = self.clock.day_hour(at).0;
        let answered = if kind == MessageKind::Recalled {
            Vec::new()
        } else {
            self.answered(log, row, (member, group), fit, named)
        };
        let out = if answered.is_empty() { self.answering } else { 0 };
        let (fits, open) = (fit.fits & !out, fit.open & !out);
        let marks = self.axes.map(|axis| self.decide(fits & axis, open & axis));
        for (question, next_words) in answered {
            if let Some(asked) = self.said.questions.get_mut(question as usize)
                && asked.answer.is_none()
            {
                asked.answer = Some(Answer { member, at, next_words });
                asked.text = None;
            }
        }
        self.rows.push(Row { day, member, group, answers: NO_ROW, marks, kind, words: fit.words });
        self.ids.push(log.ids[row]);
        self.replies.push(log.reply_to[row]);
        let service = marks[ContentAxis::Service as usize];
        let asks = self.classes.get(usize::from(service)) == Some(&ContentClass::Question);
        if asks && self.said.side(member) == Side::Member {
            let question = self.said.questions.len() as u32;
            let text = log.text.as_ref().and_then(|text| text.get(row)).map(excerpt);
            self.said.questions.push(Asked { day, group, member, at, answer: None, text });
            self.questions.insert(log.ids[row], question);
            self.asked.entry((group, member)).or_default().push(question);
            if self.next_words > 0 && !self.states(group) {
                self.waiting[group as usize].push_back(question);
            }
        }
        marks
    }

    /// The questions that a row answers, each with whether only its place says so.
    fn answered(
        &mut self,
        log: &MessageLog,
        row: usize,
        (member, group): (u32, u32),
        fit: Fit,
        named: impl Iterator<Item = u32>,
    ) -> Vec<(u32, bool)> {
        let at = log.at[row];
        let mut found = Vec::new();
        let of = |question: u32, said: &Said| {
            let asked = said.questions.get(question as usize)?;
            Some((asked.member, asked.at))
        };
        if log.reply_to[row] != NO_REPLY
            && let Some(&question) = self.questions.get(&log.reply_to[row])
            && of(question, &self.said).is_some_and(|(asker, _)| asker != member)
        {
            found.push((question, false));
        }
        for named in named.filter(|named| *named != member) {
            let Some(open) = self.asked.remove(&(group, named)) else { continue };
            let soon = |question: &u32| {
                of(*question, &self.said).is_some_and(|(_, asked)| at - asked <= NAMED_WITHIN)
            };
            found.extend(open.into_iter().filter(soon).map(|question| (question, false)));
        }
        let asks_too = fit.fits & self.asking != 0;
        if let Some(waiting) = self.waiting.get_mut(group as usize)
            && !waiting.is_empty()
        {
            let (said, next_words) = (&self.said, self.next_words);
            waiting.retain(|&question| of(question, said).is_some_and(|(_, asked)| at - asked <= next_words));
            if !asks_too && !self.bots.get(member as usize).copied().unwrap_or(false) {
                waiting.retain(|&question| {
                    let others = of(question, said).is_some_and(|(asker, _)| asker != member);
                    if others {
                        found.push((question, true));
                    }
                    !others
                });
            }
        }
        found
    }

    /// The rule that decides an axis: the first that fits, unless one before it could not be told and says otherwise.
    fn decide(&self, fits: Rules, open: Rules) -> u8 {
        let first = fits.trailing_zeros();
        let before = if fits == 0 { open } else { open & ((1 << first) - 1) };
        if before == 0 {
            return if fits == 0 { NOTHING } else { first as u8 };
        }
        let class = self.classes.get(first as usize);
        let same = |number: usize| self.classes.get(number) == class;
        let mut undecided = (0..ContentRules::MOST).filter(|number| before >> number & 1 == 1);
        if fits != 0 && undecided.all(same) { first as u8 } else { UNKNOWN }
    }

    fn states(&self, group: u32) -> bool {
        self.said.states_answers.get(group as usize).copied().unwrap_or(false)
    }

    /// Ties answers to the rows that they answer, and counts them all.
    pub(super) fn finish(mut self) -> Said {
        self.tie();
        let Self { mut said, rows, classes, project, activity, .. } = self;
        tally::count(&mut said, &rows, &classes, project, activity);
        said
    }

    fn tie(&mut self) {
        let ids = &self.ids;
        let mut order: Vec<u32> = (0..ids.len() as u32).collect();
        let id = |row: u32| ids.get(row as usize).copied().unwrap_or(NO_REPLY);
        if !ids.is_sorted() {
            order.par_sort_by_key(|&row| (id(row), row));
        }
        self.rows.par_iter_mut().zip(&self.replies).filter(|(_, reply)| **reply != NO_REPLY).for_each(
            |(row, &reply)| {
                let place = order.partition_point(|&row| id(row) < reply);
                if let Some(&found) = order.get(place).filter(|&&found| id(found) == reply) {
                    row.answers = found;
                }
            },
        );
    }

    /// The rows, with what they answer.
    #[cfg(test)]
    pub(super) fn rows(mut self) -> Vec<Row> {
        self.tie();
        self.rows
    }
}

/// The beginning of a text, on one line.
fn excerpt(text: &str) -> Box<str> {
    let line = text.chars().map(|sign| if sign.is_whitespace() || sign.is_control() { ' ' } else { sign });
    let mut cut: String = line.take(EXCERPT).collect();
    if cut.len() < text.len() && text.chars().nth(EXCERPT).is_some() {
        cut.push('…');
    }
    cut.trim().into()
}
