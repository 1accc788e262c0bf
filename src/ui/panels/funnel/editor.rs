//! The definition of a funnel: its steps, their order, the window, and what must not happen on the way.

use egui::{DragValue, RichText, Ui};

use super::super::super::{Cx, theme, widgets};
use crate::app::{Analysis, Command, Edit};
use crate::charts::theme::size;
use crate::model::{
    BUILT_IN_EVENTS, Funnel, FunnelExclusion, FunnelId, FunnelStep, GroupId, Money, StepFilter, StepOrder,
};

/// A funnel being changed, and the one it was made from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FunnelDraft {
    from: Funnel,
    now: Funnel,
    /// Amounts as typed, by step and filter.
    amounts: Vec<(usize, usize, String)>,
}

/// A ready-made funnel.
#[derive(Clone, Copy)]
pub(super) struct Template {
    pub name: &'static str,
    steps: &'static [(&'static str, &'static str)],
    window_days: f64,
}

/// The ready-made funnels, in the order of the menu.
pub(super) const TEMPLATES: [Template; 5] = [
    Template {
        name: "template.direct",
        steps: &[
            ("event.joined", "joined"),
            ("event.first_spoke", "first_spoke"),
            ("event.attended", "attended"),
            ("event.ordered", "ordered"),
            ("event.invited", "invited"),
        ],
        window_days: 90.0,
    },
    Template {
        name: "template.indirect",
        steps: &[
            ("event.ordered", "ordered"),
            ("event.joined", "joined"),
            ("event.renewed", "renewed"),
            ("event.invited", "invited"),
        ],
        window_days: 400.0,
    },
    Template {
        name: "template.camp",
        steps: &[
            ("step.signed_up", "camp_signed_up"),
            ("step.opened", "camp_opened"),
            ("step.checkin", "checkin"),
            ("step.finished", "camp_finished"),
            ("step.full_price", "ordered"),
        ],
        window_days: 60.0,
    },
    Template {
        name: "template.business",
        steps: &[
            ("step.consulted", "consulted"),
            ("event.joined", "joined"),
            ("event.attended", "attended"),
            ("event.ordered", "ordered"),
        ],
        window_days: 180.0,
    },
    Template {
        name: "template.onboarding",
        steps: &[
            ("step.purpose", "purpose_answered"),
            ("step.rules", "rules_read"),
            ("step.welcomed", "welcome"),
            ("step.form", "form_filled"),
        ],
        window_days: 14.0,
    },
];

impl Template {
    /// The funnel under an id that no other has.
    pub fn funnel(self, cx: &Cx<'_>, taken: &[Funnel]) -> Funnel {
        let free = |id: &String| !taken.iter().any(|known| known.id.as_str() == id);
        let id = (1..).map(|number| format!("funnel-{number}")).find(free).unwrap_or_default();
        let step = |&(name, event): &(&str, &str)| FunnelStep {
            name: cx.t(name).to_owned(),
            event: event.to_owned(),
            filters: Vec::new(),
            optional: false,
        };
        Funnel {
            id: FunnelId::from(id.as_str()),
            name: cx.t(self.name).to_owned(),
            steps: self.steps.iter().map(step).collect(),
            order: StepOrder::Ordered,
            window_days: self.window_days,
            exclusions: Vec::new(),
        }
    }
}

/// The word for an event.
pub(super) fn event_word(cx: &Cx<'_>, event: &str) -> String {
    let key = match event {
        "joined" => "event.joined",
        "first_spoke" => "event.first_spoke",
        "spoke" => "event.spoke",
        "replied" => "event.replied",
        "attended" => "event.attended",
        "ordered" => "event.ordered",
        "renewed" => "event.renewed",
        "invited" => "event.invited",
        "left" => "event.left",
        own => return own.to_owned(),
    };
    cx.t(key).to_owned()
}

/// Every event that a step can be, the program's own first.
pub(super) fn events(analysis: &Analysis) -> Vec<String> {
    let own: std::collections::BTreeSet<&str> =
        analysis.project.events.iter().map(|event| event.name.as_str()).collect();
    let own = own.into_iter().filter(|name| !BUILT_IN_EVENTS.contains(name));
    BUILT_IN_EVENTS.into_iter().chain(own).map(str::to_owned).collect()
}

/// A box to choose an event in, or to keep one that nobody knows.
pub(super) fn event_box(
    ui: &mut Ui,
    cx: &Cx<'_>,
    id: &str,
    label: &str,
    events: &[String],
    chosen: &mut String,
) {
    let shown =
        if chosen.is_empty() { cx.t("funnel.choose_event").to_owned() } else { event_word(cx, chosen) };
    let choice = egui::ComboBox::from_id_salt(id).selected_text(shown).width(150.0).height(380.0);
    let choice = choice.show_ui(ui, |ui| {
        for event in events {
            if ui.selectable_label(chosen == event, event_word(cx, event)).clicked() {
                chosen.clone_from(event);
            }
        }
    });
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}

