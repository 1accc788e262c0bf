//! People without their names: a copy of a project to show to others.

use std::collections::HashMap;
use std::sync::Arc;

use super::Input;
use super::rotation::{shift_demand, shift_number, still_solved};
use crate::activity::{Activity, Index};
use crate::model::{ContentRules, Member, MemberId, Project, Wanted};

/// The project and its counts with every person's name and id replaced by a pseudonym; counts stay as they are.
///
/// `pseudonym` makes the name of a number counted from 1 and must give each number another one. Numbers follow the member
/// list, then the accounts that only the log or a table knows, so that a person has the same one in every picture of a
/// project. Other names, tags and facts about people are dropped.
pub fn mask(input: Input<'_>, pseudonym: impl Fn(usize) -> String) -> (Project, Activity) {
    let mut masks = Masks { known: &input.activity.members, beyond: HashMap::new(), pseudonym };
    let mut project = input.project.clone();
    project.members = Arc::new(
        input
            .project
            .members
            .iter()
            .map(|member| {
                let id = masks.of(&member.id);
                Member {
                    name: id.0.clone(),
                    id,
                    kind: member.kind,
                    tier: member.tier,
                    roles: member.roles.clone(),
                    inviter: member.inviter.as_ref().map(|inviter| masks.of(inviter)),
                    source: member.source.clone(),
                    ..Member::default()
                }
            })
            .collect(),
    );
    project.merged.clear();
    project.different.clear();
    project.marks.clear();
    // Pseudonyms follow no pattern of names, and notes may name people.
    project.naming = None;
    for group in &mut project.groups {
        group.naming = None;
        if let Some(class) = &mut group.class {
            class.note.clear();
            class.by.clear();
        }
    }
    project.privacy.key.clear();
    for stay in Arc::make_mut(&mut project.memberships) {
        stay.member = masks.of(&stay.member);
        stay.inviter = stay.inviter.as_ref().map(|inviter| masks.of(inviter));
    }
    for roster in Arc::make_mut(&mut project.rosters) {
        roster.members.iter_mut().for_each(|member| *member = masks.of(member));
    }
    for event in Arc::make_mut(&mut project.events) {
        masks.replace(&mut event.member, &mut event.who);
    }
    for order in Arc::make_mut(&mut project.orders) {
        masks.replace(&mut order.member, &mut order.buyer);
    }
    for rota in &mut project.rotas {
        rota.candidates.iter_mut().for_each(|candidate| candidate.member = masks.of(&candidate.member));
        rota.duties.iter_mut().for_each(|duty| duty.member = masks.of(&duty.member));
        for request in &mut rota.requests {
            request.from = masks.of(&request.from);
            // Notes may name people.
            request.note.clear();
            if let Wanted::Take(member) = &mut request.wanted {
                *member = masks.of(member);
            }
        }
    }
    for week in &mut project.shifts {
        week.people.iter_mut().for_each(|asked| asked.member = masks.of(&asked.member));
        week.shifts.iter_mut().for_each(|shift| shift.member = masks.of(&shift.member));
        for (one, other) in &mut week.last_week {
            (*one, *other) = (masks.of(one), masks.of(other));
        }
    }
    for item in &mut project.plan {
        for id in &item.people {
            let name = input.project.member(id).map_or("", |member| &member.name);
            if !name.is_empty() {
                item.text = item.text.replace(name, &masks.of(id).0);
            }
        }
        item.people.iter_mut().for_each(|member| *member = masks.of(member));
    }
    // Words that an operator looks for may be names. The program's own are not.
    if project.content != ContentRules::default() {
        let names: Vec<&str> = input.project.members.iter().map(|member| member.name.as_str()).collect();
        let names_nobody = |word: &String| !names.iter().any(|name| !name.is_empty() && word.contains(name));
        project.content.rules.iter_mut().for_each(|rule| rule.keywords.retain(names_nobody));
    }
    for entry in &mut project.time_log {
        entry.member = masks.of(&entry.member);
        entry.note.clear();
    }
    for exception in &mut project.migration.exceptions {
        exception.member = masks.of(&exception.member);
    }
    for decision in Arc::make_mut(&mut project.silent_decisions) {
        decision.member = masks.of(&decision.member);
    }
    // That a score has a reason is shown, and the reason may name people.
    for score in project.audits.iter_mut().flat_map(|audit| &mut audit.scores) {
        if !score.note.is_empty() {
            "…".clone_into(&mut score.note);
        }
    }
    // An account is often called as the member that writes from it.
    for account in &mut project.accounts {
        let mut members = input.project.members.iter();
        if let Some(same) = members.find(|member| {
            !account.name.is_empty()
                && (member.name == account.name || member.names_seen.contains(&account.name))
        }) {
            account.name = masks.of(&same.id).0;
        }
    }
    let mut members = Index::default();
    for id in input.activity.members.ids() {
        members.insert(&masks.of(id));
    }
    let mut activity = input.activity.clone();
    activity.members = members;
    keep_proofs(input, &mut project, &activity);
    (project, activity)
}

