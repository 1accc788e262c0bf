//! A move that is being prepared: which groups close, who is invited where, and what comes along.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{DeclaredTiers, LinkGraph};
use crate::activity::{Day, day};
use crate::analytics::{Input, Population, Scope};
use crate::model::{Money, Timestamp};

/// Links are counted over at least so many days: a group that is to close says little in a month.
const LINK_DAYS: Day = 90;

/// What a move would do. Nothing of it has happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MigrationResult {
    pub closing: Vec<ClosingResult>,
    pub targets: Vec<TargetResult>,
    /// Everyone in the closing groups, once for each of them.
    pub movers: Vec<Mover>,
    /// Whom to ask first: by pulling power; among equals the higher tier.
    pub invitations: Vec<Invitation>,
}

/// One closing group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClosingResult {
    pub group: u32,
    pub into: Option<u32>,
    pub reason: TargetReason,
    pub everyone: bool,
    /// People in it.
    pub people: usize,
    /// Those who are invited somewhere.
    pub invited: usize,
    /// Linked pairs of the last 90 days at least, and those of which both go to the same group.
    pub pairs: usize,
    pub kept_pairs: usize,
    /// Orders of its people up to the end of the scope, in any group, and those of the people invited; `None` when the
    /// project has no orders.
    pub revenue: Option<Money>,
    pub kept_revenue: Option<Money>,
}

/// Why a group is the one to go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TargetReason {
    /// The operator chose it.
    Chosen,
    /// Their links lead there; so many replies and mentions.
    Links(u64),
    /// So many of them are in it already.
    Present(usize),
    /// Nothing leads anywhere; it has most room.
    Room(usize),
    /// There is no group to go to.
    #[default]
    Nowhere,
}

/// One group that people are invited into.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetResult {
    pub group: u32,
    pub before: usize,
    /// People who are not in it yet.
    pub joining: Vec<u32>,
    pub limit: u32,
    /// Who set the limit.
    pub limit_source: String,
    pub tiers_before: DeclaredTiers,
    pub tiers_after: DeclaredTiers,
    /// Distance to the target shares, 0 as recommended; `None` when nobody has a tier.
    pub distance_before: Option<f64>,
    pub distance_after: Option<f64>,
}

impl TargetResult {
    /// People after the move, if all come.
    pub fn after(&self) -> usize {
        self.before + self.joining.len()
    }
}

/// One person of a closing group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mover {
    pub group: u32,
    pub member: u32,
    /// Where they are invited; `None` for those left behind.
    pub into: Option<u32>,
    /// They go another way than their group.
    pub exception: bool,
    /// Spoke within the silence limit.
    pub active: bool,
    /// Is in the target already: nothing to invite.
    pub already: bool,
    /// Ordered something up to the end of the scope.
    pub paid: bool,
    /// People of the group they are linked to.
    pub links: usize,
    pub last_spoke: Option<Timestamp>,
}

/// One invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub member: u32,
    /// The closing group they come from.
    pub group: u32,
    pub into: u32,
    /// Others who are invited and linked with them: who comes when they come.
    pub pull: usize,
    /// Replies and mentions with them.
    pub weight: u64,
}

impl MigrationResult {
    /// People who are invited nowhere.
    pub fn left_behind(&self) -> Vec<u32> {
        let invited: BTreeSet<u32> =
            self.movers.iter().filter(|mover| mover.into.is_some()).map(|mover| mover.member).collect();
        let all: BTreeSet<u32> = self.movers.iter().map(|mover| mover.member).collect();
        all.difference(&invited).copied().collect()
    }
}