/// A field with a name for screen readers; true while it is being typed into.
pub(super) fn field(ui: &mut Ui, text: &mut String, label: &str, width: f32) -> bool {
    let response = ui.add(egui::TextEdit::singleline(text).hint_text(label).desired_width(width));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
    response.has_focus()
}

/// Draws the editor of a funnel; every change is one of the document once no field is being typed into.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, stored: &Funnel) {
    let mut draft = match cx.local.funnel.take() {
        Some(draft) if draft.from == *stored => draft,
        _ => FunnelDraft { from: stored.clone(), now: stored.clone(), amounts: Vec::new() },
    };
    let events = super::super::super::kept::kept(
        ui,
        "funnel_events",
        |of: &u64| *of == analysis.revision,
        || (analysis.revision, std::sync::Arc::new(events(analysis))),
    );
    let mut typing = false;
    let mut remove = false;
    widgets::card(ui, cx, 0.0, |ui, cx| {
        ui.horizontal_wrapped(|ui| {
            ui.label(cx.t("funnel.name"));
            typing |= field(ui, &mut draft.now.name, cx.t("funnel.name"), 180.0);
            order(ui, cx, &mut draft.now.order);
            ui.label(cx.t("funnel.window"));
            let window = DragValue::new(&mut draft.now.window_days).range(0.01..=3650.0).speed(1.0);
            let window = ui.add(window);
            let (value, label) = (draft.now.window_days, cx.t("funnel.window"));
            window.widget_info(|| egui::WidgetInfo {
                label: Some(label.to_owned()),
                value: Some(value),
                ..egui::WidgetInfo::new(egui::Role::SpinButton)
            });
            typing |= window.has_focus() || window.dragged();
            ui.label(cx.t("funnel.days"));
            remove = ui.button(cx.t("funnel.remove")).clicked();
        });
        ui.separator();
        typing |= steps(ui, cx, analysis, &events, &mut draft);
        ui.separator();
        exclusions(ui, cx, &events, &mut draft.now);
    });
    widgets::gap(ui);
    if remove {
        cx.send(Command::Edit(Edit::RemoveFunnel(stored.id.clone())));
        return;
    }
    let sound = !draft.now.steps.is_empty() && !draft.now.name.trim().is_empty();
    if !typing && sound && draft.now != draft.from {
        draft.now.name = draft.now.name.trim().to_owned();
        cx.send(Command::Edit(Edit::SetFunnel(Box::new(draft.now.clone()))));
        draft.from = draft.now.clone();
    }
    cx.local.funnel = Some(draft);
}

fn order(ui: &mut Ui, cx: &Cx<'_>, order: &mut StepOrder) {
    let choices = [
        (StepOrder::Ordered, "funnel.order_ordered"),
        (StepOrder::Strict, "funnel.order_strict"),
        (StepOrder::Unordered, "funnel.order_unordered"),
    ];
    let shown = choices.iter().find(|choice| choice.0 == *order).map_or("", |choice| choice.1);
    let choice = egui::ComboBox::from_id_salt("funnel_order").selected_text(cx.t(shown)).width(110.0);
    let choice = choice.show_ui(ui, |ui| {
        for (choice, key) in choices {
            if ui.selectable_label(*order == choice, cx.t(key)).clicked() {
                *order = choice;
            }
        }
    });
    let label = cx.t("funnel.order");
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}

/// What is done to the list of steps.
enum Move {
    Up(usize),
    Down(usize),
    Remove(usize),
}

