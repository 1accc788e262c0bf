//! The command line: one file per subcommand, and what they share.
//!
//! stdout carries the result and nothing else; everything said to people goes to stderr.

mod chart_list;
mod check;
mod export;
mod export_chat;
mod failure;
mod import;
mod language;
mod metrics;
mod output;
mod plan;
mod plan_shifts;
mod progress;
mod scope;
mod synth;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// Done.
const DONE: u8 = 0;
/// The result shows a problem that was asked about.
const PROBLEM: u8 = 1;
/// Bad usage, or input that cannot be read; nothing was written.
const REFUSED: u8 = 2;

/// A workbench for people who run communities. Without a subcommand it opens the window; the subcommands do the same
/// work for scripts, without display, GPU or network.
#[derive(Parser)]
#[command(name = "qunce", version, args_conflicts_with_subcommands = true)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Project file to open in the window
    project: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    Check(check::CheckArgs),
    Metrics(metrics::MetricsArgs),
    Charts(chart_list::ChartsArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
    Plan(plan::PlanArgs),
    Synth(synth::SynthArgs),
}

/// Runs the program: 0 when done, 1 when `check` found errors or `plan` no plan that keeps every rule, 2 when nothing could be done.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help that nobody reads to its end is no failure.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(REFUSED) } else { ExitCode::from(DONE) };
        }
    };
    let done = match args.command {
        None => window::run(args.project).map(|()| DONE),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::Metrics(args)) => metrics::run(&args).map(|()| DONE),
        Some(Command::Charts(args)) => chart_list::run(&args).map(|()| DONE),
        Some(Command::Export(args)) => export::run(&args).map(|()| DONE),
        Some(Command::Import(args)) => import::run(&args).map(|()| DONE),
        Some(Command::Plan(args)) => plan::run(&args),
        Some(Command::Synth(args)) => synth::run(&args).map(|()| DONE),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            output::say(&failure);
            ExitCode::from(REFUSED)
        }
    }
}
