//! What a project says that cannot be so, as warnings: it can still be worked with.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::hash::Hash;

use chrono::NaiveDate;
use rayon::slice::ParallelSliceMut as _;

use super::validate_duty::{rota_of, shifts_of};
use super::{Document, Warning, WarningKind as Kind};
use crate::model::{AccountId, Axis, BUILT_IN_EVENTS, GroupId, MemberId, MessageKind, Project, StepFilter};

/// Warnings of one kind that are listed one by one; the rest are counted.
const LISTED: usize = 50;

/// Everything odd in a document, in its order; empty when nothing is. Time grows with the size of the tables.
///
/// Of each kind at most 50 are listed; then one line without a path says how many more there are. Where an id stands
/// twice in a table, the first counts. An alias of a member is a known member.
pub fn validate(document: &Document) -> Vec<Warning> {
    let ids = &document.log.ids;
    let mut twice = Vec::new();
    if !ids.is_sorted_by(|a, b| a < b) {
        let mut sorted = ids.clone();
        sorted.par_sort_unstable();
        twice.extend(sorted.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]));
    }
    validate_counted(&document.project, document.log.groups.names(), &twice)
}

/// As [`validate`], of a project whose log is not in memory: `groups` are those that it names, `twice` the message ids
/// that stand more than once, once for each further time.
pub fn validate_counted(project: &Project, groups_of_log: &[String], twice: &[u64]) -> Vec<Warning> {
    let known = Known::of(project);
    let mut found = Found::default();
    accounts(project, &known, &mut found);
    groups(project, &known, &mut found);
    members(project, &known, &mut found);
    memberships(project, &known, &mut found);
    rosters(project, &known, &mut found);
    events_and_orders(project, &known, &mut found);
    mappings(project, &known, &mut found);
    funnels(project, &known, &mut found);
    found.unique("prices", project.prices.iter().map(|tier| tier.name.as_str()));
    for (index, line) in project.budget.iter().enumerate() {
        if let Some(group) = &line.group {
            known.group(group, || format!("budget[{index}].group"), &mut found);
        }
        found.range(
            line.planned.0 >= 0 && line.spent.is_none_or(|spent| spent.0 >= 0),
            || format!("budget[{index}]"),
            || "money planned or spent cannot be less than nothing".to_owned(),
        );
    }
    for (index, activity) in project.activities.iter().enumerate() {
        let path = || format!("activities[{index}]");
        known.groups(&activity.groups, &path, &mut found);
        found.order(Some(activity.from), activity.to, || format!("{}.to", path()));
    }
    for (index, rota) in project.rotas.iter().enumerate() {
        rota_of(rota, index, &known, &mut found);
    }
    for (index, week) in project.shifts.iter().enumerate() {
        shifts_of(week, index, &known, &mut found);
    }
    decisions(project, &known, &mut found);
    thresholds(project, &mut found);
    messages(groups_of_log, twice, &known, &mut found);
    found.finish()
}

#[derive(Default)]
pub(super) struct Found {
    warnings: Vec<Warning>,
    counts: Vec<(Kind, usize)>,
}

impl Found {
    pub(super) fn add(
        &mut self,
        kind: Kind,
        path: impl FnOnce() -> String,
        message: impl FnOnce() -> String,
    ) {
        let at = self.counts.iter().position(|(known, _)| *known == kind).unwrap_or_else(|| {
            self.counts.push((kind, 0));
            self.counts.len() - 1
        });
        self.counts[at].1 += 1;
        if self.counts[at].1 <= LISTED {
            self.warnings.push(Warning { kind, path: path(), message: message() });
        }
    }

