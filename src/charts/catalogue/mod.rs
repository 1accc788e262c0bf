//! Every chart the program can make, by name: results in, [`Figure`]s out.

mod circles;
mod content_words;
mod cooling;
mod engagement;
mod experiments;
mod funnel;
mod funnel_parts;
mod links;
mod migration;
mod money;
mod naming;
mod person;
mod platform;
mod portfolio;
mod referral;
mod ring;
mod roles;
mod rota_words;
mod rotation;
mod shifts;
mod structure;
mod words;

pub use content_words::{axis_word, class_name, message_kind_name, rule_words, sender_name, work_name};
pub use cooling::cure_sentence;
pub use engagement::{SILENT, wants_hours, wants_talk};
pub use experiments::{verdict_sentence, verdict_tone};
pub use funnel::funnel_note;
pub use links::{MATRIX, NETWORK, NETWORK_ASPECT};
pub use migration::target_reason;
pub use naming::wrong_sentence;
pub use person::PERSON_CHARTS;
pub use portfolio::class_reasons;
pub use roles::{axis_name, evidence_sentence};
pub use rota_words::{
    closing_words, effect_words, in_china, public_words, request_state, request_words, rotation_warnings,
    uncovered_reason,
};
pub use rotation::{card_figure, month_figure, name_of, rota_figure, strip, turns_figure};
pub use shifts::{group_of, heat_note, shift_figure, shift_foot, shift_grid, shift_status, slot_hours};
pub use structure::busiest_group;
pub use words::{
    action_sentence, choice_name, class_tone, class_word, kind_name, occasion_kind, people_sheet,
    reason_sentence, role_name, silence_name, source_word, tier_name,
};

use super::{Figure, format};
use crate::activity::HourTable;
use crate::analytics::engagement::{Silence, Talk};
use crate::analytics::structure::{Structure, TieKinds};
use crate::analytics::{Input, Panels, Scope};
use crate::i18n::Lang;

/// What charts are made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub input: Input<'a>,
    pub scope: &'a Scope,
    pub compared: Option<&'a Scope>,
    pub panels: &'a Panels,
    /// Results of the compared period.
    pub before: Option<&'a Panels>,
    /// Counts by hour, for the charts that [`wants_hours`] says need them.
    pub hours: Option<&'a HourTable>,
    /// What the texts tell, for the charts that [`wants_talk`] says need it.
    pub talk: Option<&'a Talk>,
    pub lang: Lang,
}

