//! One group while it talks: whose month it is, who spoke last, what can be answered.

use std::collections::{HashSet, VecDeque};
use std::ops::Range;

use super::blueprint::{Room, Temper, Topic};
use super::curves::RUN;
use super::dice::{Dice, Wheel};
use super::plan::Plan;
use super::speech::{self, Act};
use super::stays::{Stay, Stays};
use super::voices::{Standing, Voice};
use crate::activity::Day;
use crate::model::MessageKind;

/// A message before it has an id.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Seconds since the epoch, UTC.
    pub at: i64,
    pub stay: u32,
    pub kind: MessageKind,
    pub act: Act,
    pub topic: Topic,
    pub reply: Reply,
    /// A member number.
    pub mention: Option<u32>,
}

/// What a message answers.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    None,
    /// A line of the same day, by position.
    Today(u32),
    /// A message id.
    Earlier(u64),
}

/// How many messages back people look for something to answer.
const MEMORY: usize = 24;
/// Seconds after which a message is no longer answered.
const STALE: i64 = 10 * 3600;
/// Seconds of silence that end a conversation.
const PAUSE: i64 = 600;
/// Chance that somebody who takes the word wants to answer; about three in four of them find a message worth it.
const ANSWER: f64 = 0.60;

/// Seconds within which staff answers a question.
const HELP: i64 = 3 * 3600;
/// One in so many messages of staff is for a question, where one was asked.
const HELPED: i64 = 2;

#[derive(Clone, Copy, Debug)]
struct Said {
    at: i64,
    stay: u32,
    reply: Reply,
    question: bool,
}

/// The state of one group.
pub struct Hall {
    room: Room,
    stays: Range<usize>,
    /// This month's speakers and their weights.
    speakers: Vec<u32>,
    wheel: Wheel,
    officials: Vec<u32>,
    /// Who has to say something this month, with the day from which.
    waiting: VecDeque<(Day, u32)>,
    recent: VecDeque<Said>,
    last: Option<(i64, u32)>,
    /// Newcomers who have said who they are.
    introduced: HashSet<u32>,
    /// Messages that the last speaker still wants to add.
    more: u32,
}

impl Hall {
    /// A group where nothing was said yet.
    pub fn new(room: &Room, stays: Range<usize>) -> Self {
        Self {
            room: room.clone(),
            stays,
            speakers: Vec::new(),
            wheel: Wheel::default(),
            officials: Vec::new(),
            waiting: VecDeque::new(),
            recent: VecDeque::new(),
            last: None,
            introduced: HashSet::new(),
            more: 0,
        }
    }

    /// Decides who speaks in the thirty days of which `from` is the first that the portfolio covers.
    ///
    /// The regulars always do; others join until the group's usual share of its people is reached.
    pub fn gather(&mut self, plan: &Plan, stays: &Stays, from: Day, dice: &mut Dice) {
        let to = plan.end - (plan.end - from) / 30 * 30;
        let overlap = |stay: &Stay| {
            let first = if stay.joined == self.room.created { stay.joined } else { stay.joined + 1 };
            let quiet = stay.quiet_from.unwrap_or(Day::MAX).min(stay.left.unwrap_or(Day::MAX));
            let (first, last) = (first.max(from), to.min(quiet.saturating_sub(1)));
            (first <= last).then_some((first, last))
        };
        self.speakers.clear();
        self.officials.clear();
        let mut waiting = Vec::new();
        let mut sometimes = Vec::new();
        let mut people = 0;
        for at in self.stays.clone() {
            let stay = &stays.all[at];
            people += u32::from(stay.present(to) && stay.voice != Voice::Official);
            let Some((first, last)) = overlap(stay) else { continue };
            match stay.voice {
                Voice::Regular => {
                    self.speakers.push(at as u32);
                    waiting.push((dice.between(first, last), at as u32));
                }
                Voice::Once(due) if (from..=to).contains(&due) && due >= first && due <= last => {
                    for _ in 0..dice.geometric(0.5, 3) {
                        waiting.push((due, at as u32));
                    }
                }
                Voice::Sometimes => sometimes.push((first, last, at as u32)),
                Voice::Official => self.officials.push(at as u32),
                Voice::Once(_) | Voice::Silent => {}
            }
        }
        let cooling = self.room.temper == Temper::Evaporating && to > plan.end - 120;
        let quota = if cooling { 0.0 } else { f64::from(people) * self.room.plan.rate };
        dice.shuffle(&mut sometimes);
        let missing = (quota as usize).saturating_sub(waiting.len());
        for (first, last, at) in sometimes.into_iter().take(missing) {
            for _ in 0..dice.geometric(0.5, 4) {
                waiting.push((dice.between(first, last), at));
            }
        }
        waiting.sort_unstable();
        self.waiting = waiting.into();
        self.wheel = Wheel::new(self.speakers.iter().map(|&at| stays.all[at as usize].weight));
    }

