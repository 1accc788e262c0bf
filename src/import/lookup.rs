//! People of a file by what an `@` calls them.

use std::collections::HashMap;

use super::staged::Staged;

/// People of a file by everything an `@` may call them.
pub struct Lookup<'a> {
    names: HashMap<&'a str, u32>,
    phones: HashMap<String, u32>,
}

impl<'a> Lookup<'a> {
    /// Of everybody the file names.
    pub fn new(staged: &'a Staged) -> Self {
        let mut names = HashMap::new();
        let mut phones = HashMap::new();
        for (code, person) in staged.people.iter().enumerate() {
            let code = code as u32;
            for (name, _) in &person.names {
                names.entry(name.as_str()).or_insert(code);
                if name.starts_with('+') {
                    phones.entry(name.chars().filter(char::is_ascii_digit).collect()).or_insert(code);
                }
            }
        }
        for (code, person) in staged.people.iter().enumerate() {
            names.insert(person.key.as_str(), code as u32);
        }
        Self { names, phones }
    }

    /// The code of who is called so.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.names.get(name).or_else(|| self.phones.get(name)).copied()
    }
}
