//! Where people come from: what each source brought and what it cost.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Forest, cost_each};
use crate::activity::Day;
use crate::analytics::Rate;
use crate::analytics::interval::{Z_95, wilson};
use crate::model::Money;

/// Days after joining on which somebody should have been seen.
const ACTIVE_AFTER: Day = 7;

/// What is known of one person, in the order of the forest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelPerson<'a> {
    /// The source; empty for unknown.
    pub channel: &'a str,
    pub joined: Option<Day>,
    /// Invitations sent; `None` where nobody counts them.
    pub invites_sent: Option<u64>,
    /// Active seven days after joining or later.
    pub active_after_week: bool,
    pub gmv: Money,
}

/// What one source brought.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChannelRow {
    /// Empty for people of unknown source.
    pub channel: String,
    /// Invitations that its people sent; unknown when nobody counts them.
    pub invites: Option<u64>,
    pub joins: u64,
    /// Active seven days after joining or later, of those who joined at least seven days before the end.
    pub active: Rate,
    /// 95 % interval of it (Wilson).
    pub active_interval: Option<[f64; 2]>,
    /// Bought for more than nothing, of all who joined.
    pub paid: Rate,
    /// 95 % interval of it (Wilson).
    pub paid_interval: Option<[f64; 2]>,
    pub gmv: Money,
    /// Invitees within the window of joining, over those who have had the window.
    pub k: Rate,
    /// What the source cost over those who paid; unknown without a cost or when nobody paid.
    pub cost_per_paid: Option<Money>,
}

/// The sources of the people of a forest, by name, the unknown one first; empty without people.
///
/// `people` are in the order of the forest, a missing one being of unknown source. `costs` name what each source cost;
/// several entries of one source add up, and a source without people is not in the table. `window` and `last` as for
/// [`super::generation_rows`].
pub fn channels(
    forest: &Forest,
    people: &[ChannelPerson<'_>],
    costs: &[(&str, Money)],
    window: Day,
    last: Day,
) -> Vec<ChannelRow> {
    let person = |code: u32| people.get(code as usize).copied().unwrap_or_default();
    let joined: Vec<Option<Day>> = (0..forest.len() as u32).map(|code| person(code).joined).collect();
    let had = |code: u32, days: Day| person(code).joined.is_some_and(|day| day.saturating_add(days) <= last);
    let mut brought = vec![0_u64; forest.len()];
    for (referrer, _) in forest.cycle_days(&joined).filter(|&(_, days)| days <= window) {
        brought[referrer as usize] += 1;
    }
    let mut members: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for code in 0..forest.len() as u32 {
        members.entry(person(code).channel).or_default().push(code);
    }
    let row = |(channel, members): (&str, Vec<u32>)| {
        let count = |test: &dyn Fn(u32) -> bool| members.iter().filter(|&&code| test(code)).count() as u64;
        let active = Rate::new(
            count(&|code| had(code, ACTIVE_AFTER) && person(code).active_after_week),
            count(&|code| had(code, ACTIVE_AFTER)),
        );
        let paid = Rate::new(count(&|code| person(code).gmv.0 > 0), members.len() as u64);
        let asked: Vec<u32> = members.iter().copied().filter(|&code| had(code, window)).collect();
        let cost: Vec<Money> = costs.iter().filter(|cost| cost.0 == channel).map(|cost| cost.1).collect();
        ChannelRow {
            channel: channel.to_owned(),
            invites: members
                .iter()
                .filter_map(|&code| person(code).invites_sent)
                .reduce(|a, b| a.saturating_add(b)),
            joins: members.len() as u64,
            active,
            active_interval: interval(active),
            paid,
            paid_interval: interval(paid),
            gmv: members.iter().map(|&code| person(code).gmv).sum(),
            k: Rate::new(asked.iter().map(|&code| brought[code as usize]).sum(), asked.len() as u64),
            cost_per_paid: (!cost.is_empty())
                .then(|| cost_each(cost.into_iter().sum(), paid.numerator))
                .flatten(),
        }
    };
    members.into_iter().map(row).collect()
}

/// Invitations that were taken up, over those sent; unknown when none was sent.
pub fn invite_conversion(forest: &Forest, invites_sent: u64) -> Rate {
    Rate::new(forest.parents().iter().flatten().count() as u64, invites_sent)
}

fn interval(rate: Rate) -> Option<[f64; 2]> {
    wilson(rate.numerator, rate.denominator, Z_95)
}

#[cfg(test)]
mod tests {
    use super::super::Invitation;
    use super::*;

    #[test]
    fn sources_are_told_apart_and_recent_people_are_not_asked() {
        let person = |channel, joined, gmv| ChannelPerson {
            channel,
            joined: Some(joined),
            invites_sent: Some(2),
            active_after_week: true,
            gmv: Money(gmv),
        };
        let people =
            [person("wechat", 0, 500), person("wechat", 1, 0), person("live", 9, 700), person("", 3, 0)];
        let joined: Vec<Option<Day>> = people.iter().map(|person| person.joined).collect();
        let bring = |referrer, invitee| Invitation { referrer, invitee, day: None };
        let forest = Forest::grow(&joined, &[bring(0, 1), bring(0, 2)]);
        let costs = [("wechat", Money(300)), ("wechat", Money(200)), ("poster", Money(9))];
        let rows = channels(&forest, &people, &costs, 5, 10);
        assert_eq!(rows.iter().map(|row| row.channel.as_str()).collect::<Vec<_>>(), ["", "live", "wechat"]);
        let (live, wechat) = (&rows[1], &rows[2]);
        assert_eq!((wechat.joins, wechat.invites, wechat.gmv), (2, Some(4), Money(500)));
        assert_eq!((wechat.k, wechat.paid), (Rate::new(1, 2), Rate::new(1, 2)));
        assert_eq!((wechat.active, wechat.cost_per_paid), (Rate::new(2, 2), Some(Money(500))));
        assert_eq!((live.active.value, live.k.value, live.cost_per_paid), (None, None, None));
        assert_eq!((live.active_interval, live.paid.value), (None, Some(1.0)));
        assert!(channels(&Forest::default(), &people, &costs, 5, 10).is_empty());
        assert_eq!(channels(&forest, &[], &[], 5, 10)[0].invites, None);
        assert_eq!(
            (invite_conversion(&forest, 4).value, invite_conversion(&forest, 0).value),
            (Some(0.5), None)
        );
    }
}
