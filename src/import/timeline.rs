//! One member of one group through time: what chats and the operator say, held against dated member lists.
//!
//! Two lists tell that somebody came or went between them; the date is then that of the later list. A join or leave line
//! between the two is more exact and wins. Who is on the first list came on a day that nobody knows. Who is on two lists
//! but not on one between them left and came back.

use chrono::NaiveDate;

use crate::model::{Evidence, GroupId, MemberId, Membership};

/// Whether a member was on the list of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    pub day: NaiveDate,
    pub there: bool,
}

/// A day on which somebody is said to have come or gone.
struct Said<'s> {
    day: NaiveDate,
    joins: bool,
    evidence: Evidence,
    stay: &'s Membership,
}

/// What is known of the present moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unknown,
    In,
    Out,
}

struct Line<'s> {
    group: &'s GroupId,
    member: &'s MemberId,
    done: Vec<Membership>,
    /// The stay that goes on, and the last list it was seen on.
    open: Option<(Membership, Option<NaiveDate>)>,
    state: State,
    /// A stay without any day, as for somebody who was heard.
    heard: Option<&'s Membership>,
    /// True when the last thing known is that a list lacks the member.
    missing: bool,
}

/// The stays of a member: `known` is what chats and the operator say, `seen` the lists in order of their days.
pub fn settle(
    group: &GroupId,
    member: &MemberId,
    known: &[&Membership],
    seen: &[Observation],
) -> Vec<Membership> {
    let mut ordered: Vec<&Membership> = known.to_vec();
    // Who left and came back on one day left first; a stay that goes on comes after one that ended.
    ordered.sort_by_key(|stay| {
        (stay.joined.or(stay.left), stay.joined.is_some(), stay.left.is_none(), stay.left)
    });
    let mut said = Vec::new();
    for stay in &ordered {
        if let Some(day) = stay.joined {
            said.push(Said { day, joins: true, evidence: stay.evidence, stay });
        }
        if let Some(day) = stay.left {
            said.push(Said { day, joins: false, evidence: stay.leaving_evidence(), stay });
        }
    }
    said.sort_by_key(|said| said.day);
    let heard = ordered.iter().copied().find(|stay| stay.joined.is_none() && stay.left.is_none());
    let mut line =
        Line { group, member, done: Vec::new(), open: None, state: State::Unknown, heard, missing: false };
    let mut days: Vec<NaiveDate> =
        said.iter().map(|said| said.day).chain(seen.iter().map(|seen| seen.day)).collect();
    days.sort_unstable();
    days.dedup();
    let (mut said, mut seen) = (said.into_iter().peekable(), seen.iter().peekable());
    for day in days {
        let mut moves = Vec::new();
        while let Some(one) = said.next_if(|said| said.day == day) {
            moves.push(one);
        }
        let list = seen.next_if(|seen| seen.day == day);
        line.day(day, &moves, list.map(|seen| seen.there));
    }
    line.finish()
}

impl<'s> Line<'s> {
    /// Takes one day: what is said of it, and whether its list has the member. A list was made at an hour that nobody
    /// knows, so that it agrees with the state before or after what is said of the day.
    fn day(&mut self, day: NaiveDate, moves: &[Said<'s>], there: Option<bool>) {
        match there {
            Some(true) if self.state != State::In && !moves.iter().any(|said| said.joins) => {
                self.seen_again(day)
            }
            Some(false) if self.state == State::In && moves.iter().all(|said| said.joins) => {
                self.close(day, Evidence::Rosters);
            }
            _ => {}
        }
        for said in moves {
            if said.joins { self.join(said) } else { self.leave(said) }
        }
        match there {
            Some(true) => {
                if let Some((_, seen)) = &mut self.open {
                    *seen = Some(day);
                }
                self.missing = false;
            }
            Some(false) => {
                if self.state == State::Unknown {
                    self.state = State::Out;
                }
                self.missing = self.state == State::Out;
            }
            None => {}
        }
    }

    /// A list has somebody who was not known to be there.
    fn seen_again(&mut self, day: NaiveDate) {
        let unknown = self.state == State::Unknown;
        let evidence = match self.heard.take() {
            Some(heard) if unknown => heard.evidence,
            _ => Evidence::Rosters,
        };
        self.start(Membership {
            group: self.group.clone(),
            member: self.member.clone(),
            joined: (!unknown).then_some(day),
            left: None,
            inviter: None,
            evidence,
            left_evidence: None,
        });
    }

    fn join(&mut self, said: &Said<'s>) {
        if let Some((mut stay, seen)) = self.open.take() {
            // They came while they were there: they went unseen after the last list they are on.
            if let Some(day) = seen.filter(|day| stay.joined.is_none_or(|joined| joined <= *day)) {
                stay.left = Some(day);
                self.put(stay, Evidence::Rosters);
            } else {
                self.done.push(stay);
            }
        }
        self.start(Membership {
            member: self.member.clone(),
            left: None,
            left_evidence: None,
            evidence: said.evidence,
            ..said.stay.clone()
        });
    }

    fn leave(&mut self, said: &Said<'s>) {
        if self.state == State::In {
            self.close(said.day, said.evidence);
        } else {
            let stay = Membership {
                member: self.member.clone(),
                joined: None,
                left: Some(said.day),
                inviter: None,
                left_evidence: None,
                ..said.stay.clone()
            };
            self.put(stay, said.evidence);
            self.state = State::Out;
        }
        self.missing = false;
    }

    fn start(&mut self, stay: Membership) {
        self.open = Some((stay, None));
        self.state = State::In;
        self.missing = false;
    }

    fn close(&mut self, day: NaiveDate, evidence: Evidence) {
        if let Some((mut stay, _)) = self.open.take() {
            stay.left = Some(day);
            self.put(stay, evidence);
        }
        self.state = State::Out;
    }

    /// Keeps a stay whose last day is known from `leaving`. Where no first day is known, that is all it is known from.
    fn put(&mut self, mut stay: Membership, leaving: Evidence) {
        if stay.joined.is_none() {
            stay.evidence = leaving;
            stay.left_evidence = None;
        } else {
            stay.left_evidence = (stay.evidence != leaving).then_some(leaving);
        }
        self.done.push(stay);
    }

    fn finish(mut self) -> Vec<Membership> {
        if let Some((stay, _)) = self.open.take() {
            self.done.push(stay);
        } else if let Some(heard) = self.heard
            && (self.done.is_empty() || !self.missing)
        {
            self.done.push(Membership { member: self.member.clone(), ..heard.clone() });
        }
        self.done
    }
}
