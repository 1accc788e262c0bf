//! A move from groups that close to groups that stay: chosen here, seen here, and made only when confirmed.

use std::sync::Arc;

use chrono::NaiveDate;
use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::super::super::{Cx, theme, widgets};
use crate::activity::{LocalClock, date};
use crate::analytics::structure::{
    ClosingResult, MigrationResult, Mover, ValueClass, migration, open_groups,
};
use crate::app::{Analysis, Command, Edit, FigureKey, GroupMove, today};
use crate::charts::theme::size;
use crate::charts::{Pick, Tone, catalogue, format};
use crate::model::{ClosingGroup, GroupId, Migration, MoveException, Tier};

/// What is typed before a move is made.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Confirm {
    /// The day, as typed.
    day: String,
    asked: bool,
}

/// Height of a person's row.
const ROW: f32 = 30.0;

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let Some(loaded) = &cx.state.loaded else { return };
    let plan = loaded.document.project.migration.clone();
    let found = results(ui, analysis);
    choose(ui, cx, analysis, &plan, &found);
    widgets::gap(ui);
    if plan.closing.is_empty() {
        return;
    }
    widgets::figure(ui, cx, FigureKey::new("structure.migration_closing"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("structure.migration"), 0.0, |_, _| {});
    widgets::gap(ui);
    people(ui, cx, analysis, &plan, &found);
    widgets::gap(ui);
    widgets::row(ui, "migration.lists", [1.2, 1.0], |index, ui, least| {
        let name = if index == 0 { "structure.invitations" } else { "structure.left_behind" };
        widgets::figure(ui, cx, FigureKey::new(name), least, |_, _| {})
    });
    confirm(ui, cx, analysis, &found);
}

/// What the plan would do; kept until there are other results.
fn results(ui: &Ui, analysis: &Analysis) -> Arc<MigrationResult> {
    type Kept = (u64, Arc<MigrationResult>);
    let id = egui::Id::unique("migration_results");
    if let Some((_, found)) =
        ui.data(|data| data.get_temp::<Kept>(id)).filter(|(revision, _)| *revision == analysis.revision)
    {
        return found;
    }
    let found = Arc::new(migration(analysis.input(), &analysis.scope));
    ui.data_mut(|data| data.insert_temp::<Kept>(id, (analysis.revision, found.clone())));
    found
}

fn set(cx: &mut Cx<'_>, plan: Migration) {
    cx.send(Command::Edit(Edit::SetMigration(plan)));
}

/// Groups to close: those that the verdicts suggest, and any other.
fn choose(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, plan: &Migration, found: &MigrationResult) {
    let input = analysis.input();
    let closes = |id: &GroupId| plan.closing.iter().any(|closing| closing.group == *id);
    let groups = analysis.structure().groups.iter().zip(&analysis.scope.groups);
    let open = open_groups(input);
    let suggested: Vec<(u32, &GroupId, Option<ValueClass>)> = groups
        .filter(|(_, code)| open.contains(code))
        .filter(|(group, _)| {
            let poor = matches!(group.value_class, Some(ValueClass::Dead | ValueClass::Junk));
            poor || closes(&group.id)
        })
        .map(|(group, &code)| (code, &group.id, group.value_class))
        .collect();
    widgets::card(ui, cx, 0.0, |ui, cx| {
        let mut another = None;
        widgets::card_head(ui, cx, cx.t("migration.choose"), |ui| {
            ui.menu_button(cx.t("migration.another"), |ui| {
                egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                    for &code in &open {
                        let Some(id) = input.activity.groups.id(code).filter(|id| !closes(id)) else {
                            continue;
                        };
                        if ui.button(input.group_name(code)).clicked() {
                            another = Some(with(plan, id, true));
                            ui.close();
                        }
                    }
                });
            });
        });
        if let Some(next) = another {
            set(cx, next);
        }
        let hint = RichText::new(cx.t("migration.hint")).size(size::SECONDARY).color(cx.theme.secondary);
        ui.add(egui::Label::new(hint).wrap());
        if suggested.is_empty() {
            widgets::secondary(ui, cx, cx.t("migration.nothing_suggested"));
        }
        for (code, id, class) in suggested {
            ui.separator();
            let result = found.closing.iter().find(|result| result.group == code);
            closing_line(ui, cx, analysis, plan, (code, id, class), result);
        }
    });
}