    /// Fills the given seconds of a day, whose first second is `midnight`, with lines.
    #[allow(clippy::too_many_arguments, reason = "one call, and a struct would only rename the arguments")]
    pub fn day(
        &mut self,
        plan: &Plan,
        stays: &Stays,
        day: Day,
        midnight: i64,
        times: &[u32],
        lines: &mut Vec<Line>,
        dice: &mut Dice,
    ) {
        for (done, &second) in times.iter().enumerate() {
            let at = midnight + i64::from(second);
            let fresh = self.last.is_none_or(|(last, _)| at - last > PAUSE);
            let goes_on = match self.last {
                Some((_, stay)) if self.more > 0 && !fresh => Some(stay),
                _ => None,
            }
            .filter(|&stay| stays.all[stay as usize].may_speak(day, self.room.created));
            let continued = goes_on.is_some();
            let speaker = match goes_on {
                Some(stay) => {
                    self.more -= 1;
                    stay
                }
                None => {
                    let stay = self.next(stays, day, times.len() - done, fresh, dice);
                    let steady = stays.all[stay as usize].voice == Voice::Regular;
                    self.more = if steady { dice.geometric(RUN, 12) - 1 } else { 0 };
                    stay
                }
            };
            self.last = Some((at, speaker));
            let hour = (second / 3600) as u8;
            let line = self.line(plan, stays, (day, hour, at), speaker, continued, dice);
            self.recent.push_front(Said {
                at,
                stay: speaker,
                reply: Reply::Today(lines.len() as u32),
                question: line.act == Act::Question || line.act == Act::Complaint,
            });
            self.recent.truncate(MEMORY);
            lines.push(line);
        }
    }

    /// Who takes the word, with `left` messages to go this day.
    fn next(&mut self, stays: &Stays, day: Day, left: usize, fresh: bool, dice: &mut Dice) -> u32 {
        let may = |at: u32| stays.all[at as usize].may_speak(day, self.room.created);
        let due = self.waiting.iter().take_while(|(from, _)| *from <= day).count();
        if due > 0 && dice.chance(2.0 * due as f64 / left.max(1) as f64) {
            while let Some(&(from, at)) = self.waiting.front() {
                if from > day {
                    break;
                }
                self.waiting.pop_front();
                if may(at) {
                    return at;
                }
            }
        }
        if dice.chance(0.035)
            && let Some(&official) = dice.pick(&self.officials)
        {
            return official;
        }
        let before = self.last.map(|(_, stay)| stay);
        let circle = before.map(|stay| stays.all[stay as usize].circle);
        let mut fallback = None;
        for _ in 0..8 {
            let Some(at) = self.wheel.spin(dice).and_then(|slot| self.speakers.get(slot)).copied() else {
                break;
            };
            if !may(at) || Some(at) == before {
                continue;
            }
            let same = circle == Some(stays.all[at as usize].circle);
            if fresh || same || dice.chance(0.35) {
                return at;
            }
            fallback = Some(at);
        }
        // The soul came first and stays; where even the soul is silent, anybody who is there.
        let anyone = || self.speakers.iter().copied().find(|&at| may(at));
        let soul = self.stays.start as u32;
        fallback
            .or_else(anyone)
            .or_else(|| may(soul).then_some(soul))
            .or_else(|| self.stays.clone().map(|at| at as u32).find(|&at| may(at)))
            .unwrap_or(soul)
    }

