//! A stored rota, read out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::{
    Effects, Fairness, Overload, Rewards, ShiftReadout, effects, fairness, quality, read_shifts, rewards,
};
use crate::analytics::Input;
use crate::model::{Candidate, MemberId, Money, Rota};

/// Most weeks that are looked at for empty seats: a century.
const MOST_WEEKS: u32 = 5_218;

/// The rotas of a project. The keys of the first one stand at the top; without a rota they are there and empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Rotation {
    #[serde(flatten)]
    pub first: RotaReadout,
    /// Every rota, the first included.
    pub rotas: Vec<RotaReadout>,
    /// Weeks of shifts.
    pub shifts: Vec<ShiftReadout>,
}

/// What a rota says about itself. Nothing here was solved: `objective`, `bound` and `status` are those of the plan that was
/// taken over, while nothing that it depends on has changed since; else unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RotaReadout {
    pub name: String,
    pub weeks: u32,
    /// Seats to fill: weeks times people on duty at once, weeks closed by a holiday left out.
    pub seats: u64,
    /// Seats with somebody in them.
    pub filled: u64,
    pub distinct_people: u32,
    /// Weeks served by each candidate (0 included) and by whoever else is on the rota.
    pub loads: BTreeMap<MemberId, u32>,
    /// Over all of `loads`.
    pub fairness: Fairness,
    /// Mean of cover and balance, 0 to 100, as in Grafana OnCall's schedule quality.
    pub quality: Option<u32>,
    /// Who serves more than the mean, and by how many per cent; heaviest first. Empty when the balance is 95 % or
    /// better.
    pub overloaded: Vec<Overloaded>,
    /// Weeks with an empty seat, of the first century.
    pub uncovered: Vec<Uncovered>,
    /// People who serve two weeks running.
    pub consecutive: Vec<Consecutive>,
    pub objective: Option<f64>,
    pub bound: Option<f64>,
    pub status: Option<&'static str>,
    /// Sum of the rewards; unknown when no duty states one.
    #[serde(serialize_with = "in_units")]
    pub cost: Option<Money>,
    /// Duty weeks against the weeks around them.
    #[serde(skip)]
    pub effects: Effects,
    /// The pool and what the duties earn.
    #[serde(skip)]
    pub rewards: Rewards,
}

/// A week with an empty seat, and what the candidates could do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Uncovered {
    /// First day of the week.
    pub week: NaiveDate,
    /// In English; the counts below say the same.
    pub reason: String,
    pub empty_seats: u32,
    /// Candidates away in that week.
    pub away: u32,
    /// Candidates who serve as many weeks as they may, and are not away.
    pub at_cap: u32,
    /// Candidates who could take it.
    pub available: u32,
}

/// Somebody who serves more than the mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overloaded {
    pub member: MemberId,
    /// Per cent above the mean load.
    pub percent: u32,
}

/// The second of two weeks running.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consecutive {
    pub member: MemberId,
    /// First day of the later week.
    pub week: NaiveDate,
}

pub(super) fn in_units<S: Serializer>(money: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
    money.map(Money::units).serialize(serializer)
}

/// All rotas of the project, over their whole length (not cut to a scope).
pub fn rotation(input: Input<'_>) -> Rotation {
    let rotas: Vec<RotaReadout> = input.project.rotas.iter().map(|rota| read_rota(input, rota)).collect();
    let shifts = input.project.shifts.iter().map(|week| read_shifts(input, week)).collect();
    Rotation { first: rotas.first().cloned().unwrap_or_default(), rotas, shifts }
}

