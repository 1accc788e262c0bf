//! What ties two people of a group, each kind kept apart: words, shared hours, shared activities, invitations, and words
//! in other groups.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::activity::{Day, LinkKind, day};
use crate::analytics::{Input, Population, Rate, Scope};
use crate::model::OccasionKind;

/// One kind of tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TieKind {
    /// Replies in either direction.
    Reply,
    /// Mentions in either direction.
    Mention,
    /// Hours of the local clock in which both spoke in the group.
    Together,
    /// Activities of the group, of at most three days, during which both spoke in it.
    Activity,
    /// One of the two brought the other.
    Invite,
    /// Replies and mentions between the two in other groups.
    Elsewhere,
    /// Events called [`DEAL`] of one that name the other.
    Deal,
}

/// The event of somebody who traded with another member, whom its property [`DEAL_WITH`] names by id or by a name that
/// only one member has.
pub const DEAL: &str = "deal";
/// See [`DEAL`].
pub const DEAL_WITH: &str = "with";

impl TieKind {
    /// All kinds, in the order of [`Tie::counts`].
    pub const ALL: [Self; 7] = [
        Self::Reply,
        Self::Mention,
        Self::Together,
        Self::Activity,
        Self::Invite,
        Self::Elsewhere,
        Self::Deal,
    ];

    /// The word for it in names of figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Mention => "mention",
            Self::Together => "together",
            Self::Activity => "activity",
            Self::Invite => "invite",
            Self::Elsewhere => "elsewhere",
            Self::Deal => "deal",
        }
    }
}

/// Some kinds of tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TieKinds(u8);

impl Default for TieKinds {
    /// Replies and mentions: what the density of a group is made of.
    fn default() -> Self {
        Self(0b11)
    }
}

impl TieKinds {
    /// Every kind.
    pub fn all() -> Self {
        Self(0b111_1111)
    }

    fn bit(kind: TieKind) -> u8 {
        1 << kind as u8
    }

    /// True when the kind is one of these.
    pub fn has(self, kind: TieKind) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    /// These kinds, with one put in or taken out.
    #[must_use]
    pub fn toggled(self, kind: TieKind) -> Self {
        Self(self.0 ^ Self::bit(kind))
    }

    /// True when no kind is among them.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds, in their order.
    pub fn iter(self) -> impl Iterator<Item = TieKind> {
        TieKind::ALL.into_iter().filter(move |&kind| self.has(kind))
    }

    /// The name of a figure about these kinds: `base` alone for the usual two, else with the kinds behind a dot.
    pub fn figure(self, base: &str) -> String {
        if self == Self::default() {
            return base.to_owned();
        }
        let kinds: Vec<&str> = self.iter().map(TieKind::name).collect();
        format!("{base}.{}", kinds.join("-"))
    }

    /// The kinds that a name made by [`Self::figure`] is about; `None` for a name of something else.
    pub fn of_figure(name: &str, base: &str) -> Option<Self> {
        let rest = name.strip_prefix(base)?;
        if rest.is_empty() {
            return Some(Self::default());
        }
        rest.strip_prefix('.')?.split('-').try_fold(Self(0), |kinds, word| {
            let kind = TieKind::ALL.into_iter().find(|kind| kind.name() == word)?;
            Some(Self(kinds.0 | Self::bit(kind)))
        })
    }
}

/// Two people and what ties them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tie {
    /// Places in a list of people, `a < b`.
    pub a: u32,
    pub b: u32,
    /// How often, by [`TieKind::ALL`].
    pub counts: [u32; 7],
}

impl Tie {
    /// How often they were tied in one way.
    pub fn count(&self, kind: TieKind) -> u32 {
        self.counts[kind as usize]
    }

    /// All ties of these kinds together.
    pub fn weight(&self, kinds: TieKinds) -> u64 {
        kinds.iter().map(|kind| u64::from(self.count(kind))).sum()
    }

    /// Number of these kinds that tie them (multiplexity).
    pub fn dimensions(&self, kinds: TieKinds) -> u32 {
        kinds.iter().map(|kind| u32::from(self.count(kind) > 0)).sum()
    }
}

/// The ties of one group, of every kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ties {
    /// Member codes of the people present at the end of the period, ascending; silent ones included.
    pub members: Vec<u32>,
    /// Every tied pair once, by ascending ends.
    pub pairs: Vec<Tie>,
}

