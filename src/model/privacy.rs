//! What a project keeps of people: their words, their names, or neither.

use serde::{Deserialize, Serialize};

/// The statement of a project, kept by later imports until somebody chooses otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// The bodies of messages are left out; lengths and kinds are kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_text: bool,
    /// Names and ids of people are pseudonyms.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pseudonyms: bool,
    /// What pseudonyms are made with, 32 hexadecimal digits. Whoever has it and a list of names can tell who is who;
    /// without it later imports cannot match people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
}

impl Privacy {
    /// True when words and names are kept as they are.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}
