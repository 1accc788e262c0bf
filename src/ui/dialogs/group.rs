//! A group's name and size limit.

use egui::Ui;

use super::super::{Cx, theme, widgets};
use crate::app::{Command, Edit};

/// Edits of one group.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, group: u32) {
    ui.set_width(420.0);
    let project = cx.state.loaded.as_ref().map(|loaded| &loaded.document.project);
    let Some(group) = project.and_then(|project| project.groups.get(group as usize)) else {
        widgets::secondary(ui, cx, cx.t("group.only_in_chat"));
        super::close_button(ui, cx);
        return;
    };
    super::title(ui, cx, cx.t("group.edit"));
    let limit = group.size_limit.map_or(String::new(), |limit| limit.to_string());
    let (mut name, mut typed) = cx.local.name.clone().unwrap_or_else(|| (group.name.clone(), limit));
    ui.label(cx.t("group.name"));
    super::field(ui, &mut name, cx.t("group.name"), f32::INFINITY);
    ui.label(cx.t("group.limit"));
    super::field(ui, &mut typed, cx.t("group.limit"), 120.0);
    widgets::secondary(ui, cx, cx.t("group.limit_hint"));
    let parsed: Option<Option<u32>> = match typed.trim() {
        "" => Some(None),
        digits => digits.parse().ok().map(Some),
    };
    cx.local.name = Some((name.clone(), typed));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let fine = parsed.is_some() && !name.trim().is_empty();
        if ui.add_enabled(fine, theme::primary(cx.theme, cx.t("dialog.apply"))).clicked() {
            super::close(cx);
            if name.trim() != group.name {
                cx.send(Command::Edit(Edit::RenameGroup { group: group.id.clone(), name }));
            }
            if let Some(limit) = parsed.filter(|limit| *limit != group.size_limit) {
                cx.send(Command::Edit(Edit::SetGroupLimit { group: group.id.clone(), limit }));
            }
            return;
        }
        super::close_button(ui, cx);
    });
}
