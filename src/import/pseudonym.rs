//! Names that hide who people are but stay the same from import to import.

use std::hash::Hasher as _;

use siphasher::sip::SipHasher24;

/// Gives every id or name a pseudonym, keyed by the project: the same person is another one in another project.
///
/// This hides people from readers of the project. It is no protection against somebody who holds a list of the
/// names and knows the project's: they can try them all.
#[derive(Clone, Copy, Debug)]
pub struct Pseudonyms {
    key: u64,
}

impl Pseudonyms {
    /// Pseudonyms of the project of that name.
    pub fn for_project(name: &str) -> Self {
        let mut hasher = SipHasher24::new();
        hasher.write(name.as_bytes());
        Self { key: hasher.finish() }
    }

    /// The pseudonym: `p-` and 16 hexadecimal digits.
    pub fn of(self, text: &str) -> String {
        let mut hasher = SipHasher24::new_with_keys(self.key, !self.key);
        hasher.write(text.as_bytes());
        format!("p-{:016x}", hasher.finish())
    }
}
