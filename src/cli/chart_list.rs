//! `qunce charts`: the charts that a project has.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::language::LangArgs;
use super::output::emit;
use super::scope;
use crate::analytics::{Panels, Scope};
use crate::charts::catalogue::{Source, list};

/// List the charts of a project, one a line: name, tab, title
#[derive(Args)]
pub struct ChartsArgs {
    /// Project file
    project: PathBuf,
    #[command(flatten)]
    lang: LangArgs,
}

/// Prints the names and titles.
///
/// # Errors
/// When the project cannot be read or the list cannot be printed.
pub fn run(args: &ChartsArgs) -> Result<(), Failure> {
    let read = scope::read(&args.project)?;
    let input = read.input();
    let scope = Scope::new(input, None, None, &[]).map_err(Failure::new)?;
    let panels = Panels::of(input, &scope);
    let source = Source {
        input,
        scope: &scope,
        compared: None,
        panels: &panels,
        before: None,
        hours: None,
        talk: None,
        lang: args.lang.lang(),
    };
    let lines: Vec<String> = list(&source)
        .into_iter()
        .map(|(name, title)| format!("{}\t{}", one_line(&name), one_line(&title)))
        .collect();
    emit(lines.join("\n"))
}

/// Names come from the project: a tab or line end in one of them would look like another chart.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