/// What the project's plan of a move would do at the end of the scope. Without closing groups the result is empty.
///
/// Where the operator chose no target, it is the group that the people have most links in, else the one most of them are
/// in, else the one with most room. Invited are those who spoke within the silence limit, all where the plan says so,
/// and each exception as it says. Pulling power of a person is the number of other people invited who are linked with
/// them in a closing group.
pub fn migration(input: Input<'_>, scope: &Scope) -> MigrationResult {
    let plan = &input.project.migration;
    let code = |id| input.activity.groups.find::<crate::model::GroupId>(id);
    let closing: Vec<(u32, &crate::model::ClosingGroup)> =
        plan.closing.iter().filter_map(|group| Some((code(&group.group)?, group))).collect();
    if closing.is_empty() {
        return MigrationResult::default();
    }
    let from = scope.from.min(scope.to - LINK_DAYS + 1);
    let mut here = Here { input, at: scope.to, people: HashMap::new() };
    let open: Vec<u32> = open_groups(input)
        .into_iter()
        .filter(|group| !closing.iter().any(|(closes, _)| closes == group))
        .collect();
    let exceptions: HashMap<(u32, u32), Option<u32>> = plan
        .exceptions
        .iter()
        .filter_map(|exception| {
            let member = input.matched(&exception.member)?;
            let into = exception.into.as_ref().and_then(code);
            Some(((code(&exception.group)?, member), into))
        })
        .collect();
    let zone = input.project.time_zone;
    let orders = input.project.orders.iter();
    let orders = orders.filter(|order| day(order.at.local(zone).date()) <= scope.to);
    let payers: BTreeSet<u32> = orders.filter_map(|order| input.matched(&order.member)).collect();
    let mut result = MigrationResult::default();
    let mut graphs = Vec::new();
    for &(group, choice) in &closing {
        let people = here.of(group).to_vec();
        let chosen = choice.into.as_ref().and_then(code).filter(|into| open.contains(into));
        let (into, reason) = match chosen {
            Some(into) => (Some(into), TargetReason::Chosen),
            None => best_target(&mut here, &open, &people, from),
        };
        let graph = LinkGraph::among(input, group, from, scope.to, people.clone());
        let degrees = graph.degrees();
        let silence = Day::try_from(input.project.thresholds.silent_days.value).unwrap_or(Day::MAX);
        let since = scope.to.saturating_sub(silence).saturating_add(1);
        let spoke: BTreeSet<u32> =
            input.activity.days_of(group, since, scope.to).iter().map(|cell| cell.member).collect();
        let first = result.movers.len();
        for (place, &member) in people.iter().enumerate() {
            let exception = exceptions.get(&(group, member)).copied();
            let active = spoke.contains(&member);
            let into = match exception {
                Some(into) => into.filter(|into| open.contains(into)),
                None => into.filter(|_| active || choice.everyone),
            };
            result.movers.push(Mover {
                group,
                member,
                into,
                exception: exception.is_some(),
                active,
                already: into.is_some_and(|into| here.of(into).binary_search(&member).is_ok()),
                paid: payers.contains(&member),
                links: degrees[place],
                last_spoke: input.activity.span(group, member).map(|span| span.last),
            });
        }
        let movers = &result.movers[first..];
        let kept = |pair: &&super::LinkedPair| {
            let (a, b) = (movers[pair.a as usize].into, movers[pair.b as usize].into);
            a.is_some() && a == b
        };
        let revenue = |wanted: &dyn Fn(&Mover) -> bool| {
            let people: BTreeSet<u32> =
                movers.iter().filter(|mover| wanted(mover)).map(|mover| mover.member).collect();
            revenue(input, scope.to, &people)
        };
        result.closing.push(ClosingResult {
            group,
            into,
            reason,
            everyone: choice.everyone,
            people: people.len(),
            invited: movers.iter().filter(|mover| mover.into.is_some()).count(),
            pairs: graph.pairs.len(),
            kept_pairs: graph.pairs.iter().filter(kept).count(),
            revenue: revenue(&|_| true),
            kept_revenue: revenue(&|mover| mover.into.is_some()),
        });
        graphs.push(graph);
    }
    result.targets = targets(&mut here, &result.movers);
    result.invitations = invitations(&result.movers, &graphs);
    let tier = |member: u32| input.project.members.get(member as usize).and_then(|member| member.tier);
    result.invitations.sort_by_key(|ask| {
        let tier = tier(ask.member);
        (Reverse((ask.pull, ask.weight)), tier.is_none(), tier, ask.member)
    });
    result
}

/// Groups that are not closed.
pub fn open_groups(input: Input<'_>) -> Vec<u32> {
    let groups = 0..input.activity.groups.len() as u32;
    groups
        .filter(|&group| input.project.groups.get(group as usize).is_none_or(|group| group.closed.is_none()))
        .collect()
}

/// People by group, each group looked up once.
struct Here<'a> {
    input: Input<'a>,
    at: Day,
    people: HashMap<u32, Vec<u32>>,
}

impl Here<'_> {
    fn of(&mut self, group: u32) -> &[u32] {
        let (input, at) = (self.input, self.at);
        self.people.entry(group).or_insert_with(|| Population::of(input, group, at).people)
    }
}

