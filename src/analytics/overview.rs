//! The month in a few numbers, and the short list of what to do first.

use std::collections::BTreeMap;

use crate::activity::{Day, day};
use crate::model::{Money, Role};

use super::population::{Ground, Rolls};
use super::rotation::{Rotation, Uncovered, UncoveredShift};
use super::structure::{Structure, ValueClass, Verdict};
use super::{Input, Population, Rate, Scope};

/// Key numbers of a scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// People whose first known join into a group in scope lies in the period; `None` when no join date is known at all.
    pub joined: Option<Vec<u32>>,
    /// People present who spoke in the period, over people present at its end; people in several groups count once.
    pub speaking: Rate,
    pub speakers: Vec<u32>,
    /// People present who paid in the period, over people present at its end.
    pub paying: Rate,
    pub payers: Vec<u32>,
    /// Sum of the orders of the period; `None` when the project has no orders.
    pub gmv: Option<Money>,
    /// Orders among them whose buyer is matched with no member: they are in the sum, but nobody counts as paying for them.
    pub unmatched_orders: u64,
}

/// One thing to do, about one group or one duty week.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    pub kind: ActionKind,
    pub group: Option<u32>,
    /// The people it is about.
    pub members: Vec<u32>,
    /// The figure that the rule looked at.
    pub value: f64,
    /// The limit it was held against.
    pub limit: f64,
    /// Where somebody is missing on duty, for those kinds.
    pub gap: Option<DutyGap>,
}

/// The first place ahead with nobody, or too few people, on duty.
#[derive(Clone, Debug, PartialEq)]
pub enum DutyGap {
    /// A week of a rota.
    Rota {
        /// Position of the rota.
        rota: usize,
        /// Its name, where there are several.
        name: Option<String>,
        uncovered: Uncovered,
    },
    /// A slot of a week of shifts, the hottest.
    Shifts {
        /// Position of the week.
        week: usize,
        name: String,
        uncovered: UncoveredShift,
    },
}

/// The rules, in order of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    Cooling,
    SoulSilent,
    Advertising,
    DutyEmpty,
    ShiftsEmpty,
    Dead,
    BelowBand,
    TooLarge,
}

/// A list that is read every morning has a screenful of lines at most.
pub const MOST_ACTIONS: usize = 7;
/// Days without a word after which a soul person counts as missing.
pub const SOUL_DAYS: Day = 7;
/// An empty duty week is told this many days ahead.
const DUTY_AHEAD: Day = 35;

/// The key numbers of a scope. An empty project gives unknown rates.
pub(super) fn overview(input: Input<'_>, scope: &Scope, ground: &Ground<'_>) -> Overview {
    let present = &ground.present;
    let there = u64::from(present.count());
    let mut speakers = ground.days.between(scope.from, scope.to);
    speakers.keep(present);
    let speakers: Vec<u32> = speakers.iter().collect();

    let zone = input.project.time_zone;
    let in_period =
        |at: crate::model::Timestamp| (scope.from..=scope.to).contains(&day(at.local(zone).date()));
    let in_groups = |group: Option<&crate::model::GroupId>| {
        group.is_none_or(|group| {
            input.activity.groups.find(group).is_some_and(|code| scope.groups.binary_search(&code).is_ok())
        })
    };
    let orders: Vec<_> = input
        .project
        .orders
        .iter()
        .filter(|order| in_period(order.at) && in_groups(order.group.as_ref()))
        .collect();
    let mut payers: Vec<u32> = orders
        .iter()
        .filter_map(|order| input.matched(&order.member))
        .filter(|&m| present.contains(m))
        .collect();
    payers.sort_unstable();
    payers.dedup();
    let has_orders = !input.project.orders.is_empty();
    let paying = Rate::new(payers.len() as u64, there);

    Overview {
        joined: joined(input, scope),
        speaking: Rate::new(speakers.len() as u64, there),
        speakers,
        paying: if has_orders { paying } else { Rate { value: None, ..paying } },
        payers,
        unmatched_orders: orders.iter().filter(|order| input.matched(&order.member).is_none()).count() as u64,
        gmv: has_orders.then(|| orders.iter().map(|order| order.amount).sum()),
    }
}

fn joined(input: Input<'_>, scope: &Scope) -> Option<Vec<u32>> {
    let first = first_joins(input, scope);
    let inside = |at: &Day| (scope.from..=scope.to).contains(at);
    let new = first.iter().filter(|(_, at)| inside(at)).map(|(&member, _)| member);
    (!first.is_empty()).then(|| new.collect())
}

