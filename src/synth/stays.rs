//! Who is in which group from when to when, and who brought them.

use std::collections::HashSet;
use std::ops::Range;

use chrono::{Datelike as _, Days, Months, NaiveDate};

use super::blueprint::{Room, Temper};
use super::dice::Dice;
use super::plan::Plan;
use super::voices::{self, Standing, Voice};
use crate::activity::{Day, date, day};
use crate::model::{Evidence, Membership, Platform, Roster};

/// Growth of the evaporating group in its last four months.
const EVAPORATING_GROWTH: f64 = 1.34;

/// One stay of one member in one group.
#[derive(Clone, Debug)]
pub struct Stay {
    pub room: u32,
    pub member: u32,
    pub joined: Day,
    /// False when nobody wrote the day down.
    pub known: bool,
    /// The last day in the group.
    pub left: Option<Day>,
    pub inviter: Option<u32>,
    /// True for the branch of the campaign.
    pub campaign: bool,
    /// True for the first stay of that member.
    pub first: bool,
    pub voice: Voice,
    /// Messages against other regulars of the group.
    pub weight: u32,
    /// From this day on the member says nothing more.
    pub quiet_from: Option<Day>,
    pub standing: Standing,
    pub circle: u8,
}

impl Stay {
    fn new(room: usize, member: u32, joined: Day) -> Self {
        Self {
            room: room as u32,
            member,
            joined,
            known: true,
            left: None,
            inviter: None,
            campaign: false,
            first: false,
            voice: Voice::Silent,
            weight: 0,
            quiet_from: None,
            standing: Standing::Ordinary,
            circle: 0,
        }
    }

    /// True when the member is in the group at the end of that day.
    pub fn present(&self, at: Day) -> bool {
        self.joined <= at && self.left.is_none_or(|left| left > at)
    }

    /// True when the member may say something that day: the day of joining belongs to the platform's own line.
    pub fn may_speak(&self, at: Day, created: Day) -> bool {
        self.present(at)
            && (self.joined < at || self.joined == created)
            && self.quiet_from.is_none_or(|quiet| at < quiet)
    }
}

/// All stays, grouped by room.
pub struct Stays {
    pub all: Vec<Stay>,
    /// Where the stays of each room lie in `all`.
    pub rooms: Vec<Range<usize>>,
}

/// Draws everybody's stays.
pub fn draw(plan: &Plan) -> Stays {
    let mut dice = Dice::new(plan.seed, 1);
    let seats = seats(plan, &mut dice);
    let mut stays = Stays { all: Vec::new(), rooms: Vec::new() };
    for (index, (room, members)) in plan.rooms.iter().zip(seats).enumerate() {
        let from = stays.all.len();
        stays.all.push(Stay::new(index, index as u32, room.created));
        if room.temper == Temper::Campaign {
            campaign(plan, index, &mut dice, &mut stays.all);
        }
        let mut days = join_days(plan, room, members.len(), &mut dice);
        dice.shuffle(&mut days);
        for (member, joined) in members.into_iter().zip(days) {
            let mut stay = Stay::new(index, member, joined);
            stay.known = joined >= plan.start || !dice.chance(0.12);
            stays.all.push(stay);
        }
        if let Some(people) = stays.all.get_mut(from..) {
            voices::assign(plan, room, people, &mut dice);
            leave(plan, room, people, &mut dice);
        }
        officials(plan, index, room, &mut stays.all);
        stays.rooms.push(from..stays.all.len());
    }
    invite(plan, &mut stays.all, &mut dice);
    stays
}

/// People wanted in a room beyond those who are still there at the end.
fn leavers(plan: &Plan, room: &Room) -> usize {
    let years = f64::from(plan.end - plan.start.max(room.created) + 1) / 365.0;
    let turnover = match room.temper {
        Temper::Dead => 0.03,
        Temper::Crisis => 0.24,
        Temper::Evaporating => 0.09,
        Temper::Campaign => 0.25,
        _ => 0.16,
    };
    (f64::from(room.size) * turnover * years.clamp(0.0, 1.0)) as usize
}

