//! The settings of a week of shifts: days, slots, groups, people with their availability, pay, rules.

use chrono::NaiveDate;
use egui::{ComboBox, DragValue, RichText, ScrollArea, Ui};

use super::super::{Cx, theme, widgets};
use crate::app::{Command, Edit, ShiftChange};
use crate::charts::theme::size;
use crate::charts::{catalogue, format, weekday_words};
use crate::model::{MOST_SLOTS, Member, Money, Role, ShiftGroup, ShiftPerson, ShiftWeek, Slot};

const WIDTH: f32 = 680.0;
/// What stands around the settings: the title, the buttons, the edges of the window.
const AROUND: f32 = 230.0;
const LEAST_HEIGHT: f32 = 240.0;
/// Members that a search shows.
const MOST_FOUND: usize = 8;
/// Budget that a week begins with when it gets one: 500 of the currency.
const FIRST_BUDGET: Money = Money(50_000);

/// Settings that are not kept yet.
pub struct ShiftDraft {
    week: ShiftWeek,
    start: String,
    /// Whose hours are open.
    person: usize,
    search: String,
}

/// Draws the window.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(WIDTH);
    let Some(loaded) = &cx.state.loaded else { return };
    let number = loaded.shifts();
    let Some(week) = loaded.document.project.shifts.get(number) else { return };
    super::title(ui, cx, cx.t("shifts.settings_title"));
    let mut draft = cx.local.rota.shifts.take().unwrap_or_else(|| {
        let start = format::date(week.start);
        Box::new(ShiftDraft { week: week.clone(), start, person: 0, search: String::new() })
    });
    let height = (ui.ctx().content_rect().height() - AROUND).max(LEAST_HEIGHT);
    ScrollArea::vertical().id_salt("shift_settings").max_height(height).auto_shrink([false, true]).show(
        ui,
        |ui| {
            basics(ui, cx, &mut draft);
            rules(ui, cx, &mut draft.week);
            slots(ui, cx, &mut draft.week);
            groups(ui, cx, &mut draft.week);
            people(ui, cx, &mut draft);
        },
    );
    ui.add_space(8.0);
    let start: Option<NaiveDate> = draft.start.trim().parse().ok();
    let problem = match () {
        () if draft.week.name.trim().is_empty() => Some("edit.error.empty_name"),
        () if start.is_none() => Some("shifts.bad_date"),
        () if !in_order(&draft.week.slots) => Some("shifts.bad_slots"),
        () => None,
    };
    if let Some(key) = problem {
        ui.label(RichText::new(cx.t(key)).color(cx.theme.warning));
    }
    let mut done = false;
    ui.horizontal(|ui| {
        let keep = ui.add_enabled(problem.is_none(), theme::primary(cx.theme, cx.t("shifts.keep")));
        if keep.clicked()
            && let Some(start) = start
        {
            let week = Box::new(ShiftWeek { start, ..draft.week.clone() });
            send(cx, number, ShiftChange::Set(week));
            done = true;
        }
        if ui.button(cx.t("dialog.close")).clicked() {
            done = true;
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.add(theme::quiet(cx.theme.bad, cx.t("shifts.remove"))).clicked() {
                send(cx, number, ShiftChange::Remove);
                done = true;
            }
        });
    });
    if done {
        super::close(cx);
    } else {
        cx.local.rota.shifts = Some(draft);
    }
}

fn send(cx: &mut Cx<'_>, week: usize, change: ShiftChange) {
    cx.send(Command::Edit(Edit::ChangeShifts { week, change }));
}

/// True when every slot ends after it begins and before the next one.
fn in_order(slots: &[Slot]) -> bool {
    let whole = slots.iter().all(|slot| slot.from < slot.to && slot.to <= 24);
    whole && !slots.is_empty() && slots.windows(2).all(|pair| pair[0].to <= pair[1].from)
}

fn heading(ui: &mut Ui, cx: &Cx<'_>, key: &str) {
    ui.add_space(10.0);
    ui.label(RichText::new(cx.t(key)).font(crate::charts::paint::medium(size::TEXT)).color(cx.theme.text));
}

