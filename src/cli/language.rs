//! The language of what a command prints.

use clap::{Args, ValueEnum};

use crate::i18n::Lang;

#[derive(Clone, Copy, ValueEnum)]
enum Word {
    Zh,
    En,
}

/// `--lang`.
#[derive(Args)]
pub struct LangArgs {
    /// Language of titles and labels; the system's when absent
    #[arg(long, value_enum, value_name = "LANG")]
    lang: Option<Word>,
}

impl LangArgs {
    /// The language asked for, else that of the system.
    pub fn lang(&self) -> Lang {
        match self.lang {
            Some(Word::Zh) => Lang::Zh,
            Some(Word::En) => Lang::En,
            None => Lang::of_system(),
        }
    }
}