/// The members of each room besides its soul and the campaign's branch: everyone once, then some again elsewhere.
fn seats(plan: &Plan, dice: &mut Dice) -> Vec<Vec<u32>> {
    let branch: u32 = plan.generations.iter().sum();
    let mut free: Vec<u32> = Vec::new();
    for (index, room) in plan.rooms.iter().enumerate() {
        let taken = 1 + if room.temper == Temper::Campaign { 1 + branch } else { 0 };
        let wanted = (room.size as usize + leavers(plan, room)).saturating_sub(taken as usize);
        free.extend(std::iter::repeat_n(index as u32, wanted));
    }
    dice.shuffle(&mut free);
    let once = plan.people.start + branch..plan.people.end;
    let mut seats = vec![Vec::new(); plan.rooms.len()];
    let mut taken: HashSet<(u32, u32)> = (0..plan.rooms.len() as u32).map(|room| (room, room)).collect();
    let mut again = free.into_iter();
    let mut seat = |room: u32, member: u32| {
        if let (true, Some(members)) = (taken.insert((room, member)), seats.get_mut(room as usize)) {
            members.push(member);
            return true;
        }
        false
    };
    for (member, room) in once.clone().zip(again.by_ref()) {
        seat(room, member);
    }
    let souls = plan.rooms.len() as u32;
    for room in again {
        for _ in 0..12 {
            let choice = dice.below(once.len() as u32 + souls);
            let member = if choice < souls { choice } else { once.start + choice - souls };
            if seat(room, member) {
                break;
            }
        }
    }
    seats
}

fn join_days(plan: &Plan, room: &Room, count: usize, dice: &mut Dice) -> Vec<Day> {
    let Plan { start, end, .. } = *plan;
    let created = room.created;
    let stayed = (f64::from(room.size) / EVAPORATING_GROWTH) as usize;
    (0..count)
        .map(|index| {
            let day = match room.temper {
                Temper::Evaporating if index + 1 >= stayed => dice.between(end - 119, end - 8),
                Temper::Evaporating if dice.chance(0.15) => dice.between(start, end - 121),
                Temper::HotStart if dice.chance(0.65) => dice.between(created, created + 2),
                Temper::HotStart => dice.between(created + 3, end - 4),
                _ if created >= start && dice.chance(0.4) => dice.between(created, created + 9),
                _ if created >= start => dice.between(created, end - 3),
                Temper::Healthy | Temper::Crisis | Temper::SilentSoul if dice.chance(0.42) => {
                    dice.between(start, end - 6)
                }
                _ => {
                    let early = dice.unit();
                    created + (early * early * f64::from(start - 1 - created)) as Day
                }
            };
            day.clamp(created.min(end), end)
        })
        .collect()
}

/// The branch of the campaign: its root has been there since the beginning, each generation is invited by the one before.
fn campaign(plan: &Plan, room: usize, dice: &mut Dice, all: &mut Vec<Stay>) {
    let created = plan.rooms.get(room).map_or(plan.start, |room| room.created);
    let mut parents = vec![(plan.campaign_root(), created)];
    all.push(Stay { campaign: true, ..Stay::new(room, plan.campaign_root(), created) });
    let mut next = plan.people.start;
    for (generation, size) in plan.generations.into_iter().enumerate() {
        let generation = generation as i32;
        let mut children = Vec::new();
        for _ in 0..size {
            // The lower of two draws: some invite many, most nobody.
            let parent = dice.index(parents.len()).min(dice.index(parents.len()));
            let Some(&(inviter, since)) = parents.get(parent) else { continue };
            let drawn = dice.between(3 * generation, (3 * generation + 4).min(13));
            let joined = (plan.campaign_start() + drawn).max(since + 1);
            let stay = Stay::new(room, next, joined);
            all.push(Stay { inviter: Some(inviter), campaign: true, ..stay });
            children.push((next, joined));
            next += 1;
        }
        parents = children;
    }
}

/// Staff sit in every room, a bot in each large one, shills where the advertisements are.
fn officials(plan: &Plan, index: usize, room: &Room, all: &mut Vec<Stay>) {
    let official = |member| Stay { voice: Voice::Official, ..Stay::new(index, member, room.created) };
    if !plan.staff.is_empty() {
        all.push(official(plan.staff.start + index as u32 % plan.staff.len() as u32));
    }
    let large = plan.rooms.iter().take(index).filter(|room| room.size >= 100).count() as u32;
    if room.size >= 100 && large < plan.bots.len() as u32 {
        all.push(official(plan.bots.start + large));
    }
    if room.temper == Temper::Ads {
        let shill =
            |member| Stay { voice: Voice::Regular, weight: 1_200, ..Stay::new(index, member, room.created) };
        all.extend(plan.shills.clone().map(shill));
    }
}

