//! Changes of one rota: exchanges, holidays, requests, rewards.

use super::edit::EditError;
use crate::model::{
    ClosedDays, Duty, Incentive, MemberId, PublicHolidays, RequestState, Rota, SwapRequest, Wanted,
};
use crate::planner::edit::Seat;

/// One change of a rota.
#[derive(Clone, Debug, PartialEq)]
pub enum RotaChange {
    /// Exchanges two seats; with one of them empty the other's person moves there. A locked seat refuses.
    Swap(Seat, Seat),
    /// Makes a week free of duty: whoever serves then and after serves one open week later, and the rota ends a week
    /// later. Locked duties move along.
    Close {
        week: u32,
        name: String,
    },
    /// Gives a week that a holiday closes its duty back; nobody moves.
    Open {
        week: u32,
    },
    /// Keeps public holidays, or no longer: turns in weeks that they close go on to the next week with duty, and all later
    /// turns with them. Without them nobody moves back.
    KeepHolidays(Option<PublicHolidays>),
    /// Writes down a request; an open one of the same seat makes way.
    Ask(SwapRequest),
    Answer(SwapRequest, Answer),
    SetIncentive(Option<Incentive>),
}

/// What is said to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Makes the change that is asked for; `by` is who takes the duty where the request leaves it open.
    Accept {
        by: Option<MemberId>,
    },
    Decline,
    /// As if it had not been asked.
    Withdraw,
}

impl RotaChange {
    /// Key of its name in the undo menu.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Swap(..) => "edit.duty_swap",
            Self::Close { .. } => "edit.week_close",
            Self::Open { .. } => "edit.week_open",
            Self::KeepHolidays(_) => "edit.public_holidays",
            Self::Ask(_) => "edit.request",
            Self::Answer(..) => "edit.request_answer",
            Self::SetIncentive(_) => "edit.incentive",
        }
    }
}

/// Makes the change; the rota is unchanged after an error.
pub(super) fn change(rota: &mut Rota, change: &RotaChange) -> Result<(), EditError> {
    match change {
        RotaChange::Swap(one, other) => swap(rota, *one, *other),
        RotaChange::Close { week, name } => close(rota, *week, name),
        RotaChange::Open { week } => {
            while let Some(closed) = rota.own_closing(*week).cloned() {
                rota.closed.retain(|other| *other != closed);
            }
            let (first, _) = rota.week_days(*week);
            let still = rota.closed_by(*week).is_some();
            if let Some(public) = rota.public_holidays.as_mut().filter(|_| still) {
                public.except.push(first);
            }
            Ok(())
        }
        RotaChange::KeepHolidays(holidays) => {
            let open = open_weeks(rota);
            let mut next = Rota { public_holidays: holidays.clone(), ..rota.clone() };
            postpone(&mut next, &open)?;
            *rota = next;
            Ok(())
        }
        RotaChange::Ask(request) => ask(rota, request),
        RotaChange::Answer(request, answer) => respond(rota, request, answer),
        RotaChange::SetIncentive(incentive) => {
            rota.incentive.clone_from(incentive);
            Ok(())
        }
    }
}

fn place(rota: &Rota, seat: Seat) -> Option<usize> {
    rota.duties.iter().position(|duty| (duty.week, duty.seat) == (seat.week, seat.seat))
}

fn swap(rota: &mut Rota, one: Seat, other: Seat) -> Result<(), EditError> {
    if [one, other].iter().any(|seat| seat.week >= rota.weeks || seat.seat >= rota.seats) {
        return Err(EditError::EmptySeat);
    }
    let (first, second) = (place(rota, one), place(rota, other));
    if [first, second].into_iter().flatten().any(|at| rota.duties[at].locked) {
        return Err(EditError::Locked);
    }
    match (first, second) {
        (None, None) => return Err(EditError::EmptySeat),
        (Some(first), Some(second)) => {
            if one.week != other.week {
                let (a, b) = (&rota.duties[first].member, &rota.duties[second].member);
                let serves = |member: &MemberId, week: u32, but: u32| {
                    let mut duties = rota.duties.iter();
                    duties.any(|duty| (duty.week, &duty.member) == (week, member) && duty.seat != but)
                };
                if a != b && (serves(a, other.week, other.seat) || serves(b, one.week, one.seat)) {
                    return Err(EditError::OnDuty);
                }
            }
            let member = rota.duties[first].member.clone();
            rota.duties[first].member = std::mem::replace(&mut rota.duties[second].member, member);
        }
        (Some(at), None) => move_to(rota, at, other)?,
        (None, Some(at)) => move_to(rota, at, one)?,
    }
    Ok(())
}