fn steps(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Analysis,
    events: &[String],
    draft: &mut FunnelDraft,
) -> bool {
    let mut typing = false;
    let mut done = None;
    let count = draft.now.steps.len();
    for (index, step) in draft.now.steps.iter_mut().enumerate() {
        ui.push_id(index, |ui| {
            ui.horizontal_wrapped(|ui| {
                let nth = cx.lang.tf("funnel.nth_step", &[("n", &(index + 1))]);
                ui.label(RichText::new((index + 1).to_string()).color(cx.theme.secondary));
                typing |= field(ui, &mut step.name, &format!("{nth}: {}", cx.t("funnel.step_name")), 130.0);
                let before = step.event.clone();
                let label = format!("{nth}: {}", cx.t("funnel.event"));
                event_box(ui, cx, "event", &label, events, &mut step.event);
                if step.event != before && (step.name.is_empty() || step.name == event_word(cx, &before)) {
                    step.name = event_word(cx, &step.event);
                }
                typing |= filters(ui, cx, analysis, index, step, &mut draft.amounts);
                let between = index > 0 && index + 1 < count;
                let skip =
                    ui.add_enabled(between, egui::Checkbox::new(&mut step.optional, cx.t("funnel.optional")));
                let (on, label) = (step.optional, format!("{nth}: {}", cx.t("funnel.optional")));
                skip.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, between, on, &label));
                let why = if between { "funnel.optional_hint" } else { "funnel.optional_not" };
                skip.on_hover_text(cx.t(why)).on_disabled_hover_text(cx.t(why));
                let tool = |ui: &mut Ui, on: bool, sign: &str, key: &str| {
                    let label = format!("{nth}: {}", cx.t(key));
                    let button = ui.add_enabled(on, theme::quiet(cx.theme.secondary, sign));
                    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, on, &label));
                    button.on_hover_text(cx.t(key)).clicked()
                };
                if tool(ui, index > 0, "↑", "funnel.up") {
                    done = Some(Move::Up(index));
                }
                if tool(ui, index + 1 < count, "↓", "funnel.down") {
                    done = Some(Move::Down(index));
                }
                if tool(ui, count > 1, "×", "funnel.remove_step") {
                    done = Some(Move::Remove(index));
                }
            });
        });
    }
    let steps = &mut draft.now.steps;
    match done {
        Some(Move::Up(index)) => steps.swap(index, index - 1),
        Some(Move::Down(index)) => steps.swap(index, index + 1),
        Some(Move::Remove(index)) => {
            steps.remove(index);
            let last = steps.len().saturating_sub(1);
            draft.now.exclusions.retain(|one| one.from < one.to && one.to <= last);
        }
        None => {}
    }
    if done.is_some() {
        draft.amounts.clear();
    }
    // A step that came to an end of the funnel must be done.
    if let Some(first) = steps.first_mut() {
        first.optional = false;
    }
    if let Some(last) = steps.last_mut() {
        last.optional = false;
    }
    if ui.button(cx.t("funnel.add_step")).clicked() {
        let used = |event: &&str| draft.now.steps.iter().any(|step| step.event == **event);
        let event = BUILT_IN_EVENTS.into_iter().find(|event| !used(event)).unwrap_or("spoke");
        let name = event_word(cx, event);
        draft.now.steps.push(FunnelStep {
            name,
            event: event.to_owned(),
            filters: Vec::new(),
            optional: false,
        });
    }
    typing
}

/// The conditions of one step, and the menu that adds one.
fn filters(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Analysis,
    index: usize,
    step: &mut FunnelStep,
    amounts: &mut Vec<(usize, usize, String)>,
) -> bool {
    let mut typing = false;
    let mut gone = None;
    for (nth, filter) in step.filters.iter_mut().enumerate() {
        let label = format!("{}-{}", index + 1, nth + 1);
        match filter {
            StepFilter::Group(group) => {
                widgets::secondary(ui, cx, cx.t("filter.in_group"));
                group_box(ui, analysis, &label, group);
            }
            StepFilter::Property(key, value) => {
                typing |= field(ui, key, &format!("{} {label}", cx.t("filter.property")), 70.0);
                widgets::secondary(ui, cx, "=");
                typing |= field(ui, value, &format!("{} {label}", cx.t("filter.value")), 70.0);
            }
            StepFilter::Product(product) => {
                widgets::secondary(ui, cx, cx.t("filter.product"));
                typing |= field(ui, product, &format!("{} {label}", cx.t("filter.product")), 100.0);
            }
            StepFilter::Tier(tier) => {
                widgets::secondary(ui, cx, cx.t("filter.tier"));
                typing |= field(ui, tier, &format!("{} {label}", cx.t("filter.tier")), 70.0);
            }
            StepFilter::AtLeast(least) => {
                widgets::secondary(ui, cx, cx.t("filter.at_least"));
                let known = amounts.iter().position(|typed| (typed.0, typed.1) == (index, nth));
                let known = known.unwrap_or_else(|| {
                    amounts.push((index, nth, least.to_string()));
                    amounts.len() - 1
                });
                let typed = &mut amounts[known].2;
                typing |= field(ui, typed, &format!("{} {label}", cx.t("filter.at_least")), 70.0);
                if let Some(amount) = Money::parse(typed) {
                    *least = amount;
                }
            }
        }
        let remove = ui.add(theme::quiet(cx.theme.secondary, "×"));
        let spoken = format!("{} {label}", cx.t("filter.remove"));
        remove.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
        if remove.clicked() {
            gone = Some(nth);
        }
    }
    if let Some(nth) = gone {
        step.filters.remove(nth);
        amounts.clear();
    }
    let menu = ui.menu_button(cx.t("filter.add"), |ui| {
        let mut add = |ui: &mut Ui, key: &str, filter: Option<StepFilter>| {
            if let Some(filter) = filter
                && ui.button(cx.t(key)).clicked()
            {
                step.filters.push(filter);
                ui.close();
            }
        };
        let group =
            analysis.scope.groups.first().and_then(|&group| analysis.activity.groups.id(group)).cloned();
        add(ui, "filter.in_group", group.map(StepFilter::Group));
        if matches!(step.event.as_str(), "ordered" | "renewed") {
            add(ui, "filter.product", Some(StepFilter::Product(String::new())));
            add(ui, "filter.tier", Some(StepFilter::Tier(String::new())));
            add(ui, "filter.at_least", Some(StepFilter::AtLeast(Money(0))));
        } else if !BUILT_IN_EVENTS.contains(&step.event.as_str()) || step.event == "attended" {
            add(ui, "filter.property", Some(StepFilter::Property(String::new(), String::new())));
        }
    });
    let spoken = format!("{} {}", cx.t("filter.add"), index + 1);
    menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
    typing
}