/// What the ties of some kinds come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TieMeasures {
    /// Tied pairs over possible pairs.
    pub density: Rate,
    /// Mean number of kinds over tied pairs; `None` without one.
    pub multiplexity: Option<f64>,
    /// People with a tie that does not need this group, over people present: an invitation, or words in another group.
    /// A community proper is one whose people would stay linked if the group were closed.
    pub beyond: Rate,
    /// The people of its numerator.
    pub beyond_people: Vec<u32>,
    /// Pairs tied in each way, by [`TieKind::ALL`].
    pub pairs_by_kind: [u64; 7],
}

/// An activity that goes on for longer says nothing of two people who spoke during it.
const LONGEST_ACTIVITY: Day = 3;
/// More speakers than this in one group are not held against each other hour by hour: pairs grow with the square.
const MOST_SPEAKERS: usize = 5_000;

impl Ties {
    /// The ties within the days of `scope` between the people present in `group` at its end. Nobody is tied in an empty
    /// group or one of a single person.
    ///
    /// Orders name only their buyer, so deals between two members are not among the kinds.
    pub fn of(input: Input<'_>, group: u32, scope: &Scope) -> Self {
        let members = Population::of(input, group, scope.to).people;
        let mut found = Found { members: &members, parts: Vec::new() };
        for link in input.activity.links_of(group) {
            if (scope.from..=scope.to).contains(&link.day) {
                let kind = match link.kind {
                    LinkKind::Reply => TieKind::Reply,
                    LinkKind::Mention => TieKind::Mention,
                };
                found.add(link.from, link.to, kind, link.count);
            }
        }
        let elsewhere = (0..input.activity.groups.len() as u32).filter(|other| *other != group);
        for link in elsewhere.flat_map(|other| input.activity.links_of(other)) {
            if (scope.from..=scope.to).contains(&link.day) {
                found.add(link.from, link.to, TieKind::Elsewhere, link.count);
            }
        }
        found.invitations(input);
        found.deals(input, group, scope);
        found.together(input, group, scope);
        found.activities(input, group, scope);
        let pairs = merge(found.parts);
        Self { members, pairs }
    }

    /// Measures the ties of some kinds; rates have nothing below the line in a group of nobody or of one.
    pub fn measure(&self, kinds: TieKinds) -> TieMeasures {
        let people = self.members.len() as u64;
        let (mut tied, mut dimensions) = (0_u64, 0_u64);
        let mut beyond = BTreeSet::new();
        let mut pairs_by_kind = [0; 7];
        for pair in &self.pairs {
            let own = pair.dimensions(kinds);
            tied += u64::from(own > 0);
            dimensions += u64::from(own);
            if pair.count(TieKind::Invite) > 0 || pair.count(TieKind::Elsewhere) > 0 {
                beyond.extend([pair.a, pair.b]);
            }
            for (pairs, &count) in pairs_by_kind.iter_mut().zip(&pair.counts) {
                *pairs += u64::from(count > 0);
            }
        }
        let member = |place: u32| self.members.get(place as usize).copied();
        TieMeasures {
            density: Rate::new(tied, people * people.saturating_sub(1) / 2),
            multiplexity: (tied > 0).then(|| dimensions as f64 / tied as f64),
            beyond: Rate::new(beyond.len() as u64, people),
            beyond_people: beyond.into_iter().filter_map(member).collect(),
            pairs_by_kind,
        }
    }
}

/// Ties as they are met.
struct Found<'a> {
    members: &'a [u32],
    parts: Vec<(u32, u32, TieKind, u32)>,
}

