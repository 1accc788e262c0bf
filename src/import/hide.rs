//! What a project states about words and names, made true of all it holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ImportOptions;
use super::pseudonym::{Pseudonyms, names_somebody};
use crate::log::Dictionary;
use crate::model::{ContentRules, GroupId, Member, MemberId, Privacy, Project, Role, Wanted};
use crate::project_file::Document;

/// Fields of a profile that say what people are, not who; all others are hidden.
const SHARED_FIELDS: [&str; 4] = ["region", "business", "org_type", "industry"];
/// Digits from which on a value may be a telephone or account number.
const NUMBER: usize = 7;

/// The options with what the project states already, unless they overrule it.
pub fn with_statement(options: &ImportOptions, privacy: &Privacy) -> ImportOptions {
    let pseudonymise = options.pseudonymise || privacy.pseudonyms && !options.restore_names;
    let without_text = !options.keep_text || privacy.without_text && !options.restore_text;
    ImportOptions { pseudonymise, keep_text: !pseudonymise && !without_text, ..options.clone() }
}

/// Hides everybody in the project when pseudonyms are wanted for the first time.
pub fn before(document: &mut Document, options: &ImportOptions) {
    if options.restore_names {
        document.project.privacy.pseudonyms = false;
    }
    if !options.pseudonymise {
        return;
    }
    let hidden = std::mem::replace(&mut document.project.privacy.pseudonyms, true);
    if Pseudonyms::of_project(&document.project).is_none() {
        document.project.privacy.key = Pseudonyms::new_key();
    }
    if !hidden && let Some(pseudonyms) = Pseudonyms::of_project(&document.project) {
        hide_people(document, pseudonyms);
    }
}

/// Takes the words out of the project when none are to be kept.
pub fn after(document: &mut Document, options: &ImportOptions) {
    document.project.privacy.without_text = !options.keep_text;
    if !options.keep_text && document.log.text.is_some() {
        Arc::make_mut(&mut document.log).text = None;
    }
}

/// Every id and name of a person becomes a pseudonym, wherever it stands.
fn hide_people(document: &mut Document, pseudonyms: Pseudonyms) {
    let hider = Hider { names: names(document), pseudonyms };
    let project = &mut document.project;
    Arc::make_mut(&mut project.members).iter_mut().for_each(|member| hider.member(member));
    for merged in &mut project.merged {
        hider.member(&mut merged.member);
        merged.gave.names_seen.clear();
        merged.gave.tags.iter_mut().for_each(|tag| hider.words(tag));
        merged.gave.roles.iter_mut().for_each(|role| hider.role(role));
    }
    for (one, other) in &mut project.different {
        hider.id(one);
        hider.id(other);
    }
    for mark in &mut project.marks {
        hider.id(&mut mark.member);
        hider.words(&mut mark.reason);
    }
    for stay in Arc::make_mut(&mut project.memberships) {
        hider.group(&mut stay.group);
        hider.id(&mut stay.member);
        stay.inviter.iter_mut().for_each(|inviter| hider.id(inviter));
    }
    for roster in Arc::make_mut(&mut project.rosters) {
        hider.group(&mut roster.group);
        roster.members.iter_mut().for_each(|member| hider.id(member));
    }
    for event in Arc::make_mut(&mut project.events) {
        hider.id(&mut event.member);
        event.who.iter_mut().for_each(|who| *who = hider.hidden(who));
        event.group.iter_mut().for_each(|group| hider.group(group));
        event.properties.values_mut().for_each(|value| hider.value(value));
    }
    for order in Arc::make_mut(&mut project.orders) {
        hider.id(&mut order.member);
        order.buyer.iter_mut().for_each(|buyer| *buyer = hider.hidden(buyer));
        order.group.iter_mut().for_each(|group| hider.group(group));
        hider.words(&mut order.id);
        hider.words(&mut order.product);
    }
    for rota in &mut project.rotas {
        hider.words(&mut rota.name);
        rota.groups.iter_mut().for_each(|group| hider.group(group));
        rota.candidates.iter_mut().for_each(|candidate| hider.id(&mut candidate.member));
        rota.duties.iter_mut().for_each(|duty| hider.id(&mut duty.member));
        rota.closed.iter_mut().for_each(|closed| hider.words(&mut closed.name));
        for request in &mut rota.requests {
            hider.id(&mut request.from);
            hider.words(&mut request.note);
            if let Wanted::Take(member) = &mut request.wanted {
                hider.id(member);
            }
        }
    }
    for week in &mut project.shifts {
        hider.words(&mut week.name);
        week.groups.iter_mut().for_each(|group| hider.group(&mut group.group));
        week.people.iter_mut().for_each(|asked| hider.id(&mut asked.member));
        week.shifts.iter_mut().for_each(|shift| {
            hider.group(&mut shift.group);
            hider.id(&mut shift.member);
        });
        for (one, other) in &mut week.last_week {
            hider.id(one);
            hider.id(other);
        }
    }
    for activity in &mut project.activities {
        hider.words(&mut activity.name);
        hider.words(&mut activity.note);
        activity.groups.iter_mut().for_each(|group| hider.group(group));
    }
    for mapping in &mut project.mappings {
        mapping.headings.iter_mut().for_each(|heading| hider.words(heading));
        mapping.group.iter_mut().for_each(|group| hider.group(group));
    }
    for item in &mut project.plan {
        hider.words(&mut item.text);
        item.group.iter_mut().for_each(|group| hider.group(group));
        item.people.iter_mut().for_each(|member| hider.id(member));
    }
    for entry in &mut project.time_log {
        hider.id(&mut entry.member);
        hider.words(&mut entry.note);
    }
    // The program's own words name nobody.
    if project.content != ContentRules::default() {
        project.content.official_roles.iter_mut().for_each(|role| hider.role(role));
        for rule in &mut project.content.rules {
            rule.keywords.iter_mut().for_each(|word| hider.words(word));
            rule.roles.iter_mut().for_each(|role| hider.role(role));
        }
    }
    for audit in &mut project.audits {
        hider.group(&mut audit.group);
        audit.scores.iter_mut().for_each(|score| hider.words(&mut score.note));
    }
    let decisions = Arc::make_mut(&mut project.silent_decisions);
    decisions.iter_mut().for_each(|decision| hider.id(&mut decision.member));
    for closing in &mut project.migration.closing {
        hider.group(&mut closing.group);
        closing.into.iter_mut().for_each(|group| hider.group(group));
    }
    for exception in &mut project.migration.exceptions {
        hider.group(&mut exception.group);
        hider.id(&mut exception.member);
        exception.into.iter_mut().for_each(|group| hider.group(group));
    }
    hider.words(&mut project.note);
    for group in &mut project.groups {
        hider.group(&mut group.id);
        hider.words(&mut group.name);
        if let Some(class) = &mut group.class {
            hider.words(&mut class.note);
            class.by.clear();
        }
    }
    let log = Arc::make_mut(&mut document.log);
    log.members = renamed(&log.members, |name| hider.hidden(name));
    log.groups = renamed(&log.groups, |name| {
        let mut group = GroupId(name.to_owned());
        hider.group(&mut group);
        group.0
    });
}

