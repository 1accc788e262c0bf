//! `qunce metrics`: the results of the panels as JSON.

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Failure;
use super::output::emit;
use super::scope::{self, ScopeArgs};
use crate::activity::Activity;
use crate::analytics::engagement::engagement;
use crate::analytics::naming::{Naming, naming};
use crate::analytics::rotation::rotation;
use crate::analytics::structure::{ClassMonths, Structure, class_months, structure};
use crate::analytics::{FunnelPanel, Input, Summary};

/// Print the results of all panels as JSON
#[derive(Args)]
pub struct MetricsArgs {
    /// Project file
    project: PathBuf,
    #[command(flatten)]
    scope: ScopeArgs,
    /// Only this part of the result; may be given several times
    #[arg(long, value_enum, value_name = "NAME")]
    panel: Vec<Panel>,
    /// Add the time that each part took, in milliseconds
    #[arg(long)]
    timings: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Panel {
    Project,
    Structure,
    Engagement,
    Funnel,
    Rotation,
}

impl Panel {
    /// The key in the result.
    fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Structure => "structure",
            Self::Engagement => "engagement",
            Self::Funnel => "funnel",
            Self::Rotation => "rotation",
        }
    }
}

/// The structure panel with what only some of its charts need.
#[derive(Serialize)]
struct StructurePanel {
    #[serde(flatten)]
    structure: Structure,
    class_months: ClassMonths,
    naming: Naming,
}

/// How long each part took.
struct Timings {
    started: Instant,
    parts: Map<String, Value>,
}

impl Timings {
    fn time<T>(&mut self, name: &str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = work();
        self.note(name, started);
        result
    }

    fn note(&mut self, name: &str, since: Instant) {
        let rounded = (since.elapsed().as_secs_f64() * 1e6).round() / 1e3;
        self.parts.insert(name.to_owned(), rounded.into());
    }
}

/// Prints the results asked for.
///
/// # Errors
/// When the project cannot be read, the scope is none, or the result cannot be printed.
pub fn run(args: &MetricsArgs) -> Result<(), Failure> {
    let mut timings = Timings { started: Instant::now(), parts: Map::new() };
    let document = timings.time("load", || scope::open(&args.project))?;
    let activity = timings.time("activity", || Activity::build(&document.project, &document.log));
    let input = Input { project: &document.project, activity: &activity };
    let scope = args.scope.scope(input)?;
    let mut result = Map::new();
    for &panel in Panel::value_variants() {
        if !args.panel.is_empty() && !args.panel.contains(&panel) {
            continue;
        }
        let value = match panel {
            Panel::Project => json(&Summary::of(input, &scope)),
            Panel::Structure => json(&timings.time(panel.name(), || StructurePanel {
                structure: structure(input, &scope),
                class_months: class_months(input, &scope),
                naming: naming(input, &scope),
            })),
            Panel::Engagement => json(&timings.time(panel.name(), || engagement(input, &scope))),
            Panel::Funnel => json(&timings.time(panel.name(), || FunnelPanel::of(input, &scope))),
            Panel::Rotation => json(&timings.time(panel.name(), || rotation(input))),
        };
        result.insert(panel.name().to_owned(), value?);
    }
    timings.note("total", timings.started);
    if args.timings {
        result.insert("timings_ms".to_owned(), Value::Object(timings.parts));
    }
    emit(format!("{:#}", Value::Object(result)))
}

fn json(part: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(part).map_err(|error| Failure::new(format!("the result is not JSON: {error}")))
}
