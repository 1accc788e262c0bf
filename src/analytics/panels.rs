//! The results of every panel for one scope: what the window shows and `qunce metrics` prints.

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use serde::Serialize;

use super::engagement::{self, Arrivals, Engagement, Silence, TrailingPoint, Voices};
use super::experiment::{self, ExperimentResult};
use super::funnel::{self, FunnelResult, Ring};
use super::overview::{self, Action, Overview};
use super::population::Ground;
use super::referral::{self, Referral};
use super::rotation::{self, Rotation};
use super::structure::{self, Structure};
use super::{Input, Scope};
use crate::activity::{Attendance, People};

/// Everything known of one scope.
///
/// What takes long on a large log (the structure of the groups, the list of the silent, the list of what to do) is worked
/// out when it is first asked for, or ahead by [`Panels::complete_next`], and kept.
#[derive(Clone, Debug)]
pub struct Panels {
    pub project: Summary,
    pub engagement: Engagement,
    pub funnel: FunnelPanel,
    pub rotation: Rotation,
    pub overview: Overview,
    /// The days on which people wrote in any group of the scope, up to its end.
    pub days: Attendance,
    /// People present in any group of the scope at its end.
    pub present: People,
    structure: OnceLock<Structure>,
    silence: OnceLock<Arc<Silence>>,
    voices: OnceLock<Voices>,
    arrivals: OnceLock<Arrivals>,
    trailing: OnceLock<Vec<TrailingPoint>>,
    actions: OnceLock<Vec<Action>>,
}

/// What the project is and which days are looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    pub name: String,
    pub groups: usize,
    pub members: usize,
    /// Messages of the whole log, system lines left out.
    pub messages: u64,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub time_zone: &'static str,
}

/// The funnel panel.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FunnelPanel {
    pub funnels: Vec<FunnelResult>,
    pub ring: Ring,
    pub referral: Referral,
    pub experiments: Vec<ExperimentResult>,
}

impl FunnelPanel {
    /// Computes the panel.
    pub fn of(input: Input<'_>, scope: &Scope) -> Self {
        let referral = referral::referral(input, scope);
        Self {
            funnels: funnel::funnels(input, scope),
            ring: funnel::ring(input, scope, referral.trees.as_deref()),
            referral,
            experiments: experiment::experiments(input, scope),
        }
    }
}

impl Panels {
    /// Computes what is quick. The methods that give the rest must be handed the same input and scope.
    pub fn of(input: Input<'_>, scope: &Scope) -> Self {
        let ((engagement, overview, (days, present)), (funnel, rotation)) = rayon::join(
            || {
                let ground = Ground::of(input, scope);
                let overview = || overview::overview(input, scope, &ground);
                let engagement = || engagement::engagement_on(input, scope, &ground);
                let (engagement, overview) = rayon::join(engagement, overview);
                (engagement, overview, (ground.days, ground.present))
            },
            || (FunnelPanel::of(input, scope), rotation::rotation(input)),
        );
        Self {
            project: Summary::of(input, scope),
            engagement,
            funnel,
            rotation,
            overview,
            days,
            present,
            structure: OnceLock::new(),
            silence: OnceLock::new(),
            voices: OnceLock::new(),
            arrivals: OnceLock::new(),
            trailing: OnceLock::new(),
            actions: OnceLock::new(),
        }
    }

    /// The structure of every group in scope.
    pub fn structure(&self, input: Input<'_>, scope: &Scope) -> &Structure {
        self.structure.get_or_init(|| structure::structure(input, scope))
    }

    /// Who is silent at the end of the scope.
    pub fn silence(&self, input: Input<'_>, scope: &Scope) -> &Silence {
        self.silence.get_or_init(|| Arc::new(engagement::silence_at_end(input, scope, &self.days)))
    }

    /// Who is silent, where that is known by now.
    pub fn known_silence(&self) -> Option<&Arc<Silence>> {
        self.silence.get()
    }

    /// Takes over who is silent from the results of another scope of the same input, with the same groups and
    /// [the same end](engagement::silent_until).
    pub fn take_silence(&self, silence: Arc<Silence>) {
        // Whoever asked meanwhile has worked out the same.
        let _ = self.silence.set(silence);
    }

    /// How the talking is spread over the people.
    pub fn voices(&self, input: Input<'_>, scope: &Scope) -> &Voices {
        self.voices.get_or_init(|| engagement::voices(input, scope, &self.days, &self.present))
    }

    /// What became of those who joined in the scope.
    pub fn arrivals(&self, input: Input<'_>, scope: &Scope) -> &Arrivals {
        self.arrivals.get_or_init(|| engagement::arrivals(input, scope))
    }

    /// Daily, weekly and monthly people, day by day.
    pub fn trailing(&self, input: Input<'_>, scope: &Scope) -> &[TrailingPoint] {
        self.trailing.get_or_init(|| engagement::trailing_points(input, scope, &self.days))
    }

    /// What to do first.
    pub fn actions(&self, input: Input<'_>, scope: &Scope) -> &[Action] {
        let structure = || self.structure(input, scope);
        self.actions.get_or_init(|| overview::actions(input, scope, structure(), &self.rotation))
    }

    /// Works out the next part that is not there yet: the silent, then the structure with what to do. Stops early, with
    /// less, once `stop` says so.
    pub fn complete_next(&self, input: Input<'_>, scope: &Scope, stop: &(dyn Fn() -> bool + Sync)) {
        if !self.has_silence() {
            self.silence(input, scope);
        } else if let Some(structure) = structure::structure_unless(input, scope, stop) {
            // Whoever asked meanwhile has worked out the same.
            let _ = self.structure.set(structure);
            self.actions(input, scope);
        }
    }

    /// True once it is known who is silent.
    pub fn has_silence(&self) -> bool {
        self.known_silence().is_some()
    }

    /// True once nothing is left that takes long.
    pub fn is_complete(&self) -> bool {
        self.has_silence() && self.actions.get().is_some()
    }
}

impl Summary {
    /// Counts the project.
    pub fn of(input: Input<'_>, scope: &Scope) -> Self {
        let (from, to) = scope.dates();
        Self {
            name: input.project.name.clone(),
            groups: input.activity.groups.len(),
            // System lines about nobody known bear the empty id.
            members: input.activity.members.ids().iter().filter(|id| !id.as_str().is_empty()).count(),
            messages: input.activity.messages,
            from,
            to,
            time_zone: input.project.time_zone.name(),
        }
    }
}