    /// Warns where a day lies before the one it must follow.
    pub(super) fn order(
        &mut self,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        path: impl FnOnce() -> String,
    ) {
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.add(Kind::EndsBeforeStart, path, || format!("ends on {to}, before it begins on {from}"));
        }
    }

    /// Warns of every id that stands twice.
    fn unique<'a, T: 'a + ?Sized + Eq + Hash + Display>(
        &mut self,
        table: &str,
        ids: impl Iterator<Item = &'a T>,
    ) {
        let mut first: HashMap<&T, usize> = HashMap::new();
        for (index, id) in ids.enumerate() {
            let at = *first.entry(id).or_insert(index);
            if at != index {
                self.add(
                    Kind::DuplicateId,
                    || format!("{table}[{index}].id"),
                    || format!("`{id}` is already {table}[{at}]; the first one counts"),
                );
            }
        }
    }

    pub(super) fn range(
        &mut self,
        fits: bool,
        path: impl FnOnce() -> String,
        message: impl FnOnce() -> String,
    ) {
        if !fits {
            self.add(Kind::OutOfRange, path, message);
        }
    }

    fn finish(mut self) -> Vec<Warning> {
        for (kind, count) in self.counts {
            if let Some(more) = count.checked_sub(LISTED).filter(|more| *more > 0) {
                let message = format!("and {more} more of this kind");
                self.warnings.push(Warning { kind, path: String::new(), message });
            }
        }
        self.warnings
    }
}

/// Ids that references may name.
pub(super) struct Known<'a> {
    members: HashSet<&'a MemberId>,
    groups: HashSet<&'a GroupId>,
    accounts: HashSet<&'a AccountId>,
}

impl<'a> Known<'a> {
    fn of(project: &'a Project) -> Self {
        let members = project.members.iter();
        Self {
            members: members.flat_map(|member| std::iter::once(&member.id).chain(&member.aliases)).collect(),
            groups: project.groups.iter().map(|group| &group.id).collect(),
            accounts: project.accounts.iter().map(|account| &account.id).collect(),
        }
    }

    pub(super) fn member(&self, id: &MemberId, path: impl FnOnce() -> String, found: &mut Found) {
        if !self.members.contains(id) {
            found.add(Kind::UnknownMember, path, || match id.is_empty() {
                true => "nobody is named here".to_owned(),
                false => format!("there is no member `{id}`"),
            });
        }
    }

    pub(super) fn group(&self, id: &GroupId, path: impl FnOnce() -> String, found: &mut Found) {
        if !self.groups.contains(id) {
            found.add(Kind::UnknownGroup, path, || format!("there is no group `{id}`"));
        }
    }

    pub(super) fn groups(&self, ids: &[GroupId], path: &dyn Fn() -> String, found: &mut Found) {
        for (index, id) in ids.iter().enumerate() {
            self.group(id, || format!("{}.groups[{index}]", path()), found);
        }
    }

    fn account(&self, id: Option<&AccountId>, path: impl FnOnce() -> String, found: &mut Found) {
        if let Some(id) = id.filter(|id| !self.accounts.contains(id)) {
            found.add(Kind::UnknownAccount, path, || format!("there is no account `{id}`"));
        }
    }
}

/// The first entry of each circle in which following `next` leads back; entries that lead to themselves are left out.
fn circles(next: &[Option<usize>]) -> Vec<usize> {
    let mut seen_in = vec![usize::MAX; next.len()];
    let mut starts = Vec::new();
    for start in 0..next.len() {
        let mut at = start;
        while seen_in[at] == usize::MAX {
            seen_in[at] = start;
            match next[at] {
                Some(to) if to != at => at = to,
                _ => break,
            }
        }
        let closes = seen_in[at] == start && next[at].is_some_and(|to| to != at && seen_in[to] == start);
        if closes {
            let mut least = at;
            let mut step = next[at];
            while let Some(to) = step.filter(|to| *to != at) {
                least = least.min(to);
                step = next[to];
            }
            starts.push(least);
        }
    }
    starts
}

fn accounts(project: &Project, known: &Known<'_>, found: &mut Found) {
    found.unique("accounts", project.accounts.iter().map(|account| &account.id));
    let place: HashMap<&AccountId, usize> =
        project.accounts.iter().enumerate().rev().map(|(index, account)| (&account.id, index)).collect();
    let mut parents = Vec::with_capacity(project.accounts.len());
    for (index, account) in project.accounts.iter().enumerate() {
        let path = || format!("accounts[{index}].parent");
        known.account(account.parent.as_ref(), path, found);
        let parent = account.parent.as_ref().and_then(|parent| place.get(parent).copied());
        if parent == Some(index) {
            found.add(Kind::DanglingReference, path, || "an account cannot hang under itself".to_owned());
        }
        parents.push(parent);
    }
    for index in circles(&parents) {
        let path = || format!("accounts[{index}].parent");
        found.add(Kind::DanglingReference, path, || "following the parents leads back here".to_owned());
    }
}