/// Name and title of every chart that this project has, in the order of the pages.
pub fn list(source: &Source<'_>) -> Vec<(String, String)> {
    let lang = source.lang;
    let mut names: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, key: &str| names.push((name.to_owned(), lang.t(key).to_owned()));
    if !source.scope.groups.is_empty() {
        add("structure.board", "figure.board");
        add("structure.class_months", "figure.class_months");
        add("structure.sizes", "figure.sizes");
        add("structure.candidates", "figure.candidates");
        if naming::has_rules(source) {
            add("structure.naming", "figure.naming");
            add("structure.renames", "figure.renames");
        }
        add("structure.links", "figure.links");
        add("structure.matrix", "figure.matrix");
        add("structure.density", "figure.density");
        add("structure.bridges", "figure.bridges");
        add("structure.isolated", "figure.isolated");
        add("structure.communities", "figure.communities");
        add("structure.tiers", "figure.tiers");
        add("structure.message_share", "figure.message_share");
        add("structure.groups", "figure.groups");
        add("structure.bands", "figure.bands");
        add("structure.scissors", "figure.scissors");
        add("structure.cooling", "figure.cooling");
        add("structure.cooling_people", "figure.cooling_people");
        add("structure.cooling_groups", "figure.cooling_groups");
        add("structure.roles", "figure.roles");
        if !source.input.project.migration.closing.is_empty() {
            add("structure.migration_closing", "figure.migration_closing");
            add("structure.migration", "figure.migration");
            add("structure.invitations", "figure.invitations");
            add("structure.left_behind", "figure.left_behind");
        }
        add("structure.essentials", "figure.essentials");
        add("structure.essentials_groups", "figure.essentials_groups");
        if source.structure().groups.iter().any(|group| !group.cures.is_empty()) {
            add("structure.cures", "figure.cures");
        }
        add("structure.platform", "figure.platform");
        add("structure.carriers", "figure.carriers");
    }
    if !source.input.project.plan.is_empty() {
        add("overview.plan", "figure.plan");
    }
    names.extend(engagement::list(source));
    let mut add = |name: &str, key: &str| names.push((name.to_owned(), lang.t(key).to_owned()));
    if source.panels.funnel.referral.trees.is_some() {
        add("funnel.vine", "figure.vine");
        add("funnel.generations", "figure.generations");
        add("funnel.branches", "figure.branches");
        add("funnel.branch", "figure.largest_branch");
        add("funnel.ledgers", "figure.ledgers");
        add("funnel.channels", "figure.channels");
        add("funnel.refused", "figure.refused");
    }
    if ring::has_anything(source) {
        names.push(("funnel.ring".to_owned(), lang.t("figure.ring").to_owned()));
    }
    for result in &source.panels.funnel.funnels {
        names.push((format!("funnel.{}", result.id), funnel::title(result, lang)));
        let more = funnel_parts::names(result).filter(|_| !result.steps.is_empty());
        names.extend(more.map(|name| (name, result.name.clone())));
    }
    for result in &source.panels.funnel.experiments {
        names.push((format!("funnel.arms.{}", result.id), result.name.clone()));
        if result.planned_per_arm.is_some() {
            names.push((format!("funnel.sequential.{}", result.id), result.name.clone()));
            names.push((format!("funnel.looks.{}", result.id), result.name.clone()));
        }
    }
    let has_orders = !source.input.project.orders.is_empty();
    let mut add = |name: &str, key: &str| names.push((name.to_owned(), lang.t(key).to_owned()));
    if has_orders || !source.input.project.prices.is_empty() {
        add("money.ladder", "figure.ladder");
    }
    if has_orders {
        add("money.takings", "figure.takings");
        add("money.arpu", "figure.arpu");
        add("money.renewals", "figure.renewals");
    }
    if !source.scope.groups.is_empty() {
        add("money.costs", "figure.costs");
    }
    if !source.input.project.budget.is_empty() {
        add("money.budget", "figure.budget");
        add("money.campaigns", "figure.campaigns");
    }
    names.extend(rotation::list(source));
    names.extend(shifts::list(source));
    names
}

/// The chart of that name; `None` for a name this project does not have. A chart about one group takes `group`, else
/// the first of a scope that was narrowed, else the busiest.
pub fn figure(source: &Source<'_>, name: &str, group: Option<u32>) -> Option<Figure> {
    let focus = || {
        let narrowed = source.scope.groups.len() < source.input.activity.groups.len();
        let first = source.scope.groups.first().copied();
        group.or(if narrowed { first } else { None }).or_else(|| busiest_group(source.input, source.scope))
    };
    // What is only there for a group that cools looks at the first of those where no group is named.
    let cooling_focus = || {
        let cools = source.structure().groups.iter().position(|group| group.cooling.test.alarm);
        group.or_else(|| source.scope.groups.get(cools?).copied())
    };
    match name {
        "structure.board" => Some(portfolio::board(source)),
        "structure.class_months" => Some(portfolio::months(source)),
        "structure.sizes" => Some(portfolio::sizes(source)),
        "structure.candidates" => Some(portfolio::candidates(source, focus()?)),
        "structure.naming" => naming::has_rules(source).then(|| naming::groups(source)),
        "structure.renames" => naming::has_rules(source).then(|| naming::renames(source)),
        name if let Some(kinds) = TieKinds::of_figure(name, links::NETWORK) => {
            links::network(source, focus()?, kinds)
        }
        name if let Some(kinds) = TieKinds::of_figure(name, links::MATRIX) => {
            links::matrix(source, focus()?, kinds)
        }
        "structure.density" => Some(circles::density(source, focus()?)),
        "structure.bridges" => Some(circles::bridges(source, focus()?)),
        "structure.isolated" => Some(circles::isolated(source, focus()?)),
        "structure.communities" => Some(circles::communities(source, focus()?)),
        "structure.tiers" => structure::tiers(source, focus()?),
        "structure.message_share" => structure::message_share(source, focus()?),
        "structure.groups" => Some(structure::groups(source)),
        "structure.bands" => Some(structure::bands(source)),
        "structure.scissors" => cooling::blades(source, cooling_focus().or_else(focus)?),
        "structure.cooling" => cooling::parts(source, cooling_focus().or_else(focus)?),
        "structure.cooling_people" => cooling::people(source, cooling_focus().or_else(focus)?),
        "structure.cooling_groups" => Some(cooling::groups(source)),
        "structure.roles" => Some(roles::matrix(source)),
        "structure.essentials_groups" => Some(roles::audits(source)),
        "structure.essentials" => roles::audit(source, focus()?),
        "structure.migration_closing" => Some(migration::closing(source)),
        "structure.migration" => Some(migration::targets(source)),
        "structure.invitations" => Some(migration::invitations(source)),
        "structure.left_behind" => Some(migration::left_behind(source)),
        "structure.cures" => cooling::cures(source, cooling_focus()?),
        "overview.plan" => Some(cooling::plan(source)),
        "structure.platform" => Some(platform::tree(source)),
        "structure.carriers" => Some(platform::carriers(source)),
        "funnel.ring" => ring::has_anything(source).then(|| ring::ring(source)),
        "funnel.vine" => referral::vine(source),
        "funnel.generations" => referral::generations(source),
        "funnel.branches" => referral::branches(source),
        "funnel.ledgers" => referral::ledgers(source),
        "funnel.channels" => referral::channels(source),
        "funnel.refused" => referral::refused(source),
        "funnel.branch" => referral::branch(source, None),
        "money.ladder" => Some(money::ladder(source)),
        "money.takings" => Some(money::takings(source)),
        "money.arpu" => Some(money::arpu(source)),
        "money.renewals" => Some(money::renewals(source)),
        "money.costs" => Some(money::costs(source)),
        "money.budget" => Some(money::budget(source)),
        "money.campaigns" => Some(money::campaigns(source)),
        _ => match name.split_once('.')? {
            ("engagement", rest) => engagement::figure(source, rest),
            ("person", rest) => person::figure(source, rest),
            ("funnel", rest) => funnel_figure(source, rest),
            ("rotation", _) => shifts::figure(source, name).or_else(|| rotation::figure(source, name)),
            _ => None,
        },
    }
}