/// The plan with a group closing, or not.
fn with(plan: &Migration, group: &GroupId, closes: bool) -> Migration {
    let mut next = plan.clone();
    next.closing.retain(|closing| closing.group != *group);
    if closes {
        next.closing.push(ClosingGroup { group: group.clone(), into: None, everyone: false });
        // What closes is nowhere to go.
        for closing in next.closing.iter_mut().filter(|closing| closing.into.as_ref() == Some(group)) {
            closing.into = None;
        }
        next.exceptions.retain(|exception| exception.into.as_ref() != Some(group));
    } else {
        next.exceptions.retain(|exception| exception.group != *group);
    }
    next
}

fn closing_line(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Analysis,
    plan: &Migration,
    (code, id, class): (u32, &GroupId, Option<ValueClass>),
    result: Option<&ClosingResult>,
) {
    let input = analysis.input();
    let name = input.group_name(code);
    let choice = plan.closing.iter().find(|closing| closing.group == *id);
    ui.horizontal_wrapped(|ui| {
        let mut closes = choice.is_some();
        let label = cx.lang.tf("migration.close", &[("group", &name)]);
        if ui.checkbox(&mut closes, label).changed() {
            set(cx, with(plan, id, closes));
        }
        if let Some(class) = class {
            let tone = match class {
                ValueClass::Dead => Tone::Bad,
                ValueClass::Junk => Tone::Warning,
                _ => Tone::Neutral,
            };
            widgets::tag(ui, cx, catalogue::class_word(class, cx.lang), tone);
        }
        let Some(choice) = choice else { return };
        let change = |change: &dyn Fn(&mut ClosingGroup)| {
            let mut next = plan.clone();
            next.closing.iter_mut().filter(|closing| closing.group == *id).for_each(change);
            next
        };
        ui.label(RichText::new(cx.t("migration.into")).color(cx.theme.secondary));
        let shown = match result.and_then(|result| result.into) {
            Some(into) => input.group_name(into),
            None => cx.t("migration.nowhere"),
        };
        let targets = targets(analysis, plan);
        let combo = egui::ComboBox::from_id_salt(("migration_into", code)).selected_text(shown).width(170.0);
        let response = combo.show_ui(ui, |ui| {
            if ui.selectable_label(choice.into.is_none(), cx.t("migration.by_itself")).clicked() {
                set(cx, change(&|closing| closing.into = None));
            }
            for (target, target_id) in &targets {
                let on = choice.into.as_ref() == Some(target_id);
                if ui.selectable_label(on, input.group_name(*target)).clicked() {
                    set(cx, change(&|closing| closing.into = Some(target_id.clone())));
                }
            }
        });
        let spoken = cx.lang.tf("migration.into_of", &[("group", &name)]);
        response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &spoken));
        if let Some(result) = result {
            widgets::secondary(ui, cx, &catalogue::target_reason(result.reason, cx.lang));
        }
        let mut everyone = choice.everyone;
        let label = cx.lang.tf("migration.everyone", &[("group", &name)]);
        let tick = ui.checkbox(&mut everyone, cx.t("migration.everyone_short"));
        tick.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, choice.everyone, &label));
        if tick.changed() {
            set(cx, change(&|closing| closing.everyone = everyone));
        }
    });
}

/// Groups that people can be invited into.
fn targets(analysis: &Analysis, plan: &Migration) -> Vec<(u32, GroupId)> {
    let input = analysis.input();
    let ids = open_groups(input)
        .into_iter()
        .filter_map(|code| Some((code, input.activity.groups.id(code)?.clone())));
    ids.filter(|(_, id)| !plan.closing.iter().any(|closing| closing.group == *id)).collect()
}