fn groups(project: &Project, known: &Known<'_>, found: &mut Found) {
    found.unique("groups", project.groups.iter().map(|group| &group.id));
    for (index, group) in project.groups.iter().enumerate() {
        known.account(group.account.as_ref(), || format!("groups[{index}].account"), found);
        found.order(group.created, group.closed, || format!("groups[{index}].closed"));
    }
}

fn members(project: &Project, known: &Known<'_>, found: &mut Found) {
    found.unique("members", project.members.iter().map(|member| &member.id));
    let mut place: HashMap<&MemberId, usize> = HashMap::with_capacity(project.members.len());
    for (index, member) in project.members.iter().enumerate() {
        place.entry(&member.id).or_insert(index);
    }
    for (index, member) in project.members.iter().enumerate() {
        for (nth, alias) in member.aliases.iter().enumerate() {
            let at = *place.entry(alias).or_insert(index);
            if at != index || *alias == member.id {
                found.add(
                    Kind::DuplicateId,
                    || format!("members[{index}].aliases[{nth}]"),
                    || format!("`{alias}` already stands for members[{at}]; the first one counts"),
                );
            }
        }
    }
    let mut inviters = Vec::with_capacity(project.members.len());
    for (index, member) in project.members.iter().enumerate() {
        let path = || format!("members[{index}].inviter");
        let mut by = None;
        if let Some(inviter) = &member.inviter {
            known.member(inviter, path, found);
            by = place.get(inviter).copied();
            if by == Some(index) {
                found.add(Kind::SelfInvite, path, || {
                    format!("`{}` cannot have invited themselves", member.id)
                });
            }
        }
        inviters.push(by);
    }
    for index in circles(&inviters) {
        found.add(
            Kind::InviterCycle,
            || format!("members[{index}].inviter"),
            || "following the inviters leads back here".to_owned(),
        );
    }
}

fn memberships(project: &Project, known: &Known<'_>, found: &mut Found) {
    for (index, stay) in project.memberships.iter().enumerate() {
        let path = |field: &str| format!("memberships[{index}].{field}");
        known.group(&stay.group, || path("group"), found);
        known.member(&stay.member, || path("member"), found);
        if let Some(inviter) = &stay.inviter {
            known.member(inviter, || path("inviter"), found);
            if *inviter == stay.member {
                let message = || format!("`{inviter}` cannot have invited themselves");
                found.add(Kind::SelfInvite, || path("inviter"), message);
            }
        }
        found.order(stay.joined, stay.left, || path("left"));
    }
}

fn rosters(project: &Project, known: &Known<'_>, found: &mut Found) {
    let mut first: HashMap<(&GroupId, NaiveDate), usize> = HashMap::new();
    for (index, roster) in project.rosters.iter().enumerate() {
        known.group(&roster.group, || format!("rosters[{index}].group"), found);
        let at = *first.entry((&roster.group, roster.date)).or_insert(index);
        if at != index {
            let message = || format!("rosters[{at}] is of the same group and day; the first one counts");
            found.add(Kind::DuplicateId, || format!("rosters[{index}]"), message);
        }
        let mut listed: HashSet<&MemberId> = HashSet::with_capacity(roster.members.len());
        for (nth, member) in roster.members.iter().enumerate() {
            let path = || format!("rosters[{index}].members[{nth}]");
            known.member(member, path, found);
            if !listed.insert(member) {
                found.add(Kind::DuplicateId, path, || format!("`{member}` stands twice in this roster"));
            }
        }
    }
}

fn events_and_orders(project: &Project, known: &Known<'_>, found: &mut Found) {
    let mut unmatched = Unmatched::default();
    for (index, event) in project.events.iter().enumerate() {
        if let Some(group) = &event.group {
            known.group(group, || format!("events[{index}].group"), found);
        }
        if unmatched.is_one(&event.member, &event.who, || format!("events[{index}].who")) {
            continue;
        }
        known.member(&event.member, || format!("events[{index}].member"), found);
    }
    unmatched.tell("events", found);
    found.unique("orders", project.orders.iter().map(|order| order.id.as_str()));
    for (index, mark) in project.marks.iter().enumerate() {
        known.member(&mark.member, || format!("marks[{index}].member"), found);
    }
    for (index, decision) in project.silent_decisions.iter().enumerate() {
        known.member(&decision.member, || format!("silent_decisions[{index}].member"), found);
    }
    let mut unmatched = Unmatched::default();
    for (index, order) in project.orders.iter().enumerate() {
        if let Some(group) = &order.group {
            known.group(group, || format!("orders[{index}].group"), found);
        }
        if !unmatched.is_one(&order.member, &order.buyer, || format!("orders[{index}].buyer")) {
            known.member(&order.member, || format!("orders[{index}].member"), found);
        }
    }
    unmatched.tell("orders", found);
}