/// Lets some people leave. Regulars stay, except where the story says so: who leaves an ordinary group was hardly heard.
fn leave(plan: &Plan, room: &Room, people: &mut [Stay], dice: &mut Dice) {
    let gone = people.iter().filter(|stay| stay.left.is_some()).count();
    let wanted = leavers(plan, room).saturating_sub(gone);
    let mut quiet: Vec<usize> =
        (0..people.len()).filter(|&at| people[at].voice != Voice::Regular && at > 0).collect();
    dice.shuffle(&mut quiet);
    for at in quiet.into_iter().take(wanted) {
        let stay = &mut people[at];
        let crisis = plan.crisis_day();
        let earliest = plan.start.max(stay.joined) + 8;
        stay.left = match room.temper {
            Temper::Crisis if stay.joined < crisis - 8 && dice.chance(0.6) => {
                Some(crisis + 1 + dice.below(4).min(dice.below(9)) as Day)
            }
            Temper::Evaporating => Some(dice.between(earliest.max(plan.end - 118), plan.end - 1)),
            _ => Some(dice.between(earliest, plan.end - 1)),
        }
        .filter(|&left| left >= earliest && left < plan.end);
    }
}

/// Gives newcomers to the portfolio an inviter who was in that group before them.
fn invite(plan: &Plan, all: &mut [Stay], dice: &mut Dice) {
    let mut order: Vec<u32> = (0..all.len() as u32).collect();
    order.sort_by_key(|&at| (all[at as usize].joined, at));
    let mut seen = vec![false; plan.members as usize];
    let mut inside: Vec<Vec<u32>> = vec![Vec::new(); plan.rooms.len()];
    for at in order {
        let stay = &all[at as usize];
        let (room, member, joined) = (stay.room as usize, stay.member as usize, stay.joined);
        let first = !std::mem::replace(&mut seen[member], true);
        if stay.campaign || stay.voice == Voice::Official {
            all[at as usize].first = first;
            continue;
        }
        let inviter = (first && dice.chance(0.45))
            .then(|| dice.pick(&inside[room]).map(|&other| &all[other as usize]))
            .flatten()
            .filter(|other| other.present(joined) && !plan.shills.contains(&other.member))
            .map(|other| other.member);
        inside[room].push(at);
        let stay = &mut all[at as usize];
        stay.first = first;
        stay.inviter = inviter;
    }
}

/// The stays as the project file has them.
pub fn memberships(plan: &Plan, stays: &Stays) -> Vec<Membership> {
    let membership = |stay: &Stay| {
        let room = &plan.rooms[stay.room as usize];
        Membership {
            group: room.id.clone(),
            member: plan.member_id(stay.member),
            joined: stay.known.then(|| date(stay.joined)),
            left: stay.left.map(date),
            inviter: stay.inviter.map(|inviter| plan.member_id(inviter)),
            evidence: match room.plan.platform {
                _ if !stay.known => Evidence::Rosters,
                Platform::WeChat if stay.joined >= plan.start => Evidence::Message,
                _ => Evidence::Stated,
            },
            left_evidence: None,
        }
    };
    stays.all.iter().map(membership).collect()
}

/// The member list of every group at the end of every month, and on the last day.
pub fn rosters(plan: &Plan, stays: &Stays) -> Vec<Roster> {
    let mut rosters = Vec::new();
    for at in month_ends(date(plan.start), date(plan.end)) {
        for (room, range) in plan.rooms.iter().zip(&stays.rooms) {
            let here = stays.all[range.clone()].iter().filter(|stay| stay.present(day(at)));
            let members: Vec<_> = here.map(|stay| plan.member_id(stay.member)).collect();
            if !members.is_empty() {
                rosters.push(Roster { group: room.id.clone(), date: at, members });
            }
        }
    }
    rosters
}

fn month_ends(from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    let first = from.with_day(1).unwrap_or(from);
    let ends = (1..).map_while(|months| {
        let next = first.checked_add_months(Months::new(months))?;
        next.checked_sub_days(Days::new(1))
    });
    let mut ends: Vec<NaiveDate> = ends.take_while(|end| *end < to).collect();
    ends.push(to);
    ends
}
