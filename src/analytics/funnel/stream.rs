//! What happened to each person, in order of time: the events that funnels are laid over.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Hit, Route};
use crate::activity::{Day, LinkKind, day};
use crate::analytics::engagement::{Moves, local_midnight};
use crate::analytics::{Input, Scope};
use crate::model::{BUILT_IN_EVENTS, Event, Funnel, FunnelStep, MessageKind, Order, StepFilter};

/// One dated fact about one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// Member code.
    pub member: u32,
    /// Milliseconds since the epoch.
    pub at: i64,
    /// Code of the event name.
    pub name: u32,
    /// Code of the group it happened in; [`NO_GROUP`] where none is known.
    pub group: u32,
}

/// The group of what happened in none that is known.
pub const NO_GROUP: u32 = u32::MAX;

/// Events under one name that also pass the filters of a step, under a name of their own.
#[derive(Clone, Debug)]
struct Narrowed {
    event: u32,
    name: u32,
    filters: Vec<StepFilter>,
}

/// What a filter can ask of an event.
#[derive(Clone, Copy, Default)]
struct Told<'a> {
    event: Option<&'a Event>,
    order: Option<&'a Order>,
}

/// All facts about people inside a scope, sorted by member and time.
///
/// Built-in names: `joined` (a stay's date, at local midnight; where no stay is written, the later of the two rosters
/// that show the change), `left` (likewise, at the end of the last day), `first_spoke` (first message ever in the
/// scope's groups, to the millisecond), `spoke` (first and last message to the millisecond, every other day with
/// messages at local midnight: the day is known, the hour is not), `ordered` (every order), `renewed` (orders marked
/// as renewals), `invited` (the inviter, when the invitee joins), `replied` (every day with an answer to somebody, at
/// local midnight), `attended` (every event of the project whose name begins so), `sent_text`, `sent_image` and so on
/// (every message of that kind, to the millisecond; see [`MessageKind::of_event`]). Every other name is an event of the
/// project; an event of the project under a built-in name counts too.
///
/// Facts of a group outside the scope are left out; events and orders that name no group always count. Only people
/// count (no staff, bots or shills); aliases count as the member they belong to.
#[derive(Clone, Debug, Default)]
pub struct FactStream {
    facts: Vec<Fact>,
    names: HashMap<String, u32>,
    narrowed: Vec<Narrowed>,
    /// Names that are built in or borne by an event.
    known: HashSet<String>,
}

/// The name under which a step is looked up: its event, and its filters where it has some.
fn step_name(step: &FunnelStep) -> String {
    if step.filters.is_empty() {
        step.event.clone()
    } else {
        format!("{}\u{1}{:?}", step.event, step.filters)
    }
}

