//! Two members made one: who, what moves, whose id stays.

use egui::{RichText, Ui};

use super::super::{Cx, widgets};
use super::people;
use crate::analytics::Input;
use crate::app::{Command, Dialog, Edit};
use crate::charts::format;

/// Most people offered at once.
const OFFERED: usize = 8;

/// Search for the other person, then a preview and the choice of the id that stays.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, member: u32, other: Option<u32>) {
    ui.set_width(560.0);
    let Some(analysis) = cx.state.loaded.as_ref().and_then(|loaded| loaded.analysis.clone()) else { return };
    let input = analysis.input();
    super::title(ui, cx, &cx.lang.tf("merge.title", &[("name", &input.member_name(member))]));
    let Some(other) = other else {
        let label = cx.t("search.label");
        super::field(ui, &mut cx.local.list_search, label, 260.0);
        let all: Vec<u32> = (0..input.activity.members.len() as u32).filter(|&code| code != member).collect();
        let found = people::search(ui, &analysis, &all, &cx.local.list_search);
        for &code in found.iter().take(OFFERED) {
            let id = input.activity.members.id(code).map_or("", |id| id.as_str());
            if ui.selectable_label(false, format!("{} ({id})", input.member_name(code))).clicked() {
                cx.send(Command::CloseDialog);
                cx.send(Command::ShowDialog(Dialog::Merge { member, other: Some(code) }));
            }
        }
        widgets::secondary(ui, cx, &cx.lang.tf("people.count", &[("n", &format::count(found.len() as u64))]));
        ui.add_space(8.0);
        super::close_button(ui, cx);
        return;
    };
    for code in [member, other] {
        let Moves { messages, groups, orders } = moves(input, code);
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("name", &input.member_name(code)),
            ("messages", &format::count(messages)),
            ("groups", &groups),
            ("orders", &orders),
        ];
        ui.label(cx.lang.tf("merge.moves", &values));
    }
    ui.add_space(6.0);
    ui.label(cx.t("merge.keep"));
    for (code, gone) in [(member, other), (other, member)] {
        let ids = [code, gone].map(|code| input.activity.members.id(code).cloned());
        let [Some(keep), Some(gone)] = ids else { return };
        ui.horizontal(|ui| {
            ui.label(RichText::new(format!("{} ({keep})", input.member_name(code))).strong());
            let label = format!("{}: {keep}", cx.t("merge.do"));
            if ui.button(label).clicked() {
                cx.local.list_search.clear();
                cx.send(Command::CloseDialog);
                cx.send(Command::Edit(Edit::MergeMembers { keep, others: vec![gone] }));
            }
        });
    }
    widgets::secondary(ui, cx, cx.t("merge.undo"));
    ui.add_space(8.0);
    super::close_button(ui, cx);
}

struct Moves {
    messages: u64,
    groups: usize,
    orders: usize,
}

/// What a member has.
fn moves(input: Input<'_>, code: u32) -> Moves {
    let find = |id| input.activity.members.find::<crate::model::MemberId>(id) == Some(code);
    let spans = input.activity.spans.iter().filter(|span| span.member == code);
    let stays = input.project.memberships.iter().filter(|stay| find(&stay.member));
    let mut groups: Vec<u32> = spans.clone().map(|span| span.group).collect();
    groups.extend(stays.filter_map(|stay| input.activity.groups.find(&stay.group)));
    groups.sort_unstable();
    groups.dedup();
    Moves {
        messages: spans.map(|span| u64::from(span.messages)).sum(),
        groups: groups.len(),
        orders: input.project.orders.iter().filter(|order| find(&order.member)).count(),
    }
}
