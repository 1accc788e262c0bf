//! A group's name, size limit, monthly cost, and its class where the operator knows better than the rule.

use egui::{RichText, Ui};

use super::super::{Cx, theme, widgets};
use crate::app::{Command, Edit, Need};
use crate::charts::catalogue::{class_reasons, class_word};
use crate::charts::theme::size;
use crate::model::{ClassCorrection, Group, Money, ValueClass};

/// What was typed for one group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupDraft {
    name: String,
    limit: String,
    cost: String,
    class: Option<ValueClass>,
    note: String,
    by: String,
}

impl GroupDraft {
    fn of(group: &Group) -> Self {
        let by_hand = group.class.as_ref();
        Self {
            name: group.name.clone(),
            limit: group.size_limit.map_or(String::new(), |limit| limit.to_string()),
            cost: group.monthly_cost.map_or(String::new(), |cost| cost.to_string()),
            class: by_hand.map(|by_hand| by_hand.class),
            note: by_hand.map_or(String::new(), |by_hand| by_hand.note.clone()),
            by: by_hand.map_or(String::new(), |by_hand| by_hand.by.clone()),
        }
    }

    /// What differs from the group as it is; `None` while something cannot be read.
    fn edits(&self, group: &Group, today: chrono::NaiveDate) -> Option<Vec<Edit>> {
        let mut edits = Vec::new();
        let id = || group.id.clone();
        if self.name.trim().is_empty() {
            return None;
        }
        if self.name.trim() != group.name {
            edits.push(Edit::RenameGroup { group: id(), name: self.name.clone() });
        }
        let limit = match self.limit.trim() {
            "" => None,
            digits => Some(digits.parse().ok()?),
        };
        if limit != group.size_limit {
            edits.push(Edit::SetGroupLimit { group: id(), limit });
        }
        let cost = match self.cost.trim() {
            "" => None,
            amount => Some(Money::parse(amount).filter(|cost| cost.0 >= 0)?),
        };
        if cost != group.monthly_cost {
            edits.push(Edit::SetGroupCost { group: id(), cost });
        }
        let class = self.class.map(|class| ClassCorrection {
            class,
            note: self.note.trim().to_owned(),
            by: self.by.trim().to_owned(),
            on: Some(today),
        });
        let same = match (&class, &group.class) {
            (Some(new), Some(old)) => (new.class, &new.note, &new.by) == (old.class, &old.note, &old.by),
            (new, old) => new.is_none() && old.is_none(),
        };
        if !same {
            edits.push(Edit::SetGroupClass { group: id(), class });
        }
        Some(edits)
    }
}

/// Edits of one group.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, code: u32) {
    ui.set_width(460.0);
    let loaded = cx.state.loaded.as_ref();
    let project = loaded.map(|loaded| &loaded.document.project);
    let Some(group) = project.and_then(|project| project.groups.get(code as usize)) else {
        widgets::secondary(ui, cx, cx.t("group.only_in_chat"));
        super::close_button(ui, cx);
        return;
    };
    super::title(ui, cx, cx.t("group.edit"));
    let mut draft = cx.local.group.clone().unwrap_or_else(|| GroupDraft::of(group));
    ui.label(cx.t("group.name"));
    super::field(ui, &mut draft.name, cx.t("group.name"), f32::INFINITY);
    ui.label(cx.t("group.limit"));
    super::field(ui, &mut draft.limit, cx.t("group.limit"), 120.0);
    widgets::secondary(ui, cx, cx.t("group.limit_hint"));
    ui.label(cx.t("group.cost"));
    ui.horizontal(|ui| {
        super::field(ui, &mut draft.cost, cx.t("group.cost"), 120.0);
        widgets::secondary(ui, cx, project.map_or("", |project| &project.currency));
    });
    widgets::secondary(ui, cx, cx.t("group.cost_hint"));
    ui.add_space(6.0);
    ui.separator();
    ui.label(cx.t("group.class"));
    let analysis = loaded.and_then(|loaded| loaded.results(Need::All).cloned());
    let result = analysis.as_ref().and_then(|analysis| {
        let place = analysis.scope.groups.iter().position(|&group| group == code)?;
        analysis.structure().groups.get(place)
    });
    if let Some(result) = result {
        // The rule alone: what was set by hand stands in the fields below.
        let rule = crate::analytics::structure::GroupStructure { class_by_hand: None, ..result.clone() };
        let text = RichText::new(class_reasons(&rule, cx.lang)).size(size::SECONDARY);
        ui.add(egui::Label::new(text.color(cx.theme.secondary)).wrap());
    }
    ui.horizontal_wrapped(|ui| {
        let choices = std::iter::once(None).chain(ValueClass::ALL.map(Some));
        for choice in choices {
            let word = choice.map_or(cx.t("group.class_rule"), |class| class_word(class, cx.lang));
            if ui.selectable_label(draft.class == choice, word).clicked() {
                draft.class = choice;
            }
        }
    });
    if draft.class.is_some() {
        super::field(ui, &mut draft.note, cx.t("group.class_note"), f32::INFINITY);
        super::field(ui, &mut draft.by, cx.t("group.class_by"), 160.0);
    }
    ui.add_space(8.0);
    let zone = project.map_or(chrono_tz::UTC, |project| project.time_zone);
    let edits = draft.edits(group, chrono::Utc::now().with_timezone(&zone).date_naive());
    let ready = edits.as_ref().is_some_and(|edits| !edits.is_empty());
    ui.horizontal(|ui| {
        if ui.add_enabled(ready, theme::primary(cx.theme, cx.t("dialog.apply"))).clicked() {
            super::close(cx);
            for edit in edits.into_iter().flatten() {
                cx.send(Command::Edit(edit));
            }
            return;
        }
        cx.local.group = Some(draft);
        super::close_button(ui, cx);
    });
}