impl FactStream {
    /// Gathers the facts of a scope. `spoke`, `replied` and what was sent are left out unless they are among the events
    /// wanted: they are one fact a day and person, and one a message.
    pub fn gather<'n>(input: Input<'_>, scope: &Scope, wanted: impl Iterator<Item = &'n str>) -> Self {
        Self::default().gathered(input, scope, &wanted.collect())
    }

    /// Gathers what these funnels ask for.
    pub fn gather_for(input: Input<'_>, scope: &Scope, funnels: &[Funnel]) -> Self {
        let mut stream = Self::default();
        for step in funnels.iter().flat_map(|funnel| &funnel.steps).filter(|step| !step.filters.is_empty()) {
            let (event, name) = (stream.code(&step.event), stream.code(&step_name(step)));
            if !stream.narrowed.iter().any(|known| known.name == name) {
                stream.narrowed.push(Narrowed { event, name, filters: step.filters.clone() });
            }
        }
        let steps = funnels.iter().flat_map(|funnel| &funnel.steps).map(|step| step.event.as_str());
        let excluded = funnels.iter().flat_map(|funnel| &funnel.exclusions).map(|one| one.event.as_str());
        stream.gathered(input, scope, &steps.chain(excluded).collect())
    }

    fn gathered(mut self, input: Input<'_>, scope: &Scope, wanted: &HashSet<&str>) -> Self {
        let stream = &mut self;
        for name in BUILT_IN_EVENTS {
            stream.code(name);
            stream.known.insert(name.to_owned());
        }
        let attended = stream.code("attended");
        for event in input.project.events.iter() {
            let code = stream.code(&event.name);
            if !stream.known.contains(&event.name) {
                stream.known.insert(event.name.clone());
            }
            let told = Told { event: Some(event), order: None };
            stream.stated(input, scope, code, &event.member, event.group.as_ref(), event.at.0, told);
            if code != attended && event.name.starts_with("attended") {
                stream.stated(input, scope, attended, &event.member, event.group.as_ref(), event.at.0, told);
            }
        }
        let (ordered, renewed) = (stream.code("ordered"), stream.code("renewed"));
        for order in input.project.orders.iter() {
            let told = Told { event: None, order: Some(order) };
            stream.stated(input, scope, ordered, &order.member, order.group.as_ref(), order.at.0, told);
            if order.renewal {
                stream.stated(input, scope, renewed, &order.member, order.group.as_ref(), order.at.0, told);
            }
        }
        stream.moves(input, scope);
        stream.words(input, scope, wanted.contains("spoke"));
        if wanted.contains("replied") {
            stream.replies(input, scope);
        }
        let mut kinds = [None; MessageKind::ALL.len()];
        for event in wanted {
            if let Some(kind) = MessageKind::of_event(event) {
                kinds[kind as usize] = Some(stream.code(event));
            }
        }
        if kinds.iter().any(Option::is_some) {
            stream.lines(input, scope, &kinds);
        }
        let zone = input.project.time_zone;
        let (begin, end) =
            (local_midnight(zone, scope.from), local_midnight(zone, scope.to.saturating_add(1)));
        stream.facts.retain(|fact| (begin..end).contains(&fact.at) && input.counts(fact.member));
        stream.facts.sort_unstable();
        stream.facts.dedup_by_key(|fact| (fact.member, fact.at, fact.name));
        self
    }

    /// Adds a fact, and once more under the name of every filtered step that it passes.
    fn add(&mut self, input: Input<'_>, fact: Fact, told: Told<'_>) {
        self.facts.push(fact);
        self.add_narrowed(input, fact, told);
    }

    fn add_narrowed(&mut self, input: Input<'_>, fact: Fact, told: Told<'_>) {
        for narrowed in self.narrowed.iter().filter(|narrowed| narrowed.event == fact.name) {
            let passes = narrowed.filters.iter().all(|filter| match filter {
                StepFilter::Group(group) => input.activity.groups.find(group) == Some(fact.group),
                StepFilter::Property(key, value) => {
                    told.event.is_some_and(|event| event.properties.get(key) == Some(value))
                }
                StepFilter::Product(product) => told.order.is_some_and(|order| order.product == *product),
                StepFilter::Tier(tier) => told.order.is_some_and(|order| order.tier.as_ref() == Some(tier)),
                StepFilter::AtLeast(least) => told.order.is_some_and(|order| order.amount >= *least),
            });
            if passes {
                self.facts.push(Fact { name: narrowed.name, ..fact });
            }
        }
    }

    /// True when the name is built in or an event of the project bears it.
    pub fn knows(&self, name: &str) -> bool {
        self.known.contains(name) || MessageKind::of_event(name).is_some()
    }

    /// The facts as hits of a funnel whose steps are the events named, one slice a person in `bounds`.
    ///
    /// Facts that match no step are kept when `foreign` says so (strict funnels need them).
    pub fn hits<'n>(&self, steps: impl Iterator<Item = &'n str>, foreign: bool) -> PersonHits {
        self.hits_without(steps.enumerate(), std::iter::empty(), foreign)
    }

    /// The facts as hits of a funnel, with its filters and exclusions.
    pub fn hits_of(&self, funnel: &Funnel) -> PersonHits {
        let route = Route::of(funnel);
        let names: Vec<(usize, String)> = funnel
            .steps
            .iter()
            .enumerate()
            .filter_map(|(step, what)| Some((route.bit(step)?, step_name(what))))
            .collect();
        let excluded = funnel.exclusions.iter().map(|exclusion| exclusion.event.as_str());
        let strict = funnel.order == crate::model::StepOrder::Strict;
        self.hits_without(names.iter().map(|(bit, name)| (*bit, name.as_str())), excluded, strict)
    }

    fn hits_without<'n>(
        &self,
        steps: impl Iterator<Item = (usize, &'n str)>,
        excluded: impl Iterator<Item = &'n str>,
        foreign: bool,
    ) -> PersonHits {
        let mut masks = vec![0_u64; self.names.len()];
        for (step, name) in steps.filter(|step| step.0 < super::MAX_STEPS) {
            if let Some(&code) = self.names.get(name) {
                masks[code as usize] |= 1 << step;
            }
        }
        let mut exclusions = vec![0_u64; self.names.len()];
        for (bit, name) in excluded.enumerate().take(super::MAX_EXCLUSIONS) {
            if let Some(&code) = self.names.get(name) {
                exclusions[code as usize] |= 1 << bit;
            }
        }
        let mut people = PersonHits::default();
        for fact in &self.facts {
            let steps = masks[fact.name as usize];
            let exclusions = exclusions[fact.name as usize];
            if steps == 0 && exclusions == 0 && !foreign {
                continue;
            }
            if people.members.last() != Some(&fact.member) {
                people.members.push(fact.member);
                people.starts.push(people.hits.len());
            }
            people.hits.push(Hit { at: fact.at, steps, exclusions });
            people.groups.push(fact.group);
        }
        people
    }

    fn code(&mut self, name: &str) -> u32 {
        if let Some(&code) = self.names.get(name) {
            return code;
        }
        let code = self.names.len() as u32;
        self.names.insert(name.to_owned(), code);
        code
    }

    #[expect(clippy::too_many_arguments)]
    fn stated(
        &mut self,
        input: Input<'_>,
        scope: &Scope,
        name: u32,
        member: &crate::model::MemberId,
        group: Option<&crate::model::GroupId>,
        at: i64,
        told: Told<'_>,
    ) {
        let elsewhere = group.is_some_and(|group| {
            let code = input.activity.groups.find(group);
            code.is_none_or(|code| scope.groups.binary_search(&code).is_err())
        });
        if let Some(member) = input.matched(member)
            && !elsewhere
        {
            let group = group.and_then(|group| input.activity.groups.find(group)).unwrap_or(NO_GROUP);
            self.add(input, Fact { member, at, name, group }, told);
        }
    }

    /// Every day on which somebody answered somebody.
    fn replies(&mut self, input: Input<'_>, scope: &Scope) {
        let name = self.code("replied");
        let mut midnights: HashMap<Day, i64> = HashMap::new();
        for &group in &scope.groups {
            let links = input.activity.links_of(group).iter();
            let inside = |link: &&crate::activity::LinkCount| {
                link.kind == LinkKind::Reply && (scope.from..=scope.to).contains(&link.day)
            };
            for link in links.filter(inside) {
                let zone = input.project.time_zone;
                let at = *midnights.entry(link.day).or_insert_with(|| local_midnight(zone, link.day));
                self.add(input, Fact { member: link.from, at, name, group }, Told::default());
            }
        }
    }

    /// Every message of the kinds that have a name.
    fn lines(&mut self, input: Input<'_>, scope: &Scope, names: &[Option<u32>]) {
        for member in 0..input.activity.members.len() as u32 {
            let lines = input.activity.timeline.of(member);
            for line in lines.filter(|line| scope.groups.binary_search(&line.group).is_ok()) {
                let Some(name) = names.get(line.kind as usize).copied().flatten() else { continue };
                self.add(input, Fact { member, at: line.at, name, group: line.group }, Told::default());
            }
        }
    }

    fn moves(&mut self, input: Input<'_>, scope: &Scope) {
        let zone = input.project.time_zone;
        let moves = Moves::of(input, &scope.groups);
        let (joined, left, invited) = (self.code("joined"), self.code("left"), self.code("invited"));
        let mut arrivals = BTreeMap::<u32, Day>::new();
        for arrival in &moves.joined {
            let at = local_midnight(zone, arrival.day);
            let fact = Fact { member: arrival.member, at, name: joined, group: arrival.group };
            self.add(input, fact, Told::default());
            let first = arrivals.entry(arrival.member).or_insert(arrival.day);
            *first = arrival.day.min(*first);
        }
        for departure in &moves.left {
            let at = local_midnight(zone, departure.day.saturating_add(1)) - 1;
            let fact = Fact { member: departure.member, at, name: left, group: departure.group };
            self.add(input, fact, Told::default());
        }
        let mut invite = |inviter: u32, day: Day, group: u32| {
            let fact = Fact { member: inviter, at: local_midnight(zone, day), name: invited, group };
            self.add(input, fact, Told::default());
        };
        for stay in input.project.memberships.iter() {
            let group = input.activity.groups.find(&stay.group);
            let inside = group.is_some_and(|group| scope.groups.binary_search(&group).is_ok());
            let inviter = stay.inviter.as_ref().and_then(|inviter| input.activity.members.find(inviter));
            if let (true, Some(inviter), Some(joined)) = (inside, inviter, stay.joined) {
                invite(inviter, day(joined), group.unwrap_or(NO_GROUP));
            }
        }
        for (code, member) in input.project.members.iter().enumerate() {
            let inviter = member.inviter.as_ref().and_then(|inviter| input.activity.members.find(inviter));
            if let (Some(inviter), Some(&day)) = (inviter, arrivals.get(&(code as u32))) {
                invite(inviter, day, NO_GROUP);
            }
        }
    }

    fn words(&mut self, input: Input<'_>, scope: &Scope, with_spoke: bool) {
        let (first_spoke, spoke) = (self.code("first_spoke"), self.code("spoke"));
        let zone = input.project.time_zone;
        let mut first = BTreeMap::<u32, (i64, u32)>::new();
        for &group in &scope.groups {
            for span in input.activity.spans_of(group) {
                let at = first.entry(span.member).or_insert((span.first.0, group));
                *at = (span.first.0, group).min(*at);
                let in_group = Fact { member: span.member, at: span.first.0, name: first_spoke, group };
                self.add_narrowed(input, in_group, Told::default());
                if with_spoke {
                    for at in [span.first.0, span.last.0] {
                        self.add(
                            input,
                            Fact { member: span.member, at, name: spoke, group },
                            Told::default(),
                        );
                    }
                }
            }
            if !with_spoke {
                continue;
            }
            let (mut today, mut hours) = (Day::MIN, 0..0);
            for cell in input.activity.days_of(group, scope.from, scope.to) {
                if today != cell.day {
                    today = cell.day;
                    hours = local_midnight(zone, today)..local_midnight(zone, today.saturating_add(1));
                }
                let exact = input
                    .activity
                    .span(group, cell.member)
                    .is_some_and(|span| hours.contains(&span.first.0) || hours.contains(&span.last.0));
                if !exact {
                    let fact = Fact { member: cell.member, at: hours.start, name: spoke, group };
                    self.add(input, fact, Told::default());
                }
            }
        }
        self.facts.extend(first.into_iter().map(|(member, (at, group))| Fact {
            member,
            at,
            name: first_spoke,
            group,
        }));
    }
}

/// The hits of all people, one after the other.
#[derive(Clone, Debug, Default)]
pub struct PersonHits {
    members: Vec<u32>,
    starts: Vec<usize>,
    hits: Vec<Hit>,
    /// The group of each hit.
    groups: Vec<u32>,
}

impl PersonHits {
    /// Each person's code, hits and the groups of the hits ([`NO_GROUP`] where none is known), ascending by code.
    pub fn with_groups(&self) -> impl Iterator<Item = (u32, &[Hit], &[u32])> {
        let ends = self.starts.iter().skip(1).copied().chain([self.hits.len()]);
        self.members
            .iter()
            .zip(self.starts.iter().zip(ends))
            .map(|(&member, (&start, end))| (member, &self.hits[start..end], &self.groups[start..end]))
    }

    /// Each person's code and hits, ascending by code.
    pub fn people(&self) -> impl Iterator<Item = (u32, &[Hit])> {
        let ends = self.starts.iter().skip(1).copied().chain([self.hits.len()]);
        self.members
            .iter()
            .zip(self.starts.iter().zip(ends))
            .map(|(&member, (&start, end))| (member, &self.hits[start..end]))
    }
}
