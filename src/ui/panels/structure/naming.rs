//! What names in a group should look like, who follows it, and the friendly words to those who do not.

use std::sync::{Arc, Weak};

use egui::{DragValue, RichText, TextEdit, Ui};

use super::super::super::{Cx, theme, widgets};
use crate::analytics::naming::{Pattern, PatternError, PatternErrorKind, WrongName, held_against};
use crate::analytics::{Population, Rate};
use crate::app::{Analysis, Command, Edit, FigureKey};
use crate::charts::catalogue::wrong_sentence;
use crate::charts::theme::size;
use crate::charts::{Pick, Tone, format};
use crate::model::{GroupId, Project};

/// What was typed in the view.
#[derive(Clone, Debug)]
pub struct NamingDraft {
    /// The rule for the group looked at alone.
    only_group: bool,
    /// The pattern as typed, and what it is for; as stored until something is typed.
    text: Option<(Target, String)>,
    /// The message as edited, and the words it came from.
    message: Option<(String, String)>,
    per_batch: usize,
}

impl Default for NamingDraft {
    fn default() -> Self {
        Self { only_group: false, text: None, message: None, per_batch: 20 }
    }
}

/// Which names a rule is for: those of one group, or with `None` of all groups without one of their own.
type Target = Option<GroupId>;

/// Ready patterns: Chinese and English pieces.
const PRESETS: [(&str, [&str; 2]); 3] = [
    ("naming.preset_city", ["{城市}-{姓名}-{行业}", "{city}-{name}-{business}"]),
    ("naming.preset_name", ["{姓名:汉字 2-4}[-{行业}]", "{name}[-{business}]"]),
    ("naming.preset_group", ["{群名}-{编号:数字 2-3}-{姓名}", "{group}-{no:digits 2-3}-{name}"]),
];

/// Wrong names shown while a pattern is typed.
const SHOWN: usize = 5;

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>, focus: u32) {
    let Some(loaded) = &cx.state.loaded else { return };
    let project = &loaded.document.project;
    let group = project.groups.get(focus as usize);
    let only = cx.local.naming.only_group && group.is_some();
    let target: Target = if only { group.map(|group| group.id.clone()) } else { None };
    let stored = stored(project, &target).unwrap_or_default();
    editor(ui, cx, analysis, focus, &target, &stored);
    let any = project.naming.is_some() || project.groups.iter().any(|group| group.naming.is_some());
    if !any {
        return;
    }
    widgets::gap(ui);
    messages(ui, cx, analysis, focus);
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("structure.naming"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("structure.renames"), 0.0, |_, _| {});
}

/// The pattern as the document has it.
fn stored(project: &Project, target: &Target) -> Option<String> {
    match target {
        Some(group) => project.group(group)?.naming.clone(),
        None => project.naming.clone(),
    }
}

fn editor(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>, focus: u32, target: &Target, stored: &str) {
    let draft = cx.local.naming.text.take().filter(|(of, _)| of == target);
    let mut text = draft.map_or_else(|| stored.to_owned(), |(_, text)| text);
    let group = analysis.input().group_name(focus).to_owned();
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("naming.title"), |_| {});
        widgets::secondary(ui, cx, cx.t("naming.text"));
        ui.horizontal_wrapped(|ui| {
            ui.radio_value(&mut cx.local.naming.only_group, false, cx.lang.t("naming.for_all"));
            let label = cx.lang.tf("naming.for_group", &[("group", &group)]);
            ui.radio_value(&mut cx.local.naming.only_group, true, label);
        });
        ui.horizontal(|ui| {
            let label = cx.t("naming.pattern");
            let width = (ui.available_width() - 240.0).max(160.0);
            let field = TextEdit::singleline(&mut text).hint_text(label).desired_width(width);
            let response = ui.add(field);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
            let valid = Pattern::parse(&text).is_ok();
            let save = theme::primary(cx.theme, cx.t("naming.save"));
            if ui.add_enabled(valid && text.trim() != stored, save).clicked() {
                let pattern = Some(text.trim().to_owned());
                cx.send(Command::Edit(Edit::SetNaming { group: target.clone(), pattern }));
            }
            if ui.add_enabled(!stored.is_empty(), egui::Button::new(cx.t("naming.remove"))).clicked() {
                cx.send(Command::Edit(Edit::SetNaming { group: target.clone(), pattern: None }));
                text.clear();
            }
        });
        ui.horizontal_wrapped(|ui| {
            widgets::secondary(ui, cx, cx.t("naming.presets"));
            for (key, patterns) in PRESETS {
                let pattern = patterns[usize::from(cx.lang == crate::i18n::Lang::En)];
                if ui.button(cx.t(key)).on_hover_text(pattern).clicked() {
                    pattern.clone_into(&mut text);
                }
            }
        });
        if text.trim().is_empty() {
            widgets::secondary(ui, cx, cx.t("naming.empty"));
        } else {
            match Pattern::parse(&text) {
                Ok(pattern) => live(ui, cx, analysis, focus, target, &text, &pattern),
                Err(error) => {
                    let words = RichText::new(error_sentence(&error, cx)).color(cx.theme.bad);
                    ui.label(words);
                }
            }
        }
        ui.collapsing(cx.t("naming.help"), |ui| {
            for (example, key) in [
                ("{城市} {name}", "naming.help_piece"),
                ("{name:han 2-4} {编号:数字 2}", "naming.help_class"),
                ("{level:新人|老学员}", "naming.help_words"),
                ("{group} {群名}", "naming.help_group"),
                ("[-{business}]", "naming.help_optional"),
                ("\\{ \\[", "naming.help_escape"),
            ] {
                ui.horizontal_wrapped(|ui| {
                    ui.label(RichText::new(example).color(cx.theme.accent));
                    widgets::secondary(ui, cx, cx.t(key));
                });
            }
        });
    });
    cx.local.naming.text = (text != stored).then(|| (target.clone(), text));
}

