//! People of sheets among the members of a project.

use std::collections::HashMap;

use crate::model::{Member, MemberId, Project};

use super::table_rows::Named;
use super::text::plain_name;

/// Members by everything a sheet may call them, as positions in the project's list.
#[derive(Debug, Default)]
pub struct People {
    ids: HashMap<String, usize>,
    /// `None` for a name that several members have.
    names: HashMap<String, Option<usize>>,
    phones: HashMap<String, Option<usize>>,
    /// What the user said whom a text means.
    assigned: HashMap<String, usize>,
}

impl People {
    /// The members of a project, their aliases and all names seen, and the texts of sheets that the user matched.
    pub fn of(project: &Project) -> Self {
        let mut people = Self::default();
        for (index, member) in project.members.iter().enumerate() {
            for alias in &member.aliases {
                people.ids.entry(alias.0.clone()).or_insert(index);
            }
        }
        for (index, member) in project.members.iter().enumerate() {
            people.add(index, member);
        }
        let orders = project.orders.iter().map(|order| (&order.member, order.buyer.as_ref()));
        let events = project.events.iter().map(|event| (&event.member, event.who.as_ref()));
        for (member, text) in orders.chain(events) {
            if let (Some(text), Some(&index)) = (text, people.ids.get(member.as_str())) {
                people.assigned.insert(text.clone(), index);
            }
        }
        people
    }

    /// Takes in a member that was added to the list or got another name.
    pub fn add(&mut self, index: usize, member: &Member) {
        self.ids.insert(member.id.0.clone(), index);
        for name in std::iter::once(&member.name).chain(&member.names_seen) {
            only(&mut self.names, plain_name(name).into_owned(), index);
        }
        if let Some(phone) = member.profile.get("phone") {
            only(&mut self.phones, digits(phone), index);
        }
    }

    /// The member of that id or alias.
    pub fn id(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// The one member who has or had that name; `None` when there are several.
    pub fn name(&self, name: &str) -> Option<usize> {
        self.names.get(plain_name(name).as_ref()).copied().flatten()
    }

    /// True when several members have that name.
    pub fn is_shared(&self, name: &str) -> bool {
        self.names.get(plain_name(name).as_ref()) == Some(&None)
    }

    /// The member that a row means: by what the user said, by id, by phone number, then by a name that only one has.
    pub fn find(&self, who: &Named) -> Option<usize> {
        let said =
            [&who.name, &who.id, &who.phone].into_iter().flatten().find_map(|text| self.assigned.get(text));
        said.copied()
            .or_else(|| self.id(who.id.as_deref()?))
            .or_else(|| {
                let phone = digits(who.phone.as_deref()?);
                self.phones.get(&phone).copied().flatten().or_else(|| self.id(&phone))
            })
            .or_else(|| self.name(who.name.as_deref()?))
    }

    /// The id of the member that a row means.
    ///
    /// # Errors
    ///
    /// What the row says of them, if anything, where no member is meant.
    pub fn member(&self, project: &Project, who: &Named) -> Result<MemberId, Option<String>> {
        match self.find(who).and_then(|index| project.members.get(index)) {
            Some(member) => Ok(member.id.clone()),
            None => Err(who.text().map(str::to_owned)),
        }
    }

    /// The member whom a single text means: as [`Self::find`], whatever it is.
    pub fn text(&self, text: &str) -> Option<usize> {
        let assigned = self.assigned.get(text).copied();
        assigned.or_else(|| self.id(text)).or_else(|| self.name(text)).or_else(|| {
            let phone = digits(text);
            if phone.len() < 7 { None } else { self.phones.get(&phone).copied().flatten() }
        })
    }
}

fn only(map: &mut HashMap<String, Option<usize>>, key: String, index: usize) {
    if !key.is_empty() {
        map.entry(key)
            .and_modify(|known| *known = known.filter(|&other| other == index))
            .or_insert(Some(index));
    }
}

/// The digits of a phone number without the code of China.
fn digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("86") {
        Some(rest) if rest.len() == 11 => rest.to_owned(),
        _ => digits,
    }
}
