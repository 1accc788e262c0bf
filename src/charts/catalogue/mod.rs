//! Every chart the program can make, by name: results in, [`Figure`]s out.

mod engagement;
mod funnel;
mod person;
mod rotation;
mod structure;
mod words;

pub use engagement::wants_hours;
pub use funnel::funnel_note;
pub use person::PERSON_CHARTS;
pub use rotation::{rotation_warnings, uncovered_reason};
pub use structure::busiest_group;
pub use words::{
    action_sentence, choice_name, kind_name, occasion_kind, people_sheet, reason_sentence, role_name,
    silence_name, source_word, tier_name,
};

use super::{Figure, format};
use crate::activity::HourTable;
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
    pub lang: Lang,
}

/// Name and title of every chart that this project has, in the order of the pages.
pub fn list(source: &Source<'_>) -> Vec<(String, String)> {
    let lang = source.lang;
    let mut names: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, key: &str| names.push((name.to_owned(), lang.t(key).to_owned()));
    if !source.scope.groups.is_empty() {
        add("structure.links", "figure.links");
        add("structure.tiers", "figure.tiers");
        add("structure.message_share", "figure.message_share");
        add("structure.groups", "figure.groups");
        add("structure.bands", "figure.bands");
    }
    names.extend(engagement::list(source));
    for result in &source.panels.funnel.funnels {
        names.push((format!("funnel.{}", result.id), funnel::title(result, lang)));
    }
    if !source.input.project.rotas.is_empty() {
        names.push(("rotation.weeks".to_owned(), rotation::weeks_title(source)));
        names.push(("rotation.loads".to_owned(), lang.t("figure.loads").to_owned()));
    }
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
    match name {
        "structure.links" => structure::links(source, focus()?),
        "structure.tiers" => structure::tiers(source, focus()?),
        "structure.message_share" => structure::message_share(source, focus()?),
        "structure.groups" => Some(structure::groups(source)),
        "structure.bands" => Some(structure::bands(source)),
        "rotation.weeks" => rotation::weeks(source),
        "rotation.loads" => rotation::loads(source),
        _ => match name.split_once('.')? {
            ("engagement", rest) => engagement::figure(source, rest),
            ("person", rest) => person::figure(source, rest),
            ("funnel", rest) => funnel::figure(source, rest),
            _ => None,
        },
    }
}

impl Source<'_> {
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
