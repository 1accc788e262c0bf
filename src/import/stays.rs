//! Stays of members in groups, from what chats tell of coming and going, and from member lists (see
//! [`super::timeline`]).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::model::{Evidence, GroupId, MemberId, Membership, Roster, Timestamp};

use super::entry::Change;
use super::timeline::{Observation, settle};

/// The calendar day of an instant in `zone`.
pub fn day_in(zone: Tz, millis: i64) -> NaiveDate {
    Timestamp(millis).local(zone).date()
}

/// Who brought a member in, as a member list of that day says.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub group: GroupId,
    pub member: MemberId,
    pub day: NaiveDate,
    pub by: MemberId,
}

/// A member in a group.
type Pair = (GroupId, MemberId);

/// All stays of a project while an import adds to them.
#[derive(Debug)]
pub struct Stays {
    known: Arc<Vec<Membership>>,
    list: Vec<Membership>,
    index: HashMap<Pair, Vec<usize>>,
    changed: bool,
    /// Groups whose stays are without what member lists tell until [`Self::store`] puts it back.
    open: HashSet<GroupId>,
    /// Inviters of the stays that only lists prove, by their first day.
    inviters: HashMap<Pair, Vec<(Option<NaiveDate>, MemberId)>>,
    invitations: Vec<Invitation>,
}

impl Stays {
    /// Starts from the stays that are known.
    pub fn new(known: &Arc<Vec<Membership>>) -> Self {
        let mut stays = Self {
            known: Arc::clone(known),
            list: known.to_vec(),
            index: HashMap::new(),
            changed: false,
            open: HashSet::new(),
            inviters: HashMap::new(),
            invitations: Vec::new(),
        };
        stays.build_index();
        stays
    }

    fn build_index(&mut self) {
        self.index.clear();
        for (at, stay) in self.list.iter().enumerate() {
            self.index.entry((stay.group.clone(), stay.member.clone())).or_default().push(at);
        }
    }

    /// Takes the stays of a group apart: what the member lists so far tell of it is taken away, so that what chats and
    /// the operator say is left. Does nothing the second time.
    pub fn open(&mut self, group: &GroupId, rosters: &[Roster]) {
        if !self.open.insert(group.clone()) {
            return;
        }
        let days: HashSet<NaiveDate> =
            rosters.iter().filter(|roster| roster.group == *group).map(|roster| roster.date).collect();
        if days.is_empty() {
            return;
        }
        let list = std::mem::take(&mut self.list);
        for stay in list {
            if stay.group != *group {
                self.list.push(stay);
                continue;
            }
            let begun = stay.joined;
            let (listed, inviter) = (stay.evidence == Evidence::Rosters, stay.inviter.clone());
            let key = (stay.group.clone(), stay.member.clone());
            let rest = without_lists(stay, &days);
            if let (true, Some(by)) = (listed, inviter) {
                self.inviters.entry(key).or_default().push((begun, by));
            }
            self.list.extend(rest);
        }
        self.build_index();
    }

    /// Takes a join or leave line of that day. `spoke` is the first day the member wrote: somebody who wrote before
    /// they came was there before, since nobody knows when. A stay that the operator stated or two rosters prove is
    /// left as it is.
    pub fn apply(
        &mut self,
        group: &GroupId,
        member: &MemberId,
        change: Change,
        day: NaiveDate,
        spoke: Option<NaiveDate>,
        by: Option<&MemberId>,
    ) {
        let positions = self.index.get(&(group.clone(), member.clone())).cloned().unwrap_or_default();
        let covering = positions.iter().copied().find(|&at| {
            let stay = &self.list[at];
            match change {
                // A stay that began that day or goes on over it.
                Change::Join => {
                    stay.joined == Some(day) && stay.left.is_none_or(|left| left > day) || stay.left.is_none()
                }
                Change::Leave => {
                    stay.left == Some(day)
                        || (stay.left.is_none() && stay.joined.is_none_or(|joined| joined <= day))
                }
            }
        });
        match (change, covering) {
            (Change::Join, Some(at)) => {
                let stay = &mut self.list[at];
                let earlier = match stay.joined {
                    None => spoke.is_none_or(|spoke| spoke >= day),
                    Some(joined) => day < joined,
                };
                if stay.evidence == Evidence::Message && earlier {
                    stay.joined = Some(day);
                    stay.inviter = by.cloned().or(stay.inviter.take());
                    self.changed = true;
                }
            }
            (Change::Leave, Some(at)) => {
                let stay = &mut self.list[at];
                if stay.left.is_none() {
                    stay.left = Some(day);
                    if stay.evidence != Evidence::Message {
                        stay.left_evidence = Some(Evidence::Message);
                    }
                    self.changed = true;
                }
            }
            (Change::Join, None) => self.push(group, member, Some(day), None, by, Evidence::Message),
            (Change::Leave, None) => self.push(group, member, None, Some(day), None, Evidence::Message),
        }
    }

