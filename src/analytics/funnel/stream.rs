//! What happened to each person, in order of time: the events that funnels are laid over.

use std::collections::{BTreeMap, HashMap};

use super::Hit;
use crate::activity::{Day, day};
use crate::analytics::engagement::{Moves, local_midnight};
use crate::analytics::{Input, Scope};
use crate::model::MessageKind;

/// The names the product gives to what it knows by itself.
const BUILT_IN: [&str; 7] = ["joined", "first_spoke", "spoke", "ordered", "renewed", "invited", "left"];

/// One dated fact about one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// Member code.
    pub member: u32,
    /// Milliseconds since the epoch.
    pub at: i64,
    /// Code of the event name.
    pub name: u32,
}

/// All facts about people inside a scope, sorted by member and time.
///
/// Built-in names: `joined` (a stay's date, at local midnight; where no stay is written, the later of the two rosters
/// that show the change), `left` (likewise, at the end of the last day), `first_spoke` (first message ever in the
/// scope's groups, to the millisecond), `spoke` (first and last message to the millisecond, every other day with
/// messages at local midnight: the day is known, the hour is not), `ordered` (every order), `renewed` (orders marked
/// as renewals), `invited` (the inviter, when the invitee joins), `sent_text`, `sent_image` and so on (every message of
/// that kind, to the millisecond; see [`MessageKind::of_event`]). Every other name is an event of the project; an event of the
/// project under a built-in name counts too.
///
/// Facts of a group outside the scope are left out; events and orders that name no group always count. Only people
/// count (no staff, bots or shills); aliases count as the member they belong to.
#[derive(Clone, Debug, Default)]
pub struct FactStream {
    facts: Vec<Fact>,
    names: HashMap<String, u32>,
}