/// First known joining of each person, in any of the groups in scope, whenever it was.
pub(crate) fn first_joins(input: Input<'_>, scope: &Scope) -> BTreeMap<u32, Day> {
    let mut first: Vec<Option<Day>> = vec![None; input.activity.members.len()];
    let inside = |code: &u32| scope.groups.binary_search(code).is_ok();
    for stay in input.project.memberships.iter() {
        let Some(joined) = stay.joined.map(day) else { continue };
        if input.activity.groups.find(&stay.group).filter(inside).is_some()
            && let Some(member) = input.activity.members.find(&stay.member)
            && let Some(known) = first.get_mut(member as usize)
        {
            *known = Some(known.map_or(joined, |known| known.min(joined)));
        }
    }
    let dated = (0_u32..).zip(first).filter_map(|(member, at)| Some((member, at?)));
    dated.filter(|(member, _)| input.counts(*member)).collect()
}

/// What to do first, most urgent first, at most [`MOST_ACTIONS`]; nothing in an empty project.
pub(super) fn actions(
    input: Input<'_>,
    scope: &Scope,
    structure: &Structure,
    rotation: &Rotation,
) -> Vec<Action> {
    let rolls = Rolls::all(input);
    let mut actions = Vec::new();
    let limits = &input.project.thresholds;
    // Nobody has to do anything about a group that is closed.
    let open = |code: u32| input.project.groups.get(code as usize).is_none_or(|group| group.closed.is_none());
    for (result, &code) in structure.groups.iter().zip(&scope.groups).filter(|(_, code)| open(**code)) {
        let mut add = |kind, members: Vec<u32>, value: f64, limit: f64| {
            actions.push(Action { kind, group: Some(code), members, value, limit, gap: None });
        };
        let people = rolls.get(code as usize).map(|rolls| rolls.at(scope.to)).unwrap_or_default();
        if result.cooling.test.alarm {
            let leavers = result.cooling.left.iter().map(|leaver| leaver.member).collect::<Vec<_>>();
            let count = leavers.len() as f64;
            add(ActionKind::Cooling, leavers, count, 0.05);
        }
        for (soul, days) in silent_souls(input, scope, code, &people) {
            add(ActionKind::SoulSilent, vec![soul], f64::from(days), f64::from(SOUL_DAYS));
        }
        let rate = result.active_rate.rate.value;
        // A group that the operator classed otherwise raises no alarm of that class.
        match result.value_class.filter(|_| result.class() == result.value_class) {
            Some(ValueClass::Dead) => {
                add(ActionKind::Dead, Vec::new(), rate.unwrap_or(0.0), limits.dead_active_rate.value);
            }
            Some(ValueClass::Junk) => {
                let share = super::structure::link_share(input, code, scope);
                add(
                    ActionKind::Advertising,
                    Vec::new(),
                    share.value.unwrap_or(0.0),
                    limits.junk_link_share.value,
                );
            }
            // A group that cools speaks less, too: once is enough.
            _ if result.active_rate.verdict == Verdict::Below && !result.cooling.test.alarm => {
                let spoke = speakers_30d(input, code, scope.to);
                let silent = people.people.iter().copied().filter(|member| !spoke.contains(member)).collect();
                add(ActionKind::BelowBand, silent, rate.unwrap_or(0.0), result.active_rate.band.0);
            }
            _ => {}
        }
        if result.members > result.size_limit as usize {
            add(ActionKind::TooLarge, Vec::new(), result.members as f64, f64::from(result.size_limit));
        }
    }
    let gap = |kind, value: f64, gap| Action {
        kind,
        group: None,
        members: Vec::new(),
        value,
        limit: 0.0,
        gap: Some(gap),
    };
    let ahead = |from: Day, to: Day| to > scope.to && from <= scope.to + DUTY_AHEAD;
    let several = rotation.rotas.len() > 1;
    for (rota, readout) in rotation.rotas.iter().enumerate() {
        let soon = |week: &&Uncovered| ahead(day(week.week), day(week.week) + 6);
        let empty = readout.uncovered.iter().filter(soon).count();
        if let Some(uncovered) = readout.uncovered.iter().find(soon).cloned() {
            let name = several.then(|| readout.name.clone());
            actions.push(gap(ActionKind::DutyEmpty, empty as f64, DutyGap::Rota { rota, name, uncovered }));
        }
    }
    for (week, readout) in rotation.shifts.iter().enumerate() {
        let soon = |gap: &&UncoveredShift| ahead(day(gap.day), day(gap.day));
        let missing: u32 = readout.uncovered.iter().filter(soon).map(|gap| gap.missing).sum();
        if let Some(uncovered) = readout.uncovered.iter().find(soon).cloned() {
            let found = DutyGap::Shifts { week, name: readout.name.clone(), uncovered };
            actions.push(gap(ActionKind::ShiftsEmpty, f64::from(missing), found));
        }
    }
    actions.sort_by(|a, b| a.kind.cmp(&b.kind).then(b.members.len().cmp(&a.members.len())));
    actions.truncate(MOST_ACTIONS);
    actions
}

