//! Something that happened, with the week before it and the week that began with it.

use egui::Ui;

use super::super::{Cx, widgets};
use crate::app::FigureKey;
use crate::charts::catalogue::occasion_kind;
use crate::charts::format;

/// Shows one of the project's activities.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, index: usize) {
    ui.set_width(640.0);
    let Some(loaded) = &cx.state.loaded else { return };
    let Some(item) = loaded.document.project.activities.get(index) else { return };
    super::title(ui, cx, &item.name);
    let days = match item.to.filter(|&to| to != item.from) {
        Some(to) => format::period(item.from, to, cx.lang),
        None => format::date(item.from),
    };
    let mut facts = vec![occasion_kind(item.kind, cx.lang).to_owned(), days];
    let names = item.groups.iter().map(|id| {
        let group = loaded.document.project.group(id).filter(|group| !group.name.is_empty());
        group.map_or(id.0.clone(), |group| group.name.clone())
    });
    let names: Vec<String> = names.collect();
    facts.push(if names.is_empty() { cx.t("scope.every_group").to_owned() } else { names.join(", ") });
    widgets::secondary(ui, cx, &facts.join(" · "));
    if !item.note.is_empty() {
        ui.label(&item.note);
    }
    ui.add_space(8.0);
    widgets::figure(ui, cx, FigureKey::new(format!("engagement.occasion.{index}")), 0.0, |_, _| {});
    ui.add_space(8.0);
    super::close_button(ui, cx);
}
