//! What the program proposes about people: who may be one person, who may be a bot, staff or a shill. And who is left out.

use std::sync::Arc;

use egui::Ui;

use super::super::kept::kept_of;
use super::super::{Cx, widgets};
use crate::activity::date;
use crate::analytics::Input;
use crate::analytics::identity::{Evidence, Guess, Pair, Reason, guesses, same_people};
use crate::app::{Analysis, Command, Dialog, Edit};
use crate::charts::catalogue::{kind_name, role_name};
use crate::charts::format;
use crate::charts::theme::Tone;
use crate::i18n::Lang;
use crate::model::{Decision, Mark, MemberKind};

/// Most proposals of a kind shown at once.
const SHOWN: usize = 6;

/// Says how many members no rate counts, and what the project does not keep; nothing for a project of ordinary members
/// that keeps all.
pub fn left_out(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(loaded) = &cx.state.loaded else { return };
    let count = |kind| loaded.document.project.members.iter().filter(|member| member.kind == kind).count();
    let [bots, staff, shills] = [MemberKind::Bot, MemberKind::Staff, MemberKind::Shill].map(count);
    if bots + staff + shills > 0 {
        let mut all = loaded.document.project.count_everyone;
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("bots", &bots), ("staff", &staff), ("shills", &shills)];
        let text =
            if all { cx.lang.tf("people.counted", &values) } else { cx.lang.tf("people.left_out", &values) };
        ui.horizontal(|ui| {
            widgets::secondary(ui, cx, &text);
            if ui.checkbox(&mut all, cx.t("people.count_all")).changed() {
                cx.send(Command::Edit(Edit::CountEveryone(all)));
            }
        });
    }
    let privacy = &loaded.document.project.privacy;
    let stated = [(privacy.pseudonyms, "privacy.names"), (privacy.without_text, "privacy.text")];
    let stated: Vec<&str> = stated.into_iter().filter(|(is, _)| *is).map(|(_, key)| cx.t(key)).collect();
    if !stated.is_empty() {
        widgets::secondary(ui, cx, &stated.join(" · "));
    }
}

/// Both lists, folded until somebody wants them; nothing without proposals.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>) {
    let found = proposals(ui, analysis);
    let input = analysis.input();
    let lang = cx.lang;
    let (count, more) = (found.0.len(), found.0.len().saturating_sub(SHOWN));
    let words = [
        lang.tf("marks.title", &[("n", &count)]),
        lang.t("marks.text").to_owned(),
        lang.tf("marks.more", &[("n", &more)]),
    ];
    folded(ui, cx, "marks", &words, &found.0, |ui, cx, guess| one_guess(ui, cx, input, guess));
    let (count, more) = (found.1.len(), found.1.len().saturating_sub(SHOWN));
    let words = [
        lang.tf("same.title", &[("n", &count)]),
        lang.t("same.text").to_owned(),
        lang.tf("same.more", &[("n", &more)]),
    ];
    folded(ui, cx, "same", &words, &found.1, |ui, cx, pair| one_pair(ui, cx, input, pair));
}