/// Who spoke in the group in the 30 days up to `to`.
fn speakers_30d(input: Input<'_>, group: u32, to: Day) -> std::collections::HashSet<u32> {
    input.activity.days_of(group, to.saturating_sub(29), to).iter().map(|cell| cell.member).collect()
}

/// Soul persons of a group who said nothing for [`SOUL_DAYS`] or more, with the days since their last words.
fn silent_souls(input: Input<'_>, scope: &Scope, group: u32, people: &Population) -> Vec<(u32, Day)> {
    let Some((_, last_message)) = input.activity.range else { return Vec::new() };
    let until = scope.to.min(last_message);
    let present = people.people.iter().chain(&people.others);
    // Words after the period do not count: at its end nobody had heard them.
    let said = input.activity.days_of(group, Day::MIN, until);
    present
        .filter(|&&member| {
            let member = input.project.members.get(member as usize);
            member.is_some_and(|member| member.roles.contains(&Role::Soul))
        })
        .filter_map(|&member| {
            let days = until - said.iter().rev().find(|cell| cell.member == member)?.day;
            (days >= SOUL_DAYS).then_some((member, days))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{ActionKind, SOUL_DAYS};
    use crate::analytics::fixture::Fixture;
    use crate::analytics::{Input, Panels, Scope};
    use crate::model::{Money, Order, Role, Timestamp};

    #[test]
    fn orders_of_nobody_known_are_sales_without_a_payer() {
        let made = Fixture::new().group("g").people(4).says("p1", "2026-01-01 10:00", 1).build();
        let mut project = made.input().project.clone();
        let order = |member: &str, buyer: Option<&str>| Order {
            id: member.to_owned(),
            at: Timestamp::parse("2026-01-01T12:00:00+08:00").unwrap(),
            member: member.into(),
            buyer: buyer.map(str::to_owned),
            product: String::new(),
            amount: Money(1_000),
            group: None,
            tier: None,
            expires: None,
            renewal: false,
        };
        project.orders = Arc::new(vec![order("p1", None), order("", Some("路人"))]);
        let input = Input { project: &project, activity: made.input().activity };
        let overview = Panels::of(input, &made.scope()).overview;
        assert_eq!((overview.gmv, overview.unmatched_orders), (Some(Money(2_000)), 1));
        assert_eq!((overview.payers, overview.paying.denominator), (vec![0], 4));
    }

    #[test]
    fn a_soul_person_was_silent_then_although_they_spoke_later() {
        let made = Fixture::new()
            .group("g")
            .people(2)
            .says("p1", "2026-01-01 10:00", 1)
            .says("p2", "2026-01-20 10:00", 1)
            .says("p1", "2026-02-10 10:00", 1)
            .build();
        let mut project = made.input().project.clone();
        Arc::make_mut(&mut project.members)[0].roles = vec![Role::Soul];
        let input = Input { project: &project, activity: made.input().activity };
        let silent = |to: &str| {
            let scope = Scope::new(input, None, to.parse().ok(), &[]).unwrap();
            let panels = Panels::of(input, &scope);
            let found =
                panels.actions(input, &scope).iter().find(|action| action.kind == ActionKind::SoulSilent);
            found.map(|action| (action.members.clone(), action.value))
        };
        assert_eq!(silent("2026-01-20"), Some((vec![0], 19.0)));
        assert_eq!(silent("2026-01-07"), None, "not yet {SOUL_DAYS} days");
        assert_eq!(silent("2026-02-10"), None);
    }
}
