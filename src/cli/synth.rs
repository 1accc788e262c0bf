//! `qunce synth`: a made-up portfolio in a folder of its own.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::output::{emit, say};
use crate::project_file::{self, Changed};
use crate::synth::{SynthOptions, portfolio};

/// Make up a realistic portfolio: DIR/project.ron and the tables beside it
#[derive(Args)]
pub struct SynthArgs {
    /// Folder for the project; made if need be, and empty if it is there
    dir: PathBuf,
    /// Messages, system lines included
    #[arg(long, value_name = "N")]
    messages: Option<usize>,
    /// Accounts in the member list
    #[arg(long, value_name = "N")]
    members: Option<usize>,
    /// Groups
    #[arg(long, value_name = "N")]
    groups: Option<usize>,
    /// Length in days
    #[arg(long, value_name = "N")]
    days: Option<u32>,
    /// Another number, another portfolio
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

/// Writes the portfolio and prints the path of its project file.
///
/// # Errors
/// When the folder holds anything or cannot be written, or the sizes make no portfolio; nothing is written then.
pub fn run(args: &SynthArgs) -> Result<(), Failure> {
    let existed = is_empty_folder(&args.dir)?;
    let usual = SynthOptions::default();
    let options = SynthOptions {
        messages: args.messages.unwrap_or(usual.messages),
        members: args.members.unwrap_or(usual.members),
        groups: args.groups.unwrap_or(usual.groups),
        days: args.days.unwrap_or(usual.days),
        seed: args.seed.unwrap_or(usual.seed),
        end: usual.end,
    };
    let document = portfolio(&options).map_err(Failure::new)?;
    std::fs::create_dir_all(&args.dir).map_err(|error| cannot(&args.dir, "made", &error))?;
    let path = args.dir.join("project.ron");
    if let Err(error) = project_file::save(&document, &path, Changed::ALL) {
        if !existed {
            let _ = std::fs::remove_dir(&args.dir);
        }
        return Err(error.into());
    }
    let counts = project_file::counts(&document);
    say(format!("{} messages, {} members, {} groups", counts.messages, counts.members, counts.groups));
    emit(path.display())
}

/// Whether the folder is there already.
fn is_empty_folder(dir: &Path) -> Result<bool, Failure> {
    match std::fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(true),
            Some(_) => Err(Failure::new(format!(
                "{}: the folder is not empty; name a new one, so that nothing is overwritten",
                dir.display()
            ))),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(cannot(dir, "used", &error)),
    }
}

fn cannot(dir: &Path, done: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: the folder cannot be {done}: {error}", dir.display()))
}
