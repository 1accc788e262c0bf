//! Names behind the codes of a dictionary column.

use std::collections::HashMap;

/// Distinct strings, each with a code counted from 0 in order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    names: Vec<String>,
    codes: HashMap<String, u32>,
}

impl PartialEq for Dictionary {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl Dictionary {
    /// The code of `name`, given a new one if it has none yet.
    pub fn code(&mut self, name: &str) -> u32 {
        if let Some(&code) = self.codes.get(name) {
            return code;
        }
        let code = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.codes.insert(name.to_owned(), code);
        code
    }

    /// The code of `name`, if it has one.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.codes.get(name).copied()
    }

    /// The name behind a code; empty for a code that was never given.
    pub fn name(&self, code: u32) -> &str {
        self.names.get(code as usize).map_or("", String::as_str)
    }

    /// All names, in the order of their codes.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True when no name was given a code.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}