/// A figure of the funnel page that is named after what it is about.
fn funnel_figure(source: &Source<'_>, rest: &str) -> Option<Figure> {
    match rest.split_once('.') {
        Some(("arms", id)) => experiments::arms(source, id),
        Some(("sequential", id)) => experiments::sequential(source, id),
        Some(("looks", id)) => experiments::looks(source, id),
        Some(("branch", member)) => referral::branch(source, Some(member.parse().ok()?)),
        _ => funnel::figure(source, rest).or_else(|| funnel_parts::figure(source, rest)),
    }
}

impl<'a> Source<'a> {
    /// The structure of the groups in scope; takes long on a large log when it is first asked for.
    fn structure(&self) -> &'a Structure {
        self.panels.structure(self.input, self.scope)
    }

    /// Who is silent; takes long on a large log when it is first asked for.
    fn silence(&self) -> &'a Silence {
        self.panels.silence(self.input, self.scope)
    }

    /// The groups of the scope in words.
    fn groups_words(&self) -> String {
        match self.scope.groups.as_slice() {
            [one] => self.input.group_name(*one).to_owned(),
            many if many.len() == self.input.activity.groups.len() => {
                self.lang.tf("scope.all_groups", &[("n", &many.len())])
            }
            many => {
                let all = self.input.activity.groups.len();
                self.lang.tf("scope.some_groups", &[("n", &many.len()), ("all", &all)])
            }
        }
    }

    fn period_words(&self) -> String {
        let (from, to) = self.scope.dates();
        format::period(from, to, self.lang)
    }

    /// Groups and period.
    fn subtitle(&self) -> String {
        format!("{} · {}", self.groups_words(), self.period_words())
    }

    /// Project, data date, and what the project says of its data.
    fn source_line(&self) -> String {
        let name = &self.input.project.name;
        let until = match self.input.activity.range {
            Some((_, last)) => {
                self.lang.tf("status.until", &[("date", &format::date(crate::activity::date(last)))])
            }
            None => self.lang.t("source.no_messages").to_owned(),
        };
        let note = &self.input.project.note;
        if note.is_empty() { format!("{name} · {until}") } else { format!("{name} · {until} · {note}") }
    }

    fn figure(&self, name: &str, title: String, note: String, chart: Box<dyn super::Chart>) -> Figure {
        Figure {
            name: name.to_owned(),
            title,
            subtitle: self.subtitle(),
            note,
            source: self.source_line(),
            chart,
        }
    }
}
