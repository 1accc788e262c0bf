//! The log: day after day, group after group, who says what to whom.

use super::blueprint::{Room, Temper};
use super::curves::{DAY_SIGMA, GAP_MEDIAN, GAP_SIGMA, HOURS, WEEKEND};
use super::dice::{Dice, Wheel};
use super::hall::{Hall, Line, Reply};
use super::plan::Plan;
use super::speech::{self, Act};
use super::stays::Stays;
use crate::activity::Day;
use crate::log::{Body, LogBuilder, MessageLog, Row};
use crate::model::{MessageKind, Platform};

/// The zone of the portfolio is eight hours ahead of UTC all year.
const OFFSET: i64 = 8 * 3600;
const DAY: i64 = 86_400;

/// What was said.
pub struct Talk {
    pub log: MessageLog,
    /// For each stay, the second (UTC) of the first words in that group.
    pub first_words: Vec<Option<i64>>,
}

/// Lets everybody talk: exactly as many messages as planned, in order of time, ids ascending from 1.
pub fn simulate(plan: &Plan, stays: &Stays, names: &[String]) -> Talk {
    let joins = joins(plan, stays);
    let lines: u64 = joins.iter().map(|day| day.len() as u64).sum();
    let mut quotas = quotas(plan, stays, plan.messages.saturating_sub(lines)).into_iter();
    let mut halls: Vec<Hall> =
        plan.rooms.iter().zip(&stays.rooms).map(|(room, range)| Hall::new(room, range.clone())).collect();
    let mut writer = Writer::new(plan, stays, names);
    let mut dice = Dice::new(plan.seed, 3);
    let mut lines: Vec<Line> = Vec::new();
    let hours = Wheel::new(HOURS.into_iter());
    for (day, joined) in (plan.start..=plan.end).zip(joins) {
        lines.clear();
        let midnight = i64::from(day) * DAY - OFFSET;
        for stay in joined {
            let room = stays.all[stay as usize].room as usize;
            let at = midnight + 6 * 3600 + i64::from(dice.below(2 * 3600));
            lines.push(Line {
                at,
                stay,
                kind: MessageKind::System,
                act: Act::Join,
                topic: plan.rooms[room].plan.topic,
                reply: Reply::None,
                mention: None,
            });
        }
        for hall in &mut halls {
            if (plan.end - day) % 30 == 29 || day == plan.start {
                hall.gather(plan, stays, day, &mut dice);
            }
            let count = quotas.next().unwrap_or(0);
            let times = times(count, &hours, &mut dice);
            hall.day(plan, stays, day, midnight, &times, &mut lines, &mut dice);
        }
        writer.write(&lines);
        for hall in &mut halls {
            hall.settle(&writer.ids);
        }
    }
    Talk { log: writer.builder.finish(), first_words: writer.first_words }
}

/// The stays that the platform announces, by day; thinned so that they are at most a twelfth of all messages.
fn joins(plan: &Plan, stays: &Stays) -> Vec<Vec<u32>> {
    let announced = |at: &u32| {
        let stay = &stays.all[*at as usize];
        let room = &plan.rooms[stay.room as usize];
        room.plan.platform == Platform::WeChat && (plan.start..=plan.end).contains(&stay.joined)
    };
    let all: Vec<u32> = (0..stays.all.len() as u32).filter(announced).collect();
    let most = plan.messages / 12;
    let every = (all.len() as u64).div_ceil(most.max(1)).max(1) as usize;
    let mut days = vec![Vec::new(); (plan.end - plan.start + 1) as usize];
    for at in all.into_iter().step_by(every).take(most as usize) {
        days[(stays.all[at as usize].joined - plan.start) as usize].push(at);
    }
    days
}

/// How many messages each group gets each day, day by day, adding up to `total`.
fn quotas(plan: &Plan, stays: &Stays, total: u64) -> Vec<u32> {
    let mut dice = Dice::new(plan.seed, 2);
    let days = (plan.end - plan.start + 1) as usize;
    let rooms = plan.rooms.len();
    let mut weights = vec![0.0; days * rooms];
    for (index, (room, range)) in plan.rooms.iter().zip(&stays.rooms).enumerate() {
        let mut change = vec![0i64; days + 1];
        for stay in &stays.all[range.clone()] {
            let slot = |day: Day| (day - plan.start).clamp(0, days as i32) as usize;
            change[slot(stay.joined)] += 1;
            stay.left.into_iter().for_each(|left| change[slot(left)] -= 1);
        }
        let mut present = 0;
        for (offset, change) in change.into_iter().take(days).enumerate() {
            present += change;
            let day = plan.start + offset as Day;
            if day >= room.created {
                let crowd = present as f64 / f64::from(room.size.max(1));
                weights[offset * rooms + index] = crowd * mood(plan, room, day, &mut dice);
            }
        }
    }
    let sum: f64 = weights.iter().sum();
    let (mut reached, mut given) = (0.0, 0u64);
    let last = weights.iter().rposition(|&weight| weight > 0.0);
    let share = |(index, weight): (usize, f64)| {
        reached += weight;
        let due = if Some(index) == last { total } else { (total as f64 * (reached / sum)) as u64 };
        let count = due.min(total).saturating_sub(given);
        given += count;
        count as u32
    };
    weights.into_iter().enumerate().map(share).collect()
}

