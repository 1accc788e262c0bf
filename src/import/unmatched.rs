//! People of sheets who are matched with no member: the list to fix, and the fix.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::model::{MemberId, Money, Project};

use super::orders::NO_BUYER;
use super::text::plain_name;

/// Most members proposed for one text.
const PROPOSED: usize = 5;
/// Least likeness (Jaro-Winkler, 0 to 1) of a name that is proposed.
const ALIKE: f64 = 0.8;

/// One text of a sheet that names nobody the project knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmatched {
    pub text: String,
    /// Rows with that text.
    pub orders: u64,
    pub events: u64,
    /// What those orders are worth together.
    pub amount: Money,
    /// Whom it may mean, the likeliest first.
    pub candidates: Vec<Candidate>,
}

impl Unmatched {
    /// False for the rows whose sheet names nobody at all: they can be given to no member.
    pub fn is_named(&self) -> bool {
        self.text != NO_BUYER
    }
}

/// A member whom a text may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub member: MemberId,
    pub reason: CandidateReason,
}

/// Why a member is proposed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CandidateReason {
    /// The member has that very name, but so have others.
    SharedName,
    /// One of the member's names is part of the text, or the text part of it.
    PartOfName,
    /// One of the member's names is spelled alike; how much, from 0 to 1.
    Alike(f64),
}

/// All texts of orders and events that are matched with no member, those worth most first. Takes time with the number
/// of texts times that of members.
pub fn unmatched(project: &Project) -> Vec<Unmatched> {
    let mut texts: BTreeMap<&str, Unmatched> = BTreeMap::new();
    let none = |text: &str| Unmatched {
        text: text.to_owned(),
        orders: 0,
        events: 0,
        amount: Money(0),
        candidates: Vec::new(),
    };
    for order in project.orders.iter().filter(|order| order.member.is_empty()) {
        let Some(text) = &order.buyer else { continue };
        let entry = texts.entry(text).or_insert_with(|| none(text));
        entry.orders += 1;
        entry.amount = Money(entry.amount.0.saturating_add(order.amount.0));
    }
    for event in project.events.iter().filter(|event| event.member.is_empty()) {
        let Some(text) = &event.who else { continue };
        texts.entry(text).or_insert_with(|| none(text)).events += 1;
    }
    let names: Vec<(usize, String)> = project
        .members
        .iter()
        .enumerate()
        .flat_map(|(index, member)| {
            let names = std::iter::once(&member.name).chain(&member.names_seen);
            names.map(move |name| (index, plain_name(name).to_lowercase()))
        })
        .filter(|(_, name)| !name.is_empty())
        .collect();
    let mut all: Vec<Unmatched> = texts.into_values().collect();
    for entry in &mut all {
        if entry.is_named() {
            entry.candidates = candidates(project, &names, &entry.text);
        }
    }
    all.sort_by(|a, b| {
        (b.amount, b.orders + b.events)
            .cmp(&(a.amount, a.orders + a.events))
            .then_with(|| a.text.cmp(&b.text))
    });
    all
}

fn candidates(project: &Project, names: &[(usize, String)], text: &str) -> Vec<Candidate> {
    let text = plain_name(text).to_lowercase();
    let long = |name: &str| name.chars().nth(1).is_some();
    let mut best: HashMap<usize, CandidateReason> = HashMap::new();
    for (index, name) in names {
        let reason = if *name == text {
            CandidateReason::SharedName
        } else if long(name) && long(&text) && (text.contains(name.as_str()) || name.contains(text.as_str()))
        {
            CandidateReason::PartOfName
        } else {
            let alike = strsim::jaro_winkler(name, &text);
            if alike < ALIKE {
                continue;
            }
            CandidateReason::Alike(alike)
        };
        let known = best.entry(*index).or_insert(reason);
        if weight(reason) > weight(*known) {
            *known = reason;
        }
    }
    let mut found: Vec<(usize, CandidateReason)> = best.into_iter().collect();
    found.sort_by(|a, b| weight(b.1).total_cmp(&weight(a.1)).then(a.0.cmp(&b.0)));
    let member = |(index, reason): (usize, CandidateReason)| {
        Some(Candidate { member: project.members.get(index)?.id.clone(), reason })
    };
    found.into_iter().take(PROPOSED).filter_map(member).collect()
}

fn weight(reason: CandidateReason) -> f64 {
    match reason {
        CandidateReason::SharedName => 3.0,
        CandidateReason::PartOfName => 2.0,
        CandidateReason::Alike(alike) => alike,
    }
}

/// Matches every order and event with that text with a member, and remembers it: the rows keep the text, and it becomes
/// a name seen of the member, so that the next sheet matches itself. Returns how many rows changed; 0, and nothing
/// changed, when there is no such member or no such row.
pub fn assign(project: &mut Project, text: &str, member: &MemberId) -> u64 {
    let of = |known: &MemberId, said: &Option<String>| known.is_empty() && said.as_deref() == Some(text);
    let orders = project.orders.iter().filter(|order| of(&order.member, &order.buyer)).count();
    let events = project.events.iter().filter(|event| of(&event.member, &event.who)).count();
    let Some(index) =
        project.members.iter().position(|known| known.id == *member || known.aliases.contains(member))
    else {
        return 0;
    };
    if orders + events == 0 || text == NO_BUYER {
        return 0;
    }
    let members = Arc::make_mut(&mut project.members);
    let Some(known) = members.get_mut(index) else { return 0 };
    let id = known.id.clone();
    if known.name != text && !known.names_seen.iter().any(|name| name == text) {
        known.names_seen.push(text.to_owned());
    }
    if orders > 0 {
        let all = Arc::make_mut(&mut project.orders).iter_mut();
        all.filter(|order| of(&order.member, &order.buyer)).for_each(|order| order.member = id.clone());
    }
    if events > 0 {
        let all = Arc::make_mut(&mut project.events).iter_mut();
        all.filter(|event| of(&event.member, &event.who)).for_each(|event| event.member = id.clone());
    }
    (orders + events) as u64
}
