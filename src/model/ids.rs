//! Identifiers: strings as the platform or the operator writes them, one newtype per thing named.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// True for the id of nobody and nothing.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// A channel of the platform tree: a WeChat account, a QQ number, a Discord server.
    AccountId
);
id!(
    /// A group chat.
    GroupId
);
id!(
    /// A person, bot or staff account; stable where the platform has a stable id (wxid, QQ number, Discord id).
    MemberId
);
id!(
    /// A funnel definition.
    FunnelId
);
id!(
    /// An experiment definition.
    ExperimentId
);