/// Everyone in the closing groups, each with where they are invited.
fn people(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, plan: &Migration, found: &MigrationResult) {
    let input = analysis.input();
    let targets = targets(analysis, plan);
    let mut movers: Vec<&Mover> = found.movers.iter().collect();
    movers.sort_by_key(|mover| {
        (std::cmp::Reverse(mover.links), std::cmp::Reverse(mover.last_spoke), mover.group, mover.member)
    });
    let mut clock = LocalClock::new(input.project.time_zone);
    widgets::card(ui, cx, 0.0, |ui, cx| {
        let mut bulk = None;
        widgets::card_head(ui, cx, cx.t("migration.people"), |ui| {
            // The last stands first: the line is laid out from the right.
            let own = |mover: &Mover| {
                input.project.members.get(mover.member as usize).and_then(|member| member.tier)
            };
            let upper = |mover: &Mover| matches!(own(mover), Some(Tier::Core | Tier::Middle));
            let paid = invite(analysis, plan, found, &|mover| mover.paid);
            let upper = invite(analysis, plan, found, &upper);
            for (key, next) in [("migration.all_paid", paid), ("migration.all_upper", upper)] {
                let count = next.exceptions.len().saturating_sub(plan.exceptions.len());
                let label = cx.lang.tf(key, &[("n", &count)]);
                if ui.add_enabled(count > 0, egui::Button::new(label)).clicked() {
                    bulk = Some(next);
                }
            }
        });
        if let Some(next) = bulk {
            set(cx, next);
        }
        let hint = cx.lang.tf("migration.people_hint", &[("n", &movers.len())]);
        widgets::secondary(ui, cx, &hint);
        // Whole rows only: half a row under the next card is nobody's.
        let height = 9.0 * (ROW + ui.spacing().item_spacing.y) - 4.0;
        TableBuilder::new(ui)
            .id_salt("migration_people")
            .max_scroll_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true])
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
            .column(Column::remainder().at_least(120.0).clip(true))
            .column(Column::exact(150.0).clip(true))
            .column(Column::exact(70.0))
            .column(Column::exact(80.0))
            .column(Column::exact(100.0))
            .column(Column::exact(210.0))
            .header(26.0, |mut row| {
                let heads = [
                    "column.member",
                    "column.closing",
                    "column.tier",
                    "column.linked",
                    "column.last_spoke",
                    "column.into",
                ];
                for key in heads {
                    row.col(|ui| widgets::secondary(ui, cx, cx.t(key)));
                }
            })
            .body(|body| {
                body.rows(ROW, movers.len(), |mut row| {
                    let mover = movers[row.index()];
                    let name = input.member_name(mover.member);
                    row.col(|ui| {
                        let words = RichText::new(name).color(cx.theme.accent);
                        let label = egui::Label::new(words).truncate().sense(egui::Sense::click());
                        if ui.add(label).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                            cx.send(Command::Pick(Pick::Member(mover.member)));
                        }
                    });
                    let tier =
                        input.project.members.get(mover.member as usize).and_then(|member| member.tier);
                    let last = mover.last_spoke.map(|at| format::date(date(clock.day_hour(at.0).0)));
                    let texts = [
                        input.group_name(mover.group).to_owned(),
                        catalogue::tier_name(tier, cx.lang).to_owned(),
                        mover.links.to_string(),
                        last.unwrap_or_else(|| format::UNKNOWN.to_owned()),
                    ];
                    for text in texts {
                        row.col(|ui| {
                            ui.add(egui::Label::new(text).truncate());
                        });
                    }
                    row.col(|ui| destination(ui, cx, analysis, plan, mover, &targets));
                });
            });
    });
}

/// The plan with everybody invited who fits and is not yet, to where their group goes.
fn invite(
    analysis: &Analysis,
    plan: &Migration,
    found: &MigrationResult,
    wanted: &dyn Fn(&Mover) -> bool,
) -> Migration {
    let input = analysis.input();
    let mut next = plan.clone();
    for mover in found.movers.iter().filter(|mover| mover.into.is_none() && !mover.exception && wanted(mover))
    {
        let closing = found.closing.iter().find(|closing| closing.group == mover.group);
        let into = closing.and_then(|closing| input.activity.groups.id(closing.into?)).cloned();
        let (Some(group), Some(member)) =
            (input.activity.groups.id(mover.group), input.activity.members.id(mover.member))
        else {
            continue;
        };
        if into.is_some() {
            next.exceptions.push(MoveException { group: group.clone(), member: member.clone(), into });
        }
    }
    next
}

