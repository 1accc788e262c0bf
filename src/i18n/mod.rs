//! Every word on screen and on pictures, in Chinese and English.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    En,
}

type Table = BTreeMap<String, String>;

impl Lang {
    /// The language of the system: Chinese for any Chinese locale, else English.
    pub fn of_system() -> Self {
        let locale = sys_locale::get_locale().unwrap_or_default();
        if locale.to_lowercase().starts_with("zh") { Self::Zh } else { Self::En }
    }

    /// The text for a key; the key itself when there is none, which a test forbids.
    pub fn t(self, key: &str) -> &'static str {
        if let Some(text) = self.table().get(key) {
            return text;
        }
        let mut missing = MISSING.get_or_init(Default::default).lock().unwrap_or_else(|e| e.into_inner());
        missing.entry(key.to_owned()).or_insert_with(|| Box::leak(key.to_owned().into_boxed_str()))
    }

    /// The text for a key with `{name}` replaced by the value given for `name`.
    pub fn tf(self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        let mut text = self.t(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), &value.to_string());
        }
        text
    }

    fn table(self) -> &'static Table {
        static ZH: OnceLock<Table> = OnceLock::new();
        static EN: OnceLock<Table> = OnceLock::new();
        match self {
            Self::Zh => ZH.get_or_init(|| read(include_str!("../../assets/lang/zh.ron"))),
            Self::En => EN.get_or_init(|| read(include_str!("../../assets/lang/en.ron"))),
        }
    }
}

static MISSING: OnceLock<std::sync::Mutex<BTreeMap<String, &'static str>>> = OnceLock::new();

/// The tables are part of the program; a test reads them, so that a bad one never ships.
fn read(text: &str) -> Table {
    ron::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        let (zh, en) = (Lang::Zh.table(), Lang::En.table());
        assert!(!zh.is_empty());
        let keys = |table: &Table| table.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(zh), keys(en));
        for (key, chinese) in zh {
            assert_eq!(placeholders(chinese), placeholders(&en[key]), "placeholders of {key}");
        }
    }

    fn placeholders(text: &str) -> std::collections::BTreeSet<String> {
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name.to_owned())
            .collect()
    }
}