/// A folded list of the first proposals of a kind; nothing when there are none. The words are its title, what it is
/// about, and how many more there are.
fn folded<T>(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    kind: &str,
    [title, text, more]: &[String; 3],
    found: &[T],
    mut show: impl FnMut(&mut Ui, &mut Cx<'_>, &T),
) {
    if found.is_empty() {
        return;
    }
    egui::CollapsingHeader::new(title).id_salt(kind).show(ui, |ui| {
        widgets::secondary(ui, cx, text);
        for one in found.iter().take(SHOWN) {
            show(ui, cx, one);
        }
        if found.len() > SHOWN {
            widgets::secondary(ui, cx, more);
        }
    });
}

/// The guesses about one member, with buttons to answer them.
pub fn about(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>, member: u32) {
    let found = proposals(ui, analysis);
    for guess in found.0.iter().filter(|guess| guess.member == member) {
        one_guess(ui, cx, analysis.input(), guess);
    }
}

fn one_guess(ui: &mut Ui, cx: &mut Cx<'_>, input: Input<'_>, guess: &Guess) {
    let Some(id) = input.activity.members.id(guess.member) else { return };
    let reasons: Vec<String> =
        guess.evidence.iter().map(|evidence| sentence(cx.lang, input, evidence)).collect();
    let reason = reasons.join(cx.t("mark.and"));
    ui.horizontal_wrapped(|ui| {
        let answer = |decision| {
            let mark = Mark { member: id.clone(), kind: guess.kind, reason: reason.clone(), decision };
            Command::Edit(Edit::DecideMark(mark))
        };
        if ui.button(cx.t("marks.confirm")).clicked() {
            cx.send(answer(Decision::Confirmed));
        }
        if ui.button(cx.t("marks.refuse")).clicked() {
            cx.send(answer(Decision::Refused));
        }
        widgets::tag(ui, cx, kind_name(guess.kind, cx.lang), Tone::Warning);
        ui.label(input.member_name(guess.member));
        widgets::secondary(ui, cx, &reason);
    });
}

fn one_pair(ui: &mut Ui, cx: &mut Cx<'_>, input: Input<'_>, pair: &Pair) {
    let ids = [pair.one, pair.other].map(|code| input.activity.members.id(code).cloned());
    let [Some(one), Some(other)] = ids else { return };
    ui.horizontal_wrapped(|ui| {
        if ui.button(cx.t("same.merge")).clicked() {
            cx.send(Command::ShowDialog(Dialog::Merge { member: pair.one, other: Some(pair.other) }));
        }
        if ui.button(cx.t("same.apart")).clicked() {
            cx.send(Command::Edit(Edit::KeepApart(one.clone(), other.clone())));
        }
        let name = |code, id: &crate::model::MemberId| format!("{} ({id})", input.member_name(code));
        ui.label(format!("{} · {}", name(pair.one, &one), name(pair.other, &other)));
        let reasons: Vec<String> = pair.reasons.iter().map(|reason| why(cx.lang, reason)).collect();
        widgets::secondary(ui, cx, &reasons.join(cx.t("mark.and")));
    });
}

/// The reason for a proposal, in words.
fn why(lang: Lang, reason: &Reason) -> String {
    match reason {
        Reason::Phone(end) => lang.tf("same.phone", &[("end", end)]),
        Reason::Renamed(name) => lang.tf("same.renamed", &[("name", name)]),
        Reason::SameName(name) => lang.tf("same.name", &[("name", name)]),
        Reason::LikeName => lang.t("same.like").to_owned(),
    }
}

/// What a guess rests on, in words.
fn sentence(lang: Lang, input: Input<'_>, evidence: &Evidence) -> String {
    match evidence {
        Evidence::Platform(reason) => match reason.as_str() {
            "bot_account" => lang.t("mark.bot_account").to_owned(),
            "bot_buttons" => lang.t("mark.bot_buttons").to_owned(),
            "owner" => lang.t("mark.owner").to_owned(),
            "admin" => lang.t("mark.admin").to_owned(),
            other => other.to_owned(),
        },
        Evidence::Name(word) => lang.tf("mark.name", &[("word", word)]),
        Evidence::Role(role) => lang.tf("mark.role", &[("role", &role_name(role, lang))]),
        Evidence::Quick { count, of } => lang.tf("mark.quick", &[("count", count), ("of", of)]),
        Evidence::Regular { minutes, count, of } => {
            lang.tf("mark.regular", &[("minutes", minutes), ("count", count), ("of", of)])
        }
        Evidence::Clock { hours } => lang.tf("mark.clock", &[("count", hours)]),
        Evidence::Template { chars, count, of } => {
            lang.tf("mark.template", &[("chars", chars), ("count", count), ("of", of)])
        }
        Evidence::Crowd { people, day } => {
            lang.tf("mark.crowd", &[("count", people), ("date", &format::date(date(*day)))])
        }
        Evidence::Echo { of_member, count, of } => {
            lang.tf("mark.echo", &[("person", &input.member_name(*of_member)), ("count", count), ("of", of)])
        }
        Evidence::Short { chars } => lang.tf("mark.short", &[("chars", chars)]),
    }
}

type Proposals = Arc<(Vec<Guess>, Vec<Pair>)>;

/// All proposals; kept until there are other results.
fn proposals(ui: &Ui, analysis: &Arc<Analysis>) -> Proposals {
    kept_of(ui, "proposals", analysis, || {
        Arc::new((guesses(analysis.input()), same_people(analysis.input())))
    })
}