/// A number with its name before it, for the eye and for screen readers.
fn number(ui: &mut Ui, label: &str, value: &mut u32, range: std::ops::RangeInclusive<u32>) {
    ui.label(label);
    spin(ui, label, DragValue::new(value).range(range));
}

fn spin(ui: &mut Ui, label: &str, value: DragValue<'_>) {
    ui.add(value).widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
}

/// An amount in whole units and hundredths.
fn money(ui: &mut Ui, label: &str, amount: &mut Money) {
    let mut units = amount.units();
    let field = DragValue::new(&mut units).range(0.0..=1_000_000.0).max_decimals(2).speed(1.0);
    spin(ui, label, field);
    *amount = Money((units * 100.0).round() as i64);
}

fn basics(ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut ShiftDraft) {
    ui.horizontal(|ui| {
        super::field(ui, &mut draft.week.name, cx.lang.t("shifts.name"), 200.0);
        super::field(ui, &mut draft.start, cx.lang.t("shifts.start_day"), 110.0);
        number(ui, cx.t("shifts.days"), &mut draft.week.days, 1..=7);
    });
    ui.horizontal(|ui| {
        let mut limited = draft.week.budget.is_some();
        if ui.checkbox(&mut limited, cx.t("shifts.budget")).changed() {
            draft.week.budget = limited.then_some(FIRST_BUDGET);
        }
        if let Some(budget) = &mut draft.week.budget {
            money(ui, cx.t("shifts.budget_amount"), budget);
        }
    });
}

fn rules(ui: &mut Ui, cx: &mut Cx<'_>, week: &mut ShiftWeek) {
    heading(ui, cx, "shifts.rules");
    let rules = &mut week.rules;
    ui.horizontal_wrapped(|ui| {
        for (on, key) in [
            (&mut rules.roles, "shifts.rule_roles"),
            (&mut rules.caps, "shifts.rule_caps"),
            (&mut rules.rest, "shifts.rule_rest"),
            (&mut rules.fair, "shifts.rule_fair"),
            (&mut rules.pairs, "shifts.rule_pairs"),
        ] {
            ui.checkbox(on, cx.t(key));
        }
    });
    ui.horizontal(|ui| number(ui, cx.t("shifts.at_once"), &mut rules.groups_at_once, 1..=10));
}

fn slots(ui: &mut Ui, cx: &mut Cx<'_>, week: &mut ShiftWeek) {
    heading(ui, cx, "shifts.slots");
    let mut gone = None;
    let many = week.slots.len() > 1;
    for (index, slot) in week.slots.iter_mut().enumerate() {
        ui.push_id(("slot", index), |ui| {
            ui.horizontal(|ui| {
                super::field(ui, &mut slot.name, cx.lang.t("shifts.slot_name"), 90.0);
                number(ui, cx.t("shifts.from"), &mut slot.from, 0..=23);
                number(ui, cx.t("shifts.to"), &mut slot.to, 1..=24);
                if ui.add_enabled(many, egui::Button::new(cx.t("shifts.take_out"))).clicked() {
                    gone = Some(index);
                }
            });
        });
    }
    if let Some(index) = gone {
        week.slots.remove(index);
        let moved = |slot: u32| {
            (slot > index as u32).then(|| slot - 1).or(Some(slot)).filter(|_| slot != index as u32)
        };
        week.shifts.retain_mut(|shift| moved(shift.slot).map(|slot| shift.slot = slot).is_some());
        for group in &mut week.groups {
            group.wanted.retain_mut(|(_, slot, _)| moved(*slot).map(|to| *slot = to).is_some());
        }
        for person in &mut week.people {
            for places in [&mut person.away, &mut person.prefers, &mut person.avoids] {
                places.retain_mut(|(_, slot)| moved(*slot).map(|to| *slot = to).is_some());
            }
        }
    }
    let last = week.slots.last().map_or(8, |slot| slot.to);
    let room = week.slots.len() < MOST_SLOTS && last < 24;
    if ui.add_enabled(room, egui::Button::new(cx.t("shifts.add_slot"))).clicked() {
        let name = cx.lang.tf("shifts.slot_n", &[("n", &(week.slots.len() + 1))]);
        week.slots.push(Slot { name, from: last, to: (last + 4).min(24) });
    }
}

