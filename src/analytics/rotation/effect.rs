//! Whether groups are livelier in a week of duty than in the weeks around it. It measures the rota, and ranks nobody.

use std::collections::{BTreeMap, BTreeSet};

use crate::activity::{Day, day};
use crate::analytics::Input;
use crate::model::{MemberId, Rota};

/// Weeks looked at on each side.
const AROUND: i64 = 2;
/// What a week is drawn towards no change with: as many counts, at par, as if they had been seen before.
const PRIOR: f64 = 4.0;
/// The usual quantile of a 95 % interval.
const Z: f64 = 1.96;
/// Most weeks looked at: ten years.
const MOST_WEEKS: u32 = 520;

/// Every week with somebody on duty and enough data, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    pub weeks: Vec<WeekEffect>,
}

/// One duty week against the weeks around it.
///
/// Counted are messages of people in the groups of the rota; those of whoever is on duty are left out in both, so that
/// nobody makes a week look lively by talking.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekEffect {
    /// Counted from 0.
    pub week: u32,
    pub messages: u64,
    /// People who spoke, counted once a group.
    pub speakers: u64,
    /// Weeks compared with: of the two before and the two after those without the same people on duty, without a holiday,
    /// and with data to their end.
    pub neighbours: u32,
    /// Means of the neighbours.
    pub usual_messages: f64,
    pub usual_speakers: f64,
    /// Unknown when the neighbours and the week are silent, or there is no neighbour.
    pub message_change: Option<Change>,
    pub speaker_change: Option<Change>,
}

/// A week against the usual, as a ratio: 1 is no change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Drawn towards 1 the more, the smaller the numbers are.
    pub ratio: f64,
    /// Approximate 95 % interval.
    pub low: f64,
    pub high: f64,
}

/// What an interval says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    Up,
    /// The interval holds 1.
    Flat,
    Down,
}

impl Change {
    /// Up or down where the whole interval lies on one side of no change.
    pub fn trend(&self) -> Trend {
        match () {
            () if self.low > 1.0 => Trend::Up,
            () if self.high < 1.0 => Trend::Down,
            () => Trend::Flat,
        }
    }
}

impl Effects {
    /// The effect of a week; `None` without a duty, data or neighbours.
    pub fn of(&self, week: u32) -> Option<&WeekEffect> {
        self.weeks.iter().find(|effect| effect.week == week)
    }

    /// How many weeks go up, stay and go down, by their speakers.
    pub fn trends(&self) -> [usize; 3] {
        let count = |trend| {
            let changes = self.weeks.iter().filter_map(|effect| effect.speaker_change);
            changes.filter(|change| change.trend() == trend).count()
        };
        [count(Trend::Up), count(Trend::Flat), count(Trend::Down)]
    }
}

/// What was said in one week.
#[derive(Default)]
struct Said {
    messages: u64,
    speakers: u64,
    /// Messages of a member, and the groups they spoke in.
    by: BTreeMap<u32, (u64, u64)>,
}

impl Said {
    /// Messages and speakers without some people.
    fn without(&self, holders: &BTreeSet<u32>) -> (u64, u64) {
        let own = holders.iter().filter_map(|holder| self.by.get(holder));
        let (messages, speakers) = own.fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        (self.messages - messages, self.speakers - speakers)
    }
}

