//! One number for all ids of a person, so that messages under an alias are known again.

use std::collections::HashMap;

use crate::log::{Dictionary, MessageLog};
use crate::model::Member;

/// Numbers of people by id and alias.
pub struct Persons {
    numbers: HashMap<String, u32>,
    by_code: Vec<u32>,
    next: u32,
}

impl Persons {
    /// Of everybody that a project and its log know.
    pub fn of(members: &[Member], log: &MessageLog) -> Self {
        let mut persons = Self { numbers: HashMap::new(), by_code: Vec::new(), next: 0 };
        for member in members {
            persons.number(member.id.as_str());
        }
        for member in members {
            let number = persons.number(member.id.as_str());
            for alias in &member.aliases {
                persons.numbers.entry(alias.0.clone()).or_insert(number);
            }
        }
        for name in log.members.names() {
            persons.number(name);
        }
        persons
    }

    /// The number of an id; a new one when it was never seen.
    pub fn number(&mut self, id: &str) -> u32 {
        if let Some(&number) = self.numbers.get(id) {
            return number;
        }
        let number = self.next;
        self.next += 1;
        self.numbers.insert(id.to_owned(), number);
        number
    }

    /// An id of a person.
    pub fn id_of(&self, number: u32) -> Option<&str> {
        let mut ids = self.numbers.iter().filter(|(_, known)| **known == number);
        ids.next().map(|(id, _)| id.as_str())
    }

    /// Lets another id stand for the person of `id`.
    pub fn alias(&mut self, alias: &str, id: &str) {
        let number = self.number(id);
        self.numbers.entry(alias.to_owned()).or_insert(number);
    }

    /// The number of a member code of the log.
    pub fn of_code(&mut self, members: &Dictionary, code: u32) -> u32 {
        while self.by_code.len() <= code as usize {
            let number = self.number(members.name(self.by_code.len() as u32));
            self.by_code.push(number);
        }
        self.by_code[code as usize]
    }
}
