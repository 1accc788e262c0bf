//! Stays of members in groups, from what chats tell of coming and going.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::model::{Evidence, GroupId, MemberId, Membership, Timestamp};

use super::entry::Change;

/// The calendar day of an instant in `zone`.
pub fn day_in(zone: Tz, millis: i64) -> NaiveDate {
    Timestamp(millis).local(zone).date()
}

/// All stays of a project while an import adds to them.
#[derive(Debug)]
pub struct Stays {
    list: Vec<Membership>,
    index: HashMap<(GroupId, MemberId), Vec<usize>>,
    changed: bool,
}

impl Stays {
    /// Starts from the stays that are known.
    pub fn new(known: &[Membership]) -> Self {
        let mut index: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, stay) in known.iter().enumerate() {
            index.entry((stay.group.clone(), stay.member.clone())).or_default().push(at);
        }
        Self { list: known.to_vec(), index, changed: false }
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
                    self.changed = true;
                }
            }
            (Change::Join, None) => self.push(group, member, Some(day), None, by),
            (Change::Leave, None) => self.push(group, member, None, Some(day), None),
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
            self.push(group, member, None, None, None);
        }
    }

    /// Writes the stays back; a project without new ones keeps its shared list.
    pub fn store(self, into: &mut Arc<Vec<Membership>>) {
        if self.changed {
            *into = Arc::new(self.list);
        }
    }

    fn push(
        &mut self,
        group: &GroupId,
        member: &MemberId,
        joined: Option<NaiveDate>,
        left: Option<NaiveDate>,
        by: Option<&MemberId>,
    ) {
        self.changed = true;
        self.index.entry((group.clone(), member.clone())).or_default().push(self.list.len());
        self.list.push(Membership {
            group: group.clone(),
            member: member.clone(),
            joined,
            left,
            inviter: by.cloned(),
            evidence: Evidence::Message,
            left_evidence: None,
        });
    }
}
