//! One person: what is known, and what can be set.

use egui::{RichText, Ui};

use super::super::{Cx, widgets};
use crate::app::{Analysis, Command, Dialog, Edit, FigureKey};
use crate::charts::catalogue::{PERSON_CHARTS, choice_name, kind_name, role_name, tier_name};
use crate::charts::format;
use crate::charts::theme::size;
use crate::model::{Member, MemberId, MemberKind, Role, Tier};

/// Widest that the page of a person grows.
const WIDEST: f32 = 880.0;

/// What can be set for one person, and everything known of them across all groups.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, code: u32) {
    let screen = ui.ctx().content_rect();
    ui.set_width(WIDEST.min(screen.width() - 120.0));
    let Some(loaded) = &cx.state.loaded else { return };
    let Some(analysis) = loaded.analysis.clone() else { return };
    let Some(id) = analysis.activity.members.id(code).cloned() else { return };
    let member = loaded.document.project.member(&id);
    super::title(ui, cx, member.map_or(id.as_str(), |member| &member.name));
    let mut facts = vec![id.0.clone()];
    if let Some(member) = member {
        facts.extend(member.profile.iter().map(|(field, value)| format!("{field}: {value}")));
        facts.extend(member.tags.iter().map(|tag| format!("#{tag}")));
    }
    let facts = RichText::new(facts.join(" · ")).size(size::SECONDARY).color(cx.theme.secondary);
    ui.add(egui::Label::new(facts).wrap());
    ui.add_space(8.0);
    let room = (screen.height() - 220.0).max(160.0);
    egui::ScrollArea::vertical()
        .id_salt(("person", code))
        .max_height(room)
        .min_scrolled_height(room)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.set_width(ui.available_width() - 10.0);
            facts_of(ui, cx, &analysis, member, &id, code);
            super::super::panels::proposals::about(ui, cx, &analysis, code);
            ui.add_space(8.0);
            charts(ui, cx, &id);
        });
    ui.add_space(8.0);
    super::close_button(ui, cx);
}

/// Tier, kind, roles, names and who brought them.
fn facts_of(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Analysis,
    member: Option<&Member>,
    id: &MemberId,
    code: u32,
) {
    let input = analysis.input();
    egui::Grid::new("person").num_columns(2).spacing([18.0, 8.0]).show(ui, |ui| {
        ui.label(cx.t("column.tier"));
        let tier = member.and_then(|member| member.tier);
        let tiers = [Some(Tier::Core), Some(Tier::Middle), Some(Tier::Ordinary), None];
        if let Some(tier) = choose(ui, tier, tiers.map(|tier| (tier, tier_name(tier, cx.lang).to_owned()))) {
            cx.send(Command::Edit(Edit::SetTier { member: id.clone(), tier }));
        }
        ui.end_row();
        ui.label(cx.t("column.kind"));
        let kind = member.map_or(MemberKind::Person, |member| member.kind);
        let kinds = [MemberKind::Person, MemberKind::Staff, MemberKind::Bot, MemberKind::Shill];
        if let Some(kind) = choose(ui, kind, kinds.map(|kind| (kind, kind_name(kind, cx.lang).to_owned()))) {
            cx.send(Command::Edit(Edit::SetKind { member: id.clone(), kind }));
        }
        ui.end_row();
        ui.label(cx.t("column.roles"));
        let roles = member.map_or(Vec::new(), |member| member.roles.clone());
        // A line that wraps would run into the next row of a grid.
        ui.vertical(|ui| {
            for half in Role::NAMED.chunks(5) {
                ui.horizontal(|ui| {
                    for role in half {
                        let on = roles.contains(role);
                        if ui.selectable_label(on, role_name(role, cx.lang)).clicked() {
                            let mut next: Vec<Role> =
                                roles.iter().filter(|other| *other != role).cloned().collect();
                            if !on {
                                next.push(role.clone());
                            }
                            cx.send(Command::Edit(Edit::SetRoles { member: id.clone(), roles: next }));
                        }
                    }
                });
            }
        });
        ui.end_row();
        identity(ui, cx, member, id, code);
        if let Some(source) = member.and_then(|member| member.source.as_ref()) {
            ui.label(cx.t("person.source"));
            ui.label(source);
            ui.end_row();
        }
        if let Some(inviter) = member.and_then(|member| member.inviter.as_ref()) {
            ui.label(cx.t("person.inviter"));
            match input.matched(inviter) {
                Some(code) => {
                    if ui.link(input.member_name(code)).clicked() {
                        cx.send(Command::ShowDialog(Dialog::Member(code)));
                    }
                }
                None => {
                    ui.label(inviter.as_str());
                }
            }
            ui.end_row();
        }
        decision(ui, cx, id);
    });
}