fn error_sentence(error: &PatternError, cx: &Cx<'_>) -> String {
    let what = cx.t(match error.kind {
        PatternErrorKind::Open => "naming.error_open",
        PatternErrorKind::Close => "naming.error_close",
        PatternErrorKind::NoName => "naming.error_name",
        PatternErrorKind::Class => "naming.error_class",
        PatternErrorKind::Count => "naming.error_count",
        PatternErrorKind::Nested => "naming.error_nested",
        PatternErrorKind::NoPiece => "naming.error_piece",
        PatternErrorKind::TooLong => "naming.error_long",
    });
    cx.lang.tf("naming.error", &[("at", &error.at), ("what", &what)])
}

/// How many follow a pattern while it is typed, an example, and the first names that do not.
fn live(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Arc<Analysis>,
    focus: u32,
    target: &Target,
    text: &str,
    pattern: &Pattern,
) {
    let input = analysis.input();
    let checked = check(ui, analysis, target, text, pattern);
    let example = example(cx, pattern, input.group_name(focus));
    ui.horizontal_wrapped(|ui| {
        ui.label(cx.lang.tf("naming.example", &[("example", &example)]));
        let tone =
            if checked.rate.numerator == checked.rate.denominator { Tone::Good } else { Tone::Warning };
        let rate = cx.lang.tf(
            "naming.rate",
            &[
                ("percent", &format::percent(checked.rate.value)),
                ("fraction", &format::fraction(&checked.rate)),
            ],
        );
        widgets::tag(ui, cx, &rate, tone);
        if !checked.wrong.is_empty() && ui.link(cx.t("naming.see_wrong")).clicked() {
            // Somebody in several groups is one person all the same.
            let members: std::collections::BTreeSet<u32> =
                checked.wrong.iter().map(|wrong| wrong.member).collect();
            let members = members.into_iter().collect();
            let title = cx.t("naming.see_wrong").to_owned();
            cx.send(Command::Pick(Pick::People { title, members }));
        }
    });
    for wrong in checked.wrong.iter().take(SHOWN) {
        let line = format!("{}：{}", input.member_name(wrong.member), wrong_sentence(&wrong.wrong, cx.lang));
        let line = RichText::new(line).size(size::SECONDARY).color(cx.theme.secondary);
        ui.add(egui::Label::new(line).truncate());
    }
}

/// A name that follows a pattern, of the sort people know.
fn example(cx: &Cx<'_>, pattern: &Pattern, group: &str) -> String {
    pattern.example(group, |piece| {
        let key = match piece {
            "城市" | "city" => "naming.sample_city",
            "姓名" | "名字" | "name" => "naming.sample_name",
            "行业" | "业务" | "business" => "naming.sample_business",
            "编号" | "序号" | "no" => "naming.sample_no",
            _ => return None,
        };
        Some(cx.t(key).to_owned())
    })
}

/// A rule held against the names it is for.
#[derive(Debug, Default)]
struct Checked {
    rate: Rate,
    wrong: Vec<WrongName>,
}

/// The people of every group in scope.
type Rooms = Vec<(u32, Vec<u32>)>;

/// Kept until the results change: who is in which group costs a pass over all member lists.
fn rooms(ui: &Ui, analysis: &Arc<Analysis>) -> Arc<Rooms> {
    type Kept = (Weak<Analysis>, Arc<Rooms>);
    let id = egui::Id::unique("naming_rooms");
    if let Some((of, rooms)) = ui.data(|data| data.get_temp::<Kept>(id))
        && std::ptr::eq(of.as_ptr(), Arc::as_ptr(analysis))
    {
        return rooms;
    }
    let people = |&group: &u32| (group, Population::of(analysis.input(), group, analysis.scope.to).people);
    let rooms: Arc<Rooms> = Arc::new(analysis.scope.groups.iter().map(people).collect());
    ui.data_mut(|data| data.insert_temp::<Kept>(id, (Arc::downgrade(analysis), rooms.clone())));
    rooms
}