fn renamed(names: &Dictionary, new: impl Fn(&str) -> String) -> Dictionary {
    let mut dictionary = Dictionary::default();
    for name in names.names() {
        dictionary.code(&new(name));
    }
    dictionary
}

/// Everything that people are called in a project.
fn names(document: &Document) -> Vec<String> {
    fn of(member: &Member) -> impl Iterator<Item = &str> {
        [member.id.as_str(), &member.name]
            .into_iter()
            .chain(member.names_seen.iter().map(String::as_str))
            .chain(member.aliases.iter().map(MemberId::as_str))
    }
    let Project { members, merged, .. } = &document.project;
    let mut names: Vec<String> = members
        .iter()
        .chain(merged.iter().map(|merged| &merged.member))
        .flat_map(of)
        .chain(document.log.members.names().iter().map(String::as_str))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

struct Hider {
    names: Vec<String>,
    pseudonyms: Pseudonyms,
}

impl Hider {
    fn hidden(&self, name: &str) -> String {
        if name.is_empty() { String::new() } else { self.pseudonyms.of(name) }
    }

    fn id(&self, id: &mut MemberId) {
        id.0 = self.hidden(&id.0);
    }

    /// Groups keep their id and name, unless they are called after somebody.
    fn group(&self, id: &mut GroupId) {
        self.words(&mut id.0);
    }

    /// Words of the operator stay, unless they name somebody.
    fn words(&self, text: &mut String) {
        if !text.is_empty() && names_somebody(text, self.names.iter().map(String::as_str)) {
            *text = self.hidden(text);
        }
    }

    fn value(&self, text: &mut String) {
        if text.chars().filter(char::is_ascii_digit).count() >= NUMBER {
            *text = self.hidden(text);
        }
        self.words(text);
    }

    fn role(&self, role: &mut Role) {
        if let Role::Other(text) = role {
            self.words(text);
        }
    }

    fn member(&self, member: &mut Member) {
        self.id(&mut member.id);
        member.name.clone_from(&member.id.0);
        member.names_seen.clear();
        member.aliases.iter_mut().for_each(|alias| self.id(alias));
        member.inviter.iter_mut().for_each(|inviter| self.id(inviter));
        member.tags.iter_mut().for_each(|tag| self.words(tag));
        member.roles.iter_mut().for_each(|role| self.role(role));
        member.source.iter_mut().for_each(|source| self.words(source));
        self.profile(&mut member.profile);
    }

    fn profile(&self, profile: &mut BTreeMap<String, String>) {
        for (field, value) in profile {
            if SHARED_FIELDS.contains(&field.as_str()) {
                self.value(value);
            } else {
                *value = self.hidden(value);
            }
        }
    }
}