/// Rows of sheets whose person is known by a text only.
#[derive(Default)]
struct Unmatched {
    first: Option<String>,
    count: usize,
}

impl Unmatched {
    fn is_one(&mut self, member: &MemberId, text: &Option<String>, path: impl FnOnce() -> String) -> bool {
        let is = member.is_empty() && text.is_some();
        if is {
            self.count += 1;
            self.first.get_or_insert_with(path);
        }
        is
    }

    fn tell(self, table: &str, found: &mut Found) {
        let count = self.count;
        if let Some(first) = self.first {
            found.add(
                Kind::Unmatched,
                || first,
                || format!("{count} {table} name somebody who is matched with no member"),
            );
        }
    }
}

fn mappings(project: &Project, known: &Known<'_>, found: &mut Found) {
    for (index, mapping) in project.mappings.iter().enumerate() {
        let path = || format!("mappings[{index}].columns");
        found.range(mapping.columns.len() == mapping.headings.len(), path, || {
            format!("{} columns for {} headings", mapping.columns.len(), mapping.headings.len())
        });
        for role in mapping.columns.iter().filter(|role| !mapping.purpose.allows(role)) {
            let message = || format!("a table of {} has no column `{role}`", mapping.purpose.word());
            found.range(false, path, message);
        }
        if let Some(group) = &mapping.group {
            known.group(group, || format!("mappings[{index}].group"), found);
        }
    }
}

fn funnels(project: &Project, known: &Known<'_>, found: &mut Found) {
    let events: HashSet<&str> =
        project.events.iter().map(|event| event.name.as_str()).chain(BUILT_IN_EVENTS).collect();
    let named = |name: &str, path: String, found: &mut Found| {
        if !events.contains(name) && MessageKind::of_event(name).is_none() {
            let message = || format!("nothing in the project is an event `{name}`");
            found.add(Kind::DanglingReference, || path, message);
        }
    };
    found.unique("funnels", project.funnels.iter().map(|funnel| &funnel.id));
    for (index, funnel) in project.funnels.iter().enumerate() {
        if funnel.steps.is_empty() {
            let message = || format!("the funnel `{}` has no steps", funnel.id);
            found.add(Kind::NoSteps, || format!("funnels[{index}].steps"), message);
        }
        found.range(
            funnel.window_days.is_finite() && funnel.window_days > 0.0,
            || format!("funnels[{index}].window_days"),
            || "a window must be longer than nothing".to_owned(),
        );
        for (step, what) in funnel.steps.iter().enumerate() {
            named(&what.event, format!("funnels[{index}].steps[{step}].event"), found);
            for (nth, filter) in what.filters.iter().enumerate() {
                if let StepFilter::Group(group) = filter {
                    let path = || format!("funnels[{index}].steps[{step}].filters[{nth}]");
                    known.group(group, path, found);
                }
            }
        }
        for (step, _) in funnel.steps.iter().enumerate().filter(|(_, step)| step.optional) {
            found.range(
                step > 0 && step + 1 < funnel.steps.len(),
                || format!("funnels[{index}].steps[{step}].optional"),
                || "the first and the last step cannot be skipped".to_owned(),
            );
        }
        for (nth, exclusion) in funnel.exclusions.iter().enumerate() {
            let path = format!("funnels[{index}].exclusions[{nth}]");
            found.range(
                exclusion.from < exclusion.to && exclusion.to < funnel.steps.len(),
                || path.clone(),
                || "an exclusion runs from an earlier to a later step, counted from 0".to_owned(),
            );
            named(&exclusion.event, format!("{path}.event"), found);
        }
    }
    found.unique("experiments", project.experiments.iter().map(|experiment| &experiment.id));
    for (index, experiment) in project.experiments.iter().enumerate() {
        let path = |field: &str| format!("experiments[{index}].{field}");
        if experiment.arms.is_empty() {
            named(&experiment.exposure, path("exposure"), found);
        }
        found.range(experiment.arms.len() != 1, || path("arms"), || "one arm compares nothing".to_owned());
        for (nth, arm) in experiment.arms.iter().enumerate() {
            known.groups(&arm.groups, &|| path(&format!("arms[{nth}]")), found);
        }
        named(&experiment.goal, format!("experiments[{index}].goal"), found);
    }
}