/// How lively a group is that day, against the others.
fn mood(plan: &Plan, room: &Room, day: Day, dice: &mut Dice) -> f64 {
    let chance = dice.lognormal(DAY_SIGMA);
    let age = day - room.created;
    let story = match room.temper {
        Temper::Crisis if day == plan.crisis_day() => return room.plan.volume * 8.0,
        Temper::Crisis if (1..=2).contains(&(day - plan.crisis_day())) => 2.0,
        Temper::Dead if day < plan.end - 150 => 2.5,
        Temper::Dead => 0.6,
        Temper::HotStart if age < 7 => 5.0,
        Temper::HotStart if age < 14 => 1.5,
        Temper::HotStart => 0.8,
        Temper::Evaporating => 1.0 - 0.6 * f64::from((day - plan.end + 112).clamp(0, 112)) / 112.0,
        _ if age < 7 => 1.5,
        _ => 1.0,
    };
    let weekend = if (day + 3).rem_euclid(7) >= 5 { WEEKEND } else { 1.0 };
    room.plan.volume * story * weekend * chance
}

/// Seconds of the local day at which messages fall, ascending: conversations that begin by the hour curve.
fn times(count: u32, hours: &Wheel, dice: &mut Dice) -> Vec<u32> {
    let mut times = Vec::with_capacity(count as usize);
    while times.len() < count as usize {
        let hour = hours.spin(dice).unwrap_or(0) as u32;
        let mut at = hour * 3600 + dice.below(3600);
        for _ in 0..dice.geometric(0.82, 40) {
            if times.len() == count as usize || at >= DAY as u32 {
                break;
            }
            times.push(at);
            at += 1 + (GAP_MEDIAN * dice.lognormal(GAP_SIGMA)) as u32;
        }
    }
    times.sort_unstable();
    times
}

/// Puts the lines of a day into order, numbers them and finds their words.
struct Writer<'a> {
    plan: &'a Plan,
    stays: &'a Stays,
    names: &'a [String],
    builder: LogBuilder,
    /// Id of each line of the day that was written last.
    ids: Vec<u64>,
    first_words: Vec<Option<i64>>,
    members: Vec<Option<u32>>,
    dice: Dice,
    text: String,
    next: u64,
}

impl<'a> Writer<'a> {
    fn new(plan: &'a Plan, stays: &'a Stays, names: &'a [String]) -> Self {
        Self {
            plan,
            stays,
            names,
            builder: LogBuilder::default(),
            ids: Vec::new(),
            first_words: vec![None; stays.all.len()],
            members: vec![None; names.len()],
            dice: Dice::new(plan.seed, 4),
            text: String::new(),
            next: 1,
        }
    }

    fn code(&mut self, member: u32) -> u32 {
        let known = self.members.get(member as usize).copied().flatten();
        known.unwrap_or_else(|| {
            let code = self.builder.members().code(self.plan.member_id(member).as_str());
            if let Some(slot) = self.members.get_mut(member as usize) {
                *slot = Some(code);
            }
            code
        })
    }

    fn write(&mut self, lines: &[Line]) {
        let mut order: Vec<u32> = (0..lines.len() as u32).collect();
        order.sort_by_key(|&line| (lines[line as usize].at, line));
        self.ids.clear();
        self.ids.resize(lines.len(), 0);
        for &line in &order {
            self.ids[line as usize] = self.next;
            self.next += 1;
        }
        for line in order {
            self.line(&lines[line as usize], self.ids[line as usize]);
        }
    }

    fn line(&mut self, line: &Line, id: u64) {
        let (stays, names) = (self.stays, self.names);
        let stay = &stays.all[line.stay as usize];
        let name = |member: u32| names.get(member as usize).map_or("", String::as_str);
        self.text.clear();
        if let (Some(member), MessageKind::Text) = (line.mention, line.kind) {
            self.text.push('@');
            self.text.push_str(name(member));
            self.text.push(' ');
        }
        let spoken =
            speech::write(&mut self.text, line.topic, line.act, line.kind, name(stay.member), &mut self.dice);
        // Of a chance of its own: what others say does not hang on how often staff helps.
        if line.act == Act::Help {
            self.text.clear();
            speech::help(&mut self.text, line.topic, &mut Dice::new(self.plan.seed, line.at as u64));
        }
        if line.kind != MessageKind::System {
            self.first_words[line.stay as usize].get_or_insert(line.at);
        }
        let member = self.code(stay.member);
        let mention = line.mention.map(|member| self.code(member));
        let group = self.builder.groups().code(self.plan.rooms[stay.room as usize].id.as_str());
        let text = spoken.then_some(self.text.as_str());
        self.builder.push_row(Row {
            id,
            at: line.at * 1000,
            group,
            member,
            kind: line.kind,
            chars: crate::log::count_chars(text),
            reply_to: match line.reply {
                Reply::None => None,
                Reply::Today(other) => self.ids.get(other as usize).copied(),
                Reply::Earlier(id) => Some(id),
            },
            mentions: mention.as_slice(),
            body: text.map_or(Body::Nothing, Body::Text),
        });
    }
}

#[cfg(test)]
mod tests {
    use chrono::Datelike as _;

    use crate::activity::date;

    #[test]
    fn the_weekend_is_saturday_and_sunday() {
        for day in 20_000..20_014 {
            let weekday = date(day).weekday().num_days_from_monday() as i32;
            assert_eq!((day + 3).rem_euclid(7), weekday);
        }
    }
}