    /// The member is in the group, last heard on that day if ever: opens a stay when none covers it.
    pub fn present(&mut self, group: &GroupId, member: &MemberId, last: Option<NaiveDate>) {
        let positions = self.index.get(&(group.clone(), member.clone()));
        let covered = positions.is_some_and(|positions| {
            positions.iter().any(|&at| match (self.list[at].left, last) {
                (Some(left), Some(last)) => last <= left,
                (Some(_), None) => true,
                (None, _) => true,
            })
        });
        if !covered {
            self.push(group, member, None, None, None, Evidence::Message);
        }
    }

    /// Takes a stay as a file states it, unless one of those days is there.
    pub fn state(&mut self, stay: Membership) {
        let positions = self.index.entry((stay.group.clone(), stay.member.clone())).or_default();
        let there = |&at: &usize| {
            self.list.get(at).is_some_and(|known| (known.joined, known.left) == (stay.joined, stay.left))
        };
        if !positions.iter().any(there) {
            positions.push(self.list.len());
            self.list.push(stay);
            self.changed = true;
        }
    }

    /// A member list states the day on which the member came. A join line of the same day or the day beside it is the
    /// same coming.
    pub fn stated(&mut self, group: &GroupId, member: &MemberId, day: NaiveDate) {
        let positions = self.index.get(&(group.clone(), member.clone())).cloned().unwrap_or_default();
        let near = |stay: &Membership| {
            stay.joined.is_some_and(|joined| joined.signed_duration_since(day).num_days().abs() <= 1)
        };
        if positions.iter().any(|&at| near(&self.list[at])) {
            return;
        }
        let undated = positions.iter().copied().find(|&at| {
            let stay = &self.list[at];
            stay.joined.is_none() && stay.left.is_none_or(|left| left >= day)
        });
        match undated {
            Some(at) => {
                let stay = &mut self.list[at];
                if stay.left.is_some() && stay.left_evidence.is_none() && stay.evidence != Evidence::Stated {
                    stay.left_evidence = Some(stay.evidence);
                }
                stay.joined = Some(day);
                stay.evidence = Evidence::Stated;
                self.changed = true;
            }
            None => self.push(group, member, Some(day), None, None, Evidence::Stated),
        }
    }

    /// Notes who brought a member in, for the stay that covers the day.
    pub fn invited(&mut self, invitation: Invitation) {
        self.invitations.push(invitation);
    }

    /// Puts what member lists tell back into the groups that were opened, and writes the stays back; a project whose
    /// stays did not change keeps its shared list. `same` gives the id that an alias stands for.
    pub fn store(
        mut self,
        rosters: &[Roster],
        same: &dyn Fn(&MemberId) -> MemberId,
        into: &mut Arc<Vec<Membership>>,
    ) {
        let mut settled: BTreeMap<Pair, Vec<Membership>> = BTreeMap::new();
        let mut groups: Vec<GroupId> = self.open.iter().cloned().collect();
        groups.sort_unstable();
        for group in groups {
            self.settle_group(&group, rosters, same, &mut settled);
        }
        if !settled.is_empty() || self.list.len() != self.known.len() {
            // In the place where the member's first stay was, so that files of the project change little.
            let mut list = Vec::with_capacity(self.list.len());
            let key = |stay: &Membership| (stay.group.clone(), stay.member.clone());
            let done: HashSet<_> = settled.keys().cloned().collect();
            let mut others = self.list.iter().filter(|stay| !done.contains(&key(stay))).cloned();
            for stay in self.known.iter() {
                let key = key(stay);
                if !done.contains(&key) {
                    list.extend(others.next());
                } else if let Some(stays) = settled.remove(&key) {
                    list.extend(stays);
                }
            }
            list.extend(settled.into_values().flatten());
            list.extend(others);
            self.changed = true;
            self.list = list;
        }
        if self.changed && self.list != *self.known {
            *into = Arc::new(self.list);
        }
    }