/// Plans whose proof still held hold theirs under the other names, too.
fn keep_proofs(input: Input<'_>, masked: &mut Project, activity: &Activity) {
    for (number, rota) in input.project.rotas.iter().enumerate() {
        let held = rota.solved.is_some_and(|solved| solved.of == input.project.rota_number(rota));
        let of = masked.rotas.get(number).filter(|_| held).map(|rota| masked.rota_number(rota));
        if let (Some(of), Some(solved)) = (of, masked.rotas[number].solved.as_mut()) {
            solved.of = of;
        }
    }
    for (number, week) in input.project.shifts.iter().enumerate() {
        let demand = shift_demand(input, week);
        let held = still_solved(input, week, &demand).is_some();
        let now = Input { project: masked, activity };
        let of = masked.shifts.get(number).filter(|_| held).map(|week| shift_number(now, week, &demand));
        if let (Some(of), Some(solved)) = (of, masked.shifts[number].solved.as_mut()) {
            solved.of = of;
        }
    }
}

struct Masks<'a, F> {
    known: &'a Index<MemberId>,
    /// Ids that stand in a table but in no list.
    beyond: HashMap<MemberId, usize>,
    pseudonym: F,
}

impl<F: Fn(usize) -> String> Masks<'_, F> {
    fn of(&mut self, id: &MemberId) -> MemberId {
        let number = match self.known.find(id) {
            Some(code) => code as usize,
            None => {
                let next = self.known.len() + self.beyond.len();
                *self.beyond.entry(id.clone()).or_insert(next)
            }
        };
        MemberId((self.pseudonym)(number + 1))
    }

    /// Hides who a row of a sheet is about, whether a member or a name that nobody is matched with.
    fn replace(&mut self, member: &mut MemberId, unmatched: &mut Option<String>) {
        if !member.is_empty() {
            *member = self.of(member);
        }
        *unmatched = unmatched.take().map(|text| self.of(&MemberId(text)).0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;

    #[test]
    fn counts_stay_and_names_go() {
        let made = Fixture::new()
            .group("g")
            .people(3)
            .roster("2026-01-02", &["p1", "p2", "p3"])
            .says("p1", "2026-01-01 10:00", 3)
            .reply("p2", "p1", "2026-01-01 10:05")
            .build();
        let (project, activity) = mask(made.input(), |number| format!("M{number}"));
        assert!(activity.fits(&project));
        assert_eq!(
            (&activity.days, &activity.links),
            (&made.input().activity.days, &made.input().activity.links)
        );
        assert_eq!(project.rosters[0].members, ["M1".into(), "M2".into(), "M3".into()]);
        assert_eq!(project.members[1].name, "M2");
        assert_eq!(activity.members.find(&MemberId::from("M3")), Some(2));
        assert_eq!(activity.members.find(&MemberId::from("p3")), None);
    }

    #[test]
    fn aliases_and_strangers_have_one_pseudonym_each() {
        let ann = Member {
            id: "ann".into(),
            name: "Ann".into(),
            aliases: vec!["ann2".into()],
            ..Member::default()
        };
        let order = |member: &str| crate::model::Order {
            id: member.to_owned(),
            at: Default::default(),
            member: member.into(),
            buyer: None,
            product: String::new(),
            amount: Default::default(),
            group: None,
            tier: None,
            expires: None,
            renewal: false,
        };
        let orders = ["ann2", "zed", "bo", "zed"].map(order).to_vec();
        let project =
            Project { members: Arc::new(vec![ann]), orders: Arc::new(orders), ..Project::default() };
        let activity = Activity::build(&project, &Default::default());
        let (masked, _) =
            mask(Input { project: &project, activity: &activity }, |number| format!("M{number}"));
        let buyers: Vec<&str> = masked.orders.iter().map(|order| order.member.as_str()).collect();
        assert_eq!(buyers, ["M1", "M2", "M3", "M2"]);
    }
}