    fn line(
        &mut self,
        plan: &Plan,
        stays: &Stays,
        (day, hour, at): (Day, u8, i64),
        speaker: u32,
        continued: bool,
        dice: &mut Dice,
    ) -> Line {
        let stay = &stays.all[speaker as usize];
        let topic = self.room.plan.topic;
        let plain = Line {
            at,
            stay: speaker,
            kind: MessageKind::Text,
            act: Act::Statement,
            topic,
            reply: Reply::None,
            mention: None,
        };
        let crisis = self.room.temper == Temper::Crisis && day == plan.crisis_day();
        let advertiser = self.room.temper == Temper::Ads && stay.weight >= 1_000;
        if advertiser {
            return Line { kind: speech::advert_kind(dice), act: Act::Advert, ..plain };
        }
        if stay.voice == Voice::Official {
            let asked = self.recent.iter().find(|said| said.question && at - said.at < HELP);
            let asked = asked.filter(|_| at % HELPED == 0);
            let (act, reply) = match (stay.member, asked) {
                (bot, _) if plan.bots.contains(&bot) => (Act::Bot, Reply::None),
                _ if crisis => (Act::Apology, Reply::None),
                (_, Some(asked)) => (Act::Help, asked.reply),
                _ => (Act::Staff, Reply::None),
            };
            return Line { act, reply, ..plain };
        }
        if matches!(stay.voice, Voice::Once(_)) && day - stay.joined < 8 && self.introduced.insert(speaker) {
            return Line { act: Act::Introduction, ..plain };
        }
        let answered =
            if !continued && dice.chance(ANSWER) { self.answer(stays, stay, at, dice) } else { None };
        let reply = answered.map_or(Reply::None, |said| said.reply);
        let mut kind = speech::kind(dice);
        if answered.is_some() && kind != MessageKind::Image {
            kind = MessageKind::Text;
        }
        let act = if crisis && dice.chance(0.6) {
            Act::Complaint
        } else {
            speech::act(topic, hour, answered.is_some_and(|said| said.question), dice)
        };
        let mention = if kind == MessageKind::Text && dice.chance(0.09) {
            self.answer(stays, stay, at, dice).map(|said| stays.all[said.stay as usize].member)
        } else {
            None
        };
        Line { kind, act, reply, mention, ..plain }
    }

    /// A message worth answering: recent, somebody else's, sooner from the own circle and from people of standing.
    fn answer(&self, stays: &Stays, own: &Stay, at: i64, dice: &mut Dice) -> Option<Said> {
        for _ in 0..6 {
            let back = dice.index(self.recent.len()).min(dice.index(self.recent.len()));
            let said = self.recent.get(back)?;
            let author = &stays.all[said.stay as usize];
            let worth = match author.voice {
                Voice::Official => 0.1,
                _ if self.room.temper == Temper::Ads && author.weight >= 1_000 => 0.0,
                _ => author.standing.pull(),
            };
            let near = if author.circle == own.circle { 1.0 } else { 0.22 };
            if author.member != own.member && at - said.at < STALE && dice.chance(worth * near) {
                return Some(*said);
            }
        }
        None
    }

    /// Lines of the day that is over are known by their ids from now on.
    pub fn settle(&mut self, ids: &[u64]) {
        for said in &mut self.recent {
            if let Reply::Today(line) = said.reply {
                said.reply = ids.get(line as usize).map_or(Reply::None, |&id| Reply::Earlier(id));
            }
        }
    }
}

/// The stays of a room that an operator would count on: core and middle who still talk at the end.
pub fn pillars<'a>(plan: &'a Plan, stays: &'a Stays) -> impl Iterator<Item = &'a Stay> {
    stays.all.iter().filter(move |stay| {
        stay.standing != Standing::Ordinary
            && stay.voice == Voice::Regular
            && stay.left.is_none()
            && stay.quiet_from.is_none_or(|quiet| quiet > plan.end)
    })
}
