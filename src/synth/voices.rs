//! How much each person talks in a group, and how much they are listened to.

use super::blueprint::{Room, Temper};
use super::curves::ALPHA;
use super::dice::Dice;
use super::plan::Plan;
use super::stays::Stay;
use crate::activity::Day;

/// How a member takes part in one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Reads, or not even that.
    Silent,
    /// A message or a few, on that day or soon after, and never again.
    Once(Day),
    /// Speaks in some months.
    Sometimes,
    /// Speaks every month, as often as their weight says.
    Regular,
    /// Staff and bots.
    Official,
}

/// How much a member is listened to: the tier that an attentive operator would declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Core,
    Middle,
    Ordinary,
}

impl Standing {
    /// Chance that a reply meant for somebody finds this person worth it.
    pub fn pull(self) -> f64 {
        match self {
            Self::Core => 1.0,
            Self::Middle => 0.65,
            Self::Ordinary => 0.3,
        }
    }
}

/// Heaviest talker against the lightest regular.
const HEAVIEST: f64 = 60.0;

/// Gives the people of a room (its soul first) their voices, circles and standing.
pub fn assign(plan: &Plan, room: &Room, people: &mut [Stay], dice: &mut Dice) {
    let size = f64::from(room.size);
    let circles = if room.size < 30 { 1 } else { (3 + room.size / 90).min(5) };
    for stay in people.iter_mut() {
        stay.circle = dice.below(circles) as u8;
        stay.voice = occasional(plan, room, stay, dice);
    }
    if let Some(soul) = people.first_mut() {
        soul.voice = Voice::Regular;
        soul.weight = match room.temper {
            Temper::Evaporating | Temper::Ads => 500,
            _ => 2_500,
        };
        soul.quiet_from = (room.temper == Temper::SilentSoul).then_some(plan.end - 8);
    }
    // The campaign's root, when there is one, is as steady as the soul.
    people.iter_mut().filter(|stay| stay.member == plan.campaign_root() && stay.campaign).for_each(|root| {
        root.voice = Voice::Regular;
        root.weight = 1_500;
    });
    match room.temper {
        Temper::Evaporating => evaporate(plan, room, people, dice),
        Temper::Dead => regulars(people, Day::MAX, 1, dice, |dice| 60 + dice.below(60)),
        Temper::Ads => {
            regulars(people, plan.start, 5, dice, |dice| 2_600 + dice.below(900));
            regulars(people, plan.end - 75, 4, dice, |dice| 300 + dice.below(500));
        }
        _ => {
            let settled = if room.created >= plan.start { room.created + 9 } else { plan.end - 75 };
            let count = (size * room.plan.rate * 0.72) as usize;
            regulars(people, settled, count, dice, |dice| dice.power_law(ALPHA, HEAVIEST));
        }
    }
    stand(room, people);
}

/// The voice of somebody who is no regular.
fn occasional(plan: &Plan, room: &Room, stay: &Stay, dice: &mut Dice) -> Voice {
    let liveliness = match room.temper {
        // Newcomers who introduce themselves and are never heard again would hide who else fell silent.
        Temper::Evaporating => 0.35,
        _ => (room.plan.rate / 0.23).min(1.0),
    };
    let roll = dice.unit() / liveliness.max(0.001);
    let newcomer = stay.joined >= plan.start;
    let (once, sometimes) = if newcomer { (0.32, 0.50) } else { (0.06, 0.20) };
    match room.temper {
        // What little was said there lies half a year back.
        Temper::Dead if dice.chance(0.05) => Voice::Once(dice.between(plan.start, plan.end - 151)),
        Temper::Dead => Voice::Silent,
        _ if roll < once && newcomer => Voice::Once((stay.joined + dice.between(1, 6)).min(plan.end)),
        _ if roll < once => Voice::Once(dice.between(plan.start, plan.end)),
        _ if roll < sometimes => Voice::Sometimes,
        _ => Voice::Silent,
    }
}

/// Makes regulars of `count` people who had come by `settled`.
fn regulars(
    people: &mut [Stay],
    settled: Day,
    count: usize,
    dice: &mut Dice,
    mut weight: impl FnMut(&mut Dice) -> u32,
) {
    let mut settled: Vec<usize> = (0..people.len())
        .filter(|&at| people[at].joined <= settled && people[at].voice != Voice::Regular)
        .collect();
    dice.shuffle(&mut settled);
    for at in settled.into_iter().take(count) {
        people[at].voice = Voice::Regular;
        people[at].weight = weight(dice);
    }
}

/// The people worth most fall silent or leave, one after another over three months; small voices stay and come.
fn evaporate(plan: &Plan, room: &Room, people: &mut [Stay], dice: &mut Dice) {
    let worthy = (room.size / 8) as usize;
    let before: Vec<usize> = (0..people.len()).filter(|&at| people[at].joined < plan.end - 200).collect();
    regulars(people, plan.end - 200, worthy, dice, |dice| 800 + dice.power_law(ALPHA, 40.0));
    let mut worthy: Vec<usize> = before.into_iter().filter(|&at| people[at].weight >= 800).collect();
    dice.shuffle(&mut worthy);
    let count = worthy.len().max(2) as i32;
    for (index, at) in worthy.into_iter().enumerate() {
        let quiet = plan.end - departure(index as i32, count);
        people[at].quiet_from = Some(quiet);
        if index % 3 == 0 {
            people[at].left = Some(quiet + 2);
        }
    }
    regulars(people, plan.end - 200, worthy_rest(room), dice, |dice| 120 + dice.below(180));
    regulars(people, plan.end - 30, worthy_rest(room) / 2, dice, |dice| 100 + dice.below(80));
}

/// How many days before the end the `index`th of `count` falls silent: half of them over two months, the other half
/// within the fortnight before the last month.
fn departure(index: i32, count: i32) -> i32 {
    let half = (count / 2).max(1);
    if index < half { 112 - 62 * index / half } else { 46 - 15 * (index - half) / (count - half).max(1) }
}

fn worthy_rest(room: &Room) -> usize {
    (room.size / 17) as usize
}

/// The heaviest regulars are the core, the next the middle; the soul is always core.
fn stand(room: &Room, people: &mut [Stay]) {
    if room.temper == Temper::Ads {
        return;
    }
    let core = (f64::from(room.size) * 0.042).ceil() as usize;
    let middle = (f64::from(room.size) * 0.15).ceil() as usize;
    let mut regulars: Vec<usize> =
        (0..people.len()).filter(|&at| people[at].voice == Voice::Regular).collect();
    regulars.sort_by_key(|&at| (at != 0, std::cmp::Reverse(people[at].weight), at));
    for (rank, at) in regulars.into_iter().enumerate() {
        people[at].standing = match rank {
            _ if rank < core => Standing::Core,
            // A few regulars talk a lot and are not worth more for it.
            _ if rank < core + middle && people[at].weight >= 150 => Standing::Middle,
            _ => Standing::Ordinary,
        };
    }
}