impl FactStream {
    /// Gathers the facts of a scope. `spoke` and what was sent are left out unless they are among the events wanted:
    /// they are one fact a day and person, and one a message.
    pub fn gather<'n>(input: Input<'_>, scope: &Scope, wanted: impl Iterator<Item = &'n str>) -> Self {
        let mut stream = Self::default();
        let (mut with_spoke, mut kinds) = (false, [None; MessageKind::ALL.len()]);
        for event in wanted {
            with_spoke |= event == "spoke";
            if let Some(kind) = MessageKind::of_event(event) {
                kinds[kind as usize] = Some(stream.code(event));
            }
        }
        for name in BUILT_IN {
            stream.code(name);
        }
        for event in input.project.events.iter() {
            let code = stream.code(&event.name);
            stream.stated(input, scope, code, &event.member, event.group.as_ref(), event.at.0);
        }
        let (ordered, renewed) = (stream.code("ordered"), stream.code("renewed"));
        for order in input.project.orders.iter() {
            stream.stated(input, scope, ordered, &order.member, order.group.as_ref(), order.at.0);
            if order.renewal {
                stream.stated(input, scope, renewed, &order.member, order.group.as_ref(), order.at.0);
            }
        }
        stream.moves(input, scope);
        stream.words(input, scope, with_spoke);
        if kinds.iter().any(Option::is_some) {
            stream.lines(input, scope, &kinds);
        }
        let zone = input.project.time_zone;
        let (begin, end) =
            (local_midnight(zone, scope.from), local_midnight(zone, scope.to.saturating_add(1)));
        stream.facts.retain(|fact| (begin..end).contains(&fact.at) && input.counts(fact.member));
        stream.facts.sort_unstable();
        stream.facts.dedup();
        stream
    }

    /// True when the name is built in or an event of the project bears it.
    pub fn knows(&self, name: &str) -> bool {
        self.names.contains_key(name) || MessageKind::of_event(name).is_some()
    }

    /// The facts as hits of a funnel whose steps are the events named, one slice a person in `bounds`.
    ///
    /// Facts that match no step are kept when `foreign` says so (strict funnels need them).
    pub fn hits<'n>(&self, steps: impl Iterator<Item = &'n str>, foreign: bool) -> PersonHits {
        let mut masks = vec![0_u64; self.names.len()];
        for (step, name) in steps.enumerate().take(super::MAX_STEPS) {
            if let Some(&code) = self.names.get(name) {
                masks[code as usize] |= 1 << step;
            }
        }
        let mut people = PersonHits::default();
        for fact in &self.facts {
            let steps = masks[fact.name as usize];
            if steps == 0 && !foreign {
                continue;
            }
            if people.members.last() != Some(&fact.member) {
                people.members.push(fact.member);
                people.starts.push(people.hits.len());
            }
            people.hits.push(Hit { at: fact.at, steps, exclusions: 0 });
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

    fn stated(
        &mut self,
        input: Input<'_>,
        scope: &Scope,
        name: u32,
        member: &crate::model::MemberId,
        group: Option<&crate::model::GroupId>,
        at: i64,
    ) {
        let elsewhere = group.is_some_and(|group| {
            let code = input.activity.groups.find(group);
            code.is_none_or(|code| scope.groups.binary_search(&code).is_err())
        });
        if let Some(member) = input.matched(member)
            && !elsewhere
        {
            self.facts.push(Fact { member, at, name });
        }
    }

    fn moves(&mut self, input: Input<'_>, scope: &Scope) {
        let zone = input.project.time_zone;
        let moves = Moves::of(input, &scope.groups);
        let (joined, left, invited) = (self.code("joined"), self.code("left"), self.code("invited"));
        let mut arrivals = BTreeMap::<u32, Day>::new();
        for arrival in &moves.joined {
            let at = local_midnight(zone, arrival.day);
            self.facts.push(Fact { member: arrival.member, at, name: joined });
            let first = arrivals.entry(arrival.member).or_insert(arrival.day);
            *first = arrival.day.min(*first);
        }
        for departure in &moves.left {
            let at = local_midnight(zone, departure.day.saturating_add(1)) - 1;
            self.facts.push(Fact { member: departure.member, at, name: left });
        }
        let mut invite = |inviter: u32, day: Day| {
            self.facts.push(Fact { member: inviter, at: local_midnight(zone, day), name: invited });
        };
        for stay in input.project.memberships.iter() {
            let group = input.activity.groups.find(&stay.group);
            let inside = group.is_some_and(|group| scope.groups.binary_search(&group).is_ok());
            let inviter = stay.inviter.as_ref().and_then(|inviter| input.activity.members.find(inviter));
            if let (true, Some(inviter), Some(joined)) = (inside, inviter, stay.joined) {
                invite(inviter, day(joined));
            }
        }
        for (code, member) in input.project.members.iter().enumerate() {
            let inviter = member.inviter.as_ref().and_then(|inviter| input.activity.members.find(inviter));
            if let (Some(inviter), Some(&day)) = (inviter, arrivals.get(&(code as u32))) {
                invite(inviter, day);
            }
        }
    }

    fn words(&mut self, input: Input<'_>, scope: &Scope, with_spoke: bool) {
        let (first_spoke, spoke) = (self.code("first_spoke"), self.code("spoke"));
        let zone = input.project.time_zone;
        let mut first = BTreeMap::<u32, i64>::new();
        for &group in &scope.groups {
            for span in input.activity.spans_of(group) {
                let at = first.entry(span.member).or_insert(span.first.0);
                *at = span.first.0.min(*at);
                if with_spoke {
                    for at in [span.first.0, span.last.0] {
                        self.facts.push(Fact { member: span.member, at, name: spoke });
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
                    self.facts.push(Fact { member: cell.member, at: hours.start, name: spoke });
                }
            }
        }
        self.facts.extend(first.into_iter().map(|(member, at)| Fact { member, at, name: first_spoke }));
    }

    /// Every message of the kinds that have a name.
    fn lines(&mut self, input: Input<'_>, scope: &Scope, names: &[Option<u32>]) {
        for member in 0..input.activity.members.len() as u32 {
            let lines = input.activity.timeline.of(member);
            let lines = lines.filter(|line| scope.groups.binary_search(&line.group).is_ok());
            let named = lines.filter_map(|line| Some((line.at, names.get(line.kind as usize).copied()??)));
            self.facts.extend(named.map(|(at, name)| Fact { member, at, name }));
        }
    }
}

/// The hits of all people, one after the other.
#[derive(Clone, Debug, Default)]
pub struct PersonHits {
    members: Vec<u32>,
    starts: Vec<usize>,
    hits: Vec<Hit>,
}

impl PersonHits {
    /// Each person's code and hits, ascending by code.
    pub fn people(&self) -> impl Iterator<Item = (u32, &[Hit])> {
        let ends = self.starts.iter().skip(1).copied().chain([self.hits.len()]);
        self.members
            .iter()
            .zip(self.starts.iter().zip(ends))
            .map(|(&member, (&start, end))| (member, &self.hits[start..end]))
    }
}