/// Moves a duty to an empty seat; its reward goes along.
fn move_to(rota: &mut Rota, at: usize, to: Seat) -> Result<(), EditError> {
    if rota.closed_by(to.week).is_some() {
        return Err(EditError::ClosedWeek);
    }
    let (from, member) = (rota.duties[at].week, &rota.duties[at].member);
    if from != to.week && rota.duties.iter().any(|duty| duty.week == to.week && duty.member == *member) {
        return Err(EditError::OnDuty);
    }
    (rota.duties[at].week, rota.duties[at].seat) = (to.week, to.seat);
    rota.duties.sort_by_key(|duty| (duty.week, duty.seat));
    Ok(())
}

fn close(rota: &mut Rota, week: u32, name: &str) -> Result<(), EditError> {
    if week >= rota.weeks || rota.closed_by(week).is_some() {
        return Err(EditError::ClosedWeek);
    }
    let (from, to) = rota.week_days(week);
    let open = open_weeks(rota);
    let mut next = rota.clone();
    next.closed.push(ClosedDays { from, to, name: name.trim().to_owned() });
    next.closed.sort_by(|a, b| (a.from, a.to, &a.name).cmp(&(b.from, b.to, &b.name)));
    postpone(&mut next, &open)?;
    *rota = next;
    Ok(())
}

/// Longest rota that holidays may make: a century.
const MOST_WEEKS: u32 = 5_218;

fn open_weeks(rota: &Rota) -> Vec<u32> {
    (0..rota.weeks).filter(|&week| rota.closed_by(week).is_none()).collect()
}

/// Moves every turn of the weeks that were open to the week that has their place among the weeks that are open now; the
/// rota ends later by as many weeks as have become closed. Turns in weeks that were closed before stay.
fn postpone(rota: &mut Rota, open: &[u32]) -> Result<(), EditError> {
    let mut now = open_weeks(rota);
    while now.len() < open.len() {
        if rota.weeks >= MOST_WEEKS {
            return Err(EditError::ClosedWeek);
        }
        if rota.closed_by(rota.weeks).is_none() {
            now.push(rota.weeks);
        }
        rota.weeks += 1;
    }
    // Weeks that have become open get nobody.
    if now.iter().any(|week| open.binary_search(week).is_err() && open.last().is_some_and(|last| week < last))
    {
        return Ok(());
    }
    let later = |week: &mut u32| {
        if let Ok(at) = open.binary_search(week)
            && let Some(next) = now.get(at)
        {
            *week = *next;
        }
    };
    rota.duties.iter_mut().for_each(|duty| later(&mut duty.week));
    rota.duties.sort_by_key(|duty| (duty.week, duty.seat));
    for request in &mut rota.requests {
        later(&mut request.week);
        if let Wanted::Swap { week, .. } = &mut request.wanted {
            later(week);
        }
    }
    Ok(())
}

fn ask(rota: &mut Rota, request: &SwapRequest) -> Result<(), EditError> {
    let duty = rota.duty(request.week, request.seat).ok_or(EditError::EmptySeat)?;
    if duty.member != request.from {
        return Err(EditError::StaleRequest);
    }
    let same = |other: &SwapRequest| {
        (other.week, other.seat) == (request.week, request.seat) && other.state.is_open()
    };
    rota.requests.retain(|other| !same(other));
    rota.requests.push(request.clone());
    rota.requests.sort_by_key(|request| (request.week, request.seat));
    Ok(())
}

fn respond(rota: &mut Rota, request: &SwapRequest, answer: &Answer) -> Result<(), EditError> {
    let at = rota.requests.iter().position(|other| other == request).ok_or(EditError::StaleRequest)?;
    match answer {
        Answer::Withdraw => {
            rota.requests.remove(at);
        }
        Answer::Decline => rota.requests[at].state = RequestState::Declined,
        Answer::Accept { by } => {
            let duty = rota.duty(request.week, request.seat).ok_or(EditError::EmptySeat)?;
            if duty.member != request.from || !request.state.is_open() {
                return Err(EditError::StaleRequest);
            }
            let here = Seat { week: request.week, seat: request.seat };
            match (&request.wanted, by) {
                (Wanted::Swap { week, seat }, _) => swap(rota, here, Seat { week: *week, seat: *seat })?,
                (Wanted::Take(member), _) | (Wanted::Replacement, Some(member)) => {
                    take(rota, here, member)?;
                }
                (Wanted::Replacement, None) => return Err(EditError::NoPerson),
            }
            rota.requests[at].state = RequestState::Accepted;
        }
    }
    Ok(())
}

/// Puts somebody in the place of whoever is on duty.
fn take(rota: &mut Rota, here: Seat, member: &MemberId) -> Result<(), EditError> {
    if rota.duties.iter().any(|duty: &Duty| duty.week == here.week && duty.member == *member) {
        return Err(EditError::OnDuty);
    }
    let at = place(rota, here).ok_or(EditError::EmptySeat)?;
    if rota.duties[at].locked {
        return Err(EditError::Locked);
    }
    rota.duties[at].member = member.clone();
    Ok(())
}

#[cfg(test)]
#[path = "rota_edit_tests.rs"]
mod tests;
