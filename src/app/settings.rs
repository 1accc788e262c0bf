//! What the program remembers between runs: language, light or dark, recent files. Never anything of a project.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::charts::Mode;
use crate::i18n::Lang;

/// Settings of one user on one machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The system's language while nothing was chosen.
    pub lang: Option<Lang>,
    pub mode: Mode,
    /// Project files, newest first.
    pub recent: Vec<PathBuf>,
}

const MOST_RECENT: usize = 8;

impl Settings {
    /// The file they are kept in; `None` on a system without a place for settings.
    pub fn path() -> Option<PathBuf> {
        Some(directories::ProjectDirs::from("", "", "qunce")?.config_dir().join("settings.ron"))
    }

    /// Reads them; a missing or unreadable file gives the defaults.
    pub fn load(path: &Path) -> Self {
        std::fs::read_to_string(path).ok().and_then(|text| ron::from_str(&text).ok()).unwrap_or_default()
    }

    /// Writes them.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default())
            .map_err(std::io::Error::other)?;
        crate::export::write_whole(path, text.as_bytes())
    }

    /// Puts a project file on top of the recent ones.
    pub fn remember(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.recent.retain(|other| *other != path);
        self.recent.insert(0, path);
        self.recent.truncate(MOST_RECENT);
    }

    /// The chosen language, else the system's.
    pub fn lang(&self) -> Lang {
        self.lang.unwrap_or_else(Lang::of_system)
    }
}
