//! Members who say nothing.

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use super::Moves;
use crate::activity::{Day, date};
use crate::analytics::Input;
use crate::model::{GroupId, MemberId, Tier};

/// A member who has been silent in a group for at least the limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SilentMember {
    pub member: MemberId,
    pub group: GroupId,
    pub name: String,
    /// The declared tier, when there is one.
    pub tier: Option<Tier>,
    /// The day of the last message in the group; `null` for who never spoke there, as far as the log goes back.
    pub last_spoke: Option<NaiveDate>,
    pub never: bool,
    /// Days without a word: since the last message, else since they are known to be there. At least that many, when
    /// the log begins later than the membership. Unknown when they never spoke and no list says since when they are
    /// there.
    pub days: Option<u32>,
    /// Since when they are known to be in the group: when they joined, else the first list that has them.
    pub since: Option<NaiveDate>,
    /// Days from then on.
    pub tenure: Option<u32>,
    /// Member and group codes.
    #[serde(skip)]
    pub codes: (u32, u32),
}

impl SilentMember {
    /// Which kind of silence it is, for a limit of silent days.
    pub fn kind(&self, limit: u32) -> SilenceKind {
        if self.never {
            SilenceKind::Never
        } else if self.days.is_some_and(|days| days >= limit.saturating_mul(DORMANT_LIMITS)) {
            SilenceKind::Dormant
        } else {
            SilenceKind::Silent
        }
    }
}

/// Who was silent for this many limits on end is dormant.
pub const DORMANT_LIMITS: u32 = 3;

/// How somebody is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SilenceKind {
    /// No words, as far as the log goes back.
    Never,
    /// Spoke once, and not for at least the limit.
    Silent,
    /// Spoke once, and not for three times the limit.
    Dormant,
}

/// How long somebody has been silent at the end of day `at`: `Some(None)` when it is unknown how long.
///
/// `None` when they are not silent: they spoke in the last `limit` days, or have not been there (or observed) as
/// long. `first` is the first day observed.
pub fn silence(
    last: Option<Day>,
    since: Option<Day>,
    first: Day,
    at: Day,
    limit: u32,
) -> Option<Option<u32>> {
    let elapsed = |from: Day| (i64::from(at) - i64::from(from)).max(0) as u32;
    let tenure = elapsed(since.unwrap_or(first).max(first));
    let days = match (last, since) {
        (Some(last), _) => Some(elapsed(last)),
        (None, Some(_)) => Some(tenure),
        (None, None) => None,
    };
    let there_long_enough = tenure >= limit || (last.is_some() && since.is_none());
    (there_long_enough && days.is_none_or(|days| days >= limit)).then_some(days)
}

/// Silent members at the end of day `at`, one entry for each of their groups, longest silence first, unknown ones
/// last.
///
/// `present` holds each group with the people in it at that time. `first` is the first day with messages by anyone;
/// without messages nothing was observed and nobody is called silent, which is the caller's to see to.
pub fn silent_members(
    input: Input<'_>,
    present: &[(u32, Vec<u32>)],
    moves: &Moves,
    first: Day,
    at: Day,
    limit: u32,
) -> Vec<SilentMember> {
    let nobody = || vec![None; input.activity.members.len()];
    let of_group = |last: &mut Vec<Option<Day>>, &(group, ref people): &(u32, Vec<u32>)| {
        let mut silent = Vec::new();
        let Some(group_id) = input.activity.groups.id(group) else { return silent };
        last.fill(None);
        for cell in input.activity.days_of(group, Day::MIN, at) {
            last[cell.member as usize] = Some(cell.day);
        }
        for &member in people {
            let last = last.get(member as usize).copied().flatten();
            let since = moves.known_since(group, member, at);
            let (Some(days), Some(id)) =
                (silence(last, since, first, at, limit), input.activity.members.id(member))
            else {
                continue;
            };
            silent.push(SilentMember {
                member: id.clone(),
                group: group_id.clone(),
                name: input.member_name(member).to_owned(),
                tier: input.project.members.get(member as usize).and_then(|member| member.tier),
                last_spoke: last.map(date),
                never: last.is_none(),
                days,
                since: since.map(date),
                tenure: since.and_then(|since| u32::try_from(i64::from(at) - i64::from(since)).ok()),
                codes: (member, group),
            });
        }
        silent
    };
    let mut silent: Vec<SilentMember> =
        present.par_iter().map_init(nobody, of_group).flatten_iter().collect();
    silent.par_sort_by(|a, b| {
        b.days.cmp(&a.days).then_with(|| (&a.group, &a.member).cmp(&(&b.group, &b.member)))
    });
    silent
}

#[cfg(test)]
mod tests {
    use super::silence;

    #[test]
    fn the_limit_itself_is_silent() {
        assert_eq!(silence(Some(70), None, 0, 100, 30), Some(Some(30)));
        assert_eq!(silence(Some(71), None, 0, 100, 30), None);
    }

    #[test]
    fn a_newcomer_is_not_silent_yet() {
        assert_eq!(silence(Some(10), Some(95), 0, 100, 30), None);
        assert_eq!(silence(None, Some(80), 0, 100, 30), None);
        assert_eq!(silence(None, Some(60), 0, 100, 30), Some(Some(40)));
    }

    #[test]
    fn nobody_is_silent_before_the_log_covers_the_limit() {
        assert_eq!(silence(None, Some(0), 80, 100, 30), None);
        assert_eq!(silence(None, None, 80, 100, 30), None);
        assert_eq!(silence(None, None, 60, 100, 30), Some(None));
    }
}