/// What was decided while they were silent, if anything was.
fn decision(ui: &mut Ui, cx: &Cx<'_>, id: &MemberId) {
    let decisions = cx.state.loaded.as_ref().map(|loaded| &loaded.document.project.silent_decisions);
    let Some(one) = decisions.and_then(|all| all.iter().find(|one| one.member == *id)) else { return };
    ui.label(cx.t("column.decision"));
    ui.label(format!("{} · {}", choice_name(one.choice, cx.lang), format::date(one.date)));
    ui.end_row();
}

/// The ids and names that stand for this person, each of which can be taken out again.
fn identity(ui: &mut Ui, cx: &mut Cx<'_>, member: Option<&Member>, id: &MemberId, code: u32) {
    ui.label(cx.t("person.alias"));
    ui.horizontal_wrapped(|ui| {
        for alias in member.map_or(&[][..], |member| &member.aliases) {
            ui.label(alias.as_str());
            if ui.button(format!("{} {alias}", cx.t("person.split"))).clicked() {
                let edit = Edit::SplitMember { member: id.clone(), alias: alias.clone() };
                cx.send(Command::Edit(edit));
            }
        }
        if ui.button(cx.t("person.merge")).clicked() {
            cx.send(Command::ShowDialog(Dialog::Merge { member: code, other: None }));
        }
    });
    ui.end_row();
    let own = |name: &&String| member.is_some_and(|member| !member.aliases.iter().any(|id| id.0 == **name));
    let names: Vec<&String> =
        member.map_or(&[][..], |member| &member.names_seen).iter().filter(own).collect();
    if names.is_empty() {
        return;
    }
    ui.label(cx.t("person.seen"));
    ui.horizontal_wrapped(|ui| {
        for name in names {
            ui.label(name);
            if ui.small_button(format!("{} {name}", cx.t("person.split"))).clicked() {
                let edit = Edit::SplitName { member: id.clone(), name: name.clone() };
                cx.send(Command::Edit(edit));
            }
        }
    });
    ui.end_row();
}

/// One of a few; the new choice when another was clicked.
fn choose<T: PartialEq + Copy, const N: usize>(ui: &mut Ui, now: T, choices: [(T, String); N]) -> Option<T> {
    ui.horizontal(|ui| {
        let mut chosen = None;
        for (choice, label) in choices {
            if ui.selectable_label(now == choice, label).clicked() && now != choice {
                chosen = Some(choice);
            }
        }
        chosen
    })
    .inner
}

/// Everything counted about one person, over all groups and days; what there is nothing of is left out.
fn charts(ui: &mut Ui, cx: &mut Cx<'_>, id: &MemberId) {
    let mut any = false;
    for what in PERSON_CHARTS {
        let key = FigureKey::new(format!("person.{what}.{id}"));
        let (slot, want) = cx.state.figure(&key);
        if matches!(slot, Some(None)) {
            if let Some(want) = want {
                cx.send(want);
            }
            continue;
        }
        any = true;
        widgets::figure(ui, cx, key, 0.0, |_, _| {});
        widgets::gap(ui);
    }
    if !any {
        widgets::secondary(ui, cx, cx.t("person.nothing"));
    }
}