/// Kept until what is typed or the results change.
fn check(ui: &Ui, analysis: &Arc<Analysis>, target: &Target, text: &str, pattern: &Pattern) -> Arc<Checked> {
    type Kept = (Weak<Analysis>, (Target, String), Arc<Checked>);
    let id = egui::Id::unique("naming_checked");
    let asked = (target.clone(), text.to_owned());
    if let Some((of, of_asked, checked)) = ui.data(|data| data.get_temp::<Kept>(id))
        && std::ptr::eq(of.as_ptr(), Arc::as_ptr(analysis))
        && of_asked == asked
    {
        return checked;
    }
    let input = analysis.input();
    let concerns = |group: u32| {
        let declared = input.project.groups.get(group as usize);
        match target {
            Some(target) => declared.is_some_and(|declared| declared.id == *target),
            None => declared.is_none_or(|declared| declared.naming.is_none()),
        }
    };
    let mut checked = Checked::default();
    let (mut right, mut all) = (0, 0);
    for (group, people) in rooms(ui, analysis).iter().filter(|(group, _)| concerns(*group)) {
        let (rate, wrong) = held_against(input, *group, people, pattern);
        right += rate.numerator;
        all += rate.denominator;
        checked.wrong.extend(wrong);
    }
    checked.rate = Rate::new(right, all);
    let checked = Arc::new(checked);
    ui.data_mut(|data| data.insert_temp::<Kept>(id, (Arc::downgrade(analysis), asked, checked.clone())));
    checked
}

/// The message to those of one group whose names break its rule, in batches to paste.
fn messages(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>, focus: u32) {
    let input = analysis.input();
    let group = input.group_name(focus).to_owned();
    let rule = crate::analytics::naming::pattern_of(input, focus).map(|(text, _)| text.to_owned());
    let pattern = rule.as_deref().and_then(|text| Pattern::parse(text).ok());
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, &cx.lang.tf("naming.message_title", &[("group", &group)]), |_| {});
        let (Some(rule), Some(pattern)) = (rule, pattern) else {
            widgets::secondary(ui, cx, cx.t("naming.message_no_rule"));
            return;
        };
        let rooms = rooms(ui, analysis);
        let people = rooms.iter().find(|(group, _)| *group == focus).map_or(&[][..], |(_, people)| people);
        let wrong = held_against(input, focus, people, &pattern).1;
        if wrong.is_empty() {
            widgets::secondary(ui, cx, cx.t("naming.all_follow"));
            return;
        }
        let made = cx
            .lang
            .tf("naming.message", &[("rule", &spoken(&rule)), ("example", &example(cx, &pattern, &group))]);
        // What was edited is kept while the words it came from are the same.
        let edited = cx.local.naming.message.take().filter(|(of, _)| *of == made);
        let mut text = edited.map_or_else(|| made.clone(), |(_, text)| text);
        let label = cx.t("naming.message_label");
        let field = TextEdit::multiline(&mut text).desired_rows(3).desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
        ui.horizontal(|ui| {
            let label = cx.t("naming.per_batch");
            widgets::secondary(ui, cx, label);
            let per = ui.add(DragValue::new(&mut cx.local.naming.per_batch).range(1..=200));
            per.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
        });
        let per = cx.local.naming.per_batch.max(1);
        ui.horizontal_wrapped(|ui| {
            for (batch, people) in wrong.chunks(per).enumerate() {
                let label = cx.lang.tf("naming.copy", &[("n", &(batch + 1)), ("people", &people.len())]);
                if ui.button(label).clicked() {
                    let names: Vec<String> =
                        people.iter().map(|who| format!("@{}", input.member_name(who.member))).collect();
                    cx.send(Command::CopyText(format!("{}\n{text}", names.join(" "))));
                }
            }
        });
        cx.local.naming.message = Some((made, text));
    });
}

/// A pattern as people say it: pieces by their names, without braces and classes.
fn spoken(rule: &str) -> String {
    let mut out = String::new();
    for part in rule.split('{') {
        match part.split_once('}') {
            Some((piece, rest)) => {
                let (name, _) = piece.split_once([':', '：']).unwrap_or((piece, ""));
                out.push_str(name.trim());
                out.push_str(rest);
            }
            None => out.push_str(part),
        }
    }
    out.replace('[', "（").replace(']', "）")
}
