//! The duty rota of the year, and the shifts of the week after the log.

use chrono::{Datelike as _, Days, NaiveDate};

use super::dice::Dice;
use super::hall::pillars;
use super::plan::Plan;
use super::stays::Stays;
use crate::activity::date;
use crate::model::{
    Candidate, Duty, GroupId, MemberId, Money, PublicHolidays, Rota, Shift, ShiftGroup, ShiftPerson,
    ShiftWeek, TimeEntry, WorkKind,
};

/// Most people who can be asked.
const CANDIDATES: usize = 46;
/// The week of the Spring Festival, when nobody can.
const FESTIVAL_WEEK: u32 = 6;
/// Groups and people of the week of shifts, what a shift earns, and what all may earn.
const SHIFT_GROUPS: usize = 3;
const SHIFT_PEOPLE: usize = 12;
const SHIFT_PAY: Money = Money(2_000);
const SHIFT_BUDGET: Money = Money(90_000);
/// Weeks that passed with nobody on duty.
const HOLES: [u32; 4] = [FESTIVAL_WEEK, 17, 18, 31];
/// Weeks that are already filled after the last day of the log.
const AHEAD: u64 = 14;

/// Days that the time log goes back.
const LOGGED: i32 = 14;

/// What the first of the staff wrote down over the last fortnight, working day by working day.
pub fn time_log(plan: &Plan) -> Vec<TimeEntry> {
    let mut dice = Dice::new(plan.seed, 9);
    let kinds = [
        (WorkKind::Answers, 90),
        (WorkKind::Notices, 30),
        (WorkKind::Rules, 10),
        (WorkKind::Activities, 60),
        (WorkKind::Content, 70),
        (WorkKind::Review, 20),
    ];
    let mut entries = Vec::new();
    for day in (plan.end - LOGGED + 1).max(plan.start)..=plan.end {
        let date = date(day);
        if date.weekday().num_days_from_monday() >= 5 {
            continue;
        }
        for member in plan.staff.clone().take(2) {
            for (kind, usual) in kinds {
                // Nobody does everything every day.
                if dice.chance(0.45) {
                    let minutes = 5 * (1 + dice.below(usual / 3));
                    let member = plan.member_id(member);
                    entries.push(TimeEntry { date, member, kind, minutes, note: String::new() });
                }
            }
        }
    }
    entries
}

/// One seat for 52 weeks from the first Monday of the last day's year, filled up to a fortnight after the last day. Weeks of
/// public holidays have no duty.
///
/// Small portfolios have few candidates and leave more weeks open.
pub fn rota(plan: &Plan, stays: &Stays) -> Rota {
    let mut dice = Dice::new(plan.seed, 8);
    let mut pool: Vec<u32> =
        pillars(plan, stays).map(|stay| stay.member).filter(|member| !plan.shills.contains(member)).collect();
    pool.sort_unstable();
    pool.dedup();
    dice.shuffle(&mut pool);
    pool.truncate(CANDIDATES);
    let last = date(plan.end);
    let mut rota = Rota {
        name: "轮值群管".to_owned(),
        start: first_monday(last.year()).unwrap_or(last),
        weeks: 52,
        seats: 1,
        groups: groups(plan),
        rules: Default::default(),
        candidates: Vec::new(),
        duties: Vec::new(),
        public_holidays: Some(PublicHolidays::default()),
        ..Rota::default()
    };
    let candidates = pool.iter().map(|&member| candidate(&rota, plan.member_id(member), &mut dice)).collect();
    rota.candidates = candidates;
    rota.duties = duties(&rota, last, &mut dice);
    rota
}

fn groups(plan: &Plan) -> Vec<GroupId> {
    use super::blueprint::Temper;
    let kept = plan.rooms.iter().filter(|room| !matches!(room.temper, Temper::Ads | Temper::Dead));
    kept.map(|room| room.id.clone()).collect()
}

fn first_monday(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 1, 1)?.iter_days().find(|day| day.weekday() == chrono::Weekday::Mon)
}

