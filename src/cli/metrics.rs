//! `qunce metrics`: the results of the panels as JSON.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Failure;
use super::output::emit_json;
use super::scope::{self, ScopeArgs};
use crate::analytics::engagement::{
    Engagement, SilenceLimit, SilentRow, Talk, engagement, people_attendance, silence_at_end,
};
use crate::analytics::naming::{Naming, naming};
use crate::analytics::rotation::{Rotation, rotation};
use crate::analytics::structure::{ClassMonths, Structure, class_months, structure};
use crate::analytics::{FunnelPanel, Summary};

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

/// The engagement panel with what only the texts tell.
#[derive(Serialize)]
struct EngagementPanel<'a> {
    #[serde(flatten)]
    engagement: Engagement,
    silent: Vec<SilentRow<'a>>,
    silence_limit: Option<SilenceLimit>,
    #[serde(flatten)]
    talk: Talk,
}

/// How long each part took.
struct Timings {
    parts: Map<String, Value>,
}

impl Timings {
    fn time<T>(&mut self, name: &str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = work();
        self.set(name, started.elapsed());
        result
    }

    fn set(&mut self, name: &str, took: Duration) {
        let rounded = (took.as_secs_f64() * 1e6).round() / 1e3;
        self.parts.insert(name.to_owned(), rounded.into());
    }
}

/// Prints the results asked for.
///
/// # Errors
/// When the project cannot be read, the scope is none, or the result cannot be printed.
pub fn run(args: &MetricsArgs) -> Result<(), Failure> {
    let started = Instant::now();
    let mut timings = Timings { parts: Map::new() };
    let read = scope::read(&args.project)?;
    timings.set("load", started.elapsed().saturating_sub(read.counting));
    timings.set("activity", read.counting);
    let input = read.input();
    let scope = args.scope.scope(input)?;
    let mut result = Results::default();
    for &panel in Panel::value_variants() {
        if !args.panel.is_empty() && !args.panel.contains(&panel) {
            continue;
        }
        let name = panel.name();
        match panel {
            Panel::Project => result.project = Some(Summary::of(input, &scope)),
            Panel::Structure => {
                result.structure = Some(timings.time(name, || StructurePanel {
                    structure: structure(input, &scope),
                    class_months: class_months(input, &scope),
                    naming: naming(input, &scope),
                }));
            }
            Panel::Engagement => {
                let engagement = timings.time(name, || engagement(input, &scope));
                let silence = timings.time("silent", || {
                    silence_at_end(input, &scope, &people_attendance(input, &scope.groups, scope.to))
                });
                let said = timings.time("texts", || read.said())?;
                let talk = timings.time("content", || Talk::of(input, &scope, &said));
                let silent = silence.silent.iter().filter_map(|one| one.row(input, silence.at)).collect();
                let silence_limit = silence.silence_limit;
                result.engagement = Some(EngagementPanel { engagement, silent, silence_limit, talk });
            }
            Panel::Funnel => result.funnel = Some(timings.time(name, || FunnelPanel::of(input, &scope))),
            Panel::Rotation => result.rotation = Some(timings.time(name, || rotation(input))),
        }
    }
    timings.set("total", started.elapsed());
    result.timings_ms = args.timings.then_some(timings.parts);
    emit_json(&result)
}

/// What is printed, written as it goes: as a tree of values it would take many times the room.
#[derive(Default, Serialize)]
struct Results<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    engagement: Option<EngagementPanel<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    funnel: Option<FunnelPanel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rotation: Option<Rotation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    structure: Option<StructurePanel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timings_ms: Option<Map<String, Value>>,
}