/// Reads one rota. Duties beyond its weeks or seats are not counted; of two in one seat the first is.
pub fn read_rota(input: Input<'_>, rota: &Rota) -> RotaReadout {
    let person = |id: &MemberId| {
        let code = input.activity.members.find(id);
        code.and_then(|code| input.activity.members.id(code)).unwrap_or(id).clone()
    };
    let mut seats = BTreeMap::<(u32, u32), (MemberId, Option<Money>)>::new();
    for duty in rota.duties.iter().filter(|duty| duty.week < rota.weeks && duty.seat < rota.seats) {
        seats.entry((duty.week, duty.seat)).or_insert_with(|| (person(&duty.member), duty.reward));
    }
    let mut weeks = BTreeMap::<&MemberId, BTreeSet<u32>>::new();
    let mut filled = BTreeMap::<u32, Vec<&MemberId>>::new();
    for (&(week, _), (member, _)) in &seats {
        weeks.entry(member).or_default().insert(week);
        filled.entry(week).or_default().push(member);
    }
    let mut loads: BTreeMap<MemberId, u32> =
        rota.candidates.iter().map(|candidate| (person(&candidate.member), 0)).collect();
    loads.extend(weeks.iter().map(|(member, weeks)| ((*member).clone(), weeks.len() as u32)));

    let counts: Vec<u32> = loads.values().copied().collect();
    let closed = |week: u32| rota.closed_by(week).is_some();
    let holidays = if rota.closed.is_empty() && rota.public_holidays.is_none() {
        0
    } else {
        (0..rota.weeks.min(MOST_WEEKS)).filter(|&week| closed(week)).count()
    };
    let wanted = u64::from(rota.weeks).saturating_sub(holidays as u64) * u64::from(rota.seats);
    let covered = seats.keys().filter(|(week, _)| !closed(*week)).count() as u64;
    let coverage = (100.0 * covered as f64 / wanted.max(1) as f64).round_ties_even() as u32;
    let hours: Vec<f64> = counts.iter().map(|&load| f64::from(load)).collect();
    let quality = quality(coverage, &hours);
    let ids: Vec<&MemberId> = loads.keys().collect();
    let over = |over: &Overload| Overloaded { member: ids[over.person].clone(), percent: over.percent };
    let mut overloaded: Vec<Overloaded> = quality.overloaded.iter().map(over).collect();
    overloaded.sort_by(|a, b| b.percent.cmp(&a.percent).then_with(|| a.member.cmp(&b.member)));

    let candidates: Vec<(MemberId, &Candidate)> =
        rota.candidates.iter().map(|candidate| (person(&candidate.member), candidate)).collect();
    let uncovered = (0..rota.weeks.min(MOST_WEEKS)).filter(|&week| !closed(week)).filter_map(|week| {
        let on_duty = filled.get(&week).map_or(&[][..], Vec::as_slice);
        let empty = rota.seats.checked_sub(on_duty.len() as u32).filter(|&empty| empty > 0)?;
        Some(explain(rota, week, empty, &candidates, on_duty, &loads))
    });
    let consecutive = weeks.iter().flat_map(|(member, weeks)| {
        let second = weeks.iter().filter(|&&week| week > 0 && weeks.contains(&(week - 1)));
        second.map(|&week| Consecutive { member: (*member).clone(), week: rota.week_days(week).0 })
    });
    let solved = rota.solved.filter(|solved| solved.of == input.project.rota_number(rota));
    RotaReadout {
        name: rota.name.clone(),
        weeks: rota.weeks,
        seats: wanted,
        filled: covered,
        distinct_people: weeks.len() as u32,
        fairness: fairness(&counts),
        quality: quality.total.filter(|_| wanted > 0),
        overloaded,
        uncovered: uncovered.collect(),
        consecutive: consecutive.collect(),
        objective: solved.map(|solved| solved.objective as f64),
        bound: solved.and_then(|solved| solved.bound).map(|bound| bound as f64),
        status: solved.map(|solved| solved.status.word()),
        cost: seats.values().filter_map(|(_, reward)| *reward).reduce(|a, b| Money(a.0.saturating_add(b.0))),
        effects: effects(input, rota),
        rewards: rewards(input, rota, rota.incentive.as_ref()),
        loads,
    }
}

fn explain(
    rota: &Rota,
    week: u32,
    empty_seats: u32,
    candidates: &[(MemberId, &Candidate)],
    on_duty: &[&MemberId],
    loads: &BTreeMap<MemberId, u32>,
) -> Uncovered {
    let (first, last) = rota.week_days(week);
    let (mut away, mut at_cap, mut available) = (0, 0, 0);
    for (member, candidate) in candidates.iter().filter(|(member, _)| !on_duty.contains(&member)) {
        let load = loads.get(member).copied().unwrap_or(0);
        if candidate.away.iter().any(|&(from, to)| from <= last && to >= first) {
            away += 1;
        } else if candidate.max_weeks.is_some_and(|most| load >= most) {
            at_cap += 1;
        } else {
            available += 1;
        }
    }
    let reason = match available {
        _ if candidates.is_empty() => "there are no candidates".to_owned(),
        0 => format!("nobody available ({away} away, {at_cap} at their cap)"),
        1 => "not filled (1 person could take it)".to_owned(),
        people => format!("not filled ({people} people could take it)"),
    };
    Uncovered { week: first, reason, empty_seats, away, at_cap, available }
}