fn candidate(rota: &Rota, member: MemberId, dice: &mut Dice) -> Candidate {
    let mut away = vec![rota.week_days(FESTIVAL_WEEK)];
    for _ in 0..dice.below(3) {
        let (first, _) = rota.week_days(dice.below(rota.weeks));
        let from = first + Days::new(u64::from(dice.below(5)));
        away.push((from, from + Days::new(3 + u64::from(dice.below(18)))));
    }
    away.sort_unstable();
    let max_weeks = Some(1 + dice.below(2)).filter(|_| dice.chance(0.7));
    Candidate { member, away, max_weeks, history: dice.below(3).min(dice.below(3)), ..Default::default() }
}

/// Everyone once in turn, then again, skipping who is away and who has had enough.
fn duties(rota: &Rota, last: NaiveDate, dice: &mut Dice) -> Vec<Duty> {
    let mut served = vec![0u32; rota.candidates.len()];
    let mut duties = Vec::new();
    let mut before = None;
    for week in 0..rota.weeks {
        let (first, end) = rota.week_days(week);
        let closed = rota.closed_by(week).is_some();
        if first > last + Days::new(AHEAD) || HOLES.contains(&week) || closed {
            continue;
        }
        let free = |(at, candidate): &(usize, &Candidate)| {
            candidate.away.iter().all(|(from, to)| *to < first || *from > end)
                && candidate.max_weeks.unwrap_or(2) > served[*at]
                && before != Some(*at)
        };
        let choice = rota.candidates.iter().enumerate().filter(free).min_by_key(|(at, _)| (served[*at], *at));
        let Some((at, candidate)) = choice else { continue };
        duties.push(Duty {
            week,
            seat: 0,
            member: candidate.member.clone(),
            locked: dice.chance(0.08),
            reward: Some(Money(if dice.chance(0.3) { 10_000 } else { 7_000 })),
        });
        served[at] += 1;
        before = Some(at);
    }
    duties
}

/// The week after the last day: the largest groups of the rota, its first candidates in turn on the evenings, the other
/// slots open.
pub fn shifts(plan: &Plan, rota: &Rota) -> Option<ShiftWeek> {
    let last = date(plan.end);
    let start = last.iter_days().skip(1).find(|day| day.weekday() == chrono::Weekday::Mon)?;
    let mut rooms: Vec<_> = plan.rooms.iter().filter(|room| rota.groups.contains(&room.id)).collect();
    rooms.sort_by_key(|room| std::cmp::Reverse(room.size));
    let groups: Vec<ShiftGroup> = (rooms.iter().take(SHIFT_GROUPS))
        .map(|room| ShiftGroup { group: room.id.clone(), ..ShiftGroup::default() })
        .collect();
    let mut people: Vec<ShiftPerson> = (rota.candidates.iter().take(SHIFT_PEOPLE))
        .map(|candidate| ShiftPerson {
            member: candidate.member.clone(),
            pay: SHIFT_PAY,
            history: 2 * candidate.history,
            ..ShiftPerson::default()
        })
        .collect();
    if groups.is_empty() || people.len() < 2 * groups.len() {
        return None;
    }
    // Somebody is away at the weekend, somebody likes mornings, somebody would rather not serve on Monday night.
    people[0].away = (0..3).flat_map(|slot| [(5, slot), (6, slot)]).collect();
    people[1].prefers = (0..5).map(|day| (day, 0)).collect();
    people[2].avoids = vec![(0, 2)];
    let mut week = ShiftWeek {
        name: format!("{} 起一周", start.format("%m-%d")),
        start,
        groups,
        people,
        budget: Some(SHIFT_BUDGET),
        ..ShiftWeek::default()
    };
    // One group has somebody every evening, however quiet.
    if let Some(group) = week.groups.get_mut(1) {
        group.wanted = (0..7).map(|day| (day, 2, 1)).collect();
    }
    let share = week.people.len() / week.groups.len();
    for day in 0..week.days.min(5) {
        for (group, of) in week.groups.iter().enumerate() {
            let turn = group * share + (day as usize + 3) % share;
            let Some(person) = week.people.get(turn) else { continue };
            let (member, group) = (person.member.clone(), of.group.clone());
            week.shifts.push(Shift { day, slot: 2, group, member, locked: day == 0 && turn == 3 });
        }
    }
    Some(week)
}