    fn settle_group(
        &self,
        group: &GroupId,
        rosters: &[Roster],
        same: &dyn Fn(&MemberId) -> MemberId,
        settled: &mut BTreeMap<Pair, Vec<Membership>>,
    ) {
        let mut lists: BTreeMap<NaiveDate, HashSet<MemberId>> = BTreeMap::new();
        for roster in rosters.iter().filter(|roster| roster.group == *group) {
            // Of two lists of one day the first counts.
            lists.entry(roster.date).or_insert_with(|| roster.members.iter().map(same).collect());
        }
        if lists.is_empty() {
            return;
        }
        let mut people: BTreeMap<MemberId, Vec<&Membership>> = BTreeMap::new();
        for stay in self.list.iter().filter(|stay| stay.group == *group) {
            people.entry(same(&stay.member)).or_default().push(stay);
        }
        for member in lists.values().flatten() {
            people.entry(member.clone()).or_default();
        }
        for (member, known) in people {
            let seen: Vec<Observation> = lists
                .iter()
                .map(|(&day, members)| Observation { day, there: members.contains(&member) })
                .collect();
            let mut stays = settle(group, &member, &known, &seen);
            let key = (group.clone(), member);
            self.fill_inviters(&key, &mut stays);
            settled.insert(key, stays);
        }
    }

    fn fill_inviters(&self, key: &Pair, stays: &mut [Membership]) {
        let before = self.inviters.get(key).map_or(&[][..], Vec::as_slice);
        for (joined, by) in before {
            let begun = |stay: &&mut Membership| stay.evidence == Evidence::Rosters && stay.joined == *joined;
            if let Some(stay) = stays.iter_mut().find(begun).filter(|stay| stay.inviter.is_none()) {
                stay.inviter = Some(by.clone());
            }
        }
        for invitation in self.invitations.iter().filter(|one| one.group == key.0 && one.member == key.1) {
            let covers = |stay: &&mut Membership| {
                stay.joined.is_none_or(|joined| joined <= invitation.day)
                    && stay.left.is_none_or(|left| left >= invitation.day)
            };
            if let Some(stay) = stays.iter_mut().rev().find(covers).filter(|stay| stay.inviter.is_none()) {
                stay.inviter = Some(invitation.by.clone());
            }
        }
    }

    fn push(
        &mut self,
        group: &GroupId,
        member: &MemberId,
        joined: Option<NaiveDate>,
        left: Option<NaiveDate>,
        by: Option<&MemberId>,
        evidence: Evidence,
    ) {
        self.changed = true;
        self.index.entry((group.clone(), member.clone())).or_default().push(self.list.len());
        self.list.push(Membership {
            group: group.clone(),
            member: member.clone(),
            joined,
            left,
            inviter: by.cloned(),
            evidence,
            left_evidence: None,
        });
    }
}

/// A stay without the days that lists of those days prove; `None` when nothing else is known of it.
fn without_lists(mut stay: Membership, days: &HashSet<NaiveDate>) -> Option<Membership> {
    let from_list = |evidence: Evidence, day: Option<NaiveDate>| {
        evidence == Evidence::Rosters && day.is_some_and(|day| days.contains(&day))
    };
    if from_list(stay.leaving_evidence(), stay.left) {
        stay.left = None;
        stay.left_evidence = None;
    }
    if from_list(stay.evidence, stay.joined) {
        stay.joined = None;
    }
    if stay.evidence == Evidence::Rosters && stay.joined.is_none() {
        stay.left?;
        if let Some(evidence) = stay.left_evidence.take() {
            stay.evidence = evidence;
        }
    }
    Some(stay)
}