/// The effect of every duty week that has ended.
pub fn effects(input: Input<'_>, rota: &Rota) -> Effects {
    let Some((first, last)) = input.activity.range else { return Effects::default() };
    let mut holders = BTreeMap::<i64, BTreeSet<&MemberId>>::new();
    for duty in rota.duties.iter().filter(|duty| duty.week < rota.weeks.min(MOST_WEEKS)) {
        let code = input.activity.members.find(&duty.member);
        let id = code.and_then(|code| input.activity.members.id(code)).unwrap_or(&duty.member);
        holders.entry(duty.week.into()).or_default().insert(id);
    }
    let start = i64::from(day(rota.start));
    let whole = |week: &i64| start + 7 * week >= i64::from(first) && start + 7 * week + 6 <= i64::from(last);
    let (Some(&from), Some(&to)) = (holders.keys().next(), holders.keys().last()) else {
        return Effects::default();
    };
    let said: BTreeMap<i64, Said> = (from - AROUND..=to + AROUND)
        .filter(whole)
        .filter_map(|week| Some((week, said_in(input, rota, Day::try_from(start + 7 * week).ok()?))))
        .collect();
    let holiday = |week: i64| u32::try_from(week).is_ok_and(|week| rota.holiday_in(week).is_some());
    let (mut found, mut around) = (Vec::new(), Vec::new());
    for (&week, on_duty) in &holders {
        let Some(here) = said.get(&week) else { continue };
        let codes = on_duty.iter().filter_map(|id| input.activity.members.find(*id)).collect();
        let usual: Vec<(u64, u64)> = (week - AROUND..=week + AROUND)
            .filter(|&near| near != week && !holiday(near))
            .filter(|near| holders.get(near).is_none_or(|others| others.is_disjoint(on_duty)))
            .filter_map(|near| Some(said.get(&near)?.without(&codes)))
            .collect();
        let Ok(number) = u32::try_from(week) else { continue };
        let (messages, speakers) = here.without(&codes);
        let mean = |sum: u64| if usual.is_empty() { 0.0 } else { sum as f64 / usual.len() as f64 };
        found.push(WeekEffect {
            week: number,
            messages,
            speakers,
            neighbours: usual.len() as u32,
            usual_messages: mean(usual.iter().map(|week| week.0).sum()),
            usual_speakers: mean(usual.iter().map(|week| week.1).sum()),
            message_change: None,
            speaker_change: None,
        });
        around.push(usual);
    }
    let counts = |effect: &WeekEffect| (effect.messages as f64, effect.usual_messages, effect.neighbours);
    let spread = dispersion(around.iter().map(|weeks| weeks.iter().map(|week| week.0 as f64).collect()));
    let people = |effect: &WeekEffect| (effect.speakers as f64, effect.usual_speakers, effect.neighbours);
    let people_spread =
        dispersion(around.iter().map(|weeks| weeks.iter().map(|week| week.1 as f64).collect()));
    for effect in &mut found {
        effect.message_change = change(counts(effect), spread);
        effect.speaker_change = change(people(effect), people_spread);
    }
    Effects { weeks: found }
}

fn said_in(input: Input<'_>, rota: &Rota, from: Day) -> Said {
    let mut said = Said::default();
    let groups = (0..input.activity.groups.len() as u32).filter(|&group| {
        let id = input.activity.groups.id(group);
        rota.groups.is_empty() || id.is_some_and(|id| rota.groups.contains(id))
    });
    for group in groups {
        let mut spoke = BTreeSet::new();
        for cell in input.activity.days_of(group, from, from.saturating_add(6)) {
            if !input.counts(cell.member) {
                continue;
            }
            let messages = u64::from(cell.messages);
            said.messages += messages;
            let new = u64::from(spoke.insert(cell.member));
            said.speakers += new;
            let own = said.by.entry(cell.member).or_default();
            (own.0, own.1) = (own.0 + messages, own.1 + new);
        }
    }
    said
}

/// How much more the weeks around a duty differ among themselves than chance alone would make them: variance over mean,
/// at least 1. The duty week itself takes no part, or a large effect would hide itself.
fn dispersion(around: impl Iterator<Item = Vec<f64>>) -> f64 {
    let (mut sum, mut freedom) = (0.0, 0.0);
    for weeks in around {
        let mean = weeks.iter().sum::<f64>() / weeks.len().max(1) as f64;
        if mean > 0.0 && weeks.len() > 1 {
            sum += weeks.iter().map(|count| (count - mean).powi(2) / mean).sum::<f64>();
            freedom += weeks.len() as f64 - 1.0;
        }
    }
    if freedom > 0.0 { f64::max(sum / freedom, 1.0) } else { 1.0 }
}

/// The ratio of gamma means with the prior on both sides; the interval is normal on the logarithm.
fn change((count, usual, neighbours): (f64, f64, u32), spread: f64) -> Option<Change> {
    if neighbours == 0 || count + usual <= 0.0 {
        return None;
    }
    let (here, there) = (count / spread + PRIOR, usual / spread + PRIOR);
    let seen = usual * f64::from(neighbours) / spread + PRIOR;
    let (ratio, error) = (here / there, (1.0 / here + 1.0 / seen).sqrt());
    Some(Change { ratio, low: ratio * (-Z * error).exp(), high: ratio * (Z * error).exp() })
}