fn best_target(here: &mut Here<'_>, open: &[u32], people: &[u32], from: Day) -> (Option<u32>, TargetReason) {
    let (input, to) = (here.input, here.at);
    let is_one = |member: u32| people.binary_search(&member).is_ok();
    let links = |group: u32| -> u64 {
        let links = input.activity.links_of(group).iter();
        let near = links.filter(|link| (from..=to).contains(&link.day));
        near.filter(|link| is_one(link.from) || is_one(link.to)).map(|link| u64::from(link.count)).sum()
    };
    let most = |score: &mut dyn FnMut(u32) -> u64| {
        let scored = open.iter().map(|&group| (score(group), group));
        scored.max_by_key(|&(score, group)| (score, Reverse(group))).filter(|(score, _)| *score > 0)
    };
    if let Some((links, group)) = most(&mut |group| links(group)) {
        return (Some(group), TargetReason::Links(links));
    }
    let mut present = |group: u32| here.of(group).iter().filter(|&&member| is_one(member)).count() as u64;
    if let Some((count, group)) = most(&mut present) {
        return (Some(group), TargetReason::Present(count as usize));
    }
    let mut room = |group: u32| {
        let people = here.of(group).len() as u64;
        u64::from(limit(input, group).0).saturating_sub(people)
    };
    match most(&mut room) {
        Some((room, group)) => (Some(group), TargetReason::Room(room as usize)),
        None => (None, TargetReason::Nowhere),
    }
}

/// The size limit of a group, and who says so.
fn limit(input: Input<'_>, group: u32) -> (u32, String) {
    let limits = &input.project.thresholds;
    let declared = input.project.groups.get(group as usize);
    let limit = declared.map_or_else(|| limits.size_c.clone(), |group| limits.size_limit(group));
    (limit.value, limit.source)
}

/// Orders of people up to a day; `None` when the project has no orders.
fn revenue(input: Input<'_>, to: Day, people: &BTreeSet<u32>) -> Option<Money> {
    let zone = input.project.time_zone;
    let orders = input.project.orders.iter();
    let theirs = orders
        .filter(|order| input.matched(&order.member).is_some_and(|member| people.contains(&member)))
        .filter(|order| day(order.at.local(zone).date()) <= to);
    (!input.project.orders.is_empty()).then(|| theirs.map(|order| order.amount).sum())
}

fn targets(here: &mut Here<'_>, movers: &[Mover]) -> Vec<TargetResult> {
    let input = here.input;
    let mut joining: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for mover in movers {
        if let Some(into) = mover.into {
            let people = joining.entry(into).or_default();
            if !mover.already {
                people.insert(mover.member);
            }
        }
    }
    let wanted = input.project.thresholds.tiers.value;
    joining
        .into_iter()
        .map(|(group, joining)| {
            let mut people = here.of(group).to_vec();
            let before = people.len();
            let tiers_before = DeclaredTiers::of(input, &people);
            people.extend(&joining);
            let tiers_after = DeclaredTiers::of(input, &people);
            let (limit, limit_source) = limit(input, group);
            TargetResult {
                group,
                before,
                joining: joining.into_iter().collect(),
                limit,
                limit_source,
                tiers_before,
                tiers_after,
                distance_before: tiers_before.distance(wanted),
                distance_after: tiers_after.distance(wanted),
            }
        })
        .collect()
}

/// One invitation a person and group, in no order yet.
fn invitations(movers: &[Mover], graphs: &[LinkGraph]) -> Vec<Invitation> {
    let invited: BTreeSet<u32> =
        movers.iter().filter(|mover| mover.into.is_some()).map(|mover| mover.member).collect();
    let mut linked: HashMap<u32, (BTreeSet<u32>, u64)> = HashMap::new();
    for graph in graphs {
        for pair in &graph.pairs {
            let (a, b) = (graph.members[pair.a as usize], graph.members[pair.b as usize]);
            if invited.contains(&a) && invited.contains(&b) {
                for (one, other) in [(a, b), (b, a)] {
                    let entry = linked.entry(one).or_default();
                    entry.0.insert(other);
                    entry.1 += pair.weight();
                }
            }
        }
    }
    let mut asked: BTreeSet<(u32, u32)> = BTreeSet::new();
    movers
        .iter()
        .filter(|mover| !mover.already)
        .filter_map(|mover| {
            let into = mover.into?;
            let (pull, weight) =
                linked.get(&mover.member).map_or((0, 0), |(others, weight)| (others.len(), *weight));
            asked.insert((mover.member, into)).then_some(Invitation {
                member: mover.member,
                group: mover.group,
                into,
                pull,
                weight,
            })
        })
        .collect()
}

#[cfg(test)]
#[path = "migration_tests.rs"]
mod tests;
