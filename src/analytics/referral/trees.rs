//! The trees of a project: who brought whom, since when, what became of them and what they bought.

use std::collections::HashMap;

use super::{Branch, Forest, Invitation, branch, descendants};
use crate::activity::{Day, day};
use crate::analytics::{Input, Rate, Scope};
use crate::model::{MemberId, Money};

/// What is known of somebody's way, by day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// First order that cost something.
    pub paid: Option<Day>,
    /// First order marked as a renewal.
    pub renewed: Option<Day>,
    /// Last day in the last of all groups; absent for who is in one, or in none that is known.
    pub left: Option<Day>,
}

/// How somebody stands on a day; leaving outweighs having paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    Stayed,
    Paid,
    Renewed,
    Left,
}

impl Standing {
    /// All, in the order of a legend.
    pub const ALL: [Self; 4] = [Self::Stayed, Self::Paid, Self::Renewed, Self::Left];
}

impl Fate {
    /// How the person stands at the end of a day.
    pub fn at(&self, day: Day) -> Standing {
        let by = |known: Option<Day>| known.is_some_and(|known| known <= day);
        if by(self.left) {
            Standing::Left
        } else if by(self.renewed) {
            Standing::Renewed
        } else if by(self.paid) {
            Standing::Paid
        } else {
            Standing::Stayed
        }
    }
}

/// The people behind a capped coefficient, as member codes, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// The denominator: who has had the window.
    pub asked: Vec<u32>,
    /// The numerator: whom they brought within it.
    pub brought: Vec<u32>,
    /// Those of them who stayed.
    pub kept: Vec<u32>,
}

/// The forest of a project with everything that is told of its people. Lists are in the order of the forest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trees {
    pub forest: Forest,
    /// Member codes, ascending.
    pub people: Vec<u32>,
    /// First day in any group; unknown for who has a stay that began on a day nobody knows.
    pub joined: Vec<Option<Day>>,
    /// Code of the group of the first stay.
    pub groups: Vec<Option<u32>>,
    pub fates: Vec<Fate>,
    /// Still in a group at the end of the scope.
    pub retained: Vec<bool>,
    /// Ordered within the scope, in hundredths.
    pub amounts: Vec<i64>,
    /// Orders of the scope: person of the forest, day, hundredths; by day.
    pub sales: Vec<(u32, Day, i64)>,
    /// Last day of the scope.
    pub last: Day,
}

impl Trees {
    /// The trees of the whole project with the orders of the scope; `None` when no invitation is on record.
    ///
    /// People are all accounts but staff, bots and shills; who was brought by one of those counts as a root, for it is
    /// the operator's own work. The member list is believed first, then stays by date. Orders that name no group always
    /// count.
    pub fn of(input: Input<'_>, scope: &Scope) -> Option<Self> {
        let project = input.project;
        let find = |id: &MemberId| input.activity.members.find(id);
        // System lines about nobody known bear the empty id.
        let nobody = input.activity.members.find("");
        let people: Vec<u32> = (0..input.activity.members.len() as u32)
            .filter(|&code| input.counts(code) && Some(code) != nobody)
            .collect();
        let place = |code: u32| people.binary_search(&code).ok().map(|found| found as u32);
        let invitation = |invitee, referrer, day| {
            let (invitee, referrer) = (find(invitee).and_then(place)?, find(referrer).and_then(place)?);
            Some(Invitation { referrer, invitee, day })
        };
        let mut invitations: Vec<Invitation> = project
            .members
            .iter()
            .filter_map(|member| invitation(&member.id, member.inviter.as_ref()?, None))
            .collect();
        invitations.extend(project.memberships.iter().filter_map(|stay| {
            let at = stay.joined.map_or(Day::MAX, day);
            invitation(&stay.member, stay.inviter.as_ref()?, Some(at))
        }));
        if invitations.is_empty() {
            return None;
        }
        let mut trees = Self { last: scope.to, people, ..Self::default() };
        trees.stays(input);
        trees.orders(input, scope);
        trees.forest = Forest::grow(&trees.joined, &invitations);
        trees.retained = trees.fates.iter().map(|fate| fate.at(scope.to) != Standing::Left).collect();
        Some(trees)
    }

    /// Joining, first group and leaving of everybody.
    fn stays(&mut self, input: Input<'_>) {
        #[derive(Default)]
        struct Stays {
            joined: Option<Day>,
            since_when_unknown: bool,
            group: Option<(Option<Day>, u32)>,
            left: Option<Day>,
            inside: bool,
        }
        let mut found: HashMap<u32, Stays> = HashMap::new();
        for stay in input.project.memberships.iter() {
            let Some(code) = input.activity.members.find(&stay.member) else { continue };
            let own = found.entry(code).or_default();
            let joined = stay.joined.map(day);
            own.since_when_unknown |= joined.is_none();
            own.joined = own.joined.into_iter().chain(joined).min();
            if let Some(group) = input.activity.groups.find(&stay.group) {
                own.group = own.group.into_iter().chain([(joined, group)]).min();
            }
            match stay.left.map(day) {
                Some(left) => own.left = own.left.max(Some(left)),
                None => own.inside = true,
            }
        }
        for code in &self.people {
            let own = found.get(code);
            self.joined.push(own.filter(|own| !own.since_when_unknown).and_then(|own| own.joined));
            self.groups.push(own.and_then(|own| own.group).map(|(_, group)| group));
            let left = own.filter(|own| !own.inside).and_then(|own| own.left);
            self.fates.push(Fate { left, ..Fate::default() });
        }
    }