fn group_box(ui: &mut Ui, analysis: &Analysis, label: &str, chosen: &mut GroupId) {
    let input = analysis.input();
    let name = |id: &GroupId| {
        let code = analysis.activity.groups.find(id);
        code.map_or_else(|| id.to_string(), |code| input.group_name(code).to_owned())
    };
    let choice = egui::ComboBox::from_id_salt(("group", label)).selected_text(name(chosen)).width(120.0);
    let choice = choice.show_ui(ui, |ui| {
        for id in analysis.activity.groups.ids() {
            if ui.selectable_label(chosen == id, name(id)).clicked() {
                chosen.clone_from(id);
            }
        }
    });
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}

fn exclusions(ui: &mut Ui, cx: &mut Cx<'_>, events: &[String], funnel: &mut Funnel) {
    let hint = RichText::new(cx.t("funnel.exclusions_hint")).size(size::SECONDARY).color(cx.theme.secondary);
    ui.add(egui::Label::new(hint).wrap());
    let last = funnel.steps.len().saturating_sub(1);
    // Without an order there is no part of the way.
    let whole = funnel.order == StepOrder::Unordered;
    let names: Vec<String> = funnel.steps.iter().map(|step| step.name.clone()).collect();
    let mut gone = None;
    for (nth, one) in funnel.exclusions.iter_mut().enumerate() {
        ui.push_id(("exclusion", nth), |ui| {
            ui.horizontal_wrapped(|ui| {
                let label = format!("{} {}", cx.t("funnel.exclusion"), nth + 1);
                event_box(ui, cx, "excluded", &label, events, &mut one.event);
                if whole {
                    (one.from, one.to) = (0, last);
                } else {
                    widgets::secondary(ui, cx, cx.t("funnel.between"));
                    step_box(
                        ui,
                        &format!("{label}: {}", cx.t("funnel.between")),
                        &names[..last],
                        0,
                        &mut one.from,
                    );
                    let first = one.from + 1;
                    one.to = one.to.clamp(first.min(last), last);
                    widgets::secondary(ui, cx, cx.t("funnel.and"));
                    step_box(
                        ui,
                        &format!("{label}: {}", cx.t("funnel.and")),
                        &names[first.min(last)..],
                        first,
                        &mut one.to,
                    );
                }
                let spoken = format!("{}: {label}", cx.t("filter.remove"));
                let remove = ui.add(theme::quiet(cx.theme.secondary, "×"));
                remove.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
                if remove.clicked() {
                    gone = Some(nth);
                }
            });
        });
    }
    if let Some(nth) = gone {
        funnel.exclusions.remove(nth);
    }
    if ui.add_enabled(last > 0, egui::Button::new(cx.t("funnel.add_exclusion"))).clicked() {
        funnel.exclusions.push(FunnelExclusion { event: "left".to_owned(), from: 0, to: last });
    }
}

/// A box to choose a step in; `names` are those from `first` on.
pub(super) fn step_box(ui: &mut Ui, label: &str, names: &[String], first: usize, chosen: &mut usize) {
    let shown = chosen.checked_sub(first).and_then(|place| names.get(place)).map_or("", String::as_str);
    let choice = egui::ComboBox::from_id_salt(label).selected_text(shown).width(110.0).show_ui(ui, |ui| {
        for (place, name) in names.iter().enumerate() {
            if ui.selectable_label(*chosen == first + place, name).clicked() {
                *chosen = first + place;
            }
        }
    });
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}