/// Roles that a group may ask for.
const ROLES: [Role; 10] = [
    Role::Soul,
    Role::Keeper,
    Role::Designer,
    Role::Contributor,
    Role::Planner,
    Role::Editor,
    Role::Admin,
    Role::Analyst,
    Role::Service,
    Role::Assistant,
];

fn groups(ui: &mut Ui, cx: &mut Cx<'_>, week: &mut ShiftWeek) {
    heading(ui, cx, "shifts.groups");
    let Some(loaded) = &cx.state.loaded else { return };
    let project = &loaded.document.project;
    let mut gone = None;
    for (index, group) in week.groups.iter_mut().enumerate() {
        let name = project.group(&group.group).map_or(group.group.0.clone(), |found| found.name.clone());
        ui.push_id(("group", index), |ui| {
            ui.horizontal(|ui| {
                ui.scope(|ui| {
                    ui.set_width(200.0);
                    ui.add(egui::Label::new(&name).truncate());
                });
                let label = cx.t("shifts.role");
                ui.label(label);
                let shown = |role: &Option<Role>| match role {
                    Some(role) => catalogue::role_name(role, cx.lang),
                    None => cx.t("shifts.anybody").to_owned(),
                };
                let choice = ComboBox::from_id_salt("role").selected_text(shown(&group.role));
                let choice = choice.show_ui(ui, |ui| {
                    for role in std::iter::once(None).chain(ROLES.into_iter().map(Some)) {
                        let words = shown(&role);
                        ui.selectable_value(&mut group.role, role, words);
                    }
                });
                let said = format!("{label} · {name}");
                choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &said));
                if !group.wanted.is_empty() && ui.button(cx.t("shifts.forget_wanted")).clicked() {
                    group.wanted.clear();
                }
                if ui.button(cx.t("shifts.take_out")).clicked() {
                    gone = Some(index);
                }
            });
        });
    }
    if let Some(index) = gone {
        week.groups.remove(index);
    }
    let known = |id| week.groups.iter().any(|group| group.group == id);
    let others: Vec<_> =
        project.groups.iter().filter(|group| group.closed.is_none() && !known(group.id.clone())).collect();
    if others.is_empty() {
        return;
    }
    let mut more = None;
    let choice = ComboBox::from_id_salt("add_group").selected_text(cx.t("shifts.add_group"));
    let choice = choice.show_ui(ui, |ui| {
        for group in others {
            if ui.selectable_label(false, &group.name).clicked() {
                more = Some(ShiftGroup { group: group.id.clone(), ..ShiftGroup::default() });
            }
        }
    });
    let label = cx.t("shifts.add_group");
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
    week.groups.extend(more);
}

fn name_of(member: Option<&Member>, id: &str) -> String {
    let name = member.map(|member| member.name.as_str()).filter(|name| !name.is_empty());
    name.unwrap_or(id).to_owned()
}