    fn orders(&mut self, input: Input<'_>, scope: &Scope) {
        self.amounts = vec![0; self.people.len()];
        let zone = input.project.time_zone;
        for order in input.project.orders.iter() {
            let inside = order.group.as_ref().is_none_or(|group| {
                let code = input.activity.groups.find(group);
                code.is_some_and(|code| scope.groups.binary_search(&code).is_ok())
            });
            let buyer = input.matched(&order.member).and_then(|code| self.people.binary_search(&code).ok());
            let Some(buyer) = buyer.filter(|_| inside) else { continue };
            let on = day(order.at.local(zone).date());
            let earlier = |known: Option<Day>| known.into_iter().chain([on]).min();
            let fate = &mut self.fates[buyer];
            if order.amount.0 > 0 {
                fate.paid = earlier(fate.paid);
            }
            if order.renewal {
                fate.renewed = earlier(fate.renewed);
            }
            if (scope.from..=scope.to).contains(&on) {
                self.amounts[buyer] = self.amounts[buyer].saturating_add(order.amount.0);
                self.sales.push((buyer as u32, on, order.amount.0));
            }
        }
        self.sales.sort_by_key(|sale| sale.1);
    }

    /// The place in the forest of a member code.
    pub fn place(&self, member: u32) -> Option<u32> {
        self.people.binary_search(&member).ok().map(|place| place as u32)
    }

    /// Member codes of people of the forest, ascending.
    pub fn codes(&self, places: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let mut codes: Vec<u32> =
            places.into_iter().filter_map(|place| self.people.get(place as usize).copied()).collect();
        codes.sort_unstable();
        codes
    }

    /// What came of one person's invitations, with the rewards paid to that person as its cost; `None` for who is not in
    /// the forest.
    pub fn branch(&self, place: u32, spent: Money) -> Option<Branch> {
        branch(&self.forest, place, &self.retained, &self.amounts, spent)
    }

    /// Those of some member codes whose place in the forest passes.
    pub fn among(&self, codes: &[u32], keep: impl Fn(usize) -> bool) -> Vec<u32> {
        let kept = |code: &u32| self.place(*code).is_some_and(|place| keep(place as usize));
        codes.iter().copied().filter(kept).collect()
    }

    /// Member codes of everybody below a person.
    pub fn below(&self, place: u32) -> Vec<u32> {
        self.codes(descendants(&self.forest, place))
    }

    /// Invitees within `window` days of the referrer's joining, over the people of one branch (its foot included) who
    /// joined at least `window` days before the end; and the same of the invitees who stayed.
    pub fn branch_k(&self, place: u32, window: Day) -> (Rate, Rate) {
        let found = self.branch_spread(place, window);
        let rate = |invitees: &[u32]| Rate::new(invitees.len() as u64, found.asked.len() as u64);
        (rate(&found.brought), rate(&found.kept))
    }

    /// The people behind [`Self::branch_k`].
    pub fn branch_spread(&self, place: u32, window: Day) -> Spread {
        let mut inside = vec![false; self.forest.len()];
        for person in descendants(&self.forest, place).into_iter().chain([place]) {
            if let Some(inside) = inside.get_mut(person as usize) {
                *inside = true;
            }
        }
        self.spread(|person| inside[person], window)
    }

    /// Of the people of the forest (by place) that `inside` names: who joined at least `window` days before the end,
    /// whom they brought within `window` days of joining, and who of those stayed. Linear in the people.
    pub fn spread(&self, inside: impl Fn(usize) -> bool, window: Day) -> Spread {
        let old = |person: usize| {
            inside(person) && self.joined[person].is_some_and(|day| day.saturating_add(window) <= self.last)
        };
        let mut found = Spread::default();
        for (person, parent) in self.forest.parents().iter().enumerate() {
            let code = self.people[person];
            if old(person) {
                found.asked.push(code);
            }
            let Some(parent) = parent.map(|parent| parent as usize).filter(|&parent| old(parent)) else {
                continue;
            };
            let (Some(from), Some(to)) = (self.joined[parent], self.joined[person]) else { continue };
            if to.saturating_sub(from) <= window {
                found.brought.push(code);
                if self.retained[person] {
                    found.kept.push(code);
                }
            }
        }
        found
    }

    /// Rewards for duty that the project paid, by person of the forest, in hundredths: the only cost of a person on
    /// record.
    pub fn rewards(&self, input: Input<'_>) -> Vec<Money> {
        let mut spent = vec![Money(0); self.people.len()];
        for duty in input.project.rotas.iter().flat_map(|rota| &rota.duties) {
            let place = input.matched(&duty.member).and_then(|code| self.place(code));
            if let (Some(place), Some(reward)) = (place, duty.reward) {
                let sum = &mut spent[place as usize];
                *sum = Money(sum.0.saturating_add(reward.0));
            }
        }
        spent
    }
}