/// The plan, the scores and the move under preparation.
fn decisions(project: &Project, known: &Known<'_>, found: &mut Found) {
    for (index, item) in project.plan.iter().enumerate() {
        if let Some(group) = &item.group {
            known.group(group, || format!("plan[{index}].group"), found);
        }
        for (nth, member) in item.people.iter().enumerate() {
            known.member(member, || format!("plan[{index}].people[{nth}]"), found);
        }
    }
    for (index, entry) in project.time_log.iter().enumerate() {
        known.member(&entry.member, || format!("time_log[{index}].member"), found);
    }
    for (index, audit) in project.audits.iter().enumerate() {
        known.group(&audit.group, || format!("audits[{index}].group"), found);
        for (nth, score) in audit.scores.iter().enumerate() {
            let path = || format!("audits[{index}].scores[{nth}].score");
            let message = || format!("scores go from 0 to {}, not to {}", Axis::MOST, score.score);
            found.range(score.score <= Axis::MOST, path, message);
        }
    }
    for (index, closing) in project.migration.closing.iter().enumerate() {
        let path = |field: &str| format!("migration.closing[{index}].{field}");
        known.group(&closing.group, || path("group"), found);
        if let Some(into) = &closing.into {
            known.group(into, || path("into"), found);
        }
    }
    for (index, exception) in project.migration.exceptions.iter().enumerate() {
        let path = |field: &str| format!("migration.exceptions[{index}].{field}");
        known.group(&exception.group, || path("group"), found);
        known.member(&exception.member, || path("member"), found);
        if let Some(into) = &exception.into {
            known.group(into, || path("into"), found);
        }
    }
}

fn thresholds(project: &Project, found: &mut Found) {
    let limits = &project.thresholds;
    let share = |value: f64| (0.0..=1.0).contains(&value);
    let band = |(low, high): (f64, f64)| share(low) && share(high) && low <= high;
    let (core, middle, ordinary) = limits.tiers.value;
    for (name, fits) in [
        ("active_rate", band(limits.active_rate.value)),
        ("active_rate_qq", band(limits.active_rate_qq.value)),
        ("tiers", share(core) && share(middle) && share(ordinary)),
        ("dead_active_rate", share(limits.dead_active_rate.value)),
        ("core_linked_share", share(limits.core_linked_share.value)),
        ("junk_link_share", share(limits.junk_link_share.value)),
        ("service_share", share(limits.service_share.value)),
        ("selling_share", share(limits.selling_share.value)),
        ("handed_over", share(limits.handed_over.value)),
    ] {
        let message = || "shares lie between 0 and 1, the lower edge first".to_owned();
        found.range(fits, || format!("thresholds.{name}"), message);
    }
}

fn messages(groups: &[String], twice: &[u64], known: &Known<'_>, found: &mut Found) {
    for group in groups {
        known.group(&GroupId(group.clone()), || "messages".to_owned(), found);
    }
    for id in twice {
        found.add(
            Kind::DuplicateId,
            || "messages".to_owned(),
            || format!("the message id {id} stands twice"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Member;

    #[test]
    fn circles_are_found_once_each_and_tails_are_not() {
        // 0 -> 1 -> 2 -> 1, 3 -> 3, 4 -> 5 -> 4, 6 -> nobody
        let next = [Some(1), Some(2), Some(1), Some(3), Some(5), Some(4), None];
        assert_eq!(circles(&next), [1, 4]);
    }

    #[test]
    fn a_flood_of_warnings_is_counted_not_listed() {
        let mut document = Document::new("x");
        let member = |index: usize| Member {
            id: MemberId(format!("m{index}")),
            inviter: Some("gone".into()),
            ..Member::default()
        };
        document.project.members = std::sync::Arc::new((0..1000).map(member).collect());
        let warnings = validate(&document);
        assert_eq!(warnings.len(), LISTED + 1);
        assert_eq!(warnings[LISTED].message, "and 950 more of this kind");
    }
}