fn people(ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut ShiftDraft) {
    heading(ui, cx, "shifts.people");
    let Some(loaded) = &cx.state.loaded else { return };
    let project = &loaded.document.project;
    let mut gone = None;
    let count = draft.week.people.len();
    for index in 0..count {
        let Some(person) = draft.week.people.get_mut(index) else { continue };
        let name = name_of(project.member(&person.member), person.member.as_str());
        ui.push_id(("person", index), |ui| {
            ui.horizontal(|ui| {
                ui.scope(|ui| {
                    ui.set_width(96.0);
                    ui.add(egui::Label::new(&name).truncate());
                });
                number(ui, cx.t("shifts.max_slots"), &mut person.max_slots, 0..=56);
                number(ui, cx.t("shifts.max_groups"), &mut person.max_groups, 0..=40);
                number(ui, cx.t("shifts.max_days"), &mut person.max_days_in_row, 0..=7);
                number(ui, cx.t("shifts.history"), &mut person.history, 0..=10_000);
                let label = cx.t("shifts.pay_each");
                ui.label(label);
                money(ui, label, &mut person.pay);
            });
            ui.horizontal(|ui| {
                ui.add_space(102.0);
                let words = cx.lang.tf(
                    "shifts.hours_of",
                    &[
                        ("away", &person.away.len()),
                        ("prefers", &person.prefers.len()),
                        ("avoids", &person.avoids.len()),
                    ],
                );
                widgets::secondary(ui, cx, &words);
                let open = draft.person == index + 1;
                let key = if open { "shifts.hours_close" } else { "shifts.hours_edit" };
                if ui.button(cx.t(key)).clicked() {
                    draft.person = if open { 0 } else { index + 1 };
                }
                if ui.button(cx.t("shifts.take_out")).clicked() {
                    gone = Some(index);
                }
            });
        });
        if draft.person == index + 1 {
            hours(ui, cx, &mut draft.week, index);
        }
    }
    if let Some(index) = gone {
        draft.week.people.remove(index);
        draft.person = 0;
    }
    super::field(ui, &mut draft.search, cx.lang.t("shifts.add_person"), 220.0);
    let wanted = draft.search.trim().to_lowercase();
    if wanted.is_empty() {
        return;
    }
    let known = |member: &Member| draft.week.people.iter().any(|person| person.member == member.id);
    let fits = |member: &&Member| {
        !known(member)
            && (member.name.to_lowercase().contains(&wanted) || member.id.0.to_lowercase().contains(&wanted))
    };
    let found: Vec<&Member> = project.members.iter().filter(fits).take(MOST_FOUND).collect();
    if found.is_empty() {
        widgets::secondary(ui, cx, cx.t("shifts.nobody_found"));
    }
    let mut more = None;
    ui.horizontal_wrapped(|ui| {
        for member in found {
            if ui.button(name_of(Some(member), member.id.as_str())).clicked() {
                more = Some(ShiftPerson { member: member.id.clone(), ..ShiftPerson::default() });
            }
        }
    });
    if let Some(person) = more {
        draft.week.people.push(person);
        draft.search.clear();
    }
}

/// When somebody can come: a click on a slot goes from open to away, wished for, rather not, and back.
fn hours(ui: &mut Ui, cx: &mut Cx<'_>, week: &mut ShiftWeek, index: usize) {
    widgets::secondary(ui, cx, cx.t("shifts.hours_hint"));
    let dates: Vec<NaiveDate> = (0..week.days).map(|day| week.date(day)).collect();
    let slots: Vec<String> = week.slots.iter().map(|slot| slot.name.clone()).collect();
    let Some(person) = week.people.get_mut(index) else { return };
    egui::Grid::new(("hours", index)).num_columns(dates.len() + 1).show(ui, |ui| {
        ui.label("");
        for date in &dates {
            ui.label(weekday_words(*date, cx.lang));
        }
        ui.end_row();
        for (slot, name) in (0..).zip(&slots) {
            ui.label(name);
            for (day, date) in (0..).zip(&dates) {
                let at = (day, slot);
                let (key, color) = match () {
                    () if person.away.contains(&at) => ("shifts.is_away", cx.theme.bad),
                    () if person.prefers.contains(&at) => ("shifts.is_wished", cx.theme.good),
                    () if person.avoids.contains(&at) => ("shifts.is_avoided", cx.theme.warning),
                    () => ("shifts.is_open", cx.theme.secondary),
                };
                let button = ui.button(RichText::new(cx.t(key)).size(size::SECONDARY).color(color));
                let label = format!("{} {name} · {}", weekday_words(*date, cx.lang), cx.t(key));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
                if button.clicked() {
                    turn(person, at);
                }
            }
            ui.end_row();
        }
    });
}

fn turn(person: &mut ShiftPerson, at: (u32, u32)) {
    let [away, wished, avoided] =
        [&person.away, &person.prefers, &person.avoids].map(|places| places.contains(&at));
    for places in [&mut person.away, &mut person.prefers, &mut person.avoids] {
        places.retain(|place| *place != at);
    }
    match (away, wished, avoided) {
        (true, ..) => person.prefers.push(at),
        (_, true, _) => person.avoids.push(at),
        (.., true) => {}
        _ => person.away.push(at),
    }
}