impl Found<'_> {
    fn place(&self, member: u32) -> Option<u32> {
        self.members.binary_search(&member).ok().map(|place| place as u32)
    }

    fn add(&mut self, from: u32, to: u32, kind: TieKind, count: u32) {
        if let (Some(from), Some(to)) = (self.place(from), self.place(to))
            && from != to
        {
            self.parts.push((from.min(to), from.max(to), kind, count));
        }
    }

    /// Who brought whom counts once, however often it is written down.
    fn invitations(&mut self, input: Input<'_>) {
        let find = |id: &crate::model::MemberId| input.activity.members.find(id);
        let stated = input.project.members.iter().map(|member| (&member.id, member.inviter.as_ref()));
        let stays = input.project.memberships.iter().map(|stay| (&stay.member, stay.inviter.as_ref()));
        let mut pairs = BTreeSet::new();
        for (invitee, inviter) in stated.chain(stays) {
            let Some(inviter) = inviter.filter(|id| !id.is_empty()).and_then(find) else { continue };
            let Some(invitee) = find(invitee) else { continue };
            if pairs.insert((inviter.min(invitee), inviter.max(invitee))) {
                self.add(inviter, invitee, TieKind::Invite, 1);
            }
        }
    }

    /// Deals of the scope's days in this group, or in none that is named.
    fn deals(&mut self, input: Input<'_>, group: u32, scope: &Scope) {
        let zone = input.project.time_zone;
        let named = |text: &str| {
            let by_id = input.activity.members.find(text);
            by_id.or_else(|| {
                let mut bearers =
                    (0_u32..).zip(input.project.members.iter()).filter(|(_, member)| member.name == text);
                bearers.next().map(|(code, _)| code).filter(|_| bearers.next().is_none())
            })
        };
        for event in input.project.events.iter().filter(|event| event.name == DEAL) {
            let there = event.group.as_ref().is_none_or(|own| input.activity.groups.find(own) == Some(group));
            let on = day(event.at.local(zone).date());
            if !there || !(scope.from..=scope.to).contains(&on) {
                continue;
            }
            let other = event.properties.get(DEAL_WITH).and_then(|text| named(text));
            if let (Some(one), Some(other)) = (input.matched(&event.member), other) {
                self.add(one, other, TieKind::Deal, 1);
            }
        }
    }

    fn together(&mut self, input: Input<'_>, group: u32, scope: &Scope) {
        let mut days: Vec<(Day, u32, u32)> = input
            .activity
            .days_of(group, scope.from, scope.to)
            .iter()
            .filter_map(|cell| Some((cell.day, self.place(cell.member)?, cell.hours)))
            .collect();
        days.sort_unstable();
        let speakers: BTreeSet<u32> = days.iter().map(|&(_, place, _)| place).collect();
        if speakers.len() > MOST_SPEAKERS {
            return;
        }
        let mut of: Vec<Vec<usize>> = vec![Vec::new(); self.members.len()];
        for (cell, &(_, place, _)) in days.iter().enumerate() {
            of[place as usize].push(cell);
        }
        let mut shared = vec![0_u32; self.members.len()];
        let mut touched: Vec<u32> = Vec::new();
        for &a in &speakers {
            for &cell in &of[a as usize] {
                let (day, _, hours) = days[cell];
                // The rest of the day: people after this one.
                for &(_, b, other) in days[cell + 1..].iter().take_while(|(other, _, _)| *other == day) {
                    let both = (hours & other).count_ones();
                    if both > 0 {
                        if shared[b as usize] == 0 {
                            touched.push(b);
                        }
                        shared[b as usize] += both;
                    }
                }
            }
            for b in touched.drain(..) {
                let count = std::mem::take(&mut shared[b as usize]);
                self.parts.push((a, b, TieKind::Together, count));
            }
        }
    }

    fn activities(&mut self, input: Input<'_>, group: u32, scope: &Scope) {
        let Some(id) = input.activity.groups.id(group) else { return };
        for occasion in &input.project.activities {
            let shared = matches!(
                occasion.kind,
                OccasionKind::Offer
                    | OccasionKind::Sharing
                    | OccasionKind::Offline
                    | OccasionKind::Referral
                    | OccasionKind::Ceremony
            );
            let (from, to) = (day(occasion.from), day(occasion.to.unwrap_or(occasion.from)));
            let ours = occasion.groups.is_empty() || occasion.groups.contains(id);
            if !shared || !ours || to - from >= LONGEST_ACTIVITY {
                continue;
            }
            let (from, to) = (from.max(scope.from), to.min(scope.to));
            if from > to {
                continue;
            }
            let cells = input.activity.days_of(group, from, to).iter();
            let present: BTreeSet<u32> = cells.filter_map(|cell| self.place(cell.member)).collect();
            if present.len() > MOST_SPEAKERS {
                continue;
            }
            let present: Vec<u32> = present.into_iter().collect();
            for (place, &a) in present.iter().enumerate() {
                self.parts.extend(present[place + 1..].iter().map(|&b| (a, b, TieKind::Activity, 1)));
            }
        }
    }
}

fn merge(mut parts: Vec<(u32, u32, TieKind, u32)>) -> Vec<Tie> {
    parts.sort_unstable();
    let mut pairs: Vec<Tie> = Vec::new();
    for (a, b, kind, count) in parts {
        if pairs.last().is_none_or(|last| (last.a, last.b) != (a, b)) {
            pairs.push(Tie { a, b, ..Tie::default() });
        }
        if let Some(last) = pairs.last_mut() {
            let own = &mut last.counts[kind as usize];
            *own = own.saturating_add(count);
        }
    }
    pairs
}

#[cfg(test)]
#[path = "ties_tests.rs"]
mod tests;
