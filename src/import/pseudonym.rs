//! Names that hide who people are but stay the same from import to import.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use siphasher::sip::SipHasher24;

use crate::model::Project;

/// Gives every id or name a pseudonym, keyed by the project: the same person is another one in another project.
///
/// The key is random and stands in the project file, so that another name of the project changes no pseudonym. What
/// leaves the project without it (charts, reports) tells nobody who is who. It is no protection against somebody who
/// holds the project file and a list of the names: they can try them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pseudonyms {
    key: (u64, u64),
}

impl Pseudonyms {
    /// A new key, as the project states it.
    pub fn new_key() -> String {
        // The standard library seeds these from the system's source of randomness.
        let half = |number: u64| {
            let mut hasher = RandomState::new().build_hasher();
            hasher.write_u64(number);
            hasher.finish()
        };
        format!("{:016x}{:016x}", half(0), half(1))
    }

    /// Those of a project; `None` for one that never hid names.
    pub fn of_project(project: &Project) -> Option<Self> {
        let key = &project.privacy.key;
        let (high, low) = key.split_at_checked(16)?;
        let half = |text| u64::from_str_radix(text, 16).ok();
        Some(Self { key: (half(high)?, half(low)?) })
    }

    /// The pseudonym: `p-` and 16 hexadecimal digits.
    pub fn of(self, text: &str) -> String {
        let mut hasher = SipHasher24::new_with_keys(self.key.0, self.key.1);
        hasher.write(text.as_bytes());
        format!("p-{:016x}", hasher.finish())
    }
}

/// True when a text holds one of the names; names of one letter are passed over, as are two of the Latin alphabet.
pub fn names_somebody<'a>(text: &str, mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|name| {
        let long = name.chars().count() > if name.is_ascii() { 2 } else { 1 };
        text == name || long && text.contains(name)
    })
}
