//! One person: what is known, and what can be set.

use egui::{RichText, Ui};

use super::super::{Cx, widgets};
use crate::activity::{LocalClock, date};
use crate::analytics::Input;
use crate::app::{Command, Dialog, Edit};
use crate::charts::catalogue::{kind_name, role_name, tier_name};
use crate::charts::format;
use crate::charts::theme::size;
use crate::model::{Member, MemberId, MemberKind, Role, Tier};

/// Facts, tier, kind, roles, and the groups of one person.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, code: u32) {
    ui.set_width(580.0);
    let Some(loaded) = &cx.state.loaded else { return };
    let Some(analysis) = loaded.analysis.clone() else { return };
    let input = analysis.input();
    let Some(id) = input.activity.members.id(code).cloned() else { return };
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
        ui.horizontal_wrapped(|ui| {
            ui.set_max_width(440.0);
            for role in &Role::NAMED {
                let on = roles.contains(role);
                if ui.selectable_label(on, role_name(role, cx.lang)).clicked() {
                    let mut next: Vec<Role> = roles.iter().filter(|other| *other != role).cloned().collect();
                    if !on {
                        next.push(role.clone());
                    }
                    cx.send(Command::Edit(Edit::SetRoles { member: id.clone(), roles: next }));
                }
            }
        });
        ui.end_row();
        identity(ui, cx, member, &id, code);
        if let Some(inviter) = member.and_then(|member| member.inviter.as_ref()) {
            ui.label(cx.t("person.inviter"));
            let inviter = input.activity.members.find(inviter);
            ui.label(inviter.map_or(format::UNKNOWN, |code| input.member_name(code)));
            ui.end_row();
        }
    });
    super::super::panels::proposals::about(ui, cx, &analysis, code);
    ui.separator();
    groups(ui, cx, input, member, &id, code);
    ui.add_space(8.0);
    super::close_button(ui, cx);
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

fn groups(ui: &mut Ui, cx: &Cx<'_>, input: Input<'_>, member: Option<&Member>, id: &MemberId, code: u32) {
    let mut clock = LocalClock::new(input.project.time_zone);
    let aliases = member.map_or(&[][..], |member| &member.aliases);
    let stays = input.project.memberships.iter();
    let stays: Vec<_> = stays.filter(|stay| stay.member == *id || aliases.contains(&stay.member)).collect();
    egui::Grid::new("person_groups").num_columns(4).spacing([18.0, 6.0]).show(ui, |ui| {
        for key in ["column.group", "column.joined", "column.messages", "column.last_spoke"] {
            widgets::secondary(ui, cx, cx.t(key));
        }
        ui.end_row();
        for group in 0..input.activity.groups.len() as u32 {
            let group_id = input.activity.groups.id(group);
            let stay = stays.iter().find(|stay| Some(&stay.group) == group_id);
            let span = input.activity.span(group, code);
            if stay.is_none() && span.is_none() {
                continue;
            }
            ui.label(input.group_name(group));
            let joined = stay.and_then(|stay| stay.joined);
            ui.label(joined.map_or(format::UNKNOWN.to_owned(), format::date));
            ui.label(format::count(span.map_or(0, |span| u64::from(span.messages))));
            let last = span.map(|span| date(clock.day_hour(span.last.0).0));
            ui.label(last.map_or(format::UNKNOWN.to_owned(), format::date));
            ui.end_row();
        }
    });
}