fn destination(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Analysis,
    plan: &Migration,
    mover: &Mover,
    targets: &[(u32, GroupId)],
) {
    let input = analysis.input();
    let (Some(group), Some(member)) =
        (input.activity.groups.id(mover.group), input.activity.members.id(mover.member))
    else {
        return;
    };
    let mine = |exception: &MoveException| exception.group == *group && exception.member == *member;
    let go = |into: Option<Option<GroupId>>| {
        let mut next = plan.clone();
        next.exceptions.retain(|exception| !mine(exception));
        if let Some(into) = into {
            next.exceptions.push(MoveException { group: group.clone(), member: member.clone(), into });
        }
        next
    };
    let words = match mover.into {
        Some(into) if mover.already => cx.lang.tf("migration.there", &[("group", &input.group_name(into))]),
        Some(into) => input.group_name(into).to_owned(),
        None => cx.t("migration.not_invited").to_owned(),
    };
    let words = if mover.exception { format!("* {words}") } else { words };
    let combo = egui::ComboBox::from_id_salt(("mover", mover.group, mover.member))
        .selected_text(words)
        .width(196.0)
        .truncate();
    let response = combo.show_ui(ui, |ui| {
        if ui.selectable_label(!mover.exception, cx.t("migration.like_group")).clicked() {
            set(cx, go(None));
        }
        let stays = mover.exception && mover.into.is_none();
        if ui.selectable_label(stays, cx.t("migration.not_invited")).clicked() {
            set(cx, go(Some(None)));
        }
        for (target, id) in targets {
            let on = mover.exception && mover.into == Some(*target);
            if ui.selectable_label(on, input.group_name(*target)).clicked() {
                set(cx, go(Some(Some(id.clone()))));
            }
        }
    });
    let spoken = cx.lang.tf("migration.into_of", &[("group", &input.member_name(mover.member))]);
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &spoken));
}

/// The day of the move, and the two buttons that make it.
fn confirm(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, found: &MigrationResult) {
    let mut typed = cx.local.confirm_move.take().unwrap_or_else(|| Confirm {
        day: format::date(today(analysis.project.time_zone).max(analysis.scope.dates().1)),
        asked: false,
    });
    let day: Option<NaiveDate> = typed.day.trim().parse().ok();
    let closed: usize = found.closing.len();
    let joining: usize = found.targets.iter().map(|target| target.joining.len()).sum();
    let mut made = false;
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("migration.make"), |_| {});
        let text = cx.lang.tf(
            "migration.make_text",
            &[("groups", &closed), ("joining", &joining), ("behind", &found.left_behind().len())],
        );
        ui.add(egui::Label::new(RichText::new(text).color(cx.theme.text)).wrap());
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            ui.label(cx.t("migration.day"));
            let field = ui.add(egui::TextEdit::singleline(&mut typed.day).desired_width(110.0));
            let label = cx.t("migration.day");
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
            if day.is_none() {
                widgets::secondary(ui, cx, cx.t("migration.bad_day"));
            }
            let ready =
                day.is_some() && closed > 0 && !cx.state.loaded.as_ref().is_some_and(|now| now.is_stale());
            if !typed.asked {
                if ui.add_enabled(ready, egui::Button::new(cx.t("migration.ask"))).clicked() {
                    typed.asked = true;
                }
            } else {
                if ui.add_enabled(ready, theme::primary(cx.theme, cx.t("migration.do"))).clicked()
                    && let Some(day) = day
                {
                    let change = GroupMove::of(analysis.input(), found, &analysis.scope, day);
                    cx.send(Command::Edit(Edit::Migrate(Box::new(change))));
                    made = true;
                }
                if ui.button(cx.t("migration.not_now")).clicked() {
                    typed.asked = false;
                }
            }
        });
    });
    cx.local.confirm_move = (!made).then_some(typed);
}
